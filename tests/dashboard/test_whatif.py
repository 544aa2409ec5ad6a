"""What-if: the removals of the fictional region, round by round, and changes that live in the address."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.context import Context
from dashboard.pages import common, whatif
from dashboard.tree import find, text_of
from dashboard.view import parse
from graph_schema.errors import UsageError
from tests.dashboard.shipped import facts, tree_of, words_of


@pytest.mark.parametrize("address", ["/demo/what-if", "/register/what-if", "/register/what-if?find=police"])
def test_without_a_change_it_says_how_to_choose_one(shipped: Context, address: str) -> None:
    assert "Nothing is taken away yet" in words_of(shipped, whatif.PAGE, address)


@pytest.mark.parametrize("fact", facts("remove"), ids=lambda f: f["stakeholder"])
def test_removals_have_the_figures_of_the_region(shipped: Context, fact: dict[str, Any]) -> None:
    address = f"/demo/what-if?changes=stakeholder:{fact['stakeholder']}"
    tree = tree_of(shipped, whatif.PAGE, address)
    numbers = [int(text_of(f).split()[0]) for f in find(tree, "span", class_="fact")]
    keys = ("also_removed", "lost_ground", "fallen", "unsupported", "duties_lost")
    assert numbers == [len(fact[k]) for k in keys]
    words = text_of(tree)
    if fact["piece_sizes"]:
        pieces, largest = len(fact["piece_sizes"]), max(fact["piece_sizes"])
        assert f"Cooperation breaks into {pieces} pieces; organisations in the largest: {largest}." in words
    touched = {cell.split("/")[0] for cell in (*fact["fallen"], *fact["unsupported"])}
    assert len(find(tree, "svg", class_="needs")) == min(len(touched), whatif.PICTURES)


def test_the_picture_says_what_falls_and_what_loses_its_base(shipped: Context) -> None:
    words = words_of(shipped, whatif.PAGE, "/demo/what-if?changes=stakeholder:c-house")
    assert "Cavella afterwards" in words
    assert "Falls: 9 and 12. Loses its base: 8 and 11." in words


def test_a_search_offers_links_that_add_to_what_is_chosen(shipped: Context) -> None:
    tree = tree_of(shipped, whatif.PAGE, "/demo/what-if?changes=stakeholder:c-house&find=harbour+fund")
    links = [a[1]["href"] for a in find(tree, "a") if "data-key" in a[1]]
    assert "/demo/what-if?changes=stakeholder%3Ac-house%3Bstakeholder%3Aharbour-fund" in links


def test_many_changes_fit_into_an_address_and_come_back() -> None:
    """Nine changes of 41 characters: four and their semicolons are 167, a fifth would pass 200."""
    given = [f"stakeholder:{'x' * 28}{n}" for n in range(9)]
    query = common.change_query(given)
    assert all(len(v) <= 200 for v in query.values())
    view = parse("/demo/what-if").with_query(**query)
    assert common.changes_of(view) == given


def test_a_change_that_cannot_be_read_is_refused(shipped: Context) -> None:
    with pytest.raises(UsageError):
        whatif.draw(shipped, parse("/demo/what-if?changes=stakeholder:nobody"))


def test_two_scenarios_stand_side_by_side(shipped: Context) -> None:
    """Without the House of Care 9 and 12 of Cavella fall, 8 and 11 lose their base, and its hotline is gone from 16,
    where others are; without the Harbour Fund 12 of Belorin and of Fallowen fall, and one of those who provide 2 in
    Almara and 16 in Belorin has no other known funder."""
    address = "/demo/what-if?changes=stakeholder:harbour-fund&with=stakeholder:c-house"
    tree = tree_of(shipped, whatif.PAGE, address)
    table = find(tree, "table", class_="data")[0]
    rows = [text_of(r) for r in find(table, "tr")][1:]
    assert len(rows) == 9
    assert any(
        r.endswith("Almara: 2 Research, Analysis and Monitoring stays has fewer providers") for r in rows
    )
    assert any(
        r.endswith("Cavella: 16 Notice and Takedown Procedures has fewer providers stays") for r in rows
    )
    assert any(r.endswith("Belorin: 12 CSEA Hotline stays falls") for r in rows)
    assert any(r.endswith("Cavella: 9 Child Protection Workforce falls stays") for r in rows)
    assert len(find(tree, "ol", class_="rounds")) == 2
    swapped = next(a[1]["href"] for a in find(tree, "a") if text_of(a) == "Swap the two")
    assert swapped == "/demo/what-if?changes=stakeholder%3Ac-house&with=stakeholder%3Aharbour-fund"


def test_a_scenario_put_aside_stays_while_another_is_chosen(shipped: Context) -> None:
    tree = tree_of(shipped, whatif.PAGE, "/demo/what-if?with=stakeholder:c-house&find=harbour")
    assert "Now choose what ends in the other scenario." in text_of(tree)
    links = [a[1]["href"] for a in find(tree, "a") if "data-key" in a[1]]
    assert "/demo/what-if?changes=stakeholder%3Aharbour-fund&with=stakeholder%3Ac-house" in links
