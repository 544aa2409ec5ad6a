"""Random worlds are valid input, repeatable, and rich enough to exercise every state, flag and rule."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from graph_schema.schema import SCHEMA
from tests.oracle import answers
from tests.oracle.corridors import corridors
from tests.oracle.dates import end_exclusive, first_day
from tests.oracle.edition import default_edition
from tests.oracle.weak import candidates
from tests.oracle.whatif import what_if
from tests.worlds import AS_OF, KEYS, SIZES, days_of, random_world, write_folder

BODIES = (
    "stakeholder_id",
    "child_id",
    "parent_id",
    "funder_id",
    "recipient_id",
    "a_id",
    "b_id",
    "member_id",
    "network_id",
    "body_id",
)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", range(12))
def test_valid(seed: int, size: str) -> None:
    """Every reference resolves, since is before the end, and a key with its source says one thing."""
    tables = random_world(seed, size)
    assert tables == random_world(seed, size)
    bodies = {row["id"] for row in tables["stakeholders"]}
    countries = {row["iso3"] for row in tables["countries"]}
    sources = {row["source_id"] for row in tables["sources"]}
    agreements = {row["id"] for row in tables["agreements"]}
    assert (len(bodies), len(countries)) == (len(tables["stakeholders"]), len(tables["countries"]))
    for table, rows in tables.items():
        said: dict[tuple[str, ...], dict[str, str]] = {}
        for row in rows:
            assert all(row[c] in bodies for c in BODIES if row.get(c)), (table, row)
            assert row.get("iso3", "") in countries | {""}
            assert row.get("home_iso3", "") in countries | {""}
            assert row.get("source_id", "") in sources | {""}
            assert row.get("agreement_id", "") in agreements | {""}
            start, end = first_day(row.get("since", "")), end_exclusive(row.get("until", ""))
            assert start is None or end is None or start < end
            assert row.get("phase", "") == "" or row["outcome"] == "found"
            if table in KEYS:
                key = [row.get(c, "") for c in KEYS[table]]
                if table == "ties":
                    key[:2] = sorted(key[:2])
                assert said.setdefault((*key, row.get("source_id", "")), row) == row


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", range(12))
def test_as_declared(seed: int, size: str) -> None:
    """Every file and column is declared, every value in its canonical form, nothing required is missing,
    and no two different rows have the same identity."""
    for table, rows in random_world(seed, size).items():
        declared = SCHEMA[table]
        said: dict[tuple[str, ...], dict[str, str]] = {}
        for row in rows:
            full = {p.name: row.get(p.name, "") or p.default for p in declared.props}
            assert set(row) <= set(full)
            for prop in declared.props:
                assert full[prop.name] or not prop.required, (table, prop.name, row)
                if full[prop.name]:
                    assert prop.value.parse(full[prop.name]) == full[prop.name]
            identity = [full[name] for name in declared.identity]
            if declared.symmetric:
                identity[:2] = sorted(identity[:2])
            assert said.setdefault(tuple(identity), full) == full


def test_every_state_and_flag_occurs() -> None:
    """Forty worlds must show each of the six states and each of the eleven flags many times."""
    states: Counter[str] = Counter()
    flags: Counter[str] = Counter()
    for seed in range(40):
        for cell in answers.coverage(random_world(seed), default_edition(), AS_OF)["cells"]:
            states[cell["state"]] += 1
            flags.update(cell["flags"])
    assert len(states) == 6
    assert min(states.values()) >= 50
    assert set(flags) == {
        "uncounted",
        "shared",
        "expiring",
        "hollow",
        "unsupported",
        "stale",
        "unconfirmed",
        "undated",
        "sole_by_design",
        "conflict",
        "lapsed",
    }
    assert min(flags.values()) >= 10


def test_what_successors_operators_and_statements_bring_occurs() -> None:
    """A hundred worlds must show each of it: cells that a successor covers, successors beside a provider's own group,
    every reason to name a candidate, gaps of corridors that somebody's statement makes, things that end with their
    operator, cells taken over, rows and looks of the very day, and work of no one country."""
    seen: Counter[str] = Counter()
    for seed in range(100):
        tables = random_world(seed, "tiny" if seed % 4 else "small")
        view = answers.view_of(tables, default_edition())
        for country in view.world.countries:
            for n in view.edition.capabilities:
                cell = view.state(country, n, AS_OF)
                seen["covered by a successor"] += (
                    cell.state == "covered" and cell.n < view.edition.required[n]
                )
                seen["of the provider's group"] += cell.n > 0 and len(cell.stand_ins) > sum(
                    map(len, cell.spare)
                )
                seen["stands alone"] += cell.n == 0 and bool(cell.stand_ins)
                if cell.n == 1:
                    seen.update(c["reason"] for c in candidates(view, country, n, AS_OF))
        seen.update(f"corridor {r['state']}" for r in corridors(view, AS_OF)["corridors"])
        for body in sorted(view.world.stakeholders)[:3]:
            gone = what_if(view, [f"stakeholder:{body}"], AS_OF)
            seen.update(k for k in ("also_ended", "taken_over", "lost_ground") if gone[k])
        day = AS_OF.isoformat()
        seen["looks of the day"] += sum(r["reviewed_on"] == day for r in tables["reviews"])
        seen["deliveries from the day on"] += sum(r.get("since") == day for r in tables["deliveries"])
        seen["work of no one country"] += sum(not r["iso3"] for r in tables["work"])
        seen["runs itself"] += sum(r.get("operator_id") == r["network_id"] for r in tables["networks"])
        seen["scope"] += sum(bool(r.get("scope")) for r in tables["deliveries"])
    wanted = {
        *("covered by a successor", "of the provider's group", "stands alone"),
        *("stands_in", "supports", "elsewhere", "kind", "subregion"),
        *("corridor covered", "corridor signed_only", "corridor gap"),
        *("also_ended", "taken_over", "lost_ground", "runs itself", "scope"),
        *("looks of the day", "deliveries from the day on", "work of no one country"),
    }
    assert {name for name in wanted if seen[name] < 3} == set(), seen


def test_days_hold_the_anchor() -> None:
    tables = random_world(3)
    assert days_of(tables, 3)[0] == AS_OF
    assert days_of(tables, 3) == days_of(tables, 3)


def test_folder_reads_back(tmp_path: Path) -> None:
    """Written and read again, every file that has rows says the same (a missing column reads as empty)."""
    tables = random_world(5)
    write_folder(tables, tmp_path)
    assert {p.stem for p in tmp_path.iterdir()} == {name for name, rows in tables.items() if rows}
    for file in tmp_path.iterdir():
        with file.open(encoding="utf-8", newline="") as handle:
            read = list(csv.DictReader(handle))
        assert [{k: v for k, v in row.items() if v} for row in read] == [
            {k: v for k, v in row.items() if v} for row in tables[file.stem]
        ]
