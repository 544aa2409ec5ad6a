"""Cypher from the declaration: constraints, writes and reads of the Neo4j store.

Identifiers come only from the declaration (checked there); every value is a parameter. Rows travel as
columns: one list per property, all of the same length, read by position (``$name[i]``), which the server
takes faster than one map per row.

How a record is stored. A node record is a node with its label; a claim is a relationship between the ends
that its type declares, and carries every field of its row, so that it can be read without its ends. Texts
and partial dates are strings, lists are lists, numbers are numbers; a field that is not said is absent.
Where a number as written is not what the number prints as (``0.10``), the text stands beside it under the
field's name with ``_`` in front. ``_id``, ``_version``, ``_batch``, ``_file`` and ``_line`` are bookkeeping.

An end that is no record (a cell, or an organisation that nobody has described yet) is a node with its key
and no ``_version``. A cell hangs on its capability (``OF``) and its country (``IN_COUNTRY``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from graph_schema.declare import At, Prop, RecordType
from graph_schema.edition import BASE_EDITION, Edition
from graph_schema.errors import SchemaError, said
from graph_schema.schema import SCHEMA
from graph_schema.values import Integer, ListOf, Number

__all__ = [
    "BOOK",
    "DERIVED",
    "FRAMEWORK",
    "FRAMEWORK_LINKS",
    "End",
    "Link",
    "change_framework",
    "claims_of_nobody",
    "claims_without_id",
    "clear",
    "constraints",
    "create",
    "cut_links",
    "dated",
    "day_indexes",
    "ddl",
    "delete",
    "derive",
    "drop_derived",
    "end_keys",
    "end_of",
    "ends",
    "framework_links",
    "framework_nodes",
    "hang_cells",
    "id_of",
    "is_list",
    "is_number",
    "key_of",
    "label_by",
    "labelled_twice",
    "link_framework",
    "make_framework",
    "merge_ends",
    "nodes_without_id",
    "own_labels",
    "prune_framework",
    "read",
    "read_some",
    "read_structure",
    "reads",
    "rehang",
    "said_of_no_record",
    "stored",
    "undate",
    "unlabel",
    "unlabel_some",
    "update",
    "versions",
]

#: Bookkeeping of every record; ``_batch`` is the number of the batch.
BOOK: Final = ("_file", "_line", "_batch", "_version")

#: Types of derived relationships (``mnr store derive``): for a field of a node, or worked out from claims.
DERIVED: Final = (
    "BASED_IN",
    "RUNS",
    "OPENS",
    "SUPPORTS",
    "SAID_IN",
    "IS",
    "IN_REGION",
    "OF_SEAT",
    "BY_MEANS",
    "LAID_DOWN_IN",
    "WORKS_WITH",
    "DEPENDS_ON",
)
#: Ends that are not records of a store, and what identifies them.
_OTHER_KEYS: Final = {
    "Cell": ("iso3", "edition", "capability"),
    "Objective": ("edition", "id"),
    "Indicator": ("id",),
    "Region": ("name",),
    "Reviewer": ("name",),
}

#: Framework lists that become nodes: list -> (label, what identifies an item beside the edition).
FRAMEWORK: Final = {
    "domains": ("Domain", ("id",)),
    "capabilities": ("Capability", ("number",)),
    "enablers": ("Enabler", ("id",)),
    "outcomes": ("Outcome", ("id",)),
    "threats": ("Threat", ("id",)),
    "challenges": ("Challenge", ("id",)),
    "drivers": ("Driver", ("id",)),
    "disciplines": ("Discipline", ("id",)),
    "commitments": ("Commitment", ("id",)),
    "objectives": ("Objective", ("id",)),
    "means": ("Means", ("id",)),
    "phases": ("Phase", ("phase",)),
    "seats": ("Seat", ("seat",)),
    "duties": ("Duty", ("capability",)),
    "complexity": ("Complexity", ("field", "item")),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship of the framework: from (label, key property) to (label, key property)."""

    type: str
    start: tuple[str, str]
    end: tuple[str, str]
    properties: tuple[str, ...] = ()


