"""Does a report get through to a rescue, and where does it stop (METHODS 13)?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from coordination.analytics.loss.cascade import what_if
from coordination.analytics.loss.route_changes import RouteChange
from coordination.analytics.loss.routes_then import RoutesThen, routes_then
from coordination.analytics.routes.routes import routes as routes_of
from coordination.analytics.routes.terms import (
    MORE,
    LinkState,
    Pair,
    Place,
    RouteState,
    StepState,
    Tried,
)
from coordination.answers import changes, route_changes
from coordination.answers.changes import ChangeTexts, KeepGround, Removals, ScenarioName
from coordination.answers.declare import Answer, Option, Table
from coordination.text import country_verdicts
from coordination.text.records import HIDDEN, Column
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import Ends
from graph_schema.ids import CapabilityNumber, ClaimId, Instruction, Iso3, RouteId, StakeholderId

__all__ = ["ANSWER", "Asked", "verdict"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which country, and across which border."""

    country: Annotated[
        Iso3 | None,
        Option(
            sentence("One country, by ISO code or name; every country where none is named."),
            place=True,
            metavar="COUNTRY",
        ),
    ] = None
    to: Annotated[
        Iso3 | None,
        Option(sentence("The other country of a case that crosses the border."), metavar="COUNTRY"),
    ] = None
    changes: ChangeTexts = ()
    remove: Removals = ()
    keep_ground: KeepGround = False
    scenario: ScenarioName = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One route of a country."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    route: Annotated[RouteId, Column(sentence("Route"))]
    ends_with: Annotated[Ends, Column(sentence("Ends with"))]
    state: Annotated[RouteState, Column(sentence("Status"))]
    told: Annotated[Sentence, Column(sentence("What happens"))]
    tried: Annotated[Tried, Column(sentence("Tried"))]
    alone: Annotated[tuple[StakeholderId, ...], Column(sentence("Closes without"))]
    cut: Annotated[Sentence | None, Column(sentence("How many must be lost to close it"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One step of a route."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    route: Annotated[RouteId, Column(sentence("Route"))]
    step: Annotated[int, Column(sentence("Step"))]
    capabilities: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Any of these capabilities"))]
    place: Annotated[Place, Column(sentence("Where"))]
    optional: Annotated[bool, Column(sentence("May be passed over"))]
    state: Annotated[StepState, Column(sentence("Status"))]
    providers: Annotated[tuple[StakeholderId, ...], Column(sentence("Providers"), recalled="recalled")]
    handoff: Annotated[Instruction, Column(sentence("What is done"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]
    recalled: Annotated[tuple[StakeholderId, ...], HIDDEN]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """A case passes from one step to a later one."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    route: Annotated[RouteId, Column(sentence("Route"))]
    start: Annotated[int, Column(sentence("From step"))]
    end: Annotated[int, Column(sentence("To step"))]
    state: Annotated[LinkState, Column(sentence("Status"))]
    pairs: Annotated[tuple[Pair, ...], Column(sentence("Who hands on to whom"))]
    together: Annotated[tuple[Pair, ...], Column(sentence("Who only works with whom"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


def ways_of(found: RoutesThen) -> Iterator[Way]:
    """A row for each route, by country and in the order of the edition."""
    for r in found.found.routes:
        yield Way(
            country=r.country,
            route=r.route,
            ends_with=r.ends_with,
            state=r.state,
            told=r.told,
            tried=r.tried,
            alone=r.alone,
            cut=_cut(r.cut),
        )


def _cut(cut: int | None) -> Sentence | None:
    if cut is None:
        return None
    return sentence("more than {most}", most=MORE - 1) if cut == MORE else sentence("{number}", number=cut)


def stations_of(found: RoutesThen) -> Iterator[Station]:
    """A row for each step of each route."""
    for r in found.found.routes:
        for s in r.steps:
            yield Station(
                country=r.country,
                route=r.route,
                step=s.step,
                capabilities=s.capabilities,
                place=s.place,
                optional=s.optional,
                state=s.state,
                providers=s.providers,
                handoff=s.handoff,
                claims=s.claims,
                recalled=s.recalled,
            )


def handovers_of(found: RoutesThen) -> Iterator[HandOver]:
    """A row for each link of each route."""
    for r in found.found.routes:
        for link in r.links:
            yield HandOver(
                country=r.country,
                route=r.route,
                start=link.start,
                end=link.end,
                state=link.state,
                pairs=link.pairs,
                together=link.together,
                claims=link.claims,
            )


def verdict(found: RoutesThen) -> Sequence[Sentence]:
    """Of how many routes to a child what is known; of one country."""
    if len({r.country for r in found.found.routes}) != 1:
        return []
    return country_verdicts.routes([r.state for r in found.found.of_rescue()])


def _notes(found: RoutesThen) -> Iterator[Sentence]:
    yield from verdict(found)
    if any(r.tried is Tried.HOME for r in found.found.routes):
        yield sentence("Of routes that lead abroad only the part in this country was tried.")


def _placed(asked: Asked) -> Asked:
    """A change that stands where the country is typed is a change."""
    text = asked.country or ""
    if ":" not in text and "?" not in text:
        return asked
    return replace(asked, country=None, changes=(text, *asked.changes))


def told_of(w: Workspace, asked: Asked) -> tuple[str, ...]:
    """The changes of the what-if that is asked about."""
    return changes.told_of(w, _placed(asked))


def about(w: Workspace, asked: Asked) -> Iterator[str]:
    """The organisations that the changes name."""
    return changes.about(w, _placed(asked))


def left_open(w: Workspace, q: Question, asked: Asked, left: Collection[str]) -> Question:
    """With the day and the edition of a saved scenario where none were named."""
    return changes.left_open(w, q, asked, left)


def _changed(found: RoutesThen) -> tuple[RouteChange, ...]:
    return found.changed


def _assumed(found: RoutesThen) -> bool:
    return found.assumed


def ask(w: Workspace, q: Question, asked: Asked) -> RoutesThen:
    """The routes on the day, with the changes of a what-if where some are named. Raises UsageError for an unknown
    country."""
    asked = _placed(asked)
    home = w.countries([asked.country] if asked.country else [])
    to, what = w.country(asked.to) if asked.to else "", changes.assumed(w, asked)
    facts, cover = w.facts(q), w.cover(q)
    if what is None:
        return RoutesThen(routes_of(facts, q.as_of, home, to, cover))
    made = what_if(facts, q.as_of, what.scenario, lose_ground=what.lose_ground, cover=cover)
    return routes_then(made, home, to)


ANSWER = Answer(
    name="routes",
    title=sentence("From report to rescue: does a case get through, and where does it stop?"),
    doc=sentence(
        "A route is open where a chain of recorded hand-offs leads from its first to its last station. Where the first "
        "can be more than one capability and a chain leads only from another than the one that begins the route, it "
        "gets through from another entrance only. It stops where a station is a gap. A partnership is a hand-off "
        "where its kind is data sharing or referral; any other says that organisations work together. A hand-off that "
        "nobody recorded is no break, and what nobody reviewed is not known. With changes, as mnr what-if takes them, "
        "it tells how the routes stand then, and which are otherwise than on record."
    ),
    ask=ask,
    options=Asked,
    result=RoutesThen,
    main="routes",
    tables={
        "changed": replace(route_changes.ways(_changed), holds=_assumed),
        "changed-stations": replace(route_changes.stations(_changed), holds=_assumed),
        "routes": Table(
            row=Way,
            rows=ways_of,
            key=("country", "route"),
            group="country",
            title=sentence("Routes"),
            empty=sentence("No country is on record, or the edition has no routes."),
            notes=_notes,
        ),
        "steps": Table(
            row=Station,
            rows=stations_of,
            key=("country", "route", "step"),
            group="route",
            title=sentence("Stations"),
            empty=sentence("No country is on record, or the edition has no routes."),
            shown=lambda asked: _placed(asked).country is not None,
        ),
        "links": Table(
            row=HandOver,
            rows=handovers_of,
            key=("country", "route", "start", "end"),
            group="route",
            title=sentence("Hand-offs"),
            empty=sentence("No country is on record, or the edition has no routes."),
            shown=lambda asked: _placed(asked).country is not None,
        ),
    },
    example=Asked(country=Iso3("XAA")),
    left_open=left_open,
    about=about,
    assumes=told_of,
)
