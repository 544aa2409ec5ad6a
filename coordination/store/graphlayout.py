"""What must be in a graph before the first claim: constraints, indexes, and the framework editions."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from coordination.store import queries as q
from coordination.store.bolt import Tx
from graph_schema import cypher
from graph_schema.edition import edition, edition_ids

__all__ = ["constrain", "layout_mark", "write_framework"]


def layout_mark() -> str:
    """Hash of everything that prepare() writes."""
    h = blake2b(digest_size=16)
    for text in (*q.NEO_CONSTRAINTS.values(), *q.NEO_INDEXES.values(), *cypher.constraints().values()):
        h.update(text.encode())
    for ident in edition_ids():
        h.update(
            repr([*cypher.framework_nodes(edition(ident)), *cypher.framework_links(edition(ident))]).encode()
        )
    return h.hexdigest()


async def constrain(tx: Tx) -> None:
    """Make the constraints and indexes that are not there."""
    constraints, indexes = (await tx.one(q.NEO_THERE)) or ([], [])
    made = ((constraints, {**q.NEO_CONSTRAINTS, **cypher.constraints()}), (indexes, q.NEO_INDEXES))
    for there, wanted in made:
        for name, text in wanted.items():
            if name not in there:  # type: ignore[operator]
                await tx.rows(text)


async def write_framework(tx: Tx, *, again: bool) -> None:
    """``again``: an earlier form of it is there."""
    nodes: dict[str, list[Mapping[str, object]]] = {}
    links: dict[cypher.Link, list[Mapping[str, object]]] = {}
    for e in map(edition, edition_ids()):
        for label, rows in cypher.framework_nodes(e):
            nodes.setdefault(label, []).extend(rows)
        for link, pairs in cypher.framework_links(e):
            links.setdefault(link, []).extend(pairs)
    if again:
        await tx.rows(cypher.unlink_framework())
    for label, found in nodes.items():
        await tx.rows(cypher.merge_framework(label), {"rows": found})
    await tx.rows(cypher.join_editions())
    for link, found in links.items():
        await tx.rows(cypher.link_framework(link), {"rows": found})
    if again:
        for label, found in nodes.items():
            keys = [[row[k] for k in cypher.key_of(label)] for row in found]
            if label != "Edition":
                await tx.rows(cypher.prune_framework(label), {"keys": keys})
