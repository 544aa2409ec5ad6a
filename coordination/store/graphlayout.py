"""What must be in a graph before the first claim: constraints and indexes; the mark of these and the framework."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b

from coordination.store import queries as q
from coordination.store.bolt import Tx
from graph_schema import cypher
from graph_schema.edition import edition, edition_ids

__all__ = ["constrain", "layout_mark"]


@cache
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
