"""Graph measures behind one interface: networkx as the reference, arrays (numpy and scipy) where it is slow.

A graph here is simple and undirected: parallel ties are one, self ties none (libraries disagree about both, so
they are taken away first). Nodes are ``0 .. n-1``. Every engine gives the same answers and runs the same tests.

Formulas: core number after Seidman 1983; betweenness after Freeman 1977, normalised by (n-1)(n-2)/2;
constraint after Burt 1992 with p_ij = 1/degree(i). Floats that rank are rounded to 12 digits, because
parallel sums differ in the last ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from coordination.analytics.base.spans import distinct, joined
from coordination.analytics.network import kernels
from coordination.system.progress import step

if TYPE_CHECKING:
    import networkx as nx
    import rustworkx as rx
    from scipy.sparse import csr_array

__all__ = [
    "ENGINES",
    "EXACT_BETWEENNESS",
    "FAST",
    "REFERENCE",
    "Betweenness",
    "Distances",
    "Engine",
    "SimpleGraph",
    "pivot_betweenness",
]

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

DIGITS: Final = 12  #: decimals kept of measures that rank
EXACT_BETWEENNESS: Final = 2 * 10**8  #: nodes x ties up to which betweenness is worked out exactly
DEEP: Final = 60  #: steps to the farthest node beyond which every source is followed by itself
PIVOTS: Final = 256  #: sources sampled beyond that
ROUNDS: Final = 1_000  #: rounds of core numbers after which a walk from node to node goes on
CELLS: Final = 2**18  #: nodes x sources of shortest paths counted at a time
WORDS: Final = 8  #: 64-bit words of sources searched at a time


@dataclass(frozen=True, eq=False)
class SimpleGraph:
    """``a``, ``b``: ends of each tie, int64, shape (m,), ``a < b``, sorted, each pair once."""

    n: int
    a: Ints
    b: Ints

    @staticmethod
    def of(n: int, left: Ints, right: Ints) -> SimpleGraph:
        """From any pairs: order, doubles and self ties do not matter."""
        low, high = np.minimum(left, right), np.maximum(left, right)
        key = distinct((low * n + high)[low != high])
        a = key // max(n, 1)
        return SimpleGraph(n, a, key - a * n)

    @property
    def m(self) -> int:
        return len(self.a)

    @cached_property
    def adjacency(self) -> csr_array:
        """Symmetric 0/1 matrix, shape (n, n), indices sorted."""
        # imported here: every command starts without it
        from scipy.sparse import csr_array

        # counted into rows as they come: ties sorted by a give first the neighbours before a node, then those after
        a, b = self.a.astype(np.int32), self.b.astype(np.int32)
        ends = np.concatenate([b, a]), np.concatenate([a, b])
        return csr_array((np.ones(2 * self.m), ends), shape=(self.n, self.n))

    @cached_property
    def degree(self) -> Ints:
        return np.bincount(np.concatenate([self.a, self.b]), minlength=self.n)

    @cached_property
    def first(self) -> Ints:
        """The first node of the component of each node, shape (n,)."""
        return joined(self.n, self.a, self.b)

    @cached_property
    def component(self) -> Ints:
        """Component of each node, numbered by its first node, shape (n,)."""
        return (np.cumsum(self.first == np.arange(self.n)) - 1)[self.first]

    @cached_property
    def blocks(self) -> kernels.Blocks:
        return kernels.blocks(self.n, self.a, self.b, self.first)

    def triangles(self) -> Iterator[kernels.Triangles]:
        return kernels.triangles(self.n, self.a, self.b, self.degree)

    def to_networkx(self) -> nx.Graph[int]:
        import networkx as nx

        graph: nx.Graph[int] = nx.Graph()
        graph.add_nodes_from(range(self.n))
        graph.add_edges_from(zip(self.a.tolist(), self.b.tolist(), strict=True))
        return graph

    def edge_at(self, pairs: Ints | list[tuple[int, int]]) -> Ints:
        """Position of each tie, given by its ends in any order."""
        ends = np.asarray(pairs, np.int64).reshape(-1, 2)
        key = ends.min(axis=1) * self.n + ends.max(axis=1)
        at: Ints = np.searchsorted(self.a * self.n + self.b, key)
        return at


@dataclass(frozen=True, eq=False)
class Distances:
    """Over all other nodes that can be reached: how many, the sum of steps, the sum of 1/steps. Shape (n,)."""

    reached: Ints
    steps: Ints
    harmonic: Floats


@dataclass(frozen=True, eq=False)
class Betweenness:
    """``value``: shape (n,), 0..1; ``sources``: from how many nodes it was worked out (n = exact)."""

    value: Floats
    sources: int
    exact: bool


class Engine(Protocol):
    """What every engine answers. Arrays are by node (n,) or by tie (m,)."""

    @property
    def name(self) -> str: ...

    def components(self, graph: SimpleGraph) -> Ints:
        """Component of each node, numbered by its first node."""
        ...

    def cut_nodes(self, graph: SimpleGraph) -> Mask:
        """Articulation points: nodes whose loss breaks their component."""
        ...

    def bridges(self, graph: SimpleGraph) -> Mask:
        """Ties whose loss separates their ends."""
        ...

    def blocks(self, graph: SimpleGraph) -> Ints:
        """Biconnected component of each tie, numbered by its first tie."""
        ...

    def core_number(self, graph: SimpleGraph) -> Ints:
        """Largest k such that the node is in a part where everyone has k ties."""
        ...

    def betweenness(self, graph: SimpleGraph) -> Betweenness:
        """Share of shortest paths of other pairs through the node; 0 below three nodes."""
        ...

    def constraint(self, graph: SimpleGraph) -> Floats:
        """Burt's constraint; NaN for isolates."""
        ...

    def distances(self, graph: SimpleGraph) -> Distances:
        """Breadth-first from every node."""
        ...


