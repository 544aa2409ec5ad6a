"""Columns of canonical text, dictionary-encoded, and frames of them: the form in which claims travel.

A :class:`Column` is ``codes`` (int32, one per row) into ``vocab`` (distinct texts). Whatever is said about a
value (is it a date? which day? which country?) is worked out once per distinct value and taken by code.
A :class:`Frame` holds one record type: a column per declared field, and the bookkeeping of each row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from itertools import count, repeat
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Protocol, overload

import numpy as np
from numpy.typing import NDArray

from coordination.model.hash_ids import HASH, HashIds
from graph_schema.declare import RecordType

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Column", "ColumnBuilder", "Frame", "parts", "record_digests", "record_ids"]

Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]
Index = NDArray[np.int64]

PART = 20_000  #: rows looked at together where what is made of them is large
SEPARATOR = "\x1f"  #: between fields in what is hashed; the parser refuses it in values
_CUT = "\0"  #: texts are made into bytes together and cut here; the parser refuses it too
_FEW = 8  #: rows for each pair of texts from which two columns are told as one


class _Indexer(dict[str, int]):
    """A dict that numbers each new key."""

    def __missing__(self, key: str) -> int:
        self[key] = n = len(self)
        return n


@dataclass(frozen=True, eq=False)
class Column:
    """``codes``: int32, shape (n,), read-only; ``vocab``: the texts they stand for, each once."""

    codes: Codes
    vocab: tuple[str, ...]

    @staticmethod
    def encode(values: Sequence[str]) -> Column:
        index = _Indexer()
        codes = np.fromiter(map(index.__getitem__, values), np.int32, count=len(values))
        return Column(codes, tuple(index))

    @staticmethod
    def constant(value: str, n: int) -> Column:
        return Column(np.zeros(n, np.int32), (value,) if n else ())

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def code_of(self) -> Mapping[str, int]:
        return {v: i for i, v in enumerate(self.vocab)}

    @cached_property
    def words(self) -> NDArray[np.object_]:
        """The vocabulary as an array, which is taken by code several times as fast as a tuple."""
        return _objects(self.vocab)

    def texts(self, part: slice = slice(None)) -> list[str]:
        if len(self.vocab) == 1:
            return [self.vocab[0]] * len(self.codes[part])
        found: list[str] = self.words[self.codes[part]].tolist()
        return found

    def text(self, row: int) -> str:
        return self.vocab[int(self.codes[row])]

    def take(self, rows: Index | Mask) -> Column:
        taken = Column(self.codes[rows], self.vocab)
        return taken.compact() if len(taken) * 4 < len(self.vocab) else taken

    def compact(self) -> Column:
        """The same rows; the vocabulary holds only what they say."""
        used, codes = np.unique(self.codes, return_inverse=True)
        return Column(codes.astype(np.int32), tuple(map(self.vocab.__getitem__, used.tolist())))

    def renumbered(self) -> Column:
        """The same rows; the vocabulary holds only what they say, in the order in which they say it."""
        used, first, codes = np.unique(self.codes, return_index=True, return_inverse=True)
        order = np.argsort(first)
        place = np.empty(len(used), np.int32)
        place[order] = np.arange(len(used))
        return Column(place[codes], tuple(map(self.vocab.__getitem__, used[order].tolist())))

    def mapped(self, canonical: Sequence[str]) -> Column:
        """The same rows with each vocabulary entry replaced; entries that became equal are merged."""
        if tuple(canonical) == self.vocab:
            return self
        merged = Column.encode(canonical)
        return Column(merged.codes[self.codes], merged.vocab)

    def concat(self, other: Column) -> Column:
        vocab, moved = self._with(other.vocab)
        return Column(np.concatenate([self.codes, moved[other.codes]]), vocab)

    def put(self, rows: Index, other: Column) -> Column:
        """``other``, row by row, at ``rows``; the rest as it was."""
        vocab, moved = self._with(other.vocab)
        new = moved[other.codes]
        if (self.codes[rows] == new).all():
            return self
        codes = self.codes.copy()
        codes[rows] = new
        return Column(codes, vocab)

    def _with(self, texts: Sequence[str]) -> tuple[tuple[str, ...], Codes]:
        """The vocabulary with these texts in it, and their codes."""
        known = _places(self.vocab, texts, self.__dict__.get("code_of"))
        fresh = [v for v in texts if v not in known]
        known.update(zip(fresh, count(len(self.vocab)), strict=False))
        moved = np.fromiter(map(known.__getitem__, texts), np.int32, count=len(texts))
        return ((*self.vocab, *fresh) if fresh else self.vocab), moved

    def isin(self, values: Iterable[str]) -> Mask:
        wanted = set(values)
        keep = np.fromiter((v in wanted for v in self.vocab), bool, count=len(self.vocab))
        return keep[self.codes] if len(keep) else np.zeros(len(self.codes), bool)

    @overload
    def per_value(self, function: Callable[[str], int], dtype: Literal["int64"]) -> NDArray[np.int64]: ...
    @overload
    def per_value(self, function: Callable[[str], bool], dtype: Literal["bool"]) -> NDArray[np.bool_]: ...
    def per_value(self, function: Callable[[str], Any], dtype: str) -> NDArray[Any]:
        """``function`` once per distinct value, taken by row. Shape (n,)."""
        values = np.fromiter(map(function, self.vocab), dtype, count=len(self.vocab))
        return values[self.codes] if len(values) else np.zeros(len(self.codes), dtype)

    def coded(self, code_of: Mapping[str, int], missing: int = -1) -> NDArray[np.int64]:
        """Row-wise position in somebody else's list; ``missing`` where it is not there."""
        found = map(code_of.get, self.vocab, repeat(missing))
        values = np.fromiter(found, np.int64, count=len(self.vocab))
        return values[self.codes] if len(values) else np.zeros(len(self.codes), np.int64)


