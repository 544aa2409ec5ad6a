"""What ends when (METHODS 9): the months ahead, the cells that fall in each, why, and whose money it was.

A month lists the cells that rank lower (covered 2, fragile 1, else 0) on the first day of the next month than
on its own first day; the month of ``as_of`` starts on that day. So ``until=2025-12`` falls in 2025-12. Known
ends and starts count; providers that have known funders today and none then are counted out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Final

import numpy as np

from coordination.analytics.base.facts import Facts, Ints, Mask
from coordination.analytics.base.providers import Funds, funders_at, groups_at, provider_nodes, stand_ins_at
from coordination.analytics.base.spans import expand
from coordination.analytics.base.targets import bound_countries
from coordination.analytics.base.timeline import Timeline
from coordination.analytics.board.coverage import add_months, changes_between, rank_on, sign_with
from coordination.analytics.board.grant_rows import GRANT, stated
from coordination.analytics.borders.channels import end
from coordination.text.amounts import of_kind
from coordination.text.kinds import said_as
from coordination.text.records import HIDDEN, Key
from coordination.text.sentences import Name, Sentence, sentence
from coordination.text.states import Sign, State
from graph_schema.ids import AgreementId, CapabilityNumber, ClaimId, Iso3, StakeholderId, YearMonth
from graph_schema.values import AmountKind

__all__ = [
    "MONTHS",
    "MOST_MONTHS",
    "RANKS",
    "Cause",
    "Cliffs",
    "Ending",
    "EndingGrant",
    "FallingCell",
    "Month",
    "cliffs",
]

MONTHS: Final = 24
MOST_MONTHS: Final = 240

RANKS: Final = (
    sentence("no provider that counts"),
    sentence("fewer than needed"),
    sentence("as many as needed"),
)


@said_as(
    {
        "delivery_ends": sentence("Work ends"),
        "funding_ends": sentence("Funding ends"),
        "not_independent": sentence("Not independent of one another from then on"),
        "stand_in_ends": sentence("An agreement to take over ends"),
        "stand_in_depends": sentence("Who would take over depends on the provider from then on"),
    },
    doc="what ends",
)
class Ending(StrEnum):
    """Why a cell falls."""

    DELIVERY_ENDS = "delivery_ends"  #: the one stakeholder stops
    FUNDING_ENDS = "funding_ends"  #: it goes on, but all its known money has ended
    NOT_INDEPENDENT = "not_independent"  #: they counted apart before and count as one afterwards
    STAND_IN_ENDS = "stand_in_ends"  #: the agreement of the one to take over ends
    STAND_IN_DEPENDS = "stand_in_depends"  #: it is in the group of a provider from then on


@dataclass(frozen=True, slots=True)
class FallingCell:
    """A capability in a country whose rank drops within a month."""

    country: Iso3
    capability: CapabilityNumber
    before: Annotated[
        int, Key("rank on the first day (covered 2, fragile 1)", more={"minimum": 1, "maximum": 2})
    ]
    after: Annotated[int, Key("rank on the first day of the next month", more={"minimum": 0, "maximum": 1})]
    sign_before: Annotated[Sign, Key("how it is drawn on the first day")]
    sign_after: Annotated[Sign, Key("how it is drawn on the first day of the next month")]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingGrant:
    """A grant that ends: what one funder pays under one title."""

    funder: StakeholderId
    title: Annotated[str, Key("of the grant, empty where none is recorded")]
    amount: Annotated[float | None, Key("null where no amount is recorded, or sources name different ones")]
    currency: Annotated[str, Key("empty where none is recorded")]
    disagree: Annotated[bool, Key("sources name different amounts")]
    amount_kind: Annotated[
        AmountKind | None, Key("what the amount is; empty = not said, or sources say different things")
    ]
    share_of: Annotated[str, Key("title of the grant that it is a part of")]
    in_sum: Annotated[bool, Key("it is an award, and no part of another grant: others are in no sum")]
    last: Annotated[date, Key("last day")]
    claims: Annotated[tuple[ClaimId, ...], Key("the rows about it")]

    def said(self) -> Sentence:
        """Who pays how much until when; that an amount is not recorded is said, it is not zero."""
        funder, last = Name("stakeholders", self.funder), self.last
        if self.amount is None:
            if self.disagree:
                return sentence(
                    "{funder}: sources name different amounts, until {last}", funder=funder, last=last
                )
            return sentence("{funder}: no amount recorded, until {last}", funder=funder, last=last)
        amount = self.amount if isinstance(self.amount, int) else str(self.amount)
        paid = [of_kind(amount, self.currency, self.amount_kind)]
        return sentence("{funder}: {amount}, until {last}", funder=funder, amount=paid, last=last)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a cell falls."""

    country: Iso3
    capability: CapabilityNumber
    kind: Ending
    stakeholders: Annotated[tuple[StakeholderId, ...], Key("providers")]
    funders: Annotated[tuple[StakeholderId, ...], Key("funders whose money ends")]
    last: Annotated[date | None, Key("last day; empty unless work or an agreement ends")]
    claims: Annotated[tuple[ClaimId, ...], Key("claims that end")]
    confirmed: Annotated[bool, Key("a claim that ends was read in a source, or no claim ends")] = True
    grants: Annotated[tuple[EndingGrant, ...], Key("the grants that end; none unless funding ends")] = ()

    def reason(self) -> Sentence:
        """With the cell that falls."""
        return sentence(
            "{country}, {capability}: {why}.",
            country=Name("countries", self.country),
            capability=Name("capabilities", self.capability),
            why=(self._why(),),
        )

    def said(self) -> Sentence:
        """Why, where the cell is known; marked where nothing of it was read in a source."""
        why = self._why()
        return why if self.confirmed else sentence("{text} (recalled, not confirmed)", text=(why,))

    def _why(self) -> Sentence:
        who = tuple(Name("stakeholders", s) for s in self.stakeholders)
        if self.kind is Ending.DELIVERY_ENDS and self.last is not None:
            return sentence("the work of {who} ends on {last}", who=who, last=self.last)
        if self.kind is Ending.FUNDING_ENDS:
            funders = tuple(Name("stakeholders", f) for f in self.funders)
            return sentence(
                "{who} has no known funding left after the funding from {funders} ends",
                who=who,
                funders=funders,
            )
        if self.kind is Ending.STAND_IN_ENDS and self.last is not None:
            return sentence("the agreement of {who} to take over ends on {last}", who=who, last=self.last)
        if self.kind is Ending.STAND_IN_DEPENDS:
            return sentence(
                "{who} has agreed to take over, but is not independent of the provider from then on", who=who
            )
        return sentence("{who} are not independent of one another from then on and count as one", who=who)


