"""Providers that count as one, or no longer as one, only because somebody wrote it down (METHODS 9).

An affiliation or funding of which no source says since when counts from the day of its source on, and may have held
long before.
"""

from __future__ import annotations

import numpy as np

from coordination.analytics.base.facts import Ints
from coordination.analytics.base.providers import Funds, Tops, grouped, provider_nodes
from coordination.analytics.board.coverage import Coverage

__all__ = ["recorded_links"]


def recorded_links(cover: Coverage, cells: Ints, since: int) -> tuple[Ints, Ints, Ints]:
    """(groups of each cell without the affiliations and funding of which no source says since when and that count only
    from a day after ``since``; place in ``cells`` and provider of each that is grouped with others for them)."""
    facts, none = cover.facts, np.zeros(0, np.int64)
    if not len(cells):
        return none, none, none
    day = np.full(len(cells), cover.as_of.toordinal(), np.int64)
    query, who = provider_nodes(facts, cells, day)
    funds = Funds.of(facts)
    unsaid = ~facts.snapshot["funding"]["since"].per_value(bool, "bool")[funds.row]
    late = np.flatnonzero(unsaid & (funds.life.start > since) & funds.life.active(int(day[0])))
    without = (np.arange(len(cells))[:, None] * len(funds.row) + late).reshape(-1)
    now = grouped(facts, cells, day, query, who)
    then = grouped(facts, cells, day, query, who, without, Tops(facts, since))

    def sizes(label: Ints) -> Ints:
        _, place, count = np.unique(label, return_inverse=True, return_counts=True)
        return count[place]

    both = sizes(now.node_group * (len(query) + 1) + then.node_group)
    moved = (sizes(now.node_group) != both) | (sizes(then.node_group) != both)
    return then.n, query[moved], who[moved]
