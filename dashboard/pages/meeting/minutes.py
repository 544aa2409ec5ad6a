"""Minutes of a meeting as a file: what stands in the address and what was typed into the form, put into a document.

``GET`` takes what the address says, ``POST`` what the form holds (and the address for the rest), so a page without
scripts gives the same minutes. Nothing that was typed is kept by the server.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from dash import Dash
from flask import Response, request

from coordination.reports.agenda import OPEN
from coordination.reports.minutes import VERDICTS, Entry, Minutes, minutes_document
from dashboard.backend.context import Context
from dashboard.backend.plan_steps import VERDICT, Step
from dashboard.backend.plan_steps import items_of as plan_of
from dashboard.backend.world import World
from dashboard.downloads.attached import document_file
from dashboard.ui import i18n
from dashboard.ui.i18n import N_, _
from dashboard.ui.view import View, parse
from graph_schema.errors import UsageError

__all__ = [
    "FIELDS",
    "MEND_A_DATE",
    "NEXT_IS_BEFORE",
    "add_minutes",
    "items_of",
    "last_meeting",
    "read_minutes",
    "steps_of",
    "verdict_of",
]

QUARTER = timedelta(days=91)
MOST, LONGEST, TEXT = 6, 200, 8000
#: what is typed about one decision -> name of its field before the key of the decision
FIELDS = ("owner", "by", "cost", "words")
NEXT_IS_BEFORE = N_("The next meeting cannot be before this one.")
MEND_A_DATE = N_("Correct one of the two dates.")


def items_of(view: View) -> tuple[str, ...]:
    """Keys of the decisions that the address puts on the table; none = those proposed."""
    return tuple(k for k in view.get("items").split(";") if k)[:MOST]


def verdict_of(view: View, key: str, form: Mapping[str, str] | None = None) -> str:
    """What the meeting said about one: of the form, else of the address; words that are none count as none."""
    said = (form or {}).get(f"verdict.{key}", view.get(f"{VERDICT}{key}"))
    return said if said in VERDICTS or said == OPEN else ""


def last_meeting(view: View, as_of: date, form: Mapping[str, str] | None = None) -> date:
    """The day since which changes are told; a quarter before where nobody says. Raises UsageError."""
    text = (form or {}).get("since") or view.get("since")
    if not text:
        return as_of - QUARTER
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            _("{said} is not a date.", said=text[:20]),
            hint=_("Write the date as 2026-11-25 (year, month, day)."),
        ) from error


def read_minutes(
    view: View, country: str, as_of: date, form: Mapping[str, str], steps: Sequence[Step] = ()
) -> Minutes:
    """What was typed, cut at :data:`TEXT` letters a field, and the plan that the address carries (``steps``). Raises
    UsageError for a day that is none, and for a next meeting before this one."""
    keys = items_of(view)
    named = {name.partition(".")[2] for name in form if name.partition(".")[0] in ("verdict", *FIELDS)}
    named |= set(keys) | {k.removeprefix(VERDICT) for k in view.query if k.startswith(VERDICT)}
    entries = {}
    for key in sorted(named):
        typed = {f: form.get(f"{f}.{key}", "").strip()[:TEXT] for f in FIELDS}
        entries[key] = Entry(verdict_of(view, key, form), **typed)
    rest = {n: form.get(n, "").strip()[:TEXT] for n in ("held", "place", "chair", "people", "other", "next")}
    if _is_before(rest["next"], rest["held"]):
        raise UsageError(_(NEXT_IS_BEFORE), hint=_(MEND_A_DATE))
    return Minutes(
        country,
        last_meeting(view, as_of, form),
        keys,
        entries,
        steps=tuple(steps),
        currency=view.get("currency"),
        typed=frozenset(key for key in named if f"{FIELDS[0]}.{key}" in form),
        **rest,
    )


def _is_before(one: str, other: str) -> bool:
    """Whether both are days, and the first of them comes before the other."""
    try:
        return date.fromisoformat(one) < date.fromisoformat(other)
    except ValueError:
        return False


def steps_of(world: World, view: View, code: str) -> list[Step]:
    """The steps of the plan for this country that the address carries. Raises UsageError on what is none."""
    return plan_of(view, world.edition.by_number) if (view.get("plan") or code) == code else []


def add_minutes(app: Dash, context: Context) -> None:
    """The route ``/<workspace>/minutes/<country>.docx`` and ``.html``."""

    def minutes(workspace: str, name: str) -> Response:
        view = parse(request.full_path)
        token = i18n.set_language(view.lang)
        try:
            code, _dot, ending = name.rpartition(".")
            world = context.world(view)
            if code.upper() not in world.countries:
                raise UsageError(
                    _("{code} is not a country of this workspace.", code=code[:40]),
                    hint=_("Download the minutes from the Meeting page of a country."),
                )
            given = read_minutes(
                view, code.upper(), world.as_of, request.form.to_dict(), steps_of(world, view, code.upper())
            )
            document = context.document(view, lambda w, q, lang: minutes_document(w, q, given, lang))
            return document_file(document, ending, world.as_of, attach=False)
        finally:
            i18n.reset_language(token)

    app.server.add_url_rule("/<workspace>/minutes/<name>", view_func=minutes, methods=["GET", "POST"])
