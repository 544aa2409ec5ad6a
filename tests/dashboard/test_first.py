"""What to do first: what the plan begins with, below the board, and the order of the gaps as a table."""

from __future__ import annotations

import pytest

from dashboard.backend.context import Context
from dashboard.pages.board import country
from dashboard.pages.shared.begins import parted
from dashboard.ui.tree import Node, find, text_of
from dashboard.ui.view import parse
from tests.dashboard.shipped import tree_of


def card(context: Context, address: str) -> Node:
    (found,) = [
        s for s in find(tree_of(context, country.PAGE, address), "section") if s[1].get("id") == "do-first"
    ]
    return found


def keys_of(column: Node) -> list[str]:
    """The capabilities of a column, in order."""
    return [li[1]["data-key"] for li in find(column, "li") if li[1].get("data-key", "").isdigit()]


@pytest.mark.parametrize("address", ["/register/{page}/MWI", "/register/{page}/PHL", "/demo/{page}/XAE"])
def test_the_board_and_the_plan_begin_with_the_same(shipped: Context, address: str) -> None:
    """One list: the columns of the board are the first of the parts of the plan, in their order."""
    columns = find(card(shipped, address.format(page="country")), "ol", class_="first-list")
    steps = shipped.ask(parse("/" + address.split("/")[1]), "plan", country=address[-3:], by="states")[
        "steps"
    ]
    counted = list(dict.fromkeys(s["capability"] for s in steps if s["counts"]))
    first = next(s["order"] for s in steps if s["counts"])
    early = [s["capability"] for s in steps if s["order"] < first]
    told = [keys_of(c) for c in columns]
    if early:
        assert told.pop(0) == early
    assert len(told[0]) >= 3
    assert told[0] == counted[: len(told[0])]


def test_what_comes_first_has_its_reasons_and_its_action(shipped: Context) -> None:
    """Malawi: 17 is missing, stands on the way of reports by companies, and its first action is the rules for them."""
    (_find_out, take_up) = find(card(shipped, "/register/country/MWI"), "ol", class_="first-list")
    assert keys_of(take_up) == ["17", "7", "6"]
    told = text_of(find(take_up, "li")[0])
    assert "Routes from a report to a child that lead through it, or through what needs it: 1 of 7." in told
    assert "Action Issue rules that name who companies report to" in told


def test_those_level_with_the_third_are_told_with_it() -> None:
    """a, b, c, d in order, two steps for a; c and d are level, e is not: four are told."""
    level = {"c": ["d"], "d": ["c"]}
    steps = [
        {"capability": n, "counts": True, "order": i, "level_with": level.get(n, [])}
        for i, n in enumerate("aabcde", 1)
    ]
    assert [s["order"] for s in parted(steps).take_up()] == [1, 3, 4, 5]


def test_where_nothing_is_to_be_found_out_before_the_plan_its_first_reviews_are_told() -> None:
    """A renewal and four reviews beside a plan; with a question before it, these are left to the plan."""
    work = {"capability": "a", "counts": True, "order": 2, "serves": "establish"}
    beside = [
        {"capability": n, "counts": False, "order": i, "serves": "renew" if n == "b" else "review"}
        for i, n in enumerate("bcdef", 3)
    ]
    assert [s["capability"] for s in parted([work, *beside]).review()] == ["c", "d", "e"]
    question = {"capability": "g", "counts": False, "order": 1, "serves": "review"}
    asked = parted([question, work, *beside])
    assert [s["capability"] for s in asked.find_out()] == ["g"]
    assert asked.review() == []
    assert [s["capability"] for s in parted(beside).review()] == ["c", "d", "e"]  # nothing is worked on


def test_the_whole_order_is_a_table_with_figures_beside(shipped: Context) -> None:
    """indicators.csv: Uganda has a referral mechanism (2022), which bears on 8, of which one provider is known."""
    tree = card(shipped, "/register/country/UGA?rows=gaps")
    (table,) = find(tree, "table")
    given = shipped.ask(parse("/register/country/UGA"), "gaps", countries=["UGA"])["gaps"]
    rows = find(find(table, "tbody")[0], "tr")
    assert len(rows) == len(given)
    (eight,) = [r for r in rows if text_of(find(r, "th")[0]).startswith("Fragile 8 ")]
    assert "Criminal authorities and social services have a referral mechanism: yes (2022)" in text_of(eight)
    assert {"Order of the gaps as CSV", "What to review first as Excel"} <= {
        a[1].get("aria-label") for a in find(tree, "a")
    }


def test_what_a_route_waits_for_is_found_out_first(shipped: Context) -> None:
    """Kenya, 17: its latest review gave no clear result; all else is known."""
    tree = card(shipped, "/register/country/KEN")
    assert "Find out first" in text_of(tree)
    assert "17 CSEA Reporting" in text_of(find(tree, "ol", class_="first-list")[0])
