"""Ids and names that look like others: another case, letters of another alphabet, signs that are shown alike.

Two texts look alike when their skeletons are equal: compatibility forms resolved (Unicode NFKC), letters replaced by
the Latin ones they are taken for (Unicode's list of confusable characters), case folded, invisible signs left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from coordination.ingest.parse import report_rows, rows_of
from coordination.model.frames import Column, Frame
from coordination.model.snapshot import Snapshot
from graph_schema.errors import Said, Verbatim, said
from graph_schema.issues import Issue
from graph_schema.values import Id, Text, Url

if TYPE_CHECKING:
    from coordination.ingest.checks import Check

__all__ = ["ONE_OR_TWO", "alike_ids", "alike_titles", "looks_like", "mixed_alphabets", "skeleton"]

Frames = Mapping[str, Frame]

_ALIKE: Final = str.maketrans({"0": "o", "O": "o", "1": "l", "I": "l", "|": "l"})
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
#: Columns that hold names.
_NAMES: Final = frozenset({"name", "short_name", "title", "publisher"})


@cache
def _latin(letter: str) -> str:
    """The Latin letters of one character that is no ASCII; "" for a sign that shows nothing."""
    from confusable_homoglyphs.confusables import confusables_data

    if unicodedata.category(letter) in ("Cf", "Mn"):
        return ""
    known = confusables_data.get(letter, ())
    return next((k["c"] for k in known if k["c"].isascii() and k["c"].isalpha()), letter)


def skeleton(text: str) -> str:
    """What the eye sees of a text; equal for texts that look alike.

    >>> [skeleton(text) for text in ("EVX", "Euro\\u0440ol", "Fund 10")]
    ['evx', 'europol', 'fund lo']
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(c if c.isascii() else _latin(c) for c in text)
    return " ".join(text.translate(_ALIKE).casefold().split())


def alike_ids(c: Check, frames: Frames, current: Snapshot, gone: Frames) -> Iterator[Issue]:
    """New ids that look like one that is there, or like one that stands before them; codes of countries are given."""
    for name, frame in frames.items():
        if name == "countries":
            continue
        for p in frame.type.props:
            if type(p.value) is Id and len(frame):
                here = _there(current, gone, name)[p.name]
                seen = {skeleton(v): v for v in here.vocab}
                known = set(here.vocab)
                yield from _alike(c, frame, p.name, frame[p.name], seen, known)


def _there(current: Snapshot, gone: Frames, name: str) -> Frame:
    """The rows of a type that stay."""
    return current[name].without(gone[name].ids) if name in gone else current[name]


def _alike(
    c: Check, frame: Frame, name: str, column: Column, seen: dict[str, str], known: set[str]
) -> Iterator[Issue]:
    rows = rows_of(column)
    for code, text in enumerate(column.vocab):
        if not text or text in known:
            continue
        other = seen.setdefault(skeleton(text), text)
        if other == text or not len(rows(code)):
            continue
        yield from report_rows(
            c.code,
            c.severity,
            said("{text!r} looks like {other!r}, which is another record", text=text, other=other),
            rows(code)[:1],
            files=frame.file,
            lines=frame.line,
            column=name,
            value=text,
            hint=said("Use one of the two everywhere, or give one of them a name that nobody mistakes."),
        )


def alike_titles(c: Check, frames: Frames, current: Snapshot, gone: Frames) -> Iterator[Issue]:
    """New agreements with the name of another one, or one that differs only in what nobody sees."""
    frame = frames.get("agreements")
    if frame is None or not len(frame):
        return
    there = _there(current, gone, "agreements")
    seen = {skeleton(text): (i, text) for i, text in zip(there.ids, there["name"].texts(), strict=True)}
    for at, (ident, text) in enumerate(zip(frame.ids, frame["name"].texts(), strict=True)):
        if ident in there.position and there.text("name", there.position[ident]) == text:
            continue
        other, called = seen.setdefault(skeleton(text), (ident, text))
        if other != ident:
            yield from report_rows(
                c.code,
                c.severity,
                looks_like(text, called, other),
                [at],
                files=frame.file,
                lines=frame.line,
                column="name",
                value=text,
                hint=ONE_OR_TWO,
            )


ONE_OR_TWO: Final = said("Keep one record if they are one; otherwise say in the name which is which.")


def looks_like(text: str, other: str, ident: str) -> Said:
    """What is found of a record that is called like another one."""
    if text == other:
        return said("{text!r} is the name of another record too ({ident})", text=text, ident=Verbatim(ident))
    return said(
        "the name {text!r} looks like {other!r}, which is another record ({ident})",
        text=text,
        other=other,
        ident=Verbatim(ident),
    )


def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def mixed_alphabets(c: Check, frames: Frames, current: Snapshot, gone: Frames) -> Iterator[Issue]:
    """Words of names in which letters of another alphabet stand among Latin ones and are taken for them."""
    for frame in frames.values():
        for p in frame.type.props:
            if (
                (p.translation_of or p.name) not in _NAMES
                or not isinstance(p.value, Text)
                or isinstance(p.value, Url)
                or not len(frame)
            ):
                continue
            column = frame[p.name]
            strange = {code: odd for code, text in enumerate(column.vocab) if (odd := _strange(text))}
            rows = rows_of(column) if strange else None
            for code, odd in strange.items():
                if rows is None or not len(rows(code)):
                    continue
                sign = Verbatim(f"U+{ord(odd):04X} {unicodedata.name(odd, '')}")
                yield from report_rows(
                    c.code,
                    c.severity,
                    said(
                        "one word mixes letters of two alphabets: {letter!r} is {sign}",
                        letter=odd,
                        sign=sign,
                    ),
                    rows(code),
                    files=frame.file,
                    lines=frame.line,
                    column=p.name,
                    value=column.vocab[code],
                    hint=said("Type the word again on one keyboard."),
                )


def _strange(text: str) -> str:
    """The first letter of another alphabet in a word with Latin letters that it looks like one of; "" if none does."""
    if text.isascii():
        return ""
    for word in _WORD.findall(text):
        if word.isascii():
            continue
        latin = any(_alphabet(letter) == "LATIN" for letter in word)
        odd = next(
            (x for x in word if _alphabet(x) in ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC")), ""
        )
        if latin and odd and _latin(odd).isascii():
            return odd
    return ""
