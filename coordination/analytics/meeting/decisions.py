"""What a national committee should decide today: the three most useful decisions of one country.

Candidates come from four lists, each in its own order: what **ends** within twelve months, what is **missing** and
could start now, what hangs on **one** organisation or funder, and where a **look** would teach most. The three that are
proposed follow the plan by status: its first capabilities that can be taken up now, no more than one of them a review
where anything else that a route leads through is to be decided; where something ends within twelve months, the best of
that list has the third place, or the first where it ends before the next meeting, so that no meeting misses it. The
others follow: the best of each list, put in order by how much is at stake; a list speaks twice only when the others
have nothing more to say. The order is a proposal.

Nothing is invented: a cost that no row states stays unknown, who to ask are organisations of the store, never a
person, and the day is the next quarterly meeting unless something ends before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Final

from coordination.analytics.board.coverage import Coverage
from coordination.analytics.board.gaps import gaps
from coordination.analytics.board.hanging import CHECK, FIRM, HANGS_ON, HangsOn, ToCheck, hanging
from coordination.analytics.board.seats import Standing
from coordination.analytics.loss.weak_points import WeakPoints
from coordination.analytics.meeting.decision_lists import AHEAD, MEETING, Lists
from coordination.analytics.plan.decision_records import Decision, Kind
from coordination.analytics.plan.plan_money import PlanGrant, grants_for, in_words
from coordination.analytics.plan.statuses import Work, plan_by_status
from coordination.analytics.plan.ways import Way
from coordination.text.records import HIDDEN, Key
from coordination.text.sentences import Sentence
from coordination.text.states import State
from graph_schema.actions import Basis, Serves
from graph_schema.ids import (
    CapabilityNumber,
    ClaimId,
    FrameworkText,
    Iso3,
    SeatId,
    SourceId,
    StakeholderId,
)

__all__ = [
    "AHEAD",
    "MEETING",
    "SHOWN",
    "Agenda",
    "Decision",
    "Decisions",
    "Kind",
    "Proposal",
    "choose",
    "decisions",
]

SHOWN: Final = 3  #: how many are proposed for one meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is said of one decision."""

    key: Annotated[str, Key("names it in addresses and minutes")]
    kind: Annotated[Kind, Key("the list that it comes from")]
    country: Iso3
    capability: Annotated[CapabilityNumber | None, Key("empty where it is about an instrument or a funder")]
    about: Annotated[str, Key("the instrument or the funder, by its id; else empty")]
    state: Annotated[str, Key("status of the capability; empty where there is none")]
    title: Annotated[Sentence, Key("what to decide")]
    reasons: Annotated[tuple[Sentence, ...], Key("why")]
    fix: Annotated[Sentence, Key("what to do")]
    measure: Annotated[str, Key("the same as a step of a plan: KIND/ABOUT/WHO/BY/COST")]
    who: Annotated[tuple[StakeholderId, ...], Key("whom to ask")]
    by: Annotated[date, Key("day by which")]
    ends: Annotated[date | None, Key("day on which something ends; else empty")]
    cost: Annotated[Sentence | None, Key("what is known of it; empty = not known")]
    money: Annotated[
        tuple[Sentence, ...],
        Key(
            "which recorded grants pay for its capability already, and which could; empty where it is about no "
            "capability, and where none does and the decision is a review or an agreement on who takes over"
        ),
    ]
    grants: Annotated[
        tuple[PlanGrant, ...],
        Key(
            "these grants, those that pay first, see money of mnr plan; those that may have ended are left out"
        ),
    ]
    at_stake: Annotated[tuple[CapabilityNumber, ...], Key("capabilities at stake, its own first")]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of the rows that end")]
    sources: Annotated[tuple[SourceId, ...], Key("what the status rests on")]
    first_step: Annotated[
        FrameworkText | None,
        Key(
            "its first action in the plan by status; empty where that has none, and where it is announced: first those "
            "who announced it are asked how far it is"
        ),
    ]
    basis: Annotated[Basis | None, Key("what that action rests on; empty where there is none")]
    lead: Annotated[SeatId | None, Key("the seat of the national body that leads that action")]
    seat: Annotated[Standing | None, Key("whether somebody holds that seat; empty where there is no action")]
    accountable: Annotated[tuple[StakeholderId, ...], Key("who holds that seat")]
    hangs_on: Annotated[tuple[Sentence, ...], HANGS_ON]
    check: Annotated[tuple[ToCheck, ...], CHECK]
    first_whatever: Annotated[
        bool,
        Key(
            "among the first three gaps with all that is level with it, whatever the unknown capabilities turn out to "
            "be; where none is unknown, among the first three"
        ),
    ]


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is said to a meeting."""

    country: Iso3
    decisions: Annotated[tuple[Proposal, ...], Key("the three that are proposed, in order")]
    further: Annotated[tuple[Proposal, ...], Key("the others, in the order in which they would be taken up")]
    nobody: Annotated[bool, HIDDEN] = False
    """Nobody lives there, and nothing is known."""


def _proposal(d: Decision, step: Work | None, on: HangsOn, grants: tuple[PlanGrant, ...]) -> Proposal:
    """``step``: the first of the plan by status that does the same; ``on``: what its status depends on; ``grants``:
    those that pay for its capability, or could."""
    announced = d.state == State.PLANNED  # how far it is comes before any action of the library
    step = None if announced else step
    told = bool(grants) or (d.capability != "" and d.kind is not Kind.LOOK and not d.last)
    return Proposal(
        key=d.key,
        kind=d.kind,
        country=Iso3(d.country),
        capability=CapabilityNumber(d.capability) or None,
        about=d.about,
        state=str(d.state),
        title=d.title,
        reasons=d.reasons,
        fix=d.fix,
        measure=d.measure.text,
        who=tuple(map(StakeholderId, d.who)),
        by=d.by,
        ends=d.ends,
        cost=d.cost,
        money=in_words(grants) if told else (),
        grants=grants,
        at_stake=tuple(map(CapabilityNumber, d.at_stake)),
        claims=tuple(map(ClaimId, d.claims)),
        sources=tuple(map(SourceId, d.sources)),
        first_step=step.action if step else None,
        basis=step.basis if step and step.action else None,
        lead=step.lead if step else None,
        seat=step.seat if step and step.lead else None,
        accountable=step.accountable if step else (),
        hangs_on=on.depends,
        check=on.check,
        first_whatever=step is not None and step.first_whatever,
    )


@dataclass(frozen=True)
class Decisions:
    """``found``: every candidate in the order in which they would be taken up; the first three are proposed. ``steps``:
    key of a candidate -> the first step of the plan by status that does the same; ``on``: what the status of a
    capability depends on; ``grants``: those that pay for a capability, or could."""

    country: str
    found: tuple[Decision, ...]
    steps: Mapping[str, Work] = field(default_factory=dict)
    on: Mapping[CapabilityNumber, HangsOn] = field(default_factory=dict)
    grants: Sequence[PlanGrant] = ()
    nobody: bool = False

    def told(self) -> Agenda:
        """What is said of them."""
        on = {str(number): found for number, found in self.on.items()}
        grants: dict[str, list[PlanGrant]] = {}
        for g in self.grants:
            grants.setdefault(g.capability, []).append(g)
        rows = tuple(
            _proposal(
                d,
                self.steps.get(d.key),
                on.get(d.capability, FIRM),
                tuple(grants.get(d.capability, ())),
            )
            for d in self.found
        )
        return Agenda(Iso3(self.country), rows[:SHOWN], rows[SHOWN:], self.nobody)


def choose(candidates: Iterable[Decision]) -> tuple[Decision, ...]:
    """All candidates in the order in which a meeting takes them up.

    Round after round the best left of each kind; within a round those first with most at stake, then what ends
    first, then in the order of the kinds; where one is enough by design stands last. A capability is taken up once:
    its later candidates are left out.
    """
    lists: dict[Kind, list[Decision]] = {k: [] for k in Kind}
    for c in candidates:
        lists[c.kind].append(c)
    for rows in lists.values():
        rows.sort(key=lambda d: (d.last, -len(d.at_stake), d.ends or date.max, d.rank, d.key))
    order = {k: i for i, k in enumerate(Kind)}
    taken: set[str] = set()
    out: list[Decision] = []
    while any(lists.values()):
        best: list[Decision] = []
        for rows in lists.values():
            while rows:
                first = rows.pop(0)
                if first.capability not in taken:
                    taken |= {first.capability} - {""}
                    best.append(first)
                    break
        out += sorted(
            best, key=lambda d: (d.last, -len(d.at_stake), d.ends or date.max, order[d.kind], d.key)
        )
    return tuple(out)


#: What a step of the plan by status is among the lists.
_LIST: Final = {
    Serves.ESTABLISH: Kind.MISSING,
    Serves.REVIEW: Kind.LOOK,
    Serves.ATTRIBUTE: Kind.LOOK,
    Serves.SECOND_PROVIDER: Kind.ONE,
    Serves.NAME_SUCCESSOR: Kind.ONE,
    Serves.RENEW: Kind.ENDING,
}


def _planned(candidates: Iterable[Decision], steps: Iterable[Work]) -> dict[str, Work]:
    """Key of each candidate that a plan takes up -> its first step there, in the order of the plan."""
    keys = {(d.kind, d.capability): d.key for d in candidates}
    out: dict[str, Work] = {}
    for step in steps:
        list_ = _LIST.get(step.serves)
        if list_ and (key := keys.get((list_, step.capability))):
            out.setdefault(key, step)
    return out


def _can_wait(step: Work) -> bool:
    """A second provider of what no route leads through is never what a committee does first."""
    return step.serves is Serves.SECOND_PROVIDER and step.way is Way.NONE


def _proposed(
    candidates: Sequence[Decision], planned: Mapping[str, Work], next_meeting: date
) -> tuple[Decision, ...]:
    """The first of the plan, each capability once; what ends has a place among them, else one review has. Further
    reviews come after all else that a route leads through, those of a route before what no route leads through; last
    of all a second provider of what no route leads through."""
    by_key = {d.key: d for d in candidates}
    ending = choose(d for d in candidates if d.kind is Kind.ENDING)[:1]
    taken = {d.capability for d in ending} - {""}
    first = [by_key[key] for key in planned if by_key[key].kind is not Kind.ENDING]
    later = {d.key for d in [d for d in first if d.kind is Kind.LOOK][0 if ending else 1 :]}
    first.sort(key=lambda d: (_can_wait(planned[d.key]), planned[d.key].way is Way.NONE, d.key in later))
    first = [d for d in first if d.capability not in taken][: SHOWN - len(ending)]
    soon = ending and (ending[0].ends or date.max) <= next_meeting
    return (*ending, *first) if soon else (*first, *ending)


def decisions(cover: Coverage, weak: WeakPoints, country: str) -> Decisions:
    """What this country could decide on the day of ``cover``; ``weak``: its weak points on the same day. Nothing where
    nobody lives and of which nothing is known."""
    if cover.nobody_there(country):
        return Decisions(country, (), nobody=True)
    here = Lists(cover, weak, country)
    listed = gaps(cover, [country])
    candidates = [
        *here.ending(),
        *here.missing(listed.gaps),
        *here.one(),
        *here.looks(listed.looks),
        *here.wide(),
        *here.unnamed(),
    ]
    open_ = [*here.unconfirmed({d.capability for d in candidates if d.kind is Kind.LOOK})]
    asked = {d.capability for d in open_}  # whether it is so comes before which office is in charge
    candidates = [*(d for d in candidates if not (d.last and d.capability in asked)), *open_]
    planned = _planned(candidates, plan_by_status(cover, Iso3(country)).steps)
    first = _proposed(candidates, planned, here.next_meeting)
    taken = {d.capability for d in first} - {""}
    keys = {d.key for d in first}
    others = choose(d for d in candidates if d.key not in keys and d.capability not in taken)
    numbers = dict.fromkeys(CapabilityNumber(d.capability) for d in (*first, *others) if d.capability)
    grants = [g for g in grants_for(cover, Iso3(country), numbers) if not g.may_have_ended]
    return Decisions(country, (*first, *others), planned, hanging(cover, Iso3(country)), grants)