@dataclass(frozen=True, slots=True)
class Month:
    """``start``/``next``: the two days compared."""

    month: YearMonth
    start: Annotated[date, HIDDEN]
    next: Annotated[date, HIDDEN]
    cells: Annotated[tuple[FallingCell, ...], Key("cells that rank lower")]
    causes: Annotated[tuple[Cause, ...], Key("why")]
    donors: Annotated[tuple[StakeholderId, ...], Key("funders whose end made a provider lose ground")]
    agreements: Annotated[tuple[AgreementId, ...], Key("agreements whose last day lies in the month")]
    recalled: Annotated[
        tuple[AgreementId, ...], Key("of agreements: those whose record was not read in a source")
    ] = ()


def _donors(causes: Iterable[Cause]) -> tuple[StakeholderId, ...]:
    """Funders whose end made a provider of one of these cells lose ground."""
    return tuple(sorted({f for c in causes for f in c.funders}))


@dataclass(frozen=True)
class Cliffs:
    """Month by month, empty ones included. ``parties``: the countries each agreement names as its parties."""

    months: Annotated[tuple[Month, ...], Key("every month asked about, in order")]
    parties: Annotated[Mapping[str, frozenset[str]], HIDDEN]

    def within(self, countries: Sequence[str] | None, funder: str = "") -> Cliffs:
        """What falls in these countries (None = all), and the agreements that name one of them; with a funder only what
        falls by the end of its money."""
        wanted = None if countries is None else set(countries)

        def part(m: Month) -> Month:
            causes = tuple(
                c
                for c in m.causes
                if (wanted is None or c.country in wanted) and (not funder or funder in c.funders)
            )
            hit = {(c.country, c.capability) for c in causes}
            here = tuple(
                a for a in m.agreements if not funder and (wanted is None or self.parties[a] & wanted)
            )
            return replace(
                m,
                cells=tuple(c for c in m.cells if (c.country, c.capability) in hit),
                causes=causes,
                donors=_donors(causes),
                agreements=here,
                recalled=tuple(a for a in m.recalled if a in here),
            )

        return Cliffs(tuple(part(m) for m in self.months), self.parties)


