"""The cheapest way to remove a weak point (METHODS 5): second providers and successors, and ties around a bridge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Annotated, NamedTuple

import numpy as np

from coordination.analytics.base.facts import Facts, Ints, Mask
from coordination.analytics.base.joining import join, within
from coordination.analytics.base.providers import Tops, expand, funders_at
from coordination.analytics.base.services import labels
from coordination.analytics.base.spans import distinct, fresh
from coordination.analytics.board.coverage import Coverage
from coordination.analytics.board.mandates import STATE_KINDS
from coordination.analytics.loss.providing import Bodies, Providing
from coordination.analytics.network.cooperation import Cooperation
from coordination.analytics.network.handoffs import Handoffs
from coordination.text.kinds import said_as
from coordination.text.records import Key
from coordination.text.sentences import Name, Sentence, Word, sentence
from graph_schema.ids import CapabilityNumber, Cell, Iso3, OrganisationKind, StakeholderId
from graph_schema.nodes import KINDS

__all__ = [
    "NAMED",
    "Candidate",
    "Candidates",
    "Handoff",
    "NewTies",
    "Proposal",
    "Why",
    "foremost",
    "with_part",
]

NAMED = 3  #: candidates named in a sentence
USUAL = 4  #: a kind is usual for a capability from one in so many of the other countries that have it


class Handoff(NamedTuple):
    """What one capability receives from another in a country."""

    country: Iso3
    needs: CapabilityNumber
    gives: CapabilityNumber

    def said(self) -> Sentence:
        return sentence(
            "{country}: {needs} receives from {gives}",
            country=Name("countries", self.country),
            needs=Name("capabilities", self.needs),
            gives=Name("capabilities", self.gives),
        )


@said_as(
    {
        "stands_in": sentence("has agreed to take over"),
        "supports": sentence("supports it there"),
        "elsewhere": sentence("provides it in another country"),
        "kind": sentence("does similar work there"),
        "subregion": sentence("provides it in the same subregion, and works there"),
    },
    doc="why this one: has agreed to stand in; is at home there or international, supports it and provides something "
    "akin to it there; is at home there and provides it in another country; is at home there, provides something akin "
    "to it and is of a kind that provides it in two or more of the other countries that have it, and in at least a "
    "quarter of them; is international, provides something there and provides it in the subregion",
)
class Why(StrEnum):
    """Why somebody could be asked, best reason first."""

    STANDS_IN = "stands_in"  #: has agreed to take over
    SUPPORTS = "supports"  #: supports it there, provides something akin, its kind provides it somewhere
    ELSEWHERE = "elsewhere"  #: is at home there and provides it in another country
    KIND = "kind"  #: is at home there, provides something akin, its kind usually provides it elsewhere
    SUBREGION = "subregion"  #: is international, provides something there, and it in the same subregion


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Who could provide a cell, or take it over. ``works_on``: in order."""

    stakeholder: StakeholderId
    reason: Why
    told: Annotated[Sentence, Key("the reason, in a sentence", name="why")] = field(init=False)
    kind: OrganisationKind
    places: Annotated[
        tuple[Iso3, ...],
        Key("the other countries that speak for it; with reason kind, those where its kind provides it"),
    ]
    works_on: Annotated[tuple[Cell, ...], Key("what it does already")]
    part_of_country: Annotated[
        bool,
        Key(
            "all that it does there is recorded for a part of the country only; it then comes after those of whom this "
            "is not so, but for who has agreed to take over"
        ),
    ]

    def __post_init__(self) -> None:
        object.__setattr__(self, "told", self.why())

    @property
    def later(self) -> bool:
        """Whether those who work in the whole country come first; who has agreed to take over has a reason of its
        own."""
        return self.part_of_country and self.reason is not Why.STANDS_IN

    def why(self) -> Sentence:
        """The reason, in words."""
        why = self._reason()
        return (
            sentence("{why} It works in a part of the country only.", why=(why,))
            if self.part_of_country
            else why
        )

    def _reason(self) -> Sentence:
        who = Name("stakeholders", self.stakeholder)
        places = [Name("countries", c) for c in self.places[:NAMED]]
        match self.reason:
            case Why.STANDS_IN:
                return sentence("{who} has agreed to take over.", who=who)
            case Why.SUPPORTS:
                return sentence("{who} supports it there already.", who=who)
            case Why.ELSEWHERE:
                return sentence("{who} is at home there and provides it in {places}.", who=who, places=places)
            case Why.KIND:
                return sentence(
                    "{who} does similar work there, and organisations of its kind ({kind}) provide it in {n} other "
                    "country, among them {places}.",
                    "{who} does similar work there, and organisations of its kind ({kind}) provide it in {n} other "
                    "countries, among them {places}.",
                    n=len(self.places),
                    who=who,
                    kind=Word(KINDS.get(self.kind, self.kind)),
                    places=places,
                )
            case Why.SUBREGION:
                return sentence(
                    "{who} works there, and provides it in the same subregion: {places}.",
                    who=who,
                    places=places,
                )


