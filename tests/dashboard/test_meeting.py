"""The meeting page: the decisions of the region by hand, what is kept where, the table, and the minutes it gives."""

from __future__ import annotations

import html
import io
import re
from datetime import date
from typing import Any

import docx
import pytest
from flask.testing import FlaskClient

from coordination.ingest.plan import plan
from coordination.model.snapshot import Snapshot
from coordination.reports.agenda import amount_of
from coordination.store.memory import MemoryStore
from coordination.workspace.service import Workspace
from dashboard.backend.answers import ServiceAnswers
from dashboard.backend.context import Context
from dashboard.backend.plan_steps import in_menu, items_of
from dashboard.figures.seating_plan import Seat, table_round
from dashboard.pages import Page
from dashboard.pages.board import country
from dashboard.pages.meeting import page as meeting
from dashboard.pages.meeting.minutes import read_minutes
from dashboard.pages.plan import page as plan_page
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from dashboard.web.app import create_app
from graph_schema.errors import UsageError
from tests.contract.test_store import batch
from tests.dashboard.shipped import AS_OF, facts, tree_of, words_of
from tests.oracle.small import small


@pytest.mark.parametrize(
    "address",
    [
        "/demo/meeting",
        "/register/meeting",
        "/demo/meeting/XAA",
        "/register/meeting/MWI",
        "/register/meeting/ATA",
    ],
)
def test_it_is_drawn(shipped: Context, address: str) -> None:
    assert meeting.draw(shipped, parse(address)).title


def test_the_three_of_belorin(shipped: Context) -> None:
    """By hand. The plan by status begins with the law (3), the only gap: eight capabilities stand on it directly or
    through 4, so nine are at stake. Then the fragile ones: nothing waits for 11 12 14 18 (12 needs others, and one is
    enough for 17), and hand-offs join 12 to most that stand: its one organisation. What ends: the treatment of 15 on 31
    August 2027, after the next meeting, so it has the third place."""
    tree = tree_of(shipped, meeting.PAGE, "/demo/meeting/XAB")
    titles = [text_of(n) for n in find(tree, "h3", class_="decision-title")]
    assert titles == [
        "3 Legislation: reviewed, and only at the first stage",
        "12 CSEA Hotline depends on a single organisation",
        "15 Offender Support Systems: its provider or funding ends",
    ]
    words = text_of(tree)
    assert "9 capabilities affected" in words
    assert "ends 31 August 2027" in words
    assert "Cost not known" in words
    law = text_of(find(tree, "article")[0])
    assert "whatever the unknown" not in words  # nothing is unknown here
    assert "Responsible seat Justice ministry seat not known" in law


def test_what_is_first_whatever_is_marked_where_something_is_unknown(shipped: Context) -> None:
    """Malawi: of the three, 17 is among the first three gaps however the unknown ones turn out; 7 is not, and what is
    to be asked about 4 is no gap."""
    tree = tree_of(shipped, meeting.PAGE, "/register/meeting/MWI")
    mark = "among the first three gaps, whatever the unknown turns out to be"
    marked = {str(a[1]["data-key"]): mark in text_of(a) for a in find(tree, "article")}
    assert marked == {"look-4": False, "missing-17": True, "missing-7": False}


def test_a_decision_says_what_its_status_depends_on_and_leads_to_the_record(shipped: Context) -> None:
    """Malawi: the police unit (4) is recorded in general only, and the sentence leads to that record; that 7 is
    missing is firm and says nothing."""
    tree = tree_of(shipped, meeting.PAGE, "/register/meeting/MWI")
    by_key = {str(a[1]["data-key"]): a for a in find(tree, "article")}
    lead = "This status depends on an assumption."
    assert [lead in text_of(by_key[key]) for key in ("look-4", "missing-7")] == [True, False]
    found = shipped.ask(parse("/register"), "decisions", country="MWI")["decisions"]
    first = next(d for d in found if d["key"] == "look-4")
    assert first["who"] == [
        "mw-police",
        "mw-police-cyber",
    ]  # who does it knows what is covered; the committee does not
    links = [str(a[1].get("href")).partition("?")[0] for a in find(by_key["look-4"], "a")]
    assert len(first["check"]) == 2  # the force and its unit, both recorded in general
    assert {f"/register/record/deliveries/{check['claim']}" for check in first["check"]} <= set(links)


