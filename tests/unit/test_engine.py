"""Graph engines: one body of tests for both; small graphs by hand, random ones against the oracle."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest

from coordination.analytics.network import engine as engines
from coordination.analytics.network.cuts import Cuts, broken_by, pieces_without
from coordination.analytics.network.engine import (
    ENGINES,
    MOST_TIES,
    Engine,
    SimpleGraph,
    as_networkx,
    betweenness,
    distances,
    engine_of,
    pivot_betweenness,
)
from coordination.analytics.network.measures import ROLES, brokerage
from tests.oracle import graphs as oracle

Pairs = list[tuple[int, int]]

#: Two triangles 0-1-2 and 4-5-6 with a chain 2-3-4 between them, a pair 7-8, and 9 alone.
BARBELL: Pairs = [(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (4, 6), (7, 8)]


def graph(n: int, pairs: Pairs) -> SimpleGraph:
    ends = np.asarray(pairs, np.int64).reshape(-1, 2)
    return SimpleGraph.of(n, ends[:, 0], ends[:, 1])


def as_oracle(g: SimpleGraph) -> oracle.Graph:
    out: oracle.Graph = {_name(i): set() for i in range(g.n)}
    for a, b in zip(g.a.tolist(), g.b.tolist(), strict=True):
        out[_name(a)].add(_name(b))
        out[_name(b)].add(_name(a))
    return out


def _name(i: int) -> str:
    return f"{i:02d}"


def _names(nodes: np.ndarray) -> list[str]:
    return [_name(i) for i in nodes.tolist()]


def random_graph(seed: int) -> SimpleGraph:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(0, 22))
    m = int(rng.integers(0, 28)) if n else 0
    return SimpleGraph.of(n, rng.integers(0, max(n, 1), m), rng.integers(0, max(n, 1), m))


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> Engine:
    return ENGINES[request.param]


def test_a_graph_is_made_simple() -> None:
    # the same pair both ways is one tie, a tie to oneself none
    g = graph(3, [(1, 0), (0, 1), (2, 2), (1, 2)])
    assert (g.a.tolist(), g.b.tolist(), g.m) == ([0, 1], [1, 2], 2)
    assert g.degree.tolist() == [1, 2, 1]


def test_components_are_numbered_by_their_first_node(engine: Engine) -> None:
    assert engine.components(graph(10, BARBELL)).tolist() == [0, 0, 0, 0, 0, 0, 0, 1, 1, 2]


def test_cut_nodes_are_the_chain_and_its_ends(engine: Engine) -> None:
    # without 2, 3 or 4 the triangles part; inside a triangle there is a way round; 7-8 has nobody behind
    assert np.flatnonzero(engine.cut_nodes(graph(10, BARBELL))).tolist() == [2, 3, 4]


def test_bridges_are_the_chain_and_the_pair(engine: Engine) -> None:
    g = graph(10, BARBELL)
    on = np.flatnonzero(engine.bridges(g))
    assert list(zip(g.a[on].tolist(), g.b[on].tolist(), strict=True)) == [(2, 3), (3, 4), (7, 8)]


def test_a_doubled_tie_is_still_a_bridge(engine: Engine) -> None:
    assert engine.bridges(graph(2, [(0, 1), (1, 0)])).tolist() == [True]


def test_blocks_are_the_triangles_and_single_ties(engine: Engine) -> None:
    g = graph(10, BARBELL)
    # ties sorted: 01 02 12 | 23 | 34 | 45 46 56 | 78
    assert engine.blocks(g).tolist() == [0, 0, 0, 1, 2, 3, 3, 3, 4]


@pytest.mark.parametrize("at_once", [1, 2**20])
def test_triangles(engine: Engine, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "WEDGES", at_once)
    found = engine.triangles(graph(10, BARBELL))
    assert sorted(map(sorted, found.tolist())) == [[0, 1, 2], [4, 5, 6]]
    # four that all know each other: each three of them
    clique = engine.triangles(graph(4, [(i, j) for i in range(4) for j in range(i)]))
    assert sorted(map(sorted, clique.tolist())) == [[0, 1, 2], [0, 1, 3], [0, 2, 3], [1, 2, 3]]
    for without in (graph(0, []), graph(3, []), graph(4, [(0, 1), (1, 2), (2, 3), (0, 3)])):
        assert engine.triangles(without).shape == (0, 3)


def test_core_numbers(engine: Engine) -> None:
    # everybody in a triangle has two ties there; 3 keeps its two ties only while the triangles stay: taking away
    # those with fewer than two neighbours leaves 0 to 6, each with two or more, so all of them are in the 2-core
    assert engine.core_number(graph(10, BARBELL)).tolist() == [2, 2, 2, 2, 2, 2, 2, 1, 1, 0]


def test_betweenness_of_a_star() -> None:
    # four leaves: all (5-1)(5-2)/2 = 6 pairs of leaves go through the middle
    found = betweenness(graph(5, [(0, 1), (0, 2), (0, 3), (0, 4)]))
    assert (found.value.tolist(), found.exact) == ([1.0, 0, 0, 0, 0], True)


def test_betweenness_shares_equal_ways() -> None:
    # a square: the two ways between opposite corners count half each; each corner lies on one of the 3 pairs
    assert betweenness(graph(4, [(0, 1), (1, 2), (2, 3), (0, 3)])).value == pytest.approx([1 / 6] * 4)


def test_constraint_of_a_star_and_a_triangle(engine: Engine) -> None:
    # star of three leaves: the middle spreads 1/3 on each contact, none joined: 3 x (1/3)^2 = 1/3;
    # a leaf puts everything on the middle, which gives it back: 1
    star = engine.constraint(graph(4, [(0, 1), (0, 2), (0, 3)]))
    assert star == pytest.approx([1 / 3, 1, 1, 1])
    # triangle: on each contact 1/2 directly and 1/2 x 1/2 through the other: 2 x (3/4)^2 = 9/8
    assert engine.constraint(graph(3, [(0, 1), (1, 2), (0, 2)])) == pytest.approx([9 / 8] * 3)


def test_an_isolate_has_no_constraint(engine: Engine) -> None:
    assert math.isnan(engine.constraint(graph(3, [(0, 1)]))[2])


def test_distances_of_a_path() -> None:
    # 0-1-2 and 3 alone. From 0: 1 and 2 steps. From 1: two of one step.
    found = distances(graph(4, [(0, 1), (1, 2)]))
    assert found.reached.tolist() == [2, 2, 2, 0]
    assert found.steps.tolist() == [3, 2, 3, 0]
    assert found.harmonic.tolist() == [1.5, 2.0, 1.5, 0.0]


def test_distances_across_more_than_one_batch_of_words() -> None:
    # a ring of 1,200: from each node two at every distance up to 599 and one at 600
    n = 1200
    found = distances(SimpleGraph.of(n, np.arange(n), (np.arange(n) + 1) % n))
    assert set(found.reached.tolist()) == {n - 1}
    assert set(found.steps.tolist()) == {2 * sum(range(1, 600)) + 600}


def test_neighbours_and_steps(engine: Engine) -> None:
    g = graph(10, BARBELL)
    assert list(engine.near(g)(2)) == [0, 1, 3]
    # from 3: its two ends, then the rest of both triangles; the pair and 9 are not reached
    assert dict(engine.steps_from(g, 3)) == {3: 0, 2: 1, 4: 1, 0: 2, 1: 2, 5: 2, 6: 2}


def test_networkx_is_asked_until_there_are_too_many_ties() -> None:
    def star(ties: int) -> SimpleGraph:
        return SimpleGraph.of(ties + 1, np.zeros(ties, np.int64), np.arange(1, ties + 1))

    assert engine_of(star(MOST_TIES)) is ENGINES["networkx"]
    assert engine_of(star(MOST_TIES + 1)) is ENGINES["rustworkx"]


@pytest.mark.parametrize("n", [0, 1, 3])
def test_graphs_without_ties(engine: Engine, n: int) -> None:
    g = graph(n, [])
    assert engine.components(g).tolist() == list(range(n))
    assert engine.core_number(g).tolist() == [0] * n
    assert betweenness(g).value.tolist() == [0.0] * n
    assert distances(g).harmonic.tolist() == [0.0] * n
    assert not engine.cut_nodes(g).any()
    assert engine.blocks(g).tolist() == []
    cuts = Cuts.of(g, engine)
    assert cuts.nodes.tolist() == []
    assert cuts.tie_pairs.tolist() == []


def test_where_the_barbell_breaks(engine: Engine) -> None:
    cuts = Cuts.of(graph(10, BARBELL), engine)
    # without 3 of its 7: two triangles, 3 x 3 pairs apart. Without 2: 0-1 and 3-6, 2 x 4 pairs apart.
    assert [[p.tolist() for p in cuts.pieces(v)] for v in (2, 3)] == [
        [[3, 4, 5, 6], [0, 1]],
        [[0, 1, 2], [4, 5, 6]],
    ]
    assert cuts.node_pairs.tolist() == [8, 9, 8]
    # tie 2-3 parts 3 from 4 nodes, 3-4 the same the other way, 7-8 one from one
    assert cuts.tie_pairs.tolist() == [12, 12, 1]
    assert [s.tolist() for s in cuts.sides(0)] == [[3, 4, 5, 6], [0, 1, 2]]


@pytest.mark.parametrize("block", range(4))
def test_the_oracle_agrees(engine: Engine, block: int) -> None:
    """Every measure on fifty graphs each, for every engine."""
    for seed in range(block * 50, block * 50 + 50):
        all_measures(engine, random_graph(seed))


def all_measures(engine: Engine, g: SimpleGraph) -> None:
    plain = as_oracle(g)
    cuts = Cuts.of(g, engine)
    assert [
        {"stakeholder": _name(v), "pieces": [_names(p) for p in cuts.pieces(v)], "pairs_cut": pairs}
        for v, pairs in zip(cuts.nodes.tolist(), cuts.node_pairs.tolist(), strict=True)
    ] == oracle.cut_nodes(plain)
    assert [
        {"a": _name(g.a[t]), "b": _name(g.b[t]), "pairs_cut": pairs}
        for t, pairs in zip(cuts.ties.tolist(), cuts.tie_pairs.tolist(), strict=True)
    ] == oracle.bridges(plain)
    for position, tie in enumerate(cuts.ties.tolist()):
        a, b = _name(g.a[tie]), _name(g.b[tie])
        apart = oracle.components(oracle.without_tie(plain, a, b))
        assert [_names(s) for s in cuts.sides(position)] == [p for p in apart if a in p or b in p]
    assert dict(enumerate(engine.core_number(g).tolist())) == {
        int(k): v for k, v in oracle.core_numbers(plain).items()
    }
    assert betweenness(g).value == pytest.approx(list(oracle.betweenness(plain).values()))
    constraint = [oracle.constraint(plain, _name(i)) for i in range(g.n)]
    assert [None if math.isnan(c) else c for c in engine.constraint(g)] == pytest.approx(constraint)
    far = [oracle.distances(plain, _name(i)) for i in range(g.n)]
    found = distances(g)
    assert found.reached.tolist() == [len(d) - 1 for d in far]
    assert found.steps.tolist() == [sum(d.values()) for d in far]
    assert found.harmonic == pytest.approx([sum(1 / x for x in d.values() if x) for d in far])


def test_all_sources_make_the_sampled_betweenness_exact() -> None:
    for seed in range(500):
        g = random_graph(seed)
        sampled = pivot_betweenness(g, g.n)
        assert sampled.exact
        assert sampled.value == pytest.approx(list(oracle.betweenness(as_oracle(g)).values())), seed


def test_fewer_sources_say_so() -> None:
    # sources 0 and 4 of a star of four leaves. From the middle nothing passes through anybody; from the leaf 4 all
    # three others are reached through the middle: 3 of at most (5-1)(5-2) = 12 ordered pairs, times 5 sources for 2
    found = pivot_betweenness(graph(5, [(0, 1), (0, 2), (0, 3), (0, 4)]), 2)
    assert (found.sources, found.exact) == (2, False)
    assert found.value == pytest.approx([5 / 2 * 3 / 12, 0, 0, 0, 0])


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


def large(seed: int) -> SimpleGraph:
    rng = np.random.default_rng(seed)
    return SimpleGraph.of(3000, rng.integers(0, 3000, 3500), rng.integers(0, 3000, 3500))


def peer_of(g: SimpleGraph) -> Any:
    import igraph  # brings matplotlib along: not for each process that collects this file

    graph: Any = igraph
    return graph.Graph(n=g.n, edges=list(zip(g.a.tolist(), g.b.tolist(), strict=True)))


def block_nodes(engine: Engine, g: SimpleGraph) -> list[list[int]]:
    """The nodes of each block; two blocks share at most one node, so this tells them apart."""
    block = engine.blocks(g)
    ends = [(g.a[block == x], g.b[block == x]) for x in range(int(block.max(initial=-1)) + 1)]
    return sorted(np.union1d(a, b).tolist() for a, b in ends)


@pytest.mark.parametrize("make", [sparse, crowded, large])
@pytest.mark.parametrize("seed", range(4))
def test_a_third_library_agrees(engine: Engine, make: Callable[[int], SimpleGraph], seed: int) -> None:
    """igraph shares no code with networkx, scipy or rustworkx."""
    g = make(seed)
    peer = peer_of(g)
    assert block_nodes(engine, g) == sorted(sorted(b) for b in peer.biconnected_components() if len(b) > 1)
    assert np.flatnonzero(engine.cut_nodes(g)).tolist() == sorted(peer.articulation_points())
    assert np.flatnonzero(engine.bridges(g)).tolist() == sorted(peer.bridges())
    assert engine.core_number(g).tolist() == peer.coreness()
    assert len(set(engine.components(g).tolist())) == len(peer.connected_components())
    assert engine.constraint(g) == pytest.approx(np.asarray(peer.constraint(), float), nan_ok=True)
    found = sorted(map(sorted, engine.triangles(g).tolist()))
    assert found == sorted(map(sorted, peer.list_triangles()))
    cuts = Cuts.of(g, engine)
    assert np.array_equal(cuts.cut, engine.cut_nodes(g))
    assert cuts.ties.tolist() == np.flatnonzero(engine.bridges(g)).tolist()
    hub = int(cuts.nodes[np.argmax(cuts.node_pairs)])
    left = peer.copy()
    left.delete_edges([e.index for e in left.es if hub in e.tuple])
    around = set(np.flatnonzero(cuts.component == cuts.component[hub]).tolist()) - {hub}
    parts = [p for p in left.connected_components() if set(p) <= around]
    assert sorted(len(p) for p in cuts.pieces(hub)) == sorted(map(len, parts))
    assert cuts.parts[hub] == len(parts)


def test_where_it_breaks_in_deep_and_crowded_graphs(engine: Engine) -> None:
    """Sizes of what is left, by taking the node away in igraph."""
    for g in (sparse(0), sparse(1), crowded(0)):
        cuts = Cuts.of(g, engine)
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
    assert engine_of(g).core_number(g).tolist() == [1] * n
    assert engine_of(g).constraint(g)[0] == pytest.approx(1 / (n - 1))
    alone = Cuts.of(SimpleGraph.of(n, np.zeros(0, np.int64), np.zeros(0, np.int64)))
    assert alone.nodes.tolist() == []
    assert len(alone.pieces(5)) == 0


def test_no_pair_is_closed_in_a_star_and_all_in_a_clique() -> None:
    star = graph(5, [(0, i) for i in range(1, 5)])
    clique = graph(5, [(i, j) for i in range(5) for j in range(i)])
    kind = np.asarray([0, 0, 0, 1, 2])
    # the middle (kind 0) among 0 0 1 2: pairs 00 | 01 01 02 02 | 12
    assert dict(zip(ROLES, brokerage(star, kind)[0].tolist(), strict=True)) == {
        "coordinator": 1, "itinerant": 0, "gatekeeper": 4, "liaison": 1,
    }  # fmt: skip
    assert not brokerage(clique, kind).any()


def test_the_paths_of_a_large_graph_agree_with_a_third_library() -> None:
    g = large(7)
    steps = np.asarray(peer_of(g).distances())
    near = np.isfinite(steps) & (steps > 0)
    assert distances(g).steps.tolist() == np.where(near, steps, 0).sum(axis=1).tolist()


def test_a_long_path_needs_no_recursion(engine: Engine) -> None:
    n = 5_000
    g = SimpleGraph.of(n, np.arange(n - 1), np.arange(1, n))
    cuts = Cuts.of(g, engine)
    assert len(cuts.nodes) == n - 2
    assert cuts.node_pairs[0] == n - 2  # node 1 keeps node 0 joined to the n - 2 beyond it
    assert [len(p) for p in cuts.pieces(1)] == [n - 2, 1]


# what is left without several at once


def left_of(g: SimpleGraph, gone: set[int]) -> list[list[int]]:
    nodes = np.asarray(sorted(gone), np.int64)
    found = [p.tolist() for p in broken_by(g, nodes)]
    assert pieces_without(g, nodes) == len(found)
    return found


def worked(g: SimpleGraph, gone: set[int]) -> list[list[int]]:
    """Component by component: take away, and see what hangs together."""
    whole = as_networkx(g)
    left = [
        [sorted(p) for p in nx.connected_components(whole.subgraph(c - gone))]
        for c in nx.connected_components(whole)
        if c & gone
    ]
    return sorted((p for parts in left if len(parts) > 1 for p in parts), key=lambda p: (-len(p), p[0]))


def test_a_ring_breaks_where_two_go() -> None:
    # 0-1-2-3-4-5-0: two side by side leave a path; two apart leave two pieces; three, three; all, none
    ring = graph(6, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0)])
    assert left_of(ring, {0, 1}) == left_of(ring, set(range(6))) == []
    assert left_of(ring, {0, 3}) == [[1, 2], [4, 5]]
    assert left_of(ring, {0, 2, 4}) == [[1], [3], [5]]


def test_of_two_components_only_those_that_break_are_told() -> None:
    # 0 is the middle of a star, 5 that of a chain of three
    two = graph(7, [(0, 1), (0, 2), (0, 3), (4, 5), (5, 6)])
    assert left_of(two, {0, 1}) == [[2], [3]]
    assert left_of(two, {0, 5}) == [[1], [2], [3], [4], [6]]
    assert left_of(two, {1, 4}) == left_of(two, {4, 5}) == []


@pytest.mark.parametrize("most", [MOST_TIES, 0])
@pytest.mark.parametrize("seed", range(6))
def test_what_is_left_as_networkx_finds_it(seed: int, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In two hundred graphs, with either engine."""
    monkeypatch.setattr(engines, "MOST_TIES", most)
    rng = np.random.default_rng(seed)
    for trial in range(100):
        n = int(rng.integers(1, 40))
        left, right = rng.integers(0, n, (2, int(rng.integers(0, 2 * n))))
        if trial % 3 == 1:  # a long path in any order, and a few ties across
            way = rng.permutation(n)
            few = len(left) // 8
            left, right = np.append(way[:-1], left[:few]), np.append(way[1:], right[:few])
        if trial % 3 == 2:  # a hub
            left, right = np.append(left, np.zeros(n, np.int64)), np.append(right, np.arange(n))
        g = SimpleGraph.of(n, left, right)
        for _ in range(8):
            gone = set(rng.choice(n, int(rng.integers(1, min(n, 7) + 1)), replace=False).tolist())
            assert left_of(g, gone) == worked(g, gone)


def test_one_by_one_it_is_what_the_cut_nodes_are() -> None:
    g = sparse(3)
    parts = Cuts.of(g).parts
    alone = [len(worked(g, {i})) for i in range(g.n)]
    assert [x if x > 1 else 0 for x in parts.tolist()] == alone


def test_a_hub_and_a_long_path_are_no_traps() -> None:
    n = 100_000
    star = SimpleGraph.of(n, np.zeros(n - 1, np.int64), np.arange(1, n))
    path = SimpleGraph.of(n, np.arange(n - 1), np.arange(1, n))
    found = [(star, [1, 2]), (star, [0, 1]), (path, [10, 90_000]), (path, [0, 5]), (path, [0, n - 1])]
    assert [pieces_without(g, np.asarray(gone)) for g, gone in found] == [0, n - 2, 3, 2, 0]
