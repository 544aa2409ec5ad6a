"""What to do first in a country, from the statuses of its capabilities (METHODS 10, without phases).

A gap, and what is only planned, is put in place; what is not known is reviewed; what depends on one gets a second
provider, or a successor where one is normal, after a review where nobody has checked for others. What to do for each
is in the action library, and takes effort points. The optimum says what is worth doing within a budget of points. Its
steps begin with what a report needs on its way to a child (:mod:`.ways`), then come by what they move. Beside it stand
what ends within a year and is to be renewed, who is to be named where nobody is, and the reviews that are left: they
make nothing stand by themselves, and their points are apart. What a route waits to be told comes first of all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Final, NamedTuple

import numpy as np

from coordination.analytics.base.support import hand_offs, waiting
from coordination.analytics.board.coverage import Coverage
from coordination.analytics.board.deciding_claims import ending_deliveries, ending_money, status_claims
from coordination.analytics.board.gaps import Gap, Gaps, gaps
from coordination.analytics.board.hanging import CHECK, HANGS_ON, ToCheck
from coordination.analytics.board.mandates import Mandates
from coordination.analytics.board.maturity import any_phase, country_cells
from coordination.analytics.board.seats import Standing
from coordination.analytics.board.wider import told, wider
from coordination.analytics.loss.weak_fixes import Candidate, Candidates, foremost
from coordination.analytics.plan.least import least_points
from coordination.analytics.plan.library import Here, here_of, purposes
from coordination.analytics.plan.optimum import Limits, Number, exact
from coordination.analytics.plan.planning import ENOUGH
from coordination.analytics.plan.status_optimum import StatusOptimum, StatusTask, best_work
from coordination.analytics.plan.ways import OnRoutes, Way, on_routes
from coordination.text import plan_verdicts
from coordination.text.kinds import said_as
from coordination.text.records import Key
from coordination.text.sentences import Name, Recorded, Sentence, Word, framework_text, sentence
from coordination.text.states import OPEN, Flag, Sign, State
from graph_schema.actions import Action, Basis, Effort, Serves
from graph_schema.edition import Edition
from graph_schema.ids import CapabilityNumber, ClaimId, Instruction, Iso3, SeatId, SourceId, StakeholderId
from graph_schema.values import Scope

__all__ = ["POINTS", "Mode", "StatusPlan", "Work", "mode_of", "plan_by_status"]

#: Points of each effort, where nobody gives others.
POINTS: Final[Mapping[Effort, Fraction]] = {
    Effort.S: Fraction(1),
    Effort.M: Fraction(3),
    Effort.L: Fraction(9),
}
#: The effort of what the library has no action for.
UNLISTED: Final = Effort.M
#: What is found out before the plan begins: so many, of those that a route waits for.
_FOUND_OUT: Final = 3
#: For what somebody is sought.
_SOUGHT: Final = frozenset({Serves.ESTABLISH, Serves.SECOND_PROVIDER, Serves.NAME_SUCCESSOR})
#: What is asked of whoever works on it today.
_AT_WORK: Final = frozenset({Serves.RENEW, Serves.REVIEW, Serves.ATTRIBUTE})


@said_as(
    {"states": sentence("by status"), "phases": sentence("by phase")},
    doc="states = from the statuses of the capabilities; phases = from their phases of maturity",
)
class Mode(StrEnum):
    """What a plan starts from."""

    STATES = "states"
    PHASES = "phases"


def mode_of(cover: Coverage, country: Iso3) -> Mode:
    """By phase where two thirds of the phases of the country are known, else by status."""
    _, phase = country_cells(cover.facts, cover.as_of, country)
    enough = int((phase > 0).sum()) >= ENOUGH * len(phase)
    return Mode.PHASES if enough and any_phase(cover.facts, cover.as_of, country) else Mode.STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One step of a plan by status."""

    order: Annotated[int, Key("place in the plan, from 1", more={"minimum": 1})] = 0
    country: Iso3
    capability: CapabilityNumber
    state: State
    sign: Sign
    serves: Serves
    counts: Annotated[
        bool,
        Key(
            "part of the best plan within the budget; false = apart from it: a renewal, a provider to be named or a "
            "review that adds nothing to the value by itself"
        ),
    ]
    action_id: Annotated[
        str,
        Key(
            "id of the action in the library of the edition, of an own action of its record; empty where there is none"
        ),
    ]
    action: Annotated[Instruction | None, Key("what is to be done; empty where the library has no action")]
    effort: Effort
    points: Annotated[float, Key("effort points", more={"minimum": 0})]
    needs: Annotated[
        tuple[int, ...], Key("places of the steps that come before: it starts when they are done")
    ]
    lead: Annotated[SeatId | None, Key("the seat of the national body that leads")]
    seat: Annotated[Standing, Key("whether somebody holds that seat")]
    accountable: Annotated[tuple[StakeholderId, ...], Key("who holds that seat")]
    responsible: Annotated[
        tuple[StakeholderId, ...],
        Key(
            "who might be asked: candidates with the best reason, up to three; of what is planned those who announced "
            "it; of a renewal or a question today's providers, or without one those who support it and may be asked "
            "for it"
        ),
    ]
    consulted: Annotated[tuple[SeatId, ...], Key("the seats that take part")]
    done_when: Annotated[Instruction | None, Key("what shows that it is done")]
    brings: Annotated[
        tuple[CapabilityNumber, ...],
        Key("capabilities of known status that are in place with all that they need once this step is done"),
    ]
    way: Way
    moves: Annotated[
        tuple[CapabilityNumber, ...],
        Key("capabilities in place, or put in place by the plan, that need it or have a hand-off with it"),
    ]
    level_with: Annotated[
        tuple[CapabilityNumber, ...],
        Key("those of the plan that nothing but the order of the gaps parts from it"),
    ]
    reasons: Annotated[tuple[Sentence, ...], Key("why it stands there, in sentences")]
    first_whatever: Annotated[
        bool,
        Key(
            "its capability is among the first three gaps with all that is level with it, whatever the unknown "
            "capabilities turn out to be; where none is unknown, among the first three"
        ),
    ]
    hangs_on: Annotated[tuple[Sentence, ...], HANGS_ON] = ()
    check: Annotated[tuple[ToCheck, ...], CHECK] = ()
    claims: Annotated[tuple[ClaimId, ...], Key("ids of the records that the status rests on")]
    sources: Annotated[tuple[SourceId, ...], Key("sources that the status rests on")]
    basis: Basis
    source: Annotated[SourceId | None, Key("the source with the content of the action")]


