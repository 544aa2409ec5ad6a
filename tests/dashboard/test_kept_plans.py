"""Plans on the plan page: kept under a name, opened, replaced and taken back, deleted; carried by the menu."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from dashboard.backend.context import Context
from dashboard.pages.money import donors
from dashboard.pages.plan import kept as kept_plans
from dashboard.pages.plan import page as plan
from dashboard.pages.shared import shell
from dashboard.ui.tree import Node, find, text_of
from dashboard.ui.view import parse
from tests.dashboard.shipped import tree_of
from tests.dashboard.test_kept_scenarios import HOUSE, JSON, answers, client, context  # noqa: F401

SPRING = {"name": "Spring", "country": "XAA", "steps": "21:1-2;look/14", "note": "for the committee"}


def kept(given: Context, address: str) -> Node:
    (found,) = [s for s in find(tree_of(given, plan.PAGE, address), "section") if find(s, "h2", id="kept")]
    return found


def test_a_plan_is_kept_listed_opened_and_deleted(client: FlaskClient, context: Context) -> None:  # noqa: F811
    own = "/demo/plan/XAA?steps=21:1-2;look/14"
    assert "in the address only" in text_of(kept(context, own))
    told = client.post("/demo/do/plan/save", data=SPRING, headers=JSON).json
    assert told["said"] == "Plan “Spring” is kept."
    section = kept(context, told["to"])
    assert "This plan is kept as “Spring”." in text_of(section)
    (link,) = [a[1]["href"] for a in find(section, "a") if text_of(a).startswith("Open")]
    assert parse(link).get("steps") == "21:1-2;look/14"
    assert len(find(tree_of(context, plan.PAGE, link), "div", class_="step")) >= 2
    # listed without a plan in the address, and without a country; not under another country
    assert "Spring" in text_of(kept(context, "/demo/plan/XAA"))
    assert "Spring" in text_of(kept(context, "/demo/plan"))
    other = [
        s for s in find(tree_of(context, plan.PAGE, "/demo/plan/XAB"), "section") if find(s, "h2", id="kept")
    ]
    assert other == []
    gone = client.post("/demo/do/plan/delete?country=XAA&name=Spring", data={}, headers=JSON).json
    assert gone["said"] == "Plan “Spring” is deleted."
    back = client.post(gone["undo"]["action"], data={}, headers=JSON).json
    assert back["said"] == "Plan “Spring” is back."
    assert "Spring" in text_of(kept(context, "/demo/plan/XAA"))


def test_the_palette_finds_what_is_kept_by_its_name(client: FlaskClient) -> None:  # noqa: F811
    """XAA is Almara; a plan opens on the page with its steps, a scenario on that with its changes."""

    def found(name: str) -> list[list[str]]:
        return [e for e in client.get("/_palette/demo").json or [] if e[1] == name]

    assert (found("Spring"), found("House of Care closes")) == ([], [])
    client.post("/demo/do/plan/save", data=SPRING, headers=JSON)
    client.post("/demo/do/scenario/save", data=HOUSE, headers=JSON)
    ((kind, _name, more, href, *_no_action),) = found("Spring")
    assert (kind, more) == ("Kept plan", "Almara · for the committee")
    assert (parse(href).about, parse(href).get("steps")) == (("XAA",), "21:1-2;look/14")
    ((kind, _name, more, href, *_no_action),) = found("House of Care closes")
    assert (kind, more) == ("Kept scenario", "asked in March")
    assert parse(href).get("changes") == "stakeholder:c-house"
    client.post("/demo/do/plan/delete?country=XAA&name=Spring", data={}, headers=JSON)
    assert found("Spring") == []


def test_a_plan_that_no_address_holds_is_found_on_the_page_of_its_country(
    client: FlaskClient,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client.post("/demo/do/plan/save", data=SPRING, headers=JSON)
    monkeypatch.setattr(kept_plans, "opened", lambda _view, _row: "")
    assert [e[3] for e in client.get("/_palette/demo").json or [] if e[1] == "Spring"] == ["/demo/plan/XAA"]


def test_the_head_of_the_page_leads_to_plans_kept(client: FlaskClient, context: Context) -> None:  # noqa: F811
    def ways(address: str) -> list[str]:
        links = find(tree_of(context, plan.PAGE, address), "a")
        return [text_of(a) for a in links if a[1].get("href") == "#kept"]

    assert ways("/demo/plan/XAA") == []
    client.post("/demo/do/plan/save", data=SPRING, headers=JSON)
    assert ways("/demo/plan/XAA") == ["Kept plans 1"]
    assert ways("/demo/plan/XAB") == []
    assert ways("/demo/plan/XAA?steps=21:1-2") == []  # there they stand above what is proposed


def test_a_kept_plan_says_what_became_of_it(client: FlaskClient, context: Context) -> None:  # noqa: F811
    """Almara Hotline provides 12 in Almara; nobody has reviewed 14 there since 2026; June has passed."""
    steps = "provider/12/a-hotline;look/14//2026-06-30;21:1-2"
    made = {"name": "Old", "country": "XAA", "steps": steps, "as_of": "2026-01-15"}
    client.post("/demo/do/plan/save?as_of=2026-01-15", data=made, headers=JSON)
    section = kept(context, "/demo/plan/XAA")
    words = text_of(section)
    assert "1 of 3 steps is done, by what is recorded. 1 is late." in words
    (fold,) = find(section, "details")
    told = [text_of(li) for li in find(fold, "li")]
    assert [t.split(":")[0].strip() for t in told] == ["done", "late", "still to do"]
    assert told[0].endswith("Annual report of Safe Almara")  # with the day and the source of the record


def test_after_a_plan_is_deleted_the_reader_stays_at_the_kept_plans(client: FlaskClient) -> None:  # noqa: F811
    """There is another one; then none, and the place is that of one's own plan. Before, the focus was at the top."""
    for name in ("One", "Two"):
        client.post("/demo/do/plan/save", data={**SPRING, "name": name}, headers=JSON)
    for name, place in (("One", "kept"), ("Two", "own")):
        told = client.post(f"/demo/do/plan/delete?country=XAA&name={name}", data={}, headers=JSON).json
        assert told["to"].endswith(f"#{place}")


