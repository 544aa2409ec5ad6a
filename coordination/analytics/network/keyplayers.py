"""Key players after Borgatti 2006 (METHODS 8): which few organisations, together, matter most.

*Negative*: the set whose loss breaks the graph up most: it leaves the smallest sum of 1/distance over the
pairs that remain, so the largest DF. *Positive*: the set from which everybody is nearest: the largest mean of
1/distance from the set, 1 for its members, 0 for whom it cannot reach.

Both sums fall apart by component, so each component is searched by itself and the best split of the set over
the components is put together at the end. A component is searched exactly where it has at most a million
sets, beyond that greedily, with swaps until none helps. Exactly does not mean one by one: what a set takes is at most
the sum of what each member could take (:meth:`_Part.at_most`), so sets whose sum is below the best one found are left
out unseen. An organisation with one tie never does better than
the one it is tied to (removing or choosing the neighbour does at least as much), so it is not tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, combinations, islice
from math import comb
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from coordination.analytics.network.engine import DIGITS, Floats, Ints, SimpleGraph
from coordination.system.progress import step
from graph_schema.errors import LimitError, UsageError, said

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["EXACT_SETS", "LARGEST", "KeyPlayers", "key_players_negative", "key_players_positive"]

Words = NDArray[np.uint64]

LARGEST: Final = 5  #: members of a set, at most
EXACT_SETS: Final = 10**6  #: sets of one component that are all tried
CHUNK: Final = 150_000  #: 64-bit words of a search held at a time (fits a cache)
EXACT_WORK: Final = 2 * 10**9  #: and the words that trying them may read per step of the search
BOUND_FROM: Final = 2_000  #: sets from which bounds are worked out first
BOUNDED_AT_A_TIME: Final = 5_000  #: sets tried before the bounds are looked at again
BOUND_NODES: Final = 200_000  #: (source, node) places of that held at a time
SLACK: Final = 1e-6  #: by which a bound may be too low, being a sum of rounded fractions
STEP_WORK: Final = 10**8  #: words a greedy step may read: fewer candidates are tried in a large component
MOST_WORK: Final = 2 * 10**9  #: words one set may need; larger components are refused
MOST_NODES: Final = 20_000  #: of a component whose distances are all held (positive sets)


@dataclass(frozen=True, slots=True)
class KeyPlayers:
    """``nodes``: ascending; ``value``: DF of what is left (None below two nodes), or mean reach, 0..1;
    ``exact``: no other set does better; else the best that greedy steps and swaps found."""

    nodes: tuple[int, ...]
    value: float | None
    exact: bool


@dataclass(frozen=True, eq=False)
class _Part:
    """One component. ``nodes``: in the graph, by falling degree; ``layers``: its j-th entry says, for the
    first ``len`` nodes (those with more than j ties), the place of the j-th neighbour."""

    nodes: Ints
    degree: Ints
    layers: tuple[Ints, ...]

    @staticmethod
    def of(graph: SimpleGraph, nodes: Ints) -> _Part:
        order = nodes[np.argsort(-graph.degree[nodes], kind="stable")]
        place = np.full(graph.n, -1, np.int64)
        place[order] = np.arange(len(order))
        degree = graph.degree[order]
        start = graph.adjacency.indptr[order]
        near = graph.adjacency.indices
        layers = []
        for j in range(int(degree[0]) if len(degree) else 0):
            some = int((degree > j).sum())
            layers.append(place[near[start[:some] + j]])
        return _Part(order, degree, tuple(layers))

    @property
    def n(self) -> int:
        return len(self.nodes)

    @property
    def words(self) -> int:
        return -(-self.n // 64)

    @property
    def cost(self) -> int:
        """Words read by one step of a search."""
        return int(self.degree.sum()) * self.words

    @cached_property
    def candidates(self) -> Ints:
        """Places worth trying, by node."""
        found = np.flatnonzero(self.degree > 1) if self.n > 2 else np.argsort(self.nodes)[:1]
        return found[np.argsort(self.nodes[found])]

    def _sources(self) -> Words:
        """Bit i of row i. Shape (n, words, 1)."""
        out = np.zeros((self.n, self.words, 1), np.uint64)
        place = np.arange(self.n)
        out[place, place // 64, 0] = np.uint64(1) << (place % 64).astype(np.uint64)
        return out

    def _next(self, front: Words, seen: Words) -> Words:
        """What arrives at each node from its neighbours and was not there before."""
        arrived = np.zeros_like(seen)
        for near in self.layers:
            arrived[: len(near)] |= front[near]
        arrived &= ~seen
        return arrived

    def harmonic_left(self, sets: Ints) -> Floats:
        """Sum of 1/distance over ordered pairs that remain, for each set (row of places) taken away."""
        if self.cost > MOST_WORK:
            raise LimitError(
                said("{n:,} connected organisations are too many to find key players.", n=self.n),
                hint=said("Ask about one country, or leave the memberships out."),
            )
        size = max(1, CHUNK // (self.n * self.words))
        parts = []
        for low in range(0, len(sets), size):
            step("Trying sets of key players", low, len(sets))
            parts.append(self._left(sets[low : low + size]))
        found: Floats = np.concatenate(parts)
        return found.round(DIGITS)

    def _left(self, sets: Ints) -> Floats:
        """Breadth-first from every node at once, 64 sources in a word, the sets side by side."""
        gone = np.zeros((self.n, 1, len(sets)), bool)
        gone[sets.T, 0, np.arange(len(sets))] = True
        front = np.where(gone, np.uint64(0), self._sources())
        seen = np.where(gone, ~np.uint64(0), front)  # nothing arrives at what is gone
        total, steps = np.zeros(len(sets)), 0
        while True:
            steps += 1
            front = self._next(front, seen)
            count = np.bitwise_count(front).sum(axis=(0, 1), dtype=np.int64)
            if not count.any():
                return total
            seen |= front
            total += count / steps

    @cached_property
    def at_most(self) -> Floats:
        """What the loss of each node can take from the sum of 1/distance over ordered pairs, in whatever set.

        A pair at distance d loses at most 1/d, and only if the set holds one of the two or a node of each of their
        shortest paths; then the shares of those paths that lead through its nodes sum to one or more. So 1/d times
        that share (one for the two themselves), summed over all pairs, bounds what a node adds: the length-scaled
        betweenness of Brandes 2008, ends counted.
        """
        out = np.zeros(self.n)
        size = max(1, BOUND_NODES // self.n)
        with np.errstate(over="ignore", invalid="ignore"):  # more paths than a number holds
            for low in range(0, self.n, size):
                out += self._shares(np.arange(low, min(low + size, self.n)))
        out[~np.isfinite(out)] = np.inf
        return out

    def _shares(self, sources: Ints) -> Floats:
        """That for the pairs that begin at some nodes."""
        near = self._ties
        out = np.zeros(self.n)
        paths = np.zeros((self.n, len(sources)))
        paths[sources, np.arange(len(sources))] = 1
        seen, fronts = paths > 0, [paths]
        while True:
            front = np.where(seen, 0.0, near @ fronts[-1])
            if not front.any():
                break
            seen |= front > 0
            fronts.append(front)
        below = np.zeros_like(paths)  # what lies beyond a node, in shares
        for distance in range(len(fronts) - 1, 0, -1):
            here = fronts[distance]
            there = np.divide(1 / distance + below, here, out=np.zeros_like(here), where=here > 0)
            # as an end, once from each side; and between, for what lies beyond
            out += np.where(here > 0, below + 2 / distance, 0.0).sum(axis=1)
            below = np.where(fronts[distance - 1] > 0, fronts[distance - 1] * (near @ there), 0.0)
        return out

    @cached_property
    def _ties(self) -> csr_array:
        # imported here: every command starts without it
        from scipy.sparse import csr_array

        owner = np.concatenate([np.arange(len(layer)) for layer in self.layers])
        return csr_array((np.ones(len(owner)), (owner, np.concatenate(self.layers))), shape=(self.n, self.n))

    @cached_property
    def _near(self) -> NDArray[np.float32]:
        """1/distance between every two nodes, 1 to oneself. Shape (n, n)."""
        if self.n > MOST_NODES:
            raise LimitError(
                said("{n:,} connected organisations are too many to find key players.", n=self.n),
                hint=said("Ask about one country, or leave the memberships out."),
            )
        near = np.eye(self.n, dtype=np.float32)
        front = self._sources()
        seen, steps = front.copy(), 0
        while True:
            steps += 1
            front = self._next(front, seen)
            if not front.any():
                return near
            seen |= front
            bits = np.unpackbits(
                front[:, :, 0].astype("<u8").view(np.uint8), axis=1, bitorder="little", count=self.n
            )
            near[bits.astype(bool)] = 1 / steps

    def reach(self, sets: Ints) -> Floats:
        """Sum over the component of 1/distance from each set (row of places)."""
        size = max(1, 8 * CHUNK // self.n)
        parts = []
        for low in range(0, len(sets), size):
            step("Trying sets of key players", low, len(sets))
            parts.append(self._near[sets[low : low + size]].max(axis=1).sum(axis=1, dtype=np.float64))
        found: Floats = np.concatenate(parts)
        return found.round(6)  # 1/distance is held in single precision


Score = Callable[[Ints], Floats]


def _exact(candidates: Ints, size: int, score: Score) -> tuple[float, Ints]:
    """Best of all sets; the first in the order of the candidates among equals."""
    best, chosen = -np.inf, np.zeros(0, np.int64)
    every = combinations(candidates.tolist(), size)
    while some := list(islice(every, 50_000)):
        sets = np.fromiter(chain.from_iterable(some), np.int64, count=len(some) * size).reshape(-1, size)
        scores = score(sets)
        i = int(scores.argmax())
        if scores[i] > best:
            best, chosen = float(scores[i]), sets[i]
    return best, chosen


def _bounded(candidates: Ints, size: int, score: Score, most: Floats) -> tuple[float, Ints]:
    """The same, without the sets whose bounds do not reach the best that is known. ``most``: what each candidate adds
    at most."""
    best, greedy = _greedy(candidates, size, score)
    chosen = tuple(np.flatnonzero(np.isin(candidates, greedy)).tolist())
    order = np.argsort(-most, kind="stable")
    bound, place = most[order].tolist(), order.tolist()
    every = _reaching(bound, size, lambda: best - SLACK)
    while some := list(islice(every, BOUNDED_AT_A_TIME)):
        # a set is named by the places of its members among the candidates, in order: so sets can be compared
        named = np.sort([[place[i] for i in one] for one in some], axis=1)
        named = named[np.lexsort(named.T[::-1])]
        scores = score(candidates[named])
        i = int(scores.argmax())
        here = tuple(named[i].tolist())
        if scores[i] > best or (scores[i] == best and here < chosen):
            best, chosen = float(scores[i]), here
    return best, candidates[list(chosen)]


def _reaching(bound: list[float], size: int, least: Callable[[], float]) -> Iterator[tuple[int, ...]]:
    """Every set of ``size`` places whose bounds (falling) sum to ``least()`` or more; that may rise meanwhile."""
    ahead = [0.0, *accumulate(bound)]

    def further(have: tuple[int, ...], total: float) -> Iterator[tuple[int, ...]]:
        missing = size - len(have)
        if not missing:
            yield have
            return
        for i in range(have[-1] + 1 if have else 0, len(bound) - missing + 1):
            if total + ahead[i + missing] - ahead[i] < least():
                return  # no later one does better
            yield from further((*have, i), total + bound[i])

    return further((), 0.0)


def _greedy(candidates: Ints, size: int, score: Score) -> tuple[float, Ints]:
    """One after another, then swaps of one member until none helps."""
    chosen: list[int] = []
    best = -np.inf
    for _ in range(size):
        rest = candidates[~np.isin(candidates, chosen)]
        scores = score(np.asarray([[*chosen, c] for c in rest.tolist()]))
        i = int(scores.argmax())
        best, chosen = float(scores[i]), [*chosen, int(rest[i])]
    while True:
        rest = candidates[~np.isin(candidates, chosen)]
        swaps = [[*chosen[:p], c, *chosen[p + 1 :]] for p in range(size) for c in rest.tolist()]
        if not swaps:
            return best, np.asarray(chosen)
        scores = score(np.asarray(swaps))
        i = int(scores.argmax())
        if scores[i] <= best:
            return best, np.asarray(chosen)
        best, chosen = float(scores[i]), swaps[i]


def _search(
    part: _Part, size: int, score: Score, bounds: Callable[[], Floats] | None
) -> tuple[float, Ints, bool]:
    """(score, nodes of the graph, exact) of the best set of a size in one component."""
    candidates = part.candidates
    sets = comb(len(candidates), size)
    if sets <= EXACT_SETS and sets * part.cost <= EXACT_WORK:
        if bounds is None or size == 1 or sets < BOUND_FROM:
            best, places = _exact(candidates, size, score)
        else:
            best, places = _bounded(candidates, size, score, bounds()[candidates])
        return best, part.nodes[places], True
    most = max(2 * size, STEP_WORK // max(part.cost, 1))
    if len(candidates) > most:  # those with the most ties stand first in the part
        candidates = np.sort(candidates)[:most]
    best, places = _greedy(candidates, size, score)
    return best, part.nodes[places], False


def _parts(graph: SimpleGraph, component: Ints) -> tuple[list[_Part], Ints]:
    """(components with a tie, isolates)."""
    tied = np.flatnonzero(graph.degree > 0)
    order = tied[np.argsort(component[tied], kind="stable")]
    parts = np.split(order, np.flatnonzero(np.diff(component[order])) + 1) if len(order) else []
    return [_Part.of(graph, p) for p in parts], np.flatnonzero(graph.degree == 0)


def _best_split(tables: list[list[tuple[float, Ints, bool]]], size: int) -> tuple[float, list[Ints], bool]:
    """Best total over the components: ``tables[c][j]`` is the best of size j there."""
    empty: tuple[float, list[Ints], bool] = (0.0, [], True)
    best: dict[int, tuple[float, list[Ints], bool]] = {0: empty}
    for table in tables:
        after: dict[int, tuple[float, list[Ints], bool]] = {}
        for used, (total, nodes, exact) in best.items():
            for j, (value, more, sure) in enumerate(table):
                if used + j <= size:
                    here = round(total + value, DIGITS)
                    if used + j not in after or here > after[used + j][0]:
                        after[used + j] = (here, [*nodes, more], exact and sure)
        best = after
    largest = max(best)
    total, nodes, exact = best[largest]
    # a component searched greedily might have done better with another share of the set
    sure = all(entry[2] for table in tables for entry in table[: size + 1])
    return total, nodes, exact and sure


def _choose(graph: SimpleGraph, component: Ints, size: int, negative: bool) -> tuple[float, Ints, bool]:
    if not 1 <= size <= LARGEST:
        raise UsageError(
            said("It is not possible to find a set of {size} key players.", size=size),
            hint=said("Use 1 to {largest}.", largest=LARGEST),
        )
    parts, isolates = _parts(graph, component)
    tables: list[list[tuple[float, Ints, bool]]] = []
    none = np.zeros(0, np.int64)
    for part in parts:
        whole = float(part.harmonic_left(np.zeros((1, 0), np.int64))[0]) if negative else 0.0

        def score(sets: Ints, part: _Part = part, whole: float = whole) -> Floats:
            return whole - part.harmonic_left(sets) if negative else part.reach(sets)

        sizes = range(1, min(size, len(part.candidates)) + 1)

        def bounds(part: _Part = part) -> Floats:
            return part.at_most

        # what a set reaches is soon worked out for every set; what it takes needs a search for each
        given = bounds if negative else None
        tables.append([(0.0, none, True), *(_search(part, j, score, given) for j in sizes)])
    if not negative:
        tables += [
            [(0.0, none, True), (1.0, isolates[i : i + 1], True)] for i in range(min(size, len(isolates)))
        ]
    total, chosen, exact = _best_split(tables, size)
    nodes = np.concatenate([none, *chosen])
    spare = np.setdiff1d(np.arange(graph.n), nodes)[: max(0, size - len(nodes))]
    return total, np.sort(np.concatenate([nodes, spare])), exact


def key_players_negative(graph: SimpleGraph, component: Ints, size: int) -> KeyPlayers:
    """The set of ``size`` whose loss leaves the largest DF. ``component``: of each node, from 0.

    Raises UsageError unless 1 <= size <= 5; LimitError where a component is too large to be searched.
    """
    _, nodes, exact = _choose(graph, component, size, negative=True)
    left = graph.n - len(nodes)
    if left < 2:
        return KeyPlayers(tuple(nodes.tolist()), None, exact)
    gone = np.zeros(graph.n, bool)
    gone[nodes] = True
    parts, _ = _parts(graph, component)
    near = 0.0
    for part in parts:
        places = np.flatnonzero(gone[part.nodes])[None, :]
        near += float(part.harmonic_left(places)[0])
    return KeyPlayers(tuple(nodes.tolist()), round(1 - near / (left * (left - 1)), DIGITS), exact)


def key_players_positive(graph: SimpleGraph, component: Ints, size: int) -> KeyPlayers:
    """The set of ``size`` from which everybody is nearest. Arguments and errors as for the negative one."""
    total, nodes, exact = _choose(graph, component, size, negative=False)
    value = None if not graph.n else round(total / graph.n, 6)
    return KeyPlayers(tuple(nodes.tolist()), value, exact)
