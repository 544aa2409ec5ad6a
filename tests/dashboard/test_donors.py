"""Donors: where one more provider changes most, and what happens if the Harbour Fund leaves."""

from __future__ import annotations

import pytest

from dashboard.context import Context
from dashboard.pages import donors
from dashboard.tree import find, text_of
from dashboard.view import parse
from tests.dashboard.shipped import facts, tree_of, words_of


@pytest.mark.parametrize(
    "address", ["/demo/donors", "/demo/donors/XAC", "/register/donors", "/register/donors/MWI"]
)
def test_it_is_drawn(shipped: Context, address: str) -> None:
    assert donors.draw(shipped, parse(address)).title


def test_if_the_harbour_fund_leaves_two_hotlines_fall_silent(shipped: Context) -> None:
    """The region's story: b-hotline loses 12 and 16 of Belorin, f-hotline 12 of Fallowen, a-univ 2 of Almara."""
    (fact,) = [f for f in facts("remove") if f["stakeholder"] == "harbour-fund"]
    given = donors.answer(shipped, parse("/demo/donors"))
    (row,) = [r for r in given["leaves"] if r["funder"] == "harbour-fund"]
    assert [f"{x['stakeholder']} {x['country']}/{x['capability']}" for x in row["lost"]] == fact[
        "lost_ground"
    ]
    assert [f"{c['country']}/{c['capability']}" for c in row["cells"] if c["after"] == 0] == fact["fallen"]
    table = next(
        t
        for t in find(tree_of(shipped, donors.PAGE, "/demo/donors"), "table")
        if "If this funder leaves" in text_of(t)
    )
    assert "Belorin: 12 CSEA Hotline 1 → 0 independent providers" in text_of(table)


def test_a_country_has_only_its_own_rows(shipped: Context) -> None:
    given = donors.answer(shipped, parse("/demo/donors/XAC"))
    assert {r["country"] for r in given["where"]} == {"XAC"}
    assert {r["country"] for r in given["dependence"]} <= {"XAC"}


def test_without_anything_known_the_first_thing_is_a_look(shipped: Context) -> None:
    assert "the first thing to support is a look" in words_of(shipped, donors.PAGE, "/register/donors/ATA")
