"""A spreadsheet full of typing mistakes through the page: sent once, questions answered on the page, then saved."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.datastructures import FileStorage

from coordination.exchange.templates import workbook
from coordination.ingest.questions import AGAIN, Choices
from dashboard.backend.answers import ServiceAnswers
from dashboard.pages.workspace.questions import answers_of
from dashboard.web.app import create_app
from graph_schema.errors import LimitError
from tests import ready

pytestmark = pytest.mark.usefixtures("patient")

OURS = {"Sec-Fetch-Site": "same-origin"}
JSON = {**OURS, "Accept": "application/json"}
#: ten rows: a name in capitals, a name cut short, a country by name, words with capitals, an unknown organisation in
#: three spellings, dates to be asked about, a word with a letter too few
MESSY = (
    "Organisation,Capability,Country,Role,Since,Source\n"
    "NATIONAL POLICE  OF ALMARA,7,Almara,Provides,13/04/2021,almara-council-2025\n"
    "a-police,Legislation,almara,SUPPORTS,03/04/2021,almara-council-2025\n"
    "Hope Line,12,XAA,provids,2021,almara-council-2025\n"
    "hope line,4,XAA,supports,2021,almara-council-2025\n"
    "Hope  Line ,5,Almara,supports,05/06/2022,almara-council-2025\n"
    ",,,,,\n"
)


@pytest.fixture
def answers(tmp_path: Path) -> Iterator[ServiceAnswers]:
    made = ready.first_use("demo", tmp_path / "demo.sqlite")
    yield ServiceAnswers([replace(made, read_only=False)])  # as if it were one's own
    made.store.close()


@pytest.fixture
def client(answers: ServiceAnswers) -> FlaskClient:
    return create_app(answers, lambda: date(2026, 11, 25)).server.test_client()


def send(client: FlaskClient, text: str, lang: str = "") -> str:
    """The address of the preview."""
    given = {"files": [FileStorage(io.BytesIO(text.encode()), filename="deliveries.csv")]}
    to = client.post(f"/demo/do/send{lang}", data=given, headers=JSON).get_json()["to"]
    assert isinstance(to, str)
    return to


def page(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def test_a_heading_like_a_missing_column_is_a_question_on_the_page(client: FlaskClient) -> None:
    """*Name of organisation* has the label Organisation in it. One row, and all else of it is understood."""
    text = (
        "Name of organisation,Capability,Country,Role,Source\n"
        "National Police of Almara,7,Almara,provides,almara-council-2025\n"
    )
    address = send(client, text)
    preview = page(client, address)
    assert "Which column is “Name of organisation”? Rows: 1" in preview
    assert "None: leave out this column" in preview
    assert "0errors to fix" in re.sub(r"<[^>]*>", "", preview)
    word = re.search(r"upload=([\w-]+)", address)
    assert word
    form = {"question-0": "column deliveries:name of organisation", "answer-0": "stakeholder_id"}
    assert form["question-0"] in preview
    to = client.post(f"/demo/do/answer/{word[1]}", data=form, headers=JSON).get_json()["to"]
    assert "Which column is" not in page(client, to)


def test_typing_mistakes_take_one_upload_and_one_form(client: FlaskClient, answers: ServiceAnswers) -> None:
    before = answers.keeping.services["demo"].snapshot().counts()
    address = send(client, MESSY)
    preview = page(client, address)
    assert "3 questions" in preview
    assert "Which of the known words is “provids”? Rows: 1" in preview
    assert "Which organisation is “Hope Line”? Rows: 3" in preview
    assert "Is the first number of 03/04/2021 in deliveries.csv the day or the month? Rows: 2" in preview
    assert "Save to the workspace" not in preview
    assert "0errors to fix" in re.sub(r"<[^>]*>", "", preview)
    word = re.search(r"upload=([\w-]+)", address)
    assert word
    marked = client.get(f"/demo/marked/{word[1]}")
    assert (marked.status_code, marked.data[:2]) == (200, b"PK")
    keys = re.findall(r'name="question-\d+" value="([^"]+)"|value="([^"]+)" name="question-\d+"', preview)
    assert [a or b for a, b in keys] == [
        "stakeholders:hope line",
        "dates:deliveries.csv",
        "word role:provids",
    ]
    form = {
        "question-0": "stakeholders:hope line",
        "answer-0": "new",
        "kind-0": "ngo",
        "country-0": "XAA",
        "question-1": "dates:deliveries.csv",
        "answer-1": "day-first",
        "question-2": "word role:provids",
        "answer-2": "provides",
    }
    to = client.post(f"/demo/do/answer/{word[1]}", data=form, headers=JSON).get_json()["to"]
    preview = page(client, to)
    assert "question" not in preview.partition("Preview of changes")[2].partition("Contents of")[0]
    base = re.search(r'value="([0-9a-f]{16})"', preview)
    assert base
    assert "hope-line" in preview
    taken = client.post(f"/demo/do/take-in/{word[1]}", data={"base": base[1]}, headers=JSON).get_json()
    assert "6 changes saved" in taken["said"]
    snapshot = answers.keeping.services["demo"].snapshot()
    after = snapshot.counts()
    assert (after["deliveries"] - before["deliveries"], after["stakeholders"] - before["stakeholders"]) == (
        5,
        1,
    )
    rows = [snapshot["deliveries"].row(i) for i in range(after["deliveries"])]
    made = sorted(
        (r["capability"], r["role"], r["since"]) for r in rows if r["stakeholder_id"] == "hope-line"
    )
    assert made == [("12", "provides", "2021"), ("4", "supports", "2021"), ("5", "supports", "2022-06-05")]


def test_the_form_speaks_the_language_of_the_reader(client: FlaskClient) -> None:
    preview = page(client, send(client, MESSY, "?lang=fr"))
    assert "Quelle organisation est" in preview
    assert "le jour\u202f: 3 avr. 2021" in preview.replace("&nbsp;", "\u202f")
    assert "Use these answers" not in preview


def test_rows_deleted_in_a_workbook_go_when_somebody_says_so(
    client: FlaskClient, answers: ServiceAnswers
) -> None:
    """The first row of who does what is deleted."""
    service = answers.keeping.services["demo"]
    world = service.snapshot()
    ident = world["deliveries"].ids[0]
    book = load_workbook(io.BytesIO(workbook(world, filled=world)))
    book["Who does what"].delete_rows(3)
    out = io.BytesIO()
    book.save(out)
    given = {"files": [FileStorage(io.BytesIO(out.getvalue()), filename="all.xlsx")]}
    address = client.post("/demo/do/send", data=given, headers=JSON).get_json()["to"]
    preview = page(client, address)
    assert "Remove their records? Rows: 1" in preview
    assert "Save to the workspace" not in preview
    word = address.partition("upload=")[2]
    form = {"question-0": "missing:all.xlsx#deliveries", "answer-0": "remove"}
    assert f'value="{form["question-0"]}"' in preview
    to = client.post(f"/demo/do/answer/{word}", data=form, headers=JSON).get_json()["to"]
    base = re.search(r'value="([0-9a-f]{16})"', page(client, to))
    assert base
    taken = client.post(f"/demo/do/take-in/{word}", data={"base": base[1]}, headers=JSON).get_json()
    page(client, taken["to"])  # waits until it is done, where that takes a while
    after = service.snapshot()["deliveries"]
    assert (len(after), ident in after.position) == (len(world["deliveries"]) - 1, False)


def test_what_is_left_open_is_asked_again_and_others_may_be_named() -> None:
    form = {
        "question-0": "stakeholders:a",
        "answer-0": "",
        "question-1": "stakeholders:b",
        "answer-1": "b-1",
        "other-1": " c-2 ",
        "question-2": "stakeholders:d",
        "answer-2": "leave-out",
        "answer-3": "nobody asked",
    }
    assert answers_of(form) == {"stakeholders:b": "c-2", "stakeholders:d": "leave-out"}


def test_answers_have_limits(client: FlaskClient, answers: ServiceAnswers) -> None:
    word = send(client, MESSY).partition("upload=")[2]
    with pytest.raises(LimitError):
        answers.keeping.answered("demo", word, {f"stakeholders:{i}": "x" for i in range(201)})
    with pytest.raises(LimitError):
        answers.keeping.answered("demo", word, {"stakeholders:x": "x" * 501})
    assert answers.keeping.answered("demo", word, {"stakeholders:x": "x"}) == 1


def test_nobody_but_the_owner_answers(client: FlaskClient) -> None:
    word = send(client, MESSY).partition("upload=")[2]
    refused = client.post(f"/demo/do/answer/{word}", data={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403


def test_a_cell_is_corrected_and_a_row_left_out_on_the_page(
    client: FlaskClient, answers: ServiceAnswers
) -> None:
    """Before, one wrong date meant to correct the file and to send it again."""
    w = answers.keeping.services["demo"]
    before = w.records().counts()["deliveries"]
    text = (
        "Organisation,Capability,Country,Role,Since,Source\n"
        "a-police,1,XAA,supports,31/13/2025,almara-council-2025\n"
        "a-police,2,XAA,supports,30/02/2021,almara-council-2025\n"
    )
    address = send(client, text)
    preview = page(client, address)
    assert "there is no month 13" in preview
    assert "2021-02 has no day 30" in preview
    word = re.search(r"upload=([\w-]+)", address)
    assert word
    places = re.findall(r'name="place-\d+" value="([^"]+)"|value="([^"]+)" name="place-\d+"', preview)
    assert [a or b for a, b in places] == ["deliveries.csv|2|since", "deliveries.csv|3|since"]
    form = {"place-0": "deliveries.csv|2|since", "was-0": "31/13/2025", "cell-0": "December 2025"}
    form |= {
        "place-1": "deliveries.csv|3|since",
        "was-1": "30/02/2021",
        "cell-1": "30/02/2021",
        "row-1": "leave-out",
    }
    to = client.post(f"/demo/do/answer/{word[1]}", data=form, headers=JSON).get_json()["to"]
    preview = page(client, to)
    assert "1 value corrected here; 1 row left out here" in preview
    assert "0errors to fix" in re.sub(r"<[^>]*>", "", preview)
    again = client.post(f"/demo/do/answer/{word[1]}", data={"clear": "cells"}, headers=JSON).get_json()["to"]
    assert "there is no month 13" in page(client, again)
    preview = page(
        client, client.post(f"/demo/do/answer/{word[1]}", data=form, headers=JSON).get_json()["to"]
    )
    base = re.search(r'value="([0-9a-f]{16})"', preview)
    assert base
    taken = client.post(f"/demo/do/take-in/{word[1]}", data={"base": base[1]}, headers=JSON).get_json()
    client.get(taken["to"])
    frame = w.records()["deliveries"]
    assert len(frame) == before + 1
    assert [
        frame.text("since", i)
        for i in range(len(frame))
        if frame.file.text(i) == "deliveries.csv" and frame.line[i] == 2
    ][-1] == "2025-12"


def test_the_kind_of_a_new_organisation_is_never_guessed(
    client: FlaskClient, answers: ServiceAnswers
) -> None:
    """Before, whoever chose *A new record of this name* and nothing else made it an NGO."""
    text = "Organisation,Capability,Country,Role,Source\nHigh Court of Almara,7,XAA,provides,almara-council-2025\n"
    address = send(client, text)
    word = re.search(r"upload=([\w-]+)", address)
    assert word
    form = {
        "question-0": "stakeholders:high court of almara",
        "answer-0": "new",
        "kind-0": "",
        "country-0": "XAA",
    }
    assert form["question-0"] in page(client, address)
    to = client.post(f"/demo/do/answer/{word[1]}", data=form, headers=JSON).get_json()["to"]
    preview = page(client, to)
    assert "A new record needs its kind. Choose it below." in preview
    assert "Save to the workspace" not in preview
    to = client.post(
        f"/demo/do/answer/{word[1]}", data={**form, "kind-0": "judiciary"}, headers=JSON
    ).get_json()["to"]
    preview = page(client, to)
    assert "Save to the workspace" in preview
    assert "Judiciary" in preview


def test_answers_are_kept_when_the_file_comes_again(client: FlaskClient, answers: ServiceAnswers) -> None:
    """Corrected and sent again within the hour, and again in another session after it was saved."""
    line = "{},7,XAA,supports,almara-council-2025\n"
    head = "Organisation,Capability,Country,Role,Source\n"
    address = send(client, head + line.format("Polise of Almara"))
    word = re.search(r"upload=([\w-]+)", address)
    assert word
    form = {"question-0": "stakeholders:polise of almara", "answer-0": "a-police"}
    assert form["question-0"] in page(client, address)
    client.post(f"/demo/do/answer/{word[1]}", data=form, headers=JSON)

    address = send(client, head + line.format("Polise of Almara") + line.format("a-court"))
    word = re.search(r"upload=([\w-]+)", address)
    assert word
    preview = page(client, address)
    assert form["question-0"] not in preview
    assert "Your answers from the last time this file came are used." in preview
    again = client.post(f"/demo/do/answer/{word[1]}", data={"clear": "answers"}, headers=JSON).get_json()[
        "to"
    ]
    assert form["question-0"] in page(client, again)

    w = answers.keeping.services["demo"]
    path = Path(w.store.url.removeprefix("sqlite:///")).with_name("deliveries.csv")
    path.write_text(head + line.format("Polise of Almara"), encoding="utf-8")
    chosen = Choices.read(["Polise of Almara=a-police"])
    assert w.import_files([path], at="2026-11-25T00:00:00Z", choices=chosen).result is not None
    path.write_text(head + line.format("Polise of Almara") + line.format("a-police"), encoding="utf-8")
    later = w.import_files([path], at="2026-11-26T00:00:00Z", dry_run=True)
    assert not later.questions
    assert [str(i.message) for i in later.issues if i.code == "I-ANSWERED"] == [
        "answers that were given when this file came before are used: 1 (polise of almara = a-police)"
    ]
    asked = w.import_files([path], at="2026-11-26T00:00:00Z", dry_run=True, choices=Choices({AGAIN: "yes"}))
    assert [q.text for q in asked.questions] == ["Polise of Almara"]
