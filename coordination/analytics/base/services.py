"""Services that several organisations run together, and who of them hangs on whom there (METHODS 1).

Who names a service on a row of a capability in a country, as provider or stand-in, is a *part* of it there. What a part
is for the service is what its rows say: *alone* (it does its part without the others), *needed* (without it the service
stops) or *helps*; empty rows say nothing, rows that disagree say nothing together, and the operator of the service is
needed where its rows do not say. A partnership of kind ``one_service`` is a service without a name of which both are
needed. Parts of one service are one provider, unless one of the two is *alone*.

That a service is shared is known whoever has checked the row, so every row counts here, whatever evidence is asked for.

What others may call: :func:`joined_parts` (pairs of a cell that a service joins), :func:`parts_at` (the services of
every cell
on a day, with operator and parts: what stops with whom is read off there), :meth:`Services.of`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np

from coordination.analytics.base.facts import Evidence, Facts, Ints, Life, Mask, facts_of
from coordination.analytics.base.spans import expand, order_of
from graph_schema.ids import StakeholderId
from graph_schema.values import Part, TieKind

__all__ = [
    "PART_WORDS",
    "PartIn",
    "ServiceIn",
    "Services",
    "days_of",
    "ever_joined",
    "joined_parts",
    "labels",
    "parts_at",
]


class _Said(IntEnum):
    """What rows say of a part, as bits, so that several rows are taken together by ``|``."""

    NOTHING = 0
    ALONE = 1
    NEEDED = 2
    HELPS = 4


_BIT: Final = {Part.ALONE: _Said.ALONE, Part.NEEDED: _Said.NEEDED, Part.HELPS: _Said.HELPS}
#: What a part is, by what all of its rows say together; what is not here is not said.
PART_WORDS: Final[Mapping[int, Part]] = {int(bit): word for word, bit in _BIT.items()}


@dataclass(frozen=True, eq=False)
class Services:
    """Rows of deliveries that name a service, sorted by (cell, who), and the partnerships of kind ``one_service``.

    ``service``: position in ``names``; ``said``: bits of what the row says of the part; ``operator``: of each service,
    or -1. Of a tie ``country`` and ``capability`` are -1 where it does not say. ``bodies``: who is a part anywhere.
    """

    names: tuple[str, ...]
    operator: Ints
    cell: Ints
    who: Ints
    service: Ints
    said: Ints
    provides: Mask
    row: Ints
    life: Life
    tie_a: Ints
    tie_b: Ints
    tie_country: Ints
    tie_capability: Ints
    tie_row: Ints
    tie_life: Life
    bodies: Mask

    @staticmethod
    def of(facts: Facts) -> Services:
        """Those of a snapshot in an edition."""
        key = ("services", facts.edition.id)
        return facts.snapshot.derived(key, lambda s: _compile(facts_of(s, facts.edition, Evidence.ALL)))

    @staticmethod
    def taken_over(facts: Facts, services: Services) -> None:
        """Those of other rows hold for this snapshot too, which has rows left out. Organisations and countries are the
        same; ``row`` and ``tie_row`` then are rows of the other one."""
        facts.snapshot.derived(("services", facts.edition.id), lambda _: services)

    @property
    def empty(self) -> bool:
        return not len(self.cell) and not len(self.tie_a)


def _compile(facts: Facts) -> Services:
    frame, d = facts.snapshot["services"], facts.deliveries
    names = tuple(sorted(frame.ids))
    place = {n: i for i, n in enumerate(names)}
    operator = np.full(len(names), -1, np.int64)
    at = [place[n] for n in frame.ids]
    operator[at] = frame["operator_id"].coded(facts.stakeholder_at)
    deliveries = facts.snapshot["deliveries"]
    service = deliveries["service_id"].coded(place)[d.row]
    here = np.flatnonzero((service >= 0) & ~d.supports)
    said = deliveries["part"].per_value(lambda v: int(_BIT[Part(v)]) if v else 0, "int64")[d.row]
    ties = facts.snapshot["ties"]
    a, b = ties["a_id"].coded(facts.stakeholder_at), ties["b_id"].coded(facts.stakeholder_at)
    country = ties["iso3"].per_value(lambda v: facts.country_at.get(v, -2) if v else -1, "int64")
    named = ties["capability"].per_value(bool, "bool")
    capability = np.where(named, facts.capability_of(ties["capability"]), -1)
    one = ties["kind"].isin([TieKind.ONE_SERVICE]) & (a >= 0) & (b >= 0) & (a != b) & (country >= -1)
    rows = np.flatnonzero(one & (~named | (capability >= 0)))
    bodies = np.zeros(len(facts.stakeholders) + 1, bool)
    for some in (d.who[here], a[rows], b[rows]):
        bodies[some] = True
    return Services(
        names,
        operator,
        cell=d.cell[here],
        who=d.who[here],
        service=service[here],
        said=said[here],
        provides=d.provides[here],
        row=d.row[here],
        life=d.life.take(here),
        tie_a=a[rows],
        tie_b=b[rows],
        tie_country=country[rows],
        tie_capability=capability[rows],
        tie_row=rows,
        tie_life=facts.life("ties").take(rows),
        bodies=bodies,
    )


def labels(facts: Facts, cell: Ints, day: Ints, query: Ints, who: Ints) -> tuple[Ints, Ints]:
    """(position of a node, label): nodes of one label are parts of one service on the day of their query, none of them
    alone (METHODS 1 d). A node is (query, who), sorted; query ``i`` asks about ``cell[i]`` on ``day[i]``."""
    services, none = Services.of(facts), np.zeros(0, np.int64)
    some = none if services.empty else np.flatnonzero(services.bodies[who])
    if not len(some):
        return none, none
    size, count = len(facts.stakeholders) + 1, len(services.names) + len(services.tie_a)
    where, on = cell[query[some]], day[query[some]]
    # nodes that name a service, and what their rows of the day say together
    rows_of = services.cell * size + services.who
    wanted = where * size + who[some]
    owner, row = expand(np.searchsorted(rows_of, wanted), np.searchsorted(rows_of, wanted, side="right"))
    life = services.life
    active = (life.start[row] <= on[owner]) & (on[owner] < life.stop[row])
    owner, row = owner[active], row[active]
    keys, place = np.unique(owner * count + services.service[row], return_inverse=True)
    said = np.zeros(len(keys), np.int64)
    np.bitwise_or.at(said, place, services.said[row])
    keys = keys[said != _Said.ALONE]
    node = some[keys // count]
    nodes, label = [node], [query[node] * count + keys % count]
    # partnerships, each a service without a name
    every = query * size + who
    for i in range(len(services.tie_a)):
        mine = some[who[some] == services.tie_a[i]]
        asked = query[mine]
        fits = (services.tie_life.start[i] <= day[asked]) & (day[asked] < services.tie_life.stop[i])
        if services.tie_country[i] >= 0:
            fits &= cell[asked] // facts.K == services.tie_country[i]
        if services.tie_capability[i] >= 0:
            fits &= cell[asked] % facts.K == services.tie_capability[i]
        mine, asked = mine[fits], asked[fits]
        other = np.minimum(np.searchsorted(every, asked * size + services.tie_b[i]), len(every) - 1)
        both = every[other] == asked * size + services.tie_b[i]
        for end in (mine[both], other[both]):
            nodes.append(end)
            label.append(query[end] * count + len(services.names) + i)
    return np.concatenate(nodes), np.concatenate(label)


def joined_parts(facts: Facts, cell: Ints, day: Ints, query: Ints, who: Ints) -> tuple[Ints, Ints]:
    """Pairs of nodes that a service joins, as two lists of positions; those of one service are chained, so the pairs
    give its components. Nodes and queries as in :func:`labels`."""
    node, label = labels(facts, cell, day, query, who)
    order = order_of(label)
    same = np.flatnonzero(np.diff(label[order]) == 0)
    return node[order[same]], node[order[same + 1]]


def ever_joined(facts: Facts, cell: Ints, who: Ints) -> Mask:
    """Of each (cell, who), sorted: may a service join it to another one of its cell on any day?"""
    services, out = Services.of(facts), np.zeros(len(cell), bool)
    if services.empty or not len(cell):
        return out
    size = len(facts.stakeholders) + 1
    keys = cell * size + who
    out[np.isin(keys, services.cell * size + services.who)] = True
    for a, b in zip(services.tie_a.tolist(), services.tie_b.tolist(), strict=True):
        both = np.intersect1d(cell[who == a], cell[who == b])
        out[np.isin(cell, both) & ((who == a) | (who == b))] = True
    return out


def days_of(facts: Facts, which: Mask, t: int, end: int) -> tuple[Ints, Ints]:
    """(cell, day): days in (t, end] on which what joins the parts of a service begins or ends, of some cells."""
    services, none = Services.of(facts), np.zeros(0, np.int64)
    if services.empty:
        return none, none
    here = which[services.cell]
    cells = [services.cell[here], services.cell[here]]
    days = [services.life.start[here], services.life.stop[here]]
    life = services.tie_life
    for day in sorted({*life.start.tolist(), *life.stop.tolist()}):
        if t < day <= end:
            some = np.flatnonzero(which)
            cells.append(some)
            days.append(np.full(len(some), day))
    cell, day = np.concatenate(cells), np.concatenate(days)
    inside = (day > t) & (day <= end)
    return cell[inside], day[inside]


@dataclass(frozen=True, slots=True)
class PartIn:
    """A part of a service in a cell. ``part`` None: not said; ``provides``: it provides there, not only stands in."""

    stakeholder: StakeholderId
    part: Part | None
    provides: bool


@dataclass(frozen=True, slots=True)
class ServiceIn:
    """A service in a cell on a day: its parts there, sorted, and who runs it. ``service`` is empty and ``rows``
    names the
    partnership where two are one service without a name; ``operators`` are its needed bodies that have no row there
    (the
    operator that is named, the other end of such a partnership). ``rows``: of deliveries, or of ties without a name."""

    service: str
    operators: tuple[StakeholderId, ...]
    parts: tuple[PartIn, ...]
    rows: tuple[int, ...]


def parts_at(facts: Facts, t: int) -> Mapping[int, Sequence[ServiceIn]]:
    """The services of every cell that has one on day ``t``: those with a name by their ids, then those without, by
    their
    ends. Kept with the snapshot."""
    key = ("parts", facts.edition.id, t)
    return facts.snapshot.derived(key, lambda _: _parts_at(facts, t))


def _parts_at(facts: Facts, t: int) -> Mapping[int, Sequence[ServiceIn]]:
    services = Services.of(facts)
    out: dict[int, list[ServiceIn]] = {}
    if services.empty:
        return out
    bodies = facts.stakeholders
    found: dict[tuple[int, int], dict[int, list[int]]] = {}
    for i in np.flatnonzero(services.life.active(t)).tolist():
        one = found.setdefault((int(services.cell[i]), int(services.service[i])), {})
        one.setdefault(int(services.who[i]), []).append(i)
    for (cell, service), by in sorted(found.items()):
        operator = int(services.operator[service])
        parts = []
        for who, rows in sorted(by.items()):
            bits = int(np.bitwise_or.reduce(services.said[rows]))
            word = PART_WORDS.get(bits) or (Part.NEEDED if who == operator else None)
            parts.append(PartIn(bodies[who], word, bool(services.provides[rows].any())))
        outside = tuple(bodies[o] for o in (operator,) if o >= 0 and o not in by)
        told = tuple(sorted(int(services.row[i]) for rows in by.values() for i in rows))
        out.setdefault(cell, []).append(ServiceIn(services.names[service], outside, tuple(parts), told))
    _without_name(facts, services, t, out)
    return out


def _without_name(facts: Facts, services: Services, t: int, out: dict[int, list[ServiceIn]]) -> None:
    """Adds those of two that a partnership joins."""
    d, bodies = facts_of(facts.snapshot, facts.edition, Evidence.ALL).deliveries, facts.stakeholders
    on = np.flatnonzero(d.life.active(t) & ~d.supports)
    ties: dict[tuple[int, int, int], list[int]] = {}
    for i in np.flatnonzero(services.tie_life.active(t)).tolist():
        low, high = sorted((int(services.tie_a[i]), int(services.tie_b[i])))
        cell = d.cell[on[np.isin(d.who[on], [low, high])]]
        if services.tie_country[i] >= 0:
            cell = cell[cell // facts.K == services.tie_country[i]]
        if services.tie_capability[i] >= 0:
            cell = cell[cell % facts.K == services.tie_capability[i]]
        for c in np.unique(cell).tolist():
            ties.setdefault((c, low, high), []).append(int(services.tie_row[i]))
    for (c, low, high), found in sorted(ties.items()):
        here = on[(d.cell[on] == c) & np.isin(d.who[on], [low, high])]
        provide = set(d.who[here[d.provides[here]]].tolist())
        work = sorted(set(d.who[here].tolist()))
        parts = [PartIn(bodies[w], Part.NEEDED, w in provide) for w in work]
        outside = tuple(bodies[w] for w in (low, high) if w not in work)
        out.setdefault(c, []).append(ServiceIn("", outside, tuple(parts), tuple(sorted(found))))
