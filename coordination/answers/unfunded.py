"""What the plans that were released to donors still need money for (METHODS 9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Annotated

from coordination.analytics.plan.planning import plain
from coordination.analytics.plan.progress import Became, progress
from coordination.analytics.plan.steps import Step
from coordination.analytics.plan.unfunded import PlanNeeds, paid_for, unfunded_of
from coordination.answers.countries import Countries
from coordination.answers.declare import Answer, Table
from coordination.text.amounts import in_currency
from coordination.text.records import Column, Key, Missing
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.plans import SavedPlan
from coordination.workspace.service import Question, Workspace
from graph_schema.actions import Effort
from graph_schema.errors import UsageError
from graph_schema.ids import CapabilityNumber, Iso3, Owner, SeatId

__all__ = ["ANSWER"]


@dataclass(frozen=True)
class Unfunded:
    """The released plans with their unfunded steps."""

    plans: Annotated[tuple[PlanNeeds, ...], Key("by country, then by name")]
    unreadable: Annotated[
        tuple[str, ...], Key("names of released plans with a step about something that is no longer recorded")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """An unfunded step of a released plan."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    plan: Annotated[str, Column(sentence("Plan"))]
    released: Annotated[date, Column(sentence("Released on"))]
    order: Annotated[int, Column(sentence("#"))]
    step: Annotated[Sentence, Column(sentence("Step"))]
    capability: Annotated[CapabilityNumber | None, Column(sentence("Capability"))]
    became: Annotated[Became, Column(sentence("What became of it"), in_files=True)]
    lead: Annotated[Owner | None, Column(sentence("Responsible"), sentence("not named yet"))]
    seat: Annotated[SeatId | None, Column(sentence("Responsible seat"))]
    effort: Annotated[Effort | None, Column(sentence("Time needed"))]
    due: Annotated[date | None, Column(sentence("Due"))]
    cost: Annotated[float | None, Column(sentence("Cost"), Missing.UNKNOWN)]
    currency: Annotated[str, Column(sentence("Currency"))]


def needed_of(found: Unfunded) -> Iterator[Needed]:
    """A row for each unfunded step, by plan."""
    for p in found.plans:
        for s in p.unfunded:
            yield Needed(
                country=p.country,
                plan=p.name,
                released=p.released,
                order=s.order,
                step=s.text,
                capability=s.capability,
                became=s.became,
                lead=s.lead,
                seat=s.seat,
                effort=s.effort,
                due=s.due,
                cost=s.cost,
                currency=s.currency,
            )


def _amount(value: float) -> int | str:
    return int(value) if value == int(value) else f"{value:.2f}"


def _how_many(p: PlanNeeds) -> Sentence:
    """How many steps of a plan are unfunded."""
    if p.steps == 1:
        return (
            sentence("{name}, released on {day}: its only step is unfunded.", name=p.name, day=p.released)
            if p.unfunded
            else sentence(
                "{name}, released on {day}: its only step is done, or a recorded grant pays for it.",
                name=p.name,
                day=p.released,
            )
        )
    return sentence(
        "{name}, released on {day}: {n} of {steps} steps is unfunded.",
        "{name}, released on {day}: {n} of {steps} steps are unfunded.",
        name=p.name,
        day=p.released,
        n=len(p.unfunded),
        steps=p.steps,
    )


def _notes(found: Unfunded) -> Iterator[Sentence]:
    """What each plan comes to, and what could not be read."""
    for p in found.plans:
        yield _how_many(p)
        if p.cost is not None:
            yield sentence(
                "Costs of these steps, as the plan gives them: {list}.",
                list=[in_currency(_amount(p.cost), p.currency)],
            )
        if p.unpriced:
            yield sentence(
                "{n} step has no cost on record.", "{n} steps have no cost on record.", n=p.unpriced
            )
    for name in found.unreadable:
        yield sentence("The plan {name} names something that is no longer recorded.", name=name)


def _day(saved: SavedPlan, q: Question) -> date:
    """The day for which a plan was made."""
    text = saved.made_on
    return date.fromisoformat(text) if text else q.as_of


def _needs(w: Workspace, q: Question, saved: SavedPlan) -> PlanNeeds:
    """Raises UsageError where a step is none any more."""
    there = replace(q, edition=saved.edition or q.edition)
    country, made = w.country(saved.country), _day(saved, q)
    steps = [Step.read(text) for text in saved.steps]
    now = progress(w.cover(there), w.cover(replace(there, as_of=made)), country, steps, made).steps
    paid = paid_for(w.facts(there), q.as_of, country)
    unfunded = unfunded_of(zip(now, steps, strict=True), saved.priced, paid, saved.currency)
    priced = [Fraction(str(s.cost)) for s in unfunded if s.cost is not None]
    return PlanNeeds(
        country=country,
        name=saved.name,
        released=date.fromisoformat(saved.released),
        made=made,
        steps=len(steps),
        done=sum(s.became is Became.DONE for s in now),
        unfunded=unfunded,
        cost=plain(sum(priced, Fraction(0))) if priced else None,
        currency=saved.currency if priced else "",
        unpriced=len(unfunded) - len(priced),
    )


def ask(w: Workspace, q: Question, asked: Countries) -> Unfunded:
    """The released plans of the countries asked about, or of all. Raises UsageError for an unknown country."""
    wanted = w.countries(asked.countries)
    plans, unreadable = list[PlanNeeds](), list[str]()
    for saved in sorted(w.released_plans(), key=lambda p: p.country):
        if wanted is not None and saved.country not in wanted:
            continue
        try:
            plans.append(_needs(w, q, saved))
        except UsageError:
            unreadable.append(saved.name)
    return Unfunded(tuple(plans), tuple(unreadable))


ANSWER = Answer(
    name="unfunded",
    title=sentence("Unfunded steps of the plans that were released to donors."),
    doc=sentence(
        "A plan is released by the person responsible for it, on the page of the plan or with `mnr plans release`. A "
        "step is unfunded while it is not done and no recorded grant pays for its capability in the country."
    ),
    ask=ask,
    options=Countries,
    result=Unfunded,
    tables={
        "steps": Table(
            row=Needed,
            rows=needed_of,
            key=("country", "plan", "order"),
            group="plan",
            title=sentence("Unfunded steps of released plans"),
            empty=sentence("No plan that was released to donors has an unfunded step here."),
            notes=_notes,
        ),
    },
    example=Countries(countries=(Iso3("XAA"),)),
)
