"""Stores of layout 1 had hashes over claims only: what layout 2 keeps besides, worked out from their history.

Claims, their digests, snapshot ids and hash chains stay as they are. What is sealed now is what is there now: a
change of provenance or history that was made behind the program's back before this cannot be told any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

import numpy as np

from coordination.model.changes import Op
from coordination.model.frames import Frame
from coordination.store.checking import Last
from coordination.store.sealing import origins, pack
from graph_schema.schema import SCHEMA

__all__ = ["Entry", "copies_of", "origins_of"]

PACKED: Final = 50_000  #: rows of one copy

#: number, seq, type, id, op, version, digest, before-image
Entry = tuple[int, int, str, str, str, int, bytes, str]


def origins_of(log: Sequence[Entry], frames: Mapping[str, Frame], batches: Mapping[int, str]) -> list[bytes]:
    """The origin of each entry of the whole log, oldest first: what a record says came from where the before-image
    of its next change says, or from where the record itself says."""
    after: dict[tuple[str, str], tuple[str, int]] = {}
    found = []
    for _, seq, name, ident, op, version, digest, before in reversed(log):
        key = (name, ident)
        file, line = after[key] if key in after else _now(frames[name], ident)
        found += origins(
            SCHEMA[name], Op(op), batches.get(seq, ""), (ident,), (version,), (digest,), (file,), (line,)
        )
        after[key] = _from_image(before)
    return found[::-1]


def _now(frame: Frame, ident: str) -> tuple[str, int]:
    at = frame.position.get(ident)
    if at is None:
        return "", 0
    return frame.file.vocab[int(frame.file.codes[at])], int(frame.line[at])


def _from_image(before: str) -> tuple[str, int]:
    try:
        image = json.loads(before) if before else {}
        return str(image.get("_file", "")), int(image.get("_line", "0"))
    except (ValueError, AttributeError, TypeError):
        return "", 0


def copies_of(
    last: Mapping[str, Mapping[str, Last]], frames: Mapping[str, Frame], most: int = PACKED
) -> Iterator[tuple[int, int, bytes]]:
    """(number of the first entry, seq, packed rows) for the records that say what their last entries say."""
    wanted: list[tuple[int, int, str, int]] = []
    for name, frame in frames.items():
        for k, ident in enumerate(frame.ids):
            e = last[name].get(ident)
            if e is not None and frame.digests[k].tobytes() == e.digest:
                wanted.append((e.number, e.seq, name, k))
    wanted.sort()
    for (seq, name, _), run in groupby(enumerate(wanted), lambda p: (p[1][1], p[1][2], p[1][0] - p[0])):
        entries = [e for _, e in run]
        for start in range(0, len(entries), most):
            part = entries[start : start + most]
            rows = frames[name].take(np.asarray([k for *_, k in part]))
            yield part[0][0], seq, pack(rows, slice(0, len(part)))
