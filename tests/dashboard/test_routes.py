"""From report to rescue as a page: what stands in the picture is what the answer says."""

from __future__ import annotations

from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest

from dashboard.backend.context import Context
from dashboard.figures.routes import Station, Way, order
from dashboard.figures.routes import routes as picture
from dashboard.pages.board import country
from dashboard.pages.plan import page as plan
from dashboard.pages.plan.asked import asked_for
from dashboard.pages.routes import page as routes
from dashboard.pages.shared import common
from dashboard.pages.shared.parts import capability_name
from dashboard.ui.theme import Sign
from dashboard.ui.tree import Node, find, text_of
from dashboard.ui.view import parse
from dashboard.web.app import create_app
from tests.dashboard.shipped import AS_OF, tree_of, words_of


def given(context: Context, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = routes.answer(context, parse(address))["routes"]
    return found


def figure(context: Context, address: str) -> Node:
    return find(tree_of(context, routes.PAGE, address), "svg", class_="routes")[0]


@pytest.mark.parametrize(
    "address", ["/demo/routes/XAA", "/demo/routes/XAC", "/register/routes/MWI", "/register/routes/TON"]
)
def test_every_station_of_every_route_is_drawn(shipped: Context, address: str) -> None:
    """A route has a way in; a station of a row, or a tall one that reaches it, for each of its steps; red where the
    answer has the gap that it stops at, and nowhere else. The numbers of a station stand at the end of
    its head, "11/12" for two; a number in the name of a body (Malawi's helpline 116) is no capability."""
    rows = [r for r in given(shipped, address) if r["ends_with"] == "rescue"]
    svg = figure(shipped, address)
    nodes = find(svg, "a")
    heads = [n for n in nodes if find(n, "rect", class_="rway")]
    assert len(heads) == len(rows) == 7
    stops = [n for n in nodes if "stops" in n[1]["class"].split()]
    assert bool(stops) == any(r["state"] == "broken" for r in rows)
    assert all("Stops here" in text_of(n) for n in stops)
    ends = [text_of(e) for n in nodes for e in find(n, "text", class_="end")]
    assert len(ends) == len(nodes) - len(heads)
    numbers = {t for e in ends for t in e.split("/")}
    assert numbers
    assert numbers <= {n for r in rows for s in r["steps"] for n in s["capabilities"]}


def test_no_station_stands_on_another(shipped: Context) -> None:
    for address in ("/demo/routes/XAA", "/demo/routes/XAD", "/register/routes/KEN"):
        boxes = []
        for tag in ("rbox", "rbox stop", "rway"):
            for r in find(figure(shipped, address), "rect", class_=tag):
                x, y, w, h = (float(r[1][k]) for k in ("x", "y", "width", "height"))
                boxes.append((x, y, x + w, y + h))
        boxes = list(dict.fromkeys(boxes))
        for a, b in combinations(boxes, 2):
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_rows_are_ordered_so_that_stations_are_shared() -> None:
    """Three rows; the first and the last share a station: next to each other it is one."""
    assert order([["a", "x"], ["b", "y"], ["a", "x"]]) == (0, 2, 1)
    assert order([]) == ()


def test_the_page_opens_with_its_answer(shipped: Context) -> None:
    """Worked by hand in the README of the region: three get through, 17 names nobody, three lack a hand-off."""
    words = words_of(shipped, routes.PAGE, "/demo/routes/XAA")
    assert (
        "Of 7 routes from a report to a child, 3 get through, 3 lack a recorded hand-off and 1 is not known."
        in words
    )


def test_a_country_of_which_nothing_is_known_stops_nowhere(shipped: Context) -> None:
    words = words_of(shipped, routes.PAGE, "/register/routes/TON")
    assert "Of 7 routes from a report to a child, none is known well enough" in words
    assert "Stops here" not in words


def test_one_route_downwards_names_who_hands_on_to_whom(shipped: Context) -> None:
    """a-hotline - a-cyber - a-msw - a-hospital; each station asks its what-if."""
    tree = tree_of(shipped, routes.PAGE, "/demo/routes/XAA?way=r01-public-hotline")
    (steps,) = find(tree, "ol", class_="rsteps")
    hrefs = [a[1]["href"].split("?")[0] for a in find(steps, "a")]
    for who in ("a-hotline", "a-cyber", "a-msw", "a-hospital"):
        assert f"/demo/organisation/{who}" in hrefs
    asked = [a[1]["href"] for a in find(steps, "a") if text_of(a).startswith("What if this station stops?")]
    assert len(asked) == 6
    # at the first station are the hotline (12), and the police and their unit, who stand in (4): all of it ends
    ends = ["delivery:a-hotline/XAA/12", "delivery:a-cyber/XAA/4", "delivery:a-police/XAA/4"]
    assert common.changes_of(parse(asked[0])) == ends
    # so the page that opens tells that nobody is at the station then
    found = shipped.ask(parse(asked[0]), "what_if", changes=ends)
    (row,) = [r for r in found["routes"] if r["route"] == "r01-public-hotline"]
    assert (row["stops_at"], row["stations"][0]["there"]) == ({"step": 1}, [])


CHILD = "/demo/routes/XAC?way=r02-child-helpline"


def test_who_stands_in_is_named_in_its_station_and_the_question_stands_where_the_sentence_puts_it(
    shipped: Context,
) -> None:
    """In Cedonia the helpline tells the house (9), and police stand in for it (4) and open the case (4): to themselves
    alone. The sentence asks about 9 and 4; so does the picture, in the row of the child who calls, and the list."""
    (row,) = [r for r in given(shipped, CHILD) if r["route"] == "r02-child-helpline"]
    assert (
        "No hand-off from 9 Child Protection Workforce to 4 Dedicated Law Enforcement is recorded"
        in row["told"]
    )
    assert row["stops_at"]["from"] == 2
    tree = tree_of(shipped, routes.PAGE, CHILD)
    (svg,) = [s for s in find(tree, "svg") if s[1].get("class", "").startswith("routes")][:1]
    (ways,) = [[n[1]["data-key"] for n in find(svg, "a") if find(n, "rect", class_="rway")]]
    at = ways.index("r02-child-helpline")
    asked = [g[1]["data-key"] for g in find(svg, "g") if find(g, "circle", class_="rask")]
    assert any(key.startswith(f"{at}-") for key in asked)
    (box,) = [n for n in find(svg, "a") if n[1]["data-key"] == "r02-child-helpline-2"]
    assert "9/4" in text_of(box)
    (steps,) = find(tree, "ol", class_="rsteps")
    (hop,) = [x for x in find(steps, "li") if x[1].get("data-key") == "2>3"]
    assert "Those whom the case reaches have no hand-off on record" in text_of(hop)
    (station,) = [x for x in find(steps, "li") if x[1].get("data-key") == "2"]
    said = text_of(station)
    assert (
        said.index("Can also be done by:")
        < said.index("4 Dedicated Law")
        < said.index("Cavella Constabulary")
    )
    assert "/demo/organisation/c-police" in [a[1]["href"].split("?")[0] for a in find(station, "a")]


def test_another_entrance_is_not_called_getting_through(shipped: Context) -> None:
    """Removal of an own image in Almara: the helpline hands on to nobody, the hotline to itself and on."""
    tree = tree_of(shipped, routes.PAGE, "/demo/routes/XAA")
    (way,) = [
        n for n in find(tree, "a") if find(n, "rect", class_="rway") and n[1]["data-key"] == "r10-own-image"
    ]
    assert "Gets through from another entrance only" in text_of(way)


def test_names_have_as_many_lines_as_they_need() -> None:
    """*Compensation, remedies and complaints arrangements* takes four lines; its row is as high."""
    name = "Compensation, remedies and complaints arrangements"
    one = Station("k", 1, 0, 0, Sign.COVERED, "In place", "10", name, (("ngo", "Fund", ""),), "", "/")
    tree = picture(["Begins"], [Way("w", "A child", "Not known", Sign.UNKNOWN, "/")], [one], [], "aria")
    lines = [text_of(t) for t in find(tree, "text", class_="rname")]
    assert " ".join(lines) == name
    assert len(lines) == 4
    assert [text_of(t) for t in find(tree, "text", class_="rwho")] == ["Fund"]


def test_a_second_country_opens_its_doors(shipped: Context) -> None:
    """Almara and Belorin share a channel for 1, 3 (nobody provides 3 in Belorin), 4, 7, 12 and 16."""
    words = words_of(shipped, routes.PAGE, "/demo/routes/XAA?to=XAB")
    assert "Hotline Circle" in words
    (removal,) = [r for r in given(shipped, "/demo/routes/XAA?to=XAB") if r["route"] == "r08-removal-abroad"]
    assert removal["state"] == "open"
    assert removal["told"] in words


@pytest.mark.parametrize("country", ["demo/XAA", "register/MWI"])
def test_what_would_help_leads_to_the_plan(shipped: Context, country: str) -> None:
    workspace, code = country.split("/")
    tree = tree_of(shipped, routes.PAGE, f"/{workspace}/routes/{code}")
    (card,) = [s for s in find(tree, "section") if find(s, "h2", id="mend")]
    (way,) = [a for a in find(card, "a") if text_of(a).startswith("Action plan:")]
    assert way[1]["href"].startswith(f"/{workspace}/plan/{code}")
    assert "its order may be another" in text_of(card)


@pytest.mark.parametrize("country", ["demo/XAC", "demo/XAD", "register/MWI"])
def test_a_station_in_the_way_leads_to_its_step_of_the_plan(shipped: Context, country: str) -> None:
    """The place that the link names is on the page of the plan, and stands at a step for that capability."""
    workspace, code = country.split("/")
    tree = tree_of(shipped, routes.PAGE, f"/{workspace}/routes/{code}")
    (card,) = [s for s in find(tree, "section") if find(s, "h2", id="mend")]
    ways = [a for a in find(card, "a") if text_of(a).startswith("Step ")]
    assert ways
    for way in ways:
        address, _hash, place = way[1]["href"].partition("#")
        page = tree_of(shipped, plan.PAGE, address)
        assert any(n[1].get("id") == place for tag in ("tr", "span") for n in find(page, tag)), place
        given = shipped.ask(parse(address), "plan", **asked_for(shipped, parse(address), own=False))
        number = int(place.rpartition("-")[2])
        rows = given["steps"] or given["actions"]
        capability = next(s["capability"] for s in rows if s["order"] == number)
        assert capability_name(shipped.world(parse(address)), capability) in text_of(way)


def test_the_map_shows_every_country_of_one_route(shipped: Context) -> None:
    words = words_of(shipped, routes.PAGE, "/demo/routes?way=r04-image-seized")
    assert "Image found by police" in words
    states = {
        r["country"]: r["state"] for r in given(shipped, "/demo/routes") if r["route"] == "r04-image-seized"
    }
    known = sum(s != "unknown" for s in states.values())
    assert f"It is known of {known} of 6 countries" in words


@pytest.mark.parametrize("name", ["routes", "other-routes"])
def test_the_picture_as_a_file_has_the_same_stations(shipped: Context, name: str) -> None:
    client = create_app(shipped.answers, lambda: AS_OF).server.test_client()
    found = client.get(f"/demo/picture/{name}.svg?country=XAA")
    assert found.status_code == 200
    texts = "".join(t.text or "" for t in ElementTree.fromstring(found.text).iter() if t.tag.endswith("text"))
    assert ("Child Helpline" in texts) is True
    assert "AMBER+STRICT" in texts


def test_the_board_says_first_whether_a_report_gets_through(shipped: Context) -> None:
    """One symbol for each route to a child; nothing where nothing is known."""
    tree = tree_of(shipped, country.PAGE, "/register/country/MWI")
    (first,) = find(tree, "ul", class_="routes-strip")
    rows = [r for r in given(shipped, "/register/routes/MWI") if r["ends_with"] == "rescue"]
    assert [a[1]["data-tip"] for a in find(first, "a")] == [r["told"] for r in rows]
    assert not find(tree_of(shipped, country.PAGE, "/register/country/TON"), "ul", class_="routes-strip")
