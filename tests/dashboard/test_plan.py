"""Plans: the best one of the region's stories, one's own in the address, and the check of its order."""

from __future__ import annotations

import html
import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook  # type: ignore[import-untyped]

from coordination.analytics.plan.steps import Step
from coordination.answers.plan import budget_of as read_budget
from coordination.ingest.costs import read_costs
from coordination.workspace.plans import plan as saved_plan
from dashboard.backend.context import Context
from dashboard.backend.costs import cost_query, costs_of, from_file
from dashboard.backend.plan_steps import item_query, items_of
from dashboard.pages.board import why
from dashboard.pages.plan import page as plan
from dashboard.pages.plan.asked import budget_of
from dashboard.pages.plan.put import plan_bar
from dashboard.pages.workspace import reports
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from dashboard.web.app import create_app
from graph_schema.errors import UsageError
from tests.dashboard.shipped import AS_OF, facts, tree_of, words_of


@pytest.mark.parametrize(
    "address", ["/demo/plan", "/register/plan", "/demo/plan/XAA", "/register/plan/MWI?budget=2"]
)
def test_it_is_drawn(shipped: Context, address: str) -> None:
    assert plan.draw(shipped, parse(address)).title


@pytest.mark.parametrize("fact", facts("plan"), ids=lambda f: f"budget {f['budget']}")
def test_the_best_plan_is_that_of_the_region(shipped: Context, fact: dict[str, Any]) -> None:
    address = f"/demo/plan/{fact['country']}?budget={fact['budget']}"
    given = plan.answer(shipped, parse(address))
    assert [a["capability"] for a in given["actions"]] == fact["raises"]
    words = words_of(shipped, plan.PAGE, address)
    assert f"{fact['gain']} gained" in words


def test_a_hotline_before_the_law_is_refused_in_a_sentence(shipped: Context) -> None:
    """In Belorin the law is at 1 and the hotline, which rests on it, at 3: raising the hotline first cannot work."""
    late = tree_of(shipped, plan.PAGE, "/demo/plan/XAB?steps=12:3-4;3:1-2")
    assert find(late, "p", class_="problem")
    assert "The order works" not in text_of(late)
    fine = words_of(shipped, plan.PAGE, "/demo/plan/XAB?steps=3:1-2")
    assert "The order works: each step comes after its prerequisites." in fine


def test_the_best_plan_taken_as_ones_own_brings_the_same(shipped: Context) -> None:
    tree = tree_of(shipped, plan.PAGE, "/demo/plan/XAB?budget=2")
    (link,) = [a for a in find(tree, "a") if text_of(a) == "Use it as your own plan"]
    taken = plan.own(shipped, parse(link[1]["href"]))
    best = plan.answer(shipped, parse(link[1]["href"]))
    assert taken["check"]["problems"] == []
    assert (taken["value"], taken["cost"]) == (best["value"], best["cost"])


def test_the_best_plan_is_added_to_the_steps_of_ones_own(shipped: Context) -> None:
    """What is there stays and stays first; what is in both stands once."""
    mine = "look/17//2027-02-25;3:1-2"
    best = plan.answer(shipped, parse("/demo/plan/XAB?budget=2"))
    steps = [f"{a['capability']}:{a['from']}-{a['to']}" for a in best["actions"]]
    assert "3:1-2" in steps
    tree = tree_of(shipped, plan.PAGE, f"/demo/plan/XAB?budget=2&steps={mine}")
    assert "Use it as your own plan" not in text_of(tree)
    (link,) = [a for a in find(tree, "a") if text_of(a) == "Add its 1 step to your own plan"]
    after = parse(link[1]["href"])
    (new,) = [s for s in steps if s != "3:1-2"]
    assert after.get("steps") == f"{mine};{new}"
    assert after.get("budget") == "2"
    assert "All its steps are already in your own plan." in text_of(
        tree_of(shipped, plan.PAGE, link[1]["href"])
    )


