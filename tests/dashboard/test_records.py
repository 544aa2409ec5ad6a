"""Forms of records over the wire: what is filled in is saved, asked about or refused, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from coordination.ingest.plan import plan
from coordination.model.changes import Batch, BatchKind, batch_id
from coordination.store.base import GraphStore
from coordination.store.memory import MemoryStore
from coordination.workspace.editing import Entry, digest_now
from coordination.workspace.service import Workspace
from dashboard.backend.answers import ServiceAnswers
from dashboard.backend.context import Context
from dashboard.backend.filled import asked_of
from dashboard.backend.survey import numbers
from dashboard.pages.workspace import news
from dashboard.ui.i18n import reset_language, set_language
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from dashboard.web.app import App, create_app
from graph_schema.edition import BASE_EDITION, edition
from graph_schema.errors import DataError, UsageError
from graph_schema.schema import SCHEMA
from tests import ready

OURS = {"Sec-Fetch-Site": "same-origin"}
JSON = {**OURS, "Accept": "application/json"}
AT = "2026-11-25T10:00:00Z"
POLICE = "Malawi Police Service"


def start(name: str = "ours", store: GraphStore | None = None) -> Workspace:
    """Two countries, three organisations, a source, one record of work."""
    made = Workspace(name, store or MemoryStore())
    police = {"id": "police", "name": POLICE, "kind": "law_enforcement", "home_iso3": "MWI"}
    work_ = {"stakeholder_id": "police", "capability": "4", "iso3": "MWI", "since": "2020", "source_id": "s"}
    rows = [
        Entry("countries", {"iso3": "MWI", "iso2": "MW", "name": "Malawi"}),
        Entry("countries", {"iso3": "MLI", "iso2": "ML", "name": "Mali"}),
        Entry("sources", {"source_id": "s", "title": "Annual report"}),
        Entry("stakeholders", police),
        Entry("stakeholders", {"id": "line-a", "name": "Child Line", "kind": "ngo", "home_iso3": "MWI"}),
        Entry("stakeholders", {"id": "line-b", "name": "Child Line", "kind": "ngo", "home_iso3": "MLI"}),
        Entry("deliveries", work_),
    ]
    made.save(rows, at=AT, author="Ada")
    return made


@pytest.fixture(autouse=True)
def _later_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test saves is saved two hours after what it found, whatever day the machine has."""
    for clock in ("forms.now", "uploads.now"):
        monkeypatch.setattr(f"dashboard.backend.{clock}", lambda: "2026-11-25T12:00:00Z")


@pytest.fixture
def space() -> Workspace:
    return start()


@pytest.fixture
def app(space: Workspace) -> App:
    shut = start("shipped")
    shut.read_only = True
    return create_app(ServiceAnswers([space, shut]), lambda: date(2026, 11, 25))


@pytest.fixture
def client(app: App) -> Iterator[FlaskClient]:
    with app.server.test_client() as client:
        yield client


def post(client: FlaskClient, address: str, *pairs: tuple[str, str], **fields: str) -> dict[str, Any]:
    """Send a form as a browser with scripts does. A keyword ``since`` is the field ``f.since``."""
    given = MultiDict([*((f"f.{k}", v) for k, v in fields.items()), *pairs])
    answer = client.post(address, data=given, headers=JSON)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def page(app: App, address: str) -> Any:
    view = parse(address)
    return app.own_pages[view.page].draw(app.context, view).tree


def field(tree: Any, name: str) -> Any:
    """The control of a field: the last one, the first may be hidden."""
    (found,) = [
        n for tag in ("input", "select", "textarea") for n in find(tree, tag) if n[1].get("name") == name
    ][-1:]
    return found


def work(space: Workspace) -> dict[str, Mapping[str, str]]:
    frame = space.snapshot()["deliveries"]
    return {
        f"{frame.text('stakeholder_id', i)} {frame.text('capability', i)}": frame.row(i)
        for i in range(len(frame))
    }


NEW = {"capability": "12", "iso3": "MWI", "since": "2024", "source_id": "Annual report"}


def test_names_are_enough_and_no_id_is_asked(space: Workspace, client: FlaskClient) -> None:
    told = post(client, "/ours/do/record/deliveries", **NEW, stakeholder_id="malawi police service")
    assert told["said"] == "Saved. 1 record changed."
    assert work(space)["police 12"]["source_id"] == "s"
    assert told["to"].startswith("/ours/record/deliveries/")
    undone = client.post(told["undo"]["action"], headers=JSON).get_json()
    assert "was undone" in undone["said"]
    assert set(work(space)) == {"police 4"}


def test_a_form_leads_back_to_where_it_was_opened_but_never_out_of_the_workspace(client: FlaskClient) -> None:
    there = ("back", "/ours/country/MWI?why=12")
    told = post(client, "/ours/do/record/deliveries", there, **NEW, stakeholder_id=POLICE)
    assert told["to"].startswith("/ours/country/MWI?done=")
    away = ("back", "//elsewhere.example/ours/")
    told = post(
        client, "/ours/do/record/deliveries", away, **NEW | {"capability": "13"}, stakeholder_id=POLICE
    )
    assert told["to"].startswith("/ours/record/deliveries/")


@pytest.mark.parametrize(
    ("here", "to"),
    [
        ("/ours/country/MWI?done=1&why=12", "/ours/country/MWI?done=BATCH&why=12"),
        ("/ours/history?undo=1", "/ours/history?done=BATCH"),
        ("", "/ours/history?done=BATCH"),
        ("/shipped/country/MWI", "/ours/history?done=BATCH"),
        ("//elsewhere.example/ours/", "/ours/history?done=BATCH"),
    ],
)
def test_an_undo_leaves_the_reader_on_the_page(
    space: Workspace, client: FlaskClient, here: str, to: str
) -> None:
    told = post(client, "/ours/do/record/deliveries", **NEW, stakeholder_id=POLICE)
    undone = client.post(told["undo"]["action"], data={"here": here}, headers=JSON).get_json()
    assert undone["to"] == to.replace("BATCH", space.store.batches()[-1].batch.id)