@dataclass(frozen=True)
class StatusPlan:
    """``steps``: what to find out first, those that count, then the others; ``value_today``: capabilities of known
    status that are in place with all that they need; ``total``: capabilities; ``unknown``, ``known``: those of
    unknown status, of known phase; ``secured``: those that no longer depend on one; ``assumed``: unknown ones that
    it takes to be in place, once reviewed; ``beyond``: what a report needs on its way to a child and the whole budget
    does not pay for; ``passed_over``: the same where it would, and the plan spends it on other steps; ``best``: the
    optimum that the steps come from."""

    country: Iso3
    steps: tuple[Work, ...]
    value_today: Fraction
    total: int
    unknown: int
    known: int
    secured: int
    assumed: tuple[CapabilityNumber, ...]
    beyond: tuple[CapabilityNumber, ...]
    passed_over: tuple[CapabilityNumber, ...]
    budget: Fraction | None
    best: StatusOptimum

    @property
    def counted(self) -> tuple[Work, ...]:
        """The steps of the best plan."""
        return tuple(s for s in self.steps if s.counts)

    @property
    def beside(self) -> tuple[Work, ...]:
        """The steps that add nothing by themselves."""
        return tuple(s for s in self.steps if not s.counts)

    @property
    def early(self) -> tuple[Work, ...]:
        """Of those beside it, the ones that are found out before it."""
        first = self.counted[0].order if self.counted else 0
        return tuple(s for s in self.beside if s.order < first)

    def summary(self) -> list[Sentence]:
        """What the plan comes to, and what it begins with."""
        if not self.steps and self.unknown == self.total:
            return [sentence("Nobody lives there, and nothing is known of it: there is nothing to plan.")]
        comes_to = plan_verdicts.plan_by_status(
            len(self.counted),
            int(self.best.value - Fraction(self.secured, 2)),
            int(self.value_today),
            self.total,
            self.secured,
            self.unknown,
            within=self.budget is not None,
        )
        return [*comes_to, *self.begins_with()]

    def begins_with(self) -> list[Sentence]:
        """What to find out first, where something is, and the first step; nothing where no step is left."""
        out: list[Sentence] = []
        if self.counted and not self.steps[0].counts:
            name, action = _about(self.steps[0])
            out.append(
                sentence("To find out first, for {capability}: {action}", capability=name, action=action)
            )
        for first in (self.counted or self.steps)[:1]:
            name, action = _about(first)
            out.append(sentence("First step, for {capability}: {action}", capability=name, action=action))
        return out

    def notes(self) -> list[Sentence]:
        """What to know when reading it."""
        out: list[Sentence] = []
        if self.counted and not self.best.proven:
            out.append(sentence("A better plan may exist: the calculation stopped at its limit."))
        elif self.counted:
            out.append(
                sentence(
                    "Of all plans within this budget, none puts more in place, and none as much with fewer points."
                )
                if self.budget is not None
                else sentence("No plan puts more in place, and none as much with fewer points.")
            )
        if self.beyond:
            out.append(
                sentence(
                    "A report needs these on its way to a child, and they are not within this budget: {list}.",
                    list=_names(self.beyond),
                )
            )
        if self.passed_over:
            out.append(
                sentence(
                    "A report needs these on its way to a child. The budget would pay for each of them alone; the plan "
                    "spends it on other steps: {list}.",
                    list=_names(self.passed_over),
                )
            )
        if self.assumed:
            out.append(
                sentence(
                    "The plan takes these to be in place, which their reviews must show first: {list}.",
                    list=[Name("capabilities", n) for n in self.assumed],
                )
            )
        if any(s.sign is Sign.UNCOUNTED and s.serves is Serves.REVIEW for s in self.steps):
            out.append(
                sentence(
                    "Where other providers have not been checked, the review comes first. If it finds one, no second "
                    "provider is needed."
                )
            )
        if own := [sentence("{step}", step=s.order) for s in self.steps if s.basis is Basis.OWN]:
            out.append(
                sentence(
                    "Step {list} is an own action of this workspace, in place of the action library.",
                    "Steps {list} are own actions of this workspace, in place of the action library.",
                    n=len(own),
                    list=own,
                )
            )
        if len({s.capability for s in self.counted}) > 1:
            out += [
                sentence(
                    "What a report needs on its way to a child comes first: what is missing, then what depends on "
                    "one provider. Steps that do not wait for one another can begin together."
                ),
                sentence("The order of the gaps can differ from it, because it does not look at routes."),
            ]
        if any(s.serves is Serves.ESTABLISH for s in self.steps):
            out.append(sentence("What the plan adds has one provider then; a second one is a later plan."))
        if self.early:
            out.append(
                sentence(
                    "{n} step is found out first. It is not one of the {steps} of the plan, which begin with number "
                    "{first}.",
                    "{n} steps are found out first. They are not among the {steps} of the plan, which begin with "
                    "number {first}.",
                    n=len(self.early),
                    steps=len(self.counted),
                    first=self.counted[0].order,
                )
            )
        if self.counted and (n := len(self.beside) - len(self.early)):
            out.append(
                sentence(
                    "{n} step is outside the plan: it puts nothing in place by itself, and its points are "
                    "not counted.",
                    "{n} steps are outside the plan: they put nothing in place by themselves, and their "
                    "points are not counted.",
                    n=n,
                )
            )
        out.append(
            sentence(
                "Points stand for effort, by our own estimate: weeks, months, or a year or more. They are no costs."
            )
        )
        return out


