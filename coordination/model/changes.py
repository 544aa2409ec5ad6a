"""What is about to change, who says so, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from coordination.model.frames import Column, Frame, parts
from coordination.model.hash_ids import joined, order_of
from coordination.system.clock import taken_again
from coordination.text.kinds import said_as
from coordination.text.sentences import sentence

__all__ = [
    "ApplyResult",
    "Batch",
    "BatchKind",
    "Became",
    "ChangeSet",
    "Changed",
    "LogEntry",
    "Op",
    "batch_id",
]


@said_as({"add": sentence("added"), "change": sentence("changed"), "remove": sentence("removed")})
class Op(StrEnum):
    """What was done to a record."""

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"  #: its log row is the tombstone


@said_as(
    {
        "import": sentence("import"),
        "edit": sentence("edit"),
        "undo": sentence("undo"),
        "move": sentence("move"),
    }
)
class BatchKind(StrEnum):
    """How an update came about."""

    IMPORT = "import"
    EDIT = "edit"
    UNDO = "undo"
    MOVE = "move"


@dataclass(frozen=True)
class Changed:
    """Rows that differ: ``before`` as read (with the versions read), ``after`` as wanted, row by row."""

    before: Frame
    after: Frame


class Became(NamedTuple):
    """A claim that comes in the place of another one of its type: what identifies it was corrected."""

    type: str
    was: str
    now: str


@dataclass(frozen=True)
class ChangeSet:
    """Per record type: rows to add, to change, to remove. ``base``: id of the snapshot it was planned on."""

    added: Mapping[str, Frame] = field(default_factory=dict)
    changed: Mapping[str, Changed] = field(default_factory=dict)
    removed: Mapping[str, Frame] = field(default_factory=dict)
    base: str = ""

    def __len__(self) -> int:
        return (
            sum(map(len, self.added.values()))
            + sum(len(c.after) for c in self.changed.values())
            + sum(map(len, self.removed.values()))
        )

    def counts(self) -> dict[str, int]:
        return {
            "added": sum(map(len, self.added.values())),
            "changed": sum(len(c.after) for c in self.changed.values()),
            "removed": sum(map(len, self.removed.values())),
        }

    def without_places(self) -> ChangeSet:
        """The same changes by rows that came from no file."""

        def bare(frame: Frame) -> Frame:
            return replace(frame, file=Column.constant("", len(frame)), line=np.zeros(len(frame), np.int32))

        return replace(
            self,
            added={name: bare(f) for name, f in self.added.items()},
            changed={name: replace(c, after=bare(c.after)) for name, c in self.changed.items()},
        )

    def steps(self) -> Iterator[tuple[Op, str, Frame, Frame | None]]:
        """(op, type, rows, rows before) in the order a store applies and logs them."""
        for name, frame in self.removed.items():
            yield Op.REMOVE, name, frame, frame
        for name, c in self.changed.items():
            yield Op.CHANGE, name, c.after, c.before
        for name, frame in self.added.items():
            yield Op.ADD, name, frame, None

    def content_digest(self) -> str:
        """Hash of what would be said and unsaid, whatever the order of the rows."""
        h = blake2b(digest_size=16)
        for op, name, rows, _ in self.steps():
            order = order_of(rows.ids)
            h.update(f"{op}:{name}:{len(rows)};".encode())
            for part in parts(len(rows)):
                h.update(joined(rows.ids_of(order[part])).encode())
            for part in parts(len(rows)):
                h.update(rows.digests[order[part]].tobytes())
        return h.hexdigest()


@dataclass(frozen=True)
class Batch:
    """One acknowledged set of changes. ``at``: UTC time, ISO, given by the caller; a moment of now is taken again
    by the store, while it is locked; ``inputs``: name and SHA-256 of each file; ``scope``: what it was allowed to
    remove (``TYPE[:ISO3]``)."""

    id: str
    kind: BatchKind
    at: str
    author: str = ""
    note: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    scope: tuple[str, ...] = ()
    base: str = ""

    def timed(self) -> Batch:
        """The same, with the time by now where it has one of now."""
        return replace(self, at=taken_again(self.at))


def batch_id(changes: ChangeSet, kind: BatchKind, scope: tuple[str, ...] = (), *, after: str = "") -> str:
    """Hash of content, scope, the snapshot it was planned against, and ``after``: the store's hash chain then
    ("" = a store without history).

    A retry is the same batch; the same rows brought again after they were taken back are another one,
    because a chain never comes back.
    """
    text = "\x1f".join([changes.content_digest(), kind, *scope, changes.base, after])
    return blake2b(text.encode(), digest_size=10).hexdigest()


@dataclass(frozen=True)
class ApplyResult:
    """``seq``: the store's number of the batch; ``repeated``: it had been applied before."""

    seq: int
    batch: str
    counts: Mapping[str, int]
    snapshot: str
    repeated: bool = False


@dataclass(frozen=True)
class LogEntry:
    """One change of one record. ``before``: what it said and where from (None when it was added)."""

    number: int
    seq: int
    batch: str
    at: str
    type: str
    id: str
    op: Op
    version: int
    digest: str
    before: Mapping[str, str] | None
