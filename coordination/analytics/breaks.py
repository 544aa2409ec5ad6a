"""Into how many pieces each of many losses breaks the cooperation graph (METHODS 6, round 6), without breaking it.

Where one organisation goes, its blocks are the pieces. Where several go, walks from their neighbours through what is
left are taken for many losses at once, one bit each, and begun again at a neighbour that was missed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from coordination.analytics.engine import WORDS, SimpleGraph
from coordination.analytics.facts import Ints
from coordination.analytics.joining import within
from coordination.analytics.spans import distinct, expand
from coordination.progress import step

__all__ = ["pieces_of_one", "pieces_of_several"]


def pieces_of_one(graph: SimpleGraph) -> Ints:
    """How many pieces are left of the component of each node without it, 0 where it stays whole. Shape (n,)."""
    m = max(graph.m, 1)
    at = distinct(np.concatenate([graph.a * m + graph.blocks, graph.b * m + graph.blocks]))
    blocks = np.bincount(at // m, minlength=graph.n)
    return np.where(blocks > 1, blocks, 0)


def pieces_of_several(graph: SimpleGraph, component: Ints, loss: Ints, gone: Ints) -> tuple[Ints, Ints]:
    """(loss, how many pieces) of each loss that breaks a component, of the sorted pairs (loss, node)."""
    size = max(graph.n, 1)
    tied = np.flatnonzero(graph.degree)
    ties, place = graph.adjacency[tied][:, tied], np.cumsum(graph.degree > 0) - 1
    removed = loss * size + gone
    owner, at = expand(
        graph.adjacency.indptr[gone].astype(np.int64), graph.adjacency.indptr[gone + 1].astype(np.int64)
    )
    beside = distinct(loss[owner] * size + graph.adjacency.indices[at])
    beside = beside[~within(beside, removed)]
    some, found = distinct(loss), list[Ints]()
    for low in range(0, len(some), 64 * WORDS):
        step("Removing one organisation after another", low, len(some))
        part = some[low : low + 64 * WORDS]
        near, away = (
            keys[np.searchsorted(keys, part[0] * size) : np.searchsorted(keys, (part[-1] + 1) * size)]
            for keys in (beside, removed)
        )
        around = place[away % size], np.searchsorted(part, away // size)
        met = place[near % size], np.searchsorted(part, near // size)
        # components never meet: each of a loss is walked through for itself
        whole, of = np.unique(near // size * size + component[near % size], return_inverse=True)
        parts = np.bincount(_walked(ties, around, met, of), minlength=len(whole))
        found.append(np.repeat(whole // size, np.where(parts > 1, parts, 0)))
    losses, count = np.unique(np.concatenate([*found, np.zeros(0, np.int64)]), return_counts=True)
    return losses, count


def _walked(ties: csr_array, gone: tuple[Ints, Ints], beside: tuple[Ints, Ints], of: Ints) -> Ints:
    """For each piece the group it is a piece of: walks around ``gone`` that start at one of ``beside`` in each group,
    and again at one that was not met. Pairs are (node, bit); ``of``: group of each of ``beside``."""

    def words(marks: tuple[Ints, Ints]) -> NDArray[np.uint64]:
        out = np.zeros((ties.shape[0], WORDS), np.uint64)
        node, bit = marks
        np.bitwise_or.at(out, (node, bit // 64), np.uint64(1) << (bit % 64).astype(np.uint64))
        return out

    node, bit = beside
    word, shift = bit // 64, (bit % 64).astype(np.uint64)
    seen, started = words(gone), list[Ints]()
    front = np.zeros_like(seen)
    while True:
        missed = np.flatnonzero((seen[node, word] >> shift) & np.uint64(1) == 0)
        sought = np.zeros(WORDS, np.uint64)
        np.bitwise_or.at(sought, word[missed], np.uint64(1) << shift[missed])
        front &= sought  # a loss whose neighbours are all met walks no further
        if not front.any():
            if not len(missed):
                return np.concatenate([*started, np.zeros(0, np.int64)])
            groups, first = np.unique(of[missed], return_index=True)
            started.append(groups)
            front = words((node[missed[first]], bit[missed[first]]))
        else:
            front = np.bitwise_or.reduceat(front[ties.indices], ties.indptr[:-1], axis=0) & ~seen
        seen |= front
