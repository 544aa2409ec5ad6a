"""What one sheet of a workbook really holds, found by streaming through its XML.

The reader of the cells is another program (in another process); these facts are the independent count it is held
to, and the findings it does not make itself: formulas without result, error cells, merged cells, hidden rows.
Nothing a sheet says about itself (``<dimension>``) is believed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from coordination.ingest.reader_model import Limits, refuse
from graph_schema.errors import DataError, Said, Verbatim, said

__all__ = ["SheetFacts", "attribute", "cell_name", "column_letters", "parse_xml", "scan_sheet"]

MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384
_LISTED: Final = 10_000  #: places kept per kind of finding

_OPEN_AND_SAVE: Final = said(
    "Open the workbook in Excel or LibreOffice, save it under a new name as .xlsx and try again."
)

Place = tuple[int, int]  #: row and column, both from 1


@dataclass(slots=True)
class SheetFacts:
    """The extent of the filled cells and what stands out. Rows and columns count from 1; 0 = the sheet is empty."""

    first_row: int = 0
    last_row: int = 0
    last_column: int = 0
    formulas: int = 0
    first_formula: Place = (0, 0)
    no_value: list[Place] = field(default_factory=list)  #: formulas without saved result
    errors: list[Place] = field(default_factory=list)  #: cells such as #REF!
    merged: list[str] = field(default_factory=list)  #: ranges
    hidden_rows: list[Place] = field(default_factory=list)  #: rows and their first filled column
    hidden_columns: list[Place] = field(default_factory=list)  #: first and last column of each run
    short_dates: list[list[int]] = field(default_factory=list)
    """Runs of numbers of which a month or a year is shown: column, first and last row, characters of the ISO date."""

    def extent(self) -> tuple[int, int, int]:
        return self.first_row, self.last_row, self.last_column


def column_letters(column: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(place: Place) -> str:
    """(3, 2) -> B3."""
    return f"{column_letters(place[1])}{place[0]}"


def _column_number(letters: str) -> int:
    """A -> 1; 0 for anything that names no column of a sheet."""
    if not (letters.isascii() and letters.isupper() and letters.isalpha() and len(letters) <= 3):
        return 0
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number if number <= MAX_COLUMN else 0


def parse_xml(
    pieces: Iterable[bytes],
    part: str,
    file: str,
    install: Callable[[expat.XMLParserType], None] = lambda _parser: None,
    *,
    cdata: bool = True,
) -> None:
    """Stream an XML part through expat; ``install`` sets handlers, which get attributes as flat lists.

    Refuses document types, entities and encodings other than UTF-8 and UTF-16, with ``cdata=False`` CDATA sections
    too. Raises ``DataError``.
    """
    parser = expat.ParserCreate()
    parser.ordered_attributes = True

    def forbid(*_: object) -> None:
        raise refuse(
            "E-XML-DTD",
            said("the part {part} of the workbook declares a document type or entities", part=Verbatim(part)),
            file=file,
            value=part,
            hint=said("Do not open this file if you do not know who made it. {else_}", else_=_OPEN_AND_SAVE),
        )

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.upper() not in ("UTF-8", "UTF8", "US-ASCII", "ASCII"):
            raise refuse(
                "E-XML",
                said(
                    "the part {part} is written in the encoding {encoding}",
                    part=Verbatim(part),
                    encoding=Verbatim(encoding),
                ),
                file=file,
                hint=_OPEN_AND_SAVE,
            )

    def no_cdata() -> None:
        raise refuse(
            "E-SHEET-SHAPE",
            said(
                "the part {part} holds CDATA sections, which programs read differently", part=Verbatim(part)
            ),
            file=file,
            value=part,
            hint=_OPEN_AND_SAVE,
        )

    parser.StartDoctypeDeclHandler = forbid
    parser.EntityDeclHandler = forbid
    parser.XmlDeclHandler = declared
    if not cdata:
        parser.StartCdataSectionHandler = no_cdata
    install(parser)
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as e:
        raise refuse(
            "E-XML",
            said(
                "the part {part} of the workbook is not well formed in line {line}: {reason}",
                part=Verbatim(part),
                line=e.lineno,
                reason=Verbatim(expat.ErrorString(e.code)),
            ),
            file=file,
            value=part,
            hint=said("The file is damaged. Ask for it again, or: {else_}", else_=_OPEN_AND_SAVE),
        ) from None


def attribute(attrs: list[str], name: str) -> str:
    """The value of an attribute in expat's flat list, "" if it is not there."""
    for i in range(0, len(attrs), 2):
        if attrs[i] == name:
            return attrs[i + 1]
    return ""


