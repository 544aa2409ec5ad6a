"""Plans: the best one of the region's stories, one's own in the address, and the check of its order."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.context import Context
from dashboard.pages import plan
from dashboard.tree import find, text_of
from dashboard.view import parse
from graph_schema.errors import UsageError
from tests.dashboard.shipped import facts, tree_of, words_of


@pytest.mark.parametrize(
    "address", ["/demo/plan", "/register/plan", "/demo/plan/XAA", "/register/plan/MWI?budget=2"]
)
def test_it_is_drawn(shipped: Context, address: str) -> None:
    assert plan.draw(shipped, parse(address)).title


@pytest.mark.parametrize("fact", facts("plan"), ids=lambda f: f"budget {f['budget']}")
def test_the_best_plan_is_that_of_the_region(shipped: Context, fact: dict[str, Any]) -> None:
    address = f"/demo/plan/{fact['country']}?budget={fact['budget']}"
    given = plan.answer(shipped, parse(address))
    assert [a["capability"] for a in given["actions"]] == fact["raises"]
    words = words_of(shipped, plan.PAGE, address)
    assert f"{fact['gain']} gained" in words


def test_a_hotline_before_the_law_is_refused_in_a_sentence(shipped: Context) -> None:
    """In Belorin the law is at 1 and the hotline, which rests on it, at 3: raising the hotline first cannot work."""
    late = tree_of(shipped, plan.PAGE, "/demo/plan/XAB?steps=12:3-4;3:1-2")
    assert find(late, "p", class_="problem")
    assert "The order works" not in text_of(late)
    fine = words_of(shipped, plan.PAGE, "/demo/plan/XAB?steps=3:1-2")
    assert "The order works: every step has what it needs before it." in fine


def test_the_best_plan_taken_as_ones_own_brings_the_same(shipped: Context) -> None:
    tree = tree_of(shipped, plan.PAGE, "/demo/plan/XAB?budget=2")
    (link,) = [a for a in find(tree, "a") if text_of(a) == "Take it as your own plan"]
    taken = plan.own(shipped, parse(link[1]["href"]))
    best = plan.answer(shipped, parse(link[1]["href"]))
    assert taken["check"]["problems"] == []
    assert (taken["value"], taken["cost"]) == (best["value"], best["cost"])


def test_steps_move_by_their_address(shipped: Context) -> None:
    tree = tree_of(shipped, plan.PAGE, "/demo/plan/XAB?steps=3:1-2;4:3-4")
    links = [a[1]["href"] for a in find(tree, "a", class_="tool")]
    assert "/demo/plan/XAB?steps=4%3A3-4%3B3%3A1-2" in links
    assert "/demo/plan/XAB?steps=4%3A3-4" in links


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/demo/plan/XAB?budget=lots", "A budget is a whole number"),
        ("/demo/plan/XAB?budget=999", "A budget is a whole number"),
        ("/demo/plan/XAB?steps=99:1-2", "99:1-2 is not a step"),
        ("/demo/plan/XAB?steps=3", "3 is not a step"),
    ],
)
def test_wrong_questions_are_answered_in_sentences(shipped: Context, address: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        plan.draw(shipped, parse(address))
