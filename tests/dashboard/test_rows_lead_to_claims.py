"""Every row of single points of failure, donors, routes, hand-offs and channels across borders leads to the records
behind it: to a record itself, or (a row about one capability) to its reasons, which name them. Every row of these
answers names its records (``claims``)."""

from __future__ import annotations

from collections import Counter

import pytest

from dashboard.backend.context import Context
from dashboard.pages.corridors import page as corridors
from dashboard.pages.money import donors
from dashboard.pages.organisation import page as organisation
from dashboard.pages.partnerships import page as partnerships
from dashboard.pages.routes import page as routes
from dashboard.pages.weak_points import page as weakpoints
from dashboard.ui.tree import Node, find, text_of
from dashboard.ui.view import parse
from tests.dashboard.shipped import tree_of

PAGES = {
    "/demo/organisation/c-hotline": organisation.PAGE,
    "/register/organisation/yoneco": organisation.PAGE,
    "/demo/weak-points/XAA": weakpoints.PAGE,
    "/register/weak-points/KEN": weakpoints.PAGE,
    "/demo/donors/XAA": donors.PAGE,
    "/register/donors/MWI": donors.PAGE,
    "/demo/donors?funder=harbour-fund": donors.PAGE,
}


def leads(row: Node, *to: str) -> bool:
    return any(part in str(a[1].get("href", "")) for a in find(row, "a") for part in to)


@pytest.mark.parametrize("address", PAGES)
def test_every_row_leads_to_its_records(shipped: Context, address: str) -> None:
    seen = 0
    for table in find(tree_of(shipped, PAGES[address], address), "table"):
        title = " ".join(text_of(c) for c in find(table, "caption"))
        for body in find(table, "tbody"):
            for row in find(body, "tr"):
                of_capability = any(leads(first, "/why/") for first in find(row, "th"))
                assert leads(row, "/record/") or of_capability, (title, text_of(row))
                seen += 1
    assert seen > 5


@pytest.mark.parametrize("address", ["/demo/corridors/XAA/XAB", "/register/corridors/KEN/MWI"])
def test_every_channel_that_is_known_leads_to_its_records(shipped: Context, address: str) -> None:
    """What is not known may rest on no record at all."""
    (table,) = find(tree_of(shipped, corridors.PAGE, address), "table")
    rows = [r for body in find(table, "tbody") for r in find(body, "tr")]
    known = [r for r in rows if "Not known" not in text_of(r)]
    assert known
    assert all(leads(r, "/record/") for r in known)


@pytest.mark.parametrize("address", ["/demo/partnerships/XAA", "/register/partnerships/KEN"])
def test_every_hand_off_and_partnership_leads_to_its_records(shipped: Context, address: str) -> None:
    """The tables below the one of who provides what, whose marks lead to reasons."""
    tables = find(tree_of(shipped, partnerships.PAGE, address), "table")
    named = {" ".join(text_of(c) for c in find(t, "caption")): t for t in tables}
    named.pop("Organisations and capabilities")
    assert len(named) == 3
    for title, table in named.items():
        rows = [r for body in find(table, "tbody") for r in find(body, "tr")]
        assert rows, title
        assert all(leads(r, "/record/") for r in rows), title


@pytest.mark.parametrize("address", ["/demo/routes/XAC", "/register/routes/MWI"])
def test_every_station_of_a_route_leads_to_its_reasons(shipped: Context, address: str) -> None:
    """A route leads to its stations, and a station at home to the reasons of what it is."""
    tree = tree_of(shipped, routes.PAGE, address)
    stations = [s for s in find(tree, "li") if "rstep" in str(s[1].get("class", "")).split()]
    assert stations
    assert all(leads(s, "/why/") for s in stations if "choose it below" not in text_of(s))
    (table,) = find(tree, "table")
    assert all(leads(row, "way=") for body in find(table, "tbody") for row in find(body, "tr"))


def test_the_hand_off_by_which_a_route_gets_through_leads_to_its_partnership(shipped: Context) -> None:
    """ties.csv of the register: YONECO, which runs the helpline of Malawi, refers cases to the police."""
    tree = tree_of(shipped, routes.PAGE, "/register/routes/MWI?way=r02-child-helpline")
    ties = shipped.ask(parse("/register/routes/MWI"), "rows", "ties", "a_id", "yoneco")["rows"]
    (tie,) = [r["id"] for r in ties if r["b_id"] == "mw-police" and r["kind"] in ("referral", "data_sharing")]
    (card,) = [s for s in find(tree, "section") if s[1].get("id") == "way"]
    links = [x for x in find(card, "li") if "rlink" in str(x[1].get("class", ""))]
    assert any(leads(x, f"/record/ties/{tie}") for x in links)


