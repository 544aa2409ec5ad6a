"""Can a plan work in the order in which it stands? "No hotline before the law" (METHODS 10).

A raise of b to phase p is refused while some prerequisite of b is not effectively at p: what is raised then is
hollow. Checked twice: along the order of the plan, and along its dates where it has them. A provider that is to be
found for b is refused while something b rests on is known to be missing and no earlier step brings it. Of the actions
of a capability, the library says which comes first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from coordination.analytics.base.facts import Facts, Ints
from coordination.analytics.base.support import supported
from coordination.analytics.board.coverage import State, coverage
from coordination.analytics.board.maturity import LOWEST, country_cells
from coordination.analytics.plan.library import here_of
from coordination.analytics.plan.measures import MeasureKind, Placed
from coordination.analytics.plan.planning import Plan, own_plan
from coordination.analytics.plan.steps import Step
from coordination.text.records import Key
from coordination.text.sentences import Name, Sentence, sentence
from graph_schema.edition import Edition
from graph_schema.ids import CapabilityNumber, Iso3

__all__ = ["PlanCheck", "Problem", "check_plan"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding."""

    code: Annotated[
        str,
        Key(
            "before-prerequisite (its raise stands later), without-prerequisite (no raise of this plan brings it), "
            "other-phase (it is not at the phase the raise starts from), starts-too-early (by its dates), "
            "ends-before-start, before-first-action (an action of the same capability that comes first stands later)"
        ),
    ]
    order: Annotated[int, Key("place of the step in the plan, from 1", more={"minimum": 1})]
    capability: Annotated[CapabilityNumber | None, Key("the capability; empty for a tie or an agreement")]
    to_phase: Annotated[int, Key("phase to reach; 0 of a named step", name="to")]
    waits_for: Annotated[
        tuple[CapabilityNumber, ...], Key("the prerequisite, or the alternatives of which one would do")
    ]
    later: Annotated[int, Key("place of the step that would bring it; 0 = none")]
    text: Annotated[Sentence, Key("the finding in words", more={"minLength": 1})]


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """Findings in the order of the plan; none = the plan can work in this order."""

    country: Iso3
    ok: Annotated[bool, Key("the order can work")] = field(init=False)
    problems: Annotated[tuple[Problem, ...], Key("what cannot work")]

    def __post_init__(self) -> None:
        object.__setattr__(self, "ok", not self.problems)


def _name(number: str) -> Name:
    return Name("capabilities", number)


def check_plan(
    facts: Facts, as_of: date, country: str, steps: Sequence[Step], done: Collection[int] = ()
) -> PlanCheck:
    """Every raise that is scheduled before what it needs. Phases nobody gave count as the lowest. ``done``: places of
    the steps that the records show as done: they are no problem. Raises UsageError on what is no capability or no
    phase."""
    made = own_plan(facts, as_of, country, steps)  # refuses what is no step at all
    edition = facts.edition
    low, known = country_cells(facts, as_of, country)
    owns = [low.copy()]  # before the first, second ... raise, and after the last
    problems: list[Problem] = []
    for i, step in enumerate(steps, start=1):
        if step.measure is not None:
            owns.append(owns[-1])
            continue
        a, own = edition.index[step.capability], owns[-1].copy()
        if own[a] != step.start:
            problems.append(_other_phase(i, step, int(own[a]), not known[a] and own[a] == low[a]))
        own[a] = max(own[a], step.to)
        owns.append(own)
    course = [supported(edition, own) for own in owns]
    for i, step in enumerate(steps, start=1):
        if step.measure is not None:
            continue
        for group in _missing(edition, owns[i - 1], course[i - 1], edition.index[step.capability], step.to):
            reached = [j for j, after in enumerate(course) if max(int(after[a]) for a in group) >= step.to]
            waits_for = tuple(edition.numbers[a] for a in group)
            problems.append(_waits(i, step, waits_for, reached[0] if reached else 0))
        by_order = {p.waits_for for p in problems if p.order == i}
        problems += [
            p for p in _dates(i, step, steps, low, edition) if not p.waits_for or p.waits_for not in by_order
        ]
    problems += _of_measures(facts, as_of, made, steps)
    problems += _of_actions(facts, as_of, made)
    done = {
        *done,
        *(i for i, s in enumerate(steps, 1) if not s.measure and low[edition.index[s.capability]] >= s.to),
    }
    left = [p for p in problems if p.order not in done and p.later not in done]
    return PlanCheck(Iso3(country), tuple(sorted(left, key=lambda p: p.order)))


