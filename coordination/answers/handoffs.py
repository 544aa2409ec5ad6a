"""Where one capability hands over to another, what backs that, and the fewest new ties (METHODS 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.network.handoffs import Audit, Flow, Link, Pair
from coordination.analytics.network.handoffs import handoffs as handoffs_of
from coordination.answers.countries import Countries
from coordination.answers.declare import Answer, Table
from coordination.text.kinds import Bounds
from coordination.text.records import HIDDEN, Column
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3, StakeholderId

__all__ = ["ANSWER"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """One capability that receives from another."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    needs: Annotated[CapabilityNumber, Column(sentence("Receiving capability"))]
    gives: Annotated[CapabilityNumber, Column(sentence("Receives from"))]
    state: Annotated[Link, Column(sentence("Partnership"))]
    needs_by: Annotated[tuple[StakeholderId, ...], Column(sentence("Received by"), recalled="needs_recalled")]
    gives_by: Annotated[
        tuple[StakeholderId, ...], Column(sentence("Handed over by"), recalled="gives_recalled")
    ]
    ties: Annotated[tuple[Pair, ...], Column(sentence("Backed by"), recalled="ties_recalled")]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]
    needs_recalled: Annotated[tuple[StakeholderId, ...], HIDDEN]
    gives_recalled: Annotated[tuple[StakeholderId, ...], HIDDEN]
    ties_recalled: Annotated[tuple[Pair, ...], HIDDEN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A partnership to create."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    rank: Annotated[Bounds, Column(sentence("Place in the order"))]
    a: Annotated[StakeholderId, Column(sentence("Partnership between"), recalled="recalled")]
    b: Annotated[StakeholderId, Column(sentence("and"), recalled="recalled")]
    serves: Annotated[tuple[Flow, ...], Column(sentence("Hand-off covered"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]
    recalled: Annotated[tuple[StakeholderId, ...], HIDDEN]


def passings_of(found: Audit) -> Iterator[Passing]:
    """A row for each hand-off, by country and in edition order."""
    for h in found.handoffs:
        yield Passing(
            country=h.country,
            needs=h.needs,
            gives=h.gives,
            state=h.state,
            needs_by=h.needs_by,
            gives_by=h.gives_by,
            ties=h.ties,
            claims=h.claims,
            needs_recalled=h.needs_recalled,
            gives_recalled=h.gives_recalled,
            ties_recalled=h.ties_recalled,
        )


def proposals_of(found: Audit) -> Iterator[Proposal]:
    """A row for each new tie."""
    for t in found.new_ties:
        yield Proposal(
            country=t.country,
            rank=t.rank,
            a=t.a,
            b=t.b,
            serves=t.serves,
            claims=t.claims,
            recalled=t.recalled,
        )


def _notes(found: Audit) -> Iterator[Sentence]:
    """What their places say, and where the number is not proven."""
    if any(t.rank.low > 1 for t in found.new_ties):
        yield sentence(
            "Place in the order: partnerships that cover more hand-offs come first; those that cover the same number "
            "share their places."
        )
    elif any(t.rank.high > 1 for t in found.new_ties):
        yield sentence(
            "In each country these partnerships cover the same number of hand-offs, so none comes before another."
        )
    yield from (p.reason() for p in found.proofs if not p.proven)


def ask(w: Workspace, q: Question, asked: Countries) -> Audit:
    """Every hand-off on the day asked about."""
    return handoffs_of(w.facts(q), q.as_of, w.cover(q)).audit(w.countries(asked.countries))


ANSWER = Answer(
    name="handoffs",
    title=sentence("Hand-offs without a recorded partnership; the smallest number of new ones."),
    ask=ask,
    options=Countries,
    result=Audit,
    tables={
        "handoffs": Table(
            row=Passing,
            rows=passings_of,
            key=("country", "needs", "gives"),
            group="country",
            title=sentence("Hand-offs"),
            empty=sentence("No hand-off is known: no provider of either side is on record."),
        ),
        "new_ties": Table(
            row=Proposal,
            rows=proposals_of,
            key=("country", "a", "b"),
            group="country",
            title=sentence("Smallest number of new partnerships"),
            empty=sentence("No hand-off is known to lack a partnership."),
            notes=_notes,
        ),
    },
    example=Countries(countries=(Iso3("XAA"),)),
)
