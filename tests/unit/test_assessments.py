"""Enablers and outcomes of a country: the last word, unknown by default, and what a file must say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coordination.analytics.base.facts import Evidence
from coordination.answers.asking import ask
from coordination.store.memory import MemoryStore
from coordination.workspace.service import Question, Workspace
from seed_data import workspaces

AT = "2026-11-25T00:00:00Z"
Q = Question(date(2026, 11, 25))
HEAD = "iso3,enabler,outcome,finding,method,reviewed_on,reviewer,source_id,verified\n"


@pytest.fixture
def region() -> Workspace:
    made = Workspace("demo", MemoryStore())
    assert made.import_files([workspaces()["demo"].folder], at=AT).result is not None
    return made


def of(w: Workspace, q: Question = Q, country: str = "XAA") -> dict[tuple[str, str], dict[str, Any]]:
    items = ask(w, q, "assessments", country=country)["items"]
    return {("enabler", a["enabler"]) if a["enabler"] else ("outcome", a["outcome"]): a for a in items}


def taken_in(w: Workspace, folder: Path, *rows: str) -> list[str]:
    """Codes of what stops the rows, after trying to take them in."""
    file = folder / "assessments.csv"
    file.write_text(HEAD + "".join(r + "\n" for r in rows))
    return [i.code for i in w.import_files([file], at=AT).issues if str(i.severity) == "error"]


def test_the_region_by_hand(region: Workspace) -> None:
    """As its file says: of seven enablers four are assessed, of six outcomes three."""
    found = of(region)
    assert len(found) == 13
    assert {k: a["finding"] for k, a in found.items() if a["finding"]} == {
        ("enabler", "1"): "in_place",
        ("enabler", "2"): "partly",
        ("enabler", "5"): "not_in_place",
        ("enabler", "6"): "in_place",
        ("outcome", "1"): "in_place",
        ("outcome", "3"): "partly",
        ("outcome", "4"): "unclear",
    }
    assert found["enabler", "6"]["verified"] == "recalled"
    assert found["enabler", "1"]["source"] == "almara-self-2021"


def test_what_nobody_assessed_is_unknown(region: Workspace) -> None:
    assert {a["finding"] for a in of(region, country="XAD").values()} == {""}


def test_nothing_is_known_before_its_day(region: Workspace) -> None:
    assert {a["finding"] for a in of(region, Question(date(2021, 6, 29))).values()} == {""}
    assert of(region, Question(date(2021, 6, 30)))["enabler", "1"]["finding"] == "in_place"


def test_the_latest_counts_then_what_was_read(region: Workspace, tmp_path: Path) -> None:
    rows = (
        "XAA,1,,partly,official_review,2024,,almara-self-2021,yes",
        "XAA,1,,in_place,interview,2024,,almara-self-2021,recalled",
        "XAA,2,,in_place,desk_review,2019,,almara-self-2021,yes",
    )
    assert taken_in(region, tmp_path, *rows) == []
    found = of(region)
    assert (found["enabler", "1"]["finding"], found["enabler", "1"]["earlier"]) == ("partly", 2)
    assert found["enabler", "2"]["finding"] == "partly"  # of 2021, after 2019


def test_confirmed_evidence_leaves_out_what_is_recalled(region: Workspace) -> None:
    q = Question(date(2026, 11, 25), evidence=Evidence.CONFIRMED)
    assert of(region, q)["enabler", "6"]["finding"] == ""


@pytest.mark.parametrize(("row", "code"), [
    ("XAA,,,in_place,interview,2024,,almara-self-2021,yes", "E-END"),
    ("XAA,1,1,in_place,interview,2024,,almara-self-2021,yes", "E-ASSESSMENT"),
    ("XAA,9,,in_place,interview,2024,,almara-self-2021,yes", "E-REFERENCE"),
    ("XAA,1,,good,interview,2024,,almara-self-2021,yes", "E-WORD"),
])  # fmt: skip
def test_a_row_that_says_too_little_or_too_much_is_refused(
    region: Workspace, tmp_path: Path, row: str, code: str
) -> None:
    assert taken_in(region, tmp_path, row) == [code]


def test_it_changes_no_status(region: Workspace, tmp_path: Path) -> None:
    before = ask(region, Q, "coverage")["cells"]
    assert taken_in(region, tmp_path, "XAA,3,,not_in_place,interview,2024,,almara-self-2021,yes") == []
    assert ask(region, Q, "coverage")["cells"] == before
