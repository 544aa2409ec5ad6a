"""A large batch leaves the snapshot as a file beside the database, so that whoever reads first reads no rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from coordination.store import cache, sqlite
from coordination.store.sqlite import SqliteStore
from coordination.workspace.places import workspace_of
from coordination.workspace.service import Workspace
from graph_schema.errors import StoreError
from tests.worlds import random_world, write_folder

AT = "2026-01-01T00:00:00Z"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Over an empty store for which every batch is a large one."""
    monkeypatch.setattr(sqlite, "CACHED_FROM", 1)
    store = SqliteStore(tmp_path / "world.sqlite")
    store.prepare()
    return workspace_of("world", store)


def everything(snapshot: Snapshot) -> dict[str, dict[str, tuple[object, ...]]]:
    """Each row of each type with its bookkeeping, by id."""

    def rows(f: Frame) -> dict[str, tuple[object, ...]]:
        book = zip(f.file.texts(), f.line.tolist(), f.batch.texts(), f.version.tolist(), strict=True)
        digests = map(tuple, f.digests.tolist())
        found = zip(f.ids, f.rows(), digests, book, strict=True)
        return {i: (values, digest, *kept) for i, values, digest, kept in found}

    return {name: rows(frame) for name, frame in snapshot.frames.items()}


def as_read(path: Path) -> dict[str, dict[str, tuple[object, ...]]]:
    """What the rows of the database say, read without the file beside it."""
    file = cache.path_of(path)
    kept = file.read_bytes()
    file.unlink()
    found = everything(SqliteStore(path).snapshot())
    file.write_bytes(kept)
    return found


def test_an_import_leaves_the_snapshot_for_the_first_reader(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "world.sqlite"
    write_folder(random_world(3), tmp_path / "rows")
    workspace.import_files([tmp_path / "rows"], at=AT)
    assert cache.path_of(path).is_file()
    expected = as_read(path)
    assert sum(map(len, expected.values())) > 20

    def no_rows(*_: object) -> object:
        raise AssertionError("rows were read")

    monkeypatch.setattr(sqlite, "every", no_rows)
    monkeypatch.setattr(sqlite, "some", no_rows)
    assert everything(SqliteStore(path).snapshot()) == expected
    assert everything(workspace.store.snapshot()) == expected


@pytest.mark.parametrize("seed", range(3))
def test_what_is_led_on_is_what_is_there(workspace: Workspace, tmp_path: Path, seed: int) -> None:
    """One world over another: rows are added, changed and removed; then that is taken back, and rows that were removed
    come again as later versions."""
    path = tmp_path / "world.sqlite"
    worlds = {"a": random_world(seed), "b": random_world(seed + 100)}
    for name, tables in worlds.items():
        write_folder(tables, tmp_path / name)
    anew = [n for n in ("deliveries", "ties", "funding") if worlds["b"][n]]
    workspace.import_files([tmp_path / "a"], at=AT)
    done = workspace.import_files([tmp_path / "b"], at=AT, replace=anew).result
    assert done is not None
    assert done.counts["changed"] + done.counts["removed"] > 0
    assert everything(workspace.store.snapshot()) == as_read(path)
    workspace.undo(done.batch, at=AT)
    assert everything(workspace.store.snapshot()) == as_read(path)
    assert everything(SqliteStore(path).snapshot()) == as_read(path)
    assert workspace.verify() == []


def test_what_was_not_written_is_not_taken(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large batch makes the file while it is still being written. Where that fails at its end, everybody reads what
    was there before; the next try writes all of it."""
    monkeypatch.setattr(sqlite, "BULK", 1)
    path = tmp_path / "world.sqlite"
    for name, seed in (("first", 4), ("second", 5)):
        write_folder(random_world(seed), tmp_path / name)
    workspace.import_files([tmp_path / "first"], at=AT)
    before = everything(workspace.store.snapshot())
    with monkeypatch.context() as patch:
        patch.setattr(sqlite.q, "INSERT_BATCH", sqlite.q.INSERT_BATCH.replace("_batches", "_nowhere"))
        with pytest.raises(StoreError):
            workspace.import_files([tmp_path / "second"], at=AT)
    assert everything(workspace.store.snapshot()) == before
    assert everything(SqliteStore(path).snapshot()) == before
    assert workspace.import_files([tmp_path / "second"], at=AT).result is not None
    after = everything(workspace.store.snapshot())
    assert after == as_read(path) != before
    assert everything(SqliteStore(path).snapshot()) == after
    assert workspace.verify() == []


def test_a_file_of_another_history_is_not_taken(workspace: Workspace, tmp_path: Path) -> None:
    """What another store left beside this one is ignored: its chain of hashes is not this one's."""
    write_folder(random_world(1), tmp_path / "rows")
    workspace.import_files([tmp_path / "rows"], at=AT)
    other = tmp_path / "other.sqlite"
    store = SqliteStore(other)
    store.prepare()
    write_folder(random_world(2), tmp_path / "more")
    workspace_of("other", store).import_files([tmp_path / "more"], at=AT)
    path = tmp_path / "world.sqlite"
    expected = as_read(path)
    cache.path_of(path).write_bytes(cache.path_of(other).read_bytes())
    assert everything(SqliteStore(path).snapshot()) == expected
