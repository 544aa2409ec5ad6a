"""Who funds a cell today, as far as rows say: whether it pays for it, since when, until when, when that was last seen,
and what rows add.

A row without an end counts until somebody writes one. So it is told when it was last seen, and that the work it paid
is recorded as ended where it is. What is on record pays for a cell where it runs and its recipient works there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np

from coordination.analytics.base.facts import NEVER, Facts
from coordination.analytics.base.providers import Funds
from coordination.analytics.board.grant_rows import active_rows, last_day
from coordination.analytics.board.may_have_ended import may_have_ended
from coordination.analytics.money.classes import GrantClass, class_of, classes, paying
from coordination.analytics.money.grants import delivered
from coordination.text.records import Key
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3, PartialDay, StakeholderId
from graph_schema.values import first_day

__all__ = ["CellFunding", "cell_funding", "meant_cells", "paid_cells", "work_ended"]


@dataclass(frozen=True, slots=True)
class CellFunding:
    """A funder of a cell today, or one that is on record for it."""

    country: Iso3
    capability: CapabilityNumber
    funder: StakeholderId
    recipients: Annotated[tuple[StakeholderId, ...], Key("who is paid for it, or would be")]
    until: Annotated[
        PartialDay, Key("last known day of the latest of its grants there; empty = open or not known")
    ]
    since: Annotated[PartialDay, Key("earliest first day that a row names; empty = not known")]
    seen: Annotated[PartialDay, Key("date of the newest source of these rows")]
    undated: Annotated[bool, Key("that source has no date: ``seen`` is the day on which it was read")]
    work_ended: Annotated[
        PartialDay, Key("last day of the work of the recipients there, where all of it is recorded as ended")
    ]
    note: Annotated[str, Key("what the rows add")]
    confirmed: Annotated[bool, Key("a row of it was read in a source; else it is recalled")]
    may_have_ended: Annotated[
        bool,
        Key(
            "every grant behind it may have ended: it has no known end, began more than 36 months ago, and no source "
            "published since then tells of it"
        ),
    ]
    class_: Annotated[
        GrantClass | None,
        Key(
            "the first of these that one of its grants is; empty where all of it is an own budget",
            name="class",
        ),
    ]
    pays: Annotated[
        bool,
        Key(
            "it pays for it today: a running grant, no call and no pledge, or an own budget, whose recipient is "
            "recorded at work there"
        ),
    ]
    at_work: Annotated[bool, Key("a recipient is recorded at work there today")]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of its rows")]


def _ended(facts: Facts, t: int, cells: Iterable[int]) -> dict[tuple[int, int], int]:
    """(who, cell) -> first day without the work, where all rows about it that count by then have a dated end."""
    d = facts.deliveries
    here = np.isin(d.cell, sorted(cells)) & ~d.stands_in
    going = here & (d.life.active(t) | d.life.planned(t))
    on = set(zip(d.who[going].tolist(), d.cell[going].tolist(), strict=True))
    out: dict[tuple[int, int], int] = {}
    over = here & d.life.lapsed(t)
    for *key, day in zip(
        d.who[over].tolist(), d.cell[over].tolist(), d.life.over[over].tolist(), strict=True
    ):
        if (at := (key[0], key[1])) not in on:
            out[at] = max(day, out.get(at, 0))
    return out


def _earliest(texts: Sequence[str]) -> PartialDay:
    """The first of these partial dates; empty ones say nothing."""
    return PartialDay(min((x for x in texts if x), key=lambda x: (first_day(x) or date.max, x), default=""))


def _latest(texts: Sequence[str]) -> PartialDay:
    return PartialDay(max((x for x in texts if x), key=lambda x: (first_day(x) or date.min, x), default=""))


def _told(facts: Facts, rows: Iterable[int]) -> tuple[PartialDay, bool]:
    """When the newest source of these rows of funding was published, else read; and whether it was only read."""
    sources = facts.snapshot["sources"]
    found = (sources.position.get(facts.snapshot["funding"].text("source_id", row), -1) for row in rows)
    at = [a for a in found if a >= 0]
    published = [sources.text("published", a) for a in at]
    newest = _latest([p or sources.text("retrieved", a) for p, a in zip(published, at, strict=True)])
    return newest, bool(newest) and newest not in published


def meant_cells(facts: Facts, as_of: date, wanted: set[int]) -> Iterator[tuple[int, list[int]]]:
    """Row of ``Funds`` that counts today and names none but the wanted countries -> the cells there that it is for.

    A grant that names a country and capabilities is for these; any other one for what its recipient does today, so
    that money without an address is not spread over the map.
    """
    t, k, funds = as_of.toordinal(), facts.K, Funds.of(facts)
    work, named = delivered(facts, t, wanted), ~facts.snapshot["funding"]["capabilities"].isin([""])
    for f in active_rows(facts, t).tolist():
        country, mask = int(funds.country[f]), int(funds.mask[f])
        if country >= 0 and country not in wanted:
            continue
        if country >= 0 and named[funds.row[f]]:
            yield f, [country * k + a for a in range(k) if mask >> a & 1]
        else:
            here = work.get(int(funds.recipient[f]), [])
            yield f, [c for c in here if country in (-1, c // k) and mask >> (c % k) & 1]


def paid_cells(facts: Facts, as_of: date, wanted: set[int]) -> dict[int, list[int]]:
    """Row of ``Funds`` that pays for something there today -> the cells: of those that it is for those in which its
    recipient works."""
    pays, funds, work = paying(facts, as_of), Funds.of(facts), delivered(facts, as_of.toordinal(), wanted)
    out: dict[int, list[int]] = {}
    for f, cells in meant_cells(facts, as_of, wanted):
        here = set(work.get(int(funds.recipient[f]), ())) if f in pays else set[int]()
        if found := [c for c in cells if c in here]:
            out[f] = found
    return out


def work_ended(facts: Facts, as_of: date, wanted: set[int]) -> dict[tuple[int, int], int]:
    """(recipient, cell) of the wanted countries -> first day without its work, where all of it is recorded as ended."""
    k = facts.K
    return _ended(facts, as_of.toordinal(), (c * k + a for c in wanted for a in range(k)))


def cell_funding(facts: Facts, as_of: date, countries: Sequence[int]) -> list[CellFunding]:
    """Who funds what, sorted by country, capability (edition order) and funder."""
    t, k, funds, frame = as_of.toordinal(), facts.K, Funds.of(facts), facts.snapshot["funding"]
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for f, cells in meant_cells(facts, as_of, set(countries)):
        for cell in cells:
            found[cell, int(funds.funder[f])].append(f)
    over, out = _ended(facts, t, {cell for cell, _ in found}), []
    perhaps, found_classes = may_have_ended(facts, as_of), classes(facts, as_of)
    paid = paid_cells(facts, as_of, set(countries))
    work = {(who, c) for who, cells in delivered(facts, t, set(countries)).items() for c in cells}
    for (cell, funder), rows in sorted(found.items()):
        to, at = {int(funds.recipient[f]) for f in rows}, funds.row[rows].tolist()
        ends, own = [over.get((who, cell), NEVER) for who in to], class_of(found_classes, rows)
        out.append(
            CellFunding(
                facts.countries[cell // k],
                facts.edition.numbers[cell % k],
                facts.stakeholders[funder],
                tuple(sorted(facts.stakeholders[who] for who in to)),
                last_day(funds.life.stop[rows].tolist()),
                _earliest([frame.text("since", i) for i in at]),
                *_told(facts, at),
                last_day(ends),
                "; ".join(dict.fromkeys(n for i in at for n in frame.text("note", i).split("; ") if n)),
                any(frame.text("verified", i) == "yes" for i in at),
                perhaps.issuperset(rows),
                own,
                any(cell in paid.get(f, ()) for f in rows),
                any((who, cell) in work for who in to),
                tuple(sorted(ClaimId(frame.ids[i]) for i in at)),
            )
        )
    return out