def _about(step: Work) -> tuple[Name, Recorded | Word | list[Sentence]]:
    """The capability of a step, and what is done."""
    name = Name("capabilities", step.capability)
    if step.sign is Sign.PLANNED and step.responsible:
        who = [Name("stakeholders", s) for s in step.responsible]
        return name, [sentence("It was announced: ask {who} how far it is and when it starts.", who=who)]
    if step.action is None:
        return name, [sentence("see the plan")]
    return name, framework_text(step.action)


def _names(numbers: Iterable[str]) -> list[Name]:
    return [Name("capabilities", n) for n in numbers]


@dataclass(frozen=True, eq=False)
class _Country:
    """One country of a coverage: what may be done, and in which order."""

    cover: Coverage
    iso3: Iso3
    points: Mapping[Effort, Fraction]

    @cached_property
    def start(self) -> int:
        """Its first cell."""
        return self.cover.facts.country_at[self.iso3] * self.cover.facts.K

    @cached_property
    def here(self) -> Here:
        return here_of(self.cover, self.iso3)

    @cached_property
    def edition(self) -> Edition:
        return self.cover.facts.edition

    @cached_property
    def signs(self) -> list[Sign]:
        return self.cover.signs[self.start : self.start + self.cover.facts.K]

    @cached_property
    def _gaps(self) -> Gaps:
        return gaps(self.cover, [self.iso3])

    @cached_property
    def listed(self) -> Mapping[int, Gap]:
        """Position -> its row in the gap list, from the top."""
        return {self.edition.index[g.capability]: g for g in self._gaps.gaps}

    @cached_property
    def order(self) -> list[int]:
        """The gap list from the top, then what to review in its order."""
        return [*self.listed, *(self.edition.index[look.capability] for look in self._gaps.looks)]

    def serves(self, a: int) -> tuple[Serves, ...]:
        """What is to be done about a capability, one after the other; nothing where no doing adds to the value."""
        idle = self.signs[a] in (Sign.UNATTRIBUTED, Sign.SINGLE, Sign.COVERED) or self.kept[a]
        return () if idle else purposes(self.cover, self.start + a)

    @cached_property
    def kept(self) -> list[bool]:
        """Whether it has too few providers and nobody is sought beside them, because it is a mandate of the state."""
        kept = Mandates.of(self.cover).kept[self.start : self.start + self.cover.facts.K].tolist()
        few = (Sign.FRAGILE, Sign.UNCOUNTED)
        return [held and sign in few for held, sign in zip(kept, self.signs, strict=True)]

    def rows(self, a: int, serves: Iterable[Serves]) -> list[tuple[Serves, Action | None]]:
        """What is done for these, in its order; one step without an action where the library has none."""
        number, out = self.edition.numbers[a], list[tuple[Serves, Action | None]]()
        for purpose in serves:
            out += [(purpose, x) for x in self.here.actions(number, purpose)] or [(purpose, None)]
        return out

    def effort(self, action: Action | None) -> Effort:
        return UNLISTED if action is None else Effort(action.effort)

    def price(self, a: int) -> Fraction | None:
        """The points of all that is to be done about a capability, None where there is nothing."""
        serves = self.serves(a)
        return self.cost(a, *serves) if serves else None

    def task(self, budget: Fraction | None) -> StatusTask:
        """What the optimum is sought of."""
        places = range(self.cover.facts.K)
        points = tuple(map(self.price, places))
        return StatusTask(
            edition=self.edition,
            stands=tuple(self.here.stands(n) for n in self.edition.numbers),
            counts=tuple(s.state not in OPEN for s in self.signs),
            weak=tuple(map(self.weak, places)),
            points=points,
            order=tuple(a for a in self.order if points[a] is not None),
            budget=budget,
        )

    def before(self, a: int, made: Collection[int], there: Sequence[bool]) -> set[int]:
        """What a plan makes (``made``) and a capability needs first, also through what is in place; ``there``: what is
        in place today with all that it needs."""
        out: set[int] = set()
        groups = [*((b,) for b in self.edition.all_of[a]), *self.edition.any_of[a]]
        for b in (b for group in groups if not any(there[b] for b in group) for b in group):
            out |= (
                {b}
                if b in made
                else self.before(b, made, there)
                if self.here.stands(self.edition.numbers[b])
                else set()
            )
        return out

    def moves(self, a: int, chosen: Iterable[int]) -> tuple[list[int], list[int]]:
        """What is in place, or put in place by the plan, and needs a capability, and what has a hand-off with it and
        does not need it."""
        there = self.standing | {*chosen}
        needing = [b for b in waiting(self.edition)[a] if b in there]
        joined = np.flatnonzero(hand_offs(self.edition)[a]).tolist()
        return needing, [b for b in joined if b in there and b not in needing]

    @cached_property
    def standing(self) -> frozenset[int]:
        """What is in place."""
        return frozenset(a for a, n in enumerate(self.edition.numbers) if self.here.stands(n))

    @cached_property
    def routes(self) -> tuple[OnRoutes, ...]:
        """Per capability what the routes are to it."""
        return on_routes(self.edition, self.standing)

    def weak(self, a: int) -> bool:
        """It is in place, too few provide it, and a further one is sought."""
        return self.signs[a] in (Sign.FRAGILE, Sign.UNCOUNTED) and not self.kept[a]

    def moved(self, a: int, chosen: Iterable[int]) -> Fraction:
        """What working on a capability moves: itself and what needs it count 1, what has a hand-off with it a half;
        half of all this where it is in place already and too few provide it."""
        needing, joined = self.moves(a, chosen)
        return (1 + len(needing) + Fraction(len(joined), 2)) / (2 if self.weak(a) else 1)

    def rank(self, a: int, points: Fraction, chosen: Iterable[int]) -> tuple[Fraction, Fraction, Fraction]:
        """How early it comes, the lowest first: by what it is to a report on its way, half of it where it is only weak;
        then by what it moves; then by its points."""
        way = Fraction(self.routes[a].way.weight, 2 if self.weak(a) else 1)
        return -way, -self.moved(a, chosen), points

    def workable(self, task: StatusTask, chosen: Sequence[int]) -> dict[int, set[int]]:
        """What is chosen, by :meth:`rank`, else by preference, and each after what it needs -> what comes right before
        it."""
        there = task.supported(())
        made = {a for a in chosen if not task.stands[a]}
        needs = {a: self.before(a, made, there) for a in chosen}
        left = sorted(chosen, key=lambda a: self.rank(a, task.points[a] or Fraction(0), chosen))
        out: dict[int, set[int]] = {}
        while left:
            a = next(a for a in left if needs[a] <= out.keys())
            left.remove(a)
            out[a] = needs[a]
        return out

    def wider(self, a: int) -> frozenset[Scope]:
        """The scopes of its records, where all are in general or for a part of the country."""
        return wider(self.cover, self.start + a)

    def apart(self, chosen: Collection[int]) -> tuple[list[tuple[int, Serves]], list[tuple[int, Serves]]]:
        """What adds nothing by itself. First what is to be found out before all else, where a route leads through it:
        reviews of what is not known, or recorded in general or for a part of the country only, and who provides what is
        in place. Then renewals, the
        first to end first; who provides what is in place; the reviews that are left."""
        every = range(self.cover.facts.K)
        flags, ends = self.cover.flags[Flag.EXPIRING], self.cover.ends
        expiring = [a for a in every if flags[self.start + a]]
        expiring.sort(key=lambda a: ends.get(self.start + a, date.max))
        asked = [(a, Serves.ATTRIBUTE) for a in self.order if self.signs[a] is Sign.UNATTRIBUTED]
        asked += [(a, Serves.REVIEW) for a in self.order if self.signs[a].state in OPEN and a not in chosen]
        unchecked = [self.kept[a] and self.signs[a] is Sign.UNCOUNTED for a in every]
        general = [(a, Serves.REVIEW) for a in every if a not in chosen and (self.wider(a) or unchecked[a])]
        first = [x for x in (*asked, *general) if self.waited_for(*x) and any(self.moves(x[0], chosen))]
        first.sort(key=lambda x: self.rank(x[0], self.cost(*x), chosen))
        first = first[:_FOUND_OUT]
        rest = [x for x in (*asked, *general) if x not in first]
        return first, [*((a, Serves.RENEW) for a in expiring), *rest]

    def waited_for(self, a: int, serves: Serves) -> bool:
        """Whether a route waits for the answer to a question. Who provides it matters to a route only where it is a
        station, because then a case is handed to it."""
        route = self.routes[a]
        return route.station if serves is Serves.ATTRIBUTE else route.way is not Way.NONE

    def finished(self, a: int) -> tuple[StakeholderId, ...]:
        """Who provided it and has stopped, or did it once."""
        d, t = self.cover.facts.deliveries, self.cover.as_of.toordinal()
        over = d.life.lapsed(t) | (d.life.once & (d.life.known <= t))
        who = d.who[np.flatnonzero((d.cell == self.start + a) & d.provides & over)].tolist()
        return tuple(sorted({self.cover.facts.stakeholders[w] for w in who}))

    def cost(self, a: int, *serves: Serves) -> Fraction:
        """The points of what is done about a capability for these."""
        return sum((self.points[self.effort(x)] for _, x in self.rows(a, serves)), Fraction(0))

    def claims(self, a: int, serves: Serves) -> tuple[ClaimId, ...]:
        """Ids of the records that the status rests on; of a renewal those that end."""
        cover, cell = self.cover, self.start + a
        if serves is not Serves.RENEW:
            return status_claims(cover, cell)
        rows = [("deliveries", r) for r in ending_deliveries(cover, cell)]
        rows += [("funding", r) for r in ending_money(cover, cell)]
        return tuple(ClaimId(cover.facts.snapshot[name].ids[r]) for name, r in rows)


