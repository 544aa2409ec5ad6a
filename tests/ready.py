"""The shipped workspaces, made once in a process for all tests that only ask them."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from coordination.store.memory import MemoryStore
from coordination.store.sqlite import SqliteStore
from coordination.workspace.places import build_shipped, workspace_of
from coordination.workspace.service import Workspace
from seed_data import workspaces

__all__ = ["first_use", "shipped"]


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
