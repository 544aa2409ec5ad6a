"""What the loss of every single organisation would do (METHODS 6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Annotated, Final

from coordination.analytics.loss.cascade import LossOf, Swept, Toll
from coordination.analytics.loss.cascade import sweep as sweep_of
from coordination.analytics.loss.compare import Effect
from coordination.answers.declare import Answer, Option, Table
from coordination.text.records import Column
from coordination.text.sentences import sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import CapabilityNumber, Iso3, StakeholderId

__all__ = ["ANSWER", "Depth"]

#: part of a loss -> what becomes of its cells
PARTS: Final = {
    "fallen": Effect.FALLS,
    "taken_over": Effect.TAKEN_OVER,
    "unsupported": Effect.LOSES_SUPPORT,
}
#: what is counted of a loss
COUNTS: Final = tuple(f.name for f in fields(Toll) if f.name != "stakeholder")


@dataclass(frozen=True, slots=True)
class Depth:
    """How much is said of each loss."""

    full: Annotated[bool, Option(sentence("Every what-if in full, not only its numbers."))] = False
    statutory: Annotated[bool, Option(sentence("Also bodies of the state that act by a mandate."))] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """How much goes with one organisation."""

    stakeholder: Annotated[StakeholderId, Column(sentence("If this one stops"))]
    also_removed: Annotated[int, Column(sentence("Units that close too"))]
    also_ended: Annotated[int, Column(sentence("Agreements and networks that end too"))]
    lost_ground: Annotated[int, Column(sentence("Providers left without funders"))]
    fallen: Annotated[int, Column(sentence("Capabilities lost"))]
    taken_over: Annotated[int, Column(sentence("Capabilities taken over"))]
    unsupported: Annotated[int, Column(sentence("Capabilities that lose a prerequisite"))]
    duties_lost: Annotated[int, Column(sentence("Cross-border channels that close"))]
    pieces: Annotated[int, Column(sentence("Groups left of the network"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A cell that a loss takes something from."""

    stakeholder: Annotated[StakeholderId, Column(sentence("If this one stops"))]
    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    effect: Annotated[Effect, Column(sentence("Effect"))]


def losses_of(found: Swept) -> Iterator[Loss]:
    """How much goes with each organisation, by id."""
    for x in found.losses:
        yield Loss(stakeholder=x.stakeholder, **{n: _count(x, n) for n in COUNTS})


def _count(x: Toll | LossOf, name: str) -> int:
    return len(getattr(x.loss, name)) if isinstance(x, LossOf) else int(getattr(x, name))


def hits_of(found: Swept) -> Iterator[Hit]:
    """A row for each organisation and each cell that is lost, taken over or loses a prerequisite with it."""
    for x in found.losses:
        if isinstance(x, LossOf):
            for part, effect in PARTS.items():
                for cell in getattr(x.loss, part):
                    yield Hit(
                        stakeholder=x.stakeholder,
                        country=cell.country,
                        capability=cell.capability,
                        effect=effect,
                    )


def ask(w: Workspace, q: Question, asked: Depth) -> Swept:
    """Of every organisation whose loss takes anything away; bodies of the state that a mandate carries on request."""
    return sweep_of(w.facts(q), q.as_of, cover=w.cover(q)).swept(full=asked.full, statutory=asked.statutory)


ANSWER = Answer(
    name="sweep",
    title=sentence("What the loss of every single organisation would do."),
    ask=ask,
    options=Depth,
    result=Swept,
    tables={
        "losses": Table(
            row=Loss,
            rows=losses_of,
            key=("stakeholder",),
            title=sentence("What would be lost with each organisation"),
            empty=sentence("No loss of one organisation is known to change anything."),
        ),
        "cells": Table(
            row=Hit,
            rows=hits_of,
            key=("stakeholder", "country", "capability"),
            group="stakeholder",
            title=sentence("Capabilities lost with each organisation"),
            empty=sentence("No capability is known to depend on one organisation."),
            needs="full",
        ),
    },
    example=Depth(full=True),
)
