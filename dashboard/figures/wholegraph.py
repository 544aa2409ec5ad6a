"""The graph of a country, or of all as clusters: elements for the browser, and the same as a picture of its own.

Places come with the answer (:mod:`coordination.analytics.network.connections`); here nodes get their look, their names
and where they lead. ``graph.js`` and ``graph.css`` colour what is on the screen, ``picture.css`` what leaves it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.figures.lettering import width
from dashboard.figures.naming import lines_of
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, n_, number
from dashboard.ui.theme import SIGNS, Sign, kind_style
from dashboard.ui.tree import Node, h

__all__ = ["LAYERS", "Look", "drawn_of", "elements", "still"]

Answer = Mapping[str, Any]
Row = Mapping[str, Any]
CAPABILITY, ORGANISATION, NETWORK, AGREEMENT, FUNDER, COUNTRY = LAYERS = (
    "capability",
    "organisation",
    "network",
    "agreement",
    "funder",
    "country",
)
#: relations that are drawn as thin lines, and come forward when one of their ends is chosen
QUIET = frozenset({"party_to", "signed", "serves", "partners_in", "based_in", "runs"})
RADIUS = {CAPABILITY: 17.0, ORGANISATION: 14.0, NETWORK: 14.0, AGREEMENT: 11.0, FUNDER: 14.0, COUNTRY: 11.0}
LETTERS = 14.0
HEAD = 16.0
ROOM = {CAPABILITY: 22, AGREEMENT: 34, COUNTRY: 26, NETWORK: 26, FUNDER: 26, ORGANISATION: 19}


@dataclass(frozen=True)
class Look:
    """Names, kinds and addresses. ``name``: of a node; ``label``: the same for narrow places; ``kind``: of an
    organisation; ``to``: where a node leads; ``heading``: over a column; ``relation``: in words; ``alone``: what
    it means to be the only provider of a capability; ``hits``: nodes that
    were found; ``chosen``: the one whose facts are shown; ``hidden``: layers that are switched off; ``most``: lines of
    a label, the rest is left out."""

    name: Callable[[str], str]
    label: Callable[[str], str]
    kind: Callable[[str], str]
    to: Callable[[str], str]
    heading: Callable[[str], str]
    relation: Callable[[str], str]
    alone: Callable[[str], str]
    hits: Collection[str] = ()
    chosen: str = ""
    hidden: Collection[str] = ()
    most: int = 2


def drawn_of(given: Answer, look: Look) -> tuple[list[Row], list[Row]]:
    """(nodes, connections) of the layers that are switched on."""
    nodes = [n for n in given["nodes"] if n["layer"] not in look.hidden]
    ids = {n["node"] for n in nodes}
    return nodes, [c for c in given["connections"] if c["start"] in ids and c["end"] in ids]


def _radius(node: Row) -> float:
    """Of a node; of a cluster by what it holds."""
    if node["holds"] is not None:
        return min(44.0, 14 + 4.2 * math.sqrt(node["holds"]))
    return RADIUS[node["layer"]]


def _place(node: Row) -> str:
    """Where the name stands: away from the middle on the ring and in columns, else below."""
    if node["holds"] is not None or node["layer"] == ORGANISATION:
        return "below"
    if node["layer"] == CAPABILITY:
        if abs(node["x"]) < 0.5 * abs(node["y"]):
            return "above" if node["y"] < 0 else "below"
        return "right" if node["x"] > 0 else "left"
    return "right" if node["x"] > 0 else "left"


def _lines(node: Row, look: Look) -> list[str]:
    lines = lines_of(look.label(node["node"]), ROOM[node["layer"]], look.most)
    return [*lines, number(node["holds"])] if node["holds"] else lines


def _node_words(node: Row, look: Look) -> str:
    """What the pointer says of a node."""
    told = []
    if node["status"]:
        told.append(_(SIGNS[Sign(node["status"])].word))
    if node["layer"] == ORGANISATION:
        told.append(_(kind_style(look.kind(node["node"])).word))
    if node["holds"] is not None:
        told.append(n_("{count} organisation", "{count} organisations", node["holds"]))
    told.append(
        n_("connected to {count} other", "connected to {count} others", node["connected"])
        if node["connected"]
        else _("no connection is recorded")
    )
    return look.name(node["node"]) + "\n" + " · ".join(told)


def _edge_words(c: Row, look: Look) -> str:
    said = [look.relation(c["relation"])]
    if c["alone"]:
        said.append(look.alone(c["end"]))
    if c["count"] > 1:
        said.append(n_("{count} record", "{count} records", c["count"]))
    said.append(_("confirmed") if c["confirmed"] else _("not confirmed"))
    return f"{look.name(c['start'])} – {look.name(c['end'])}\n" + " · ".join(said)


def _classes(*words: str) -> str:
    return " ".join(w for w in words if w)


def _edge_class(c: Row, signs: Mapping[str, str]) -> str:
    """Its relation; how much hangs on it, where it is the only one."""
    alone = (
        {Sign.SINGLE: "single", Sign.UNCOUNTED: "alone uncounted"}.get(Sign(signs[c["end"]]), "alone")
        if c["alone"]
        else ""
    )
    quiet = "quiet" if c["relation"] in QUIET else ""
    return _classes("way", f"r-{c['relation']}", alone, quiet)


def _signs(nodes: Iterable[Row]) -> dict[str, str]:
    return {n["node"]: n["status"] for n in nodes if n["status"]}


def elements(given: Answer, look: Look) -> list[dict[str, Any]]:
    """Headings, nodes and connections as the interactive graph takes them."""
    nodes, joined = drawn_of(given, look)
    out: list[dict[str, Any]] = [
        {
            "data": {
                "id": f"head:{words}",
                "label": look.heading(words),
                "box": _head_box(words, side, x, y, look),
            },
            "classes": "heading " + side,
            "selectable": False,
            "position": {"x": x, "y": y},
        }
        for words, side, x, y in _headings(given, look)
    ]
    for n in nodes:
        r = _radius(n)
        data: dict[str, Any] = {
            "id": n["node"],
            "label": "\n".join(_lines(n, look)),
            "tip": _node_words(n, look),
            "href": look.to(n["node"]),
            "size": 2 * r,
            "font": LETTERS,
            "box": _box(n, look),
        }
        if n["status"]:
            data["sign"] = n["status"]
        if n["layer"] in {ORGANISATION, NETWORK, FUNDER}:
            data["kind"] = look.kind(n["node"])
        classes = _classes(
            "org" if "kind" in data else n["layer"],
            "cluster" if n["holds"] is not None else "",
            _place(n),
            "hit" if n["node"] in look.hits else "",
            "bare" if not n["connected"] else "",
        )
        out.append({"data": data, "classes": classes, "position": {"x": n["x"], "y": n["y"]}})
    signs = _signs(nodes)
    for c in joined:
        data = {"id": f"{c['start']}~{c['end']}~{c['relation']}", "source": c["start"], "target": c["end"]}
        data |= {"tip": _edge_words(c, look), "width": _width(c)}
        out.append({"data": data, "classes": _edge_class(c, signs)})
    return out


def _width(c: Row) -> float:
    """Of a line: by the number of records behind it."""
    return round(min(8.0, 1.2 + 0.9 * math.log2(c["count"])), 1)


def _headings(given: Answer, look: Look) -> Iterator[tuple[str, str, float, float]]:
    """(what it heads, side, x, y) of the columns that are drawn."""
    for head in given["headings"]:
        if not head["layer"] or head["layer"] not in look.hidden:
            side = "middle" if not head["layer"] else "left" if head["x"] < 0 else "right"
            yield head["layer"] or "alone", side, head["x"], head["y"]


def _head_box(words: str, side: str, x: float, y: float, look: Look) -> list[float]:
    """(left, top, right, bottom) of a heading."""
    wide = width(look.heading(words), HEAD) + 10
    left = {"left": x - wide, "right": x, "middle": x - wide / 2}[side]
    return [round(left, 1), y - HEAD, round(left + wide, 1), y + HEAD]


def _box(n: Row, look: Look) -> list[float]:
    """(left, top, right, bottom) of a node and its name."""
    r, lines = _radius(n), _lines(n, look)
    wide = max(width(line, LETTERS) for line in lines) + 6
    high = 1.2 * LETTERS * len(lines)
    x, y, place = n["x"], n["y"], _place(n)
    box = {
        "below": (x - max(r, wide / 2), y - r, x + max(r, wide / 2), y + r + 4 + high),
        "above": (x - max(r, wide / 2), y - r - 4 - high, x + max(r, wide / 2), y + r),
        "right": (x - r, y - max(r, high / 2), x + r + 4 + wide, y + max(r, high / 2)),
        "left": (x - r - 4 - wide, y - max(r, high / 2), x + r, y + max(r, high / 2)),
    }[place]
    return [round(v, 1) for v in box]


def _named(n: Row, look: Look) -> list[Node]:
    """The name beside a node."""
    top = _box(n, look)[1]
    place, r, lines = _place(n), _radius(n), _lines(n, look)
    at = {"left": n["x"] - r - 5, "right": n["x"] + r + 5}.get(place, n["x"])
    first = {"below": n["y"] + r + 4, "above": top}.get(place, n["y"] - 1.2 * LETTERS * len(lines) / 2)
    anchor = {"left": "gname end", "right": "gname start"}.get(place, "gname")
    return [
        h(
            "text",
            line,
            x=f"{at:.1f}",
            y=f"{first + LETTERS * (0.95 + 1.2 * i):.1f}",
            font_size=f"{LETTERS:g}",
            class_=anchor,
            data_key=str(i),
        )
        for i, line in enumerate(lines)
    ]


def _mark(n: Row, look: Look) -> list[Node]:
    """The sign of a capability, the shape of a kind, the circle of a cluster."""
    x, y, r = n["x"], n["y"], _radius(n)
    ring = "gnode lit" if n["node"] in look.hits or n["node"] == look.chosen else "gnode"
    if n["layer"] == CAPABILITY:
        return [
            h("circle", cx=f"{x:g}", cy=f"{y:g}", r=f"{r + 4:g}", class_=ring) if "lit" in ring else h("g"),
            glyphs.drawn(Sign(n["status"]), x - r, y - r, 2 * r),
        ]
    if n["layer"] == AGREEMENT:
        at = {"x": f"{x - r:g}", "y": f"{y - r * 0.8:g}", "width": f"{2 * r:g}", "height": f"{1.6 * r:g}"}
        return [h("rect", rx="3", class_=ring + " deed", **at)]
    if n["layer"] == COUNTRY:
        return [h("circle", cx=f"{x:g}", cy=f"{y:g}", r=f"{r:g}", class_=ring + " land-node")]
    kind, scale = look.kind(n["node"]), r * 1.25 / 24
    return [
        h("circle", cx=f"{x:g}", cy=f"{y:g}", r=f"{r:g}", class_=ring),
        h(
            "g",
            glyphs.kind_shape(kind),
            transform=f"translate({x - 12 * scale:.1f} {y - 12 * scale:.1f}) scale({scale:.3f})",
            class_=f"k-{kind}" if kind else None,
            fill=kind_style(kind).colour,
        ),
    ]


def still(given: Answer, look: Look, aria: str) -> Node:
    """The picture as SVG. Every node is a link and is named."""
    nodes, joined = drawn_of(given, look)
    at = {n["node"]: (n["x"], n["y"]) for n in nodes}
    signs = _signs(nodes)
    lines = [
        h(
            "path",
            h("title", _edge_words(c, look)),
            d="M{:g} {:g}L{:g} {:g}".format(*at[c["start"]], *at[c["end"]]),
            class_="g" + _edge_class(c, signs),
            stroke_width=f"{_width(c):g}" if c["relation"] in {"works_in", "works_with"} else None,
            data_key=f"{c['start']}~{c['end']}~{c['relation']}",
        )
        for c in sorted(joined, key=lambda c: (c["alone"], c["relation"] not in QUIET))
    ]
    marks = [
        h(
            "a",
            h("title", _node_words(n, look)),
            _mark(n, look),
            _named(n, look),
            href=look.to(n["node"]),
            data_key=n["node"],
        )
        for n in nodes
    ]
    heads = [
        h(
            "text",
            look.heading(words),
            x=f"{x:g}",
            y=f"{y + 5:g}",
            font_size=f"{HEAD:g}",
            class_="gtitle " + {"left": "end", "right": "start", "middle": "bmiddle"}[side],
            data_key=words,
        )
        for words, side, x, y in _headings(given, look)
    ]
    boxes = [_box(n, look) for n in nodes] + [_head_box(*head, look) for head in _headings(given, look)]
    left, top = (min((b[i] for b in boxes), default=0.0) - 16 for i in (0, 1))
    right, bottom = (max((b[i] for b in boxes), default=100.0) + 16 for i in (2, 3))
    return h(
        "svg",
        lines,
        heads,
        marks,
        viewBox=f"{left:g} {top:g} {right - left:g} {bottom - top:g}",
        class_="gstill",
        role="group",
        aria_label=aria,
    )
