"""Why an update cannot be taken back, in words; and how it can, together with the later ones."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest

from coordination.store.memory import MemoryStore
from coordination.workspace.editing import Entry, digest_now
from coordination.workspace.service import Workspace
from coordination.workspace.undoing import Why
from graph_schema.errors import ConflictError, DataError, MnrError, NotAllowed

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


def test_an_update_is_undone_together_with_the_later_ones_as_one_update(space: Workspace) -> None:
    change(space, 3, until="2027")
    change(space, 4, until="2028")
    before = len(space.store.batches())
    space.undo(batch(space, 1), at=at(5), with_later=True)
    assert sum(space.snapshot().counts().values()) == 0
    (made,) = space.store.batches()[before:]
    assert made.batch.note == "undo of " + ", ".join(batch(space, n) for n in (1, 2, 3, 4))


def test_what_is_undone_already_is_said_to_be(space: Workspace) -> None:
    """Update 3 is undone by 4; once 4 is undone by 5, it can be undone again."""
    change(space, 3, until="2027")
    space.undo(batch(space, 3), at=at(4))
    with pytest.raises(ConflictError) as refused:
        space.undo(batch(space, 3), at=at(5))
    assert refused.value.message == f"This update was undone by update {batch(space, 4)[:8]}."
    assert refused.value.hint == "To bring back what it said, undo that update."
    space.undo(batch(space, 4), at=at(5))
    assert space.snapshot()["deliveries"].text("until", 0) == "2027"
    change(space, 6, until="2028")
    with pytest.raises(ConflictError, match="later updates changed or use these records"):
        space.undo(batch(space, 3), at=at(7))


def test_what_was_undone_together_comes_back_together(space: Workspace) -> None:
    before = space.snapshot().id
    space.undo(batch(space, 1), at=at(5), with_later=True)
    space.undo(batch(space, 3), at=at(6))
    assert space.snapshot().id == before


def test_later_updates_that_do_not_stand_in_the_way_stay(space: Workspace) -> None:
    """Update 3 remarks on the work, update 4 adds an organisation, update 5 names it as the source's reader."""
    change(space, 3, note="seen")
    space.save([Entry("stakeholders", {"id": "b", "name": "Beta", "kind": "ngo"})], at=at(4))
    other = {**WORK, "stakeholder_id": "b"}
    space.save([Entry("deliveries", other)], at=at(5))
    space.undo(batch(space, 4), at=at(6), with_later=True)
    frame = space.snapshot()["deliveries"]
    assert (len(frame), frame.text("note", 0)) == (1, "seen")
    assert space.store.batches()[-1].batch.note == f"undo of {batch(space, 4)}, {batch(space, 5)}"


def test_a_label_that_was_raised_is_lowered_again_only_with_an_approval(space: Workspace) -> None:
    """Update 3 makes the work RED; without a label it is AMBER, as the workspace is."""
    change(space, 3, tier="RED")
    with pytest.raises(ConflictError) as refused:
        space.undo(batch(space, 3), at=at(4), author="Ada")
    assert str(refused.value.message) == (
        "This undo would make the sharing labels of these records less strict: Alpha · 12 CSEA Hotline · Malawi."
    )
    for nobody in ("", "  ", "ada "):  # the second person is another one
        with pytest.raises(ConflictError):
            space.undo(batch(space, 3), at=at(4), author="Ada", approved_by=nobody)
    assert space.snapshot()["deliveries"].text("tier", 0) == "RED"
    with pytest.raises(DataError, match="the name holds the address of a person"):
        space.undo(batch(space, 3), at=at(4), author="Ada", approved_by="bo.banda@example.org")
    space.undo(batch(space, 3), at=at(4), author="Ada", approved_by=" Bo ")
    assert space.snapshot()["deliveries"].text("tier", 0) == ""
    assert space.store.batches()[-1].batch.note == (
        f"undo of {batch(space, 3)}; less strict sharing labels approved by Bo"
    )
    space.undo(batch(space, 4), at=at(5), author="Ada")  # RED again: nobody is asked
    assert space.snapshot()["deliveries"].text("tier", 0) == "RED"


