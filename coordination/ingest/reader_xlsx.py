"""A workbook: guard first, then the cells from a process of its own, then both accounts compared."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from coordination.ingest import child as child_module
from coordination.ingest import guard_child
from coordination.ingest.guard import Sheet
from coordination.ingest.guard_child import facts_of, issue_of
from coordination.ingest.reader_child import SAVE_OR_CSV, TRY_CSV, Answer, Child, running_child
from coordination.ingest.reader_model import InputFile, IssueLog, Limits, Progress, RawTable, refuse
from coordination.ingest.reader_sheet import Place, SheetFacts, cell_name, column_letters
from coordination.ingest.reader_table import LOOKED_AT, TableBuilder, header_among
from graph_schema.errors import DataError, Said, Verbatim, said

__all__ = ["read_xlsx"]

_DATE_AS_TEXT: Final = said("Format the cell as text and type the date as YYYY-MM-DD.")
_NUMBER_AS_TEXT: Final = said("Format the cell as text and type the number again.")
_WORK_OUT: Final = said(
    "Open the workbook in Excel or LibreOffice to calculate the result, save it and try again."
)
_NOT_MEANT: Final = said("Delete them if they are not intended.")
_NOTHING: Final = said("Nothing to do.")

_LAST_ROW: Final = re.compile("[0-9]{1,7}$")
_FIRST_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-01")
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
        self._short: list[tuple[int, int]] = []  # the first cells of which a month or a year is read
        self._shorter = 0  # and how many there are

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
        self._shorten(columns, first)
        if self._table is None:
            start = next((i for i in range(rows) if any(c[i].strip() for c in columns)), None)
            if start is None:
                return rows
            rest = range(start, min(start + LOOKED_AT, rows))
            first_rows = [[c[i] for c in columns] for i in rest]
            start += header_among(self._name, self._place, first_rows, lines[start:], self._log)
            header = [c[start] for c in columns]
            self._table = TableBuilder(
                self._name, self._place, header, lines[start], limits=self._limits, log=self._log
            )
            columns, lines = [c[start + 1 :] for c in columns], lines[start + 1 :]
        if lines:
            self._table.add(columns, lines)
        return rows

    def _shorten(self, columns: list[list[str]], first: int) -> None:
        """Of a date of which a cell shows the month or the year, that alone is kept: its first day was not written."""
        for column, start, last, size in self.facts.short_dates:
            cells = columns[column - 1] if column <= len(columns) else []
            for at in range(max(start - first, 0), min(last - first + 1, len(cells))):
                text = cells[at]
                if _FIRST_DAY.fullmatch(text) and text[size:] == "-01-01"[size - 4 :]:
                    cells[at] = text[:size]
                    self._shorter += 1
                    self._short = self._short or [(first + at, column)]

    def finish(self, *, recalculated: bool, date_1904: bool) -> RawTable | None:
        self._report(recalculated, date_1904)
        return None if self._table is None else self._table.finish(quiet=True)

    def _column(self, number: int) -> str:
        header = self._table.header if self._table is not None else ()
        name = header[number - 1] if number <= len(header) else ""
        return name or column_letters(number)

    def _helps(self, number: int) -> bool:
        """Whether a column is one that our own workbooks hide: of translations, or a helper."""
        header = self._table.header if self._table is not None else ()
        name = header[number - 1] if number <= len(header) else ""
        return name.startswith("_") or not name

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
            what = said("the program that saved the workbook did not calculate the formulas")
            self._at("E-NO-VALUE", facts.first_formula, what, _WORK_OUT)
        for place in facts.errors:
            what = said("the cell shows an error instead of a value")
            self._at("E-CELL-ERROR", place, what, said("Correct it or delete it."))
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

        header = self._table.header_line if self._table is not None else 0
        for merged in facts.merged:
            last = _LAST_ROW.search(merged)
            if last and int(last[0]) < header:
                continue  # a title
            what = said(
                "the cells {range} are merged; only the first of them holds the value", range=Verbatim(merged)
            )
            say("W-MERGED", what, 0, merged, said("Unmerge them and fill each cell."))
        hidden_rows = [row for row, _ in facts.hidden_rows if row != header]
        if hidden_rows:
            rows = ", ".join(map(str, hidden_rows[:10]))
            what = said(
                "hidden rows are read like the others ({count:,}): {rows}", count=len(hidden_rows), rows=rows
            )
            say("W-HIDDEN-ROWS", what, hidden_rows[0], "", _NOT_MEANT)
        hidden = [run for run in facts.hidden_columns if run[0] <= facts.last_column]
        if hidden:
            numbers = sorted({n for a, b in hidden for n in range(a, min(b, facts.last_column) + 1)})
            numbers = [n for n in numbers if not self._helps(n)]
        if hidden and numbers:
            named = ", ".join(map(self._column, numbers[:20])) + (", …" if len(numbers) > 20 else "")
            what = said("hidden columns are read like the others: {columns}", columns=Verbatim(named))
            say("W-HIDDEN-COLUMNS", what, 0, "", _NOT_MEANT)
        if self.sheet.hidden and not self.sheet.title.startswith("_"):
            what = said(
                "the sheet {title} is hidden and is read like the others", title=Verbatim(self.sheet.title)
            )
            say("W-HIDDEN-SHEET", what, 0, self.sheet.title, said("Delete it if it is not intended."))
        saved = facts.formulas - len(facts.no_value)
        if saved > 0 and not recalculated:
            what = said("formulas in cells: {count:,}; the results saved last are read", count=saved)
            say("I-FORMULA", what, facts.first_formula[0], cell_name(facts.first_formula), _NOTHING)
        if date_1904:
            say("I-DATE-1904", said("dates are counted from 1904, as the workbook says"), 0, "", _NOTHING)
        if self._short:
            (place,) = self._short
            what = said(
                "date cells that show a month or a year: {count:,}; the month or the year is read, and no day",
                count=self._shorter,
            )
            shown = Verbatim(cell_name(place))
            say("I-SHORT-DATE", what, place[0], "", said("Nothing to do. The first is {cell}.", cell=shown))
        if self._times:
            row, column, _, text = next(n for n in self._notes if n[2] == "time")
            what = said(
                "date cells that hold a time of day: {count:,}; the date alone is read", count=self._times
            )
            first = Verbatim(cell_name((row, column)))
            say("I-TIME-DROPPED", what, row, text, said("Nothing to do. The first is {cell}.", cell=first))


def read_xlsx(
    path: Path,
    file: str,
    *,
    known: Collection[str],
    limits: Limits,
    log: IssueLog,
    progress: Progress | None = None,
    also: Mapping[str, str] | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> tuple[list[RawTable], InputFile]:
    """Read one workbook: a table per sheet that is named after a record type, in the order of the sheets. ``meanwhile``
    is called once the two processes are at work.

    Raises ``DataError`` where the workbook is refused, ``OSError`` from the system.
    """
    size = path.stat().st_size
    if limits.max_file_bytes is not None and size > limits.max_file_bytes:
        raise refuse(
            "E-FILE-SIZE",
            said("the file is larger than {limit:,} bytes", limit=limits.max_file_bytes),
            file=file,
            hint=said("Split it, or import it on the command line, where there is no limit."),
        )
    if size > limits.zip_unpacked_bytes:  # what is larger packed is larger unpacked
        raise refuse(
            "E-ZIP-SIZE",
            said("the file is larger than {limit:,} bytes", limit=limits.zip_unpacked_bytes),
            file=file,
            hint=TRY_CSV,
        )
    data = path.read_bytes()
    source = InputFile(file, hashlib.sha256(data).hexdigest(), len(data))
    guarding = _Guarding(data, file, known, limits, also or {})
    with running_child(guard_child, file, limits) as guard:
        book = guarding.begin(guard, log)
        if book.external:
            log.add(
                "W-EXTERNAL",
                said(
                    "the workbook takes values from other files ({count:,}); the last saved values are read",
                    count=book.external,
                ),
                file=file,
                hint=said("Replace such formulas by their values."),
            )
        meter = _Meter(file, book.unpacked, progress)
        # The reader parses while the guard looks through the sheets; nothing it says is heard before the guard is done.
        with running_child(child_module, file, limits) as reader:
            reader.send([sheet.title for _, sheet in book.sheets], data)
            if meanwhile is not None:
                meanwhile()
            facts = guarding.facts(guard, len(book.sheets), meter.guarded)
            readings = [
                _Reading(name, f"{file}#{sheet.title}", sheet, found, limits=limits, log=log)
                for (name, sheet), found in zip(book.sheets, facts, strict=True)
            ]
            tables = _read_cells(reader, book, readings, meter, file, guarding)
    return tables, source


@dataclass(frozen=True)
class _Book:
    """What the guard says of a workbook: wanted sheets with their type, its size, and how it counts and calculates."""

    sheets: tuple[tuple[str, Sheet], ...]
    unpacked: int
    external: int
    recalculated: bool
    date_1904: bool


@dataclass(frozen=True)
class _Guarding:
    """Asks the guard, in its own process, about one workbook."""

    data: bytes
    file: str
    known: Collection[str]
    limits: Limits
    also: Mapping[str, str]

    def begin(self, guard: Child, log: IssueLog, *, every_value: bool = False) -> _Book:
        asked = {
            "file": self.file,
            "known": sorted(self.known),
            "also": dict(self.also),
            "limits": asdict(self.limits),
            "every_value": every_value,
        }
        guard.send(asked, self.data)
        answer = self._heard(guard)
        log.extend(issue_of(i) for i in answer["issues"])
        sheets = tuple((name, Sheet(title, hidden, "")) for name, title, hidden in answer["sheets"])
        return _Book(sheets, **answer["book"])

    def facts(self, guard: Child, sheets: int, told: Callable[[int], None]) -> list[SheetFacts]:
        """The facts of every wanted sheet, once all of them have passed."""
        found: list[SheetFacts] = []
        while "done" not in (answer := self._heard(guard)):
            if "facts" in answer:
                found.append(facts_of(answer["facts"]))
            else:
                told(answer["guarded"])
        if len(found) != sheets:
            raise _differ(self.file, said("the guard saw {some} of {of} sheets", some=len(found), of=sheets))
        return found

    def again(self) -> list[SheetFacts]:
        """The facts once more, with a look at the characters of each value."""
        with running_child(guard_child, self.file, self.limits) as guard:
            book = self.begin(guard, IssueLog(), every_value=True)
            return self.facts(guard, len(book.sheets), lambda _size: None)

    def _heard(self, guard: Child) -> Answer:
        answer = guard.answer()
        if "refused" in answer:
            issues = [issue_of(i) for i in answer["refused"]]
            raise DataError(issues[0].message, hint=issues[0].hint, issues=issues)
        return answer


def _read_cells(
    child: Child, book: _Book, readings: Sequence[_Reading], meter: _Meter, file: str, guarding: _Guarding
) -> list[RawTable]:
    tables = []
    total = sum(r.facts.last_row for r in readings) or 1
    done = 0
    for number, reading in enumerate(readings):
        _compare(reading, child.answer(), file, lambda n=number: guarding.again()[n])  # type: ignore[misc]
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


def _compare(reading: _Reading, answer: Answer, file: str, again: Callable[[], SheetFacts]) -> None:
    """The reader must see the rows that the guard saw."""
    seen = (answer.get("first_row"), answer.get("last_row"), answer.get("last_column"))
    place = f"{file}#{reading.sheet.title}"
    if seen != reading.facts.extent():
        # Cells that are there but empty count for the quick look only.
        reading.facts = again()
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
