"""Independent providers (METHODS 1): who delivers, and how many of them do not hang on one another.

Everything is worked out for *queries*: pairs (cell, day), in one pass over arrays. Coverage asks for every
cell on one day; *expiring* and the cliffs ask for the few cells that change on the days they change.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from coordination.analytics.base.facts import NEVER, Deliveries, Facts, Ints, Mask
from coordination.analytics.base.services import joined_parts
from coordination.analytics.base.spans import circles, distinct, expand, order_of, pieces, starts

if TYPE_CHECKING:
    from coordination.analytics.base.facts import Life
    from graph_schema.edition import Edition

__all__ = [
    "Above",
    "Funds",
    "Groups",
    "StandIns",
    "Tops",
    "expand",
    "funders_at",
    "grouped",
    "groups_at",
    "provider_nodes",
    "stand_ins_at",
    "stand_ins_of",
    "tops_of",
    "unread",
]


#: (body, top) of the affiliations of each query, sorted by body: both are ``query * (stakeholders + 1) + stakeholder``.
Above: TypeAlias = tuple[Ints, Ints]


@dataclass(frozen=True, eq=False)
class Tops:
    """Every (body, body above it) pair with the days on which it holds, closed over chains of affiliations.

    A *top* of a body is a body above it that has no parent that day; bodies in a circle stand for one.
    Affiliations change rarely, so the tops are worked out once per stretch of days between two changes.
    """

    facts: Facts
    unsaid_after: int = NEVER  #: affiliations without a first day that count only from later on are left out

    @staticmethod
    def of(facts: Facts) -> Tops:
        return facts.snapshot.derived(("tops", facts.edition.id, facts.evidence), lambda _: Tops(facts))

    @cached_property
    def _rows(self) -> tuple[Ints, Ints, Life]:
        frame = self.facts.snapshot["affiliations"]
        at = self.facts.stakeholder_at
        rows = self.facts.counted("affiliations")
        child = frame["child_id"].coded(at)[rows]
        parent = frame["parent_id"].coded(at)[rows]
        life = self.facts.life("affiliations").take(rows)
        keep = (child >= 0) & (parent >= 0) & (child != parent)
        keep &= frame["since"].per_value(bool, "bool")[rows] | (life.start <= self.unsaid_after)
        return child[keep], parent[keep], life.take(keep)

    @cached_property
    def changes(self) -> Ints:
        """Days on which some affiliation begins or ends, sorted."""
        _, _, life = self._rows
        live = life.start < life.stop
        days = np.concatenate([life.start[live], life.stop[live]])
        return np.unique(days[(days > 0) & (days < NEVER)])

    def pairs(self, day: int) -> tuple[Ints, Ints]:
        """(body, top) for every body that has a parent or a child that day, sorted by body."""
        stretch = int(np.searchsorted(self.changes, day, side="right"))
        held: dict[int, tuple[Ints, Ints]] = self.__dict__.setdefault("_held", {})
        if stretch not in held:
            held[stretch] = self._pairs(day)
        return held[stretch]

    def lists(self, day: int) -> tuple[Ints, Ints]:
        """(first, top): the tops of a body are ``top[first[body] : first[body + 1]]``."""
        stretch = int(np.searchsorted(self.changes, day, side="right"))
        held: dict[int, tuple[Ints, Ints]] = self.__dict__.setdefault("_lists", {})
        if stretch not in held:
            body, top = self.pairs(day)
            held[stretch] = starts(body, len(self.facts.stakeholders) + 1), top
        return held[stretch]

    def _pairs(self, day: int) -> tuple[Ints, Ints]:
        child, parent, life = self._rows
        now = life.active(day)
        return tops_of(child[now], parent[now])


def tops_of(child: Ints, parent: Ints) -> tuple[Ints, Ints]:
    """(body, top) for every body of these affiliations, sorted by body."""
    if not len(child):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    ends = np.concatenate([child, parent])
    bodies = distinct(ends)
    m, flat = len(bodies), np.searchsorted(bodies, ends)
    c, p = flat[: len(child)], flat[len(child) :]
    _, circle = circles(c, p, m)
    c, p = circle[c], circle[p]
    outside = c != p
    c, p = c[outside], p[outside]
    count = int(circle.max()) + 1
    # one body stands for a circle: the first of it
    name = np.full(count, -1, np.int64)
    name[circle[::-1]] = bodies[::-1]
    has_parent = np.zeros(count, bool)
    has_parent[c] = True
    # walk up level by level, until nobody has a parent: no way leads round, so every one ends
    order = order_of(c)
    up_to, first = p[order], starts(c[order], count)
    x = y = np.arange(count)
    levels = list[Ints]()
    while len(x):
        levels.append(x * count + y)
        owner, edge = expand(first[y], first[y + 1])
        reached = distinct(x[owner] * count + up_to[edge])
        x, y = reached // count, reached % count
    seen = distinct(np.concatenate(levels))
    x, y = seen // count, seen % count
    top = ~has_parent[y]
    x, y = x[top], y[top]
    # back from circles to bodies
    first = starts(x, count)
    owner, at = expand(first[circle], first[circle + 1])
    return bodies[owner], name[y[at]]


@dataclass(frozen=True, eq=False)
class Funds:
    """Who funds whom, sorted by recipient; ``country`` -1 = anywhere; ``mask``: capabilities as bits
    (all bits = any); ``first``: where each recipient begins."""

    first: Ints
    recipient: Ints
    funder: Ints
    country: Ints
    mask: Ints
    row: Ints
    life: Life

    @staticmethod
    def of(facts: Facts) -> Funds:
        def make(_: object) -> Funds:
            frame = facts.snapshot["funding"]
            rows = facts.counted("funding")
            recipient = frame["recipient_id"].coded(facts.stakeholder_at)[rows]
            funder = frame["funder_id"].coded(facts.stakeholder_at)[rows]
            country = frame["iso3"].per_value(lambda v: facts.country_at.get(v, -2) if v else -1, "int64")[
                rows
            ]
            mask = frame["capabilities"].per_value(lambda v: _bits(facts.edition, v), "int64")[rows]
            keep = np.flatnonzero((recipient >= 0) & (funder >= 0) & (country >= -1) & (mask != 0))
            order = keep[np.argsort(recipient[keep], kind="stable")]
            return Funds(
                starts(recipient[order], len(facts.stakeholders) + 1),
                recipient[order],
                funder[order],
                country[order],
                mask[order],
                rows[order],
                facts.life("funding").take(rows[order]),
            )

        return facts.snapshot.derived(("funds", facts.edition.id, facts.evidence), make)

    def touching(self, who: Ints, country: Ints, capability: Ints) -> tuple[Ints, Ints]:
        """For each (provider, country, capability): the funding rows that may pay it, at any time.

        Returns (position in the question, position here)."""
        owner, row = expand(self.first[who], self.first[who + 1])
        fits = (self.country[row] == -1) | (self.country[row] == country[owner])
        fits &= (self.mask[row] >> capability[owner]) & 1 == 1
        return owner[fits], row[fits]


@lru_cache(4_096)
def _bits(e: Edition, text: str) -> int:
    """Capabilities of a funding row as bits of this edition; none named = all."""
    if not text:
        return (1 << len(e.capabilities)) - 1
    bits = 0
    for number in text.split(";"):
        at = e.index.get(e.from_base.get(number, ""), -1)
        if at >= 0:
            bits |= 1 << at
    return bits


def unread(facts: Facts, cell: Ints, who: Ints, day: int) -> Mask:
    """For each provider of a cell: none of its rows that count there on the day was read in a source."""
    d, size = facts.deliveries, len(facts.stakeholders) + 1
    read = np.flatnonzero(d.verified & d.provides & d.life.active(day))
    return ~np.isin(cell * size + who, d.cell[read] * size + d.who[read])


@dataclass(frozen=True, eq=False)
class Groups:
    """Providers of each query. A *node* is one provider in one query; nodes are sorted by (query, who).

    ``n``: independent providers per query; ``node_group``: label of the group of each node, unique over
    all queries; ``funded``: the provider has known funders for the cell that day.
    """

    n: Ints
    node_query: Ints
    node_who: Ints
    node_group: Ints
    funded: Mask
    sole_funder: Ints

    def of_query(self, query: int) -> slice:
        low, high = np.searchsorted(self.node_query, [query, query + 1])
        return slice(int(low), int(high))


def provider_nodes(facts: Facts, cell: Ints, day: Ints, among: Deliveries | None = None) -> tuple[Ints, Ints]:
    """(query, who) of every provider of each query, sorted and distinct. ``among``: of these deliveries."""
    d = facts.deliveries if among is None else among
    return _nodes(facts, d, d.provides, cell, day)


def _nodes(facts: Facts, d: Deliveries, role: Mask, cell: Ints, day: Ints) -> tuple[Ints, Ints]:
    """(query, who) of every body with an active row of that role, sorted and distinct."""
    if len(cell) == facts.cells and len(day) and (day == day[0]).all() and (np.diff(cell) == 1).all():
        on = np.flatnonzero(d.life.active(int(day[0])) & role)
        query, who = d.cell[on], d.who[on]
    else:
        query, at = expand(np.searchsorted(d.cell, cell), np.searchsorted(d.cell, cell, side="right"))
        kept = role[at] & (d.life.start[at] <= day[query]) & (day[query] < d.life.stop[at])
        query, who = query[kept], d.who[at[kept]]
    if not len(query):
        return query, who
    fresh = np.ones(len(query), bool)
    fresh[1:] = (np.diff(query) != 0) | (np.diff(who) != 0)
    return query[fresh], who[fresh]


def funders_at(
    facts: Facts, query: Ints, who: Ints, cell: Ints, day: Ints, without: Ints | None = None
) -> tuple[Mask, Ints]:
    """Per node: has it known funders; the only one, or -1. ``without``: funding that a query does without, as
    ``query * len(Funds.row) + position in Funds``."""
    funds = Funds.of(facts)
    n = len(query)
    lowest, highest = np.full(n, NEVER, np.int64), np.full(n, -1, np.int64)
    if len(funds.recipient) and n:
        paid = np.zeros(len(facts.stakeholders), bool)
        paid[funds.recipient] = True
        some = np.flatnonzero(paid[who])
        where = cell[query[some]]
        owner, row = funds.touching(who[some], where // facts.K, where % facts.K)
        t = day[query[some[owner]]]
        on = (funds.life.start[row] <= t) & (t < funds.life.stop[row])
        if without is not None:
            on &= ~np.isin(query[some[owner]] * len(funds.row) + row, without)
        np.minimum.at(lowest, some[owner[on]], funds.funder[row[on]])
        np.maximum.at(highest, some[owner[on]], funds.funder[row[on]])
    return highest >= 0, np.where((highest >= 0) & (lowest == highest), highest, -1)


def _links(key: Ints, node: Ints) -> tuple[Ints, Ints]:
    """Nodes that share a key, chained pair by pair."""
    order = order_of(key)
    same = np.flatnonzero(np.diff(key[order]) == 0)
    return node[order[same]], node[order[same + 1]]


def groups_at(
    facts: Facts,
    cell: Ints,
    day: Ints,
    keep: Mask | None = None,
    among: Deliveries | None = None,
    without: Ints | None = None,
    as_one: Ints | None = None,
) -> Groups:
    """Providers and independent groups of each query (cell[i], day[i]).

    ``keep``: which of the nodes of :func:`provider_nodes` count (others are left out); ``among``: as there;
    ``without``: as in :func:`funders_at`; ``as_one``: as in :func:`grouped`.
    """
    query, who = provider_nodes(facts, cell, day, among)
    if keep is not None:
        query, who = query[keep], who[keep]
    return grouped(facts, cell, day, query, who, without, as_one=as_one)


def grouped(
    facts: Facts,
    cell: Ints,
    day: Ints,
    query: Ints,
    who: Ints,
    without: Ints | None = None,
    tops: Tops | None = None,
    as_one: Ints | None = None,
    above: Above | None = None,
) -> Groups:
    """The independent groups of these bodies, sorted by (query, who). ``without``: as in :func:`funders_at`; ``tops``:
    other affiliations than those of ``facts``; ``as_one``: a label for each stakeholder, where bodies of one label are
    one group whatever else is known (-1 = none); ``above``: affiliations of each query instead."""
    n = len(query)
    S = len(facts.stakeholders) + 1
    funded, sole = funders_at(facts, query, who, cell, day, without)
    left: list[Ints] = []
    right: list[Ints] = []
    # (a) a common top
    if above is not None:
        body, top = above
        key = query * S + who
        owner, at = expand(np.searchsorted(body, key), np.searchsorted(body, key, side="right"))
        a, b = _links(top[at], owner)
        left.append(a)
        right.append(b)
    tops = tops or Tops.of(facts)
    stretch = np.searchsorted(tops.changes, day, side="right")
    for s in distinct(stretch).tolist() if above is None else ():
        now = stretch == s
        first, top = tops.lists(int(day[now.argmax()]))
        here = np.flatnonzero((first[who] < first[who + 1]) & now[query])
        owner, at = expand(first[who[here]], first[who[here] + 1])
        a, b = _links(query[here[owner]] * S + top[at], here[owner])
        left.append(a)
        right.append(b)
    # (b) the same only funder
    alone = np.flatnonzero(sole >= 0)
    a, b = _links(query[alone] * S + sole[alone], alone)
    left.append(a)
    right.append(b)
    # (c) one is the only funder of the other
    if len(alone):
        keys = query * S + who
        wanted = query[alone] * S + sole[alone]
        at = np.searchsorted(keys, wanted)
        at = np.minimum(at, n - 1)
        hit = keys[at] == wanted
        left.append(alone[hit])
        right.append(at[hit])
    # (d) parts of one service
    a, b = joined_parts(facts, cell, day, query, who)
    left.append(a)
    right.append(b)
    # those that the reader takes for one
    if as_one is not None:
        labelled = np.flatnonzero(as_one[who] >= 0)
        a, b = _links(query[labelled] * S + as_one[who[labelled]], labelled)
        left.append(a)
        right.append(b)
    a, b = np.concatenate(left), np.concatenate(right)
    label = np.arange(n)
    count = np.bincount(query, minlength=len(cell))
    if len(a):
        mark = np.zeros(n, bool)
        mark[a] = mark[b] = True
        involved, place = np.flatnonzero(mark), np.cumsum(mark) - 1
        m = len(involved)
        found, part = pieces(place[a], place[b], m)
        first = np.full(found, -1, np.int64)
        first[part[::-1]] = involved[::-1]
        label[involved] = first[part]
        # groups of a query = nodes that stand for themselves
        count = np.bincount(query[label == np.arange(n)], minlength=len(cell))
    return Groups(count, query, who, label, funded, sole)


@dataclass(frozen=True, eq=False)
class StandIns:
    """Who has agreed to take over, by query; sorted by (query, who). A body that provides is no stand-in.

    ``s``: groups without a provider, per query; ``free``: the stand-in is in one of them; ``group``: its label.
    """

    s: Ints
    query: Ints
    who: Ints
    free: Mask
    group: Ints

    def of_query(self, query: int) -> slice:
        low, high = np.searchsorted(self.query, [query, query + 1])
        return slice(int(low), int(high))


def stand_ins_at(
    facts: Facts,
    cell: Ints,
    day: Ints,
    keep: Mask | None = None,
    without: Ints | None = None,
    as_one: Ints | None = None,
) -> StandIns:
    """The stand-ins of each query (cell[i], day[i]), grouped together with its providers (METHODS 2).

    ``keep``: which of the nodes of :func:`provider_nodes` count, ``without`` and ``as_one`` as in :func:`groups_at`.
    """
    d = facts.deliveries
    if not d.stands_in.any():
        return _nobody(len(cell))
    query, who = _nodes(facts, d, d.stands_in, cell, day)
    asked = distinct(query)  # few cells have any
    at, provider = provider_nodes(facts, cell, day)
    if keep is not None:  # who is counted out and has agreed to stand in stands in
        at, provider = at[keep], provider[keep]
    near = np.isin(at, asked)
    return stand_ins_of(facts, cell, day, (at[near], provider[near]), (query, who), without, as_one)


def _nobody(queries: int) -> StandIns:
    none = np.zeros(0, np.int64)
    return StandIns(np.zeros(queries, np.int64), none, none, np.zeros(0, bool), none)


def stand_ins_of(
    facts: Facts,
    cell: Ints,
    day: Ints,
    providers: tuple[Ints, Ints],
    agreed: tuple[Ints, Ints],
    without: Ints | None = None,
    as_one: Ints | None = None,
    above: Above | None = None,
) -> StandIns:
    """The stand-ins of each query, of its providers and of who has agreed to take over: (query, who), sorted and
    distinct. ``without``, ``as_one`` and ``above`` as in :func:`grouped`."""
    size = len(facts.stakeholders) + 1
    (at, provider), (query, who) = providers, agreed
    stands = ~np.isin(query * size + who, at * size + provider)
    query, who = query[stands], who[stands]
    key = np.concatenate([at * size + provider, query * size + who])
    order = order_of(key)
    groups = grouped(
        facts, cell, day, key[order] // size, key[order] % size, without, as_one=as_one, above=above
    )
    provides = (np.arange(len(key)) < len(at))[order]
    taken = np.zeros(len(key), bool)  # by the label of a group
    taken[groups.node_group[provides]] = True
    free = ~taken[groups.node_group]
    first = free & (groups.node_group == np.arange(len(key)))
    s = np.bincount(groups.node_query[first], minlength=len(cell))
    mine = ~provides
    return StandIns(s, groups.node_query[mine], groups.node_who[mine], free[mine], groups.node_group[mine])
