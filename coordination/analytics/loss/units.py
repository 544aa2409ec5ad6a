"""What goes with a body that is gone (METHODS 6, round 1): units that stand under it, and what it operates.

A unit goes when all its parents are gone, and theirs in turn. Bodies in a circle are one body (METHODS 1): they go when
all that stands above the circle is gone. An agreement or a network ends when its operator is gone; a network that
ends is gone as an organisation too. Who runs itself ends only when it is removed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coordination.analytics.base.facts import Facts, Ints, Mask
from coordination.analytics.base.joining import counted, join, within
from coordination.analytics.base.spans import circles, distinct
from coordination.analytics.borders.channels import end

__all__ = ["Operated", "with_units"]


@dataclass(frozen=True, eq=False)
class Operated:
    """Networks and agreements of which is known who operates them, as positions.

    ``network``/``runs_network``: stakeholders; ``agreement`` (row of the frame)/``runs_agreement``: those that have not
    expired by the day.
    """

    network: Ints
    runs_network: Ints
    agreement: Ints
    runs_agreement: Ints

    @staticmethod
    def of(facts: Facts, t: int) -> Operated:
        at = facts.stakeholder_at
        networks, agreements = facts.snapshot["networks"], facts.snapshot["agreements"]
        network, runs = networks["network_id"].coded(at), networks["operator_id"].coded(at)
        keep = (network >= 0) & (runs >= 0) & (network != runs)
        operator = agreements["operator_id"].coded(at)
        live = np.flatnonzero((operator >= 0) & (agreements["expires"].per_value(end, "int64") > t))
        return Operated(network[keep], runs[keep], live, operator[live])

    def networks(self, gone: Ints, size: int) -> Mask:
        """Which of these sorted (loss, body) keys, ``loss * size + body``, are networks whose operator is gone too."""
        pair, at = join(gone % size, self.network)
        ended = pair[within(gone[pair] // size * size + self.runs_network[at], gone)]
        out = np.zeros(len(gone), bool)
        out[ended] = True
        return out

    def agreements(self, gone: Ints, size: int) -> tuple[Ints, Ints]:
        """(loss, row of the agreement) of those whose operator is among these (loss, body) keys, sorted."""
        pair, at = join(gone % size, self.runs_agreement)
        wide = int(self.agreement.max(initial=0)) + 1
        key = distinct(gone[pair] // size * wide + self.agreement[at])
        return key // wide, key % wide


def _parents(facts: Facts, t: int, size: int) -> tuple[Ints, Ints, Ints, Mask]:
    """(child, parent) of each affiliation of the day once; the circle of each body, and whether it is in one."""
    child, parent, _, life = facts.joining("affiliations", "child_id", "parent_id")
    now = life.active(t)
    pair = distinct(child[now] * size + parent[now])
    child, parent = pair // size, pair % size
    count, circle = circles(child, parent, size)
    return child, parent, circle, np.bincount(circle, minlength=count)[circle] > 1


def with_units(facts: Facts, t: int, gone: Ints) -> Ints:
    """(loss, body) keys, ``loss * stakeholders + body``, sorted: those of ``gone`` (sorted), the units that go with
    them, and the networks they operate."""
    size = max(len(facts.stakeholders), 1)
    child, parent, circle, round_about = _parents(facts, t, size)
    operated = Operated.of(facts, t)
    if not len(child) and not len(operated.network):
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
        mine, runs = join(front % wide, operated.runs_network)
        orphan = distinct(
            np.concatenate(
                [
                    orphan,
                    orphan[owner] // wide * wide + member[at],
                    front[mine] // wide * wide + operated.network[runs],
                ]
            )
        )
        front = orphan[~within(orphan, gone)]
        gone = np.sort(np.concatenate([gone, front]))
    gone = gone[gone % wide < size]
    return gone // wide * size + gone % wide
