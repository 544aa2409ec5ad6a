"""Records that need somebody's eye: those that end soon, and work whose source has grown old."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from coordination.analytics.base.facts import Facts, Mask
from coordination.analytics.base.timeline import add_months
from coordination.analytics.board.deliveries import Delivery, Progress, Quality, deliveries
from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from graph_schema.schema import SCHEMA
from graph_schema.values import end_exclusive, first_day

__all__ = ["Ending", "about", "concerns", "endings", "grown_old", "homes_of"]

#: fields that hold a last day
_LAST = ("until", "expires")
#: what a record says of itself that is not over and not only announced
_NOT_NOW = frozenset({"ended", "planned", "unknown"})


@dataclass(frozen=True, slots=True)
class Ending:
    """A record of a type, by its id, and the last day that it names."""

    last: date
    type: str
    id: str


def endings(
    facts: Facts, as_of: date, months: int, countries: Collection[str] | None = None
) -> tuple[Ending, ...]:
    """Records whose last day lies from the day asked about to so many months later, by last day. ``countries``: only
    those about one of them, or (of a type that names no country, or names none) of an organisation with its seat there.
    """
    return tuple(
        sorted(
            _endings(facts, as_of, add_months(as_of, months), countries), key=lambda e: (e.last, e.type, e.id)
        )
    )


def _endings(facts: Facts, as_of: date, limit: date, countries: Collection[str] | None) -> Iterator[Ending]:
    snapshot = facts.snapshot
    homes = homes_of(snapshot)
    for name, frame in snapshot.frames.items():
        for column in (c for c in _LAST if c in frame.columns and len(frame)):
            last = frame[column].per_value(_last, "int64")
            rows = (last >= as_of.toordinal()) & (last <= limit.toordinal())
            if "status" in frame.columns:
                rows &= ~frame["status"].isin(_NOT_NOW)
            if "since" in frame.columns:
                rows &= frame["since"].per_value(_first, "int64") <= as_of.toordinal()
            for at in np.flatnonzero(rows).tolist():
                if countries is None or not concerns(name, frame.row(at), homes).isdisjoint(countries):
                    yield Ending(date.fromordinal(int(last[at])), name, frame.ids[at])


def homes_of(snapshot: Snapshot) -> Mapping[str, str]:
    """Organisation -> the country of its seat, "" for none."""
    people = snapshot["stakeholders"]
    return dict(zip(people.ids, people["home_iso3"].texts(), strict=True))


def concerns(type_: str, row: Mapping[str, str], homes: Mapping[str, str]) -> set[str]:
    """The countries that a record is about: those that it names, else those of the organisations that it names."""
    props = SCHEMA[type_].props
    named = {row[p.name] for p in props if p.ref == "countries" and row.get(p.name)}
    if row.get("iso3"):
        return named or {row["iso3"]}
    return named | {homes.get(row[p.name], "") for p in props if p.ref == "stakeholders" and row.get(p.name)}


def about(frame: Frame, codes: Collection[str], homes: Mapping[str, str]) -> Mask:
    """The rows of a type that are about one of these countries (:func:`concerns`)."""
    named, by_home = np.zeros(len(frame), bool), np.zeros(len(frame), bool)
    for p in frame.type.props:
        if p.ref == "countries" or p.name == "iso3":
            named |= frame[p.name].isin(codes)
        elif p.ref == "stakeholders":
            by_home |= frame[p.name].per_value(lambda v: bool(v) and homes.get(v, "") in codes, "bool")
    if "iso3" in frame.columns:
        by_home &= frame["iso3"].isin([""])
    return named | by_home


def _last(text: str) -> int:
    """The last day that a date can mean; 0 for none."""
    end = end_exclusive(text)
    return (end - timedelta(days=1)).toordinal() if end else 0


def _first(text: str) -> int:
    day = first_day(text)
    return day.toordinal() if day else 0


def grown_old(facts: Facts, as_of: date, countries: Collection[str] | None = None) -> tuple[Delivery, ...]:
    """Work that goes on, of which the newest word is older than 36 months."""
    found = deliveries(
        facts, as_of, countries=countries or (), statuses=[Progress.ACTIVE], qualities=[Quality.STALE]
    )
    return found.deliveries
