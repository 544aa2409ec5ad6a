"""Neo4j is killed, silent, refusing, locked: what was acknowledged stays, and nothing hangs."""

from __future__ import annotations

import dataclasses
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from coordination.model.changes import ApplyResult, Batch, BatchKind, ChangeSet, batch_id
from coordination.model.snapshot import Snapshot
from coordination.store.bolt import LOCK_WAIT, PROBE, RETRY, SILENCE
from coordination.store.launcher import server as neo4j_server
from coordination.store.launcher.server import Server
from coordination.store.memory import MemoryStore
from coordination.store.neo4j import Neo4jStore
from graph_schema.errors import StoreBusy, StoreError, StoreUnavailable
from tests.neo4j_fixture import SMALL, cleared

pytestmark = [pytest.mark.timeout(900), pytest.mark.neo4j, pytest.mark.xdist_group("killed")]

#: Seconds in which every fault must have become a clear error: ten, as ``test_every_wait_ends_within_ten_seconds`` adds
#: them up, and room for a busy machine. A wait that comes twice takes sixteen.
CLEAR_WITHIN = 15.0
#: Seconds from the start of an import to the kill: before its first statement, within it, and within a later one. Each
#: costs a start; moments of one import are gone through without a kill in ``test_neo4j_staged``.
KILLS = (0.0, 0.3, 1.5)
ROWS = 600  #: claims of one import


