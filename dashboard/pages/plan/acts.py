"""What a page does with kept plans: keep, delete, bring back, release to donors, withdraw. Each tells what was done,
and how to take it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from coordination.workspace.plans import PlanShelf, plan
from dashboard.backend.costs import PARTS as COSTS
from dashboard.backend.plan_steps import PARTS as STEPS
from dashboard.pages.plan.asked import NAME, choices_of
from dashboard.ui.i18n import _
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = ["act"]


def _texts(view: View, parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(t.strip() for part in parts for t in view.get(part).split(";") if t.strip())


def _undo(view: View, verb: str, name: str) -> dict[str, str]:
    action = view.href("do", "plan", verb, **choices_of(view), country=view.get("country"), name=name)
    return {"words": _("Undo"), "action": action}


def _page(shelf: PlanShelf, view: View, **more: str) -> str:
    """The page of the plan again, at the kept plans where there are some; ``done`` among ``more`` makes its address
    another one, so that it is drawn anew."""
    there = shelf.saved() or any(view.get(part) for part in STEPS)
    return view.href(NAME, view.get("country"), **{**choices_of(view), **more}) + (
        "#kept" if there else "#own"
    )


def _save(shelf: PlanShelf, view: View, form: Mapping[str, str]) -> dict[str, Any]:
    asked = replace(view, query={k: v for k, v in form.items() if v})
    made = plan(
        form.get("name", ""),
        form.get("country", ""),
        _texts(asked, STEPS),
        note=form.get("note", ""),
        budget=form.get("budget", ""),
        currency=" ".join(form.get("currency", "").split()),
        costs=_texts(asked, COSTS),
        edition=view.edition,
        as_of=view.as_of.isoformat() if view.as_of else "",
        saved=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    shelf = shelf.of(made.country)
    before = {p.name.casefold(): p for p in shelf.saved()}.get(made.name.casefold())
    again = before is not None
    shelf.save(made, replace=True)
    words = (
        _("Plan {name!r} is kept; the one of that name before is laid aside.", name=made.name)
        if again
        else _("Plan {name!r} is kept.", name=made.name)
    )
    if before and before.released:  # what donors were shown was another plan
        words += " " + _("Donors no longer see it. Release it again where they may.")
    return {
        "said": words,
        "to": _page(shelf, asked, plan_name=made.name, done=made.saved),
        "undo": _undo(asked, "restore" if again else "delete", made.name),
    }


def _delete(shelf: PlanShelf, view: View, _form: Mapping[str, str]) -> dict[str, Any]:
    name = view.get("name")
    shelf = shelf.of(view.get("country"))
    shelf.delete(name)
    return {
        "said": _("Plan {name!r} is deleted.", name=name),
        "to": _page(shelf, view, done=f"deleted-{name}"),
        "undo": _undo(view, "restore", name),
    }


def _restore(shelf: PlanShelf, view: View, _form: Mapping[str, str]) -> dict[str, Any]:
    shelf = shelf.of(view.get("country"))
    there = {p.name.casefold() for p in shelf.saved()}
    name = shelf.restore(view.get("name")).name
    again = name.casefold() in there  # what stood there was laid aside in its turn
    return {
        "said": _("Plan {name!r} is as it was before.", name=name)
        if again
        else _("Plan {name!r} is back.", name=name),
        "to": _page(
            shelf, view, plan_name=name, done=f"restored-{datetime.now(UTC).isoformat(timespec='seconds')}"
        ),
        "undo": _undo(view, "restore" if again else "delete", name),
    }


def _release(shelf: PlanShelf, view: View, day: date | None) -> dict[str, Any]:
    name = view.get("name")
    kept = shelf.of(view.get("country")).release(name, day)
    return {
        "said": _("Donors see the unfunded steps of plan {name!r} from now on.", name=kept.name)
        if day
        else _("Donors no longer see the steps of plan {name!r}.", name=kept.name),
        "to": _page(shelf.of(view.get("country")), view, done=f"{'released' if day else 'withdrawn'}-{name}"),
        "undo": _undo(view, "withdraw" if day else "release", kept.name),
    }


def _let_out(shelf: PlanShelf, view: View, _form: Mapping[str, str]) -> dict[str, Any]:
    return _release(shelf, view, datetime.now(UTC).date())


def _withdraw(shelf: PlanShelf, view: View, _form: Mapping[str, str]) -> dict[str, Any]:
    return _release(shelf, view, None)


_VERBS = {
    "save": _save,
    "delete": _delete,
    "restore": _restore,
    "release": _let_out,
    "withdraw": _withdraw,
}


def act(shelf: PlanShelf, view: View, form: Mapping[str, str]) -> dict[str, Any]:
    """Do what ``/do/plan/VERB`` says: {said, undo, to}. Raises UsageError for another verb."""
    verb = view.about[1] if len(view.about) > 1 else ""
    if verb not in _VERBS:
        raise UsageError(
            _("A plan cannot be {verb!r} here.", verb=verb[:20]), hint=_("Use the buttons of the page.")
        )
    return _VERBS[verb](shelf, view, form)
