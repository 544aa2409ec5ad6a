"""A new organisation that is called like one that is recorded, and a body of another country, are asked about first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from coordination.workspace.editing import Entry
from coordination.workspace.service import Workspace
from dashboard.backend.answers import ServiceAnswers
from dashboard.ui.tree import find, text_of
from dashboard.web.app import App, create_app
from tests.dashboard.test_records import AT, NEW, POLICE, page, post, start, work


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


def asked(app: App, told: dict[str, Any]) -> list[str]:
    """What a form asks to look at before it is saved; none where it was saved."""
    if "said" in told:
        return []
    (box,) = find(page(app, told["to"]), "div", class_="mild")
    return [text_of(item) for item in find(box, "li")]


def mark(app: App, told: dict[str, Any]) -> tuple[str, str]:
    (seen,) = [n for n in find(page(app, told["to"]), "input") if n[1].get("name") == "doubts"]
    return "doubts", seen[1]["value"]


def body(name: str, home: str = "MWI", kind: str = "law_enforcement") -> dict[str, str]:
    return {"name": name, "kind": kind, "home_iso3": home}


@pytest.mark.parametrize(
    ("name", "home", "is_asked"),
    [
        (POLICE, "MWI", True),  # the very same
        ("malawi  police service", "MWI", True),
        ("Malawi Police\u200b Service", "MWI", True),  # a sign that shows nothing
        ("Police Service of Malawi", "MWI", True),
        ("Policeservice", "MWI", True),  # without blanks, and without the country
        (POLICE, "", True),  # of no country: it may be the one
        (POLICE, "MLI", False),  # of another one
        ("Malawi Prison Service", "MWI", False),
    ],
)
def test_a_name_that_is_recorded_is_asked_about(
    client: FlaskClient, app: App, space: Workspace, name: str, home: str, is_asked: bool
) -> None:
    told = post(client, "/ours/do/record/stakeholders", **body(name, home))
    found = [text for text in asked(app, told) if "another record" in text]
    assert bool(found) is is_asked
    assert len(space.snapshot()["stakeholders"]) == (3 if is_asked else 4)


def test_it_is_saved_when_somebody_says_so_and_the_next_one_is_asked_about_both(
    client: FlaskClient, app: App, space: Workspace
) -> None:
    told = post(client, "/ours/do/record/stakeholders", **body(POLICE))
    assert len(asked(app, told)) == 1
    again = mark(app, told)
    assert "said" in post(client, "/ours/do/record/stakeholders", again, **body(POLICE))
    told = post(client, "/ours/do/record/stakeholders", again, **body(POLICE))
    assert len(asked(app, told)) == 2  # what was said of one does not count for two
    assert len(space.snapshot()["stakeholders"]) == 4


def test_the_one_that_is_recorded_is_taken_by_a_button(
    client: FlaskClient, app: App, space: Workspace
) -> None:
    """A delivery by a new organisation, which is one that is there."""
    name = "Police Service of Malawi"
    new = {"name": name, "kind": "law_enforcement", "home_iso3": "MWI"}
    filled = [("new.stakeholder_id", "1"), *((f"n.stakeholder_id.{k}", v) for k, v in new.items())]
    told = post(client, "/ours/do/record/deliveries", *filled, **NEW, stakeholder_id=name)
    (line,) = asked(app, told)
    assert "looks like “Malawi Police Service”" in line
    (box,) = find(page(app, told["to"]), "div", class_="mild")
    (link,) = find(box, "a")
    assert link[1]["href"] == "/ours/record/stakeholders/police"
    (use,) = [n[1]["value"] for n in find(box, "button")]
    told = post(client, "/ours/do/record/deliveries", *filled, ("then", use), **NEW, stakeholder_id=name)
    tree = page(app, told["to"])
    given = {
        n[1]["name"]: n[1]["value"] for n in find(tree, "input") if "stakeholder_id" in n[1].get("name", "")
    }
    assert given == {"f.stakeholder_id": POLICE, "t.stakeholder_id": POLICE, "i.stakeholder_id": "police"}
    assert set(work(space)) == {"police 4"}


def test_who_was_judged_to_be_another_one_is_not_asked_about(client: FlaskClient, space: Workspace) -> None:
    """Two of one name, judged different: a correction of one of them is not asked about."""
    twin = Entry("stakeholders", {"id": "twin", **body(POLICE)})
    said = {"a_id": "police", "b_id": "twin", "verdict": "different", "reviewed_on": "2026"}
    space.save([twin, Entry("judgements", said)], at=AT)
    was = space.snapshot()["stakeholders"]
    now = was.digests[was.position["twin"]].tobytes().hex()
    change = ("id", "twin"), ("was", now)
    told = post(client, "/ours/do/record/stakeholders", *change, **body("Police Service of Malawi"))
    assert "said" in told


def test_a_body_of_another_country_is_asked_about(client: FlaskClient, app: App, space: Workspace) -> None:
    given = NEW | {"stakeholder_id": POLICE, "iso3": "MLI"}
    told = post(client, "/ours/do/record/deliveries", **given)
    assert asked(app, told) == [f"{POLICE} has its seat in Malawi. Does it do this in Mali?"]
    assert "said" in post(client, "/ours/do/record/deliveries", mark(app, told), **given)
    tie = {"a_id": "line-a", "b_id": "line-b", "kind": "refers", "source_id": "Annual report"}
    told = post(
        client,
        "/ours/do/record/ties",
        *((f"i.{end}", tie[end]) for end in ("a_id", "b_id")),
        *((f"t.{end}", "Child Line") for end in ("a_id", "b_id")),
        **{**tie, "a_id": "Child Line", "b_id": "Child Line"},
    )
    assert asked(app, told) == [
        "Child Line has its seat in Malawi, Child Line in Mali. Are these the two that cooperate?"
    ]


def test_who_works_anywhere_is_not_asked_about(client: FlaskClient, app: App, space: Workspace) -> None:
    """An agency of the United Nations with its seat in Mali works in Malawi."""
    space.save(
        [Entry("stakeholders", {"id": "un", **body("Children of the World", "MLI", "un_agency")})], at=AT
    )
    told = post(client, "/ours/do/record/deliveries", **NEW, stakeholder_id="Children of the World")
    assert "said" in told
