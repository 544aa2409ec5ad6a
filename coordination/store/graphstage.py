"""Batches too large for one transaction: staged, committed at once, and then carried out.

1. The log and the packed rows of the batch are written in transactions of their own, under a label where nobody looks.
2. One commit gives them their numbers, writes the batch and the state: from then on the batch is what the store says.
   The state names it as *open*: readers of this program take its rows from the log.
3. The graph is filled from the log, some thousand rows to a transaction, each of which can be done again; then the
   state names no open batch. Whoever writes next goes on where a program that was ended had stopped.

So the memory of the server does not bound the size of a batch, and the program shows all of it or none. Only
somebody's own Cypher can see the graph while it is being filled: ``state`` of the node ``MnrStore`` says so (``open``).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from coordination.model.changes import Batch, ChangeSet, Op
from coordination.model.frames import Frame
from coordination.store import queries as q
from coordination.store.base import Progress
from coordination.store.bolt import Bolt, Tx
from coordination.store.graphrows import CHUNK, log_entries, versions_after, write_rows
from coordination.store.graphstate import State
from coordination.store.sealing import Seal, unpack
from graph_schema import cypher
from graph_schema.errors import StoreDamaged, StoreError, said
from graph_schema.schema import SCHEMA

__all__ = ["Staged", "carry_out_part", "changes_of", "overlaid", "stage"]


@dataclass
class Staged:
    """What was staged under ``token``, and what the batch's hashes are made of."""

    under: str  #: the seal that the batch's comes after
    seal: Seal
    token: str = field(default_factory=lambda: uuid.uuid4().hex)
    digests: list[str] = field(default_factory=list)
    copies: list[tuple[int, bytes]] = field(default_factory=list)
    logged: int = 0


def stage(
    bolt: Bolt,
    state: State,
    changes: ChangeSet,
    batch: Batch,
    earlier: Callable[[str, Sequence[str]], Mapping[str, int]],
    progress: Progress | None,
    drop: Callable[[str], None],
) -> Staged:
    """Write log and copies of a batch where nobody looks. ``earlier(type, ids)``: last versions of what was removed;
    ``drop(token)`` is called where it does not come to an end.

    Numbers count from 1 in what is staged; the commit adds those that the log has by then (none but of ``state``).
    """
    found = Staged(state.seal, Seal(state.seal))
    try:
        _stage(bolt, found, state, changes, batch, earlier, progress)
    except BaseException:
        with suppress(StoreError):
            drop(found.token)
        raise
    return found


def _stage(
    bolt: Bolt,
    found: Staged,
    state: State,
    changes: ChangeSet,
    batch: Batch,
    earlier: Callable[[str, Sequence[str]], Mapping[str, int]],
    progress: Progress | None,
) -> None:
    done, total = 0, max(len(changes), 1)
    for op, name, rows, before in changes.steps():
        versions = versions_after(rows, before, earlier(name, rows.ids) if op is Op.ADD else {})
        for start in range(0, len(rows), CHUNK):
            part = slice(start, min(start + CHUNK, len(rows)))
            copies: list[tuple[int, bytes]] = []
            first = state.logged + done + 1 - start
            entries = log_entries(
                op, rows, before, part,
                batch=batch.id, first=first, versions=versions, digests=found.digests, seal=found.seal, copies=copies,
            )  # fmt: skip
            found.copies += copies
            for e in entries:
                e["number"] = int(str(e["number"])) - state.logged
            params = {"entries": entries, "token": found.token}
            bolt.write(partial(_staged, params=params))
            done += part.stop - part.start
            if progress:
                progress(said("writing"), done, total)
    found.logged = done


async def _staged(tx: Tx, params: Mapping[str, object]) -> None:
    await tx.rows(q.NEO_STAGE, params)


# carrying out


async def carry_out_part(tx: Tx, seq: int, number: int) -> None:
    """Put into the graph what one entry of the log says; it may be there already, wholly or in part."""
    row = await tx.one(q.NEO_PART, {"number": number})
    if row is None:
        raise StoreDamaged(said("Entry {number} of the log cannot be read.", number=str(number)))
    op, ids, versions, rows = _change(row)
    left: set[str] = set()
    if op is Op.REMOVE:
        (gone,) = (await tx.one(cypher.delete(rows.type), {"ids": ids})) or [[]]
        left |= set(gone)  # type: ignore[call-overload]
    else:
        async for _, more in write_rows(tx, op, rows, [seq] * len(rows), versions, again=True):
            left |= more
    if left:
        await tx.rows(cypher.clear(), {"ids": sorted(left)})


def _change(row: Sequence[object]) -> tuple[Op, list[str], list[int], Frame]:
    """(operation, ids, versions, rows) of one entry; no rows for a removal. Raises StoreDamaged."""
    name, op, ids, versions, packed = row
    try:
        t, what = SCHEMA[str(name)], Op(str(op))
        names = [str(i) for i in ids]  # type: ignore[attr-defined]
        numbers = [int(v) for v in versions]  # type: ignore[attr-defined]
        rows = Frame.empty(t) if what is Op.REMOVE else unpack(t, bytes(packed))  # type: ignore[call-overload]
    except (ValueError, TypeError, KeyError) as error:
        raise StoreDamaged(
            said("The record of an update in progress cannot be read."),
            hint=said("Run `mnr store verify` to find the record."),
        ) from error
    if what is not Op.REMOVE and list(rows.ids) != names:
        raise StoreDamaged(
            said("The record of an update in progress cannot be read."),
            hint=said("Run `mnr store verify` to find the record."),
        )
    return what, names, numbers, rows


async def changes_of(tx: Tx, seq: int) -> list[list[object]]:
    """The entries of a batch, to lay over what is read of the graph meanwhile."""
    return await tx.rows(q.NEO_CHANGES_OF, {"seq": seq})


def overlaid(
    frames: Mapping[str, Frame], entries: Sequence[Sequence[object]], batch: str
) -> dict[str, Frame]:
    """The frames with a batch that is being carried out as if it were. Raises StoreDamaged."""
    found = dict(frames)
    rows_by: dict[str, list[Frame]] = {}
    gone: dict[str, set[str]] = {}
    for entry in entries:
        _, ids, versions, rows = _change(entry)
        gone.setdefault(rows.type.name, set()).update(ids)
        if len(rows):
            rows_by.setdefault(rows.type.name, []).append(rows.stamped(batch, np.asarray(versions, np.int32)))
    for name, touched in gone.items():
        frame = found[name].without(touched)
        for rows in rows_by.get(name, ()):
            frame = frame.concat(rows)
        found[name] = frame
    return found
