"""What would mend the routes of a country: the first obstacle of each, worked by hand, and what is said of it."""

from __future__ import annotations

from typing import Any

from dashboard.backend.context import Context
from dashboard.pages.partnerships import page as partnerships
from dashboard.pages.routes import page as routes
from dashboard.pages.routes.mend import Obstacle, obstacles
from dashboard.ui.tree import Node, find, text_of
from dashboard.ui.view import parse
from tests.dashboard.shipped import tree_of

ESTORIA = "/demo/routes/XAE"


def route(
    name: str, state: str, *steps: str, gap: int | None = None, stop: Any = None, ends: str = "rescue"
) -> Any:
    """A route in Estoria; a step that ends in ``!`` is abroad."""
    return {
        "country": "XAE",
        "to": "",
        "route": name,
        "state": state,
        "ends_with": ends,
        "gap": gap,
        "stops_at": stop,
        "steps": [
            {"step": i, "capabilities": [n.rstrip("!")], "place": "abroad" if n.endswith("!") else "home"}
            for i, n in enumerate(steps, 1)
        ],
    }


def card(context: Context, address: str) -> Node:
    (found,) = [
        s for s in find(tree_of(context, routes.PAGE, address), "section") if find(s, "h2", id="mend")
    ]
    return found


def test_the_first_obstacle_of_each_route_and_those_of_most_routes_first(shipped: Context) -> None:
    """Two routes to a child stop at 7, one at 17, two others at 12; one asks about 9 and 4, another about 4 and 9: one
    question of two. A route that gets through and one that stops abroad, in a country that nobody named, have none."""
    rows = [
        route("a", "broken", "17", "4", gap=1, stop={"step": 1}),
        route("b", "broken", "4", "7", gap=2, stop={"step": 2}),
        route("c", "broken", "7", "8", gap=1, stop={"step": 1}),
        route("d", "not_recorded", "4", "9", stop={"from": 1, "to": 2}),
        route("e", "not_recorded", "9", "4", stop={"from": 1, "to": 2}),
        route("f", "broken", "12", gap=1, stop={"step": 1}, ends="removal"),
        route("g", "broken", "12", gap=1, stop={"step": 1}, ends="removal"),
        route("h", "open", "12"),
        route("i", "unknown", "4", "5!", stop={"step": 2}),
    ]
    found = obstacles(shipped.world(parse("/demo")), rows)
    assert [(o, [r["route"] for r in own]) for o, own in found] == [
        (Obstacle("XAE", "4", "9"), ["d", "e"]),
        (Obstacle("XAE", "7"), ["b", "c"]),
        (Obstacle("XAE", "17"), ["a"]),
        (Obstacle("XAE", "12"), ["f", "g"]),
    ]


def test_a_gap_has_its_action_and_a_question_its_two_sides(shipped: Context) -> None:
    """actions.csv: a17-establish-1. The cyber unit (4) and those who provide 9, the ministry and
    the clinic, are not known to work together."""
    words = text_of(card(shipped, ESTORIA))
    assert "17 CSEA Reporting 1 route stops here: A platform that detects it." in words
    assert "Issue rules that name who companies report to" in words
    assert "A question of 2 routes:" in words
    assert (
        "No hand-off recorded: do they call each other? Cyber Unit of Estoria Willow Clinic Ministry of Families, "
        "Estoria" in words
    )


def test_a_question_leads_to_its_row_among_the_hand_offs(shipped: Context) -> None:
    (address,) = {a[1]["href"] for a in find(card(shipped, ESTORIA), "a") if "#handoff-" in a[1]["href"]}
    page, _hash, anchor = address.partition("#")
    tree = tree_of(shipped, partnerships.PAGE, page)
    (row,) = [r for r in find(tree, "tr") if r[1].get("id") == anchor]
    words = text_of(row)
    assert "4 Dedicated Law Enforcement" in words
    assert "9 Child Protection Workforce" in words


def test_where_nothing_is_known_nothing_is_mended(shipped: Context) -> None:
    tree = tree_of(shipped, routes.PAGE, "/register/routes/MWI")
    given = routes.answer(shipped, parse("/register/routes/MWI"))["routes"]
    assert bool(find(tree, "h2", id="mend")) == any(r["stops_at"] for r in given)
