"""What changed between two days, or between two snapshots (METHODS 9).

Each cell that differs is told with how it moved: ``better`` or ``worse`` along gap, planned, unattributed,
fragile, covered; ``learned`` from unknown to anything; ``lost_sight`` the other way round; ``corrected``
from or to done_once and supported_only otherwise; ``same`` where the
state stayed and only providers, groups or flags differ. A country that only one side has is unknown on the
other. Beside the cells: ties, channels between countries, instruments, hand-offs, seats, and how many claims.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, NamedTuple, Self, TypeVar

import numpy as np

from coordination.analytics.base.facts import Facts, Ints, Mask
from coordination.analytics.base.spans import distinct
from coordination.analytics.board.seats import Standing, seats
from coordination.analytics.borders.channels import FULL, channels_at
from coordination.analytics.borders.corridors import covered_pairs
from coordination.analytics.network.cooperation import active_ties, local_to
from coordination.analytics.network.handoffs import NOTHING, WORDS, Handoffs, Link, handoffs
from coordination.analytics.time.changed_cells import CellChanges, changes_of, sides
from coordination.model.snapshot import Snapshot
from coordination.text.records import Column, Key
from coordination.text.sentences import sentence
from graph_schema.ids import CapabilityNumber, InstrumentId, Iso3, SeatId, StakeholderId

__all__ = ["Channel", "ClaimCount", "Difference", "MovedHandoff", "MovedSeat", "Pair", "difference"]


class Pair(NamedTuple):
    """Two organisations that work together, a < b."""

    a: StakeholderId
    b: StakeholderId


class Channel(NamedTuple):
    """Two countries that can work together on a duty, a < b."""

    a: Iso3
    b: Iso3
    duty: CapabilityNumber


@dataclass(frozen=True, slots=True)
class MovedHandoff:
    """A hand-off whose state differs; none: on that side neither capability has a provider."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    needs: Annotated[CapabilityNumber, Column(sentence("Receives"))]
    gives: Annotated[CapabilityNumber, Column(sentence("Hands over"))]
    before: Annotated[Link | None, Key("state before; empty = not there"), Column(sentence("Before"))]
    after: Annotated[Link | None, Key("state after; empty = not there"), Column(sentence("After"))]


