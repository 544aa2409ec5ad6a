"""What a page does with kept scenarios: save, delete, bring back. Each tells what was done, and how to take it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from coordination.workspace.scenarios import SavedScenario, Shelf, scenario
from dashboard.backend.who import by
from dashboard.pages.shared import common
from dashboard.pages.whatif.asked import NAME, STAYS, Asked, as_written
from dashboard.ui.i18n import _
from dashboard.ui.view import View
from graph_schema.errors import ConflictError, UsageError

__all__ = ["act"]


def _undo(view: View, verb: str, name: str) -> dict[str, str]:
    return {"words": _("Undo"), "action": view.href("do", "scenario", verb, **as_written(view), name=name)}


def _back(view: View, done: str) -> str:
    """The page again; ``done`` makes its address another one, so that it is drawn anew."""
    return view.href(NAME, **as_written(view), done=done)


def _made(view: View, form: Mapping[str, str], name: str) -> SavedScenario:
    """The scenario that a form tells, under a name."""
    return scenario(
        name,
        common.changes_of(_of(view, form)),
        note=form.get("note", ""),
        workspace=view.workspace,
        edition=view.edition,
        as_of=view.as_of.isoformat() if view.as_of else "",
        keep_ground=form.get("money") == STAYS,
        saved=datetime.now(UTC).isoformat(timespec="seconds"),
        author=by(),
    )


def _of(view: View, form: Mapping[str, str]) -> View:
    return replace(view, query={k: v for k, v in form.items() if v})


def _save(shelf: Shelf, view: View, form: Mapping[str, str]) -> dict[str, Any]:
    asked, made = _of(view, form), _made(view, form, form.get("name", ""))
    try:
        shelf.save(made)
    except ConflictError as error:
        raise ConflictError(
            _("A scenario named {name!r} already exists.", name=made.name),
            hint=_("Choose another name, or delete the old one first."),
        ) from error
    kept = as_written(asked) | Asked.of_row(made.as_row()).query()
    to = view.href(NAME, **kept, name=made.name)
    return {
        "said": _("Scenario {name!r} was saved.", name=made.name),
        "to": to,
        "undo": _undo(asked, "delete", made.name),
    }


def _open(shelf: Shelf, view: View, form: Mapping[str, str]) -> dict[str, Any]:
    """Keep a what-if that no address can hold, under the first free number, and lead to it. One that is kept already is
    not kept twice."""
    names = (f"{_('What-if')} {n}" for n in count(1))
    made = _made(view, form, next(names))
    there = {s.name.casefold(): s for s in shelf.saved()}
    same = next((s for s in there.values() if _alike(s, made)), None)
    if same is None:
        while made.name.casefold() in there:
            made = replace(made, name=next(names))
        shelf.save(made)
    kept = same or made
    also = {k: v for k, v in form.items() if k not in ("changes", "money", "note", "name")}
    to = view.href(NAME, **{**also, **Asked.of_row(kept.as_row()).query()})
    if same is not None:
        return {"said": _("It is kept as the scenario {name!r}.", name=kept.name), "to": to}
    said = _(
        "No web address can hold so many changes. They were saved as the scenario {name!r}.", name=kept.name
    )
    return {"said": said, "to": to, "undo": _undo(replace(view, query=also), "delete", kept.name)}


def _alike(one: SavedScenario, other: SavedScenario) -> bool:
    parts = ("changes", "keep_ground", "as_of", "edition")
    return all(getattr(one, x) == getattr(other, x) for x in parts)


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


_VERBS = {"save": _save, "open": _open, "delete": _delete, "restore": _restore}


def act(shelf: Shelf, view: View, form: Mapping[str, str]) -> dict[str, Any]:
    """Do what ``/do/scenario/VERB`` says: {said, undo, to}. Raises UsageError for another verb."""
    verb = view.about[1] if len(view.about) > 1 else ""
    if verb not in _VERBS:
        raise UsageError(
            _("The action {verb!r} is not possible for a scenario.", verb=verb[:20]),
            hint=_("Use the buttons of the page."),
        )
    return _VERBS[verb](shelf, view, form)
