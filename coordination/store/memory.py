"""A store in memory: for tests, notebooks and dry runs. Gone when the process ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from threading import RLock

import numpy as np

from coordination.model.changes import ApplyResult, Batch, ChangeSet, LogEntry, Op
from coordination.model.frames import Frame, record_digests
from coordination.model.snapshot import Snapshot
from coordination.store.base import (
    STORE_VERSION,
    BatchRecord,
    Progress,
    StoreInfo,
    chain_hash,
    check_versions,
)
from coordination.system.clock import taken_again
from graph_schema.issues import Issue, Location, Severity

__all__ = ["MemoryStore"]


class MemoryStore:
    url = "memory:"

    def __init__(self) -> None:
        self._lock = RLock()
        self._now = Snapshot.of({})
        self._log: list[LogEntry] = []
        self._batches: list[BatchRecord] = []
        self._settings: dict[str, str] = {}
        self._sightings: list[tuple[str, str]] = []
        self._last_version: dict[tuple[str, str], int] = {}

    def prepare(self) -> None:
        """Nothing to make."""

    def info(self) -> StoreInfo:
        with self._lock:
            return StoreInfo(
                kind="memory",
                url=self.url,
                version=STORE_VERSION,
                seq=len(self._batches),
                snapshot=self._now.id,
                chain=self._batches[-1].chain if self._batches else "",
                counts=self._now.counts(),
                settings=dict(self._settings),
            )

    def apply(self, changes: ChangeSet, batch: Batch, progress: Progress | None = None) -> ApplyResult:
        with self._lock:
            for record in self._batches:
                if record.batch.id == batch.id:
                    return ApplyResult(record.seq, batch.id, record.counts, record.snapshot, repeated=True)
            batch = batch.timed()
            check_versions(changes, self._versions, self._now.id)
            frames = dict(self._now.frames)
            seq = len(self._batches) + 1
            entries: list[LogEntry] = []
            for op, name, rows, before in changes.steps():
                versions = [self._last_version.get((name, i), 0) + 1 for i in rows.ids]
                for k, (i, version) in enumerate(zip(rows.ids, versions, strict=True)):
                    entries.append(
                        LogEntry(
                            number=len(self._log) + len(entries) + 1,
                            seq=seq,
                            batch=batch.id,
                            at=batch.at,
                            type=name,
                            id=i,
                            op=op,
                            version=version,
                            digest="" if op is Op.REMOVE else rows.digests[k].tobytes().hex(),
                            before=None if before is None else before_image(before, k),
                        )
                    )
                if op is not Op.ADD:
                    frames[name] = frames[name].without(rows.ids)
                if op is not Op.REMOVE:
                    fresh = rows.stamped(batch.id, np.asarray(versions, np.int32))
                    frames[name] = frames[name].concat(fresh)
            self._now = Snapshot.of(frames)
            self._log += entries
            self._last_version.update({(e.type, e.id): e.version for e in entries})
            counts = changes.counts()
            previous = self._batches[-1].chain if self._batches else ""
            chain = chain_hash(previous, batch, (e.digest for e in entries))
            self._batches.append(BatchRecord(seq, batch, counts, self._now.id, chain))
            return ApplyResult(seq, batch.id, counts, self._now.id)

    def _versions(self, name: str, ids: Sequence[str]) -> Mapping[str, int]:
        frame = self._now[name]
        at = frame.position
        return {i: int(frame.version[at[i]]) for i in ids if i in at}

    def snapshot(self) -> Snapshot:
        return self._now

    def history(self, ref: str) -> list[LogEntry]:
        return [e for e in self._log if e.id == ref]

    def batches(self) -> list[BatchRecord]:
        return list(self._batches)

    def log(self, seq: int, brief: bool = False) -> list[LogEntry]:
        return [replace(e, before=None) if brief else e for e in self._log if e.seq == seq]

    def set_settings(self, settings: Mapping[str, str], *, at: str = "", author: str = "") -> None:
        with self._lock:
            self._settings = {k: v for k, v in {**self._settings, **settings}.items() if v}

    def sighted(self, inputs: Iterable[tuple[str, str]], at: str) -> None:
        at = taken_again(at)
        self._sightings += [(sha, at) for _, sha in inputs]

    def sightings(self) -> list[tuple[str, str]]:
        return list(self._sightings)

    def verify(self) -> list[Issue]:
        return [issue for frame in self._now.frames.values() for issue in verify_frame(frame)]

    def repair(self, *, at: str = "", author: str = "") -> list[str]:
        """Nobody else can change it: nothing to put back."""
        return []

    def close(self) -> None:
        """Nothing to close."""


def before_image(frame: Frame, row: int) -> dict[str, str]:
    """What a row said and where it came from: its filled fields, and ``_file``, ``_line``, ``_batch``."""
    image = {k: v for k, v in frame.row(row).items() if v}
    file = frame.file.vocab[frame.file.codes[row]]
    if file:
        image["_file"] = file
        image["_line"] = str(int(frame.line[row]))
    image["_batch"] = frame.batch.vocab[frame.batch.codes[row]]
    return image


def verify_frame(frame: Frame) -> list[Issue]:
    """Rows whose content does not give the hash kept beside it."""
    again = record_digests(frame.type, frame.columns)
    broken = np.flatnonzero((again != frame.digests).any(axis=1))
    return [
        Issue(
            "E-HASH",
            Severity.ERROR,
            f"{frame.type.name} {frame.ids[i]} is not what was written",
            Location(frame.type.name),
            hint="restore this record from an export or a backup",
            record=frame.ids[int(i)],
        )
        for i in broken.tolist()
    ]
