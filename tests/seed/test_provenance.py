"""The pages that tell where the register comes from say what is in the files."""

from __future__ import annotations

import csv
import re
import tomllib

from seed_data import workspaces
from tools.register import countries

REGISTER = workspaces()["register"].folder
README = (REGISTER / "README.md").read_text(encoding="utf-8")


def rows(name: str) -> list[dict[str, str]]:
    with (REGISTER / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, strict=True))


def test_the_table_of_files_counts_right() -> None:
    told = re.findall(r"^\| `(\w+)\.csv` \| (\d+) \|(?: (\d+) / (\d+) )?", README, re.MULTILINE)
    assert {name for name, *_ in told} == {path.stem for path in REGISTER.glob("*.csv")}
    for name, number, yes, recalled in told:
        there = rows(name)
        assert len(there) == int(number), name
        if "verified" in there[0]:
            given = [r["verified"] for r in there]
            assert (given.count("yes"), given.count("recalled")) == (int(yes or 0), int(recalled or 0)), name


def test_the_sum_of_the_looks_is_told_right() -> None:
    outcomes = [r["outcome"] for r in rows("reviews")]
    found, nothing, unclear = (outcomes.count(o) for o in ("found", "not_found", "unclear"))
    assert f"79 countries ({found} found, {nothing} not found, {unclear} unclear)" in README


def test_the_page_of_the_countries_is_fresh() -> None:
    assert (REGISTER / "COUNTRIES.md").read_text(encoding="utf-8") == countries()


def test_a_row_of_the_page_of_the_countries() -> None:
    """Armenia: five looks, two found (the helpline since December), three unclear; a helpline provides 11, UNICEF plans
    to support 3, all else has ended."""
    (line,) = (x for x in countries().splitlines() if x.startswith("| Armenia |"))
    assert line.startswith("| Armenia | 5 | 2 | 0 | 3 | 1 | 1 | 0 | ")


def test_every_reviewed_country_is_told_about_and_no_other() -> None:
    told = tomllib.loads((REGISTER / "countries.toml").read_text(encoding="utf-8"))
    assert told.keys() == {r["iso3"] for r in rows("reviews")}
    assert all(text and "|" not in text for text in told.values())


def test_the_samples_add_up() -> None:
    """Drawn, compared, supported, partly or not, rate: each line of the table of audits by itself."""
    lines = re.findall(r"\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) % \|", README)
    assert len(lines) == 4
    for line in lines:
        drawn, compared, good, wrong, rate = map(int, line)
        assert good + wrong == compared <= drawn
        assert round(100 * wrong / compared) == rate
