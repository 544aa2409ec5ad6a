"""What is filled in on a form becomes one update: new, corrected, removed; all or nothing, and it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from coordination.model.changes import BatchKind
from coordination.model.snapshot import Snapshot
from coordination.store.memory import MemoryStore
from coordination.workspace.editing import Entry, digest_now, successor
from coordination.workspace.service import ImportOutcome, Workspace
from graph_schema.errors import ConflictError, NotAllowed, UsageError

AT, LATER = "2026-11-25T10:00:00Z", "2026-11-26T10:00:00Z"
SOURCE = Entry("sources", {"source_id": "s", "title": "Report"})
MALAWI = Entry("countries", {"iso3": "MWI", "iso2": "MW", "name": "Malawi"})
ALPHA = Entry("stakeholders", {"id": "a", "name": "Alpha", "kind": "ngo"})
WORK = {"stakeholder_id": "a", "capability": "12", "iso3": "MWI", "since": "2020", "source_id": "s"}


@pytest.fixture
def space() -> Workspace:
    made = Workspace("test", MemoryStore())
    save(made, SOURCE, MALAWI, ALPHA, Entry("deliveries", WORK))
    return made


def save(space: Workspace, *entries: Entry, at: str = AT, **more: str) -> ImportOutcome:
    return space.save(entries, at=at, author="Ada", **more)


def only(space: Workspace, type_: str) -> tuple[str, Mapping[str, str]]:
    frame = space.snapshot()[type_]
    (ident,) = frame.ids
    return ident, frame.row(0)


def opened(space: Workspace, type_: str, ident: str) -> dict[str, str]:
    """What a form that shows a record sends along."""
    return {"id": ident, "was": digest_now(space.snapshot(), type_, ident)}


def found(outcome: ImportOutcome) -> list[tuple[str, str, int, str]]:
    return [(i.code, i.location.file, i.location.line, i.location.column) for i in outcome.issues]


def test_records_that_need_each_other_are_saved_together_as_one_update_with_its_author(
    space: Workspace,
) -> None:
    (record,) = space.store.batches()
    assert (record.batch.kind, record.batch.author, record.batch.at) == (BatchKind.EDIT, "Ada", AT)
    assert {k: v for k, v in space.snapshot().counts().items() if v} == {
        "sources": 1,
        "countries": 1,
        "stakeholders": 1,
        "deliveries": 1,
    }
    frame = space.snapshot()["deliveries"]
    assert (frame.file.texts(), frame.line.tolist()) == ([""], [0])  # it came from no file
    _, row = only(space, "deliveries")
    assert {k: v for k, v in row.items() if v} == {**WORK, "role": "provides", "status": "active"}


def test_a_correction_changes_what_it_names_and_keeps_the_rest(space: Workspace) -> None:
    ident, before = only(space, "deliveries")
    outcome = save(space, Entry("deliveries", {"until": "2027-06"}, **opened(space, "deliveries", ident)))
    assert outcome.changes.counts() == {"added": 0, "changed": 1, "removed": 0}
    assert only(space, "deliveries") == (ident, {**before, "until": "2027-06"})


def test_a_correction_of_what_identifies_a_claim_takes_the_old_one_out(space: Workspace) -> None:
    ident, before = only(space, "deliveries")
    outcome = save(space, Entry("deliveries", {"capability": "13"}, **opened(space, "deliveries", ident)))
    assert outcome.changes.counts() == {"added": 1, "changed": 0, "removed": 1}
    new, row = only(space, "deliveries")
    assert new != ident
    assert row == {**before, "capability": "13"}
    space.undo(space.store.batches()[-1].batch.id, at=LATER)
    assert only(space, "deliveries") == (ident, before)


def test_a_corrected_claim_is_found_by_its_old_id(space: Workspace) -> None:
    """Capability 12 becomes 13, and 13 becomes 14; the removal of 14 ends it, and its undo brings it back."""
    first, _ = only(space, "deliveries")
    for number in ("13", "14"):
        ident, _ = only(space, "deliveries")
        save(space, Entry("deliveries", {"capability": number}, **opened(space, "deliveries", ident)))
    last, _ = only(space, "deliveries")
    assert [successor(space, "deliveries", i) for i in (first, ident, last)] == [last] * 3
    assert successor(space, "deliveries", "never") == ""
    outcome = save(space, Entry("deliveries", removed=True, **opened(space, "deliveries", last)))
    assert successor(space, "deliveries", first) == ""
    assert outcome.result
    space.undo(outcome.result.batch, at=LATER)
    assert successor(space, "deliveries", first) == last


def test_a_record_added_beside_others_took_no_place(space: Workspace) -> None:
    """One update removes a record and adds two: neither stands for it."""
    ident, _ = only(space, "deliveries")
    new = [Entry("deliveries", {**WORK, "capability": n}) for n in ("13", "14")]
    save(space, Entry("deliveries", removed=True, **opened(space, "deliveries", ident)), *new)
    assert successor(space, "deliveries", ident) == ""


def test_a_removal_takes_out_one_record_and_can_be_undone(space: Workspace) -> None:
    ident, before = only(space, "deliveries")
    save(space, Entry("deliveries", removed=True, **opened(space, "deliveries", ident)))
    assert len(space.snapshot()["deliveries"]) == 0
    space.undo(space.store.batches()[-1].batch.id, at=LATER)
    assert only(space, "deliveries") == (ident, before)


def test_what_others_still_name_cannot_be_removed(space: Workspace) -> None:
    before = space.snapshot().id
    outcome = save(space, Entry("stakeholders", removed=True, **opened(space, "stakeholders", "a")))
    assert [i.code for i in outcome.issues] == ["E-STILL-NAMED"]
    assert (outcome.result, space.snapshot().id) == (None, before)


def test_every_error_is_found_at_once_and_says_of_which_entry_and_field(space: Workspace) -> None:
    before = space.snapshot().id
    outcome = save(
        space,
        Entry("stakeholders", {"id": "b", "name": "", "kind": "ngo"}),
        Entry("deliveries", {**WORK, "since": "soon"}),
        Entry("deliveries", {**WORK, "capability": "99"}),
    )
    assert found(outcome) == [
        ("E-DATE", "deliveries", 2, "since"),
        ("E-REFERENCE", "deliveries", 3, "capability"),
        ("E-EMPTY", "stakeholders", 1, "name"),
    ]
    assert (outcome.result, space.snapshot().id) == (None, before)


def test_a_new_record_does_not_write_over_one_that_says_it_already(space: Workspace) -> None:
    ident, before = only(space, "deliveries")
    outcome = save(space, Entry("deliveries", {**WORK, "until": "2024"}))
    assert [(i.code, i.location.line) for i in outcome.issues] == [("E-THERE", 1)]
    assert only(space, "deliveries") == (ident, before)


def test_a_correction_does_not_fall_on_another_record(space: Workspace) -> None:
    save(space, Entry("deliveries", {**WORK, "capability": "13"}))
    frame = space.snapshot()["deliveries"]
    ident = frame.ids[frame["capability"].texts().index("13")]
    outcome = save(space, Entry("deliveries", {"capability": "12"}, **opened(space, "deliveries", ident)))
    assert [i.code for i in outcome.issues] == ["E-THERE"]


def test_two_corrections_may_change_places(space: Workspace) -> None:
    save(space, Entry("deliveries", {**WORK, "capability": "13", "until": "2025"}))
    frame = space.snapshot()["deliveries"]
    at = {frame.text("capability", n): i for n, i in enumerate(frame.ids)}
    outcome = save(
        space,
        Entry("deliveries", {"capability": "13"}, **opened(space, "deliveries", at["12"])),
        Entry("deliveries", {"capability": "12"}, **opened(space, "deliveries", at["13"])),
    )
    assert outcome.result is not None
    frame = space.snapshot()["deliveries"]
    ends = {frame.text("capability", n): frame.text("until", n) for n in range(2)}
    assert ends == {"13": "", "12": "2025"}


def test_what_somebody_changed_meanwhile_is_not_written_over(space: Workspace) -> None:
    ident, _ = only(space, "deliveries")
    mine = opened(space, "deliveries", ident)
    save(space, Entry("deliveries", {"until": "2027"}, **opened(space, "deliveries", ident)))
    with pytest.raises(ConflictError):
        save(space, Entry("deliveries", {"until": "2030"}, **mine))
    assert only(space, "deliveries")[1]["until"] == "2027"


def test_what_somebody_removed_meanwhile_is_not_brought_back_unseen(space: Workspace) -> None:
    ident, _ = only(space, "deliveries")
    mine = opened(space, "deliveries", ident)
    save(space, Entry("deliveries", removed=True, **mine))
    with pytest.raises(ConflictError):
        save(space, Entry("deliveries", {"until": "2030"}, **mine))


def test_saving_what_is_there_already_is_no_update(space: Workspace) -> None:
    ident, row = only(space, "deliveries")
    outcome = save(space, Entry("deliveries", row, **opened(space, "deliveries", ident)))
    assert outcome.result is None
    assert not outcome.issues
    assert len(space.store.batches()) == 1


def test_personal_data_is_found_in_a_form_too(space: Workspace) -> None:
    outcome = save(
        space, Entry("deliveries", {**WORK, "capability": "13", "note": "call anna.b@example.org"})
    )
    assert outcome.result is None
    (issue,) = [i for i in outcome.issues if i.severity == "error"]
    stated = f"{issue.code}:{issue.location.file}:{issue.location.line}"
    again = space.save(
        [Entry("deliveries", {**WORK, "capability": "13", "note": "call anna.b@example.org"})],
        at=AT,
        not_personal=[stated],
    )
    assert again.result is not None


def test_a_type_or_a_field_that_does_not_exist_is_named(space: Workspace) -> None:
    for wrong in (Entry("cases", {}), Entry("deliveries", {**WORK, "victim": "x"})):
        with pytest.raises(UsageError):
            save(space, wrong)


def test_what_comes_with_the_program_takes_nothing(space: Workspace) -> None:
    shipped = Workspace("register", space.store, read_only=True)
    with pytest.raises(NotAllowed):
        save(shipped, Entry("deliveries", {**WORK, "capability": "13"}))
    assert shipped.save([Entry("deliveries", {**WORK, "capability": "13"})], at=AT, dry_run=True).changes


def test_an_edit_is_what_an_import_of_the_same_rows_would_be(space: Workspace) -> None:
    tables = {e.type: [dict(e.values)] for e in (SOURCE, MALAWI, ALPHA)} | {
        "deliveries": [{**WORK, "role": "provides", "status": "active"}]
    }
    assert space.snapshot().id == Snapshot.from_rows(tables).id


def test_a_label_is_not_lowered_by_naming_something_else_in_the_same_step(space: Workspace) -> None:
    """A claim by another source is another claim: it is still held to the label of the one whose place it takes."""
    save(space, Entry("sources", {"source_id": "t", "title": "Other report"}))
    ident, _row = only(space, "deliveries")
    save(space, Entry("deliveries", {"tier": "RED"}, **opened(space, "deliveries", ident)))
    mine = opened(space, "deliveries", ident)
    lower = Entry("deliveries", {"source_id": "t", "tier": "CLEAR"}, **mine)
    assert found(save(space, lower)) == [("E-TIER", "deliveries", 1, "tier")]
    assert only(space, "deliveries")[0] == ident
    assert found(save(space, Entry("deliveries", {"source_id": "t"}, **mine))) == []
    assert only(space, "deliveries")[1]["tier"] == "RED"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("March 2021", "2021-03"),
        ("03/2021", "2021-03"),
        ("mars 2021", "2021-03"),
        ("25/03/2021", "2021-03-25"),
    ],
)
def test_dates_are_typed_as_people_write_them(space: Workspace, typed: str, kept: str) -> None:
    """As files are read; before, a form took 2021-03 alone."""
    ident, _row = only(space, "deliveries")
    save(space, Entry("deliveries", {"since": typed}, **opened(space, "deliveries", ident)), at=LATER)
    assert only(space, "deliveries")[1]["since"] == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/13/2025", "there is no month 13"),
        ("13/31/2025", "there is no month 13"),
        ("2025-13-01", "there is no month 13"),
        ("13/2025", "there is no month 13"),
        ("30/02/2021", "2021-02 has no day 30"),
        ("2021-04-31", "2021-04 has no day 31"),
        ("soon", "since is not a date"),
    ],
)
def test_a_day_that_the_calendar_does_not_have_is_told_as_that(
    space: Workspace, typed: str, said: str
) -> None:
    ident, _row = only(space, "deliveries")
    outcome = save(
        space, Entry("deliveries", {"since": typed}, **opened(space, "deliveries", ident)), at=LATER
    )
    assert [str(i.message) for i in outcome.issues if i.code == "E-DATE"] == [said]
