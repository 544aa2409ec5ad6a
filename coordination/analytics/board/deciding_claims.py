"""The rows behind a status and behind a comparison: those that decide it, affiliations and money that make providers
one, ends that make a cell expire, rows that contradict one another. Positions are rows of the frames, so each leads to
its source and line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from coordination.analytics.base.facts import Ints
from coordination.analytics.base.providers import Funds
from coordination.analytics.board.coverage import WINDOW_MONTHS, Coverage, Rule, add_months
from graph_schema.ids import ClaimId

__all__ = [
    "affiliation_rows",
    "conflicting_rows",
    "ending_deliveries",
    "ending_money",
    "ids_of",
    "money_rows",
    "status_claims",
    "status_rows",
]

#: The deliveries that decide a status, by the rule.
_ROWS: Final = {
    Rule.COVERED: "provides",
    Rule.FRAGILE: "provides",
    Rule.PLANNED: "planned",
    Rule.LAPSED: "over",
}


def ids_of(cover: Coverage, name: str, rows: Iterable[int]) -> tuple[ClaimId, ...]:
    """Ids of these rows of a type, each once, sorted."""
    ids = cover.facts.snapshot[name].ids
    return tuple(sorted({ClaimId(ids[r]) for r in rows}))


def status_rows(cover: Coverage, cell: int) -> Iterator[tuple[str, list[int]]]:
    """Types and rows of the records that the status of a cell rests on: activities, with the agreements to take over
    that it needs, or the latest review, with what was done once; nothing where nobody looked."""
    facts, d = cover.facts, cover.facts.deliveries
    if which := _ROWS.get(Rule(int(cover.rule[cell]))):
        agreed = cover.deciding_stand_ins
        rows = np.concatenate([cover.delivery_rows(cell, which), agreed[d.cell[agreed] == cell]])
        yield "deliveries", d.row[rows].tolist()
        return
    if len(rows := cover.finishing_rows(cell)):
        yield "deliveries", rows.tolist()
    look = int(cover.latest[cell])
    if look >= 0 and cover.rule[cell] != Rule.NOBODY_LOOKED:
        yield "reviews", [int(facts.looks.row[look])]


def status_claims(cover: Coverage, cell: int) -> tuple[ClaimId, ...]:
    """Their ids."""
    return tuple(sorted(i for rows in status_rows(cover, cell) for i in ids_of(cover, *rows)))


def _by_id(cover: Coverage, name: str, rows: Ints) -> list[int]:
    """Rows in the order of their ids, so that the order in a store never shows."""
    return sorted(rows.tolist(), key=cover.facts.snapshot[name].ids.__getitem__)


def affiliation_rows(cover: Coverage, members: Ints) -> list[int]:
    """Rows of ``affiliations`` active that day by which these bodies stand under others, upwards."""
    facts, t = cover.facts, cover.as_of.toordinal()
    frame = facts.snapshot["affiliations"]
    rows = facts.counted("affiliations")
    rows = rows[facts.life("affiliations").active(t)[rows]]
    child = frame["child_id"].coded(facts.stakeholder_at)[rows]
    parent = frame["parent_id"].coded(facts.stakeholder_at)[rows]
    reached = set(members.tolist())
    while more := set(parent[np.isin(child, list(reached))].tolist()) - reached:
        reached |= more
    return _by_id(cover, "affiliations", rows[np.isin(child, list(reached)) & (child != parent)])


def _money(cover: Coverage, cell: int, members: Ints) -> tuple[Ints, Funds]:
    funds, country = Funds.of(cover.facts), cell // cover.facts.K
    where = np.full(len(members), country, np.int64)
    what = np.full(len(members), cell % cover.facts.K, np.int64)
    _, at = funds.touching(members, where, what)
    return at[funds.life.active(cover.as_of.toordinal())[at]], funds


def money_rows(cover: Coverage, cell: int, members: Ints) -> list[int]:
    """Rows of ``funding`` that pay these providers for the cell that day."""
    at, funds = _money(cover, cell, members)
    return _by_id(cover, "funding", funds.row[at])


def _window(cover: Coverage) -> tuple[int, int]:
    return cover.as_of.toordinal(), add_months(cover.as_of, WINDOW_MONTHS).toordinal()


def ending_deliveries(cover: Coverage, cell: int) -> list[int]:
    """Rows of ``deliveries`` of the cell's providers that end within the window of *expiring*."""
    t, end = _window(cover)
    d, rows = cover.facts.deliveries, cover.delivery_rows(cell, "provides")
    stop = d.life.stop[rows]
    return _by_id(cover, "deliveries", d.row[rows[(stop > t) & (stop <= end)]])


def ending_money(cover: Coverage, cell: int) -> list[int]:
    """Rows of ``funding`` of the cell's providers that end within that window."""
    t, end = _window(cover)
    at, funds = _money(cover, cell, cover.groups.node_who[cover.groups.of_query(cell)])
    stop = funds.life.stop[at]
    return _by_id(cover, "funding", funds.row[at[(stop > t) & (stop <= end)]])


def conflicting_rows(cover: Coverage, cell: int) -> list[int]:
    """Rows of ``deliveries`` that say a provider's work is over while another source says it goes on."""
    d, t = cover.facts.deliveries, cover.as_of.toordinal()
    low, high = np.searchsorted(d.cell, [cell, cell + 1])
    at = np.arange(low, high)
    life, role = d.life.take(at), d.provides[at]
    over, active = at[life.lapsed(t) & role], at[life.active(t) & role]
    found = []
    for p in over.tolist():
        rival = active[
            (d.who[active] == d.who[p])
            & (d.source[active] != d.source[p])
            & (d.life.start[active] < d.life.stop[p])
        ]
        if len(rival):
            found.append(int(d.row[p]))
    return sorted(found, key=cover.facts.snapshot["deliveries"].ids.__getitem__)
