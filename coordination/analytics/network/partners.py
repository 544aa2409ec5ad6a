"""Who works with whom (METHODS 8): the cooperation graph on a day and what each organisation is in it.

Every stakeholder of the store is a node; active ties join two of them, parallel ones once. Memberships are an
optional second layer, with the network as a node. A tie is *two-sided* when both ends state it, else
*one-sided*; *confirmed* when it was read in a source (verified = yes).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from coordination.analytics.base.facts import Facts
from coordination.analytics.network.communities import Community, communities
from coordination.analytics.network.cooperation import TIE, Cooperation, active_ties, cooperation
from coordination.analytics.network.engine import FAST, Betweenness, Floats, Ints, Mask
from coordination.analytics.network.keyplayers import (
    LARGEST,
    KeyPlayers,
    key_players_negative,
    key_players_positive,
)
from coordination.analytics.network.measures import (
    ROLES,
    Fragmentation,
    brokerage,
    ei,
    ei_by_kind,
    fragmentation,
)
from coordination.text.sentences import Name, Say, Sentence, sentence
from graph_schema.errors import UsageError, said
from graph_schema.ids import StakeholderId

__all__ = ["Community", "Partner", "PartnerTie", "Partners", "partners"]


@dataclass(frozen=True, slots=True)
class Partner:
    """One stakeholder. ``component``: its place in ``Partners.components``; ``two_sided``: how many of its
    ties are; ``betweenness`` is None where it was not asked for; ``constraint`` is None for an isolate;
    ``brokerage``: pairs of partners without a tie of their own, by role (ROLES)."""

    stakeholder: str
    kind: str
    degree: int
    two_sided: int
    component: int
    core: int
    betweenness: float | None
    constraint: float | None
    brokerage: tuple[int, int, int, int]

    def reason(self) -> Sentence:
        who = Name("stakeholders", self.stakeholder)
        if not self.degree:
            return sentence("{who} has no recorded partnership.", who=who)
        return sentence(
            "{who} connects one pair of partners that do not work together directly.",
            "{who} connects {n} pairs of partners that do not work together directly.",
            who=who,
            n=sum(self.brokerage),
        )


@dataclass(frozen=True, slots=True)
class PartnerTie:
    """All active ties of one pair, a < b. ``countries``: of which they speak, empty = none named."""

    a: str
    b: str
    kinds: tuple[str, ...]
    countries: tuple[str, ...]
    two_sided: bool
    confirmed: bool


@dataclass(frozen=True, eq=False)
class Partners:
    """The graph and its measures. Arrays are by position in ``facts.stakeholders``, shape (n,). ``paths``: answers
    hold what takes all shortest paths."""

    facts: Facts
    as_of: date
    graph: Cooperation
    size: int
    kinds: tuple[str, ...]
    kind: Ints
    grouped: bool = False
    paths: bool = True

    @cached_property
    def _component_order(self) -> Ints:
        """Rank of each component: larger first, then by its first id."""
        label = self.graph.component
        size = np.bincount(label)
        rank = np.empty(len(size), np.int64)
        rank[np.lexsort((np.arange(len(size)), -size))] = np.arange(len(size))  # numbered by first node
        return rank

    @cached_property
    def component(self) -> Ints:
        """Place of the component of each stakeholder in ``components``."""
        if not len(self.graph.component):
            return self.graph.component
        return self._component_order[self.graph.component]

    @cached_property
    def components(self) -> list[list[StakeholderId]]:
        """Ids of each component, largest first, then by ids."""
        order = np.argsort(self.component, kind="stable")
        cuts = np.flatnonzero(np.diff(self.component[order])) + 1
        return [self.graph.names(p) for p in np.split(order, cuts)] if len(order) else []

    @cached_property
    def core(self) -> Ints:
        return FAST.core_number(self.graph.graph)

    @cached_property
    def betweenness(self) -> Betweenness:
        return FAST.betweenness(self.graph.graph)

    @cached_property
    def constraint(self) -> Floats:
        """NaN for isolates."""
        return FAST.constraint(self.graph.graph)

    @cached_property
    def brokerage(self) -> Ints:
        """Shape (n, 4), columns as in ROLES."""
        return brokerage(self.graph.graph, self.kind)

    @cached_property
    def fragmentation(self) -> Fragmentation:
        return fragmentation(self.graph.graph, self.graph.component, paths=self.paths)

    @cached_property
    def key_players(self) -> tuple[KeyPlayers, KeyPlayers] | None:
        """(negative, positive) sets of the size asked for; None where none was asked for."""
        if not self.size or not len(self.kind):
            return None
        g, component, size = self.graph.graph, self.graph.component, min(self.size, len(self.kind))
        return key_players_negative(g, component, size), key_players_positive(g, component, size)

    @cached_property
    def _pair_ties(self) -> tuple[Ints, Ints, Ints, Mask, Mask]:
        """(pair number of each tie row, row in ``ties``, first row per pair, two-sided, confirmed); pairs are
        the edges of the graph that carry a tie, in its order."""
        a, b, rows = active_ties(self.facts, self.as_of)
        frame = self.facts.snapshot["ties"]
        n = len(self.facts.stakeholders)
        _, first, pair = np.unique(
            np.minimum(a, b) * n + np.maximum(a, b), return_index=True, return_inverse=True
        )
        says_a, says_b = (
            frame["stated_by"].isin(["a", "both"])[rows],
            frame["stated_by"].isin(["b", "both"])[rows],
        )
        low, high = np.where(a < b, says_a, says_b), np.where(a < b, says_b, says_a)
        count = len(first)
        by_low, by_high, confirmed = (np.zeros(count, bool) for _ in range(3))
        by_low[pair[low]] = True
        by_high[pair[high]] = True
        confirmed[pair[frame["verified"].isin(["yes"])[rows]]] = True
        return pair, rows, first, by_low & by_high, confirmed

    @cached_property
    def two_sided(self) -> Ints:
        """Number of two-sided ties of each stakeholder."""
        *_, both, _ = self._pair_ties
        g, tied = self.graph.graph, (self.graph.layer & TIE) > 0
        a, b = g.a[tied][both], g.b[tied][both]
        return np.bincount(np.concatenate([a, b]), minlength=g.n)

    def ties(self) -> Iterator[PartnerTie]:
        """Every pair joined by an active tie, by ids."""
        pair, rows, first, both, confirmed = self._pair_ties
        frame = self.facts.snapshot["ties"]
        order = np.argsort(pair, kind="stable")
        parts = np.split(rows[order], np.flatnonzero(np.diff(pair[order])) + 1)
        for p in range(len(first)):
            here = parts[p].tolist()
            a, b = sorted((frame.text("a_id", here[0]), frame.text("b_id", here[0])))
            yield PartnerTie(
                a,
                b,
                tuple(sorted({frame.text("kind", r) for r in here})),
                tuple(sorted({frame.text("iso3", r) for r in here} - {""})),
                bool(both[p]),
                bool(confirmed[p]),
            )

    def rows(self) -> Iterator[Partner]:
        """Every stakeholder, by id."""
        degree = self.graph.graph.degree.tolist()
        nothing: list[float | None] = [None] * len(degree)
        between = self.betweenness.value.tolist() if self.paths else nothing
        constraint, roles = self.constraint.tolist(), self.brokerage.tolist()
        core, component, two_sided = self.core.tolist(), self.component.tolist(), self.two_sided.tolist()
        for i, ident in enumerate(self.facts.stakeholders):
            yield Partner(
                ident,
                self.kinds[self.kind[i]],
                degree[i],
                two_sided[i],
                component[i],
                core[i],
                between[i],
                constraint[i] if degree[i] else None,
                tuple(roles[i]),
            )

    def communities(self, seed: int = 0) -> tuple[list[Community], float]:
        """(communities of those with a tie, largest first; modularity)."""
        return communities(self.graph, self.as_of, seed)

    def _ei(self) -> dict[str, object]:
        value, expected = ei(self.graph.graph, self.kind)
        by_kind = ei_by_kind(self.graph.graph, self.kind, len(self.kinds))
        return {
            "value": value,
            "expected": expected,
            "kinds": [
                {"kind": k, "value": v, "expected": e} for k, (v, e) in zip(self.kinds, by_kind, strict=True)
            ],
        }

    def _key_players(self) -> dict[str, object]:
        if self.key_players is None:
            return {}
        return {
            word: {
                "stakeholders": self.graph.names(np.asarray(found.nodes, np.int64)),
                "value": found.value,
                "exact": found.exact,
            }
            for word, found in zip(("negative", "positive"), self.key_players, strict=True)
        }

    def _communities(self, say: Say | None) -> dict[str, object]:
        if not self.grouped:
            return {}
        found, value = self.communities()
        return {
            "modularity": value,
            "communities": [
                {
                    **({"name": say(c.name())} if say else {}),
                    "centre": c.centre,
                    "country": c.country,
                    "does": [
                        {"capability": d.capability, "members": d.members, "expected": d.expected}
                        for d in c.does
                    ],
                    "members": list(c.members),
                }
                for c in found
            ],
        }

    def as_answer(self, say: Say | None = None) -> dict[str, object]:
        """``say`` renders a sentence; with it communities have a name."""
        return {
            "stakeholders": [
                {
                    "stakeholder": p.stakeholder,
                    "kind": p.kind,
                    "degree": p.degree,
                    "two_sided": p.two_sided,
                    "component": p.component,
                    "core": p.core,
                    "betweenness": p.betweenness,
                    "constraint": p.constraint,
                    "brokerage": dict(zip(ROLES, p.brokerage, strict=True)),
                }
                for p in self.rows()
            ],
            "betweenness_exact": self.betweenness.exact if self.paths else None,
            "components": self.components,
            "isolates": self.graph.names(self.graph.isolates),
            "ei": self._ei(),
            "fragmentation": self.fragmentation.plain,
            "distance_fragmentation": self.fragmentation.by_distance,
            "key_players": self._key_players(),
            "ties": [
                {
                    "a": t.a,
                    "b": t.b,
                    "kinds": list(t.kinds),
                    "countries": list(t.countries),
                    "two_sided": t.two_sided,
                    "confirmed": t.confirmed,
                }
                for t in self.ties()
            ],
            **self._communities(say),
        }


def partners(
    facts: Facts,
    as_of: date,
    *,
    membership: bool = False,
    key_players: int = 0,
    grouped: bool = False,
    paths: bool = True,
) -> Partners:
    """The cooperation graph on a day and its measures, each worked out when it is asked for.

    ``membership``: add the layer of memberships; ``key_players``: size of the sets to look for, 0 = none;
    ``grouped``: the answer has communities; ``paths``: and what takes all shortest paths (betweenness, distances).
    Raises UsageError for a size beyond 5; LimitError (when read) where a component is too large for it.
    """
    if not 0 <= key_players <= LARGEST:
        raise UsageError(
            said("It is not possible to find a set of {key_players} key players.", key_players=key_players),
            hint=said("Use 1 to {largest}, or 0.", largest=LARGEST),
        )
    frame = facts.snapshot["stakeholders"]
    of = dict(zip(frame.ids, frame["kind"].texts(), strict=True))
    kinds = tuple(sorted(set(of.values())))
    place = {k: i for i, k in enumerate(kinds)}
    kind = np.asarray([place[of[s]] for s in facts.stakeholders], np.int64)
    graph = cooperation(facts, as_of, membership=membership)
    return Partners(facts, as_of, graph, key_players, kinds, kind, grouped, paths)
