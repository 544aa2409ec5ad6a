"""Figures about a country with their year and source: a part of its board and of the reasons for a status.

Ranks and scores of indexes are left out: countries are never ranked. Which capability a figure bears on is data of the
edition and our own reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coordination.answers.declare import Table
from coordination.text.sentences import sentence
from dashboard.backend.context import Context
from dashboard.backend.world import Cell, World
from dashboard.downloads.declared import Own
from dashboard.downloads.files import File
from dashboard.pages.framework.youth import Figure, figures_of
from dashboard.pages.shared import common, listed, parts
from dashboard.ui.i18n import N_, _, number, partial_date
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.edition import BASE_EDITION, edition

__all__ = ["FIGURES_FILE", "STEM", "bearing", "figures"]

STEM = "country-figures"
_RANKS = ("rank", "score 0-100")
Row = Mapping[str, str]


def _rows(context: Context, view: View, code: str) -> list[Row]:
    """The figures of a country, none later than the day, the latest of each indicator first."""
    latest = context.as_of(view).isoformat()
    found = [
        r
        for r in context.ask(view, "rows", "indicators", "iso3", code)["rows"]
        if r["unit"] not in _RANKS and r["year"] <= latest
    ]
    found.sort(key=lambda r: r["year"], reverse=True)
    return sorted(found, key=lambda r: r["indicator_id"])


def _value(row: Row) -> str:
    if row["unit"] == "0/1":
        return _("yes") if float(row["value"]) else _("no")
    value = number(float(row["value"]))
    return f"{value}\u202f%" if row["unit"].startswith("%") else value


def _proxy(row: Row) -> Node | None:
    """That the source is about something wider, where the record says so."""
    if not row["note"].startswith("proxy"):
        return None
    words = _(
        "A proxy: the source is about child labour, including commercial sexual exploitation of children."
    )
    return h("p", words, class_="sub")


def _year(row: Row) -> str:
    return partial_date(row["year"]) if row["year"] else _("not given")


def _source(world: World, row: Row) -> Child:
    return [common.source(world, row["source_id"]), common.unread(row["verified"] == "yes")]


def figures(context: Context, view: View, world: World, code: str) -> Node | None:
    """The folded part of the board; None where no figure is on record."""
    given = _rows(context, view, code)
    if not given:
        return None
    rows: list[list[Child]] = [
        [[_(r["name"]), _proxy(r)], _value(r), _year(r), _source(world, r)] for r in given
    ]
    head = [_("Figure"), _("Value"), _("Year"), _("Source")]
    title = _("Figures with year and source")
    return listed.folded(
        view,
        STEM,
        title,
        len(rows),
        _("They give context and do not change a status."),
        [listed.listed(view, STEM, head, rows, title)],
        parts.take_away(parts.table_files(view, STEM, _("Figures"), country=code)),
    )


def bearing(context: Context, view: View, world: World, cell: Cell) -> Node | None:
    """The figures that bear on a capability, in the reasons for its status; None where there is none."""
    links: Sequence[Mapping[str, str]] = edition(view.edition or BASE_EDITION).lists["figures"]
    own = {r["indicator"] for r in links if r["capability"] == cell.capability}
    given = [r for r in _rows(context, view, cell.country) if r["indicator_id"] in own]
    if not given:
        return None
    items = [
        h(
            "li",
            h("p", _("{name}: {value} ({when})", name=_(r["name"]), value=_value(r), when=_year(r))),
            _proxy(r),
            h("p", _source(world, r), class_="cite"),
            data_key=r["id"],
        )
        for r in given
    ]
    note = _("They do not change the status. Which figure belongs to which capability is our own reading.")
    return h("section", h("h3", _("Figures")), h("p", note, class_="sub"), h("ul", items, class_="reasons"))


def _answer(context: Context, view: View) -> dict[str, Any]:
    world = context.world(view)
    rows = [{k: v for k, v in r.items() if k != "tier"} for r in _rows(context, view, view.get("country"))]
    head = {"snapshot": world.snapshot, "as_of": world.as_of.isoformat(), "edition": world.edition.id}
    return {**head, "evidence": world.evidence, "indicators": rows}


TABLE = Table(
    row=Figure,
    rows=figures_of,
    key=("indicator", "country", "region", "year", "source"),
    title=sentence("Figures with year and source"),
    empty=sentence("No figure about this country is on record."),
)
FIGURES_FILE = File(
    _answer, "indicators", title=N_("Figures with year and source"), declared=Own((TABLE,), _answer)
)
