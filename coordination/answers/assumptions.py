"""How much the status of a capability hangs on our assumptions (METHODS 14)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from coordination.analytics.board.assumptions import Assumptions, depends_on
from coordination.analytics.board.assumptions import assumptions as assumptions_of
from coordination.answers.countries import Countries
from coordination.answers.declare import Answer, Table
from coordination.text.records import Column
from coordination.text.sentences import Sentence, sentence
from coordination.text.states import Sign, State
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import CapabilityNumber, Iso3

__all__ = ["ANSWER", "CHECK", "DEPENDS"]


#: What a status depends on, wherever it is said, and the records that would settle it.
DEPENDS: Final = Column(sentence("What would change its status"))
CHECK: Final = Column(sentence("Records to check"), in_files=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Depending:
    """A capability whose status would be another under one of the changes."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    sign: Annotated[Sign, Column(sentence("Status"))]
    depends: Annotated[tuple[Sentence, ...], DEPENDS]


def depending_of(found: Assumptions) -> Iterator[Depending]:
    """A row for each capability whose status is not firm."""
    for c in found.cells:
        if not c.firm:
            yield Depending(country=c.country, capability=c.capability, sign=c.sign, depends=depends_on(c))


def _firm(found: Assumptions) -> Iterator[Sentence]:
    known = [c for c in found.cells if c.state is not State.UNKNOWN]
    yield sentence(
        "{firm} of {n} known status stays the same under every one of these changes.",
        "{firm} of {n} known statuses stay the same under every one of these changes.",
        firm=sum(c.firm for c in known),
        n=len(known),
    )
    if any(c.state is State.FRAGILE and State.COVERED in (c.confirmed, c.specific) for c in known):
        yield sentence(
            "A status can be better with fewer records: what joins two providers does not count then, so they count "
            "apart."
        )


def ask(w: Workspace, q: Question, asked: Countries) -> Assumptions:
    """Every capability of every country, or of those named."""
    return assumptions_of(w.cover(q), w.countries(asked.countries))


ANSWER = Answer(
    name="assumptions",
    title=sentence("Which statuses depend on an assumption of the methods."),
    ask=ask,
    options=Countries,
    result=Assumptions,
    tables={
        "cells": Table(
            row=Depending,
            rows=depending_of,
            key=("country", "capability"),
            group="country",
            title=sentence("Statuses that depend on an assumption"),
            empty=sentence("No status here depends on one of these assumptions."),
            notes=_firm,
        ),
    },
    example=Countries(countries=(Iso3("XAA"),)),
)
