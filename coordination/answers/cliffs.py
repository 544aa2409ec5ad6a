"""What ends when: what gets weaker in each of the months ahead, why, and whose money it was (METHODS 9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.time.cliffs import MONTHS, MOST_MONTHS, RANKS, Cliffs
from coordination.analytics.time.cliffs import cliffs as cliffs_of
from coordination.answers.countries import Countries
from coordination.answers.declare import Answer, Option, Table
from coordination.text.records import HIDDEN, Column
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import AgreementId, CapabilityNumber, Iso3, StakeholderId, YearMonth

__all__ = ["ANSWER", "Ahead"]


@dataclass(frozen=True, slots=True)
class Ahead(Countries):
    """Where, how far ahead, and by whose money."""

    months: Annotated[int, Option(sentence("How many months ahead."), least=1, most=MOST_MONTHS)] = MONTHS
    funder: Annotated[
        StakeholderId | None,
        Option(sentence("Only what is lost when the funding of this funder ends (its ID)."), metavar="ID"),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """A capability that is weaker after a month than before it."""

    month: Annotated[YearMonth, Column(sentence("Month"))]
    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capabilities that weaken"))]
    before: Annotated[Sentence, Column(sentence("Providers now"))]
    after: Annotated[Sentence, Column(sentence("Providers then"))]
    why: Annotated[tuple[Sentence, ...], Column(sentence("Reason"))]
    donors: Annotated[tuple[StakeholderId, ...], Column(sentence("Donors to contact"))]
    grants: Annotated[tuple[Sentence, ...], Column(sentence("Grants that end"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """An agreement whose last day lies in a month."""

    month: Annotated[YearMonth, Column(sentence("Month"))]
    agreement: Annotated[AgreementId, Column(sentence("Agreement that ends"), recalled="recalled")]
    recalled: Annotated[tuple[AgreementId, ...], HIDDEN]


def falls_of(found: Cliffs) -> Iterator[Fall]:
    """A row for each month and cell that ranks lower after it."""
    for month in found.months:
        for cell in month.cells:
            causes = [c for c in month.causes if (c.country, c.capability) == (cell.country, cell.capability)]
            yield Fall(
                month=month.month,
                country=cell.country,
                capability=cell.capability,
                before=RANKS[cell.before],
                after=RANKS[cell.after],
                why=tuple(c.said() for c in causes),
                donors=tuple(dict.fromkeys(f for c in causes for f in c.funders)),
                grants=tuple(g.said() for c in causes for g in c.grants),
            )


def lapses_of(found: Cliffs) -> Iterator[Lapse]:
    """A row for each agreement that ends, in the month of its last day."""
    return (
        Lapse(month=m.month, agreement=a, recalled=m.recalled) for m in found.months for a in m.agreements
    )


def ask(w: Workspace, q: Question, asked: Ahead) -> Cliffs:
    """The months from that of the day asked about."""
    return cliffs_of(w.facts(q), q.as_of, asked.months).within(
        w.countries(asked.countries), asked.funder or ""
    )


ANSWER = Answer(
    name="cliffs",
    title=sentence("What ends when, and whose funding it is."),
    ask=ask,
    options=Ahead,
    result=Cliffs,
    tables={
        "falls": Table(
            row=Fall,
            rows=falls_of,
            key=("month", "country", "capability"),
            group="month",
            title=sentence("Capabilities that weaken"),
            empty=sentence("Nothing is known to end in these months. Most ends are not known."),
        ),
        "agreements": Table(
            row=Lapse,
            rows=lapses_of,
            key=("month", "agreement"),
            group="month",
            title=sentence("Agreements that end"),
            empty=sentence("No agreement is known to end in these months. Most ends are not known."),
        ),
    },
    example=Ahead(countries=(Iso3("XAA"),), months=12),
)
