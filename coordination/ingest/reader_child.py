"""Starts guard and reader of workbooks as processes of their own, hands them the bytes, and takes their answers.

They are started by path, not as a module, so that they work from any unpacked tree with ``-I`` (no environment, no user
packages, nothing from the current folder); each gets limits on memory, processor time and time of day.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import IO, Any, Final

from coordination.ingest.child import OUT_OF_MEMORY
from coordination.ingest.reader_model import Limits, refuse
from graph_schema.errors import DataError, Verbatim, said

__all__ = ["SAVE_OR_CSV", "TRY_CSV", "Answer", "Child", "running_child"]

TRY_CSV: Final = said("Save the sheet as CSV UTF-8 and import that.")
SAVE_OR_CSV: Final = said(
    "Open the workbook in Excel or LibreOffice, save it and try again. Or: save the sheet as CSV UTF-8 and import "
    "that."
)

Answer = dict[str, Any]


class Child:
    """The running guard or reader; its answers one by one."""

    def __init__(self, process: subprocess.Popen[bytes], file: str, limits: Limits) -> None:
        self._process = process
        self._file = file
        self._limits = limits
        self._out_of_time = threading.Event()
        self._timer = threading.Timer(limits.child_wall_seconds, self._stop)
        self._timer.daemon = True
        self._timer.start()

    def _stop(self) -> None:
        self._out_of_time.set()
        self._process.kill()

    def send(self, asked: object, data: bytes) -> None:
        """Hand over what is asked, and the workbook."""
        stream = _pipe(self._process.stdin)
        with suppress(BrokenPipeError):  # it is gone already; answer() says why
            stream.write(json.dumps(asked).encode() + b"\n")
            stream.write(data)
            stream.close()

    def answer(self) -> Answer:
        """The next answer. Raises ``DataError`` where the reader failed or stopped."""
        line = _pipe(self._process.stdout).readline()
        try:
            answer: Answer = json.loads(line)
        except ValueError:
            raise self._stopped() from None
        if "failed" in answer:
            raise self._failed(str(answer["failed"]))
        return answer

    def _failed(self, reason: str) -> DataError:
        return refuse(
            "E-READER-STOPPED",
            said("the workbook cannot be read: {reason}", reason=Verbatim(reason)),
            file=self._file,
            hint=SAVE_OR_CSV,
        )

    def _out_of_memory(self) -> DataError:
        return refuse(
            "E-READER-MEMORY",
            said(
                "reading the workbook takes more than {limit:,} bytes of memory",
                limit=self._limits.child_memory_bytes,
            ),
            file=self._file,
            hint=TRY_CSV,
        )

    def _stopped(self) -> DataError:
        code = self._process.wait()
        if self._out_of_time.is_set():
            return refuse(
                "E-READER-TIME",
                said(
                    "reading the workbook takes longer than {seconds} seconds",
                    seconds=f"{self._limits.child_wall_seconds:g}",
                ),
                file=self._file,
                hint=TRY_CSV,
            )
        name = _signal_name(code)
        if name == "SIGXCPU":
            return refuse(
                "E-READER-TIME",
                said(
                    "reading the workbook takes more than {seconds} seconds of processor time",
                    seconds=self._limits.child_cpu_seconds,
                ),
                file=self._file,
                hint=TRY_CSV,
            )
        # how a refused allocation ends, in Python and below it
        if code == OUT_OF_MEMORY or name in ("SIGABRT", "SIGSEGV", "SIGBUS", "SIGKILL"):
            return self._out_of_memory()
        return refuse(
            "E-READER-STOPPED",
            said("the workbook reader stopped before the end ({how})", how=Verbatim(name or f"exit {code}")),
            file=self._file,
            hint=SAVE_OR_CSV,
        )

    def close(self) -> None:
        self._timer.cancel()
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):  # what was left to write went with the process
                    stream.close()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise AssertionError("the child was started without pipes")
    return stream


def _signal_name(code: int) -> str:
    try:
        return signal.Signals(-code).name if code < 0 else ""
    except ValueError:
        return ""


@contextmanager
def running_child(program: ModuleType, file: str, limits: Limits) -> Iterator[Child]:
    """Start a module as a program, with an empty environment and its own limits; it is gone afterwards."""
    keep = {k: v for k, v in os.environ.items() if k in ("LD_LIBRARY_PATH", "SYSTEMROOT")}
    process = subprocess.Popen(
        [
            sys.executable,
            "-I",
            str(Path(str(program.__file__))),
            str(limits.child_memory_bytes),
            str(limits.child_cpu_seconds),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=keep | {"RUST_BACKTRACE": "0"},
        close_fds=True,
    )
    child = Child(process, file, limits)
    try:
        yield child
    finally:
        child.close()
