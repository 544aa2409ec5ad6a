"""How stores are named, taken back, put right and kept in order, as somebody at the command line meets it."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from time import time_ns

import pytest

from coordination.exchange.tables import export_csv, export_jsonl
from coordination.model.snapshot import Snapshot
from coordination.store import sqlfile
from coordination.store.base import GraphStore
from coordination.store.memory import MemoryStore
from coordination.store.neo4j import Neo4jStore
from coordination.store.sqlite import SqliteStore
from coordination.system import files
from coordination.system.files import write_whole
from coordination.workspace.places import told_apart, workspace_for
from coordination.workspace.service import Workspace
from graph_schema.errors import StoreUnavailable, UsageError
from graph_schema.issues import Severity
from tests.unit.ran import Run


def imported(mnr: Run, folder: Path, name: str = "s") -> str:
    """A store with one batch; its id."""
    (folder / "countries.csv").write_text("iso3,name\nXAA,Almara\nXAB,Belmar\n", encoding="utf-8")
    done = mnr("import", str(folder / "countries.csv"), "--store", f"{name}.sqlite")
    return str(json.loads(done.out)["batch"])


def rested(folder: Path, monkeypatch: pytest.MonkeyPatch) -> SqliteStore:
    """A store with one country, read a while after it was written."""
    monkeypatch.setattr(sqlfile, "time_ns", lambda: time_ns() + 60 * 10**9)
    space = Workspace("w", SqliteStore(folder / "s.sqlite"))
    space.store.prepare()
    more(folder, "XAA")
    assert names(space.store) == ["XAA"]
    return SqliteStore(folder / "s.sqlite")


def more(folder: Path, *countries: str, file: str = "s.sqlite") -> None:
    """Another program writes countries into a store."""
    text = "iso3,name\n" + "".join(f"{c},Land\n" for c in countries)
    (folder / "countries.csv").write_text(text, encoding="utf-8")
    store = SqliteStore(folder / file)
    store.prepare()
    Workspace("w", store).import_files([folder / "countries.csv"], at="2026-11-25T10:00:00Z")


def names(store: GraphStore) -> list[str]:
    return store.snapshot()["countries"]["iso3"].texts()


def test_a_file_that_looks_as_it_did_is_not_opened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = rested(tmp_path, monkeypatch)
    held = store.snapshot()
    with monkeypatch.context() as patch:
        patch.setattr(sqlfile.SqliteFile, "connect", None)
        assert store.snapshot() is held
    more(tmp_path, "XAB")
    assert names(store) == ["XAA", "XAB"]
    with closing(sqlite3.connect(tmp_path / "s.sqlite")) as other:  # which holds the journal open
        other.execute("SELECT count(*) FROM countries").fetchone()
        more(tmp_path, "XAC")
        assert names(store) == ["XAA", "XAB", "XAC"]
        assert (tmp_path / "s.sqlite-wal").stat().st_size
    more(tmp_path, "XAD", file="t.sqlite")
    (tmp_path / "t.sqlite").replace(tmp_path / "s.sqlite")
    assert names(store) == ["XAD"]
    (tmp_path / "s.sqlite").unlink()
    with pytest.raises(StoreUnavailable):
        store.snapshot()


def test_a_file_that_was_written_a_moment_ago_is_opened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two writings within a step of the clock of the disk look the same from outside: on some, two seconds."""
    store = rested(tmp_path, monkeypatch)
    written = (tmp_path / "s.sqlite").stat()
    moment = max(written.st_mtime_ns, written.st_ctime_ns) + 2 * 10**9  # however slow this machine is
    monkeypatch.setattr(sqlfile, "time_ns", lambda: moment)
    store.snapshot()
    monkeypatch.setattr(sqlfile.SqliteFile, "connect", None)
    with pytest.raises(TypeError):
        store.snapshot()


@pytest.mark.parametrize("length", [4, 5, 20])
def test_undo_takes_the_start_of_a_batch(mnr: Run, tmp_path: Path, length: int) -> None:
    batch = imported(mnr, tmp_path)
    done = mnr("undo", batch[:length], "--store", "s.sqlite")
    assert (done.code, "removed: 2." in done.out) == (0, True)


