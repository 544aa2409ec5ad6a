"""Figures about a country and its regions with year and source: a part of its board and of the reasons for a status.

Which figures those are is the answer of ``mnr figures``; to which capability one belongs is our own reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.world import Cell, World
from dashboard.downloads.declared import Declared
from dashboard.downloads.files import File
from dashboard.pages.shared import common, listed, parts
from dashboard.ui.i18n import N_, _, number, partial_date
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["FIGURES_FILE", "STEM", "bearing", "beside", "figures"]

STEM = "country-figures"
Row = Mapping[str, Any]


def _value(row: Row) -> str:
    if row["unit"] == "0/1":
        return _("yes") if row["value"] else _("no")
    value = number(row["value"])
    return f"{value}\u202f%" if row["unit"].startswith("%") else value


def _proxy(row: Row) -> Node | None:
    """That the source is about something wider, where the record says so."""
    if not row["note"].startswith("proxy"):
        return None
    words = _(
        "A proxy: the source is about child labour, including commercial sexual exploitation of children."
    )
    return h("p", words, class_="sub")


def _name(row: Row) -> str:
    """What is measured, with the region where it is about more than the country."""
    if not row["region"]:
        return _(row["name"])
    return _("{name} (all of {region})", name=_(row["name"]), region=_(row["region"]))


def _year(row: Row) -> str:
    return partial_date(row["year"]) if row["year"] else _("year not given")


def _source(world: World, row: Row) -> Child:
    return [common.source(world, row["source"]), common.unread(row["verified"] == "yes")]


def figures(context: Context, view: View, world: World, code: str) -> Node | None:
    """The folded part of the board; None where no figure is on record."""
    given = context.ask(view, "figures", country=code)["figures"]
    if not given:
        return None
    rows: list[list[Child]] = [[[_name(r), _proxy(r)], _value(r), _year(r), _source(world, r)] for r in given]
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


def beside(context: Context, view: View, world: World, country: str) -> dict[str, Node]:
    """Capability -> the figures that bear on it, as they stand beside a gap; the latest of each."""
    found: dict[str, dict[str, Row]] = {}
    for row in context.ask(view, "figures", country=country)["figures"]:
        for number_ in row["capabilities"]:
            found.setdefault(number_, {}).setdefault(row["indicator"], row)
    return {
        n: h("ul", [_line(world, r) for r in rows.values()], class_="figures-beside")
        for n, rows in found.items()
    }


def _line(world: World, row: Row) -> Node:
    words = _("{name}: {value} ({when})", name=_name(row), value=_value(row), when=_year(row))
    return h("li", words, " ", h("span", _source(world, row), class_="sub"), data_key=row["claim"])


def bearing(context: Context, view: View, world: World, cell: Cell) -> Node | None:
    """The figures that bear on a capability, in the reasons for its status; None where there is none."""
    every = context.ask(view, "figures", country=cell.country)["figures"]
    given = [r for r in every if cell.capability in r["capabilities"]]
    if not given:
        return None
    items = [
        h(
            "li",
            h("p", _("{name}: {value} ({when})", name=_name(r), value=_value(r), when=_year(r))),
            _proxy(r),
            h("p", _source(world, r), class_="cite"),
            data_key=r["claim"],
        )
        for r in given
    ]
    note = _("They do not change the status. Which figure belongs to which capability is our own reading.")
    return h("section", h("h3", _("Figures")), h("p", note, class_="sub"), h("ul", items, class_="reasons"))


def _choices(_context: Context, view: View) -> dict[str, Any]:
    return {"country": view.get("country")}


def _answer(context: Context, view: View) -> dict[str, Any]:
    return context.ask(view, "figures", **_choices(context, view))


FIGURES_FILE = File(
    _answer,
    "figures",
    title=N_("Figures with year and source"),
    declared=Declared("figures", "figures", _choices),
)
