"""What ends with something else: the claims that name a body that has ended, and the deliveries of a service that has
(METHODS 0).

A body that ended ends every claim that names it, at the latest on its last day; what had not begun by then never
counts;
a finished one-off stays one; reviews stay, and so do its units and the agreements it ran. A service that ended ends
what
its parts deliver there, but for those that do their part alone; a row without a service about the same delivery says
nothing against it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from graph_schema.schema import SCHEMA
from graph_schema.values import Part, Role

__all__ = ["BODIES", "BODY_COLUMNS", "ends_with_others"]

Ints = NDArray[np.int64]

#: Lists whose members are stakeholders.
BODIES: Final = ("stakeholders", "networks", "committee_bodies")
#: Columns that name whom a claim is about, by claim type; what is only judged (it has no status) does not end with it,
#: nor does what names a body beside those it is about (``receives_from``).
BODY_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    t.name: found
    for t in SCHEMA.claims
    if "status" in t.columns
    and (found := tuple(p.name for p in t.props if p.ref in BODIES and p.name in t.key))
}


def ends_with_others(snapshot: Snapshot, name: str, end_of: Callable[[str], int], never: int) -> Ints:
    """The day, exclusive, by which each row of a claim type ends whatever it says of itself, or ``never``. ``end_of``:
    the exclusive end of a last day as text."""
    frame = snapshot[name]
    stop = np.full(len(frame), never, np.int64)
    columns = BODY_COLUMNS.get(name, ())
    ended = {column: _ends(snapshot["stakeholders"], end_of, never) for column in columns}
    if name == "committee_seats":
        for body, day in _ends(snapshot["committee_bodies"], end_of, never).items():
            ended["body_id"][body] = min(day, ended["body_id"].get(body, never))
    for column, ends in ended.items():
        if ends:
            day_of = partial(_day, ends, never)
            stop = np.minimum(stop, frame[column].per_value(day_of, "int64"))
    if name == "deliveries":
        stop = np.minimum(stop, _with_services(snapshot, frame, end_of, never))
    return stop


def _day(ends: Mapping[str, int], never: int, ident: str) -> int:
    return ends.get(ident, never)


def _ends(frame: Frame, end_of: Callable[[str], int], never: int) -> dict[str, int]:
    """Those of these that have a last day."""
    day = frame["until"].per_value(end_of, "int64")
    return {frame.ids[i]: int(day[i]) for i in np.flatnonzero(day < never).tolist()}


def _with_services(snapshot: Snapshot, frame: Frame, end_of: Callable[[str], int], never: int) -> Ints:
    stop = np.full(len(frame), never, np.int64)
    ends = _ends(snapshot["services"], end_of, never)
    role = ~frame["role"].isin([Role.SUPPORTS])
    if not ends:
        return stop
    rows = np.flatnonzero(frame["service_id"].isin(ends) & role)
    said: dict[tuple[str, ...], set[str]] = {}
    last: dict[tuple[str, ...], int] = {}
    for i in rows.tolist():
        # parts are what the rows of one body about one capability in one country and one service say together
        key = *_delivery(frame, i), frame.text("service_id", i)
        said.setdefault(key, set()).add(frame.text("part", i))
        last[key] = ends[key[-1]]
    ended = {key: day for key, day in last.items() if said[key] - {""} != {Part.ALONE}}
    if not ended:
        return stop
    without = {key[:-1]: day for key, day in sorted(ended.items(), key=lambda item: -item[1])}
    bodies = frame["stakeholder_id"].isin({key[0] for key in ended}) & role
    for i in np.flatnonzero(bodies).tolist():
        service = frame.text("service_id", i)
        found = ended.get((*_delivery(frame, i), service)) if service else without.get(_delivery(frame, i))
        stop[i] = never if found is None else found
    return stop


def _delivery(frame: Frame, row: int) -> tuple[str, ...]:
    return tuple(frame.text(column, row) for column in ("stakeholder_id", "capability", "iso3"))
