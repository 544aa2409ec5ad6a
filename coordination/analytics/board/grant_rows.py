"""The rows of funding that are about one grant, and what they say of its amount.

A *grant* is what one funder pays one recipient under one title from one day on, in one country or anywhere; several
sources about it are one grant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import numpy as np

from coordination.analytics.base.facts import NEVER, Facts, Ints
from coordination.analytics.base.providers import Funds
from graph_schema.ids import PartialDay
from graph_schema.values import AmountKind

__all__ = ["GRANT", "Grants", "Stated", "active_rows", "grants_at", "last_day", "plain", "stated"]

#: (funder, recipient, iso3, since, title) -> positions in ``Funds`` of the rows about it
Grants = dict[tuple[str, str, str, str, str], list[int]]
GRANT: Final = ("funder_id", "recipient_id", "iso3", "since", "title")


def active_rows(facts: Facts, t: int) -> Ints:
    """Positions in ``Funds`` of the rows that count on a day."""
    return np.flatnonzero(Funds.of(facts).life.active(t))


def last_day(stops: Sequence[int]) -> PartialDay:
    """Last day before the latest of these exclusive ends; empty where one is open."""
    return PartialDay("" if max(stops) >= NEVER else date.fromordinal(max(stops) - 1).isoformat())


def grants_at(facts: Facts, as_of: date) -> Grants:
    """Positions in ``Funds`` of the rows about each grant that counts on a day, sorted."""
    frame, funds = facts.snapshot["funding"], Funds.of(facts)
    rows = active_rows(facts, as_of.toordinal())
    texts = [frame[c].take(funds.row[rows]).texts() for c in GRANT]
    out: Grants = defaultdict(list)
    for f, *grant in zip(rows.tolist(), *texts, strict=True):
        out[tuple(grant)].append(f)
    return dict(sorted(out.items()))


@dataclass(frozen=True, slots=True)
class Stated:
    """What rows say of the amount of a grant; ``""`` and None where none does, or they differ."""

    amount: str
    currency: str
    kind: AmountKind | None
    disagree: bool

    @property
    def number(self) -> float | None:
        """The amount, whole where it is."""
        if not self.amount:
            return None
        return plain(Decimal(self.amount))


def plain(number: Decimal) -> float:
    """A number, whole where it is."""
    return int(number) if number == int(number) else float(number)


def stated(facts: Facts, rows: Sequence[int]) -> Stated:
    """What these rows of funding say of the amount."""
    frame = facts.snapshot["funding"]
    sums = {(frame.text("amount", i), frame.text("currency", i)) for i in rows if frame.text("amount", i)}
    kinds = {kind for i in rows if (kind := frame.text("amount_kind", i))}
    amount, currency = next(iter(sums)) if len(sums) == 1 else ("", "")
    return Stated(amount, currency, AmountKind(*kinds) if len(kinds) == 1 else None, len(sums) > 1)
