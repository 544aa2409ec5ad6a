"""What sheets and files are called, said to those who have to rename theirs."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from graph_schema.errors import Said, Verbatim, said
from graph_schema.schema import FIRST, SCHEMA

__all__ = ["types"]


def _joined(parts: Sequence[Said]) -> Said:
    if len(parts) < 2:
        return parts[0] if parts else said("")
    return said("{first}, {rest}", first=parts[0], rest=_joined(parts[1:]))


def types(known: Collection[str]) -> Said:
    """The types of record that one needs first, as the sheets of the template are called."""
    names = [n for n in FIRST if n in known] or sorted(n for n in known if n in SCHEMA)
    return _joined([said("{title} ({name})", title=SCHEMA[n].title, name=Verbatim(n)) for n in names])
