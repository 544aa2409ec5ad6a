"""Keep the standard output clean while a compiled library runs.

An answer in JSON goes to standard output. A compiled library may print there on its own (HiGHS in scipy 1.17 does,
whatever its options say), in the middle of that answer. Inside :func:`output_to_stderr` whatever is printed by
compiled code goes to standard error instead; nothing is lost.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

__all__ = ["output_to_stderr"]

_OUT, _ERR = 1, 2


class _Turned:
    """How many runs are inside, and where standard output went before the first of them."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.inside = 0
        self.before = -1

    def enter(self) -> None:
        with self.lock:
            if not self.inside:
                _flush()
                self.before = os.dup(_OUT)
                os.dup2(_ERR, _OUT)
            self.inside += 1

    def leave(self) -> None:
        with self.lock:
            self.inside -= 1
            if not self.inside:
                _flush()
                os.dup2(self.before, _OUT)
                os.close(self.before)


_TURNED = _Turned()


def _flush() -> None:
    """Python's buffer and those of the C library."""
    if sys.stdout is not None:
        sys.stdout.flush()
    ctypes.CDLL(None).fflush(None)


@contextmanager
def output_to_stderr() -> Iterator[None]:
    """Whatever this process writes to standard output meanwhile goes to standard error; several threads may be
    inside. Without a standard output or error (a service started without) nothing is turned."""
    if sys.__stdout__ is None or sys.__stderr__ is None:  # their numbers may be any other file by now
        yield
        return
    try:
        _TURNED.enter()
    except OSError:
        yield
        return
    try:
        yield
    finally:
        _TURNED.leave()
