"""What the graph keeps about itself: the state of the store, its batches, its log."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coordination.model.changes import LogEntry, Op
from coordination.model.frames import Frame
from coordination.model.snapshot import TypeSum, digest_of, type_sum
from coordination.store.base import BatchRecord
from coordination.store.checking import batch_from
from graph_schema.errors import StoreDamaged, said

__all__ = ["State", "entry_of", "moved", "record_of"]


@dataclass(frozen=True)
class State:
    """What the node MnrStore says: one text, so it is seen whole."""

    seq: int = 0
    chain: str = ""
    sums: Mapping[str, TypeSum] = field(default_factory=dict)
    removals: int = 0
    logged: int = 0
    seal: str = ""
    events: str = ""
    open: int = 0  #: number of a batch that is committed and not yet wholly in the graph; 0 = none

    @staticmethod
    def parse(text: str) -> State:
        """Raises ValueError, TypeError or KeyError where it cannot be read."""
        kept = json.loads(text)
        sums = {str(k): (int(v[0]), int(v[1]), int(v[2])) for k, v in kept["sums"].items()}
        seq, removals, logged = (int(kept[k]) for k in ("seq", "removals", "logged"))
        later = (str(kept.get("seal", "")), str(kept.get("events", "")), int(kept.get("open", 0)))
        return State(seq, str(kept["chain"]), sums, removals, logged, *later)

    def text(self) -> str:
        return json.dumps(
            {
                "seq": self.seq,
                "chain": self.chain,
                "sums": self.sums,
                "removals": self.removals,
                "logged": self.logged,
                "seal": self.seal,
                "events": self.events,
                "open": self.open,
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
    """A batch of its columns. Raises StoreDamaged."""
    try:
        seq, batch, counts = batch_from(row)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreDamaged(
            said("Update {batch} cannot be read.", batch=str(row[1])),
            hint=said("Run `mnr store verify` to find the record."),
        ) from error
    return BatchRecord(seq, batch, counts, str(row[10]), str(row[11]))


def entry_of(row: Sequence[object]) -> LogEntry:
    """An entry of the log. Raises StoreDamaged."""
    number, seq, batch, at, name, ident, op, version, digest = map(str, row[:9])
    try:
        image = None if row[9] is None else json.loads(str(row[9]))
        return LogEntry(int(number), int(seq), batch, at, name, ident, Op(op), int(version), digest, image)
    except ValueError as error:
        raise StoreDamaged(
            said("Entry {number} of the log cannot be read.", number=number),
            hint=said("Run `mnr store verify` to find the record."),
        ) from error
