"""Graph measures of the oracle on graphs small enough to work by hand."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import networkx as nx
import pytest

from tests.oracle import graphs
from tests.oracle.graphs import Graph
from tests.oracle.small import small
from tests.oracle.world import read_world
from tests.worlds import AS_OF, random_world

T = date(2024, 6, 15)


def graph_of(ties: str, alone: str = "") -> Graph:
    graph: Graph = {n: set() for n in sorted(set(ties) - {" "} | set(alone))}
    for tie in ties.split():
        graph[tie[0]].add(tie[1])
        graph[tie[1]].add(tie[0])
    return graph


PATH = graph_of("ab bc cd", alone="e")  # a - b - c - d, and e alone


def test_path_cut_nodes_and_bridges() -> None:
    """Taking b away leaves a and c-d: of the 3 pairs among a, c, d one (c-d) stays, 2 are cut; c likewise.
    Taking the tie a-b away: of the 6 pairs of the path 3 stay (b, c, d); the middle tie leaves 1 + 1 of 6."""
    assert graphs.cut_nodes(PATH) == [
        {"stakeholder": "b", "pieces": [["c", "d"], ["a"]], "pairs_cut": 2},
        {"stakeholder": "c", "pieces": [["a", "b"], ["d"]], "pairs_cut": 2},
    ]
    assert graphs.bridges(PATH) == [
        {"a": "a", "b": "b", "pairs_cut": 3},
        {"a": "b", "b": "c", "pairs_cut": 4},
        {"a": "c", "b": "d", "pairs_cut": 3},
    ]


def test_ring_has_neither() -> None:
    ring = graph_of("ab bc cd da")
    assert graphs.cut_nodes(ring) == []
    assert graphs.bridges(ring) == []


def test_betweenness() -> None:
    """Path with e, n = 5, so 6 pairs without the node: b lies between a-c and a-d, 2/6; c the same; ends 0.
    Ring of four: b and d share the pair a-c, half each, of 3 pairs: 1/6. Two nodes: no pair, 0."""
    between = graphs.betweenness(PATH)
    assert between == pytest.approx({"a": 0, "b": 1 / 3, "c": 1 / 3, "d": 0, "e": 0})
    assert graphs.betweenness(graph_of("ab bc cd da"))["b"] == pytest.approx(1 / 6)
    assert graphs.betweenness(graph_of("ab")) == {"a": 0.0, "b": 0.0}


def test_constraint() -> None:
    """One contact: 1 squared. Two contacts that do not know each other: 1/4 + 1/4. Triangle: each contact is
    reached by 1/2 directly and 1/2 x 1/2 through the other: (3/4) squared, twice, is 9/8. An isolate has
    none."""
    assert graphs.constraint(PATH, "a") == pytest.approx(1)
    assert graphs.constraint(PATH, "b") == pytest.approx(0.5)
    assert graphs.constraint(graph_of("ab bc ca"), "a") == pytest.approx(9 / 8)
    assert graphs.constraint(PATH, "e") is None


def test_core_numbers() -> None:
    """A triangle with a tail and an isolate: 2 in the triangle, 1 on the tail, 0 alone."""
    assert graphs.core_numbers(graph_of("ab bc ca cd", alone="e")) == {"a": 2, "b": 2, "c": 2, "d": 1, "e": 0}


def test_fragmentation() -> None:
    """Path of four with e: F = 1 - 4 x 3 / (5 x 4) = 0.4. Pairs by distance: 3 at 1, 2 at 2, 1 at 3, both
    ways: 2 x (3 + 1 + 1/3) = 26/3, of 20: DF = 1 - 26/60."""
    found = graphs.fragmentation(PATH)
    assert found["fragmentation"] == pytest.approx(0.4)
    assert found["distance_fragmentation"] == pytest.approx(1 - 26 / 60)
    assert graphs.fragmentation({}) == {"fragmentation": None, "distance_fragmentation": None}
    assert graphs.fragmentation({"a": set()})["fragmentation"] is None


STAR = graph_of("vp vq vx vy vz")
KIND = {"v": "A", "p": "A", "q": "A", "x": "B", "y": "B", "z": "C"}


def test_brokerage() -> None:
    """v (A) between two A, two B, one C, none of whom know each other, ten pairs: p-q coordinator; x-y
    itinerant; an A with a B (4) or the C (2) gatekeeper; a B with the C (2) liaison. With a tie p-q that
    pair needs no broker."""
    assert graphs.brokerage(STAR, KIND, "v") == {
        "coordinator": 1,
        "itinerant": 1,
        "gatekeeper": 6,
        "liaison": 2,
    }
    closed = graph_of("vp vq vx vy vz pq")
    assert graphs.brokerage(closed, KIND, "v")["coordinator"] == 0
    assert graphs.brokerage(STAR, KIND, "p") == {
        "coordinator": 0,
        "itinerant": 0,
        "gatekeeper": 0,
        "liaison": 0,
    }


def test_ei_index() -> None:
    """Five ties, three external: (3 - 2) / 5. Of 15 possible pairs 3 + 1 are internal: (11 - 4) / 15. A: 3
    of 5 ties touching it go out; possible: 3 x 3 out, 3 in: 6/12. B: 2 out; possible 2 x 4 out, 1 in: 7/9. C
    has no inside."""
    found = graphs.ei_index(STAR, KIND)
    assert (found["value"], found["expected"]) == (pytest.approx(0.2), pytest.approx(7 / 15))
    per = {row["kind"]: (row["value"], row["expected"]) for row in found["kinds"]}
    assert per["A"] == (pytest.approx(0.2), pytest.approx(0.5))
    assert per["B"] == (1, pytest.approx(7 / 9))
    assert per["C"] == (1, 1)
    assert graphs.ei_index({"a": set()}, {"a": "A"})["value"] is None


def test_key_players() -> None:
    """Star: without its middle nothing is joined (DF 1), and from the middle everybody is one step away (1).
    Path with e: the best single node to take is b or c: left are a, c-d, e: 2 of 12 ordered pairs at 1: 1 -
    1/6. From b: itself 1, a and c 1 each, d 1/2, e 0: 3.5 / 5."""
    assert graphs.key_players(STAR, 1) == {"negative": 1.0, "positive": 1.0}
    assert graphs.key_players(PATH, 1) == {"negative": pytest.approx(5 / 6), "positive": pytest.approx(0.7)}


def test_graph_of_ties() -> None:
    """Parallel ties of two kinds are one, a self tie none, one that ended or has not begun none; everybody
    is a node."""
    tables = small(
        ties=[
            {"a_id": "a", "b_id": "b"},
            {"a_id": "b", "b_id": "a", "kind": "mou"},
            {"a_id": "c", "b_id": "c"},
            {"a_id": "a", "b_id": "c", "until": "2023"},
            {"a_id": "a", "b_id": "d", "since": "2025"},
            {"a_id": "a", "b_id": "d", "status": "planned", "kind": "mou"},
        ]
    )
    found = graphs.cooperation(read_world(tables, "all"), T)
    assert found == {"a": {"b"}, "b": {"a"}, "c": set(), "d": set()}


@pytest.mark.parametrize("seed", range(8))
def test_random_graphs_against_networkx(seed: int) -> None:
    """The definitions above against a library that shares nothing with them."""
    graph = graphs.cooperation(read_world(random_world(seed, "medium"), "all"), AS_OF)
    library = nx.Graph([(a, b) for a, b in combinations(sorted(graph), 2) if b in graph[a]])
    library.add_nodes_from(graph)
    assert [row["stakeholder"] for row in graphs.cut_nodes(graph)] == sorted(nx.articulation_points(library))
    assert [(r["a"], r["b"]) for r in graphs.bridges(graph)] == sorted(
        (min(e), max(e)) for e in nx.bridges(library)
    )
    assert graphs.core_numbers(graph) == nx.core_number(library)
    assert graphs.betweenness(graph) == pytest.approx(nx.betweenness_centrality(library))
    burt = {n: c for n, c in nx.constraint(library).items() if graph[n]}
    assert {n: graphs.constraint(graph, n) for n in burt} == pytest.approx(burt)
    near = graphs.fragmentation(graph)["distance_fragmentation"]
    assert near == pytest.approx(1 - nx.global_efficiency(library))
