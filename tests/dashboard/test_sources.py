"""Sources and history: what everything rests on, what changed, what was taken in."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from dashboard.backend.context import Context
from dashboard.pages.board import sources
from dashboard.pages.workspace import history
from dashboard.ui.i18n import reset_language, set_language
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from graph_schema.errors import UsageError
from tests.dashboard.shipped import facts, tree_of, words_of


@pytest.mark.parametrize(
    "address", ["/demo/sources", "/register/sources", "/demo/history", "/register/history/MWI"]
)
def test_they_are_drawn(shipped: Context, address: str) -> None:
    page = sources.PAGE if "sources" in address else history.PAGE
    assert page.draw(shipped, parse(address)).title


def test_what_one_publisher_says_alone_is_found_under_its_name(shipped: Context) -> None:
    """The region's story: innovation in Almara (18) is known from Kestrel Labs only."""
    fact = next(f for f in facts("sole_source") if f["publisher"].startswith("Kestrel"))
    given = sources.answer(shipped, parse("/demo/sources?find=kestrel"))
    cells = {f"{c['country']}/{c['capability']}" for s in given["sources"] for c in s["cells"]}
    assert fact["cell"] in cells
    assert {s["publisher"] for s in given["sources"]} == {fact["publisher"]}


def test_words_that_fit_nothing_lead_back(shipped: Context) -> None:
    assert "No source found" in words_of(shipped, sources.PAGE, "/demo/sources?find=zzzzz")


def test_the_page_shows_every_change_between_two_days(shipped: Context) -> None:
    """Cell by cell the two worlds of the two days, compared here; the replay of Estoria is one of them."""
    (fact,) = facts("replay")
    then: date = fact["on"]
    old, new = (shipped.world(parse(f"/demo?as_of={d}")) for d in (then, date(2026, 11, 25)))
    differ = {key for key, cell in new.cells.items() if cell.state != old.cells[key].state}
    given = history.answer(shipped, parse(f"/demo/history?since={then}"))
    assert {(c["country"], c["capability"]) for c in given["cells"]} == differ
    for name, state in fact["states"].items():
        country, capability = name.split("/")
        assert old.cells[country, capability].state == state
    assert Counter(c["country"] for c in given["cells"])["XAE"] > 0


def test_what_was_taken_in_names_its_batch(shipped: Context) -> None:
    given = history.batches(shipped, parse("/demo/history"))
    assert [b["kind"] for b in given["batches"]] == ["import"]
    assert "deliveries.csv" in given["batches"][0]["files"]
    codes = [c[2] for c in find(tree_of(shipped, history.PAGE, "/demo/history"), "code")]
    assert given["batches"][0]["batch"][:12] in codes


@pytest.mark.parametrize(
    ("stamp", "code", "words"),
    [
        ("2026-11-25T00:00:00Z", "en", "25 Nov 2026"),
        ("2026-11-25T14:05:09Z", "en", "25 Nov 2026, 14:05 UTC"),
        ("2026-11-25T00:00:00Z", "fr", "25 nov. 2026"),
        ("2026-11-25", "es", "25 nov 2026"),
    ],
)
def test_moments_are_said_in_the_language_of_the_reader(stamp: str, code: str, words: str) -> None:
    token = set_language(code)
    try:
        assert history.moment(stamp) == words
    finally:
        reset_language(token)


def test_history_and_sources_say_no_day_in_figures_only(shipped: Context) -> None:
    for page, address in ((history.PAGE, "/demo/history"), (sources.PAGE, "/demo/sources")):
        assert re.findall(r"\b20\d\d-\d\d-\d\d\b", words_of(shipped, page, address)) == []


def test_every_table_has_its_export_menu_beside_its_heading(shipped: Context) -> None:
    for page, address in ((history.PAGE, "/demo/history"), (sources.PAGE, "/demo/sources")):
        tree = tree_of(shipped, page, address)
        tops = [n for n in find(tree, "div", class_="section-top") if find(n, "details", class_="take")]
        assert len(tops) == len(find(tree, "details", class_="take"))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/demo/history?since=soon", "since=soon is not a date"),
        ("/demo/history?since=2030-01-01", "must come before"),
    ],
)
def test_wrong_days_are_refused_in_sentences(shipped: Context, address: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        history.draw(shipped, parse(address))


def test_a_move_that_rests_on_money_that_ended_says_so(shipped: Context) -> None:
    """Cavella 8: the Beacon Foundation is the only known funder of both shelters, until 30 June 2027. On the day after,
    they share no funder any more, and nobody has said that they stop: fragile to covered, and no success."""
    tree = history.draw(shipped, parse("/demo/history/XAC?since=2027-06-01&as_of=2027-07-01")).tree
    words = text_of(tree)
    assert (
        "Known funding has ended for: Counsel Trust and Quay Shelter. Their current funding "
        "is unknown; they are counted as still active."
    ) in words
    now = text_of(history.draw(shipped, parse("/demo/history/XAC?since=2024-01-01")).tree)
    assert "Known funding has ended" not in now
