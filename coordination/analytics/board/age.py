"""How old the evidence of every cell is (METHODS 2): by the day of the source, never by the day somebody looked at it.

A row is as old as its source was published; a desk review as the source it read, another review as the day it was done.
Without that day a row is *undated*. What a law says, and what is on record of a capability whose evidence does not age
(a law, a court), does not grow old.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from coordination.analytics.base.facts import ALWAYS, Facts, Ints, Mask
from coordination.analytics.base.providers import Groups, StandIns
from coordination.analytics.base.spans import distinct
from coordination.analytics.base.timeline import STALE_MONTHS, add_months
from coordination.model.snapshot import Snapshot
from graph_schema.values import ReviewMethod, SourceKind, end_exclusive

__all__ = ["OF_CELLS", "Ages", "Kept", "ages", "kept", "last_meant", "old_rows", "undated_rows"]

#: Types of records of which some lay down the status of a capability.
OF_CELLS: Final = ("deliveries", "reviews")


def last_meant(text: str) -> int:
    """The last day that a date can mean; ALWAYS for none."""
    end = end_exclusive(text)
    return ALWAYS if end is None else end.toordinal() - 1


def _said_on(snapshot: Snapshot, name: str) -> Ints:
    """The last day that the date of each record of a type can mean; ALWAYS for none. Retrieved never counts."""
    frame, sources = snapshot[name], snapshot["sources"]
    days = np.append(sources["published"].per_value(last_meant, "int64"), ALWAYS)
    day = days[frame["source_id"].coded(sources.position)]
    if name == "reviews":
        read = frame["method"].isin([ReviewMethod.DESK_REVIEW])
        day = np.where(read, day, frame["reviewed_on"].per_value(last_meant, "int64"))
    return day


def said_on(snapshot: Snapshot, name: str) -> Ints:
    """The same, worked out once for each snapshot."""
    return snapshot.derived(("said on", name), lambda s: _said_on(s, name))


def _of_law(snapshot: Snapshot, name: str) -> Mask:
    sources = snapshot["sources"]
    law = np.append(sources["kind"].isin([SourceKind.LAW]), False)
    return law[snapshot[name]["source_id"].coded(sources.position)]


def _lasting_cells(facts: Facts, cell: Ints) -> Mask:
    return np.asarray([not c.ages for c in facts.edition.capabilities], bool)[cell % facts.K]


def _lasting_rows(facts: Facts, name: str) -> Mask:
    """Which records of a type do not age."""
    lasting = _of_law(facts.snapshot, name)
    if name in OF_CELLS:
        at = facts.deliveries if name == "deliveries" else facts.looks
        lasting[at.row[_lasting_cells(facts, at.cell)]] = True
    return lasting


def old_rows(facts: Facts, name: str, as_of: date) -> Mask:
    """Which records of a type are older than 36 months; one without a day is never old, and a law does not age."""
    day = said_on(facts.snapshot, name)
    return (day > ALWAYS) & (day < _limit(as_of)) & ~_lasting_rows(facts, name)


def undated_rows(facts: Facts, name: str) -> Mask:
    """Which records of a type have no day, and age."""
    without: Mask = said_on(facts.snapshot, name) == ALWAYS
    return without & ~_lasting_rows(facts, name)


def _limit(as_of: date) -> int:
    return add_months(as_of, -STALE_MONTHS).toordinal()


@dataclass(frozen=True)
class Ages:
    """Of the rows of ``facts.deliveries`` and ``facts.looks``: the day of each, and which do not age. Of each cell:
    ``newest``, the newest day of its providers (where nobody provides it: of what is planned and what has ended) and of
    its looks (ALWAYS for none); ``stale``: that is older than 36 months, and all of it ages; ``undated``: it has
    providers, and each of their rows ages and has no day. ``without_day``: rows of providers none of whose rows there
    has a day, though some age."""

    row_day: Ints
    row_lasts: Mask
    look_day: Ints
    look_lasts: Mask
    newest: Ints
    stale: Mask
    undated: Mask
    without_day: Ints


def ages(facts: Facts, as_of: date) -> Ages:
    """On a day; what is published later in its month or year is of that day at the latest."""
    t, d, looks = as_of.toordinal(), facts.deliveries, facts.looks
    row_day = np.minimum(said_on(facts.snapshot, "deliveries")[d.row], t)
    look_day = np.minimum(said_on(facts.snapshot, "reviews")[looks.row], t)
    row_lasts = _of_law(facts.snapshot, "deliveries")[d.row] | _lasting_cells(facts, d.cell)
    look_lasts = _of_law(facts.snapshot, "reviews")[looks.row] | _lasting_cells(facts, looks.cell)
    rows = np.flatnonzero(d.provides & d.life.active(t))
    provided, settled = np.zeros(facts.cells, bool), np.zeros(facts.cells, bool)
    provided[d.cell[rows]] = True
    near = d.provides & (d.life.planned(t) | d.life.lapsed(t)) & ~provided[d.cell]
    told = np.concatenate([rows, np.flatnonzero(near)])
    seen = np.flatnonzero(looks.day <= t)
    newest = np.full(facts.cells, ALWAYS, np.int64)
    np.maximum.at(newest, d.cell[told], row_day[told])
    np.maximum.at(newest, looks.cell[seen], look_day[seen])
    lasts = np.zeros(facts.cells, bool)
    lasts[d.cell[told[row_lasts[told]]]] = True
    lasts[looks.cell[seen[look_lasts[seen]]]] = True
    settled[d.cell[rows[(row_day[rows] > ALWAYS) | row_lasts[rows]]]] = True
    key = d.cell * (len(facts.stakeholders) + 1) + d.who
    dated = np.isin(key[rows], key[rows[row_day[rows] > ALWAYS]])
    return Ages(
        row_day,
        row_lasts,
        look_day,
        look_lasts,
        newest,
        stale=(newest > ALWAYS) & (newest < _limit(as_of)) & ~lasts,
        undated=provided & ~settled,
        without_day=rows[~dated & ~row_lasts[rows]],
    )


@dataclass(frozen=True)
class Kept:
    """What decides each cell if old rows and looks are left out. Groups are those of all rows: a provider that is left
    out still joins two others."""

    n: Ints
    s: Ints
    latest: Ints
    found_day: Ints
    planned: Mask
    ended: Ints


def kept(facts: Facts, age: Ages, groups: Groups, stand_ins: StandIns, as_of: date, *, undated: bool) -> Kept:
    """``undated``: rows and looks without a day are left in."""
    t, limit, d = as_of.toordinal(), _limit(as_of), facts.deliveries
    rows = (age.row_day >= limit) | age.row_lasts | (undated & (age.row_day == ALWAYS))
    seen = (age.look_day >= limit) | age.look_lasts | (undated & (age.look_day == ALWAYS))
    size = len(facts.stakeholders) + 1
    key, active = d.cell * size + d.who, rows & d.life.active(t)

    def left(query: Ints, who: Ints, group: Ints, role: Mask) -> Ints:
        """How many of the groups of each cell still have somebody."""
        on = np.isin(query * size + who, key[active & role])
        many = int(group.max(initial=0)) + 1
        return np.bincount(distinct(query[on] * many + group[on]) // many, minlength=facts.cells)

    free = stand_ins.free
    planned, ended = np.zeros(facts.cells, bool), np.zeros(facts.cells, np.int64)
    planned[d.cell[rows & d.provides & d.life.planned(t)]] = True
    over = np.flatnonzero(rows & d.provides & d.life.lapsed(t))
    np.maximum.at(ended, d.cell[over], d.answered_from[over])
    latest, found_day = facts.latest_looks(t, seen)
    return Kept(
        left(groups.node_query, groups.node_who, groups.node_group, d.provides),
        left(stand_ins.query[free], stand_ins.who[free], stand_ins.group[free], d.stands_in),
        latest,
        found_day,
        planned,
        ended,
    )
