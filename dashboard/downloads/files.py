"""Tables of the pages as files: the whole answer as JSON, each of its lists as CSV, and both as a workbook.

A page names its files with :class:`File`; the routes of :mod:`dashboard.downloads.routes` serve them at
``/<workspace>/download/<name>.csv``, ``.xlsx`` and ``.json`` with the same choices in the address as the page. Tables
are declared (:mod:`dashboard.downloads.declared`). Every row carries its handling label
(:mod:`dashboard.backend.labels`), and no text becomes a formula.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from coordination.answers.frames import csv_of, rows_frame
from coordination.reports.workbook import Sheet
from coordination.text.cells import kept, packed
from dashboard.backend.context import Context
from dashboard.backend.labels import STRICT, Labels, highest
from dashboard.downloads.atom import Feed
from dashboard.downloads.declared import Held
from dashboard.ui.view import View
from graph_schema.schema import SCHEMA

__all__ = ["STRICT", "Answer", "File", "as_json", "csv_text", "for_workbook", "template_table"]

Answer = Mapping[str, Any]


@dataclass(frozen=True)
class File:
    """``answer`` asks as the page does; ``rows`` names the list of the answer whose rows have a label each ("" = there
    is no CSV); ``calendar`` gives the same as iCalendar text, ``feed`` as an Atom feed; ``label`` is the least handling
    label of what it says; ``title`` its words in the workbook (a text for the catalogues, "" = those of its table).
    ``declared``: the tables that its CSV (the only one) and its workbook hold; ``template``: instead the record type
    that the rows are written for: then the CSV has just the columns of that type and its name, so that it can be filled
    in and taken in."""

    answer: Callable[[Context, View], Answer]
    rows: str = ""
    calendar: Callable[[Context, View], str] | None = None
    label: str = ""
    title: str = ""
    template: str = ""
    declared: Held | None = None
    feed: Callable[[Context, View], Feed] | None = None

    def labelled(self, context: Context, view: View) -> dict[str, Any]:
        """The answer with the highest label of what it names; the rows of its list with a label each."""
        given = dict(self.answer(context, view))
        labels = Labels.of(context, view, self.label)
        if self.rows and not self.template:
            rows = [{**row, "label": labels.of_row(row)} for row in given.get(self.rows, ())]
            given[self.rows] = rows
        return {**given, "label": highest([labels.of_row(given), given.get("label", "")])}


def _plain(value: object) -> str | int | float | None:
    """One value as a cell: numbers as such, everything else packed."""
    if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)):
        return value
    return packed(value)


def template_table(answer: Answer, name: str, template: str) -> Sheet:
    """The rows in the columns of a record type, as the import reads them."""
    head = SCHEMA[template].columns
    rows = ([_plain(row.get(c, "")) for c in head] for row in answer.get(name, ()))
    return Sheet(template, rows_frame(head, rows))


def for_workbook(table: Sheet) -> Sheet:
    """A filled-in template for a workbook, whose texts run no formulas, so that each comes back as it is."""
    return replace(table, frame=table.frame.map(lambda v: kept(v) if isinstance(v, str) else v))


def as_json(answer: Answer) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def csv_text(table: Sheet) -> str:
    """CSV text with a byte order mark, so that spreadsheets read accents."""
    return "\ufeff" + csv_of(table.frame)