def test_who_leads_is_who_holds_the_seat(shipped: Context) -> None:
    """Almara: the ministry of social welfare holds its seat on the council; what is to be renewed for research (2)
    is led from there."""
    tree = tree_of(shipped, meeting.PAGE, "/demo/meeting/XAA")
    (two,) = [a for a in find(tree, "article") if a[1]["data-key"] == "ending-2"]
    links = [str(a[1]["href"]).partition("?")[0] for a in find(two, "a")]
    assert "/demo/organisation/a-msw" in links


def test_a_country_nobody_knows_is_told_where_to_begin(shipped: Context) -> None:
    words = words_of(shipped, meeting.PAGE, "/register/meeting/AFG")
    assert (
        "Afghanistan has not been reviewed yet. The first decision is who will review which capabilities."
    ) in words
    assert "3 Legislation: not reviewed" in words
    assert "No national body is on record. It may exist all the same." in words


def test_where_nobody_lives_nobody_is_asked_to_review(shipped: Context) -> None:
    words = words_of(shipped, meeting.PAGE, "/register/meeting/ATA")
    assert "No decision is proposed." in words
    assert "who will review" not in words


def test_a_verdict_is_in_the_address_and_names_are_not(shipped: Context) -> None:
    tree = tree_of(shipped, meeting.PAGE, "/demo/meeting/XAB?v.missing-3=agreed")
    ticked = [n[1]["id"] for n in find(tree, "input", type="radio") if "checked" in n[1]]
    assert "v-missing-3-agreed" in ticked
    typed = [n for n in find(tree, "input") + find(tree, "textarea") if "data-draft-field" in n[1]]
    assert {"people", "chair", "owner.missing-3"} <= {n[1]["name"] for n in typed}
    assert not [n for n in typed if "data-query" in n[1]]
    assert "1 of 3 decided" in text_of(tree)
    wrong = tree_of(shipped, meeting.PAGE, "/demo/meeting/XAB?v.missing-3=maybe")
    assert "0 of 3 decided" in text_of(wrong)


def test_a_further_decision_is_put_on_the_table_and_taken_off(shipped: Context) -> None:
    tree = tree_of(shipped, meeting.PAGE, "/demo/meeting/XAB")
    words = "Add to the agenda : 11 Child Helpline depends on a single organisation"
    (add,) = [a for a in find(tree, "a") if text_of(a) == words]
    more = tree_of(shipped, meeting.PAGE, add[1]["href"])
    assert len(find(more, "article")) == 4
    (off,) = [a for a in find(more, "a") if text_of(a).startswith("Remove from the agenda : 3 Legislation")]
    less = tree_of(shipped, meeting.PAGE, off[1]["href"])
    assert not [n for n in find(less, "h3") if text_of(n).startswith("3 Legislation: ")]
    assert len(find(less, "article")) == 3


def test_changes_since_a_day_that_is_chosen(shipped: Context) -> None:
    """In Belorin nobody had begun with 15 in 2022 (phase 1 in 2021); the clinic began in September 2023."""
    words = words_of(shipped, meeting.PAGE, "/demo/meeting/XAB?since=2022-01-01")
    assert "Since 1 January 2022" in words
    assert "15 Offender Support Systems : improved Gap → Fragile" in words
    with pytest.raises(UsageError, match="soon is not a date"):
        meeting.draw(shipped, parse("/demo/meeting/XAB?since=soon"))


@pytest.mark.parametrize("fact", facts("seats"), ids=lambda f: str(f["country"]))
def test_seats_around_the_table_are_those_of_the_region(shipped: Context, fact: dict[str, Any]) -> None:
    tree = tree_of(shipped, meeting.PAGE, f"/demo/meeting/{fact['country']}")
    (picture,) = find(tree, "svg", class_="table-round")
    assert f"{len(fact['filled'])} of 13" in text_of(picture)
    (twin,) = find(tree, "ul", class_="seat-list")
    said = {n[1]["data-key"]: text_of(find(n, "span", class_="sub")[0]) for n in find(twin, "li")}
    for state, word in (("filled", "filled"), ("empty", "vacant"), ("unknown", "unknown")):
        assert [s for s, w in said.items() if w == word] == fact[state]


