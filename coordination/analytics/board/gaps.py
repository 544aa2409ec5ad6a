"""What is missing, in the order in which it holds others up (METHODS 3).

Listed are the gaps of each country, then its fragile, unattributed and planned cells; among these first
those for which most others wait, then those that block most hand-offs, then those with a duty across borders,
then in edition order. Unknown cells stand apart, with what was done once or has support only: for them the first thing
to do is to look. Every place in the list comes with its bounds over all ways in which these cells could turn out, with
its reasons, and with those that only the order of the edition puts before or behind it: these share their places, for
no record parts them. The looks
that could move the top of the list most come first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Final

import numpy as np

from coordination.analytics.base.support import hand_offs, supported, waiting
from coordination.analytics.board.coverage import Coverage, State
from coordination.analytics.board.deciding_claims import status_claims
from coordination.analytics.board.told import DoneBy
from coordination.text.kinds import Bounds
from coordination.text.records import HIDDEN, Key
from coordination.text.sentences import Name, Sentence, sentence
from coordination.text.states import OPEN, Sign
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3

__all__ = ["TOP", "Gap", "Gaps", "LookFirst", "gaps"]

LISTED: Final = (State.GAP, State.FRAGILE, State.UNATTRIBUTED, State.PLANNED)
TOP: Final = 3  #: places at the top of the list that a plan begins with

#: What puts a row before another: (state, -waiting, -blocked, -duty), the smaller the earlier; the same = level.
_Key = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A capability in a country that is missing or fragile, at its place in the list of the country."""

    country: Iso3
    capability: CapabilityNumber
    state: State
    sign: Sign
    waiting: Annotated[
        tuple[CapabilityNumber, ...], Key("capabilities that cannot be supported without it")
    ] = ()
    unlocks: Annotated[
        tuple[CapabilityNumber, ...],
        Key("standing capabilities of the country whose support rises if it alone came to stand"),
    ] = ()
    duties: Annotated[int, Key("1 if it has a duty that crosses a border", more={"enum": [0, 1]})] = 0
    blocked: Annotated[
        tuple[CapabilityNumber, ...],
        Key("standing capabilities of the country that a hand-off joins to it"),
    ] = ()
    rank: Annotated[
        Bounds,
        Key(
            "between which places it stands, however the unknown cells of the country turn out and those that are "
            "level with it are put: at most, at least"
        ),
    ]
    first_whatever: Annotated[
        bool,
        Key(
            "among the first three with all that is level with it, whatever the unknown cells turn out to be; where "
            "none is unknown, among the first three"
        ),
    ]
    unknown: Annotated[int, HIDDEN] = 0
    """Capabilities of the country whose status is not known."""
    level_with: Annotated[
        tuple[CapabilityNumber, ...],
        Key("those that only the order of the edition puts before or behind it"),
    ] = ()
    claims: Annotated[tuple[ClaimId, ...], Key("ids of the records that the status rests on")] = ()
    reasons: Annotated[tuple[Sentence, ...], Key("why it stands there, in sentences")] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reasons", tuple(self._reasons()))

    def _reasons(self) -> Iterator[Sentence]:
        if self.unlocks:
            yield sentence(
                "If it were in place, these would have their prerequisites again: {unlocks}.",
                unlocks=_names(self.unlocks),
            )
        elif self.waiting:
            yield sentence("These need it first: {waiting}.", waiting=_names(self.waiting))
        if self.blocked and self.state is State.GAP:
            yield sentence(
                "These are in place, but cannot hand over to it or receive from it: {blocked}.",
                blocked=_names(self.blocked),
            )
        elif self.blocked:
            yield sentence(
                "These are in place and have a hand-off with it: {blocked}.", blocked=_names(self.blocked)
            )
        if self.duties:
            yield sentence("It is an area of cross-border cooperation.")
        if self.first_whatever and self.unknown:
            yield sentence(
                "It is among the first {n} in the order of the gaps, whatever the unknown turns out to be.",
                n=TOP,
            )
        if self.level_with:
            yield sentence(
                "Nothing on record puts it before or behind: {others}.", others=_names(self.level_with)
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class LookFirst:
    """A capability in a country of which nobody knows whether it is done today, and what its review would teach."""

    country: Iso3
    capability: CapabilityNumber
    state: State
    done_by: Annotated[
        tuple[DoneBy, ...],
        Key("who did what was done once, and who supports what has support only; else empty"),
    ] = ()
    value: Annotated[
        int,
        Key(
            "rows that may stand among the first three and that it could push back, or stands in a hand-off with",
            more={"minimum": 0},
        ),
    ] = 0
    waiting: Annotated[
        tuple[CapabilityNumber, ...], Key("capabilities that cannot be supported without it")
    ] = ()
    claims: Annotated[
        tuple[ClaimId, ...], Key("id of the review that gave no clear result; none where nobody looked")
    ] = ()
    reasons: Annotated[tuple[Sentence, ...], Key("why it stands there, in sentences")] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reasons", tuple(self._reasons()))

    def _reasons(self) -> Iterator[Sentence]:
        who = [Name("stakeholders", d.stakeholder) for d in self.done_by]
        if self.state is State.DONE_ONCE:
            yield sentence("{who} did it once. Nobody is on record who carries it on.", who=who)
        if self.state is State.SUPPORTED_ONLY:
            yield sentence("Only support is on record: {who}.", who=who)
        if self.value:
            yield sentence(
                "Its review could change the place of one of the first gaps.",
                "Its review could change the places of {n} of the first gaps.",
                n=self.value,
            )
        if self.waiting:
            yield sentence("These need it first: {waiting}.", waiting=_names(self.waiting))


def _names(numbers: Sequence[CapabilityNumber]) -> list[Name]:
    return [Name("capabilities", n) for n in numbers]


@dataclass(frozen=True)
class Gaps:
    """What is missing, and what is unknown."""

    gaps: Annotated[tuple[Gap, ...], Key("grouped by country in ISO3 order; a ranking within each")]
    looks: Annotated[
        tuple[LookFirst, ...], Key("cells nobody knows about, those whose look would teach most first")
    ]


def _unlocks(cover: Coverage, country: int, rows: Sequence[int]) -> Iterator[tuple[CapabilityNumber, ...]]:
    """Of each of these capabilities of a country: whose support rises if it alone came to stand."""
    facts = cover.facts
    part = slice(country * facts.K, (country + 1) * facts.K)
    worlds = np.tile(cover.standing2[part], (len(rows), 1))
    worlds[np.arange(len(rows)), rows] = 2
    rises = (supported(facts.edition, worlds) > cover.supported2[part]) & (cover.standing2[part] == 2)
    for a, of_row in zip(rows, rises, strict=True):
        yield tuple(facts.edition.numbers[b] for b in np.flatnonzero(of_row).tolist() if b != a)


def gaps(cover: Coverage, countries: Sequence[str] | None = None) -> Gaps:
    """The gap list and the looks of every country, or of those named; each is worked out once for a coverage."""
    listed: list[Gap] = []
    looks: list[LookFirst] = []
    for iso3 in sorted(countries) if countries is not None else cover.facts.countries:
        of_country = cover.derived(f"gaps of {iso3}", partial(_of, iso3=Iso3(iso3)))
        listed += of_country[0]
        looks += of_country[1]
    return Gaps(tuple(listed), tuple(looks))


def _of(cover: Coverage, iso3: Iso3) -> tuple[tuple[Gap, ...], tuple[LookFirst, ...]]:
    facts, edition = cover.facts, cover.facts.edition
    numbers, waits, flows = edition.numbers, waiting(edition), hand_offs(edition)
    start = facts.country_at[iso3] * facts.K
    states = cover.states[start : start + facts.K]
    stands = cover.standing2[start : start + facts.K] == 2
    unknown = np.array([s in OPEN for s in states], bool)
    blocks, at_most = (flows & stands).sum(axis=1), (flows & (stands | unknown)).sum(axis=1)

    def key(a: int, blocked: np.ndarray) -> _Key:
        state = LISTED.index(State.GAP if unknown[a] else states[a])
        return state, -len(waits[a]), -int(blocked[a]), -int(numbers[a] in edition.duties)

    rows = [a for a in range(facts.K) if states[a] in LISTED]
    open_ = np.flatnonzero(unknown).tolist()
    #: the most and the least a row can hold up; without an unknown neighbour they are the same
    early, late = {a: key(a, at_most) for a in rows + open_}, {a: key(a, blocks) for a in rows}
    rows.sort(key=lambda a: (late[a], a))
    #: what is level with a row may be put before it, or behind it
    best = {a: 1 + sum(late[b] < early[a] for b in rows if b != a) for a in rows}
    worst = {a: 1 + sum(early[b] <= late[a] for b in rows + open_ if b != a) for a in rows}
    top = [a for a in rows if best[a] <= TOP]
    value = {u: sum(early[u] <= late[a] or bool(flows[u, a]) for a in top) for u in open_}

    def named(places: Sequence[int]) -> tuple[CapabilityNumber, ...]:
        return tuple(numbers[b] for b in places)

    listed = [
        Gap(
            country=iso3,
            capability=numbers[a],
            state=states[a],
            sign=cover.signs[start + a],
            waiting=named(waits[a]),
            unlocks=unlocks,
            duties=int(numbers[a] in edition.duties),
            blocked=named(np.flatnonzero(flows[a] & stands).tolist()),
            rank=Bounds(best[a], worst[a]),
            first_whatever=worst[a] <= TOP,
            unknown=len(open_),
            level_with=named([b for b in rows if b != a and late[b] == late[a]]),
            claims=status_claims(cover, start + a),
        )
        for a, unlocks in zip(rows, _unlocks(cover, facts.country_at[iso3], rows), strict=True)
    ]
    looks = [
        LookFirst(
            country=iso3,
            capability=numbers[u],
            state=states[u],
            done_by=cover.done_by(start + u),
            value=value[u],
            waiting=named(waits[u]),
            claims=status_claims(cover, start + u),
        )
        for u in sorted(open_, key=lambda u: (-value[u], early[u], u))
    ]
    return tuple(listed), tuple(looks)
