"""The best plan within a budget, by status or by phase, or a check of one that somebody wrote (METHODS 10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Annotated

from coordination.analytics.board.hanging import hanging
from coordination.analytics.board.seats import Standing
from coordination.analytics.plan.check import check_plan
from coordination.analytics.plan.optimum import Number
from coordination.analytics.plan.overlay import before_after
from coordination.analytics.plan.plan_money import Paying, PlanGrant, aside, money_of
from coordination.analytics.plan.planning import Terms, own_plan
from coordination.analytics.plan.planning import plan as plan_of
from coordination.analytics.plan.progress import Became, StepNow, progress
from coordination.analytics.plan.status_overlay import after_status_plan
from coordination.analytics.plan.statuses import Mode, mode_of, plan_by_status
from coordination.analytics.plan.steps import Decided, Step
from coordination.analytics.plan.told import Named, Planned, Raise, told, told_by_status
from coordination.analytics.plan.ways import Way
from coordination.answers.assumptions import CHECK, DEPENDS
from coordination.answers.declare import Answer, Option, Table
from coordination.ingest.costs import CostFile, read_costs
from coordination.text import money_verdicts
from coordination.text.amounts import in_currency
from coordination.text.kinds import Bounds
from coordination.text.records import Column, Missing
from coordination.text.sentences import Name, Sentence, Word, sentence
from coordination.text.states import Sign
from coordination.workspace.service import Question, Workspace
from graph_schema.actions import Basis, Effort, Serves
from graph_schema.edition import edition
from graph_schema.errors import UsageError, said
from graph_schema.ids import (
    CapabilityNumber,
    ClaimId,
    Instruction,
    Iso3,
    Owner,
    PartialDay,
    SeatId,
    SourceId,
    StakeholderId,
)
from graph_schema.values import AmountKind, BadValue
from graph_schema.values import Number as Digits

__all__ = ["ANSWER", "BUDGET", "MOST", "Mode", "Wanted", "budget_of", "first_plan"]

BUDGET = 6  #: phase steps of a plan by phase for which nobody names a budget
MOST = 1_000_000_000  #: the highest budget, on every surface


def budget_of(text: str) -> Decimal:
    """The number that is written. Raises UsageError."""
    try:
        return Decimal(Digits(0, MOST).parse(text.strip().replace(",", ".")))
    except BadValue:
        raise UsageError(
            said("{text!r} is not a budget.", text=text[:20]),
            hint=said("Give a number from 0 to {most}, such as 12 or 12.5.", most=MOST),
        ) from None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which plan."""

    country: Annotated[Iso3, Option(sentence("The country, by ISO code or name."), place=True)]
    steps: Annotated[
        tuple[Step, ...] | None,
        Option(
            sentence(
                "Steps of a plan of your own, which is then checked: 12:1-2 takes capability 12 from phase 1 to phase "
                "2; a specific step is written provider/9/ID/2027-02-25/5000 (kind, what it is about, who is asked, by "
                "when, cost). Behind either, @2027-01-15 is the day it starts, !agreed what a meeting decided "
                "(agreed, change, not-now), and ~NAME who is responsible."
            ),
            place=True,
            metavar="STEP",
            read=Step.read,
        ),
    ] = None
    budget: Annotated[
        Number | None,
        Option(
            sentence(
                "What may be spent. By status: effort points (1 for weeks, 3 for months, 9 for a year or more). By "
                "phase: in the unit of the cost table or, without one, how many phase steps. Default: no limit."
            ),
            metavar="AMOUNT",
            read=budget_of,
        ),
    ] = None
    costs: Annotated[
        CostFile | Terms | None,
        Option(
            sentence(
                "CSV in UTF-8: capability, phase, cost, months, weight. Or the costs themselves: capability, phase to "
                "reach and cost, such as 12:2=10;4:3=5. With a budget, a phase step without a cost is in no plan."
            ),
            metavar="FILE",
            read=CostFile.read,
        ),
    ] = None
    since: Annotated[
        date | None,
        Option(
            sentence(
                "With steps of your own: the day on which the plan was made. What the records show as done since is no "
                "problem of its order, and its cost is not in what is left. Default: the day of the question."
            )
        ),
    ] = None
    currency: Annotated[
        str,
        Option(
            sentence("Currency or unit of the costs, such as MWK; it stands beside each sum."), metavar="CODE"
        ),
    ] = ""
    by: Annotated[
        Mode | None,
        Option(
            sentence(
                "Plan from the statuses of the capabilities, or from their phases of maturity. Default: phases where "
                "two thirds of them are known, or with steps or costs of your own; else statuses."
            )
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A step of a plan by status, in its order."""

    order: Annotated[int, Column(sentence("#"))]
    country: Annotated[Iso3, Column(sentence("Country"), in_files=True)]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    sign: Annotated[Sign, Column(sentence("Status"), in_files=True)]
    serves: Annotated[Serves, Column(sentence("What for"))]
    action: Annotated[Instruction | None, Column(sentence("Action"))]
    lead: Annotated[SeatId | None, Column(sentence("Responsible"))]
    accountable: Annotated[tuple[StakeholderId, ...], Column(sentence("Seat held by"))]
    seat: Annotated[Standing, Column(sentence("Seat"), in_files=True)]
    responsible: Annotated[tuple[StakeholderId, ...], Column(sentence("Might be asked"))]
    consulted: Annotated[tuple[SeatId, ...], Column(sentence("Takes part"), in_files=True)]
    done_when: Annotated[Instruction | None, Column(sentence("Done when"))]
    effort: Annotated[Effort, Column(sentence("Time needed"))]
    points: Annotated[float, Column(sentence("Points"))]
    needs: Annotated[tuple[int, ...], Column(sentence("After step"))]
    brings: Annotated[
        tuple[CapabilityNumber, ...], Column(sentence("Then in place with their prerequisites"))
    ]
    counts: Annotated[bool, Column(sentence("In the plan"))]
    way: Annotated[Way, Column(sentence("On the way of a case"), in_files=True)]
    moves: Annotated[
        tuple[CapabilityNumber, ...],
        Column(sentence("Others that depend on it or work with it"), in_files=True),
    ]
    level_with: Annotated[
        tuple[CapabilityNumber, ...], Column(sentence("Shares its place with"), in_files=True)
    ]
    reasons: Annotated[tuple[Sentence, ...], Column(sentence("Reasons"), in_files=True)]
    hangs_on: Annotated[tuple[Sentence, ...], DEPENDS]
    check: Annotated[tuple[ClaimId, ...], CHECK]
    first_whatever: Annotated[bool, Column(sentence("Always among the first three gaps"), in_files=True)]
    basis: Annotated[Basis, Column(sentence("Based on"), in_files=True)]
    source: Annotated[SourceId | None, Column(sentence("Source"), in_files=True)]
    sources: Annotated[tuple[SourceId, ...], Column(sentence("Status based on"), in_files=True)]
    action_id: Annotated[str, Column(sentence("ID"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """A step, in the order of the plan."""

    order: Annotated[int, Column(sentence("#"))]
    step: Annotated[Sentence, Column(sentence("Step"))]
    phase: Annotated[Sentence | None, Column(sentence("Phase"))]
    start: Annotated[date, Column(sentence("Start"))]
    end: Annotated[date | None, Column(sentence("End"))]
    cost: Annotated[float | None, Column(sentence("Cost"), Missing.UNKNOWN)]
    grants: Annotated[Sentence | None, Column(sentence("Grants that end"))]
    responsible: Annotated[tuple[Owner, ...], Column(sentence("Responsible"), sentence("not named yet"))]
    accountable: Annotated[
        tuple[StakeholderId, ...], Column(sentence("Accountable"), sentence("not named yet"))
    ]
    consulted: Annotated[
        tuple[StakeholderId, ...], Column(sentence("Consulted"), Missing.UNKNOWN, in_files=True)
    ]
    informed: Annotated[
        tuple[StakeholderId, ...], Column(sentence("Informed"), Missing.UNKNOWN, in_files=True)
    ]
    indicator: Annotated[Sentence, Column(sentence("Indicator"), in_files=True)]
    flags: Annotated[tuple[Sentence, ...], Column(sentence("Missing"), in_files=True)]
    start_phase: Annotated[int | None, Column(sentence("From phase"), in_files=True)]
    to_phase: Annotated[int | None, Column(sentence("To phase"), in_files=True)]
    decided: Annotated[Decided | None, Column(sentence("Decision"), in_files=True)]
    became: Annotated[Became | None, Column(sentence("What became of it"), in_files=True)]
    done_on: Annotated[PartialDay | None, Column(sentence("Done on"), in_files=True)]
    shown_by: Annotated[tuple[SourceId, ...], Column(sentence("Sources"), in_files=True)]
    currency: Annotated[str, Column(sentence("Currency"), in_files=True)]
    lead: Annotated[SeatId | None, Column(sentence("Responsible seat"), in_files=True)]
    effort: Annotated[Effort | None, Column(sentence("Time needed"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Involved:
    """Whom a step concerns, and by what one sees that it is done."""

    order: Annotated[int, Column(sentence("#"))]
    consulted: Annotated[tuple[StakeholderId, ...], Column(sentence("Consulted"), Missing.UNKNOWN)]
    informed: Annotated[tuple[StakeholderId, ...], Column(sentence("Informed"), Missing.UNKNOWN)]
    indicator: Annotated[Sentence, Column(sentence("Indicator"))]
    flags: Annotated[tuple[Sentence, ...], Column(sentence("Missing"))]
    decided: Annotated[Decided | None, Column(sentence("Decision"))]
    became: Annotated[Became | None, Column(sentence("What became of it"))]
    done_on: Annotated[PartialDay | None, Column(sentence("Done on"))]
    lead: Annotated[SeatId | None, Column(sentence("Responsible seat"))]
    effort: Annotated[Effort | None, Column(sentence("Time needed"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A capability before and after."""

    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    now: Annotated[Sign, Column(sentence("Status today"))]
    then: Annotated[Sign, Column(sentence("Status after the plan"))]
    before: Annotated[Bounds | None, Column(sentence("Phase supported by prerequisites today"))]
    after: Annotated[Bounds | None, Column(sentence("Phase supported by prerequisites after the plan"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What cannot work in this order."""

    order: Annotated[int, Column(sentence("#"))]
    capability: Annotated[CapabilityNumber | None, Column(sentence("Capability"))]
    text: Annotated[Sentence, Column(sentence("Message"))]
    waits_for: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Prerequisites"), in_files=True)]
    code: Annotated[str, Column(sentence("Code"), in_files=True)]


def tasks_of(found: Planned) -> Iterator[Task]:
    """A row for each step of a plan by status."""
    for s in found.steps:
        yield Task(
            order=s.order,
            country=s.country,
            capability=s.capability,
            sign=s.sign,
            serves=s.serves,
            action=s.action,
            lead=s.lead,
            accountable=s.accountable,
            seat=s.seat,
            responsible=s.responsible,
            consulted=s.consulted,
            done_when=s.done_when,
            effort=s.effort,
            points=s.points,
            needs=s.needs,
            brings=s.brings,
            counts=s.counts,
            way=s.way,
            moves=s.moves,
            level_with=s.level_with,
            reasons=s.reasons,
            hangs_on=s.hangs_on,
            check=tuple(c.claim for c in s.check),
            first_whatever=s.first_whatever,
            basis=s.basis,
            source=s.source,
            sources=s.sources,
            action_id=s.action_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A grant beside a capability of a plan by status."""

    country: Annotated[Iso3, Column(sentence("Country"), in_files=True)]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    pays: Annotated[Paying, Column(sentence("Pays for it already"))]
    funder: Annotated[StakeholderId, Column(sentence("Funder"))]
    recipient: Annotated[StakeholderId, Column(sentence("Recipient"))]
    title: Annotated[str, Column(sentence("Grant"))]
    until: Annotated[PartialDay, Column(sentence("Until"), Missing.UNKNOWN)]
    amount: Annotated[float | None, Column(sentence("Amount"), Missing.UNKNOWN)]
    currency: Annotated[str, Column(sentence("Currency"))]
    amount_kind: Annotated[AmountKind | None, Column(sentence("What the sum is"))]
    in_sum: Annotated[bool, Column(sentence("In the sum"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


def _grant(g: PlanGrant) -> Grant:
    own = {f.name: getattr(g, f.name) for f in fields(Grant) if f.name != "pays"}
    return Grant(pays=g.paying, **own)


def grants_of(found: Planned) -> Iterator[Grant]:
    """A row for each grant beside a capability, in the order of the plan."""
    return map(_grant, found.money.grants if found.money else ())


def _amount(value: float) -> int | str:
    """A sum as the reader writes numbers; one with a broken part as it is."""
    return int(value) if value == int(value) else f"{value:.2f}"


def _money(found: Planned) -> Iterator[Sentence]:
    """What nobody pays for, and what the grants come to."""
    if found.money is None:
        return
    if found.money.unfunded:
        names = [Name("capabilities", n) for n in found.money.unfunded]
        yield sentence("No recorded grant pays for: {list}.", list=names)
    for s in found.money.sums:
        if s.currency:
            yield sentence(
                "Awards, {currency}: {pays} in grants that pay already, {could} in grants that could.",
                currency=s.currency,
                pays=_amount(s.pays),
                could=_amount(s.could),
            )
        else:
            yield sentence(
                "The amount of {n} grant is not known.", "The amount of {n} grants is not known.", n=s.grants
            )
    if beside := aside(found.money.grants):
        yield sentence("In no sum: {list}.", list=[g.sum_said() for g in beside])
    yield from money_verdicts.undated(found.money.undated)
    yield from money_verdicts.may_have_ended(found.money.may_have_ended)


def _doing(step: Raise | Named, currency: str) -> Doing:
    if isinstance(step, Raise):
        what = sentence("{capability}", capability=Name("capabilities", step.capability))
        phase, grants = sentence("{low} → {high}", low=step.start_phase, high=step.to), None
    else:
        what, phase, grants = step.text, None, step.grants
    who = step.parts
    return Doing(
        order=step.order,
        step=what,
        phase=phase,
        start_phase=step.start_phase if isinstance(step, Raise) else None,
        to_phase=step.to if isinstance(step, Raise) else None,
        start=step.start,
        end=step.end,
        lead=None if isinstance(step, Raise) else step.lead,
        effort=None if isinstance(step, Raise) else step.effort,
        cost=step.cost,
        grants=grants,
        responsible=(Owner(who.owner),) if who.owner else tuple(map(Owner, who.responsible)),
        accountable=who.accountable,
        consulted=who.consulted,
        informed=who.informed,
        indicator=step.indicator,
        flags=step.flags,
        decided=step.decided,
        became=step.became,
        done_on=step.done_on,
        shown_by=step.shown_by or (),
        currency=currency if step.cost is not None else "",
    )


def _steps(found: Planned) -> list[Raise | Named]:
    return sorted([*found.actions, *(found.measures or ())], key=lambda s: s.order)


def doings_of(found: Planned) -> Iterator[Doing]:
    """A row for each step, phase steps and named ones together."""
    return (_doing(s, found.currency) for s in _steps(found))


def involved_of(found: Planned) -> Iterator[Involved]:
    """A row for each step."""
    for s in _steps(found):
        yield Involved(
            order=s.order,
            consulted=s.parts.consulted,
            informed=s.parts.informed,
            indicator=s.indicator,
            flags=s.flags,
            decided=s.decided,
            became=s.became,
            done_on=s.done_on,
            lead=None if isinstance(s, Raise) else s.lead,
            effort=None if isinstance(s, Raise) else s.effort,
        )


def changes_of(found: Planned) -> Iterator[Change]:
    """A row for each capability that differs, in edition order."""
    for c in found.changed:
        now, then = c.signs
        before, after = c.effective if found.mode is Mode.PHASES else (None, None)
        yield Change(capability=c.capability, now=now, then=then, before=before, after=after)


def findings_of(found: Planned) -> Iterator[Finding]:
    """A row for each finding, in the order of the plan."""
    for p in found.check.problems if found.check else ():
        yield Finding(order=p.order, capability=p.capability, text=p.text, waits_for=p.waits_for, code=p.code)


def _number(value: float) -> str:
    return f"{value:g}"


def _sums(found: Planned) -> Iterator[Sentence]:
    """What it comes to, and what to know when reading it."""
    if found.check is not None and found.measures and not found.actions:  # named steps move no phase
        if found.cost is not None:
            yield sentence("Cost of the steps whose cost is given: {cost}.", cost=_sum(found.cost, found))
    elif found.why_none is None:
        if assumed := len(found.assumed):
            yield sentence(
                "Sum of phases today: {phases} ({n} of them assumed).",
                "Sum of phases today: {phases} ({n} of them assumed).",
                phases=_number(found.before),
                n=assumed,
            )
        else:
            yield sentence("Sum of phases today: {n}.", n=_number(found.before))
        yield sentence("Sum of phases after the plan: {n}.", n=_number(found.value))
        if found.cost is None and found.unit == "raises":
            yield sentence("Phase steps: {n}. No costs were given.", n=_number(found.spent))
        elif found.cost is not None:
            if found.currency:
                yield sentence("Cost: {cost}.", cost=_sum(found.cost, found))
            else:
                cost = _amount(found.cost)
                yield sentence("Cost: {cost}, in the unit of the given costs.", cost=cost)
        if found.check is None and found.budget is None:
            yield sentence("No budget was given, so every phase step that gains something is in the plan.")
    if any(s.became is Became.DONE for s in _steps(found)):
        if found.left is not None:
            yield sentence("Cost of the steps that are not done: {cost}.", cost=_sum(found.left, found))
        elif found.cost is not None:
            yield sentence("None of the steps that are not done has a cost.")
    yield from found.notes


def _sum(value: float, found: Planned) -> int | str | list[Sentence]:
    """A sum with its currency, where somebody gave one."""
    return [in_currency(_amount(value), found.currency)] if found.currency else _amount(value)


def ask(w: Workspace, q: Question, asked: Wanted) -> Planned:
    """The best plan within the budget, by status or by phase; with steps the value and the order check of a plan that
    somebody wrote. Raises UsageError, and DataError for a file of costs that cannot be read."""
    facts, iso3, terms = w.facts(q), w.country(asked.country), asked.costs
    by_phase = asked.steps is not None or terms not in (None, Terms())
    if by_phase and asked.by is Mode.STATES:
        raise UsageError(
            said("Steps and costs of your own belong to a plan by phase."),
            hint=said("Leave them out, or leave out {flag}.", flag="--by states"),
        )
    if not by_phase and (asked.by or mode_of(w.cover(q), iso3)) is Mode.STATES:
        by_status = plan_by_status(w.cover(q), iso3, asked.budget)
        money, changed = money_of(w.cover(q), by_status), after_status_plan(w.cover(q), by_status)
        return told_by_status(by_status, money, changed, hanging(w.cover(q), iso3))
    file, titled = "", 0
    if isinstance(terms, CostFile):
        file = str(terms)
        table = read_costs(terms.path, edition(q.edition).numbers)
        terms, titled = table.terms, table.header_line
    if asked.steps is None:
        found, check = plan_of(facts, q.as_of, iso3, asked.budget, terms), None
        now: Sequence[StepNow] = ()
    else:
        found = own_plan(facts, q.as_of, iso3, asked.steps, asked.budget, terms)
        made = asked.since or q.as_of
        start = w.cover(replace(q, as_of=made))
        now = progress(w.cover(q), start, iso3, asked.steps, made).steps
        done = [s.order for s in now if s.became is Became.DONE]
        check = check_plan(facts, q.as_of, iso3, asked.steps, done)
    planned = told(found, before_after(facts, found).changed, check, now, asked.currency)
    if not titled:
        return planned
    above = sentence(
        "{file}: the column names are in line {line}; what stands above is not read.",
        file=Word(file),
        line=titled,
    )
    return replace(planned, notes=(*planned.notes, above))


def _none(found: Planned) -> Iterator[Sentence]:
    """Why there is no plan, and where to begin."""
    if found.why_none is not None:
        yield found.why_none
        yield sentence("{command} lists both.", command=Word(f"mnr gaps {found.country}"))


def _points(found: Planned) -> Iterator[Sentence]:
    """The points, and what to know when reading the plan."""
    yield sentence(
        "Points of the plan: {points}; of the steps outside it: {beside}.",
        points=_number(found.points or 0),
        beside=_number(found.points_beside or 0),
    )
    yield from found.notes


def _by_status(found: Planned) -> bool:
    return found.mode is Mode.STATES


def _by_phase(found: Planned) -> bool:
    return found.mode is Mode.PHASES


def first_plan(w: Workspace, q: Question, country: Iso3) -> Wanted:
    """The plan that is shown where nobody names a budget: by status all of it, by phase a few steps."""
    mode = mode_of(w.cover(q), country)
    return Wanted(country, budget=Decimal(BUDGET) if mode is Mode.PHASES else None, by=mode)


ANSWER = Answer(
    name="plan",
    title=sentence("What to do first within a budget, in a workable order, or a check of your own plan."),
    doc=sentence(
        "By status, each step is an action of the library of the framework: a gap is closed, what is unknown is "
        "reviewed, what depends on one provider is secured. By phase, each step raises a capability by one phase of "
        "maturity."
    ),
    ask=ask,
    options=Wanted,
    result=Planned,
    tables={
        "work": Table(
            row=Task,
            rows=tasks_of,
            key=("order",),
            group="capability",
            title=sentence("What to do, in this order"),
            empty=sentence("There is nothing to do that the action library names."),
            notes=_points,
            holds=_by_status,
        ),
        "money": Table(
            row=Grant,
            rows=grants_of,
            key=("capability", "funder", "recipient", "title", "claims"),
            group="capability",
            title=sentence("Grants that pay for these steps, or could"),
            empty=sentence(
                "No recorded grant pays for a step, or could. That does not prove that nobody does."
            ),
            notes=_money,
            holds=_by_status,
        ),
        "steps": Table(
            row=Doing,
            rows=doings_of,
            key=("order",),
            title=sentence("What to do, in this order"),
            empty=sentence("No step is in this plan."),
            notes=_sums,
            holds=_by_phase,
        ),
        "involved": Table(
            row=Involved,
            rows=involved_of,
            key=("order",),
            title=sentence("Who to consult, who to inform, and how to check that it is done"),
            empty=sentence("No step is in this plan."),
            holds=_by_phase,
        ),
        "changes": Table(
            row=Change,
            rows=changes_of,
            key=("capability",),
            title=sentence("Before and after"),
            empty=sentence("The plan changes nothing."),
        ),
        "problems": Table(
            row=Finding,
            rows=findings_of,
            key=("order", "code", "capability", "waits_for"),
            title=sentence("Does the order work?"),
            empty=sentence("The order works: each step comes after its prerequisites."),
            needs="steps",
        ),
    },
    asks_whom=True,
    example=Wanted(country=Iso3("XAB"), budget=Decimal(4)),
    first=lambda found: found.summary,
    instead=_none,
    finds=lambda found: found.check is not None and not found.check.ok,
)