@pytest.mark.parametrize(
    ("workspace", "code", "body", "holder"),
    [("demo", "XAA", "a-council", "a-moj"), ("register", "KEN", "ke-ca", "ke-ca")],
)
def test_seats_lead_to_the_organisations_that_hold_them(
    shipped: Context, workspace: str, code: str, body: str, holder: str
) -> None:
    """committee_seats.csv: the seat of the holder on the body."""
    tree = tree_of(shipped, meeting.PAGE, f"/{workspace}/meeting/{code}?body={body}")
    (twin,) = find(tree, "ul", class_="seat-list")
    links = [str(a[1]["href"]).partition("?")[0] for a in find(twin, "a")]
    assert f"/{workspace}/organisation/{holder}" in links


@pytest.mark.parametrize(
    ("page", "address"),
    [(meeting.PAGE, "/demo/meeting/XAB?since=2024-01-01"), (meeting.PAGE, "/register/meeting/MWI"),
     (country.PAGE, "/demo/country/XAB"), (country.PAGE, "/register/country/MWI")],
)  # fmt: skip
def test_every_organisation_that_is_named_with_its_mark_is_a_link(
    shipped: Context, page: Page, address: str
) -> None:
    tree = tree_of(shipped, page, address)
    named = find(tree, "span", class_="org")
    assert named
    assert len(named) == sum(len(find(a, "span", class_="org")) for a in find(tree, "a"))


def test_the_board_as_a_table_links_providers_and_who_would_take_over(shipped: Context) -> None:
    """Of the helpline of Almara, for which the hospital has agreed to step in; rows are named by the capability."""
    tree = tree_of(shipped, country.PAGE, "/demo/country/XAA")
    (row,) = [r for r in find(tree, "tr") if find(r, "a", id="row-11")]
    links = [str(a[1]["href"]).partition("?")[0] for a in find(row, "a", class_="org-link")]
    assert links == ["/demo/organisation/a-helpline", "/demo/organisation/a-hospital"]
    assert "Named to take over" in text_of(row)


def test_a_seat_named_by_a_row_that_is_not_confirmed_says_who_and_doubts_no_list() -> None:
    """The list of `whole` is whole: under confirmed 11 seats are empty, and of education somebody is named by a row
    that does not count. Of the other body nobody says that the list is whole, which is said of the 12 others."""
    rows = small(
        stakeholders=[{"id": "school", "name": "School Board"}],
        committee_bodies=[
            {"body_id": "whole", "seats_complete": "yes"},
            {"body_id": "part", "iso3": "KEN", "seats_complete": "no"},
        ],
        committee_seats=[
            {"body_id": "whole", "member_id": "school", "seat": "education", "verified": "recalled"},
            {"body_id": "whole", "member_id": "police", "seat": "police"},
            {
                "body_id": "part",
                "iso3": "KEN",
                "member_id": "school",
                "seat": "education",
                "verified": "recalled",
            },
        ],
    )
    store = MemoryStore()
    changes = plan(store.snapshot(), Snapshot.from_rows(rows).frames)
    store.apply(changes, batch(changes, "made"))
    context = Context.of(ServiceAnswers([Workspace("w", store)]), lambda: AS_OF)
    named = "Education ministry: unknown. School Board is said to hold it, but this is not confirmed."
    words = words_of(context, meeting.PAGE, "/w/meeting/MWI?evidence=confirmed")
    assert named in words
    assert "the list of members may be incomplete" not in words
    words = words_of(context, meeting.PAGE, "/w/meeting/KEN?evidence=confirmed")
    assert named in words
    assert "12 seats are unknown: the list of members may be incomplete." in words
    assert "is said to hold it" not in words_of(context, meeting.PAGE, "/w/meeting/MWI")