#: answer -> the lists whose rows name records, and in which a row without any is allowed: what nobody looked at, what
#: one organisation does alone, what lies abroad
NAMED = {
    "gaps": ({"gaps"}, {"looks"}),
    "weak-points": (
        {
            *(
                "sole_providers",
                "sole_bridges",
                "bridge_ties",
                "sole_funders",
                "partial_funders",
                "sole_sources",
            ),
            "isolates",
        },
        set[str](),
    ),
    "donors": (
        {
            *("where", "funding", "ends", "leaves", "grants", "dependence"),
            *("funders", "recipients", "countries"),
        },
        {"looks"},
    ),
    "handoffs": ({"handoffs", "new_ties"}, set[str]()),
    "partners": ({"ties", "isolates"}, set[str]()),
}


@pytest.mark.parametrize("workspace", ["demo", "register"])
@pytest.mark.parametrize("name", NAMED)
def test_every_row_of_an_answer_names_records_that_there_are(
    shipped: Context, workspace: str, name: str
) -> None:
    view = parse(f"/{workspace}/x")
    given = shipped.ask(view, name)
    always, sometimes = NAMED[name]
    named = set[str]()
    for key in always | sometimes:
        rows = given[key]
        assert all(r["claims"] for r in rows) or key in sometimes, key
        named |= {i for r in rows for i in r["claims"]}
    assert named == set(shipped.ask(view, "types_of", sorted(named))["types"])


@pytest.mark.parametrize("workspace", ["demo", "register"])
def test_every_row_about_an_organisation_names_records_that_there_are(
    shipped: Context, workspace: str
) -> None:
    """Of what it provides, its partnerships, grants, hand-offs, memberships and agreements: the ten with most
    partnerships, and who runs an agreement or a network."""
    view = parse(f"/{workspace}/x")
    tied = Counter(x for t in shipped.ask(view, "partners")["ties"] for x in (t["a"], t["b"]))
    lists = ("carries", "ties", "grants", "belongs", "instruments", "handoffs")
    named, seen = set[str](), Counter[str]()
    for who, _ in tied.most_common(10):
        given = shipped.ask(view, "organisation", organisation=who)
        for key in lists:
            assert all(r["claims"] for r in given[key]), (who, key)
            seen[key] += len(given[key])
            named |= {i for r in given[key] for i in r["claims"]}
    assert set(seen) == set(lists)
    assert all(seen.values())
    assert named == set(shipped.ask(view, "types_of", sorted(named))["types"])


@pytest.mark.parametrize("workspace", ["demo", "register"])
def test_every_channel_of_two_countries_names_its_records(shipped: Context, workspace: str) -> None:
    """Open, signed, or stated to be none; what is not known may rest on nothing."""
    pair = ("XAA", "XAB") if workspace == "demo" else ("KEN", "MWI")
    view = parse(f"/{workspace}/x")
    rows = shipped.ask(view, "corridors", between=pair)["corridors"]
    assert all(r["claims"] for r in rows if r["state"] != "unknown")
    assert any(r["claims"] for r in rows)
    named = {i for r in rows for i in r["claims"]}
    assert named == set(shipped.ask(view, "types_of", sorted(named))["types"])


@pytest.mark.parametrize("workspace", ["demo", "register"])
def test_stations_and_hand_offs_name_their_records(shipped: Context, workspace: str) -> None:
    """A station that somebody provides or a review found missing; a hand-off between two organisations, within one,
    and across a border."""
    home, to = ("XAA", "XAB") if workspace == "demo" else ("MWI", "KEN")
    view, named, across = parse(f"/{workspace}/x"), set[str](), 0
    whole = shipped.ask(view, "routes", country=home, to=to)["routes"]
    for r in (*shipped.ask(view, "routes")["routes"], *whole):
        assert all(s["claims"] for s in r["steps"] if s["state"] in ("in_place", "gap"))
        abroad = {s["step"]: s["place"] == "abroad" for s in r["steps"]}
        for link in r["links"]:
            border = abroad[link["from"]] != abroad[link["to"]]
            joined = bool(link["pairs"] or link["together"])
            assert bool(link["claims"]) == joined or (border and not joined), (r["country"], r["route"], link)
            across += border and joined
            named |= set(link["claims"])
    assert across
    assert named == set(shipped.ask(view, "types_of", sorted(named))["types"])