def scan_sheet(
    pieces: Iterable[bytes],
    part: str,
    file: str,
    *,
    limits: Limits,
    every_value: bool = False,
    short: Mapping[str, int] | None = None,
) -> SheetFacts:
    """The facts of a sheet. Raises ``DataError`` for a sheet that cannot be read safely or in only one way.

    A cell counts as filled if it has a value element; with ``every_value`` the (slower) look at the characters of
    each value leaves out those that are there but empty. ``short``: styles that show less of a date than its day, with
    the characters of the ISO date that they show.
    """
    scan = _Scan(file, limits, every_value, short or {})
    parse_xml(pieces, part, file, scan.install, cdata=False)
    return scan.facts


class _Scan:
    """One scan. The two functions made in ``install`` are called for every element, a few million times."""

    def __init__(self, file: str, limits: Limits, every_value: bool, short: Mapping[str, int]) -> None:
        self.facts = SheetFacts()
        self._short = short
        self._runs: dict[int, list[int]] = {}  # column -> its last run
        self._file = file
        self._max_cells = limits.sheet_cells
        self._max_rows = MAX_ROW if limits.max_rows is None else limits.max_rows
        self._every_value = every_value
        self._data_seen = False

    def install(self, parser: expat.XMLParserType) -> None:
        short = self._short
        kinds: dict[str, str] = {}  # element name with any prefix -> local name
        columns: dict[str, int] = {}  # letters -> number
        row = column = last_row = last_column = 0
        row_text = "0"
        row_hidden = False
        cell: list[str] | None = None  # attributes of the open cell
        watched = False  # the characters of the open cell's value are looked at, until the cell ends
        in_value = has_value = has_text = has_formula = False

        def start(name: str, attrs: list[str]) -> None:
            nonlocal row, column, last_row, last_column, row_text, row_hidden, cell
            nonlocal watched, in_value, has_value, has_text, has_formula
            kind = kinds.get(name)
            if kind is None:
                kind = kinds[name] = name.rpartition(":")[2]
            if kind == "c":
                cell = attrs
                ref = attrs[1] if attrs and attrs[0] == "r" else attribute(attrs, "r")
                letters = ref.rstrip("0123456789")
                found = columns.get(letters)
                if found is None or ref[len(letters) :] != row_text:
                    if ref:
                        found = columns[letters] = self._column(ref, letters, row)
                    else:
                        found = column + 1
                if found <= column:
                    raise self._shape(
                        row, said("in row {row} cells are out of order or there twice", row=row)
                    )
                column = found
                if "e" in attrs and attribute(attrs, "t") == "e":
                    self._note(self.facts.errors, row, column)
                if short and attribute(attrs, "s") in short and attribute(attrs, "t") in ("", "n", "d"):
                    self._short_date(row, column, short[attribute(attrs, "s")])
                if self._every_value:
                    watched, in_value, has_value, has_text, has_formula = True, False, False, False, False
                    parser.EndElementHandler, parser.CharacterDataHandler = end, characters
            elif kind == "v" or kind == "is":
                if watched:
                    in_value = has_value = True
                elif cell is not None and (row != last_row or column > last_column):
                    last_row, last_column = self._filled(row, column, row_hidden)
            elif kind == "row":
                row, column, cell = self._next_row(row, attrs), 0, None
                row_text = str(row)
                row_hidden = "hidden" in attrs and attribute(attrs, "hidden") in ("1", "true")
            elif kind == "f":
                if cell is not None and not watched:
                    watched, in_value, has_value, has_text = True, False, False, False
                    parser.EndElementHandler, parser.CharacterDataHandler = end, characters
                has_formula = cell is not None
            elif not watched and kind != "t":
                cell = None
                self._other(kind, attrs)

        def characters(_text: str) -> None:
            nonlocal has_text
            if in_value:
                has_text = True

        def end(name: str) -> None:
            nonlocal last_row, last_column, cell, watched, in_value, has_formula
            kind = kinds[name]
            if kind == "v" or kind == "is":
                in_value = False
            elif kind == "c":
                parser.EndElementHandler = parser.CharacterDataHandler = None
                # An empty value is a value only where it is declared a text.
                typed = attribute(cell or [], "t")
                filled = has_value and (has_text or typed in ("str", "inlineStr", "s"))
                if filled:
                    last_row, last_column = self._filled(row, column, row_hidden)
                if has_formula:
                    self._formula(row, column, filled)
                cell, watched, has_formula = None, False, False

        parser.StartElementHandler = start
        parser.CommentHandler = self._remark
        parser.ProcessingInstructionHandler = self._remark

    def _remark(self, *_: str) -> None:
        if self._data_seen:
            raise self._shape(0, said("there are comments or instructions between its cells"))

    def _column(self, ref: str, letters: str, row: int) -> int:
        column = _column_number(letters)
        if not column or ref[len(letters) :] != str(row):
            raise self._shape(row, said("a cell of row {row} calls itself {name!r}", row=row, name=ref[:20]))
        return column

    def _next_row(self, before: int, attrs: list[str]) -> int:
        number = attribute(attrs, "r")
        row = int(number) if number.isascii() and number.isdigit() and len(number) <= 7 else 0
        if not number:
            row = before + 1
        if not before < row <= MAX_ROW:
            raise self._shape(
                before,
                said(
                    "after row {before} comes a row {after}",
                    before=before,
                    after=Verbatim(number[:20] or row),
                ),
            )
        return row

    def _filled(self, row: int, column: int, hidden: bool) -> tuple[int, int]:
        """A cell holds a value: the last row and column so far."""
        facts = self.facts
        facts.first_row = facts.first_row or row
        if hidden and row != facts.last_row:
            self._note(facts.hidden_rows, row, column)
        if row - facts.first_row > self._max_rows:  # the header is not counted
            raise refuse(
                "E-ROWS",
                said("the sheet has more than {limit:,} rows, the limit for one file", limit=self._max_rows),
                file=self._file,
                line=row,
                hint=said("Split the file, or import it on the command line, where there is no limit."),
            )
        facts.last_row = row
        facts.last_column = max(facts.last_column, column)
        spanned = row * facts.last_column
        if spanned > self._max_cells:
            name = cell_name((row, column))
            raise refuse(
                "E-FAR-CELL",
                said(
                    "the cell {name} is filled, so the sheet spans {spanned:,} cells; the limit is {limit:,}",
                    name=Verbatim(name),
                    spanned=spanned,
                    limit=self._max_cells,
                ),
                file=self._file,
                line=row,
                value=name,
                hint=said("Go to the cell, delete its row and its column, and save the workbook again."),
            )
        return row, facts.last_column

    def _note(self, places: list[Place], row: int, column: int) -> None:
        if len(places) < _LISTED:
            places.append((row, column))

    def _short_date(self, row: int, column: int, size: int) -> None:
        run = self._runs.get(column)
        if run is not None and run[2] == row - 1 and run[3] == size:
            run[2] = row
        else:
            self._runs[column] = run = [column, row, row, size]
            self.facts.short_dates.append(run)

    def _formula(self, row: int, column: int, has_value: bool) -> None:
        self.facts.formulas += 1
        if self.facts.formulas == 1:
            self.facts.first_formula = (row, column)
        if not has_value:
            self._note(self.facts.no_value, row, column)

    def _other(self, kind: str, attrs: list[str]) -> None:
        if kind == "mergeCell" and len(self.facts.merged) < _LISTED:
            self.facts.merged.append(attribute(attrs, "ref"))
        elif kind == "col" and attribute(attrs, "hidden") in ("1", "true"):
            first, last = attribute(attrs, "min"), attribute(attrs, "max")
            few = len(self.facts.hidden_columns) < _LISTED
            if few and first.isdecimal() and last.isdecimal() and len(first) <= 5 and len(last) <= 5:
                self.facts.hidden_columns.append((int(first), int(last)))
        elif kind == "sheetData":
            if self._data_seen:
                raise self._shape(0, said("the sheet has two bodies"))
            self._data_seen = True

    def _shape(self, row: int, what: Said) -> DataError:
        return refuse(
            "E-SHEET-SHAPE",
            said("the sheet is written in a way that programs read differently: {what}", what=what),
            file=self._file,
            line=row,
            hint=_OPEN_AND_SAVE,
        )
