"""The scan for personal and case data: what it finds, what it leaves alone, and how it is answered.

All persons, numbers and cases here are made up; numbers are of ranges kept for fiction where a country has one.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from coordination.cli import cli
from coordination.cli.output import print_issues
from coordination.ingest.personal import Answers, found_in, scan
from coordination.ingest.readers import Limits
from coordination.model.changes import ChangeSet
from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from coordination.store.memory import MemoryStore
from coordination.workspace.service import ImportOutcome, Workspace
from graph_schema.errors import UsageError
from graph_schema.issues import Severity
from graph_schema.schema import SCHEMA

PERSONAL = [
    ("E-PHONE", "Call Grace on +265 999 123 456", ""),
    ("E-PHONE", "Tél. 06 12 34 56 78", "FR"),
    ("E-PHONE", "mobile 0999 123 456", "MW"),
    ("E-PHONE", "0999123456", "MW"),
    ("E-PHONE", "Llamar al 612 345 678", "ES"),
    ("E-PHONE", "whatsapp: 0788 123 456", ""),  # no country is said
    ("E-PHONE", "+254712345678", ""),
    ("E-PHONE", "call \u0660\u0669\u0669\u0669\u0661\u0662\u0663\u0664\u0665\u0666", "MW"),
    ("E-PHONE", "\uff10\uff19\uff19\uff19\uff11\uff12\uff13\uff14\uff15\uff16", "MW"),
    ("E-MAILBOX", "write to grace.banda@gmail.com", ""),
    # a first name that holds "com", "net" or "org", as the ending of every second address does
    ("E-MAILBOX", "comfort.banda@gmail.com", ""),
    ("E-MAILBOX", "janet.phiri@office.example.net", ""),
    ("E-MAILBOX", "george.phiri@post.example.org", ""),
    ("E-MAILBOX", "ma.phiri@yahoo.co.uk", ""),
    ("E-MAILBOX", "m.dupont@interieur.gouv.fr", ""),
    ("E-CHILD", "Amina, 9 years old, was seen", ""),
    ("E-CHILD", "Amina B. (12 ans)", ""),
    ("E-CHILD", "Amina Banda, aged 12, from Zomba", ""),
    ("E-CHILD", "Amina is 9 years old", ""),
    ("E-CHILD", "a 12-year-old girl from Zomba was found", ""),
    ("E-CHILD", "the victim (9) lives there", ""),
    ("E-CHILD", "victim Amina, 9", ""),
    ("E-CHILD", "une fille de 12 ans a été trouvée", ""),
    ("E-CHILD", "Fatou, âgée de 11 ans", ""),
    ("E-CHILD", "un niño de 9 años", ""),
    ("E-CHILD", "la niña llamada Lucía", ""),
    ("E-CHILD", "born on 3 May 2012", ""),
    ("E-CHILD", "née le 03/05/2012", ""),
    ("E-CASE", "Case no. 123/2024", ""),
    ("E-CASE", "see Case 2024-00123", ""),
    ("E-CASE", "dossier n° 2023-114", ""),
    ("E-CASE", "expediente núm. 456/2022", ""),
    ("E-CASE", "carpeta de investigación CI-FDS/45/2022", ""),
    ("E-CASE", "Cybertip report #12345678", ""),
    ("E-CASE", "d41d8cd98f00b204e9800998ecf8427e", ""),
    ("E-CASE", "seen at IP 192.0.2.12", ""),
    ("E-PLACE", "-13.9626, 33.7741", ""),
    ("E-PLACE", "shelter near -13.96, 33.77", ""),
    ("E-PLACE", "lat: -13.96, lon: 33.77", ""),
    ("E-PLACE", "13°57'45\"S 33°46'27\"E", ""),
    ("E-PLACE", "S 13.9626 E 33.7741", ""),
    ("E-PLACE", "5GXQ2QPG+8V", ""),
    ("E-PLACE", "https://maps.google.com/?q=-13.9626,33.7741", ""),
    ("E-PLACE", "https://www.google.com/maps/@-13.9626,33.7741,17z", ""),
]

HARMLESS = [
    ("Helpline 116 111, free of charge", "MW"),
    ("Ligne d'écoute 119", "FR"),
    ("toll-free 0800 12 12 12", "KE"),
    ("hotline +254 20 271 9002", ""),
    ("info@ecpat.example, childline.malawi@gmail.com, presse@interieur.gouv.fr", ""),
    ("ecpat@ecpat.example", ""),
    ("Children aged 12 to 17; Population aged 0-14; survivors aged 16 and over", ""),
    ("child helpline, 20 years old in 2017", ""),
    ("a 3-year-old project; Projet pilote (5 ans); Plan Nacional (3 años)", ""),
    ("une victime de 12 ans à 17 ans", ""),
    ("Cybercrimes Act 2019 (No. 5 of 2018); Convention 182; Law No. 23 of 2017", ""),
    ("Case C-131/12 of the European Court", ""),
    ("COM(2022) 209 final; 2022/0155(COD)", ""),
    ("Grant no. INV-012345, 2021-2023, USD 1,234,567.89", "US"),
    ("ISBN 978-92-806-5432-1; doi 10.1016/j.chiabu.2020.104567", "FR"),
    ("call for proposals 2021 2027 2030; CR 2021/22", ""),
    ("0.123, 0.456 and 0.789; between 10.5 and 12.3 per cent", ""),
    ("version 2.5.1", ""),
]


@pytest.mark.parametrize(("code", "text", "region"), PERSONAL)
def test_what_may_be_personal_is_found(code: str, text: str, region: str) -> None:
    assert [c for c, _words in found_in(text, region)] == [code]


@pytest.mark.parametrize(("code", "text", "region"), PERSONAL)
def test_what_may_be_personal_is_found_among_many_texts(code: str, text: str, region: str) -> None:
    """The texts of a file are first looked through together, by what they are but for their digits."""
    fields = {"capability": "12", "iso3": "XAA", "source_id": "s"}
    texts = [f"Hotline named on page {i} of the report of 2024" for i in range(30)]
    texts.insert(17, text)
    rows = [{**fields, "stakeholder_id": f"org-{i}", "basis": basis} for i, basis in enumerate(texts)]
    country = {"iso3": "XAA", "iso2": region.lower(), "name": "A country"}
    changes = ChangeSet({"deliveries": Frame.from_rows(SCHEMA["deliveries"], rows)})
    found = scan(changes, Snapshot.from_rows({"countries": [country]}), Answers.read([]))
    assert [(i.code, i.value) for i in found] == [(code, text)]


@pytest.mark.parametrize(("text", "region"), HARMLESS)
def test_what_everybody_may_know_is_left_alone(text: str, region: str) -> None:
    assert found_in(text, region) == []


def test_identifiers_are_numbers_and_no_phones() -> None:
    assert found_in("companieshouse:0 7123 456 789", "GB", number=True) == []


HEAD = "source_id,title,note\n"


def take(folder: Path, body: str, **how: object) -> ImportOutcome:
    path = folder / "sources.csv"
    path.write_text(HEAD + body, encoding="utf-8")
    return Workspace("w", MemoryStore()).import_files([path], at="2026-11-25T00:00:00Z", **how)  # type: ignore[arg-type]


def said(outcome: ImportOutcome, severity: Severity) -> list[tuple[str, int, str]]:
    return [(i.code, i.location.line, i.location.column) for i in outcome.issues if i.severity is severity]


BODY = "a,A,Amina B. (12 ans)\nb,B,harmless\nc,C,+254712345678\n"


def test_it_refuses_with_file_line_column_and_advice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lines 2 and 4: the header is line 1."""
    outcome = take(tmp_path, BODY)
    assert said(outcome, Severity.ERROR) == [("E-CHILD", 2, "note"), ("E-PHONE", 4, "note")]
    assert outcome.result is None
    # the hint stands on the page too, where there are no options; the command line says how beneath the findings
    assert all(i.hint.endswith("If it is no personal data, say so") for i in outcome.issues)
    print_issues(outcome.issues)
    assert "--not-personal CODE:LINE" in capsys.readouterr().err
    print_issues([])
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("answers", [["E-CHILD:2", "phone:4"], ["all"], ["CHILD", "E-PHONE:sources.csv:4"]])
def test_it_can_be_answered_and_the_answer_is_kept_with_the_batch(tmp_path: Path, answers: list[str]) -> None:
    path = tmp_path / "sources.csv"
    path.write_text(HEAD + BODY, encoding="utf-8")
    w = Workspace("w", MemoryStore())
    outcome = w.import_files([path], at="2026-11-25T00:00:00Z", note="minutes", not_personal=answers)
    assert outcome.result is not None
    assert said(outcome, Severity.INFO) == [("I-NOT-PERSONAL", 2, "note"), ("I-NOT-PERSONAL", 4, "note")]
    (record,) = w.store.batches()
    assert record.batch.note == f"minutes; not personal: {', '.join(answers)}"


