"""The file of the embedded store: how it is opened, what its layout is, how an older one is brought up to this program.

Where the folder or the disk takes no writing, reading goes on without.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from time import time_ns
from typing import Final, NoReturn
from urllib.parse import quote

from coordination.model.snapshot import TypeSum
from coordination.store import queries as q
from coordination.store import upgrading
from coordination.store.base import STORE_VERSION
from coordination.store.checking import last_entries
from coordination.store.sealing import Event, Seal, event_seal
from coordination.store.sqlrows import columns_there, read_soundly
from coordination.system.files import make_folder, make_private
from graph_schema import sql
from graph_schema.edition import edition, edition_ids
from graph_schema.errors import (
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreTooNew,
    StoreUnavailable,
    said,
)
from graph_schema.schema import SCHEMA

__all__ = [
    "UNREADABLE",
    "SqliteFile",
    "damaged",
    "framework_rows",
    "happened",
    "has_history",
    "is_current",
    "mark",
    "marks",
    "meta_of",
    "missing_tables",
    "number_of",
    "sums_of",
    "upgrade",
    "version_of",
    "whole",
    "write_framework",
]

_WHOLE: Final = re.compile(r"[0-9]{1,18}")
#: Two writings within this time may leave a file that looks the same: some disks count in steps of two seconds.
SETTLED_NS: Final = 3_000_000_000
BUSY_MS: Final = 5_000  #: how long a writer waits for another one
#: What reading raises where a value is of a kind that was never written.
UNREADABLE: Final = (ValueError, TypeError, KeyError, OverflowError, AttributeError)


class SqliteFile:
    """``path``: the database file; made by :meth:`prepare`, with its folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def connect(
        self, *, write: bool = False, make: bool = False, check: bool = True
    ) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction: ended with the block, undone by an exception. ``check``: the layout first."""
        if not make and not self.path.is_file():
            raise StoreUnavailable(
                said("There is no database at {path}.", path=self.path),
                hint=said("Make one with `mnr store init` or `mnr import`."),
            )
        try:
            with closing(self._opened(write=write or make)) as c:
                if make:
                    c.execute(q.PAGE_SIZE)
                    c.execute(q.WAL)
                c.execute(q.BEGIN_WRITE if write else q.BEGIN_READ)
                try:
                    if check and not make:
                        self.check_version(c)
                    yield c
                except BaseException:
                    if c.in_transaction:
                        with suppress(sqlite3.Error):  # a file that is no database: what was raised says so
                            c.execute(q.ROLLBACK)
                    raise
                c.execute(q.COMMIT)
        except sqlite3.Error as e:
            raise _translated(e, self.path) from e

    def written(self) -> tuple[object, ...] | None:
        """What a writing changes of the file and its journal, without opening them; None while that cannot be told for
        sure, because they were written a moment ago."""
        marks: list[object] = []
        for path in (self.path, self.path.with_name(self.path.name + "-wal")):
            try:
                s = path.stat()
            except FileNotFoundError:
                marks.append(path.name)
                continue
            except OSError:
                return None
            if time_ns() - max(s.st_mtime_ns, s.st_ctime_ns) < SETTLED_NS:
                return None
            marks.append((s.st_dev, s.st_ino, s.st_size, s.st_mtime_ns, s.st_ctime_ns))
        return tuple(marks)

    def _opened(self, *, write: bool) -> sqlite3.Connection:
        """A connection. For reading, where the folder or the disk takes no writing: one that writes nothing."""
        if write:
            return self._plain("")
        try:
            return self._touched("")
        except sqlite3.OperationalError as e:
            if not _unwritable(e):
                raise
        try:
            return self._touched("?mode=ro")
        except sqlite3.OperationalError as e:
            # Nobody can write here, so the file may be read as if nobody ever did: but what is still in the
            # journal beside it would then be left out.
            wal = self.path.with_name(self.path.name + "-wal")
            if not _unwritable(e) or (wal.is_file() and wal.stat().st_size):
                raise
        return self._touched("?mode=ro&immutable=1")

    def _touched(self, mode: str) -> sqlite3.Connection:
        c = self._plain(mode)
        try:
            c.execute(q.TOUCH).fetchone()
        except sqlite3.Error:
            c.close()
            raise
        return c

    def _plain(self, mode: str) -> sqlite3.Connection:
        where = f"file:{quote(str(self.path.absolute()))}{mode}"
        c = sqlite3.connect(where, uri=True, timeout=BUSY_MS / 1000, isolation_level=None)
        try:
            c.execute(q.FULL_SYNC)
        except (
            UnicodeDecodeError
        ) as e:  # SQLite quotes the layout that it cannot read, whatever bytes stand there
            c.close()
            raise sqlite3.DatabaseError("the layout is malformed") from e
        return c

    def check_version(self, c: sqlite3.Connection) -> None:
        """Raises StoreTooNew, StoreDamaged for a file that is no store."""
        meta = meta_of(c)
        version = version_of(meta)
        if version > STORE_VERSION or (version and self._knows_more(c, meta)):
            raise StoreTooNew(
                said(
                    "{path} has layout {version}; this program knows up to {store_version}.",
                    path=self.path,
                    version=version,
                    store_version=STORE_VERSION,
                )
                if version > STORE_VERSION
                else said("{path} holds columns that this program does not know.", path=self.path),
                hint=said("Use a newer version of the program."),
            )
        if version == 0:
            raise self._unmarked(c)

    def _unmarked(self, c: sqlite3.Connection) -> StoreDamaged:
        """What is said of a file that does not say what it is."""
        if has_history(c):
            return StoreDamaged(
                said(
                    "{path} is a database of this program whose description of itself is gone.",
                    path=self.path,
                ),
                hint=said("Run `mnr store repair`: it is worked out from the records and their history."),
            )
        return StoreDamaged(
            said("{path} is not a database of this program.", path=self.path),
            hint=said("Run `mnr store init`."),
        )

    @staticmethod
    def _knows_more(c: sqlite3.Connection, meta: Mapping[str, str]) -> bool:
        """Whether a later program added columns to the tables of records."""
        if "columns" not in meta or meta["columns"] == marks()["columns"]:
            return False
        wanted = sql.columns_by_table()
        return any(columns_there(c, t) - set(wanted[t.name]) for t in SCHEMA.values())

    def prepare(self) -> None:
        """Make the layout, or bring it up to this program."""
        make_folder(self.path.parent)
        make_private(self.path)
        if self.path.is_file() and self.path.stat().st_size:
            with self.connect(check=False) as c:
                if meta_of(c):
                    self.check_version(c)
                    if is_current(c):
                        return
                elif has_history(c):
                    raise self._unmarked(c)
        with self.connect(write=True, make=True) as c:
            if meta_of(c):
                self.check_version(c)
            upgrade(c)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection for a change. A store of an older program is brought up to this one in the same step."""
        with self.connect(write=True) as c:
            if not is_current(c):
                upgrade(c)
            yield c


