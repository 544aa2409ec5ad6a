"""The node ``MnrStore``, in which a graph says what it is: what is said where it is gone, and how it is made again.

Everything else can be there without it: somebody deleted one node by hand. What it said follows from the last batch,
the log and the events, and is taken only where the records as they were written are those of the last batch.
"""

from __future__ import annotations

from collections.abc import Sequence

from coordination.model.changes import Op
from coordination.model.snapshot import digest_of, type_sum
from coordination.store import queries as q
from coordination.store.base import STORE_VERSION
from coordination.store.bolt import LOCK_WAIT, Tx
from coordination.store.graphbooks import books_of, hold, written
from coordination.store.graphstate import State
from graph_schema.errors import StoreDamaged, StoreError, said

__all__ = ["no_mark", "remade", "take_lock"]


async def take_lock(tx: Tx) -> None:
    """Wait for the other writer. Raises StoreBusy."""
    await tx.rows(q.NEO_LOCK, limit=LOCK_WAIT)


async def no_mark(tx: Tx, url: str) -> StoreError | None:
    """What is said of a database without ``MnrStore``; None where it is empty."""
    (books,) = (await tx.one(q.NEO_BOOKS)) or [0]
    if books:
        return StoreDamaged(
            said(
                "{url} is a database of this program whose description of itself is gone (the node MnrStore).",
                url=url,
            ),
            hint=said("Run `mnr store repair`: it is worked out from the records and their history."),
        )
    (count,) = (await tx.one(q.NEO_COUNT)) or [0]
    if count:
        return StoreError(
            said("{url} holds {count} nodes that are not of this program.", url=url, count=count),
            hint=said("Give it a database of its own: Neo4j Community has one to a server."),
        )
    return None


async def remade(tx: Tx, url: str) -> list[str]:
    """Make what the database says of itself anew where it is gone or cannot be read; what was made. Raises StoreError
    where it cannot be worked out, and for a database that is none of this program."""
    meta = await tx.one(q.NEO_META)
    if meta is not None and (_readable(meta) or _is_newer(meta)):
        return []
    if meta is None:
        error = await no_mark(tx, url)
        if not isinstance(error, StoreDamaged):
            raise error or StoreDamaged(
                said("{path} is not a database of this program.", path=url),
                hint=said("Run `mnr store init`."),
            )
    layout = await _layout(tx, meta)
    await tx.rows(q.NEO_MAKE, {"version": layout, "state": ""})
    await take_lock(tx)
    if meta is None:
        await tx.rows(q.NEO_SET_LAYOUT, {"layout": "", "version": layout})
    state = await _worked_out(tx, layout)
    if state is None:
        raise StoreDamaged(
            said(
                "What {url} says of itself is gone and cannot be worked out: "
                "its records are not those of its last update.",
                url=url,
            ),
            hint=said("Restore it from a copy or an export."),
        )
    await tx.rows(q.NEO_SET_STATE, {"state": state.text()})
    return ["what the store says of itself"]


def _readable(meta: Sequence[object]) -> bool:
    try:
        State.parse(str(meta[2]))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        return False
    return True


def _is_newer(meta: Sequence[object]) -> bool:
    return type(meta[0]) is int and meta[0] > STORE_VERSION


async def _layout(tx: Tx, meta: Sequence[object] | None) -> int:
    """The layout that is said, else the one that the batches have: the first one sealed none."""
    if meta is not None and type(meta[0]) is int:
        return meta[0]
    batches = await tx.rows(q.NEO_SEALED_BATCHES)
    return STORE_VERSION if any(row[12] for row in batches) or not batches else 1


async def _worked_out(tx: Tx, layout: int) -> State | None:
    books = await books_of(tx, State(), layout)
    held = await hold(tx, layout, books)
    frames, lost = await written(tx, held)
    sums = {name: type_sum(f) for name, f in frames.items() if len(f)}
    log = list(books.log)
    last: Sequence[object] = books.batches[-1] if books.batches else [0, *[""] * 9, digest_of({}), "", ""]
    if any(lost.values()) or digest_of(sums) != last[10] or type(last[0]) is not int:
        return None
    removals = sum(entry[4] == str(Op.REMOVE) for entry in log)
    seal = str(last[12]) if len(last) > 12 and last[12] else ""
    events = str(books.events[-1][1]) if books.events else ""
    return State(last[0], str(last[11]), sums, removals, len(log), seal, events)
