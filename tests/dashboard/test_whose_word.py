"""A bundle that comes back through the page: what was changed on both sides is asked row by row, or all at once."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage

from coordination.model.changes import Batch, BatchKind
from coordination.model.frames import Frame
from coordination.workspace.service import Incoming, Workspace
from dashboard.backend.answers import ServiceAnswers
from dashboard.web.app import create_app
from graph_schema.issues import errors_in
from graph_schema.schema import SCHEMA
from tests import ready

pytestmark = pytest.mark.usefixtures("patient")

JSON = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}


@pytest.fixture
def answers(tmp_path: Path) -> Iterator[ServiceAnswers]:
    made = ready.first_use("demo", tmp_path / "demo.sqlite")
    yield ServiceAnswers([replace(made, read_only=False)])  # as if it were one's own
    made.store.close()


@pytest.fixture
def client(answers: ServiceAnswers) -> FlaskClient:
    return create_app(answers, lambda: date(2026, 11, 25)).server.test_client()


def org(w: Workspace, ident: str) -> dict[str, str]:
    frame = w.records()["stakeholders"]
    return frame.row(frame.position[ident])


def put(w: Workspace, ident: str, **fields: str) -> None:
    row = Frame.from_rows(SCHEMA["stakeholders"], [{**org(w, ident), **fields}])
    outcome = w.take_in(
        lambda _: Incoming({"stakeholders": row}),
        Batch("", BatchKind.EDIT, "2026-12-01T00:00:00Z"),
        dry_run=False,
    )
    assert not errors_in(outcome.issues)


def edited(bundle: bytes, ident: str, **fields: str) -> bytes:
    """The bundle with the line of an organisation as she corrected it."""
    lines = [json.loads(line) for line in bundle.decode().splitlines()]
    for line in lines:
        if line["type"] == "stakeholders" and line["id"] == ident:
            line.update(fields)
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()


def preview(client: FlaskClient, to: str) -> str:
    return client.get(to).get_data(as_text=True)


def test_what_was_changed_on_both_sides_is_asked_on_the_page(
    client: FlaskClient, answers: ServiceAnswers
) -> None:
    w = answers.keeping.services["demo"]
    one, two, three = w.records()["stakeholders"].ids[:3]
    sent = client.get("/demo/bundle/demo.jsonl").data
    for ident in (one, two, three):
        put(w, ident, website="https://corrected.example")
    back = edited(
        edited(sent, one, short_name="ONE"), two, short_name="TWO"
    )  # of the third she touched nothing
    files = {"files": [FileStorage(io.BytesIO(back), filename="back.jsonl")]}
    to = client.post("/demo/do/send", data=files, headers=JSON).get_json()["to"]
    word = re.search(r"upload=([\w-]+)", to)
    assert word
    page = preview(client, to)
    assert "2 records changed here and there" in page
    assert "Answer the questions, then check the changes" in page
    assert "1 row stays as it is here" in page
    assert "Take all of theirs" in page
    assert "Save to the workspace" not in page
    keys = re.findall(r'value="(both:[^"]+)"', page)
    assert len(keys) == 2
    form = {"question-0": keys[0], "answer-0": "here", "question-1": keys[1], "answer-1": ""}
    to = client.post(f"/demo/do/answer/{word[1]}", data=form, headers=JSON).get_json()["to"]
    assert "Save to the workspace" not in preview(client, to)  # one is still open
    to = client.post(f"/demo/do/answer/{word[1]}", data={**form, "both": "theirs"}, headers=JSON).get_json()[
        "to"
    ]
    page = preview(client, to)
    base = re.search(r'value="([0-9a-f]{16})"', page)
    assert base
    taken = client.post(f"/demo/do/take-in/{word[1]}", data={"base": base[1]}, headers=JSON).get_json()
    client.get(taken["to"])
    assert [(org(w, i)["short_name"], org(w, i)["website"]) for i in (one, two)] == [
        ("ONE", "https://corrected.example"),
        ("TWO", "https://corrected.example"),
    ]
    assert org(w, three)["website"] == "https://corrected.example"
