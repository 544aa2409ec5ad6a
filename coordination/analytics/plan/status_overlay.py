"""The board of a country after a plan by status (METHODS 10): what the steps that count make of each capability.

What is put in place, or gets a second provider, has one independent provider more; where a successor is named, one more
organisation has agreed to take over. Who it will be is not known, so it is taken to be independent. An unknown
capability that the plan takes to be in place is shown so, without a provider: its review must show it. Steps beside the
plan change no status.
"""

from __future__ import annotations

from coordination.analytics.board.coverage import Coverage, ranked
from coordination.analytics.board.maturity import maturity
from coordination.analytics.plan.overlay import Changed
from coordination.analytics.plan.statuses import StatusPlan
from coordination.text.states import Sign, State
from graph_schema.actions import Serves

__all__ = ["after_status_plan"]


def after_status_plan(cover: Coverage, plan: StatusPlan) -> tuple[Changed, ...]:
    """The capabilities whose status is another one, or drawn otherwise, once the plan is carried out."""
    facts, out = cover.facts, []
    phases = {c.capability: c.effective for c in maturity(facts, cover.as_of, [plan.country]).cells}
    for number in facts.edition.numbers:
        serves = {s.serves for s in plan.counted if s.capability == number}
        cell = cover.index(plan.country, number)
        state, sign = _after(cover, cell, serves, assumed=number in plan.assumed)
        if sign is not cover.signs[cell]:
            same = phases[number], phases[number]
            out.append(Changed(number, (cover.states[cell], state), same, (cover.signs[cell], sign)))
    return tuple(out)


def _after(cover: Coverage, cell: int, serves: set[Serves], *, assumed: bool) -> tuple[State, Sign]:
    if assumed:
        return State.UNATTRIBUTED, Sign.UNATTRIBUTED
    more = bool(serves & {Serves.ESTABLISH, Serves.SECOND_PROVIDER})
    if not more and Serves.NAME_SUCCESSOR not in serves:
        return cover.states[cell], cover.signs[cell]
    n, ready = cover.n[[cell]] + more, cover.s[[cell]] + (Serves.NAME_SUCCESSOR in serves)
    (rank,) = ranked(n, ready, cover.facts.required[[cell]]).tolist()
    state = State.COVERED if rank == 2 else State.FRAGILE
    return state, cover.sign_with(cell, state, int(n[0]))
