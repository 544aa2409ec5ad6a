"""Units that go with what stands above them (METHODS 6, round 1).

A unit goes when all its parents are gone, and theirs in turn. Bodies in a circle are one body (METHODS 1): they go when
all that stands above the circle is gone.
"""

from __future__ import annotations

import numpy as np

from coordination.analytics.facts import Facts, Ints, Mask
from coordination.analytics.joining import counted, join, within
from coordination.analytics.spans import circles, distinct

__all__ = ["with_units"]


def _parents(facts: Facts, t: int, size: int) -> tuple[Ints, Ints, Ints, Mask]:
    """(child, parent) of each affiliation of the day once; the circle of each body, and whether it is in one."""
    child, parent, _, life = facts.joining("affiliations", "child_id", "parent_id")
    now = life.active(t)
    pair = distinct(child[now] * size + parent[now])
    child, parent = pair // size, pair % size
    count, circle = circles(child, parent, size)
    return child, parent, circle, np.bincount(circle, minlength=count)[circle] > 1


def with_units(facts: Facts, t: int, gone: Ints) -> Ints:
    """(loss, body) keys, ``loss * stakeholders + body``, sorted: those of ``gone`` (sorted), and the units that go with
    them."""
    size = max(len(facts.stakeholders), 1)
    child, parent, circle, round_about = _parents(facts, t, size)
    if not len(child):
        return gone
    # a circle is a body of its own, numbered from ``size`` on, under what stands above any of its members
    wide = 2 * size
    above = round_about[child] & (circle[child] != circle[parent])
    pair = distinct(
        np.concatenate([child * wide + parent, (size + circle[child[above]]) * wide + parent[above]])
    )
    child, parent = pair // wide, pair % wide
    parents = np.bincount(child, minlength=wide)
    member = np.flatnonzero(round_about)
    front = gone = gone // size * wide + gone % size
    met = np.zeros(0, np.int64)
    while len(front):
        owner, edge = join(front % wide, parent)
        met = np.concatenate([met, front[owner] // wide * wide + child[edge]])
        keys, count = counted(met)
        orphan = keys[count == parents[keys % wide]]
        owner, at = join(orphan % wide, size + circle[member])
        orphan = distinct(np.concatenate([orphan, orphan[owner] // wide * wide + member[at]]))
        front = orphan[~within(orphan, gone)]
        gone = np.sort(np.concatenate([gone, front]))
    gone = gone[gone % wide < size]
    return gone // wide * size + gone % wide
