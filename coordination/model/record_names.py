"""What a record is called in words: its name, or the names of what it connects."""

from __future__ import annotations

from collections.abc import Mapping

from coordination.model.name_index import name_index
from coordination.model.snapshot import Snapshot
from graph_schema.languages import ENGLISH
from graph_schema.schema import SCHEMA

__all__ = ["names_of", "record_name"]


def names_of(
    snapshot: Snapshot, type_: str, values: Mapping[str, str], code: str = ENGLISH
) -> dict[str, str]:
    """``"field id"`` -> the name of what a field of a record points to; capabilities with their number."""
    out: dict[str, str] = {}
    for p in SCHEMA[type_].props:
        for ident in values.get(p.name, "").split(";") if p.ref else ():
            known = name_index(snapshot, p.ref, code).records.get(ident)
            if known is not None:
                out[f"{p.name} {ident}"] = f"{ident} {known.name}" if p.ref == "capabilities" else known.name
    return out


def record_name(snapshot: Snapshot, type_: str, values: Mapping[str, str], code: str = ENGLISH) -> str:
    """The name of a record; where it has none, the names of what it connects: organisation · capability · country."""
    t = SCHEMA[type_]
    if t.naming:
        return values.get(t.naming, "") or values.get(t.key[0], "")
    names = names_of(snapshot, type_, values, code)
    ends = [
        (p.name, values[p.name])
        for p in t.props
        if p.name in t.key and p.ref not in ("", "editions") and values.get(p.name)
    ]
    return " · ".join(names.get(f"{field} {ident}", ident) for field, ident in ends)
