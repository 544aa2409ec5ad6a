"""Can two countries work together on a duty that crosses the border (METHODS 7)?

A corridor is a pair of countries and a duty. ``covered``: an instrument in force has both; ``signed_only``:
not covered, but some instrument lists both (one side has only signed or been invited, or it is not in force
yet); ``gap``: somebody states for both sides that the instruments for the duty are all recorded, every list is whole,
and none can have both; else ``unknown``, and the incomplete lists are named. A row that the evidence asked for does
not admit leaves its side unknown. Flag ``hands``: both sides have a provider for the duty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import Annotated, TypeAlias

import numpy as np
from numpy.typing import NDArray

from coordination.analytics.base.facts import Facts, Ints, Mask
from coordination.analytics.board.coverage import Coverage, coverage
from coordination.analytics.borders.channels import FULL, SIGNED, UNCLEAR, Channels, channels_at
from coordination.analytics.borders.duty_reviews import DutyReview, Stated, stated_at
from coordination.text.kinds import said_as
from coordination.text.records import HIDDEN, Key
from coordination.text.sentences import Name, Sentence, sentence
from coordination.text.states import State
from graph_schema.errors import UsageError, said
from graph_schema.ids import CapabilityNumber, ClaimId, InstrumentId, Iso3

__all__ = [
    "Channel",
    "Corridor",
    "CorridorList",
    "CorridorState",
    "Corridors",
    "Look",
    "Reach",
    "Reason",
    "Work",
    "corridors",
    "covered_pairs",
    "reach",
]

_Named: TypeAlias = list[list[InstrumentId]]
_CHUNK = 20_000_000  #: instrument x corridor answers held at once when instruments are named


@said_as(
    {
        "covered": sentence("Agreement or network in force"),
        "signed_only": sentence("Signed, not in force"),
        "gap": sentence("No agreement"),
        "unknown": sentence("Not known"),
    },
    doc="covered, signed_only, gap (every list is whole and none has both), or unknown",
)
class Channel(StrEnum):
    """What papers say of a pair of countries and a duty."""

    COVERED = "covered"
    SIGNED_ONLY = "signed_only"
    GAP = "gap"
    UNKNOWN = "unknown"


@said_as(
    {
        "open": sentence("Open"),
        "unnamed": sentence("Agreement, provider not named"),
        "no_hands": sentence("Agreement, no provider known"),
        "signed_only": sentence("Signed, not in force"),
        "gap": sentence("No agreement"),
        "unknown": sentence("Not known"),
    }
)
class Look(StrEnum):
    """How a corridor is called: open only where the work is done on both sides too."""

    OPEN = "open"
    UNNAMED = "unnamed"  #: an agreement joins both, and a side is found without a name
    NO_HANDS = "no_hands"  #: an agreement joins both, and of a side nobody is known to do it
    SIGNED_ONLY = "signed_only"
    GAP = "gap"
    UNKNOWN = "unknown"


class Work(IntEnum):
    """Whether somebody is at work on a duty in a country."""

    NOBODY = 0
    UNNAMED = 1  #: it is found, and nobody is named
    AT_WORK = 2


class CorridorState(IntEnum):
    """In the order in which a stronger finding replaces a weaker one; ``word`` is what answers say."""

    UNKNOWN = 0
    GAP = 1
    SIGNED_ONLY = 2
    COVERED = 3

    @property
    def word(self) -> Channel:
        return Channel[self.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridor:
    """One pair and duty."""

    a: Iso3
    b: Iso3
    duty: CapabilityNumber
    state: Channel
    instruments: Annotated[
        tuple[InstrumentId, ...], Key("agreements and networks that cover it, or that list both sides")
    ]
    hands: Annotated[bool, Key("both sides have a provider for the duty")]
    incomplete: Annotated[
        tuple[InstrumentId, ...], Key("instruments whose lists are not whole (state unknown only)")
    ]
    unclear: Annotated[
        tuple[InstrumentId, ...],
        Key(
            "instruments in which a side's status is unknown, or rests on rows that are not confirmed (state "
            "unknown only)"
        ),
    ]
    via: Annotated[
        tuple[Iso3, ...] | None,
        Key("third countries with which both have a channel (only with --between)", may_lack=True),
    ]
    claims: Annotated[
        tuple[ClaimId, ...] | None,
        Key(
            "ids of the rows by which both are on the lists of its instruments, or of those that are not clear; where "
            "none joins them, of who states whether all are recorded (only with --between)",
            may_lack=True,
        ),
    ]
    look: Annotated[Look, HIDDEN]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a corridor is in its state."""

    a: Iso3
    b: Iso3
    duty: CapabilityNumber
    text: Annotated[Sentence, Key("why, in a sentence", more={"minLength": 1})]


