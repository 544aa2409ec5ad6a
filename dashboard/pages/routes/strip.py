"""The routes of a country in one line, below its board."""

from __future__ import annotations

from coordination.text import country_verdicts
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.pages.routes import words
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, colon, verdict
from dashboard.ui.tree import Node, h
from dashboard.ui.view import View

__all__ = ["strip"]


def strip(context: Context, view: View, world: World, code: str) -> Node | None:
    """Whether a report gets through to a child: each route with its symbol, leading to its stations. Nothing where
    nothing is known of any."""
    given = context.ask(view, words.NAME, country=code)["routes"]
    rows = [r for r in given if r["ends_with"] == "rescue"]
    if all(r["state"] == "unknown" for r in rows):
        return None
    said = verdict(country_verdicts.routes([r["state"] for r in rows])[:1])
    items = [
        h(
            "li",
            h(
                "a",
                glyphs.symbol(words.SIGN_OF[r["state"]]),
                " ",
                words.begins(world, r["route"]),
                h("span", colon(), r["told"], class_="sr"),
                href=view.href(words.NAME, code, way=r["route"]) + "#way",
                data_tip=r["told"],
            ),
            data_key=r["route"],
        )
        for r in rows
    ]
    return h(
        "section",
        h("p", h("a", h("b", _("From report to rescue")), href=view.href(words.NAME, code)), " ", said),
        h("ul", items, class_="routes-strip"),
        class_="routes-first",
        aria_label=_("From report to rescue"),
    )
