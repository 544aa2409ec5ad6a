"""Who pays in a country today, through whom, how much, and when the next of it ends.

Money is in the country that its row names; without one, wherever its recipient works (METHODS 1). Both may be nowhere:
then the funder is known, and the country is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

import numpy as np

from coordination.analytics.base.facts import NEVER, Facts
from coordination.analytics.base.providers import Funds
from coordination.analytics.board.grant_rows import Grants, last_day
from coordination.analytics.board.may_have_ended import may_have_ended
from coordination.analytics.money.cell_funding import paid_cells
from coordination.analytics.money.grants import delivered
from coordination.text.records import Key
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3, PartialDay, StakeholderId

__all__ = ["Grant", "Payer", "Place", "listed_grants", "payers", "places", "where_paid"]


@dataclass(frozen=True, slots=True)
class Payer:
    """A funder with a grant that counts today."""

    funder: StakeholderId
    countries: Annotated[tuple[Iso3, ...], Key("where it pays; empty where no country is known")]
    recipients: Annotated[tuple[StakeholderId, ...], Key("whom it pays")]
    next_end: Annotated[PartialDay, Key("last day of the grant that ends first; empty where no end is known")]
    may_have_ended: Annotated[bool, Key("every one of its grants may have ended")]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of its grants there")]


@dataclass(frozen=True, slots=True)
class Place:
    """A country in which money is known, or an end is."""

    country: Iso3
    funders: Annotated[tuple[StakeholderId, ...], Key("who pays there")]
    may_have_ended: Annotated[
        tuple[StakeholderId, ...], Key("who paid there, by grants all of which may have ended")
    ]
    end_known: Annotated[
        bool, Key("whether a last day is recorded of any work or money that is under way there")
    ]
    claims: Annotated[
        tuple[ClaimId, ...],
        Key("ids of the grants that pay there, and of work there with a recorded last day"),
    ]


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant that counts today, wherever it pays."""

    funder: StakeholderId
    recipient: StakeholderId
    title: Annotated[str, Key("title of the grant")]
    country: Annotated[Iso3 | None, Key("country it is for; empty = any")]
    capabilities: Annotated[tuple[CapabilityNumber, ...], Key("what it is for; empty = any")]
    uncounted: Annotated[
        tuple[CapabilityNumber, ...],
        Key(
            "of these the ones for which it counts in none of the countries asked about: it names no country, and no "
            "such work of its recipient is recorded there"
        ),
    ]
    amount: Annotated[float | None, Key("sum in its currency; null = not known, or sources disagree")]
    currency: Annotated[str, Key("ISO 4217 code; empty = not known")]
    disagree: Annotated[bool, Key("sources name different sums")]
    since: Annotated[PartialDay, Key("first day")]
    until: Annotated[PartialDay, Key("last known day; empty = not known")]
    places: Annotated[
        tuple[Iso3, ...], Key("countries in which it pays, by name or by the work of its recipient")
    ]
    at_work: Annotated[
        bool, Key("its recipient is recorded at work there, for something that the grant may pay")
    ]
    confirmed: Annotated[bool, Key("a row of it was read in a source")]
    may_have_ended: Annotated[
        bool,
        Key(
            "it has no known end, began more than 36 months ago, and no source published since then tells of it: it is "
            "in no sum of what pays"
        ),
    ]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of its rows")]


def _sum(amount: str) -> float | None:
    """The number that rows write, whole where it is."""
    if not amount:
        return None
    number = Decimal(amount)
    return int(number) if number == int(number) else float(number)


