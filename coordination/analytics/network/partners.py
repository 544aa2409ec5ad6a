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
from typing import Annotated

import numpy as np

from coordination.analytics.base.facts import Facts
from coordination.analytics.network.communities import Community, Does, communities
from coordination.analytics.network.cooperation import TIE, Cooperation, active_ties, cooperation
from coordination.analytics.network.engine import Betweenness, Floats, Ints, Mask, betweenness, engine_of
from coordination.analytics.network.isolates import Isolate, isolates
from coordination.analytics.network.keyplayers import (
    LARGEST,
    KeyPlayers,
    key_players_negative,
    key_players_positive,
)
from coordination.analytics.network.measures import (
    Brokerage,
    Fragmentation,
    brokerage,
    ei,
    ei_by_kind,
    fragmentation,
)
from coordination.text.records import Key
from coordination.text.sentences import Name, Sentence, sentence
from graph_schema.errors import UsageError, said
from graph_schema.ids import ClaimId, Iso3, OrganisationKind, StakeholderId
from graph_schema.values import TieKind

__all__ = ["Community", "Found", "Partner", "PartnerTie", "Partners", "partners"]


@dataclass(frozen=True, slots=True)
class Partner:
    """One stakeholder."""

    stakeholder: StakeholderId
    kind: OrganisationKind
    degree: Annotated[int, Key("partners", more={"minimum": 0})]
    two_sided: Annotated[int, Key("ties that both ends state", more={"minimum": 0})]
    component: Annotated[int, Key("place of its component in components", more={"minimum": 0})]
    core: Annotated[int, Key("core number", more={"minimum": 0})]
    betweenness: Annotated[
        float | None,
        Key(
            "share of shortest ways through it, 0 to 1; null where it was left out",
            more={"minimum": 0, "maximum": 1},
        ),
    ]
    constraint: Annotated[float | None, Key("Burt's constraint; null for an isolate")]
    brokerage: Annotated[Brokerage, Key("pairs of partners it stands between, by role")]

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
    """All active ties of one pair, a < b."""

    a: StakeholderId
    b: StakeholderId
    kinds: Annotated[tuple[TieKind, ...], Key("kinds of cooperation")]
    countries: Annotated[tuple[Iso3, ...], Key("of which they speak; empty = none named")]
    two_sided: Annotated[bool, Key("both ends state it")]
    confirmed: Annotated[bool, Key("a row of it is verified")]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of the records of the partnership")]


@dataclass(frozen=True, slots=True)
class KindMixing:
    """How far organisations of one kind work with others."""

    kind: OrganisationKind
    value: Annotated[float | None, Key("E-I of the kind; null without ties")]
    expected: Annotated[float | None, Key("the same under random mixing")]


@dataclass(frozen=True, slots=True)
class Mixing:
    """The E-I index (Krackhardt and Stern 1988) by kind."""

    value: Annotated[float | None, Key("external less internal ties, over all; null without ties")]
    expected: Annotated[float | None, Key("the same under random mixing")]
    kinds: Annotated[tuple[KindMixing, ...], Key("per kind")]


@dataclass(frozen=True, slots=True)
class PlayerSet:
    """Organisations that matter most together."""

    stakeholders: Annotated[tuple[StakeholderId, ...], Key("the set")]
    value: Annotated[float | None, Key("what the set reaches or parts; null below two organisations")]
    exact: Annotated[bool, Key("no better set exists")]


@dataclass(frozen=True, slots=True)
class PlayerSets:
    """Both sets, where some were asked for."""

    negative: Annotated[PlayerSet | None, Key("whose loss parts most", may_lack=True)] = None
    positive: Annotated[PlayerSet | None, Key("who reach most", may_lack=True)] = None