def test_an_answer_for_one_finding_leaves_the_others(tmp_path: Path) -> None:
    outcome = take(tmp_path, BODY, not_personal=["E-CHILD:2", "E-PHONE:3"])
    assert said(outcome, Severity.ERROR) == [("E-PHONE", 4, "note")]
    assert [i.code for i in outcome.issues if i.severity is Severity.WARNING] == ["W-NO-FINDING"]


@pytest.mark.parametrize("statement", ["", "everything", "E-PHONE:x", "E-PHONE:", "all:3", "E-VALUE:3"])
def test_a_statement_that_says_nothing_is_refused(statement: str) -> None:
    if statement == "E-PHONE:":
        assert Answers.read([statement]).covers("E-PHONE", "f", 1)
        return
    with pytest.raises(UsageError, match="CODE:LINE"):
        Answers.read([statement])


def test_what_is_there_already_is_not_asked_again_until_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "sources.csv"
    w = Workspace("w", MemoryStore())
    path.write_text(HEAD + BODY, encoding="utf-8")
    assert w.import_files([path], at="2026-11-25T00:00:00Z", not_personal=["all"]).result is not None
    path.write_text(HEAD + BODY.replace("a,A,", "a,Another title,"), encoding="utf-8")
    assert w.import_files([path], at="2026-11-26T00:00:00Z").result is not None
    later = BODY.replace(
        "a,A,", "a,Another title,"
    )  # the title does not go back: that would be another question
    path.write_text(HEAD + later.replace("(12 ans)", "(13 ans)"), encoding="utf-8")
    assert said(w.import_files([path], at="2026-11-27T00:00:00Z"), Severity.ERROR) == [("E-CHILD", 2, "note")]


