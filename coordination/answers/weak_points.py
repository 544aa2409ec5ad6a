"""What hangs on one, what falls with it, and the cheapest fix (METHODS 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.loss.weak_fixes import Handoff
from coordination.analytics.loss.weak_points import Points
from coordination.analytics.loss.weak_points import weak_points as weak_points_of
from coordination.analytics.network.handoffs import Pair
from coordination.analytics.network.isolates import Isolate
from coordination.answers.countries import Countries
from coordination.answers.declare import Answer, Option, Table, on_request
from coordination.text.records import HIDDEN, Column
from coordination.text.sentences import Sentence, sentence
from coordination.text.states import Sign
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import CapabilityNumber, Cell, ClaimId, Iso3, SourceId, StakeholderId

__all__ = ["ANSWER"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    """A cell that hangs on one provider, or on one group that counts as one."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    status: Annotated[Sign, Column(sentence("Status"))]
    group: Annotated[tuple[StakeholderId, ...], Column(sentence("Depends on"), recalled="recalled")]
    successors: Annotated[tuple[StakeholderId, ...], Column(sentence("Would take over"), recalled="recalled")]
    fallen: Annotated[tuple[Cell, ...], Column(sentence("Also lost"))]
    falls: Annotated[tuple[Cell, ...], Column(sentence("Loses a prerequisite"))]
    fix: Annotated[Sentence, Column(sentence("Suggested action"))]
    candidates: Annotated[tuple[StakeholderId, ...], Column(sentence("Candidates"), in_files=True)]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]
    recalled: Annotated[tuple[StakeholderId, ...], HIDDEN]


