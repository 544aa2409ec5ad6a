"""Enablers and outcomes of the national response in a country (METHODS 2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.board.assessments import Assessments
from coordination.analytics.board.assessments import assessments as assessments_of
from coordination.answers.declare import Answer, Option, Table
from coordination.text import country_verdicts
from coordination.text.records import HIDDEN, Column, Missing
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import DomainId, EnablerId, Iso3, OutcomeId, Owner, PartialDay, SourceId
from graph_schema.values import Finding, ReviewMethod

__all__ = ["ANSWER", "Asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which country."""

    country: Annotated[
        Iso3, Option(sentence("Which country, by ISO code or name."), place=True, metavar="COUNTRY")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enabled:
    """An enabler."""

    country: Annotated[Iso3, Column(sentence("Country"), in_files=True)]
    enabler: Annotated[EnablerId, Column(sentence("Enabler"))]
    finding: Annotated[Finding | None, Column(sentence("Result"), Missing.UNKNOWN, recalled="recalled")]
    reviewed_on: Annotated[PartialDay, Column(sentence("Assessed on"))]
    method: Annotated[ReviewMethod | None, Column(sentence("Method"))]
    reviewer: Annotated[Owner | None, Column(sentence("Assessed by"))]
    source: Annotated[SourceId | None, Column(sentence("Source"))]
    recalled: Annotated[tuple[Finding, ...], HIDDEN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """An outcome."""

    country: Annotated[Iso3, Column(sentence("Country"), in_files=True)]
    outcome: Annotated[OutcomeId, Column(sentence("Outcome"))]
    domain: Annotated[DomainId, Column(sentence("Domain"))]
    finding: Annotated[Finding | None, Column(sentence("Result"), Missing.UNKNOWN, recalled="recalled")]
    reviewed_on: Annotated[PartialDay, Column(sentence("Assessed on"))]
    method: Annotated[ReviewMethod | None, Column(sentence("Method"))]
    reviewer: Annotated[Owner | None, Column(sentence("Assessed by"))]
    source: Annotated[SourceId | None, Column(sentence("Source"))]
    recalled: Annotated[tuple[Finding, ...], HIDDEN]


def enablers_of(found: Assessments) -> Iterator[Enabled]:
    """A row for each enabler."""
    for a in found.items:
        if a.enabler:
            yield Enabled(
                country=found.country,
                enabler=a.enabler,
                finding=a.finding,
                reviewed_on=a.reviewed_on,
                method=a.method,
                source=a.source,
                reviewer=a.reviewer,
                recalled=(a.finding,) if a.finding and a.verified == "recalled" else (),
            )


def outcomes_of(found: Assessments) -> Iterator[Reached]:
    """A row for each outcome."""
    for a in found.items:
        if a.outcome and a.domain:
            yield Reached(
                country=found.country,
                outcome=a.outcome,
                domain=a.domain,
                finding=a.finding,
                reviewed_on=a.reviewed_on,
                method=a.method,
                source=a.source,
                reviewer=a.reviewer,
                recalled=(a.finding,) if a.finding and a.verified == "recalled" else (),
            )


def _notes(found: Assessments) -> Sequence[Sentence]:
    latest = max((a.reviewed_on for a in found.items), default="")
    return country_verdicts.assessments([a.finding for a in found.items], latest)


def ask(w: Workspace, q: Question, asked: Asked) -> Assessments:
    """The last word on every enabler and outcome. Raises UsageError for an unknown country."""
    return assessments_of(w.facts(q), q.as_of, w.country(asked.country))


ANSWER = Answer(
    name="assessments",
    title=sentence("Enablers and outcomes of the national response in a country."),
    doc=sentence(
        "What the latest assessment found, with its source. What nobody assessed is unknown. An assessment changes the "
        "status of no capability."
    ),
    ask=ask,
    options=Asked,
    result=Assessments,
    tables={
        "enablers": Table(
            row=Enabled,
            rows=enablers_of,
            key=("enabler",),
            title=sentence("Enablers"),
            empty=sentence("This framework edition names no enablers."),
            notes=_notes,
        ),
        "outcomes": Table(
            row=Reached,
            rows=outcomes_of,
            key=("outcome",),
            title=sentence("Outcomes"),
            empty=sentence("This framework edition names no outcomes."),
        ),
    },
    example=Asked(country=Iso3("XAA")),
)