def test_the_label_of_a_claim_that_was_corrected_is_held_too(space: Workspace) -> None:
    """Update 3 corrects the capability and makes it RED: another claim, in the place of the first."""
    change(space, 3, capability="13", tier="RED")
    (one,) = space.undoing(batch(space, 3)).lowered
    assert (one.type, one.was, one.becomes, one.values["capability"]) == ("deliveries", "RED", "", "13")
    with pytest.raises(ConflictError, match="less strict"):
        space.undo(batch(space, 3), at=at(4))


def test_labels_are_held_together_with_later_updates(space: Workspace) -> None:
    """Update 3 makes the work RED, update 4 remarks on it: what takes back both lowers the label."""
    change(space, 3, tier="RED")
    change(space, 4, note="seen")
    assert space.undoing(batch(space, 4)).lowered == ()
    with pytest.raises(ConflictError, match="later updates"):
        space.undo(batch(space, 3), at=at(5), approved_by="Bo")
    with pytest.raises(ConflictError, match="less strict"):
        space.undo(batch(space, 3), at=at(5), with_later=True)
    space.undo(batch(space, 3), at=at(5), with_later=True, approved_by="Bo")
    assert space.snapshot()["deliveries"].row(0)["tier"] == ""


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
        f"undo of {batch(space, 4)}, {batch(space, 5)}"
    ]
    assert space.snapshot()["networks"].text("note", 0) == ""
    assert space.snapshot()["stakeholders"].text("short_name", 0) == "AL"


def test_any_update_can_be_undone_with_the_later_ones_in_random_histories() -> None:
    """In 50 random histories: one update is made or none, nothing names what is not there, every record of the update
    says what it said before it, and undoing the undo brings everything back."""
    for seed in range(50):
        r = Random(seed)
        w = Workspace("test", MemoryStore())
        w.save([Entry("sources", {"source_id": "s", "title": "T"}), *_PLACE], at=at(0))
        for minute in range(1, 15):
            with suppress(MnrError):
                _anything(w, r, at(minute))
        for record in r.sample(w.store.batches()[1:], min(3, len(w.store.batches()) - 1)):
            state, count = w.snapshot().id, len(w.store.batches())
            entries = w.store.log(record.seq)
            w.undo(record.batch.id, at=at(30), with_later=True)
            assert len(w.store.batches()) == count + 1, seed
            assert not w.verify(), seed
            for e in entries:
                frame = w.snapshot()[e.type]
                place = frame.position.get(e.id)
                said = {k: v for k, v in (e.before or {}).items() if k in frame.columns and v}
                now = {k: v for k, v in frame.row(place).items() if v} if place is not None else {}
                assert now == said, (seed, e)
            w.undo(w.store.batches()[-1].batch.id, at=at(31))
            assert w.snapshot().id == state, seed


_PLACE = (
    Entry("countries", {"iso3": "MWI", "iso2": "MW", "name": "Malawi"}),
    Entry("stakeholders", {"id": "o0", "name": "Org 0", "kind": "ngo"}),
)


def _anything(w: Workspace, r: Random, when: str) -> None:
    """A record added, corrected in place or into another one, removed, or an update undone."""
    people, work = w.snapshot()["stakeholders"].ids, w.snapshot()["deliveries"].ids
    kind = r.choice(["work", "work", "correct", "correct", "person", "remove", "undo"])
    number = str(r.randint(1, 6))
    if kind == "work":
        new = {
            "stakeholder_id": r.choice(people or ["-"]),
            "capability": number,
            "iso3": "MWI",
            "source_id": "s",
        }
        w.save([Entry("deliveries", new)], at=when)
    elif kind == "correct" and work:
        ident = r.choice(work)
        values = {"since": str(r.randint(2010, 2013))} | ({"capability": number} if r.random() < 0.5 else {})
        w.save([Entry("deliveries", values, ident, digest_now(w.snapshot(), "deliveries", ident))], at=when)
    elif kind == "person":
        name = f"o{r.randint(1, 3)}"
        w.save([Entry("stakeholders", {"id": name, "name": f"Org {name}", "kind": "ngo"})], at=when)
    elif kind == "remove":
        type_ = r.choice(["deliveries", "stakeholders"])
        ident = r.choice(w.snapshot()[type_].ids or ["-"])
        w.save([Entry(type_, {}, ident, digest_now(w.snapshot(), type_, ident), True)], at=when)
    else:
        w.undo(r.choice(w.store.batches()[1:] or w.store.batches()).batch.id, at=when)