@cache
def part(number: int, at: int | None = None) -> tuple[ChangeSet, Batch]:
    """The ``number``-th of several imports that do not overlap: organisations and what they deliver. It is made in
    the second of its number, or in second ``at``."""
    orgs = [{"id": f"o-{number}-{k}", "name": f"Org {k}", "kind": "ngo"} for k in range(ROWS // 20)]
    rows = [
        {"stakeholder_id": o["id"], "capability": str(c), "iso3": "MWI", "source_id": "s"}
        for o in orgs
        for c in range(1, 21)
    ]
    frames = Snapshot.from_rows({"stakeholders": orgs, "deliveries": rows}).frames
    changes = ChangeSet(added={n: f for n, f in frames.items() if len(f)})
    when = datetime(2026, 1, 1) + timedelta(seconds=number if at is None else at)
    return changes, Batch(batch_id(changes, BatchKind.IMPORT), BatchKind.IMPORT, when.isoformat())


def clearly(call: Callable[[], object], error: type[StoreError] = StoreUnavailable) -> StoreError:
    """``call`` must fail with that error, with a hint, and soon."""
    began = time.monotonic()
    with pytest.raises(error) as caught:
        call()
    assert time.monotonic() - began < CLEAR_WITHIN
    assert caught.value.message
    assert caught.value.hint
    return caught.value


def again(home: Path) -> Server:
    """Start the server that was killed; it takes its old port, so stores that are open find it."""
    end = time.monotonic() + 30
    while neo4j_server.status(home).state != "stopped" and time.monotonic() < end:
        time.sleep(0.02)
    return neo4j_server.start(home, attached=True, **SMALL)


def test_every_wait_ends_within_ten_seconds() -> None:
    """For what fell silent, for another writer, for what is tried again."""
    assert max(SILENCE + PROBE, LOCK_WAIT, RETRY) < 10


def test_killed_while_importing(own_server: Path) -> None:
    """R4. Acknowledged and lost: 0. Written in part: 0. A repeated import is recognised. The store heals."""
    server = neo4j_server.start(own_server)
    cleared(server)
    store = Neo4jStore(server.url)
    store.prepare()
    acknowledged: dict[str, ApplyResult] = {}
    unknown: list[int] = []
    number = 0
    for delay in KILLS:
        stop = threading.Event()

        def kill(pid: int = server.pid, delay: float = delay, begun: threading.Event = stop) -> None:
            begun.wait()
            time.sleep(delay)
            os.kill(pid, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        stop.set()
        while True:
            changes, batch = part(number)
            number += 1
            began = time.monotonic()
            try:
                acknowledged[batch.id] = store.apply(changes, batch)
            except StoreUnavailable:
                assert time.monotonic() - began < CLEAR_WITHIN + delay
                unknown.append(number - 1)
                break
        killer.join()
        server = again(own_server)
        stored = {record.batch.id: record for record in store.batches()}  # the same store heals by itself
        assert acknowledged.keys() <= stored.keys(), "acknowledged and lost"
        for record in stored.values():
            assert len(store.log(record.seq)) == record.counts["added"] == ROWS + ROWS // 20, (
                "written in part"
            )
        fresh = Neo4jStore(server.url)
        expected = Snapshot.of({})
        for k in range(number):
            if part(k)[1].id in stored:
                expected = Snapshot.of(
                    {n: expected[n].concat(part(k)[0].added[n]) for n in ("stakeholders", "deliveries")}
                )
        assert fresh.snapshot().id == expected.id
        fresh.close()

    assert len(unknown) == len(KILLS)
    present = {record.batch.id for record in store.batches()}
    made = {part(k)[1].id: (k, k) for k in range(number)}  # the part and the second in which it was written
    for k in unknown:  # later than all that are there: the clock never runs backwards
        changes, batch = part(k, number + k)
        assert store.apply(changes, batch).repeated == (batch.id in present)
        if batch.id not in present:
            made[batch.id] = (k, number + k)
    plain = MemoryStore()
    for record in store.batches():
        plain.apply(*part(*made[record.batch.id]))
    assert len(store.batches()) == number
    assert store.snapshot().id == plain.snapshot().id
    assert store.info().chain == plain.info().chain
    assert store.verify() == []  # what any of the kills had left behind would still be there
    store.close()


def test_the_wrong_password(own_server: Path) -> None:
    server = dataclasses.replace(neo4j_server.start(own_server), password="not the password")
    store = Neo4jStore(server.url.replace(" ", "%20"))
    error = clearly(store.prepare)
    assert "password" in error.hint
    assert "not the password" not in str(error)
    assert "%20" not in str(error)
    store.close()


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    store = Neo4jStore(f"bolt://neo4j:password@127.0.0.1:{port}")
    for call in (store.prepare, store.snapshot, store.info, lambda: store.apply(*part(0))):
        error = clearly(call)
        assert f"127.0.0.1:{port}" in error.message
        assert "password" not in error.message
    store.close()


def test_an_unknown_host() -> None:
    store = Neo4jStore("bolt://neo4j:password@no-such-host.invalid:7687")
    assert "no-such-host.invalid" in clearly(store.snapshot).message
    store.close()


@pytest.mark.parametrize("scheme", ["bolt", "neo4j", "bolt+ssc"])
def test_it_accepts_and_never_answers(scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        held: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    held.append(listener.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=accept)
        thread.start()
        before = set(threading.enumerate())  # one of an earlier test may end meanwhile
        store = Neo4jStore(f"{scheme}://neo4j:password@127.0.0.1:{listener.getsockname()[1]}")
        clearly(store.snapshot)
        clearly(lambda: store.apply(*part(0)))
        store.close()
        assert set(threading.enumerate()) <= before, "no thread is left hanging"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
        for connection in held:
            connection.close()


def test_it_falls_silent_and_speaks_again(own_server: Path) -> None:
    """The server's process is halted, as by a frozen machine: connections stay open, nothing comes."""
    server = neo4j_server.start(own_server)
    store = Neo4jStore(server.url)
    store.prepare()
    before = store.snapshot().id
    os.kill(server.pid, signal.SIGSTOP)
    try:
        clearly(store.snapshot)
        clearly(lambda: store.apply(*part(90)))
        clearly(lambda: store.set_settings({"a": "b"}))
    finally:
        os.kill(server.pid, signal.SIGCONT)
    assert store.snapshot().id == before  # or it would say within seconds that the server is silent
    assert not store.apply(*part(90)).repeated
    store.close()


def test_a_reader_hears_at_once_that_it_is_gone(own_server: Path) -> None:
    server = neo4j_server.start(own_server)
    store = Neo4jStore(server.url)
    store.prepare()
    before = store.snapshot().id
    neo4j_server.stop(server)
    clearly(store.snapshot)
    again(own_server)
    assert store.snapshot().id == before
    store.close()


def test_another_writer_holds_the_lock(own_server: Path) -> None:
    """Reading goes on meanwhile; writing says who is in the way, and works when the other has ended."""
    import neo4j

    server = neo4j_server.start(own_server)
    store = Neo4jStore(server.url)
    store.prepare()
    with (
        neo4j.GraphDatabase.driver(server.uri, auth=("neo4j", server.password)) as driver,
        driver.session() as session,
        session.begin_transaction() as other,
    ):
        other.run("MATCH (m:MnrStore) SET m.locked = 1").consume()
        assert "Another program is writing" in clearly(lambda: store.apply(*part(91)), StoreBusy).message
        assert store.snapshot().id
        other.rollback()
    assert not store.apply(*part(91)).repeated
    store.close()
