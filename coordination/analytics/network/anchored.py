"""Where the nodes of a country's graph stand: capabilities on a ring, the same everywhere; others by it.

Capabilities stand on an ellipse in the order of the framework, clockwise from the top, with a gap between two domains.
An organisation stands inside, drawn to what it does and to whom it works with; one that nothing connects stands in rows
below. Agreements stand in a column at the left; networks, funders and other countries at the right. Nothing is random,
and what is drawn does not matter: a layer that is switched off leaves the others where they are.

Lengths are pixels at full size; x to the right, y downwards, the middle of the ring is (0, 0).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from coordination.analytics.network.engine import Floats
from coordination.analytics.network.layout import apart, start_of

__all__ = ["Places", "anchored"]

WIDE: Final = 1.32  #: of the ring, in its heights
LEAST: Final = 340.0  #: half the height of the ring, where few stand inside
INSIDE: Final = 0.85  #: of the ring that organisations may take
BETWEEN: Final = 0.7  #: gap between two domains, in steps between two capabilities
HALF: Final = (62.0, 32.0)  #: half of the room of an organisation and its name
STEPS: Final = 150
PUSH: Final = 0.5  #: of one organisation on another, beside the pull of one connection
LOOSE: Final = 1.6  #: how much more room organisations are given than they take
ROW: Final = 46.0  #: from one of a column to the next
LONG: Final = 16  #: rows that a column has room for at least
SLACK: Final = 1.15  #: so much longer than the ring may a column be rather than leave a few to another
COLUMN: Final = 220.0  #: from one column to the next
ASIDE: Final = 240.0  #: from the ring to a column
BELOW: Final = 120.0  #: from the ring to the rows below it
STEP: Final = 130.0  #: from one of a row to the next


@dataclass(frozen=True)
class Places:
    """``xy``: id -> where it stands; ``heads``: what stands over a column or row -> where."""

    xy: Mapping[str, tuple[float, float]]
    heads: Mapping[str, tuple[float, float]]


def _ring(domains: Sequence[Sequence[str]]) -> dict[str, tuple[float, float]]:
    """The ring of height 2, by id."""
    count = sum(map(len, domains))
    turn = 2 * np.pi / (count + BETWEEN * len(domains)) if count else 0.0
    angle, out = -np.pi / 2 + turn * BETWEEN / 2, {}
    for own in domains:
        for ident in own:
            out[ident] = (float(WIDE * np.cos(angle + turn / 2)), float(np.sin(angle + turn / 2)))
            angle += turn
        angle += turn * BETWEEN
    return out


def _inside(
    ids: Sequence[str], ring: Mapping[str, tuple[float, float]], links: Sequence[tuple[str, str]]
) -> Floats:
    """Where organisations stand in a ring of height 2: drawn to what they do and to partners, pushed by one another.
    Shape (n, 2)."""
    at, n = {ident: i for i, ident in enumerate(ids)}, len(ids)
    if not n:
        return np.zeros((0, 2))
    fixed = [(at[a], ring[b]) for pair in links for a, b in (pair, pair[::-1]) if a in at and b in ring]
    ties = [(at[a], at[b]) for a, b in links if a in at and b in at]
    who = np.asarray([i for i, _ in fixed], np.int64)
    where = np.asarray([p for _, p in fixed]).reshape(-1, 2)
    a, b = np.asarray(ties, np.int64).reshape(-1, 2).T
    many = np.maximum(
        np.bincount(who, minlength=n) + np.bincount(a, minlength=n) + np.bincount(b, minlength=n), 1
    )
    room = np.sqrt(np.pi * WIDE * INSIDE**2 / n)
    xy = 0.4 * start_of(ids) * (WIDE, 1.0)
    for step in range(STEPS):
        away = xy[:, None, :] - xy[None, :, :]
        force = (away / ((away**2).sum(axis=2) + 0.05 * room**2)[:, :, None]).sum(axis=1) * room**2 * PUSH
        for axis in (0, 1):
            along = xy[b, axis] - xy[a, axis]
            partners = np.bincount(a, along, n) - np.bincount(b, along, n)
            work = np.bincount(who, where[:, axis] - xy[who, axis], n)
            force[:, axis] += (partners + work) / np.sqrt(many)
        heat = 0.25 * (1 - step / STEPS) + 0.005
        length = np.sqrt((force**2).sum(axis=1)) + 1e-12
        xy = xy + force * (np.minimum(length, heat) / length)[:, None]
        far = np.sqrt((xy[:, 0] / WIDE) ** 2 + xy[:, 1] ** 2) / INSIDE
        xy = xy / np.maximum(far, 1.0)[:, None]
    return xy


def _columns(columns: Mapping[str, Sequence[str]], most: int) -> list[list[tuple[bool, str]]]:
    """What stands in columns of at most ``most`` rows: (whether it is a head, id), "" = an empty row."""
    out: list[list[tuple[bool, str]]] = []
    for head, ids in columns.items():
        rest = list(ids)
        while rest:
            if not out or len(out[-1]) + 3 > most:
                out.append([])
            if out[-1]:
                out[-1].append((False, ""))
            if rest == list(ids):
                out[-1].append((True, head))
            take = most - len(out[-1])
            out[-1] += [(False, i) for i in rest[:take]]
            rest = rest[take:]
    return out


def anchored(
    domains: Sequence[Sequence[str]],
    inside: Sequence[str],
    left: Mapping[str, Sequence[str]],
    right: Mapping[str, Sequence[str]],
    links: Sequence[tuple[str, str]],
) -> Places:
    """Places of everything. ``domains``: ids on the ring, domain by domain; ``inside``: organisations; ``left`` and
    ``right``: what stands in the columns, by their heads; ``links``: pairs of ids that are connected."""
    ring = _ring(domains)
    joined = {end for pair in links for end in pair}
    within = [i for i in inside if i in joined]
    alone = [i for i in inside if i not in joined]
    xy = _inside(within, ring, links)
    room = len(within) * 4 * HALF[0] * HALF[1] * LOOSE
    half = max(LEAST, float(np.sqrt(room / (np.pi * WIDE * INSIDE**2))))
    square = np.asarray((HALF[1] / HALF[0], 1.0)) ** 0.6
    xy = apart(xy * half * square, np.tile(HALF * square, (len(within), 1)), 300) / square
    far = np.sqrt((xy[:, 0] / WIDE) ** 2 + xy[:, 1] ** 2).max(initial=0.0)
    half = max(half, float(far) / INSIDE)
    out = {ident: (x * half, y * half) for ident, (x, y) in ring.items()}
    out |= {ident: (float(x), float(y)) for ident, (x, y) in zip(within, xy.tolist(), strict=True)}
    heads: dict[str, tuple[float, float]] = {}
    rows = max(LONG, int(2 * half / ROW))
    for side, columns in ((-1, left), (1, right)):
        x = side * (WIDE * half + ASIDE)
        needed = sum(len(ids) + 2 for ids in columns.values() if ids)
        for column in _columns(columns, needed if needed <= SLACK * rows else rows):
            y = -ROW * (len(column) - 1) / 2
            for is_head, ident in column:
                if ident:
                    (heads if is_head else out)[ident] = (x, y)
                y += ROW
            x += side * COLUMN
    if alone:
        per = max(1, int(2 * WIDE * half / STEP))
        y = half + BELOW
        heads["alone"] = (0.0, y)
        for row in range(0, len(alone), per):
            some = alone[row : row + per]
            y += ROW + 14
            for i, ident in enumerate(some):
                out[ident] = ((i - (len(some) - 1) / 2) * STEP, y)
    return Places(
        {k: (round(x, 1), round(y, 1)) for k, (x, y) in out.items()},
        {k: (round(x, 1), round(y, 1)) for k, (x, y) in heads.items()},
    )
