"""Rows of SQLite's tables to and from frames: quickly where they are as written, one by one where they are not."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import repeat
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeVar

import numpy as np

from coordination.model.changes import Op
from coordination.model.frames import Column, ColumnBuilder, Frame, parts, record_digests
from coordination.store import queries as q
from coordination.store.memory import before_image
from coordination.store.sealing import Seal, lay_out, origins, pack, squeeze
from graph_schema import sql
from graph_schema.declare import RecordType

__all__ = [
    "Begin",
    "Found",
    "add",
    "columns_there",
    "every",
    "origins_of_added",
    "read",
    "read_soundly",
    "some",
    "versions_of",
    "write",
]

FETCH: Final = 200  #: rows fetched at a time: few enough to stay in the processor's cache
BOUND: Final = 500  #: rows made into texts at a time, for the same reason
TOGETHER: Final = 20  #: rows that one statement adds; BOUND is a multiple of it
_BOUND: Final = 2**31

Pages = Iterable[list[tuple[Any, ...]]]
T = TypeVar("T")


class Begin(Protocol):
    """Begins some work, now or when its result is asked for. What it gives back waits for the result."""

    def __call__(self, work: Callable[[], T], /) -> Callable[[], T]: ...


def columns_there(c: sqlite3.Connection, t: RecordType) -> frozenset[str]:
    """The columns of its table; none where an older program made the store and did not know the type."""
    return frozenset(row[1] for row in c.execute(q.table_info(t)))


def every(c: sqlite3.Connection, t: RecordType, there: frozenset[str]) -> Iterator[list[tuple[Any, ...]]]:
    """All rows of a type, some at a time."""
    if there:
        yield from _pages(c, sql.select(t, there))


def _pages(c: sqlite3.Connection, text: str) -> Iterator[list[tuple[Any, ...]]]:
    cursor = c.execute(text)
    while rows := cursor.fetchmany(FETCH):
        yield rows


def some(
    c: sqlite3.Connection, t: RecordType, ids: Sequence[str], there: frozenset[str]
) -> Iterator[list[tuple[Any, ...]]]:
    """Those of the rows with these ids that are there."""
    for start in range(0, len(ids) if there else 0, 500):
        part = ids[start : start + 500]
        if rows := c.execute(sql.select_some(t, len(part), there), part).fetchall():
            yield rows


def read(pages: Pages, t: RecordType, batches: Mapping[int, str]) -> Frame:
    """Rows of ``sql.select`` as a frame.

    Raises ValueError, TypeError, KeyError or OverflowError where a value is of a kind that was never written.
    """
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
    frame = Frame(
        t,
        MappingProxyType({c: b.column() for c, b in zip(t.columns, builders, strict=True)}),
        ids,
        np.frombuffer(bytes(digests), "<u8").reshape(-1, 2),
        file.column(),
        np.asarray(line, np.int32),
        Column(codes.astype(np.int32), tuple(batches[s] for s in seqs.tolist())),
        np.asarray(version, np.int32),
    )
    vocabularies = [frame.file.vocab, *(c.vocab for c in frame.columns.values())]
    if (
        len(frame.digests) != len(ids)
        or set(map(type, ids)) - {str}
        or any(type(v) is not str for vocab in vocabularies for v in vocab)
    ):
        raise ValueError(t.name)
    return frame


class Found:
    """What a table holds: ``frame``, digests worked out from what the rows say; ``unsound``, (row number in the
    file, id) of those that cannot be read, say something else than their own digest, or stand there twice;
    ``places``, the row numbers of the frame's rows."""

    def __init__(self, frame: Frame, unsound: list[tuple[int, str]], places: list[int]) -> None:
        self.frame, self.unsound, self.places = frame, unsound, places

    @property
    def unsound_ids(self) -> list[str]:
        return [ident for _, ident in self.unsound]


def read_soundly(
    c: sqlite3.Connection, t: RecordType, batches: Mapping[int, str], there: frozenset[str]
) -> Found:
    """Every row, whatever has become of it."""
    good: list[list[tuple[Any, ...]]] = []
    unsound: list[tuple[int, str]] = []
    places: list[int] = []
    for rows in _pages(c, sql.select_places(t, there)) if there else ():
        kept = []
        for place, *values in rows:
            if _sound(values, len(t.columns)):
                kept.append(tuple(values))
                places.append(place)
            else:
                unsound.append((place, str(values[0])))
        if kept:
            good.append(kept)
    known = _Known(batches)
    frame = read(good, t, known)
    stored = frame.digests
    frame = replace(frame, digests=record_digests(t, frame.columns))
    bad = np.flatnonzero((frame.digests != stored).any(axis=1)).tolist()
    first: dict[str, int] = {}
    for k, ident in enumerate(frame.ids):
        if first.setdefault(ident, k) != k:
            bad += [k, first[ident]]
    keep = np.ones(len(frame), bool)
    keep[bad] = False
    unsound += [(places[k], frame.ids[k]) for k in sorted(set(bad))]
    return Found(frame.take(keep), unsound, [p for p, ok in zip(places, keep.tolist(), strict=True) if ok])


class _Known(dict[int, str]):
    """Ids of batches by number; "" for a number that no batch has."""

    def __missing__(self, key: int) -> str:
        return ""


