"""The few hand-written statements: SQLite's own tables. (Tables of records come from ``graph_schema.sql``.)"""

from __future__ import annotations

from typing import Final

from graph_schema.declare import RecordType

FULL_SYNC: Final = "PRAGMA synchronous=FULL"
WAL: Final = "PRAGMA journal_mode=WAL"
BEGIN_READ: Final = "BEGIN"
BEGIN_WRITE: Final = "BEGIN IMMEDIATE"
COMMIT: Final = "COMMIT"
ROLLBACK: Final = "ROLLBACK"

SYSTEM_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS _meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS _settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS _batches (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, at TEXT NOT NULL,
  author TEXT NOT NULL, note TEXT NOT NULL, inputs TEXT NOT NULL, scope TEXT NOT NULL, base TEXT NOT NULL,
  counts TEXT NOT NULL, snapshot TEXT NOT NULL, chain TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS _log (
  number INTEGER PRIMARY KEY, seq INTEGER NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, op TEXT NOT NULL,
  version INTEGER NOT NULL, digest BLOB NOT NULL, before TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS _log_id ON _log (id)",
    "CREATE TABLE IF NOT EXISTS _sightings (sha256 TEXT NOT NULL, at TEXT NOT NULL)",
)
DROP_LOG_INDEX: Final = "DROP INDEX IF EXISTS _log_id"
CREATE_LOG_INDEX: Final = "CREATE INDEX IF NOT EXISTS _log_id ON _log (id)"

#: The framework editions, for people who read the file with their own SQL.
DROP_FRAMEWORK: Final = "DROP TABLE IF EXISTS _framework"
CREATE_FRAMEWORK: Final = """CREATE TABLE _framework (
  edition TEXT NOT NULL, list TEXT NOT NULL, position INTEGER NOT NULL, item TEXT NOT NULL)"""
INSERT_FRAMEWORK: Final = "INSERT INTO _framework VALUES (?, ?, ?, ?)"

HAS_META: Final = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_meta'"
META: Final = "SELECT key, value FROM _meta"
SET_META: Final = "INSERT INTO _meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
SETTINGS: Final = "SELECT key, value FROM _settings"
SET_SETTING: Final = (
    "INSERT INTO _settings VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
DELETE_SETTING: Final = "DELETE FROM _settings WHERE key = ?"

_BATCH = "seq, id, kind, at, author, note, inputs, scope, base, counts, snapshot, chain"
BATCHES: Final = f"SELECT {_BATCH} FROM _batches ORDER BY seq"
BATCH_BY_ID: Final = f"SELECT {_BATCH} FROM _batches WHERE id = ?"
BATCH_IDS: Final = "SELECT seq, id FROM _batches"
INSERT_BATCH: Final = f"INSERT INTO _batches ({_BATCH}) VALUES ({', '.join('?' * 12)})"

INSERT_LOG: Final = (
    "INSERT INTO _log (seq, type, id, op, version, digest, before) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_LOG = "l.number, l.seq, b.id, b.at, l.type, l.id, l.op, l.version, l.digest, l.before"
_LOG_JOIN = f"SELECT {_LOG} FROM _log l JOIN _batches b ON b.seq = l.seq"
LOG_OF_RECORD: Final = f"{_LOG_JOIN} WHERE l.id = ? ORDER BY l.number"
LOG_OF_BATCH: Final = f"{_LOG_JOIN} WHERE l.seq = ? ORDER BY l.number"
LOG_DIGESTS: Final = "SELECT lower(hex(digest)) FROM _log WHERE seq = ? ORDER BY number"
LAST_VERSION: Final = "SELECT max(version) FROM _log WHERE id = ? AND type = ?"
LAST_DIGESTS: Final = (
    "SELECT id, digest FROM _log WHERE number IN (SELECT max(number) FROM _log WHERE type = ? GROUP BY id)"
)
TOUCHED_SINCE: Final = "SELECT DISTINCT type, id FROM _log WHERE seq > ?"

INSERT_SIGHTING: Final = "INSERT INTO _sightings VALUES (?, ?)"
SIGHTINGS: Final = "SELECT sha256, at FROM _sightings ORDER BY rowid"


def table_info(t: RecordType) -> str:
    return f'PRAGMA table_info("{t.name}")'


def any_row(t: RecordType) -> str:
    return f'SELECT 1 FROM "{t.name}" LIMIT 1'
