"""A store's URL to a store."""

from __future__ import annotations

from pathlib import Path

from coordination.store.base import GraphStore
from graph_schema.errors import UsageError

__all__ = ["SCHEMES", "open_store"]

SCHEMES = (
    "memory:",
    "sqlite:///PATH",
    "bolt://USER:PASSWORD@HOST:PORT",
    "neo4j://...",
    "bolt+s://, neo4j+s://",
)


def open_store(url: str) -> GraphStore:
    """``memory:``, ``sqlite:///path`` (or a path ending in .sqlite), ``bolt://`` and ``neo4j://`` (and +s).

    Nothing is made or connected yet; :meth:`GraphStore.prepare` does that. Raises UsageError.
    """
    if url == "memory:":
        from coordination.store.memory import MemoryStore

        return MemoryStore()
    if url.startswith("sqlite:///") or url.endswith(".sqlite"):
        from coordination.store.sqlite import SqliteStore

        return SqliteStore(Path(url.removeprefix("sqlite:///")).expanduser())
    if url.startswith(("bolt://", "neo4j://", "bolt+s://", "neo4j+s://", "bolt+ssc://", "neo4j+ssc://")):
        from coordination.store.neo4j import Neo4jStore

        return Neo4jStore(url)
    raise UsageError(f"{url!r} is not the address of a store.", hint="Use one of: " + ", ".join(SCHEMES))
