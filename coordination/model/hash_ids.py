"""Ids of many claims, held as the hashes that they are: 12 bytes each, where a text of 24 letters takes 80."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

__all__ = ["HASH", "HashIds", "hash_of", "hashes_of", "joined", "order_of"]

HASH: Final = 12  #: bytes of the id of a claim
_LETTERS: Final = 2 * HASH
_HASH_ID: Final = re.compile(f"[0-9a-f]{{{_LETTERS}}}")
_PART: Final = 20_000  #: ids made at a time
#: A hash as two numbers, which sort as its text does.
_NUMBERS: Final = np.dtype([("high", ">u8"), ("low", ">u4")])

Index = NDArray[np.int64]


class HashIds(Sequence[str]):
    """A list of ids that cannot be changed; each text is made when it is asked for."""

    __slots__ = ("_raw",)

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def __len__(self) -> int:
        return len(self._raw) // HASH

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            start, stop, step = at.indices(len(self))
            if step != 1:
                return [self[i] for i in range(start, stop, step)]
            return self._raw[start * HASH : stop * HASH].hex(" ", HASH).split()
        place = range(len(self))[at]  # from the end, or IndexError
        return self._raw[place * HASH : (place + 1) * HASH].hex()

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), _PART):
            yield from self[start : start + _PART]

    def take(self, rows: Index) -> HashIds:
        return HashIds(np.frombuffer(self._raw, f"V{HASH}")[rows].tobytes())

    @property
    def repeats(self) -> bool:
        """Whether an id stands there more than once."""
        high = np.sort(self._numbers()["high"].astype(np.uint64))
        if not (high[1:] == high[:-1]).any():
            return False
        found = self._numbers()[self.order()]
        return bool((found[1:] == found[:-1]).any())

    def order(self) -> Index:
        """Places of the ids, sorted as texts."""
        found = self._numbers()
        high = found["high"].astype(np.uint64)
        order = np.argsort(high)
        if (high[order[1:]] == high[order[:-1]]).any():
            return np.lexsort((found["low"].astype(np.uint32), high))
        return order

    def joined(self) -> str:
        """The texts one after the other."""
        return self._raw.hex()

    def hashes(self, some: slice) -> bytes:
        """Some of the ids, as the hashes that they are, one after the other."""
        start, stop, _ = some.indices(len(self))
        return self._raw[start * HASH : stop * HASH]

    def _numbers(self) -> NDArray[np.void]:
        return np.frombuffer(self._raw, _NUMBERS)


def joined(ids: Sequence[str]) -> str:
    """Ids one after the other, as one text."""
    return ids.joined() if isinstance(ids, HashIds) else "".join(ids)


def hashes_of(ids: Sequence[str], some: slice) -> bytes:
    """Some ids of claims, as the hashes that they are, one after the other."""
    return ids.hashes(some) if isinstance(ids, HashIds) else bytes.fromhex("".join(ids[some]))


def hash_of(ident: str) -> bytes | None:
    """The hash that the id of a claim is; None for an id of another kind."""
    return bytes.fromhex(ident) if _HASH_ID.fullmatch(ident) else None


def order_of(ids: Sequence[str]) -> Index:
    """Places of ids, sorted as texts."""
    known = ids if isinstance(ids, HashIds) else _hashes(ids)
    if known is not None:
        return known.order()
    return np.asarray(sorted(range(len(ids)), key=ids.__getitem__), np.int64)


def _hashes(ids: Sequence[str]) -> HashIds | None:
    """The same ids as hashes; None where one of them is none."""
    raw = bytearray()
    for start in range(0, len(ids), _PART):
        some = ids[start : start + _PART]
        text = "".join(some)
        try:
            hashes = bytes.fromhex(text)
        except ValueError:
            return None
        if hashes.hex() != text or not all(map(_LETTERS.__eq__, map(len, some))):
            return None
        raw += hashes
    return HashIds(bytes(raw))
