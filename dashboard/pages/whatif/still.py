"""Does a report still get through? The routes from report to rescue that a what-if changes, before and then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.backend.world import World
from dashboard.pages.routes.words import NAME, STATES, begins, name
from dashboard.pages.shared import common, listed, parts
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, colon, listing, n_
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["FILE", "lost", "section", "side_by_side", "turned"]

Answer = Mapping[str, Any]
Row = Mapping[str, Any]
FILE = "routes-then"
_THROUGH = ("open", "other_entrance")


def lost(given: Answer) -> list[Row]:
    """The routes that get through before and not then."""
    return [r for r in given["routes"] if r["before"] in _THROUGH and r["after"] not in _THROUGH]


def _won(given: Answer) -> list[Row]:
    return [r for r in given["routes"] if r["before"] not in _THROUGH and r["after"] in _THROUGH]


def turned(given: Answer) -> list[Row]:
    """The routes that have another status then."""
    return [r for r in given["routes"] if r["before"] != r["after"]]


def said(given: Answer) -> str:
    """What comes of the routes, in a sentence."""
    rows = given["routes"]
    if not rows:
        return _("No route from report to rescue is known to change.")
    less, more, other = len(lost(given)), len(_won(given)), len(turned(given))
    other -= less + more
    clauses = [
        words
        for count, words in (
            (less, n_("{count} route no longer gets through", "{count} routes no longer get through", less)),
            (more, n_("{count} more route gets through", "{count} more routes get through", more)),
            (other, n_("{count} route has another status", "{count} routes have another status", other)),
        )
        if count
    ]
    if same := len(rows) - len(turned(given)):
        clauses.append(
            n_(
                "{count} route keeps its status though something on it changes",
                "{count} routes keep their status though something on them changes",
                same,
            )
        )
    return _("{clauses}.", clauses=listing(clauses)) + " " + _("Every other route stays as it is.")


def _order(row: Row) -> tuple[bool, bool, bool]:
    """First what no longer gets through, then what has another status; routes to a child before the others."""
    gone = row["before"] in _THROUGH and row["after"] not in _THROUGH
    return not gone, row["before"] == row["after"], row["ends_with"] != "rescue"


def _status(state: str) -> list[Child]:
    sign, words, _meaning = STATES[state]
    return [glyphs.symbol(sign), " ", _(words)]


def _who(world: World, view: View, row: Row) -> Child:
    """Station by station: who is no longer there, who is new, who is there then."""
    items = []
    for s in row["stations"]:
        lines: list[tuple[str, Sequence[str]]] = [
            (_("No longer there"), s["gone"]),
            (_("New there"), s["come"]),
            (_("There then"), s["there"]),
        ]
        told: list[Child] = [
            h("p", words, colon(), _named(world, view, who), class_="sub") for words, who in lines if who
        ]
        if not s["there"]:
            told.append(h("p", _("Nobody is there then."), class_="sub"))
        numbers = "/".join(s["capabilities"])
        head = h("b", _("Station {number}", number=numbers))
        items.append(h("li", head, told, data_key=str(s["step"])))
    return h("ul", items, class_="plain-list") if items else _("The same as before.")


def _named(world: World, view: View, who: Sequence[str]) -> list[Child]:
    return [
        [", " if i else "", common.organisation_link(world, view, w, short=True)] for i, w in enumerate(who)
    ]


def section(world: World, view: View, given: Answer, files: Mapping[str, str]) -> Node:
    """The routes of all countries that the changes reach. ``files``: the choices of the file."""
    rows = sorted(given["routes"], key=_order)
    several = len({r["country"] for r in rows}) > 1

    def drawn(r: Row) -> list[Child]:
        href = view.href(NAME, r["country"], way=r["route"]) + "#way"
        country = [parts.name_of(world.countries[r["country"]])] if several else []
        return [
            *country,
            [
                h("b", begins(world, r["route"])),
                h("p", h("a", name(world, r["route"]), href=href), class_="sub"),
            ],
            _status(r["before"]),
            _status(r["after"]),
            r["told"],
            _who(world, view, r),
        ]

    head = [
        *([_("Country")] if several else []),
        _("Route"), _("Before"), _("Then"), _("What happens then"), _("Who is at its stations"),
    ]  # fmt: skip
    title = _("Does a report still get through?")
    table = listed.listed(view, "still", head, listed.Rows(rows, drawn), title) if rows else None
    menu = parts.take_away(parts.table_files(view, FILE, _("Routes"), **files)) if rows else None
    return h(
        "section",
        h("h2", title),
        h("p", said(given), class_="strong"),
        table,
        menu,
        class_="panel-card",
        id="routes",
    )


def side_by_side(world: World, view: View, routes: Sequence[Row]) -> list[Child]:
    """The routes that have another status in either of two scenarios."""
    title = _("Does a report still get through?")
    if not routes:
        return [h("h3", title), h("p", _("No route from report to rescue is known to have another status."))]
    rows: list[list[Child]] = [
        [
            parts.name_of(world.countries[r["country"]]),
            h("a", name(world, r["route"]), href=view.href(NAME, r["country"], way=r["route"]) + "#way"),
            _status(r["before"]),
            *(
                [h("p", _status(s)), h("p", told, class_="sub")]
                for s, told in zip(r["after"], r["told"], strict=True)
            ),
        ]
        for r in routes
    ]
    head = [_("Country"), _("Route"), _("Before"), _("First scenario"), _("Second scenario")]
    return [
        h("h3", title),
        common.data_table(view, head, rows, title),
        h("p", _("Every other route keeps its status in both scenarios."), class_="sub"),
    ]
