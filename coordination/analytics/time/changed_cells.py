"""The cells that are otherwise on one day than on another (METHODS 9): states, providers, flags, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Final, Self

import numpy as np

from coordination.analytics.base.facts import ALWAYS, NEVER, Facts, Ints, Mask
from coordination.analytics.base.spans import distinct, starts
from coordination.analytics.board.coverage import FLAGS, Coverage, covered
from coordination.analytics.board.ended_money import EndedMoney
from coordination.analytics.time.recorded_links import recorded_links
from coordination.text.kinds import said_as
from coordination.text.records import Column, Key
from coordination.text.sentences import Name, Sentence, sentence
from coordination.text.states import LADDER, OPEN, Flag, Sign, State, sign_of
from graph_schema.errors import UsageError, said
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3, StakeholderId

__all__ = [
    "CellChange",
    "CellChanges",
    "Move",
    "Seen",
    "Side",
    "StateCount",
    "changes_of",
    "remarks",
    "sides",
]

#: Those in which it is open whether it is done today, unknown first, then the others from worst to best.
_STATES: Final = (*OPEN, *LADDER)
_PLACE: Final = {s: i for i, s in enumerate(_STATES)}


#: How a cell moved, in words.
_MOVED: Final = {
    "better": sentence("improved"),
    "worse": sentence("worsened"),
    "learned": sentence("now known"),
    "lost_sight": sentence("no longer known"),
    "corrected": sentence("recorded otherwise"),
    "same": sentence("no change"),
}


@said_as(
    _MOVED,
    doc="better or worse along gap, planned, unattributed, fragile, covered; learned from unknown to anything; "
    "lost_sight the other way round; corrected from or to done_once and supported_only otherwise, which is neither; "
    "same where only providers, groups or flags differ",
)
class Move(StrEnum):
    """How a cell moved."""

    BETTER = "better"
    WORSE = "worse"
    LEARNED = "learned"
    LOST_SIGHT = "lost_sight"
    CORRECTED = "corrected"
    SAME = "same"


@said_as(
    {**_MOVED, "recorded": sentence("new on record")},
    doc="as it moved; recorded where it only looks better or worse, because providers, affiliations or funding of "
    "which no source says since when were first recorded",
)
class Seen(StrEnum):
    """How a cell moved, and whether that is only because of what was first recorded."""

    BETTER = "better"
    WORSE = "worse"
    LEARNED = "learned"
    LOST_SIGHT = "lost_sight"
    CORRECTED = "corrected"
    SAME = "same"
    RECORDED = "recorded"


_BACK: Final = {
    Move.BETTER: Move.WORSE,
    Move.WORSE: Move.BETTER,
    Move.LEARNED: Move.LOST_SIGHT,
    Move.LOST_SIGHT: Move.LEARNED,
    Move.CORRECTED: Move.CORRECTED,
    Move.SAME: Move.SAME,
}


def remarks(
    money_ended: Sequence[str], first_recorded: Sequence[str], links_recorded: Sequence[str]
) -> Iterator[Sentence]:
    """What makes a change less than it looks."""

    def named(who: Sequence[str]) -> tuple[Name, ...]:
        return tuple(Name("stakeholders", s) for s in who)

    if first_recorded:
        yield sentence("new on record, start date unknown: {who}", who=named(first_recorded))
    if links_recorded:
        yield sentence(
            "affiliation or funding new on record, start date unknown: {who}", who=named(links_recorded)
        )
    if money_ended:
        yield sentence("known funding has ended, counted as still active: {who}", who=named(money_ended))


@dataclass(frozen=True, slots=True)
class CellChange:
    """``groups``: independent providers before and after; ``looks``: reviews that count only on one side;
    ``money_ended``: providers on both sides whose known money for the cell has all ended only after;
    ``first_recorded``: those of ``providers_added`` of whom no source says since when. They count from the day of their
    source, and may have been at work before; ``links_recorded``: where providers are the same and their number of
    independent groups is another only because affiliations or funding were first recorded (no source says since when),
    the providers of whom they were. Told backwards, these still name whom they name forwards;
    ``signs``: how the cell is drawn before and after."""

    country: Iso3
    capability: CapabilityNumber
    before: State
    after: State
    signs: Annotated[tuple[Sign, Sign], Key("how it is drawn before and after")]
    move: Move
    groups: Annotated[tuple[int, int], Key("independent providers before and after")]
    providers_added: Annotated[tuple[StakeholderId, ...], Key("came")]
    providers_gone: Annotated[tuple[StakeholderId, ...], Key("went")]
    flags_added: Annotated[tuple[Flag, ...], Key("flags only after")]
    flags_gone: Annotated[tuple[Flag, ...], Key("flags only before")]
    looks: Annotated[tuple[ClaimId, ...], Key("reviews that count only on one side")]
    money_ended: Annotated[
        tuple[StakeholderId, ...],
        Key(
            "providers before and after whose known money for the cell has all ended after; they count as going on"
        ),
    ]
    first_recorded: Annotated[
        tuple[StakeholderId, ...],
        Key(
            "those of providers_added of whom no source says since when; they count from the day of their source"
        ),
    ]
    links_recorded: Annotated[
        tuple[StakeholderId, ...],
        Key(
            "providers, the same before and after, whose number of independent groups is another only because "
            "affiliations or funding of which no source says since when were first recorded"
        ),
    ] = ()

    @property
    def seen(self) -> Seen:
        """How it moved; "recorded" where all that is new is first recorded, and nobody knows since when."""
        if self.links_recorded and self.move in {Move.BETTER, Move.WORSE}:
            return Seen.RECORDED
        only = bool(self.first_recorded) and self.first_recorded == self.providers_added
        return Seen.RECORDED if only and self.move is Move.BETTER else Seen(self.move)

    def mirrored(self) -> CellChange:
        """The same change, told backwards."""
        return replace(
            self,
            before=self.after,
            after=self.before,
            signs=(self.signs[1], self.signs[0]),
            move=_BACK[self.move],
            groups=(self.groups[1], self.groups[0]),
            providers_added=self.providers_gone,
            providers_gone=self.providers_added,
            flags_added=self.flags_gone,
            flags_gone=self.flags_added,
        )

    def reason(self) -> Sentence:
        cell = {
            "country": Name("countries", self.country),
            "capability": Name("capabilities", self.capability),
        }
        heard = tuple(Name("stakeholders", s) for s in self.first_recorded if s in self.providers_added)
        new = tuple(Name("stakeholders", s) for s in self.providers_added if s not in self.first_recorded)
        gone = tuple(Name("stakeholders", s) for s in self.providers_gone)
        if heard:
            return self._recorded(cell, heard, new, gone)
        if new and gone:
            return sentence("{country}, {capability}: new: {new}; gone: {gone}.", new=new, gone=gone, **cell)
        if new:
            return sentence("{country}, {capability}: new: {new}.", new=new, **cell)
        if gone:
            return sentence("{country}, {capability}: gone: {gone}.", gone=gone, **cell)
        if self.links_recorded:
            return sentence(
                "{country}, {capability}: the same providers. First recorded of {who}: whom they belong to or who pays "
                "them; since when is not known.",
                who=tuple(Name("stakeholders", s) for s in self.links_recorded),
                **cell,
            )
        if self.looks:
            return sentence(
                "{country}, {capability}: one review was added or removed.",
                "{country}, {capability}: {n} reviews were added or removed.",
                n=len(self.looks),
                **cell,
            )
        if self.money_ended and self.groups[1] > self.groups[0]:  # all that an end of money does: it parts
            return sentence(
                "{country}, {capability}: same providers. Known funding of {who} has ended; its "
                "current funding is unknown. It is counted as still active.",
                "{country}, {capability}: same providers. Known funding of {who} has ended; their "
                "current funding is unknown. They are counted as still active.",
                n=len(self.money_ended),
                who=tuple(Name("stakeholders", s) for s in self.money_ended),
                **cell,
            )
        return sentence("{country}, {capability}: same providers, but counted or dated differently.", **cell)

    @staticmethod
    def _recorded(
        cell: Mapping[str, Name], heard: tuple[Name, ...], new: tuple[Name, ...], gone: tuple[Name, ...]
    ) -> Sentence:
        if new and gone:
            return sentence(
                "{country}, {capability}: new: {new}; new on record: {heard}; gone: {gone}.",
                new=new,
                gone=gone,
                heard=heard,
                **cell,
            )
        if new:
            return sentence(
                "{country}, {capability}: new: {new}; new on record: {heard}.", new=new, heard=heard, **cell
            )
        if gone:
            return sentence(
                "{country}, {capability}: new on record: {heard}; gone: {gone}.",
                gone=gone,
                heard=heard,
                **cell,
            )
        return sentence(
            "{country}, {capability}: new on record: {heard}. Their start date is unknown.",
            heard=heard,
            **cell,
        )


@dataclass(frozen=True, eq=False)
class Side:
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

    def _keys(self, cell: Ints, who: Ints) -> Ints:
        """cell * stakeholders + stakeholder of pairs of this side, sorted."""
        if not len(who):
            return np.zeros(0, np.int64)
        place = np.asarray([self.stakeholders[s] for s in self.cover.facts.stakeholders], np.int64)
        return np.sort(self._cell[cell] * len(self.stakeholders) + place[who])

    @cached_property
    def providers(self) -> Ints:
        """As cell * stakeholders + provider, sorted."""
        return self._keys(self.cover.groups.node_query, self.cover.groups.node_who)

    @cached_property
    def dated(self) -> Ints:
        """Those providers of whom a source says since when."""
        facts = self.cover.facts
        d = facts.deliveries
        said_when = facts.snapshot["deliveries"]["since"].per_value(bool, "bool")[d.row]
        on = np.flatnonzero(d.life.active(self.cover.as_of.toordinal()) & d.provides & said_when)
        return distinct(self._keys(d.cell[on], d.who[on]))

    def money_gone(self, since: int = ALWAYS) -> Ints:
        """Those providers whose known money has ended, the last of it after the day ``since``."""
        return self._keys(*EndedMoney(self.cover).providers_since(since))

    def recorded_links(self, cells: Ints, groups: Ints, since: int) -> Ints:
        """Providers of those of ``cells`` that had as many ``groups`` as before but for what was first recorded after
        ``since``, as cell * stakeholders + provider, sorted."""
        local = np.flatnonzero(np.isin(self._cell, cells))
        n, query, who = recorded_links(self.cover, local, since)
        same = n == groups[self._cell[local]]
        kept = same[query]
        return self._keys(local[query[kept]], who[kept])

    def looks(self, country: str, capability: str) -> set[str]:
        facts = self.cover.facts
        if country not in facts.country_at:
            return set()
        rows = facts.looks.row[self.cover.looks_at(self.cover.index(country, capability))]
        ids = facts.snapshot["reviews"].ids
        return {ids[r] for r in rows.tolist()}


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many cells are in a state."""

    state: Annotated[State, Column(sentence("Status"))]
    before: Annotated[int, Key("cells before", more={"minimum": 0}), Column(sentence("Before"))]
    after: Annotated[int, Key("cells after", more={"minimum": 0}), Column(sentence("After"))]


