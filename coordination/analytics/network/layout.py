"""Where the nodes of a graph stand: the same graph always the same picture, and nearly so after a small change.

Force-directed after Fruchterman and Reingold 1991 (ties pull with d^2/k, nodes push with k^2/d, here k = 1), each
connected piece on its own. Up to :data:`EXACT` nodes every pair pushes; beyond that the push is read off a mesh
(particle-mesh: mass on a grid, one convolution), so a step costs O(n + G^2 log G) instead of O(n^2).

Nothing is random: a node starts where the hash of its id says, is drawn towards its neighbours (which gives the
large shape, continuous in the graph), and is cooled down from there. So another tie does not turn the picture round:
with one tie of the shipped data left out, half of the nodes move less than a tenth of the radius of the picture.

All lengths are in units of one tie; x to the right, y downwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

import numpy as np

from coordination.analytics.network.engine import Floats, Ints, Mask, SimpleGraph

__all__ = ["EXACT", "apart", "packed", "rings", "spread", "start_of"]

EXACT: Final = 500  #: nodes of one piece up to which every pair pushes
STEPS: Final = 90
DRAWN_IN: Final = 12  #: rounds of moving towards the middle of the neighbours before the forces act
GAP: Final = 1.1  #: room between two pieces
WIDE: Final = 1.7  #: width of the whole, in heights


def start_of(ids: Sequence[str]) -> Floats:
    """A point in the unit disk for each id, from its hash. Shape (n, 2)."""
    raw = b"".join(hashlib.blake2b(i.encode(), digest_size=8).digest() for i in ids)
    pair = np.frombuffer(raw, np.uint32).reshape(-1, 2) / 2**32
    angle, radius = 2 * np.pi * pair[:, 0], np.sqrt(pair[:, 1])
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def spread(ids: Sequence[str], a: Ints, b: Ints, wide: float = WIDE) -> Floats:
    """Positions of a graph with these nodes and ties (positions in ``ids``). Shape (n, 2), centred.

    Pieces are laid out one by one and packed in rows, the largest first; ``wide``: width of all in heights.
    """
    n = len(ids)
    if not n:
        return np.zeros((0, 2))
    order = np.asarray(
        sorted(range(n), key=ids.__getitem__), np.int64
    )  # so that the order of rows never shows
    place = np.empty(n, np.int64)
    place[order] = np.arange(n)
    graph = SimpleGraph.of(n, place[np.asarray(a, np.int64)], place[np.asarray(b, np.int64)])
    begin = start_of([ids[i] for i in order.tolist()])
    label = graph.component
    xy = np.zeros((n, 2))
    pieces = []
    inside = np.full(n, -1, np.int64)
    by = np.argsort(label, kind="stable")
    edges = np.argsort(label[graph.a], kind="stable")
    cut = np.cumsum(np.bincount(label))
    tie_cut = np.cumsum(np.bincount(label[graph.a], minlength=len(cut)))
    for low, high, first, last in zip(
        [0, *cut[:-1].tolist()], cut.tolist(), [0, *tie_cut[:-1].tolist()], tie_cut.tolist(), strict=True
    ):
        nodes = by[low:high]
        inside[nodes] = np.arange(len(nodes))
        own = edges[first:last]
        xy[nodes] = _piece(begin[nodes], inside[graph.a[own]], inside[graph.b[own]])
        pieces.append(nodes)
    boxes = np.asarray([np.ptp(xy[p], axis=0) for p in pieces])
    corner = packed(boxes + GAP, wide)
    for p, c in zip(pieces, corner, strict=True):
        xy[p] += c + GAP / 2 - xy[p].min(axis=0)
    xy -= (xy.min(axis=0) + xy.max(axis=0)) / 2
    out = np.empty_like(xy)
    out[order] = xy
    return np.round(out, 4)


def _piece(begin: Floats, a: Ints, b: Ints) -> Floats:
    """Positions of one connected piece, centred. ``begin``: where the ids say, shape (n, 2)."""
    n = len(begin)
    if n == 1:
        return np.zeros((1, 2))
    if n == 2:
        return np.asarray([[-0.5, 0.0], [0.5, 0.0]])
    # imported here: every command starts without it
    from scipy.sparse import csr_array

    ends = np.concatenate([a, b]), np.concatenate([b, a])
    ties = csr_array((np.ones(2 * len(a)), ends), shape=(n, n))
    degree = np.maximum(ties.sum(axis=1), 1)
    xy = begin - begin.mean(axis=0)
    for _ in range(DRAWN_IN):
        xy = 0.5 * xy + 0.5 * (ties @ xy) / degree[:, None]
        xy -= xy.mean(axis=0)
        xy /= np.sqrt((xy**2).mean(axis=0)) + 1e-12
    xy = (xy + 0.15 * begin) * 0.6 * np.sqrt(n)
    steps = STEPS if n <= 4000 else STEPS // 2
    push = _pairs if n <= EXACT else _mesh
    for step in range(steps):
        heat = 0.12 * np.sqrt(n) * (1 - step / steps) ** 1.5 + 0.004
        along = xy[b] - xy[a]
        pull = along * np.sqrt((along**2).sum(axis=1))[:, None]
        force = push(xy)
        for axis in (0, 1):
            force[:, axis] += np.bincount(a, pull[:, axis], n) - np.bincount(b, pull[:, axis], n)
        force -= 0.02 * xy * np.sqrt(n)
        length = np.sqrt((force**2).sum(axis=1)) + 1e-12
        xy = xy + force * (np.minimum(length, heat) / length)[:, None]
    xy -= xy.mean(axis=0)
    along = xy[b] - xy[a]
    xy /= float(np.median(np.sqrt((along**2).sum(axis=1)))) + 1e-9
    out: Floats = xy
    return out


def _pairs(xy: Floats) -> Floats:
    """The push of every node on every other, k^2/d. Shape (n, 2)."""
    dx, dy = (xy[:, None, axis] - xy[None, :, axis] for axis in (0, 1))
    weight = 1 / (dx * dx + dy * dy + 1e-4)
    return np.column_stack([(dx * weight).sum(axis=1), (dy * weight).sum(axis=1)])


def _mesh(xy: Floats) -> Floats:
    """The same off a mesh whose cells are about half a tie wide."""
    # imported here: every command starts without it
    from scipy.fft import irfft2, rfft2

    low = xy.min(axis=0)
    extent = float((xy.max(axis=0) - low).max()) + 1e-9
    cells = int(min(512, max(48, 2 * np.sqrt(len(xy)))))
    unit = extent / (cells - 2)
    at = (xy - low) / unit
    base = at.astype(np.int64)
    part = at - base
    spot, share = [], []
    for i in (0, 1):
        for j in (0, 1):
            spot.append((base[:, 0] + i) * cells + base[:, 1] + j)
            share.append(np.abs(1 - i - part[:, 0]) * np.abs(1 - j - part[:, 1]))
    mass = np.zeros(cells * cells)
    for s, w in zip(spot, share, strict=True):
        mass += np.bincount(s, w, cells * cells)
    reach = np.arange(2 * cells)
    reach = np.where(reach < cells, reach, reach - 2 * cells).astype(float)
    square = reach[:, None] ** 2 + reach[None, :] ** 2 + 0.35
    size = (2 * cells, 2 * cells)
    spectrum = rfft2(mass.reshape(cells, cells), size)
    out = np.zeros_like(xy)
    for axis, kernel in enumerate((reach[:, None] / square, reach[None, :] / square)):
        field = irfft2(spectrum * rfft2(kernel), size)[:cells, :cells].ravel() / unit
        for s, w in zip(spot, share, strict=True):
            out[:, axis] += w * field[s]
    return out


def packed(boxes: Floats, wide: float = WIDE) -> Floats:
    """Upper left corner of each box (width, height) in rows, tallest first, about ``wide`` times as wide as high."""
    if not len(boxes):
        return np.zeros((0, 2))
    across = max(float(np.sqrt((boxes[:, 0] * boxes[:, 1]).sum() * wide)), float(boxes[:, 0].max()))
    corner = np.zeros((len(boxes), 2))
    x = y = tall = 0.0
    for i in np.lexsort((np.arange(len(boxes)), -boxes[:, 1].round(6))).tolist():
        width, height = boxes[i].tolist()
        if x and x + width > across + 1e-9:
            x, y, tall = 0.0, y + tall, 0.0
        corner[i] = x, y
        x, tall = x + width, max(tall, height)
    return corner


def apart(xy: Floats, half: Floats, rounds: int = 60) -> Floats:
    """The same, moved until no two boxes of half size ``half`` (shape (n, 2)) overlap, or ``rounds`` are over."""
    xy = xy.copy()
    n = len(xy)
    if n < 2:
        return xy
    tie = np.triu(np.ones((n, n), bool), 1) - np.tril(np.ones((n, n), bool), -1).astype(float)
    for _ in range(rounds):
        delta = xy[:, None, :] - xy[None, :, :]
        over = half[:, None, :] + half[None, :, :] - np.abs(delta)
        hit: Mask = np.asarray((over > 1e-6).all(axis=2))
        np.fill_diagonal(hit, False)
        if not hit.any():
            break
        shorter = np.where(over[..., 0] <= over[..., 1], 0, 1)
        for axis in (0, 1):
            way = np.where(delta[..., axis] == 0, -tie, np.sign(delta[..., axis]))
            move = np.where(hit & (shorter == axis), way * (over[..., axis] / 2 + 1e-4), 0)
            count = np.maximum((move != 0).sum(axis=1), 1)
            xy[:, axis] += move.sum(axis=1) / np.sqrt(count)
    return xy


def rings(
    parent: Ints, level: Ints, order: Sequence[tuple[str, ...]], room: float = 1.0, step: float = 1.7
) -> Floats:
    """Positions of a tree around its root: one ring for each level, children near their parent.

    ``parent``: shape (n,), -1 at the root; ``level``: steps from the root; ``order``: sorts the children of one
    parent; ``room``: length along a ring that one node takes; ``step``: least distance between two rings.
    """
    n = len(parent)
    below: dict[int, list[int]] = {}
    for i in sorted(range(n), key=lambda i: (order[i], i)):
        below.setdefault(int(parent[i]), []).append(i)
    leaves = np.ones(n)
    for i in sorted(range(n), key=lambda i: -int(level[i])):
        if i in below:
            leaves[i] = max(1.0, float(leaves[below[i]].sum()))
    angle, wide = np.zeros(n), np.zeros(n)
    for root in below.get(-1, []):
        wide[root] = 2 * np.pi
        angle[root] = -np.pi / 2
    for i in sorted(range(n), key=lambda i: int(level[i])):
        own = below.get(i, [])
        total = float(leaves[own].sum()) if own else 1.0
        at = angle[i] - wide[i] / 2
        for child in own:
            wide[child] = wide[i] * float(leaves[child]) / total
            angle[child] = at + wide[child] / 2
            at += wide[child]
    radius, far = np.zeros(n), 0.0
    for ring in range(1, int(level.max(initial=0)) + 1):
        here = level == ring
        far = max(far + step, room * float(here.sum()) / (2 * np.pi))
        radius[here] = far
    out: Floats = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return out.round(4)
