"""The page of reasons says first what to do: the first actions of the library."""

from __future__ import annotations

from dashboard.backend.context import Context
from dashboard.pages.board import why
from tests.dashboard.shipped import words_of


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