@dataclass(frozen=True)
class CellChanges:
    """``cells`` by country and capability; ``states``: number of cells per state, before and after."""

    before: date
    after: date
    cells: Annotated[tuple[CellChange, ...], Key("cells that differ, sorted")]
    states: Annotated[tuple[StateCount, ...], Key("number of cells per state")]

    def mirrored(self) -> Self:
        """The same, told backwards: from the later day to the earlier one."""
        return replace(
            self,
            before=self.after,
            after=self.before,
            cells=tuple(c.mirrored() for c in self.cells),
            states=tuple(StateCount(s.state, s.after, s.before) for s in self.states),
        )


def _move(before: int, after: int) -> Move:
    if before == after:
        return Move.SAME
    if not before:
        return Move.LEARNED
    if not after:
        return Move.LOST_SIGHT
    if min(before, after) < len(OPEN):
        return Move.CORRECTED
    return Move.BETTER if after > before else Move.WORSE


def _flag_names(bits: int) -> tuple[Flag, ...]:
    return tuple(f for i, f in enumerate(FLAGS) if bits >> i & 1)


def _cells(one: Side, two: Side, here: Mask) -> tuple[CellChange, ...]:
    """``here``: of which cells."""
    size = max(len(one.stakeholders), 1)
    names = tuple(one.stakeholders)
    numbers, k = one.cover.facts.edition.numbers, one.cover.facts.K
    came = np.setdiff1d(two.providers, one.providers, assume_unique=True)
    went = np.setdiff1d(one.providers, two.providers, assume_unique=True)
    differs = (one.state != two.state) | (one.n != two.n) | (one.flags != two.flags)
    differs[came // size] = True
    differs[went // size] = True
    differs &= here

    def by_cell(found: Ints) -> Callable[[int], tuple[StakeholderId, ...]]:
        who = [StakeholderId(names[w]) for w in (found % size).tolist()]
        start = starts(found // size, len(differs)).tolist()
        return lambda cell: tuple(who[start[cell] : start[cell + 1]])

    days = one.cover.as_of.toordinal(), two.cover.as_of.toordinal()
    late = two.money_gone(days[0] if days[0] < days[1] else ALWAYS)
    ended = np.setdiff1d(late, one.money_gone(), assume_unique=True)
    ended = np.intersect1d(ended, one.providers, assume_unique=True)
    arrived, left, unpaid = by_cell(came), by_cell(went), by_cell(ended)
    recorded = by_cell(np.setdiff1d(came, two.dated, assume_unique=True))
    alike = differs & (one.n != two.n)
    alike[came // size] = alike[went // size] = False
    linked = by_cell(
        two.recorded_links(np.flatnonzero(alike), one.n, days[0] if days[0] < days[1] else NEVER)
    )

    out = []
    for cell in np.flatnonzero(differs).tolist():
        country, number = one.countries[cell // k], numbers[cell % k]
        before, after = int(one.state[cell]), int(two.state[cell])
        flags0, flags1 = int(one.flags[cell]), int(two.flags[cell])
        looks = one.looks(country, number) ^ two.looks(country, number)
        out.append(
            CellChange(
                Iso3(country),
                CapabilityNumber(number),
                _STATES[before],
                _STATES[after],
                (
                    sign_of(_STATES[before], _flag_names(flags0)),
                    sign_of(_STATES[after], _flag_names(flags1)),
                ),
                _move(before, after),
                (int(one.n[cell]), int(two.n[cell])),
                arrived(cell),
                left(cell),
                _flag_names(flags1 & ~flags0),
                _flag_names(flags0 & ~flags1),
                tuple(sorted(map(ClaimId, looks))),
                unpaid(cell),
                recorded(cell),
                linked(cell),
            )
        )
    return tuple(out)


def sides(before: Facts, before_as_of: date, after: Facts, after_as_of: date) -> tuple[Side, Side]:
    """Both, laid out over the countries and stakeholders of both.

    Raises UsageError where the two are seen through different editions or kinds of evidence.
    """
    if before.edition.id != after.edition.id or before.evidence != after.evidence:
        raise UsageError(
            said("The two sides use different editions or different evidence."),
            hint=said("Use the same edition and the same evidence for both."),
        )
    countries = tuple(sorted({*before.countries, *after.countries}))
    bodies = sorted({*before.stakeholders, *after.stakeholders})
    place: dict[str, int] = {s: i for i, s in enumerate(bodies)}
    one = Side(covered(before, before_as_of), countries, place)
    return one, Side(covered(after, after_as_of), countries, place)


def changes_of(one: Side, two: Side, countries: Collection[str] | None = None) -> CellChanges:
    """``countries``: cells of these alone, in both lists."""
    here = np.full(len(one.state), True)
    if countries is not None:
        here = np.repeat(np.isin(one.countries, list(countries)), one.cover.facts.K)
    count = [np.bincount(side.state[here], minlength=len(_STATES)).tolist() for side in (one, two)]
    return CellChanges(
        one.cover.as_of,
        two.cover.as_of,
        _cells(one, two, here),
        tuple(StateCount(s, count[0][i], count[1][i]) for i, s in enumerate(_STATES)),
    )
