"""Graph engines: one body of tests for all of them; small graphs by hand, random ones against the oracle."""

from __future__ import annotations

import math

import igraph
import numpy as np
import pytest

from coordination.analytics.network.cuts import Cuts
from coordination.analytics.network.engine import ENGINES, FAST, Engine, SimpleGraph, pivot_betweenness
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


def test_core_numbers(engine: Engine) -> None:
    # everybody in a triangle has two ties there; 3 keeps its two ties only while the triangles stay: taking away
    # those with fewer than two neighbours leaves 0 to 6, each with two or more, so all of them are in the 2-core
    assert engine.core_number(graph(10, BARBELL)).tolist() == [2, 2, 2, 2, 2, 2, 2, 1, 1, 0]


def test_betweenness_of_a_star(engine: Engine) -> None:
    # four leaves: all (5-1)(5-2)/2 = 6 pairs of leaves go through the middle
    found = engine.betweenness(graph(5, [(0, 1), (0, 2), (0, 3), (0, 4)]))
    assert (found.value.tolist(), found.exact) == ([1.0, 0, 0, 0, 0], True)


def test_betweenness_shares_equal_ways(engine: Engine) -> None:
    # a square: the two ways between opposite corners count half each; each corner lies on one of the 3 pairs
    assert engine.betweenness(graph(4, [(0, 1), (1, 2), (2, 3), (0, 3)])).value == pytest.approx([1 / 6] * 4)


def test_constraint_of_a_star_and_a_triangle(engine: Engine) -> None:
    # star of three leaves: the middle spreads 1/3 on each contact, none joined: 3 x (1/3)^2 = 1/3;
    # a leaf puts everything on the middle, which gives it back: 1
    star = engine.constraint(graph(4, [(0, 1), (0, 2), (0, 3)]))
    assert star == pytest.approx([1 / 3, 1, 1, 1])
    # triangle: on each contact 1/2 directly and 1/2 x 1/2 through the other: 2 x (3/4)^2 = 9/8
    assert engine.constraint(graph(3, [(0, 1), (1, 2), (0, 2)])) == pytest.approx([9 / 8] * 3)


def test_an_isolate_has_no_constraint(engine: Engine) -> None:
    assert math.isnan(engine.constraint(graph(3, [(0, 1)]))[2])


def test_distances_of_a_path(engine: Engine) -> None:
    # 0-1-2 and 3 alone. From 0: 1 and 2 steps. From 1: two of one step.
    found = engine.distances(graph(4, [(0, 1), (1, 2)]))
    assert found.reached.tolist() == [2, 2, 2, 0]
    assert found.steps.tolist() == [3, 2, 3, 0]
    assert found.harmonic.tolist() == [1.5, 2.0, 1.5, 0.0]


def test_distances_across_more_than_one_batch_of_words(engine: Engine) -> None:
    # a ring of 1,200: from each node two at every distance up to 599 and one at 600
    n = 1200
    found = engine.distances(SimpleGraph.of(n, np.arange(n), (np.arange(n) + 1) % n))
    assert set(found.reached.tolist()) == {n - 1}
    assert set(found.steps.tolist()) == {2 * sum(range(1, 600)) + 600}


@pytest.mark.parametrize("n", [0, 1, 3])
def test_graphs_without_ties(engine: Engine, n: int) -> None:
    g = graph(n, [])
    assert engine.components(g).tolist() == list(range(n))
    assert engine.core_number(g).tolist() == [0] * n
    assert engine.betweenness(g).value.tolist() == [0.0] * n
    assert engine.distances(g).harmonic.tolist() == [0.0] * n
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


@pytest.mark.parametrize("block", range(10))
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
    assert engine.betweenness(g).value == pytest.approx(list(oracle.betweenness(plain).values()))
    constraint = [oracle.constraint(plain, _name(i)) for i in range(g.n)]
    assert [None if math.isnan(c) else c for c in engine.constraint(g)] == pytest.approx(constraint)
    far = [oracle.distances(plain, _name(i)) for i in range(g.n)]
    found = engine.distances(g)
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


def test_a_large_graph_agrees_with_a_third_library() -> None:
    rng = np.random.default_rng(7)
    n = 3000
    g = SimpleGraph.of(n, rng.integers(0, n, 3500), rng.integers(0, n, 3500))
    peer = igraph.Graph(n=n, edges=list(zip(g.a.tolist(), g.b.tolist(), strict=True)))
    assert np.flatnonzero(FAST.cut_nodes(g)).tolist() == sorted(peer.articulation_points())
    assert np.flatnonzero(FAST.bridges(g)).tolist() == sorted(peer.bridges())
    assert FAST.core_number(g).tolist() == peer.coreness()
    assert len(set(FAST.components(g).tolist())) == len(peer.connected_components())
    assert FAST.constraint(g) == pytest.approx(np.asarray(peer.constraint(), float), nan_ok=True)
    steps = np.asarray(peer.distances())
    near = np.isfinite(steps) & (steps > 0)
    assert FAST.distances(g).steps.tolist() == np.where(near, steps, 0).sum(axis=1).tolist()
    cuts = Cuts.of(g)
    hub = int(cuts.nodes[np.argmax(cuts.node_pairs)])
    left = peer.copy()
    left.delete_edges([e.index for e in left.es if hub in e.tuple])
    around = set(np.flatnonzero(cuts.component == cuts.component[hub]).tolist()) - {hub}
    parts = [p for p in left.connected_components() if set(p) <= around]
    assert sorted(len(p) for p in cuts.pieces(hub)) == sorted(map(len, parts))


def test_a_long_path_needs_no_recursion(engine: Engine) -> None:
    n = 50_000 if engine is FAST else 2_000
    g = SimpleGraph.of(n, np.arange(n - 1), np.arange(1, n))
    cuts = Cuts.of(g, engine)
    assert len(cuts.nodes) == n - 2
    assert cuts.node_pairs[0] == n - 2  # node 1 keeps node 0 joined to the n - 2 beyond it
    assert [len(p) for p in cuts.pieces(1)] == [n - 2, 1]
