"""Many claims that are added at once are logged a thousand to a row (layout 3). Whatever is asked of the log is
answered as if each had a row of its own; a store of layout 2, where each has one, goes on from there.

``old/layout-2.sqlite.gz`` was made by the program of commit 6f1fae36; the ids below are what that program printed.
"""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from coordination.model.changes import Op
from coordination.store import sqlite, sqllog
from coordination.store.base import STORE_VERSION, GraphStore
from coordination.store.memory import MemoryStore
from coordination.store.moving import move
from coordination.store.sqlite import SqliteStore
from coordination.workspace.service import Workspace
from graph_schema.issues import errors_in
from tests.contract.test_store import AT, SMALL, put
from tests.worlds import random_world

OLD = Path(__file__).parent / "old" / "layout-2.sqlite.gz"
#: As the program of then printed them.
SNAPSHOT, CHAIN, BATCHES, ROWS = "641ac8d92cbf3ec3", "0d54b92051057b1c0601fbfb1e839250", 4, 137


def asked(path: Path, query: str, *told: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as c:
        found = c.execute(query, told).fetchall()
        c.commit()
        return found


def filled(store: GraphStore) -> GraphStore:
    """Two batches that add; one that changes a node and removes claims; one that is undone; one that brings back."""
    store.prepare()
    put(store, SMALL, note="first")
    put(store, random_world(4, "tiny"), note="a world")
    named = {"stakeholders": [{**SMALL["stakeholders"][0], "name": "Ministry of Gender"}]}
    put(store, {**named, "deliveries": SMALL["deliveries"][:1]}, ("deliveries",), "changed and removed")
    put(store, {"deliveries": SMALL["deliveries"]}, note="back")
    Workspace("w", store).undo(store.batches()[-1].batch.id, at=AT)
    return store


@pytest.fixture
def together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SqliteStore:
    """Rows of the log for three entries each, as a large import leaves them."""
    monkeypatch.setattr(sqlite, "BULK", 1)
    monkeypatch.setattr(sqllog, "TOGETHER", 3)
    store = SqliteStore(tmp_path / "together.sqlite")
    filled(store)
    sizes = [n for (n,) in asked(store.path, "SELECT length(ids) / 12 FROM _log_added ORDER BY first")]
    assert 3 in sizes
    assert {1, 2} & set(sizes)
    return store


def test_log_and_history_are_those_of_a_row_for_each(
    together: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BULK", 20_000)
    wanted = filled(SqliteStore(tmp_path / "alone.sqlite"))
    assert asked(tmp_path / "alone.sqlite", "SELECT count(*) FROM _log_added") == [(0,)]
    assert together.info().chain == wanted.info().chain
    for seq in range(1, len(wanted.batches()) + 1):
        assert together.log(seq) == wanted.log(seq)
        assert together.log(seq, brief=True) == wanted.log(seq, brief=True)
    refs = {e.id for b in wanted.batches() for e in wanted.log(b.seq)}
    assert len(refs) > 100
    for ref in refs:
        assert together.history(ref) == wanted.history(ref)
    assert together.verify() == []


def test_a_claim_is_written_once_and_has_no_row_of_its_own(together: SqliteStore) -> None:
    first = asked(
        together.path, "SELECT count(*) FROM _log WHERE op = 'add' AND seq < 3 AND type = 'deliveries'"
    )
    assert first == [(0,)]
    alone = asked(together.path, "SELECT number FROM _log")
    stand = asked(together.path, "SELECT first, length(ids) / 12 FROM _log_added")
    numbers = sorted([n for (n,) in alone] + [first + k for first, n in stand for k in range(n)])
    assert numbers == list(range(1, len(numbers) + 1))


def test_another_reader_follows_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second store that has read before is led on by what was added together since, and reads nothing else anew."""
    monkeypatch.setattr(sqlite, "BULK", 1)
    path = tmp_path / "s.sqlite"
    store, reader = SqliteStore(path), SqliteStore(path)
    store.prepare()
    put(store, SMALL)
    before = reader.snapshot()
    put(store, random_world(4, "tiny"))
    ((alone, together),) = asked(
        path,
        "SELECT (SELECT count(*) FROM _log WHERE seq = 2),"
        " (SELECT sum(length(ids)) / 12 FROM _log_added WHERE seq = 2)",
    )
    with closing(sqlite3.connect(path)) as c:
        assert together > 100
        assert sqllog.count_since(c, 1) == alone + together
        assert sqllog.count_since(c, 0) == sqllog.last_number(c)
        touched = sqllog.touched_since(c, 1)
        assert set(touched["ties"]) == set(store.snapshot()["ties"].ids) - set(before["ties"].ids)
    monkeypatch.setattr(sqlite, "every", None)  # what reads a whole table
    assert reader.snapshot().id == store.snapshot().id


def test_a_hash_that_stands_across_two_ids_is_no_entry(together: SqliteStore) -> None:
    ((ids,),) = asked(together.path, "SELECT ids FROM _log_added WHERE length(ids) = 36 LIMIT 1")
    assert isinstance(ids, bytes)
    one, two, across = ids[:12].hex(), ids[12:24].hex(), ids[6:18].hex()
    assert together.history(one)[0].op == together.history(two)[0].op == Op.ADD
    assert together.history(across) == []
    assert together.history(one.upper()) == together.history(one[:-1]) == []


def test_it_is_copied_to_another_store(together: SqliteStore, tmp_path: Path) -> None:
    for target in (MemoryStore(), SqliteStore(tmp_path / "copy.sqlite")):
        assert move(together, target).chain == together.info().chain


@pytest.mark.parametrize("column", ["ids", "digests", "origins"])
@pytest.mark.parametrize("how", ["one byte other", "the last gone", "one more", "a text", "the row gone"])
def test_what_is_changed_there_is_found(together: SqliteStore, column: str, how: str) -> None:
    ((first, value),) = asked(together.path, f"SELECT first, {column} FROM _log_added LIMIT 1")
    assert isinstance(value, bytes)
    size = 12 if column == "ids" else 16
    other: dict[str, object] = {
        "one byte other": bytes([value[0] ^ 1]) + value[1:],
        "the last gone": value[:-size],
        "one more": value + value[:size],
        "a text": "x",
    }
    if how == "the row gone":
        asked(together.path, "DELETE FROM _log_added WHERE first = ?", first)
    else:
        asked(together.path, f"UPDATE _log_added SET {column} = ? WHERE first = ?", other[how], first)
    assert errors_in(SqliteStore(together.path).verify()) != []


def test_a_claim_that_was_changed_is_read_from_its_copy_and_put_back(together: SqliteStore) -> None:
    wanted = together.snapshot().id
    (ident,) = together.snapshot()["ties"].ids[:1]
    asked(together.path, "UPDATE ties SET _line = 99 WHERE _id = ?", ident)
    asked(together.path, "DELETE FROM reviews WHERE rowid = 3")
    store = SqliteStore(together.path)
    assert any(ident in i.message for i in errors_in(store.verify()))
    assert SqliteStore(together.path).snapshot().id == wanted
    assert len(store.repair(at=AT, author="me")) == 2
    assert store.verify() == []


# a store of layout 2


@pytest.fixture
def old(tmp_path: Path) -> SqliteStore:
    path = tmp_path / "old.sqlite"
    path.write_bytes(gzip.decompress(OLD.read_bytes()))
    return SqliteStore(path)


def test_layout_2_is_read_as_it_is(old: SqliteStore) -> None:
    before = old.path.read_bytes()
    info = old.info()
    assert (info.version, info.seq, info.snapshot, info.chain) == (2, BATCHES, SNAPSHOT, CHAIN)
    assert sum(info.counts.values()) == ROWS
    assert old.snapshot().id == SNAPSHOT
    removed = old.log(3)
    assert [e.op for e in old.history(removed[0].id)] == [Op.ADD, Op.REMOVE, Op.ADD]
    assert old.verify() == []
    old.close()
    assert old.path.read_bytes() == before, "reading writes nothing"


@pytest.mark.parametrize("by", ["migrate", "writing", "settings", "repair"])
def test_layout_2_is_brought_up_and_no_hash_changes(old: SqliteStore, by: str, tmp_path: Path) -> None:
    log = [old.log(seq) for seq in range(1, BATCHES + 1)]
    if by == "migrate":
        old.prepare()
    elif by == "settings":
        old.set_settings({"title": "Still mine"})
    elif by == "repair":
        asked(old.path, "UPDATE stakeholders SET name = 'Other' WHERE _id = '00123'")
        assert "stakeholders 00123" in old.repair(at=AT, author="me")
    else:
        put(old, {"sources": [{"source_id": "new", "title": "New"}]})
    assert (old.info().version, by) == (STORE_VERSION, by)
    assert [old.log(seq) for seq in range(1, BATCHES + 1)] == log
    assert old.verify() == []
    if by != "writing":
        assert (old.info().snapshot, old.info().chain) == (SNAPSHOT, CHAIN)
    put(old, {"sources": [{"source_id": "newer", "title": "Newer"}]})
    assert old.log(old.info().seq)[-1].number == sum(map(len, log)) + (2 if by == "writing" else 1)
    assert move(old, SqliteStore(tmp_path / "copy.sqlite")).snapshot == old.info().snapshot


def test_a_large_batch_follows_a_small_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers go on, and both kinds of rows tell one history; as in a store of layout 2 that is written to."""
    path = tmp_path / "s.sqlite"
    store = SqliteStore(path)
    store.prepare()
    put(store, SMALL)
    monkeypatch.setattr(sqlite, "BULK", 1)
    put(store, random_world(4, "tiny"))
    assert asked(path, "SELECT count(*) FROM _log WHERE type = 'deliveries'") == [(2,)]
    numbers = [e.number for seq in (1, 2) for e in store.log(seq)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert store.verify() == []
