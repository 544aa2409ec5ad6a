"""Answers declared once: every one on every surface in every language; kinds; what a declaration must hold."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, NamedTuple

import jsonschema
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook  # type: ignore[import-untyped]
from python_calamine import CalamineWorkbook
from rich.console import Console

from coordination.answers.asking import ask, options_of
from coordination.answers.asking import table as table_of
from coordination.answers.declare import Answer, Option, Table
from coordination.answers.filled import filled, rests_on, say_of
from coordination.answers.frames import csv_of, file_frame
from coordination.answers.index import DECLARED
from coordination.answers.schema import schema_of
from coordination.cli import cli
from coordination.cli.generic import arguments_of, command_of, example_of
from coordination.cli.printed import print_tables
from coordination.reports.answer_block import answer_block
from coordination.reports.document import Table as Printed
from coordination.reports.workbook import Sheet, workbook
from coordination.store.memory import MemoryStore
from coordination.text.kinds import Bounds, Quoted, Text, said_as
from coordination.text.languages import LANGUAGES, language_for
from coordination.text.records import HIDDEN, INLINE, Column, Key, Missing, fields_of, kind_of, said_in
from coordination.text.say import Piece, Say
from coordination.text.sentences import ENGLISH, Language, Name, Recorded, Sentence, sentence
from coordination.workspace.scenarios import scenario, to_text
from coordination.workspace.service import Question, Workspace
from graph_schema.errors import UsageError
from graph_schema.ids import CapabilityNumber, Cell, Iso3, PartialDay, StakeholderId, YearMonth
from tests.ready import first_use, read_once

DAY = date(2026, 11, 25)
Q = Question(DAY)


def answer_of(name: str) -> Answer[Any, Any]:
    found: Answer[Any, Any] = import_module(DECLARED[name][0]).ANSWER
    return found


ANSWERS = {name: answer_of(name) for name in DECLARED}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("home")
    first_use("demo", made / "demo.sqlite").store.close()
    return made


@pytest.fixture(autouse=True)
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader stands in a folder with the scenarios that an example names."""
    for name, gone in (("police", "a-police"), ("unit", "a-cyber")):
        (tmp_path / f"{name}.toml").write_text(to_text(scenario("1", [f"stakeholder:{gone}"])), "utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    w = first_use("demo", tmp_path_factory.mktemp("demo") / "demo.sqlite")
    yield w.pinned()
    w.store.close()


Run = Callable[..., Result]


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    read_once(monkeypatch)

    def made(*arguments: str) -> Result:
        asked = [*arguments, "--store", "demo", "--as-of", DAY.isoformat()]
        return CliRunner().invoke(cli, asked, env={"MNR_HOME": str(home), "COLUMNS": "300"})

    return made


# every declared answer, by its example


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", DECLARED)
def test_every_answer_on_every_surface_in_every_language(
    run: Run, demo: Workspace, name: str, lang: str, tmp_path: Path
) -> None:
    """In English JSON by its schema and CSV table by table; in every language what is printed, what documents say,
    and the workbook, which has all tables."""
    answer, whole = ANSWERS[name], lang == "en"
    call = [*answer.words, *arguments_of(answer, answer.example), "--lang", lang]
    w = replace(demo, language=language_for(lang))
    found, say = answer.asked(w, Q, answer.example), say_of(w, Q)

    if whole:
        told = json.loads(run(*call, "--format", "json").stdout)
        jsonschema.Draft202012Validator(schema_of(answer)).validate(told)

    book = tmp_path / "answer.xlsx"
    assert run(*call, "--format", "xlsx", "--out", str(book)).exit_code == 0
    sheets = CalamineWorkbook.from_path(book)
    there = {key: answer.tables[key] for key in answer.held(answer.example, found)}
    assert len(sheets.sheet_names) == len(there)

    printed = run(*call, "--format", "table").stdout
    for (key, table), sheet in zip(there.items(), sheets.sheet_names, strict=True):
        rows = filled(table, found, say)
        assert len(set(rows.ids)) == len(rows.ids), "its key tells its rows apart"
        if whole:
            of_table = ("--table", key) if len(answer.tables) > 1 else ()
            lines = list(csv.reader(io.StringIO(run(*call, "--format", "csv", *of_table).stdout)))
            assert len(lines) == len(rows.rows) + 1
            assert len(set(lines[0])) == len(lines[0]), "no two columns have one heading"
            assert lines[0][: len(rows.header)] == list(rows.header)
        in_book = sheets.get_sheet_by_name(sheet).to_python()
        assert len(in_book) >= len(rows.rows) + 1
        assert len(set(rows.header)) == len(rows.header), "no two columns have one heading"
        assert list(rows.header) in [line[: len(rows.header)] for line in in_book]
        blocks = [b for b in answer_block(rows) if isinstance(b, Printed)]
        assert [len(b.rows) for b in blocks] == [len(rows.rows)]
        if table.shown(answer.example):
            said = rows.title if rows.rows else rows.empty
            assert " ".join(said.split()) in " ".join(printed.split())


@pytest.mark.parametrize("form", ["table", "json", "csv"])
@pytest.mark.parametrize(
    ("call", "table", "choice"),
    [
        (("plan", "XAB"), "problems", "STEP"),
        (("partners",), "key_players", "--key-players"),
        (("partners",), "communities", "--communities"),
        (("maturity", "XAB"), "to_reach", "--reach"),
        (("sweep",), "cells", "--full"),
    ],
)
def test_a_table_that_a_choice_makes_is_refused_without_it(
    run: Run, call: tuple[str, ...], table: str, choice: str, form: str
) -> None:
    """Nothing was checked or looked for, so no sentence for an empty table would be true."""
    ran = run(*call, "--table", table, "--format", form)
    assert ran.stdout == ""
    assert isinstance(ran.exception, UsageError)
    assert str(ran.exception.message) == f"The table '{table}' exists only with {choice}."
    assert str(ran.exception.hint) == f"Add {choice}: mnr {call[0]} --help says what it means."


def test_with_its_choice_the_table_is_there(run: Run) -> None:
    printed = run("plan", "XAB", "3:1-2", "--table", "problems", "--format", "table").stdout
    assert "Does the order work? The order works: each step comes after its prerequisites." in printed


def test_a_value_of_a_comparison_names_its_scenario(run: Run, tmp_path: Path) -> None:
    """What the two scenarios do to 4 in Almara: the end of its police takes it, that of its cyber unit does not."""
    for file, name, gone in (("a", "no police", "a-police"), ("b", "no unit", "a-cyber")):
        text = to_text(scenario(name, [f"stakeholder:{gone}"]))
        (tmp_path / f"{file}.toml").write_text(text, "utf-8")
    ran = run("scenario", "compare", "a.toml", "b.toml", "--table", "cells", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.stdout)))
    here = [r for r in rows if (r["Country (id)"], r["Capability (id)"]) == ("XAA", "4")]
    effects = [(r["Scenario number"], r["Scenario"], r["Effect"]) for r in here]
    assert effects == [("1", "no police", "is lost"), ("2", "no unit", "no change")]


