"""Graph measures: networkx up to :data:`MOST_TIES` ties, rustworkx above, behind one interface.

A graph here is simple and undirected: parallel ties are one, self ties none (libraries disagree about both, so
they are taken away first). Nodes are ``0 .. n-1``. Both engines give the same answers and run the same tests. The two
measures that take all shortest paths are worked out over arrays: see :func:`betweenness`.

Formulas: core number after Seidman 1983; betweenness after Freeman 1977, normalised by (n-1)(n-2)/2;
constraint after Burt 1992 with p_ij = 1/degree(i). Floats that rank are rounded to 12 digits, because
sums in another order differ in the last ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from coordination.analytics.base.spans import distinct, pieces
from coordination.system.progress import step

if TYPE_CHECKING:
    import networkx as nx
    import rustworkx as rx
    from scipy.sparse import csr_array

__all__ = [
    "ENGINES",
    "EXACT_BETWEENNESS",
    "MOST_TIES",
    "Betweenness",
    "Distances",
    "Engine",
    "SimpleGraph",
    "as_networkx",
    "betweenness",
    "distances",
    "engine_of",
    "pivot_betweenness",
]

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

MOST_TIES: Final = 50_000  #: ties up to which networkx is asked
DIGITS: Final = 12  #: decimals kept of measures that rank
EXACT_BETWEENNESS: Final = 2 * 10**8  #: nodes x ties up to which betweenness is worked out exactly
DEEP: Final = 60  #: steps to the farthest node beyond which every source is followed by itself
PIVOTS: Final = 256  #: sources sampled beyond that
CELLS: Final = 3 * 2**15  #: nodes x sources of shortest paths counted at a time: what a processor keeps near
WEDGES: Final = 2**20  #: pairs of ties of one node looked at together
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
    def component(self) -> Ints:
        """Component of each node, numbered by its first node, shape (n,)."""
        return engine_of(self).components(self)

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
    """What both engines answer. Arrays are by node (n,) or by tie (m,)."""

    def near(self, graph: SimpleGraph) -> Callable[[int], Iterable[int]]:
        """What gives the neighbours of a node."""
        ...

    def steps_from(self, graph: SimpleGraph, node: int) -> Mapping[int, int]:
        """How many ties away each node is that can be reached, itself included."""
        ...

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

    def constraint(self, graph: SimpleGraph) -> Floats:
        """Burt's constraint; NaN for isolates."""
        ...

    def triangles(self, graph: SimpleGraph) -> Ints:
        """Every three nodes that are all tied to each other, once, in any order. Shape (t, 3)."""
        ...


# of the graphs asked about last: an answer asks several times about the same, and what is kept does not grow
@lru_cache(maxsize=2)
def as_networkx(graph: SimpleGraph) -> nx.Graph[int]:
    import networkx as nx

    made: nx.Graph[int] = nx.Graph()
    made.add_nodes_from(range(graph.n))
    made.add_edges_from(zip(graph.a.tolist(), graph.b.tolist(), strict=True))
    return made


@lru_cache(maxsize=2)
def _as_rustworkx(graph: SimpleGraph) -> rx.PyGraph[None, None]:
    import rustworkx as rx

    # every pair is there once: looking for it would cost a hub the square of its ties
    made: rx.PyGraph[None, None] = rx.PyGraph(multigraph=True)
    made.add_nodes_from([None] * graph.n)
    made.add_edges_from_no_data(list(zip(graph.a.tolist(), graph.b.tolist(), strict=True)))
    return made


def _by_node(graph: SimpleGraph, value: Mapping[int, int]) -> Ints:
    return np.fromiter((value[i] for i in range(graph.n)), np.int64, count=graph.n)


def _marked(size: int, places: Iterable[int]) -> Mask:
    out = np.zeros(size, bool)
    out[list(places)] = True
    return out


def _numbered(label: Ints) -> Ints:
    """Labels renumbered 0, 1, ... in order of first appearance."""
    _, first, at = np.unique(label, return_index=True, return_inverse=True)
    number: Ints = np.argsort(np.argsort(first))[at]
    return number


