"""The cooperation graph and its measures (METHODS 5 and 8), by definition and by trying every possibility.

A graph is a dict node -> set of neighbours: simple and undirected, every stakeholder of the store is a node.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import combinations
from typing import Any

from tests.oracle.world import World, spelled

__all__ = [
    "Graph",
    "betweenness",
    "bridges",
    "brokerage",
    "components",
    "constraint",
    "cooperation",
    "core_numbers",
    "cut_nodes",
    "distances",
    "ei_index",
    "fragmentation",
    "key_players",
    "partners",
    "without",
]

Graph = dict[str, set[str]]


def cooperation(world: World, day: date) -> Graph:
    """Active ties; parallel ones count once, self ties not at all."""
    graph: Graph = {s: set() for s in sorted(world.stakeholders)}
    for claim in world.active("ties", day):
        a, b = claim.get("a_id"), claim.get("b_id")
        if a != b and a in graph and b in graph:
            graph[a].add(b)
            graph[b].add(a)
    return graph


def ties_of(graph: Graph) -> list[tuple[str, str]]:
    return [(a, b) for a in sorted(graph) for b in sorted(graph[a]) if a < b]


def without(graph: Graph, nodes: Iterable[str]) -> Graph:
    gone = set(nodes)
    return {n: near - gone for n, near in graph.items() if n not in gone}


def without_tie(graph: Graph, a: str, b: str) -> Graph:
    return {n: near - ({b} if n == a else {a} if n == b else set()) for n, near in graph.items()}


def distances(graph: Graph, start: str) -> dict[str, int]:
    """Number of steps to every node that can be reached, itself included (0)."""
    found = {start: 0}
    edge, step = {start}, 0
    while edge:
        step += 1
        edge = {n for e in edge for n in graph[e]} - set(found)
        found.update(dict.fromkeys(edge, step))
    return found


def components(graph: Graph) -> list[list[str]]:
    """Sorted id lists, largest first, then by ids."""
    seen = {tuple(sorted(distances(graph, n))) for n in graph}
    return [list(c) for c in sorted(seen, key=lambda c: (-len(c), c))]


def pairs_within(graph: Graph) -> int:
    return sum(len(c) * (len(c) - 1) // 2 for c in components(graph))


def cut_nodes(graph: Graph) -> list[dict[str, Any]]:
    """Nodes whose loss breaks their component; ``pairs_cut`` leaves the node itself out of the count
    before."""
    rows = []
    for node in sorted(graph):
        around = set(distances(graph, node)) - {node}
        pieces = components({n: near - {node} for n, near in graph.items() if n in around})
        if len(pieces) > 1:
            before = len(around) * (len(around) - 1) // 2
            after = sum(len(p) * (len(p) - 1) // 2 for p in pieces)
            rows.append({"stakeholder": node, "pieces": pieces, "pairs_cut": before - after})
    return rows


def bridges(graph: Graph) -> list[dict[str, Any]]:
    """Ties whose loss separates their two ends."""
    rows = []
    for a, b in ties_of(graph):
        cut = without_tie(graph, a, b)
        if b not in distances(cut, a):
            rows.append({"a": a, "b": b, "pairs_cut": pairs_within(graph) - pairs_within(cut)})
    return rows


def core_numbers(graph: Graph) -> dict[str, int]:
    """Largest k such that the node is left when all nodes with fewer than k neighbours left are taken
    away."""
    numbers = dict.fromkeys(graph, 0)
    for k in range(1, len(graph)):
        rest = dict(graph)
        while weak := [n for n, near in rest.items() if len(near) < k]:
            rest = without(rest, weak)
        numbers.update(dict.fromkeys(rest, k))
    return numbers


def _shortest_paths(graph: Graph, start: str, end: str) -> list[list[str]]:
    far = distances(graph, start)
    if end not in far:
        return []
    paths = [[end]]
    while paths[0][0] != start:
        paths = [[n, *p] for p in paths for n in sorted(graph[p[0]]) if far.get(n) == far[p[0]] - 1]
    return paths


def betweenness(graph: Graph) -> dict[str, float]:
    """Share of the shortest paths of each pair that pass through a node, summed over the other pairs and
    divided by their number (n - 1)(n - 2) / 2; 0 in a graph of fewer than three nodes. Freeman 1977."""
    total = dict.fromkeys(graph, 0.0)
    for s, t in combinations(sorted(graph), 2):
        paths = _shortest_paths(graph, s, t)
        for path in paths:
            for node in path[1:-1]:
                total[node] += 1 / len(paths)
    pairs = (len(graph) - 1) * (len(graph) - 2) / 2
    return {n: (value / pairs if pairs > 0 else 0.0) for n, value in total.items()}


def constraint(graph: Graph, node: str) -> float | None:
    """Sum over contacts j of (p_ij + sum over q of p_iq p_qj) squared, p_ij = 1 / degree(i). Burt 1992."""
    if not graph[node]:
        return None

    def share(i: str, j: str) -> float:
        return 1 / len(graph[i]) if j in graph[i] else 0.0

    total = 0.0
    for j in graph[node]:
        around = sum(share(node, q) * share(q, j) for q in graph[node] if q != j)
        total += (share(node, j) + around) ** 2
    return total


def brokerage(graph: Graph, kind: Mapping[str, str], node: str) -> dict[str, int]:
    """Pairs of contacts that are no contacts of each other, by kinds. Gould and Fernandez 1989,
    undirected."""
    counts = {"coordinator": 0, "itinerant": 0, "gatekeeper": 0, "liaison": 0}
    for a, c in combinations(sorted(graph[node]), 2):
        if c in graph[a]:
            continue
        if kind[a] == kind[c]:
            counts["coordinator" if kind[a] == kind[node] else "itinerant"] += 1
        else:
            counts["gatekeeper" if kind[node] in (kind[a], kind[c]) else "liaison"] += 1
    return counts


def ei_index(graph: Graph, kind: Mapping[str, str]) -> dict[str, Any]:
    """(external - internal) / all, for the whole graph and per kind, with the same of all possible pairs.

    None where there is nothing to divide by. For one kind: ties with one end in it are external, with both
    internal.
    """
    ties = ties_of(graph)
    possible = list(combinations(sorted(graph), 2))

    def index(pairs: list[tuple[str, str]], only: str | None) -> float | None:
        inside = sum(1 for a, b in pairs if kind[a] == kind[b] and only in (None, kind[a]))
        outside = sum(
            1 for a, b in pairs if kind[a] != kind[b] and (only is None or only in (kind[a], kind[b]))
        )
        return (outside - inside) / (outside + inside) if inside + outside else None

    kinds = sorted({kind[n] for n in graph})
    return {
        "value": index(ties, None),
        "expected": index(possible, None),
        "kinds": [{"kind": k, "value": index(ties, k), "expected": index(possible, k)} for k in kinds],
    }


def fragmentation(graph: Graph) -> dict[str, float | None]:
    """F = 1 - sum s(s-1) / (n(n-1)); DF = 1 - mean of 1/distance over ordered pairs. None below two nodes."""
    n = len(graph)
    if n < 2:
        return {"fragmentation": None, "distance_fragmentation": None}
    whole = n * (n - 1)
    near = sum(1 / d for a in graph for d in distances(graph, a).values() if d > 0)
    together = sum(len(c) * (len(c) - 1) for c in components(graph))
    return {"fragmentation": 1 - together / whole, "distance_fragmentation": 1 - near / whole}


def key_players(graph: Graph, size: int) -> dict[str, float]:
    """Best values over all sets of ``size`` nodes. Borgatti 2006.

    ``negative``: DF of what is left when the set is taken away; ``positive``: mean over all nodes of 1 /
    distance from the set (1 for its members, 0 where it cannot be reached).
    """
    negative, positive = 0.0, 0.0
    for chosen in combinations(sorted(graph), size):
        left = fragmentation(without(graph, chosen))["distance_fragmentation"]
        negative = max(negative, left if left is not None else 0.0)
        reach: dict[str, float] = {}
        for c in chosen:
            for n, d in distances(graph, c).items():
                reach[n] = max(reach.get(n, 0.0), 1.0 if d == 0 else 1 / d)
        positive = max(positive, sum(reach.values()) / len(graph))
    return {"negative": negative, "positive": positive}


def isolates(world: World, graph: Graph, day: date) -> list[dict[str, Any]]:
    """Those without a tie, each with its activities of the day by what stands in them."""
    work = world.active("deliveries", day)
    return [
        {
            "stakeholder": node,
            "does": sorted({spelled(c.table, c.row) for c in work if c.get("stakeholder_id") == node}),
        }
        for node in sorted(graph)
        if not graph[node]
    ]


def partners(world: World, day: date) -> dict[str, Any]:
    graph = cooperation(world, day)
    kind = {s: world.kind(s) for s in graph}
    core, between, pieces = core_numbers(graph), betweenness(graph), components(graph)
    rows = []
    for node in sorted(graph):
        component = next(c for c in pieces if node in c)
        rows.append(
            {
                "stakeholder": node,
                "degree": len(graph[node]),
                "component": component,
                "core": core[node],
                "betweenness": between[node],
                "constraint": constraint(graph, node),
                "brokerage": brokerage(graph, kind, node),
            }
        )
    return {
        "stakeholders": rows,
        "components": pieces,
        "isolates": isolates(world, graph, day),
        "ei": ei_index(graph, kind),
        **fragmentation(graph),
    }