@dataclass(frozen=True, slots=True)
class Group:
    """A community with its name."""

    name: Annotated[Sentence, Key("what its members do more than others, where they are at home, its centre")]
    centre: Annotated[StakeholderId, Key("the member with the most ties inside")]
    country: Annotated[Iso3 | None, Key("where more than half are at home; empty = no such country")]
    does: Annotated[tuple[Does, ...], Key("what names it, most over chance first")]
    members: Annotated[tuple[StakeholderId, ...], Key("organisations, by id")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The graph and its measures, worked out."""

    stakeholders: Annotated[tuple[Partner, ...], Key("every organisation, by id")]
    betweenness_exact: Annotated[
        bool | None, Key("false where it was estimated from samples, null where it was left out")
    ]
    components: Annotated[tuple[tuple[StakeholderId, ...], ...], Key("largest first")]
    isolates: Annotated[tuple[Isolate, ...], Key("organisations without a tie, by id")]
    ei: Annotated[Mixing, Key("E-I index by kind")]
    fragmentation: Annotated[float | None, Key("share of pairs that are not connected, 0 to 1")]
    distance_fragmentation: Annotated[float | None, Key("1 less global efficiency")]
    key_players: Annotated[PlayerSets, Key("empty unless --key-players asks for sets")]
    ties: Annotated[tuple[PartnerTie, ...], Key("a < b, sorted")]
    modularity: Annotated[
        float | None, Key("of the division into communities; only with --communities", may_lack=True)
    ]
    communities: Annotated[
        tuple[Group, ...] | None,
        Key(
            "organisations more tied to one another than by chance, largest first; only with --communities",
            may_lack=True,
        ),
    ]


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
        return engine_of(self.graph.graph).core_number(self.graph.graph)

    @cached_property
    def betweenness(self) -> Betweenness:
        return betweenness(self.graph.graph)

    @cached_property
    def constraint(self) -> Floats:
        """NaN for isolates."""
        return engine_of(self.graph.graph).constraint(self.graph.graph)

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
                StakeholderId(a),
                StakeholderId(b),
                tuple(map(TieKind, sorted({frame.text("kind", r) for r in here}))),
                tuple(map(Iso3, sorted({frame.text("iso3", r) for r in here} - {""}))),
                bool(both[p]),
                bool(confirmed[p]),
                tuple(sorted(ClaimId(frame.ids[r]) for r in here)),
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
                OrganisationKind(self.kinds[self.kind[i]]),
                degree[i],
                two_sided[i],
                component[i],
                core[i],
                between[i],
                constraint[i] if degree[i] else None,
                Brokerage(*roles[i]),
            )

    def communities(self, seed: int = 0) -> tuple[list[Community], float]:
        """(communities of those with a tie, largest first; modularity)."""
        return communities(self.graph, self.as_of, seed)

    def _mixing(self) -> Mixing:
        value, expected = ei(self.graph.graph, self.kind)
        by_kind = ei_by_kind(self.graph.graph, self.kind, len(self.kinds))
        kinds = (
            KindMixing(OrganisationKind(k), *found) for k, found in zip(self.kinds, by_kind, strict=True)
        )
        return Mixing(value, expected, tuple(kinds))

    def _player_sets(self) -> PlayerSets:
        def told(found: KeyPlayers) -> PlayerSet:
            names = self.graph.names(np.asarray(found.nodes, np.int64))
            return PlayerSet(tuple(names), found.value, found.exact)

        return PlayerSets(*map(told, self.key_players or ()))

    def found(self) -> Found:
        """Everything that was asked for, worked out."""
        groups, modularity = self.communities() if self.grouped else (None, None)
        return Found(
            stakeholders=tuple(self.rows()),
            betweenness_exact=self.betweenness.exact if self.paths else None,
            components=tuple(map(tuple, self.components)),
            isolates=isolates(self.facts, self.as_of, self.graph.isolates),
            ei=self._mixing(),
            fragmentation=self.fragmentation.plain,
            distance_fragmentation=self.fragmentation.by_distance,
            key_players=self._player_sets(),
            ties=tuple(self.ties()),
            modularity=modularity,
            communities=None
            if groups is None
            else tuple(
                Group(
                    c.name(),
                    StakeholderId(c.centre),
                    Iso3(c.country) if c.country else None,
                    c.does,
                    tuple(map(StakeholderId, c.members)),
                )
                for c in groups
            ),
        )


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
