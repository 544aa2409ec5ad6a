"""The cost table of a plan: a CSV with capability, phase, cost, months and weight, read with file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from coordination.analytics.plan.planning import Terms
from coordination.ingest.reader_csv import read_csv
from coordination.ingest.reader_model import IssueLog, Limits
from graph_schema.edition import Edition
from graph_schema.errors import DataError, UsageError, Verbatim, said
from graph_schema.issues import Issue, Location, Severity, errors_in, sort_issues
from graph_schema.values import BadValue, Integer, Number, Value

__all__ = ["CostFile", "terms_of"]

_LARGEST: Final = 10**12
_VALUES: Final[Mapping[str, Value]] = {
    "phase": Integer(2, 4),
    "cost": Number(0, _LARGEST),
    "months": Integer(1, 1200),
    "weight": Number(0, _LARGEST),
}
_COLUMNS: Final = ("capability", *_VALUES)
_HINT: Final = said("The columns are {columns}.", columns=Verbatim(", ".join(_COLUMNS)))

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class CostFile:
    """A file with costs, which is read once the edition is known."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    @staticmethod
    def read(text: str) -> CostFile:
        """The file of this name. Raises UsageError where there is none."""
        if not (path := Path(text)).is_file():
            raise UsageError(
                said("There is no file {path}.", path=Verbatim(text[:200])),
                hint=said(
                    "Name a CSV file with the columns {columns}.", columns=Verbatim(", ".join(_COLUMNS))
                ),
            )
        return CostFile(path)


def terms_of(file: Path, edition: Edition) -> tuple[Terms, int]:
    """What the file says, and the line of its column names where titles stand above, else 0. Raises DataError with
    every finding, each with line and column."""
    log = IssueLog()
    table, _ = read_csv(file, "costs", str(file), limits=Limits(), log=log, columns=_COLUMNS)
    header = [name.casefold() for name in table.header]
    found = [*errors_in(log.result()), *_of_header(str(file), table.header, table.header_line)]
    rows: list[Row] = []
    for line, *cells in zip(table.lines, *table.columns, strict=True) if not found else ():
        row = {k: v.strip() for k, v in zip(header, cells, strict=True) if v.strip()}
        found += _of_row(row, str(file), line, edition)
        rows.append(row)
    if found:
        raise DataError(
            said(
                "Nothing was planned. Fix the errors in {file} first: {count:,}.",
                file=Verbatim(file),
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
    return terms, table.header_line if titled else 0


def _issue(code: str, message: str, file: str, line: int, column: str, hint: str, value: str = "") -> Issue:
    return Issue(code, Severity.ERROR, message, Location(file, line, column), value, hint)


def _of_header(file: str, header: tuple[str, ...], line: int) -> Iterator[Issue]:
    for name in header:
        if name.casefold() not in _COLUMNS:
            what = said("a cost table has no column {name!r}", name=name)
            yield _issue("E-WORD", what, file, line, name, _HINT)
    if "capability" not in [name.casefold() for name in header]:
        what = said("the capability is missing")
        yield _issue("E-COLUMN-MISSING", what, file, line, "capability", _HINT)


def _of_row(row: Row, file: str, line: int, edition: Edition) -> Iterator[Issue]:
    number = row.get("capability", "")
    if number not in edition.index:
        what = said("there is no such capability")
        hint: str = said("Write one of {words}.", words=Verbatim(", ".join(edition.numbers)))
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
