"""The least that puts one capability in place with all that it needs: whether a budget would pay for it alone.

A plan within a budget may leave out what the budget would pay for, because other steps put more in place, or as much
for fewer points. That is no reason to say that it is *not within the budget*.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from coordination.analytics.plan.status_optimum import StatusTask

__all__ = ["least_points"]

_Ways = frozenset[frozenset[int]]
_NOTHING: _Ways = frozenset({frozenset()})


def least_points(task: StatusTask, a: int) -> Fraction | None:
    """The fewest points with which a capability is in place with all that it needs; None where no plan does that."""
    there, found = task.supported(()), dict[int, _Ways]()

    def ways(b: int) -> _Ways:
        """What may be worked on so that ``b`` is in place with what it needs: each a set, none contains another."""
        if there[b]:
            return _NOTHING
        if b not in found:
            if not task.stands[b] and task.points[b] is None:
                found[b] = frozenset()
            else:
                out: _Ways = _NOTHING if task.stands[b] else frozenset({frozenset({b})})
                for c in task.edition.all_of[b]:
                    out = _both(out, ways(c))
                for group in task.edition.any_of[b]:
                    out = _both(out, _smallest(w for c in group for w in ways(c)))
                found[b] = out
        return found[b]

    return min((task.price(w) for w in ways(a)), default=None)


def _both(one: _Ways, other: _Ways) -> _Ways:
    return _smallest(a | b for a in one for b in other)


def _smallest(ways: Iterable[frozenset[int]]) -> _Ways:
    """Without those that contain another."""
    every = set(ways)
    return frozenset(w for w in every if not any(o < w for o in every))
