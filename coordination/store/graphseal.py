"""What a graph of layout 1 lacks, worked out from its history (see ``store/upgrading.py``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from coordination.store import queries as q
from coordination.store import upgrading
from coordination.store.base import STORE_VERSION
from coordination.store.bolt import Tx
from coordination.store.graphbooks import happened, hold, raw_log
from coordination.store.graphrows import LOGGED
from coordination.store.graphstate import State
from coordination.store.sealing import Seal

__all__ = ["seal_history"]


async def seal_history(tx: Tx, state: State) -> State:
    """Origins, copies, seals and events for a store of layout 1; the state with them. Under the lock."""
    held = await hold(tx, 1)
    log = [cast(upgrading.Entry, (*e[:7], e[8])) for e in await raw_log(tx)]
    where = upgrading.origins_of(log, held.frames, held.batches)
    copies = list(upgrading.copies_of(held.last, held.frames, LOGGED))
    for first, seq, packed in copies:
        await tx.rows(q.NEO_INSERT_COPY, {"first": first, "seq": seq, "rows": packed})
    done = 0
    for number, size in await tx.rows(q.NEO_SIZES):
        origins = [o.hex() for o in where[done : done + int(str(size))]]
        await tx.rows(q.NEO_SET_ORIGINS, {"number": number, "origins": origins})
        done += len(origins)
    seal, at = "", 0
    for row in await tx.rows(q.NEO_SEALED_BATCHES):
        making = Seal(seal)
        while at < len(log) and log[at][1] == row[0]:
            making.entries([where[at]], [log[at][7]] if log[at][7] else [])
            at += 1
        for first, seq, packed in copies:
            if seq == row[0]:
                making.copy(first, packed)
        seal = making.close(row[:12], "")
        await tx.rows(q.NEO_SET_SEAL, {"seq": row[0], "seal": seal})
    events = [("layout", "1", str(STORE_VERSION), "", "")]
    events += [("setting", str(k), str(v), "", "") for k, v in await tx.rows(q.NEO_SETTINGS)]
    sightings: Sequence[Sequence[object]] = await tx.rows(q.NEO_ALL_SIGHTINGS)
    events += [("sighting", str(sha), str(ident), str(at_), "") for _, ident, sha, at_ in sightings]
    return await happened(tx, replace(state, seal=seal), events)
