"""Exports: text that a spreadsheet would run is guarded, and every text comes back as it was."""

from __future__ import annotations

import csv
import io
import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.exchange.tables import csv_text, export, guarded
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
