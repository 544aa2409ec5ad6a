"""What a page does with favourites: keep the view, delete one, bring it back. Each tells what was done, and how to take
it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from coordination.workspace.favourites import FavouriteShelf, favourite
from dashboard.ui.i18n import _
from dashboard.ui.view import View, parse
from graph_schema.errors import UsageError

__all__ = ["act"]


def _undo(view: View, verb: str, name: str, back: str) -> dict[str, str]:
    return {"words": _("Undo"), "action": view.href("do", "favourite", verb, name=name, back=back)}


def _to(view: View, address: str, done: str) -> str:
    """The page again; ``done`` makes its address another one, so that it is drawn anew."""
    return parse(f"/{view.workspace}/{address}").href(None, done=done)


def _save(shelf: FavouriteShelf, view: View, form: Mapping[str, str]) -> dict[str, Any]:
    made = favourite(
        form.get("name", ""), form.get("address", ""), datetime.now(UTC).isoformat(timespec="seconds")
    )
    again = made.name.casefold() in {f.name.casefold() for f in shelf.saved()}
    shelf.save(made, replace=True)
    return {
        "said": _("Favourite {name!r} is kept; the one of that name before is laid aside.", name=made.name)
        if again
        else _("Favourite {name!r} is kept.", name=made.name),
        "to": _to(view, made.address, made.saved),
        "undo": _undo(view, "restore" if again else "delete", made.name, made.address),
    }


def _delete(shelf: FavouriteShelf, view: View, _form: Mapping[str, str]) -> dict[str, Any]:
    name, back = view.get("name"), view.get("back")
    shelf.delete(name)
    return {
        "said": _("Favourite {name!r} is deleted.", name=name),
        "to": _to(view, back, f"deleted-{name}"),
        "undo": _undo(view, "restore", name, back),
    }


def _restore(shelf: FavouriteShelf, view: View, _form: Mapping[str, str]) -> dict[str, Any]:
    there = {f.name.casefold() for f in shelf.saved()}
    name, back = shelf.restore(view.get("name")).name, view.get("back")
    again = name.casefold() in there
    return {
        "said": _("Favourite {name!r} is back.", name=name),
        "to": _to(view, back, f"restored-{name}"),
        "undo": _undo(view, "restore" if again else "delete", name, back),
    }


_VERBS = {"save": _save, "delete": _delete, "restore": _restore}


def act(shelf: FavouriteShelf, view: View, form: Mapping[str, str]) -> dict[str, Any]:
    """Do what ``/do/favourite/VERB`` says: {said, undo, to}. Raises UsageError for another verb."""
    verb = view.about[1] if len(view.about) > 1 else ""
    if verb not in _VERBS:
        raise UsageError(
            _("A favourite cannot be {verb!r} here.", verb=verb[:20]), hint=_("Use the buttons of the page.")
        )
    return _VERBS[verb](shelf, view, form)
