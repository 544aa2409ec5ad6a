"""What hangs on one (METHODS 5): four kinds of single point, each with what falls and the cheapest fix.

They are different lists: an organisation that many shortest paths run through is seldom the only provider of
anything. Sole providers: cells with one independent group. Sole bridges: articulation points and bridge ties
of the cooperation graph. Sole funders: cells in which everybody is paid by one and the same. Sole sources:
cells whose deciding claims come from one publisher.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Annotated, TypeVar

import numpy as np

from coordination.analytics.base.facts import Facts, Ints, Mask
from coordination.analytics.base.joining import join, within
from coordination.analytics.base.providers import Funds
from coordination.analytics.base.spans import distinct
from coordination.analytics.board.coverage import Coverage, Flag, Rule, coverage
from coordination.analytics.board.deciding_claims import ids_of, money_rows, status_claims
from coordination.analytics.board.mandates import Mandates
from coordination.analytics.board.wider import wider
from coordination.analytics.loss.continuity import QUESTIONS, Continuity, Mandate
from coordination.analytics.loss.losses import affected, losses, standing_if_empty
from coordination.analytics.loss.weak_fixes import Candidates, Handoff, NewTies
from coordination.analytics.loss.weak_records import (
    BridgeTie,
    PartialFunder,
    SoleBridge,
    SoleFunder,
    SoleProvider,
    SoleSource,
)
from coordination.analytics.network.cooperation import (
    Cooperation,
    active_ties,
    cooperation,
    local_to,
    ties_read,
)
from coordination.analytics.network.handoffs import Handoffs, handoffs
from coordination.analytics.network.isolates import Isolate, isolates
from coordination.text.records import Key
from graph_schema.ids import Cell, ClaimId, StakeholderId

__all__ = ["Points", "WeakPoints", "weak_points"]


There = TypeVar("There", Cell, Handoff)


@dataclass(frozen=True, slots=True)
class Points:
    """What is said of weak points."""

    sole_providers: Annotated[
        tuple[SoleProvider, ...],
        Key(
            "cells with one independent group, by country, then in edition order; without those that bodies of the "
            "state provide by their mandate, which stand in continuity"
        ),
    ]
    continuity: Annotated[
        tuple[Continuity, ...],
        Key("cells with one independent group, all of it bodies that do it by their mandate, by country"),
    ]
    sole_bridges: Annotated[tuple[SoleBridge, ...], Key("organisations whose loss breaks their component")]
    bridge_ties: Annotated[tuple[BridgeTie, ...], Key("ties whose loss separates their ends")]
    sole_funders: Annotated[tuple[SoleFunder, ...], Key("sorted by funder")]
    sole_sources: Annotated[tuple[SoleSource, ...], Key("sorted by source")]
    partial_funders: Annotated[tuple[PartialFunder, ...], Key("dependence in part")]
    isolates: Annotated[tuple[Isolate, ...], Key("organisations without a tie, by id")]


@dataclass(frozen=True, eq=False)
class _TieRows:
    """The ties of the day: both ends, and the row of each."""

    a: Ints
    b: Ints
    row: Ints

    def of_node(self, node: int) -> list[int]:
        found: list[int] = self.row[(self.a == node) | (self.b == node)].tolist()
        return found

    def between(self, one: int, other: int) -> list[int]:
        low, high = np.minimum(self.a, self.b), np.maximum(self.a, self.b)
        found: list[int] = self.row[(low == min(one, other)) & (high == max(one, other))].tolist()
        return found


@dataclass(frozen=True, eq=False)
class WeakPoints:
    """The four lists, each worked out when it is first asked for.

    ``statutory``: what bodies of the state provide by their mandate stands among the single providers too.

    ``countries``: those asked about, None = all. Then cells are theirs, and fixes are worded for them; bridges and
    isolates are of organisations that sit or work there, and so are both ends of a tie where neither sits there.
    """

    cover: Coverage
    graph: Cooperation
    countries: tuple[str, ...] | None = None
    statutory: bool = False

    @property
    def facts(self) -> Facts:
        return self.cover.facts

    @cached_property
    def _candidates(self) -> Candidates:
        return Candidates(self.cover)

    @cached_property
    def _asked(self) -> Mask:
        """Is the cell of a country asked about? Shape (cells,)."""
        here = [self.countries is None or c in self.countries for c in self.facts.countries]
        return np.repeat(np.asarray(here, bool), self.facts.K)

    @cached_property
    def _local(self) -> Mask:
        """Does the organisation sit or work in a country asked about? Shape (stakeholders,)."""
        if self.countries is None:
            return np.ones(len(self.facts.stakeholders), bool)
        return local_to(self.facts, self.cover.as_of, self.countries)

    @cached_property
    def _seated(self) -> Mask:
        """Does the organisation sit in a country asked about? Shape (stakeholders,)."""
        frame = self.facts.snapshot["stakeholders"]
        of = dict(zip(frame.ids, frame["home_iso3"].texts(), strict=True))
        return np.asarray(
            [self.countries is None or of[s] in self.countries for s in self.facts.stakeholders], bool
        )

    def _of_asked(self, some: tuple[There, ...]) -> tuple[There, ...]:
        """Those in the countries asked about."""
        if self.countries is None:
            return some
        return tuple(x for x in some if x.country in self.countries)

    @cached_property
    def sole_providers(self) -> tuple[SoleProvider, ...]:
        """By country; those without a successor first, then by capability."""
        cells = (self.cover.n == 1) & self._asked
        return self._sole(np.flatnonzero(cells if self.statutory else cells & ~self._mandates.cells))

    @cached_property
    def _mandates(self) -> Mandates:
        return Mandates.of(self.cover)

    @cached_property
    def continuity(self) -> tuple[Continuity, ...]:
        """By country, then by capability."""
        mandates = self._mandates
        cells = np.flatnonzero((self.cover.n == 1) & self._asked & mandates.cells)
        names = {self.cover.name(c): c for c in cells.tolist()}
        found = sorted(self._sole(cells), key=lambda p: names[Cell(p.country, p.capability)])
        out = []
        for p in found:
            cell = names[Cell(p.country, p.capability)]
            second = not (mandates.alone[cell] or p.by_design)
            out.append(
                Continuity(
                    country=p.country,
                    capability=p.capability,
                    bodies=p.group,
                    rests=tuple(n for c, n in p.falls if c == p.country),
                    rests_elsewhere=tuple(x for x in p.falls if x[0] != p.country),
                    questions=QUESTIONS,
                    texts=mandates.texts(cell),
                    second=second,
                    candidates=p.candidates if second and not p.open else (),
                    recalled=tuple(i for i in p.recalled if i in p.group),
                    claims=p.claims,
                    mandate=Mandate(mandates.texts(cell)),
                )
            )
        return tuple(out)

    def _sole(self, cells: Ints) -> tuple[SoleProvider, ...]:
        """What hangs on the one group of each cell."""
        cover, facts = self.cover, self.facts
        nodes = cover.groups
        groups = [tuple(nodes.node_who[nodes.of_query(c)].tolist()) for c in cells.tolist()]
        distinct = {g: i for i, g in enumerate(dict.fromkeys(groups))}
        lost = losses(facts, cover.as_of, [np.asarray(g, np.int64) for g in distinct], cover)
        candidates = self._candidates.for_cells(cells)
        uncounted = cover.flags[Flag.UNCOUNTED]
        found = [
            SoleProvider(
                **cover.name(c)._asdict(),
                group=tuple(facts.stakeholders[w] for w in group),
                by_design=bool(facts.required[c] == 1),
                uncounted=bool(uncounted[c]),
                wider=bool(wider(cover, c)),
                falls=lost.unsupported_cells(distinct[group]),
                one_is_normal=bool(facts.one_is_normal[c]),
                successors=tuple(cover.successors(c)),
                candidates=candidates[c],
                fallen=tuple(x for x in lost.fallen(distinct[group]) if x != cover.name(c)),
                recalled=self._recalled(c, [facts.stakeholders[w] for w in group]),
                claims=status_claims(cover, c),
                mandate=Mandate(self._mandates.texts(c)) if self._mandates.cells[c] else None,
            )
            for c, group in zip(cells.tolist(), groups, strict=True)
        ]
        return tuple(sorted(found, key=lambda p: (p.country, bool(p.successors))))

    def _recalled(self, cell: int, group: Sequence[StakeholderId]) -> tuple[StakeholderId, ...]:
        """Of the group and those who would take over who is recalled only, in this order."""
        cover = self.cover
        unread, waiting = cover.recalled(cell), cover.recalled(cell, "stands_in")
        mine = [i for i in group if i in unread] + [i for i in cover.successors(cell) if i in waiting]
        return tuple(dict.fromkeys(mine))

    @cached_property
    def _tie_rows(self) -> _TieRows:
        return _TieRows(*active_ties(self.facts, self.cover.as_of))

    def _grants(self, funder: int, cells: Iterable[int]) -> tuple[ClaimId, ...]:
        """Ids of the grants by which a funder pays providers of these cells today."""
        nodes, frame, at = self.cover.groups, self.facts.snapshot["funding"], self.facts.stakeholders[funder]
        rows = {r for c in cells for r in money_rows(self.cover, c, nodes.node_who[nodes.of_query(c)])}
        return ids_of(self.cover, "funding", (r for r in rows if frame.text("funder_id", r) == at))

    @cached_property
    def _ties_read(self) -> frozenset[tuple[str, str]]:
        return ties_read(self.facts, self.cover.as_of)

    @cached_property
    def _handoffs(self) -> Handoffs:
        return handoffs(self.facts, self.cover.as_of, self.cover)

    @cached_property
    def _new_ties(self) -> NewTies:
        return NewTies(self.graph, self._handoffs, self.cover.as_of)

    @cached_property
    def sole_bridges(self) -> tuple[SoleBridge, ...]:
        """By id."""
        cuts = self.graph.cuts
        mine = np.flatnonzero(self._local[cuts.nodes])
        nodes, kept = cuts.nodes[mine], cuts.node_pairs[mine]
        lost = losses(self.facts, self.cover.as_of, nodes.reshape(-1, 1), self.cover)
        read = {s for pair in self._ties_read for s in pair}
        out = []
        for i, (node, pairs) in enumerate(zip(nodes.tolist(), kept.tolist(), strict=True)):
            pieces = cuts.pieces(node)
            falls = sorted({*lost.fallen(i), *lost.unsupported_cells(i)}, key=self._order)
            names = tuple(tuple(self.graph.names(p)) for p in pieces)
            ties = self._new_ties.across(pieces)
            who = self.facts.stakeholders[node]
            out.append(
                SoleBridge(
                    stakeholder=who,
                    pieces=names,
                    pairs_cut=pairs,
                    falls=tuple(falls),
                    proposals=ties,
                    confirmed=who in read,
                    claims=ids_of(self.cover, "ties", self._tie_rows.of_node(node)),
                )
            )
        return tuple(out)

    def _order(self, cell: Cell) -> tuple[str, int]:
        return cell[0], self.facts.edition.index[cell[1]]

    @cached_property
    def bridge_ties(self) -> tuple[BridgeTie, ...]:
        """By a, then b; a < b."""
        g, cuts, names = self.graph.graph, self.graph.cuts, self.facts.stakeholders
        only = self._only_by_tie
        out = []
        for i, (tie, pairs) in enumerate(zip(cuts.ties.tolist(), cuts.tie_pairs.tolist(), strict=True)):
            ends = [g.a[tie], g.b[tie]]
            if not (self._seated[ends].any() or self._local[ends].all()):
                continue
            a, b = names[g.a[tie]], names[g.b[tie]]
            sides = list(cuts.sides(i))
            alone = sum(map(len, sides)) == 2
            new = None if alone else self._new_ties.second_way(sides, int(g.a[tie]), int(g.b[tie]))
            falls = tuple(only.get((a, b), ()))
            out.append(
                BridgeTie(
                    a=a,
                    b=b,
                    pairs_cut=pairs,
                    falls=falls,
                    only_two=alone,
                    new_tie=new,
                    confirmed=(min(a, b), max(a, b)) in self._ties_read,
                    claims=ids_of(self.cover, "ties", self._tie_rows.between(int(g.a[tie]), int(g.b[tie]))),
                )
            )
        return tuple(out)

    @cached_property
    def _only_by_tie(self) -> dict[tuple[str, str], list[Handoff]]:
        """Hand-offs that one tie alone links: nobody provides both, and no common top."""
        tops = self._candidates.tops_of
        found: dict[tuple[str, str], list[Handoff]] = {}
        for row in self._handoffs.rows(behind=False):
            if row.state != "linked" or len(row.ties) != 1 or set(row.needs_by) & set(row.gives_by):
                continue
            above = [{t for s in side for t in tops(s)} for side in (row.needs_by, row.gives_by)]
            if not above[0] & above[1]:
                found.setdefault(row.ties[0], []).append(Handoff(row.country, row.needs, row.gives))
        return found

    @cached_property
    def isolates(self) -> tuple[Isolate, ...]:
        """By id."""
        alone = self.graph.isolates
        return isolates(self.facts, self.cover.as_of, alone[self._local[alone]])

    @cached_property
    def sole_funders(self) -> tuple[SoleFunder, ...]:
        """By id of the funder."""
        cover, facts, t = self.cover, self.facts, self.cover.as_of.toordinal()
        cell, funder = self._paid_by_one
        d, size = facts.deliveries, len(facts.stakeholders) + 1
        # plans of those who are not there yet stay
        on = d.life.planned(t) & d.provides
        stay = np.setdiff1d(
            d.cell[on] * size + d.who[on], cover.groups.node_query * size + cover.groups.node_who
        )
        empty = standing_if_empty(cover)[cell]
        value = np.where((empty != 2) & np.isin(cell, stay // size), 0, empty)
        distinct, at = np.unique(funder, return_inverse=True)
        falls = affected(cover, at * max(facts.cells, 1) + cell, value, empty != 2)
        out = []
        for i, f in enumerate(distinct.tolist()):
            mine = cell[at == i]
            paid = sorted({StakeholderId(p) for c in mine.tolist() for p in cover.providers(c)})
            out.append(
                SoleFunder(
                    funder=facts.stakeholders[f],
                    cells=tuple(cover.name(c) for c in mine.tolist()),
                    providers=tuple(paid),
                    falls=falls.cells(facts, falls.listed, i),
                    others=self._other_funders(f, np.unique(mine // facts.K)),
                    confirmed=bool(np.isin(f * max(facts.cells, 1) + mine, self._money_read).any()),
                    claims=self._grants(f, mine.tolist()),
                )
            )
        return tuple(out)

    @cached_property
    def _paid_by_one(self) -> tuple[Ints, Ints]:
        """(cell, funder) of cells whose providers have one and the same only funder; cells ascending."""
        nodes, cells = self.cover.groups, self.facts.cells
        low, high = np.full(cells, len(self.facts.stakeholders)), np.full(cells, -1)
        np.minimum.at(low, nodes.node_query, nodes.sole_funder)
        np.maximum.at(high, nodes.node_query, nodes.sole_funder)
        # what a body of the state does by its mandate and pays from its own budget hangs on no funder
        other = np.bincount(nodes.node_query[nodes.sole_funder != nodes.node_who], minlength=cells) > 0
        own = self._mandates.cells & ~other & ~np.bool_(self.statutory)
        found = np.flatnonzero((low == high) & (low >= 0) & self._asked & ~own)
        return found, high[found]

    @cached_property
    def _money_read(self) -> Ints:
        """funder * cells + cell of each grant of today to a provider there that was read in a source."""
        nodes, k, funds = self.cover.groups, self.facts.K, Funds.of(self.facts)
        node, row = funds.touching(nodes.node_who, nodes.node_query // k, nodes.node_query % k)
        on = funds.life.active(self.cover.as_of.toordinal())[row]
        on &= self.facts.snapshot["funding"]["verified"].isin(["yes"])[funds.row[row]]
        return distinct(funds.funder[row[on]] * max(self.facts.cells, 1) + nodes.node_query[node[on]])

    @cached_property
    def _paying(self) -> tuple[Ints, Ints]:
        """(country, funder) of every provider node and each of its known funders today, itself left out."""
        nodes, k, funds = self.cover.groups, self.facts.K, Funds.of(self.facts)
        node, row = funds.touching(nodes.node_who, nodes.node_query // k, nodes.node_query % k)
        on = funds.life.active(self.cover.as_of.toordinal())[row] & (
            nodes.node_who[node] != funds.funder[row]
        )
        return nodes.node_query[node[on]] // k, funds.funder[row[on]]

    def _other_funders(self, funder: int, countries: Ints) -> tuple[StakeholderId, ...]:
        country, payer = self._paying
        _, at = join(countries, country)
        who, count = np.unique(payer[at], return_counts=True)
        order = [i for i in np.lexsort((who, -count)).tolist() if who[i] != funder]
        return tuple(self.facts.stakeholders[who[i]] for i in order[:3])

    @cached_property
    def partial_funders(self) -> tuple[PartialFunder, ...]:
        """Where some but not all providers of a cell have one funder alone; by funder, then cell."""
        nodes = self.cover.groups
        alone = (nodes.sole_funder >= 0) & self._asked[nodes.node_query]
        key, count = np.unique(
            nodes.sole_funder[alone] * self.facts.cells + nodes.node_query[alone], return_counts=True
        )
        cell = key % max(self.facts.cells, 1)
        total = np.bincount(nodes.node_query, minlength=self.facts.cells)[cell]
        return tuple(
            PartialFunder(
                funder=self.facts.stakeholders[f],
                **self.cover.name(c)._asdict(),
                share=n / of,
                confirmed=read,
                claims=self._grants(f, (c,)),
            )
            for f, c, n, of, read in zip(
                (key // max(self.facts.cells, 1)).tolist(),
                cell.tolist(),
                count.tolist(),
                total.tolist(),
                np.isin(key, self._money_read).tolist(),
                strict=True,
            )
            if n < of
        )

    @cached_property
    def sole_sources(self) -> tuple[SoleSource, ...]:
        """By publisher."""
        cover, facts = self.cover, self.facts
        cell, publisher, verified, names = self._said_by
        here = self._asked[cell]
        cell, publisher, verified = cell[here], publisher[here], verified[here]
        read = distinct((cell * max(len(names), 1) + publisher)[verified])
        key = distinct(cell * max(len(names), 1) + publisher)
        at, who = key // max(len(names), 1), key % max(len(names), 1)
        single = np.bincount(at, minlength=facts.cells)[at] == 1
        at, who, confirmed = at[single], who[single], within(key[single], read)
        falls = affected(
            cover, who * max(facts.cells, 1) + at, np.ones(len(at), np.int64), np.zeros(len(at), bool)
        )
        return tuple(
            SoleSource(
                source=names[p],
                cells=tuple(cover.name(c) for c in at[who == p].tolist()),
                falls=falls.cells(facts, falls.listed, p),
                confirmed=bool(confirmed[who == p].any()),
                claims=tuple(sorted({i for c in at[who == p].tolist() for i in status_claims(cover, c)})),
            )
            for p in np.unique(who).tolist()
        )

    @property
    def _said_by(self) -> tuple[Ints, Ints, Mask, list[str]]:
        """(cell, publisher, read in a source, names of publishers) of the claims that decide each known cell."""
        cover, facts, t = self.cover, self.facts, self.cover.as_of.toordinal()
        d, rule = facts.deliveries, cover.rule[facts.deliveries.cell]
        decides = d.provides & (
            (np.isin(rule, [Rule.COVERED, Rule.FRAGILE]) & d.life.active(t))
            | ((rule == Rule.PLANNED) & d.life.planned(t))
            | ((rule == Rule.LAPSED) & d.life.lapsed(t) & (d.answered_from > cover.found_day[d.cell]))
        )
        decides[cover.deciding_stand_ins] = True
        by_look = np.flatnonzero(
            np.isin(cover.rule, [Rule.UNATTRIBUTED, Rule.NOT_FOUND, Rule.FIRST_PHASE]) & (cover.latest >= 0)
        )
        sources = facts.snapshot["sources"]
        of = dict(zip(sources.ids, sources["publisher"].texts(), strict=True))
        columns = [facts.snapshot[name]["source_id"] for name in ("deliveries", "reviews")]
        names = sorted({of.get(s, "") or s for c in columns for s in c.vocab})
        number = {n: i for i, n in enumerate(names)}
        said = [c.per_value(lambda s: number[of.get(s, "") or s], "int64") for c in columns]
        cells = np.concatenate([d.cell[decides], by_look])
        publisher = np.concatenate([said[0][d.row[decides]], said[1][facts.looks.row[cover.latest[by_look]]]])
        read = np.concatenate([d.verified[decides], np.ones(len(by_look), bool)])
        return cells, np.asarray(publisher, np.int64), read, names

    def points(self) -> Points:
        """All lists, of what falls only that in the countries asked about."""
        return Points(
            tuple(
                replace(p, falls=self._of_asked(p.falls), fallen=self._of_asked(p.fallen))
                for p in self.sole_providers
            ),
            tuple(replace(p, rests_elsewhere=self._of_asked(p.rests_elsewhere)) for p in self.continuity),
            tuple(replace(b, falls=self._of_asked(b.falls)) for b in self.sole_bridges),
            tuple(replace(t, falls=self._of_asked(t.falls)) for t in self.bridge_ties),
            self.sole_funders,
            self.sole_sources,
            self.partial_funders,
            self.isolates,
        )


def weak_points(
    facts: Facts,
    as_of: date,
    cover: Coverage | None = None,
    countries: Sequence[str] | None = None,
    *,
    statutory: bool = False,
) -> WeakPoints:
    """The single points on a day. ``cover``: the coverage of the same facts and day, if it is at hand; ``countries``:
    only theirs, None = all; ``statutory``: with what bodies of the state provide by their mandate."""
    chosen = None if countries is None else tuple(countries)
    return WeakPoints(cover or coverage(facts, as_of), cooperation(facts, as_of), chosen, statutory)
