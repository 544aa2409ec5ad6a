"""The country workspace in small: what changed and what ends within a year, and the phases of its reviews."""

from __future__ import annotations

from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.figures.board import Phase
from dashboard.pages.shared import common
from dashboard.pages.workspace import history
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, day, n_, number, partial_date
from dashboard.ui.theme import SIGNS, Sign
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["news", "phases_of"]

SHOWN = 4


def phases_of(context: Context, view: View, code: str) -> dict[str, Phase]:
    """Capability -> phase of its latest review, where one gave a phase."""
    cells = context.ask(view, "maturity", countries=[code])["cells"]
    return {
        c["capability"]: Phase(c["phase"], *c["effective"])
        for c in cells
        if c["country"] == code and c["phase"] is not None
    }


def _card(key: str, title: str, count: int, items: list[Node], nothing: str, more: Child) -> Node:
    return h(
        "section",
        h("h2", title, " ", h("span", number(count), class_="sub")),
        h("ul", items, class_="news-list") if items else h("p", nothing, class_="sub"),
        h("p", more),
        class_="panel-card",
        data_key=key,
    )


def _changes(context: Context, view: View, world: World, code: str) -> Node:
    here = view.with_query(country=code, since="")
    since = history.since_of(world, here)
    rows = history.answer(context, here)["cells"]
    items = [
        h(
            "li",
            common.cell(world, view, code, r["capability"]),
            " ",
            h(
                "span",
                glyphs.symbol(Sign(r["signs"][0])),
                h("span", _(SIGNS[Sign(r["signs"][0])].word), class_="sr"),
                " → ",
                glyphs.symbol(Sign(r["signs"][1])),
                " ",
                _(SIGNS[Sign(r["signs"][1])].word),
                [" · ", _("new on record")] if common.recorded(r) else None,
                class_="sub",
            ),
            common.unpaid(world, r),
            common.linked(world, r),
            data_key=r["capability"],
        )
        for r in rows[:SHOWN]
    ]
    link = h(
        "a",
        n_("Show the change", "Show all {count} changes", len(rows))
        if rows
        else _("Compare with another date"),
        href=view.href("history", code),
    )
    nothing = _("No capability has changed status since {day}.", day=day(since))
    return _card("changed", _("Changes in the last 12 months"), len(rows), items, nothing, link)


def _ends(view: View, world: World, code: str) -> Node:
    ends = sorted((c.ends, c.capability) for c in world.board(code) if c.ends)
    items = [
        h(
            "li",
            common.cell(world, view, code, capability),
            " ",
            h("span", _("ends {when}", when=partial_date(until.isoformat())), class_="sub"),
            data_key=capability,
        )
        for until, capability in ends[:SHOWN]
    ]
    link = h("a", _("Next 24 months, with donors and a calendar file"), href=view.href("cliffs", code))
    nothing = _("No end date on record lowers a status within 12 months.")
    return _card("ends", _("End dates in the next 12 months"), len(ends), items, nothing, link)


def news(context: Context, view: View, world: World, code: str) -> Node:
    """Two small lists side by side; each cell leads to its reasons."""
    return h(
        "div",
        _changes(context, view, world, code),
        _ends(view, world, code),
        class_="two news",
    )
