"""What is kept, and how it changes through the pages: templates, sending, preview, taking in, taking back."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage

from coordination.exchange.tables import export
from coordination.model.snapshot import Snapshot
from coordination.store.memory import MemoryStore
from coordination.system.progress import Cancelled, watched
from coordination.workspace.service import Workspace
from dashboard.backend.answers import ServiceAnswers
from dashboard.backend.uploads import FILES, WAITING, Keeping, template
from dashboard.ui.i18n import told
from dashboard.web.app import create_app
from graph_schema.errors import ConflictError, DataError, LimitError, UsageError
from graph_schema.schema import SCHEMA
from tests import ready

pytestmark = pytest.mark.usefixtures("patient")

COLUMNS = SCHEMA["stakeholders"].columns
OURS = {"Sec-Fetch-Site": "same-origin"}
JSON = {**OURS, "Accept": "application/json"}


def table(*rows: dict[str, str]) -> bytes:
    lines = [",".join(COLUMNS), *(",".join(r.get(c, "") for c in COLUMNS) for r in rows)]
    return ("\n".join(lines) + "\n").encode()


GOOD = {"id": "new-one", "name": "New One", "kind": "ngo", "home_iso3": "XAA"}
BAD = {"id": "bad-one", "name": "Bad One", "kind": "nonsense", "home_iso3": "XAA"}


def sent(name: str, body: bytes = b"") -> FileStorage:
    return FileStorage(io.BytesIO(body), filename=name)


@pytest.fixture
def answers(tmp_path: Path) -> Iterator[ServiceAnswers]:
    made = ready.first_use("demo", tmp_path / "demo.sqlite")
    yield ServiceAnswers([replace(made, read_only=False)])  # as if it were one's own
    made.store.close()


@pytest.fixture
def keeping(answers: ServiceAnswers) -> Keeping:
    return answers.keeping


@pytest.fixture
def client(answers: ServiceAnswers) -> FlaskClient:
    return create_app(answers, lambda: date(2026, 11, 25)).server.test_client()


def test_an_empty_table_holds_its_header_and_the_workbook_a_sheet_for_each(keeping: Keeping) -> None:
    from openpyxl import load_workbook

    service = keeping.services["demo"]
    assert template(service, "stakeholders.csv") == (",".join(COLUMNS) + "\n").encode()
    for name, sheets in (("template.xlsx", 4), ("template-all.xlsx", len(SCHEMA))):
        book = load_workbook(io.BytesIO(template(service, name)), read_only=True)
        assert len(book.sheetnames) == sheets + 1  # and the hidden one with the drop-downs
        book.close()
    for name in ("x.csv", "template.xlsm", "../secret.csv", "filled-", "filledx.xlsx", "filled-ZZZ.xlsx"):
        with pytest.raises(UsageError):
            template(service, name)


def test_a_row_that_became_another_record_is_shown_as_removed_and_new(
    client: FlaskClient, keeping: Keeping
) -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(template(keeping.services["demo"], "filled.xlsx")))
    sheet = book["Who does what"]
    heads = [c.value for c in sheet[1]]
    column = heads.index("capability") + 1
    sheet.cell(3, column, "20" if str(sheet.cell(3, column).value).startswith("19") else "19")
    saved = io.BytesIO()
    book.save(saved)
    word = keeping.receive("demo", [sent("filled.xlsx", saved.getvalue())])
    given = keeping.preview("demo", word)
    assert [(len(given[k]), given["total"]) for k in ("added", "changed", "removed")] == [
        (1, 2),
        (0, 2),
        (1, 2),
    ]
    page = client.get(f"/demo/data?upload={word}").text
    assert "removed: Who does what" in page.replace("<!-- -->", "")


def test_a_filled_workbook_comes_back_through_the_page_and_changes_nothing(
    client: FlaskClient, keeping: Keeping
) -> None:
    for name in ("filled.xlsx", "filled-XAA.xlsx"):
        answer = client.get(f"/demo/template/{name}?lang=fr")
        assert answer.status_code == 200
        given = keeping.preview("demo", keeping.receive("demo", [sent(name, answer.data)]))
        assert (given["total"], given["errors"], given["questions"], given["findings"]) == (0, 0, [], [])
    refused = client.get("/demo/template/filled.xlsx", environ_base={"REMOTE_ADDR": "203.0.113.7"})
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("stakeholders.csv", "stakeholders.csv"),
        ("..\\..\\stakeholders.csv", "stakeholders.csv"),
        ("/etc/../stakeholders.CSV", "stakeholders.CSV"),
        ("...stake\x00holders.csv", "stakeholders.csv"),
    ],
)
def test_a_sent_file_is_kept_under_its_plain_name(keeping: Keeping, given: str, kept: str) -> None:
    word = keeping.receive("demo", [sent(given, table())])
    assert keeping.preview("demo", word)["files"] == [kept]


@pytest.mark.parametrize("given", ["a.exe", "a.xls", "csv", "", ".csv/"])
def test_other_kinds_of_file_are_refused(keeping: Keeping, given: str) -> None:
    with pytest.raises(UsageError):
        keeping.receive("demo", [sent(given, b"x")])


def test_all_files_of_an_export_are_sent_together_and_make_a_copy_of_some_countries(tmp_path: Path) -> None:
    """Tables, ``datapackage.json`` and the manifest; of JSON Lines the file and its manifest."""
    assert len(SCHEMA) + 2 <= FILES
    records = Snapshot.from_rows(
        {
            "sources": [{"source_id": "s", "title": "S"}],
            "countries": [{"iso3": "MWI", "name": "Malawi"}, {"iso3": "KEN", "name": "Kenya"}],
        }
    )
    export(records, "csv", tmp_path, "AMBER", ["MWI"])
    store = MemoryStore()
    keeping = ServiceAnswers([Workspace("empty", store)]).keeping
    word = keeping.receive("empty", [sent(p.name, p.read_bytes()) for p in sorted(tmp_path.iterdir())])
    given = keeping.preview("empty", word)
    assert [(f["code"], f["file"]) for f in given["findings"]] == [("I-COPY", "manifest.json")]
    keeping.take_in("empty", word, given["base"])
    assert keeping.services["empty"].made_for == ("MWI",)
    store = MemoryStore()
    keeping = ServiceAnswers([Workspace("lines", store)]).keeping
    export(records, "jsonl", tmp_path / "lines", "AMBER", ["MWI"])
    files = [sent(p.name, p.read_bytes()) for p in sorted((tmp_path / "lines").iterdir())]
    word = keeping.receive("lines", files)
    keeping.take_in("lines", word, keeping.preview("lines", word)["base"])
    assert keeping.services["lines"].made_for == ("MWI",)


def test_too_many_files_and_two_of_one_name_are_refused(keeping: Keeping) -> None:
    with pytest.raises(LimitError):
        keeping.receive("demo", [sent(f"{i}.csv") for i in range(FILES + 1)])
    with pytest.raises(UsageError, match="same name"):
        keeping.receive("demo", [sent("a.csv"), sent("A.csv")])


def test_a_preview_names_changes_and_mistakes_and_writes_nothing(keeping: Keeping) -> None:
    """One new organisation on line 2, and on line 3 one whose kind is no word of the list."""
    before = keeping.services["demo"].snapshot().id
    given = keeping.preview("demo", keeping.receive("demo", [sent("stakeholders.csv", table(GOOD, BAD))]))
    assert given["counts"] == [{"type": "stakeholders", "added": 1, "changed": 0, "removed": 0}]
    (new,) = given["added"]
    assert (new["id"], new["file"], new["line"]) == ("new-one", "stakeholders.csv", 2)
    assert given["errors"] == 1
    assert [(f["file"], f["line"], f["column"], f["value"]) for f in given["findings"] if f["severity"] == "error"] == [
        ("stakeholders.csv", 3, "kind", "nonsense")
    ]  # fmt: skip
    assert keeping.services["demo"].snapshot().id == before


def test_what_was_previewed_is_taken_in_and_taken_back(keeping: Keeping) -> None:
    before = keeping.services["demo"].snapshot()
    word = keeping.receive("demo", [sent("stakeholders.csv", table(GOOD))])
    base = keeping.preview("demo", word)["base"]
    assert base == before.id
    batch, count = keeping.take_in("demo", word, base, " from the meeting ")
    assert count == 1
    now = keeping.services["demo"].snapshot()
    assert "new-one" in now["stakeholders"].position
    assert keeping.services["demo"].store.batches()[-1].batch.note == "from the meeting"
    keeping.take_back("demo", batch)
    assert keeping.services["demo"].snapshot().id == before.id


def test_a_changed_row_shows_what_it_was_and_becomes(keeping: Keeping) -> None:
    frame = keeping.services["demo"].snapshot()["stakeholders"]
    row = frame.row(frame.position["c-house"])
    given = keeping.preview(
        "demo", keeping.receive("demo", [sent("stakeholders.csv", table({**row, "short_name": "House"}))])
    )
    (change,) = given["changed"]
    assert change["fields"] == [("short_name", row["short_name"], "House")]
    assert change["called"] == row["name"]
    assert given["total"] == 1


def test_a_preview_speaks_of_records_and_columns_by_their_names(keeping: Keeping) -> None:
    """The new organisation of the same upload too; a column by its label, in the findings and the questions."""
    work = b"stakeholder_id,capability,iso3,source_id,verified\n" + (
        b"new-one,4,XAA,demo-design,maybe\nNew One,5,XAA,demo-design,yes\nNobody,6,XAA,demo-design,yes\n"
    )
    files = [sent("stakeholders.csv", table(GOOD)), sent("deliveries.csv", work)]
    given = keeping.preview("demo", keeping.receive("demo", files))
    rows = {r["line"]: r["names"] for r in given["added"] if r["type"] == "deliveries"}
    assert rows[3]["stakeholder_id new-one"] == "New One"
    assert rows[3]["iso3 XAA"] == "Almara"
    (wrong,) = [f for f in given["findings"] if f["severity"] == "error"]
    assert wrong["label"] == "Evidence"
    assert told(wrong["message"]).startswith("Evidence is not one of the known words")
    assert [(q["text"], q["label"]) for q in given["questions"]] == [("Nobody", "Organisation")]


def test_a_workspace_that_moved_since_the_preview_is_not_written(keeping: Keeping) -> None:
    word = keeping.receive("demo", [sent("stakeholders.csv", table(GOOD))])
    base = keeping.preview("demo", word)["base"]
    other = keeping.receive(
        "demo", [sent("stakeholders.csv", table({**GOOD, "id": "other", "name": "Another body"}))]
    )
    keeping.take_in("demo", other, base)
    with pytest.raises(ConflictError, match="changed since you previewed these files"):
        keeping.take_in("demo", word, base)
    keeping.take_in("demo", word, keeping.preview("demo", word)["base"])


def test_a_workspace_that_moves_while_an_import_waits_for_its_place_is_not_written(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other import is written after the first look at the base and before the files are planned."""
    word = keeping.receive("demo", [sent("stakeholders.csv", table(GOOD))])
    base = keeping.preview("demo", word)["base"]
    service, given = keeping.services["demo"], keeping._waiting("demo", word).paths

    def moves(*_about: Any) -> Any:
        service.import_files(given, at="2026-11-25T00:00:00Z", note="the other")
        return upload

    upload = keeping._waiting("demo", word)
    monkeypatch.setattr(keeping, "_waiting", moves)
    with pytest.raises(ConflictError, match="changed since you previewed these files"):
        keeping.take_in("demo", word, base)
    assert [b.batch.note for b in service.store.batches()][-1] == "the other"


