"""The cheapest way to remove a weak point (METHODS 5): second providers, and ties around a bridge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

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
    """A tie to make, a < b. ``handoff``: (country, needs, gives) it would also link, or None."""

    a: str
    b: str
    handoff: Handoff | None


@dataclass(frozen=True, eq=False)
class NewTies:
    """Ties that would join the pieces on the other side of a cut: one fewer than there are pieces, and no
    fewer can do. Preferred are ends that have a hand-off to make which nothing records (METHODS 8)."""

    graph: Cooperation
    handoffs: Handoffs

    @cached_property
    def _missing(self) -> tuple[Ints, Ints, list[Handoff]]:
        """(a, b, hand-off) of every pair that could make a hand-off that is not recorded; hand-offs in order,
        each pair once, with its first hand-off."""
        at = self.graph.facts.stakeholder_at
        found: dict[tuple[int, int], Handoff] = {}
        for row in self.handoffs.rows():
            if row.state != "not_recorded":
                continue
            for x in row.needs_by:
                for y in row.gives_by:
                    pair = (min(at[x], at[y]), max(at[x], at[y]))
                    found.setdefault(pair, (row.country, row.needs, row.gives))
        a = np.asarray([p[0] for p in found], np.int64)
        b = np.asarray([p[1] for p in found], np.int64)
        return a, b, list(found.values())

    def across(self, pieces: list[Ints]) -> tuple[Proposal, ...]:
        """Ties that join these pieces (node positions) into one."""
        joined = list(range(len(pieces)))

        def root(i: int) -> int:
            while joined[i] != i:
                i = joined[i]
            return i

        out: list[Proposal] = []
        for a, b, x, y, handoff in self._useful(pieces):
            if root(x) != root(y):
                joined[root(y)] = root(x)
                out.append(self._proposal(a, b, handoff))
        for i in range(1, len(pieces)):
            if root(i) != root(0):
                joined[root(i)] = root(0)
                out.append(self._between(pieces[0], pieces[i]))
        return tuple(out)

    def second_way(self, sides: list[Ints], a: int, b: int) -> Proposal:
        """A tie between the two sides of the bridge a-b other than that one; one side has two or more."""
        for x, y, _, _, handoff in self._useful(sides, (min(a, b), max(a, b))):
            return self._proposal(x, y, handoff)
        near = [np.setdiff1d(s, [a, b]) if len(s) > 1 else s for s in sides]
        return self._between(near[0], near[1])

    def _useful(
        self, pieces: list[Ints], leave_out: tuple[int, int] = (-1, -1)
    ) -> Iterator[tuple[int, int, int, int, Handoff]]:
        """(a, b, piece of a, piece of b, hand-off): the first pair that could make a hand-off between each two
        pieces, in the order of the hand-offs."""
        piece = np.full(self.graph.graph.n, -1, np.int64)
        for i, nodes in enumerate(pieces):
            piece[nodes] = i
        a, b, reasons = self._missing
        low, high = np.minimum(piece[a], piece[b]), np.maximum(piece[a], piece[b])
        useful = np.flatnonzero((low >= 0) & (low != high) & ~((a == leave_out[0]) & (b == leave_out[1])))
        _, first = np.unique(low[useful] * len(pieces) + high[useful], return_index=True)
        for i in np.sort(useful[first]).tolist():
            yield int(a[i]), int(b[i]), int(piece[a[i]]), int(piece[b[i]]), reasons[i]

    def _between(self, larger: Ints, smaller: Ints) -> Proposal:
        """Without a hand-off: two of one home country if there are such, else any; of the smaller piece the best tied,
        then of the larger."""
        shared = smaller[np.isin(self._home[smaller], self._home[larger]) & (self._home[smaller] != "")]
        end = self._middle(shared if len(shared) else smaller)
        same = larger[(self._home[larger] == self._home[end]) & (self._home[end] != "")]
        return self._proposal(self._middle(same if len(same) else larger), end, None)

    @cached_property
    def _home(self) -> NDArray[np.str_]:
        frame = self.graph.facts.snapshot["stakeholders"]
        of = dict(zip(frame.ids, frame["home_iso3"].texts(), strict=True))
        return np.asarray([of.get(s, "") for s in self.graph.ids], np.str_)

    def _middle(self, nodes: Ints) -> int:
        """The one with most ties; the first of equals."""
        return int(nodes[np.argmax(self.graph.graph.degree[nodes])])

    def _proposal(self, a: int, b: int, handoff: Handoff | None) -> Proposal:
        names = self.graph.ids
        return Proposal(names[min(a, b)], names[max(a, b)], handoff)
