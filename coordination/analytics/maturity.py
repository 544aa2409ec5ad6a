"""Hollow maturity (METHODS 4): a phase that its prerequisites do not carry.

``m`` is the phase (1..4) of the latest look that has one; a later not_found makes it 1; missing = [1, 4].
``eff(a) = min(m, min AND eff, min over OR groups of max eff)`` on lower and upper ends (monotone, so the
ends are exact). ``hollow = [max(0, m_lo - eff_hi), m_hi - eff_lo]``.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from coordination.analytics.facts import NO_PHASE, Facts, Ints
from coordination.analytics.support import supported

__all__ = ["LOWEST", "HIGHEST", "hollow_of", "phases_at"]

LOWEST, HIGHEST = 1, 4


def phases_at(facts: Facts, as_of: date) -> tuple[Ints, Ints, Ints]:
    """(m_lo, m_hi, phase or 0 where unknown), shape (cells,)."""
    looks, t = facts.looks, as_of.toordinal()
    seen = np.flatnonzero(looks.day <= t)
    best = np.full(facts.cells, -1, np.int64)
    phased = seen[looks.phase[seen] != NO_PHASE][::-1]
    best[looks.cell[phased]] = phased  # rows are best first; the best is written last
    nothing = np.full(facts.cells, -1, np.int64)
    not_found = seen[looks.outcome[seen] == 0][::-1]
    nothing[looks.cell[not_found]] = not_found
    phase = np.where(best >= 0, looks.phase[np.maximum(best, 0)] if len(looks.phase) else 0, 0)
    # rows of one cell are sorted latest first: a smaller position is a later look
    denied = (nothing >= 0) & (best >= 0) & (nothing < best)
    phase = np.where(denied, 1, phase)
    return np.where(phase > 0, phase, LOWEST), np.where(phase > 0, phase, HIGHEST), phase


def hollow_of(facts: Facts, as_of: date) -> tuple[Ints, Ints]:
    """(lower, upper) end of hollow, shape (cells,)."""
    low, high, _ = phases_at(facts, as_of)
    eff_low = supported(facts.edition, low.reshape(-1, facts.K)).reshape(-1)
    eff_high = supported(facts.edition, high.reshape(-1, facts.K)).reshape(-1)
    return np.maximum(0, low - eff_high), high - eff_low
