"""The cooperation graph as elements for the browser and as a picture of its own, from the same positions.

:func:`elements` gives nodes, ties and bubbles for the interactive graph; :func:`still` draws the same as SVG: the first
paint, the page on paper, and the files to take away. Colours come from the style sheet (``graph.css``, ``graph.js``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboard.backend.world import Organisation
from dashboard.figures.naming import Box, Name, box_of, breaks, lines_of, place_names, taken
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, n_, number
from dashboard.ui.theme import kind_style
from dashboard.ui.tree import Node, h
from dashboard.ui.words import tie_kinds

__all__ = ["Look", "across", "degrees_of", "elements", "kinds_of", "lines_of", "size_of", "still"]

NAMED = 70  #: up to so many organisations, all are named; beyond, those whose names cover nothing
BEST = 14  #: of more, so many of the best tied are named whatever their names cover
UNIT = 100.0  #: pixels of one length of a tie
LARGEST = 64.0  #: letters, in units of the picture
READ = 10.5  #: size of letters that can be read on the screen
Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Look:
    """What a picture needs beside the answer: names, where nodes and bubbles lead, what is lit.

    ``of_bubble`` names a bubble; ``chain``: ids of the chain that is lit; ``centre``: the one all is around;
    ``labels``: names beside nodes, where the short name would not do; ``placed``: where names were put, once for
    elements and picture."""

    organisation: Callable[[str], Organisation]
    of_bubble: Callable[[Mapping[str, Any]], str]
    to_node: Callable[[str], str]
    to_bubble: Callable[[str], str]
    chain: tuple[str, ...] = ()
    centre: str = ""
    missing: tuple[tuple[str, str], ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    placed: dict[int, dict[str, Name]] = field(default_factory=dict, compare=False, repr=False)

    def label(self, ident: str) -> str:
        """The name beside a node."""
        org = self.organisation(ident)
        return self.labels.get(ident) or org.short or org.name

    def faint(self, *ids: str) -> str:
        """The class of what stands back because a chain is lit."""
        return "dim" if self.chain and not all(i in self.chain for i in ids) else ""

    def lit(self, a: str, b: str) -> bool:
        """Whether the tie is part of the chain."""
        return any({a, b} == {x, y} for x, y in zip(self.chain, self.chain[1:], strict=False))


def size_of(degree: int) -> float:
    """Diameter of a node by the number of its ties."""
    return min(50.0, 28 + 5 * math.sqrt(max(0, degree - 1)))


def bubble_size(members: int) -> float:
    return min(120.0, 44 + 9 * math.sqrt(members))


def kinds_of(given: Answer, look: Look) -> list[str]:
    """Kinds of the organisations that are drawn, most frequent first."""
    count: dict[str, int] = {}
    for n in given["nodes"]:
        if n["shown"]:
            kind = look.organisation(n["stakeholder"]).kind
            count[kind] = count.get(kind, 0) + 1
    return sorted(count, key=lambda k: (-count[k], k))


def _stated(tie: Mapping[str, Any]) -> str:
    return _("stated by both organisations") if tie["two_sided"] else _("stated by one organisation")


def _tie_words(tie: Mapping[str, Any], look: Look, sides: bool) -> str:
    """Who with whom, how, stated by whom, and whether it is the only way across."""
    first = f"{look.organisation(tie['a']).name} – {look.organisation(tie['b']).name}"
    parts = [
        ", ".join(tie_kinds(tie["kinds"])),
        _stated(tie),
        _("confirmed") if tie["confirmed"] else _("not confirmed"),
        _("only connection") if sides else _("the only partnership of one of them") if tie["bridge"] else "",
    ]
    return first + "\n" + " · ".join(p for p in parts if p)


def _node_words(node: Mapping[str, Any], org: Organisation) -> str:
    parts = [_(kind_style(org.kind).word), n_("{count} partnership", "{count} partnerships", node["degree"])]
    if node.get("more"):
        parts.append(n_("{count} more not shown", "{count} more not shown", node["more"]))
    if node["cut"]:
        parts.append(_("connector"))
    return org.name + "\n" + " · ".join(parts)


def across(tie: Mapping[str, Any], degrees: Mapping[str, int]) -> bool:
    """Whether the tie is the only one between two sides; not the single tie of one organisation."""
    return bool(tie["bridge"]) and all(degrees.get(tie[end], 0) > 1 for end in ("a", "b"))


def degrees_of(given: Answer) -> dict[str, int]:
    return {n["stakeholder"]: n["degree"] for n in given["nodes"]}


def _bubble_words(bubble: Mapping[str, Any], name: str) -> str:
    count = n_("{count} organisation", "{count} organisations", len(bubble["members"]))
    ties = n_("{count} partnership inside", "{count} partnerships inside", bubble["ties"])
    return f"{name}\n{count} · {ties}"


def _classes(*words: str) -> str:
    return " ".join(w for w in words if w)


def _drawn_ties(
    given: Answer, look: Look, shown: Collection[str]
) -> Iterator[tuple[str, str, str, str, float]]:
    """(end, end, classes, words, width) of every line."""
    of = {(t["a"], t["b"]): t for t in given["ties"]}
    degrees = degrees_of(given)
    told = any(
        t["two_sided"] for t in given["ties"]
    )  # where no tie is stated by both ends, dashes say nothing
    for link in given["links"]:
        a, b = link["a"], link["b"]
        tie = of.get((a, b)) or of.get((b, a))
        if tie is None or a.startswith("@") or b.startswith("@"):
            words = n_("{count} partnership", "{count} partnerships", link["ties"]) + " · "
            words += n_(
                "{count} stated by both organisations",
                "{count} stated by both organisations",
                link["two_sided"],
            )
            kind = "" if link["two_sided"] or not told else "one"
            yield (
                a,
                b,
                _classes("tie bundle", kind, look.faint("")),
                words,
                min(9.0, 1.2 + 1.3 * math.log2(1 + link["ties"])),
            )
            continue
        kind = "" if tie["two_sided"] or not told else "one"
        lit = look.lit(a, b)
        sides = across(tie, degrees)
        only = "bridge" if sides else "bridge leaf" if tie["bridge"] else ""
        yield (
            a,
            b,
            _classes("tie", kind, only, "lit" if lit else look.faint("")),
            _tie_words(tie, look, sides),
            1.8,
        )
    for a, b in look.missing:
        if a in shown and b in shown:
            names = f"{look.organisation(a).name} – {look.organisation(b).name}"
            yield (
                a,
                b,
                "tie missing",
                names + "\n" + _("no partnership is recorded for a hand-off between them"),
                2.2,
            )


def _bubbles_named(given: Answer, look: Look, letters: float) -> set[str]:
    """Closed bubbles that are named where the whole is seen: the largest first, those whose names cover no other."""
    boxes: list[Box] = []
    out: set[str] = set()
    closed = [b for b in given["bubbles"] if not b["open"]]
    for b in sorted(closed, key=lambda b: (-len(b["members"]), b["bubble"])):
        lines = (*lines_of(look.of_bubble(b), 22), number(len(b["members"])))
        spot = (b["x"] * UNIT, b["y"] * UNIT, bubble_size(len(b["members"])) / 2)
        box = box_of(*spot, Name(lines, letters))
        if all(not box.shared(other) for other in boxes):
            boxes.append(box)
            out.add(b["bubble"])
    return out


def elements(given: Answer, look: Look) -> list[dict[str, Any]]:
    """Nodes, ties and bubbles as the interactive graph takes them, bubbles first."""
    out: list[dict[str, Any]] = []
    shown = {n["stakeholder"] for n in given["nodes"] if n["shown"]}
    letters = round(min(LARGEST * 1.2, 13 / scale_of(given)), 1)
    seen = _bubbles_named(given, look, letters)
    for b in given["bubbles"]:
        name = look.of_bubble(b)
        data: dict[str, Any] = {"id": "@" + b["bubble"], "tip": _bubble_words(b, name), "font": letters}
        data["href"] = look.to_bubble(b["bubble"])
        where = {"x": b["x"] * UNIT, "y": b["y"] * UNIT}
        if b["open"]:
            data |= {
                "label": _titled(name, b),
                "wide": b["wide"] * UNIT,
                "high": b["high"] * UNIT,
                "down": letters + 14,
            }
            out.append({"data": data, "classes": "bubble open", "selectable": False, "position": where})
            continue
        data |= {
            "label": "\n".join([*lines_of(name, 22), number(len(b["members"]))]),
            "size": bubble_size(len(b["members"])),
        }
        if b["bubble"] not in seen:
            data["font"] = 12.0  # shows on coming nearer
        out.append({"data": data, "classes": "bubble", "position": where})
    named, spots = names_of(given, look), _spots(given)
    for n in given["nodes"]:
        if not n["shown"]:
            continue
        org = look.organisation(n["stakeholder"])
        data = {
            "id": org.id,
            "label": "\n".join(named[org.id].lines),
            "tip": _node_words(n, org),
            "href": look.to_node(org.id),
            "size": size_of(n["degree"]),
            "kind": org.kind,
            "font": named[org.id].size,
            "box": taken(spots[org.id], named[org.id]),
        }
        marks = _classes(
            "org",
            named[org.id].place,
            "cut" if n["cut"] else "",
            "lit" if org.id in look.chain else look.faint(org.id),
            "centre" if org.id == look.centre else "",
            "more" if n.get("more") else "",
        )
        out.append({"data": data, "classes": marks, "position": {"x": n["x"] * UNIT, "y": n["y"] * UNIT}})
    for a, b_, classes, words, width in _drawn_ties(given, look, shown):
        data = {"id": f"{a}~{b_}" + ("~" if "missing" in classes else ""), "source": a, "target": b_}
        data |= {"leaf": 1} if "leaf" in classes else {}
        out.append({"data": {**data, "tip": words, "width": width}, "classes": classes})
    return out


def _spots(given: Answer) -> dict[str, tuple[float, float, float]]:
    """Id of what is drawn -> (x, y, radius)."""
    out = {
        "@" + b["bubble"]: (b["x"] * UNIT, b["y"] * UNIT, bubble_size(len(b["members"])) / 2)
        for b in given["bubbles"]
        if not b["open"]
    }
    for n in given["nodes"]:
        if n["shown"]:
            out[n["stakeholder"]] = (n["x"] * UNIT, n["y"] * UNIT, size_of(n["degree"]) / 2)
    return out


def _label(x: float, y: float, r: float, name: Name) -> list[Node]:
    """A name beside its node."""
    box = box_of(x, y, r, name)
    anchor = {"left": "gname end", "right": "gname start"}.get(name.place, "gname")
    at = {"left": box.u, "right": box.x}.get(name.place, x)
    return [
        h(
            "text",
            line,
            x=f"{at:.1f}",
            y=f"{box.y + name.size * (0.93 + 1.17 * i):.1f}",
            font_size=f"{name.size:g}",
            class_=anchor,
            data_key=str(i),
        )
        for i, line in enumerate(name.lines)
    ]


def scale_of(given: Answer) -> float:
    """How small the whole is seen at first, 1 = as large as life."""
    shown = [n for n in given["nodes"] if n["shown"]] + [b for b in given["bubbles"] if not b["open"]]
    xs, ys = [n["x"] for n in shown], [n["y"] for n in shown]
    wide = max(xs, default=0.0) - min(xs, default=0.0)
    high = max(ys, default=0.0) - min(ys, default=0.0)
    return float(min(1.0, 950 / (wide * UNIT + 300), 620 / (high * UNIT + 120)))


def names_of(given: Answer, look: Look) -> dict[str, Name]:
    """The name of each organisation drawn, its size and its place: all of a few, else those that cover nothing, the one
    in the middle and the best tied first; the others show on coming nearer."""
    if (kept := look.placed.get(id(given))) is not None:
        return kept
    shown = [n for n in given["nodes"] if n["shown"]]
    first = {look.centre, *look.chain}
    order = sorted(shown, key=lambda n: (n["stakeholder"] not in first, -n["degree"], n["stakeholder"]))
    size = round(min(LARGEST, max(12.0, READ / scale_of(given))), 1)
    look.placed[id(given)] = found = place_names(
        _spots(given),
        {n["stakeholder"]: breaks(look.label(n["stakeholder"])) for n in shown},
        [n["stakeholder"] for n in order],
        size,
        12.0,
        len(shown) if len(shown) <= NAMED else BEST,
        [(t["a"], t["b"]) for t in given["ties"]],
    )
    return found


def _titled(name: str, bubble: Mapping[str, Any]) -> str:
    return f"{name} · {number(len(bubble['members']))}"


def _box(bubble: Mapping[str, Any], name: str, size: float) -> Node:
    """An open bubble: a frame with its name."""
    x, y = (bubble["x"] - bubble["wide"] / 2) * UNIT, (bubble["y"] - bubble["high"] / 2) * UNIT
    return h(
        "g",
        h(
            "rect",
            x=f"{x:g}",
            y=f"{y:g}",
            width=f"{bubble['wide'] * UNIT:g}",
            height=f"{bubble['high'] * UNIT:g}",
            rx="14",
            class_="gbox",
        ),
        h("text", name, x=f"{x + 14:g}", y=f"{y + 8 + size:g}", font_size=f"{size:g}", class_="gtitle"),
    )


def still(given: Answer, look: Look, aria: str) -> Node:
    """The picture as SVG. Nodes and bubbles are links; it names those that the screen names where all is seen, in
    letters of the same size."""
    spots = _spots(given)
    letters = round(min(LARGEST * 1.2, 13 / scale_of(given)), 1)
    seen = _bubbles_named(given, look, letters)
    boxes = [_box(b, _titled(look.of_bubble(b), b), letters) for b in given["bubbles"] if b["open"]]
    edges = []
    for a, b, classes, words, width in _drawn_ties(given, look, set(spots)):
        if a not in spots or b not in spots:
            continue
        (ax, ay, _r), (bx, by, _s) = spots[a], spots[b]
        wide = f"{width:g}" if "bundle" in classes else None
        edges.append(
            h(
                "path",
                h("title", words),
                d=f"M{ax:g} {ay:g}L{bx:g} {by:g}",
                class_="g" + classes,
                stroke_width=wide,
                data_key=f"{a}~{b}{classes}",
            )
        )
    nodes: list[Node] = []
    named = names_of(given, look)
    for bubble in given["bubbles"]:
        if bubble["open"]:
            continue
        key, name = "@" + bubble["bubble"], look.of_bubble(bubble)
        x, y, r = spots[key]
        nodes.append(
            h(
                "a",
                h("title", _bubble_words(bubble, name)),
                h("circle", cx=f"{x:g}", cy=f"{y:g}", r=f"{r:g}", class_="gbubble"),
                h("text", number(len(bubble["members"])), x=f"{x:g}", y=f"{y + 6:g}", class_="gcount"),
                _label(x, y, r, Name(tuple(lines_of(name, 22)), letters))
                if bubble["bubble"] in seen
                else None,
                href=look.to_bubble(bubble["bubble"]),
                data_key=key,
            )
        )
    for n in given["nodes"]:
        if not n["shown"]:
            continue
        org = look.organisation(n["stakeholder"])
        x, y, r = spots[org.id]
        ring = _classes(
            "gnode", "cut" if n["cut"] else "", "lit" if org.id in look.chain or org.id == look.centre else ""
        )
        scale = r * 1.25 / 24
        nodes.append(
            h(
                "a",
                h("title", _node_words(n, org)),
                h("circle", cx=f"{x:g}", cy=f"{y:g}", r=f"{r:g}", class_=ring),
                h(
                    "g",
                    glyphs.kind_shape(org.kind),
                    transform=f"translate({x - 12 * scale:.1f} {y - 12 * scale:.1f}) scale({scale:.3f})",
                    class_=f"k-{org.kind}" if org.kind else None,
                    fill=kind_style(org.kind).colour,
                ),
                _label(x, y, r, named[org.id]) if named[org.id].seen else None,
                href=look.to_node(org.id),
                class_=look.faint(org.id) or None,
                data_key=org.id,
            )
        )
    low, size = _frame(given, spots, named)
    return h(
        "svg",
        boxes,
        edges,
        nodes,
        viewBox=f"{low[0]:g} {low[1]:g} {size[0]:g} {size[1]:g}",
        class_="gstill",
        role="group",
        aria_label=aria,
    )


def _frame(
    given: Answer, spots: Mapping[str, tuple[float, float, float]], named: Mapping[str, Name]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """(corner, size) of what is drawn, names included, at least 900 units wide."""
    xs = [x + d * (70 if r < 40 else r + 20) for x, _y, r in spots.values() for d in (-1, 1)]
    ys = [v for _x, y, r in spots.values() for v in (y - r - 10, y + r + 40)]
    for key, name in named.items():
        if not name.seen:
            continue
        box = box_of(*spots[key], name)
        xs += [box.x, box.u]
        ys += [box.y, box.v]
    for b in given["bubbles"]:
        if b["open"]:
            xs += [(b["x"] + d * b["wide"] / 2) * UNIT for d in (-1, 1)]
            ys += [(b["y"] + d * b["high"] / 2) * UNIT for d in (-1, 1)]
    x, y = min(xs, default=0.0) - 30, min(ys, default=0.0) - 30  # letters differ in width: no name is cut
    wide, high = max(xs, default=0.0) + 30 - x, max(ys, default=0.0) + 30 - y
    more = max(0.0, 900 - wide)
    return (x - more / 2, y), (wide + more, high)
