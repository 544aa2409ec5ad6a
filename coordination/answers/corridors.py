"""With whom a country can work together across the border on what, and through which agreement (METHODS 7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.borders.corridors import CorridorList, Look
from coordination.analytics.borders.corridors import corridors as corridors_of
from coordination.answers.declare import Answer, Option, Table
from coordination.text.records import Column, Missing
from coordination.text.sentences import Name, Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import by_number
from graph_schema.ids import CapabilityNumber, ClaimId, InstrumentId, Iso3, PartialDay, SourceId
from graph_schema.values import ReviewMethod

__all__ = ["ANSWER", "Asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Between whom, and about what."""

    between: Annotated[
        tuple[Iso3, Iso3] | None,
        Option(sentence("Two countries: every area of cooperation, unknown included."), metavar="A B"),
    ] = None
    duties: Annotated[
        tuple[CapabilityNumber, ...],
        Option(
            sentence("Only this area of cooperation, by its number; may be given again."),
            flag="--duty",
            metavar="N",
        ),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two countries and an area of cooperation."""

    a: Annotated[Iso3, Column(sentence("Country"))]
    b: Annotated[Iso3, Column(sentence("and"))]
    duty: Annotated[CapabilityNumber, Column(sentence("Area of cooperation"))]
    look: Annotated[Look, Column(sentence("Status"))]
    instruments: Annotated[tuple[InstrumentId, ...], Column(sentence("Agreements and networks"))]
    hands: Annotated[bool | None, Column(sentence("Provider on both sides"), Missing.UNKNOWN)]
    incomplete: Annotated[tuple[InstrumentId, ...], Column(sentence("Lists that may be incomplete"))]
    unclear: Annotated[tuple[InstrumentId, ...], Column(sentence("Position not clear in"))]
    via: Annotated[tuple[Iso3, ...], Column(sentence("Both have a channel with"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many pairs of countries have which status in one area."""

    duty: Annotated[CapabilityNumber, Column(sentence("Area of cooperation"))]
    open: Annotated[int, Column(sentence("Open"))]
    unnamed: Annotated[int, Column(sentence("Agreement, provider not named"))]
    no_hands: Annotated[int, Column(sentence("Agreement, no provider known"))]
    signed_only: Annotated[int, Column(sentence("Signed, not in force"))]
    gap: Annotated[int, Column(sentence("No agreement"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Who states whether the agreements and networks for an area are all recorded."""

    duty: Annotated[CapabilityNumber, Column(sentence("Area of cooperation"))]
    country: Annotated[Sentence, Column(sentence("For"))]
    whole: Annotated[bool, Column(sentence("All recorded"))]
    reviewed_on: Annotated[PartialDay, Column(sentence("Date"))]
    method: Annotated[ReviewMethod, Column(sentence("How"))]
    source: Annotated[SourceId, Column(sentence("Source"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What one agreement or network opens."""

    instrument: Annotated[InstrumentId, Column(sentence("Agreement or network"))]
    kind: Annotated[Sentence, Column(sentence("Type of record"))]
    duties: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Areas of cooperation"))]
    countries: Annotated[int, Column(sentence("Countries"))]
    pairs: Annotated[int, Column(sentence("Channels it covers"))]
    only: Annotated[int, Column(sentence("Covered by nothing else"))]


def pairs_of(found: CorridorList) -> Iterator[Pair]:
    """A row for each pair and area, by the codes of the countries."""
    for c in found.corridors:
        yield Pair(
            a=c.a,
            b=c.b,
            duty=c.duty,
            look=c.look,
            instruments=c.instruments,
            hands=c.hands or None,
            incomplete=c.incomplete,
            unclear=c.unclear,
            via=c.via or (),
            claims=c.claims or (),
        )


def counts_of(found: CorridorList) -> Iterator[Count]:
    """A row for each area of which something is known."""
    counts: dict[CapabilityNumber, Counter[Look]] = {}
    for c in found.corridors:
        counts.setdefault(c.duty, Counter())[c.look] += 1
    for duty in sorted(counts, key=by_number):
        of = counts[duty]
        yield Count(
            duty=duty,
            open=of[Look.OPEN],
            unnamed=of[Look.UNNAMED],
            no_hands=of[Look.NO_HANDS],
            signed_only=of[Look.SIGNED_ONLY],
            gap=of[Look.GAP],
        )


def statements_of(found: CorridorList) -> Iterator[Statement]:
    """A row for each statement that counts."""
    for r in found.duty_reviews:
        yield Statement(
            duty=r.duty,
            country=sentence("{country}", country=Name("countries", r.country))
            if r.country
            else sentence("every country"),
            whole=r.whole,
            reviewed_on=r.reviewed_on,
            method=r.method,
            source=r.source,
        )


def coverage_of(found: CorridorList) -> Iterator[Coverage]:
    """A row for each agreement or network in force, by its id."""
    for r in found.reach:
        yield Coverage(
            instrument=r.instrument,
            kind=sentence("agreement") if r.agreement else sentence("network"),
            duties=r.duties,
            countries=r.countries,
            pairs=r.pairs,
            only=r.only,
        )


def _reasons(found: CorridorList) -> Iterator[Sentence]:
    return (r.text for r in found.reasons or ())


def ask(w: Workspace, q: Question, asked: Asked) -> CorridorList:
    """The channels that are known on the day asked about; of two countries every one, with its reason."""
    pair = (w.country(asked.between[0]), w.country(asked.between[1])) if asked.between else None
    return corridors_of(w.facts(q), q.as_of, pair, asked.duties, w.cover(q)).listed()


ANSWER = Answer(
    name="corridors",
    title=sentence("Can two countries work together on an area of cross-border cooperation?"),
    doc=sentence(
        "Channels are listed by the codes of the two countries, then by area in the order of the framework, open ones "
        "like all others: nothing is ranked."
    ),
    ask=ask,
    options=Asked,
    result=CorridorList,
    tables={
        "corridors": Table(
            row=Pair,
            rows=pairs_of,
            key=("a", "b", "duty"),
            title=sentence("Cross-border channels"),
            empty=sentence(
                "No channel is known. There may be agreements and networks that are not recorded."
            ),
            notes=_reasons,
        ),
        "counts": Table(
            row=Count,
            rows=counts_of,
            key=("duty",),
            title=sentence("Pairs of countries by area of cooperation; of all others it is not known"),
            empty=sentence("No pair of countries is known."),
            shown=lambda asked: asked.between is None,
        ),
        "duty_reviews": Table(
            row=Statement,
            rows=statements_of,
            key=("duty", "country", "source", "reviewed_on"),
            title=sentence("Who states whether all agreements and networks are recorded"),
            empty=sentence("Nobody has stated that a list is complete, so no pair has no agreement."),
        ),
        "reach": Table(
            row=Coverage,
            rows=coverage_of,
            key=("instrument", "kind"),
            title=sentence("Coverage of each agreement and network"),
            empty=sentence("No agreement or network in force is recorded."),
        ),
    },
    example=Asked(between=(Iso3("XAB"), Iso3("XAC"))),
)
