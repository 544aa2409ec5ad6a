"""The register is told as it came about: what was shipped before, to the row, then what came and went."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from coordination.ingest.earlier import as_on, back_to
from coordination.model.snapshot import Snapshot
from coordination.store.memory import MemoryStore
from coordination.store.sqlite import SqliteStore
from coordination.system.settings import Settings
from coordination.workspace.places import build_shipped, workspace_for
from coordination.workspace.service import Workspace
from graph_schema.schema import SCHEMA
from seed_data import Earlier, workspaces
from tests.ready import shipped

REGISTER = workspaces()["register"]
#: what `mnr demo` of the release before showed as the snapshot of the register
SHIPPED_FIRST = "cdd4d858b2199821"
#: and the release after it
SHIPPED_SECOND = "ce9ec3b5f8516214"
NOTES = [
    "shipped with the program",
    "second collection, shipped with the program",
    "third update, shipped with the program",
]


def register() -> Workspace:
    return shipped("register")


def as_it_was(store: MemoryStore | SqliteStore, number: int) -> Workspace:
    """A store as an earlier release left it: the facts of 2026-11-25 alone (1), or of 2026-11-30 as well (2)."""
    store.prepare()
    found = Workspace("register", store)
    own: frozenset[str] = frozenset()
    for n in range(number):
        since = REGISTER.earlier[n:]
        found.import_files(
            [REGISTER.folder, *(e.folder for e in since)],
            at=f"{since[0].day}T00:00:00Z",
            author="register",
            note=since[0].note,
            renew=own,
            worked=back_to(since[::-1]),
        )
        own = frozenset(b.batch.id for b in store.batches())
    return found


@cache
def state(number: int) -> Snapshot:
    """What the register said after its first, second or third update."""
    if number > len(REGISTER.earlier):
        return register().snapshot()
    return as_it_was(MemoryStore(), number).snapshot()


def first_only(store: MemoryStore | SqliteStore) -> Workspace:
    return as_it_was(store, 1)


def test_the_first_state_is_the_one_that_was_shipped() -> None:
    first, second, third = register().store.batches()
    assert [first.snapshot, second.snapshot] == [SHIPPED_FIRST, SHIPPED_SECOND]
    assert [b.batch.note for b in (first, second, third)] == NOTES
    assert {b.batch.author for b in (first, second, third)} == {"register"}
    assert [b.batch.at for b in (first, second, third)] == [
        "2026-11-25T00:00:00Z",
        "2026-11-30T00:00:00Z",
        "2026-12-03T00:00:00Z",
    ]
    # 15 files with 6,272 rows were shipped: the counts of the table in the README of the release before, added up
    assert first.counts == {
        "added": 249 + 444 + 615 + 11 + 272 + 53 + 1611 + 673 + 160 + 350 + 168 + 65 + 9 + 43 + 1549,
        "changed": 0,
        "removed": 0,
    }
    # what the release after it told of its second collection
    assert second.counts == {"added": 5213, "changed": 309, "removed": 187}


def test_taking_the_later_updates_back_leaves_the_first() -> None:
    """Not by somebody who uses it (it takes no data), but the log holds what it takes."""
    made = replace(build_shipped("register", MemoryStore()), read_only=False)
    made.undo(made.store.batches()[2].batch.id, at="2026-12-04T00:00:00Z")
    assert made.snapshot().id == SHIPPED_SECOND
    made.undo(made.store.batches()[1].batch.id, at="2026-12-04T00:00:01Z")
    assert made.snapshot().id == SHIPPED_FIRST
    assert made.verify() == []


@pytest.mark.parametrize(("number", "was"), [(1, SHIPPED_FIRST), (2, SHIPPED_SECOND)])
def test_a_store_of_a_release_before_comes_to_say_the_same(number: int, was: str) -> None:
    """The days that it has not told yet are told, each by itself, and no day twice."""
    store = MemoryStore()
    assert as_it_was(store, number).snapshot().id == was
    grown = build_shipped("register", store)
    assert grown.snapshot().id == register().snapshot().id
    assert [b.batch.note for b in grown.store.batches()] == NOTES
    assert [b.snapshot for b in grown.store.batches()] == [b.snapshot for b in register().store.batches()]
    assert build_shipped("register", store).store.info().seq == 3  # once more: nothing to do


def test_a_set_up_that_was_cut_off_between_the_days_is_ended(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "register.sqlite")
    first_only(store)
    store.set_settings({"as_of": REGISTER.as_of.isoformat()})  # written before the first batch
    store.close()
    opened = workspace_for("register", Settings(home=tmp_path))
    assert opened.snapshot().id == register().snapshot().id


def test_a_store_of_the_release_before_is_not_changed_by_being_read(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "register.sqlite")
    first_only(store)
    store.set_settings({"as_of": "2026-11-25"})
    store.close()
    assert workspace_for("register", Settings(home=tmp_path)).snapshot().id == SHIPPED_FIRST


@pytest.mark.parametrize("n", range(len(REGISTER.earlier)))
def test_no_older_row_is_kept_that_is_still_said(n: int) -> None:
    """Each folder keeps what the next state has otherwise, no more."""
    was = REGISTER.earlier[n]
    now = state(n + 2)
    for path in sorted(was.folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            older = Snapshot.from_rows({path.stem: list(csv.DictReader(handle, strict=True))})[path.stem]
        next_ = now[path.stem]
        still = [
            i
            for i, ident in enumerate(older.ids)
            if ident in next_.position and (next_.digests[next_.position[ident]] == older.digests[i]).all()
        ]
        assert still == [], path.stem


def test_every_row_says_where_it_stands() -> None:
    """Line 1 is the header; INHOPE's row of networks.csv is the first below it, then and now."""
    first = first_only(MemoryStore()).snapshot()["networks"]
    now = register().snapshot()["networks"]
    at = [(f.file.texts()[f.position["inhope"]], int(f.line[f.position["inhope"]])) for f in (first, now)]
    assert at == [("2026-11-25/networks.csv", 2), ("networks.csv", 2)]


