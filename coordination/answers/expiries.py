"""Agreements that expire, countries that leave one, and the corridors that close then (METHODS 7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from coordination.analytics.borders.channels import Hold, on_lists
from coordination.analytics.borders.expiries import MONTHS, MOST_MONTHS, Expiries, Leaving
from coordination.analytics.borders.expiries import expiries as expiries_of
from coordination.answers.declare import Answer, Option, Table
from coordination.text.records import HIDDEN, Column
from coordination.text.sentences import sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import CapabilityNumber, InstrumentId, Iso3

__all__ = ["ANSWER", "Ahead"]


@dataclass(frozen=True, slots=True)
class Ahead:
    """How far ahead, and for whom."""

    months: Annotated[int, Option(sentence("How many months ahead."), least=1, most=MOST_MONTHS)] = MONTHS
    country: Annotated[
        Iso3 | None,
        Option(
            sentence("Only what concerns this country: its own ends, and agreements that bind it."),
            metavar="COUNTRY",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The last day of an agreement, or of a country on its list."""

    last: Annotated[date, Column(sentence("Last day"))]
    kind: Annotated[Leaving, Column(sentence("What ends"))]
    instrument: Annotated[InstrumentId, Column(sentence("Agreement or network"), recalled="unread")]
    country: Annotated[Iso3 | None, Column(sentence("Country that leaves"))]
    duties: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Areas of cooperation"))]
    only: Annotated[int, Column(sentence("Channels then lost"))]
    unread: Annotated[tuple[InstrumentId, ...], HIDDEN]


def ends_of(found: Expiries) -> Iterator[End]:
    """A row for each end, by last day."""
    for e in found.expiries:
        yield End(
            last=e.last,
            kind=e.kind,
            instrument=e.instrument,
            country=e.country,
            duties=e.duties,
            only=e.only,
            unread=() if e.confirmed else (e.instrument,),
        )


def ask(w: Workspace, q: Question, asked: Ahead) -> Expiries:
    """What ends from the day after the one asked about; of one country its own ends, and agreements that end and bind
    it on their last day."""
    facts = w.facts(q)
    found = expiries_of(facts, q.as_of, asked.months)
    if not asked.country:
        return found
    country = w.country(asked.country)

    def binds(ident: str, day: date) -> bool:
        rows = on_lists(facts, day, sorts=["agreement_parties"], instrument=ident, country=country)
        return any(r.hold is Hold.BINDS for r in rows)

    return Expiries(
        tuple(
            e
            for e in found.expiries
            if e.country == country or (e.country is None and binds(e.instrument, e.last))
        )
    )


ANSWER = Answer(
    name="expiries",
    title=sentence(
        "Agreements and memberships that end, and the cross-border channels that close as a result."
    ),
    ask=ask,
    options=Ahead,
    result=Expiries,
    tables={
        "expiries": Table(
            row=End,
            rows=ends_of,
            key=("last", "kind", "instrument", "country"),
            title=sentence("Agreements that expire"),
            empty=sentence("No agreement is known to end in these months. Most ends are not known."),
        )
    },
    example=Ahead(months=36),
)