def test_the_history_of_a_country_stays_there_when_an_update_is_undone(client: FlaskClient) -> None:
    post(client, "/ours/do/record/deliveries", **NEW, stakeholder_id=POLICE)
    history = client.get("/ours/history/MWI?done=1").text
    assert 'name="here" value="/ours/history/MWI"' in history


def test_two_of_one_name_are_asked_about_and_the_choice_counts(
    space: Workspace, client: FlaskClient, app: App
) -> None:
    told = post(client, "/ours/do/record/deliveries", **NEW, stakeholder_id="Child Line")
    assert "said" not in told
    assert set(work(space)) == {"police 4"}
    tree = page(app, told["to"])
    radios = [n for n in find(tree, "input") if n[1].get("name") == "i.stakeholder_id"]
    assert [r[1]["value"] for r in radios] == ["line-a", "line-b", "+"]
    assert field(tree, "f.since")[1]["value"] == "2024"  # nothing typed is lost
    chosen = (("i.stakeholder_id", "line-b"), ("t.stakeholder_id", "Child Line"))
    told = post(client, "/ours/do/record/deliveries", *chosen, **NEW, stakeholder_id="Child Line")
    (seen,) = [n for n in find(page(app, told["to"]), "input") if n[1].get("name") == "doubts"]
    mark = ("doubts", seen[1]["value"])  # it has its seat in another country: asked once
    told = post(client, "/ours/do/record/deliveries", *chosen, mark, **NEW, stakeholder_id="Child Line")
    assert "said" in told
    assert "line-b 12" in work(space)


def test_what_a_browser_kept_is_drawn_again_with_its_new_records_and_saved_by_nobody(
    space: Workspace, client: FlaskClient, app: App
) -> None:
    back = ("then", "put-back")
    new = [
        ("new.stakeholder_id", "1"),
        ("n.stakeholder_id.name", "Safe Net"),
        ("n.stakeholder_id.kind", "ngo"),
    ]
    told = post(client, "/ours/do/record/deliveries", back, *new, **NEW, stakeholder_id="Safe Net")
    assert set(told) == {"to"}
    tree = page(app, told["to"])
    assert field(tree, "n.stakeholder_id.name")[1]["value"] == "Safe Net"
    assert field(tree, "f.since")[1]["value"] == "2024"
    assert not find(tree, "div", id="form-problems")
    survey = [("f.12-says", "does"), ("new.12-2", "1"), ("n.12-2.name", "Safe Net")]
    told = post(client, "/ours/do/five-minutes/MWI", back, *survey, source_id="Annual report")
    tree = page(app, told["to"])
    assert field(tree, "n.12-2.name")[1]["value"] == "Safe Net"
    assert (
        field(tree, "f.source_id")[1]["value"] == "Annual report"
    )  # picked, not the one that a form begins with
    assert set(work(space)) == {"police 4"}


def test_what_a_browser_kept_of_a_record_is_not_saved_over_a_later_change(
    space: Workspace, client: FlaskClient, app: App
) -> None:
    (ident,) = space.snapshot()["deliveries"].ids
    kept = (("id", ident), ("was", digest_now(space.snapshot(), "deliveries", ident)))
    mine = {"stakeholder_id": POLICE, "capability": "4", "iso3": "MWI", "source_id": "Annual report"}
    post(client, "/ours/do/record/deliveries", *kept, **mine, until="2027")
    told = post(client, "/ours/do/record/deliveries", *kept, ("then", "put-back"), **mine, until="2030")
    (form,) = find(page(app, told["to"]), "form", class_="record-form")
    sent = [(n[1]["name"], n[1]["value"]) for n in find(form, "input") if n[1].get("name") in {"id", "was"}]
    told = post(client, "/ours/do/record/deliveries", *sent, **mine, until="2030")
    assert "Someone changed this record after you opened it." in text_of(page(app, told["to"]))
    assert work(space)["police 4"]["until"] == "2027"


def test_a_choice_does_not_count_for_another_name_typed_afterwards(
    space: Workspace, client: FlaskClient
) -> None:
    stale = (("i.stakeholder_id", "line-b"), ("t.stakeholder_id", "Child Line"))
    post(client, "/ours/do/record/deliveries", *stale, **NEW, stakeholder_id=POLICE)
    assert set(work(space)) == {"police 4", "police 12"}


def test_an_organisation_and_a_source_that_are_new_are_made_on_the_same_form(
    space: Workspace, client: FlaskClient, app: App
) -> None:
    given = NEW | {"stakeholder_id": "Safe Net", "source_id": "Visit of 2026"}
    told = post(client, "/ours/do/record/deliveries", **given)
    tree = page(app, told["to"])
    assert "Which one is “Safe Net”?" in text_of(tree)
    new = [(f"i.{f}", "+") for f in ("stakeholder_id", "source_id")] + [
        (f"t.{f}", given[f]) for f in ("stakeholder_id", "source_id")
    ]
    told = post(client, "/ours/do/record/deliveries", *new, **given)
    tree = page(
        app, told["to"]
    )  # now their own few fields stand on the form, and are seen before they are saved
    assert field(tree, "n.stakeholder_id.name")[1]["value"] == "Safe Net"
    assert (
        field(tree, "n.stakeholder_id.home_iso3")[1]["value"] == "MWI"
    )  # where it works, until told otherwise
    assert text_of(field(tree, "n.source_id.title")) == "Visit of 2026"
    filled = [
        ("new.stakeholder_id", "1"),
        ("n.stakeholder_id.name", "Safe Net"),
        ("n.stakeholder_id.kind", "ngo"),
        ("n.stakeholder_id.home_iso3", "MWI"),
        ("new.source_id", "1"),
        ("n.source_id.title", "Visit of 2026"),
    ]
    told = post(client, "/ours/do/record/deliveries", *filled, **given)
    assert told["said"] == "Saved. 3 records changed."
    made = work(space)["safe-net 12"]
    assert made["source_id"] == "visit-of-2026"
    frame = space.snapshot()["stakeholders"]
    row = frame.row(frame.position["safe-net"])
    assert (row["name"], row["kind"], row["home_iso3"], row["source_id"]) == (
        "Safe Net",
        "ngo",
        "MWI",
        "visit-of-2026",
    )


