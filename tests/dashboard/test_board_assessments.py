"""Enablers and outcomes on the board: what was found, and folded where nobody assessed one."""

from __future__ import annotations

from dashboard.backend.context import Context
from dashboard.pages.board import country
from dashboard.ui.tree import Node, find, text_of
from tests.dashboard.shipped import tree_of


def part(context: Context, address: str) -> Node:
    (found,) = find(tree_of(context, country.PAGE, address), "section", id="assessments")
    return found


def test_what_was_found_stands_there_with_its_day_and_source(shipped: Context) -> None:
    words = text_of(part(shipped, "/demo/country/XAA"))
    assert "3 of 13 enablers and outcomes are in place." in words
    assert "Enough money and people" in words
    assert "not in place" in words
    assert "Self-assessment of Almara" in words
    assert "The latest assessment is of 30 Jun 2021." in words
    assert words.count("not assessed") == 6  # four of seven enablers and three of six outcomes are


def test_where_nobody_assessed_one_it_is_folded_and_says_so(shipped: Context) -> None:
    found = part(shipped, "/register/country/MWI")
    assert find(found, "details", class_="folding")
    assert "That does not say that it is not in place." in text_of(found)
