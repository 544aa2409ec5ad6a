"""The page of reasons and the board say what a status depends on, and nothing where it is firm."""

from __future__ import annotations

from dashboard.backend.context import Context
from dashboard.pages.board import country, why
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from tests.dashboard.shipped import tree_of, words_of

LEAD = "This status depends on an assumption."


def test_what_a_status_depends_on(shipped: Context) -> None:
    """XAA/6 has the one provider that it needs, and that one is enough is our own reading."""
    words = words_of(shipped, why.PAGE, "/demo/why/XAA/6")
    assert f"{LEAD} If two independent providers are needed: Fragile." in words


def test_a_firm_status_says_nothing(shipped: Context) -> None:
    """XAA/4 has one provider and needs one, whatever is assumed."""
    assert LEAD not in words_of(shipped, why.PAGE, "/demo/why/XAA/4")


def ringed(context: Context, address: str) -> set[str]:
    """The numbers that stand in a ring on the cards of a board."""
    cards = find(tree_of(context, country.PAGE, address), "a", class_="card")
    return {text_of(n) for card in cards for n in find(card, "span", class_="assumed")}


def test_the_board_marks_what_depends_on_an_assumption(shipped: Context) -> None:
    """On the board of Almara those capabilities, and no others, that `mnr assumptions` does not call firm; the legend
    says what the ring means, and not where there is none."""
    cells = shipped.ask(parse("/demo/country/XAA"), "assumptions", countries=["XAA"])["cells"]
    assert ringed(shipped, "/demo/country/XAA") == {c["capability"] for c in cells if not c["firm"]}
    means = "depends on an assumption: another status under one other assumption"
    assert means in words_of(shipped, country.PAGE, "/demo/country/XAA")
    assert ringed(shipped, "/register/country/ATA") == set()
    assert means not in words_of(shipped, country.PAGE, "/register/country/ATA")
