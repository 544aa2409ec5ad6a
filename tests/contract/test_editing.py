"""What is saved on a form is the same in every store: what it says, its history, its undo, its conflict."""

from __future__ import annotations

import pytest

from coordination.model.changes import BatchKind
from coordination.store.base import GraphStore
from coordination.store.memory import MemoryStore
from coordination.workspace.editing import Entry, digest_now, successor
from coordination.workspace.service import Workspace
from graph_schema.errors import ConflictError

WORK = {"stakeholder_id": "a", "capability": "12", "iso3": "MWI", "since": "2020", "source_id": "s"}


def at(minute: int) -> str:
    return f"2026-11-25T10:{minute:02}:00Z"


def story(space: Workspace) -> list[str]:
    """Records made together, one corrected in place, one corrected into another, one removed, all taken back: the
    snapshot after each step."""
    told = []

    def save(minute: int, *entries: Entry) -> None:
        assert space.save(entries, at=at(minute), author="Ada").result is not None
        told.append(space.snapshot().id)

    def opened() -> tuple[str, str]:
        (ident,) = space.snapshot()["deliveries"].ids
        return ident, digest_now(space.snapshot(), "deliveries", ident)

    save(
        1,
        Entry("sources", {"source_id": "s", "title": "Report"}),
        Entry("countries", {"iso3": "MWI", "iso2": "MW", "name": "Malawi"}),
        Entry("stakeholders", {"id": "a", "name": "Alpha", "kind": "ngo"}),
        Entry("deliveries", WORK),
    )
    mine = opened()
    assert successor(space, "deliveries", mine[0]) == mine[0]
    save(2, Entry("deliveries", {"until": "2027-06"}, *opened()))
    save(3, Entry("deliveries", {"capability": "13"}, *opened()))
    assert successor(space, "deliveries", mine[0]) == opened()[0] != mine[0]
    with pytest.raises(ConflictError):
        space.save([Entry("deliveries", {"until": "2030"}, *mine)], at=at(4))
    save(5, Entry("deliveries", {}, *opened(), removed=True))
    space.undo(space.store.batches()[1].batch.id, at=at(6), with_later=True)
    return [*told, space.snapshot().id]


def test_edits_are_the_same_in_every_store(store: GraphStore) -> None:
    space = Workspace("test", store)
    told = story(space)
    assert told == story(Workspace("test", MemoryStore()))
    assert told[-1] == told[0]
    assert [b.batch.kind for b in store.batches()] == [BatchKind.EDIT] * 4 + [BatchKind.UNDO]
    assert not space.verify()