@dataclass(frozen=True, slots=True)
class MovedSeat:
    """A seat whose state differs; none: on that side its body is not on record."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    body: Annotated[StakeholderId, Column(sentence("National body"))]
    seat: Annotated[SeatId, Column(sentence("Seat"))]
    before: Annotated[Standing | None, Key("state before; empty = not there"), Column(sentence("Before"))]
    after: Annotated[Standing | None, Key("state after; empty = not there"), Column(sentence("After"))]


@dataclass(frozen=True, slots=True)
class ClaimCount:
    """Records of one type that only the second snapshot has, only the first, or both with other content."""

    type: Annotated[str, Key("record type")]
    added: Annotated[int, Key("only in the second snapshot", more={"minimum": 0})]
    removed: Annotated[int, Key("only in the first", more={"minimum": 0})]
    changed: Annotated[int, Key("in both, with other content", more={"minimum": 0})]


M = TypeVar("M", MovedHandoff, MovedSeat)


@dataclass(frozen=True)
class Difference(CellChanges):
    """The cells, and lists of what is there only after (``*_added``) or only before (``*_gone``)."""

    ties_added: Annotated[tuple[Pair, ...], Key("ties only after")]
    ties_gone: Annotated[tuple[Pair, ...], Key("ties only before")]
    duties_added: Annotated[tuple[Channel, ...], Key("corridors covered only after")]
    duties_gone: Annotated[tuple[Channel, ...], Key("corridors covered only before")]
    instruments_added: Annotated[tuple[InstrumentId, ...], Key("in force only after")]
    instruments_gone: Annotated[tuple[InstrumentId, ...], Key("in force only before")]
    handoffs: Annotated[tuple[MovedHandoff, ...], Key("hand-offs that differ")]
    seats: Annotated[tuple[MovedSeat, ...], Key("seats that differ")]
    claims: Annotated[tuple[ClaimCount, ...], Key("records that differ, where two snapshots are compared")]

    def mirrored(self) -> Self:
        def turned(found: tuple[M, ...]) -> tuple[M, ...]:
            return tuple(replace(m, before=m.after, after=m.before) for m in found)

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


def _places(facts: Facts, place: Mapping[str, int]) -> Ints:
    """The place of each organisation of one side among those of both."""
    return np.asarray([place[s] for s in facts.stakeholders], np.int64)


def _ties(facts: Facts, as_of: date, place: Mapping[str, int]) -> Ints:
    """Each tie of the day as one number, sorted; ``place``: of every organisation of both sides."""
    at = _places(facts, place)
    a, b, _ = active_ties(facts, as_of)
    return distinct(np.minimum(at[a], at[b]) * len(place) + np.maximum(at[a], at[b])) if len(a) else a


def _local(facts: Facts, as_of: date, countries: Sequence[str], place: Mapping[str, int]) -> Mask:
    """Which organisations of both sides are local to the countries on the day of this one."""
    out = np.zeros(len(place), bool)
    out[_places(facts, place)[local_to(facts, as_of, countries)]] = True
    return out


def _pairs(ties: Ints, names: Sequence[str], local: Mask | None) -> tuple[Pair, ...]:
    """``local``: only those of which one end is."""
    size = max(len(names), 1)
    a, b = ties // size, ties % size
    if local is not None:
        kept = local[a] | local[b]
        a, b = a[kept], b[kept]
    return tuple(
        Pair(StakeholderId(names[x]), StakeholderId(names[y]))
        for x, y in zip(a.tolist(), b.tolist(), strict=True)
    )


def _joined(facts: Facts, as_of: date, countries: Sequence[str]) -> Mask:
    """Which channels are open, a < b. Shape (countries, countries, duties), of the countries of both sides."""
    at = {c: i for i, c in enumerate(countries)}
    here = np.asarray([at[c] for c in facts.countries], np.int64)
    out = np.zeros((len(countries), len(countries), len(facts.edition.duties)), bool)
    for d, joined in enumerate(covered_pairs(facts, as_of).values()):
        out[here[:, None], here, d] = joined
    return out & np.triu(np.ones((len(countries), len(countries)), bool), 1)[:, :, None]


def _channels(joined: Mask, countries: Sequence[str], duties: Sequence[str]) -> tuple[Channel, ...]:
    """By pair and duty."""
    return tuple(
        Channel(Iso3(countries[a]), Iso3(countries[b]), CapabilityNumber(duties[d]))
        for a, b, d in np.argwhere(joined).tolist()
    )


def _in_force(facts: Facts, as_of: date, countries: Sequence[str] | None) -> set[InstrumentId]:
    """``countries``: only those to which one of them is a party."""
    channels = channels_at(facts, as_of)
    on = channels.in_force
    if countries is not None:
        at = [facts.country_at[c] for c in countries if c in facts.country_at]
        on = on & (channels.standing[:, at] == FULL).any(axis=1)
    return {InstrumentId(i) for i, yes in zip(channels.ids, on.tolist(), strict=True) if yes}


def _seated(facts: Facts, as_of: date) -> dict[tuple[Iso3, StakeholderId, SeatId], Standing]:
    return {(s.country, s.body, s.seat): s.state for s in seats(facts, as_of).seats}


def _reseated(
    before: Mapping[tuple[Iso3, StakeholderId, SeatId], Standing],
    after: Mapping[tuple[Iso3, StakeholderId, SeatId], Standing],
    order: Mapping[str, int],
) -> tuple[MovedSeat, ...]:
    """Seats whose state is another, by country, body and ``order``."""
    keys = sorted({*before, *after}, key=lambda k: (k[0], k[1], order[k[2]]))
    found = (MovedSeat(*k, before.get(k), after.get(k)) for k in keys)
    return tuple(m for m in found if m.before is not m.after)


def _handed(one: Handoffs, two: Handoffs, countries: Sequence[str]) -> tuple[MovedHandoff, ...]:
    """Hand-offs whose state is another, by country, needs and gives; none where neither side provides."""
    numbers, at = one.facts.edition.numbers, {c: i for i, c in enumerate(countries)}

    def laid(audit: Handoffs) -> Ints:
        out = np.full((len(countries), len(audit.flows)), NOTHING)
        out[[at[c] for c in audit.facts.countries]] = audit.state
        return out

    before, after = laid(one), laid(two)
    words: dict[int, Link | None] = {NOTHING: None, **dict(enumerate(WORDS))}
    return tuple(
        MovedHandoff(
            Iso3(countries[c]),
            CapabilityNumber(numbers[one.flows[f][0]]),
            CapabilityNumber(numbers[one.flows[f][1]]),
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


def difference(
    before: Facts,
    before_as_of: date,
    after: Facts,
    after_as_of: date,
    countries: Sequence[Iso3] | None = None,
) -> Difference:
    """What is otherwise in ``after`` on its day than in ``before`` on its day.

    ``countries``: only what concerns these: their cells, seats and hand-offs, channels and ties with one end there,
    instruments in force to which one of them is a party; records are counted whole.

    Raises UsageError where the two are seen through different editions or kinds of evidence.
    """
    one, two = sides(before, before_as_of, after, after_as_of)
    every, place, bodies = one.countries, one.stakeholders, list(one.stakeholders)
    ties0, ties1 = _ties(before, before_as_of, place), _ties(after, after_as_of, place)
    open0, open1 = _joined(before, before_as_of, every), _joined(after, after_as_of, every)
    force0, force1 = _in_force(before, before_as_of, countries), _in_force(after, after_as_of, countries)
    local: Mask | None = None
    moved = open0 != open1
    if countries is not None:
        local = _local(before, before_as_of, countries, place) | _local(after, after_as_of, countries, place)
        here = np.isin(every, countries)
        moved &= (here[:, None] | here)[:, :, None]

    def there(iso3: str) -> bool:
        return countries is None or iso3 in countries

    seat_at = {row["seat"]: i for i, row in enumerate(before.edition.lists["seats"])}
    seated = _reseated(_seated(before, before_as_of), _seated(after, after_as_of), seat_at)
    handed = _handed(
        handoffs(before, before_as_of, one.cover, countries=countries),
        handoffs(after, after_as_of, two.cover, countries=countries),
        every,
    )
    found = changes_of(one, two, countries)
    return Difference(
        found.before,
        found.after,
        found.cells,
        found.states,
        _pairs(np.setdiff1d(ties1, ties0, assume_unique=True), bodies, local),
        _pairs(np.setdiff1d(ties0, ties1, assume_unique=True), bodies, local),
        _channels(open1 & moved, every, before.edition.duties),
        _channels(open0 & moved, every, before.edition.duties),
        tuple(sorted(force1 - force0)),
        tuple(sorted(force0 - force1)),
        tuple(m for m in handed if there(m.country)),
        tuple(m for m in seated if there(m.country)),
        _claims(before.snapshot, after.snapshot),
    )
