"""Beside the whole graph: what one node is, what it is connected to, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from coordination.text.connected import Relation
from dashboard.backend.world import World
from dashboard.figures.wholegraph import Look, drawn_of
from dashboard.pages.shared import common
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, n_
from dashboard.ui.theme import SIGNS, Sign, kind_style
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

if TYPE_CHECKING:
    from dashboard.pages.graph.page import Names

__all__ = ["side"]

Answer = Mapping[str, Any]


def _what(world: World, look: Look, node: Answer) -> list[Child]:
    """The sign or mark of a node and what it is."""
    if node["status"]:
        return [glyphs.symbol(Sign(node["status"])), " ", _(SIGNS[Sign(node["status"])].word)]
    kind = look.kind(node["node"])
    if kind or node["node"].startswith("Stakeholder:"):
        return [glyphs.kind(kind), " ", _(kind_style(kind).word)]
    return [_("Agreement") if node["layer"] == "agreement" else _("Country")]


def _changes(given: Answer, node: Answer) -> list[str]:
    """What a what-if of its end changes: an organisation, an agreement; of a capability, all that its providers do."""
    type_, _sep, key = node["node"].partition(":")
    if type_ == "Stakeholder":
        return [f"stakeholder:{key}"]
    if type_ == "Agreement":
        return [f"agreement:{key}"]
    if type_ == "Cell":
        country, _sep, number = key.partition(":")
        return [
            f"delivery:{c['start'].partition(':')[2]}/{country}/{number}"
            for c in given["connections"]
            if c["end"] == node["node"] and c["relation"] == Relation.PROVIDES
        ]
    return []


def _actions(view: View, names: Names, given: Answer, node: Answer) -> Node:
    """Its page, and what would follow if it stopped."""
    links: list[Child] = [h("a", _("Open the page"), href=names.page(node["node"]), class_="button")]
    if changes := _changes(given, node):
        links.append(common.what_if_link(view, changes, _("What if this stops?"), names.full(node["node"])))
    if node["layer"] == "country":
        links.append(
            h(
                "a",
                _("Open the board"),
                href=view.href("country", node["node"].partition(":")[2]),
                class_="button quiet",
            )
        )
    return h("p", links, class_="actions")


def side(view: View, world: World, names: Names, look: Look, given: Answer) -> Node:
    """The facts about the node that is chosen."""
    node = next(n for n in given["nodes"] if n["node"] == look.chosen)
    groups: dict[str, list[tuple[str, Answer]]] = {}
    _nodes, joined = drawn_of(given, look)
    for c in joined:
        if c["start"] == look.chosen:
            groups.setdefault(_(Relation(c["relation"]).forth.text), []).append((c["end"], c))
        elif c["end"] == look.chosen:
            groups.setdefault(_(Relation(c["relation"]).back.text), []).append((c["start"], c))
    lists = [
        h(
            "div",
            h("h3", said),
            h(
                "ul",
                [
                    h(
                        "li",
                        h("a", names.full(other), href=look.to(other)),
                        h("span", " · ", look.alone(c["end"]), class_="sub") if c["alone"] else None,
                        h("span", " · ", _("not confirmed"), class_="sub") if not c["confirmed"] else None,
                        data_key=f"{other}-{c['relation']}",
                    )
                    for other, c in some
                ],
            ),
        )
        for said, some in groups.items()
    ]
    return h(
        "aside",
        h(
            "div",
            h("h2", h("bdi", names.full(look.chosen)), class_="grow"),
            h(
                "a",
                glyphs.icon("close"),
                h("span", _("Close"), class_="sr"),
                href=view.href(None, node="", find=""),
                class_="tool",
                data_close=True,
            ),
            class_="section-top",
        ),
        h("p", _what(world, look, node)),
        _actions(view, names, given, node),
        h(
            "p",
            n_("connected to {count} other", "connected to {count} others", node["connected"]),
            class_="sub",
        )
        if node["connected"]
        else h(
            "p",
            _("Nothing is recorded that connects it. That does not say that there is nothing."),
            class_="notice",
        ),
        lists,
        class_="panel-card graph-side",
        aria_label=names.full(look.chosen),
        data_panel=f"graph-{look.chosen}",
        data_graph_node=look.chosen,
    )