def test_a_seat_is_told_by_sign_shape_and_word_and_unknown_is_not_empty() -> None:
    seats = [Seat("a", "Police", "filled"), Seat("b", "Judiciary", "empty"), Seat("c", "Faith", "unknown")]
    picture = table_round(seats, "Seats")
    groups = {g[1]["data-key"]: g for g in find(picture, "g") if "data-key" in g[1]}
    assert len(find(groups["a"], "path", class_="sl")) == 1  # a tick
    assert len(find(groups["b"], "path", class_="thin")) == 1  # a cross
    assert not find(groups["c"], "path")
    assert "?" in text_of(groups["c"])
    assert "s-gap" not in str(groups["c"])


# -- minutes


@pytest.fixture(scope="module")
def client(shipped: Context) -> FlaskClient:
    return create_app(shipped.answers, lambda: AS_OF).server.test_client()


FORM = {
    "verdict.missing-3": "agreed",
    "owner.missing-3": "Ministry of Justice",
    "by.missing-3": "2027-06-30",
    "cost.missing-3": "two drafting days",
    "words.missing-3": "=HYPERLINK(1) <b>first</b> reading in March",
    "verdict.one-11": "not-now",
    "words.one-11": "after the budget",
    "people": "A person\n\nAnother person",
    "chair": "The chair",
    "next": "2027-02-24",
}


def read(data: bytes) -> tuple[str, str]:
    """(everything in the body in order of kind, the foot) of a Word file."""
    made = docx.Document(io.BytesIO(data))
    body = [p.text for p in made.paragraphs]
    body += [c.text for t in made.tables for r in t.rows for c in r.cells]
    return "\n".join(body), made.sections[0].footer.paragraphs[0].text


def test_the_minutes_hold_what_is_in_the_form_and_what_it_rests_on(client: FlaskClient) -> None:
    answer = client.post("/demo/minutes/XAB.docx?v.missing-3=change&since=2022-01-01", data=FORM)
    assert answer.status_code == 200
    assert 'filename="minutes-XAB-2026-11-25.docx"' in answer.headers["Content-Disposition"]
    body, foot = read(answer.data)
    for words in (
        "Belorin: minutes of the meeting of 25 November 2026",
        "A person",
        "Another person",
        "Chair: The chair",
        "3 Legislation: reviewed, and only at the first stage",
        "Ministry of Justice",
        "30 June 2027",
        "two drafting days",
        "=HYPERLINK(1) <b>first</b> reading in March",
        "Not now",
        "after the budget",
        "25 February 2027 (proposed)",  # nobody wrote another day for 15 and 11
        "not known",  # nor their cost
        "Next meeting: 24 February 2027",
        "What changed since 1 January 2022",
        "No national body is on record. It may exist all the same.",
    ):
        assert words in body, words
    assert "Agreed with a change" not in body  # the form wins over the address
    for words in (
        "25 November 2026",
        "Fictional region",
        "first edition",
        "AMBER+STRICT",
    ):
        assert words in foot, words
    assert (
        "Data version" not in foot
    )  # no hash on the first page: it stands at the end, under its own heading
    assert body.index("\nAbout this document\n") > body.index("Next meeting: 24 February 2027")
    assert "0.1.0" in body[body.index("\nAbout this document\nData version ") :]


def test_the_minutes_record_decisions_as_sentences(client: FlaskClient) -> None:
    """What was decided, who owns it, by when; a change says what it changes; what was not decided is no decision."""
    body, _foot = read(client.post("/demo/minutes/XAB.docx", data=FORM).data)
    first = next(line for line in body.splitlines() if line.startswith("1. It was decided: "))
    assert first.endswith("Responsible: Ministry of Justice. By 30 June 2027.")
    assert "It was decided not to act on this now: " in body
    assert body.count("It was decided") == 4  # two, each in the list and at its place
    assert "No longer proposed" not in body  # 11 is none of the first three, but still proposed
    form = {
        **FORM,
        "verdict.missing-3": "change",
        "words.missing-3": "two bills\nin place of one",
        "by.missing-3": "",
    }
    changed, _foot = read(client.post("/demo/minutes/XAB.docx", data=form).data)
    assert "It was decided: two bills in place of one. This changes what was proposed: " in changed
    assert "Responsible: Ministry of Justice. No day was set; proposed: 25 February 2027." in changed
    silent = {**form, "words.missing-3": "", "owner.missing-3": ""}
    unsaid, _foot = read(client.post("/demo/minutes/XAB.docx", data=silent).data)
    assert "It was decided to act on this with a change that nobody wrote down." in unsaid
    assert "Nobody was named as responsible." in unsaid


