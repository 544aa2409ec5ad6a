"""Between which nodes of a graph each claim of a frame stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from coordination.model.frames import Frame
from graph_schema.cypher import End, end_of
from graph_schema.declare import At

__all__ = ["chosen"]


def chosen(
    alternatives: tuple[At, ...], rows: Frame, known: Mapping[str, frozenset[str]]
) -> tuple[list[End], NDArray[np.int64]]:
    """The ends a claim may have, and per row the position of the first whose fields are filled (else the
    last). Where two alternatives read the same field, the first is taken for identifiers of records: ``known``, by
    label."""
    ends = [end_of(at) for at in alternatives]
    choice = np.full(len(rows), len(ends) - 1)
    for k in reversed(range(len(ends) - 1)):
        fits = np.ones(len(rows), bool)
        for field in filter(None, ends[k].fields):
            fits &= rows[field].per_value(bool, "bool")
            if _ambiguous(ends, k):
                fits &= rows[field].isin(known[ends[k].label])
        choice[fits] = k
    return ends, choice


def _ambiguous(ends: Sequence[End], k: int) -> bool:
    return any(other.fields == ends[k].fields for other in ends[k + 1 :])
