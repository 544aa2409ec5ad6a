"""A snapshot as a file of coded columns beside the database: read in a fraction of the time of the rows.

The file is keyed by the store's hash chain after a batch, which need not be the last one: the log leads on from
there. It is written to a temporary name and renamed; whatever is wrong with it, it is ignored and the rows are read.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import get_ident
from types import MappingProxyType
from typing import IO

import numpy as np

from coordination.model.frames import Column, Frame, parts
from coordination.model.hash_ids import HASH, HashIds
from coordination.model.snapshot import Snapshot
from coordination.system.files import make_private
from graph_schema.errors import UsageError
from graph_schema.schema import SCHEMA

__all__ = ["load", "path_of", "save"]

_FORMAT = "1"
_JOIN = "\x1e"  # the parser refuses it in values


def path_of(database: Path) -> Path:
    return database.with_name(database.name + ".snapshot.npz")


def _encoded(values: Sequence[str]) -> Iterator[bytes]:
    """The texts one after the other, some at a time."""
    for part in parts(len(values)):
        yield (_JOIN if part.start else "").encode() + _JOIN.join(values[part]).encode()


def _size(values: Sequence[str]) -> int:
    """How many bytes :func:`_encoded` gives of them all."""
    if isinstance(values, HashIds):
        return max(len(values) * (2 * HASH + len(_JOIN)) - len(_JOIN), 0)
    return sum(map(len, _encoded(values)))


def _list(data: np.ndarray, n: int) -> list[str]:
    return data.tobytes().decode().split(_JOIN) if n else []


def save(database: Path, meta: Mapping[str, str], snapshot: Snapshot) -> None:
    """Best effort: a folder that cannot be written to only costs time."""
    target = path_of(database)
    if target.is_file() and _head(target) == [_FORMAT, meta["chain"], meta["seq"], snapshot.id]:
        return
    temporary = target.with_name(f"{target.name}.{os.getpid()}.{get_ident()}.tmp")
    with suppress(UsageError):  # said by nobody: what cannot be written is left
        make_private(temporary)
    try:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as archive:
            for name, found in _members(meta, snapshot):
                with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                    _put(member, found)
        temporary.replace(target)
    except OSError:
        temporary.unlink(missing_ok=True)


def _put(member: IO[bytes], found: np.ndarray | Sequence[str]) -> None:
    """What numpy.savez writes, of texts the array of their bytes, without all of it at once."""
    if isinstance(found, np.ndarray):
        np.lib.format.write_array(member, found, allow_pickle=False)
        return
    size = _size(found)
    np.lib.format.write_array_header_1_0(member, {"descr": "|u1", "fortran_order": False, "shape": (size,)})
    member.writelines(_encoded(found))


def _members(meta: Mapping[str, str], snapshot: Snapshot) -> Iterator[tuple[str, np.ndarray | Sequence[str]]]:
    yield "head", [_FORMAT, meta["chain"], meta["seq"], snapshot.id]
    for name, f in snapshot.frames.items():
        yield f"{name}/n", np.asarray([len(f)])
        yield f"{name}/ids", f.ids
        yield f"{name}/digests", f.digests
        yield f"{name}/line", f.line
        yield f"{name}/version", f.version
        for c, column in [*((c, f[c]) for c in f.type.columns), ("_file", f.file), ("_batch", f.batch)]:
            yield f"{name}/{c}/codes", column.codes
            yield f"{name}/{c}/size", np.asarray([len(column.vocab)])
            yield f"{name}/{c}/vocab", column.vocab


def _head(path: Path) -> list[str]:
    try:
        with np.load(path, allow_pickle=False) as data:
            return _list(data["head"], 4)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return []


def load(database: Path, chain_at: Callable[[int], str | None]) -> tuple[int, Snapshot] | None:
    """(number of the batch, snapshot as of then), or None if there is no file, or not one of this store's history.

    ``chain_at``: the store's hash chain after a batch, None if there is no such batch.
    """
    path = path_of(database)
    if not path.is_file():
        return None
    try:
        with np.load(path, allow_pickle=False) as data:
            form, chain, seq, ident = _list(data["head"], 4)
            if form != _FORMAT or chain != chain_at(int(seq)):
                return None
            snapshot = Snapshot.of([_frame(data, name) for name in SCHEMA])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return (int(seq), snapshot) if snapshot.id == ident else None


def _frame(data: Mapping[str, np.ndarray], name: str) -> Frame:
    n = int(data[f"{name}/n"][0])

    def column(c: str) -> Column:
        size = int(data[f"{name}/{c}/size"][0])
        return Column(data[f"{name}/{c}/codes"], tuple(_list(data[f"{name}/{c}/vocab"], size)))

    t = SCHEMA[name]
    return Frame(
        t,
        MappingProxyType({c: column(c) for c in t.columns}),
        _list(data[f"{name}/ids"], n),
        data[f"{name}/digests"],
        column("_file"),
        data[f"{name}/line"],
        column("_batch"),
        data[f"{name}/version"],
    )
