"""What to make of a cell: what to do about it, where it hangs on one or ends, what if it ends, and where nobody knows,
a look."""

from __future__ import annotations

from coordination.text.states import OPEN, State
from dashboard.backend.context import Context
from dashboard.backend.world import Cell, World
from dashboard.pages.shared import common, edits, parts, todo
from dashboard.ui import glyphs
from dashboard.ui.i18n import _
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.actions import Serves

__all__ = ["next_steps", "what_ifs"]


def what_ifs(context: Context, world: World, view: View, cell: Cell) -> Node | None:
    """What if one of its providers ends: the delivery alone, or the organisation with everything it does."""
    if not cell.providers:
        return None
    items = [
        h(
            "li",
            common.organisation_link(world, view, who),
            h(
                "span",
                common.what_if_link(
                    view,
                    common.work(context, view, who, cell.country, cell.capability),
                    _("What if this work ends?"),
                    about=world.organisation(who).name,
                ),
                common.what_if_link(
                    view,
                    [f"stakeholder:{who}"],
                    _("What if the organisation ends?"),
                    about=world.organisation(who).name,
                ),
                class_="try-links",
            ),
            data_key=who,
        )
        for who in cell.providers
    ]
    return h(
        "section", h("h3", _("What if this ends?")), h("ul", items, class_="tries"), class_="screen-only"
    )


def _told(world: World, cell: Cell) -> str:
    """Why nobody knows: a look that was not clear, or none."""
    if cell.state is State.DONE_ONCE:
        return _("Nobody is on record who carries it on. If you know who does it today, add it.")
    if cell.state is State.SUPPORTED_ONLY:
        return _("Only support is on record. If you know who provides it today, add it.")
    if (cell.country, cell.capability) in world.looked:
        return _(
            "The latest review gave no clear result. If you know who provides this, or can review "
            "it again, add it."
        )
    return _(
        "No provider is known and there is no review. If you know who provides this, or if you "
        "reviewed it and found nobody, add it."
    )


def next_steps(context: Context, world: World, view: View, cell: Cell) -> Node | None:
    """What to do about it: the first actions; where it hangs on one or ends, the weak points and the plan; where nobody
    knows, a look."""
    found = todo.actions(context, view, cell.country, cell.capability)
    actions = todo.todo(context, world, view, found)
    country = parts.name_of(world.countries[cell.country])
    place = {"iso3": cell.country, "capability": cell.capability}
    own = edits.add(context, view, "own_actions", **place)

    def link(words: str, href: str, class_: str = "button quiet") -> Node:
        return h("a", words, href=href, class_=class_)

    if cell.state in OPEN:
        first = next(iter(world.looks.get(cell.country, ())), None)
        most: Child = None
        if first is not None and first.capability != cell.capability:
            name = parts.capability_name(world, first.capability)
            most = h(
                "p",
                _("{country}: of what is unknown, the most useful to review next is", country=country),
                " ",
                h("a", name, href=view.href("why", cell.country, first.capability)),
                ".",
            )
        elif first is not None:
            most = h(
                "p",
                _("{country}: of what is unknown, this is the most useful to review next.", country=country),
            )
        return h(
            "section",
            h("h3", _("What to do next")),
            actions,
            h("p", _told(world, cell)),
            most,
            h(
                "p",
                edits.add(context, view, "deliveries", class_="button", **place)
                or link(_("Add what you know"), view.href("data"), "button"),
                edits.add(context, view, "reviews", **place),
                own,
                h(
                    "a",
                    glyphs.icon("down"),
                    _("Blank file: who does what"),
                    href=view.href("template", "deliveries.csv"),
                    download="deliveries.csv",
                    class_="button quiet",
                ),
                h(
                    "a",
                    glyphs.icon("down"),
                    _("Blank file: reviews"),
                    href=view.href("template", "reviews.csv"),
                    download="reviews.csv",
                    class_="button quiet",
                ),
                class_="actions",
            ),
        )
    links: list[Child] = [
        edits.add(context, view, "deliveries", **place),
        edits.add(context, view, "reviews", **place),
        own,
    ]
    links = [x for x in links if x]
    if cell.state in {State.FRAGILE, State.UNATTRIBUTED} or cell.groups == 1:
        links.append(link(_("Single points of failure"), view.href("weak-points", cell.country)))
    if cell.ends or "expiring" in cell.flags:
        month = f"#m-{cell.ends:%Y-%m}" if cell.ends else ""
        links.append(link(_("Upcoming end dates"), view.href("cliffs", cell.country) + month))
    if cell.state is not State.COVERED or links:
        links.append(link(_("Action plan: {country}", country=country), view.href("plan", cell.country)))
        links.append(
            link(
                _("Who funds what"),
                view.href("donors", cell.country, rows="funding") + f"#{cell.country}-{cell.capability}",
            )
        )
    if not links and not actions:
        return None
    asked_first = bool(found) and found[0]["serves"].data == Serves.REVIEW
    return h(
        "section",
        h("h3", _("What to do next")),
        h("p", _("Find out first"), class_="sub") if asked_first else None,
        actions,
        h("p", links, class_="actions") if links else None,
        class_="screen-only",
    )