_CAPABILITY: Final = ("Capability", "number")
#: Structure that is edition data, not claims. MAPS_TO leads from the base edition to a later one.
FRAMEWORK_LINKS: Final = (
    Link("IN_DOMAIN", _CAPABILITY, ("Domain", "id")),
    Link("IN_DOMAIN", ("Outcome", "id"), ("Domain", "id")),
    Link("REQUIRES", _CAPABILITY, _CAPABILITY, ("kind", "group", "reason", "basis")),
    Link("CARRIES", _CAPABILITY, ("Duty", "capability")),
    Link("ANSWERS", _CAPABILITY, ("Threat", "id"), ("basis",)),
    Link("ANSWERS", _CAPABILITY, ("Challenge", "id"), ("basis",)),
    Link("ANSWERS", _CAPABILITY, ("Driver", "id"), ("basis",)),
    Link("ADDRESSES", ("Discipline", "id"), _CAPABILITY, ("basis",)),
    Link("TOUCHES", ("Objective", "id"), _CAPABILITY, ("basis",)),
    Link("MAPS_TO", _CAPABILITY, _CAPABILITY),
)


@dataclass(frozen=True, slots=True)
class End:
    """An end of a claim as the graph sees it: label, key properties, and where each key value comes from: a
    field of the claim, or, where the claim does not name it, the base edition."""

    label: str
    key: tuple[str, ...]
    fields: tuple[str, ...]


def _record_keys() -> dict[str, tuple[str, ...]]:
    return {t.label: t.key for t in SCHEMA.nodes}


@cache
def _keys() -> dict[str, tuple[str, ...]]:
    """Label -> key properties, of every label that an end or a framework item may have."""
    framework = {label: ("edition", *key) for label, key in FRAMEWORK.values()}
    return {**framework, "Edition": ("id",), **_OTHER_KEYS, **_record_keys()}


def key_of(label: str) -> tuple[str, ...]:
    """The properties that identify a node with that label."""
    return _keys()[label]


@cache
def end_of(at: At) -> End:
    """Raises SchemaError for a label that nothing identifies, or for fields that do not fit its key."""
    key = _keys().get(at.label)
    if key is None:
        raise SchemaError(said("Nothing says what identifies an end with the label {label}.", label=at.label))
    given = tuple(k for k in key if k != "edition") if len(at.fields) < len(key) else key
    if len(given) != len(at.fields) or (len(given) > 1 and given != at.fields):
        raise SchemaError(
            said(
                "The end {label} is identified by {names}, not {other}.",
                label=at.label,
                names=", ".join(key),
                other=", ".join(at.fields),
            )
        )
    named = dict(zip(given, at.fields, strict=True))
    return End(at.label, key, tuple(named.get(k, "") for k in key))


def is_number(p: Prop) -> bool:
    return isinstance(p.value, Integer | Number)


def is_list(p: Prop) -> bool:
    return isinstance(p.value, ListOf)


def stored(t: RecordType) -> tuple[str, ...]:
    """Every property of a record of that type, in the order in which :func:`read` returns them."""
    texts = tuple(f"_{p.name}" for p in t.props if is_number(p))
    return (*(("_id",) if t.is_claim else ()), *t.columns, *texts, *BOOK)


def id_of(t: RecordType) -> str:
    """The property that identifies a record: its key, or a claim's hash."""
    return "_id" if t.is_claim else t.key[0]


def _q(name: str) -> str:
    return f"`{name}`"


def _unwind(first: str) -> str:
    return f"UNWIND range(0, size(${_q(first)}) - 1) AS i"


def _map(names: Iterable[str], prefix: str = "") -> str:
    return "{" + ", ".join(f"{_q(n)}: ${_q(prefix + n)}[i]" for n in names) + "}"


# layout


