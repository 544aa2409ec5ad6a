"""What a country is bound by and what it has promised (METHODS 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.borders.obligations import Nature, Obligations
from coordination.analytics.borders.obligations import obligations as obligations_of
from coordination.analytics.borders.parties import Bound
from coordination.answers.declare import Answer, Option, Table
from coordination.text import verdicts
from coordination.text.records import HIDDEN, Column, Missing
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import CapabilityNumber, Iso3, PartialDay, SourceId, UndertakingId

__all__ = ["ANSWER", "Asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which country."""

    country: Annotated[
        Iso3, Option(sentence("Which country, by ISO code or name."), place=True, metavar="COUNTRY")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaken:
    """A treaty, a convention or a political promise."""

    country: Annotated[Iso3, Column(sentence("Country"), in_files=True)]
    undertaking: Annotated[UndertakingId, Column(sentence("Obligation or promise"), recalled="recalled")]
    nature: Annotated[Nature, Column(sentence("Type"))]
    standing: Annotated[Bound, Column(sentence("This country"))]
    list_date: Annotated[PartialDay, Column(sentence("List of"))]
    since: Annotated[PartialDay, Column(sentence("Since"))]
    until: Annotated[PartialDay, Column(sentence("Until"))]
    adopted: Annotated[PartialDay, Column(sentence("Adopted"), in_files=True)]
    in_force: Annotated[PartialDay, Column(sentence("In force since"), in_files=True)]
    list_complete: Annotated[bool | None, Column(sentence("List complete"), Missing.UNKNOWN, in_files=True)]
    capabilities: Annotated[
        tuple[CapabilityNumber, ...], Column(sentence("Supports (our own reading)"), in_files=True)
    ]
    source: Annotated[SourceId | None, Column(sentence("Source"), sentence("framework edition"))]
    recalled: Annotated[tuple[UndertakingId, ...], HIDDEN]


def rows_of(found: Obligations) -> Iterator[Undertaken]:
    """A row for each obligation, then for each promise."""
    for u in found.undertakings:
        yield Undertaken(
            country=found.country,
            undertaking=u.undertaking,
            nature=u.nature,
            standing=u.standing,
            list_date=u.list_date,
            since=u.since,
            until=u.until,
            adopted=u.adopted,
            in_force=u.in_force,
            list_complete=u.list_complete or None,
            capabilities=u.capabilities,
            source=u.source,
            recalled=(u.undertaking,) if u.verified == "recalled" else (),
        )


def _notes(found: Obligations) -> Sequence[Sentence]:
    said = verdicts.obligations([u.standing for u in found.undertakings]) if found.undertakings else []
    if any(u.standing is Bound.NOT_PARTY for u in found.undertakings):
        said = [
            *said,
            sentence(
                'Not a party: by a complete list of parties, of the date under "List of". Where that is empty, its '
                "source has no date."
            ),
        ]
    return said


def ask(w: Workspace, q: Question, asked: Asked) -> Obligations:
    """Every obligation and promise and how the country takes part. Raises UsageError for an unknown country."""
    return obligations_of(w.facts(q), q.as_of, w.country(asked.country))


ANSWER = Answer(
    name="obligations",
    title=sentence("What a country is bound by and what it has promised."),
    doc=sentence(
        "Treaties, conventions and political promises, also those without an area of cross-border cooperation. "
        "Not a party is said only where the list of parties is complete; anything else is not known."
    ),
    ask=ask,
    options=Asked,
    result=Obligations,
    tables={
        "undertakings": Table(
            row=Undertaken,
            rows=rows_of,
            key=("nature", "undertaking"),
            title=sentence("Obligations and promises"),
            empty=sentence("No obligation or promise is on record on this date."),
            notes=_notes,
        )
    },
    example=Asked(country=Iso3("XAD")),
)