def test_what_is_wrong_stands_at_its_field_and_is_listed_above(
    space: Workspace, client: FlaskClient, app: App
) -> None:
    told = post(
        client,
        "/ours/do/record/deliveries",
        capability="",
        iso3="MWI",
        since="soon",
        stakeholder_id=POLICE,
        source_id="",
    )
    tree = page(app, told["to"])
    (summary,) = find(tree, "div", id="form-problems")
    assert text_of(summary).startswith("Nothing is saved yet: 3 things to correct")
    assert [a[1]["href"] for a in find(summary, "a")] == ["#f-capability", "#f-since", "#f-source_id"]
    wrong = field(tree, "f.since")
    assert wrong[1]["aria-invalid"] == "true"
    assert wrong[1]["aria-describedby"].split()[0] == "f-since-wrong"
    (says,) = find(tree, "p", id="f-since-wrong")
    assert text_of(says).startswith("Since is not a date.")
    assert set(work(space)) == {"police 4"}


def test_a_record_opens_filled_in_and_a_correction_keeps_what_was_not_touched(
    space: Workspace, client: FlaskClient, app: App
) -> None:
    (ident,) = space.snapshot()["deliveries"].ids
    tree = page(app, f"/ours/record/deliveries/{ident}")
    assert field(tree, "f.stakeholder_id")[1]["value"] == POLICE
    assert field(tree, "i.stakeholder_id")[1]["value"] == "police"
    sent = {n[1]["name"]: n[1].get("value", "") for n in find(tree, "input") if n[1].get("type") == "hidden"}
    fields = {
        "stakeholder_id": POLICE,
        "capability": "4",
        "iso3": "MWI",
        "since": "2020",
        "until": "2027-06",
        "source_id": "Annual report",
    }
    told = post(client, "/ours/do/record/deliveries", *sent.items(), **fields)
    assert told["said"] == "Saved. 1 record changed."
    assert work(space) == {"police 4": {**work(space)["police 4"], "since": "2020", "until": "2027-06"}}
    (versions,) = find(page(app, told["to"]), "ul", class_="version-fields")[:1]
    assert text_of(versions) == "Until (last day) : 2027-06"


def test_two_browsers_on_one_record_both_versions_are_shown_and_nothing_typed_is_lost(
    space: Workspace, client: FlaskClient, app: App
) -> None:
    (ident,) = space.snapshot()["deliveries"].ids
    was = digest_now(space.snapshot(), "deliveries", ident)
    mine = {
        "stakeholder_id": POLICE,
        "capability": "4",
        "iso3": "MWI",
        "since": "2020",
        "source_id": "Annual report",
    }
    opened = (("id", ident), ("was", was))
    assert "said" in post(client, "/ours/do/record/deliveries", *opened, **mine, until="2027")
    told = post(client, "/ours/do/record/deliveries", *opened, **mine, until="2030", note="extended")
    assert "said" not in told
    tree = page(app, told["to"])
    (box,) = find(tree, "div", id="form-problems")
    cells = [[text_of(c) for c in row[2:]] for row in find(box, "tr")[1:]]
    assert cells == [["Until (last day)", "2027", "2030"], ["Note", "", "extended"]]
    assert field(tree, "f.until")[1]["value"] == "2030"
    again = [
        (n[1]["name"], n[1].get("value", ""))
        for n in find(tree, "input")
        if n[1].get("name") in {"id", "was"}
    ]
    assert "said" in post(client, "/ours/do/record/deliveries", *again, **mine, until="2030", note="extended")
    assert work(space)["police 4"]["until"] == "2030"


def test_a_record_that_was_removed_meanwhile_can_be_added_again(
    space: Workspace, client: FlaskClient, app: App
) -> None:
    (ident,) = space.snapshot()["deliveries"].ids
    opened = (("id", ident), ("was", digest_now(space.snapshot(), "deliveries", ident)))
    told = post(client, "/ours/do/remove/deliveries", *opened)
    assert told["said"] == "The record was removed."
    assert "This record was removed." in text_of(page(app, f"/ours/record/deliveries/{ident}"))
    mine = {"stakeholder_id": POLICE, "capability": "4", "iso3": "MWI", "source_id": "Annual report"}
    told = post(client, "/ours/do/record/deliveries", *opened, **mine)
    assert "Someone removed this record" in text_of(page(app, told["to"]))
    again = (("id", ""), ("was", ""))
    assert "said" in post(client, "/ours/do/record/deliveries", *again, **mine)
    assert set(work(space)) == {"police 4"}


def test_a_correction_of_what_identifies_a_record_is_shown_to_who_had_it_open(
    space: Workspace, client: FlaskClient, app: App
) -> None:
    """Ada moves it to capability 12 and then to 13, each another record; Bo, who opened 4, sees 13 beside his own."""
    (ident,) = space.snapshot()["deliveries"].ids
    opened = (("id", ident), ("was", digest_now(space.snapshot(), "deliveries", ident)))
    mine = {"stakeholder_id": POLICE, "iso3": "MWI", "since": "2020", "source_id": "Annual report"}
    post(client, "/ours/do/record/deliveries", *opened, **mine, capability="12")
    (second,) = space.snapshot()["deliveries"].ids
    again = (("id", second), ("was", digest_now(space.snapshot(), "deliveries", second)))
    post(client, "/ours/do/record/deliveries", *again, **mine, capability="13")
    (third,) = space.snapshot()["deliveries"].ids
    old = page(app, f"/ours/record/deliveries/{ident}")
    assert [a[1]["href"] for a in find(old, "a") if "Open the corrected record" in text_of(a)] == [
        f"/ours/record/deliveries/{third}"
    ]
    told = post(client, "/ours/do/record/deliveries", *opened, **mine, capability="4", until="2030")
    tree = page(app, told["to"])
    (box,) = find(tree, "div", id="form-problems")
    assert "Someone changed this record after you opened it." in text_of(box)
    cells = [[text_of(c) for c in row[2:]] for row in find(box, "tr")[1:]]
    named = {c.number: f"{c.number} {c.name}" for c in edition(BASE_EDITION).capabilities}
    assert cells == [["Capability", named["13"], named["4"]], ["Until (last day)", "", "2030"]]
    (form,) = find(tree, "form", class_="record-form")
    now = [(n[1]["name"], n[1]["value"]) for n in find(form, "input") if n[1].get("name") in {"id", "was"}]
    assert now == [("id", third), ("was", digest_now(space.snapshot(), "deliveries", third))]
    post(client, "/ours/do/record/deliveries", *now, **mine, capability="4", until="2030")
    assert set(work(space)) == {"police 4"}  # corrected, not added beside it
    assert work(space)["police 4"]["until"] == "2030"


