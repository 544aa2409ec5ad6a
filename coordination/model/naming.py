"""What a record is called: in the language asked for where its name is kept in it, else as it was recorded.

This is the one place that reads the fields ``name_<language>`` of records (:mod:`graph_schema.languages`). The name of
a network is that of its organisation; where that has none in a language, the record of the network may hold it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from graph_schema.languages import ENGLISH, OTHERS, column_in
from graph_schema.schema import SCHEMA

__all__ = ["TITLES", "called", "recorded_name", "short_name"]

#: type -> the field that is its name
TITLES: Final[Mapping[str, str]] = {t.name: t.naming for t in SCHEMA.values() if t.naming}


def _text(frame: Frame, column: str, at: int, code: str) -> str:
    """A field of a row in that language only; "" where it is not kept in it."""
    column = column_in(column, code)
    return frame.text(column, at) if column in frame.columns else ""


def _translated(snapshot: Snapshot, kind: str, ident: str, code: str) -> str:
    frame = snapshot[kind]
    found = _text(frame, TITLES[kind], frame.position[ident], code)
    if found or kind != "stakeholders":
        return found
    networks = snapshot["networks"]
    at = networks.position.get(ident)
    return "" if at is None else _text(networks, "name", at, code)


def recorded_name(snapshot: Snapshot, kind: str, ident: str, code: str = ENGLISH) -> str:
    """The name of a record of that type in a language, else its recorded one, else its id."""
    frame = snapshot[kind]
    at = frame.position.get(ident)
    if at is None:  # of one that another stands for, the records still know the name
        return recorded_name(snapshot.merged_from, kind, ident, code) if snapshot.merged_from else ident
    other = _translated(snapshot, kind, ident, code) if code != ENGLISH else ""
    return other or frame.text(TITLES[kind], at) or ident


def short_name(snapshot: Snapshot, ident: str, code: str = ENGLISH) -> str:
    """The name of an organisation for narrow places, in a language where there is one; else its name."""
    frame = snapshot["stakeholders"]
    at = frame.position.get(ident)
    if at is None:
        return ident
    short = _text(frame, "short_name", at, code) or frame.text("short_name", at)
    return short or recorded_name(snapshot, "stakeholders", ident, code)


def called(snapshot: Snapshot, ident: str) -> Iterator[tuple[str, str, str]]:
    """(language, name, short name) for each further language in which the name of an organisation is kept; "" for a
    part that is not."""
    frame = snapshot["stakeholders"]
    at = frame.position[ident]
    for code in OTHERS:
        pair = _translated(snapshot, "stakeholders", ident, code), _text(frame, "short_name", at, code)
        if any(pair):
            yield code, *pair
