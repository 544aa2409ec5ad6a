"""Countries, reports, data: what they show before anything is chosen, and how things are called."""

from __future__ import annotations

from typing import Any

import pytest

from coordination.reports.kinds import Kind
from dashboard.backend.context import Context
from dashboard.pages.board import country
from dashboard.pages.shared import common
from dashboard.pages.workspace import data, reports
from dashboard.ui.i18n import reset_language, set_language
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from tests.dashboard.shipped import tree_of, words_of


def test_the_list_of_countries_shows_each_board_in_small(shipped: Context) -> None:
    """How many capabilities there are of each sign, and how many of them are known."""
    tree = tree_of(shipped, country.PAGE, "/demo/country")
    world = shipped.world(parse("/demo"))
    small = {
        find(board, "a")[0][1]["href"].rpartition("/")[2]: board
        for board in find(tree, "div", class_="small-board")
    }
    assert set(small) == set(world.looked_at)
    for code, board in small.items():
        tally = world.counts(world.board(code))
        counts = {n[1]["data-key"]: n for n in find(board, "span") if n[1].get("data-key")}
        assert set(counts) == {sign for sign, n in tally.items() if n}
        assert all(text_of(n).startswith(f"{tally[sign]} ") for sign, n in counts.items())
        known = sum(n for s, n in tally.items() if s != "unknown")
        assert known == world.known[code]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_door_of_the_reports_says_what_the_report_holds(shipped: Context, kind: Kind) -> None:
    (door,) = [
        d for d in find(tree_of(shipped, reports.PAGE, "/demo/reports"), "li") if d[1].get("data-key") == kind
    ]
    parts = find(door, "li")
    assert len(parts) >= 3
    assert {i[1]["class"] for i in find(door, "i")} <= {"part board", "part list", "part table"}


def test_kinds_of_record_have_names_for_people(shipped: Context) -> None:
    words = words_of(shipped, data.PAGE, "/demo/data")
    assert "Who does what" in words
    assert "deliveries.csv" in words  # what the file is called stays at hand


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 errors to fix"), (1, "1 error to fix"), (2, "2 errors to fix")]
)
def test_one_error_is_one_error(count: int, words: str) -> None:
    given: dict[str, Any] = {"counts": [{"added": 1, "changed": 0, "removed": 2}], "errors": count}
    said = text_of(data._totals(given))
    assert words in said
    assert "1 new row 0 changed rows 2 removed rows" in said


def test_the_handling_label_says_what_it_means_and_leads_to_its_word(shipped: Context) -> None:
    world = shipped.world(parse("/demo?evidence=confirmed"))
    token = set_language("en")
    try:
        label = common.label(world)
    finally:
        reset_language(token)
    assert label[1]["href"].startswith("/demo/help?find=Sharing+label&")
    assert "evidence=confirmed" in label[1]["href"]
    assert label[1]["data-tip"].startswith("TLP:AMBER+STRICT\nOnly for organisations")
    assert "Do not pass it on." in text_of(label)
