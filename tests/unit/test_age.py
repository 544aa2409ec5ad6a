"""Age of the evidence (METHODS 2): the world w09, worked by hand, and random worlds against the oracle."""

from __future__ import annotations

import random
from typing import Any

from coordination.analytics.board.assumptions import assumptions
from coordination.analytics.board.coverage import coverage
from coordination.analytics.board.explain import Part, explain
from coordination.analytics.board.told import Board
from graph_schema.ids import CapabilityNumber, Iso3
from tests.both import facts
from tests.hand_worlds import DAY, expected, facts_of_world
from tests.oracle.answers import view_of
from tests.oracle.coverage import coverage as slow
from tests.oracle.edition import default_edition
from tests.oracle.small import small
from tests.said import PLAIN, as_json
from tests.worlds import AS_OF, random_world

W = "w09-age"


def test_the_day_of_a_source_is_its_own_and_never_the_day_somebody_looked() -> None:
    """w09, by hand: 11 is a source of 2008 read last week; 12 has an undated provider beside one of 2025; a law of 2012
    and a court of 2014 do not age; 13 rests on an undated source alone; an official review of 8 is of its own day."""
    wanted, cover = expected(W), coverage(facts_of_world(W), DAY)
    found: Any = as_json(Board(tuple(cover.cells(["MWI"]))))
    cells = {c["capability"]: c for c in found["cells"]}
    for number, (newest, undated, recent, recent_undated) in wanted["age"].items():
        assert cells[number]["age"] == {
            "newest": newest or "",
            "undated": undated,
            "recent": recent,
            "recent_undated": recent_undated,
        }, number
    assert [n for n, c in cells.items() if "stale" in c["flags"]] == wanted["stale"]
    assert [n for n, c in cells.items() if "undated" in c["flags"]] == wanted["undated_flag"]
    under = {c.capability: (c.dated, c.fresh, c.firm) for c in assumptions(cover, ["MWI"]).cells}
    assert under[CapabilityNumber("12")] == ("fragile", "covered", False)
    assert under[CapabilityNumber("3")] == ("covered", "covered", True)


def test_its_age_in_words() -> None:
    cover = coverage(facts_of_world(W), DAY)

    def told(number: str) -> list[str]:
        reasons = explain(cover, Iso3("MWI"), CapabilityNumber(number)).reasons
        return [PLAIN(r.text) for r in reasons if r.part is Part.AGE]

    assert told("11") == [
        "Newest evidence: 27 Aug 2008.",
        "By what was published since 1 Dec 2023: Unknown.",
    ]
    assert told("13") == [
        "By what was published since 1 Dec 2023: Unknown.",
        "Looked, no date: no source of d says when it was written.",
    ]
    assert told("3") == ["Newest evidence: 31 Dec 2012."]


def test_a_provider_that_is_left_out_still_joins_two_others() -> None:
    """m, whose only source is of 2010, is the parent of a and b, which are of this year: one group before and after. A
    filter never makes a capability stronger."""
    sources = [{"source_id": "s", "published": "2024"}, {"source_id": "old", "published": "2010"}]
    above = [{"child_id": who, "parent_id": "m", "source_id": "old"} for who in ("a", "b")]
    rows = [{"stakeholder_id": who, "capability": "9", "source_id": "s"} for who in ("a", "b")]
    rows.append({"stakeholder_id": "m", "capability": "9", "source_id": "old"})
    cover = coverage(facts(small(deliveries=rows, affiliations=above, sources=sources)), AS_OF)
    cell = cover.cell(cover.index("MWI", "9"))
    assert (cell.state, cell.age and cell.age.recent) == ("fragile", "fragile")


def test_random_worlds_against_the_oracle() -> None:
    """With laws among the sources and sources without a day; every kind of age occurs."""
    seen = set[str]()
    for seed in range(61_000, 61_030):
        rng, tables = random.Random(seed), random_world(seed, "tiny")
        for row in tables["sources"]:
            row["kind"] = rng.choice(["", "", "law"])
            if rng.random() < 0.3:
                row["published"] = ""
        found: Any = as_json(Board(tuple(coverage(facts(tables), AS_OF).cells())))["cells"]
        wanted = slow(view_of(tables, default_edition()), AS_OF)["cells"]
        for ours, theirs in zip(found, wanted, strict=True):
            assert (ours["age"], ours["flags"]) == (theirs["age"], theirs["flags"]), (seed, ours)
            if ours["age"]["recent"] != ours["state"]:
                seen.add("recent")
            if ours["age"]["recent_undated"] != ours["age"]["recent"]:
                seen.add("undated")
            seen |= {*ours["flags"]} & {"stale", "undated"}
    assert {"recent"} <= seen
