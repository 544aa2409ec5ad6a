"""Who made a change stands beside it: the name that a browser keeps, else a setting, else the user of the computer."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from coordination.system.settings import settings_from
from coordination.workspace.service import Workspace
from dashboard.backend.answers import ServiceAnswers
from dashboard.web.app import App, create_app
from tests.dashboard.test_records import JSON, NEW, POLICE, post, start


@pytest.fixture
def space() -> Workspace:
    return start()


@pytest.fixture
def app(space: Workspace) -> App:
    return create_app(ServiceAnswers([space]), lambda: date(2026, 11, 25))


@pytest.fixture
def client(app: App) -> Iterator[FlaskClient]:
    with app.server.test_client() as client:
        yield client


def authors(space: Workspace) -> list[str]:
    return [b.batch.author for b in space.store.batches()][1:]


def test_a_form_a_file_and_an_undo_carry_the_name_of_the_browser(
    client: FlaskClient, space: Workspace
) -> None:
    client.set_cookie("by", quote("Zoë Nyirenda"))
    told = post(client, "/ours/do/record/deliveries", **NEW, stakeholder_id=POLICE)
    post(client, told["undo"]["action"])
    text = io.BytesIO(b"id,name,kind\nnew-one,New one,ngo\n")
    sent = client.post("/ours/do/send", data={"files": (text, "stakeholders.csv")}, headers=JSON).get_json()
    word = sent["to"].partition("upload=")[2]
    post(client, f"/ours/do/take-in/{word}", ("base", space.snapshot().id))
    assert authors(space) == ["Zoë Nyirenda"] * 3


@pytest.mark.parametrize("kept", ["", "-", quote("\u200b\u202e"), quote("\n")])
def test_who_gives_no_name_has_that_of_the_setting(
    client: FlaskClient, space: Workspace, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    monkeypatch.setenv("MNR_AUTHOR", "Secretariat")
    client.set_cookie("by", kept)
    post(client, "/ours/do/record/deliveries", **NEW, stakeholder_id=POLICE)
    assert authors(space) == ["Secretariat"]


def test_a_name_is_kept_on_one_line_and_not_longer_than_a_name(client: FlaskClient, space: Workspace) -> None:
    client.set_cookie("by", quote("\ufeffAda\r\n\u202eLovelace " + "x" * 200))
    post(client, "/ours/do/record/deliveries", **NEW, stakeholder_id=POLICE)
    (name,) = authors(space)
    assert (name[:14], len(name)) == ("Ada Lovelace x", 80)


def test_the_name_of_one_request_is_not_that_of_the_next(client: FlaskClient, space: Workspace) -> None:
    client.set_cookie("by", "Ada")
    post(client, "/ours/do/record/deliveries", **NEW, stakeholder_id=POLICE)
    client.delete_cookie("by")
    post(client, "/ours/do/record/deliveries", **{**NEW, "capability": "4"}, stakeholder_id="line-a")
    assert authors(space) == ["Ada", settings_from().author]


def test_a_kept_scenario_has_the_name_too(tmp_path: Path) -> None:
    space = start()
    space.scenario_folder = tmp_path / "ours.scenarios"
    with create_app(ServiceAnswers([space]), lambda: date(2026, 11, 25)).server.test_client() as client:
        client.set_cookie("by", "Ada")
        given = [("name", "Police stops"), ("changes", "stakeholder:police")]
        client.post("/ours/do/scenario/save", data=MultiDict(given), headers=JSON)
    assert [(s.name, s.author) for s in space.scenarios.saved()] == [("Police stops", "Ada")]


def test_without_a_setting_it_is_the_user_of_the_computer() -> None:
    assert settings_from({}).author
    assert settings_from({"MNR_AUTHOR": " Ada\u200b  L "}).author == "Ada L"


def test_the_settings_show_the_name_and_every_page_has_the_question(client: FlaskClient) -> None:
    assert 'data-keep="by"' in client.get("/ours/settings").text
