"""Enablers and outcomes as somebody assessed them: a part of the board."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from coordination.text import country_verdicts
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.declared import Declared, rows_of
from dashboard.downloads.files import File
from dashboard.pages.shared import common, listed, parts
from dashboard.ui.i18n import N_, _, partial_date, verdict
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["FILES", "assessments"]

STEM = "assessments"
Row = Mapping[str, Any]  #: the cells of a row, by their columns
TABLES = {"enablers": N_("Enablers"), "outcomes": N_("Outcomes")}


def _finding(row: Row) -> Child:
    """What was found, when and how."""
    said = row["finding"].data
    if not said:
        return h("span", _("not assessed"), class_="sub")
    how = ", ".join(x for x in (partial_date(row["reviewed_on"].data), str(row["method"].texts[0])) if x)
    return [str(row["finding"].texts[0]), h("p", how, class_="sub")]


def _list(context: Context, view: View, world: World, code: str, name: str) -> Node:
    field = name.removesuffix("s")
    rows: list[list[Child]] = [
        [
            h("bdi", str(r[field].texts[0])),
            _finding(r),
            common.source(world, str(r["source"].data)) if r["source"].data else "",
        ]
        for r in rows_of(context, view, "assessments", name, country=code).cells().values()
    ]
    head = [_("Enabler") if field == "enabler" else _("Outcome"), _("Result"), _("Source")]
    title = _(TABLES[name])
    return h("div", h("h3", title), listed.listed(view, name, head, rows, title))


def assessments(context: Context, view: View, world: World, code: str) -> Node:
    """The part of the board: seven enablers, six outcomes, and what was found of each; folded where nothing was."""
    items = context.ask(view, "assessments", country=code)["items"]
    findings, latest = (
        [a["finding"] or None for a in items],
        max((a["reviewed_on"] for a in items), default=""),
    )
    title, said = _("Enablers and outcomes"), verdict(country_verdicts.assessments(findings, latest))
    lists = [_list(context, view, world, code, name) for name in TABLES]
    menu = parts.take_away(
        *(parts.table_files(view, name, _(words), country=code) for name, words in TABLES.items())
    )
    if any(findings):
        return listed.section(STEM, title, None, said, lists, menu)
    return listed.folded(view, STEM, title, None, said, lists, menu)


def _choices(_context: Context, view: View) -> dict[str, Any]:
    return {"country": view.get("country")}


def _answer_with(name: str) -> Callable[[Context, View], dict[str, Any]]:
    """What makes the answer with the items of one table alone."""

    def answer(context: Context, view: View) -> dict[str, Any]:
        given = dict(context.ask(view, "assessments", **_choices(context, view)))
        return {**given, name: [a for a in given.pop("items") if a[name.removesuffix("s")]]}

    return answer


FILES = {
    name: File(_answer_with(name), name, title=words, declared=Declared("assessments", name, _choices))
    for name, words in TABLES.items()
}
