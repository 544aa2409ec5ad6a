"""From report to rescue (METHODS 13), the slow way: every choice of stations to pass over, every chain of
organisations along it, every set of organisations to lose."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from tests.oracle.cells import View, merge_groups
from tests.oracle.corridors import corridors
from tests.oracle.edition import EDITIONS
from tests.oracle.handoffs import ties_in

__all__ = ["Route", "Station", "read_routes", "routes"]


@dataclass(frozen=True)
class Station:
    capabilities: tuple[str, ...]
    optional: bool
    abroad: bool


@dataclass(frozen=True)
class Route:
    id: str
    ends_with: str
    stations: tuple[Station, ...]


@cache
def read_routes(edition: str) -> tuple[Route, ...]:
    """The routes of an edition by its id, read by a reader of the oracle's own."""
    with Path(EDITIONS / edition.replace("-", "_") / "routes.csv").open(
        encoding="utf-8", newline=""
    ) as handle:
        rows = list(csv.DictReader(handle))
    found = []
    for ident in dict.fromkeys(row["route"] for row in rows):
        mine = sorted((r for r in rows if r["route"] == ident), key=lambda r: int(r["step"]))
        stations = tuple(
            Station(
                (r["capability"], *filter(None, r["alternatives"].split(";"))),
                r["optional"] == "yes",
                r["place"] == "abroad",
            )
            for r in mine
        )
        found.append(Route(ident, mine[0]["ends_with"], stations))
    return tuple(found)


