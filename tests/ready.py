"""The shipped workspaces, made once in a process for all tests that only ask them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from coordination.model.snapshot import Snapshot
from coordination.store.memory import MemoryStore
from coordination.store.sqlite import SqliteStore
from coordination.workspace.places import build_shipped, workspace_of
from coordination.workspace.service import Workspace
from seed_data import workspaces

__all__ = ["first_use", "read_once", "shipped"]


@cache
def shipped(name: str) -> Workspace:
    """A shipped workspace in memory."""
    return build_shipped(name, MemoryStore())


@cache
def _file(name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.sqlite"
        build_shipped(name, SqliteStore(path)).store.close()
        return path.read_bytes()


def first_use(name: str, path: Path) -> Workspace:
    """What the first use of a shipped workspace makes, as a copy of a file that was made before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_file(name))
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
    if found := _held.get(hashed.digest()):
        store._held = found
        return found[1], {}
    snapshot, meta = _whole(store)
    if store._held and store._held[1] is snapshot:
        while len(_held) > 9:
            del _held[next(iter(_held))]
        _held[hashed.digest()] = store._held
    return snapshot, meta
