"""Where a graph breaks: for every cut node and bridge, the pieces left and the pairs no longer joined.

All from one block-cut tree. Its nodes are the blocks (biconnected components) and the cut nodes; laid out in
preorder, everything on the far side of a cut is one contiguous run, so a piece is a slice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from heapq import heapify, heappop, heappush

import numpy as np

from coordination.analytics.base.spans import distinct
from coordination.analytics.network.engine import Engine, Ints, Mask, SimpleGraph, engine_of

__all__ = ["Cuts", "broken_by", "by_size", "pieces_without"]


def by_size(pieces: list[Ints]) -> list[Ints]:
    """Largest first, then by the smallest member."""
    return sorted(pieces, key=lambda p: (-len(p), int(p[0])))


def broken_by(graph: SimpleGraph, nodes: Ints) -> list[Ints]:
    """What is left of each component that is in two or more parts without ``nodes``: each part ascending, largest
    first over all."""
    found: list[Ints] = []
    for whole, closed, rest in _parted(graph, nodes):
        parts = [np.sort(np.asarray(part, np.int64)) for part in closed]
        if rest:
            here = np.setdiff1d(np.flatnonzero(graph.component == whole), nodes)
            parts.append(np.setdiff1d(here, np.concatenate(parts)) if parts else here)
        found += parts if len(parts) > 1 else []
    return by_size(found)


def pieces_without(graph: SimpleGraph, nodes: Ints) -> int:
    """How many parts are left of the components that are in two or more without ``nodes``."""
    left = (len(closed) + rest for _, closed, rest in _parted(graph, nodes))
    return sum(n for n in left if n > 1)


def _parted(graph: SimpleGraph, nodes: Ints) -> Iterator[tuple[int, list[list[int]], bool]]:
    """Of each component that loses somebody: its number, parts of it that are left, and whether one more is.

    Nobody goes through what stays whole: parts grow from all neighbours of what goes, the smallest first, until all but
    one are found to their ends.
    """
    near, gone = engine_of(graph).near(graph), set(nodes.tolist())
    of = graph.component[nodes]
    for whole in distinct(np.sort(of)).tolist():
        starts = {other for node in nodes[of == whole].tolist() for other in near(node)} - gone
        yield whole, *_grown(near, sorted(starts), gone)


def _grown(
    near: Callable[[int], Iterable[int]], starts: list[int], gone: set[int]
) -> tuple[list[list[int]], bool]:
    """(parts found to their ends, whether one more is left) without what is gone."""
    part = {node: i for i, node in enumerate(starts)}
    lead = list(range(len(starts)))  # parts that met are one
    members, front = [[node] for node in starts], [[node] for node in starts]
    size = [(1, i) for i in lead]
    heapify(size)
    closed, growing = list[list[int]](), len(starts)
    while growing > 1:
        many, i = heappop(size)
        if lead[i] != i or many != len(members[i]):
            continue  # it has met another, or grown since
        if not front[i]:
            closed.append(members[i])
            growing -= 1
            continue
        for other in near(front[i].pop()):
            if other in gone:
                continue
            if other not in part:
                part[other] = i
                members[i].append(other)
                front[i].append(other)
                continue
            j = part[other]
            while lead[j] != j:
                j = lead[j]
            if j != i:
                few, i = sorted((i, j), key=lambda k: len(members[k]))
                lead[few] = i
                members[i] += members[few]
                front[i] += front[few]
                growing -= 1
        heappush(size, (len(members[i]), i))
    return closed, growing == 1


def _pairs(size: Ints) -> Ints:
    return size * (size - 1) // 2


@dataclass(frozen=True, eq=False)
class _Tree:
    """The block-cut forest under one root. Tree nodes: blocks, cut nodes, isolates, the root.

    ``home``: tree node of each vertex; ``parent``: of each tree node (negative at the root); the vertices at
    and below tree node x are ``vertices[start[x] : start[x] + length[x]]``.
    """

    home: Ints
    parent: Ints
    start: Ints
    length: Ints
    vertices: Ints

    def run(self, x: int) -> Ints:
        return self.vertices[self.start[x] : self.start[x] + self.length[x]]


def _preorder(root: int, edges: Iterable[tuple[int, int]]) -> tuple[Ints, Ints, Ints]:
    """(place in preorder, parent, nodes at and below) of each node of the forest on ``0 .. root - 1``, hung under
    ``root``. Shapes (root + 1,); the parent of the root is -1."""
    import networkx as nx

    forest: nx.Graph[int] = nx.Graph()
    forest.add_nodes_from(range(root + 1))
    forest.add_edges_from(edges)
    forest.add_edges_from(
        (root, min(tree)) for tree in list(nx.connected_components(forest)) if root not in tree
    )
    pre, parent, size = np.zeros(root + 1, np.int64), np.full(root + 1, -1), np.ones(root + 1, np.int64)
    down = list(nx.dfs_edges(forest, root))
    for place, (above, node) in enumerate(down, 1):
        pre[node], parent[node] = place, above
    for above, node in reversed(down):
        size[above] += size[node]
    return pre, parent, size


@dataclass(frozen=True, eq=False)
class Cuts:
    """``component``: of each node; ``block``: biconnected component of each tie, from which the rest follows."""

    graph: SimpleGraph
    component: Ints
    block: Ints

    @staticmethod
    def of(graph: SimpleGraph, engine: Engine | None = None) -> Cuts:
        """``engine``: another than the one for its size."""
        engine = engine or engine_of(graph)
        return Cuts(graph, engine.components(graph), engine.blocks(graph))

    @cached_property
    def cut(self) -> Mask:
        """Nodes with ties in two blocks or more."""
        mask: Mask = self.parts > 1
        return mask

    @cached_property
    def ties(self) -> Ints:
        """Positions of bridges, ascending: the ties that are a block by themselves."""
        return np.flatnonzero(np.bincount(self.block, minlength=1)[self.block] == 1)

    @cached_property
    def nodes(self) -> Ints:
        """Cut nodes, ascending."""
        return np.flatnonzero(self.cut)

    @cached_property
    def parts(self) -> Ints:
        """In how many parts the component of each node is without it, 1 too where nobody else is left. Shape (n,)."""
        n = self.graph.n
        ends, of = np.concatenate([self.graph.a, self.graph.b]), np.concatenate([self.block, self.block])
        return np.bincount(distinct(np.sort(of * n + ends)) % max(n, 1), minlength=n)

    @cached_property
    def component_size(self) -> Ints:
        return np.bincount(self.component, minlength=1)

    @cached_property
    def _tree(self) -> _Tree:
        g, cut = self.graph, self.nodes
        blocks = int(self.block.max()) + 1 if g.m else 0
        home = np.full(g.n, -1, np.int64)
        home[g.a], home[g.b] = self.block, self.block
        home[cut] = blocks + np.arange(len(cut))
        alone = np.flatnonzero(home < 0)
        home[alone] = blocks + len(cut) + np.arange(len(alone))
        root = blocks + len(cut) + len(alone)
        # a block touches the cut nodes among the ends of its ties
        ends, of = np.concatenate([g.a, g.b]), np.concatenate([self.block, self.block])
        at_cut = self.cut[ends]
        touch = distinct(of[at_cut] * (g.n + 1) + ends[at_cut])
        rows, columns = touch // (g.n + 1), home[touch % (g.n + 1)]
        pre, parent, size = _preorder(root, zip(rows.tolist(), columns.tolist(), strict=True))
        before = np.concatenate([[0], np.cumsum(np.bincount(home, minlength=root + 1)[np.argsort(pre)])])
        start, end = before[pre], before[pre + size]
        vertices = np.argsort(pre[home], kind="stable")
        return _Tree(home, parent, start, end - start, vertices)

    @cached_property
    def _whole(self) -> Ints:
        """Where the run of each component starts."""
        start = np.zeros(len(self.component_size), np.int64)
        vertices = self._tree.vertices[::-1]
        start[self.component[vertices]] = np.arange(len(vertices))[::-1]
        return start

    def _component_of(self, node: int) -> Ints:
        c = self.component[node]
        return self._tree.vertices[self._whole[c] : self._whole[c] + self.component_size[c]]

    @cached_property
    def node_pairs(self) -> Ints:
        """Pairs that each of ``nodes`` keeps together, its own left out."""
        tree = self._tree
        here = tree.home[self.nodes]
        others = self.component_size[self.component[self.nodes]] - 1
        child = np.flatnonzero(tree.parent >= 0)
        kept = np.zeros(len(tree.length), np.int64)
        np.add.at(kept, tree.parent[child], _pairs(tree.length[child]))
        return _pairs(others) - kept[here] - _pairs(others + 1 - tree.length[here])

    @cached_property
    def _lower(self) -> Ints:
        """The tree node of a bridge's lower side, or -1 where that side is one vertex, by ``ties``."""
        tree, block = self._tree, self.block[self.ties]
        out = np.full(len(self.ties), -1, np.int64)
        for end in (self.graph.b[self.ties], self.graph.a[self.ties]):
            under = self.cut[end] & (tree.parent[tree.home[end]] == block)
            out[under] = tree.home[end[under]]
        return out

    @cached_property
    def tie_pairs(self) -> Ints:
        """Pairs that each of ``ties`` keeps together."""
        size = np.where(self._lower >= 0, self._tree.length[self._lower], 1)
        return size * (self.component_size[self.component[self.graph.a[self.ties]]] - size)

    @cached_property
    def _children(self) -> list[list[int]]:
        parent = self._tree.parent
        out: list[list[int]] = [[] for _ in range(len(parent))]
        for x in np.flatnonzero(parent >= 0).tolist():
            out[parent[x]].append(x)
        return out

    def pieces(self, node: int) -> list[Ints]:
        """What is left of the component of a cut node without it; each ascending, largest first."""
        here = int(self._tree.home[node])
        found = [np.sort(self._tree.run(x)) for x in self._children[here]]
        rest = np.setdiff1d(self._component_of(node), self._tree.run(here), assume_unique=True)
        return by_size([*found, np.sort(rest)] if len(rest) else found)

    def sides(self, position: int) -> tuple[Ints, Ints]:
        """The two sides of ``ties[position]`` in its component; each ascending, larger first."""
        tie = int(self.ties[position])
        a, b = int(self.graph.a[tie]), int(self.graph.b[tie])
        x = int(self._lower[position])
        lower = self._tree.run(x) if x >= 0 else np.asarray([b if self.cut[a] else a], np.int64)
        upper = np.setdiff1d(self._component_of(a), lower, assume_unique=True)
        first, second = by_size([np.sort(lower), np.sort(upper)])
        return first, second
