"""The answer to a form that was sent: for ``toasts.js`` as JSON, without scripts the page that it leads to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import jsonify, redirect, request
from werkzeug.wrappers import Response

from dashboard.ui.i18n import _, told
from graph_schema.errors import MnrError

__all__ = ["posted"]


def posted(act: Callable[[], Mapping[str, Any]]) -> Response:
    """Do what was asked for, and answer with what ``act`` gives: ``to`` (where it leads), ``said``, ``undo``. Without
    scripts what is refused is raised."""
    scripted = request.accept_mimetypes.best == "application/json"
    try:
        found = act()
    except MnrError as error:
        if not scripted:
            raise
        # with 200: it is told by a message of the page, not by the browser's console
        return jsonify(error=_(error.title), message=told(error.message), hint=told(error.hint))
    return jsonify(found) if scripted else redirect(found["to"], 303)
