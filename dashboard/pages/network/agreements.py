"""Where members of a network and agreements do not meet: countries bound without a member, and the reverse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.pages.corridors import base as corridor_base
from dashboard.pages.shared import listed, parts
from dashboard.ui.i18n import _, folded, listing, n_
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["agreements"]

LONG = 10  #: so many countries are named at once; more stand in a fold
_OF_TWO = "mou"


def _named(world: World, codes: Iterable[str]) -> str:
    known = (c for c in codes if c in world.countries)
    return listing(parts.name_of(world.countries[c]) for c in parts.by_name(world, known))


def _fold(words: str, inside: str) -> Node:
    return h("details", h("summary", words), h("p", inside), class_="fold")


def _places(world: World, codes: list[str]) -> Child:
    """Countries by name; many of them in a fold."""
    names = _named(world, codes)
    return (
        names if len(codes) <= LONG else _fold(n_("{count} country", "{count} countries", len(codes)), names)
    )


def _not_bound(world: World, row: Mapping[str, Any], kinds: Mapping[str, str]) -> Child:
    """Those that are surely not on the list though they could be; folded, for whom it is not."""
    elsewhere: list[str] = row["not_for"]
    if elsewhere and row["listed"] == 2 and kinds.get(row["agreement"]) == _OF_TWO:
        return _("This agreement is between two countries. Other countries would need their own.")
    words = n_(
        "{count} more country is not on the list. It is not recorded whether it could join.",
        "{count} more countries are not on the list. It is not recorded whether they could join.",
        len(elsewhere),
    )
    when = corridor_base.list_day(world, row["list_date"], "") if row["without_agreement"] else ""
    return [
        _places(world, row["without_agreement"]),
        h("p", when, class_="sub") if when else None,
        _fold(words, _named(world, elsewhere)) if elsewhere else None,
    ]


def _unknown(world: World, row: Mapping[str, Any]) -> Child:
    if row["agreement"] and row["unknown"] and not row["listed"]:
        return _("No party is on record, so the participation of every country is unknown.")
    return _places(world, row["unknown"])


def agreements(context: Context, view: View, world: World, given: Mapping[str, Any]) -> Node:
    """The folded section: a row per agreement, all of them together first."""
    names = corridor_base.instruments(context, view)
    kinds = {r["id"]: r["kind"] for r in context.ask(view, "rows", "agreements")["rows"]}
    rows: list[list[Child]] = [
        [
            corridor_base.instrument(world, view, names, r["agreement"])
            if r["agreement"]
            else h("b", _("Any agreement in force")),
            _places(world, r["without_member"]),
            _not_bound(world, r, kinds),
            _places(world, r["signed_only"]),
            _unknown(world, r),
        ]
        for r in sorted(
            given["agreements"],
            key=lambda r: (
                folded(corridor_base.name_of(world, names, r["agreement"])) if r["agreement"] else ""
            ),
        )
    ]
    head = [
        _("Agreement"),
        _("Country party, no member there"),
        _("Member present, country not on the list"),
        _("Signed only, or not in force yet"),
        _("Not known whether party"),
    ]
    return listed.folded(
        view,
        "agreements",
        _("Countries with a member or an agreement, but not both"),
        len(rows),
        _("Countries by agreement"),
        [listed.listed(view, "agreements", head, rows, _("Countries by agreement"))],
        parts.take_away(
            parts.table_files(
                view, "members-and-agreements", _("Members and agreements"), network=view.get("network")
            )
        ),
    )
