"""What to do about a capability, from the action library: who leads, when it is done, how long it takes, on what
basis."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from coordination.answers.filled import Cell
from coordination.text.codes import WORDS
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.declared import cell as words_of
from dashboard.downloads.declared import rows_of
from dashboard.pages.shared import common, edits
from dashboard.ui.i18n import _, listing
from dashboard.ui.tree import Child, Node, h, text_of
from dashboard.ui.view import View
from graph_schema.actions import Basis

__all__ = ["Todo", "actions", "based_on", "brief", "own_mark", "to_record", "todo"]

Todo = Mapping[str, Cell]
SHOWN = 3  #: actions that are named


def actions(context: Context, view: View, country: str, capability: str = "") -> list[Todo]:
    """The actions of the library for a country, or for one capability of it, in their order."""
    about = {"country": country} | ({"capability": capability} if capability else {})
    return list(rows_of(context, view, "actions", "actions", **about).cells().values())


def todo(
    context: Context, world: World, view: View, rows: Collection[Todo], *, shown: int = SHOWN
) -> list[Child]:
    """The first of these actions; nothing where there is none."""
    if not rows:
        return []
    items = [h("li", _one(context, world, view, row)) for row in list(rows)[:shown]]
    more = (
        _("The first of {all} actions.", all=len(rows))
        if shown == 1
        else _("The first {shown} of {all} actions.", shown=shown, all=len(rows))
    )
    return [h("ol", items), h("p", more, class_="sub") if len(rows) > shown else None]


def brief(context: Context, view: View, row: Todo) -> Node:
    """An action in a line: what is to be done, and who leads."""
    lead = row["held_by"] if row["held_by"].data else row["lead"]
    return h(
        "p",
        h("b", _("Action")),
        " ",
        words_of(context, view, row["action"]),
        own_mark(row["basis"].data),
        h("span", " ", _("Responsible: {who}", who=listing(lead.texts)), class_="sub"),
        class_="brief-action",
    )


def _one(context: Context, world: World, view: View, row: Todo) -> list[Child]:
    held = f" ({listing(row['held_by'].texts)})" if row["held_by"].data else None
    facts = [
        h("li", h("b", _("Responsible")), " ", words_of(context, view, row["lead"]), held),
        h("li", h("b", _("Done when")), " ", words_of(context, view, row["done_when"])),
        h("li", h("b", _("Time needed")), " ", words_of(context, view, row["effort"])),
        h("li", h("b", _("Needed first")), " ", words_of(context, view, row["first"]))
        if row["first"].data
        else None,
        h(
            "li",
            h("b", _("Based on")),
            " ",
            based_on(context, world, view, row),
        ),
    ]
    return [h("p", words_of(context, view, row["action"])), h("ul", facts, class_="where")]


def based_on(context: Context, world: World, view: View, row: Todo) -> list[Child]:
    """The source of an action; of an own one, that it is one, before its source; else the words of its basis."""
    source, own = str(row["source"].data or ""), row["basis"].data == Basis.OWN
    words = words_of(context, view, row["basis"]) if own or not source else None
    return [
        words,
        ", " if own and source else None,
        common.source(world, source) if source else None,
        [" ", to_record(context, view, row)] if own else None,
    ]


def to_record(context: Context, view: View, row: Todo) -> Node:
    """The way to the record of an own action."""
    ident, about = str(row["action_id"].data), text_of(h("p", words_of(context, view, row["action"])))
    return edits.open_record(context, view, "own_actions", ident, about)


def own_mark(basis: object) -> Node | None:
    """The mark of an own action; nothing for one of the library."""
    if basis != Basis.OWN:
        return None
    words, _doc = WORDS[Basis]
    return h("span", " ", h("span", _(words[Basis.OWN].text), class_="chip"))
