"""What every page with an interactive graph has: its stage, the buttons to look closer, and samples of lines."""

from __future__ import annotations

from typing import Any

from dash_cytoscape import Cytoscape

from dashboard.ui.component import Box
from dashboard.ui.i18n import _
from dashboard.ui.tree import Node, h

__all__ = ["buttons", "line", "stage"]


def stage(elements: list[dict[str, Any]]) -> Box:
    """The interactive graph. How it looks is up to ``graph.js``, which reads the colours of the page."""
    return Box(
        [
            Cytoscape(
                id="graph",
                elements=elements,
                layout={"name": "preset", "fit": True, "padding": 24, "animate": False},
                stylesheet=[],
                style={"width": "100%", "height": "100%"},
                minZoom=0.08,
                maxZoom=3,
                autoungrabify=True,
                boxSelectionEnabled=False,
                responsive=True,
                autoRefreshLayout=False,
            )
        ],
        id="graph-stage",
        className="graph-stage",
    )


def buttons() -> Node:
    """Bigger, smaller, whole: for the interactive graph."""
    items = [
        h("button", sign, type="button", class_="tool", data_graph=act, aria_label=words, title=words)
        for act, sign, words in (
            ("in", "+", _("Zoom in")),
            ("out", "−", _("Zoom out")),
            ("fit", "◻", _("Show all")),
        )
    ]
    return h("div", items, class_="graph-zoom", role="group", aria_label=_("Size of the diagram"))


def line(class_: str) -> Node:
    """A sample of a line, for the legend."""
    return h(
        "svg",
        h("path", d="M2 7h40", class_=class_),
        viewBox="0 0 44 14",
        width="44",
        height="14",
        aria_hidden="true",
    )
