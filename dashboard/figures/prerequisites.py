"""What rests on what: the prerequisites of an edition as a layered picture, with what is broken or would fall.

A column holds capabilities that rest only on columns before it. Arrows implied by others are left out; dashed: any
one of them is enough; dotted: our judgement; thick: the chain that is broken, or that falls when one is taken out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise

from coordination.text.states import OPEN, STANDS, Sign
from dashboard.backend.world import Edition, Need
from dashboard.figures.lettering import lines
from dashboard.ui import glyphs
from dashboard.ui.i18n import _
from dashboard.ui.tree import Node, h

__all__ = ["Layout", "broken", "falls", "layout", "picture"]

BOX, HIGH, GAP_X, GAP_Y, LANE, TOP, SIDE = 232, 52, 66, 10, 18, 30, 4
PLATE = 36
_STANDS = {s for s in Sign if s.state in STANDS}
_OPEN = {s for s in Sign if s.state in OPEN}


@dataclass(frozen=True)
class Layout:
    """``columns``: what stands in each column, top to bottom: a capability number, or a :class:`Need` whose arrow
    passes there; ``arrows``: the needs that are drawn."""

    columns: tuple[tuple[str | Need, ...], ...]
    arrows: tuple[Need, ...]


def _below(needs: Iterable[Need]) -> dict[str, list[Need]]:
    out: dict[str, list[Need]] = {}
    for need in needs:
        out.setdefault(need.needs, []).append(need)
    return out


def _choices(needs: Iterable[Need]) -> list[list[Need]]:
    """The groups of which any one suffices."""
    grouped = sorted((n for n in needs if n.group), key=lambda n: n.group)
    return [list(members) for _group, members in groupby(grouped, key=lambda n: n.group)]


def _column(number: str, below: Mapping[str, list[Need]], seen: frozenset[str] = frozenset()) -> int:
    if number in seen:
        return 0
    return max((1 + _column(n.gives, below, seen | {number}) for n in below.get(number, [])), default=0)


def _implied(need: Need, below: Mapping[str, list[Need]]) -> bool:
    """Whether the other needs of the same capability already rest on what this one gives."""

    def rests(a: str) -> bool:
        own = below.get(a, [])
        if any(n.gives == need.gives or rests(n.gives) for n in own if not n.group):
            return True
        return any(all(n.gives == need.gives or rests(n.gives) for n in members) for members in _choices(own))

    others = [n for n in below[need.needs] if n is not need]
    if any(rests(n.gives) for n in others if not n.group):
        return True
    return any(all(rests(n.gives) for n in members) for members in _choices(others))


def layout(edition: Edition) -> Layout:
    """Columns by the longest way from the bottom, implied arrows dropped, long arrows given a lane of their own.

    Order in a column: by the middle of what it is joined to, from left to right and back, four times.
    Capabilities without any prerequisite relation are not drawn.
    """
    below = _below(edition.needs)
    drawn = {n.needs for n in edition.needs} | {n.gives for n in edition.needs}
    arrows = tuple(n for n in edition.needs if n.group or not _implied(n, below))
    depth = {c.number: _column(c.number, below) for c in edition.capabilities if c.number in drawn}
    columns: list[list[str | Need]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for number, d in depth.items():
        columns[d].append(number)
    joined: dict[str | Need, list[str | Need]] = {}
    for need in arrows:
        way: list[str | Need] = [need.gives]
        for d in range(depth[need.gives] + 1, depth[need.needs]):
            columns[d].append(need)
            way.append(need)
        way.append(need.needs)
        for one, other in pairwise(way):
            joined.setdefault(one, []).append(other)
            joined.setdefault(other, []).append(one)
    for sweep in range(4):
        order = columns if sweep % 2 == 0 else columns[::-1]
        for before, column in pairwise(order):
            spot = {item: (i + 0.5) / len(before) for i, item in enumerate(before)}
            old = {item: i for i, item in enumerate(column)}
            middle = {}
            for item in column:
                near = [spot[j] for j in joined.get(item, []) if j in spot]
                middle[item] = sum(near) / len(near) if near else (old[item] + 0.5) / len(column)
            column.sort(key=lambda item, m=middle, o=old: (m[item], o[item]))  # type: ignore[misc]
    return Layout(tuple(tuple(c) for c in columns), arrows)


def _fallen(needs: Iterable[Need], down: set[str]) -> set[str]:
    """What loses a prerequisite, directly or through others, when ``down`` is missing and nothing else is."""
    below = _below(needs)
    while True:
        more = set()
        for number, own in below.items():
            required = any(n.gives in down for n in own if not n.group)
            if required or any(all(n.gives in down for n in members) for members in _choices(own)):
                more.add(number)
        if more <= down:
            return down
        down = down | more


def falls(needs: Iterable[Need], number: str) -> set[str]:
    """Capabilities that lose a prerequisite if ``number`` alone is missing (itself not included)."""
    return _fallen(needs, {number}) - {number}


def broken(needs: Iterable[Need], states: Mapping[str, Sign]) -> tuple[set[str], set[str]]:
    """(missing, resting on something missing): cells known not to stand, and what they take with them.

    Unknown cells count as neither: nobody has looked.
    """
    missing = {n for n, s in states.items() if s not in _STANDS and s not in _OPEN}
    return missing, _fallen(needs, set(missing)) - missing


def _box(number: str, name: str, state: Sign, x: float, y: float, hit: bool, focus: bool, href: str) -> Node:
    words = f"{number} {name}"
    named = lines(words, BOX - PLATE - 16, 14, hit)
    small = len(named) > 2
    if small:
        named = lines(words, BOX - PLATE - 16, 12.5, hit, 3)
    step = 15.5 if small else 17
    first = y + HIGH / 2 + 5 - step * (len(named) - 1) / 2
    text = [h("tspan", line, x=f"{x + 46:g}", y=f"{first + step * i:g}") for i, line in enumerate(named)]
    return h(
        "a",
        h("rect", x=f"{x:g}", y=f"{y:g}", width=BOX, height=HIGH, rx="7", class_="pbox"),
        h(
            "path",
            d=f"M{x + PLATE:g} {y:g}v{HIGH}h-29a7 7 0 0 1-7-7v-{HIGH - 14}a7 7 0 0 1 7-7z",
            class_=f"pplate s-{state}",
        ),
        glyphs.drawn(state, x + 5, y + (HIGH - 26) / 2, 26, plate=False),
        h("text", text, class_="pname small" if small else "pname"),
        href=href,
        class_="pnode" + (" hit" if hit else "") + (" focus" if focus else ""),
        data_key=number,
        id=f"need-{number}",
    )


def _curve(way: list[tuple[float, float]]) -> str:
    """A smooth path through an even number of points: bends between columns, straight along lanes."""
    (x, y) = way[0]
    d = f"M{x:g} {y:g}"
    for i, (u, v) in enumerate(way[1:], 1):
        bend = (u - x) / 2
        d += f"C{x + bend:g} {y:g} {u - bend:g} {v:g} {u:g} {v:g}" if i % 2 else f"H{u:g}"
        x, y = u, v
    return d


def picture(
    edition: Edition,
    states: Mapping[str, Sign],
    href: Callable[[str], str],
    focus: str = "",
    why: Callable[[Need], str] | None = None,
) -> tuple[Node, set[str]]:
    """The picture and the capabilities that it draws as falling.

    ``states``: number -> state in this country. With ``focus`` the picture shows what falls if that one stops;
    without, what is broken today. ``href(number)`` is where a click on a box leads, ``why(need)`` one on an arrow.
    """
    plan = layout(edition)
    if focus:
        down, hit = {focus}, falls(edition.needs, focus)
    else:
        down, hit = broken(edition.needs, states)
    marked = down | hit
    tall = [sum(LANE if isinstance(item, Need) else HIGH + GAP_Y for item in c) for c in plan.columns]
    height = TOP + max(tall, default=0)
    place: dict[str, tuple[float, float]] = {}
    lanes: dict[tuple[Need, int], float] = {}
    heads = []
    for i, (column, used) in enumerate(zip(plan.columns, tall, strict=True)):
        x = SIDE + i * (BOX + GAP_X)
        heads.append(
            h("text", _("Can start now") if i == 0 else _("Then"), x=f"{x:g}", y="18", class_="phead")
        )
        spare = (height - TOP - used) / (len(column) + 1)
        y = TOP + spare
        for item in column:
            if isinstance(item, Need):
                lanes[item, i] = y + LANE / 2
                y += LANE + spare
            else:
                place[item] = (x, y + GAP_Y / 2)
                y += HIGH + GAP_Y + spare
    drawn_lines: list[tuple[bool, Node]] = []
    for need in plan.arrows:
        thick = need.gives in marked and (
            need.needs in hit or (not focus and not need.group and need.needs in down)
        )
        (ax, ay), (bx, by) = place[need.gives], place[need.needs]
        way = [(ax + BOX, ay + HIGH / 2)]
        for i in range(len(plan.columns)):
            if (need, i) in lanes:
                x = SIDE + i * (BOX + GAP_X)
                way += [(x, lanes[need, i]), (x + BOX, lanes[need, i])]
        way.append((bx - 8, by + HIGH / 2))
        class_ = (
            "parrow"
            + (" any" if need.group else "")
            + (" ours" if need.derived else "")
            + (" hit" if thick else "")
        )
        tip = h("title", _(need.reason)) if need.reason else None
        end = h(
            "path",
            d=f"M{bx - 9:g} {by + HIGH / 2 - 5:g}l9 5l-9 5z",
            class_="phead-arrow" + (" hit" if thick else ""),
        )
        drawn = [h("path", tip, d=_curve(way), class_=class_), end]
        key = f"{need.gives}-{need.needs}"
        if why:
            broad = h("path", d=_curve(way), class_="pbroad")
            line = h("a", broad, drawn, href=why(need), tabindex="-1", class_="pline", data_key=key)
        else:
            line = h("g", drawn, data_key=key)
        drawn_lines.append((thick, line))
    boxes = [
        _box(
            n,
            _(edition.by_number[n].name),
            states.get(n, Sign.UNKNOWN),
            *place[n],
            n in marked,
            n == focus,
            href(n),
        )
        for column in plan.columns
        for n in column
        if isinstance(n, str)
    ]
    width = SIDE * 2 + len(plan.columns) * BOX + (len(plan.columns) - 1) * GAP_X
    svg = h(
        "svg",
        heads,
        [line for thick, line in drawn_lines if not thick],
        [line for thick, line in drawn_lines if thick],
        boxes,
        class_="needs",
        viewBox=f"0 0 {width:g} {height:g}",
        role="group",
        aria_label=_("Which capabilities depend on which"),
    )
    return svg, hit
