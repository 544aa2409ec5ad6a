"""The shared store: Neo4j, over Bolt. Same claims, same snapshot as the embedded one.

Writers come one after the other: a write to the node ``MnrStore`` is their lock, then versions are compared,
then everything is written in the same transaction, which recognises its own batch when it is run again.
Readers take no lock. Neo4j shows the parts of a commit one by one, so a read may be torn; each is compared
with the fingerprint that the writer left, and what the log says has changed is read again until they agree.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from threading import RLock
from typing import Final

from coordination.changes import ApplyResult, Batch, ChangeSet, LogEntry, Op
from coordination.snapshot import Snapshot, digest_of
from coordination.store import queries as q
from coordination.store.base import (
    BatchRecord,
    Progress,
    StoreInfo,
    chain_hash,
    check_versions,
)
from coordination.store.bolt import LOCK_WAIT, Bolt, Raced, Tx
from coordination.store.graphlayout import constrain, layout_mark, write_framework
from coordination.store.graphrows import Table, frame_of, write_step
from coordination.store.graphstate import State, entry_of, moved, record_of
from graph_schema import cypher
from graph_schema.errors import StoreBusy, StoreDamaged, StoreError, StoreTooNew
from graph_schema.issues import Issue, Location, Severity
from graph_schema.schema import SCHEMA

__all__ = ["Neo4jStore"]

STORE_VERSION: Final = 1
PART: Final = 20_000  #: rows to a record when reading
TORN_READS: Final = 6  #: readings that may disagree with the fingerprint before one is made under the lock


class Neo4jStore:
    """``url``: see :class:`~coordination.store.bolt.Bolt`. Raises UsageError when it cannot be read."""

    def __init__(self, url: str) -> None:
        self._bolt = Bolt(url)
        self._lock = RLock()
        self._held: tuple[int, Snapshot] | None = None

    @property
    def url(self) -> str:
        return self._bolt.url

    def close(self) -> None:
        self._held = None
        self._bolt.close()

    # layout

    def prepare(self) -> None:
        layout = layout_mark()

        async def look(tx: Tx) -> tuple[int, str] | None:
            meta = await tx.one(q.NEO_META)
            if meta is None:
                (count,) = (await tx.one(q.NEO_COUNT)) or [0]
                if count:
                    raise StoreError(
                        f"{self.url} holds {count} nodes that are not of this program.",
                        hint="Give it a database of its own: Neo4j Community has one to a server.",
                    )
                return None
            return int(str(meta[0])), str(meta[1])

        found = self._bolt.read(look)
        if found is not None:
            self._check(found[0])
            if found == (STORE_VERSION, layout):
                return

        async def fill(tx: Tx) -> None:
            await tx.rows(q.NEO_MAKE, {"version": STORE_VERSION, "state": State().text()})
            await _take_lock(tx)
            meta = await tx.one(q.NEO_META)
            assert meta is not None
            if meta[:2] == [STORE_VERSION, layout]:
                return  # another program was first
            await write_framework(tx, again=meta[1] is not None)
            await tx.rows(q.NEO_SET_LAYOUT, {"layout": layout, "version": STORE_VERSION})

        async def await_indexes(tx: Tx) -> None:
            await tx.rows(q.NEO_AWAIT_INDEXES)

        for wait in (0.2, 0.4, 0.8, 1.6, 0.0):
            try:
                self._bolt.write(constrain)
                break
            except StoreBusy:  # two programs that make the same indexes at once stop each other
                if not wait:
                    raise
                time.sleep(wait)
        self._bolt.read(await_indexes)
        self._bolt.write(fill)

    def _check(self, version: int) -> None:
        if version > STORE_VERSION:
            raise StoreTooNew(
                f"{self.url} has layout {version}; this program knows up to {STORE_VERSION}.",
                hint="Use a newer version of the program.",
            )

    async def _state(self, tx: Tx) -> State:
        meta = await tx.one(q.NEO_META)
        if meta is None:
            raise StoreDamaged(f"{self.url} is not a store of this program.", hint="Run `mnr store init`.")
        self._check(int(str(meta[0])))
        return State.parse(str(meta[2]))

    def info(self) -> StoreInfo:
        async def work(tx: Tx) -> StoreInfo:
            state = await self._state(tx)
            (version, kind) = (await tx.one(q.NEO_SERVER)) or ["", ""]
            return StoreInfo(
                kind="neo4j",
                url=self.url,
                version=STORE_VERSION,
                seq=state.seq,
                snapshot=state.id,
                chain=state.chain,
                counts={name: state.sums.get(name, (0, 0, 0))[0] for name in SCHEMA},
                settings={str(k): str(v) for k, v in await tx.rows(q.NEO_SETTINGS)},
                server=f"Neo4j {version} {kind}",
            )

        return self._bolt.read(work)

    # writing

    def apply(self, changes: ChangeSet, batch: Batch, progress: Progress | None = None) -> ApplyResult:
        tried = False

        async def work(tx: Tx) -> ApplyResult:
            nonlocal tried
            await _take_lock(tx)
            state = await self._state(tx)
            row = await tx.one(q.NEO_BATCH_BY_ID, {"id": batch.id})
            if row:
                record = record_of(row)
                # Found on a later try of this call: the earlier try was written, its answer was lost.
                return ApplyResult(record.seq, batch.id, record.counts, record.snapshot, repeated=not tried)
            tried = True
            return await self._write(tx, state, changes, batch, progress)

        return self._bolt.write(work)

    async def _write(
        self, tx: Tx, state: State, changes: ChangeSet, batch: Batch, progress: Progress | None
    ) -> ApplyResult:
        now = await _versions(tx, state, changes)
        check_versions(
            changes,
            lambda name, ids: {i: now[name][i] for i in ids if i in now[name]},
            digest_of(state.sums),
        )
        sums, seq, logged = dict(state.sums), state.seq + 1, state.logged
        digests: list[str] = []
        done, total = 0, max(len(changes), 1)
        left: set[str] = set()
        for op, name, rows, before in changes.steps():
            earlier = await _last_versions(tx, name, rows.ids) if op is Op.ADD and state.removals else {}
            async for n, more in write_step(tx, op, rows, before, seq, logged + 1, earlier, digests):
                left |= more
                logged += n
                done += n
                if progress:
                    await tx.tell(partial(progress, "writing", done, total))
            sums[name] = moved(sums.get(name, (0, 0, 0)), op, rows, before)
        if left:
            await tx.rows(cypher.clear(), {"ids": sorted(left)})
        counts = changes.counts()
        chain = chain_hash(state.chain, batch, digests)
        snapshot = digest_of(sums)
        await tx.rows(
            q.NEO_INSERT_BATCH,
            {
                "batch": {
                    "seq": seq,
                    "id": batch.id,
                    "kind": str(batch.kind),
                    "at": batch.at,
                    "author": batch.author,
                    "note": batch.note,
                    "inputs": json.dumps(batch.inputs),
                    "scope": json.dumps(batch.scope),
                    "base": batch.base,
                    "counts": json.dumps(counts),
                    "snapshot": snapshot,
                    "chain": chain,
                }
            },
        )
        removals = state.removals + sum(map(len, changes.removed.values()))
        after = State(seq, chain, sums, removals, logged)
        await tx.rows(q.NEO_SET_STATE, {"state": after.text()})
        return ApplyResult(seq, batch.id, counts, snapshot)

    def repair(self, *, at: str = "", author: str = "") -> list[str]:
        return []

    def set_settings(self, settings: Mapping[str, str], *, at: str = "", author: str = "") -> None:
        async def work(tx: Tx) -> None:
            await _take_lock(tx)
            await self._state(tx)
            for key, value in settings.items():
                await tx.rows(
                    q.NEO_SET_SETTING if value else q.NEO_DELETE_SETTING, {"key": key, "value": value}
                )

        self._bolt.write(work)

    def sighted(self, inputs: Iterable[tuple[str, str]], at: str) -> None:
        shas = [sha for _, sha in inputs]
        ids = [uuid.uuid4().hex for _ in shas]

        async def work(tx: Tx) -> None:
            await _take_lock(tx)
            await self._state(tx)
            await tx.rows(q.NEO_INSERT_SIGHTING, {"ids": ids, "shas": shas, "at": at})

        self._bolt.write(work)

    # reading

    def snapshot(self) -> Snapshot:
        with self._lock:
            base = self._held
            for attempt in range(TORN_READS):
                try:
                    found = self._bolt.read(lambda tx, base=base: self._look(tx, base))  # type: ignore[misc]
                    if found is None:
                        assert base is not None
                        return base[1]
                    since, state, snapshot = found[0], found[1], _built(found, base)
                except Raced:
                    continue
                if snapshot.id == state.id:
                    self._held = (state.seq, snapshot)
                    return snapshot
                base = (since, snapshot)
                time.sleep(0.02 * 2**attempt)
            return self._snapshot_under_lock()

    def _snapshot_under_lock(self) -> Snapshot:
        async def work(tx: Tx) -> _Found:
            await _take_lock(tx)
            found = await self._look(tx, None)
            assert found is not None
            return found

        found = self._bolt.write(work)
        snapshot = _built(found, None)
        if snapshot.id != found[1].id:
            raise StoreDamaged(
                f"What is in {self.url} is not what was written.",
                hint="Run `mnr store verify` to find the record.",
            )
        self._held = (found[1].seq, snapshot)
        return snapshot

    async def _look(self, tx: Tx, base: tuple[int, Snapshot] | None) -> _Found | None:
        """What has to be read to go on from ``base`` (batch number, snapshot); None = nothing has changed."""
        state = await self._state(tx)
        if base is not None and base[0] == state.seq and base[1].id == state.id:
            return None
        touched: dict[str, list[str]] | None = None
        after = 0
        if base is not None:
            after = base[0]
            (many,) = (await tx.one(q.NEO_COUNT_SINCE, {"after": after})) or [0]
            if int(str(many)) <= max(1000, sum(base[1].counts().values()) // 5):
                touched = {
                    str(name): [str(i) for i in ids]  # type: ignore[attr-defined]
                    for name, ids in await tx.rows(q.NEO_TOUCHED_SINCE, {"after": after})
                }
        batches = {
            int(str(seq)): str(ident)
            for seq, ident in await tx.rows(q.NEO_BATCH_IDS, {"after": after if touched is not None else 0})
        }
        tables: dict[str, Table] = {}
        if touched is None:
            for name, t in SCHEMA.items():
                if state.sums.get(name, (0, 0, 0))[0] or base is not None:
                    tables[name] = [r async for r in tx.stream(cypher.read(t), {"part": PART})]
        else:
            for name, ids in touched.items():
                tables[name] = await tx.rows(cypher.read_some(SCHEMA[name]), {"ids": ids, "part": PART})
        return (state.seq if touched is None else after, state, touched, batches, tables)

    def history(self, ref: str) -> list[LogEntry]:
        return [entry_of(r) for r in self._rows(q.NEO_LOG_OF_RECORD, {"id": ref})]

    def batches(self) -> list[BatchRecord]:
        return [record_of(r) for r in self._rows(q.NEO_BATCHES)]

    def log(self, seq: int) -> list[LogEntry]:
        return [entry_of(r) for r in self._rows(q.NEO_LOG_OF_BATCH, {"seq": seq})]

    def sightings(self) -> list[tuple[str, str]]:
        return [(str(sha), str(at)) for sha, at in self._rows(q.NEO_SIGHTINGS)]

    def _rows(self, text: str, params: Mapping[str, object] | None = None) -> list[list[object]]:
        async def work(tx: Tx) -> list[list[object]]:
            await self._state(tx)
            return await tx.rows(text, params)

        return self._bolt.read(work)

    def verify(self) -> list[Issue]:
        """Under the lock: nobody writes while everything is read."""

        async def work(tx: Tx) -> tuple[_Found, list[list[object]], list[list[object]]]:
            await _take_lock(tx)
            found = await self._look(tx, None)
            assert found is not None
            full = (*found[:4], {**found[4], **await _rest(tx, found[4])})
            return full, await tx.rows(q.NEO_BATCHES), await tx.rows(q.NEO_LOG_DIGESTS)

        found, batches, log = self._bolt.write(work)
        snapshot = _built(found, None)
        last: dict[str, dict[str, str]] = {}
        by_batch: dict[int, list[str]] = {}
        for seq, name, ids, digests in log:
            last.setdefault(str(name), {}).update(zip(ids, digests, strict=True))  # type: ignore[call-overload]
            by_batch.setdefault(int(str(seq)), []).extend(digests)  # type: ignore[arg-type]
        issues: list[Issue] = []
        for name, frame in snapshot.frames.items():
            said = last.get(name, {})
            for k, i in enumerate(frame.ids):
                if said.pop(i, "") != frame.digests[k].tobytes().hex():
                    issues.append(_broken(f"{name} {i}"))
            issues += [_broken(f"{name} {i} (it is gone)") for i, digest in said.items() if digest]
        chain = ""
        for record in map(record_of, batches):
            chain = chain_hash(chain, record.batch, by_batch.get(record.seq, ()))
            if chain != record.chain:
                issues.append(_broken(f"batch {record.batch.id} ({record.seq})"))
                chain = record.chain
        if snapshot.id != found[1].id:
            issues.append(_broken("the sum over all records"))
        return issues


#: (batch number the reading goes on from, state, touched ids or None = all, batch ids by number, rows)
_Found = tuple[int, State, dict[str, list[str]] | None, dict[int, str], dict[str, Table]]


def _built(found: _Found, base: tuple[int, Snapshot] | None) -> Snapshot:
    _, _, touched, batches, tables = found
    if touched is None or base is None:
        return Snapshot.of([frame_of(SCHEMA[name], table, batches) for name, table in tables.items()])
    frames = dict(base[1].frames)
    for name, ids in touched.items():
        frames[name] = frames[name].without(ids).concat(frame_of(SCHEMA[name], tables[name], batches))
    return Snapshot.of(frames)


async def _rest(tx: Tx, tables: Mapping[str, Table]) -> dict[str, Table]:
    """Types that should be empty; somebody may have written there."""
    return {
        name: await tx.rows(cypher.read(t), {"part": PART})
        for name, t in SCHEMA.items()
        if name not in tables
    }


async def _take_lock(tx: Tx) -> None:
    """Wait for the other writer. Raises StoreBusy."""
    await tx.rows(q.NEO_LOCK, limit=LOCK_WAIT)


async def _versions(tx: Tx, state: State, changes: ChangeSet) -> dict[str, dict[str, int]]:
    """By type, the versions of those records of the ChangeSet that are there."""
    found: dict[str, dict[str, int]] = {}
    for _, name, rows, before in changes.steps():
        here = found.setdefault(name, {})
        if not state.sums.get(name, (0, 0, 0))[0]:
            continue
        ids = (before or rows).ids
        for start in range(0, len(ids), PART):
            row = await tx.one(cypher.versions(SCHEMA[name]), {"ids": list(ids[start : start + PART])})
            assert row is not None
            here.update(zip(row[0], row[1], strict=True))  # type: ignore[call-overload]
    return found


async def _last_versions(tx: Tx, name: str, ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(ids), PART):
        part = {"ids": list(ids[start : start + PART]), "type": name}
        found.update({str(i): int(str(v)) for i, v in await tx.rows(q.NEO_LAST_VERSIONS, part)})
    return found


def _broken(what: str) -> Issue:
    return Issue("E-HASH", Severity.ERROR, f"{what} is not what was written", Location())
