"""The running server: slow bodies, slow readers, a killed worker, a signal at any moment, ``::1``; real sockets."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from coordination.store.opening import open_store
from coordination.workspace.places import build_shipped
from dashboard.web import command
from dashboard.web.command import Heard
from tests.processes import children

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("server")]

WITHIN = 60.0  #: seconds in which a page must come, on a machine where much else runs
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the invented region."""
    folder = tmp_path_factory.mktemp("home")
    build_shipped("demo", open_store(f"sqlite:///{folder / 'demo.sqlite'}")).store.close()
    return folder


@pytest.fixture(scope="module")
def shared(home: Path) -> Iterator[str]:
    """The address of a server for those tests that leave it as it was: to start one is most of what they cost."""
    with served(home) as (address, _pid):
        yield address


def started(
    home: Path, *options: str, settings: Mapping[str, str] | None = None, named: Sequence[str] = ("demo",)
) -> subprocess.Popen[str]:
    """A server of the workspaces ``named`` (none: of all of the home).

    It hears SIGINT from its first moment, also where the tests themselves were started in the background by a shell
    that is not interactive: such a shell lets its commands ignore SIGINT, and what they start inherits that.
    """
    workspaces = [part for name in named for part in ("--workspace", name)]
    ours = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "dashboard.web.command", "--port", "0", *workspaces, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "MNR_HOME": str(home), **(settings or {})},
            start_new_session=True,
        )
    finally:
        signal.signal(signal.SIGINT, ours)


