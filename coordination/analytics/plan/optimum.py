"""The best set of raises within a budget (METHODS 10), exact by mixed-integer programming.

Variables: ``x[a, p]`` = 1 if capability a is raised to phase p (ordered in p, fixed up to today's phase);
``y[b, p]`` = 1 if b is *effectively* at phase p: ``y[b, p] <= x[b, p]``, ``<= y[a, p]`` for each needed a, ``<=``
the sum over each group of alternatives. Maximised is ``sum w[b] y[b, p]``; then, in this order, least cost,
fewest raises, and the raises that come first by (phase, order of prerequisites): the optimal value is stable
between solvers and machines, the set that reaches it is not, so ties are broken on purpose.

Weights and costs are taken as exact decimals and scaled to whole numbers, so that "equal" means equal. Each
step is checked again in exact arithmetic. Solver: HiGHS through :func:`scipy.optimize.milp`. Every run starts
from a greedy plan; where the solver reaches its limits the better of the two stands, and the answer says what
is proven and how far the best plan can be away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import ceil, floor, gcd, inf, isfinite, lcm

import numpy as np
from numpy.typing import NDArray

from coordination.analytics.base.closure import cheapest_raises
from coordination.analytics.base.solver import solved
from coordination.analytics.base.support import supported
from coordination.system.progress import step
from graph_schema.edition import Edition
from graph_schema.errors import UsageError, said

__all__ = ["Limits", "Number", "Optimum", "Task", "best_raises", "exact", "greedy_raises", "whole", "worth"]

Number = int | float | Decimal | Fraction | str
Phases = tuple[int, ...]
Floats = NDArray[np.float64]

#: Room left beside limits on whole numbers, so that no rounding inside the solver decides what fits.
HALF = 0.5
CHUNK = 16  #: raises whose preference is decided in one run (their weights are powers of two)


@dataclass(frozen=True, slots=True)
class Limits:
    """Per run of the solver: search steps, so that an unproven answer is the same on every machine, and
    seconds behind it. Greedy plans have no limit; they take milliseconds."""

    nodes: int = 20_000
    seconds: float = 10.0


def exact(value: Number, what: str) -> Fraction:
    """A number that is not negative as an exact fraction; a float means the decimal it is written as, a text the number
    it spells. ``what`` it is, for the error. Raises UsageError."""
    if isinstance(value, float | Decimal) and not isfinite(value):
        raise UsageError(
            said("{what} is {value}.", what=what, value=value),
            hint=said("Give a number that is zero or more."),
        )
    try:
        number = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise UsageError(
            said("{what} is {value!r}, which is no number.", what=what, value=value),
            hint=said("Write a number such as 2 or 1.5."),
        ) from None
    if number < 0:
        raise UsageError(
            said("{what} is {value}, less than zero.", what=what, value=value),
            hint=said("Give a number that is zero or more."),
        )
    return number


@dataclass(frozen=True)
class Task:
    """``low``: today's phases, unknown as the lowest. ``cost[a][p]``: price of raising a from p - 1 to p
    (entries up to the lowest phase are not used). ``weight[a]`` >= 0. ``budget`` None = no limit."""

    edition: Edition
    low: Phases
    cost: tuple[tuple[Fraction, ...], ...]
    weight: tuple[Fraction, ...]
    budget: Fraction | None
    lowest: int
    highest: int

    def price(self, phases: Phases) -> Fraction:
        """Cost of coming from today's phases to these."""
        return sum((self.between(a, p) for a, p in enumerate(phases)), Fraction(0))

    def between(self, a: int, to: int) -> Fraction:
        return sum((self.cost[a][p] for p in range(self.low[a] + 1, to + 1)), Fraction(0))

    def affords(self, cost: Fraction) -> bool:
        return self.budget is None or cost <= self.budget


@dataclass(frozen=True)
class Optimum:
    """``phases``: own phases after the raises. ``bound``: no plan within the budget is worth more.

    ``proven``: none is worth more than ``value``; ``cheapest``: none of that value costs less;
    ``found_by``: solver or greedy.
    """

    phases: Phases
    value: Fraction
    cost: Fraction
    bound: Fraction
    proven: bool
    cheapest: bool
    found_by: str


def worth(task: Task, phases: Phases) -> Fraction:
    """Weighted sum of effective phases."""
    return _worths(task, [phases])[0]


def _worths(task: Task, several: Sequence[Phases]) -> list[Fraction]:
    effective = supported(task.edition, np.asarray(several, np.int64)).tolist()
    return [sum((w * e for w, e in zip(task.weight, row, strict=True)), Fraction(0)) for row in effective]


