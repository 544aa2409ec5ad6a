"""What holds in each cell on a day, without going through rows: steps over time, made once.

Cells and days are put into one number, ``cell * SCALE + day``, so that one sorted list serves every cell.
Intervals of days are ``start <= t < stop``, days between ALWAYS and NEVER.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coordination.analytics.facts import NEVER, Ints, Mask

__all__ = ["Latest", "Levels", "distinct", "expand", "merged", "starts"]

SCALE = NEVER + 1


def expand(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """For ranges ``low[i] .. high[i]-1``: (i repeated, each index). Shapes (sum of lengths,)."""
    size = np.maximum(high - low, 0)
    owner = np.repeat(np.arange(len(low)), size)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(size) - size, size)
    return owner, low[owner] + offset


def starts(owner: Ints, owners: int) -> Ints:
    """Where each of ``owners`` begins in a sorted list of them; one more for the end. Shape (owners + 1,)."""
    return np.searchsorted(owner, np.arange(owners + 1))


def distinct(values: Ints) -> Ints:
    """Each value once, sorted. (Sorting whole numbers is several times as fast as hashing them.)"""
    found = np.sort(values)
    return found[_fresh(found)]


def _fresh(values: Ints) -> Mask:
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
    alone = _fresh(owner)
    alone[:-1] &= alone[1:]  # nor does the next one belong to the same owner
    some = np.flatnonzero(~alone)
    if not len(some):
        return owner, start, stop
    some = some[np.argsort(owner[some] * SCALE + start[some])]
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
    """How many intervals hold: ``level[i]`` from ``keys[i]`` (cell * SCALE + day) to the next key.

    Outside its intervals a cell is at level 0. ``keys`` and ``level`` begin with a key before all others.
    """

    cells: int
    keys: Ints
    level: NDArray[np.int32]

    @staticmethod
    def of(cells: int, cell: Ints, start: Ints, stop: Ints) -> Levels:
        live = start < stop
        base = cell[live] * SCALE
        # one number to sort by: the key, and whether an interval begins there
        events = np.concatenate([(base + start[live]) * 2 + 1, (base + stop[live]) * 2])
        events.sort()
        keys = events >> 1
        level = np.cumsum((events & 1) * 2 - 1, dtype=np.int32)
        last = np.ones(len(keys), bool)
        np.not_equal(keys[1:], keys[:-1], out=last[:-1])
        return Levels(cells, np.append(-1, keys[last]), np.append(np.int32(0), level[last]))

    def _position(self, day: int) -> Ints:
        return np.searchsorted(self.keys, np.arange(self.cells) * SCALE + day, side="right") - 1

    def at(self, day: int) -> Ints:
        """Of each cell. Shape (cells,)."""
        return self.level[self._position(day)].astype(np.int64)

    def least(self, first: int, last: int) -> Ints:
        """The lowest level of each cell on the days from ``first`` to ``last``. Shape (cells,)."""
        low, high = self._position(first), self._position(last) + 1
        _, at = expand(low, high)
        return np.minimum.reduceat(self.level[at], np.cumsum(high - low) - (high - low)).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Latest:
    """The greatest of the values that have come to hold: ``best[i]`` (cell * SCALE + value) from ``keys[i]``."""

    cells: int
    keys: Ints
    best: Ints

    @staticmethod
    def of(cells: int, cell: Ints, since: Ints, value: Ints) -> Latest:
        order = np.argsort(cell * SCALE + since)
        keys = (cell * SCALE + since)[order]
        best = np.maximum.accumulate((cell * SCALE + value)[order])  # later cells exceed earlier ones
        return Latest(cells, np.append(-1, keys), np.append(-1, best))

    def at(self, day: int) -> Ints:
        """Of each cell; 0 where nothing has. Shape (cells,)."""
        base = np.arange(self.cells) * SCALE
        found = self.best[np.searchsorted(self.keys, base + day, side="right") - 1]
        return np.maximum(found - base, 0)
