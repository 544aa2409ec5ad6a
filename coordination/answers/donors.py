"""Where one more independent provider changes most, who funds what, and what depends on one funder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Annotated

from coordination.analytics.money.classes import GrantClass
from coordination.analytics.money.donors import Donors
from coordination.analytics.money.donors import donors as donors_of
from coordination.analytics.money.grants import Left, Lost, Lowered
from coordination.answers.countries import Countries
from coordination.answers.declare import Answer, Option, Table, on_request
from coordination.text import money_verdicts
from coordination.text.records import HIDDEN, Column, Missing
from coordination.text.sentences import Sentence, sentence
from coordination.text.states import Sign
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import CapabilityNumber, Cell, ClaimId, Iso3, PartialDay, StakeholderId
from graph_schema.values import AmountKind

__all__ = ["ANSWER", "Payers"]


@dataclass(frozen=True, slots=True)
class Payers(Countries):
    """Where, and by whose money."""

    funder: Annotated[
        StakeholderId | None,
        Option(
            sentence("Assume that this funder (its ID) alone pays the new provider. Show only its grants."),
            metavar="ID",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OneMore:
    """A cell with one more independent provider."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    now: Annotated[Sign, Column(sentence("Status"))]
    then: Annotated[Sign, Column(sentence("With one more provider, or a successor"))]
    gain: Annotated[float, Column(sentence("Capabilities improved"))]
    level: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Gains the same"))]
    why: Annotated[Sentence, Column(sentence("Reason"))]
    secures: Annotated[
        tuple[CapabilityNumber, ...],
        Column(sentence("No longer depend on a single provider"), in_files=True),
    ]
    duty: Annotated[bool, Column(sentence("Area of cross-border cooperation"), in_files=True)]
    providers: Annotated[int, Column(sentence("Independent providers"), in_files=True)]
    needed: Annotated[int, Column(sentence("Independent providers needed"), in_files=True)]
    same_funder: Annotated[
        tuple[StakeholderId, ...],
        Column(sentence("Would not be independent if paid only by"), in_files=True),
    ]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """What nobody knows about a country."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    unknown: Annotated[int, Column(sentence("Unknown"))]
    capabilities: Annotated[tuple[CapabilityNumber, ...], Column(sentence("What to review first"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Funder:
    """Who pays, and where."""

    funder: Annotated[StakeholderId, Column(sentence("Funder"))]
    countries: Annotated[tuple[Iso3, ...], Column(sentence("Where"), Missing.UNKNOWN)]
    pays: Annotated[tuple[Iso3, ...], Column(sentence("Of these it pays in"))]
    recipients: Annotated[tuple[StakeholderId, ...], Column(sentence("Recipients"))]
    next_end: Annotated[PartialDay, Column(sentence("Next end date"), Missing.UNKNOWN)]
    classes: Annotated[tuple[GrantClass, ...], Column(sentence("Its grants"))]
    may_have_ended: Annotated[bool, Column(sentence("May have ended"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """One grant."""

    runs: Annotated[GrantClass | None, Column(sentence("Whether it runs"), sentence("own budget"))]
    funder: Annotated[StakeholderId, Column(sentence("Funder"))]
    recipient: Annotated[StakeholderId, Column(sentence("Recipient"), recalled="recalled")]
    title: Annotated[str, Column(sentence("Grant"))]
    amount: Annotated[float | None, Column(sentence("Amount"))]
    currency: Annotated[str, Column(sentence("Currency"))]
    amount_kind: Annotated[AmountKind | None, Column(sentence("What the sum is"))]
    in_sum: Annotated[bool, Column(sentence("In the sum"))]
    note: Annotated[Sentence | None, Column(sentence("About the amount"))]
    since: Annotated[PartialDay, Column(sentence("Since"), Missing.UNKNOWN)]
    until: Annotated[PartialDay, Column(sentence("End date"), Missing.UNKNOWN)]
    may_have_ended: Annotated[bool, Column(sentence("May have ended"))]
    places: Annotated[tuple[Iso3, ...], Column(sentence("Where"), Missing.UNKNOWN)]
    pays: Annotated[tuple[Cell, ...], Column(sentence("Pays for"))]
    at_work: Annotated[bool | None, Column(sentence("Recipient works there"), Missing.UNKNOWN)]
    work_ended: Annotated[PartialDay, Column(sentence("Work ended"))]
    share_of: Annotated[str, Column(sentence("Part of which grant"), in_files=True)]
    country: Annotated[Iso3 | None, Column(sentence("Country it is for"), in_files=True)]
    capabilities: Annotated[
        tuple[CapabilityNumber, ...], Column(sentence("Capabilities it is for"), in_files=True)
    ]
    uncounted: Annotated[
        tuple[CapabilityNumber, ...], Column(sentence("Of these without recorded work"), in_files=True)
    ]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]
    recalled: Annotated[tuple[StakeholderId, ...], HIDDEN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Funded:
    """A funder of a cell."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    funder: Annotated[StakeholderId, Column(sentence("Funder"))]
    recipients: Annotated[tuple[StakeholderId, ...], Column(sentence("Recipients"), recalled="recalled")]
    since: Annotated[PartialDay, Column(sentence("Since"), in_files=True)]
    until: Annotated[PartialDay, Column(sentence("End date"), Missing.UNKNOWN)]
    seen: Annotated[PartialDay, Column(sentence("Last mentioned"))]
    undated: Annotated[bool, Column(sentence("Source undated, only read then"))]
    pays: Annotated[bool, Column(sentence("Pays for it"))]
    runs: Annotated[GrantClass | None, Column(sentence("Whether it runs"), sentence("own budget"))]
    at_work: Annotated[bool | None, Column(sentence("Recipient works there"), Missing.UNKNOWN)]
    work_ended: Annotated[PartialDay, Column(sentence("Work ended"))]
    may_have_ended: Annotated[bool, Column(sentence("May have ended"))]
    note: Annotated[str, Column(sentence("Note"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]
    recalled: Annotated[tuple[StakeholderId, ...], HIDDEN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What would end with a grant."""

    funder: Annotated[StakeholderId, Column(sentence("Funder"))]
    recipient: Annotated[StakeholderId, Column(sentence("Recipient"))]
    title: Annotated[str, Column(sentence("Grant"))]
    until: Annotated[PartialDay, Column(sentence("End date"), Missing.UNKNOWN)]
    lost: Annotated[tuple[Cell, ...], Column(sentence("Recipient loses all known funding for"))]
    cells: Annotated[tuple[Lowered, ...], Column(sentence("Capabilities that weaken"))]
    unsupported: Annotated[tuple[Cell, ...], Column(sentence("Loses a prerequisite"))]
    left: Annotated[tuple[Left, ...], Column(sentence("Remaining providers"))]
    may_have_ended: Annotated[bool, Column(sentence("May have ended"))]
    country: Annotated[Iso3 | None, Column(sentence("Country it is for"), in_files=True)]
    since: Annotated[PartialDay, Column(sentence("Since"), in_files=True)]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What would end with all the money of a funder."""

    funder: Annotated[StakeholderId, Column(sentence("Funder"))]
    lost: Annotated[
        tuple[Lost, ...], Column(sentence("Providers that lose all known funding for a capability"))
    ]
    cells: Annotated[tuple[Lowered, ...], Column(sentence("Capabilities that weaken"))]
    unsupported: Annotated[tuple[Cell, ...], Column(sentence("Loses a prerequisite"))]
    left: Annotated[tuple[Left, ...], Column(sentence("Remaining providers"))]
    may_have_ended: Annotated[bool, Column(sentence("May have ended"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependent:
    """How far a cell depends on one funder."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    funder: Annotated[StakeholderId, Column(sentence("Funder"))]
    only: Annotated[tuple[StakeholderId, ...], Column(sentence("Providers that it alone funds"))]
    providers: Annotated[int, Column(sentence("Providers in all"))]
    share: Annotated[float, Column(sentence("Share of the providers"))]
    may_have_ended: Annotated[bool, Column(sentence("May have ended"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Who is paid, and by whom."""

    recipient: Annotated[StakeholderId, Column(sentence("Recipient"))]
    funders: Annotated[tuple[StakeholderId, ...], Column(sentence("Funders"))]
    largest: Annotated[StakeholderId | None, Column(sentence("Largest part from"), Missing.UNKNOWN)]
    share: Annotated[float | None, Column(sentence("Share of that part"), Missing.UNKNOWN)]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """A country, and who pays there."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    funders: Annotated[tuple[StakeholderId, ...], Column(sentence("Funders"), Missing.UNKNOWN)]
    on_record: Annotated[tuple[StakeholderId, ...], Column(sentence("On record, not known to pay"))]
    may_have_ended: Annotated[tuple[StakeholderId, ...], Column(sentence("Funding may have ended"))]
    end_known: Annotated[bool, Column(sentence("An end date is recorded"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


def one_more_of(found: Donors) -> Iterator[OneMore]:
    """A row for each cell that is not covered, by country, largest effect first."""
    for r in found.where:
        now, then = r.signs
        yield OneMore(
            country=r.country,
            capability=r.capability,
            now=now,
            then=then,
            gain=r.gain,
            level=r.gains_the_same if r.gain or r.secures else (),
            why=r.why,
            secures=r.secures,
            duty=bool(r.duties),
            providers=r.providers,
            needed=r.needed,
            same_funder=r.same_funder,
            claims=r.claims,
        )


def unknown_of(found: Donors) -> Iterator[Unknown]:
    """A row for each country, with its unknown capabilities in the order in which to review them."""
    for country, looks in groupby(found.looks, attrgetter("country")):
        some = tuple(x.capability for x in looks)
        yield Unknown(country=country, unknown=len(some), capabilities=some)


def funders_of(found: Donors) -> Iterator[Funder]:
    """A row for each funder, by id."""
    for f in found.funders:
        yield Funder(
            funder=f.funder,
            countries=f.countries,
            pays=f.pays,
            recipients=f.recipients,
            next_end=f.next_end,
            classes=f.classes,
            may_have_ended=f.may_have_ended,
            claims=f.claims,
        )


def grants_of(found: Donors) -> Iterator[Paid]:
    """A row for each grant: what runs, what has no dates, what may have ended, own budgets; by funder and recipient."""
    order = {c: i for i, c in enumerate(GrantClass)}
    for g in sorted(found.grants, key=lambda g: order[g.class_] if g.class_ else len(order)):
        note = None
        if g.disagree:
            note = sentence("sources name different amounts")
        elif g.amount is None:
            note = sentence("no amount recorded")
        elif g.amount_kind is None:
            note = sentence("not said what it is")
        elif g.share_of and not g.in_sum:
            note = sentence("part of: {title}", title=g.share_of)
        yield Paid(
            runs=g.class_,
            funder=g.funder,
            recipient=g.recipient,
            title=g.title,
            amount=g.amount,
            currency=g.currency,
            amount_kind=g.amount_kind,
            in_sum=g.in_sum,
            note=note,
            since=g.since,
            until=g.until,
            may_have_ended=g.may_have_ended,
            places=g.places,
            pays=g.pays,
            at_work=g.at_work or None,
            work_ended=g.work_ended,
            share_of=g.share_of,
            country=g.country,
            capabilities=g.capabilities,
            uncounted=g.uncounted,
            claims=g.claims,
            recalled=() if g.confirmed else (g.recipient,),
        )


def funding_of(found: Donors) -> Iterator[Funded]:
    """A row for each cell and funder, in edition order."""
    for f in found.funding:
        yield Funded(
            country=f.country,
            capability=f.capability,
            funder=f.funder,
            recipients=f.recipients,
            since=f.since,
            until=f.until,
            seen=f.seen,
            undated=f.undated,
            pays=f.pays,
            runs=f.class_,
            at_work=f.at_work or None,
            work_ended=f.work_ended,
            may_have_ended=f.may_have_ended,
            note=f.note,
            claims=f.claims,
            recalled=() if f.confirmed else f.recipients,
        )


def ends_of(found: Donors) -> Iterator[Ending]:
    """A row for each grant with an effect."""
    for e in found.ends:
        yield Ending(
            funder=e.funder,
            recipient=e.recipient,
            title=e.title,
            until=e.until,
            lost=e.lost,
            cells=e.cells,
            unsupported=e.unsupported,
            left=e.left,
            may_have_ended=e.may_have_ended,
            country=e.country,
            since=e.since,
            claims=e.claims,
        )


def leaves_of(found: Donors) -> Iterator[Leaving]:
    """A row for each funder with an effect."""
    for f in found.leaves:
        yield Leaving(
            funder=f.funder,
            lost=f.lost,
            cells=f.cells,
            unsupported=f.unsupported,
            left=f.left,
            may_have_ended=f.may_have_ended,
            claims=f.claims,
        )


def dependence_of(found: Donors) -> Iterator[Dependent]:
    """A row for each cell and funder that alone pays some of its providers."""
    for d in found.dependence:
        yield Dependent(
            country=d.country,
            capability=d.capability,
            funder=d.funder,
            only=d.only,
            providers=d.providers,
            share=d.share,
            may_have_ended=d.may_have_ended,
            claims=d.claims,
        )


def receivers_of(found: Donors) -> Iterator[Receiver]:
    """A row for each recipient, by id."""
    for r in found.recipients:
        yield Receiver(
            recipient=r.recipient, funders=r.funders, largest=r.largest, share=r.share, claims=r.claims
        )


def places_of(found: Donors) -> Iterator[There]:
    """A row for each country about which something is known."""
    for c in found.countries:
        yield There(
            country=c.country,
            funders=c.funders,
            on_record=c.on_record,
            may_have_ended=c.may_have_ended,
            end_known=c.end_known,
            claims=c.claims,
        )


def _gain(found: Donors) -> Iterator[Sentence]:
    if found.where:
        yield sentence(
            "Capabilities improved: how many capabilities of the country would be in place with all prerequisites; an "
            "unknown one counts one half. Those that gain the same stand in the order of the gaps. Countries stand in "
            "the order of their codes and are never ranked."
        )


def _counts(found: Donors) -> Iterator[Sentence]:
    """How many grants run, have no dates, may have ended; and what the awards come to."""
    of, dated = found.counts, any(g.since or g.until for g in found.grants if g.class_)
    yield from money_verdicts.counts(of.running, of.undated, of.may_have_ended, dated=dated)
    yield from money_verdicts.sums((s.currency, s.amount) for s in found.sums)


def ask(w: Workspace, q: Question, asked: Payers) -> Donors:
    """The lists on the day asked about. Raises UsageError."""
    return donors_of(w.facts(q), q.as_of, w.countries(asked.countries), asked.funder or "", w.cover(q))


ANSWER = Answer(
    name="donors",
    title=sentence("Where one more provider helps most, who funds it, what ends with a grant."),
    doc=sentence("Rankings are within one country. Countries are never ranked."),
    ask=ask,
    options=Payers,
    result=Donors,
    tables={
        "where": Table(
            row=OneMore,
            rows=one_more_of,
            key=("country", "capability"),
            group="country",
            title=sentence("Where one more provider would help most"),
            empty=sentence(
                "No review found a capability without anybody. Where there has been no review, this is not good news."
            ),
            notes=_gain,
        ),
        "looks": Table(
            row=Unknown,
            rows=unknown_of,
            key=("country",),
            title=sentence("What is unknown: review before you fund"),
            empty=sentence("No capability is unknown here."),
        ),
        "funders": Table(
            row=Funder,
            rows=funders_of,
            key=("funder",),
            title=sentence("Who funds where"),
            empty=sentence("No funder is recorded. That does not say that nobody pays."),
        ),
        "grants": Table(
            row=Paid,
            rows=grants_of,
            key=("funder", "recipient", "country", "since", "title"),
            group="runs",
            title=sentence("Grants with their amounts"),
            empty=sentence("No grant is known here. That does not mean that there is none."),
            notes=_counts,
        ),
        "funding": Table(
            row=Funded,
            rows=funding_of,
            key=("country", "capability", "funder"),
            group="country",
            title=sentence("Who funds what"),
            empty=sentence("No funding is on record here. There may be some."),
            notes=_counts,
        ),
        "ends": Table(
            row=Ending,
            rows=ends_of,
            key=("funder", "recipient", "country", "since", "title"),
            title=sentence("What would end with each grant, and what its funder ends on the same day"),
            empty=sentence("No capability is known to depend on a grant. Most funding is unknown."),
        ),
        "leaves": Table(
            row=Leaving,
            rows=leaves_of,
            key=("funder",),
            title=sentence("If a funder stops"),
            empty=sentence("No capability is known to depend on a funder. Most funding is unknown."),
        ),
        "dependence": Table(
            row=Dependent,
            rows=dependence_of,
            key=("country", "capability", "funder"),
            group="country",
            title=sentence("Dependence on one funder"),
            empty=sentence("No provider is known to have a single funder. Most funding is unknown."),
        ),
        "recipients": Table(
            row=Receiver,
            rows=receivers_of,
            key=("recipient",),
            title=sentence("Who is paid by whom"),
            empty=sentence("No funding is on record here. There may be some."),
        ),
        "countries": Table(
            row=There,
            rows=places_of,
            key=("country",),
            title=sentence("Countries where funding or an end date is recorded"),
            empty=sentence("No funding is on record here. There may be some."),
            shown=on_request,
        ),
    },
    example=Payers(countries=(Iso3("XAA"),)),
)
