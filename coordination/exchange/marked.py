"""Somebody's tables back as a workbook, with what is wrong marked in its cells."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph_schema.issues import Issue, Severity

__all__ = ["Sheet", "marked"]

_NO_NAME: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_MARKED = 5_000  #: cells with a comment
_COMMENT = 1_000  #: characters of one


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it was sent: what findings call it, headings, cells by column, and the line of each row."""

    place: str
    header: Sequence[str]
    fields: Sequence[str]
    """The field that each heading names."""
    columns: Sequence[Sequence[str]]
    lines: Sequence[int]


def marked(sheets: Iterable[Sheet], issues: Sequence[Issue], say: Callable[[str], str]) -> bytes:
    """The tables as a workbook, rows where they were. A cell with an error or a warning is coloured and has a comment;
    what is wrong with a row or the sheet stands at its first cell. ``say``: a text of a finding for the reader."""
    import xlsxwriter

    whole = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(whole, {**options, "in_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#F5F7F9", "border": 1})
        styles = {
            Severity.ERROR: book.add_format({"bg_color": "#FBD5D5", "border": 1}),
            Severity.WARNING: book.add_format({"bg_color": "#FDF0C4", "border": 1}),
        }
        names: set[str] = set()
        left = _MARKED
        for table in sheets:
            sheet = book.add_worksheet(_name(table.place, names))
            first = min(table.lines, default=2)
            header = first - 2 if first > 1 else 0
            for column, text in enumerate(table.header):
                sheet.write_string(header, column, text, head)
                sheet.set_column(column, column, max(12, min(40, len(text) + 2)))
            notes = _notes(table, issues, say, first, header + 1)
            at = {line: row for row, line in enumerate(table.lines)}
            for column, cells in enumerate(table.columns):
                for line, text in zip(table.lines, cells, strict=True):
                    if text and (line, column) not in notes:
                        sheet.write_string(line - 1, column, text)
            for (line, column), (worst, texts) in notes.items():
                text = table.header[column] if line == header + 1 else ""
                text = table.columns[column][at[line]] if line in at else text
                if text:
                    sheet.write_string(line - 1, column, text, styles[worst])
                else:
                    sheet.write_blank(line - 1, column, None, styles[worst])
                if left:
                    sheet.write_comment(line - 1, column, "\n".join(texts)[:_COMMENT], {"x_scale": 2})
                    left -= 1
    return whole.getvalue()


def _name(place: str, taken: set[str]) -> str:
    """The name of a sheet: that of the sheet, or of the file, of a place."""
    plain = place.rpartition("#")[2].rpartition(".")[0] if "#" not in place else place.rpartition("#")[2]
    plain = (plain.translate(_NO_NAME).strip() or "sheet")[:28]
    name, number = plain, 2
    while name.casefold() in taken:
        name, number = f"{plain} {number}", number + 1
    taken.add(name.casefold())
    return name


def _notes(
    table: Sheet, issues: Sequence[Issue], say: Callable[[str], str], first: int, header: int
) -> Mapping[tuple[int, int], tuple[Severity, list[str]]]:
    """(line, column from 0) -> the worst that is found there, and what is said of it."""
    found: dict[tuple[int, int], tuple[Severity, list[str]]] = {}
    columns = {name: i for i, name in reversed(list(enumerate(table.header)))}
    columns.update({name: i for i, name in reversed(list(enumerate(table.fields)))})
    for i in issues:
        if i.location.file != table.place or i.severity is Severity.INFO or i.code == "I-MORE":
            continue
        line = i.location.line if i.location.line >= first else header
        place = (line, columns.get(i.location.column, 0))
        text = " ".join(filter(None, (say(i.message), say(i.hint))))
        worst, texts = found.setdefault(place, (i.severity, []))
        found[place] = (Severity.ERROR if Severity.ERROR in (worst, i.severity) else worst, [*texts, text])
    return found
