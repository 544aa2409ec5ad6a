"""Joins and counts over integer keys, without a loop over rows."""

from __future__ import annotations

import numpy as np

from coordination.analytics.base.facts import Ints, Mask
from coordination.analytics.base.spans import expand

__all__ = ["count_of", "counted", "join", "ones", "within"]


def join(key: Ints, by: Ints) -> tuple[Ints, Ints]:
    """(position in ``key``, position in ``by``) of every pair with equal values."""
    order = np.argsort(by, kind="stable")
    owner, at = expand(np.searchsorted(by[order], key), np.searchsorted(by[order], key, side="right"))
    return owner, order[at]


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
    return count_of(wanted, keys, np.ones(len(keys), np.int64)) > 0


def ones(mask: int) -> list[int]:
    """Places of the bits that are set, ascending.

    >>> ones(0b1010)
    [1, 3]
    """
    return [b for b in range(mask.bit_length()) if mask >> b & 1]
