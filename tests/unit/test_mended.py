"""Faults that a review found, each tried as a user met it: by commands, one after the other."""

from __future__ import annotations

import json
import shlex
import sqlite3
from pathlib import Path

import pytest

from coordination.store import sqlite
from coordination.workspace.service import Workspace
from graph_schema.issues import errors_in
from tests.unit.ran import Run


def rows(mnr: Run, store: str, name: str) -> int:
    answer = json.loads(mnr("store", "info", "--store", store).out)
    return next(int(r["rows"]) for r in answer["rows"] if r["type"] == name)


def last_batch(mnr: Run, store: str) -> str:
    return str(json.loads(mnr("history", "--store", store).out)["batches"][-1]["batch"])


def write(folder: Path, name: str, text: str) -> str:
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_files_that_were_undone_can_be_imported_again(mnr: Run, tmp_path: Path) -> None:
    store = str(tmp_path / "s.sqlite")
    countries = write(tmp_path, "countries", "iso3,name\nXAA,Almara\n")
    mnr("import", countries, "--store", store)
    mnr("undo", last_batch(mnr, store), "--store", store)
    mnr("import", countries, "--store", store)
    assert rows(mnr, store, "countries") == 1


def test_the_command_that_undoes_an_import_names_the_workspace(mnr: Run, tmp_path: Path) -> None:
    store = str(tmp_path / "s.sqlite")
    countries = write(tmp_path, "countries", "iso3,name\nXAA,Almara\n")
    told = mnr("import", countries, "--store", store, "--format", "table").out
    _before, _words, command = " ".join(told.split()).partition("To undo it: mnr ")
    assert mnr(*shlex.split(command)).code == 0
    assert rows(mnr, store, "countries") == 0


def test_undo_takes_nothing_that_later_rows_name(mnr: Run, tmp_path: Path) -> None:
    store = str(tmp_path / "s.sqlite")
    base = [
        write(tmp_path, "countries", "iso3,name\nXAA,Almara\n"),
        write(tmp_path, "sources", "source_id,title\ns,S\n"),
        write(tmp_path, "stakeholders", "id,name,kind\no,Org,ngo\n"),
    ]
    mnr("import", *base, "--store", store)
    first = last_batch(mnr, store)
    later = write(tmp_path, "deliveries", "stakeholder_id,capability,iso3,source_id\no,12,XAA,s\n")
    mnr("import", later, "--store", store)
    assert mnr("undo", first, "--store", store).code != 0
    assert rows(mnr, store, "stakeholders") == 1


def test_findings_of_a_check_end_with_one(mnr: Run) -> None:
    """Phase 4 of 12 needs 3 at phase 4, which it has not; a step to a phase that is reached would be no finding."""
    done = mnr("plan", "XAB", "12:3-4", "--store", "demo", "--as-of", "2026-11-25")
    assert not json.loads(done.out)["check"]["ok"]
    assert done.code == 1


def test_a_part_of_the_register_keeps_the_memberships_of_its_organisations(mnr: Run) -> None:
    mnr("workspace", "new", "malawi", "--from", "register", "--country", "MWI")
    assert rows(mnr, "malawi", "stakeholders") > 50
    assert rows(mnr, "malawi", "memberships") > 0


def test_a_replaced_type_must_have_been_read(mnr: Run, tmp_path: Path) -> None:
    store = str(tmp_path / "s.sqlite")
    mnr("import", write(tmp_path, "countries", "iso3,name\nXAA,Almara\n"), "--store", store)
    other = write(tmp_path, "sources", "source_id,title\ns,S\n")
    done = mnr("import", other, "--store", store, "--replace", "countries")
    assert done.code == 2
    assert "no file of countries was read" in done.err
    assert rows(mnr, store, "countries") == 1


