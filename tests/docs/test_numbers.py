"""Numbers that the documentation states about the shipped data are those of the data."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from graph_schema.edition import edition, edition_ids
from seed_data import workspaces
from tests.docs.pages import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def rows(folder: Path, name: str) -> int:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return sum(1 for _ in csv.DictReader(handle))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("countries", "of {n:,} countries"),
        ("stakeholders", "{n:,} organisations"),
        ("deliveries", "{n:,} records of who does what"),
        ("sources", "{n:,} sources"),
    ],
)
def test_the_readme_counts_the_register_right(name: str, words: str) -> None:
    assert words.format(n=rows(workspaces()["register"].folder, name)) in README


def test_the_readme_counts_the_reviewed_countries_right() -> None:
    with (workspaces()["register"].folder / "reviews.csv").open(encoding="utf-8", newline="") as handle:
        looks = {(r["iso3"], r["capability"]) for r in csv.DictReader(handle)}
    each = Counter(iso3 for iso3, _ in looks)
    whole = sum(n == len(edition().capabilities) for n in each.values())
    left_out = "(pages count 243: six have no inhabitants)"
    words = f"{len(each)} of 249 countries reviewed {left_out}, {whole} of them for all 21 capabilities"
    assert words in " ".join(README.split())


def test_the_readme_counts_capabilities_and_invented_countries_right() -> None:
    assert f"each of the {len(edition().capabilities)} capabilities" in README
    assert rows(workspaces()["demo"].folder, "countries") == 6
    assert "one of six invented countries" in README


def test_the_later_edition_has_as_many_as_the_page_says() -> None:
    text = (ROOT / "docs" / "methods" / "common.md").read_text(encoding="utf-8")
    (later,) = (e for e in edition_ids() if e != edition().id)
    assert (
        f"`mnr coverage XAA --store demo --edition {later}` lists {len(edition(later).capabilities)} capabilities"
        in text
    )


def test_which_capabilities_are_single_by_design() -> None:
    text = (ROOT / "docs" / "methods" / "providers.md").read_text(encoding="utf-8")
    single = [c.number for c in edition().capabilities if c.required == 1]
    assert single == ["1", "3", "4", "5", "6", "7", "10", "17"]
    named = (
        "1 for 1 Leadership, 3 Legislation, 4 Dedicated law enforcement, 5 Judiciary, 6 Offender management, 7 Image "
        "databases, 10 Compensation and 17 Reporting"
    )
    assert named in " ".join(text.split())
    assert {c.required for c in edition().capabilities} == {1, 2}