def constraints() -> dict[str, str]:
    """Name -> statement; what they make must be there before the first import.

    Community edition knows uniqueness only, of one or several properties, on nodes and relationships.
    """
    made = {
        f"unique_{label}": f"(n:{_q(label)}) REQUIRE ({', '.join(f'n.{_q(k)}' for k in key)}) IS UNIQUE"
        for label, key in sorted(_keys().items())
    }
    made |= {f"unique_{t.label}": f"()-[r:{_q(t.label)}]-() REQUIRE r.`_id` IS UNIQUE" for t in SCHEMA.claims}
    return {name: f"CREATE CONSTRAINT {_q(name)} IF NOT EXISTS FOR {what}" for name, what in made.items()}


# writes: each takes columns of equal length


def ddl() -> str:
    """The constraints as text, for people and for `mnr schema cypher`."""
    return ";\n".join(constraints().values()) + ";\n"


def _match(variable: str, end: End, prefix: str) -> str:
    keys = ", ".join(_q(k) for k in end.key)
    return (
        f"MATCH ({variable}:{_q(end.label)} {_map(end.key, prefix)}) "
        f"USING INDEX {variable}:{_q(end.label)}({keys})"
    )


def merge_ends(label: str) -> str:
    """Make the nodes of that label that are not there. Parameters: one column per key property."""
    key = _keys()[label]
    return f"{_unwind(key[0])} MERGE (:{_q(label)} {_map(key)})"


def hang_cells() -> str:
    """Make cells and hang each on its capability and its country. Parameters: iso3, edition, capability."""
    return (
        f"{_unwind('iso3')} MERGE (c:Cell {_map(_OTHER_KEYS['Cell'])}) "
        "MERGE (p:Capability {edition: c.edition, number: c.capability}) "
        "MERGE (k:Country {iso3: c.iso3}) "
        "MERGE (c)-[:OF]->(p) MERGE (c)-[:IN_COUNTRY]->(k)"
    )


def update(t: RecordType) -> str:
    """Write node records, new or not: every declared property is set, others are left. Parameters:
    :func:`stored`."""
    assert not t.is_claim
    (key,) = t.key
    names = [n for n in stored(t) if n != key]
    sets = ", ".join(f"n.{_q(n)} = ${_q(n)}[i]" for n in names)
    return f"{_unwind(key)} MERGE (n:{_q(t.label)} {_map([key])}) SET {sets}"


def create(t: RecordType, start: End, end: End) -> str:
    """Write claims between ends that are there. Parameters: :func:`stored`, and the keys of the ends with
    ``start_`` and ``end_`` in front."""
    return (
        f"{_unwind('_id')} {_match('a', start, 'start_')} {_match('b', end, 'end_')} "
        f"CREATE (a)-[:{_q(t.label)} {_map(stored(t))}]->(b)"
    )


def delete(t: RecordType) -> str:
    """Remove records by ``$ids``; returns ``left``, the element ids of nodes that may now be of no use.

    The node of a record that claims still hang on stays, with its key and nothing else that is declared.
    """
    if t.is_claim:
        return (
            f"MATCH (a)-[r:{_q(t.label)}]->(b) WHERE r.`_id` IN $ids DELETE r "
            "WITH collect(DISTINCT elementId(a)) + collect(DISTINCT elementId(b)) AS left RETURN left"
        )
    (key,) = t.key
    gone = ", ".join(f"n.{_q(n)}" for n in stored(t) if n != key)
    return (
        f"MATCH (n:{_q(t.label)}) WHERE n.{_q(key)} IN $ids REMOVE {gone} "
        "WITH collect(elementId(n)) AS left RETURN left"
    )