def _of_measures(facts: Facts, as_of: date, made: Plan, steps: Sequence[Step]) -> list[Problem]:
    """Named steps whose deadline is over before they start; providers to be found before what their capability rests on
    is there. Unknown is not missing."""
    out = [_ends_early(p, p.end) for p in made.measures if p.end and p.end < p.begins]
    wanted = [p for p in made.measures if p.measure.kind is MeasureKind.PROVIDER]
    if not wanted:
        return out
    edition, cover = facts.edition, coverage(facts, as_of)
    missing = {n for n in edition.numbers if cover.state(cover.index(made.country, n)) == State.GAP}
    brings: dict[str, list[int]] = {n: [] for n in edition.numbers}
    for i, step in enumerate(steps, start=1):
        if step.measure is None and step.to > LOWEST:
            brings[step.capability].append(i)
        elif step.measure is not None and step.measure.kind is MeasureKind.PROVIDER:
            for n in step.measure.about:
                brings[n].append(i)
    ends = {a.order: a.end for a in made.actions} | {p.order: p.end for p in wanted if p.end}
    for p in wanted:
        for number in p.measure.about:
            for group in _needs(edition, edition.index[number]):
                names = tuple(edition.numbers[a] for a in group)
                if not set(names) <= missing:
                    continue
                at = sorted(i for n in names for i in brings[n])
                before = ends.get(at[0]) if at and at[0] < p.order else None
                late = p.end is not None and before is not None and before > p.end
                if not at or at[0] > p.order or late:
                    out.append(_too_early(p.order, number, names, at, ends if late else {}))
    return out


def _of_actions(facts: Facts, as_of: date, made: Plan) -> Iterator[Problem]:
    """Named steps that stand before an action for the same capability and purpose that the library puts first."""
    here = here_of(coverage(facts, as_of), Iso3(made.country))
    actions = [(p.order, found) for p in made.measures if (found := here.find(p.measure.action))]
    for order, a in actions:
        later = [
            other
            for other, b in actions
            if other > order and (b.capability, b.serves) == (a.capability, a.serves) and b.step < a.step
        ]
        if later:
            text = sentence(
                "Step {order} stands before step {later}, which comes first among the actions for {capability}.",
                order=order,
                later=later[0],
                capability=_name(a.capability),
            )
            yield Problem("before-first-action", order, a.capability, 0, (), later[0], text)


def _ends_early(p: Placed, end: date) -> Problem:
    """The deadline of a named step is over before it starts."""
    text = sentence(
        "Step {order} has its deadline on {end}, before it starts on {start}.",
        order=p.order,
        start=p.begins,
        end=end,
    )
    return Problem("ends-before-start", p.order, CapabilityNumber(p.capability) or None, 0, (), 0, text)


def _too_early(
    order: int, number: str, names: tuple[CapabilityNumber, ...], at: Sequence[int], ends: Mapping[int, date]
) -> Problem:
    known: dict[str, int | Name | list[Name]] = {
        "order": order,
        "capability": _name(number),
        "prerequisites": [_name(n) for n in names],
    }
    if not at:
        text = sentence(
            "Step {order}: {capability} needs {prerequisites}, which is missing today, and no step "
            "of this plan adds it.",
            **known,
        )
        return Problem("without-prerequisite", order, CapabilityNumber(number), 0, names, 0, text)
    if ends:
        text = sentence(
            "Step {order} is due before the prerequisite of {capability} is in place: "
            "{prerequisites} comes with step {later}, on {end}.",
            **known,
            later=at[0],
            end=ends[at[0]],
        )
        return Problem("starts-too-early", order, CapabilityNumber(number), 0, names, at[0], text)
    text = sentence(
        "Step {order}: {capability} needs {prerequisites}, which is missing today and comes "
        "only with step {later}.",
        **known,
        later=at[0],
    )
    return Problem("before-prerequisite", order, CapabilityNumber(number), 0, names, at[0], text)


def _needs(edition: Edition, b: int) -> list[tuple[int, ...]]:
    """Groups of prerequisites of which one must be there each."""
    return [*((a,) for a in edition.all_of[b]), *edition.any_of[b]]


