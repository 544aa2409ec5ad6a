"""Support by prerequisites, and what waits for what (METHODS 3). Only edges of kind P count; hand-offs are those of
kind F.

``supported(b) = min(standing(b), min over AND, min over OR groups of max)``, in topological order.
Standings are held twice (0, 1, 2 for 0, 1/2, 1) so that they stay whole numbers.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from graph_schema.edition import Edition

__all__ = ["hand_offs", "supported", "waiting"]

Ints = NDArray[np.int64]


def supported(edition: Edition, standing: Ints) -> Ints:
    """Supported values for standings of shape (..., K), in the same scale.

    >>> from graph_schema.edition import edition
    >>> import numpy as np
    >>> e = edition("mnr-2016")
    >>> s = np.full(21, 2); s[e.index["3"]] = 0          # all stand but Legislation
    >>> [e.numbers[i] for i in np.flatnonzero(supported(e, s) == 0)]
    ['3', '4', '5', '6', '7', '10', '11', '12', '17']
    """
    value = np.array(standing, np.int64)
    for b in edition.order:
        for a in edition.all_of[b]:
            value[..., b] = np.minimum(value[..., b], value[..., a])
        for group in edition.any_of[b]:
            value[..., b] = np.minimum(value[..., b], value[..., list(group)].max(axis=-1))
    return value


@cache
def waiting(edition: Edition) -> tuple[tuple[int, ...], ...]:
    """Per capability a: those whose supported value would be 0 if a were 0 and every other 1."""
    k = len(edition.capabilities)
    worlds = np.full((k, k), 2)
    np.fill_diagonal(worlds, 0)
    value = supported(edition, worlds)
    return tuple(tuple(int(b) for b in np.flatnonzero(value[a] == 0) if b != a) for a in range(k))


@cache
def hand_offs(edition: Edition) -> NDArray[np.bool_]:
    """Capabilities that an F edge joins, either way: between them a case, a report or data passes. Shape (K, K),
    symmetric."""
    k = len(edition.capabilities)
    out = np.zeros((k, k), bool)
    for r in edition.requires:
        if r.kind == "F":
            a, b = edition.index[r.needs], edition.index[r.gives]
            out[a, b] = out[b, a] = True
    return out
