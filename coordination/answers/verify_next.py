"""Which records are worth checking next, because a status hangs on them (METHODS 15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

from coordination.analytics.board.verify_next import Doubt, RecordType, VerifyNext, in_order
from coordination.analytics.board.verify_next import verify_next as verify_next_of
from coordination.analytics.borders.members import network_members
from coordination.answers.declare import Answer, Option, Table
from coordination.text.records import Column, Missing
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import ClaimId, Iso3, SourceId, StakeholderId

__all__ = ["ANSWER", "Asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Where, and about whom."""

    countries: Annotated[
        tuple[Iso3, ...],
        Option(sentence("Only these countries, by ISO code or name."), place=True, metavar="COUNTRY"),
    ] = ()
    network: Annotated[
        StakeholderId | None,
        Option(
            sentence("Only records that this network or a member of it can answer for."), metavar="NETWORK_ID"
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing to check, in the list of a country."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    organisation: Annotated[StakeholderId, Column(sentence("Whom to ask"))]
    what: Annotated[Sentence, Column(sentence("What is recorded"))]
    changes: Annotated[tuple[Sentence, ...], Column(sentence("Status if it is wrong"))]
    why: Annotated[tuple[Doubt, ...], Column(sentence("Why check it"))]
    question: Annotated[Sentence, Column(sentence("Question to ask"))]
    source: Annotated[SourceId | None, Column(sentence("Source"), Missing.UNKNOWN)]
    type: Annotated[RecordType, Column(sentence("Type of record"), in_files=True)]
    claim: Annotated[ClaimId, Column(sentence("Record"), in_files=True)]


def checks_of(found: VerifyNext) -> Iterator[Check]:
    """A row for each thing to check, in the list of every country in which it changes a status."""
    for country, r in in_order(found):
        yield Check(
            country=country,
            organisation=r.organisation,
            what=r.what,
            changes=tuple(c.said() for c in r.within((country,))),
            why=r.why,
            question=r.question,
            source=r.source,
            type=r.type,
            claim=r.claim,
        )


def ask(w: Workspace, q: Question, asked: Asked) -> VerifyNext:
    """The records of every country, or of those named. Raises UsageError for an unknown network."""
    found = verify_next_of(w.cover(q), w.countries(asked.countries))
    if not asked.network:
        return found
    own = {asked.network, *network_members(w.facts(q), q.as_of, asked.network)}
    return replace(found, rows=tuple(r for r in found.rows if r.organisation in own))


ANSWER = Answer(
    name="verify-next",
    title=sentence("Which records to check next, because a status depends on them."),
    doc=sentence(
        "Listed are records about who provides what, who funds whom and who is part of whom that nobody checked "
        "against a source, or that are older than 36 months. Without them a status would be another. What is recorded "
        "in general or for a part of the country is a question to its provider, not a doubt about its record: the plan "
        "and the meeting ask it."
    ),
    ask=ask,
    options=Asked,
    result=VerifyNext,
    tables={
        "rows": Table(
            row=Check,
            rows=checks_of,
            key=("country", "claim"),
            group="country",
            title=sentence("Records to check next"),
            empty=sentence(
                "No status here depends on an unchecked or old record. This does not mean that the records are "
                "complete."
            ),
        ),
    },
    example=Asked(countries=(Iso3("XAA"),)),
)
