"""What a page does with kept scenarios: save, delete, bring back. Each tells what was done, and how to take it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from coordination.workspace.scenarios import Shelf, scenario
from dashboard.pages.shared import common
from dashboard.pages.whatif.saved import STAYS, shown
from dashboard.ui.i18n import _
from dashboard.ui.view import View
from graph_schema.errors import ConflictError, UsageError

__all__ = ["act"]


def _undo(view: View, verb: str, name: str) -> dict[str, str]:
    return {"words": _("Undo"), "action": view.href("do", "scenario", verb, **shown(view), name=name)}


def _back(view: View, done: str) -> str:
    """The page again; ``done`` makes its address another one, so that it is drawn anew."""
    return view.href("what-if", **shown(view), done=done)


def _save(shelf: Shelf, view: View, form: Mapping[str, str]) -> dict[str, Any]:
    asked = replace(view, query={k: v for k, v in form.items() if v})
    made = scenario(
        form.get("name", ""),
        common.changes_of(asked),
        note=form.get("note", ""),
        workspace=view.workspace,
        edition=view.edition,
        as_of=view.as_of.isoformat() if view.as_of else "",
        keep_ground=form.get("money") == STAYS,
        saved=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    try:
        shelf.save(made)
    except ConflictError as error:
        raise ConflictError(
            _("A scenario named {name!r} already exists.", name=made.name),
            hint=_("Choose another name, or delete the old one first."),
        ) from error
    kept = {**shown(asked), **common.change_query(made.changes)}
    to = view.href("what-if", **kept, name=made.name)
    return {
        "said": _("Scenario {name!r} was saved.", name=made.name),
        "to": to,
        "undo": _undo(asked, "delete", made.name),
    }


def _delete(shelf: Shelf, view: View, _form: Mapping[str, str]) -> dict[str, Any]:
    name = view.get("name")
    shelf.delete(name)
    return {
        "said": _("Scenario {name!r} was deleted.", name=name),
        "to": _back(view, f"deleted-{name}"),
        "undo": _undo(view, "restore", name),
    }


def _restore(shelf: Shelf, view: View, _form: Mapping[str, str]) -> dict[str, Any]:
    name = shelf.restore(view.get("name")).name
    return {
        "said": _("Scenario {name!r} was restored.", name=name),
        "to": _back(view, f"restored-{name}"),
        "undo": _undo(view, "delete", name),
    }


_VERBS = {"save": _save, "delete": _delete, "restore": _restore}


def act(shelf: Shelf, view: View, form: Mapping[str, str]) -> dict[str, Any]:
    """Do what ``/do/scenario/VERB`` says: {said, undo, to}. Raises UsageError for another verb."""
    verb = view.about[1] if len(view.about) > 1 else ""
    if verb not in _VERBS:
        raise UsageError(
            _("The action {verb!r} is not possible for a scenario.", verb=verb[:20]),
            hint=_("Use the buttons of the page."),
        )
    return _VERBS[verb](shelf, view, form)
