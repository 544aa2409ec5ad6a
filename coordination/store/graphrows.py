"""Frames of canonical text to and from the columns of a graph: numbers as numbers, lists as lists."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import numpy as np

from coordination.model.changes import ChangeSet, Op
from coordination.model.ends import chosen
from coordination.model.frames import Column, ColumnBuilder, Frame, record_digests
from coordination.model.snapshot import TypeSum
from coordination.store import queries as q
from coordination.store.bolt import Raced, Tx
from coordination.store.memory import before_image
from coordination.store.sealing import Seal, origins, pack
from graph_schema import cypher
from graph_schema.cypher import End
from graph_schema.declare import RecordType
from graph_schema.edition import BASE_EDITION
from graph_schema.errors import said
from graph_schema.native import approximately, as_number, native
from graph_schema.schema import SCHEMA

__all__ = [
    "CHUNK",
    "LOGGED",
    "PART",
    "Table",
    "frame_of",
    "last_versions",
    "log_entries",
    "number_text",
    "read_soundly",
    "versions_after",
    "versions_of",
    "write_rows",
]

CHUNK: Final = 10_000  #: rows written by one statement
PART: Final = 20_000  #: rows to a record when reading
LOGGED: Final = 1_000  #: changes held by one node of the log
Table = Sequence[
    Sequence[Sequence[object]]
]  #: lists of columns, as :func:`graph_schema.cypher.read` gives them


def number_text(number: object) -> str:
    return "" if number is None else str(number)


# to the graph


def _stored(t: RecordType, rows: Frame) -> dict[str, Callable[[slice], list[object]]]:
    """Per stored property of a declared field: its native values for a slice of the rows."""

    def taker(name: str, native: Callable[[str], object]) -> Callable[[slice], list[object]]:
        column = rows[name]
        values = [native(v) if v else None for v in column.vocab]
        return lambda part: list(map(values.__getitem__, column.codes[part].tolist()))

    found: dict[str, Callable[[slice], list[object]]] = {}
    for p in t.props:
        found[p.name] = taker(p.name, native(p))
        if cypher.is_number(p):
            found[f"_{p.name}"] = taker(p.name, lambda v: v if as_number(v) is None else None)
    return found


def log_entries(
    op: Op,
    rows: Frame,
    before: Frame | None,
    part: slice,
    *,
    batch: str,
    first: int,
    versions: Sequence[int],
    digests: list[str],
    seal: Seal,
    copies: list[tuple[int, bytes]],
) -> list[dict[str, object]]:
    """What the log keeps of some rows of a step, a thousand to an entry; the number of the row ``k`` is ``first + k``.

    ``digests``, ``seal`` and ``copies`` take what the batch's hashes are made of.
    """
    t = rows.type
    entries: list[dict[str, object]] = []
    for k in range(part.start, part.stop, LOGGED):
        some = slice(k, min(k + LOGGED, part.stop))
        ids, numbers = list(rows.ids[some]), list(versions[some])
        entry: dict[str, object] = {"number": first + k, "type": t.name, "op": str(op), "ids": ids}
        entry["versions"] = numbers
        if op is Op.REMOVE:
            where = origins(t, op, batch, ids, numbers, ())
            told = [""] * len(ids)
        else:
            raw = [d.tobytes() for d in rows.digests[some]]
            where = origins(t, op, batch, ids, numbers, raw, rows.file.texts(some), rows.line[some].tolist())
            told = [d.hex() for d in raw]
            entry["copy"] = packed = pack(rows, some)
            copies.append((first + k, packed))
        images: list[str] = []
        if before is not None:
            images = [
                json.dumps(before_image(before, i), ensure_ascii=False) for i in range(some.start, some.stop)
            ]
            entry["befores"] = images
        seal.entries(where, images)
        digests += told
        entries.append({**entry, "digests": told, "origins": [o.hex() for o in where]})
    return entries


def versions_after(rows: Frame, before: Frame | None, earlier: Mapping[str, int]) -> list[int]:
    """The version of each row of a step. ``earlier``: the last one of added records that were there before."""
    if before is None:
        return [earlier.get(i, 0) + 1 for i in rows.ids]
    return [v + 1 for v in before.version.tolist()]


async def versions_of(tx: Tx, sums: Mapping[str, TypeSum], changes: ChangeSet) -> dict[str, dict[str, int]]:
    """By type, the versions of those records of the ChangeSet that are there."""
    found: dict[str, dict[str, int]] = {}
    for _, name, rows, before in changes.steps():
        here = found.setdefault(name, {})
        if not sums.get(name, (0, 0, 0))[0]:
            continue
        ids = (before or rows).ids
        for start in range(0, len(ids), PART):
            row = await tx.one(cypher.versions(SCHEMA[name]), {"ids": list(ids[start : start + PART])})
            assert row is not None
            here.update(zip(row[0], row[1], strict=True))  # type: ignore[call-overload]
    return found


async def last_versions(tx: Tx, name: str, ids: Sequence[str]) -> dict[str, int]:
    """The last version, as the log tells it, of those records of a type that were there before."""
    found: dict[str, int] = {}
    for start in range(0, len(ids), PART):
        part = {"ids": list(ids[start : start + PART]), "type": name}
        found.update({str(i): int(str(v)) for i, v in await tx.rows(q.NEO_LAST_VERSIONS, part)})
    return found


async def write_rows(
    tx: Tx, op: Op, rows: Frame, seqs: Sequence[int], versions: Sequence[int], *, again: bool = False
) -> AsyncIterator[tuple[slice, set[str]]]:
    """Put the rows of one step into the graph, chunk by chunk; ``again``: some of it may be there already.

    Yields which rows are written, and element ids of nodes that may now be of no use.
    """
    t = rows.type
    fields = _stored(t, rows)
    ends = None
    if t.is_claim and op is not Op.REMOVE:
        ends = _Ends(t, rows, await _known(tx, t, rows))
        await ends.make(tx)
    for start in range(0, len(rows), CHUNK):
        part = slice(start, min(start + CHUNK, len(rows)))
        ids = list(rows.ids[part])
        left: set[str] = set()
        if op is Op.REMOVE or (t.is_claim and (again or op is Op.CHANGE)):
            (gone,) = (await tx.one(cypher.delete(t), {"ids": ids})) or [[]]
            left |= set(gone)  # type: ignore[call-overload]
        if op is not Op.REMOVE:
            columns: dict[str, list[object]] = {name: take(part) for name, take in fields.items()}
            files = map(rows.file.vocab.__getitem__, rows.file.codes[part].tolist())
            columns["_file"] = [f or None for f in files]
            columns["_line"] = [n or None for n in rows.line[part].tolist()]
            columns["_batch"] = list(seqs[part])
            columns["_version"] = list(versions[part])
            if ends is None:
                await tx.rows(cypher.update(t), columns)
                left |= await _rehang(tx, t, ids)
            else:
                columns["_id"] = list(ids)
                await ends.write(tx, part, columns)
        yield part, left


class _Ends:
    """Between which nodes each claim of a frame stands."""

    def __init__(self, t: RecordType, rows: Frame, known: Mapping[str, frozenset[str]]) -> None:
        self.type, self.rows = t, rows
        self.starts, self.start = chosen(t.starts, rows, known)
        self.ends, self.end = chosen(t.ends, rows, known)
        self.keys: dict[End, list[list[str]]] = {
            e: [rows[f].texts() if f else [BASE_EDITION] * len(rows) for f in e.fields]
            for e in (*self.starts, *self.ends)
        }

    async def make(self, tx: Tx) -> None:
        """Make the nodes that are not there yet."""
        wanted: dict[str, set[tuple[str, ...]]] = {}
        for alternatives, choice in ((self.starts, self.start), (self.ends, self.end)):
            for k, e in enumerate(alternatives):
                tuples = list(zip(*self.keys[e], strict=True))
                wanted.setdefault(e.label, set()).update(tuples[i] for i in np.flatnonzero(choice == k))
        for label, found in wanted.items():
            ordered = sorted(found)
            for start in range(0, len(ordered), CHUNK):
                columns = zip(*ordered[start : start + CHUNK], strict=True)
                params = dict(zip(cypher.key_of(label), map(list, columns), strict=True))
                await tx.rows(cypher.hang_cells() if label == "Cell" else cypher.merge_ends(label), params)

    async def write(self, tx: Tx, part: slice, columns: Mapping[str, list[object]]) -> None:
        start, end = self.start[part], self.end[part]
        for i, a in enumerate(self.starts):
            for j, b in enumerate(self.ends):
                here = np.flatnonzero((start == i) & (end == j)).tolist()
                if not here:
                    continue
                params: dict[str, object] = {n: [c[k] for k in here] for n, c in columns.items()}
                for prefix, e in (("start_", a), ("end_", b)):
                    for name, texts in zip(e.key, self.keys[e], strict=True):
                        params[prefix + name] = [texts[part.start + k] for k in here]
                await tx.rows(cypher.create(self.type, a, b), params)


def _alternatives(t: RecordType) -> Iterable[tuple[End, End]]:
    """(first, second) where the same field may name either a record or something else."""
    ends = [cypher.end_of(at) for at in t.starts]
    return [
        (ends[k], other)
        for k in range(len(ends))
        for other in ends[k + 1 :]
        if other.fields == ends[k].fields
    ]


async def _known(tx: Tx, t: RecordType, rows: Frame) -> dict[str, frozenset[str]]:
    """By label, which of the named identifiers are records; only where the declaration leaves it open."""
    found = {}
    for first, _ in _alternatives(t):
        (field,) = first.fields
        record = next(r for r in SCHEMA.nodes if r.label == first.label)
        row = await tx.one(cypher.versions(record), {"ids": [v for v in rows[field].vocab if v]})
        found[first.label] = frozenset(row[0]) if row else frozenset()  # type: ignore[call-overload]
    return found


async def _rehang(tx: Tx, t: RecordType, ids: list[str]) -> set[str]:
    """Claims that named these before they were records."""
    left: set[str] = set()
    for claim in SCHEMA.claims:
        for first, other in _alternatives(claim):
            if first.label == t.label:
                (moved,) = (await tx.one(cypher.rehang(claim, first, other), {"ids": ids})) or [[]]
                left |= set(moved)  # type: ignore[call-overload]
    return left


# from the graph


def frame_of(t: RecordType, table: Table, batches: Mapping[int, str]) -> Frame:
    """Columns as read -> a frame, with the digests worked out from what was read.

    Raises Raced where a record was deleted, or written again, while it was read.
    """
    names = cypher.stored(t)
    at = {name: k for k, name in enumerate(names)}

    def values(name: str) -> Iterable[Sequence[object]]:
        return (record[at[name]] for record in table)

    def column(name: str, *of: str, text: Callable[..., str]) -> Column:
        builder = ColumnBuilder()
        for pieces in zip(*(values(n) for n in (name, *of)), strict=True):
            builder.extend(list(map(text, *pieces)))
        return builder.column()

    columns: dict[str, Column] = {}
    for p in t.props:
        if cypher.is_number(p):
            columns[p.name] = column(p.name, f"_{p.name}", text=lambda v, w: w or number_text(v))
        elif cypher.is_list(p):
            columns[p.name] = column(p.name, text=lambda v: ";".join(v) if v else "")
        else:
            columns[p.name] = column(p.name, text=lambda v: v or "")
    full = MappingProxyType(columns)
    ids = [str(i) for piece in values(cypher.id_of(t)) for i in piece]
    line = [n or 0 for piece in values("_line") for n in piece]
    version = [n for piece in values("_version") for n in piece]
    if any(type(n) is not int for n in (*line, *version)):
        if None in version:
            raise Raced(said("Another program changed what was being read."), hint=said("Try again."))
        raise ValueError(t.name)
    if len(set(ids)) < len(ids):
        raise Raced(said("Another program changed what was being read."), hint=said("Try again."))
    seqs = [n for piece in values("_batch") for n in piece]
    return Frame(
        t,
        full,
        ids,
        record_digests(t, full),
        column("_file", text=lambda v: v or ""),
        np.asarray(line, np.int32),
        Column.encode([batches.get(n, "") for n in seqs]),  # type: ignore[call-overload]
        np.asarray(version, np.int32),
    )


def read_soundly(t: RecordType, table: Table, batches: Mapping[int, str]) -> tuple[Frame, list[str]]:
    """(frame, ids of records that are there and whose values are of a kind that was never written)."""
    names = cypher.stored(t)
    good: list[list[object]] = [[] for _ in names]
    unsound: list[str] = []
    seen: set[str] = set()
    for record in table:
        for values in zip(*record, strict=True):
            row = dict(zip(names, values, strict=True))
            ident = row[cypher.id_of(t)]
            if _is_sound(t, row) and ident not in seen:
                seen.add(str(ident))
                for column, value in zip(good, values, strict=True):
                    column.append(value)
            else:
                unsound.append(str(ident))
    return frame_of(t, [good] if good[0] else [], batches), unsound


def _is_sound(t: RecordType, row: Mapping[str, object]) -> bool:
    bound = 2**31
    if type(row[cypher.id_of(t)]) is not str or not isinstance(row["_file"], str | None):
        return False
    for name, least in (("_line", 0), ("_batch", 1), ("_version", 1)):
        n = row[name]
        if (n is None and name != "_line") or (
            n is not None and (type(n) is not int or not least <= n < bound)
        ):
            return False
    for p in t.props:
        value = row[p.name]
        if cypher.is_number(p):
            text = row[f"_{p.name}"]
            if type(value) not in (int, float, type(None)) or not isinstance(text, str | None):
                return False
            if text is not None and (as_number(text) is not None or value != approximately(text)):
                return False
        elif cypher.is_list(p):
            parts = value if isinstance(value, list) else [] if value is None else [None]
            if any(type(v) is not str or ";" in v for v in parts):
                return False
        elif not isinstance(value, str | None):
            return False
    return True