def _missing(edition: Edition, own: Ints, effective: Ints, b: int, phase: int) -> list[tuple[int, ...]]:
    """Prerequisites of ``b`` that are not effectively at ``phase``. One that is there by itself, and lacks
    only what is named anyway, is left out: the hotline waits for the law, not also for the police who wait
    for the law."""

    def failing(c: int) -> list[tuple[int, ...]]:
        return [g for g in _needs(edition, c) if max(int(effective[a]) for a in g) < phase]

    named = failing(b)
    return [
        g
        for g in named
        if len(g) > 1 or own[min(g)] < phase or not all(f in named and f != g for f in failing(min(g)))
    ]


def _other_phase(i: int, step: Step, own: int, assumed: bool) -> Problem:
    text = (
        sentence(
            "Phase step {order} brings {capability} to phase {phase}, and an earlier step has brought it to phase "
            "{own}. It is not needed.",
            order=i,
            capability=_name(step.capability),
            phase=step.to,
            own=own,
        )
        if own >= step.to
        else sentence(
            "Phase step {order} moves {capability} up from phase {start}, but no maturity review "
            "has set its phase, so it counts as phase {own}.",
            order=i,
            capability=_name(step.capability),
            start=step.start,
            own=own,
        )
        if assumed
        else sentence(
            "Phase step {order} moves {capability} up from phase {start}, but by then it is at phase {own}.",
            order=i,
            capability=_name(step.capability),
            start=step.start,
            own=own,
        )
    )
    return Problem("other-phase", i, CapabilityNumber(step.capability), step.to, (), 0, text)


def _waits(i: int, step: Step, waits_for: tuple[CapabilityNumber, ...], later: int) -> Problem:
    names = [_name(n) for n in waits_for]
    if later:
        text = sentence(
            "{capability} would reach phase {phase} (phase step {order}) before {prerequisites} "
            "does (phase step {later}).",
            capability=_name(step.capability),
            phase=step.to,
            order=i,
            prerequisites=names,
            later=later,
        )
        return Problem(
            "before-prerequisite", i, CapabilityNumber(step.capability), step.to, waits_for, later, text
        )
    if len(waits_for) > 1:
        text = sentence(
            "{capability} would reach phase {phase} (phase step {order}), but it needs one of "
            "{prerequisites} at that phase, and no phase step of this plan gets one there.",
            capability=_name(step.capability),
            phase=step.to,
            order=i,
            prerequisites=names,
        )
    else:
        text = sentence(
            "{capability} would reach phase {phase} (phase step {order}), but it needs "
            "{prerequisites} at that phase, and no phase step of this plan gets it there.",
            capability=_name(step.capability),
            phase=step.to,
            order=i,
            prerequisites=names,
        )
    return Problem("without-prerequisite", i, CapabilityNumber(step.capability), step.to, waits_for, 0, text)


def _dates(i: int, step: Step, steps: Sequence[Step], low: Ints, edition: Edition) -> list[Problem]:
    """By its dates: what is over on its first day. Raises without dates count as done in the plan's order."""
    if step.first is None:
        return []
    out: list[Problem] = []
    if step.last is not None and step.last < step.first:
        text = sentence(
            "Phase step {order}, {capability}, ends on {end}, before it starts on {start}.",
            order=i,
            capability=_name(step.capability),
            start=step.first,
            end=step.last,
        )
        out.append(Problem("ends-before-start", i, CapabilityNumber(step.capability), step.to, (), 0, text))
    own, b = low.copy(), edition.index[step.capability]
    for j, other in enumerate(steps, start=1):
        if (
            other.measure is None
            and j != i
            and (other.last < step.first if other.last is not None else j < i)
        ):
            a = edition.index[other.capability]
            own[a] = max(own[a], other.to)
    late = _missing(edition, own, supported(edition, own), b, step.to)
    late += [(b,)] if own[b] < step.start else []
    for group in late:
        waits_for = tuple(edition.numbers[a] for a in group)
        text = sentence(
            "Phase step {order}, {capability} to phase {phase}, starts on {start}, before its "
            "prerequisite is ready: {prerequisites}.",
            order=i,
            capability=_name(step.capability),
            phase=step.to,
            start=step.first,
            prerequisites=[_name(n) for n in waits_for],
        )
        out.append(
            Problem("starts-too-early", i, CapabilityNumber(step.capability), step.to, waits_for, 0, text)
        )
    return out
