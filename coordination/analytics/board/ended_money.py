"""Providers whose known money for a cell has ended (METHODS 9): nobody said that they stopped, so they count as going
on, and they share no funder with anybody any more.

Cliffs and *expiring* look ahead from a day on which that money still runs, and count them out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coordination.analytics.base.facts import Ints
from coordination.analytics.base.providers import Funds, groups_at
from coordination.analytics.board.coverage import Coverage

__all__ = ["EndedMoney"]


@dataclass(frozen=True, eq=False)
class EndedMoney:
    """Of each provider of a cell without known money today: its known money, if all of it has ended."""

    cover: Coverage

    def _of(self, node: Ints) -> tuple[Ints, Ints, Ints]:
        """(node, position in ``Funds``, first day without it) of the ended money of those without known money today."""
        nodes, k = self.cover.groups, self.cover.facts.K
        funds, bare = Funds.of(self.cover.facts), node[~nodes.funded[node]]
        cell = nodes.node_query[bare]
        owner, row = funds.touching(nodes.node_who[bare], cell // k, cell % k)
        over = np.flatnonzero(funds.life.lapsed(self.cover.as_of.toordinal())[row])
        return bare[owner[over]], row[over], funds.life.over[row[over]]

    def providers_since(self, day: int) -> tuple[Ints, Ints]:
        """(cell, who) of those whose last known money ended after ``day``, sorted and distinct."""
        nodes = self.cover.groups
        node, _, over = self._of(np.arange(len(nodes.node_who)))
        found = np.unique(node[over > day])
        return nodes.node_query[found], nodes.node_who[found]

    def of_cell(self, cell: int) -> list[tuple[int, int, Ints]]:
        """(who, last day with known money, rows of ``funding`` that ended with it) of the cell's providers, by who."""
        nodes, funds = self.cover.groups, Funds.of(self.cover.facts)
        part = nodes.of_query(cell)
        node, row, over = self._of(np.arange(part.start, part.stop))
        out = []
        for n in np.unique(node).tolist():
            last = int(over[node == n].max())
            out.append((int(nodes.node_who[n]), last - 1, funds.row[row[(node == n) & (over == last)]]))
        return out

    def parted(self, cell: int, who: int, last: int) -> list[int]:
        """Providers with whom this one counted as one by its money on the last day of it, and does not today."""
        facts, now = self.cover.facts, self.cover.groups
        then = groups_at(facts, np.asarray([cell]), np.asarray([last]))
        funder = dict(zip(then.node_who.tolist(), then.sole_funder.tolist(), strict=True))
        mine = funder.get(who, -1)
        if mine < 0:
            return []
        part = now.of_query(cell)
        group = dict(zip(now.node_who[part].tolist(), now.node_group[part].tolist(), strict=True))
        bound = [w for w, paid_by in funder.items() if w != who and (paid_by == mine or w == mine)]
        return [w for w in bound if w in group and group[w] != group[who]]
