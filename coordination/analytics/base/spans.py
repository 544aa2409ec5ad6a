"""What holds in each cell on a day, without going through rows: steps over time, made once.

Cells and days are put into one number, ``cell * SCALE + day``, so that one sorted list serves every cell.
Intervals of days are ``start <= t < stop``, days between ALWAYS and NEVER.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coordination.analytics.base.facts import NEVER, Ints, Mask

__all__ = [
    "Levels",
    "circles",
    "distinct",
    "expand",
    "fresh",
    "joined",
    "merged",
    "order_of",
    "pieces",
    "starts",
]

SCALE = NEVER + 1
TRIMS = 64  #: levels of affiliations that are taken away before what is left is searched for circles


def expand(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """For ranges ``low[i] .. high[i]-1``: (i repeated, each index). Shapes (sum of lengths,)."""
    size = np.maximum(high - low, 0)
    owner = np.repeat(np.arange(len(low)), size)
    return owner, (low - (np.cumsum(size) - size))[owner] + np.arange(len(owner))


def starts(owner: Ints, owners: int) -> Ints:
    """Where each of ``owners`` begins in a sorted list of them; one more for the end. Shape (owners + 1,)."""
    return np.searchsorted(owner, np.arange(owners + 1))


def order_of(keys: Ints) -> Ints:
    """``np.argsort`` of keys that are not negative; equal ones stay in order."""
    n = max(len(keys), 1)
    if len(keys) and int(keys.max()) >= 2**62 // n:
        return np.argsort(keys, kind="stable")
    # keys and places in one number: sorting numbers is several times as fast as sorting places
    both: Ints = np.sort(keys * n + np.arange(len(keys)))
    both -= both // n * n  # numpy divides by one number much faster than it takes a remainder
    return both


def joined(n: int, a: Ints, b: Ints) -> Ints:
    """The first node of the component of each node 0 .. n-1 of the graph with ties ``a[i]-b[i]``. Shape (n,).

    Whoever has a smaller neighbour goes under the smallest, all at once; each tree becomes one node, and again (after
    Shiloach and Vishkin 1982). A node that has ties and stays by itself has only neighbours that go under smaller ones,
    so it goes in the next round: two rounds halve what is left.
    """
    first = np.arange(n)
    while len(a):
        np.minimum.at(first, np.maximum(a, b), np.minimum(a, b))
        while True:
            higher = first[first]
            if np.array_equal(higher, first):
                break
            first = higher
        a, b = first[a], first[b]
        apart = np.flatnonzero(a != b)
        a, b = a[apart], b[apart]
    return first


def pieces(a: Ints, b: Ints, nodes: int) -> tuple[int, Ints]:
    """Connected pieces of a graph by its ties (a[i], b[i]): how many, and the piece of each node, numbered by its first
    node."""
    first = joined(nodes, a, b)
    number = np.cumsum(first == np.arange(nodes))
    return int(number[-1]) if nodes else 0, number[first] - 1


def circles(a: Ints, b: Ints, nodes: int) -> tuple[int, Ints]:
    """What leads round to itself by ties from a[i] to b[i]: how many such pieces, and the piece of each node, numbered
    by its first node.

    A node that nothing leads to, or that leads nowhere, is in no circle and goes with its ties; as a rule nothing
    is left then. Only what is left after that is searched.
    """
    first = np.arange(nodes)
    for _ in range(TRIMS):
        if not len(a):
            break
        to, away = np.zeros(nodes, bool), np.zeros(nodes, bool)
        to[b], away[a] = True, True
        inside = np.flatnonzero(to[a] & away[b])
        if len(inside) == len(a):
            break
        a, b = a[inside], b[inside]
    if len(a):
        # imported here: every command starts without it
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        count, piece = connected_components(
            coo_matrix((np.ones(len(a)), (a, b)), shape=(nodes, nodes)), connection="strong"
        )
        least = np.full(count, nodes, np.int64)
        np.minimum.at(least, piece, first)
        first = least[piece]
    number = np.cumsum(first == np.arange(nodes))
    return int(number[-1]) if nodes else 0, number[first] - 1


def distinct(values: Ints) -> Ints:
    """Each value once, ascending, by sorting: ``np.unique`` alone hashes, which took 10 to 40 times as long on half a
    million keys (numpy 2.4)."""
    rising = bool((values[1:] >= values[:-1]).all())
    found = values if rising else np.sort(values)
    return found[fresh(found)]


def fresh(values: Ints) -> Mask:
    """Where a sorted list goes on to another value."""
    fresh = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=fresh[1:])
    return fresh


def merged(owner: Ints, start: Ints, stop: Ints) -> tuple[Ints, Ints, Ints]:
    """Intervals (owner, start, stop) with those of one owner that overlap made into one.

    ``owner`` is sorted. Empty intervals are left out.
    """
    live = start < stop
    owner, start, stop = owner[live], start[live], stop[live]
    if not len(owner):
        return owner, start, stop
    alone = fresh(owner)
    alone[:-1] &= alone[1:]  # nor does the next one belong to the same owner
    some = np.flatnonzero(~alone)
    if not len(some):
        return owner, start, stop
    some = some[order_of(owner[some] * SCALE + start[some])]
    o, a = owner[some], start[some]
    reach = np.maximum.accumulate(
        o * SCALE + stop[some]
    )  # of this owner and all before; later ones exceed it
    begins = np.ones(len(some), bool)
    begins[1:] = (o[1:] != o[:-1]) | (a[1:] > reach[:-1] - o[1:] * SCALE)
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(some)) - 1
    return (
        np.concatenate([owner[alone], o[first]]),
        np.concatenate([start[alone], a[first]]),
        np.concatenate([stop[alone], reach[last] - o[last] * SCALE]),
    )


@dataclass(frozen=True, eq=False)
class Levels:
    """Per cell and day: how many intervals of several kinds hold, and the greatest value that has come to hold.

    ``level[i]`` (int32, shape (keys, kinds)) and ``best[i]`` (int32) from ``keys[i]`` (cell * SCALE + day) to the
    next key of the cell; before its first key a cell has none. A key before all others comes first.
    """

    cells: int
    kinds: tuple[str, ...]
    keys: Ints
    level: NDArray[np.int32]
    best: NDArray[np.int32]

    @staticmethod
    def of(
        cells: int, intervals: Mapping[str, tuple[Ints, Ints, Ints]], values: tuple[Ints, Ints, Ints]
    ) -> Levels:
        """``intervals``: by kind, the (cell, start, stop) of each; ``values``: (cell, since, value) of each."""
        steps = [_steps(*spans) for spans in intervals.values()]
        cell, since, value = values
        since = cell * SCALE + since
        keys = distinct(np.concatenate([np.asarray([-1]), since, *(at for at, _ in steps)]))
        level = np.zeros((len(keys), len(steps)), np.int32)
        for kind, (at, step) in enumerate(steps):
            level[np.searchsorted(keys, at), kind] = step
        np.cumsum(level, axis=0, out=level)
        base = keys // SCALE * SCALE
        best = base.copy()
        np.maximum.at(best, np.searchsorted(keys, since), cell * SCALE + value)
        np.maximum.accumulate(best, out=best)  # what stands in one cell is less than the base of the next
        return Levels(cells, tuple(intervals), keys, level, (best - base).astype(np.int32))

    def _position(self, day: int) -> Ints:
        return np.searchsorted(self.keys, np.arange(self.cells) * SCALE + day, side="right") - 1

    def at(self, day: int) -> tuple[dict[str, Ints], Ints]:
        """(by kind, how many hold in each cell; the greatest value of each, 0 for none). Shapes (cells,)."""
        here = self._position(day)
        own = self.keys[here] >= np.arange(self.cells) * SCALE
        level = dict(zip(self.kinds, self.level[here].T.astype(np.int64), strict=True))
        return level, np.where(own, self.best[here], 0).astype(np.int64)

    def least(self, kind: str, first: int, last: int) -> Ints:
        """The lowest level of each cell on the days from ``first`` to ``last``. Shape (cells,)."""
        low, high = self._position(first), self._position(last) + 1
        _, at = expand(low, high)
        level = self.level[at, self.kinds.index(kind)]
        return np.minimum.reduceat(level, np.cumsum(high - low) - (high - low)).astype(np.int64)


def _steps(cell: Ints, start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """(key, by how much the level changes there), each key once, sorted."""
    live = start < stop
    base = cell[live] * SCALE
    # one number to sort by: the key, and whether an interval begins there
    events = np.concatenate([(base + start[live]) * 2 + 1, (base + stop[live]) * 2])
    events.sort()
    keys = events >> 1
    level = np.cumsum((events & 1) * 2 - 1)
    last = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=last[:-1])
    return keys[last], np.diff(level[last], prepend=0)
