"""Batches too large for one transaction: staged, committed at once, carried out, whatever is killed in between."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from coordination.ingest.plan import plan
from coordination.model.changes import Batch, BatchKind, ChangeSet
from coordination.model.snapshot import Snapshot
from coordination.store import graphrows, graphstage
from coordination.store import neo4j as neo4j_store
from coordination.store.launcher import server as neo4j_server
from coordination.store.launcher.server import Server
from coordination.store.memory import MemoryStore
from coordination.store.neo4j import Neo4jStore
from coordination.workspace.service import Workspace
from graph_schema.errors import StoreError, StoreUnavailable
from graph_schema.issues import errors_in
from graph_schema.schema import SCHEMA
from tests.contract.test_store import AT, batch, put
from tests.faults.test_neo4j_kill import again, part
from tests.neo4j_fixture import SMALL, ask, begun, cleared
from tests.worlds import random_world

pytestmark = [pytest.mark.timeout(600), pytest.mark.neo4j]

SHORT = {**SMALL, "settings": {**SMALL["settings"], "db.memory.transaction.max": "2m"}}


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is staged, in pieces of fifty rows, and carried out piece by piece."""
    monkeypatch.setattr(neo4j_store, "STAGED_FROM", 1)
    monkeypatch.setattr(neo4j_store, "PARTS", 1)
    monkeypatch.setattr(graphrows, "LOGGED", 50)
    monkeypatch.setattr(graphstage, "CHUNK", 100)


@pytest.fixture
def store(neo4j_url: str) -> Iterator[Neo4jStore]:
    opened = Neo4jStore(neo4j_url)
    opened.prepare()
    yield opened
    opened.close()


def staged_nodes(server: Server) -> object:
    return ask(server, "MATCH (s:MnrStaged) RETURN count(s)")[0][0]


def claims(server: Server) -> object:
    return ask(server, "MATCH ()-[r:DELIVERS]->() RETURN count(r)")[0][0]


def test_it_is_the_same_as_in_one_piece(store: Neo4jStore, neo4j_server: Server) -> None:
    """Additions, changes, removals, a return, an undo: same snapshot, chain and history as in memory."""
    plain = MemoryStore()
    for s in (store, plain):
        put(s, random_world(11), note="first")
        put(s, random_world(12), tuple(SCHEMA), "another")
        put(s, random_world(11), tuple(SCHEMA), "back")
        Workspace("w", s).undo(s.batches()[-1].batch.id, at=AT)
    assert store.snapshot().id == plain.snapshot().id
    # In which order rows are removed is the store's own, and an undo brings them back in that order.
    assert [b.chain for b in store.batches()[:3]] == [b.chain for b in plain.batches()[:3]]
    for seq in range(1, 5):
        there, wanted = (
            {(e.op, e.type, e.id): (e.version, e.before) for e in s.log(seq)} for s in (store, plain)
        )
        assert there == wanted
    assert errors_in(store.verify()) == []
    fresh = Neo4jStore(neo4j_server.url)
    assert fresh.snapshot().id == plain.snapshot().id
    fresh.close()
    assert staged_nodes(neo4j_server) == 0


def test_stopped_while_staging_nothing_is_left(store: Neo4jStore, neo4j_server: Server) -> None:
    put(store, random_world(11))
    before = store.snapshot().id
    changes = plan(store.snapshot(), Snapshot.from_rows(random_world(12)).frames, tuple(SCHEMA))

    def stop(_what: str, done: int, of: int) -> None:
        if done > of // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.apply(changes, batch(changes, "stopped"), stop)
    assert staged_nodes(neo4j_server) == 0
    fresh = Neo4jStore(neo4j_server.url)
    assert fresh.snapshot().id == before
    assert errors_in(fresh.verify()) == []
    fresh.close()


