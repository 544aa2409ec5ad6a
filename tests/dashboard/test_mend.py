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
    name: str,
    state: str,
    *steps: str,
    gap: int | None = None,
    stop: Any = None,
    ends: str = "rescue",
    link: str = "not_recorded",
) -> Any:
    """A route in Estoria; a step that ends in ``!`` is abroad, one with ``/`` can be either. ``link``: how the first
    two stand to each other."""
    return {
        "country": "XAE",
        "to": "",
        "route": name,
        "state": state,
        "ends_with": ends,
        "gap": gap,
        "stops_at": stop,
        "steps": [
            {
                "step": i,
                "capabilities": n.rstrip("!").split("/"),
                "place": "abroad" if n.endswith("!") else "home",
            }
            for i, n in enumerate(steps, 1)
        ],
        "links": [{"from": 1, "to": 2, "state": link}],
    }


def card(context: Context, address: str) -> Node:
    (found,) = [
        s for s in find(tree_of(context, routes.PAGE, address), "section") if find(s, "h2", id="mend")
    ]
    return found


def test_the_first_obstacle_of_each_route_and_those_of_most_routes_first(shipped: Context) -> None:
    """Two routes to a child stop at 7, one at 17, two others at 12; one asks about 9 and 4, another about 4 and 9: one
    question of two. A route that gets through and one that stops abroad, in a country that nobody named, have none.
    What gets through from another entrance only asks about its own: the helpline (11) and 9, or 7, which nobody
    provides. The cyber unit stands in (4) for 9, and it is whom the case reaches; there they work together with 8."""
    rows = [
        route("a", "broken", "17", "4", gap=1, stop={"step": 1}),
        route("b", "broken", "4", "7", gap=2, stop={"step": 2}),
        route("c", "broken", "7", "8", gap=1, stop={"step": 1}),
        route("d", "not_recorded", "4", "9", stop={"from": 1, "to": 2, "reached": ["e-cyber"]}),
        route("e", "not_recorded", "9", "4", stop={"from": 1, "to": 2, "reached": ["e-msw"]}),
        route("f", "broken", "12", gap=1, stop={"step": 1}, ends="removal"),
        route("g", "broken", "12", gap=1, stop={"step": 1}, ends="removal"),
        route("h", "open", "12"),
        route("i", "unknown", "4", "5!", stop={"step": 2}),
        route("j", "other_entrance", "11/12", "9", stop={"from": 1, "to": 2, "reached": ["e-helpline"]},
              ends="notice", link="others"),
        route("k", "other_entrance", "7/4", "9", stop={"step": 1}, ends="removal"),
        route("l", "unknown", "9/4", "8", stop={"from": 1, "to": 2, "reached": ["e-cyber"]}, ends="notice",
              link="together"),
    ]  # fmt: skip
    found = obstacles(shipped.world(parse("/demo")), rows)
    assert [(o, [r["route"] for r in own]) for o, own in found] == [
        (Obstacle("XAE", "7"), ["b", "c", "k"]),
        (Obstacle("XAE", "4", "9"), ["d", "e"]),
        (Obstacle("XAE", "17"), ["a"]),
        (Obstacle("XAE", "12"), ["f", "g"]),
        (Obstacle("XAE", "4", "8", together=True), ["l"]),
        (Obstacle("XAE", "9", "11"), ["j"]),
    ]


def test_a_gap_has_its_action_and_a_question_its_two_sides(shipped: Context) -> None:
    """actions.csv: a17-establish-1. The cyber unit (4) and those who provide 9, the ministry and
    the clinic, are not known to work together."""
    words = text_of(card(shipped, ESTORIA))
    assert "17 CSEA Reporting 1 route stops here: A platform that detects abuse material." in words
    assert "Issue rules that name who companies report to" in words
    assert "A question of 2 routes:" in words
    assert (
        "No hand-off recorded: are they in contact? Cyber Unit of Estoria Willow Clinic Ministry of Families, "
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
