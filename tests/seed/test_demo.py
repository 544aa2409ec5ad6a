"""The fictional region is fiction, is well formed, and says what its stories say.

Expected values are those of ``stories.toml``, worked by hand in the README beside it. They are held here by
the slow oracle, which shares no code with the program, and by the program itself.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pytest

from graph_schema.nodes import KINDS
from graph_schema.schema import SCHEMA
from seed_data import workspaces
from tests.oracle import answers as oracle
from tests.oracle.dates import first_day
from tests.oracle.edition import default_edition
from tests.oracle.world import Tables
from tests.seed import program
from tests.seed.test_assertions import PARTIAL_DATE, TRACES

DEMO = workspaces()["demo"]
EDITION = default_edition()
STORIES: dict[str, Any] = tomllib.loads((DEMO.folder / "stories.toml").read_text(encoding="utf-8"))
NOW: date = STORIES["as_of"]
CELLS = [(s["country"], number, text) for s in STORIES["story"] for number, text in s["cells"].items()]
Fact = dict[str, Any]


def read_tables() -> Tables:
    tables = {}
    for path in sorted(DEMO.folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            tables[path.stem] = list(csv.DictReader(handle, strict=True))
    return tables


TABLES = read_tables()


#: Who is asked: the two must find the same stories.
WORKINGS: dict[str, Any] = {"oracle": oracle, "program": program}
answers: Any = oracle


@pytest.fixture(params=list(WORKINGS), autouse=True)
def working(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.answers", WORKINGS[request.param])


@cache
def _answer(who: Any, name: str, evidence: str, on: date) -> dict[str, Any]:
    found: dict[str, Any] = getattr(who, name)(TABLES, EDITION, on, evidence)
    return found


def answer(name: str, evidence: str = "all", on: date = NOW) -> dict[str, Any]:
    return _answer(answers, name, evidence, on)


def name_of(row: dict[str, Any]) -> str:
    return f"{row['country']}/{row['capability']}"


def cells(evidence: str = "all", on: date = NOW) -> dict[str, dict[str, Any]]:
    return {name_of(row): row for row in answer("coverage", evidence, on)["cells"]}


# -- the rows -----------------------------------------------------------------------------------------
def test_the_date_is_the_one_of_the_workspace() -> None:
    assert DEMO.as_of == NOW


def test_all_record_types_are_there() -> None:
    assert set(TABLES) == set(SCHEMA)


def test_references_resolve() -> None:
    t = TABLES
    sources = {r["source_id"] for r in t["sources"]}
    places = {r["iso3"] for r in t["countries"]} | {""}
    bodies = {r["id"] for r in t["stakeholders"]} | {""}
    agreements = {r["id"] for r in t["agreements"]}
    ends = "stakeholder_id member_id network_id funder_id recipient_id a_id b_id child_id parent_id body_id"
    for rows in t.values():
        for row in rows:
            assert row.get("source_id", "demo-design") in sources, row
            assert row.get("iso3", row.get("home_iso3", "")) in places, row
            assert all(row[column] in bodies for column in ends.split() if column in row), row
            assert row.get("agreement_id", "coast-fund") in agreements, row


def test_dates_are_partial_iso_and_in_order() -> None:
    for rows in TABLES.values():
        for row in rows:
            for column in ("since", "until", "published", "reviewed_on", "adopted", "in_force", "expires"):
                assert not row.get(column) or PARTIAL_DATE.fullmatch(row[column]), row
            begin, end = first_day(row.get("since", "")), first_day(row.get("until", ""))
            assert not (begin and end and begin > end), row
            told = first_day(row.get("published", "") or row.get("reviewed_on", ""))
            assert told is None or told <= NOW, row


def test_it_is_fiction_from_end_to_end() -> None:
    register = workspaces()["register"].folder
    real = {
        line.split(",")[0] for line in (register / "stakeholders.csv").read_text("utf-8").splitlines()[1:]
    }
    assert not real & {r["id"] for r in TABLES["stakeholders"]}
    assert all(re.fullmatch(r"XA[A-F]", r["iso3"]) and r["lat"] == "" for r in TABLES["countries"])
    for rows in TABLES.values():
        for row in rows:
            assert "(fictional)" in row.get("publisher", "(fictional)"), row
            for value in row.values():
                assert not re.search(r"https?://(?!example\.org/)", value), row
                assert not TRACES.search(value), row


def test_every_kind_of_organisation_occurs() -> None:
    assert {r["kind"] for r in TABLES["stakeholders"]} == set(KINDS)


# -- the stories ----------------------------------------------------------------------------------------
WORDS = (
    "covered fragile unattributed planned gap unknown uncounted expiring hollow unsupported stale "
    "unconfirmed shared sole_by_design conflict lapsed"
)


def test_every_cell_has_a_story_and_every_state_and_flag_occurs() -> None:
    assert {f"{country}/{number}" for country, number, _ in CELLS} == set(cells())
    assert {word for _, _, text in CELLS for word in text.split()} == set(WORDS.split())


@pytest.mark.parametrize(("country", "number", "text"), CELLS, ids=lambda value: str(value).replace(" ", "-"))
def test_cell(country: str, number: str, text: str) -> None:
    found = cells()[f"{country}/{number}"]
    assert " ".join([found["state"], *sorted(found["flags"])]) == text


def count_once(fact: Fact) -> None:
    found = cells()[fact["cell"]]
    assert (found["providers"], found["groups"]) == (fact["providers"], 1)


def confirmed_only(fact: Fact) -> None:
    seen = cells("confirmed")
    changed = {name: row["state"] for name, row in seen.items() if row["state"] != cells()[name]["state"]}
    assert changed == fact["states"]


def replay(fact: Fact) -> None:
    then = cells(on=fact["on"])
    assert {name: then[name]["state"] for name in fact["states"]} == fact["states"]


def unlocks(fact: Fact) -> None:
    (row,) = (r for r in answer("gaps")["gaps"] if name_of(r) == fact["cell"])
    assert row["unlocks"] == fact["capabilities"]


def gap_order(fact: Fact) -> None:
    listed = [r["capability"] for r in answer("gaps")["gaps"] if r["country"] == fact["country"]]
    assert listed == fact["capabilities"]


def looks_first(fact: Fact) -> None:
    looks = [r for r in answer("gaps")["looks"] if r["country"] == fact["country"]][:3]
    assert [r["capability"] for r in looks] == fact["capabilities"]
    assert [len(r["waiting"]) for r in looks] == fact["waiting"]


def hollow(fact: Fact) -> None:
    rows = [r for r in answer("maturity")["cells"] if r["country"] == fact["country"] and r["hollow"][0] > 0]
    assert {r["capability"]: r["hollow"] for r in rows} == {n: [by, by] for n, by in fact["by"].items()}


def gain(fact: Fact) -> None:
    (row,) = (r for r in answer("maturity")["unlock"] if name_of(r) == fact["cell"])
    assert row["gain"] == fact["gain"]


def plan(fact: Fact) -> None:
    best = answers.plan(TABLES, EDITION, NOW, "all", fact["country"], fact["budget"])
    assert (best["gain"], best["cost"]) == (fact["gain"], fact["budget"])


def remove(fact: Fact) -> None:
    removals = [f"stakeholder:{fact['stakeholder']}"]
    loss = answers.what_if(TABLES, EDITION, NOW, "all", removals)
    assert loss["also_removed"] == fact["also_removed"]
    assert sorted(f"{r['stakeholder']} {name_of(r)}" for r in loss["lost_ground"]) == fact["lost_ground"]
    assert {name_of(r) for r in loss["fallen"]} == set(fact["fallen"])
    assert {name_of(r) for r in loss["unsupported"]} == set(fact["unsupported"])
    assert sorted(f"{r['a']}-{r['b']}/{r['duty']}" for r in loss["duties_lost"]) == fact["duties_lost"]
    assert [len(piece) for piece in loss["pieces"]] == fact["piece_sizes"]
    assert loss["pieces"][1:] == fact["small_pieces"]


def taken_over(fact: Fact) -> None:
    loss = answers.what_if(TABLES, EDITION, NOW, "all", [f"stakeholder:{fact['stakeholder']}"])
    assert (loss["fallen"], loss["unsupported"], loss["also_removed"]) == ([], [], [])
    assert {name_of(r): r["by"] for r in loss["taken_over"]} == fact["taken_over"]
    assert sorted(f"{r['a']}-{r['b']}/{r['duty']}" for r in loss["duties_lost"]) == fact["duties_lost"]


def operated(fact: Fact) -> None:
    loss = answers.what_if(TABLES, EDITION, NOW, "all", [f"stakeholder:{fact['stakeholder']}"])
    assert (loss["fallen"], loss["unsupported"], loss["also_removed"]) == ([], [], [])
    assert loss["also_ended"] == fact["also_ended"]
    assert sorted(f"{r['a']}-{r['b']}/{r['duty']}" for r in loss["duties_lost"]) == fact["duties_lost"]


def components(fact: Fact) -> None:
    parts = [part for part in answer("partners")["components"] if len(part) > 1]
    assert [len(part) for part in parts] == fact["sizes"]
    assert parts[1:] == fact["small"]


def bridge(fact: Fact) -> None:
    rows = answer("weak_points")["sole_bridges"]
    (row,) = (r for r in rows if r["stakeholder"] == fact["stakeholder"])
    assert [len(piece) for piece in row["pieces"]] == fact["piece_sizes"]
    assert row["pairs_cut"] == fact["pairs_cut"]


def bridge_tie(fact: Fact) -> None:
    rows = answer("weak_points")["bridge_ties"]
    (row,) = (r for r in rows if (r["a"], r["b"]) == (fact["a"], fact["b"]))
    assert row["pairs_cut"] == fact["pairs_cut"]


def sole_funder(fact: Fact) -> None:
    rows = answer("weak_points")["sole_funders"]
    assert {r["funder"]: [name_of(c) for c in r["cells"]] for r in rows} == fact["cells"]


def sole_source(fact: Fact) -> None:
    rows = answer("weak_points")["sole_sources"]
    assert [r["source"] for r in rows if fact["cell"] in map(name_of, r["cells"])] == [fact["publisher"]]


def corridor_rows(duty: str) -> list[dict[str, Any]]:
    return [r for r in answer("corridors")["corridors"] if r["duty"] == duty]


def corridors(fact: Fact) -> None:
    """Pairs that are unknown are left out of the answer, so they are those that are not listed."""
    places = sorted(r["iso3"] for r in TABLES["countries"])
    rows = {f"{r['a']}-{r['b']}": r for r in corridor_rows(fact["duty"])}
    for state in ("covered", "signed_only", "gap"):
        assert [pair for pair, r in rows.items() if r["state"] == state] == fact[state], state
    every = [f"{a}-{b}" for a in places for b in places if a < b]
    listed = {pair for pair, r in rows.items() if r["state"] != "unknown"}
    assert [pair for pair in every if pair not in listed] == fact["unknown"]
    lame = [pair for pair, r in rows.items() if r["state"] == "covered" and not r["hands"]]
    assert lame == fact["without_hands"]


def route(fact: Fact) -> None:
    a, b = fact["pair"].split("-")
    opened = {(r["a"], r["b"]) for r in corridor_rows(fact["duty"]) if r["state"] == "covered"}
    assert (a, b) not in opened
    others = [r["iso3"] for r in TABLES["countries"] if r["iso3"] not in (a, b)]
    assert [c for c in others if all((min(c, x), max(c, x)) in opened for x in (a, b))] == fact["via"]


def expires(fact: Fact) -> None:
    ahead = {r["id"]: r["expires"] for r in TABLES["agreements"] if r["expires"] > str(NOW)}
    assert ahead == fact["agreements"]
    found = [a for month in answer("cliffs")["months"] for a in month["agreements"]]
    assert sorted(found) == sorted(ahead)


def bound_and_present(fact: Fact) -> tuple[set[str], set[str]]:
    """Countries bound by an agreement in force, and countries with a member in the network."""
    agreements = {r["id"] for r in TABLES["agreements"]}
    covered = [r for r in answer("corridors")["corridors"] if agreements & set(r["instruments"])]
    home = {r["id"]: r["home_iso3"] for r in TABLES["stakeholders"]}
    members = [r["member_id"] for r in TABLES["memberships"] if r["network_id"] == fact["network"]]
    bound = {r[end] for r in covered if r["state"] == "covered" for end in ("a", "b")}
    return bound, {home[member] for member in members}


def agreement_without_member(fact: Fact) -> None:
    bound, present = bound_and_present(fact)
    assert sorted(bound - present) == fact["countries"]


def member_without_agreement(fact: Fact) -> None:
    bound, present = bound_and_present(fact)
    assert sorted(present - bound) == fact["countries"]


def handoffs(fact: Fact) -> None:
    rows = [r for r in answer("handoffs")["handoffs"] if r["country"] == fact["country"]]
    for state in ("linked", "not_recorded", "one_side_empty", "unknown"):
        found = {f"{r['needs']}<{r['gives']}" for r in rows if r["state"] == state}
        assert found == set(fact[state]), state
    new = [r for r in answer("handoffs")["new_ties"] if r["country"] == fact["country"]]
    assert len(new) == fact["fewest"]


def tie_serves(fact: Fact) -> None:
    """Which of the hand-offs not recorded would this tie record?"""
    pair, served = set(fact["pair"]), set()
    for row in answer("handoffs")["handoffs"]:
        if row["country"] == fact["country"] and row["state"] == "not_recorded":
            sides = [cells()[f"{row['country']}/{row[side]}"]["providers"] for side in ("needs", "gives")]
            if any({p, q} == pair for p in sides[0] for q in sides[1]):
                served.add(f"{row['needs']}<{row['gives']}")
    assert served == set(fact["serves"])


def members_without_tie(fact: Fact) -> None:
    kind = {r["id"]: r["kind"] for r in TABLES["stakeholders"]}
    useful = {i for i, k in kind.items() if k in ("law_enforcement", "government")}
    useful |= {p for name, row in cells().items() if name.endswith("/12") for p in row["providers"]}
    members = [r["member_id"] for r in TABLES["memberships"] if r["network_id"] == fact["network"]]
    pairs = [{r["a_id"], r["b_id"]} for r in TABLES["ties"] if not r["until"]]
    assert (
        sorted(m for m in members if not any(m in p and useful & (p - {m}) for p in pairs)) == fact["members"]
    )


def routes(fact: Fact) -> None:
    """How each route named stands, and where it stops as far as is known."""
    found = answers.routes(TABLES, EDITION, fact.get("on", NOW), "all", fact["country"], fact.get("to", ""))
    rows = {r["route"].split("-")[0]: r for r in found["routes"]}
    assert {name: rows[name]["state"] for name in fact["states"]} == fact["states"]
    assert {name: rows[name]["stops_at"] for name in fact["stops"]} == fact["stops"]
    assert {name: rows[name]["alone"] for name in fact.get("alone", {})} == fact.get("alone", {})
    assert {name: rows[name]["cut"] for name in fact.get("cut", {})} == fact.get("cut", {})


def firm(fact: Fact) -> None:
    """Countries of which every status is the same under each assumption."""
    rows = answer("assumptions")["cells"]
    places = sorted({r["country"] for r in rows})
    assert [c for c in places if all(r["firm"] for r in rows if r["country"] == c)] == fact["countries"]


def assumption(fact: Fact) -> None:
    """The assumptions that change the status of a cell, and what it is then."""
    (row,) = (r for r in answer("assumptions")["cells"] if name_of(r) == fact["cell"])
    names = ("k1", "k2", "one_state", "confirmed", "fresh", "specific")
    assert {n: row[n] for n in names if row[n] != row["state"]} == fact["states"]


def verify(fact: Fact) -> None:
    """Of the countries named, what is worth checking and the status if it is wrong."""
    named = {row.split()[1].split("/")[0] for row in fact["rows"]}
    assert [
        row for row in answers.verify_next(TABLES, EDITION, NOW, "all") if row.split()[1][:3] in named
    ] == fact["rows"]


def seats(fact: Fact) -> None:
    rows = [r for r in answer("seats")["seats"] if r["country"] == fact["country"]]
    for state in ("filled", "empty", "unknown"):
        assert {r["seat"] for r in rows if r["state"] == state} == set(fact[state]), state


def cliffs(fact: Fact) -> None:
    months = [m for m in answer("cliffs")["months"] if m["cells"]]
    assert {m["month"]: [name_of(c) for c in m["cells"]] for m in months} == fact["months"]
    assert {m["month"]: m["donors"] for m in months} == fact["donors"]


CHECKS: dict[str, Callable[[Fact], None]] = {
    check.__name__: check
    for check in (
        count_once,
        confirmed_only,
        replay,
        unlocks,
        gap_order,
        looks_first,
        hollow,
        gain,
        plan,
        remove,
        taken_over,
        operated,
        components,
        bridge,
        bridge_tie,
        sole_funder,
        sole_source,
        corridors,
        route,
        expires,
        agreement_without_member,
        member_without_agreement,
        handoffs,
        tie_serves,
        members_without_tie,
        routes,
        firm,
        assumption,
        verify,
        seats,
        cliffs,
    )
}


@pytest.mark.parametrize("fact", STORIES["fact"], ids=lambda fact: f"{fact['kind']}: {fact['says']}")
def test_fact(fact: Fact) -> None:
    CHECKS[fact["kind"]](fact)
