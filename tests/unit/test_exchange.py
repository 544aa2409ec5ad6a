"""Exports: text that a spreadsheet would run is guarded, and every text comes back as it was."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import unicodedata
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.answers.frames import rows_frame
from coordination.exchange.tables import csv_text, export
from coordination.ingest.checks import check
from coordination.model.snapshot import Snapshot
from coordination.reports.workbook import Sheet, workbook
from coordination.store.memory import MemoryStore
from coordination.system.files import write_whole
from coordination.text.cells import guarded, kept, unguarded
from coordination.workspace.service import Workspace
from dashboard.downloads.files import for_workbook
from graph_schema.errors import UsageError
from graph_schema.issues import Severity
from graph_schema.plain import plain_line
from graph_schema.schema import SCHEMA
from graph_schema.values import NameText, Text, Url

TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=40).map(
    lambda s: __import__("unicodedata").normalize("NFC", s.strip())
)


def world(note: str) -> Snapshot:
    return Snapshot.from_rows(
        {
            "sources": [{"source_id": "s", "title": "S", "note": note}],
            "countries": [{"iso3": "MWI", "name": "Malawi"}],
        }
    )


def test_formulas_are_text_and_numbers_stay_numbers() -> None:
    assert guarded("=1+1") == "'=1+1"
    assert guarded("@SUM(A1)") == "'@SUM(A1)"
    assert guarded("-cmd") == "'-cmd"
    assert guarded("'=1") == "''=1"
    assert guarded("-12.50", number=True) == "-12.50"
    assert guarded("-12.50") == "'-12.50"
    assert guarded("-1+cmd", number=True) == "'-1+cmd"
    assert guarded("plain") == "plain"


def test_no_text_becomes_a_formula_where_semicolons_separate() -> None:
    """French and Spanish spreadsheets begin a cell behind each semicolon of a CSV file, quotes or no quotes."""
    assert guarded("Unit; =1+1") == "Unit;' =1+1"
    assert guarded("a;=1;+2;@x") == "a;'=1;'+2;'@x"
    assert guarded("a;'=1") == "a;''=1"
    assert guarded("XAA;XAB; b-c; 5") == "XAA;XAB; b-c; 5"
    assert guarded("one;\n- two") == "one;\n- two"
    for text in ("a;=1", "a;'=1", "a;''=1;'b", "=1;=2", "'=1;'=2", ";=", ";;@", "'", ";'"):
        assert unguarded(guarded(text)) == text
        assert unguarded(kept(text)) == text


@pytest.mark.parametrize("before", ["", " ", "\t", "  \t ", "\u00a0", "\r", "'", "''\t"])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d"])
def test_the_guard_looks_behind_blanks_tabs_and_apostrophes(before: str, sign: str) -> None:
    """One apostrophe more than there was, and one is taken off: the same text again."""
    text = f"{before}{sign}cmd"
    assert guarded(text) == "'" + text
    assert unguarded(guarded(text)) == text
    assert unguarded(kept(text)) == text


@settings(max_examples=60, deadline=None)
@given(note=st.one_of(TEXT, TEXT.map(lambda t: "=" + t), TEXT.map(lambda t: "''+" + t)))
def test_every_text_comes_back(note: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    snapshot = world(note)
    for form in ("csv", "jsonl"):
        folder = tmp_path_factory.mktemp("out")
        export(snapshot, form, folder)
        space = Workspace("w", MemoryStore())
        outcome = space.import_files([folder], at="2026-11-25T00:00:00Z")
        assert outcome.result is not None, outcome.issues
        assert space.snapshot().id == snapshot.id


#: What makes a text hostile at its start, and in its middle.
START = st.sampled_from(
    ["", "=", "+", "-", "@", "'", "''", "'=", "'\t=", "-5", "+5", "' =", "#", ";", "sep=;", '"', "\uff1d"]
)
BODY = st.text(
    st.one_of(st.sampled_from(" \t\n,;'\"=+-@|%#"), st.characters(blacklist_categories=["Cs", "Cc", "Cn"])),
    max_size=12,
)
HOSTILE = st.builds(str.__add__, START, BODY).map(lambda s: unicodedata.normalize("NFC", s.strip()))
BASE: dict[str, dict[str, str]] = {
    "sources": {"source_id": "s", "title": "S"},
    "countries": {"iso3": "MWI", "name": "Malawi"},
    "stakeholders": {"id": "a", "name": "A", "kind": "ngo"},
    "agreements": {"id": "g", "name": "G", "kind": "treaty"},
    "networks": {"network_id": "a"},
    "committee_bodies": {"body_id": "a", "iso3": "MWI"},
    "affiliations": {"child_id": "a", "parent_id": "a", "kind": "part_of", "source_id": "s"},
    "deliveries": {"stakeholder_id": "a", "capability": "4", "iso3": "MWI", "source_id": "s"},
    "reviews": {"iso3": "MWI", "capability": "4", "outcome": "found", "method": "desk_review", "reviewed_on": "2024"}
    | {"source_id": "s"},
    "agreement_parties": {"agreement_id": "g", "iso3": "MWI", "status": "party", "source_id": "s"},
    "memberships": {"member_id": "a", "network_id": "a", "source_id": "s"},
    "ties": {"a_id": "a", "b_id": "a", "kind": "mou", "source_id": "s"},
    "funding": {"funder_id": "a", "recipient_id": "a", "source_id": "s"},
    "committee_seats": {"iso3": "MWI", "body_id": "a", "seat": "health", "source_id": "s"},
    "work": {"stakeholder_id": "a", "objective": "technical-tools", "means": "advocacy", "source_id": "s"},
    "assessments": {"iso3": "MWI", "enabler": "1", "finding": "partly", "method": "desk_review", "reviewed_on": "2024"}
    | {"source_id": "s"},
    "duty_reviews": {"duty": "17", "instruments_complete": "yes", "reviewed_on": "2024", "method": "desk_review"}
    | {"source_id": "s"},
    "judgements": {"a_id": "a", "b_id": "a", "verdict": "unsure"},
    "own_actions": {"iso3": "MWI", "capability": "4", "serves": "review", "action": "Ask.", "lead_seat": "police"}
    | {"done_when": "It is said.", "effort": "S"},
    "services": {"service_id": "v", "name": "V", "kind": "portal"},
    "link_reviews": {"iso3": "MWI", "gives": "12", "takes": "4", "outcome": "found", "method": "desk_review"}
    | {"reviewed_on": "2024", "source_id": "s"},
    "indicators": {"indicator_id": "i", "name": "N", "unit": "u", "iso3": "MWI", "value": "-5", "source_id": "s"},
}  # fmt: skip
TEXTS = [
    (t.name, p.name, p.value.limit)
    for t in SCHEMA.values()
    for p in t.props
    if isinstance(p.value, Text) and not isinstance(p.value, Url)
]


def test_the_rows_of_this_test_are_of_every_type() -> None:
    assert set(BASE) == set(SCHEMA)


@settings(max_examples=8, deadline=None)
@given(texts=st.lists(HOSTILE, min_size=10, max_size=10))
def test_export_then_import_is_the_identity_in_every_text_column(
    texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = {name: dict(row) for name, row in BASE.items()}
    for n, (name, column, limit) in enumerate(TEXTS):
        text = texts[n % len(texts)]
        if text and len(text) <= limit:
            value = SCHEMA[name].prop(column).value  # a name is kept on one line, without what nobody sees
            rows[name][column] = plain_line(text) or "N" if isinstance(value, NameText) else text
    before = Snapshot.from_rows({name: [row] for name, row in rows.items()})
    said = {i.message for i in check(before.frames, Snapshot.of([]), {}) if i.severity is Severity.ERROR}
    assert not said
    for form in ("csv", "jsonl", "template"):
        folder = tmp_path_factory.mktemp("out")
        if form == "template":  # as the data pages write a filled-in template
            sheets = [
                for_workbook(Sheet(n, rows_frame(f.type.columns, [list(f.row(0).values())])))
                for n, f in before.frames.items()
            ]
            (folder / "book.xlsx").write_bytes(workbook(sheets, "Book"))
        else:
            export(before, form, folder)
        space = Workspace("w", MemoryStore())
        outcome = space.import_files([folder], at="2026-11-25T00:00:00Z")
        assert outcome.result is not None, outcome.issues
        after = space.snapshot()
        for name, column, _limit in TEXTS:
            assert after[name].text(column, 0) == before[name].text(column, 0), (form, name, column)
        assert after.id == before.id


def test_the_same_claims_give_the_same_bytes_whatever_their_order() -> None:
    rows = [{"source_id": f"s{i}", "title": f"T{i}"} for i in range(20)]
    one = Snapshot.from_rows({"sources": rows})
    two = Snapshot.from_rows({"sources": rows[::-1]})
    assert one.id == two.id
    assert csv_text(one["sources"]) == csv_text(two["sources"])
    assert [r["source_id"] for r in csv.DictReader(io.StringIO(csv_text(one["sources"])))][:2] == ["s0", "s1"]


def test_the_manifest_proves_what_was_written(tmp_path: Path) -> None:
    export(world("x"), "csv", tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["rows"] == {"sources": 1, "countries": 1}
    for name, said in manifest["files"].items():
        data = (tmp_path / name).read_bytes()
        assert said == {"sha256": sha256(data).hexdigest(), "bytes": len(data)}
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert [r["path"] for r in package["resources"]] == ["sources.csv", "countries.csv"]


def test_an_unknown_format_says_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="csv, jsonl"):
        export(world(""), "docx", tmp_path)


def test_an_export_into_a_used_folder_leaves_nothing_of_the_old_one(tmp_path: Path) -> None:
    export(world("x"), "csv", tmp_path)
    (tmp_path / "README.txt").write_text("mine", encoding="utf-8")
    only = Snapshot.from_rows({"sources": [{"source_id": "s", "title": "S"}]})
    export(only, "csv", tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {
        "sources.csv", "datapackage.json", "manifest.json", "README.txt",
    }  # fmt: skip
    space = Workspace("w", MemoryStore())
    outcome = space.import_files([tmp_path], at="2026-11-25T00:00:00Z")
    assert outcome.result is not None
    assert space.snapshot().id == only.id
    # of what an export wrote itself nothing is said to be left out
    assert [i.location.file for i in outcome.issues if i.code == "I-NOT-DATA"] == ["README.txt"]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_folder_with_tables_of_somebody_else_is_refused_untouched(tmp_path: Path, form: str) -> None:
    export(world("x"), form, tmp_path)
    (tmp_path / "budget.csv").write_text("a\n1\n", encoding="utf-8")
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    with pytest.raises(UsageError, match=r"budget\.csv"):
        export(world("y"), form, tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_manifest_cannot_make_an_export_remove_other_files(tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("a\n", encoding="utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    files: dict[str, object] = {"../outside.csv": {}, "notes.txt": {}, str(outside): {}}
    (folder / "manifest.json").write_text(json.dumps({"snapshot": "0", "files": files}), encoding="utf-8")
    export(world("x"), "csv", folder)
    assert outside.exists()
    assert (folder / "notes.txt").exists()


@pytest.mark.parametrize(("form", "name"), [("csv", "manifest.json"), ("jsonl", "claims.manifest.json")])
def test_the_manifest_carries_the_label_of_the_whole(tmp_path: Path, form: str, name: str) -> None:
    export(world("x"), form, tmp_path, "AMBER+STRICT")
    assert json.loads((tmp_path / name).read_text(encoding="utf-8"))["tier"] == "AMBER+STRICT"


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    target = tmp_path / "x.txt"
    write_whole(target, "old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))  # the system stops the write half-way
    try:
        with pytest.raises(UsageError, match=r"x\.txt cannot be written: File too large"):
            write_whole(target, "new" * 4096)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [p.name for p in tmp_path.iterdir()] == ["x.txt"]
    assert target.read_text(encoding="utf-8") == "old"


def test_a_link_stays_a_link_and_a_pipe_a_pipe(tmp_path: Path) -> None:
    goal, link, pipe = tmp_path / "goal.txt", tmp_path / "link.txt", tmp_path / "pipe"
    goal.write_text("old", encoding="utf-8")
    link.symlink_to(goal)
    write_whole(link, "new")
    assert link.is_symlink()
    assert goal.read_text(encoding="utf-8") == "new"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, "through")
    assert os.read(reader, 100) == b"through"
    os.close(reader)
    assert pipe.is_fifo()


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_that_was_stopped_can_be_done_again(tmp_path: Path, form: str) -> None:
    """The disk stops the write at 4,096 bytes: a table of 20,000 cannot be written, a manifest of 200 can."""
    big = world("x" * 20_000)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(UsageError, match="File too large"):
            export(big, form, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    export(big, form, tmp_path)
    space = Workspace("w", MemoryStore())
    export(world("y"), form, tmp_path)
    assert space.import_files([tmp_path], at="2026-11-25T00:00:00Z").result is not None
    assert space.snapshot().id == world("y").id


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_that_cannot_be_finished_leaves_no_manifest_without_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """A full disk; what another export had left there before stays, and is told by the import as unfinished."""

    def full(path: Path, content: str | bytes) -> None:
        if "manifest" not in path.name:
            raise UsageError("no space")
        write_whole(path, content)

    monkeypatch.setattr("coordination.exchange.tables.write_whole", full)
    with pytest.raises(UsageError, match="no space"):
        export(world("note"), form, tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []


def test_an_import_tells_that_an_export_was_stopped(tmp_path: Path) -> None:
    export(world("note"), "csv", tmp_path)
    said = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    (tmp_path / "manifest.json").write_text(json.dumps({**said, "unfinished": True}), encoding="utf-8")
    outcome = Workspace("w", MemoryStore()).import_files([tmp_path], at="2026-11-25T00:00:00Z")
    assert [(i.code, i.location.column) for i in outcome.issues] == [("W-MANIFEST", "unfinished")]
