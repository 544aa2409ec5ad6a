"""A plan as files, and costs that come back: the routes beside the plan page.

``/<workspace>/plan-paper/<country>.docx|xlsx|html`` gives the plan of the address; ``/<workspace>/plan-costs/<ISO3>``
takes the costs of a form or of a small file and leads back to the page with them in its address, and
``/<workspace>/plan-step/<ISO3>`` a named step, new or changed (``at``). Nothing is kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from dash import Dash
from flask import Response, redirect, request

from coordination.answers.plan import Mode
from coordination.reports.plan import Asked, plan_book, plan_document
from coordination.reports.workbook import MIMETYPE
from dashboard.backend.context import Context
from dashboard.backend.costs import PARTS, cost_query, from_csv, from_form, terms_of
from dashboard.backend.plan_steps import Measure, MeasureKind, Step, item_query, items_of
from dashboard.backend.world import World
from dashboard.downloads.attached import attached, document_file
from dashboard.pages.plan.asked import budget_of, currency_of, mode_of
from dashboard.ui import i18n
from dashboard.ui.i18n import _
from dashboard.ui.view import View, parse
from graph_schema.errors import UsageError

__all__ = ["add_plan_files"]


def _asked(context: Context, world: World, view: View, code: str) -> Asked:
    """The plan of an address: the best one, or with ``which=own`` the one written there."""
    terms = terms_of(view, world.edition.by_number)
    if view.get("which") == "own":
        items = items_of(view, world.edition.by_number)
        return Asked(code, None, terms, tuple(items), currency_of(view))
    mode = mode_of(context, view, code)
    return Asked(code, budget_of(view, mode), terms, currency=currency_of(view), by=Mode(mode))


def _country(world: World, code: str) -> str:
    if code.upper() not in world.countries:
        raise UsageError(
            _("{code} is not a country of this workspace.", code=code[:40]),
            hint=_("Download the file from the Action plan page of a country."),
        )
    return code.upper()


def _owner(world: World, words: str) -> str:
    """The id of the one organisation of that name, else the words."""
    name = " ".join(words.split()).casefold()
    ids = [i for i, o in world.organisations.items() if name in (o.name.casefold(), o.short.casefold())]
    return ids[0] if name and len(ids) == 1 else words


def with_step(world: World, items: list[Step], at: str, form: Mapping[str, str]) -> list[Step]:
    """The steps with the one of a form: number ``at`` changed, or a new one at the end; an organisation that is named
    stands with its id. Raises UsageError."""
    i = int(at) - 1 if at.isascii() and at.isdigit() else -1
    old = items[i] if 0 <= i < len(items) else None
    if old is not None and old.measure is None:
        made = old
    else:
        was = old.measure if old else None
        kind = was.kind if was else form.get("kind", "")
        about = ",".join(was.about) if was else form.get("about", "")
        who = "" if kind == MeasureKind.TIE else form.get("who", "")
        text = "/".join([kind, about, who, form.get("by", ""), form.get("cost", "").replace(",", ".")])
        text += f"/{was.action}" if was and was.action else ""
        made = Step.of(Measure.parse(text))
    made = made.starting(form.get("first", "")).owned(_owner(world, form.get("owner", ""))).fitting()
    return [*items[:i], made, *items[i + 1 :]] if old else [*items, made]


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
            given = from_form(request.form.to_dict(), world.edition.by_number)
            file = request.files.get("file")
            if file is not None and file.filename:
                given = from_csv(file.stream.read(), world.edition.by_number)
            kept = {k: v for k, v in view.query.items() if k not in PARTS}
            back = view.href("plan", _country(world, code), **{**kept, **cost_query(given)})
            return redirect(back, code=303)
        finally:
            i18n.reset_language(token)

    def step(workspace: str, code: str) -> object:
        view = parse(request.full_path)
        token = i18n.set_language(view.lang)
        try:
            world = context.world(view)
            items = items_of(view, world.edition.by_number)
            changed = with_step(world, items, view.get("at"), request.form.to_dict())
            kept = {k: v for k, v in view.query.items() if k != "at"}
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