def where_paid(facts: Facts, as_of: date, countries: Sequence[int]) -> dict[int, set[int]]:
    """Row of ``Funds`` that counts today -> those of ``countries`` it pays in."""
    funds, wanted = Funds.of(facts), set(countries)
    return {
        f: {int(funds.country[f])} if funds.country[f] >= 0 else {c // facts.K for c in cells}
        for f, cells in paid_cells(facts, as_of, wanted)
    }


def payers(
    facts: Facts, as_of: date, grants: Grants, where: Mapping[int, set[int]], countries: Sequence[int]
) -> list[Payer]:
    """By id: who pays in one of ``countries``; where these are all there are, also who pays nowhere that is known.
    ``grants``: those that count today (:func:`~coordination.analytics.money.grants.grants_at`); ``where``:
    :func:`where_paid` of these countries."""
    funds, everything = Funds.of(facts), len(set(countries)) == len(facts.countries)
    frame = facts.snapshot["funding"]
    found: dict[str, list[tuple[set[int], str, PartialDay]]] = defaultdict(list)
    claims: dict[str, set[ClaimId]] = defaultdict(set)
    paying, perhaps = set[str](), may_have_ended(facts, as_of)
    for (funder, recipient, *_), rows in grants.items():
        there = set().union(*(where.get(f, set()) for f in rows))
        if there or everything:
            found[funder].append((there, recipient, last_day(funds.life.stop[rows].tolist())))
            claims[funder].update(ClaimId(frame.ids[r]) for r in funds.row[rows].tolist())
            if not perhaps.issuperset(rows):
                paying.add(funder)
    return [
        Payer(
            StakeholderId(funder),
            tuple(facts.countries[c] for c in sorted(set().union(*(there for there, _, _ in own)))),
            tuple(sorted({StakeholderId(recipient) for _, recipient, _ in own})),
            min((end for _, _, end in own if end), default=PartialDay("")),
            funder not in paying,
            tuple(sorted(claims[funder])),
        )
        for funder, own in sorted(found.items())
    ]


def listed_grants(
    facts: Facts, as_of: date, grants: Grants, where: Mapping[int, set[int]], countries: Sequence[int]
) -> list[Grant]:
    """By funder, recipient, country, since and title: what pays in one of ``countries`` or names it; where these are
    all there are, also what pays nowhere that is known: money whose recipient is not recorded at work is money too."""
    frame, funds, wanted = facts.snapshot["funding"], Funds.of(facts), set(countries)
    perhaps = may_have_ended(facts, as_of)
    everything, k, numbers = len(wanted) == len(facts.countries), facts.K, facts.edition.numbers
    work = delivered(facts, as_of.toordinal(), wanted)
    paid = {f: {c % k for c in cells} for f, cells in paid_cells(facts, as_of, wanted)}
    out = []
    for (funder, recipient, iso3, since, title), rows in grants.items():
        there = set().union(*(where.get(f, set()) for f in rows))
        named = facts.country_at.get(iso3, -1)
        if not (there or named in wanted or everything):
            continue
        at = funds.row[rows].tolist()
        sums = {(frame.text("amount", r), frame.text("currency", r)) for r in at if frame.text("amount", r)}
        amount, currency = sums.pop() if len(sums) == 1 else ("", "")
        mask = int(np.bitwise_or.reduce(funds.mask[rows]))
        cells = work.get(int(funds.recipient[rows[0]]), [])
        some = all(frame.text("capabilities", r) for r in at)
        named_for = [a for a in range(k) if some and mask >> a & 1]
        counted = set().union(*(paid.get(f, set()) for f in rows))
        out.append(
            Grant(
                StakeholderId(funder),
                StakeholderId(recipient),
                title,
                Iso3(iso3) or None,
                tuple(numbers[a] for a in named_for),
                tuple(numbers[a] for a in named_for if a not in counted),
                _sum(amount),
                currency,
                bool(sums),
                PartialDay(since),
                last_day(funds.life.stop[rows].tolist()),
                tuple(facts.countries[c] for c in sorted(there | ({named} & wanted))),
                any(named in (-1, c // k) and mask >> (c % k) & 1 for c in cells),
                any(frame.text("verified", r) == "yes" for r in at),
                perhaps.issuperset(rows),
                tuple(sorted(ClaimId(frame.ids[r]) for r in at)),
            )
        )
    return out


def places(facts: Facts, as_of: date, where: Mapping[int, set[int]], countries: Sequence[int]) -> list[Place]:
    """Those of ``countries`` about which there is something to tell, in their order; ``where``: :func:`where_paid`."""
    t, d, funds, wanted = as_of.toordinal(), facts.deliveries, Funds.of(facts), set(countries)
    paying: dict[int, set[int]] = defaultdict(set)
    paid: dict[int, set[int]] = defaultdict(set)
    perhaps = may_have_ended(facts, as_of)
    dated = (
        d.life.active(t) & (d.life.stop < NEVER) & ~d.stands_in
    )  # who has agreed to take over does not work
    claims: dict[int, set[ClaimId]] = defaultdict(set)
    work, money = facts.snapshot["deliveries"].ids, facts.snapshot["funding"].ids
    for c, row in zip((d.cell[dated] // facts.K).tolist(), d.row[dated].tolist(), strict=True):
        claims[c].add(ClaimId(work[row]))
    known = set(claims)
    for f, there in where.items():
        for c in there:
            (paid if f in perhaps else paying)[c].add(int(funds.funder[f]))
            claims[c].add(ClaimId(money[int(funds.row[f])]))
        if funds.life.stop[f] < NEVER:
            known |= there
    return [
        Place(
            facts.countries[c],
            tuple(sorted(facts.stakeholders[f] for f in paying[c])),
            tuple(sorted(facts.stakeholders[f] for f in paid[c] - paying[c])),
            c in known,
            tuple(sorted(claims[c])),
        )
        for c in sorted(wanted)
        if paying[c] or paid[c] or c in known
    ]
