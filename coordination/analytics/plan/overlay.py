"""What the picture would be once a plan is carried out (METHODS 10): an overlay on the snapshot.

The overlay is a snapshot of its own, so that every question can be asked of it: for each raised capability it
holds one more look, dated the as-of day, that finds the phase the plan brings. A look of that very day at the
same cell is left out of the overlay, since the raise comes after it. Who will deliver what is raised is not known
yet, so a gap that is raised reads "unattributed". A measure that names a provider or a tie adds it, as an addition of
a what-if does. Nothing else changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np

from coordination.analytics.base.facts import Facts, facts_of
from coordination.analytics.board.coverage import Coverage, coverage
from coordination.analytics.board.maturity import Maturity, country_cells, maturity
from coordination.analytics.loss.scenario import apply_changes, scenario_changes
from coordination.analytics.plan.measures import additions
from coordination.analytics.plan.planning import Plan
from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from coordination.text.kinds import Bounds
from coordination.text.records import Key
from coordination.text.states import Sign, State
from graph_schema.ids import CapabilityNumber
from graph_schema.schema import SCHEMA

__all__ = ["BeforeAfter", "Changed", "before_after", "overlay"]

SOURCE = "plan"  #: id of the source that the looks of an overlay name; numbered where it is taken


def overlay(facts: Facts, plan: Plan) -> Snapshot:
    """The snapshot as it would be on ``plan.as_of`` with every raise and every measure of the plan done. A raise to a
    phase that is reached today changes nothing."""
    today = country_cells(facts, plan.as_of, plan.country)[0]
    targets = {
        a.capability: max(b.to_phase for b in plan.actions if b.capability == a.capability)
        for a in plan.actions
    }
    raised = {n: phase for n, phase in targets.items() if phase > today[facts.edition.index[n]]}
    taken = set(facts.snapshot["sources"].ids)
    source = next(s for n in range(len(taken) + 1) if (s := f"{SOURCE}-{n}" if n else SOURCE) not in taken)
    day = plan.as_of.isoformat()
    looks, edition, t = facts.looks, facts.edition, plan.as_of.toordinal()
    cells = [facts.country_at[plan.country] * facts.K + edition.index[n] for n in raised]
    same_day = looks.row[np.isin(looks.cell, cells) & (looks.day == t)]
    keep = np.ones(len(facts.snapshot["reviews"]), bool)
    keep[same_day] = False
    reviews = Frame.from_rows(
        SCHEMA["reviews"],
        [
            {
                "iso3": plan.country,
                "edition": edition.id,
                "capability": number,
                "outcome": "found",
                "phase": str(phase),
                "method": "official_review",
                "reviewed_on": day,
                "reviewer": source,
                "source_id": source,
            }
            for number, phase in raised.items()
        ],
    )
    sources = Frame.from_rows(
        SCHEMA["sources"],
        [{"source_id": source, "title": "Plan, not carried out yet", "published": day}] if raised else [],
    )
    raised_to = Snapshot.of(
        {
            **facts.snapshot.frames,
            "reviews": facts.snapshot["reviews"].take(keep).concat(reviews),
            "sources": facts.snapshot["sources"].concat(sources),
        },
        facts.snapshot.assumed_ends,
    )
    added = additions(facts, plan.country, plan.measures)
    return apply_changes(raised_to, scenario_changes(raised_to, added, plan.as_of)) if added else raised_to


@dataclass(frozen=True, slots=True)
class Changed:
    """A capability before and after."""

    capability: CapabilityNumber
    state: Annotated[tuple[State, State], Key("state of its cell, before and after")]
    effective: Annotated[
        tuple[Bounds, Bounds],
        Key("phase that its prerequisites support: lower and upper end, before and after"),
    ]
    signs: Annotated[tuple[Sign, Sign], Key("how it is drawn, before and after")]


@dataclass(frozen=True, eq=False)
class BeforeAfter:
    """``before`` and ``after``: coverage and maturity of the country; ``changed``: what differs, in edition
    order."""

    country: str
    before: tuple[Coverage, Maturity]
    after: tuple[Coverage, Maturity]
    changed: tuple[Changed, ...]


def _ask(facts: Facts, as_of: date, country: str) -> tuple[Coverage, Maturity]:
    return coverage(facts, as_of), maturity(facts, as_of, [country])


def before_after(facts: Facts, plan: Plan) -> BeforeAfter:
    """The country today and with the plan carried out, everything else as it is."""
    then = facts_of(overlay(facts, plan), facts.edition, facts.evidence)
    before = _ask(facts, plan.as_of, plan.country)
    after = _ask(then, plan.as_of, plan.country)
    changed = []
    for old, new in zip(before[1].cells, after[1].cells, strict=True):
        covers = before[0], after[0]
        was, now = (c.index(plan.country, old.capability) for c in covers)
        state, signs = (
            (covers[0].state(was), covers[1].state(now)),
            (covers[0].signs[was], covers[1].signs[now]),
        )
        if state[0] != state[1] or old.effective != new.effective:
            changed.append(Changed(old.capability, state, (old.effective, new.effective), signs))
    return BeforeAfter(plan.country, before, after, tuple(changed))