def plan_by_status(
    cover: Coverage,
    country: Iso3,
    budget: Number | None = None,
    points: Mapping[Effort, Fraction] = POINTS,
    limits: Limits | None = None,
) -> StatusPlan:
    """The plan of most value within a budget of effort points (None = no limit), with what stands beside it; without a
    step where nobody lives and of which nothing is known. Raises UsageError."""
    here = _Country(cover, country, points)
    task = here.task(None if budget is None else exact(budget, "The budget"))
    best = best_work(task, limits)
    there, after = task.supported(()), task.supported(best.chosen)
    left = [
        a
        for a, route in enumerate(here.routes)
        if task.budget is not None and route.way is Way.CHILD and task.counts[a] and not after[a]
    ]
    paid = {a for a in left if (least := least_points(task, a)) is not None and least <= (task.budget or 0)}
    return StatusPlan(
        country=country,
        steps=() if cover.nobody_there(country) else tuple(_steps(here, task, best.chosen)),
        value_today=task.worth(()),
        total=len(there),
        unknown=sum(not c for c in task.counts),
        known=sum(here.here.phase_of(n) > 0 for n in here.edition.numbers),
        secured=sum(task.weak[a] and after[a] for a in best.chosen),
        assumed=tuple(here.edition.numbers[a] for a in sorted(best.chosen) if not task.counts[a]),
        beyond=tuple(here.edition.numbers[a] for a in left if a not in paid),
        passed_over=tuple(here.edition.numbers[a] for a in left if a in paid),
        budget=task.budget,
        best=best,
    )


