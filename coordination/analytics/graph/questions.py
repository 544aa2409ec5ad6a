"""What is missing and what hangs on one, in the words of networkx: the definitions behind two answers.

Each function takes the graph of a day (:func:`~coordination.analytics.graph.whole.coordination_graph`) and says in a
few lines what ``mnr gaps`` and ``mnr weak-points`` say; a test of the contract holds the two equal on random worlds and
on the shipped data. The answers add what would be lost, and what to do.

A capability in a country is the pair ``(iso3, number)``, as in ``("MWI", "12")``; an organisation is its id.

>>> import networkx as nx
>>> g = nx.MultiDiGraph()
>>> g.add_node(("Cell", "MWI", "12"), type="Cell", status="fragile", independent=1)
>>> g.add_node(("Cell", "MWI", "15"), type="Cell", status="gap", independent=0)
>>> who, cell = ("Stakeholder", "hotline"), ("Cell", "MWI", "12")
>>> g.add_node(who, type="Stakeholder")
>>> _ = g.add_edge(who, cell, type="DELIVERS", role="provides")
>>> gaps(g)
[('MWI', '15')]
>>> sole_providers(g)
{('MWI', '12'): {'hotline'}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph_schema.ids import CapabilityNumber, Iso3, StakeholderId

if TYPE_CHECKING:
    import networkx as nx

    from coordination.analytics.graph.whole import Node

    Graph = nx.MultiDiGraph[Node]

__all__ = ["connectors", "gaps", "only_connections", "partnerships", "providers", "sole_providers"]

CellId = tuple[Iso3, CapabilityNumber]


def _cells(graph: Graph) -> dict[Node, dict[str, object]]:
    return {node: said for node, said in graph.nodes(data=True) if said["type"] == "Cell"}


def gaps(graph: Graph) -> list[CellId]:
    """Capabilities for which a review looked and found nothing, or whose last provider has ended. A capability of which
    nothing is known is none of them. In the order of the graph: by country, then as the framework numbers them."""
    return [
        (Iso3(node[1]), CapabilityNumber(node[2]))
        for node, said in _cells(graph).items()
        if said["status"] == "gap"
    ]


def providers(graph: Graph) -> nx.Graph[Node]:
    """Who provides what, as a graph of two kinds of nodes (``bipartite`` 0: an organisation, 1: a capability in a
    country). A capability that nobody provides is a node without an edge. ``records``: how many records say it."""
    import networkx as nx

    found: nx.Graph[Node] = nx.Graph(**graph.graph)
    found.add_nodes_from((node, {**said, "bipartite": 1}) for node, said in _cells(graph).items())
    for who, cell, said in graph.edges(data=True):
        if said["type"] == "DELIVERS" and said["role"] == "provides":
            found.add_node(who, **{**graph.nodes[who], "bipartite": 0})
            before = found.get_edge_data(who, cell, {"records": 0})
            found.add_edge(who, cell, records=before["records"] + 1)
    return found


def sole_providers(graph: Graph) -> dict[CellId, set[StakeholderId]]:
    """Capabilities with one independent provider, and the organisations that are this one provider: several where they
    have the same parent or the same only funder, or run one service together.

    What bodies of the state do by their mandate is here too; ``mnr weak-points`` lists it apart (``continuity``)."""
    provided = providers(graph)
    return {
        (Iso3(node[1]), CapabilityNumber(node[2])): {StakeholderId(who) for _, who in provided[node]}
        for node, said in _cells(graph).items()
        if said["independent"] == 1
    }


def partnerships(graph: Graph) -> nx.Graph[StakeholderId]:
    """Who works with whom: organisations, and an edge for each pair that a partnership joins. ``weight``: how many
    records say it. Organisations without a partner are nodes too."""
    import networkx as nx

    found: nx.Graph[StakeholderId] = nx.Graph(**graph.graph)
    for node, said in graph.nodes(data=True):
        if said["type"] == "Stakeholder":
            found.add_node(StakeholderId(node[1]), **said)
    for a, b, said in graph.edges(data=True):
        if said["type"] == "COOPERATES_WITH" and a != b:
            one, other = StakeholderId(a[1]), StakeholderId(b[1])
            before = found.get_edge_data(one, other, {"weight": 0})
            found.add_edge(one, other, weight=before["weight"] + 1)
    return found


def connectors(graph: Graph) -> set[StakeholderId]:
    """Organisations without which others lose touch: the articulation points of the partnerships."""
    import networkx as nx

    return set(nx.articulation_points(partnerships(graph)))


def only_connections(graph: Graph) -> set[tuple[StakeholderId, StakeholderId]]:
    """Partnerships without which their ends lose touch, each as a sorted pair: the bridges of the partnerships."""
    import networkx as nx

    found = (sorted(pair) for pair in nx.bridges(partnerships(graph)))
    return {(StakeholderId(a), StakeholderId(b)) for a, b in found}