def test_files_older_than_an_hour_are_gone(keeping: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    word = keeping.receive("demo", [sent("stakeholders.csv", table(GOOD))])
    monkeypatch.setattr("dashboard.backend.uploads.HOURS", -1.0)
    with pytest.raises(UsageError, match="no longer available"):
        keeping.preview("demo", word)


def test_files_that_cannot_be_saved_leave_nothing_and_a_long_name_is_cut_to_its_end(keeping: Keeping) -> None:
    """96 letters of three bytes each are 288 bytes; a file system takes 255."""
    word = keeping.receive("demo", [sent("\u65e5" * 96 + ".csv", table())])
    (name,) = (p.name for p in keeping._waiting("demo", word).paths)
    assert name == "\u65e5" * 65 + ".csv"
    broken = sent("stakeholders.csv")
    broken.stream.close()
    with pytest.raises(ValueError, match="closed file"):
        keeping.receive("demo", [sent("countries.csv", b"x"), broken])
    assert keeping._folder is not None
    assert [f.name for f in keeping._folder.iterdir()] == [word]


def test_taking_in_can_be_watched_and_stopped_and_leaves_nothing(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store is asked to write only when the test lets it; stopped there, nothing is written."""
    before = keeping.services["demo"].snapshot().id
    word = keeping.receive("demo", [sent("stakeholders.csv", table(GOOD))])
    gate, write = threading.Event(), Workspace.import_files

    def slow(*given: Any, progress: Any, **more: Any) -> Any:
        for i in range(10_000):
            progress("writing", i, 10_000)
            if gate.wait(0.005):
                return write(*given, progress=progress, **more)
        raise AssertionError("nobody opened the gate")

    monkeypatch.setattr(Workspace, "import_files", slow)
    seen: list[str] = []

    def stops(what: str, done: int, total: int) -> None:
        seen.append(what)
        if done > 5:
            raise Cancelled("stop")

    keeping.begin("demo", word, before)
    with watched(stops), pytest.raises(Cancelled):
        keeping.taken("demo", word)
    assert "Saving" in seen
    assert keeping.services["demo"].snapshot().id == before
    gate.set()
    keeping.begin("demo", word, before)
    told = keeping.taken("demo", word)
    assert told["changes"] == 1
    assert told["batch"]
    with pytest.raises(UsageError):
        keeping.taken("other", word)


def test_findings_stop_it_and_the_same_again_changes_nothing(keeping: Keeping) -> None:
    word = keeping.receive("demo", [sent("stakeholders.csv", table(GOOD, BAD))])
    with pytest.raises(DataError, match="fix 1 error first"):
        keeping.take_in("demo", word, keeping.preview("demo", word)["base"])
    for expected in (1, 0):
        word = keeping.receive("demo", [sent("stakeholders.csv", table(GOOD))])
        batch, count = keeping.take_in("demo", word, keeping.services["demo"].snapshot().id)
        assert (count, bool(batch)) == (expected, bool(expected))


NOTED = {**GOOD, "note": "ask Amina is 9 years old"}
CALLED = {**GOOD, "id": "new-two", "name": "New Two", "note": "ring +254712345678"}


def test_what_may_be_personal_is_asked_on_the_page_and_the_answer_is_kept(
    client: FlaskClient, keeping: Keeping
) -> None:
    """Two findings, in lines 2 and 3: one statement is not enough; both are, and stand in the note of the batch."""
    ident = keeping.receive("demo", [sent("stakeholders.csv", table(NOTED, CALLED))])
    page = client.get(f"/demo/data?upload={ident}").text
    statements = ["E-CHILD:stakeholders.csv:2", "E-PHONE:stakeholders.csv:3"]
    given = keeping.preview("demo", ident)
    assert [p["statement"] for p in given["personal"]] == statements
    assert all(f'value="{s}"' in page or s in page for s in statements)
    base = given["base"]
    some = client.post(
        f"/demo/do/take-in/{ident}", data={"base": base, "not_personal": statements[:1]}, headers=JSON
    )
    assert "fix 1 error first" in some.json["message"]  # type: ignore[index]
    whole = client.post(
        f"/demo/do/take-in/{ident}",
        data={"base": base, "note": "seen by two", "not_personal": statements},
        headers=JSON,
    )
    assert "saved as update " in whole.json["said"]  # type: ignore[index]
    record = list(keeping.services["demo"].store.batches())[-1]
    assert (
        record.batch.note
        == "seen by two; not personal: E-CHILD:stakeholders.csv:2, E-PHONE:stakeholders.csv:3"
    )


def test_a_remark_that_may_be_personal_is_named(keeping: Keeping) -> None:
    ident = keeping.receive("demo", [sent("stakeholders.csv", table(GOOD))])
    base = keeping.preview("demo", ident)["base"]
    with pytest.raises(DataError, match="phone number"):
        keeping.take_in("demo", ident, base, "ring +254712345678")


def test_files_wait_in_a_bounded_number_and_for_their_workspace(keeping: Keeping) -> None:
    words = [keeping.receive("demo", [sent("stakeholders.csv", table(GOOD))]) for _ in range(WAITING + 1)]
    with pytest.raises(UsageError, match="no longer available"):
        keeping.preview("demo", words[0])
    keeping.preview("demo", words[1])
    keeping.discard("other", words[1])
    keeping.preview("demo", words[1])
    keeping.discard("demo", words[1])
    with pytest.raises(UsageError, match="no longer available"):
        keeping.preview("demo", words[1])


def test_a_third_import_at_once_is_told_to_wait(keeping: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two are read at a time; both places are taken here by holding them."""
    monkeypatch.setattr("dashboard.backend.uploads.PATIENCE", 0.01)
    word = keeping.receive("demo", [sent("stakeholders.csv", table(GOOD))])
    with keeping._places, keeping._places, pytest.raises(LimitError, match="Other files are being read"):
        keeping.preview("demo", word)
    assert keeping.preview("demo", word)["total"] == 1


def test_files_that_a_killed_server_left_are_removed(
    keeping: Keeping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Process numbers end at 4,194,304 on Linux, so 99,999,999 is nobody's; this one is ours and stays."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dead, ours, other = (tmp_path / f"mnr-uploads-{n}" for n in ("99999999-a", f"{os.getpid()}-b", "x-c"))
    for folder in (dead, ours, other):
        folder.mkdir()
        (folder / "stakeholders.csv").write_bytes(table(GOOD))
    keeping.receive("demo", [sent("stakeholders.csv", table(GOOD))])
    assert [f.exists() for f in (dead, ours, other)] == [False, True, True]


def test_the_way_through_the_pages_with_scripts(client: FlaskClient) -> None:
    file = (io.BytesIO(table(GOOD)), "stakeholders.csv")
    to = client.post("/demo/do/send", data={"files": file}, headers=JSON).json["to"]
    page = client.get(to).text
    assert "Preview of changes" in page
    assert "Save to the workspace" in page
    word = to.partition("upload=")[2]
    base = page.split('name="base" value="')[1].split('"')[0]
    told = client.post(f"/demo/do/take-in/{word}", data={"base": base}, headers=JSON).json
    assert "1 change saved as update " in told["said"]
    undone = client.post(told["undo"]["action"], headers=JSON).json
    assert "was undone" in undone["said"]
    assert undone["to"].startswith("/demo/history?done=")
    again = client.post(told["undo"]["action"], headers=JSON).json
    assert again["to"].startswith("/demo/history?undo=")
    assert "cannot be undone yet" in client.get(again["to"].partition("#")[0]).text


def test_an_undo_that_lowers_a_sharing_label_asks_who_approves_it(
    client: FlaskClient, keeping: Keeping
) -> None:
    """New One becomes RED in a second update. In French, the note of the undo is French."""
    service = keeping.services["demo"]
    for row in (GOOD, {**GOOD, "tier": "RED"}):
        file = (io.BytesIO(table(row)), "stakeholders.csv")
        to = client.post("/demo/do/send", data={"files": file}, headers=JSON).json["to"]
        base = client.get(to).text.split('name="base" value="')[1].split('"')[0]
        word = to.partition("upload=")[2]
        told = client.post(f"/demo/do/take-in/{word}", data={"base": base}, headers=JSON).json

    def label() -> str:
        frame = service.snapshot()["stakeholders"]
        return frame.text("tier", frame.position["new-one"])

    asked = client.post(told["undo"]["action"], headers=JSON).json["to"]
    page = client.get(asked.partition("#")[0]).text
    assert "undoing it needs an approval" in page
    assert all(x in page for x in ("New One", "TLP:RED", "Who, beside you, approves it?"))
    assert label() == "RED"
    undone = client.post(told["undo"]["action"], data={"approved_by": "Bo"}, headers=JSON).json
    assert "was undone" in undone["said"]
    assert label() == ""
    page = client.get("/demo/history?lang=fr").text
    assert "annulation de" in page
    assert "approuvées par Bo" in page


def test_the_way_through_the_pages_without_scripts(client: FlaskClient) -> None:
    file = (io.BytesIO(table(GOOD)), "stakeholders.csv")
    answer = client.post("/demo/do/send", data={"files": file}, headers=OURS)
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).text
    word = answer.headers["Location"].partition("upload=")[2]
    base = page.split('name="base" value="')[1].split('"')[0]
    taken = client.post(f"/demo/do/take-in/{word}", data={"base": base}, headers=OURS)
    assert "Saved as update" in client.get(taken.headers["Location"]).text


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://evil.example"}],
)
def test_nothing_is_changed_from_elsewhere(client: FlaskClient, headers: dict[str, str]) -> None:
    for verb in ("send", "take-in/x", "undo/x", "discard/x"):
        assert client.post(f"/demo/do/{verb}", headers=headers).status_code == 403


def test_nothing_is_changed_from_another_machine_and_nothing_by_a_link(client: FlaskClient) -> None:
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.post("/demo/do/undo/abcdef", headers=OURS, environ_overrides=far).status_code == 403
    assert client.get("/demo/do/undo/abcdef").status_code in {404, 405}
    for verb in ("explode/x", "undo", "undo/a/b"):
        assert client.post(f"/demo/do/{verb}", headers=OURS).status_code == 404
    assert client.post("/nowhere/do/undo/abcdef", headers=OURS).status_code == 404


def test_a_batch_that_is_not_there_is_said(client: FlaskClient) -> None:
    told = client.post("/demo/do/undo/ffffffffffff", headers=JSON)
    assert (told.status_code, "matches 0 updates" in told.json["message"]) == (200, True)


def test_counts_and_program_are_told(keeping: Keeping) -> None:
    rows = {t["type"]: t["rows"] for t in keeping.kept("demo")["types"]}
    assert rows == keeping.services["demo"].snapshot().counts()
    about = keeping.about("demo")
    assert (about["store"], about["rows"], about["batches"]) == ("sqlite", sum(rows.values()), 1)
    assert about["findings"]


def test_the_pages_say_it(client: FlaskClient) -> None:
    page = client.get("/demo/data").text
    assert "Blank workbook (.xlsx)" in page
    header = client.get("/demo/template/stakeholders.csv").data
    assert header == (",".join(COLUMNS) + "\n").encode()
    assert client.get("/demo/template/x.csv").status_code == 400
    settings = client.get("/demo/settings").text
    for words in ("Size of the text", "Location of the data", "sqlite:///", "Checks"):
        assert words in settings
    assert "The schema has" in settings
    french = client.get("/demo/settings?lang=fr").text
    assert "Le schéma compte" in french
    assert "The schema has" not in french, "checks too are told in the language"
    assert "Undo this update" not in client.get("/demo/history").text, "what came with the program stays"
    assert client.get("/demo/data?upload=none").status_code == 400
    for page in ("data", "history"):
        assert "Saved as update" not in client.get(f"/demo/{page}?done=abc123").text, "no such batch"
