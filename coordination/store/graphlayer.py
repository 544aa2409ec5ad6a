"""The derived layer in Neo4j: relationships and properties beside the records, for those who query it by hand.

Nothing of it is a record. No hash covers it, no answer of this program reads it, no export holds it, and
``store verify`` does not look at it. It is taken away and written again as a whole, in several transactions; the node
``MnrLayer`` says of which data version and day it is, and is there only while the layer is whole.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from coordination.model.layer import KIND_LABELS, Layer
from coordination.store.bolt import Tx
from graph_schema.cypher import DERIVED, FRAMEWORK, key_of

__all__ = ["INDEXES", "NEO_LAYER", "steps"]

Work = Callable[[Tx], Awaitable[None]]
ROWS: Final = 20_000  #: of one transaction

NEO_LAYER: Final = "MATCH (l:MnrLayer {name: 'layer'}) RETURN l.snapshot, l.as_of, l.edition"
_DROP_MARK: Final = "MATCH (l:MnrLayer) DELETE l"
_SET_MARK: Final = (
    "MERGE (l:MnrLayer {name: 'layer'}) SET l.snapshot = $snapshot, l.as_of = $as_of, l.edition = $edition"
)
_TYPES: Final = "|".join(DERIVED)
_DROP_LINKS: Final = f"MATCH ()-[r:{_TYPES}]->() WITH r LIMIT $most DELETE r RETURN count(*)"
_DROP_BODIES: Final = "MATCH (:CommitteeBody)-[r:IN_COUNTRY]->() DELETE r"
_DROP_CELLS: Final = (
    "MATCH (c:Cell) REMOVE c.name, c.status, c.independent, c.required, c.as_of "
    "WITH c WHERE NOT (c)<--() DETACH DELETE c"
)
_DROP_KINDS: Final = f"MATCH (s:Stakeholder) REMOVE s:{':'.join(KIND_LABELS.values())}"
_CELLS: Final = (
    "UNWIND $rows AS x MERGE (c:Cell {iso3: x[0], edition: $edition, capability: x[1]}) "
    "SET c.name = x[2], c.status = x[3], c.independent = x[4], c.required = x[5], c.as_of = $as_of "
    "MERGE (p:Capability {edition: $edition, number: x[1]}) MERGE (k:Country {iso3: x[0]}) "
    "MERGE (c)-[:OF]->(p) MERGE (c)-[:IN_COUNTRY]->(k)"
)
_TIES: Final = (
    "UNWIND $rows AS x MATCH (a:Stakeholder {id: x[0]}) MATCH (b:Stakeholder {id: x[1]}) "
    "CREATE (a)-[:WORKS_WITH {weight: x[2], both: x[3]}]->(b)"
)
_NEEDS: Final = (
    "UNWIND $rows AS x MATCH (a:Cell {iso3: x[0], edition: $edition, capability: x[1]}) "
    "MATCH (b:Cell {iso3: x[0], edition: $edition, capability: x[2]}) CREATE (a)-[:DEPENDS_ON]->(b)"
)
#: Name -> statement, for finding by name and by the properties that queries ask for most.
INDEXES: Final = {
    "mnr_names": (
        "CREATE FULLTEXT INDEX mnr_names IF NOT EXISTS FOR (n:Stakeholder|Agreement|Country|Capability|Source|Cell) "
        "ON EACH [n.name, n.short_name, n.name_fr, n.name_es, n.title]"
    ),
    "mnr_kind": "CREATE INDEX mnr_kind IF NOT EXISTS FOR (n:Stakeholder) ON (n.kind)",
    "mnr_home": "CREATE INDEX mnr_home IF NOT EXISTS FOR (n:Stakeholder) ON (n.home_iso3)",
    "mnr_status": "CREATE INDEX mnr_status IF NOT EXISTS FOR (n:Cell) ON (n.status)",
    "mnr_cell_country": "CREATE INDEX mnr_cell_country IF NOT EXISTS FOR (n:Cell) ON (n.iso3)",
}
_FRAMEWORK: Final = frozenset(label for label, _ in FRAMEWORK.values())


def steps(layer: Layer) -> list[tuple[Work, int]]:
    """(what to do in a transaction, rows that it writes), in their order. Each may be done again."""
    shared = {"edition": layer.edition, "as_of": layer.as_of}
    out: list[tuple[Work, int]] = [(_dropped, 0)]

    def add(text: str, rows: Sequence[Sequence[object]]) -> None:
        for start in range(0, len(rows), ROWS):
            some = [list(row) for row in rows[start : start + ROWS]]
            out.append((_running(text, {**shared, "rows": some}), len(some)))

    add(_CELLS, layer.cells)
    for (type_, start, end), pairs in layer.links.items():
        add(_link(type_, start, end), pairs)
    add(_TIES, layer.ties)
    add(_NEEDS, layer.needs)
    for type_, (ids, first, last) in layer.lives.items():
        out.append((_running(_undated(type_), {}), 0))
        add(_dated(type_), list(zip(ids, first, last, strict=True)))
    for kind, label in KIND_LABELS.items():
        out.append((_running(f"MATCH (s:Stakeholder {{kind: $kind}}) SET s:{label}", {"kind": kind}), 0))
    mark = {**shared, "as_of": layer.as_of.isoformat(), "snapshot": layer.snapshot}
    out.append((_running(_SET_MARK, mark), 0))
    return out


def _running(text: str, params: Mapping[str, object]) -> Work:
    async def work(tx: Tx) -> None:
        await tx.rows(text, params)

    return work


async def _dropped(tx: Tx) -> None:
    """The former layer, if there is one."""
    await tx.rows(_DROP_MARK)
    while (await tx.one(_DROP_LINKS, {"most": ROWS})) not in (None, [0]):
        pass
    for text in (_DROP_BODIES, _DROP_CELLS, _DROP_KINDS):
        await tx.rows(text)


def _matched(variable: str, label: str, place: str) -> str:
    """The node of a key: of the edition of the layer, where it is part of a framework."""
    names = [k for k in key_of(label) if k != "edition"]
    keys = [f"{k}: {place}[{i}]" for i, k in enumerate(names)]
    if label in _FRAMEWORK or label == "Cell":
        keys.append("edition: $edition")
    return f"MATCH ({variable}:{label} {{{', '.join(keys)}}})"


def _link(type_: str, start: str, end: str) -> str:
    return f"UNWIND $rows AS x {_matched('a', start, 'x[0]')} {_matched('b', end, 'x[1]')} CREATE (a)-[:{type_}]->(b)"


def _undated(type_: str) -> str:
    return f"MATCH ()-[r:{type_}]->() WHERE r._from IS NOT NULL REMOVE r._from, r._to"


def _dated(type_: str) -> str:
    """Claims with the first and the last day on which they count; without an end, the last day there is."""
    return (
        f"UNWIND $rows AS x MATCH ()-[r:{type_} {{_id: x[0]}}]->() "
        "SET r._from = x[1], r._to = coalesce(x[2], date('9999-12-31'))"
    )
