"""Tables of the pages as files: the whole answer as JSON, each of its lists as CSV, and both as a workbook.

A page names its files with :class:`File`; the routes of :mod:`dashboard.downloads.routes` serve them at
``/<workspace>/download/<name>.csv``, ``.xlsx`` and ``.json`` with the same choices in the address as the page. Tables
are for people: words at the head, names with their ids (:mod:`dashboard.downloads.columns`). Every row carries its
handling label (:mod:`dashboard.backend.labels`), and no text becomes a formula.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from coordination.reports.workbook import Sheet
from coordination.text.cells import guarded, kept, packed
from dashboard.backend.context import Context
from dashboard.backend.labels import STRICT, Labels, highest
from dashboard.backend.world import World
from dashboard.downloads.columns import Names, columns_of
from dashboard.downloads.declared import Declared
from dashboard.ui.column_titles import head, list_name
from dashboard.ui.i18n import _
from dashboard.ui.view import View
from dashboard.ui.words import word
from graph_schema.schema import SCHEMA

__all__ = ["STRICT", "Answer", "File", "as_csv", "as_json", "for_workbook", "tables_of"]

Answer = Mapping[str, Any]
_TAIL = ("as_of", "edition", "evidence", "snapshot")


@dataclass(frozen=True)
class File:
    """``answer`` asks as the page does; ``rows`` names the list of the answer that becomes the CSV ("" = JSON and a
    workbook of every list only); ``calendar`` gives the same as iCalendar text; ``label`` is the least handling
    label of what it says; ``title`` its words in the workbook (a text for the catalogues, "" = those of its page).
    ``template`` is the record type that the rows are written for: then the CSV has just the columns of that type and
    its name, so that it can be filled in and taken in. ``declared``: the declared table that its CSV and its workbook
    hold."""

    answer: Callable[[Context, View], Answer]
    rows: str = ""
    calendar: Callable[[Context, View], str] | None = None
    label: str = ""
    title: str = ""
    template: str = ""
    declared: Declared | None = None

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


def _table(names: Names, answer: Answer, name: str, title: str = "") -> Sheet:
    """The list ``name`` in words, its ids after them, and date, edition, evidence, snapshot and label at the end."""
    given: Sequence[Mapping[str, Any]] = list(answer.get(name, ()))
    columns = columns_of(given, name)
    said = [[c.said(names, row.get(c.key)) for c in columns] for row in given]
    coded = [c for c in columns if c.ids]
    tail = [*_TAIL, *(["label"] if "label" in answer or any("label" in r for r in given) else [])]
    rows = []
    for row, words in zip(given, said, strict=True):
        ids = [_plain(row.get(c.key)) for c in coded]
        end = [_tail(k, row.get(k) if k == "label" and "label" in row else answer.get(k, "")) for k in tail]
        rows.append((*words, *ids, *end))
    header = (
        *(head(c.key, name) for c in columns),
        *(_("{what} (id)", what=head(c.key, name)) for c in coded),
        *(head(k) for k in tail),
    )
    return Sheet(title or list_name(name), header, tuple(rows))


def _tail(key: str, value: object) -> str:
    text = packed(value)
    return word(key, text) or text


def template_table(answer: Answer, name: str, template: str) -> Sheet:
    """The rows in the columns of a record type, as the import reads them."""
    head = tuple(SCHEMA[template].columns)
    rows = tuple(tuple(_plain(row.get(c, "")) for c in head) for row in answer.get(name, ()))
    return Sheet(template, head, rows)


def for_workbook(table: Sheet) -> Sheet:
    """A filled-in template for a workbook, whose texts run no formulas, so that each comes back as it is."""
    rows = tuple(tuple(kept(v) if isinstance(v, str) else v for v in row) for row in table.rows)
    return replace(table, rows=rows)


def tables_of(names: Names, answer: Answer, file: File) -> Iterator[Sheet]:
    """The list of a file, or every list of records of its answer."""
    if file.template:
        yield template_table(answer, file.rows, file.template)
        return
    lists = [file.rows] if file.rows else [k for k, v in answer.items() if _records(v)]
    for name in lists:
        yield _table(names, answer, name, _(file.title) if file.rows and file.title else "")


def _records(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(v, Mapping) for v in value)


def as_json(answer: Answer) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def csv_of(table: Sheet) -> str:
    """CSV text with a byte order mark, so that spreadsheets read accents."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.header)
    for row in table.rows:
        writer.writerow([guarded(v) if isinstance(v, str) else packed(v) for v in row])
    return "\ufeff" + out.getvalue()


def as_csv(world: World, answer: Answer, rows: str) -> str:
    """The list ``rows`` of the answer as CSV text."""
    return csv_of(_table(Names(world), answer, rows))