@dataclass(frozen=True, slots=True)
class Reach:
    """What one instrument opens."""

    instrument: InstrumentId
    agreement: Annotated[bool, HIDDEN]  #: else it is a network
    duties: Annotated[tuple[CapabilityNumber, ...], Key("areas of cooperation for which it opens channels")]
    countries: Annotated[int, Key("countries that it joins in force", more={"minimum": 0})]
    pairs: Annotated[int, Key("corridors that it covers", more={"minimum": 0})]
    only: Annotated[int, Key("corridors that nothing else covers", more={"minimum": 0})]


@dataclass(frozen=True)
class CorridorList:
    """The corridors asked about, who states that the lists for them are whole, and what each instrument opens."""

    corridors: Annotated[
        tuple[Corridor, ...], Key("a < b, sorted by a, b, duty; unknown only with --between")
    ]
    duty_reviews: Annotated[
        tuple[DutyReview, ...],
        Key(
            "who states whether the agreements and networks for a duty are all recorded; of those on record the ones "
            "that count on this day, for the pair with --between"
        ),
    ]
    reasons: Annotated[tuple[Reason, ...] | None, Key("only with --between", may_lack=True)]
    reach: Annotated[tuple[Reach, ...], Key("what each instrument in force opens, by id")]


@dataclass(frozen=True, eq=False)
class Corridors:
    """Every corridor of every pair. ``stated``: who states that all instruments are recorded; ``state``: int8, shape
    (duties, countries, countries), symmetric; ``between``: positions of the pair that was asked about, or None;
    ``asked``: positions of the duties asked about, ascending; ``cover``: the coverage of the day, if it is at hand."""

    facts: Facts
    as_of: date
    channels: Channels
    stated: Stated
    state: NDArray[np.int8]
    between: tuple[int, int] | None
    asked: Ints
    cover: Coverage | None

    @cached_property
    def hands(self) -> Mask:
        """Has the country a provider for the duty? Shape (countries, duties)."""
        facts, t = self.facts, self.as_of.toordinal()
        d = facts.deliveries
        some = np.zeros(facts.cells, bool)
        some[d.cell[d.provides & d.life.active(t)]] = True
        columns = [facts.edition.index[n] for n in facts.edition.duties]
        return some.reshape(-1, facts.K)[:, columns]

    @cached_property
    def work(self) -> NDArray[np.int8]:
        """Of :class:`Work`. Shape (countries, duties)."""
        edition, cover = self.facts.edition, self.cover or coverage(self.facts, self.as_of)
        found = np.asarray([s is State.UNATTRIBUTED for s in cover.states], bool).reshape(-1, self.facts.K)
        unnamed = found[:, [edition.index[n] for n in edition.duties]]
        work = np.where(self.hands, Work.AT_WORK, np.where(unnamed, Work.UNNAMED, Work.NOBODY))
        return work.astype(np.int8)

    def looks(self, a: Ints, b: Ints, d: Ints) -> list[Look]:
        """How these corridors are called."""
        covered = (Look.NO_HANDS, Look.UNNAMED, Look.OPEN)  # by the weaker side of Work
        every = (Look.UNKNOWN, Look.GAP, Look.SIGNED_ONLY, *covered)  # by CorridorState
        weaker, state = np.minimum(self.work[a, d], self.work[b, d]), self.state[d, a, b]
        at = np.where(state == CorridorState.COVERED, state + weaker, state)
        return [every[i] for i in at.tolist()]

    @cached_property
    def places(self) -> tuple[Ints, Ints, Ints]:
        """(a, b, duty) of the corridors answered, sorted: all known ones, or the pair's, unknown included."""
        if self.between is not None:
            d = self.asked
            return np.full(len(d), self.between[0]), np.full(len(d), self.between[1]), d
        n = len(self.facts.countries)
        above = np.triu(np.ones((n, n), bool), 1)
        known = (self.state[self.asked] != CorridorState.UNKNOWN) & above
        a, b, d = np.nonzero(known.transpose(1, 2, 0))
        return a, b, self.asked[d]

    def counts(self) -> dict[CapabilityNumber, dict[Channel, int]]:
        """Per duty: number of pairs in each state."""
        n = len(self.facts.countries)
        upper = np.triu_indices(n, 1)
        out: dict[CapabilityNumber, dict[Channel, int]] = {}
        for d, number in enumerate(self.facts.edition.duties):
            found = np.bincount(self.state[d][upper], minlength=len(CorridorState))
            out[number] = {s.word: int(found[s]) for s in CorridorState}
        return out

    def _named(self, a: Ints, b: Ints, d: Ints) -> tuple[_Named, _Named, _Named]:
        """(instruments, incomplete, unclear) of each corridor, ids sorted; duty by duty, because an instrument
        serves few of them."""
        c = self.channels
        order = np.asarray(sorted(range(len(c.which)), key=c.ids.__getitem__), np.int64)
        out: tuple[_Named, ...] = tuple([[] for _ in range(len(a))] for _ in range(3))
        for k in np.unique(d).tolist():
            serves = order[c.duty[order, k]]
            here = np.flatnonzero(d == k)
            step = max(1, _CHUNK // max(1, len(serves)))
            for low in range(0, len(here), step):
                self._name_some(serves, here[low : low + step], a, b, k, out)
        return out[0], out[1], out[2]

    def _name_some(self, serves: Ints, here: Ints, a: Ints, b: Ints, k: int, out: tuple[_Named, ...]) -> None:
        """Append to ``out`` for the corridors ``here`` of duty ``k``."""
        c = self.channels
        every = c.ids
        ids = [every[i] for i in serves.tolist()]
        one, other = c.standing[np.ix_(serves, a[here])], c.standing[np.ix_(serves, b[here])]
        lower = np.minimum(one, other)
        state = self.state[k, a[here], b[here]]
        covers = (state == CorridorState.COVERED) & (lower == FULL) & c.in_force[serves, None]
        lists = (state == CorridorState.SIGNED_ONLY) & (lower >= SIGNED)
        found = [(covers | lists, out[0])]
        unknown = state == CorridorState.UNKNOWN
        if unknown.any():
            vague = (one == UNCLEAR) | (other == UNCLEAR)
            found += [(unknown & ~c.complete[serves, None], out[1]), (unknown & vague, out[2])]
        for mask, into in found:
            where, which = np.nonzero(mask.T)
            for r, i in zip(here[where].tolist(), which.tolist(), strict=True):
                into[r].append(ids[i])

    def _via(self, a: int, b: int, d: int) -> tuple[Iso3, ...]:
        if self.state[d, a, b] == CorridorState.COVERED:
            return ()
        covered = self.state[d] == CorridorState.COVERED
        return tuple(self.facts.countries[i] for i in np.flatnonzero(covered[a] & covered[b]).tolist())

    def claims(self, a: int, b: int, d: int) -> tuple[ClaimId, ...]:
        """Ids of the records that decide a corridor: the rows that put both on the lists of what joins them, or those
        that are not clear; where nothing joins them, who states whether all instruments are recorded."""
        c, state = self.channels, self.state[d, a, b]
        one, other = c.standing[:, a], c.standing[:, b]
        lower = np.minimum(one, other)
        of_state = {
            CorridorState.COVERED: (lower == FULL) & c.in_force,
            CorridorState.SIGNED_ONLY: lower >= SIGNED,
            CorridorState.GAP: np.zeros(len(lower), bool),
            CorridorState.UNKNOWN: (one == UNCLEAR) | (other == UNCLEAR),
        }[CorridorState(int(state))]
        snapshot, rows = self.facts.snapshot, c.rows(of_state & c.duty[:, d], (a, b), self.as_of)
        found = {ClaimId(snapshot[name].ids[row]) for name, row in rows}
        if state <= CorridorState.GAP:
            found |= {r.claim for r in (self.stated.of(d, a), self.stated.of(d, b)) if r is not None}
        return tuple(sorted(found))

    def rows(self) -> Iterator[Corridor]:
        """The corridors answered, sorted by a, b, duty."""
        a, b, d = self.places
        named, partial, unclear = self._named(a, b, d)
        countries, duties = self.facts.countries, self.facts.edition.duties
        words = [s.word for s in CorridorState]
        states = [words[s] for s in self.state[d, a, b].tolist()]
        hands = (self.hands[a, d] & self.hands[b, d]).tolist()
        looks, pair = self.looks(a, b, d), self.between is not None
        for r, (i, j, k) in enumerate(zip(a.tolist(), b.tolist(), d.tolist(), strict=True)):
            yield Corridor(
                a=countries[i],
                b=countries[j],
                duty=duties[k],
                state=states[r],
                instruments=tuple(named[r]),
                hands=hands[r],
                incomplete=tuple(partial[r]),
                unclear=tuple(unclear[r]),
                via=self._via(i, j, k) if pair else None,
                claims=self.claims(i, j, k) if pair else None,
                look=looks[r],
            )

    def reasons(self) -> Iterator[Reason]:
        """Why each corridor answered is in its state."""
        agreements = {
            i
            for i, is_one in zip(self.channels.lists.ids, self.channels.lists.agreement.tolist(), strict=True)
            if is_one
        }
        recorded = set(np.asarray(self.facts.edition.duties)[self.channels.duty.any(axis=0)].tolist())
        for row in self.rows():
            text = _reason(row, agreements, self._statements(row), row.duty in recorded)
            yield Reason(row.a, row.b, row.duty, text)

    def _statements(self, row: Corridor) -> list[DutyReview | None]:
        """Who states for each side whether the instruments are all recorded."""
        at, d = self.facts.country_at, self.facts.edition.duties.index(row.duty)
        return [self.stated.of(d, at[c]) for c in (row.a, row.b)]

    def duty_reviews(self) -> tuple[DutyReview, ...]:
        """The statements that count for the countries and duties asked about."""
        countries = self.between if self.between is not None else range(len(self.facts.countries))
        return self.stated.all(self.asked.tolist(), list(countries))

    def listed(self) -> CorridorList:
        """The answer; ``reach`` is of each instrument whole, whatever was asked about."""
        return CorridorList(
            tuple(self.rows()),
            self.duty_reviews(),
            None if self.between is None else tuple(self.reasons()),
            reach(self.channels, self.facts),
        )


def instrument_names(ids: Sequence[str], agreements: set[str]) -> tuple[Name, ...]:
    """Names of instruments: agreements have their own list, networks are stakeholders."""
    return tuple(Name("agreements" if i in agreements else "stakeholders", i) for i in ids)


def _reason(
    row: Corridor, agreements: set[str], stated: Sequence[DutyReview | None], recorded: bool
) -> Sentence:
    """``stated``: who states for each side whether all are recorded; ``recorded``: there is an instrument for the
    duty."""
    a, b = Name("countries", row.a), Name("countries", row.b)
    duty = Name("capabilities", row.duty)
    instruments = instrument_names(row.instruments, agreements)
    if row.state is Channel.COVERED:
        return sentence(
            "{a} and {b} have an open cross-border channel for {duty} through {instruments}.",
            a=a, b=b, duty=duty, instruments=instruments,
        )  # fmt: skip
    if row.state is Channel.SIGNED_ONLY:
        return sentence(
            "{a} and {b} are both named in {instruments} for {duty}, but one of them has only "
"signed or been invited, or the agreement is not in force yet.",
            a=a, b=b, duty=duty, instruments=instruments,
        )  # fmt: skip
    if row.state is Channel.GAP:
        return sentence(
            "{a} and {b} are not together in any agreement or network for {duty}, and the list of "
"them is complete: {stated}.",
            a=a, b=b, duty=duty, stated=_who_states(stated),
        )  # fmt: skip
    if row.unclear:
        return sentence(
            "Not known: the position of {a} or {b} in {instruments} for {duty} is not clear.",
            a=a, b=b, duty=duty, instruments=instrument_names(row.unclear, agreements),
        )  # fmt: skip
    if row.incomplete:
        return sentence(
            "Not known: the lists of parties of {instruments} are incomplete, so {a} and {b} may "
"or may not be included for {duty}.",
            a=a, b=b, duty=duty, instruments=instrument_names(row.incomplete, agreements),
        )  # fmt: skip
    silent = tuple(c for c, r in zip((a, b), stated, strict=True) if r is None)
    if silent and recorded:
        return sentence(
            "Not known: {a} and {b} are not together in any recorded agreement or network for "
"{duty}, and no source says for {countries} that the list of agreements and networks "
"is complete.",
            a=a, b=b, duty=duty, countries=silent,
        )  # fmt: skip
    if silent:
        return sentence(
            "Not known: no agreement or network for {duty} is recorded, and nobody has stated for {countries} that "
            "there are no others.",
            duty=duty, countries=silent,
        )  # fmt: skip
    if recorded:
        return sentence(
            "Not known: no recorded agreement or network for {duty} holds both {a} and {b}, and there may be others: "
            "{stated}.",
            a=a, b=b, duty=duty, stated=_who_states(stated),
        )  # fmt: skip
    return sentence(
        "Not known: no agreement or network for {duty} is recorded, and there may be some: {stated}.",
        duty=duty, stated=_who_states(stated),
    )  # fmt: skip


def _who_states(stated: Sequence[DutyReview | None]) -> list[Sentence]:
    """Who looked, when, how and on what, each once."""
    once = {(r.source, r.reviewed_on, r.method): r for r in stated if r is not None}
    return [r.by_whom() for r in once.values()]


def covered_pairs(facts: Facts, as_of: date) -> dict[CapabilityNumber, Mask]:
    """Per duty: which pairs of countries have a channel in force. Shape (countries, countries), symmetric,
    False on the diagonal.

    An instrument in force has both as party, connected, active or partner (METHODS 7).
    """
    channels = channels_at(facts, as_of)
    return {number: channels.counts(d) > 0 for d, number in enumerate(facts.edition.duties)}


def corridors(
    facts: Facts,
    as_of: date,
    between: tuple[str, str] | None = None,
    duties: Sequence[str] = (),
    cover: Coverage | None = None,
) -> Corridors:
    """Every corridor on a day; with ``between``, every duty of that pair, unknown included, with routes
    through a third country. ``duties``: only these (numbers), none = all; ``cover``: the coverage of the same facts
    and day, if it is at hand.

    Raises UsageError for a country the store does not have, one country named twice, or a number that is no
    duty across borders in this edition.
    """
    pair = None if between is None else _pair(facts, between)
    asked = _asked(facts, duties)
    channels, stated = channels_at(facts, as_of), stated_at(facts, as_of)
    n = len(facts.countries)
    state = np.zeros((len(facts.edition.duties), n, n), np.int8)
    for d in range(len(state)):
        whole = stated.whole[d]
        if whole.any():
            state[d][~channels.maybe_together(d) & whole & whole[:, None]] = CorridorState.GAP
            np.fill_diagonal(state[d], CorridorState.UNKNOWN)
        if channels.duty[:, d].any():
            state[d][channels.listed_together(d)] = CorridorState.SIGNED_ONLY
            state[d][channels.counts(d) > 0] = CorridorState.COVERED
            np.fill_diagonal(state[d], CorridorState.UNKNOWN)
    return Corridors(facts, as_of, channels, stated, state, pair, asked, cover)


def _asked(facts: Facts, duties: Sequence[str]) -> Ints:
    known = facts.edition.duties
    other = [d for d in duties if d not in known]
    if other:
        raise UsageError(
            said(
                "{other!r} is not an area of cross-border cooperation in {id}.",
                other=other[0],
                id=facts.edition.id,
            ),
            hint=said("Areas of cooperation: {known}.", known=", ".join(known)),
        )
    return np.asarray([i for i, d in enumerate(known) if not duties or d in duties], np.int64)


def _pair(facts: Facts, between: tuple[str, str]) -> tuple[int, int]:
    unknown = [c for c in between if c not in facts.country_at]
    if unknown:
        raise UsageError(
            said("There is no country {unknown!r} in this database.", unknown=unknown[0]),
            hint=said("Use the three-letter ISO code of a country on record, such as KEN."),
        )
    a, b = sorted(facts.country_at[c] for c in between)
    if a == b:
        raise UsageError(
            said("Cross-border cooperation needs two different countries."),
            hint=said("Name a second country."),
        )
    return a, b


def reach(channels: Channels, facts: Facts) -> tuple[Reach, ...]:
    """What each instrument in force opens, and what nothing else does. Sorted by id."""
    only = np.zeros(len(channels.which), np.int64)
    pairs = np.zeros(len(channels.which), np.int64)
    full = (channels.standing == FULL) & channels.in_force[:, None]
    size = full.sum(axis=1)
    for d in range(len(facts.edition.duties)):
        rows = np.flatnonzero(channels.duty[:, d])
        alone = (channels.counts(d) == 1).astype(np.float64)
        on = full[rows].astype(np.float64)
        only[rows] += (((on @ alone) * on).sum(axis=1) / 2).astype(np.int64)
        pairs[rows] += size[rows] * (size[rows] - 1) // 2
    numbers = np.asarray(facts.edition.duties)
    out = [
        Reach(
            InstrumentId(channels.ids[i]),
            bool(channels.lists.agreement[channels.which[i]]),
            tuple(numbers[channels.duty[i]].tolist()),
            int(size[i]),
            int(pairs[i]),
            int(only[i]),
        )
        for i in range(len(channels.which))
    ]
    return tuple(sorted(out, key=lambda r: r.instrument))
