"""The cascade of a what-if as a picture on the page and as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.labels import Labels
from dashboard.backend.world import World
from dashboard.downloads import svg_export as paper
from dashboard.downloads.files import STRICT
from dashboard.figures.cascade import Box, Names, boxes_of, cascade
from dashboard.pages.shared import parts
from dashboard.pages.whatif.asked import Asked, as_written
from dashboard.pages.whatif.words import Words
from dashboard.ui.i18n import _
from dashboard.ui.tree import Node, h, text_of
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = ["drawn", "picture", "section"]

Answer = Mapping[str, Any]
Say = Callable[[str], Node]


def _names(world: World, view: View, say: Say) -> Names:
    def organisation(ident: str) -> str:
        org = world.organisation(ident)
        return org.short or org.name

    def home(ident: str) -> str:
        code = world.organisation(ident).home
        return parts.name_of(world.countries[code]) if code in world.countries else ""

    return Names(
        organisation,
        home,
        lambda ident: world.organisation(ident).kind,
        lambda code: parts.name_of(world.countries[code]) if code in world.countries else code,
        lambda n: parts.capability_name(world, n) if n in world.edition.by_number else n,
        lambda text: text_of(say(text)),
        lambda country, n: view.href("why", country, n),
        lambda ident: view.href("organisation", ident),
        lambda duty: view.href("corridors", duty=duty),
        lambda country, n: world.cells[country, n].providers,
    )


def drawn(
    view: View, world: World, given: Answer, say: Say, before: Sequence[Box] = (), title: str = ""
) -> Node | None:
    """The picture alone; None where nothing follows and nothing stands before. ``before``: what that which ends rests
    on."""
    title = title or _("Chain of effects")
    boxes = boxes_of(given, _names(world, view, say))
    for box in (b for b in boxes if not b.column):
        box.after = [b.key for b in before]
    figure = cascade([*before, *boxes], title)
    return figure and h(
        "div", figure, class_="scroll cascade-scroll", tabindex="0", role="region", aria_label=title
    )


def section(view: View, world: World, given: Answer, say: Say) -> Node | None:
    """The picture with how to read it; None where nothing follows. ``say(text)``: a change as a node."""
    title = _("Chain of effects")
    figure = drawn(view, world, given, say)
    if figure is None:
        return None
    choices = as_written(view, aside=False)
    return h(
        "section",
        h("h2", title),
        h(
            "p",
            _(
                "Each column is one stage; an arrow leads from a reason to what follows. Dashed frames are "
                "still provided, but with fewer providers or without a prerequisite."
            ),
            class_="sub",
        ),
        figure,
        parts.take_away(parts.picture_files(view, "cascade", _("Diagram"), **choices)),
        class_="panel-card",
    )


def picture(context: Context, view: View) -> str:
    """The cascade as a file. Raises UsageError where no change is named, or nothing follows."""
    from dashboard.pages.whatif.page import answer

    words = Words.of(context, view)
    world = context.world(view)
    given = answer(context, view)
    changes = Asked.of(context, view).changes
    title = words.question(changes)
    figure = cascade(boxes_of(given, _names(world, view, words.said)), title)
    if figure is None:
        raise UsageError(
            _("There are no further effects, so there is no diagram."), hint=_("The page says so in words.")
        )
    under = parts.known_on(world, *[text_of(words.said(text)) for text in changes[:3]])
    notes = [
        _("Each column is one stage. An arrow leads from a cause to its effect."),
        _("Data version {snapshot}.", snapshot=world.snapshot),
    ]
    label = Labels.of(context, view, STRICT).of_row(given)
    return paper.sheet(figure, title, under, notes, label=label)
