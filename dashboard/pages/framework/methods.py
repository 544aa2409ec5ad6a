"""What each number means: the pages of the documentation, shipped with the program."""

from __future__ import annotations

from typing import Any

from coordination.text import openings
from dashboard.backend.context import Context
from dashboard.pages import Drawn, Page
from dashboard.pages.shared import common
from dashboard.pages.shared.shell import heading
from dashboard.ui import help as texts
from dashboard.ui.i18n import N_, _, language
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = ["PAGE", "draw", "rendered"]

NAME = "methods"


def rendered(view: View, node: Any) -> Child:
    """A node of a shipped page with its links filled in."""
    if isinstance(node, str):
        return node
    tag, given, *below = node
    inside = [rendered(view, child) for child in below]
    if tag == "pre" and language() != "en":
        given = {**given, "lang": "en"}  # what was typed, and what was printed
    if "data-method" not in given:
        return h(tag, inside, **{("class_" if k == "class" else k): v for k, v in given.items()})
    stem, _hash, anchor = given["data-method"].partition("#")
    here = view.about[0] if view.about else "index"
    stem = stem or here
    if stem not in texts.methods():
        return h("em", inside)
    address = view.href(NAME, *([] if stem == "index" else [stem]))
    return h("a", inside, href=f"{address}#{anchor}" if anchor else address)


def _menu(view: View, here: str) -> Node:
    links = [
        h(
            "li",
            h(
                "a",
                page["title"],
                href=view.href(NAME, *([] if stem == "index" else [stem])),
                aria_current="page" if stem == here else None,
            ),
            data_key=stem,
        )
        for stem, page in texts.methods().items()
    ]
    return h("nav", h("ul", links, class_="side-list"), aria_label=_("Methods"), class_="side")


def draw(_context: Context, view: View) -> Drawn:
    here = view.about[0] if view.about else "index"
    page = texts.methods().get(here)
    if page is None:
        raise UsageError(
            _("There is no methods page {page!r}.", page=here[:40]),
            hint=_("Choose one of the list on the methods page."),
        )
    note = None
    if language() != "en":
        note = h("p", _("Examples show commands and what they print in English."), class_="sub")
    title = str(page["title"])
    tree = h(
        "div",
        heading(
            title,
            _("Methods: definitions, units and worked examples"),
            answer=openings.method(len(texts.methods())),
        ),
        note,
        h(
            "div",
            _menu(view, here),
            h("article", rendered(view, page["tree"]), class_="panel-card"),
            class_="beside",
        ),
        class_="page",
    )
    return Drawn(title, tree)


PAGE = Page(NAME, N_("Methods"), draw, group=common.REFERENCE)
