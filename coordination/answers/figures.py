"""Figures about a country or a region with year and source (METHODS 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.board.figures import Figures, regions
from coordination.analytics.board.figures import figures as figures_of
from coordination.answers.declare import Answer, Option, Table
from coordination.text.records import Column, Missing
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import CapabilityNumber, ClaimId, FrameworkText, Iso3, PartialDay, SourceId
from graph_schema.values import Verified

__all__ = ["ANSWER", "Asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which country or region."""

    country: Annotated[
        str,
        Option(
            sentence("Which country, by ISO code or name, or which region, by its name."),
            place=True,
            metavar="COUNTRY",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A figure."""

    country: Annotated[Iso3 | None, Column(sentence("Country"), in_files=True)]
    region: Annotated[FrameworkText, Column(sentence("Region"))]
    indicator: Annotated[str, Column(sentence("ID"), in_files=True)]
    name: Annotated[FrameworkText, Column(sentence("Figure"))]
    value: Annotated[float, Column(sentence("Value"))]
    unit: Annotated[FrameworkText, Column(sentence("Unit"))]
    year: Annotated[PartialDay, Column(sentence("Year"), Missing.UNKNOWN)]
    source: Annotated[SourceId, Column(sentence("Source"))]
    note: Annotated[FrameworkText, Column(sentence("Note"), in_files=True)]
    capabilities: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Capabilities that it belongs to"))]
    verified: Annotated[Verified, Column(sentence("Checked against a source"), in_files=True)]
    claim: Annotated[ClaimId, Column(sentence("Record"), in_files=True)]


def rows_of(found: Figures) -> Iterator[Told]:
    """A row for each figure."""
    for f in found.figures:
        yield Told(
            country=None if f.region else found.country,
            region=f.region,
            indicator=f.indicator,
            name=f.name,
            value=f.value,
            unit=f.unit,
            year=f.year,
            source=f.source,
            note=f.note,
            capabilities=f.capabilities,
            verified=f.verified,
            claim=f.claim,
        )


def _notes(found: Figures) -> Iterator[Sentence]:
    if any(f.unit == "0/1" for f in found.figures):
        yield sentence("Of a figure with the unit 0/1, 1 means yes and 0 means no.")
    if found.country and any(f.region for f in found.figures):
        yield sentence("A figure with a region is about the whole region, not about this country.")
    if found.figures:
        yield sentence("They give context and do not change a status.")


def ask(w: Workspace, q: Question, asked: Asked) -> Figures:
    """The figures on record on the day. Raises UsageError for what is neither a country nor a region."""
    if region := _region(w, asked.country):
        return figures_of(w.facts(q), q.as_of, region=region)
    return figures_of(w.facts(q), q.as_of, w.country(asked.country))


def _region(w: Workspace, text: str) -> str:
    """The region of that name, in English or the reader's language, whatever its case; "" for none. A country of the
    same name comes first."""
    wanted, known = text.strip().casefold(), regions(w.snapshot())
    named = {name.casefold(): name for name in known}
    named |= {w.language.gettext(name).casefold(): name for name in known}
    found = named.get(wanted, "")
    return found if text.strip().upper() not in w.snapshot()["countries"].position else ""


ANSWER = Answer(
    name="figures",
    title=sentence("Figures about a country or a region with year and source."),
    doc=sentence(
        "Use of the internet, calls to helplines, reports to hotlines and others, as sources give them. They give "
        "context and change no status. Those of the regions of a country stand with it. Ranks and scores of indexes "
        "are left out."
    ),
    ask=ask,
    options=Asked,
    result=Figures,
    tables={
        "figures": Table(
            row=Told,
            rows=rows_of,
            key=("claim",),
            title=sentence("Figures with year and source"),
            empty=sentence("No figure about it is on record."),
            notes=_notes,
        )
    },
    example=Asked(country="XAA"),
)
