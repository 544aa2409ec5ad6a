"""Phases that prerequisites do not support, and which phase steps have the largest effect (METHODS 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

from coordination.analytics.board.maturity import HIGHEST, Maturity, Reach, to_reach
from coordination.analytics.board.maturity import maturity as maturity_of
from coordination.answers.countries import Countries
from coordination.answers.declare import Answer, Option, Table
from coordination.text.kinds import Bounds
from coordination.text.records import Column
from coordination.text.sentences import Name, Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.errors import UsageError, Verbatim, said
from graph_schema.ids import CapabilityNumber, Iso3

__all__ = ["ANSWER", "Asked", "Goal"]


@dataclass(frozen=True, slots=True)
class Goal:
    """A capability and the phase that it is to be brought to."""

    capability: str
    phase: int

    def __str__(self) -> str:
        return f"{self.capability}:{self.phase}"

    @staticmethod
    def read(text: str) -> Goal:
        """What CAPABILITY:PHASE says; the highest phase where none is said. Raises UsageError."""
        number, colon, phase = text.partition(":")
        if not colon:
            return Goal(number, HIGHEST)
        if not (phase.isascii() and phase.isdigit()):
            raise UsageError(
                said("{text!r} does not say which phase is to be reached.", text=text),
                hint=said("Write CAPABILITY:PHASE with a phase from 1 to 4, such as 12:3."),
            )
        return Goal(number, int(phase))


@dataclass(frozen=True, slots=True)
class Asked(Countries):
    """Where, and what is to be reached there."""

    reach: Annotated[
        Goal | None,
        Option(
            sentence("The smallest number of phase steps that bring a capability to a phase."),
            metavar="CAPABILITY:PHASE",
            read=Goal.read,
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """The phase of a capability that a review has set."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    phase: Annotated[int, Column(sentence("Phase"))]
    effective: Annotated[Bounds, Column(sentence("Supported up to phase"))]
    hollow: Annotated[Bounds, Column(sentence("Phases ahead of its prerequisites"))]
    held_by: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Improve this first"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """A phase step that raises others with it."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("One phase step"))]
    gain: Annotated[int, Column(sentence("Phases gained in the country"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A capability that is to be raised to bring another to a phase."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    goal: Annotated[CapabilityNumber, Column(sentence("To be reached"))]
    phase: Annotated[int, Column(sentence("At phase"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    start: Annotated[int, Column(sentence("From phase"))]
    to: Annotated[int, Column(sentence("To phase"))]
    assumed: Annotated[bool, Column(sentence("Current phase assumed"))]


def phases_of(found: Maturity) -> Iterator[Phase]:
    """A row for each capability with a phase."""
    for c in found.cells:
        if c.phase is not None:
            yield Phase(
                country=c.country,
                capability=c.capability,
                phase=c.phase,
                effective=c.effective,
                hollow=c.hollow,
                held_by=c.held_by,
            )


def lifts_of(found: Maturity) -> Iterator[Lift]:
    """A row for each phase step that is known to raise anything."""
    return (Lift(country=u.country, capability=u.capability, gain=u.gain) for u in found.unlock if u.gain)


def steps_of(found: Maturity) -> Iterator[Step]:
    """A row for each capability to be raised, in the order of prerequisites."""
    for r in found.to_reach or ():
        for s in r.raises:
            yield Step(
                country=r.country,
                goal=r.capability,
                phase=r.phase,
                capability=s.capability,
                start=s.start,
                to=s.to,
                assumed=s.capability in r.assumed,
            )


def _without(found: Maturity) -> Iterator[Sentence]:
    without = sum(c.phase is None for c in found.cells)
    if without:
        yield sentence(
            "{n} more capability has no phase.",
            "{n} more capabilities have no phase, counted country by country.",
            n=without,
        )


def _totals(found: Maturity) -> Iterator[Sentence]:
    for r in found.to_reach or ():
        yield _total(r)


def _total(r: Reach) -> Sentence:
    return sentence(
        "{country}: {n} step by one phase in all.",
        "{country}: {n} steps by one phase in all.",
        country=Name("countries", r.country),
        n=r.total,
    )


def ask(w: Workspace, q: Question, asked: Asked) -> Maturity:
    """The phases of every country, or of those named, and the way to a goal in each of these. Raises UsageError."""
    facts, chosen = w.facts(q), w.countries(asked.countries)
    found = maturity_of(facts, q.as_of, chosen)
    if asked.reach is None:
        return found
    if chosen is None:
        raise UsageError(said("--reach needs a country."), hint=Verbatim("mnr maturity XAA --reach 12:3"))
    goal = asked.reach
    reached = (to_reach(facts, q.as_of, c, goal.capability, goal.phase) for c in chosen)
    return replace(found, to_reach=tuple(reached))


ANSWER = Answer(
    name="maturity",
    title=sentence("Phases ahead of their prerequisites, and the phase steps with the largest effect."),
    ask=ask,
    options=Asked,
    result=Maturity,
    tables={
        "cells": Table(
            row=Phase,
            rows=phases_of,
            key=("country", "capability"),
            group="country",
            title=sentence("Phases that reviews have set, and how far prerequisites support them"),
            empty=sentence("No review on record has set a phase."),
            notes=_without,
        ),
        "unlock": Table(
            row=Lift,
            rows=lifts_of,
            key=("country", "capability"),
            group="country",
            title=sentence("Phase steps with the largest effect in each country"),
            empty=sentence("No phase step is known to have an effect. Without reviews none can be known."),
        ),
        "to_reach": Table(
            row=Step,
            rows=steps_of,
            key=("country", "capability"),
            group="country",
            title=sentence("The smallest number of phase steps"),
            empty=sentence("It is at this phase already, and its prerequisites support it."),
            notes=_totals,
            needs="reach",
        ),
    },
    example=Asked(countries=(Iso3("XAB"),), reach=Goal("12", 3)),
)
