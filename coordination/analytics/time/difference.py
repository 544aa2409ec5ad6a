"""What changed between two days, or between two snapshots (METHODS 9).

Each cell that differs is told with how it moved: ``better`` or ``worse`` along gap, planned, unattributed,
fragile, covered; ``learned`` from unknown to anything; ``lost_sight`` the other way round; ``same`` where the
state stayed and only providers, groups or flags differ. A country that only one side has is unknown on the
other. Beside the cells: ties, channels between countries, instruments, hand-offs, seats, and how many claims.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

import numpy as np

from coordination.analytics.base.facts import Facts, Ints
from coordination.analytics.base.spans import distinct
from coordination.analytics.board.seats import seats
from coordination.analytics.borders.channels import channels_at
from coordination.analytics.borders.corridors import covered_pairs
from coordination.analytics.network.cooperation import active_ties
from coordination.analytics.network.handoffs import NOTHING, WORDS, Handoffs, handoffs
from coordination.analytics.time.changed_cells import CellChanges, changes_of, sides
from coordination.model.snapshot import Snapshot

__all__ = ["ClaimCount", "Difference", "Moved", "difference"]


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


@dataclass(frozen=True)
class Difference(CellChanges):
    """The cells, and lists of what is there only after (``*_added``) or only before (``*_gone``)."""

    ties_added: tuple[tuple[str, str], ...]
    ties_gone: tuple[tuple[str, str], ...]
    duties_added: tuple[tuple[str, str, str], ...]
    duties_gone: tuple[tuple[str, str, str], ...]
    instruments_added: tuple[str, ...]
    instruments_gone: tuple[str, ...]
    handoffs: tuple[Moved, ...]
    seats: tuple[Moved, ...]
    claims: tuple[ClaimCount, ...]

    def mirrored(self) -> Self:
        def turned(found: tuple[Moved, ...]) -> tuple[Moved, ...]:
            return tuple(Moved(m.key, m.after, m.before) for m in found)

        return replace(
            super().mirrored(),
            ties_added=self.ties_gone,
            ties_gone=self.ties_added,
            duties_added=self.duties_gone,
            duties_gone=self.duties_added,
            instruments_added=self.instruments_gone,
            instruments_gone=self.instruments_added,
            handoffs=turned(self.handoffs),
            seats=turned(self.seats),
            claims=tuple(ClaimCount(c.type, c.removed, c.added, c.changed) for c in self.claims),
        )

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
            **super().as_answer(),
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
    one, two = sides(before, before_as_of, after, after_as_of)
    countries, place, bodies = one.countries, one.stakeholders, list(one.stakeholders)
    ties0, ties1 = _ties(before, before_as_of, place), _ties(after, after_as_of, place)
    duties0, duties1 = _duties(before, before_as_of), _duties(after, after_as_of)
    force0, force1 = _in_force(before, before_as_of), _in_force(after, after_as_of)
    order: dict[str, int] = {n: i for i, n in enumerate(before.edition.numbers)}

    def filled(facts: Facts, as_of: date) -> dict[tuple[str, ...], str]:
        return {(s.country, s.body, s.seat): s.state for s in seats(facts, as_of).seats}

    seat_at = {row["seat"]: i for i, row in enumerate(before.edition.lists["seats"])}
    found = changes_of(one, two)
    return Difference(
        found.before,
        found.after,
        found.cells,
        found.states,
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
