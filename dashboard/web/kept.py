"""Drawn pages, kept as they were sent, and sent again as long as the program would say the same.

What is kept is the body of a response with the notes of what it was told (:mod:`dashboard.backend.noted`); before it
is sent again every note is compared. So nothing has to be thrown away when data change, and nothing can be shown that
a page drawn anew would not say. At most :data:`MOST` bytes are kept, those that were wanted last.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256

from flask import Response, request

from dashboard.backend.noted import Noted, Notes, noting

__all__ = ["MOST", "Kept"]

MOST = 64_000_000  #: bytes
BESIDE = 5_000  #: bytes that a page takes beside its body: its notes and objects


@dataclass(frozen=True)
class _Page:
    body: bytes
    mimetype: str
    tag: str
    notes: Notes
    size: int


class Kept:
    """The kept pages of one program."""

    def __init__(self, answers: Noted, most: int = MOST) -> None:
        self._answers, self._most = answers, most
        self._lock = threading.Lock()
        self._pages: OrderedDict[Hashable, _Page] = OrderedDict()
        self._bytes = 0

    def response(self, key: Hashable, make: Callable[[], Response]) -> Response:
        """The page kept under ``key``, else the one that ``make`` draws; 304 where the browser has it already."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
        if page is None or not self._answers.same(page.notes):
            with noting() as notes:
                made = make()
            if made.status_code != 200 or notes.passing:
                return made
            body = made.get_data()
            size = len(body) + len(repr(key)) + BESIDE
            page = _Page(body, made.mimetype or "", sha256(body).hexdigest()[:32], notes, size)
            self._keep(key, page)
        return self._sent(page)

    def _keep(self, key: Hashable, page: _Page) -> None:
        with self._lock:
            gone = self._pages.pop(key, None)
            self._pages[key] = page
            self._bytes += page.size - (gone.size if gone else 0)
            while self._bytes > self._most:
                self._bytes -= self._pages.popitem(last=False)[1].size

    @staticmethod
    def _sent(page: _Page) -> Response:
        # weak: the same page, whichever way it is compressed
        if request.method in {"GET", "HEAD"} and request.if_none_match.contains_weak(page.tag):
            response = Response(status=304)
        else:
            response = Response(page.body, mimetype=page.mimetype)
        if request.method in {"GET", "HEAD"}:
            response.set_etag(page.tag, weak=True)
        return response