def test_steps_move_by_their_address(shipped: Context) -> None:
    tree = tree_of(shipped, plan.PAGE, "/demo/plan/XAB?steps=3:1-2;4:3-4")
    links = [a[1]["href"] for a in find(tree, "a", class_="tool")]
    assert {text_of(a) for a in find(tree, "a", class_="tool")} >= {"↓ Move step 1 down", "× Remove step 1"}
    assert "/demo/plan/XAB?steps=4%3A3-4%3B3%3A1-2" in links
    assert "/demo/plan/XAB?steps=4%3A3-4" in links


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/demo/plan/XAB?steps=99:1-2", "99:1-2 is not a step"),
        ("/demo/plan/XAB?steps=3", "'3' is not a step"),
    ],
)
def test_wrong_questions_are_answered_in_sentences(shipped: Context, address: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        plan.draw(shipped, parse(address))


@pytest.mark.parametrize("country", ["demo/plan/XAB", "register/plan/MWI"])
def test_a_budget_that_is_none_stays_in_its_field(shipped: Context, country: str) -> None:
    """By phase and by status: the plan is drawn without it, and the field says what to write. Before, a page without a
    plan led to those of all countries."""
    for said_ in ("lots", "-1", "1e3", "1000000001"):
        tree = tree_of(shipped, plan.PAGE, f"/{country}?budget={said_}")
        (box,) = (n for n in find(tree, "input") if n[1].get("name") == "budget")
        assert (box[1]["value"], box[1]["aria-invalid"]) == (said_, "true")
        (why,) = (n for n in find(tree, "p") if n[1].get("id") == "budget-wrong")
        assert "is not a budget. Give a number from 0 to 1000000000" in text_of(why)
        assert find(tree, "table")


def test_page_and_command_take_the_same_budgets(shipped: Context) -> None:
    """62 of the 63 phase steps that there are, and 2.5 of them: both are taken; nothing above a thousand million is."""
    for text in ("62", "2.5", "2,5", "999999999.99"):
        assert budget_of(parse("/demo/plan/XAB").with_query(budget=text)) == read_budget(text)
    for wrong in ("1000000000.5", "lots"):
        with pytest.raises(UsageError):
            read_budget(wrong)
        with pytest.raises(UsageError):
            budget_of(parse("/demo/plan/XAB").with_query(budget=wrong))


def test_a_wrong_step_leads_back_to_the_plan_of_its_country(shipped: Context) -> None:
    """Before, *Choose again* led to the plans of all countries."""
    app = create_app(shipped.answers, lambda: AS_OF)
    for address, leads in (
        ("/demo/plan/XAB?steps=99:1-2", "/demo/plan/XAB"),
        ("/demo/plan/Atlantis?steps=3", "/demo/plan"),  # there is no such country
    ):
        drawn, status, _ready = app.draw(parse(address), patient=True)
        assert status >= 400
        (again,) = (a for a in find(drawn.tree, "a") if text_of(a) == "Choose again")
        assert again[1]["href"] == leads


# -- costs of one's own


def test_with_costs_of_ones_own_another_plan_is_best(shipped: Context) -> None:
    """The law stands at 1 and holds eight others down. At a cost of 5 it is out of reach of a budget of 2, and what
    rests on it cannot gain without it: two of the others that have a cost gain one phase each, and what has no cost is
    in no plan. With 6, the law can be raised once."""
    small = plan.answer(shipped, parse("/demo/plan/XAB?budget=2&costs=3:2=5;1:4=1;9:4=1"))
    assert "3" not in {a["capability"] for a in small["actions"]}
    assert (small["gain"], small["cost"]) == (2, 2)
    large = plan.answer(shipped, parse("/demo/plan/XAB?budget=6&costs=3:2=5"))
    assert ("3", 5) in {(a["capability"], a["cost"]) for a in large["actions"]}


def test_no_budget_beside_own_costs_means_no_limit(shipped: Context) -> None:
    given = plan.answer(shipped, parse("/demo/plan/XAB?costs=3:2=5"))
    assert given["budget"] is None


def test_costs_go_into_an_address_and_come_back() -> None:
    numbers = [str(n) for n in range(1, 22)]
    costs = {
        (n, p): 100 * int(n) + p for n in numbers for p in (2, 3, 4)
    }  # 63 of them, about ten letters each
    query = cost_query(costs)
    assert all(len(v) <= 200 for v in query.values())
    assert costs_of(parse("/demo/plan/XAB").with_query(**query), numbers) == costs
    with pytest.raises(UsageError, match="These costs do not fit into a web address"):
        cost_query({(n, p): 10**9 for n in [*numbers, *(str(n) for n in range(200, 240))] for p in (2, 3, 4)})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("99:2=1", "99:2=1 is not a cost"),
        ("3:1=1", "3:1=1 is not a cost"),
        ("3:2=9999999999", "not a number from 0 to"),
    ],
)
def test_costs_that_are_none_are_named(shipped: Context, text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        plan.draw(shipped, parse(f"/demo/plan/XAB?costs={text}"))


@pytest.fixture(scope="module")
def client(shipped: Context) -> FlaskClient:
    return create_app(shipped.answers, lambda: AS_OF).server.test_client()


def test_the_file_of_costs_goes_out_is_filled_in_and_comes_back(client: FlaskClient) -> None:
    table = client.get("/demo/download/plan-costs.csv?country=XAB&costs=3:2=5").text.splitlines()
    assert table[0].lstrip("\ufeff").startswith("Capability,")
    law = "3 Legislation,2,"
    filled = [row.replace(law + "5", law + "7") for row in table]
    assert filled != table
    answer = client.post(
        "/demo/plan-costs/XAB?budget=4",
        data={"file": (io.BytesIO("\n".join(filled).encode()), "costs.csv")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    view = parse(answer.headers["Location"])
    assert (view.page, view.about, view.get("budget")) == ("plan", ("XAB",), "4")
    assert costs_of(view, [str(n) for n in range(1, 22)])["3", 2] == 7


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_the_file_of_the_page_is_one_of_the_terminal(client: FlaskClient, tmp_path: Path, lang: str) -> None:
    """In each language, with what it says of itself in further columns."""
    file = tmp_path / "costs.csv"
    file.write_bytes(client.get(f"/demo/download/plan-costs.csv?country=XAB&costs=3:2=5&lang={lang}").data)
    read = read_costs(file, [str(n) for n in range(1, 22)])
    assert read.terms.cost == {("3", 2): 5}
    assert read.header_line == 0


def test_costs_that_were_sent_are_told(client: FlaskClient) -> None:
    """With scripts the page stays: it tells what was taken, or what is wrong while nothing that was typed is lost."""
    asked = {"headers": {"Accept": "application/json"}}
    told = client.post("/demo/plan-costs/XAB", data={"cost.3.2": "5", "cost.4.3": "7.5"}, **asked).json
    assert told["said"] == "2 costs are used."
    assert costs_of(parse(told["to"]), ["3", "4"]) == {("3", 2): 5, ("4", 3): Decimal("7.5")}
    told = client.post("/demo/plan-costs/XAB", data={"cost.3.2": "five"}, **asked).json
    assert "The cost of 3, 2 is five" in told["message"]
    assert "to" not in told
    assert client.post("/demo/plan-costs/XAB", data={"cost.3.2": ""}, **asked).json == {
        "said": "",
        "to": "/demo/plan/XAB",
    }


def test_costs_of_the_form_come_into_the_address(client: FlaskClient) -> None:
    answer = client.post(
        "/demo/plan-costs/XAB?steps=3:1-2", data={"cost.3.2": "5", "cost.12.4": "", "cost.x.2": "1"}
    )
    assert answer.headers["Location"] == "/demo/plan/XAB?costs=3%3A2%3D5&steps=3%3A1-2"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            b"a,b\n1,2\n",
            "Line 1, a: a cost table has no column “a”. Line 1, b: .*Line 1, capability: the cap",
        ),
        (
            b"Our costs\n\ncapability;phase;price\n3;2;5\n",
            "Line 3, price: a cost table has no column “price”",
        ),
        (b"", "the file is empty"),
        (b"Our costs\ncapability,phase,cost\n3,7,5\n", "Line 3, phase: phase is not between 2 and 4"),
        (b"capability,phase,cost\n3,2,5\n99,2,5\n", "Line 3, capability: there is no such capability"),
        (b"capability,phase,cost\n3,2,-5\n", "Line 2, cost: cost is not between 0"),
        (b"capability,phase,cost\n" + 4 * b"3,2,a\n", "Line 4, cost: cost is not a number. There is 1 more"),
        (b"capability,phase,cost\n3,2,1.255\n", "The cost of 3:2 is 1.255: not a number from 0"),
        (b"capability,phase,cost\n3,2,\n", "our.csv has no cost"),
        (b"capability,phase,cost\n3,2,\xff\n", "Line 2, cost: the text is not UTF-8"),
        (b"x" * 70_000, "the file is larger than"),
    ],
)
def test_files_of_costs_that_cannot_be_taken(data: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        from_file(data, "our.csv", ["3"])


def test_what_a_page_does_not_take_of_a_file_is_told() -> None:
    """Costs go into the address; months and weight do not, and titles above the names (in line 2) are not read."""
    data = b"Our costs\ncapability;phase;cost;months;weight\n3;2;10,50;9;2\n"
    taken = from_file(data, "our.csv", ["3"])
    assert taken.costs == {("3", 2): Decimal("10.5")}
    assert "The column names are in line 2" in taken.notes[0]
    assert "months and weight count in mnr plan --costs" in taken.notes[1]


@pytest.mark.parametrize(
    "data",
    [
        b"capability;phase;cost\r\n3;2;5\r\n",
        b"capability\tphase\tcost\n3\t2\t5\n",
        b"capability,phase,cost\r3,2,5\r",
        b"Costs of 2027, in thousands\n\ncapability;phase;cost\n3;2;5\n",  # a title with a comma
        b"Costs;;\nin thousands;;\ncapability;phase;cost\n;;\n3;2;5\n",  # as a spreadsheet saves it
    ],
)
def test_files_of_costs_with_other_separators_and_line_ends(data: bytes) -> None:
    assert from_file(data, "our.csv", ["3"]).costs == {("3", 2): 5}


# -- before and after, beside the best


def test_the_board_afterwards_marks_what_differs(shipped: Context) -> None:
    """With the law at phase 2 the eight that rest on it, all at 2 or higher by themselves, come into effect at 2."""
    tree = tree_of(shipped, plan.PAGE, "/demo/plan/XAB?steps=3:1-2")
    now, then = find(tree, "figure", class_="mini")
    assert not find(now, "li", class_="changed")
    changed = [n[1]["data-key"] for n in find(then, "li", class_="changed")]
    assert sorted(changed, key=int) == ["3", "4", "5", "6", "7", "10", "11", "12", "17"]
    assert "3 Legislation, Found, provider not named, phase supported by prerequisites: 1 → 2" in text_of(
        then
    )


def test_ones_own_plan_stands_beside_the_best(shipped: Context) -> None:
    words = words_of(shipped, plan.PAGE, "/demo/plan/XAB?budget=1&steps=12:3-4")
    assert "Gained 9 0" in words  # the law gains itself and eight; the hotline without it nothing
    assert "Only in this plan 3 Legislation to phase 2 12 CSEA Hotline to phase 4" in words


# -- named steps

SECOND = "provider/9/c-counsel/2027-02-25"


def test_a_named_step_stands_in_the_plan_with_who_and_by_when(shipped: Context) -> None:
    """Cavella's 9 rests on the House of Care and its paid teams; with the Counsel Trust there are two: covered."""
    tree = tree_of(shipped, plan.PAGE, f"/demo/plan/XAC?steps={SECOND};15:1-2;renew/8/beacon-foundation//500")
    table = find(tree, "table", class_="steps-table")[0]
    rows = [text_of(r) for r in find(table, "tr")][1:]
    assert rows[0].startswith("1 Ask Counsel Trust to provide 9 Child Protection Workforce as well.")
    assert "by 25 Feb 2027" in rows[0]
    assert "Responsible Counsel Trust" in rows[0]
    assert "not known" in rows[0]
    assert rows[2].startswith(
        "3 Ask Beacon Foundation of the Shore to continue 8 End to end support beyond the end date"
    )
    _now, then = find(tree, "figure", class_="mini")
    assert {n[1]["data-key"] for n in find(then, "li", class_="changed")} == {"9", "15"}
    words = text_of(tree)
    assert "9 Child Protection Workforce : Fragile → Covered" in words
    assert "500 total cost" in words  # a renewal at 500; what nobody knows is not counted


def test_named_steps_come_before_what_they_need_is_told(shipped: Context) -> None:
    """Belorin's law is the only gap: a further hotline before it stands on nothing."""
    words = words_of(shipped, plan.PAGE, "/demo/plan/XAB?steps=provider/12;3:1-2")
    assert "12 CSEA Hotline needs 3 Legislation, which is missing today and comes only with step 2." in words
    fine = words_of(shipped, plan.PAGE, "/demo/plan/XAB?steps=3:1-2;provider/12")
    assert "The order works: each step comes after its prerequisites." in fine


@pytest.mark.parametrize("text", ["provider/9/nobody", "grow/9", "provider/99", "look/9//soon"])
def test_a_named_step_that_is_none_is_refused(shipped: Context, text: str) -> None:
    with pytest.raises(UsageError):
        plan.draw(shipped, parse(f"/demo/plan/XAC?steps={text}"))


def test_many_steps_fit_into_an_address_and_come_back() -> None:
    numbers = [str(n) for n in range(1, 22)]
    items = [Step.read(f"provider/{n}/{'x' * 30}/2027-02-25") for n in numbers[:18]]
    items.insert(2, Step("3", 1, 2))
    query = item_query(items)
    assert all(len(v) <= 200 for v in query.values())
    assert items_of(parse("/demo/plan/XAC").with_query(**query), numbers) == items
    with pytest.raises(UsageError, match="This plan does not fit into a web address"):
        item_query(items * 4)


def test_who_when_and_cost_of_a_step_are_changed_by_a_form(client: FlaskClient) -> None:
    form = {"who": "c-shelter", "by": "2027-03-01", "cost": "40"}
    answer = client.post(f"/demo/plan-step/XAC?steps=15:1-2;{SECOND}&at=2&budget=4", data=form)
    assert answer.status_code == 303
    address, _mark, place = answer.headers["Location"].partition("#")
    view = parse(address)
    assert (view.page, view.get("budget"), place) == ("plan", "4", "step-2")
    assert view.get("steps") == "15:1-2;provider/9/c-shelter/2027-03-01/40"
    new = client.post("/demo/plan-step/XAC?steps=15:1-2", data={"kind": "look", "about": "2", **form})
    assert "steps=15%3A1-2%3Blook%2F2%2Fc-shelter%2F2027-03-01%2F40#step-2" in new.headers["Location"]
    assert client.post("/demo/plan-step/XAC", data={"kind": "grow", "about": "2"}).status_code == 400


def test_named_steps_are_in_every_file(client: FlaskClient) -> None:
    address = f"XAC.{{}}?which=own&steps=3:3-4;{SECOND}"
    book = load_workbook(io.BytesIO(client.get("/demo/plan-paper/" + address.format("xlsx")).data))
    rows = {r[0]: r for r in book["Action plan"].iter_rows(values_only=True) if r[0] in (1, 2)}
    assert rows[1][1] == "3 Legislation"
    assert rows[2][1] == "Ask Counsel Trust to provide 9 Child Protection Workforce as well."
    assert (rows[2][5], rows[2][7]) == ("not known", "Counsel Trust")
    after = {r[0]: r[1:3] for r in book["Before and after"].iter_rows(values_only=True)}
    assert after["9 Child Protection Workforce"] == ("Fragile", "Covered")
    made = docx.Document(io.BytesIO(client.get("/demo/plan-paper/" + address.format("docx")).data))
    line = [c.text for c in made.tables[0].rows[2].cells]
    assert line[1] == "Ask Counsel Trust to provide 9 Child Protection Workforce as well."
    assert line[5:7] == ["not known", "Counsel Trust"]
    # a plan tells what a country lacks, and how to mend a weak point what hangs on whom
    assert "AMBER+STRICT" in made.sections[0].footer.paragraphs[0].text
    assert "AMBER+STRICT" in client.get(f"/demo/download/own-plan.csv?country=XAC&steps={SECOND}").text
    assert "AMBER+STRICT" in client.get(f"/demo/download/own-plan.ics?country=XAC&steps={SECOND}").text
    assert "AMBER+STRICT" in client.get("/demo/download/own-plan.csv?country=XAC&steps=3:3-4").text
    days = client.get(f"/demo/download/own-plan.ics?country=XAC&steps={SECOND}").text.replace("\r\n ", "")
    assert "SUMMARY:Cavella: Ask Counsel Trust to provide 9 Child Protection Workforce as well." in days
    assert "DTSTART;VALUE=DATE:20270225" in days
    table = client.get(f"/demo/download/own-plan.csv?country=XAC&steps={SECOND}").text
    assert "Ask Counsel Trust to provide 9 Child Protection Workforce as well." in table


def test_a_renewal_brings_its_cost_from_the_meeting(shipped: Context, client: FlaskClient) -> None:
    """The meeting says of 8 in Cavella what the two grants came to; so do the plan, its document and its table."""
    said_ = "The grants that end: 160,000 EUR and 240,000 EUR."
    renew = "renew/8/beacon-foundation/2027-02-25"
    assert said_ in words_of(shipped, plan.PAGE, f"/demo/plan/XAC?steps={renew}")
    made = docx.Document(io.BytesIO(client.get(f"/demo/plan-paper/XAC.docx?which=own&steps={renew}").data))
    assert made.tables[0].rows[1].cells[5].text == said_
    assert said_ in client.get(f"/demo/download/own-plan.csv?country=XAC&steps={renew}").text
    # a cost that somebody gave counts
    assert said_ not in words_of(shipped, plan.PAGE, f"/demo/plan/XAC?steps={renew}/300")


def test_of_several_who_are_asked_none_is_responsible(shipped: Context) -> None:
    words = words_of(shipped, plan.PAGE, "/demo/plan/XAC?steps=provider/9/c-counsel,c-shelter")
    assert "Ask Counsel Trust or Quay Shelter to provide 9" in words
    assert "Responsible not named yet" in words
    assert "Ask: Counsel Trust or Quay Shelter." in words


# -- where no review gives a phase


def test_the_workbook_of_a_plan_by_status(client: FlaskClient) -> None:
    data = client.get("/register/plan-paper/AFG.xlsx?which=best").data
    book = load_workbook(io.BytesIO(data))
    rows = list(book["Action plan"].iter_rows(values_only=True))
    assert len([r for r in rows if isinstance(r[0], int)]) == 21
    assert any("Nothing is known of the 21 capabilities yet" in str(r[0]) for r in rows)
    assert book.sheetnames == ["Action plan", "Grants", "Before and after", "Sources"]


def test_phases_that_nobody_gave_are_counted_apart(shipped: Context) -> None:
    """Cavella: 14 capabilities have phases; 7 and 15 were looked for and not found, which is phase 1; 5 have none and
    count 1 each among the 37. Without a budget in the address page and report take the same six raises."""
    words = words_of(shipped, plan.PAGE, "/demo/plan/XAC")
    assert "37 phases today, 5 of them assumed" in words
    paper = words_of(shipped, reports.PAGE, "/demo/reports/plan/XAC")
    assert "Sum of phases today: 37 (5 of them assumed)." in paper
    given = plan.answer(shipped, parse("/demo/plan/XAC"))
    assert (given["cost"], given["spent"], given["unit"]) == (None, 6, "raises")
    assert "Phase steps: 6. No costs were given." in paper


def test_with_few_phases_the_page_tells_the_range_and_proves_nothing(shipped: Context) -> None:
    """Fallowen on 30 June 2024: 13 of 21 have a phase, one fewer than two thirds (2 6 10 14 18 to 21 have
    none). 3 is at 3; 1 4 5 7 8 9 11 13 16 17 at 2; 12 and 15 at 1. If the eight have not begun, nothing holds another
    down: 3 + 10 * 2 + 2 + 8 = 33, and each raise gains one: 36. If the eight are at 4, 2 is held at 2 by 1, and 6 and
    10 at 3 by 3: 25 + 2 + 3 + 3 + 5 * 4 = 53; raising 3 gains three (3 6 10), raising 1 twice gains four (1 2): 60."""
    day = "as_of=2024-06-30"
    words = words_of(shipped, plan.PAGE, f"/demo/plan/XAF?plan_by=phases&budget=3&{day}")
    assert "Phases are known of 13 of 21 capabilities." in words
    assert "Of all possible plans" not in words
    assert (
        "from 33 to 36 phases if none of the others has begun, and from 53 to 60 if all of them are in place."
        in words
    )
    # neither heading calls it the best; nor does the board beside today's
    assert "An order of work for this budget" in words
    assert "After this order of work" in words
    assert "The best plan for this budget" not in words
    assert "After the best plan" not in words


def test_the_small_boards_show_the_signs_of_the_large_one(shipped: Context) -> None:
    """Almara, by hand from demo/deliveries: one government makes the law (3), and one is enough there; Kestrel Labs
    alone is known for 18, and nobody has looked for others; AlmaTel alone for 19, and somebody has."""
    (now, _then) = find(tree_of(shipped, plan.PAGE, "/demo/plan/XAA?steps=21:1-2"), "figure", class_="mini")
    words = text_of(now)
    assert "3 Legislation, One provider is enough" in words
    assert "18 Innovative Solution Development, Other providers not checked" in words
    assert "19 Corporate Social Responsibility, Fragile" in words


def test_without_phases_the_plan_is_by_status(shipped: Context) -> None:
    """Dunmere has no phases. Each capability of the plan stands above its steps, in their order, with a way into a plan
    of one's own; the papers hold the same steps."""
    tree = tree_of(shipped, plan.PAGE, "/demo/plan/XAD")
    given = plan.answer(shipped, parse("/demo/plan/XAD"))
    (questions, table) = find(tree, "table", class_="work-table")[:2]
    early = [r[1]["id"] for r in find(questions, "tr") if r[1].get("id")]
    assert early == ["work-1", "work-2", "work-3"]
    counted = [s for s in given["steps"] if s["counts"]]
    lines = [r[1]["id"] for r in find(table, "tr") if r[1].get("id")]
    assert counted
    assert lines == [f"work-{s['order']}" for s in counted]
    heads = [text_of(r) for r in find(table, "tr", class_="group-row")]
    assert len(heads) == len({s["capability"] for s in counted})
    assert [said for said in given["summary"] if said not in text_of(tree)] == []
    for kind in ("plan", "country"):
        paper = words_of(shipped, reports.PAGE, f"/demo/reports/{kind}/XAD")
        assert given["summary"][0] in paper
        assert all(s["done_when"] in paper for s in counted)
    put = find(tree, "a", class_="put")
    taken = tree_of(shipped, plan.PAGE, put[0][1]["href"])
    assert "Added to the plan: step 1" in text_of(taken)


def test_all_actions_of_a_capability_come_into_the_plan_together(shipped: Context) -> None:
    """Malawi, 17: the library has three actions that put reporting in place. They come with one click, none is
    missing, and one click more takes all three out again."""
    tree = tree_of(shipped, plan.PAGE, "/register/plan/MWI?as_of=2026-12-03")
    (put,) = [
        a for a in find(tree, "a", class_="put") if text_of(a).startswith("Add 3 steps to the plan : 17 ")
    ]
    mine = plan.own(shipped, parse(put[1]["href"]))["measures"]
    assert [(m["measure"].rpartition("/")[2], m["flags"]) for m in mine] == [
        (f"a17-establish-{n}", []) for n in (1, 2, 3)
    ]
    taken = tree_of(shipped, plan.PAGE, put[1]["href"])
    assert "Added to the plan: 3 steps, from step 1" in text_of(taken)
    less = put[1]["href"].replace("%3Bprovider%2F17%2Fgov-mwi%2F%2F%2Fa17-establish-3", "")
    assert less != put[1]["href"]
    told = "One more action is needed for 17 CSEA Reporting and is not in this plan"
    assert told in words_of(shipped, plan.PAGE, less)
    stays = "The status stays the same until the plan has all actions for this purpose."
    assert stays in words_of(shipped, plan.PAGE, less)
    assert told not in words_of(shipped, plan.PAGE, put[1]["href"])
    view = parse(put[1]["href"])
    bar = plan_bar(shipped.world(view), view)
    assert "The plan for Malawi holds 3 steps." in text_of(bar)
    (undo,) = [a for a in find(bar, "a") if text_of(a).startswith("Undo")]
    assert text_of(undo).endswith("the last 3 steps were removed")
    assert "steps=" not in undo[1]["href"]


def test_a_plan_by_phase_opens_with_its_first_step(shipped: Context) -> None:
    """Almara: the first raise is that of the answer; it is the first row of the table too."""
    given = plan.answer(shipped, parse("/demo/plan/XAA?plan_by=phases&budget=6"))
    first = given["actions"][0]
    (opens,) = find(
        tree_of(shipped, plan.PAGE, "/demo/plan/XAA?plan_by=phases&budget=6"), "p", class_="page-answer"
    )
    assert first["capability"] == "3"
    assert text_of(opens).endswith(
        f"First step: 3 Legislation, from phase {first['from']} to phase {first['to']}."
    )


def test_money_stands_beside_the_plan(shipped: Context) -> None:
    """Almara by status: the grants of Harbour Fund (90,000 EUR, for 2) and Tide Trust (120,000, for 8) pay for what is
    to be renewed; nobody pays for 10."""
    words = words_of(shipped, plan.PAGE, "/demo/plan/XAA?plan_by=states")
    money = words[words.index("Funding for the plan") :]
    assert "No recorded grant pays for: 12 CSEA Hotline, 10 Compensation, remedies and complaints" in money
    assert "EUR: 210,000 in grants that pay already, 0 in grants that could." in money
    assert "2 Research, Analysis and Monitoring yes Harbour Fund" in money
    assert "Funding for the plan" not in words_of(shipped, plan.PAGE, "/register/plan/AFG")


def test_nothing_known_begins_with_reviews(shipped: Context) -> None:
    words = words_of(shipped, plan.PAGE, "/register/plan/AFG")
    assert "Nothing is known of the 21 capabilities yet: the plan begins with reviews." in words
    assert "phases today" not in words
    # whoever asks for phases is told about statuses all the same
    assert "begins with reviews" in words_of(shipped, plan.PAGE, "/register/plan/AFG?plan_by=phases")
    with pytest.raises(UsageError, match="no way to plan"):
        plan.draw(shipped, parse("/register/plan/AFG?plan_by=luck"))


def test_a_budget_of_points(shipped: Context) -> None:
    """Malawi, 8 points: what is worth most for them is 18 (weeks and months, 4) and 21 (weeks twice, 2)."""
    given = plan.answer(shipped, parse("/register/plan/MWI?budget=8"))
    assert list(dict.fromkeys(s["capability"] for s in given["steps"] if s["counts"])) == ["18", "21"]
    assert given["points"] == 6


def test_where_some_have_phases_those_assumed_are_marked(shipped: Context) -> None:
    """Cavella: nobody gave 14 a phase; 15 was not found, which is phase 1; 4 was found at 2."""
    tree = tree_of(shipped, plan.PAGE, "/demo/plan/XAC?budget=3")
    steps = {re.findall(r" (\d+) [A-Z]", text_of(s))[0]: text_of(s) for s in find(tree, "div", class_="step")}
    assert "phase 1 is assumed" in steps["14"]
    assert "assumed" not in steps["15"]
    assert "assumed" not in steps["4"]
    _now, then = find(tree, "figure", class_="mini")
    # what nobody gave a phase counts as 1 on the board too: 7 does not read "1 to 3"
    assert " to " not in " ".join(text_of(n) for n in find(then, "span", class_="mini-phase"))


# -- as files


def test_the_plan_as_a_workbook(client: FlaskClient) -> None:
    answer = client.get("/demo/plan-paper/XAB.xlsx?which=own&steps=12:3-4;3:1-2&costs=3:2=5")
    assert 'filename="plan-XAB-2026-11-25.xlsx"' in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["Action plan", "Order check", "Cost", "Before and after", "Sources"]
    rows = [r for r in book["Action plan"].iter_rows(values_only=True) if r[0] in (1, 2)]
    assert [(r[1], r[2], r[5]) for r in rows] == [
        ("12 CSEA Hotline", "3 → 4", "not known"),
        ("3 Legislation", "1 → 2", 5),
    ]
    assert rows[1][3].date() == AS_OF
    findings = [r[2] for r in book["Order check"].iter_rows(values_only=True) if r[0] == 1]
    assert any("it needs 3 Legislation at that phase" in f for f in findings)
    costs = {(r[0], r[1]): r[2:4] for r in book["Cost"].iter_rows(values_only=True) if r[1] in (2, 3, 4)}
    assert costs["3 Legislation", 2] == (5, "you")
    assert costs["3 Legislation", 3] == (None, "nobody")
    assert len(costs) == 63
    text = str([r for s in book for r in s.iter_rows(values_only=True)])
    assert "Data version " in text
    assert "program version 0.1.0" in text
    assert not [c for s in book for r in s.iter_rows() for c in r if c.data_type == "f"]


def test_the_plan_as_word(client: FlaskClient) -> None:
    made = docx.Document(io.BytesIO(client.get("/demo/plan-paper/XAB.docx?which=best&budget=1").data))
    table = made.tables[0]
    assert [c.text for c in table.rows[0].cells][:3] == ["#", "Step", "Phase"]
    assert [c.text for c in table.rows[1].cells][:3] == ["1", "3 Legislation", "1 → 2"]
    assert "not named yet" in table.rows[1].cells[6].text
    body = "\n".join(p.text for p in made.paragraphs)
    assert "Belorin: action plan" in body
    assert "Sum of phases today: 45." in body
    assert "AMBER+STRICT" in made.sections[0].footer.paragraphs[0].text  # it says what a country lacks
    assert made.sections[0].page_width > made.sections[0].page_height


def test_the_days_of_a_plan_for_a_calendar(client: FlaskClient) -> None:
    text = client.get("/demo/download/own-plan.ics?country=XAB&steps=3:1-2").text.replace("\r\n ", "")
    assert "SUMMARY:Belorin: 3 Legislation reaches phase 2" in text
    assert "DTSTART;VALUE=DATE:20270524" in text  # six months from 25 November 2026, the last day inclusive


def test_a_plan_of_no_country_is_told(client: FlaskClient) -> None:
    answer = client.get("/demo/plan-paper/QQQ.docx")
    assert answer.status_code == 400
    assert "QQQ is not a country" in answer.text


def test_the_sheet_has_titles_a_currency_a_total_and_decimals(client: FlaskClient) -> None:
    """A provider for 5000.50 and a review: one of the two that are not done has a cost; the sum is that cost. No step
    that nobody priced has a 1 in its place. 21 is at phase 3: the step to 2 is done, and no cost of it is missing."""
    steps = "provider/9/b-gov/2027-02-25/5000.50;look/14;21:1-2"
    sent = client.get(f"/demo/plan-paper/XAB.xlsx?which=own&currency=MWK&steps={steps}")
    book = load_workbook(io.BytesIO(sent.data))
    assert {sheet["A1"].value for sheet in book.worksheets[:4]} == {"Belorin: action plan"}
    rows = [list(r) for r in book.worksheets[0].iter_rows(values_only=True)]
    head = next(i for i, r in enumerate(rows) if r[0] == "#")
    assert rows[head][5] == "Cost (MWK)"
    assert [r[5] for r in rows[head + 1 : head + 4]] == [5000.5, "not known", "not known"]
    assert rows[head + 4][1] == "Total of the steps that are not done; one of them has no cost on record"
    assert rows[head + 4][5] == 5000.5
    text = client.get(f"/demo/plan-paper/XAB.html?which=own&currency=MWK&steps={steps}").text
    assert "Total of the steps that are not done; one of them has no cost on record: 5000.5 MWK" in text
    assert "Cost (MWK)" in text


def test_costs_with_decimals_count_and_come_back(shipped: Context) -> None:
    """3 to phase 2 for 10.25 and to phase 3 for 4.5: with a budget of 14.75 both, with 14.7 not."""
    view = parse("/demo/plan/XAB?costs=3:2=10.25;3:3=4.50&budget=14.75&currency=EUR")
    costs = costs_of(view, shipped.world(view).edition.by_number)
    assert {k: float(v) for k, v in costs.items()} == {("3", 2): 10.25, ("3", 3): 4.5}
    assert cost_query(costs)["costs"] == "3:2=10.25;3:3=4.5"
    given = plan.answer(shipped, view)
    assert (given["cost"], [(a["capability"], a["to"]) for a in given["actions"]]) == (
        14.75,
        [("3", 2), ("3", 3)],
    )
    less = plan.answer(shipped, parse("/demo/plan/XAB?costs=3:2=10.25;3:3=4.50&budget=14.7"))
    assert less["cost"] == 10.25


def test_the_total_cost_keeps_its_decimals_and_its_currency(shipped: Context) -> None:
    """10.25 and 4.5 are 14.75, beside the currency where somebody named one."""
    costs = "costs=3:2=10.25;3:3=4.5"
    assert "14.75 total cost" in words_of(shipped, plan.PAGE, f"/demo/plan/XAB?{costs}")
    words = words_of(shipped, plan.PAGE, f"/demo/plan/XAB?{costs}&currency=EUR&steps=3:1-2")
    assert "EUR 14.75 total cost" in words  # the best plan
    assert "EUR 10.25 total cost" in words  # one's own


def test_what_is_done_is_marked_and_leaves_the_remaining_cost(shipped: Context) -> None:
    """Belorin's 12 is above phase 2 since the self-assessment of 1 July 2021, and the tie is recorded: of 12 + 7 + 5
    the 5 are left. Nothing of that is a problem of the order."""
    steps = "12:1-2;tie/b-cyber,b-hotline///7;look/14///5"
    address = f"/demo/plan/XAB?steps={steps}&costs=12:2=12&currency=EUR"
    tree = tree_of(shipped, plan.PAGE, address)
    (own_,) = (s for s in find(tree, "section") if find(s, "h2", id="own"))
    marks = [text_of(p) for p in find(own_, "p", class_="step-done")]
    assert len(marks) == 2
    assert "Self-assessment of Belorin" in marks[0]
    assert "1 Jul 2021" in marks[0]
    words = text_of(own_)
    assert "The order works" in words
    assert "EUR 24 total cost" in words
    assert "EUR 5 cost of the steps that are not done" in words
    for each in ("EUR 12", "EUR 7"):
        assert each in words


@pytest.mark.parametrize("address", ["/register/plan/MWI", "/demo/plan/XAB"])
def test_costs_have_a_field_for_their_currency(shipped: Context, address: str) -> None:
    """By status and by phase, once: it stands beside the costs of one's own steps."""
    tree = tree_of(shipped, plan.PAGE, f"{address}?steps=look/14///1500000&currency=MWK")
    (field_,) = (
        n for n in find(tree, "input") if n[1].get("name") == "currency" and n[1].get("type") == "text"
    )
    assert field_[1]["value"] == "MWK"
    assert "MWK 1,500,000" in text_of(tree)


def test_a_phase_step_starts_on_a_day_of_its_own(shipped: Context, client: FlaskClient) -> None:
    """By the form of the step, and back to the order of the plan when the field is emptied. The step then begins on
    that day and ends six months later; a day that is none is refused."""
    answer = client.post("/demo/plan-step/XAC?steps=15:1-2&at=1", data={"first": "2027-03-01"})
    assert answer.headers["Location"] == "/demo/plan/XAC?steps=15%3A1-2%402027-03-01#step-1"
    view = parse("/demo/plan/XAC?steps=15:1-2@2027-03-01")
    items = items_of(view, ["15"])
    assert items == [Step("15", 1, 2, date(2027, 3, 1))]
    assert item_query(items)["steps"] == "15:1-2@2027-03-01"
    (step,) = plan.own(shipped, view)["steps"]
    assert (step["start"], step["end"]) == ("2027-03-01", "2027-08-31")
    back = client.post("/demo/plan-step/XAC?steps=15:1-2@2027-03-01&at=1", data={"first": ""})
    assert back.headers["Location"] == "/demo/plan/XAC?steps=15%3A1-2#step-1"
    assert wrong_in(client, "/demo/plan-step/XAC?steps=15:1-2&at=1", {"first": "2027-02-30"}) == ["first-1"]
    assert saved_plan("Mine", "XAC", ["15:1-2@2027-03-01"]).steps == ("15:1-2@2027-03-01",)


OWNED = f"15:1-2~Office of the President;{SECOND}@2027-01-10~counsel trust"


def test_anybody_can_be_responsible_and_a_named_step_starts_on_its_own_day(shipped: Context) -> None:
    """Words stand as they are written; the name of an organisation, however spelt, is that organisation. Who provides 9
    today is consulted then. The named step runs from the day it was given to its deadline."""
    first, second = plan.own(shipped, parse(f"/demo/plan/XAC?steps={OWNED}"))["steps"]
    assert (first["owner"], first["responsible"]) == ("Office of the President", [])
    assert "responsible" not in first["missing"]
    assert not any("Name who will" in flag for flag in first["flags"])
    assert (second["owner"], second["responsible"]) == ("", ["c-counsel"])
    assert {"c-house", "c-outreach"} <= set(second["consulted"])
    assert (second["start"], second["end"]) == ("2027-01-10", "2027-02-25")
    words = words_of(shipped, plan.PAGE, f"/demo/plan/XAC?steps={OWNED}")
    assert "Responsible Office of the President" in words
    assert "10 Jan 2027 to 25 Feb 2027" in words


def test_a_form_says_who_is_responsible_and_refuses_what_cannot_be(client: FlaskClient) -> None:
    form = {"first": "", "owner": "  Office of   the President "}
    answer = client.post("/demo/plan-step/XAC?steps=15:1-2&at=1", data=form)
    assert (
        parse(answer.headers["Location"].partition("#")[0]).get("steps") == "15:1-2~Office of the President"
    )
    for wrong in ("x" * 61, "x" * 300, "a; b", "a ~ b"):
        post = ("/demo/plan-step/XAC?steps=15:1-2&at=1", {"owner": wrong})
        assert wrong_in(client, *post, "without ; and ~.") == ["owner-1"]
    late = {"by": "2027-03-01", "first": "2027-03-02", "who": "c-counsel"}
    post = (f"/demo/plan-step/XAC?steps={SECOND}&at=1", late)
    assert wrong_in(client, *post, "after its deadline") == ["first-1"]
    every = {**late, "owner": "a;b"}  # all at once, not one after the other
    assert wrong_in(client, f"/demo/plan-step/XAC?steps={SECOND}&at=1", every) == ["owner-1", "first-1"]
    both = {**late, "first": "", "owner": "a;b", "cost": "much"}
    assert wrong_in(client, f"/demo/plan-step/XAC?steps=15:1-2;{SECOND}&at=2", both) == [
        "owner-2",
        "cost-of-2",
    ]
    new = {"kind": "look", "about": "2", **both}
    assert wrong_in(client, "/demo/plan-step/XAC?steps=15:1-2", new) == ["cost-of-new", "owner-new"]


def wrong_in(client: FlaskClient, address: str, form: dict[str, str], words: str = "") -> list[str]:
    """The fields at which the page of the plan says what is wrong, after a form that cannot be taken: its menu, the
    plan as it was, and what was typed."""
    answer = client.post(address, data=form)
    assert answer.status_code == 303
    to, _mark, place = answer.headers["Location"].partition("#")
    steps = parse(address).get("steps")
    assert parse(to).get("steps") == steps
    page = client.get(to)
    assert page.status_code == 200
    assert 'id="menu' in page.text or "<nav" in page.text
    assert f'id="{place}"' in page.text
    assert words in html.unescape(page.text)
    typed = form.get("owner", "")[:150]
    assert html.escape(typed) in page.text
    # what leads on from there has none of it
    assert page.text.count("typed_") == page.text.count("typed_", 0, page.text.find("<main"))
    return re.findall(r'id="([\w-]+)-wrong"', page.text)


@pytest.mark.parametrize("day", ["9999-12-31", "1900-01-01", "2027-W05-1", "20270301"])
def test_a_start_that_cannot_be_is_refused_everywhere(client: FlaskClient, day: str) -> None:
    """The end of a calendar took the page and its files down; a week is no day of the form."""
    for page in ("plan/XAB", "plan-paper/XAB.docx", "plan-paper/XAB.xlsx"):
        answer = client.get(f"/demo/{page}?which=own&steps=12:1-2@{day}")
        assert (answer.status_code, "is not a date" in answer.text) == (400, True)
    assert wrong_in(client, "/demo/plan-step/XAB?steps=12:1-2&at=1", {"first": day}, "is not a date") == [
        "first-1"
    ]


def test_an_organisation_is_known_by_its_names_and_stands_with_its_id(client: FlaskClient) -> None:
    """However long its name, in the language of the reader, by its short name too; the form shows its name again."""
    for name in (
        "Cyber Security Authority (formerly National Cyber Security Centre)",
        "cyber security authority",
    ):
        answer = client.post("/register/plan-step/GHA?steps=12:1-2&at=1", data={"owner": name})
        assert answer.status_code == 303, name
        owner = parse(answer.headers["Location"].partition("#")[0]).get("steps").partition("~")[2]
        assert owner != name
        page = client.get(f"/register/plan/GHA?steps=12:1-2~{owner}").text
        assert "Cyber Security Authority" in page
    answer = client.post(
        "/register/plan-step/MWI?steps=12:1-2&at=1&lang=fr", data={"owner": "Union africaine"}
    )
    assert "~african-union" in parse(answer.headers["Location"].partition("#")[0]).get("steps")


def test_a_deadline_before_the_start_is_told(shipped: Context) -> None:
    """A named step without a start of its own begins with the plan, and its deadline has passed."""
    given = plan.own(shipped, parse("/demo/plan/XAC?steps=provider/9/c-counsel/2020-02-25"))
    (problem,) = given["check"]["problems"]
    assert (problem["code"], problem["order"], problem["capability"]) == ("ends-before-start", 1, "9")
    assert "deadline on 25 February 2020, before it starts on 25 November 2026" in problem["text"]


def test_who_is_responsible_is_in_every_file_and_in_the_kept_plan(client: FlaskClient) -> None:
    address = f"/demo/plan-paper/XAC.{{}}?which=own&steps={OWNED}"
    book = load_workbook(io.BytesIO(client.get(address.format("xlsx")).data))
    rows = {r[0]: r for r in book["Action plan"].iter_rows(values_only=True) if r[0] in (1, 2)}
    assert (rows[1][7], rows[2][7]) == ("Office of the President", "Counsel Trust")
    made = docx.Document(io.BytesIO(client.get(address.format("docx")).data))
    assert "Office of the President" in [c.text for c in made.tables[0].rows[1].cells]
    kept = saved_plan("Mine", "XAC", OWNED.split(";")).steps
    assert kept == ("15:1-2~Office of the President", f"{SECOND}@2027-01-10~counsel trust")


@pytest.mark.parametrize(
    ("address", "first", "then"),
    [
        # a question comes before the steps of Malawi
        (
            "/register/plan/MWI",
            "To find out first, for 4 Dedicated Law Enforcement: .* First step, for 17 CSEA Reporting: ",
            "The plan has 19 steps. ",
        ),
        # nothing is known of Tonga: every step is a review
        (
            "/register/plan/TON",
            "First step, for 3 Legislation: ",
            "Nothing is known of the 21 capabilities yet",
        ),
    ],
)
def test_a_plan_by_status_opens_with_what_to_do_first(
    shipped: Context, address: str, first: str, then: str
) -> None:
    tree = tree_of(shipped, plan.PAGE, address)
    (opens,) = find(tree, "p", class_="page-answer")
    assert re.match(first, text_of(opens))
    assert then not in text_of(opens)
    assert text_of(find(tree, "p", class_="lead")[0]).startswith(then)


def test_the_head_tells_the_own_plan_from_the_proposed_one(shipped: Context) -> None:
    tree = tree_of(shipped, plan.PAGE, "/register/plan/MWI?steps=look/4;provider/17")
    (opens,) = find(tree, "p", class_="page-answer")
    assert text_of(opens) == "Your own plan has 2 steps."
    lead = text_of(find(tree, "p", class_="lead")[0])
    assert lead.startswith("The proposed plan: To find out first, for 4 Dedicated Law Enforcement: ")
    assert "The plan has 19 steps. " in lead


def test_the_plan_by_status_taken_as_ones_own_keeps_its_actions(shipped: Context) -> None:
    """Malawi: what is to be found out about 4 and the 19 steps, each as the action that it is, with its seat and its
    time; nobody set a deadline, so none is due."""
    tree = tree_of(shipped, plan.PAGE, "/register/plan/MWI?as_of=2026-12-03")
    best = plan.answer(shipped, parse("/register/plan/MWI?as_of=2026-12-03"))["steps"]
    (link,) = [a for a in find(tree, "a") if text_of(a) == "Use it as your own plan"]
    mine = plan.own(shipped, parse(link[1]["href"]))["measures"]
    wanted = [s for s in best if s["counts"] or s["order"] == 1]
    assert len(wanted) == len(mine) == 20
    assert [(s["lead"], s["effort"]) for s in wanted] == [(m["lead"], m["effort"]) for m in mine]
    assert {m["end"] for m in mine} == {""}
    assert [m["measure"].rpartition("/")[2] for m in mine] == [s["action_id"] for s in wanted]
    own = tree_of(shipped, plan.PAGE, link[1]["href"])
    words = text_of(own)
    assert "17 CSEA Reporting: Issue rules that name who companies report to" in words
    assert "Responsible seat : Justice ministry · Time needed : months" in words
    assert "no deadline set" in words
    assert "by 30 November 2026" not in words
    assert "All its steps are already in your own plan." in words


def test_what_is_found_out_first_is_counted_apart(shipped: Context) -> None:
    """Malawi: number 1 is found out first, 2 to 20 are the 19 steps of the plan, and 21 and 22 are
    beside it: who keeps the analysis of 2 up to date, and a review of 19."""
    given = plan.answer(shipped, parse("/register/plan/MWI?as_of=2026-12-03"))
    assert [s["order"] for s in given["steps"] if not s["counts"]] == [1, 21, 22]
    words = words_of(shipped, plan.PAGE, "/register/plan/MWI?as_of=2026-12-03")
    assert (
        "1 step is found out first. It is not one of the 19 of the plan, which begin with number 2." in words
    )
    assert "2 steps are outside the plan: they put nothing in place by themselves" in words
    assert "2 steps outside the plan: renewals" in words


def test_the_page_of_reasons_says_what_to_find_out_first(shipped: Context) -> None:
    """The police of Malawi (4) are recorded in general only: the reasons say so, and the question comes first, in the
    words of the board and the plan."""
    words = words_of(shipped, why.PAGE, "/register/why/MWI/4?as_of=2026-12-03")
    assert "It is recorded only for children, violence or crime in general" in words
    assert "What to do next Find out first Ask the police chief for the unit's remit" in words
