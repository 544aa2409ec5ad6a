"""The framework editions in a graph: what is there, how it differs from those of the program, and putting it right.

All items and all their relationships are read by one query each, and written by one each, whatever their label and
type: a server plans every text anew after it starts, which costs more than to run it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from coordination.store.bolt import Tx
from graph_schema import cypher
from graph_schema.edition import edition, edition_ids

__all__ = ["framework_differs", "write_framework"]

#: label, and what identifies the item
Item = tuple[str, *tuple[object, ...]]


@dataclass
class _Difference:
    """What has to be done, by element ids of the server; an item that is not there yet is named by its key."""

    labels: set[str] = field(default_factory=set)  #: of items that differ
    types: set[str] = field(default_factory=set)  #: of relationships that differ
    there: dict[Item, str] = field(default_factory=dict)
    missing: dict[Item, Mapping[str, object]] = field(default_factory=dict)
    changed: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)
    links: list[tuple[Item, Item, str, Mapping[str, object]]] = field(default_factory=list)  #: not there
    cut: list[str] = field(default_factory=list)  #: relationships too many


def _same(a: Mapping[str, object], b: Mapping[str, object], names: Iterable[str]) -> bool:
    """Whether both say the same under these names: nothing is what is absent, 1 is not 1.0."""
    one, other = ({n: m[n] for n in names if m.get(n) is not None} for m in (a, b))
    return _text(one) == _text(other)


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=repr)


async def _difference(tx: Tx) -> _Difference:
    wanted: dict[str, dict[Item, Mapping[str, object]]] = {}
    for e in map(edition, edition_ids()):
        for label, rows in cypher.framework_nodes(e):
            key = cypher.key_of(label)
            wanted.setdefault(label, {}).update({(label, *(row[k] for k in key)): row for row in rows})
    found = _Difference()
    item_of: dict[str, Item] = {}
    label_of: dict[str, str] = {}
    hung: set[str] = set()
    declared = {label: {k for row in rows.values() for k in row} for label, rows in wanted.items()}
    for ident, labels, said, well, somewhere in await tx.rows(cypher.read_framework()):
        assert isinstance(labels, list)
        assert isinstance(said, dict)
        if well is True:
            hung.add(str(ident))
        for label in wanted.keys() & set(labels):
            hangs = well is True or label == "Edition"
            item = _item(label, said)
            label_of[str(ident)] = label
            if item not in wanted[label] or item in found.there:
                if hangs or somewhere is True:
                    found.surplus.append(str(ident))
                    found.labels.add(label)
                continue
            found.there[item] = str(ident)
            item_of[str(ident)] = item
            row = wanted[label][item]
            if not hangs:
                found.labels.add(label)
            if not _same(said, row, declared[label]):
                found.labels.add(label)
                found.changed.append((str(ident), {name: row.get(name) for name in declared[label]}))
    for label, items in wanted.items():
        absent = {item: row for item, row in items.items() if item not in found.there}
        found.missing |= absent
        found.labels |= {label} if absent else set()
        if label != "Edition":
            found.links += [
                (item, ("Edition", row["edition"]), "IN_EDITION", {})
                for item, row in items.items()
                if found.there.get(item) not in hung
            ]
    await _compare_links(tx, found, item_of, label_of)
    return found


def _item(label: str, said: Mapping[str, object]) -> Item:
    """What a node with that label stands for; of values that no item has, none of the framework."""
    return (label, *(k if isinstance(k := said.get(name), str) else None for name in cypher.key_of(label)))


async def _compare_links(
    tx: Tx, found: _Difference, item_of: Mapping[str, Item], label_of: Mapping[str, str]
) -> None:
    kinds = {(link.type, link.start[0], link.end[0]): link for link in cypher.FRAMEWORK_LINKS}
    wanted: dict[tuple[Item, Item, str, str], Mapping[str, object]] = {}
    for e in map(edition, edition_ids()):
        for link, rows in cypher.framework_links(e):
            for row in rows:
                a: Item = (link.start[0], row["start_edition"], row["start"])
                b: Item = (link.end[0], row["end_edition"], row["end"])
                said = {p: row[p] for p in link.properties if p in row}
                wanted[a, b, link.type, _text(said)] = said
    for ident, a_id, type_, b_id, carried in await tx.rows(cypher.read_links()):
        assert isinstance(carried, dict)
        between = (str(type_), label_of.get(str(a_id), ""), label_of.get(str(b_id), ""))
        if between not in kinds:
            continue
        told = {p: carried[p] for p in kinds[between].properties if p in carried}
        ends = item_of.get(str(a_id)), item_of.get(str(b_id))
        if ends[0] and ends[1] and wanted.pop((ends[0], ends[1], str(type_), _text(told)), None) is not None:
            continue
        found.cut.append(str(ident))
        found.types.add(str(type_))
    found.links += [(a, b, type_, said) for (a, b, type_, _), said in wanted.items()]
    found.types |= {type_ for _, _, type_, _ in wanted}


async def framework_differs(tx: Tx) -> set[str]:
    """Of the framework, labels and types whose nodes and relationships in the graph are others than those of the
    program."""
    found = await _difference(tx)
    return found.labels | found.types


async def write_framework(tx: Tx) -> None:
    """Make the framework what it is in the program, whether none of it is there, an earlier form, or all of it."""
    found = await _difference(tx)
    if found.cut:
        await tx.rows(cypher.cut_links(), {"ids": found.cut})
    if found.surplus:
        await tx.rows(cypher.prune_framework(), {"ids": found.surplus})
    if found.changed:
        await tx.rows(cypher.change_framework(), {"rows": [[ident, said] for ident, said in found.changed]})
    there = dict(found.there)
    if found.missing:
        items = list(found.missing)
        rows = [[k, item[0], found.missing[item]] for k, item in enumerate(items)]
        for k, ident in await tx.rows(cypher.make_framework(), {"rows": rows}):
            there[items[int(str(k))]] = str(ident)
    if found.links:
        links = [[there[a], there[b], type_, said] for a, b, type_, said in found.links]
        await tx.rows(cypher.link_framework(), {"rows": links})