def test_replacing_both_ends_leaves_no_orphan_and_gives_no_false_alarm(mnr: Run, tmp_path: Path) -> None:
    store = str(tmp_path / "s.sqlite")
    first = [
        write(tmp_path, "countries", "iso3,name\nXAA,Almara\n"),
        write(tmp_path, "sources", "source_id,title\ns1,S\n"),
        write(tmp_path, "stakeholders", "id,name,kind,source_id\no1,Org,ngo,s1\n"),
        write(tmp_path, "deliveries", "stakeholder_id,capability,iso3,source_id\no1,12,XAA,s1\n"),
    ]
    assert mnr("import", *first, "--store", store).code == 0
    # o1 goes, the delivery still names it: refused
    gone = write(tmp_path, "stakeholders", "id,name,kind\no2,Other,ngo\n")
    replace = ["--replace", "stakeholders", "--replace", "deliveries"]
    done = mnr("import", gone, first[3], "--store", store, *replace)
    assert done.code == 3
    assert "there is no “o1” in stakeholders" in done.err
    # the only row that named s1 moves to s2 in the same import: no false alarm
    moved = [
        write(tmp_path, "sources", "source_id,title\ns2,S\n"),
        write(tmp_path, "stakeholders", "id,name,kind,source_id\no1,Org,ngo,s2\n"),
        write(tmp_path, "deliveries", "stakeholder_id,capability,iso3,source_id\no1,12,XAA,s2\n"),
    ]
    done = mnr("import", *moved, "--store", store, "--replace", "sources", "--replace", "deliveries")
    assert done.code == 0, done.err
    assert mnr("store", "verify", "--store", store).code == 0


def test_a_short_or_ambiguous_name_undoes_nothing(mnr: Run, tmp_path: Path) -> None:
    store = str(tmp_path / "s.sqlite")
    mnr("import", write(tmp_path, "countries", "iso3,name\nXAA,Almara\n"), "--store", store)
    for short in ("", last_batch(mnr, store)[:3], "zzzzzzzz"):
        assert mnr("undo", short, "--store", store).code == 2
    assert rows(mnr, store, "countries") == 1


def test_a_column_that_a_file_leaves_out_changes_nothing(mnr: Run, tmp_path: Path) -> None:
    store = str(tmp_path / "s.sqlite")
    full = write(tmp_path, "countries", "iso3,iso2,name,region\nXAA,XA,Almara,Shore\n")
    mnr("import", full, "--store", store)
    short = write(tmp_path, "countries", "iso3,name\nXAA,Almara Isles\nXAB,Belorin\n")
    done = json.loads(mnr("import", short, "--store", store).out)
    (changed,) = done["changed"]
    assert changed["values"] == {"iso3": "XAA", "iso2": "XA", "name": "Almara Isles", "region": "Shore"}
    assert [a["id"] for a in done["added"]] == ["XAB"]


def test_a_label_is_not_lowered_by_an_import(mnr: Run, tmp_path: Path) -> None:
    store = str(tmp_path / "s.sqlite")
    mnr("import", write(tmp_path, "sources", "source_id,title,tier\ns,S,RED\n"), "--store", store)
    lower = write(tmp_path, "sources", "source_id,title,tier\ns,S,GREEN\n")
    done = mnr("import", lower, "--store", store)
    assert done.code == 3
    assert "would become less strict" in done.err


def test_a_first_set_up_that_was_cut_off_is_mended(mnr: Run, tmp_path: Path) -> None:
    empty = str(tmp_path / "register.sqlite")
    assert mnr("store", "init", empty).code == 0
    done = mnr("coverage", "MWI", "--as-of", "2026-11-25")
    assert done.code == 0
    assert len(json.loads(done.out)["cells"]) == 21


def test_a_dry_run_and_a_refused_import_leave_no_store(mnr: Run, tmp_path: Path) -> None:
    store = tmp_path / "deep" / "s.sqlite"
    good = write(tmp_path, "countries", "iso3,name\nXAA,Almara\n")
    assert mnr("import", good, "--store", str(store), "--dry-run").code == 0
    bad = write(tmp_path, "deliveries", "stakeholder_id,capability,iso3,source_id\nx,12,XAA,s\n")
    assert mnr("import", bad, "--store", str(store)).code == 3
    assert not store.exists()


