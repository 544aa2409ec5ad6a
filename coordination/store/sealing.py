"""What makes a change behind the program's back visible: hashes over everything a guarantee rests on.

Each record has a digest of what it says (:func:`~coordination.model.frames.record_digests`), each batch a chain hash
over those. Beside them stand, from layout 2 on:

- the **origin** of an entry of the log: a hash of its batch, type, operation, record, version and digest, and of the
  file and line that the record came from;
- the **copy**: what the rows of some entries said, packed, so that it can be put back;
- the **seal** of a batch: a hash over the seal before, all that is said of the batch, the origins, before-images and
  copies of its entries, and the events before it;
- the seal of an **event**: a setting that changed, a file that was offered again, a repair; each over the one before.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import repeat
from typing import Final

import numpy as np

from coordination.model.changes import Op
from coordination.model.frames import Column, Frame
from graph_schema.declare import RecordType
from graph_schema.errors import StoreDamaged, said

__all__ = ["Event", "Seal", "event_seal", "json_of", "lay_out", "origins", "pack", "squeeze", "unpack"]

_JOIN: Final = "\x1f"
_FORM: Final = 1  #: form of a copy
_MOST: Final = 256 * 2**20  #: bytes that a copy may unpack to


def origins(
    t: RecordType,
    op: Op,
    batch: str,
    ids: Sequence[str],
    versions: Sequence[int],
    digests: Sequence[bytes],
    files: Sequence[str] = (),
    lines: Sequence[int] = (),
) -> list[bytes]:
    """Per entry of the log, a hash of 16 bytes of what it is and where its record came from.

    ``digests``, ``files`` and ``lines`` are those after the change; of a removal they are empty.
    """
    start = blake2b(_JOIN.join((t.name, op, batch, "")).encode(), digest_size=16).copy
    gone = op is Op.REMOVE
    found = []
    for i, version, digest, file, line in zip(
        ids,
        versions,
        repeat(b"") if gone else digests,
        repeat("") if gone else files,
        repeat(0) if gone else lines,
        strict=False,
    ):
        h = start()
        h.update(digest + f"{_JOIN}{i}{_JOIN}{version}{_JOIN}{line}{_JOIN}{file}".encode())
        found.append(h.digest())
    return found


class Seal:
    """The seal of one batch, made while its entries go by. ``told`` is all that the store keeps of the batch, in
    the order of its columns, as text; ``events`` is the seal of the last event before the batch."""

    def __init__(self, previous: str) -> None:
        self._hash = blake2b(previous.encode(), digest_size=16)

    def entries(self, origins: Sequence[bytes], befores: Sequence[str]) -> None:
        """Entries in their order. ``befores``: their before-images as kept; none for additions."""
        if not befores:
            self._hash.update(b"".join(origins))
            return
        for origin, text in zip(origins, befores, strict=True):
            raw = text.encode("utf-8", "surrogatepass")
            self._hash.update(origin + len(raw).to_bytes(8, "little") + raw)

    def copy(self, first: object, packed: bytes) -> None:
        """A copy, and the number of the first entry whose row it holds."""
        self._hash.update(f"{first}:".encode() + blake2b(packed, digest_size=16).digest())

    def close(self, told: Sequence[object], events: str) -> str:
        self._hash.update(json.dumps([*map(str, told), events]).encode())
        return self._hash.hexdigest()


@dataclass(frozen=True)
class Event:
    """Something that is no claim. ``after``: number of the last batch then; ``kind``: setting (``key`` now says
    ``value``; empty = deleted), sighting (the file with the SHA-256 ``key`` was offered again at ``at``), repair
    (``value`` records were put back), layout (the store was brought to layout ``value``)."""

    number: int
    after: int
    kind: str
    key: str
    value: str
    at: str = ""
    author: str = ""


def event_seal(previous: str, e: Event) -> str:
    said = json.dumps([previous, e.number, e.after, e.kind, e.key, e.value, e.at, e.author], default=repr)
    return blake2b(said.encode(), digest_size=16).hexdigest()


def pack(rows: Frame, part: slice) -> bytes:
    """What those rows say and where from, as bytes."""
    return squeeze(lay_out(rows, part))


def squeeze(laid_out: bytes) -> bytes:
    """Compiled work: other threads of Python run meanwhile."""
    return zlib.compress(laid_out, 1)


def lay_out(rows: Frame, part: slice) -> bytes:
    """What :func:`pack` makes small."""
    columns = [*((c, rows[c]) for c in rows.type.columns), ("_file", rows.file)]
    head: list[str] = []
    bodies = [rows.line[part].astype("<i4").tobytes()]
    for name, column in columns:
        codes = column.codes[part]
        used, codes = _compact(codes, len(column.vocab))
        words: list[str] = column.words[used].tolist()
        if words == [""]:
            continue
        width = "<u1" if len(words) <= 2**8 else "<u2" if len(words) <= 2**16 else "<i4"
        width = width if len(words) > 1 else ""
        head.append(f'"{name}": [{json_of(words)}, "{width}"]')
        if len(words) > 1:
            bodies.append(codes.astype(width).tobytes())
    n = len(rows.line[part])
    text = f'{{"form": {_FORM}, "n": {n}, "columns": {{{", ".join(head)}}}}}'
    raw = text.encode("utf-8", "surrogatepass")
    return b"".join([len(raw).to_bytes(4, "little"), raw, *bodies])


def json_of(words: Sequence[str]) -> str:
    """A list of texts as JSON. Where no text holds what JSON writes in another way, that is the texts between quotes:
    made in half of the time, and while it is looked at, other threads of Python run."""
    told = '["' + '", "'.join(words) + '"]'
    found = np.frombuffer(told.encode("utf-8", "surrogatepass"), np.uint8)
    quotes = np.count_nonzero(found == ord('"')) == 2 * len(words)
    plain = quotes and not ((found == ord("\\")) | (found < ord(" "))).any()
    return told if plain else json.dumps(words, ensure_ascii=False)


def _compact(codes: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """(codes that are used, the same rows in positions among those)."""
    if size > 4 * len(codes) + 64:
        return np.unique(codes, return_inverse=True)
    used = np.flatnonzero(np.bincount(codes, minlength=size))
    place = np.zeros(size, np.int32)
    place[used] = np.arange(len(used))
    return used, place[codes]


def unpack(t: RecordType, packed: bytes) -> Frame:
    """The rows of a copy, with ids and digests worked out from what they say. Raises StoreDamaged."""
    try:
        inflate = zlib.decompressobj()
        data = inflate.decompress(packed, _MOST)
        size = int.from_bytes(data[:4], "little")
        head = json.loads(data[4 : 4 + size].decode("utf-8", "surrogatepass"))
        n, at = int(head["n"]), 4 + size
        if head["form"] != _FORM or not inflate.eof or not 0 <= n <= len(data):
            raise ValueError(head["form"])
        line = np.frombuffer(data, "<i4", n, at).astype(np.int32)
        at += 4 * n
        columns = {}
        for name, (words, width) in head["columns"].items():
            codes = np.zeros(n, np.int32)
            if width:
                codes = np.frombuffer(data, width, n, at).astype(np.int32)
                at += n * np.dtype(width).itemsize
            if n and not 0 <= int(codes.max()) < len(words):
                raise ValueError(name)
            columns[name] = Column(codes, tuple(map(str, words)))
    except (zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreDamaged(
            said("A copy of rows of {t} cannot be read: {error}.", t=t.name, error=error)
        ) from error
    file = columns.pop("_file", None)
    known = {c: v for c, v in columns.items() if c in t.columns}
    if not known:
        raise StoreDamaged(said("A copy of rows of {t} says nothing.", t=t.name))
    return Frame.build(t, known, file=file, line=line)