OLD, NEW = ("2026-01-01", "2026-03-01")


@pytest.fixture
def rows() -> dict[str, list[dict[str, str]]]:
    """Two sources, one read on each day; a claim of each, one told later from the old one, one with no source."""

    def made(who: str, source: str) -> dict[str, str]:
        return {"member_id": who, "network_id": "net", "source_id": source}

    return {
        "sources": [
            {"source_id": "old", "title": "O", "retrieved": OLD},
            {"source_id": "new", "title": "N", "retrieved": NEW},
        ],
        "stakeholders": [
            {"id": "a", "name": "A", "kind": "ngo", "source_id": "old"},
            {"id": "b", "name": "B", "kind": "ngo", "source_id": "new"},
            {"id": "net", "name": "Net", "kind": "network"},
        ],
        "memberships": [made("a", "old"), made("b", "new"), made("b", "old")],
        "reviews": [
            {
                "iso3": "XAA",
                "capability": "1",
                "outcome": "found",
                "method": "desk_review",
                "reviewed_on": d,
                "reviewer": "r",
                "source_id": "old",
            }
            for d in (OLD, NEW)
        ],
    }


def test_what_is_of_an_earlier_day(rows: dict[str, list[dict[str, str]]]) -> None:
    frames = {n: f for n, f in Snapshot.from_rows(rows).frames.items() if len(f)}
    late = frames["memberships"].ids[2]
    given = as_on(date(2026, 1, 1), "2026-01-01", ["networks"], {"memberships": [late]})(frames)
    assert list(given["sources"].ids) == ["old"]
    assert list(given["stakeholders"].ids) == ["a", "net"]  # without a source: of old
    assert given["memberships"]["member_id"].texts() == ["a"]
    assert given["reviews"]["reviewed_on"].texts() == [OLD]
    gone = as_on(date(2026, 1, 1), "2026-01-01", ["reviews"], {})(frames)
    assert "reviews" not in gone


def test_two_days_back_the_oldest_row_stands_in_place_of_both(tmp_path: Path) -> None:
    """a was renamed twice, b once since the second day, c once since the first; d fell after the second."""
    now = tmp_path / "now"
    folders = [now, now / "2026-02-01", now / "2026-01-01"]
    head = "id,name,kind,source_id\n"
    told = [
        "a,Third,ngo,old\nb,Third,ngo,old\nc,Second,ngo,old\n",
        "a,Second,ngo,old\nb,Second,ngo,old\nd,Second,ngo,old\n",
        "a,First,ngo,old\nc,First,ngo,old\n",
    ]
    for folder, rows in zip(folders, told, strict=True):
        folder.mkdir(parents=True)
        (folder / "stakeholders.csv").write_text(head + rows, encoding="utf-8")
    (now / "sources.csv").write_text(f"source_id,title,retrieved\nold,O,{OLD}\n", encoding="utf-8")
    steps = [Earlier(date(2026, m, 1), now / f"2026-0{m}-01", "", (), {}) for m in (2, 1)]
    expected = [
        {"a": "Second", "b": "Second", "c": "Second", "d": "Second"},
        {"a": "First", "b": "Second", "c": "First", "d": "Second"},
    ]
    for n, names in enumerate(expected, 1):
        made = Workspace("w", MemoryStore())
        made.import_files(folders[: n + 1], at="2026-01-01T00:00:00Z", worked=back_to(steps[:n]))
        frame = made.snapshot()["stakeholders"]
        assert dict(zip(frame.ids, frame["name"].texts(), strict=True)) == names


def test_the_older_row_stands_in_place_of_todays(tmp_path: Path) -> None:
    now, was = tmp_path / "now", tmp_path / "now" / "2026-01-01"
    was.mkdir(parents=True)
    head = "id,name,kind,source_id\n"
    (now / "stakeholders.csv").write_text(head + "a,Renamed,ngo,old\nb,Same,ngo,old\n", encoding="utf-8")
    (now / "sources.csv").write_text(f"source_id,title,retrieved\nold,O,{OLD}\n", encoding="utf-8")
    (was / "stakeholders.csv").write_text(head + "a,First,ngo,old\nc,Fell,ngo,old\n", encoding="utf-8")
    made = Workspace("w", MemoryStore())
    made.import_files([now, was], at="2026-01-01T00:00:00Z", worked=as_on(date(2026, 1, 1), was.name, [], {}))
    frame = made.snapshot()["stakeholders"]
    assert dict(zip(frame.ids, frame["name"].texts(), strict=True)) == {
        "a": "First",
        "b": "Same",
        "c": "Fell",
    }


def test_the_words_of_the_list_of_later_rows_are_those_of_the_declaration() -> None:
    for n, was in enumerate(REGISTER.earlier):
        assert {*was.types, *was.later} <= set(SCHEMA)
        now = state(n + 2)
        for name, ids in was.later.items():
            assert set(ids) <= set(now[name].position), name
