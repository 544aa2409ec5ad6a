"""What is said of a plan: its steps with dates, roles and costs, what it comes to, changes, and what cannot work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Final, TypeVar

from coordination.analytics.board.hanging import FIRM, HangsOn
from coordination.analytics.board.roles import Roles
from coordination.analytics.plan.check import PlanCheck
from coordination.analytics.plan.measures import MeasureKind, Placed
from coordination.analytics.plan.overlay import Changed
from coordination.analytics.plan.plan_money import PlanMoney
from coordination.analytics.plan.planning import Action, Completion, Plan, plain
from coordination.analytics.plan.progress import Became, StepNow
from coordination.analytics.plan.statuses import Mode, StatusPlan, Work
from coordination.analytics.plan.steps import Decided
from coordination.text.records import INLINE, Key
from coordination.text.sentences import Sentence
from graph_schema.actions import Effort
from graph_schema.ids import CapabilityNumber, Iso3, PartialDay, SeatId, SourceId, StakeholderId
from graph_schema.values import TieKind

__all__ = ["Named", "Planned", "Raise", "told", "told_by_status"]

_PHASE: Final = {"minimum": 1, "maximum": 4}
_ORDER: Final = Key("place in the order, raises and named steps together", more={"minimum": 1})
_INDICATOR: Final = Key("what shows that it is done")
_BECAME: Final = Key("only with steps of one's own: whether the records show it as done", may_lack=True)
_DONE_ON: Final = Key(
    "the day of the records that show it as done; empty where they give none", may_lack=True
)
_SHOWN_BY: Final = Key("sources of these records", may_lack=True)
_DECIDED: Final = Key("what a meeting decided about the step; empty = nothing")
_FLAGS: Final = Key("what is missing, in sentences")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Who has which part in a step."""

    responsible: Annotated[
        tuple[StakeholderId, ...], Key("today's providers, or who is asked, or whom the step names")
    ]
    owner: Annotated[
        str | None,
        Key(
            "who is responsible in the words of whoever wrote the plan; lacks where they named nobody",
            may_lack=True,
        ),
    ]
    accountable: Annotated[tuple[StakeholderId, ...], Key("lead of the national body")]
    consulted: Annotated[tuple[StakeholderId, ...], Key("to be asked")]
    informed: Annotated[tuple[StakeholderId, ...], Key("to be told")]
    missing: Annotated[tuple[str, ...], Key("roles without a name")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise:
    """A capability that is raised."""

    country: Iso3
    capability: CapabilityNumber
    start_phase: Annotated[int, Key("phase today", name="from", more=_PHASE)]
    to: Annotated[int, Key("phase to reach", more=_PHASE)]
    order: Annotated[int, _ORDER]
    parts: Annotated[Parts, INLINE]
    start: Annotated[date, Key("first day")]
    end: Annotated[date, Key("last day")]
    cost: Annotated[float | None, Key("in the unit of the cost table; null = nobody gave one")]
    decided: Annotated[Decided | None, _DECIDED]
    indicator: Annotated[Sentence, _INDICATOR]
    flags: Annotated[tuple[Sentence, ...], _FLAGS]
    became: Annotated[Became | None, _BECAME] = None
    done_on: Annotated[PartialDay | None, _DONE_ON] = None
    shown_by: Annotated[tuple[SourceId, ...] | None, _SHOWN_BY] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A named step."""

    country: Iso3
    order: Annotated[int, _ORDER]
    kind: Annotated[str, Key("what kind of step", more={"enum": [str(k) for k in MeasureKind]})]
    about: Annotated[
        tuple[str, ...],
        Key("capabilities, the two ends of a tie, or the agreement that is renewed", more={"minItems": 1}),
    ]
    capability: Annotated[
        CapabilityNumber | None, Key("the first capability it is about; empty for a tie or an agreement")
    ]
    measure: Annotated[
        str, Key("what is done as it is written: KIND/ABOUT/WHO/BY/COST/ACTION", more={"minLength": 1})
    ]
    start: Annotated[date, Key("first day")]
    end: Annotated[date | None, Key("deadline; empty where nobody set one")]
    lead: Annotated[
        SeatId | None,
        Key("of a step that is an action of the library or an own one: the seat that leads; else empty"),
    ]
    effort: Annotated[
        Effort | None, Key("of a step that is an action: the time needed, by our estimate; else empty")
    ]
    cost: Annotated[float | None, Key("cost of the step; null where nobody knows", more={"minimum": 0})]
    decided: Annotated[Decided | None, _DECIDED]
    parts: Annotated[Parts, INLINE]
    grants: Annotated[
        Sentence | None,
        Key("of a renewal: what the grants that end came to, where rows say it", may_lack=True),
    ]
    partnership: Annotated[
        tuple[TieKind, ...],
        Key(
            "of a tie by which cases are to pass from one to the other: the kinds of partnership that carry them; "
            "empty where any kind does"
        ),
    ]
    actions_missing: Annotated[
        int,
        Key(
            "of a step that is an action: how many more actions for the same purpose are not in the plan; while there "
            "are any, a provider puts nothing in place",
            more={"minimum": 0},
        ),
    ]
    text: Annotated[Sentence, Key("the step in words")]
    indicator: Annotated[Sentence, _INDICATOR]
    flags: Annotated[tuple[Sentence, ...], _FLAGS]
    became: Annotated[Became | None, _BECAME] = None
    done_on: Annotated[PartialDay | None, _DONE_ON] = None
    shown_by: Annotated[tuple[SourceId, ...] | None, _SHOWN_BY] = None


S = TypeVar("S", Raise, Named)


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """What the best plan comes to if every unknown phase is the same."""

    phase: Annotated[int, Key("what every unknown phase is taken as")]
    before: Annotated[float, Key("value today")]
    value: Annotated[float, Key("value after the best plan")]
    gain: Annotated[float, Key("the difference")]
    raises: Annotated[int, Key("raises of that plan")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sure:
    """A raise that is in the best plan either way."""

    capability: CapabilityNumber
    to: Annotated[int, Key("phase reached")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan, the best one or somebody's own."""

    country: Iso3
    mode: Mode
    summary: Annotated[
        tuple[Sentence, ...], Key("of a plan by status: what it comes to, and what it begins with")
    ]
    begins_with: Annotated[
        tuple[Sentence, ...],
        Key("of a plan by status: what to find out first and its first step, the end of the summary"),
    ]
    steps: Annotated[
        tuple[Work, ...],
        Key(
            "of a plan by status: up to three things to find out first, those that count, in their order, then the "
            "others; of a plan by phase none"
        ),
    ]
    money: Annotated[
        PlanMoney | None,
        Key("of a plan by status: the grants beside its steps; lacks of a plan by phase", may_lack=True),
    ]
    points: Annotated[
        float | None,
        Key("effort points of the steps that count; null of a plan by phase", more={"minimum": 0}),
    ]
    points_beside: Annotated[
        float | None,
        Key("effort points of the steps outside the plan; null of a plan by phase", more={"minimum": 0}),
    ]
    secured: Annotated[
        int | None,
        Key(
            "capabilities that no longer depend on one provider; null of a plan by phase", more={"minimum": 0}
        ),
    ]
    value_today: Annotated[float, Key("value today, in the unit of value")]
    actions: Annotated[tuple[Raise, ...], Key("of a plan by phase, in the order of prerequisites and phases")]
    value: Annotated[
        float,
        Key(
            "after the plan: by phase the weighted sum of effective phases; by status the capabilities of known status "
            "that are in place with all that they need, and half of those that no longer depend on one"
        ),
    ]
    cost: Annotated[float | None, Key("sum of the costs that somebody gave; null = nobody gave any")]
    left: Annotated[
        float | None,
        Key(
            "with steps of one's own: the same of the steps that are not done; null = none of them has a cost",
            may_lack=True,
        ),
    ]
    currency: Annotated[str, Key("currency or unit of the costs, as it was given; empty = not said")]
    spent: Annotated[float, Key("what the plan spends of its budget, in its unit")]
    unit: Annotated[
        str,
        Key(
            "what the budget counts: points by status; by phase costs, or raises where nobody gives costs",
            more={"enum": ["points", "cost", "raises"]},
        ),
    ]
    unpriced: Annotated[int, Key("raises without a cost, where costs are given", more={"minimum": 0})]
    known: Annotated[int, Key("capabilities whose phase somebody gave", more={"minimum": 0})]
    range: Annotated[
        tuple[End, End] | None,
        Key(
            "where fewer than two thirds of the phases are known: the best plan if all unknown ones were lowest, and "
            "if they were highest; else null"
        ),
    ]
    sure: Annotated[tuple[Sure, ...], Key("raises of the best plan in both cases of range")]
    before: Annotated[float, Key("the same as value_today")]
    gain: Annotated[float, Key("value less before")]
    budget: Annotated[float | None, Key("what may be spent; null = no limit")]
    bound: Annotated[float | None, Key("no plan can be worth more; null where no best one was sought")]
    proven: Annotated[bool, Key("the plan is the best")]
    cheapest: Annotated[bool, Key("no plan of that value costs less, or takes fewer points")]
    found_by: Annotated[str, Key("solver, greedy, user, or none where no best plan was sought")]
    assumed: Annotated[
        tuple[CapabilityNumber, ...],
        Key(
            "by phase: capabilities whose phase nobody gave, taken as the lowest; by status: unknown ones that the "
            "plan takes to be in place, which their reviews must show"
        ),
    ]
    notes: Annotated[tuple[Sentence, ...], Key("what to know when reading the plan")]
    why_none: Annotated[
        Sentence | None,
        Key("why no best plan by phase was sought: nobody gave any phase; empty where there is a plan"),
    ]
    measures: Annotated[
        tuple[Named, ...] | None,
        Key("named steps, where the plan has some: by what a weak point is mended", may_lack=True),
    ]
    check: Annotated[PlanCheck | None, Key("only with steps of one's own", may_lack=True)]
    changed: Annotated[tuple[Changed, ...], Key("what the plan changes, in edition order")]


def _parts(roles: Roles, missing: Sequence[str]) -> Parts:
    return Parts(
        responsible=tuple(map(StakeholderId, roles.responsible)),
        owner=None if roles.responsible else roles.owner or None,
        accountable=tuple(map(StakeholderId, roles.accountable)),
        consulted=tuple(map(StakeholderId, roles.consulted)),
        informed=tuple(map(StakeholderId, roles.informed)),
        missing=tuple(missing),
    )


def _raise(a: Action) -> Raise:
    return Raise(
        country=Iso3(a.country),
        capability=CapabilityNumber(a.capability),
        start_phase=a.start_phase,
        to=a.to_phase,
        order=a.order,
        parts=_parts(a.roles, a.roles.missing),
        start=a.start,
        end=a.end,
        cost=None if a.cost is None else plain(a.cost),
        decided=a.decided,
        indicator=a.indicator,
        flags=tuple(a.roles.flags()),
    )


def _named(p: Placed) -> Named:
    m = p.measure
    return Named(
        country=Iso3(p.country),
        order=p.order,
        kind=str(m.kind),
        about=m.about,
        capability=CapabilityNumber(p.capability) or None,
        measure=m.text,
        start=p.begins,
        end=p.end,
        lead=p.action.lead if p.action else None,
        effort=Effort(p.action.effort) if p.action else None,
        cost=float(m.cost) if isinstance(m.cost, Decimal) else m.cost,
        decided=p.decided,
        parts=_parts(p.roles, [r for r in p.roles.missing if r in ("responsible", "accountable")]),
        grants=p.grants,
        partnership=p.kinds,
        actions_missing=p.left,
        text=p.title(),
        indicator=p.indicator(),
        flags=tuple(p.flags()),
    )


def _end(c: Completion) -> End:
    return End(
        phase=c.phase,
        before=plain(c.before),
        value=plain(c.value),
        gain=plain(c.value - c.before),
        raises=len(c.raises),
    )


def _now(step: S, found: Sequence[StepNow]) -> S:
    """A step with what became of it."""
    if not found:
        return step
    now = found[step.order - 1]
    done = now.became is Became.DONE
    return replace(
        step,
        became=now.became,
        done_on=now.done_on if done else None,
        shown_by=now.sources if done else None,
    )


def told(
    plan: Plan,
    changed: Sequence[Changed] = (),
    check: PlanCheck | None = None,
    found: Sequence[StepNow] = (),
    currency: str = "",
) -> Planned:
    """What is said of a plan; ``changed``: what it changes; ``check``: of an own plan; ``found``: what became of its
    steps; ``currency``: of its costs."""
    done = {s.order for s in found if s.became is Became.DONE}
    left = plan.without(done)
    return Planned(
        country=Iso3(plan.country),
        mode=Mode.PHASES,
        summary=(),
        begins_with=(),
        steps=(),
        money=None,
        points=None,
        points_beside=None,
        secured=None,
        value_today=plain(plan.before),
        actions=tuple(_now(_raise(a), found) for a in plan.actions),
        value=plain(plan.value),
        cost=None if plan.given is None else plain(plan.given),
        left=None if left.given is None or not found else plain(left.given),
        currency=currency,
        spent=plain(left.cost),
        unit="cost" if plan.priced else "raises",
        unpriced=plan.unpriced,
        known=plan.known,
        range=(_end(plan.ends[0]), _end(plan.ends[1])) if plan.ends else None,
        sure=tuple(Sure(capability=CapabilityNumber(n), to=p) for n, p in plan.sure),
        before=plain(plan.before),
        gain=plain(plan.gain),
        budget=None if plan.budget is None else plain(plan.budget),
        bound=None if plan.bound is None else plain(plan.bound),
        proven=plan.proven,
        cheapest=plan.cheapest,
        found_by=plan.found_by,
        assumed=tuple(map(CapabilityNumber, plan.assumed)),
        notes=tuple(left.notes()),
        why_none=plan.why_none,
        measures=tuple(_now(_named(m), found) for m in plan.measures) or None,
        check=check,
        changed=tuple(changed),
    )


def _with_what_it_hangs_on(steps: Iterable[Work], on: Mapping[CapabilityNumber, HangsOn]) -> Iterator[Work]:
    """The first step of each capability says what its status depends on."""
    left = dict(on)
    for step in steps:
        found = left.pop(step.capability, FIRM)
        yield replace(step, hangs_on=found.depends, check=found.check)


def told_by_status(
    plan: StatusPlan,
    money: PlanMoney,
    changed: Sequence[Changed] = (),
    on: Mapping[CapabilityNumber, HangsOn] = MappingProxyType({}),
) -> Planned:
    """What is said of a plan by status and the money beside it; ``changed``: what it changes;
    ``on``: what the status of a capability depends on."""
    best, today = plan.best, plain(plan.value_today)
    return Planned(
        country=plan.country,
        mode=Mode.STATES,
        summary=tuple(plan.summary()),
        begins_with=tuple(plan.begins_with()),
        steps=tuple(_with_what_it_hangs_on(plan.steps, on)),
        money=money,
        points=plain(best.points),
        points_beside=sum(s.points for s in plan.beside),
        secured=plan.secured,
        value_today=today,
        actions=(),
        value=plain(best.value),
        cost=None,
        left=None,
        currency="",
        spent=plain(best.points),
        unit="points",
        unpriced=0,
        known=plan.known,
        range=None,
        sure=(),
        before=today,
        gain=plain(best.value - plan.value_today),
        budget=None if plan.budget is None else plain(plan.budget),
        bound=plain(best.bound),
        proven=best.proven,
        cheapest=best.cheapest,
        found_by="solver",
        assumed=plan.assumed,
        notes=tuple(plan.notes()),
        why_none=None,
        measures=None,
        check=None,
        changed=tuple(changed),
    )
