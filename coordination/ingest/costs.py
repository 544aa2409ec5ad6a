"""The cost table of a plan: a CSV with capability, phase, cost, months and weight, read with file and line.

The page of a plan reads what is uploaded by the same rules, and the file that it offers can be read here: columns may
have their headings in any language, and what a downloaded file says of itself in further columns is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from coordination.analytics.plan.terms import Terms, cost_entry
from coordination.ingest.reader_csv import read_csv
from coordination.ingest.reader_model import IssueLog, Limits
from coordination.text.headings import RESTS_ON, with_id
from coordination.text.languages import catalogue
from coordination.text.sentences import sentence
from graph_schema.errors import DataError, UsageError, Verbatim, said
from graph_schema.issues import Issue, Location, Severity, errors_in, sort_issues
from graph_schema.languages import ENGLISH, OTHERS
from graph_schema.values import BadValue, Integer, Number, Value

__all__ = ["HEADINGS", "CostFile", "CostTable", "read_costs"]

_LARGEST: Final = 10**12
_VALUES: Final[Mapping[str, Value]] = {
    "phase": Integer(2, 4),
    "cost": Number(0, _LARGEST),
    "months": Integer(1, 1200),
    "weight": Number(0, _LARGEST),
}
_COLUMNS: Final = ("capability", *_VALUES)
_HINT: Final = said("The columns are {columns}.", columns=Verbatim(", ".join(_COLUMNS)))
_NUMBER: Final = "capability (id)"
_ID: Final = with_id("")
#: column -> its heading in the file that the page offers
HEADINGS: Final = {
    "capability": sentence("Capability"),
    "phase": sentence("Phase"),
    "cost": sentence("Cost"),
    "months": sentence("Months"),
}
_BOOKS: Final = (".xlsx", ".xlsm", ".xls", ".ods")
_COMMA: Final = re.compile(r"([0-9]+),([0-9]{1,2})")

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class CostFile:
    """A file with costs, which is read once the edition is known."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    @staticmethod
    def read(text: str) -> CostFile | Terms:
        """The file of this name, or the costs that are typed, such as ``12:2=10;4:3=5``. Raises UsageError where it is
        neither."""
        typed = [cost_entry(part) for part in text.split(";")]
        if all(typed):
            return Terms(cost=dict(filter(None, typed)))
        if not (path := Path(text)).is_file():
            raise UsageError(
                said("There is no file {path}.", path=Verbatim(text[:200])),
                hint=said(
                    "Name a CSV file with the columns {columns}, or type capability, phase to reach and cost: "
                    "12:2=10.",
                    columns=Verbatim(", ".join(_COLUMNS)),
                ),
            )
        return CostFile(path)


@dataclass(frozen=True, slots=True)
class CostTable:
    """What a cost table says. ``header_line``: the line of its column names where titles stand above, else 0."""

    terms: Terms
    header_line: int


@cache
def _headings() -> Mapping[str, str]:
    """Heading in lower case -> the column that it names; "" = one that is passed over."""
    found: dict[str, str] = {}
    for code in (ENGLISH, *OTHERS):
        say = catalogue(code).gettext
        found |= {say(heading.text): column for column, heading in HEADINGS.items()}
        found[say(_ID.text).format(what=say(HEADINGS["capability"].text))] = _NUMBER
        found |= {say(heading.text): "" for heading in RESTS_ON}
    return {name.casefold(): column for name, column in found.items()} | {c: c for c in _COLUMNS}


def _columns(header: tuple[str, ...]) -> list[str | None]:
    """The column that each heading names; "" = passed over, None = no column of a cost table. Where capabilities have
    a column of numbers beside one of names, the numbers count."""
    named = [_headings().get(name.casefold()) for name in header]
    counts = {_NUMBER: "capability", "capability": "" if _NUMBER in named else "capability"}
    return [counts.get(column, column) if column else column for column in named]


