"""Weak points: the four lists hold what the fictional region was made to show."""

from __future__ import annotations

import csv
import io

import pytest

from dashboard.backend.context import Context
from dashboard.downloads.files import csv_text
from dashboard.pages.shared import common
from dashboard.pages.weak_points import page as weakpoints
from dashboard.ui.tree import Node, find, text_of
from dashboard.ui.view import parse
from graph_schema.errors import UsageError
from tests.dashboard.shipped import NEWEST, facts, tree_of, words_of


@pytest.mark.parametrize(
    "address",
    ["/demo/weak-points", "/demo/weak-points/XAC", "/register/weak-points", "/register/weak-points/MWI"],
)
def test_it_is_drawn_with_its_label_and_files(shipped: Context, address: str) -> None:
    words = words_of(shipped, weakpoints.PAGE, address)
    assert "TLP:AMBER+STRICT" in words
    names = {a[1].get("aria-label") for a in find(tree_of(shipped, weakpoints.PAGE, address), "a")}
    assert {"Single providers as CSV", "Single providers as Excel", "Everything as JSON"} <= names


def test_a_country_of_which_nothing_is_known_says_what_to_do(shipped: Context) -> None:
    words = words_of(shipped, weakpoints.PAGE, "/register/weak-points/ATA")
    assert "No single point of failure is on record" in words


def test_bridges_of_the_region_are_there_with_their_pairs(shipped: Context) -> None:
    world = shipped.world(parse("/demo"))
    words = words_of(shipped, weakpoints.PAGE, "/demo/weak-points?all=bridges")
    for fact in facts("bridge"):
        name = world.organisation(fact["stakeholder"]).name
        sizes = " + ".join(str(n) for n in fact["piece_sizes"])
        assert (
            f"{name} {fact['pairs_cut']} pairs of organisations cut off groups that remain connected: {sizes}"
            in words
        )
    words = words_of(shipped, weakpoints.PAGE, "/demo/weak-points?all=ties")
    for fact in facts("bridge_tie"):
        a, b = (world.organisation(fact[k]).name for k in ("a", "b"))
        assert f"{a} – {b} {fact['pairs_cut']} pairs of organisations cut off" in words


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
    assert "/demo/what-if?changes=stakeholder%3Ac-house%3Bstakeholder%3Ac-outreach&country=XAC" in links


def test_what_is_known_only_in_general_is_put_into_the_plan_as_the_review_that_is_suggested(
    shipped: Context,
) -> None:
    """A helpline of Mexico is recorded for 11 for a part of the country only, so the action suggested is a review by
    it. The hotline of Cavella is recorded for the whole of it: there a successor is named."""
    steps = {}
    for number, address in (("11", f"/register/weak-points/MEX?{NEWEST}"), ("12", "/demo/weak-points/XAC")):
        table = find(tree_of(shipped, weakpoints.PAGE, address), "table", class_="weak-table")[0]
        rows = {text_of(x): row for row in find(table, "tr") for x in find(row, "th", scope="row")}
        (row,) = [r for words, r in rows.items() if f" {number} " in words]
        steps[number] = next(a[1]["href"] for a in find(row, "a") if "steps=" in a[1]["href"])
    assert "steps=look%2F11%2Fmx-consejo-ciudadano%2F" in steps["11"]
    assert "steps=stand-in%2F12%2Fc-hotline%2F" in steps["12"]


def test_the_csv_names_what_its_codes_mean(shipped: Context) -> None:
    view = parse("/demo/download/sole-providers.csv?country=XAC")
    file = weakpoints.FILES["sole-providers"]
    text = csv_text(*file.declared.sheets(shipped, view, file.label))
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    by_number = {r["Capability (id)"]: r for r in rows}
    assert by_number["9"]["Country"] == "Cavella"
    assert by_number["9"]["Depends on (id)"] == "c-house;c-outreach"
    assert by_number["9"]["Loses a prerequisite (id)"] == "XAC:8;XAC:11"
    assert by_number["9"]["Also lost (id)"] == "XAC:12"
    assert by_number["9"]["As of"] == "2026-11-25"


def test_a_country_that_is_none_is_refused_in_a_sentence(shipped: Context) -> None:
    with pytest.raises(UsageError, match="QQQ is not a country"):
        weakpoints.draw(shipped, parse("/demo/weak-points/QQQ"))


