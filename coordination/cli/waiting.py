"""A line on standard error that a command is at work: on a terminal alone, after a second, gone before it answers.

Of a work that says how far it is (:func:`coordination.system.progress.step`) it tells that, of any other how long it
has taken. Nothing is loaded for it before the second has passed.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from contextlib import ExitStack
from typing import Final, TextIO

from coordination.system.progress import watched
from graph_schema.errors import Verbatim, said

__all__ = ["Waiting", "begin", "end"]

AFTER: Final = 1.0  #: seconds without a word
_EVERY: Final = 0.2  #: seconds between two looks
_CLEAR: Final = "\r\x1b[2K"


class Waiting:
    """One command at work. ``code``: language of the line."""

    def __init__(self, out: TextIO, code: str, after: float | None = None) -> None:
        self._out, self._code = out, code
        self._begun = time.monotonic()
        self._at: tuple[str, int, int] = ("", 0, 0)
        self._over = threading.Event()
        self._writing = threading.Lock()
        self._shown = False
        self._watching = ExitStack()
        self._watching.enter_context(watched(self._watch))
        threading.Thread(
            target=self._run, args=(AFTER if after is None else after,), name="waiting", daemon=True
        ).start()

    def end(self) -> None:
        """The command answers, or has ended. Safe to repeat."""
        self._over.set()
        self._watching.close()
        with self._writing:
            if self._shown:
                self._out.write(_CLEAR)
                self._out.flush()
                self._shown = False

    def _watch(self, what: str, done: int, total: int) -> None:
        self._at = (what, done, total)

    def _run(self, after: float) -> None:
        pause = after
        while not self._over.wait(pause):
            pause = _EVERY
            line = self._line()
            with self._writing:
                if self._over.is_set():
                    return
                self._shown = True
                self._out.write(f"{_CLEAR}{line}")
                self._out.flush()

    def _line(self) -> str:
        from coordination.text.languages import told

        what, done, total = self._at
        if what and total > 0:
            percent = Verbatim(min(100, 100 * done // total))
            text = said("{what}: {percent} %", what=Verbatim(told(what, self._code)), percent=percent)
        else:
            text = said("Working: {seconds} s", seconds=int(time.monotonic() - self._begun))
        return told(text, self._code)[: shutil.get_terminal_size().columns - 1]


_now: list[Waiting] = []


def begin(code: str) -> None:
    """A command that may take long begins. Nothing where nobody looks on, or the terminal cannot take back a line."""
    if not _now and sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        _now.append(Waiting(sys.stderr, code))


def end() -> None:
    """It answers, or has ended."""
    while _now:
        _now.pop().end()
