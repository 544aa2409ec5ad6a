"""Obligations and promises of the framework, and whom they are known to bind: a part of the framework page."""

from __future__ import annotations

from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.pages.shared import common, parts
from dashboard.ui.i18n import _, n_
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.edition import Edition

__all__ = ["commitments_table"]


def commitments_table(context: Context, view: View, world: World, model: Edition) -> Node:
    """Each with the countries that it is known to bind on the day."""
    bound: dict[str, set[str]] = {}
    for p in context.ask(view, "agreements")["listed"]:
        own = bound.setdefault(p["instrument"], set())
        if p["binds"]:
            own.add(p["country"])
    recorded = {r["id"] for r in context.ask(view, "rows", "agreements")["rows"]}
    rows: list[list[Child]] = []
    for r in model.lists["commitments"]:
        here = bound.get(r["agreement_id"], set()) & world.countries.keys()
        parties = [parts.name_of(world.countries[c]) for c in parts.by_name(world, here)]
        names = (
            h(
                "details",
                h("summary", n_("{count} country", "{count} countries", len(parties))),
                h("p", ", ".join(parties)),
                class_="fold",
            )
            if parties
            else h(
                "span",
                _("no party is known on this date")
                if r["agreement_id"] in bound
                else _("parties not listed here"),
                class_="sub",
            )
        )
        rows.append(
            [
                h("a", _(r["name"]), href=view.href("corridors", "instrument", r["agreement_id"]))
                if r["agreement_id"] in recorded
                else _(r["name"]),
                _("obligation") if r["kind"] == "obligation" else _("promise"),
                ", ".join(x for x in (r["place"], r["year"]) if x),
                _(r["note"]),
                names,
            ]
        )
    head = [_("Commitment"), _("Type"), _("Where and when"), _("Description"), _("Recorded parties")]
    return common.data_table(view, head, rows, _("Commitments"))
