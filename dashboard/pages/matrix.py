"""All countries and all capabilities. Sorted by name within regions: nothing here ranks."""

from __future__ import annotations

from dashboard.context import Context
from dashboard.figures.board import legend
from dashboard.figures.matrix import matrix
from dashboard.i18n import N_, _, n_, number
from dashboard.pages import Drawn, Page, parts
from dashboard.shell import choose, empty, field, heading
from dashboard.theme import STATES, State
from dashboard.tree import Node, h
from dashboard.view import View
from dashboard.world import Country, World
from graph_schema.errors import UsageError

__all__ = ["PAGE", "draw", "rows_of"]

ALL = "all"


def rows_of(world: World, view: View) -> list[tuple[str, list[Country]]]:
    """Countries under their subregion that pass the filters of the address: ``region``, ``state``, ``find``,
    ``capability`` (with ``state``: that capability must have it) and ``show=all`` (else those with anything known)."""
    state, region, words = view.get("state"), view.get("region"), view.get("find").casefold()
    chosen = view.get("capability")
    if state and state not in set(State):
        raise UsageError(
            _("{state} is not a state.", state=state[:20]), hint=_("Choose one in the list of states.")
        )
    if chosen and chosen not in world.edition.by_number:
        raise UsageError(_("{number} is not a capability of this framework.", number=chosen[:20]))
    numbers = [chosen] if chosen else [c.number for c in world.edition.capabilities]

    def passes(country: Country) -> bool:
        if region and country.region != region:
            return False
        if words and words not in parts.name_of(country).casefold() and words != country.iso3.casefold():
            return False
        if view.get("show") != ALL and not world.known[country.iso3] and state != State.UNKNOWN:
            return False
        return not state or any(world.cells[country.iso3, n].state == state for n in numbers)

    out = []
    for name, members in world.by_subregion():
        kept = sorted((c for c in members if passes(c)), key=lambda c: parts.name_of(c).casefold())
        if kept:
            out.append((name or _("No region"), kept))
    return out


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    title = _("Every country and every capability")
    groups = rows_of(world, view)
    shown = sum(len(members) for _n, members in groups)
    lead = parts.known_on(
        world,
        n_("{count} country shown", "{count} countries shown", shown),
        _("by region and name, no ranking"),
    )
    filters = dict(view.query)
    body = (
        matrix(world, groups, view, parts.name_of)
        if groups
        else empty(
            _("No country fits these filters"),
            _("Widen the filters, or show countries about which nothing is known yet."),
            h("a", _("Clear the filters"), href=view.href("matrix"), class_="button"),
            h("a", _("Show every country"), href=view.href("matrix", show=ALL), class_="button quiet"),
        )
    )
    tree = h(
        "div",
        heading(title, lead),
        _filters(world, view),
        body,
        legend(),
        parts.exports(
            (_("Table as CSV"), view.href("download", "coverage.csv", **filters)),
            (_("Table as JSON"), view.href("download", "coverage.json", **filters)),
        ),
        class_="page matrix-page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def _filters(world: World, view: View) -> Node:
    regions = sorted({c.region for c in world.countries.values() if c.region})
    states = [("", _("Any state"))] + [(str(s), _(STATES[s].word)) for s in State]
    total = number(len(world.countries))
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
            "region", _("Region"), [("", _("All regions"))] + [(r, r) for r in regions], view.get("region")
        )
        if len(regions) > 1
        else None,
        choose("state", _("With a cell that is"), states, view.get("state")),
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
                _("All {total} countries, also those nobody has looked at", total=total),
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


PAGE = Page("matrix", N_("Matrix"), draw)