def _trimmed(task: Task, phases: Phases) -> Phases:
    """Without raises beyond what the prerequisites carry: they change no effective phase."""
    effective = supported(task.edition, np.asarray(phases, np.int64)).tolist()
    return tuple(min(p, max(low, e)) for p, low, e in zip(phases, task.low, effective, strict=True))


def greedy_raises(task: Task) -> Phases:
    """Phases after taking, again and again, the affordable bundle with the best gain for its cost.

    A bundle brings one capability to one phase, with all that it needs for that. Ties: larger gain, then
    earlier in the order of prerequisites, then lower phase.
    """
    edition, own = task.edition, task.low
    targets = [(b, p) for b in edition.order for p in range(task.lowest + 1, task.highest + 1)]
    while True:
        today = supported(edition, np.asarray(own, np.int64)).tolist()
        spent, offers = task.price(own), []
        for b, p in targets:
            if p > today[b]:

                def price(a: int, p: int = p, own: Phases = own) -> Fraction:
                    return sum(task.cost[a][own[a] + 1 : p + 1], Fraction(0))

                bundle = cheapest_raises(edition, b, price)
                offers.append(tuple(max(o, p) if a in bundle else o for a, o in enumerate(own)))
        offers = [o for o in offers if task.affords(task.price(o))]
        if not offers:
            return _trimmed(task, own)
        here = worth(task, own)
        gains = [v - here for v in _worths(task, offers)]
        costs = [task.price(o) - spent for o in offers]
        # offers stand in the order of preference, and max takes the first of equals
        best = max(
            range(len(offers)),
            key=lambda i: (gains[i] > 0 and not costs[i], gains[i] / (costs[i] or 1), gains[i]),
        )
        if gains[best] <= 0:
            return _trimmed(task, own)
        own = offers[best]


