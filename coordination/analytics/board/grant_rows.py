"""The rows of funding that are about one grant.

A *grant* is what one funder pays one recipient under one title from one day on, in one country or anywhere; several
sources about it are one grant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np

from coordination.analytics.base.facts import NEVER, Facts, Ints
from coordination.analytics.base.providers import Funds
from graph_schema.ids import PartialDay

__all__ = ["GRANT", "Grants", "active_rows", "grants_at", "last_day"]

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