def clear() -> str:
    """Delete what is of no use of the nodes with the element ids ``$ids``: no record, no part of the
    framework, and no claim hangs on it. What is derived from it goes with it."""
    derived = ", ".join(f"'{name}'" for name in DERIVED)
    return (
        "MATCH (n) WHERE elementId(n) IN $ids AND n.`_version` IS NULL AND NOT (n)-[:IN_EDITION]->() "
        f"AND NOT EXISTS {{ (n)<-[r]-() WHERE NOT type(r) IN [{derived}] }} "
        f"AND NOT EXISTS {{ (n)-[r]->() WHERE NOT type(r) IN ['OF', 'IN_COUNTRY', {derived}] }} "
        "DETACH DELETE n"
    )


def rehang(t: RecordType, wanted: End, other: End) -> str:
    """Move the start of claims from ``other`` to ``wanted`` where ``$ids`` have become records. For a field
    that names either a record or something else (who reviewed)."""
    assert len(wanted.key) == len(other.key) == 1
    return (
        f"UNWIND $ids AS id MATCH (o:{_q(other.label)} {{{_q(other.key[0])}: id}}) "
        f"MATCH (w:{_q(wanted.label)} {{{_q(wanted.key[0])}: id}}) "
        f"MATCH (o)-[r:{_q(t.label)}]->(b) WITH o, w, b, r, properties(r) AS said DELETE r "
        f"CREATE (w)-[n:{_q(t.label)}]->(b) SET n = said "
        "WITH collect(DISTINCT elementId(o)) AS left RETURN left"
    )


# reads


def _columns(names: Sequence[str], variable: str, found: str) -> str:
    """A list of columns per ``$part`` rows: the form that the driver takes fastest. Properties are looked up by their
    name, for a plan of a list for each takes the server three times as long."""
    wanted = ", ".join(f"'{n}'" for n in names)
    return (
        f"{found} WITH collect({variable}) AS found UNWIND range(0, size(found) - 1, $part) AS i "
        f"RETURN [name IN [{wanted}] | [x IN found[i..i + $part] | x[name]]]"
    )


def _found(t: RecordType) -> str:
    if t.is_claim:
        return f"MATCH ()-[n:{_q(t.label)}]->() WHERE n.`_version` IS NOT NULL"
    return f"MATCH (n:{_q(t.label)}) WHERE n.`_version` IS NOT NULL"


def _by_id(t: RecordType) -> str:
    return f"AND n.{_q(id_of(t))} IN $ids"


def read(t: RecordType) -> str:
    """All records: for every ``$part`` of them a list of columns, in the order of :func:`stored`."""
    return _columns(stored(t), "n", _found(t))


def read_some(t: RecordType) -> str:
    """The records with ``$ids``, as :func:`read`."""
    return _columns(stored(t), "n", f"{_found(t)} {_by_id(t)}")


def ends() -> str:
    """Of every claim of every type: type, id, and labels and keys of the nodes that it stands between. Parameters:
    ``keys``, the names of :func:`end_keys`."""
    types = "|".join(_q(t.label) for t in SCHEMA.claims)
    return (
        f"MATCH (a)-[n:{types}]->(b) WHERE n.`_version` IS NOT NULL "
        "RETURN type(n), n.`_id`, labels(a), [k IN $keys | a[k]], labels(b), [k IN $keys | b[k]]"
    )


def end_keys() -> list[str]:
    """Every property that identifies an end of a claim."""
    return sorted({k for t in SCHEMA.claims for at in (*t.starts, *t.ends) for k in end_of(at).key})


def lost_cells() -> str:
    """Cells that do not hang on their own capability and country."""
    return (
        "MATCH (c:Cell) WHERE NOT EXISTS { (c)-[:OF]->(:Capability {edition: c.edition, number: c.capability}) } "
        "OR NOT EXISTS { (c)-[:IN_COUNTRY]->(:Country {iso3: c.iso3}) } RETURN c.iso3, c.edition, c.capability"
    )


def own_labels() -> list[str]:
    """Every label of a record, an end of a claim or an item of the framework."""
    return sorted(_keys())


def labelled_twice() -> str:
    """Nodes with more than one label of ``$own``: element id, these labels, properties."""
    return (
        "MATCH (n) WITH n, [l IN labels(n) WHERE l IN $own] AS own WHERE size(own) > 1 "
        "RETURN elementId(n), own, properties(n)"
    )


