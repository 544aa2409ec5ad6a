"""What binds a country and what it has promised: a part of its board and of the reasons for a status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coordination.text import verdicts
from dashboard.backend.context import Context
from dashboard.backend.world import Cell, World
from dashboard.downloads.declared import Declared, rows_of
from dashboard.downloads.files import File
from dashboard.pages.corridors import base
from dashboard.pages.shared import common, listed, parts
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, colon, n_, partial_date, verdict
from dashboard.ui.theme import State
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["OBLIGATIONS_FILE", "STEM", "bearing", "obligations"]

STEM = "obligations"
#: The cells of an obligation or promise, by their columns; ``agreement``: the id of what is recorded, "" = none.
Row = Mapping[str, Any]

_SYMBOLS = {
    "party": State.COVERED,
    "not_in_force": State.PLANNED,
    "signed": State.PLANNED,
    "invited": State.PLANNED,
    "ended": State.GAP,
    "not_party": State.GAP,
    "unknown": State.UNKNOWN,
}


def _rows(context: Context, view: View, answer: str, **choices: str) -> list[Row]:
    """The obligations and promises of an answer."""
    found = rows_of(context, view, answer, "undertakings", **choices)
    given = context.ask(view, answer, **choices)["undertakings"]
    recorded = {u["undertaking"]: u["agreement"] or "" for u in given}
    return [{**r, "agreement": recorded[r["undertaking"].data]} for r in found.cells().values()]


def _known(row: Row) -> bool:
    return bool(row["standing"].data != "unknown")


def _name(view: View, row: Row) -> Child:
    """Its name, leading to the page of the agreement where one is recorded."""
    words = str(row["undertaking"].texts[0])
    if not row["agreement"]:  # of what is only named by the framework there is no page
        return h("bdi", words)
    return h("a", h("bdi", words), href=view.href(base.NAME, "instrument", row["agreement"]))


def _standing(world: World, row: Row) -> Child:
    since, until = row["since"].data, row["until"].data
    dates = [
        _("since {when}", when=partial_date(since)) if since else "",
        _("until {when}", when=partial_date(until)) if until else "",
    ]
    if row["standing"].data == "not_party":
        dates = [base.list_day(world, row["list_date"].data, row["source"].data)]
    said = ", ".join(d for d in dates if d)
    return [
        glyphs.symbol(_SYMBOLS[row["standing"].data]),
        " ",
        str(row["standing"].texts[0]),
        h("p", said, class_="sub") if said else None,
    ]


def _table(context: Context, view: View, world: World, rows: Sequence[Row], key: str) -> Node:
    out: list[list[Child]] = [
        [
            _name(view, r),
            str(r["nature"].texts[0]),
            _standing(world, r),
            _source(world, r),
        ]
        for r in rows
    ]
    head = [_("Obligation or promise"), _("Type"), _("This country"), _("Source")]
    return listed.listed(view, key, head, out, _("Obligations and promises"), first=20)


def _source(world: World, row: Row) -> Child:
    """The source, or in words that the framework edition says it."""
    return common.source(world, row["source"].data) if row["source"].data else str(row["source"].texts[0])


def _not_known(view: View, world: World, rows: Sequence[Row]) -> Node | None:
    """Those of which it is not known, folded."""
    if not rows:
        return None
    words = n_(
        "Not known whether it takes part: {count}", "Not known whether it takes part: {count}", len(rows)
    )
    note = _(
        "Their lists of parties are incomplete or not recorded. Unknown does not mean that it is not a party."
    )
    items = [
        h(
            "li",
            _name(view, r),
            " ",
            h("span", _source(world, r), class_="sub"),
            data_key=r["undertaking"].data,
        )
        for r in rows
    ]
    return h(
        "details",
        h("summary", words),
        h("p", note, class_="sub"),
        h("ul", items, class_="dotted"),
        class_="fold",
    )


def obligations(context: Context, view: View, world: World, code: str) -> Node:
    """The part of the board: how the country takes part in each, the unknown ones folded."""
    rows = _rows(context, view, "obligations", country=code)
    known = [r for r in rows if _known(r)]
    said = verdict(verdicts.obligations([r["standing"].data for r in rows]))
    return listed.section(
        STEM,
        _("Obligations and promises"),
        None,
        said,
        [
            _table(context, view, world, known, STEM) if known else None,
            _not_known(view, world, [r for r in rows if not _known(r)]),
        ],
        parts.take_away(parts.table_files(view, STEM, _("Obligations and promises"), country=code)),
    )


def bearing(context: Context, view: View, world: World, cell: Cell) -> Node | None:
    """The obligations and promises that support a capability, in the reasons for its status."""
    rows = _rows(context, view, "explain", country=cell.country, capability=cell.capability)
    known = [r for r in rows if _known(r)]
    if not rows:
        return None
    note = _("They do not change the status. Which capabilities they support is our own reading.")
    items = [
        h(
            "li",
            h("p", _name(view, r), colon(), _standing(world, r)),
            h("p", _source(world, r), class_="cite"),
            data_key=str(r["undertaking"].data),
        )
        for r in known
    ]
    return h(
        "section",
        h("h3", _("Obligations and promises"), id=STEM),
        h("p", note, class_="sub"),
        h("ul", items, class_="reasons") if items else None,
        _not_known(view, world, [r for r in rows if not _known(r)]),
    )


def _choices(_context: Context, view: View) -> dict[str, Any]:
    return {"country": view.get("country")}


def _answer(context: Context, view: View) -> dict[str, Any]:
    return context.ask(view, "obligations", **_choices(context, view))


OBLIGATIONS_FILE = File(
    _answer,
    "undertakings",
    title=N_("Obligations and promises"),
    declared=Declared("obligations", "undertakings", _choices),
)
