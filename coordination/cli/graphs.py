"""The graph database behind a workspace, for commands that only it can answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordination.store.base import GraphStore
from graph_schema.errors import UsageError, Verbatim, said

if TYPE_CHECKING:
    from coordination.store.neo4j import Neo4jStore

__all__ = ["graph_of", "is_graph"]


def is_graph(store: GraphStore) -> bool:
    """Whether a graph database is behind a store."""
    return store.url.startswith(("bolt", "neo4j"))


def graph_of(store: GraphStore) -> Neo4jStore:
    """The store as the Neo4j store that it is. Raises UsageError for another."""
    if is_graph(store):
        from coordination.store.neo4j import Neo4jStore

        if isinstance(store, Neo4jStore):
            return store
    raise UsageError(
        said("This needs Neo4j; {url} is a file.", url=Verbatim(store.url)),
        hint=said("`mnr neo4j start`, then `mnr store move FROM neo4j` puts a workspace into Neo4j."),
    )
