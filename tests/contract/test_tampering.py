"""Whatever is changed in the file behind the program's back is found, said in words, and put back where that can be.

Every column of every table is changed in turn, in a store with some history.
"""

from __future__ import annotations

import logging
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from itertools import zip_longest
from pathlib import Path

import pytest

from coordination.analytics.base.facts import Evidence, facts_of
from coordination.analytics.board.coverage import coverage
from coordination.store import sqlite
from coordination.store.base import STORE_VERSION
from coordination.store.sqlite import SqliteStore
from coordination.workspace.service import Workspace
from graph_schema.edition import BASE_EDITION, edition
from graph_schema.errors import StoreDamaged, StoreTooNew
from graph_schema.issues import errors_in
from graph_schema.schema import SCHEMA
from tests.contract.test_store import AT, SMALL, put
from tests.worlds import random_world

DAY = date(2026, 11, 25)


def with_history(path: Path) -> SqliteStore:
    """Rows of every type; additions, changes, removals and a return; settings and a file that was offered again. Claims
    that are added before anything is removed are logged together, as those of a large import are."""
    store = SqliteStore(path)
    store.prepare()
    store.set_settings({"title": "Mine", "tier": "AMBER"}, at=AT, author="me")
    put(store, SMALL, note="first")
    put(store, random_world(4, "tiny"), note="a world")
    rows = {"stakeholders": [{**SMALL["stakeholders"][0], "name": "Ministry of Gender"}]}
    put(store, {**rows, "deliveries": SMALL["deliveries"][:1]}, ("deliveries",), "changed and removed")
    extra = {
        "duty_reviews": [
            {"duty": "4", "iso3": "MWI", "instruments_complete": "yes", "reviewed_on": "2025", "method": "desk",
             "source_id": "s1"}
        ],
        "assessments": [
            {"iso3": "MWI", "enabler": "1", "finding": "partly", "reviewed_on": "2025", "method": "desk_review",
             "source_id": "s1"}
        ],
        "judgements": [
            {"a_id": "mgcd", "b_id": "unicef", "verdict": "different", "reviewed_on": "2025", "source_id": "s1"}
        ],
        "own_actions": [
            {"iso3": "MWI", "capability": "4", "serves": "review", "action": "Ask.", "lead_seat": "police",
             "done_when": "A note says so.", "effort": "S", "source_id": "s1"}
        ],
        "services": [{"service_id": "portal", "name": "Reporting portal", "kind": "portal"}],
        "link_reviews": [
            {"iso3": "MWI", "gives": "12", "takes": "4", "outcome": "found", "reviewed_on": "2025",
             "method": "desk_review", "source_id": "s1"}
        ],
    }  # fmt: skip
    put(store, {**extra, "deliveries": SMALL["deliveries"]}, note="back")
    store.sighted([("a.csv", "aa"), ("b.csv", "bb")], AT)
    store.set_settings({"tier": "RED"}, at=AT, author="me")
    store.close()
    return store


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tampering") / "original.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "BULK", 1)
        with_history(path)
    with closing(sqlite3.connect(path)) as c:
        empty = [t for t in tables(c) if not c.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0]]
    assert empty == [], "a table without rows would try nothing"
    assert SqliteStore(path).verify() == []
    return path


def tables(c: sqlite3.Connection) -> list[str]:
    return [n for (n,) in c.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]


