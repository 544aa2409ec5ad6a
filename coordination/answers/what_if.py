"""What is lost if this ends, round by round (METHODS 6)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from coordination.analytics.loss.cascade import Outcome, outcome
from coordination.analytics.loss.scenario import Scenario, organisations_of
from coordination.answers.declare import Answer, Option, Table, on_request
from coordination.text.kinds import said_as
from coordination.text.records import Column
from coordination.text.sentences import Sentence, sentence
from coordination.text.states import Sign
from coordination.workspace.scenarios import SavedScenario, as_saved, saved_or_file
from coordination.workspace.service import Question, Workspace
from graph_schema.errors import UsageError, Verbatim, said
from graph_schema.ids import CapabilityNumber, Iso3

__all__ = ["ANSWER", "Changes"]


@dataclass(frozen=True, slots=True)
class Changes:
    """What ends or begins."""

    changes: Annotated[
        tuple[str, ...],
        Option(
            sentence(
                "{forms}; with {day} it ends on that day; {form} adds.",
                forms="stakeholder:ID, agreement:ID, network:ID, delivery:WHO/ISO3/N, tie:A/B, funding:F/R, "
                "membership:M/N, party:A/ISO3",
                day="@2027-06",
                form="+tie:A/B",
            ),
            place=True,
            metavar="CHANGE",
        ),
    ] = ()
    remove: Annotated[
        tuple[str, ...], Option(sentence("What ends, written in the same way."), metavar="KIND:ID")
    ] = ()
    keep_ground: Annotated[
        bool, Option(sentence("Providers continue even if all their known funders end."))
    ] = False
    scenario: Annotated[
        str, Option(sentence("A saved scenario, or a file that ends in .toml."), metavar="NAME")
    ] = ""


@said_as({"closes": sentence("closes"), "opens": sentence("opens")})
class Passage(StrEnum):
    """What becomes of a corridor."""

    CLOSES = "closes"
    OPENS = "opens"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence of a round."""

    round: Annotated[int, Column(sentence("Round"))]
    text: Annotated[Sentence, Column(sentence("What happens"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A cell that is drawn otherwise."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    before: Annotated[Sign, Column(sentence("Before"))]
    after: Annotated[Sign, Column(sentence("After"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weaker:
    """A cell that stands, and loses what it rests on."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    roots: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Prerequisites lost"))]
    path: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Chain of causes"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A corridor that closes or opens."""

    a: Annotated[Iso3, Column(sentence("Country"))]
    b: Annotated[Iso3, Column(sentence("Other country"))]
    duty: Annotated[CapabilityNumber, Column(sentence("Area of cooperation"))]
    effect: Annotated[Passage, Column(sentence("Effect"))]


def lines_of(found: Outcome) -> Iterator[Line]:
    """The sentences, round by round."""
    return (Line(round=h.round, text=h.text) for h in found.rounds)


def turns_of(found: Outcome) -> Iterator[Turn]:
    """The cells that are drawn otherwise, by country and edition."""
    return (
        Turn(country=x.country, capability=x.capability, before=x.before, after=x.after) for x in found.signs
    )


def weaker_of(found: Outcome) -> Iterator[Weaker]:
    """The cells that lose what they rest on."""
    return (
        Weaker(country=u.country, capability=u.capability, roots=u.roots, path=u.path)
        for u in found.loss.unsupported
    )


def channels_of(found: Outcome) -> Iterator[Channel]:
    """The corridors that close, then those that open."""
    for corridors, effect in (
        (found.loss.duties_lost, Passage.CLOSES),
        (found.duties_gained, Passage.OPENS),
    ):
        yield from (Channel(a=c.a, b=c.b, duty=c.duty, effect=effect) for c in corridors)


def about(w: Workspace, asked: Changes) -> Iterator[str]:
    """The organisations that the changes name."""
    kept = saved(w, asked)
    for change in Scenario.parse(
        "", (*(kept.changes if kept else ()), *asked.remove, *asked.changes)
    ).changes:
        yield from organisations_of(change)


def saved(w: Workspace, asked: Changes) -> SavedScenario | None:
    """The scenario that is named among the choices."""
    return saved_or_file(w, asked.scenario) if asked.scenario else None


def ask(w: Workspace, q: Question, asked: Changes) -> Outcome:
    """The rounds, of a saved scenario and of further changes together. Raises UsageError."""
    kept = saved(w, asked)
    texts = (*(kept.changes if kept else ()), *asked.remove, *asked.changes)
    if not texts:
        raise UsageError(said("Nothing was named."), hint=Verbatim("mnr what-if --remove stakeholder:ID"))
    replaced = asked.keep_ground or (kept is not None and kept.keep_ground)
    scenario = Scenario.parse("", texts)
    return outcome(w.facts(q), q.as_of, scenario, w.cover(q), lose_ground=not replaced)


def left_open(w: Workspace, q: Question, asked: Changes, left: Collection[str]) -> Question:
    """With the day and the edition of a saved scenario where none were named."""
    kept = saved(w, asked)
    return as_saved(q, [kept], left) if kept else q


ANSWER = Answer(
    name="what-if",
    title=sentence("What is lost if this ends, round by round."),
    ask=ask,
    options=Changes,
    result=Outcome,
    tables={
        "rounds": Table(
            row=Line,
            rows=lines_of,
            key=("round", "text"),
            group="round",
            title=sentence("What happens, round by round"),
            empty=sentence("Nothing was named."),
        ),
        "cells": Table(
            row=Turn,
            rows=turns_of,
            key=("country", "capability"),
            title=sentence("Capabilities whose status changes"),
            empty=sentence("No status changes."),
            shown=on_request,
        ),
        "prerequisites": Table(
            row=Weaker,
            rows=weaker_of,
            key=("country", "capability"),
            title=sentence("Capabilities that lose a prerequisite"),
            empty=sentence("No capability is known to lose a prerequisite."),
            shown=on_request,
        ),
        "channels": Table(
            row=Channel,
            rows=channels_of,
            key=("a", "b", "duty"),
            title=sentence("Cross-border channels that close or open"),
            empty=sentence("No cross-border channel is known to close or open."),
            shown=on_request,
        ),
    },
    example=Changes(changes=("stakeholder:a-police",)),
    left_open=left_open,
    about=about,
)