def test_a_comparison_needs_scenarios(run: Run) -> None:
    assert run("scenario", "compare").exit_code == 2
    assert "[OPTIONS] SCENARIO..." in CliRunner().invoke(cli, ["scenario", "compare", "--help"]).stdout


def test_decisions_say_how_many_more_there_are_and_where(run: Run) -> None:
    further = json.loads(run("decisions", "XAA", "--format", "json").stdout)["further"]
    printed = run("decisions", "XAA", "--format", "table").stdout
    assert f"{len(further)} further decisions: --table further." in printed


def pseudo() -> Language:
    """A language in which every text of the catalogue is dots, and every number and day a zero."""

    def gettext(text: str) -> str:
        return "".join(
            re.sub(r"\w", "·", literal) + (f"{{{name}}}" if name is not None else "")
            for literal, name, _spec, _conversion in Formatter().parse(text)
        )

    return Language(
        gettext=gettext,
        ngettext=lambda one, many, n: gettext(one if n == 1 else many),
        day=lambda _day: "0",
        join="+".join,
        country=lambda _iso2, _own: "#",
        number=str,
        partial=lambda _text: "0",
        either="/".join,
    )


def unquoted(text: Sentence) -> Sentence:
    """The sentence without the texts of the data in it."""
    return replace(text, values={k: "#" if type(v) in (str, Recorded) else v for k, v in text.values.items()})


