"""The steps without money of the plans that their owners released to donors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from coordination.answers.filled import Cell
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.declared import Declared, rows_of
from dashboard.downloads.declared import cell as words_of
from dashboard.downloads.files import STRICT, File
from dashboard.pages.shared import common, listed, parts
from dashboard.ui.i18n import N_, _, listing
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["FILE", "NAME", "STEM", "section"]

NAME, STEM = "unfunded", "unfunded-steps"


def _choices(_context: Context, view: View) -> dict[str, Any]:
    return {"countries": [view.get("country")]} if view.get("country") else {}


def _answer(context: Context, view: View) -> dict[str, Any]:
    return context.ask(view, NAME, **_choices(context, view))


def _rows(
    context: Context, view: View, world: World, code: str, choices: dict[str, Any]
) -> list[list[Child]]:
    rows: list[list[Child]] = []
    for r in rows_of(context, view, NAME, "steps", **choices).cells().values():
        country, capability = str(r["country"].data), str(r["capability"].data or "")
        about = common.cell(world, view, country, capability, where=not code) if capability else None
        rows.append(
            [
                words_of(context, view, r["plan"]),
                about if capability or code else words_of(context, view, r["country"]),
                words_of(context, view, r["step"]),
                _lead(context, view, r),
                words_of(context, view, r["effort"]),
                words_of(context, view, r["due"]) if r["due"].data else _("no deadline set"),
                [words_of(context, view, r["cost"]), " ", words_of(context, view, r["currency"])],
            ]
        )
    return rows


def _lead(context: Context, view: View, row: Mapping[str, Cell]) -> Child:
    """Whom the plan names, else the seat that leads the action, else that nobody is named yet."""
    if row["lead"].data:
        return words_of(context, view, row["lead"])
    return words_of(context, view, row["seat"]) if row["seat"].data else listing(row["lead"].texts)


def section(
    context: Context, view: View, world: World, code: str, countries: Sequence[str] = ()
) -> tuple[int, Node]:
    """How many steps there are, and the list for a country, for those in which a funder pays (``countries``), or for
    all; what there is none of is said."""
    choices = {"countries": [code] if code else list(countries)} if code or countries else {}
    given, rows = context.ask(view, NAME, **choices), _rows(context, view, world, code, choices)
    title = _("Unfunded steps of released plans")
    head = [_("Plan"), _("Capability"), _("Step"), _("Responsible"), _("Time needed"), _("Due"), _("Cost")]
    if rows:
        body: Child = listed.listed(view, STEM, head, rows, title)
    elif given["plans"]:
        body = h("p", _("Every step of the released plans is done, or a recorded grant pays for it."))
    else:
        body = h(
            "p",
            _(
                "No plan was released to donors here. The person responsible for it decides, on the page of the "
                "action plan."
            ),
        )
    notes = rows_of(context, view, NAME, "steps", **choices).notes
    menu = (
        parts.take_away(parts.table_files(view, STEM, title, country=code))
        if rows and not countries
        else None
    )
    drawn = listed.section(
        NAME,
        title,
        len(rows),
        _(
            "What plans that were released to donors still need money for: steps that are not done and whose "
            "capability no recorded grant pays for."
        ),
        [[h("p", h("bdi", note)) for note in notes], body],
        menu,
    )
    return len(rows), drawn


FILE: Final = File(
    _answer,
    "plans",
    label=STRICT,
    title=N_("Unfunded steps of released plans"),
    declared=Declared(NAME, "steps", _choices),
)
