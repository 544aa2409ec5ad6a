"""Every file that a page offers comes, in both workspaces, over the server's own routes; values are safe as cells."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from openpyxl import load_workbook  # type: ignore[import-untyped]

from coordination.answers.frames import rows_frame
from coordination.answers.labels import NAMING
from coordination.cli import cli
from coordination.ingest.plan import plan
from coordination.model.snapshot import Snapshot
from coordination.reports.workbook import Sheet
from dashboard.backend.answers import ServiceAnswers
from dashboard.backend.context import Context
from dashboard.backend.labels import STRICT, Labels
from dashboard.downloads.calendar import Day, calendar
from dashboard.downloads.declared import Declared
from dashboard.downloads.files import csv_text
from dashboard.pages import all_pages
from dashboard.ui.i18n import reset_language, set_language
from dashboard.ui.view import parse
from dashboard.web.app import create_app
from tests import ready
from tests.contract.test_store import batch
from tests.dashboard.shipped import AS_OF

FILES = {stem: file for page in all_pages() for stem, file in page.files.items()}
NEEDS = {
    "decisions": "XAA",
    "enablers": "XAA",
    "outcomes": "XAA",
    "seats": "XAA",
    "handoffs": "XAA",
    "new-ties": "XAA",
    "ties": "XAA",
    "best-plan": "XAB",
    "status-plan": "XAD",
    "own-plan": "XAB",
    "plan-costs": "XAB",
    "explain": "XAA",
    "obligations": "XAA",
    "lenses": "XAA",
    "country-figures": "XAA",
}
MORE = {
    "what-if": "&changes=stakeholder:c-house",
    "fallen": "&changes=stakeholder:c-house",
    "routes-then": "&changes=stakeholder:c-house",
    "own-plan": "&steps=3:1-2",
    "explain": "&capability=12",
    "organisation": "&of=c-house",
    "instrument-list": "&instrument=coast-convention",
    "not-parties": "&instrument=coast-convention",
    "instrument-corridors": "&instrument=coast-convention",
}


@pytest.fixture(scope="module")
def client(shipped: Context) -> FlaskClient:
    """One program for all files: nothing of a file is kept in it."""
    return create_app(shipped.answers, lambda: AS_OF).server.test_client()


def test_no_two_pages_use_the_same_name() -> None:
    assert len(FILES) == sum(len(page.files) for page in all_pages())


@pytest.mark.parametrize("stem", FILES)
def test_files_come_over_the_server(shipped: Context, client: FlaskClient, stem: str) -> None:
    """As JSON, CSV and workbook, and those with days as a calendar. No table has a code among its words: no head is a
    key of the program, and no column of words holds an id of an organisation or a country."""
    query = f"?country={NEEDS.get(stem, '')}{MORE.get(stem, '')}"
    given = client.get(f"/demo/download/{stem}.json{query}")
    assert given.status_code == 200
    body = json.loads(given.text)
    assert body["as_of"] == AS_OF.isoformat()
    file = FILES[stem]
    if file.rows:
        answer = client.get(f"/demo/download/{stem}.csv{query}")
        rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
        view = parse(f"/demo/download/{stem}.csv{query}")
        (held,) = file.declared.filled(shipped, view) if file.declared else (None,)
        assert len(rows) == len(held.rows if held else body[file.rows]) + 1
        assert len({len(r) for r in rows}) == 1
        assert len(set(rows[0])) == len(rows[0])
        if not file.template:
            world = shipped.world(parse("/demo"))
            codes = world.organisations.keys() | world.countries.keys()
            for title, *values in zip(*rows, strict=True):
                assert "_" not in title
                if title.endswith("(id)") or title in {"Id", "Decision"}:
                    continue
                said = {v for value in values for v in value.replace("–", ";").replace("+", ";").split(";")}
                assert not {v.strip() for v in said} & codes, title
    book = client.get(f"/demo/download/{stem}.xlsx{query}")
    sheets = load_workbook(io.BytesIO(book.data))
    if file.template:
        assert sheets.sheetnames == [file.template]
    else:
        about = {r[0].value: r[1].value for r in sheets["About this file"].iter_rows()}
        assert (about["As of"], about["Sharing label"]) == (f"{AS_OF:%-d %B %Y}", body["label"])
        assert about["Data version"] == body["snapshot"]
    if file.rows and not file.template:
        table = sheets[sheets.sheetnames[1]]
        assert [c.value for c in table[1]] == rows[0]
        # below it an empty line, the whole name where it is too long for the sheet, and the notes
        below = [table.cell(n, 1).value for n in range(len(rows) + 2, table.max_row + 1)]
        notes = list(held.notes if held else ())
        assert below[len(below) - len(notes) :] == notes
        assert len(below) - len(notes) == table.title.endswith("…")
        assert table.freeze_panes
    kinds = {c.data_type for sheet in sheets for row in sheet.iter_rows() for c in row}
    assert kinds <= {"s", "n", "d"}  # texts, numbers and days, never a formula
    if file.calendar:
        answer = client.get(f"/demo/download/{stem}.ics{query}")
        assert answer.mimetype == "text/calendar"
        assert answer.text.endswith("END:VCALENDAR\r\n")


PICTURES = {stem: make for page in all_pages() for stem, make in page.pictures.items()}


@pytest.mark.parametrize("ending", ["svg", "png"])
@pytest.mark.parametrize("stem", PICTURES)
def test_pictures_come_over_the_server_with_their_label(client: FlaskClient, stem: str, ending: str) -> None:
    query = "?country=XAA&changes=stakeholder:c-house"
    given = client.get(f"/demo/picture/{stem}.{ending}{query}")
    assert given.status_code == 200
    if ending == "png":
        assert given.data[:8] == b"\x89PNG\r\n\x1a\n"
    else:
        assert given.text.startswith("<svg")
        assert "TLP:" in given.text
        assert "http" not in given.text.replace("http://www.w3.org/2000/svg", "")


@pytest.fixture(scope="module")
def red(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """The invented region, every organisation in it RED."""
    built = ready.first_use("demo", tmp_path_factory.mktemp("red") / "demo.sqlite")
    frame = built.records()["stakeholders"]
    rows = [{**frame.row(i), "tier": "RED"} for i in range(len(frame))]
    changes = plan(
        built.store.snapshot(), {"stakeholders": Snapshot.from_rows({"stakeholders": rows})["stakeholders"]}
    )
    built.store.apply(changes, batch(changes))
    service = replace(built, read_only=False)
    yield Context.of(ServiceAnswers([service]), lambda: AS_OF)
    built.store.close()


def test_a_picture_has_the_highest_label_of_whom_it_names(red: Context) -> None:
    """Whoever is drawn is RED, so whatever names an organisation is."""
    world = red.world(parse("/demo/x"))
    names = {n for o in world.organisations.values() for n in (o.name, o.short) if n and len(n) > 3}
    naming = set()
    for stem, make in PICTURES.items():
        query = "?country=XAA&changes=stakeholder:c-house"
        text = html.unescape(
            re.sub(r"</text><text[^>]*>", " ", make(red, parse(f"/demo/picture/{stem}.svg{query}")))
        )
        text = re.sub(r"<[^>]+>", " ", text)
        if any(n in text for n in names):
            naming.add(stem)
            assert "TLP:RED" in text, stem
    assert naming >= {"lanes", "graph", "board", "whole-graph"}


def test_every_file_that_names_somebody_has_the_label_of_whom_it_names(red: Context) -> None:
    ids = set(red.world(parse("/demo/x")).organisations)
    for stem, file in FILES.items():
        view = parse(f"/demo/download/{stem}.json?country={NEEDS.get(stem, 'XAA')}{MORE.get(stem, '')}")
        given = file.labelled(red, view)
        text = json.dumps({k: v for k, v in given.items() if k not in ("label", "what_if")}, default=str)
        if any(f'"{i}"' in text for i in ids):
            assert given["label"] == "TLP:RED", stem


def test_no_two_pages_use_the_same_name_for_a_picture() -> None:
    assert len(PICTURES) == sum(len(page.pictures) for page in all_pages())


def test_files_that_name_what_one_could_stop_carry_their_label(client: FlaskClient) -> None:
    body = client.get("/demo/download/weak-points.json?country=XAC").get_json()
    assert body["label"] == "TLP:AMBER+STRICT"
    text = client.get("/demo/download/fallen.csv?changes=stakeholder:c-house").text
    (first, *_rest) = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    assert first["Sharing label"] == "TLP:AMBER+STRICT"


def test_a_row_has_the_highest_label_of_what_it_names(tmp_path: Path) -> None:
    """The tie of a-cyber and a-hotline is RED, the delivery of 4 in Almara AMBER: rows that name both ends of the tie
    are RED, rows about that cell AMBER, others CLEAR as the workspace is."""
    built = ready.first_use("demo", tmp_path / "demo.sqlite")
    service = replace(built, read_only=False)
    (tmp_path / "ties.csv").write_text(
        "a_id,b_id,kind,iso3,capability,basis,since,source_id,verified,tier\n"
        "a-cyber,a-hotline,training,XAA,4,drill,2026,region-ties-2026,yes,RED\n"
    )
    (tmp_path / "deliveries.csv").write_text(
        "stakeholder_id,capability,iso3,role,status,since,basis,verified,source_id,tier\n"
        "a-univ,4,XAA,supports,active,2026,training,yes,region-ties-2026,AMBER\n"
    )
    done = service.import_files(
        [tmp_path / "ties.csv", tmp_path / "deliveries.csv"], at="2026-11-25T00:00:00Z"
    )
    assert done.result is not None, done.issues
    context = Context.of(ServiceAnswers([service]), lambda: AS_OF)
    view = parse("/demo/x?country=XAA")
    labels = Labels.of(context, view)
    assert labels.of_row({"a": "a-cyber", "list": ["x", "a-hotline"]}) == "TLP:RED"
    assert labels.of_row({"a": "a-cyber"}) == "TLP:CLEAR"
    assert labels.of_row({"country": "XAA", "capability": "4"}) == "TLP:AMBER"
    assert labels.of_row({"country": "XAB", "capability": "4"}) == "TLP:CLEAR"
    given = FILES["coverage"].labelled(context, view)
    by_number = {r["capability"]: r["label"] for r in given["cells"]}
    assert (by_number["4"], by_number["5"]) == ("TLP:AMBER", "TLP:CLEAR")
    assert given["label"] == "TLP:RED"  # the whole names both ends of the tie
    strict = Labels.of(context, view, STRICT)
    assert strict.of_row({"country": "XAA", "capability": "4"}) == STRICT
    held = FILES["organisation"].declared
    assert held is not None
    sheets = held.sheets(context, parse("/demo/download/organisation.xlsx?of=a-cyber"), STRICT)
    (works,) = [sheet for sheet in sheets if sheet.name == "Works with"]
    labelled = {"a-hotline" in row: row[-1] for row in works.frame.map(str).itertuples(index=False)}
    assert labelled == {True: "TLP:RED", False: STRICT}  # its own partnership names the other end only
    for address in ("connections.csv?country=XAA", "whole-graph.xlsx?country=XAA"):
        part = parse(f"/demo/download/{address}")
        file = FILES[address.partition(".")[0]]
        assert file.declared is not None
        (lines,) = [s for s in file.declared.sheets(context, part, STRICT) if s.name == "How it is connected"]
        ties = [row for row in lines.frame.map(str).itertuples(index=False) if "works with" in row[1]]
        red = [row for row in ties if {"Stakeholder:a-cyber", "Stakeholder:a-hotline"} <= set(row)]
        assert [row[-1] for row in red] == ["TLP:RED"]
        assert file.labelled(context, part)["label"] == "TLP:RED"
    assert "TLP:RED" in PICTURES["whole-graph"](context, parse("/demo/picture/whole-graph.svg?country=XAA"))
    service.store.close()


def test_rows_of_a_file_have_the_labels_of_the_answer(tmp_path: Path) -> None:
    """Labels of rows are looked for in what a row says and names; those of the JSON in the whole records of the answer.
    With records and an agreement for few, both are the same, also where the address alone says of which
    country the rows are, and where a row names a thing in a sentence only."""
    built = ready.first_use("demo", tmp_path / "demo.sqlite")
    service = replace(built, read_only=False)
    (tmp_path / "deliveries.csv").write_text(
        "stakeholder_id,capability,iso3,role,status,since,basis,verified,source_id,tier\n"
        + "".join(
            f"{who},{number},{country},supports,active,2026,training,yes,region-ties-2026,RED\n"
            for who, number, country in (("a-univ", 9, "XAA"), ("a-univ", 3, "XAA"), ("b-univ", 3, "XAB"))
        )
    )
    agreements = service.snapshot()["agreements"]
    terms = {**agreements.row(agreements.position["clearing-terms"]), "tier": "RED"}
    with (tmp_path / "agreements.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(terms))
        writer.writeheader()
        writer.writerow(terms)
    files = [tmp_path / "deliveries.csv", tmp_path / "agreements.csv"]
    done = service.import_files(files, at="2026-11-25T00:00:00Z")
    assert done.result is not None, done.issues
    context = Context.of(ServiceAnswers([service]), lambda: AS_OF)
    for stem in (
        "decisions",
        "best-plan",
        "own-plan",
        "members-and-agreements",
        "one-more-provider",
        "coverage",
        "reach",
    ):
        file, country = (
            FILES[stem],
            {"decisions": "XAB", "one-more-provider": "XAB", "best-plan": "XAA", "own-plan": "XAA"},
        )
        view = parse(
            f"/demo/download/{stem}.csv?country={country.get(stem, NEEDS.get(stem, ''))}{MORE.get(stem, '')}"
        )
        of_answer = [row["label"] for row in file.labelled(context, view)[file.rows]]
        assert file.declared is not None
        (sheet,) = file.declared.sheets(context, view, file.label)
        assert sheet.frame.iloc[:, -1].tolist() == of_answer, stem
        assert "TLP:RED" in of_answer, stem
    service.store.close()


def test_a_file_that_is_not_offered_is_refused(client: FlaskClient) -> None:
    assert client.get("/demo/download/passwords.csv").status_code == 400
    assert client.get("/demo/download/weak-points.csv").status_code == 400


def test_cells_hold_no_formula() -> None:
    table = Sheet("Table", rows_frame(("Text", "Number", "Nothing"), [("=1+1", -2, None)]))
    (row,) = csv.DictReader(io.StringIO(csv_text(table).lstrip("\ufeff")))
    assert row == {"Text": "'=1+1", "Number": "-2", "Nothing": ""}


def _table_of(client: FlaskClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).text.lstrip("\ufeff"))))


def test_a_table_is_read_without_knowing_a_code(client: FlaskClient) -> None:
    """sole-providers: CavaNet is the only provider of reports by companies (17) in Cavella, and 19 goes with it; the
    ids stand after the words. continuity: leadership of Almara rests on the mandate of its council, and 2 needs it."""
    table = _table_of(client, "/demo/download/sole-providers.csv?country=XAC")
    (row,) = [r for r in table if r["Capability (id)"] == "17"]
    assert (row["Depends on"], row["Depends on (id)"]) == ("CavaNet", "c-telco")
    assert row["Also lost"] == "19 Corporate Social Responsibility"
    assert row["Also lost (id)"] == "XAC:19"
    assert row["Loses a prerequisite"] == row["Candidates"] == row["Candidates (id)"] == ""
    assert list(row)[:3] == ["Country", "Capability", "Status"]
    table = _table_of(client, "/demo/download/continuity.csv?country=XAA")
    (row,) = [r for r in table if r["Capability (id)"] == "1"]
    assert (row["Depends on"], row["Depends on (id)"]) == (
        "National Council for Children Online, Almara",
        "a-council",
    )
    assert row["What needs it"] == "2 Research, Analysis and Monitoring"
    assert row["What to ask"].startswith(
        "This depends on the mandate of National Council for Children Online, Almara;"
    )


def test_a_table_of_ties_says_what_is_received(client: FlaskClient) -> None:
    rows = _table_of(client, "/demo/download/new-ties.csv?country=XAB")
    served = "; ".join(r["Hand-off covered"] for r in rows)
    assert "4 Dedicated Law Enforcement receives from 17 CSEA Reporting" in served
    assert " needs " not in served


@pytest.mark.parametrize("workspace", ["demo", "register"])
@pytest.mark.parametrize("stem", FILES)
def test_no_table_has_two_columns_of_the_same_name(shipped: Context, stem: str, workspace: str) -> None:
    """In no language, neither in the CSV nor in a sheet of a workbook; the English CSV of the region is read above."""
    country = NEEDS.get(stem, "") if workspace == "demo" else "MWI" if stem in NEEDS else ""
    more = MORE.get(stem, "")
    if workspace == "register":
        more = more.replace("c-house", "interpol").replace("coast-convention", "budapest")
    everything = ("fr", "es") if FILES[stem].rows else ("en", "fr", "es")
    for lang in everything if workspace == "demo" else ("fr",):  # the columns are those of the question
        view = parse(f"/{workspace}/download/{stem}.xlsx?country={country}{more}&lang={lang}")
        token = set_language(lang)
        held = FILES[stem].declared
        try:
            tables = held.sheets(shipped, view, "") if held else []
        finally:
            reset_language(token)
        for table in tables:
            assert table.frame.columns.is_unique, (lang, table.name, list(table.frame.columns))


def test_a_figure_has_the_label_of_its_own_record(tmp_path: Path) -> None:
    """The first of two figures carries a label: it is in the one column of labels, and the file as a whole has the
    highest."""
    built = ready.first_use("demo", tmp_path / "demo.sqlite")
    service = replace(built, read_only=False)
    (tmp_path / "indicators.csv").write_text(
        "indicator_id,name,unit,region,value,source_id,verified,tier\n"
        "af-ict-one,Children who said one,%,Africa,10,region-ties-2026,yes,AMBER\n"
        "af-ict-two,Children who said two,%,Africa,20,region-ties-2026,yes,\n"
    )
    done = service.import_files([tmp_path / "indicators.csv"], at="2026-11-25T00:00:00Z")
    assert done.result is not None, done.issues
    context = Context.of(ServiceAnswers([service]), lambda: AS_OF)
    view = parse("/demo/download/youth-figures.csv")
    file = FILES["youth-figures"]
    labelled = file.labelled(context, view)
    assert [r["label"] for r in labelled["indicators"]] == ["TLP:AMBER", "TLP:CLEAR"]
    assert labelled["label"] == "TLP:AMBER"
    assert "tier" not in labelled["indicators"][0]
    assert file.declared is not None
    (table,) = file.declared.sheets(context, view, file.label)
    assert table.frame.iloc[:, -1].tolist() == ["TLP:AMBER", "TLP:CLEAR"]
    service.store.close()


def test_the_phases_of_the_framework_have_a_name_and_a_label(shipped: Context) -> None:
    file, view = FILES["framework"], parse("/demo/download/framework.xlsx")
    assert file.declared is not None
    (phases,) = [t for t in file.declared.sheets(shipped, view, "") if t.frame.columns[0] == "Phase"]
    first = phases.frame.iloc[0]
    assert (first["Name"], first["Sharing label"]) == ("Building", "TLP:CLEAR")


def test_a_table_speaks_the_language_of_its_reader(client: FlaskClient) -> None:
    rows = _table_of(client, "/register/download/coverage.csv?country=MWI&lang=fr")
    assert {"Couverte", "Inconnue"} <= {r["État"] for r in rows}


def test_a_long_calendar_line_is_folded_by_octets() -> None:
    """RFC 5545: 75 octets a line; two-octet letters are not cut in half. Unfolding gives the text back."""
    words = "é" * 200 + ", and; more"
    text = calendar("Name", AS_OF, [Day("k", AS_OF, "Title", words)])
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "é" * 200 + "\\, and\\; more" in text.replace("\r\n ", "")
    end = AS_OF + timedelta(days=1)
    assert f"DTSTART;VALUE=DATE:{AS_OF:%Y%m%d}\r\nDTEND;VALUE=DATE:{end:%Y%m%d}" in text


def test_a_gap_of_law_enforcement_in_a_named_country_is_for_few(shipped: Context) -> None:
    """A row that says that a named country has no law enforcement, or a member no tie with the police, is AMBER+STRICT;
    the same about another capability is as the workspace is."""
    labels = Labels.of(shipped, parse("/demo/matrix"))
    gap = {"country": "XAA", "capability": "4", "state": "gap"}
    assert labels.of_row(gap) == STRICT
    assert (
        labels.of_row({**gap, "state": "fragile"})
        == labels.of_row({**gap, "capability": "10"})
        == "TLP:CLEAR"
    )
    assert labels.of_row({"cells": [gap]}) == STRICT
    assert labels.of_row({"a": "XAA", "b": "XAB", "duty": "4", "state": "gap"}) == STRICT
    assert labels.of_row({"member": "c-kids", "counterpart": "police", "state": "not_recorded"}) == STRICT
    assert (
        labels.of_row({"member": "c-kids", "counterpart": "hotline", "state": "not_recorded"}) == "TLP:CLEAR"
    )
    for stem in ("handoffs", "new-ties", "missing-ties", "network"):
        view = parse(f"/demo/download/{stem}.json?country=XAA")
        assert FILES[stem].labelled(shipped, view)["label"] == STRICT, stem


def test_funders_of_a_country_are_the_same_in_every_form(shipped: Context, client: FlaskClient) -> None:
    """AlmaTel and the Harbour Fund pay elsewhere than in Cavella."""
    given = json.loads(client.get("/demo/download/funders.json?country=XAC").text)
    table = _table_of(client, "/demo/download/funders.csv?country=XAC")
    assert {r["funder"] for r in given["funders"]} == {r["Funder (id)"] for r in table}
    assert not {"a-telco", "harbour-fund"} & {r["funder"] for r in given["funders"]}


def test_saved_updates_are_those_of_the_command(
    shipped: Context, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The same table, but for the label of each row that a page adds; oldest first."""
    (page_head, *page_rows) = csv.reader(
        io.StringIO(shipped_csv(shipped, "/demo/download/batches.csv?as_of=2026-11-25"))
    )
    monkeypatch.setattr("coordination.cli.data.today", lambda: AS_OF)
    monkeypatch.setenv("MNR_LANG", "en")
    monkeypatch.setenv("MNR_HOME", str(tmp_path))
    printed = CliRunner().invoke(cli, ["history", "--store", "demo", "--format", "csv"]).output
    head, *rows = csv.reader(io.StringIO(printed))
    assert (page_head[:-1], [row[:-1] for row in page_rows]) == (head, rows)
    assert (head[:2], head[-1], page_head[-1]) == (["Number", "Update"], "Data version", "Sharing label")
    assert [row[0] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]


