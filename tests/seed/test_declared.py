"""Both shipped workspaces are what the declaration allows: columns, words, keys, no self-made field."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from graph_schema.declare import RecordType
from graph_schema.schema import SCHEMA
from seed_data import SeedWorkspace, workspaces

PLACES = [
    (workspace, record)
    for workspace in workspaces().values()
    for record in SCHEMA.values()
    if (workspace.folder / f"{record.name}.csv").exists()
]


def rows_of(workspace: SeedWorkspace, record: RecordType) -> list[dict[str, str]]:
    with (workspace.folder / f"{record.name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, strict=True))


def test_both_workspaces_hold_every_record_type() -> None:
    found = {(workspace.name, record.name) for workspace, record in PLACES}
    # no source that was read assesses an enabler or an outcome of a real country, nobody judged organisations, and
    # what a country does about a capability it writes itself
    missing = {(w, r) for w in workspaces() for r in SCHEMA} - found
    none = ("assessments", "judgements", "own_actions")
    assert missing == {("register", name) for name in none}


@pytest.mark.parametrize(("workspace", "record"), PLACES, ids=lambda value: str(value.name))
def test_every_value_is_one_the_declaration_takes(workspace: SeedWorkspace, record: RecordType) -> None:
    declared = {prop.name: prop for prop in record.props}
    rows = rows_of(workspace, record)
    assert rows
    assert set(rows[0]) <= set(declared)
    for column in rows[0]:
        prop = declared[column]
        for value in {row[column] for row in rows}:
            if value:
                assert prop.value.parse(value) == value, column
            else:
                # A seat may be held by somebody whom the source does not name.
                unnamed = (record.name, column) == ("committee_seats", "member_id")
                assert not prop.required or prop.default or unnamed, column


@pytest.mark.parametrize(("workspace", "record"), PLACES, ids=lambda value: str(value.name))
def test_a_statement_is_made_once_by_each_source(workspace: SeedWorkspace, record: RecordType) -> None:
    def key(row: dict[str, str]) -> tuple[str, ...]:
        ends = record.symmetric or ()
        pair = sorted(row[column] for column in ends)
        rest = [row.get(column, "") for column in record.key if column not in ends]
        return (*pair, *rest, row.get("source_id", "") if record.is_claim else "")

    twice = [
        key_ for key_, count in Counter(key(row) for row in rows_of(workspace, record)).items() if count > 1
    ]
    assert twice == []


@pytest.mark.parametrize("workspace", workspaces().values(), ids=lambda value: str(value.name))
def test_the_example_country_is_one_of_its_countries(workspace: SeedWorkspace) -> None:
    assert workspace.example_country in {row["iso3"] for row in rows_of(workspace, SCHEMA["countries"])}
