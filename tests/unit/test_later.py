"""Later changes of the workspace that one was copied from: every case of three versions by hand."""

from __future__ import annotations

import pytest

from coordination.ingest.plan import plan
from coordination.model.changes import Batch, BatchKind, batch_id
from coordination.store.memory import MemoryStore
from coordination.workspace.editing import Entry, digest_now
from coordination.workspace.later import Why, bring_in, later_of, origin_of
from coordination.workspace.service import Workspace
from graph_schema.errors import UsageError

AT = "2026-11-25T10:00:00Z"


def source(ident: str, title: str) -> Entry:
    return Entry("sources", {"source_id": ident, "title": title})


def change(w: Workspace, type_: str, ident: str, removed: bool = False, **values: str) -> None:
    was = digest_now(w.snapshot(), type_, ident)
    assert w.save([Entry(type_, values, ident, was, removed)], at=AT).result is not None


@pytest.fixture
def there() -> Workspace:
    made = Workspace("register", MemoryStore())
    made.save(
        [
            *(source(i, f"Title {i}") for i in "abcdef"),
            Entry("countries", {"iso3": "MWI", "iso2": "MW", "name": "Malawi"}),
            Entry("stakeholders", {"id": "o", "name": "Org", "kind": "ngo", "source_id": "f"}),
        ],
        at=AT,
    )
    return made


@pytest.fixture
def here(there: Workspace) -> Workspace:
    """A copy, as ``mnr workspace new`` makes one."""
    made = Workspace("mine", MemoryStore())
    changes = plan(made.snapshot(), there.snapshot().frames)
    ident = batch_id(changes, BatchKind.IMPORT)
    made.store.apply(changes, Batch(ident, BatchKind.IMPORT, AT, "", "from register", base=changes.base))
    return made


def titles(w: Workspace) -> dict[str, str]:
    frame = w.snapshot()["sources"]
    return dict(zip(frame.ids, frame["title"].texts(), strict=True))


def test_nothing_changed_there_nothing_comes(here: Workspace, there: Workspace) -> None:
    change(here, "sources", "a", title="Mine")
    outcome = bring_in(here, there, at=AT)
    assert (len(outcome.changes), outcome.result) == (0, None)
    assert origin_of(here) == "register"


def test_three_versions_of_each_record(here: Workspace, there: Workspace) -> None:
    change(there, "sources", "a", title="Theirs")  # changed there only
    change(here, "sources", "b", title="Mine")  # changed here only
    change(there, "sources", "c", title="Theirs")  # changed in both
    change(here, "sources", "c", title="Mine")
    change(there, "sources", "d", title="Same")  # changed in both to the same
    change(here, "sources", "d", title="Same")
    change(there, "sources", "e", removed=True)  # removed there only
    there.save([source("g", "New there")], at=AT)
    here.save([source("h", "New here")], at=AT)
    outcome = bring_in(here, there, at=AT)
    assert outcome.changes.counts() == {"added": 1, "changed": 1, "removed": 1}
    assert titles(here) == {
        "a": "Theirs",
        "b": "Mine",
        "c": "Mine",
        "d": "Same",
        "f": "Title f",
        "g": "New there",
        "h": "New here",
    }
    assert [(c.id, c.why) for c in later_of(here, there).clashes] == [("c", Why.BOTH_CHANGED)]


def test_what_was_removed_here_or_there_and_changed_on_the_other_side_is_listed(
    here: Workspace, there: Workspace
) -> None:
    change(there, "sources", "a", title="Theirs")
    change(here, "sources", "a", removed=True)
    change(there, "sources", "b", removed=True)
    change(here, "sources", "b", title="Mine")
    found = later_of(here, there)
    assert [(c.id, c.why) for c in found.clashes] == [("a", Why.REMOVED_HERE), ("b", Why.REMOVED_THERE)]
    assert len(bring_in(here, there, at=AT).changes) == 0
    assert "a" not in titles(here)
    assert titles(here)["b"] == "Mine"


def test_a_record_that_own_records_name_does_not_go(here: Workspace, there: Workspace) -> None:
    here.save([Entry("stakeholders", {"id": "p", "name": "Own", "kind": "ngo", "source_id": "e"})], at=AT)
    change(there, "sources", "e", removed=True)
    assert len(bring_in(here, there, at=AT).changes) == 0
    assert "e" in titles(here)


def test_a_new_record_that_needs_one_removed_here_does_not_come(here: Workspace, there: Workspace) -> None:
    change(here, "stakeholders", "o", removed=True)
    work = {"stakeholder_id": "o", "capability": "12", "iso3": "MWI", "source_id": "a"}
    there.save([Entry("deliveries", work)], at=AT)
    (clash,) = later_of(here, there).clashes
    assert (clash.type, clash.why, clash.theirs["stakeholder_id"]) == ("deliveries", Why.LACKS, "o")
    assert len(bring_in(here, there, at=AT).changes) == 0


def test_later_changes_come_once_and_again_when_there_are_more(here: Workspace, there: Workspace) -> None:
    change(there, "sources", "a", title="Second")
    assert bring_in(here, there, at=AT).result is not None
    assert bring_in(here, there, at=AT).result is None
    change(there, "sources", "a", title="Third")
    assert later_of(here, there).clashes == ()
    bring_in(here, there, at=AT)
    assert titles(here)["a"] == "Third"


def test_it_is_an_update_that_can_be_undone(here: Workspace, there: Workspace) -> None:
    before = here.snapshot().id
    change(there, "sources", "a", title="Theirs")
    outcome = bring_in(here, there, at=AT)
    assert outcome.result is not None
    here.undo(outcome.result.batch, at=AT)
    assert here.snapshot().id == before


def test_only_the_workspace_that_it_was_copied_from(here: Workspace) -> None:
    with pytest.raises(UsageError):
        later_of(here, Workspace("other", MemoryStore()))
    with pytest.raises(UsageError):
        later_of(Workspace("register", MemoryStore()), here)
