"""The command line: exit codes, formats, errors without tracebacks; run in this process with a home of its own."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from coordination.workspace import places
from seed_data import workspaces
from tests.unit.ran import Run

BUILT = places._first_use  # the real one
AS_OF = ["--as-of", "2026-11-25"]


def test_the_register_is_built_on_first_use_and_answers_in_json_when_piped(
    mnr: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_first_use", BUILT)
    ran = mnr("coverage", "MWI", *AS_OF)
    assert ran.code == 0
    answer = json.loads(ran.out)
    assert answer["as_of"] == "2026-11-25"
    assert (answer["edition"], answer["evidence"]) == ("mnr-2016", "all")
    assert len(answer["snapshot"]) == 16
    states = {c["capability"]: c["state"] for c in answer["cells"]}
    # the desk review found nothing for these (seed_data/register/reviews.csv) and nobody is named
    assert {n for n, s in states.items() if s == "gap"} == {"6", "7", "15", "17", "18", "21"}
    assert states["19"] == "unknown"  # the look was unclear


def test_nobody_looked_is_unknown_for_a_country_without_rows(mnr: Run) -> None:
    answer = json.loads(mnr("coverage", "Tuvalu", *AS_OF).out)
    assert {c["state"] for c in answer["cells"]} == {"unknown"}


def test_explain_leads_to_source_batch_file_and_line(mnr: Run) -> None:
    answer = json.loads(mnr("explain", "MWI", "12", *AS_OF).out)
    claims = [r for r in answer["reasons"] if r["part"] == "provider"]
    assert claims
    for r in claims:
        assert r["batch"]
        assert r["file"] == "deliveries.csv"
        text = (workspaces()["register"].folder / r["file"]).read_text(encoding="utf-8").splitlines()
        line_text = text[r["line"] - 1]
        assert r["source"] in line_text
        assert ",12,MWI," in line_text


def test_the_three_forms_hold_the_same_rows(mnr: Run) -> None:
    as_json = json.loads(mnr("gaps", "MWI", *AS_OF, "--format", "json").out)
    as_csv = list(csv.DictReader(io.StringIO(mnr("gaps", "MWI", *AS_OF, "--format", "csv").out)))
    assert [r["Capability (id)"] for r in as_csv] == [g["capability"] for g in as_json["gaps"]]
    table = mnr("gaps", "MWI", *AS_OF, "--format", "table").out
    assert "6 Offender" in table


def test_usage_errors_say_what_to_do_and_exit_2(mnr: Run) -> None:
    ran = mnr("coverage", "Malavi", *AS_OF)
    assert ran.code == 2
    assert "MWI (Malawi)" in ran.err
    assert mnr("coverage", "--as-of", "2026-13-01").code == 2
    assert mnr("explain", "MWI", "22", *AS_OF).code == 2
    assert mnr("coverage", "--edition", "mnr-1999").code == 2
    assert mnr("coverage", "--store", "nowhere").code == 2
    ran = mnr("covrage")
    assert ran.code == 2
    assert "Did you mean mnr coverage?" in ran.err


def test_data_errors_exit_3_and_write_nothing(mnr: Run, tmp_path: Path) -> None:
    bad = tmp_path / "deliveries.csv"
    bad.write_text("stakeholder_id,capability,iso3,source_id\nnobody,12,MWI,nowhere\n", encoding="utf-8")
    assert mnr("workspace", "new", "mine", "--from", "register", "--country", "MWI").code == 0
    ran = mnr("import", str(bad), "--store", "mine", "--format", "table")
    assert ran.code == 3
    assert "deliveries.csv:2:stakeholder_id" in ran.err
    assert "Nothing was saved" in ran.err
    assert json.loads(mnr("history", "--store", "mine").out)["batches"][0]["seq"] == 1
    assert len(json.loads(mnr("history", "--store", "mine").out)["batches"]) == 1


@pytest.mark.parametrize("store", [[], ["--store", "demo"], ["--store", "sqlite:///home/demo.sqlite"]])
def test_the_shipped_two_take_no_data_and_say_where_they_go(
    mnr: Run, tmp_path: Path, store: list[str]
) -> None:
    """Neither by name, nor as the default, nor by the address of the file. Looking is allowed; nothing is written."""
    rows = tmp_path / "sources.csv"
    rows.write_text("source_id,title\nown,Our yearbook\n", encoding="utf-8")
    assert mnr("coverage", *store, *AS_OF).code == 0 or store[-1:] == ["sqlite:///home/demo.sqlite"]
    mnr("coverage", "--store", "demo", *AS_OF)
    ran = mnr("import", str(rows), *store)
    assert ran.code == 2
    assert "comes with the program and takes no data" in ran.err
    assert "mnr workspace new NAME --from" in ran.err
    assert len(json.loads(mnr("import", str(rows), *store, "--dry-run").out)["added"]) == 1
    shipped = json.loads(mnr("history", *store).out)["batches"]
    for batch in shipped:
        undone = mnr("undo", batch["batch"], *store)
        assert (undone.code, "takes no data" in undone.err) == (2, True)
    assert json.loads(mnr("history", *store).out)["batches"] == shipped


def test_store_errors_exit_4(mnr: Run, tmp_path: Path) -> None:
    ran = mnr("coverage", "--store", f"sqlite:///{tmp_path}/none.sqlite")
    assert ran.code == 4
    assert "There is no database" in ran.err
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"this is not a database at all, only text that is long enough" * 20)
    assert mnr("coverage", "--store", f"sqlite:///{broken}").code == 4


def test_import_makes_a_new_store_and_undo_takes_it_back(mnr: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/mine.sqlite"
    rows = tmp_path / "countries.csv"
    rows.write_text("iso3,name\nMWI,Malawi\n", encoding="utf-8")
    dry = json.loads(mnr("import", str(rows), "--store", url, "--dry-run").out)
    assert [a["id"] for a in dry["added"]] == ["MWI"]
    assert dry["batch"] is None
    done = json.loads(mnr("import", str(rows), "--store", url).out)
    assert done["batch"]
    assert json.loads(mnr("import", str(rows), "--store", url).out)["added"] == []
    assert mnr("undo", done["batch"][:8], "--store", url).code == 0
    info = json.loads(mnr("store", "info", "--store", url).out)
    assert {r["type"]: r["rows"] for r in info["rows"]}["countries"] == 0
    assert mnr("store", "verify", "--store", url).code == 0


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_what_is_exported_comes_back_the_same(mnr: Run, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    assert mnr("export", str(out), "--as", form, "--store", "demo").code == 0
    url = f"sqlite:///{tmp_path}/again.sqlite"
    assert mnr("import", str(out), "--store", url).code == 0
    one = json.loads(mnr("store", "info", "--store", "demo").out)
    two = json.loads(mnr("store", "info", "--store", url).out)
    assert one["snapshot"] == two["snapshot"]
    assert one["rows"] == two["rows"]


def test_a_workspace_of_ones_own_from_a_part_of_the_register(mnr: Run) -> None:
    ran = mnr("workspace", "new", "malawi", "--from", "register", "--country", "MWI")
    assert ran.code == 0
    mine = json.loads(mnr("coverage", "MWI", *AS_OF, "--store", "malawi").out)["cells"]
    whole = json.loads(mnr("coverage", "MWI", *AS_OF).out)["cells"]
    assert mine == whole
    others = json.loads(mnr("coverage", "KEN", *AS_OF, "--store", "malawi").out)["cells"]
    assert {c["state"] for c in others} == {"unknown"}
    assert mnr("workspace", "new", "malawi").code == 2


def test_moving_proves_the_copy(mnr: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/copy.sqlite"
    ran = mnr("store", "move", "demo", url)
    assert ran.code == 0
    assert "Copied and checked" in ran.out
    assert mnr("store", "move", "demo", url).code == 2


def test_demo_ends_without_serving_and_writes_reports(mnr: Run, tmp_path: Path) -> None:
    ran = mnr("demo", "--no-serve", "--out", str(tmp_path / "reports"))
    assert ran.code == 0
    assert "Malawi" in ran.out
    assert "Almara" in ran.out
    pages = sorted(p.name for p in (tmp_path / "reports").iterdir())
    assert pages == ["demo-XAA.html", "register-MWI.html"]
    text = (tmp_path / "reports" / "register-MWI.html").read_text(encoding="utf-8")
    assert "<script" not in text
    assert "deliveries.csv line" in text


def test_doctor_and_schema_speak(mnr: Run, tmp_path: Path) -> None:
    assert mnr("doctor").code == 0
    assert "## deliveries" in mnr("schema", "manual").out
    assert 'CREATE TABLE IF NOT EXISTS "deliveries"' in mnr("schema", "sql").out
    assert mnr("schema", "template", str(tmp_path / "t.xlsx")).code == 0
    assert mnr("schema", "template", str(tmp_path / "folder")).code == 0
    assert mnr("import", str(tmp_path / "folder"), "--store", f"sqlite:///{tmp_path}/t.sqlite").code in (0, 3)