def _sound(values: Sequence[object], width: int) -> bool:
    texts = values[: 1 + width]
    digest, file, line, batch, version = values[1 + width :]
    return (
        all(type(v) is str for v in texts)
        and type(file) is str
        and type(digest) is bytes
        and len(digest) == 16
        and all(type(n) is int and -_BOUND <= n < _BOUND for n in (line, batch, version))
    )


def versions_of(c: sqlite3.Connection, t: RecordType, ids: Sequence[str]) -> dict[str, int]:
    """Versions of those of the ids that are there."""
    if not c.execute(q.any_row(t)).fetchone():
        return {}
    found: dict[str, int] = {}
    for start in range(0, len(ids), 500):
        part = list(ids[start : start + 500])
        found.update(c.execute(sql.versions(t, len(part)), part).fetchall())
    return found


def write(
    c: sqlite3.Connection,
    op: Op,
    rows: Frame,
    before: Frame,
    part: slice,
    *,
    seq: int,
    batch: str,
    first: int,
    versions: np.ndarray,
    seal: Seal,
) -> None:
    """One chunk of a step that changes or removes: the rows, their log entries (numbers from ``first``) and their copy;
    ``seal`` takes the entries."""
    t = rows.type
    ids = rows.ids[part]
    n = len(ids)
    version = versions[part].tolist()
    if op is Op.REMOVE:
        c.executemany(sql.delete(t), [(i,) for i in ids])
        where = origins(t, op, batch, ids, version, ())
        blobs = [b""] * n
    else:
        blobs, files, lines = _book(rows, part)
        where = origins(t, op, batch, ids, version, blobs, files, lines)
        fields = [rows[x].texts(part) for x in t.columns]
        c.execute(q.INSERT_COPY, (first, seq, pack(rows, part)))
        c.executemany(
            sql.update(t), zip(*fields, blobs, files, lines, repeat(seq, n), version, ids, strict=True)
        )
    images = [json.dumps(before_image(before, part.start + k), ensure_ascii=False) for k in range(n)]
    numbers = range(first, first + n)
    entries = zip(
        numbers, [seq] * n, [t.name] * n, ids, [str(op)] * n, version, blobs, images, where, strict=True
    )
    c.executemany(q.INSERT_LOG, entries)
    seal.entries(where, images)


def _book(rows: Frame, part: slice) -> tuple[list[bytes], list[str], list[int]]:
    """Digest, file and line of each row."""
    return _digests(rows, part), rows.file.texts(part), rows.line[part].tolist()


def _digests(rows: Frame, part: slice) -> list[bytes]:
    found: list[bytes] = np.ascontiguousarray(rows.digests[part]).view("V16").ravel().tolist()
    return found


def add(
    c: sqlite3.Connection,
    rows: Frame,
    part: slice,
    *,
    seq: int,
    first: int,
    versions: np.ndarray,
    begin: Begin,
) -> None:
    """One chunk of a step that adds: the rows, and their copy, which says that their entries of the log have the
    numbers from ``first``. Nothing is logged yet."""
    t = rows.type
    # laid out here: beside a thread that needs Python too, each statement would have to wait for its turn
    copy = begin(partial(squeeze, lay_out(rows, part)))
    texts = {**rows.columns, "_file": rows.file}
    numbers = {"_line": rows.line, "_batch": np.broadcast_to(seq, len(rows)), "_version": versions}
    # what all of these rows say, column by column: bound once a statement
    once: dict[str, object] = {n: x.text(part.start) for n, x in texts.items() if _same(x.codes[part])}
    once |= {n: int(x[part.start]) for n, x in numbers.items() if _same(x[part])}
    each = [n for n in sql.names(t) if n not in once]
    told = [once[n] for n in sql.names(t) if n in once]

    def column(name: str, some: slice) -> Sequence[object]:
        if name in texts:
            return texts[name].texts(some)
        if name in numbers:
            return list(numbers[name][some].tolist())
        return rows.ids[some] if name == "_id" else _digests(rows, some)

    def bound(some: slice, together: int) -> Iterator[list[object]]:
        """The parameters of each statement."""
        for few in parts(some.stop, BOUND, some.start):
            values: list[object] = [None] * len(each) * (few.stop - few.start)
            for k, name in enumerate(each):
                values[k :: len(each)] = column(name, few)
            step = len(each) * together
            for k in range(0, len(values), step):
                yield told + values[k : k + step]

    rest = part.stop - (part.stop - part.start) % TOGETHER
    for some, together in ((slice(part.start, rest), TOGETHER), (slice(rest, part.stop), 1)):
        if some.start < some.stop:
            c.executemany(sql.insert(t, together, once), bound(some, together))
    c.execute(q.INSERT_COPY, (first, seq, copy()))


def _same(values: np.ndarray) -> bool:
    return bool((values == values[0]).all())


def origins_of_added(rows: Frame, batch: str, versions: np.ndarray) -> list[bytes]:
    """The origins of a step that adds, one after the other, some in one."""
    return [
        b"".join(
            origins(rows.type, Op.ADD, batch, rows.ids[some], versions[some].tolist(), *_book(rows, some))
        )
        for some in parts(len(rows))
    ]