def meta_of(c: sqlite3.Connection) -> dict[str, str]:
    """What the store says of itself; empty for a file that is no store."""
    if not c.execute(q.HAS_META).fetchone():
        return {}
    return {str(k): str(v) for k, v in c.execute(q.META)}


def missing_tables(c: sqlite3.Connection) -> dict[str, str]:
    """Name of each table of this program's layout that is not there -> the statement that makes it."""
    there = {str(name) for (name,) in c.execute(q.TABLE_NAMES)}
    wanted = {_name_of(text): text for text in q.SYSTEM_TABLES}
    wanted |= {"_framework": q.CREATE_FRAMEWORK} | {t.name: sql.create_table(t) for t in SCHEMA.values()}
    return {name: text for name, text in wanted.items() if name not in there}


def _name_of(statement: str) -> str:
    """The table that a statement of this program makes."""
    return statement.partition("(")[0].split()[-1]


def has_history(c: sqlite3.Connection) -> bool:
    """Whether an update of this program stands in the file."""
    there = "_batches" in {str(name) for (name,) in c.execute(q.TABLE_NAMES)}
    return there and c.execute(q.HAS_BATCHES).fetchone() is not None


def is_current(c: sqlite3.Connection) -> bool:
    """Whether the layout is that of this program."""
    return marks().items() <= meta_of(c).items()


