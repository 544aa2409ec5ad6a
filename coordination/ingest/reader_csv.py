"""CSV: separator from the header line, then rows by blocks through the standard library's reader.

Lines are exact also where cells hold line ends; a block in which none does is numbered without looking.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from coordination.ingest.reader_model import InputFile, IssueLog, Limits, Progress, RawTable, refuse
from coordination.ingest.reader_plain import PlainRows
from coordination.ingest.reader_table import LOOKED_AT, TableBuilder, header_among, names_at
from coordination.ingest.reader_text import Block, TextFault, TextFile, count_lines
from graph_schema.errors import DataError, said

__all__ = ["SEPARATORS", "find_separator", "read_csv"]

SEPARATORS: Final = (",", ";", "\t")

_BLANK_LINES: Final = re.compile(r"(?:[ \t,;]*(?:\r\n|\n|\r))+")
_SEPARATOR_LINE: Final = re.compile(r'"?sep=([,;\t])"?[,;\t ]*(?:\r\n|\n|\r)', re.IGNORECASE)
_PAIR_UP: Final = said(
    "If a cell contains the separator, a line break or a quotation mark, put it in "
    'quotation marks and double the marks inside: "He said ""yes"", then left".'
)

_SEPARATED: Final = {
    ",": said("This file separates cells by commas."),
    ";": said("This file separates cells by semicolons."),
    "\t": said("This file separates cells by tabs."),
}

Rows = list[list[str]]


def _outside_quotes(text: str, wanted: str) -> Iterator[int]:
    """Places of the characters ``wanted`` in the text that stand outside quotation marks."""
    quoted = False
    for match in re.finditer(f'["{wanted}]', text):
        if match[0] == '"':
            quoted = not quoted
        elif not quoted:
            yield match.start()


def find_separator(text: str) -> str:
    """The separator that stands most often in the first line, outside quotation marks; a comma if none does."""
    end = next(_outside_quotes(text, "\r\n"), len(text))
    counts = Counter(text[place] for place in _outside_quotes(text[:end], "".join(SEPARATORS)))
    return max(SEPARATORS, key=lambda s: counts[s])


def _first_rows(block: Block, separator: str) -> list[tuple[list[str], int]]:
    """The first rows with their lines, as far as they can be told apart."""
    reader = csv.reader(io.StringIO(block.text, newline=""), delimiter=separator, strict=True)
    found: list[tuple[list[str], int]] = []
    line = block.line
    with suppress(csv.Error):
        for row in islice(reader, LOOKED_AT):
            found.append((row, line))
            line = block.line + reader.line_num
    return found


class _Csv:
    """The reading of one CSV file."""

    def __init__(
        self, source: TextFile, name: str, *, limits: Limits, log: IssueLog, columns: Collection[str]
    ) -> None:
        self._name = name
        self._wanted = columns
        self._file = source.name
        self._limits = limits
        self._log = log
        self._blocks = source.blocks()
        self._separator = ","
        self._header: tuple[str, ...] = ()
        self._table: TableBuilder | None = None
        self._plain: PlainRows | None = None  # from the first rows on

    def read(self) -> RawTable:
        try:
            block = self._first_block()
            while block is not None:
                if self._take_plain(block):
                    block = next(self._blocks, None)
                elif (rows := self._rows(block, last=False)) is not None:
                    self._add(*rows)
                    block = next(self._blocks, None)
                elif (following := next(self._blocks, None)) is not None:
                    block = Block(block.text + following.text, block.line)
                else:
                    rows = self._rows(block, last=True)  # raises: the file ends within a quoted cell
        except TextFault as fault:
            self._add_plain()  # so that the rows before are looked at
            raise refuse(
                fault.code,
                fault.message,
                file=self._file,
                line=fault.line,
                column=self._column_after(fault.before),
                value=fault.value,
                hint=fault.hint,
            ) from None
        if self._table is None:
            raise refuse(
                "E-EMPTY-FILE",
                said("the file is empty"),
                file=self._file,
                hint=said(
                    "Its first row must hold the column names. If the file was being saved or copied, do it again."
                ),
            )
        self._add_plain()
        return self._table.finish()

    def _first_block(self) -> Block | None:
        """The first block from the header on; the separator is found on the way."""
        block = next(self._blocks, None)
        if block is None:
            return None
        text, line = block.text, block.line
        while blank := _BLANK_LINES.match(text):
            text, line = text[blank.end() :], line + count_lines(blank[0])
            if not text and (following := next(self._blocks, None)) is not None:
                text = following.text
        named = _SEPARATOR_LINE.match(text)
        if named:
            self._log.add(
                "I-SEPARATOR-LINE",
                said("the first line names the separator and is not data"),
                file=self._file,
                line=line,
                value=named[0].strip(),
                hint=said("Nothing to do."),
            )
            text, line = text[named.end() :], line + 1
        self._separator = named[1] if named else find_separator(text)
        block = Block(text, line)
        if not named:
            self._separator = next(filter(partial(self._names, block), self._likely()), self._separator)
        return self._below_titles(block) if text.strip(" \t,;\r\n") else None

    def _likely(self) -> list[str]:
        """The separators, that of the first line before the others."""
        return sorted(SEPARATORS, key=lambda s: s != self._separator)

    def _names(self, block: Block, separator: str) -> bool:
        """Whether one of the first rows holds column names, with this separator."""
        rows = [row for row, _line in _first_rows(block, separator)]
        return names_at(self._name, rows, self._wanted) is not None

    def _below_titles(self, block: Block) -> Block:
        """The block from the column names on."""
        first = _first_rows(block, self._separator)
        rows, lines = [row for row, _line in first], [line for _row, line in first]
        place = header_among(self._name, self._file, rows, lines, self._log, self._wanted)
        if not place:
            return block
        above = islice(io.StringIO(block.text, newline=""), lines[place] - block.line)
        return Block(block.text[sum(map(len, above)) :], lines[place])

    def _take_plain(self, block: Block) -> bool:
        """Take a plain block below the first rows; False for any other, of which nothing is taken."""
        plain = self._plain
        if plain is None or not plain.take(block.text, block.line):
            self._add_plain()
            return False
        if plain.full:
            self._add_plain()
        return True

    def _add_plain(self) -> None:
        """Put the plain rows that were taken into the table."""
        if self._plain and self._table is not None:
            lines = range(self._plain.line, self._plain.line + len(self._plain))
            self._table.add_plain(self._plain.cells(), lines)

    def _rows(self, block: Block, *, last: bool) -> tuple[Rows, Sequence[int]] | None:
        """Rows and their lines; None if the block ends within a quoted cell and more may come."""
        reader = csv.reader(io.StringIO(block.text, newline=""), delimiter=self._separator, strict=True)
        try:
            rows = list(reader)
        except csv.Error:
            return self._rows_one_by_one(block, last=last)
        if reader.line_num == len(rows):  # every row stands on one line
            return rows, range(block.line, block.line + len(rows))
        return self._rows_one_by_one(block, last=last)

    def _rows_one_by_one(self, block: Block, *, last: bool) -> tuple[Rows, Sequence[int]] | None:
        source = io.StringIO(block.text, newline="")
        reader = csv.reader(source, delimiter=self._separator, strict=True)
        rows: Rows = []
        lines: list[int] = []
        done = 0
        try:
            for row in reader:
                rows.append(row)
                lines.append(block.line + done)
                done = reader.line_num
        except csv.Error as e:
            if not last and not source.readline():
                return None
            if rows:
                self._add(rows, lines)  # so that the header is known and the rows before are looked at
            record = "".join(io.StringIO(block.text, newline="").readlines()[done : reader.line_num])
            raise self._broken_row(str(e), record, block.line + done) from None
        return rows, lines

    def _broken_row(self, reason: str, record: str, line: int) -> DataError:
        if "field limit" in reason:
            return refuse(
                "E-LONG-CELL",
                said(
                    "a cell holds more than {size:,} characters; the limit is {limit:,}",
                    size=csv.field_size_limit(),
                    limit=self._limits.max_cell_chars,
                ),
                file=self._file,
                line=line,
                column=self._column_after(record, longer_than=csv.field_size_limit()),
                hint=said("Look for a quotation mark that is never closed; otherwise shorten the text."),
            )
        return refuse(
            "E-QUOTES",
            said("a quotation mark is opened and never closed, or text follows the mark that closes a cell"),
            file=self._file,
            line=line,
            value=record.strip(),
            hint=_PAIR_UP,
        )

    def _column_after(self, before: str, *, longer_than: int | None = None) -> str:
        """The name of the column in which the text before a fault ends, or of its first cell of that length."""
        ends = [*_outside_quotes(before, self._separator), len(before)]
        number = len(ends) - 1
        if longer_than is not None:
            starts = [0, *ends[:-1]]
            number = next(n for n, end in enumerate(ends) if end - starts[n] > longer_than)
        return self._header[number] if number < len(self._header) else ""

    def _add(self, rows: Rows, lines: Sequence[int]) -> None:
        if self._table is None:
            self._header = tuple(cell.strip() for cell in rows[0])
            self._table = TableBuilder(
                self._name, self._file, rows[0], lines[0], limits=self._limits, log=self._log
            )
            rows, lines = rows[1:], lines[1:]
        width = len(self._header)
        if set(map(len, rows)) - {width}:
            rows, lines = self._fit(rows, lines, width)
        if rows:
            self._table.add(list(zip(*rows, strict=True)), lines)
        if self._plain is None and len(self._table):
            self._plain = PlainRows(self._separator, width)

    def _fit(self, rows: Rows, lines: Sequence[int], width: int) -> tuple[Rows, Sequence[int]]:
        """Short rows get empty cells at their end, long ones are reported and cut, blank ones are left out."""
        fitted: Rows = []
        kept: list[int] = []
        for row, line in zip(rows, lines, strict=True):
            if len(row) > width and any(map(str.strip, row)):
                self._log.add(
                    "E-LONG-ROW",
                    said(
                        "the row has {cells:,} cells, but the header has {width:,} columns",
                        cells=len(row),
                        width=width,
                    ),
                    file=self._file,
                    line=line,
                    value=self._separator.join(row[width:]),
                    hint=said("{rule} {file}", rule=_PAIR_UP, file=_SEPARATED[self._separator]),
                )
            if row:
                fitted.append(row[:width] if len(row) >= width else row + [""] * (width - len(row)))
                kept.append(line)
        return fitted, kept


def read_csv(
    path: Path,
    name: str,
    file: str,
    *,
    limits: Limits,
    log: IssueLog,
    progress: Progress | None = None,
    columns: Collection[str] = (),
) -> tuple[RawTable, InputFile]:
    """Read one CSV file. ``columns``: those of a table that is of no record type, by which its header is known below
    titles. Raises ``DataError`` where nothing can be read on, ``OSError`` from the system."""
    source = TextFile(path, file, limits=limits, progress=progress)
    table = _Csv(source, name, limits=limits, log=log, columns=columns).read()
    return table, source.read_input()
