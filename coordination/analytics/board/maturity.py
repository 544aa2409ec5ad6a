"""Hollow maturity (METHODS 4): a phase that its prerequisites do not carry.

``m`` is that of the latest look that has a phase (1..4) or says not_found, which is 1; with neither it is [1, 4]. A
later found without a phase lifts a not_found to [2, 4].
``eff(a) = min(m, min AND eff, min over OR groups of max eff)`` on lower and upper ends (monotone, so the
ends are exact). ``hollow = [max(0, m_lo - eff_hi), m_hi - eff_lo]``; it is stated only if its lower end > 0.

Three questions follow: what holds a capability down (``held_by``), which raise by one phase would lift most
(``unlock``), and how few raises bring a capability to a phase (:func:`to_reach`). Phases are those of one
country; nothing here compares countries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

import numpy as np

from coordination.analytics.base.closure import cheapest_raises
from coordination.analytics.base.facts import NO_PHASE, Facts, Ints, Mask
from coordination.analytics.base.support import supported
from coordination.text.kinds import Bounds
from coordination.text.records import Key
from coordination.text.sentences import Name, Sentence, sentence
from graph_schema.edition import Edition
from graph_schema.errors import UsageError, said
from graph_schema.ids import CapabilityNumber, Iso3

__all__ = [
    "HIGHEST",
    "LOWEST",
    "Maturity",
    "MaturityCell",
    "Raise",
    "Reach",
    "Unlock",
    "any_phase",
    "country_cells",
    "held_by",
    "hollow_of",
    "maturity",
    "phases_at",
    "to_reach",
]

LOWEST, HIGHEST = 1, 4
_PHASE: Final = {"minimum": LOWEST, "maximum": HIGHEST}


def phases_at(facts: Facts, as_of: date, country: int | None = None) -> tuple[Ints, Ints, Ints]:
    """(m_lo, m_hi, phase or 0 where unknown), shape (cells,); of one country, shape (K,)."""
    looks, t = facts.looks, as_of.toordinal()
    first, cells = (0, facts.cells) if country is None else (country * facts.K, facts.K)
    low, high = np.searchsorted(looks.cell, [first, first + cells])
    seen = low + np.flatnonzero(looks.day[low:high] <= t)
    denies, tells = looks.outcome[seen] == 0, looks.phase[seen] != NO_PHASE

    def latest(which: Mask) -> Ints:
        """Position of the latest of these looks at each cell, or -1."""
        out = np.full(cells, -1, np.int64)
        rows = seen[which][::-1]  # best first; the best is written last
        out[looks.cell[rows] - first] = rows
        return out

    deciding, unphased = latest(denies | tells), latest((looks.outcome[seen] == 2) & ~tells)
    has = deciding >= 0
    denied, phase = np.zeros(cells, bool), np.zeros(cells, np.int64)
    denied[has], phase[has] = looks.outcome[deciding[has]] == 0, looks.phase[deciding[has]]
    # rows of one cell are sorted latest first: a smaller position is a later look
    lifted = denied & (unphased >= 0) & (unphased < deciding)
    phase[denied] = LOWEST
    phase[lifted] = 0
    known = phase > 0
    return np.where(known, phase, np.where(lifted, 2, LOWEST)), np.where(known, phase, HIGHEST), phase


def hollow_of(facts: Facts, as_of: date) -> tuple[Ints, Ints]:
    """(lower, upper) end of hollow, shape (cells,)."""
    low, high, _ = phases_at(facts, as_of)
    eff_low = supported(facts.edition, low.reshape(-1, facts.K)).reshape(-1)
    eff_high = supported(facts.edition, high.reshape(-1, facts.K)).reshape(-1)
    return np.maximum(0, low - eff_high), high - eff_low


@dataclass(frozen=True, slots=True)
class MaturityCell:
    """The phase of a capability in a country, and how far its prerequisites support it."""

    country: Iso3
    capability: CapabilityNumber
    phase: Annotated[
        int | None, Key("phase of the latest look that has one; null = nobody gave one", more=_PHASE)
    ]
    effective: Annotated[Bounds, Key("phase that its prerequisites support: lower and upper end")]
    hollow: Annotated[Bounds, Key("phases above what its prerequisites support: lower and upper end")]
    held_by: Annotated[tuple[CapabilityNumber, ...], Key("capabilities below that hold the phase down")]

    @property
    def is_hollow(self) -> bool:
        """Hollow whatever the phases nobody gave may be."""
        return self.hollow[0] > 0

    def why(self) -> Sentence:
        """What the cell says, in one sentence."""
        name, held = Name("capabilities", self.capability), [Name("capabilities", n) for n in self.held_by]
        if self.phase is None:
            return sentence("No maturity review has set a phase for {capability}.", capability=name)
        if self.is_hollow:
            return sentence(
                "{capability} is at phase {phase}, but its prerequisites support phase {effective} "
                "only. Held back by: {held}.",
                capability=name,
                phase=self.phase,
                effective=self.effective[1],
                held=held,
            )
        if self.effective[0] < self.phase:
            return sentence(
                "{capability} is at phase {phase}; it is not known whether its prerequisites support it.",
                capability=name,
                phase=self.phase,
            )
        return sentence(
            "{capability} is at phase {phase}, and its prerequisites support it.",
            capability=name,
            phase=self.phase,
        )


@dataclass(frozen=True, slots=True)
class Unlock:
    """Raising ``capability`` by one phase lifts the effective phases of its country by ``gain`` in all."""

    country: Iso3
    capability: CapabilityNumber
    gain: Annotated[int, Key("phases gained in all, itself included", more={"minimum": 0})]


@dataclass(frozen=True, slots=True)
class Raise:
    """Bring ``capability`` from phase ``start`` to phase ``to``."""

    capability: CapabilityNumber
    start: Annotated[int, Key("phase today", name="from", more=_PHASE)]
    to: Annotated[int, Key("phase to reach", more=_PHASE)]


@dataclass(frozen=True, slots=True)
class Reach:
    """Fewest raises by one phase that bring the effective phase of ``capability`` to ``phase``."""

    country: Iso3
    capability: CapabilityNumber
    phase: Annotated[int, Key("phase to be carried", more=_PHASE)]
    raises: Annotated[tuple[Raise, ...], Key("in the order of prerequisites")]
    total: Annotated[int, Key("number of raises by one", more={"minimum": 0})]
    assumed: Annotated[
        tuple[CapabilityNumber, ...], Key("capabilities whose phase nobody gave, taken as the lowest")
    ]


@dataclass(frozen=True)
class Maturity:
    """Phases, what lifts most, and what brings a capability to a phase."""

    cells: Annotated[tuple[MaturityCell, ...], Key("sorted by country, then in edition order")]
    unlock: Annotated[tuple[Unlock, ...], Key("grouped by country; a ranking within each")]
    to_reach: Annotated[tuple[Reach, ...] | None, Key("only with --reach", may_lack=True)] = None


def held_by(edition: Edition, own: Ints, effective: Ints, b: int) -> tuple[int, ...]:
    """The capabilities below ``b``, reached through requirements at the minimum, whose own phase is that
    minimum; in edition order, empty where ``eff`` = ``m``. ``own`` and ``effective`` have shape (K,)."""
    least = int(effective[b])
    if least == int(own[b]):
        return ()
    found: set[int] = set()
    front = [b]
    while front:
        here = front.pop()
        below = [a for a in edition.all_of[here] if effective[a] == least]
        for group in edition.any_of[here]:
            if max(int(effective[a]) for a in group) == least:  # this group holds it down
                below += [a for a in group if effective[a] == least]
        fresh = set(below) - found
        found |= fresh
        front += fresh
    return tuple(a for a in sorted(found) if own[a] == least)


def _gains(edition: Edition, low: Ints, eff_low: Ints) -> Ints:
    """Rise of the sum of effective phases when one is raised by one. Shape (countries, K)."""
    k = low.shape[1]
    raised = low[:, None, :] + np.eye(k, dtype=np.int64)
    gain: Ints = supported(edition, raised).sum(axis=2) - eff_low.sum(axis=1)[:, None]
    return gain


def maturity(facts: Facts, as_of: date, countries: Sequence[str] | None = None) -> Maturity:
    """Every cell of every country of the store on ``as_of``, or of those named. Raises UsageError."""
    edition, k = facts.edition, facts.K
    chosen = np.asarray(
        [country_index(facts, c) for c in sorted(countries)]
        if countries is not None
        else range(len(facts.countries)),
        np.int64,
    )
    low, high, phase = (x.reshape(-1, k)[chosen] for x in phases_at(facts, as_of))
    eff_low, eff_high = supported(edition, low), supported(edition, high)
    gains = _gains(edition, low, eff_low)
    cells: list[MaturityCell] = []
    unlock: list[Unlock] = []
    for i, c in enumerate(chosen.tolist()):
        iso3 = facts.countries[c]
        cells += [
            MaturityCell(
                iso3,
                edition.numbers[b],
                int(phase[i, b]) or None,
                Bounds(int(eff_low[i, b]), int(eff_high[i, b])),
                Bounds(max(0, int(low[i, b] - eff_high[i, b])), int(high[i, b] - eff_low[i, b])),
                tuple(edition.numbers[a] for a in held_by(edition, high[i], eff_high[i], b)),
            )
            for b in range(k)
        ]
        may = [a for a in range(k) if 0 < phase[i, a] < HIGHEST]
        unlock += [
            Unlock(iso3, edition.numbers[a], int(gains[i, a]))
            for a in sorted(may, key=lambda a: (-int(gains[i, a]), a))
        ]
    return Maturity(tuple(cells), tuple(unlock))


def country_index(facts: Facts, iso3: str) -> int:
    """Position of a country of the store. Raises UsageError."""
    try:
        return facts.country_at[iso3]
    except KeyError:
        raise UsageError(
            said("There is no country {iso3!r} in this database.", iso3=iso3),
            hint=said(
                "Use the three-letter ISO code, such as MWI. `mnr coverage` lists the countries in the "
                "database."
            ),
        ) from None


def country_cells(facts: Facts, as_of: date, iso3: str) -> tuple[Ints, Ints]:
    """(phases with unknown taken as the lowest, phase or 0 where unknown), shape (K,)."""
    low, _, phase = phases_at(facts, as_of, country_index(facts, iso3))
    return low, phase


def any_phase(facts: Facts, as_of: date, iso3: str) -> bool:
    """Has any look at the country given a phase? That something was not found makes no plan over phases."""
    c, looks = country_index(facts, iso3), facts.looks
    here = (looks.cell // facts.K == c) & (looks.day <= as_of.toordinal())
    return bool((looks.phase[here] != NO_PHASE).any())


def to_reach(facts: Facts, as_of: date, country: str, capability: str, phase: int) -> Reach:
    """The fewest raises with ``eff(capability) >= phase``, exact; among equally few the ones that come
    first in edition order. Phases nobody gave count as the lowest. Raises UsageError."""
    edition = facts.edition
    edition.capability(capability)
    if not LOWEST <= phase <= HIGHEST:
        raise UsageError(
            said("Phase {phase} does not exist.", phase=phase),
            hint=said("Use a phase from {lowest} to {highest}.", lowest=LOWEST, highest=HIGHEST),
        )
    low, known = country_cells(facts, as_of, country)
    own = low.tolist()
    b = edition.index[capability]
    chosen = cheapest_raises(edition, b, lambda a: max(0, phase - own[a]))
    raises = [
        Raise(edition.numbers[a], own[a], phase) for a in edition.order if a in chosen and own[a] < phase
    ]
    return Reach(
        Iso3(country),
        edition.numbers[b],
        phase,
        tuple(raises),
        sum(r.to - r.start for r in raises),
        tuple(edition.numbers[a] for a in sorted(chosen) if own[a] < phase and not known[a]),
    )
