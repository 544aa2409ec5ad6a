"""The board of a country by threat, challenge, driver, discipline or objective (METHODS 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.board.lenses import Lens, Lenses
from coordination.analytics.board.lenses import lenses as lenses_of
from coordination.answers.declare import Answer, Option, Table
from coordination.text import verdicts
from coordination.text.records import Column
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import CapabilityNumber, FrameworkText, Iso3

__all__ = ["ANSWER", "Asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which country, by what."""

    country: Annotated[
        Iso3, Option(sentence("Which country, by ISO code or name."), place=True, metavar="COUNTRY")
    ]
    by: Annotated[Lens | None, Option(sentence("Only by this; by each of them where none is named."))] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A threat, challenge, driver, discipline or objective."""

    country: Annotated[Iso3, Column(sentence("Country"), in_files=True)]
    by: Annotated[Lens, Column(sentence("Seen by"))]
    item: Annotated[str, Column(sentence("ID"), in_files=True)]
    name: Annotated[FrameworkText, Column(sentence("Name"))]
    missing: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Missing or only planned"))]
    fragile: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Too few independent providers"))]
    in_place: Annotated[tuple[CapabilityNumber, ...], Column(sentence("In place"))]
    unknown: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Unknown"))]


def rows_of(found: Lenses) -> Iterator[Seen]:
    """A row for each item, by lens."""
    for i in found.items:
        yield Seen(
            country=found.country,
            by=i.by,
            item=i.item,
            name=i.name,
            missing=i.missing,
            fragile=i.fragile,
            in_place=i.in_place,
            unknown=i.unknown,
        )


def _notes(found: Lenses) -> Iterator[Sentence]:
    if found.items:
        lacking = sum(bool(i.missing) for i in found.items)
        unknown = sum(bool(i.unknown) for i in found.items)
        yield from verdicts.lens(lacking, unknown, len(found.items))
        yield sentence(
            "Which capability responds to what is our own reading, to be confirmed by a practitioner."
        )


def ask(w: Workspace, q: Question, asked: Asked) -> Lenses:
    """The items of every lens, or of the one named. Raises UsageError for an unknown country."""
    return lenses_of(w.cover(q), w.country(asked.country), [asked.by] if asked.by else Lens)


ANSWER = Answer(
    name="lenses",
    title=sentence("A country by threat, challenge, driver, discipline or objective."),
    doc=sentence(
        "Which threats lack a capability here? Which capability responds to what is our own reading, to be confirmed "
        "by a practitioner. Unknown does not mean missing."
    ),
    ask=ask,
    options=Asked,
    result=Lenses,
    tables={
        "items": Table(
            row=Seen,
            rows=rows_of,
            key=("by", "item"),
            group="by",
            title=sentence("By threat, challenge, driver, discipline and objective"),
            empty=sentence("This framework edition names nothing to see the board by."),
            notes=_notes,
        )
    },
    example=Asked(country=Iso3("XAD"), by=Lens.THREAT),
)
