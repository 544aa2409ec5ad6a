"""What of a plan the user may edit: costs, weights, durations, first day and lead; and the task that they make of the
phases of today (:mod:`coordination.analytics.plan.optimum`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from coordination.analytics.base.facts import Facts
from coordination.analytics.board.maturity import HIGHEST, LOWEST, country_cells
from coordination.analytics.plan.optimum import Number, Task, exact
from graph_schema.edition import Edition
from graph_schema.errors import UsageError, said

__all__ = ["COST", "Terms", "cost_entry", "task_of"]

COST = 1  #: of a raise where nobody gives costs: then the budget counts raises
WEIGHT = 1  #: of a phase of a capability, where the table says nothing


@dataclass(frozen=True)
class Terms:
    """What the user may edit. ``cost`` (empty = no costs: the budget counts raises) and ``months``: by (capability,
    phase reached); ``weight``: by capability; ``begins``: first day of the plan, empty = the as-of date; ``lead``: who
    is accountable, empty = the national coordination body."""

    cost: Mapping[tuple[str, int], Number] = field(default_factory=dict)
    weight: Mapping[str, Number] = field(default_factory=dict)
    months: Mapping[tuple[str, int], int] = field(default_factory=dict)
    begins: date | None = None
    lead: str = ""

    @property
    def priced(self) -> bool:
        """Somebody gives costs."""
        return bool(self.cost)


_ENTRY: Final = re.compile(r"([0-9]{1,3}):([1-4])=([0-9]{1,12}(?:\.[0-9]{1,2})?)")


def cost_entry(text: str) -> tuple[tuple[str, int], Decimal] | None:
    """((capability, phase to reach), cost) of a cost that is typed, such as ``12:2=10.50``; None where it is none."""
    match = _ENTRY.fullmatch(text.strip())
    return ((match[1], int(match[2])), Decimal(match[3])) if match else None


def _check_table(edition: Edition, keys: Sequence[tuple[str, int]], what: str) -> None:
    for number, phase in keys:
        edition.capability(number)
        if not LOWEST < phase <= HIGHEST:
            raise UsageError(
                said(
                    "The {what} of capability {number} names phase {phase}, which no phase step reaches.",
                    what=what,
                    number=number,
                    phase=phase,
                ),
                hint=said(
                    "A phase step reaches a phase from {value} to {highest}.",
                    value=LOWEST + 1,
                    highest=HIGHEST,
                ),
            )


def task_of(facts: Facts, as_of: date, country: str, budget: Number | None, terms: Terms) -> Task:
    """Today's phases and the tables as exact numbers. Where costs are given, a raise without one is in no plan with a
    budget, for nobody knows whether it fits; without a budget it adds nothing to the sum. Raises UsageError on what the
    tables do not know."""
    edition = facts.edition
    _check_table(edition, list(terms.cost), "cost")
    _check_table(edition, list(terms.months), "duration")
    for number in terms.weight:
        edition.capability(number)
    low, _ = country_cells(facts, as_of, country)
    limit = None if budget is None else exact(budget, "The budget")
    other = Fraction(COST) if not terms.priced else Fraction(0) if limit is None else limit + 1
    return Task(
        edition,
        tuple(low.tolist()),
        tuple(
            tuple(
                exact(terms.cost.get((n, p), other), f"The cost of raising capability {n} to phase {p}")
                for p in range(HIGHEST + 1)
            )
            for n in edition.numbers
        ),
        tuple(exact(terms.weight.get(n, WEIGHT), f"The weight of capability {n}") for n in edition.numbers),
        limit,
        LOWEST,
        HIGHEST,
    )
