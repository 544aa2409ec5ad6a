"""Bars of years: their places worked by hand, and their words."""

from __future__ import annotations

from datetime import date

from dashboard.figures.lifetimes import Lifetime, lifetimes
from dashboard.ui.tree import Node, find, text_of

TODAY = date(2026, 1, 1)


def bars(*rows: Lifetime) -> list[list[tuple[str, str, str]]]:
    """Per row: (class, from, to) of each bar."""
    drawn = lifetimes(rows, TODAY, "Title")
    out = []
    for track in find(drawn, "span", class_="life-track"):
        found = find(track, "i")
        out.append([(str(i[1]["class"]), *_places(i)) for i in found])
    return out


def _places(bar: Node) -> tuple[str, str]:
    style = bar[1]["style"]
    return style["--from"], style["--to"]


def test_a_bar_ends_with_its_end_and_goes_on_dashed_without_one() -> None:
    """The axis is 2020 to 2028, 3,288 days; 2026 begins on day 2,192, two thirds; 2023 on day 1,096, a third."""
    ended = Lifetime("a", "s-gap", "2020", "2022", False)
    running = Lifetime("b", "s-covered", "2023-01-01", "", True)
    assert bars(ended, running) == [
        [("life-bar s-gap", "0.0000", "0.3333")],
        [("life-bar s-covered", "0.3333", "0.6667"), ("life-bar open s-covered", "0.6667", "1")],
    ]


def test_an_end_ahead_is_solid_up_to_it() -> None:
    (row,) = bars(Lifetime("a", "", "2020", "2027", True))
    assert row == [("life-bar ", "0.0000", "0.8887")]  # 2028 begins on day 2,922 of 3,288


def test_a_start_that_nobody_recorded_fades_in_and_is_said() -> None:
    drawn = lifetimes([Lifetime("a", "s-gap", "", "", True)], TODAY, "Title")
    (words,) = find(drawn, "span", class_="life-words")
    assert text_of(words) == "the start is not recorded, no end recorded"
    first, second = find(drawn, "i")
    assert (first[1]["class"], second[1]["class"]) == ("life-bar s-gap unsaid", "life-bar open s-gap")


def test_what_has_ended_without_a_day_has_no_bar_and_says_what_is_known() -> None:
    drawn = lifetimes([Lifetime("a", "s-gap", "2019", "", False)], TODAY, "Title")
    assert find(drawn, "i") == []
    assert (
        text_of(find(drawn, "span", class_="life-words")[0])
        == "since 2019, ended on a day that is not recorded"
    )


def test_years_stand_on_the_axis_and_never_too_many() -> None:
    drawn = lifetimes([Lifetime("a", "", "1950", "", True)], TODAY, "Title")
    (axis,) = find(drawn, "div", class_="life-axis")
    years = [int(text_of(s)) for s in find(axis, "span")]
    assert years[0] == 1996  # thirty years back at most
    assert len(years) <= 9
    assert text_of(find(axis, "b")[0]) == "1 Jan 2026"