def test_within_a_country_what_drags_most_with_it_comes_first(shipped: Context) -> None:
    """9 takes 12 and what depends on it; 17, for which one provider is enough, comes later."""
    tree = tree_of(shipped, weakpoints.PAGE, "/demo/weak-points/XAC?all=providers")
    table = find(tree, "table", class_="weak-table")[0]
    heads = [text_of(x) for x in find(table, "th", scope="row")]
    assert "9 Child Protection Workforce" in heads[0]
    assert "17 CSEA Reporting" in next(x for x in heads if "One provider is enough" in x)


def test_what_goes_with_a_row_is_what_its_what_if_says(shipped: Context) -> None:
    """Cavella's police: 7 is planned through it, so nothing falls there but 4; what rests on 4 loses it. The house of
    care carries 9, and with it go its hotline (12) and what rests on 9."""
    tree = tree_of(shipped, weakpoints.PAGE, "/demo/weak-points/XAC?all=providers")
    table = find(tree, "table", class_="weak-table")[0]
    for row in find(table, "tr")[1:]:
        (link,) = [a[1]["href"] for a in find(row, "a") if "/what-if" in a[1]["href"]]
        view = parse(link)
        given = shipped.ask(view, "what_if", changes=common.changes_of(view))
        named = {a[1]["href"].rsplit("/", 2)[-2:][1] for a in find(find(row, "td")[1], "a")}
        number = find(row, "a")[0][1]["href"].rsplit("/", 1)[-1]
        wanted = {c["capability"] for c in (*given["fallen"], *given["unsupported"])} - {number}
        assert named == wanted, number
    nine = next(r for r in find(table, "tr") if "9 Child Protection Workforce" in text_of(find(r, "th")[0]))
    assert "Also lost: Fragile 12 CSEA Hotline" in text_of(nine)
    assert "Loses a prerequisite:" in text_of(nine)


def test_a_row_with_which_nothing_falls_does_not_say_that_nothing_happens(shipped: Context) -> None:
    """Belorin's hotline alone provides 12. No other capability falls with it, and its duties 12 and 16 with Almara,
    Cavella and Fallowen, the other members of the Hotline Circle, end: 2 x 3 = 6. That 16 becomes fragile is told by
    its what-if."""
    tree = tree_of(shipped, weakpoints.PAGE, "/demo/weak-points/XAB?all=providers")
    assert "nothing else" not in text_of(tree)
    assert (
        "Capabilities that would only become fragile are not listed here. Run the what-if of a row to see them."
        in text_of(tree)
    )
    table = find(tree, "table", class_="weak-table")[0]
    (row,) = [r for r in find(table, "tr")[1:] if "12 CSEA Hotline" in text_of(find(r, "th")[0])]
    assert text_of(find(row, "td")[1]) == "no other capability would be lost 6 cross-border channels close"


@pytest.mark.parametrize("address", ["/demo/weak-points", "/demo/weak-points/XAC"])
def test_what_goes_with_a_bridge_is_what_its_what_if_says(shipped: Context, address: str) -> None:
    tree = tree_of(shipped, weakpoints.PAGE, f"{address}?all=bridges")
    (table,) = [
        t
        for t in find(tree, "table")
        if text_of(t).startswith("Organisations that are the only connection between others")
    ]
    for row in find(table, "tr")[1:]:
        (link,) = [a[1]["href"] for a in find(row, "a") if "/what-if" in a[1]["href"]]
        given = shipped.ask(parse(link), "what_if", changes=common.changes_of(parse(link)))
        named = [tuple(a[1]["href"].rsplit("/", 2)[-2:]) for a in find(find(row, "td")[1], "a")]
        wanted = [(c["country"], c["capability"]) for c in (*given["fallen"], *given["unsupported"])]
        assert sorted(named) == sorted(wanted)
        words = text_of(find(row, "td")[1])
        assert ("no capability would be lost" in words) == (not wanted)
        duties = len(given["duties_lost"])
        assert ("cross-border" in words) == bool(duties)
        assert str(duties) in words if duties else True


def _sort_of(head: Node) -> int:
    words = text_of(head)
    return 2 if "One provider is enough" in words else 1 if "ther providers not checked" in words else 0


def test_the_order_that_the_page_names_is_its_order(shipped: Context) -> None:
    tree = tree_of(shipped, weakpoints.PAGE, "/demo/weak-points/XAC?all=providers")
    assert "then those where one provider is enough" in text_of(tree)
    table = find(tree, "table", class_="weak-table")[0]
    rows = find(table, "tr")[1:]
    sorts = [_sort_of(find(r, "th")[0]) for r in rows]
    assert sorts == sorted(
        sorts
    )  # checked weaknesses, then what nobody has checked, then where one is enough
    for sort in set(sorts):
        counts = [len(find(find(r, "td")[1], "a")) for r, s in zip(rows, sorts, strict=True) if s == sort]
        assert counts == sorted(counts, reverse=True)
    assert "by country, then" in words_of(shipped, weakpoints.PAGE, "/demo/weak-points")


