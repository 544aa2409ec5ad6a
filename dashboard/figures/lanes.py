"""Who carries what, as lanes: organisations by kind at the left, capabilities by domain at the right.

The only carrier of a capability is thick, what is planned is dashed, gaps stand visibly unconnected. Ties between
organisations are arcs at the outer left: solid when both ends state them, dashed when one does. The layout is worked
out here, so the picture is the same in every browser and on paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.backend.world import Cell, Edition, Organisation
from dashboard.figures.lettering import shortened
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, folded
from dashboard.ui.theme import KINDS, SIGNS, Sign, kind_style
from dashboard.ui.tree import Node, h

__all__ = ["Tie", "carriers", "lanes", "sole"]

WIDE, ORG, CARD, CARD_WIDE = 1180.0, 452.0, 730.0, 446.0
ROW, HEAD, SPACE, TOP, ARCS = 30.0, 24.0, 12.0, 10.0, 150.0
NAME_ROOM = ORG - ARCS - 30


@dataclass(frozen=True)
class Tie:
    """Two organisations that work together; ``both``: each end states it."""

    a: str
    b: str
    both: bool


def sole(cell: Cell, ident: str) -> Sign | None:
    """Where this organisation alone carries the cell: what that means, else None. Where a successor is named the cell
    is covered, and it means nothing."""
    alone = cell.providers == (ident,) and cell.sign in (Sign.FRAGILE, Sign.UNCOUNTED, Sign.SINGLE)
    return cell.sign if alone else None


def carriers(
    cells: Mapping[str, Cell], organisation: Callable[[str], Organisation], more: Iterable[str] = ()
) -> dict[str, list[Organisation]]:
    """Kind -> organisations that provide, support or plan something (and ``more``), kinds in their usual order."""
    idents = {i for c in cells.values() for i in (*c.providers, *c.supporters, *c.planned)} | set(more)
    groups: dict[str, list[Organisation]] = {}
    for org in sorted((organisation(i) for i in idents), key=lambda o: (folded(o.name), o.id)):
        groups.setdefault(org.kind, []).append(org)
    order = [*KINDS, ""]
    return dict(
        sorted(groups.items(), key=lambda g: (g[0] not in order, order.index(g[0]) if g[0] in order else 0))
    )


def _cards(
    edition: Edition, cells: Mapping[str, Cell], href: Callable[[str], str]
) -> tuple[list[Node], dict[str, float], float]:
    out: list[Node] = []
    place: dict[str, float] = {}
    y = TOP
    for domain in edition.domains:
        own = edition.of_domain(domain.id)
        if not own:
            continue
        high = HEAD + ROW * len(own)
        out.append(
            h(
                "rect",
                x=f"{CARD:g}",
                y=f"{y:g}",
                width=f"{CARD_WIDE:g}",
                height=f"{high:g}",
                rx="8",
                class_="lgroup",
            )
        )
        out.append(h("text", _(domain.name), x=f"{CARD + 12:g}", y=f"{y + 17:g}", class_="lkind"))
        for i, c in enumerate(own):
            middle = y + HEAD + ROW * i + ROW / 2 - 3
            place[c.number] = middle
            state = cells[c.number].sign if c.number in cells else Sign.UNKNOWN
            words = shortened(f"{c.number} {_(c.name)}", CARD_WIDE - 48, 14)
            said = f"{c.number} {_(c.name)}: {_(SIGNS[state].word)}"
            out.append(
                h(
                    "a",
                    h("title", said),
                    glyphs.drawn(state, CARD + 10, middle - 11, 22),
                    h("text", words, x=f"{CARD + 40:g}", y=f"{middle + 5:g}", class_="lname"),
                    href=href(c.number),
                    aria_label=said,
                    data_key=c.number,
                )
            )
        y += high + SPACE
    return out, place, y - SPACE


def _ordered(
    groups: Mapping[str, list[Organisation]], cells: Mapping[str, Cell], place: Mapping[str, float]
) -> list[tuple[str, list[Organisation]]]:
    """Kinds in order; within a kind by the middle of what an organisation carries, so that lines cross less."""

    def middle(org: Organisation) -> float:
        ys = [place[n] for n, c in cells.items() if org.id in c.providers or org.id in c.planned]
        return sum(ys) / len(ys) if ys else 1e9

    return [(kind, sorted(own, key=lambda o: (middle(o), o.name))) for kind, own in groups.items()]


def _arc(ya: float, yb: float, left: float) -> str:
    bend = min(ARCS - 12, 18 + abs(yb - ya) * 0.32)
    return f"M{left:g} {ya:g}C{left - bend:g} {ya:g} {left - bend:g} {yb:g} {left:g} {yb:g}"


def lanes(
    edition: Edition,
    cells: Mapping[str, Cell],
    groups: Mapping[str, list[Organisation]],
    ties: Sequence[Tie],
    href: Callable[[str], str],
    about: Callable[[str], str],
    aria: str,
) -> Node:
    """The picture. ``href(number)``: where a capability leads, ``about(id)``: an organisation. Only ties between
    organisations shown are drawn."""
    cards, place, right = _cards(edition, cells, href)
    rows = sum(len(own) for own in groups.values())
    left_high = rows * ROW + len(groups) * (HEAD + SPACE) - SPACE
    high = max(right, TOP + left_high) + TOP
    y = TOP + max(0.0, (high - 2 * TOP - left_high) / 2)
    boxes: list[Node] = []
    spot: dict[str, float] = {}
    names = {org.id: org.name for own in groups.values() for org in own}
    for kind, own in _ordered(groups, cells, place):
        tall = HEAD + ROW * len(own)
        boxes.append(
            h(
                "rect",
                x=f"{ARCS:g}",
                y=f"{y:g}",
                width=f"{ORG - ARCS + 16:g}",
                height=f"{tall:g}",
                rx="8",
                class_="lgroup",
            )
        )
        boxes.append(
            h("text", _(kind_style(kind).word), x=f"{ORG - 20:g}", y=f"{y + 17:g}", class_="lkind end")
        )
        for i, org in enumerate(own):
            middle = y + HEAD + ROW * i + ROW / 2 - 3
            spot[org.id] = middle
            words = shortened(org.short or org.name, NAME_ROOM, 14)
            boxes.append(
                h(
                    "a",
                    h("title", org.name),
                    h("text", words, x=f"{ORG - 20:g}", y=f"{middle + 5:g}", class_="lname end"),
                    h(
                        "g",
                        glyphs.kind_shape(org.kind),
                        transform=f"translate({ORG - 11:g} {middle - 11:g}) scale(0.92)",
                        class_=f"k-{org.kind}" if org.kind else None,
                        fill=kind_style(org.kind).colour,
                    ),
                    href=about(org.id),
                    data_key=org.id,
                )
            )
        y += tall + SPACE
    arcs = [
        h(
            "path",
            h("title", f"{names[t.a]} – {names[t.b]}"),
            d=_arc(spot[t.a], spot[t.b], ARCS),
            class_="larc" + ("" if t.both else " one"),
            data_key=f"{t.a}/{t.b}",
        )
        for t in ties
        if t.a in spot and t.b in spot
    ]
    thin: list[Node] = []
    thick: list[Node] = []
    for number, cell in cells.items():
        for what, idents in (("", cell.providers), (" plan", cell.planned), (" help", cell.supporters)):
            for ident in idents:
                if ident not in spot or number not in place:
                    continue
                alone = None if what else sole(cell, ident)
                x, u = ORG + 12, CARD + 6
                bend = (u - x) * 0.4
                y, v = spot[ident], place[number]
                d = f"M{x:g} {y:g}C{x + bend:g} {y:g} {u - bend:g} {v:g} {u:g} {v:g}"
                node = h(
                    "path",
                    d=d,
                    class_="lline" + what + (f" sole sole-{alone}" if alone else ""),
                    data_key=f"{ident}-{number}{what}",
                )
                (thick if alone else thin).append(node)
    return h(
        "svg",
        [n for n in [*boxes, *cards] if n[0] == "rect"],
        arcs,
        thin,
        thick,
        [n for n in [*boxes, *cards] if n[0] != "rect"],
        viewBox=f"0 0 {WIDE:g} {high:g}",
        class_="lanes",
        role="group",
        aria_label=aria,
    )
