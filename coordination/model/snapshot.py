"""Snapshot: everything a store says at one moment, immutable; the only input of the analytics."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Lock
from types import MappingProxyType
from typing import TypeVar

from coordination.model.frames import Frame
from graph_schema.schema import SCHEMA

__all__ = ["Snapshot", "TypeSum", "digest_of", "type_sum"]

T = TypeVar("T")
KEPT = 128  #: values derived from a snapshot that are kept beside it
#: (rows, sum of digests lane 0, lane 1), sums modulo 2**64.
TypeSum = tuple[int, int, int]


def type_sum(frame: Frame) -> TypeSum:
    """Order-free fingerprint of a frame: adding rows adds, removing rows subtracts."""
    return len(frame), *frame.lanes


def digest_of(sums: Mapping[str, TypeSum]) -> str:
    """The snapshot id: the same claims give the same 16 hex digits in every store."""
    h = blake2b(digest_size=8)
    for name in sorted(sums):
        rows, a, b = sums[name]
        if rows:
            h.update(f"{name}:{rows}:{a}:{b};".encode())
    return h.hexdigest()


@dataclass(frozen=True, eq=False)
class Snapshot:
    """``frames``: one per record type of the schema, empty ones included. ``id``: hash of the claims.

    ``assumed_ends``: ids of deliveries whose end a scenario made. No look speaks of the time after it (METHODS 6); no
    store ever holds any. ``merged_from``: the records, where this is a view of them in which some organisations
    are one (:mod:`coordination.model.merged`).
    """

    frames: Mapping[str, Frame]
    id: str
    assumed_ends: frozenset[str] = frozenset()
    merged_from: Snapshot | None = None
    _derived: dict[Hashable, object] = field(default_factory=dict, repr=False)
    _last: dict[str, tuple[Hashable, object]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    @staticmethod
    def of(
        frames: Mapping[str, Frame] | Iterable[Frame], assumed_ends: frozenset[str] = frozenset()
    ) -> Snapshot:
        given = dict(frames) if isinstance(frames, Mapping) else {f.type.name: f for f in frames}
        full = {name: given[name] if name in given else Frame.empty(t) for name, t in SCHEMA.items()}
        ident = digest_of({name: type_sum(f) for name, f in full.items()})
        if assumed_ends:  # another answer to the same questions, so another id
            marks = f"{ident};{';'.join(sorted(assumed_ends))}"
            ident = blake2b(marks.encode(), digest_size=8).hexdigest()
        return Snapshot(MappingProxyType(full), ident, assumed_ends)

    @staticmethod
    def from_rows(tables: Mapping[str, list[dict[str, str]]]) -> Snapshot:
        """From canonical rows by file name; for tests and notebooks (no checks are made).

        An identical row twice is one claim.
        """
        return Snapshot.of(
            [Frame.from_rows(SCHEMA[name], rows).distinct() for name, rows in tables.items() if rows]
        )

    def __getitem__(self, name: str) -> Frame:
        return self.frames[name]

    @property
    def as_recorded(self) -> Snapshot:
        """The records as somebody wrote them down."""
        return self.merged_from or self

    def derived(self, key: Hashable, make: Callable[[Snapshot], T]) -> T:
        """``make(self)``, kept for this snapshot (a pure function's value, so sharing is safe).

        Of more than :data:`KEPT` values the one asked for longest ago is let go, and worked out again when it is
        asked for: somebody who steps through the days of a year does not fill the memory.
        """
        with self._lock:
            if key in self._derived:
                self._derived[key] = self._derived.pop(key)  # now the last to go
                return self._derived[key]  # type: ignore[return-value]
        value = make(self)
        with self._lock:
            kept = self._derived.setdefault(key, value)
            while len(self._derived) > KEPT:
                del self._derived[next(iter(self._derived))]
        return kept  # type: ignore[return-value]

    def last(self, name: str, key: Hashable, make: Callable[[Snapshot], T]) -> T:
        """The same of a value so large that of those with one name only the last that was made is kept."""
        with self._lock:
            held = self._last.get(name)
        if held is None or held[0] != key:
            held = key, make(self)
            with self._lock:
                self._last[name] = held
        return held[1]  # type: ignore[return-value]

    def counts(self) -> dict[str, int]:
        return {name: len(f) for name, f in self.frames.items()}