def whole(numbers: Sequence[Fraction]) -> tuple[list[int], Fraction]:
    """The numbers times a scale, as whole numbers without a common factor, and the scale."""
    scale = lcm(*(n.denominator for n in numbers)) if numbers else 1
    whole = [int(n * scale) for n in numbers]
    common = reduce(gcd, whole, 0) or 1
    return [n // common for n in whole], Fraction(scale, common)


class _Model:
    """The rows of the programme and runs of it. Columns: every free x, then every free y."""

    def __init__(self, task: Task, limits: Limits) -> None:
        self.task, self.limits = task, limits
        edition = task.edition
        today = supported(edition, np.asarray(task.low, np.int64)).tolist()
        position = {b: i for i, b in enumerate(edition.order)}
        phases = range(task.lowest + 1, task.highest + 1)
        k = len(edition.capabilities)
        #: by (phase, order of prerequisites): also the order of preference
        self.x = sorted(
            ((a, p) for a in range(k) for p in phases if p > task.low[a]),
            key=lambda v: (v[1], position[v[0]]),
        )
        self.y = [(b, p) for b in range(k) for p in phases if p > today[b]]
        x_at = {v: i for i, v in enumerate(self.x)}
        y_at = {v: len(self.x) + i for i, v in enumerate(self.y)}
        self.columns = len(self.x) + len(self.y)
        rows: list[dict[int, float]] = []  # each: sum <= 0
        for a, p in self.x:
            if (a, p - 1) in x_at:
                rows.append({x_at[a, p]: 1, x_at[a, p - 1]: -1})
        for b, p in self.y:
            here = y_at[b, p]
            if (b, p) in x_at:
                rows.append({here: 1, x_at[b, p]: -1})
            rows += [{here: 1, y_at[a, p]: -1} for a in edition.all_of[b] if (a, p) in y_at]
            for group in edition.any_of[b]:
                if all((a, p) in y_at for a in group):  # else one of them is there today
                    rows.append({here: 1, **{y_at[a, p]: -1 for a in group}})
        self.rows = rows
        weight, self.weight_scale = whole([task.weight[b] for b, _ in self.y])
        cost, self.cost_scale = whole([task.cost[a][p] for a, p in self.x])
        #: marks the x: how many raises there are
        self.raises = np.r_[np.ones(len(self.x), np.int64), np.zeros(len(self.y), np.int64)]
        self.gain = np.zeros(self.columns)
        self.gain[len(self.x) :] = weight
        self.cost = np.zeros(self.columns)
        self.cost[: len(self.x)] = cost
        self.fixed: dict[int, int] = {}
        self.value_now = worth(task, task.low)
        self.runs = 0

    def _tell(self) -> None:
        """Runs made, of those that there may be: value, cost, number of raises, then preferences."""
        step("Calculating the best plan", self.runs, 3 + -(-len(self.x) // CHUNK))

    def run(
        self,
        objective: Floats,
        least_gain: int | None = None,
        most_cost: int | None = None,
        most_raises: int | None = None,
    ) -> tuple[Phases | None, float]:
        """Minimise; (phases or None, lower bound of the objective)."""
        # imported here: every command starts without it
        from scipy.optimize import Bounds, LinearConstraint
        from scipy.sparse import csr_array

        entries = [(i, j, v) for i, row in enumerate(self.rows) for j, v in row.items()]
        i, j, v = zip(*entries, strict=True) if entries else ((), (), ())
        table = csr_array((v, (i, j)), shape=(len(self.rows), self.columns))
        rules = [LinearConstraint(table, ub=0.0)] if self.rows else []
        if most_cost is not None:
            rules.append(LinearConstraint(self.cost[None, :], ub=most_cost + HALF))
        if least_gain is not None:
            rules.append(LinearConstraint(self.gain[None, :], lb=least_gain - HALF))
        if most_raises is not None:
            rules.append(LinearConstraint(self.raises[None, :], ub=most_raises + HALF))
        low, high = np.zeros(self.columns), np.ones(self.columns)
        for column, value in self.fixed.items():
            low[column] = high[column] = value
        found = solved(
            objective, Bounds(low, high), rules, self.limits.nodes, self.limits.seconds, self._tell
        )
        self.runs += 1
        bound = -inf if found.mip_dual_bound is None else float(found.mip_dual_bound)
        return None if found.x is None else self.phases(found.x), bound

    def phases(self, x: Floats) -> Phases:
        own = list(self.task.low)
        for (a, p), chosen in zip(self.x, x.tolist(), strict=False):
            if chosen > 0.5:
                own[a] = max(own[a], p)
        return tuple(own)


def best_raises(task: Task, limits: Limits | None = None) -> Optimum:
    """The plan of most value within the budget, and of least cost among those; see the module."""
    model = _Model(task, limits or Limits())
    start = greedy_raises(task)
    value, cost = worth(task, start), task.price(start)
    ceiling = sum((w * task.highest for w in task.weight), Fraction(0))
    if not model.x or not any(model.gain):
        # nothing can be raised, or nothing has a weight: staying is best
        return Optimum(task.low, model.value_now, Fraction(0), model.value_now, True, True, "solver")
    budget = None if task.budget is None else floor(task.budget * model.cost_scale)
    phases, low_bound = model.run(-model.gain, most_cost=budget)
    found_by, best = "greedy", start
    if phases is not None:
        phases = _trimmed(task, phases)
        if task.affords(task.price(phases)) and (-worth(task, phases), task.price(phases)) < (-value, cost):
            best, found_by = phases, "solver"
            value, cost = worth(task, best), task.price(best)
    bound = ceiling
    if isfinite(low_bound):
        bound = min(bound, model.value_now + Fraction(floor(-low_bound + 1e-6)) / model.weight_scale)
    bound = max(bound, value)
    if bound > value:
        return Optimum(best, value, cost, bound, False, False, found_by)
    best, cheapest = _cheapest(model, best, value)
    return Optimum(best, value, task.price(best), bound, True, cheapest, "solver")


def _cheapest(model: _Model, best: Phases, value: Fraction) -> tuple[Phases, bool]:
    """Among plans of that value: least cost, fewest raises, first in order of preference."""
    task = model.task
    gain = floor((value - model.value_now) * model.weight_scale)

    def as_good(phases: Phases | None, cost: Fraction) -> bool:
        return phases is not None and worth(task, phases) == value and task.price(phases) <= cost

    phases, low_bound = model.run(
        model.cost, least_gain=gain, most_cost=floor(task.price(best) * model.cost_scale)
    )
    if phases is not None and as_good(_trimmed(task, phases), task.price(best)):
        best = _trimmed(task, phases)
    cost = task.price(best)
    most = floor(cost * model.cost_scale)
    if not isfinite(low_bound) or ceil(low_bound - 1e-6) < most:
        return best, False
    raises = sum(p - low for p, low in zip(best, task.low, strict=True))
    if not all(model.cost[: len(model.x)]):  # a raise that costs nothing is not made for nothing
        phases, _ = model.run(model.raises.astype(np.float64), gain, most, raises)
        if phases is not None and as_good(phases, cost):
            raises = min(raises, sum(p - low for p, low in zip(phases, task.low, strict=True)))
    for first in range(0, len(model.x), CHUNK):
        chunk = range(first, min(first + CHUNK, len(model.x)))
        objective = np.zeros(model.columns)
        objective[list(chunk)] = [-(2.0 ** (chunk.stop - 1 - i)) for i in chunk]
        phases, _ = model.run(objective, gain, most, raises)
        if phases is None or not as_good(phases, cost):
            break
        best = phases
        model.fixed |= {i: int(best[a] >= p) for i, (a, p) in enumerate(model.x) if i in chunk}
    return best, True
