"""Money in words: amounts, sums per currency, periods; and where the pages show them."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.backend.context import Context
from dashboard.pages.money import amounts as money
from dashboard.pages.money import donors
from dashboard.pages.partnerships import page as partnerships
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from tests.dashboard.shipped import tree_of


def grant(amount: float | None = None, currency: str = "", **more: Any) -> dict[str, Any]:
    """A running award that pays for something somewhere, and so is in the sum."""
    plain = {"funder": "f", "recipient": "r", "country": "", "capabilities": [], "since": "", "until": ""}
    told = {"disagree": False, "may_have_ended": False, "amount": amount, "currency": currency}
    of = {
        "class": "running",
        "amount_kind": "award",
        "share_of": "",
        "in_sum": amount is not None,
        "pays": [],
    }
    return {**plain, **told, **of, **more}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (grant(80000, "EUR"), "EUR\u00a080,000"),
        (grant(80000), "80,000, currency not recorded"),
        (grant(), "no amount recorded"),
        (grant(disagree=True), "sources name different amounts"),
        (grant(0, "USD"), "USD\u00a00"),
        (grant(42, "EUR", amount_kind="call"), "EUR\u00a042, a call for proposals"),
        (grant(42, "EUR", amount_kind="pledge"), "EUR\u00a042, a pledge"),
        (grant(42, "EUR", amount_kind="in_kind"), "EUR\u00a042, help in kind"),
        (grant(42, "EUR", amount_kind="budget"), "EUR\u00a042, a budget"),
        (grant(42, "EUR", amount_kind=""), "EUR\u00a042, not said what it is"),
    ],
)
def test_an_amount_or_why_there_is_none(row: dict[str, Any], words: str) -> None:
    assert money.amount(row) == words


def test_sums_are_per_currency_and_say_what_is_missing() -> None:
    """0.1 + 0.2 is 0.3; pounds and euros are never one number; two of five have no amount."""
    rows = [grant(0.1, "GBP"), grant(0.2, "GBP"), grant(50000, "EUR"), grant(), grant(disagree=True)]
    assert money.sums_text(rows) == "EUR\u00a050,000 and GBP\u00a00.3 · 2 without an amount"
    assert money.sums_text([grant()]) == "no amount recorded"
    assert money.sums_text([grant(1, ""), grant(2, "")]) == "3, currency not recorded"
    old = grant(9, "EUR", **{"class": "may_have_ended", "in_sum": False})
    assert money.sums_text([grant(1, "EUR"), old]) == "EUR\u00a01 · 1 may have ended"
    assert money.sums_text([old, old]) == "2 may have ended"
    assert text_of(money.sums([old])) == "1 may have ended"


def test_what_is_in_no_sum_stands_beside_it_with_the_word_for_it() -> None:
    """An award of EUR 1; a call, a part of a grant in the sum, an award for nothing on record, one without dates."""
    out = {"in_sum": False}
    rows = [
        grant(1, "EUR"),
        grant(42, "EUR", amount_kind="call", **out),
        grant(5, "EUR", share_of="Whole", **out),
        grant(6, "EUR", **out),
        grant(7, "EUR", **{"class": "undated"}, **out),
    ]
    assert money.sums_text(rows).replace("\u00a0", " ") == (
        "EUR 1 · EUR 42, a call for proposals · EUR 5, a part of Whole · EUR 6, for work that is not recorded there · "
        "1 on record, without dates"
    )


def test_beside_a_cell_stands_what_pays_for_it() -> None:
    here = grant(1, "EUR", pays=[{"country": "XAA", "capability": "8"}])
    there = grant(2, "EUR", pays=[{"country": "XAB", "capability": "8"}])
    assert money.sums_text([here, there]) == "EUR\u00a03"
    aside = " · EUR\u00a02, for work that is not recorded there"
    assert money.sums_text([here, there], "XAA") == money.sums_text([here, there], "XAA", "8")
    assert money.sums_text([here, there], "XAA", "8") == "EUR\u00a01" + aside
    assert money.sums_text([here], "XAA", "9") == "EUR\u00a01, for work that is not recorded there"


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2024-07", "2027-06-30", "Jul 2024 to 30 Jun 2027"),
        ("2024-07", "", "since Jul 2024, no end recorded"),
        ("", "2027", "until 2027"),
        ("", "", "on record, without dates"),
    ],
)
def test_a_period_says_what_is_not_recorded(since: str, until: str, words: str) -> None:
    assert money.period(grant(since=since, until=until)) == words


def test_the_period_of_a_grant_that_may_have_ended() -> None:
    assert money.period(grant(since="2016", until="", may_have_ended=True)) == "since 2016, may have ended"
    assert money.period(grant(since="", until="", may_have_ended=True)) == "may have ended"


def test_a_grant_is_behind_what_it_may_pay_for() -> None:
    """One for 8 in Cavella, one for anything anywhere; not one for another country, capability or recipient."""
    fits = [grant(country="XAC", capabilities=["8"]), grant()]
    others = [grant(country="XAA"), grant(capabilities=["9"]), grant(recipient="x"), grant(funder="y")]
    assert money.matching([*fits, *others], "f", ["r"], "XAC", "8") == fits


def test_every_grant_of_a_country_stands_with_amount_period_and_purpose(shipped: Context) -> None:
    """funding.csv of the region: the Beacon Foundation pays Child Line Almara for the night shift, EUR 80,000."""
    tree = tree_of(shipped, donors.PAGE, "/demo/donors/XAA")
    (section,) = [s for s in find(tree, "section") if s[1].get("id") == "running"]
    (row,) = [text_of(r) for r in find(section, "tr") if "Night shift" in text_of(r)]
    assert "EUR 80,000 Record 2025 to 31 Dec 2029 11 Child Helpline" in row
    (budgets,) = [s for s in find(tree, "section") if s[1].get("id") == "own-budgets"]
    (own,) = [
        text_of(r) for r in find(budgets, "tr") if "Own budget" in text_of(r) and "AlmaTel" in text_of(r)
    ]
    assert "no amount recorded" in own


def test_a_funder_of_many_countries_has_a_row_for_each(shipped: Context) -> None:
    """One row lumped 24 countries together."""
    given = donors.answer(shipped, parse("/register/donors?funder=end-violence-fund"))
    places = {c for g in given["grants"] for c in g["places"]}
    assert len(places) > 20
    tree = tree_of(shipped, donors.PAGE, "/register/donors?funder=end-violence-fund&rows=all")
    (section,) = [s for s in find(tree, "section") if s[1].get("id") == "places"]
    bare = any(not g["places"] for g in given["grants"])
    assert len(find(find(section, "tbody")[0], "tr")) == len(places) + bare


def test_the_facts_of_an_organisation_tell_its_money(shipped: Context) -> None:
    tree = tree_of(shipped, partnerships.PAGE, "/demo/partnerships?as=cooperation&node=c-counsel")
    (side,) = find(tree, "aside", class_="graph-side")
    words = text_of(side).replace("\u00a0", " ")
    assert "Grants to it" in words
    assert "EUR 160,000 · Jul 2024 to 30 Jun 2027" in words
