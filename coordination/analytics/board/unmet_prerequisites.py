"""What a capability without support lacks (METHODS 3): the fewest others that do not stand and would have to, and
those it needs that stand, but have no support themselves.

A hotline needs the law and the police. Without the law neither has support: the law is missing, the police is
there. Where one of several would do, each that would is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from coordination.analytics.base.closure import cheapest_raises
from coordination.analytics.base.facts import Ints
from coordination.analytics.base.support import supported
from coordination.text.sentences import Either, Listed, Name, sentence
from graph_schema.edition import Edition

__all__ = ["Lack", "lack_of", "listed"]


@dataclass(frozen=True, slots=True)
class Lack:
    """Numbers of capabilities. ``missing``: the fewest that do not stand (gap or planned) and would have to; each
    with those that would do in its place; ``idle``: direct prerequisites that stand without support."""

    missing: tuple[tuple[str, ...], ...]
    idle: tuple[str, ...]


def listed(missing: Iterable[tuple[str, ...]]) -> list[Listed]:
    """The missing ones as parts of a sentence: one as it is, several as *one of*."""
    names = [Either(Name("capabilities", n) for n in some) for some in missing]
    return [some[0] if len(some) == 1 else sentence("one of {list}", list=some) for some in names]


def lack_of(edition: Edition, standing: Ints, a: int) -> Lack:
    """What capability ``a`` (a position) lacks, whether it stands itself or not; ``standing``: twice the standings of
    its country, shape (K,)."""
    numbers = edition.numbers
    gone = frozenset(np.flatnonzero(standing == 0).tolist()) - {a}
    value = supported(edition, standing)
    groups = [*((b,) for b in edition.all_of[a]), *edition.any_of[a]]
    without = {b for group in groups if not value[list(group)].any() for b in group}
    return Lack(
        tuple(tuple(numbers[b] for b in some) for some in _fewest(edition, gone, a)),
        tuple(numbers[b] for b in sorted(without) if standing[b] == 2),
    )


@lru_cache(maxsize=4096)
def _fewest(edition: Edition, gone: frozenset[int], a: int) -> tuple[tuple[int, ...], ...]:
    """The fewest of ``gone`` that would have to stand for ``a`` to have support, each with those that would do in its
    place."""
    fewest = cheapest_raises(edition, a, lambda b: int(b in gone)) & gone

    def carried(stand: frozenset[int]) -> bool:
        value = np.full(len(edition.numbers), 2)
        value[list(gone - stand)] = 0
        return bool(supported(edition, value)[a])

    return tuple(
        tuple(sorted([b, *(c for c in gone - fewest if carried((fewest - {b}) | {c}))]))
        for b in sorted(fewest)
    )
