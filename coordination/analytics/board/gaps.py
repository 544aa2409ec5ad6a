"""What is missing, in the order in which it holds others up (METHODS 3).

Listed are the gaps of each country, then its fragile, unattributed and planned cells; among these first
those for which most others wait, then those that block most hand-offs, then those with a duty across borders,
then in edition order. Unknown cells stand apart: for them the first thing to do is to look. Every place in the list
comes with its bounds over all ways in which the unknown cells could turn out, and the looks that could move the top
of the list most come first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from coordination.analytics.base.support import hand_offs, supported, waiting
from coordination.analytics.board.coverage import Coverage, State

__all__ = ["TOP", "Gap", "Gaps", "LookFirst", "gaps"]

LISTED: Final = (State.GAP, State.FRAGILE, State.UNATTRIBUTED, State.PLANNED)
TOP: Final = 3  #: places at the top of the list that a plan begins with

#: Place of a row in the list: (state, -waiting, -blocked, -duty, edition order), the smaller the earlier.
_Key = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Gap:
    """``waiting``: capabilities that cannot be supported without it; ``unlocks``: standing capabilities of
    this country whose support rises if it alone came to stand; ``duties``: 1 if it has a cross-border duty;
    ``blocked``: standing capabilities of this country that a hand-off joins to it; ``best``/``worst``: between which
    places it stands, however the unknown cells of the country turn out (a bound); ``sign``: how it is drawn."""

    country: str
    capability: str
    state: str
    waiting: tuple[str, ...]
    unlocks: tuple[str, ...]
    duties: int
    blocked: tuple[str, ...]
    best: int
    worst: int
    sign: str

    @property
    def first_whatever(self) -> bool:
        """It is among the first, whatever the unknown cells turn out to be."""
        return self.worst <= TOP


@dataclass(frozen=True, slots=True)
class LookFirst:
    """A cell nobody knows about. ``value``: how many rows that may stand at the top it could push back, or stands in a
    hand-off with; ``waiting``: what waits for it."""

    country: str
    capability: str
    value: int
    waiting: tuple[str, ...]

    def as_row(self) -> dict[str, object]:
        return {
            "country": self.country,
            "capability": self.capability,
            "value": self.value,
            "waiting": list(self.waiting),
        }


@dataclass(frozen=True)
class Gaps:
    """Grouped by country in ISO3 order; a ranking within each."""

    gaps: tuple[Gap, ...]
    looks: tuple[LookFirst, ...]

    def as_answer(self) -> dict[str, object]:
        return {
            "gaps": [
                {
                    "country": g.country,
                    "capability": g.capability,
                    "state": g.state,
                    "sign": g.sign,
                    "waiting": list(g.waiting),
                    "unlocks": list(g.unlocks),
                    "duties": g.duties,
                    "blocked": list(g.blocked),
                    "rank": [g.best, g.worst],
                    "first_whatever": g.first_whatever,
                }
                for g in self.gaps
            ],
            "looks": [x.as_row() for x in self.looks],
        }


def _unlocks(cover: Coverage, cell: int) -> tuple[str, ...]:
    facts = cover.facts
    country, a = divmod(cell, facts.K)
    part = slice(country * facts.K, (country + 1) * facts.K)
    raised = cover.standing2[part].copy()
    raised[a] = 2
    after = supported(facts.edition, raised)
    rises = (after > cover.supported2[part]) & (cover.standing2[part] == 2)
    return tuple(facts.edition.numbers[b] for b in np.flatnonzero(rises).tolist() if b != a)


def gaps(cover: Coverage, countries: Sequence[str] | None = None) -> Gaps:
    """The gap list and the looks of every country, or of those named."""
    listed: list[Gap] = []
    looks: list[LookFirst] = []
    for iso3 in sorted(countries) if countries is not None else cover.facts.countries:
        of_country = _of(cover, iso3)
        listed += of_country[0]
        looks += of_country[1]
    return Gaps(tuple(listed), tuple(looks))


def _of(cover: Coverage, iso3: str) -> tuple[list[Gap], list[LookFirst]]:
    facts, edition = cover.facts, cover.facts.edition
    numbers, waits, flows = edition.numbers, waiting(edition), hand_offs(edition)
    start = facts.country_at[iso3] * facts.K
    states = cover.states[start : start + facts.K]
    stands = cover.standing2[start : start + facts.K] == 2
    unknown = np.array([s is State.UNKNOWN for s in states], bool)
    blocks, at_most = (flows & stands).sum(axis=1), (flows & (stands | unknown)).sum(axis=1)

    def key(a: int, blocked: np.ndarray) -> _Key:
        state = LISTED.index(State.GAP if unknown[a] else states[a])
        return state, -len(waits[a]), -int(blocked[a]), -int(numbers[a] in edition.duties), a

    rows = [a for a in range(facts.K) if states[a] in LISTED]
    open_ = np.flatnonzero(unknown).tolist()
    #: the most and the least a row can hold up; without an unknown neighbour they are the same
    early, late = {a: key(a, at_most) for a in rows + open_}, {a: key(a, blocks) for a in rows}
    best = {a: 1 + sum(late[b] < early[a] for b in rows if b != a) for a in rows}
    worst = {a: 1 + sum(early[b] < late[a] for b in rows + open_ if b != a) for a in rows}
    top = [a for a in rows if best[a] <= TOP]
    value = {u: sum(early[u] < late[a] or bool(flows[u, a]) for a in top) for u in open_}

    def named(places: Sequence[int]) -> tuple[str, ...]:
        return tuple(numbers[b] for b in places)

    listed = [
        Gap(
            iso3,
            numbers[a],
            str(states[a]),
            named(waits[a]),
            _unlocks(cover, start + a),
            int(numbers[a] in edition.duties),
            named(np.flatnonzero(flows[a] & stands).tolist()),
            best[a],
            worst[a],
            cover.signs[start + a],
        )
        for a in sorted(rows, key=late.__getitem__)
    ]
    looks = [
        LookFirst(iso3, numbers[u], value[u], named(waits[u]))
        for u in sorted(open_, key=lambda u: (-value[u], early[u]))
    ]
    return listed, looks
