"""Calendar of agreements that expire and of countries that leave an instrument (METHODS 7), with what each
end costs: the corridors that it covers on its last day and nothing covers on the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import numpy as np

from coordination.analytics.base.facts import Facts
from coordination.analytics.board.coverage import add_months
from coordination.analytics.borders.channels import FULL, Channels, channels_at, end, lists_of
from coordination.text.kinds import said_as
from coordination.text.records import Key
from coordination.text.sentences import Name, Sentence, sentence
from graph_schema.ids import CapabilityNumber, ClaimId, InstrumentId, Iso3

__all__ = ["MONTHS", "MOST_MONTHS", "Expiries", "Expiry", "Leaving", "expiries"]

MONTHS: Final = 24
MOST_MONTHS: Final = 240


@said_as(
    {
        "agreement": sentence("The agreement ends"),
        "party": sentence("A country leaves the agreement"),
        "member": sentence("A membership ends"),
    },
    doc="what ends",
)
class Leaving(StrEnum):
    """What ends."""

    AGREEMENT = "agreement"  #: it expires
    PARTY = "party"  #: a country is no longer on its list
    MEMBER = "member"  #: of a network


@dataclass(frozen=True, slots=True)
class Expiry:
    """An agreement that expires, or a country that is on its list no longer."""

    last: Annotated[date, Key("the last day")]
    kind: Leaving
    instrument: Annotated[InstrumentId, Key("agreement or network")]
    country: Annotated[
        Iso3 | None, Key("the country that leaves the list; empty = the agreement itself ends")
    ]
    duties: Annotated[tuple[CapabilityNumber, ...], Key("duties it serves")]
    only: Annotated[
        int,
        Key("pairs x duties that it covers on that day and nothing covers on the next", more={"minimum": 0}),
    ]
    claims: Annotated[tuple[ClaimId, ...], Key("rows of the list that end")]
    confirmed: Annotated[
        bool, Key("a row that ends, or the record of the agreement that expires, was read in a source")
    ] = True

    def reason(self) -> Sentence:
        name = Name("stakeholders" if self.kind is Leaving.MEMBER else "agreements", self.instrument)
        if self.kind is Leaving.AGREEMENT:
            return sentence(
                "{instrument} ends on {last}. One cross-border channel then closes.",
                "{instrument} ends on {last}. {n} cross-border channels then close.",
                instrument=name,
                last=self.last,
                n=self.only,
            )
        return sentence(
            "{country} is a party or member of {instrument} until {last}. One cross-border channel "
            "then closes.",
            "{country} is a party or member of {instrument} until {last}. {n} cross-border "
            "channels then close.",
            country=Name("countries", self.country or ""),
            instrument=name,
            last=self.last,
            n=self.only,
        )


@dataclass(frozen=True)
class Expiries:
    """By last day, then kind, instrument and country."""

    expiries: Annotated[tuple[Expiry, ...], Key("by last day")]


def _closing(before: Channels, after: Channels, instrument: int, country: int | None = None) -> int:
    """Pairs x duties that this instrument covers before and nothing covers after, so that two that end on one day are
    judged together (``instrument``: place in the lists); those of one country, if given."""
    (here,) = np.flatnonzero(before.which == instrument)
    if not before.in_force[here]:
        return 0
    on = before.standing[here] == FULL
    total = 0
    for d in np.flatnonzero(before.duty[here]).tolist():
        alone = after.counts(d) == 0
        if country is not None:
            others = on & (np.arange(len(on)) != country)
            total += int((alone[country] & others).sum()) if on[country] else 0
        else:
            total += int(np.triu(alone[np.ix_(on, on)], 1).sum())
    return total


def expiries(facts: Facts, as_of: date, months: int = MONTHS) -> Expiries:
    """What ends from the day after ``as_of`` (exclusive ends in (t, t + months])."""
    t, horizon = as_of.toordinal(), add_months(as_of, months).toordinal()
    lists, agreements = lists_of(facts), facts.snapshot["agreements"]
    numbers = np.asarray(facts.edition.duties, object)
    place = {i: p for p, i in enumerate(lists.ids) if lists.agreement[p]}
    found: list[Expiry] = []
    over = np.asarray(agreements["expires"].per_value(end, "int64"))
    for row in np.flatnonzero((t < over) & (over <= horizon)).tolist():
        ident, last = agreements.ids[row], date.fromordinal(int(over[row]) - 1)
        at = place.get(ident)
        duties = () if at is None else tuple(numbers[lists.duty[at]].tolist())
        days = channels_at(facts, last), channels_at(facts, date.fromordinal(int(over[row])))
        only = 0 if at is None else _closing(*days, at)
        read = agreements.text("verified", row) == "yes"
        found.append(Expiry(last, Leaving.AGREEMENT, InstrumentId(ident), None, duties, only, (), read))
    ends = (lists.stop > t) & (lists.stop <= horizon) & (lists.standing == FULL) & (lists.start < lists.stop)
    ends &= lists.ends[lists.at] > lists.stop  # else the agreement itself ends first
    rows = np.flatnonzero(ends)
    events = np.unique(np.stack([lists.stop[rows], lists.at[rows], lists.country[rows]]), axis=1).T.tolist()
    for stop, at, country in events:
        last = date.fromordinal(stop - 1)
        before, after = channels_at(facts, last), channels_at(facts, date.fromordinal(stop))
        if before.level(at, country) != FULL or after.level(at, country) == FULL:
            continue
        mine = rows[(lists.stop[rows] == stop) & (lists.at[rows] == at) & (lists.country[rows] == country)]
        agreement = bool(lists.agreement[at])
        frame = facts.snapshot["agreement_parties" if agreement else "memberships"]
        own = lists.row[mine].tolist()
        found.append(
            Expiry(
                last,
                Leaving.PARTY if agreement else Leaving.MEMBER,
                InstrumentId(lists.ids[at]),
                facts.countries[country],
                tuple(numbers[lists.duty[at]].tolist()),
                _closing(before, after, at, country),
                tuple(sorted({ClaimId(frame.ids[r]) for r in own})),
                any(frame.text("verified", r) == "yes" for r in own),
            )
        )
    return Expiries(tuple(sorted(found, key=lambda e: (e.last, e.kind, e.instrument, e.country or ""))))