def test_nobody_is_asked_by_a_day_for_what_was_put_off(client: FlaskClient) -> None:
    body, _foot = read(client.post("/demo/minutes/XAB.docx", data=FORM).data)
    text = body[body.rindex("Not now") :]
    part = text[: text.index("after the budget")]  # the table of that decision
    assert "(proposed)" not in part
    assert "not named yet" not in part


def test_minutes_without_a_form_are_those_of_the_address(client: FlaskClient) -> None:
    answer = client.get("/demo/minutes/XAB.html?v.missing-3=change&items=missing-3")
    text = answer.text
    assert "Agreed with a change" in text
    assert "No names were entered." in text
    assert "depends on a single organisation" not in text  # only what was put on the table
    assert "<script" not in text


def test_what_was_written_of_a_decision_that_is_gone_is_in_the_minutes(client: FlaskClient) -> None:
    """12 is no candidate there; somebody wrote about it before the data changed. Of 99 nobody wrote anything."""
    form = {"words.missing-99": "", "words.missing-98": "we did it", "owner.missing-98": "The school"}
    text = client.post("/demo/minutes/XAB.html?items=missing-3;missing-98;missing-99", data=form).text
    for words in ("missing-98", "No longer proposed with today&#x27;s data.", "we did it", "The school"):
        assert words in text.replace("&#39;", "&#x27;").replace("today's", "today&#x27;s"), words
    assert "missing-99" not in text


def test_what_was_typed_is_text_on_the_printed_page_too(client: FlaskClient) -> None:
    text = client.post("/demo/minutes/XAB.html", data=FORM).text
    assert "&lt;b&gt;first&lt;/b&gt;" in text
    assert "<b>first</b>" not in text


