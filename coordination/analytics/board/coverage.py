"""The state of every cell on a day, with flags (METHODS 2).

``k`` providers are needed, ``n`` independent ones are there, and ``s`` independent bodies beside them have agreed to
take over. The first rule that holds decides:

1. covered n >= k, or n >= 1 and n + s >= k; 2. fragile n >= 1 otherwise; 3. the latest look found it, nothing ended
after. A *reading* (a desk review without a phase) decides nothing beside a plan; else it is done_once where somebody
provided it and has stopped, supported_only where only support is on record; any other such look: unattributed;
4. planned; 5. gap (lapsed): a delivery ended and no look found it since; 6. gap: the latest look
says not_found, or found at phase 1; unclear -> unknown; 7. unknown: nobody looked.

Standing is 1 for covered, fragile, unattributed; 0 for gap and planned; 1/2 for unknown, done_once, supported_only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from coordination.analytics.base.by_cell import Names, Runs
from coordination.analytics.base.facts import (
    ALWAYS,
    NEVER,
    NO_PHASE,
    OUTCOME_RANK,
    Deliveries,
    Evidence,
    Facts,
    Ints,
    Mask,
    facts_of,
)
from coordination.analytics.base.providers import (
    Funds,
    Groups,
    StandIns,
    Tops,
    funders_at,
    groups_at,
    provider_nodes,
    stand_ins_at,
)
from coordination.analytics.base.services import Services, days_of, joined_parts, parts_at
from coordination.analytics.base.spans import distinct, expand, starts
from coordination.analytics.base.support import supported
from coordination.analytics.base.timeline import STALE_MONTHS, WINDOW_MONTHS, Timeline, add_months
from coordination.analytics.board.age import Ages, ages, kept
from coordination.analytics.board.maturity import hollow_of
from coordination.analytics.board.records import NOBODY, RECORDS, Record, records
from coordination.analytics.board.told import Age, Board, CellStatus, DoneBy, ServicePart, SharedService
from coordination.text.states import OPEN, STANDS, Flag, Sign, State, sign_of
from graph_schema.ids import UNINHABITED, Cell, Iso3, ServiceId, SourceId, StakeholderId
from graph_schema.values import end_exclusive

__all__ = [
    "FLAGS",
    "STALE_MONTHS",
    "WINDOW_MONTHS",
    "Board",
    "CellStatus",
    "Coverage",
    "Flag",
    "Rule",
    "State",
    "add_months",
    "changes_between",
    "coverage",
    "covered",
    "rank_on",
    "ranked",
    "rules",
    "states_on",
]

T = TypeVar("T")


class Rule(IntEnum):
    """Which rule decided. Up to 7 as in METHODS 2; the others are parts of the rule in :attr:`number`."""

    COVERED = 1
    FRAGILE = 2
    UNATTRIBUTED = 3
    PLANNED = 4
    LAPSED = 5
    NOT_FOUND = 6
    NOBODY_LOOKED = 7
    FIRST_PHASE = 8
    UNCLEAR = 9
    DONE_ONCE = 10
    SUPPORTED_ONLY = 11

    @property
    def number(self) -> int:
        """The number of the rule in METHODS 2."""
        return _NUMBER.get(self, int(self))


_NUMBER = {Rule.FIRST_PHASE: 6, Rule.UNCLEAR: 6, Rule.DONE_ONCE: 3, Rule.SUPPORTED_ONLY: 3}
STATE_OF_RULE = {
    Rule.COVERED: State.COVERED,
    Rule.FRAGILE: State.FRAGILE,
    Rule.UNATTRIBUTED: State.UNATTRIBUTED,
    Rule.DONE_ONCE: State.DONE_ONCE,
    Rule.SUPPORTED_ONLY: State.SUPPORTED_ONLY,
    Rule.PLANNED: State.PLANNED,
    Rule.LAPSED: State.GAP,
    Rule.NOT_FOUND: State.GAP,
    Rule.FIRST_PHASE: State.GAP,
    Rule.UNCLEAR: State.UNKNOWN,
    Rule.NOBODY_LOOKED: State.UNKNOWN,
}
#: Twice the standing of a cell (so that it stays a whole number), by state.
STANDING2 = {s: 2 if s in STANDS else 1 if s in OPEN else 0 for s in State}


FLAGS = tuple(Flag)


def _counted(n: Ints | int, k: Ints | int, normal: Mask | bool, looked: Mask | bool) -> dict[Flag, Mask]:
    """The two flags that the number of independent providers decides: one is enough, or one is known and nobody has
    looked for others."""
    one = np.equal(n, 1)
    return {
        Flag.SOLE_BY_DESIGN: one & np.equal(k, 1),
        Flag.UNCOUNTED: one & np.greater(k, 1) & np.logical_not(normal) & np.logical_not(looked),
    }


def sign_with(facts: Facts, cell: int, state: str, n: int, *, looked: bool) -> Sign:
    """How a cell is drawn in this state with ``n`` independent providers; ``looked``: it has a review."""
    k, normal = int(facts.required[cell]), bool(facts.one_is_normal[cell])
    return sign_of(state, [f for f, on in _counted(n, k, normal, looked).items() if on])


@dataclass(frozen=True, eq=False)
class Coverage:
    """Every cell of every country. Arrays have shape (cells,), cell = country * K + capability.

    ``rule``: Rule values; ``n``: independent providers; ``stand_ins``: who takes over; ``flags``: Flag -> mask;
    ``latest``: row in ``facts.looks`` of the latest look at each cell, or -1;
    ``found_day``: day of the latest look that found it, or 0.
    """

    facts: Facts
    as_of: date
    rule: NDArray[np.int8]
    n: Ints
    stand_ins: StandIns
    latest: Ints
    found_day: Ints
    flags: dict[Flag, Mask]
    standing2: Ints
    supported2: Ints
    age: Ages

    @property
    def s(self) -> Ints:
        """Groups of stand-ins without a provider. Shape (cells,)."""
        return self.stand_ins.s

    def derived(self, key: str, make: Callable[[Coverage], T]) -> T:
        """``make(self)``, kept as long as this coverage is. What is made must not hold it, or both stay in memory."""
        held: dict[str, T] = self.__dict__.setdefault("_derived", {})
        return held[key] if key in held else held.setdefault(key, make(self))

    @cached_property
    def rank(self) -> Ints:
        """Covered 2, fragile 1, else 0. Shape (cells,)."""
        return ranked(self.n, self.s, self.facts.required)

    @cached_property
    def record(self) -> Ints:
        """What the best record of the providers speaks of, as a position in RECORDS, or NOBODY. Shape (cells,)."""
        return records(self.facts, self.as_of.toordinal())

    @cached_property
    def sure2(self) -> Ints:
        """Twice what is sure of each cell: its standing, but 1/2 where all who provide it are on record only in general
        or for a part of the country. "Can start now" and "prerequisites" rest on this. Shape (cells,)."""
        wide = (self.record != NOBODY) & (self.record <= RECORDS.index(Record.PART))
        return np.where(wide, np.minimum(self.standing2, 1), self.standing2)

    @cached_property
    def assured2(self) -> Ints:
        """Twice how sure its prerequisites are: the formula of ``supported2`` over ``sure2``. Shape (cells,)."""
        return supported(self.facts.edition, self.sure2.reshape(-1, self.facts.K)).reshape(-1)

    @cached_property
    def recent(self) -> list[State]:
        """The state of each cell by rows and looks of the last 36 months, and those that do not age."""
        return self._by_age(undated=False)

    @cached_property
    def recent_undated(self) -> list[State]:
        """The same with those that have no day."""
        return self._by_age(undated=True)

    def _by_age(self, *, undated: bool) -> list[State]:
        facts = self.facts
        left = kept(facts, self.age, self.groups, self.stand_ins, self.as_of, undated=undated)
        rank = ranked(left.n, left.s, facts.required)
        before = finished(facts, self.as_of.toordinal())
        return _states(rules(facts, rank, left.latest, left.found_day, left.planned, left.ended, before))

    @cached_property
    def _undated(self) -> Names:
        d, rows = self.facts.deliveries, self.age.without_day
        return Names.of(d.cell[rows], d.who[rows], self.facts.stakeholders, self.facts.cells)

    def age_of(self, cell: int) -> Age:
        """How old the evidence of a cell is."""
        newest = int(self.age.newest[cell])
        return Age(
            newest=date.fromordinal(newest) if newest > ALWAYS else None,
            undated=tuple(map(StakeholderId, self._undated.at(cell))),
            recent=self.recent[cell],
            recent_undated=self.recent_undated[cell],
        )

    @cached_property
    def deciding_stand_ins(self) -> Ints:
        """Positions in ``facts.deliveries`` of the agreements that cover a cell whose providers are too few."""
        return _deciding(self.facts, self.stand_ins, self.n, self.as_of.toordinal())

    @cached_property
    def groups(self) -> Groups:
        """Who the providers of each cell are, and which of them stand in one group."""
        cells = self.facts.cells
        return groups_at(self.facts, np.arange(cells), np.full(cells, self.as_of.toordinal(), np.int64))

    def state(self, cell: int) -> State:
        return self.states[cell]

    @cached_property
    def states(self) -> list[State]:
        return _states(self.rule)

    @cached_property
    def signs(self) -> list[Sign]:
        """How each cell is drawn and named: its state, or what is told apart further (:func:`sign_of`)."""
        apart = self.flags[Flag.SOLE_BY_DESIGN] | self.flags[Flag.UNCOUNTED]
        same = {s: Sign(s) for s in State}
        out = [same[s] for s in self.states]
        for cell in np.flatnonzero(apart).tolist():
            out[cell] = sign_of(out[cell], self._flags[cell])
        return out

    def sign_with(self, cell: int, state: State, n: int) -> Sign:
        """How it would be drawn in this state with ``n`` independent providers, everything else as it is."""
        return sign_with(self.facts, cell, state, n, looked=bool(self.latest[cell] >= 0))

    def name(self, cell: int) -> Cell:
        """The country and the capability of a cell."""
        country, capability = divmod(cell, self.facts.K)
        return Cell(self.facts.countries[country], self.facts.edition.numbers[capability])

    def nobody_there(self, iso3: str) -> bool:
        """Nobody lives in this place, and nothing is known of it."""
        start = self.facts.country_at[Iso3(iso3)] * self.facts.K
        return iso3 in UNINHABITED and set(self.states[start : start + self.facts.K]) == {State.UNKNOWN}

    def index(self, iso3: str, number: str) -> int:
        return self.facts.country_at[iso3] * self.facts.K + self.facts.edition.index[number]

    @cached_property
    def flag_bits(self) -> Ints:
        """Bit i is set where ``FLAGS[i]`` is."""
        bits = np.zeros(self.facts.cells, np.int64)
        for i, flag in enumerate(FLAGS):
            bits |= self.flags[flag].astype(np.int64) << i
        return bits

    @cached_property
    def _flags(self) -> list[tuple[Flag, ...]]:
        bits, place = np.unique(self.flag_bits, return_inverse=True)
        table = [tuple(f for i, f in enumerate(FLAGS) if b >> i & 1) for b in bits.tolist()]
        return [table[p] for p in place.tolist()]

    def flags_at(self, cell: int) -> tuple[Flag, ...]:
        return self._flags[cell]

    def providers(self, cell: int) -> list[str]:
        return self._who["provides"].at(cell)

    def others(self, cell: int, which: str) -> list[str]:
        """Who ``supports`` it, ``stands_in`` (has agreed to take over) or has ``planned`` to provide it."""
        return self._who[which].at(cell)

    def recalled(self, cell: int, which: str = "provides") -> list[str]:
        """Of who ``provides`` it (or ``stands_in``) those none of whose rows there was read in a source."""
        d, rows = self.facts.deliveries, self.delivery_rows(cell, which)
        read = {self.facts.stakeholders[w] for w in d.who[rows[d.verified[rows]]].tolist()}
        return [i for i in self._who[which].at(cell) if i not in read]

    def successors(self, cell: int) -> list[StakeholderId]:
        """Ids of the stand-ins that are in no provider's group."""
        part = self.stand_ins.of_query(cell)
        who = self.stand_ins.who[part][self.stand_ins.free[part]]
        return [self.facts.stakeholders[w] for w in who.tolist()]

    @cached_property
    def _rows(self) -> Mapping[str, Runs]:
        """Positions in ``facts.deliveries`` by what they are to their cell."""
        d, t = self.facts.deliveries, self.as_of.toordinal()
        life, role = d.life, d.provides
        masks: dict[str, Mask] = {
            "provides": life.active(t) & role,
            "supports": life.active(t) & d.supports,
            "stands_in": life.active(t) & d.stands_in,
            "planned": life.planned(t) & role,
            "over": life.lapsed(t)
            & role
            & ((d.answered_from > self.found_day[d.cell]) | (self.rule[d.cell] == Rule.DONE_ONCE)),
            "helped": (life.lapsed(t) | (life.once & (life.known <= t)))
            & d.supports
            & (self.rule[d.cell] == Rule.SUPPORTED_ONLY),
            "once": life.once & (life.known <= t) & role,
        }
        found = {which: np.flatnonzero(mask) for which, mask in masks.items()}
        return {which: Runs(rows, starts(d.cell[rows], self.facts.cells)) for which, rows in found.items()}

    @cached_property
    def _who(self) -> Mapping[str, Names]:
        """Ids of the organisations of each cell, by what they are to it."""
        d, f = self.facts.deliveries, self.facts
        rows = {which: self._rows[which].values for which in ("provides", "supports", "planned")}
        found = {which: Names.of(d.cell[r], d.who[r], f.stakeholders, f.cells) for which, r in rows.items()}
        found["stands_in"] = Names.of(self.stand_ins.query, self.stand_ins.who, f.stakeholders, f.cells)
        return found

    @cached_property
    def _sources(self) -> Names:
        d, looks, cells = self.facts.deliveries, self.facts.looks, self.facts.cells
        by_row = {
            "provides": (Rule.COVERED, Rule.FRAGILE),
            "planned": (Rule.PLANNED,),
            "over": (Rule.LAPSED,),
        }
        decided = self.rule == Rule.NOBODY_LOOKED
        where, what = list[Ints](), list[Ints]()
        for which, rules in by_row.items():
            on = np.isin(self.rule, rules)
            rows = self._rows[which].values
            rows = rows[on[d.cell[rows]]]
            where.append(d.cell[rows])
            what.append(d.source[rows])
            decided |= on
        rows = self.deciding_stand_ins
        where.append(d.cell[rows])
        what.append(d.source[rows])
        rows, done = self._finishing.values, self.finished_rows[0]
        where.append(done.cell[rows])
        what.append(done.source[rows])
        seen = np.flatnonzero(~decided)
        where.append(seen)
        what.append(looks.source[self.latest[seen]])
        cell, source = np.concatenate(where), np.concatenate(what)
        return Names.of(cell[source >= 0], source[source >= 0], self.facts.sources, cells)

    def delivery_rows(self, cell: int, which: str) -> Ints:
        """Positions in ``facts.deliveries`` of a cell: ``provides``, ``supports``, ``stands_in``, ``planned``, ``over``
        (ended, and not found since, or done once), ``once``, ``helped`` (support that ended, where only support is on
        record)."""
        return self._rows[which].at(cell)

    @cached_property
    def finished_rows(self) -> tuple[Deliveries, Mask]:
        """Of all evidence: deliveries of who provided it and has stopped, and of who supports or supported it; which
        are the first. Sorted by cell."""
        return _finished_rows(self.facts, self.as_of.toordinal())

    @cached_property
    def _finishing(self) -> Runs:
        """Positions in ``finished_rows`` of those by which a cell is done_once or supported_only."""
        rows, provided = self.finished_rows
        decides = np.where(provided, Rule.DONE_ONCE, Rule.SUPPORTED_ONLY)
        at = np.flatnonzero(self.rule[rows.cell] == decides)
        return Runs(at, starts(rows.cell[at], self.facts.cells))

    def finishing_rows(self, cell: int) -> Ints:
        """Rows of the frame of deliveries by which it is done_once or supported_only."""
        return self.finished_rows[0].row[self._finishing.at(cell)]

    def done_by(self, cell: int) -> tuple[DoneBy, ...]:
        """Who did it once, or supports it, where that decides."""
        frame, last = self.facts.snapshot["deliveries"], dict[StakeholderId, date | None]()
        rows, _ = self.finished_rows
        for at in self._finishing.at(cell).tolist():
            row, who = int(rows.row[at]), self.facts.stakeholders[rows.who[at]]
            end = int(rows.life.over[at])
            day = date.fromordinal(end - 1) if end < NEVER else _last_day(frame.text("since", row))
            known = last.get(who)
            last[who] = max(day, known) if day and known else day or known
        return tuple(DoneBy(who, last[who]) for who in sorted(last))

    def looks_at(self, cell: int) -> Ints:
        """Positions in ``facts.looks`` of the looks at a cell up to the day, latest first."""
        return self._looks.at(cell)

    @cached_property
    def _looks(self) -> Runs:
        looks = self.facts.looks
        rows = np.flatnonzero(looks.day <= self.as_of.toordinal())
        return Runs(rows, starts(looks.cell[rows], self.facts.cells))

    def sources(self, cell: int) -> list[str]:
        """Those the deciding rule rests on."""
        return self._sources.at(cell)

    @cached_property
    def ends(self) -> Mapping[int, date]:
        """Cell -> the last day of the rank that it has, where that ends within the window."""
        which = self.flags[Flag.EXPIRING]
        if not which.any():
            return {}
        t, end = self.as_of.toordinal(), add_months(self.as_of, WINDOW_MONTHS).toordinal()
        cell, day = changes_between(self.facts, which, t, end)
        lower = rank_on(self.facts, t, cell, day) < self.rank[cell]
        falls = sorted(zip(cell[lower].tolist(), day[lower].tolist(), strict=True), reverse=True)
        return {c: date.fromordinal(d - 1) for c, d in falls}

    def cell(self, cell: int) -> CellStatus:
        """What is known of one cell."""
        country, capability = self.name(cell)
        return CellStatus(
            country=country,
            capability=capability,
            state=self.states[cell],
            flags=self.flags_at(cell),
            providers=tuple(map(StakeholderId, self.providers(cell))),
            supporters=tuple(map(StakeholderId, self.others(cell, "supports"))),
            stand_ins=tuple(map(StakeholderId, self.others(cell, "stands_in"))),
            groups=int(self.n[cell]),
            planned=tuple(map(StakeholderId, self.others(cell, "planned"))),
            done_by=self.done_by(cell),
            sources=tuple(map(SourceId, self.sources(cell))),
            services=self.services(cell),
            record=RECORDS[r] if (r := int(self.record[cell])) != NOBODY else None,
            age=self.age_of(cell),
            ends=self.ends.get(cell),
            recalled=tuple(map(StakeholderId, self.recalled(cell))),
        )

    def services(self, cell: int) -> tuple[SharedService, ...]:
        """The services of which somebody is a part there."""
        return tuple(
            SharedService(
                ServiceId(s.service) if s.service else None,
                tuple(ServicePart(p.stakeholder, p.part) for p in s.parts),
            )
            for s in parts_at(self.facts, self.as_of.toordinal()).get(cell, ())
        )

    def cells(self, countries: Sequence[str] | None = None) -> Iterator[CellStatus]:
        """Every cell of every country, or of those named."""
        chosen: Sequence[int] = range(len(self.facts.countries))
        if countries is not None:
            chosen = sorted(self.facts.country_at[c] for c in countries)
        for c in chosen:
            for k in range(self.facts.K):
                yield self.cell(c * self.facts.K + k)


