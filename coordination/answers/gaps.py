"""What is missing or fragile, in the order in which it holds others up, and what to review first (METHODS 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.board.gaps import Gaps
from coordination.analytics.board.gaps import gaps as gaps_of
from coordination.answers.countries import Countries
from coordination.answers.declare import Answer, Table
from coordination.text.kinds import Bounds
from coordination.text.records import Column
from coordination.text.sentences import Sentence, sentence
from coordination.text.states import Sign, State
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3

__all__ = ["ANSWER"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A capability at its place in the list of its country."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    sign: Annotated[Sign, Column(sentence("Status"))]
    rank: Annotated[Bounds, Column(sentence("Place in the order"))]
    waiting: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Others that depend on it"))]
    blocked: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Hand-offs with"))]
    unlocks: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Capabilities it would support"))]
    duty: Annotated[bool, Column(sentence("Needs a partner abroad"))]
    first: Annotated[bool, Column(sentence("Always among the first three"))]
    level: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Shares its place with"))]
    reasons: Annotated[tuple[Sentence, ...], Column(sentence("Reasons"), in_files=True)]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """An unknown capability, at its place among those to review."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    state: Annotated[State, Column(sentence("Status"))]
    value: Annotated[int, Column(sentence("First gaps whose place it could change"))]
    waiting: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Others that depend on it"))]
    reasons: Annotated[tuple[Sentence, ...], Column(sentence("Reasons"), in_files=True)]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


def missing_of(found: Gaps) -> Iterator[Missing]:
    """A row for each gap, in order."""
    for g in found.gaps:
        yield Missing(
            country=g.country,
            capability=g.capability,
            sign=g.sign,
            rank=g.rank,
            waiting=g.waiting,
            blocked=g.blocked,
            unlocks=g.unlocks,
            duty=bool(g.duties),
            first=g.first_whatever,
            level=g.level_with,
            reasons=g.reasons,
            claims=g.claims,
        )


def reviews_of(found: Gaps) -> Iterator[Review]:
    """A row for each unknown capability, in order."""
    for x in found.looks:
        yield Review(
            country=x.country,
            capability=x.capability,
            state=x.state,
            value=x.value,
            waiting=x.waiting,
            reasons=x.reasons,
            claims=x.claims,
        )


def _place(found: Gaps) -> Iterator[Sentence]:
    if any(g.rank.low < g.rank.high and g.unknown for g in found.gaps):
        yield sentence(
            "Two places, such as 1 to 3, are the highest and the lowest possible place, whatever the unknown "
            "capabilities turn out to be."
        )
    if any(g.level_with for g in found.gaps):
        yield sentence("Shares its place with: nothing on record puts one before the other.")


def _moved(found: Gaps) -> Iterator[Sentence]:
    if found.looks:
        yield sentence(
            "First gaps it could move: how many of those that may be among the first three its review could push back, "
            "or have a hand-off with it."
        )


def ask(w: Workspace, q: Question, asked: Countries) -> Gaps:
    """The list of every country, or of those named."""
    return gaps_of(w.cover(q), w.countries(asked.countries))


ANSWER = Answer(
    name="gaps",
    title=sentence("What is missing or fragile, in order, and what to review first."),
    ask=ask,
    options=Countries,
    result=Gaps,
    tables={
        "gaps": Table(
            row=Missing,
            rows=missing_of,
            key=("country", "capability"),
            group="country",
            title=sentence("What is missing, fragile, planned or without a named provider"),
            empty=sentence("No gap is on record. Where there has been no review, this is not good news."),
            notes=_place,
        ),
        "looks": Table(
            row=Review,
            rows=reviews_of,
            key=("country", "capability"),
            group="country",
            title=sentence("What to review first"),
            empty=sentence("No capability is unknown here."),
            notes=_moved,
            shown=lambda asked: bool(asked.countries),
        ),
    },
    example=Countries(countries=(Iso3("XAA"),)),
)
