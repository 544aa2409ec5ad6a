"""One body of tests for every store: what GraphStore promises."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from coordination.ingest.plan import plan
from coordination.model.changes import Batch, BatchKind, ChangeSet, Op, batch_id
from coordination.model.snapshot import Snapshot
from coordination.store.base import GraphStore
from coordination.system.clock import Moment, now
from coordination.workspace.editing import Entry
from coordination.workspace.service import Workspace
from graph_schema.errors import ConflictError, StoreBusy, StoreMoved
from graph_schema.issues import Issue
from graph_schema.schema import SCHEMA
from tests.worlds import random_world

Tables = Mapping[str, list[dict[str, str]]]
AT = "2026-11-25T10:00:00Z"

SMALL: dict[str, list[dict[str, str]]] = {
    "sources": [{"source_id": "s1", "title": "Yearbook", "published": "2024"}],
    "countries": [{"iso3": "NAM", "iso2": "NA", "name": "Namibia"}, {"iso3": "MWI", "name": "Malawi"}],
    "stakeholders": [
        {"id": "None", "name": "Ministry called NULL", "kind": "government", "home_iso3": "NAM"},
        {"id": "00123", "name": "Café «Zoë» 'x' \"y\" \\ ; `DROP`", "kind": "ngo", "sectors": "health;police"},
    ],
    "deliveries": [
        {"stakeholder_id": "None", "capability": "12", "iso3": "NAM", "source_id": "s1", "since": "2020"},
        {"stakeholder_id": "00123", "capability": "3", "iso3": "MWI", "source_id": "s1", "basis": "a\nb"},
    ],
    "reviews": [
        {
            "iso3": "MWI", "capability": "6", "outcome": "found", "phase": "2", "method": "interview",
            "reviewed_on": "2025-03", "reviewer": "somebody not in the list", "source_id": "s1",
        }
    ],
    "agreements": [{"id": "mou", "name": "MoU", "kind": "mou", "duties": "4;12"}],
    "agreement_parties": [
        {"agreement_id": "mou", "iso3": "NAM", "status": "party", "source_id": "s1"},
        {"agreement_id": "mou", "stakeholder_id": "00123", "status": "signatory", "source_id": "s1"},
    ],
    "indicators": [
        {"indicator_id": "i", "name": "n", "unit": "%", "region": "Africa", "value": "12.50", "source_id": "s1"}
    ],
}  # fmt: skip


def batch(changes: ChangeSet, note: str = "", at: str = AT, after: str = "") -> Batch:
    return Batch(
        batch_id(changes, BatchKind.IMPORT, after=after), BatchKind.IMPORT, at, "tester", note, (("f.csv", "00ff"),),
        base=changes.base,
    )  # fmt: skip


def put(store: GraphStore, tables: Tables, replace: tuple[str, ...] = (), note: str = "") -> ChangeSet:
    incoming = Snapshot.from_rows(dict(tables))
    changes = plan(store.snapshot(), incoming.frames, replace)
    store.apply(changes, batch(changes, note, after=store.info().chain))
    return changes


def said(snapshot: Snapshot) -> dict[str, set[tuple[str, ...]]]:
    return {name: set(f.rows()) for name, f in snapshot.frames.items() if len(f)}


def test_a_new_store_holds_no_claims(store: GraphStore) -> None:
    info = store.info()
    assert info.seq == 0
    assert sum(info.counts.values()) == 0
    assert store.snapshot().id == Snapshot.of({}).id
    assert store.batches() == []


def test_what_goes_in_comes_out(store: GraphStore) -> None:
    put(store, SMALL)
    expected = Snapshot.from_rows(SMALL)
    assert said(store.snapshot()) == said(expected)
    assert store.snapshot().id == expected.id
    assert store.info().snapshot == expected.id
    assert store.info().counts["deliveries"] == 2


def test_prepare_may_be_repeated_and_loses_nothing(store: GraphStore) -> None:
    put(store, SMALL)
    before = store.snapshot().id
    store.prepare()
    assert store.snapshot().id == before
    assert store.verify() == []


def test_the_same_batch_again_changes_nothing(store: GraphStore) -> None:
    changes = plan(store.snapshot(), Snapshot.from_rows(SMALL).frames)
    first = store.apply(changes, batch(changes))
    second = store.apply(changes, batch(changes))
    assert not first.repeated
    assert second.repeated
    assert second.seq == first.seq == 1
    assert len(store.batches()) == 1


def test_a_change_raises_the_version_and_keeps_the_old_text(store: GraphStore) -> None:
    put(store, SMALL)
    changed = {"stakeholders": [{**SMALL["stakeholders"][0], "name": "Ministry of Gender"}]}
    changes = put(store, changed)
    assert changes.counts() == {"added": 0, "changed": 1, "removed": 0}
    frame = store.snapshot()["stakeholders"]
    row = frame.position["None"]
    assert frame.text("name", row) == "Ministry of Gender"
    assert int(frame.version[row]) == 2
    entries = store.history("None")
    assert [e.op for e in entries] == [Op.ADD, Op.CHANGE]
    assert entries[1].before is not None
    assert entries[1].before["name"] == "Ministry called NULL"
    assert [e.version for e in entries] == [1, 2]
    assert store.log(2) == entries[1:]
    assert store.log(2, brief=True) == [replace(entries[1], before=None)]


def test_nothing_is_overwritten_unseen(store: GraphStore) -> None:
    put(store, SMALL)
    read = store.snapshot()

    def rename(name: str) -> ChangeSet:
        rows = {"stakeholders": [{**SMALL["stakeholders"][0], "name": name}]}
        return plan(read, Snapshot.from_rows(rows).frames)

    mine, theirs = rename("mine"), rename("theirs")
    store.apply(theirs, batch(theirs))
    before = store.snapshot().id
    with pytest.raises(ConflictError, match="version 2, not 1"):
        store.apply(mine, batch(mine))
    assert store.snapshot().id == before
    assert store.verify() == []


def test_adding_what_is_there_is_a_conflict(store: GraphStore) -> None:
    put(store, SMALL)
    again = ChangeSet(added={"sources": Snapshot.from_rows(SMALL)["sources"]}, base="elsewhere")
    with pytest.raises(ConflictError, match="exists already"):
        store.apply(again, batch(again))


def test_a_conflict_in_one_row_writes_none(store: GraphStore) -> None:
    put(store, SMALL)
    rows = {
        "sources": [{"source_id": "new", "title": "New"}, SMALL["sources"][0]],
    }
    both = ChangeSet(added=dict(Snapshot.from_rows(rows).frames), base="elsewhere")
    with pytest.raises(ConflictError):
        store.apply(both, batch(both))
    assert "new" not in store.snapshot()["sources"].position


def test_what_else_changed_makes_a_plan_stale(store: GraphStore) -> None:
    """No record clashes, but the plan was checked against what is no longer there: plan again."""
    put(store, SMALL)
    read = store.snapshot()
    mine = plan(read, Snapshot.from_rows({"sources": [{"source_id": "m", "title": "Mine"}]}).frames)
    put(store, {"sources": [{"source_id": "t", "title": "Theirs"}]})
    with pytest.raises(StoreMoved):
        store.apply(mine, batch(mine))
    assert "m" not in store.snapshot()["sources"].position


def test_import_undo_import(store: GraphStore) -> None:
    """What was taken back can be brought again, as a new batch; an undo can be undone and done again."""
    space = Workspace("w", store)
    put(store, SMALL)
    whole, first = store.snapshot().id, store.batches()[0].batch.id
    empty = Snapshot.of({}).id
    wanted = [(first, empty)]
    for _ in range(4):
        undone, expected = wanted[-1]
        result = space.undo(undone, at=AT)
        assert not result.repeated
        assert store.snapshot().id == expected
        wanted.append((result.batch, whole if expected == empty else empty))
    put(store, SMALL)
    assert store.snapshot().id == whole
    assert len({b.batch.id for b in store.batches()}) == len(store.batches())
    assert store.verify() == []


def test_removal_leaves_a_tombstone_and_versions_go_on(store: GraphStore) -> None:
    put(store, SMALL)
    put(store, {"deliveries": SMALL["deliveries"][:1]}, ("deliveries",), "less")
    assert len(store.snapshot()["deliveries"]) == 1
    gone = Snapshot.from_rows({"deliveries": SMALL["deliveries"][1:]})["deliveries"].ids[0]
    put(store, {"deliveries": SMALL["deliveries"][1:]}, note="back")
    entries = store.history(gone)
    assert [(e.op, e.version) for e in entries] == [(Op.ADD, 1), (Op.REMOVE, 2), (Op.ADD, 3)]
    assert store.snapshot().id == Snapshot.from_rows(SMALL).id
    assert store.verify() == []


def test_a_time_of_now_is_the_time_at_which_it_is_saved(store: GraphStore) -> None:
    """Two began at the same time; the first read long, the second came in between. A time that was given stays."""
    begun = Moment("2020-01-01T00:00:00Z")
    for name in ("one", "two"):
        incoming = Snapshot.from_rows({"sources": [{"source_id": name, "title": name}]})
        changes = plan(store.snapshot(), incoming.frames)
        store.apply(changes, batch(changes, at=begun if name == "one" else now(), after=store.info().chain))
    store.sighted([("f.csv", "00ff")], begun)
    first, second = (b.batch.at for b in store.batches())
    assert begun < first <= second <= store.sightings()[0][1]
    assert [i.code for i in store.verify()] == []
    put(store, {"sources": [{"source_id": "three", "title": "three"}]})
    assert store.batches()[-1].batch.at == AT


def test_threads_that_save_at_once_are_no_clock_that_is_behind(store: GraphStore) -> None:
    """Each takes its time before it waits for the others."""
    space = Workspace("w", store)
    together = Barrier(8)
    issues: list[Issue] = []

    def save(k: int) -> None:
        at = Moment(f"2026-01-01T00:00:{59 - k:02d}Z")  # as if each had waited, the last one longest
        together.wait()
        for _ in range(20):  # whoever was too late plans again
            try:
                issues.extend(
                    space.save([Entry("sources", {"source_id": f"t{k}", "title": "T"})], at=at).issues
                )
                return
            except (ConflictError, StoreBusy):
                continue

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, range(8)))
    assert len(store.snapshot()["sources"]) == 8
    assert [i.code for i in (*issues, *store.verify()) if i.code == "W-CLOCK"] == []


def test_batches_and_log_tell_who_when_and_what(store: GraphStore) -> None:
    put(store, SMALL, note="first")
    (record,) = store.batches()
    assert record.batch.author == "tester"
    assert record.batch.note == "first"
    assert record.batch.at == AT
    assert record.batch.inputs == (("f.csv", "00ff"),)
    assert record.counts["added"] == sum(map(len, SMALL.values()))
    entries = store.log(1)
    assert len(entries) == record.counts["added"]
    assert {e.type for e in entries} == set(SMALL)
    assert [e.number for e in entries] == sorted(e.number for e in entries)


def test_settings_merge_and_delete(store: GraphStore) -> None:
    store.set_settings({"title": "Mine", "tier": "AMBER"})
    store.set_settings({"tier": "", "as_of": "2026-01-01"})
    assert dict(store.info().settings) == {"title": "Mine", "as_of": "2026-01-01"}


def test_sightings_are_kept(store: GraphStore) -> None:
    store.sighted([("a.csv", "aa"), ("b.csv", "bb")], AT)
    assert sorted(store.sightings()) == [("aa", AT), ("bb", AT)]


def test_the_snapshot_is_kept_while_nothing_changes(store: GraphStore) -> None:
    put(store, SMALL)
    assert store.snapshot() is store.snapshot()
    old = store.snapshot()
    put(store, {"sources": [{"source_id": "s2", "title": "Other"}]})
    assert store.snapshot() is not old
    assert len(old["sources"]) == 1
    assert len(store.snapshot()["sources"]) == 2


@pytest.mark.parametrize("seed", range(4))
def test_random_worlds_give_the_snapshot_of_a_plain_reading(store: GraphStore, seed: int) -> None:
    tables = random_world(seed)
    put(store, tables)
    assert store.snapshot().id == Snapshot.from_rows(tables).id
    other = random_world(seed + 100)
    put(store, other, tuple(SCHEMA))
    assert store.snapshot().id == Snapshot.from_rows(other).id
    assert store.verify() == []
