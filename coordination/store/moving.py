"""Copy a workspace between stores, batch by batch, and prove that it arrived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from coordination.model.changes import Batch, Changed, ChangeSet, LogEntry, Op
from coordination.model.frames import Column, Frame
from coordination.store.base import GraphStore, Progress
from coordination.store.memory import before_image
from graph_schema.errors import StoreDamaged, StoreError, UsageError, said
from graph_schema.schema import SCHEMA

__all__ = ["Moved", "move", "replay", "rows_from_images"]

Image = Mapping[str, str]


@dataclass(frozen=True)
class Moved:
    """What was proved: the same number of batches and rows, the same snapshot id, the same hash chain."""

    batches: int
    counts: Mapping[str, int]
    snapshot: str
    chain: str


def rows_from_images(name: str, images: Sequence[Image]) -> Frame:
    """A frame from what the log keeps of rows: fields, ``_file`` and ``_line``."""
    t = SCHEMA[name]
    return Frame.build(
        t,
        {c: Column.encode([i.get(c, "") for i in images]) for c in t.columns},
        file=Column.encode([i.get("_file", "") for i in images]),
        line=np.asarray([int(i.get("_line", "0")) for i in images], np.int32),
    )


def replay(store: GraphStore) -> Iterator[tuple[Batch, ChangeSet]]:
    """Every batch with its changes, oldest first, rebuilt from the log and what is there now."""
    now = store.snapshot()
    state: dict[tuple[str, str], Image | None] = {}
    records = store.batches()
    steps: list[list[tuple[LogEntry, Image | None]]] = []
    for record in reversed(records):
        entries = store.log(record.seq)
        after: list[tuple[LogEntry, Image | None]] = []
        for e in reversed(entries):
            key = (e.type, e.id)
            if key not in state:
                at = now[e.type].position.get(e.id)
                state[key] = None if at is None else before_image(now[e.type], at)
            after.append((e, state[key]))
            state[key] = e.before
        steps.append(after[::-1])
    for record, after in zip(records, reversed(steps), strict=True):
        yield record.batch, _changes(after, record.batch.base)


def _changes(entries: list[tuple[LogEntry, Image | None]], base: str) -> ChangeSet:
    by: dict[tuple[Op, str], list[tuple[LogEntry, Image | None]]] = {}
    for e, image in entries:
        by.setdefault((e.op, e.type), []).append((e, image))

    def frame(name: str, images: list[Image | None], entries: list[LogEntry], back: int) -> Frame:
        built = rows_from_images(name, [i for i in images if i is not None])
        version = np.asarray([e.version - back for e in entries], np.int32)
        batch = Column.encode([(i or {}).get("_batch", "") for i in images])
        return Frame(
            built.type, built.columns, built.ids, built.digests, built.file, built.line, batch, version
        )

    added, changed, removed = {}, {}, {}
    for (op, name), pairs in by.items():
        log = [e for e, _ in pairs]
        after = [i for _, i in pairs]
        before = [e.before for e in log]
        if op is Op.ADD:
            added[name] = frame(name, after, log, 0)
        elif op is Op.CHANGE:
            changed[name] = Changed(frame(name, before, log, 1), frame(name, after, log, 0))
        else:
            removed[name] = frame(name, before, log, 1)
    return ChangeSet(added, changed, removed, base)


def move(source: GraphStore, target: GraphStore, progress: Progress | None = None) -> Moved:
    """Copy all batches of ``source`` into the empty ``target``; raises StoreDamaged if the proof fails."""
    target.prepare()
    there = target.info()
    if there.seq or sum(there.counts.values()):
        raise UsageError(
            said("{url} is not empty ({count:,} rows).", url=there.url, count=sum(there.counts.values())),
            hint=said("Choose a new place; a workspace is never copied over another."),
        )
    here = source.info()
    target.set_settings(here.settings)
    for n, (batch, changes) in enumerate(replay(source), 1):
        try:
            target.apply(changes, batch)
        except StoreError as e:
            raise type(e)(
                said(
                    "The copy stopped at update {n} of {seq}: {message}", n=n, seq=here.seq, message=e.message
                ),
                hint=said("The original is untouched. Delete {url} and move again.", url=there.url),
            ) from e
        if progress:
            progress(said("copying updates"), n, here.seq)
    for sha, at in source.sightings():
        target.sighted([("", sha)], at)
    arrived = target.info()
    proof = [
        (said("updates: {here} and {arrived}", here=here.seq, arrived=arrived.seq), here.seq == arrived.seq),
        (said("rows by type"), dict(here.counts) == dict(arrived.counts)),
        (
            said("data version: {here} and {arrived}", here=here.snapshot, arrived=arrived.snapshot),
            here.snapshot == arrived.snapshot,
        ),
        (said("hash chain of the log"), here.chain == arrived.chain),
        (said("data version read back"), target.snapshot().id == here.snapshot),
    ]
    wrong = [what for what, holds in proof if not holds]
    if wrong:
        every = reduce(lambda one, other: said("{one}; {other}", one=one, other=other), wrong)
        raise StoreDamaged(said("The copy differs from the original in: {names}.", names=every))
    return Moved(arrived.seq, arrived.counts, arrived.snapshot, arrived.chain)
