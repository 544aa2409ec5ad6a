"""Names, words and dates as people write them, worked by hand; what is not sure is asked once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coordination.ingest.questions import Choices, not_asked
from coordination.store.memory import MemoryStore
from coordination.system.progress import Cancelled
from coordination.text.languages import language_for
from coordination.workspace.service import ImportOutcome, Workspace
from graph_schema.errors import UsageError
from graph_schema.issues import alike, errors_in

AT = "2026-11-29T10:00:00Z"
BASE = {
    "sources": "source_id,title,published\nsurvey,National survey 2025,2025\n",
    "countries": "iso3,iso2,name\nMWI,MW,Malawi\nMLI,ML,Mali\nZMB,ZM,Zambia\n",
    "stakeholders": "id,name,short_name,name_fr,kind,home_iso3\n"
    "mw-police,Malawi Police Service,,Service de police du Malawi,law_enforcement,MWI\n"
    "mw-info,Ministry of Information of Malawi,Information Ministry,,government,MWI\n"
    "help-n,Helpline North,,,ngo,MWI\n"
    "help-s,Helpline South,,,ngo,MWI\n",
}
HEAD = "stakeholder_id,capability,iso3,role,since,source_id\n"
Send = Callable[..., ImportOutcome]


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    w = Workspace("test", MemoryStore())
    folder = tmp_path / "base"
    folder.mkdir()
    for name, text in BASE.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    assert w.import_files([folder], at=AT).result is not None
    return w


@pytest.fixture
def send(space: Workspace, tmp_path: Path) -> Send:
    def run(*choose: str, dry_run: bool = True, **files: str) -> ImportOutcome:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        return space.import_files([folder], at=AT, dry_run=dry_run, choices=Choices.read(choose))

    return run


def rows(outcome: ImportOutcome, kind: str = "deliveries") -> list[tuple[str, ...]]:
    """What would be added: the cells of HEAD."""
    frame = outcome.changes.added.get(kind)
    names = HEAD.strip().split(",")
    return sorted(tuple(frame.row(i)[n] for n in names) for i in range(len(frame))) if frame else []


def test_ten_rows_full_of_typing_mistakes_need_no_question(send: Send) -> None:
    outcome = send(
        deliveries=HEAD
        + " mw-police ,1,MWI,provides,2020,survey\n"
        + "MW-POLICE,2,mwi,Provides,2020-1-5,SURVEY\n"
        + "Malawi Police Service,3,Malawi,PROVIDES,2020/01/05,National Survey 2025\n"
        + "malawi police  service,4,MALAWI,supports,05.13.2020,survey\n"
        + "Malawi Police,5,MW,Supports,13/05/2020,survey\n"
        + "Service de police du Malawi,No. 6,malawi,assure,5/2020,survey\n"
        + "mw-police,07,MWI,provides,05/05/2020,survey\n"
        + "mw-police,8 End to end support,MWI,stands in,,survey\n"
        + "mw-police,end-to-end support,Mali,named to take over,,survey\n"
        + "mw-police,Legislation,Zambie,presta,2020-05,survey\n"
    )
    assert errors_in(outcome.issues) == []
    assert outcome.questions == ()
    assert rows(outcome) == sorted(
        [
            ("mw-police", "1", "MWI", "provides", "2020", "survey"),
            ("mw-police", "2", "MWI", "provides", "2020-01-05", "survey"),
            ("mw-police", "3", "MWI", "provides", "2020-01-05", "survey"),
            ("mw-police", "4", "MWI", "supports", "2020-05-13", "survey"),  # 13 is no month
            ("mw-police", "5", "MWI", "supports", "2020-05-13", "survey"),
            ("mw-police", "6", "MWI", "provides", "2020-05", "survey"),
            ("mw-police", "7", "MWI", "provides", "2020-05-05", "survey"),
            ("mw-police", "8", "MWI", "stands_in", "", "survey"),
            ("mw-police", "8", "MLI", "stands_in", "", "survey"),
            ("mw-police", "3", "ZMB", "provides", "2020-05", "survey"),
        ]
    )
    (said,) = [i for i in outcome.issues if i.code == "I-NAME"]  # the one that was not the whole name
    assert said.message == "'Malawi Police' is read as mw-police (Malawi Police Service); rows: 1"


def test_a_name_of_two_is_asked_about_once(send: Send) -> None:
    files = {"deliveries": HEAD + "".join(f"Helpline,{n},MWI,provides,,survey\n" for n in range(1, 15))}
    outcome = send(**files)
    (question,) = outcome.questions
    assert (question.kind, question.text, question.rows, question.key) == (
        "stakeholders",
        "Helpline",
        14,
        "stakeholders:helpline",
    )
    assert [k.id for k in question.candidates[:2]] == ["help-n", "help-s"]
    assert question.asked() == "Which organisation is 'Helpline'? Rows: 14"
    assert (question.may_be_new, question.countries) == (True, ("MWI",))
    (group,) = alike(errors_in(outcome.issues))
    assert (group[0].message, group[1]) == ("there is no 'Helpline' in stakeholders", "2-15")
    answered = send("helpline=help-s", **files)
    assert (answered.questions, errors_in(answered.issues)) == ((), [])
    assert {r[0] for r in rows(answered)} == {"help-s"}


def test_one_question_however_it_is_spelt_and_wherever_it_is(send: Send) -> None:
    outcome = send(
        deliveries=HEAD + "Hope Line,1,MWI,provides,,survey\nHOPE  line,2,MWI,provides,,survey\n",
        memberships="member_id,network_id,source_id\nhope line,help-n,survey\n",
    )
    (question,) = outcome.questions
    assert (question.text, question.rows) == ("Hope Line", 3) or (question.text, question.rows) == (
        "hope line",
        3,
    )


def test_an_unknown_name_becomes_a_new_organisation_in_the_same_preview(send: Send, space: Workspace) -> None:
    files = {"deliveries": HEAD + "Hope Line,1,MWI,provides,,survey\nHOPE  line,2,MWI,provides,,survey\n"}
    outcome = send("Hope Line=new:ngo:MWI", dry_run=False, **files)
    assert outcome.result is not None
    made = space.snapshot()["stakeholders"]
    row = made.row(made.position["hope-line"])
    assert (row["name"], row["kind"], row["home_iso3"]) == ("Hope Line", "ngo", "MWI")
    assert {r[0] for r in rows(outcome)} == {"hope-line"}
    again = send("Hope Line=new:ngo:MWI", dry_run=False, **files)  # it is there now: nothing changes
    assert (len(again.changes), errors_in(again.issues)) == (0, [])


def test_a_new_organisation_needs_a_kind_of_the_list(send: Send) -> None:
    outcome = send("Hope Line=new:charity", deliveries=HEAD + "Hope Line,1,MWI,provides,,survey\n")
    assert [q.text for q in outcome.questions] == ["Hope Line"]


def test_rows_may_be_left_out(send: Send) -> None:
    outcome = send(
        "Hope Line=leave-out",
        deliveries=HEAD + "Hope Line,1,MWI,provides,,survey\nmw-police,2,MWI,provides,,survey\n",
    )
    assert rows(outcome) == [("mw-police", "2", "MWI", "provides", "", "survey")]
    assert [i.message for i in outcome.issues] == ["'Hope Line': rows left out, as chosen: 1"]


def test_an_organisation_of_the_same_delivery_is_found_by_its_name(send: Send) -> None:
    outcome = send(
        stakeholders="id,name,kind,home_iso3\nzm-hotline,Zambia Hotline,ngo,Zambia\n",
        deliveries=HEAD + "zambia hotline,12,Zambia,provides,,survey\n",
    )
    assert rows(outcome) == [("zm-hotline", "12", "ZMB", "provides", "", "survey")]


def test_a_name_that_may_be_that_of_another_country_is_asked_about(send: Send) -> None:
    """The short name Information Ministry is on record for Malawi alone; a row of Zambia may mean its own."""
    ours = HEAD + "Information Ministry,1,MWI,provides,,survey\n"
    assert rows(send(deliveries=ours)) == [("mw-info", "1", "MWI", "provides", "", "survey")]
    (question,) = send(deliveries=ours + "Information Ministry,1,Zambia,provides,,survey\n").questions
    assert question.candidates[0].id == "mw-info"
    assert question.countries == ("MWI", "ZMB")


def test_a_mistyped_word_is_asked_about_once(send: Send) -> None:
    """The likeliest comes first; the same letters in another field are another question."""
    files = {
        "deliveries": HEAD
        + "".join(f"mw-police,{n},MWI,Suports,,survey\n" for n in (1, 2, 3))
        + "mw-police,4,MWI,provides,,survey\n"
    }
    outcome = send(**files)
    (question,) = outcome.questions
    assert (question.kind, question.text, question.rows) == ("word role", "Suports", 3)
    assert question.asked() == "Which of the known words is 'Suports'? Rows: 3"
    assert question.candidates[0].id == "supports"
    assert {k.id for k in question.candidates} == {"provides", "supports", "stands_in"}
    assert question.answers() == ["Suports=supports", *question.answers()[1:3], "Suports=leave-out"]
    assert [i.code for i in errors_in(outcome.issues)] == ["E-WORD"] * 3
    assert not_asked(errors_in(outcome.issues), outcome.questions) == []
    for answer in ("suports=supports", "Suports=SUPPORTS", "SUPORTS=appuie"):
        answered = send(answer, **files)
        assert (answered.questions, errors_in(answered.issues)) == ((), [])
        assert [r[3] for r in rows(answered)] == ["supports"] * 3 + ["provides"]
    left = send("Suports=leave-out", **files)
    assert [r[1] for r in rows(left)] == ["4"]
    assert [i.message for i in left.issues] == ["'Suports': rows left out, as chosen: 3"]
    assert len(send("Suports=helps", **files).questions) == 1  # no word of the list: asked again
    other = send(
        deliveries=HEAD + "mw-police,1,MWI,advises,,survey\n"
    )  # like none of them: to be said otherwise
    assert (other.questions, [i.code for i in errors_in(other.issues)]) == ((), ["E-WORD"])


def test_malawi_is_never_mali(send: Send) -> None:
    (question,) = send(deliveries=HEAD + "mw-police,1,Malai,provides,,survey\n").questions
    assert (question.kind, {k.id for k in question.candidates} >= {"MWI", "MLI"}) == ("countries", True)
    assert not question.may_be_new


def test_the_order_of_day_and_month_is_asked_once_for_a_file(send: Send) -> None:
    files = {
        "deliveries": HEAD
        + "mw-police,1,MWI,provides,03/04/2025,survey\nmw-police,2,MWI,provides,5.6.2025,survey\n"
    }
    (question,) = send(**files).questions
    assert (question.kind, question.text, question.rows, question.example) == (
        "dates",
        "deliveries.csv",
        2,
        "03/04/2025",
    )
    first = send("deliveries.csv=day-first", **files)
    assert [r[4] for r in rows(first)] == ["2025-04-03", "2025-06-05"]
    assert [r[4] for r in rows(send("deliveries.csv=month-first", **files))] == ["2025-03-04", "2025-05-06"]


def test_what_is_no_date_stays_an_error(send: Send) -> None:
    outcome = send(
        "deliveries.csv=day-first",
        deliveries=HEAD
        + "mw-police,1,MWI,provides,31/02/2025,survey\nmw-police,2,MWI,provides,spring,survey\n"
        + "mw-police,3,MWI,provides,03/04/25,survey\n",
    )
    assert [(i.code, i.value) for i in errors_in(outcome.issues)] == [
        ("E-DATE", "31/02/2025"),
        ("E-DATE", "spring"),
        ("E-DATE", "03/04/25"),  # of which century nobody says
    ]


def test_a_month_in_words_is_read_as_that_month(send: Send) -> None:
    """The record keeps what was written: a month stays one, a day a day. Each names one date in one language alone."""
    texts = {
        "March 2018": "2018-03",
        "mars 2018": "2018-03",
        "Marzo de 2018": "2018-03",
        "Sept. 2018": "2018-09",
        "déc-2018": "2018-12",
        "2018-Aug": "2018-08",
        "03/2018": "2018-03",
        "2018-03": "2018-03",
        "1er août 2018": "2018-08-01",
        "12 de enero del 2018": "2018-01-12",
        "March 5th, 2018": "2018-03-05",
        "5-Mar-2018": "2018-03-05",
    }
    lines = [f'mw-police,{n},MWI,provides,"{text}",survey\n' for n, text in enumerate(texts, 1)]
    outcome = send(deliveries=HEAD + "".join(lines))
    assert (errors_in(outcome.issues), outcome.questions) == ([], ())
    read = {row[1]: row[4] for row in rows(outcome)}
    assert [read[str(n)] for n in range(1, len(texts) + 1)] == list(texts.values())


def test_a_month_without_its_year_is_said_to_be_one(send: Send) -> None:
    """Two digits behind or before a month may be a year (March 2018, as Excel shows it) or a day (18 March)."""
    either = (
        "this may be a month with its year or with its day; write YYYY-03, the year in four digits, "
        "or a day as YYYY-MM-DD"
    )
    texts = {
        "Mar-18": either,
        "18 mars": either,
        "March": "this is a month without its year; write it as YYYY-03",
        "March 2018?": "write it as YYYY-MM-DD, YYYY-MM or YYYY",  # a doubt is not read away
        "March/April 2018": "write it as YYYY-MM-DD, YYYY-MM or YYYY",
        "jui 2018": "write it as YYYY-MM-DD, YYYY-MM or YYYY",  # juin or juillet
        "31 February 2018": "write it as YYYY-MM-DD, YYYY-MM or YYYY",
    }
    lines = [f"mw-police,{n},MWI,provides,{text},survey\n" for n, text in enumerate(texts, 1)]
    outcome = send(deliveries=HEAD + "".join(lines))
    found = [(i.code, i.location.line, i.value, i.hint) for i in errors_in(outcome.issues)]
    assert found == [("E-DATE", n, text, hint) for n, (text, hint) in enumerate(texts.items(), 2)]


def test_capabilities_in_one_cell(send: Send) -> None:
    outcome = send(
        networks='network_id,capabilities\nHelpline North,"3, 12"\nhelp-s,Legislation; 12\n',
    )
    frame = outcome.changes.added["networks"]
    assert [(r["network_id"], r["capabilities"]) for r in map(frame.row, range(2))] == [
        ("help-n", "3;12"),
        ("help-s", "3;12"),
    ]


def test_headings_and_file_names_in_words_of_people(space: Workspace, tmp_path: Path) -> None:
    """A heading row under the names, and a row that says that it is an example, are no data."""
    path = tmp_path / "Qui fait quoi.csv"
    path.write_text(
        "Organisation,Capacité,Pays,Rôle,Source\n"
        "Exemple : Malawi Police Service,12,Malawi,assure,survey\n"
        "Malawi Police Service,3,Malawi,assure,survey\n",
        encoding="utf-8",
    )
    outcome = space.import_files([path], at=AT, dry_run=True)
    assert errors_in(outcome.issues) == []
    assert rows(outcome) == [("mw-police", "3", "MWI", "provides", "", "survey")]
    path.write_text(
        "stakeholder_id,capability,iso3,role,source_id\nOrganisation,Capacité,Pays,Rôle,Source\n"
        "mw-police,3,MWI,provides,survey\n",
        encoding="utf-8",
    )
    assert rows(space.import_files([path], at=AT, dry_run=True)) == rows(outcome)


def test_names_are_shown_in_the_language_of_the_reader(space: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "deliveries.csv"
    path.write_text(HEAD + "Police Malawi,3,MWI,provides,,survey\n", encoding="utf-8")
    space.language = language_for("fr")
    (question,) = space.import_files([path], at=AT, dry_run=True).questions
    assert question.candidates[0].name == "Service de police du Malawi"


@pytest.mark.parametrize("text", ["YONECO", "=yoneco", "YONECO="])
def test_what_is_no_answer_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not an answer"):
        Choices.read([text])


def test_of_two_with_one_name_that_of_the_rows_country_is_offered_first(send: Send) -> None:
    outcome = send(
        stakeholders="id,name,kind,home_iso3\nml-justice,Ministry of Justice,government,MLI\n"
        "zm-justice,Ministry of Justice,government,ZMB\n",
        deliveries=HEAD + "Ministry of Justice,3,Zambia,provides,,survey\n",
    )
    (question,) = outcome.questions
    assert [k.id for k in question.candidates[:2]] == ["zm-justice", "ml-justice"]


def test_checking_says_how_far_it_is_and_can_be_stopped(space: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "deliveries.csv"
    path.write_text(HEAD + "Malawi Police,3,MWI,provides,,survey\n", encoding="utf-8")
    seen: list[tuple[str, int, int]] = []

    def stop(what: str, done: int, total: int) -> None:
        seen.append((what, done, total))
        if (what, done) == ("Checking", 2):
            raise Cancelled("stop")

    with pytest.raises(Cancelled):
        space.import_files([path], at=AT, progress=stop)
    assert seen[-2:] == [("Checking", 1, 3), ("Checking", 2, 3)]
    assert space.snapshot().counts()["deliveries"] == 0
