"""Taking a batch back: the changes that lead from what is there to what was there before it, and what stands in the
way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from coordination.ingest.checks import lowered_rows
from coordination.model.changes import BatchKind, Became, Changed, ChangeSet, LogEntry, Op
from coordination.model.frames import Frame
from coordination.model.record_names import record_name
from coordination.model.snapshot import Snapshot
from coordination.store.base import BatchRecord
from coordination.store.moving import rows_from_images
from graph_schema.edition import FRAMEWORK_LISTS
from graph_schema.errors import ConflictError, Verbatim, said
from graph_schema.values import Tier

__all__ = [
    "Lowered",
    "Obstacle",
    "Undoing",
    "Why",
    "alone",
    "hindered",
    "lowering",
    "together",
    "unapproved",
]

Key = tuple[str, str]  #: type and id of a record
Image = Mapping[str, str]  #: what a record said
History = Callable[[str], Sequence[LogEntry]]  #: by an id, which records of two types may share


class Why(StrEnum):
    """What became of a record after the update that is to be taken back."""

    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"  #: it was added again
    NAMES = "names"  #: it names one that would go
    GONE = "gone"  #: it would come back, and names one that is not there any more


@dataclass(frozen=True)
class Obstacle:
    """A record that stands in the way. ``batch``: the update that made it so; ``values``: what it says, or said."""

    type: str
    id: str
    why: Why
    batch: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Lowered:
    """A record whose sharing label would become less strict; "" = the label of the workspace. ``values``: what it says
    now."""

    type: str
    id: str
    was: str
    becomes: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Undoing:
    """What taking batches back (``updates``, oldest first) would change, and why it cannot be done as long as there are
    ``obstacles``. ``lowered``: what needs an approval."""

    changes: ChangeSet
    obstacles: tuple[Obstacle, ...]
    updates: tuple[BatchRecord, ...]
    lowered: tuple[Lowered, ...]


def alone(
    entries: Sequence[LogEntry], now: Snapshot, history: History, undos: Collection[str] = ()
) -> tuple[ChangeSet, tuple[Obstacle, ...]]:
    """What takes back the changes of one batch, and what stands in the way. ``history``: every change of the record
    with an id, oldest first; ``undos``: the batches that took back others."""

    first = entries[0].seq if entries else 0

    def past(type_: str, ident: str) -> list[LogEntry]:
        return [e for e in history(ident) if e.type == type_]

    def there(frame: Frame, at: int, why: Why) -> Obstacle:
        """A record as it is, with the update that said so: not the one that merely put it back."""
        digest = frame.digests[at].tobytes().hex()
        mine = past(frame.type.name, frame.ids[at])
        told = [e for e in mine if e.op is not Op.REMOVE and e.digest == digest]
        told = [e for e in told if e.seq > first] or told
        told = [e for e in told if e.batch not in undos] or told
        return Obstacle(frame.type.name, frame.ids[at], why, told[-1].batch if told else "", frame.row(at))

    wanted: dict[Key, Image | None] = {}
    obstacles: list[Obstacle] = []
    for e in entries:
        frame = now[e.type]
        at = frame.position.get(e.id)
        if e.op is Op.REMOVE and at is not None:
            obstacles.append(there(frame, at, Why.ADDED))
        elif e.op is not Op.REMOVE and at is None:
            last = past(e.type, e.id)[-1]
            obstacles.append(Obstacle(e.type, e.id, Why.REMOVED, last.batch, last.before or {}))
        elif at is not None and frame.digests[at].tobytes().hex() != e.digest:
            obstacles.append(there(frame, at, Why.CHANGED))
        else:
            wanted[e.type, e.id] = None if e.op is Op.ADD else e.before
    changes = _back_to(wanted, now)
    obstacles += [there(frame, at, Why.NAMES) for frame, at, _ids in _naming(changes, now)]
    for frame, at, ref, ident in _lacking(changes, now):
        last_ = past(ref, ident)[-1:]
        batch = last_[0].batch if last_ else ""
        obstacles.append(Obstacle(frame.type.name, frame.ids[at], Why.GONE, batch, frame.row(at)))
    return changes, _once(obstacles)


def together(first: int, logs: Mapping[int, Sequence[LogEntry]], now: Snapshot) -> tuple[ChangeSet, set[int]]:
    """What takes back an update and, at once, every later one that stands in its way: each record that they touched
    says again what it said before the first of them. ``logs``: the entries of that update and of each later one, by its
    number. Returns the changes, and the numbers of the updates that they take back.
    """
    touched: dict[Key, list[LogEntry]] = {}
    for seq in sorted(logs):
        for e in logs[seq]:
            touched.setdefault((e.type, e.id), []).append(e)
    chosen = {first}
    while True:
        wanted: dict[Key, Image | None] = {}
        before = -1
        while before != len(chosen):  # whatever touched one of their records later belongs to them
            before = len(chosen)
            for key, entries in touched.items():
                start = next((i for i, e in enumerate(entries) if e.seq in chosen), None)
                if start is not None:
                    wanted[key] = None if entries[start].op is Op.ADD else entries[start].before
                    chosen |= {e.seq for e in entries[start:]}
        changes = _back_to(wanted, now)
        going = {n: set(f.ids) for n, f in changes.removed.items()}
        more: set[int] = set()
        for frame, at, ids in _naming(changes, now):
            more.update(_made_to_name(touched, chosen, frame, at, ids))
        for frame, at, ref, ident in _lacking(changes, now):
            since = set[int]()
            if ident in going.get(ref, ()):  # it named it only since a later update than the one taken back
                since.update(_made_to_name(touched, chosen, frame, at, {ident}))
            more |= since or set(_made_to_go(touched.get((ref, ident), ()), chosen))
        if more <= chosen:
            return changes, chosen
        chosen |= more


def _made_to_name(
    touched: Mapping[Key, Sequence[LogEntry]], chosen: set[int], frame: Frame, at: int, ids: Collection[str]
) -> Iterator[int]:
    """The updates before those chosen, back to the one since which a record names one of these ids."""
    entries = touched.get((frame.type.name, frame.ids[at]), ())
    start = next((i for i, e in enumerate(entries) if e.seq in chosen), len(entries))
    for e in reversed(entries[:start]):
        yield e.seq
        said = e.before or {}
        if not any(i in ids for p in frame.type.props if p.ref for i in said.get(p.name, "").split(";")):
            return


def _made_to_go(entries: Sequence[LogEntry], chosen: set[int]) -> Iterator[int]:
    """The updates before those chosen, back to the one before which a record was there."""
    start = next((i for i, e in enumerate(entries) if e.seq in chosen), len(entries))
    for e in reversed(entries[:start]):
        yield e.seq
        if e.op is not Op.ADD:
            return


def _back_to(wanted: Mapping[Key, Image | None], now: Snapshot) -> ChangeSet:
    """The changes after which each record says what is wanted, None = nothing."""
    added: dict[str, list[Image]] = {}
    changed: dict[str, list[tuple[str, Image]]] = {}
    removed: dict[str, list[str]] = {}
    for (name, ident), image in wanted.items():
        there = ident in now[name].position
        if image is None:
            removed.setdefault(name, []).extend([ident] if there else [])
        elif there:
            changed.setdefault(name, []).append((ident, image))
        else:
            added.setdefault(name, []).append(image)
    differ = {}
    for name, pairs in changed.items():
        was = now[name].take(_at(now[name], [i for i, _ in pairs]))
        becomes = rows_from_images(name, [image for _, image in pairs])
        rows = (was.digests != becomes.digests).any(axis=1)
        if rows.any():
            differ[name] = Changed(before=was.take(rows), after=becomes.take(rows))
    return ChangeSet(
        {name: rows_from_images(name, images) for name, images in added.items()},
        differ,
        {name: now[name].take(_at(now[name], ids)) for name, ids in removed.items() if ids},
        now.id,
    )


def _once(obstacles: Iterable[Obstacle]) -> tuple[Obstacle, ...]:
    return tuple({(o.type, o.id, o.why): o for o in obstacles}.values())


def _naming(changes: ChangeSet, now: Snapshot) -> Iterator[tuple[Frame, int, set[str]]]:
    """(rows of a type, which of them, what goes): records that stay and name one that would go."""
    for name, gone in changes.removed.items():
        ids = set(gone.ids)
        for other, frame in now.frames.items():
            touched = set(changes.removed[other].ids if other in changes.removed else ())
            touched |= set(changes.changed[other].before.ids if other in changes.changed else ())
            for p in frame.type.props:
                if p.ref == name:
                    for at in np.flatnonzero(_points_to(frame, p.name, ids)).tolist():
                        if frame.ids[at] not in touched:
                            yield frame, at, ids


def _points_to(frame: Frame, column: str, ids: set[str]) -> NDArray[np.bool_]:
    return frame[column].per_value(lambda v: not ids.isdisjoint(v.split(";")), "bool")


def _lacking(changes: ChangeSet, now: Snapshot) -> Iterator[tuple[Frame, int, str, str]]:
    """(rows of a type, which of them, type and id of what it names): records that would come back, or be as before, and
    name one that is not there."""
    back = [*changes.added.items(), *((n, c.after) for n, c in changes.changed.items())]
    coming = {n: set(f.ids) for n, f in changes.added.items()}
    going = {n: set(f.ids) for n, f in changes.removed.items()}
    for frame in (f for _name, f in back):
        for p in frame.type.props:
            if not p.ref or p.ref in FRAMEWORK_LISTS:
                continue
            there = (set(now[p.ref].ids) | coming.get(p.ref, set())) - going.get(p.ref, set())
            lacks = frame[p.name].per_value(_whether_lost(there), "bool")
            for at in np.flatnonzero(lacks).tolist():
                yield (
                    frame,
                    at,
                    p.ref,
                    next(i for i in frame.text(p.name, at).split(";") if i and i not in there),
                )


def _whether_lost(there: set[str]) -> Callable[[str], bool]:
    """Whether a value names something that is not there."""
    return lambda value: any(i not in there for i in value.split(";") if i)


def _at(frame: Frame, ids: Sequence[str]) -> NDArray[np.int64]:
    return np.asarray([frame.position[i] for i in ids], np.int64)


def lowering(changes: ChangeSet, now: Snapshot, default: Tier) -> Iterator[Lowered]:
    """The records whose sharing label would become less strict. ``default``: the label of records without one."""
    became = [
        Became(name, gone.ids[0], changes.added[name].ids[0])
        for name, gone in changes.removed.items()
        if len(gone) == len(changes.added.get(name, ())) == 1  # one that was corrected comes back
    ]
    for before, after in lowered_rows(changes, changes.added, now, became, default):
        for at, ident in enumerate(before.ids):
            values = before.row(at)
            yield Lowered(before.type.name, ident, values["tier"], after.text("tier", at), values)


def unapproved(lowered: Sequence[Lowered], now: Snapshot, code: str) -> ConflictError:
    """The error that names the records whose label would become less strict."""
    return ConflictError(
        said(
            "This undo would make the sharing labels of these records less strict: {names}.",
            names=_called([(x.type, x.values) for x in lowered], now, code),
        ),
        hint=said(
            "Ask a second person. If they approve, name them: {command}",
            command=Verbatim("--approved-by NAME"),
        ),
    )


def _called(records: Sequence[tuple[str, Mapping[str, str]]], now: Snapshot, code: str) -> str:
    """The names of the first records, and how many more there are."""
    called = [record_name(now, type_, values, code) for type_, values in records[:3]]
    first, more = ", ".join(dict.fromkeys(called)), len(records) - 3
    return said("{some} and {count:,} more", some=first, count=more) if more > 0 else first


def hindered(
    record: BatchRecord, obstacles: Sequence[Obstacle], later: Sequence[BatchRecord], now: Snapshot, code: str
) -> ConflictError:
    """The error that names the records that stand in the way of taking an update back, and the later updates; that it
    was undone before, where one of these is its undo."""
    undone = {b.batch.id: b.batch.note for b in later if b.batch.kind is BatchKind.UNDO}
    undos = [i for i, note in undone.items() if record.batch.id in note]
    standing = [i for i in undos if not any(i in note for note in undone.values())]
    if standing:
        return ConflictError(
            said("This update was undone by update {undo}.", undo=standing[0][:8]),
            hint=said("To bring back what it said, undo that update."),
        )
    return ConflictError(
        said(
            "This update cannot be undone: later updates changed or use these records: {names}.",
            names=_called([(o.type, o.values) for o in obstacles], now, code),
        ),
        hint=said(
            "Undo the later updates first, newest first: {updates}.",
            updates=Verbatim(", ".join(b.batch.id[:8] for b in later)),
        )
        if later
        else said("Correct or remove these records first."),
    )
