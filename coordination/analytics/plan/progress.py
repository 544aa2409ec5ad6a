"""What became of a plan: which of its steps the records show as done by a day, which are late, which are left.

A step is done when the records say what the step set out to bring about; nothing is asked of whoever carried it out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from coordination.analytics.board.coverage import Coverage
from coordination.analytics.board.maturity import phases_at
from coordination.analytics.network.cooperation import active_ties
from coordination.analytics.plan.measures import Measure, MeasureKind
from coordination.analytics.plan.planning import Plan, own_plan
from coordination.analytics.plan.shown import Evidence, evidence_of
from coordination.analytics.plan.steps import Step
from coordination.analytics.routes.carrying import kinds_asked
from coordination.text.kinds import said_as
from coordination.text.records import Key
from coordination.text.sentences import Name, Sentence, sentence
from coordination.text.states import Flag
from graph_schema.actions import Effort
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3, Owner, PartialDay, SeatId, SourceId
from graph_schema.values import TieKind, end_exclusive

__all__ = ["Became", "PlanProgress", "StepNow", "progress"]


@said_as(
    {"done": sentence("done"), "late": sentence("late"), "open": sentence("still to do")},
    doc="done = the records show it; late = they do not, and its deadline has passed; open = still to do",
)
class Became(StrEnum):
    """What became of a step."""

    DONE = "done"
    LATE = "late"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepNow:
    """A step of a plan, on a later day."""

    order: Annotated[int, Key("place in the plan, from 1", more={"minimum": 1})]
    country: Iso3
    capability: Annotated[
        CapabilityNumber | None, Key("the first capability it is about; empty for a tie or an agreement")
    ]
    text: Annotated[Sentence, Key("the step in words")]
    became: Became
    due: Annotated[date | None, Key("its deadline; empty where it has none")]
    owner: Annotated[Owner | None, Key("whom the plan names as responsible")]
    lead: Annotated[
        SeatId | None,
        Key("of a step that is an action of the library or an own one: the seat that leads; else empty"),
    ]
    effort: Annotated[
        Effort | None, Key("of a step that is an action: the time needed, by our estimate; else empty")
    ]
    done_on: Annotated[
        PartialDay,
        Key("the day of the records that show it as done; empty where it is not, or they give none"),
    ]
    sources: Annotated[tuple[SourceId, ...], Key("their sources")]
    claims: Annotated[tuple[ClaimId, ...], Key("their ids")]


@dataclass(frozen=True)
class PlanProgress:
    """The steps of a plan in their order."""

    since: Annotated[date, Key("the day of the plan")]
    steps: Annotated[tuple[StepNow, ...], Key("the steps in the order of the plan")]

    def summary(self) -> list[Sentence]:
        """How far the plan has come."""
        done, late = (sum(s.became is b for s in self.steps) for b in (Became.DONE, Became.LATE))
        out = [_come(done, len(self.steps))]
        return [*out, sentence("{n} is late.", "{n} are late.", n=late)] if late else out


def _come(done: int, total: int) -> Sentence:
    """How far a plan of so many steps has come."""
    if total == 1 and done:
        return sentence("Its only step is done, by what is recorded.")
    if total == 1:
        return sentence("Its only step is not done yet, by what is recorded.")
    if total and not done:
        return sentence("None of the {total} steps is done yet, by what is recorded.", total=total)
    return sentence(
        "{n} of {total} steps is done, by what is recorded.",
        "{n} of {total} steps are done, by what is recorded.",
        n=done,
        total=total,
    )


@dataclass(frozen=True, eq=False)
class _Then:
    """The records of a country on a day, beside those known on the day of the plan."""

    cover: Coverage
    start: Coverage
    country: Iso3
    since: date

    def cells(self, m: Measure) -> list[int]:
        return [self.cover.index(self.country, number) for number in m.about]

    def provider(self, m: Measure) -> bool:
        """One of those asked provides; where nobody was named, there are more independent providers than before."""
        return all(
            not set(m.who).isdisjoint(self.cover.providers(c)) if m.who else self.cover.n[c] > self.start.n[c]
            for c in self.cells(m)
        )

    def stand_in(self, m: Measure) -> bool:
        """All who are named stand in or provide; where nobody was named, somebody has agreed to take over."""
        for c in self.cells(m):
            there = {*self.cover.others(c, "stands_in"), *self.cover.providers(c)}
            if not (set(m.who) <= there if m.who else self.cover.s[c] > 0):
                return False
        return True

    def renewed(self, m: Measure) -> bool:
        """It still has a provider and no known end lowers it within a year; an agreement no longer ends by then."""
        if m.about[0] in self.cover.facts.edition.index:
            ending = self.cover.flags[Flag.EXPIRING]
            return all(self.cover.n[c] > 0 and not ending[c] for c in self.cells(m))
        frame = self.cover.facts.snapshot["agreements"]
        at = frame.position.get(m.about[0])
        end = end_exclusive(frame.text("expires", at)) if at is not None else None
        last = max(self.cover.as_of, m.by or self.cover.as_of)
        return at is not None and (end is None or end > last)

    def funder(self, m: Measure) -> bool:
        """Not all of the known money comes from one."""
        groups = self.cover.groups
        for c in self.cells(m):
            part = groups.of_query(c)
            sole, funded = groups.sole_funder[part], groups.funded[part]
            if not len(sole) or (funded.all() and (sole >= 0).all() and len(set(sole.tolist())) == 1):
                return False
        return True

    def tie(self, m: Measure) -> bool:
        """A partnership of the two is recorded, of a kind that carries cases where these are to pass."""
        facts, day = self.cover.facts, self.cover.as_of
        kinds = kinds_asked(facts, day, self.country, *m.about) or tuple(TieKind)
        a, b, rows = active_ties(facts, day)
        frame, ends = facts.snapshot["ties"], {facts.stakeholder_at.get(x, -1) for x in m.about}
        return any(
            {x, y} == ends and frame.text("kind", row) in kinds
            for x, y, row in zip(a.tolist(), b.tolist(), rows.tolist(), strict=True)
        )

    def look(self, m: Measure) -> bool:
        """Somebody has reviewed it on the day of the plan or later."""
        days, since = self.cover.facts.looks.day, self.since.toordinal()
        return all(any(days[i] >= since for i in self.cover.looks_at(c).tolist()) for c in self.cells(m))


_DONE: Final[Mapping[MeasureKind, Callable[[_Then, Measure], bool]]] = {
    MeasureKind.PROVIDER: _Then.provider,
    MeasureKind.STAND_IN: _Then.stand_in,
    MeasureKind.RENEW: _Then.renewed,
    MeasureKind.FUNDER: _Then.funder,
    MeasureKind.TIE: _Then.tie,
    MeasureKind.LOOK: _Then.look,
}


def step_words(made: Plan, steps: Sequence[Step]) -> list[Sentence]:
    """The steps of a plan in words. ``made``: the plan of these steps."""
    named = {p.order: p for p in made.measures}
    return [
        named[order].title()
        if step.measure is not None
        else sentence(
            "Raise {capability} to phase {phase}.",
            capability=Name("capabilities", step.capability),
            phase=step.to,
        )
        for order, step in enumerate(steps, start=1)
    ]


def progress(
    cover: Coverage, start: Coverage, country: Iso3, steps: Sequence[Step], since: date
) -> PlanProgress:
    """What became of a plan that was made on ``since``. ``cover``: coverage of the day asked about; ``start``: of that
    day, by what is recorded now. Raises UsageError on what is no step here."""
    made = own_plan(cover.facts, cover.as_of, country, steps)  # refuses what is no step at all
    named = {p.order: p for p in made.measures}
    _, _, phase = phases_at(cover.facts, cover.as_of)
    then = _Then(cover, start, country, since)
    out = []
    for order, (step, text) in enumerate(zip(steps, step_words(made, steps), strict=True), start=1):
        if step.measure is not None:
            done, due = _DONE[step.measure.kind](then, step.measure), step.measure.by
            capability = named[order].capability
        else:
            done, due = int(phase[cover.index(country, step.capability)]) >= step.to, None
            capability = step.capability
        action = named[order].action if order in named else None
        shown = evidence_of(cover, start, country, step, since) if done else Evidence()
        late = not done and due is not None and due < cover.as_of
        out.append(
            StepNow(
                order=order,
                country=country,
                capability=CapabilityNumber(capability) or None,
                text=text,
                became=Became.DONE if done else Became.LATE if late else Became.OPEN,
                due=due,
                owner=Owner(step.owner) if step.owner else None,
                lead=action.lead if action else None,
                effort=Effort(action.effort) if action else None,
                done_on=shown.day,
                sources=shown.sources,
                claims=shown.claims,
            )
        )
    return PlanProgress(since, tuple(out))
