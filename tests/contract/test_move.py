"""Moving a workspace: from every store into every store, proved by counts and hashes."""

from __future__ import annotations

from pathlib import Path

import pytest

from coordination.store.base import GraphStore
from coordination.store.memory import MemoryStore
from coordination.store.moving import move
from coordination.store.sqlite import SqliteStore
from graph_schema.errors import UsageError
from tests.contract.test_store import SMALL, put


def filled(store: GraphStore) -> GraphStore:
    """Three batches: add, change and remove, add again."""
    put(store, SMALL)
    put(store, {"deliveries": SMALL["deliveries"][:1]}, ("deliveries",))
    put(store, {"deliveries": SMALL["deliveries"], "sources": [{"source_id": "s1", "title": "Renamed"}]})
    store.set_settings({"title": "Moved"})
    return store


def test_into_a_file_and_back(store: GraphStore, tmp_path: Path) -> None:
    filled(store)
    target = SqliteStore(tmp_path / "elsewhere" / "copy.sqlite")
    moved = move(store, target)
    assert moved.batches == 3
    assert moved.snapshot == store.snapshot().id
    assert target.verify() == []
    assert [b.chain for b in target.batches()] == [b.chain for b in store.batches()]
    ids = store.snapshot()["deliveries"].ids
    for ident in ids:
        there = [(e.op, e.version, e.batch, e.before) for e in target.history(ident)]
        assert there == [(e.op, e.version, e.batch, e.before) for e in store.history(ident)]
    assert dict(target.info().settings) == {"title": "Moved"}


def test_from_memory_into_every_store(store: GraphStore) -> None:
    origin = filled(MemoryStore())
    move(origin, store)
    assert store.snapshot().id == origin.snapshot().id
    assert store.info().chain == origin.info().chain


def test_never_over_another_workspace(store: GraphStore) -> None:
    put(store, SMALL)
    with pytest.raises(UsageError, match="not empty"):
        move(filled(MemoryStore()), store)
