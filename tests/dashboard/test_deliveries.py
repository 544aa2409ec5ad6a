"""The page who does what, where: filters, totals, columns, favourites, files."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from coordination.workspace.favourites import FavouriteShelf, favourite, from_text, to_text
from dashboard.backend.context import Context
from dashboard.pages.deliveries.page import PAGE
from dashboard.pages.deliveries.page import answer as rows_of
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from graph_schema.errors import DataError, UsageError
from tests.dashboard.test_kept_scenarios import answers, client  # noqa: F401

OURS = {"Sec-Fetch-Site": "same-origin"}


def heads(tree: list[object]) -> list[str]:
    return [text_of(t) for t in find(tree, "th", scope="col")]


def test_the_answer_is_a_sentence_and_the_totals_follow_the_filters(shipped: Context) -> None:
    """Almara: 28 rows of 18 organisations, 2 of them planned (docs/methods/providers.md)."""
    whole = text_of(PAGE.draw(shipped, parse("/demo/who-does-what/?country=XAA")).tree)
    assert "28 activities are on record. 18 organisations are named, in 1 country." in whole
    assert "25 active 2 planned 1 ended" in whole
    planned = text_of(PAGE.draw(shipped, parse("/demo/who-does-what?country=XAA&status=planned")).tree)
    assert "2 activities are on record. 2 organisations are named, in 1 country." in planned
    assert "1 ended" not in planned


def test_columns_are_chosen_in_the_address(shipped: Context) -> None:
    usual = PAGE.draw(shipped, parse("/demo/who-does-what?country=XAA")).tree
    assert heads(usual)[:4] == ["Organisation", "Country", "Capability", "Type"]
    assert "What it does" not in heads(usual)
    few = PAGE.draw(shipped, parse("/demo/who-does-what?country=XAA&columns=basis;capability")).tree
    assert heads(few) == ["Organisation", "Capability", "What it does", "Record"]
    with pytest.raises(UsageError, match="price"):
        PAGE.draw(shipped, parse("/demo/who-does-what?columns=price"))


def test_an_organisation_shows_all_it_does_and_the_country_stays_out(shipped: Context) -> None:
    """The hospital of Almara: 8, 11 (named to take over) and 15 (planned)."""
    tree = PAGE.draw(shipped, parse("/demo/who-does-what?of=a-hospital")).tree
    assert "3 activities are on record. 1 organisation is named, in 1 country." in text_of(tree)
    rows = rows_of(shipped, parse("/demo/who-does-what?of=a-hospital"))["deliveries"]
    assert [(r["capability"], r["role"], r["status"]) for r in rows] == [
        ("8", "provides", "active"),
        ("11", "stands_in", "active"),
        ("15", "provides", "planned"),
    ]


def test_nothing_that_fits_is_not_nothing_that_is_done(shipped: Context) -> None:
    text = text_of(PAGE.draw(shipped, parse("/demo/who-does-what?find=zzzz")).tree)
    assert "No activity fits" in text
    assert "That does not say that nobody does anything" in text


def test_the_file_says_the_same_as_the_page(client: FlaskClient) -> None:  # noqa: F811
    sent = client.get("/demo/download/who-does-what.csv?country=XAA&status=planned")
    rows = list(csv.DictReader(io.StringIO(sent.text.lstrip("\ufeff"))))
    assert [(r["Organisation (id)"], r["Status"], r["Role"]) for r in rows] == [
        ("a-ict", "planned", "provides"),
        ("a-hospital", "planned", "provides"),
    ]
    assert client.get("/demo/download/who-does-what.xlsx?country=XAA").data[:2] == b"PK"


def test_a_view_is_kept_listed_opened_and_deleted(client: FlaskClient) -> None:  # noqa: F811
    """With its filters and columns; what was deleted comes back."""
    view = "who-does-what?columns=capability%3Bstatus&country=XAA&status=planned"
    form = {"name": "Announced in Almara", "address": view}
    said = client.post(
        "/demo/do/favourite/save", data=form, headers={**OURS, "Accept": "application/json"}
    ).json
    assert said is not None
    assert said["said"] == "Favourite “Announced in Almara” is kept."
    page = client.get("/demo/who-does-what").text
    assert "Announced in Almara" in page
    assert 'href="/demo/who-does-what?columns=capability%3Bstatus&amp;country=XAA&amp;status=planned"' in page
    gone = client.post(
        "/demo/do/favourite/delete?name=Announced+in+Almara&back=who-does-what",
        headers={**OURS, "Accept": "application/json"},
    ).json
    assert gone is not None
    assert "Announced in Almara" not in client.get("/demo/who-does-what").text
    client.post(gone["undo"]["action"], headers=OURS)
    assert "Announced in Almara" in client.get("/demo/who-does-what").text


def test_favourites_are_read_strictly(tmp_path: Path) -> None:
    made = favourite('A "quoted" name', "who-does-what?find=%22x%22")
    assert from_text(to_text(made), "here") == made
    for text in ("format = 2", 'format = 1\nname = "x"\naddress = "y"\nmore = "z"', "not toml"):
        with pytest.raises(DataError):
            from_text(text, "here")
    for address in ("/register/x", "https://example.org/x", "../x", "javascript:alert(1)", "", "a b"):
        with pytest.raises(UsageError, match="is no page"):
            favourite("x", address)
    for name in ("", " ", "-x", "a/b", "x" * 61):
        with pytest.raises(UsageError, match="cannot be the name"):
            favourite(name, "map")
    shelf = FavouriteShelf(tmp_path / "demo.favourites")
    shelf.save(made)
    with pytest.raises(UsageError, match="There is no favourite"):
        shelf.load("other")
    assert [f.name for f in shelf.saved()] == [made.name]
