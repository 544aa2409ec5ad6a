"""What to do about each capability of a country, from the action library of the edition (METHODS 3).

The status of a capability chooses its actions (:func:`purposes`): a gap or a plan is put in place, what nobody knows is
reviewed, and so is first of all the one of which no other provider is known because nobody has looked, and what is
recorded in general or for a part of the country only; who provides it is found out, one with too few providers gets a
second provider or a successor. Beside them stand renewal where an end is near, and the step to the next phase
where a phase was found and the prerequisites have reached that next phase.

A country may have own actions, which are records. Where it has any for a capability and a purpose, they stand in place
of all that the library has for it; the prerequisites and everything else stay as they are. Where an edition has united
two capabilities, they stand in place of what the library has for theirs; what it has for the other stays beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Annotated, Final, NamedTuple

import numpy as np

from coordination.analytics.base.facts import Facts, Ints
from coordination.analytics.board.coverage import Coverage
from coordination.analytics.board.mandates import Mandates
from coordination.analytics.board.maturity import HIGHEST, LOWEST, phases_at
from coordination.analytics.board.seats import Standing, seats
from coordination.analytics.board.wider import wider
from coordination.text.records import Key
from coordination.text.sentences import Either, Name, Recorded, Sentence, sentence
from coordination.text.states import Flag, Sign, State
from graph_schema.actions import Action, Basis, Effort, Serves
from graph_schema.edition import BASE_EDITION, Edition, edition
from graph_schema.ids import CapabilityNumber, Instruction, Iso3, SeatId, SourceId, StakeholderId
from graph_schema.languages import OTHERS, column_in

__all__ = [
    "Here",
    "Instead",
    "Library",
    "Step",
    "Suggested",
    "come_first",
    "here_of",
    "purposes",
    "suggested",
]


#: The step that leads to a phase.
_RAISES: Final = {2: Serves.RAISE_2, 3: Serves.RAISE_3, 4: Serves.RAISE_4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One action for a capability of a country."""

    action_id: Annotated[
        str, Key("id of the action in the library of the edition; of an own action, of its record")
    ]
    serves: Serves
    step: Annotated[int, Key("place among the actions that serve the same", more={"minimum": 1})]
    action: Annotated[Instruction, Key("what is to be done")]
    lead: Annotated[SeatId, Key("the seat of the national body that leads")]
    held_by: Annotated[
        tuple[StakeholderId, ...], Key("who holds that seat in the country, as far as is known")
    ]
    partners: Annotated[tuple[SeatId, ...], Key("the seats that take part")]
    done_when: Annotated[Instruction, Key("what shows that it is done")]
    effort: Effort
    first: Annotated[
        tuple[tuple[CapabilityNumber, ...], ...],
        Key("capabilities that are needed first and are not known to be in place; of each list any one"),
    ]
    basis: Basis
    source: Annotated[SourceId | None, Key("the source with the content of the action")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """What to do about one capability of a country."""

    capability: CapabilityNumber
    state: State
    sign: Sign
    phase: Annotated[
        int | None,
        Key("phase of the latest review that has one", more={"minimum": LOWEST, "maximum": HIGHEST}),
    ]
    actions: Annotated[tuple[Step, ...], Key("in the order in which they are done")]
    why_none: Annotated[Sentence | None, Key("why there is no action, where there is none")] = field(
        default=None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """An own action, or an action of the library that own actions stand in place of."""

    capability: CapabilityNumber
    serves: Serves
    used: Annotated[
        bool, Key("an own action; false = an action of the library in place of which own actions are used")
    ]
    step: Annotated[int, Key("place among the actions that serve the same", more={"minimum": 1})]
    action_id: Annotated[str, Key("id of the record, or of the action in the library")]
    action: Annotated[Instruction, Key("what is to be done")]
    lead: Annotated[SeatId, Key("the seat of the national body that leads")]
    done_when: Annotated[Instruction, Key("what shows that it is done")]
    effort: Effort
    basis: Basis
    source: Annotated[SourceId | None, Key("the source with the content of the action")]


@dataclass(frozen=True)
class Library:
    """What to do in a country."""

    country: Iso3
    capabilities: Annotated[tuple[Suggested, ...], Key("every capability asked about, in edition order")]
    own: Annotated[
        tuple[Instead, ...],
        Key(
            "own actions of the country, whatever its statuses, and the actions of the library that they replace"
        ),
    ]


def come_first(first: Sequence[Sequence[CapabilityNumber]]) -> tuple[Sentence, ...]:
    """What is needed first, each in words."""
    return tuple(
        sentence("{list}", list=Either(Name("capabilities", n) for n in numbers)) for numbers in first
    )


@cache
def _by_purpose(model: Edition) -> dict[tuple[str, str], list[Action]]:
    """The actions of each capability and purpose, in their order."""
    out: dict[tuple[str, str], list[Action]] = {}
    for action in model.actions:
        out.setdefault((action.capability, action.serves), []).append(action)
    return out


class _Own(NamedTuple):
    """An own action; ``base``: its capability in the base edition."""

    base: str
    action: Action


@cache
def _base() -> Mapping[str, str]:
    """Id of each action of the library -> its capability in the base edition."""
    return {a.id: a.capability for a in edition(BASE_EDITION).actions}


def _own_actions(facts: Facts, country: Iso3) -> dict[tuple[str, str], list[_Own]]:
    """The own actions of a country by capability and purpose, in their order."""
    frame, here = facts.snapshot["own_actions"], facts.edition.from_base
    order, found = edition(BASE_EDITION).index, list[tuple[int, int, _Own]]()
    for i in np.flatnonzero(frame["iso3"].isin([country])).tolist():
        row = frame.row(i)
        number = here.get(row["capability"])
        if number:
            needs = dict.fromkeys(here.get(n, "") for n in row["needs"].split(";"))
            action = Action(
                id=frame.ids[i],
                capability=CapabilityNumber(number),
                serves=row["serves"],
                step=int(row["step"]),
                action=_recorded(row, "action"),
                lead=SeatId(row["lead_seat"]),
                partners=tuple(SeatId(s) for s in row["partners"].split(";") if s),
                done_when=_recorded(row, "done_when"),
                effort=row["effort"],
                needs=tuple((n,) for n in needs if n and n != number),
                basis=Basis.OWN,
                source=row["source_id"],
            )
            found.append((order[row["capability"]], action.step, _Own(row["capability"], action)))
    out: dict[tuple[str, str], list[_Own]] = {}
    for _order, _step, own in sorted(found, key=lambda f: (f[0], f[1], f[2].action.id)):
        out.setdefault((own.action.capability, own.action.serves), []).append(own)
    return out


def _recorded(row: Mapping[str, str], column: str) -> Recorded:
    """A text of a record, in every language in which it is kept."""
    return Recorded(row[column], {code: row[column_in(column, code)] for code in OTHERS})


@dataclass(frozen=True, eq=False)
class Here:
    """One country: standings (2 = in place) and phases (0 = not known) of its capabilities, who sits where, which
    seats nobody holds, and its own actions by capability and purpose."""

    edition: Edition
    standing: Ints
    phase: Ints
    held: dict[SeatId, tuple[StakeholderId, ...]]
    empty: frozenset[SeatId]
    own: Mapping[tuple[str, str], list[_Own]]

    @cached_property
    def _by_id(self) -> dict[str, Action]:
        return {a.id: a for a in self.edition.actions}

    def stands(self, number: str) -> bool:
        return bool(self.standing[self.edition.index[number]] == 2)

    def seat(self, seat: SeatId) -> Standing:
        """Whether somebody holds a seat on a national body."""
        if self.held.get(seat):
            return Standing.FILLED
        return Standing.EMPTY if seat in self.empty else Standing.UNKNOWN

    def find(self, ident: str) -> Action | None:
        """The action of an id, of the library or an own one of the country; None where there is none here."""
        return self._by_id.get(ident) or next(
            (x.action for found in self.own.values() for x in found if x.action.id == ident), None
        )

    def phase_of(self, number: str) -> int:
        return int(self.phase[self.edition.index[number]])

    def _met(self, need: str, capability: str) -> bool:
        """Whether what an action of a capability needs is done; its own actions come in their order anyway."""
        action = self._by_id.get(need)
        if action is None:
            return self.stands(need)
        if action.capability == capability:
            return True
        reached = {str(serves): phase for phase, serves in _RAISES.items()}.get(action.serves, LOWEST)
        return self.stands(action.capability) and self.phase_of(action.capability) >= reached

    def lacking(self, action: Action) -> tuple[tuple[CapabilityNumber, ...], ...]:
        """The capabilities that come before an action, of each list any one."""
        unmet = [need for need in action.needs if not any(self._met(n, action.capability) for n in need)]
        return tuple(
            tuple(
                dict.fromkeys(
                    self._by_id[n].capability if n in self._by_id else CapabilityNumber(n) for n in need
                )
            )
            for need in unmet
        )

    def actions(self, number: str, serves: Serves) -> list[Action]:
        """The own actions for a purpose, and those of the library for what the country has none for."""
        library = _by_purpose(self.edition).get((number, serves), [])
        own = self.own.get((number, serves))
        if not own:
            return library
        replaced, order = {x.base for x in own}, edition(BASE_EDITION).index
        rest = [_Own(b, a) for a in library if (b := _base().get(a.id, number)) not in replaced]
        return [x.action for x in sorted((*own, *rest), key=lambda x: order[x.base])]

    def instead(self, number: str) -> Iterator[Instead]:
        """The own actions for a capability, each purpose followed by what they replace in the library."""
        for serves in Serves:
            if own := self.own.get((number, serves)):
                replaced = {x.base for x in own}
                library = _by_purpose(self.edition).get((number, serves), [])
                yield from (_instead(x.action) for x in own)
                yield from (_instead(a) for a in library if _base().get(a.id, number) in replaced)

    def step(self, action: Action) -> Step:
        return Step(
            action_id=action.id,
            serves=Serves(action.serves),
            step=action.step,
            action=Instruction(action.action),
            lead=action.lead,
            held_by=self.held.get(action.lead, ()),
            partners=action.partners,
            done_when=Instruction(action.done_when),
            effort=Effort(action.effort),
            first=self.lacking(action),
            basis=Basis(action.basis),
            source=SourceId(action.source) if action.source else None,
        )


def _instead(action: Action) -> Instead:
    return Instead(
        capability=action.capability,
        serves=Serves(action.serves),
        used=action.basis == Basis.OWN,
        step=action.step,
        action_id=action.id,
        action=Instruction(action.action),
        lead=action.lead,
        done_when=Instruction(action.done_when),
        effort=Effort(action.effort),
        basis=Basis(action.basis),
        source=SourceId(action.source) if action.source else None,
    )


def purposes(cover: Coverage, cell: int) -> tuple[Serves, ...]:
    """What the status of a capability asks for, one after the other; plans, decisions and the library follow it. A
    review comes before a second provider or a successor where nobody has checked for others, and where all records are
    in general or for a part of the country. Nobody is sought beside a body with a mandate of the state: that it has one
    is no weakness, and what is not known of it is asked."""
    normal = bool(cover.facts.one_is_normal[cell])
    kept = bool(Mandates.of(cover).kept[cell])
    more = () if kept else (Serves.NAME_SUCCESSOR if normal else Serves.SECOND_PROVIDER,)
    review = (Serves.REVIEW,) if wider(cover, cell) else ()
    match cover.signs[cell]:
        case Sign.GAP | Sign.PLANNED:
            return (Serves.ESTABLISH,)
        case Sign.UNKNOWN | Sign.DONE_ONCE | Sign.SUPPORTED_ONLY:
            return (Serves.REVIEW,)
        case Sign.UNATTRIBUTED:
            return (Serves.ATTRIBUTE,)
        case Sign.UNCOUNTED:
            return Serves.REVIEW, *more
        case Sign.FRAGILE:
            return ((Serves.REVIEW,) if kept else review) + more
        case _:
            return review


def _of(here: Here, number: str, serves: Sequence[Serves], flags: Sequence[Flag]) -> Iterator[Action]:
    """The actions for a capability, most pressing first."""
    for purpose in serves:
        yield from here.actions(number, purpose)
    if Flag.EXPIRING in flags:
        yield from here.actions(number, Serves.RENEW)
    raised = _raise(here, number)
    if not any(here.lacking(a) for a in raised):
        yield from raised


def _raise(here: Here, number: str) -> list[Action]:
    """The step to the next phase of what is in place at a known phase below the highest."""
    phase = here.phase_of(number)
    if not here.stands(number) or not LOWEST <= phase < HIGHEST:
        return []
    return here.actions(number, _RAISES[phase + 1])


def _why_none(here: Here, number: str, state: State) -> Sentence:
    """Why nothing is suggested for a capability."""
    name, phase, raised = Name("capabilities", number), here.phase_of(number), _raise(here, number)
    if raised:
        waits = tuple(dict.fromkeys(need for a in raised for need in here.lacking(a)))
        return sentence(
            "{capability} is in place, at phase {phase}. Before phase {next} these are needed at phase {next}: {list}.",
            capability=name,
            phase=phase,
            next=phase + 1,
            list=come_first(waits),
        )
    if state is not State.COVERED:
        return sentence("The action library of this edition has no action for {capability}.", capability=name)
    if phase == HIGHEST:
        return sentence(
            "{capability} is covered, at the highest phase, and no end date is near.", capability=name
        )
    return sentence(
        "{capability} is covered, no end date is near, and no review has set a phase from which to go on.",
        capability=name,
    )


def _seated(
    cover: Coverage, country: Iso3
) -> tuple[dict[SeatId, tuple[StakeholderId, ...]], frozenset[SeatId]]:
    """Who holds each seat on the national bodies of a country, and which seats are vacant on each of them."""
    held: dict[SeatId, tuple[StakeholderId, ...]] = {}
    other = set[SeatId]()
    for seat in seats(cover.facts, cover.as_of, [country]).seats:
        held[seat.seat] = tuple(dict.fromkeys((*held.get(seat.seat, ()), *seat.members)))
        other |= {seat.seat} if seat.state is not Standing.EMPTY else set()
    return held, frozenset(held) - other


def here_of(cover: Coverage, country: Iso3) -> Here:
    """What an action of the library is held against in a country."""
    facts = cover.facts
    at = facts.country_at[country]
    held, empty = _seated(cover, country)
    return Here(
        facts.edition,
        cover.standing2[at * facts.K : (at + 1) * facts.K],
        phases_at(facts, cover.as_of, at)[2],
        held,
        empty,
        _own_actions(facts, country),
    )


def suggested(cover: Coverage, country: Iso3, capability: str | None = None) -> Library:
    """What to do about every capability of a country, or about one."""
    facts = cover.facts
    start = facts.country_at[country] * facts.K
    here = here_of(cover, country)
    found, own = list[Suggested](), list[Instead]()
    for a, number in enumerate(facts.edition.numbers):
        if capability not in (None, number):
            continue
        own += here.instead(number)
        state, sign = cover.states[start + a], cover.signs[start + a]
        asked, flags = purposes(cover, start + a), cover.flags_at(start + a)
        steps = tuple(here.step(x) for x in _of(here, number, asked, flags))
        found.append(
            Suggested(
                capability=number,
                state=state,
                sign=sign,
                phase=here.phase_of(number) or None,
                actions=steps,
                why_none=None if steps else _why_none(here, number, state),
            )
        )
    return Library(country, tuple(found), tuple(own))
