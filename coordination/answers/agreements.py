"""Which agreements and networks bind a country, and who is on their lists (METHODS 7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.borders.agreements import Agreements
from coordination.analytics.borders.agreements import agreements as agreements_of
from coordination.analytics.borders.channels import Holding
from coordination.answers.declare import Answer, Option, Table
from coordination.text.records import HIDDEN, Column, Missing
from coordination.text.sentences import sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import CapabilityNumber, InstrumentId, Iso3, PartialDay, SourceId, StakeholderId
from graph_schema.values import AgreementKind, Status, Verified

__all__ = ["ANSWER", "Asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom, or which one."""

    country: Annotated[
        Iso3 | None,
        Option(
            sentence(
                "Only what binds this country, by ISO code or name; all that are recorded where none is named."
            ),
            place=True,
            metavar="COUNTRY",
        ),
    ] = None
    agreement: Annotated[
        InstrumentId | None,
        Option(sentence("One agreement or network with its parties or members, by its id."), metavar="ID"),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """An agreement or network."""

    instrument: Annotated[InstrumentId, Column(sentence("Agreement or network"), recalled="recalled")]
    kind: Annotated[AgreementKind | None, Column(sentence("Type"), Missing.UNKNOWN)]
    in_force: Annotated[bool, Column(sentence("In force"))]
    duties: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Areas of cross-border cooperation"))]
    countries: Annotated[int, Column(sentence("Countries that it binds"))]
    list_complete: Annotated[bool | None, Column(sentence("List complete"), Missing.UNKNOWN)]
    recalled: Annotated[tuple[InstrumentId, ...], HIDDEN]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnList:
    """A party or member."""

    instrument: Annotated[InstrumentId, Column(sentence("Agreement or network"))]
    country: Annotated[Iso3 | None, Column(sentence("Country"), Missing.UNKNOWN)]
    organisation: Annotated[StakeholderId | None, Column(sentence("Organisation"))]
    status: Annotated[Status | None, Column(sentence("Status"))]
    since: Annotated[PartialDay, Column(sentence("Since"))]
    until: Annotated[PartialDay, Column(sentence("Until"))]
    hold: Annotated[Holding, Column(sentence("On this date"))]
    verified: Annotated[Verified | None, Column(sentence("Checked against a source"))]
    source: Annotated[SourceId, Column(sentence("Source"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A country that is not on a list that is whole, and of when that is."""

    instrument: Annotated[InstrumentId, Column(sentence("Agreement or network"))]
    country: Annotated[Iso3, Column(sentence("Country"))]
    list_date: Annotated[PartialDay, Column(sentence("List of"))]
    source: Annotated[SourceId | None, Column(sentence("Source"))]


def bindings_of(found: Agreements) -> Iterator[Binding]:
    """A row for each agreement and network, by its id."""
    for b in found.instruments:
        yield Binding(
            instrument=b.instrument,
            kind=b.kind if b.agreement else AgreementKind.NETWORK,
            in_force=b.in_force,
            duties=b.duties,
            countries=b.countries,
            list_complete=b.list_complete or None,
            recalled=(b.instrument,) if b.confirmed is False else (),
        )


def parties_of(found: Agreements) -> Iterator[OnList]:
    """A row for each row of a list, by agreement or network, then country."""
    for r in found.listed:
        yield OnList(
            instrument=r.instrument,
            country=r.country,
            organisation=r.organisation,
            status=r.status,
            since=r.since,
            until=r.until,
            hold=r.hold,
            verified=r.verified,
            source=r.source,
        )


def outside_of(found: Agreements) -> Iterator[Outside]:
    """A row for each country that is not party to the one asked for, by code."""
    for country in found.not_parties:
        yield Outside(
            instrument=found.instruments[0].instrument,
            country=country,
            list_date=found.list_date,
            source=found.list_source,
        )


def ask(w: Workspace, q: Question, asked: Asked) -> Agreements:
    """What binds on the day asked about. Raises UsageError for an unknown country or id."""
    country = w.country(asked.country) if asked.country else ""
    return agreements_of(w.facts(q), q.as_of, country, asked.agreement or "")


ANSWER = Answer(
    name="agreements",
    title=sentence("Agreements and networks that bind a country; the parties of one."),
    doc=sentence(
        "An agreement without an area of cross-border cooperation creates obligations inside the country. Agreements "
        "about money, and networks that open no channel, are listed only when they are named."
    ),
    ask=ask,
    options=Asked,
    result=Agreements,
    tables={
        "agreements": Table(
            row=Binding,
            rows=bindings_of,
            key=("instrument", "kind"),
            title=sentence("Agreements and networks"),
            empty=sentence("No agreement or network is on record for this country on this date."),
        ),
        "parties": Table(
            row=OnList,
            rows=parties_of,
            key=("instrument", "country", "organisation", "status", "since", "until", "source"),
            group="instrument",
            title=sentence("Parties and members"),
            empty=sentence("No party or member is on record yet."),
            shown=lambda asked: bool(asked.country or asked.agreement),
        ),
        "not_parties": Table(
            row=Outside,
            rows=outside_of,
            key=("instrument", "country"),
            group="instrument",
            title=sentence("Countries that are not a party"),
            empty=sentence("No country is known not to be a party. Its list of parties may be incomplete."),
            needs="agreement",
        ),
    },
    example=Asked(country=Iso3("XAD")),
)
