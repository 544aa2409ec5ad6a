"""The network page: members without a tie, the matrix of work, agreements that do not meet members."""

from __future__ import annotations

import pytest

from dashboard.context import Context
from dashboard.pages import network
from dashboard.tree import find, text_of
from dashboard.view import parse
from tests.dashboard.shipped import facts, tree_of, words_of


@pytest.mark.parametrize(
    "address", ["/demo/network", "/register/network", "/demo/network?network=hotline-circle"]
)
def test_it_is_drawn(shipped: Context, address: str) -> None:
    assert network.draw(shipped, parse(address)).title


def test_two_member_groups_have_none_of_the_three_ties(shipped: Context) -> None:
    (fact,) = facts("members_without_tie")
    given = network.answer(shipped, parse(f"/demo/network?network={fact['network']}"))
    assert network.without_tie(given) == fact["members"]
    words = words_of(shipped, network.PAGE, f"/demo/network?network={fact['network']}")
    assert "2 without any tie to police, hotline or ministry" in words


def test_dorvane_is_bound_without_a_member_and_estoria_has_a_member_and_is_not_bound(
    shipped: Context,
) -> None:
    given = network.answer(shipped, parse("/demo/network"))
    (one,) = facts("agreement_without_member")
    (other,) = facts("member_without_agreement")
    (row,) = [r for r in given["agreements"] if not r["agreement"]]
    assert row["without_member"] == one["countries"]
    assert row["signed_only"] == other["countries"]
    words = words_of(shipped, network.PAGE, "/demo/network")
    assert "Any agreement in force Dorvane" in words


def test_the_matrix_has_a_cell_for_every_objective_and_means(shipped: Context) -> None:
    """Four objectives by four means; a question mark, never a zero, where nothing is known."""
    tree = tree_of(shipped, network.PAGE, "/demo/network")
    cells = find(tree, "td", class_="cellstate")
    assert len(cells) == 16
    assert all(text_of(c)[0] != "0" for c in cells)


def test_missing_ties_can_be_taken_away(shipped: Context) -> None:
    rows = network.missing(shipped, parse("/demo/download/missing-ties.csv"))["ties"]
    assert {r["state"] for r in rows} == {"not_recorded"}