@cache
def marks() -> Mapping[str, str]:
    """What a store of this program's layout says of itself, whatever it holds."""
    return {
        "version": str(STORE_VERSION),
        "columns": mark(sql.columns_by_table()),
        "framework": mark(framework_rows()),
    }


def upgrade(c: sqlite3.Connection) -> None:
    """Tables, columns, framework editions; and what an older layout lacks. Claims and hashes stay."""
    meta = meta_of(c)
    for statement in (*q.SYSTEM_TABLES, *q.CREATE_LOG_INDEXES):
        c.execute(statement)
    for table, column, statement in q.ADDED_COLUMNS:
        if column not in {row[1] for row in c.execute(q.system_info(table))}:
            c.execute(statement)
    for t in SCHEMA.values():
        c.execute(sql.create_table(t))
        there = columns_there(c, t)
        for column in t.columns:
            if column not in there:
                c.execute(sql.add_column(t, column))
        c.execute(sql.create_index(t))
    write_framework(c)
    said_of_itself = dict(marks())
    if not meta:
        said_of_itself |= {"seq": "0", "chain": "", "seal": "", "events": "", "sums": "{}", "removals": "0"}
    elif version_of(meta) == 1:
        said_of_itself |= {"removals": meta.get("removals", "0"), **_seal_history(c)}
    c.executemany(q.SET_META, list(said_of_itself.items()))


def write_framework(c: sqlite3.Connection) -> None:
    """Write the lists of every edition anew, for people who read the file with their own SQL."""
    c.execute(q.DROP_FRAMEWORK)
    c.execute(q.CREATE_FRAMEWORK)
    c.executemany(q.INSERT_FRAMEWORK, framework_rows())


def _seal_history(c: sqlite3.Connection) -> dict[str, str]:
    """Origins, copies and seals for a store of layout 1."""
    batches = dict(c.execute(q.BATCH_IDS).fetchall())
    log = [(*row[:7], row[8]) for row in c.execute(q.RAW_LOG)]
    frames = {t.name: read_soundly(c, t, batches, columns_there(c, t)).frame for t in SCHEMA.values()}
    where = upgrading.origins_of(log, frames, batches)
    c.executemany(q.SET_ORIGIN, zip(where, (row[0] for row in log), strict=True))
    last = last_entries(c.execute(q.RAW_LOG))
    c.executemany(q.INSERT_COPY, upgrading.copies_of(last, frames))
    seal = ""
    for row in c.execute(q.SEALED_BATCHES).fetchall():
        making = Seal(seal)
        for e in c.execute(q.SEALED_LOG_OF, (row[0],)):
            making.entries([e[0]], [e[1]] if e[1] else [])
        for first, packed in c.execute(q.COPIES_OF, (row[0],)):
            making.copy(first, packed)
        seal = making.close(row[:12], "")
        c.execute(q.SET_SEAL, (seal, row[0]))
    events = [("layout", "1", str(STORE_VERSION), "", "")]
    events += [("setting", str(k), str(v), "", "") for k, v in c.execute(q.SETTINGS)]
    events += [("sighting", str(sha), "", str(at), "") for sha, at in c.execute(q.SIGHTINGS)]
    return {"seal": seal, "events": happened(c, events)}