def columns(c: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    for table in tables(c):
        for row in c.execute(f'PRAGMA table_info("{table}")'):
            yield table, row[1]


#: Other values for one that is there: of its own kind, and of kinds that were never written.
OTHERS: dict[str, Callable[[object], object]] = {
    "one more": lambda v: v + 1 if isinstance(v, int) else v + (b"x" if isinstance(v, bytes) else "x"),  # type: ignore[operator]
    "emptied": lambda v: 0 if isinstance(v, int) else b"" if isinstance(v, bytes) else "",
    "no text and no number": lambda v: b"\xff\xfe{",
    "text": lambda v: "\u00e9[",
    "a number too large": lambda v: 2**62,
}


def copied(original: Path, folder: Path) -> Path:
    path = folder / "changed.sqlite"
    path.write_bytes(original.read_bytes())
    return path


def change(
    path: Path, table: str, column: str, other: Callable[[object], object]
) -> tuple[object, object] | None:
    """Change the column in the last row where that makes a difference; (before, after), or None."""
    with closing(sqlite3.connect(path)) as c:
        keyed = table in ("_meta", "_settings")
        order = "key" if keyed else "rowid"
        for place, value in c.execute(
            f'SELECT {order}, "{column}" FROM "{table}" ORDER BY 1 DESC'
        ).fetchall():
            new = other(value)
            if new == value and type(new) is type(value):
                continue
            try:
                c.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE {order} = ?', (new, place))
            except sqlite3.Error:  # one key twice; a number where only numbers can be
                continue
            (now,) = c.execute(f'SELECT "{column}" FROM "{table}" WHERE {order} = ?', (
                new if column == order else place,)).fetchone() or (new,)  # fmt: skip
            if now == value and type(now) is type(value):
                c.rollback()
                continue
            c.commit()
            return value, now
    return None


def turns(every: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """What is changed at once: a column of each table of records, for verify names records of every type apart; of what
    the store keeps about itself each column alone."""
    records: dict[str, list[tuple[str, str]]] = {}
    for table, column in every:
        if table in SCHEMA:
            records.setdefault(table, []).append((table, column))
    together = [[c for c in turn if c is not None] for turn in zip_longest(*records.values())]
    return together + [[c] for c in every if c[0] not in SCHEMA]


@pytest.mark.parametrize(
    "kind", [pytest.param(k, marks=[pytest.mark.slow] if at > 1 else []) for at, k in enumerate(OTHERS)]
)
def test_every_column_of_every_table(original: Path, tmp_path: Path, kind: str) -> None:
    with closing(sqlite3.connect(original)) as c:
        every = list(columns(c))
    assert len(every) > 250
    unseen, tried = [], 0
    for turn in turns(every):
        path = copied(original, tmp_path)
        made = [(*c, *values) for c in turn if (values := change(path, *c, OTHERS[kind])) is not None]
        if not made:
            continue
        tried += len(made)
        try:
            found = [i.message for i in errors_in(SqliteStore(path).verify())]
        except StoreTooNew:  # the layout's number, a greater one: this program cannot judge it, and says so
            ((table, column, before, after),) = made
            assert (table, column, before) == ("_meta", "value", str(STORE_VERSION))
            assert int(str(after)) > STORE_VERSION
            continue
        unseen += [c for c in made if not any(m.startswith(f"{c[0]} ") or c[0] not in SCHEMA for m in found)]
    assert tried > 20
    assert unseen == []


def test_every_key_of_meta_and_settings(original: Path, tmp_path: Path) -> None:
    """Those tables have a row for each thing, so each row is changed, and each is taken out."""
    for table, least in (("_meta", 9), ("_settings", 2)):
        with closing(sqlite3.connect(original)) as c:
            rows = c.execute(f"SELECT key, value FROM {table}").fetchall()
        assert len(rows) >= least
        for key, value in rows:
            for text in ("UPDATE {} SET value = '{}x' WHERE key = '{}'", "DELETE FROM {0} WHERE key = '{2}'"):
                path = copied(original, tmp_path)
                with closing(sqlite3.connect(path)) as c:
                    c.execute(text.format(table, value, key))
                    c.commit()
                named = [i.message for i in errors_in(SqliteStore(path).verify())]
                assert any(key in m or "sum over all" in m or "not a database" in m for m in named), (
                    table,
                    key,
                    named,
                )


def test_every_table_without_its_last_row(original: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(original)) as c:
        every = tables(c)
    for table in every:
        path = copied(original, tmp_path)
        order = "key" if table in ("_meta", "_settings") else "rowid"
        with closing(sqlite3.connect(path)) as c:
            c.execute(f'DELETE FROM "{table}" WHERE {order} = (SELECT max({order}) FROM "{table}")')
            c.commit()
        assert errors_in(SqliteStore(path).verify()), table


def contents(path: Path) -> list[object]:
    with closing(sqlite3.connect(path)) as c:
        return [(t, c.execute(f'SELECT * FROM "{t}"').fetchall()) for t in tables(c)]


def test_single_bytes(original: Path, tmp_path: Path) -> None:
    """Of 100 flips of one bit each is found, or has changed nothing that can be read (unused room in a page)."""
    dice = random.Random(20261128)
    whole = original.read_bytes()
    wanted = contents(original)
    found = 0
    for _ in range(100):
        at = dice.randrange(len(whole))
        path = tmp_path / "flipped.sqlite"
        flipped = bytearray(whole)
        flipped[at] ^= 1 << dice.randrange(8)
        path.write_bytes(flipped)
        for left in tmp_path.glob("flipped.sqlite-*"):
            left.unlink()
        try:
            errors = errors_in(SqliteStore(path).verify())
        except StoreTooNew:
            assert contents(path) != wanted
            continue
        if errors:
            found += 1
        else:
            assert contents(path) == wanted, at
    assert found > 40


# what is read, and put back


#: (what is done behind the program's back, what verify must name)
EDITS: dict[str, tuple[str, str]] = {
    "a record says otherwise": (
        "UPDATE stakeholders SET name = 'Other', _digest = randomblob(16) WHERE _id = '00123'",
        "stakeholders 00123",
    ),
    "a record is gone": ("DELETE FROM stakeholders WHERE _id = '00123'", "stakeholders 00123"),
    "a number is a text": ("UPDATE stakeholders SET _line = 'x' WHERE _id = '00123'", "stakeholders 00123"),
    "nobody added it": (
        "INSERT INTO sources (_id, source_id, _digest, _file, _line, _batch, _version) "
        "VALUES ('zz', 'zz', randomblob(16), '', 0, 1, 1)",
        "sources zz",
    ),
    "a batch that is not there": ("UPDATE sources SET _batch = 77 WHERE _id = 's1'", "sources s1"),
}


@pytest.mark.parametrize("edit", list(EDITS))
def test_reading_goes_on_with_what_was_written(
    original: Path, tmp_path: Path, edit: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The answer is made of what was written, and says so; repair puts it back."""
    text, name = EDITS[edit]
    path = copied(original, tmp_path)
    with closing(sqlite3.connect(path)) as c:
        c.execute(text)
        c.commit()
    store, whole = SqliteStore(path), SqliteStore(original)
    assert any(name in i.message for i in errors_in(store.verify()))
    with caplog.at_level(logging.WARNING):
        snapshot = store.snapshot()
    assert name in caplog.text
    assert "store repair" in caplog.text
    assert snapshot.id == whole.snapshot().id
    for t in SCHEMA:
        assert told(snapshot, t) == told(whole.snapshot(), t)
    assert any(name in done for done in store.repair(at=AT, author="me"))
    assert store.verify() == []
    assert SqliteStore(path).snapshot().id == snapshot.id
    assert store.repair() == []


def told(snapshot: object, name: str) -> object:
    """Everything of a type: what each record says, file, line, batch, version."""
    f = snapshot[name]  # type: ignore[index]
    rows = zip(
        f.ids, f.rows(), f.file.texts(), f.line.tolist(), f.batch.texts(), f.version.tolist(), strict=True
    )
    return sorted(rows)


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("UPDATE _settings SET value = 'CLEAR' WHERE key = 'tier'", "the settings"),
        ("DELETE FROM _sightings", "the list of files that were offered again"),
        ("UPDATE _meta SET value = '7' WHERE key = 'seq'", "what the store says of itself"),
        ("UPDATE _meta SET value = '{' WHERE key = 'sums'", "what the store says of itself"),
        ("UPDATE _meta SET value = 'x' WHERE key = 'version'", "what the store says of itself"),
        ("UPDATE _framework SET item = '{}' WHERE position = 1", "the framework lists"),
        (
            "UPDATE _log SET before = replace(before, 'NULL', 'None') WHERE op = 'change' AND id = 'None'",
            "(stakeholders None)",
        ),
    ],
)  # fmt: skip
def test_repair_puts_back_what_is_no_record(original: Path, tmp_path: Path, text: str, done: str) -> None:
    path = copied(original, tmp_path)
    with closing(sqlite3.connect(path)) as c:
        assert c.execute(text).rowcount > 0
        c.commit()
    store = SqliteStore(path)
    assert errors_in(store.verify())
    assert any(done in name for name in store.repair(at=AT)), done
    assert store.verify() == []
    assert dict(store.info().settings) == {"title": "Mine", "tier": "RED"}


def test_what_no_copy_holds_is_refused_and_named(original: Path, tmp_path: Path) -> None:
    """Left out, the record could make a gap where there is none: so no answer, and the name of the record."""
    path = copied(original, tmp_path)
    with closing(sqlite3.connect(path)) as c:
        c.execute("DELETE FROM _copies")
        c.execute("DELETE FROM stakeholders WHERE _id = '00123'")
        c.commit()
    with pytest.raises(StoreDamaged, match="stakeholders 00123") as caught:
        SqliteStore(path).snapshot()
    assert "gap" in caught.value.hint


def test_who_lowered_the_label_is_kept(original: Path) -> None:
    with closing(sqlite3.connect(original)) as c:
        rows = c.execute("SELECT kind, key, value, author FROM _events ORDER BY number").fetchall()
    assert rows == [
        ("setting", "title", "Mine", "me"),
        ("setting", "tier", "AMBER", "me"),
        ("sighting", "aa", "", ""),
        ("sighting", "bb", "", ""),
        ("setting", "tier", "RED", "me"),
    ]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (
            "CREATE TRIGGER quiet AFTER INSERT ON deliveries BEGIN DELETE FROM reviews; END",
            "trigger quiet",
        ),
        ("ALTER TABLE ties RENAME TO aside; CREATE VIEW ties AS SELECT * FROM aside", "view ties"),
        ("DROP INDEX ux_stakeholders", "index ux_stakeholders"),
        ("DROP INDEX _log_id", "index _log_id"),
    ],
)
def test_what_acts_in_the_file_by_itself_or_no_longer_guards_it_is_found(
    original: Path, tmp_path: Path, change: str, named: str
) -> None:
    path = copied(original, tmp_path)
    with closing(sqlite3.connect(path)) as c:
        c.executescript(change)
    found = errors_in(SqliteStore(path).verify())
    assert any(named in str(issue.message) for issue in found), found


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TRIGGER quiet AFTER INSERT ON deliveries BEGIN DELETE FROM reviews; END; DELETE FROM deliveries",
        "DROP INDEX ux_stakeholders",
        'CREATE TRIGGER "a""b" BEFORE UPDATE ON ties BEGIN SELECT 1; END',
    ],
)
def test_repair_takes_away_what_acts_and_puts_back_what_guards(
    original: Path, tmp_path: Path, change: str
) -> None:
    """Had the trigger stayed while deliveries are put back, it would have emptied the reviews."""
    path = copied(original, tmp_path)
    before = SqliteStore(path).snapshot().id
    with closing(sqlite3.connect(path)) as c:
        c.executescript(change)
    assert SqliteStore(path).repair(at=AT, author="me")
    assert errors_in(SqliteStore(path).verify()) == []
    assert SqliteStore(path).snapshot().id == before


def test_a_view_of_ones_own_is_no_damage(original: Path, tmp_path: Path) -> None:
    path = copied(original, tmp_path)
    with closing(sqlite3.connect(path)) as c:
        c.execute("CREATE VIEW my_list AS SELECT name FROM stakeholders")
    assert errors_in(SqliteStore(path).verify()) == []


@pytest.mark.parametrize("key", ["seq", "removals", "version"])
@pytest.mark.parametrize("value", ["\u00b2", "\u0663", "9" * 5000])
def test_digits_that_are_no_number_are_said_in_words(
    original: Path, tmp_path: Path, key: str, value: str
) -> None:
    """Digits to ``str.isdigit``, and no number to ``int``."""
    path = copied(original, tmp_path)
    with closing(sqlite3.connect(path)) as c:
        before = c.execute("SELECT value FROM _meta WHERE key = ?", (key,)).fetchone()
        c.execute("UPDATE _meta SET value = ? WHERE key = ?", (value, key))
        c.commit()
    assert errors_in(SqliteStore(path).verify()) != []
    if key == "seq":
        with pytest.raises(StoreDamaged):
            SqliteStore(path).snapshot()
    assert SqliteStore(path).repair(at=AT, author="me")
    assert errors_in(SqliteStore(path).verify()) == []
    with closing(sqlite3.connect(path)) as c:
        assert c.execute("SELECT value FROM _meta WHERE key = ?", (key,)).fetchone() == before


def test_rows_after_the_last_number_are_refused(original: Path, tmp_path: Path) -> None:
    """SQLite then numbers rows as it likes, and the log could not say in which order they came."""
    path = copied(original, tmp_path)
    with closing(sqlite3.connect(path)) as c:
        c.execute("UPDATE sources SET rowid = ? WHERE rowid = 1", (2**63 - 1,))
        c.commit()
        before = c.execute("SELECT count(*) FROM _log").fetchone()
    with pytest.raises(StoreDamaged):
        put(SqliteStore(path), {"sources": [{"source_id": "new", "title": "New"}]})
    with closing(sqlite3.connect(path)) as c:
        assert c.execute("SELECT count(*) FROM _log").fetchone() == before
        assert c.execute("SELECT count(*) FROM sources WHERE _id = 'new'").fetchone() == (0,)


#: (what somebody does with SQL, whether a copy gives back what was written)
NO_TEXT = {
    "an id of an organisation": ("UPDATE stakeholders SET _id = x'ff00' WHERE rowid = 1", "stakeholders"),
    "the name of an organisation": ("UPDATE stakeholders SET id = x'ff00' WHERE rowid = 1", "stakeholders"),
    "an id of a claim": ("UPDATE deliveries SET _id = x'80' WHERE rowid = 1", "deliveries"),
    "an id of a claim that is a number": ("UPDATE deliveries SET _id = 1.5 WHERE rowid = 1", "deliveries"),
}


@pytest.mark.parametrize("kind", list(NO_TEXT))
def test_an_id_that_is_no_text_takes_no_command_down(original: Path, tmp_path: Path, kind: str) -> None:
    whole = SqliteStore(original).snapshot().id
    path = copied(original, tmp_path)
    text, name = NO_TEXT[kind]
    with closing(sqlite3.connect(path)) as c:
        c.execute(text)
        c.commit()
    assert any(name in i.message for i in errors_in(SqliteStore(path).verify()))
    assert errors_in(Workspace("w", SqliteStore(path)).verify())
    assert SqliteStore(path).snapshot().id == whole
    assert coverage(facts_of(SqliteStore(path).snapshot(), edition(BASE_EDITION), Evidence.ALL), DAY).states
    assert SqliteStore(path).repair(at=AT, author="me")
    assert errors_in(SqliteStore(path).verify()) == []


@pytest.mark.parametrize("text", ["DELETE FROM _meta", "DROP TABLE _meta"])
def test_without_what_it_says_of_itself_a_file_is_named_and_mended(
    original: Path, tmp_path: Path, text: str
) -> None:
    """Every way in says what to do, and nothing writes a new beginning over what is there."""
    before = SqliteStore(original).info()
    path = copied(original, tmp_path)
    with closing(sqlite3.connect(path)) as c:
        c.execute(text)
        c.commit()
    ways: list[Callable[[SqliteStore], object]] = [
        SqliteStore.prepare,
        SqliteStore.info,
        SqliteStore.snapshot,
    ]
    for way in ways:
        with pytest.raises(StoreDamaged, match="is a database of this program") as caught:
            way(SqliteStore(path))
        assert "mnr store repair" in caught.value.hint
    assert errors_in(SqliteStore(path).verify())
    assert "what the store says of itself" in SqliteStore(path).repair(at=AT, author="me")
    assert errors_in(SqliteStore(path).verify()) == []
    after = SqliteStore(path).info()
    assert (after.seq, after.snapshot, after.chain, dict(after.settings)) == (
        before.seq, before.snapshot, before.chain, dict(before.settings),
    )  # fmt: skip


def test_a_table_that_was_dropped_is_named_and_put_back_where_something_tells_it(
    original: Path, tmp_path: Path
) -> None:
    """Records from their copies; settings and files offered again from the events. Of the history itself there is no
    second copy in a file: verify goes on saying what is lost."""
    whole = SqliteStore(original).snapshot().id
    with closing(sqlite3.connect(original)) as c:
        every = tables(c)
    for table in every:
        path = copied(original, tmp_path)
        with closing(sqlite3.connect(path)) as c:
            c.execute(f'DROP TABLE "{table}"')
            c.commit()
        assert errors_in(SqliteStore(path).verify()), table
        done = SqliteStore(path).repair(at=AT, author="me")
        assert f"the table {table}" in done
        left = errors_in(SqliteStore(path).verify())
        if table in ("_batches", "_log", "_log_added", "_copies", "_events"):
            assert left, table
        else:
            assert left == [], table
            assert SqliteStore(path).snapshot().id == whole
