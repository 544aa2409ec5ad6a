"""The deliveries of every cell over all time, compiled so that one day is read off instead of worked out.

A provider's group depends on others only where something could ever tie it to another provider of its cell: a
common affiliation, a common funder, a funder among them, or a service that several run together. All other providers
are groups of their own, and
how many there are on a day is a level. The few *tied* ones are grouped day by day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from coordination.analytics.base.facts import NEVER, Deliveries, Facts, Ints, Mask
from coordination.analytics.base.providers import Funds, groups_at
from coordination.analytics.base.services import ever_joined
from coordination.analytics.base.spans import Levels, distinct, expand, merged, order_of, pieces, starts

__all__ = ["STALE_MONTHS", "WINDOW_MONTHS", "Timeline", "add_months"]

WINDOW_MONTHS = 12  #: how far ahead *expiring* looks
STALE_MONTHS = 36  #: evidence older than this is stale


def add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month; the last one where that month is shorter."""
    month = day.year * 12 + day.month - 1 + months
    year, m = divmod(month, 12)
    for d in range(day.day, 27, -1):
        try:
            return date(year, m + 1, d)
        except ValueError:
            continue
    return date(year, m + 1, min(day.day, 28))


@dataclass(frozen=True, eq=False)
class Timeline:
    """Deliveries with the role *provides*, by cell and day; of one snapshot, edition and evidence.

    ``levels``, of providers: *steady* are never tied and never funded, *lone* are funded and never tied; of
    rows: *verified* active and read in a source, *planned*, *once* (finished one-offs, from the day they are known),
    *contested* (pairs about the same: one source says active, another over, with an end after that start). Its values
    are the ends of rows, as looks answer them, from the day on which each is known and past. ``tied``: rows of the
    other providers. ``first``: where the rows of each cell begin in ``facts.deliveries``, whatever their role; shape
    (cells + 1,).
    """

    facts: Facts
    levels: Levels
    tied: Deliveries
    first: Ints

    @staticmethod
    def of(facts: Facts) -> Timeline:
        key = ("timeline", facts.edition.id, facts.evidence)
        return facts.snapshot.derived(key, lambda _: _compile(facts))

    def groups_of_tied(self, day: int) -> Ints:
        """Independent providers among the tied ones. Shape (cells,)."""
        cells = self.facts.cells
        if not len(self.tied.cell):
            return np.zeros(cells, np.int64)
        return groups_at(self.facts, np.arange(cells), np.full(cells, day, np.int64), among=self.tied).n


def _compile(facts: Facts) -> Timeline:
    d = facts.deliveries
    if not d.provides.all():
        d = d.take(np.flatnonzero(d.provides))
    life, cells = d.life, facts.cells
    first = _first_rows(d)
    size = np.diff(np.append(first, len(d.cell)))
    pair = np.repeat(np.arange(len(first)), size)
    tied, funded = _ties(facts, d.cell[first], d.who[first])

    def providers(pairs: Mask) -> tuple[Ints, Ints, Ints]:
        rows = np.flatnonzero(pairs[pair])
        owner, start, stop = merged(pair[rows], life.start[rows], life.stop[rows])
        return d.cell[first[owner]], start, stop

    verified, once = np.flatnonzero(d.verified), np.flatnonzero(life.once)
    over = np.flatnonzero(life.over < NEVER)
    levels = {
        "steady": providers(~(tied | funded)),
        "lone": providers(funded & ~tied),
        "verified": (d.cell[verified], life.start[verified], life.stop[verified]),
        "planned": (d.cell, life.planned_from, life.planned_to),
        "once": (d.cell[once], life.known[once], np.full(len(once), NEVER)),
        "contested": _contested(facts, d, pair, first, size),
    }
    ends = (d.cell[over], np.maximum(life.over[over], life.known[over]), d.answered_from[over])
    return Timeline(
        facts,
        Levels.of(cells, levels, ends),
        d.take(np.flatnonzero(tied[pair])),
        starts(facts.deliveries.cell, cells),
    )


def _first_rows(d: Deliveries) -> Ints:
    """Where each pair (cell, who) begins."""
    fresh = np.ones(len(d.cell), bool)
    fresh[1:] = (d.cell[1:] != d.cell[:-1]) | (d.who[1:] != d.who[:-1])
    return np.flatnonzero(fresh)


def _ties(facts: Facts, cell: Ints, who: Ints) -> tuple[Mask, Mask]:
    """Of each pair: may it ever be tied to another one of its cell; has it ever a funder."""
    S = len(facts.stakeholders) + 1
    tied, funded = np.zeros(len(cell), bool), np.zeros(len(cell), bool)
    family = _families(facts)[who]
    some = np.flatnonzero(family >= 0)
    tied[some[_shared(cell[some] * S + family[some])]] = True
    funds = Funds.of(facts)
    paid = np.zeros(S, bool)
    paid[funds.recipient] = True
    some = np.flatnonzero(paid[who])
    owner, row = funds.touching(who[some], cell[some] // facts.K, cell[some] % facts.K)
    both = distinct(some[owner] * S + funds.funder[row])  # each (pair, funder) once
    pair, wanted = both // S, cell[both // S] * S + both % S
    funded[pair] = True
    tied[pair[_shared(wanted)]] = True
    keys = cell * S + who
    at = np.searchsorted(keys, wanted)
    hit = np.flatnonzero(at < len(keys))
    hit = hit[keys[at[hit]] == wanted[hit]]  # the funder is in the cell too
    tied[pair[hit]] = True
    tied[at[hit]] = True
    tied |= ever_joined(facts, cell, who)
    return tied, funded


def _contested(facts: Facts, d: Deliveries, pair: Ints, first: Ints, size: Ints) -> tuple[Ints, Ints, Ints]:
    life = d.life
    over = np.flatnonzero((life.over < NEVER) & (size[pair] > 1))
    owner, at = expand(first[pair[over]], first[pair[over]] + size[pair[over]])
    ended = over[owner]
    number = facts.snapshot["deliveries"]["capability"].codes[d.row]
    hit = (number[at] == number[ended]) & (d.source[at] != d.source[ended])
    hit &= life.stop[ended] > life.start[at]
    at, ended = at[hit], ended[hit]
    since = np.maximum(np.maximum(life.over[ended], life.known[ended]), life.start[at])
    return d.cell[at], since, life.stop[at]


def _families(facts: Facts) -> Ints:
    """Label of the bodies that affiliations of any day join; -1 for a body without. Shape (stakeholders + 1,)."""
    frame, at, S = facts.snapshot["affiliations"], facts.stakeholder_at, len(facts.stakeholders) + 1
    rows = facts.counted("affiliations")
    child, parent = frame["child_id"].coded(at)[rows], frame["parent_id"].coded(at)[rows]
    keep = (child >= 0) & (parent >= 0) & (child != parent)
    child, parent = child[keep], parent[keep]
    _, label = pieces(child, parent, S)
    family = np.full(S, -1, np.int64)
    family[child], family[parent] = label[child], label[parent]
    return family


def _shared(keys: Ints) -> Ints:
    """Positions of the keys that stand there more than once."""
    order = order_of(keys)
    same = keys[order[1:]] == keys[order[:-1]]
    twice = np.zeros(len(keys), bool)
    twice[order[1:][same]] = True
    twice[order[:-1][same]] = True
    return np.flatnonzero(twice)
