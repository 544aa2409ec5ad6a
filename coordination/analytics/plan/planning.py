"""A national action plan (METHODS 10): which phases to raise, in which order, who, when, for how much.

The raises come from :mod:`coordination.analytics.plan.optimum` or from the user; here they get an order that can
work (order of prerequisites, then phase), dates along the chain of prerequisites, and roles:

* responsible: today's providers of the cell;
* accountable: the national coordination body, else who alone provides Leadership (or whom the user names);
* consulted: today's supporters, and the providers of what it needs or receives from (P and F arrows);
* informed: the providers of what needs it or receives from it, and who sits on the national body.

A role nobody holds is flagged. Phases nobody gave count as the lowest, and the plan says for which. Where nobody gave
any, a best plan would be a guess: there is none, and ``why_none`` says so to everybody who shows plans. Below two
thirds of known phases nothing is called proven: the plan is that of the lowest completion, and beside it stands
what the best plan comes to if everything unknown is in place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from coordination.analytics.base.facts import Facts
from coordination.analytics.board.coverage import covered
from coordination.analytics.board.maturity import HIGHEST, LOWEST, any_phase, country_cells
from coordination.analytics.board.roles import Roles, owners, roles_of
from coordination.analytics.plan.costs import grants_to_renew
from coordination.analytics.plan.dates import schedule
from coordination.analytics.plan.library import here_of
from coordination.analytics.plan.measures import Placed, placed
from coordination.analytics.plan.optimum import (
    Limits,
    Number,
    Optimum,
    Phases,
    Task,
    best_raises,
    exact,
    worth,
)
from coordination.analytics.plan.steps import Decided, Step
from coordination.analytics.plan.terms import COST, Terms, task_of
from coordination.text.sentences import Name, Sentence, sentence
from graph_schema.actions import Serves
from graph_schema.errors import UsageError, said
from graph_schema.ids import Iso3

__all__ = ["COST", "Action", "Completion", "Plan", "Terms", "own_plan", "plain", "plan", "task_of"]

ENOUGH = Fraction(2, 3)  #: share of the phases that must be known before a best plan is called proven
NONE = "none"  #: by whom a plan was found that was not sought


@dataclass(frozen=True, slots=True)
class Action:
    """One raise of a plan. ``order`` counts from 1, measures included; ``end`` is its last day; ``cost`` in the unit
    of the table, None where nobody gives one; ``decided``: by a meeting, None = nothing."""

    country: str
    capability: str
    start_phase: int
    to_phase: int
    order: int
    start: date
    end: date
    cost: Fraction | None
    roles: Roles
    decided: Decided | None = None

    @property
    def indicator(self) -> Sentence:
        """By what one sees that it is done."""
        return sentence(
            "By {end}, a dated review with a source finds {capability} in {country} at phase "
            "{phase} or higher.",
            capability=Name("capabilities", self.capability),
            country=Name("countries", self.country),
            phase=self.to_phase,
            end=self.end,
        )


@dataclass(frozen=True, slots=True)
class Completion:
    """The best plan within the budget if all unknown phases were ``phase``: what it comes to, and its raises as
    (capability, phase reached)."""

    phase: int
    before: Fraction
    value: Fraction
    raises: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Plan:
    """``value``: weighted sum of effective phases after it (lower ends); ``before``: the same today;
    ``bound``: no plan within the budget is worth more; ``proven``: value equals bound; ``cheapest``: no plan
    of that value costs less; ``found_by``: solver, greedy, user, or none (see ``why_none``); ``assumed``: capabilities
    whose phase nobody gave, counted as the lowest; ``phases``: own phases after it, edition order; ``measures``: its
    named steps, which change no phase (``cost`` holds theirs where they have one). ``cost``: what it spends in the
    unit of the budget; ``priced``: there is a table of costs, else that is the number of raises; ``given``: the costs
    that somebody gave, raises and named steps together, None where nobody gave any; ``ends``: where too few phases are
    known, the best plan if all unknown ones were lowest, and if they were highest; ``passed``: capabilities with a cost
    for a phase that they have reached; ``least``: cost of the cheapest next raise, None where none has a known one;
    ``done``: places of steps that are done, of which nothing is left to spend."""

    country: str
    as_of: date
    actions: tuple[Action, ...]
    value: Fraction
    before: Fraction
    cost: Fraction
    budget: Fraction | None
    bound: Fraction | None
    proven: bool
    cheapest: bool
    found_by: str
    assumed: tuple[str, ...]
    phases: Phases
    measures: tuple[Placed, ...] = ()
    priced: bool = False
    given: Fraction | None = None
    ends: tuple[Completion, Completion] | None = None
    passed: tuple[str, ...] = ()
    least: Fraction | None = None
    done: frozenset[int] = frozenset()

    @property
    def known(self) -> int:
        """Capabilities whose phase somebody gave."""
        return len(self.phases) - len(self.assumed)

    @property
    def unpriced(self) -> int:
        return sum(a.cost is None and a.order not in self.done for a in self.actions) if self.priced else 0

    @property
    def sure(self) -> tuple[tuple[str, int], ...]:
        """Raises of the best plan whether what is unknown is lowest or highest; empty where enough is known."""
        return tuple(r for r in self.ends[0].raises if r in self.ends[1].raises) if self.ends else ()

    @property
    def gain(self) -> Fraction:
        return self.value - self.before

    @property
    def over_budget(self) -> bool:
        return self.budget is not None and self.cost > self.budget

    def without(self, done: Collection[int]) -> Plan:
        """The same, with what is left to spend: ``done`` are places of steps that are done. What it brings stays."""
        if not done:
            return self
        raises = [a for a in self.actions if a.order not in done]
        given = _given(raises, [m for m in self.measures if m.order not in done])
        steps_up = Fraction(sum(a.to_phase - a.start_phase for a in raises))
        spent = (given or Fraction(0)) if self.priced else steps_up
        return replace(self, cost=spent, given=given, done=frozenset(done))

    @property
    def end(self) -> date:
        """Last day of the last raise; the as-of date where there is none."""
        return max((a.end for a in self.actions), default=self.as_of)

    def steps(self) -> tuple[Step, ...]:
        """The actions and measures as steps, for editing or for checking."""
        raises = [
            (
                a.order,
                Step(a.capability, a.start_phase, a.to_phase, a.start, a.end, None, a.roles.owner, a.decided),
            )
            for a in self.actions
        ]
        named = [
            (
                m.order,
                replace(Step.of(m.measure), first=m.begins, owner=m.roles.owner, decided=m.decided),
            )
            for m in self.measures
        ]
        return tuple(s for _, s in sorted([*raises, *named], key=lambda pair: pair[0]))

    @property
    def why_none(self) -> Sentence | None:
        """Why no best plan was sought; None where there is a plan."""
        if self.found_by != NONE:
            return None
        return sentence(
            "A plan by phases needs the current phase of each capability of {country}, and no "
            "maturity review gives it. Any starting point would be a guess, so no best plan is "
            "shown. Start with the gaps, and review what is unknown.",
            country=Name("countries", self.country),
        )

    def _range(self) -> list[Sentence]:
        """What the best plan comes to however the unknown phases turn out, and what is in it either way."""
        assert self.ends is not None
        low, high = self.ends
        out = [
            sentence(
                "Phases are known of {known} of {all} capabilities. Below two thirds no plan is called the best: this "
                "is the order of work if none of the others has begun.",
                known=self.known,
                all=len(self.phases),
            ),
            sentence(
                "Within this budget the best plan comes from {low_before} to {low} phases if none of the others has "
                "begun, and from {high_before} to {high} if all of them are in place.",
                low_before=str(plain(low.before)),
                low=str(plain(low.value)),
                high_before=str(plain(high.before)),
                high=str(plain(high.value)),
            ),
        ]
        sure = list(dict.fromkeys(n for n, _ in self.sure))
        if sure:
            raises = [Name("capabilities", n) for n in sure]
            out.append(sentence("Every best plan moves these up: {list}.", list=raises))
        else:
            out.append(sentence("No phase step is in every best plan: the unknown costs decide."))
        return out

    def _proof(self) -> Sentence:
        """Whether a better plan can exist."""
        if self.proven and self.cheapest and not self.priced:
            return sentence(
                "Of all possible plans within this budget, none gains more, and none gains as much with "
                "fewer phase steps."
            )
        if self.proven and self.cheapest:
            return sentence(
                "Of all possible plans within this budget, none gains more, and none gains as much at lower cost."
            )
        if self.proven:
            return sentence(
                "Of all possible plans within this budget, none gains more. A cheaper plan that gains as "
                "much may exist: the calculation stopped at its time limit."
            )
        assert self.bound is not None
        return sentence(
            "A better plan may exist: the calculation stopped at its limit. This plan reaches {value} "
            "phases in all; no plan reaches more than {bound}.",
            value=str(plain(self.value)),
            bound=str(plain(self.bound)),
        )

    def notes(self) -> list[Sentence]:
        """What the reader must know about the numbers; where nobody has looked at anything, that comes first."""
        if self.why_none is not None:
            return [self.why_none]
        out: list[Sentence] = []
        unlooked = len(self.assumed) == len(self.phases)
        raised = bool(self.actions or not self.measures)
        if unlooked and raised:
            out.append(
                sentence(
                    "No maturity review has set a phase for {country} yet. Counting every capability as "
                    "phase {lowest} is a guess, so this is an order of work, not a best plan. Review first.",
                    country=Name("countries", self.country),
                    lowest=LOWEST,
                )
            )
        if self.found_by == "user":
            out.append(
                sentence("This is your own plan. It has not been checked whether a better one exists.")
            )
        elif self.ends is not None and not unlooked:
            out += self._range()
        elif not unlooked:  # of a guess nothing is proven
            out.append(self._proof())
        if self.unpriced:
            out.append(
                sentence(
                    "The cost of one phase step is unknown. The total leaves it out.",
                    "The cost of {n} phase steps is unknown. The total leaves them out.",
                    n=self.unpriced,
                )
            )
        if self.passed and self.found_by != "user":
            out.append(
                sentence(
                    "Costs were given for phases that are reached today. They are not needed: {list}.",
                    list=[Name("capabilities", n) for n in self.passed],
                )
            )
        if self.over_budget and not self.priced:
            out.append(
                sentence(
                    "The plan has one phase step, more than the budget of {budget}.",
                    "The plan has {n} phase steps, more than the budget of {budget}.",
                    n=int(self.cost),
                    budget=str(plain(self.budget or Fraction(0))),
                )
            )
        elif self.over_budget:
            out.append(
                sentence(
                    "The plan costs {cost}, more than the budget of {budget}.",
                    cost=str(plain(self.cost)),
                    budget=str(plain(self.budget or Fraction(0))),
                )
            )
        if self.assumed and raised and not unlooked:
            out.append(
                sentence(
                    "These have no phase, so the plan counts them as phase {lowest}: {list}. A review may "
                    "make some phase steps unnecessary.",
                    lowest=LOWEST,
                    list=[Name("capabilities", n) for n in self.assumed],
                )
            )
        if not self.actions and not self.measures:
            out.append(self._nothing())
        return out

    def _nothing(self) -> Sentence:
        """Why no phase step is in the plan. What the budget pays for is not called too dear."""
        if all(phase == HIGHEST for phase in self.phases):
            return sentence("Every capability has reached the highest phase, so no phase step is left.")
        if self.least is None:
            return sentence("No cost was given for a next phase step, so none is in a plan with a budget.")
        if self.budget is None:
            return sentence("No phase step gains a phase.")
        if self.least > self.budget:
            return sentence("No phase step is possible within this budget.")
        return sentence(
            "No phase step within this budget gains a phase: a phase counts only if the prerequisites have reached it."
        )


def plain(number: Fraction) -> int | float:
    """A whole number as such, else the nearest decimal."""
    return int(number) if number.denominator == 1 else float(number)


def _build(
    facts: Facts,
    as_of: date,
    country: str,
    task: Task,
    terms: Terms,
    steps: Sequence[Step],
    best: Optimum | None,
) -> Plan:
    edition = facts.edition
    _, known = country_cells(facts, as_of, country)
    for months in terms.months.values():
        if months < 1:
            raise UsageError(
                said("A phase step cannot take {months} months.", months=months),
                hint=said("Enter 1 month or more."),
            )
    begins = terms.begins or as_of
    raises = [(i, s) for i, s in enumerate(steps, start=1) if s.measure is None]
    dates = schedule(edition, task.low, [s for _, s in raises], begins, terms)
    who = roles_of(facts, as_of, country, terms.lead)
    owner = owners(facts)
    act = _actions(facts, as_of, country, steps)
    measures = tuple(
        replace(
            made := act(placed(facts, as_of, country, i, s.measure, s.first or begins, who)),
            roles=owner(made.roles, s.owner),
            grants=grants_to_renew(facts, as_of, country, s.measure, who),
            decided=s.decided,
        )
        for i, s in enumerate(steps, start=1)
        if s.measure
    )
    actions, steps_up = [], 0
    own = list(task.low)
    for (i, step), (first, last) in zip(raises, dates, strict=True):
        a = edition.index[step.capability]
        keys = [(step.capability, p) for p in range(step.start + 1, step.to + 1)]
        given = [exact(terms.cost[k], "The cost") for k in keys if k in terms.cost]
        cost = sum(given, Fraction(0)) if len(given) == len(keys) else None
        steps_up += len(keys)
        own[a] = max(own[a], step.to)
        actions.append(
            Action(
                country,
                step.capability,
                step.start,
                step.to,
                i,
                first,
                last,
                cost,
                owner(who(step.capability), step.owner),
                step.decided,
            )
        )
    value = worth(task, tuple(own))
    return Plan(
        country=country,
        as_of=as_of,
        actions=tuple(actions),
        value=value,
        before=worth(task, task.low),
        cost=(_given(actions, measures) or Fraction(0)) if terms.priced else Fraction(steps_up),
        budget=task.budget,
        bound=best.bound if best else None,
        proven=best.proven if best else False,
        cheapest=best.cheapest and not any(a.cost is None for a in actions if terms.priced)
        if best
        else False,
        found_by=best.found_by if best else "user",
        assumed=tuple(n for n, phase in zip(edition.numbers, known.tolist(), strict=True) if not phase),
        phases=tuple(own),
        measures=measures,
        priced=terms.priced,
        given=_given(actions, measures),
        passed=tuple(
            n
            for n, low in zip(edition.numbers, task.low, strict=True)
            if any((n, phase) in terms.cost for phase in range(LOWEST + 1, low + 1))
        ),
        least=min(
            (
                task.cost[a][p + 1]
                for a, (n, p) in enumerate(zip(edition.numbers, task.low, strict=True))
                if p < HIGHEST and (not terms.priced or (n, p + 1) in terms.cost)
            ),
            default=None,
        ),
    )


def _actions(facts: Facts, as_of: date, country: str, steps: Sequence[Step]) -> Callable[[Placed], Placed]:
    """A function that gives a named step the action that it is: whoever holds the seat that leads it accounts for it.
    What names an action that is not known here stays in the words of its kind."""
    if not any(s.measure and s.measure.action for s in steps):
        return lambda placed_: placed_
    here = here_of(covered(facts, as_of), Iso3(country))
    planned = {s.measure.action for s in steps if s.measure}

    def act(p: Placed) -> Placed:
        action = here.find(p.measure.action) if p.measure.action else None
        if action is None or action.capability not in p.measure.about:
            return p
        roles = replace(p.roles, accountable=here.held.get(action.lead, ()))
        needed = here.actions(action.capability, Serves(action.serves))
        return replace(p, action=action, roles=roles, left=sum(a.id not in planned for a in needed))

    return act


def _given(actions: Sequence[Action], measures: Sequence[Placed]) -> Fraction | None:
    """The sum of the costs that somebody gave; None where nobody gave any."""
    costs = [c for c in (*(a.cost for a in actions), *(m.measure.cost for m in measures)) if c is not None]
    return sum((Fraction(c) for c in costs), Fraction(0)) if costs else None


def plan(
    facts: Facts,
    as_of: date,
    country: str,
    budget: Number | None,
    terms: Terms | None = None,
    limits: Limits | None = None,
    *,
    even_unknown: bool = False,
) -> Plan:
    """The plan of most value within ``budget`` (None = no limit), one action per phase; none where nobody gave any
    capability a phase, unless ``even_unknown``. Raises UsageError."""
    terms = terms or Terms()
    task = task_of(facts, as_of, country, budget, terms)
    if not (even_unknown or any_phase(facts, as_of, country)):
        return replace(_build(facts, as_of, country, task, terms, [], None), found_by=NONE)
    best = best_raises(task, limits)
    known = country_cells(facts, as_of, country)[1]
    if known.any() and int((known > 0).sum()) < ENOUGH * len(known):
        unknown = [not phase for phase in known.tolist()]
        highest = tuple(HIGHEST if u else own for u, own in zip(unknown, task.low, strict=True))
        ends = (
            _completion(facts, task, best, LOWEST),
            _completion(facts, full := replace(task, low=highest), best_raises(full, limits), HIGHEST),
        )
        found = _build(facts, as_of, country, task, terms, _steps_of(facts, task, best), best)
        return replace(found, proven=False, cheapest=False, bound=None, ends=ends)
    return _build(facts, as_of, country, task, terms, _steps_of(facts, task, best), best)


def _completion(facts: Facts, task: Task, best: Optimum, phase: int) -> Completion:
    """What the best plan comes to with the phases of ``task``, in which every unknown one is ``phase``."""
    raises = tuple((s.capability, s.to) for s in _steps_of(facts, task, best))
    return Completion(phase, worth(task, task.low), best.value, raises)


def _steps_of(facts: Facts, task: Task, best: Optimum) -> list[Step]:
    """One step per phase, in the order of prerequisites."""
    return [
        Step(facts.edition.numbers[a], p - 1, p)
        for a in facts.edition.order
        for p in range(task.low[a] + 1, best.phases[a] + 1)
    ]


def own_plan(
    facts: Facts,
    as_of: date,
    country: str,
    steps: Sequence[Step],
    budget: Number | None = None,
    terms: Terms | None = None,
) -> Plan:
    """A plan the user wrote, in the user's order, with its value, cost, dates and roles; it is taken as it is
    (see ``check_plan``). Raises UsageError on what is no capability or no phase."""
    terms = terms or Terms()
    for step in steps:
        if step.measure is not None:
            continue
        facts.edition.capability(step.capability)
        if not LOWEST <= step.start < step.to <= HIGHEST:
            raise UsageError(
                said(
                    "Capability {capability} cannot go from phase {start} to phase {to}.",
                    capability=step.capability,
                    start=step.start,
                    to=step.to,
                ),
                hint=said(
                    "Phases run from {lowest} to {highest}, and a phase step always goes up.",
                    lowest=LOWEST,
                    highest=HIGHEST,
                ),
            )
    task = task_of(facts, as_of, country, budget, terms)
    return _build(facts, as_of, country, task, terms, steps, None)