@dataclass(frozen=True, slots=True, kw_only=True)
class ByMandate:
    """A cell that bodies of the state provide by their mandate, and nobody else."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    bodies: Annotated[tuple[StakeholderId, ...], Column(sentence("Depends on"), recalled="recalled")]
    rests: Annotated[tuple[Cell, ...], Column(sentence("What needs it"))]
    fix: Annotated[Sentence, Column(sentence("What to ask"))]
    second: Annotated[bool, Column(sentence("Another provider can be sought"), in_files=True)]
    candidates: Annotated[tuple[StakeholderId, ...], Column(sentence("Candidates"), in_files=True)]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]
    recalled: Annotated[tuple[StakeholderId, ...], HIDDEN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """An organisation without which others lose contact."""

    stakeholder: Annotated[StakeholderId, Column(sentence("Connector"), recalled="recalled")]
    pairs_cut: Annotated[int, Column(sentence("Pairs that lose contact"))]
    pieces: Annotated[int, Column(sentence("Groups that remain connected"))]
    falls: Annotated[tuple[Cell, ...], Column(sentence("What else would be lost"))]
    fix: Annotated[Sentence, Column(sentence("Suggested action"))]
    new_ties: Annotated[tuple[Pair, ...], Column(sentence("New partnerships"), in_files=True)]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]
    recalled: Annotated[tuple[StakeholderId, ...], HIDDEN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A tie without which its two sides lose contact."""

    a: Annotated[StakeholderId, Column(sentence("Partnership between"), recalled="recalled")]
    b: Annotated[StakeholderId, Column(sentence("and"), recalled="recalled")]
    pairs_cut: Annotated[int, Column(sentence("Pairs that lose contact"))]
    falls: Annotated[tuple[Handoff, ...], Column(sentence("Hand-offs that nothing else covers"))]
    fix: Annotated[Sentence, Column(sentence("Suggested action"))]
    new_ties: Annotated[tuple[Pair, ...], Column(sentence("New partnerships"), in_files=True)]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]
    recalled: Annotated[tuple[StakeholderId, ...], HIDDEN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """A funder without whom nobody is known to pay."""

    funder: Annotated[StakeholderId, Column(sentence("Funder"), recalled="recalled")]
    own_budget: Annotated[bool, Column(sentence("From its own budget"))]
    cells: Annotated[tuple[Cell, ...], Column(sentence("Only funder of"))]
    falls: Annotated[tuple[Cell, ...], Column(sentence("What else would be lost"))]
    fix: Annotated[Sentence, Column(sentence("Suggested action"))]
    others: Annotated[tuple[StakeholderId, ...], Column(sentence("Other funders there"), in_files=True)]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]
    recalled: Annotated[tuple[StakeholderId, ...], HIDDEN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A funder that alone pays some of the providers of a cell."""

    funder: Annotated[StakeholderId, Column(sentence("Funder"), recalled="recalled")]
    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    share: Annotated[float, Column(sentence("Share of the providers"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]
    recalled: Annotated[tuple[StakeholderId, ...], HIDDEN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """A publisher without whom nothing is known."""

    source: Annotated[SourceId, Column(sentence("Publisher"), recalled="recalled")]
    cells: Annotated[tuple[Cell, ...], Column(sentence("Only source for"))]
    falls: Annotated[tuple[Cell, ...], Column(sentence("Then no longer certain"))]
    fix: Annotated[Sentence, Column(sentence("Suggested action"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]
    recalled: Annotated[tuple[SourceId, ...], HIDDEN]


def singles_of(found: Points) -> Iterator[Single]:
    """A row for each cell, by country."""
    for p in found.sole_providers:
        yield Single(
            country=p.country,
            capability=p.capability,
            status=Sign.SINGLE if p.by_design else Sign.UNCOUNTED if p.uncounted else Sign.FRAGILE,
            group=p.group,
            successors=p.successors,
            fallen=p.fallen,
            falls=p.falls,
            fix=p.advice,
            candidates=tuple(c.stakeholder for c in p.candidates),
            claims=p.claims,
            recalled=p.recalled,
        )


def mandates_of(found: Points) -> Iterator[ByMandate]:
    """A row for each cell, by country."""
    for p in found.continuity:
        yield ByMandate(
            country=p.country,
            capability=p.capability,
            bodies=p.bodies,
            rests=(*(Cell(p.country, n) for n in p.rests), *p.rests_elsewhere),
            fix=p.advice,
            second=p.second,
            candidates=tuple(c.stakeholder for c in p.candidates),
            claims=p.claims,
            recalled=p.recalled,
        )


def connectors_of(found: Points) -> Iterator[Connector]:
    """A row for each organisation, by id."""
    for b in found.sole_bridges:
        yield Connector(
            stakeholder=b.stakeholder,
            pairs_cut=b.pairs_cut,
            pieces=len(b.pieces),
            falls=b.falls,
            fix=b.advice,
            new_ties=b.new_ties,
            claims=b.claims,
            recalled=() if b.confirmed else (b.stakeholder,),
        )


def links_of(found: Points) -> Iterator[Link]:
    """A row for each tie."""
    for t in found.bridge_ties:
        yield Link(
            a=t.a,
            b=t.b,
            pairs_cut=t.pairs_cut,
            falls=t.falls,
            fix=t.advice,
            new_ties=t.new_ties,
            claims=t.claims,
            recalled=() if t.confirmed else (t.a, t.b),
        )


def payers_of(found: Points) -> Iterator[Payer]:
    """A row for each funder, by id."""
    for f in found.sole_funders:
        yield Payer(
            funder=f.funder,
            own_budget=f.own_budget,
            cells=f.cells,
            falls=f.falls,
            fix=f.advice,
            others=f.others,
            claims=f.claims,
            recalled=() if f.confirmed else (f.funder,),
        )


def shares_of(found: Points) -> Iterator[Share]:
    """A row for each funder and cell."""
    for p in found.partial_funders:
        yield Share(
            funder=p.funder,
            country=p.country,
            capability=p.capability,
            share=p.share,
            claims=p.claims,
            recalled=() if p.confirmed else (p.funder,),
        )


def publishers_of(found: Points) -> Iterator[Publisher]:
    """A row for each publisher."""
    for s in found.sole_sources:
        source = SourceId(s.source)
        yield Publisher(
            source=source,
            cells=s.cells,
            falls=s.falls,
            fix=s.advice,
            claims=s.claims,
            recalled=() if s.confirmed else (source,),
        )


def _alone(found: Points) -> Iterator[Sentence]:
    if found.isolates:
        yield sentence(
            "{n} organisation has no partnership on record.",
            "{n} organisations have no partnership on record.",
            n=len(found.isolates),
        )


@dataclass(frozen=True, slots=True)
class Asked(Countries):
    """Where, and whether bodies of the state count as single points."""

    statutory: Annotated[
        bool,
        Option(sentence("Also what bodies of the state provide by their mandate, among the single points.")),
    ] = False


def ask(w: Workspace, q: Question, asked: Asked) -> Points:
    """The lists on the day asked about. With countries, cells and what falls are theirs, and bridges sit or work
    there."""
    return weak_points_of(
        w.facts(q), q.as_of, w.cover(q), w.countries(asked.countries), statutory=asked.statutory
    ).points()


ANSWER = Answer(
    name="weak-points",
    title=sentence("Single points of failure: what would be lost, and the suggested action."),
    doc=sentence(
        "With countries: what would be lost there, and the connectors and partnerships with a seat or work there. "
        "Their numbers count the whole network."
    ),
    ask=ask,
    options=Asked,
    result=Points,
    tables={
        "sole_providers": Table(
            row=Single,
            rows=singles_of,
            key=("country", "capability"),
            group="country",
            title=sentence("Single providers"),
            empty=sentence("No organisation outside the state is the only provider here."),
        ),
        "continuity": Table(
            row=ByMandate,
            rows=mandates_of,
            key=("country", "capability"),
            group="country",
            title=sentence("What depends on a mandate of the state"),
            empty=sentence("Nothing is on record that bodies of the state alone provide by their mandate."),
        ),
        "sole_bridges": Table(
            row=Connector,
            rows=connectors_of,
            key=("stakeholder",),
            title=sentence("Single connectors"),
            empty=sentence(
                "No organisation is known to be the only connection between others. Most partnerships are unknown."
            ),
        ),
        "bridge_ties": Table(
            row=Link,
            rows=links_of,
            key=("a", "b"),
            title=sentence("Partnerships that are the only connection"),
            empty=sentence(
                "No partnership is known to be the only connection. Most partnerships are unknown."
            ),
            notes=_alone,
        ),
        "sole_funders": Table(
            row=Payer,
            rows=payers_of,
            key=("funder",),
            title=sentence("Single funders"),
            empty=sentence("No capability is known to depend on a single funder. Most funding is unknown."),
        ),
        "partial_funders": Table(
            row=Share,
            rows=shares_of,
            key=("funder", "country", "capability"),
            title=sentence("Share paid by a single funder"),
            empty=sentence("No provider is known to have a single funder. Most funding is unknown."),
        ),
        "sole_sources": Table(
            row=Publisher,
            rows=publishers_of,
            key=("source",),
            title=sentence("Single publishers"),
            empty=sentence("No capability is known from one publisher only."),
        ),
        "isolates": Table(
            row=Isolate,
            rows=lambda found: found.isolates,
            key=("stakeholder",),
            title=sentence("Organisations without a partnership on record"),
            empty=sentence("Every organisation has a partnership on record."),
            shown=on_request,
        ),
    },
    asks_whom=True,
    example=Asked(countries=(Iso3("XAA"),)),
)