def test_undo_refuses_a_start_that_says_too_little(mnr: Run, tmp_path: Path) -> None:
    batch = imported(mnr, tmp_path)
    done = mnr("undo", batch[:3], "--store", "s.sqlite")
    assert done.code == 2
    assert batch in done.err


def test_a_clock_behind_the_last_batch_is_said_and_order_is_kept(tmp_path: Path) -> None:
    space = Workspace("w", SqliteStore(tmp_path / "s.sqlite"))
    space.store.prepare()
    for name, at in (
        ("XAA", "2026-11-25T10:00:00Z"),
        ("XAB", "2026-11-24T10:00:00Z"),
        ("XAC", "2026-11-26T10:00:00Z"),
    ):
        path = tmp_path / "countries.csv"
        path.write_text(f"iso3,name\n{name},Land {name}\n", encoding="utf-8")
        outcome = space.import_files([path], at=at)
        assert outcome.result is not None
        said = [(i.code, i.severity) for i in outcome.issues if i.code == "W-CLOCK"]
        assert said == ([("W-CLOCK", Severity.WARNING)] if name == "XAB" else [])
    records = space.store.batches()
    assert [b.batch.at[8:10] for b in records] == ["25", "24", "26"]
    assert [e.id for b in records for e in space.store.log(b.seq)] == ["XAA", "XAB", "XAC"]
    (found,) = space.store.verify()
    assert (found.code, records[1].batch.id in found.message) == ("W-CLOCK", True)


def test_a_record_that_was_changed_is_named_put_back_and_answers_go_on(mnr: Run, tmp_path: Path) -> None:
    imported(mnr, tmp_path)
    with closing(sqlite3.connect(tmp_path / "s.sqlite")) as c:
        c.execute("UPDATE countries SET _line = 'x' WHERE _id = 'XAB'")
        c.commit()
    assert json.loads(mnr("coverage", "XAB", "--store", "s.sqlite", "--as-of", "2026-11-25").out)["cells"]
    found = mnr("store", "verify", "--store", "s.sqlite")
    assert (found.code, "countries XAB" in found.err, "store repair" in found.err) == (1, True, True)
    mended = mnr("store", "repair", "--store", "s.sqlite")
    assert mended.code == 0
    assert "Put back: countries XAB." in mended.out
    assert mnr("store", "verify", "--store", "s.sqlite").code == 0


@pytest.mark.parametrize("what", ["tier", "seq", "sums", "version", "the whole file"])
def test_what_cannot_be_read_is_said_in_words(mnr: Run, tmp_path: Path, what: str) -> None:
    imported(mnr, tmp_path)
    mnr("workspace", "list")
    path = tmp_path / "s.sqlite"
    if what == "the whole file":
        path.write_bytes(b"not a database, but long enough to be looked at" * 100)
    else:
        with closing(sqlite3.connect(path)) as c:
            c.execute("INSERT INTO _settings VALUES ('tier', 'NONE')")
            c.execute("UPDATE _meta SET value = '{[' WHERE key = ?", (what,))
            c.commit()
    for command in ("verify", "repair"):
        done = mnr("store", command, "--store", "s.sqlite")
        assert "Error" not in done.err.replace("E-", ""), done.err
        assert done.code == (
            0 if command == "repair" and what != "the whole file" else 1 if command == "verify" else 4
        )
    if what != "the whole file":
        assert mnr("store", "verify", "--store", "s.sqlite").code == 0


