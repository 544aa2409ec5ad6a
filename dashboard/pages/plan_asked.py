"""What the address of a plan asks for: budget, costs, and the steps of a plan of one's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dashboard.context import Context
from dashboard.costs import PARTS, costs_of
from dashboard.i18n import _
from dashboard.pages import common
from dashboard.view import View
from dashboard.world import World
from graph_schema.errors import UsageError

__all__ = [
    "BUDGET",
    "MOST",
    "NAME",
    "PHASES",
    "Step",
    "ask",
    "budget_of",
    "choices_of",
    "country_of",
    "step_query",
    "steps_of",
]

NAME = "plan"
BUDGET, MOST, PHASES = 3, 60, 4
RICH = 1_000_000_000  #: the highest budget where somebody gave costs
Step = tuple[str, int, int]
_STEP = re.compile(r"(\d{1,3}):([1-4])-([1-4])")


def budget_of(view: View) -> int | None:
    """The budget of an address; with costs of one's own none means no limit. Raises UsageError."""
    text = view.get("budget")
    own = any(view.get(p) for p in PARTS)
    if not text:
        return None if own else BUDGET
    most = RICH if own else MOST
    if not (text.isascii() and text.isdigit()) or int(text) > most:
        raise UsageError(
            _("A budget is a whole number from 0 to {most}.", most=most),
            hint=_("Where you give no costs, one raise of one phase costs one."),
        )
    return int(text)


def steps_of(world: World, view: View) -> list[Step]:
    """The own plan of an address: texts as ``12:1-2`` joined by semicolons. Raises UsageError with the one that is
    not readable."""
    out: list[Step] = []
    for text in common.changes_of(view, "steps"):
        match = _STEP.fullmatch(text)
        if match is None or match[1] not in world.edition.by_number:
            raise UsageError(
                _("{step} is not a step.", step=text[:20]),
                hint=_("Write capability, phase and next phase: 12:1-2."),
            )
        out.append((match[1], int(match[2]), int(match[3])))
    return out


def step_query(steps: Sequence[Step]) -> dict[str, str]:
    """Steps as choices of an address."""
    return common.change_query([f"{n}:{a}-{b}" for n, a, b in steps], "steps")


def country_of(world: World, view: View) -> str:
    """The country of a plan. Raises UsageError where none is chosen."""
    code = common.code_of(world, view, NAME)
    if not code:
        raise UsageError(_("Choose a country."), hint=_("A plan is for one country."))
    return code


def ask(context: Context, view: View, *, own: bool) -> dict[str, Any]:
    """The best plan within the budget of the address, or (``own``) the one written there, with its order check."""
    world = context.world(view)
    code, costs = country_of(world, view), costs_of(view, world.edition.by_number)
    if own:
        return context.ask(view, "plan", code, None, steps=steps_of(world, view), costs=costs)
    return context.ask(view, "plan", code, budget_of(view), costs=costs)


def choices_of(view: View) -> dict[str, str]:
    """The choices that make a plan, for links to its files."""
    names = ("budget", *PARTS, "steps", "steps2", "steps3", "steps4")
    return {n: view.get(n) for n in names if view.get(n)}
