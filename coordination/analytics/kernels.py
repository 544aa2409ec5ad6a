"""Blocks, core numbers and triangles of a simple undirected graph by array operations alone.

A library that walks node by node needs its own copy of the graph first, made tie by tie; at today's size that
copy alone costs more than these answers. Here everything is sorted, counted and looked up in arrays, at worst
O(m log n), for blocks also where a node has a million ties or a path is a million steps long. The exception is the
core number, where each round takes away all nodes that have too few ties left: see :func:`core_numbers`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from coordination.analytics.spans import distinct, expand

__all__ = ["Tree", "Triangles", "blocks", "core_numbers", "numbered", "tree_of", "triangles"]

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

    ``parent``: shape (n + 1,), the root its own; ``pre``: place in preorder; ``size``: of the part at and below a
    node, which is ``pre .. pre + size - 1``; ``above``: the ancestors 1, 2, 4, ... steps up, as far as there are any.
    """

    parent: Ints
    pre: Ints
    size: Ints
    above: list[Ints]


def tree_of(ties: csr_array, component: Ints) -> Tree:
    """``ties``: a symmetric matrix; ``component``: of each node, 0, 1, ... Below the root stands the first node of
    each."""
    n = ties.shape[0]
    count = int(component.max(initial=-1)) + 1
    first = np.zeros(count, np.int64)
    first[component[::-1]] = np.arange(n)[::-1]  # of equal ones the last written stays
    under = np.concatenate([ties.indices, first.astype(ties.indices.dtype)])
    start = np.append(ties.indptr, ties.indptr[-1] + count)
    hung = csr_array((np.ones(len(under)), under, start), shape=(n + 1, n + 1))
    order, before = breadth_first_order(hung, n, directed=True)
    parent = before.astype(np.int64)
    parent[n] = n
    # doubling: after step k a node has counted everything fewer than 2^k steps below it
    size, above, up = np.ones(n + 1, np.int64), list[Ints](), parent
    while (up[:n] != n).any():
        above.append(up)
        size += np.bincount(up[:n], size[:n], n + 1).astype(np.int64)
        up = up[up]
    size[n] = n + 1
    # children of one parent stand side by side in the order of the search
    child = order[1:]
    taken = np.cumsum(size[child]) - size[child]
    first_child = np.diff(parent[child], prepend=-1) != 0
    pre = np.zeros(n + 1, np.int64)
    pre[child] = taken - taken[first_child][np.cumsum(first_child) - 1] + 1
    for up in above:  # the root adds nothing: it is at 0
        pre += pre[up]
    return Tree(parent, pre, size, above)


def blocks(ties: csr_array, component: Ints, a: Ints, b: Ints) -> Ints:
    """Biconnected component of each tie ``a[i]-b[i]``, shape (m,), numbered by its first tie. Tarjan, Vishkin 1985.

    ``ties``: the symmetric matrix of the graph; ``component``: of each node, 0, 1, ... In a tree of shortest ways
    every node stands for the tie to its parent. Two such ties are in one block where a tie outside the tree joins what
    is below them, or where what is below the lower one is tied to something that is not below the upper one.
    """
    n = ties.shape[0]
    tree = tree_of(ties, component)
    parent, pre = tree.parent, tree.pre
    down, up = parent[b] == a, parent[a] == b
    side = ~(down | up)
    u, w = a[side], b[side]
    # the first and the last place in preorder to which a tie outside the tree leads from at or below a node
    low, high = pre.copy(), pre.copy()
    for one, other in ((u, w), (w, u)):
        np.minimum.at(low, one, pre[other])
        np.maximum.at(high, one, pre[other])
    for far in tree.above:
        lower, higher = low.copy(), high.copy()
        np.minimum.at(lower, far[:n], low[:n])
        np.maximum.at(higher, far[:n], high[:n])
        low, high = lower, higher
    inner = np.flatnonzero((parent[:n] != n) & (parent[parent[:n]] != n))  # there is a tie above their parent
    top = parent[inner]
    leaves = (low[inner] < pre[top]) | (high[inner] >= pre[top] + tree.size[top])
    # up along the tree as far as it is one block; what is left to join are the ties outside the tree
    lead = np.arange(n)
    lead[inner[leaves]] = top[leaves]
    for _ in tree.above:
        lead = lead[lead]
    u, w = lead[u], lead[w]
    apart = distinct((np.minimum(u, w) * n + np.maximum(u, w))[u != w])
    same = csr_array((np.ones(len(apart)), (apart // max(n, 1), apart % max(n, 1))), shape=(n, n))
    _, label = connected_components(same, directed=False)
    return numbered(label[lead[np.where(up, a, b)]].astype(np.int64))


def core_numbers(ties: csr_array, degree: Ints, rounds: int) -> Ints | None:
    """Core number of each node, shape (n,): all nodes with at most k ties left go at once, round after round.
    None where that would take more than ``rounds``, as along a path, which loses its two ends a round."""
    start, other, many = ties.indptr, ties.indices, np.diff(ties.indptr)
    number, left = np.zeros(len(degree), np.int64), degree.copy()
    stay, k = np.flatnonzero(left), 0
    while len(stay):
        now = left[stay]
        k = max(k, int(now.min()))
        gone = stay[now <= k]
        while len(gone):
            rounds -= 1
            if rounds < 0:
                return None
            number[gone], left[gone] = k, _GONE
            size = many[gone]
            at = np.repeat(start[gone] - (np.cumsum(size) - size), size)
            at += np.arange(len(at), dtype=at.dtype)
            loses = other[at]
            np.subtract.at(left, loses, 1)
            gone = distinct(loses[left[loses] <= k].astype(np.int64))
        stay = stay[left[stay] < _GONE // 2]
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
    order = np.argsort(from_, kind="stable")  # ties come sorted, so that a node's ties stay in order
    from_, to = from_[order], to[order]
    out = np.bincount(from_, minlength=n)
    later = (np.cumsum(out) - 1)[from_] - np.arange(
        len(order)
    )  # ties from the same node that come after this one
    known = a * n + b  # ascending
    bits = (SLOTS * max(len(known), 1)).bit_length()
    seen = np.zeros(1 << bits, bool)

    def slot(key: Ints) -> NDArray[np.uint64]:
        found: NDArray[np.uint64] = (key.view(np.uint64) * SPREAD) >> np.uint64(64 - bits)
        return found

    seen[slot(known)] = True
    ends = np.cumsum(later)
    low = 0
    while low < len(order):
        high = max(low + 1, int(np.searchsorted(ends, (ends[low - 1] if low else 0) + WEDGES, "right")))
        after = np.arange(low, high) + 1
        first, second = expand(after, after + later[low:high])
        first += low
        x, y = to[first], to[second]
        facing = np.minimum(x, y) * n + np.maximum(x, y)
        maybe = np.flatnonzero(seen[slot(facing)])
        at = np.minimum(np.searchsorted(known, facing[maybe]), len(known) - 1)
        real = known[at] == facing[maybe]
        first, second = first[maybe[real]], second[maybe[real]]
        yield Triangles(
            np.stack([from_[first], to[first], to[second]]),
            np.stack([at[real], order[second], order[first]]),
        )
        low = high
