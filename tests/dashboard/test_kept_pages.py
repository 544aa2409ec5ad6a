"""Pages are kept as they were sent, and sent again only while a page drawn anew would say the same."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from dashboard.backend.answers import ServiceAnswers
from dashboard.backend.context import Context, Workspace
from dashboard.backend.noted import Noted, noting
from dashboard.pages import Drawn, Page
from dashboard.ui.tree import h
from dashboard.ui.view import View
from dashboard.web.app import App, create_app
from dashboard.web.kept import BESIDE, Kept
from tests import ready
from tests.dashboard.shipped import AS_OF
from tests.dashboard.test_keeping import GOOD, JSON, table
from tests.dashboard.test_languages import addresses
from tests.dashboard.test_server import body
from tests.dashboard.worlds import PATIENCE, FixedAnswers

pytestmark = pytest.mark.usefixtures("patient")


class Counted(FixedAnswers):
    """Fixed answers whose data a test changes by ``version``; ``drawn`` counts how often the page was made."""

    def __init__(self) -> None:
        super().__init__()
        self.version, self.drawn, self.status = 0, 0, 200
        self.day = AS_OF

    def stamp(self, workspace: str, what: str) -> int:
        return self.version

    def app(self) -> App:
        def draw(context: Context, view: View) -> Drawn:
            self.drawn += 1
            context.ask(view, "labels")
            return Drawn("T", h("p", f"drawn {self.drawn} times"))

        pages = [Page("", "Start", draw), Page("map", "Map", draw)]
        return create_app(self, lambda: self.day, pages, patience=PATIENCE)


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
def browser(counted: Counted) -> FlaskClient:
    return counted.app().server.test_client()


def route(client: FlaskClient, address: str) -> Response:
    question = body()
    question["inputs"][0]["value"] = f"http://localhost{address}"
    answer: Any = client.post("/_dash-update-component", json=question)
    assert answer.status_code == 200
    return answer  # type: ignore[no-any-return]


def test_a_page_is_drawn_once_and_sent_again(counted: Counted, browser: FlaskClient) -> None:
    first = browser.get("/small")
    again = browser.get("/small")
    assert (first.data, counted.drawn) == (again.data, 1)
    assert first.headers["ETag"].startswith('W/"')
    known = browser.get("/small", headers={"If-None-Match": first.headers["ETag"]})
    assert (known.status_code, known.data, known.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert known.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    assert route(browser, "/small").data == route(browser, "/small").data
    assert counted.drawn == 2  # once for the first paint, once for the scripts


@pytest.mark.parametrize("change", ["data", "day", "workspaces", "address", "look", "language"])
def test_it_is_drawn_anew_when_anything_it_says_may_have_changed(
    counted: Counted, browser: FlaskClient, change: str
) -> None:
    before = browser.get("/small")
    address = "/small"
    if change == "data":
        counted.version += 1
    elif change == "day":
        counted.day = date(2026, 11, 26)
    elif change == "workspaces":
        counted.spaces = ("small", "other")
    elif change == "address":
        address = "/small?country=AAA"
    elif change == "language":
        address = "/small?lang=fr"
    else:
        browser.set_cookie("theme", "dark")
    after = browser.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, counted.drawn) == (200, 2)


def test_a_change_while_a_page_is_drawn_is_seen_the_next_time(
    counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = FixedAnswers.ask

    def asked(self: Any, *about: Any, **choices: Any) -> Any:
        counted.version += counted.drawn == 1  # after the stamp was read, before the answer is given
        return real(self, *about, **choices)

    monkeypatch.setattr(FixedAnswers, "ask", asked)
    client = counted.app().server.test_client()
    assert b"drawn 1 times" in client.get("/small").data
    assert b"drawn 2 times" in client.get("/small").data


def test_errors_and_panels_are_never_kept(counted: Counted) -> None:
    client = counted.app().server.test_client()
    for address in ("/small/none", "/nowhere", "/small?as_of=soon"):
        answer = client.get(address)
        assert answer.status_code >= 400
        assert "ETag" not in answer.headers
        assert route(client, address).status_code == 200


def test_a_panel_with_progress_is_not_kept(counted: Counted) -> None:
    ready = threading.Event()

    def draw(_context: Context, _view: View) -> Drawn:
        assert ready.wait(60)
        return Drawn("T", h("p", "ready"))

    client = create_app(counted, lambda: AS_OF, [Page("", "Start", draw)], patience=0.01).server.test_client()
    browser = {"Sec-Fetch-Mode": "navigate"}
    panel = client.get("/small", headers=browser)
    assert (panel.status_code, "ETag" in panel.headers) == (202, False)
    ready.set()
    page = client.get("/small")  # a program waits
    assert (page.status_code, "ready" in page.text, "ETag" in page.headers) == (200, True, True)
    assert client.get("/small", headers=browser).data == page.data


def test_the_pages_wanted_last_are_kept_within_the_bytes(counted: Counted) -> None:
    kept, server, made = Kept(Noted(counted), most=2 * (BESIDE + 150)), Flask("x"), []

    def ask(name: str) -> None:
        def make() -> Response:
            made.append(name)
            return Response(name * 100)

        with server.test_request_context("/"):
            assert kept.response(name, make).get_data(as_text=True) == name * 100

    for name in "aabacab":  # c takes the place of b, which was wanted before a
        ask(name)
    assert "".join(made) == "abcb"


def test_what_was_told_in_two_ways_is_not_kept(counted: Counted) -> None:
    answers = Noted(counted)
    with noting() as notes:
        answers.workspaces()
        counted.spaces = ("small", "other")
        assert answers.same(notes) is False
        answers.workspaces()
    assert notes.passing


class Broken(FixedAnswers):
    def workspaces(self) -> list[Workspace]:
        return []


def test_a_workspace_that_is_gone_is_not_shown_again(counted: Counted) -> None:
    with noting() as notes:
        Noted(counted).workspaces()
    assert Noted(counted).same(notes)
    assert not Noted(Broken()).same(notes)


# -------------------------------------------------------------- the real answers
_ID = re.compile(
    rb'"end_id":"[^"]*"'
)  # by lot for each document; for background callbacks, of which we have none


def said(client: FlaskClient, address: str) -> bytes:
    return _ID.sub(b"", client.get(address).data)


@pytest.fixture(scope="module")
def warm(shipped: Context) -> FlaskClient:
    return create_app(shipped.answers, lambda: AS_OF, patience=PATIENCE).server.test_client()


@pytest.mark.parametrize("workspace", ["demo", pytest.param("register", marks=pytest.mark.slow)])
def test_every_page_says_again_what_a_new_program_says(
    shipped: Context, warm: FlaskClient, workspace: str
) -> None:
    """Every page: twice from one program, once from another."""
    other = create_app(shipped.answers, lambda: AS_OF, patience=PATIENCE).server.test_client()
    unkept = set()
    for page, address in addresses():
        if not address.startswith(f"/{workspace}"):
            continue
        first = warm.get(address)
        assert _ID.sub(b"", first.data) == said(warm, address) == said(other, address), address
        if workspace == "demo":
            assert route(warm, address).data == route(warm, address).data == route(other, address).data
        if first.status_code == 200 and "ETag" not in first.headers:
            unkept.add(page)
    assert unkept <= {"data", "settings"}  # uploads that wait, the size of a file: looked at anew


@pytest.fixture
def own(tmp_path: Path) -> Iterator[FlaskClient]:
    """The fictional region as if it were one's own, with shelves in a folder."""
    made = ready.first_use("demo", tmp_path / "demo.sqlite")
    answers = ServiceAnswers([replace(made, read_only=False)])
    yield create_app(answers, lambda: AS_OF, patience=PATIENCE).server.test_client()
    made.store.close()