def read_costs(
    file: Path, numbers: Collection[str], name: str = "", limits: Limits | None = None
) -> CostTable:
    """What the file says. ``numbers``: the capabilities that there are; ``name``: what the file is called in findings,
    else its path. Raises DataError with every finding, each with line and column; UsageError for a workbook."""
    log, name = IssueLog(), name or str(file)
    if name.casefold().endswith(_BOOKS):
        raise UsageError(
            said("{file} is a workbook, and a cost table is a CSV file.", file=Verbatim(name)),
            hint=said('Save its sheet as "CSV UTF-8".'),
        )
    table, _ = read_csv(file, "costs", name, limits=limits or Limits(), log=log, columns=_headings())
    columns = _columns(table.header)
    found = [*errors_in(log.result()), *_of_header(name, table.header, columns, table.header_line)]
    rows: list[Row] = []
    for line, *cells in zip(table.lines, *table.columns, strict=True) if not found else ():
        row = {c: v.strip() for c, v in zip(columns, cells, strict=True) if c and v.strip()}
        row |= {c: _COMMA.sub(r"\1.\2", v) for c, v in row.items() if _COMMA.fullmatch(v)}
        found += _of_row(row, name, line, numbers)
        rows.append(row)
    found += _said_twice(rows, name, table.lines)
    if found:
        raise DataError(
            said(
                "Nothing was planned. Fix the errors in {file} first: {count:,}.",
                file=Verbatim(name),
                count=len(found),
            ),
            hint=said("The list above shows line and column of each error."),
            issues=sort_issues(found),
        )
    titled = any(i.code == "I-TITLE" for i in log.result())
    terms = Terms(
        cost={(r["capability"], int(r["phase"])): Decimal(r["cost"]) for r in rows if "cost" in r},
        months={(r["capability"], int(r["phase"])): int(r["months"]) for r in rows if "months" in r},
        weight={r["capability"]: Decimal(r["weight"]) for r in rows if "weight" in r},
    )
    return CostTable(terms, table.header_line if titled else 0)


def _issue(code: str, message: str, file: str, line: int, column: str, hint: str, value: str = "") -> Issue:
    return Issue(code, Severity.ERROR, message, Location(file, line, column), value, hint)


def _of_header(file: str, header: tuple[str, ...], columns: list[str | None], line: int) -> Iterator[Issue]:
    for name, column in zip(header, columns, strict=True):
        if column is None:
            what = said("a cost table has no column {name!r}", name=name)
            yield _issue("E-WORD", what, file, line, name, _HINT)
    for column in dict.fromkeys(c for c in columns if c and columns.count(c) > 1):
        first, second = [at for at, c in enumerate(columns, 1) if c == column][:2]
        what = said(
            "columns {first} and {second} are both named {name!r}", first=first, second=second, name=column
        )
        hint = said("Rename or delete one of them.")
        yield _issue("E-DUP-COLUMN", what, file, line, header[second - 1], hint)
    if "capability" not in columns:
        what = said("the capability is missing")
        yield _issue("E-COLUMN-MISSING", what, file, line, "capability", _HINT)


def _of_row(row: Row, file: str, line: int, numbers: Collection[str]) -> Iterator[Issue]:
    number = row.get("capability", "")
    if number not in numbers:
        what = said("there is no such capability")
        hint: str = said("Write one of {words}.", words=Verbatim(", ".join(numbers)))
        yield _issue("E-REFERENCE", what, file, line, "capability", hint, number)
    for column, value in _VALUES.items():
        try:
            value.parse(row.get(column, "2"))
        except BadValue as e:
            hint = e.hint or said("Write: {form}.", form=value.describe())
            yield _issue(e.code, e.about(column), file, line, column, hint, row[column])
    if "phase" not in row and {"cost", "months"} & set(row):
        hint = said("Write the target phase of the phase step: 2, 3 or 4.")
        yield _issue("E-EMPTY", said("{name} is empty", name=Verbatim("phase")), file, line, "phase", hint)


def _said_twice(rows: list[Row], file: str, lines: Sequence[int]) -> Iterator[Issue]:
    """A value that an earlier line gives otherwise: cost and months of one phase step, weight of one capability."""
    before: dict[tuple[str, ...], tuple[str, int]] = {}
    for row, line in zip(rows, lines, strict=False):
        for column in {"cost", "months", "weight"} & set(row):
            about = (column, row.get("capability", ""), "" if column == "weight" else row.get("phase", ""))
            value, earlier = before.setdefault(about, (row[column], line))
            if value != row[column]:
                what = said("line {line} says {value}", line=earlier, value=Verbatim(value))
                yield _issue("E-VALUE", what, file, line, column, said("Delete one of the two."), row[column])
