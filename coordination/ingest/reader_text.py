"""From bytes to text by blocks of whole lines, strictly UTF-8, with the physical line of everything that is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coordination.ingest.reader_model import InputFile, Limits, Progress, refuse
from graph_schema.errors import Said, said

__all__ = ["SAVE_AS_UTF8", "Block", "TextFault", "TextFile", "content_kind", "count_lines"]

SAVE_AS_UTF8: Final = said(
    'In Excel choose File, Save As, "CSV UTF-8 (Comma delimited)"; in LibreOffice choose Save As, Text CSV, '
    'character set "Unicode (UTF-8)"; in a text editor choose the encoding UTF-8.'
)
_BLOCK: Final = (
    32_768  #: bytes read at a time; small enough that a block's cells stay in the processor's cache
)
_STEP: Final = 1_000_000  #: bytes between two calls of the progress function
_BOM: Final = b"\xef\xbb\xbf"

_KINDS: Final = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x1f\x8b", "gzip"),
    (b"%PDF-", "pdf"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\x00\x00\xfe\xff", "utf-16"),
)
_MARKUP: Final = (b"<!doctype html", b"<html", b"<head", b"<table", b"<meta", b"<body")


def content_kind(head: bytes) -> str:
    """What a file is by its first bytes: zip, ole, gzip, pdf, sqlite, utf-16, html, xml or text.

    UTF-16 without byte order mark is recognised by NUL in every second place.
    """
    for signature, kind in _KINDS:
        if head.startswith(signature):
            return kind
    start = head.removeprefix(_BOM).lstrip().lower()
    if start.startswith(_MARKUP):
        return "html"
    if start.startswith(b"<?xml"):
        return "html" if b"<html" in start[:1000] else "xml"
    probe = head[:400]
    for odd in (0, 1):
        half, other = probe[odd::2], probe[1 - odd :: 2]
        if len(half) >= 2 and half.count(0) > 0.8 * len(half) and other.count(0) < 0.2 * len(other):
            return "utf-16"
    return "text"


def count_lines(text: str) -> int:
    """How many line ends (LF, CRLF or CR) the text holds."""
    ends = text.count("\n")
    if "\r" in text:
        ends += text.count("\r") - text.count("\r\n")
    return ends


class TextFault(Exception):
    """The text cannot be read on from here. ``before`` is what stands before the fault in its physical line."""

    def __init__(
        self, code: str, line: int, before: str, message: Said, *, value: str = "", hint: str = ""
    ) -> None:
        super().__init__(message)
        self.code = code
        self.line = line
        self.before = before
        self.message = message
        self.value = value
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Block:
    text: str  #: whole lines
    line: int  #: physical line on which it starts, from 1


class TextFile:
    """A text file read once, from front to back; hashed and counted on the way.

    ``blocks()`` raises ``TextFault`` for bytes that are no UTF-8, NUL and long lines, ``DataError`` for a file that
    is too large or is no text at all, ``OSError`` from the system.
    """

    def __init__(self, path: Path, name: str, *, limits: Limits, progress: Progress | None = None) -> None:
        self.path = path
        self.name = name
        self._limits = limits
        self._progress = progress
        self._digest = hashlib.sha256()
        self._size = 0

    def read_input(self) -> InputFile:
        """Name, hash and size; complete once ``blocks()`` is exhausted."""
        return InputFile(self.name, self._digest.hexdigest(), self._size)

    def blocks(self) -> Iterator[Block]:
        line = 1
        pending = b""
        with self.path.open("rb", buffering=0) as stream:
            total = self.path.stat().st_size
            told = 0
            while chunk := stream.read(_BLOCK):
                if not self._size:
                    self._check_kind(chunk)
                    first = chunk.removeprefix(_BOM)
                else:
                    first = chunk
                self._digest.update(chunk)
                self._size += len(chunk)
                self._check_size()
                data = pending + first
                cut, fault = self._cut(data, line)
                if cut:
                    text, wrong = self._decode(data[:cut], line)
                    if text:
                        yield Block(text, line)
                    fault = wrong or fault
                    line += count_lines(text)
                if fault:
                    raise fault
                pending = data[cut:]
                if self._progress and self._size - told >= _STEP:
                    told = self._size
                    self._progress(self.name, min(told, total), total)
            if pending:
                text, fault = self._decode(pending, line)
                if text:
                    yield Block(text, line)
                if fault:
                    raise fault
        if self._progress:
            self._progress(self.name, self._size, self._size)

    def _cut(self, data: bytes, line: int) -> tuple[int, TextFault | None]:
        """Where the last whole line of ``data`` ends (0 if none does); a fault if one line is too long."""
        limit = self._limits.max_line_bytes
        cut = data.rfind(b"\n") + 1 or data.rfind(b"\r", 0, len(data) - 1) + 1
        # What came before this block is at most one line, so only the first line can be too long.
        if len(data) <= limit or data.find(b"\n", 0, limit + 1) >= 0 or data.find(b"\r", 0, limit + 1) >= 0:
            return cut, None
        fault = TextFault(
            "E-LONG-LINE",
            line,
            data[:limit].decode("utf-8", "replace"),
            said("the line is longer than {limit:,} bytes", limit=limit),
            hint=said(
                "Look for a quotation mark that is never closed, or for a file with no line ends at all."
            ),
        )
        return 0, fault

    def _decode(self, data: bytes, line: int) -> tuple[str, TextFault | None]:
        """The text, and the first fault in it; then the text ends with the line before."""
        nul = data.find(b"\0")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as e:
            if nul < 0 or e.start < nul:
                return _lines_before(data, e.start), self._not_utf8(data, e.start, line)
        if nul < 0:
            return text, None
        before, line = _line_up_to(data, nul, line)
        fault = TextFault(
            "E-NUL",
            line,
            before,
            said("the text holds a NUL byte"),
            hint=said("The file was damaged, or it is no UTF-8 text. Save it again: {how}", how=SAVE_AS_UTF8),
        )
        return _lines_before(data, nul), fault

    def _not_utf8(self, data: bytes, at: int, line: int) -> TextFault:
        before, line = _line_up_to(data, at, line)
        byte = data[at : at + 1]
        guess = byte.decode("cp1252", "replace")
        place = {"byte": f"0x{byte.hex().upper()}", "count": len(before)}
        if guess.isprintable() and guess != "\ufffd":
            what = said(
                "the text is not UTF-8: byte {byte} after {count} characters of the line; "
                "in Windows-1252 it would be {guess!r}",
                guess=guess,
                **place,
            )
        else:
            what = said("the text is not UTF-8: byte {byte} after {count} characters of the line", **place)
        return TextFault(
            "E-ENCODING",
            line,
            before,
            what,
            value=(before[-30:] + data[at : at + 30].splitlines()[0].decode("cp1252", "replace")),
            hint=said("Save the file as UTF-8. {how}", how=SAVE_AS_UTF8),
        )

    def _check_size(self) -> None:
        limit = self._limits.max_file_bytes
        if limit is not None and self._size > limit:
            raise refuse(
                "E-FILE-SIZE",
                said("the file is larger than {limit:,} bytes", limit=limit),
                file=self.name,
                hint=said("Split it, or import it on the command line, where there is no limit."),
            )

    def _check_kind(self, head: bytes) -> None:
        kind = content_kind(head)
        if kind == "text":
            return
        if kind == "utf-16":
            raise refuse(
                "E-ENCODING",
                said('the text is UTF-16 or UTF-32 (what Excel calls "Unicode Text"), not UTF-8'),
                file=self.name,
                line=1,
                hint=said("Save the file as UTF-8. {how}", how=SAVE_AS_UTF8),
            )
        what, hint = {
            "zip": (
                said("the file is a workbook or another packed file, not text"),
                said("If it is an Excel workbook, give it the ending .xlsx."),
            ),
            "ole": (
                said("the file is an old Office document, not text"),
                said("Open it and save it as CSV UTF-8 or as .xlsx."),
            ),
            "gzip": (said("the file is a packed file, not text"), said("Unpack it first.")),
            "pdf": (
                said("the file is a PDF document, not text"),
                said("Export the table from the program it was made with."),
            ),
            "sqlite": (said("the file is a database, not text"), said("Export its tables as CSV.")),
            "html": (
                said("the file is a web page, not text"),
                said("Open the page's own download, or copy the table into a spreadsheet."),
            ),
            "xml": (
                said("the file is an XML document, not text"),
                said("Open it in a spreadsheet program and save it as CSV UTF-8 or .xlsx."),
            ),
        }[kind]
        raise refuse("E-CONTENT", what, file=self.name, hint=hint)


def _lines_before(data: bytes, at: int) -> str:
    """The whole lines before ``at``; they hold no fault."""
    return data[: max(data.rfind(b"\n", 0, at), data.rfind(b"\r", 0, at)) + 1].decode("utf-8")


def _line_up_to(data: bytes, at: int, line: int) -> tuple[str, int]:
    """The text before ``at`` in its own physical line, and that line's number."""
    before = data[:at].decode("utf-8", "replace")
    start = max(before.rfind("\n"), before.rfind("\r")) + 1
    return before[start:], line + count_lines(before)
