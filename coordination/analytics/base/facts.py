"""A snapshot compiled for one edition and one kind of evidence: positions and days instead of text.

Time is left open: every claim carries the days between which it counts (METHODS 0), so one compilation
answers any date. Days are proleptic ordinals (``date.toordinal()``); an interval is ``start <= t < stop``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coordination.analytics.base.endings import ends_with_others
from coordination.model.frames import Column, Frame
from coordination.model.snapshot import Snapshot
from graph_schema.edition import Edition, edition
from graph_schema.ids import Iso3, StakeholderId
from graph_schema.values import ReviewMethod, Role, end_exclusive, first_day

__all__ = ["ALWAYS", "NEVER", "Deliveries", "Evidence", "Facts", "Life", "Looks", "facts_of"]

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

ALWAYS: Final = 0  #: a start before every day there is
NEVER: Final = 10_000_000  #: an end after every day there is

#: Statuses under which a claim that has started and not ended is active.
ACTIVE_WORDS: Final = frozenset({"active", "partner", "party", "connected", "unknown"})
#: Types whose rows count under ``confirmed`` only if they were read in a source.
CONFIRMABLE: Final = frozenset(
    {
        "deliveries",
        "memberships",
        "agreement_parties",
        "ties",
        "funding",
        "affiliations",
        "committee_seats",
        "assessments",
    }
)
METHOD_RANK: Final = {"official_review": 0, "interview": 1, "self_assessment": 2, "desk_review": 3}
OUTCOME_RANK: Final = {"not_found": 0, "unclear": 1, "found": 2}
NO_PHASE: Final = 9


class Evidence(StrEnum):
    ALL = "all"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, eq=False)
class Life:
    """When each row of a frame counts. Shapes (n,).

    ``known``: first day it counts, whatever its status; ``start``/``stop``: interval in which it is active
    (empty where it never is); ``planned_from``/``planned_to``: interval in which it is planned; ``over``: the day on
    which it ended, exclusive (NEVER if no dated end); ``once``: a finished one-off.
    """

    known: Ints
    start: Ints
    stop: Ints
    planned_from: Ints
    planned_to: Ints
    over: Ints
    once: Mask

    def active(self, day: int | Ints) -> Mask:
        return (self.start <= day) & (day < self.stop)

    def planned(self, day: int | Ints) -> Mask:
        return (self.planned_from <= day) & (day < self.planned_to)

    def lapsed(self, day: int | Ints) -> Mask:
        """It counted, and its dated end has passed."""
        return (self.over <= day) & (self.known <= day)

    def take(self, rows: Ints | Mask) -> Life:
        return Life(
            self.known[rows],
            self.start[rows],
            self.stop[rows],
            self.planned_from[rows],
            self.planned_to[rows],
            self.over[rows],
            self.once[rows],
        )


def _first(text: str) -> int:
    day = first_day(text)
    return ALWAYS if day is None else day.toordinal()


def _end(text: str) -> int:
    day = end_exclusive(text)
    return NEVER if day is None else day.toordinal()


def _life(frame: Frame, source_at: Mapping[str, int], source_day: Ints, by_others: Ints) -> Life:
    """``by_others``: the day, exclusive, by which each row ends with something that it names, or NEVER."""
    since = frame["since"].per_value(_first, "int64")
    until = frame["until"].per_value(_end, "int64")
    dated = frame["since"].per_value(bool, "bool")
    bounded = frame["until"].per_value(bool, "bool")
    planned_word = frame["status"].isin(["planned"])
    ended_word = frame["status"].isin(["ended"])
    may_be_active = frame["status"].isin(ACTIVE_WORDS) | (ended_word & bounded)
    heard = np.append(source_day, ALWAYS)[frame["source_id"].coded(source_at)]
    # without a first day a claim counts from its source on
    start = np.where(dated, since, heard)
    nothing = np.full(len(frame), NEVER, np.int64)
    # planned: by word until it ends; or with a start still ahead. Both count from the source on.
    planned_from = np.where(planned_word | dated, heard, nothing)
    planned_to = np.where(planned_word, until, since)
    never_active = ~may_be_active | planned_word
    # what ends with another thing had begun before that; what had not is dropped
    over = np.minimum(until, by_others)
    begun = ~dated | (since < by_others)
    ends = (bounded & (until <= by_others)) | ((by_others < NEVER) & begun)
    return Life(
        known=start,
        start=np.where(never_active, nothing, start),
        stop=np.where(never_active, 0, over),
        planned_from=planned_from,
        planned_to=np.minimum(planned_to, by_others),
        over=np.where(ends & may_be_active & ~planned_word, over, nothing),
        once=ended_word & ~bounded & begun,
    )


@dataclass(frozen=True, eq=False)
class Deliveries:
    """Deliveries that fall on a cell, sorted by (cell, who). ``row``: row in the frame.

    ``provides``, ``stands_in``: by role; a row of neither supports. ``answered_from``: the first day whose look can
    answer the end of a row: the day it ended, and NEVER where a scenario made the end.
    """

    cell: Ints
    who: Ints
    provides: Mask
    stands_in: Mask
    verified: Mask
    source: Ints
    row: Ints
    answered_from: Ints
    life: Life

    @property
    def supports(self) -> Mask:
        return ~(self.provides | self.stands_in)

    def take(self, rows: Ints) -> Deliveries:
        return Deliveries(
            self.cell[rows],
            self.who[rows],
            self.provides[rows],
            self.stands_in[rows],
            self.verified[rows],
            self.source[rows],
            self.row[rows],
            self.answered_from[rows],
            self.life.take(rows),
        )


@dataclass(frozen=True, eq=False)
class Looks:
    """Reviews that fall on a cell, best first within a cell for the same day (METHODS 2).

    ``phase`` is NO_PHASE where none was given. ``outcome``: 0 not_found, 1 unclear, 2 found. ``desk``: a desk review.
    """

    cell: Ints
    day: Ints
    outcome: Ints
    phase: Ints
    desk: Mask
    source: Ints
    row: Ints


@dataclass(frozen=True, eq=False)
class Facts:
    """Positions: ``countries`` and ``stakeholders`` sorted by id, capabilities in edition order.

    A cell is ``country * K + capability``; ``K`` is the number of capabilities.
    """

    snapshot: Snapshot
    edition: Edition
    evidence: Evidence
    countries: tuple[Iso3, ...]
    stakeholders: tuple[StakeholderId, ...]
    sources: tuple[str, ...]
    source_day: Ints

    @property
    def K(self) -> int:
        return len(self.edition.capabilities)

    @property
    def cells(self) -> int:
        return len(self.countries) * self.K

    @cached_property
    def country_at(self) -> Mapping[str, int]:
        return {c: i for i, c in enumerate(self.countries)}

    @cached_property
    def stakeholder_at(self) -> Mapping[str, int]:
        return {s: i for i, s in enumerate(self.stakeholders)}

    @cached_property
    def source_at(self) -> Mapping[str, int]:
        return {s: i for i, s in enumerate(self.sources)}

    @cached_property
    def required(self) -> Ints:
        """k of each cell. Shape (cells,)."""
        return np.tile([c.required for c in self.edition.capabilities], len(self.countries))

    @cached_property
    def required_is_reading(self) -> Mask:
        """Cells whose k is our own reading. Shape (cells,)."""
        return np.tile(
            np.asarray([c.required_is_reading for c in self.edition.capabilities], bool), len(self.countries)
        )

    @cached_property
    def one_is_normal(self) -> Mask:
        """Cells that need two and usually have one national body. Shape (cells,)."""
        return np.tile(
            np.asarray([c.one_is_normal for c in self.edition.capabilities], bool), len(self.countries)
        )

    def counted(self, name: str) -> Ints:
        """Rows of a claim type that this kind of evidence admits."""
        frame = self.snapshot[name]
        if self.evidence is Evidence.CONFIRMED and name in CONFIRMABLE:
            return np.flatnonzero(frame["verified"].isin(["yes"]))
        return np.arange(len(frame))

    def life(self, name: str) -> Life:
        """Of all rows of a claim type (admitted or not)."""
        lives: dict[str, Life] = self.__dict__.setdefault("_lives", {})
        if name not in lives:
            lives[name] = _life(
                self.snapshot[name], self.source_at, self.source_day, self.ends_with_others(name)
            )
        return lives[name]

    def ends_with_others(self, name: str) -> Ints:
        """The day, exclusive, by which each row of a claim type ends whatever it says of itself, because a body or a
        service that it names ended; NEVER for none."""
        held: dict[str, Ints] = self.__dict__.setdefault("_by_others", {})
        if name not in held:
            held[name] = ends_with_others(self.snapshot, name, _end, NEVER)
        return held[name]

    def joining(self, name: str, left: str, right: str) -> tuple[Ints, Ints, Ints, Life]:
        """(a, b, row, life) of each admitted row of a claim type that joins two known stakeholders, no self ties. Rows
        of the same two stand side by side, in ascending order of the smaller position, then of the larger."""
        held: dict[tuple[str, str, str], tuple[Ints, Ints, Ints, Life]]
        held = self.__dict__.setdefault("_joining", {})
        asked = name, left, right
        if asked not in held:
            frame, rows = self.snapshot[name], self.counted(name)
            a = frame[left].coded(self.stakeholder_at)[rows]
            b = frame[right].coded(self.stakeholder_at)[rows]
            keep = np.flatnonzero((a >= 0) & (b >= 0) & (a != b))
            pair = np.minimum(a, b)[keep] * len(self.stakeholders) + np.maximum(a, b)[keep]
            keep = keep[np.argsort(pair, kind="stable")]
            held[asked] = a[keep], b[keep], rows[keep], self.life(name).take(rows[keep])
        return held[asked]

    def capability_of(self, column: Column) -> Ints:
        """Base-edition numbers of a column as positions in this edition; -1 where there is no place."""
        to_here = self.edition.from_base
        return column.per_value(lambda n: self.edition.index.get(to_here.get(n, ""), -1), "int64")

    @cached_property
    def deliveries(self) -> Deliveries:
        frame = self.snapshot["deliveries"]
        country = frame["iso3"].coded(self.country_at)
        capability = self.capability_of(frame["capability"])
        rows = self.counted("deliveries")
        who = frame["stakeholder_id"].coded(self.stakeholder_at)
        rows = rows[(country[rows] >= 0) & (capability[rows] >= 0) & (who[rows] >= 0)]
        cell = country[rows] * self.K + capability[rows]
        who = who[rows]
        order = np.argsort(cell * (len(self.stakeholders) + 1) + who, kind="stable")
        rows = rows[order]
        life, assumed = self.life("deliveries").take(rows), self.snapshot.assumed_ends
        made = np.zeros(len(frame), bool)
        if assumed:
            at = frame.find([*assumed])
            made[at[at >= 0]] = True
        return Deliveries(
            cell=cell[order],
            who=who[order],
            provides=frame["role"].isin([Role.PROVIDES])[rows],
            stands_in=frame["role"].isin([Role.STANDS_IN])[rows],
            verified=frame["verified"].isin(["yes"])[rows],
            source=frame["source_id"].coded(self.source_at)[rows],
            row=rows,
            answered_from=np.where(made[rows], NEVER, life.over),
            life=life,
        )

    @cached_property
    def looks(self) -> Looks:
        frame = self.snapshot["reviews"]
        country = frame["iso3"].coded(self.country_at)
        capability = self._look_capability(frame)
        rows = np.flatnonzero((country >= 0) & (capability >= 0))
        day = frame["reviewed_on"].per_value(_first, "int64")
        method = frame["method"].per_value(lambda m: METHOD_RANK.get(m, 9), "int64")
        outcome = frame["outcome"].per_value(lambda o: OUTCOME_RANK.get(o, 1), "int64")
        phase = frame["phase"].per_value(lambda p: int(p) if p else NO_PHASE, "int64")
        phase = np.where(outcome == OUTCOME_RANK["found"], phase, NO_PHASE)
        reviewer = _sort_rank(frame["reviewer"])
        source = _sort_rank(frame["source_id"])
        cell = country * self.K + capability
        ident = np.empty(len(frame), np.int64)  # last, so that the order of rows never shows
        ident[sorted(range(len(frame)), key=frame.ids.__getitem__)] = np.arange(len(frame))
        keys = (ident, source, reviewer, phase, outcome, method, -day, cell)
        rows = rows[np.lexsort(tuple(k[rows] for k in keys))]
        return Looks(
            cell=cell[rows],
            day=day[rows],
            outcome=outcome[rows],
            phase=phase[rows],
            desk=frame["method"].isin([ReviewMethod.DESK_REVIEW])[rows],
            source=frame["source_id"].coded(self.source_at)[rows],
            row=rows,
        )

    def latest_looks(self, t: int, among: Mask | None = None) -> tuple[Ints, Ints]:
        """Per cell: position of the latest look up to day ``t`` (or -1), and day of the latest look that found it (or
        0). ``among``: of these looks only."""
        looks = self.looks
        latest = np.full(self.cells, -1, np.int64)
        found_day = np.zeros(self.cells, np.int64)
        rows = np.flatnonzero((looks.day <= t) if among is None else (looks.day <= t) & among)
        latest[looks.cell[rows[::-1]]] = rows[::-1]  # best first, so the best is written last
        found = rows[looks.outcome[rows] == 2]
        np.maximum.at(found_day, looks.cell[found], looks.day[found])
        return latest, found_day

    def _look_capability(self, frame: Frame) -> Ints:
        """Position here of the capability each look names; -1 where it has no place of its own here."""
        out = np.full(len(frame), -1, np.int64)
        for ident in frame["edition"].vocab:
            rows = frame["edition"].isin([ident])
            if rows.any():
                here = look_map(edition(ident), self.edition)
                at = {there: self.edition.index[n] for there, n in here.items()}
                out[rows] = frame["capability"].coded(at)[rows]
        return out


def look_map(there: Edition, here: Edition) -> dict[str, str]:
    """Number of one edition -> number of another, where it stands alone on both sides (one to one).

    The crosswalk of an edition leads from the base edition to it; it is walked in both directions.
    """
    if there.id == here.id:
        return {n: n for n in here.numbers}
    to_base = {there.from_base[a]: a for a in there.one_to_one}
    return {n: here.from_base[a] for n, a in to_base.items() if a in here.one_to_one}


def _sort_rank(column: Column) -> Ints:
    """Rank of each row's text in alphabetical order."""
    order = sorted(range(len(column.vocab)), key=column.vocab.__getitem__)
    rank = np.zeros(len(column.vocab), np.int64)
    rank[order] = np.arange(len(order))
    return rank[column.codes] if len(rank) else np.zeros(len(column), np.int64)


def _compile(snapshot: Snapshot, e: Edition, evidence: Evidence) -> Facts:
    sources = snapshot["sources"]
    published = sources["published"].per_value(_first, "int64")
    retrieved = sources["retrieved"].per_value(_first, "int64")
    day = np.where(sources["published"].per_value(bool, "bool"), published, retrieved)
    order = sorted(range(len(sources)), key=sources.ids.__getitem__)
    return Facts(
        snapshot,
        e,
        evidence,
        countries=tuple(map(Iso3, sorted(snapshot["countries"].ids))),
        stakeholders=tuple(map(StakeholderId, sorted(snapshot["stakeholders"].ids))),
        sources=tuple(sources.ids[i] for i in order),
        source_day=day[order],
    )


def facts_of(snapshot: Snapshot, e: Edition, evidence: Evidence = Evidence.ALL) -> Facts:
    """The compiled form, worked out once per snapshot, edition and evidence."""
    return snapshot.derived(("facts", e.id, evidence), lambda s: _compile(s, e, evidence))
