"""The tables of routes from report to rescue before and after a change, in every answer that has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, TypeVar

from coordination.analytics.loss.route_changes import RouteChange
from coordination.analytics.routes.terms import RouteState, StepState
from coordination.answers.declare import Table, on_request
from coordination.text.records import Column
from coordination.text.sentences import Sentence, sentence
from graph_schema.edition import Ends
from graph_schema.ids import CapabilityNumber, Iso3, RouteId, StakeholderId

__all__ = ["Station", "Way", "stations", "ways"]

A = TypeVar("A")
BRIEF: Final = 10  #: routes that a terminal is shown: without a large organisation far more stand otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One route of a country of which something is otherwise then."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    route: Annotated[RouteId, Column(sentence("Route"))]
    ends_with: Annotated[Ends, Column(sentence("Ends with"))]
    before: Annotated[RouteState, Column(sentence("Before"))]
    after: Annotated[RouteState, Column(sentence("After"))]
    told: Annotated[Sentence, Column(sentence("What happens then"))]
    gone: Annotated[tuple[StakeholderId, ...], Column(sentence("No longer at its stations"))]
    come: Annotated[tuple[StakeholderId, ...], Column(sentence("New at its stations"))]
    told_before: Annotated[Sentence, Column(sentence("What happens before"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One station at which others are then, or that stands otherwise."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    route: Annotated[RouteId, Column(sentence("Route"))]
    step: Annotated[int, Column(sentence("Step"))]
    capabilities: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Any of these capabilities"))]
    before: Annotated[StepState, Column(sentence("Before"))]
    after: Annotated[StepState, Column(sentence("After"))]
    gone: Annotated[tuple[StakeholderId, ...], Column(sentence("No longer there"))]
    come: Annotated[tuple[StakeholderId, ...], Column(sentence("New there"))]
    there: Annotated[tuple[StakeholderId, ...], Column(sentence("Who is there then"))]


def ways(changes: Callable[[A], Sequence[RouteChange]]) -> Table[A, Way]:
    """A row for each route that is otherwise."""

    def rows(found: A) -> Iterator[Way]:
        for r in changes(found):
            yield Way(
                country=r.country,
                route=r.route,
                ends_with=r.ends_with,
                before=r.before,
                after=r.after,
                told=r.told,
                gone=r.gone,
                come=r.come,
                told_before=r.told_before,
            )

    return Table(
        row=Way,
        rows=rows,
        key=("country", "route"),
        group="country",
        title=sentence("Does a report still get through?"),
        empty=sentence("No route from report to rescue is known to change."),
        brief=BRIEF,
        notes=lambda found: _notes(changes(found)),
    )


def stations(changes: Callable[[A], Sequence[RouteChange]]) -> Table[A, Station]:
    """A row for each station that is otherwise."""

    def rows(found: A) -> Iterator[Station]:
        for r in changes(found):
            for s in r.stations:
                yield Station(
                    country=r.country,
                    route=r.route,
                    step=s.step,
                    capabilities=s.capabilities,
                    before=s.before,
                    after=s.after,
                    gone=s.gone,
                    come=s.come,
                    there=s.there,
                )

    return Table(
        row=Station,
        rows=rows,
        key=("country", "route", "step"),
        group="route",
        title=sentence("Who is at the stations then"),
        empty=sentence("At every station are the same organisations as before."),
        shown=on_request,
    )


def _notes(changes: Sequence[RouteChange]) -> Iterator[Sentence]:
    if changes:
        yield sentence("Every other route stays as it is.")
