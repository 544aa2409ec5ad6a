"""Who provides what, and who pays for it: the picture, what is lost with what is chosen, its twin as a table."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.backend.context import Context
from dashboard.pages.money import donors
from dashboard.pages.weak_points import load, load_card
from dashboard.pages.weak_points import page as weak_points
from dashboard.ui.tree import Node, find, text_of
from dashboard.ui.view import parse
from tests.dashboard.shipped import tree_of

CAVELLA = "/demo/weak-points/XAC"
HOUSE = CAVELLA + "?load=c-house%3Bc-outreach"


def card(context: Context, address: str) -> Node:
    page = donors.PAGE if "/donors" in address else weak_points.PAGE
    (found,) = [s for s in find(tree_of(context, page, address), "section") if s[1].get("id") == "load"]
    return found


def boxes(tree: Node) -> dict[str, Any]:
    """Key of a box -> its class and its words."""
    (svg,) = find(tree, "svg", class_="flow-picture")
    return {
        b[1]["data-key"]: (b[1].get("class", ""), [text_of(t) for t in find(b, "text")])
        for b in [*find(svg, "a"), *find(svg, "g")]
        if "data-key" in b[1]
    }


def bands(tree: Node) -> dict[str, Any]:
    """Key of a band -> its width where it begins, and its class."""
    out = {}
    for path in find(find(tree, "svg", class_="flow-picture")[0], "path"):
        if "data-key" in path[1]:
            d = path[1]["d"].rstrip("Z").replace("C", " ").split()
            out[path[1]["data-key"]] = (pytest.approx(float(d[-1]) - float(d[1]), abs=0.1), path[1]["class"])
    return out


def test_a_pillar_is_as_wide_as_what_it_carries(shipped: Context) -> None:
    """Cavella: ten capabilities have one provider. Four of them (1, 3, 4, 5) are mandates of the state and not
    drawn, so six are, each 38 wide. CavaNet (c-telco) carries 17,
    where one is enough, and 19. funding.csv: Beacon pays c-shelter and c-counsel, who count as one, for 8; for 9
    Northaid pays c-house, and c-house pays c-outreach: half of it each. Of the other four no funder is recorded."""
    found = bands(card(shipped, CAVELLA))
    assert found["1-c-telco-XAC-17"] == (38, "mband carries s-single")
    assert found["1-c-telco-XAC-19"] == (38, "mband carries s-fragile")
    assert found["0-beacon-foundation-c-counsel;c-shelter"] == (38, "mband")
    assert found["0-northaid-c-house;c-outreach"] == (19, "mband")
    assert found["0-c-house-c-house;c-outreach"] == (19, "mband")
    assert found["0---c-telco"] == (76, "mband vague")
    assert sum(key.startswith("1-") for key in found) == 6
    drawn = boxes(card(shipped, CAVELLA))
    assert drawn["c-telco"] == ("mnode", ["CavaNet", "alone for 2 capabilities"])
    assert drawn["-"] == ("vague", ["No funder recorded", "for 4 capabilities"])


def test_what_is_chosen_fades_and_what_is_lost_with_it_is_marked(shipped: Context) -> None:
    """stories.toml: with the house of care go the teams that it pays, its hotline and its helpline: 9 and 12 have
    nobody then, 11 and 16 one provider, and 8 and 11 lose 9, on which they rest."""
    tree = card(shipped, HOUSE)
    drawn = boxes(tree)
    assert drawn["c-house;c-outreach"][0] == "mnode gone"
    assert drawn["c-hotline"][0] == "mnode gone"
    assert drawn["c-telco"][0] == "mnode"
    assert {key for key, (look, _words) in drawn.items() if "lost" in look} == {"XAC-9", "XAC-12"}
    assert drawn["XAC-9"][1][-1] == "Fragile, then Gap"
    assert drawn["XAC-11"][1] == ["11 Child Helpline", "Covered, then Fragile · loses a", "prerequisite"]
    assert drawn["XAC-8"][1][-1] == "Fragile · loses a prerequisite"
    words = text_of(tree)
    assert "If House of Care + Outreach Teams stopped" in words
    assert "8 cross-border channels close" in words
    assert "No second provider of 9 Child Protection Workforce is known" in words
    # the own action of Cavella, not that of the library for a second provider of 9
    assert "Pay the outreach team from the budget" in words
    assert "own action of this workspace" in words
    assert "Accredit an NGO workforce" not in words


def test_a_box_is_a_link_that_chooses_it_and_takes_the_choice_back(shipped: Context) -> None:
    (svg,) = find(card(shipped, CAVELLA), "svg", class_="flow-picture")
    links = {a[1]["data-key"]: a[1]["href"] for a in find(svg, "a")}
    assert parse(links["c-house;c-outreach"].partition("#")[0]).get("load") == "c-house;c-outreach"
    assert parse(links["northaid"].partition("#")[0]).get("load") == "funder:northaid"
    assert links["XAC-9"] == "/demo/why/XAC/9"
    (svg,) = find(card(shipped, HOUSE), "svg", class_="flow-picture")
    again = {a[1]["data-key"]: a[1]["href"] for a in find(svg, "a")}["c-house;c-outreach"]
    assert parse(again.partition("#")[0]).get("load") == ""


def test_a_name_that_is_not_in_the_picture_chooses_nothing(shipped: Context) -> None:
    assert bands(card(shipped, CAVELLA + "?load=nobody")) == bands(card(shipped, CAVELLA))


def test_a_funder_can_be_chosen(shipped: Context) -> None:
    """All that Counsel Trust and Quay Shelter are known to get is Beacon's: 8 has nobody without it."""
    drawn = boxes(card(shipped, CAVELLA + "?load=funder%3Abeacon-foundation"))
    assert drawn["beacon-foundation"][0] == "mnode gone"
    assert drawn["c-counsel;c-shelter"][0] == "mnode gone"
    assert {key for key, (look, _words) in drawn.items() if "lost" in look} == {"XAC-8"}