def _places(texts: Sequence[str], wanted: Sequence[str], known: Mapping[str, int] | None) -> dict[str, int]:
    """Positions in ``texts`` (each once) of those of ``wanted`` that are there; ``known``: all, if at hand.

    Going through a long list once costs less than a dict of all of it.
    """
    if known is not None:
        return {v: known[v] for v in wanted if v in known}
    asked = set(wanted)
    return {v: i for i, v in enumerate(texts) if v in asked}


def record_ids(t: RecordType, columns: Mapping[str, Column]) -> Sequence[str]:
    """The id of each row: the key of a node; for a claim a hash of type, key fields and source."""
    if not t.is_claim:
        return columns[t.key[0]].texts()
    told = [_told(columns[f]) for f in t.identity]
    i, j = (t.identity.index(end) for end in t.symmetric) if t.symmetric else (0, 0)
    start, join = blake2b(t.name.encode() + b"\x1f", digest_size=HASH).copy, SEPARATOR.encode().join
    n, out = len(columns[t.identity[0]]), bytearray()
    for part in parts(n):
        texts = [some.of(part) for some in told]
        if t.symmetric:
            # text in UTF-8 sorts as its characters do
            pairs = [(a, b) if a <= b else (b, a) for a, b in zip(texts[i], texts[j], strict=True)]
            texts[i], texts[j] = [p[0] for p in pairs], [p[1] for p in pairs]
        for row in zip(*texts, strict=True):
            h = start()
            h.update(join(row))
            out += h.digest()
    ids = HashIds(bytes(out))
    return ids if n >= PART else list(ids)


class _Told(Protocol):
    """What a hash is told of a column, row by row."""

    def of(self, part: slice) -> list[bytes]: ...