def test_a_plan_that_replaces_one_can_be_taken_back(client: FlaskClient, context: Context) -> None:  # noqa: F811
    client.post("/demo/do/plan/save", data=SPRING, headers=JSON)
    told = client.post("/demo/do/plan/save", data={**SPRING, "steps": "look/14"}, headers=JSON).json
    assert told["said"] == "Plan “Spring” is kept; the one of that name before is laid aside."
    section = kept(context, "/demo/plan/XAA?steps=21:1-2;look/14&plan_name=Spring")
    assert "This plan differs from “Spring” as it is kept." in text_of(section)
    undone = client.post(told["undo"]["action"], data={}, headers=JSON).json
    assert undone["said"] == "Plan “Spring” is as it was before."
    section = kept(context, "/demo/plan/XAA?steps=21:1-2;look/14&plan_name=Spring")
    assert "This plan is kept as “Spring”." in text_of(section)


def test_a_kept_plan_keeps_its_name_while_it_is_changed(client: FlaskClient, context: Context) -> None:  # noqa: F811
    """Every form of a step leads back to an address with the name, where name and note stand to be kept again."""
    client.post("/demo/do/plan/save", data=SPRING, headers=JSON)
    opened = "/demo/plan/XAA?steps=21:1-2;look/14&plan_name=Spring"
    tree = tree_of(context, plan.PAGE, opened)
    assert text_of(tree).count("This plan is kept as “Spring”.") == 2  # at its head and at its form
    forms = [f[1]["action"] for f in find(tree, "form") if "/plan-step/" in f[1].get("action", "")]
    assert len(forms) >= 2
    assert all(parse(action).get("plan_name") == "Spring" for action in forms)
    changed = client.post(forms[0], data={"by": "2027-03-01", "owner": "Ann"}).headers["Location"]
    section = kept(context, changed.partition("#")[0])
    assert "This plan differs from “Spring” as it is kept." in text_of(section)
    values = {i[1]["name"]: i[1].get("value") for i in find(section, "input") if i[1].get("id")}
    assert values == {"name": "Spring", "note": "for the committee"}


