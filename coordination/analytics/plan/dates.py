"""When the raises of a plan begin and end: along the chain of prerequisites, unless somebody gave days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from coordination.analytics.board.coverage import add_months
from coordination.analytics.board.maturity import HIGHEST, LOWEST
from coordination.analytics.plan.optimum import Phases
from coordination.analytics.plan.steps import Step
from graph_schema.edition import Edition

if TYPE_CHECKING:
    from coordination.analytics.plan.planning import Terms

__all__ = ["MONTHS", "schedule"]

MONTHS = 6  #: that a raise takes, where the table says nothing


def schedule(
    edition: Edition, low: Phases, steps: Sequence[Step], begins: date, terms: Terms
) -> list[tuple[date, date]]:
    """(first day, last day) of each step. A step starts when its own last raise and the raises it needs are
    over; what this plan never raises far enough holds nothing up here (``check_plan`` names it)."""
    place = {(s.capability, p): i for i, s in enumerate(steps) for p in range(s.start + 1, s.to + 1)}
    dates: list[tuple[date, date] | None] = [None] * len(steps)
    own: dict[tuple[int, int], date] = {}
    ready: dict[tuple[int, int], date | None] = {}
    for b in edition.order:
        number = edition.numbers[b]
        for p in range(LOWEST + 1, HIGHEST + 1):
            needs = [ready[a, p] for a in edition.all_of[b]]
            for group in edition.any_of[b]:
                some = [r for a in group if (r := ready[a, p]) is not None]
                needs.append(min(some) if some else None)
            own[b, p] = begins
            reached = low[b] >= p
            if (number, p) in place:
                i = place[number, p]
                known = dates[i]
                if known is None:
                    given = steps[i]
                    first = given.first or max([own.get((b, p - 1), begins), *(n for n in needs if n)])
                    months = sum(
                        terms.months.get((number, q), MONTHS) for q in range(given.start + 1, given.to + 1)
                    )
                    last = given.last or add_months(first, months) - timedelta(days=1)
                    dates[i] = known = (first, last)
                own[b, p], reached = known[1] + timedelta(days=1), True
            whole = [n for n in needs if n is not None]
            ready[b, p] = max([own[b, p], *whole]) if reached and len(whole) == len(needs) else None
    # a raise that the plan holds twice: the last one counts, the others begin with the plan
    return [
        d or (s.first or begins, s.last or add_months(s.first or begins, MONTHS) - timedelta(days=1))
        for d, s in zip(dates, steps, strict=True)
    ]