@pytest.mark.parametrize("was", ["", "00"])
def test_a_record_that_is_not_there_is_not_told_to_be_removed(
    space: Workspace, client: FlaskClient, was: str
) -> None:
    updates = len(space.store.batches())
    for verb in ("remove/deliveries", "remove/stakeholders"):
        told = post(client, f"/ours/do/{verb}", ("id", "nobody"), ("was", was))
        assert "said" not in told
        assert told["message"]
    assert len(space.store.batches()) == updates


def test_what_others_name_is_not_removed_and_the_reason_is_told(
    space: Workspace, client: FlaskClient
) -> None:
    was = digest_now(space.snapshot(), "stakeholders", "police")
    told = post(client, "/ours/do/remove/stakeholders", ("id", "police"), ("was", was))
    assert told["message"] == "This record cannot be removed: others name it."
    assert "police 4" in work(space)


def test_personal_data_stop_a_form_until_somebody_states_that_they_are_none(
    space: Workspace, client: FlaskClient, app: App
) -> None:
    given = NEW | {"stakeholder_id": POLICE, "note": "write to anna.b@example.org"}
    told = post(client, "/ours/do/record/deliveries", **given)
    tree = page(app, told["to"])
    (box,) = [n for n in find(tree, "input") if n[1].get("name") == "not_personal"]
    assert set(work(space)) == {"police 4"}
    post(client, "/ours/do/record/deliveries", ("not_personal", box[1]["value"]), **given)
    assert "police 12" in work(space)


def test_a_doubt_is_shown_once_and_then_saved(space: Workspace, client: FlaskClient, app: App) -> None:
    """A name that only looks different: an i with a dot above it that nobody sees."""
    given = {"name": "Malawi Pol\u0456ce Service", "kind": "law_enforcement", "home_iso3": "MWI"}
    told = post(client, "/ours/do/record/stakeholders", **given)
    tree = page(app, told["to"])
    (seen,) = [n for n in find(tree, "input") if n[1].get("name") == "doubts"]
    assert len(space.snapshot()["stakeholders"]) == 3
    told = post(client, "/ours/do/record/stakeholders", ("doubts", seen[1]["value"]), **given)
    assert "said" in told
    assert len(space.snapshot()["stakeholders"]) == 4


def test_the_next_record_begins_with_the_source_and_the_country_of_the_last(
    client: FlaskClient, app: App
) -> None:
    told = post(client, "/ours/do/record/deliveries", ("then", "again"), **NEW, stakeholder_id=POLICE)
    tree = page(app, told["to"])
    assert field(tree, "f.source_id")[1]["value"] == "Annual report"
    assert field(tree, "f.iso3")[1]["value"] == "MWI"
    assert field(tree, "f.stakeholder_id")[1]["value"] == ""


@pytest.mark.parametrize("address", ["record/deliveries", "five-minutes/MWI", "remove/deliveries"])
def test_what_comes_with_the_program_takes_nothing(client: FlaskClient, address: str) -> None:
    told = post(client, f"/shipped/do/{address}", **NEW, stakeholder_id=POLICE)
    assert "takes no data" in told["message"] or "changed by someone else" in told["message"]
    assert client.post(f"/ours/do/{address}", data={}).status_code == 403  # no page of ours sent it


def test_a_record_of_a_workspace_that_takes_no_data_is_shown_without_a_form(app: App) -> None:
    (ident,) = app.answers.ask(
        "shipped", "rows", "deliveries", as_of=date(2026, 11, 25), evidence="all", edition=""
    )["rows"]
    tree = page(app, f"/shipped/record/deliveries/{ident['id']}")
    assert not find(tree, "form")
    assert POLICE in text_of(tree)


@pytest.mark.parametrize("type_", list(SCHEMA))
def test_every_type_has_a_form_with_all_its_fields(app: App, type_: str) -> None:
    tree = page(app, f"/ours/record/{type_}")
    names = {n[1].get("name", "") for tag in ("input", "select", "textarea") for n in find(tree, tag)}
    # a list of boxes has none where there is nothing to tick
    assert {f"f.{p.name}" for p in asked_of(SCHEMA[type_])} <= names
    ids = {n[1].get("id") for tag in ("input", "select", "textarea") for n in find(tree, tag)}
    assert {n[1]["for"] for n in find(tree, "label") if "for" in n[1]} <= ids


def test_a_form_that_waits_belongs_to_its_workspace(client: FlaskClient, app: App) -> None:
    told = post(client, "/ours/do/record/deliveries", since="soon")
    there = urlsplit(told["to"])
    assert client.get(f"{there.path}?{there.query}", headers=OURS).status_code == 200
    elsewhere = client.get(f"{there.path.replace('/ours/', '/shipped/')}?{there.query}", headers=OURS)
    assert elsewhere.status_code == 400


def test_without_scripts_the_browser_is_sent_on(client: FlaskClient) -> None:
    answer = client.post(
        "/ours/do/record/deliveries", data={"f.since": "soon"}, headers={**OURS, "Accept": "text/html"}
    )
    assert answer.status_code == 303
    assert re.match(r"/ours/record/deliveries\?waits=[\w-]+#form-problems", answer.headers["Location"])


