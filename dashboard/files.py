"""Tables of the pages as files: the whole answer as JSON, each of its lists as CSV, and both as a workbook.

A page names its files with :class:`File`; the routes of :mod:`dashboard.downloads` serve them at
``/<workspace>/download/<name>.csv``, ``.xlsx`` and ``.json`` with the same choices in the address as the page. Every
row carries its handling label (:mod:`dashboard.labels`), and no text becomes a formula.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coordination.reports.workbook import Sheet
from dashboard.context import Context
from dashboard.i18n import country_name
from dashboard.labels import STRICT, Labels, highest
from dashboard.view import View
from dashboard.world import World
from graph_schema.schema import SCHEMA

__all__ = ["STRICT", "Answer", "File", "as_csv", "as_json", "safe_text", "tables_of"]

Answer = Mapping[str, Any]
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_TAIL = ("as_of", "edition", "evidence", "snapshot")


def safe_text(value: str) -> str:
    """Text that no spreadsheet takes for a formula (an apostrophe goes before = + - @)."""
    return "'" + value if value.startswith(_RISKY) else value


@dataclass(frozen=True)
class File:
    """``answer`` asks as the page does; ``rows`` names the list of the answer that becomes the CSV ("" = JSON and a
    workbook of every list only); ``calendar`` gives the same as iCalendar text; ``label`` is the least handling
    label of what it says; ``title`` its words in the workbook (a text for the catalogues, "" = those of its page).
    ``template`` is the record type that the rows are written for: then the CSV has just the columns of that type and
    its name, so that it can be filled in and taken in."""

    answer: Callable[[Context, View], Answer]
    rows: str = ""
    calendar: Callable[[Context, View], str] | None = None
    label: str = ""
    title: str = ""
    template: str = ""

    def labelled(self, context: Context, view: View) -> dict[str, Any]:
        """The answer with the highest label of what it names; the rows of its list with a label each."""
        given = dict(self.answer(context, view))
        labels = Labels.of(context, view, self.label)
        if self.rows and not self.template:
            rows = [{**row, "label": labels.of_row(row)} for row in given.get(self.rows, ())]
            given[self.rows] = rows
        return {**given, "label": highest([labels.of_row(given), given.get("label", "")])}


def _plain(value: object) -> str | int | float | None:
    """One value as a cell: lists joined by semicolons, parts of a record by slashes, yes and no as words."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, Mapping):
        return "/".join(_text(v) for v in value.values())
    if isinstance(value, list | tuple):
        return ";".join(
            _text(v) if not isinstance(v, list | tuple) else "+".join(map(_text, v)) for v in value
        )
    return str(value)


def _text(value: object) -> str:
    plain = _plain(value)
    return "" if plain is None else str(plain)


def _names(world: World, key: str, value: object) -> str | None:
    """The name beside a code, for columns whose values are codes of countries, capabilities or organisations."""
    if not isinstance(value, str):
        return None
    if key in {"country", "a", "b"} and value in world.countries:
        country = world.countries[value]
        return country_name(country.iso2, country.name)
    if key in {"capability", "duty", "needs", "gives"} and value in world.edition.by_number:
        return world.edition.by_number[value].name
    return world.organisations[value].name if value in world.organisations else None


def _table(world: World, answer: Answer, name: str) -> Sheet:
    """The list ``name`` with names beside codes, and date, edition, evidence, snapshot and label at the end."""
    given: Sequence[Mapping[str, Any]] = list(answer.get(name, ()))
    columns: dict[str, bool] = {}
    for row in given:
        for key, value in row.items():
            if key != "label":
                columns[key] = columns.get(key, False) or _names(world, key, value) is not None
    tail = [*_TAIL, *(["label"] if "label" in answer or any("label" in r for r in given) else [])]
    head: list[str] = []
    for key, named in columns.items():
        head += [key, f"{key}_name"] if named else [key]
    rows = []
    for row in given:
        line: list[str | int | float | None] = []
        for key, named in columns.items():
            line.append(_plain(row.get(key)))
            if named:
                line.append(_names(world, key, row.get(key)))
        line += [_text(row.get(k) if k == "label" and "label" in row else answer.get(k, "")) for k in tail]
        rows.append(tuple(line))
    return Sheet(name, (*head, *tail), tuple(rows))


def template_table(answer: Answer, name: str, template: str) -> Sheet:
    """The rows in the columns of a record type, as the import reads them."""
    head = tuple(SCHEMA[template].columns)
    rows = tuple(tuple(_plain(row.get(c, "")) for c in head) for row in answer.get(name, ()))
    return Sheet(template, head, rows)


def tables_of(world: World, answer: Answer, file: File) -> Iterator[Sheet]:
    """The list of a file, or every list of records of its answer."""
    if file.template:
        yield template_table(answer, file.rows, file.template)
        return
    names = [file.rows] if file.rows else [k for k, v in answer.items() if _records(v)]
    for name in names:
        yield _table(world, answer, name)


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
        writer.writerow([safe_text(v) if isinstance(v, str) else _text(v) for v in row])
    return "\ufeff" + out.getvalue()


def as_csv(world: World, answer: Answer, rows: str) -> str:
    """The list ``rows`` of the answer as CSV text."""
    return csv_of(_table(world, answer, rows))
