"""The derived layer in Neo4j: relationships and properties beside the records, for those who query it by hand.

Nothing of it is a record. No hash covers it, no answer of this program reads it, no export holds it, and
``store verify`` does not look at it. It is taken away and written again as a whole, in several transactions; the node
``MnrLayer`` says of which data version and day it is, and is there only while the layer is whole.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from coordination.model.layer import KIND_LABELS, Layer
from coordination.store import queries as q
from coordination.store.base import Progress
from coordination.store.bolt import Bolt, Tx
from graph_schema import cypher

__all__ = ["write_layer"]

Work = Callable[[Tx], Awaitable[None]]
ROWS: Final = 20_000  #: of one transaction


def write_layer(bolt: Bolt, layer: Layer, seq: int, progress: Progress | None) -> None:
    """Take the former layer away and write this one. ``seq``: number of the last batch that it rests on."""

    async def index(tx: Tx) -> None:
        for text in q.NEO_LAYER_INDEXES.values():
            await tx.rows(text)

    bolt.write(index)
    bolt.write(_running(q.NEO_DROP_LAYER, {}))
    while bolt.write(_some_dropped):
        pass
    todo = _steps(layer, seq)
    done, total = 0, sum(rows for _, rows in todo)
    for work, rows in todo:
        bolt.write(work)
        done += rows
        if progress:
            progress("deriving", done, total)


def _steps(layer: Layer, seq: int) -> list[tuple[Work, int]]:
    """(what to do in a transaction, rows that it writes), in their order. Each may be done again."""
    shared = {"edition": layer.edition, "as_of": layer.as_of}
    out: list[tuple[Work, int]] = [(_dropped, 0)]

    def add(text: str, rows: Sequence[Sequence[object]]) -> None:
        for start in range(0, len(rows), ROWS):
            some = [list(row) for row in rows[start : start + ROWS]]
            out.append((_running(text, {**shared, "rows": some}), len(some)))

    add(q.NEO_SET_STATUSES, layer.cells)
    for what, pairs in layer.links.items():
        add(cypher.derive(*what), pairs)
    add(q.NEO_MAKE_WORKS_WITH, layer.ties)
    add(q.NEO_MAKE_DEPENDS_ON, layer.needs)
    for type_, life in layer.lives.items():
        out.append((_running(cypher.undate(type_), {}), 0))
        add(cypher.dated(type_), list(zip(*life, strict=True)))
    for kind, label in KIND_LABELS.items():
        out.append((_running(cypher.label_kind(label), {"kind": kind}), 0))
    mark = {
        **shared,
        "as_of": layer.as_of.isoformat(),
        "snapshot": layer.snapshot,
        "evidence": layer.evidence,
        "seq": seq,
    }
    out.append((_running(q.NEO_SET_LAYER, mark), 0))
    return out


def _running(text: str, params: Mapping[str, object]) -> Work:
    async def work(tx: Tx) -> None:
        await tx.rows(text, params)

    return work


async def _some_dropped(tx: Tx) -> bool:
    """Take some relationships of the former layer away; whether there were any."""
    return (await tx.one(cypher.drop_derived(), {"most": ROWS})) not in (None, [0])


async def _dropped(tx: Tx) -> None:
    """Take away what else the former layer wrote."""
    for text in (q.NEO_DROP_BODIES, q.NEO_DROP_STATUSES, cypher.unlabel_kinds(KIND_LABELS.values())):
        await tx.rows(text)
