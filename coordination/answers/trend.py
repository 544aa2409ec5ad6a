"""How the states of countries went, on a row of days (METHODS 9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from coordination.analytics.base.timeline import add_months
from coordination.analytics.time.changed_cells import Move, remarks
from coordination.analytics.time.trends import History, StatesOfDay, days_back
from coordination.analytics.time.trends import trend as trend_of
from coordination.answers.countries import Countries
from coordination.answers.declare import Answer, Option, Table
from coordination.text.records import Column
from coordination.text.sentences import Sentence, sentence
from coordination.text.states import Sign
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import CapabilityNumber, Iso3

__all__ = ["ANSWER", "Back"]


@dataclass(frozen=True, slots=True)
class Back(Countries):
    """Where, and on which days."""

    first: Annotated[
        date | None,
        Option(
            sentence("No day before this one. Default: five years before the last."),
            flag="--from",
        ),
    ] = None
    last: Annotated[date | None, Option(sentence("The last day. Default: that of --as-of."), flag="--to")] = (
        None
    )
    step: Annotated[int, Option(sentence("Months from one day to the next."))] = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A capability that has another status than on the day before."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    day: Annotated[date, Column(sentence("Seen on"))]
    before: Annotated[Sign, Column(sentence("Before"))]
    after: Annotated[Sign, Column(sentence("After"))]
    move: Annotated[Move, Column(sentence("Trend"))]
    remarks: Annotated[tuple[Sentence, ...], Column(sentence("What to know"))]


def changes_of(found: History) -> Iterator[Change]:
    """A row for each change, by country, capability and day."""
    for c in found.changes:
        yield Change(
            country=c.country,
            capability=c.capability,
            day=c.day,
            before=c.signs[0],
            after=c.signs[1],
            move=c.move,
            remarks=tuple(remarks(c.money_ended, c.first_recorded, c.links_recorded)),
        )


def ask(w: Workspace, q: Question, asked: Back) -> History:
    """States on the day of the question and every ``step`` months before it, down to the first (five years before)."""
    days = days_back(asked.first or add_months(q.as_of, -60), q.as_of, asked.step)
    return trend_of(w.facts(q), days, w.countries(asked.countries)).told()


ANSWER = Answer(
    name="trend",
    title=sentence("How the status of capabilities changed over time."),
    doc=sentence("Day by day in equal steps, by what is known now."),
    ask=ask,
    question=lambda q, asked: replace(q, as_of=asked.last or q.as_of),
    options=Back,
    result=History,
    tables={
        "trend": Table(
            row=StatesOfDay,
            rows=lambda found: found.trend,
            key=("country", "day"),
            group="country",
            title=sentence("Capabilities by status"),
            empty=sentence("No country is known."),
        ),
        "changes": Table(
            row=Change,
            rows=changes_of,
            key=("country", "capability", "day"),
            group="country",
            title=sentence("What changed"),
            empty=sentence("No status changed between these days, as far as is known."),
        ),
    },
    example=Back(countries=(Iso3("XAA"),), step=24),
)