class Reference:
    """networkx throughout: slow and plain."""

    name = "networkx"

    def components(self, graph: SimpleGraph) -> Ints:
        import networkx as nx

        label = np.zeros(graph.n, np.int64)
        for i, part in enumerate(nx.connected_components(graph.to_networkx())):
            label[list(part)] = i
        return kernels.numbered(label)

    def cut_nodes(self, graph: SimpleGraph) -> Mask:
        import networkx as nx

        out = np.zeros(graph.n, bool)
        out[list(nx.articulation_points(graph.to_networkx()))] = True
        return out

    def bridges(self, graph: SimpleGraph) -> Mask:
        import networkx as nx

        out = np.zeros(graph.m, bool)
        out[graph.edge_at(list(nx.bridges(graph.to_networkx())))] = True  # type: ignore[arg-type]
        return out

    def blocks(self, graph: SimpleGraph) -> Ints:
        import networkx as nx

        label = np.zeros(graph.m, np.int64)
        for i, part in enumerate(nx.biconnected_component_edges(graph.to_networkx())):
            label[graph.edge_at(list(part))] = i
        return kernels.numbered(label)

    def core_number(self, graph: SimpleGraph) -> Ints:
        import networkx as nx

        number = nx.core_number(graph.to_networkx())
        return np.fromiter((number[i] for i in range(graph.n)), np.int64, count=graph.n)

    def betweenness(self, graph: SimpleGraph) -> Betweenness:
        import networkx as nx

        value = nx.betweenness_centrality(graph.to_networkx(), normalized=True)
        values = np.fromiter((value[i] for i in range(graph.n)), float, count=graph.n)
        return Betweenness(np.round(values, DIGITS), graph.n, True)

    def constraint(self, graph: SimpleGraph) -> Floats:
        import networkx as nx

        value = nx.constraint(graph.to_networkx(), nodes=range(graph.n))
        return np.round(np.fromiter((value[i] for i in range(graph.n)), float, count=graph.n), DIGITS)

    def distances(self, graph: SimpleGraph) -> Distances:
        import networkx as nx

        reached, steps = np.zeros(graph.n, np.int64), np.zeros(graph.n, np.int64)
        harmonic = np.zeros(graph.n)
        for node, far in nx.all_pairs_shortest_path_length(graph.to_networkx()):
            others = [d for d in far.values() if d]
            reached[node], steps[node] = len(others), sum(others)
            harmonic[node] = sum(1 / d for d in others)
        return Distances(reached, steps, np.round(harmonic, DIGITS))


def _built(graph: SimpleGraph) -> rx.PyGraph[None, None]:
    import rustworkx as rx

    built: rx.PyGraph[None, None] = rx.PyGraph(multigraph=False)
    built.add_nodes_from([None] * graph.n)
    built.add_edges_from_no_data(list(zip(graph.a.tolist(), graph.b.tolist(), strict=True)))
    return built


