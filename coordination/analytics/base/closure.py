"""The cheapest set of capabilities that carries one: itself, all it needs, and one of each group of
alternatives, and so on below.

Costs that several branches share are paid once, so choosing the cheapest alternative of each group alone
would be wrong; the choices are searched together. The search is exact: it branches on one group at a time and
drops a branch as soon as it costs more than the best set found. Its work grows with the product of the sizes
of the groups below one capability (2 in edition mnr-2016).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from graph_schema.edition import Edition

__all__ = ["cheapest_raises"]

Cost = int | Fraction


def cheapest_raises(edition: Edition, b: int, cost: Callable[[int], Cost]) -> frozenset[int]:
    """Positions of the cheapest set that carries capability ``b``; ``cost(a)`` >= 0 is paid once for each
    member. Among equally cheap sets the one whose paid members come first in edition order.

    >>> from graph_schema.edition import edition
    >>> e = edition("mnr-2016")
    >>> [e.numbers[a] for a in sorted(cheapest_raises(e, e.index["16"], lambda a: 1))]
    ['3', '16']
    >>> [e.numbers[a] for a in sorted(cheapest_raises(e, e.index["17"], lambda a: 1))]
    ['3', '4', '17']
    """
    price = [cost(a) for a in range(len(edition.capabilities))]
    best: tuple[Cost, list[int], frozenset[int]] | None = None

    def close(have: set[int], a: int) -> None:
        """``a`` and everything below it that leaves no choice."""
        front = [a]
        while front:
            here = front.pop()
            if here not in have:
                have.add(here)
                front += edition.all_of[here]

    def search(have: set[int]) -> None:
        nonlocal best
        total = sum((price[a] for a in have), 0)
        if best is not None and total > best[0]:
            return
        for c in sorted(have):
            for group in edition.any_of[c]:
                if have.isdisjoint(group):
                    for a in group:
                        more = set(have)
                        close(more, a)
                        search(more)
                    return
        paid = sorted(a for a in have if price[a] > 0)
        if best is None or (total, paid) < best[:2]:
            best = (total, paid, frozenset(have))

    start: set[int] = set()
    close(start, b)
    search(start)
    assert best is not None  # a group is never empty, so some set is always found
    return best[2]
