"""The log of a SQLite store. An entry is a row of ``_log``; of many claims that are added at once, a thousand entries
are a row of ``_log_added``.

For an addition, the log says no more than id, digest and origin, which have a fixed length. So a thousand of them stand
one after the other in three values, and no index is made of them: whoever asks for the history of one claim looks
through twelve bytes of each. A store of an older layout has no such table, and all its entries are rows of ``_log``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import chain
from operator import itemgetter
from typing import Any, Final

from coordination.model.changes import Op
from coordination.model.frames import Frame, parts
from coordination.model.hash_ids import HASH, hash_of, hashes_of
from coordination.store import queries as q

__all__ = [
    "added_one_by_one",
    "added_together",
    "count_since",
    "entries_of_batch",
    "entries_of_record",
    "last_number",
    "raw_log",
    "touched_since",
]

TOGETHER: Final = 1_000  #: entries of one row
_DIGEST: Final = 16  #: bytes of a digest, and of an origin

#: number, seq, id of the batch, its time, type, id of the record, operation, version, digest, before-image
Entry = tuple[Any, ...]


def raw_log(c: sqlite3.Connection, *, sealed: bool) -> Iterable[Sequence[object]]:
    """Number, seq, type, id, operation, version, digest, origin, before-image of each entry, by number, of whatever
    kind the values have become. ``sealed``: the layout has origins."""
    rows = c.cursor().execute(q.RAW_LOG if sealed else q.RAW_LOG_1)
    if not _has_added(c):
        return rows
    return merge(rows, chain.from_iterable(map(_raw, c.cursor().execute(q.LOG_ADDED))), key=itemgetter(0))


def _raw(row: Sequence[object]) -> Iterator[Sequence[object]]:
    """The entries that a row of ``_log_added`` stands for. What somebody took away of a value is missing in its last
    entries; what somebody put there is more of them."""
    first, seq, name, *values = row
    assert isinstance(first, int)
    ids, digests, origins = (v if isinstance(v, bytes) else b"" for v in values)
    n = max(-(-len(ids) // HASH), -(-len(digests) // _DIGEST), -(-len(origins) // _DIGEST))
    for k in range(n):
        digest, origin = (v[_DIGEST * k : _DIGEST * (k + 1)] for v in (digests, origins))
        yield first + k, seq, name, ids[HASH * k : HASH * (k + 1)].hex(), str(Op.ADD), 1, digest, origin, ""


def _has_added(c: sqlite3.Connection) -> bool:
    return c.execute(q.HAS_LOG_ADDED).fetchone() is not None


def last_number(c: sqlite3.Connection) -> int:
    """The number of the last entry; 0 if there is none. Of a store of this program's layout."""
    return max(map(int, c.execute(q.LAST_NUMBERS).fetchone()))


def entries_of_record(c: sqlite3.Connection, ref: str) -> list[Entry]:
    """The history of a record, oldest first."""
    found = c.execute(q.LOG_OF_RECORD, (ref,)).fetchall()
    wanted = hash_of(ref)
    if wanted is None or not _has_added(c):
        return found
    for row in c.execute(q.LOG_ADDED_OF_RECORD, (wanted,)).fetchall():
        found += [e for e in _entries(row) if e[5] == ref]
    return sorted(found, key=itemgetter(0))


def entries_of_batch(c: sqlite3.Connection, seq: int, *, brief: bool) -> list[Entry]:
    """What a batch did, in its order; ``brief``: without what records said before."""
    found = c.execute(q.BRIEF_LOG if brief else q.LOG_OF_BATCH, (seq,)).fetchall()
    if _has_added(c):
        for row in c.execute(q.LOG_ADDED_OF_BATCH, (seq,)).fetchall():
            found += _entries(row)
    return sorted(found, key=itemgetter(0))


def _entries(row: Sequence[Any]) -> Iterator[Entry]:
    batch, at, *added = row
    for number, seq, name, ident, op, version, digest, _, before in _raw(added):
        yield number, seq, batch, at, name, ident, op, version, digest, before


def count_since(c: sqlite3.Connection, seq: int) -> int:
    """How many changes came after that batch."""
    (found,) = c.execute(q.COUNT_SINCE, (seq,)).fetchone()
    if _has_added(c):
        (size,) = c.execute(q.SIZE_ADDED_SINCE, (seq,)).fetchone()
        found += size // HASH
    return int(found)


def touched_since(c: sqlite3.Connection, seq: int) -> Mapping[str, list[str]]:
    """Ids of what was added, changed or removed after that batch, by type."""
    found: dict[str, dict[str, None]] = {}  # each once, in the order of the log
    for name, ident in c.execute(q.TOUCHED_SINCE, (seq,)):
        found.setdefault(name, {})[ident] = None
    for row in c.execute(q.LOG_ADDED_SINCE, (seq,)).fetchall() if _has_added(c) else ():
        for _, _, name, ident, *_ in _raw(row):
            found.setdefault(str(name), {})[str(ident)] = None
    return {name: list(ids) for name, ids in found.items()}


def added_one_by_one(
    c: sqlite3.Connection, rows: Frame, seq: int, where: Sequence[bytes], first: int, last: int
) -> None:
    """Log a step that adds, from the rows themselves: those that stand after the place ``last``. ``where``: their
    origins; ``first``: the number of the first entry."""
    t = rows.type
    for part, some in zip(parts(len(rows)), where, strict=True):
        n = part.stop - part.start
        told = (seq, t.name, str(Op.ADD), some, last + part.start, n, first + part.start)
        if c.execute(q.insert_log_of_added(t), told).rowcount != n:
            raise sqlite3.DatabaseError(f"the numbers of the rows of {t.name} are malformed")


def added_together(c: sqlite3.Connection, rows: Frame, seq: int, where: Sequence[bytes], first: int) -> None:
    """The same of claims that were never there before, all in their first version."""
    digests = memoryview(rows.digests.tobytes())

    def each() -> Iterator[tuple[object, ...]]:
        for part, some in zip(parts(len(rows)), where, strict=True):
            for few in parts(part.stop, TOGETHER, part.start):
                start, stop = few.start - part.start, few.stop - part.start
                yield (
                    first + few.start,
                    seq,
                    rows.type.name,
                    hashes_of(rows.ids, few),
                    digests[_DIGEST * few.start : _DIGEST * few.stop],
                    some[_DIGEST * start : _DIGEST * stop],
                )

    c.executemany(q.INSERT_LOG_ADDED, each())
