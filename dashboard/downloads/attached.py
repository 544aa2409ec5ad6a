"""Files that a browser keeps instead of showing: under their own name, in whatever script it is written; documents."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from anyascii import anyascii
from flask import Response as Sent
from werkzeug.wrappers import Response

from coordination.reports.document import Document
from coordination.reports.html import html
from coordination.reports.word import MIMETYPE, word
from dashboard.ui.i18n import _
from graph_schema.errors import UsageError

__all__ = ["attached", "document_file"]


def attached(answer: Response, name: str) -> Response:
    """The answer as a file to keep. ``name`` goes as it is (RFC 6266, ``filename*``) and, for programs that do not know
    that, in plain letters."""
    plain = "".join(c if c.isalnum() or c in "-_. ()" else "-" for c in anyascii(name)) or "file"
    header = f'attachment; filename="{plain}"'
    if plain != name:
        header += f"; filename*=UTF-8''{quote(name, safe='')}"
    answer.headers["Content-Disposition"] = header
    return answer


def document_file(document: Document, ending: str, as_of: date, *, attach: bool) -> Sent:
    """A document as an answer of the server. Raises UsageError for an ending there is not."""
    name = f"{document.stem}-{as_of.isoformat()}.{ending}"
    if ending == "docx":
        answer = Sent(word(document), mimetype=MIMETYPE)
    elif ending == "html":
        answer = Sent(html(document), mimetype="text/html")
    else:
        raise UsageError(
            _("There is no document of type {ending}.", ending=ending[:10]), hint=_("Use docx or html.")
        )
    if attach or ending == "docx":
        attached(answer, name)
    return answer
