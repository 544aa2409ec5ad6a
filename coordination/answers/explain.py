"""Why a capability in a country has its status: the rule, every record behind it, and what each warning rests on; what
the status would be under another assumption; and which obligations and promises support it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.board.assumptions import CellAssumptions, assumptions, under_each
from coordination.analytics.board.explain import Explanation, Part
from coordination.analytics.borders.obligations import Obligations, Undertaking, supporting
from coordination.answers.declare import Answer, Option, Table
from coordination.answers.obligations import Undertaken, rows_of
from coordination.text.records import HIDDEN, INLINE, Column, Key
from coordination.text.sentences import Quote, Sentence, sentence
from coordination.text.states import Flag, Sign, State, sign_of
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import Edition
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3, SourceId, StakeholderId

__all__ = ["ANSWER", "Asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which capability, and where."""

    country: Annotated[Iso3, Option(sentence("The country, by ISO code or name."), place=True)]
    capability: Annotated[
        CapabilityNumber, Option(sentence("The number of the capability in the edition."), place=True)
    ]


@dataclass(frozen=True)
class Explained:
    """Why a capability has its status, and what supports it."""

    explanation: Annotated[Explanation, INLINE]
    assumptions: Annotated[
        CellAssumptions,
        Key("what the status would be if one assumption were another, and whether it is firm"),
    ]
    undertakings: Annotated[
        tuple[Undertaking, ...],
        Key(
            "obligations and promises that support the capability, by our own judgement, and how the country takes "
            "part; they never change a status"
        ),
    ]
    edition: Annotated[Edition, HIDDEN]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """The status under one other assumption."""

    assumption: Annotated[Sentence, Column(sentence("If one assumption were another"))]
    another: Annotated[bool, Column(sentence("Another status"))]


def status_of(found: Explained) -> Iterator[Status]:
    """The one row of the cell."""
    why = found.explanation
    yield Status(
        country=why.country,
        capability=why.capability,
        sign=sign_of(why.state, why.flags),
        flags=why.flags,
    )


def reasons_of(found: Explained) -> Iterator[Because]:
    """A row for each reason, in their order."""
    why = found.explanation
    for r in why.reasons:
        yield Because(
            country=why.country,
            capability=why.capability,
            part=r.part,
            text=r.text,
            named=r.named,
            source=r.source,
            file=r.file,
            line=r.line or None,
            batch=r.batch,
            claim=r.claim,
        )


def assumed_of(found: Explained) -> Iterator[Assumed]:
    """A row for each assumption that is asked of the capability."""
    for text, state in under_each(found.assumptions, found.edition):
        yield Assumed(assumption=text, another=state != found.assumptions.state)


def undertakings_of(found: Explained) -> Iterator[Undertaken]:
    """A row for each obligation, then for each promise."""
    yield from rows_of(Obligations(found.explanation.country, found.undertakings))


def _firm(found: Explained) -> Iterator[Sentence]:
    if found.assumptions.state is not State.UNKNOWN:
        yield (
            sentence("The status stays the same under each of them.")
            if found.assumptions.firm
            else sentence("The status depends on an assumption.")
        )


def _notes(found: Explained) -> Iterator[Sentence]:
    if found.undertakings:
        yield sentence("They do not change the status. Which capabilities they support is our own reading.")


def ask(w: Workspace, q: Question, asked: Asked) -> Explained:
    """The reasons on the day asked about. Raises UsageError for a country or a number that does not exist."""
    why = w.explanation(q, asked.country, asked.capability)
    (assumed,) = (c for c in assumptions(w.cover(q), [why.country]).cells if c.capability == why.capability)
    support = supporting(w.facts(q), q.as_of, why.country, why.capability)
    return Explained(why, assumed, support, w.facts(q).edition)


ANSWER = Answer(
    name="explain",
    title=sentence("Why a capability has its status, down to source and line."),
    ask=ask,
    options=Asked,
    result=Explained,
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
        "assumptions": Table(
            row=Assumed,
            rows=assumed_of,
            key=("assumption",),
            title=sentence("If one assumption were another"),
            empty=sentence("Nothing is known."),
            notes=_firm,
        ),
        "undertakings": Table(
            row=Undertaken,
            rows=undertakings_of,
            key=("nature", "undertaking"),
            title=sentence("Obligations and promises"),
            empty=sentence("No obligation or promise that supports it is on record on this date."),
            notes=_notes,
        ),
    },
    main="reasons",
    example=Asked(Iso3("XAA"), CapabilityNumber("4")),
)
