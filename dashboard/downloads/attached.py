"""Files that a browser keeps instead of showing: under their own name, in whatever script it is written."""

from __future__ import annotations

from urllib.parse import quote

from anyascii import anyascii
from werkzeug.wrappers import Response

__all__ = ["attached"]


def attached(answer: Response, name: str) -> Response:
    """The answer as a file to keep. ``name`` goes as it is (RFC 6266, ``filename*``) and, for programs that do not know
    that, in plain letters."""
    plain = "".join(c if c.isalnum() or c in "-_. ()" else "-" for c in anyascii(name)) or "file"
    header = f'attachment; filename="{plain}"'
    if plain != name:
        header += f"; filename*=UTF-8''{quote(name, safe='')}"
    answer.headers["Content-Disposition"] = header
    return answer
