"""A plan as files, and costs that come back: the routes beside the plan page.

``/<workspace>/plan-paper/<country>.docx|xlsx|html`` gives the plan of the address; ``/<workspace>/plan-costs/<ISO3>``
takes the costs of a form or of a small file and leads back to the page with them in its address, and
``/<workspace>/plan-step/<ISO3>`` a named step, new or changed (``at``). Nothing is kept.
"""

from __future__ import annotations

from dash import Dash
from flask import Response, redirect, request

from coordination.answers.plan import Mode
from coordination.reports.plan import Asked, plan_book, plan_document
from coordination.reports.workbook import MIMETYPE
from dashboard.backend.context import Context
from dashboard.backend.costs import PARTS, Taken, cost_query, from_file, from_form, terms_of
from dashboard.backend.plan_steps import item_query, items_of
from dashboard.backend.world import World
from dashboard.downloads.attached import attached, document_file
from dashboard.pages.plan.asked import budget_of, currency_of, made_on, mode_of
from dashboard.pages.plan.filled import NEW, is_about_a_field, typed_query, with_step
from dashboard.pages.shared.posted import posted
from dashboard.ui import i18n
from dashboard.ui.i18n import _, n_
from dashboard.ui.view import View, parse
from graph_schema.errors import UsageError

__all__ = ["add_plan_files"]


def _asked(context: Context, world: World, view: View, code: str) -> Asked:
    """The plan of an address: the best one, or with ``which=own`` the one written there."""
    terms = terms_of(view, world.edition.by_number)
    if view.get("which") == "own":
        items = items_of(view, world.edition.by_number)
        return Asked(code, None, terms, tuple(items), currency_of(view), since=made_on(context, view, code))
    mode = mode_of(context, view, code)
    return Asked(code, budget_of(view, mode), terms, currency=currency_of(view), by=Mode(mode))


def _country(world: World, code: str) -> str:
    if code.upper() not in world.countries:
        raise UsageError(
            _("{code} is not a country of this workspace.", code=code[:40]),
            hint=_("Download the file from the Action plan page of a country."),
        )
    return code.upper()


def _costs(world: World, view: View, code: str) -> dict[str, str]:
    """The page with the costs that were sent in its address, and how many were taken."""
    file = request.files.get("file")
    if file is not None and file.filename:
        taken = from_file(file.stream.read(), file.filename, world.edition.by_number)
    else:
        taken = Taken(from_form(request.form.to_dict(), world.edition.by_number), ())
    kept = {k: v for k, v in view.query.items() if k not in PARTS}
    count = len(taken.costs)
    words = [n_("{count} cost is used.", "{count} costs are used.", count)] if count else []
    return {
        "to": view.href("plan", _country(world, code), **{**kept, **cost_query(taken.costs)}),
        "said": " ".join([*words, *taken.notes]),
    }


def add_plan_files(app: Dash, context: Context) -> None:
    """The three routes."""

    def paper(workspace: str, name: str) -> Response:
        view = parse(request.full_path)
        token = i18n.set_language(view.lang)
        try:
            world = context.world(view)
            code, _dot, ending = name.rpartition(".")
            asked = _asked(context, world, view, _country(world, code))
            if ending != "xlsx":
                made = context.document(view, lambda w, q, lang: plan_document(w, q, asked, lang))
                return document_file(made, ending, world.as_of, attach=False)
            answer = Response(
                context.document(view, lambda w, q, _lang: plan_book(w, q, asked)), mimetype=MIMETYPE
            )
            file = f"plan-{asked.country}-{world.as_of.isoformat()}.xlsx"
            attached(answer, file)
            return answer
        finally:
            i18n.reset_language(token)

    def costs(workspace: str, code: str) -> object:
        view = parse(request.full_path)
        token = i18n.set_language(view.lang)
        try:
            world = context.world(view)
            return posted(lambda: _costs(world, view, code))
        finally:
            i18n.reset_language(token)

    def step(workspace: str, code: str) -> object:
        view = parse(request.full_path)
        token = i18n.set_language(view.lang)
        try:
            world = context.world(view)
            items = items_of(view, world.edition.by_number)
            at, form = view.get("at"), request.form.to_dict()
            kept = {k: v for k, v in view.query.items() if k != "at"}
            try:
                changed = with_step(world, items, at, form)
            except UsageError:
                if not is_about_a_field(world, items, at, form):
                    raise
                again = view.href("plan", _country(world, code), **{**kept, **typed_query(at, form)})
                return redirect(f"{again}#step-{at or NEW}", code=303)
            back = view.href("plan", _country(world, code), **{**kept, **item_query(changed)})
            return redirect(f"{back}#step-{view.get('at') or len(changed)}", code=303)
        finally:
            i18n.reset_language(token)

    app.server.add_url_rule("/<workspace>/plan-paper/<name>", view_func=paper, endpoint="plan_paper")
    app.server.add_url_rule(
        "/<workspace>/plan-costs/<code>", view_func=costs, methods=["POST"], endpoint="plan_costs"
    )
    app.server.add_url_rule(
        "/<workspace>/plan-step/<code>", view_func=step, methods=["POST"], endpoint="plan_step"
    )
