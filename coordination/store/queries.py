"""The few hand-written statements: SQLite's own tables. (Tables of records come from ``graph_schema.sql``.)"""

from __future__ import annotations

from typing import Final

from coordination.model.hash_ids import HASH
from graph_schema.declare import RecordType

FULL_SYNC: Final = "PRAGMA synchronous=FULL"
WAL: Final = "PRAGMA journal_mode=WAL"
#: Of a file that is made; one that is there keeps its own.
PAGE_SIZE: Final = "PRAGMA page_size=8192"
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
  counts TEXT NOT NULL, snapshot TEXT NOT NULL, chain TEXT NOT NULL, seal TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE IF NOT EXISTS _log (
  number INTEGER PRIMARY KEY, seq INTEGER NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, op TEXT NOT NULL,
  version INTEGER NOT NULL, digest BLOB NOT NULL, before TEXT NOT NULL, origin BLOB NOT NULL DEFAULT x'')""",
    """CREATE TABLE IF NOT EXISTS _log_added (
  first INTEGER PRIMARY KEY, seq INTEGER NOT NULL, type TEXT NOT NULL, ids BLOB NOT NULL, digests BLOB NOT NULL,
  origins BLOB NOT NULL)""",
    "CREATE TABLE IF NOT EXISTS _sightings (sha256 TEXT NOT NULL, at TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS _copies (first INTEGER PRIMARY KEY, seq INTEGER NOT NULL, rows BLOB NOT NULL)",
    """CREATE TABLE IF NOT EXISTS _events (
  number INTEGER PRIMARY KEY, after INTEGER NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
  at TEXT NOT NULL, author TEXT NOT NULL, seal TEXT NOT NULL)""",
)
#: Columns that layout 2 added: (table, column, statement).
ADDED_COLUMNS: Final = (
    ("_batches", "seal", "ALTER TABLE _batches ADD COLUMN seal TEXT NOT NULL DEFAULT ''"),
    ("_log", "origin", "ALTER TABLE _log ADD COLUMN origin BLOB NOT NULL DEFAULT x''"),
)
DROP_LOG_INDEXES: Final = ("DROP INDEX IF EXISTS _log_id", "DROP INDEX IF EXISTS _log_seq")
CREATE_LOG_INDEXES: Final = (
    "CREATE INDEX IF NOT EXISTS _log_id ON _log (id)",
    "CREATE INDEX IF NOT EXISTS _log_seq ON _log (seq)",
)

#: The framework editions, for people who read the file with their own SQL.
DROP_FRAMEWORK: Final = "DROP TABLE IF EXISTS _framework"


def drop(kind: str, name: str) -> str:
    """Take a trigger or a view away."""
    return f"DROP {kind.upper()} " + '"' + name.replace('"', '""') + '"'


CREATE_FRAMEWORK: Final = """CREATE TABLE _framework (
  edition TEXT NOT NULL, list TEXT NOT NULL, position INTEGER NOT NULL, item TEXT NOT NULL)"""
INSERT_FRAMEWORK: Final = "INSERT INTO _framework VALUES (?, ?, ?, ?)"

FRAMEWORK: Final = "SELECT edition, list, position, item FROM _framework ORDER BY rowid"

INTEGRITY: Final = "PRAGMA integrity_check(20)"
TOUCH: Final = "SELECT count(*) FROM sqlite_master"
#: what acts or stands in for a table by itself; this program makes none
STRANGE: Final = "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY type, name"
INDEX_NAMES: Final = "SELECT name FROM sqlite_master WHERE type = 'index'"
HAS_META: Final = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_meta'"
META: Final = "SELECT key, value FROM _meta"
TABLE_NAMES: Final = "SELECT name FROM sqlite_master WHERE type = 'table'"
HAS_BATCHES: Final = "SELECT 1 FROM _batches LIMIT 1"
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
SEALED_BATCHES: Final = f"SELECT {_BATCH}, seal FROM _batches ORDER BY seq"
CHAIN_AT: Final = "SELECT chain FROM _batches WHERE seq = ?"
INSERT_BATCH: Final = f"INSERT INTO _batches ({_BATCH}, seal) VALUES ({', '.join('?' * 13)})"
SET_SEAL: Final = "UPDATE _batches SET seal = ? WHERE seq = ?"

INSERT_LOG: Final = (
    "INSERT INTO _log (number, seq, type, id, op, version, digest, before, origin) "
    f"VALUES ({', '.join('?' * 9)})"
)
LAST_SEQ: Final = "SELECT coalesce(max(seq), 0) FROM _batches"
_ADDED = "first, seq, type, ids, digests, origins"
INSERT_LOG_ADDED: Final = f"INSERT INTO _log_added ({_ADDED}) VALUES (?, ?, ?, ?, ?, ?)"
HAS_LOG_ADDED: Final = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_log_added'"
LAST_NUMBERS: Final = (
    "SELECT coalesce(max(number), 0), "
    f"(SELECT coalesce(max(first + length(ids) / {HASH} - 1), 0) FROM _log_added) FROM _log"
)
_RAW = "number, seq, type, id, op, version, digest"
RAW_LOG: Final = f"SELECT {_RAW}, origin, before FROM _log ORDER BY number"
RAW_LOG_1: Final = f"SELECT {_RAW}, x'', before FROM _log ORDER BY number"
LOG_ADDED: Final = f"SELECT {_ADDED} FROM _log_added ORDER BY first"
SET_ORIGIN: Final = "UPDATE _log SET origin = ? WHERE number = ?"
SET_BEFORE: Final = "UPDATE _log SET before = ? WHERE number = ?"

SEALED_LOG_OF: Final = "SELECT origin, before FROM _log WHERE seq = ? ORDER BY number"
COPIES_OF: Final = "SELECT first, rows FROM _copies WHERE seq = ? ORDER BY first"
INSERT_COPY: Final = "INSERT INTO _copies VALUES (?, ?, ?)"
COPIES: Final = "SELECT first, seq, rows FROM _copies ORDER BY first"
COPY_AT: Final = "SELECT first, rows FROM _copies WHERE first <= ? ORDER BY first DESC LIMIT 1"

_EVENT = "number, after, kind, key, value, at, author, seal"
EVENTS: Final = f"SELECT {_EVENT} FROM _events ORDER BY number"
LAST_EVENT: Final = "SELECT number, seal FROM _events ORDER BY number DESC LIMIT 1"
INSERT_EVENT: Final = f"INSERT INTO _events ({_EVENT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_LOG = "l.number, l.seq, b.id, b.at, l.type, l.id, l.op, l.version, l.digest, l.before"
_LOG_JOIN = f"SELECT {_LOG} FROM _log l JOIN _batches b ON b.seq = l.seq"
LOG_OF_RECORD: Final = f"{_LOG_JOIN} WHERE l.id = ? ORDER BY l.number"
LOG_OF_BATCH: Final = f"{_LOG_JOIN} WHERE l.seq = ? ORDER BY l.number"
#: The same without what records said before.
BRIEF_LOG: Final = LOG_OF_BATCH.replace("l.before", "NULL")
_ADDED_JOIN = (
    f"SELECT b.id, b.at, {', '.join(f'a.{x}' for x in _ADDED.split(', '))} "
    "FROM _log_added a JOIN _batches b ON b.seq = a.seq"
)
#: Rows in which the hash stands; it may also stand there across two ids.
LOG_ADDED_OF_RECORD: Final = f"{_ADDED_JOIN} WHERE instr(a.ids, ?) ORDER BY a.first"
LOG_ADDED_OF_BATCH: Final = f"{_ADDED_JOIN} WHERE a.seq = ? ORDER BY a.first"
#: Of what comes again; that was removed, and a removal is an entry of its own.
LAST_VERSION: Final = "SELECT max(version) FROM _log WHERE id = ? AND type = ?"
COUNT_SINCE: Final = "SELECT count(*) FROM _log WHERE seq > ?"
TOUCHED_SINCE: Final = "SELECT DISTINCT type, id FROM _log WHERE seq > ?"
SIZE_ADDED_SINCE: Final = "SELECT coalesce(sum(length(ids)), 0) FROM _log_added WHERE seq > ?"
LOG_ADDED_SINCE: Final = f"SELECT {_ADDED} FROM _log_added WHERE seq > ?"

INSERT_SIGHTING: Final = "INSERT INTO _sightings VALUES (?, ?)"
SIGHTINGS: Final = "SELECT sha256, at FROM _sightings ORDER BY rowid"
DELETE_SIGHTINGS: Final = "DELETE FROM _sightings"
DELETE_SETTINGS: Final = "DELETE FROM _settings"
DELETE_META: Final = "DELETE FROM _meta"


def table_info(t: RecordType) -> str:
    return f'PRAGMA table_info("{t.name}")'


def system_info(table: str) -> str:
    return f'PRAGMA table_info("{table}")'


def last_place(t: RecordType) -> str:
    """The number of the last row of a table."""
    return f'SELECT coalesce(max(rowid), 0) FROM "{t.name}"'


def insert_log_of_added(t: RecordType) -> str:
    """An entry of the log for each of some rows after a place, in their order. Parameters: number of the batch, type,
    operation, the origins one after the other, the place, how many rows, the number of the first entry."""
    return (
        "INSERT INTO _log (number, seq, type, id, op, version, digest, before, origin) "
        'SELECT ?7 + rowid - ?5 - 1, ?1, ?2, "_id", ?3, "_version", "_digest", \'\', '
        "substr(?4, 16 * (rowid - ?5) - 15, 16) "
        f'FROM "{t.name}" WHERE rowid > ?5 ORDER BY rowid LIMIT ?6'
    )


def any_row(t: RecordType) -> str:
    return f'SELECT 1 FROM "{t.name}" LIMIT 1'


# Neo4j's own nodes. (Nodes and relationships of records come from ``graph_schema.cypher``.)
# MnrStore is one node; a write to it is the lock of every writer. Its ``state`` is one text (JSON): batch
# number, hash chain, fingerprint of each type, removals, length of the log. So it is read whole or not.

NEO_CONSTRAINTS: Final = {
    "mnr_store": "CREATE CONSTRAINT mnr_store IF NOT EXISTS FOR (n:MnrStore) REQUIRE n.name IS UNIQUE",
    "mnr_batch": "CREATE CONSTRAINT mnr_batch IF NOT EXISTS FOR (n:MnrBatch) REQUIRE n.id IS UNIQUE",
    "mnr_batch_seq": "CREATE CONSTRAINT mnr_batch_seq IF NOT EXISTS FOR (n:MnrBatch) REQUIRE n.seq IS UNIQUE",
    "mnr_change": "CREATE CONSTRAINT mnr_change IF NOT EXISTS FOR (n:MnrChange) REQUIRE n.number IS UNIQUE",
    "mnr_copy": "CREATE CONSTRAINT mnr_copy IF NOT EXISTS FOR (n:MnrCopy) REQUIRE n.first IS UNIQUE",
    "mnr_event": "CREATE CONSTRAINT mnr_event IF NOT EXISTS FOR (n:MnrEvent) REQUIRE n.number IS UNIQUE",
    "mnr_setting": "CREATE CONSTRAINT mnr_setting IF NOT EXISTS FOR (n:MnrSetting) REQUIRE n.key IS UNIQUE",
    "mnr_sighting": "CREATE CONSTRAINT mnr_sighting IF NOT EXISTS FOR (n:MnrSighting) REQUIRE n.id IS UNIQUE",
}
NEO_INDEXES: Final = {
    "mnr_change_seq": "CREATE INDEX mnr_change_seq IF NOT EXISTS FOR (n:MnrChange) ON (n.seq)",
    "mnr_copy_seq": "CREATE INDEX mnr_copy_seq IF NOT EXISTS FOR (n:MnrCopy) ON (n.seq)",
    "mnr_staged": "CREATE INDEX mnr_staged IF NOT EXISTS FOR (n:MnrStaged) ON (n.token)",
}
# Constraints that are committed, and indexes that are ready: the index of a constraint that another program is making
# is seen, under the same name, before that is committed, and goes again if it is not.
NEO_THERE: Final = (
    "SHOW INDEXES YIELD name, state, owningConstraint "
    "RETURN collect(owningConstraint), collect(CASE WHEN state = 'ONLINE' THEN name END)"
)
NEO_AWAIT_INDEXES: Final = "CALL db.awaitIndexes(60)"
NEO_MAKE: Final = "MERGE (m:MnrStore {name: 'store'}) ON CREATE SET m.version = $version, m.state = $state"
NEO_LOCK: Final = (
    "MATCH (m:MnrStore {name: 'store'}) SET m.locked = coalesce(m.locked, 0) + 1 RETURN count(m)"
)
NEO_META: Final = "MATCH (m:MnrStore {name: 'store'}) RETURN m.version, m.layout, m.state"
NEO_SET_STATE: Final = "MATCH (m:MnrStore {name: 'store'}) SET m.state = $state"
NEO_SET_LAYOUT: Final = "MATCH (m:MnrStore {name: 'store'}) SET m.layout = $layout, m.version = $version"
NEO_COUNT: Final = "MATCH (n) RETURN count(n)"
#: Nodes in which a database of this program keeps its history: without any, none of them was ever made here.
NEO_BOOKS: Final = "MATCH (n:MnrBatch|MnrChange|MnrCopy|MnrEvent) RETURN count(n)"
NEO_LABELS: Final = (
    "MnrStore", "MnrBatch", "MnrChange", "MnrCopy", "MnrEvent", "MnrSetting", "MnrSighting", "MnrStaged", "MnrLayer",
    "MnrDeriving",
)  # fmt: skip
NEO_OTHER_STORES: Final = "MATCH (m:MnrStore) WHERE coalesce(m.name, '') <> 'store' RETURN elementId(m)"
NEO_DROP_NODES: Final = "MATCH (n) WHERE elementId(n) IN $ids DETACH DELETE n"
NEO_SERVER: Final = "CALL dbms.components() YIELD name, versions, edition RETURN versions[0], edition"

NEO_SETTINGS: Final = "MATCH (s:MnrSetting) RETURN s.key, s.value"
NEO_SET_SETTING: Final = "MERGE (s:MnrSetting {key: $key}) SET s.value = $value"
NEO_DELETE_SETTING: Final = "MATCH (s:MnrSetting {key: $key}) DELETE s"

_NEO_BATCH = ", ".join(f"b.{name}" for name in _BATCH.split(", "))
NEO_BATCHES: Final = f"MATCH (b:MnrBatch) RETURN {_NEO_BATCH} ORDER BY b.seq"
NEO_BATCH_BY_ID: Final = f"MATCH (b:MnrBatch {{id: $id}}) RETURN {_NEO_BATCH}"
NEO_BATCH_IDS: Final = "MATCH (b:MnrBatch) WHERE b.seq > $after RETURN b.seq, b.id"
NEO_SEALED_BATCHES: Final = f"MATCH (b:MnrBatch) RETURN {_NEO_BATCH}, b.seal ORDER BY b.seq"
NEO_INSERT_BATCH: Final = "CREATE (b:MnrBatch) SET b = $batch"
NEO_SET_SEAL: Final = "MATCH (b:MnrBatch {seq: $seq}) SET b.seal = $seal"

# An MnrChange holds up to a thousand changes of one step, as lists of equal length: a node for each would take
# ten times the memory of a transaction. ``number`` is that of the first.
_NEO_KEPT = ("type", "op", "ids", "versions", "digests", "origins", "befores")
_NEO_ENTRY = ", ".join(f"{name}: e.{name}" for name in _NEO_KEPT)
NEO_INSERT_LOG: Final = (
    f"UNWIND $entries AS e CREATE (c:MnrChange {{number: e.number, seq: $seq, {_NEO_ENTRY}}}) "
    "WITH e WHERE e.copy IS NOT NULL CREATE (p:MnrCopy {first: e.number, seq: $seq, rows: e.copy})"
)
# A large batch is staged first: log and copies in transactions of their own, under another label, where nobody looks.
# One commit gives them label, number and seq, and writes the batch and the state; then the graph is filled from them.
NEO_STAGE: Final = (
    "UNWIND $entries AS e "
    f"CREATE (c:MnrStaged {{number: e.number, token: $token, since: timestamp(), {_NEO_ENTRY}}}) "
    "WITH e WHERE e.copy IS NOT NULL "
    "CREATE (p:MnrStaged {first: e.number, token: $token, since: timestamp(), rows: e.copy})"
)
NEO_COMMIT_STAGED: Final = (
    "MATCH (c:MnrStaged {token: $token}) WHERE c.number IS NOT NULL "
    "SET c.seq = $seq, c.number = $after + c.number SET c:MnrChange REMOVE c:MnrStaged, c.token, c.since"
)
NEO_COMMIT_COPIES: Final = (
    "MATCH (p:MnrStaged {token: $token}) WHERE p.first IS NOT NULL "
    "SET p.seq = $seq, p.first = $after + p.first SET p:MnrCopy REMOVE p:MnrStaged, p.token, p.since"
)
NEO_DROP_STAGED: Final = "MATCH (s:MnrStaged {token: $token}) WITH s LIMIT 20 DETACH DELETE s RETURN count(s)"
#: What a program left that was ended while it staged.
NEO_LEFT_STAGED: Final = "MATCH (s:MnrStaged) WHERE s.since < timestamp() - 86400000 RETURN DISTINCT s.token"
NEO_PARTS_OF: Final = "MATCH (c:MnrChange {seq: $seq}) RETURN c.number ORDER BY c.number"
NEO_PART: Final = (
    "MATCH (c:MnrChange {number: $number}) OPTIONAL MATCH (p:MnrCopy {first: c.number}) "
    "RETURN c.type, c.op, c.ids, c.versions, p.rows"
)
NEO_CHANGES_OF: Final = (
    "MATCH (c:MnrChange {seq: $seq}) OPTIONAL MATCH (p:MnrCopy {first: c.number}) "
    "RETURN c.type, c.op, c.ids, c.versions, p.rows ORDER BY c.number"
)
NEO_RAW_LOG: Final = (
    "MATCH (c:MnrChange) "
    "RETURN c.number, c.seq, c.type, c.op, c.ids, c.versions, c.digests, c.origins, c.befores ORDER BY c.number"
)
NEO_SIZES: Final = "MATCH (c:MnrChange) RETURN c.number, size(c.ids) ORDER BY c.number"
NEO_SET_ORIGINS: Final = "MATCH (c:MnrChange {number: $number}) SET c.origins = $origins"
NEO_SET_BEFORES: Final = "MATCH (c:MnrChange {number: $number}) SET c.befores = $befores"
NEO_INSERT_COPY: Final = "CREATE (p:MnrCopy {first: $first, seq: $seq, rows: $rows})"
NEO_COPIES: Final = "MATCH (p:MnrCopy) RETURN p.first, p.seq, p.rows ORDER BY p.first"
NEO_COPY_AT: Final = (
    "MATCH (p:MnrCopy) WHERE p.first <= $number RETURN p.first, p.rows ORDER BY p.first DESC LIMIT 1"
)

_NEO_EVENT = ", ".join(f"e.{name}" for name in _EVENT.split(", "))
NEO_EVENTS: Final = f"MATCH (e:MnrEvent) RETURN {_NEO_EVENT} ORDER BY e.number"
NEO_LAST_EVENT: Final = "MATCH (e:MnrEvent) RETURN e.number, e.seal ORDER BY e.number DESC LIMIT 1"
NEO_INSERT_EVENT: Final = "CREATE (e:MnrEvent) SET e = $event"
NEO_DELETE_SETTINGS: Final = "MATCH (s:MnrSetting) DELETE s"
NEO_DELETE_SIGHTINGS: Final = "MATCH (s:MnrSighting) DELETE s"
NEO_ALL_SIGHTINGS: Final = (
    "MATCH (s:MnrSighting) RETURN s.number, s.id, s.sha256, s.at ORDER BY s.number, s.id"
)
NEO_MAKE_SIGHTING: Final = "CREATE (s:MnrSighting {id: $id, number: $number, sha256: $sha, at: $at})"

_NEO_LOG = (
    "MATCH (b:MnrBatch {seq: c.seq}) RETURN c.number + k, c.seq, b.id, b.at, c.type, c.ids[k], c.op, "
    "c.versions[k], c.digests[k], c.befores[k] ORDER BY c.number + k"
)
NEO_LOG_OF_RECORD: Final = (
    "MATCH (c:MnrChange) WHERE $id IN c.ids UNWIND range(0, size(c.ids) - 1) AS k "
    f"WITH c, k WHERE c.ids[k] = $id {_NEO_LOG}"
)
NEO_LOG_OF_BATCH: Final = (
    f"MATCH (c:MnrChange {{seq: $seq}}) UNWIND range(0, size(c.ids) - 1) AS k {_NEO_LOG}"
)
NEO_BRIEF_LOG: Final = NEO_LOG_OF_BATCH.replace("c.befores[k]", "null")
#: Of records that are gone, the last change was a removal.
NEO_LAST_VERSIONS: Final = (
    "MATCH (c:MnrChange) WHERE c.op = 'remove' AND c.type = $type "
    "UNWIND range(0, size(c.ids) - 1) AS k WITH c.ids[k] AS id, c.versions[k] AS version WHERE id IN $ids "
    "RETURN id, max(version)"
)
NEO_TOUCHED_SINCE: Final = (
    "MATCH (c:MnrChange) WHERE c.seq > $after UNWIND c.ids AS id RETURN c.type, collect(DISTINCT id)"
)
NEO_COUNT_SINCE: Final = "MATCH (c:MnrChange) WHERE c.seq > $after RETURN sum(size(c.ids))"

NEO_INSERT_SIGHTING: Final = (
    "MATCH (s:MnrSighting) WITH count(s) AS n UNWIND range(0, size($ids) - 1) AS i "
    "MERGE (s:MnrSighting {id: $ids[i]}) ON CREATE SET s.number = n + i, s.sha256 = $shas[i], s.at = $at"
)
NEO_SIGHTINGS: Final = "MATCH (s:MnrSighting) RETURN s.sha256, s.at ORDER BY s.number"

#: Reads of Neo4j, for the test that lets a server explain each.

# the derived layer, for people who query by hand
NEO_LAYER: Final = (
    "MATCH (l:MnrLayer {name: 'layer'}) RETURN l.snapshot, l.as_of, l.edition, l.evidence, l.seq"
)
NEO_DROP_LAYER: Final = "MATCH (l:MnrLayer) DELETE l"
#: Who writes the layer: one program at a time, until it is done or says nothing for ``$most`` milliseconds.
NEO_TAKE_LAYER: Final = (
    "OPTIONAL MATCH (d:MnrDeriving) WHERE d.at > timestamp() - $most AND d.token <> $token "
    "WITH count(d) AS others WHERE others = 0 "
    "MERGE (d:MnrDeriving {name: 'layer'}) SET d.token = $token, d.at = timestamp() RETURN d.token"
)
NEO_KEEP_LAYER: Final = "MATCH (d:MnrDeriving {token: $token}) SET d.at = timestamp() RETURN d.token"
NEO_LEAVE_LAYER: Final = "MATCH (d:MnrDeriving {token: $token}) DELETE d"
NEO_DROP_REGIONS: Final = "MATCH (r:Region) WHERE NOT (r)--() DELETE r"
NEO_SET_LAYER: Final = (
    "MERGE (l:MnrLayer {name: 'layer'}) SET l.snapshot = $snapshot, l.as_of = $as_of, l.edition = $edition, "
    "l.evidence = $evidence, l.seq = $seq"
)
NEO_DROP_BODIES: Final = "MATCH (:CommitteeBody)-[r:IN_COUNTRY]->() DELETE r"
NEO_DROP_STATUSES: Final = (
    "MATCH (c:Cell) REMOVE c.name, c.status, c.independent, c.required, c.flags, c.as_of "
    "WITH c WHERE NOT (c)<--() DETACH DELETE c"
)
NEO_SET_STATUSES: Final = (
    "UNWIND $rows AS x MERGE (c:Cell {iso3: x[0], edition: $edition, capability: x[1]}) "
    "SET c.name = x[2], c.status = x[3], c.independent = x[4], c.required = x[5], c.flags = x[6], "
    "c.as_of = $as_of "
    "MERGE (p:Capability {edition: $edition, number: x[1]}) MERGE (k:Country {iso3: x[0]}) "
    "MERGE (c)-[:OF]->(p) MERGE (c)-[:IN_COUNTRY]->(k)"
)
NEO_MAKE_WORKS_WITH: Final = (
    "UNWIND $rows AS x MATCH (a:Stakeholder {id: x[0]}) MATCH (b:Stakeholder {id: x[1]}) "
    "MERGE (a)-[r:WORKS_WITH]->(b) SET r.weight = x[2], r.both = x[3]"
)
NEO_MAKE_DEPENDS_ON: Final = (
    "UNWIND $rows AS x MATCH (a:Cell {iso3: x[0], edition: $edition, capability: x[1]}) "
    "MATCH (b:Cell {iso3: x[0], edition: $edition, capability: x[2]}) MERGE (a)-[r:DEPENDS_ON {group: x[3]}]->(b)"
)
#: While one index after another comes into use, a server refuses to plan what it is asked.
NEO_AWAIT_LAYER_INDEXES: Final = "CALL db.awaitIndexes(100)"
NEO_LAYER_INDEXES: Final = {
    "mnr_names": (
        "CREATE FULLTEXT INDEX mnr_names IF NOT EXISTS FOR (n:Stakeholder|Agreement|Country|Capability|Source|Cell) "
        "ON EACH [n.name, n.short_name, n.name_fr, n.name_es, n.title]"
    ),
    "mnr_kind": "CREATE INDEX mnr_kind IF NOT EXISTS FOR (n:Stakeholder) ON (n.kind)",
    "mnr_home": "CREATE INDEX mnr_home IF NOT EXISTS FOR (n:Stakeholder) ON (n.home_iso3)",
    "mnr_status": "CREATE INDEX mnr_status IF NOT EXISTS FOR (n:Cell) ON (n.status)",
    "mnr_cell_country": "CREATE INDEX mnr_cell_country IF NOT EXISTS FOR (n:Cell) ON (n.iso3)",
}

NEO_READS: Final = (
    NEO_META,
    NEO_COUNT,
    NEO_SERVER,
    NEO_SETTINGS,
    NEO_BATCHES,
    NEO_BATCH_BY_ID,
    NEO_BATCH_IDS,
    NEO_LOG_OF_RECORD,
    NEO_LOG_OF_BATCH,
    NEO_BRIEF_LOG,
    NEO_RAW_LOG,
    NEO_SEALED_BATCHES,
    NEO_PARTS_OF,
    NEO_CHANGES_OF,
    NEO_COPIES,
    NEO_EVENTS,
    NEO_LAST_EVENT,
    NEO_ALL_SIGHTINGS,
    NEO_LAST_VERSIONS,
    NEO_TOUCHED_SINCE,
    NEO_COUNT_SINCE,
    NEO_SIGHTINGS,
)
