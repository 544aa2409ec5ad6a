"""What has to be asked before files are understood, and what somebody answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from coordination.ingest.written_dates import DAY_FIRST, MONTH_FIRST, iso_date
from coordination.model.name_index import Known, key_of
from graph_schema.edition import FRAMEWORK_LISTS
from graph_schema.errors import Said, UsageError, Verbatim, said
from graph_schema.issues import Issue, Location
from graph_schema.schema import SCHEMA

__all__ = [
    "AGAIN",
    "ALL",
    "BOTH",
    "CELL",
    "COLUMN",
    "DATES",
    "DAY_FIRST",
    "HERE",
    "KEEP",
    "LEAVE_OUT",
    "MISSING",
    "MONTH_FIRST",
    "NEW",
    "REMOVE",
    "ROW",
    "THEIRS",
    "THERE",
    "WORD",
    "Choices",
    "Question",
    "cell_key",
    "file_of",
    "key_for",
    "not_asked",
    "row_key",
]

#: the kind of a question about a closed word, before the name of the field
WORD: Final = "word "
#: the kind of a question about a heading, before the type of record
COLUMN: Final = "column "
#: the kind of a question about the order of day and month in a file
DATES: Final = "dates"
#: what is found of the row of a new organisation that is called like another one
_OF_ROWS: Final = frozenset({"E-SAME", "W-NAME-ALIKE"})
LEAVE_OUT: Final = "leave-out"
NEW: Final = "new"
#: the kind of a question about records that a workbook was filled with and whose rows are not there any more
MISSING: Final = "missing"
REMOVE, KEEP = "remove", "keep"
#: before the type of record: those that were removed in the workspace that a file comes from
THERE: Final = "there#"
#: the kind of a question about a record of which here and the file have another word, and what is answered to it
BOTH: Final = "both"
THEIRS, HERE = "theirs", "here"
ALL: Final = "all"  #: every such record
AGAIN: Final = "ask:again"  #: the key by which no earlier answer is used
#: what a cell of a file (file, line, column) is to say instead, and a row (file, line) that is left out
CELL, ROW = "cell", "row"
_PLACE: Final = re.compile(r"(.+):([0-9]+)(?::([^:]+))?")


@dataclass(frozen=True, slots=True)
class Question:
    """A text that may mean several records or none, a word that a closed list does not have, a heading of no field, a
    file whose dates may be read in two ways, or a sheet without rows that it had.

    ``kind``: the type of record or list of the framework; or :data:`WORD` with the field; or :data:`COLUMN` with the
    type of record; or :data:`DATES`, where
    ``text`` is the file; or :data:`MISSING`, where it is the file with the type of record, and ``candidates`` are the
    first of those missing; or :data:`BOTH`, where it is the type of record with the id. ``words``: the question, where
    it is not told by the rest. ``kinds``: of a new record, the words of which one must be chosen. ``countries``: those
    of the rows.
    """

    kind: str
    text: str
    rows: int
    place: Location
    candidates: tuple[Known, ...] = ()
    may_be_new: bool = False
    kinds: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    example: str = ""
    words: Said | None = None

    @property
    def key(self) -> str:
        return key_for(self.kind, self.text)

    def asked(self) -> Said:
        """The question in words."""
        text, rows = self.text, self.rows
        if self.words is not None:
            return self.words
        match self.kind:
            case "dates":
                return said(
                    "Is the first number of {example} in {file} the day or the month? Rows: {rows:,}",
                    example=Verbatim(self.example),
                    file=Verbatim(text),
                    rows=rows,
                )
            case "missing":
                return said(
                    "Rows of {sheet} were deleted in the workbook. Remove their records? Rows: {rows:,}",
                    sheet=Verbatim(self.place.file),
                    rows=rows,
                )
            case "stakeholders":
                return said("Which organisation is {text!r}? Rows: {rows:,}", text=text, rows=rows)
            case "countries":
                return said("Which country is {text!r}? Rows: {rows:,}", text=text, rows=rows)
            case "capabilities":
                return said("Which capability is {text!r}? Rows: {rows:,}", text=text, rows=rows)
            case "sources":
                return said("Which source is {text!r}? Rows: {rows:,}", text=text, rows=rows)
            case "agreements":
                return said("Which agreement is {text!r}? Rows: {rows:,}", text=text, rows=rows)
        if self.kind.startswith(WORD):
            return said("Which of the known words is {text!r}? Rows: {rows:,}", text=text, rows=rows)
        if self.kind.startswith(COLUMN):
            return said("Which column is {text!r}? Rows: {rows:,}", text=text, rows=rows)
        kind = Verbatim(self.kind)
        return said("Which record of {list} is {text!r}? Rows: {rows:,}", list=kind, text=text, rows=rows)

    def answers(self) -> list[str]:
        """What may be answered on the command line, the likeliest first."""
        if self.kind == DATES:
            return [f"{self.text}={DAY_FIRST}", f"{self.text}={MONTH_FIRST}"]
        if self.kind == MISSING:
            return [f"{self.text}={REMOVE}", f"{self.text}={KEEP}"]
        if self.kind == BOTH:
            return [f"{self.text}={THEIRS}", f"{self.text}={HERE}"]
        found = [f"{self.text}={k.id}" for k in self.candidates[:3]]
        if self.may_be_new:
            new = ":".join(filter(None, [NEW, "|".join(self.kinds) and "KIND", *self.countries[:1]]))
            found.append(f"{self.text}={new}")
        return [*found, f"{self.text}={LEAVE_OUT}"]

    def as_dict(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "text": self.text,
            "rows": self.rows,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "candidates": [{"id": k.id, "name": k.name, "further": k.further} for k in self.candidates],
            "may_be_new": self.may_be_new,
            "kinds": list(self.kinds),
            "countries": list(self.countries),
            "example": self.example,
        }


def key_for(kind: str, text: str) -> str:
    return f"{kind}:{text if kind in (DATES, MISSING, CELL, ROW) else key_of(text)}"


def cell_key(place: Location) -> str:
    """What a correction of a cell is kept by."""
    return key_for(CELL, f"{place.file}:{place.line}:{place.column}")


def row_key(place: Location) -> str:
    """What is kept of a row that is left out."""
    return key_for(ROW, f"{place.file}:{place.line}")


def file_of(place: str) -> str:
    """The file of a place: ``book.xlsx#ties`` -> ``book.xlsx``."""
    return place.partition("#")[0]


