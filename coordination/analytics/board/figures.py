"""Figures about a country on a day, with year and source (METHODS 2).

Ranks and scores of indexes are left out: countries are never ranked. No figure changes a status.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from coordination.analytics.base.facts import Facts
from coordination.text.records import Key
from graph_schema.ids import CapabilityNumber, ClaimId, FrameworkText, Iso3, PartialDay, SourceId
from graph_schema.values import Verified

__all__ = ["Figure", "Figures", "figures"]

_RANKS: Final = ("rank", "score 0-100")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a source says of a country in a number."""

    indicator: Annotated[str, Key("the indicator, by its id")]
    name: Annotated[FrameworkText, Key("what is measured")]
    value: Annotated[float, Key("the figure")]
    unit: Annotated[FrameworkText, Key("as recorded; of 0/1, 1 is yes and 0 is no")]
    year: Annotated[PartialDay, Key("empty = not given")]
    note: Annotated[FrameworkText, Key("as recorded; empty = none")]
    capabilities: Annotated[
        tuple[CapabilityNumber, ...], Key("capabilities to which it belongs, by our own reading")
    ]
    source: SourceId
    verified: Annotated[Verified, Key("whether it was read in a source")]
    claim: ClaimId


@dataclass(frozen=True)
class Figures:
    """None later than the day."""

    country: Iso3
    figures: Annotated[tuple[Figure, ...], Key("by indicator, the latest of each first")]


def figures(facts: Facts, as_of: date, country: str) -> Figures:
    """Every figure on record about a country; one without a year too."""
    frame = facts.snapshot["indicators"]
    belongs = defaultdict[str, list[CapabilityNumber]](list)
    for link in facts.edition.lists["figures"]:
        belongs[link["indicator"]].append(CapabilityNumber(link["capability"]))
    counted = facts.counted("indicators")
    own = counted[frame["iso3"].isin([country])[counted]]
    rows = ((frame.ids[i], frame.row(i)) for i in own.tolist())
    found = [
        Figure(
            indicator=r["indicator_id"],
            name=FrameworkText(r["name"]),
            value=int(value) if (value := float(r["value"])).is_integer() else value,
            unit=FrameworkText(r["unit"]),
            year=PartialDay(r["year"]),
            note=FrameworkText(r["note"]),
            capabilities=tuple(belongs[r["indicator_id"]]),
            source=SourceId(r["source_id"]),
            verified=Verified(r["verified"]),
            claim=ClaimId(claim),
        )
        for claim, r in rows
        if r["unit"] not in _RANKS and r["year"] <= as_of.isoformat()
    ]
    found.sort(key=lambda f: (f.year, f.claim), reverse=True)
    return Figures(Iso3(country), tuple(sorted(found, key=lambda f: f.indicator)))
