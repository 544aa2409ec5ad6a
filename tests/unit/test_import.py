"""From files to claims: every defect at its place, all at once; all or nothing; the same file changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coordination.exchange.templates import write_xlsx_template
from coordination.ingest.questions import Choices, not_asked
from coordination.store.memory import MemoryStore
from coordination.text.languages import told
from coordination.workspace.imported import imported
from coordination.workspace.service import ImportOutcome, Workspace
from graph_schema.errors import UsageError
from graph_schema.issues import errors_in
from seed_data import workspaces

AT = "2026-11-25T10:00:00Z"
Bring = Callable[..., ImportOutcome]


@pytest.fixture
def space() -> Workspace:
    return Workspace("test", MemoryStore())


@pytest.fixture
def bring(space: Workspace, tmp_path: Path) -> Bring:
    """Write files and import them: ``bring(sources="source_id,title\\ns,T\\n", replace=[...])``."""
    base = {
        "sources": "source_id,title,published\ns,Source,2025\n",
        "countries": "iso3,iso2,name\nMWI,MW,Malawi\nMLI,ML,Mali\nNAM,NA,Namibia\n",
        "stakeholders": "id,name,kind\na,Alpha,ngo\nb,Beta,government\n",
    }

    def run(
        replace: tuple[str, ...] = (),
        dry_run: bool = False,
        bare: bool = False,
        choices: Choices | None = None,
        **files: str,
    ) -> ImportOutcome:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        for name, text in ({} if bare else base).items() | files.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
        return space.import_files([folder], at=AT, replace=replace, dry_run=dry_run, choices=choices)

    return run


def found(outcome: ImportOutcome) -> list[tuple[str, str, int, str]]:
    return [(i.code, i.location.file, i.location.line, i.location.column) for i in outcome.issues]


def test_every_defect_is_reported_at_its_place_and_nothing_is_written(bring: Bring, space: Workspace) -> None:
    outcome = bring(
        deliveries=(
            "stakeholder_id,capability,iso3,role,since,until,source_id,colour\n"
            "a,12,Malwi,provides,2020,,s,red\n"  # line 2: a country written nearly right
            "a,99,MWI,provides,2020,,s,\n"  # line 3: no such capability
            "ghost,1,MWI,provides,2020,,s,\n"  # line 4: nobody of that name
            "a,1,MWI,helps,2020,,s,\n"  # line 5: a word not in the list
            "a,2,MWI,provides,11/12/2020,,s,\n"  # line 6: of November or of December
            "a,3,MWI,provides,2021,2020,s,\n"  # line 7: ends before it begins
            "a,4,MWI,provides,,,,\n"  # line 8: no source
        )
    )
    assert outcome.result is None
    assert space.snapshot().counts()["deliveries"] == 0
    assert found(outcome) == [
        ("E-REFERENCE", "deliveries.csv", 2, "iso3"),
        ("E-REFERENCE", "deliveries.csv", 3, "capability"),
        ("E-REFERENCE", "deliveries.csv", 4, "stakeholder_id"),
        ("E-WORD", "deliveries.csv", 5, "role"),
        ("E-DATE", "deliveries.csv", 6, "since"),
        ("E-INTERVAL", "deliveries.csv", 7, "until"),
        ("E-EMPTY", "deliveries.csv", 8, "source_id"),
        ("W-COLUMN", "deliveries.csv", 1, "colour"),
    ]
    first = outcome.issues[0]
    assert (first.value, first.hint) == ("Malwi", "MWI?")


def test_a_missing_column_that_rows_need_is_one_error(bring: Bring) -> None:
    outcome = bring(deliveries="stakeholder_id,capability,iso3\na,1,MWI\n")
    assert ("E-COLUMN-MISSING", "deliveries.csv", 1, "source_id") in found(outcome)


TITLED = "Who does what in Malawi\nCountry,Malawi\n,,,,\n"


def test_titles_above_the_column_names_are_said_and_not_read(bring: Bring, space: Workspace) -> None:
    """Line 1 is a title, line 2 has two cells, line 3 is empty, line 4 has the names, so the row is on line 5."""
    outcome = bring(deliveries=TITLED + "stakeholder_id,capability,iso3,role,source_id\na,1,MWI,provides,s\n")
    assert outcome.result is not None
    assert space.snapshot().counts()["deliveries"] == 1
    (note,) = [i for i in outcome.issues if i.code == "I-TITLE"]
    assert (note.location.file, note.location.line) == ("deliveries.csv", 1)
    assert note.message == "the column names are in row 4; what stands above is not read"
    assert note.value == "Who does what in Malawi Country Malawi"


def test_below_titles_errors_keep_the_lines_of_the_file(bring: Bring) -> None:
    outcome = bring(
        deliveries=TITLED
        + "stakeholder_id,capability,iso3,role,colour\n"  # line 4: source_id is missing, colour is not known
        + "a,1,MWI,helps,red\n"  # line 5: a word not in the list
    )
    assert found(outcome) == [
        ("E-COLUMN-MISSING", "deliveries.csv", 4, "source_id"),
        ("E-WORD", "deliveries.csv", 5, "role"),
        ("W-COLUMN", "deliveries.csv", 4, "colour"),
        ("I-TITLE", "deliveries.csv", 1, ""),
    ]


def test_column_names_below_rows_that_may_be_data_are_one_error(bring: Bring) -> None:
    """A sheet that was sorted with its header: line 1 has five cells as the header on line 2 has."""
    rows = "a,1,MWI,provides,s\nstakeholder_id,capability,iso3,role,source_id\nb,2,MWI,provides,s\n"
    outcome = bring(deliveries=rows)
    assert found(outcome) == [("E-NO-HEADER", "deliveries.csv", 2, "")]
    assert outcome.issues[0].message == ("the column names are in row 2, and row 1 above them may be data")


def test_a_sheet_and_a_file_of_no_type_are_told_the_names_of_the_template(tmp_path: Path) -> None:
    """A new workbook calls its sheet Sheet1; the first four names are those of the template, in its order."""
    from openpyxl import Workbook as Book

    book = Book()
    book.active.title = "Sheet1"
    book.active.append(["Organisation"])
    book.save(tmp_path / "mine.xlsx")
    (tmp_path / "mine.csv").write_text("Organisation\na\n", encoding="utf-8")
    outcome = Workspace("test", MemoryStore()).import_files([tmp_path], at=AT, dry_run=True)
    hints = {i.location.file: i.hint for i in outcome.issues}
    names = (
        "Who does what (deliveries), Organisations (stakeholders), Sources (sources), Countries (countries)."
    )
    every = "All names: `mnr schema template all.xlsx --all`."
    assert hints["mine.xlsx"] == f"Name each sheet after what it holds: {names} {every}"
    assert hints["mine.csv"] == f"Name each file after what it holds: {names} {every}"
    assert ": Qui fait quoi (deliveries), Organisations (stakeholders)" in told(hints["mine.xlsx"], "fr")
    assert "Quién hace qué (deliveries), Organizaciones (stakeholders)" in told(hints["mine.csv"], "es")


def test_a_header_that_names_no_field_is_one_error(bring: Bring) -> None:
    outcome = bring(deliveries="Who,What,Where\na,1,MWI\n")
    assert found(outcome) == [("E-COLUMN-MISSING", "deliveries.csv", 1, "")]
    (only,) = outcome.issues
    assert only.message == "row 1 names no field of deliveries"
    assert only.hint == (
        "not understood: 'Who', 'What', 'Where'; the first row must hold the names of the columns; needed are: "
        "Organisation (stakeholder_id), Capability (capability), Country (iso3), Source (source_id); "
        "rename the headings, or say which they are: --choose 'HEADING=FIELD'"
    )


ORDINARY = "Name of organisation,What they do,Country,From,Source\nAlpha,4,Malawi,2026,Source\n"


def test_headings_in_ordinary_words_are_named_and_one_like_a_needed_column_is_asked_about(
    bring: Bring,
) -> None:
    """Country and Source are labels. *Name of organisation* has the label Organisation in it, so it is asked about;
    *What they do* is like no label, so Capability is missing. *From* is like none that rows need."""
    outcome = bring(deliveries=ORDINARY)
    (asked,) = outcome.questions
    assert (asked.kind, asked.text, asked.rows) == ("column deliveries", "Name of organisation", 1)
    assert [(k.id, k.name) for k in asked.candidates] == [("stakeholder_id", "Organisation")]
    assert asked.answers() == [
        "Name of organisation=stakeholder_id",
        "Name of organisation=leave-out",
    ]
    missing = next(i for i in outcome.issues if i.location.column == "capability")
    assert missing.message == "the column Capability (capability) is missing"
    assert missing.hint == (
        "not understood: 'Name of organisation', 'What they do', 'From'; rename the one that holds it to: Capability, "
        "or say which it is: --choose 'HEADING=capability'"
    )
    left = [(i.code, i.location.column) for i in not_asked(outcome.issues, outcome.questions)]
    assert left == [
        ("E-COLUMN-MISSING", "capability"),
        ("W-COLUMN", "From"),
        ("W-COLUMN", "What they do"),
    ]


def test_headings_are_read_as_chosen_by_field_or_by_label_in_any_language(
    bring: Bring, space: Workspace, tmp_path: Path
) -> None:
    bring()
    path = tmp_path / "deliveries.csv"
    path.write_text(ORDINARY, encoding="utf-8")
    said = ["Name of organisation=stakeholder_id", "What they do=Capacité", "From=since"]
    outcome = space.import_files([path], at=AT, choices=Choices.read(said))
    assert (outcome.questions, [i for i in outcome.issues if i.code == "W-COLUMN"]) == ((), [])
    frame = space.snapshot()["deliveries"]
    row = frame.row(0)
    assert [row[n] for n in ("stakeholder_id", "capability", "iso3", "since", "source_id")] == [
        "a",
        "4",
        "MWI",
        "2026",
        "s",
    ]


def test_a_heading_left_out_is_not_asked_about_again_and_its_column_stays_missing(
    space: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "deliveries.csv"
    path.write_text(ORDINARY, encoding="utf-8")
    choices = Choices.read(["Name of organisation=leave-out"])
    outcome = space.import_files([path], at=AT, dry_run=True, choices=choices)
    assert "column deliveries" not in {q.kind for q in outcome.questions}
    assert ("E-COLUMN-MISSING", "deliveries.csv", 1, "stakeholder_id") in found(outcome)


def test_optional_columns_take_their_defaults(bring: Bring, space: Workspace) -> None:
    assert bring(deliveries="stakeholder_id,capability,iso3,source_id\na,1,MWI,s\n").result is not None
    (row,) = space.snapshot()["deliveries"].rows()
    said = dict(zip(space.snapshot()["deliveries"].type.columns, row, strict=True))
    assert said["role"] == "provides"
    assert said["status"] == "active"
    assert said["since"] == ""


def test_the_same_file_again_changes_nothing_and_is_a_sighting(bring: Bring, space: Workspace) -> None:
    rows = "stakeholder_id,capability,iso3,source_id\na,1,MWI,s\n"
    first = bring(deliveries=rows)
    before = space.snapshot().id
    again = bring(deliveries=rows)
    assert first.result is not None
    assert again.result is None
    assert len(again.changes) == 0
    assert space.snapshot().id == before
    assert len(space.store.batches()) == 1
    assert {sha for sha, _ in space.store.sightings()} == {sha for _, sha in first.inputs}


def test_rows_in_another_order_are_the_same_claims(bring: Bring, space: Workspace) -> None:
    head = "stakeholder_id,capability,iso3,source_id\n"
    bring(deliveries=head + "a,1,MWI,s\nb,2,MWI,s\n")
    assert len(bring(deliveries=head + "b,2,MWI,s\na,1,MWI,s\n").changes) == 0


def test_an_edit_comes_back_as_a_change_with_its_new_line(bring: Bring, space: Workspace) -> None:
    head = "stakeholder_id,capability,iso3,source_id,basis\n"
    bring(deliveries=head + "a,1,MWI,s,chairs\nb,2,MWI,s,\n")
    outcome = bring(deliveries=head + "b,2,MWI,s,\n\na,1,MWI,s,leads\n")
    assert outcome.changes.counts() == {"added": 0, "changed": 1, "removed": 0}
    (changed,) = imported(outcome).changed
    assert changed.line == 4
    assert changed.values["basis"] == "leads"
    assert changed.before["basis"] == "chairs"


def test_identical_rows_are_one_claim_and_contradicting_ones_an_error(bring: Bring, space: Workspace) -> None:
    head = "stakeholder_id,capability,iso3,source_id,basis\n"
    assert bring(deliveries=head + "a,1,MWI,s,x\na,1,MWI,s,x\n").result is not None
    assert space.snapshot().counts()["deliveries"] == 1
    outcome = bring(deliveries=head + "a,1,MWI,s,x\na,1,MWI,s,y\n")
    assert outcome.result is None
    assert found(outcome) == [("E-REPEAT", "deliveries.csv", 3, "stakeholder_id")]
    assert "line 2" in outcome.issues[0].message


def test_an_import_removes_only_within_its_scope(bring: Bring, space: Workspace) -> None:
    head = "stakeholder_id,capability,iso3,source_id\n"
    bring(deliveries=head + "a,1,MWI,s\nb,2,MWI,s\na,1,NAM,s\n")
    less = head + "a,1,MWI,s\n"
    assert bring(deliveries=less).changes.counts()["removed"] == 0
    outcome = bring(replace=("deliveries:MWI",), dry_run=True, deliveries=less)
    assert outcome.changes.counts()["removed"] == 1
    assert space.snapshot().counts()["deliveries"] == 3
    bring(replace=("deliveries:MWI",), deliveries=less)
    assert space.snapshot().counts()["deliveries"] == 2
    with pytest.raises(UsageError, match="no record type 'gifts'"):
        bring(replace=("gifts",), deliveries=less)


def test_what_others_still_name_is_not_removed(bring: Bring, space: Workspace) -> None:
    bring(deliveries="stakeholder_id,capability,iso3,source_id\na,1,MWI,s\n")
    outcome = bring(replace=("stakeholders",), bare=True, stakeholders="id,name,kind\nb,Beta,government\n")
    assert outcome.result is None
    assert found(outcome)[0][0] == "E-STILL-NAMED"


def test_names_that_look_like_nothing_survive(bring: Bring, space: Workspace) -> None:
    bring(
        bare=True,
        countries="iso3,iso2,name\nNAM,NA,Namibia\n",
        stakeholders="id,name,kind\n00123,NULL,ngo\nNone,NA,ngo\nnan,N/A,ngo\n",
    )
    snapshot = space.snapshot()
    assert snapshot["countries"].text("iso2", 0) == "NA"
    assert dict(zip(snapshot["stakeholders"].ids, snapshot["stakeholders"]["name"].texts(), strict=True)) == {
        "00123": "NULL",
        "None": "NA",
        "nan": "N/A",
    }


def test_self_ties_and_circles_are_warnings(bring: Bring) -> None:
    outcome = bring(
        ties="a_id,b_id,kind,source_id\na,a,mou,s\n",
        affiliations="child_id,parent_id,kind,source_id\na,b,part_of,s\nb,a,part_of,s\n",
    )
    assert outcome.result is not None
    assert [code for code, *_ in found(outcome)] == ["W-CIRCLE", "W-CIRCLE", "W-SELF"]


def test_a_phase_needs_something_found_and_a_party_needs_an_end(bring: Bring) -> None:
    outcome = bring(
        agreements="id,name,kind\nm,Memo,mou\n",
        agreement_parties="agreement_id,iso3,stakeholder_id,status,source_id\nm,,,party,s\n",
        reviews="iso3,capability,outcome,phase,method,reviewed_on,source_id\nMWI,1,not_found,2,interview,2025,s\n",
    )
    assert [code for code, *_ in found(outcome)] == ["E-END", "E-PHASE"]


def test_a_review_must_name_a_capability_of_its_edition(bring: Bring) -> None:
    outcome = bring(
        reviews="iso3,edition,capability,outcome,method,reviewed_on,source_id\nMWI,mnr-2022,17,found,interview,2025,s\n"
    )
    assert [code for code, *_ in found(outcome)] == ["E-EDITION"]


@pytest.mark.parametrize("name", list(workspaces()))
def test_the_shipped_data_come_in_without_error(space: Workspace, name: str) -> None:
    outcome = space.import_files([workspaces()[name].folder], at=AT)
    assert outcome.result is not None
    assert [i for i in outcome.issues if i.severity != "info"] == []


def test_ties_are_the_same_from_both_ends(bring: Bring) -> None:
    head = "a_id,b_id,kind,source_id\n"
    bring(ties=head + "a,b,mou,s\n")
    outcome = bring(ties=head + "b,a,mou,s\n")
    assert outcome.changes.counts() == {"added": 0, "changed": 1, "removed": 0}


def test_headings_may_be_written_as_people_write_them(bring: Bring, space: Workspace) -> None:
    assert bring(deliveries="Stakeholder ID,CAPABILITY,ISO3,Source_Id\na,1,MWI,s\n").result is not None
    assert space.snapshot().counts()["deliveries"] == 1


# ---- look-alikes


def test_an_id_that_differs_in_case_alone_is_told_with_place_and_other(
    bring: Bring, space: Workspace
) -> None:
    bring(bare=True, stakeholders="id,name,kind\nevx,Evix,ngo\n")
    outcome = bring(
        bare=True,
        stakeholders="id,name,kind\nother,Other,ngo\nEVX,Evix of the north,ngo\nev1,One,ngo\nevl,El,ngo\n",
    )
    told = [
        (i.code, i.location.line, i.location.column, i.value)
        for i in outcome.issues
        if i.code == "W-LOOK-ALIKE"
    ]
    assert told == [("W-LOOK-ALIKE", 3, "id", "EVX"), ("W-LOOK-ALIKE", 5, "id", "evl")]
    assert [i.message for i in outcome.issues if i.value == "EVX"] == [
        "'EVX' looks like 'evx', which is another record"
    ]
    again = bring(bare=True, stakeholders="id,name,kind\nEVX,Evix of the north,ngo\n")
    assert [i.code for i in again.issues] == []  # it is there: said once


def test_an_identifier_in_another_case_is_the_one_that_is_there(bring: Bring, space: Workspace) -> None:
    assert bring(deliveries="stakeholder_id,capability,iso3,source_id\nA,1,mwi,S\n").result is not None
    (row,) = (space.snapshot()["deliveries"].row(0),)
    assert (row["stakeholder_id"], row["iso3"], row["source_id"]) == ("a", "MWI", "s")


def test_a_letter_of_another_alphabet_is_named(bring: Bring) -> None:
    """Cyrillic small a (U+0430) in an id; Cyrillic capital Ie (U+0415) in a name; a name all in Cyrillic is a name."""
    outcome = bring(
        bare=True,
        stakeholders="id,name,kind\np\u0430rk,Park,ngo\ncop,\u0415uropol,network\n"
        "mvd,\u041c\u0412\u0414 \u0420\u043e\u0441\u0441\u0438\u0438,ngo\nmug,5 \u03bcg,ngo\n",
    )
    by = {i.code: i for i in outcome.issues}
    assert (
        by["E-ID"].hint == "character 2 is U+0430 CYRILLIC SMALL LETTER A; type it again with plain letters"
    )
    odd = by["W-ALPHABETS"]
    assert (odd.location.line, odd.location.column) == (3, "name")
    assert "U+0415 CYRILLIC CAPITAL LETTER IE" in odd.message
    assert len([i for i in outcome.issues if i.code == "W-ALPHABETS"]) == 1


def test_a_name_that_looks_like_another_of_the_same_country_is_told(bring: Bring) -> None:
    head = "id,name,kind,home_iso3\n"
    outcome = bring(
        bare=True,
        countries="iso3,name\nMWI,Malawi\nNAM,Namibia\n",
        stakeholders=head
        + "p1,Park Police,ngo,MWI\np2,park  police,ngo,NAM\np3,Park police,ngo,MWI\np4,Park Police,ngo,MWI\n",
    )
    told = [(i.location.line, i.value) for i in outcome.issues if i.code == "W-NAME-ALIKE"]
    assert told == [
        (4, "Park police"),
        (5, "Park Police"),
    ]  # the very same text too, and not of another country


HEAD = "id,name,kind,home_iso3\n"
RECORDED = {
    "countries": "iso3,iso2,name\nZMB,ZM,Zambia\n",
    "stakeholders": HEAD + "zps,Zambia Police Service,law_enforcement,ZMB\n"
    "ccas,Child Care and Adoption Society of Zambia,ngo,ZMB\n",
}
ALIKE = {
    "stakeholders": HEAD + "p2,Police Service of Zambia,law_enforcement,ZMB\n"
    "c2,Childcare and Adoption Society Zambia,ngo,ZMB\nother,Zambia Prison Service,law_enforcement,ZMB\n",
    "sources": "source_id,title\ns,List of 2026\n",
    "deliveries": "stakeholder_id,capability,iso3,source_id\np2,4,ZMB,s\nPolice Service of Zambia,6,ZMB,s\n"
    "c2,13,ZMB,s\n",
}


def test_a_new_organisation_called_like_a_recorded_one_is_asked_about(bring: Bring, space: Workspace) -> None:
    bring(bare=True, **RECORDED)
    outcome = bring(bare=True, **ALIKE)
    assert outcome.result is None
    told = [(i.code, i.location.line, i.value) for i in errors_in(outcome.issues)]
    assert told == [
        ("E-SAME", 2, "Police Service of Zambia"),
        ("E-SAME", 3, "Childcare and Adoption Society Zambia"),
    ]
    asked = {q.text: ([k.id for k in q.candidates], q.answers()) for q in outcome.questions}
    assert asked == {
        "Childcare and Adoption Society Zambia": (
            ["ccas"],
            [f"Childcare and Adoption Society Zambia={a}" for a in ("ccas", "new", "leave-out")],
        ),
        "Police Service of Zambia": (
            ["zps"],
            [f"Police Service of Zambia={a}" for a in ("zps", "new", "leave-out")],
        ),
    }


def test_a_row_without_id_is_not_the_organisation_of_another_country(bring: Bring, space: Workspace) -> None:
    """A police of Kenya with the name of that of Zambia; one of Zambia, written out, is the one that is there; where
    two countries have one of the name, the row of one of them is its own."""
    bring(bare=True, **RECORDED)
    bring(bare=True, countries="iso3,iso2,name\nKEN,KE,Kenya\n")
    rows = "name,kind,home_iso3,website\n"
    outcome = bring(bare=True, stakeholders=rows + "Zambia Police Service,law_enforcement,KEN,\n")
    assert errors_in(outcome.issues) == []
    bodies = space.snapshot()["stakeholders"]
    assert {(i, bodies.text("home_iso3", at)) for i, at in bodies.position.items()} == {
        ("zps", "ZMB"), ("ccas", "ZMB"), ("zambia-police-service", "KEN"),
    }  # fmt: skip
    again = "Zambia Police Service,law_enforcement,Zambia,https://zps.example\n"
    again += "Zambia Police Service,law_enforcement,Kenya,https://zpsk.example\n"
    outcome = bring(bare=True, stakeholders=rows + again)
    bodies = space.snapshot()["stakeholders"]
    assert {i: bodies.text("website", at) for i, at in bodies.position.items()} == {
        "zps": "https://zps.example", "ccas": "", "zambia-police-service": "https://zpsk.example",
    }  # fmt: skip


def test_what_is_answered_of_a_row_counts_for_all_rows_that_name_it(bring: Bring, space: Workspace) -> None:
    bring(bare=True, **RECORDED)
    choices = Choices.read(["Police Service of Zambia=zps", "Childcare and Adoption Society Zambia=new"])
    outcome = bring(bare=True, choices=choices, **ALIKE)
    assert (outcome.questions, errors_in(outcome.issues)) == ((), [])
    assert sorted(space.snapshot()["stakeholders"].ids) == ["c2", "ccas", "other", "zps"]
    work = space.snapshot()["deliveries"]
    told = {(work.text("stakeholder_id", i), work.text("capability", i)) for i in range(len(work))}
    assert told == {("zps", "4"), ("zps", "6"), ("c2", "13")}
    again = bring(bare=True, choices=choices, **ALIKE)
    assert (len(again.changes), errors_in(again.issues)) == (0, [])


def test_a_row_of_an_organisation_is_left_out_with_all_that_name_it(bring: Bring, space: Workspace) -> None:
    bring(bare=True, **RECORDED)
    choices = Choices.read(
        ["Police Service of Zambia=leave-out", "Childcare and Adoption Society Zambia=leave-out"]
    )
    outcome = bring(bare=True, choices=choices, **ALIKE)
    assert errors_in(outcome.issues) == []
    assert sorted(space.snapshot()["stakeholders"].ids) == ["ccas", "other", "zps"]
    assert len(space.snapshot()["deliveries"]) == 0


# ---- findings that are many


def test_many_wrong_values_are_listed_in_part_and_counted(bring: Bring) -> None:
    """1,000 rows, each with another bad date and another unknown organisation: 200 of each kind are listed."""
    rows = "".join(f"x{i},1,MWI,s,day {i}\n" for i in range(1_000))
    outcome = bring(deliveries="stakeholder_id,capability,iso3,source_id,since\n" + rows)
    assert len([i for i in outcome.issues if i.code == "E-DATE"]) == 200
    (more,) = [i for i in outcome.issues if i.code == "I-MORE"]
    assert (more.message, more.hint) == ("E-DATE: 800 more like those listed", "lines 202-1001")
    rows = "".join(f"x{i},1,MWI,s,\n" for i in range(1_000))
    outcome = bring(deliveries="stakeholder_id,capability,iso3,source_id,since\n" + rows)
    assert len([i for i in outcome.issues if i.code == "E-REFERENCE"]) == 200
    assert [i.message for i in outcome.issues if i.code == "I-MORE"] == [
        "E-REFERENCE: 800 more like those listed"
    ]


# ---- new words of the declaration


DUTY = "duty,iso3,instruments_complete,reviewed_on,method,source_id\n"


def test_a_statement_about_a_duty_names_a_cross_border_duty(bring: Bring) -> None:
    """17 is a cross-border duty of the edition and 5 is none; both are capabilities."""
    outcome = bring(duty_reviews=DUTY + "17,,yes,2026,desk_review,s\n5,MWI,no,2026,desk_review,s\n")
    assert found(outcome) == [("E-DUTY", "duty_reviews.csv", 3, "duty")]
    assert "17" in outcome.issues[0].hint
    assert bring(duty_reviews=DUTY + "17,,yes,2026,desk_review,s\n").result is not None


def test_work_of_no_one_country_comes_in(bring: Bring, space: Workspace) -> None:
    outcome = bring(
        work="stakeholder_id,iso3,objective,means,source_id\na,,technical-tools,research,s\na,MWI,technical-tools,research,s\n"
    )
    assert outcome.result is not None
    assert sorted(space.snapshot()["work"]["iso3"].texts()) == ["", "MWI"]


def test_who_operates_an_agreement_must_be_there(bring: Bring) -> None:
    outcome = bring(agreements="id,name,kind,operator_id\ng,G,mou,nobody\nh,H,mou,a\n")
    assert found(outcome) == [("E-REFERENCE", "agreements.csv", 2, "operator_id")]


def test_the_template_explains_who_stands_in(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    (path,) = write_xlsx_template(tmp_path / "t.xlsx", kinds=("deliveries", "work"))
    head = {cell.value: cell for cell in load_workbook(path)["Who does what"][2]}
    assert "stands_in = takes over if the provider stops" in head["Role"].comment.text
    assert "must be filled in" not in head["Role"].comment.text
    assert "must be filled in" in head["Organisation"].comment.text
    work = {cell.value: cell for cell in load_workbook(path)["Work towards objectives"][2]}
    assert "must be filled in" not in work["Country"].comment.text
    assert "empty = not of one country" in work["Country"].comment.text


def test_files_of_the_framework_in_a_folder_are_left_out_with_a_word(
    space: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "sources.csv").write_text("source_id,title\ns,S\n", encoding="utf-8")
    for name in ("mnr_actions.csv", "mnr_actions_fr.csv", "mnr_routes.csv", "mnr_capabilities.csv"):
        (tmp_path / name).write_text("id\n1\n", encoding="utf-8")
    outcome = space.import_files([tmp_path], at=AT)
    assert outcome.result is not None
    assert [(i.code, i.location.file) for i in outcome.issues] == [
        ("I-EDITION-FILE", "mnr_actions.csv"),
        ("I-EDITION-FILE", "mnr_actions_fr.csv"),
        ("I-EDITION-FILE", "mnr_capabilities.csv"),
        ("I-EDITION-FILE", "mnr_routes.csv"),
    ]


def test_a_cell_is_corrected_and_a_row_left_out_by_an_answer(tmp_path: Path) -> None:
    """``FILE:LINE:COLUMN=TEXT`` and ``FILE:LINE=leave-out``; the file stays as it is."""
    path = tmp_path / "sources.csv"
    path.write_text("source_id,title,published\na,A,31/13/2025\nb,B,soon\n", encoding="utf-8")
    w = Workspace("w", MemoryStore())
    chosen = Choices.read(["sources.csv:2:published=December 2025", "sources.csv:3=leave-out"])
    outcome = w.import_files([path], at="2026-11-25T00:00:00Z", choices=chosen)
    assert [(i.code, i.location.line, str(i.message)) for i in outcome.issues] == [
        ("I-LEFT-OUT", 3, "rows left out, as chosen: 1")
    ]
    assert [(r[0], r[4]) for r in w.records()["sources"].rows()] == [("a", "2025-12")]
