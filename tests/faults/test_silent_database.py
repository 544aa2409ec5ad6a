"""A server over a real Neo4j that falls silent behind a proxy of our own: nobody else waits, pages say so, it heals."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from coordination.addresses import Address, keep
from coordination.cli.places import build_shipped
from coordination.neo4j_server import Server
from coordination.store.neo4j import Neo4jStore
from coordination.store.opening import open_store
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
            assert got(address + "/healthz", within=2)[0] == 200
            assert time.monotonic() - began < 2.0
            assert {w.result()[0] for w in waiting} == {503}
        began = time.monotonic()
        status, _headers, body = got(address + "/readyz")
        assert (status, str(hush.port) in body.decode()) == (503, True)
        refused, _headers, page = got(address + "/team/country/XAB")
        assert (refused, b"does not answer" in page) == (503, True)
        assert got(address + "/demo/country/XAA")[0] == 200
        assert time.monotonic() - began < 5.0  # one wait for the database alone takes 8 s
        hush.silent.clear()
        end = time.monotonic() + 20
        while got(address + "/team/country/XAA")[0] != 200:
            assert time.monotonic() < end, "it does not heal"
            time.sleep(0.2)
        assert got(address + "/readyz")[0] == 200
