"""Workbooks to fill in and filled ones: what comes back is what was changed, and nothing else. Worked by hand."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook as WorkbookOf
from openpyxl import load_workbook

from coordination.exchange.templates import FIRST, workbook
from coordination.ingest.questions import Choices, not_asked
from coordination.model.headings import field_names, is_example, sheet_name, sheet_names, word_for
from coordination.model.snapshot import Snapshot
from coordination.store.memory import MemoryStore
from coordination.workspace.editing import Entry, digest_now
from coordination.workspace.service import ImportOutcome, Workspace
from graph_schema.issues import Severity
from graph_schema.schema import SCHEMA
from tests.ready import first_use

AT = "2027-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = first_use("demo", tmp_path_factory.mktemp("w") / "demo.sqlite")
    return replace(made, read_only=False)


def back(w: Workspace, folder: Path, book: bytes, *choose: str) -> ImportOutcome:
    path = folder / "back.xlsx"
    path.write_bytes(book)
    return w.import_files([path], at=AT, dry_run=True, choices=Choices.read(choose))


@pytest.mark.parametrize("code", ["en", "fr", "es"])
def test_a_filled_workbook_that_comes_back_changes_nothing(
    demo: Workspace, tmp_path: Path, code: str
) -> None:
    world = demo.snapshot()
    made = workbook(world, code=code, filled=world)
    outcome = back(demo, tmp_path, made)
    assert (len(outcome.changes), outcome.issues, outcome.questions) == (0, (), ())
    saved = io.BytesIO()  # another program saves it
    load_workbook(io.BytesIO(made)).save(saved)
    outcome = back(demo, tmp_path, saved.getvalue())
    assert (len(outcome.changes), outcome.issues, outcome.questions) == (0, (), ())


def test_three_changes_are_shown_as_three(demo: Workspace, tmp_path: Path) -> None:
    """A note, a name that rows of other sheets use, the capability of a claim: the old claim goes, the new comes."""
    world = demo.snapshot()
    book = load_workbook(io.BytesIO(workbook(world, code="fr", filled=world)))
    organisations, deliveries = book["Organisations"], book["Qui fait quoi"]
    assert [c.value for c in deliveries[2]][:4] == ["Organisation", "Capacité", "Pays", "Rôle"]
    assert deliveries.row_dimensions[1].hidden
    names = [c.value for c in organisations[1]]
    row = next(r for r in organisations.iter_rows(min_row=3) if r[0].value == "a-police")
    organisations.cell(row[0].row, names.index("name") + 1, "Almara Police Service")
    heads = [c.value for c in deliveries[1]]
    deliveries.cell(3, heads.index("note") + 1, "looked at again")
    second = deliveries[4]
    ident = second[heads.index("_record")].value
    before = second[heads.index("capability")].value
    deliveries.cell(4, heads.index("capability") + 1, "21" if str(before).split()[0] != "21" else "20")
    saved = io.BytesIO()
    book.save(saved)
    outcome = back(demo, tmp_path, saved.getvalue())
    assert [i for i in outcome.issues if i.severity is Severity.ERROR] == []
    changes = outcome.changes
    assert {k: len(c.after) for k, c in changes.changed.items()} == {"stakeholders": 1, "deliveries": 1}
    assert {k: len(f) for k, f in changes.added.items()} == {"deliveries": 1}
    assert {k: list(f.ids) for k, f in changes.removed.items()} == {"deliveries": [ident]}
    assert changes.changed["deliveries"].after.row(0)["note"] == "looked at again"


def test_a_claim_in_the_place_of_another_keeps_its_sharing_label(tmp_path: Path) -> None:
    """The work of Alpha on 12 is RED. It comes back as work on 13: a row that says CLEAR is refused where it stands;
    without the columns of label and note it keeps both."""
    own = Workspace("own", MemoryStore())
    work = {"stakeholder_id": "a", "iso3": "MWI", "source_id": "s", "since": "2020", "verified": "yes"}
    own.save(
        [
            Entry("sources", {"source_id": "s", "title": "Report"}),
            Entry("countries", {"iso3": "MWI", "iso2": "MW", "name": "Malawi"}),
            Entry("stakeholders", {"id": "a", "name": "Alpha", "kind": "ngo"}),
            Entry("deliveries", {**work, "capability": "12", "tier": "RED", "note": "told in confidence"}),
        ],
        at="2026-12-01T00:00:00Z",
    )
    world = own.snapshot()
    book = load_workbook(io.BytesIO(workbook(world, kinds=("deliveries",), filled=world)))
    sheet = book["Who does what"]
    heads = [c.value for c in sheet[1]]
    sheet.cell(3, heads.index("capability") + 1, "13")
    sheet.cell(3, heads.index("tier") + 1, "CLEAR")
    saved = io.BytesIO()
    book.save(saved)
    (found,) = (i for i in back(own, tmp_path, saved.getvalue()).issues if i.severity is Severity.ERROR)
    assert (found.code, found.location.line, found.location.column) == ("E-TIER", 3, "tier")

    for column in sorted((heads.index("tier") + 1, heads.index("note") + 1), reverse=True):
        sheet.delete_cols(column)
    saved = io.BytesIO()
    book.save(saved)
    outcome = back(own, tmp_path, saved.getvalue())
    assert [i for i in outcome.issues if i.severity is Severity.ERROR] == []
    (added,) = (f.row(0) for f in outcome.changes.added.values())
    assert (added["capability"], added["tier"], added["note"]) == ("13", "RED", "told in confidence")
    assert {k: list(f.ids) for k, f in outcome.changes.removed.items()} == {
        "deliveries": list(world["deliveries"].ids)
    }


def test_a_copied_row_is_one_more_and_takes_nothing_away(demo: Workspace, tmp_path: Path) -> None:
    world = demo.snapshot()
    book = load_workbook(io.BytesIO(workbook(world, filled=world)))
    sheet = book["Who does what"]
    heads = [c.value for c in sheet[1]]
    copy = [c.value for c in sheet[3]]
    copy[heads.index("capability")] = (
        "21" if str(copy[heads.index("capability")]).split()[0] != "21" else "20"
    )
    sheet.append(copy)
    saved = io.BytesIO()
    book.save(saved)
    changes = back(demo, tmp_path, saved.getvalue()).changes
    assert (len(changes.added["deliveries"]), changes.removed, changes.changed) == (1, {}, {})


def saved(book: WorkbookOf) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def small() -> Workspace:
    """Alpha and Beta in Malawi; Alpha works on 12 and 13, Beta on 14."""
    own = Workspace("own", MemoryStore())
    work = {"iso3": "MWI", "source_id": "s", "since": "2020", "verified": "yes"}
    own.save(
        [
            Entry("sources", {"source_id": "s", "title": "Report"}),
            Entry("countries", {"iso3": "MWI", "iso2": "MW", "name": "Malawi"}),
            Entry("stakeholders", {"id": "a", "name": "Alpha", "kind": "ngo"}),
            Entry("stakeholders", {"id": "b", "name": "Beta", "kind": "ngo"}),
            Entry("deliveries", {**work, "stakeholder_id": "a", "capability": "12"}),
            Entry("deliveries", {**work, "stakeholder_id": "a", "capability": "13"}),
            Entry("deliveries", {**work, "stakeholder_id": "b", "capability": "14"}),
        ],
        at="2026-12-01T00:00:00Z",
    )
    return own


def line_of(sheet: Any, column: str, text: str) -> int:
    """The line of the row that begins with a text in a column, named by the hidden first row."""
    at = [c.value for c in sheet[1]].index(column)
    return next(r[at].row for r in sheet.iter_rows(min_row=3) if str(r[at].value or "").startswith(text))


def gone(outcome: ImportOutcome) -> dict[str, list[str]]:
    return {name: list(f.ids) for name, f in outcome.changes.removed.items()}


def test_deleted_rows_are_asked_about_and_go_only_when_somebody_says_so(tmp_path: Path) -> None:
    """The rows of Alpha on 13 and of Beta on 14 are deleted: one question for the sheet, which names both."""
    own = small()
    world = own.snapshot()
    book = load_workbook(io.BytesIO(workbook(world, code="fr", filled=world)))
    sheet = book["Qui fait quoi"]
    lost = []
    for number in ("13", "14"):
        line = line_of(sheet, "capability", number)
        lost.append(sheet.cell(line, len(SCHEMA["deliveries"].props) + 1).value)
        sheet.delete_rows(line)
    data = saved(book)

    outcome = back(own, tmp_path, data)
    (question,) = outcome.questions
    assert (question.kind, question.text, question.rows) == ("missing", "back.xlsx#deliveries", 2)
    assert question.place.file == "back.xlsx#Qui fait quoi"
    assert {k.id for k in question.candidates} == set(lost)
    assert {k.name.split(" · ")[0] for k in question.candidates} == {"Alpha", "Beta"}
    assert question.answers() == ["back.xlsx#deliveries=remove", "back.xlsx#deliveries=keep"]
    assert (gone(outcome), [i.code for i in outcome.issues]) == ({}, ["E-ROWS-MISSING"])
    assert not_asked(outcome.issues, outcome.questions) == []

    outcome = back(own, tmp_path, data, "back.xlsx#deliveries=delete")  # no answer to it
    assert (len(outcome.questions), gone(outcome)) == (1, {})
    outcome = back(own, tmp_path, data, "back.xlsx#deliveries=keep")
    assert (len(outcome.changes), outcome.issues, outcome.questions) == (0, (), ())
    outcome = back(own, tmp_path, data, "back.xlsx#deliveries=remove")
    assert (outcome.issues, outcome.questions) == ((), ())
    assert {name: set(ids) for name, ids in gone(outcome).items()} == {"deliveries": set(lost)}
    assert len(outcome.changes) == 2


def test_a_row_of_which_only_the_hidden_cell_is_left_is_deleted(tmp_path: Path) -> None:
    own = small()
    world = own.snapshot()
    book = load_workbook(io.BytesIO(workbook(world, filled=world)))
    sheet = book["Who does what"]
    line = line_of(sheet, "capability", "13")
    for column in range(1, len(SCHEMA["deliveries"].props) + 1):
        sheet.cell(line, column).value = None
    outcome = back(own, tmp_path, saved(book))
    assert [(q.kind, q.rows) for q in outcome.questions] == [("missing", 1)]


def test_a_sheet_that_was_left_out_and_what_is_gone_already_are_not_asked_about(tmp_path: Path) -> None:
    """Only the sheet of organisations comes back, with Alpha alone; Beta and its work were removed meanwhile."""
    own = small()
    world = own.snapshot()
    made = workbook(world, filled=world)
    work = world["deliveries"]
    (at,) = (i for i in range(3) if work.text("capability", i) == "14")
    own.save(
        [
            Entry(
                "deliveries", id=work.ids[at], was=digest_now(world, "deliveries", work.ids[at]), removed=True
            ),
            Entry("stakeholders", id="b", was=digest_now(world, "stakeholders", "b"), removed=True),
        ],
        at="2026-12-02T00:00:00Z",
    )
    book = load_workbook(io.BytesIO(made))
    for name in ("Who does what", "Countries", "Sources"):
        del book[name]
    sheet = book["Organisations"]
    sheet.delete_rows(line_of(sheet, "id", "b"))
    outcome = back(own, tmp_path, saved(book))
    assert (len(outcome.changes), outcome.issues, outcome.questions) == (0, (), ())


def test_what_others_name_is_not_removed_with_its_row(tmp_path: Path) -> None:
    """Beta gets another identifier, so the row of ``b`` is not there any more; its work still names ``b``."""
    own = small()
    world = own.snapshot()
    book = load_workbook(io.BytesIO(workbook(world, filled=world)))
    sheet = book["Organisations"]
    line = line_of(sheet, "id", "b")
    sheet.cell(line, 1).value = "b2"
    sheet.cell(line, [c.value for c in sheet[1]].index("name") + 1).value = "Second of Malawi"
    outcome = back(own, tmp_path, saved(book))
    (question,) = outcome.questions
    assert [(k.id, k.name) for k in question.candidates] == [("b", "Beta")]
    outcome = back(own, tmp_path, saved(book), "back.xlsx#stakeholders=remove")
    errors = {i.code for i in outcome.issues if i.severity is Severity.ERROR}
    assert errors == {"E-STILL-NAMED", "E-REFERENCE"}


@pytest.mark.parametrize("code", ["en", "fr", "es"])
def test_a_blank_workbook_has_the_first_sheets_and_its_example_is_no_data(
    demo: Workspace, tmp_path: Path, code: str
) -> None:
    made = workbook(demo.snapshot(), code=code)
    book = load_workbook(io.BytesIO(made))
    assert book.sheetnames[:-1] == [sheet_name(SCHEMA[k], code) for k in FIRST]
    assert (book.sheetnames[-1], book["_lists"].sheet_state) == ("_lists", "hidden")
    assert all(is_example(str(book[name]["A3"].value)) for name in book.sheetnames[:-1])
    outcome = back(demo, tmp_path, made)
    assert (len(outcome.changes), outcome.issues) == (0, ())


def test_a_row_is_filled_in_with_names_and_needs_no_identifier(demo: Workspace, tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(workbook(demo.snapshot(), code="es")))
    organisations = book[sheet_name(SCHEMA["stakeholders"], "es")]
    names = [c.value for c in organisations[1]]
    row = {"name": "Línea Esperanza", "kind": "ONG", "home_iso3": "Almara"}
    for column, name in enumerate(names, 1):
        organisations.cell(4, column, row.get(str(name)))
    deliveries = book[sheet_name(SCHEMA["deliveries"], "es")]
    heads = [c.value for c in deliveries[1]]
    source = demo.snapshot()["sources"].text("title", 0)
    claim = {"stakeholder_id": "línea esperanza", "capability": "12", "iso3": "almara", "source_id": source}
    for column, name in enumerate(heads, 1):
        deliveries.cell(4, column, claim.get(str(name)))
    saved = io.BytesIO()
    book.save(saved)
    outcome = back(demo, tmp_path, saved.getvalue())
    assert [i for i in outcome.issues if i.severity is Severity.ERROR] == []
    added = outcome.changes.added
    assert (added["stakeholders"].ids, added["stakeholders"].row(0)["kind"]) == (["linea-esperanza"], "ngo")
    assert added["deliveries"].row(0)["stakeholder_id"] == "linea-esperanza"


def test_an_empty_workspace_has_no_names_to_offer(tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(workbook(Snapshot.of({}), kinds=tuple(SCHEMA))))
    assert len(book.sheetnames) == len(SCHEMA) + 1  # capabilities fill the sheet of lists


def test_headings_sheets_and_words_are_read_back_in_every_language() -> None:
    for t in SCHEMA.values():
        for code in ("en", "fr", "es"):
            assert sheet_names().get(sheet_name(t, code).casefold(), t.name) == t.name
            assert len(sheet_name(t, code)) <= 31
    t = SCHEMA["deliveries"]
    assert field_names(t, ["Organización", "ISO3", "Rôle", "Colour"]) == [
        "stakeholder_id",
        "iso3",
        "role",
        "colour",
    ]
    assert word_for(t.prop("role"), "provides", "fr") == "assure"
    # *found* and *in place* are one word in English: what could not be read back stays as it is
    assert word_for(SCHEMA["stakeholders"].prop("kind"), "ngo", "es") == "ONG"


def test_the_file_comes_back_with_its_mistakes_marked(demo: Workspace, tmp_path: Path) -> None:
    """Row 3 has a word that is none, row 4 a name that nobody has; the heading of row 1 is not known."""
    path = tmp_path / "Who does what.csv"
    path.write_text(
        "Organisation,Capability,Country,Role,Source,Colour\n"
        "a-police,4,Almara,provides,almara-council-2025,red\n"
        "a-police,5,Almara,helps,almara-council-2025,\n"
        "Hope Line,6,Almara,provides,almara-council-2025,\n",
        encoding="utf-8",
    )
    outcome = demo.import_files([path], at=AT, dry_run=True)
    sheet = load_workbook(io.BytesIO(demo.marked([path], outcome, str)))["Who does what"]
    assert [[c.value for c in row] for row in sheet.iter_rows(max_col=3)] == [
        ["Organisation", "Capability", "Country"],
        ["a-police", "4", "Almara"],
        ["a-police", "5", "Almara"],
        ["Hope Line", "6", "Almara"],
    ]
    said = {c.coordinate: c.comment.text for row in sheet.iter_rows() for c in row if c.comment}
    assert sorted(said) == ["A4", "D3", "F1"]
    assert said["A4"].startswith("there is no 'Hope Line' in stakeholders")
    assert "use one of: provides, supports, stands_in" in said["D3"]
    assert sheet["D3"].fill.fgColor.rgb == "FFFBD5D5"
    assert sheet["D2"].fill.fgColor.rgb != "FFFBD5D5"
