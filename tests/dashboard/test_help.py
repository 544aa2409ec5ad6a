"""Help, methods, palette, tour, settings: everything is there, leads somewhere, and is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files

import pytest
from flask.testing import FlaskClient

from coordination.text.languages import LANGUAGES
from dashboard.backend.context import Context
from dashboard.pages import all_pages
from dashboard.pages.framework import methods as methods_page
from dashboard.pages.workspace import help as help_page
from dashboard.ui.help import ARTICLES, GLOSSARY, TOUR, methods
from dashboard.ui.tree import Node, find, text_of, walk
from dashboard.ui.view import parse
from dashboard.web.app import create_app
from dashboard.web.frame import frame
from dashboard.web.palette import entries
from graph_schema.errors import UsageError
from tests.dashboard.shipped import AS_OF


@pytest.fixture(scope="module")
def client(shipped: Context) -> FlaskClient:
    return create_app(shipped.answers, lambda: AS_OF).server.test_client()


def drawn(shipped: Context, page: object, address: str) -> Node:
    return page.draw(shipped, parse(address)).tree  # type: ignore[attr-defined,no-any-return]


def test_every_page_of_the_menu_has_an_article() -> None:
    missing = {p.name for p in all_pages() if p.menu} - set(ARTICLES)
    assert not missing, "write an article in dashboard/ui/help.py"


def test_articles_and_words_name_methods_that_are_there() -> None:
    named = {m for a in ARTICLES.values() for m in a.methods} | {t.method for t in GLOSSARY if t.method}
    assert named <= set(methods())
    assert len({t.word for t in GLOSSARY}) == len(GLOSSARY)


@pytest.mark.parametrize("speaking", LANGUAGES, indirect=True)
@pytest.mark.parametrize("stem", list(methods()))
def test_every_link_between_methods_leads_to_a_place_that_is_there(
    shipped: Context, stem: str, speaking: str
) -> None:
    tree = drawn(shipped, methods_page, f"/demo/methods/{stem}?lang={speaking}")
    for link in find(tree, "a"):
        address = link[1]["href"]
        if not address.startswith("/"):
            continue
        path, _hash, anchor = address.partition("#")
        other = drawn(shipped, methods_page, path)
        assert not anchor or anchor in {n[1].get("id") for n in walk(other)}, address


def test_methods_hold_the_definitions_and_the_worked_examples(shipped: Context) -> None:
    """Capability 3 of mnr-2016 has eight others waiting for it: said in docs/methods/gaps.md, worked by hand there."""
    words = text_of(drawn(shipped, methods_page, "/demo/methods/gaps"))
    assert "4 5 6 7 10 11 12 17" in words
    with pytest.raises(UsageError):
        drawn(shipped, methods_page, "/demo/methods/none")


@pytest.mark.parametrize(
    ("speaking", "title", "words", "kept"),
    [
        ("fr", "lacunes", "soutien serait 0", "mnr gaps"),
        ("es", "brechas", "respaldo sería 0", "mnr gaps"),
    ],
    indirect=["speaking"],
)
def test_methods_are_read_and_searched_in_the_language_and_commands_stay(
    shipped: Context, speaking: str, title: str, words: str, kept: str
) -> None:
    page = drawn(shipped, methods_page, f"/demo/methods/gaps?lang={speaking}")
    (head,) = find(page, "h1")
    assert title in text_of(head)
    assert words in text_of(page)
    commands = find(page, "pre")
    assert all(n[1]["lang"] == "en" for n in commands)
    assert any(kept in text_of(n) for n in commands)
    english = json.loads((files("dashboard") / "methods" / "en.json").read_text(encoding="utf-8"))
    assert [s["id"] for s in methods()["gaps"]["sections"]] == [s["id"] for s in english["gaps"]["sections"]]
    found = drawn(shipped, help_page, f"/demo/help?lang={speaking}&find={words.replace(' ', '+')}")
    assert any(title in text_of(n) for n in find(found, "p", class_="hit-title"))


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("fewer independent", "Fragile"),
        ("RENEWED month", "Upcoming end dates"),
        ("short number data", "Data version"),
    ],
)
def test_the_help_is_searched_without_scripts(shipped: Context, words: str, title: str) -> None:
    tree = drawn(shipped, help_page, "/demo/help?find=" + words.replace(" ", "+"))
    titles = [text_of(n) for n in find(tree, "p", class_="hit-title")]
    assert any(t.endswith(title) for t in titles), titles
    assert len(titles) < 30


def test_help_that_finds_nothing_says_so(shipped: Context) -> None:
    tree = drawn(shipped, help_page, "/demo/help?find=zzzz")
    assert find(tree, "div", data_shown="0")
    assert "No result. Try one word or part of a word." in text_of(tree)


def test_the_help_lists_pages_words_and_methods_with_their_numbers(shipped: Context) -> None:
    """Parts of methods are for those who search: they are in the list, and shown when something is typed."""
    tree = drawn(shipped, help_page, "/demo/help")
    heads = [text_of(n) for n in find(tree, "h2")]
    assert heads == [
        f"Pages {len(ARTICLES)}",
        f"Glossary {len(GLOSSARY)}",
        f"Methods {len(methods())}",
    ]
    jumps = [a[1]["href"] for a in find(tree, "a", class_="fact")]
    assert jumps == [f"#{n[1]['id']}" for n in find(tree, "h2")]
    assert len(find(tree, "li", class_="deep")) > len(methods())


def test_an_article_answers_three_questions_and_leads_to_its_page(shipped: Context) -> None:
    tree = drawn(shipped, help_page, "/demo/help/weak-points?as_of=2026-01-01")
    assert [text_of(n) for n in find(tree, "h2")] == [
        "How to read it", "What to do next", "Exact definitions",
    ]  # fmt: skip
    assert find(tree, "a", href="/demo/weak-points?as_of=2026-01-01")
    assert find(tree, "a", href="/demo/methods/weak-points?as_of=2026-01-01")
    with pytest.raises(UsageError):
        drawn(shipped, help_page, "/demo/help/none")


@pytest.mark.parametrize("workspace", ["demo", "register"])
def test_the_help_link_of_every_page_leads_to_an_article(client: FlaskClient, workspace: str) -> None:
    for page in all_pages():
        if page.menu:
            answer = client.get(f"/{workspace}/help/{page.name or 'start'}")
            assert answer.status_code == 200, page.name


def stops(tree: Node) -> Iterator[Node]:
    (box,) = [n for n in find(tree, "ol") if "data-tour-stops" in n[1]]
    yield from find(box, "li")


@pytest.mark.parametrize("workspace", ["demo", "register"])
def test_each_of_five_steps_leads_to_a_page_that_answers(
    client: FlaskClient, shipped: Context, workspace: str
) -> None:
    found = list(stops(frame(shipped, parse(f"/{workspace}"))))
    assert len(found) == len(TOUR) == 5
    for stop in found:
        assert client.get(stop[1]["data-href"]).status_code == 200


def test_the_palette_holds_pages_countries_capabilities_organisations_and_actions(shipped: Context) -> None:
    found = entries(shipped, parse("/register?lang=en&evidence=confirmed"), all_pages())
    at = {(kind, words): href for kind, words, _more, href, _act, _value in found}
    assert at["Country", "Malawi"] == "/register/country/MWI?evidence=confirmed"
    assert at["Page", "Single points of failure"] == "/register/weak-points?evidence=confirmed"
    assert at["Capability", "12 CSEA Hotline"].startswith("/register/map?capability=12")
    assert at["Workspace", "Fictional region"] == "/demo?evidence=confirmed"
    acts = {act for _k, _w, _m, _h, act, _v in found if act}
    assert {"theme", "print", "copy-link", "tour", "keys"} <= acts
    kinds = {kind for kind, *_ in found}
    assert {"Page", "Commands", "Country", "Capability", "Organisation", "Help"} <= kinds


def test_the_palette_is_read_once_and_then_only_asked_whether_it_is_the_same(client: FlaskClient) -> None:
    first = client.get("/_palette/demo")
    assert first.status_code == 200
    tag = first.headers["ETag"]
    assert client.get("/_palette/demo", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/_palette/demo?evidence=confirmed").headers["ETag"] != tag
    assert client.get("/_palette/none").status_code == 400
    assert client.get("/_palette/demo?as_of=x").status_code == 400


@pytest.mark.parametrize(
    ("first", "lang", "to"),
    [
        ("", "", "/register"),
        ("/demo/country/XAA", "", "/demo/country/XAA"),
        ("%2Fdemo%2Fmap", "", "/demo/map"),
        ("/nowhere/map", "", "/register"),
        ("/demo/none", "", "/register"),
        ("//evil.example/x", "", "/register"),
        ("https://evil.example/demo/map", "", "/demo/map"),
        ("/demo?as_of=x", "", "/register"),
        ("", "xx", "/register"),
    ],
)
def test_the_browser_begins_where_the_settings_say(
    client: FlaskClient, first: str, lang: str, to: str
) -> None:
    """Only pages of ours: whatever stands in the cookie, the answer leads to a path of this server."""
    client.set_cookie("first", first)
    client.set_cookie("lang", lang)
    try:
        assert client.get("/").headers["Location"] == to
    finally:
        client.delete_cookie("first")
        client.delete_cookie("lang")


@pytest.mark.parametrize(
    ("prefers", "kept", "address", "to"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.5", "", "/", "/register?lang=fr"),
        ("pt,es;q=0.8,en;q=0.5", "", "/", "/register?lang=es"),
        ("en-GB,fr;q=0.5", "", "/", "/register"),
        ("fr;q=0,es;q=0.1", "", "/", "/register?lang=es"),
        ("pt", "", "/", "/register"),  # none of ours: English
        ("*", "", "/", "/register"),
        ("fr", "es", "/", "/register?lang=es"),  # what was chosen here wins
        ("fr", "", "/?lang=es", "/register?lang=es"),  # and what the address asks for
        (";;q=", "", "/", "/register"),
    ],
)
def test_the_first_page_speaks_the_language_that_the_browser_prefers(
    client: FlaskClient, prefers: str, kept: str, address: str, to: str
) -> None:
    client.set_cookie("lang", kept)
    try:
        answer = client.get(address, headers={"Accept-Language": prefers})
    finally:
        client.delete_cookie("lang")
    assert answer.headers["Location"] == to


def test_choices_of_the_settings_stand_on_the_document(client: FlaskClient) -> None:
    for name, value in (("theme", "dark"), ("size", "130"), ("motion", "less")):
        client.set_cookie(name, value)
    page = client.get("/demo/settings").text
    assert 'data-theme="dark" data-size="130" data-motion="less"' in page
    client.set_cookie("size", '"><script>')
    assert "<script>" not in client.get("/demo/settings").text.split("<head>")[0]
    for name in ("theme", "size", "motion"):
        client.delete_cookie(name)


def test_the_palette_holds_kinds_of_record_and_words_of_the_field(shipped: Context) -> None:
    found = {
        (kind, words): href for kind, words, _m, href, *_ in entries(shipped, parse("/demo"), all_pages())
    }
    assert found["Type of record", "Seats on national bodies"] == "/demo/data"
    assert found["Glossary", "Cross-border channel"] == "/demo/methods/corridors"


@pytest.mark.parametrize("speaking", ["fr"], indirect=True)
def test_the_help_is_searched_without_accents(shipped: Context, speaking: str) -> None:
    """Without scripts too: *depend* finds what *dépend* says, and case does not matter."""
    plain = drawn(shipped, help_page, "/demo/help?lang=fr&find=ECHEANCE")
    accented = drawn(shipped, help_page, "/demo/help?lang=fr&find=échéance")
    assert len(list(find(plain, "li"))) == len(list(find(accented, "li"))) > 0
