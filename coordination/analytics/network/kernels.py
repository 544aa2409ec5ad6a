"""Blocks, core numbers and triangles of a simple undirected graph by array operations alone.

A library that walks node by node needs its own copy of the graph first, made tie by tie; at today's size that
copy alone costs more than these answers. Here everything is sorted, counted and looked up in arrays, at worst
O(m log^2 n), for blocks also where a node has a million ties or a path is a million steps long. The exception is the
core number, where each round takes away all nodes that have too few ties left: see :func:`core_numbers`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from coordination.analytics.base.spans import expand, fresh, joined, order_of

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["Blocks", "Tree", "Triangles", "blocks", "core_numbers", "numbered", "tree_of", "triangles"]

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

WEDGES: Final = 2**20  #: pairs of neighbours held at a time
SLOTS: Final = 16  #: places per tie in the table that answers most look-ups
_GONE: Final = 2**40  #: ties left of a node that is gone, less what it still loses
SPREAD: Final = np.uint64(
    0x9E3779B97F4A7C15
)  #: 2^64 / golden ratio: neighbouring keys fall far apart (Knuth)


def numbered(label: Ints) -> Ints:
    """Labels (0 or more) renumbered 0, 1, ... in order of first appearance."""
    place = np.arange(len(label))
    first = np.zeros(int(label.max(initial=0)) + 1, np.int64)
    first[label[::-1]] = place[::-1]  # of equal ones the last written stays
    first = first[label]
    found: Ints = (np.cumsum(first == place) - 1)[first]
    return found


@dataclass(frozen=True, eq=False)
class Tree:
    """A breadth-first tree through every component, hung under one root at ``n``.

    ``parent``: shape (n + 1,), the root its own; ``child``: shape (n,), all nodes as the search met them, so that
    children of one parent stand side by side; ``pre``: place in preorder; ``size``: of the part at and below a node,
    which is ``pre .. pre + size - 1``; ``above``: the ancestors 1, 2, 4, ... steps up, as far as there are any.
    """

    parent: Ints
    child: Ints
    pre: Ints
    size: Ints
    above: list[Ints]

    @cached_property
    def node(self) -> Ints:
        """The node at each place in preorder. Shape (n + 1,)."""
        out = np.zeros(len(self.pre), np.int64)
        out[self.pre] = np.arange(len(self.pre))
        return out

    @cached_property
    def many(self) -> Ints:
        """How many children each node has. Shape (n + 1,)."""
        return np.bincount(self.parent[:-1], minlength=len(self.parent))

    @cached_property
    def _eldest(self) -> Ints:
        """Where in ``child`` the children of each node begin."""
        out = np.zeros(len(self.parent), np.int64)
        of = self.parent[self.child]
        begins = np.flatnonzero(fresh(of))
        out[of[begins]] = begins
        return out

    def children(self, nodes: Ints) -> tuple[Ints, Ints]:
        """(position in ``nodes``, child) of each child."""
        start = self._eldest[nodes]
        owner, at = expand(start, start + self.many[nodes])
        return owner, self.child[at]


def tree_of(n: int, a: Ints, b: Ints, first: Ints) -> Tree:
    """``a``, ``b``: ends of each tie, in ascending order of a; ``first``: the node of the component of each node that
    stands below the root."""
    # imported here: every command starts without it
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order

    tops = np.flatnonzero(first == np.arange(n))
    under = np.concatenate([b, tops]).astype(np.int32)
    start = np.zeros(n + 2, np.int32)
    np.cumsum(np.append(np.bincount(a, minlength=n), len(tops)), out=start[1:])
    hung = csr_array((np.ones(len(under)), under, start), shape=(n + 1, n + 1))
    order, before = breadth_first_order(hung, n, directed=False)
    parent = before.astype(np.int64)
    parent[n] = n
    # doubling: after step k a node has counted everything fewer than 2^k steps below it
    size, above, up = np.ones(n + 1, np.int64), list[Ints](), parent
    while (up[:n] != n).any():
        above.append(up)
        size += np.bincount(up[:n], size[:n], n + 1).astype(np.int64)
        up = up[up]
    size[n] = n + 1
    child = order[1:].astype(np.int64)
    taken = np.cumsum(size[child]) - size[child]
    eldest = fresh(parent[child])
    pre = np.zeros(n + 1, np.int64)
    pre[child] = taken - taken[eldest][np.cumsum(eldest) - 1] + 1
    for up in above:  # the root adds nothing: it is at 0
        pre += pre[up]
    return Tree(parent, child, pre, size, above)


@dataclass(frozen=True, eq=False)
class Blocks:
    """Biconnected components by node, in a breadth-first tree through every component.

    ``above``: shape (n,), a label of the block of the tie to the parent, without meaning where there is none; ``low``,
    ``high``: shape (n + 1,), the first and the last place in preorder that is at or below a node or that a tie outside
    the tree leads to from there.
    """

    tree: Tree
    above: Ints
    low: Ints
    high: Ints

    @property
    def parent(self) -> Ints:
        """Shape (n,), n for the first node of a component."""
        return self.tree.parent[:-1]

    def of_ties(self, a: Ints, b: Ints) -> Ints:
        """The label of each tie ``a[i]-b[i]``: one outside the tree is in the block that is above either end."""
        return self.above[np.where(self.parent[a] == b, a, b)]

    def meet(self) -> Mask:
        """Nodes with ties in two blocks or more: those of the tree tell, for none is in another block. Shape (n,)."""
        n = len(self.parent)
        child = np.flatnonzero(self.parent != n)
        up = self.parent[child]
        least, most = np.full(n, n), np.full(n, -1)
        least[child] = most[child] = self.above[child]
        np.minimum.at(least, up, self.above[child])
        np.maximum.at(most, up, self.above[child])
        return most > least


def blocks(n: int, a: Ints, b: Ints, first: Ints) -> Blocks:
    """Biconnected components after Tarjan and Vishkin 1985.

    ``a``, ``b``: ends of each tie, in ascending order of a; ``first``: first node of the component of each node. In a
    tree of shortest ways every node stands for the tie to its parent. Two such ties are in one block where a tie
    outside the tree joins what is below them, or where what is below the lower one is tied to something that is not
    below the upper one.
    """
    tree = tree_of(n, a, b, first)
    parent, pre = tree.parent[:n], tree.pre
    side = np.flatnonzero((parent[b] != a) & (parent[a] != b))
    u, w = a[side], b[side]
    low, high = pre.copy(), pre.copy()
    for one, other in ((u, w), (w, u)):
        np.minimum.at(low, one, pre[other])
        np.maximum.at(high, one, pre[other])
    for far in tree.above:
        lower, higher = low.copy(), high.copy()
        np.minimum.at(lower, far[:n], low[:n])
        np.maximum.at(higher, far[:n], high[:n])
        low, high = lower, higher
    top = tree.parent[parent]  # the root where there is no tie above the parent, and nobody is outside it
    leaves = np.flatnonzero(
        (top != n) & ((low[:n] < pre[parent]) | (high[:n] >= pre[parent] + tree.size[parent]))
    )
    # up along the tree as far as it is one block; what is left to join are the ties outside the tree
    lead = np.arange(n)
    lead[leaves] = parent[leaves]
    for _ in tree.above:
        lead = lead[lead]
    return Blocks(tree, joined(n, lead[u], lead[w])[lead], low, high)


def core_numbers(ties: csr_array, degree: Ints, rounds: int) -> Ints | None:
    """Core number of each node, shape (n,): all nodes with at most k ties left go at once, round after round.
    None where that would take more than ``rounds``, as along a path, which loses its two ends a round."""
    start, other = ties.indptr.astype(np.int64), ties.indices.astype(np.int64)
    many, steps = start[1:] - start[:-1], np.arange(len(other))
    number, left, place = np.zeros(len(degree), np.int64), degree.copy(), np.zeros(len(degree), np.int64)
    stay, k = left.nonzero()[0], 0
    while len(stay):
        now = left[stay]
        k = max(k, int(now.min()))
        gone = stay[now <= k]
        while len(gone):
            rounds -= 1
            if rounds < 0:
                return None
            left[gone] = _GONE
            size = many[gone]
            ends = size.cumsum()
            at = (start[gone] - ends + size).repeat(size)
            at += steps[: len(at)]  # where each one's ties stand, one range after the other
            loses = other[at]
            np.subtract.at(left, loses, 1)
            low = loses[left[loses] <= k]
            turn = steps[: len(low)]
            place[low] = turn  # of equal ones the last written stays
            gone = low[place[low] == turn]
        goes = left[stay] >= _GONE // 2
        number[stay[goes]] = k
        stay = stay[~goes]
    return number


@dataclass(frozen=True, eq=False)
class Triangles:
    """``nodes``: shape (3, t), the corners; ``ties``: shape (3, t), the position of the tie that faces each corner."""

    nodes: Ints
    ties: Ints


def triangles(n: int, a: Ints, b: Ints, degree: Ints) -> Iterator[Triangles]:
    """Every three nodes that are all tied to each other, once, in portions.

    Every tie points from its end with fewer ties to the one with more, so that no node points to more than
    sqrt(2 m) others (Chiba and Nishizeki 1985), however many ties it has; pairs of ties from one node are looked up.
    """
    turn = degree[a] > degree[b]
    from_, to = np.where(turn, b, a), np.where(turn, a, b)
    order = order_of(from_)  # ties come sorted, and a node's ties stay in order
    from_, to = from_[order], to[order]
    out = np.bincount(from_, minlength=n)
    later = (np.cumsum(out) - 1)[from_] - np.arange(
        len(order)
    )  # ties from the same node that come after this one
    known = a * n + b  # ascending
    bits = (SLOTS * max(len(known), 1)).bit_length()
    seen = np.zeros((1 << bits) // 8 + 1, np.uint8)

    def slot(key: Ints) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """(byte, bit) of each key."""
        at = ((key.view(np.uint64) * SPREAD) >> np.uint64(64 - bits)).view(np.int64)
        return at >> 3, np.left_shift(np.uint8(1), (at & 7).astype(np.uint8))

    np.bitwise_or.at(seen, *slot(known))
    ends = np.cumsum(later)
    low = 0
    while low < len(order):
        high = max(low + 1, int(np.searchsorted(ends, (ends[low - 1] if low else 0) + WEDGES, "right")))
        after = np.arange(low, high) + 1
        first, second = expand(after, after + later[low:high])
        first += low
        x, y = to[first], to[second]
        facing = np.minimum(x, y) * n + np.maximum(x, y)
        place, bit = slot(facing)
        maybe = np.flatnonzero(seen[place] & bit)
        maybe = maybe[order_of(facing[maybe])]  # looked up in ascending order, which is several times as fast
        at = np.minimum(np.searchsorted(known, facing[maybe]), len(known) - 1)
        real = known[at] == facing[maybe]
        first, second = first[maybe[real]], second[maybe[real]]
        yield Triangles(
            np.stack([from_[first], to[first], to[second]]),
            np.stack([at[real], order[second], order[first]]),
        )
        low = high
