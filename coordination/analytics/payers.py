"""Who pays in a country today, through whom, and when the next of it ends.

Money is in the country that its row names; without one, wherever its recipient works (METHODS 1). Both may be nowhere:
then the funder is known, and the country is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from coordination.analytics.cell_funding import paid_cells
from coordination.analytics.facts import NEVER, Facts
from coordination.analytics.grants import Grants, last_day
from coordination.analytics.providers import Funds

__all__ = ["Payer", "Place", "payers", "places", "where_paid"]


@dataclass(frozen=True, slots=True)
class Payer:
    """A funder with a grant that counts today. ``countries``: where it pays; ``recipients``: whom; ``next_end``: last
    day of the grant that ends first, empty where no end is known."""

    funder: str
    countries: tuple[str, ...]
    recipients: tuple[str, ...]
    next_end: str

    def as_row(self) -> dict[str, object]:
        return {
            "funder": self.funder,
            "countries": list(self.countries),
            "recipients": list(self.recipients),
            "next_end": self.next_end,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """A country in which money is known, or an end is. ``funders``: who pays there; ``end_known``: whether a last day
    is recorded of any work or money that is under way there."""

    country: str
    funders: tuple[str, ...]
    end_known: bool

    def as_row(self) -> dict[str, object]:
        return {"country": self.country, "funders": list(self.funders), "end_known": self.end_known}


def where_paid(facts: Facts, as_of: date, countries: Sequence[int]) -> dict[int, set[int]]:
    """Row of ``Funds`` that counts today -> those of ``countries`` it pays in."""
    funds, wanted = Funds.of(facts), set(countries)
    return {
        f: {int(funds.country[f])} if funds.country[f] >= 0 else {c // facts.K for c in cells}
        for f, cells in paid_cells(facts, as_of, wanted)
    }


def payers(
    facts: Facts, grants: Grants, where: Mapping[int, set[int]], countries: Sequence[int]
) -> list[Payer]:
    """By id: who pays in one of ``countries``; where these are all there are, also who pays nowhere that is known.
    ``grants``: those that count today (:func:`~coordination.analytics.grants.grants_at`); ``where``:
    :func:`where_paid` of these countries."""
    funds, everything = Funds.of(facts), len(set(countries)) == len(facts.countries)
    found: dict[str, list[tuple[set[int], str, str]]] = defaultdict(list)
    for (funder, recipient, *_), rows in grants.items():
        there = set().union(*(where.get(f, set()) for f in rows))
        if there or everything:
            found[funder].append((there, recipient, last_day(funds.life.stop[rows].tolist())))
    return [
        Payer(
            funder,
            tuple(facts.countries[c] for c in sorted(set().union(*(there for there, _, _ in own)))),
            tuple(sorted({recipient for _, recipient, _ in own})),
            min((end for _, _, end in own if end), default=""),
        )
        for funder, own in sorted(found.items())
    ]


def places(facts: Facts, as_of: date, where: Mapping[int, set[int]], countries: Sequence[int]) -> list[Place]:
    """Those of ``countries`` about which there is something to tell, in their order; ``where``: :func:`where_paid`."""
    t, d, funds, wanted = as_of.toordinal(), facts.deliveries, Funds.of(facts), set(countries)
    paying: dict[int, set[int]] = defaultdict(set)
    dated = d.life.active(t) & (d.life.stop < NEVER)
    known = set(np.unique(d.cell[dated] // facts.K).tolist())
    for f, there in where.items():
        for c in there:
            paying[c].add(int(funds.funder[f]))
        if funds.life.stop[f] < NEVER:
            known |= there
    return [
        Place(facts.countries[c], tuple(sorted(facts.stakeholders[f] for f in paying[c])), c in known)
        for c in sorted(wanted)
        if paying[c] or c in known
    ]
