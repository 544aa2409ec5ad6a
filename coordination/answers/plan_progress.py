"""What became of a plan that somebody made (METHODS 10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from coordination.analytics.plan.progress import Became, PlanProgress, progress
from coordination.analytics.plan.steps import Step
from coordination.answers.declare import Answer, Option, Table
from coordination.text.records import Column
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import CapabilityNumber, Iso3, Owner, PartialDay, SourceId

__all__ = ["ANSWER", "Made"]


@dataclass(frozen=True, slots=True)
class Made:
    """Which plan."""

    country: Annotated[Iso3, Option(sentence("The country, by ISO code or name."), place=True)]
    steps: Annotated[
        tuple[Step, ...],
        Option(
            sentence("The steps of the plan, as `mnr plan` takes them."),
            place=True,
            metavar="STEP",
            read=Step.read,
        ),
    ]
    since: Annotated[
        date, Option(sentence("The day on which the plan was made. A review of that day or later counts."))
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A step."""

    order: Annotated[int, Column(sentence("#"))]
    country: Annotated[Iso3, Column(sentence("Country"), in_files=True)]
    capability: Annotated[CapabilityNumber | None, Column(sentence("Capability"), in_files=True)]
    step: Annotated[Sentence, Column(sentence("Step"))]
    became: Annotated[Became, Column(sentence("What became of it"))]
    due: Annotated[date | None, Column(sentence("Due"))]
    responsible: Annotated[Owner | None, Column(sentence("Responsible"), sentence("not named yet"))]
    done_on: Annotated[PartialDay, Column(sentence("Done on"))]
    sources: Annotated[tuple[SourceId, ...], Column(sentence("Sources"))]


def rows_of(found: PlanProgress) -> Iterator[Row]:
    """A row for each step, in the order of the plan."""
    for s in found.steps:
        yield Row(
            order=s.order,
            country=s.country,
            capability=s.capability,
            step=s.text,
            became=s.became,
            done_on=s.done_on,
            sources=s.sources,
            due=s.due,
            responsible=s.owner,
        )


def _summary(found: PlanProgress) -> Sequence[Sentence]:
    return found.summary()


def ask(w: Workspace, q: Question, asked: Made) -> PlanProgress:
    """Which steps the records show as done. Raises UsageError on what is no step here."""
    start = w.cover(replace(q, as_of=asked.since))
    return progress(w.cover(q), start, w.country(asked.country), asked.steps, asked.since)


ANSWER = Answer(
    name="plan-progress",
    title=sentence("What became of a plan: the steps that are done, late or left."),
    doc=sentence(
        "A step is done when the records of the day show what it set out to bring about: another provider, "
        "a successor, a partnership, a later end, a review, a phase."
    ),
    ask=ask,
    options=Made,
    result=PlanProgress,
    tables={
        "steps": Table(
            row=Row,
            rows=rows_of,
            key=("order",),
            title=sentence("What became of the plan"),
            empty=sentence("No step is in this plan."),
            notes=_summary,
        ),
    },
    example=Made(
        country=Iso3("XAB"),
        steps=(Step.read("look/7"), Step.read("12:1-2")),
        since=date(2025, 11, 25),
    ),
)
