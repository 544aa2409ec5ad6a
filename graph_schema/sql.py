"""SQL from the declaration: tables, indexes, inserts and reads of the SQLite store.

Identifiers come only from the declaration (checked there); every value is a parameter.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from itertools import count

from graph_schema.declare import RecordType
from graph_schema.schema import SCHEMA

__all__ = [
    "BOOK",
    "columns_by_table",
    "create_index",
    "create_table",
    "ddl",
    "delete",
    "delete_place",
    "drop_index",
    "insert",
    "names",
    "select",
    "select_places",
    "select_some",
    "update",
    "versions",
]

#: Bookkeeping columns of every table: name and SQL type. ``_batch`` is the number of the batch.
BOOK = (
    ("_digest", "BLOB NOT NULL"),
    ("_file", "TEXT NOT NULL"),
    ("_line", "INTEGER NOT NULL"),
    ("_batch", "INTEGER NOT NULL"),
    ("_version", "INTEGER NOT NULL"),
)


def names(t: RecordType) -> list[str]:
    """The columns of its table, in their order."""
    return ["_id", *t.columns, *(name for name, _ in BOOK)]


def _list(names: Iterable[str]) -> str:
    return ", ".join(f'"{n}"' for n in names)


def create_table(t: RecordType) -> str:
    fields = ['"_id" TEXT NOT NULL']
    fields += [f"\"{c}\" TEXT NOT NULL DEFAULT ''" for c in t.columns]
    fields += [f'"{name}" {sql}' for name, sql in BOOK]
    return f'CREATE TABLE IF NOT EXISTS "{t.name}" (\n  ' + ",\n  ".join(fields) + "\n)"


def add_column(t: RecordType, column: str) -> str:
    """For a field that a later version of the schema declares."""
    assert column in t.columns
    return f'ALTER TABLE "{t.name}" ADD COLUMN "{column}" TEXT NOT NULL DEFAULT \'\''


def create_index(t: RecordType) -> str:
    return f'CREATE UNIQUE INDEX IF NOT EXISTS "ux_{t.name}" ON "{t.name}" ("_id")'


def drop_index(t: RecordType) -> str:
    return f'DROP INDEX IF EXISTS "ux_{t.name}"'


def insert(t: RecordType, rows: int = 1, once: Container[str] = ()) -> str:
    """``rows`` rows in one statement; ``once``: the columns that say the same in all of them. Parameters: what those
    say, then the other columns, row by row; both in the order of the table.

    A row that cannot be added ends the transaction, and all that was written in it is undone. So SQLite need not keep,
    for each statement, what it would undo of that statement alone: 230,000 writes for a million rows."""
    columns = names(t)
    place = {n: f"?{k}" for k, n in enumerate((n for n in columns if n in once), 1)}
    number = count(len(place) + 1)
    groups = [", ".join(place.get(n) or f"?{next(number)}" for n in columns) for _ in range(rows)]
    return (
        f'INSERT OR ROLLBACK INTO "{t.name}" ({_list(columns)}) VALUES {", ".join(f"({g})" for g in groups)}'
    )


def update(t: RecordType) -> str:
    """Parameters: every column but the id, then the id."""
    pairs = ", ".join(f'"{n}" = ?' for n in names(t)[1:])
    return f'UPDATE "{t.name}" SET {pairs} WHERE "_id" = ?'


def delete(t: RecordType) -> str:
    return f'DELETE FROM "{t.name}" WHERE "_id" = ?'


def select(t: RecordType, there: Container[str] | None = None) -> str:
    """Every row. ``there``: the columns that the table has, where an older program made it; others are empty."""
    parts = [f'"{n}"' if there is None or n in there else f"'' AS \"{n}\"" for n in names(t)]
    return f'SELECT {", ".join(parts)} FROM "{t.name}"'


def select_some(t: RecordType, n: int, there: Container[str] | None = None) -> str:
    return f'{select(t, there)} WHERE "_id" IN ({", ".join("?" * n)})'


def select_places(t: RecordType, there: Container[str] | None = None) -> str:
    """As :func:`select`, with the number of the row in the file in front."""
    return select(t, there).replace("SELECT ", "SELECT rowid, ", 1)


def delete_place(t: RecordType) -> str:
    """Delete the row with that number in the file, whatever it says."""
    return f'DELETE FROM "{t.name}" WHERE rowid = ?'


def columns_by_table() -> dict[str, list[str]]:
    """The columns that the tables of this program have, sorted."""
    return {t.name: sorted(names(t)) for t in SCHEMA.values()}


def versions(t: RecordType, n: int) -> str:
    return f'SELECT "_id", "_version" FROM "{t.name}" WHERE "_id" IN ({", ".join("?" * n)})'


def ddl() -> str:
    """The whole layout as text, for people and for `mnr schema sql`."""
    return ";\n\n".join(s for t in SCHEMA.values() for s in (create_table(t), create_index(t))) + ";\n"
