"""What a loss or an addition does to the routes from report to rescue (METHODS 13): each before and after.

Only routes of countries that the changes can reach are tried: those in which a delivery changes, a partnership of which
changes, or in which somebody works whose family (by affiliations of any day) changes. Of the others every route stays
as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Final

import numpy as np

from coordination.analytics.base.facts import Facts
from coordination.analytics.base.spans import pieces
from coordination.analytics.board.coverage import Coverage
from coordination.analytics.routes.routes import routes
from coordination.analytics.routes.terms import Link, Pair, Routes, RouteState, RouteStatus, StepState, Stop
from coordination.model.changes import ChangeSet, Op
from coordination.text.records import Key
from coordination.text.sentences import Name, Sentence, sentence
from graph_schema.edition import Ends
from graph_schema.ids import CapabilityNumber, Iso3, RouteId, StakeholderId

__all__ = [
    "THROUGH",
    "RouteChange",
    "StationChange",
    "changed_routes",
    "compared",
    "reached_countries",
    "said_of_routes",
]

#: how a route stands on which recorded hand-offs lead to the end
THROUGH: Final = frozenset({RouteState.OPEN, RouteState.OTHER_ENTRANCE})
COUNTRIES_NAMED: Final = 10  #: countries that are told one by one; beyond, they are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class StationChange:
    """A station at which others are than before, or that stands otherwise."""

    step: Annotated[int, Key("its place on the route, from 1", more={"minimum": 1})]
    capabilities: Annotated[
        tuple[CapabilityNumber, ...], Key("any of them can carry it, the usual one first")
    ]
    before: StepState
    after: StepState
    gone: Annotated[tuple[StakeholderId, ...], Key("who was there and is not then, by id")]
    come: Annotated[tuple[StakeholderId, ...], Key("who is there only then, by id")]
    there: Annotated[tuple[StakeholderId, ...], Key("who is there then, by id")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteChange:
    """A route of which anything is otherwise then: its status, who is at a station, or who hands on to whom."""

    country: Iso3
    to: Annotated[Iso3 | None, Key("the country in which steps abroad are taken; null = they were not tried")]
    route: RouteId
    ends_with: Ends
    before: Annotated[RouteState, Key("status before")]
    after: Annotated[RouteState, Key("status then")]
    told_before: Annotated[Sentence, Key("how it stands before, in a sentence")]
    told: Annotated[Sentence, Key("how it stands then, in a sentence")]
    stops_before: Annotated[
        Stop | None,
        Key("where it stops before; null where it is open, and where only one step was tried", absent=None),
    ]
    stops_at: Annotated[
        Stop | None,
        Key("where it stops then; null where it is open, and where only one step was tried", absent=None),
    ]
    stations: Annotated[
        tuple[StationChange, ...], Key("the stations at which others are then, or that stand otherwise")
    ]

    @property
    def gone(self) -> tuple[StakeholderId, ...]:
        """Who was at one of its stations and is no longer there."""
        return tuple(sorted({who for s in self.stations for who in s.gone}))

    @property
    def come(self) -> tuple[StakeholderId, ...]:
        """Who comes to one of its stations."""
        return tuple(sorted({who for s in self.stations for who in s.come}))


def reached_countries(facts: Facts, done: Iterable[ChangeSet]) -> tuple[Iso3, ...]:
    """Countries in which these changes can alter a route without steps abroad, and some more."""
    found, who = set[str](), set[str]()
    for changes in done:
        for op, name, rows, before in changes.steps():
            for frame in (rows, before) if op is Op.CHANGE and before is not None else (rows,):
                if name == "deliveries":
                    found.update(frame["iso3"].texts())
                elif name == "ties":
                    for a, b, about in zip(
                        *(frame[c].texts() for c in ("a_id", "b_id", "iso3")), strict=True
                    ):
                        found.add(about) if about else who.update((a, b))
                elif name == "affiliations":
                    who.update(frame["child_id"].texts(), frame["parent_id"].texts())
    at = sorted(facts.stakeholder_at[i] for i in who if i in facts.stakeholder_at)
    if at:
        child, parent, _, _ = facts.joining("affiliations", "child_id", "parent_id")
        _, family = pieces(child, parent, len(facts.stakeholders))
        d = facts.deliveries
        where = np.unique(d.cell[np.isin(family, family[at])[d.who]] // facts.K)
        found.update(facts.countries[c] for c in where.tolist())
    return tuple(c for c in facts.countries if c in found)


def changed_routes(before: Coverage, after: Coverage, countries: Collection[str]) -> tuple[RouteChange, ...]:
    """The routes of these countries of which anything is otherwise afterwards, by country and in the order of the
    edition; of those that lead abroad the part in the country."""
    was, then = (routes(c.facts, c.as_of, countries, cover=c, records=False) for c in (before, after))
    return compared(was, then)


def compared(was: Routes, then: Routes) -> tuple[RouteChange, ...]:
    """The routes that stand otherwise in one than in the other, both of the same countries."""
    pairs = zip(was.routes, then.routes, strict=True)
    return tuple(_change(a, b) for a, b in pairs if _looked_at(a) != _looked_at(b))


def _looked_at(r: RouteStatus) -> object:
    """All of a route but the records behind it."""
    stations = [(s.state, s.providers) for s in r.steps]
    return r.state, r.stops_at, r.cut, r.alone, stations, [_handed(x) for x in r.links]


def _handed(link: Link) -> tuple[object, tuple[Pair, ...], tuple[Pair, ...]]:
    return link.state, link.pairs, link.together


def _change(a: RouteStatus, b: RouteStatus) -> RouteChange:
    stations = tuple(
        StationChange(
            step=y.step,
            capabilities=y.capabilities,
            before=x.state,
            after=y.state,
            gone=tuple(w for w in x.providers if w not in y.providers),
            come=tuple(w for w in y.providers if w not in x.providers),
            there=y.providers,
        )
        for x, y in zip(a.steps, b.steps, strict=True)
        if (x.state, x.providers) != (y.state, y.providers)
    )
    return RouteChange(
        country=b.country,
        to=b.to,
        route=b.route,
        ends_with=b.ends_with,
        before=a.state,
        after=b.state,
        told_before=a.told,
        told=b.told,
        stops_before=a.stops_at,
        stops_at=b.stops_at,
        stations=stations,
    )


def said_of_routes(changes: Sequence[RouteChange]) -> Iterator[Sentence]:
    """Country by country: which routes no longer get through, which do then; how many that did not stop at a gap then,
    or have another status."""
    ways: dict[Iso3, dict[_Turn, list[Name]]] = defaultdict(lambda: defaultdict(list))
    for r in changes:
        if r.before != r.after:
            ways[r.country][_turn(r)].append(Name("routes", r.route))
    if len(ways) > COUNTRIES_NAMED:
        every = {turn: [x for found in ways.values() for x in found.get(turn, ())] for turn in _Turn}
        yield from _counted(every)
    else:
        for country, found in ways.items():
            yield from _of_country(Name("countries", country), found)


class _Turn(Enum):
    """What becomes of a route whose status changes."""

    LOST = "it no longer gets through"
    WON = "it gets through only then"
    STOPS = "it did not get through, and stops at a gap then, with nobody left at a station"
    OTHER = "anything else"


def _turn(r: RouteChange) -> _Turn:
    was, then = r.before in THROUGH, r.after in THROUGH
    if was != then:
        return _Turn.LOST if was else _Turn.WON
    emptied = any(s.gone and not s.there for s in r.stations)
    return _Turn.STOPS if r.after is RouteState.BROKEN and emptied else _Turn.OTHER


def _of_country(country: Name, found: Mapping[_Turn, Sequence[Name]]) -> Iterator[Sentence]:
    if lost := found.get(_Turn.LOST):
        yield sentence(
            "{country}: {n} route no longer gets through: {routes}.",
            "{country}: {n} routes no longer get through: {routes}.",
            n=len(lost),
            country=country,
            routes=lost,
        )
    if won := found.get(_Turn.WON):
        yield sentence(
            "{country}: {n} more route gets through: {routes}.",
            "{country}: {n} more routes get through: {routes}.",
            n=len(won),
            country=country,
            routes=won,
        )
    if stops := found.get(_Turn.STOPS):
        yield sentence(
            "{country}: {n} route that did not get through stops at a gap then.",
            "{country}: {n} routes that did not get through stop at a gap then.",
            n=len(stops),
            country=country,
        )
    if other := found.get(_Turn.OTHER):
        yield sentence(
            "{country}: {n} route has another status then.",
            "{country}: {n} routes have another status then.",
            n=len(other),
            country=country,
        )


def _counted(found: Mapping[_Turn, Sequence[Name]]) -> Iterator[Sentence]:
    if lost := len(found[_Turn.LOST]):
        yield sentence("{n} route no longer gets through.", "{n} routes no longer get through.", n=lost)
    if won := len(found[_Turn.WON]):
        yield sentence("{n} more route gets through.", "{n} more routes get through.", n=won)
    if stops := len(found[_Turn.STOPS]):
        yield sentence(
            "{n} route that did not get through stops at a gap then.",
            "{n} routes that did not get through stop at a gap then.",
            n=stops,
        )
    if other := len(found[_Turn.OTHER]):
        yield sentence("{n} route has another status then.", "{n} routes have another status then.", n=other)
