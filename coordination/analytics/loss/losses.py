"""Many losses at once: what falls when each of many sets of stakeholders is gone (METHODS 6), over arrays.

The effect of a loss does not need new groups: a cell falls when its last provider goes and nobody is left who agreed
to take over, and what stands on it follows from standings alone. So every (loss, cell) that somebody leaves is
counted once, and the prerequisites are walked on bit masks, one bit per capability and two masks per value (at least
1/2, and 1). Cells with several independent providers are counted too: one body can be the end of two providers in
different groups (it funds each through another of its units), so *one group* is no safe short cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from coordination.analytics.base.facts import NEVER, Facts, Ints, Mask
from coordination.analytics.base.joining import counted, join, ones, within
from coordination.analytics.base.providers import Funds
from coordination.analytics.base.spans import distinct
from coordination.analytics.base.targets import Kind, Target
from coordination.analytics.board.coverage import (
    STANDING2,
    STATE_OF_RULE,
    Coverage,
    Rule,
    coverage,
    finished,
    rules,
)
from coordination.analytics.loss.channel_losses import ChannelLosses, Closed
from coordination.analytics.loss.effects import (
    Corridor,
    Loss,
    LostGround,
    TakenOver,
    Unsupported,
    falls_of,
)
from coordination.analytics.loss.units import Operated, with_units
from coordination.analytics.network.cooperation import Cooperation, cooperation
from coordination.analytics.network.cuts import broken_by, pieces_without
from coordination.system.progress import step
from graph_schema.edition import Edition
from graph_schema.ids import Cell, InstrumentId, StakeholderId

__all__ = ["Affected", "Losses", "affected", "by_id", "losses", "standing_if_empty"]


def _bits(values: Mask) -> Ints:
    """Rows of 0/1 as bit masks. Shape (n, K) -> (n,)."""
    out: Ints = (values.astype(np.int64) << np.arange(values.shape[1])).sum(axis=1)
    return out


def _supported_bits(edition: Edition, standing: Ints) -> Ints:
    """Which capabilities are supported to the level that ``standing`` marks. Masks, shape (n,)."""
    value = np.zeros_like(standing)
    for b in edition.order:
        on = standing >> b
        for a in edition.all_of[b]:
            on = on & (value >> a)
        for group in edition.any_of[b]:
            on = on & np.bitwise_or.reduce([value >> a for a in group])
        value |= (on & 1) << b
    return value


def standing_if_empty(cover: Coverage) -> Ints:
    """Twice the standing a cell would have if nobody delivered or planned anything there from the day on.

    Rules 3 and 5 to 7 of METHODS 2. What runs today ends today, which no look rebuts; where somebody outside every
    provider's group has agreed to take over, the cell stands on. Shape (cells,).
    """
    facts, t = cover.facts, cover.as_of.toordinal()
    d, nobody = facts.deliveries, np.zeros(facts.cells, bool)
    ended = np.zeros(facts.cells, np.int64)
    over = d.life.lapsed(t) & d.provides
    np.maximum.at(ended, d.cell[over], d.answered_from[over])
    ended[d.cell[d.life.active(t) & d.provides]] = NEVER
    rule = rules(
        facts, nobody.astype(np.int64), cover.latest, cover.found_day, nobody, ended, finished(facts, t)
    )
    standing = np.array([STANDING2[STATE_OF_RULE[Rule(r)]] for r in rule.tolist()], np.int64)
    return np.where((cover.n > 0) & (cover.s > 0), 2, standing)


@dataclass(frozen=True, eq=False)
class Affected:
    """One row per (loss, country) in which a standing changes, sorted. Masks of capabilities: standing after,
    supported before and after (``high``: 1; ``low``: at least 1/2), and the fallen cells."""

    loss: Ints
    country: Ints
    stands: Ints
    stands_low: Ints
    was_high: Ints
    was_low: Ints
    now_high: Ints
    now_low: Ints
    fallen: Ints

    @cached_property
    def listed(self) -> Ints:
        """Cells that stand, did not fall, and lose support."""
        fell = (self.was_high & ~self.now_high) | (self.was_low & ~self.now_low)
        return fell & self.stands & ~self.fallen

    def cells(self, facts: Facts, masks: Ints, loss: int) -> tuple[Cell, ...]:
        """(country, capability) of the bits set in ``masks`` (one mask per row) for one loss."""
        low, high = np.searchsorted(self.loss, [loss, loss + 1])
        if low == high:
            return ()
        return tuple(
            Cell(facts.countries[c], facts.edition.numbers[b])
            for c, mask in zip(self.country[low:high].tolist(), masks[low:high].tolist(), strict=True)
            for b in ones(mask)
        )


@dataclass(frozen=True, eq=False)
class Losses:
    """The effects of ``count`` losses.

    Sorted pairs: ``own_loss``/``own`` (loss, stakeholder removed); ``gone_loss``/``gone`` (loss,
    stakeholder), units and operated networks included; ``lost_loss``/``lost_node`` (loss, provider node of the
    coverage) that lost ground; ``over_loss``/``over_node`` (loss, stand-in of the coverage) that takes over. ``rows``:
    what changes, by country.
    """

    cover: Coverage
    count: int
    own_loss: Ints
    own: Ints
    gone_loss: Ints
    gone: Ints
    lost_loss: Ints
    lost_node: Ints
    over_loss: Ints
    over_node: Ints
    rows: Affected

    @property
    def facts(self) -> Facts:
        return self.cover.facts

    @cached_property
    def _bounds(self) -> dict[str, list[int]]:
        """Where the part of each loss begins in the sorted pairs, by their owner."""
        every = np.arange(self.count + 1)
        owners = {
            "own": self.own_loss,
            "gone": self.gone_loss,
            "lost": self.lost_loss,
            "over": self.over_loss,
            "agreements": self._agreements[0],
            "rows": self.rows.loss,
        }
        return {name: np.searchsorted(owner, every).tolist() for name, owner in owners.items()}

    def _part(self, owner: str, loss: int) -> slice:
        start = self._bounds[owner]
        return slice(start[loss], start[loss + 1])

    def _own(self, loss: int) -> Ints:
        return self.own[self._part("own", loss)]

    def _gone(self, loss: int) -> Ints:
        return self.gone[self._part("gone", loss)]

    @cached_property
    def _operated(self) -> Operated:
        return Operated.of(self.facts, self.cover.as_of.toordinal())

    @cached_property
    def _sorts(self) -> Ints:
        """What each of ``gone`` is: 0 asked for, 1 a unit, 2 a network whose operator is gone."""
        size = max(len(self.facts.stakeholders), 1)
        keys = self.gone_loss * size + self.gone
        sort = np.where(self._operated.networks(keys, size), 2, 1)
        return np.where(within(keys, self.own_loss * size + self.own), 0, sort)

    @cached_property
    def _agreements(self) -> tuple[Ints, Ints]:
        """(loss, row) of the agreements whose operator is gone."""
        size = max(len(self.facts.stakeholders), 1)
        return self._operated.agreements(self.gone_loss * size + self.gone, size)

    def also_removed(self, loss: int) -> list[StakeholderId]:
        part = self._part("gone", loss)
        names = self.facts.stakeholders
        return [names[i] for i in self.gone[part][self._sorts[part] == 1].tolist()]

    def ended(self, loss: int) -> tuple[Target, ...]:
        """Agreements and networks whose operator is gone, by id."""
        part, ids = self._part("gone", loss), self.facts.snapshot["agreements"].ids
        ended = [
            Target(Kind.NETWORK, (self.facts.stakeholders[i],))
            for i in self.gone[part][self._sorts[part] == 2].tolist()
        ]
        rows = self._agreements[1][self._part("agreements", loss)]
        ended += [Target(Kind.AGREEMENT, (ids[i],)) for i in rows.tolist()]
        return by_id(ended)

    def taken_over(self, loss: int) -> tuple[TakenOver, ...]:
        """Cells whose last provider goes and that somebody takes over."""
        nodes, names = self.over_node[self._part("over", loss)], self.facts.stakeholders
        by: dict[int, list[StakeholderId]] = {}
        for cell, who in zip(
            self.cover.stand_ins.query[nodes].tolist(), self.cover.stand_ins.who[nodes].tolist(), strict=True
        ):
            by.setdefault(cell, []).append(names[who])
        return tuple(TakenOver(*self.cover.name(c), tuple(sorted(who))) for c, who in sorted(by.items()))

    def lost_ground(self, loss: int) -> tuple[LostGround, ...]:
        nodes = self.lost_node[self._part("lost", loss)]
        if not len(nodes):
            return ()
        cells, who = self.cover.groups.node_query[nodes], self.cover.groups.node_who[nodes]
        order = np.lexsort((cells, who))
        names = self.facts.stakeholders
        return tuple(
            LostGround(names[w], *self.cover.name(c))
            for w, c in zip(who[order].tolist(), cells[order].tolist(), strict=True)
        )

    def fallen(self, loss: int) -> tuple[Cell, ...]:
        return self.rows.cells(self.facts, self.rows.fallen, loss)

    def unsupported_cells(self, loss: int) -> tuple[Cell, ...]:
        """What :meth:`unsupported` lists, without the reasons."""
        return self.rows.cells(self.facts, self.rows.listed, loss)

    def unsupported(self, loss: int) -> tuple[Unsupported, ...]:
        r, k = self.rows, np.arange(self.facts.K)
        out: list[Unsupported] = []
        part = self._part("rows", loss)
        for i in (np.flatnonzero(r.listed[part]) + part.start).tolist():
            was = (r.was_high[i] >> k & 1) + (r.was_low[i] >> k & 1)
            now = (r.now_high[i] >> k & 1) + (r.now_low[i] >> k & 1)
            standing = (r.stands[i] >> k & 1) + (r.stands_low[i] >> k & 1)
            gone = np.asarray(ones(int(r.fallen[i])), np.int64)
            out += falls_of(self.facts, int(r.country[i]), was, now, standing, gone)
        return tuple(out)

    def counts(self) -> dict[str, Ints]:
        """How much each loss takes, shape (losses,): ``also_removed``, ``also_ended``, ``lost_ground``, ``fallen``,
        ``taken_over``, ``unsupported``, ``duties_lost``, ``pieces``."""
        n = self.count
        cells = max(self.facts.cells, 1)
        over = distinct(self.over_loss * cells + _at(self.cover.stand_ins.query, self.over_node)) // cells
        fallen, listed = (np.bitwise_count(m) for m in (self.rows.fallen, self.rows.listed))
        return {
            "also_removed": np.bincount(self.gone_loss[self._sorts == 1], minlength=n),
            "also_ended": np.bincount(self.gone_loss[self._sorts == 2], minlength=n)
            + np.bincount(self._agreements[0], minlength=n),
            "lost_ground": np.bincount(self.lost_loss, minlength=n),
            "fallen": np.bincount(self.rows.loss, fallen, n).astype(np.int64),
            "taken_over": np.bincount(over, minlength=n),
            "unsupported": np.bincount(self.rows.loss, listed, n).astype(np.int64),
            "duties_lost": self._sides.counts(self.gone_loss, self.gone, n),
            "pieces": self._pieces,
        }

    @cached_property
    def _pieces(self) -> Ints:
        """How many pieces :meth:`pieces` gives for each loss."""
        graph, out = self._graph.graph, np.zeros(self.count, np.int64)
        tied = graph.degree[self.gone] > 0
        loss, gone = self.gone_loss[tied], self.gone[tied]
        many = np.bincount(loss, minlength=self.count)
        alone, several = many[loss] == 1, np.flatnonzero(many > 1)
        out[loss[alone]] = self._graph.cuts.parts[gone[alone]]
        start = np.searchsorted(loss, several)
        for done, (one, at) in enumerate(zip(several.tolist(), start.tolist(), strict=True)):
            step("Removing one organisation after another", done, len(several))
            out[one] = pieces_without(graph, gone[at : at + many[one]])
        return np.where(out > 1, out, 0)

    @cached_property
    def _graph(self) -> Cooperation:
        return cooperation(self.facts, self.cover.as_of)

    def pieces(self, loss: int) -> tuple[tuple[StakeholderId, ...], ...]:
        """What is left of each component of the cooperation graph that breaks."""
        if not self._pieces[loss]:
            return ()
        graph, gone = self._graph, self._gone(loss)
        gone = gone[graph.graph.degree[gone] > 0]
        if len(gone) == 1:
            return tuple(tuple(graph.names(p)) for p in graph.cuts.pieces(int(gone[0])))
        return tuple(tuple(graph.names(p)) for p in broken_by(graph.graph, gone))

    @cached_property
    def _sides(self) -> ChannelLosses:
        return ChannelLosses.of(self.facts, self.cover.as_of)

    @cached_property
    def _closed(self) -> Closed:
        return self._sides.closed(self.gone_loss, self.gone)

    def duties_lost(self, loss: int) -> tuple[Corridor, ...]:
        """(a, b, duty) covered before and not after."""
        return self._closed.of(loss)

    def loss(self, loss: int) -> Loss:
        names, ended = self.facts.stakeholders, self.ended(loss)
        return Loss(
            tuple(f"stakeholder:{names[s]}" for s in self._own(loss).tolist()),
            tuple(self.also_removed(loss)),
            tuple(InstrumentId(x.key[0]) for x in ended),
            self.lost_ground(loss),
            self.fallen(loss),
            self.taken_over(loss),
            self.unsupported(loss),
            self.duties_lost(loss),
            self.pieces(loss),
            ended,
        )


def _lost_nodes(cover: Coverage, gone: Ints) -> Ints:
    """(loss, node) keys of providers all of whose known funders for the cell are gone."""
    facts, t = cover.facts, cover.as_of.toordinal()
    cell, who, size = cover.groups.node_query, cover.groups.node_who, max(len(facts.stakeholders), 1)
    funds = Funds.of(facts)
    node, row = funds.touching(who, cell // facts.K, cell % facts.K)
    on = funds.life.active(t)[row]
    pair = distinct(node[on] * size + funds.funder[row[on]])
    node, funder = pair // size, pair % size
    owner, at = join(gone % size, funder)
    keys, count = counted((gone[owner] // size) * len(who) + node[at])
    lost: Ints = keys[count == np.bincount(node, minlength=len(who))[keys % max(len(who), 1)]]
    return lost


def losses(
    facts: Facts,
    as_of: date,
    sets: Sequence[Ints] | Ints,
    cover: Coverage | None = None,
    *,
    lose_ground: bool = True,
) -> Losses:
    """The effect of each set of stakeholders (positions in ``facts.stakeholders``) going on ``as_of``.

    ``sets``: one array per loss, or one array of shape (losses, stakeholders).
    ``cover``: the coverage of the same facts and day, if it is at hand; ``lose_ground``: providers left
    without any known funder for a cell stop there.
    """
    cover = cover or coverage(facts, as_of)
    t, size, cells = as_of.toordinal(), max(len(facts.stakeholders), 1), facts.cells
    cell, who = cover.groups.node_query, cover.groups.node_who
    nodes = max(len(who), 1)
    own = distinct(_members(sets, size))
    gone = with_units(facts, t, own)
    lost = _lost_nodes(cover, gone) if lose_ground else np.zeros(0, np.int64)
    lost = lost[~within((lost // nodes) * size + _at(who, lost % nodes), gone)]
    # a cell falls only to a loss that takes its first provider too: all others need no count
    first = np.flatnonzero(np.diff(cell, prepend=-1))
    pair, _ = join(gone % size, who[first])
    by = distinct(np.concatenate([gone[pair] // size, (lost // nodes)[within(lost % nodes, first)]]))
    some = gone[within(gone // size, by)]
    pair, node = join(some % size, who)
    left = np.concatenate([(some[pair] // size) * nodes + node, lost[within(lost // nodes, by)]])
    keys, count = counted((left // nodes) * cells + _at(cell, left % nodes))
    fallen = keys[count == np.bincount(cell, minlength=cells)[keys % max(cells, 1)]]
    over_loss, over_node = _taken_over(cover, fallen, gone)
    fallen = fallen[~within(fallen, distinct(over_loss * cells + _at(cover.stand_ins.query, over_node)))]
    # plans that go with them
    d = facts.deliveries
    on = d.life.planned(t) & d.provides
    plan = distinct(d.cell[on] * size + d.who[on])
    pair, at = join(gone % size, plan % size)
    dropped = (gone[pair] // size) * cells + plan[at] // size
    stopped = lost[within(_at(cell, lost % nodes) * size + _at(who, lost % nodes), plan)]
    again = (stopped // nodes) * cells + _at(cell, stopped % nodes)
    plans, less = counted(np.concatenate([dropped, again]))
    total = np.bincount(plan // size, minlength=cells)
    # standings that change: what falls is a gap, or planned still; a plan that goes leaves what was known before it
    only = plans % max(cells, 1)
    unplanned = plans[(cover.rule[only] == Rule.PLANNED) & (less == total[only])]
    changed = np.concatenate([fallen, unplanned])
    value = np.concatenate([np.zeros_like(fallen), standing_if_empty(cover)[unplanned % max(cells, 1)]])
    has_fallen = np.arange(len(changed)) < len(fallen)
    return Losses(
        cover,
        len(sets),
        own // size,
        own % size,
        gone // size,
        gone % size,
        lost // nodes,
        lost % nodes,
        over_loss,
        over_node,
        affected(cover, changed, value, has_fallen),
    )


def _taken_over(cover: Coverage, emptied: Ints, gone: Ints) -> tuple[Ints, Ints]:
    """(loss, stand-in) of those who take over a cell whose last provider goes, sorted: left, and outside every
    provider's group before. ``emptied``: (loss, cell) keys, ``gone``: (loss, stakeholder) keys, both sorted."""
    stand_ins, facts = cover.stand_ins, cover.facts
    cells, size = max(facts.cells, 1), max(len(facts.stakeholders), 1)
    free = np.flatnonzero(stand_ins.free)
    pair, at = join(emptied % cells, stand_ins.query[free])
    loss, node = emptied[pair] // cells, free[at]
    left = ~within(loss * size + _at(stand_ins.who, node), gone)
    return loss[left], node[left]


