"""What every store does, whatever it keeps its rows in.

A store holds claims and an append-only log. It takes ChangeSets and gives Snapshots; it runs no text that
a caller hands it, so that one store can stand in for another. Reading and writing are complete or fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final, Protocol

from coordination.model.changes import ApplyResult, Batch, ChangeSet, LogEntry, Op
from coordination.model.snapshot import Snapshot
from graph_schema.errors import ConflictError, StoreMoved, said
from graph_schema.issues import Issue

__all__ = [
    "STORE_VERSION",
    "BatchRecord",
    "GraphStore",
    "Progress",
    "StoreInfo",
    "chain_hash",
    "check_versions",
]

#: Version of the layout of a store. A program refuses a store with a higher one. 2: everything is sealed; 3: SQLite
#: logs many claims that are added at once a thousand to a row.
STORE_VERSION: Final = 3

#: Called with (what, done, of) while something long runs.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class BatchRecord:
    """A batch as the store keeps it. ``snapshot``: id after it; ``chain``: hash over all batches so far."""

    seq: int
    batch: Batch
    counts: Mapping[str, int]
    snapshot: str
    chain: str


@dataclass(frozen=True)
class StoreInfo:
    """``kind``: memory, sqlite or neo4j; ``seq``: number of the last batch (0 = none); ``counts``: rows by
    type; ``settings``: what the workspace keeps about itself (title, default tier ...)."""

    kind: str
    url: str
    version: int
    seq: int
    snapshot: str
    chain: str
    counts: Mapping[str, int]
    settings: Mapping[str, str] = field(default_factory=dict)
    server: str = ""


class GraphStore(Protocol):
    """A place for claims. Every method raises only errors of the one tree (StoreError, ConflictError)."""

    @property
    def url(self) -> str:
        """Where it is, without a password."""
        ...

    def prepare(self) -> None:
        """Make the layout and the framework editions; safe to repeat. Raises StoreTooNew."""
        ...

    def info(self) -> StoreInfo: ...

    def apply(self, changes: ChangeSet, batch: Batch, progress: Progress | None = None) -> ApplyResult:
        """All of it or nothing. The same batch id again changes nothing and says ``repeated``.

        Raises ConflictError when a record to change or remove has another version than the one read,
        or one to add is there already.
        """
        ...

    def snapshot(self) -> Snapshot:
        """Everything as of the last batch; the same object while nothing changed."""
        ...

    def history(self, ref: str) -> list[LogEntry]:
        """Every change of the record with that id, oldest first; empty if it never was."""
        ...

    def batches(self) -> list[BatchRecord]:
        """Oldest first."""
        ...

    def log(self, seq: int, brief: bool = False) -> list[LogEntry]:
        """The changes of one batch, in the order written; ``brief``: without what the records said before."""
        ...

    def set_settings(self, settings: Mapping[str, str], *, at: str = "", author: str = "") -> None:
        """Merge into what the workspace keeps about itself; an empty text deletes. Each change is kept as an event."""
        ...

    def sighted(self, inputs: Iterable[tuple[str, str]], at: str) -> None:
        """A file (name, SHA-256) was offered again and changed nothing."""
        ...

    def sightings(self) -> list[tuple[str, str]]:
        """(SHA-256, time) of files that were offered again."""
        ...

    def verify(self) -> list[Issue]:
        """Recompute every hash; each broken record is named. No error among them = what is here is what was written."""
        ...

    def repair(self, *, at: str = "", author: str = "") -> list[str]:
        """Put back what was written, where the store holds a copy of it; the names of what was put back."""
        ...

    def close(self) -> None: ...


def chain_hash(previous: str, batch: Batch, digests: Iterable[str]) -> str:
    """Hash over the chain so far, the batch and the digest of each of its changes in order."""
    h = blake2b(digest_size=16)
    head = [previous, batch.id, batch.kind, batch.at, batch.author, batch.note, batch.base, *batch.scope]
    head += [f"{name}:{sha}" for name, sha in batch.inputs]
    h.update("\x1f".join(head).encode())
    for digest in digests:
        h.update(digest.encode())
    return h.hexdigest()


def check_versions(
    changes: ChangeSet,
    versions: Callable[[str, Sequence[str]], Mapping[str, int]],
    snapshot: str,
) -> None:
    """Compare-and-set: what is to be changed or removed must be as it was read, what is added must be new,
    and what the changes were checked against (``changes.base``) must still be what is there (``snapshot``).

    ``versions(type, ids)`` gives the version now of those that are there. Raises ConflictError naming up
    to five records, or StoreMoved where no record clashes but something else changed.
    """
    clashes: list[str] = []
    for op, name, rows, before in changes.steps():
        now = versions(name, rows.ids)
        if op is Op.ADD:
            if now:
                clashes += [f"{name} {i} exists already" for i in rows.ids if i in now]
            continue
        assert before is not None
        for i, read in zip(before.ids, before.version.tolist(), strict=True):
            if i not in now:
                clashes.append(f"{name} {i} has been removed")
            elif now[i] != read:
                clashes.append(f"{name} {i} is at version {now[i]}, not {read}")
    if clashes:
        more = f" and {len(clashes) - 5} more" if len(clashes) > 5 else ""
        raise ConflictError(
            said("Nothing was saved: {reasons}.", reasons="; ".join(clashes[:5]) + more),
            hint=said("Reload the data and make the change again."),
        )
    if changes.base and changes.base != snapshot:
        raise StoreMoved(
            said("Nothing was saved: the database has changed since it was read."),
            hint=said("Reload the data and make the change again."),
        )
