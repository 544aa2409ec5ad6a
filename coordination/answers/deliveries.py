"""Who does what, where: every delivery on record (METHODS 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.board.deliveries import Deliveries, Delivery, Progress, Quality
from coordination.analytics.board.deliveries import deliveries as deliveries_of
from coordination.answers.countries import Countries
from coordination.answers.declare import Answer, Option, Table
from coordination.text import verdicts
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import CapabilityNumber, Iso3, OrganisationKind, StakeholderId
from graph_schema.values import Role

__all__ = ["ANSWER", "Wanted"]


@dataclass(frozen=True, slots=True)
class Wanted(Countries):
    """Which rows; an empty choice asks for all."""

    capabilities: Annotated[
        tuple[CapabilityNumber, ...],
        Option(sentence("Only this capability."), flag="--capability", metavar="NUMBER"),
    ] = ()
    organisations: Annotated[
        tuple[StakeholderId, ...],
        Option(sentence("Only this organisation."), flag="--organisation", metavar="ID"),
    ] = ()
    kinds: Annotated[
        tuple[OrganisationKind, ...],
        Option(sentence("Only this kind of organisation."), flag="--kind", metavar="WORD"),
    ] = ()
    roles: Annotated[tuple[Role, ...], Option(sentence("Only this role."), flag="--role")] = ()
    statuses: Annotated[tuple[Progress, ...], Option(sentence("Only this status."), flag="--status")] = ()
    qualities: Annotated[
        tuple[Quality, ...], Option(sentence("Only records with such evidence."), flag="--quality")
    ] = ()
    words: Annotated[str, Option(sentence("Only rows with these words."), flag="--find", metavar="WORDS")] = (
        ""
    )


def ask(w: Workspace, q: Question, asked: Wanted) -> Deliveries:
    """Every delivery on record on the day, with its status, its evidence and its source."""
    return deliveries_of(
        w.facts(q),
        q.as_of,
        countries=w.countries(asked.countries) or (),
        capabilities=asked.capabilities,
        organisations=asked.organisations,
        kinds=asked.kinds,
        roles=asked.roles,
        statuses=asked.statuses,
        qualities=asked.qualities,
        words=asked.words,
    )


def _totals(found: Deliveries) -> Sequence[Sentence]:
    total = found.totals
    return (
        verdicts.deliveries(total.organisations, total.countries, total.deliveries)
        if found.deliveries
        else ()
    )


ANSWER = Answer(
    name="deliveries",
    title=sentence("Who provides or supports what, where."),
    doc=sentence("Every activity on record on the date, with its status, its evidence and its source."),
    ask=ask,
    options=Wanted,
    result=Deliveries,
    tables={
        "deliveries": Table(
            row=Delivery,
            rows=lambda found: found.deliveries,
            key=("claim",),
            title=sentence("Who does what, where"),
            empty=sentence("No activity is on record here. That does not say that nobody does anything."),
            notes=_totals,
        )
    },
    example=Wanted(countries=(Iso3("XAA"),), roles=(Role.PROVIDES,)),
)