def _grouped(size: int, groups: Iterable[Iterable[int]]) -> Ints:
    """The group of each place, numbered by its first place."""
    label = np.zeros(size, np.int64)
    for number, places in enumerate(groups):
        label[list(places)] = number
    return _numbered(label)


class Networkx:
    """Up to :data:`MOST_TIES` ties."""

    def near(self, graph: SimpleGraph) -> Callable[[int], Iterable[int]]:
        return as_networkx(graph).neighbors

    def steps_from(self, graph: SimpleGraph, node: int) -> Mapping[int, int]:
        import networkx as nx

        return nx.single_source_shortest_path_length(as_networkx(graph), node)

    def components(self, graph: SimpleGraph) -> Ints:
        import networkx as nx

        return _grouped(graph.n, nx.connected_components(as_networkx(graph)))

    def cut_nodes(self, graph: SimpleGraph) -> Mask:
        import networkx as nx

        return _marked(graph.n, nx.articulation_points(as_networkx(graph)))

    def bridges(self, graph: SimpleGraph) -> Mask:
        import networkx as nx

        made: Any = as_networkx(graph)  # the stub takes a node for a pair of nodes
        return _marked(graph.m, graph.edge_at(list(nx.bridges(made))).tolist())

    def blocks(self, graph: SimpleGraph) -> Ints:
        import networkx as nx

        found = list(map(list, nx.biconnected_component_edges(as_networkx(graph))))
        label = np.zeros(graph.m, np.int64)
        label[graph.edge_at([tie for ties in found for tie in ties])] = np.repeat(
            np.arange(len(found)), [len(ties) for ties in found]
        )
        return _numbered(label)

    def core_number(self, graph: SimpleGraph) -> Ints:
        import networkx as nx

        return _by_node(graph, nx.core_number(as_networkx(graph)))

    def constraint(self, graph: SimpleGraph) -> Floats:
        import networkx as nx

        if not graph.n:  # which networkx refuses
            return np.zeros(0)
        value = nx.constraint(as_networkx(graph))
        return np.round(np.fromiter((value[i] for i in range(graph.n)), float, count=graph.n), DIGITS)

    def triangles(self, graph: SimpleGraph) -> Ints:
        import networkx as nx

        corners = chain.from_iterable(nx.all_triangles(as_networkx(graph)))
        return np.fromiter(corners, np.int64).reshape(-1, 3)


