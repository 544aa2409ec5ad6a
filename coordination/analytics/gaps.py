"""What is missing, in the order in which it holds others up (METHODS 3).

Listed are the gaps of each country, then its fragile, unattributed and planned cells; among these first
those for which most others wait, then those with a duty across borders, then in edition order. Unknown
cells stand apart: for them the first thing to do is to look, and the looks that would teach most come first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coordination.analytics.coverage import Coverage, State
from coordination.analytics.support import supported, waiting

__all__ = ["Gap", "Gaps", "LookFirst", "gaps"]

LISTED = (State.GAP, State.FRAGILE, State.UNATTRIBUTED, State.PLANNED)


@dataclass(frozen=True, slots=True)
class Gap:
    """``waiting``: capabilities that cannot be supported without it; ``unlocks``: standing capabilities of
    this country whose support rises if it alone came to stand; ``duties``: 1 if it has a cross-border duty."""

    country: str
    capability: str
    state: str
    waiting: tuple[str, ...]
    unlocks: tuple[str, ...]
    duties: int


@dataclass(frozen=True, slots=True)
class LookFirst:
    """A cell nobody knows about, and what waits for it."""

    country: str
    capability: str
    waiting: tuple[str, ...]


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
                    "waiting": list(g.waiting),
                    "unlocks": list(g.unlocks),
                    "duties": g.duties,
                }
                for g in self.gaps
            ],
            "looks": [
                {"country": x.country, "capability": x.capability, "waiting": list(x.waiting)}
                for x in self.looks
            ],
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
    facts = cover.facts
    edition = facts.edition
    waits = tuple(tuple(edition.numbers[b] for b in w) for w in waiting(edition))
    duty = [int(number in edition.duties) for number in edition.numbers]
    rank = sorted(range(facts.K), key=lambda a: (-len(waits[a]), -duty[a], a))
    listed: list[Gap] = []
    looks: list[LookFirst] = []
    for iso3 in sorted(countries) if countries is not None else facts.countries:
        start = facts.country_at[iso3] * facts.K
        states = cover.states[start : start + facts.K]
        listed += [
            Gap(iso3, edition.numbers[a], str(state), waits[a], _unlocks(cover, start + a), duty[a])
            for state in LISTED
            for a in rank
            if states[a] is state
        ]
        looks += [LookFirst(iso3, edition.numbers[a], waits[a]) for a in rank if states[a] is State.UNKNOWN]
    return Gaps(tuple(listed), tuple(looks))
