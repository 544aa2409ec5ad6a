"""Money as claims about cells: who funds what today, what ends with a grant, who depends on one funder.

A grant touches a cell where its country is empty or the cell's and its capabilities are empty or contain the cell's
(METHODS 1).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, NamedTuple

import numpy as np

from coordination.analytics.base.facts import Facts, Ints
from coordination.analytics.base.providers import Funds, grouped, groups_at, provider_nodes, stand_ins_at
from coordination.analytics.base.spans import distinct
from coordination.analytics.base.support import supported
from coordination.analytics.board.coverage import Coverage, ranked
from coordination.analytics.board.grant_rows import Grants, active_rows, last_day, stated
from coordination.analytics.loss.losses import standing_if_empty
from coordination.analytics.money.classes import in_sums
from coordination.text.records import Key
from coordination.text.sentences import Name, Sentence, sentence
from graph_schema.ids import CapabilityNumber, Cell, ClaimId, Iso3, PartialDay, StakeholderId

__all__ = [
    "FunderLeaves",
    "GrantEnd",
    "Left",
    "Lost",
    "Lowered",
    "Recipient",
    "delivered",
    "emptied",
    "funders_leave",
    "grant_ends",
    "recipients",
]


def _place(country: Iso3, capability: CapabilityNumber) -> Sentence:
    """Almara: 2 Research."""
    there = Name("countries", country)
    return sentence("{country}: {capability}", country=there, capability=Name("capabilities", capability))


@dataclass(frozen=True, slots=True)
class Lowered:
    """A cell that ranks lower without a grant; who has agreed to take over provides then."""

    country: Iso3
    capability: CapabilityNumber
    before: Annotated[int, Key("independent providers before", more={"minimum": 0})]
    after: Annotated[int, Key("independent providers after", more={"minimum": 0})]
    needed: Annotated[int, Key("independent providers needed", more={"minimum": 1})]

    def said(self) -> Sentence:
        return sentence(
            "{place}, independent providers: {before} → {after}, {needed} needed",
            place=(_place(self.country, self.capability),),
            before=self.before,
            after=self.after,
            needed=self.needed,
        )


@dataclass(frozen=True, slots=True)
class Left:
    """Who is left in a cell in which somebody stops and which ranks no lower."""

    country: Iso3
    capability: CapabilityNumber
    stakeholder: StakeholderId
    paid_by: Annotated[
        StakeholderId | None, Key("the one who stops, where that is its only known funder; else empty")
    ]

    def said(self) -> Sentence:
        place, who = (_place(self.country, self.capability),), Name("stakeholders", self.stakeholder)
        if self.paid_by is None:
            return sentence("{place}: remaining: {who}", place=place, who=who)
        return sentence(
            "{place}: remaining: {who} (only funder: {funder})",
            place=place,
            who=who,
            funder=Name("stakeholders", self.paid_by),
        )


class Lost(NamedTuple):
    """A provider of a cell that has no known funder left."""

    stakeholder: StakeholderId
    country: Iso3
    capability: CapabilityNumber

    def said(self) -> Sentence:
        place = (_place(self.country, self.capability),)
        return sentence("{who}, {place}", who=Name("stakeholders", self.stakeholder), place=place)


_UNSUPPORTED: Final = Key("cells that still stand, and lose a prerequisite")
_LEFT: Final = Key("who is left in a lost cell that ranks no lower")


@dataclass(frozen=True, slots=True)
class GrantEnd:
    """What would end with a grant, were it to end today with all that its funder pays until the same known day."""

    funder: StakeholderId
    recipient: StakeholderId
    title: Annotated[str, Key("title of the grant")]
    country: Annotated[Iso3 | None, Key("country it is for; empty = any")]
    since: Annotated[PartialDay, Key("first day")]
    until: Annotated[PartialDay, Key("last known day; empty = not known")]
    lost: Annotated[tuple[Cell, ...], Key("cells where the recipient has no known funder left")]
    cells: Annotated[tuple[Lowered, ...], Key("cells that rank lower")]
    unsupported: Annotated[tuple[Cell, ...], _UNSUPPORTED]
    left: Annotated[tuple[Left, ...], _LEFT]
    may_have_ended: Annotated[bool, Key("the grant may have ended, and counts here all the same")]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of its rows")]


@dataclass(frozen=True, slots=True)
class FunderLeaves:
    """What would end with all grants of one funder."""

    funder: StakeholderId
    lost: Annotated[tuple[Lost, ...], Key("providers left without known funder")]
    cells: Annotated[tuple[Lowered, ...], Key("cells that rank lower")]
    unsupported: Annotated[tuple[Cell, ...], _UNSUPPORTED]
    left: Annotated[tuple[Left, ...], _LEFT]
    may_have_ended: Annotated[
        bool, Key("every grant to providers of these cells may have ended, and counts here all the same")
    ]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of its grants to providers of these cells")]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who pays an organisation today."""

    recipient: StakeholderId
    funders: Annotated[tuple[StakeholderId, ...], Key("who pays it")]
    largest: Annotated[
        StakeholderId | None,
        Key(
            "funder of the largest part; null where one of its grants is not in the sums, or currencies differ",
            absent=None,
        ),
    ]
    share: Annotated[float | None, Key("share of that part")]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of the grants to it")]


