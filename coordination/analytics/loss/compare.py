"""Several scenarios side by side: what each does to every cell, corridor and route that one of them touches.

A cell's effect is the first of these that holds: ``falls`` (its last provider goes), ``taken_over`` (by who had agreed
to), ``loses_support`` (it stands, but less of what it stands on does), ``weaker`` (it has fewer independent providers
or successors than before), ``gains`` (it ranks higher than before), else ``stays``. All scenarios must have been worked
out from the same coverage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import numpy as np

from coordination.analytics.loss.cascade import WhatIf
from coordination.analytics.loss.route_changes import THROUGH
from coordination.analytics.routes.terms import RouteState
from coordination.text.kinds import said_as
from coordination.text.records import Key
from coordination.text.sentences import Sentence, sentence
from graph_schema.edition import Ends
from graph_schema.ids import CapabilityNumber, Cell, Iso3, RouteId

__all__ = ["Compared", "Effect", "SideBySide", "effects"]


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
        (found.then.n < found.before.n) | (found.then.rank < found.before.rank) & (found.then.n > 0)
    ).tolist()
    out |= dict.fromkeys(map(found.before.name, fewer), Effect.WEAKER)
    out |= {Cell(u.country, u.capability): Effect.LOSES_SUPPORT for u in found.loss.unsupported}
    out |= {Cell(x.country, x.capability): Effect.TAKEN_OVER for x in found.loss.taken_over}
    return out | dict.fromkeys(found.loss.fallen, Effect.FALLS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one scenario takes, in numbers."""

    name: Annotated[str, Key("its name")]
    changes: Annotated[tuple[str, ...], Key("its changes", more={"minItems": 1, "uniqueItems": True})]
    also_removed: Annotated[int, Key("units that go too")]
    also_ended: Annotated[int, Key("agreements and networks whose operator is gone")]
    lost_ground: Annotated[int, Key("providers that lose their money for a cell")]
    fallen: Annotated[int, Key("cells left without a provider")]
    taken_over: Annotated[int, Key("cells that a stand-in takes over")]
    unsupported: Annotated[
        int, Key("cells that stand, and lose their support, taken over by nobody (loses_support)")
    ]
    weaker: Annotated[
        int, Key("of the others, cells with fewer independent providers or successors (weaker)")
    ]
    gained: Annotated[int, Key("of the others, cells with more independent providers than before (gains)")]
    duties_lost: Annotated[int, Key("corridors covered before and not after")]
    pieces: Annotated[int, Key("pieces of the cooperation graph that broke")]
    lowered: Annotated[int, Key("cells that rank lower without falling, whatever else becomes of them")]
    routes_changed: Annotated[int, Key("routes from report to rescue that have another status then")]
    routes_lost: Annotated[int, Key("routes from report to rescue that get through before and not then")]
    routes_won: Annotated[int, Key("routes from report to rescue that get through only then")]


@dataclass(frozen=True, slots=True)
class Touched:
    """A cell that at least one scenario touches."""

    country: Iso3
    capability: CapabilityNumber
    effects: Annotated[
        tuple[Effect, ...],
        Key("what becomes of it, one word per scenario", more={"minItems": 2, "uniqueItems": False}),
    ]


@dataclass(frozen=True, slots=True)
class Closed:
    """A corridor that at least one scenario closes."""

    a: Iso3
    b: Iso3
    duty: CapabilityNumber
    lost: Annotated[tuple[bool, ...], Key("whether each scenario closes it", more={"minItems": 2})]


@dataclass(frozen=True, slots=True)
class Through:
    """A route from report to rescue that has another status in at least one scenario."""

    country: Iso3
    route: RouteId
    ends_with: Ends
    before: Annotated[RouteState, Key("status without any of them")]
    told_before: Annotated[Sentence, Key("how it stands without any of them, in a sentence")]
    after: Annotated[
        tuple[RouteState, ...], Key("status in each scenario", more={"minItems": 2, "uniqueItems": False})
    ]
    told: Annotated[
        tuple[Sentence, ...],
        Key("how it stands in each scenario, in a sentence", more={"minItems": 2, "uniqueItems": False}),
    ]


@dataclass(frozen=True, slots=True)
class Compared:
    """Several scenarios, told side by side."""

    scenarios: Annotated[tuple[Taken, ...], Key("what each scenario takes, in numbers, in the order asked")]
    cells: Annotated[tuple[Touched, ...], Key("cells that at least one scenario touches")]
    duties: Annotated[tuple[Closed, ...], Key("corridors that at least one scenario closes, a < b")]
    routes: Annotated[
        tuple[Through, ...],
        Key(
            "routes from report to rescue that have another status in at least one scenario, by country and in the "
            "order of the edition"
        ),
    ]


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

    def closed(self) -> list[Closed]:
        """Corridors that at least one scenario closes, by country and edition order."""
        lost = [set(w.loss.duties_lost) for w in self.found]
        order = self.found[0].before.facts.edition.index if self.found else {}
        duties = sorted({d for each in lost for d in each}, key=lambda d: (d.a, d.b, order[d.duty]))
        return [Closed(d.a, d.b, d.duty, tuple(d in each for each in lost)) for d in duties]

    def routes(self) -> list[Through]:
        """Routes that have another status in at least one scenario, by country and edition order."""
        each = [{(r.country, r.route): r for r in w.routes} for w in self.found]
        edition = self.found[0].before.facts.edition if self.found else None
        place = {r.id: i for i, r in enumerate(edition.routes if edition else ())}
        turned = {key: r for found in each for key, r in found.items() if r.before != r.after}
        out = []
        for key, r in sorted(turned.items(), key=lambda t: (t[0][0], place[t[0][1]])):
            then = [found.get(key) for found in each]  # without a change it stands as before
            out.append(
                Through(
                    country=r.country,
                    route=r.route,
                    ends_with=r.ends_with,
                    before=r.before,
                    told_before=r.told_before,
                    after=tuple(x.after if x else r.before for x in then),
                    told=tuple(x.told if x else r.told_before for x in then),
                )
            )
        return out

    def compared(self) -> Compared:
        """What each takes, and what becomes of each cell, corridor and route in each of them. The numbers count the
        rows of the lists, each cell once, under its effect."""
        taken = (
            Taken(
                name=w.scenario.name,
                changes=tuple(w.scenario.texts),
                also_removed=len(w.loss.also_removed),
                also_ended=len(w.loss.also_ended),
                lost_ground=len(w.loss.lost_ground),
                fallen=counts[Effect.FALLS],
                taken_over=counts[Effect.TAKEN_OVER],
                unsupported=counts[Effect.LOSES_SUPPORT],
                weaker=counts[Effect.WEAKER],
                gained=counts[Effect.GAINS],
                duties_lost=len(w.loss.duties_lost),
                pieces=len(w.loss.pieces),
                lowered=len(w.aside.lowered),
                routes_changed=sum(r.before != r.after for r in w.routes),
                routes_lost=sum(r.before in THROUGH and r.after not in THROUGH for r in w.routes),
                routes_won=sum(r.before not in THROUGH and r.after in THROUGH for r in w.routes),
            )
            for w, counts in ((w, Counter(effects(w).values())) for w in self.found)
        )
        cells = (Touched(cell.country, cell.capability, said) for cell, said in self.cells())
        return Compared(tuple(taken), tuple(cells), tuple(self.closed()), tuple(self.routes()))
