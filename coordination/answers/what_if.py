"""What is lost if this ends, round by round (METHODS 6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from coordination.analytics.loss.cascade import Outcome, outcome
from coordination.answers import route_changes
from coordination.answers.changes import (
    ChangeTexts,
    KeepGround,
    Removals,
    ScenarioName,
    about,
    assumed,
    left_open,
    told_of,
)
from coordination.answers.declare import Answer, Table, on_request
from coordination.text.kinds import said_as
from coordination.text.records import Column
from coordination.text.sentences import Sentence, sentence
from coordination.text.states import Sign
from coordination.workspace.service import Question, Workspace
from graph_schema.errors import UsageError, Verbatim, said
from graph_schema.ids import CapabilityNumber, Iso3, StakeholderId

__all__ = ["ANSWER", "Asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What ends or begins."""

    changes: ChangeTexts = ()
    remove: Removals = ()
    keep_ground: KeepGround = False
    scenario: ScenarioName = ""


@said_as({"closes": sentence("closes"), "opens": sentence("opens")})
class Passage(StrEnum):
    """What becomes of a corridor."""

    CLOSES = "closes"
    OPENS = "opens"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence of a round."""

    shown: Annotated[int, Column(sentence("Round"))]
    text: Annotated[Sentence, Column(sentence("What happens"))]
    round: Annotated[int, Column(sentence("Round of the method"), in_files=True)]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpaid:
    """A provider all of whose known funders for a capability end."""

    stakeholder: Annotated[StakeholderId, Column(sentence("Provider"))]
    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    may_have_ended: Annotated[bool, Column(sentence("Funding may have ended before"))]


def lines_of(found: Outcome) -> Iterator[Line]:
    """The sentences, round by round; those rounds are counted in which something happens."""
    shown = {n: i for i, n in enumerate(sorted({h.round for h in found.rounds}), 1)}
    return (Line(shown=shown[h.round], text=h.text, round=h.round) for h in found.rounds)


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


def unpaid_of(found: Outcome) -> Iterator[Unpaid]:
    """Providers that lose all their known funding for a capability."""
    old = set(found.may_have_ended)
    for x in found.loss.lost_ground:
        yield Unpaid(
            stakeholder=x.stakeholder, country=x.country, capability=x.capability, may_have_ended=x in old
        )


def ask(w: Workspace, q: Question, asked: Asked) -> Outcome:
    """The rounds, of a saved scenario and of further changes together. Raises UsageError."""
    what = assumed(w, asked)
    if what is None:
        raise UsageError(said("Nothing was named."), hint=Verbatim("mnr what-if --remove stakeholder:ID"))
    return outcome(w.facts(q), q.as_of, what.scenario, w.cover(q), lose_ground=what.lose_ground)


ANSWER = Answer(
    name="what-if",
    title=sentence("What is lost if this ends, round by round."),
    ask=ask,
    options=Asked,
    result=Outcome,
    tables={
        "rounds": Table(
            row=Line,
            rows=lines_of,
            key=("round", "text"),
            group="shown",
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
        "money": Table(
            row=Unpaid,
            rows=unpaid_of,
            key=("stakeholder", "country", "capability"),
            title=sentence("Providers that lose their funding"),
            empty=sentence("No provider is known to lose all its funding for a capability."),
            shown=on_request,
        ),
        "routes": route_changes.ways(lambda found: found.routes),
        "stations": route_changes.stations(lambda found: found.routes),
    },
    example=Asked(changes=("stakeholder:a-police",)),
    left_open=left_open,
    about=about,
    assumes=told_of,
)
