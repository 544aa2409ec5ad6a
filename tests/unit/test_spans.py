"""Components, circles, orders and ranges over arrays: by hand, and against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from coordination.analytics.base import spans
from coordination.analytics.base.spans import circles, distinct, expand, joined, order_of, pieces

NONE = np.zeros(0, np.int64)


def ints(*values: int) -> spans.Ints:
    return np.asarray(values, np.int64)


def test_the_first_node_of_each_component() -> None:
    # 0-3, 3-5; 1; 2-4: three components, named by their first nodes
    assert joined(6, ints(3, 3, 4), ints(0, 5, 2)).tolist() == [0, 1, 2, 0, 2, 0]
    assert joined(3, NONE, NONE).tolist() == [0, 1, 2]
    assert joined(0, NONE, NONE).tolist() == []
    # two nodes whose smaller neighbours lie elsewhere: 2-1 and 2-0 make 1 go under 0 by way of 2
    assert joined(3, ints(2, 2), ints(1, 0)).tolist() == [0, 0, 0]
    # a tie with itself and the same tie twice change nothing
    assert joined(3, ints(1, 1, 2), ints(1, 2, 1)).tolist() == [0, 1, 1]


@pytest.mark.parametrize("seed", range(10))
def test_components_as_networkx_finds_them(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 300))
    a, b = rng.integers(0, n, (2, int(rng.integers(0, n))))
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(zip(a.tolist(), b.tolist(), strict=True))
    wanted = np.zeros(n, np.int64)
    for part in nx.connected_components(graph):
        wanted[list(part)] = min(part)
    assert joined(n, a, b).tolist() == wanted.tolist()
    count, piece = pieces(a, b, n)
    assert count == nx.number_connected_components(graph)
    assert piece.tolist() == [sorted(set(wanted.tolist())).index(x) for x in wanted.tolist()]


def test_a_path_in_any_order_takes_few_rounds() -> None:
    way = np.random.default_rng(0).permutation(300_000)
    assert not joined(len(way), way[:-1], way[1:]).any()


def test_what_leads_round_to_itself() -> None:
    # 0 -> 1 -> 2 -> 0 is one; 3 -> 0 leads into it and not back
    count, piece = circles(ints(0, 1, 2, 3), ints(1, 2, 0, 0), 5)
    assert count == 3
    assert len(set(piece[:3].tolist())) == 1
    assert len(set(piece.tolist())) == 3
    assert circles(NONE, NONE, 0)[0] == 0


@pytest.mark.parametrize("seed", range(60))
def test_circles_of_any_ties_are_the_strong_components(seed: int) -> None:
    random = np.random.default_rng(seed)
    n = int(random.integers(1, 14))
    a, b = random.integers(0, n, (2, int(random.integers(0, 2 * n))))
    graph = nx.DiGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(zip(a.tolist(), b.tolist(), strict=True))
    count, piece = circles(a, b, n)
    together = {frozenset(np.flatnonzero(piece == i).tolist()) for i in range(count)}
    assert together == {frozenset(c) for c in nx.strongly_connected_components(graph)}
    assert sorted(together, key=min) == [frozenset(np.flatnonzero(piece == i).tolist()) for i in range(count)]


def test_a_long_line_of_affiliations_ends_before_it_is_trimmed_away() -> None:
    """200 bodies one under the other are more levels than are trimmed; the last three lead round."""
    child = np.append(np.arange(200), 199)
    parent = np.append(np.arange(1, 201), 197)
    count, piece = circles(child, parent, 201)
    # 0..196 alone, 197-198-199 together, 200 alone
    assert count == 199
    assert piece.tolist() == [*range(197), 197, 197, 197, 198]


def test_orders_keep_equal_ones_as_they_come() -> None:
    keys = ints(2, 0, 2, 1, 0)
    assert order_of(keys).tolist() == [1, 4, 3, 0, 2]
    large = keys + 2**61  # too large to carry their place
    assert order_of(large).tolist() == [1, 4, 3, 0, 2]
    assert order_of(NONE).tolist() == []


def test_ranges_and_distinct_values() -> None:
    owner, at = expand(ints(3, 9, 1), ints(5, 9, 3))
    assert (owner.tolist(), at.tolist()) == ([0, 0, 2, 2], [3, 4, 1, 2])
    assert distinct(ints(3, 1, 3, 2, 1)).tolist() == [1, 2, 3]
    assert distinct(ints(1, 1, 2)).tolist() == [1, 2]
    assert distinct(NONE).tolist() == []
