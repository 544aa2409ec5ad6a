"""Partnerships: who carries what as a table and as lanes; hand-offs and the fewest new ties of the region."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.backend.context import Context
from dashboard.pages.partnerships import page as partnerships
from dashboard.ui.tree import find, text_of, walk
from dashboard.ui.view import parse
from tests.dashboard.shipped import facts, tree_of, words_of


@pytest.mark.parametrize(
    "address",
    [
        "/demo/partnerships",
        "/register/partnerships",
        "/demo/partnerships/XAA",
        "/demo/partnerships/XAA?as=lanes",
        "/register/partnerships/MWI",
        "/register/partnerships/MWI?as=lanes",
    ],
)
def test_it_is_drawn(shipped: Context, address: str) -> None:
    assert partnerships.draw(shipped, parse(address)).title


def test_a_country_without_organisations_says_so(shipped: Context) -> None:
    assert "No organisation is named here" in words_of(
        shipped, partnerships.PAGE, "/register/partnerships/ATA"
    )


@pytest.mark.parametrize("fact", facts("handoffs"), ids=lambda f: f["country"])
def test_handoffs_are_those_of_the_region(shipped: Context, fact: dict[str, Any]) -> None:
    given = partnerships.handoffs(shipped, parse(f"/demo/partnerships/{fact['country']}"))
    for state in ("linked", "not_recorded", "one_side_empty", "unknown"):
        found = {f"{r['needs']}<{r['gives']}" for r in given["handoffs"] if r["state"] == state}
        assert found == set(fact[state]), state
    words = words_of(shipped, partnerships.PAGE, f"/demo/partnerships/{fact['country']}")
    if fact["fewest"]:
        assert f"{fact['fewest']} new partnerships would cover all hand-offs without one." in words
    else:
        assert "Smallest number of new partnerships" not in words


@pytest.mark.parametrize("fact", facts("handoffs"), ids=lambda f: f["country"])
def test_every_handoff_that_is_not_linked_is_accounted_for(shipped: Context, fact: dict[str, Any]) -> None:
    """What the heading counts, the words beside it divide: none goes unsaid."""
    tree = tree_of(shipped, partnerships.PAGE, f"/demo/partnerships/{fact['country']}")
    (section,) = find(tree, "section", id="handoffs")
    (heading,) = find(section, "h2")
    words = text_of(find(section, "summary")[0])
    count = {k: len(fact[k]) for k in ("linked", "not_recorded", "one_side_empty", "unknown")}
    assert text_of(find(heading, "span")[0]) == str(sum(count.values()) - count["linked"])
    for key, one, many in (
        ("linked", "hand-off is backed by a partnership", "hand-offs are backed by a partnership"),
        ("not_recorded", "without a recorded partnership", "without a recorded partnership"),
        ("one_side_empty", "without a provider on one side", "without a provider on one side"),
        ("unknown", "is unknown", "are unknown"),
    ):
        said = f"{count[key]} {one if count[key] == 1 else many}"
        assert (said in words) == (count[key] > 0 or key in ("linked", "not_recorded")), (key, words)


def test_a_handoff_is_received_and_a_prerequisite_is_needed(shipped: Context) -> None:
    """17 rests on 4, and 4 receives reports from 17: the page of hand-offs does not say that 4 needs 17."""
    words = words_of(shipped, partnerships.PAGE, "/demo/partnerships/XAB")
    assert "4 Dedicated Law Enforcement receives from 17 CSEA Reporting" in words
    assert " needs " not in words


def test_table_and_lanes_say_the_same(shipped: Context) -> None:
    """One mark per organisation and capability in the table is one line of the lanes."""
    table = tree_of(shipped, partnerships.PAGE, "/demo/partnerships/XAA")
    picture = tree_of(shipped, partnerships.PAGE, "/demo/partnerships/XAA?as=lanes")
    marks = {
        kind: len(find(find(table, "table", class_="grid-table")[0], "circle", class_=f"mark-{kind}"))
        for kind in ("on", "sole", "uncounted", "single", "plan", "help")
    }
    lines = [
        n[1]["class"] for n in walk(picture) if n[0] == "path" and n[1].get("class", "").startswith("lline")
    ]
    assert marks == {
        "on": lines.count("lline"),
        "sole": lines.count("lline sole sole-fragile"),
        "uncounted": lines.count("lline sole sole-uncounted"),
        "single": lines.count("lline sole sole-single"),
        "plan": lines.count("lline plan"),
        "help": lines.count("lline help"),
    }
    assert marks["sole"] > 0


def test_one_sided_ties_are_dashed(shipped: Context) -> None:
    view = parse("/demo/partnerships/XAF?as=lanes")
    rows = partnerships.ties(shipped, view)["ties"]
    arcs = {
        n[1]["data-key"]: n[1]["class"]
        for n in walk(partnerships.draw(shipped, view).tree)
        if "larc" in n[1].get("class", "") and "data-key" in n[1]
    }
    assert arcs
    for t in rows:
        key = f"{t['a']}/{t['b']}"
        if key in arcs:
            assert ("one" in arcs[key].split()) == (not t["two_sided"])


def test_the_last_row_counts_independent_providers(shipped: Context) -> None:
    world = shipped.world(parse("/demo"))
    tree = tree_of(shipped, partnerships.PAGE, "/demo/partnerships/XAA")
    rows = find(tree, "td", class_="cellstate")
    assert len(rows) == len(world.edition.capabilities)
    for td in rows:
        cell = world.cells["XAA", td[1]["data-key"]]
        if cell.groups:
            assert text_of(td).split()[0] == str(cell.groups)


def test_a_tie_of_the_lanes_is_told_by_names(shipped: Context) -> None:
    """No id of an organisation is shown: neither on the page nor in the picture to take away."""
    tree = tree_of(shipped, partnerships.PAGE, "/demo/partnerships/XAA?as=lanes")
    arcs = [text_of(find(p, "title")[0]) for p in find(tree, "path") if "/" in p[1].get("data-key", "")]
    names = {o.name for o in shipped.world(parse("/demo")).organisations.values()}
    assert arcs
    assert all(end in names for words in arcs for end in words.split(" – "))
    assert "a-council –" not in partnerships.picture(shipped, parse("/demo/picture/lanes.svg?country=XAA"))


def test_the_lanes_are_a_picture_to_take_away(shipped: Context) -> None:
    svg = partnerships.picture(shipped, parse("/demo/picture/lanes.svg?country=XAA"))
    assert svg.startswith("<svg")
    assert "var(--" not in svg


def test_every_table_and_picture_has_its_own_menu(shipped: Context) -> None:
    tree = tree_of(shipped, partnerships.PAGE, "/demo/partnerships/XAA")
    own = {
        "carriers": {"lanes", "coverage"},
        "new-ties": {"new-ties"},
        "handoffs": {"handoffs"},
        "ties": {"ties"},
    }
    for key, stems in own.items():
        (section,) = find(tree, "section", id=key)
        (menu,) = find(section, "details", class_="take")
        files = {a[1]["href"].split("?")[0].split("/")[-1] for a in find(menu, "a", class_="export")}
        assert {f.partition(".")[0] for f in files} == stems
    assert len(find(tree, "details", class_="take")) == 4


def test_later_tables_are_folded_and_open_from_the_address(shipped: Context) -> None:
    short = tree_of(shipped, partnerships.PAGE, "/demo/partnerships/XAA")
    assert ["open" in d[1] for d in find(short, "details", class_="folding")] == [False, False]
    whole = tree_of(shipped, partnerships.PAGE, "/demo/partnerships/XAA?rows=ties")
    assert ["open" in d[1] for d in find(whole, "details", class_="folding")] == [False, True]
    (section,) = find(whole, "section", id="ties")
    count = len(partnerships.ties(shipped, parse("/demo/partnerships/XAA"))["ties"])
    assert len(find(find(section, "tbody")[0], "tr")) == count


@pytest.mark.parametrize(
    ("tab", "title"), [("", "Who provides what"), ("?as=lanes", "Who provides what, as a diagram")]
)
def test_without_a_country_the_heading_is_that_of_the_tab(shipped: Context, tab: str, title: str) -> None:
    drawn = partnerships.draw(shipped, parse(f"/demo/partnerships{tab}"))
    assert text_of(find(drawn.tree, "h1")[0]) == title


def test_who_has_no_tie_is_led_to_draft_one(shipped: Context) -> None:
    """ECPAT France is a member of a network without a recorded tie; Cavella Children's Watch is in the demo."""
    tree = tree_of(shipped, partnerships.PAGE, "/register/partnerships?as=ego&of=ecpat-france")
    words = text_of(tree)
    assert "No partnership of ECPAT France is recorded" in words
    assert "0 ties" not in words
    drafts = [a[1]["href"] for a in find(tree, "a") if "/network/tie/ecpat-france/" in a[1]["href"]]
    assert drafts[0] == "/register/network/tie/ecpat-france/police?network=ecpat-international"