def test_a_released_plan_that_is_replaced_is_no_longer_released(client: FlaskClient) -> None:  # noqa: F811
    client.post("/demo/do/plan/save", data=SPRING, headers=JSON)
    client.post("/demo/do/plan/release?country=XAA&name=Spring", data={}, headers=JSON)
    told = client.post("/demo/do/plan/save", data={**SPRING, "steps": "look/14"}, headers=JSON).json
    assert told["said"].endswith("laid aside. Donors no longer see it. Release it again where they may.")
    told = client.post("/demo/do/plan/save", data=SPRING, headers=JSON).json
    assert "Donors" not in told["said"]


def test_the_menu_carries_a_plan_that_nobody_kept(context: Context) -> None:  # noqa: F811
    """Every link of the menu holds the steps; back on the plan page they are the plan of the same country."""
    view = parse("/demo/plan/XAA?steps=21:1-2&budget=9&plan_name=Spring")
    head = shell.top(
        view,
        [("map", "Map", ""), ("plan", "Action plan", "Commandes")],
        context.spaces,
        context.as_of(view),
        "",
    )
    links = {text_of(a): parse(a[1]["href"]) for a in find(head, "a") if "href" in a[1]}
    assert (links["Map"].get("steps"), links["Map"].get("plan")) == ("21:1-2", "XAA")
    again = shell.top(
        links["Map"], [("plan", "Action plan", "Commandes")], context.spaces, context.as_of(view), ""
    )
    (way,) = [a[1]["href"] for a in find(again, "a") if text_of(a) == "Action plan"]
    tree = tree_of(context, plan.PAGE, way)
    assert len(find(tree, "div", class_="step")) >= 1
    assert parse(way).get("budget") == "9"
    # an address without a plan carries nothing
    bare = shell.top(
        parse("/demo/map"), [("plan", "Action plan", "Commandes")], context.spaces, context.as_of(view), ""
    )
    assert [a[1]["href"] for a in find(bare, "a") if text_of(a) == "Action plan"] == ["/demo/plan"]


def test_a_plan_is_released_to_donors_and_withdrawn(client: FlaskClient, context: Context) -> None:  # noqa: F811
    """No grant of the region pays for 21 in Almara, which stands at phase 1; a grant pays for 2."""

    def told() -> str:
        (found,) = [
            s
            for s in find(tree_of(context, donors.PAGE, "/demo/donors/XAA"), "section")
            if s[1].get("id") == "unfunded"
        ]
        return text_of(found)

    assert "No plan was released to donors here." in told()
    made = {**SPRING, "steps": "21:1-2~Ministry;look/2", "costs": "21:2=400", "currency": "EUR"}
    client.post("/demo/do/plan/save", data=made, headers=JSON)
    assert "Release to donors" in text_of(kept(context, "/demo/plan/XAA"))
    done = client.post("/demo/do/plan/release?country=XAA&name=Spring", data={}, headers=JSON).json
    assert done["said"] == "Donors see the unfunded steps of plan “Spring” from now on."
    words = text_of(kept(context, "/demo/plan/XAA"))
    assert "Released to donors on" in words
    assert "Withdraw from donors" in words
    words = told()
    assert "1 of 2 steps is unfunded." in words
    assert "Costs of these steps, as the plan gives them: EUR 400." in words
    assert "Ministry" in words
    back = client.post(done["undo"]["action"], data={}, headers=JSON).json
    assert back["said"] == "Donors no longer see the steps of plan “Spring”."
    assert "No plan was released to donors here." in told()
