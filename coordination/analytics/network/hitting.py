"""Smallest set of columns that serves every row (minimum hitting set), exact where it can be proven.

The problem falls apart into blocks that share nothing. All sets of a block with few columns are tried; a larger
one is solved by mixed-integer programming (HiGHS), bounded from above by a greedy solution. Where a block cannot be
proven within its limits, the better of the two is taken and the gap is stated. Among equally small sets: the one
that serves most in total, then the one whose columns stand earliest. The order of the columns is therefore a
preference.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coordination.analytics.base.solver import solved
from coordination.analytics.base.spans import pieces
from graph_schema.errors import UsageError, said

__all__ = ["HittingSet", "greedy", "smallest_hitting_set"]

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

NODES = 20_000  #: search steps per block, so that an unproven answer is the same on every machine
SECONDS = 10.0  #: and a limit in time behind it
FEW = 10  #: columns of a block of which all sets are tried: a thousand take less than asking the solver once


@dataclass(frozen=True, eq=False)
class HittingSet:
    """``chosen``: columns, ascending; ``at_least``: no smaller set than this can serve all rows."""

    chosen: Ints
    at_least: int

    @property
    def proven(self) -> bool:
        return len(self.chosen) == self.at_least


def greedy(serves: Mask) -> list[int]:
    """Columns taken one by one: most rows newly served, then most rows at all, then the earliest.
    ``serves`` has shape (columns, rows); every row must be served by some column."""
    left = np.ones(serves.shape[1], bool)
    total = serves.sum(axis=1)
    chosen: list[int] = []
    while left.any():
        fresh = (serves & left).sum(axis=1)
        best = int(np.lexsort((np.arange(len(fresh)), -total, -fresh))[0])
        chosen.append(best)
        left &= ~serves[best]
    return sorted(chosen)


def _undominated(serves: Mask) -> Ints:
    """Columns worth looking at: the first of equal ones, none that another one contains."""
    _, first = np.unique(np.packbits(serves, axis=1), axis=0, return_index=True)
    size = serves.sum(axis=1)
    left = first[np.lexsort((first, -size[first]))]  # largest first, so that what is met is contained in none
    packed = np.packbits(serves, axis=1)
    keep: list[int] = []
    while len(left) and size[left[0]]:
        keep.append(int(left[0]))
        left = left[(packed[left] & ~packed[left[0]]).any(axis=1)]
    return np.sort(np.asarray(keep, np.int64))


def _tried(serves: Mask) -> list[int]:
    """The set itself, by trying all 2^columns of them."""
    columns = len(serves)
    packed, size = np.packbits(serves, axis=1), serves.sum(axis=1)
    served, how_many = np.zeros((1, packed.shape[1]), np.uint8), np.zeros(1, np.int64)
    total, places = how_many, how_many
    # the last column first, so that of two sets the one with the earlier column has the higher number
    for c in reversed(range(columns)):
        served = np.concatenate([served, served | packed[c]])
        how_many = np.concatenate([how_many, how_many + 1])
        total = np.concatenate([total, total + size[c]])
        places = np.concatenate([places, places + c])
    enough = np.flatnonzero((served == served[-1]).all(axis=1))
    best = enough[np.lexsort((-enough, places[enough], -total[enough], how_many[enough]))[0]]
    return [c for c in range(columns) if best >> (columns - 1 - c) & 1]


def _solve(serves: Mask, nodes: int, seconds: float, tell: Callable[[], None]) -> tuple[list[int], int]:
    """(columns, lower bound) of one block."""
    columns, rows = serves.shape
    if columns <= FEW:
        found = _tried(serves)
        return found, len(found)
    start = greedy(serves)
    at_least = -(-rows // int(serves.sum(axis=1).max()))
    if len(start) == 1:  # of those that serve all, the earliest
        return start, 1
    # imported here: every command starts without it
    from scipy.optimize import Bounds, LinearConstraint
    from scipy.sparse import csr_array

    rule = LinearConstraint(csr_array(serves.T.astype(float)), lb=1)

    def run(cost: NDArray[np.float64], most: int) -> tuple[list[int] | None, float]:
        few = LinearConstraint(np.ones((1, columns)), ub=most)
        found = solved(cost, Bounds(0, 1), [rule, few], nodes, seconds, tell)
        bound = found.mip_dual_bound if found.mip_dual_bound is not None else -np.inf
        # `success` says proven; an answer may be there without
        return None if found.x is None else np.flatnonzero(found.x > 0.5).tolist(), bound

    best = start
    if len(start) > at_least:
        better, bound = run(np.ones(columns), len(start))
        if np.isfinite(bound):
            at_least = max(at_least, int(np.ceil(bound - 1e-6)))
        if better is not None and len(better) < len(start):
            best = better
    if len(best) > at_least:
        return best, at_least
    # as small as can be: among all such sets the preferred one
    size = serves.sum(axis=1)
    missing = (size.max() - size) * (columns * len(best) + 1)
    preferred, _ = run((missing + np.arange(columns)).astype(float), len(best))
    return (preferred if preferred is not None else best), at_least


def _silent() -> None:
    """Nobody waits."""


def smallest_hitting_set(
    serves: Mask, nodes: int = NODES, seconds: float = SECONDS, tell: Callable[[], None] = _silent
) -> HittingSet:
    """The smallest set of columns such that each row is served by one. ``serves``: shape (columns, rows);
    ``tell``: called several times a second, and whatever it raises ends the search.

    Raises UsageError if a row is served by no column.

    >>> import numpy as np
    >>> smallest_hitting_set(np.array([[1, 1, 0], [0, 1, 1], [1, 0, 0]], bool)).chosen.tolist()
    [0, 1]
    """
    if not serves.any(axis=0).all():
        raise UsageError(said("This hand-off cannot be linked by a partnership."))
    if not serves.shape[1]:
        return HittingSet(np.zeros(0, np.int64), 0)
    keep = _undominated(serves)
    table = serves[keep]
    columns = len(keep)
    i, j = table.nonzero()
    n = columns + table.shape[1]
    count, block = pieces(i, columns + j, n)
    chosen: list[int] = []
    at_least = 0
    for b in range(count):
        here = np.flatnonzero(block[:columns] == b)
        rows = np.flatnonzero(block[columns:] == b)
        found, bound = _solve(table[np.ix_(here, rows)], nodes, seconds, tell)
        chosen += here[found].tolist()
        at_least += bound
    return HittingSet(np.sort(keep[chosen]), at_least)