def _rows_of(facts: Facts, which: Mask) -> Ints:
    """Positions in ``facts.deliveries`` of the rows of some cells."""
    cells, first = np.flatnonzero(which), Timeline.of(facts).first
    return expand(first[cells], first[cells + 1])[1]


def _expiring(facts: Facts, timeline: Timeline, rank: Ints, day: date) -> Mask:
    """Cells that rank lower on some day in (t, t + 12 months]."""
    t, end = day.toordinal(), add_months(day, WINDOW_MONTHS).toordinal()
    out = np.zeros(facts.cells, bool)
    # providers that nothing ties and nobody funds count as long as they are there
    least = timeline.levels.least("steady", t + 1, end)
    enough = least >= np.where(rank == 2, facts.required, rank)
    cell, days = changes_between(facts, ~enough, t, end)
    if not len(cell):
        return out
    later = rank_on(facts, t, cell, days)
    out[cell[later < rank[cell]]] = True
    return out


def changes_between(facts: Facts, which: Mask, t: int, end: int) -> tuple[Ints, Ints]:
    """(cell, day) for each day in (t, end] on which something that decides a cell's rank changes."""
    d, funds = facts.deliveries, Funds.of(facts)
    rows = _rows_of(facts, which)
    rows = rows[~d.supports[rows]]
    cells, days = [d.cell[rows], d.cell[rows]], [d.life.start[rows], d.life.stop[rows]]
    part = distinct(d.cell[rows] * (len(facts.stakeholders) + 1) + d.who[rows])
    where, who = part // (len(facts.stakeholders) + 1), part % (len(facts.stakeholders) + 1)
    if len(funds.recipient):
        owner, row = funds.touching(who, where // facts.K, where % facts.K)
        cells += [where[owner], where[owner]]
        days += [funds.life.start[row], funds.life.stop[row]]
    tops_days = Tops.of(facts).changes
    tops_days = tops_days[(tops_days > t) & (tops_days <= end)]
    if len(tops_days):
        some = np.flatnonzero(which)
        cells.append(np.repeat(some, len(tops_days)))
        days.append(np.tile(tops_days, len(some)))
    shared, changed = days_of(facts, which, t, end)
    cell, on = np.concatenate([*cells, shared]), np.concatenate([*days, changed])
    inside = (on > t) & (on <= end)
    both = distinct(cell[inside] * NEVER + on[inside])
    return both // NEVER, both % NEVER


def rank_on(facts: Facts, t: int, cell: Ints, day: Ints) -> Ints:
    """Rank (covered 2, fragile 1, else 0) of each (cell, day), counting out providers that have known
    funders on day ``t`` and none on that day."""
    query, who = provider_nodes(facts, cell, day)
    then, _ = funders_at(facts, query, who, cell, day)
    now, _ = funders_at(facts, query, who, cell, np.full(len(cell), t, np.int64))
    keep = ~(now & ~then)
    n, s = groups_at(facts, cell, day, keep=keep).n, stand_ins_at(facts, cell, day, keep=keep).s
    return ranked(n, s, facts.required[cell])


def ranked(n: Ints, s: Ints, k: Ints) -> Ints:
    """Rank (covered 2, fragile 1, else 0) by providers, named successors and how many are needed (rules 1 and 2)."""
    return np.where(n < 1, 0, np.where((n >= k) | (n + s >= k), 2, 1))


def _shared(facts: Facts, t: int) -> Mask:
    """Cells in which two providers are parts of one service that is not theirs alone."""
    out = np.zeros(facts.cells, bool)
    if not Services.of(facts).empty:
        cell, day = np.arange(facts.cells), np.full(facts.cells, t, np.int64)
        query, who = provider_nodes(facts, cell, day)
        out[query[joined_parts(facts, cell, day, query, who)[0]]] = True
    return out


def _deciding(facts: Facts, stand_ins: StandIns, n: Ints, t: int) -> Ints:
    """Rows of the successors where providers alone are too few and together they are enough."""
    d, size, k = facts.deliveries, len(facts.stakeholders) + 1, facts.required
    counts = (n >= 1) & (n < k) & (n + stand_ins.s >= k)
    free = stand_ins.free & counts[stand_ins.query]
    rows = np.flatnonzero(d.stands_in & d.life.active(t) & counts[d.cell])
    keys = stand_ins.query[free] * size + stand_ins.who[free]
    return rows[np.isin(d.cell[rows] * size + d.who[rows], keys)]


@dataclass(frozen=True, eq=False)
class Finished:
    """Of each cell: did somebody provide it who has stopped; does or did somebody support it. Shapes (cells,)."""

    provided: Mask
    supported: Mask


def _last_day(text: str) -> date | None:
    end = end_exclusive(text)
    return None if end is None else end - timedelta(days=1)


def _finished_rows(facts: Facts, t: int) -> tuple[Deliveries, Mask]:
    """By all rows of the store, whatever evidence is asked for: a row that is left out makes nothing more sure."""
    d = facts_of(facts.snapshot, facts.edition, Evidence.ALL).deliveries
    over = d.life.lapsed(t) | (d.life.once & (d.life.known <= t))
    done, helps = d.provides & over, d.supports & (over | d.life.active(t))
    rows = np.flatnonzero(done | helps)
    return d.take(rows), done[rows]


def finished(facts: Facts, t: int) -> Finished:
    """Of every cell, on a day."""
    d, done = _finished_rows(facts, t)
    provided, supports = np.zeros(facts.cells, bool), np.zeros(facts.cells, bool)
    provided[d.cell[done]] = True
    supports[d.cell[~done]] = True
    return Finished(provided, supports)


def rules(
    facts: Facts,
    rank: Ints,
    latest: Ints,
    found_day: Ints,
    planned: Mask,
    ended: Ints,
    before: Finished,
) -> NDArray[np.int8]:
    """Which rule decides each of some cells. ``latest``: its latest look or -1; ``found_day``: day of the latest look
    that found it, or 0; ``ended``: the latest end of a delivery, as looks answer it, or 0."""
    looks, has = facts.looks, latest >= 0
    outcome = np.full(len(rank), -1)
    phase = np.full(len(rank), NO_PHASE)
    outcome[has] = looks.outcome[latest[has]]
    phase[has] = looks.phase[latest[has]]
    reading = np.zeros(len(rank), bool)
    reading[has] = looks.desk[latest[has]] & (phase[has] == NO_PHASE)
    found = (outcome == 2) & (phase != 1) & (ended <= np.where(has, found_day, 0)) & ~(reading & planned)
    return np.select(
        [
            rank == 2,
            rank == 1,
            found & reading & before.provided,
            found & reading & before.supported,
            found,
            planned,
            (ended > 0) & (found_day < ended),
            outcome == 0,
            (outcome == 2) & (phase == 1),
            outcome == 1,
        ],
        [
            Rule.COVERED,
            Rule.FRAGILE,
            Rule.DONE_ONCE,
            Rule.SUPPORTED_ONLY,
            Rule.UNATTRIBUTED,
            Rule.PLANNED,
            Rule.LAPSED,
            Rule.NOT_FOUND,
            Rule.FIRST_PHASE,
            Rule.UNCLEAR,
        ],
        Rule.NOBODY_LOOKED,
    ).astype(np.int8)


@dataclass(frozen=True)
class _Ruled:
    """Which rule decides each cell on a day, and what it rests on. Arrays have shape (cells,), as in Coverage."""

    level: dict[str, Ints]
    n: Ints
    stand_ins: StandIns
    rank: Ints
    latest: Ints
    found_day: Ints
    rule: NDArray[np.int8]

    @staticmethod
    def at(facts: Facts, t: int) -> _Ruled:
        timeline = Timeline.of(facts)
        level, ended = timeline.levels.at(t)
        n = level["steady"] + level["lone"] + timeline.groups_of_tied(t)
        stand_ins = stand_ins_at(facts, np.arange(facts.cells), np.full(facts.cells, t, np.int64))
        rank = ranked(n, stand_ins.s, facts.required)
        latest, found_day = facts.latest_looks(t)
        rule = rules(facts, rank, latest, found_day, level["planned"] > 0, ended, finished(facts, t))
        return _Ruled(level, n, stand_ins, rank, latest, found_day, rule)


def covered(facts: Facts, as_of: date) -> Coverage:
    """:func:`coverage`, kept with the snapshot it was worked from."""
    key = ("coverage", facts.edition.id, facts.evidence, as_of)
    return facts.snapshot.derived(key, lambda _: coverage(facts, as_of))


def states_on(facts: Facts, as_of: date) -> list[State]:
    """The state of every cell, without all else that :func:`coverage` tells of it."""
    return _states(_Ruled.at(facts, as_of.toordinal()).rule)


def _states(rule: NDArray[np.int8]) -> list[State]:
    table = [STATE_OF_RULE.get(Rule(i)) if i else None for i in range(len(Rule) + 1)]
    return [table[r] for r in rule.tolist()]


def coverage(facts: Facts, as_of: date) -> Coverage:
    """Every cell of every country of the store on ``as_of``."""
    t = as_of.toordinal()
    ruled = _Ruled.at(facts, t)
    level, n, rule, latest, found_day = ruled.level, ruled.n, ruled.rule, ruled.latest, ruled.found_day
    has = latest >= 0
    of_rule = np.zeros(len(Rule) + 1, np.int64)
    for r, s in STATE_OF_RULE.items():
        of_rule[r] = STANDING2[s]
    standing2 = of_rule[rule]
    supported2 = supported(facts.edition, standing2.reshape(-1, facts.K)).reshape(-1)
    once = level["once"] > 0
    denied = np.zeros(facts.cells, bool)
    denied[has] = (n[has] >= 1) & (facts.looks.outcome[latest[has]] == OUTCOME_RANK["not_found"])
    age = ages(facts, as_of)
    flags = {
        Flag.CONFLICT: denied | (level["contested"] > 0),
        Flag.EXPIRING: _expiring(facts, Timeline.of(facts), ruled.rank, as_of),
        Flag.HOLLOW: hollow_of(facts, as_of)[0] > 0,
        Flag.LAPSED: (rule == Rule.LAPSED) | ((rule == Rule.NOBODY_LOOKED) & once),
        Flag.SHARED: _shared(facts, t),
        Flag.STALE: age.stale,
        Flag.UNCONFIRMED: (n >= 1) & (level["verified"] == 0),
        Flag.UNDATED: age.undated,
        **_counted(n, facts.required, facts.one_is_normal, has),
        Flag.UNSUPPORTED: (standing2 == 2) & (supported2 == 0),
    }
    return Coverage(
        facts, as_of, rule, n, ruled.stand_ins, latest, found_day, flags, standing2, supported2, age
    )