def test_an_import_shows_on_pages_that_were_kept(own: FlaskClient) -> None:
    pages = "/demo/partnerships", "/demo/history"  # the first names what the answers rest on below
    before = [said(own, a) for a in pages]
    assert [said(own, a) for a in pages] == before
    file = (io.BytesIO(table(GOOD)), "stakeholders.csv")
    to = own.post("/demo/do/send", data={"files": file}, headers=JSON).json["to"]  # type: ignore[index]
    base = own.get(to).text.split('name="base" value="')[1].split('"')[0]
    told = own.post(f"/demo/do/take-in/{to.partition('upload=')[2]}", data={"base": base}, headers=JSON).json
    assert told is not None
    after = [said(own, a) for a in pages]
    assert [new != old for new, old in zip(after, before, strict=True)] == [True, True]
    own.post(told["undo"]["action"], headers=JSON)
    assert said(own, pages[0]) == before[0]


@pytest.mark.parametrize(
    ("page", "act", "form", "words"),
    [
        ("plan/XAA", "plan", {"name": "Spring", "country": "XAA", "steps": "21:1-2"}, "Spring"),
        ("what-if?changes=stakeholder:c-house", "scenario",
         {"name": "House closes", "changes": "stakeholder:c-house"}, "House closes"),
        ("who-does-what", "favourite", {"name": "All of it", "address": "who-does-what"}, "All of it"),
    ],
)  # fmt: skip
def test_what_is_saved_by_name_shows_at_once(
    own: FlaskClient, page: str, act: str, form: dict[str, str], words: str
) -> None:
    address = f"/demo/{page}"
    before = own.get(address)
    assert words not in before.text
    assert own.post(f"/demo/do/{act}/save", data=form, headers=JSON).status_code == 200
    after = own.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, words in after.text) == (200, True)
    assert own.get(address).data == after.data
