"""Measures of a simple undirected graph whose nodes have a kind (METHODS 8): brokerage, E-I, fragmentation.

All by counting over arrays of ties and triangles, no loop over nodes or pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coordination.analytics.network.engine import Ints, SimpleGraph, distances, engine_of
from coordination.text.records import Key

__all__ = ["ROLES", "Brokerage", "Fragmentation", "brokerage", "ei", "ei_by_kind", "fragmentation"]


class Brokerage(NamedTuple):
    """Pairs of partners without a tie of their own, by the role of who stands between them, after Gould and Fernandez
    1989; gatekeeper and representative are one when undirected."""

    coordinator: Annotated[int, Key("all three of one kind")]
    itinerant: Annotated[int, Key("the two of one kind, itself of another")]
    gatekeeper: Annotated[int, Key("itself and one of the two of one kind")]
    liaison: Annotated[int, Key("three kinds")]


ROLES: Final = Brokerage._fields


def _role(kind: Ints, node: Ints, x: Ints, z: Ints) -> Ints:
    """Which of ROLES ``node`` plays between x and z, position by position."""
    alike = kind[x] == kind[z]
    mine = (kind[node] == kind[x]) | (kind[node] == kind[z])
    return np.where(alike, np.where(mine, 0, 1), np.where(mine, 2, 3))


def brokerage(graph: SimpleGraph, kind: Ints) -> Ints:
    """Pairs of contacts without a tie of their own, by the kinds of the two and of the node between them.

    coordinator A-A-A, itinerant A-B-A, gatekeeper A-A-B, liaison A-B-C (the middle letter is the node).
    ``kind``: shape (n,), small whole numbers. Returns shape (n, 4), columns as in ROLES.
    """
    n = graph.n
    if not graph.m:
        return np.zeros((n, len(ROLES)), np.int64)
    kinds = int(kind.max()) + 1
    # all pairs of contacts, by kind
    one, other = np.concatenate([graph.a, graph.b]), np.concatenate([graph.b, graph.a])
    contacts = np.bincount(one * kinds + kind[other], minlength=n * kinds).reshape(n, kinds)
    own = contacts[np.arange(n), kind]
    pairs = graph.degree * (graph.degree - 1) // 2
    alike = (contacts * (contacts - 1) // 2).sum(axis=1)
    coordinator = own * (own - 1) // 2
    gatekeeper = own * (graph.degree - own)
    found = np.stack([coordinator, alike - coordinator, gatekeeper, pairs - alike - gatekeeper], axis=1)
    # less those that have a tie of their own: the corners of triangles
    corners = engine_of(graph).triangles(graph)
    for corner in range(3):
        node, x, z = corners[:, [corner, corner - 1, corner - 2]].T
        closed = node * len(ROLES) + _role(kind, node, x, z)
        found -= np.bincount(closed, minlength=n * len(ROLES)).reshape(n, len(ROLES))
    return found


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
    near = float(distances(graph).harmonic.sum())
    return Fragmentation(1 - together / pairs, round(1 - near / pairs, 12))
