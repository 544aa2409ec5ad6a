"""What to do first in a country: what its action plan begins with, its reasons, the figures that bear on it and the
first action; and the order of the gaps, which answers another question, as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coordination.answers.filled import Cell
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.declared import Declared, rows_of
from dashboard.downloads.declared import cell as words_of
from dashboard.downloads.files import File
from dashboard.pages.board.figures import beside
from dashboard.pages.shared import common, listed, parts, todo
from dashboard.pages.shared.begins import asked, begins
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _
from dashboard.ui.theme import SIGNS, Sign
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["FILES", "first"]

STEM, LOOKS = "gaps", "reviews-first"
Row = Mapping[str, Any]


def _reasons(row: Row) -> Node | None:
    return h("ul", [h("li", h("bdi", r)) for r in row["reasons"]]) if row["reasons"] else None


def _item(
    context: Context,
    world: World,
    view: View,
    row: Row,
    figures: Mapping[str, Node],
    words: Mapping[str, Mapping[str, Cell]],
) -> Node:
    """A capability of the plan: its reasons, its figures, the action of its first step."""
    code, number_ = row["country"], row["capability"]
    step = words[str(row["order"])]
    return h(
        "li",
        h("p", h("b", common.cell(world, view, code, number_))),
        _reasons(row),
        figures.get(number_),
        todo.brief(context, view, {**step, "held_by": step["accountable"]}) if row["action"] else None,
        data_key=number_,
    )


def _whole(context: Context, world: World, view: View, code: str, figures: Mapping[str, Node]) -> Node:
    """Every gap in order, with reasons and figures."""
    found = rows_of(context, view, "gaps", "gaps", countries=[code]).cells()
    given = {r["capability"]: r for r in context.ask(view, "gaps", countries=[code])["gaps"]}
    rows: list[list[Child]] = []
    for row in found.values():
        number_ = str(row["capability"].data)
        sign = Sign(given[number_]["sign"])
        rows.append(
            [
                common.cell(world, view, code, number_),
                [glyphs.symbol(sign), " ", _(SIGNS[sign].word)],
                words_of(context, view, row["rank"]),
                [_reasons(given[number_]), figures.get(number_)],
            ]
        )
    title = _("Order of the gaps")
    words = _(
        "What holds up most others comes first. Routes and effort are not counted here, so this is not the "
        "order in which to begin. Capabilities that nothing on record separates share a place."
    )
    head = [_("Capability"), _("Status"), _("Place in the order"), _("Reasons")]
    return h(
        "details",
        h("summary", title),
        h("p", words, class_="sub"),
        listed.listed(view, STEM, head, rows, title),
        class_="fold",
        open=listed.whole(view, STEM),
    )


def first(context: Context, view: View, world: World, code: str) -> Node | None:
    """The card below the board; None where nothing is missing and nothing is unknown."""
    given = context.ask(view, "gaps", countries=[code])
    gaps, looks, plan = given["gaps"], given["looks"], begins(context, view, code)
    find_out, take_up, review = plan.find_out(), plan.take_up(), plan.review()
    if not (gaps or looks or find_out or take_up or review):
        return None
    figures = beside(context, view, world, code)
    words = rows_of(context, view, "plan", "work", **asked(code)).cells()

    def column(title: str, rows: Sequence[Row]) -> Node | None:
        items = [_item(context, world, view, r, figures, words) for r in rows]
        return h("div", h("h3", title), h("ol", items, class_="first-list")) if rows else None

    whole = view.href("plan", code, plan_by="states")
    files = [parts.table_files(view, STEM, _("Order of the gaps"), country=code)] if gaps else []
    if looks:
        files.append(parts.table_files(view, LOOKS, _("What to review first"), country=code))
    return listed.section(
        "do-first",
        _("What to do first"),
        None,
        _(
            "The action plan begins with these: what a report needs on its way to a child comes first. "
            "Where several share a place, this is said. Figures give context and do not change a status."
        ),
        [
            h(
                "div",
                column(_("Find out first"), find_out),
                column(_("Then take up") if find_out else _("Take up first"), take_up),
                column(_("Most useful reviews to do next"), review),
                class_="two",
            )
            if find_out or take_up or review
            else None,
            h("p", h("a", _("All steps of the action plan"), href=whole), class_="actions"),
            _whole(context, world, view, code, figures) if gaps else None,
        ],
        parts.take_away(*files),
    )


def _choices(_context: Context, view: View) -> dict[str, Any]:
    return {"countries": [view.get("country")]} if view.get("country") else {}


def _answer(context: Context, view: View) -> dict[str, Any]:
    return context.ask(view, "gaps", **_choices(context, view))


FILES = {
    STEM: File(_answer, "gaps", title=N_("Order of the gaps"), declared=Declared("gaps", "gaps", _choices)),
    LOOKS: File(
        _answer, "looks", title=N_("What to review first"), declared=Declared("gaps", "looks", _choices)
    ),
}