def test_names_are_suggested_while_typing(client: FlaskClient) -> None:
    found = client.get("/ours/pick/stakeholders?q=child%20li").get_json()
    assert [(k["id"], k["more"]) for k in found] == [("line-a", "Malawi"), ("line-b", "Mali")]
    found = client.get("/ours/pick/stakeholders?q=child%20li&near=MLI").get_json()
    assert [(k["id"], k["more"]) for k in found] == [("line-b", "Mali"), ("line-a", "Malawi")]
    assert client.get("/ours/pick/stakeholders?lang=fr&q=police").get_json()[0]["id"] == "police"
    assert client.get("/ours/pick/cases?q=x").status_code == 400
    assert client.get("/nowhere/pick/stakeholders?q=x").status_code == 404


def test_who_is_offered_is_of_the_chosen_country_first(
    space: Workspace, client: FlaskClient, app: App
) -> None:
    """Twelve unions of Mali before those of Malawi in the order of names; the form is about Malawi. The one that is
    typed as it is called stays among those offered, of whatever country."""
    rows = [
        Entry("stakeholders", {"id": f"u{n:02}", "name": f"Union {n:02}", "kind": "ngo", "home_iso3": home})
        for n, home in enumerate(["MLI"] * 12 + ["MWI"] * 9)
    ]
    space.save(rows, at=AT)
    found = client.get("/ours/pick/stakeholders?q=union&near=MWI").get_json()
    assert [k["id"] for k in found] == [f"u{n}" for n in range(12, 20)]
    found = client.get("/ours/pick/stakeholders?q=union%2003&near=MWI").get_json()
    assert "u03" in [k["id"] for k in found]
    told = post(client, "/ours/do/record/deliveries", **NEW, stakeholder_id="Union")
    radios = [n for n in find(page(app, told["to"]), "input") if n[1].get("name") == "i.stakeholder_id"]
    assert [r[1]["value"] for r in radios] == [*(f"u{n}" for n in range(12, 18)), "+"]
    pick = field(page(app, "/ours/record/deliveries?iso3=MWI"), "f.stakeholder_id")
    assert (pick[1]["data-pick"], pick[1]["data-near"]) == ("/ours/pick/stakeholders", "MWI")


# a whole country at once


def test_a_country_in_five_minutes(space: Workspace, client: FlaskClient, app: App) -> None:
    tree = page(app, "/ours/five-minutes/MWI")
    assert len(find(tree, "fieldset", class_="capability-row")) == 21 == len(numbers())
    once = {"source_id": "Annual report", "reviewed_on": "2026-11-25", "verified": "recalled"}
    said = [
        ("f.12-says", "does"),
        ("f.12-1", POLICE),
        ("f.12-2", "Safe Net"),
        ("f.12-since", "2024"),
        ("f.6-says", "nobody"),
        ("f.7-says", "unknown"),
        ("f.8-says", ""),
        ("f.8-1", "typed and left"),
    ]
    told = post(client, "/ours/do/five-minutes/MWI", *said, **once)
    assert "Which one is “Safe Net”?" in text_of(page(app, told["to"]))
    told = post(client, "/ours/do/five-minutes/MWI", ("then", "new:12-2"), *said, **once)
    tree = page(app, told["to"])
    new = [("new.12-2", "1"), ("n.12-2.kind", "ngo")]
    new += [(n, field(tree, n)[1]["value"]) for n in ("n.12-2.name", "n.12-2.home_iso3")]
    told = post(client, "/ours/do/five-minutes/MWI", *said, *new, **once)
    assert told["said"] == "Saved. 5 records changed."
    assert set(work(space)) == {"police 4", "police 12", "safe-net 12"}
    assert {work(space)[k]["since"] for k in ("police 12", "safe-net 12")} == {"2024"}
    frame = space.snapshot()["reviews"]
    reviews = {frame.text("capability", i): frame.row(i) for i in range(len(frame))}
    assert {n: r["outcome"] for n, r in reviews.items()} == {"6": "not_found", "7": "unclear"}
    assert {r["method"] for r in reviews.values()} == {"self_assessment"}
    assert {r["reviewed_on"] for r in reviews.values()} == {"2026-11-25"}
    stakeholders = space.snapshot()["stakeholders"]
    assert stakeholders.text("home_iso3", stakeholders.position["safe-net"]) == "MWI"
    client.post(told["undo"]["action"], headers=JSON)
    assert set(work(space)) == {"police 4"}


def test_the_form_of_a_country_that_is_not_there_yet_leads_back_to_its_survey() -> None:
    bare = Workspace("bare", MemoryStore())
    app = create_app(ServiceAnswers([bare]), lambda: date(2026, 11, 25))
    (link,) = [a for a in find(page(app, "/bare/five-minutes"), "a") if text_of(a) == "Add a country"]
    assert link[1]["href"] == "/bare/record/countries?back=%2Fbare%2Ffive-minutes"
    back = ("back", "/bare/five-minutes")
    told = post(app.server.test_client(), "/bare/do/record/countries", back, iso3="TON", name="Tonga")
    assert told["to"].startswith("/bare/five-minutes?done=")


def test_five_minutes_propose_their_own_source(space: Workspace, client: FlaskClient, app: App) -> None:
    tree = page(app, "/ours/five-minutes/MWI")
    title = text_of(field(tree, "n.source_id.title"))
    assert title == "Self-assessment: Malawi, 25 November 2026"
    own = [
        ("new.source_id", "1"),
        ("n.source_id.title", title),
        ("f.6-says", "nobody"),
        ("f.source_id", title),
    ]
    told = post(client, "/ours/do/five-minutes/MWI", *own, reviewed_on="2026-11-25", verified="recalled")
    assert told["said"] == "Saved. 2 records changed."
    assert space.snapshot()["reviews"].text("source_id", 0) == "self-assessment-malawi-25-november-2026"


def test_five_minutes_ask_for_what_is_missing(space: Workspace, client: FlaskClient, app: App) -> None:
    before = space.snapshot().id
    nothing = post(client, "/ours/do/five-minutes/MWI", source_id="Annual report")
    assert "Say something about at least one capability." in text_of(page(app, nothing["to"]))
    nobody = post(client, "/ours/do/five-minutes/MWI", ("f.12-says", "does"), ("f.6-says", "nobody"))
    words = text_of(page(app, nobody["to"]))
    assert "12: Organisation : Name the organisation." in words
    assert "Date of the review : Fill this in." in words
    assert "Source : Fill this in." in words
    assert space.snapshot().id == before


