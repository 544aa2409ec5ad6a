"""Bands between three columns of boxes: who pays whom for what, and who carries which capabilities.

A box says its name and what is recorded; bands are as wide as their share, and never narrower than a line. What is not
known is said in the words of a box and never drawn as nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.figures.lettering import lines
from dashboard.ui import glyphs
from dashboard.ui.theme import Sign, kind_style
from dashboard.ui.tree import Node, h

__all__ = ["GONE", "LOST", "VAGUE", "Band", "Box", "flow", "ordered"]

WIDE, BOX, GAP, HEAD, SIDE = 1250.0, 276.0, 12.0, 30.0, 2.0
MOST, BROADEST = 460.0, 22.0  #: all bands of a stage together; the band of one whole unit
LINE = 1.5  #: the narrowest band
MARK = 22.0  #: the room of a mark before a name
#: looks of a box: it stands for what is not said or for several, it ends, it is lost with what ends
VAGUE, GONE, LOST = "vague", "gone", "lost"
NAME, SMALL = 14.0, 12.5


@dataclass(frozen=True)
class Box:
    """``key``: tells it apart in its column; ``under``: what is recorded of it; ``kind``: of an organisation, for its
    mark; ``sign``: of a capability, likewise; ``look``: VAGUE, GONE, LOST or none."""

    key: str
    name: str
    under: str
    href: str = ""
    kind: str = ""
    sign: Sign | None = None
    look: str = ""


@dataclass(frozen=True)
class Band:
    """From a box of the column ``stage`` to one of the next; ``weight``: its share of the width; ``said``: in words;
    ``look``: VAGUE, GONE, a sign, or none; ``part``: tells bands between the same boxes apart."""

    stage: int
    start: str
    end: str
    weight: float
    said: str
    look: str = ""
    part: str = ""

    @property
    def key(self) -> str:
        return "-".join(filter(None, (str(self.stage), self.start, self.end, self.part)))


@dataclass(frozen=True)
class _Placed:
    box: Box
    x: float
    y: float
    high: float
    name: tuple[str, ...]
    under: tuple[str, ...]


def ordered(columns: Sequence[Sequence[Box]], bands: Sequence[Band], column: int) -> list[list[Box]]:
    """The columns with this one in the order of the boxes before it, so that bands cross little; what stands for
    several is last."""
    first = {b.key: i for i, b in enumerate(columns[column - 1])}
    pull: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for band in bands:
        if band.stage == column - 1:
            pull[band.end].append((first[band.start], band.weight))

    def middle(box: Box) -> tuple[bool, float]:
        own = pull[box.key]
        return box.look == VAGUE, sum(at * w for at, w in own) / (sum(w for _at, w in own) or 1)

    return [sorted(c, key=middle) if i == column else list(c) for i, c in enumerate(columns)]


def _placed(
    columns: Sequence[Sequence[Box]], through: dict[tuple[int, str], float]
) -> list[dict[str, _Placed]]:
    """Every box with its place; ``through``: the width of the bands at it. Columns are centred on the longest."""
    out: list[list[_Placed]] = []
    step = (WIDE - 2 * SIDE - BOX) / 2
    for i, column in enumerate(columns):
        y, placed = 0.0, list[_Placed]()
        for box in column:
            room = BOX - 20 - (MARK if box.kind or box.sign else 0)
            name, under = lines(box.name, room, NAME, True, 2), lines(box.under, BOX - 20, SMALL, False, 2)
            high = max(14 + 18 * len(name) + 16 * len(under), through.get((i, box.key), 0.0) + 8)
            placed.append(_Placed(box, SIDE + i * step, y, high, tuple(name), tuple(under)))
            y += high + GAP
        out.append(placed)
    longest = max((column[-1].y + column[-1].high for column in out if column), default=0.0)
    found = []
    for placed in out:
        down = HEAD + (longest - placed[-1].y - placed[-1].high) / 2 if placed else 0.0
        found.append({p.box.key: _Placed(p.box, p.x, p.y + down, p.high, p.name, p.under) for p in placed})
    return found


def _drawn(p: _Placed) -> Node:
    """A box with its mark and its words in the middle of its height."""
    tall = 18 * len(p.name) + 16 * len(p.under)
    y = p.y + (p.high - tall) / 2
    inside: list[Node] = [
        h(
            "rect",
            x=f"{p.x:g}",
            y=f"{p.y:g}",
            width=f"{BOX:g}",
            height=f"{p.high:g}",
            rx="8",
            class_=f"mbox {p.box.look}".strip(),
        )
    ]
    left = p.x + 10
    if p.box.kind:
        place = {"x": f"{left:g}", "y": f"{y + 1:g}", "width": "16", "height": "16"}
        look = kind_style(p.box.kind)
        inside.append(
            h(
                "svg",
                glyphs.kind_shape(p.box.kind),
                viewBox="0 0 24 24",
                fill=look.colour,
                class_=f"k-{p.box.kind}",
                **place,
            )
        )
        left += MARK
    elif p.box.sign:
        inside.append(glyphs.drawn(p.box.sign, left, y + 1, 17))
        left += MARK
    for words in p.name:
        y += 18
        inside.append(h("text", words, x=f"{left:g}", y=f"{y - 4:g}", font_size=f"{NAME:g}", class_="bname"))
    for words in p.under:
        y += 16
        inside.append(
            h("text", words, x=f"{p.x + 10:g}", y=f"{y - 3:g}", font_size=f"{SMALL:g}", class_="bnum")
        )
    tip = h("title", f"{p.box.name}: {p.box.under}" if p.box.under else p.box.name)
    if p.box.href:
        return h("a", tip, inside, href=p.box.href, class_=f"mnode {p.box.look}".strip(), data_key=p.box.key)
    return h("g", tip, inside, class_=p.box.look or None, data_key=p.box.key)


def _ribbon(u: float, start: float, x: float, end: float, wide: float) -> str:
    """A band from one height to another, as wide all along as at its ends."""
    bend, half = (x - u) / 2, wide / 2
    there = f"M{u:g} {start - half:g}C{u + bend:g} {start - half:g} {x - bend:g} {end - half:g} {x:g} {end - half:g}"
    back = f"L{x:g} {end + half:g}C{x - bend:g} {end + half:g} {u + bend:g} {start + half:g} {u:g} {start + half:g}"
    return f"{there}{back}Z"


def _unit(bands: Iterable[Band], broadest: float) -> float:
    """How wide one unit of weight is drawn, where bands of no weight are lines."""
    whole = [sum(b.weight for b in bands if b.stage == stage) for stage in (0, 1)]
    most = max(whole)
    return min(broadest, MOST / most) if most else 0.0


def flow(
    heads: Sequence[str],
    columns: Sequence[Sequence[Box]],
    bands: Sequence[Band],
    label: str,
    *,
    broadest: float = BROADEST,
) -> Node:
    """The picture. ``heads``: what stands in each of the three columns; ``label``: the whole in words; ``broadest``:
    the width of one whole unit where there is room for it."""
    unit = _unit(bands, broadest)
    through: dict[tuple[int, str], float] = defaultdict(float)
    sides: dict[tuple[int, str, bool], float] = defaultdict(float)
    for band in bands:
        wide = max(LINE, band.weight * unit)
        sides[band.stage, band.start, True] += wide
        sides[band.stage + 1, band.end, False] += wide
    for (column, key, _out), wide in sides.items():
        through[column, key] = max(through[column, key], wide)
    places = _placed(columns, through)

    def middle(stage: int, key: str) -> float:
        p = places[stage][key]
        return p.y + p.high / 2

    #: where the next band begins at a side of a box
    free = {side: middle(side[0], side[1]) - wide / 2 for side, wide in sides.items()}
    starts: dict[Band, float] = {}
    for band in sorted(bands, key=lambda b: (b.stage, middle(b.stage, b.start), middle(b.stage + 1, b.end))):
        wide = max(LINE, band.weight * unit)
        starts[band] = free[band.stage, band.start, True] + wide / 2
        free[band.stage, band.start, True] += wide
    ribbons: tuple[list[Node], list[Node]] = ([], [])  # what is vague lies below
    for band in sorted(bands, key=lambda b: (b.stage, middle(b.stage + 1, b.end), middle(b.stage, b.start))):
        wide = max(LINE, band.weight * unit)
        begin, end = places[band.stage][band.start], places[band.stage + 1][band.end]
        y = free[band.stage + 1, band.end, False] + wide / 2
        free[band.stage + 1, band.end, False] += wide
        u, x = begin.x + BOX, end.x
        look = band.look or (VAGUE if VAGUE in (begin.box.look, end.box.look) else "")
        ribbons[look != VAGUE].append(
            h(
                "path",
                h("title", band.said),
                d=_ribbon(u, starts[band], x, y, wide),
                class_=f"mband {look}".strip(),
                data_key=band.key,
            )
        )
    titles = [
        h(
            "text",
            words,
            x=f"{SIDE + i * (WIDE - 2 * SIDE - BOX) / 2:g}",
            y="15",
            font_size="14",
            class_="phead",
        )
        for i, words in enumerate(heads)
    ]
    foot = max((p.y + p.high for column in places for p in column.values()), default=HEAD)
    return h(
        "svg",
        titles,
        ribbons,
        [_drawn(p) for column in places for p in column.values()],
        class_="flow-picture",
        viewBox=f"0 0 {WIDE:g} {foot + 4:g}",
        role="group",
        aria_label=label,
    )