@dataclass(frozen=True, eq=False)
class _Falls:
    """The (cell, month) that fall, sorted by month and cell; days are ordinals."""

    facts: Facts
    now: int
    cell: Ints
    month: Ints
    start: Ints
    end: Ints
    before: Ints
    after: Ints

    def name(self, q: int) -> tuple[Iso3, CapabilityNumber]:
        country, capability = divmod(int(self.cell[q]), self.facts.K)
        return self.facts.countries[country], self.facts.edition.numbers[capability]

    @cached_property
    def at_start(self) -> tuple[Ints, Ints, Mask, Ints]:
        return self._counted(self.start)

    @cached_property
    def at_end(self) -> tuple[Ints, Ints, Mask, Ints]:
        return self._counted(self.end)

    def _counted(self, day: Ints) -> tuple[Ints, Ints, Mask, Ints]:
        """(query, who, counts, group) of the providers on a day of each fall; ``counts`` is False for those
        counted out for want of money, whose group is -1."""
        query, who = provider_nodes(self.facts, self.cell, day)
        then, _ = funders_at(self.facts, query, who, self.cell, day)
        today, _ = funders_at(self.facts, query, who, self.cell, np.full(len(self.cell), self.now))
        counts = ~(today & ~then)
        group = np.full(len(query), -1, np.int64)
        group[counts] = groups_at(self.facts, self.cell, day, keep=counts).node_group
        return query, who, counts, group


def _falls(facts: Facts, now: int, bounds: Ints) -> _Falls:
    # where enough providers stay that nothing ties and nobody funds, nothing can fall
    last = int(bounds[-1])
    enough = Timeline.of(facts).levels.least("steady", now, last) >= facts.required
    cell, day = changes_between(facts, ~enough, now, last)
    month = np.searchsorted(bounds, day, side="left") - 1
    both = np.unique(month * facts.cells + cell)
    month, cell = both // facts.cells, both % facts.cells
    before = rank_on(facts, now, cell, bounds[month])
    after = rank_on(facts, now, cell, bounds[month + 1])
    low = after < before
    return _Falls(
        facts,
        now,
        cell[low],
        month[low],
        bounds[month[low]],
        bounds[month[low] + 1],
        before[low],
        after[low],
    )


