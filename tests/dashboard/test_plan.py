"""Plans: the best one of the region's stories, one's own in the address, and the check of its order."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook  # type: ignore[import-untyped]

from dashboard.app import create_app
from dashboard.context import Context
from dashboard.costs import cost_query, costs_of, from_csv
from dashboard.pages import plan
from dashboard.tree import find, text_of
from dashboard.view import parse
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
    assert "The order works: every step has what it needs before it." in fine


def test_the_best_plan_taken_as_ones_own_brings_the_same(shipped: Context) -> None:
    tree = tree_of(shipped, plan.PAGE, "/demo/plan/XAB?budget=2")
    (link,) = [a for a in find(tree, "a") if text_of(a) == "Take it as your own plan"]
    taken = plan.own(shipped, parse(link[1]["href"]))
    best = plan.answer(shipped, parse(link[1]["href"]))
    assert taken["check"]["problems"] == []
    assert (taken["value"], taken["cost"]) == (best["value"], best["cost"])


def test_steps_move_by_their_address(shipped: Context) -> None:
    tree = tree_of(shipped, plan.PAGE, "/demo/plan/XAB?steps=3:1-2;4:3-4")
    links = [a[1]["href"] for a in find(tree, "a", class_="tool")]
    assert "/demo/plan/XAB?steps=4%3A3-4%3B3%3A1-2" in links
    assert "/demo/plan/XAB?steps=4%3A3-4" in links


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/demo/plan/XAB?budget=lots", "A budget is a whole number"),
        ("/demo/plan/XAB?budget=999", "A budget is a whole number"),
        ("/demo/plan/XAB?steps=99:1-2", "99:1-2 is not a step"),
        ("/demo/plan/XAB?steps=3", "3 is not a step"),
    ],
)
def test_wrong_questions_are_answered_in_sentences(shipped: Context, address: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        plan.draw(shipped, parse(address))


# -- costs of one's own


def test_with_costs_of_ones_own_another_plan_is_best(shipped: Context) -> None:
    """The law stands at 1 and holds eight others down. At a cost of 5 it is out of reach of a budget of 2, and what
    rests on it cannot gain without it: two of the others gain one phase each. With 6, the law can be raised once."""
    small = plan.answer(shipped, parse("/demo/plan/XAB?budget=2&costs=3:2=5"))
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
    with pytest.raises(UsageError, match="too long for an address"):
        cost_query({(n, p): 10**9 for n in [*numbers, *(str(n) for n in range(200, 240))] for p in (2, 3, 4)})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("99:2=1", "99:2=1 is not a cost"),
        ("3:1=1", "3:1=1 is not a cost"),
        ("3:2=9999999999", "not a whole number"),
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
    head = table[0].lstrip("\ufeff").split(",")
    assert {"capability", "phase", "cost"} <= set(head)
    filled = [table[0], *(row.replace(",5,", ",7,", 1) if row.startswith("3,") else row for row in table[1:])]
    answer = client.post(
        "/demo/plan-costs/XAB?budget=4",
        data={"file": (io.BytesIO("\n".join(filled).encode()), "costs.csv")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    view = parse(answer.headers["Location"])
    assert (view.page, view.about, view.get("budget")) == ("plan", ("XAB",), "4")
    assert costs_of(view, [str(n) for n in range(1, 22)])["3", 2] == 7


def test_costs_of_the_form_come_into_the_address(client: FlaskClient) -> None:
    answer = client.post(
        "/demo/plan-costs/XAB?steps=3:1-2", data={"cost.3.2": "5", "cost.12.4": "", "cost.x.2": "1"}
    )
    assert answer.headers["Location"] == "/demo/plan/XAB?costs=3%3A2%3D5&steps=3%3A1-2"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a,b\n1,2\n", "has the columns capability, phase and cost"),
        (b"capability,phase,cost\n3,2,5\n3,7,5\n", "Line 3: capability 3 to phase 7 is no raise"),
        (b"capability,phase,cost\n3,2,-5\n", "The cost of line 2 is -5"),
        (b"\xff\xfe", "not text in UTF-8"),
        (b"x" * 70_000, "larger than a table of costs"),
    ],
)
def test_files_of_costs_that_cannot_be_taken(data: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        from_csv(data, ["3"])


@pytest.mark.parametrize(
    "data",
    [
        b"capability;phase;cost\r\n3;2;5\r\n",
        b"capability\tphase\tcost\n3\t2\t5\n",
        b"capability,phase,cost\r3,2,5\r",
    ],
)
def test_files_of_costs_with_other_separators_and_line_ends(data: bytes) -> None:
    assert from_csv(data, ["3"]) == {("3", 2): 5}


# -- before and after, beside the best


def test_the_board_afterwards_marks_what_differs(shipped: Context) -> None:
    """With the law at phase 2 the eight that rest on it, all at 2 or higher by themselves, come into effect at 2."""
    tree = tree_of(shipped, plan.PAGE, "/demo/plan/XAB?steps=3:1-2")
    now, then = find(tree, "figure", class_="mini")
    assert not find(now, "li", class_="changed")
    changed = [n[1]["data-key"] for n in find(then, "li", class_="changed")]
    assert sorted(changed, key=int) == ["3", "4", "5", "6", "7", "10", "11", "12", "17"]
    assert "3 Legislation, Unattributed, phase in effect 1 → 2" in text_of(then)


def test_ones_own_plan_stands_beside_the_best(shipped: Context) -> None:
    words = words_of(shipped, plan.PAGE, "/demo/plan/XAB?budget=1&steps=12:3-4")
    assert "Gained 9 0" in words  # the law gains itself and eight; the hotline without it nothing
    assert "Only in this plan 3 Legislation to phase 2 12 CSEA Hotline to phase 4" in words


# -- as files


def test_the_plan_as_a_workbook(client: FlaskClient) -> None:
    answer = client.get("/demo/plan-paper/XAB.xlsx?which=own&steps=12:3-4;3:1-2&costs=3:2=5")
    assert 'filename="plan-XAB-2026-11-25.xlsx"' in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["Plan", "Order check", "Costs", "Before and after", "Sources"]
    rows = [r for r in book["Plan"].iter_rows(values_only=True) if r[0] in (1, 2)]
    assert [(r[1], r[2], r[5]) for r in rows] == [
        ("12 CSEA Hotline", "3 → 4", 1),
        ("3 Legislation", "1 → 2", 5),
    ]
    assert rows[1][3].date() == AS_OF
    findings = [r[2] for r in book["Order check"].iter_rows(values_only=True) if r[0] == 1]
    assert any("it needs 3 Legislation at that phase" in f for f in findings)
    costs = {(r[0], r[1]): r[2:4] for r in book["Costs"].iter_rows(values_only=True) if r[1] in (2, 3, 4)}
    assert costs["3 Legislation", 2] == (5, "you")
    assert costs["3 Legislation", 3] == (1, "the program, where nobody says")
    assert len(costs) == 63
    text = str([r for s in book for r in s.iter_rows(values_only=True)])
    assert "Snapshot " in text
    assert "program version 0.1.0" in text
    assert not [c for s in book for r in s.iter_rows() for c in r if c.data_type == "f"]


def test_the_plan_as_word(client: FlaskClient) -> None:
    made = docx.Document(io.BytesIO(client.get("/demo/plan-paper/XAB.docx?which=best&budget=1").data))
    table = made.tables[0]
    assert [c.text for c in table.rows[0].cells][:3] == ["#", "Capability", "Phase"]
    assert [c.text for c in table.rows[1].cells][:3] == ["1", "3 Legislation", "1 → 2"]
    assert "nobody yet" in table.rows[1].cells[6].text
    body = "\n".join(p.text for p in made.paragraphs)
    assert "Belorin: action plan" in body
    assert "Phases in effect today: 45." in body
    assert "AMBER" not in made.sections[0].footer.paragraphs[0].text  # the fiction is clear
    assert made.sections[0].page_width > made.sections[0].page_height


def test_the_days_of_a_plan_for_a_calendar(client: FlaskClient) -> None:
    text = client.get("/demo/download/own-plan.ics?country=XAB&steps=3:1-2").text.replace("\r\n ", "")
    assert "SUMMARY:Belorin: 3 Legislation at phase 2" in text
    assert "DTSTART;VALUE=DATE:20270524" in text  # six months from 25 November 2026, the last day inclusive


def test_a_plan_of_no_country_is_told(client: FlaskClient) -> None:
    answer = client.get("/demo/plan-paper/QQQ.docx")
    assert answer.status_code == 400
    assert "QQQ is not a country" in answer.text
