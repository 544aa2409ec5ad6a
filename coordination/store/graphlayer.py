"""The derived layer in Neo4j: relationships and properties beside the records, for those who query it by hand.

Nothing of it is a record. No hash covers it, no answer of this program reads it, no export holds it, and
``store verify`` does not look at it. It is taken away and written again as a whole, in several transactions; the node
``MnrLayer`` says of which data version and day it is, and is there only while the layer is whole.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

from coordination.model.layer import KIND_LABELS, STATUS_LABELS, Layer
from coordination.store import queries as q
from coordination.store.base import Progress
from coordination.store.bolt import Bolt, Tx
from graph_schema import cypher
from graph_schema.errors import StoreBusy, StoreError, said

__all__ = ["write_layer"]

Work = Callable[[Tx], Awaitable[None]]
ROWS: Final = 20_000  #: of one transaction
#: label of a node, its field, value of that -> second label
_LABELS: Final = (("Stakeholder", "kind", KIND_LABELS), ("Cell", "status", STATUS_LABELS))
SILENT: Final = 120_000  #: milliseconds after which who began to write is taken to have ended


def write_layer(bolt: Bolt, layer: Layer, seq: int, progress: Progress | None) -> None:
    """Take the former layer away and write this one. ``seq``: number of the last batch that it rests on. Raises
    StoreBusy where another program is writing it."""
    token = uuid.uuid4().hex

    async def take(tx: Tx) -> bool:
        await tx.rows(q.NEO_LOCK)
        return await tx.one(q.NEO_TAKE_LAYER, {"token": token, "most": SILENT}) is not None

    async def index(tx: Tx) -> None:
        for text in q.NEO_LAYER_INDEXES.values():
            await tx.rows(text)

    async def index_days(tx: Tx) -> None:
        """Made of days that are there: the server plans queries by what it counted in them."""
        for text in cypher.day_indexes():
            await tx.rows(text)

    async def await_indexes(tx: Tx) -> None:
        await tx.rows(q.NEO_AWAIT_LAYER_INDEXES)

    async def drop(tx: Tx) -> bool:
        """Take some relationships of the former layer away; whether there were any."""
        await _held(tx, token)
        return (await tx.one(cypher.drop_derived(), {"most": ROWS})) not in (None, [0])

    if not bolt.write(take):
        raise _taken()
    try:
        bolt.write(index)
        bolt.write(_running(token, q.NEO_DROP_LAYER, {}))
        while bolt.write(drop):
            pass
        todo = _steps(layer, token, seq)
        done, total = 0, sum(rows for _, rows in todo)
        for work, rows in todo:
            bolt.write(work)
            done += rows
            if progress:
                progress("deriving", done, total)
        bolt.write(index_days)
        with suppress(StoreError):  # of a very large graph: they come by themselves, later
            bolt.read(await_indexes)
    finally:
        with suppress(StoreError):  # whoever comes after waits for SILENT instead
            bolt.write(_leaving(token))


def _steps(layer: Layer, token: str, seq: int) -> list[tuple[Work, int]]:
    """(what to do in a transaction, rows that it writes), in their order. Each may be done again."""
    shared = {"edition": layer.edition, "as_of": layer.as_of}
    out: list[tuple[Work, int]] = [(_dropping(token), 0)]

    def add(text: str, rows: Sequence[Sequence[object]]) -> None:
        for start in range(0, len(rows), ROWS):
            some = [list(row) for row in rows[start : start + ROWS]]
            out.append((_running(token, text, {**shared, "rows": some}), len(some)))

    add(q.NEO_SET_STATUSES, layer.cells)
    for what, pairs in layer.links.items():
        for of_records in (False, True):
            rows = [pair for pair in pairs if bool(pair[2]) == of_records]
            add(cypher.derive(*what, of_records=of_records), rows)
    add(q.NEO_MAKE_WORKS_WITH, layer.ties)
    add(q.NEO_MAKE_DEPENDS_ON, layer.needs)
    for type_, life in layer.lives.items():
        out.append((_running(token, cypher.undate(type_), {}), 0))
        add(cypher.dated(type_), list(zip(*life, strict=True)))
    for of, field, labels in _LABELS:
        for value, label in labels.items():
            out.append((_running(token, cypher.label_by(of, field, label), {"value": value}), 0))
    mark = {
        **shared,
        "as_of": layer.as_of.isoformat(),
        "snapshot": layer.snapshot,
        "evidence": layer.evidence,
        "seq": seq,
    }
    out.append((_running(token, q.NEO_SET_LAYER, mark), 0))
    return out


def _taken() -> StoreBusy:
    return StoreBusy(
        said("Another program is writing the derived layer of this workspace."),
        hint=said("Wait until it has finished, then run it again if you still need to."),
    )


async def _held(tx: Tx, token: str) -> None:
    """Raises StoreBusy where another program has taken over, for it heard nothing of this one for too long."""
    if await tx.one(q.NEO_KEEP_LAYER, {"token": token}) is None:
        raise _taken()


def _running(token: str, text: str, params: Mapping[str, object]) -> Work:
    async def work(tx: Tx) -> None:
        await _held(tx, token)
        await tx.rows(text, params)

    return work


def _dropping(token: str) -> Work:
    """Take away what the former layer wrote beside relationships."""

    async def work(tx: Tx) -> None:
        await _held(tx, token)
        labels = (cypher.unlabel(of, labels.values()) for of, _field, labels in _LABELS)
        for text in (*labels, q.NEO_DROP_BODIES, q.NEO_DROP_STATUSES, q.NEO_DROP_REGIONS):
            await tx.rows(text)

    return work


def _leaving(token: str) -> Work:
    async def work(tx: Tx) -> None:
        await tx.rows(q.NEO_LEAVE_LAYER, {"token": token})

    return work
