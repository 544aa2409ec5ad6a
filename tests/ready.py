"""The shipped workspaces, built once in a run of the tests, and what is read of them once in a process.

To build both costs two processor seconds, to copy them nothing.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from coordination.model.snapshot import Snapshot
from coordination.store.sqlite import SqliteStore
from coordination.workspace.places import build_shipped, workspace_of
from coordination.workspace.service import Workspace
from seed_data import workspaces

__all__ = ["built", "first_use", "keep_in", "read_once", "shipped"]


#: Where the files of this run are, which its processes share; each process has a folder of its own below.
_folder: list[Path] = []


def keep_in(run: Path, own: Path) -> None:
    """Files that are made once in a run stand in ``run``; those of this process in ``own``."""
    _folder[:] = [run, own]


def built(name: str) -> Path:
    """The file of a shipped workspace, built once in a run of the tests. To be copied, not to be opened."""
    run, _own = _folder
    kept = run / "shipped"
    kept.mkdir(exist_ok=True)
    with (kept / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        file = kept / f"{name}.sqlite"
        if not file.exists():
            aside = kept / f"{name}.begun.sqlite"
            build_shipped(name, SqliteStore(aside)).store.close()
            aside.rename(file)
    return file


@cache
def shipped(name: str) -> Workspace:
    """A shipped workspace for tests that only ask it: one in a process."""
    _run, own = _folder
    found = first_use(name, own / "asked" / f"{name}.sqlite")
    assert isinstance(found.store, SqliteStore)
    _read(found.store)  # commands of the tests that read the same file share what is worked out here
    return found


def first_use(name: str, path: Path) -> Workspace:
    """What the first use of a shipped workspace makes, as a copy of a file that was made before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(built(name), path)
    return workspace_of(name, SqliteStore(path), workspaces()[name])


def read_once(patch: pytest.MonkeyPatch) -> None:
    """Files with the same bytes are read once, and what is derived of what they hold is worked once: a test that runs
    many commands, each of which opens its workspace, does not wait for the same answer again. Stores that look for
    damage are tested without this (``tests/contract``)."""
    patch.setattr(SqliteStore, "_read", _read)


_whole = SqliteStore._read
_held: dict[bytes, tuple[int, Snapshot]] = {}


def _read(store: SqliteStore) -> tuple[Snapshot, Mapping[str, str]]:
    hashed = sha256()
    for path in (store.path, store.path.with_name(store.path.name + "-wal")):
        if path.exists():
            hashed.update(path.read_bytes())
    if found := _held.pop(hashed.digest(), None):
        _held[hashed.digest()] = store._held = found  # now the last to go
        return found[1], {}
    snapshot, meta = _whole(store)
    if store._held and store._held[1] is snapshot:
        while len(_held) > 9:
            del _held[next(iter(_held))]
        _held[hashed.digest()] = store._held
    return snapshot, meta
