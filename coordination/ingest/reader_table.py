"""Builds one raw table from its header and blocks of rows, whatever format they came from."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from typing import Final

import numpy as np

from coordination.ingest.reader_cells import ColumnCleaner, clean
from coordination.ingest.reader_model import IssueLog, Limits, RawTable, refuse
from coordination.ingest.reader_plain import Cells
from coordination.model.frames import Column
from coordination.model.headings import field_names
from graph_schema.errors import said
from graph_schema.schema import SCHEMA

__all__ = ["LOOKED_AT", "TableBuilder", "header_among", "names_at"]

LOOKED_AT: Final = 10  #: rows among which the column names are looked for
_TITLE: Final = 2  #: filled cells that a row above the column names may have however few columns there are

_ONE_HEADER: Final = said(
    "The first row must hold the column names, one per column; delete titles and second header rows."
)


def names_at(name: str, rows: Sequence[Sequence[str]], columns: Collection[str] = ()) -> int | None:
    """Which of the first rows names fields of the type, or for a table of no type one of ``columns``: two at least, in
    half of its cells; None where none does."""
    t = SCHEMA.get(name)
    for place, row in enumerate(rows[:LOOKED_AT] if t or columns else ()):
        filled = [text for text in map(clean, row) if text]
        fields = field_names(t, filled) if t else [text.casefold() for text in filled]
        known = sum(field in (t.columns if t else columns) for field in fields)
        if known >= 2 and 2 * known >= len(filled):
            return place
    return None


def header_among(
    name: str,
    file: str,
    rows: Sequence[Sequence[str]],
    lines: Sequence[int],
    log: IssueLog,
    columns: Collection[str] = (),
) -> int:
    """Which of the first rows is the header: the first, or one below titles, which the log then says. ``columns``:
    those of a table that is of no record type.

    Raises ``DataError`` where what stands above the column names may be data.
    """
    place = names_at(name, rows, columns) or 0
    filled = [[text for text in map(clean, row) if text] for row in rows[: place + 1]]
    above = [(cells, line) for cells, line in zip(filled[:place], lines, strict=False) if cells]
    if not above:
        return place
    wide = next((line for cells, line in above if len(cells) > max(_TITLE, len(filled[place]) // 2)), 0)
    if wide:
        raise refuse(
            "E-NO-HEADER",
            said(
                "the column names are in row {line}, and row {above} above them may be data",
                line=lines[place],
                above=wide,
            ),
            file=file,
            line=lines[place],
            hint=said(
                "Move the row of column names to the top, or delete the rows above it if they are not data."
            ),
        )
    log.add(
        "I-TITLE",
        said("the column names are in row {line}; what stands above is not read", line=lines[place]),
        file=file,
        line=above[0][1],
        value=" ".join(text for cells, _line in above for text in cells),
        hint=said("Nothing to do."),
    )
    return place


class TableBuilder:
    """Takes rows by blocks of columns; leaves out blank rows and a row of HXL tags; checks header and cells.

    Raises ``DataError`` (with its Issue) for a header that cannot be used and for more rows than allowed.
    """

    def __init__(
        self, name: str, file: str, header: Sequence[str], header_line: int, *, limits: Limits, log: IssueLog
    ) -> None:
        self.name = name
        self.file = file
        self.header = tuple(map(clean, header))
        self.header_line = header_line
        self._limits = limits
        self._log = log
        self._check_header()
        self._cleaners = [ColumnCleaner(limits.max_cell_chars) for _ in self.header]
        self._lines = array("i")

    def _check_header(self) -> None:
        file, line = self.file, self.header_line
        if not any(self.header):
            what = said("the first row holds no column name")
            raise refuse("E-NO-HEADER", what, file=file, line=line, hint=_ONE_HEADER)
        if len(self.header) > self._limits.max_columns:
            raise refuse(
                "E-COLUMNS",
                said(
                    "the header has {count:,} columns; the limit is {limit:,}",
                    count=len(self.header),
                    limit=self._limits.max_columns,
                ),
                file=file,
                line=line,
                hint=said("Delete the columns that are not needed."),
            )
        seen: dict[str, int] = {}
        for position, name in enumerate(self.header, 1):
            if name and name.casefold() in seen:
                raise refuse(
                    "E-DUP-COLUMN",
                    said(
                        "columns {first} and {second} are both named {name!r}",
                        first=seen[name.casefold()],
                        second=position,
                        name=name,
                    ),
                    file=file,
                    line=line,
                    column=name,
                    hint=said("Rename or delete one of them."),
                )
            seen[name.casefold()] = position

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, columns: Sequence[Sequence[str]], lines: Sequence[int]) -> None:
        """Append rows: one sequence of cells per header name, each as long as ``lines``."""
        if not all(map(str.strip, columns[0])):
            starts = enumerate(columns[0])
            blank = {i for i, first in starts if not first.strip() and not any(c[i].strip() for c in columns)}
            if blank:
                rows = [i for i in range(len(lines)) if i not in blank]
                columns = [[c[i] for i in rows] for c in columns]
                lines = [lines[i] for i in rows]
        if not self._lines and lines and self._is_hxl(tags := [clean(c[0]) for c in columns]):
            self._log.add(
                "I-HXL",
                said("the row under the header holds HXL tags and is not data"),
                file=self.file,
                line=lines[0],
                value=" ".join(filter(None, tags)),
                hint=said("Nothing to do."),
            )
            columns, lines = [c[1:] for c in columns], lines[1:]
        for cleaner, cells in zip(self._cleaners, columns, strict=True):
            cleaner.add(cells)
        self._took(lines)

    def add_plain(self, cells: Cells, lines: Sequence[int]) -> None:
        """Append rows below others, none of them blank."""
        for column, cleaner in enumerate(self._cleaners):
            cleaner.add_plain(cells, column)
        self._took(lines)

    def _took(self, lines: Sequence[int]) -> None:
        self._lines.extend(lines)
        limit = self._limits.max_rows
        if limit is not None and len(self._lines) > limit:
            raise refuse(
                "E-ROWS",
                said("the table has more than {limit:,} rows, the limit for one file", limit=limit),
                file=self.file,
                line=self._lines[limit],
                hint=said("Split the file, or import it on the command line, where there is no limit."),
            )

    def _is_hxl(self, cells: Sequence[str]) -> bool:
        first = [text for text in cells if text]
        return bool(first) and all(len(tag) > 1 and tag.startswith("#") for tag in first)

    def finish(self, *, quiet: bool = False) -> RawTable:
        """The table; findings about cells go to the log, and that there are none, unless ``quiet``."""
        lines: Sequence[int] = self._lines
        if lines and lines[-1] - lines[0] + 1 == len(lines):
            lines = range(lines[0], lines[-1] + 1)
        if not lines and not quiet:
            self._log.add(
                "I-NO-ROWS",
                said("the table has a header and no rows"),
                file=self.file,
                line=self.header_line,
                hint=said("Nothing to do if this is intended."),
            )
        columns = [cleaner.column() for cleaner in self._cleaners]
        self._report_repeated_header(columns, lines)
        header: list[str] = []
        kept: list[Column] = []
        for position, (name, cells, cleaner) in enumerate(
            zip(self.header, columns, self._cleaners, strict=True), 1
        ):
            if name:
                cleaner.report(self._log, self.file, name, cells, lines)
                header.append(name)
                kept.append(cells)
            else:
                self._report_nameless(position, cells, lines)
        return RawTable(self.name, self.file, tuple(header), kept, lines, self.header_line)

    def _report_nameless(self, position: int, cells: Column, lines: Sequence[int]) -> None:
        filled = np.flatnonzero(~cells.isin([""]))[:1].tolist()
        if not filled:
            self._log.add(
                "I-EMPTY-COLUMN",
                said("column {position} has neither name nor content and is left out", position=position),
                file=self.file,
                line=self.header_line,
                hint=said("Nothing to do."),
            )
        else:
            self._log.add(
                "E-NO-COLUMN-NAME",
                said("column {position} holds cells but has no name in the header", position=position),
                file=self.file,
                line=lines[filled[0]],
                value=cells.text(filled[0]),
                hint=said(
                    "Give column {position} a name or empty it. {rule}", position=position, rule=_ONE_HEADER
                ),
            )

    def _report_repeated_header(self, columns: Sequence[Column], lines: Sequence[int]) -> None:
        if sum(map(bool, self.header)) < 2:
            return  # one word alone may well be a value
        first = next(i for i, name in enumerate(self.header) if name)
        wanted = [name.casefold() for name in self.header]
        spellings = {text for text in columns[first].vocab if text.casefold() == wanted[first]}
        for row in np.flatnonzero(columns[first].isin(spellings)).tolist() if spellings else ():
            if [c.text(row).casefold() for c in columns] == wanted:
                self._log.add(
                    "E-HEADER-AGAIN",
                    said("this row repeats the header"),
                    file=self.file,
                    line=lines[row],
                    hint=said("Delete the row; it was probably left when files were put together."),
                )
