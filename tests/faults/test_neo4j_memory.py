"""A statement that wants more memory than the server has ends, and nothing else does."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from coordination.store.launcher import server as neo4j_server
from coordination.store.launcher.server import Server, running
from coordination.store.neo4j import Neo4jStore
from graph_schema.errors import StoreBusy, StoreError, StoreUnavailable
from graph_schema.issues import errors_in
from tests.contract.test_store import SMALL as ROWS
from tests.contract.test_store import put
from tests.neo4j_fixture import SMALL, begun

pytestmark = [pytest.mark.timeout(300), pytest.mark.neo4j]

#: Texts and lists that a statement makes, of which Neo4j counts nothing; and what it does count.
BOMBS = (
    "RETURN reduce(s = 'a', i IN range(1, 40) | s + s)",
    "RETURN size(reduce(s = 'a', i IN range(1, 40) | s + s))",
    "RETURN size([x IN range(1, 1000000000) | toString(x)])",
    "RETURN size([x IN range(1, 100) | reduce(s = 'aa', i IN range(1, 23) | s + s)])",
    "UNWIND range(1, 1000000000) AS x RETURN count(DISTINCT x)",
    "UNWIND range(1, 1000000000) AS x WITH x ORDER BY x % 7 RETURN x",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(begun(tmp_path_factory.mktemp("neo4j")), **SMALL) as started:
        yield started


def test_each_ends_alone_and_is_told_in_words(server: Server) -> None:
    store, beside = Neo4jStore(server.url), Neo4jStore(server.url)
    store.prepare()
    put(store, ROWS)
    whole = store.snapshot().id
    for text in BOMBS:
        with pytest.raises(StoreBusy, match="more memory than the server has") as caught:
            store.query(text, {}, most=10, seconds=60)
        assert caught.value.hint
        assert beside.info().snapshot == whole
    assert neo4j_server.status(server.data_dir).state == "running"
    assert Neo4jStore(server.url).snapshot().id == whole
    assert errors_in(store.verify()) == []
    store.close()
    beside.close()


def test_what_others_saved_meanwhile_is_there(server: Server) -> None:
    """One asks for too much, again and again; another saves. What the other was told is saved is saved, once; what was
    refused left nothing."""
    store = Neo4jStore(server.url)
    store.prepare()
    ended = threading.Event()

    def ask_for_too_much() -> None:
        asking = Neo4jStore(server.url)
        while not ended.is_set():
            for text in BOMBS[:4]:
                try:
                    asking.query(text, {}, most=10, seconds=60)
                except StoreError:
                    continue
        asking.close()

    asker = threading.Thread(target=ask_for_too_much)
    asker.start()
    saved: list[str] = []
    try:
        for k in range(12):
            try:
                put(store, {"sources": [{"source_id": f"m{k}", "title": f"Source {k}"}]})
            except StoreError:
                continue
            saved.append(f"m{k}")
    finally:
        ended.set()
        asker.join()
    assert len(saved) > 5
    assert neo4j_server.status(server.data_dir).state == "running"
    fresh = Neo4jStore(server.url)
    there = set(fresh.snapshot()["sources"].ids)
    assert there >= set(saved)
    assert errors_in(fresh.verify()) == []
    fresh.close()
    store.close()


def test_a_server_that_ends_while_it_works_on_a_query_is_told_in_words(tmp_path: Path) -> None:
    """Who asked is told what may have ended it and what to do; who asks next, that it does not run."""
    with running(begun(tmp_path / "neo4j"), **SMALL) as own:
        store = Neo4jStore(own.url)
        store.prepare()
        threading.Timer(1.0, os.kill, (own.pid, 9)).start()
        with pytest.raises(StoreUnavailable, match=r"while it worked on the query|Nothing answers") as caught:
            store.query(
                "UNWIND range(1, 100000000) AS x UNWIND range(1, 1000) AS y RETURN count(x + y)",
                {},
                most=1,
                seconds=60,
            )
        assert "mnr neo4j start" in caught.value.hint
        with pytest.raises(StoreUnavailable, match="Nothing answers") as again:
            Neo4jStore(own.url).info()
        assert "mnr neo4j start" in again.value.hint
        store.close()
