"""Joins and counts over integer keys, without a loop over rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coordination.analytics.base.facts import Ints, Mask
from coordination.analytics.base.spans import expand

__all__ = ["Keyed", "count_of", "counted", "join", "ones", "within"]


@dataclass(frozen=True, eq=False)
class Keyed:
    """Keys that are sorted once and looked up again and again. ``order``: where each of them came from."""

    key: Ints
    order: Ints

    @staticmethod
    def of(by: Ints) -> Keyed:
        order = np.argsort(by, kind="stable")
        return Keyed(by[order], order)

    def join(self, key: Ints) -> tuple[Ints, Ints]:
        """(position in ``key``, position in what was sorted) of every pair with equal values."""
        owner, at = expand(np.searchsorted(self.key, key), np.searchsorted(self.key, key, side="right"))
        return owner, self.order[at]


def join(key: Ints, by: Ints) -> tuple[Ints, Ints]:
    """(position in ``key``, position in ``by``) of every pair with equal values."""
    return Keyed.of(by).join(key)


def counted(keys: Ints) -> tuple[Ints, Ints]:
    """(distinct keys, how often each), sorted."""
    found, count = np.unique(keys, return_counts=True)
    return found, count


def count_of(wanted: Ints, keys: Ints, count: Ints) -> Ints:
    """The count of each wanted key, 0 where it is not there; ``keys`` sorted."""
    if not len(keys):
        return np.zeros(len(wanted), np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, count[at], 0)


def within(wanted: Ints, keys: Ints) -> Mask:
    """Is it among the sorted keys? Shape of ``wanted``."""
    if not len(keys):
        return np.zeros(len(wanted), bool)
    found: Mask = keys[np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)] == wanted
    return found


def ones(mask: int) -> list[int]:
    """Places of the bits that are set, ascending.

    >>> ones(0b1010)
    [1, 3]
    """
    return [b for b in range(mask.bit_length()) if mask >> b & 1]
