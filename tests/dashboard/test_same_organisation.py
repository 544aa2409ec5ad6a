"""Records that may be of one organisation, over the wire: judged by one click, and undone by another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask.testing import FlaskClient

from coordination.store.memory import MemoryStore
from coordination.workspace.editing import Entry
from coordination.workspace.service import Question, Workspace
from dashboard.backend.answers import ServiceAnswers
from dashboard.web.app import create_app
from tests.dashboard.test_records import AT, JSON, OURS

DAY = date(2026, 11, 25)
ADDRESS = "/ours/same-organisation"


def rows() -> dict[str, list[dict[str, str]]]:
    """Child Line stands there twice, and both provide capability 12, which needs two."""
    work = {"capability": "12", "iso3": "MWI", "since": "2020", "source_id": "s"}
    line = {"kind": "ngo", "home_iso3": "MWI"}
    return {
        "countries": [{"iso3": "MWI", "iso2": "MW", "name": "Malawi"}],
        "sources": [{"source_id": "s", "title": "Annual report"}],
        "stakeholders": [
            {"id": "line", "name": "Child Line Malawi", **line},
            {"id": "line-2", "name": "Childs Line", **line},
        ],
        "deliveries": [{"stakeholder_id": who, **work} for who in ("line", "line-2")],
    }


def start(name: str = "ours") -> Workspace:
    made = Workspace(name, MemoryStore())
    made.save([Entry(type_, row) for type_, own in rows().items() for row in own], at=AT, author="Ada")
    return made


@pytest.fixture
def space() -> Workspace:
    return start()


@pytest.fixture
def client(space: Workspace) -> Iterator[FlaskClient]:
    shut = start("shipped")
    shut.read_only = True
    with create_app(ServiceAnswers([space, shut]), lambda: DAY).server.test_client() as client:
        yield client


def forms(client: FlaskClient, address: str = ADDRESS) -> dict[str, tuple[str, dict[str, str]]]:
    """Words of a button -> where its form leads, and what it sends."""
    from lxml import html

    found = {}
    for form in html.fromstring(client.get(address).text).iter("form"):
        if "/do/" in (form.get("action") or ""):
            for button in form.iter("button"):
                words = " ".join((button.text or "").split())
                found[words] = (
                    form.get("action"),
                    {i.get("name"): i.get("value", "") for i in form.iter("input")},
                )
    return found


def status(space: Workspace) -> str:
    cover = space.cover(Question(DAY))
    return str(cover.state(cover.index("MWI", "12")))


def test_one_click_judges_and_another_undoes_it(space: Workspace, client: FlaskClient) -> None:
    """As two they cover the capability; as one they are one provider of the two that it needs."""
    assert status(space) == "covered"
    buttons = forms(client)
    assert {"Same: keep Child Line Malawi", "Same: keep Childs Line", "Different", "Not sure"} <= set(buttons)
    action, given = buttons["Same: keep Child Line Malawi"]
    told = client.post(action, data=given, headers=JSON).get_json()
    assert told["said"] == "Saved. 1 record changed."
    assert told["to"].startswith(ADDRESS)
    assert status(space) == "fragile"
    words = client.get(told["to"]).text
    assert "the same; kept: Child Line Malawi" in words
    assert "Different</" not in words
    of = client.get("/ours/organisation/line").text
    assert "Recorded also as Childs Line." in of
    assert "Child Line Malawi" in client.get("/ours/organisation/line-2").text
    action, given = forms(client)["Undo the judgement"]
    told = client.post(action, data=given, headers=JSON).get_json()
    assert told["said"] == "The record was removed."
    assert status(space) == "covered"
    client.post(told["undo"]["action"], headers=JSON)  # undo of the undo
    assert status(space) == "fragile"


def test_without_scripts_a_click_leads_back_to_the_page(space: Workspace, client: FlaskClient) -> None:
    action, given = forms(client)["Different"]
    answer = client.post(action, data=given, headers=OURS)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(ADDRESS)
    assert "No pair to judge" in client.get(ADDRESS).text
    assert space.records()["judgements"].row(0)["verdict"] == "different"


def test_an_unsure_pair_is_judged_again_in_its_own_record(space: Workspace, client: FlaskClient) -> None:
    action, given = forms(client)["Not sure"]
    client.post(action, data=given, headers=JSON)
    buttons = forms(client)
    assert "Not sure" not in buttons
    action, given = buttons["Same: keep Childs Line"]
    assert client.post(action, data=given, headers=JSON).get_json()["said"] == "Saved. 1 record changed."
    (row,) = space.records()["judgements"].rows()
    assert row[2:4] == ("same", "line-2")


def test_a_workspace_that_takes_no_data_shows_pairs_without_buttons(client: FlaskClient) -> None:
    words = client.get("/shipped/same-organisation").text
    assert "Childs Line" in words
    assert "names are spelled almost alike" in words
    assert forms(client, "/shipped/same-organisation") == {}
