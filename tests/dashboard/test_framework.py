"""The framework page holds every list of the edition, and the youth figures with source and year."""

from __future__ import annotations

import csv
import re
from importlib.resources import files

import pytest

from dashboard.backend.context import Context
from dashboard.pages.framework import page as framework
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from graph_schema.edition import edition
from tests.dashboard.shipped import tree_of, words_of


@pytest.mark.parametrize(
    "address", ["/demo/framework", "/register/framework", "/demo/framework?edition=mnr-2022"]
)
def test_every_item_of_the_edition_is_named(shipped: Context, address: str) -> None:
    view = parse(address)
    words = words_of(shipped, framework.PAGE, address)
    lists = edition(view.edition or "mnr-2016").lists
    names = (
        "domains",
        "outcomes",
        "enablers",
        "threats",
        "challenges",
        "drivers",
        "disciplines",
        "commitments",
    )
    for key in (*names, "objectives", "means", "capabilities"):
        for row in lists[key]:
            assert " ".join(row["name"].split()) in words, (key, row["name"])
    for row in lists["complexity"]:
        assert row["item"] in words


def test_each_threat_is_linked_to_what_answers_it(shipped: Context) -> None:
    """In the 2016 edition capability 1 answers live streaming (first row of answers.csv)."""
    tree = tree_of(shipped, framework.PAGE, "/demo/framework")
    (section,) = [s for s in find(tree, "section") if find(s, "h2", id="threats")]
    row = next(r for r in find(section, "tr") if "live" in text_of(r).lower())
    assert "/demo/map?capability=1" in [a[1]["href"] for a in find(row, "a")]


def test_youth_figures_have_their_source_and_say_that_the_year_is_missing(shipped: Context) -> None:
    """49 % of the children asked in Africa had seen adult pornography online (workshop slides of July 2016)."""
    words = words_of(shipped, framework.PAGE, "/register/framework")
    assert (
        "Children who reported seeing adult pornography online 49 % Africa not given; the source is of 2016"
        in words
    )
    assert "This workspace contains no data from the youth and ICT study" in words_of(
        shipped, framework.PAGE, "/demo/framework"
    )


def test_each_list_is_folded_behind_its_heading_with_its_number(shipped: Context) -> None:
    tree = tree_of(shipped, framework.PAGE, "/demo/framework")
    folds = {find(d, "h2")[0][1]["id"]: d for d in find(tree, "details", class_="folding")}
    assert list(folds)[:4] == ["capabilities", "prerequisites", "actions", "enablers"]
    assert all("open" not in d[1] for d in folds.values())
    assert text_of(find(folds["threats"], "summary")[0]) == "Threats 6"
    shown = tree_of(shipped, framework.PAGE, "/demo/framework?open=threats")
    assert [
        find(d, "h2")[0][1]["id"] for d in find(shown, "details", class_="folding") if "open" in d[1]
    ] == ["threats"]
    links = [a[1]["href"] for a in find(tree, "a", class_="fact")]
    assert "/demo/framework?open=threats#threats" in links


def test_no_symbol_of_a_state_stands_for_anything_else(shipped: Context) -> None:
    assert find(tree_of(shipped, framework.PAGE, "/demo/framework"), "svg", class_="sym") == []


def test_the_capabilities_can_be_taken_away(shipped: Context) -> None:
    rows = framework.capabilities(shipped, parse("/demo/download/capabilities.csv"))["capabilities"]
    assert len(rows) == 21
    assert next(r for r in rows if r["capability"] == "12")["needs_first"] == ["3", "4"]


@pytest.mark.parametrize(
    ("day", "confirmed"), [("2026-11-25", 0), ("2005-01-01", 0), ("1985-01-01", 0), ("2026-11-25", 1)]
)
def test_parties_of_a_commitment_are_those_bound_on_the_day(
    shipped: Context, day: str, confirmed: int
) -> None:
    """The Optional Protocol, in force since 18 January 2002, has 178 parties on its list, each with its
    day but one, which counts from its source of 2022."""
    text = (files("seed_data") / "register" / "agreement_parties.csv").read_text(encoding="utf-8")
    bound = {
        r["iso3"]
        for r in csv.DictReader(text.splitlines())
        if r["agreement_id"] == "opsc" and r["status"] == "party"
        if day > "2002-01-18" and (r["since"] or "2022") <= day and (r["verified"] == "yes" or not confirmed)
    }
    words = words_of(
        shipped,
        framework.PAGE,
        f"/register/framework?as_of={day}&evidence={'confirmed' if confirmed else 'all'}",
    )
    row = words[words.index("Optional Protocol") :]
    told = re.search(r"(\d+) countries|no party is known on this date", row)
    assert told
    assert int(told[1] or 0) == len(bound)


@pytest.mark.parametrize("address", ["/demo/framework", "/register/framework?edition=mnr-2022"])
def test_the_action_library_is_counted_by_status_and_phase(shipped: Context, address: str) -> None:
    """actions.csv of 2016, capability 12: one each to review, attribute, name a successor, renew and reach the phases 2
    and 4, two to reach phase 3, four to put it in place. Of the newer edition the counts are those of its own list."""
    view = parse(address + ("&" if "?" in address else "?") + "open=actions&actions=12")
    tree = framework.draw(shipped, view).tree
    (section,) = [s for s in find(tree, "section") if find(s, "h2", id="actions")]
    overview, of_one, *own = find(section, "table")
    counts = {
        text_of(find(r, "th")[0]).split()[0]: [text_of(d) for d in find(r, "td")]
        for r in find(overview, "tr")[1:]
    }
    model = edition(view.edition or "mnr-2016")
    assert len(find(of_one, "tr")) - 1 == sum(a.capability == "12" for a in model.actions)
    assert sum(int(n) for row in counts.values() for n in row if n) == len(model.actions)
    if view.workspace == "demo":
        assert "Pay the outreach team from the budget" in text_of(own[0])
        assert "replaced" in text_of(find(own[0], "tr")[2])
    else:
        assert (own, "No own action is recorded." in text_of(section)) == ([], True)
    if not view.edition:
        assert counts["12"] == ["1", "1", "4", "", "1", "1", "1", "2", "1"]
        assert "Sign agreements with the police unit and with internet providers" in text_of(of_one)
