"""What was seen when every page was looked at on the register, held to what it is now."""

from __future__ import annotations

from pathlib import Path

from dashboard.backend.context import Context
from dashboard.pages.network import page as network
from dashboard.pages.partnerships import page as partnerships
from dashboard.pages.workspace import history
from dashboard.ui.tree import find, text_of
from tests.dashboard.shipped import NEWEST, tree_of

BOARD_CSS = Path(history.__file__).parents[2] / "assets" / "board.css"


def test_history_tells_what_was_first_recorded_apart(shipped: Context) -> None:
    """Of Malawi nothing got better or worse within the year: all eleven changes are things heard of for the first time,
    so only that list is there, under one heading of the country."""
    tree = tree_of(shipped, history.PAGE, f"/register/history/MWI?{NEWEST}")
    titles = [text_of(n) for n in find(tree, "h2")]
    assert not any(t.startswith("What really changed") for t in titles)
    assert any(t.startswith("Recorded for the first time") for t in titles)
    assert [text_of(n) for n in find(tree, "tr", class_="group-row")] == ["Malawi"]


def test_members_and_their_three_partnerships_come_before_any_prose(shipped: Context) -> None:
    """One line a member, three symbols each; the page has no longer text before it."""
    tree = tree_of(shipped, network.PAGE, f"/register/network?{NEWEST}")
    first = find(tree, "table")[0]
    assert "ticks" in first[1]["class"]
    members = find(first, "th", scope="row")
    cells = find(first, "td")
    assert len(cells) == 3 * len(members) > 0
    assert all(len(find(cell, "span", class_="sr")) >= 1 for cell in cells)  # the words go with the symbol


def test_bars_of_a_board_differ_by_height_too() -> None:
    """More is there, higher the bar; a frame of full height is what nobody knows."""
    rules = BOARD_CSS.read_text(encoding="utf-8")
    heights = [
        int(rules.split(f".strip .s-{sign}")[1].split("block-size:")[1].split("%")[0])
        for sign in ("unattributed", "fragile", "planned", "gap")
    ]
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == 4
    assert "block-size" not in rules.split(".strip .s-unknown {")[1].split("}")[0]


def test_lanes_have_a_list_per_capability_for_a_phone(shipped: Context) -> None:
    """The framework has 21 capabilities, and each has its line, with or without an organisation."""
    tree = tree_of(shipped, partnerships.PAGE, f"/register/partnerships/MWI?as=lanes&{NEWEST}")
    (listed,) = find(tree, "ul", class_="lane-list")
    assert len([n for n in listed[2:] if n[0] == "li"]) == 21
    assert "Nobody is recorded." in text_of(listed)
