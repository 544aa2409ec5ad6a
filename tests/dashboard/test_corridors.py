"""Corridors: the states of every duty of the region, pairs with reasons, what runs out."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.context import Context
from dashboard.pages import corridors
from dashboard.tree import find, text_of
from dashboard.view import parse
from graph_schema.errors import UsageError
from tests.dashboard.shipped import facts, tree_of, words_of


@pytest.mark.parametrize(
    "address",
    ["/demo/corridors", "/register/corridors", "/register/corridors/KEN/MWI", "/demo/corridors?region=zzz"],
)
def test_it_is_drawn(shipped: Context, address: str) -> None:
    assert corridors.draw(shipped, parse(address)).title


@pytest.mark.parametrize("fact", facts("corridors"), ids=lambda f: f["duty"])
def test_the_matrix_of_a_duty_is_that_of_the_region(shipped: Context, fact: dict[str, Any]) -> None:
    """Each pair stands twice in the matrix, once on either side of the diagonal."""
    tree = tree_of(shipped, corridors.PAGE, f"/demo/corridors?duty={fact['duty']}")
    (table,) = find(tree, "table", class_="grid-table")
    found: dict[str, set[str]] = {}
    for td in find(table, "td", class_="cellstate"):
        (link,) = find(td, "a")
        pair = "-".join(link[1]["href"].split("/")[-2:])
        found.setdefault(td[1]["class"].removeprefix("cellstate s-"), set()).add(pair)
    bare = set(fact["without_hands"])
    assert found.get("covered", set()) == set(fact["covered"]) - bare
    assert found.get("unattributed", set()) == set(fact["covered"]) & bare
    assert found.get("planned", set()) == set(fact["signed_only"])
    assert found.get("gap", set()) == set(fact["gap"])
    assert found.get("unknown", set()) == set(fact["unknown"])


def test_a_pair_says_why_and_who_could_pass_it_on(shipped: Context) -> None:
    words = words_of(shipped, corridors.PAGE, "/demo/corridors/XAC/XAB")
    assert (
        "Every list for 4 Dedicated Law Enforcement is whole, and none has both Belorin and Cavella." in words
    )
    assert "Both have one with: Almara." in words
    assert words == words_of(shipped, corridors.PAGE, "/demo/corridors?a=XAB&b=XAC").replace("?a=XAB", "")


def test_what_runs_out_is_in_the_calendar(shipped: Context) -> None:
    (fact,) = facts("expires")
    text = corridors.expiry_calendar(shipped, parse("/demo/download/expiries.ics"))
    days = [line.split(":")[1] for line in text.split("\r\n") if line.startswith("DTSTART")]
    assert days == [d.replace("-", "") for d in fact["agreements"].values()]
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_wrong_questions_are_answered_in_sentences(shipped: Context) -> None:
    with pytest.raises(UsageError, match="2 is not a duty"):
        corridors.draw(shipped, parse("/demo/corridors?duty=2"))
    with pytest.raises(UsageError, match="two different countries"):
        corridors.draw(shipped, parse("/demo/corridors/XAA/XAA"))


def test_pairs_are_counted_once(shipped: Context) -> None:
    """Six countries make 15 pairs, whatever the duty."""
    tree = tree_of(shipped, corridors.PAGE, "/demo/corridors?duty=4")
    boxes = [int(text_of(n).split()[0]) for n in find(tree, "span", class_="count-box")]
    assert sum(boxes) == 15
