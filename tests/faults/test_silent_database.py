"""A server over a real Neo4j that falls silent behind a proxy of our own: nobody else waits, pages say so, it heals.

And servers that are silent from the moment they are found.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from coordination.store.addresses import Address, keep
from coordination.store.launcher.server import Server
from coordination.store.neo4j import Neo4jStore
from coordination.store.opening import open_store
from coordination.workspace.places import build_shipped
from coordination.workspace.service import Workspace
from dashboard.backend.served import EVERY, Served
from graph_schema.errors import StoreUnavailable
from tests.faults.test_server_faults import got, served

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("server")]


class Hush:
    """Passes bytes on until ``silent`` is set; then it takes what comes, and says nothing."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.silent = threading.Event()
        self.ends: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client = self.listener.accept()[0]
                server = socket.create_connection(("127.0.0.1", self.target))
                self.ends += [client, server]
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=self._pass, args=(source, sink), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                while self.silent.is_set():
                    time.sleep(0.05)
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.silent.clear()
        for end in (self.listener, *self.ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.fixture
def hush(neo4j_server: Server) -> Iterator[Hush]:
    made = Hush(neo4j_server.port)
    yield made
    made.close()


@pytest.mark.xdist_group("neo4j")
def test_a_silent_database_holds_nobody_and_the_server_heals_by_itself(
    tmp_path: Path, neo4j_url: str, neo4j_server: Server, hush: Hush
) -> None:
    """Five readers of the silent workspace wait for it, more than there are threads. Meanwhile health answers, and
    so does the other workspace. After the first failure readiness says why at once, and a page of the silent one is
    refused at once. When the database speaks again, all of it answers without anybody doing anything."""
    build_shipped("demo", open_store(f"sqlite:///{tmp_path / 'demo.sqlite'}")).store.close()
    direct = Neo4jStore(neo4j_url)
    build_shipped("demo", direct)
    direct.set_settings({"title": "Team"})
    direct.close()
    keep(tmp_path, Address("team", f"bolt://127.0.0.1:{hush.port}", "neo4j", neo4j_server.password))
    with served(tmp_path, "--workspace", "team") as (address, _pid):
        assert got(address + "/team/country/XAA")[0] == 200
        assert got(address + "/readyz")[0] == 200
        hush.silent.set()
        with ThreadPoolExecutor(5) as readers:
            waiting = [
                readers.submit(got, f"{address}/team/country/{c}")
                for c in ("XAA", "XAB", "XAC", "XAD", "XAE")
            ]
            began = time.monotonic()
            assert got(address + "/healthz")[0] == 200
            assert time.monotonic() - began < 5.0  # the five wait 8 s
            assert {w.result()[0] for w in waiting} == {503}
        began = time.monotonic()
        status, _headers, body = got(address + "/readyz")
        assert (status, str(hush.port) in body.decode()) == (503, True)
        refused, _headers, page = got(address + "/team/country/XAB")
        assert (refused, b"does not answer" in page) == (503, True)
        assert got(address + "/demo/country/XAA")[0] == 200
        assert time.monotonic() - began < 7.0  # one wait for the database alone takes 8 s
        hush.silent.clear()
        end = time.monotonic() + 60
        while got(address + "/team/country/XAA")[0] != 200:
            assert time.monotonic() < end, "it does not heal"
            time.sleep(0.2)
        assert got(address + "/readyz")[0] == 200


@pytest.fixture
def silent() -> Iterator[list[int]]:
    """The ports of four servers that take every connection and say nothing."""
    listeners = [socket.create_server(("127.0.0.1", 0), backlog=64) for _ in range(4)]
    yield [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()


def test_servers_that_are_silent_when_they_are_found_hold_nobody(tmp_path: Path, silent: list[int]) -> None:
    """Four addresses come into the home while it is served. Six pages that have nothing to do with them come as if
    they were not there; who asks one of them is told that it is being opened, or then that it does not answer.
    When the addresses go, so do the workspaces, again without a wait."""
    for name in (
        "demo",
        "register",
    ):  # the invented region under both names: the real register takes longer to make
        build_shipped("demo", open_store(f"sqlite:///{tmp_path / f'{name}.sqlite'}")).store.close()
    with served(tmp_path, named=()) as (address, _pid):
        assert got(address + "/demo/data")[0] == 200
        for number, port in enumerate(silent):
            keep(tmp_path, Address(f"quiet{number}", f"bolt://127.0.0.1:{port}"))
        time.sleep(EVERY)  # so that the next request looks
        began = time.monotonic()
        with ThreadPoolExecutor(6) as readers:
            answers = [readers.submit(got, address + "/demo/data") for _ in range(6)]
            assert [a.result()[0] for a in answers] == [200] * 6
        status, _headers, page = got(address + "/quiet0")
        assert (status, str(silent[0]).encode() in page) == (503, True)
        assert b"is being opened" in page or b"does not answer" in page
        listed = got(address + "/demo/workspaces")[2]
        assert all(str(port).encode() in listed for port in silent)
        assert got(address + "/readyz")[0] == 503
        assert time.monotonic() - began < 7.5  # the four, one after the other, take 8 s
        end = time.monotonic() + 60
        while b"does not answer" not in got(address + "/quiet3")[2]:
            assert time.monotonic() < end, "it is never told that the server is silent"
            time.sleep(0.2)
        for number in range(len(silent)):
            (tmp_path / f"quiet{number}.server").unlink()
        time.sleep(EVERY)
        began = time.monotonic()
        assert got(address + "/demo/data")[0] == 200
        assert got(address + "/readyz")[0] == 200
        assert got(address + "/quiet3")[0] == 404
        assert time.monotonic() - began < 7.5


def test_a_server_that_is_being_opened_is_in_the_list_with_that_word(
    tmp_path: Path, silent: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is waited for, neither by the list nor by another workspace; the silent one says why when it is known."""
    monkeypatch.setenv("MNR_HOME", str(tmp_path))
    build_shipped("demo", open_store(f"sqlite:///{tmp_path / 'demo.sqlite'}")).store.close()
    names = ["demo"]
    found = Served(texts=lambda: names)
    keep(tmp_path, Address("quiet", f"bolt://127.0.0.1:{silent[0]}"))
    names.append("quiet")
    found.look()
    [(_demo, open_at_once), (name, waiting)] = found.entries()
    assert isinstance(open_at_once, Workspace)
    assert (name, isinstance(waiting, StoreUnavailable)) == ("quiet", True)
    assert f"'quiet' is being opened: bolt://127.0.0.1:{silent[0]} has not answered yet" in str(waiting)
    assert found["demo"] is open_at_once
    end = time.monotonic() + 60
    while "does not answer" not in str(dict(found.entries())["quiet"]):
        assert time.monotonic() < end, "it is never told that the server is silent"
        time.sleep(0.2)
    with pytest.raises(StoreUnavailable, match="does not answer"):
        found["quiet"]
    names.remove("quiet")
    found.look()
    assert list(found) == ["demo"]
    open_at_once.store.close()
