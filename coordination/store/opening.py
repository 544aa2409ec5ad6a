"""A store's URL to a store."""

from __future__ import annotations

import re
from pathlib import Path

from coordination.store.base import GraphStore
from graph_schema.errors import UsageError, Verbatim, said

__all__ = ["SCHEMES", "masked", "open_store"]

SCHEMES = (
    "memory:",
    "sqlite:///PATH",
    "bolt://USER:PASSWORD@HOST:PORT",
    "neo4j://...",
    "bolt+s://, neo4j+s://",
)


_USERINFO = re.compile(r"(://)(?:[^/\s'\"]*:\S*|[^/\s'\"@]+)@")


def masked(text: str) -> str:
    """The text with the name and password of every address in it (``user:password@``) replaced by ``***@``."""
    return _USERINFO.sub(r"\1***@", text)


def open_store(url: str) -> GraphStore:
    """``memory:``, ``sqlite:///path`` (or a path ending in .sqlite), ``bolt://`` and ``neo4j://`` (and +s).

    Nothing is made or connected yet; :meth:`GraphStore.prepare` does that. Raises UsageError.
    """
    if url == "memory:":
        from coordination.store.memory import MemoryStore

        return MemoryStore()
    path = url.removeprefix("sqlite:///")
    if path != url or (url.endswith(".sqlite") and "://" not in url and not url.startswith("sqlite:")):
        from coordination.store.sqlite import SqliteStore

        if not path:
            raise UsageError(
                said("The address sqlite:/// names no file."), hint=said("Write it as sqlite:///PATH.")
            )
        return SqliteStore(Path(path).expanduser())
    if url.startswith("sqlite:"):
        rest = url.removeprefix("sqlite:").lstrip("/")
        raise UsageError(
            said("{url!r} is not the address of a database: put three slashes before the path.", url=url),
            hint=said(
                "Write it as sqlite:///{rest}, or sqlite:////{rest} from the root folder.",
                rest=rest or "PATH",
            ),
        )
    if url.startswith(("bolt://", "neo4j://", "bolt+s://", "neo4j+s://", "bolt+ssc://", "neo4j+ssc://")):
        from coordination.store.neo4j import Neo4jStore

        return Neo4jStore(url)
    raise UsageError(
        said("{url!r} is not the address of a database.", url=masked(url)),
        hint=said("Use one of: {names}.", names=Verbatim(", ".join(SCHEMES))),
    )
