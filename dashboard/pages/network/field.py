"""Who works on one objective by one means: the rows behind a number of the matrix, down to source, file and line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.pages.shared import common, listed, parts
from dashboard.ui.i18n import _, number, partial_date
from dashboard.ui.tree import Child, Node, h, safe_link
from dashboard.ui.view import View

__all__ = ["field_work"]


def _source(world: World, ident: str) -> Child:
    source = world.sources.get(ident)
    if source is None:
        return ident
    title: Node = h("bdi", source.title)
    if source.url and safe_link(source.url):
        title = h("a", title, href=source.url, rel="noopener noreferrer", target="_blank")
    return title


def field_work(
    context: Context, view: View, world: World, given: Mapping[str, Any], words: tuple[str, str]
) -> Node | None:
    """The rows of the field that the address names (``objective``, ``means``), or None. ``words``: their names. Which
    rows those are is told by the answer, as the number of the matrix is."""
    chosen = (view.get("objective"), view.get("means"))
    fields = {(r["objective"], r["means"]): r["claims"] for r in given["matrix"]}
    if chosen not in fields:
        return None
    claims = set(fields[chosen])
    rows: list[list[Child]] = [
        [
            common.organisation_link(world, view, r["stakeholder_id"]),
            h("bdi", r["title"]),
            parts.name_of(world.countries[r["iso3"]]) if r["iso3"] in world.countries else r["iso3"],
            partial_date(r["since"]) if r["since"] else _("not given"),
            [
                _source(world, r["source_id"]),
                h("p", _("{file}, line {line}", file=r["file"], line=number(r["line"])), class_="sub")
                if r["line"]
                else None,
            ],
        ]
        for r in context.ask(view, "rows", "work", "objective", chosen[0])["rows"]
        if r["id"] in claims
    ]
    title = _("{objective}: {means}", objective=words[0], means=words[1])
    head = [_("Member"), _("Work"), _("Where"), _("Since"), _("Source")]
    return h(
        "section",
        h("h3", title, id="field"),
        listed.listed(view, "field", head, rows, _("Details of the recorded work"))
        if rows
        else h("p", _("No information: nobody has reported any work here. There may be some.")),
    )
