"""A network of which no member is known on the day: since when there are some, and what else is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dashboard.backend.world import World
from dashboard.pages.shared import listed
from dashboard.pages.shared.shell import empty
from dashboard.ui.i18n import _, day, folded, number
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["nobody_yet"]

Row = Mapping[str, Any]


def _since(view: View, row: Row) -> Child:
    """The day from which a member is known, leading to the network on that day."""
    if not row["known_from"]:
        return _("not known")
    first = date.fromisoformat(row["known_from"])
    return h("a", day(first), href=view.href(None, network=row["network"], as_of=first))


def nobody_yet(view: View, world: World, given: Row) -> list[Node]:
    """In place of the page: why it is empty, the day from which it is not, and every network beside it."""
    networks: list[Row] = sorted(
        given["networks"], key=lambda r: (folded(world.organisation(r["network"]).name), r["network"])
    )
    own = next(r for r in networks if r["network"] == given["network"])
    name = world.organisation(own["network"]).name
    first = date.fromisoformat(own["known_from"]) if own["known_from"] else None
    since = (
        _("Its first member on record joined on {day}.", day=day(first))
        if first
        else _("The dates of its members are not recorded.")
    )
    none = (
        ""
        if any(r["members"] for r in networks)
        else _("No other network has known members on that date either.")
    )
    words = " ".join(w for w in (since, none) if w)
    link = (
        h(
            "a",
            _("Show the situation on {day}", day=day(first)),
            href=view.href(None, network=own["network"], as_of=first),
            class_="button",
        )
        if first and first > world.as_of
        else None
    )
    rows: list[list[Child]] = [
        [
            h(
                "a",
                h("bdi", world.organisation(r["network"]).name),
                href=view.href(None, network=r["network"]),
            ),
            number(r["members"]),
            _since(view, r),
        ]
        for r in networks
    ]
    head = [_("Network"), _("Members known on this day"), _("First member known since")]
    title = _("No member of {network} is known on this date", network=name)
    return [
        empty(title, words, link) if link else empty(title, words),
        listed.section(
            "networks",
            _("Networks on record"),
            len(rows),
            None,
            listed.listed(view, "networks", head, rows, _("Networks on record")),
        ),
    ]
