"""Trends (METHODS 9): the states of every country on a row of days, by what is known now.

The days go back from the last one in equal steps of months, so that the last is exactly the one asked about. On
each day the states are those of :func:`coordination.analytics.board.coverage.coverage`; between two neighbouring days a
cell that is in another state moved as in a difference (:mod:`coordination.analytics.time.difference`): better, worse,
learned, lost_sight, corrected. Counts of states add up to the number of capabilities.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray

from coordination.analytics.base.facts import Facts, Ints
from coordination.analytics.base.timeline import add_months
from coordination.analytics.board.coverage import STATE_OF_RULE, Coverage, Rule, State, coverage
from coordination.analytics.time.changed_cells import Move, Side, changes_of
from coordination.system.progress import step as told
from coordination.text.records import Column, Key
from coordination.text.sentences import sentence
from coordination.text.states import LADDER, OPEN, STATE_WORDS, Sign
from graph_schema.errors import UsageError, said
from graph_schema.ids import CapabilityNumber, Iso3, StakeholderId

__all__ = ["MOST_DAYS", "MOVES", "History", "StateChange", "StatesOfDay", "Trend", "days_back", "trend"]

MOST_DAYS: Final = 120
ORDER: Final = (*OPEN, *LADDER)
MOVES: Final = ("better", "worse", "learned", "lost_sight", "corrected")
_PLACE: Final = np.zeros(len(Rule) + 1, np.int64)
_PLACE[[int(r) for r in STATE_OF_RULE]] = [ORDER.index(s) for s in STATE_OF_RULE.values()]


def days_back(first: date, last: date, months: int) -> list[date]:
    """``last`` and the days ``months``, twice as many ... before it, down to ``first``; ascending.

    Raises UsageError where there is no such row of days, or a longer one than :data:`MOST_DAYS`.

    >>> [d.isoformat() for d in days_back(date(2025, 1, 1), date(2026, 3, 31), 6)]
    ['2025-03-31', '2025-09-30', '2026-03-31']
    """
    if months < 1:
        raise UsageError(
            said("A step of {months} months is not possible.", months=months), hint=said("Use 1 or more.")
        )
    if first > last:
        raise UsageError(
            said("{first} is after {last}.", first=first.isoformat(), last=last.isoformat()),
            hint=said("Give the earlier day first."),
        )
    count = ((last.year - first.year) * 12 + last.month - first.month) // months + 1
    if count > MOST_DAYS:
        raise UsageError(
            said("That would be more than {most} days.", most=MOST_DAYS),
            hint=said("Use larger steps or a later first day."),
        )
    days = [add_months(last, -months * i) for i in reversed(range(count))]
    return [d for d in days if d >= first]


_COUNT: Final = {"minimum": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatesOfDay:
    """How many capabilities of a country are in each state on a day, and how many moved since the day before."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    day: Annotated[date, Column(sentence("Day"))]
    covered: Annotated[int, Key("capabilities that are covered", more=_COUNT), Column(sentence("Covered"))]
    fragile: Annotated[int, Key("capabilities that are fragile", more=_COUNT), Column(sentence("Fragile"))]
    unattributed: Annotated[
        int,
        Key("capabilities that are unattributed", more=_COUNT),
        Column(STATE_WORDS["unattributed"]),
    ]
    planned: Annotated[int, Key("capabilities that are planned", more=_COUNT), Column(sentence("Planned"))]
    done_once: Annotated[
        int,
        Key(
            "capabilities that somebody provided once, nobody being on record who carries them on",
            more=_COUNT,
        ),
        Column(STATE_WORDS["done_once"]),
    ]
    supported_only: Annotated[
        int,
        Key("capabilities of which only support is on record", more=_COUNT),
        Column(STATE_WORDS["supported_only"]),
    ]
    gap: Annotated[int, Key("capabilities that are gap", more=_COUNT), Column(sentence("Gap"))]
    unknown: Annotated[int, Key("capabilities that are unknown", more=_COUNT), Column(sentence("Unknown"))]
    better: Annotated[
        int | None,
        Key(
            "cells that went up along gap, planned, unattributed, fragile, covered since the day before; "
            "null on the first day",
            more=_COUNT,
        ),
        Column(sentence("Improved")),
    ]
    worse: Annotated[
        int | None,
        Key("cells that went down since the day before; null on the first day", more=_COUNT),
        Column(sentence("Worsened")),
    ]
    learned: Annotated[
        int | None,
        Key("cells that were unknown since the day before; null on the first day", more=_COUNT),
        Column(sentence("Now known")),
    ]
    lost_sight: Annotated[
        int | None,
        Key("cells that are unknown now since the day before; null on the first day", more=_COUNT),
        Column(sentence("No longer known")),
    ]
    corrected: Annotated[
        int | None,
        Key(
            "cells that came to be done once or supported only since the day before, or no longer are; null on the "
            "first day",
            more=_COUNT,
        ),
        Column(sentence("Recorded otherwise")),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChange:
    """A cell that is in another state on ``day`` than on the day before. The others as in
    :class:`~coordination.analytics.time.changed_cells.CellChange`."""

    country: Iso3
    capability: CapabilityNumber
    day: date
    before: State
    after: State
    signs: Annotated[tuple[Sign, Sign], Key("how it is drawn before and after")]
    move: Move
    money_ended: Annotated[
        tuple[StakeholderId, ...],
        Key("as in mnr diff: providers on both days whose known money has all ended between them"),
    ]
    first_recorded: Annotated[
        tuple[StakeholderId, ...], Key("as in mnr diff: new providers of whom no source says since when")
    ]
    links_recorded: Annotated[
        tuple[StakeholderId, ...],
        Key(
            "as in mnr diff: providers whose number of independent groups is another only because affiliations or "
            "funding were first recorded"
        ),
    ]


@dataclass(frozen=True, slots=True)
class History:
    """The states of countries on a row of days, and what changed between them."""

    days: Annotated[tuple[date, ...], Key("the days, ascending; the last is the day asked about")]
    trend: Annotated[tuple[StatesOfDay, ...], Key("one row per country and day")]
    changes: Annotated[tuple[StateChange, ...], Key("cells in another state than on the day before")]


@dataclass(frozen=True, eq=False)
class Trend:
    """``place``: position in ORDER of the state of each cell on each day, shape (days, countries, K);
    ``chosen``: positions of the countries asked about, ascending; ``covers``: of each day."""

    facts: Facts
    days: tuple[date, ...]
    place: NDArray[np.int64]
    chosen: tuple[int, ...]
    covers: tuple[Coverage, ...]

    @cached_property
    def counts(self) -> Ints:
        """How many capabilities are in each state of ORDER. Shape (days, countries, states)."""
        return np.stack([(self.place == s).sum(axis=2) for s in range(len(ORDER))], axis=2)

    @cached_property
    def moves(self) -> Ints:
        """How many moved since the day before, in the order of MOVES. Shape (days - 1, countries, moves)."""
        before, after = self.place[:-1], self.place[1:]
        known, seen = before > 0, after > 0
        settled = np.minimum(before, after) >= len(OPEN)
        kinds = (
            settled & (after > before),
            settled & (after < before),
            ~known & seen,
            known & ~seen,
            known & seen & ~settled & (before != after),
        )
        return np.stack([k.sum(axis=2) for k in kinds], axis=2)

    def rows(self) -> Iterator[StatesOfDay]:
        """One for each country and day, in this order; no moves on the first day."""
        for c in self.chosen:
            for d, day in enumerate(self.days):
                counts = {str(s): int(n) for s, n in zip(ORDER, self.counts[d, c], strict=True)}
                moved = self.moves[d - 1, c].tolist() if d else [None] * len(MOVES)
                yield StatesOfDay(
                    country=Iso3(self.facts.countries[c]),
                    day=day,
                    **counts,
                    **dict(zip(MOVES, moved, strict=True)),
                )

    def changes(self) -> Iterator[StateChange]:
        """Every cell that is in another state than on the day before, by country, capability and day."""
        names, index = {self.facts.countries[c] for c in self.chosen}, self.facts.edition.index
        place: dict[str, int] = {who: i for i, who in enumerate(self.facts.stakeholders)}
        sides = [Side(cover, self.facts.countries, place) for cover in self.covers]
        found = [
            (c.country, index[c.capability], day, c)
            for day, (one, two) in zip(self.days[1:], pairwise(sides), strict=True)
            for c in changes_of(one, two, names).cells
            if c.before != c.after
        ]
        for _country, _, day, c in sorted(found, key=lambda f: f[:3]):
            yield StateChange(
                country=c.country,
                capability=c.capability,
                day=day,
                before=c.before,
                after=c.after,
                signs=c.signs,
                move=c.move,
                money_ended=c.money_ended,
                first_recorded=c.first_recorded,
                links_recorded=c.links_recorded,
            )

    def told(self) -> History:
        """What an answer says of it."""
        return History(self.days, tuple(self.rows()), tuple(self.changes()))


def trend(facts: Facts, days: Sequence[date], countries: Sequence[str] | None = None) -> Trend:
    """The states on each of ``days`` (ascending), by what the facts know; ``countries``: only these, None = all."""
    shape = (len(facts.countries), facts.K)
    place = np.zeros((len(days), *shape), np.int64)
    covers = []
    for i, day in enumerate(days):
        told("States of a day", i, len(days))
        covers.append(coverage(facts, day))
        place[i] = _PLACE[covers[i].rule].reshape(shape)
    chosen = range(shape[0]) if countries is None else sorted(facts.country_at[c] for c in countries)
    return Trend(facts, tuple(days), place, tuple(chosen), tuple(covers))
