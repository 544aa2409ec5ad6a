"""Grants that may have ended (METHODS 9), the slow way: every grant of a day, with all that is said about it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from tests.oracle.cells import View
from tests.oracle.dates import add_months, end_exclusive
from tests.oracle.world import Claim

__all__ = ["GRANT", "may_have_ended"]

#: What makes rows rows of one grant.
GRANT = ("funder_id", "recipient_id", "iso3", "since", "title")


def _last_day(text: str) -> date | None:
    end = end_exclusive(text)
    return end - timedelta(days=1) if end else None


def may_have_ended(view: View, day: date) -> list[Claim]:
    """The rows of grants of another that have an open end, began more than 36 months before the day, as late as their
    dates can mean, and that no source published in these months tells of."""
    grants: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in view.world.active("funding", day):
        grants[tuple(claim.get(k) for k in GRANT)].append(claim)
    out = []
    for claims in grants.values():
        began, told = [], []
        for claim in claims:
            source = view.world.sources.get(claim.source, {})
            published = source.get("published", "")
            told.append(_last_day(published))
            began.append(_last_day(claim.get("since") or published or source.get("retrieved", "")))
        starts, news = [d for d in began if d], [d for d in told if d]
        edge = add_months(day, -36)
        own = claims[0].get("funder_id") == claims[0].get("recipient_id")
        open_end = any(claim.end is None for claim in claims)
        if open_end and not own and starts and min(starts) < edge and all(d < edge for d in news):
            out += claims
    return out
