"""What stands in a graph under a name of this program, and was not put there by it.

A record is what has a ``_version``; whatever else bears one of the program's labels or types is an end of a claim, an
item of the framework, or part of the structure on which these hang. Anything beyond that would be counted by whoever
asks the graph by hand, and by nobody else. The derived layer is not looked at, nor what people add under other names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from coordination.store import queries as q
from coordination.store.bolt import Tx
from graph_schema import cypher
from graph_schema.errors import Said, said
from graph_schema.schema import SCHEMA

__all__ = ["Stranger", "strangers", "take_away"]

_RECORDS: Final = {t.label: t for t in SCHEMA.nodes}
_MADE: Final = ("Cell", "Country", "Edition")  #: may be there with nothing that names them
_FRAMEWORK: Final = {label for label, _ in cypher.FRAMEWORK.values()}
_BETWEEN: Final = {
    *((link.type, link.start[0], link.end[0]) for link in cypher.FRAMEWORK_LINKS),
    *(("IN_EDITION", label, "Edition") for label in _FRAMEWORK),
    ("OF", "Cell", "Capability"),
    ("IN_COUNTRY", "Cell", "Country"),
    ("IN_COUNTRY", "CommitteeBody", "Country"),  # of the derived layer
}


@dataclass(frozen=True)
class Stranger:
    """Something that is not of the program: what is said of it, what it is called once it is gone, and what has to be
    done by element ``id``: a node loses ``labels`` or ``properties``, and goes where nothing hangs on it; a link
    goes."""

    told: Said
    name: str
    id: str
    key: str = ""
    labels: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    link: bool = False


async def strangers(tx: Tx) -> list[Stranger]:
    """All of them, under the lock."""
    own = [*cypher.own_labels(), *q.NEO_LABELS]
    found = [_twice(*row) for row in await tx.rows(cypher.labelled_twice(), {"own": own})]
    declared = {label: [p for p in cypher.stored(t) if p not in t.key] for label, t in _RECORDS.items()} | {
        label: [] for label in cypher.own_labels() if label not in (*_RECORDS, *_FRAMEWORK)
    }
    for ident, label, properties in await tx.rows(cypher.said_of_no_record(), {"said": declared}):
        assert isinstance(properties, dict)
        more = tuple(p for p in properties if p in declared[str(label)])
        if more or label not in _MADE:
            found.append(_no_record(str(ident), str(label), properties, more))
    for (ident,) in await tx.rows(q.NEO_OTHER_STORES):
        found.append(Stranger(_not_added("MnrStore"), "a node MnrStore (taken away)", str(ident)))
    for ident, type_, starts, ends in await tx.rows(cypher.claims_of_nobody()):
        found.append(_link(str(ident), str(type_), starts, ends))
    seen: set[tuple[object, ...]] = set()
    for ident, a, b, type_, starts, ends, right in await tx.rows(cypher.read_structure()):
        between = {(type_, s, e) for s in _own(starts, own) for e in _own(ends, own)}
        once = type_ not in ("IN_EDITION", "OF", "IN_COUNTRY") or (a, type_, b) not in seen
        seen.add((a, type_, b))
        derived = "CommitteeBody" in _own(starts, own)
        if (_own(starts, own) or _own(ends, own)) and not (
            between & _BETWEEN and (derived or (once and right is True))
        ):
            found.append(_link(str(ident), str(type_), starts, ends))
    return found


async def take_away(tx: Tx) -> list[str]:
    """Take all of them away; their names."""
    found = await strangers(tx)
    if labels := [[s.id, list(s.labels)] for s in found if s.labels]:
        await tx.rows(cypher.unlabel_some(), {"rows": labels})
        found += [s for s in await strangers(tx) if s not in found]  # what only a second label hid
    found += await _without_id(tx)
    if links := [s.id for s in found if s.link]:
        await tx.rows(cypher.cut_links(), {"ids": links})
    if nodes := [s for s in found if not s.link and not s.labels]:
        stripped = [[s.id, dict.fromkeys(s.properties)] for s in nodes if s.properties]
        await tx.rows(cypher.change_framework(), {"rows": stripped})
        await tx.rows(cypher.clear(), {"ids": [s.id for s in nodes]})
    return list(dict.fromkeys(s.name for s in found))


async def _without_id(tx: Tx) -> list[Stranger]:
    """Records that nothing can name, for their identifier is no text: verify tells them as records."""
    keys = {label: t.key[0] for label, t in _RECORDS.items()}
    rows = await tx.rows(cypher.nodes_without_id(), {"keys": keys})
    found = []
    for ident, label, properties in rows:
        assert isinstance(properties, dict)
        more = tuple(p for p in properties if p in cypher.stored(_RECORDS[str(label)]))
        found.append(_no_record(str(ident), str(label), properties, more))
    return found + [_link(str(i), str(t), a, b) for i, t, a, b in await tx.rows(cypher.claims_without_id())]


def _own(labels: object, own: Sequence[str]) -> list[str]:
    assert isinstance(labels, list)
    return [str(label) for label in labels if label in own]


def _not_added(label: str) -> Said:
    return said(
        "a node with the label {label} is not what was written: the program did not add it", label=label
    )


def _no_record(ident: str, label: str, properties: Mapping[str, object], more: tuple[str, ...]) -> Stranger:
    key = "/".join(str(properties.get(k)) for k in cypher.key_of(label))
    told = said(
        "a node {key} with the label {label} is not what was written: the program did not add it",
        key=key,
        label=label,
    )
    return Stranger(told, f"a node {key} with the label {label} (taken away)", ident, key, properties=more)


def _link(ident: str, type_: str, starts: object, ends: object) -> Stranger:
    assert isinstance(starts, list)
    assert isinstance(ends, list)
    between = {"type": type_, "start": ":".join(starts), "end": ":".join(ends)}
    told = said(
        "a relationship {type} from {start} to {end} is not what was written: the program did not add it",
        **between,
    )
    name = "a relationship {type} from {start} to {end} (taken away)".format(**between)
    return Stranger(told, name, ident, link=True)


def _twice(ident: object, labels: object, properties: object) -> Stranger:
    assert isinstance(labels, list)
    assert isinstance(properties, dict)
    kept = _right(labels, properties)
    more = tuple(label for label in labels if label != kept)
    told = said(
        "{kept} {key} has a label that the program did not give it: {labels}",
        kept=kept,
        key=(key := "/".join(str(properties.get(k)) for k in _key(kept))),
        labels=", ".join(more),
    )
    return Stranger(told, f"the labels of {kept} {key}", str(ident), key, labels=more)


def _key(label: str) -> tuple[str, ...]:
    return () if label in q.NEO_LABELS else cypher.key_of(label)


def _right(labels: Sequence[str], properties: Mapping[str, object]) -> str:
    """The label that the properties speak for: of a record what says most of what a record with it says, else one whose
    key is there."""
    whole = [
        label for label in labels if _key(label) and all(properties.get(k) is not None for k in _key(label))
    ]
    records = [label for label in whole if label in _RECORDS and properties.get("_version") is not None]
    if records:
        return max(records, key=lambda label: len(properties.keys() & set(cypher.stored(_RECORDS[label]))))
    own = [label for label in labels if label in q.NEO_LABELS and "_version" not in properties]
    return next(iter([*own, *sorted(whole, key=lambda label: -len(_key(label))), *labels]))
