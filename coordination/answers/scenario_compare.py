"""What each of several scenarios takes, side by side (METHODS 6)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from coordination.analytics.loss.cascade import what_if
from coordination.analytics.loss.compare import Compared, Effect, SideBySide
from coordination.analytics.loss.scenario import Scenario, organisations_of
from coordination.analytics.routes.terms import RouteState
from coordination.answers.declare import Answer, Option, Table
from coordination.text.records import Column
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.scenarios import SavedScenario, as_saved, saved_or_file
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import Ends
from graph_schema.errors import UsageError, said
from graph_schema.ids import CapabilityNumber, Iso3, RouteId

__all__ = ["ANSWER", "Asked"]

LEAST: Final = 2
MOST: Final = 4
BRIEF: Final = 20  #: rows of routes that a terminal is shown


@dataclass(frozen=True, slots=True)
class Asked:
    """Which scenarios, by name, by file or as they are."""

    scenarios: Annotated[
        tuple[str | SavedScenario, ...],
        Option(
            sentence(
                "From {least} to {most} that are saved, or files that end in .toml.", least=LEAST, most=MOST
            ),
            place=True,
            metavar="SCENARIO",
            read=str,
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one scenario takes, in numbers."""

    name: Annotated[str, Column(sentence("Scenario"))]
    changes: Annotated[tuple[str, ...], Column(sentence("Changes"), in_files=True)]
    also_removed: Annotated[int, Column(sentence("Units that end too"))]
    also_ended: Annotated[int, Column(sentence("Agreements and networks that end too"))]
    lost_ground: Annotated[int, Column(sentence("Providers without funding"))]
    fallen: Annotated[int, Column(sentence("Capabilities lost"))]
    taken_over: Annotated[int, Column(sentence("Taken over"))]
    unsupported: Annotated[int, Column(sentence("Lose a prerequisite"))]
    weaker: Annotated[int, Column(sentence("Fewer providers"))]
    gained: Annotated[int, Column(sentence("More providers"))]
    lowered: Annotated[int, Column(sentence("Capabilities with a lower status"), in_files=True)]
    duties_lost: Annotated[int, Column(sentence("Channels that close"))]
    routes_changed: Annotated[int, Column(sentence("Routes with another status"))]
    routes_lost: Annotated[int, Column(sentence("Routes that no longer get through"))]
    routes_won: Annotated[int, Column(sentence("Routes that get through only then"))]
    pieces: Annotated[int, Column(sentence("Separate groups that arise"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """What one scenario does to a capability in a country that one of them touches."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    scenario: Annotated[str, Column(sentence("Scenario"))]
    effect: Annotated[Effect, Column(sentence("Effect"))]
    number: Annotated[int, Column(sentence("Scenario number"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Whether one scenario closes a cross-border channel that one of them closes."""

    a: Annotated[Iso3, Column(sentence("Country"))]
    b: Annotated[Iso3, Column(sentence("Other country"))]
    duty: Annotated[CapabilityNumber, Column(sentence("Area of cooperation"))]
    scenario: Annotated[str, Column(sentence("Scenario"))]
    lost: Annotated[bool, Column(sentence("Closes it"))]
    number: Annotated[int, Column(sentence("Scenario number"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Through:
    """How a route from report to rescue stands with one scenario."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    route: Annotated[RouteId, Column(sentence("Route"))]
    ends_with: Annotated[Ends, Column(sentence("Ends with"), in_files=True)]
    before: Annotated[RouteState, Column(sentence("Before"))]
    scenario: Annotated[str, Column(sentence("Scenario"))]
    after: Annotated[RouteState, Column(sentence("After"))]
    told: Annotated[Sentence, Column(sentence("What happens then"))]
    told_before: Annotated[Sentence, Column(sentence("What happens before"), in_files=True)]
    number: Annotated[int, Column(sentence("Scenario number"))]


def taken_by(found: Compared) -> Iterator[Taken]:
    """A row for each scenario, in the order asked."""
    for s in found.scenarios:
        yield Taken(
            name=s.name,
            changes=s.changes,
            also_removed=s.also_removed,
            also_ended=s.also_ended,
            lost_ground=s.lost_ground,
            fallen=s.fallen,
            taken_over=s.taken_over,
            unsupported=s.unsupported,
            weaker=s.weaker,
            gained=s.gained,
            lowered=s.lowered,
            duties_lost=s.duties_lost,
            routes_changed=s.routes_changed,
            routes_lost=s.routes_lost,
            routes_won=s.routes_won,
            pieces=s.pieces,
        )


def touched_by(found: Compared) -> Iterator[Touched]:
    """A row for each cell, by country and edition, and scenario in the order asked."""
    for c in found.cells:
        for number, (s, effect) in enumerate(zip(found.scenarios, c.effects, strict=True), 1):
            yield Touched(
                country=c.country, capability=c.capability, scenario=s.name, effect=effect, number=number
            )


def channels_of(found: Compared) -> Iterator[Channel]:
    """A row for each channel, and scenario in the order asked."""
    for d in found.duties:
        for number, (s, lost) in enumerate(zip(found.scenarios, d.lost, strict=True), 1):
            yield Channel(a=d.a, b=d.b, duty=d.duty, scenario=s.name, lost=lost, number=number)


def routes_of(found: Compared) -> Iterator[Through]:
    """A row for each route, and scenario in the order asked."""
    for r in found.routes:
        for number, (s, after, told) in enumerate(zip(found.scenarios, r.after, r.told, strict=True), 1):
            yield Through(
                country=r.country,
                route=r.route,
                ends_with=r.ends_with,
                before=r.before,
                scenario=s.name,
                after=after,
                told=told,
                told_before=r.told_before,
                number=number,
            )


def _counted(found: Compared) -> Iterator[Sentence]:
    if found.cells:
        yield sentence(
            "In the numbers of a scenario each capability counts once, under the first of these that applies: lost, "
            "taken over, loses a prerequisite, fewer providers, more providers."
        )


def _same(found: Compared) -> Iterator[Sentence]:
    if found.routes:
        yield sentence("Every other route keeps its status in each scenario.")


def saved(w: Workspace, asked: Asked) -> list[SavedScenario]:
    """The scenarios that were named. Raises UsageError for too few, too many or one that there is not."""
    if not LEAST <= len(asked.scenarios) <= MOST:
        raise UsageError(
            said("Scenarios that were named: {count}.", count=len(asked.scenarios)),
            hint=said("Compare 2 to {most}.", most=MOST),
        )
    return [s if isinstance(s, SavedScenario) else saved_or_file(w, s) for s in asked.scenarios]


def ask(w: Workspace, q: Question, asked: Asked) -> Compared:
    """The scenarios on the day asked about. Raises UsageError that names the one whose change is about nothing here."""
    facts, cover, found = w.facts(q), w.cover(q), []
    for s in saved(w, asked):
        try:
            changes = Scenario(s.name, s.parsed)
            found.append(what_if(facts, q.as_of, changes, lose_ground=not s.keep_ground, cover=cover))
        except UsageError as e:
            raise UsageError(
                said("Scenario {name!r}: {message}", name=s.name, message=e.message), hint=e.hint
            ) from e
    return SideBySide(found).compared()


def about(w: Workspace, asked: Asked) -> Iterator[str]:
    """The organisations that the changes name."""
    for s in saved(w, asked):
        for change in s.parsed:
            yield from organisations_of(change)


def left_open(w: Workspace, q: Question, asked: Asked, left: Collection[str]) -> Question:
    """With the day and the edition of the scenarios where none were named."""
    return as_saved(q, saved(w, asked), left)


ANSWER = Answer(
    name="scenario-compare",
    group="scenario",
    title=sentence("What each scenario takes, side by side."),
    ask=ask,
    options=Asked,
    result=Compared,
    tables={
        "scenarios": Table(
            row=Taken,
            rows=taken_by,
            key=("name", "changes"),
            title=sentence("What each scenario takes"),
            empty=sentence("Nothing was named."),
        ),
        "cells": Table(
            row=Touched,
            rows=touched_by,
            key=("country", "capability", "number"),
            group="country",
            title=sentence("Capabilities that one of the scenarios changes"),
            empty=sentence("No known capability changes its status."),
            notes=_counted,
        ),
        "duties": Table(
            row=Channel,
            rows=channels_of,
            key=("a", "b", "duty", "number"),
            title=sentence("Cross-border channels that one of the scenarios closes"),
            empty=sentence("No cross-border channel is known to close."),
        ),
        "routes": Table(
            row=Through,
            rows=routes_of,
            key=("country", "route", "number"),
            group="country",
            title=sentence("Does a report still get through?"),
            empty=sentence("No route from report to rescue is known to have another status."),
            notes=_same,
            brief=BRIEF,
        ),
    },
    example=Asked(scenarios=("police.toml", "unit.toml")),
    left_open=left_open,
    about=about,
)
