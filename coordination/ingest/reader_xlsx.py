"""A workbook: guard first, then the cells from a process of its own, then both accounts compared."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from coordination.ingest.guard import Sheet, Workbook
from coordination.ingest.reader_child import SAVE_OR_CSV, Answer, Child, running_child
from coordination.ingest.reader_model import InputFile, IssueLog, Limits, Progress, RawTable, refuse
from coordination.ingest.reader_sheet import Place, SheetFacts, cell_name, column_letters
from coordination.ingest.reader_table import TableBuilder
from graph_schema.errors import DataError, Said, Verbatim, said

__all__ = ["read_xlsx"]

_DATE_AS_TEXT: Final = said("Format the cell as text and type the date as YYYY-MM-DD.")
_NUMBER_AS_TEXT: Final = said("Format the cell as text and type the number again.")
_WORK_OUT: Final = said(
    "Open the workbook in Excel or LibreOffice, which works it out, save it and try again."
)
_NOT_MEANT: Final = said("Delete them if they are not meant.")
_NOTHING: Final = said("Nothing to do.")

_LISTED: Final = 10_000  #: cells kept to be reported


class _Meter:
    """Progress over two passes: the guard's in bytes, the reading of cells scaled to the same number of bytes."""

    def __init__(self, file: str, total: int, progress: Progress | None) -> None:
        self._file = file
        self._half = max(total, 1)
        self._progress = progress
        self._done = 0

    def guarded(self, size: int) -> None:
        self._tell(min(self._done + size, self._half))

    def read(self, share: float) -> None:
        self._tell(self._half + int(self._half * min(share, 1.0)))

    def _tell(self, done: int) -> None:
        self._done = max(self._done, done)
        if self._progress is not None:
            self._progress(self._file, self._done, 2 * self._half)


