"""Figures about a country or a region on a day, with year and source (METHODS 2).

Ranks and scores of indexes are left out: countries are never ranked. No figure changes a status.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from coordination.analytics.base.facts import Facts
from coordination.model.snapshot import Snapshot
from coordination.text.records import Key
from graph_schema.ids import CapabilityNumber, ClaimId, FrameworkText, Iso3, PartialDay, SourceId
from graph_schema.values import Verified

__all__ = ["Figure", "Figures", "figures", "regions"]

_RANKS: Final = ("rank", "score 0-100")
#: Fields of a country with the name of a region, the widest first.
_REGIONS: Final = ("region", "m49_subregion", "subregion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a source says of a country or a region in a number."""

    region: Annotated[FrameworkText, Key("the region that it is about; empty = the country itself")]
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

    country: Annotated[Iso3 | None, Key("empty where a region was asked for")]
    region: Annotated[FrameworkText, Key("the region that was asked for; empty = a country")]
    figures: Annotated[
        tuple[Figure, ...],
        Key("those of the country, then those of its regions; by indicator, the latest of each first"),
    ]


def regions(snapshot: Snapshot) -> frozenset[str]:
    """Every region that a country lies in or that a figure is about."""
    countries = snapshot["countries"]
    named = {text for field in _REGIONS for text in countries[field].texts()}
    return frozenset(named | set(snapshot["indicators"]["region"].texts())) - {""}


def _around(snapshot: Snapshot, country: str) -> tuple[str, ...]:
    """The regions of a country, the widest first; a figure of one of them stands on the page of the country too."""
    frame = snapshot["countries"]
    at = frame.position[country]
    return tuple(dict.fromkeys(filter(None, (frame.text(field, at) for field in _REGIONS))))


def figures(facts: Facts, as_of: date, country: str = "", *, region: str = "") -> Figures:
    """Every figure on record about a country and the regions it lies in, or about one region and not the countries in
    it; one without a year too."""
    frame = facts.snapshot["indicators"]
    around = (region,) if region else _around(facts.snapshot, country)
    belongs = defaultdict[str, list[CapabilityNumber]](list)
    for link in facts.edition.lists["figures"]:
        belongs[link["indicator"]].append(CapabilityNumber(link["capability"]))
    counted = facts.counted("indicators")
    about = frame["region"].isin(around) & frame["iso3"].isin([""])
    if country:
        about |= frame["iso3"].isin([country])
    rows = ((frame.ids[i], frame.row(i)) for i in counted[about[counted]].tolist())
    found = [
        Figure(
            region=FrameworkText("" if r["iso3"] else r["region"]),
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
    found.sort(key=lambda f: (around.index(f.region) if f.region else -1, f.indicator))
    return Figures(Iso3(country) if country else None, FrameworkText(region), tuple(found))
