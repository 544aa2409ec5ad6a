"""Donors: where one more provider changes most, and what happens if the Harbour Fund leaves."""

from __future__ import annotations

import pytest

from dashboard.context import Context
from dashboard.pages import donors
from dashboard.tree import find, text_of
from dashboard.view import parse
from graph_schema.errors import UsageError
from tests.dashboard.shipped import facts, tree_of, words_of


@pytest.mark.parametrize(
    "address",
    [
        "/demo/donors",
        "/demo/donors/XAC",
        "/register/donors",
        "/register/donors/MWI",
        "/demo/donors?funder=harbour-fund",
    ],
)
def test_it_is_drawn(shipped: Context, address: str) -> None:
    assert donors.draw(shipped, parse(address)).title


def test_if_the_harbour_fund_leaves_two_hotlines_fall_silent(shipped: Context) -> None:
    """The region's story: b-hotline loses 12 and 16 of Belorin, f-hotline 12 of Fallowen, a-univ 2 of Almara."""
    (fact,) = [f for f in facts("remove") if f["stakeholder"] == "harbour-fund"]
    given = donors.answer(shipped, parse("/demo/donors"))
    (row,) = [r for r in given["leaves"] if r["funder"] == "harbour-fund"]
    alone = donors.answer(shipped, parse("/demo/donors?funder=harbour-fund"))
    assert alone["leaves"] == [row]
    assert [f"{x['stakeholder']} {x['country']}/{x['capability']}" for x in row["lost"]] == fact[
        "lost_ground"
    ]
    assert [f"{c['country']}/{c['capability']}" for c in row["cells"] if c["after"] == 0] == fact["fallen"]
    table = next(
        t
        for t in find(tree_of(shipped, donors.PAGE, "/demo/donors?funder=harbour-fund"), "table")
        if "If this funder leaves" in text_of(t)
    )
    assert "Belorin: 12 CSEA Hotline 1 → 0 independent providers" in text_of(table)


def test_a_country_has_only_its_own_rows(shipped: Context) -> None:
    given = donors.answer(shipped, parse("/demo/donors/XAC"))
    assert {r["country"] for r in given["where"]} == {"XAC"}
    assert {r["country"] for r in given["dependence"]} <= {"XAC"}


def test_without_anything_known_the_first_thing_is_a_look(shipped: Context) -> None:
    assert "the first thing to support is a look" in words_of(shipped, donors.PAGE, "/register/donors/ATA")


def test_countries_and_funders_stand_by_name_and_lead_on(shipped: Context) -> None:
    tree = tree_of(shipped, donors.PAGE, "/demo/donors")
    countries, payers = find(tree, "table")
    names = [text_of(find(r, "th")[0]) for r in find(find(countries, "tbody")[0], "tr")]
    assert names == ["Almara", "Belorin", "Cavella", "Dorvane", "Estoria", "Fallowen"]
    funders = [text_of(find(r, "th")[0]) for r in find(find(payers, "tbody")[0], "tr")]
    assert funders == sorted(funders, key=str.casefold)
    assert "Harbour Fund of the Shore" in funders
    links = [a[1]["href"] for a in find(tree, "a")]
    assert {"/demo/donors/XAA", "/demo/donors?funder=harbour-fund"} <= set(links)


def test_what_is_not_known_of_funders_is_no_zero(shipped: Context) -> None:
    """The register knows grants in some of the countries that were looked at, and none in others."""
    told = [r["funders"] for r in donors.overview(shipped, parse("/register/donors"))["countries"]]
    assert None in told
    assert all(count is None or count > 0 for count in told)
    assert any(told)


def test_who_else_funds_stands_beside_each_other(shipped: Context) -> None:
    """funding.csv: the helpline of Almara (11) is paid by the Beacon Foundation and by Northshore Aid."""
    tree = tree_of(shipped, donors.PAGE, "/demo/donors/XAA")
    (spot,) = find(tree, "span", id="XAA-11")
    row = next(r for r in find(tree, "tr") if spot in find(r, "span", id="XAA-11"))
    words = text_of(row)
    assert "Beacon Foundation of the Shore" in words
    assert "Northshore Aid" in words
    assert words.endswith("2")


def test_a_grant_leads_to_what_happens_when_it_ends(shipped: Context) -> None:
    links = [a[1]["href"] for a in find(tree_of(shipped, donors.PAGE, "/demo/donors/XAA"), "a")]
    assert "/demo/what-if?changes=funding%3Aharbour-fund%2Fa-univ" in links


def test_a_funder_that_pays_nothing_is_refused(shipped: Context) -> None:
    with pytest.raises(UsageError, match="not known to pay"):
        donors.draw(shipped, parse("/demo/donors?funder=a-hotline"))
