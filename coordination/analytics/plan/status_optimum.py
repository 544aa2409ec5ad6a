"""Which capabilities to work on within a budget of effort points (METHODS 10, without phases), exact by mixed-integer
programming.

Variables: ``u[a]`` = a is worked on; ``y[b]`` = b is in place with all that it needs after the plan: ``y[b] <= u[b]``
where it is not in place today, ``<= y[a]`` for each needed a, ``<=`` the sum over each group of alternatives. What is
in place and has too few providers is secured by ``u[a] <= y[a]``. Maximised is the sum of y over the capabilities that
count plus half the secured ones; then the fewest points; then the set with the earliest capability, in the order of
preference, in which two differ.

Where every plan of the highest value does the same (no alternatives, and the budget pays for it), nothing is searched.
Points are exact numbers, scaled to whole ones, and every result is counted again in exact arithmetic. Where the solver
reaches its limits, what it has found stands, and the answer says how far the best can be away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, inf, isfinite

import numpy as np

from coordination.analytics.base.solver import solved
from coordination.analytics.base.support import supported
from coordination.analytics.plan.optimum import CHUNK, HALF, Floats, Limits, whole
from coordination.system.progress import step
from graph_schema.edition import Edition

__all__ = ["StatusOptimum", "StatusTask", "best_work"]


@dataclass(frozen=True)
class StatusTask:
    """One country, by position in the edition. ``stands``: in place today; ``counts``: its status is known, so that it
    is in the sum; ``weak``: in place with too few providers; ``points``: what it takes to put it in place, to review it
    or to secure it, None where nothing is to be done; ``order``: those with points, the preferred first; ``budget``:
    None = no limit."""

    edition: Edition
    stands: tuple[bool, ...]
    counts: tuple[bool, ...]
    weak: tuple[bool, ...]
    points: tuple[Fraction | None, ...]
    order: tuple[int, ...]
    budget: Fraction | None

    def price(self, chosen: Iterable[int]) -> Fraction:
        """What it takes to do these."""
        return sum((self.points[a] or Fraction(0) for a in chosen), Fraction(0))

    def supported(self, chosen: Iterable[int]) -> list[bool]:
        """Which capabilities are in place with all that they need once these are done."""
        own = np.asarray(self.stands, np.int64)
        own[list(chosen)] = 1
        return [bool(v) for v in supported(self.edition, own).tolist()]

    def worth(self, chosen: Sequence[int]) -> Fraction:
        """Capabilities of known status in place with all that they need, and half of the secured ones."""
        there = self.supported(chosen)
        secured = sum(self.weak[a] and there[a] for a in chosen)
        return sum(c and t for c, t in zip(self.counts, there, strict=True)) + Fraction(secured, 2)


@dataclass(frozen=True)
class StatusOptimum:
    """``chosen``: what is worked on, in the order of preference; ``bound``: no plan within the budget is worth more;
    ``proven``: this one is worth as much; ``cheapest``: none of that worth takes fewer points."""

    chosen: tuple[int, ...]
    value: Fraction
    points: Fraction
    bound: Fraction
    proven: bool
    cheapest: bool


def _forced(task: StatusTask) -> tuple[int, ...] | None:
    """What every plan of the highest value does, where that is enough for it; None where there is a choice to make."""
    edition = task.edition
    most = task.supported(task.order)
    made = {a for a in task.order if task.weak[a] and most[a]}
    way = [b for b, there in enumerate(most) if there and (task.counts[b] or b in made)]
    seen = set(way)
    while way:
        b = way.pop()
        made |= set() if task.stands[b] else {b}
        way += (new := set(edition.all_of[b]) - seen)
        seen |= new
    chosen = tuple(a for a in task.order if a in made)
    fits = task.budget is None or task.price(chosen) <= task.budget
    costs = all(task.points[a] for a in task.order)  # what takes nothing may be done beside
    return chosen if fits and costs and task.worth(chosen) == task.worth(task.order) else None


class _Model:
    """The rows of the programme and runs of it. Columns: every u in the order of preference, then every free y."""

    def __init__(self, task: StatusTask, limits: Limits) -> None:
        self.task, self.limits, self.runs = task, limits, 0
        edition, today = task.edition, task.supported(())
        self.u = list(task.order)
        free = [b for b in range(len(task.stands)) if not today[b]]
        u_at = {a: i for i, a in enumerate(self.u)}
        y_at = {b: len(self.u) + i for i, b in enumerate(free)}
        rows: list[dict[int, int]] = []  # each: sum <= 0
        for b, here in y_at.items():
            if not task.stands[b]:
                rows.append({here: 1, u_at[b]: -1})
            rows += [{here: 1, y_at[a]: -1} for a in edition.all_of[b] if a in y_at]
            for group in edition.any_of[b]:
                if all(a in y_at for a in group):  # else one of them is there today
                    rows.append({here: 1, **{y_at[a]: -1 for a in group}})
        rows += [{u_at[a]: 1, y_at[a]: -1} for a in self.u if task.weak[a] and a in y_at]
        self.columns = len(self.u) + len(free)
        self.rows = np.zeros((len(rows), self.columns))
        for i, row in enumerate(rows):
            self.rows[i, list(row)] = list(row.values())
        self.gain = np.zeros(self.columns)
        for a, i in u_at.items():
            self.gain[i] = task.weak[a]
        for b, i in y_at.items():
            self.gain[i] = 2 * task.counts[b]
        points, self.scale = whole([task.points[a] or Fraction(0) for a in self.u])
        self.cost = np.zeros(self.columns)
        self.cost[: len(self.u)] = points
        self.fixed: dict[int, int] = {}

    def _tell(self) -> None:
        """Runs made, of those that there may be: value, points, then preferences."""
        step("Calculating the best plan", self.runs, 2 + -(-len(self.u) // CHUNK))

    def run(
        self, objective: Floats, least_gain: int | None = None, most_cost: int | None = None
    ) -> tuple[tuple[int, ...] | None, float]:
        """Minimise; (what is worked on or None, lower bound of the objective)."""
        # imported here: every command starts without it
        from scipy.optimize import Bounds, LinearConstraint

        rules = [LinearConstraint(self.rows, ub=0.0)] if len(self.rows) else []
        if most_cost is not None:
            rules.append(LinearConstraint(self.cost[None, :], ub=most_cost + HALF))
        if least_gain is not None:
            rules.append(LinearConstraint(self.gain[None, :], lb=least_gain - HALF))
        low, high = np.zeros(self.columns), np.ones(self.columns)
        for column, value in self.fixed.items():
            low[column] = high[column] = value
        found = solved(
            objective, Bounds(low, high), rules, self.limits.nodes, self.limits.seconds, self._tell
        )
        self.runs += 1
        bound = -inf if found.mip_dual_bound is None else float(found.mip_dual_bound)
        if found.x is None:
            return None, bound
        chosen = found.x[: len(self.u)].tolist()
        return tuple(a for a, x in zip(self.u, chosen, strict=True) if x > HALF), bound


def best_work(task: StatusTask, limits: Limits | None = None) -> StatusOptimum:
    """The plan of most value within the budget, of the fewest points among those, and of these the preferred one."""
    today = task.worth(())
    most = task.worth(task.order)
    if most == today or (task.budget is not None and task.budget <= 0):
        # nothing that can be done gains anything
        return StatusOptimum((), today, Fraction(0), today, True, True)
    if (forced := _forced(task)) is not None:
        return StatusOptimum(forced, most, task.price(forced), most, True, True)
    model = _Model(task, limits or Limits())
    budget = None if task.budget is None else floor(task.budget * model.scale)
    best: tuple[int, ...] = ()
    found, low_bound = model.run(-model.gain, most_cost=budget)
    if found is not None and (task.budget is None or task.price(found) <= task.budget):
        best = max(best, found, key=task.worth)
    value = task.worth(best)
    bound = min(most, today + Fraction(floor(-low_bound + 1e-6), 2)) if isfinite(low_bound) else most
    if bound > value:
        return StatusOptimum(best, value, task.price(best), bound, False, False)
    best, cheapest = _cheapest(model, best, value, int(2 * (value - today)))
    return StatusOptimum(best, value, task.price(best), value, True, cheapest)


def _cheapest(
    model: _Model, best: tuple[int, ...], value: Fraction, gain: int
) -> tuple[tuple[int, ...], bool]:
    """Among plans of that value: the fewest points, then the first in the order of preference."""
    task = model.task

    def as_good(chosen: tuple[int, ...] | None, points: Fraction) -> bool:
        return chosen is not None and task.worth(chosen) == value and task.price(chosen) <= points

    found, low_bound = model.run(model.cost, gain, floor(task.price(best) * model.scale))
    if found is not None and as_good(found, task.price(best)):
        best = found
    points = task.price(best)
    most = floor(points * model.scale)
    if not isfinite(low_bound) or ceil(low_bound - 1e-6) < most:
        return best, False
    for first in range(0, len(model.u), CHUNK):
        chunk = range(first, min(first + CHUNK, len(model.u)))
        objective = np.zeros(model.columns)
        objective[list(chunk)] = [-(2.0 ** (chunk.stop - 1 - i)) for i in chunk]
        found, _ = model.run(objective, gain, most)
        if found is None or not as_good(found, points):
            break
        best = found
        model.fixed |= {i: int(model.u[i] in best) for i in chunk}
    return best, True
