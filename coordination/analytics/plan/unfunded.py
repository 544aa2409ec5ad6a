"""What a plan that its owner released to donors still needs money for (METHODS 9).

A step is unfunded while the records do not show it as done and no recorded grant pays for its capability in that
country on the day. A step about a partnership or an agreement has no capability, so no grant can be told to pay for it:
it is unfunded until it is done. What a step costs is what the owner wrote, never an estimate.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from coordination.analytics.base.facts import Facts
from coordination.analytics.money.cell_funding import paid_cells
from coordination.analytics.plan.measures import MeasureKind
from coordination.analytics.plan.planning import plain
from coordination.analytics.plan.progress import Became, StepNow
from coordination.analytics.plan.steps import Step
from coordination.text.records import Key
from coordination.text.sentences import Sentence
from graph_schema.actions import Effort
from graph_schema.ids import CapabilityNumber, Iso3, Owner, SeatId

__all__ = ["PlanNeeds", "UnfundedStep", "paid_for", "unfunded_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfundedStep:
    """A step that is not done and that no recorded grant pays for."""

    order: Annotated[int, Key("place in the plan, from 1", more={"minimum": 1})]
    country: Iso3
    capability: Annotated[
        CapabilityNumber | None, Key("the first capability it is about; empty for a tie or an agreement")
    ]
    text: Annotated[Sentence, Key("the step in words")]
    became: Annotated[Became, Key("open, or late: its deadline has passed")]
    due: Annotated[date | None, Key("its deadline; empty where it has none")]
    lead: Annotated[
        Owner | None,
        Key(
            "whom the plan names as responsible, else the one organisation that it asks to provide or to take over; "
            "empty where it names nobody"
        ),
    ]
    seat: Annotated[
        SeatId | None,
        Key("of a step that is an action of the library or an own one: the seat that leads; else empty"),
    ]
    effort: Annotated[
        Effort | None, Key("of a step that is an action: the time needed, by our estimate; else empty")
    ]
    cost: Annotated[
        float | None, Key("what the plan says it costs; null where it says nothing", more={"minimum": 0})
    ]
    currency: Annotated[str, Key("currency of the plan, as its owner wrote it; empty = not said")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanNeeds:
    """A plan that its owner released to donors."""

    country: Iso3
    name: Annotated[str, Key("what its owner called it")]
    released: Annotated[date, Key("the day on which it was released to donors")]
    made: Annotated[date, Key("the day for which the plan was made")]
    steps: Annotated[int, Key("steps of the whole plan", more={"minimum": 1})]
    done: Annotated[int, Key("steps that the records show as done", more={"minimum": 0})]
    unfunded: Annotated[tuple[UnfundedStep, ...], Key("steps without money, in the order of the plan")]
    cost: Annotated[
        float | None,
        Key("sum of the costs of the unfunded steps; null where the plan gives none", more={"minimum": 0}),
    ]
    currency: Annotated[str, Key("currency of that sum, as its owner wrote it; empty = not said")]
    unpriced: Annotated[int, Key("unfunded steps without a cost in the plan", more={"minimum": 0})]


def cost_of(step: Step, costs: Mapping[tuple[str, int], Decimal]) -> Fraction | None:
    """What a step costs by the plan: a named step its own cost, a raise the sum of its phases where each has one.
    ``costs``: (capability, phase) -> cost."""
    if step.measure is not None:
        return None if step.measure.cost is None else Fraction(step.measure.cost)
    phases = [costs.get((step.capability, phase)) for phase in range(step.start + 1, step.to + 1)]
    return sum((Fraction(c) for c in phases if c is not None), Fraction(0)) if None not in phases else None


def lead_of(step: Step) -> Owner | None:
    """Whom the plan names as responsible, else the one organisation that it asks to provide or to take over."""
    if step.owner:
        return Owner(step.owner)
    m = step.measure
    alone = m is not None and m.kind in (MeasureKind.PROVIDER, MeasureKind.STAND_IN) and len(m.who) == 1
    return Owner(m.who[0]) if m is not None and alone else None


def paid_for(facts: Facts, as_of: date, country: Iso3) -> frozenset[CapabilityNumber]:
    """The capabilities of a country for which a recorded grant pays on a day."""
    at = facts.country_at[country]
    cells = {c for found in paid_cells(facts, as_of, {at}).values() for c in found}
    return frozenset(n for a, n in enumerate(facts.edition.numbers) if at * facts.K + a in cells)


def unfunded_of(
    steps: Iterable[tuple[StepNow, Step]],
    costs: Mapping[tuple[str, int], Decimal],
    paid: Collection[str],
    currency: str,
) -> tuple[UnfundedStep, ...]:
    """Of the steps of a plan those that are not done and that no grant pays for: of a step about several capabilities
    one without a grant is enough. ``costs``: see :func:`cost_of`."""
    out = []
    for now, step in steps:
        about = step.measure.about if step.measure else (step.capability,)
        if now.became is Became.DONE or (now.capability and set(about) <= set(paid)):
            continue
        cost = cost_of(step, costs)
        out.append(
            UnfundedStep(
                order=now.order,
                country=now.country,
                capability=now.capability,
                text=now.text,
                became=now.became,
                due=now.due,
                lead=lead_of(step),
                seat=now.lead,
                effort=now.effort,
                cost=None if cost is None else plain(cost),
                currency=currency if cost is not None else "",
            )
        )
    return tuple(out)