def unlabel_some() -> str:
    """Parameters: ``rows`` of the element id of a node and the labels that it loses."""
    return "UNWIND $rows AS row MATCH (n) WHERE elementId(n) = row[0] REMOVE n:$(row[1])"


def said_of_no_record() -> str:
    """Nodes with a label of ``$said`` that are no record and say what only a record says, or on which nothing hangs:
    element id, label, properties. ``$said``: label -> what a record with it says."""
    return (
        "MATCH (n) WHERE n.`_version` IS NULL "
        "WITH n, [l IN labels(n) WHERE l IN keys($said)] AS own WHERE size(own) = 1 "
        "AND (any(k IN keys(n) WHERE k IN $said[own[0]]) OR NOT (n)--()) "
        "RETURN elementId(n), own[0], properties(n)"
    )


def nodes_without_id() -> str:
    """Node records whose identifier is no text: element id, label, properties. ``$keys``: label -> its property."""
    return (
        "MATCH (n) WHERE n.`_version` IS NOT NULL WITH n, [l IN labels(n) WHERE l IN keys($keys)] AS own "
        "WHERE size(own) = 1 AND (n[$keys[own[0]]] IS NULL OR NOT n[$keys[own[0]]] IS :: STRING) "
        "RETURN elementId(n), own[0], properties(n)"
    )


def claims_without_id() -> str:
    """Claims whose identifier is no text: as :func:`claims_of_nobody`."""
    return claims_of_nobody().replace("r.`_version` IS NULL", "(r.`_id` IS NULL OR NOT r.`_id` IS :: STRING)")


def claims_of_nobody() -> str:
    """Relationships with the type of a claim that are no record: element ids of it, type, labels of the ends."""
    types = "|".join(_q(t.label) for t in SCHEMA.claims)
    return (
        f"MATCH (a)-[r:{types}]->(b) WHERE r.`_version` IS NULL "
        "RETURN elementId(r), type(r), labels(a), labels(b)"
    )


def read_structure() -> str:
    """Every relationship with a type of the framework, or on which cells and items of the framework hang: element ids
    of it and its ends, type, labels of the ends, whether it leads where its start says."""
    types = "|".join(sorted({_q(link.type) for link in FRAMEWORK_LINKS} | {"IN_EDITION", "OF", "IN_COUNTRY"}))
    return (
        f"MATCH (a)-[r:{types}]->(b) RETURN elementId(r), elementId(a), elementId(b), type(r), labels(a), labels(b), "
        "CASE type(r) WHEN 'OF' THEN a.edition = b.edition AND a.capability = b.number "
        "WHEN 'IN_COUNTRY' THEN a.iso3 = b.iso3 WHEN 'IN_EDITION' THEN a.edition = b.id ELSE true END"
    )


def rehang_cells() -> str:
    """Hang every cell on its own capability and country."""
    return (
        "MATCH (c:Cell) OPTIONAL MATCH (c)-[r:OF|IN_COUNTRY]->() DELETE r WITH DISTINCT c "
        "MERGE (p:Capability {edition: c.edition, number: c.capability}) MERGE (k:Country {iso3: c.iso3}) "
        "MERGE (c)-[:OF]->(p) MERGE (c)-[:IN_COUNTRY]->(k)"
    )


def read_framework() -> str:
    """Every node with a label of the framework: element id, labels, properties, whether it hangs on its edition,
    whether it hangs on any."""
    labels = "|".join(_q(label) for label in ("Edition", *(label for label, _ in FRAMEWORK.values())))
    return (
        f"MATCH (n:{labels}) RETURN elementId(n), labels(n), properties(n), "
        "EXISTS { (n)-[:IN_EDITION]->(:Edition {id: n.edition}) }, EXISTS { (n)-[:IN_EDITION]->() }"
    )