@pytest.mark.parametrize(
    "path", ["/demo/minutes/QQQ.docx", "/demo/minutes/XAB.pdf", "/demo/minutes/XAB.docx?since=x"]
)
def test_minutes_that_cannot_be_taken_say_why(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert answer.json
    assert answer.json["hint"]


def test_another_site_cannot_take_minutes(client: FlaskClient) -> None:
    assert client.post("/demo/minutes/XAB.docx", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_the_next_meeting_is_not_before_this_one(client: FlaskClient) -> None:
    """Said at the field before the form is sent, and by the server to who has no scripts. The same day may be."""
    early = {**FORM, "held": "2027-02-25"}
    answer = client.post("/demo/minutes/XAB.docx", data=early)
    assert answer.status_code == 400
    said = answer.get_json()
    assert (said["message"], said["hint"]) == (
        "The next meeting cannot be before this one.",
        "Correct one of the two dates.",
    )
    assert client.post("/demo/minutes/XAB.docx", data={**FORM, "held": "2027-02-24"}).status_code == 200
    page = client.get("/demo/meeting/XAB").text
    field = re.search(r'<input[^>]*id="d-next"[^>]*>', page)
    assert field is not None
    assert 'data-not-before="held"' in field[0]
    assert 'aria-describedby="d-next-wrong"' in field[0]


def test_the_same_minutes_are_the_same_bytes(client: FlaskClient) -> None:
    one, two = (client.post("/demo/minutes/XAB.docx", data=FORM).data for _ in range(2))
    assert one == two


def test_long_texts_are_cut_and_unknown_verdicts_count_as_none() -> None:
    given = read_minutes(
        parse("/demo/meeting/XAB"), "XAB", AS_OF, {"people": "x" * 9000, "verdict.one-11": "perhaps"}
    )
    assert len(given.people) == 8000
    assert given.entries["one-11"].verdict == ""


def test_the_meeting_says_why_its_decisions_stand_in_this_order(shipped: Context) -> None:
    """In one sentence; where somebody chose other decisions, that it is their order."""
    assert "The first that the action plan takes up, in its order" in words_of(
        shipped, meeting.PAGE, "/demo/meeting/XAB"
    )
    chosen = words_of(shipped, meeting.PAGE, "/demo/meeting/XAB?items=missing-3")
    assert "You have chosen these decisions and their order." in chosen


# -- to the plan and back


def buttons(text: str, words: str) -> list[str]:
    """Where the buttons with these words send the form of a page."""
    found = re.findall(r"<button[^>]*formaction=\"([^\"]*)\"[^>]*>(.*?)</button>", text, re.S)
    return [html.unescape(to) for to, inner in found if words in re.sub(r"<[^>]*>", " ", inner)]


def radio(text: str, key: str) -> list[tuple[str, bool]]:
    """The verdicts of a decision on a page: value, and whether it is chosen."""
    found = re.findall(rf"<input[^>]*name=\"verdict\.{key}\"[^>]*>", text)
    return [(re.findall(r'value="([^"]*)"', x)[0] if 'value="' in x else "", " checked" in x) for x in found]


def test_what_a_meeting_decided_goes_to_the_plan_and_comes_back(client: FlaskClient) -> None:
    """Responsible, deadline, cost and decision of 3 are typed and put into the plan; the plan is taken to the meeting
    by another browser, which has nothing of the form: its minutes say the same, and never *Not decided*."""
    page = client.get("/demo/meeting/XAB").text
    (add,) = (to for to in buttons(page, "Add to the plan") if "add=missing-3" in to)
    form = {
        **{
            f"{f}.{k}": ""
            for f in ("owner", "by", "cost", "words", "verdict")
            for k in ("one-12", "ending-15")
        },
        "verdict.missing-3": "agreed",
        "owner.missing-3": "The drafting group",
        "by.missing-3": "2027-06-30",
        "cost.missing-3": "EUR 1,200",
        "words.missing-3": "first reading in March",
    }
    answer = client.post(add, data=form)
    assert answer.status_code == 303
    view = parse(answer.headers["Location"])
    (step,) = items_of(view, [str(n) for n in range(1, 22)])
    assert (step.owner, str(step.decided), view.get("currency")) == ("The drafting group", "agreed", "EUR")
    assert step.measure is not None
    assert (step.measure.cost, step.measure.by) == (1200, date(2027, 6, 30))

    again = client.get(answer.headers["Location"]).text
    assert "The plan for Belorin holds 1 step." in again
    assert radio(again, "missing-3") == [
        ("open", False),
        ("agreed", True),
        ("change", False),
        ("not-now", False),
    ]
    for name, value in (("owner", "The drafting group"), ("by", "2027-06-30"), ("cost", "EUR 1200")):
        (field,) = re.findall(rf'<input[^>]*name="{name}\.missing-3"[^>]*>', again)
        assert f'value="{value}"' in field
        assert f'data-from-plan="{value}"' in field

    (open_,) = buttons(again, "Open the plan")
    later = {**form, "owner.missing-3": "Ministry of Justice", "cost.missing-3": "EUR 1200"}
    to_plan = client.post(open_, data=later).headers["Location"]
    shown_plan = client.get(to_plan).text
    words = re.sub(r"<[^>]*>", " ", shown_plan)
    for said in ("Ministry of Justice", "Decision", "Agreed", "by 30 Jun 2027"):
        assert said in words, said
    (back,) = re.findall(r'<a[^>]*href="([^"]*)"[^>]*>Take the plan to the meeting</a>', shown_plan)
    minutes = client.get(html.unescape(back).replace("/demo/meeting/XAB", "/demo/minutes/XAB.html")).text
    shown = re.sub(r"<[^>]*>", " ", minutes)
    for said in ("Responsible: Ministry of Justice. By 30 June 2027.", "EUR 1200", "1 is taken."):
        assert said in shown, said
    assert shown.count("Not decided") == 2 * 2  # the two others, in the list and at their place


def test_a_step_that_no_decision_is_about_is_on_the_agenda(client: FlaskClient) -> None:
    """A phase step and a partnership: each with whom the plan names, and what was decided about it before."""
    query = "steps=12:1-2!not-now~The line;tie/b-cyber,b-hotline//2027-03-01/40!agreed&currency=MWK"
    text = client.get(f"/demo/meeting/XAB?{query}").text
    words = re.sub(r"<[^>]*>", " ", text)
    assert "Raise 12 CSEA Hotline to phase 2." in words
    assert words.count("Step of the action plan") == 2
    minutes = re.sub(r"<[^>]*>", " ", client.get(f"/demo/minutes/XAB.html?{query}").text)
    for said in (
        "The line",
        "It was decided not to act on this now: Raise 12 CSEA Hotline to phase 2.",
        "MWK 40",
    ):
        assert said in minutes, said
    assert "By 1 March 2027." in minutes


def test_what_cannot_go_into_the_plan_stays_and_is_told(client: FlaskClient) -> None:
    page = client.get("/demo/meeting/XAB?currency=EUR").text
    (add,) = (to for to in buttons(page, "Add to the plan") if "add=missing-3" in to)
    for typed in ({"cost": "two drafting days"}, {"cost": "USD 5"}, {"owner": "A; B"}, {"owner": "x" * 61}):
        form = {f"{f}.missing-3": typed.get(f, "") for f in ("owner", "by", "cost", "words", "verdict")}
        to = client.post(add, data=form).headers["Location"]
        view = parse(to)
        (step,) = items_of(view, [str(n) for n in range(1, 22)])
        assert step.measure is not None
        assert (step.owner, step.measure.cost) == ("", None)
        assert "Not all of this can go into the plan" in client.get(to).text


def test_a_decision_of_the_plan_can_be_opened_again(client: FlaskClient) -> None:
    """*Not decided* is then said by the form and by the address, not left out, so that the plan does not win."""
    query = "steps=tie/b-cyber,b-hotline!agreed"
    page = client.get(f"/demo/meeting/XAB?{query}").text
    (key,) = re.findall(r'name="verdict\.(plan-[0-9a-f]+)"[^>]*value="open"', page)
    (open_,) = buttons(page, "Open the plan")
    form = {f"{f}.{key}": "" for f in ("owner", "by", "cost", "words")} | {f"verdict.{key}": "open"}
    view = parse(client.post(open_, data=form).headers["Location"])
    assert [s.decided for s in items_of(view, ["12"])] == [None]
    minutes = client.get(f"/demo/minutes/XAB.html?{query}&v.{key}=open").text
    assert "It was decided" not in minutes


def test_minutes_that_nobody_filled_in_do_not_say_that_nothing_was_decided(client: FlaskClient) -> None:
    blank = client.get("/demo/minutes/XAB.html").text
    assert "Not decided" not in blank
    assert "to be filled in" in blank
    form = {"owner.missing-3": "Ministry of Justice", "verdict.missing-3": ""}
    told = client.post("/demo/minutes/XAB.html", data=form).text
    assert (
        "No decision was marked" in told
    )  # somebody is responsible for something, whatever was chosen above


def test_decisions_go_along_to_the_plan_and_not_to_another_country(shipped: Context) -> None:
    """Also those that are not in the plan; of another country they would say what nobody decided."""
    view = parse("/demo/meeting/XAB?v.one-12=not-now&items=one-12&steps=look/7")
    assert in_menu(view, "plan").items() >= {"v.one-12": "not-now", "items": "one-12"}.items()
    assert parse(view.of_country("XAA")).query == {"steps": "look/7"}
    tree = tree_of(shipped, plan_page.PAGE, "/demo/plan/XAB?v.one-12=not-now&steps=look/7")
    assert any(
        "v.one-12=not-now" in str(a[1].get("href")) for a in find(tree, "a") if "meeting" in text_of(a)
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("5000", ("5000", "")),
        ("USD 5,000", ("5000", "USD")),
        ("5 000 EUR", ("5000", "EUR")),
        ("5.000,50 €", ("5000.50", "€")),
        ("1,234,567.8", ("1234567.8", "")),
        ("12.5", ("12.5", "")),
        ("about 5", None),  # a word, no currency
        ("40 days", ("40", "days")),  # the unit of this plan
        ("two days", None),
        ("5-6", None),
        ("12345678901", None),
    ],
)
def test_a_sum_is_read_as_people_write_it(typed: str, found: tuple[str, str] | None) -> None:
    assert amount_of(typed, "days") == found
