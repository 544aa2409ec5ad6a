"""Sources as a table of files: those that an answer names, and all of a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated

from coordination.answers.declare import Table
from coordination.text.records import Column
from coordination.text.sentences import sentence
from dashboard.backend.world import Source
from graph_schema.ids import PartialDay, SourceId

__all__ = ["CITED", "Cited"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A source: what it is called, whose it is, when it was published and read."""

    source: Annotated[SourceId, Column(sentence("Source"))]
    publisher: Annotated[str, Column(sentence("Publisher"))]
    published: Annotated[PartialDay, Column(sentence("Published"))]
    retrieved: Annotated[PartialDay, Column(sentence("Consulted on"))]
    url: Annotated[str, Column(sentence("Address"))]


def _cited(sources: Iterable[Source]) -> Iterator[Cited]:
    for s in sources:
        yield Cited(
            source=SourceId(s.id),
            publisher=s.publisher,
            published=PartialDay(s.published),
            retrieved=PartialDay(s.retrieved),
            url=s.url,
        )


CITED = Table(
    row=Cited,
    rows=_cited,
    key=("source",),
    title=sentence("Sources"),
    empty=sentence("No source is named."),
)
