"""What compiled code prints goes to standard error, and standard output comes back."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from threading import Barrier, Thread

import pytest

from coordination.system.stdout_guard import output_to_stderr


def c_prints(text: bytes) -> None:
    ctypes.CDLL(None).puts(text)


def test_compiled_output_is_turned(capfd: pytest.CaptureFixture[str]) -> None:
    """Buffered output too: what C printed before stays, what it prints inside goes to standard error, and after it
    is as before."""
    c_prints(b"before")
    with output_to_stderr():
        c_prints(b"inside")
    c_prints(b"after")
    ctypes.CDLL(None).fflush(None)
    assert capfd.readouterr() == ("before\nafter\n", "inside\n")


def test_an_error_turns_it_back(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError), output_to_stderr():
        raise ZeroDivisionError
    c_prints(b"after")
    ctypes.CDLL(None).fflush(None)
    assert capfd.readouterr().out == "after\n"


def test_two_threads(capfd: pytest.CaptureFixture[str]) -> None:
    """Both are inside at once; only the last one out turns it back."""
    both = Barrier(2)

    def run() -> None:
        with output_to_stderr():
            both.wait(60)
            c_prints(b"inside")
            ctypes.CDLL(None).fflush(None)
            both.wait(60)

    threads = [Thread(target=run) for _ in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    c_prints(b"after")
    ctypes.CDLL(None).fflush(None)
    assert capfd.readouterr() == ("after\n", "inside\ninside\n")


@pytest.mark.parametrize("start", ["exec {python} -c '{code}'", "exec {python} -c '{code}' >&-"])
def test_without_a_standard_output(start: str) -> None:
    """A process whose standard output is closed, by itself or from the start, runs all the same."""
    code = (
        "import os, sys; from coordination.system.stdout_guard import output_to_stderr; "
        "sys.stdout and os.close(1);\n"
        "with output_to_stderr(): print(41 + 1, file=sys.stderr)"
    )
    done = subprocess.run(
        ["/bin/sh", "-c", start.format(python=sys.executable, code=code)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == "42\n"
