"""Who is on the list of which agreement or network, and whether that binds on the day: if not, why not."""

from __future__ import annotations

from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.pages.corridors.base import Row, instrument, instruments, name_of
from dashboard.pages.shared import common, listed, parts
from dashboard.ui.i18n import N_, _, folded
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from dashboard.ui.words import STATUSES

__all__ = ["SAID", "answer", "explained", "on_lists", "section", "shown"]

#: how a row of a list holds its country, weakest first -> why that does not bind
WHY = {
    "ended": N_("ended"),
    "later": N_("not yet on this date"),
    "not_known_yet": N_("no information yet"),
    "planned": N_("planned"),
    "no_country": N_("no country is recorded for it"),
    "unconfirmed": N_("not confirmed"),
    "unclear": N_("status not known"),
    "signed": N_("signed or invited only"),
    "not_in_force": N_("not in force on this date"),
}
#: those that the status of the row says too
SAID = frozenset({"planned", "unclear", "signed"})
_KEY = ("instrument", "country", "organisation", "status", "since", "until", "source")
_COLUMNS = (*_KEY, "why", "duties", "verified")


def explained(row: Row) -> dict[str, Any]:
    """A row of a list with ``why`` it does not bind, "" where it does."""
    return {**row, "why": "" if row["binds"] else _(WHY[row["hold"]])}


def on_lists(context: Context, view: View, code: str) -> list[dict[str, Any]]:
    """Rows of the lists of instruments that open channels for a duty, of one country ("" = of all): of each instrument
    and country the row that comes nearest to binding it. What is recorded as an agreement and as a network of the same
    name stands once."""
    world, names = context.world(view), instruments(context, view)
    rows = context.ask(view, "agreements", **({"country": code} if code else {}))["listed"]
    near = (*WHY, "binds")
    best: dict[tuple[str, str], dict[str, Any]] = {}
    for r in (explained(r) for r in rows if r["duties"]):
        key = (folded(name_of(world, names, r["instrument"])), r["country"] or r["organisation"])
        if key not in best or near.index(r["hold"]) > near.index(best[key]["hold"]):
            best[key] = r
    return [best[k] for k in sorted(best)]


def answer(context: Context, view: View) -> dict[str, Any]:
    """Whom agreements and networks have on their list and do not bind, and ``why``: the ``country`` of the address, or
    all."""
    world = context.world(view)
    code = parts.country_of(world, view.get("country")).iso3 if view.get("country") else ""
    rows = [{k: r[k] for k in _COLUMNS} for r in on_lists(context, view, code) if not r["binds"]]
    head = {"snapshot": world.snapshot, "as_of": world.as_of.isoformat()}
    return {**head, "edition": world.edition.id, "evidence": world.evidence, "listed": rows}


def shown(context: Context, view: View) -> dict[str, Any]:
    """The same rows under the name of the declared table."""
    return {"parties": answer(context, view)["listed"]}


def section(context: Context, view: View, world: World, code: str) -> Node | None:
    """What has the country on its list and does not bind it: signed, not yet, ended, not confirmed."""
    names, given = instruments(context, view), answer(context, view)["listed"] if code else []
    said = _(WHY["unconfirmed"])  # then its reason is the mark
    rows: list[list[Child]] = [
        [
            instrument(world, view, names, r["instrument"]),
            [
                _(STATUSES.get(r["status"], r["status"])),
                common.unread(r["verified"] == "yes" or r["why"] == said),
            ],
            r["why"],
            h("ul", [h("li", parts.capability_name(world, d)) for d in r["duties"]]),
        ]
        for r in given
    ]
    if not rows:
        return None
    title = _("Listed but not a party: {country}", country=parts.name_of(world.countries[code]))
    return listed.section(
        "only-listed",
        title,
        len(rows),
        _("On this date, with the chosen evidence. These do not count for any channel."),
        listed.listed(
            view,
            "only-listed",
            [_("Agreement or network"), _("Details"), _("Reason"), _("Areas of cooperation")],
            rows,
            title,
        ),
        parts.take_away(parts.table_files(view, "only-listed", _("Listed, but not a party"), country=code)),
    )
