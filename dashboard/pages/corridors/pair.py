"""Two countries: every duty across borders, why it is open or not, through what, and ways through a third country."""

from __future__ import annotations

from coordination.text import verdicts
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.pages import Drawn
from dashboard.pages.corridors.base import LOOKS, NAME, instruments, legend, look, pair_form, stated, through
from dashboard.pages.shared import common, edits, parts
from dashboard.pages.shared.shell import heading
from dashboard.ui import glyphs
from dashboard.ui.i18n import _
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["draw"]


def _route(world: World, view: View, a: str, b: str, via: list[str]) -> Node | None:
    """Third countries that have a channel with both: two steps in place of one."""
    if not via:
        return None

    def step(one: str, other: str) -> Node:
        return h("a", parts.name_of(world.countries[one]), href=view.href(NAME, *sorted((one, other))))

    items = [
        h(
            "li",
            step(a, c),
            " → ",
            h("b", parts.name_of(world.countries[c])),
            " → ",
            step(b, c),
            data_key=c,
        )
        for c in via
        if c in world.countries
    ]
    return h(
        "details",
        h("summary", _("In two steps through another country ({count})", count=len(items))),
        h("ul", items),
        class_="fold",
    )


def draw(context: Context, view: View, world: World, a: str, b: str) -> Drawn:
    given = context.ask(view, "corridors", between=(a, b))
    names = instruments(context, view)
    one, other = (parts.name_of(world.countries[c]) for c in (a, b))
    title = _("{a} and {b}: cross-border cooperation", a=one, b=other)
    why = {r["duty"]: r["text"] for r in given["reasons"]}
    rows: list[list[Child]] = []
    for r in given["corridors"]:
        state, words, _meaning = LOOKS[look(world, r)]
        rows.append(
            [
                h(
                    "a",
                    parts.capability_name(world, r["duty"]),
                    href=view.href(NAME, duty=r["duty"], country=a),
                ),
                [glyphs.symbol(state), " ", _(words)],
                [
                    h("bdi", why.get(r["duty"], "")),
                    edits.records(context, view, r["claims"], parts.capability_name(world, r["duty"])),
                    _route(world, view, a, b, r.get("via", [])),
                ],
                through(world, view, names, r["instruments"]),
                h("ul", [h("li", common.cell(world, view, c, r["duty"], where=True)) for c in (a, b)]),
            ]
        )
    looks = [look(world, r) for r in given["corridors"]]
    head = [
        _("Area of cooperation"),
        _("Status"),
        _("Reason"),
        _("Agreements and networks"),
        _("Providers on both sides"),
    ]
    tree = h(
        "div",
        heading(
            h("bdi", title),
            parts.known_on(world),
            h(
                "a",
                glyphs.icon("back"),
                _("Show all pairs of countries"),
                href=view.href(NAME),
                class_="button quiet",
            ),
            answer=verdicts.pair(looks.count("covered"), len(looks), looks.count("unknown")),
        ),
        pair_form(world, view, a, b),
        h(
            "section",
            common.data_table(view, head, rows, _("All areas of cross-border cooperation")),
            stated(world, given["duty_reviews"], duty=True),
            common.downloads(view, NAME, (_("These two countries"), NAME), a=a, b=b),
            class_="panel-card",
        ),
        legend(),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)
