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

#: a station, what is between two columns and two rows, the heads, the least height of a row
WIDE, BETWEEN, ROOM, TOP, EDGE, LEAST = 142.0, 28.0, 14.0, 36.0, 8.0, 86.0
HEAD, LINE, AROUND = 39.0, 16.0, 26.0  #: of a station: its first line, from line to line; below a small one
NAMED, SAID = 4, 3  #: most lines of the name of a station; of the words of a way
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
    """A station in a column, from the first of its rows to the last. ``who``: (kind, short name, the
    capability with which it stands in, "" for the usual one) of its organisations; ``number``: of all that they
    provide; ``stops``: a case stops before it; ``small``: it may be passed over."""

    key: str
    column: int
    first: int
    last: int
    sign: Sign
    state: str
    number: str
    name: str
    who: tuple[tuple[str, str, str], ...]
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


def _named(s: Station) -> list[str]:
    return lines(s.name, WIDE - 18, 13.5, True, NAMED)


def _words(w: Way) -> tuple[list[str], list[str]]:
    """Who begins it, and how it stands, in lines."""
    return lines(w.words, WIDE - 20, 14, True, SAID), lines(w.state, WIDE - 42, 12.5, False, SAID)


def _small(s: Station) -> float:
    """The height of a station that may be passed over: the line around it is below."""
    return HEAD - 5 + LINE * len(_named(s))


@dataclass(frozen=True)
class _Rows:
    """Rows of one height, in which every name has its lines. ``top``: where the first begins."""

    high: float
    top: float

    @property
    def step(self) -> float:
        return self.high + ROOM

    def y(self, row: int) -> float:
        return self.top + row * self.step


def _rows(ways: Sequence[Way], stations: Sequence[Station], top: float) -> _Rows:
    """High enough for the words of each way, and for the name and one organisation of each station."""
    need = [LEAST]
    for w in ways:
        named, state = _words(w)
        need.append(20 + 17 * len(named) + 15 * len(state))
    for s in stations:
        if s.small:
            need.append(_small(s) + AROUND)
        elif s.first == s.last:
            need.append(HEAD + 5 + LINE * len(_named(s)))
    return _Rows(max(need), top)


def _way(w: Way, row: int, rows: _Rows) -> Node:
    x, y, high = EDGE, rows.y(row), rows.high
    named, state = _words(w)
    return h(
        "a",
        h("title", f"{w.words}: {w.state}"),
        h("rect", x=f"{x:g}", y=f"{y:g}", width=f"{WIDE:g}", height=f"{high:g}", rx="8", class_="rway"),
        [
            h("text", t, x=f"{x + 10:g}", y=f"{y + 20 + 17 * i:g}", class_="rhead")
            for i, t in enumerate(named)
        ],
        glyphs.drawn(w.sign, x + 10, y + high - 30, 18),
        [
            h(
                "text",
                t,
                x=f"{x + 34:g}",
                y=f"{y + high - 16 + 15 * i - 10 * (len(state) - 1):g}",
                class_="runder",
            )
            for i, t in enumerate(state)
        ],
        href=w.href,
        class_="rnode",
        data_key=w.key,
    )


def _station(s: Station, rows: _Rows) -> Node:
    x, y = _x(s.column), rows.y(s.first)
    high = _small(s) if s.small else (s.last - s.first) * rows.step + rows.high
    look = "rbox stop" if s.stops else "rbox"
    said = " · ".join(
        t for t in (f"{s.number} {s.name}", s.told, ", ".join(_called(*one) for one in s.who)) if t
    )
    named = _named(s)
    room = WIDE - 44 - width(s.number, 12.5)
    texts = [
        h("text", shortened(s.state, room, 12.5, s.stops), x=f"{x + 32:g}", y=f"{y + HEAD - 19:g}",
          class_="rstate strong" if s.stops else "rstate"),
        h("text", s.number, x=f"{x + WIDE - 9:g}", y=f"{y + HEAD - 19:g}", class_="rstate end"),
        *(
            h("text", t, x=f"{x + 10:g}", y=f"{y + HEAD + LINE * i:g}", class_="rname")
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
        _organisations(s, x + 10, y + HEAD + LINE * len(named), y + high - 5),
        href=s.href,
        class_=f"rnode s-{s.sign}" + (" stops" if s.stops else ""),
        data_key=s.key,
    )


def _called(_kind: str, name: str, stands_in: str) -> str:
    return f"{name} ({stands_in})" if stands_in else name


def _organisations(s: Station, x: float, y: float, bottom: float) -> list[Node]:
    """As many names as there is room for; how many more there are stands behind the last."""
    room = max(0, int((bottom - y) // 15) + 1) if bottom >= y else 0
    shown = s.who[:room]
    out: list[Node] = []
    for i, (kind, name, stands_in) in enumerate(shown):
        more = len(s.who) - room if i == len(shown) - 1 and len(s.who) > room else 0
        after = (f" ({stands_in})" if stands_in else "") + (f" +{more}" if more else "")
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


def _hop(hop: Hop, rows: _Rows) -> Node:
    middle = rows.y(hop.row) + rows.high / 2
    small = rows.y(hop.row) + HEAD - 8
    low = rows.y(hop.row) + rows.high - AROUND / 2
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
    over = [lines(words, WIDE + EDGE, 13.5, True, 2) for words in heads]
    more = LINE * (max(map(len, over), default=1) - 1)
    top = [
        h(
            "g",
            [
                h("text", t, x=f"{_x(i):g}", y=f"{LINE + more - LINE * (len(told) - 1 - k):g}", class_="rcol")
                for k, t in enumerate(told)
            ],
            h("path", d=f"M{_x(i):g} {25 + more:g}h{WIDE:g}", class_="rrule"),
            data_key=f"head-{i}",
        )
        for i, told in enumerate(over)
    ]
    wide = 2 * EDGE + used * WIDE + (used - 1) * BETWEEN
    rows = _rows(ways, stations, TOP + more)
    tall = rows.y(len(ways)) - ROOM + EDGE
    return h(
        "svg",
        top,
        [_hop(hop, rows) for hop in hops],
        [_way(w, i, rows) for i, w in enumerate(ways)],
        [_station(s, rows) for s in stations],
        viewBox=f"0 0 {wide:g} {tall:g}",
        width=f"{wide:g}",
        height=f"{tall:g}",
        class_="routes" if used > len(heads) else "routes whole",
        role="group",
        aria_label=aria,
    )
