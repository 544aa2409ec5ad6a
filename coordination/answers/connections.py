"""Everything connected to one country, as one graph; all countries as clusters (METHODS 8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.network.connections import ABROAD, Connection, Connections, Thing
from coordination.analytics.network.connections import connections as connections_of
from coordination.answers.declare import Answer, Option, Table
from coordination.text import country_verdicts
from coordination.text.connected import Layer, Relation
from coordination.text.records import Column
from coordination.text.sentences import Sentence, sentence
from coordination.text.states import Sign
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import Iso3, NodeName, StakeholderId

__all__ = ["ANSWER", "About"]


@dataclass(frozen=True, slots=True)
class About:
    """Which country."""

    country: Annotated[
        Iso3 | None,
        Option(
            sentence("One country, by ISO code or name; all countries as clusters where none is named."),
            place=True,
            metavar="COUNTRY",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A node."""

    node: Annotated[NodeName, Column(sentence("Name"))]
    layer: Annotated[Layer, Column(sentence("Layer"))]
    status: Annotated[Sign | None, Column(sentence("Status"))]
    connected: Annotated[int, Column(sentence("Connected to"))]
    holds: Annotated[int | None, Column(sentence("Organisations"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Two nodes that are connected."""

    start: Annotated[NodeName, Column(sentence("From"))]
    relation: Annotated[Relation, Column(sentence("Connection"))]
    end: Annotated[NodeName, Column(sentence("To"))]
    alone: Annotated[bool, Column(sentence("Only known provider"))]
    confirmed: Annotated[bool, Column(sentence("Confirmed"))]
    count: Annotated[int, Column(sentence("Records"))]
    behind: Annotated[tuple[StakeholderId, ...], Column(sentence("Organisations behind it"), in_files=True)]


def nodes_of(found: Connections) -> Iterator[Found]:
    """A row for each node, by layer."""
    return (_node(t) for t in found.nodes)


def _node(t: Thing) -> Found:
    return Found(node=t.node, layer=t.layer, status=t.status, connected=t.connected, holds=t.holds)


def joined_of(found: Connections) -> Iterator[Joined]:
    """A row for each connection, by its kind."""
    return (_joined(c) for c in found.connections)


def _joined(c: Connection) -> Joined:
    return Joined(
        start=c.start,
        relation=c.relation,
        end=c.end,
        alone=c.alone,
        confirmed=c.confirmed,
        count=c.count,
        behind=c.behind,
    )


def verdict(found: Connections) -> Sequence[Sentence]:
    """How much is connected, and what is not."""
    if not found.country:
        pairs = [(c.start, c.end) for c in found.connections]
        return country_verdicts.clusters(pairs, sum(t.node != ABROAD for t in found.nodes))
    status = {t.node: t.status for t in found.nodes if t.status}
    organisations = sum(t.layer is Layer.ORGANISATION for t in found.nodes)
    alone = sum(c.alone and status[c.end] is Sign.FRAGILE for c in found.connections)
    return country_verdicts.whole_graph(organisations, list(status.values()), alone)


def ask(w: Workspace, q: Question, asked: About) -> Connections:
    """What is connected on the day. Raises UsageError for an unknown country."""
    country = w.country(asked.country) if asked.country else ""
    return connections_of(w.facts(q), q.as_of, w.cover(q), country)


ANSWER = Answer(
    name="connections",
    title=sentence("Everything connected to one country, as one graph; all countries as clusters."),
    doc=sentence(
        "Its capabilities, gaps too, its organisations, agreements, networks, funders, the other countries of the "
        "region and those of partners. `mnr graph` saves the graph of all countries for other programs."
    ),
    ask=ask,
    options=About,
    result=Connections,
    tables={
        "nodes": Table(
            row=Found,
            rows=nodes_of,
            key=("node",),
            title=sentence("What is there"),
            empty=sentence("Nothing is on record."),
            group="layer",
            notes=verdict,
        ),
        "connections": Table(
            row=Joined,
            rows=joined_of,
            key=("start", "end", "relation"),
            title=sentence("How it is connected"),
            empty=sentence("No connection is on record. There may be some."),
            group="relation",
        ),
    },
    example=About(country=Iso3("XAA")),
)
