"""From report to rescue as a picture: ways in as rows, stages as columns, stations that several ways share are tall.

The columns are the layout, so every hand-off is a straight line in its row. A station that a case may pass over is
small, with the line around it below. Drawn here and not in the browser, so the same picture stands on paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, permutations

from dashboard.figures.lettering import lines, shortened, width
from dashboard.ui import glyphs
from dashboard.ui.theme import Sign, kind_style
from dashboard.ui.tree import Node, h

__all__ = ["Hop", "Station", "Way", "order", "routes"]

#: a station, what is between two columns and two rows, the heads, and a station that may be passed over
WIDE, BETWEEN, HIGH, ROOM, TOP, EDGE, SMALL = 134.0, 28.0, 86.0, 14.0, 36.0, 8.0, 50.0
STEP = HIGH + ROOM
MOST = 7  #: ways of which every order is tried


@dataclass(frozen=True)
class Way:
    """A row: who begins it, and how the route stands."""

    key: str
    words: str
    state: str
    sign: Sign
    href: str


@dataclass(frozen=True)
class Station:
    """A station in a column, from the first of its rows to the last. ``who``: (kind, short name) of its organisations;
    ``stops``: a case stops before it; ``small``: it may be passed over."""

    key: str
    column: int
    first: int
    last: int
    sign: Sign
    state: str
    number: str
    name: str
    who: tuple[tuple[str, str], ...]
    told: str
    href: str
    stops: bool = False
    small: bool = False


@dataclass(frozen=True)
class Hop:
    """A hand-off in a row, from a column to a later one (0 = who begins). ``look``: linked, together, not_recorded,
    unknown or stop; ``around``: it passes over the stations between."""

    row: int
    start: int
    end: int
    look: str
    told: str
    around: bool = False
    to_small: bool = False
    from_small: bool = False


def order(keys: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """The order of rows with the fewest stations, where equal ones below each other are one; the first of equals.
    ``keys``: per row what stands in each column, "" = nothing."""
    return _order(tuple(map(tuple, keys)))


@cache
def _order(keys: tuple[tuple[str, ...], ...]) -> tuple[int, ...]:
    rows = range(len(keys))
    if len(keys) > MOST:
        return tuple(rows)

    def stations(row_order: tuple[int, ...]) -> int:
        return sum(
            bool(key)
            for column in range(len(keys[0]))
            for key, _same in groupby(keys[i][column] for i in row_order)
        )

    return min(permutations(rows), key=stations) if keys else ()


def _x(column: int) -> float:
    return EDGE + column * (WIDE + BETWEEN)


def _y(row: int) -> float:
    return TOP + row * STEP


def _way(w: Way, row: int) -> Node:
    x, y = EDGE, _y(row)
    named = lines(w.words, WIDE - 20, 14, True, 2)
    state = lines(w.state, WIDE - 42, 12.5, False, 2)
    return h(
        "a",
        h("title", f"{w.words}: {w.state}"),
        h("rect", x=f"{x:g}", y=f"{y:g}", width=f"{WIDE:g}", height=f"{HIGH:g}", rx="8", class_="rway"),
        [
            h("text", t, x=f"{x + 10:g}", y=f"{y + 20 + 17 * i:g}", class_="rhead")
            for i, t in enumerate(named)
        ],
        glyphs.drawn(w.sign, x + 10, y + HIGH - 30, 18),
        [
            h(
                "text",
                t,
                x=f"{x + 34:g}",
                y=f"{y + HIGH - 16 + 15 * i - 8 * (len(state) - 1):g}",
                class_="runder",
            )
            for i, t in enumerate(state)
        ],
        href=w.href,
        class_="rnode",
        data_key=w.key,
    )


def _station(s: Station) -> Node:
    x, y = _x(s.column), _y(s.first)
    high = SMALL if s.small else (s.last - s.first) * STEP + HIGH
    look = "rbox stop" if s.stops else "rbox"
    said = " · ".join(
        t for t in (f"{s.number} {s.name}", s.told, ", ".join(name for _kind, name in s.who)) if t
    )
    head = 19.0
    named = lines(s.name, WIDE - 18, 13.5, True, 1 if s.small else 2)
    texts = [
        h("text", shortened(s.state, WIDE - 58, 12.5, s.stops), x=f"{x + 32:g}", y=f"{y + head + 1:g}",
          class_="rstate strong" if s.stops else "rstate"),
        h("text", s.number, x=f"{x + WIDE - 9:g}", y=f"{y + head + 1:g}", class_="rstate end"),
        *(
            h("text", t, x=f"{x + 10:g}", y=f"{y + head + 20 + 16 * i:g}", class_="rname")
            for i, t in enumerate(named)
        ),
    ]  # fmt: skip
    return h(
        "a",
        h("title", said),
        h("rect", x=f"{x:g}", y=f"{y:g}", width=f"{WIDE:g}", height=f"{high:g}", rx="8", class_=look),
        h("path", d=f"M{x + 6:g} {y:g}v{high:g}a6 6 0 0 1-6-6v{12 - high:g}a6 6 0 0 1 6-6z", class_="redge"),
        glyphs.drawn(s.sign, x + 10, y + 6, 18, plate=not s.stops),
        texts,
        _organisations(s, x + 10, y + head + 20 + 16 * len(named), y + high - 5),
        href=s.href,
        class_=f"rnode s-{s.sign}" + (" stops" if s.stops else ""),
        data_key=s.key,
    )


def _organisations(s: Station, x: float, y: float, bottom: float) -> list[Node]:
    """As many names as there is room for; how many more there are stands behind the last."""
    room = max(0, int((bottom - y) // 15) + 1) if bottom >= y else 0
    shown = s.who[:room]
    out: list[Node] = []
    for i, (kind, name) in enumerate(shown):
        more = len(s.who) - room if i == len(shown) - 1 and len(s.who) > room else 0
        after = f" +{more}" if more else ""
        words = shortened(name, WIDE - 34 - width(after, 12.5), 12.5) + after
        mark = h(
            "g",
            glyphs.kind_shape(kind),
            transform=f"translate({x:g} {y + 15 * i - 10:g}) scale(.5)",
            class_=f"k-{kind}" if kind else None,
            fill=kind_style(kind).colour,
        )
        out.append(
            h(
                "g",
                mark,
                h("text", words, x=f"{x + 15:g}", y=f"{y + 15 * i:g}", class_="rwho"),
                data_key=str(i),
            )
        )
    return out


def _hop(hop: Hop) -> Node:
    middle = _y(hop.row) + HIGH / 2
    small = _y(hop.row) + SMALL / 2
    low = _y(hop.row) + HIGH - 14
    x, end = _x(hop.start) + WIDE, _x(hop.end) - 8
    y, v = (small if hop.from_small else middle), (small if hop.to_small else middle)
    if hop.around:
        y = v = low
        path = f"M{x:g} {y:g}H{end:g}"
    elif y == v:
        path = f"M{x:g} {y:g}H{end:g}"
    else:
        bend = (end - x) / 2
        path = f"M{x:g} {y:g}C{x + bend:g} {y:g} {end - bend:g} {v:g} {end:g} {v:g}"
    marks: list[Node] = []
    if hop.look == "not_recorded":
        at, up = (x + end) / 2 - 1, (y + v) / 2
        marks = [
            h("circle", cx=f"{at:g}", cy=f"{up:g}", r="8.5", class_="rask"),
            h("text", "?", x=f"{at:g}", y=f"{up + 4.6:g}", class_="raskq"),
        ]
    return h(
        "g",
        h("title", hop.told),
        h("path", d=path, class_=f"rline {hop.look}"),
        h("path", d=f"M{end - 2:g} {v - 6.5:g}l10 6.5l-10 6.5z", class_=f"rtip {hop.look}"),
        marks,
        data_key=f"{hop.row}-{hop.start}-{hop.end}{'-around' if hop.around else ''}",
    )


def routes(
    heads: Sequence[str], ways: Sequence[Way], stations: Sequence[Station], hops: Sequence[Hop], aria: str
) -> Node:
    """The picture. ``heads``: words over the columns, the first of them over who begins."""
    used = max([len(heads), *(s.column + 1 for s in stations)])
    top = [
        h(
            "g",
            h(
                "text",
                shortened(words, WIDE + BETWEEN - 4, 13.5, True),
                x=f"{_x(i):g}",
                y="16",
                class_="rcol",
            ),
            h("path", d=f"M{_x(i):g} 25h{WIDE:g}", class_="rrule"),
            data_key=f"head-{i}",
        )
        for i, words in enumerate(heads)
    ]
    wide = 2 * EDGE + used * WIDE + (used - 1) * BETWEEN
    tall = _y(len(ways)) - ROOM + EDGE
    return h(
        "svg",
        top,
        [_hop(hop) for hop in hops],
        [_way(w, i) for i, w in enumerate(ways)],
        [_station(s) for s in stations],
        viewBox=f"0 0 {wide:g} {tall:g}",
        width=f"{wide:g}",
        height=f"{tall:g}",
        class_="routes" if used > len(heads) else "routes whole",
        role="group",
        aria_label=aria,
    )
