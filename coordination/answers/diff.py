"""What changed between two days (METHODS 9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from coordination.analytics.time.changed_cells import CellChange, Seen, StateCount, remarks
from coordination.analytics.time.difference import Difference, MovedHandoff, MovedSeat, difference
from coordination.answers.declare import Answer, Option, Table
from coordination.text.kinds import said_as
from coordination.text.records import Column
from coordination.text.sentences import Name, Sentence, sentence
from coordination.text.states import FLAG_WORDS, Sign
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import CapabilityNumber, InstrumentId, Iso3, StakeholderId

__all__ = ["ANSWER", "Since"]


@dataclass(frozen=True, slots=True)
class Since:
    """The other day, and of which countries."""

    since: Annotated[
        date,
        Option(
            sentence("The day to compare with, as YYYY-MM-DD; a later day shows the changes in reverse."),
            place=True,
            metavar="SINCE",
        ),
    ]
    countries: Annotated[
        tuple[Iso3, ...],
        Option(
            sentence(
                "Only what concerns these countries, by ISO code or name: their capabilities, seats and hand-offs; "
                "channels of theirs; partnerships of organisations that sit or work there; agreements and networks "
                "to which one of them is a party."
            ),
            place=True,
            metavar="COUNTRY",
        ),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A capability that is otherwise after than before."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    before: Annotated[Sign, Column(sentence("Before"))]
    after: Annotated[Sign, Column(sentence("After"))]
    move: Annotated[Seen, Column(sentence("Trend"))]
    differs: Annotated[tuple[Sentence, ...], Column(sentence("What differs"))]
    came: Annotated[tuple[StakeholderId, ...], Column(sentence("New"), in_files=True)]
    heard: Annotated[tuple[StakeholderId, ...], Column(sentence("New on record"), in_files=True)]
    gone: Annotated[tuple[StakeholderId, ...], Column(sentence("Gone"), in_files=True)]


@said_as({"new": sentence("new"), "ended": sentence("ended")})
class Fate(StrEnum):
    """What became of something."""

    NEW = "new"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A partnership that only one of the days has."""

    a: Annotated[StakeholderId, Column(sentence("Organisation"))]
    b: Annotated[StakeholderId, Column(sentence("Other organisation"))]
    fate: Annotated[Fate, Column(sentence("What changed"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """An agreement or network that is in force on one of the days only."""

    instrument: Annotated[InstrumentId, Column(sentence("Agreement or network"))]
    fate: Annotated[Fate, Column(sentence("What changed"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridor:
    """A channel that is open on one of the days only."""

    a: Annotated[Iso3, Column(sentence("Country"))]
    b: Annotated[Iso3, Column(sentence("Other country"))]
    duty: Annotated[CapabilityNumber, Column(sentence("Area of cooperation"))]
    fate: Annotated[Fate, Column(sentence("What changed"))]


def cells_of(found: Difference) -> Iterator[Changed]:
    """A row for each capability that differs."""
    for c in found.cells:
        yield Changed(
            country=c.country,
            capability=c.capability,
            before=c.signs[0],
            after=c.signs[1],
            move=c.seen,
            differs=tuple(_differs(c)),
            came=_came(c),
            heard=c.first_recorded,
            gone=c.providers_gone,
        )


def _came(c: CellChange) -> tuple[StakeholderId, ...]:
    """New providers of whom a source says since when."""
    return tuple(s for s in c.providers_added if s not in c.first_recorded)


def _differs(c: CellChange) -> Iterator[Sentence]:
    """What differs in a cell besides its state."""

    def named(who: tuple[StakeholderId, ...]) -> tuple[Name, ...]:
        return tuple(Name("stakeholders", s) for s in who)

    if came := _came(c):
        yield sentence("new: {who}", who=named(came))
    if c.providers_gone:
        yield sentence("gone: {who}", who=named(c.providers_gone))
    yield from remarks(c.money_ended, c.first_recorded, c.links_recorded)
    if c.groups[0] != c.groups[1]:
        yield sentence("independent providers: {before} → {after}", before=c.groups[0], after=c.groups[1])
    for flag in c.flags_added:
        yield sentence('the warning "{flag}" was added', flag=(FLAG_WORDS[flag],))
    for flag in c.flags_gone:
        yield sentence('the warning "{flag}" no longer applies', flag=(FLAG_WORDS[flag],))
    if c.looks:
        yield sentence("one review was added or removed", "{n} reviews were added or removed", n=len(c.looks))


def ties_of(found: Difference) -> Iterator[Tie]:
    """Partnerships that are new, then those that ended."""
    for fate, some in ((Fate.NEW, found.ties_added), (Fate.ENDED, found.ties_gone)):
        yield from (Tie(a=t.a, b=t.b, fate=fate) for t in some)


def instruments_of(found: Difference) -> Iterator[Instrument]:
    """Agreements and networks that came into force, then those that ended."""
    for fate, some in ((Fate.NEW, found.instruments_added), (Fate.ENDED, found.instruments_gone)):
        yield from (Instrument(instrument=i, fate=fate) for i in some)


def corridors_of(found: Difference) -> Iterator[Corridor]:
    """Channels that opened, then those that closed."""
    for fate, some in ((Fate.NEW, found.duties_added), (Fate.ENDED, found.duties_gone)):
        yield from (Corridor(a=d.a, b=d.b, duty=d.duty, fate=fate) for d in some)


def _days(found: Difference) -> Iterator[Sentence]:
    yield sentence("From {before} to {after}, by what is known now.", before=found.before, after=found.after)


def ask(w: Workspace, q: Question, asked: Since) -> Difference:
    """What changed between a day and the day of the question, by what is known now; from a later day it is told
    backwards, as the mirror of the same question asked the other way round."""
    facts, some = w.facts(q), w.countries(asked.countries)
    found = difference(facts, min(asked.since, q.as_of), facts, max(asked.since, q.as_of), some)
    return found.mirrored() if asked.since > q.as_of else found


ANSWER = Answer(
    name="diff",
    title=sentence("What changed between two days."),
    doc=sentence("From the day SINCE to the day asked about, by what is known now."),
    ask=ask,
    options=Since,
    result=Difference,
    tables={
        "cells": Table(
            row=Changed,
            rows=cells_of,
            key=("country", "capability"),
            group="country",
            title=sentence("Capabilities that changed"),
            empty=sentence("No change is known."),
            notes=_days,
        ),
        "states": Table(
            row=StateCount,
            rows=lambda found: [s for s in found.states if s.before or s.after],
            key=("state",),
            title=sentence("Capabilities by status"),
            empty=sentence("No country is known."),
        ),
        "ties": Table(
            row=Tie,
            rows=ties_of,
            key=("a", "b"),
            title=sentence("Partnerships that began or ended"),
            empty=sentence("No change is known."),
        ),
        "instruments": Table(
            row=Instrument,
            rows=instruments_of,
            key=("instrument",),
            title=sentence("Agreements and networks that came into force or ended"),
            empty=sentence("No change is known."),
        ),
        "channels": Table(
            row=Corridor,
            rows=corridors_of,
            key=("a", "b", "duty"),
            title=sentence("Cross-border channels gained or lost"),
            empty=sentence("No change is known."),
        ),
        "handoffs": Table(
            row=MovedHandoff,
            rows=lambda found: found.handoffs,
            key=("country", "needs", "gives"),
            group="country",
            title=sentence("Hand-offs that changed"),
            empty=sentence("No change is known."),
            notes=lambda found: (
                [sentence("An empty cell: neither capability had a provider that day.")]
                if found.handoffs
                else []
            ),
        ),
        "seats": Table(
            row=MovedSeat,
            rows=lambda found: found.seats,
            key=("body", "seat"),
            title=sentence("Seats of national bodies that changed"),
            empty=sentence("No change is known."),
        ),
    },
    example=Since(date(2022, 6, 30)),
)
