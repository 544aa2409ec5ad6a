"""Measures of a simple undirected graph whose nodes have a kind (METHODS 8): brokerage, E-I, fragmentation.

All by sparse products over the whole graph, no loop over nodes or pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from coordination.analytics.engine import FAST, Ints, SimpleGraph

__all__ = ["ROLES", "Fragmentation", "brokerage", "ei", "ei_by_kind", "fragmentation"]

#: Brokerage after Gould and Fernandez 1989; gatekeeper and representative are one when undirected.
ROLES: Final = ("coordinator", "itinerant", "gatekeeper", "liaison")
ROWS: Final = 20_000  #: rows of a product held at a time


def _closed(left: csr_array, middle: csr_array, right: csr_array) -> Ints:
    """Per node v: number of (a, c) with v-a in ``left``, a-c in ``middle``, v-c in ``right``."""
    n = left.shape[0]
    out = np.zeros(n, np.int64)
    for low in range(0, n, ROWS):
        part = slice(low, low + ROWS)
        out[part] = (left[part] @ middle).multiply(right[part]).sum(axis=1)
    return out


def brokerage(graph: SimpleGraph, kind: Ints) -> Ints:
    """Pairs of contacts without a tie of their own, by the kinds of the two and of the node between them.

    coordinator A-A-A, itinerant A-B-A, gatekeeper A-A-B, liaison A-B-C (the middle letter is the node).
    ``kind``: shape (n,), small whole numbers. Returns shape (n, 4), columns as in ROLES.
    """
    n, ties = graph.n, graph.adjacency
    if not graph.m:
        return np.zeros((n, len(ROLES)), np.int64)
    kinds = int(kind.max()) + 1
    ends = np.concatenate([graph.a, graph.b]), np.concatenate([graph.b, graph.a])
    same = kind[ends[0]] == kind[ends[1]]
    alike = csr_array((np.ones(int(same.sum())), (ends[0][same], ends[1][same])), shape=(n, n))
    unlike = csr_array((np.ones(int((~same).sum())), (ends[0][~same], ends[1][~same])), shape=(n, n))
    # all pairs of contacts, by kind
    contacts = np.bincount(ends[0] * kinds + kind[ends[1]], minlength=n * kinds).reshape(n, kinds)
    degree = graph.degree
    own = contacts[np.arange(n), kind]
    same_pairs = (contacts * (contacts - 1) // 2).sum(axis=1)
    coordinator = own * (own - 1) // 2
    gatekeeper = own * (degree - own)
    # less those that have a tie of their own
    closed = _closed(ties, ties, ties) // 2
    closed_same = _closed(ties, alike, ties) // 2
    closed_coordinator = _closed(alike, alike, alike) // 2
    closed_gatekeeper = _closed(alike, unlike, unlike)
    different = degree * (degree - 1) // 2 - same_pairs
    return np.stack(
        [
            coordinator - closed_coordinator,
            (same_pairs - coordinator) - (closed_same - closed_coordinator),
            gatekeeper - closed_gatekeeper,
            (different - gatekeeper) - (closed - closed_same - closed_gatekeeper),
        ],
        axis=1,
    )


def _index(inside: int, outside: int) -> float | None:
    return (outside - inside) / (outside + inside) if inside + outside else None


def ei(graph: SimpleGraph, kind: Ints) -> tuple[float | None, float | None]:
    """(E-I index, its expectation under random mixing): (external - internal) / all ties, and the same of all
    possible pairs. None where there is nothing to divide by. Krackhardt and Stern 1988."""
    inside = int((kind[graph.a] == kind[graph.b]).sum())
    size = np.bincount(kind)
    possible = int((size * (size - 1) // 2).sum())
    every = graph.n * (graph.n - 1) // 2
    return _index(inside, graph.m - inside), _index(possible, every - possible)


def ei_by_kind(graph: SimpleGraph, kind: Ints, kinds: int) -> list[tuple[float | None, float | None]]:
    """The same for each kind: ties with both ends of the kind are internal, with one end external."""
    one, other = kind[graph.a], kind[graph.b]
    same = one == other
    inside = np.bincount(one[same], minlength=kinds)
    outside = np.bincount(one[~same], minlength=kinds) + np.bincount(other[~same], minlength=kinds)
    size = np.bincount(kind, minlength=kinds)
    return [
        (
            _index(int(inside[k]), int(outside[k])),
            _index(int(size[k] * (size[k] - 1) // 2), int(size[k] * (graph.n - size[k]))),
        )
        for k in range(kinds)
    ]


@dataclass(frozen=True, slots=True)
class Fragmentation:
    """``plain``: F = 1 - sum s(s-1) / (n(n-1)) over component sizes s, the share of pairs that cannot reach
    each other; ``by_distance``: DF = 1 - mean of 1/distance over all pairs (Borgatti 2006), None where it was not
    asked for. Both None below two nodes."""

    plain: float | None
    by_distance: float | None


def fragmentation(graph: SimpleGraph, component: Ints, *, paths: bool = True) -> Fragmentation:
    """``component``: of each node, numbered from 0; without ``paths`` no distance is measured."""
    if graph.n < 2:
        return Fragmentation(None, None)
    size: NDArray[np.int64] = np.bincount(component)
    pairs = graph.n * (graph.n - 1)
    together = int((size * (size - 1)).sum())
    if not paths:
        return Fragmentation(1 - together / pairs, None)
    near = float(FAST.distances(graph).harmonic.sum())
    return Fragmentation(1 - together / pairs, round(1 - near / pairs, 12))
