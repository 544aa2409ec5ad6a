"""Where the names of a graph stand: below, above or beside their nodes, so that few cover another or a node."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard.figures.lettering import width

__all__ = ["PLACES", "Box", "Name", "box_of", "breaks", "lines_of", "place_names", "taken"]

PLACES = ("below", "right", "left", "above")
GAP = 4.0
LETTERS = 19
TRIED = 160  #: so many are looked at for a place; a picture holds no more names
_LEAD = 1.17


@dataclass(frozen=True)
class Box:
    """A rectangle: from (x, y) to (u, v)."""

    x: float
    y: float
    u: float
    v: float

    def shared(self, other: Box) -> float:
        """The area that both cover."""
        wide = min(self.u, other.u) - max(self.x, other.x)
        high = min(self.v, other.v) - max(self.y, other.y)
        return wide * high if wide > 0 and high > 0 else 0.0

    @property
    def area(self) -> float:
        return (self.u - self.x) * (self.v - self.y)


@dataclass(frozen=True)
class Name:
    """The lines of a name, its size and its place. ``seen``: it is named where the whole is seen."""

    lines: tuple[str, ...]
    size: float
    place: str = "below"
    seen: bool = True


def box_of(x: float, y: float, r: float, name: Name) -> Box:
    """What the name covers beside a node at (x, y) with radius ``r``."""
    wide = max(width(line, name.size) for line in name.lines) * 0.95
    high = name.size * _LEAD * len(name.lines)
    if name.place == "below":
        return Box(x - wide / 2, y + r + GAP, x + wide / 2, y + r + GAP + high)
    if name.place == "above":
        return Box(x - wide / 2, y - r - GAP - high, x + wide / 2, y - r - GAP)
    if name.place == "right":
        return Box(x + r + GAP, y - high / 2, x + r + GAP + wide, y + high / 2)
    return Box(x - r - GAP - wide, y - high / 2, x - r - GAP, y + high / 2)


def lines_of(name: str, letters: int = LETTERS, most: int = 2) -> list[str]:
    """A name in at most ``most`` lines."""
    return textwrap.wrap(name, letters, max_lines=most, placeholder="…") or [name]


def breaks(name: str) -> list[list[str]]:
    """Ways to break a name: wide, and narrow where that loses nothing."""
    wide, narrow = lines_of(name), lines_of(name, 11)
    return [wide, narrow] if narrow != wide and not narrow[-1].endswith("…") else [wide]


def taken(spot: tuple[float, float, float], name: Name) -> list[float]:
    """What a node and its name take, if it is named where the whole is seen."""
    x, y, r = spot
    node = Box(x - r, y - r, x + r, y + r)
    box = box_of(*spot, name) if name.seen else node
    return [
        round(v, 1) for v in (min(node.x, box.x), min(node.y, box.y), max(node.u, box.u), max(node.v, box.v))
    ]


class _Field:
    """Boxes by the squares of a grid that they touch, so that near ones are found at once."""

    def __init__(self, step: float) -> None:
        self._step, self._at = step, dict[tuple[int, int], list[Box]]()

    def _squares(self, b: Box) -> list[tuple[int, int]]:
        s = self._step
        return [
            (i, j)
            for i in range(int(b.x // s), int(b.u // s) + 1)
            for j in range(int(b.y // s), int(b.v // s) + 1)
        ]

    def add(self, b: Box) -> None:
        for square in self._squares(b):
            self._at.setdefault(square, []).append(b)

    def covered(self, b: Box) -> float:
        near = {id(o): o for square in self._squares(b) for o in self._at.get(square, ())}
        return sum(b.shared(o) for o in near.values())


def place_names(
    spots: Mapping[str, tuple[float, float, float]],
    lines: Mapping[str, Sequence[Sequence[str]]],
    order: Sequence[str],
    size: float,
    plain: float,
    always: int,
    ties: Sequence[tuple[str, str]] = (),
) -> dict[str, Name]:
    """Names in their places. ``spots``: (x, y, radius) of all that is drawn; ``order``: who is named first; ``size`` of
    letters that can be read where the whole is seen, ``plain`` of those that show on coming nearer. ``lines``: ways to
    break each name. ``always``: so many are named whatever they cover, the others only where they cover nothing.
    ``ties``: lines that a name keeps off where it can."""
    field = _Field(max(60.0, size * 6))
    nodes = {k: Box(x - r, y - r, x + r, y + r) for k, (x, y, r) in spots.items()}
    for b in nodes.values():
        field.add(b)
    faint = _Field(max(60.0, size * 6))
    for a, b_ in ties:
        if a in spots and b_ in spots:
            for b in _along(spots[a], spots[b_], size * 0.6):
                faint.add(b)
    out: dict[str, Name] = {}
    for at, key in enumerate(order):
        if at >= max(always, TRIED):
            out[key] = Name(tuple(lines[key][0]), plain, "below", seen=False)
            continue
        own = nodes[key]
        best: tuple[float, float, Name, Box] | None = None
        for rank, (broken, place) in enumerate((w, p) for w in lines[key] for p in PLACES):
            name = Name(tuple(broken), size, place)
            b = box_of(*spots[key], name)
            hard = max(0.0, field.covered(b) - b.shared(own))
            crossed = faint.covered(b)
            cost = hard * 6 + crossed + rank * b.area * 0.02
            if best is None or cost < best[0]:
                best = (cost, hard, name, b)
            if not hard and not crossed:
                break
        if best is None:
            continue
        _cost, hard, name, b = best
        if at < always or hard == 0:
            out[key] = name
            field.add(b)
        else:
            out[key] = Name(tuple(lines[key][0]), plain, "below", seen=False)
    return out


def _along(a: tuple[float, float, float], b: tuple[float, float, float], half: float) -> list[Box]:
    """Small boxes along a line."""
    far = max(abs(a[0] - b[0]), abs(a[1] - b[1]))
    steps = max(1, min(24, int(far // (2 * half or 1))))
    points = [(a[0] + (b[0] - a[0]) * i / steps, a[1] + (b[1] - a[1]) * i / steps) for i in range(steps + 1)]
    return [Box(min(x, u), min(y, v), max(x, u) + 1, max(y, v) + 1) for (x, y), (u, v) in pairwise(points)]