@pytest.mark.parametrize("name", DECLARED)
def test_a_terminal_shows_nothing_but_texts_of_the_catalogue_and_names_of_the_data(
    demo: Workspace, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where all texts of the catalogue are dots and all names and texts of the data a sign, no letter is left."""
    monkeypatch.setattr(Text, "pieces", lambda _kind, _value, _say: [Piece("#")])
    monkeypatch.setattr(Quoted, "pieces", lambda _kind, value, say: say.pieces(unquoted(value)))
    answer = ANSWERS[name]
    say = Say(pseudo(), lambda _name: "#")
    found, out = answer.asked(demo, Q, answer.example), io.StringIO()
    to = Console(file=out, width=400)
    rests = say(rests_on(demo, Q))
    print_tables(to, answer, answer.example, found, say, rests, "")
    codes = {"EUR", *answer.tables}  # of the data, and what is typed behind --table
    assert set(re.findall(r"[^\W\d_·]+", out.getvalue())) <= codes


def test_a_terminal_shows_the_first_routes_and_by_its_name_the_whole_table(demo: Workspace) -> None:
    """Of 12 routes that change 10 stand on a terminal and 2 more behind ``--table routes``; as a file all 12."""
    answer = ANSWERS["what-if"]
    found = answer.asked(demo, Q, answer.example)
    twelve = replace(found, routes=found.routes[:1] * 12)

    def shown(table: str) -> str:
        out = io.StringIO()
        print_tables(Console(file=out, width=400), answer, answer.example, twelve, say_of(demo, Q), "", table)
        return out.getvalue()

    more = "2 more rows: --table routes."
    assert (more in shown(""), more in shown("routes")) == (True, False)
    told = ENGLISH.render(found.routes[0].told, demo.names(Q))[:20]
    before = shown("rounds").count(told)
    assert (shown("").count(told) - before, shown("routes").count(told)) == (10, 12)
    assert len(filled(answer.tables["routes"], twelve, say_of(demo, Q)).rows) == 12


@pytest.mark.parametrize("name", DECLARED)
def test_help_has_every_choice_and_an_example_that_runs(run: Run, name: str) -> None:
    answer = ANSWERS[name]
    shown = CliRunner().invoke(cli, [*answer.words, "--help"], env={"COLUMNS": "300"}).stdout
    assert example_of(answer) in shown
    for g in answer.given:
        assert ENGLISH.render(g.option.help, lambda n: n.id) in " ".join(shown.split())
    assert run(*example_of(answer).split()[1:], "--format", "json").exit_code == 0


#: asked about something by its name, which an empty store does not have
NAMING = {"what-if", "scenario-compare"}


#: Answers about one thing of the store, which an empty one does not have -> what they say then.
OF_SOMETHING = {
    "chain": "no organisation .a-police.",
    "network": "contains no network with members",
    "organisation": "no organisation 'c-house'",
}


@pytest.mark.parametrize("name", sorted(DECLARED.keys() - NAMING))
def test_an_empty_store_says_so_and_keeps_the_header(name: str) -> None:
    answer = ANSWERS[name]
    w = Workspace("empty", MemoryStore())
    required = {g.name: getattr(answer.example, g.name) for g in answer.given if g.required}
    options = answer.options(**required)
    refused = OF_SOMETHING.get(name) or ("the database is still empty" if "country" in required else "")
    if refused:
        with pytest.raises(UsageError, match=refused):
            answer.asked(w, Q, options)
        return
    found = answer.asked(w, Q, options)
    for table in answer.tables.values():
        rows = filled(table, found, say_of(w, Q))
        text = csv_of(file_frame(rows))
        assert rows.rows == ()
        assert rows.empty
        assert text.count("\n") == 1


@pytest.mark.parametrize("name", sorted(n for n in DECLARED if any(g.required for g in ANSWERS[n].given)))
def test_what_must_be_given_is_asked_for_on_every_surface(name: str, run: Run) -> None:
    """Left out of the example, one after the other: the command ends with 2, a page with a sentence."""
    answer = ANSWERS[name]
    for g in (g for g in answer.given if g.required):
        with pytest.raises(UsageError, match="is missing"):
            options_of(answer, {g.name: None})
        if g.option.place and len([x for x in answer.given if x.option.place]) > 1:
            continue  # what is typed next stands in its place
        left = replace(answer, example=replace(answer.example, **{g.name: None}))
        found = run(*answer.words, *arguments_of(left, left.example))
        assert found.exit_code == 2, (name, g.name)
        assert "Missing" in found.stderr


def test_a_number_outside_its_bounds_is_refused_on_every_surface(demo: Workspace, run: Run) -> None:
    answer = ANSWERS["cliffs"]
    for months in (0, 241):
        with pytest.raises(UsageError, match=f"{months} is not possible for .months."):
            answer.asked(demo, Q, answer.options(months=months))
        assert isinstance(run("cliffs", "--months", str(months)).exception, UsageError)
    assert answer.asked(demo, Q, answer.options(months=240)).months[-1].month == "2046-10"


# kinds


@said_as({"low": sentence("low"), "high": sentence("high")}, doc="how much")
class Level(StrEnum):
    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True)
class Inner:
    country: Iso3
    capability: CapabilityNumber


@dataclass(frozen=True)
class Told:
    country: Iso3
    who: tuple[StakeholderId, ...]
    month: YearMonth
    since: PartialDay
    day: date | None
    count: int | None
    share: float
    sure: bool
    level: Level
    from_: Annotated[int, Key("where it starts", name="from")]
    cells: tuple[Inner, ...]
    why: Sentence
    pair: tuple[StakeholderId, StakeholderId]
    more: Annotated[str | None, Key(may_lack=True)]
    kept: Annotated[object, HIDDEN]


TOLD = Told(
    Iso3("XAA"), (StakeholderId("a"), StakeholderId("b")), YearMonth("2027-06"), PartialDay("2027"), None, None,
    0.25, True, Level.HIGH, 3, (Inner(Iso3("XAB"), CapabilityNumber("4")),),
    sentence("{who} ends.", who=Name("stakeholders", "a")), (StakeholderId("a"), StakeholderId("b")), None, object(),
)  # fmt: skip
NAMES = {"XAA": "Almara", "XAB": "Belorin", "4": "4 Police", "a": "Unit A", "b": "House B of Belorin"}


def say(lang: str = "en") -> Say:
    homes = {"a": "XAA", "b": "XAB"}
    return Say(language_for(lang), lambda n: NAMES.get(n.id, n.id), lambda i: homes.get(i, ""))


def test_a_result_is_its_fields_by_their_keys() -> None:
    assert said_in(TOLD, fields_of(Told), say()) == {
        "country": "XAA",
        "who": ["a", "b"],
        "month": "2027-06",
        "since": "2027",
        "day": "",
        "count": None,
        "share": 0.25,
        "sure": True,
        "level": "high",
        "from": 3,
        "cells": [{"country": "XAB", "capability": "4"}],
        "why": "Unit A ends.",
        "pair": ["a", "b"],
    }


def test_the_schema_of_a_result_holds_its_data() -> None:
    shape: Any = kind_of(Told).shape()
    told = said_in(TOLD, fields_of(Told), say())
    jsonschema.Draft202012Validator(shape).validate(told)
    assert "more" not in shape["required"]
    assert shape["properties"]["from"]["description"] == "where it starts"
    for wrong in (
        {"level": "middle"},
        {"month": "2027"},
        {"pair": ["a"]},
        {"who": ["a", "a"]},
        {"day": "soon"},
    ):
        assert list(jsonschema.Draft202012Validator(shape).iter_errors({**told, **wrong})), wrong


class Way(NamedTuple):
    a: Iso3
    b: Iso3


@dataclass(frozen=True)
class Numbers:
    who: StakeholderId
    lost: int


@dataclass(frozen=True)
class Lists:
    who: StakeholderId
    lost: Annotated[Parts, INLINE]


@dataclass(frozen=True)
class Parts:
    lost: tuple[Cell, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Several:
    rows: tuple[Numbers | Lists, ...]


HERE = Cell(Iso3("XAB"), CapabilityNumber("4"))


def test_a_record_of_one_of_two_types_a_record_inline_and_named_tuples() -> None:
    lists = Lists(StakeholderId("b"), Parts((HERE,), (Way(Iso3("XAA"), Iso3("XAB")),)))
    told = said_in(Several((Numbers(StakeholderId("a"), 3), lists)), fields_of(Several), say())
    assert told == {
        "rows": [
            {"who": "a", "lost": 3},
            {"who": "b", "lost": [{"country": "XAB", "capability": "4"}], "ways": [{"a": "XAA", "b": "XAB"}]},
        ]
    }
    check = jsonschema.Draft202012Validator(kind_of(Several).shape())
    check.validate(told)
    assert not check.is_valid({"rows": [{"who": "b", "lost": []}]})
    assert not check.is_valid({"rows": [{"who": "a", "lost": "3"}]})


def test_a_cell_stands_with_its_country_unless_that_is_spoken_of() -> None:
    cell = kind_of(Cell)
    assert cell.pieces(HERE, say()) == [
        Piece("Belorin", Name("countries", "XAB")),
        Piece(": "),
        Piece("4 Police", Name("capabilities", "4")),
    ]
    assert cell.pieces(HERE, say().at("XAB")) == [Piece("4 Police", Name("capabilities", "4"))]


@pytest.mark.parametrize(
    ("lang", "month", "day", "share", "yes"),
    [
        ("en", "Jun 2027", "1 June 2027", "0.25", "yes"),
        ("fr", "juin 2027", "1er juin 2027", "0,25", "oui"),
        ("es", "jun 2027", "1 de junio de 2027", "0,25", "sí"),
    ],
)
def test_values_are_said_in_the_language(lang: str, month: str, day: str, share: str, yes: str) -> None:
    def words(type_: Any, value: Any) -> str:
        return "".join(p.text for p in kind_of(type_).pieces(value, say(lang)))

    assert words(YearMonth, YearMonth("2027-06")) == month
    assert words(date, date(2027, 6, 1)) == day
    assert words(float, 0.25) == share
    assert words(bool, True) == yes


def test_an_organisation_stands_with_its_country_unless_that_is_spoken_of_or_in_its_name() -> None:
    who = kind_of(StakeholderId)
    assert who.pieces("a", say()) == [Piece("Unit A (Almara)", Name("stakeholders", "a"))]
    assert who.pieces("a", say().at("XAA")) == [Piece("Unit A", Name("stakeholders", "a"))]
    assert who.pieces("b", say()) == [Piece("House B of Belorin", Name("stakeholders", "b"))]


def test_a_sentence_is_cut_where_it_names_something_and_keeps_its_joints() -> None:
    """French leaves out the vowel before a name that begins with one; the name stays a piece of its own."""
    here = Say(language_for("fr"), lambda n: {"a": "INHOPE", "b": "Europol"}[n.id])
    text = sentence("{one}; {other}", one=Name("stakeholders", "a"), other=Name("stakeholders", "b"))
    pieces = here.pieces(text)
    assert [p.to.id for p in pieces if p.to] == ["a", "b"]
    assert "".join(p.text for p in pieces) == here(text)
    both = sentence("no money of {who}", who=(Name("stakeholders", "a"), Name("stakeholders", "b")))
    assert [p.text for p in say().pieces(both) if p.to] == ["Unit A", "House B of Belorin"]


def test_what_the_data_say_in_another_language_is_a_quotation() -> None:
    """A text recorded in English stands in a French sentence in quotation marks, as a piece of its own; in English, and
    where it is recorded in French too, it is part of the sentence."""
    text = sentence(
        "{who} has announced it: {basis}.", who=Name("stakeholders", "a"), basis=Recorded("workshops", {})
    )
    french = Say(language_for("fr"), lambda n: n.id)
    assert french(text) == "a l’a annoncée\u202f: «\u202fworkshops\u202f»."
    assert [p.text for p in french.pieces(text) if p.cited] == ["«\u202fworkshops\u202f»"]
    assert "".join(p.text for p in french.pieces(text)) == french(text)
    assert say()(text).endswith("announced it: workshops.")
    assert not any(p.cited for p in say().pieces(text))
    both = replace(text, values={**text.values, "basis": Recorded("workshops", {"fr": "des ateliers"})})
    assert french(both) == "a l’a annoncée\u202f: des ateliers."


def test_two_that_belong_together_stand_with_a_dash() -> None:
    """A partnership is a pair: in a list of pairs one sees which two belong together, and which pair was not read."""

    @dataclass(frozen=True, kw_only=True)
    class Backed:
        ties: Annotated[
            tuple[tuple[StakeholderId, StakeholderId], ...],
            Column(sentence("Backed by"), recalled="unread"),
        ]
        unread: Annotated[tuple[tuple[StakeholderId, StakeholderId], ...], HIDDEN]

    a, b = StakeholderId("a"), StakeholderId("b")
    one = Backed(ties=((a, b), (b, a)), unread=((b, a),))
    table: Table[Backed, Backed] = Table(
        row=Backed,
        rows=lambda r: (r,),
        key=("ties",),
        title=sentence("Lines"),
        empty=sentence("None is known."),
    )
    (cells,) = filled(table, one, say().at("XAA")).rows
    assert cells[0].texts == (
        "Unit A – House B of Belorin",
        "House B of Belorin – Unit A (recalled, not confirmed)",
    )
    assert cells[0].data == [["a", "b"], ["b", "a"]]


@pytest.mark.parametrize(("lang", "between"), [("en", "; "), ("fr", "\u202f; ")])
def test_whole_sentences_of_a_list_stand_with_a_space(lang: str, between: str) -> None:
    several = kind_of(tuple[Sentence, ...])
    said = (sentence("Almara ends."), sentence("Is it so?"), sentence("a part"), sentence("another"))
    texts = ["".join(p.text for p in part) for part in several.parts(said, say(lang))]
    assert several.joined(texts, say(lang)) == f"Almara ends. Is it so? a part{between}another"
    assert "".join(p.text for p in several.pieces(said[:2], say(lang))) == "Almara ends. Is it so?"
    assert kind_of(tuple[str, ...]).joined(["Acme Inc.", "Tide"], say("en")) == "Acme Inc.; Tide"


def test_a_long_list_says_how_many_more() -> None:
    assert say().listed(["a", "b", "c", "d"], 2) == "a; b; 2 more"
    assert say().listed(["a", "b", "c"], 2) == "a; b; c"  # one more is shown as it is
    assert say().listed([]) == ""


# tables and declarations


@dataclass(frozen=True, kw_only=True)
class Line:
    country: Annotated[Iso3, Column(sentence("Country"))]
    who: Annotated[tuple[StakeholderId, ...], Column(sentence("Held by"), Missing.UNKNOWN, "unread")]
    note: Annotated[str, Column(sentence("Note"))]
    unread: Annotated[tuple[str, ...], HIDDEN] = ("b",)


def lines(rows: tuple[Line, ...]) -> tuple[Line, ...]:
    return rows


LINES: Table[tuple[Line, ...], Line] = Table(
    row=Line, rows=lines, key=("country",), title=sentence("Lines"), empty=sentence("None is known.")
)


def test_what_is_missing_is_said_by_the_table_and_no_text_becomes_a_formula() -> None:
    rows = filled(
        LINES,
        (
            Line(country=Iso3("XAA"), who=(), note="=1+1"),
            Line(country=Iso3("XAB"), who=(StakeholderId("a"), StakeholderId("b")), note=""),
        ),
        say(),
    )
    assert csv_of(file_frame(rows, [("Snapshot", "0f")])) == (
        "Country,Held by,Note,Country (id),Held by (id),Snapshot\n"
        "Almara,not known,'=1+1,XAA,,0f\n"
        'Belorin,"Unit A (Almara);House B of Belorin (recalled, not confirmed)",,XAB,a;b,0f\n'
    )
    assert rows.ids == ("XAA", "XAB")
    assert rows.without("country").header == ("Held by", "Note")


@dataclass(frozen=True, kw_only=True)
class Typed:
    country: Annotated[Iso3, Column(sentence("Country"))]
    on: Annotated[date | None, Column(sentence("On"), Missing.UNKNOWN)]
    since: Annotated[PartialDay, Column(sentence("Since"))]
    count: Annotated[int | None, Column(sentence("Count"), Missing.UNKNOWN)]
    share: Annotated[float | None, Column(sentence("Share"))]
    sum: Annotated[float, Column(sentence("Sum"))]
    sure: Annotated[bool | None, Column(sentence("Sure"))]
    level: Annotated[Level | None, Column(sentence("Level"))]
    rank: Annotated[Bounds, Column(sentence("Place"))]


TYPED: Table[tuple[Typed, ...], Typed] = Table(
    row=Typed, rows=lambda rows: rows, key=("country",), title=sentence("Typed"), empty=sentence("None.")
)
OF_TYPES = (
    Typed(country=Iso3("XAA"), on=date(2027, 6, 1), since=PartialDay("2024-05-09"), count=-3, share=0.5, sum=80000,
          sure=True, level=Level.HIGH, rank=Bounds(1, 2)),
    Typed(country=Iso3("XAB"), on=None, since=PartialDay("2024"), count=None, share=None, sum=0.25, sure=None,
          level=None, rank=Bounds(3, 3)),
)  # fmt: skip


def test_a_frame_has_the_types_of_its_fields_and_ids_beside_names() -> None:
    frame = filled(TYPED, OF_TYPES, say("fr")).to_frame()
    types = {
        "country": "string", "on": "datetime64[s]", "since": "string", "count": "Int64", "share": "Float64",
        "sum": "Float64", "sure": "boolean", "level": "category", "rank": "string", "country_id": "string",
        "level_id": "string",
    }  # fmt: skip
    assert frame.dtypes.map(str).to_dict() == types
    assert filled(TYPED, (), say()).to_frame().dtypes.map(str).to_dict() == types
    first, second = frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)
    assert first == (
        "Almara", datetime(2027, 6, 1), "2024-05-09", -3, 0.5, 80000.0, True, "high", "1;2", "XAA", "high"
    )  # fmt: skip
    assert second == ("Belorin", None, "2024", None, None, 0.25, None, None, "3;3", "XAB", None)


def test_a_file_says_what_is_not_known_and_a_workbook_has_days_numbers_and_words() -> None:
    table = filled(TYPED, OF_TYPES, say())
    assert csv_of(file_frame(table)) == (
        "Country,On,Since,Count,Share,Sum,Sure,Level,Place,Country (id),Level (id)\n"
        "Almara,2027-06-01,2024-05-09,-3,0.5,80000,yes,high,1;2,XAA,high\n"
        "Belorin,not known,2024,not known,,0.25,,,3;3,XAB,\n"
    )
    book = load_workbook(io.BytesIO(workbook([Sheet("T", file_frame(table, book=True))], "T")))
    first, second = book["T"].iter_rows(min_row=2, values_only=True)
    assert first == (
        "Almara", datetime(2027, 6, 1), datetime(2024, 5, 9), -3, 0.5, 80000, "yes", "high", "1 to 2", "XAA", "high"
    )  # fmt: skip
    assert second == ("Belorin", "not known", "2024", "not known", None, 0.25, None, None, 3, "XAB", None)


def test_a_table_is_asked_for_by_its_name(demo: Workspace) -> None:
    """Of the two tables of the answer the main one; the rows of JSON are those of the frame."""
    frame = table_of(demo, Q, "coverage", "cells", countries=["XAA"]).to_frame()
    asked = ask(demo, Q, "coverage", countries=["XAA"])["cells"]
    assert frame["capability_id"].tolist() == [c["capability"] for c in asked]
    assert set(frame["country"]) == {"Almara"}
    assert frame["groups"].sum() == sum(c["groups"] for c in asked if c["sign"] != "unknown")
    with pytest.raises(UsageError, match="coverage has no table 'nosuch'"):
        table_of(demo, Q, "coverage", "nosuch")


def test_a_declaration_names_everything_that_is_wrong_with_it() -> None:
    @dataclass(frozen=True)
    class Bad:
        country: Iso3
        what: Annotated[complex, Column(sentence("What"))]

    with pytest.raises(TypeError, match=r"Bad\.what: no kind says complex"):
        Table(row=Bad, rows=lambda _: (), key=("nosuch",), title=sentence("A"), empty=sentence("B"))

    @dataclass(frozen=True)
    class Worse:
        country: Iso3

    with pytest.raises(TypeError) as refused:
        Table(
            row=Worse,
            rows=lambda _: (),
            key=("nosuch",),
            group="other",
            title=sentence(""),
            empty=sentence("B"),
        )
    for part in (
        "country has no Column",
        "no field nosuch (key)",
        "no field other (group)",
        "the title is empty",
    ):
        assert part in str(refused.value)


def test_an_answer_is_held_to_its_choices_and_its_name() -> None:
    @dataclass(frozen=True)
    class Few:
        months: Annotated[complex, Option(sentence("how many"))] = 1j

    with pytest.raises(TypeError) as refused:
        Answer(
            name="No Name", title=sentence("What?"), ask=lambda w, q, o: Inner(Iso3(""), CapabilityNumber("")),
            options=Few, result=Inner, tables={}, example=Few(),
        )  # fmt: skip
    lacks: Table[Any, Line] = replace(LINES, needs="nosuch")
    with pytest.raises(TypeError, match=r"there is no choice nosuch \(needs\)"):
        replace(HEARD, tables={"lines": lacks})
    for part in ("its name is not", "it has no table", "the choice months has a type", "help of months"):
        assert part in str(refused.value)


@dataclass(frozen=True)
class Wanted:
    since: Annotated[date, Option(sentence("The day."), place=True)]
    levels: Annotated[tuple[Level, ...], Option(sentence("Only these."), flag="--level")] = ()
    size: Annotated[Decimal | None, Option(sentence("How large."), read=Decimal)] = None
    last: Annotated[date | None, Option(sentence("Another day."), flag="--to")] = None


@dataclass(frozen=True)
class Heard:
    since: Annotated[date, Column(sentence("Since"))]
    levels: Annotated[tuple[Level, ...], Column(sentence("Levels"))]
    twice: Annotated[float, Column(sentence("Twice"))]


TITLE = sentence("Heard")
HEARD: Answer[Wanted, Heard] = Answer(
    name="heard", title=sentence("What was heard."), options=Wanted, result=Heard, example=Wanted(DAY),
    ask=lambda _w, _q, o: Heard(o.since, o.levels, float(2 * (o.size or 0))),
    tables={"heard": Table(row=Heard, rows=lambda h: (h,), key=("since",), title=TITLE, empty=sentence("Nothing."))},
    question=lambda q, o: replace(q, as_of=o.last or q.as_of),
    finds=lambda h: h.twice > 10,
)  # fmt: skip


def test_choices_are_read_as_they_are_typed_and_stand_in_an_address(home: Path) -> None:
    def heard(*arguments: str) -> Result:
        call = [*arguments, "--store", "demo", "--as-of", "2026-11-25"]
        return CliRunner().invoke(command_of(HEARD), call, env={"MNR_HOME": str(home)})

    call = ["2024-02-03", "--level", "low", "--level", "high", "--size", "1.5", "--to", "2025-01-02"]
    ran = heard(*call, "--format", "json")
    assert ran.exit_code == 0
    told = json.loads(ran.stdout)
    assert (told["as_of"], told["since"]) == ("2025-01-02", "2024-02-03")
    assert (told["levels"], told["twice"]) == (["low", "high"], 3.0)
    typed = options_of(
        HEARD, {"since": date(2024, 2, 3), "levels": ["low", "high"], "size": "1.5", "last": ""}
    )
    assert typed == Wanted(date(2024, 2, 3), (Level.LOW, Level.HIGH), Decimal("1.5"))
    assert arguments_of(HEARD, replace(typed, last=date(2025, 1, 2))) == call
    with pytest.raises(UsageError, match=r"'middle' is not a choice for --level\. Use one of: low, high\."):
        options_of(HEARD, {"since": DAY, "levels": ["middle"]})


@pytest.mark.parametrize("form", ["json", "csv", "table"])
def test_findings_of_a_check_end_with_one(home: Path, form: str) -> None:
    call = ["2024-02-03", "--size", "6", "--store", "demo", "--format", form]
    ran = CliRunner().invoke(command_of(HEARD), call, env={"MNR_HOME": str(home)})
    assert ran.exit_code == 1
    assert "12" in ran.stdout


def test_a_closed_word_without_words_is_no_kind() -> None:
    class Mute(StrEnum):
        ONE = "one"

    with pytest.raises(TypeError, match="Mute has no words for one"):
        kind_of(Mute)


def test_a_number_has_both_bounds() -> None:
    with pytest.raises(TypeError, match="both bounds"):
        Option(sentence("How many."), least=0)
