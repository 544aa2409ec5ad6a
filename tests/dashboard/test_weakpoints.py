"""Weak points: the four lists hold what the fictional region was made to show."""

from __future__ import annotations

import csv
import io

import pytest

from dashboard.context import Context
from dashboard.files import as_csv
from dashboard.pages import weakpoints
from dashboard.tree import find, text_of
from dashboard.view import parse
from graph_schema.errors import UsageError
from tests.dashboard.shipped import facts, tree_of, words_of


@pytest.mark.parametrize(
    "address",
    ["/demo/weak-points", "/demo/weak-points/XAC", "/register/weak-points", "/register/weak-points/MWI"],
)
def test_it_is_drawn_with_its_label_and_files(shipped: Context, address: str) -> None:
    words = words_of(shipped, weakpoints.PAGE, address)
    assert "TLP:AMBER+STRICT" in words
    names = {a[1].get("aria-label") for a in find(tree_of(shipped, weakpoints.PAGE, address), "a")}
    assert {"Sole providers as CSV", "Sole providers as Excel", "Everything as JSON"} <= names


def test_a_country_of_which_nothing_is_known_says_what_to_do(shipped: Context) -> None:
    words = words_of(shipped, weakpoints.PAGE, "/register/weak-points/ATA")
    assert "Nothing is known to hang on one" in words


def test_bridges_of_the_region_are_there_with_their_pairs(shipped: Context) -> None:
    world = shipped.world(parse("/demo"))
    words = words_of(shipped, weakpoints.PAGE, "/demo/weak-points?rows=all")
    for fact in facts("bridge"):
        name = world.organisation(fact["stakeholder"]).name
        sizes = " + ".join(str(n) for n in fact["piece_sizes"])
        assert f"{name} {fact['pairs_cut']} pairs cut off {sizes} organisations" in words
    for fact in facts("bridge_tie"):
        a, b = (world.organisation(fact[k]).name for k in ("a", "b"))
        assert f"{a} – {b} {fact['pairs_cut']} pairs cut off" in words


def test_sole_funders_are_those_of_the_region(shipped: Context) -> None:
    (fact,) = facts("sole_funder")
    given = weakpoints.answer(shipped, parse("/demo/weak-points"))
    found = {
        r["funder"]: [f"{c['country']}/{c['capability']}" for c in r["cells"]] for r in given["sole_funders"]
    }
    assert found == fact["cells"]


def test_a_country_has_only_its_own_rows(shipped: Context) -> None:
    """Of the five purses of the region, Cavella (XAC) rests on one: the Beacon Foundation, for 8."""
    given = weakpoints.answer(shipped, parse("/demo/weak-points/XAC"))
    assert {r["country"] for r in given["sole_providers"]} == {"XAC"}
    assert [r["funder"] for r in given["sole_funders"]] == ["beacon-foundation"]


def test_every_row_leads_to_its_reasons_and_to_a_what_if(shipped: Context) -> None:
    tree = tree_of(shipped, weakpoints.PAGE, "/demo/weak-points/XAC?evidence=all")
    links = [a[1]["href"] for a in find(tree, "a")]
    assert "/demo/why/XAC/9" in links
    assert "/demo/what-if?changes=stakeholder%3Ac-house%3Bstakeholder%3Ac-outreach" in links


def test_the_csv_names_what_its_codes_mean(shipped: Context) -> None:
    view = parse("/demo/download/sole-providers.csv?country=XAC")
    text = as_csv(shipped.world(view), weakpoints.answer(shipped, view), "sole_providers")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    by_number = {r["Capability (id)"]: r for r in rows}
    assert by_number["9"]["Country"] == "Cavella"
    assert by_number["9"]["Hangs on (id)"] == "c-house;c-outreach"
    assert by_number["9"]["What falls with it (id)"] == "XAC/8;XAC/11"
    assert by_number["9"]["As known on"] == "2026-11-25"


def test_a_country_that_is_none_is_refused_in_a_sentence(shipped: Context) -> None:
    with pytest.raises(UsageError, match="QQQ is not a country"):
        weakpoints.draw(shipped, parse("/demo/weak-points/QQQ"))


def test_within_a_country_what_drags_most_with_it_comes_first(shipped: Context) -> None:
    tree = tree_of(shipped, weakpoints.PAGE, "/demo/weak-points/XAC")
    table = find(tree, "table")[0]
    first = find(table, "th", scope="row")[0]
    assert "3 Legislation" in text_of(first)
