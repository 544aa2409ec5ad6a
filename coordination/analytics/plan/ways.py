"""Which capabilities stand between a report and a child, by the routes of an edition (METHODS 13, 10).

A route *leads through* a capability that is the usual one of a station, and through what that one needs; but not
through one that is missing where another in place can carry the station, because then a case passes it by. Leadership
stands beside the routes to a child: the seats that lead the steps of a plan are on the national body.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from coordination.analytics.base.support import waiting
from coordination.analytics.board.roles import LEADERSHIP
from coordination.text.kinds import said_as
from coordination.text.sentences import Sentence, sentence
from graph_schema.edition import Edition, Ends

__all__ = ["OnRoutes", "Way", "on_routes"]


@said_as(
    {
        "child": sentence("Between a report and a child"),
        "lead": sentence("Leads the steps"),
        "other": sentence("On another route"),
        "none": sentence("On no route"),
    },
    doc="child (a route from a report to a child leads through it), lead (the national body, which leads the steps), "
    "other (only other routes lead through it: removal, remedy, offenders) or none",
)
class Way(StrEnum):
    """What a capability is to the routes of a case."""

    CHILD = "child"
    LEAD = "lead"
    OTHER = "other"
    NONE = "none"

    @property
    def weight(self) -> int:
        """How early it comes: twice what comes only on another route."""
        return _WEIGHT[self]


_WEIGHT: Final = {Way.CHILD: 2, Way.LEAD: 2, Way.OTHER: 1, Way.NONE: 0}


@dataclass(frozen=True, slots=True)
class OnRoutes:
    """The routes that lead through a capability: ``rescue`` of ``rescues``, ``other`` of ``others``. ``station``: it is
    the usual one of a station of any of them, not only what such a one needs."""

    way: Way
    station: bool
    rescue: int
    rescues: int
    other: int
    others: int

    def said(self) -> Sentence | None:
        """The same in a sentence; None where there is nothing to say."""
        match self.way:
            case Way.CHILD:
                return sentence(
                    "Routes from a report to a child that lead through it, or through what needs it: {n} of {all}.",
                    n=self.rescue,
                    all=self.rescues,
                )
            case Way.LEAD:
                return sentence("Those who lead the steps sit on this body.")
            case Way.OTHER:
                return sentence(
                    "Other routes (removal, compensation, offenders) that lead through it, or through what needs it: "
                    "{n} of {all}.",
                    n=self.other,
                    all=self.others,
                )
            case Way.NONE:
                return None


@cache
def _stations(edition: Edition) -> tuple[tuple[bool, tuple[tuple[int, ...], ...]], ...]:
    """Per route whether it ends with a child who is safe, and its stations: the usual capability, then others."""
    return tuple(
        (
            r.ends_with == Ends.RESCUE,
            tuple(
                tuple(edition.index[n] for n in step.capabilities) for step in r.steps if step.capabilities
            ),
        )
        for r in edition.routes
    )


@cache
def _through(edition: Edition) -> tuple[tuple[tuple[bool, bool, tuple[tuple[int, ...], ...]], ...], ...]:
    """Per capability of each route that can lead through it: whether it ends with a child who is safe; whether it leads
    through what needs the capability; and of each station of which the capability is the usual one, the others."""
    out = []
    for a, needing in enumerate(waiting(edition)):
        mine = [
            (
                rescue,
                any(first in needing for first, *_ in stations),
                tuple(tuple(others) for first, *others in stations if first == a),
            )
            for rescue, stations in _stations(edition)
        ]
        out.append(tuple(m for m in mine if m[1] or m[2]))
    return tuple(out)


def on_routes(edition: Edition, there: Collection[int]) -> tuple[OnRoutes, ...]:
    """Per capability, in the order of the edition, what the routes are to it where ``there`` are in place."""
    every = {rescue: sum(r is rescue for r, _ in _stations(edition)) for rescue in (True, False)}
    leads, out = edition.from_base.get(LEADERSHIP, ""), []
    for a, (number, routes) in enumerate(zip(edition.numbers, _through(edition), strict=True)):
        count, station = {True: 0, False: 0}, False
        for rescue, needed, mine in routes:
            station = station or bool(mine)
            around = a not in there and all(any(b in there for b in others) for others in mine)
            if needed or not around:
                count[rescue] += 1
        way = (
            Way.CHILD
            if count[True]
            else Way.LEAD
            if number == leads
            else Way.OTHER
            if count[False]
            else Way.NONE
        )
        out.append(OnRoutes(way, station, count[True], every[True], count[False], every[False]))
    return tuple(out)