def foremost(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Up to three of those with the best reason, of those who work in the whole country where there are any."""
    first = candidates[0]
    alike = (c for c in candidates if (c.reason, c.later) == (first.reason, first.later))
    return tuple(alike)[:NAMED]


def with_part(advice: Sentence, asked: Sequence[Candidate]) -> Sentence:
    """What to ask these, and that they work in a part of the country only where that is so."""
    if not asked or not all(c.part_of_country for c in asked):
        return advice
    return sentence(
        "{advice} It works in a part of the country only: ask whether it could do this for the whole country.",
        "{advice} They work in a part of the country only: ask whether they could do this for the whole country.",
        n=len(asked),
        advice=(advice,),
    )


@dataclass(frozen=True, eq=False)
class Candidates:
    """Who could provide a cell, or take it over (METHODS 5)."""

    cover: Coverage

    @property
    def facts(self) -> Facts:
        return self.cover.facts

    @cached_property
    def _bodies(self) -> Bodies:
        return Bodies.of(self.facts)

    @cached_property
    def _providing(self) -> Providing:
        return Providing.of(self.cover)

    @cached_property
    def _tops(self) -> dict[int, set[int]]:
        body, top = Tops.of(self.facts).pairs(self.cover.as_of.toordinal())
        out: dict[int, set[int]] = {}
        for b, x in zip(body.tolist(), top.tolist(), strict=True):
            out.setdefault(b, set()).add(x)
        return out

    def tops_of(self, stakeholder: str) -> set[int]:
        """The bodies above it without a parent; itself if none."""
        at = self.facts.stakeholder_at[stakeholder]
        return self._tops.get(at, {at})

    def for_cells(self, cells: Ints) -> dict[int, tuple[Candidate, ...]]:
        """The candidates of each cell: each body once, under its first reason, by reason and then by id; who works in a
        part of the country only comes last.

        None of them provides there or depends on who does. Where one is enough and somebody provides, only stand-ins.
        """
        at, who, why, proof = self._found(cells)
        size, reasons = len(self.facts.stakeholders) + 1, list(Why)
        order = np.lexsort((proof, why, at * size + who))
        at, who, why, proof = at[order], who[order], why[order], proof[order]
        pair = at * size + who
        best = why[np.searchsorted(pair, pair)]  # the first reason of each pair
        here = why == best
        here &= ~self._dependent(cells, at, who)
        order = np.flatnonzero(here)
        part = self._in_part(cells[at] // self.facts.K, who)
        later = part & (why != reasons.index(Why.STANDS_IN))
        order = order[np.lexsort((proof[order], who[order], why[order], later[order], at[order]))]
        out: dict[int, list[Candidate]] = {c: [] for c in cells.tolist()}
        begins = [*np.flatnonzero(fresh(pair[order])).tolist(), len(order)]
        for low, high in pairwise(begins):
            first = int(order[low])
            cell = int(cells[at[first]])
            shown = tuple(self.cover.name(c) for c in proof[order[low:high]].tolist() if c >= 0)
            made = self._candidate(cell, int(who[first]), reasons[int(why[first])], shown, bool(part[first]))
            out[cell].append(made)
        return {c: tuple(found) for c, found in out.items()}

    def _in_part(self, country: Ints, who: Ints) -> Mask:
        """Is all that a body does in a country on the day recorded for a part of the country?"""
        key, (some, wider) = who * self._providing.countries + country, self._providing.reach
        out: Mask = within(key, some) & ~within(key, wider)
        return out

    def _candidate(self, cell: int, who: int, reason: Why, shown: tuple[Cell, ...], part: bool) -> Candidate:
        names, kinds = self._bodies.kinds
        kind, places = int(kinds[who]), tuple(dict.fromkeys(c.country for c in shown))
        if reason is Why.KIND:
            key, country, _ = self._providing.by_kind
            low, high = np.searchsorted(key, kind * self.facts.K + cell % self.facts.K + np.asarray([0, 1]))
            here, names_of = cell // self.facts.K, self.facts.countries
            places = tuple(names_of[c] for c in country[low:high].tolist() if c != here)
        return Candidate(
            stakeholder=self.facts.stakeholders[who],
            reason=reason,
            kind=OrganisationKind(names[kind]),
            places=places,
            works_on=shown,
            part_of_country=part,
        )

    def _found(self, cells: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        """(position in ``cells``, who, reason, cell that speaks for it or -1) before anybody is left out."""
        facts, k, bodies, providing = self.facts, self.facts.K, self._bodies, self._providing
        where, what = cells // k, cells % k
        query, body = self.cover.groups.node_query, self.cover.groups.node_who
        found: list[tuple[Ints, Ints, Why, Ints]] = []

        stands, near = join(cells, self.cover.stand_ins.query)
        found.append((stands, self.cover.stand_ins.who[near], Why.STANDS_IN, np.full(len(near), -1)))
        helpers, table = providing.supporters
        at, near = table.join(cells)
        helper = helpers[near]
        fits = ~bodies.anybody_may[what[at]] | self._akin(cells[at], helper)
        fits &= self._kind_anywhere(cells[at], helper)
        fits &= (bodies.home[helper] == where[at]) | providing.international[helper]
        found.append((at[fits], helper[fits], Why.SUPPORTS, np.full(int(fits.sum()), -1)))
        # at home here, and provides it elsewhere
        abroad, table = providing.abroad
        at, near = table.join(cells)
        near = abroad[near]
        found.append((at, body[near], Why.ELSEWHERE, query[near]))
        # at home here, provides something akin here, of a kind that usually provides it elsewhere
        local, table = providing.local
        at, near = table.join(where)
        near = local[near]
        fits = bodies.akin[what[at], query[near] % k]
        fits &= ~self._only_law(cells[at], body[near])
        at, near = at[fits], near[fits]
        fits = self._kind_usual(cells[at], body[near])
        found.append((at[fits], body[near[fits]], Why.KIND, query[near[fits]]))
        # international: provides it in the subregion, and something here
        wide, table = providing.wide
        at, near = table.join(bodies.subregion[where] * k + what)
        near = wide[near]
        other = query[near] // k != where[at]
        other &= within(body[near] * providing.countries + where[at], providing.somewhere)
        found.append((at[other], body[near[other]], Why.SUBREGION, query[near[other]]))

        order = {reason: i for i, reason in enumerate(Why)}
        at, who = (np.concatenate([x[i] for x in found]).astype(np.int64) for i in (0, 1))
        why = np.concatenate([np.full(len(x[0]), order[x[2]]) for x in found])
        proof = np.concatenate([x[3] for x in found]).astype(np.int64)
        may = (why == order[Why.STANDS_IN]) | self._may(cells[at], who)
        single = (facts.required[cells] == 1) & (self.cover.n[cells] > 0)
        may &= ~single[at] | (why == order[Why.STANDS_IN])
        may &= ~(providing.of_children[who] & ~bodies.by_children[what[at]])
        return at[may], who[may], why[may], proof[may]

    def _kind_anywhere(self, cell: Ints, who: Ints) -> Mask:
        """Does a body of the same kind provide the capability of each cell in any country, this one included?"""
        if not len(who):
            return np.zeros(0, bool)
        k = self.facts.K
        return within(self._bodies.kinds[1][who] * k + cell % k, self._providing.by_kind[0])

    def _akin(self, cell: Ints, who: Ints) -> Mask:
        """Does a body provide something akin to the capability of each cell, in its country?"""
        if not len(who):
            return np.zeros(0, bool)
        k, n = self.facts.K, self._providing.countries
        pair, near = np.nonzero(self._bodies.akin[cell % k])
        done = within(who[pair] * n * k + cell[pair] // k * k + near, self._providing.everything)
        out: Mask = np.bincount(pair[done], minlength=len(who)) > 0
        return out

    def _only_law(self, cell: Ints, who: Ints) -> Mask:
        """Does a body make the law in the country of each cell, and is law nothing near to the capability? Who makes
        laws and decrees runs no service."""
        k, n = self.facts.K, self._providing.countries
        near = np.any(self._bodies.akin[:, self._bodies.law], axis=1)[cell % k]
        out = np.zeros(len(who), bool)
        for law in np.flatnonzero(self._bodies.law).tolist():
            out |= within(who * n * k + cell // k * k + law, self._providing.everything)
        out &= ~near
        return out

    def _kind_usual(self, cell: Ints, who: Ints) -> Mask:
        """Do bodies of the same kind provide the capability of each cell in two other countries, and in at least a
        quarter of the other countries where somebody provides it?"""
        if not len(who):
            return np.zeros(0, bool)
        k, n = self.facts.K, self._providing.countries
        where, what = cell // k, cell % k
        key, _, both = self._providing.by_kind
        wanted = self._bodies.kinds[1][who] * k + what
        of_kind = np.searchsorted(key, wanted, side="right") - np.searchsorted(key, wanted)
        of_kind = of_kind - within(wanted * n + where, both)
        cells = self._providing.by_anybody
        any_of = np.searchsorted(cells, what * n + n) - np.searchsorted(cells, what * n)
        any_of = any_of - within(what * n + where, cells)
        out: Mask = (of_kind >= 2) & (of_kind * USUAL >= any_of)
        return out

    def _may(self, cell: Ints, who: Ints) -> Mask:
        """Is it of a kind that is asked for the capability; does it work in more than a part of the country, where that
        is needed; and is it a body of the state at home there, where only such a one is asked?"""
        if not len(who):
            return np.zeros(0, bool)
        what, country, bodies = cell % self.facts.K, cell // self.facts.K, self._bodies
        key, (statutory, other) = who * self._providing.countries + country, self._providing.mandates
        said, otherwise = within(key, statutory), within(key, other)
        of_state = (bodies.home[who] == country) & ~otherwise & (said | bodies.of_state[who])
        out: Mask = bodies.may[what, bodies.kinds[1][who]] & (~bodies.public[what] | of_state)
        out &= ~(bodies.national[what] & self._in_part(country, who))
        return out

    def may_be_asked(self, cell: int, bodies: Sequence[str]) -> tuple[StakeholderId, ...]:
        """Those of ``bodies`` who may be asked for a cell, in their order."""
        who = np.asarray([self.facts.stakeholder_at[b] for b in bodies], np.int64)
        fits = self._may(np.full(len(who), cell), who)
        return tuple(StakeholderId(b) for b, fit in zip(bodies, fits.tolist(), strict=True) if fit)

    def _dependent(self, cells: Ints, at: Ints, who: Ints) -> Mask:
        """Does it provide the cell, or would it fall into the group of somebody who does (METHODS 1)?"""
        nodes, size = self.cover.groups, len(self.facts.stakeholders) + 1
        if not len(at):
            return np.zeros(0, bool)
        owner, node = self._providing.cells.join(cells)
        provider, payer = owner * size + nodes.node_who[node], owner * size + nodes.sole_funder[node]
        paid = nodes.sole_funder[node] >= 0
        t = np.full(len(cells), self.cover.as_of.toordinal())
        _, sole = funders_at(self.facts, at, who, cells, t)
        alone = sole >= 0
        key = at * size + who
        out = np.isin(key, provider) | np.isin(key, payer[paid])
        out |= alone & (np.isin(at * size + sole, provider) | np.isin(at * size + sole, payer[paid]))
        # a part of the service of a provider
        every = distinct(np.concatenate([key, provider]))
        part, label = labels(self.facts, cells, t, every // size, every % size)
        theirs = label[np.isin(every[part], provider)]
        out |= np.isin(key, every[part[np.isin(label, theirs)]])
        # a common top
        above_provider = np.concatenate(  # of a provider, or of who alone pays one
            [
                self._above(owner, nodes.node_who[node]),
                self._above(owner[paid], nodes.sole_funder[node][paid]),
            ]
        )
        pair, top = self._above_pairs(at, who)
        out[pair[np.isin(top, above_provider)]] = True
        return out

    def _above_pairs(self, at: Ints, who: Ints) -> tuple[Ints, Ints]:
        """(position, ``at * size + top``) of each top of each body; itself where nothing stands above it."""
        size = len(self.facts.stakeholders) + 1
        first, top = Tops.of(self.facts).lists(self.cover.as_of.toordinal())
        pair, place = expand(first[who], first[who + 1])
        bare = np.flatnonzero(first[who] == first[who + 1])
        return (
            np.concatenate([pair, bare]),
            np.concatenate([at[pair] * size + top[place], at[bare] * size + who[bare]]),
        )

    def _above(self, at: Ints, who: Ints) -> Ints:
        return distinct(self._above_pairs(at, who)[1])


@dataclass(frozen=True, slots=True)
class Proposal:
    """A tie to make, a < b, between two that have something to hand over. ``handoff``: (country, needs, gives) that it
    would link, or None where they are in one ``network``; ``one_state``: both are bodies of one state, which may have
    the tie already."""

    a: StakeholderId
    b: StakeholderId
    handoff: Handoff | None
    network: str = ""
    one_state: bool = False


@dataclass(frozen=True, eq=False)
class NewTies:
    """Ties that would join the pieces on the other side of a cut: one fewer than there are pieces, and no fewer can do.
    Named are only pairs that have something to hand over: what they provide in one country is joined by a hand-off
    (first those that nothing records, METHODS 8; first those that are not two bodies of one state), or they are in
    one network. Of the others the number alone can be told."""

    graph: Cooperation
    handoffs: Handoffs
    as_of: date

    @cached_property
    def _joinable(self) -> tuple[Ints, Ints, Ints, list[Handoff]]:
        """(a, b, place of their hand-off, hand-offs): every pair that has one to make, best first, each once."""
        at, size = self.graph.facts.stakeholder_at, max(len(self.graph.ids), 1)
        flows: list[Handoff] = []
        parts: list[Ints] = [np.zeros((4, 0), np.int64)]
        for row in self.handoffs.rows(behind=False):
            if not (row.needs_by and row.gives_by):
                continue
            x, y = (np.asarray([at[s] for s in side], np.int64) for side in (row.needs_by, row.gives_by))
            low, high = np.minimum.outer(x, y).ravel(), np.maximum.outer(x, y).ravel()
            known = np.full(len(low), int(row.state != "not_recorded"))
            parts.append(np.stack([known, np.full(len(low), len(flows)), low, high]))
            flows.append(Handoff(row.country, row.needs, row.gives))
        known, flow, a, b = np.concatenate(parts, axis=1)
        state = self._state_of
        one_state = (state[a] == state[b]) & (state[a] >= 0)
        order = np.lexsort((b, a, flow, one_state, known))
        order = order[a[order] != b[order]]
        _, first = np.unique(a[order] * size + b[order], return_index=True)
        order = order[np.sort(first)]
        return a[order], b[order], flow[order], flows

    @cached_property
    def _networks(self) -> list[tuple[str, list[int]]]:
        """Members of each network on the day, ascending; networks by id."""
        facts = self.graph.facts
        network, member, _, life = facts.joining("memberships", "network_id", "member_id")
        on = life.active(self.as_of.toordinal())
        of: dict[int, set[int]] = {}
        for n, m in zip(network[on].tolist(), member[on].tolist(), strict=True):
            of.setdefault(n, set()).add(m)
        return [(facts.stakeholders[n], sorted(of[n])) for n in sorted(of)]

    def across(self, pieces: list[Ints]) -> tuple[Proposal, ...]:
        """Named ties that join pieces (node positions); as many as are missing of one fewer than the pieces have no
        pair that could be named."""
        joined = list(range(len(pieces)))

        def root(i: int) -> int:
            while joined[i] != i:
                i = joined[i]
            return i

        out: list[Proposal] = []
        for a, b, x, y, what in self._useful(pieces):
            if root(x) != root(y):
                joined[root(y)] = root(x)
                out.append(self._proposal(a, b, what))
        return tuple(out)

    def second_way(self, sides: list[Ints], a: int, b: int) -> Proposal | None:
        """A tie between the two sides of the bridge a-b other than that one, if a pair has something to hand over."""
        for x, y, _, _, what in self._useful(sides, (min(a, b), max(a, b))):
            return self._proposal(x, y, what)
        return None

    def _useful(
        self, pieces: list[Ints], leave_out: tuple[int, int] = (-1, -1)
    ) -> Iterator[tuple[int, int, int, int, tuple[Handoff | None, str]]]:
        """(a, b, piece of a, piece of b, what they have): the first pair of each two pieces, best first."""
        piece = np.full(self.graph.graph.n, -1, np.int64)
        for i, nodes in enumerate(pieces):
            piece[nodes] = i
        a, b, flow, flows = self._joinable
        low, high = np.minimum(piece[a], piece[b]), np.maximum(piece[a], piece[b])
        useful = np.flatnonzero((low >= 0) & (low != high) & ~((a == leave_out[0]) & (b == leave_out[1])))
        _, first = np.unique(low[useful] * len(pieces) + high[useful], return_index=True)
        for i in np.sort(useful[first]).tolist():
            yield int(a[i]), int(b[i]), int(piece[a[i]]), int(piece[b[i]]), (flows[int(flow[i])], "")
        for network, members in self._networks:
            by_piece: dict[int, list[int]] = {}
            for m in members:
                if piece[m] >= 0:
                    by_piece.setdefault(int(piece[m]), []).append(m)
            for p, q in pairwise(sorted(by_piece)):
                pairs = ((x, y) for x in by_piece[p] for y in by_piece[q])
                for x, y in pairs:
                    if (min(x, y), max(x, y)) != leave_out:
                        yield x, y, p, q, (None, network)
                        break

    @cached_property
    def _state_of(self) -> Ints:
        """Place of the country whose state each organisation is a body of, -1 for others."""
        frame, facts = self.graph.facts.snapshot["stakeholders"], self.graph.facts
        rows = zip(frame.ids, frame["kind"].texts(), frame["home_iso3"].texts(), strict=True)
        of = {s: facts.country_at.get(home, -1) for s, kind, home in rows if kind in STATE_KINDS}
        return np.asarray([of.get(s, -1) for s in self.graph.ids], np.int64)

    def _one_state(self, a: int, b: int) -> bool:
        return bool(self._state_of[a] >= 0 and self._state_of[a] == self._state_of[b])

    def _proposal(self, a: int, b: int, what: tuple[Handoff | None, str]) -> Proposal:
        names = self.graph.ids
        one, other = min(a, b), max(a, b)
        return Proposal(names[one], names[other], *what, self._one_state(a, b))
