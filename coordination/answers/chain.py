"""The shortest chain of partnerships between two organisations (METHODS 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from coordination.analytics.network.chain import Chain
from coordination.analytics.network.chain import chain as chain_of
from coordination.answers.declare import Answer, Option, Table
from coordination.text.records import Column
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import StakeholderId

__all__ = ["ANSWER"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Between whom."""

    start: Annotated[StakeholderId, Option(sentence("The organisation at one end, by its ID."), place=True)]
    end: Annotated[
        StakeholderId, Option(sentence("The organisation at the other end, by its ID."), place=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One partnership of the chain."""

    step: Annotated[int, Column(sentence("Step"))]
    stakeholder: Annotated[StakeholderId, Column(sentence("Organisation"))]
    partner: Annotated[StakeholderId, Column(sentence("Partner"))]


def links_of(found: Chain) -> Iterator[Link]:
    """A row for each partnership, from the first organisation on."""
    for step, (one, other) in enumerate(pairwise(found.nodes), 1):
        yield Link(step=step, stakeholder=one, partner=other)


def _others(found: Chain) -> Iterator[Sentence]:
    if found.ways > 1:
        yield sentence("One other chain is as short.", "{n} other chains are as short.", n=found.ways - 1)


def ask(w: Workspace, q: Question, asked: Asked) -> Chain:
    """The chain on the day asked about. Raises UsageError for an organisation that does not exist."""
    return chain_of(w.facts(q), q.as_of, asked.start, asked.end)


ANSWER = Answer(
    name="chain",
    title=sentence("The shortest chain of partnerships between two organisations."),
    ask=ask,
    options=Asked,
    result=Chain,
    tables={
        "steps": Table(
            row=Link,
            rows=links_of,
            key=("step",),
            title=sentence("The shortest chain of partnerships"),
            empty=sentence("No recorded partnerships connect the two organisations. There may be some."),
            notes=_others,
        )
    },
    example=Asked(StakeholderId("a-police"), StakeholderId("e-msw")),
)
