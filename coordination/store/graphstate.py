"""What the graph keeps about itself: the state of the store, its batches, its log."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coordination.changes import Batch, BatchKind, LogEntry, Op
from coordination.frames import Frame
from coordination.snapshot import TypeSum, digest_of, type_sum
from coordination.store.base import BatchRecord

__all__ = ["State", "entry_of", "moved", "record_of"]


@dataclass(frozen=True)
class State:
    """What the node MnrStore says: one text, so it is seen whole."""

    seq: int = 0
    chain: str = ""
    sums: Mapping[str, TypeSum] = field(default_factory=dict)
    removals: int = 0
    logged: int = 0

    @staticmethod
    def parse(text: str) -> State:
        kept = json.loads(text)
        sums = {k: (v[0], v[1], v[2]) for k, v in kept["sums"].items()}
        return State(kept["seq"], kept["chain"], sums, kept["removals"], kept["logged"])

    def text(self) -> str:
        return json.dumps(
            {
                "seq": self.seq,
                "chain": self.chain,
                "sums": self.sums,
                "removals": self.removals,
                "logged": self.logged,
            }
        )

    @property
    def id(self) -> str:
        return digest_of(self.sums)


def moved(now: TypeSum, op: Op, rows: Frame, before: Frame | None) -> TypeSum:
    """The fingerprint of a type after a step."""
    gained = (0, 0, 0) if op is Op.REMOVE else type_sum(rows)
    lost = (0, 0, 0) if before is None else type_sum(before)
    n, a, b = (x + y - z for x, y, z in zip(now, gained, lost, strict=True))
    return n, a % 2**64, b % 2**64


def record_of(row: Sequence[object]) -> BatchRecord:
    seq, ident, kind, at, author, note, inputs, scope, base, counts, snapshot, chain = map(str, row)
    files = tuple((n, s) for n, s in json.loads(inputs))
    batch = Batch(ident, BatchKind(kind), at, author, note, files, tuple(json.loads(scope)), base)
    return BatchRecord(int(seq), batch, json.loads(counts), snapshot, chain)


def entry_of(row: Sequence[object]) -> LogEntry:
    number, seq, batch, at, name, ident, op, version, digest = map(str, row[:9])
    image = None if row[9] is None else json.loads(str(row[9]))
    return LogEntry(int(number), int(seq), batch, at, name, ident, Op(op), int(version), digest, image)
