"""How old the evidence of a cell is (METHODS 2), the slow way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.oracle.cells import CellState, View
from tests.oracle.dates import add_months, end_exclusive
from tests.oracle.edition import Edition
from tests.oracle.world import Claim, Row

__all__ = ["Aged", "age_of", "is_old", "keeps", "old_row", "stale", "undated"]

OF_CELLS = ("deliveries", "reviews")


def _last_day(text: str, day: date) -> date | None:
    end = end_exclusive(text)
    return min(end - timedelta(days=1), day) if end else None


def said(view: View, claim: Claim, day: date) -> date | None:
    """The day of a claim: what its source says of itself; of a review that is no reading, its own."""
    if claim.table == "reviews" and claim.get("method") != "desk_review":
        return _last_day(claim.get("reviewed_on"), day)
    return _last_day(view.world.sources.get(claim.source, {}).get("published") or "", day)


def lasts(view: View, claim: Claim, number: str) -> bool:
    law = view.world.sources.get(claim.source, {}).get("kind") == "law"
    return law or (claim.table in OF_CELLS and number in view.edition.ageless)


def is_old(view: View, claim: Claim, number: str, day: date) -> bool:
    on = said(view, claim, day)
    return on is not None and on < add_months(day, -36) and not lasts(view, claim, number)


def keeps(view: View, claim: Claim, number: str, day: date, *, undated: bool) -> bool:
    if said(view, claim, day) is None and not lasts(view, claim, number):
        return undated
    return not is_old(view, claim, number, day)


def old_row(table: str, row: Row, sources: dict[str, Row], edition: Edition, day: date) -> bool:
    """The same of a row as it stands in its file."""
    source = sources.get(row.get("source_id", ""), {})
    on = source.get("published", "")
    if table == "reviews" and row.get("method") != "desk_review":
        on = row.get("reviewed_on", "")
    last = _last_day(on, day)
    here = edition.numbers_here(row.get("edition"), row.get("capability")) if table in OF_CELLS else []
    lasting = source.get("kind") == "law" or any(n in edition.ageless for n in here)
    return last is not None and last < add_months(day, -36) and not lasting


class Aged(View):
    """The same view without old deliveries and looks; groups are those of all rows."""

    def __init__(self, whole: View, day: date, *, undated: bool) -> None:
        super().__init__(whole.world, whole.edition)
        self.whole, self.day, self.with_undated = whole, day, undated

    def _keeps(self, claim: Claim, number: str) -> bool:
        return keeps(self.whole, claim, number, self.day, undated=self.with_undated)

    def deliveries(self, country: str, capability: str, role: str = "provides") -> list[Claim]:
        return [c for c in self.whole.deliveries(country, capability, role) if self._keeps(c, capability)]

    def looks(self, country: str, capability: str, day: date) -> list[Claim]:
        return [c for c in self.whole.looks(country, capability, day) if self._keeps(c, capability)]

    def independent_groups(
        self, country: str, capability: str, day: date, without: Any = ()
    ) -> list[list[str]]:
        here = set(self.providers(country, capability, day))
        return [g for g in self.whole.independent_groups(country, capability, day) if here & {*g}]

    def spare_groups(self, country: str, capability: str, day: date, without: Any = ()) -> list[list[str]]:
        here = {
            c.get("stakeholder_id")
            for c in self.deliveries(country, capability, "stands_in")
            if c.active(day)
        }
        return [g for g in self.whole.spare_groups(country, capability, day) if here & {*g}]


def _rows(view: View, cell: CellState, day: date) -> list[Claim]:
    return [c for c in view.deliveries(cell.country, cell.capability) if c.active(day)]


def _told(view: View, cell: CellState, day: date) -> list[Claim]:
    """Of its providers, where nobody provides it of what is planned or over, and its looks."""
    here = view.deliveries(cell.country, cell.capability)
    rows = _rows(view, cell, day) or [c for c in here if c.planned(day) or c.lapsed(day)]
    return rows + view.looks(cell.country, cell.capability, day)


def stale(view: View, cell: CellState, day: date) -> bool:
    claims = _told(view, cell, day)
    days = [d for c in claims if (d := said(view, c, day)) is not None]
    ageing = not any(lasts(view, c, cell.capability) for c in claims)
    return bool(days) and max(days) < add_months(day, -36) and ageing


def undated(view: View, cell: CellState, day: date) -> bool:
    rows = _rows(view, cell, day)
    return bool(rows) and all(
        said(view, c, day) is None and not lasts(view, c, cell.capability) for c in rows
    )


def age_of(view: View, cell: CellState, day: date) -> dict[str, Any]:
    rows = _rows(view, cell, day)
    claims = _told(view, cell, day)
    days = [d for c in claims if (d := said(view, c, day)) is not None]
    without = []
    for who in cell.providers:
        own = [c for c in rows if c.get("stakeholder_id") == who]
        if all(said(view, c, day) is None for c in own) and not all(
            lasts(view, c, cell.capability) for c in own
        ):
            without.append(who)
    states = {
        name: Aged(view, day, undated=with_undated).state(cell.country, cell.capability, day).state
        for name, with_undated in (("recent", False), ("recent_undated", True))
    }
    return {"newest": max(days).isoformat() if days else "", "undated": without, **states}
