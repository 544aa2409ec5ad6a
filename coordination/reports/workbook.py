"""Data frames as an Excel workbook (.xlsx): a sheet that says what this is, and a sheet per frame.

Cells are written as the text, number or day that they are; nothing is taken for a formula or a link. The same
sheets give the same bytes: no clock, no author.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

import xlsxwriter

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MIMETYPE", "Sheet", "workbook"]

MIMETYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_THEN: Final = datetime(2000, 1, 1, tzinfo=UTC)
_WIDEST, _NARROWEST = 60, 9
_MEASURED: Final = 400  #: rows looked at for the width of a column
_CELL: Final = 32_767  #: letters that a cell of a workbook can hold
_ROWS: Final = 1_048_000  #: rows of a table that a sheet can hold below its notes and its header
_NAME: Final = 31  #: letters that the name of a sheet can have
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True)
class Sheet:
    """``name``: at most 31 letters are shown, whole words; ``frame``: texts, numbers and days under their headings;
    ``title`` stands above all else in large letters. ``notes`` stand below it; without one the header is the first
    line, so that every program filters and reads the table, and notes stand below, after the whole name where it was
    too long. ``widths`` in letters, one a column (none: as wide as what is in it)."""

    name: str
    frame: pd.DataFrame
    notes: tuple[str, ...] = ()
    widths: tuple[float, ...] = ()
    title: str = ""


def _short(name: str) -> str:
    """At most 31 letters of a name, whole words where there are several."""
    if len(name) <= _NAME:
        return name
    words = name[:_NAME].rpartition(" ")[0].rstrip(" ,:;")
    return f"{words or name[: _NAME - 1]}…"


def _named(name: str, taken: set[str]) -> str:
    """A name that a workbook allows and no other sheet has."""
    base = _short(name.translate(_FORBIDDEN).strip("' ")) or "Table"
    found, n = base, 1
    while found.casefold() in taken:
        n += 1
        found = f"{base[: 30 - len(str(n))]} {n}"
    taken.add(found.casefold())
    return found


def _width(head: str, values: Iterable[object]) -> int:
    longest = max((len(str(v)) for v in values if v is not None), default=0)
    return min(_WIDEST, max(_NARROWEST, len(head) + 3, longest + 2))


def workbook(
    sheets: Iterable[Sheet],
    title: str,
    *,
    about: Sequence[tuple[str, str]] = (),
    cover: str = "",
    comments: str = "",
    made: datetime = _THEN,
) -> bytes:
    """The bytes of the file. ``about``: lines of a first sheet (none = no such sheet), (what, value), and ``cover`` its
    name; a value that begins with ``TLP:`` stands at the foot of every page. ``comments`` and ``made`` go into the
    file's properties."""
    out = io.BytesIO()
    taken: set[str] = set()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        book.set_properties({"title": title, "author": "", "comments": comments, "created": made})
        bold = book.add_format({"bold": True, "valign": "top"})
        large = book.add_format({"bold": True, "font_size": 15})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        note = book.add_format({"font_color": "#52606F"})
        head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E3EAF1", "bottom": 1}
        )
        label = next((v for _, v in about if v.startswith("TLP:")), "")
        if about:
            page = book.add_worksheet(_named(cover, taken))
            page.set_column(0, 0, 22)
            page.set_column(1, 1, 90)
            page.write_string(0, 0, title, large)
            for i, (what, words) in enumerate(about, 2):
                page.write_string(i, 0, what, bold)
                page.write_string(i, 1, words[:_CELL], plain)
        for sheet in sheets:
            page = book.add_worksheet(_named(sheet.name, taken))
            page.set_landscape()
            page.set_paper(9)
            page.fit_to_pages(1, 0)
            page.hide_gridlines(0)
            page.set_footer(f"&L{label.replace('&', '&&')}&R&P / &N")
            top = len(sheet.notes) + 2 if sheet.title else 0
            if sheet.title:
                page.write_string(0, 0, sheet.title[:_CELL], large)
            page.repeat_rows(top)
            header = [str(words) for words in sheet.frame.columns]
            page.freeze_panes(top + 1, 1 if len(header) > 3 else 0)
            cells = sheet.frame.iloc[:_ROWS].astype(object)
            rows = list(cells.where(cells.notna(), None).itertuples(index=False, name=None))
            for c, words in enumerate(header):
                page.write_string(top, c, words, head)
                wide = sheet.widths[c] if sheet.widths else _width(words, (r[c] for r in rows[:_MEASURED]))
                page.set_column(c, c, wide, plain)
            for r, row in enumerate(rows, top + 1):
                for c, value in enumerate(row):
                    if isinstance(value, date):
                        page.write_datetime(r, c, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                    elif isinstance(value, int | float):
                        page.write_number(r, c, value)
                    elif value:
                        page.write_string(r, c, value[:_CELL])
            lines = sheet.notes
            if not sheet.title and len(sheet.name) > _NAME:
                lines = (sheet.name, *lines)
            for i, line in enumerate(lines, 1 if sheet.title else len(rows) + 2):
                page.write_string(i, 0, line[:_CELL], note)
            if header and rows:
                page.autofilter(top, 0, top + len(rows), len(header) - 1)
    return out.getvalue()
