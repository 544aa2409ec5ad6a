"""The board by threat, challenge, driver, discipline or objective: a part of the page of a country."""

from __future__ import annotations

from typing import Any

from coordination.text import verdicts
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.declared import Declared
from dashboard.downloads.files import File
from dashboard.pages.shared import common, listed, parts
from dashboard.ui.i18n import N_, _, verdict
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.edition import BASE_EDITION, edition
from graph_schema.errors import UsageError

__all__ = ["LENSES_FILE", "STEM", "lenses"]

STEM = "lenses"
#: lens -> (its list in the edition, words of its choice, heading of its column)
_LENSES = {
    "threat": ("threats", N_("Threats"), N_("Threat")),
    "challenge": ("challenges", N_("Challenges"), N_("Challenge")),
    "driver": ("drivers", N_("Drivers"), N_("Driver")),
    "discipline": ("disciplines", N_("Disciplines"), N_("Discipline")),
    "objective": ("objectives", N_("Objectives"), N_("Objective")),
}
_COLUMNS = ("missing", "fragile", "in_place", "unknown")


def _chosen(view: View) -> str:
    """The lens of the address, else threats. Raises UsageError for one that there is not."""
    word = view.get("lens", "threat")
    if word not in _LENSES:
        raise UsageError(
            _("The board cannot be seen by {word!r}.", word=word[:20]), hint=_("Choose one above the table.")
        )
    return word


def lenses(context: Context, view: View, world: World, code: str) -> Node:
    """A choice of lenses and the items of the one that is chosen, each with the capabilities that respond to it."""
    chosen = _chosen(view)
    key, _words, heading = _LENSES[chosen]
    items = context.ask(view, "lenses", country=code, by=chosen)["items"]
    about = {r["id"]: r["description"] for r in edition(view.edition or BASE_EDITION).lists[key]}
    rows: list[list[Child]] = [
        [
            [h("b", _(i["name"])), h("p", _(about[i["item"]]), class_="sub")],
            *(
                common.cells(world, view, [{"country": code, "capability": n} for n in i[column]], code)
                for column in _COLUMNS
            ),
        ]
        for i in items
    ]
    choices = [
        (_(words), view.href(None, lens="" if lens == "threat" else lens) + f"#{STEM}", lens == chosen)
        for lens, (_list, words, _one) in _LENSES.items()
    ]
    lacking, unknown = (sum(bool(i[column]) for i in items) for column in ("missing", "unknown"))
    said = verdict(verdicts.lens(lacking, unknown, len(items)))
    note = _("Which capability responds to what is our own reading, to be confirmed by a practitioner.")
    head = [
        _(heading),
        _("Missing or only planned"),
        _("Too few independent providers"),
        _("In place"),
        _("Unknown"),
    ]
    return listed.section(
        STEM,
        _("By threat, driver, discipline or objective"),
        None,
        f"{said} {note}",
        [common.switch(_("See the board by"), *choices), listed.listed(view, STEM, head, rows, said)],
        parts.take_away(
            parts.table_files(view, STEM, _("By threat, driver, discipline or objective"), country=code)
        ),
    )


def _choices(_context: Context, view: View) -> dict[str, Any]:
    return {"country": view.get("country")}


def _answer(context: Context, view: View) -> dict[str, Any]:
    return context.ask(view, "lenses", **_choices(context, view))


LENSES_FILE = File(
    _answer,
    "items",
    title=N_("By threat, driver, discipline or objective"),
    declared=Declared("lenses", "items", _choices),
)