def _steps(here: _Country, task: StatusTask, chosen: Sequence[int]) -> Iterator[Work]:
    """What to find out first, the steps of what is chosen, then the others, each with its place."""
    needs = here.workable(task, chosen)
    first, rest = here.apart(chosen)
    work: list[tuple[int, tuple[Serves, ...], bool]] = [(a, (serves,), False) for a, serves in first]
    work += [(a, here.serves(a), True) for a in needs]
    work += [(a, (serves,), False) for a, serves in rest]
    ranks = {a: here.rank(a, task.points[a] or Fraction(0), chosen) for a in chosen}
    sought = sorted({here.start + a for a, serves, _ in work if not _SOUGHT.isdisjoint(serves)})
    candidates = Candidates(here.cover).for_cells(np.asarray(sought, np.int64)) if sought else {}
    ends: dict[int, int] = {}
    order, done, there = 0, list[int](), task.supported(())
    for a, serves, counts in work:
        before, brings, level = tuple[int, ...](), tuple[CapabilityNumber, ...](), list[int]()
        if counts:
            before, done = tuple(sorted(ends[b] for b in needs[a])), [*done, a]
            there, was = task.supported(done), there
            rises = [b for b, now in enumerate(there) if now and not was[b] and task.counts[b]]
            brings = tuple(here.edition.numbers[b] for b in rises)
            level = [b for b in needs if b != a and ranks[b] == ranks[a]]
        rows, place = here.rows(a, serves), _place(here, a, serves, chosen, level)
        for i, (purpose, action) in enumerate(rows, start=1):
            order += 1
            step = _work(
                here, a, purpose, action, counts, order, before, candidates.get(here.start + a, ()), place
            )
            yield replace(step, brings=brings) if i == len(rows) else step
            before = (order,)
        if counts:
            ends[a] = order


