"""Who sits on the national bodies (METHODS 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.board.seats import Seats, Standing
from coordination.analytics.board.seats import seats as seats_of
from coordination.answers.countries import Countries
from coordination.answers.declare import Answer, Table
from coordination.text.records import Column
from coordination.text.sentences import Name, Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import Iso3, SeatId, StakeholderId

__all__ = ["ANSWER"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One seat of one body."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    body: Annotated[StakeholderId, Column(sentence("National body"))]
    seat: Annotated[SeatId, Column(sentence("Seat"))]
    state: Annotated[Standing, Column(sentence("Status"))]
    members: Annotated[tuple[StakeholderId, ...], Column(sentence("Held by"))]
    unconfirmed: Annotated[tuple[StakeholderId, ...], Column(sentence("Said to be held by, not confirmed"))]


def places_of(found: Seats) -> Iterator[Place]:
    """Every seat, by country and body."""
    for s in found.seats:
        yield Place(
            country=s.country,
            body=s.body,
            seat=s.seat,
            state=s.state,
            members=s.members,
            unconfirmed=s.unconfirmed,
        )


def _without(found: Seats) -> Iterator[Sentence]:
    some = tuple(Name("countries", c) for c in found.without_body[:12])
    if some and found.seats:
        rest = len(found.without_body) - len(some)
        if rest:
            yield sentence(
                "No national body is recorded in {countries} and {n} more country. There may be one.",
                "No national body is recorded in {countries} and {n} more countries. There may be one.",
                countries=some,
                n=rest,
            )
        else:
            yield sentence("No national body is recorded in {countries}. There may be one.", countries=some)


def ask(w: Workspace, q: Question, asked: Countries) -> Seats:
    """Every seat of every recorded body on the day asked about."""
    return seats_of(w.facts(q), q.as_of, w.countries(asked.countries))


ANSWER = Answer(
    name="seats",
    title=sentence("The seats of national bodies: filled, empty, not known."),
    ask=ask,
    options=Countries,
    result=Seats,
    tables={
        "seats": Table(
            row=Place,
            rows=places_of,
            key=("body", "seat"),
            title=sentence("Seats of national bodies"),
            empty=sentence("No national body is on record. It may exist all the same."),
            notes=_without,
        )
    },
    example=Countries(countries=(Iso3("XAA"),)),
)
