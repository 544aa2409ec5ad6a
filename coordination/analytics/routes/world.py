"""Who provides what where on a day, and who works with whom: what the routes of countries have in common."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from coordination.analytics.base.facts import Facts, Mask
from coordination.analytics.board.coverage import STANDING2, Coverage
from coordination.analytics.borders.corridors import Corridors, corridors
from coordination.analytics.network.joined import Joined
from coordination.analytics.routes.behind import Behind
from coordination.analytics.routes.carrying import CARRIES
from coordination.analytics.routes.terms import Pair, StepState
from graph_schema.ids import CapabilityNumber, Iso3, StakeholderId

__all__ = ["World"]


class _Near(dict[str, frozenset[str]]):
    """Organisation -> itself, its partners by any of these ties, all with a common top; worked out once for each."""

    def __init__(
        self,
        ties: Sequence[Mapping[str, frozenset[str]]],
        tops: Mapping[str, frozenset[int]],
        below: Mapping[int, frozenset[str]],
    ) -> None:
        super().__init__()
        self._ties, self._tops, self._below = ties, tops, below

    def __missing__(self, who: str) -> frozenset[str]:
        partners = [some[who] for some in self._ties if who in some]
        roots = (self._below[top] for top in self._tops.get(who, ()))
        self[who] = found = frozenset({who}).union(*partners, *roots)
        return found


@dataclass(frozen=True, eq=False)
class World:
    """Who provides what where on a day, and who works with whom; ``countries``: in which cases are passed on;
    ``records``: whether the records behind stations and hand-offs are looked up."""

    facts: Facts
    as_of: date
    cover: Coverage
    countries: Collection[Iso3]
    records: bool = True

    @cached_property
    def _taking_part(self) -> Mask:
        """Who provides anything in the countries asked about: nobody else takes part in a route."""
        d, here = self.facts.deliveries, np.isin(self.facts.countries, list(self.countries))
        rows = np.flatnonzero(d.provides & d.life.active(self.as_of.toordinal()))
        found = np.zeros(len(self.facts.stakeholders), bool)
        found[d.who[rows[here[d.cell[rows] // self.facts.K]]]] = True
        return found

    def _partners(self, carrying: bool) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """Country ("" = any) -> organisation of a station -> its partners there by ties of the day that speak of that
        country; ``carrying``: only ties that carry cases."""
        facts = self.facts
        a, b, rows, life = facts.joining("ties", "a_id", "b_id")
        frame, names = facts.snapshot["ties"], facts.stakeholders
        there = life.active(self.as_of.toordinal()) & self._taking_part[a] & self._taking_part[b]
        if carrying:
            there = there & frame["kind"].isin(CARRIES)[rows]
        found: dict[str, dict[str, set[str]]] = {}
        for at in np.flatnonzero(there).tolist():
            about = frame.text("iso3", rows[at])
            one, other, here = names[a[at]], names[b[at]], found.setdefault(about, {})
            here.setdefault(one, set()).add(other)
            here.setdefault(other, set()).add(one)
        return {c: {who: frozenset(p) for who, p in some.items()} for c, some in found.items()}

    @cached_property
    def _all_partners(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        return self._partners(carrying=False)

    @cached_property
    def _carriers(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        return self._partners(carrying=True)

    @cached_property
    def _tops(self) -> Mapping[str, frozenset[int]]:
        """Of those that take part: the bodies above each without a parent."""
        here, at = self._taking_part, self.facts.stakeholder_at
        return {who: tops for who, tops in self._joined.tops.items() if here[at[who]]}

    @cached_property
    def _below(self) -> Mapping[int, frozenset[str]]:
        """Top -> the organisations of stations below it, itself included."""
        found: dict[int, set[str]] = {}
        for who, tops in self._tops.items():
            for top in tops:
                found.setdefault(top, set()).add(who)
        return {top: frozenset(some) for top, some in found.items()}

    def near(self, country: str, carrying: bool) -> Mapping[str, frozenset[str]]:
        """Organisation -> itself, all with a common top, and its partners within a country: those it hands a case on to
        (``carrying``), or all with whom it works."""
        held: dict[tuple[str, bool], _Near] = self.__dict__.setdefault("_nearby", {})
        if (country, carrying) not in held:
            partners = self._carriers if carrying else self._all_partners
            ties = [partners.get(c, {}) for c in ("", country)]
            held[country, carrying] = _Near(ties, self._tops, self._below)
        return held[country, carrying]

    def station(
        self, country: Iso3, numbers: tuple[CapabilityNumber, ...]
    ) -> tuple[StepState, tuple[StakeholderId, ...], tuple[StakeholderId, ...]]:
        """How a step with these capabilities stands, who provides any of them, and of whom that is recalled; worked
        out once for all routes."""
        held: dict[object, tuple[StepState, tuple[StakeholderId, ...], tuple[StakeholderId, ...]]]
        held = self.__dict__.setdefault("_stations", {})
        if (country, numbers) not in held:
            cells = self.cells(country, numbers)
            every = [set(self.cover.providers(c)) for c in cells]
            read = set[str]().union(
                *(some - set(self.cover.recalled(c)) for c, some in zip(cells, every, strict=True) if some)
            )
            who = tuple(sorted(StakeholderId(p) for p in set[str]().union(*every)))
            state = StepState.UNKNOWN
            if who:
                state = StepState.IN_PLACE
            elif all(STANDING2[self.cover.state(c)] == 0 for c in cells):
                state = StepState.GAP
            held[country, numbers] = state, who, tuple(p for p in who if p not in read)
        return held[country, numbers]

    def pairs(
        self, country: Iso3, one: tuple[CapabilityNumber, ...], other: tuple[CapabilityNumber, ...]
    ) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
        """Who of a station hands on to whom of another within a country, and who only works with whom; worked out once
        for all routes."""
        held: dict[object, tuple[tuple[Pair, ...], tuple[Pair, ...]]] = self.__dict__.setdefault("_held", {})
        key = (country, one, other)
        if key not in held:
            after = frozenset(self.station(country, other)[1])
            near, carrying = self.near(country, carrying=False), self.near(country, carrying=True)
            hands, works = list[Pair](), list[Pair]()
            for p in self.station(country, one)[1]:
                for q in sorted(after & near[p]):
                    (hands if q in carrying[p] else works).append((p, q))
            held[key] = tuple(hands), tuple(works)
        return held[key]

    def units(self, those: frozenset[StakeholderId]) -> dict[StakeholderId, tuple[StakeholderId, ...]]:
        """Organisation -> all of those of its root: those joined by common tops, one after the other."""
        out: dict[StakeholderId, tuple[StakeholderId, ...]]
        out = {who: (who,) for who in those if who not in self._tops}
        for who in those & self._tops.keys():
            if who in out:
                continue
            unit, front = {who}, [who]
            while front:
                tops = self._tops.get(front.pop(), ())
                fresh = {w for top in tops for w in those.intersection(self._below[top])} - unit
                unit |= fresh
                front += fresh
            out.update(dict.fromkeys(unit, tuple(sorted(unit))))
        return out

    @cached_property
    def _joined(self) -> Joined:
        return Joined(self.cover)

    @cached_property
    def behind(self) -> Behind:
        return Behind(self._joined if self.records else None)

    @cached_property
    def channels(self) -> Corridors:
        """The channels between all countries."""
        return corridors(self.facts, self.as_of, cover=self.cover)

    def cells(self, country: str, numbers: Sequence[CapabilityNumber]) -> list[int]:
        return [self.cover.index(country, n) for n in numbers]