class _Place(NamedTuple):
    """Why a capability stands where it stands in a plan."""

    way: Way
    moves: tuple[CapabilityNumber, ...]
    level_with: tuple[CapabilityNumber, ...]
    reasons: tuple[Sentence, ...]


def _place(
    here: _Country, a: int, serves: Sequence[Serves], chosen: Sequence[int], level: Iterable[int]
) -> _Place:
    needing, joined = here.moves(a, chosen)
    numbers = here.edition.numbers
    route = here.routes[a]
    reasons: list[Sentence] = []
    if here.signs[a] is Sign.PLANNED and (who := here.cover.others(here.start + a, "planned")):
        reasons.append(
            sentence(
                "It was announced: ask {list} how far it is before the first step.",
                list=[Name("stakeholders", s) for s in who],
            )
        )
    if Serves.REVIEW in serves and (scopes := here.wider(a)):
        reasons.append(told(scopes))
    if Serves.ATTRIBUTE in serves and (over := here.finished(a)):
        reasons.append(
            sentence(
                "Finished work is recorded of {list}; who provides it today is not.",
                list=[Name("stakeholders", s) for s in over],
            )
        )
    if said := route.said():
        reasons.append(said)
    if needing:
        reasons.append(sentence("These need it: {list}.", list=_names(numbers[b] for b in needing)))
    if joined:
        reasons.append(
            sentence("These have a hand-off with it: {list}.", list=_names(numbers[b] for b in joined))
        )
    if level := tuple(level):
        reasons.append(
            sentence(
                "Shares its place with: {list}.",
                list=_names(numbers[b] for b in level),
            )
        )
    return _Place(
        route.way,
        tuple(numbers[b] for b in sorted({*needing, *joined})),
        tuple(numbers[b] for b in level),
        tuple(reasons),
    )


