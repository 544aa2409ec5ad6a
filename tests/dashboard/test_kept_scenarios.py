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
from dashboard.pages.shared import common
from dashboard.pages.whatif import page as whatif
from dashboard.pages.whatif.asked import Asked
from dashboard.ui.tree import Node, find, text_of
from dashboard.ui.view import parse
from dashboard.web.app import create_app
from graph_schema.errors import UsageError
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
    heads = [[text_of(x) for x in find(t, "th")][:5] for t in find(tree, "table")]
    assert ["Country", "Route", "Before", "First scenario", "Second scenario"] in heads
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


# -- a what-if that no address can hold

#: 35 changes of 30 letters: a setting of 200 holds six and their semicolons (185), the four of an address 24
MANY = [
    f"delivery:c-house/XAC/9@{year}-{month:02d}" for year in (2030, 2031, 2032) for month in range(1, 13)
][:35]


def test_what_no_address_can_hold_is_kept_first(client: FlaskClient, context: Context) -> None:
    view = parse("/demo/routes/XAC")
    short, long = (
        common.what_if_link(view, MANY[:24]),
        common.what_if_link(view, MANY, "What if this stops?", "9"),
    )
    assert (short[0], common.changes_of(parse(short[1]["href"]))) == ("a", MANY[:24])
    assert (long[0], common.fits(MANY[:24]), common.fits(MANY)) == ("form", True, False)
    hidden = {i[1]["name"]: i[1]["value"] for i in find(long, "input", type="hidden")}
    told = client.post(long[1]["action"], data=hidden, headers=JSON).json
    assert told["said"] == (
        "No web address can hold so many changes. They were saved as the scenario “What-if 1”."
    )
    there = parse(told["to"])
    assert Asked.of(context, there).changes == tuple(MANY)
    assert whatif.answer(context, there)["what_if"] == MANY
    tree = tree_of(context, whatif.PAGE, told["to"])
    assert len(find(find(tree, "ul", class_="chosen-list")[0], "li")) == 35
    # its files and pictures are of the same, and it is not offered to be kept once more
    links = [a[1]["href"] for a in find(tree, "a", class_="export")]
    assert links
    assert all("kept=What-if+1" in href for href in links)
    assert not [f for f in find(tree, "form") if f[1].get("action", "").endswith("scenario/save")]
    # one fewer is another what-if, which is kept beside it; the same one is not kept twice
    assert client.post(long[1]["action"], data=hidden, headers=JSON).json["to"] == told["to"]
    fewer = next(f for f in find(find(tree, "ul", class_="chosen-list")[0], "form"))
    less = {i[1]["name"]: i[1]["value"] for i in find(fewer, "input", type="hidden")}
    other = client.post(fewer[1]["action"], data=less, headers=JSON).json
    assert "kept=What-if+2" in other["to"]
    assert Asked.of(context, parse(other["to"])).changes == tuple(MANY[1:])
    gone = client.post(other["undo"]["action"], headers=JSON).json
    assert "was deleted" in gone["said"]
    assert "What-if 2" not in text_of(kept(context) or [])


def test_a_long_one_opens_and_stands_beside_another(client: FlaskClient, context: Context) -> None:
    long = HOUSE | {"name": "Many", "changes": ";".join(MANY), "money": "stays"}
    told = client.post("/demo/do/scenario/save", data=long, headers=JSON).json
    assert "kept=Many" in told["to"]
    section = kept(context, "/demo/what-if?changes=stakeholder:a-police")
    assert section is not None
    (opened,) = [a[1]["href"] for a in find(section, "a") if text_of(a).startswith("Open")]
    assert Asked.of(context, parse(opened)) == Asked(tuple(MANY), "stays", "Many")
    (beside,) = [a[1]["href"] for a in find(section, "a") if text_of(a).startswith("Compare")]
    assert "with_kept=Many" in beside
    assert "Compare two scenarios" in text_of(tree_of(context, whatif.PAGE, beside))


def test_the_name_of_one_that_is_gone_is_said(context: Context) -> None:
    with pytest.raises(UsageError, match="There is no scenario"):
        tree_of(context, whatif.PAGE, "/demo/what-if?kept=nothing")
