"""Why an update cannot be taken back, in words; and how it can, together with the later ones."""

from __future__ import annotations

import pytest

from coordination.store.memory import MemoryStore
from coordination.workspace.editing import Entry, digest_now
from coordination.workspace.service import Workspace
from coordination.workspace.undoing import Why
from graph_schema.errors import ConflictError, NotAllowed

WORK = {"stakeholder_id": "a", "capability": "12", "iso3": "MWI", "since": "2020", "source_id": "s"}


def at(minute: int) -> str:
    return f"2026-11-25T10:{minute:02}:00Z"


@pytest.fixture
def space() -> Workspace:
    """Update 1: a source, a country, an organisation. Update 2: what it does."""
    made = Workspace("test", MemoryStore())
    first = (
        Entry("sources", {"source_id": "s", "title": "Report"}),
        Entry("countries", {"iso3": "MWI", "iso2": "MW", "name": "Malawi"}),
        Entry("stakeholders", {"id": "a", "name": "Alpha", "kind": "ngo"}),
    )
    made.save(first, at=at(1))
    made.save([Entry("deliveries", WORK)], at=at(2))
    return made


def batch(space: Workspace, number: int) -> str:
    return space.store.batches()[number - 1].batch.id


def change(space: Workspace, minute: int, removed: bool = False, **values: str) -> None:
    (ident,) = space.snapshot()["deliveries"].ids
    was = digest_now(space.snapshot(), "deliveries", ident)
    space.save([Entry("deliveries", values, ident, was, removed)], at=at(minute))


def obstacles(space: Workspace, number: int) -> list[tuple[str, Why, str]]:
    found = space.undoing(batch(space, number)).obstacles
    return [(o.type, o.why, o.batch) for o in found]


def test_nothing_stands_in_the_way_of_the_last_update(space: Workspace) -> None:
    found = space.undoing(batch(space, 2))
    assert (found.obstacles, found.changes.counts()) == ((), {"added": 0, "changed": 0, "removed": 1})


def test_a_record_that_names_one_which_would_go_stands_in_the_way(space: Workspace) -> None:
    assert obstacles(space, 1) == [("deliveries", Why.NAMES, batch(space, 2))]
    with pytest.raises(ConflictError) as refused:
        space.undo(batch(space, 1), at=at(3))
    assert str(refused.value.message) == (
        "This update cannot be undone: later updates changed or use these records: Alpha · 12 CSEA Hotline · Malawi."
    )
    assert batch(space, 2)[:8] in str(refused.value.hint)
    assert len(space.store.batches()) == 2


def test_a_record_that_was_changed_later_stands_in_the_way(space: Workspace) -> None:
    change(space, 3, until="2027")
    assert obstacles(space, 2) == [("deliveries", Why.CHANGED, batch(space, 3))]


def test_a_record_that_was_removed_later_stands_in_the_way_and_is_called_by_its_names(
    space: Workspace,
) -> None:
    change(space, 3, removed=True)
    assert obstacles(space, 2) == [("deliveries", Why.REMOVED, batch(space, 3))]
    with pytest.raises(ConflictError, match="Alpha · 12 CSEA Hotline · Malawi"):
        space.undo(batch(space, 2), at=at(4))


def test_a_record_that_was_added_again_stands_in_the_way(space: Workspace) -> None:
    change(space, 3, removed=True)
    space.save([Entry("deliveries", WORK)], at=at(4))
    assert obstacles(space, 3) == [("deliveries", Why.ADDED, batch(space, 4))]


def test_a_record_that_would_come_back_and_names_one_that_is_gone_stands_in_the_way(space: Workspace) -> None:
    change(space, 3, removed=True)
    was = digest_now(space.snapshot(), "stakeholders", "a")
    space.save([Entry("stakeholders", id="a", was=was, removed=True)], at=at(4))
    assert obstacles(space, 3) == [("deliveries", Why.GONE, batch(space, 4))]


def test_an_update_is_undone_together_with_the_later_ones_newest_first(space: Workspace) -> None:
    change(space, 3, until="2027")
    change(space, 4, until="2028")
    before = len(space.store.batches())
    space.undo(batch(space, 1), at=at(5), with_later=True)
    assert sum(space.snapshot().counts().values()) == 0
    notes = [b.batch.note for b in space.store.batches()[before:]]
    assert notes == [f"undo of {batch(space, n)}" for n in (4, 3, 2, 1)]


def test_each_of_these_undos_can_be_undone(space: Workspace) -> None:
    before = space.snapshot().id
    space.undo(batch(space, 1), at=at(5), with_later=True)
    for number in (4, 3):
        space.undo(batch(space, number), at=at(6))
    assert space.snapshot().id == before


def test_what_the_program_came_with_is_not_undone_with_later_ones_either() -> None:
    space = Workspace("r", MemoryStore(), read_only=True, shipped_notes=frozenset({"shipped"}))
    open_ = Workspace("r", space.store)
    open_.save([Entry("sources", {"source_id": "s", "title": "T"})], at=at(1), note="shipped")
    with pytest.raises(NotAllowed):
        space.undo(space.store.batches()[0].batch.id, at=at(2), with_later=True)


def test_records_of_two_types_that_share_an_id_are_kept_apart(space: Workspace) -> None:
    """A network has the id of its organisation: what became of one says nothing of the other."""

    def save(minute: int, type_: str, removed: bool = False, **values: str) -> None:
        was = digest_now(space.snapshot(), type_, "a")
        space.save([Entry(type_, values, "a" if was else "", was, removed)], at=at(minute))

    save(3, "networks", network_id="a")
    save(4, "networks", note="first")
    save(5, "networks", removed=True)
    save(6, "stakeholders", short_name="AL")
    assert obstacles(space, 4) == [("networks", Why.REMOVED, batch(space, 5))]
    space.undo(batch(space, 4), at=at(7), with_later=True)
    assert [b.batch.note for b in space.store.batches()[6:]] == [
        f"undo of {batch(space, 5)}",
        f"undo of {batch(space, 4)}",
    ]
    assert space.snapshot()["networks"].text("note", 0) == ""
    assert space.snapshot()["stakeholders"].text("short_name", 0) == "AL"