class Walk:
    """One route in a country on a day. Stations are numbered from 1."""

    def __init__(self, view: View, day: date, home: str, to: str, route: Route) -> None:
        self.view, self.day, self.home, self.to = view, day, home, to
        self.stations = dict(enumerate(route.stations, 1))
        self.tried = [i for i, s in self.stations.items() if not s.abroad or to]
        self.needed = [i for i in self.tried if not self.stations[i].optional]
        self.who = {i: self._providers(i) for i in self.tried}
        self.ties = {c: ties_in(view, c, day) for c in {home, to} - {""}}
        self.carrying = {c: ties_in(view, c, day, ("data_sharing", "referral")) for c in {home, to} - {""}}
        self.duties = self._duties()

    def place(self, i: int) -> str:
        return self.to if self.stations[i].abroad else self.home

    def _providers(self, i: int) -> list[str]:
        every = [self.view.providers(self.place(i), n, self.day) for n in self.stations[i].capabilities]
        return sorted({who for some in every for who in some})

    def _duties(self) -> dict[str, str]:
        """Duty -> how the channel between the two countries stands."""
        if not self.to:
            return {}
        found = corridors(self.view, self.day, (self.home, self.to))["corridors"]
        return {row["duty"]: row["state"] for row in found}

    def step(self, i: int) -> str:
        if i not in self.tried:
            return "abroad"
        if self.who[i]:
            return "in_place"
        cells = [self.view.state(self.place(i), n, self.day) for n in self.stations[i].capabilities]
        return "gap" if max(c.standing for c in cells) == 0 else "unknown"

    def hands_on(self, i: int, p: str, j: int, q: str, sure: bool = False) -> bool:
        """Whether a case may pass; ``sure``: somebody recorded that it does, they do not only work together."""
        if self.place(i) != self.place(j):
            return self.border(i, j) == "linked"
        pair = (min(p, q), max(p, q))
        ties = self.carrying if sure else self.ties
        return p == q or pair in ties[self.place(i)] or self.view.same_root(p, q, self.day)

    def border(self, i: int, j: int) -> str:
        for station in (self.stations[i], self.stations[j]):
            states = [self.duties[n] for n in station.capabilities if n in self.duties]
            if states:
                if "covered" in states:
                    return "linked"
                return "unknown" if "unknown" in states else "not_recorded"
        return "unknown"

    def pairs(self, i: int, j: int, sure: bool) -> list[list[str]]:
        """Who hands on to whom; not ``sure``: those who only work together."""
        return [
            [p, q]
            for p in self.who[i]
            for q in self.who[j]
            if self.hands_on(i, p, j, q) and self.hands_on(i, p, j, q, True) is sure
        ]

    def link(self, i: int, j: int) -> str:
        if i not in self.tried or j not in self.tried:
            return "abroad"
        if not self.who[i] or not self.who[j]:
            return "unknown"
        if self.place(i) != self.place(j):
            return self.border(i, j)
        if self.pairs(i, j, True):
            return "linked"
        return "together" if self.pairs(i, j, False) else "not_recorded"

    def links(self) -> list[tuple[int, int]]:
        """Pairs of stations with nothing but stations to pass over between them."""
        return [
            (i, j)
            for i, j in combinations(self.stations, 2)
            if all(self.stations[k].optional for k in range(i + 1, j))
        ]

    def lines(self, last: int) -> Iterator[list[int]]:
        """Every line of stations from the first to ``last``, some that may be passed over left out."""
        between = [i for i in self.tried if self.tried[0] < i < last]
        free = [i for i in between if self.stations[i].optional]
        for size in range(len(free) + 1):
            for passed in combinations(free, size):
                line = [self.tried[0], *(i for i in between if i not in passed)]
                yield [*line, last] if last != line[0] else line

    def own(self) -> list[str]:
        """Who provides the capability that the first station is named after."""
        first = self.tried[0]
        return self.view.providers(self.place(first), self.stations[first].capabilities[0], self.day)

    def reaches(
        self, line: list[int], starts: Collection[str], lost: Collection[str], sure: bool
    ) -> set[str]:
        """Whom of the last station of a line a case gets to from these of the first: every chain is walked."""

        def walk(at: int, who: str) -> Iterator[str]:
            if at == len(line) - 1:
                yield who
                return
            for q in self.who[line[at + 1]]:
                if q not in lost and self.hands_on(line[at], who, line[at + 1], q, sure):
                    yield from walk(at + 1, q)

        return {end for p in starts if p not in lost for end in walk(0, p)}

    def reached(self, i: int, lost: Collection[str] = (), sure: bool = False) -> set[str]:
        """Whom of a station anybody of the first one gets a case to."""
        return self.reached_from(self.who[self.tried[0]], i, lost, sure)

    def reached_from(
        self, starts: Collection[str], i: int, lost: Collection[str] = (), sure: bool = False
    ) -> set[str]:
        return {who for line in self.lines(i) for who in self.reaches(line, starts, lost, sure)}

    def met(self, i: int, sure: bool) -> set[str]:
        """Whom of a station the case of the route meets: it begins at its own entrance, where somebody is there."""
        return self.reached_from(list(self.own()) or self.who[self.tried[0]], i, (), sure)

    def may_lead_on(self) -> bool:
        """Some line has no gap, and hand-offs that are on record or not known all along."""

        def walk(line: list[int], at: int, who: str) -> bool:
            if at == len(line) - 1:
                return True
            i, j = line[at], line[at + 1]
            next_ = self.who[j] or (["?"] if self.step(j) == "unknown" else [])
            unknown = self.link(i, j) == "unknown"
            return any((unknown or self.hands_on(i, who, j, q)) and walk(line, at + 1, q) for q in next_)

        starts = self.who[self.tried[0]]
        return any(walk(line, 0, p) for line in self.lines(self.needed[-1]) for p in starts)

    def state(self) -> str:
        steps = [self.step(i) for i in self.needed]
        if len(self.tried) < 2:
            return "unknown"
        if self.reached(self.needed[-1]):
            if self.reached_from(self.own(), self.needed[-1], (), True):
                return "open"
            return "other_entrance" if self.reached(self.needed[-1], (), True) else "together"
        if "gap" in steps:
            return "broken"
        if set(steps) == {"in_place"} and not self.may_lead_on():
            return "not_recorded"
        return "unknown"

    def stops_at(self) -> dict[str, Any] | None:
        state = self.state()
        if state == "open":
            return None
        if state == "other_entrance" and not self.own():
            return {"step": self.tried[0]}
        got, sure = 0, state in ("together", "other_entrance")
        for i in self.tried:
            if self.met(i, sure):
                got = i
            elif not self.stations[i].optional:
                if not self.who[i]:
                    return {"step": i}
                return {"from": got, "to": i, "reached": sorted(self.met(got, sure))}
        return None

    def link_met(self, i: int, j: int) -> str:
        """How a hand-off stands for the case of the route, which only those whom it meets can hand on."""
        alone = self.link(i, j)
        if alone not in ("linked", "together") or not self.met(i, False):
            return alone
        hands = {p for p, _q in self.pairs(i, j, True)}
        works = {p for p, _q in self.pairs(i, j, False)}
        if hands & (self.met(i, True) or self.met(i, False)):
            return "linked"
        return "together" if (hands | works) & self.met(i, False) else "others"

    def cut(self) -> tuple[int, list[str]]:
        """The fewest organisations to lose, an organisation and all of its root being one; and those of one."""
        every = sorted({who for some in self.who.values() for who in some})
        related = [(a, b) for a, b in combinations(every, 2) if self.view.same_root(a, b, self.day)]
        units = merge_groups(every, related)
        last = self.needed[-1]
        for size in (1, 2, 3):
            closing = [
                lost
                for some in combinations(units, size)
                if not self.reached(last, lost := [who for unit in some for who in unit])
            ]
            if closing:
                return size, sorted(who for lost in closing for who in lost) if size == 1 else []
        return 4, []


def routes(view: View, day: date, home: str, to: str, every: Collection[Route]) -> list[dict[str, Any]]:
    """Every route of a country, without what only words say."""
    out = []
    for route in every:
        walk = Walk(view, day, home, to, route)
        state = walk.state()
        cut, alone = walk.cut() if state in ("open", "other_entrance", "together") else (None, [])
        gaps = [i for i in walk.needed if walk.step(i) == "gap"]
        out.append(
            {
                "country": home,
                "to": to,
                "route": route.id,
                "ends_with": route.ends_with,
                "tried": "whole" if len(walk.tried) == len(walk.stations) else "home",
                "state": state,
                "stops_at": walk.stops_at(),
                "gap": gaps[0] if gaps else None,
                "steps": [
                    {
                        "step": i,
                        "capabilities": list(s.capabilities),
                        "state": walk.step(i),
                        "providers": walk.who.get(i, []),
                    }
                    for i, s in walk.stations.items()
                ],
                "links": [
                    {
                        "from": i,
                        "to": j,
                        "state": walk.link_met(i, j),
                        "pairs": walk.pairs(i, j, True) if i in walk.tried and j in walk.tried else [],
                        "together": walk.pairs(i, j, False) if i in walk.tried and j in walk.tried else [],
                    }
                    for i, j in walk.links()
                ],
                "alone": alone,
                "cut": cut,
            }
        )
    return out
