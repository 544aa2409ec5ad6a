"""Taking a batch back: the changes that lead from what is there to what was there before it, and what stands in the
way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from coordination.model.changes import Changed, ChangeSet, LogEntry, Op
from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from coordination.store.moving import rows_from_images
from graph_schema.edition import FRAMEWORK_LISTS

__all__ = ["Obstacle", "Undoing", "Why", "undoing"]

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
class Undoing:
    """What taking a batch back would change, and why it cannot be done as long as there are ``obstacles``."""

    changes: ChangeSet
    obstacles: tuple[Obstacle, ...]


def undoing(
    entries: Sequence[LogEntry], now: Snapshot, history: History, undos: Collection[str] = ()
) -> Undoing:
    """What takes back the changes of one batch. ``history``: every change of the record with an id, oldest first;
    ``undos``: the batches that took back others."""

    def past(type_: str, ident: str) -> list[LogEntry]:
        return [e for e in history(ident) if e.type == type_]

    def there(frame: Frame, at: int, why: Why) -> Obstacle:
        """A record as it is, with the update that said so: not the one that merely put it back."""
        digest = frame.digests[at].tobytes().hex()
        mine = past(frame.type.name, frame.ids[at])
        said = [e.batch for e in mine if e.op is not Op.REMOVE and e.digest == digest]
        own = [b for b in said if b not in undos] or said
        return Obstacle(frame.type.name, frame.ids[at], why, own[-1] if own else "", frame.row(at))

    added: dict[str, list[Mapping[str, str]]] = {}
    changed: dict[str, list[tuple[str, Mapping[str, str]]]] = {}
    removed: dict[str, list[str]] = {}
    obstacles: list[Obstacle] = []
    for e in entries:
        frame = now[e.type]
        at = frame.position.get(e.id)
        if e.op is Op.REMOVE:
            if at is not None:
                obstacles.append(there(frame, at, Why.ADDED))
            elif e.before is not None:
                added.setdefault(e.type, []).append(e.before)
        elif at is None:
            last = past(e.type, e.id)[-1]
            obstacles.append(Obstacle(e.type, e.id, Why.REMOVED, last.batch, last.before or {}))
        elif frame.digests[at].tobytes().hex() != e.digest:
            obstacles.append(there(frame, at, Why.CHANGED))
        elif e.op is Op.ADD:
            removed.setdefault(e.type, []).append(e.id)
        elif e.before is not None:
            changed.setdefault(e.type, []).append((e.id, e.before))
    changes = ChangeSet(
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
    obstacles += [there(frame, at, Why.NAMES) for frame, at in _naming(changes, now)]
    obstacles += _lacking(changes, now, past)
    return Undoing(changes, _once(obstacles))


def _once(obstacles: Iterable[Obstacle]) -> tuple[Obstacle, ...]:
    return tuple({(o.type, o.id, o.why): o for o in obstacles}.values())


def _naming(changes: ChangeSet, now: Snapshot) -> Iterator[tuple[Frame, int]]:
    """(rows of a type, which of them): records that stay and name one that would go."""
    for name, gone in changes.removed.items():
        for other, frame in now.frames.items():
            touched = set(changes.removed[other].ids if other in changes.removed else ())
            touched |= set(changes.changed[other].before.ids if other in changes.changed else ())
            for p in frame.type.props:
                if p.ref == name:
                    for at in np.flatnonzero(_points_to(frame, p.name, set(gone.ids))).tolist():
                        if frame.ids[at] not in touched:
                            yield frame, at


def _points_to(frame: Frame, column: str, ids: set[str]) -> NDArray[np.bool_]:
    return frame[column].per_value(lambda v: not ids.isdisjoint(v.split(";")), "bool")


def _lacking(
    changes: ChangeSet, now: Snapshot, past: Callable[[str, str], Sequence[LogEntry]]
) -> Iterator[Obstacle]:
    """Records that would come back, or be as before, and name one that is not there."""
    back = [*changes.added.items(), *((n, c.after) for n, c in changes.changed.items())]
    coming = {n: set(f.ids) for n, f in changes.added.items()}
    going = {n: set(f.ids) for n, f in changes.removed.items()}
    for name, frame in back:
        for p in frame.type.props:
            if not p.ref or p.ref in FRAMEWORK_LISTS:
                continue
            there = (set(now[p.ref].ids) | coming.get(p.ref, set())) - going.get(p.ref, set())
            lacks = frame[p.name].per_value(_whether_lost(there), "bool")
            for at in np.flatnonzero(lacks).tolist():
                ident = next(i for i in frame.text(p.name, at).split(";") if i and i not in there)
                last = past(p.ref, ident)[-1:]
                yield Obstacle(name, frame.ids[at], Why.GONE, last[0].batch if last else "", frame.row(at))


def _whether_lost(there: set[str]) -> Callable[[str], bool]:
    """Whether a value names something that is not there."""
    return lambda value: any(i not in there for i in value.split(";") if i)


def _at(frame: Frame, ids: Sequence[str]) -> NDArray[np.int64]:
    return np.asarray([frame.position[i] for i in ids], np.int64)
