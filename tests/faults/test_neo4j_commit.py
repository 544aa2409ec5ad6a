"""The connection breaks at the commit: what happened is found out by the batch's id, never guessed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from coordination.model.changes import Batch, BatchKind, ChangeSet
from coordination.model.snapshot import Snapshot
from coordination.store.launcher.server import Server
from coordination.store.neo4j import Neo4jStore
from graph_schema.errors import StoreUnavailable

pytestmark = pytest.mark.timeout(300)

COMMIT = bytes.fromhex("0002 b012 0000")  #: Bolt's message: a chunk of two bytes, a structure without fields
CHANGES = ChangeSet(
    added={"sources": Snapshot.from_rows({"sources": [{"source_id": "s", "title": "Yearbook"}]})["sources"]}
)
BATCH = Batch("b1", BatchKind.IMPORT, "2026-01-01")


class Proxy:
    """Passes bytes on, until it is ``armed`` and sees a COMMIT: then it passes that on or not, and cuts. With
    ``for_good`` it passes nothing on after."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.armed = False
        self.delivers = True
        self.for_good = False
        self.dead = False
        self.cut = 0
        self.threads: list[threading.Thread] = []
        self._start(self._accept)

    def _start(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments)  # type: ignore[arg-type]
        self.threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            if self.dead:
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self.target))
            self._start(self._pass, client, server, True)
            self._start(self._pass, server, client, False)

    def _pass(self, source: socket.socket, sink: socket.socket, upwards: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if upwards and self.armed and data.endswith(COMMIT):
                    self.armed = False
                    self.cut += 1
                    self.dead = self.for_good
                    with suppress(OSError):  # the answer must not get through
                        source.shutdown(socket.SHUT_RDWR)
                    if self.delivers:
                        sink.sendall(data)
                        sink.recv(1)  # the server has committed before it answers
                    break
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(timeout=10)


@pytest.fixture
def proxy(neo4j_server: Server) -> Iterator[Proxy]:
    opened = Proxy(neo4j_server.port)
    yield opened
    opened.close()


@pytest.fixture
def store(neo4j_url: str, neo4j_server: Server, proxy: Proxy) -> Iterator[Neo4jStore]:
    """Speaks to the server through the proxy."""
    direct = Neo4jStore(neo4j_url)
    direct.prepare()
    direct.close()
    opened = Neo4jStore(neo4j_url.replace(f":{neo4j_server.port}", f":{proxy.port}"))
    assert opened.info().seq == 0
    yield opened
    opened.close()


@pytest.mark.parametrize("delivers", [True, False], ids=["committed", "not committed"])
def test_the_answer_is_lost(store: Neo4jStore, proxy: Proxy, delivers: bool) -> None:
    """Whether or not the server got the commit: written once, and said so as if nothing had happened."""
    proxy.delivers, proxy.armed = delivers, True
    result = store.apply(CHANGES, BATCH)
    assert proxy.cut == 1
    assert (result.seq, result.repeated) == (1, False)
    assert [record.batch.id for record in store.batches()] == ["b1"]
    assert store.snapshot()["sources"].ids == ["s"]
    assert store.verify() == []


@pytest.mark.parametrize("delivers", [True, False], ids=["committed", "not committed"])
def test_the_answer_is_lost_and_the_server_is_gone(
    store: Neo4jStore, proxy: Proxy, neo4j_url: str, delivers: bool
) -> None:
    """It says that it does not know, and what to do; doing that gives the right answer in both cases."""
    proxy.delivers, proxy.armed, proxy.for_good = delivers, True, True
    with pytest.raises(StoreUnavailable, match="is not known") as caught:
        store.apply(CHANGES, BATCH)
    assert "again" in caught.value.hint
    direct = Neo4jStore(neo4j_url)
    result = direct.apply(CHANGES, BATCH)
    assert (result.seq, result.repeated) == (1, delivers)
    assert len(direct.batches()) == 1
    direct.close()