class _Reading:
    """The reading of one sheet: blocks from the child into a table, findings of the guard at their cells."""

    def __init__(
        self, name: str, place: str, sheet: Sheet, facts: SheetFacts, *, limits: Limits, log: IssueLog
    ) -> None:
        self.sheet = sheet
        self.facts = facts
        self._name = name
        self._place = place
        self._limits = limits
        self._log = log
        self._table: TableBuilder | None = None
        self._notes: list[tuple[int, int, str, str]] = []  # row, column, word, text
        self._times = 0

    def add(self, answer: Answer) -> int:
        """Take one block; the number of its rows."""
        columns: list[list[str]] = answer["columns"]
        first: int = answer["row"]
        rows = len(columns[0])
        lines: Sequence[int] = range(first, first + rows)
        for row, column, word in answer["notes"]:
            self._times += word == "time"
            if len(self._notes) < _LISTED:
                self._notes.append((row, column, word, columns[column - 1][row - first]))
        if self._table is None:
            start = next((i for i in range(rows) if any(c[i].strip() for c in columns)), None)
            if start is None:
                return rows
            header = [c[start] for c in columns]
            self._table = TableBuilder(
                self._name, self._place, header, lines[start], limits=self._limits, log=self._log
            )
            columns, lines = [c[start + 1 :] for c in columns], lines[start + 1 :]
        if lines:
            self._table.add(columns, lines)
        return rows

    def finish(self, *, recalculated: bool, date_1904: bool) -> RawTable | None:
        self._report(recalculated, date_1904)
        if self._table is None:
            self._log.add(
                "I-NO-ROWS",
                said("the sheet is empty"),
                file=self._place,
                hint=said("Nothing to do if that is meant."),
            )
            return None
        return self._table.finish()

    def _column(self, number: int) -> str:
        header = self._table.header if self._table is not None else ()
        name = header[number - 1] if number <= len(header) else ""
        return name or column_letters(number)

    def _at(self, code: str, place: Place, message: Said, hint: str, value: str = "") -> None:
        row, column = place
        self._log.add(
            code,
            said("cell {cell}: {message}", cell=Verbatim(cell_name(place)), message=message),
            file=self._place,
            line=row,
            column=self._column(column),
            value=value,
            hint=hint,
        )

    def _report(self, recalculated: bool, date_1904: bool) -> None:
        facts = self.facts
        for place in facts.no_value:
            self._at("E-NO-VALUE", place, said("the formula has no saved result"), _WORK_OUT)
        if recalculated and facts.formulas and not facts.no_value:
            what = said("the results of formulas were not worked out by the program that saved the workbook")
            self._at("E-NO-VALUE", facts.first_formula, what, _WORK_OUT)
        for place in facts.errors:
            what = said("the cell shows an error instead of a value")
            self._at("E-CELL-ERROR", place, what, said("Mend it or empty it."))
        for row, column, word, text in self._notes:
            if word == "old":
                what = said("a date before March 1900 is ambiguous in a spreadsheet")
                self._at("E-OLD-DATE", (row, column), what, _DATE_AS_TEXT, text)
            elif word == "digits":
                what = said("a spreadsheet keeps 15 digits of a number; the others are lost")
                self._at("W-DIGITS", (row, column), what, _NUMBER_AS_TEXT, text)
        self._report_once(recalculated, date_1904)

    def _report_once(self, recalculated: bool, date_1904: bool) -> None:
        facts = self.facts

        def say(code: str, message: Said, line: int, value: str, hint: str) -> None:
            self._log.add(code, message, file=self._place, line=line, value=value, hint=hint)

        for merged in facts.merged:
            what = said(
                "the cells {range} are merged; only the first of them holds the value", range=Verbatim(merged)
            )
            say("W-MERGED", what, 0, merged, said("Unmerge them and fill each cell."))
        if facts.hidden_rows:
            rows = ", ".join(str(row) for row, _ in facts.hidden_rows[:10])
            what = said(
                "hidden rows are read like the others ({count:,}): {rows}",
                count=len(facts.hidden_rows),
                rows=rows,
            )
            say("W-HIDDEN-ROWS", what, facts.hidden_rows[0][0], "", _NOT_MEANT)
        hidden = [run for run in facts.hidden_columns if run[0] <= facts.last_column]
        if hidden:
            named = ", ".join(
                self._column(n) for a, b in hidden for n in range(a, min(b, facts.last_column) + 1)
            )
            what = said("hidden columns are read like the others: {columns}", columns=Verbatim(named))
            say("W-HIDDEN-COLUMNS", what, 0, "", _NOT_MEANT)
        if self.sheet.hidden:
            what = said(
                "the sheet {title} is hidden and is read like the others", title=Verbatim(self.sheet.title)
            )
            say("W-HIDDEN-SHEET", what, 0, self.sheet.title, said("Delete it if it is not meant."))
        saved = facts.formulas - len(facts.no_value)
        if saved > 0 and not recalculated:
            what = said("formulas in cells: {count:,}; the results saved last are read", count=saved)
            say("I-FORMULA", what, facts.first_formula[0], cell_name(facts.first_formula), _NOTHING)
        if date_1904:
            say("I-DATE-1904", said("dates are counted from 1904, as the workbook says"), 0, "", _NOTHING)
        if self._times:
            row, column, _, text = next(n for n in self._notes if n[2] == "time")
            what = said(
                "date cells that hold a time of day: {count:,}; the date alone is read", count=self._times
            )
            first = Verbatim(cell_name((row, column)))
            say("I-TIME-DROPPED", what, row, text, said("Nothing to do. The first is {cell}.", cell=first))


def _wanted(book: Workbook, file: str, known: Collection[str], log: IssueLog) -> list[tuple[str, Sheet]]:
    """The sheets named after record types, in order, with their type; the others are reported."""
    wanted: dict[str, Sheet] = {}
    for sheet in book.sheets:
        name = sheet.title.strip().lower()
        if name not in known or not sheet.part:
            code = "I-NOT-DATA" if sheet.hidden or not sheet.part else "W-UNKNOWN-TABLE"
            log.add(
                code,
                said(
                    "the sheet {title!r} is not named after a record type and is left out", title=sheet.title
                ),
                file=f"{file}#{sheet.title}",
                value=sheet.title,
                hint=said(
                    "Sheets are read if they are named: {names}.", names=Verbatim(", ".join(sorted(known)))
                ),
            )
        elif name in wanted:
            raise refuse(
                "E-DUP-SHEET",
                said("two sheets are named {name!r}", name=name),
                file=file,
                value=sheet.title,
                hint=said("Rename or delete one of them."),
            )
        else:
            wanted[name] = sheet
    return list(wanted.items())


