"""What a status hangs on: cells worked by hand from METHODS 14, and fifty worlds against the oracle, in which every
change matters (five hundred others: ``tests/property``)."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from typing import Any

import pytest

from coordination.analytics.board.assumptions import assumptions, depends_on, under_each
from coordination.analytics.board.coverage import coverage
from coordination.answers.assumptions import ANSWER
from graph_schema.edition import BASE_EDITION
from tests.both import facts
from tests.oracle import assumptions as slow
from tests.oracle.edition import default_edition, later_edition
from tests.oracle.small import small
from tests.oracle.world import Tables
from tests.said import PLAIN, as_json
from tests.unit.test_maturity import without_other_editions
from tests.worlds import days_of, random_world

T = date(2024, 6, 15)
NOW = [{"source_id": "s", "published": "2024"}]
FIRST, WORLDS = 31_000, 50


def under(tables: Tables, capability: str = "9", evidence: str = "all") -> dict[str, Any]:
    """What the answer says of a capability in MWI, where it differs from the state; and the state."""
    found: Any = as_json(assumptions(coverage(facts(tables, evidence), T), ["MWI"]))
    cell = next(c for c in found["cells"] if c["capability"] == capability)
    told = {n: cell[n] for n in slow.CHANGES if cell[n] != cell["state"]}
    assert cell["firm"] == (not told)
    return {"state": cell["state"], **told}


def providers(capability: str, *who: str, **more: str) -> list[dict[str, str]]:
    return [{"stakeholder_id": w, "capability": capability, **more} for w in who]


@pytest.mark.parametrize(
    ("capability", "expected"),
    [
        ("12", {"state": "fragile", "k1": "covered"}),  # needs 2, our reading
        ("6", {"state": "covered", "k2": "fragile"}),  # needs 1, our reading
        ("9", {"state": "fragile"}),  # needs 2: not asked
        ("4", {"state": "covered"}),  # needs 1: not asked
    ],
)
def test_the_number_needed(capability: str, expected: dict[str, str]) -> None:
    """One provider, and what one or two being needed would make of it."""
    assert under(small(deliveries=providers(capability, "a"), sources=NOW), capability) == expected


def test_bodies_of_one_state() -> None:
    """Ministry and police of Malawi are two providers, and one if the state is one: fragile. A police abroad, a
    police without a seat, and an NGO stay others. A court that has agreed to take over is the same state too."""

    def with_second(kind: str, home: str, role: str = "provides") -> dict[str, Any]:
        people = [{"id": "a", "kind": "government"}, {"id": "b", "kind": kind, "home_iso3": home}]
        rows = [*providers("9", "a"), *providers("9", "b", role=role)]
        return under(small(stakeholders=people, deliveries=rows, sources=NOW))

    apart = {"state": "covered"}
    assert with_second("law_enforcement", "MWI") == {**apart, "one_state": "fragile"}
    assert with_second("judiciary", "MWI", "stands_in") == {**apart, "one_state": "fragile"}
    assert with_second("law_enforcement", "KEN") == apart
    assert with_second("law_enforcement", "") == apart
    assert with_second("ngo", "MWI") == apart


def test_confirmed() -> None:
    """Of two providers one is from memory: confirmed, one is left."""
    rows = [*providers("9", "a"), *providers("9", "b", verified="recalled")]
    tables = small(deliveries=rows, sources=NOW)
    assert under(tables) == {"state": "covered", "confirmed": "fragile"}
    assert under(tables, evidence="confirmed") == {"state": "fragile"}


@pytest.mark.parametrize(
    ("published", "retrieved", "fresh"),
    [
        ("2021", "2010", "fragile"),  # its last day, 31 December 2021, is not 36 months ago
        ("2020", "", "unknown"),
        ("2021-06-15", "", "fragile"),  # 36 months to the day are not more
        ("2021-06-14", "", "unknown"),
        ("2020", "2024", "unknown"),
        ("", "2021-05", "fragile"),  # the day on which somebody looked is not its day
        ("", "", "fragile"),  # undated: never old
    ],
)
def test_age_is_that_of_the_source(published: str, retrieved: str, fresh: str) -> None:
    source = {"source_id": "s", "published": published, "retrieved": retrieved}
    told = under(small(deliveries=providers("9", "a"), sources=[source]))
    assert told.get("fresh", told["state"]) == fresh
    assert told.get("dated", told["state"]) == (fresh if published else "unknown")
    assert told["state"] == "fragile"


def test_a_desk_review_is_as_old_as_what_it_read_and_another_review_as_its_own_day() -> None:
    """A desk review of 2024 that read a source of 2010 says nothing new; an interview of 2024 does."""

    def told(day: str, source: str, method: str = "desk_review") -> dict[str, Any]:
        review = {
            "capability": "9",
            "outcome": "not_found",
            "reviewed_on": day,
            "source_id": "s",
            "method": method,
        }
        return under(small(reviews=[review], sources=[{"source_id": "s", "published": source}]))

    unknown = {"state": "gap", "dated": "unknown", "fresh": "unknown"}
    assert told("2024-01-10", "2010") == unknown
    assert told("2019", "2024") == {"state": "gap"}
    assert told("2024-01-10", "2010", "interview") == {"state": "gap"}
    assert told("2019", "2024", "interview") == unknown
    assert told("2024-01-10", "") == {"state": "gap", "dated": "unknown"}


def test_what_joins_two_providers_does_not_age() -> None:
    """Two providers that one funder pays are one, however old the grants are. The same of a common parent."""
    rows = providers("9", "a", "b")
    old = {"source_id": "old", "verified": "yes"}
    sources = [*NOW, {"source_id": "old", "published": "2012"}]
    grants = [{"funder_id": "f", "recipient_id": w, **old} for w in ("a", "b")]
    parents = [{"child_id": w, "parent_id": "p", **old} for w in ("a", "b")]
    assert under(small(deliveries=rows, funding=grants, sources=sources)) == {"state": "fragile"}
    assert under(small(deliveries=rows, affiliations=parents, sources=sources)) == {"state": "fragile"}


def test_better_with_fewer_records_is_explained() -> None:
    """Who joins two providers is recalled: without what is not confirmed they are two."""
    rows = providers("9", "a", "b")
    parents = [{"child_id": w, "parent_id": "p", "verified": "recalled"} for w in ("a", "b")]
    joined, apart = (
        assumptions(coverage(facts(small(deliveries=rows, sources=NOW, affiliations=above)), T), ["MWI"])
        for above in (parents, [])
    )
    notes = [[PLAIN(s) for s in ANSWER.tables["cells"].notes(found)] for found in (joined, apart)]
    assert [len(n) for n in notes] == [2, 1]
    assert notes[0][-1].startswith("A status can be better with fewer records")


@pytest.mark.parametrize(
    ("scope", "without"),
    [("general", "fragile"), ("part_of_country", "fragile"), ("specific", "covered"), ("", "covered")],
)
def test_wider_or_narrower_work(scope: str, without: str) -> None:
    rows = [*providers("9", "a"), *providers("9", "b", scope=scope)]
    told = under(small(deliveries=rows, sources=NOW))
    assert (told["state"], told.get("specific", "covered")) == ("covered", without)


def test_what_it_hangs_on_in_words() -> None:
    rows = [*providers("6", "a", scope="general")]
    found = assumptions(coverage(facts(small(deliveries=rows)), T), ["MWI"])
    cell = next(c for c in found.cells if c.capability == "6")
    assert [PLAIN(s) for s in depends_on(cell)] == [
        "If two independent providers are needed: Fragile.",
        "If records older than 36 months do not count: Unknown.",
        "If work on violence, children or all ages in general, or in a part of the country only, does not count: "
        "Unknown.",
    ]


@pytest.mark.parametrize(("capability", "asked"), [("6", 7), ("4", 5)])
def test_each_change_that_is_asked_of_a_capability(capability: str, asked: int) -> None:
    """The two about the number needed are asked of 6, whose number is our reading, and not of 4."""
    cover = coverage(facts(small(deliveries=providers(capability, "a"), sources=NOW)), T)
    cell = next(c for c in assumptions(cover, ["MWI"]).cells if c.capability == capability)
    under = under_each(cell, cover.facts.edition)
    assert len(under) == asked
    assert {PLAIN(text) for text, state in under if state != cell.state} == set(map(PLAIN, depends_on(cell)))


def of_states(tables: Tables, rng: random.Random) -> Tables:
    """The same world with more bodies of a state: random ones are mostly of other kinds."""
    kinds = ("government", "law_enforcement", "judiciary")
    for row in tables["stakeholders"]:
        if row["kind"] != "network" and rng.random() < 0.6:
            row["kind"] = rng.choice(kinds)
    return tables


def test_fifty_worlds() -> None:
    """Every cell under every change; and every change makes a difference somewhere."""
    matters = Counter[str]()
    for seed in range(FIRST, FIRST + WORLDS):
        rng = random.Random(seed)
        tables = of_states(random_world(seed, "small" if seed % 10 == 0 else "tiny"), rng)
        there = later_edition() if seed % 3 == 0 else default_edition()
        if there.id == BASE_EDITION:  # the oracle follows the crosswalk one way only
            tables = without_other_editions(tables)
        evidence, day = "confirmed" if seed % 5 == 0 else "all", rng.choice(days_of(tables, seed))
        found: Any = as_json(assumptions(coverage(facts(tables, evidence, there.id), day)))
        assert found == slow.assumptions(tables, there, day, evidence), (seed, day, there.id, evidence)
        for cell in found["cells"]:
            matters.update(n for n in slow.CHANGES if cell[n] != cell["state"])
    assert set(matters) == set(slow.CHANGES)
