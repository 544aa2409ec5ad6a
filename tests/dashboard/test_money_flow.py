"""The flow of money: bands as wide as what is recorded, what is not recorded in words."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.backend.context import Context
from dashboard.figures.flow import Band, Box
from dashboard.figures.flow import flow as figure
from dashboard.pages.money import donors, flow
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from tests.dashboard.shipped import tree_of, words_of


def ends(svg: Any) -> dict[str, tuple[float, float]]:
    """Band -> its upper and lower edge where it begins: the first point of its path and the last."""
    found = {}
    for path in find(svg, "path"):
        if "data-key" in path[1]:
            d = path[1]["d"].rstrip("Z").replace("C", " ").split()
            found[path[1]["data-key"]] = (float(d[1]), float(d[-1]))
    return found


def widths(svg: Any) -> dict[str, Any]:
    return {key: pytest.approx(low - high, abs=0.1) for key, (high, low) in ends(svg).items()}


def test_bands_are_as_wide_as_their_share_and_meet_the_boxes() -> None:
    """a pays x 3 and y 1; x is for p and q by halves, y for p. One unit is 22 wide (4 * 22 is less than 460): 66, 22,
    then 33, 33, 22. Bands leave the box of a without a gap between them, around its middle."""
    columns = (
        [Box("a", "A", "4 grants")],
        [Box("x", "X", "3 grants"), Box("y", "Y", "1 grant")],
        [Box("p", "P", ""), Box("q", "Q", "")],
    )
    bands = [
        Band(0, "a", "x", 3, "A to X"),
        Band(0, "a", "y", 1, "A to Y"),
        Band(1, "x", "p", 1.5, "X to P"),
        Band(1, "x", "q", 1.5, "X to Q"),
        Band(1, "y", "p", 1, "Y to P"),
    ]
    svg = figure(("Funder", "Recipient", "Domain"), columns, bands, "Flow")
    assert widths(svg) == {"0-a-x": 66, "0-a-y": 22, "1-x-p": 33, "1-x-q": 33, "1-y-p": 22}
    assert ends(svg)["0-a-x"][1] == pytest.approx(ends(svg)["0-a-y"][0])
    assert [text_of(t) for t in find(svg, "title")].count("A to X") == 1


def test_many_grants_stay_in_the_height_of_the_picture() -> None:
    """2,000 grants are drawn 460 high in all, and a single one can still be seen."""
    columns = ([Box("a", "A", ""), Box("b", "B", "")], [Box("x", "X", "")], [Box("p", "P", "")])
    bands = [Band(0, "a", "x", 1999, ""), Band(0, "b", "x", 1, ""), Band(1, "x", "p", 2000, "")]
    found = widths(figure(("", "", ""), columns, bands, "Flow"))
    assert found == {"0-a-x": 460 * 1999 / 2000, "0-b-x": 1.5, "1-x-p": 460}


def grant(amount: float | None, currency: str) -> dict[str, Any]:
    return {"amount": amount, "currency": currency, "in_sum": amount is not None}


def test_widths_are_awards_within_one_currency_and_a_line_without_one() -> None:
    """a to x: EUR 30 and 10, so 40, the widest in EUR; a to y: EUR 10 and half of USD 5, so 1/4 in EUR, and half of
    the widest in USD, which is the 5 of b to x. An amount without a currency cannot be compared: a line, as is none,
    and as is one that is in no sum (a call of 42 million)."""
    call = {**grant(42_000_000, "EUR"), "in_sum": False}
    ways: dict[flow.Way, list[tuple[flow.Row, int]]] = {
        (0, "a", "x"): [(grant(30, "EUR"), 1), (grant(10, "EUR"), 1), (grant(None, ""), 1)],
        (0, "a", "y"): [(grant(10, "EUR"), 1), (grant(5, "USD"), 2)],
        (0, "b", "x"): [(grant(5, "USD"), 1), (grant(900, ""), 1), (call, 1)],
    }
    found = flow.Widths.of(ways)
    assert found.shares == {
        ((0, "a", "x"), "EUR"): 1,
        ((0, "a", "y"), "EUR"): 0.25,
        ((0, "a", "y"), "USD"): 0.5,
        ((0, "b", "x"), "USD"): 1,
    }
    assert {way: len(grants) for way, grants in found.thin.items()} == {(0, "a", "x"): 1, (0, "b", "x"): 2}
    assert found.widest == {"EUR": 40, "USD": 5}


def test_the_flow_of_a_country_of_the_region(shipped: Context) -> None:
    """funding.csv, Cavella: Beacon pays c-shelter (240,000) and c-counsel for 8; Northaid pays c-house 900,000 for 9
    (victim), 11 and 12 (societal), and uio-justice for 4, all in EUR; c-house passes money on without an amount: a
    line. The 900,000 are the widest, 60 wide, and divided by two domains; 240,000 are 60 * 24 / 90 = 16."""
    tree = tree_of(shipped, donors.PAGE, "/demo/donors/XAC")
    (svg,) = find(tree, "svg", class_="flow-picture")
    found = widths(svg)
    assert found["0-northaid-c-house-EUR"] == 60
    assert found["0-beacon-foundation-c-shelter-EUR"] == 16
    assert (found["1-c-house-victim-EUR"], found["1-c-house-societal-EUR"]) == (30, 30)
    assert found["0-c-house-c-outreach"] == 1.5  # an amount that nobody recorded is not drawn as nothing
    words = words_of(shipped, donors.PAGE, "/demo/donors/XAC")
    assert "The wider a band, the larger the amount, in EUR." in words
    assert "1 grant is in no sum of awards: its band is a thin line." in words
    assert "1 grant · no amount recorded" in words


def test_a_funder_of_whom_all_is_known_is_drawn_by_amounts(shipped: Context) -> None:
    """Tide Trust: EUR 120,000 for Almara and 60,000 for Fallowen; the one of 2025 is over."""
    tree = tree_of(shipped, donors.PAGE, "/demo/donors?funder=tide-trust")
    (section,) = [s for s in find(tree, "section") if s[1].get("id") == "flow"]
    (svg,) = find(section, "svg", class_="flow-picture")
    wide = {key: low - high for key, (high, low) in ends(svg).items()}
    assert wide["0-tide-trust-a-safe-EUR"] == pytest.approx(2 * wide["0-tide-trust-f-youth-EUR"], rel=0.01)
    assert "The wider a band, the larger the amount, in EUR." in text_of(tree)


def test_several_currencies_are_never_added_and_old_grants_not_drawn(shipped: Context) -> None:
    """All money of the register: awards in pounds and dollars; a call in euros and help in kind are lines, and what has
    no dates or may have ended is not drawn."""
    words = words_of(shipped, donors.PAGE, "/register/donors")
    assert "Compare bands within one currency only: amounts are not converted" in words
    assert "grants may have ended and are not drawn." in words
    assert "grants are on record, without dates, and are not drawn." in words
    (svg,) = find(tree_of(shipped, donors.PAGE, "/register/donors"), "svg", class_="flow-picture")
    assert {key.rsplit("-", 1)[1] for key in ends(svg)} & {"EUR", "GBP", "USD"} == {"GBP", "USD"}


def test_the_table_is_in_the_order_of_names(shipped: Context) -> None:
    world = shipped.world(parse("/register/donors"))
    rows = donors.PAGE.files["flow"].answer(shipped, parse("/register/download/flow.csv"))["flow"]
    names = [[world.organisation(r[k]).name.casefold() for k in ("funder", "recipient")] for r in rows]
    assert [n for n in names if all(map(str.isascii, n))] == sorted(
        n for n in names if all(map(str.isascii, n))
    )


def test_the_picture_has_a_table_and_files_with_the_same(shipped: Context) -> None:
    view = parse("/demo/download/flow.csv?country=XAC")
    rows = donors.PAGE.files["flow"].answer(shipped, view)["flow"]
    assert [(r["funder"], r["recipient"], r["domain"], r["grants"]) for r in rows] == [
        ("beacon-foundation", "c-counsel", ["victim"], 1),
        ("beacon-foundation", "c-shelter", ["victim"], 1),
        ("c-house", "c-outreach", ["victim"], 1),
        ("northaid", "c-house", ["victim", "societal"], 1),
        ("northaid", "uio-justice", ["criminal-justice"], 1),
    ]
    svg = donors.PAGE.pictures["flow"](shipped, parse("/demo/picture/flow.svg?country=XAC"))
    for words in ("Cavella: who funds whom, and for what", "Northshore Aid", "TLP:AMBER"):
        assert words in svg