def read_xlsx(
    path: Path,
    file: str,
    *,
    known: Collection[str],
    limits: Limits,
    log: IssueLog,
    progress: Progress | None = None,
) -> tuple[list[RawTable], InputFile]:
    """Read one workbook: a table per sheet that is named after a record type, in the order of the sheets.

    Raises ``DataError`` where the workbook is refused, ``OSError`` from the system.
    """
    size = path.stat().st_size
    if limits.max_file_bytes is not None and size > limits.max_file_bytes:
        raise refuse(
            "E-FILE-SIZE",
            said("the file is larger than {limit:,} bytes", limit=limits.max_file_bytes),
            file=file,
            hint=said("Cut it into parts, or import it on the command line, where no limit holds."),
        )
    data = path.read_bytes()
    source = InputFile(file, hashlib.sha256(data).hexdigest(), len(data))
    book = Workbook(data, file, limits=limits)
    wanted = _wanted(book, file, known, log)
    if not wanted:
        titles = Verbatim(", ".join(sheet.title for sheet in book.sheets))
        raise refuse(
            "E-NO-SHEET",
            said("no sheet is named after a record type; the sheets are: {titles}", titles=titles)
            if titles
            else said("the workbook has no sheet"),
            file=file,
            hint=said(
                "Name each sheet after what it holds: {names}.", names=Verbatim(", ".join(sorted(known)))
            ),
        )
    book.check_parts({sheet.part for _, sheet in wanted})
    if book.external:
        log.add(
            "W-EXTERNAL",
            said(
                "files from which the workbook takes values: {count:,}; the values saved last are read",
                count=len(book.external),
            ),
            file=file,
            hint=said("Replace such formulas by their values."),
        )
    meter = _Meter(file, book.unpacked_bytes, progress)
    # The reader parses while the guard looks through the sheets; nothing it says is heard before the guard is done.
    with running_child(file, limits) as child:
        child.send([sheet.title for _, sheet in wanted], data)
        readings = []
        for name, sheet in wanted:
            place = f"{file}#{sheet.title}"
            facts = book.facts(sheet, place, told=meter.guarded)
            readings.append(_Reading(name, place, sheet, facts, limits=limits, log=log))
        tables = _read_cells(child, book, readings, meter, file)
    return tables, source


def _read_cells(
    child: Child, book: Workbook, readings: Sequence[_Reading], meter: _Meter, file: str
) -> list[RawTable]:
    tables = []
    total = sum(r.facts.last_row for r in readings) or 1
    done = 0
    for reading in readings:
        _compare(book, reading, child.answer(), file)
        rows = 0
        while rows < reading.facts.last_row:
            answer = child.answer()
            if "columns" not in answer:
                what = said("the reader gave {rows:,} rows of {of:,}", rows=rows, of=reading.facts.last_row)
                raise _differ(file, what)
            rows += reading.add(answer)
            meter.read((done + rows) / total)
        done += rows
        table = reading.finish(recalculated=book.recalculated, date_1904=book.date_1904)
        if table is not None:
            tables.append(table)
    if not child.answer().get("done"):
        raise _differ(file, said("the reader gave more rows than the sheet has"))
    meter.read(1.0)
    return tables


def _compare(book: Workbook, reading: _Reading, answer: Answer, file: str) -> None:
    """The reader must see the rows that the guard saw."""
    seen = (answer.get("first_row"), answer.get("last_row"), answer.get("last_column"))
    place = f"{file}#{reading.sheet.title}"
    if seen != reading.facts.extent():
        # Cells that are there but empty count for the quick look only.
        reading.facts = book.facts(reading.sheet, place, every_value=True)
    if answer.get("sheet") != reading.sheet.title or seen != reading.facts.extent():
        first, last, _ = reading.facts.extent()
        what = said(
            "rows {first} to {last} are filled, but the reader saw rows {from_} to {to}",
            first=first,
            last=last,
            from_=seen[0],
            to=seen[1],
        )
        raise _differ(place, what)


def _differ(place: str, what: Said) -> DataError:
    return refuse(
        "E-ROWS-DIFFER",
        said("two counts of the sheet's rows disagree: {what}", what=what),
        file=place,
        hint=SAVE_OR_CSV,
    )