def _moneyless(falls: _Falls, query: Ints, who: Ints, counts: Mask) -> tuple[Ints, Ints, Ints]:
    """(node, funder, funding row) for each provider of a fall that had money on its start, has known
    funders now, delivers on its end, and then has none. Nodes index ``query``/``who``."""
    funds = Funds.of(falls.facts)
    had, _ = funders_at(falls.facts, query, who, falls.cell, falls.start)
    node = np.flatnonzero(had & ~counts)
    where = falls.cell[query[node]]
    owner, row = funds.touching(who[node], where // falls.facts.K, where % falls.facts.K)
    t = falls.start[query[node[owner]]]
    on = (funds.life.start[row] <= t) & (t < funds.life.stop[row])
    return node[owner[on]], funds.funder[row[on]], funds.row[row[on]]


def _stopped(falls: _Falls, query: Ints, who: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """(query, who, last day, delivery row) of each claim of a provider that stops between start and end;
    ``query``/``who`` are the nodes that count on the start."""
    d, size = falls.facts.deliveries, len(falls.facts.stakeholders) + 1
    q_end, w_end = provider_nodes(falls.facts, falls.cell, falls.end)
    gone = ~np.isin(query * size + who, q_end * size + w_end)
    query, who = query[gone], who[gone]
    key = d.cell * size + d.who
    wanted = falls.cell[query] * size + who
    owner, row = expand(np.searchsorted(key, wanted), np.searchsorted(key, wanted, side="right"))
    t = falls.start[query[owner]]
    on = d.provides[row] & (d.life.start[row] <= t) & (t < d.life.stop[row])
    owner, row = owner[on], row[on]
    return query[owner], who[owner], d.life.stop[row] - 1, d.row[row]


def _independent(falls: _Falls, query: Ints, group: Ints) -> Ints:
    """Of each fall, how many independent providers count. ``query``, ``group``: of the providers on a day."""
    both = np.unique(np.stack([query[group >= 0], group[group >= 0]]), axis=1)
    return np.bincount(both[0], minlength=len(falls.cell))


def _cells(falls: _Falls) -> list[FallingCell]:
    """Each fall, with how its cell is drawn before and after it."""
    facts = falls.facts
    looked = facts.latest_looks(falls.now)[0] >= 0
    (q0, _w0, _c0, g0), (q1, _w1, _c1, g1) = falls.at_start, falls.at_end
    state = (State.GAP, State.FRAGILE, State.COVERED)
    ranks = (falls.before.tolist(), falls.after.tolist())
    numbers = (_independent(falls, q0, g0).tolist(), _independent(falls, q1, g1).tolist())
    out = []
    for q, cell in enumerate(falls.cell.tolist()):
        signs = [
            sign_with(facts, cell, state[rank[q]], n[q], looked=bool(looked[cell]))
            for rank, n in zip(ranks, numbers, strict=True)
        ]
        out.append(FallingCell(*falls.name(q), ranks[0][q], ranks[1][q], *signs))
    return out


def _ending(facts: Facts, rows: Iterable[int]) -> tuple[EndingGrant, ...]:
    """The grants that these rows of the funding are about; several rows of one grant are sources of it."""
    frame, life = facts.snapshot["funding"], facts.life("funding")
    grants: dict[tuple[str, ...], list[int]] = {}
    for row in sorted(set(rows)):
        grants.setdefault(tuple(frame.text(name, row) for name in GRANT), []).append(row)
    out = []
    for key, at in sorted(grants.items()):
        said = stated(facts, at)
        whole = next((x for r in at if (x := frame.text("share_of", r))), "")
        out.append(
            EndingGrant(
                funder=StakeholderId(key[0]),
                title=key[-1],
                amount=said.number,
                currency=said.currency,
                disagree=said.disagree,
                amount_kind=said.kind,
                share_of=whole,
                in_sum=said.kind is AmountKind.AWARD and bool(said.amount) and key[0] != key[1] and not whole,
                last=date.fromordinal(max(int(life.stop[r]) for r in at) - 1),
                claims=tuple(sorted(ClaimId(frame.ids[r]) for r in at)),
            )
        )
    return tuple(out)


def _causes(falls: _Falls) -> list[list[Cause]]:
    """Those of each fall."""
    facts = falls.facts
    names, size = facts.stakeholders, len(facts.stakeholders) + 1
    causes: list[list[Cause]] = [[] for _ in falls.cell]
    (q0, w0, counts0, group0), (q1, w1, counts1, group1) = falls.at_start, falls.at_end
    # those who stop
    stops: dict[tuple[int, int], tuple[int, list[ClaimId]]] = {}
    claim_ids = facts.snapshot["deliveries"].ids
    for q, w, last, row in zip(*(x.tolist() for x in _stopped(falls, q0[counts0], w0[counts0])), strict=True):
        day, claims = stops.get((q, w), (0, []))
        stops[q, w] = (max(day, last), [*claims, ClaimId(claim_ids[row])])
    for (q, w), (latest, claims) in sorted(stops.items()):
        ends_on = date.fromordinal(latest)
        causes[q].append(
            Cause(
                *falls.name(q),
                Ending.DELIVERY_ENDS,
                (names[w],),
                (),
                ends_on,
                tuple(sorted(set(claims))),
                _read(facts, "deliveries", claims),
            )
        )
    # those whose money ends
    money: dict[int, tuple[set[StakeholderId], list[int]]] = {}
    claim_ids = facts.snapshot["funding"].ids
    for node, funder, row in zip(*(x.tolist() for x in _moneyless(falls, q1, w1, counts1)), strict=True):
        payers, rows = money.setdefault(node, (set(), []))
        payers.add(names[funder])
        rows.append(row)
    for node, (payers, rows) in sorted(money.items()):
        q = int(q1[node])
        grants = {ClaimId(claim_ids[r]) for r in rows}
        causes[q].append(
            Cause(
                *falls.name(q),
                Ending.FUNDING_ENDS,
                (names[w1[node]],),
                tuple(sorted(payers)),
                None,
                tuple(sorted(grants)),
                _read(facts, "funding", grants),
                _ending(facts, rows),
            )
        )
    # those who come to depend on one another: one group at the end that was several at the start
    key0, key1 = (q0 * size + w0)[counts0], (q1 * size + w1)[counts1]
    shared, i, j = np.intersect1d(key0, key1, return_indices=True)
    was, now = group0[counts0][i], group1[counts1][j]
    both = np.unique(np.stack([now, was]), axis=1)
    merged = np.unique(both[0][np.flatnonzero(np.diff(both[0]) == 0)])
    for g in merged.tolist():
        here = shared[now == g]
        q = int(here[0] // size)
        who = tuple(sorted(names[w] for w in (here % size).tolist()))
        causes[q].append(Cause(*falls.name(q), Ending.NOT_INDEPENDENT, who, (), None, ()))
    for q, cause in _unsecured(falls, counts0, counts1):
        causes[q].append(cause)
    return causes


def _read(facts: Facts, name: str, claims: Iterable[str]) -> bool:
    """Whether one of these claims was read in a source."""
    frame = facts.snapshot[name]
    return any(frame.text("verified", frame.position[c]) == "yes" for c in claims)


def _unsecured(falls: _Falls, counts0: Mask, counts1: Mask) -> Iterator[tuple[int, Cause]]:
    """(query, cause) of each successor at the start who is none at the end. ``counts0``, ``counts1``: which of the
    providers count on either day."""
    facts = falls.facts
    d, size, ids = facts.deliveries, len(facts.stakeholders) + 1, facts.snapshot["deliveries"].ids
    was = stand_ins_at(facts, falls.cell, falls.start, keep=counts0)
    now = stand_ins_at(facts, falls.cell, falls.end, keep=counts1)
    before, after = was.query * size + was.who, now.query * size + now.who
    gone = was.free & ~np.isin(before, after[now.free])
    for q, w, stays in zip(
        was.query[gone].tolist(), was.who[gone].tolist(), np.isin(before[gone], after).tolist(), strict=True
    ):
        who = (facts.stakeholders[w],)
        if stays:
            yield q, Cause(*falls.name(q), Ending.STAND_IN_DEPENDS, who, (), None, ())
            continue
        t, until = int(falls.start[q]), int(falls.end[q])
        rows = np.flatnonzero((d.cell == falls.cell[q]) & (d.who == w) & d.stands_in & d.life.active(t))
        if (d.life.stop[rows] <= until).all():  # else it provides from then on
            last = date.fromordinal(int(d.life.stop[rows].max()) - 1)
            claims = tuple(sorted(ClaimId(ids[r]) for r in d.row[rows].tolist()))
            read = _read(facts, "deliveries", claims)
            yield q, Cause(*falls.name(q), Ending.STAND_IN_ENDS, who, (), last, claims, read)


def cliffs(facts: Facts, as_of: date, months: int = MONTHS) -> Cliffs:
    """The months from the one ``as_of`` lies in."""
    first = as_of.replace(day=1)
    days = [as_of, *(add_months(first, m) for m in range(1, months + 1))]
    bounds = np.asarray([d.toordinal() for d in days], np.int64)
    falls = _falls(facts, int(bounds[0]), bounds)
    cells, causes = _cells(falls), _causes(falls)
    agreements = facts.snapshot["agreements"]
    over = np.asarray(agreements["expires"].per_value(end, "int64"))
    unread = frozenset(
        i for i, v in zip(agreements.ids, agreements["verified"].texts(), strict=True) if v != "yes"
    )
    found = []
    for m in range(months):
        here = np.flatnonzero(falls.month == m).tolist()
        ending = np.flatnonzero((bounds[m] < over) & (over <= bounds[m + 1])).tolist()
        over_here = tuple(sorted(AgreementId(agreements.ids[i]) for i in ending))
        found.append(
            Month(
                YearMonth(f"{days[m]:%Y-%m}"),
                days[m],
                days[m + 1],
                tuple(cells[q] for q in here),
                why := tuple(c for q in here for c in causes[q]),
                _donors(why),
                over_here,
                tuple(a for a in over_here if a in unread),
            )
        )
    named: dict[str, set[str]] = {a: set() for a in agreements.ids}
    parties = facts.snapshot["agreement_parties"]
    life, t = facts.life("agreement_parties"), as_of.toordinal()
    ahead = (life.stop > t) | (life.planned_to > t)  # who left before does not care
    rows = zip(
        parties["agreement_id"].texts(), bound_countries(facts.snapshot).texts(), ahead.tolist(), strict=True
    )
    for agreement, country, still in rows:
        if still:
            named.setdefault(agreement, set()).add(country)
    return Cliffs(tuple(found), {a: frozenset(some - {""}) for a, some in named.items()})
