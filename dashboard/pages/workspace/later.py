"""Later changes of the workspace that one was copied from: what would come in, where the own word stays, one button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordination.text import openings
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.pages import Drawn, Page
from dashboard.pages.shared import common, listed
from dashboard.pages.shared.before_after import before_after
from dashboard.pages.shared.shell import empty, heading
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.schema import SCHEMA

__all__ = ["NAME", "PAGE", "draw"]

NAME = "later"
Row = Mapping[str, Any]
_WHY = {
    "both_changed": N_("changed here and there; yours stays"),
    "removed_here": N_("changed there; you removed it"),
    "removed_there": N_("removed there; yours stays"),
    "lacks": N_("new there, but it needs a record that you removed"),
}
_OPS = {"added": N_("new"), "changed": N_("changed"), "removed": N_("removed")}


def _table(
    view: View, key: str, title: str, head: str, rows: list[Row], words: Mapping[str, str]
) -> Node | None:
    if not rows:
        return None
    lines: list[list[Child]] = [
        [
            [h("bdi", r["called"]), h("p", _(SCHEMA[r["type"]].title), class_="sub")],
            _(words[r["what"]]),
            before_after(SCHEMA[r["type"]], r["fields"], r["names"]),
        ]
        for r in rows
    ]
    return h(
        "section",
        h("h2", title, " ", h("span", str(len(rows)), class_="sub")),
        listed.listed(view, key, [_("Record"), head, _("Fields")], lines, title),
        class_="panel-card",
    )


def _no_copy(world: World, view: View) -> Drawn:
    title = _("Later changes of the original")
    tree = h(
        "div",
        heading(title, answer=_("This workspace is not a copy of one that is open here.")),
        empty(
            _("Nothing to bring in"),
            _("Only a copy of a workspace can bring in its later changes."),
            h("a", _("Workspaces"), href=view.href("workspaces"), class_="button quiet"),
        ),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def draw(context: Context, view: View) -> Drawn:
    world, given = context.world(view), context.ask(view, "later")
    if not given["origin"]:
        return _no_copy(world, view)
    title = _("Later changes of {workspace}", workspace=_(given["title"]))
    rows: list[Row] = given["rows"]
    save = h(
        "form",
        h("button", _("Bring these changes in"), class_="button"),
        action=view.href("do", "bring-in", given["origin"]),
        method="post",
        data_post=True,
        class_="inline-form",
    )
    tree = h(
        "div",
        heading(
            title,
            _("What you changed stays. Where both changed, your record stays and is listed."),
            h("a", glyphs.icon("back"), _("Workspaces"), href=view.href("workspaces"), class_="button quiet"),
            answer=openings.later(len(rows), len(given["clashes"])),
        ),
        h("p", save, class_="actions") if rows else None,
        empty(_("Nothing new there"), _("This copy has everything that the other workspace says today."))
        if not rows and not given["clashes"]
        else None,
        _table(view, "changes", _("What would come in"), _("Type of change"), rows, _OPS),
        _table(view, "clashes", _("Where your record stays"), _("Why"), given["clashes"], _WHY),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


PAGE = Page(NAME, "", draw, group=common.REFERENCE)