def test_ended_while_it_is_carried_out(
    store: Neo4jStore, neo4j_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program ends after the commit, with a part in the graph: all of it is read, and who writes next goes on."""
    put(store, random_world(11))
    world = Snapshot.from_rows(random_world(12))
    changes = plan(store.snapshot(), world.frames, tuple(SCHEMA))
    whole, count = graphstage.carry_out_part, [0]

    async def two_parts(*given: object) -> None:
        count[0] += 1
        if count[0] == 3:
            raise StoreUnavailable("It ends here.")
        await whole(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(neo4j_store, "carry_out_part", two_parts)
    with pytest.raises(StoreUnavailable):
        store.apply(changes, batch(changes, "ended"))
    monkeypatch.setattr(neo4j_store, "carry_out_part", whole)
    assert claims(neo4j_server) != len(world["deliveries"]), "nothing was left to do: the test tries nothing"
    held = store.snapshot()
    fresh = Neo4jStore(neo4j_server.url)
    assert held.id == fresh.snapshot().id == world.id
    assert fresh.info().seq == 2
    assert fresh.apply(changes, batch(changes, "ended")).repeated
    assert claims(neo4j_server) == len(world["deliveries"])
    assert errors_in(fresh.verify()) == []
    fresh.close()


def test_two_that_stage_at_once(
    store: Neo4jStore, neo4j_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another batch is written between staging and commit: it is staged again on what is there now."""
    other = Neo4jStore(neo4j_server.url)
    real, tried = graphstage.stage, [0]
    mine, first = part(1)
    theirs, second = part(2)

    def meanwhile(*given: object) -> object:
        found = real(*given)  # type: ignore[arg-type]
        tried[0] += 1
        if tried[0] == 1:
            monkeypatch.setattr(neo4j_store, "stage", real)
            other.apply(theirs, second)
            monkeypatch.setattr(neo4j_store, "stage", meanwhile)
        return found

    monkeypatch.setattr(neo4j_store, "stage", meanwhile)
    assert store.apply(mine, first).seq == 2
    assert tried == [2]
    assert [b.batch.id for b in store.batches()] == [second.id, first.id]
    assert errors_in(store.verify()) == []
    assert staged_nodes(neo4j_server) == 0
    other.close()


@pytest.fixture
def short_of_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of a server of the test's own that has 2 MB for a transaction: too little to clear it by."""
    home = tmp_path_factory.mktemp("short")
    neo4j_server.start(begun(home), attached=True, **SHORT)
    yield home
    neo4j_server.stop(home)


@pytest.mark.xdist_group("killed")
def test_the_server_is_killed_after_the_commit(own_server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said that the connection broke; the same batch again is recognised, and carried out."""
    server = neo4j_server.start(own_server)
    cleared(server)
    store = Neo4jStore(server.url)
    store.prepare()
    changes, said = part(0)
    real = Neo4jStore._carry_out

    def kill(self: Neo4jStore, seq: int) -> None:
        os.kill(server.pid, signal.SIGKILL)
        real(self, seq)

    monkeypatch.setattr(Neo4jStore, "_carry_out", kill)
    with pytest.raises(StoreUnavailable):
        store.apply(changes, said)
    monkeypatch.setattr(Neo4jStore, "_carry_out", real)
    again(own_server)
    plain = MemoryStore()
    plain.apply(changes, said)
    assert store.snapshot().id == plain.snapshot().id
    assert store.apply(changes, said).repeated
    assert errors_in(store.verify()) == []
    store.close()


def test_the_servers_memory_bounds_a_transaction_and_not_a_batch(
    short_of_memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2,500 rows in one transaction are too much: said in one sentence, nothing is written, the store goes on. Staged
    they are taken in."""
    server = neo4j_server.start(short_of_memory)
    cleared(server)
    store = Neo4jStore(server.url)
    store.prepare()
    parts = [part(k)[0].added for k in range(4)]
    frames = {n: parts[0][n] for n in parts[0]}
    for more in parts[1:]:
        frames = {n: frames[n].concat(more[n]) for n in frames}
    big = ChangeSet(added=frames)
    monkeypatch.setattr(neo4j_store, "STAGED_FROM", 10**9)
    with pytest.raises(StoreError, match="memory") as caught:
        store.apply(big, Batch("big", BatchKind.IMPORT, "2026-01-01"))
    assert "import in parts" in caught.value.hint
    assert store.snapshot().id == Snapshot.of({}).id
    assert ask(server, "MATCH (s:Stakeholder) RETURN count(s)") == [[0]]
    small = Snapshot.from_rows({"sources": [{"source_id": "s", "title": "S"}]}).frames
    store.apply(
        ChangeSet(added={"sources": small["sources"]}), Batch("small", BatchKind.IMPORT, "2026-01-01")
    )
    assert len(store.snapshot()["sources"]) == 1
    monkeypatch.setattr(neo4j_store, "STAGED_FROM", 1000)
    monkeypatch.setattr(graphrows, "LOGGED", 500)
    store.apply(big, Batch("big", BatchKind.IMPORT, "2026-01-01"))
    assert len(store.snapshot()["deliveries"]) == len(frames["deliveries"])
    assert errors_in(store.verify()) == []
    store.close()