def test_long_lists_show_their_first_rows_and_the_rest_by_an_address(shipped: Context) -> None:
    tree = tree_of(shipped, weakpoints.PAGE, "/register/weak-points")
    table = find(tree, "table", class_="weak-table")[0]
    assert len(find(table, "tr")) == 11
    folded = find(tree, "details", class_="weak-fold")
    assert [d[1]["data-key"] for d in folded] == ["mandates", "bridges", "funders", "sources"]
    assert not [d for d in folded if "open" in d[1]]
    jumps = find(find(tree, "nav", class_="jumps")[0], "a")
    assert "/register/weak-points/MWI" in {a[1]["href"] for a in jumps}
    (every,) = [a[1]["href"] for a in find(tree, "a") if "all=providers" in a[1].get("href", "")]
    whole = tree_of(shipped, weakpoints.PAGE, every.partition("#")[0])
    assert len(find(find(whole, "table", class_="weak-table")[0], "tr")) > 100
    opened = tree_of(shipped, weakpoints.PAGE, "/register/weak-points?list=funders")
    assert [d[1]["data-key"] for d in find(opened, "details", class_="weak-fold") if "open" in d[1]] == [
        "funders"
    ]


def test_the_fix_of_a_row_goes_into_the_plan_with_one_click(shipped: Context) -> None:
    tree = tree_of(shipped, weakpoints.PAGE, "/demo/weak-points/XAC?all=providers")
    table = find(tree, "table", class_="weak-table")[0]
    rows = find(table, "tr")[1:]
    assert all(find(r, "a", class_="put") for r in rows)
    nine = next(r for r in rows if "9 Child Protection Workforce" in text_of(find(r, "th")[0]))
    (link,) = find(nine, "a", class_="put")
    address = link[1]["href"]
    assert parse(address).get("steps") == "provider/9//2027-02-25"  # no candidate: see the what-if
    after = tree_of(shipped, weakpoints.PAGE, address)
    assert "The plan for Cavella holds 1 step." in text_of(after)
    (there,) = find(after, "a", class_="in-plan")
    assert there[1]["href"].startswith("/demo/plan/XAC?steps=provider%2F9")
    assert there[1]["href"].endswith("#step-1")
    region = tree_of(shipped, weakpoints.PAGE, "/demo/weak-points")
    assert all("plan" in parse(a[1]["href"]).query for a in find(region, "a", class_="put"))


def test_counts_of_the_head_are_singular_and_plural(shipped: Context) -> None:
    words = text_of(
        find(tree_of(shipped, weakpoints.PAGE, "/demo/weak-points/XAC"), "nav", class_="contents")[0]
    )
    assert "1 single funder" in words
    assert "6 capabilities depend on a single provider" in words


@pytest.mark.parametrize("code", ["GHA", "UGA", "KEN", "GBR", "MWI"])
def test_of_a_country_only_its_own_capabilities_count(shipped: Context, code: str) -> None:
    """The order of a country's page is by what falls there; what falls elsewhere is counted, not listed."""
    view = parse(f"/register/weak-points/{code}?all=providers")
    given = weakpoints.answer(shipped, view)["sole_providers"]
    here = {r["capability"]: len(r["falls"]) + len(r["fallen"]) for r in given}
    order = {c.number: i for i, c in enumerate(shipped.world(view).edition.capabilities)}
    tree = tree_of(shipped, weakpoints.PAGE, f"/register/weak-points/{code}?all=providers")
    section = next(
        n for n in find(tree, "section") if any(x[1].get("id") == "providers" for x in find(n, "h2"))
    )
    links = [a[1]["href"] for a in find(section, "a") if "/why/" in a[1]["href"]]
    assert {x.split("/why/")[1].split("/")[0] for x in links} <= {code}
    first = [find(r, "a")[0][1]["href"] for r in find(find(section, "tbody")[0], "tr")]
    shown = [x.split("/why/")[1].split("?")[0].split("/")[1] for x in first]
    sort = {r["capability"]: (r["by_design"], r["uncounted"]) for r in given}
    assert shown == sorted(here, key=lambda n: (*sort[n], -here[n], order[n]))


def test_what_falls_elsewhere_is_counted(shipped: Context) -> None:
    """The Internet Watch Foundation provides 16 in Ghana, and hotlines of other countries."""
    words = words_of(shipped, weakpoints.PAGE, "/register/weak-points/GHA?all=providers")
    assert "capabilities in other countries are lost or lose a prerequisite" in words
