"""Hand-offs between organisations (METHODS 8): where a case, a report or data passes from one to another.

For each country and each flow "A needs B": ``linked`` if one organisation provides both, a tie joins a
provider of A and one of B, or two of them stand under one top; ``not_recorded`` if both sides have providers
and none of that is known; ``one_side_empty`` if a side has none and its cell is a gap or planned; ``unknown``
if that cell is unknown or unattributed. Where neither side has a provider there is nothing to hand over.

The fewest new ties that would link all ``not_recorded`` hand-offs of a country are a minimum hitting set.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Final, TypeAlias

import numpy as np

from coordination.analytics.base.facts import Facts, Ints, Mask
from coordination.analytics.base.providers import Tops, provider_nodes, unread
from coordination.analytics.base.spans import distinct, expand, fresh, order_of, starts
from coordination.analytics.board.coverage import Coverage, coverage
from coordination.analytics.network.cooperation import ties_read
from coordination.analytics.network.hitting import NODES, SECONDS, smallest_hitting_set
from coordination.analytics.network.joined import Joined
from coordination.system.progress import step
from coordination.text.kinds import Bounds, said_as
from coordination.text.records import HIDDEN, Key
from coordination.text.sentences import Name, Sentence, sentence
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3, StakeholderId

__all__ = [
    "NOTHING",
    "WORDS",
    "Audit",
    "Flow",
    "Handoff",
    "Handoffs",
    "Link",
    "NewTie",
    "TieProof",
    "handoffs",
]

LINKED, NOT_RECORDED, ONE_SIDE_EMPTY, UNKNOWN, NOTHING = range(5)
Pair: TypeAlias = tuple[StakeholderId, StakeholderId]


@said_as(
    {
        "linked": sentence("Backed by a partnership"),
        "not_recorded": sentence("No partnership recorded"),
        "one_side_empty": sentence("No provider on one side"),
        "unknown": sentence("Not known"),
    },
    doc="linked, not_recorded (both sides have providers, no tie is known), one_side_empty, or unknown",
)
class Link(StrEnum):
    LINKED = "linked"
    NOT_RECORDED = "not_recorded"  #: it does not say that there is none
    ONE_SIDE_EMPTY = "one_side_empty"
    UNKNOWN = "unknown"


WORDS: Final = tuple(Link)  #: by LINKED, NOT_RECORDED, ONE_SIDE_EMPTY, UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """One flow of one country. ``ties``: pairs (a, b), a < b; ``reason``: what is handed over, as the edition says."""

    country: Iso3
    needs: CapabilityNumber
    gives: CapabilityNumber
    state: Link
    ties: Annotated[tuple[Pair, ...], Key("ties that link it")]
    needs_by: Annotated[tuple[StakeholderId, ...], Key("providers of the side that needs")]
    gives_by: Annotated[tuple[StakeholderId, ...], Key("providers of the side that gives")]
    needs_recalled: Annotated[
        tuple[StakeholderId, ...], Key("of needs_by: those of whom no row there was read in a source")
    ]
    gives_recalled: Annotated[
        tuple[StakeholderId, ...], Key("of gives_by: those of whom no row there was read in a source")
    ]
    ties_recalled: Annotated[tuple[Pair, ...], Key("of ties: those no row of which was read in a source")]
    claims: Annotated[
        tuple[ClaimId, ...],
        Key(
            "ids of the records that the statuses of both sides rest on, of the ties, and of the affiliations by which "
            "two of them have a common top body"
        ),
    ]
    reason: Annotated[str, HIDDEN]


@dataclass(frozen=True, slots=True)
class Flow:
    """What one capability receives from another."""

    needs: CapabilityNumber
    gives: CapabilityNumber

    @property
    def both(self) -> tuple[CapabilityNumber, CapabilityNumber]:
        return self.needs, self.gives

    def said(self) -> Sentence:
        return sentence(
            "{needs} receives from {gives}",
            needs=Name("capabilities", self.needs),
            gives=Name("capabilities", self.gives),
        )


@dataclass(frozen=True, slots=True)
class NewTie:
    """A tie to make, a < b."""

    country: Iso3
    rank: Annotated[
        Bounds,
        Key(
            "between which places it stands in its country: those that link more hand-offs come first, those that link "
            "as many share their places"
        ),
    ]
    a: StakeholderId
    b: StakeholderId
    serves: Annotated[tuple[Flow, ...], Key("hand-offs it would link", more={"minItems": 1})]
    recalled: Annotated[
        tuple[StakeholderId, ...],
        Key("of a and b: those none of whose work at these hand-offs was read in a source"),
    ] = ()
    claims: Annotated[
        tuple[ClaimId, ...], Key("ids of the activities by which a and b provide what these hand-offs join")
    ] = ()


@dataclass(frozen=True, slots=True)
class TieProof:
    """How many new ties are proposed for a country, and how many it takes at least."""

    country: Iso3
    ties: Annotated[int, Key("ties proposed", more={"minimum": 0})]
    at_least: Annotated[int, Key("no fewer can do", more={"minimum": 0})]
    proven: Annotated[bool, Key("the number is the least")]

    def reason(self) -> Sentence:
        return sentence(
            "{country}: {ties} new partnerships are proposed. At least {at_least} are needed; the "
            "calculation stopped before it could tell whether fewer than {ties} are enough.",
            country=Name("countries", self.country),
            ties=self.ties,
            at_least=self.at_least,
        )


@dataclass(frozen=True)
class Audit:
    """The hand-offs of countries, and the fewest new ties that would link those that are not recorded."""

    handoffs: Annotated[
        tuple[Handoff, ...],
        Key("sorted by country, then in edition order; both sides without providers are left out"),
    ]
    new_ties: Annotated[tuple[NewTie, ...], Key("fewest ties that link all not recorded, per country")]
    proofs: Annotated[tuple[TieProof, ...], Key("whether the number is the least")]


@dataclass(frozen=True, eq=False)
class _Sides:
    """Who provides what where: one entry per (country, organisation), sorted; ``mask``: its capabilities as
    bits; ``cell``, ``provider``: of each provider of a cell, by entry; ``first``: where those of each entry begin."""

    facts: Facts
    day: int
    country: Ints
    who: Ints
    mask: Ints
    cell: Ints
    provider: Ints
    first: Ints
    bodies: int

    @staticmethod
    def at(facts: Facts, t: int, here: Mask | None = None) -> _Sides:
        """``here``: in which countries, all where none are told."""
        every = np.arange(facts.cells)
        cell, who = provider_nodes(facts, every, np.full(facts.cells, t, np.int64))
        if here is not None:
            kept = here[cell // facts.K]
            cell, who = cell[kept], who[kept]
        size = len(facts.stakeholders) + 1
        key = (cell // facts.K) * size + who
        order = order_of(key)
        key, cell, who = key[order], cell[order], who[order]
        first = np.flatnonzero(fresh(key))
        mask = _joined(np.left_shift(np.int64(1), cell % facts.K), first)
        return _Sides(facts, t, key[first] // size, key[first] % size, mask, cell, who, first, size)

    @cached_property
    def recalled(self) -> Ints:
        """Those capabilities of each entry that no row read in a source speaks for, as bits."""
        told = unread(self.facts, self.cell, self.provider, self.day)
        bits = np.where(told, np.left_shift(np.int64(1), self.cell % self.facts.K), 0)
        return _joined(bits, self.first)

    @property
    def key(self) -> Ints:
        return self.country * self.bodies + self.who


def _joined(bits: Ints, first: Ints) -> Ints:
    """The bits from each of these places on to the next, as one number."""
    return np.bitwise_or.reduceat(bits, first) if len(first) else bits


def _has(mask: Ints, bit: int) -> Mask:
    on: Mask = ((mask >> bit) & 1).astype(bool)
    return on


def _tied(facts: Facts, sides: _Sides, t: int) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """(country, a, b, mask of a, mask of b) for each tie at t and each country in which both provide
    something and of which the tie may speak; a < b in id order, each once."""
    a, b, rows, life = facts.joining("ties", "a_id", "b_id")
    where = facts.snapshot["ties"]["iso3"].coded({**facts.country_at, "": -1}, missing=-2)[rows]
    keep = life.active(t) & (where >= -1)
    a, b, where = np.minimum(a, b)[keep], np.maximum(a, b)[keep], where[keep]
    by_who = order_of(sides.who)
    first = starts(sides.who[by_who], sides.bodies)
    owner, at = expand(first[a], first[a + 1])
    entry = by_who[at]
    fits = (where[owner] == -1) | (where[owner] == sides.country[entry])
    owner, entry = owner[fits], entry[fits]
    other = sides.country[entry] * sides.bodies + b[owner]
    key, size = sides.key, max(len(sides.who), 1)
    place = np.minimum(np.searchsorted(key, other), size - 1)
    met = key[place] == other if len(key) else np.zeros(0, bool)
    both = distinct(entry[met] * size + place[met])
    one, two = both // size, both % size
    return sides.country[one], sides.who[one], sides.who[two], sides.mask[one], sides.mask[two]


def _under_one_top(facts: Facts, sides: _Sides, t: int) -> tuple[Ints, Ints]:
    """(country, capabilities as bits) of the providers of a country that stand under one top, one per top."""
    body, top = Tops.of(facts).pairs(t)
    owner, at = expand(np.searchsorted(body, sides.who), np.searchsorted(body, sides.who, side="right"))
    key = sides.country[owner] * sides.bodies + top[at]
    order = order_of(key)
    key = key[order]
    first = np.flatnonzero(fresh(key))
    return key[first] // sides.bodies, _joined(sides.mask[owner][order], first)


@dataclass(frozen=True, eq=False)
class Handoffs:
    """The audit of every country. ``state``: shape (countries, flows), NOTHING where neither side provides.
    ``flows``: (needs, gives) as positions in the edition, sorted."""

    facts: Facts
    as_of: date
    cover: Coverage
    flows: tuple[tuple[int, int], ...]
    state: Ints
    nodes: int
    seconds: float

    @cached_property
    def _sides(self) -> _Sides:
        return _Sides.at(self.facts, self.as_of.toordinal())

    @cached_property
    def _ties(self) -> dict[tuple[int, int], list[Pair]]:
        """(country, flow) -> pairs whose tie links it, sorted."""
        country, a, b, mask_a, mask_b = _tied(self.facts, self._sides, self.as_of.toordinal())
        names = self.facts.stakeholders
        found: dict[tuple[int, int], list[Pair]] = {}
        for f, (needs, gives) in enumerate(self.flows):
            hit = (_has(mask_a, needs) & _has(mask_b, gives)) | (_has(mask_b, needs) & _has(mask_a, gives))
            for c, x, y in zip(country[hit].tolist(), a[hit].tolist(), b[hit].tolist(), strict=True):
                found.setdefault((c, f), []).append((names[x], names[y]))
        return {k: sorted(v) for k, v in found.items()}

    @cached_property
    def _ties_read(self) -> frozenset[tuple[str, str]]:
        """Pairs with a tie of the day that was read in a source, a < b."""
        return ties_read(self.facts, self.as_of)

    @cached_property
    def _home(self) -> Ints:
        """Position of the country each stakeholder sits in, -1 for none that the store knows."""
        frame = self.facts.snapshot["stakeholders"]
        out = np.full(len(self.facts.stakeholders), -1)
        out[[self.facts.stakeholder_at[s] for s in frame.ids]] = frame["home_iso3"].coded(
            self.facts.country_at
        )
        return out

    @cached_property
    def _providers(self) -> dict[tuple[int, int], tuple[StakeholderId, ...]]:
        """Who provides, by (country, capability) of a flow, by id."""
        return self._by_side(self._sides.mask)

    @cached_property
    def _recalled(self) -> dict[tuple[int, int], tuple[StakeholderId, ...]]:
        """The same of those that no row read in a source speaks for."""
        return self._by_side(self._sides.recalled)

    def _by_side(self, mask: Ints) -> dict[tuple[int, int], tuple[StakeholderId, ...]]:
        s, names = self._sides, self.facts.stakeholders
        found: dict[tuple[int, int], tuple[StakeholderId, ...]] = {}
        for k in {side for flow in self.flows for side in flow}:
            on = np.flatnonzero(_has(mask, k))
            countries, first = np.unique(s.country[on], return_index=True)
            for c, who in zip(countries.tolist(), np.split(s.who[on], first[1:]), strict=False):
                found[c, k] = tuple(names[w] for w in who.tolist())
        return found

    @cached_property
    def _joined(self) -> Joined:
        return Joined(self.cover)

    def _behind(self, country: int, flow: int) -> tuple[ClaimId, ...]:
        """The records behind a hand-off."""
        needs, gives = self.flows[flow]
        found = {i for side in (needs, gives) for i in self._joined.status(country * self.facts.K + side)}
        sides = [self._providers.get((country, side), ()) for side in (needs, gives)]
        for one, other in (*self._ties.get((country, flow), ()), *self._joined.related(*sides)):
            found.update(self._joined.between(self.facts.countries[country], one, other))
        return tuple(sorted(found))

    def rows(self, countries: Collection[str] | None = None, behind: bool = True) -> Iterator[Handoff]:
        """By country, then needs, then gives, of all countries or of these; not ``behind``: without the records behind
        them."""
        numbers = self.facts.edition.numbers
        reasons = {(r.needs, r.gives): r.reason for r in self.facts.edition.requires if r.kind == "F"}
        for c, f in np.argwhere(self.state != NOTHING).tolist():
            if countries is not None and self.facts.countries[c] not in countries:
                continue
            needs, gives = self.flows[f]
            pair = numbers[needs], numbers[gives]
            ties = tuple(self._ties.get((c, f), ()))
            yield Handoff(
                country=self.facts.countries[c],
                needs=pair[0],
                gives=pair[1],
                state=WORDS[self.state[c, f]],
                ties=ties,
                needs_by=self._providers.get((c, needs), ()),
                gives_by=self._providers.get((c, gives), ()),
                needs_recalled=self._recalled.get((c, needs), ()),
                gives_recalled=self._recalled.get((c, gives), ()),
                ties_recalled=tuple(t for t in ties if t not in self._ties_read),
                claims=self._behind(c, f) if behind else (),
                reason=reasons[pair],
            )

    @cached_property
    def _solved(self) -> dict[int, tuple[tuple[NewTie, ...], TieProof]]:
        return {}

    def fewest(self, country: Iso3, done: int = 0, total: int = 1) -> tuple[tuple[NewTie, ...], TieProof]:
        """The fewest new ties that link all hand-offs of a country that are not recorded, those that link most first;
        and how many it takes at least. Worked out when first asked for. ``done``, ``total``: countries, for whoever
        waits. Raises KeyError for an unknown country."""
        c = self.facts.country_at[country]
        if c not in self._solved:

            def tell() -> None:
                step("Calculating the smallest number of new partnerships", done, total)

            tell()
            new, at_least = self._fewest(c, tell) if (self.state[c] == NOT_RECORDED).any() else ([], 0)
            self._solved[c] = tuple(new), TieProof(country, len(new), at_least, len(new) == at_least)
        return self._solved[c]

    def audit(self, countries: Collection[str] | None = None) -> Audit:
        """Every hand-off and the fewest new ties, of all countries or of these; new ties by country."""
        open_ = np.flatnonzero((self.state == NOT_RECORDED).any(axis=1)).tolist()
        wanted = [c for c in (self.facts.countries[i] for i in open_) if countries is None or c in countries]
        solved = [self.fewest(country, i, len(wanted)) for i, country in enumerate(wanted)]
        return Audit(
            tuple(self.rows(countries)),
            tuple(tie for ties, _ in solved for tie in ties),
            tuple(proof for _, proof in solved),
        )

    def _fewest(self, country: int, tell: Callable[[], None]) -> tuple[list[NewTie], int]:
        s, facts = self._sides, self.facts
        open_flows = np.flatnonzero(self.state[country] == NOT_RECORDED).tolist()
        low, high = np.searchsorted(s.country, [country, country + 1])
        who, mask, doubted = s.who[low:high], s.mask[low:high], s.recalled[low:high]
        needs = np.stack([_has(mask, self.flows[f][0]) for f in open_flows], axis=1)
        gives = np.stack([_has(mask, self.flows[f][1]) for f in open_flows], axis=1)
        # those who do the same here stand for one another; the one at home in the country first, then by id
        order = np.lexsort((who, self._home[who] != country))
        useful = order[(needs | gives)[order].any(axis=1)]
        _, first = np.unique(np.hstack([needs, gives])[useful], axis=0, return_index=True)
        one_each = useful[np.sort(first)]
        i, j = np.triu_indices(len(one_each), 1)
        i, j = one_each[i], one_each[j]
        serves = (needs[i] & gives[j]) | (needs[j] & gives[i])
        some = np.flatnonzero(serves.any(axis=1))
        i, j, serves = i[some], j[some], serves[some]
        found = smallest_hitting_set(serves, self.nodes, self.seconds, tell)
        numbers, names = facts.edition.numbers, facts.stakeholders
        links = serves.sum(axis=1)
        chosen = links[found.chosen]
        ties = []
        # of those that link as many: by the first of these hand-offs in the edition, which is no reason
        for t in sorted(found.chosen.tolist(), key=lambda t: (-links[t], int(serves[t].argmax()))):
            a, b = sorted((names[who[i[t]]], names[who[j[t]]]))
            linked = [self.flows[open_flows[f]] for f in np.flatnonzero(serves[t]).tolist()]
            flows = tuple(Flow(numbers[x], numbers[y]) for x, y in linked)
            sides = np.bitwise_or.reduce([1 << k for flow in linked for k in flow])
            recalled = sorted(names[who[x]] for x in (i[t], j[t]) if mask[x] & sides == doubted[x] & sides)
            here, both = facts.countries[country], dict.fromkeys(n for flow in flows for n in flow.both)
            work = {claim for x in (a, b) for claim in self._joined.work(here, x, both)}
            rank = Bounds(1 + int((chosen > links[t]).sum()), int((chosen >= links[t]).sum()))
            ties.append(NewTie(here, rank, a, b, flows, tuple(recalled), tuple(sorted(work))))
        return ties, found.at_least


def handoffs(
    facts: Facts,
    as_of: date,
    cover: Coverage | None = None,
    *,
    countries: Collection[str] | None = None,
    nodes: int = NODES,
    seconds: float = SECONDS,
) -> Handoffs:
    """The audit of every hand-off of every country on a day.

    ``cover``: the coverage of the same facts and day, if it is at hand; ``countries``: of these alone, as if nobody
    provided anything in the others; ``nodes``, ``seconds``: limits of the search for the fewest new ties, per country
    and block.
    """
    t, edition = as_of.toordinal(), facts.edition
    cover = cover or coverage(facts, as_of)
    flows = sorted(
        {(edition.index[r.needs], edition.index[r.gives]) for r in edition.requires if r.kind == "F"}
    )
    here = np.isin(facts.countries, facts.countries if countries is None else list(countries))
    sides = _Sides.at(facts, t, here)
    country, _, _, mask_a, mask_b = _tied(facts, sides, t)
    top_country, top_mask = _under_one_top(facts, sides, t)
    linked = np.zeros((len(facts.countries), len(flows)), bool)
    for f, (needs, gives) in enumerate(flows):
        tied = (_has(mask_a, needs) & _has(mask_b, gives)) | (_has(mask_b, needs) & _has(mask_a, gives))
        linked[country[tied], f] = True
        linked[sides.country[_has(sides.mask, needs) & _has(sides.mask, gives)], f] = True
        linked[top_country[_has(top_mask, needs) & _has(top_mask, gives)], f] = True
    n = (cover.n.reshape(-1, facts.K) > 0) & here[:, None]
    is_empty = cover.standing2.reshape(-1, facts.K) == 0
    left, right = [x for x, _ in flows], [y for _, y in flows]
    one, other = n[:, left], n[:, right]
    empty_side = np.where(one, is_empty[:, right], is_empty[:, left])
    state = np.select(
        [~one & ~other, linked, one & other, empty_side],
        [NOTHING, LINKED, NOT_RECORDED, ONE_SIDE_EMPTY],
        UNKNOWN,
    )
    return Handoffs(facts, as_of, cover, tuple(flows), state, nodes, seconds)
