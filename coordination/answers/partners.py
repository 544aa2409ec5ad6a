"""Who works with whom: the place of each organisation in the cooperation graph (METHODS 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from coordination.analytics.network.isolates import Isolate
from coordination.analytics.network.measures import Brokerage
from coordination.analytics.network.partners import Found
from coordination.analytics.network.partners import partners as partners_of
from coordination.answers.declare import Answer, Option, Table, on_request
from coordination.text.kinds import said_as
from coordination.text.records import Column, Missing
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import ClaimId, Iso3, OrganisationKind, StakeholderId
from graph_schema.values import TieKind

__all__ = ["ANSWER", "Asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is added to the graph and to its measures, and what is left out."""

    membership: Annotated[bool, Option(sentence("Also use memberships of networks."))] = False
    key_players: Annotated[
        int,
        Option(
            sentence(
                "How many key organisations to find: those whose loss separates most others, and those that reach "
                "most; 0 for none."
            ),
            least=0,
            most=5,
        ),
    ] = 0
    communities: Annotated[
        bool,
        Option(sentence("Add groups of organisations that work closely together, named by what they do.")),
    ] = False
    no_paths: Annotated[
        bool,
        Option(sentence("Leave out what needs all shortest paths (betweenness, distances).")),
    ] = False


@said_as(
    {
        "negative": sentence("Their loss separates most others"),
        "positive": sentence("They reach most others"),
    }
)
class Aim(StrEnum):
    """What a set of key players is looked for."""

    NEGATIVE = "negative"
    POSITIVE = "positive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An organisation with partners, and what it is among them."""

    stakeholder: Annotated[StakeholderId, Column(sentence("Organisation"))]
    kind: Annotated[OrganisationKind, Column(sentence("Kind of organisation"))]
    degree: Annotated[int, Column(sentence("Partners"))]
    two_sided: Annotated[int, Column(sentence("Stated by both organisations"))]
    betweenness: Annotated[float | None, Column(sentence("Share of shortest chains"))]
    connects: Annotated[tuple[Sentence, ...], Column(sentence("Pairs it connects"))]
    constraint: Annotated[float | None, Column(sentence("Constraint"))]
    core: Annotated[int, Column(sentence("Core"))]
    component: Annotated[int, Column(sentence("Connected part"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """A set of key players."""

    aim: Annotated[Aim, Column(sentence("What for"))]
    stakeholders: Annotated[tuple[StakeholderId, ...], Column(sentence("Organisations"))]
    value: Annotated[float | None, Column(sentence("Measure, from 0 to 1"), Missing.UNKNOWN)]
    exact: Annotated[bool, Column(sentence("No other set is better"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A community."""

    name: Annotated[Sentence, Column(sentence("Community"))]
    size: Annotated[int, Column(sentence("Number of organisations"))]
    members: Annotated[tuple[StakeholderId, ...], Column(sentence("Organisations"))]
    centre: Annotated[StakeholderId, Column(sentence("In the centre"), in_files=True)]
    country: Annotated[Iso3 | None, Column(sentence("Country"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A partnership."""

    a: Annotated[StakeholderId, Column(sentence("Organisation"))]
    b: Annotated[StakeholderId, Column(sentence("Works with"))]
    kinds: Annotated[tuple[TieKind, ...], Column(sentence("Details"))]
    countries: Annotated[tuple[Iso3, ...], Column(sentence("Countries"))]
    two_sided: Annotated[bool, Column(sentence("Stated by both organisations"))]
    confirmed: Annotated[bool, Column(sentence("Confirmed"))]
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixing:
    """How far a kind of organisation works with others."""

    kind: Annotated[OrganisationKind, Column(sentence("Kind of organisation"))]
    value: Annotated[float | None, Column(sentence("E-I index"))]
    expected: Annotated[float | None, Column(sentence("By chance"))]


def connected(pairs: Brokerage) -> Iterator[Sentence]:
    """In which role an organisation stands between how many pairs."""
    if pairs.coordinator:
        yield sentence("coordinator {n}", n=pairs.coordinator)
    if pairs.itinerant:
        yield sentence("itinerant {n}", n=pairs.itinerant)
    if pairs.gatekeeper:
        yield sentence("gatekeeper {n}", n=pairs.gatekeeper)
    if pairs.liaison:
        yield sentence("liaison {n}", n=pairs.liaison)


def places_of(found: Found) -> Iterator[Place]:
    """A row for each organisation with a partner, by id."""
    for p in found.stakeholders:
        if p.degree:
            yield Place(
                stakeholder=p.stakeholder,
                kind=p.kind,
                degree=p.degree,
                two_sided=p.two_sided,
                betweenness=p.betweenness,
                connects=tuple(connected(p.brokerage)),
                constraint=p.constraint,
                core=p.core,
                component=p.component,
            )


def players_of(found: Found) -> Iterator[Together]:
    """A row for each of the two sets."""
    for aim, players in (
        (Aim.NEGATIVE, found.key_players.negative),
        (Aim.POSITIVE, found.key_players.positive),
    ):
        if players is not None:
            yield Together(
                aim=aim, stakeholders=players.stakeholders, value=players.value, exact=players.exact
            )


def groups_of(found: Found) -> Iterator[Group]:
    """A row for each community, largest first."""
    for c in found.communities or ():
        yield Group(name=c.name, size=len(c.members), members=c.members, centre=c.centre, country=c.country)


def ties_of(found: Found) -> Iterator[Tie]:
    """A row for each partnership."""
    for t in found.ties:
        yield Tie(
            a=t.a,
            b=t.b,
            kinds=t.kinds,
            countries=t.countries,
            two_sided=t.two_sided,
            confirmed=t.confirmed,
            claims=t.claims,
        )


def mixing_of(found: Found) -> Iterator[Mixing]:
    """A row for each kind of organisation."""
    for k in found.ei.kinds:
        yield Mixing(kind=k.kind, value=k.value, expected=k.expected)


def _external(index: float) -> int:
    """Of an E-I index, (external - internal) / all: how many in a hundred partnerships are external."""
    return round(50 * (index + 1))


def _notes(found: Found) -> Iterator[Sentence]:
    if any(p.degree for p in found.stakeholders):
        yield sentence("Stated by both organisations: how many of these partnerships.")
        yield sentence("Share of shortest chains: of the shortest chains between others, from 0 to 1.")
        yield sentence(
            "Pairs it connects: partners that do not work together directly. Coordinator: all three of one kind; "
            "itinerant: the two of one kind, itself of another; gatekeeper: it and one of the two of one kind; "
            "liaison: of three kinds."
        )
        yield sentence(
            "Constraint: near 0, its partners are strangers to one another; near 1 and above, they know one another."
        )
        yield sentence("Core: it belongs to a part in which everybody has at least so many partners.")
    if found.isolates:
        yield sentence(
            "{n} organisation has no partnership on record.",
            "{n} organisations have no partnership on record.",
            n=len(found.isolates),
        )
    if found.fragmentation is not None:
        yield sentence(
            "Of all pairs of organisations, {share} percent have no chain of recorded partnerships.",
            share=round(100 * found.fragmentation),
        )
    if found.ei.value is not None and found.ei.expected is not None:
        yield sentence(
            "Of all partnerships, {share} percent are between organisations of different kinds. By chance it would be "
            "{chance} percent.",
            share=_external(found.ei.value),
            chance=_external(found.ei.expected),
        )


def ask(w: Workspace, q: Question, asked: Asked) -> Found:
    """The graph on the day asked about."""
    return partners_of(
        w.facts(q),
        q.as_of,
        membership=asked.membership,
        key_players=asked.key_players,
        grouped=asked.communities,
        paths=not asked.no_paths,
    ).found()


NONE_KNOWN = sentence("No partnership is recorded yet. That does not say that nobody works together.")
ANSWER = Answer(
    name="partners",
    title=sentence("Who works with whom, and the place of each organisation among the others."),
    ask=ask,
    options=Asked,
    result=Found,
    tables={
        "stakeholders": Table(
            row=Place,
            rows=places_of,
            key=("stakeholder",),
            title=sentence("Organisations with partners"),
            empty=NONE_KNOWN,
            notes=_notes,
        ),
        "key_players": Table(
            row=Together,
            rows=players_of,
            key=("aim",),
            title=sentence("Key players: the few that matter most together"),
            empty=sentence("No organisation is recorded."),
            needs="key_players",
        ),
        "communities": Table(
            row=Group,
            rows=groups_of,
            key=("centre",),
            title=sentence("Communities: organisations that work together more than by chance"),
            empty=NONE_KNOWN,
            needs="communities",
        ),
        "ties": Table(
            row=Tie,
            rows=ties_of,
            key=("a", "b"),
            title=sentence("Partnerships"),
            empty=NONE_KNOWN,
            shown=on_request,
        ),
        "kinds": Table(
            row=Mixing,
            rows=mixing_of,
            key=("kind",),
            title=sentence("Whether partnerships cross kinds of organisations (-1: never, 1: always)"),
            empty=sentence("No organisation is recorded."),
            shown=on_request,
        ),
        "isolates": Table(
            row=Isolate,
            rows=lambda found: found.isolates,
            key=("stakeholder",),
            title=sentence("Organisations without a partnership on record"),
            empty=sentence("Every organisation has a partnership on record."),
            shown=on_request,
        ),
    },
    example=Asked(key_players=2, communities=True),
)
