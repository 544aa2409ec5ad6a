"""From the meeting into the plan: what was typed about a decision goes with its step, and comes back with the plan.

``POST /<workspace>/meeting-plan/<country>`` takes the form of the meeting. With ``add``, the key of an item, its step
is put into the plan, and the page of the meeting follows; without, the page of the plan follows. Either way the steps
of items that are in the plan already get what was typed since. Nothing is kept by the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash
from flask import request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from coordination.reports.agenda import into_steps
from coordination.reports.minutes import on_the_table
from dashboard.backend.context import Context
from dashboard.backend.plan_steps import Measure, Step, item_query, of_meeting
from dashboard.backend.world import World
from dashboard.pages.meeting.minutes import read_minutes, steps_of
from dashboard.pages.plan.filled import owner_of
from dashboard.ui import i18n
from dashboard.ui.i18n import _
from dashboard.ui.view import View, parse
from graph_schema.errors import UsageError

__all__ = ["ROUTE", "STAYS", "add_to_plan", "route_to_plan", "rows_of_meeting"]

ROUTE = "meeting-plan"
STAYS = "stays"  #: choice of an address: the number on the agenda of what could not all go into the plan
Row = Mapping[str, Any]


def rows_of_meeting(
    context: Context, view: View, code: str, form: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """The items of the meeting, with what the plan of the address says of each. Raises UsageError on a step that is
    none here."""
    world = context.world(view)
    given = read_minutes(view, code, world.as_of, form or {}, steps_of(world, view, code))
    return context.document(view, lambda w, q, _lang: on_the_table(w, q, given))


def route_to_plan(view: View, code: str, **more: str) -> str:
    """The address to which the form of the meeting is sent."""
    query = {k: v for k, v in view.query.items() if k != STAYS}
    return view.href(ROUTE, code, **{**query, **more})


def _sent(context: Context, world: World, view: View, code: str) -> str:
    """The address that follows, with the plan in it."""
    add, form = view.get("add"), request.form.to_dict()
    rest = {k: v for k, v in view.query.items() if k not in ("add", "at")}
    view = View(**{**{f: getattr(view, f) for f in view.__dataclass_fields__}, "query": rest})
    items = steps_of(world, view, code)
    given = read_minutes(view, code, world.as_of, form, items)
    currency, stays, place = given.currency, "", ""
    for n, row in enumerate(rows_of_meeting(context, view, code, form), start=1):
        new = row["key"] == add and not row["steps"]
        if not (row["steps"] or new) or row["key"] not in given.typed:
            continue
        mine = [Step.of(Measure.parse(row["measure"]))] if new else [items[i - 1] for i in row["steps"]]
        entry = given.entries[row["key"]]
        changed, currency, whole = into_steps(row, mine, entry, owner_of(world, entry.owner), currency)
        if new:
            items = [*items, *changed]
            place = f"#decision-{n}"
        else:
            for i, step in zip(row["steps"], changed, strict=True):
                items[i - 1] = step
        if not whole:
            stays, place = f"{stays};{n}".strip(";"), place or f"#decision-{n}"
    query = {**rest, **item_query(items), "currency": currency, STAYS: stays}
    if add or stays:
        return view.href("meeting", code, **query) + place
    kept = {**item_query(items), "currency": currency, **of_meeting(view)}
    names = ("budget", "plan_name", "plan_by", *(k for k in rest if k.startswith("costs")))
    at = request.args.get("at", "")
    return view.href("plan", code, **{n: rest[n] for n in names if n in rest}, **kept) + (
        f"#step-{at}" if at.isascii() and at.isdigit() else ""
    )


def add_to_plan(app: Dash, context: Context) -> None:
    """The route."""

    def into_plan(workspace: str, code: str) -> Response:
        view = parse(request.full_path)
        token = i18n.set_language(view.lang)
        try:
            world = context.world(view)
            if code.upper() not in world.countries:
                raise UsageError(
                    _("{code} is not a country of this workspace.", code=code[:40]),
                    hint=_("Open the Meeting page of a country."),
                )
            return redirect(_sent(context, world, view, code.upper()), code=303)
        finally:
            i18n.reset_language(token)

    app.server.add_url_rule(
        f"/<workspace>/{ROUTE}/<code>", view_func=into_plan, methods=["POST"], endpoint="meeting_plan"
    )