class Fast:
    """Arrays throughout; only what would take very many rounds is left to rustworkx."""

    name = "fast"

    def components(self, graph: SimpleGraph) -> Ints:
        return graph.component

    def cut_nodes(self, graph: SimpleGraph) -> Mask:
        return graph.blocks.meet()

    def bridges(self, graph: SimpleGraph) -> Mask:
        """Those alone in their block."""
        block = graph.blocks.of_ties(graph.a, graph.b)
        alone: Mask = np.bincount(block, minlength=1)[block] == 1
        return alone

    def blocks(self, graph: SimpleGraph) -> Ints:
        return kernels.numbered(graph.blocks.of_ties(graph.a, graph.b))

    def core_number(self, graph: SimpleGraph) -> Ints:
        number = kernels.core_numbers(graph.adjacency, graph.degree, ROUNDS)
        return _walked_core(graph) if number is None else number

    def betweenness(self, graph: SimpleGraph) -> Betweenness:
        exact = graph.n * graph.m <= EXACT_BETWEENNESS
        return pivot_betweenness(graph, graph.n if exact else PIVOTS)

    def constraint(self, graph: SimpleGraph) -> Floats:
        """With p_ij = 1/d_i: sum over the contacts j of ((1 + sum over the contacts q that i and j share of 1/d_q)
        / d_i)^2, so that triangles are all it takes."""
        share = 1 / np.maximum(graph.degree, 1)
        through = np.ones(graph.m)
        for found in graph.triangles():
            through += np.bincount(found.ties.ravel(), share[found.nodes.ravel()], graph.m)
        invested = through * through
        ends = np.concatenate([graph.a, graph.b])
        out = np.bincount(ends, np.concatenate([invested, invested]), graph.n) * share * share
        out[graph.degree == 0] = np.nan
        return np.round(out, DIGITS)

    def distances(self, graph: SimpleGraph) -> Distances:
        """64 sources in each word: the front of a node is the union of its neighbours' fronts, less what
        it has seen. Distance is symmetric, so the sources that arrive at a node are its own distances."""
        tied = np.flatnonzero(graph.degree)
        ties, n = graph.adjacency[tied][:, tied], len(tied)
        found = Distances(np.zeros(graph.n, np.int64), np.zeros(graph.n, np.int64), np.zeros(graph.n))
        for low in range(0, n, 64 * WORDS):
            step("Calculating distances", low, n)
            place = np.arange(min(64 * WORDS, n - low))
            seen = np.zeros((n, WORDS), np.uint64)
            seen[low + place, place // 64] = np.uint64(1) << (place % 64).astype(np.uint64)
            front, far = seen.copy(), 0
            while True:
                far += 1
                front = np.bitwise_or.reduceat(front[ties.indices], ties.indptr[:-1], axis=0) & ~seen
                count = np.bitwise_count(front).sum(axis=1, dtype=np.int64)
                if not count.any():
                    break
                seen |= front
                found.reached[tied] += count
                found.steps[tied] += far * count
                found.harmonic[tied] += count / far
        return Distances(found.reached, found.steps, np.round(found.harmonic, DIGITS))


def _dependencies(ties: csr_array, sources: Ints) -> tuple[Floats, int]:
    """Per node the sum over the sources of the share of shortest paths from there that run through it; and how many
    steps the farthest is away."""
    at = np.arange(len(sources))
    paths = np.zeros((ties.shape[0], len(sources)))  # how many shortest paths arrive from each source
    paths[sources, at] = 1
    front, levels = paths.copy(), [paths > 0]  # who is first met at each step
    seen = levels[0].copy()
    while True:
        onward = ties @ front
        onward[seen] = 0
        met = onward > 0
        if not met.any():
            break
        seen |= met
        paths += onward
        levels.append(met)
        front = onward
    share = np.divide(1, paths, out=np.zeros_like(paths), where=seen)
    through = np.zeros_like(paths)
    for level, above in zip(levels[:0:-1], levels[-2::-1], strict=True):
        below = (1 + through) * share
        below *= level
        onward = ties @ below
        onward *= paths
        onward *= above
        through += onward
    through[sources, at] = 0
    total: Floats = through.sum(axis=1)
    return total, len(levels)


def _walked_core(graph: SimpleGraph) -> Ints:
    """Core numbers node by node (Batagelj and Zaversnik 2003)."""
    import rustworkx as rx

    number = rx.core_number(_built(graph))  # a mapping, whatever its type stub says
    return np.fromiter((number[i] for i in range(graph.n)), np.int64, count=graph.n)  # type: ignore[index]


def _searched(graph: SimpleGraph) -> Betweenness:
    """Exact, source by source, for graphs whose shortest paths are long; does not stop on its way."""
    import rustworkx as rx

    value = rx.betweenness_centrality(_built(graph), normalized=True)
    values = np.fromiter((value[i] for i in range(graph.n)), float, count=graph.n)
    return Betweenness(np.round(values, DIGITS), graph.n, True)


def pivot_betweenness(graph: SimpleGraph, pivots: int) -> Betweenness:
    """Betweenness estimated from evenly spaced sources (Brandes and Pich 2007); all of them give it exactly.

    Level by level with sparse products over the nodes that have a tie, up to 64 sources at a time. The same on every
    run, and at today's size it takes less processor time than two threads of rustworkx, which cannot be stopped.
    """
    n = graph.n
    tied = np.flatnonzero(graph.degree)
    ties = graph.adjacency[tied][:, tied]
    sources = (
        np.unique(np.linspace(0, n - 1, min(pivots, n)).astype(np.int64)) if n else np.zeros(0, np.int64)
    )
    starts = np.searchsorted(tied, sources[graph.degree[sources] > 0])
    through = np.zeros(len(tied))
    size = max(16, min(64, CELLS // max(len(tied), 1)))
    for low in range(0, len(starts), size):
        step("Calculating shortest connections", low, len(starts))
        more, far = _dependencies(ties, starts[low : low + size])
        if far > DEEP and len(sources) == n:  # a step costs a whole product
            return _searched(graph)
        through += more
    value = np.zeros(n)
    value[tied] = through
    scale = n / len(sources) / ((n - 1) * (n - 2)) if n > 2 else 0.0
    return Betweenness(np.round(value * scale, DIGITS), len(sources), len(sources) == n)


REFERENCE: Final[Engine] = Reference()
FAST: Final[Engine] = Fast()
ENGINES: Final[Mapping[str, Engine]] = {e.name: e for e in (REFERENCE, FAST)}
