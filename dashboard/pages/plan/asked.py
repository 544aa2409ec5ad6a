"""What the address of a plan asks for: budget, costs, and the steps of a plan of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from coordination.answers.plan import BUDGET, MOST
from coordination.answers.plan import budget_of as read_budget
from dashboard.backend.context import Context
from dashboard.backend.costs import PARTS, terms_of
from dashboard.backend.plan_steps import PARTS as STEPS
from dashboard.backend.plan_steps import items_of, of_meeting
from dashboard.backend.world import World
from dashboard.pages.shared import common
from dashboard.ui.i18n import _, told
from dashboard.ui.view import View
from graph_schema.errors import NotAllowed, UsageError

__all__ = [
    "BUDGET",
    "MOST",
    "NAME",
    "PHASES",
    "ask",
    "asked_for",
    "budget_of",
    "budget_problem",
    "choices_of",
    "country_of",
    "currency_of",
    "kept_plan",
    "made_on",
    "merged",
    "mode_of",
]

NAME = "plan"
PHASES = 4
MODES = ("states", "phases")


def mode_of(context: Context, view: View, code: str) -> str:
    """Whether the plan of an address is by status (``states``) or by phase (``phases``): as it says or its costs ask
    for, else by what is known of the country; never by phase where no phase is known. Raises UsageError."""
    by = view.get("plan_by")
    if by and by not in MODES:
        raise UsageError(
            _("{said} is no way to plan.", said=by[:20]),
            hint=_("Use one of: {known}.", known=", ".join(MODES)),
        )
    wanted = by or ("phases" if any(view.get(p) for p in PARTS) else None)
    given = context.ask(view, NAME, country=code, budget=0, by=wanted)
    return "states" if given["why_none"] else str(given["mode"])


def budget_of(view: View, mode: str = "phases") -> int | Decimal | None:
    """The budget of an address; by status, and with costs of one's own, none means no limit. Raises UsageError."""
    text = view.get("budget")
    if text:
        return read_budget(text)
    return None if mode == "states" or any(view.get(p) for p in PARTS) else BUDGET


def budget_problem(view: View) -> str:
    """What is wrong with the budget of an address, "" where nothing is."""
    try:
        budget_of(view)
    except UsageError as error:
        return f"{told(error.message)} {told(error.hint)}"
    return ""


def currency_of(view: View) -> str:
    """The currency or unit of the costs, as typed, "" = not said. Raises UsageError where it cannot be one."""
    text = " ".join(view.get("currency").split())
    if len(text) > 20 or not text.isprintable():
        raise UsageError(
            _("{said} is no currency.", said=text[:20]),
            hint=_("Write its code, such as MWK, or a short unit."),
        )
    return text


def country_of(world: World, view: View) -> str:
    """The country of a plan. Raises UsageError where none is chosen."""
    code = common.code_of(world, view, NAME)
    if not code:
        raise UsageError(_("Choose a country."), hint=_("A plan is for one country."))
    return code


def asked_for(context: Context, view: View, *, own: bool) -> dict[str, Any]:
    """The choices of the best plan within the budget of the address, or (``own``) of the one written there."""
    world = context.world(view)
    country, costs = country_of(world, view), terms_of(view, world.edition.by_number)
    if own:
        steps = items_of(view, world.edition.by_number)
        more = {"since": made_on(context, view, country), "currency": currency_of(view)}
        return {"country": country, "costs": costs, "steps": steps, **more}
    mode = mode_of(context, view, country)
    costed = {"costs": costs} if mode == "phases" else {}
    more = {"currency": currency_of(view)} if mode == "phases" else {}
    return {"country": country, **costed, "budget": budget_of(view, mode), "by": mode, **more}


def kept_plan(context: Context, view: View, code: str) -> Mapping[str, Any] | None:
    """The kept plan of the name that the address has, None where there is none or the reader may not see it."""
    name = view.get("plan_name").casefold()
    try:
        rows = context.ask(view, "plans")["plans"] if name else ()
    except (NotAllowed, UsageError):
        return None
    return next((r for r in rows if r["country"] == code and r["name"].casefold() == name), None)


def made_on(context: Context, view: View, code: str) -> date | None:
    """The day on which the plan of the page was made, where it is kept; None = today."""
    row = kept_plan(context, view, code)
    day = row and (row["as_of"] or row["saved"][:10])
    return date.fromisoformat(day) if day else None


def ask(context: Context, view: View, *, own: bool) -> dict[str, Any]:
    """The best plan within the budget of the address, or (``own``) the one written there, with its order check."""
    given = context.ask(view, "plan", **asked_for(context, view, own=own))
    return {**given, "steps": merged(given)} if own else given


_COLUMNS = (
    *("order", "kind", "capability", "about", "from", "to", "text", "start", "end", "cost", "grants"),
    "decided",
    *("became", "done_on", "shown_by"),
    *("lead", "effort"),
    *(
        "responsible",
        "accountable",
        "consulted",
        "informed",
        "owner",
        "missing",
        "indicator",
        "flags",
        "measure",
    ),
)


def merged(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Raises and measures of a plan in its order, all with the same fields; ``kind`` of a raise is ``raise``."""
    raises = [{"kind": "raise", "about": [a["capability"]], **a} for a in given["actions"]]
    rows = sorted([*raises, *given.get("measures", ())], key=lambda r: r["order"])
    return [{k: r.get(k, "") for k in _COLUMNS} | {"country": given["country"]} for r in rows]


def choices_of(view: View) -> dict[str, str]:
    """The choices that make a plan, with the name under which it is kept, for links to its files and its forms; and
    what the meeting that it comes from decided."""
    names = ("budget", "currency", "plan_by", "plan_name", *PARTS, *STEPS)
    return {n: view.get(n) for n in names if view.get(n)} | of_meeting(view)