class _Worded:
    """Of a column of few texts: what is told of each text is made once, and taken by its code."""

    def __init__(self, codes: Codes, words: Sequence[bytes]) -> None:
        self.codes, self.words = codes, words
        self._objects = _objects(words)

    def of(self, part: slice) -> list[bytes]:
        """What is told of these rows."""
        found: list[bytes] = self._objects[self.codes[part]].tolist()
        return found

    def with_next(self, other: _Worded) -> _Worded:
        """This column and another as one: what is told of both, one after the other, for each pair that is there."""
        size = len(other.words)
        both = self.codes.astype(np.int64) * size + other.codes
        used = np.flatnonzero(np.bincount(both))
        place = np.zeros(len(self.words) * size, np.int32)
        place[used] = np.arange(len(used))
        return _Worded(place[both], [self.words[k // size] + other.words[k % size] for k in used.tolist()])


class _Alone:
    """Of a column in which nearly every row has a text of its own."""

    def __init__(self, column: Column, name: str) -> None:
        self._column, self._name = column, name

    def of(self, part: slice) -> list[bytes]:
        """Made into bytes all at once, where none is empty and none holds what they are cut at."""
        texts = self._column.texts(part)
        start, end = (self._name + SEPARATOR, SEPARATOR) if self._name else ("", "")
        found = f"{start}{f'{end}{_CUT}{start}'.join(texts)}{end}".encode().split(_CUT.encode())
        return found if len(found) == len(texts) and "" not in texts else [_one(t, self._name) for t in texts]


def _one(text: str, name: str) -> bytes:
    if not name:
        return text.encode()
    return f"{name}{SEPARATOR}{text}{SEPARATOR}".encode() if text else b""


def _told(column: Column, name: str = "") -> _Told:
    """Its texts; with a ``name`` the filled ones, each after the name."""
    if len(column.vocab) > max(PART, len(column) // 4):
        return _Alone(column, name)
    return _Worded(column.codes, [_one(text, name) for text in column.vocab])


def _merged(told: Iterable[_Told]) -> list[_Told]:
    """Neighbours made into one while they have few texts together: then less has to be joined for each row."""
    found: list[_Told] = []
    for one in told:
        last = found[-1] if found else None
        if (
            isinstance(last, _Worded)
            and isinstance(one, _Worded)
            and PART <= len(one.codes) >= _FEW * len(last.words) * len(one.words)
        ):
            found[-1] = last.with_next(one)
        else:
            found.append(one)
    return found


def parts(n: int, most: int = PART, first: int = 0) -> Iterator[slice]:
    """The rows from ``first`` up to ``n``, some at a time: what is made of them on the way is not all there at once."""
    return (slice(start, min(start + most, n)) for start in range(first, n, most))


def _objects(items: Sequence[object]) -> NDArray[np.object_]:
    found = np.empty(len(items), object)
    found[:] = items
    return found


def record_digests(t: RecordType, columns: Mapping[str, Column]) -> NDArray[np.uint64]:
    """A 128-bit hash of what each row says. Shape (n, 2).

    Hashed are the filled fields, each with its name, and no bookkeeping: a field that a later version of
    the schema adds, empty in old rows, changes no hash.
    """
    told = _merged(_told(columns[name], name) for name in sorted(t.columns) if columns[name].vocab != ("",))
    n = len(columns[t.columns[0]])
    start, join = blake2b(t.name.encode() + b"\x1f", digest_size=16).copy, b"".join
    out = bytearray()
    for part in parts(n):
        pieces = [some.of(part) for some in told]
        found = []
        for row in zip(*pieces, strict=True) if pieces else repeat((), part.stop - part.start):
            h = start()
            h.update(join(row))
            found.append(h.digest())
        out += join(found)
    digests = np.frombuffer(out, "<u8").reshape(-1, 2)
    digests.flags.writeable = False
    return digests


class ColumnBuilder:
    """Encodes a column that arrives in pieces."""

    def __init__(self) -> None:
        self._index = _Indexer()
        self._codes: list[Codes] = []

    def extend(self, values: Sequence[str]) -> None:
        self._codes.append(np.fromiter(map(self._index.__getitem__, values), np.int32, count=len(values)))

    def column(self) -> Column:
        codes = np.concatenate(self._codes) if self._codes else np.zeros(0, np.int32)
        return Column(codes, tuple(self._index))


_EMPTY: dict[str, Frame] = {}  #: by the name of the type


@dataclass(frozen=True, eq=False)
class Frame:
    """Rows of one record type. ``line`` and ``version`` are int32, shape (n,); digests (n, 2) uint64."""

    type: RecordType
    columns: Mapping[str, Column]
    ids: Sequence[str]
    digests: NDArray[np.uint64]
    file: Column
    line: Codes
    batch: Column
    version: Codes

    @staticmethod
    def build(
        t: RecordType,
        columns: Mapping[str, Column],
        *,
        file: Column | None = None,
        line: Codes | None = None,
        batch: Column | None = None,
        version: Codes | None = None,
    ) -> Frame:
        """A frame from canonical columns (missing ones are empty), with ids and digests worked out."""
        n = len(next(iter(columns.values()))) if columns else 0
        full = {c: columns[c] if c in columns else Column.constant("", n) for c in t.columns}
        return Frame(
            t,
            MappingProxyType(full),
            record_ids(t, full),
            record_digests(t, full),
            file or Column.constant("", n),
            line if line is not None else np.zeros(n, np.int32),
            batch or Column.constant("", n),
            version if version is not None else np.zeros(n, np.int32),
        )

    @staticmethod
    def empty(t: RecordType) -> Frame:
        """No rows: one frame for all who ask, for a snapshot has an empty frame for most types."""
        found = _EMPTY.get(t.name)
        if found is None or found.type is not t:
            found = _EMPTY[t.name] = Frame.build(t, {t.columns[0]: Column(np.zeros(0, np.int32), ())})
        return found

    @staticmethod
    def from_rows(t: RecordType, rows: Sequence[Mapping[str, str]]) -> Frame:
        """From canonical rows of text; absent fields take the declared default."""
        return Frame.build(
            t,
            {p.name: Column.encode([r.get(p.name) or p.default for r in rows]) for p in t.props},
        )

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, column: str) -> Column:
        return self.columns[column]

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Row number of each id."""
        return {v: i for i, v in enumerate(self.ids)}

    def text(self, column: str, row: int) -> str:
        return self.columns[column].text(row)

    def row(self, row: int) -> dict[str, str]:
        """What one row says, field by field."""
        return {name: self.text(name, row) for name in self.type.columns}

    def rows(self) -> Iterator[tuple[str, ...]]:
        """What every row says, fields in declared order."""
        return zip(*(self.columns[c].texts() for c in self.type.columns), strict=True)

    def take(self, rows: Index | Mask) -> Frame:
        index: Index = np.flatnonzero(rows) if rows.dtype == bool else rows.astype(np.int64, copy=False)
        return Frame(
            self.type,
            MappingProxyType({n: c.take(index) for n, c in self.columns.items()}),
            self.ids_of(index),
            self.digests[index],
            self.file.take(index),
            self.line[index],
            self.batch.take(index),
            self.version[index],
        )

    def ids_of(self, rows: Index) -> Sequence[str]:
        """The ids of these rows."""
        if isinstance(self.ids, HashIds):
            return self.ids.take(rows)
        return list(map(self.ids.__getitem__, rows.tolist()))

    def find(self, ids: Sequence[str]) -> Index:
        """Row number of each id, -1 where it is not there. Shape (len(ids),)."""
        if not len(ids):
            return np.zeros(0, np.int64)
        many = len(ids) * 16 > len(self)
        at = self.position if many else _places(self.ids, ids, self.__dict__.get("position"))
        return np.fromiter(map(at.get, ids, repeat(-1)), np.int64, count=len(ids))

    @cached_property
    def lanes(self) -> tuple[int, int]:
        """The sums of both halves of the digests, modulo 2**64."""
        with np.errstate(over="ignore"):
            one, two = self.digests.sum(axis=0, dtype=np.uint64) if len(self) else (0, 0)
        return int(one), int(two)

    @cached_property
    def repeats(self) -> bool:
        """Whether an id stands there more than once."""
        return self.ids.repeats if isinstance(self.ids, HashIds) else len(set(self.ids)) < len(self.ids)

    def distinct(self) -> Frame:
        """The first row of each id."""
        if not self.repeats:
            return self
        first: dict[str, int] = {}
        for i, ident in enumerate(self.ids):
            first.setdefault(ident, i)
        return self.take(np.fromiter(first.values(), np.int64, count=len(first)))

    def concat(self, other: Frame) -> Frame:
        if not len(self):
            return other
        if not len(other):
            return self
        return Frame(
            self.type,
            MappingProxyType({n: c.concat(other.columns[n]) for n, c in self.columns.items()}),
            [*self.ids, *other.ids],
            np.concatenate([self.digests, other.digests]),
            self.file.concat(other.file),
            np.concatenate([self.line, other.line]),
            self.batch.concat(other.batch),
            np.concatenate([self.version, other.version]),
        )

    def without(self, ids: Iterable[str]) -> Frame:
        gone = self.find(list(ids))
        gone = gone[gone >= 0]
        if not len(gone):
            return self
        keep = np.ones(len(self), bool)
        keep[gone] = False
        return self.take(keep)

    def put(self, rows: Frame) -> Frame:
        """``rows`` in place of those with the same ids, and the others at the end."""
        if not len(self):
            return rows
        at = self.find(rows.ids)
        old = np.flatnonzero(at >= 0)
        if len(old) == len(rows):
            return self._put(at, rows)
        return self._put(at[old], rows.take(old)).concat(rows.take(np.flatnonzero(at < 0)))

    def _put(self, at: Index, rows: Frame) -> Frame:
        if not len(rows):
            return self
        digests, line, version = self.digests.copy(), self.line.copy(), self.version.copy()
        digests[at], line[at], version[at] = rows.digests, rows.line, rows.version
        return Frame(
            self.type,
            MappingProxyType({n: c.put(at, rows.columns[n]) for n, c in self.columns.items()}),
            self.ids,
            digests,
            self.file.put(at, rows.file),
            line,
            self.batch.put(at, rows.batch),
            version,
        )

    def stamped(self, batch: str, version: Codes) -> Frame:
        """The same rows as written by ``batch``."""
        return replace(self, batch=Column.constant(batch, len(self)), version=version)

    def to_pandas(self) -> pd.DataFrame:
        """A pandas frame of categoricals, one row per record, with ``_id`` in front."""
        import pandas as pd

        data: dict[str, object] = {"_id": list(self.ids)}
        for name, c in self.columns.items():
            data[name] = pd.Categorical.from_codes(c.codes, pd.Index(list(c.vocab), dtype=object))
        return pd.DataFrame(data)
