"""One organisation: what it does, with whom, for whose money, and what hangs on it (METHODS 12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.board.deliveries import Delivery
from coordination.analytics.borders.programmes import Programme
from coordination.analytics.money.classes import GrantClass
from coordination.analytics.money.organisation import Belonging, HandsOver, Organisation, Part, Relation, Way
from coordination.analytics.money.organisation import organisation as organisation_of
from coordination.analytics.network.handoffs import Link
from coordination.answers.declare import Answer, Option, Table
from coordination.text import verdicts
from coordination.text.records import Column, Missing
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import (
    CapabilityNumber,
    ClaimId,
    InstrumentId,
    Iso3,
    PartialDay,
    SourceId,
    StakeholderId,
)
from graph_schema.values import AmountKind, TieKind

__all__ = ["ANSWER", "Whom"]


@dataclass(frozen=True, slots=True)
class Whom:
    """Which one."""

    organisation: Annotated[
        StakeholderId, Option(sentence("Which organisation, by its ID."), place=True, metavar="ORGANISATION")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carries:
    """A capability that it provides."""

    subject: Annotated[StakeholderId, Column(sentence("Subject"), in_files=True)]
    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    alone: Annotated[bool, Column(sentence("No independent provider beside it"))]
    falls: Annotated[bool, Column(sentence("No provider without it"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An organisation that it works with."""

    subject: Annotated[StakeholderId, Column(sentence("Subject"), in_files=True)]
    partner: Annotated[StakeholderId, Column(sentence("Works with"))]
    kinds: Annotated[tuple[TieKind, ...], Column(sentence("Details"))]
    countries: Annotated[tuple[Iso3, ...], Column(sentence("Countries"))]
    two_sided: Annotated[bool, Column(sentence("Stated by both organisations"))]
    confirmed: Annotated[bool, Column(sentence("Confirmed"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """A grant that it gives or receives."""

    funder: Annotated[StakeholderId, Column(sentence("Funder"))]
    recipient: Annotated[StakeholderId, Column(sentence("Recipient"))]
    title: Annotated[str, Column(sentence("Grant"))]
    amount: Annotated[float | None, Column(sentence("Amount"), Missing.UNKNOWN)]
    currency: Annotated[str, Column(sentence("Currency"))]
    since: Annotated[PartialDay, Column(sentence("Since"))]
    until: Annotated[PartialDay, Column(sentence("Until"))]
    runs: Annotated[GrantClass | None, Column(sentence("Whether it runs"), sentence("own budget"))]
    amount_kind: Annotated[AmountKind | None, Column(sentence("What the sum is"))]
    may_have_ended: Annotated[bool, Column(sentence("May have ended"))]
    capabilities: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Capabilities"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongs:
    """A membership, a part, a seat."""

    subject: Annotated[StakeholderId, Column(sentence("Subject"), in_files=True)]
    relation: Annotated[Relation, Column(sentence("Relation"))]
    other: Annotated[StakeholderId, Column(sentence("Organisation"))]
    since: Annotated[PartialDay, Column(sentence("Since"))]
    until: Annotated[PartialDay, Column(sentence("Until"))]
    confirmed: Annotated[bool, Column(sentence("Confirmed"))]
    source: Annotated[SourceId, Column(sentence("Source"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Takes:
    """An agreement or network."""

    subject: Annotated[StakeholderId, Column(sentence("Subject"), in_files=True)]
    instrument: Annotated[InstrumentId, Column(sentence("Agreement or network"))]
    part: Annotated[Part, Column(sentence("Part"))]
    since: Annotated[PartialDay, Column(sentence("Since"))]
    until: Annotated[PartialDay, Column(sentence("Until"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """A hand-off between what it provides and what others provide."""

    subject: Annotated[StakeholderId, Column(sentence("Subject"), in_files=True)]
    country: Annotated[Iso3, Column(sentence("Country"))]
    own: Annotated[CapabilityNumber, Column(sentence("Its capability"))]
    way: Annotated[Way, Column(sentence("Direction"))]
    other: Annotated[CapabilityNumber, Column(sentence("The other capability"))]
    state: Annotated[Link, Column(sentence("Partnership"))]
    others: Annotated[tuple[StakeholderId, ...], Column(sentence("Provided by"))]
    partners: Annotated[tuple[StakeholderId, ...], Column(sentence("Works with"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


def partners_of(found: Organisation) -> Iterator[Partner]:
    """A row for each organisation that it works with."""
    for t in found.ties:
        other = t.b if t.a == found.stakeholder else t.a
        yield Partner(
            subject=found.stakeholder,
            partner=other,
            kinds=t.kinds,
            countries=t.countries,
            two_sided=t.two_sided,
            confirmed=t.confirmed,
            claims=t.claims,
        )


def grants_of(found: Organisation) -> Iterator[Paid]:
    """A row for each grant, by funder and recipient."""
    for g in found.grants:
        yield Paid(
            funder=g.funder,
            recipient=g.recipient,
            title=g.title,
            amount=g.amount,
            currency=g.currency,
            since=g.since,
            until=g.until,
            runs=g.class_,
            amount_kind=g.amount_kind,
            may_have_ended=g.may_have_ended,
            capabilities=g.capabilities,
            claims=g.claims,
        )


def belongs_of(found: Organisation) -> Iterator[Belongs]:
    """A row for each membership, part and seat."""
    return (_row(found.stakeholder, b) for b in found.belongs)


def passings_of(found: Organisation) -> Iterator[Passing]:
    """A row for each hand-off, by country and in edition order."""
    return (_passing(found.stakeholder, x) for x in found.handoffs)


def _passing(subject: StakeholderId, x: HandsOver) -> Passing:
    return Passing(
        subject=subject,
        country=x.country,
        own=x.own,
        way=x.way,
        other=x.other,
        state=x.state,
        others=x.others,
        partners=x.partners,
        claims=x.claims,
    )


def _row(subject: StakeholderId, b: Belonging) -> Belongs:
    return Belongs(
        subject=subject,
        relation=b.relation,
        other=b.other,
        since=b.since,
        until=b.until,
        confirmed=b.confirmed,
        source=b.source,
        claims=b.claims,
    )


def _verdict(found: Organisation) -> Sequence[Sentence]:
    falls = sum(c.falls for c in found.carries)
    provided = [(c.country, c.capability) for c in found.carries]
    return verdicts.organisation(provided, falls, found.funders, found.paid_until)


def ask(w: Workspace, q: Question, asked: Whom) -> Organisation:
    """All that is on record about it on the day. Raises UsageError for an id that there is not."""
    return organisation_of(w.facts(q), q.as_of, asked.organisation, w.cover(q))


ANSWER = Answer(
    name="organisation",
    title=sentence("One organisation: what it does, with whom, and what depends on it."),
    doc=sentence(
        "Everything on record on the date, and what would be lost if it stopped. `mnr what-if` tells that in full."
    ),
    ask=ask,
    options=Whom,
    result=Organisation,
    tables={
        "carries": Table(
            row=Carries,
            rows=lambda found: (
                Carries(
                    subject=found.stakeholder,
                    country=c.country,
                    capability=c.capability,
                    alone=c.alone,
                    falls=c.falls,
                    claims=c.claims,
                )
                for c in found.carries
            ),
            key=("country", "capability"),
            title=sentence("Provides today"),
            empty=sentence("It is not known to provide a capability today."),
            notes=_verdict,
        ),
        "activities": Table(
            row=Delivery,
            rows=lambda found: found.activities,
            key=("claim",),
            title=sentence("All its activities"),
            empty=sentence("No activity of it is on record. It may have some."),
        ),
        "programmes": Table(
            row=Programme,
            rows=lambda found: found.programmes,
            key=("claim",),
            title=sentence("Work towards the objectives"),
            empty=sentence("No work of it towards an objective is on record. It may do some."),
        ),
        "partners": Table(
            row=Partner,
            rows=partners_of,
            key=("partner",),
            title=sentence("Works with"),
            empty=sentence("No partnership of it is on record. It may have some."),
        ),
        "handoffs": Table(
            row=Passing,
            rows=passings_of,
            key=("country", "own", "way", "other"),
            title=sentence("Hand-offs with others"),
            empty=sentence("It provides nothing that the framework hands over to others."),
        ),
        "grants": Table(
            row=Paid,
            rows=grants_of,
            key=("funder", "recipient", "title", "since"),
            title=sentence("Grants"),
            empty=sentence("No grant to or from it is on record."),
        ),
        "belongs": Table(
            row=Belongs,
            rows=belongs_of,
            key=("relation", "other", "since", "source"),
            title=sentence("Memberships, parts and seats"),
            empty=sentence("It is not known to belong to a network or a larger body."),
        ),
        "instruments": Table(
            row=Takes,
            rows=lambda found: (
                Takes(
                    subject=found.stakeholder,
                    instrument=x.instrument,
                    part=x.part,
                    since=x.since,
                    until=x.until,
                    claims=x.claims,
                )
                for x in found.instruments
            ),
            key=("instrument", "part", "since", "until"),
            title=sentence("Agreements and networks"),
            empty=sentence("It is not known to take part in an agreement."),
        ),
    },
    example=Whom(organisation=StakeholderId("c-house")),
)
