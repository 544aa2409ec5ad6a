"""What is said beside a proposal of what its status depends on, and which records to check."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from coordination.analytics.board.assumptions import assumptions
from coordination.analytics.board.coverage import coverage
from coordination.analytics.board.hanging import hanging
from graph_schema.edition import BASE_EDITION
from graph_schema.ids import CapabilityNumber, Iso3
from tests.both import facts
from tests.oracle import assumptions as slow
from tests.oracle.edition import default_edition, later_edition
from tests.oracle.small import small
from tests.said import PLAIN, as_json
from tests.unit.test_maturity import without_other_editions
from tests.worlds import days_of, random_world

T = date(2024, 6, 15)
NEW = {"source_id": "new", "published": "2024"}
OLD = {"source_id": "old", "published": "2019"}
FIRST, BLOCKS, WORLDS = 41_000, 10, 50


def said(tables: dict[str, Any], capability: str) -> tuple[list[str], list[tuple[str, str]]]:
    """(sentences, (type, source) of the records to check) of a capability in MWI; nothing where it is firm."""
    cover = coverage(facts(tables), T)
    on = hanging(cover, Iso3("MWI")).get(CapabilityNumber(capability))
    if on is None:
        return [], []
    frames = cover.facts.snapshot
    check = [(c.type, frames[c.type].text("source_id", frames[c.type].position[c.claim])) for c in on.check]
    return [PLAIN(s) for s in on.depends], sorted(check)


def test_an_old_record_is_the_one_to_check() -> None:
    """a provides 9 by a source of 2019, b by one of 2024: without the first only one is left. The number needed (two)
    is the framework's own and is not asked."""
    rows = [
        {"stakeholder_id": "a", "capability": "9", "source_id": "old", "verified": "yes"},
        {"stakeholder_id": "b", "capability": "9", "source_id": "new", "verified": "yes"},
    ]
    words, check = said(small(deliveries=rows, sources=[NEW, OLD]), "9")
    assert words == ["If records older than 36 months do not count: Fragile."]
    assert check == [("deliveries", "old")]


def test_a_number_of_our_own_reading_has_no_record() -> None:
    """One provides 12, confirmed and new: one would be enough if one were needed. No record settles that."""
    row = {"stakeholder_id": "a", "capability": "12", "source_id": "new", "verified": "yes"}
    words, check = said(small(deliveries=[row], sources=[NEW]), "12")
    assert (words, check) == (["If one provider is enough: Covered."], [])


def test_what_is_firm_says_nothing() -> None:
    row = {"stakeholder_id": "a", "capability": "9", "source_id": "new", "verified": "yes"}
    assert said(small(deliveries=[row], sources=[NEW]), "9") == ([], [])


def test_the_grant_that_makes_two_one_is_to_be_checked() -> None:
    """a and b provide 9 and have one only funder by two grants, of which one is recalled: fragile. By confirmed
    records b has no known funder: two. Nobody doubts the deliveries."""
    rows = [
        {"stakeholder_id": s, "capability": "9", "source_id": "new", "verified": "yes"} for s in ("a", "b")
    ]
    grants = [
        {"funder_id": "f", "recipient_id": "a", "source_id": "new", "verified": "yes"},
        {"funder_id": "f", "recipient_id": "b", "source_id": "new", "verified": "recalled"},
    ]
    words, check = said(small(deliveries=rows, funding=grants, sources=[NEW]), "9")
    assert words == ["If only confirmed evidence counts: Covered."]
    assert check == [("funding", "new")]


@pytest.mark.parametrize("block", range(BLOCKS))
def test_five_hundred_worlds(block: int) -> None:
    """Who has a sentence is not firm, and the records to check are those that the definition names."""
    found = 0
    for seed in range(FIRST + block * WORLDS, FIRST + (block + 1) * WORLDS):
        tables, there = random_world(seed, "tiny"), later_edition() if seed % 3 == 0 else default_edition()
        if there.id == BASE_EDITION:
            tables = without_other_editions(tables)
        evidence, day = (
            "confirmed" if seed % 5 == 0 else "all",
            random.Random(seed).choice(days_of(tables, seed)),
        )
        cover = coverage(facts(tables, evidence, there.id), day)
        frames, country = cover.facts.snapshot, random.Random(seed).choice(cover.facts.countries)
        cells: list[Any] = as_json(assumptions(cover, [country]))["cells"]
        on = hanging(cover, country)
        assert set(on) == {c["capability"] for c in cells if not c["firm"]}
        for cell in cells:
            if cell["firm"]:
                continue
            check = set()
            for c in on[cell["capability"]].check:
                row = frames[c.type].row(frames[c.type].position[c.claim])
                who = {"deliveries": "stakeholder_id", "reviews": "reviewer", "funding": "funder_id"}
                about = {"deliveries": "since", "reviews": "reviewed_on", "funding": "recipient_id"}
                key = (row[who.get(c.type, "child_id")], row[about.get(c.type, "parent_id")])
                check.add((c.type, *key, row["source_id"]))
            assert check == slow.to_check(tables, there, day, evidence, cell), (seed, day, cell)
            found += len(check)
    assert found
