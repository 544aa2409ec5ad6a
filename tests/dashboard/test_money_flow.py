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
    return {"amount": amount, "currency": currency}


def test_amounts_are_drawn_only_where_all_are_known_in_one_currency() -> None:
    assert flow.measure([grant(5, "EUR"), grant(7, "EUR")]) == "EUR"
    assert flow.measure([grant(5, "EUR"), grant(None, "")]) == ""
    assert flow.measure([grant(5, "EUR"), grant(7, "USD")]) == ""
    assert flow.measure([grant(5, "")]) == ""


def test_the_flow_of_a_country_of_the_region(shipped: Context) -> None:
    """funding.csv, Cavella: Beacon pays c-shelter and c-counsel for 8; Northaid pays c-house for 9 (victim), 11 and 12
    (societal), and uio-justice for 4; c-house passes money on without an amount: so bands count grants. One for
    two domains is divided."""
    tree = tree_of(shipped, donors.PAGE, "/demo/donors/XAC")
    (svg,) = find(tree, "svg", class_="flow-picture")
    found = widths(svg)
    assert found["0-northaid-c-house"] == 22
    assert (found["1-c-house-victim"], found["1-c-house-societal"]) == (11, 11)
    assert found["0-c-house-c-outreach"] == 22  # an amount that nobody recorded is not drawn as nothing
    words = words_of(shipped, donors.PAGE, "/demo/donors/XAC")
    assert "The wider a band, the more grants." in words
    assert "1 grant has no recorded amount." in words
    assert "1 grant · no amount recorded" in words


def test_a_funder_of_whom_all_is_known_is_drawn_by_amounts(shipped: Context) -> None:
    """Tide Trust: EUR 120,000 for Almara and 60,000 for Fallowen; the one of 2025 is over."""
    tree = tree_of(shipped, donors.PAGE, "/demo/donors?funder=tide-trust")
    (section,) = [s for s in find(tree, "section") if s[1].get("id") == "flow"]
    (svg,) = find(section, "svg", class_="flow-picture")
    wide = {key: low - high for key, (high, low) in ends(svg).items()}
    assert wide["0-tide-trust-a-safe"] == pytest.approx(2 * wide["0-tide-trust-f-youth"], rel=0.01)
    assert "The wider a band, the larger the amount, in EUR." in text_of(tree)


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