def test_a_damaged_record_is_found_and_ends_with_one(mnr: Run, tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    good = write(tmp_path, "countries", "iso3,name\nXAA,Almara\n")
    mnr("import", good, "--store", str(store))
    with sqlite3.connect(store) as c:
        c.execute("UPDATE countries SET name = 'Elsewhere'")
    c.close()
    done = mnr("store", "verify", "--store", str(store))
    assert done.code == 1
    assert "countries XAA is not what was written" in done.err


def test_extreme_days_are_refused_in_a_sentence(mnr: Run) -> None:
    for day in ("9999-12-31", "0001-01-01"):
        done = mnr("coverage", "MWI", "--as-of", day)
        assert done.code == 2
        assert "is not between 1800 and 2200" in done.err


def test_a_country_named_twice_is_answered_once(mnr: Run) -> None:
    done = json.loads(mnr("coverage", "MWI", " mwi", "Malawi", "--as-of", "2026-11-25").out)
    assert len(done["cells"]) == 21
    namibia = json.loads(mnr("coverage", "NA", "--as-of", "2026-11-25").out)
    assert {c["country"] for c in namibia["cells"]} == {"NAM"}


def test_a_file_put_in_the_place_of_a_store_that_is_open_is_seen(mnr: Run, tmp_path: Path) -> None:
    """Both stores have one batch; what was read of the first is not taken for the second."""
    from coordination.store.sqlite import SqliteStore

    for name, country in (("a", "XAA"), ("b", "XAB")):
        text = write(tmp_path, "countries", f"iso3,name\n{country},Somewhere\n")
        mnr("import", text, "--store", str(tmp_path / f"{name}.sqlite"))
    store = SqliteStore(tmp_path / "a.sqlite")
    assert store.snapshot()["countries"]["iso3"].texts() == ["XAA"]
    (tmp_path / "b.sqlite").replace(tmp_path / "a.sqlite")
    assert store.snapshot()["countries"]["iso3"].texts() == ["XAB"]


def test_no_message_shows_a_password(mnr: Run) -> None:
    said = mnr("store", "verify", "one", "bolt://neo4j:secret@localhost:1")
    assert said.code == 2
    assert "secret" not in said.err + said.out


def test_what_is_derived_from_a_snapshot_does_not_grow_without_end() -> None:
    from coordination.model.snapshot import KEPT, Snapshot

    snapshot, made = Snapshot.of([]), []

    def ask(key: int) -> int:
        return snapshot.derived(key, lambda _: made.append(key) or key)  # type: ignore[func-returns-value]

    for key in range(KEPT):
        ask(key)
    ask(0)  # the last that was asked for, so the next to go is 1
    ask(KEPT)
    assert len(made) == KEPT + 1
    ask(0)
    assert len(made) == KEPT + 1
    ask(1)
    assert len(made) == KEPT + 2


def test_of_what_is_large_the_last_is_kept() -> None:
    from coordination.model.snapshot import Snapshot

    snapshot, made = Snapshot.of([]), []

    def ask(key: int) -> int:
        return snapshot.last("graph", key, lambda _: made.append(key) or key)  # type: ignore[func-returns-value]

    assert [ask(key) for key in (1, 1, 2, 2, 1)] == [1, 1, 2, 2, 1]
    assert made == [1, 2, 1]


def test_many_rows_come_back_by_the_index_of_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was removed and is added again goes on with its version, which is looked up for each row: without the index
    twenty thousand rows took minutes."""
    monkeypatch.setattr(sqlite, "BULK", 2)
    real = sqlite._after_tombstones
    indexed: list[bool] = []

    def looked_up(c: sqlite3.Connection, name: str, ids: list[str]) -> object:
        indexed.append(c.execute("SELECT 1 FROM sqlite_master WHERE name = '_log_id'").fetchone() is not None)
        return real(c, name, ids)

    monkeypatch.setattr(sqlite, "_after_tombstones", looked_up)
    (tmp_path / "countries.csv").write_text("iso3,name\nXAA,Almara\nXAB,Belorin\n", encoding="utf-8")
    w = Workspace("w", sqlite.SqliteStore(tmp_path / "w.sqlite"))
    w.store.prepare()
    w.import_files([tmp_path / "countries.csv"], at="2026-11-25T00:00:00Z")
    w.undo(w.store.batches()[-1].batch.id, at="2026-11-26T00:00:00Z")
    w.import_files([tmp_path / "countries.csv"], at="2026-11-27T00:00:00Z")
    assert indexed == [True]
    assert w.snapshot()["countries"].version.tolist() == [3, 3]
    assert errors_in(w.store.verify()) == []
