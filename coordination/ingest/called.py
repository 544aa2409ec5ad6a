"""What sheets, files and columns are called, said to those who have to rename theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from graph_schema.declare import Prop
from graph_schema.errors import Said, Verbatim, said
from graph_schema.schema import FIRST, SCHEMA

__all__ = ["fields", "headings", "types"]

_LISTED: Final = 10  #: headings that are named one by one
_LONGEST: Final = 60  #: characters of a heading


def _joined(parts: Sequence[Said]) -> Said:
    if len(parts) < 2:
        return parts[0] if parts else said("")
    return said("{first}, {rest}", first=parts[0], rest=_joined(parts[1:]))


def types(known: Collection[str]) -> Said:
    """The types of record that one needs first, as the sheets of the template are called."""
    names = [n for n in FIRST if n in known] or sorted(n for n in known if n in SCHEMA)
    return _joined([said("{title} ({name})", title=SCHEMA[n].title, name=Verbatim(n)) for n in names])


def fields(props: Iterable[Prop]) -> Said:
    """Fields as the template heads their columns."""
    return _joined([said("{title} ({name})", title=p.label, name=Verbatim(p.name)) for p in props])


def headings(texts: Sequence[str]) -> Said:
    """Headings of a file, as they are written there."""
    named = [said("{heading!r}", heading=text[:_LONGEST]) for text in texts[:_LISTED]]
    return _joined([*named, said("…")] if len(texts) > _LISTED else named)
