"""Requests that change something: sending files, taking them in, taking a batch back.

Only the owner may, from the machine itself, on a page of ours: the request comes from a loopback address and the
browser says that it comes from the same origin (a request without ``Sec-Fetch-Site`` and without ``Origin`` is
refused here, elsewhere it is let through). With scripts the answer is JSON for ``toasts.js``; without, the browser
is sent on to a page that says what was done.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from coordination.text import copies
from dashboard.backend import who
from dashboard.backend.records import suggestions
from dashboard.backend.uploads import Keeping, template
from dashboard.downloads.attached import attached
from dashboard.pages.deliveries import acts as favourite_acts
from dashboard.pages.plan import acts as plan_acts
from dashboard.pages.record import acts as record_acts
from dashboard.pages.shared.edits import again, back_of, undo_of
from dashboard.pages.shared.posted import posted
from dashboard.pages.whatif import acts as scenario_acts
from dashboard.pages.workspace.corrections import corrections_of
from dashboard.pages.workspace.questions import answers_of
from dashboard.ui import i18n
from dashboard.ui.i18n import _, country_name, listing, n_, verdict
from dashboard.ui.jobs import WAIT
from dashboard.ui.view import View, parse, same_origin
from graph_schema.errors import ConflictError, NotAllowed, UsageError, said

__all__ = ["add_doing"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _is_here() -> bool:
    """Whether the request comes from this machine."""
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _owner() -> None:
    """Raises NotAllowed unless the request comes from a page of ours on this machine."""
    here = _is_here()
    origin = request.headers.get("Origin")
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin" or (
        origin is not None and same_origin(origin, request.scheme, request.host)
    )
    if not here or not ours:
        raise NotAllowed(
            _("This changes data. It is only possible on the computer that runs the program."),
            hint=_("Open the page on that computer, or use the commands `mnr import` and `mnr undo`."),
        )


def _send(keeping: Keeping, view: View) -> dict[str, Any]:
    word = keeping.receive(view.workspace, request.files.getlist("files"))
    return {"to": view.href("data", upload=word)}


def _discard(keeping: Keeping, view: View) -> dict[str, Any]:
    keeping.discard(view.workspace, view.about[1])
    return {"to": view.href("data"), "said": _("Nothing was saved.")}


def _answer(keeping: Keeping, view: View) -> dict[str, Any]:
    word = view.about[1]
    if clear := request.form.get("clear"):
        keeping.forget(view.workspace, word, every=clear == "answers")
    given = {**answers_of(request.form), **corrections_of(request.form)}
    count = keeping.answered(view.workspace, word, given)
    return {"to": view.href("data", upload=word, answered=str(count))}


def _take_in(keeping: Keeping, view: View) -> dict[str, Any]:
    given, word = request.form, view.about[1]
    stated = given.getlist("not_personal")
    taking = keeping.begin(view.workspace, word, given.get("base", ""), given.get("note", ""), stated)
    if not taking.ready.wait(WAIT):  # the page shows how far it is, and can stop it
        return {"to": view.href("data", taking=word)}
    if taking.fault is not None:
        raise taking.fault
    batch, count = taking.result
    if not batch:
        return {
            "to": view.href("data"),
            "said": _("No change: the workspace already contained all of it."),
        }
    said = n_(
        "{count} change saved as update {batch}.",
        "{count} changes saved as update {batch}.",
        count,
        batch=batch[:8],
    )
    return {"to": view.href("data", done=batch), "said": said, "undo": undo_of(view, batch)}


def _undo(keeping: Keeping, view: View) -> dict[str, Any]:
    batch = view.about[1]
    try:
        made = keeping.take_back(
            view.workspace,
            batch,
            with_later=bool(request.form.get("with_later")),
            approved_by=request.form.get("approved_by", ""),
        )
    except ConflictError:
        if request.form.get("approved_by"):  # the page has said already what is in the way
            raise
        return {"to": view.href("history", undo=batch) + "#undo"}
    said = _("Update {batch} was undone.", batch=batch[:8])
    here = again(back_of(view, request.form.get("here", "")), made)
    return {"to": here or view.href("history", done=made), "said": said, "undo": undo_of(view, made)}


def _scenario(keeping: Keeping, view: View) -> dict[str, Any]:
    return scenario_acts.act(keeping.services[view.workspace].scenarios, view, request.form)


def _plan(keeping: Keeping, view: View) -> dict[str, Any]:
    return plan_acts.act(keeping.services[view.workspace].plans, view, request.form)


def _favourite(keeping: Keeping, view: View) -> dict[str, Any]:
    return favourite_acts.act(keeping.services[view.workspace].favourites, view, request.form)


def _record(keeping: Keeping, view: View) -> dict[str, Any]:
    return record_acts.act(keeping.forms, view, request.form)


def _survey(keeping: Keeping, view: View) -> dict[str, Any]:
    return record_acts.fill_in(keeping.forms, view, request.form)


def _seats(keeping: Keeping, view: View) -> dict[str, Any]:
    return record_acts.fill_seats(keeping.forms, view, request.form)


def _bring_in(keeping: Keeping, view: View) -> dict[str, Any]:
    return record_acts.bring_in(keeping.services, view)


def _accept(keeping: Keeping, view: View) -> dict[str, Any]:
    return record_acts.accept(keeping.services[view.workspace], view)


def _reject(keeping: Keeping, view: View) -> dict[str, Any]:
    return record_acts.reject(keeping.services[view.workspace], view, request.form)


def _remove(keeping: Keeping, view: View) -> dict[str, Any]:
    return record_acts.remove(keeping.forms, view, request.form)


def _new_workspace(keeping: Keeping, view: View) -> dict[str, Any]:
    given = request.form
    name, title = given.get("name", "").strip(), given.get("title", "")
    made = keeping.start(name, title, given.get("origin", ""), given.get("country", ""))
    (country,) = made.countries_of if len(made.countries_of) == 1 else ("",)
    about = ("country", country) if country else ("data",)
    said = _("The workspace {title} is ready.", title=made.title)
    if made.countries_of:
        frame = made.snapshot()["countries"]
        rows = [frame.row(frame.position[code]) for code in made.countries_of]
        names = listing(country_name(r["iso2"], r["name"]) for r in rows)
        said += " " + verdict([copies.others_are_left_out(names)])
    return {"to": view.href(*about, workspace=made.name, edition=""), "said": said}


_VERBS: dict[str, Callable[[Keeping, View], dict[str, Any]]] = {
    "send": _send,
    "answer": _answer,
    "discard": _discard,
    "take-in": _take_in,
    "undo": _undo,
    "scenario": _scenario,
    "plan": _plan,
    "favourite": _favourite,
    "new-workspace": _new_workspace,
    "five-minutes": _survey,
    "national-body": _seats,
    "accept": _accept,
    "bring-in": _bring_in,
    "reject": _reject,
    "record": _record,
    "remove": _remove,
}
#: verbs that need nothing further in the address
_BARE = (_send, _new_workspace)


def add_doing(server: Flask, keeping: Keeping) -> None:
    """Routes ``POST /<workspace>/do/<verb>[/<what>]`` and ``/<workspace>/template/<file>``."""

    @server.post("/<workspace>/do/<path:verb>")
    def do(workspace: str, verb: str) -> BaseResponse:
        _owner()
        view = parse(request.full_path)
        act = _VERBS.get(view.about[0])
        if act is None or workspace not in keeping.services or (act not in _BARE and len(view.about) != 2):
            raise NotFound(_("This web address does nothing."))
        token, name = i18n.set_language(view.lang), who.says(request.cookies.get(who.COOKIE, ""))
        try:
            return posted(lambda: act(keeping, view))
        finally:
            who.forget(name)
            i18n.reset_language(token)

    @server.get("/<workspace>/pick/<target>")
    def pick(workspace: str, target: str) -> Response:
        """Records of a type that may be meant by what was typed so far."""
        if workspace not in keeping.services:
            raise NotFound(_("There is no workspace {name!r} here.", name=workspace[:40]))
        view = parse(request.full_path)
        token = i18n.set_language(view.lang)
        try:
            return jsonify(
                suggestions(
                    keeping.services[workspace],
                    target,
                    request.args.get("q", "")[:200],
                    near=request.args.get("near", "")[:3],
                )
            )
        finally:
            i18n.reset_language(token)

    @server.get("/<workspace>/marked/<word>")
    def marked_file(workspace: str, word: str) -> Response:
        if workspace not in keeping.services:
            raise NotFound(_("There is no workspace {name!r} here.", name=workspace[:40]))
        token = i18n.set_language(parse(request.full_path).lang)
        try:
            answer = Response(keeping.marked(workspace, word), mimetype=_XLSX)
            attached(answer, f"{_('Mistakes marked')}.xlsx")
        finally:
            i18n.reset_language(token)
        return answer

    @server.get("/<workspace>/template/<name>")
    def empty_file(workspace: str, name: str) -> Response:
        if workspace not in keeping.services:
            raise UsageError(
                said("There is no workspace {workspace!r} here.", workspace=workspace[:40]),
                hint=said("Use the links on the pages."),
            )
        kind = _XLSX if name.endswith(".xlsx") else "text/csv"
        token = i18n.set_language(parse(request.full_path).lang)
        try:
            if name.startswith("filled") and not _is_here():
                raise NotAllowed(
                    _("This workbook has every record. Only the computer that runs the program gives it."),
                    hint=_("Open the page on that computer."),
                )
            answer = Response(template(keeping.services[workspace], name), mimetype=kind)
        finally:
            i18n.reset_language(token)
        attached(answer, name)
        return answer
