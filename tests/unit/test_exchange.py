"""Exports: text that a spreadsheet would run is guarded, and every text comes back as it was."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.exchange.tables import csv_text, export, guarded
from coordination.files import write_whole
from coordination.service import Workspace
from coordination.snapshot import Snapshot
from coordination.store.memory import MemoryStore
from graph_schema.errors import UsageError

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
    assert guarded("-12.50") == "-12.50"
    assert guarded("plain") == "plain"


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
    assert space.import_files([tmp_path], at="2026-11-25T00:00:00Z").result is not None
    assert space.snapshot().id == only.id


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
