"""Every row of single points of failure, donors and routes leads to the records behind it: to the reasons of a
capability, which name them, to a record itself, or (of an organisation) to the page that lists them."""

from __future__ import annotations

import pytest

from dashboard.backend.context import Context
from dashboard.pages.money import donors
from dashboard.pages.routes import page as routes
from dashboard.pages.weak_points import page as weakpoints
from dashboard.ui.tree import Node, find, text_of
from tests.dashboard.shipped import tree_of

PAGES = {
    "/demo/weak-points/XAA": weakpoints.PAGE,
    "/register/weak-points/KEN": weakpoints.PAGE,
    "/demo/donors/XAA": donors.PAGE,
    "/register/donors/MWI": donors.PAGE,
    "/demo/donors?funder=harbour-fund": donors.PAGE,
}
#: tables whose rows are about an organisation: its page has the records
OF_ORGANISATIONS = {
    "Organisations that are the only connection between others",
    "Who funds whom, and for what",
    "In alphabetical order",
    "Country by country",
    "Funders whose withdrawal causes a loss first, then in alphabetical order",
}


def leads(row: Node, *to: str) -> bool:
    return any(part in str(a[1].get("href", "")) for a in find(row, "a") for part in to)


@pytest.mark.parametrize("address", PAGES)
def test_every_row_leads_to_its_records(shipped: Context, address: str) -> None:
    seen = 0
    for table in find(tree_of(shipped, PAGES[address], address), "table"):
        title = " ".join(text_of(c) for c in find(table, "caption"))
        of_organisations = ("/organisation/",) if title in OF_ORGANISATIONS else ()
        for body in find(table, "tbody"):
            for row in find(body, "tr"):
                assert leads(row, "/why/", "/record/", *of_organisations), (title, text_of(row))
                seen += 1
    assert seen > 5


@pytest.mark.parametrize("address", ["/demo/routes/XAC", "/register/routes/MWI"])
def test_every_station_of_a_route_leads_to_its_reasons(shipped: Context, address: str) -> None:
    """A route leads to its stations, and a station at home to the reasons of what it is."""
    tree = tree_of(shipped, routes.PAGE, address)
    stations = [s for s in find(tree, "li") if "rstep" in str(s[1].get("class", "")).split()]
    assert stations
    assert all(leads(s, "/why/") for s in stations if "choose it below" not in text_of(s))
    (table,) = find(tree, "table")
    assert all(leads(row, "way=") for body in find(table, "tbody") for row in find(body, "tr"))
