"""Tables as an Excel workbook: a sheet that says what this is, a sheet per table, a sheet of sources.

Cells are written as the text or the number that they are; nothing is taken for a formula or a link. The same
answer gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

import xlsxwriter

from dashboard.files import Table

__all__ = ["workbook"]

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDEST, _NARROWEST = 60, 9
_MEASURED = 400  #: rows looked at for the width of a column
_CELL = 32_767  #: letters that a cell of a workbook can hold
_ROWS = 1_048_575
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def _sheet_name(name: str, taken: set[str]) -> str:
    """At most 31 letters, none that a sheet may not have, not there already."""
    base = name.translate(_FORBIDDEN).strip("' ")[:31] or "Table"
    found, n = base, 1
    while found.casefold() in taken:
        n += 1
        found = f"{base[: 30 - len(str(n))]} {n}"
    taken.add(found.casefold())
    return found


def _width(head: str, values: Iterable[object]) -> int:
    longest = max((len(str(v)) for v in values if v is not None), default=0)
    return min(_WIDEST, max(_NARROWEST, len(head) + 3, longest + 2))


def workbook(title: str, about: Sequence[tuple[str, str]], tables: Iterable[Table], made: datetime) -> bytes:
    """The bytes of an .xlsx file. ``about``: lines of the first sheet (none = no such sheet), (what, value);
    ``made``: the time that the file says it was made at."""
    out = io.BytesIO()
    taken: set[str] = set()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        book.set_properties({"title": title, "created": made})
        bold = book.add_format({"bold": True, "valign": "top"})
        large = book.add_format({"bold": True, "font_size": 15})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        top = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E3EAF1", "bottom": 1}
        )
        label = next((v for k, v in about if v.startswith("TLP:")), "")
        if about:
            sheet = book.add_worksheet(_sheet_name("About", taken))
            sheet.set_column(0, 0, 22)
            sheet.set_column(1, 1, 90)
            sheet.write_string(0, 0, title, large)
            for i, (what, value) in enumerate(about, 2):
                sheet.write_string(i, 0, what, bold)
                sheet.write_string(i, 1, value[:_CELL], wrapped)
        for table in tables:
            sheet = book.add_worksheet(_sheet_name(table.name, taken))
            sheet.freeze_panes(1, 1 if len(table.head) > 3 else 0)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
            sheet.set_footer(f"&L{label.replace('&', '&&')}&R&P / &N")
            rows = table.rows[:_ROWS]
            for c, words in enumerate(table.head):
                sheet.write_string(0, c, words, top)
                sheet.set_column(c, c, _width(words, (r[c] for r in rows[:_MEASURED])), wrapped)
            for r, row in enumerate(rows, 1):
                for c, cell in enumerate(row):
                    if isinstance(cell, int | float):
                        sheet.write_number(r, c, cell)
                    elif cell:
                        sheet.write_string(r, c, cell[:_CELL])
            if table.head and rows:
                sheet.autofilter(0, 0, len(rows), len(table.head) - 1)
    return out.getvalue()
