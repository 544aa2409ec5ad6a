"""Scenarios on the what-if page: kept, opened, set beside another, deleted, brought back. A real folder each time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from coordination.store.memory import MemoryStore
from coordination.workspace.places import build_shipped
from dashboard.backend.answers import ServiceAnswers
from dashboard.backend.context import Context
from dashboard.pages.whatif import page as whatif
from dashboard.ui.tree import Node, find, text_of
from dashboard.web.app import create_app
from tests import ready
from tests.dashboard.shipped import tree_of

DAY = date(2026, 11, 25)
JSON = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
HOUSE = {"name": "House of Care closes", "note": "asked in March", "changes": "stakeholder:c-house"}


@pytest.fixture
def answers(tmp_path: Path) -> Iterator[ServiceAnswers]:
    made = ready.first_use("demo", tmp_path / "demo.sqlite")
    yield ServiceAnswers([made])
    made.store.close()


@pytest.fixture
def context(answers: ServiceAnswers) -> Context:
    return Context.of(answers, lambda: DAY)


@pytest.fixture
def client(answers: ServiceAnswers) -> FlaskClient:
    return create_app(answers, lambda: DAY).server.test_client()


def kept(context: Context, address: str = "/demo/what-if") -> Node | None:
    tree = tree_of(context, whatif.PAGE, address)
    found = [s for s in find(tree, "section") if find(s, "h2", id="kept")]
    return found[0] if found else None


def test_a_scenario_is_kept_opened_deleted_and_brought_back(client: FlaskClient, context: Context) -> None:
    assert kept(context) is None
    told = client.post("/demo/do/scenario/save", data=HOUSE, headers=JSON).json
    assert told["said"] == "Scenario “House of Care closes” was saved."
    section = kept(context)
    assert section is not None
    words = text_of(section)
    assert "House of Care closes" in words
    assert "asked in March" in words
    (link,) = [a[1]["href"] for a in find(section, "a") if text_of(a).startswith("Open")]
    assert link == told["to"]
    assert "changes=stakeholder%3Ac-house" in link
    form = next(f for f in find(section, "form") if "delete" in f[1]["action"])
    gone = client.post(form[1]["action"], headers=JSON).json
    assert "was deleted" in gone["said"]
    assert gone["to"].startswith("/demo/what-if?")
    assert kept(context) is None
    back = client.post(gone["undo"]["action"], headers=JSON).json
    assert "was restored" in back["said"]
    assert "House of Care closes" in text_of(kept(context) or [])


def test_another_of_the_same_name_is_refused_with_a_way_on(client: FlaskClient) -> None:
    client.post("/demo/do/scenario/save", data=HOUSE, headers=JSON)
    told = client.post(
        "/demo/do/scenario/save", data=HOUSE | {"name": "house of care CLOSES"}, headers=JSON
    ).json
    assert "already" in told["message"]
    assert "Choose another name" in told["hint"]


@pytest.mark.parametrize(
    "given",
    [{"name": ""}, {"changes": ""}, {"changes": "nonsense"}, {"name": "a/\x07b"}, {"name": "x" * 300}],
)
def test_what_is_no_scenario_is_refused(client: FlaskClient, context: Context, given: dict[str, str]) -> None:
    told = client.post("/demo/do/scenario/save", data=HOUSE | given, headers=JSON).json
    assert told["message"]
    assert kept(context) is None


def test_a_kept_one_is_set_beside_the_one_chosen(client: FlaskClient, context: Context) -> None:
    client.post("/demo/do/scenario/save", data=HOUSE, headers=JSON)
    section = kept(context, "/demo/what-if?changes=stakeholder:harbour-fund")
    assert section is not None
    (beside,) = [a[1]["href"] for a in find(section, "a") if text_of(a).startswith("Compare")]
    tree = tree_of(context, whatif.PAGE, beside)
    assert "Compare two scenarios" in text_of(tree)
    same = kept(context, "/demo/what-if?changes=stakeholder:c-house")
    assert same is not None
    assert "Compare with this one" not in text_of(same)


def test_keeping_one_leaves_the_other_beside_it(client: FlaskClient, context: Context) -> None:
    section = kept(context, "/demo/what-if?changes=stakeholder:c-house&with=stakeholder:harbour-fund")
    assert section is not None
    (form,) = [f for f in find(section, "form") if f[1]["action"].endswith("scenario/save")]
    hidden = {i[1]["name"]: i[1]["value"] for i in find(form, "input", type="hidden")}
    assert hidden == {"changes": "stakeholder:c-house", "with": "stakeholder:harbour-fund"}
    told = client.post(form[1]["action"], data=hidden | {"name": "House"}, headers=JSON).json
    assert "with=stakeholder%3Aharbour-fund" in told["to"]
    assert "with=stakeholder%3Aharbour-fund" in told["undo"]["action"]


def test_how_money_counts_is_kept_with_it(client: FlaskClient, context: Context) -> None:
    client.post("/demo/do/scenario/save", data=HOUSE | {"money": "stays"}, headers=JSON)
    section = kept(context)
    assert section is not None
    (link,) = [a[1]["href"] for a in find(section, "a") if text_of(a).startswith("Open")]
    assert "money=stays" in link


def test_without_scripts_the_browser_is_sent_on(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "same-origin"}
    answer = client.post("/demo/do/scenario/save", data=HOUSE, headers=headers)
    assert (answer.status_code, "name=House" in answer.headers["Location"]) == (303, True)
    answer = client.post("/demo/do/scenario/delete?name=House+of+Care+closes", headers=headers)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/demo/what-if")


def test_nothing_is_changed_from_elsewhere_or_by_another_verb(client: FlaskClient, context: Context) -> None:
    far = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/demo/do/scenario/save", data=HOUSE, headers=far).status_code == 403
    assert client.post("/demo/do/scenario/explode", headers=JSON).json["message"]
    assert (
        "There is no scenario"
        in client.post("/demo/do/scenario/delete?name=nothing", headers=JSON).json["message"]
    )
    assert kept(context) is None


def test_a_workspace_that_keeps_none_shows_none() -> None:
    made = build_shipped("demo", MemoryStore())
    context = Context.of(ServiceAnswers([made]), lambda: DAY)
    assert kept(context, "/demo/what-if?changes=stakeholder:c-house") is None


def test_a_file_that_cannot_be_read_is_said(client: FlaskClient, context: Context, tmp_path: Path) -> None:
    client.post("/demo/do/scenario/save", data=HOUSE, headers=JSON)
    (tmp_path / "demo.scenarios" / "odd.toml").write_text("not = [toml", encoding="utf-8")
    assert "1 file in the folder of scenarios cannot be read" in text_of(kept(context) or [])


def test_each_side_keeps_how_money_counts_in_it(client: FlaskClient, context: Context) -> None:
    """Without the Beacon Foundation 8 of Cavella falls; kept as if its money were replaced, it does not, whatever
    the page beside it says."""
    beacon = {"name": "Replaced", "changes": "stakeholder:beacon-foundation", "money": "stays"}
    client.post("/demo/do/scenario/save", data=beacon, headers=JSON)
    section = kept(context, "/demo/what-if?changes=stakeholder:a-police")
    assert section is not None
    assert "assuming that lost funding is replaced" in text_of(section)
    (beside,) = [a[1]["href"] for a in find(section, "a") if text_of(a).startswith("Compare")]
    tree = tree_of(context, whatif.PAGE, beside)
    assert eight(tree) == "has more providers no change"
    assert text_of(tree).count("This assumes that lost funding is replaced.") == 1
    (swap,) = [a[1]["href"] for a in find(tree, "a") if text_of(a) == "Swap the two"]
    assert ("money=stays" in swap, "with_money" in swap) == (True, False)
    assert eight(tree_of(context, whatif.PAGE, swap)) == "no change has more providers"
    without = beside.replace("&with_money=stays", "")
    assert eight(tree_of(context, whatif.PAGE, without)) == "is lost no change"


def eight(tree: Node) -> str:
    """What becomes of 8 of Cavella in the table of both scenarios."""
    (row,) = [r for r in find(find(tree, "table", class_="data")[0], "tr") if "Cavella: 8" in text_of(r)]
    return " ".join(text_of(c) for c in find(row, "td"))


def test_one_opens_on_the_day_and_in_the_edition_it_was_kept_for(
    client: FlaskClient, context: Context
) -> None:
    client.post("/demo/do/scenario/save?as_of=2020-01-01&edition=mnr-2022", data=HOUSE, headers=JSON)
    client.post("/demo/do/scenario/save", data=HOUSE | {"name": "Any day"}, headers=JSON)
    section = kept(context, "/demo/what-if?as_of=2026-06-01")
    assert section is not None
    any_day, house = [a[1]["href"] for a in find(section, "a") if text_of(a).startswith("Open")]
    assert "as_of=2020-01-01&edition=mnr-2022" in house
    assert "as_of=2026-06-01" in any_day
    assert "edition" not in any_day
    assert "As of 1 January 2020 · framework 2022" in text_of(section)
    words = text_of(
        find(tree_of(context, whatif.PAGE, house), "header") or tree_of(context, whatif.PAGE, house)
    )
    assert "1 January 2020" in words
    assert "framework 2022" in words
