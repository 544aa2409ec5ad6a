"""What changed between two days, or between two snapshots (METHODS 9).

Each cell that differs is told with how it moved: ``better`` or ``worse`` along gap, planned, unattributed,
fragile, covered; ``learned`` from unknown to anything; ``lost_sight`` the other way round; ``same`` where the
state stayed and only providers, groups or flags differ. A country that only one side has is unknown on the
other. Beside the cells: ties, channels between countries, instruments, hand-offs, seats, and how many claims.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np

from coordination.analytics.channels import channels_at
from coordination.analytics.cooperation import active_ties
from coordination.analytics.corridors import covered_pairs
from coordination.analytics.coverage import FLAGS, Coverage, State, coverage
from coordination.analytics.facts import Facts, Ints
from coordination.analytics.handoffs import NOTHING, WORDS, Handoffs, handoffs
from coordination.analytics.seats import seats
from coordination.analytics.spans import distinct, starts
from coordination.sentences import Name, Sentence, sentence
from coordination.snapshot import Snapshot
from graph_schema.errors import UsageError, said

__all__ = ["CellChange", "ClaimCount", "Difference", "Moved", "difference"]

#: From worst to best; unknown stands outside.
_ORDER: Final = (State.GAP, State.PLANNED, State.UNATTRIBUTED, State.FRAGILE, State.COVERED)
_PLACE: Final = {State.UNKNOWN: 0, **{s: i + 1 for i, s in enumerate(_ORDER)}}
_STATES: Final = tuple(sorted(_PLACE, key=_PLACE.__getitem__))


@dataclass(frozen=True, slots=True)
class CellChange:
    """``groups``: independent providers before and after; ``looks``: reviews that count only on one side."""

    country: str
    capability: str
    before: State
    after: State
    move: str
    groups: tuple[int, int]
    providers_added: tuple[str, ...]
    providers_gone: tuple[str, ...]
    flags_added: tuple[str, ...]
    flags_gone: tuple[str, ...]
    looks: tuple[str, ...]

    def reason(self) -> Sentence:
        cell = {
            "country": Name("countries", self.country),
            "capability": Name("capabilities", self.capability),
        }
        new = tuple(Name("stakeholders", s) for s in self.providers_added)
        gone = tuple(Name("stakeholders", s) for s in self.providers_gone)
        if new and gone:
            return sentence("{country}, {capability}: {new} came, {gone} went.", new=new, gone=gone, **cell)
        if new:
            return sentence("{country}, {capability}: {new} came.", new=new, **cell)
        if gone:
            return sentence("{country}, {capability}: {gone} went.", gone=gone, **cell)
        if self.looks:
            return sentence(
                "{country}, {capability}: one look at it is new or no longer there.",
                "{country}, {capability}: {n} looks at it are new or no longer there.",
                n=len(self.looks),
                **cell,
            )
        return sentence("{country}, {capability}: the same providers, otherwise counted or dated.", **cell)


@dataclass(frozen=True, slots=True)
class Moved:
    """A hand-off or a seat whose state differs; ``key`` names it, "" = it is not there on that side."""

    key: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ClaimCount:
    """Records of one type that only the second snapshot has, only the first, or both with other content."""

    type: str
    added: int
    removed: int
    changed: int


@dataclass(frozen=True, eq=False)
class _Side:
    """One of the two, laid out over the countries and stakeholders of both."""

    cover: Coverage
    countries: tuple[str, ...]
    stakeholders: Mapping[str, int]

    @cached_property
    def _cell(self) -> Ints:
        """Place of each of its cells among the cells of both."""
        at = {c: i for i, c in enumerate(self.countries)}
        facts = self.cover.facts
        country = np.asarray([at[c] for c in facts.countries], np.int64)
        return (country[:, None] * facts.K + np.arange(facts.K)).reshape(-1)

    def _laid(self, values: Ints) -> Ints:
        out = np.zeros(len(self.countries) * self.cover.facts.K, np.int64)
        out[self._cell] = values
        return out

    @cached_property
    def state(self) -> Ints:
        return self._laid(np.asarray([_PLACE[s] for s in self.cover.states], np.int64))

    @cached_property
    def n(self) -> Ints:
        return self._laid(self.cover.n)

    @cached_property
    def flags(self) -> Ints:
        return self._laid(self.cover.flag_bits)

    @cached_property
    def providers(self) -> Ints:
        """cell * stakeholders + provider, sorted."""
        groups, names = self.cover.groups, self.cover.facts.stakeholders
        who = np.asarray([self.stakeholders[s] for s in names], np.int64)
        if not len(groups.node_who):
            return np.zeros(0, np.int64)
        return np.sort(self._cell[groups.node_query] * len(self.stakeholders) + who[groups.node_who])

    def looks(self, country: str, capability: str) -> set[str]:
        facts = self.cover.facts
        if country not in facts.country_at:
            return set()
        rows = facts.looks.row[self.cover.looks_at(self.cover.index(country, capability))]
        ids = facts.snapshot["reviews"].ids
        return {ids[r] for r in rows.tolist()}


@dataclass(frozen=True)
class Difference:
    """``cells`` by country and capability; the rest as lists of what is there only after (``*_added``) or
    only before (``*_gone``). ``states``: number of cells per state, before and after."""

    before: date
    after: date
    cells: tuple[CellChange, ...]
    states: Mapping[str, tuple[int, int]]
    ties_added: tuple[tuple[str, str], ...]
    ties_gone: tuple[tuple[str, str], ...]
    duties_added: tuple[tuple[str, str, str], ...]
    duties_gone: tuple[tuple[str, str, str], ...]
    instruments_added: tuple[str, ...]
    instruments_gone: tuple[str, ...]
    handoffs: tuple[Moved, ...]
    seats: tuple[Moved, ...]
    claims: tuple[ClaimCount, ...]

    def as_answer(self) -> dict[str, object]:
        def pairs(found: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
            return [{"a": a, "b": b} for a, b in found]

        def duties(found: tuple[tuple[str, str, str], ...]) -> list[dict[str, str]]:
            return [{"a": a, "b": b, "duty": d} for a, b, d in found]

        def moved(found: tuple[Moved, ...], names: tuple[str, ...]) -> list[dict[str, str]]:
            return [
                {**dict(zip(names, m.key, strict=True)), "before": m.before, "after": m.after} for m in found
            ]

        return {
            "before": self.before.isoformat(),
            "after": self.after.isoformat(),
            "cells": [
                {
                    "country": c.country,
                    "capability": c.capability,
                    "before": str(c.before),
                    "after": str(c.after),
                    "move": c.move,
                    "groups": list(c.groups),
                    "providers_added": list(c.providers_added),
                    "providers_gone": list(c.providers_gone),
                    "flags_added": list(c.flags_added),
                    "flags_gone": list(c.flags_gone),
                    "looks": list(c.looks),
                }
                for c in self.cells
            ],
            "states": [{"state": s, "before": a, "after": b} for s, (a, b) in self.states.items()],
            "ties_added": pairs(self.ties_added),
            "ties_gone": pairs(self.ties_gone),
            "duties_added": duties(self.duties_added),
            "duties_gone": duties(self.duties_gone),
            "instruments_added": list(self.instruments_added),
            "instruments_gone": list(self.instruments_gone),
            "handoffs": moved(self.handoffs, ("country", "needs", "gives")),
            "seats": moved(self.seats, ("country", "body", "seat")),
            "claims": [
                {"type": c.type, "added": c.added, "removed": c.removed, "changed": c.changed}
                for c in self.claims
            ],
        }


def _move(before: int, after: int) -> str:
    if before == after:
        return "same"
    if not before:
        return "learned"
    if not after:
        return "lost_sight"
    return "better" if after > before else "worse"


def _flag_names(bits: int) -> tuple[str, ...]:
    return tuple(str(f) for i, f in enumerate(FLAGS) if bits >> i & 1)


def _cells(one: _Side, two: _Side) -> tuple[CellChange, ...]:
    size = max(len(one.stakeholders), 1)
    names = tuple(one.stakeholders)
    numbers, k = one.cover.facts.edition.numbers, one.cover.facts.K
    came = np.setdiff1d(two.providers, one.providers, assume_unique=True)
    went = np.setdiff1d(one.providers, two.providers, assume_unique=True)
    differs = (one.state != two.state) | (one.n != two.n) | (one.flags != two.flags)
    differs[came // size] = True
    differs[went // size] = True

    def by_cell(found: Ints) -> Callable[[int], tuple[str, ...]]:
        who = [names[w] for w in (found % size).tolist()]
        start = starts(found // size, len(differs)).tolist()
        return lambda cell: tuple(who[start[cell] : start[cell + 1]])

    arrived, left = by_cell(came), by_cell(went)

    out = []
    for cell in np.flatnonzero(differs).tolist():
        country, number = one.countries[cell // k], numbers[cell % k]
        before, after = int(one.state[cell]), int(two.state[cell])
        flags0, flags1 = int(one.flags[cell]), int(two.flags[cell])
        looks = one.looks(country, number) ^ two.looks(country, number)
        out.append(
            CellChange(
                country,
                number,
                _STATES[before],
                _STATES[after],
                _move(before, after),
                (int(one.n[cell]), int(two.n[cell])),
                arrived(cell),
                left(cell),
                _flag_names(flags1 & ~flags0),
                _flag_names(flags0 & ~flags1),
                tuple(sorted(looks)),
            )
        )
    return tuple(out)


def _ties(facts: Facts, as_of: date, place: Mapping[str, int]) -> Ints:
    """Each tie of the day as one number, sorted; ``place``: of every organisation of both sides."""
    at = np.asarray([place[s] for s in facts.stakeholders], np.int64)
    a, b, _ = active_ties(facts, as_of)
    return distinct(np.minimum(at[a], at[b]) * len(place) + np.maximum(at[a], at[b])) if len(a) else a


def _pairs(ties: Ints, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    size = max(len(names), 1)
    return tuple(
        (names[a], names[b]) for a, b in zip((ties // size).tolist(), (ties % size).tolist(), strict=True)
    )


def _duties(facts: Facts, as_of: date) -> set[tuple[str, str, str]]:
    names = facts.countries
    return {
        (names[a], names[b], duty)
        for duty, joined in covered_pairs(facts, as_of).items()
        for a, b in np.argwhere(np.triu(joined, 1)).tolist()
    }


def _in_force(facts: Facts, as_of: date) -> set[str]:
    channels = channels_at(facts, as_of)
    return {i for i, on in zip(channels.ids, channels.in_force.tolist(), strict=True) if on}


def _moved(before: dict[tuple[str, ...], str], after: dict[tuple[str, ...], str]) -> list[Moved]:
    keys = dict.fromkeys([*before, *after])
    found = [Moved(k, before.get(k, ""), after.get(k, "")) for k in keys]
    return [m for m in found if m.before != m.after]


def _handed(one: Handoffs, two: Handoffs, countries: Sequence[str]) -> tuple[Moved, ...]:
    """Hand-offs whose state is another, by country, needs and gives; "" where neither side provides."""
    numbers, at = one.facts.edition.numbers, {c: i for i, c in enumerate(countries)}

    def laid(audit: Handoffs) -> Ints:
        out = np.full((len(countries), len(audit.flows)), NOTHING)
        out[[at[c] for c in audit.facts.countries]] = audit.state
        return out

    before, after = laid(one), laid(two)
    words = {NOTHING: "", **dict(enumerate(WORDS))}
    return tuple(
        Moved(
            (countries[c], *(numbers[x] for x in one.flows[f])),
            words[int(before[c, f])],
            words[int(after[c, f])],
        )
        for c, f in np.argwhere(before != after).tolist()
    )


def _claims(before: Snapshot, after: Snapshot) -> tuple[ClaimCount, ...]:
    if before.id == after.id:
        return ()
    out = []
    for name, frame in after.frames.items():
        was = before[name]
        old, new = was.position, frame.position
        shared = [i for i in new if i in old]
        place0 = np.asarray([old[i] for i in shared], np.int64)
        place1 = np.asarray([new[i] for i in shared], np.int64)
        changed = int((was.digests[place0] != frame.digests[place1]).any(axis=1).sum()) if shared else 0
        count = ClaimCount(name, len(new) - len(shared), len(old) - len(shared), changed)
        if count.added or count.removed or count.changed:
            out.append(count)
    return tuple(out)


def difference(before: Facts, before_as_of: date, after: Facts, after_as_of: date) -> Difference:
    """What is otherwise in ``after`` on its day than in ``before`` on its day.

    Raises UsageError where the two are seen through different editions or kinds of evidence.
    """
    if before.edition.id != after.edition.id or before.evidence != after.evidence:
        raise UsageError(
            said("The two sides are seen through different editions or kinds of evidence."),
            hint=said("Use the same edition and the same evidence for both."),
        )
    countries = tuple(sorted({*before.countries, *after.countries}))
    bodies = sorted({*before.stakeholders, *after.stakeholders})
    place = {s: i for i, s in enumerate(bodies)}
    one = _Side(coverage(before, before_as_of), countries, place)
    two = _Side(coverage(after, after_as_of), countries, place)
    count = [np.bincount(side.state, minlength=len(_STATES)).tolist() for side in (one, two)]
    ties0, ties1 = _ties(before, before_as_of, place), _ties(after, after_as_of, place)
    duties0, duties1 = _duties(before, before_as_of), _duties(after, after_as_of)
    force0, force1 = _in_force(before, before_as_of), _in_force(after, after_as_of)
    order = {n: i for i, n in enumerate(before.edition.numbers)}

    def filled(facts: Facts, as_of: date) -> dict[tuple[str, ...], str]:
        return {(s.country, s.body, s.seat): s.state for s in seats(facts, as_of).seats}

    seat_at = {row["seat"]: i for i, row in enumerate(before.edition.lists["seats"])}
    return Difference(
        before_as_of,
        after_as_of,
        _cells(one, two),
        {str(s): (count[0][i], count[1][i]) for i, s in enumerate(_STATES)},
        _pairs(np.setdiff1d(ties1, ties0, assume_unique=True), bodies),
        _pairs(np.setdiff1d(ties0, ties1, assume_unique=True), bodies),
        tuple(sorted(duties1 - duties0, key=lambda d: (d[0], d[1], order[d[2]]))),
        tuple(sorted(duties0 - duties1, key=lambda d: (d[0], d[1], order[d[2]]))),
        tuple(sorted(force1 - force0)),
        tuple(sorted(force0 - force1)),
        _handed(
            handoffs(before, before_as_of, one.cover), handoffs(after, after_as_of, two.cover), countries
        ),
        tuple(
            sorted(
                _moved(filled(before, before_as_of), filled(after, after_as_of)),
                key=lambda m: (m.key[0], m.key[1], seat_at[m.key[2]]),
            )
        ),
        _claims(before.snapshot, after.snapshot),
    )
