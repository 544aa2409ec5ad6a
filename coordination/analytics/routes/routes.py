"""From report to rescue: does a case get through (METHODS 13)?

A route of the edition is a list of steps; each is carried by the providers of one of its capabilities, in the country
or abroad. Two organisations hand on to each other where they are one, have a common top, or a tie of the day that
carries cases joins them (data sharing, referral); across the border the channel of a duty is the tie. Any other tie
says that they work together. A case begins with who provides the first capability of the first step; where nobody does,
with who stands in. ``open``: a chain of hand-offs leads from the first capability of the first step to the last step;
``other_entrance``: one does, but only from who stands in; ``together``: a chain does, in which some only work together;
``broken``: a step that a case cannot pass over is a gap; ``not_recorded``: all steps are in place and no chain is on
record, which is no break; else ``unknown``. Unknown is never no.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TypeAlias

from coordination.analytics.base.facts import Facts
from coordination.analytics.board.coverage import Coverage, coverage
from coordination.analytics.borders.corridors import CorridorState
from coordination.analytics.routes.carrying import hops
from coordination.analytics.routes.terms import (
    MORE,
    Link,
    LinkState,
    Pair,
    Place,
    Routes,
    RouteState,
    RouteStatus,
    Step,
    StepState,
    Stop,
    Tried,
)
from coordination.analytics.routes.world import World
from coordination.text.sentences import Either, Name, Sentence, sentence
from coordination.text.states import State
from graph_schema.edition import Ends, Route
from graph_schema.errors import UsageError, said
from graph_schema.ids import ClaimId, Instruction, Iso3, RouteId, SourceId, StakeholderId

__all__ = ["routes"]


_Onward: TypeAlias = list[list[tuple[int, dict[StakeholderId, list[StakeholderId]]]]]


class _Trial:
    """One route tried in a country, with the steps abroad in another one or left out."""

    def __init__(self, world: World, route: Route, home: Iso3, to: Iso3 | None) -> None:
        self.world, self.route, self.home, self.to = world, route, home, to
        self.where = [to if s.abroad else home for s in route.steps]
        self.tried = [i for i, place in enumerate(self.where) if place is not None]
        self.must = [i for i in self.tried if not route.steps[i].optional]
        self.steps = [self._step(i) for i in range(len(route.steps))]
        self.links = {hop: self._link(*hop) for hop in hops(route.steps)}
        self.layers = [frozenset[StakeholderId](s.providers) for s in self.steps]
        #: per step: (later step, organisation -> to whom of it a case is handed on); by all who work together, too
        self.carried, self.onward = self._onward(carrying=True), self._onward(carrying=False)
        self._chains: dict[frozenset[StakeholderId], list[StakeholderId] | None] = {}

    def _onward(self, carrying: bool) -> _Onward:
        out: _Onward = [[] for _ in self.steps]
        for (i, j), link in self.links.items():
            to: dict[StakeholderId, list[StakeholderId]] = {}
            for p, q in (
                link.pairs if carrying or not link.together else sorted((*link.pairs, *link.together))
            ):
                to.setdefault(p, []).append(q)
            out[i].append((j, to))
        return out

    def _step(self, i: int) -> Step:
        s, place = self.route.steps[i], self.where[i]
        state, providers, recalled = (
            (StepState.ABROAD, (), ()) if place is None else self.world.station(place, s.capabilities)
        )
        return Step(
            step=s.step,
            capabilities=s.capabilities,
            place=Place.ABROAD if s.abroad else Place.HOME,
            optional=s.optional,
            state=state,
            providers=providers,
            recalled=recalled,
            handoff=Instruction(s.handoff),
            source=SourceId(s.source) if s.source else None,
            claims=() if place is None else self.world.behind.station(place, s.capabilities),
        )

    def _link(self, i: int, j: int) -> Link:
        one, other = self.steps[i], self.steps[j]
        here, there = self.where[i], self.where[j]
        state, pairs, works = LinkState.UNKNOWN, tuple[Pair, ...](), tuple[Pair, ...]()
        if here is None or there is None:
            state = LinkState.ABROAD
        elif one.providers and other.providers:
            if here == there:
                pairs, works = self.world.pairs(here, one.capabilities, other.capabilities)
                state = LinkState.LINKED if pairs else LinkState.TOGETHER if works else LinkState.NOT_RECORDED
            else:
                state = self._channel(i, j)
                if state is LinkState.LINKED:
                    pairs = tuple((p, q) for p in one.providers for q in other.providers)
        return Link(
            start=one.step,
            end=other.step,
            state=state,
            pairs=pairs,
            together=works,
            claims=self._behind(i, j, (*pairs, *works)),
        )

    def _behind(self, i: int, j: int, pairs: Sequence[Pair]) -> tuple[ClaimId, ...]:
        """The records behind a hand-off: of these pairs within a country, of the channel between two."""
        one, other, here, there = self.steps[i], self.steps[j], self.where[i], self.where[j]
        if here is None or there is None:
            return ()
        if here == there:
            return self.world.behind.pairs(here, pairs, (*one.capabilities, *other.capabilities))
        if not (one.providers and other.providers and self.world.records):
            return ()
        channels, home, to = self.world.channels, *self._countries()
        duties = self._duties(i, j)
        open_ = [d for d in duties if channels.state[d, home, to] == CorridorState.COVERED]
        return tuple(sorted({c for d in open_ or duties for c in channels.claims(home, to, d)}))

    def _countries(self) -> tuple[int, int]:
        """Places of both countries."""
        return self.world.facts.country_at[self.home], self.world.facts.country_at[self.to or ""]

    def _duties(self, i: int, j: int) -> list[int]:
        """What the channel between two steps is about: the duties of the step before, else of the step after."""
        duties = self.world.facts.edition.duties
        sides = (self.route.steps[i].capabilities, self.route.steps[j].capabilities)
        named = next((s for s in ([d for d in side if d in duties] for side in sides) if s), [])
        return [duties.index(d) for d in named]

    def _channel(self, i: int, j: int) -> LinkState:
        """What joins the two countries."""
        states = {int(self.world.channels.state[(d, *self._countries())]) for d in self._duties(i, j)}
        if CorridorState.COVERED in states:
            return LinkState.LINKED
        if not states or CorridorState.UNKNOWN in states:
            return LinkState.UNKNOWN
        return LinkState.NOT_RECORDED

    @cached_property
    def reached(self) -> list[set[StakeholderId]]:
        """Per step: to whom of it a case gets by hand-offs on record, and by those who work together."""
        return self._reached(self.onward)

    @cached_property
    def surely(self) -> list[set[StakeholderId]]:
        """Per step: to whom of it a case gets by hand-offs on record alone."""
        return self._reached(self.carried)

    @cached_property
    def own(self) -> frozenset[StakeholderId]:
        """Who provides the first capability of the first step."""
        i = self.tried[0]
        (cell,) = self.world.cells(self.where[i] or "", self.route.steps[i].capabilities[:1])
        return self.layers[i] & frozenset(self.world.cover.providers(cell))

    def _reached(self, onward: _Onward) -> list[set[StakeholderId]]:
        out: list[set[StakeholderId]] = [set() for _ in self.steps]
        if self.tried:
            out[self.tried[0]] = set(self.own or self.layers[self.tried[0]])
        for i, some in enumerate(onward):
            for j, to in some:
                out[j].update(q for p in out[i] for q in to.get(p, ()))
        return out

    def _seen(self, i: int, j: int) -> Link:
        """A hand-off as a case meets it: made by those whom it reaches. Behind where it gets, by anybody."""
        link, there = self.links[i, j], self.reached[i]
        if not there or not (link.pairs or link.together):
            return link
        first = self.surely[i] or there
        if any(p in first for p, _q in link.pairs):
            return link
        worked = any(p in there for p, _q in (*link.pairs, *link.together))
        return replace(link, state=LinkState.TOGETHER if worked else LinkState.OTHERS)

    @cached_property
    def handed_over(self) -> list[StakeholderId]:
        """Those of the first step from whom a chain of nothing but hand-offs leads to the last."""
        return self._leading(self.carried)

    def _leading(self, onward: _Onward) -> list[StakeholderId]:
        return [p for p in self.steps[self.tried[0]].providers if self._chain_from((p,), onward)]

    def chain(self, without: frozenset[StakeholderId] = frozenset()) -> list[StakeholderId] | None:
        """The organisations of a chain from the first step to the last, without some, also of those who only work
        together; None where there is none."""
        if without not in self._chains:
            first = (p for p in self.steps[self.tried[0]].providers if p not in without)
            self._chains[without] = self._chain_from(first, self.onward, without)
        return self._chains[without]

    def _chain_from(
        self, starts: Iterable[StakeholderId], onward: _Onward, without: Collection[StakeholderId] = ()
    ) -> list[StakeholderId] | None:
        """The organisations of a chain from one of these of the first step to the last."""
        seen = set[tuple[int, StakeholderId]]()
        return next(
            (found for p in starts if (found := self._walk(self.tried[0], p, onward, seen, without))), None
        )

    # a method and no function inside: one that calls itself holds the whole trial until the collector comes
    def _walk(
        self,
        i: int,
        who: StakeholderId,
        onward: _Onward,
        seen: set[tuple[int, StakeholderId]],
        without: Collection[StakeholderId],
    ) -> list[StakeholderId] | None:
        """The organisations of a chain from this one of a step to the last step, past what was ``seen`` before."""
        if i == self.must[-1]:
            return [who]
        for j, to in onward[i]:
            for q in to.get(who, ()):
                if (j, q) not in seen and q not in without:
                    seen.add((j, q))
                    if found := self._walk(j, q, onward, seen, without):
                        return [who, *found]
        return None

    def _may_reach(self) -> bool:
        """Whether a chain may lead to the last step over hand-offs of which nothing is known."""
        nobody = "?"  # stands for whoever provides a step of which nobody is known
        there: list[set[str]] = [set() for _ in self.steps]
        every: list[set[str]] = [
            {*layer, *((nobody,) if step.state is StepState.UNKNOWN else ())}
            for layer, step in zip(self.layers, self.steps, strict=True)
        ]
        there[self.tried[0]] = every[self.tried[0]]
        for (i, j), link in self.links.items():
            if there[i] and link.state is LinkState.UNKNOWN:
                there[j] |= every[j]
            there[j] |= {q for p, q in (*link.pairs, *link.together) if p in there[i]}
        return bool(there[self.must[-1]])

    @cached_property
    def gap(self) -> int | None:
        """Position of the first step that is a gap and cannot be passed over."""
        return next((i for i in self.must if self.steps[i].state is StepState.GAP), None)

    @cached_property
    def state(self) -> RouteState:
        if len(self.tried) < 2:
            return RouteState.UNKNOWN
        if self.chain():
            if not self.own.isdisjoint(self.handed_over):
                return RouteState.OPEN
            return RouteState.OTHER_ENTRANCE if self.handed_over else RouteState.TOGETHER
        if self.gap is not None:
            return RouteState.BROKEN
        if all(self.layers[i] for i in self.must) and not self._may_reach():
            return RouteState.NOT_RECORDED
        return RouteState.UNKNOWN

    def stop(self) -> Stop | None:
        """The first step not in place, or the first hand-off that nobody reached so far makes; where some only work
        together, the first that nobody recorded."""
        if self.state is RouteState.OPEN:
            return None
        if self.state is RouteState.OTHER_ENTRANCE and not self.own:
            return Stop(step=self.steps[self.tried[0]].step)
        sure = self.state in (RouteState.TOGETHER, RouteState.OTHER_ENTRANCE)
        reached, last = self.surely if sure else self.reached, -1
        for i in self.tried:
            if reached[i]:
                last = i
            elif self.route.steps[i].optional:
                continue
            elif self.layers[i]:
                by = tuple(sorted(reached[last]))
                return Stop(start=self.steps[last].step, end=self.steps[i].step, reached=by)
            else:
                return Stop(step=self.steps[i].step)
        return None

    def cut(self) -> tuple[int | None, tuple[tuple[StakeholderId, ...], ...]]:
        """The size of the smallest set of organisations whose loss closes a route that has a chain, and the sets of
        one. Any such set has an organisation of every chain, so those of one chain are tried, then those of a chain
        that is left."""
        if self.state not in (RouteState.OPEN, RouteState.OTHER_ENTRANCE, RouteState.TOGETHER):
            return None, ()
        units = self.world.units(frozenset[StakeholderId]().union(*self.layers))

        def on(chain: Collection[StakeholderId]) -> list[tuple[StakeholderId, ...]]:
            return sorted({units[who] for who in chain})

        apart, gone = (
            0,
            frozenset[StakeholderId](),
        )  # chains that share no organisation: as many must be lost at least
        while apart < MORE and (chain := self.chain(gone)):
            apart += 1
            gone = gone.union(*on(chain))
        size = next((n for n in range(max(apart, 1), MORE) if self._closes(n, frozenset(), units)), MORE)
        first = self.chain() or []
        alone = [u for u in on(first) if self.chain(frozenset(u)) is None] if size == 1 else []
        return size, tuple(alone)

    def _closes(
        self,
        size: int,
        lost: frozenset[StakeholderId],
        units: Mapping[StakeholderId, tuple[StakeholderId, ...]],
    ) -> bool:
        """Whether the loss of ``size`` more units closes it."""
        chain = self.chain(lost)
        if chain is None:
            return True
        return size > 0 and any(
            self._closes(size - 1, lost | {*unit}, units) for unit in sorted({units[who] for who in chain})
        )

    def status(self) -> RouteStatus:
        cut, units = self.cut()
        stop = self.stop()
        return RouteStatus(
            country=self.home,
            to=self.to,
            route=RouteId(self.route.id),
            ends_with=Ends(self.route.ends_with),
            tried=Tried.WHOLE if len(self.tried) == len(self.steps) else Tried.HOME,
            state=self.state,
            told=self._told(stop, units),
            stops_at=stop,
            gap=None if self.gap is None else self.steps[self.gap].step,
            steps=tuple(self.steps),
            links=tuple(self._seen(*hop) for hop in sorted(self.links)),
            alone=tuple(sorted(who for unit in units for who in unit)),
            cut=cut,
            units=units,
        )

    def _told(self, stop: Stop | None, units: Sequence[Sequence[StakeholderId]]) -> Sentence:
        if self.state is RouteState.OPEN:
            return _gets_through(units)
        if self.state is RouteState.OTHER_ENTRANCE:
            return self._only_from_another()
        if self.state is RouteState.BROKEN:
            assert self.gap is not None
            return self._stops_before(self.gap)
        if self.gap is not None:
            return sentence(
                "Its only station in this country is a gap: nobody provides {capabilities}.",
                capabilities=self._names(self.gap),
            )
        if stop is None:
            return sentence(
                "Not known: only one station is in this country. Name the other country to try the rest."
            )
        if stop.step is not None:
            return self._not_known(stop.step - 1)
        assert stop.start is not None
        assert stop.end is not None
        i, j = stop.start - 1, stop.end - 1
        if self.state is RouteState.TOGETHER:
            return self._works_together(i, j)
        if self.links[i, j].state is LinkState.UNKNOWN:
            return self._border_not_known(i, j)
        return self._not_recorded(i, j)

    def _only_from_another(self) -> Sentence:
        """From which alternatives of the first capability a chain leads on, where none leads on from itself."""
        i = self.tried[0]
        return sentence(
            "It gets through, but only from {other}. No recorded hand-off leads to the end from {first}.",
            other=self._at(i, self.handed_over),
            first=Name("capabilities", self.route.steps[i].capabilities[0]),
        )

    def _names(self, i: int, states: Collection[State] = tuple(State)) -> Either:
        """The capabilities of a step with one of these states."""
        numbers = self.route.steps[i].capabilities
        place = self.where[i]
        assert place is not None
        cells = self.world.cells(place, numbers)
        return Either(
            Name("capabilities", n)
            for n, c in zip(numbers, cells, strict=True)
            if self.world.cover.state(c) in states
        )

    def _at(self, i: int, who: Collection[str]) -> Either:
        """The capabilities of a step that some of these organisations provide."""
        numbers, place = self.route.steps[i].capabilities, self.where[i]
        assert place is not None
        cells = self.world.cells(place, numbers)
        return Either(
            Name("capabilities", n)
            for n, c in zip(numbers, cells, strict=True)
            if set(who) & set(self.world.cover.providers(c))
        )

    def _stops_before(self, i: int) -> Sentence:
        announced = self._names(i, (State.PLANNED,))
        if announced and i == self.tried[0]:
            return sentence(
                "It stops at the start: {capabilities} is announced, but not running yet.",
                capabilities=announced,
            )
        if announced:
            return sentence(
                "It stops before {capabilities}: announced, but not running yet.", capabilities=announced
            )
        if i == self.tried[0]:
            return sentence(
                "It stops at the start: nobody provides {capabilities}.", capabilities=self._names(i)
            )
        return sentence("It stops before {capabilities}: nobody provides it.", capabilities=self._names(i))

    def _not_known(self, i: int) -> Sentence:
        found = self._names(i, (State.UNATTRIBUTED,))
        if found:
            return sentence(
                "Not known where it stops: {capabilities} is in place, but the provider is not named.",
                capabilities=found,
            )
        return sentence(
            "Not known where it stops: no review says whether anybody provides {capabilities}.",
            capabilities=self._names(i, (State.UNKNOWN,)),
        )

    def _not_recorded(self, i: int, j: int) -> Sentence:
        here, there = self._at(i, self.reached[i]), self._at(j, self.layers[j])
        if self.where[i] != self.where[j]:
            return sentence(
                "No agreement in force joins {here} and {there} for this: does a case cross the border all the same?",
                here=Name("countries", self.where[i] or ""),
                there=Name("countries", self.where[j] or ""),
            )
        if self.state is RouteState.NOT_RECORDED:
            if len(self.tried) < len(self.steps):
                return sentence(
                    "All stations that it needs in this country are in place. No hand-off from {here} to "
                    "{there} is recorded: are they in contact?",
                    here=here,
                    there=there,
                )
            return sentence(
                "All stations that it needs are in place. No hand-off from {here} to {there} is recorded: "
                "are they in contact?",
                here=here,
                there=there,
            )
        return sentence(
            "Not known where it stops: no hand-off from {here} to {there} is recorded, and what follows is not known.",
            here=here,
            there=there,
        )

    def _works_together(self, i: int, j: int) -> Sentence:
        here, there = self._at(i, self.surely[i]), self._at(j, self.layers[j])
        begin, first = self._leading(self.onward), self.tried[0]
        if self.own.isdisjoint(begin):
            return sentence(
                "Those on the way work together up to the end, but only from {other}. Nobody recorded that cases are "
                "handed over from {here} to {there}: ask them.",
                other=self._at(first, begin),
                here=here,
                there=there,
            )
        return sentence(
            "Those on the way work together up to the end, but nobody recorded that cases are handed over from {here} "
            "to {there}: ask them.",
            here=here,
            there=there,
        )

    def _border_not_known(self, i: int, j: int) -> Sentence:
        return sentence(
            "Not known where it stops: whether {here} and {there} can hand a case on to each other is not known.",
            here=Name("countries", self.where[i] or ""),
            there=Name("countries", self.where[j] or ""),
        )


def _gets_through(units: Sequence[Sequence[StakeholderId]]) -> Sentence:
    if not units:
        return sentence("It gets through, and no single organisation could close it.")
    names = [[Name("stakeholders", who) for who in unit] for unit in units]
    each = [
        n[0] if len(n) == 1 else sentence("{organisations} (counted as one)", organisations=n) for n in names
    ]
    return sentence(
        "It gets through. One organisation could close it: {organisations}.",
        "It gets through. Each of {n} organisations could close it: {organisations}.",
        n=len(units),
        organisations=each,
    )


def routes(
    facts: Facts,
    as_of: date,
    countries: Collection[str] | None = None,
    to: str = "",
    cover: Coverage | None = None,
    *,
    records: bool = True,
) -> Routes:
    """Every route of the edition in every country (or these) on a day. ``to``: the country in which steps abroad are
    taken; ``cover``: the coverage of the same facts and day, if it is at hand; ``records``: whether the records behind
    stations and hand-offs are looked up, a third of the time (else ``claims`` are empty).

    Raises UsageError for a country the store does not have, or one that is both.
    """
    asked = facts.countries if countries is None else tuple(c for c in facts.countries if c in countries)
    unknown = [c for c in (*(countries or ()), *((to,) if to else ())) if c not in facts.country_at]
    if unknown:
        raise UsageError(
            said("There is no country {unknown!r} in this database.", unknown=unknown[0]),
            hint=said("Use the three-letter ISO code of a country on record, such as KEN."),
        )
    if countries is not None and to in asked:
        raise UsageError(
            said("A case that crosses the border needs two different countries."),
            hint=said("Name a second country."),
        )
    cover = cover or coverage(facts, as_of)
    there = Iso3(to) if to else None
    world = World(facts, as_of, cover, asked if there is None else (*asked, there), records)
    return Routes(tuple(_tried(world, asked, there)))


def _tried(world: World, countries: Collection[Iso3], to: Iso3 | None) -> Iterator[RouteStatus]:
    facts = world.facts
    for country in countries:
        if country == to:
            continue
        for route in facts.edition.routes:
            yield _Trial(world, route, country, to).status()
