"""Addresses: read, written, refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.ui.view import View, parse
from graph_schema.errors import UsageError


def test_an_address_is_read_and_written_back() -> None:
    address = "/demo/country/XAA?why=12&as_of=2026-11-25&evidence=confirmed&edition=mnr-2022"
    view = parse("https://example.org" + address)
    assert view == View(
        "demo", "country", ("XAA",), date(2026, 11, 25), "confirmed", "mnr-2022", "en", {"why": "12"}
    )
    assert view.href() == address


def test_choices_named_like_parts_of_an_address_are_choices_or_nothing() -> None:
    view = parse("/demo/meeting/XAA?page=2&self=1&workspace=register")
    assert view.href("minutes", "XAA.docx", **view.query) == "/demo/minutes/XAA.docx?page=2&self=1"


def test_defaults_are_left_out() -> None:
    assert parse("/demo?evidence=all&lang=en&why=").href() == "/demo"


def test_another_page_keeps_what_answers_rest_on_and_drops_the_rest() -> None:
    view = parse("/demo/country/XAA?why=12&as_of=2026-01-01&evidence=confirmed")
    assert (
        view.href("map", capability="12")
        == "/demo/map?capability=12&country=XAA&as_of=2026-01-01&evidence=confirmed"
    )
    assert view.href(None, why=None) == "/demo/country/XAA?as_of=2026-01-01&evidence=confirmed"
    assert view.href("", workspace="register") == "/register?as_of=2026-01-01&evidence=confirmed"
    assert view.href(None, evidence="all", as_of=None) == "/demo/country/XAA?why=12"


@pytest.mark.parametrize(
    ("address", "chosen"),
    [
        ("/demo/country/XAA", "XAA"),
        ("/demo/weak-points/xaa?country=XAB", "XAA"),  # what the page is about comes first
        ("/demo/why/XAA/12", "XAA"),
        ("/demo/reports/country/XAA", "XAA"),
        ("/demo/reports/donor/harbour-fund?country=XAA", "XAA"),
        ("/demo/matrix?country=xaa", "XAA"),
        ("/demo/corridors/XAB/XAC?country=XAA", "XAA"),
        ("/demo/corridors/XAB/XAC", ""),  # a pair is not one country
        ("/demo/plan?country=XAA", "XAA"),
        ("/demo/map", ""),
        ("/demo/map?country=somewhere", ""),
    ],
)
def test_the_country_that_is_chosen_is_what_the_page_is_about_or_what_it_carries_on(
    address: str, chosen: str
) -> None:
    assert parse(address).country == chosen


def test_links_to_other_pages_keep_the_country_files_and_forms_do_not() -> None:
    view = parse("/demo/country/XAA?why=12")
    assert view.href("plan") == "/demo/plan/XAA"
    assert view.href("matrix", state="gap") == "/demo/matrix?country=XAA&state=gap"
    assert view.href("reports", "country") == "/demo/reports/country?country=XAA"
    assert view.href("reports", "country", "XAB") == "/demo/reports/country/XAB"
    assert view.href("country", "XAB") == "/demo/country/XAB"
    assert view.href("") == "/demo?country=XAA"
    assert view.href("download", "coverage.csv") == "/demo/download/coverage.csv"
    assert view.href("do", "send") == "/demo/do/send"
    carried = parse("/demo/matrix?country=XAA")
    assert carried.href("weak-points", rows="all") == "/demo/weak-points/XAA?rows=all"
    assert carried.href("weak-points", country="") == "/demo/weak-points"
    assert carried.href("donors", country="XAB") == "/demo/donors/XAB"
    assert carried.href("map", workspace="register") == "/register/map"


def test_all_countries_is_a_choice_and_another_country_keeps_the_page() -> None:
    """What belongs to the country before (reasons, what would stop, the steps of its plan) does not go along."""
    board = parse("/demo/country/XAA?why=12&stop=3&state=gap")
    assert board.of_country("XAB") == "/demo/country/XAB?state=gap"
    assert board.of_country("") == "/demo/country?state=gap"
    reasons = parse("/demo/why/XAA/12")
    assert reasons.of_country("XAB") == "/demo/why/XAB/12"
    assert reasons.of_country("") == "/demo/country"
    world = parse("/demo/matrix?country=XAA&find=x")
    assert (world.of_country(""), world.of_country("XAB")) == (
        "/demo/matrix?find=x",
        "/demo/matrix?country=XAB&find=x",
    )
    assert parse("/demo/plan/XAA?steps=1:1-2&budget=4&costs=1:2=3").of_country("XAB") == "/demo/plan/XAB"
    held = parse("/demo/weak-points/XAA?plan=XAA&steps=1:1-2")
    assert held.of_country("XAB") == "/demo/weak-points/XAB?plan=XAA&steps=1%3A1-2"
    assert parse("/demo/reports/donor/XAA").of_country("XAB") == "/demo/reports/donor/XAB"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/demo?as_of=2026-02-30", "as_of='2026-02-30' is not a date"),
        ("/demo?as_of=2026", "is not a date"),
        ("/demo?as_of=1799-12-31", "as_of='1799-12-31' is outside"),
        ("/demo?as_of=2201-01-01", "is outside"),
        ("/demo?as_of=9999-12-31", "is outside"),
        ("/demo?evidence=most", "evidence='most' is not possible"),
        ("/demo?edition=%3Cb%3E", "is not the name of an edition"),
        ("/demo?x=" + "y" * 201, "is too long"),
        ("/demo?" + "&".join(f"x{n}=1" for n in range(41)), "more than 40 settings"),
        ("/" + "/".join("abcdefgh"), "This web address is too long"),
    ],
)
def test_wrong_addresses_are_refused_with_what_was_wrong(address: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(address)
    assert words in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("day", ["1800-01-01", "2200-12-31"])
def test_the_first_and_the_last_day_that_can_be_asked(day: str) -> None:
    assert parse(f"/demo?as_of={day}").as_of == date.fromisoformat(day)


def test_an_unknown_language_is_english() -> None:
    assert parse("/demo?lang=tlh").lang == "en"


@given(
    st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=20),
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}", fullmatch=True),
        st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=20),
        max_size=40,
    ),
)
def test_any_name_and_choice_survives_the_round_trip(name: str, query: dict[str, str]) -> None:
    query = {k: v for k, v in query.items() if k not in {"as_of", "evidence", "edition", "lang"}}
    view = View("demo", "country", (name,), query=query)
    again = parse(view.href())
    assert again.about == (name,)
    assert dict(again.query) == query
    assert again.href() == view.href()


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/demo/country/Almara?why=12", "/demo/country/XAA?why=12"),
        ("/demo/why/Almara/Almara", "/demo/why/XAA/Almara"),  # a capability is no country
        ("/demo/reports/donor/Almara", "/demo/reports/donor/XAA"),
        ("/demo/reports/network/Almara", "/demo/reports/network/Almara"),  # the id of a network
        ("/demo/corridors/Almara/XAB", "/demo/corridors/XAA/XAB"),
        ("/demo/corridors/instrument/Almara", "/demo/corridors/instrument/Almara"),
        ("/demo/organisation/Almara", "/demo/organisation/Almara"),
        ("/demo/country", "/demo/country"),
    ],
)
def test_names_of_countries_become_codes_where_an_address_has_countries(address: str, found: str) -> None:
    codes = {"Almara": "XAA"}
    assert parse(address).by_codes(lambda text: codes.get(text, "")).href(None) == found
