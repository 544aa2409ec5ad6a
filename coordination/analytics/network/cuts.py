"""Where a graph breaks: for every cut node and bridge, the pieces left and the pairs no longer joined.

All from one block-cut tree. Its nodes are the blocks (biconnected components) and the cut nodes; laid out in
preorder, everything on the far side of a cut is one contiguous run, so a piece is a slice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from coordination.analytics.base.spans import distinct, joined
from coordination.analytics.network.engine import FAST, Engine, Ints, Mask, SimpleGraph
from coordination.analytics.network.kernels import tree_of

__all__ = ["Cuts", "broken_by", "by_size"]


def by_size(pieces: list[Ints]) -> list[Ints]:
    """Largest first, then by the smallest member."""
    return sorted(pieces, key=lambda p: (-len(p), int(p[0])))


def broken_by(graph: SimpleGraph, component: Ints, nodes: Ints) -> list[Ints]:
    """What is left of each component that is in two or more parts without ``nodes``: each part ascending, largest
    first over all. ``component``: of each node, -1 for what is no part of the graph."""
    stays = np.ones(graph.n, bool)
    stays[nodes] = False
    on = stays[graph.a] & stays[graph.b]
    label = joined(graph.n, graph.a[on], graph.b[on])
    here = np.flatnonzero(stays & np.isin(component, component[nodes]))
    order = here[np.lexsort((label[here], component[here]))]
    first = np.flatnonzero(np.diff(label[order], prepend=-1))
    of = component[order[first]]
    several = np.bincount(of, minlength=1)[of] > 1 if len(of) else np.zeros(0, bool)
    ends = np.append(first[1:], len(order))
    return by_size([order[a:b] for a, b in zip(first[several].tolist(), ends[several].tolist(), strict=True)])


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


@dataclass(frozen=True, eq=False)
class Cuts:
    """``cut``: mask of cut nodes; ``block``: of each tie; ``ties``: positions of bridges, ascending."""

    graph: SimpleGraph
    component: Ints
    cut: Mask
    block: Ints
    ties: Ints

    @staticmethod
    def of(graph: SimpleGraph, engine: Engine = FAST) -> Cuts:
        return Cuts(
            graph,
            engine.components(graph),
            engine.cut_nodes(graph),
            engine.blocks(graph),
            np.flatnonzero(engine.bridges(graph)),
        )

    @cached_property
    def nodes(self) -> Ints:
        """Cut nodes, ascending."""
        return np.flatnonzero(self.cut)

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
        tree = tree_of(root, rows, columns, joined(root, rows, columns))
        order = np.argsort(tree.pre)
        before = np.concatenate([[0], np.cumsum(np.bincount(home, minlength=root + 1)[order])])
        start, end = before[tree.pre], before[tree.pre + tree.size]
        parent = tree.parent.copy()
        parent[root] = -1
        vertices = np.argsort(tree.pre[home], kind="stable")
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