def by_id(ended: Sequence[Target]) -> tuple[Target, ...]:
    """In the order of their ids."""
    return tuple(sorted(ended, key=lambda x: (x.key, x.kind)))


def _members(sets: Sequence[Ints] | Ints, size: int) -> Ints:
    """(loss, stakeholder) keys."""
    if isinstance(sets, np.ndarray):
        keys: Ints = (np.arange(len(sets))[:, None] * size + sets).ravel()
        return keys
    owner = np.repeat(np.arange(len(sets)), [len(s) for s in sets])
    listed: Ints = owner * size + np.concatenate([*sets, np.zeros(0, np.int64)])
    return listed


def _at(values: Ints, places: Ints) -> Ints:
    """``values[places]``, also where there are neither."""
    return values[places] if len(values) else np.zeros(0, np.int64)


def affected(cover: Coverage, changed: Ints, value: Ints, fallen: Mask) -> Affected:
    """``changed``: (loss, cell) keys; ``value``: twice the standing each has afterwards."""
    facts = cover.facts
    edition, k, countries = facts.edition, facts.K, max(len(facts.countries), 1)
    standing = cover.standing2.reshape(-1, k)
    support = cover.supported2.reshape(-1, k)
    loss, cell = changed // max(facts.cells, 1), changed % max(facts.cells, 1)
    key, row = np.unique(loss * countries + cell // k, return_inverse=True)
    country = key % countries
    bit = np.left_shift(np.int64(1), cell % k)

    def union(which: Mask) -> Ints:
        out = np.zeros(len(key), np.int64)
        np.bitwise_or.at(out, row[which], bit[which])
        return out

    every = union(np.ones(len(changed), bool))
    high = (_bits(standing == 2)[country] & ~every) | union(value == 2)
    low = (_bits(standing >= 1)[country] & ~every) | union(value >= 1)
    return Affected(
        key // countries,
        country,
        high,
        low,
        _bits(support == 2)[country],
        _bits(support >= 1)[country],
        _supported_bits(edition, high),
        _supported_bits(edition, low),
        union(fallen),
    )
