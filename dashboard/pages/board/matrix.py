"""All countries and all capabilities. Sorted by name within regions: nothing here ranks."""

from __future__ import annotations

from typing import Any

from coordination.text import verdicts
from dashboard.backend.context import Context
from dashboard.backend.world import Cell, Country, World, evidence_of
from dashboard.downloads import svg_export as paper
from dashboard.downloads.declared import Declared
from dashboard.downloads.files import File
from dashboard.figures.board import legend
from dashboard.figures.grid import Square, grid
from dashboard.figures.matrix import matrix
from dashboard.pages import Drawn, Page
from dashboard.pages.shared import parts
from dashboard.pages.shared.shell import choose, empty, field, heading
from dashboard.ui.i18n import N_, _, folded, n_, number
from dashboard.ui.theme import SIGNS, Sign
from dashboard.ui.tree import Node, h
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = ["PAGE", "coverage", "draw", "rows_of"]

ALL = "all"


def rows_of(world: World, view: View) -> list[tuple[str, list[Country]]]:
    """Countries under their subregion that pass the filters of the address: ``region``, ``state``, ``find`` (words of a
    name; a code in capitals is that country alone), ``capability`` (with ``state``: that capability must have it) and
    ``show=all`` (else those with anything known)."""
    state, region, words = view.get("state"), view.get("region"), folded(view.get("find"))
    code = view.get("find") if view.get("find") in world.countries else ""
    chosen = view.get("capability")
    if state and state not in set(Sign):
        raise UsageError(
            _("{state} is not a status.", state=state[:20]), hint=_("Choose a status from the list.")
        )
    if chosen and chosen not in world.edition.by_number:
        raise UsageError(_("{number} is not a capability of this framework.", number=chosen[:20]))
    numbers = [chosen] if chosen else [c.number for c in world.edition.capabilities]

    def passes(country: Country) -> bool:
        if region and country.region != region:
            return False
        if code:
            return country.iso3 == code
        if words and words not in folded(parts.name_of(country)) and words != country.iso3.casefold():
            return False
        if view.get("show") != ALL and not world.known[country.iso3] and state != Sign.UNKNOWN:
            return False
        return not state or any(world.cells[country.iso3, n].sign == state for n in numbers)

    out = []
    for name, members in world.by_subregion():
        kept = sorted((c for c in members if passes(c)), key=lambda c: folded(parts.name_of(c)))
        if kept:
            out.append((_(name) or _("No region"), kept))
    return out


def _chosen(world: World, view: View) -> list[Cell]:
    """Cells that the address asks for: one country, or the filters of the map and the matrix."""
    numbers = [c.number for c in world.edition.capabilities]
    if view.get("country"):
        return world.board(parts.country_of(world, view.get("country")).iso3)
    about = view.get("capability")
    if about in {d.id for d in world.edition.domains}:
        numbers = [c.number for c in world.edition.of_domain(about)]
    elif about in world.edition.by_number:
        numbers = [about]
    rows = list(world.countries.values())
    if any(view.get(name) for name in ("region", "state", "find", "show")):
        rows = [c for _name, members in rows_of(world, view) for c in members]
        numbers = [c.number for c in world.edition.capabilities]
    return [world.cells[c.iso3, n] for c in sorted(rows, key=lambda c: c.iso3) for n in numbers]


def coverage(context: Context, view: View) -> dict[str, Any]:
    """The answer of the command with the cells of the address alone."""
    given, keys = (
        context.ask(view, "coverage"),
        {(c.country, c.capability) for c in _chosen(context.world(view), view)},
    )
    return {**given, "cells": [c for c in given["cells"] if (c["country"], c["capability"]) in keys]}


#: the table behind every picture of statuses
STATUSES = Declared("coverage", "cells", lambda _context, _view: {}, shown=coverage)


def picture(context: Context, view: View) -> str:
    """The matrix of the address as a file."""
    world = context.world(view)
    groups = [(name, [(c.iso3, parts.name_of(c)) for c in members]) for name, members in rows_of(world, view)]
    columns = [
        (c.number, parts.capability_name(world, c.number))
        for d in world.edition.domains
        for c in world.edition.of_domain(d.id)
    ]

    def square(country: str, number_: str) -> Square:
        cell = world.cells[country, number_]
        return Square(cell.sign, evidence_of(cell))

    rows = [world.cells[c, n] for _name, own in groups for c, _words in own for n, _title in columns]
    return paper.sheet(
        grid(groups, columns, square),
        _("All countries"),
        parts.known_on(world, _("by region and name, no ranking")),
        [_("Data version {snapshot}.", snapshot=world.snapshot)],
        states=list(Sign),
        evidence=True,
        label=parts.label_of(context, view, rows),
    )


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    title = _("All countries")
    groups = rows_of(world, view)
    shown = sum(len(members) for _n, members in groups)
    lead = parts.known_on(
        world,
        n_("{count} country shown", "{count} countries shown", shown),
        _("by region and name, no ranking"),
    )
    filters = {k: v for k, v in view.query.items() if k != "country"}
    chosen = world.countries.get(view.country)
    first = [(_("Chosen country"), [chosen])] if chosen else []
    body = (
        parts.marked(matrix(world, [*first, *groups], view, parts.name_of), view.country)
        if groups
        else empty(
            _("No country matches these filters"),
            _("Widen the filters, or show countries without information."),
            h("a", _("Clear the filters"), href=view.href("matrix"), class_="button"),
            h("a", _("Show all countries"), href=view.href("matrix", show=ALL), class_="button quiet"),
        )
    )
    tree = h(
        "div",
        heading(
            title,
            lead,
            answer=verdicts.matrix(
                shown, world.counts(c for _n, members in groups for m in members for c in world.board(m.iso3))
            ),
        ),
        parts.chosen_note(world, view),
        _filters(world, view),
        body,
        legend(),
        parts.take_away(
            parts.table_files(view, "coverage", _("Table"), **filters),
            parts.picture_files(view, "matrix", _("All countries"), **filters),
        ),
        class_="page matrix-page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def _filters(world: World, view: View) -> Node:
    regions = sorted({c.region for c in world.countries.values() if c.region})
    states = [("", _("Any status"))] + [(str(s), _(SIGNS[s].word)) for s in Sign]
    total = number(len(world.inhabited))
    return h(
        "form",
        field(
            _("Find a country"),
            h(
                "input",
                id="choose-find",
                name="find",
                type="search",
                value=view.get("find"),
                data_query="find",
                autocomplete="off",
            ),
            for_="choose-find",
        ),
        choose(
            "region", _("Region"), [("", _("All regions"))] + [(r, _(r)) for r in regions], view.get("region")
        )
        if len(regions) > 1
        else None,
        choose("state", _("With a capability that is"), states, view.get("state")),
        parts.capability_field(world, view.get("capability"), extra=[("", _("Any capability"))]),
        h(
            "div",
            h(
                "label",
                h(
                    "input",
                    type="checkbox",
                    name="show",
                    value=ALL,
                    checked=view.get("show") == ALL,
                    data_query="show",
                    id="choose-show",
                ),
                _("All {total} countries, including those not reviewed", total=total),
                class_="tick",
            ),
            class_="field wide",
        ),
        class_="filters",
        data_query_form=True,
        method="get",
        role="search",
        aria_label=_("Filters"),
    )


PAGE = Page(
    "matrix",
    N_("All countries"),
    draw,
    files={"coverage": File(coverage, "cells", declared=STATUSES)},
    pictures={"matrix": picture},
)
