"""The page of one organisation, and the ways to it."""

from __future__ import annotations

import pytest

from dashboard.backend.context import Context
from dashboard.pages import all_pages
from dashboard.pages.deliveries import page as deliveries
from dashboard.pages.organisation import page as organisation
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from dashboard.web.app import create_app
from dashboard.web.palette import entries
from graph_schema.errors import UsageError
from tests.dashboard.shipped import AS_OF, tree_of, words_of


def test_it_opens_with_its_answer_and_shows_what_follows(shipped: Context) -> None:
    tree = tree_of(shipped, organisation.PAGE, "/demo/organisation/c-hotline")
    (answer,) = find(tree, "p", class_="page-answer")
    assert text_of(answer) == "It provides 2 capabilities in 1 country. 1 would have no provider without it."
    words = text_of(tree)
    assert "TLP:AMBER+STRICT" in words
    for told in ("1 capability lost", "1 becomes fragile", "6 cross-border channels lost"):
        assert told in words
    (picture,) = find(tree, "div", class_="cascade-scroll")
    assert "12 CSEA Hotline" in text_of(picture)
    assert "No grant to it or from it is on record." in words


@pytest.mark.parametrize(("who", "cell", "words"), [
    ("c-hotline", "Cavella: 12 CSEA Hotline", "no other provider"),
    ("c-house", "Cavella: 9 Child Protection Workforce", "none that would go on without it"),
    ("c-hotline", "Cavella: 16 Notice and Takedown Procedures", "yes"),
])  # fmt: skip
def test_it_says_whether_anybody_else_provides(shipped: Context, who: str, cell: str, words: str) -> None:
    """What c-house provides its part c-outreach provides too, and would stop with it."""
    tree = tree_of(shipped, organisation.PAGE, f"/demo/organisation/{who}")
    (table,) = [t for t in find(tree, "table") if "Capabilities that it provides" in text_of(t)]
    (row,) = [r for r in find(table, "tr") if cell in text_of(r)]
    assert text_of(find(row, "td")[0]).removesuffix(" Record") == words


def test_hand_offs_without_a_partnership_name_who_to_talk_to(shipped: Context) -> None:
    tree = tree_of(shipped, organisation.PAGE, "/demo/organisation/a-hotline")
    (table,) = [t for t in find(tree, "table") if "Hand-offs without a recorded partnership" in text_of(t)]
    rows = [text_of(r).split(" Records: ")[0] for r in find(table, "tr")[1:]]
    assert rows == [
        "Fragile Almara: 12 CSEA Hotline Hands cases over to 18 Innovative Solution Development Kestrel Labs",
        "Fragile Almara: 12 CSEA Hotline Receives cases from 9 Child Protection Workforce "
        "Ministry of Children and Families, Almara",
    ]


def test_its_partners_lead_on(shipped: Context) -> None:
    tree = tree_of(shipped, organisation.PAGE, "/demo/organisation/c-hotline")
    ways = {a[1]["href"].split("?")[0]: text_of(a) for a in find(tree, "a", class_="org-link")}
    assert ways["/demo/organisation/c-police"] == "Cavella Constabulary"
    assert ways["/demo/organisation/hotline-circle"] == "Hotline Circle"
    other = tree_of(shipped, organisation.PAGE, "/demo/organisation/c-police")
    assert "/demo/organisation/c-hotline" in {
        a[1]["href"].split("?")[0] for a in find(other, "a", class_="org-link")
    }


def test_money_names_who_pays_with_amount_and_period(shipped: Context) -> None:
    words = words_of(shipped, organisation.PAGE, "/demo/organisation/harbour-fund")
    assert "grant from it" in words
    assert "EUR" in words


def test_it_is_reached_from_tables_and_search(shipped: Context) -> None:
    table = tree_of(shipped, deliveries.PAGE, "/demo/who-does-what?country=XAC")
    links = {a[1]["href"].split("?")[0] for a in find(table, "a", class_="org-link")}
    assert "/demo/organisation/c-hotline" in links
    found = [e for e in entries(shipped, parse("/demo"), all_pages()) if e[1] == "Cavella Hotline"]
    assert [e[3] for e in found] == ["/demo/organisation/c-hotline"]


@pytest.mark.parametrize(("address", "words"), [
    ("/demo/organisation", "about one organisation"),
    ("/demo/organisation/nobody", "no organisation “nobody”"),
])  # fmt: skip
def test_an_address_without_one_says_where_to_look(shipped: Context, address: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        organisation.draw(shipped, parse(address))
    assert create_app(shipped.answers, lambda: AS_OF).server.test_client().get(address).status_code == 400


def test_every_organisation_has_a_page(shipped: Context) -> None:
    """Every third of the region, and every hundredth of the register."""
    client = create_app(shipped.answers, lambda: AS_OF).server.test_client()
    for workspace, step in (("demo", 3), ("register", 100)):
        world = shipped.world(parse(f"/{workspace}"))
        for ident in sorted(world.organisations)[::step]:
            assert client.get(f"/{workspace}/organisation/{ident}").status_code == 200, ident


def test_its_file_holds_every_list(shipped: Context) -> None:
    client = create_app(shipped.answers, lambda: AS_OF).server.test_client()
    answer = client.get("/demo/download/organisation.json?of=c-hotline")
    assert answer.status_code == 200
    assert answer.json is not None
    assert {"carries", "activities", "ties", "grants", "belongs", "instruments"} <= set(answer.json)
    assert answer.json["label"] == "TLP:AMBER+STRICT"
    assert client.get("/demo/download/organisation.xlsx?of=c-hotline").status_code == 200
