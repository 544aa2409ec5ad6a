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

from coordination.analytics.base.facts import Ints, Mask
from coordination.analytics.base.joining import within
from coordination.analytics.base.spans import distinct, expand, joined
from coordination.analytics.network.engine import SimpleGraph
from coordination.system.progress import step

__all__ = ["pieces_of_losses"]

PARTS: Final = 2**19  #: parts of the tree held at a time, but for one loss that leaves more
TIES: Final = 2**20  #: nodes and ties looked at at a time, but for one stretch that has more


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
        found.append(_Parts.left_by(graph, loss[low:high], gone[low:high]).broken())
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
    """Parts of the tree, by ``loss`` and ``top``, and in which each place in preorder lies.

    ``at``: where stretches begin, the sorted keys loss * (n + 1) + place; ``of``: the part (position in ``top``) that
    a stretch is of, -1 for a body that goes and for what is outside the components it is in.
    """

    graph: SimpleGraph
    loss: Ints
    top: Ints
    at: Ints
    of: Ints

    @staticmethod
    def left_by(graph: SimpleGraph, loss: Ints, gone: Ints) -> _Parts:
        """``loss``, ``gone``: sorted pairs (loss, node that goes)."""
        n, tree = graph.n, graph.blocks.tree
        wide, removed = n + 1, loss * n + gone
        owner, below = tree.children(gone)
        whole = distinct(loss * n + graph.first[gone])  # the components that lose somebody
        owner, top = np.concatenate([loss[owner], whole // n]), np.concatenate([below, whole % n])
        stays = ~within(owner * n + top, removed)
        tops = np.sort(owner[stays] * wide + tree.pre[top[stays]])
        above = tree.parent[gone]
        under = np.flatnonzero(above != n)
        under = under[~within(loss[under] * n + above[under], removed)]
        # a body that goes, what is below it, and after that again the part its parent is in
        after = loss[under] * wide + tree.pre[gone[under]] + tree.size[gone[under]]
        end = whole // n * wide + tree.pre[whole % n] + tree.size[whole % n]
        place = np.concatenate([after, end, loss * wide + tree.pre[gone], tops])
        # of what begins at one place the last counts: of bodies whose parts end there the outermost, then the end of
        # the component, then what begins
        weight = np.concatenate(
            [n - tree.pre[gone[under]], np.full(len(end), wide), np.full(len(gone) + len(tops), wide + 1)]
        )
        order = np.lexsort((weight, place))
        order = order[np.append(place[order[1:]] != place[order[:-1]], True)]
        at = place[order]
        # each stretch is that of an earlier one, until it is one that begins a part or is of none
        start = np.arange(len(at))
        again = np.flatnonzero(order < len(after))
        body = under[order[again]]
        start[again] = np.searchsorted(at, loss[body] * wide + tree.pre[above[body]], "right") - 1
        while not np.array_equal(further := start[start], start):
            start = further
        part = np.where(order < len(place) - len(tops), -1, order - (len(place) - len(tops)))
        return _Parts(graph, tops // wide, tree.node[tops % wide], at, part[start])

    def part(self, loss: Ints, node: Ints) -> Ints:
        """The part that each node of a component that loses somebody is in, -1 for one that goes."""
        place = loss * (self.graph.n + 1) + self.graph.blocks.tree.pre[node]
        found: Ints = self.of[np.searchsorted(self.at, place, "right") - 1]
        return found

    def broken(self) -> Ints:
        """Of each loss that breaks a component: (loss, how many pieces). Shape (2, losses)."""
        n, count = self.graph.n, len(self.top)
        whole, component = np.unique(self.loss * n + self.graph.first[self.top], return_inverse=True)
        size = np.zeros(count, np.int64)
        on = np.flatnonzero(self.of >= 0)  # the last stretch is of none
        np.add.at(size, self.of[on], self.at[on + 1] - self.at[on])
        entire = size == self.graph.blocks.tree.size[self.top]
        ties = list(self._farthest(entire))
        piece = _joined(count, ties)
        # what hangs together on most nodes of its component is settled, and so is what no tie leaves
        most = np.zeros(len(whole), np.int64)
        by_size = np.lexsort((np.bincount(piece, size, count)[piece], component))
        most[component[by_size]] = by_size  # of equal ones the last written stays
        open_ = (piece != piece[most][component]) & ~(entire & self._closed())
        piece = _joined(count, [*ties, *self._all(open_)])
        pieces = np.bincount(component[piece == np.arange(count)], minlength=len(whole))
        several = pieces > 1
        losses, of = np.unique(whole[several] // n, return_inverse=True)
        return np.stack([losses, np.bincount(of, pieces[several], len(losses)).astype(np.int64)])

    def _closed(self) -> Mask:
        """No tie outside the tree leads out of what is below the top."""
        blocks, start = self.graph.blocks, self.graph.blocks.tree.pre[self.top]
        return (blocks.low[self.top] >= start) & (blocks.high[self.top] < start + blocks.tree.size[self.top])

    def _farthest(self, entire: Mask) -> Iterator[Ints]:
        """(part, part) that the ties which lead farthest out of an entire part join."""
        blocks = self.graph.blocks
        part = np.flatnonzero(entire)
        for far in (blocks.low, blocks.high):
            yield self._pairs(part, blocks.tree.node[far[self.top[part]]])

    def _all(self, wanted: Mask) -> Iterator[Ints]:
        """(part, part) of all ties of the parts that are wanted, each once."""
        tree, ties, wide = self.graph.blocks.tree, self.graph.adjacency, self.graph.n + 1
        stretch = np.flatnonzero(self.of >= 0)
        stretch = stretch[wanted[self.of[stretch]]]
        low, high = self.at[stretch] % wide, self.at[stretch] % wide + self.at[stretch + 1] - self.at[stretch]
        before = np.concatenate([[0, 0], np.cumsum(self.graph.degree[tree.node[1:]] + 1)])
        work = np.cumsum(before[high] - before[low])
        start = ties.indptr.astype(np.int64)
        done = 0
        while done < len(stretch):
            until = int(np.searchsorted(work, (work[done - 1] if done else 0) + TIES, "right"))
            now = slice(done, max(done + 1, until))
            owner, place = expand(low[now], high[now])
            part, node = self.of[stretch[now]][owner], tree.node[place]
            owner, at = expand(start[node], start[node + 1])
            one, other = self._pairs(part[owner], ties.indices[at].astype(np.int64))
            count = len(self.top)
            yield np.stack(np.divmod(distinct(one * count + other), count))
            done = now.stop

    def _pairs(self, part: Ints, node: Ints) -> Ints:
        """(part, the part of the node beside it), without nodes that go. Shape (2, pairs)."""
        other = self.part(self.loss[part], node)
        on = np.flatnonzero(other >= 0)
        return np.stack([part[on], other[on]])


def _joined(count: int, ties: list[Ints]) -> Ints:
    return joined(count, *np.concatenate([*ties, np.zeros((2, 0), np.int64)], axis=1))
