"""The embedded store: one SQLite file (WAL, synchronous=FULL), one writer at a time.

A connection is opened per call, so a store may be shared between threads. A large snapshot is also kept
as a file of coded columns beside the database (``store/cache.py``), valid for exactly one log position.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from coordination.changes import ApplyResult, Batch, BatchKind, ChangeSet, LogEntry, Op
from coordination.frames import Column, ColumnBuilder, Frame
from coordination.snapshot import Snapshot, TypeSum, digest_of, type_sum
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
from coordination.store.memory import before_image, verify_frame
from graph_schema import sql
from graph_schema.declare import RecordType
from graph_schema.edition import edition, edition_ids
from graph_schema.errors import (
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreTooNew,
    StoreUnavailable,
    said,
)
from graph_schema.issues import Issue, Location, Severity
from graph_schema.schema import SCHEMA

__all__ = ["SqliteStore"]

BUSY_MS: Final = 5_000  #: how long a writer waits for another one
CHUNK: Final = 50_000  #: rows written at a time
BULK: Final = 20_000  #: rows from which an empty table is indexed after loading, not before
CACHED_FROM: Final = 20_000  #: rows from which a snapshot is also kept as a file
FILED_WITHIN: Final = 1_000  #: changes (or a fiftieth of the rows) by which that file may lag behind
FETCH: Final = 200  #: rows fetched at a time: few enough to stay in the processor's cache


class SqliteStore:
    """``path``: the database file; made by :meth:`prepare`, with its folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = RLock()
        self._held: tuple[int, Snapshot] | None = None
        self._filed: int | None = None  # number of the batch up to which the file beside is known to be

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    @contextmanager
    def _connect(self, *, write: bool = False, make: bool = False) -> Iterator[sqlite3.Connection]:
        if not make and not self.path.is_file():
            raise StoreUnavailable(
                said("There is no store at {path}.", path=self.path),
                hint=said("Make one with `mnr store init` or `mnr import`."),
            )
        try:
            with closing(sqlite3.connect(self.path, timeout=BUSY_MS / 1000, isolation_level=None)) as c:
                c.execute(q.FULL_SYNC)
                if make:
                    c.execute(q.WAL)
                c.execute(q.BEGIN_WRITE if write else q.BEGIN_READ)
                try:
                    if not make:
                        self._check_version(c)
                    yield c
                except BaseException:
                    if c.in_transaction:
                        c.execute(q.ROLLBACK)
                    raise
                c.execute(q.COMMIT)
        except sqlite3.Error as e:
            raise _translated(e, self.path) from e

    def _check_version(self, c: sqlite3.Connection) -> None:
        version = int(self._meta(c).get("version", "0"))
        if version > STORE_VERSION:
            raise StoreTooNew(
                said(
                    "{path} has layout {version}; this program knows up to {store_version}.",
                    path=self.path,
                    version=version,
                    store_version=STORE_VERSION,
                ),
                hint=said("Use a newer version of the program."),
            )
        if version == 0:
            raise StoreDamaged(
                said("{path} is not a store of this program.", path=self.path),
                hint=said("Run `mnr store init`."),
            )

    @staticmethod
    def _meta(c: sqlite3.Connection) -> dict[str, str]:
        if not c.execute(q.HAS_META).fetchone():
            return {}
        return dict(c.execute(q.META).fetchall())

    def prepare(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._connect(write=True, make=True) as c:
            meta = self._meta(c)
            if int(meta.get("version", "0")) > STORE_VERSION:
                self._check_version(c)
            for statement in (*q.SYSTEM_TABLES, *q.CREATE_LOG_INDEXES):
                c.execute(statement)
            for t in SCHEMA.values():
                c.execute(sql.create_table(t))
                there = {row[1] for row in c.execute(q.table_info(t))}
                for column in t.columns:
                    if column not in there:
                        c.execute(sql.add_column(t, column))
                c.execute(sql.create_index(t))
            c.execute(q.DROP_FRAMEWORK)
            c.execute(q.CREATE_FRAMEWORK)
            c.executemany(
                q.INSERT_FRAMEWORK,
                [
                    (ident, name, n, json.dumps(dict(row), ensure_ascii=False))
                    for ident in edition_ids()
                    for name, rows in edition(ident).lists.items()
                    for n, row in enumerate(rows)
                ],
            )
            if not meta:
                c.executemany(q.SET_META, [("version", str(STORE_VERSION)), ("seq", "0"), ("chain", "")])

    def info(self) -> StoreInfo:
        with self._connect() as c:
            meta = self._meta(c)
            sums = _sums(meta)
            return StoreInfo(
                kind="sqlite",
                url=self.url,
                version=int(meta["version"]),
                seq=int(meta["seq"]),
                snapshot=digest_of(sums),
                chain=meta["chain"],
                counts={name: sums.get(name, (0, 0, 0))[0] for name in SCHEMA},
                settings=dict(c.execute(q.SETTINGS).fetchall()),
                server=f"SQLite {sqlite3.sqlite_version}",
            )

    # writing

    def apply(self, changes: ChangeSet, batch: Batch, progress: Progress | None = None) -> ApplyResult:
        with self._connect(write=True) as c:
            repeat = c.execute(q.BATCH_BY_ID, (batch.id,)).fetchone()
            if repeat:
                record = _record(repeat)
                return ApplyResult(record.seq, batch.id, record.counts, record.snapshot, repeated=True)
            meta = self._meta(c)
            now = digest_of(_sums(meta))
            check_versions(changes, lambda name, ids: _versions(c, SCHEMA[name], ids), now)
            seq = int(meta["seq"]) + 1
            sums = _sums(meta)
            total, done = max(len(changes), 1), 0
            digests: list[str] = []
            bulk = len(changes) >= BULK
            for statement in q.DROP_LOG_INDEXES if bulk else ():
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
                elif int(meta.get("removals", "0")):
                    versions = _after_tombstones(c, name, rows.ids)
                for start in range(0, len(rows), CHUNK):
                    part = slice(start, start + CHUNK)
                    _write(c, t, op, rows, before, part, seq, versions, digests)
                    done += len(range(*part.indices(len(rows))))
                    if progress:
                        progress("writing", done, total)
                if rebuild:
                    c.execute(sql.create_index(t))
                sums[name] = _moved(sums.get(name, (0, 0, 0)), op, rows, before)
            for statement in q.CREATE_LOG_INDEXES if bulk else ():
                c.execute(statement)
            removals = int(meta.get("removals", "0")) + sum(map(len, changes.removed.values()))
            chain = chain_hash(meta["chain"], batch, digests)
            snapshot = digest_of(sums)
            counts = changes.counts()
            c.execute(
                q.INSERT_BATCH,
                (
                    seq,
                    batch.id,
                    batch.kind,
                    batch.at,
                    batch.author,
                    batch.note,
                    json.dumps(batch.inputs),
                    json.dumps(batch.scope),
                    batch.base,
                    json.dumps(counts),
                    snapshot,
                    chain,
                ),
            )
            new_meta = {"seq": str(seq), "chain": chain, "sums": json.dumps(sums), "removals": str(removals)}
            c.executemany(q.SET_META, list(new_meta.items()))
        return ApplyResult(seq, batch.id, counts, snapshot)

    def set_settings(self, settings: Mapping[str, str]) -> None:
        with self._connect(write=True) as c:
            for key, value in settings.items():
                c.execute(*((q.SET_SETTING, (key, value)) if value else (q.DELETE_SETTING, (key,))))

    def sighted(self, inputs: Iterable[tuple[str, str]], at: str) -> None:
        with self._connect(write=True) as c:
            c.executemany(q.INSERT_SIGHTING, [(sha, at) for _, sha in inputs])

    # reading

    def snapshot(self) -> Snapshot:
        with self._lock, self._connect() as c:
            meta = self._meta(c)
            seq = int(meta["seq"])
            now = digest_of(_sums(meta))
            held = self._held
            if held and held[0] == seq and held[1].id == now:
                return held[1]
            if held is None and (held := cache.load(self.path, lambda n: _chain_at(c, n))):
                self._filed = held[0]
            batches = dict(c.execute(q.BATCH_IDS).fetchall())
            snapshot = _refreshed(c, held[1], held[0], batches) if held and held[0] <= seq else None
            if snapshot is None or snapshot.id != now:  # the second: another file was put in its place
                snapshot = Snapshot.of([_read(_every(c, t), t, batches) for t in SCHEMA.values()])
            if snapshot.id != now:
                raise StoreDamaged(
                    said("What is in {path} is not what was written.", path=self.path),
                    hint=said("Run `mnr store verify` to find the record."),
                )
            self._held = (seq, snapshot)
            rows = sum(snapshot.counts().values())
            # the file need not follow every change: the log leads from it to here
            write = rows >= CACHED_FROM and (
                self._filed is None or _count_since(c, self._filed) > max(FILED_WITHIN, rows // 50)
            )
        if write:
            cache.save(self.path, meta, snapshot)
            self._filed = seq
        return snapshot

    def history(self, ref: str) -> list[LogEntry]:
        with self._connect() as c:
            return [_entry(r) for r in c.execute(q.LOG_OF_RECORD, (ref,))]

    def batches(self) -> list[BatchRecord]:
        with self._connect() as c:
            return [_record(r) for r in c.execute(q.BATCHES)]

    def log(self, seq: int) -> list[LogEntry]:
        with self._connect() as c:
            return [_entry(r) for r in c.execute(q.LOG_OF_BATCH, (seq,))]

    def sightings(self) -> list[tuple[str, str]]:
        with self._connect() as c:
            return [(sha, at) for sha, at in c.execute(q.SIGHTINGS)]

    def verify(self) -> list[Issue]:
        found: list[Issue] = []
        with self._connect() as c:
            batches = dict(c.execute(q.BATCH_IDS).fetchall())
            sums: dict[str, TypeSum] = {}
            for t in SCHEMA.values():
                frame = _read(_every(c, t), t, batches)
                found += verify_frame(frame)
                found += _against_log(c, t, frame)
                sums[t.name] = type_sum(frame)
            chain = ""
            for record in map(_record, c.execute(q.BATCHES).fetchall()):
                digests = (d for (d,) in c.execute(q.LOG_DIGESTS, (record.seq,)))
                chain = chain_hash(chain, record.batch, digests)
                if chain != record.chain:
                    found.append(_broken(f"batch {record.batch.id} ({record.seq})"))
                    chain = record.chain
            if digest_of(sums) != digest_of(_sums(self._meta(c))):
                found.append(_broken("the sum over all records"))
        return found

    def close(self) -> None:
        self._held = None


def _broken(what: str) -> Issue:
    return Issue("E-HASH", Severity.ERROR, f"{what} is not what was written", Location())


def _translated(e: sqlite3.Error, path: Path) -> StoreError:
    text = str(e)
    if "locked" in text or "busy" in text:
        return StoreBusy(
            said("Another program is writing to {path}.", path=path), hint=said("Try again in a moment.")
        )
    if "malformed" in text or "not a database" in text or "no such table" in text:
        return StoreDamaged(
            said("{path} is not a whole store: {text}.", path=path, text=text),
            hint=said("Restore it from an export."),
        )
    if "full" in text or "disk I/O" in text:
        return StoreUnavailable(
            said("Nothing was written to {path}: {text}.", path=path, text=text),
            hint=said("Free some disk space."),
        )
    if "readonly" in text or "unable to open" in text:
        return StoreUnavailable(
            said("{path} cannot be opened: {text}.", path=path, text=text),
            hint=said("Check the folder and its rights."),
        )
    return StoreError(said("{path}: {text}.", path=path, text=text))


def _sums(meta: Mapping[str, str]) -> dict[str, TypeSum]:
    return {k: (v[0], v[1], v[2]) for k, v in json.loads(meta.get("sums", "{}")).items()}


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


def _versions(c: sqlite3.Connection, t: RecordType, ids: Sequence[str]) -> dict[str, int]:
    if not c.execute(q.any_row(t)).fetchone():
        return {}
    found: dict[str, int] = {}
    for start in range(0, len(ids), 500):
        some = list(ids[start : start + 500])
        found.update(c.execute(sql.versions(t, len(some)), some).fetchall())
    return found


def _after_tombstones(c: sqlite3.Connection, name: str, ids: Sequence[str]) -> np.ndarray:
    last = [c.execute(q.LAST_VERSION, (i, name)).fetchone()[0] for i in ids]
    return np.asarray([(v or 0) + 1 for v in last], np.int64)


def _write(
    c: sqlite3.Connection,
    t: RecordType,
    op: Op,
    rows: Frame,
    before: Frame | None,
    part: slice,
    seq: int,
    versions: np.ndarray,
    digests: list[str],
) -> None:
    """One chunk of one step: the rows and their log entries."""
    ids = rows.ids[part]
    n = len(ids)
    version = versions[part].tolist()
    raw = rows.digests[part].tobytes()
    blobs = [raw[i : i + 16] for i in range(0, len(raw), 16)]
    if op is not Op.REMOVE:
        digests.append(raw.hex())  # those of the chunk, one after the other: what the chain hashes
        fields = [rows[x].texts(part) for x in t.columns]
        book = (blobs, rows.file.texts(part), rows.line[part].tolist(), [seq] * n, version)
        if before is None:
            (last,) = c.execute(q.last_row(t)).fetchone()
            c.executemany(sql.insert(t), zip(ids, *fields, *book, strict=True))
            c.execute(q.log_added(t), (t.name, str(op), last))
            return
        c.executemany(sql.update(t), zip(*fields, *book, ids, strict=True))
    else:
        c.executemany(sql.delete(t), [(i,) for i in ids])
        blobs = [b""] * n
    assert before is not None
    images = [json.dumps(before_image(before, part.start + k), ensure_ascii=False) for k in range(n)]
    c.executemany(
        q.INSERT_LOG,
        zip([seq] * n, [t.name] * n, ids, [str(op)] * n, version, blobs, images, strict=True),
    )


def _every(c: sqlite3.Connection, t: RecordType) -> Iterator[list[tuple[Any, ...]]]:
    """All rows of a type, some at a time."""
    cursor = c.execute(sql.select(t))
    while rows := cursor.fetchmany(FETCH):
        yield rows


def _some(c: sqlite3.Connection, t: RecordType, ids: Sequence[str]) -> Iterator[list[tuple[Any, ...]]]:
    """Those of the rows with these ids that are there."""
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        if rows := c.execute(sql.select_some(t, len(part)), part).fetchall():
            yield rows


def _read(pages: Iterable[list[tuple[Any, ...]]], t: RecordType, batches: Mapping[int, str]) -> Frame:
    """Rows of ``sql.select`` as a frame."""
    width = len(t.columns)
    builders = [ColumnBuilder() for _ in range(width)]
    file, ids, digests = ColumnBuilder(), list[str](), bytearray()
    line: list[int] = []
    batch: list[int] = []
    version: list[int] = []
    for rows in pages:
        columns = list(zip(*rows, strict=True))
        ids += columns[0]
        for builder, values in zip(builders, columns[1 : 1 + width], strict=True):
            builder.extend(values)
        blob, files, lines, batch_no, version_no = columns[1 + width :]
        digests += b"".join(blob)
        file.extend(files)
        line += lines
        batch += batch_no
        version += version_no
    seqs, codes = np.unique(np.asarray(batch, np.int64), return_inverse=True)
    return Frame(
        t,
        MappingProxyType({c: b.column() for c, b in zip(t.columns, builders, strict=True)}),
        ids,
        np.frombuffer(bytes(digests), "<u8").reshape(-1, 2),
        file.column(),
        np.asarray(line, np.int32),
        Column(codes.astype(np.int32), tuple(batches[s] for s in seqs.tolist())),
        np.asarray(version, np.int32),
    )


def _refreshed(c: sqlite3.Connection, old: Snapshot, seq: int, batches: Mapping[int, str]) -> Snapshot | None:
    """``old`` with what the log says changed after ``seq``; None when reading all again is cheaper."""
    if _count_since(c, seq) > max(1000, sum(old.counts().values()) // 5):
        return None
    touched: dict[str, list[str]] = {}
    for name, ident in c.execute(q.TOUCHED_SINCE, (seq,)):
        touched.setdefault(name, []).append(ident)
    frames = dict(old.frames)
    for name, ids in touched.items():
        now = _read(_some(c, SCHEMA[name], ids), SCHEMA[name], batches)
        frames[name] = frames[name].without(set(ids).difference(now.ids)).put(now)
    return Snapshot.of(frames)


def _count_since(c: sqlite3.Connection, seq: int) -> int:
    """How many changes came after that batch."""
    return int(c.execute(q.COUNT_SINCE, (seq,)).fetchone()[0])


def _chain_at(c: sqlite3.Connection, seq: int) -> str | None:
    row = c.execute(q.CHAIN_AT, (seq,)).fetchone()
    return str(row[0]) if row else None


def _against_log(c: sqlite3.Connection, t: RecordType, frame: Frame) -> list[Issue]:
    """Each record must be what its last log entry says, and each log entry must have its record."""
    last = dict(c.execute(q.LAST_DIGESTS, (t.name,)).fetchall())
    found = []
    for k, i in enumerate(frame.ids):
        if last.pop(i, None) != frame.digests[k].tobytes():
            found.append(_broken(f"{t.name} {i}"))
    found += [_broken(f"{t.name} {i} (it is gone)") for i, digest in last.items() if digest]
    return found


def _record(row: tuple[object, ...]) -> BatchRecord:
    seq, ident, kind, at, author, note, inputs, scope, base, counts, snapshot, chain = map(str, row)
    return BatchRecord(
        int(seq),
        Batch(
            ident,
            BatchKind(kind),
            at,
            author,
            note,
            tuple((n, s) for n, s in json.loads(inputs)),
            tuple(json.loads(scope)),
            base,
        ),
        json.loads(counts),
        snapshot,
        chain,
    )


def _entry(row: tuple[object, ...]) -> LogEntry:
    number, seq, batch, at, name, ident, op, version, digest, before = row
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