def test_the_same_new_organisation_named_twice_is_one(space: Workspace, client: FlaskClient) -> None:
    said = [("f.12-says", "does"), ("f.12-1", "Safe Net"), ("f.13-says", "does"), ("f.13-1", "Safe Net")]
    new = [
        (f"{a}.{n}-1{b}", v)
        for n in (12, 13)
        for a, b, v in (("new", "", "1"), ("n", ".name", "Safe Net"), ("n", ".kind", "ngo"))
    ]
    told = post(
        client, "/ours/do/five-minutes/MWI", *said, *new, source_id="Annual report", reviewed_on="2026"
    )
    assert told["said"] == "Saved. 3 records changed."
    assert set(work(space)) == {"police 4", "safe-net 12", "safe-net 13"}


# what is new


def test_what_was_saved_is_news_as_a_page_a_feed_and_a_calendar(
    space: Workspace, client: FlaskClient, app: App
) -> None:
    given = NEW | {"stakeholder_id": POLICE, "until": "2027-02"}
    post(client, "/ours/do/record/deliveries", **given)
    words = text_of(page(app, "/ours/news?since=2026-11-01"))
    assert "Malawi Police Service · 12 CSEA Hotline · Malawi" in words
    assert "8 records were added, changed or removed." in words  # one, and the seven of the workspace
    answer = client.get("/ours/download/news.atom?since=2026-11-01")
    assert answer.mimetype == "application/atom+xml"
    atom = ElementTree.fromstring(answer.text)
    name = "{http://www.w3.org/2005/Atom}"
    titles = [e.findtext(f"{name}title") for e in atom.findall(f"{name}entry")]
    assert titles == [
        "1 record saved",
        "7 records saved",
        "Ends on 28 February 2027: Malawi Police Service · 12 CSEA Hotline · Malawi",
    ]
    assert len({e.findtext(f"{name}id") for e in atom.findall(f"{name}entry")}) == 3
    assert atom.get("{http://www.w3.org/XML/1998/namespace}base", "").startswith("http://")
    calendar = client.get("/ours/download/ending-records.ics").text
    assert "DTSTART;VALUE=DATE:20270228" in calendar


def test_the_page_of_news_is_another_one_after_each_update_even_where_the_data_are_as_before(
    client: FlaskClient,
) -> None:
    told = post(client, "/ours/do/record/deliveries", **NEW, stakeholder_id=POLICE)
    address = "/ours/news?since=2026-11-01"
    before = client.get(address).text
    client.post(told["undo"]["action"], headers=JSON)
    post(client, "/ours/do/record/deliveries", **NEW, stakeholder_id=POLICE)
    assert client.get(address).text.count("<tr") > before.count("<tr")


def test_a_day_that_is_none_is_refused(client: FlaskClient) -> None:
    assert client.get("/ours/news?since=yesterday").status_code == 400


# proposals


@pytest.fixture
def kept(space: Workspace, tmp_path: Path) -> Workspace:
    """The workspace with a place beside it for what is proposed."""
    space.scenario_folder = tmp_path / "ours.scenarios"
    return space


def proposed(client: FlaskClient) -> None:
    told = post(client, "/ours/do/record/deliveries", ("then", "propose"), **NEW, stakeholder_id=POLICE)
    assert told["said"] == "Proposed. It is saved when someone accepts it."
    assert told["to"].startswith("/ours/proposals?")


