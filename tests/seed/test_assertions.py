"""The register holds what ``seed_data/register/assertions.toml`` says it holds.

Read with the csv module alone, so that a fault in the program's own readers cannot hide a fault in the data.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from functools import cache
from typing import Any

import pytest

from seed_data import workspaces

REGISTER = workspaces()["register"].folder
ASSERTIONS: dict[str, Any] = tomllib.loads((REGISTER / "assertions.toml").read_text(encoding="utf-8"))
FILES: dict[str, dict[str, Any]] = ASSERTIONS["files"]
PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
#: Nothing in the data may speak of where or with what it was collected: paths, ways of searching.
TRACES = re.compile(
    r"(^|[\s\"'(])(/[a-z]+/|\.\./)|searched for|archived copy|look-up|this task",
    re.IGNORECASE,
)


@cache
def read(name: str) -> tuple[tuple[str, ...], tuple[dict[str, str], ...]]:
    with (REGISTER / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle, strict=True)
        header = tuple(next(reader))
        rows = []
        for row in reader:
            assert len(row) == len(header), f"{name}.csv line {reader.line_num}: {len(row)} cells"
            rows.append(dict(zip(header, row, strict=True)))
    return header, tuple(rows)


def test_every_csv_file_is_asserted_and_every_asserted_file_is_there() -> None:
    assert {path.stem for path in REGISTER.glob("*.csv")} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_rows_and_columns(name: str) -> None:
    header, rows = read(name)
    assert list(header) == FILES[name]["columns"]
    assert len(rows) == FILES[name]["rows"]


@pytest.mark.parametrize("name", FILES)
def test_keys_are_unique(name: str) -> None:
    spec = FILES[name]
    pair = spec.get("unordered", [])

    def key(row: dict[str, str]) -> tuple[str, ...]:
        rest = tuple(row[column] for column in spec["key"] if column not in pair)
        return tuple(sorted(row[column] for column in pair)) + rest

    twice = [k for k, count in Counter(key(row) for row in read(name)[1]).items() if count > 1]
    assert twice == []


@pytest.mark.parametrize("name", FILES)
def test_words_and_counts(name: str) -> None:
    rows = read(name)[1]
    for column, words in FILES[name].get("words", {}).items():
        assert {row[column] for row in rows} <= set(words), column
    for column, expected in FILES[name].get("counts", {}).items():
        assert dict(Counter(row[column] for row in rows)) | expected == dict(
            Counter(row[column] for row in rows)
        ), column


@pytest.mark.parametrize("name", FILES)
def test_dates_and_capability_lists_are_well_formed(name: str) -> None:
    spec, rows = FILES[name], read(name)[1]
    for column in spec.get("dates", []):
        assert [row[column] for row in rows if row[column] and not PARTIAL_DATE.fullmatch(row[column])] == []
    for column in spec.get("capability_lists", []):
        for row in rows:
            numbers = row[column].split(";") if row[column] else []
            assert all(number.isdigit() and 1 <= int(number) <= 21 for number in numbers), row
            assert len(set(numbers)) == len(numbers), row


@pytest.mark.parametrize("name", FILES)
def test_text_is_clean(name: str) -> None:
    raw = (REGISTER / f"{name}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    for row in read(name)[1]:
        for column, value in row.items():
            assert value == value.strip(), (column, value)
            assert not value.startswith(("=", "+", "@")), (column, value)
            assert not TRACES.search(value), (column, value)


@pytest.mark.parametrize(
    "reference", ASSERTIONS["references"], ids=lambda r: f"{r['file']}.{r['column']}>{r['points_to']}"
)
def test_references_resolve(reference: dict[str, Any]) -> None:
    target = FILES[reference["points_to"]]["key"][0]
    known = {row[target] for row in read(reference["points_to"])[1]}
    values = {row[reference["column"]] for row in read(reference["file"])[1]}
    if reference["may_be_empty"]:
        values.discard("")
    assert values - known == set()


@pytest.mark.parametrize("anchor", ASSERTIONS["anchors"], ids=lambda a: a["says"])
def test_named_facts(anchor: dict[str, Any]) -> None:
    rows = [
        row
        for row in read(anchor["file"])[1]
        if all(row[column] == value for column, value in anchor["where"].items())
    ]
    assert len(rows) == anchor["rows"]
    for column, value in anchor.get("expect", {}).items():
        assert {row[column] for row in rows} == {value}, column
    if "values" in anchor:
        assert sorted((row[anchor["column"]] for row in rows), key=lambda v: (len(v), v)) == anchor["values"]


def test_nobody_ties_to_themselves() -> None:
    assert [row for row in read("ties")[1] if row["a_id"] == row["b_id"]] == []


def test_what_is_recalled_says_so() -> None:
    """A row without a source is never passed off as read."""
    for name in FILES:
        header, rows = read(name)
        if "verified" in header:
            assert [
                r for r in rows if r["source_id"] == "general-knowledge" and r["verified"] != "recalled"
            ] == [], name


def looks() -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for row in read("reviews")[1]:
        found.setdefault(row["iso3"], Counter())[row["outcome"]] += 1
    return found


OUTCOMES = ("found", "not_found", "unclear")


@pytest.mark.parametrize("iso3", ASSERTIONS["reviewed"])
def test_what_the_looks_at_a_country_gave(iso3: str) -> None:
    assert [looks()[iso3][o] for o in OUTCOMES] == ASSERTIONS["reviewed"][iso3]


def test_what_the_looks_at_the_countries_reviewed_in_part_gave() -> None:
    part = ASSERTIONS["reviewed_in_part"]
    assert [sum(looks()[c][o] for c in part["countries"]) for o in OUTCOMES] == part["counts"]


def test_which_countries_were_looked_at_and_which_for_every_capability() -> None:
    whole = set(ASSERTIONS["reviewed_whole"]["countries"])
    assert {c for c, n in looks().items() if n.total() == 21} == whole
    assert looks().keys() == whole | set(ASSERTIONS["reviewed"]) | set(
        ASSERTIONS["reviewed_in_part"]["countries"]
    )
    assert len(looks()) == 79


def newest_reading() -> str:
    return max(row["retrieved"] for row in read("sources")[1])


def test_nobody_is_told_as_going_on_who_has_ended() -> None:
    """A row that has a last day before the newest reading has ended, and what has ended has no later one."""
    newest = newest_reading()
    for name in FILES:
        if "until" not in read(name)[0]:
            continue
        for row in read(name)[1]:
            last = row["until"].ljust(10, "9")  # a year or a month lasts to its end
            if row["until"] and row.get("status") in {"active", "planned"}:
                assert last >= newest, row
            if row["until"] and row.get("status") == "ended":
                assert row["until"] <= newest, row


def test_nothing_is_said_of_a_day_to_come() -> None:
    """Only what is planned may begin after the day on which it was read."""
    newest = newest_reading()
    for name in FILES:
        for row in read(name)[1]:
            for column in ("published", "retrieved", "reviewed_on", "adopted"):
                assert row.get(column, "") <= newest, row
            if row.get("status") != "planned":
                assert row.get("since", "") <= newest, row


def test_a_look_does_not_deny_what_another_row_says() -> None:
    """Not found is no word for what is known, be it by heart: a link to the image database, an active provider."""
    nothing = {(r["iso3"], r["capability"]) for r in read("reviews")[1] if r["outcome"] == "not_found"}
    linked = {(r["iso3"], "7") for r in read("agreement_parties")[1] if r["agreement_id"] == "icse"}
    there = {
        (r["iso3"], r["capability"])
        for r in read("deliveries")[1]
        if r["role"] == "provides" and r["status"] == "active"
    }
    assert nothing & (linked | there) == set()
