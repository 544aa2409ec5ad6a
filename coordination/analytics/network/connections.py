"""Everything connected to one country as a part of the coordination graph, or all countries as clusters (METHODS 8).

Of a country: its capabilities, gaps too; the organisations that are based there or do something there; the agreements
that it or one of them takes part in; the networks that they belong to; those who pay them and are not among them; the
other countries of the region, and those in which partners are based. The world is too much to see one by one: it is
told as one cluster for each country, joined where organisations work together or do something abroad. What has no
dates (an organisation, its seat) is there on every day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final

import numpy as np

from coordination.analytics.base.facts import Facts
from coordination.analytics.board.coverage import CellStatus, Coverage
from coordination.analytics.graph.whole import Node, coordination_graph
from coordination.analytics.network.anchored import Places, anchored
from coordination.analytics.network.layout import apart, spread
from coordination.text.connected import Layer, Relation
from coordination.text.records import Key
from coordination.text.states import Sign
from graph_schema.ids import Iso3, NodeName, StakeholderId

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["ABROAD", "Connection", "Connections", "Thing", "connections", "named"]

ABROAD: Final = NodeName("International")  #: the cluster of organisations that are based in no country


@dataclass(frozen=True, slots=True)
class Thing:
    """A node. ``connected``: to how many other nodes here."""

    node: NodeName
    layer: Annotated[Layer, Key("what it is to the country")]
    status: Annotated[Sign | None, Key("status of a capability as the board names it; empty for others")]
    connected: Annotated[int, Key("to how many others here it is connected", more={"minimum": 0})]
    holds: Annotated[int | None, Key("organisations that a cluster holds; empty for a node of its own")]
    x: Annotated[float, Key("its place in the picture, in pixels to the right")]
    y: Annotated[float, Key("its place in the picture, in pixels downwards")]


@dataclass(frozen=True, slots=True)
class Connection:
    """One way in which two nodes are connected. ``alone``: the only provider of the capability."""

    start: NodeName
    end: NodeName
    relation: Annotated[Relation, Key("how the first is connected to the second")]
    alone: Annotated[
        bool, Key("no other provider of the capability is known; the status says whether one is enough")
    ]
    confirmed: Annotated[bool, Key("read in a source; of several records, at least one")]
    count: Annotated[int, Key("how many records say so", more={"minimum": 1})]
    behind: Annotated[
        tuple[StakeholderId, ...], Key("organisations that the records name and that are no nodes, by id")
    ]


@dataclass(frozen=True, slots=True)
class Heading:
    """``layer``: what stands in the column below it; None: organisations that nothing connects."""

    layer: Annotated[Layer | None, Key("what stands below it; empty = organisations that nothing connects")]
    x: Annotated[float, Key("its place in the picture")]
    y: Annotated[float, Key("its place in the picture")]


@dataclass(frozen=True, slots=True)
class Connections:
    """``country``: the one that is asked about; None: all, as clusters. ``partners_abroad``: partners of its
    organisations that are not among the nodes."""

    country: Annotated[Iso3 | None, Key("the country; empty = all, as clusters")]
    partners_abroad: Annotated[int, Key("partners that stand behind other countries", more={"minimum": 0})]
    partners_nowhere: Annotated[
        int, Key("partners that are based in no country, and therefore not here", more={"minimum": 0})
    ]
    headings: Annotated[tuple[Heading, ...], Key("what stands over the columns of the picture")]
    nodes: Annotated[tuple[Thing, ...], Key("by layer, then name of the node")]
    connections: Annotated[tuple[Connection, ...], Key("by relation, then ends")]


def named(node: Node) -> NodeName:
    """``Type:key``, as in the files of the graph."""
    return NodeName(":".join(node))


@dataclass
class _Part:
    """What is gathered: the layer of each node, and for each connection how many records say it and whether one of
    them was read in a source."""

    graph: nx.MultiDiGraph[Node]
    layer: dict[Node, Layer] = field(default_factory=dict)
    records: Counter[tuple[Node, Node, Relation]] = field(default_factory=Counter)
    read: set[tuple[Node, Node, Relation]] = field(default_factory=set)
    behind: dict[tuple[Node, Node, Relation], set[str]] = field(default_factory=dict)

    def out(self, node: Node, *types: str) -> Iterator[tuple[Node, dict[str, object]]]:
        """Where edges of these types lead from a node."""
        for _, end, said in self.graph.out_edges(node, data=True):
            if said["type"] in types:
                yield end, said

    def into(self, node: Node, *types: str) -> Iterator[tuple[Node, dict[str, object]]]:
        """Where edges of these types come from."""
        for start, _, said in self.graph.in_edges(node, data=True):
            if said["type"] in types:
                yield start, said

    def partners(self, node: Node) -> Iterator[tuple[Node, dict[str, object]]]:
        yield from self.out(node, "COOPERATES_WITH")
        yield from self.into(node, "COOPERATES_WITH")

    def home(self, node: Node) -> Node | None:
        """The country in which an organisation is based."""
        return next((end for end, _ in self.out(node, "BASED_IN")), None)

    def sure(self, node: Node) -> bool:
        """Whether what the fields of a node say was read in a source; some types do not tell."""
        return self.graph.nodes[node].get("verified") != "recalled"

    def join(
        self, start: Node, end: Node, relation: Relation, *, read: bool = True, behind: Sequence[Node] = ()
    ) -> None:
        """One record more that connects the two, where both are among the nodes. ``behind``: organisations that it
        names and that are not among them."""
        if start in self.layer and end in self.layer and start != end:
            if behind:
                self.behind.setdefault((start, end, relation), set()).update(n[1] for n in behind)
            self.records[start, end, relation] += 1
            if read:
                self.read.add((start, end, relation))

    def has(self, layer: Layer) -> list[Node]:
        return [n for n, at in self.layer.items() if at is layer]


def _read(said: Mapping[str, object]) -> bool:
    return said.get("verified") == "yes"


#: Edge between two organisations -> what it is called here.
_BETWEEN: Final = {
    "PART_OF": Relation.PART_OF,
    "SEAT_ON": Relation.SEAT_ON,
    "MEMBER_OF": Relation.MEMBER_OF,
    "FUNDS": Relation.PAYS,
}
_ROLES: Final = {
    "provides": Relation.PROVIDES,
    "supports": Relation.SUPPORTS,
    "stands_in": Relation.STANDS_IN,
}


#: How somebody takes part in an agreement -> what it is called here. Who is invited is not connected.
_PARTIES: Final = {
    "party": Relation.PARTY_TO,
    "connected": Relation.PARTY_TO,
    "active": Relation.PARTY_TO,
    "partner": Relation.PARTY_TO,
    "signatory": Relation.SIGNED,
}


def _parties(part: _Part, node: Node) -> Iterator[tuple[Node, Relation, bool]]:
    """(agreement, how, whether that was read in a source) of a country or an organisation."""
    for end, said in part.out(node, "PARTY_TO"):
        if (relation := _PARTIES.get(str(said["status"]))) is not None:
            yield end, relation, _read(said)


def _announced(facts: Facts, board: Sequence[CellStatus]) -> dict[tuple[Node, Node], bool]:
    """(organisation, capability) of what is announced by the board, and whether that was read in a source. It does not
    count yet, so it is not in the coordination graph."""
    frame = facts.snapshot["deliveries"]
    read = {
        (
            frame.text("stakeholder_id", i),
            frame.text("iso3", i),
            facts.edition.from_base.get(frame.text("capability", i)),
        )
        for i in range(len(frame))
        if frame.text("status", i) == "planned" and frame.text("verified", i) == "yes"
    }
    return {
        (("Stakeholder", who), ("Cell", c.country, c.capability)): (who, c.country, c.capability) in read
        for c in board
        for who in c.planned
    }


def _gather(part: _Part, facts: Facts, country: str, announced: Mapping[tuple[Node, Node], bool]) -> None:
    """The nodes of a country, layer by layer."""
    cells: list[Node] = [("Cell", country, number) for number in facts.edition.numbers]
    here: Node = ("Country", country)
    part.layer.update(dict.fromkeys(cells, Layer.CAPABILITY))
    networks = {end for n in part.graph if n[0] == "Network" for end, _ in part.out(n, "IS")}
    bodies = [end for body, _ in part.into(here, "IN_COUNTRY") for end, _ in part.out(body, "IS")]
    based = [n for n, _ in part.into(here, "BASED_IN")]
    at_work = [n for cell in cells for n, _ in part.into(cell, "DELIVERS")]
    for node in dict.fromkeys((*based, *at_work, *bodies, *(who for who, _ in announced))):
        part.layer[node] = Layer.NETWORK if node in networks else Layer.ORGANISATION
    for node in based:
        for end, _ in part.out(node, "MEMBER_OF"):
            part.layer.setdefault(end, Layer.NETWORK)
        for start, _ in part.into(node, "FUNDS"):
            part.layer.setdefault(start, Layer.FUNDER)
        runs = (end for end, _ in part.out(node, "RUNS") if end[0] == "Agreement")
        part.layer.update(dict.fromkeys(runs, Layer.AGREEMENT))
    for node in (here, *based):
        part.layer.update(dict.fromkeys((end for end, _, _ in _parties(part, node)), Layer.AGREEMENT))


def _neighbours(part: _Part, here: Node) -> tuple[set[Node], set[Node]]:
    """(partners based in other countries, partners based nowhere) that are not among the nodes; the countries are
    among them then."""
    abroad: set[Node] = set()
    nowhere: set[Node] = set()
    region = part.graph.nodes[here].get("subregion")
    for node, said in part.graph.nodes(data=True):
        near = node[0] == "Country" and node != here and region and said.get("subregion") == region
        if near and any(part.into(node, "BASED_IN")):
            part.layer[node] = Layer.COUNTRY
    for node in part.has(Layer.ORGANISATION):
        if (home := part.home(node)) != here:
            if home is not None:
                part.layer[home] = Layer.COUNTRY
            continue
        for partner, _ in part.partners(node):
            if partner in part.layer:
                continue
            at = part.home(partner)
            (nowhere if at is None else abroad).add(partner)
            if at is not None and at != here:
                part.layer[at] = Layer.COUNTRY
    return abroad, nowhere


def _join(part: _Part, facts: Facts, country: str, announced: Mapping[tuple[Node, Node], bool]) -> None:
    """The connections between the nodes of a country."""
    here: Node = ("Country", country)
    for (who, cell), read in announced.items():
        part.join(who, cell, Relation.PLANS, read=read)
    for node in part.has(Layer.CAPABILITY):
        for start, said in part.into(node, "DELIVERS"):
            part.join(start, node, _ROLES[str(said["role"])], read=_read(said))
    people = [n for n in part.layer if n[0] == "Stakeholder"]
    for node in people:
        for end, said in part.out(node, "COOPERATES_WITH"):
            part.join(node, end, Relation.WORKS_WITH, read=_read(said))
        for end, said in part.out(node, *_BETWEEN):
            target = end if end[0] == "Stakeholder" else next((e for e, _ in part.out(end, "IS")), end)
            part.join(node, target, _BETWEEN[str(said["type"])], read=_read(said))
        for end, _ in part.out(node, "RUNS"):
            target = end if end[0] == "Agreement" else next((e for e, _ in part.out(end, "IS")), end)
            part.join(node, target, Relation.RUNS, read=part.sure(end))
    for node in part.has(Layer.ORGANISATION):
        home = part.home(node)
        if home is not None and home != here:
            part.join(node, home, Relation.BASED_IN, read=part.sure(node))
        if home == here:
            for partner, said in part.partners(node):
                if partner not in part.layer and (at := part.home(partner)) is not None:
                    part.join(node, at, Relation.PARTNERS_IN, read=_read(said), behind=[partner])
    for node in (*people, *part.has(Layer.COUNTRY)):
        for end, relation, read in _parties(part, node):
            part.join(node, end, relation, read=read)
    of: dict[str, Node] = {str(n): ("Cell", country, str(n)) for n in facts.edition.numbers}
    for node in part.has(Layer.AGREEMENT):
        for end, _ in part.out(node, "SUPPORTS"):
            part.join(node, of[end[1]], Relation.SERVES, read=part.sure(node))
    for node in part.graph:
        if node[0] == "Network":
            body = next((e for e, _ in part.out(node, "IS")), node)
            for end, _ in part.out(node, "SUPPORTS"):
                part.join(body, of[end[1]], Relation.SERVES, read=part.sure(body))


def _clusters(part: _Part) -> Counter[Node]:
    """All countries as clusters: how many organisations each holds."""
    of: dict[Node, Node] = {}
    for node in part.graph:
        if node[0] == "Stakeholder":
            of[node] = part.home(node) or (str(ABROAD),)
    held = Counter(of.values())
    part.layer.update(dict.fromkeys(held, Layer.COUNTRY))
    for node, at in of.items():
        for partner, said in part.out(node, "COOPERATES_WITH"):
            one, other = sorted((at, of[partner]))
            part.join(one, other, Relation.WORKS_WITH, read=_read(said), behind=[node, partner])
        for end, said in part.out(node, "DELIVERS"):
            there = ("Country", end[1])
            if there != at and _ROLES[str(said["role"])] is not Relation.STANDS_IN:
                part.layer.setdefault(there, Layer.COUNTRY)
                part.join(at, there, Relation.WORKS_IN, read=_read(said), behind=[node])
    return held


def connections(facts: Facts, as_of: date, cover: Coverage, country: str = "") -> Connections:
    """What is connected to a country on a day; "" = all countries, as clusters. ``cover``: that of the day."""
    key = ("connections", facts.edition.id, facts.evidence, as_of, country)
    return facts.snapshot.derived(key, lambda _: _connections(facts, as_of, cover, country))


def _connections(facts: Facts, as_of: date, cover: Coverage, country: str) -> Connections:
    about = (facts.edition.id, facts.evidence, as_of)
    part = _Part(facts.snapshot.last("coordination graph", about, lambda _: coordination_graph(facts, as_of)))
    held: Counter[Node] = Counter()
    abroad: set[Node] = set()
    nowhere: set[Node] = set()
    board = _board(facts, cover, country)
    if country:
        announced = _announced(facts, list(board.values()))
        _gather(part, facts, country, announced)
        abroad, nowhere = _neighbours(part, ("Country", country))
        _join(part, facts, country, announced)
    else:
        held = _clusters(part)
    joined: dict[Node, set[Node]] = {n: set() for n in part.layer}
    for start, end, _ in part.records:
        joined[start].add(end)
        joined[end].add(start)
    nodes = _ordered(part, facts)
    signs = {cell: status.sign for cell, status in board.items()}
    places = _in_ring(part, facts, nodes) if country else _spread(part, nodes, held)
    return Connections(
        country=Iso3(country) if country else None,
        partners_abroad=len(abroad),
        partners_nowhere=len(nowhere),
        headings=tuple(
            Heading(Layer(head) if head in set(Layer) else None, x, y)
            for head, (x, y) in places.heads.items()
        ),
        nodes=tuple(
            Thing(
                named(n),
                part.layer[n],
                signs.get(n),
                len(joined[n]),
                None if country else held[n],
                *places.xy[named(n)],
            )
            for n in nodes
        ),
        connections=tuple(_told(part, signs)),
    )


def _ordered(part: _Part, facts: Facts) -> list[Node]:
    """By layer; capabilities in the order of the framework, the others by their names in the graph."""
    layers = list(Layer)
    rank = {str(number): i for i, number in enumerate(facts.edition.numbers)}

    def key(node: Node) -> tuple[int, int, Node]:
        return layers.index(part.layer[node]), rank[node[2]] if node[0] == "Cell" else 0, node

    return sorted(part.layer, key=key)


def _board(facts: Facts, cover: Coverage, country: str) -> dict[Node, CellStatus]:
    """What the board says of each capability of a country."""
    numbers = facts.edition.numbers
    start = [str(c) for c in facts.countries].index(country) * len(numbers) if country else 0
    cells = range(start, start + len(numbers)) if country else ()
    return {("Cell", c.country, c.capability): c for c in map(cover.cell, cells)}


def _told(part: _Part, signs: Mapping[Node, Sign]) -> Iterator[Connection]:
    """The connections, by relation, then ends. The only provider of a capability is alone, unless a successor is
    named, who makes it covered."""
    providers = Counter(end for _, end, relation in part.records if relation is Relation.PROVIDES)
    relations = list(Relation)
    for start, end, relation in sorted(part.records, key=lambda r: (relations.index(r[2]), r[0], r[1])):
        alone = relation is Relation.PROVIDES and providers[end] == 1 and signs[end] is not Sign.COVERED
        key = (start, end, relation)
        behind = tuple(StakeholderId(i) for i in sorted(part.behind.get(key, ())))
        yield Connection(
            named(start), named(end), relation, alone, key in part.read, part.records[key], behind
        )


def _in_ring(part: _Part, facts: Facts, nodes: Sequence[Node]) -> Places:
    """Places of a country's graph."""
    of: dict[str, list[str]] = {layer: [] for layer in Layer}
    for node in nodes:
        of[part.layer[node]].append(named(node))
    country = next(n[1] for n in nodes if n[0] == "Cell")
    domains = [
        [named(("Cell", country, c.number)) for c in facts.edition.capabilities if c.domain == d.id]
        for d in facts.edition.domains
    ]
    right = {str(layer): of[layer] for layer in (Layer.NETWORK, Layer.FUNDER, Layer.COUNTRY)}
    links = [(named(a), named(b)) for a, b, _ in part.records]
    left = {str(Layer.AGREEMENT): of[Layer.AGREEMENT]}
    return anchored(domains, of[Layer.ORGANISATION], left, right, links)


#: half of the room of a cluster and its name, in pixels
_CLUSTER: Final = (62.0, 46.0)


def _spread(part: _Part, nodes: Sequence[Node], held: Mapping[Node, int]) -> Places:
    """Places of the clusters."""
    at = {node: i for i, node in enumerate(nodes)}
    ends = np.asarray([(at[a], at[b]) for a, b, _ in part.records], np.int64).reshape(-1, 2)
    ids = [named(n) for n in nodes]
    room = np.tile(np.asarray(_CLUSTER), (len(nodes), 1))
    xy = apart(spread(ids, ends[:, 0], ends[:, 1]) * (190.0, 95.0), room, 200)
    return Places({i: (round(x, 1), round(y, 1)) for i, (x, y) in zip(ids, xy.tolist(), strict=True)}, {})
