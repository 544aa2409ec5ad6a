"""Into how many pieces losses break the graph: by hand, against networkx, and where it is deep or crowded."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from coordination.analytics.loss import fragmentation as breaks
from coordination.analytics.loss.fragmentation import pieces_of_losses
from coordination.analytics.network.engine import SimpleGraph
from tests.unit.test_kernels import sparse


def graph(n: int, *ties: tuple[int, int]) -> SimpleGraph:
    ends = np.asarray(ties, np.int64).reshape(-1, 2)
    return SimpleGraph.of(n, ends[:, 0], ends[:, 1])


def found(g: SimpleGraph, *sets: set[int]) -> dict[int, int]:
    """Number of the loss -> pieces."""
    loss = np.repeat(np.arange(len(sets)), [len(s) for s in sets])
    gone = np.asarray([x for s in sets for x in sorted(s)], np.int64)
    losses, count = pieces_of_losses(g, loss, gone)
    return dict(zip(losses.tolist(), count.tolist(), strict=True))


def worked(g: SimpleGraph, gone: set[int]) -> int:
    """Component by component, with networkx: take away, count."""
    whole = g.to_networkx()
    left = [
        nx.number_connected_components(whole.subgraph(c - gone))
        for c in nx.connected_components(whole)
        if c & gone and c - gone
    ]
    return sum(x for x in left if x > 1)


def test_a_ring_breaks_where_two_go() -> None:
    # 0-1-2-3-4-5-0: one alone leaves a path; two side by side as well; two apart leave two pieces; three, three
    ring = graph(6, (0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0))
    assert found(ring, {0}, {0, 1}, {0, 3}, {0, 2, 4}, set(range(6))) == {2: 2, 3: 3}


def test_a_star_and_a_pair() -> None:
    # the middle of a star leaves each end alone; of two components only those that break are counted, together
    two = graph(7, (0, 1), (0, 2), (0, 3), (4, 5), (5, 6))
    assert found(two, {0}, {0, 1}, {0, 5}, {1, 4}, {4, 5}) == {0: 3, 1: 2, 2: 5}


def test_a_part_that_hangs_on_ties_within_a_loss_is_looked_at_whole() -> None:
    # below 0 are 1, 2 and 3; below 1 are 4 and 5; 6 is below 2. Without 0: 4-6 holds 1 and 2 together, 5-3 holds 3.
    # Without 0 and 3: 5-3 is gone, but 4-6 still holds all. Without 0 and 6: 2 is alone. Without 0 and 4: 2-6 and
    # 1-5-3. Without 1 and 6: 4 is alone, 5 hangs on 3
    g = graph(7, (0, 1), (0, 2), (0, 3), (1, 4), (1, 5), (2, 6), (4, 6), (3, 5))
    assert found(g, {0}, {0, 3}, {0, 6}, {0, 4}, {1, 6}) == {2: 2, 3: 2, 4: 2}


def test_no_tie_no_loss() -> None:
    assert found(graph(3), {0}, {1, 2}) == {}
    assert found(graph(0)) == {}


@pytest.mark.parametrize("seed", range(6))
def test_as_networkx_counts_it_in_a_hundred_graphs(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
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
        sets = [
            set(rng.choice(n, int(rng.integers(1, min(n, 7) + 1)), replace=False).tolist()) for _ in range(8)
        ]
        # whatever is held at a time
        monkeypatch.setattr(breaks, "PARTS", int(rng.integers(1, 60)))
        monkeypatch.setattr(breaks, "TIES", int(rng.integers(1, 60)))
        wanted = {i: worked(g, s) for i, s in enumerate(sets)}
        assert found(g, *sets) == {i: count for i, count in wanted.items() if count}


def test_one_by_one_it_is_what_the_cut_nodes_are() -> None:
    g = sparse(3)
    one_each = found(g, *({i} for i in range(g.n)))
    assert {i: worked(g, {i}) for i in range(g.n) if worked(g, {i})} == one_each


def test_chains_of_rings_and_a_first_node_at_the_rim_are_no_traps() -> None:
    # looked at whole for each loss, these would take minutes and gigabytes
    rings = np.arange(30_000) * 3
    chain = SimpleGraph.of(
        90_001,
        np.concatenate([rings, rings, rings + 1, rings + 2]),
        np.concatenate([rings + 1, rings + 2, rings + 3, rings + 3]),
    )
    losses, pieces = pieces_of_losses(chain, np.arange(chain.n), np.arange(chain.n))
    assert losses.tolist() == (rings[1:]).tolist()  # two rings meet there
    assert set(pieces.tolist()) == {2}
    # node 0 hangs on 1, and 1 on a ring of 50,000 by many spokes
    ring = np.arange(2, 50_002)
    wheel = SimpleGraph.of(
        50_002,
        np.concatenate([[0], ring, np.ones(5_000, np.int64)]),
        np.concatenate([[1], np.roll(ring, 1), ring[::10]]),
    )
    two = np.stack([np.ones(2_000, np.int64), ring[:2_000]], axis=1).ravel()
    losses, pieces = pieces_of_losses(wheel, np.repeat(np.arange(2_000), 2), two)
    assert len(losses) == 2_000
    assert set(pieces.tolist()) == {2}  # 0 alone, and the ring as a path


def test_one_loss_of_thousands_around_a_hub_is_no_trap() -> None:
    # 0 has 2 x 20,000 neighbours; each of the first 20,000 goes, and what is below it hangs on the second by a ring
    spokes = 20_000
    i = np.arange(spokes)
    x, w, y, z = 1 + i, spokes + 1 + i, 2 * spokes + 1 + i, 3 * spokes + 1 + i
    rings = SimpleGraph.of(
        4 * spokes + 1, np.concatenate([0 * i, 0 * i, x, w, y]), np.concatenate([x, w, y, z, z])
    )
    assert found(rings, set(x.tolist())) == {}
    assert found(rings, {*x.tolist(), *w.tolist()}) == {0: 1 + spokes}  # 0, and each pair y-z


def test_a_hub_and_a_long_path_are_no_traps() -> None:
    n = 100_000
    star = SimpleGraph.of(n, np.zeros(n - 1, np.int64), np.arange(1, n))
    assert found(star, {0}, {1, 2}, {0, 1}) == {0: n - 1, 2: n - 2}
    path = SimpleGraph.of(n, np.arange(n - 1), np.arange(1, n))
    assert found(path, {10, 90_000}, {0, 5}, {50_000}, {0, n - 1}) == {0: 3, 1: 2, 2: 2}
