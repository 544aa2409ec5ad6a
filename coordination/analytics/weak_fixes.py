"""The cheapest way to remove a weak point (METHODS 5): second providers, and ties around a bridge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np

from coordination.analytics.cooperation import Cooperation
from coordination.analytics.coverage import Coverage
from coordination.analytics.facts import Facts, Ints
from coordination.analytics.handoffs import Handoffs
from coordination.analytics.joining import join
from coordination.analytics.providers import Tops, funders_at

__all__ = ["Candidate", "Candidates", "Handoff", "Near", "NewTies", "Proposal"]

Handoff = tuple[str, str, str]  #: (country, needs, gives)

NAMED = 3  #: candidates named for one cell


class Near(StrEnum):
    """Why somebody could become a second provider, nearest first."""

    SAME_DOMAIN = "same_country_and_domain"
    SAME_CAPABILITY = "same_capability_in_the_subregion"


@dataclass(frozen=True, slots=True)
class Candidate:
    """``works_on``: what they do there today, (country, capability), in order."""

    stakeholder: str
    near: Near
    works_on: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class Candidates:
    """Who could become a second, independent provider of a cell."""

    cover: Coverage

    @property
    def facts(self) -> Facts:
        return self.cover.facts

    @cached_property
    def _domain(self) -> Ints:
        """Domain of each capability, as a number."""
        domains = {d.id: i for i, d in enumerate(self.facts.edition.domains)}
        return np.asarray([domains[c.domain] for c in self.facts.edition.capabilities], np.int64)

    @cached_property
    def _subregion(self) -> Ints:
        """Subregion of each country; a country without one stands alone."""
        frame = self.facts.snapshot["countries"]
        of = dict(zip(frame.ids, frame["subregion"].texts(), strict=True))
        names = {n: i for i, n in enumerate(sorted({v for v in of.values() if v}))}
        return np.asarray([names.get(of[c], -1 - i) for i, c in enumerate(self.facts.countries)], np.int64)

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
        """Up to three candidates of each cell: same country and domain first, then same capability in the
        subregion; within either those who do most of it, then by id. Each would count as independent."""
        domain = self._ranked(cells, same_country=True)
        region = self._ranked(cells, same_country=False)
        out = {}
        for cell in cells.tolist():
            wanted = [(Near.SAME_DOMAIN, w) for w in domain.get(cell, [])]
            known = {w for _, w in wanted}
            wanted += [(Near.SAME_CAPABILITY, w) for w in region.get(cell, []) if w not in known]
            free = self._independent(cell, [w for _, w in wanted])
            chosen = [(near, w) for near, w in wanted if w in free][:NAMED]
            out[cell] = tuple(
                Candidate(self.facts.stakeholders[w], near, self._works_on(cell, near, w))
                for near, w in chosen
            )
        return out

    def _ranked(self, cells: Ints, *, same_country: bool) -> dict[int, list[int]]:
        """Per cell: who works near it, best first."""
        nodes, k = self.cover.groups, self.facts.K
        at, who = nodes.node_query, nodes.node_who
        size = len(self._domain) + len(self._subregion) + 1
        if same_country:
            key, by = cells // k * size + self._domain[cells % k], at // k * size + self._domain[at % k]
        else:
            region = self._subregion - self._subregion.min(initial=0)
            key, by = region[cells // k] * k + cells % k, region[at // k] * k + at % k
        owner, node = join(key, by)
        pair, count = np.unique(
            cells[owner] * (len(self.facts.stakeholders) + 1) + who[node], return_counts=True
        )
        cell, body = pair // (len(self.facts.stakeholders) + 1), pair % (len(self.facts.stakeholders) + 1)
        out: dict[int, list[int]] = {}
        for i in np.lexsort((body, -count, cell)).tolist():
            out.setdefault(int(cell[i]), []).append(int(body[i]))
        for c, found in out.items():
            there = set(who[nodes.of_query(c)].tolist())
            out[c] = [w for w in found if w not in there]
        return out

    def _independent(self, cell: int, bodies: list[int]) -> set[int]:
        """Those that would not depend on any provider the cell has (METHODS 1)."""
        members = self.cover.groups.node_who[self.cover.groups.of_query(cell)].tolist()
        everybody = np.asarray([*members, *bodies], np.int64)
        query, day = np.zeros(len(everybody), np.int64), np.asarray([self.cover.as_of.toordinal()])
        _, only = funders_at(self.facts, query, everybody, np.asarray([cell]), day)
        pays = dict(zip(everybody.tolist(), only.tolist(), strict=True))

        def free(body: int, member: int) -> bool:
            same_top = self._tops.get(body, {body}) & self._tops.get(member, {member})
            one_payer = pays[body] >= 0 and pays[body] == pays[member]
            return not (same_top or one_payer or pays[body] == member or pays[member] == body)

        return {b for b in bodies if all(free(b, m) for m in members)}

    def _works_on(self, cell: int, near: Near, who: int) -> tuple[tuple[str, str], ...]:
        k = self.facts.K
        mine = self._cells_of[who]
        if near is Near.SAME_DOMAIN:
            fits = (mine // k == cell // k) & (self._domain[mine % k] == self._domain[cell % k])
        else:
            fits = (mine % k == cell % k) & (self._subregion[mine // k] == self._subregion[cell // k])
        return tuple(self.cover.name(c) for c in mine[fits].tolist())

    @cached_property
    def _cells_of(self) -> dict[int, Ints]:
        nodes = self.cover.groups
        order = np.lexsort((nodes.node_query, nodes.node_who))
        who, first = np.unique(nodes.node_who[order], return_index=True)
        parts = np.split(nodes.node_query[order], first[1:])
        return dict(zip(who.tolist(), parts, strict=True))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A tie to make, a < b, between two that have something to hand over. ``handoff``: (country, needs, gives) that it
    would link, or None where they are in one ``network``; ``one_state``: both are bodies of one state, which may have
    the tie already."""

    a: str
    b: str
    handoff: Handoff | None
    network: str = ""
    one_state: bool = False


#: Kinds of the bodies of a state.
STATE_KINDS: Final = ("government", "law_enforcement", "judiciary")


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
        for row in self.handoffs.rows():
            if not (row.needs_by and row.gives_by):
                continue
            x, y = (np.asarray([at[s] for s in side], np.int64) for side in (row.needs_by, row.gives_by))
            low, high = np.minimum.outer(x, y).ravel(), np.maximum.outer(x, y).ravel()
            known = np.full(len(low), int(row.state != "not_recorded"))
            parts.append(np.stack([known, np.full(len(low), len(flows)), low, high]))
            flows.append((row.country, row.needs, row.gives))
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
