"""Why a capability in a country has its status: the rule, every record behind it, and what each warning rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.board.explain import Explanation, Part
from coordination.answers.declare import Answer, Option, Table
from coordination.text.records import Column
from coordination.text.sentences import Quote, sentence
from coordination.text.states import Flag, Sign, sign_of
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3, SourceId, StakeholderId

__all__ = ["ANSWER", "Asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which capability, and where."""

    country: Annotated[Iso3, Option(sentence("The country, by ISO code or name."), place=True)]
    capability: Annotated[
        CapabilityNumber, Option(sentence("The number of the capability in the edition."), place=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the reasons are for."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    sign: Annotated[Sign, Column(sentence("Status"))]
    flags: Annotated[tuple[Flag, ...], Column(sentence("Warnings"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """One reason, with the source, the file and the line of its record."""

    country: Annotated[Iso3, Column(sentence("Country"), in_files=True)]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"), in_files=True)]
    part: Annotated[Part, Column(sentence("About"))]
    text: Annotated[Quote, Column(sentence("Reason"))]
    named: Annotated[tuple[StakeholderId, ...], Column(sentence("Organisations"), in_files=True)]
    source: Annotated[SourceId | None, Column(sentence("Source"))]
    file: Annotated[str, Column(sentence("File"))]
    line: Annotated[int | None, Column(sentence("Line"))]
    batch: Annotated[str, Column(sentence("Update"), in_files=True)]
    claim: Annotated[ClaimId | None, Column(sentence("Record"), in_files=True)]


def status_of(found: Explanation) -> Iterator[Status]:
    """The one row of the cell."""
    yield Status(
        country=found.country,
        capability=found.capability,
        sign=sign_of(found.state, found.flags),
        flags=found.flags,
    )


def reasons_of(found: Explanation) -> Iterator[Because]:
    """A row for each reason, in their order."""
    for r in found.reasons:
        yield Because(
            country=found.country,
            capability=found.capability,
            part=r.part,
            text=r.text,
            named=r.named,
            source=r.source,
            file=r.file,
            line=r.line or None,
            batch=r.batch,
            claim=r.claim,
        )


def ask(w: Workspace, q: Question, asked: Asked) -> Explanation:
    """The reasons on the day asked about. Raises UsageError for a country or a number that does not exist."""
    return w.explanation(q, asked.country, asked.capability)


ANSWER = Answer(
    name="explain",
    title=sentence("Why a capability has its status, down to source and line."),
    ask=ask,
    options=Asked,
    result=Explanation,
    tables={
        "status": Table(
            row=Status,
            rows=status_of,
            key=("country", "capability"),
            title=sentence("Status"),
            empty=sentence("Nothing is known."),
        ),
        "reasons": Table(
            row=Because,
            rows=reasons_of,
            key=("part", "claim", "text"),
            group="part",
            title=sentence("Reasons for the status"),
            empty=sentence("There is no record about this yet."),
        ),
    },
    main="reasons",
    example=Asked(Iso3("XAA"), CapabilityNumber("4")),
)