def read_links() -> str:
    """Every relationship with a type of the framework: element ids of it, type, properties."""
    types = "|".join(sorted({_q(link.type) for link in FRAMEWORK_LINKS}))
    return (
        f"MATCH (a)-[r:{types}]->(b) RETURN elementId(r), elementId(a), type(r), elementId(b), properties(r)"
    )


def versions(t: RecordType) -> str:
    """Ids and versions of those of ``$ids`` that are there: two lists in one record."""
    ids = f"collect(n.{_q(id_of(t))})"
    return f"{_found(t)} {_by_id(t)} RETURN {ids} AS ids, collect(n.`_version`) AS versions"


def reads() -> Iterator[tuple[str, str]]:
    """(name, text) of every generated read, for the test that lets a server explain each."""
    for t in SCHEMA.values():
        yield f"read {t.name}", read(t)
        yield f"read_some {t.name}", read_some(t)
        yield f"versions {t.name}", versions(t)


# the derived layer: each takes ``$rows``


def drop_derived() -> str:
    """Delete at most ``$most`` derived relationships; returns how many."""
    return f"MATCH ()-[r:{'|'.join(DERIVED)}]->() WITH r LIMIT $most DELETE r RETURN count(*)"


def derive(type_: str, start: str, end: str, *, of_records: bool) -> str:
    """Make derived relationships of a type. Parameters: rows of (key of the start, key of the end, id of the record
    whose field they stand for: of a claim where ``of_records``), ``edition``."""
    of = " {record: x[2]}" if of_records else ""
    return (
        f"UNWIND $rows AS x {_at('a', start, 'x[0]')} {_at('b', end, 'x[1]')} "
        f"MERGE (a)-[:{_q(type_)}{of}]->(b)"
    )


def _at(variable: str, label: str, place: str) -> str:
    """The node of a key: of the edition asked for, where it is part of a framework. A region is made: no record is
    one."""
    names = [k for k in key_of(label) if k != "edition"]
    keys = [f"{_q(k)}: {place}[{i}]" for i, k in enumerate(names)]
    keys += ["edition: $edition"] if "edition" in key_of(label) else []
    verb = "MERGE" if label == "Region" else "MATCH"
    return f"{verb} ({variable}:{_q(label)} {{{', '.join(keys)}}})"


def day_indexes() -> Iterator[str]:
    """Indexes of the first and of the last day of claims of each type; made where they are not there."""
    for t in SCHEMA.claims:
        for field in ("_from", "_to"):
            name = _q(f"mnr{field}_{t.label}")
            yield f"CREATE INDEX {name} IF NOT EXISTS FOR ()-[r:{_q(t.label)}]-() ON (r.{field})"


def undate(type_: str) -> str:
    """Take the days away from claims of a type."""
    return f"MATCH ()-[r:{_q(type_)}]->() WHERE r._from IS NOT NULL REMOVE r._from, r._to"


def dated(type_: str) -> str:
    """Give claims the first and the last day on which they count; without an end, the last day there is. Parameters:
    rows of (id, first, last)."""
    return (
        f"UNWIND $rows AS x MATCH ()-[r:{_q(type_)} {{_id: x[0]}}]->() "
        "SET r._from = x[1], r._to = coalesce(x[2], date('9999-12-31'))"
    )


def label_by(of: str, field: str, label: str) -> str:
    """Give nodes with the label ``of`` a second one where ``field`` is ``$value``."""
    return f"MATCH (n:{_q(of)} {{{_q(field)}: $value}}) SET n:{_q(label)}"


def unlabel(of: str, labels: Iterable[str]) -> str:
    """Take these labels from all nodes with the label ``of``."""
    return f"MATCH (n:{_q(of)}) REMOVE n:{':'.join(map(_q, labels))}"


# the framework editions


