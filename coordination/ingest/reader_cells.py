"""From the characters of a cell to the text that is kept.

Outer white space goes, letters are joined to their accents (Unicode NFC), and the apostrophe that our own export
puts before ``= + - @`` is taken off. Everything else stays: ``None``, ``NULL``, ``NA`` and ``00123`` are texts.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from itertools import count
from typing import Final

import numpy as np

from coordination.ingest.reader_model import IssueLog
from coordination.ingest.reader_plain import LONGEST, Cells, ShortTexts
from coordination.model.frames import Column
from coordination.text.cells import GUARDS, unguarded
from graph_schema.errors import Said, Verbatim, said
from graph_schema.plain import BIDI, JOINERS, NOTHING

__all__ = ["ColumnCleaner", "clean"]

_SUSPECT: Final = re.compile(f"[{BIDI}{NOTHING}{JOINERS}\ud800-\udfff]")
_BIDI_ONE: Final = re.compile(f"[{BIDI}]")
_INVISIBLE: Final = re.compile(f"[{NOTHING}]|(?:^|(?<=[\u0000-\u058f]))[{JOINERS}]|[{JOINERS}]$")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

_WIDE_FROM: Final = 65_536  #: distinct texts from which a column may be taken as free text
_WIDE_SHORT_FROM: Final = 262_144  #: the same where cells are short, and found by their bytes
_WIDE_SHARE: Final = 0.5  #: distinct texts over cells from which it is

_HINTS: Final = {
    "E-SURROGATE": said("Type the text again; half of a character was lost on the way."),
    "E-NUL": said("Remove the NUL character; it comes from a program that wrote the file wrongly."),
    "W-BIDI": said(
        "Check that the text is correct. A name is kept without them; delete another text and type it again."
    ),
    "W-INVISIBLE": said(
        "A name is kept without them; delete another text and type it again, or paste it as plain text."
    ),
    "E-LONG-CELL": said("Shorten the text, or put it into a document and give its address."),
    "W-FORMULA": said("Replace the formula with its result, or leave it if it is meant as text."),
}


def clean(raw: str) -> str:
    """The text that is kept of a cell. ``clean(clean(x)) == clean(x)`` unless x carries the export's apostrophe.

    One apostrophe that :mod:`coordination.text.cells` put there is taken off, so every text comes back as it was.
    """
    text = raw.strip()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return unguarded(text)


class ColumnCleaner(dict[str, int]):
    """Cleans the cells of one column, each distinct text once, and numbers what is kept; remembers what has to be
    reported.

    A column with mostly distinct texts (notes) is not remembered as it was written, but looked through a block at a
    time.
    """

    __slots__ = ("_cells", "_codes", "_max_chars", "_numbers", "_short", "_suspects", "_wide", "composed")

    def __init__(self, max_chars: int) -> None:
        super().__init__()
        self.composed = ""  #: the first text that NFC changed
        self._cells = 0
        self._codes = array("i")
        self._max_chars = max_chars
        self._numbers: dict[
            str, int
        ] = {}  # kept text -> its code, growing, with gaps where the column is wide
        self._short = ShortTexts()
        self._suspects: dict[str, list[str]] = {}  # kept text -> codes of what was found
        self._wide = False

    def __missing__(self, raw: str) -> int:
        text = raw.strip()
        if (
            not text.isascii()
            or len(text) > self._max_chars
            or text[:1] == "="
            or GUARDS.search(text)
            or "\0" in text
        ):
            text = self._look(text)
        self[raw] = code = self._numbers.setdefault(text, len(self._numbers))
        return code

    def _look(self, text: str) -> str:
        kept = clean(text)
        codes = []
        if not text.isascii():
            if not self.composed and not unicodedata.is_normalized("NFC", text):
                self.composed = kept
            if _BIDI_ONE.search(kept):
                codes.append("W-BIDI")
            if _INVISIBLE.search(kept):
                codes.append("W-INVISIBLE")
            if _SURROGATE.search(kept):
                codes.append("E-SURROGATE")
                kept = _SURROGATE.sub(
                    "\ufffd", kept
                )  # what cannot be encoded can neither be hashed nor shown
        if len(kept) > self._max_chars:
            codes.append("E-LONG-CELL")
        if "\0" in kept:
            codes.append("E-NUL")
        if kept.startswith("="):
            codes.append("W-FORMULA")
        if codes:
            self._suspects[kept] = codes
        return kept

    def add(self, cells: Sequence[str]) -> None:
        """Take a block of cells, in order."""
        codes = (
            map(self._numbers.setdefault, self._clean_wide(cells), count(self._cells))
            if self._wide
            else map(self.__getitem__, cells)
        )
        self._codes.extend(codes)
        self._took(len(cells), _WIDE_FROM)

    def add_plain(self, cells: Cells, column: int) -> None:
        """Take a column of cells that are cut by place."""
        if self._wide or cells.sizes[:, column].max() > LONGEST:
            self.add(cells.texts(column))
            return
        codes = self._short.codes(cells, column, self.__getitem__)
        self._codes.frombytes(codes.astype(np.intc).tobytes())
        self._took(len(cells), _WIDE_SHORT_FROM)

    def _took(self, count: int, wide_from: int) -> None:
        self._cells += count
        if not self._wide and len(self) > wide_from and len(self) > _WIDE_SHARE * self._cells:
            self._wide = True
            self._short = ShortTexts()
            self.clear()

    def column(self) -> Column:
        """The kept texts; it takes no more cells."""
        codes = np.array(self._codes, np.int32)
        if self._wide:
            used = np.fromiter(self._numbers.values(), np.int64, count=len(self._numbers))
            place = np.zeros(self._cells, np.int32)
            place[used] = np.arange(len(used))
            codes = place[codes]
        vocab = tuple(self._numbers)
        self.clear()
        self._numbers.clear()
        self._short = ShortTexts()
        del self._codes[:]
        return Column(codes, vocab)

    def _clean_wide(self, cells: Sequence[str]) -> list[str]:
        kept = list(map(str.strip, cells))
        joined = "\0".join(["", *kept])
        if (
            "\0=" in joined
            or "\0'" in joined
            or ";'" in joined
            or joined.count("\0") > len(kept)
            or max(map(len, kept), default=0) > self._max_chars
            or not (
                joined.isascii() or (unicodedata.is_normalized("NFC", joined) and not _SUSPECT.search(joined))
            )
        ):
            return list(map(self._look, kept))
        return kept

    def report(self, log: IssueLog, file: str, column: str, cells: Column, lines: Sequence[int]) -> None:
        """Put what was noticed into the log, each cell at its line. ``cells`` are the kept texts of the column."""
        if self.composed:
            log.add(
                "I-NFC",
                said(
                    "in {column}, letters written as letter plus accent were joined into one character (Unicode NFC)",
                    column=Verbatim(column),
                ),
                file=file,
                column=column,
                value=self.composed,
                hint=said("Nothing to do; the text looks the same."),
            )
        if not self._suspects:
            return
        for row in np.flatnonzero(cells.isin(self._suspects)).tolist():
            text = cells.text(row)
            for code in self._suspects[text]:
                what, hint = self._words(code, text), _HINTS[code]
                log.add(code, what, file=file, line=lines[row], column=column, value=text, hint=hint)

    def _words(self, code: str, text: str) -> Said:
        if code == "W-BIDI":
            marks = ", ".join(sorted({f"U+{ord(c):04X}" for c in _BIDI_ONE.findall(text)}))
            return said(
                "the text contains invisible characters that change the reading direction: {marks}",
                marks=marks,
            )
        if code == "W-INVISIBLE":
            signs = ", ".join(sorted({f"U+{ord(c):04X}" for c in _INVISIBLE.findall(text)}))
            at = next(_INVISIBLE.finditer(text)).start() + 1
            return said(
                "the text holds invisible characters: {signs}; the first is character {place}",
                signs=Verbatim(signs),
                place=at,
            )
        if code == "E-LONG-CELL":
            return said(
                "the cell holds {size:,} characters; the limit is {limit:,}",
                size=len(text),
                limit=self._max_chars,
            )
        if code == "W-FORMULA":
            return said("the text begins with an equals sign; it is kept as text, not worked out")
        if code == "E-NUL":
            return said("the text holds a NUL character")
        return said("the text holds half a character (a lone surrogate)")
