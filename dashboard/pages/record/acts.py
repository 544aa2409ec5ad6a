"""What the forms of records do: save, remove. Each tells where to go, what was done, and how to take it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from coordination.workspace.service import Workspace
from dashboard.backend import decisions
from dashboard.backend.forms import Forms, Saved
from dashboard.pages.record.fields import key_of
from dashboard.pages.record.national_body import NAME as BODY
from dashboard.pages.record.page import NAME
from dashboard.pages.record.proposals import NAME as PROPOSALS
from dashboard.pages.record.quick import NAME as SURVEY
from dashboard.pages.shared.edits import again, back_of, undo_of
from dashboard.pages.workspace.later import NAME as LATER
from dashboard.ui.i18n import _, n_
from dashboard.ui.view import View

__all__ = ["accept", "act", "bring_in", "fill_in", "fill_seats", "reject", "remove"]


def act(forms: Forms, view: View, form: MultiDict[str, str]) -> dict[str, Any]:
    """Save what ``/do/record/TYPE`` sends: {said, undo, to}; back to the form where it cannot be saved yet."""
    saved = forms.submit(view.workspace, view.about[1], form)
    about = [x for x in (view.about[1], saved.id or form.get("id", "")) if x]
    back = back_of(view, form.get("back", ""))
    if saved.waits:
        return {"to": view.href(NAME, *about, waits=saved.waits, back=form.get("back", "")) + _place(saved)}
    if saved.proposed:
        to = view.href(PROPOSALS, done=saved.proposed)
        return {"to": to, "said": _("Proposed. It is saved when someone accepts it.")}
    if form.get("then") == "again":
        to = view.href(NAME, view.about[1], done=saved.batch, back=form.get("back", ""), **saved.next)
    else:
        to = again(back, saved.batch) or view.href(NAME, saved.type, saved.id, done=saved.batch)
    if not saved.batch:
        return {"to": to, "said": _("No change: the workspace already contained all of it.")}
    said = n_("Saved. {count} record changed.", "Saved. {count} records changed.", saved.changes)
    return {"to": to, "said": said, "undo": undo_of(view, saved.batch)}


def fill_in(forms: Forms, view: View, form: MultiDict[str, str]) -> dict[str, Any]:
    """Save what ``/do/five-minutes/ISO3`` says of every capability of a country."""
    iso3 = view.about[1]
    saved = forms.survey(view.workspace, iso3, form)
    if saved.waits:
        return {"to": view.href(SURVEY, iso3, waits=saved.waits) + _place(saved)}
    to = view.href("country", iso3, done=saved.batch)
    if not saved.batch:
        return {"to": to, "said": _("No change: the workspace already contained all of it.")}
    said = n_("Saved. {count} record changed.", "Saved. {count} records changed.", saved.changes)
    return {"to": to, "said": said, "undo": undo_of(view, saved.batch)}


def fill_seats(forms: Forms, view: View, form: MultiDict[str, str]) -> dict[str, Any]:
    """Save what ``/do/national-body/ISO3`` says of the seats of a national body."""
    iso3 = view.about[1]
    saved = forms.seats(view.workspace, iso3, form)
    if saved.waits:
        return {"to": view.href(BODY, iso3, body=saved.id, waits=saved.waits) + _place(saved)}
    to = view.href("meeting", iso3, body=saved.id, done=saved.batch) + "#table"
    if not saved.batch:
        return {"to": to, "said": _("No change: the workspace already contained all of it.")}
    said = n_("Saved. {count} record changed.", "Saved. {count} records changed.", saved.changes)
    return {"to": to, "said": said, "undo": undo_of(view, saved.batch)}


def accept(service: Workspace, view: View) -> dict[str, Any]:
    """Save the proposal that ``/do/accept/ID`` names."""
    batch, count = decisions.accept(service, view.about[1])
    to = view.href(PROPOSALS, done=view.about[1])
    if not batch:
        return {"to": to, "said": _("No change: the workspace already contained all of it.")}
    said = n_("Saved. {count} record changed.", "Saved. {count} records changed.", count)
    return {"to": to, "said": said, "undo": undo_of(view, batch)}


def bring_in(services: Mapping[str, Workspace], view: View) -> dict[str, Any]:
    """Take in the later changes of the workspace that this one was copied from."""
    batch, count = decisions.bring_in(services, view.workspace)
    to = view.href(LATER, done=batch)
    if not batch:
        return {"to": to, "said": _("No change: the workspace already contained all of it.")}
    said = n_("Saved. {count} record changed.", "Saved. {count} records changed.", count)
    return {"to": to, "said": said, "undo": undo_of(view, batch)}


def reject(service: Workspace, view: View, form: MultiDict[str, str]) -> dict[str, Any]:
    """Reject the proposal that ``/do/reject/ID`` names, for a reason."""
    decisions.reject(service, view.about[1], form.get("reason", ""))
    return {"to": view.href(PROPOSALS, done=view.about[1]), "said": _("The proposal was rejected.")}


def remove(forms: Forms, view: View, form: MultiDict[str, str]) -> dict[str, Any]:
    """Take out the record that ``/do/remove/TYPE`` names."""
    batch = forms.remove(view.workspace, view.about[1], form.get("id", ""), form.get("was", ""))
    back = again(back_of(view, form.get("back", "")), batch)
    to = back or view.href(NAME, view.about[1], form.get("id", ""), done=batch)
    return {"to": to, "said": _("The record was removed."), "undo": undo_of(view, batch)}


def _place(saved: Saved) -> str:
    """Where on the form to look: the fields that were opened, else what is to be corrected."""
    return f"#{key_of(saved.opened)}" if saved.opened else "#form-problems"
