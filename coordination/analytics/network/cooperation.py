"""The cooperation graph on a day (METHODS 5 and 8): who cooperates with whom, as arrays.

Nodes are the stakeholders of the store, at their positions in :class:`Facts`. Active ties are its edges, simple
and undirected. Memberships are an optional second layer that keeps the network as a node: a network of a
hundred members joined pair by pair would be 4,950 ties that nobody stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from coordination.analytics.base.facts import Facts
from coordination.analytics.network.cuts import Cuts
from coordination.analytics.network.engine import Ints, Mask, SimpleGraph
from graph_schema.ids import StakeholderId

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["MEMBERSHIP", "TIE", "Cooperation", "active_ties", "cooperation", "local_to", "pieces_between"]

TIE = 1  #: layer of an edge that a tie states
MEMBERSHIP = 2  #: layer of an edge between a member and its network


def active_ties(facts: Facts, as_of: date) -> tuple[Ints, Ints, Ints]:
    """(a, b, row in ``ties``) of each tie active that day between two known stakeholders, no self ties."""
    return _active(facts, as_of, "ties", "a_id", "b_id")


def ties_read(facts: Facts, as_of: date) -> frozenset[tuple[str, str]]:
    """The pairs (a, b), a < b, that a tie of the day joins which was read in a source."""
    a, b, rows = active_ties(facts, as_of)
    on = np.flatnonzero(facts.snapshot["ties"]["verified"].isin(["yes"])[rows])
    low, high = np.minimum(a, b)[on], np.maximum(a, b)[on]
    names = facts.stakeholders
    return frozenset((names[x], names[y]) for x, y in zip(low.tolist(), high.tolist(), strict=True))


def _active(facts: Facts, as_of: date, name: str, left: str, right: str) -> tuple[Ints, Ints, Ints]:
    a, b, rows, life = facts.joining(name, left, right)
    now = np.flatnonzero(life.active(as_of.toordinal()))
    return a[now], b[now], rows[now]


@dataclass(frozen=True, eq=False)
class Cooperation:
    """``layer``: of each edge, TIE, MEMBERSHIP or both; ``present``: nodes that are part of the graph."""

    facts: Facts
    graph: SimpleGraph
    layer: Ints
    present: Mask

    @property
    def ids(self) -> tuple[StakeholderId, ...]:
        return self.facts.stakeholders

    def names(self, nodes: Ints) -> list[StakeholderId]:
        """Ids at these positions, in their order."""
        return [self.ids[i] for i in nodes.tolist()]

    @cached_property
    def cuts(self) -> Cuts:
        return Cuts.of(self.graph)

    @cached_property
    def isolates(self) -> Ints:
        return np.flatnonzero(self.present & (self.graph.degree == 0))

    @cached_property
    def component(self) -> Ints:
        """Component of each node; -1 for what is not present."""
        return np.where(self.present, self.graph.component, -1)

    def joined(self, a: Ints, b: Ints) -> Mask:
        """Is there an edge between a[i] and b[i]? Shape of a."""
        low, high = np.minimum(a, b), np.maximum(a, b)
        return np.isin(low * self.graph.n + high, self.graph.a * self.graph.n + self.graph.b)

    def to_networkx(self) -> nx.Graph[str]:
        """Nodes by stakeholder id; edges carry ``tie`` and ``membership``."""
        import networkx as nx

        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(self.names(np.flatnonzero(self.present)))
        for a, b, layer in zip(
            self.names(self.graph.a), self.names(self.graph.b), self.layer.tolist(), strict=True
        ):
            graph.add_edge(a, b, tie=bool(layer & TIE), membership=bool(layer & MEMBERSHIP))
        return graph


def cooperation(
    facts: Facts, as_of: date, *, membership: bool = False, without: Iterable[str] = ()
) -> Cooperation:
    """The graph on ``as_of``; ``without``: stakeholders that are left out."""
    n = len(facts.stakeholders)
    present = np.ones(n, bool)
    present[[facts.stakeholder_at[s] for s in without if s in facts.stakeholder_at]] = False
    a, b, _ = active_ties(facts, as_of)
    layer = np.full(len(a), TIE)
    if membership:
        c, d, _ = _active(facts, as_of, "memberships", "member_id", "network_id")
        a, b, layer = (
            np.concatenate([a, c]),
            np.concatenate([b, d]),
            np.concatenate([layer, np.full(len(c), MEMBERSHIP)]),
        )
    if not present.all():
        keep = present[a] & present[b]
        a, b, layer = a[keep], b[keep], layer[keep]
    graph = SimpleGraph.of(n, a, b)
    if not membership:
        return Cooperation(facts, graph, np.full(graph.m, TIE), present)
    both = np.zeros(graph.m, np.int64)
    np.bitwise_or.at(both, graph.edge_at(np.column_stack([a, b])), layer)
    return Cooperation(facts, graph, both, present)


def local_to(facts: Facts, as_of: date, countries: Sequence[str]) -> Mask:
    """Who sits in one of the countries, or provides, supports, stands in or plans something there. Shape
    (stakeholders,)."""
    frame = facts.snapshot["stakeholders"]
    sits = frame["home_iso3"].isin(countries)
    here = np.zeros(len(facts.stakeholders), bool)
    here[[facts.stakeholder_at[frame.ids[i]] for i in np.flatnonzero(sits).tolist()]] = True
    d, t = facts.deliveries, as_of.toordinal()
    at = np.asarray([facts.country_at[c] for c in countries if c in facts.country_at], np.int64)
    works = np.isin(d.cell // facts.K, at) & (d.life.active(t) | d.life.planned(t))
    here[d.who[works]] = True
    return here


def pieces_between(before: Cooperation, after: Cooperation) -> list[list[StakeholderId]]:
    """What is left of each component of ``before`` that is in two or more parts in ``after``.

    Id lists, largest first over all. Nodes are matched by id; nodes that are new belong to no piece.
    """
    if after.ids == before.ids:
        now = after.component
    else:
        at = after.facts.stakeholder_at
        moved = np.asarray([at.get(s, -1) for s in before.ids], np.int64)
        now = np.where(moved >= 0, after.component[moved] if len(after.ids) else -1, -1)
    left = np.flatnonzero((before.component >= 0) & (now >= 0))
    if not len(left):
        return []
    order = left[np.lexsort((now[left], before.component[left]))]
    new_part = np.flatnonzero(np.diff(before.component[order], prepend=-2) | np.diff(now[order], prepend=-2))
    parts = np.split(order, new_part[1:])
    of = before.component[order[new_part]]
    broken = np.bincount(of)[of] > 1
    found = [before.names(np.sort(p)) for p, b in zip(parts, broken.tolist(), strict=True) if b]
    return sorted(found, key=lambda p: (-len(p), p))