def test_the_remark_of_a_batch_is_looked_at_too(tmp_path: Path) -> None:
    outcome = take(tmp_path, "b,B,harmless\n", note="asked Grace, +254712345678")
    assert said(outcome, Severity.ERROR) == [("E-PHONE", 0, "note")]


def test_many_findings_are_listed_in_part_and_counted(tmp_path: Path) -> None:
    """500 rows of one kind: 200 are listed, 300 are summed up, from line 202 to 501."""
    body = "".join(f"s{i},T,Amina{'x' * (i % 9)} is 9 years old {i}\n" for i in range(500))
    outcome = take(tmp_path, body)
    assert len(said(outcome, Severity.ERROR)) == 200
    (more,) = [i for i in outcome.issues if i.code == "I-MORE"]
    assert more.message == "E-CHILD: 300 more like those listed"
    assert more.hint == "lines 202-501"


@pytest.mark.parametrize("name", ["demo", "register"])
def test_the_shipped_data_pass_without_an_answer(name: str) -> None:
    folder = Path("seed_data") / name
    outcome = Workspace("w", MemoryStore()).import_files(
        [folder], at="2026-11-25T00:00:00Z", dry_run=True, limits=Limits()
    )
    assert len(outcome.changes) > 500
    assert [i for i in outcome.issues if i.severity is not Severity.INFO] == []


def test_a_remark_that_is_no_text_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "sources.csv"
    path.write_text(HEAD + "b,B,harmless\n", encoding="utf-8")
    store = str(tmp_path / "w.sqlite")
    result = CliRunner().invoke(cli, ["import", str(path), "--store", store, "--note", "a\udcff"])
    assert isinstance(result.exception, UsageError)
    assert "no text" in str(result.exception)
