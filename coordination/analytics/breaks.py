"""Into how many pieces each of many losses breaks the cooperation graph (METHODS 6, round 6), without breaking it.

Where one organisation goes, its blocks are the pieces. Where several go, walks from their neighbours through what is
left are taken for many losses at once, one bit each; only the losses whose walks miss a neighbour are broken.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coordination.analytics.engine import WORDS, SimpleGraph
from coordination.analytics.facts import Ints, Mask
from coordination.analytics.joining import within
from coordination.analytics.spans import distinct, expand
from coordination.progress import step

__all__ = ["breaking", "pieces_of_one"]


def pieces_of_one(graph: SimpleGraph) -> Ints:
    """How many pieces are left of the component of each node without it, 0 where it stays whole. Shape (n,)."""
    m = max(graph.m, 1)
    at = distinct(np.concatenate([graph.a * m + graph.blocks, graph.b * m + graph.blocks]))
    blocks = np.bincount(at // m, minlength=graph.n)
    return np.where(blocks > 1, blocks, 0)


def breaking(graph: SimpleGraph, component: Ints, loss: Ints, gone: Ints) -> Ints:
    """Losses that break a component, of the sorted pairs (loss, node)."""
    size = max(graph.n, 1)
    ties = graph.adjacency
    owner, at = expand(ties.indptr[gone].astype(np.int64), ties.indptr[gone + 1].astype(np.int64))
    beside = distinct(loss[owner] * size + ties.indices[at])
    beside = beside[~within(beside, loss * size + gone)]
    # one neighbour of each component to start from; components never meet
    _, first = np.unique(beside // size * size + component[beside % size], return_index=True)
    starts, found = beside[np.sort(first)], list[Ints]()
    some = distinct(loss)
    for low in range(0, len(some), 64 * WORDS):
        step("Removing one organisation after another", low, len(some))
        part = some[low : low + 64 * WORDS]
        held = [keys[np.isin(keys // size, part)] for keys in (loss * size + gone, starts, beside)]
        missed = _missed(graph, *(_bits(part, keys, size) for keys in held))
        found.append(distinct(held[2][missed] // size))
    return np.concatenate([*found, np.zeros(0, np.int64)])


def _bits(part: Ints, keys: Ints, size: int) -> tuple[Ints, Ints]:
    """(node, bit) of (loss, node) keys; the bit is the place of the loss in ``part``."""
    return keys % size, np.searchsorted(part, keys // size)


def _missed(
    graph: SimpleGraph, gone: tuple[Ints, Ints], starts: tuple[Ints, Ints], beside: tuple[Ints, Ints]
) -> Mask:
    """Which of ``beside`` no walk from ``starts`` reaches around ``gone``, all as (node, bit)."""
    tied = np.flatnonzero(graph.degree)
    ties, place = graph.adjacency[tied][:, tied], np.cumsum(graph.degree > 0) - 1

    def words(marks: tuple[Ints, Ints]) -> NDArray[np.uint64]:
        out = np.zeros((len(tied), WORDS), np.uint64)
        node, bit = marks
        np.bitwise_or.at(out, (place[node], bit // 64), np.uint64(1) << (bit % 64).astype(np.uint64))
        return out

    closed, front = words(gone), words(starts)
    seen = front | closed
    while front.any():
        front = np.bitwise_or.reduceat(front[ties.indices], ties.indptr[:-1], axis=0) & ~seen
        seen |= front
    node, bit = beside
    missed: Mask = seen[place[node], bit // 64] >> (bit % 64).astype(np.uint64) & np.uint64(1) == 0
    return missed