def _work(
    here: _Country,
    a: int,
    serves: Serves,
    action: Action | None,
    counts: bool,
    order: int,
    needs: tuple[int, ...],
    candidates: Sequence[Candidate],
    place: _Place,
) -> Work:
    cover, cell = here.cover, here.start + a
    effort, row = here.effort(action), here.listed.get(a)
    who: Iterable[StakeholderId] = ()
    if serves in _AT_WORK:
        helpers = Candidates(cover).may_be_asked(cell, cover.others(cell, "supports"))
        who = tuple(map(StakeholderId, cover.providers(cell))) or helpers
    elif here.signs[a] is Sign.PLANNED:
        who = map(StakeholderId, cover.others(cell, "planned"))
    elif serves in _SOUGHT and candidates:
        who = (c.stakeholder for c in foremost(candidates))
    return Work(
        order=order,
        country=here.iso3,
        capability=here.edition.numbers[a],
        state=cover.states[cell],
        sign=here.signs[a],
        serves=serves,
        counts=counts,
        action_id=action.id if action else "",
        action=Instruction(action.action) if action else None,
        effort=effort,
        points=float(here.points[effort]),
        needs=needs,
        lead=action.lead if action else None,
        seat=here.here.seat(action.lead) if action else Standing.UNKNOWN,
        accountable=here.here.held.get(action.lead, ()) if action else (),
        responsible=tuple(who),
        consulted=action.partners if action else (),
        done_when=Instruction(action.done_when) if action else None,
        brings=(),
        way=place.way,
        moves=place.moves,
        level_with=place.level_with,
        reasons=place.reasons,
        first_whatever=row.first_whatever if row else False,
        claims=here.claims(a, serves),
        sources=tuple(map(SourceId, cover.sources(cell))),
        basis=Basis(action.basis) if action else Basis.DERIVED,
        source=SourceId(action.source) if action and action.source else None,
    )
