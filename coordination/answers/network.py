"""Members of a network, what they work on, the partnerships they lack, and agreements without a member."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.borders.member_ties import Counterpart, How
from coordination.analytics.borders.members import Members, Touched
from coordination.analytics.borders.members import members as members_of
from coordination.analytics.borders.programmes import Programme, WorkState
from coordination.answers.declare import Answer, Option, Table, on_request
from coordination.text.records import HIDDEN, Column, Missing
from coordination.text.sentences import Name, Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import (
    ClaimId,
    FrameworkText,
    Iso3,
    MeansId,
    ObjectiveId,
    PartialDay,
    SourceId,
    StakeholderId,
)

__all__ = ["ANSWER", "Asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which network, and where."""

    network: Annotated[
        StakeholderId | None,
        Option(
            sentence(
                "The network, by its id; the one that most network members belong to where none is named."
            ),
            place=True,
            metavar="NETWORK_ID",
        ),
    ] = None
    countries: Annotated[
        tuple[Iso3, ...],
        Option(
            sentence("Only members with their seat there; may be given again."),
            flag="--country",
            metavar="COUNTRY",
        ),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A member and the police, a hotline or a government body of its country."""

    member: Annotated[StakeholderId, Column(sentence("Member"))]
    country: Annotated[Iso3, Column(sentence("Country"))]
    counterpart: Annotated[Counterpart, Column(sentence("Counterpart"))]
    how: Annotated[How, Column(sentence("Partnership"))]
    known: Annotated[tuple[StakeholderId, ...], Column(sentence("Organisations known there"))]
    why: Annotated[Sentence, Column(sentence("Reason"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfMember:
    """One member."""

    member: Annotated[StakeholderId, Column(sentence("Member"), recalled="recalled")]
    country: Annotated[Iso3 | None, Column(sentence("Country"))]
    work_recorded: Annotated[bool | None, Column(sentence("Work recorded"), Missing.UNKNOWN)]
    any_tie: Annotated[bool | None, Column(sentence("One of the three partnerships"), Missing.UNKNOWN)]
    recalled: Annotated[tuple[StakeholderId, ...], HIDDEN]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtWork:
    """Who is at work on an objective by a means."""

    objective: Annotated[ObjectiveId, Column(sentence("Objective"))]
    means: Annotated[MeansId, Column(sentence("Means"))]
    members: Annotated[tuple[StakeholderId, ...], Column(sentence("Active members"), Missing.UNKNOWN)]
    claims: Annotated[tuple[ClaimId, ...], HIDDEN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """An objective in a country."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    objective: Annotated[ObjectiveId, Column(sentence("Objective"))]
    state: Annotated[WorkState, Column(sentence("Work on it"))]
    cells: Annotated[tuple[Touched, ...], Column(sentence("Capabilities concerned"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Work in one country on one objective by one means."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    objective: Annotated[ObjectiveId, Column(sentence("Objective"))]
    means: Annotated[MeansId, Column(sentence("Means"))]
    state: Annotated[WorkState, Column(sentence("Status"))]
    members: Annotated[tuple[StakeholderId, ...], Column(sentence("Members"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A figure of a source about how many members there are."""

    network: Annotated[StakeholderId, Column(sentence("Network"), in_files=True)]
    indicator: Annotated[str, Column(sentence("ID"), in_files=True)]
    name: Annotated[FrameworkText, Column(sentence("Figure"))]
    value: Annotated[float, Column(sentence("Value"))]
    year: Annotated[PartialDay, Column(sentence("Year"), Missing.UNKNOWN)]
    source: Annotated[SourceId, Column(sentence("Source"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Where an agreement and members do not meet."""

    agreement: Annotated[Sentence, Column(sentence("Agreement"))]
    without_member: Annotated[tuple[Iso3, ...], Column(sentence("Country party, no member there"))]
    without_agreement: Annotated[
        tuple[Iso3, ...], Column(sentence("Member present, country not on the list"))
    ]
    list_date: Annotated[PartialDay, Column(sentence("List of"))]
    signed_only: Annotated[tuple[Iso3, ...], Column(sentence("Member present, signed only"))]
    not_for: Annotated[
        tuple[Iso3, ...], Column(sentence("Member present, not for this country"), in_files=True)
    ]
    unknown: Annotated[tuple[Iso3, ...], Column(sentence("Not known whether party"))]


def ties_of(found: Members) -> Iterator[Tie]:
    """A row for each member at home in a country and each counterpart."""
    for t in found.ties:
        yield Tie(
            member=t.member,
            country=t.country,
            counterpart=t.counterpart,
            how=t.how,
            known=t.known,
            why=t.why,
        )


def members_in(found: Members) -> Iterator[OfMember]:
    """A row for each member, by its id."""
    nothing_known = {*found.without_home, *found.nobody_known}
    for m in found.members:
        yield OfMember(
            member=m.member,
            country=m.country,
            work_recorded=None if m.member in found.silent else True,
            any_tie=None if m.member in nothing_known else m.member not in found.without_any_tie,
            recalled=() if m.confirmed else (m.member,),
        )


def fields_of(found: Members) -> Iterator[AtWork]:
    """A row for each objective and means."""
    for f in found.matrix:
        yield AtWork(objective=f.objective, means=f.means, members=f.members, claims=f.claims)


def aims_of(found: Members) -> Iterator[Aim]:
    """A row for each country and objective."""
    for o in found.objectives:
        yield Aim(country=o.country, objective=o.objective, state=o.state, cells=o.cells)


def work_of(found: Members) -> Iterator[Done]:
    """A row for each country, objective and means."""
    for w in found.work:
        yield Done(country=w.country, objective=w.objective, means=w.means, state=w.state, members=w.members)


def figures_of(found: Members) -> Iterator[Counted]:
    """A row for each figure, the latest of each kind first."""
    for f in found.figures:
        yield Counted(
            network=found.network,
            indicator=f.indicator,
            name=f.name,
            value=int(f.value) if f.value.is_integer() else f.value,
            year=f.year,
            source=f.source,
        )


def apart_of(found: Members) -> Iterator[Apart]:
    """A row for all agreements together, then one for each."""
    for a in found.agreements:
        yield Apart(
            agreement=sentence("{agreement}", agreement=Name("agreements", a.agreement))
            if a.agreement
            else sentence("Any agreement in force"),
            without_member=a.without_member,
            without_agreement=a.without_agreement,
            list_date=a.list_date,
            signed_only=a.signed_only,
            not_for=a.not_for,
            unknown=a.unknown,
        )


def _whole(found: Members) -> Iterator[Sentence]:
    if found.members:
        yield (
            sentence("The list of members is complete.")
            if found.members_complete
            else sentence("The list of members may be incomplete.")
        )


def _alone(found: Members) -> Iterator[Sentence]:
    if found.ties:
        yield sentence(
            "Members without any of the three, though someone is known there: {alone}. Members of whom nothing can be "
            "said, because nobody is known there: {nobody}.",
            alone=len(found.without_any_tie),
            nobody=len(found.nobody_known),
        )


def _may_be_more(found: Members) -> Iterator[Sentence]:
    if found.agreements and not found.members_complete:
        yield sentence(
            "Where no member is known there may be one: the list of members is not known to be complete."
        )


def ask(w: Workspace, q: Question, asked: Asked) -> Members:
    """The network on the day asked about. Raises UsageError where there is none of that name."""
    return members_of(w.facts(q), q.as_of, asked.network or "", w.countries(asked.countries), w.cover(q))


NOT_RECORDED = sentence("No work is on record: unknown, not none.")
ANSWER = Answer(
    name="network",
    title=sentence("Members of a network, their work and missing partnerships."),
    ask=ask,
    options=Asked,
    result=Members,
    tables={
        "ties": Table(
            row=Tie,
            rows=ties_of,
            key=("member", "counterpart"),
            title=sentence("Partnerships of members in their country"),
            empty=sentence("No member at home in a country is known."),
            notes=_alone,
        ),
        "members": Table(
            row=OfMember,
            rows=members_in,
            key=("member",),
            title=sentence("Members"),
            empty=sentence("No member is known."),
            notes=_whole,
        ),
        "matrix": Table(
            row=AtWork,
            rows=fields_of,
            key=("objective", "means"),
            group="objective",
            title=sentence("Work by objective and means"),
            empty=NOT_RECORDED,
        ),
        "objectives": Table(
            row=Aim,
            rows=aims_of,
            key=("country", "objective"),
            group="country",
            title=sentence("Objectives by country"),
            empty=NOT_RECORDED,
        ),
        "work": Table(
            row=Done,
            rows=work_of,
            key=("country", "objective", "means"),
            group="country",
            title=sentence("Work of members"),
            empty=NOT_RECORDED,
            shown=on_request,
        ),
        "programmes": Table(
            row=Programme,
            rows=lambda found: found.programmes,
            key=("claim",),
            group="country",
            title=sentence("What members and the network do, by country"),
            empty=NOT_RECORDED,
            shown=on_request,
        ),
        "figures": Table(
            row=Counted,
            rows=figures_of,
            key=("indicator", "year", "value", "source"),
            title=sentence("How many members it has, by other sources"),
            empty=sentence("No figure of another source is on record."),
        ),
        "agreements": Table(
            row=Apart,
            rows=apart_of,
            key=("agreement",),
            title=sentence("Where agreements and members do not meet"),
            empty=sentence("No agreement is recorded."),
            notes=_may_be_more,
        ),
    },
    example=Asked(network=StakeholderId("shore-network")),
)
