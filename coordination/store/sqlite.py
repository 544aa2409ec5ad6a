"""The embedded store: one SQLite file (WAL, synchronous=FULL), one writer at a time.

A connection is opened per call, so a store may be shared between threads. A large snapshot is also kept
as a file of coded columns beside the database (``store/cache.py``), valid for exactly one log position.
Where the folder or the disk takes no writing, reading goes on without.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Final, TypeVar

import numpy as np

from coordination.model.changes import ApplyResult, Batch, ChangeSet, LogEntry, Op
from coordination.model.frames import Frame, parts
from coordination.model.snapshot import Snapshot, TypeSum, digest_of, type_sum
from coordination.store import cache
from coordination.store import queries as q
from coordination.store.base import (
    STORE_VERSION,
    BatchRecord,
    Progress,
    StoreInfo,
    chain_hash,
    check_versions,
)
from coordination.store.checking import batch_from, broken
from coordination.store.sealing import Seal
from coordination.store.sqlcheck import from_copies, repair, verified
from coordination.store.sqlfile import (
    UNREADABLE,
    SqliteFile,
    damaged,
    happened,
    meta_of,
    number_of,
    sums_of,
    version_of,
)
from coordination.store.sqllog import (
    added_one_by_one,
    added_together,
    count_since,
    entries_of_batch,
    entries_of_record,
    last_number,
    touched_since,
)
from coordination.store.sqlrows import (
    Begin,
    add,
    columns_there,
    every,
    origins_of_added,
    read,
    some,
    versions_of,
    write,
)
from coordination.system.clock import taken_again
from graph_schema import sql
from graph_schema.errors import StoreDamaged, said
from graph_schema.issues import Issue
from graph_schema.schema import SCHEMA

__all__ = ["SqliteStore"]

T = TypeVar("T")
CHUNK: Final = 50_000  #: rows written at a time
BULK: Final = 20_000  #: rows from which an empty table is indexed after loading, not before
CACHED_FROM: Final = 20_000  #: rows from which a snapshot is also kept as a file
FILED_WITHIN: Final = 1_000  #: changes (or a fiftieth of the rows) by which that file may lag behind

_Held = tuple[int, Snapshot]  #: number of a batch, and everything as of then


class SqliteStore:
    """``path``: the database file; made by :meth:`prepare`, with its folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = SqliteFile(path)
        self._lock = RLock()
        self._held: _Held | None = None
        self._held_of: tuple[object, ...] | None = None  # how the file looked before that was read
        self._filed: int | None = None  # number of the batch up to which the file beside is known to be

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    def prepare(self) -> None:
        self._file.prepare()

    def info(self) -> StoreInfo:
        with self._file.connect() as c:
            meta = meta_of(c)
            sums = _sums(meta, self.path)
            return StoreInfo(
                kind="sqlite",
                url=self.url,
                version=version_of(meta),
                seq=number_of(meta, self.path),
                snapshot=digest_of(sums),
                chain=meta.get("chain", ""),
                counts={name: sums.get(name, (0, 0, 0))[0] for name in SCHEMA},
                settings={str(k): str(v) for k, v in c.execute(q.SETTINGS)},
                server=f"SQLite {sqlite3.sqlite_version}",
            )

    # writing

    def apply(self, changes: ChangeSet, batch: Batch, progress: Progress | None = None) -> ApplyResult:
        with self._file.writing() as c:
            repeat = c.execute(q.BATCH_BY_ID, (batch.id,)).fetchone()
            if repeat:
                record = _record(repeat)
                return ApplyResult(record.seq, batch.id, record.counts, record.snapshot, repeated=True)
            batch = batch.timed()
            meta = meta_of(c)
            sums = _sums(meta, self.path)
            check_versions(changes, lambda name, ids: versions_of(c, SCHEMA[name], ids), digest_of(sums))
            seq = number_of(meta, self.path) + 1
            total, done = max(len(changes), 1), 0
            logged = last_number(c)
            seal = Seal(meta["seal"])
            removals = int(
                meta.get("removals", "0")
            )  # what was removed is looked up by the indexes of the log
            bulk = len(changes) >= BULK and not removals
            begin = _begin(bulk)
            # claims that are added, none of which was ever there, are logged a thousand at a time
            alone = [len(x) for op, n, x, _ in changes.steps() if not (op is Op.ADD and SCHEMA[n].is_claim)]
            reindex = bulk and sum(alone) >= BULK
            for statement in q.DROP_LOG_INDEXES if reindex else ():
                c.execute(statement)
            for op, name, rows, before in changes.steps():
                t = SCHEMA[name]
                rebuild = op is Op.ADD and len(rows) >= BULK and sums.get(name, (0, 0, 0))[0] < len(rows)
                if rebuild:
                    c.execute(sql.drop_index(t))
                versions = np.ones(len(rows), np.int64)
                if op is not Op.ADD:
                    assert before is not None
                    versions = before.version.astype(np.int64) + 1
                elif removals:
                    versions = _after_tombstones(c, name, rows.ids)
                (last,) = c.execute(q.last_place(t)).fetchone()
                number = logged + 1
                for part in parts(len(rows), CHUNK):
                    if before is None:
                        add(c, rows, part, seq=seq, first=logged + 1, versions=versions, begin=begin)
                    else:
                        write(
                            c, op, rows, before, part,
                            seq=seq, batch=batch.id, first=logged + 1, versions=versions, seal=seal,
                        )  # fmt: skip
                    logged += part.stop - part.start
                    done += part.stop - part.start
                    if progress:
                        progress(said("writing"), done, total)
                if before is None:
                    hashed = begin(partial(origins_of_added, rows, batch.id, versions))
                    if rebuild:
                        c.execute(sql.create_index(t))
                    where = hashed()
                    if bulk and t.is_claim:
                        added_together(c, rows, seq, where, number)
                    else:  # added rows have come to stand at the end of their table: the log takes them from there
                        added_one_by_one(c, rows, seq, where, number, last)
                    seal.entries(where, ())
                sums[name] = _moved(sums.get(name, (0, 0, 0)), op, rows, before)
            chain = chain_hash(meta["chain"], batch, _digests(changes))
            snapshot = digest_of(sums)
            new_meta = {"seq": str(seq), "chain": chain, "sums": json.dumps(sums)}
            led = begin(
                partial(self._led_on, changes, batch.id, {**meta, **new_meta}, snapshot, new=not removals)
            )
            for statement in q.CREATE_LOG_INDEXES if reindex else ():
                c.execute(statement)
            for first, packed in c.execute(q.COPIES_OF, (seq,)):
                seal.copy(first, packed)
            counts = changes.counts()
            told = (
                seq,
                batch.id,
                str(batch.kind),
                batch.at,
                batch.author,
                batch.note,
                json.dumps(batch.inputs),
                json.dumps(batch.scope),
                batch.base,
                json.dumps(counts),
                snapshot,
                chain,
            )
            sealed = seal.close(told, meta["events"])
            c.execute(q.INSERT_BATCH, (*told, sealed))
            removals += sum(map(len, changes.removed.values()))
            new_meta |= {"seal": sealed, "removals": str(removals)}
            c.executemany(q.SET_META, list(new_meta.items()))
        self._hold(led())
        return ApplyResult(seq, batch.id, counts, snapshot)

    def _led_on(
        self, changes: ChangeSet, batch: str, meta: Mapping[str, str], now: str, *, new: bool
    ) -> tuple[_Held, _Held] | None:
        """Of a large batch: the snapshot that is held, and the same led on by what is written. The second is kept as a
        file, so that whoever reads first need not read every row; until the batch is there, that file is one of
        another history, which nobody takes. ``new``: nothing was ever removed before, so what is added is there for the
        first time."""
        held, seq = self._held, int(meta["seq"])
        if held is None or held[0] != seq - 1 or len(changes) < CACHED_FROM or not (new or not changes.added):
            return None
        frames = dict(held[1].frames)
        for op, name, rows, before in changes.steps():
            if op is Op.REMOVE:
                frames[name] = frames[name].without(rows.ids)
                continue
            first = np.ones(len(rows), np.int32)
            version = first if before is None else (before.version + 1).astype(np.int32)
            frames[name] = frames[name].put(rows.stamped(batch, version))
        snapshot = Snapshot.of(frames)
        if snapshot.id != now:  # what was held is not what was there
            return None
        cache.save(self.path, meta, snapshot)
        return held, (seq, snapshot)

    def _hold(self, led: tuple[_Held, _Held] | None) -> None:
        """Hold what the snapshot was led on to, unless another thread has read since."""
        with self._lock:
            if led is not None and self._held is led[0]:
                self._held, self._filed = led[1], led[1][0]

    def set_settings(self, settings: Mapping[str, str], *, at: str = "", author: str = "") -> None:
        with self._file.writing() as c:
            at = taken_again(at)
            known = dict(c.execute(q.SETTINGS).fetchall())
            new = {k: v for k, v in settings.items() if known.get(k, "") != v}
            for key, value in new.items():
                c.execute(*((q.SET_SETTING, (key, value)) if value else (q.DELETE_SETTING, (key,))))
            happened(c, [("setting", key, value, at, author) for key, value in new.items()])

    def sighted(self, inputs: Iterable[tuple[str, str]], at: str) -> None:
        with self._file.writing() as c:
            at = taken_again(at)
            shas = [sha for _, sha in inputs]
            c.executemany(q.INSERT_SIGHTING, [(sha, at) for sha in shas])
            happened(c, [("sighting", sha, "", at, "") for sha in shas])

    # reading

    def snapshot(self) -> Snapshot:
        """What is recorded. A page asks for it dozens of times, so a file that looks as it did is not opened again."""
        with self._lock:
            now = self._file.written()
            if self._held and now is not None and now == self._held_of:
                return self._held[1]
            found, meta = self._read()
            self._held_of = now
        if meta:
            cache.save(self.path, meta, found)
            self._filed = number_of(meta, self.path)
        return found

    def _read(self) -> tuple[Snapshot, Mapping[str, str]]:
        """What is recorded; and where it shall be kept as a file, what the store says of itself."""
        with self._file.connect() as c:
            meta = meta_of(c)
            seq = number_of(meta, self.path)
            now = digest_of(_sums(meta, self.path))
            held = self._held
            if held and held[0] == seq and held[1].id == now:
                return held[1], {}
            if held is None and (held := cache.load(self.path, lambda n: _chain_at(c, n))):
                self._filed = held[0]
            snapshot: Snapshot | None
            try:
                batches = dict(c.execute(q.BATCH_IDS).fetchall())
                there = {t.name: columns_there(c, t) for t in SCHEMA.values()}
                snapshot = (
                    _refreshed(c, held[1], held[0], batches, there) if held and held[0] <= seq else None
                )
                if snapshot is None or snapshot.id != now:  # the second: another file was put in its place
                    snapshot = Snapshot.of(
                        [read(every(c, t, there[t.name]), t, batches) for t in SCHEMA.values()]
                    )
            except UNREADABLE:
                snapshot = None
            if snapshot is None or snapshot.id != now:
                snapshot = from_copies(c, self.path, now)
            self._held = (seq, snapshot)
            rows = sum(snapshot.counts().values())
            # the file need not follow every change: the log leads from it to here
            write = rows >= CACHED_FROM and (
                self._filed is None or count_since(c, self._filed) > max(FILED_WITHIN, rows // 50)
            )
        return snapshot, meta if write else {}

    def history(self, ref: str) -> list[LogEntry]:
        with self._file.connect() as c:
            return [_entry(e) for e in entries_of_record(c, ref)]

    def batches(self) -> list[BatchRecord]:
        with self._file.connect() as c:
            return [_record(r) for r in c.execute(q.BATCHES)]

    def log(self, seq: int, brief: bool = False) -> list[LogEntry]:
        with self._file.connect() as c:
            return [_entry(e) for e in entries_of_batch(c, seq, brief=brief)]

    def sightings(self) -> list[tuple[str, str]]:
        with self._file.connect() as c:
            return [(sha, at) for sha, at in c.execute(q.SIGHTINGS)]

    # checking

    def verify(self) -> list[Issue]:
        """Every hash worked out again. What cannot be read is a finding too; a store that is not there, is busy, or is
        of a newer program, is an error."""
        try:
            with self._file.connect(check=False) as c:
                if version_of(meta_of(c)) > STORE_VERSION:
                    self._file.check_version(c)
                return list(dict.fromkeys(verified(c)))
        except StoreDamaged as e:
            return [broken(e.message, hint=e.hint)]

    def repair(self, *, at: str = "", author: str = "") -> list[str]:
        self._held = None
        with self._file.connect(write=True, check=False) as c:
            if version_of(meta_of(c)) > STORE_VERSION:
                self._file.check_version(c)
            return repair(c, at, author)

    def close(self) -> None:
        self._held = None


def _begin(bulk: bool) -> Begin:
    """How work is begun that can go on beside other work: of a large batch in a thread."""
    if not bulk:
        return _when_asked
    from coordination.system.meanwhile import meanwhile

    return meanwhile


def _when_asked(work: Callable[[], T]) -> Callable[[], T]:
    return work


def _sums(meta: Mapping[str, str], path: Path) -> dict[str, TypeSum]:
    sums = sums_of(meta)
    if sums is None:
        damaged(path)
    return sums


def _moved(now: TypeSum, op: Op, rows: Frame, before: Frame | None) -> TypeSum:
    """The fingerprint of a type after a step."""
    wrap = 2**64
    n, a, b = now
    if op is not Op.ADD:
        assert before is not None
        m, x, y = type_sum(before)
        n, a, b = n - m, (a - x) % wrap, (b - y) % wrap
    if op is not Op.REMOVE:
        m, x, y = type_sum(rows)
        n, a, b = n + m, (a + x) % wrap, (b + y) % wrap
    return n, a, b


def _digests(changes: ChangeSet) -> Iterator[str]:
    """The digests after each change, in order, many in one text: what the chain hashes. A removal has none."""
    for op, _name, rows, _before in changes.steps():
        if op is not Op.REMOVE:
            for start in range(0, len(rows), CHUNK):
                yield rows.digests[start : start + CHUNK].tobytes().hex()


def _after_tombstones(c: sqlite3.Connection, name: str, ids: Sequence[str]) -> np.ndarray:
    last = [c.execute(q.LAST_VERSION, (i, name)).fetchone()[0] for i in ids]
    return np.asarray([(v or 0) + 1 for v in last], np.int64)


def _refreshed(
    c: sqlite3.Connection,
    old: Snapshot,
    seq: int,
    batches: Mapping[int, str],
    there: Mapping[str, frozenset[str]],
) -> Snapshot | None:
    """``old`` with what the log says changed after ``seq``; None when reading all again is cheaper."""
    if count_since(c, seq) > max(1000, sum(old.counts().values()) // 5):
        return None
    frames = dict(old.frames)
    for name, ids in touched_since(c, seq).items():
        now = read(some(c, SCHEMA[name], ids, there[name]), SCHEMA[name], batches)
        frames[name] = frames[name].without(set(ids).difference(now.ids)).put(now)
    return Snapshot.of(frames)


def _chain_at(c: sqlite3.Connection, seq: int) -> str | None:
    row = c.execute(q.CHAIN_AT, (seq,)).fetchone()
    return str(row[0]) if row else None


def _record(row: Sequence[object]) -> BatchRecord:
    try:
        seq, batch, counts = batch_from(row)
    except UNREADABLE as error:
        raise StoreDamaged(
            said("Update {batch} cannot be read.", batch=str(row[1])),
            hint=said("Run `mnr store verify` to find the record."),
        ) from error
    return BatchRecord(seq, batch, counts, str(row[10]), str(row[11]))


def _entry(row: tuple[object, ...]) -> LogEntry:
    number, seq, batch, at, name, ident, op, version, digest, before = row
    try:
        return LogEntry(
            int(str(number)),
            int(str(seq)),
            str(batch),
            str(at),
            str(name),
            str(ident),
            Op(str(op)),
            int(str(version)),
            digest.hex() if isinstance(digest, bytes) else "",
            json.loads(str(before)) if before else None,
        )
    except UNREADABLE as error:
        raise StoreDamaged(
            said("Entry {number} of the log cannot be read.", number=str(number)),
            hint=said("Run `mnr store verify` to find the record."),
        ) from error
