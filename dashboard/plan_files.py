"""A plan as files, and costs that come back: the routes beside the plan page.

``/<workspace>/plan-paper/<country>.docx|xlsx|html`` gives the plan of the address; ``/<workspace>/plan-costs/<ISO3>``
takes the costs of a form or of a small file and leads back to the page with them in its address. Nothing is kept.
"""

from __future__ import annotations

from dash import Dash
from flask import Response, redirect, request

from coordination.analytics.planning import Step, Terms
from coordination.reports.plan import Asked, plan_book, plan_document
from coordination.reports.workbook import MIMETYPE
from dashboard import i18n
from dashboard.context import Context
from dashboard.costs import PARTS, cost_query, costs_of, from_csv, from_form
from dashboard.i18n import _
from dashboard.minutes import document_file
from dashboard.pages.plan_asked import budget_of, steps_of
from dashboard.view import View, parse
from dashboard.world import World
from graph_schema.errors import UsageError

__all__ = ["add_plan_files"]


def _asked(world: World, view: View, code: str) -> Asked:
    """The plan of an address: the best one, or with ``which=own`` the one written there."""
    terms = Terms(cost=dict(costs_of(view, world.edition.by_number)))
    if view.get("which") == "own":
        return Asked(code, None, terms, tuple(Step(*s) for s in steps_of(world, view)))
    return Asked(code, budget_of(view), terms)


def _country(world: World, code: str) -> str:
    if code.upper() not in world.countries:
        raise UsageError(
            _("{code} is not a country of this workspace.", code=code[:40]),
            hint=_("Take the file from the plan page of a country."),
        )
    return code.upper()


def add_plan_files(app: Dash, context: Context) -> None:
    """The two routes."""

    def paper(workspace: str, name: str) -> Response:
        view = parse(request.full_path)
        token = i18n.set_language(view.lang)
        try:
            world = context.world(view)
            code, _dot, ending = name.rpartition(".")
            asked = _asked(world, view, _country(world, code))
            if ending != "xlsx":
                made = context.document(view, lambda w, q, lang: plan_document(w, q, asked, lang))
                return document_file(made, ending, world.as_of, attach=False)
            answer = Response(
                context.document(view, lambda w, q, _lang: plan_book(w, q, asked)), mimetype=MIMETYPE
            )
            file = f"plan-{asked.country}-{world.as_of.isoformat()}.xlsx"
            answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
            return answer
        finally:
            i18n.reset_language(token)

    def costs(workspace: str, code: str) -> object:
        view = parse(request.full_path)
        token = i18n.set_language(view.lang)
        try:
            world = context.world(view)
            given = from_form(request.form.to_dict(), world.edition.by_number)
            file = request.files.get("file")
            if file is not None and file.filename:
                given = from_csv(file.stream.read(), world.edition.by_number)
            kept = {k: v for k, v in view.query.items() if k not in PARTS}
            back = view.href("plan", _country(world, code), **{**kept, **cost_query(given)})
            return redirect(back, code=303)
        finally:
            i18n.reset_language(token)

    app.server.add_url_rule("/<workspace>/plan-paper/<name>", view_func=paper, endpoint="plan_paper")
    app.server.add_url_rule(
        "/<workspace>/plan-costs/<code>", view_func=costs, methods=["POST"], endpoint="plan_costs"
    )
