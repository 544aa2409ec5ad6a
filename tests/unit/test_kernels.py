"""Blocks, core numbers and triangles on graphs that are hard for arrays: deep, with hubs, dense, in many parts.

The second opinion is igraph, which shares no code with networkx, scipy or rustworkx.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import igraph
import numpy as np
import pytest

from coordination.analytics.network import kernels
from coordination.analytics.network.cuts import Cuts
from coordination.analytics.network.engine import FAST, ROUNDS, SimpleGraph
from coordination.analytics.network.measures import ROLES, brokerage


def of(n: int, pairs: list[tuple[int, int]]) -> SimpleGraph:
    ends = np.asarray(pairs, np.int64).reshape(-1, 2)
    return SimpleGraph.of(n, ends[:, 0], ends[:, 1])


def sparse(seed: int) -> SimpleGraph:
    """Nearly a tree: long ways, many cut nodes, blocks of every size, isolates."""
    rng = np.random.default_rng(seed)
    n = 600
    child = np.arange(1, n)
    near = np.maximum(child - 1 - rng.integers(0, 3, n - 1), 0)
    keep = rng.random(n - 1) < 0.97
    extra = rng.integers(0, n, 40)
    far = np.minimum(extra + rng.integers(1, 30, 40), n - 1)
    place = rng.permutation(n + 20)  # numbers say nothing of the place in the tree
    return SimpleGraph.of(
        n + 20, place[np.concatenate([child[keep], extra])], place[np.concatenate([near[keep], far])]
    )


def crowded(seed: int) -> SimpleGraph:
    """A few nodes with very many ties, a dense middle, a ladder and a ring beside them."""
    rng = np.random.default_rng(seed)
    n = 400
    hub = np.repeat(np.arange(3), 150)
    a = np.concatenate([hub, rng.integers(0, 40, 400), np.arange(300, 349), np.arange(350, 399)])
    b = np.concatenate(
        [rng.integers(0, 300, 450), rng.integers(0, 40, 400), np.arange(301, 350), np.arange(351, 400)]
    )
    return SimpleGraph.of(n, np.append(a, [350]), np.append(b, [399]))


def peer_of(g: SimpleGraph) -> Any:
    graph: Any = igraph
    return graph.Graph(n=g.n, edges=list(zip(g.a.tolist(), g.b.tolist(), strict=True)))


def block_nodes(g: SimpleGraph) -> list[list[int]]:
    """The nodes of each block; two blocks share at most one node, so this tells them apart."""
    block = FAST.blocks(g)
    ends = [(g.a[block == x], g.b[block == x]) for x in range(int(block.max(initial=-1)) + 1)]
    return sorted(np.union1d(a, b).tolist() for a, b in ends)


@pytest.mark.parametrize("make", [sparse, crowded])
@pytest.mark.parametrize("seed", range(25))
def test_a_third_library_agrees(make: Callable[[int], SimpleGraph], seed: int) -> None:
    g = make(seed)
    peer = peer_of(g)
    assert block_nodes(g) == sorted(sorted(b) for b in peer.biconnected_components() if len(b) > 1)
    assert np.flatnonzero(FAST.cut_nodes(g)).tolist() == sorted(peer.articulation_points())
    assert np.flatnonzero(FAST.bridges(g)).tolist() == sorted(peer.bridges())
    found = kernels.core_numbers(g.adjacency, g.degree, 10**6)
    assert found is not None
    assert found.tolist() == peer.coreness()
    assert sorted(sorted(t) for t in corners(g)) == sorted(sorted(t) for t in peer.list_triangles())


def corners(g: SimpleGraph) -> list[list[int]]:
    return [three for found in g.triangles() for three in found.nodes.T.tolist()]


def test_each_corner_of_a_triangle_faces_the_tie_of_the_other_two() -> None:
    for found in crowded(1).triangles():
        for corner in range(3):
            ends = np.sort(found.nodes[[corner - 1, corner - 2]], axis=0)
            g = crowded(1)
            assert (g.a[found.ties[corner]] == ends[0]).all()
            assert (g.b[found.ties[corner]] == ends[1]).all()


def test_portions_of_triangles_are_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sorted(map(sorted, corners(crowded(2))))
    monkeypatch.setattr(kernels, "WEDGES", 5)
    assert len(list(crowded(2).triangles())) > 10
    assert sorted(map(sorted, corners(crowded(2)))) == whole


def test_where_it_breaks_in_deep_and_crowded_graphs() -> None:
    """Sizes of what is left, by taking the node away in igraph."""
    for g in (sparse(0), sparse(1), crowded(0)):
        cuts = Cuts.of(g)
        for node, apart in list(zip(cuts.nodes.tolist(), cuts.node_pairs.tolist(), strict=True))[::7]:
            left = peer_of(g)
            left.delete_edges([e.index for e in left.es if node in e.tuple])
            around = np.flatnonzero(cuts.component == cuts.component[node])
            parts = [len(p) for p in left.connected_components() if p[0] != node and p[0] in around]
            assert sorted(map(len, cuts.pieces(node)), reverse=True) == sorted(parts, reverse=True)
            total = sum(parts)
            assert apart == (total * total - sum(x * x for x in parts)) // 2


def test_a_hub_of_a_hundred_thousand_is_no_trap() -> None:
    # a search that looks through a hub's ties again for each of them would take 5 * 10^9 steps
    n = 100_000
    g = SimpleGraph.of(n, np.zeros(n - 1, np.int64), np.arange(1, n))
    cuts = Cuts.of(g)
    assert cuts.nodes.tolist() == [0]
    assert cuts.node_pairs.tolist() == [(n - 1) * (n - 2) // 2]
    assert len(cuts.ties) == n - 1
    assert FAST.core_number(g).tolist() == [1] * n
    assert FAST.constraint(g)[0] == pytest.approx(1 / (n - 1))
    alone = Cuts.of(SimpleGraph.of(n, np.zeros(0, np.int64), np.zeros(0, np.int64)))
    assert alone.nodes.tolist() == []
    assert len(alone.pieces(5)) == 0


def test_a_long_peeling_goes_on_node_by_node() -> None:
    # a path loses its two ends a round
    n = 2 * ROUNDS + 10
    g = SimpleGraph.of(n, np.arange(n - 1), np.arange(1, n))
    assert kernels.core_numbers(g.adjacency, g.degree, ROUNDS) is None
    assert FAST.core_number(g).tolist() == [1] * n


def test_no_pair_is_closed_in_a_star_and_all_in_a_clique() -> None:
    star, clique = of(5, [(0, i) for i in range(1, 5)]), of(5, [(i, j) for i in range(5) for j in range(i)])
    kind = np.asarray([0, 0, 0, 1, 2])
    # the middle (kind 0) among 0 0 1 2: pairs 00 | 01 01 02 02 | 12
    assert dict(zip(ROLES, brokerage(star, kind)[0].tolist(), strict=True)) == {
        "coordinator": 1, "itinerant": 0, "gatekeeper": 4, "liaison": 1,
    }  # fmt: skip
    assert not brokerage(clique, kind).any()
