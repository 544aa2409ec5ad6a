"""Several scenarios side by side: what each does to every cell and corridor that one of them touches.

A cell's effect is the first of these that holds: ``falls`` (its last provider goes), ``taken_over`` (by who had agreed
to), ``loses_support`` (it stands, but less of what it stands on does), ``weaker`` (it has fewer independent providers
or successors than before), ``gains`` (it ranks higher than before), else ``stays``. All scenarios must have been worked
out from the same coverage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from coordination.analytics.loss.cascade import WhatIf
from coordination.text.kinds import said_as
from coordination.text.sentences import sentence
from graph_schema.ids import Cell

__all__ = ["Effect", "SideBySide", "effects"]


@said_as(
    {
        "falls": sentence("is lost"),
        "taken_over": sentence("is taken over"),
        "loses_support": sentence("loses a prerequisite"),
        "weaker": sentence("has fewer providers"),
        "gains": sentence("has more providers"),
        "stays": sentence("no change"),
    },
    doc="what becomes of it",
)
class Effect(StrEnum):
    """What becomes of a cell."""

    FALLS = "falls"
    TAKEN_OVER = "taken_over"
    LOSES_SUPPORT = "loses_support"
    WEAKER = "weaker"
    GAINS = "gains"
    STAYS = "stays"


def effects(found: WhatIf) -> dict[Cell, Effect]:
    """What becomes of each cell that a scenario touches."""
    out = dict.fromkeys(found.aside.gained, Effect.GAINS)
    fewer = np.flatnonzero(
        (found.after.n < found.before.n) | (found.after.rank < found.before.rank) & (found.after.n > 0)
    ).tolist()
    out |= dict.fromkeys(map(found.before.name, fewer), Effect.WEAKER)
    out |= {Cell(u.country, u.capability): Effect.LOSES_SUPPORT for u in found.loss.unsupported}
    out |= {Cell(x.country, x.capability): Effect.TAKEN_OVER for x in found.loss.taken_over}
    return out | dict.fromkeys(found.loss.fallen, Effect.FALLS)


@dataclass(frozen=True)
class SideBySide:
    """``found``: one what-if per scenario, in the order asked."""

    found: Sequence[WhatIf]

    def cells(self) -> list[tuple[Cell, tuple[Effect, ...]]]:
        """Cells that at least one scenario touches, by country and edition order, with each one's effect."""
        each = [effects(w) for w in self.found]
        order = self.found[0].before.facts.edition.index if self.found else {}
        touched = sorted({c for e in each for c in e}, key=lambda c: (c[0], order[c[1]]))
        return [(c, tuple(e.get(c, Effect.STAYS) for e in each)) for c in touched]

    def as_answer(self) -> dict[str, object]:
        """``scenarios``: what each takes, in numbers; ``cells``, ``duties``: one effect per scenario."""
        lost = [set(w.loss.duties_lost) for w in self.found]
        order = self.found[0].before.facts.edition.index if self.found else {}
        duties = sorted({d for each in lost for d in each}, key=lambda d: (d[0], d[1], order[d[2]]))
        return {
            "scenarios": [
                {
                    "name": w.scenario.name,
                    "changes": list(w.scenario.texts),
                    "also_removed": len(w.loss.also_removed),
                    "also_ended": len(w.loss.also_ended),
                    "lost_ground": len(w.loss.lost_ground),
                    "fallen": len(w.loss.fallen),
                    "taken_over": len(w.loss.taken_over),
                    "unsupported": len(w.loss.unsupported),
                    "gained": len(w.aside.gained),
                    "duties_lost": len(w.loss.duties_lost),
                    "pieces": len(w.loss.pieces),
                    "lowered": len(w.aside.lowered),
                }
                for w in self.found
            ],
            "cells": [
                {"country": c, "capability": n, "effects": [str(e) for e in said]}
                for (c, n), said in self.cells()
            ],
            "duties": [
                {"a": a, "b": b, "duty": n, "lost": [(a, b, n) in s for s in lost]} for a, b, n in duties
            ],
        }
