"""Taking a batch back: the changes that lead from what is there to what was there before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from coordination.model.changes import Changed, ChangeSet, LogEntry, Op
from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from coordination.store.moving import rows_from_images
from graph_schema.errors import ConflictError, said

__all__ = ["reverse"]


def reverse(entries: Sequence[LogEntry], now: Snapshot) -> ChangeSet:
    """What takes back these changes. Raises ConflictError naming records that changed after them."""
    added: dict[str, list[Mapping[str, str]]] = {}
    changed: dict[str, list[tuple[str, Mapping[str, str]]]] = {}
    removed: dict[str, list[str]] = {}
    clashes = []
    for e in entries:
        at = now[e.type].position.get(e.id)
        there = at is not None
        digest = now[e.type].digests[at].tobytes().hex() if at is not None else ""
        if e.op is Op.REMOVE:
            if there:
                clashes.append(f"{e.type} {e.id} has been added again")
            elif e.before is not None:
                added.setdefault(e.type, []).append(e.before)
        elif not there or digest != e.digest:
            clashes.append(f"{e.type} {e.id} has changed since")
        elif e.op is Op.ADD:
            removed.setdefault(e.type, []).append(e.id)
        elif e.before is not None:
            changed.setdefault(e.type, []).append((e.id, e.before))
    if clashes:
        more = f" and {len(clashes) - 5} more" if len(clashes) > 5 else ""
        raise ConflictError(
            said("This update cannot be undone: {reasons}.", reasons="; ".join(clashes[:5]) + more),
            hint=said("Undo the later updates first."),
        )
    return ChangeSet(
        {name: rows_from_images(name, images) for name, images in added.items()},
        {
            name: Changed(
                before=now[name].take(_at(now[name], [i for i, _ in pairs])),
                after=rows_from_images(name, [image for _, image in pairs]),
            )
            for name, pairs in changed.items()
        },
        {name: now[name].take(_at(now[name], ids)) for name, ids in removed.items()},
        now.id,
    )


def _at(frame: Frame, ids: Sequence[str]) -> NDArray[np.int64]:
    return np.asarray([frame.position[i] for i in ids], np.int64)
