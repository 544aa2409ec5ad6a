"""Which records are worth checking: those on which the status of a capability hangs and that nobody has checked
against a source, or that are older than 36 months (METHODS 15).

All such records of one delivery, grant or affiliation are left out together. What that changes is counted for the
cells it touches, all of them at once: a *query* is a cell without the records of one unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Annotated, Final

import numpy as np

from coordination.analytics.base.facts import Ints, Mask
from coordination.analytics.base.providers import (
    Above,
    Funds,
    expand,
    grouped,
    groups_at,
    stand_ins_at,
    stand_ins_of,
    tops_of,
)
from coordination.analytics.base.spans import distinct, starts
from coordination.analytics.base.support import waiting
from coordination.analytics.base.timeline import STALE_MONTHS
from coordination.analytics.board.age import old_rows
from coordination.analytics.board.coverage import STATE_OF_RULE, Coverage, Finished, Rule, ranked, rules
from coordination.analytics.board.gaps import gaps
from coordination.text.kinds import said_as
from coordination.text.records import HIDDEN, Key
from coordination.text.sentences import Name, Sentence, sentence
from coordination.text.states import STATE_WORDS, Sign, State
from graph_schema.edition import Edition
from graph_schema.ids import CapabilityNumber, Cell, ClaimId, Iso3, SourceId, StakeholderId
from graph_schema.values import Role

__all__ = ["Change", "Doubt", "RecordType", "ToCheck", "VerifyNext", "in_order", "verify_next"]


@said_as(
    {
        "deliveries": sentence("who provides what"),
        "funding": sentence("funding"),
        "affiliations": sentence("part of"),
    }
)
class RecordType(StrEnum):
    """Which records are worth a check, in the order in which they are listed."""

    DELIVERIES = "deliveries"
    FUNDING = "funding"
    AFFILIATIONS = "affiliations"


@said_as(
    {
        "unconfirmed": sentence("not checked against a source"),
        "old": sentence("older than {months} months", months=STALE_MONTHS),
    }
)
class Doubt(StrEnum):
    """Why a record should be checked."""

    UNCONFIRMED = "unconfirmed"
    OLD = "old"


#: Type of records -> the columns that say what they are about.
ABOUT: Final = {
    RecordType.DELIVERIES: ("stakeholder_id", "iso3", "capability"),
    RecordType.FUNDING: ("funder_id", "recipient_id"),
    RecordType.AFFILIATIONS: ("child_id", "parent_id"),
}
#: Whom to ask about a record.
ASKED: Final = {
    RecordType.DELIVERIES: "stakeholder_id",
    RecordType.FUNDING: "recipient_id",
    RecordType.AFFILIATIONS: "child_id",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The status of a capability, and what it becomes when the records turn out wrong."""

    country: Iso3
    capability: CapabilityNumber
    before: Annotated[State, Key("its status with these records", name="from")]
    sign: Annotated[Sign, Key("how that status is drawn and named")]
    after: Annotated[State, Key("its status without them", name="to")]

    def said(self) -> Sentence:
        """In a sentence that leaves the country to where it stands."""
        return sentence(
            "{capability}: {before} → {after}",
            capability=Name("capabilities", self.capability),
            before=(STATE_WORDS[self.sign],),
            after=(STATE_WORDS[self.after],),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCheck:
    """Records about one delivery, grant or affiliation on which a status hangs."""

    claim: Annotated[ClaimId, Key("the first of the records")]
    claims: Annotated[tuple[ClaimId, ...], Key("all of them, left out together; sorted")]
    type: Annotated[RecordType, Key("what kind of records they are")]
    organisation: Annotated[StakeholderId, Key("whom to ask")]
    source: Annotated[SourceId | None, Key("the source of the first record")]
    what: Annotated[Sentence, Key("what they say")]
    question: Annotated[Sentence, Key("what to ask the organisation")]
    why: Annotated[tuple[Doubt, ...], Key("why they should be checked")]
    cells: Annotated[
        tuple[Change, ...],
        Key("what changes without them, by country, then in edition order", more={"minItems": 1}),
    ]

    def within(self, countries: Collection[str]) -> tuple[Change, ...]:
        """What changes in some countries."""
        return tuple(c for c in self.cells if c.country in countries)


@dataclass(frozen=True)
class VerifyNext:
    """The records to check."""

    rows: Annotated[
        tuple[ToCheck, ...],
        Key(
            "by the first country in which they change something; there those first that touch a capability which is "
            "always among the first three gaps, or on which others depend"
        ),
    ]
    first: Annotated[frozenset[Cell], HIDDEN]
    """Cells that are always among the first three gaps."""
    edition: Annotated[Edition, HIDDEN]


@dataclass(frozen=True, eq=False)
class _Units:
    """The doubtful records of a type. ``unit``: a label for each row of the frame, one for all rows about the same;
    ``doubt``: rows that count and are not verified, or old."""

    unit: Ints
    doubt: Mask


@dataclass(frozen=True, eq=False)
class _Changed:
    """Which cell gets another state, without the doubtful rows of which unit. Shapes (n,)."""

    unit: Ints
    cell: Ints
    state: list[State]


def _units(cover: Coverage, of: RecordType) -> _Units:
    facts, frame = cover.facts, cover.facts.snapshot[of]
    unit = np.zeros(len(frame), np.int64)
    for name in ABOUT[of]:
        column = frame[name]
        unit = unit * max(len(column.vocab), 1) + column.codes
    counts = np.zeros(len(frame), bool)
    counts[facts.counted(of)] = True
    doubt = ~frame["verified"].isin(["yes"]) | old_rows(facts, of, cover.as_of)
    return _Units(unit, counts & doubt)


def _by_rank(rank: Ints) -> list[State]:
    """The states of cells with a provider."""
    return [State.COVERED if r == 2 else State.FRAGILE for r in rank.tolist()]


def _unsafe(cover: Coverage) -> Mask:
    """Cells whose state may change without one delivery or grant: that takes one from ``n``, or one from ``s``, and
    never both, or makes them more. Shape (cells,)."""
    n, s, k = cover.n, cover.s, cover.facts.required
    return ~((n - 1 >= k) | ((n >= 2) & (n - 1 + s >= k)))


def _without_deliveries(cover: Coverage, units: _Units) -> _Changed:
    facts, d, t = cover.facts, cover.facts.deliveries, cover.as_of.toordinal()
    some = units.doubt[d.row] & _unsafe(cover)[d.cell] & _decides(cover)
    at = np.flatnonzero(some)
    asked, first = np.unique(units.unit[d.row[at]], return_index=True)
    cell = d.cell[at[first]]
    low = np.searchsorted(d.cell, cell)
    query, row = expand(low, np.searchsorted(d.cell, cell, side="right"))
    left = ~(units.doubt[d.row[row]] & (units.unit[d.row[row]] == asked[query]))
    query, row = query[left], row[left]
    life, provides = d.life.take(row), d.provides[row]
    active, planned, over = life.active(t), life.planned(t) & provides, life.lapsed(t) & provides
    ended = np.zeros(len(cell), np.int64)
    np.maximum.at(ended, query[over], d.answered_from[row[over]])
    size, day = len(facts.stakeholders) + 1, np.full(len(cell), t, np.int64)
    keys = [distinct((query * size + d.who[row])[active & role]) for role in (provides, d.stands_in[row])]
    providers, agreed = ((k // size, k % size) for k in keys)
    n = grouped(facts, cell, day, *providers).n
    s = stand_ins_of(facts, cell, day, providers, agreed).s
    rule = rules(
        facts,
        ranked(n, s, facts.required[cell]),
        cover.latest[cell],
        cover.found_day[cell],
        np.bincount(query[planned], minlength=len(cell)) > 0,
        ended,
        _finished_without(cover, units, cell, asked),
    )
    return _Changed(asked, cell, [STATE_OF_RULE[Rule(r)] for r in rule.tolist()])


def _finished_without(cover: Coverage, units: _Units, cell: Ints, asked: Ints) -> Finished:
    """What was done once and what is supported in each of some cells, without the doubtful rows of a unit."""
    rows, provided = cover.finished_rows
    at = cover.facts.cells
    low, high = starts(rows.cell, at)[cell], starts(rows.cell, at)[cell + 1]
    query, row = expand(low, high)
    left = ~(units.doubt[rows.row[row]] & (units.unit[rows.row[row]] == asked[query]))
    query, done = query[left], provided[row[left]]
    count = partial(np.bincount, minlength=len(cell))
    return Finished(count(query[done]) > 0, count(query[~done]) > 0)


def _decides(cover: Coverage) -> Mask:
    """Rows that can decide a state."""
    d, t = cover.facts.deliveries, cover.as_of.toordinal()
    active = d.life.active(t) & (d.provides | d.stands_in)
    before = np.isin(cover.rule[d.cell], (Rule.DONE_ONCE, Rule.SUPPORTED_ONLY)) & ~d.stands_in
    return active | before | (d.provides & (d.life.planned(t) | d.life.lapsed(t)))


def _nodes(cover: Coverage, which: Mask) -> tuple[Ints, Ints]:
    """(cell, stakeholder) of the providers and stand-ins of some cells, sorted."""
    size = len(cover.facts.stakeholders) + 1
    groups, stand_ins = cover.groups, cover.stand_ins
    keys = np.concatenate(
        [groups.node_query * size + groups.node_who, stand_ins.query * size + stand_ins.who]
    )
    keys = distinct(keys[which[keys // size]])
    return keys // size, keys % size


def _without_grants(cover: Coverage, units: _Units) -> _Changed:
    facts, t = cover.facts, cover.as_of.toordinal()
    funds = Funds.of(facts)
    cell, who = _nodes(cover, _unsafe(cover) & (cover.n > 0))
    node, row = funds.touching(who, cell // facts.K, cell % facts.K)
    on = units.doubt[funds.row[row]] & funds.life.active(t)[row]
    node, row = node[on], row[on]
    label, unit = np.unique(units.unit[funds.row[row]], return_inverse=True)
    keys, query = np.unique(cell[node] * max(len(label), 1) + unit, return_inverse=True)
    where, day = keys // max(len(label), 1), np.full(len(keys), t, np.int64)
    without = query * len(funds.row) + row
    n = groups_at(facts, where, day, without=without).n
    s = stand_ins_at(facts, where, day, without=without).s
    return _Changed(label[keys % max(len(label), 1)], where, _by_rank(ranked(n, s, facts.required[where])))


def _without_affiliations(cover: Coverage, units: _Units) -> _Changed:
    """Without an affiliation bodies are never fewer: only a fragile cell can change, and become covered."""
    facts, t = cover.facts, cover.as_of.toordinal()
    size = len(facts.stakeholders) + 1
    child, parent, row, life = facts.joining("affiliations", "child_id", "parent_id")
    now = np.flatnonzero(life.active(t))
    now = now[np.argsort(child[now], kind="stable")]
    child, parent, row = child[now], parent[now], row[now]
    cell, who = _nodes(cover, cover.rank == 1)
    several = np.bincount(cell, minlength=facts.cells) > 1
    where, edge = _upwards(cell[several[cell]] * size + who[several[cell]], child, parent, size)
    # without which unit, in which cell
    doubt = units.doubt[row[edge]]
    label, unit = np.unique(units.unit[row], return_inverse=True)
    several_units = max(len(label), 1)
    keys = distinct(where[doubt] * several_units + unit[edge[doubt]])
    cell = keys // several_units
    first = starts(where, facts.cells)
    query, at = expand(first[cell], first[cell + 1])
    left = ~(units.doubt[row[edge[at]]] & (unit[edge[at]] == (keys % several_units)[query]))
    query, at = query[left], edge[at[left]]
    above = tops_of(query * size + child[at], query * size + parent[at])
    n, s = _counted(cover, cell, above)
    return _Changed(label[keys % several_units], cell, _by_rank(ranked(n, s, facts.required[cell])))


def _upwards(found: Ints, child: Ints, parent: Ints, size: int) -> tuple[Ints, Ints]:
    """(cell, affiliation), sorted by cell: all by which these bodies (``cell * size + body``) stand under others.
    ``child`` is sorted."""
    first, edges = starts(child, size), [np.zeros(0, np.int64)]
    reached = front = distinct(found)
    while len(front):
        owner, edge = expand(first[front % size], first[front % size + 1])
        cell = front[owner] // size
        edges.append(cell * max(len(child), 1) + edge)
        front = np.setdiff1d(cell * size + parent[edge], reached)
        reached = np.union1d(reached, front)
    keys = distinct(np.concatenate(edges))
    return keys // max(len(child), 1), keys % max(len(child), 1)


def _counted(cover: Coverage, cell: Ints, above: Above) -> tuple[Ints, Ints]:
    """(n, s) of some cells, with other affiliations."""
    facts, groups, stand_ins = cover.facts, cover.groups, cover.stand_ins
    day = np.full(len(cell), cover.as_of.toordinal(), np.int64)

    def of(query: Ints, who: Ints) -> tuple[Ints, Ints]:
        first = starts(query, facts.cells)
        owner, at = expand(first[cell], first[cell + 1])
        return owner, who[at]

    providers, agreed = of(groups.node_query, groups.node_who), of(stand_ins.query, stand_ins.who)
    n = grouped(facts, cell, day, *providers, above=above).n
    return n, stand_ins_of(facts, cell, day, providers, agreed, above=above).s


COUNT: Final = {
    RecordType.DELIVERIES: _without_deliveries,
    RecordType.FUNDING: _without_grants,
    RecordType.AFFILIATIONS: _without_affiliations,
}


def _rows(cover: Coverage, of: RecordType) -> Iterator[ToCheck]:
    """Records of a type on which a state hangs."""
    units = _units(cover, of)
    if not units.doubt.any():
        return
    found, states, signs = COUNT[of](cover, units), cover.states, cover.signs
    changed = defaultdict[int, list[tuple[int, State]]](list)
    for unit, cell, after in zip(found.unit.tolist(), found.cell.tolist(), found.state, strict=True):
        if after != states[cell]:
            changed[unit].append((cell, after))
    old = old_rows(cover.facts, of, cover.as_of)
    frame = cover.facts.snapshot[of]
    rows = np.flatnonzero(units.doubt & np.isin(units.unit, list(changed)))
    of_unit = defaultdict[int, list[int]](list)
    for row in rows.tolist():
        of_unit[int(units.unit[row])].append(row)
    verified = frame["verified"].isin(["yes"])
    for unit, own in of_unit.items():
        own.sort(key=frame.ids.__getitem__)
        what, question = _told(cover, of, own)
        cells = [
            Change(country=country, capability=number, before=states[cell], sign=signs[cell], after=after)
            for cell, after in sorted(changed[unit], key=lambda c: c[0])
            for country, number in [cover.name(cell)]
        ]
        why = {
            Doubt.UNCONFIRMED: not verified[own].all(),
            Doubt.OLD: bool(old[own].any()),
        }
        source = frame["source_id"].texts(slice(own[0], own[0] + 1))[0]
        yield ToCheck(
            claim=ClaimId(frame.ids[own[0]]),
            claims=tuple(ClaimId(frame.ids[r]) for r in own),
            type=of,
            organisation=StakeholderId(_text(cover, of, ASKED[of], own[0])),
            source=SourceId(source) if source else None,
            what=what,
            question=question,
            why=tuple(w for w, is_so in why.items() if is_so),
            cells=tuple(cells),
        )


def _text(cover: Coverage, of: RecordType, column: str, row: int) -> str:
    return cover.facts.snapshot[of][column].texts(slice(row, row + 1))[0]


def _told(cover: Coverage, of: RecordType, rows: list[int]) -> tuple[Sentence, Sentence]:
    """What the records say, and what to ask about it."""
    texts = {name: _text(cover, of, name, rows[0]) for name in ABOUT[of]}
    if of is RecordType.FUNDING:
        funder, recipient = (Name("stakeholders", texts[n]) for n in ("funder_id", "recipient_id"))
        return (
            sentence("{funder} funds {recipient}.", funder=funder, recipient=recipient),
            sentence("Does {funder} still fund you?", funder=funder),
        )
    if of is RecordType.AFFILIATIONS:
        child, parent = (Name("stakeholders", texts[n]) for n in ("child_id", "parent_id"))
        return (
            sentence("{body} is part of {parent}.", body=child, parent=parent),
            sentence("Are you still part of {parent}?", parent=parent),
        )
    return _told_of_delivery(cover, rows, texts)


def _told_of_delivery(cover: Coverage, rows: list[int], texts: dict[str, str]) -> tuple[Sentence, Sentence]:
    facts, t = cover.facts, cover.as_of.toordinal()
    life = facts.life("deliveries").take(np.asarray(rows))
    role = facts.snapshot["deliveries"]["role"]
    provides = role.isin([Role.PROVIDES])[rows]
    number = facts.edition.from_base[texts["capability"]]
    place = {
        "capability": Name("capabilities", number),
        "country": Name("countries", texts["iso3"]),
    }
    who = Name("stakeholders", texts["stakeholder_id"])
    if (life.active(t) & provides).any():
        return (
            sentence("{who} works on {capability} in {country}.", who=who, **place),
            sentence("Do you still work on {capability} in {country}?", **place),
        )
    if (life.active(t) & role.isin([Role.STANDS_IN])[rows]).any():
        return (
            sentence("{who} has agreed to take over {capability} in {country}.", who=who, **place),
            sentence("Would you still take over {capability} in {country} if its provider stopped?", **place),
        )
    if (life.planned(t) & provides).any():
        return (
            sentence("{who} plans to work on {capability} in {country}.", who=who, **place),
            sentence("Do you still plan to work on {capability} in {country}?", **place),
        )
    return (
        sentence("{who} no longer works on {capability} in {country}.", who=who, **place),
        sentence("Have you stopped working on {capability} in {country}?", **place),
    )


def _first(cover: Coverage, countries: Collection[str]) -> frozenset[Cell]:
    """Cells that are always among the first three gaps of their country."""
    return frozenset(
        Cell(g.country, g.capability) for g in gaps(cover, sorted(countries)).gaps if g.first_whatever
    )


def _place(found: VerifyNext, row: ToCheck, country: str) -> tuple[int, ...]:
    """Where a row stands in the list of a country: those with a cell that comes first, or on which others depend."""
    waits, at = waiting(found.edition), found.edition.index
    own = [c.capability for c in row.within((country,))]
    return min(
        (not (Cell(Iso3(country), n) in found.first or waits[at[n]]), -len(waits[at[n]]), at[n]) for n in own
    )


def in_order(found: VerifyNext) -> Iterator[tuple[Iso3, ToCheck]]:
    """The list of each country, in order: a row stands in that of every country in which it changes something."""
    kinds = list(RecordType)
    both = [(c, r) for r in found.rows for c in {x.country for x in r.cells}]
    yield from sorted(
        both, key=lambda b: (b[0], _place(found, b[1], b[0]), kinds.index(b[1].type), b[1].claim)
    )


def verify_next(cover: Coverage, countries: Collection[str] | None = None) -> VerifyNext:
    """The records to check of every country, or of those named: there with what changes in them alone."""
    facts = cover.facts
    key = ("verify-next", facts.edition.id, facts.evidence, cover.as_of)
    every = facts.snapshot.derived(key, lambda _: [r for of in RecordType for r in _rows(cover, of)])
    if countries is not None:
        every = [replace(r, cells=cells) for r in every if (cells := r.within(countries))]
    found = VerifyNext(
        tuple(every), _first(cover, {c.country for r in every for c in r.cells}), facts.edition
    )
    ordered = {(r.type, r.claim): r for _, r in in_order(found)}
    return replace(found, rows=tuple(ordered.values()))