def test_what_a_funder_weakens_is_drawn_with_those_it_pays(shipped: Context) -> None:
    """funding.csv, Harbour Fund in Belorin: its hotline (b-hotline) for 12, which it alone provides, and for 16, where
    one more provides: 16 is added with a thin line from the hotline."""
    tree = card(shipped, "/demo/weak-points/XAB?load=funder%3Aharbour-fund")
    assert boxes(tree)["XAB-16"][1][-1] == "Covered, then Fragile"
    assert bands(tree)["1-b-hotline-XAB-16"] == (1.5, "mband gone")


def test_on_its_own_page_the_funder_is_chosen(shipped: Context) -> None:
    """funding.csv, Harbour Fund: a-univ for 2, b-hotline for 12 and 16, f-hotline for 12, none with another funder. 12
    then has nobody in Belorin and Fallowen; 16 in Belorin and 2 in Almara keep one."""
    tree = card(shipped, "/demo/donors?funder=harbour-fund")
    drawn = boxes(tree)
    assert {key for key, (look, _words) in drawn.items() if "lost" in look} == {"XAB-12", "XAF-12"}
    assert drawn["XAB-16"][1][-1] == "Covered, then Fragile"
    assert drawn["XAA-2"][1][-1] == "Covered, then Fragile"
    assert drawn["b-hotline"] == (
        "gone",
        ["Belorin Hotline", "stops · alone for 1 capability · one of", "several for 1"],
    )
    assert "If the funding from Harbour Fund of the Shore ended" in text_of(tree)


def test_of_a_funder_with_more_than_fits_only_what_changes_is_drawn(shipped: Context) -> None:
    view = parse("/register/donors?funder=end-violence-fund")
    loads = load.of_funder(shipped, view, "end-violence-fund")
    hit = load.effect(shipped, view, load.Choice(funder="end-violence-fund"), "")
    many = [load.Load("KEN", str(n), ("a",), True, ("f",)) for n in range(1, load.MOST + 2)]
    assert load.drawn_one_by_one(many, hit) == []
    assert load.drawn_one_by_one(loads[:3], hit) == loads[:3]


@pytest.mark.parametrize(
    "address", [CAVELLA, "/register/weak-points/COL", "/demo/donors?funder=harbour-fund"]
)
def test_the_table_is_its_twin(shipped: Context, address: str) -> None:
    """Every band of the picture is a row, and every row a band."""
    tree = card(shipped, address + ("&" if "?" in address else "?") + "rows=load")
    (table,) = find(tree, "table")
    rows = len(find(table, "tr")) - 1
    assert rows == sum(key.startswith("1-") for key in bands(tree))


def test_where_no_money_is_recorded_that_is_said(shipped: Context) -> None:
    view = parse("/register/weak-points/MWI")
    loads = load.of_country(shipped, view, "MWI")
    words = text_of(card(shipped, "/register/weak-points/MWI"))
    assert ("No grant to them is recorded." in words) == (not any(x.funders for x in loads))


def test_without_a_single_point_there_is_no_picture(shipped: Context) -> None:
    assert load_card.section(shipped, parse("/register/weak-points/ATA")) is None


def test_the_picture_is_a_file_that_says_what_was_chosen(shipped: Context) -> None:
    svg = load_card.load_svg(shipped, parse("/demo/picture/load.svg?country=XAC&load=c-house%3Bc-outreach"))
    assert "Cavella: who provides what, and who pays for it" in svg
    assert "If House of Care + Outreach Teams stopped" in svg
    assert "Sharing label: TLP:AMBER+STRICT" in svg


def test_money_that_may_have_ended_is_marked_in_the_picture_and_its_table(shipped: Context) -> None:
    """Uganda's education programme (13): a grant of the UK of which no source has told for long, and one of the End
    Violence Fund that is newer."""
    address = "/register/weak-points/UGA"
    (taught,) = [x for x in load.of_country(shipped, parse(address), "UGA") if x.capability == "13"]
    assert taught.old == ("uk-government-donor",)
    assert "end-violence-fund" in taught.funders
    (picture,) = find(card(shipped, address), "svg", class_="flow-picture")
    drawn = [text_of(t) for t in find(picture, "text")]
    assert "pays for 1 capability · may have ended" in drawn
    assert boxes(card(shipped, address))["uk-government-donor"][1][-1].endswith("· may have ended")
    (row,) = [r for r in find(card(shipped, address), "tr") if "13 Education" in text_of(r)]
    assert text_of(row).count("may have ended") == 1
