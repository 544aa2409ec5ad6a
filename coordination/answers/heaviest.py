"""For each country the organisation whose loss takes most there (METHODS 6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.loss.cascade import Heaviest
from coordination.analytics.loss.cascade import sweep as sweep_of
from coordination.answers.countries import Countries
from coordination.answers.declare import Answer, Table
from coordination.text.records import Column, Key
from coordination.text.sentences import sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import Iso3, StakeholderId

__all__ = ["ANSWER"]


@dataclass(frozen=True, slots=True)
class Worst:
    """The heaviest loss of each country."""

    countries: Annotated[tuple[Heaviest, ...], Key("countries in which some loss makes a cell fall, by code")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A country, and the organisation on which most depends there."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    stakeholder: Annotated[StakeholderId, Column(sentence("If this one stops"))]
    fallen: Annotated[int, Column(sentence("Capabilities lost"))]
    unsupported: Annotated[int, Column(sentence("Capabilities that lose a prerequisite"))]


def carriers_of(found: Worst) -> Iterator[Carrier]:
    """A row for each country, by its code."""
    for h in found.countries:
        yield Carrier(
            country=h.country, stakeholder=h.stakeholder, fallen=h.fallen, unsupported=h.unsupported
        )


def ask(w: Workspace, q: Question, asked: Countries) -> Worst:
    """Of every organisation whose loss makes a cell of a country fall, the one with most."""
    some = w.countries(asked.countries)
    found = sweep_of(w.facts(q), q.as_of, cover=w.cover(q)).heaviest()
    return Worst(tuple(h for h in found if some is None or h.country in some))


ANSWER = Answer(
    name="heaviest",
    title=sentence("For each country, the organisation whose loss would cost most there."),
    ask=ask,
    options=Countries,
    result=Worst,
    tables={
        "countries": Table(
            row=Carrier,
            rows=carriers_of,
            key=("country",),
            title=sentence("The heaviest loss in each country"),
            empty=sentence("No capability is known to depend on a single organisation."),
        )
    },
    example=Countries(countries=(Iso3("XAA"),)),
)
