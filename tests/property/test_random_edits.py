"""Random edits and undos against a plain dict of rows: every store says what the dict says, at every step."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from coordination.model.changes import Batch, BatchKind, Changed, ChangeSet, batch_id
from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from coordination.store.base import GraphStore
from coordination.store.memory import MemoryStore
from coordination.store.sqlite import SqliteStore
from coordination.workspace.service import Workspace
from graph_schema.errors import ConflictError
from graph_schema.schema import SCHEMA

TYPE = SCHEMA["deliveries"]
Model = dict[str, dict[str, str]]
#: What the rows name.
BASE = {
    "countries": [{"iso3": c, "name": c} for c in ("MWI", "KEN", "NAM")],
    "sources": [{"source_id": s, "title": s} for s in ("s", "s1", "s2")],
    "stakeholders": [
        {"id": i, "name": i, "kind": "ngo"} for i in ("a", "b", *(f"org-{n}" for n in range(1, 7)))
    ],
}


def row(rng: random.Random) -> dict[str, str]:
    return {
        "stakeholder_id": f"org-{rng.randint(1, 6)}",
        "capability": str(rng.randint(1, 21)),
        "iso3": rng.choice(["MWI", "KEN", "NAM"]),
        "source_id": rng.choice(["s1", "s2"]),
        "since": rng.choice(["", "2016", "2020-02", "2024-02-29"]),
        "status": rng.choice(["active", "planned", "ended"]),
        "note": rng.choice(["", "None", "NULL", "=1+1", "día", "two\nlines"]),
    }


def rows_of(store: GraphStore) -> Model:
    frame = store.snapshot()["deliveries"]
    return {ident: frame.row(i) for i, ident in enumerate(frame.ids)}


def frame_of(rows: list[dict[str, str]]) -> Frame:
    return Frame.from_rows(TYPE, rows).distinct()


class Run:
    """One store driven beside a dict. ``past`` holds the dict before each batch, for undo."""

    def __init__(self, store: GraphStore, seed: int) -> None:
        self.workspace = Workspace("test", store)
        self.store = store
        self.rng = random.Random(seed)
        self.model: Model = {}
        self.batches: list[tuple[str, Model]] = []
        self.clock = 0
        base = Snapshot.from_rows(BASE)
        first = ChangeSet({name: f for name, f in base.frames.items() if len(f)}, base=store.snapshot().id)
        store.apply(first, Batch(batch_id(first, BatchKind.IMPORT), BatchKind.IMPORT, self.at()))

    def at(self) -> str:
        self.clock += 1
        return f"2026-01-01T{self.clock // 3600:02d}:{self.clock // 60 % 60:02d}:{self.clock % 60:02d}Z"

    def commit(self, changes: ChangeSet, wanted: Model) -> None:
        if not len(changes):
            return
        ident = batch_id(changes, BatchKind.EDIT, after=self.store.info().chain)
        batch = Batch(ident, BatchKind.EDIT, self.at(), base=changes.base)
        assert not self.store.apply(changes, batch).repeated
        self.batches.append((batch.id, dict(self.model)))
        self.model = wanted
        self.compare()

    def compare(self) -> None:
        assert rows_of(self.store) == self.model

    def step(self) -> None:
        now = self.store.snapshot()
        frame = now["deliveries"]
        kind = self.rng.choice(["add", "add", "change", "remove", "undo"])
        if kind == "add":
            fresh = frame_of([row(self.rng) for _ in range(self.rng.randint(1, 4))])
            keep = [i for i, ident in enumerate(fresh.ids) if ident not in self.model]
            new = {fresh.ids[i]: fresh.row(i) for i in keep}
            added = frame_of(list(new.values())) if new else Frame.empty(TYPE)
            self.commit(ChangeSet({"deliveries": added} if new else {}, base=now.id), {**self.model, **new})
        elif kind == "change" and self.model:
            ident = self.rng.choice(sorted(self.model))
            text = {**self.model[ident], "note": f"edited {self.rng.random()}"}
            before = frame.without([i for i in frame.ids if i != ident])
            change = Changed(before, frame_of([text]))
            self.commit(ChangeSet(changed={"deliveries": change}, base=now.id), {**self.model, ident: text})
        elif kind == "remove" and self.model:
            ident = self.rng.choice(sorted(self.model))
            gone = frame.without([i for i in frame.ids if i != ident])
            rest = {k: v for k, v in self.model.items() if k != ident}
            self.commit(ChangeSet(removed={"deliveries": gone}, base=now.id), rest)
        elif kind == "undo" and self.batches:
            batch, before = self.batches[-1]
            self.workspace.undo(batch, at=self.at())
            self.batches.pop()
            self.model = before
            self.compare()


@pytest.mark.parametrize("seed", range(6))
def test_edits_and_undo_in_memory(seed: int) -> None:
    run = Run(MemoryStore(), seed)
    for _ in range(250):
        run.step()
    assert run.store.verify() == []


@pytest.mark.parametrize("seed", range(3))
def test_edits_and_undo_in_sqlite_survive_reopening(seed: int, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "s.sqlite")
    store.prepare()
    run = Run(store, seed)
    for n in range(120):
        run.step()
        if n % 30 == 29:
            run.store.close()
            run.store = SqliteStore(tmp_path / "s.sqlite")
            run.workspace = Workspace("test", run.store)
            run.compare()
    assert run.store.verify() == []


@pytest.mark.parametrize("seed", range(3))
def test_the_same_edits_give_the_same_snapshot_and_chain_everywhere(seed: int, tmp_path: Path) -> None:
    sqlite = SqliteStore(tmp_path / "s.sqlite")
    sqlite.prepare()
    runs = [Run(MemoryStore(), seed), Run(sqlite, seed)]
    for _ in range(80):
        for run in runs:
            run.step()
        assert len({run.store.snapshot().id for run in runs}) == 1
        assert len({run.store.info().chain for run in runs}) == 1


def test_undo_of_any_age_unless_something_came_after() -> None:
    run = Run(MemoryStore(), 0)
    first = frame_of([{"stakeholder_id": "a", "capability": "1", "iso3": "MWI", "source_id": "s"}])
    run.commit(ChangeSet({"deliveries": first}), {first.ids[0]: first.row(0)})
    other = frame_of([{"stakeholder_id": "b", "capability": "1", "iso3": "MWI", "source_id": "s"}])
    run.commit(ChangeSet({"deliveries": other}), {**run.model, other.ids[0]: other.row(0)})
    oldest = run.batches[0][0]
    run.workspace.undo(oldest, at="2026-01-02T00:00:00Z")
    assert list(rows_of(run.store)) == [other.ids[0]]
    undo = run.store.batches()[-1].batch.id
    with pytest.raises(ConflictError, match=f"This update was undone by update {undo[:8]}"):
        run.workspace.undo(oldest, at="2026-01-03T00:00:00Z")


def test_what_was_read_is_never_changed() -> None:
    run = Run(MemoryStore(), 1)
    for _ in range(30):
        run.step()
    kept = run.store.snapshot()
    ident, rows = kept.id, list(kept["deliveries"].rows())
    for _ in range(30):
        run.step()
    assert Snapshot.of(kept.frames).id == ident
    assert list(kept["deliveries"].rows()) == rows
