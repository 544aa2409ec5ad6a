"""Into how many pieces each of many losses breaks the cooperation graph (METHODS 6, round 6), without breaking it.

What goes leaves parts of a tree of shortest ways: one below each child of a body that goes, and one from the first node
of a component down. A part is known by its top. What is left to find out is which of them ties outside the tree hold
together. The two ties that lead farthest out of a part tell that of most of them; of parts that do not hang on most of
what is left by those, all ties are looked at. Where one body goes alone, its blocks are the pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from coordination.analytics.engine import SimpleGraph
from coordination.analytics.facts import Ints, Mask
from coordination.analytics.joining import within
from coordination.analytics.spans import distinct, expand, joined
from coordination.progress import step

__all__ = ["pieces_of_losses"]

PARTS: Final = 2**19  #: parts of the tree held at a time, but for one loss that leaves more
TIES: Final = 2**21  #: nodes and ties of parts looked at at a time, but for one part that has more


def pieces_of_losses(graph: SimpleGraph, loss: Ints, gone: Ints) -> tuple[Ints, Ints]:
    """(loss, how many pieces) of each loss that breaks a component, of the sorted pairs (loss, node that goes)."""
    alone = np.ones(len(loss), bool)
    if len(loss):
        alone = np.bincount(loss - loss[0])[loss - loss[0]] == 1
    blocks = _blocks_at(graph)[gone[alone]]
    found = [np.stack([loss[alone], blocks])[:, blocks > 1]]
    loss, gone = loss[~alone], gone[~alone]
    left = np.cumsum(graph.blocks.tree.many[gone] + 1)
    low = 0
    while low < len(loss):
        step("Removing one organisation after another", low, len(loss))
        enough = int(np.searchsorted(left, (left[low - 1] if low else 0) + PARTS))
        high = int(np.searchsorted(loss, loss[min(enough, len(loss) - 1)], "right"))
        found.append(_Parts.of(graph, loss[low:high], gone[low:high]).broken())
        low = high
    losses, count = np.concatenate(found, axis=1)
    order = np.argsort(losses)
    return losses[order], count[order]


def _blocks_at(graph: SimpleGraph) -> Ints:
    """In how many blocks each node has ties: where it goes alone, each is a piece. Shape (n,)."""
    parent, above = graph.blocks.parent, graph.blocks.above
    child = np.flatnonzero(parent != graph.n)
    ends = np.concatenate([parent[child], child])
    at = distinct(ends * graph.n + np.concatenate([above[child], above[child]]))
    return np.bincount(at // max(graph.n, 1), minlength=graph.n)


@dataclass(frozen=True, eq=False)
class _Parts:
    """Parts of the tree, sorted by (``loss``, place of ``top`` in preorder).

    ``removed``: the sorted keys loss * n + node; ``less``: how many nodes below the top are at or below a body that
    goes, and so are not of the part.
    """

    graph: SimpleGraph
    removed: Ints
    loss: Ints
    top: Ints
    less: Ints

    @staticmethod
    def of(graph: SimpleGraph, loss: Ints, gone: Ints) -> _Parts:
        n, tree = graph.n, graph.blocks.tree
        removed = loss * n + gone
        owner, below = tree.children(gone)
        first = distinct(loss * n + graph.first[gone])
        owner, top = np.concatenate([loss[owner], first // n]), np.concatenate([below, first % n])
        stays = ~within(owner * n + top, removed)
        key = np.sort(owner[stays] * (n + 1) + tree.pre[top[stays]])
        found = _Parts(graph, removed, key // (n + 1), tree.node[key % (n + 1)], np.zeros(len(key), np.int64))
        above = tree.parent[gone]
        under = np.flatnonzero(above != n)
        under = under[~within(loss[under] * n + above[under], removed)]
        np.add.at(found.less, found.part(loss[under], above[under]), tree.size[gone[under]])
        return found

    @property
    def holed(self) -> Mask:
        return self.less > 0

    @property
    def start(self) -> Ints:
        return self.graph.blocks.tree.pre[self.top]

    @property
    def end(self) -> Ints:
        return self.start + self.graph.blocks.tree.size[self.top]

    def gone(self, part: Ints, node: Ints) -> Mask:
        return within(self.loss[part] * self.graph.n + node, self.removed)

    def part(self, loss: Ints, node: Ints) -> Ints:
        """The part (position here) of each node that stays."""
        tree, wide = self.graph.blocks.tree, self.graph.n + 1
        start, end = self.loss * wide + self.start, self.end
        place = tree.pre[node]
        found = np.searchsorted(start, loss * wide + place, "right") - 1
        beyond = np.flatnonzero(place >= end[found])
        while len(
            beyond
        ):  # the last part that begins before it ends before it too, with all below the same body
            below = tree.parent[self.top[found[beyond]]]
            found[beyond] = np.searchsorted(start, loss[beyond] * wide + tree.pre[below]) - 1
            beyond = beyond[place[beyond] >= end[found[beyond]]]
        return found

    def broken(self) -> Ints:
        """Of each loss that breaks a component: (loss, how many pieces). Shape (2, losses)."""
        n, count = self.graph.n, len(self.top)
        whole, of = np.unique(self.loss * n + self.graph.first[self.top], return_inverse=True)
        ties = list(self._farthest())
        piece = joined(count, *np.concatenate([*ties, np.zeros((2, 0), np.int64)], axis=1))
        # what hangs together on most nodes of its component is settled, and so is what no tie leaves
        size = np.zeros(count, np.int64)
        np.add.at(size, piece, self.end - self.start - self.less)
        largest = np.zeros(len(whole), np.int64)
        by_size = np.lexsort((size[piece], of))
        largest[of[by_size]] = by_size  # of equal ones the last written stays
        rest = np.flatnonzero((piece != piece[largest][of]) & (self.holed | self._leaves()))
        piece = joined(count, *np.concatenate([*ties, *self._all(rest), np.zeros((2, 0), np.int64)], axis=1))
        pieces = np.bincount(of[piece == np.arange(count)], minlength=len(whole))
        loss = whole[pieces > 1] // n
        at = distinct(loss)
        return np.stack(
            [at, np.bincount(np.searchsorted(at, loss), pieces[pieces > 1], len(at)).astype(np.int64)]
        )

    def _leaves(self) -> Mask:
        """Does a tie outside the tree lead out of what is below the top?"""
        blocks = self.graph.blocks
        return (blocks.low[self.top] < self.start) | (blocks.high[self.top] >= self.end)

    def _farthest(self) -> Iterator[Ints]:
        """(part, part) that the ties which lead farthest out of a part join."""
        blocks = self.graph.blocks
        for far in (blocks.low, blocks.high):
            place = far[self.top]
            part = np.flatnonzero(~self.holed & ((place < self.start) | (place >= self.end)))
            node = self.graph.blocks.tree.node[place[part]]
            on = ~self.gone(part, node)
            yield np.stack([part[on], self.part(self.loss[part[on]], node[on])])

    def _all(self, parts: Ints) -> Iterator[Ints]:
        """(part, part) of all ties of these parts, each once."""
        ties = np.concatenate([[0], np.cumsum(self.graph.degree[self.graph.blocks.tree.node[1:]] + 1)])
        size = np.cumsum(ties[self.end[parts] - 1] - ties[self.start[parts] - 1])
        low = 0
        while low < len(parts):
            high = max(low + 1, int(np.searchsorted(size, (size[low - 1] if low else 0) + TIES, "right")))
            one, other = self._ties(parts[low:high])
            yield np.stack(np.divmod(distinct(one * len(self.top) + other), len(self.top)))
            low = high

    def _ties(self, parts: Ints) -> tuple[Ints, Ints]:
        owner, place = expand(self.start[parts], self.end[parts])
        part, node = parts[owner], self.graph.blocks.tree.node[place]
        # a part with holes is what is left of all below its top
        maybe = np.flatnonzero(self.holed[part])
        maybe = maybe[~self.gone(part[maybe], node[maybe])]
        mine = maybe[self.part(self.loss[part[maybe]], node[maybe]) == part[maybe]]
        keep = np.concatenate([np.flatnonzero(~self.holed[part]), mine])
        part, node = part[keep], node[keep]
        start = self.graph.adjacency.indptr.astype(np.int64)
        owner, at = expand(start[node], start[node + 1])
        part, node = part[owner], self.graph.adjacency.indices[at].astype(np.int64)
        on = np.flatnonzero(~self.gone(part, node))
        return part[on], self.part(self.loss[part[on]], node[on])
