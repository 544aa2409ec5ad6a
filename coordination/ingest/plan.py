"""Current claims + incoming rows -> ChangeSet: what an import would do."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from coordination.model.changes import Changed, ChangeSet
from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from graph_schema.errors import UsageError, Verbatim, said
from graph_schema.schema import SCHEMA

if TYPE_CHECKING:
    from coordination.ingest.readers import RawTable

__all__ = ["parse_scope", "plan", "scopes_of"]


def parse_scope(text: str) -> tuple[str, str]:
    """``TYPE`` or ``TYPE:ISO3`` -> (type, iso3 or ""). Raises UsageError."""
    name, _, iso3 = text.partition(":")
    if name not in SCHEMA:
        raise UsageError(
            said("There is no record type {name!r} to replace.", name=name),
            hint=said("Use one of: {value}.", value=Verbatim(", ".join(SCHEMA))),
        )
    if iso3 and "iso3" not in SCHEMA[name].columns:
        raise UsageError(
            said("{name} has no country to replace by.", name=Verbatim(name)),
            hint=said("Use --replace {name}.", name=Verbatim(name)),
        )
    return name, iso3


def scopes_of(replace: Sequence[str], tables: Sequence[RawTable], current: Snapshot) -> tuple[str, ...]:
    """The scopes of ``replace`` in canonical form. Raises UsageError for one that would empty a type by
    mistake: no file of that type was read, or there is no such country."""
    out = []
    for text in replace:
        name, iso3 = parse_scope(text)
        if not any(t.name == name for t in tables):
            raise UsageError(
                said(
                    "--replace {text}: no file of {name} was read, so all of them would go.",
                    text=text,
                    name=name,
                ),
                hint=said(
                    "Name the file {name}.csv (or the sheet {name}); an empty file with its header clears them.",
                    name=name,
                ),
            )
        if iso3 and iso3.upper() not in current["countries"].position:
            raise UsageError(
                said("--replace {text}: there is no country {iso3!r}.", text=text, iso3=iso3),
                hint=said("Use its ISO code of three letters."),
            )
        out.append(f"{name}:{iso3.upper()}" if iso3 else name)
    return tuple(out)


def plan(
    current: Snapshot,
    incoming: Mapping[str, Frame],
    replace: Sequence[str] = (),
    renew: frozenset[str] = frozenset(),
    gone: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> ChangeSet:
    """Added and changed rows; removed ones only within the ``replace`` scopes, where their last word came from one of
    the batches ``renew``, and the ids ``gone`` by type."""
    added: dict[str, Frame] = {}
    changed: dict[str, Changed] = {}
    removed: dict[str, Frame] = {}
    for name, frame in incoming.items():
        if not len(frame):
            continue
        now = current[name]
        if not len(now):
            added[name] = frame
            continue
        at = now.find(frame.ids)
        fresh = at < 0
        if fresh.any():
            added[name] = frame.take(fresh)
        known = np.flatnonzero(~fresh)
        differs = (now.digests[at[known]] != frame.digests[known]).any(axis=1)
        if differs.any():
            rows = known[differs]
            changed[name] = Changed(before=now.take(at[rows]), after=frame.take(rows))
    for text in replace:
        name, iso3 = parse_scope(text)
        now = current[name]
        given = set(incoming[name].ids) if name in incoming else set()
        lost = np.fromiter((i not in given for i in now.ids), bool, count=len(now))
        if iso3:
            lost &= now["iso3"].isin([iso3])
        if lost.any():
            rows_gone = now.take(lost)
            earlier = removed.get(name)
            removed[name] = rows_gone if earlier is None else earlier.concat(rows_gone.without(earlier.ids))
    for name, now in current.frames.items() if renew else ():
        given = set(incoming[name].ids) if name in incoming else set()
        lost = now.batch.isin(renew) & np.fromiter((i not in given for i in now.ids), bool, count=len(now))
        if lost.any():
            removed[name] = now.take(lost)
    for name, ids in gone.items():
        at = current[name].find(sorted(ids))
        rows_gone = current[name].take(at[at >= 0])
        earlier = removed.get(name)
        removed[name] = rows_gone if earlier is None else earlier.concat(rows_gone.without(earlier.ids))
    return ChangeSet(added, changed, removed, current.id)