@dataclass(frozen=True)
class Choices:
    """What somebody answered: key of a question, or the text alone -> an id, a name, :data:`NEW`, :data:`LEAVE_OUT`,
    :data:`DAY_FIRST` or :data:`MONTH_FIRST`, :data:`REMOVE` or :data:`KEEP`, :data:`THEIRS` or :data:`HERE`."""

    given: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, str] = field(default_factory=dict)
    """What was answered when the file came before."""
    used: dict[str, str] = field(default_factory=dict, compare=False)
    """Of these, what an answer was taken from."""

    @staticmethod
    def read(texts: Iterable[str]) -> Choices:
        """From ``TEXT=ANSWER``, as the command line has them. Raises UsageError."""
        given = {}
        for text in texts:
            asked, sign, answer = text.rpartition("=")
            if not (sign and asked.strip() and answer.strip()):
                raise UsageError(
                    said("{text!r} is not an answer to a question.", text=text),
                    hint=said(
                        "Write it as TEXT=ID, TEXT=new:KIND:ISO3, TEXT=leave-out, FILE=day-first or FILE#TYPE=keep."
                    ),
                )
            given[key_for("", asked)] = given[key_for(DATES, asked.strip())] = answer.strip()
            if place := _PLACE.fullmatch(asked.strip()):
                found = Location(place[1], int(place[2]), place[3] or "")
                if found.column:
                    given[cell_key(found)] = answer.strip()
                elif answer.strip() == LEAVE_OUT:
                    given[row_key(found)] = LEAVE_OUT
        return Choices(given)

    def cells(self, file: str) -> dict[tuple[int, str], str]:
        """What cells of a file or sheet are to say instead: (line, column) -> text."""
        start = key_for(CELL, f"{file}:")
        return {
            (int(place[2]), place[3]): text
            for key, text in self.given.items()
            if key.startswith(start) and (place := _PLACE.fullmatch(key)) and place[3]
        }

    def rows(self, file: str) -> set[int]:
        """The lines of a file or sheet that are left out."""
        start = key_for(ROW, f"{file}:")
        lines = (
            key.removeprefix(start) for key, text in self.given.items() if key.startswith(start) and text
        )
        return {int(line) for line in lines if line.isdecimal()}

    def to(self, kind: str, text: str) -> str:
        """The answer to a question, "" for none: of now, else of when the file came before."""
        keys = (key_for(kind, text), key_for("", text))
        if found := next((a for key in keys if (a := self.given.get(key))), ""):
            return found
        for key in keys:
            if answer := self.earlier.get(key):
                self.used[key] = answer
                return answer
        return ""


def not_asked(issues: Iterable[Issue], questions: Sequence[Question]) -> list[Issue]:
    """The findings that no answer to these questions mends."""
    asked = {q.key for q in questions}
    columns = [q for q in questions if q.kind.startswith(COLUMN)]
    headings = {q.place for q in columns}
    whose = any(q.kind == BOTH for q in questions)  # one answer does for all of them
    needed = {(q.place.file, k.id) for q in columns for k in q.candidates}
    return [
        i
        for i in issues
        if not (i.code == "E-REFERENCE" and any(key in asked for key in _keys(i.value)))
        and not (i.code == "E-WORD" and key_for(f"{WORD}{i.location.column}", i.value) in asked)
        and not (
            i.code == "E-DATE"
            and key_for(DATES, file_of(i.location.file)) in asked
            and not iso_date(i.value, "")
        )
        and not (i.code == "W-COLUMN" and i.location in headings)
        and not (i.code == "E-COLUMN-MISSING" and (i.location.file, i.location.column) in needed)
        and not (i.code in _OF_ROWS and key_for("stakeholders", i.value) in asked)
        and not (i.code == "E-ROWS-MISSING" and key_for(MISSING, i.value) in asked)
        and not (i.code == "E-WHOSE-WORD" and whose)
    ]


def _keys(text: str) -> Iterator[str]:
    for kind in (*SCHEMA, *FRAMEWORK_LISTS):
        yield key_for(kind, text)