def shipped_csv(context: Context, address: str) -> str:
    client = create_app(context.answers, lambda: AS_OF).server.test_client()
    return client.get(address).text.lstrip("\ufeff")


def test_json_of_the_command_line_has_the_label_of_a_file(tmp_path: Path) -> None:
    """One organisation is RED: what names it is RED, what does not is CLEAR as the workspace, or AMBER+STRICT where it
    says what one could stop. A public release is for everybody and has none."""
    path = tmp_path / "demo.sqlite"
    built = ready.first_use("demo", path)
    frame = built.records()["stakeholders"]
    row = {**frame.row(frame.position["c-house"]), "tier": "RED"}
    changes = plan(
        built.store.snapshot(), {"stakeholders": Snapshot.from_rows({"stakeholders": [row]})["stakeholders"]}
    )
    built.store.apply(changes, batch(changes))
    built.store.set_settings({"tier": "CLEAR"})
    built.store.close()

    def told(*words: str) -> dict[str, object]:
        given = [*words, "--store", f"sqlite:///{path}", "--as-of", str(AS_OF), "--format", "json"]
        done = CliRunner().invoke(cli, given)
        assert done.exit_code in (0, 1), done.output
        found: dict[str, object] = json.loads(done.stdout)
        return found

    seen = set()
    for name, least in (("coverage", "TLP:CLEAR"), ("weak-points", STRICT), ("gaps", "TLP:CLEAR")):
        for country in ("XAC", "XAD", "XAE"):
            found = told(name, country)
            named = '"c-house"' in json.dumps(found)
            police = (
                least == "TLP:CLEAR" and found["label"] == STRICT
            )  # a gap of law enforcement in a named country
            assert found["label"] == ("TLP:RED" if named else least) or police
            seen.add(found["label"])
    assert seen >= {"TLP:RED", "TLP:CLEAR"}
    assert told("what-if", "stakeholder:c-house")["label"] == "TLP:RED"
    assert told("what-if", "stakeholder:a-univ")["label"] == STRICT  # it does not name c-house
    assert "label" not in told("public")


def test_answers_of_files_that_name_what_one_could_stop_begin_at_that_label_everywhere() -> None:
    strict = {
        f.declared.answer for f in FILES.values() if f.label == STRICT and isinstance(f.declared, Declared)
    }
    assert strict <= NAMING
