"""What to do first in a country: the first gaps with the reasons for their place, the figures that bear on them and the
first action of the library; what to review first; and the whole order of the gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.declared import Declared, rows_of
from dashboard.downloads.declared import cell as words_of
from dashboard.downloads.files import File
from dashboard.pages.board.figures import beside
from dashboard.pages.shared import common, listed, parts, todo
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _
from dashboard.ui.theme import SIGNS, Sign
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["FILES", "first"]

STEM, LOOKS = "gaps", "reviews-first"
SHOWN = 3  #: gaps and reviews that are told in full, more where those after them are level with the last
Row = Mapping[str, Any]


def _first_of(gaps: Sequence[Row]) -> Sequence[Row]:
    """The first gaps, and those that are level with the last of them."""
    shown = gaps[:SHOWN]
    level = set(shown[-1]["level_with"]) if shown else set()
    return [*shown, *(g for g in gaps[SHOWN:] if g["capability"] in level)]


def _reasons(row: Row) -> Node | None:
    return h("ul", [h("li", h("bdi", r)) for r in row["reasons"]]) if row["reasons"] else None


def _item(
    context: Context,
    world: World,
    view: View,
    row: Row,
    figures: Mapping[str, Node],
    library: Sequence[todo.Todo],
) -> Node:
    """A gap or a review: its reasons, its figures, the first action."""
    code, number_ = row["country"], row["capability"]
    rows = [x for x in library if x["capability"].data == number_]
    return h(
        "li",
        h("p", h("b", common.cell(world, view, code, number_))),
        _reasons(row),
        figures.get(number_),
        todo.brief(context, view, rows[0]) if rows else None,
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
    head = [_("Capability"), _("Status"), _("Place"), _("Reasons")]
    return h(
        "details",
        h("summary", title),
        listed.listed(view, STEM, head, rows, title),
        class_="fold",
        open=listed.whole(view, STEM),
    )


def first(context: Context, view: View, world: World, code: str) -> Node | None:
    """The card below the board; None where nothing is missing and nothing is unknown."""
    given = context.ask(view, "gaps", countries=[code])
    gaps, looks = _first_of(given["gaps"]), given["looks"][:SHOWN]
    if not gaps and not looks:
        return None
    figures, library = beside(context, view, world, code), todo.actions(context, view, code)

    def column(title: str, rows: Sequence[Row]) -> Node | None:
        items = [_item(context, world, view, r, figures, library) for r in rows]
        return h("div", h("h3", title), h("ol", items, class_="first-list")) if rows else None

    files = [parts.table_files(view, STEM, _("Order of the gaps"), country=code)] if gaps else []
    if looks:
        files.append(parts.table_files(view, LOOKS, _("What to review first"), country=code))
    return listed.section(
        "do-first",
        _("What to do first"),
        None,
        _(
            "What holds up most others comes first. What is level is said; a number alone puts nothing before "
            "anything else. Effort is not counted here, but in the action plan, so its order can differ. Figures give "
            "context and do not change a status."
        ),
        [
            h(
                "div",
                column(_("Take up first"), gaps),
                column(_("Review first"), looks),
                class_="two",
            ),
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
