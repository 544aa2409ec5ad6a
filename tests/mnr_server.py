"""The program behind the ``mnr`` of the tests (``tests/mnr_fixture.py``): it forks a process for each command.

A command is a program of its own, and most of its time is what it imports. This process has imported that already:
what one command loaded, it loads for the next. It runs nothing else and has one thread, so that the process of a
command begins as a fresh one would. Folder, arguments, environment and the three standard streams come from who asks;
what Python makes of them at its start is made of them again. The program reads its environment when it runs and not
when it is imported; ``tests/unit/test_mnr_server.py`` holds both against a true process.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import select
import signal
import socket
import sys
import threading
import time
import traceback
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

MOST = 1 << 18  #: bytes of one request, or of the names of modules that a command loaded
STAY = b"stay"  #: said instead of a request by who uses this server: it ends with the last of them


class Server:
    """What is asked, by whom, and the processes that run."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.asking: set[socket.socket] = set()
        self.staying: set[socket.socket] = set()
        self.running: dict[int, socket.socket] = {}
        self.loaded, self.load = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.woken, self.wake = socket.socketpair()
        for end in (self.woken, self.wake):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_given: None)
        signal.set_wakeup_fd(self.wake.fileno())

    def serve(self) -> None:
        """Answer until nobody is left who uses this server."""
        used = False
        while self.staying or not used:
            waiting = self.running.values()
            heard = [self.listener, self.loaded, self.woken, *self.asking, *self.staying, *waiting]
            ready = set(select.select(heard, [], [])[0])
            self.tell_ends()
            for pid, connection in self.running.items():
                if connection in ready:  # who asked has gone away
                    os.kill(pid, signal.SIGKILL)
            for connection in self.staying & ready:
                self.staying.remove(connection)
                connection.close()
            for connection in self.asking & ready:
                self.asking.remove(connection)
                self.hear(connection)
            if self.listener in ready:
                self.asking.add(self.listener.accept()[0])
            if self.loaded in ready:
                learn(self.loaded.recv(MOST).decode().split("\0"))
            used = used or bool(self.staying)

    def hear(self, connection: socket.socket) -> None:
        """A request: ``folder NUL number of arguments NUL arguments ... NUL variables ...`` and three streams."""
        request, streams, _flags, _from = socket.recv_fds(connection, MOST, 3)
        if request == STAY:
            connection.send(STAY)
            self.staying.add(connection)
            return
        if not request:  # gone before it asked
            connection.close()
            return
        pid = os.fork()
        if not pid:
            connection.close()
            self.become(request, streams)
        self.running[pid] = connection
        for number in streams:
            os.close(number)

    def tell_ends(self) -> None:
        """Say to those who asked how their command ended: its exit code, or minus the signal."""
        with suppress(BlockingIOError):
            self.woken.recv(MOST)
        while self.running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            with self.running.pop(pid) as connection, suppress(BrokenPipeError, ConnectionResetError):
                connection.send(str(os.waitstatus_to_exitcode(status)).encode())

    def become(self, request: bytes, streams: list[int]) -> NoReturn:
        """Be the command, in a process that was just made for it."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for other in (self.listener, self.loaded, self.woken, self.wake, *self.asking, *self.staying):
            other.close()
        for connection in self.running.values():
            connection.close()
        before = len(sys.modules)
        code = 1
        try:
            code = called(request, streams)
        except BaseException:  # what Python itself does at the outermost edge
            traceback.print_exc()
        with suppress(BrokenPipeError):
            sys.stdout.flush()
        if loaded := [*sys.modules][before:]:
            self.load.send("\0".join(loaded).encode())
        os._exit(code)


def called(request: bytes, streams: list[int]) -> int:
    """The exit code of ``mnr`` in the folder, with the arguments, variables and streams of a request."""
    folder, count, *rest = request.split(b"\0")
    words, variables = rest[: int(count)], rest[int(count) :]
    os.chdir(folder)
    os.environ.clear()
    for variable in variables:
        name, _, value = variable.partition(b"=")
        os.environb[name] = value
    time.tzset()
    if os.environ.get("PYTHONWARNINGS") != "error":  # this process was started with -W error
        warnings.filters.remove(("error", None, Warning, None, 0))  # type: ignore[attr-defined]
    for number, theirs in enumerate(streams):
        os.dup2(theirs, number)
        os.close(theirs)
    sys.stdin = stream(0, "r", "surrogateescape")
    sys.stdout = stream(1, "w", "surrogateescape")
    sys.stderr = stream(2, "w", "backslashreplace", 1)
    sys.argv = ["mnr", *map(os.fsdecode, words)]
    from coordination.cli import main

    code: object = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    assert isinstance(code, int), code
    return code


def stream(number: int, mode: str, errors: str, buffering: int = -1) -> Any:
    """A standard stream as Python makes it where text is UTF-8."""
    return os.fdopen(number, mode, buffering, encoding="utf-8", errors=errors, closefd=False)


def learn(names: list[str]) -> None:
    """Load the modules that a command loaded, in its order."""
    for name in names:
        with suppress(ImportError):  # a name under which a module is found once another is loaded
            importlib.import_module(name)
    tasks = [*Path("/proc/self/task").iterdir()]
    assert len(tasks) == 1, "a process with threads does not fork: a module begins one when it is imported"
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    own = os.dup(0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    learn(["coordination.cli"])
    Server(socket.socket(fileno=own)).serve()
