"""The stores that the contract is held against. Each entry makes an empty, prepared store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coordination.store import sqlite
from coordination.store.base import GraphStore
from coordination.store.memory import MemoryStore
from coordination.store.neo4j import Neo4jStore
from coordination.store.sqlite import SqliteStore

Make = Callable[[Path, pytest.FixtureRequest], GraphStore]


def _memory(_folder: Path, _request: pytest.FixtureRequest) -> GraphStore:
    return MemoryStore()


def _sqlite(folder: Path, _request: pytest.FixtureRequest) -> GraphStore:
    return SqliteStore(folder / "store.sqlite")


def _sqlite_large(folder: Path, request: pytest.FixtureRequest) -> GraphStore:
    """As a large import is written: claims that are added are logged together."""
    request.getfixturevalue("monkeypatch").setattr(sqlite, "BULK", 1)
    return _sqlite(folder, request)


def _neo4j(_folder: Path, request: pytest.FixtureRequest) -> GraphStore:
    """A real server, its database emptied."""
    return Neo4jStore(request.getfixturevalue("neo4j_url"))


STORES: dict[str, Make] = {"memory": _memory, "sqlite": _sqlite, "neo4j": _neo4j}
#: Another way of writing; the answers are those of the same store.
WAYS: dict[str, Make] = {"sqlite-large": _sqlite_large}