def test_no_two_workspaces_share_a_name() -> None:
    """Two servers, two databases of one, two files of one name: each keeps its own; one given twice is one."""
    stores = [
        Neo4jStore("bolt://neo4j:pw@127.0.0.1:7687"),
        Neo4jStore("bolt://neo4j:pw@127.0.0.1:7688"),
        SqliteStore(Path("a/region.sqlite")),
        SqliteStore(Path("b/region.sqlite")),
        SqliteStore(Path("a/region.sqlite")),
    ]
    opened = told_apart([Workspace("neo4j" if isinstance(s, Neo4jStore) else "region", s) for s in stores])
    assert [(w.name, w.store.url) for w in opened] == [
        ("neo4j", "bolt://127.0.0.1:7687"),
        ("neo4j-2", "bolt://127.0.0.1:7688"),
        ("region", "sqlite:///a/region.sqlite"),
        ("region-2", "sqlite:///b/region.sqlite"),
    ]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("bolt://neo4j:secret@127.0.0.1:7688", "neo4j-127.0.0.1-7688"),
        ("bolt+s://u:secret@db.example.org/mnr", "neo4j-db.example.org-7687-mnr"),
        ("bolt://neo4j:secret@[::1]:7687", "neo4j-1-7687"),
    ],
)
def test_a_server_is_called_by_where_it_is(address: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    info = MemoryStore().info()
    monkeypatch.setattr(Neo4jStore, "info", lambda self: info)
    w = workspace_for(address)
    assert w.name == name
    assert "secret" not in w.name


def modes(folder: Path) -> dict[str, int]:
    return {p.name: stat.S_IMODE(p.stat().st_mode) for p in [folder, *folder.rglob("*")]}


def test_what_is_kept_in_the_home_folder_is_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mnr: Run
) -> None:
    """A workspace with its journal, a scenario, an address; what is exported elsewhere is as the machine has it."""
    home = tmp_path / "a" / "home"
    monkeypatch.setenv("MNR_HOME", str(home))
    before = os.umask(0o022)
    try:
        assert mnr("workspace", "new", "mine").code == 0
        path = tmp_path / "countries.csv"
        path.write_text("iso3,name\nXAA,Land\n", encoding="utf-8")
        assert mnr("import", str(path), "--store", "mine").code == 0
        write_whole(home / "mine.scenarios" / "x.json", "{}")
        with closing(sqlite3.connect(home / "mine.sqlite")) as c:
            c.execute("CREATE TABLE x (y)")  # its journal
            found = modes(home)
        assert mnr("export", str(tmp_path / "out"), "--store", "mine").code == 0
    finally:
        os.umask(before)
    assert {name for name in found if name.endswith(".sqlite-wal")}
    folders = {"home", "mine.scenarios"}
    assert {name: mode for name, mode in found.items() if mode != (0o700 if name in folders else 0o600)} == {}
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "out" / "countries.csv").stat().st_mode) == 0o644
    assert stat.S_IMODE(home.parent.stat().st_mode) == 0o755


def test_an_export_that_does_not_fit_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an earlier one is there, its manifest says that what stands there is unfinished."""
    rows = {"countries": [{"iso3": "XAA", "name": "Land"}], "sources": [{"source_id": "s", "title": "S"}]}
    world = Snapshot.from_rows(rows)

    def full(path: Path, content: str | bytes) -> None:
        if path.name in ("sources.csv", "all.jsonl"):
            with files._said(path):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write_whole(path, content)

    monkeypatch.setattr("coordination.exchange.tables.write_whole", full)
    with pytest.raises(UsageError, match="No space left"):
        export_csv(world, tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []
    with pytest.raises(UsageError, match="No space left"):
        export_jsonl(world, tmp_path / "new" / "all.jsonl")
    assert list((tmp_path / "new").iterdir()) == []
    monkeypatch.undo()
    export_csv(world, tmp_path / "again")
    monkeypatch.setattr("coordination.exchange.tables.write_whole", full)
    with pytest.raises(UsageError, match="No space left"):
        export_csv(world, tmp_path / "again")
    assert (
        json.loads((tmp_path / "again" / "manifest.json").read_text(encoding="utf-8"))["unfinished"] is True
    )


def test_a_full_disk_is_called_so() -> None:
    error = sqlfile._translated(sqlite3.OperationalError("database or disk is full"), Path("x.sqlite"))
    assert (error.title, error.http_status, error.exit_code) == ("There is no room to save", 507, 4)
    assert error.hint