def delivered(facts: Facts, t: int, wanted: set[int]) -> dict[int, list[int]]:
    """Cells of the wanted countries in which each organisation works today, providing or supporting. Who has agreed
    to take over one day does not work there."""
    d = facts.deliveries
    on = np.flatnonzero(d.life.active(t) & ~d.stands_in & np.isin(d.cell // facts.K, sorted(wanted)))
    out: dict[int, list[int]] = defaultdict(list)
    for who, cell in sorted(set(zip(d.who[on].tolist(), d.cell[on].tolist(), strict=True))):
        out[who].append(cell)
    return out


@dataclass(frozen=True)
class _Effect:
    """Of taking some funding away: (provider, cell) left without known funder, cells that rank lower; ``rows``: those
    that paid for one of these cells."""

    lost: list[tuple[int, int]]
    cells: list[Lowered]
    unsupported: tuple[Cell, ...]
    rows: set[int]


def _effects(cover: Coverage, removed: Sequence[Sequence[int]], wanted: set[int]) -> list[_Effect]:
    """For each set of rows of ``Funds``: what changes without them, in the wanted countries.

    A provider left without known funder is counted out. One left with a single funder becomes dependent on those
    whom that funder alone pays, and on that funder; so does a stand-in, which is never counted out.
    """
    facts, k, nodes = cover.facts, cover.facts.K, cover.groups
    funds = Funds.of(facts)
    cells = np.concatenate([nodes.node_query, cover.stand_ins.query])
    bodies = np.concatenate([nodes.node_who, cover.stand_ins.who])
    here = np.flatnonzero(np.isin(cells // k, sorted(wanted)))
    owner, row = funds.touching(bodies[here], cells[here] // k, cells[here] % k)
    on = funds.life.active(cover.as_of.toordinal())[row]
    rows_of: dict[int, list[int]] = defaultdict(list)  # body in a cell -> funding of it there
    nodes_of: dict[int, list[int]] = defaultdict(list)
    for node, f in zip(here[owner[on]].tolist(), row[on].tolist(), strict=True):
        rows_of[node].append(f)
        nodes_of[f].append(node)
    funder = funds.funder.tolist()
    #: (which set, cell) -> providers that stop; empty where only who depends on whom may be another
    stops: dict[tuple[int, int], list[int]] = defaultdict(list)
    for i, rows in enumerate(removed):
        gone = set(rows)
        for node in sorted({node for f in rows for node in nodes_of[f]}):
            before = {funder[f] for f in rows_of[node]}
            left = {funder[f] for f in rows_of[node] if f not in gone}
            if len(left) < 2 and left != before:
                stopped = not left and node < len(nodes.node_who)
                stops[i, int(cells[node])] += [int(bodies[node])] if stopped else []
    after = _recount(cover, removed, stops)
    touched: dict[int, list[int]] = defaultdict(list)
    for i, cell in sorted(stops):
        touched[i].append(cell)
    out, empty = [], standing_if_empty(cover)
    for i in range(len(removed)):
        worse = [c for c in touched[i] if after[i, c][1] < cover.rank[c]]
        lower = [
            Lowered(*cover.name(c), int(cover.n[c]), after[i, c][0], int(facts.required[c])) for c in worse
        ]
        lost = [(w, c) for c in touched[i] for w in sorted(stops[i, c])]
        fallen = {
            c: emptied(cover, empty, c, dict.fromkeys(stops[i, c], -1))
            for c in touched[i]
            if cover.n[c] and not after[i, c][0]
        }
        hit = {*worse, *(c for _, c in lost)}
        paid = {f for f in removed[i] if not hit.isdisjoint(cells[nodes_of[f]].tolist())}
        out.append(_Effect(lost, lower, _unsupported(cover, fallen), paid))
    return out


def _recount(
    cover: Coverage, removed: Sequence[Sequence[int]], stops: Mapping[tuple[int, int], list[int]]
) -> dict[tuple[int, int], tuple[int, int]]:
    """(independent providers, rank) of each (which set, cell) without the rows of the set and the providers that stop
    there. Where none is left, those who have agreed to take over provide, if they stood outside every provider's
    group (METHODS 6)."""
    if not stops:
        return {}
    facts, asked, size = cover.facts, list(stops), len(cover.facts.stakeholders)
    cell = np.asarray([c for _, c in asked], np.int64)
    day = np.full(len(asked), cover.as_of.toordinal(), np.int64)
    rows = len(Funds.of(facts).row)
    without = np.asarray([q * rows + f for q, (i, _) in enumerate(asked) for f in removed[i]], np.int64)
    gone = np.asarray([q * size + w for q, key in enumerate(asked) for w in stops[key]], np.int64)
    query, who = provider_nodes(facts, cell, day)
    keep = ~np.isin(query * size + who, gone)
    n = groups_at(facts, cell, day, keep=keep, without=without).n
    agreed = stand_ins_at(facts, cell, day, keep=keep, without=without)
    s, before = agreed.s, cover.stand_ins
    emptied_here = (n == 0) & (cover.n[cell] > 0)
    outside = np.isin(cell[agreed.query] * size + agreed.who, (before.query * size + before.who)[before.free])
    takes = emptied_here[agreed.query] & outside
    if takes.any():
        successors = grouped(facts, cell, day, agreed.query[takes], agreed.who[takes], without)
        rest = ~np.isin(agreed.group, agreed.group[takes])
        taken = distinct(agreed.query[takes])
        for q in taken.tolist():
            s[q] = len(distinct(agreed.group[rest & (agreed.query == q)]))
        n = np.where(successors.n > 0, successors.n, n)
    rank = ranked(n, s, facts.required[cell])
    return dict(zip(asked, zip(n.tolist(), rank.tolist(), strict=True), strict=True))


def grant_ends(
    cover: Coverage, grants: Grants, countries: Sequence[int], perhaps: frozenset[int]
) -> list[GrantEnd]:
    """Every grant that counts today, by funder, recipient, country, since and title, judged together with those of its
    funder that end on the same day: effects in ``countries``, and grants that pay for no cell with an effect only where
    they name one of them. ``perhaps``: rows about grants that may have ended."""
    facts, stop, wanted = cover.facts, Funds.of(cover.facts).life.stop, set(countries)
    last = {g: last_day(stop[rows].tolist()) for g, rows in grants.items()}
    together: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for g, rows in grants.items():
        together[(g[0], last[g]) if last[g] else g] += rows
    effects = dict(zip(together, _effects(cover, list(together.values()), wanted), strict=True))
    out = []
    for g, rows in grants.items():
        funder, recipient, iso3, since, title = g
        effect = effects[(funder, last[g]) if last[g] else g]
        lost = tuple(cover.name(c) for w, c in effect.lost if facts.stakeholders[w] == recipient)
        if effect.rows & set(rows) or facts.country_at.get(iso3, -1) in wanted:
            mine = [(w, c) for w, c in effect.lost if facts.stakeholders[w] == recipient]
            out.append(
                GrantEnd(
                    StakeholderId(funder),
                    StakeholderId(recipient),
                    title,
                    Iso3(iso3) or None,
                    PartialDay(since),
                    last[g],
                    lost,
                    tuple(effect.cells),
                    effect.unsupported,
                    _left(cover, effect, mine),
                    perhaps.issuperset(rows),
                    _ids(facts, rows),
                )
            )
    return out


def funders_leave(cover: Coverage, countries: Sequence[int], perhaps: frozenset[int]) -> list[FunderLeaves]:
    """What would end with all grants of a funder at once, by funder; only those with an effect in ``countries``.
    ``perhaps``: rows about grants that may have ended."""
    facts, funds = cover.facts, Funds.of(cover.facts)
    by_funder: dict[int, list[int]] = defaultdict(list)
    for f in active_rows(facts, cover.as_of.toordinal()).tolist():
        by_funder[int(funds.funder[f])].append(f)
    order = sorted(by_funder)
    return [
        FunderLeaves(
            facts.stakeholders[funder],
            tuple(Lost(facts.stakeholders[w], *cover.name(c)) for w, c in sorted(effect.lost)),
            tuple(effect.cells),
            effect.unsupported,
            _left(cover, effect, effect.lost),
            perhaps.issuperset(effect.rows),
            _ids(facts, effect.rows),
        )
        for funder, effect in zip(
            order, _effects(cover, [by_funder[f] for f in order], set(countries)), strict=True
        )
        if effect.lost or effect.cells
    ]


def _ids(facts: Facts, rows: Iterable[int]) -> tuple[ClaimId, ...]:
    """Ids of rows at these positions in ``Funds``."""
    frame, funds = facts.snapshot["funding"], Funds.of(facts)
    return tuple(sorted(ClaimId(frame.ids[int(funds.row[f])]) for f in rows))


def _left(cover: Coverage, effect: _Effect, lost: Iterable[tuple[int, int]]) -> tuple[Left, ...]:
    """Who is left in the cells of ``lost`` that rank no lower."""
    facts, nodes, out = cover.facts, cover.groups, []
    worse = {(x.country, x.capability) for x in effect.cells}
    for cell in sorted({c for _, c in lost} - {c for _, c in lost if cover.name(c) in worse}):
        part = nodes.of_query(cell)
        gone = {w for w, c in effect.lost if c == cell}
        for who, payer in zip(nodes.node_who[part].tolist(), nodes.sole_funder[part].tolist(), strict=True):
            if who not in gone:
                paid_by = facts.stakeholders[payer] if payer in gone else None
                out.append(Left(*cover.name(cell), facts.stakeholders[who], paid_by))
    return tuple(out)


def _unsupported(cover: Coverage, fallen: Mapping[int, int]) -> tuple[Cell, ...]:
    """Standing cells, not fallen themselves, whose supported value falls; ``fallen``: cell -> twice its standing
    then."""
    k, out = cover.facts.K, []
    for country in sorted({c // k for c in fallen}):
        part = slice(country * k, (country + 1) * k)
        standing, stays = cover.standing2[part].copy(), np.ones(k, bool)
        for c, left in fallen.items():
            if c // k == country:
                standing[c % k], stays[c % k] = left, False
        lower = supported(cover.facts.edition, standing) < cover.supported2[part]
        out += [cover.name(country * k + int(b)) for b in np.flatnonzero(lower & (standing == 2) & stays)]
    return tuple(out)


def emptied(cover: Coverage, empty: Ints, cell: int, left: Mapping[int, int]) -> int:
    """Twice the standing of a cell whose last provider stops today: a plan of somebody else stays a plan. ``empty``:
    :func:`standing_if_empty`; ``left``: providers that stop, as -1."""
    planned = cover.facts.deliveries.who[cover.delivery_rows(cell, "planned")].tolist()
    stays = any(left.get(w, 0) >= 0 for w in planned)
    return 0 if stays and empty[cell] < 2 else int(empty[cell])


def recipients(facts: Facts, as_of: date, grants: Grants, countries: Sequence[int]) -> list[Recipient]:
    """Who is paid by a known funder today, by id: those who work in one of the countries, or are paid for one."""
    wanted, in_sum, funds = set(countries), in_sums(facts, as_of), Funds.of(facts)
    there: set[str] = {facts.stakeholders[w] for w in delivered(facts, as_of.toordinal(), wanted)}
    there |= {g[1] for g in grants if facts.country_at.get(g[2], -1) in wanted}
    if len(wanted) == len(facts.countries):
        there |= {g[1] for g in grants}
    sums: dict[str, dict[str, list[tuple[str, str] | None]]] = defaultdict(lambda: defaultdict(list))
    positions: dict[str, list[int]] = defaultdict(list)
    for grant, rows in grants.items():
        if grant[1] in there:
            positions[grant[1]] += rows
            said = stated(facts, funds.row[rows].tolist())
            known = in_sum.issuperset(rows)
            sums[grant[1]][grant[0]].append((said.amount, said.currency) if known else None)
    out = []
    for recipient, by_funder in sorted(sums.items()):
        flat = [x for amounts in by_funder.values() for x in amounts]
        largest = share = None
        currencies = {x[1] for x in flat if x}  # an unknown one is not known to be the same as any
        if None not in flat and len(currencies) == 1 and "" not in currencies:
            total = {f: sum((Decimal(x[0]) for x in v if x), Decimal(0)) for f, v in by_funder.items()}
            if all_of_it := sum(total.values(), Decimal(0)):
                largest = StakeholderId(min(total, key=lambda f: (-total[f], f)))
                share = round(float(total[largest] / all_of_it), 6)
        funders = tuple(StakeholderId(f) for f in sorted(by_funder))
        claims = _ids(facts, positions[recipient])
        out.append(Recipient(StakeholderId(recipient), funders, largest, share, claims))
    return out
