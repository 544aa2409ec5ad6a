"""Grants that may have ended (METHODS 9): no row says when they end, they began more than 36 months ago, and no source
published since then tells of them.

Nobody said that they ended, so they depend on nobody less: statuses and what ends with a grant stay as they are. But
they are not called money that pays today, and are in no sum of it. An own budget is no grant.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from coordination.analytics.base.facts import ALWAYS, Facts, Ints
from coordination.analytics.base.providers import Funds
from coordination.analytics.base.timeline import STALE_MONTHS, add_months
from coordination.analytics.board.age import last_meant
from coordination.analytics.board.grant_rows import grants_at, last_day
from coordination.model.snapshot import Snapshot

__all__ = ["may_have_ended"]


def may_have_ended(facts: Facts, as_of: date) -> frozenset[int]:
    """Positions in ``Funds`` of the rows about grants that count on the day and may have ended."""
    key = ("may have ended", facts.edition.id, facts.evidence, as_of)
    return facts.snapshot.derived(key, lambda _: frozenset(_found(facts, as_of)))


def _found(facts: Facts, as_of: date) -> list[int]:
    funds, (began, told) = Funds.of(facts), facts.snapshot.derived(("funding told",), _days)
    long_ago = add_months(as_of, -STALE_MONTHS).toordinal()
    out: list[int] = []
    for (funder, recipient, *_), rows in grants_at(facts, as_of).items():
        at = funds.row[rows]
        known = began[at][began[at] > ALWAYS]
        if funder == recipient or last_day(funds.life.stop[rows].tolist()) or not len(known):
            continue
        if known.min() < long_ago and told[at].max() < long_ago:
            out += rows
    return out


def _days(snapshot: Snapshot) -> tuple[Ints, Ints]:
    """Of each row of funding: the last day on which it can have begun, its own, else that of its source (published,
    else retrieved); and the last day on which its source can have been published. ALWAYS where there is none."""
    frame, sources = snapshot["funding"], snapshot["sources"]
    at = frame["source_id"].coded(sources.position)
    published, retrieved = (
        np.append(sources[c].per_value(last_meant, "int64"), ALWAYS)[at] for c in ("published", "retrieved")
    )
    since = frame["since"].per_value(last_meant, "int64")
    source = np.where(published > ALWAYS, published, retrieved)
    return np.where(since > ALWAYS, since, source), published
