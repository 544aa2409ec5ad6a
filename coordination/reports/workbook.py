"""A workbook (.xlsx) of plain sheets: a head, rows, a note above. Texts stay texts, whatever they begin with.

The same sheets give the same bytes: no clock, no author.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, TypeAlias

import xlsxwriter

__all__ = ["MIMETYPE", "Sheet", "Value", "workbook"]

MIMETYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Value: TypeAlias = "str | int | float | date | None"
_THEN: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST: Final = 32_767  #: letters that a cell can hold
_FORBIDDEN: Final = "[]:*?/\\'"


@dataclass(frozen=True)
class Sheet:
    """``name``: at most 31 letters are shown; ``notes`` stand above the head; ``widths`` in letters, one a column."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()
    widths: tuple[float, ...] = ()


def _named(name: str, taken: set[str]) -> str:
    """A name that a workbook allows and no other sheet has."""
    clean = "".join(" " if c in _FORBIDDEN else c for c in name).strip()[:31] or "Sheet"
    out, n = clean, 1
    while out.casefold() in taken:
        n += 1
        out = f"{clean[:27]} {n}"
    taken.add(out.casefold())
    return out


def workbook(sheets: Sequence[Sheet], title: str, notes: str = "") -> bytes:
    """The bytes of the file. ``notes`` go into its properties."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    book.set_properties({"title": title, "author": "", "comments": notes, "created": _THEN})
    head = book.add_format(
        {"bold": True, "bg_color": "#EAF1F9", "border": 1, "text_wrap": True, "valign": "top"}
    )
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"border": 1, "valign": "top", "num_format": "yyyy-mm-dd", "align": "left"})
    note = book.add_format({"font_color": "#52606F"})
    taken: set[str] = set()
    for sheet in sheets:
        page = book.add_worksheet(_named(sheet.name, taken))
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        for i, width in enumerate(sheet.widths or (18,) * len(sheet.header)):
            page.set_column(i, i, width)
        top = 0
        for line in sheet.notes:
            page.write_string(top, 0, line[:_LONGEST], note)
            top += 1
        top += bool(sheet.notes)
        for i, words in enumerate(sheet.header):
            page.write_string(top, i, words, head)
        page.repeat_rows(top)
        page.freeze_panes(top + 1, 0)
        for r, row in enumerate(sheet.rows, top + 1):
            for c, value in enumerate(row):
                if value is None or value == "":
                    page.write_blank(r, c, None, cell)
                elif isinstance(value, str):
                    page.write_string(r, c, value[:_LONGEST], cell)
                elif isinstance(value, date):
                    page.write_datetime(r, c, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                else:
                    page.write_number(r, c, value, cell)
    book.close()
    return out.getvalue()