def happened(c: sqlite3.Connection, events: Iterable[tuple[str, str, str, str, str]]) -> str:
    """Write (kind, key, value, at, author) of each as an event; the seal of the last."""
    number, seal = c.execute(q.LAST_EVENT).fetchone() or (0, "")
    (seq,) = c.execute(q.LAST_SEQ).fetchone()
    for kind, key, value, at, author in events:
        number += 1
        event = Event(number, seq, kind, key, value, at, author)
        seal = event_seal(seal, event)
        c.execute(q.INSERT_EVENT, (number, seq, kind, key, value, at, author, seal))
    c.execute(q.SET_META, ("events", seal))
    return str(seal)


def sums_of(meta: Mapping[str, str]) -> dict[str, TypeSum] | None:
    """The fingerprint of each type, or None where it cannot be read."""
    try:
        kept = json.loads(meta.get("sums", "{}"))
        return {str(k): (int(v[0]), int(v[1]), int(v[2])) for k, v in kept.items()}
    except (*UNREADABLE, IndexError):
        return None


def version_of(meta: Mapping[str, str]) -> int:
    """The number of the layout; 0 where there is none, or none that is a number."""
    return whole(meta.get("version", "0")) or 0


def whole(text: object) -> int | None:
    """The whole number that a text writes, as this program writes one; None for anything else."""
    return int(text) if isinstance(text, str) and _WHOLE.fullmatch(text) else None


def mark(what: object) -> str:
    """A hash of it, as JSON."""
    return blake2b(json.dumps(what, ensure_ascii=False, default=repr).encode(), digest_size=16).hexdigest()


@cache
def framework_rows() -> list[tuple[str, str, int, str]]:
    """The lists of every edition, a row per item."""
    return [
        (ident, name, n, json.dumps(dict(row), ensure_ascii=False))
        for ident in edition_ids()
        for name, rows in edition(ident).lists.items()
        for n, row in enumerate(rows)
    ]


def _unwritable(e: sqlite3.OperationalError) -> bool:
    text = str(e)
    return any(w in text for w in ("readonly", "unable to open", "full", "disk I/O"))


def _translated(e: sqlite3.Error, path: Path) -> StoreError:
    text = str(e)
    if "locked" in text or "busy" in text:
        return StoreBusy(
            said("Another program is writing to {path}.", path=path), hint=said("Try again in a moment.")
        )
    damaged = ("malformed", "not a database", "no such table", "no such column", "Could not decode", "schema")
    if any(w in text for w in damaged):
        return StoreDamaged(
            said("{path} is an incomplete database: {text}.", path=path, text=text),
            hint=said("Run `mnr store repair`, or restore it from a copy or an export.")
            if "no such table" in text
            else said("Restore it from an export."),
        )
    if "full" in text or "disk I/O" in text:
        return StoreFull(
            said("Nothing was saved to {path}: {text}.", path=path, text=text),
            hint=said("Free some disk space."),
        )
    if "readonly" in text or "unable to open" in text:
        return StoreUnavailable(
            said("{path} cannot be opened: {text}.", path=path, text=text),
            hint=said("Check the folder and its rights."),
        )
    return StoreError(said("{path}: {text}.", path=path, text=text))


def number_of(meta: Mapping[str, str], path: Path) -> int:
    """The number of the last batch. Raises StoreDamaged."""
    number = whole(meta.get("seq", ""))
    if number is None:
        damaged(path)
    return number


def damaged(path: Path, lost: Sequence[str] = ()) -> NoReturn:
    """Raises StoreDamaged; ``lost``: the records of which the store holds no copy."""
    if not lost:
        raise StoreDamaged(
            said("The content of {path} has been altered.", path=path),
            hint=said("Run `mnr store verify` to find the record."),
        )
    named = ", ".join(lost[:5]) + (f" and {len(lost) - 5} more" if len(lost) > 5 else "")
    raise StoreDamaged(
        said(
            "{path} is damaged, and holds no copy of what was written of: {records}.",
            path=path,
            records=named,
        ),
        hint=said(
            "Restore it from a copy or an export; `mnr store verify` names everything. An answer without these"
            " records could show a gap where there is none."
        ),
    )
