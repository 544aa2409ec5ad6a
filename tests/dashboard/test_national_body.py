"""A national body by buttons: the body first, then its thirteen seats on one form, undone in one piece."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask.testing import FlaskClient

from coordination.analytics.board.seats import seats
from coordination.workspace.editing import Entry
from coordination.workspace.service import Question, Workspace
from dashboard.backend.answers import ServiceAnswers
from dashboard.backend.seats import names_of_seats
from dashboard.ui.tree import find, text_of
from dashboard.web.app import App, create_app
from tests.dashboard.test_records import AT, POLICE, page, post, start
from tests.dashboard.test_twins import asked, mark

DAY = date(2026, 11, 25)
COUNCIL = {"name": "Child Online Safety Council", "kind": "government", "home_iso3": "MWI"}
SOURCE = {"source_id": "Annual report"}
ALL = tuple(names_of_seats())


@pytest.fixture
def space() -> Workspace:
    return start()


@pytest.fixture
def app(space: Workspace) -> App:
    return create_app(ServiceAnswers([space]), lambda: DAY)


@pytest.fixture
def client(app: App) -> Iterator[FlaskClient]:
    with app.server.test_client() as client:
        yield client


@pytest.fixture
def council(space: Workspace) -> Workspace:
    body = {"body_id": "council", "iso3": "MWI", "source_id": "s"}
    space.save([Entry("stakeholders", {"id": "council", **COUNCIL}), Entry("committee_bodies", body)], at=AT)
    return space


def states(space: Workspace) -> dict[str, tuple[str, tuple[str, ...]]]:
    found = seats(space.facts(Question(DAY)), DAY).seats
    return {s.seat: (str(s.state), tuple(s.members)) for s in found}


def say(client: FlaskClient, *pairs: tuple[str, str], **said: str) -> dict[str, object]:
    """Send the form: ``police=POLICE`` names who holds a seat, ``faith="vacant"`` says that nobody does."""
    given = [("body", "council")]
    for seat, what in said.items():
        given += (
            [(f"f.{seat}-says", "vacant")]
            if what == "vacant"
            else [(f"f.{seat}-says", "does"), (f"f.{seat}-1", what)]
        )
    return post(client, "/ours/do/national-body/MWI", *given, *pairs, **SOURCE)


def test_there_are_thirteen_seats() -> None:
    assert len(ALL) == 13


def test_the_body_is_added_first_with_its_organisation_on_one_form(
    client: FlaskClient, app: App, space: Workspace
) -> None:
    tree = page(app, "/ours/national-body/MWI")
    (link,) = [a for a in find(tree, "a") if text_of(a) == "Add a national body"]
    assert (
        link[1]["href"]
        == "/ours/record/committee_bodies?back=%2Fours%2Fnational-body%2FMWI&country=MWI&iso3=MWI"
    )
    new = [("new.body_id", "1"), *((f"n.body_id.{k}", v) for k, v in COUNCIL.items())]
    back = ("back", "/ours/national-body/MWI")
    told = post(
        client, "/ours/do/record/committee_bodies", *new, back, body_id=COUNCIL["name"], iso3="MWI", **SOURCE
    )
    assert told["to"].startswith("/ours/national-body/MWI?done=")
    assert list(space.snapshot()["committee_bodies"].ids) == ["child-online-safety-council"]
    tree = page(app, told["to"])
    rows = find(tree, "fieldset", class_="capability-row")
    assert [text_of(find(r, "legend")[0]) for r in rows] == list(names_of_seats().values())


def test_all_seats_said_make_the_list_complete_and_one_undo_takes_all_back(
    client: FlaskClient, council: Workspace
) -> None:
    told = say(client, **dict.fromkeys(ALL, "vacant") | {"police": POLICE, "ngo": "line-a"})
    assert told["said"] == "Saved. 3 records changed."  # two seats, and the body whose list is complete now
    assert states(council) == {
        s: {"police": ("filled", ("police",)), "ngo": ("filled", ("line-a",))}.get(s, ("empty", ()))
        for s in ALL
    }
    post(client, told["undo"]["action"])  # type: ignore[index]
    assert set(states(council).values()) == {("unknown", ())}
    assert council.snapshot()["committee_bodies"].text("seats_complete", 0) == ""


def test_what_is_not_said_stays_unknown(client: FlaskClient, council: Workspace) -> None:
    told = say(client, police=POLICE)
    assert told["said"] == "Saved. 1 record changed."
    assert states(council) == {s: ("filled", ("police",)) if s == "police" else ("unknown", ()) for s in ALL}


def test_vacant_beside_unknown_is_asked_about_and_kept_as_a_note(
    client: FlaskClient, app: App, council: Workspace
) -> None:
    told = say(client, faith="vacant", police=POLICE)
    (words,) = asked(app, told)
    assert words.startswith("A seat counts as vacant once the whole list is known. Not known: ")
    assert "said" in say(client, mark(app, told), faith="vacant", police=POLICE)
    assert states(council)["faith"] == ("unknown", ())
    names = names_of_seats()
    assert council.snapshot()["committee_bodies"].text("note", 0) == f"Said to be vacant: {names['faith']}."
    # the rest is said later: then all that is said to be vacant is
    told = say(client, **{s: "vacant" for s in ALL if s != "police"})
    assert "said" in told
    assert states(council)["faith"] == ("empty", ())


def test_a_seat_that_somebody_holds_is_not_vacant(client: FlaskClient, app: App, council: Workspace) -> None:
    say(client, police=POLICE)
    told = say(client, police="vacant")
    assert "Someone is on record in this seat." in text_of(page(app, told["to"]))  # type: ignore[arg-type]
    assert states(council)["police"] == ("filled", ("police",))


def test_a_member_of_another_country_is_asked_about(
    client: FlaskClient, app: App, council: Workspace
) -> None:
    told = say(client, ngo="line-b")
    assert asked(app, told) == [
        "Child Line has its seat in Mali. Is it a member of a national body of Malawi?"
    ]


@pytest.mark.parametrize("body", ["", "nobody", "police"])
def test_a_body_that_is_none_of_the_country_is_refused(
    client: FlaskClient, council: Workspace, body: str
) -> None:
    told = post(client, "/ours/do/national-body/MWI", ("body", body), ("f.faith-says", "vacant"), **SOURCE)
    assert told["message"] == "There is no such national body here."


def test_a_new_organisation_is_made_on_the_form(client: FlaskClient, council: Workspace) -> None:
    new = {"name": "Faith Alliance", "kind": "faith", "home_iso3": "MWI"}
    filled = [("new.faith-1", "1"), *((f"n.faith-1.{k}", v) for k, v in new.items())]
    told = say(client, *filled, faith="Faith Alliance")
    assert told["said"] == "Saved. 2 records changed."
    assert states(council)["faith"] == ("filled", ("faith-alliance",))


def test_the_meeting_leads_to_the_form(app: App, council: Workspace) -> None:
    hrefs = [a[1].get("href", "") for a in find(page(app, "/ours/meeting/MWI"), "a")]
    assert "/ours/national-body/MWI?body=council" in hrefs
