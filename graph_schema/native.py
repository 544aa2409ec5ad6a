"""Canonical text as a graph holds it: numbers as numbers, lists as lists, everything else as text."""

from __future__ import annotations

import math
from collections.abc import Callable

from graph_schema.cypher import is_list, is_number
from graph_schema.declare import Prop

__all__ = ["Native", "approximately", "as_number", "native"]

Native = str | int | float | list[str] | None  #: a value of a property; None = nothing is said


def as_number(text: str) -> int | float | None:
    """The number that prints as ``text``, or None: ``41`` -> 41, ``41.5`` -> 41.5, ``0.10`` -> None."""
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        if str(number) == text and abs(number) < 2**63:
            return number
    return None


def approximately(text: str) -> int | float | None:
    """The number that ``text`` means, for queries; what it prints as may differ."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _number(text: str) -> Native:
    exact = as_number(text)
    return approximately(text) if exact is None else exact


def _list(text: str) -> Native:
    return text.split(";")


def _text(text: str) -> Native:
    return text


def native(p: Prop) -> Callable[[str], Native]:
    """What makes of the text of a property, which is not empty, the value that a graph holds."""
    return _number if is_number(p) else _list if is_list(p) else _text