def framework_nodes(e: Edition) -> Iterator[tuple[str, list[dict[str, str | int | None]]]]:
    """(label, items) of one edition; the edition itself comes first."""
    yield "Edition", [{"id": e.id, "name": e.name, "year": e.year}]
    for name, (label, _) in FRAMEWORK.items():
        yield (
            label,
            [{"edition": e.id, **{k: _natural(k, v) for k, v in row.items()}} for row in e.lists[name]],
        )


def _natural(field: str, value: str) -> str | int | None:
    return int(value) if field in ("position", "required", "year") and value.isdigit() else value or None


def framework_links(e: Edition) -> Iterator[tuple[Link, list[dict[str, str]]]]:
    """(link, rows of start_edition, start, end_edition, end and its properties) of one edition."""
    for link in FRAMEWORK_LINKS:
        yield link, list(_link_rows(e, link))


def _link_rows(e: Edition, link: Link) -> Iterator[dict[str, str]]:
    def row(start: str, end: str, said: Mapping[str, str], start_edition: str = e.id) -> dict[str, str]:
        carried = {p: said[p] for p in link.properties if said.get(p)}
        ends = {"start_edition": start_edition, "start": start, "end_edition": e.id, "end": end}
        return {**ends, **carried}

    lists = e.lists
    match link.type, link.start[0], link.end[0]:
        case "IN_DOMAIN", "Capability", _:
            yield from (row(r["number"], r["domain"], r) for r in lists["capabilities"])
        case "IN_DOMAIN", "Outcome", _:
            yield from (row(r["id"], r["domain"], r) for r in lists["outcomes"])
        case "REQUIRES", _, _:
            yield from (row(r["needs"], r["gives"], r) for r in lists["requires"])
        case "CARRIES", _, _:
            yield from (row(r["capability"], r["capability"], r) for r in lists["duties"])
        case "ANSWERS", _, label:
            kind = label.lower()
            yield from (
                row(r["capability"], r["target"], r) for r in lists["answers"] if r["target_kind"] == kind
            )
        case "ADDRESSES", _, _:
            yield from (row(r["discipline"], r["capability"], r) for r in lists["addresses"])
        case "TOUCHES", _, _:
            yield from (row(r["objective"], r["capability"], r) for r in lists["touches"])
        case "MAPS_TO", _, _:
            yield from (row(a, b, {}, BASE_EDITION) for a, b in e.crosswalk if b)


def make_framework() -> str:
    """Make items of the framework. Parameters: ``rows`` of a number, the label and what is said of it; returns number
    and element id of each."""
    return "UNWIND $rows AS row CREATE (n:$(row[1])) SET n = row[2] RETURN row[0], elementId(n)"


def change_framework() -> str:
    """Parameters: ``rows`` of the element id of an item and what is said of it."""
    return "UNWIND $rows AS row MATCH (n) WHERE elementId(n) = row[0] SET n += row[1]"


def prune_framework() -> str:
    """Take the items with the element ids ``$ids`` off their edition; delete those on which nothing hangs."""
    return (
        "MATCH (n) WHERE elementId(n) IN $ids OPTIONAL MATCH (n)-[i:IN_EDITION]-() DELETE i "
        "WITH DISTINCT n WHERE NOT (n)--() DELETE n"
    )


def link_framework() -> str:
    """Parameters: ``rows`` of the element ids of both ends, the type and what is said."""
    return (
        "UNWIND $rows AS row MATCH (a) WHERE elementId(a) = row[0] MATCH (b) WHERE elementId(b) = row[1] "
        "CREATE (a)-[r:$(row[2])]->(b) SET r = row[3]"
    )


def cut_links() -> str:
    """Delete the relationships with the element ids ``$ids``."""
    return "MATCH ()-[r]->() WHERE elementId(r) IN $ids DELETE r"


def _check() -> None:
    for t in SCHEMA.claims:
        for at in (*t.starts, *t.ends):
            end_of(at)
        if any(link.type == t.label for link in FRAMEWORK_LINKS):
            raise SchemaError(
                said("{label} is both a claim and a relationship of the framework.", label=t.label)
            )


_check()
