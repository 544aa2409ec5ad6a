"""Which records to check next: worked by hand from METHODS 15, fifty worlds against a full recount (five
hundred others: ``tests/property``), and laws."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from typing import Any

import pytest

from coordination.analytics.base.facts import Facts
from coordination.analytics.board.coverage import coverage
from coordination.analytics.board.verify_next import ABOUT, VerifyNext, in_order, verify_next
from graph_schema.edition import BASE_EDITION
from tests.both import facts
from tests.oracle import verify_next as slow
from tests.oracle.edition import default_edition, later_edition
from tests.oracle.small import small
from tests.oracle.world import Tables
from tests.said import PLAIN, as_json
from tests.unit.test_maturity import without_other_editions
from tests.worlds import days_of, random_world

T = date(2024, 6, 15)
NOW = [
    {"source_id": "s", "published": "2024"},
    {"source_id": "other", "published": "2024"},
    {"source_id": "old", "published": "2012"},
]
FIRST, WORLDS = 47_000, 50


def listed(tables: Tables, evidence: str = "all") -> list[tuple[str, str]]:
    """What is recorded, and what changes, in the order of the list."""
    found = verify_next(coverage(facts({**tables, "sources": NOW}, evidence), T))
    return [
        (PLAIN(r.what), "; ".join(f"{c.country}/{c.capability} {c.before} {c.after}" for c in r.cells))
        for r in found.rows
    ]


def providers(capability: str, *who: str, **more: str) -> list[dict[str, str]]:
    return [{"stakeholder_id": w, "capability": capability, **more} for w in who]


DOUBT = {"verified": ""}


def test_the_only_provider() -> None:
    """One provider of Legislation: without the record nothing is known. With a verified second record of the same
    delivery nothing changes, and so it is with a verified one alone."""
    doubtful = providers("3", "a", **DOUBT)
    assert listed(small(deliveries=doubtful)) == [("a works on 3 in MWI.", "MWI/3 covered unknown")]
    sure = providers("3", "a", source_id="other")
    assert listed(small(deliveries=[*doubtful, *sure])) == []
    assert listed(small(deliveries=sure)) == []


def test_old_records_are_as_doubtful_and_may_be_several() -> None:
    """An old record that was checked, and a young one that was not: only both together make a difference."""
    rows = [*providers("4", "a", source_id="old"), *providers("4", "a", source_id="other", **DOUBT)]
    found = verify_next(coverage(facts({**small(deliveries=rows), "sources": NOW}), T))
    (row,) = found.rows
    assert (len(row.claims), row.claim == min(row.claims)) == (2, True)
    assert [str(w) for w in row.why] == ["unconfirmed", "old"]
    assert listed(small(deliveries=rows), "confirmed") == [("a works on 4 in MWI.", "MWI/4 covered unknown")]


def test_one_of_three_changes_nothing() -> None:
    """Two are needed for a reporting body for victims (9): without one of three it is covered still."""
    assert listed(small(deliveries=providers("9", "a", "b", "c", **DOUBT))) == []
    assert [w for w, _ in listed(small(deliveries=providers("9", "a", "b", **DOUBT)))] == [
        "a works on 9 in MWI.",
        "b works on 9 in MWI.",
    ]


def test_ends_and_plans_decide_too() -> None:
    """An end makes a gap, a plan makes planned: without them nobody knows."""
    ended = providers("9", "a", until="2020", status="ended", **DOUBT)
    planned = providers("9", "a", since="2030", status="planned", **DOUBT)
    assert listed(small(deliveries=ended)) == [("a no longer works on 9 in MWI.", "MWI/9 gap unknown")]
    assert listed(small(deliveries=planned)) == [("a plans to work on 9 in MWI.", "MWI/9 planned unknown")]


def test_who_has_agreed_to_take_over() -> None:
    """A helpline with a named successor is covered; without the agreement it is fragile."""
    rows = [*providers("11", "a"), *providers("11", "b", role="stands_in", **DOUBT)]
    assert listed(small(deliveries=rows)) == [
        ("b has agreed to take over 11 in MWI.", "MWI/11 covered fragile")
    ]


def test_a_grant_makes_two_one() -> None:
    """Two providers paid by one funder alone are one. If one of the grants is wrong they are two. Of somebody who has
    two funders the second grant keeps them apart."""
    rows = providers("9", "a", "b")
    grants = [{"funder_id": "f", "recipient_id": "a"}, {"funder_id": "f", "recipient_id": "b", **DOUBT}]
    assert listed(small(deliveries=rows, funding=grants)) == [("f funds b.", "MWI/9 fragile covered")]
    both = [*(g | {"verified": "yes"} for g in grants), {"funder_id": "g", "recipient_id": "b", **DOUBT}]
    assert listed(small(deliveries=rows, funding=both)) == [("g funds b.", "MWI/9 covered fragile")]


def test_an_affiliation_makes_two_one() -> None:
    """Two bodies of one ministry are one. The record may stand high above: b is under c, c under p."""
    parts = [
        {"child_id": "a", "parent_id": "p"},
        {"child_id": "b", "parent_id": "c"},
        {"child_id": "c", "parent_id": "p", **DOUBT},
    ]
    found = listed(small(deliveries=providers("9", "a", "b"), affiliations=parts))
    assert found == [("c is part of p.", "MWI/9 fragile covered")]


def test_others_depend_on_it_first() -> None:
    """Legislation holds up eight others: it stands before Leadership (1), on which nothing depends, also if both are
    covered and so no gaps."""
    rows = [*providers("1", "a", **DOUBT), *providers("3", "b", **DOUBT)]
    assert [c for _, c in listed(small(deliveries=rows))] == [
        "MWI/3 covered unknown",
        "MWI/1 covered unknown",
    ]


def test_a_status_is_called_what_the_board_calls_it() -> None:
    """Legislation with the one provider that is enough, and a second of two: the board tells them apart."""
    rows = [*providers("3", "a", **DOUBT), *providers("9", "a", "b", **DOUBT)]
    found = verify_next(coverage(facts({**small(deliveries=rows), "sources": NOW}), T))
    assert [[PLAIN(c.said()) for c in r.cells] for r in found.rows] == [
        ["3: One provider is enough → Unknown"],
        ["9: Covered → Fragile"],
        ["9: Covered → Fragile"],
    ]
    assert [[str(c.sign) for c in r.cells] for r in found.rows] == [["single"], ["covered"], ["covered"]]


def test_a_country_at_a_time() -> None:
    """A grant for all countries stands once among the rows, and in the list of both countries; of one country only
    what changes there is told."""
    rows = [*providers("9", "a", "b"), *providers("9", "a", "b", iso3="KEN")]
    grants = [{"funder_id": "f", "recipient_id": w, **DOUBT} for w in ("a", "b")]
    cover = coverage(facts({**small(deliveries=rows, funding=grants), "sources": NOW}), T)
    found = verify_next(cover)
    assert [len(r.cells) for r in found.rows] == [2, 2]
    assert [c for c, _ in in_order(found)] == ["KEN", "KEN", "MWI", "MWI"]
    alone = verify_next(cover, ["MWI"])
    assert [[c.country for c in r.cells] for r in alone.rows] == [["MWI"], ["MWI"]]


# -- fifty worlds


def told(found: VerifyNext, f: Facts) -> list[dict[str, Any]]:
    """The lists of the countries in the shape of the oracle."""
    out = []
    for country, r in in_order(found):
        frame = f.snapshot[r.type]
        rows = [frame.position[c] for c in r.claims]
        about = {tuple(frame[c].texts()[row] for c in ABOUT[r.type]) for row in rows}
        assert len(about) == 1
        cells = {(c.country, c.capability): (str(c.before), str(c.after)) for c in r.cells}
        out.append(
            {"country": country, "type": str(r.type), "about": about.pop(), "rows": len(rows), "cells": cells}
        )
    return out


def known(row: dict[str, Any]) -> str:
    return repr(sorted((k, v) for k, v in row.items() if k != "place"))


def doubtful_world(seed: int) -> Tables:
    """A world with few verified and several old records, each once, more affiliations and grants that tie providers."""
    rng = random.Random(seed)
    tables = random_world(seed, "small" if seed % 25 == 0 else "tiny")
    bodies = sorted({r["stakeholder_id"] for r in tables["deliveries"]})
    tables["sources"].append({**rng.choice(tables["sources"]), "source_id": "of-affiliations"})
    rest = {"source_id": "of-affiliations", "since": "", "until": "", "status": "active", "note": ""}
    for pair in {tuple(rng.sample(bodies, 2)) for _ in range(3 if len(bodies) > 1 else 0)}:
        row = {"child_id": pair[0], "parent_id": pair[1], "kind": "part_of", "verified": "", **rest}
        tables["affiliations"].append(row)
    for table in ABOUT:
        tables[table] = list(
            {tuple(v for k, v in r.items() if k != "verified"): r for r in tables[table]}.values()
        )
        for row in tables[table]:
            row["verified"] = rng.choice(["yes", "yes", "recalled", ""])
    return tables


def test_fifty_worlds() -> None:
    """Every unit left out by a full recount; the order of the lists up to what the method leaves open."""
    kinds = Counter[str]()
    for seed in range(FIRST, FIRST + WORLDS):
        tables = doubtful_world(seed)
        there = later_edition() if seed % 3 == 0 else default_edition()
        if there.id == BASE_EDITION:  # the oracle follows the crosswalk one way only
            tables = without_other_editions(tables)
        evidence = "confirmed" if seed % 5 == 0 else "all"
        day = random.Random(seed).choice(days_of(tables, seed))
        f = facts(tables, evidence, there.id)
        mine = told(verify_next(coverage(f, day)), f)
        theirs = slow.verify_next(tables, there, day, evidence)
        where = (seed, day, there.id, evidence)
        assert sorted(map(known, mine)) == sorted(map(known, theirs)), where
        # equal places may stand in any order
        place = {known(r): r["place"] for r in theirs}
        assert [place[known(r)] for r in mine] == [r["place"] for r in theirs], where
        kinds.update(r["type"] for r in mine)
    assert kinds["deliveries"]


@pytest.mark.parametrize("seed", range(FIRST, FIRST + 30))
def test_laws(seed: int) -> None:
    """What is checked leaves the list; where all is checked and young it is empty; a body of another country and its
    records change nothing; every row names at least one cell and changes it."""
    tables = doubtful_world(seed)
    day = date(2024, 6, 15)
    f = facts(tables)
    found = verify_next(coverage(f, day))
    assert all(c.before != c.after for r in found.rows for c in r.cells)
    assert all(r.cells for r in found.rows)

    every = {**tables, "sources": [{**s, "published": "2024", "retrieved": ""} for s in tables["sources"]]}
    for table in ABOUT:
        every[table] = [{**r, "verified": "yes"} for r in tables[table]]
    assert verify_next(coverage(facts(every), day)).rows == ()

    more = {**tables, "countries": [*tables["countries"], {**tables["countries"][0], "iso3": "ZZZ"}]}
    more["stakeholders"] = [*tables["stakeholders"], {**tables["stakeholders"][0], "id": "newcomer"}]
    row = {**dict.fromkeys(tables["deliveries"][0], ""), "stakeholder_id": "newcomer", "iso3": "ZZZ"}
    more["deliveries"] = [
        *tables["deliveries"],
        {**row, "capability": "3", "role": "provides", "status": "active", "verified": "yes"},
    ]
    g = facts(more)
    assert told(verify_next(coverage(g, day)), g) == told(found, f)

    if found.rows:
        one = found.rows[0]
        frame = f.snapshot[one.type]
        about = tuple(frame[c].texts()[frame.position[one.claim]] for c in ABOUT[one.type])
        fresh = {**tables, "sources": [*tables["sources"], {"source_id": "fresh", "published": "2024"}]}
        fresh[one.type] = [
            {**r, "verified": "yes", "source_id": "fresh"}
            if tuple(r[c] for c in ABOUT[one.type]) == about
            else r
            for r in tables[one.type]
        ]
        left: Any = as_json(verify_next(coverage(facts(fresh), day)))["rows"]
        assert one.claim not in {r["claim"] for r in left}
