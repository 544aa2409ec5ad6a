"""Tables of the further pages as files: the whole answer as JSON, each of its lists as CSV.

A page names its files with :class:`File`; the routes of :mod:`dashboard.downloads` serve them at
``/<workspace>/download/<name>.csv`` and ``.json`` with the same choices in the address as the page.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.context import Context
from dashboard.i18n import country_name
from dashboard.view import View
from dashboard.world import World

__all__ = ["STRICT", "Answer", "File", "as_csv", "as_json"]

#: the label of answers that name what one could stop (single points, what-ifs)
STRICT = "TLP:AMBER+STRICT"

Answer = Mapping[str, Any]
_RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class File:
    """``answer`` asks as the page does; ``rows`` names the list of the answer that becomes the CSV ("" = JSON only);
    ``calendar`` gives the same as iCalendar text; ``label`` is the least handling label of what it says."""

    answer: Callable[[Context, View], Answer]
    rows: str = ""
    calendar: Callable[[Context, View], str] | None = None
    label: str = ""

    def labelled(self, context: Context, view: View) -> dict[str, Any]:
        """The answer with its handling label, if it has one."""
        given = dict(self.answer(context, view))
        return {**given, "label": self.label} if self.label else given


def _text(value: object) -> str:
    """One value as a cell: lists joined by semicolons, parts of a record by slashes, yes and no as words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "/".join(_text(v) for v in value.values())
    if isinstance(value, list | tuple):
        return ";".join(
            _text(v) if not isinstance(v, list | tuple) else "+".join(map(_text, v)) for v in value
        )
    text = str(value)
    return "'" + text if text.startswith(_RISKY) and not isinstance(value, int | float) else text


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


def as_json(answer: Answer) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def as_csv(world: World, answer: Answer, rows: str) -> str:
    """The list ``rows`` of the answer with names beside codes, and date, edition, evidence and snapshot at the end."""
    given: list[Mapping[str, Any]] = list(answer.get(rows, ()))
    columns: dict[str, bool] = {}
    for row in given:
        for key, value in row.items():
            columns[key] = columns.get(key, False) or _names(world, key, value) is not None
    tail = ["as_of", "edition", "evidence", "snapshot", *(["label"] if "label" in answer else [])]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head: list[str] = []
    for key, named in columns.items():
        head += [key, f"{key}_name"] if named else [key]
    writer.writerow([*head, *tail])
    for row in given:
        line: list[str] = []
        for key, named in columns.items():
            line.append(_text(row.get(key)))
            if named:
                line.append(_text(_names(world, key, row.get(key))))
        writer.writerow([*line, *(str(answer.get(k, "")) for k in tail)])
    return "\ufeff" + out.getvalue()