def address_of(process: subprocess.Popen[str]) -> str:
    """Where the server says that it is."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if found := re.search(r"The board is at (http://\S+)", line):
            return found[1]
    raise AssertionError(f"The server ended: {said}")


@contextmanager
def served(
    home: Path, *options: str, settings: Mapping[str, str] | None = None, named: Sequence[str] = ("demo",)
) -> Iterator[tuple[str, int]]:
    """(address, process id) of a server that is ended afterwards, by its own group."""
    process = started(home, *options, settings=settings, named=named)
    try:
        yield address_of(process), process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(60)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
            assert process.stdout is not None
            process.stdout.close()


def got(address: str, **headers: str) -> Answer:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=WITHIN) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


def reached(address: str) -> socket.socket:
    host, _colon, port = address.removeprefix("http://").rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=WITHIN)


def whole(connection: socket.socket) -> tuple[int, str]:
    """Status and text of the answer on this connection, which is closed after it."""
    data = b""
    with connection, suppress(ConnectionResetError):
        while part := connection.recv(65536):
            data += part
    head, _blank, body = data.partition(b"\r\n\r\n")
    return int(head.split()[1]), body.decode(errors="replace")


def ended(pid: int) -> bool:
    """Whether nothing is left of the process group ``pid``."""
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return True
    return False


QUESTION = (
    b"POST /_dash-update-component HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: 1000\r\nConnection: close\r\n\r\n{"
)


def test_slow_bodies_hold_nobody_else(home: Path) -> None:
    """Twelve requests announce a body and send one byte of it: three times as many as there are threads. Pages,
    health and readiness answer meanwhile; each of the twelve is told 408, in words that name the setting."""
    with served(home, settings={"MNR_BODY_PATIENCE": "6"}) as (address, _pid):
        slow = [reached(address) for _ in range(12)]
        for connection in slow:
            connection.sendall(QUESTION)
        assert got(address + "/healthz")[0] == 200
        assert got(address + "/readyz")[0] == 200
        assert got(address + "/demo/country/XAA")[0] == 200
        answers = [whole(connection) for connection in slow]
        assert [status for status, _text in answers] == [408] * 12
        assert "MNR_BODY_PATIENCE" in answers[0][1]
        assert got(address + "/demo")[0] == 200


def test_senders_that_keep_just_the_speed_hold_no_place_against_others(home: Path) -> None:
    """As many as may send at once, or as may from one address, keep the least speed and never come to an end. Somebody
    with a whole question is answered: the slowest of the address that has most gives way, and is told."""
    question = QUESTION.replace(b"Content-Length: 1000", b"Content-Length: 900000")
    whole_one = QUESTION.replace(b"Content-Length: 1000", b"Content-Length: 2") + b"}"
    for limits in ({"MNR_BODIES": "6"}, {"MNR_BODIES": "20", "MNR_BODIES_EACH": "6"}):
        with served(home, settings=limits) as (address, _pid):
            slow = [reached(address) for _ in range(6)]
            for connection in slow:
                connection.sendall(question)
            until = time.monotonic() + 4
            while time.monotonic() < until:
                for connection in slow:
                    connection.sendall(b" " * 600)
                time.sleep(0.25)
            for _ in range(3):
                other = reached(address)
                other.sendall(whole_one)
                status, text = whole(other)
                assert (status, "names no output" in text or "does not name an output" in text) == (400, True)
            told = []
            for connection in slow:
                connection.settimeout(0.2)
                with suppress(TimeoutError):
                    told.append(connection.recv(12))
                connection.close()
            assert told.count(b"HTTP/1.1 503") in (1, 2, 3)
            assert got(address + "/healthz")[0] == 200


def test_a_body_that_trickles_is_ended_and_one_that_comes_in_pieces_is_answered(home: Path) -> None:
    """At 20 bytes a second of the 10,000 that are needed, the patience of 2 s grows by 2 ms a byte: 408. The same
    question in three pieces within the patience is answered: 400, for it asks for nothing."""
    settings = {"MNR_BODY_PATIENCE": "2", "MNR_BODY_RATE": "10000"}
    with served(home, settings=settings) as (address, _pid):
        trickling = reached(address)
        trickling.sendall(QUESTION)
        with suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(100):
                trickling.sendall(b" ")
                time.sleep(0.05)
        assert whole(trickling)[0] == 408
        pieces = reached(address)
        pieces.sendall(QUESTION)
        pieces.sendall(b" " * 500)
        time.sleep(0.5)
        pieces.sendall(b" " * 498 + b"}")
        status, text = whole(pieces)
        assert (status, "does not name an output" in text) == (400, True)


@pytest.mark.parametrize("rest", [b"5\r\nname=\r\n", b"ZZ\r\n", b"4\r\na=bc\r\n0\r\n\r\n"])
def test_half_a_form_is_never_taken_for_a_whole_one(shared: str, rest: bytes) -> None:
    """In a body that comes in pieces, of no length, nobody sees that it was cut off: none is read."""
    connection = reached(shared)
    connection.sendall(
        b"POST /demo/do/plan/save HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n"
        b"Connection: close\r\n\r\n" + rest
    )
    if not rest.endswith(b"0\r\n\r\n"):
        connection.shutdown(socket.SHUT_WR)
    status, text = whole(connection)
    assert (status, "Content-Length" in text) == (411, True)


def test_who_does_not_read_the_answer_holds_nobody_else(shared: str) -> None:
    """Eight ask for a page of some hundred kilobytes and read nothing of it."""
    asks = b"GET /demo/matrix HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20
    deaf = []
    for _ in range(8):
        connection = reached(shared)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(asks)
        deaf.append(connection)
    assert got(shared + "/healthz")[0] == 200
    assert got(shared + "/demo")[0] == 200
    for connection in deaf:
        connection.close()


@pytest.mark.parametrize(
    ("head", "body", "setting"),
    [
        ("POST /_dash-update-component", 3 * 1024 * 1024, "MNR_QUESTION_BYTES"),
        ("POST /demo/minutes/XAA.html", 2 * 1024 * 1024, "MNR_FORM_BYTES"),
    ],
)
def test_what_is_too_large_is_told_before_it_is_sent(shared: str, head: str, body: int, setting: str) -> None:
    connection = reached(shared)
    connection.sendall(
        f"{head} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {body}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n".encode()
    )
    status, text = whole(connection)
    assert status == 413
    assert setting in json.loads(text)["hint"]


def test_a_worker_that_is_killed_is_started_again(home: Path) -> None:
    with served(home) as (address, pid):
        (worker,) = children(pid)
        os.kill(worker, signal.SIGKILL)
        end = time.monotonic() + 60
        while True:
            with suppress(OSError):
                if got(address + "/demo")[0] == 200:
                    break
            assert time.monotonic() < end, "nothing answers after the worker was killed"
            time.sleep(0.1)
        (other,) = children(pid)
        assert other != worker


def test_it_listens_and_answers_on_the_other_loopback_address(home: Path) -> None:
    with served(home, "--host", "::1") as (address, _pid):
        assert address.startswith("http://[::1]:")
        status, _headers, body = got(address + "/demo")
        assert (status, b"Almara" in body) == (200, True)
        assert got(address + "/demo", Host="rebind.example")[0] == 400


def test_the_address_is_told_when_the_port_answers(home: Path) -> None:
    process = started(home)
    try:
        reached(address_of(process)).close()  # ConnectionRefusedError where it is told too early
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        assert process.wait(60) == 0
        assert process.stdout is not None
        process.stdout.close()
    assert ended(process.pid)


@pytest.mark.parametrize(
    ("sign", "moments"),
    [
        (signal.SIGTERM, (0.9, 1.5)),
        (signal.SIGTERM, (0.4, 1.0, 1.2, 2.0, 3.5)),
        (signal.SIGINT, (0.7, 0.9, 1.1, 1.2, 1.35, 1.75, 2.5)),
    ],
)
def test_a_signal_at_any_moment_stops_it(
    home: Path, sign: signal.Signals, moments: tuple[float, ...]
) -> None:
    """From 0.4 s, when the command reads its options, past 2 s, when the worker has come up: sent once, to the
    process itself as a service manager does, it ends everything, with 0 or as one that was ended by it (130 is what
    `mnr` says of an interrupt, as shells do). One thing hears both (``Heard``): each is tried at half of the moments,
    and where the worker comes up at the same ones."""
    for moment in moments:
        process = started(home)
        try:
            time.sleep(moment)
            process.send_signal(sign)
            said, _none = process.communicate(timeout=60)
            assert process.returncode in {0, -sign, *[130] * (sign == signal.SIGINT)}, (moment, said)
            assert "Traceback" not in said or process.returncode == -sign, (moment, said)
            assert ended(process.pid), moment
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
            assert process.stdout is not None
            process.stdout.close()


def test_a_signal_is_heard_also_while_it_is_begun_to_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The handler runs in the thread that waits, between any two of its steps; the event of the standard library is
    set under the lock that this thread may hold at that moment."""
    heard = Heard()
    before = signal.signal(signal.SIGINT, lambda *_given: heard.set())
    wait = command.select.select

    def begun(*given: object) -> object:
        signal.raise_signal(signal.SIGINT)
        return wait(*given)

    try:
        monkeypatch.setattr(command.select, "select", begun)
        assert heard.wait()
        heard.clear()
        assert not heard.is_set()
        assert heard.wait(5)
        monkeypatch.undo()
        heard.clear()
        assert not heard.wait(0.01)
    finally:
        signal.signal(signal.SIGINT, before)


def test_nothing_runs_beside_the_process_while_it_divides() -> None:
    """The thread that says where the board is begins after the first worker: one that imports something while the
    process divides leaves the worker a lock that nobody opens, and no page was ever answered."""
    program = (
        "import os, threading\n"
        "from dashboard.web.command import _when_it_divides\n"
        "tell = threading.Thread(target=lambda: None)\n"
        "_when_it_divides(tell)\n"
        "assert tell.ident is None\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    os._exit(0 if tell.ident is None else 9)\n"
        "assert os.waitpid(child, 0)[1] == 0\n"
        "assert tell.ident is not None\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
