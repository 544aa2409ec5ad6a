"""What a national committee could decide: the three proposed, and the further ones in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from coordination.analytics.board.seats import Standing
from coordination.analytics.loss.weak_points import weak_points as weak_points_of
from coordination.analytics.meeting.decisions import Agenda, Kind, Proposal
from coordination.analytics.meeting.decisions import decisions as decisions_of
from coordination.answers.assumptions import CHECK, DEPENDS
from coordination.answers.declare import Answer, Option, Table, on_request
from coordination.text.records import Column, Missing
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.actions import Basis
from graph_schema.ids import CapabilityNumber, ClaimId, Instruction, Iso3, SeatId, StakeholderId

__all__ = ["ANSWER", "Meeting"]


@dataclass(frozen=True, slots=True)
class Meeting:
    """Of which country."""

    country: Annotated[Iso3, Option(sentence("The country, by ISO code or name."), place=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One decision."""

    kind: Annotated[Kind, Column(sentence("About"))]
    title: Annotated[Sentence, Column(sentence("Decision"))]
    reasons: Annotated[tuple[Sentence, ...], Column(sentence("Reason"))]
    fix: Annotated[Sentence, Column(sentence("Suggested action"))]
    who: Annotated[tuple[StakeholderId, ...], Column(sentence("Ask"))]
    by: Annotated[date, Column(sentence("Due"))]
    cost: Annotated[Sentence | None, Column(sentence("Cost"), Missing.UNKNOWN)]
    at_stake: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Capabilities at stake"))]
    hangs_on: Annotated[tuple[Sentence, ...], DEPENDS]
    check: Annotated[tuple[ClaimId, ...], CHECK]
    key: Annotated[str, Column(sentence("Code"), in_files=True)]
    measure: Annotated[str, Column(sentence("Step of a plan"), in_files=True)]
    first_step: Annotated[Instruction | None, Column(sentence("First step"))]
    basis: Annotated[Basis | None, Column(sentence("Based on"), in_files=True)]
    lead: Annotated[SeatId | None, Column(sentence("Responsible"))]
    accountable: Annotated[tuple[StakeholderId, ...], Column(sentence("Seat held by"))]
    seat: Annotated[Standing | None, Column(sentence("Seat"), in_files=True)]
    first_whatever: Annotated[bool, Column(sentence("Always among the first three"), in_files=True)]
    money: Annotated[tuple[Sentence, ...], Column(sentence("Grants"))]


def _items(found: Iterable[Proposal]) -> Iterator[Item]:
    for d in found:
        yield Item(
            kind=d.kind,
            title=d.title,
            reasons=d.reasons,
            fix=d.fix,
            first_step=d.first_step,
            basis=d.basis,
            lead=d.lead,
            accountable=d.accountable,
            seat=d.seat,
            first_whatever=d.first_whatever,
            who=d.who,
            by=d.by,
            cost=d.cost,
            money=d.money,
            at_stake=d.at_stake,
            hangs_on=d.hangs_on,
            check=tuple(c.claim for c in d.check),
            key=d.key,
            measure=d.measure,
        )


def ask(w: Workspace, q: Question, asked: Meeting) -> Agenda:
    """The decisions of a country on the day asked about."""
    cover, iso3 = w.cover(q), w.country(asked.country)
    return decisions_of(cover, weak_points_of(w.facts(q), q.as_of, cover, [iso3]), iso3).told()


def _further(found: Agenda) -> Iterator[Sentence]:
    """How many more there are, and where."""
    if n := len(found.further):
        yield sentence(
            "{n} further decision: --table further.",
            "{n} further decisions: --table further.",
            n=n,
        )


def _nobody(found: Agenda) -> Iterator[Sentence]:
    if found.nobody:
        yield sentence("Nobody lives there, and nothing is known of it: there is nothing to decide.")


EMPTY = sentence("No decision is left on the agenda.")
ANSWER = Answer(
    name="decisions",
    title=sentence("What a national committee could decide next."),
    ask=ask,
    options=Meeting,
    result=Agenda,
    tables={
        "decisions": Table(
            row=Item,
            rows=lambda found: _items(found.decisions),
            key=("key",),
            title=sentence("Decisions proposed for today"),
            empty=EMPTY,
            notes=_further,
        ),
        "further": Table(
            row=Item,
            rows=lambda found: _items(found.further),
            key=("key",),
            title=sentence("Further decisions"),
            empty=EMPTY,
            shown=on_request,
        ),
    },
    instead=_nobody,
    asks_whom=True,
    example=Meeting(country=Iso3("XAA")),
)
