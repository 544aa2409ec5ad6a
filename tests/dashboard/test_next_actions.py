"""The page of reasons says first what to do: the first actions of the library."""

from __future__ import annotations

from dashboard.backend.context import Context
from dashboard.pages.board import why
from dashboard.ui import i18n
from dashboard.ui.tree import find, text_of
from tests.dashboard.shipped import tree_of, words_of


def test_the_first_actions_of_a_gap(shipped: Context) -> None:
    """XAE/1 is a gap: four actions, of which three are named; the third is our own judgement."""
    words = words_of(shipped, why.PAGE, "/demo/why/XAE/1")
    assert "Decide which existing child protection or cybersecurity body will lead" in words
    assert "Done when A signed decision names the body and the minister responsible." in words
    assert "Time needed weeks" in words
    assert "Based on our own judgement" in words
    assert "Name one national contact point" not in words
    assert "The first 3 of 4 actions." in words


def test_what_is_unknown_is_reviewed(shipped: Context) -> None:
    """Nobody knows of XAD/4: the one action is to ask."""
    words = words_of(shipped, why.PAGE, "/demo/why/XAD/4")
    assert "Ask the police chief for the unit's remit" in words
    assert "The first" not in words


def test_no_action_is_named_where_there_is_none(shipped: Context) -> None:
    """XAA/4 is covered, at the highest phase, and no end is near."""
    assert "Who leads" not in words_of(shipped, why.PAGE, "/demo/why/XAA/4")


def test_english_records_are_quotations_on_a_french_page(shipped: Context) -> None:
    """XAA/1 (deliveries.csv): the council *meets four times a year, reports to parliament*."""
    token = i18n.set_language("fr")
    try:
        tree = tree_of(shipped, why.PAGE, "/demo/why/XAA/1?lang=fr")
    finally:
        i18n.reset_language(token)
    cited = [text_of(s) for s in find(tree, "span", lang="en")]
    assert "« meets four times a year, reports to parliament »" in cited
    plain = tree_of(shipped, why.PAGE, "/demo/why/XAA/1")
    assert find(plain, "span", lang="en") == []
