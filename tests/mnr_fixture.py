"""``mnr`` for tests that run it as a program: a process of its own each time, without Python's start.

A true start costs half a processor second and more, nearly all of it imports. Here ``mnr`` is a small program that
hands its folder, arguments, environment and standard streams to a server (``tests/mnr_server.py``), waits, and ends as
the command ended. A run of the tests has one server, which the first test that needs it starts; it ends with the last
process that uses it. Tests of what is loaded, of signals and of closed streams start true processes.
"""

from __future__ import annotations

import fcntl
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import mnr_server

__all__ = ["mnr_program"]

#: It imports only what is built into Python: a start of 0.01 processor seconds.
PROGRAM = """#!{python} -ISE
import _socket, posix, sys
server = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
server.connect({address!r})
words = [word.encode("utf-8", "surrogateescape") for word in sys.argv[1:]]
said = [posix.getcwdb(), b"%d" % len(words), *words, *(b"%s=%s" % pair for pair in posix.environ.items())]
streams = b"".join(number.to_bytes(4, sys.byteorder) for number in range(3))
server.sendmsg([b"\\0".join(said)], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
code = int(server.recv(16) or sys.exit("The server of mnr has ended: see {log}"))
if code < 0:
    posix.kill(posix.getpid(), -code)
posix._exit(code)
"""


def _lease(address: str) -> socket.socket | None:
    """A connection that keeps the server at this address, or None where there is none."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        connection.connect(address)
        connection.send(mnr_server.STAY)
        if connection.recv(16) == mnr_server.STAY:
            return connection
    except (FileNotFoundError, ConnectionError):  # nobody, or one that was just ending
        pass
    connection.close()
    return None


def _start(address: str, log: Path) -> None:
    """Start a server that listens at this address already."""
    Path(address).unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener, log.open("ab") as told:
        listener.bind(address)
        listener.listen(64)
        # One thread, so that it may fork; UTF-8; nothing of what this process was given for its tests
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}
        streams = [(os.POSIX_SPAWN_DUP2, listener.fileno(), 0)]
        streams += [(os.POSIX_SPAWN_DUP2, told.fileno(), number) for number in (1, 2)]
        command = [sys.executable, "-P", "-W", "error", mnr_server.__file__]
        os.posix_spawn(command[0], command, environment, file_actions=streams, setsid=True)


@pytest.fixture(scope="session")
def mnr_program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A program that does what ``mnr`` does; its folder may stand first on a PATH."""
    own = tmp_path_factory.getbasetemp()
    run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    address, log = str(run / "mnr.socket"), run / "mnr.log"
    with (run / "mnr.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lease = _lease(address)
        if lease is None:
            _start(address, log)
            lease = _lease(address)
            assert lease is not None, log.read_text(encoding="utf-8")
    program = own / "bin" / "mnr"
    program.parent.mkdir()
    program.write_text(PROGRAM.format(python=sys.executable, address=address, log=log), encoding="utf-8")
    program.chmod(0o755)
    yield program
    lease.close()
