"""Numbers and names by cell: one list for all cells and where each begins, made at once instead of cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coordination.analytics.base.facts import Ints
from coordination.analytics.base.spans import distinct, starts

__all__ = ["Names", "Runs"]


@dataclass(frozen=True, eq=False)
class Runs:
    """Numbers by cell, one after the other."""

    values: Ints
    start: Ints

    def at(self, cell: int) -> Ints:
        return self.values[self.start[cell] : self.start[cell + 1]]


@dataclass(frozen=True, eq=False)
class Names:
    """Names by cell, one after the other; in each cell every name once, in the order of their positions."""

    values: list[str]
    start: list[int]

    @staticmethod
    def of(cell: Ints, place: Ints, names: Sequence[str], cells: int) -> Names:
        """``place``: positions in ``names``."""
        key = distinct(cell * len(names) + place) if len(cell) else cell
        cell, place = np.divmod(key, max(len(names), 1))
        return Names([names[p] for p in place.tolist()], starts(cell, cells).tolist())

    def at(self, cell: int) -> list[str]:
        return self.values[self.start[cell] : self.start[cell + 1]]
