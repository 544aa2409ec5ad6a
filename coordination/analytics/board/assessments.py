"""Enablers and outcomes of the national response in a country on a day, as somebody assessed them (METHODS 2).

The latest assessment up to the day counts; of several of one day the one that was read in a source, then the lowest
finding. What nobody assessed is unknown, and never *not in place*. An assessment changes the status of no capability.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from coordination.analytics.base.facts import Facts
from coordination.text.records import Key
from graph_schema.ids import DomainId, EnablerId, Iso3, OutcomeId, Owner, PartialDay, SourceId
from graph_schema.values import Finding, ReviewMethod, Verified, first_day

__all__ = ["Assessed", "Assessments", "assessments"]

_ORDER = (Finding.NOT_IN_PLACE, Finding.UNCLEAR, Finding.PARTLY, Finding.IN_PLACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """An enabler or an outcome, and the last word on it. ``finding`` is None where nobody assessed it."""

    enabler: Annotated[EnablerId | None, Key("the enabler; empty for an outcome")]
    outcome: Annotated[OutcomeId | None, Key("the outcome; empty for an enabler")]
    domain: Annotated[DomainId | None, Key("the domain that is to reach the outcome, by our own reading")]
    finding: Annotated[Finding | None, Key("what was found; empty = nobody assessed it")]
    reviewed_on: PartialDay
    method: Annotated[ReviewMethod | None, Key("how it was assessed")]
    reviewer: Annotated[
        Owner | None, Key("who assessed it: the id of an organisation, or words; empty = not said")
    ]
    source: SourceId | None
    verified: Annotated[Verified | None, Key("whether it was read in a source")]
    earlier: Annotated[int, Key("how many assessments came before it", more={"minimum": 0})]


@dataclass(frozen=True)
class Assessments:
    """Enablers, then outcomes, in the order of the framework."""

    country: Iso3
    items: Annotated[tuple[Assessed, ...], Key("every enabler and outcome of the edition")]


def assessments(facts: Facts, as_of: date, country: str) -> Assessments:
    """The last word on every enabler and outcome in a country."""
    rows = _rows(facts, as_of, country)
    lists = facts.edition.lists
    items = [
        _item(rows.get(("enabler", r["id"]), []), facts, EnablerId(r["id"]), None) for r in lists["enablers"]
    ]
    items += [
        _item(rows.get(("outcome", r["id"]), []), facts, None, OutcomeId(r["id"]), DomainId(r["domain"]))
        for r in lists["outcomes"]
    ]
    return Assessments(Iso3(country), tuple(items))


def _rows(facts: Facts, as_of: date, country: str) -> dict[tuple[str, str], list[int]]:
    """Rows up to the day by what they assess, the last word first."""
    frame = facts.snapshot["assessments"]
    out: dict[tuple[str, str], list[int]] = {}
    for i in facts.counted("assessments").tolist():
        day = first_day(frame.text("reviewed_on", i))
        if frame.text("iso3", i) != country or day is None or day > as_of:
            continue
        field = "enabler" if frame.text("enabler", i) else "outcome"
        out.setdefault((field, frame.text(field, i)), []).append(i)

    def rank(i: int) -> tuple[int, bool, int, str]:
        day = first_day(frame.text("reviewed_on", i)) or date.min
        read = frame.text("verified", i) == Verified.YES
        return -day.toordinal(), not read, _ORDER.index(Finding(frame.text("finding", i))), frame.ids[i]

    return {item: sorted(some, key=rank) for item, some in out.items()}


def _item(
    rows: list[int],
    facts: Facts,
    enabler: EnablerId | None,
    outcome: OutcomeId | None,
    domain: DomainId | None = None,
) -> Assessed:
    frame = facts.snapshot["assessments"]

    def text(name: str) -> str:
        return frame.text(name, rows[0]) if rows else ""

    return Assessed(
        enabler=enabler,
        outcome=outcome,
        domain=domain,
        finding=Finding(text("finding")) if rows else None,
        reviewed_on=PartialDay(text("reviewed_on")),
        method=ReviewMethod(text("method")) if rows else None,
        reviewer=Owner(text("reviewer")) if text("reviewer") else None,
        source=SourceId(text("source_id")) if rows else None,
        verified=Verified(text("verified")) if rows else None,
        earlier=max(0, len(rows) - 1),
    )
