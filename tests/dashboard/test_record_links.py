"""Links to the records behind a row: one is a word, several are numbers below a word, and each says of what it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.backend.context import Context
from dashboard.pages.meeting import page as meeting
from dashboard.pages.money import donors
from dashboard.pages.organisation import page as organisation
from dashboard.pages.routes import page as routes
from dashboard.pages.shared import edits
from dashboard.pages.weak_points import page as weakpoints
from dashboard.ui.tree import Node, find, text_of, walk
from dashboard.ui.view import parse
from tests.dashboard.shipped import tree_of
from tests.dashboard.worlds import world


def drawn(own: bool, *idents: str) -> Node:
    made = replace(world(), takes_data=own)
    tree = edits.to_records(made, parse("/small/x"), "deliveries", idents, "Police unit, capability 4")
    assert tree is not None
    return tree


def names(tree: Node) -> list[str]:
    return [str(a[1]["aria-label"]) for a in find(tree, "a")]


@pytest.mark.parametrize(("own", "words", "called"), [
    (False, "Record", "Record: Police unit, capability 4"),
    (True, "Correct", "Correct: Police unit, capability 4"),
])  # fmt: skip
def test_one_record_is_a_word(own: bool, words: str, called: str) -> None:
    tree = drawn(own, "r1")
    assert text_of(tree) == words
    assert names(tree) == [called]


@pytest.mark.parametrize(("own", "words", "called"), [
    (False, "Records: 1 2", "Record {n} of Police unit, capability 4"),
    (True, "Correct: 1 2", "Correct record {n} of Police unit, capability 4"),
])  # fmt: skip
def test_several_are_numbers_below_the_word(own: bool, words: str, called: str) -> None:
    tree = drawn(own, "r1", "r2")
    assert text_of(tree) == words
    assert names(tree) == [called.format(n=n) for n in "12"]
    assert [a[1]["href"].split("?")[0] for a in find(tree, "a")] == [
        f"/small/record/deliveries/{i}" for i in ("r1", "r2")
    ]


def test_of_many_the_first_six_are_shown_and_seven_are_not_folded_for_one() -> None:
    assert not find(drawn(False, *"abcdefg"), "details")
    tree = drawn(False, *"abcdefgh")
    (folded,) = find(tree, "details")
    assert text_of(folded) == "2 more records 7 8"
    assert len(find(tree, "a")) == 8


def test_no_record_is_nothing() -> None:
    assert edits.to_records(world(), parse("/small/x"), "deliveries", (), "Police unit") is None


@pytest.mark.parametrize(("address", "page"), [
    ("/demo/organisation/c-hotline", organisation.PAGE),
    ("/register/organisation/interpol", organisation.PAGE),
    ("/register/weak-points/KEN", weakpoints.PAGE),
    ("/register/routes/MWI?way=r02-child-helpline", routes.PAGE),
    ("/demo/meeting/XAA", meeting.PAGE),
])  # fmt: skip
def test_each_link_says_of_what_it_is_and_is_none_on_paper(
    shipped: Context, address: str, page: object
) -> None:
    tree = tree_of(shipped, page, address)  # type: ignore[arg-type]
    on_screen = {id(n) for x in walk(tree) if "screen-only" in str(x[1].get("class", "")) for n in walk(x)}
    links = find(tree, "a", class_="edit-link")
    assert links
    for a in links:
        # what is seen is part of what is heard
        assert text_of(a) in str(a[1]["aria-label"]), a
        assert a[1]["aria-label"] != text_of(a)
        assert id(a) in on_screen, a


@pytest.mark.parametrize(("address", "page"), [
    ("/demo/routes/XAA?way=r01-public-hotline", routes.PAGE),
    ("/register/routes/MWI?way=r02-child-helpline", routes.PAGE),
    ("/demo/donors/XAC", donors.PAGE),
    ("/demo/organisation/harbour-fund", organisation.PAGE),
])  # fmt: skip
def test_links_of_one_name_lead_to_one_record(shipped: Context, address: str, page: object) -> None:
    """Two grants of one title have other ends; two hand-offs between the same organisations other stations."""
    led: dict[str, set[str]] = {}
    for a in find(tree_of(shipped, page, address), "a", class_="edit-link"):  # type: ignore[arg-type]
        led.setdefault(str(a[1]["aria-label"]), set()).add(str(a[1]["href"]).split("?")[0])
    assert led
    assert {name: to for name, to in led.items() if len(to) > 1} == {}


def test_memberships_and_agreements_of_an_organisation_lead_to_their_records(shipped: Context) -> None:
    """memberships.csv of the register: INHOPE has members; each leads to the row that says so. An agreement that it
    takes part in or runs leads to the row of its list, or to its own."""
    for who in ("interpol", "inhope"):
        view = parse(f"/register/organisation/{who}")
        given = shipped.ask(view, "organisation", organisation=who)
        claims = {i for key in ("belongs", "instruments") for r in given[key] for i in r["claims"]}
        assert claims
        tree = tree_of(shipped, organisation.PAGE, f"/register/organisation/{who}")
        (facts,) = [x for x in find(tree, "section") if "Memberships, seats and agreements" in text_of(x)]
        led = {a[1]["href"].split("?")[0].split("/")[-1] for a in find(facts, "a", class_="edit-link")}
        assert led == claims
