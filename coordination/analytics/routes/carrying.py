"""Of what kind a partnership has to be for cases to pass from one organisation to another (METHODS 13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final

import numpy as np

from coordination.analytics.base.facts import Facts
from graph_schema.edition import Edition, RouteStep
from graph_schema.ids import CapabilityNumber
from graph_schema.values import TieKind

__all__ = ["CARRIES", "hops", "kinds_asked"]

#: Ties of which the record says that cases pass from one to the other, in their order in the list of kinds.
CARRIES: Final = (TieKind.DATA_SHARING, TieKind.REFERRAL)


@cache
def hops(steps: tuple[RouteStep, ...]) -> tuple[tuple[int, int], ...]:
    """(from, to) of every hand-off there may be, as positions: over steps that a case may pass over too."""
    out = []
    for i in range(len(steps)):
        for j in range(i + 1, len(steps)):
            out.append((i, j))
            if not steps[j].optional:
                break
    return tuple(sorted(out, key=lambda hop: (hop[1], hop[0])))


@cache
def _handed_on(edition: Edition) -> frozenset[frozenset[CapabilityNumber]]:
    """Pairs of capabilities between which a route hands a case on within a country."""
    return frozenset(_pairs(edition))


def _pairs(edition: Edition) -> Iterator[frozenset[CapabilityNumber]]:
    for route in edition.routes:
        for i, j in hops(route.steps):
            one, other = route.steps[i], route.steps[j]
            if one.abroad == other.abroad:
                yield from (frozenset({a, b}) for a in one.capabilities for b in other.capabilities)


def kinds_asked(facts: Facts, as_of: date, country: str, one: str, other: str) -> tuple[TieKind, ...]:
    """The kinds of which a partnership of these two has to be: those that carry cases, where they provide what a route
    hands on from one to the other in this country; none where any kind does."""
    d, k = facts.deliveries, facts.K
    on = d.provides & d.life.active(as_of.toordinal()) & (d.cell // k == facts.country_at[country])

    def does(who: str) -> set[CapabilityNumber]:
        mine = np.unique(d.cell[on & (d.who == facts.stakeholder_at[who])] % k).tolist()
        return {facts.edition.numbers[a] for a in mine}

    ours, theirs, handed = does(one), does(other), _handed_on(facts.edition)
    return CARRIES if any(frozenset({a, b}) in handed for a in ours for b in theirs) else ()
