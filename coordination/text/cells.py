"""A text as a cell of a file: guarded against formulas on the way out, the same text again on the way in.

A spreadsheet runs a cell of a CSV file that begins with ``= + - @`` (some programs look behind blanks and tabs, and
take the full-width forms too). Where the language of the system separates by semicolons (French and Spanish do), a
cell also begins behind each of them. :func:`guarded` puts an apostrophe before such a text, and :func:`unguarded`
takes exactly one off at each place, so that every text comes back as it was, also one that began with an apostrophe.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["GUARDS", "SEPARATOR", "guarded", "kept", "packed", "unguarded"]

SEPARATOR: Final = ";"  #: between the members of a list in one cell, in every file

_SIGNS: Final = "=+\\-@\uff1d\uff0b\uff0d\uff20"
#: what begins a formula at the beginning of a text, and behind a semicolon
_FIRST: Final = rf"(?:\s*[{_SIGNS}]|[\t\r\n])"
_BEHIND: Final = rf"[^\S\r\n]*[{_SIGNS}]"
_RISKY: Final = re.compile(rf"\A(?='*{_FIRST})|(?<=;)(?='*{_BEHIND})")
_GUARDED: Final = re.compile(rf"\A'(?='*{_FIRST})|(?<=;)'(?='*{_BEHIND})")
#: where an apostrophe may have been put: what does not match is kept as it is
GUARDS: Final = re.compile(r"(?:\A|;)'")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def guarded(text: str, *, number: bool = False) -> str:
    """The text as a cell of a CSV file. ``number``: its column holds numbers, which stay as they are.

    >>> guarded("=1+1"), guarded(" \\t@SUM(A1)"), guarded("'=1"), guarded("-5"), guarded("-5", number=True)
    ("'=1+1", "' \\t@SUM(A1)", "''=1", "'-5", '-5')
    >>> guarded("a;=1"), guarded("a; b-c"), unguarded(guarded("a;'=1;''+2"))
    ("a;'=1", 'a; b-c', "a;'=1;''+2")
    """
    if number and _NUMBER.fullmatch(text):
        return text
    return _RISKY.sub("'", text)


def kept(text: str) -> str:
    """The text for a form that runs no formulas (JSON, cells of a workbook that are declared as text): only what
    :func:`unguarded` would take an apostrophe off gets one more.

    >>> kept("=1"), kept("'=1")
    ('=1', "''=1")
    """
    return _GUARDED.sub("''", text)


def unguarded(text: str) -> str:
    """The text of a cell that :func:`guarded` or :func:`kept` wrote.

    >>> unguarded("'=1"), unguarded("''=1"), unguarded("'tis")
    ('=1', "'=1", "'tis")
    """
    return _GUARDED.sub("", text)


def packed(value: object) -> str:
    """Any value of an answer as one cell: list members joined by ``;``; what belongs together by ``:`` (``XAA:5``), and
    lists in there by ``+``; an object that stands alone and names no country as ``key=value;...``.

    >>> packed(["XAA", None, True]), packed({"country": "XAA", "capability": "5"}), packed({"a": 1, "b": [2, 3]})
    ('XAA;;yes', 'XAA:5', 'a=1;b=2+3')

    The sentence ``why`` of a record in a list is left out: it says in words what the other values say as ids.
    """
    if isinstance(value, (list, tuple)):
        return SEPARATOR.join(_part(v) for v in value)
    if isinstance(value, Mapping) and "country" not in value:
        return SEPARATOR.join(f"{k}={_part(v)}" for k, v in value.items())
    return _part(value)


def _part(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return "+".join(_part(v) for v in value)
    if isinstance(value, Mapping):
        return ":".join(_part(v) for k, v in value.items() if k != "why")
    return str(value)
