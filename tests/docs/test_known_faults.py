"""Faults that `docs/guarantees.md` admits. Each is tried as it should work; when one is mended, its test passes,
which counts as a failure here: then delete the test and the line of the page, and keep the test as an ordinary one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8").partition("## Known faults")[2]


def mnr(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from coordination.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={"MNR_HOME": str(home), "HOME": str(home), "PATH": "/usr/bin:/bin"},
    )


def rows(home: Path, store: str, name: str) -> int:
    answer = json.loads(mnr(home, "store", "info", "--store", store).stdout)
    return next(int(r["rows"]) for r in answer["rows"] if r["type"] == name)


def last_batch(home: Path, store: str) -> str:
    return str(json.loads(mnr(home, "history", "--store", store).stdout)["batches"][-1]["batch"])


def write(folder: Path, name: str, text: str) -> str:
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.xfail(reason="known fault", strict=True)
def test_files_that_were_undone_can_be_imported_again(tmp_path: Path) -> None:
    store = str(tmp_path / "s.sqlite")
    countries = write(tmp_path, "countries", "iso3,name\nXAA,Almara\n")
    mnr(tmp_path, "import", countries, "--store", store)
    mnr(tmp_path, "undo", last_batch(tmp_path, store), "--store", store)
    mnr(tmp_path, "import", countries, "--store", store)
    assert rows(tmp_path, store, "countries") == 1


@pytest.mark.xfail(reason="known fault", strict=True)
def test_undo_takes_nothing_that_later_rows_name(tmp_path: Path) -> None:
    store = str(tmp_path / "s.sqlite")
    base = [
        write(tmp_path, "countries", "iso3,name\nXAA,Almara\n"),
        write(tmp_path, "sources", "source_id,title\ns,S\n"),
        write(tmp_path, "stakeholders", "id,name,kind\no,Org,ngo\n"),
    ]
    mnr(tmp_path, "import", *base, "--store", store)
    first = last_batch(tmp_path, store)
    later = write(tmp_path, "deliveries", "stakeholder_id,capability,iso3,source_id\no,12,XAA,s\n")
    mnr(tmp_path, "import", later, "--store", store)
    assert mnr(tmp_path, "undo", first, "--store", store).returncode != 0
    assert rows(tmp_path, store, "stakeholders") == 1


@pytest.mark.xfail(reason="known fault", strict=True)
def test_findings_of_a_check_end_with_one(tmp_path: Path) -> None:
    done = mnr(tmp_path, "plan", "XAB", "12:1-2", "--store", "demo", "--as-of", "2026-11-25")
    assert not json.loads(done.stdout)["check"]["ok"]
    assert done.returncode == 1


@pytest.mark.xfail(reason="known fault", strict=True)
def test_a_part_of_the_register_keeps_the_memberships_of_its_organisations(tmp_path: Path) -> None:
    mnr(tmp_path, "workspace", "new", "malawi", "--from", "register", "--country", "MWI")
    assert rows(tmp_path, "malawi", "stakeholders") > 50
    assert rows(tmp_path, "malawi", "memberships") > 0


def test_the_page_admits_as_many_as_are_tried() -> None:
    tried = [
        n for n in globals() if n.startswith("test_") and n != "test_the_page_admits_as_many_as_are_tried"
    ]
    assert PAGE.count("\n- ") == len(tried)