class Rustworkx:
    """Above. It has no list of triangles and no constraint, which is counted over them."""

    def near(self, graph: SimpleGraph) -> Callable[[int], Iterable[int]]:
        made = _as_rustworkx(graph)
        return lambda node: sorted(made.neighbors(node))

    def steps_from(self, graph: SimpleGraph, node: int) -> Mapping[int, int]:
        import rustworkx as rx

        layers = rx.bfs_layers(_as_rustworkx(graph), [node])
        return {other: steps for steps, layer in enumerate(layers) for other in layer}

    def components(self, graph: SimpleGraph) -> Ints:
        """Over the arrays, which needs no graph of objects."""
        return pieces(graph.a, graph.b, graph.n)[1]

    def cut_nodes(self, graph: SimpleGraph) -> Mask:
        import rustworkx as rx

        return _marked(graph.n, rx.articulation_points(_as_rustworkx(graph)))

    def bridges(self, graph: SimpleGraph) -> Mask:
        import rustworkx as rx

        ties: Any = rx.bridges(_as_rustworkx(graph))  # its stub says tuples of one node
        return _marked(graph.m, graph.edge_at(list(ties)).tolist())

    def blocks(self, graph: SimpleGraph) -> Ints:
        import rustworkx as rx

        found = rx.biconnected_components(_as_rustworkx(graph))
        label = np.zeros(graph.m, np.int64)
        label[graph.edge_at(list(found))] = list(found.values())
        return _numbered(label)

    def core_number(self, graph: SimpleGraph) -> Ints:
        import rustworkx as rx

        return _by_node(graph, rx.core_number(_as_rustworkx(graph)))  # type: ignore[arg-type]

    def constraint(self, graph: SimpleGraph) -> Floats:
        """With p_ij = 1/d_i: sum over the contacts j of ((1 + sum over the contacts q that i and j share of 1/d_q)
        / d_i)^2, so that triangles are all it takes."""
        share = 1 / np.maximum(graph.degree, 1)
        through, corners = np.ones(graph.m), self.triangles(graph)
        for corner in range(3):
            facing = graph.edge_at(corners[:, [corner - 1, corner - 2]])
            through += np.bincount(facing, share[corners[:, corner]], graph.m)
        ends, invested = np.concatenate([graph.a, graph.b]), through * through
        out = np.bincount(ends, np.concatenate([invested, invested]), graph.n) * share * share
        out[graph.degree == 0] = np.nan
        return np.round(out, DIGITS)

    def triangles(self, graph: SimpleGraph) -> Ints:
        """Over the arrays. Every tie leads to its end with more ties, so that no node leads to more than sqrt(2 m)
        others (Chiba and Nishizeki 1985); of any two ties from one node, the third is looked up."""
        n, by_ties = graph.n, np.argsort(graph.degree, kind="stable")
        rank = np.empty(n, np.int64)
        rank[by_ties] = np.arange(n)
        one, two = rank[graph.a], rank[graph.b]
        known = np.sort(np.minimum(one, two) * n + np.maximum(one, two))
        low, high = known // max(n, 1), known % max(n, 1)
        later = (
            np.searchsorted(low, low, "right") - np.arange(graph.m) - 1
        )  # ties of the same node after this one
        ends = later.cumsum()
        found, start = [np.zeros((0, 3), np.int64)], 0
        while start < graph.m:
            before = ends[start] - later[start]
            stop = max(start + 1, int(np.searchsorted(ends, before + WEDGES, "right")))
            some = later[start:stop]
            first = np.arange(start, stop).repeat(some)
            second = first + 1 + np.arange(len(first)) - (ends[start:stop] - some - before).repeat(some)
            third = high[first] * n + high[second]
            order = third.argsort()  # looked up in their order, which is faster than as they come
            first, second, third = first[order], second[order], third[order]
            real = known[np.searchsorted(known, third).clip(max=graph.m - 1)] == third
            first, second = first[real], second[real]
            found.append(by_ties[np.stack([low[first], high[first], high[second]], axis=1)])
            start = stop
        return np.concatenate(found)


ENGINES: Final[Mapping[str, Engine]] = {"networkx": Networkx(), "rustworkx": Rustworkx()}


def engine_of(graph: SimpleGraph) -> Engine:
    """The engine that is asked about a graph of that size."""
    return ENGINES["networkx" if graph.m <= MOST_TIES else "rustworkx"]


def distances(graph: SimpleGraph) -> Distances:
    """Breadth-first from every node. 64 sources in each word: the front of a node is the union of its neighbours'
    fronts, less what it has seen. Distance is symmetric, so the sources that arrive at a node are its own distances."""
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


def betweenness(graph: SimpleGraph) -> Betweenness:
    """Share of shortest paths of other pairs through each node; 0 below three nodes. Exact up to
    :data:`EXACT_BETWEENNESS`, estimated from evenly spaced sources beyond."""
    exact = graph.n * graph.m <= EXACT_BETWEENNESS
    return pivot_betweenness(graph, graph.n if exact else PIVOTS)


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


def _searched(graph: SimpleGraph) -> Betweenness:
    """Exact, source by source, for graphs whose shortest paths are long; does not stop on its way."""
    import rustworkx as rx

    value = rx.betweenness_centrality(_as_rustworkx(graph), normalized=True)
    values = np.fromiter((value[i] for i in range(graph.n)), float, count=graph.n)
    return Betweenness(np.round(values, DIGITS), graph.n, True)


def pivot_betweenness(graph: SimpleGraph, pivots: int) -> Betweenness:
    """Betweenness estimated from evenly spaced sources (Brandes and Pich 2007); all of them give it exactly.

    Level by level with sparse products over the nodes that have a tie, 16 to 64 sources at a time: rustworkx takes as
    long, and while it does nothing else runs and nobody can stop it (decision 0044).
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