def test_a_proposal_is_saved_when_somebody_accepts_it(
    kept: Workspace, client: FlaskClient, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MNR_AUTHOR", "Ada")
    proposed(client)
    assert set(work(kept)) == {"police 4"}
    tree = page(app, "/ours/proposals")
    assert "Add : Malawi Police Service · 12 CSEA Hotline · Malawi" in text_of(tree)
    (form,) = [f for f in find(tree, "form") if "/do/accept/" in f[1]["action"]]
    monkeypatch.setenv("MNR_AUTHOR", "Bo")
    told = client.post(form[1]["action"], headers=JSON).get_json()
    assert told["said"] == "Saved. 1 record changed."
    assert set(work(kept)) == {"police 4", "police 12"}
    last = kept.store.batches()[-1].batch
    assert (last.author, last.note) == ("Ada", "accepted by Bo")
    again = client.post(form[1]["action"], headers=JSON).get_json()
    assert again["message"] == "This proposal has been decided already."
    assert "accepted" in text_of(page(app, "/ours/proposals"))


def names(tree: Any) -> list[tuple[str, str]]:
    """(sort, name) of what can be filled in or pressed; of boxes to tick, what stands above them is a part of the name
    too."""
    labelled = {n[1].get("id"): n[1].get("aria-label") for n in find(tree, "input")}
    fields = [n for n in find(tree, "label") if n[1].get("for")]
    pressed = [
        (tag, n) for tag in ("button", "summary") for n in find(tree, tag) if not n[1].get("aria-hidden")
    ]
    return [("field", labelled.get(n[1]["for"]) or text_of(n)) for n in fields] + [
        (tag, text_of(n)) for tag, n in pressed
    ]


def test_no_two_buttons_or_fields_have_one_name(kept: Workspace, client: FlaskClient, app: App) -> None:
    survey = names(page(app, "/ours/five-minutes/MWI"))
    assert len(set(survey)) == len(survey)
    assert ("field", "Second organisation (12)") in survey
    proposed(client)
    given = NEW | {"capability": "13"}
    post(client, "/ours/do/record/deliveries", ("then", "propose"), **given, stakeholder_id=POLICE)
    waiting = names(page(app, "/ours/proposals"))
    assert len(set(waiting)) == len(waiting)
    about = "Malawi Police Service · 13 Education Programme · Malawi"
    assert ("button", f"Accept and save : {about}") in waiting
    assert ("field", f"Reason (required): {about}") in waiting


def test_a_proposal_is_rejected_with_a_reason_only(kept: Workspace, client: FlaskClient, app: App) -> None:
    proposed(client)
    (form,) = [f for f in find(page(app, "/ours/proposals"), "form") if "/do/reject/" in f[1]["action"]]
    told = client.post(form[1]["action"], data={"reason": " "}, headers=JSON).get_json()
    assert told["message"] == "Say why it is rejected."
    told = client.post(form[1]["action"], data={"reason": "ask +265 999 123 456"}, headers=JSON).get_json()
    assert told["message"] == "Nothing was saved: the reason holds a phone number: “+265 999 123 456”."
    assert [p.reason for p in kept.proposals.all()] == [""]
    told = client.post(form[1]["action"], data={"reason": "the line was closed"}, headers=JSON).get_json()
    assert told["said"] == "The proposal was rejected."
    assert "the line was closed" in text_of(page(app, "/ours/proposals"))
    assert set(work(kept)) == {"police 4"}


def test_a_proposal_about_a_record_that_changed_says_so_and_is_not_saved_over_it(
    kept: Workspace, client: FlaskClient, app: App
) -> None:
    (ident,) = kept.snapshot()["deliveries"].ids
    opened = (("id", ident), ("was", digest_now(kept.snapshot(), "deliveries", ident)))
    mine = {
        "stakeholder_id": POLICE,
        "capability": "4",
        "iso3": "MWI",
        "since": "2020",
        "source_id": "Annual report",
    }
    post(client, "/ours/do/record/deliveries", *opened, ("then", "propose"), **mine, until="2030")
    post(client, "/ours/do/record/deliveries", *opened, **mine, until="2027")
    tree = page(app, "/ours/proposals")
    assert "This record was changed after it was proposed." in text_of(tree)
    (form,) = [f for f in find(tree, "form") if "/do/accept/" in f[1]["action"]]
    assert "changed by someone else" in client.post(form[1]["action"], headers=JSON).get_json()["message"]
    assert work(kept)["police 4"]["until"] == "2027"
    assert [p.decision for p in kept.proposals.all()] == ["waiting"]


def test_what_is_wrong_is_not_proposed(kept: Workspace, client: FlaskClient) -> None:
    told = post(client, "/ours/do/record/deliveries", ("then", "propose"), since="soon")
    assert "said" not in told
    assert kept.proposals.all() == []


def test_a_file_that_is_no_proposal_is_named(kept: Workspace) -> None:
    box = kept.proposals
    box.folder.mkdir(parents=True)
    (box.folder / "0123456789ab.json").write_text("[]")
    with pytest.raises(DataError, match=r"0123456789ab\.json is not a proposal"):
        box.all()
    with pytest.raises(UsageError):
        box.get("../secret")


# later changes of the original


def test_later_changes_of_the_original_are_shown_and_brought_in(tmp_path: Path) -> None:
    there, mine = start("original"), Workspace("copy", MemoryStore())
    changes = plan(mine.snapshot(), there.snapshot().frames)
    ident = batch_id(changes, BatchKind.IMPORT)
    mine.store.apply(changes, Batch(ident, BatchKind.IMPORT, AT, "", "from original", base=changes.base))

    def rename(w: Workspace, ident: str, name: str) -> None:
        w.save(
            [Entry("stakeholders", {"name": name}, ident, digest_now(w.snapshot(), "stakeholders", ident))],
            at=AT,
        )

    rename(there, "police", "Police of Malawi")
    rename(there, "line-a", "Helpline")
    rename(mine, "line-a", "Our line")
    app = create_app(ServiceAnswers([mine, there]), lambda: date(2026, 11, 25))
    tree = page(app, "/copy/later")
    words = text_of(tree)
    assert "1 change would come in. 1 record of yours stays as it is." in words
    assert "Full name : Malawi Police Service → Police of Malawi" in words
    assert "changed here and there; yours stays" in words
    (form,) = find(tree, "form")
    with app.server.test_client() as client:
        told = client.post(form[1]["action"], headers=JSON).get_json()
        assert told["said"] == "Saved. 1 record changed."
        assert "Police of Malawi" in mine.snapshot()["stakeholders"]["name"].texts()
        assert "Nothing new there." in text_of(page(app, "/copy/later"))
        assert "is not a copy of one that is open here" in text_of(page(app, "/original/later"))


def test_what_was_stated_to_be_no_personal_data_is_kept_with_a_proposal(
    kept: Workspace, client: FlaskClient
) -> None:
    mine = {**NEW, "stakeholder_id": POLICE, "note": "Write to jane.doe@example.org"}
    then = ("then", "propose")
    stated = ("not_personal", "E-MAILBOX:deliveries:1")
    assert "said" not in post(client, "/ours/do/record/deliveries", then, **mine)
    post(client, "/ours/do/record/deliveries", then, stated, **mine)
    (waiting,) = kept.proposals.all()
    told = client.post(f"/ours/do/accept/{waiting.id}", headers=JSON).get_json()
    assert told["said"] == "Saved. 1 record changed."
    assert "not personal: E-MAILBOX:deliveries:1" in kept.store.batches()[-1].batch.note


def test_a_proposal_that_cannot_be_saved_says_why(kept: Workspace, client: FlaskClient) -> None:
    proposed(client)
    post(client, "/ours/do/record/deliveries", **NEW, stakeholder_id=POLICE)
    (waiting,) = kept.proposals.all()
    told = client.post(f"/ours/do/accept/{waiting.id}", headers=JSON).get_json()
    assert told["message"] == "This is already recorded."


def test_a_proposal_for_a_type_that_is_not_there_is_named(kept: Workspace, client: FlaskClient) -> None:
    proposed(client)
    (path,) = kept.proposals.folder.glob("*.json")
    path.write_text(path.read_text().replace('"deliveries"', '"unheard-of"'))
    with pytest.raises(DataError, match="is not a proposal"):
        kept.proposals.all()


def test_an_organisation_that_is_the_same_as_another_can_be_corrected_by_a_proposal(
    kept: Workspace, client: FlaskClient, app: App
) -> None:
    same = {"a_id": "line-a", "b_id": "line-b", "verdict": "same", "kept_id": "line-a", "source_id": "s"}
    kept.save([Entry("judgements", same)], at=AT)
    was = digest_now(kept.records(), "stakeholders", "line-b")
    opened = (("id", "line-b"), ("was", was), ("then", "propose"))
    mine = {"name": "Child Line", "kind": "ngo", "home_iso3": "MLI", "short_name": "CL"}
    told = post(client, "/ours/do/record/stakeholders", *opened, **mine)
    assert told["said"].startswith("Proposed.")
    tree = page(app, "/ours/proposals")
    assert "This record was changed" not in text_of(tree)
    assert "Child Line" in text_of(tree)


# Enter, places of errors


@pytest.mark.parametrize("address", ["/ours/record/deliveries", "/ours/five-minutes/MWI"])
def test_enter_in_a_field_saves_and_throws_nothing_away(app: App, address: str) -> None:
    """A browser presses the first button of the form."""
    (form,) = [f for f in find(page(app, address), "form") if "data-typed" in f[1]]
    first = find(form, "button")[0]
    assert (first[1]["name"], first[1]["value"]) == ("then", "save")


def waiting_at(told: Mapping[str, Any]) -> str:
    return str(told["to"]).partition("#")[0]


def test_each_link_to_a_mistake_leads_to_something_that_is_shown(client: FlaskClient, app: App) -> None:
    survey = {
        "source_id": "Annual report",
        "reviewed_on": "2026-11-25",
        "verified": "recalled",
        "12-says": "nobody",
    }
    post(client, "/ours/do/five-minutes/MWI", **survey)
    there = waiting_at(post(client, "/ours/do/five-minutes/MWI", **survey))
    new = (("new.stakeholder_id", "1"), ("n.stakeholder_id.name", ""))
    opened = waiting_at(post(client, "/ours/do/record/deliveries", *new, **NEW))
    for address in (there, opened):
        tree = page(app, address)
        ids = [
            n[1]["id"]
            for tag in ("input", "select", "fieldset", "div", "textarea")
            for n in find(tree, tag)
            if n[1].get("id")
        ]
        assert len(ids) == len(set(ids))
        (problems,) = [n for n in find(tree, "div") if n[1].get("id") == "form-problems"]
        links = [a[1]["href"] for a in find(problems, "a")]
        assert links
        assert {link.removeprefix("#") for link in links} <= set(ids)


def test_a_second_survey_of_the_day_goes_on_with_the_same_source(
    space: Workspace, client: FlaskClient
) -> None:
    new = (("new.source_id", "1"), ("n.source_id.title", "Of today"), ("n.source_id.published", "2026-11-25"))
    once = {"reviewed_on": "2026-11-25", "verified": "recalled"}
    post(client, "/ours/do/five-minutes/MWI", *new, **once, **{"12-says": "nobody"})
    told = post(client, "/ours/do/five-minutes/MWI", *new, **once, **{"13-says": "nobody"})
    assert told["said"] == "Saved. 1 record changed."
    assert list(space.snapshot()["sources"].ids) == ["s", "of-today"]


def test_a_form_that_waits_is_shown_on_its_own_page_only(client: FlaskClient, app: App) -> None:
    word = post(client, "/ours/do/five-minutes/MWI")["to"].partition("waits=")[2].partition("#")[0]
    for address in (f"/ours/record/deliveries?waits={word}", f"/ours/record/sources?waits={word}"):
        with pytest.raises(UsageError, match="no longer available"):
            page(app, address)


def test_updates_about_few_records_are_told_by_their_names(
    space: Workspace, client: FlaskClient, app: App
) -> None:
    """The first, of seven records, by their number; one whose record is gone, as it was called last."""
    told = post(client, "/ours/do/record/deliveries", **NEW, stakeholder_id=POLICE)
    client.post(told["undo"]["action"], headers=JSON)
    (table,) = [t for t in find(page(app, "/ours/history"), "table") if "Saved updates" in text_of(t)]
    rows = [[text_of(c) for c in find(r, "td")] for r in find(table, "tr")[1:]]
    about = f"{POLICE} · 12 CSEA Hotline · Malawi"
    assert [r[1] for r in rows] == [f"undo {about}", f"edit {about}", "edit 7 records"]


def test_a_feed_has_the_highest_label_of_what_it_tells_and_every_letter_of_it(
    space: Workspace, client: FlaskClient
) -> None:
    secret = Entry(
        "stakeholders", {"id": "x", "name": "Foyer\u202f: abri", "kind": "ngo", "tier": "AMBER+STRICT"}
    )
    space.save(
        [secret, Entry("countries", {"iso3": "TZA", "iso2": "TZ", "name": "Tanzania", "tier": "GREEN"})],
        at=AT,
    )
    feed = ElementTree.fromstring(client.get("/ours/download/news.atom").data)
    name = "{http://www.w3.org/2005/Atom}"
    entry = next(e for e in feed.iter(f"{name}entry") if "Foyer" in (e.findtext(f"{name}summary") or ""))
    assert "Foyer\u202f: abri" in (entry.findtext(f"{name}summary") or "")
    assert [c.get("term") for c in entry.iter(f"{name}category")] == ["TLP:AMBER+STRICT"]


@pytest.mark.parametrize(
    ("lang", "order"),
    [("en", ["Afghanistan", "Åland Islands", "Albania"]), ("fr", ["Albanie", "Algérie", "Allemagne"])],
)
def test_countries_to_choose_from_stand_by_their_names_in_the_language(
    shipped: Context, lang: str, order: list[str]
) -> None:
    """Åland Islands stands among those with an A, not behind Angola, as its code ALA does; in French Germany is
    Allemagne."""
    before = set_language(lang)
    try:
        given = shipped.ask(parse("/register/record/deliveries"), "choices", "countries")["choices"]
    finally:
        reset_language(before)
    names = [name for _code, name in given]
    assert [n for n in names if n in order] == order


def test_an_update_of_many_records_is_news_of_so_many(shipped: Context) -> None:
    """The register came in large updates, which have a row for each type and what was done: what is counted are their
    records, as the log of the store counts them."""
    view = parse("/register/news?since=2000-01-01")
    saved = sum(sum(b.counts.values()) for b in ready.shipped("register").store.batches())
    assert len(news.answer(shipped, view)["changes"]) < 200 < saved
    assert f"{saved:,} records were added, changed or removed." in text_of(news.draw(shipped, view).tree)
