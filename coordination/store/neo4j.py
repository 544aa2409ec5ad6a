"""The shared store: Neo4j, over Bolt. Same claims, same snapshot as the embedded one.

Writers come one after the other: a write to the node ``MnrStore`` is their lock, then versions are compared,
then everything is written in the same transaction, which recognises its own batch when it is run again. A large batch
is staged, committed at once and then carried out (``store/graphstage.py``).
Readers take no lock. Neo4j shows the parts of a commit one by one, so a read may be torn; each is compared
with the fingerprint that the writer left, and what the log says has changed is read again until they agree.
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from threading import RLock
from typing import Final, TypeVar

from coordination.model.changes import ApplyResult, Batch, ChangeSet, LogEntry, Op
from coordination.model.layer import Layer, LayerState
from coordination.model.snapshot import Snapshot, digest_of
from coordination.store import queries as q
from coordination.store.base import (
    STORE_VERSION,
    BatchRecord,
    Progress,
    StoreInfo,
    chain_hash,
    check_versions,
)
from coordination.store.bolt import Bolt, Raced, Tx
from coordination.store.checking import broken
from coordination.store.graphbooks import findings, happened, hold, repair, written
from coordination.store.graphframework import write_framework
from coordination.store.graphlayer import write_layer
from coordination.store.graphlayout import constrain, layout_mark
from coordination.store.graphmark import no_mark, remade, take_lock
from coordination.store.graphrows import (
    CHUNK,
    PART,
    Table,
    frame_of,
    last_versions,
    log_entries,
    versions_after,
    versions_of,
    write_rows,
)
from coordination.store.graphseal import seal_history
from coordination.store.graphstage import Staged, carry_out_part, changes_of, overlaid, stage
from coordination.store.graphstate import State, entry_of, moved, record_of
from coordination.store.reading import only_reads
from coordination.store.sealing import Seal
from coordination.system.clock import taken_again
from graph_schema import cypher
from graph_schema.errors import StoreBusy, StoreDamaged, StoreError, StoreTooNew, said
from graph_schema.issues import Issue
from graph_schema.schema import SCHEMA

__all__ = ["Neo4jStore"]

T = TypeVar("T")
_LOGGER: Final = logging.getLogger("coordination.store")
#: What reading raises where a value is of a kind that was never written.
_UNREADABLE: Final = (ValueError, TypeError, KeyError, OverflowError, AttributeError)
PARTS: Final = 10  #: entries of the log (a thousand rows each) that are carried out in one transaction

STAGED_FROM: Final = 20_000  #: rows from which a batch is staged
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
                if error := await no_mark(tx, self.url):
                    raise error
                return None
            return int(str(meta[0])), str(meta[1])

        found = self._bolt.read(look)
        if found is not None:
            self._check(found[0])
            if found == (STORE_VERSION, layout):
                return
        self._bring_up(layout)

    def _bring_up(self, layout: str) -> None:
        async def fill(tx: Tx) -> None:
            await tx.rows(q.NEO_MAKE, {"version": STORE_VERSION, "state": State().text()})
            await take_lock(tx)
            meta = await tx.one(q.NEO_META)
            assert meta is not None
            if meta[:2] == [STORE_VERSION, layout]:
                return  # another program was first
            await write_framework(tx)
            if meta[1] is not None and meta[0] == 1:
                sealed = await seal_history(tx, _parsed(meta, self.url))
                await tx.rows(q.NEO_SET_STATE, {"state": sealed.text()})
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
                said(
                    "{path} has layout {version}; this program knows up to {store_version}.",
                    path=self.url,
                    version=version,
                    store_version=STORE_VERSION,
                ),
                hint=said("Use a newer version of the program."),
            )

    async def _meta(self, tx: Tx) -> tuple[int, State]:
        """(layout, state)."""
        meta = await tx.one(q.NEO_META)
        if meta is None:
            raise await no_mark(tx, self.url) or StoreDamaged(
                said("{path} is not a database of this program.", path=self.url),
                hint=said("Run `mnr store init`."),
            )
        if type(meta[0]) is not int:
            raise _unreadable(self.url)
        self._check(meta[0])
        return meta[0], _parsed(meta, self.url)

    async def _state(self, tx: Tx) -> State:
        return (await self._meta(tx))[1]

    # writers take turns

    async def _turn(self, tx: Tx) -> State:
        """Take the writers' lock; the state. Raises _NotYet where something has to be done first."""
        await take_lock(tx)
        layout, state = await self._meta(tx)
        if layout < STORE_VERSION:
            raise _NotYet
        if state.open:
            raise _NotYet(state.open)
        return state

    def _in_turn(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """``work`` in a write transaction: after a batch that is open has been carried out, and in the layout of this
        program."""
        while True:
            try:
                return self._bolt.write(work)
            except _NotYet as first:
                if first.seq:
                    self._carry_out(first.seq)
                else:
                    self._bring_up(layout_mark())

    def _carry_out(self, seq: int) -> None:
        """Put a committed batch into the graph, whoever committed it."""

        async def numbers(tx: Tx) -> list[int]:
            return [int(str(n)) for (n,) in await tx.rows(q.NEO_PARTS_OF, {"seq": seq})]

        parts = self._bolt.read(numbers)
        for start in range(0, len(parts), PARTS):
            some = parts[start : start + PARTS]

            async def work(tx: Tx, some: list[int] = some) -> bool:
                await take_lock(tx)
                if (await self._state(tx)).open != seq:
                    return False
                for number in some:
                    await carry_out_part(tx, seq, number)
                return True

            if not self._bolt.write(work):
                return

        async def close(tx: Tx) -> None:
            await take_lock(tx)
            state = await self._state(tx)
            if state.open == seq:
                await tx.rows(q.NEO_SET_STATE, {"state": replace(state, open=0).text()})

        self._bolt.write(close)

    def info(self) -> StoreInfo:
        async def work(tx: Tx) -> StoreInfo:
            layout, state = await self._meta(tx)
            (version, kind) = (await tx.one(q.NEO_SERVER)) or ["", ""]
            return StoreInfo(
                kind="neo4j",
                url=self.url,
                version=layout,
                seq=state.seq,
                snapshot=state.id,
                chain=state.chain,
                counts={name: state.sums.get(name, (0, 0, 0))[0] for name in SCHEMA},
                settings={str(k): str(v) for k, v in await tx.rows(q.NEO_SETTINGS)},
                server=f"Neo4j {version} {kind}",
            )

        return self._bolt.read(work)

    # for those who query by hand

    def derive(self, layer: Layer, progress: Progress | None = None) -> None:
        """Write the derived layer anew. Whoever looks meanwhile sees part of it, and no ``MnrLayer``."""
        seq = self._bolt.read(self._state).seq
        write_layer(self._bolt, layer, seq, progress)

    def layer(self) -> LayerState | None:
        """The derived layer that is there whole, if there is one."""

        async def work(tx: Tx) -> LayerState | None:
            found = await tx.one(q.NEO_LAYER)
            if found is None:
                return None
            *told, seq = found
            state, (snapshot, as_of, edition, evidence) = await self._state(tx), map(str, told)
            return LayerState(snapshot, as_of, edition, evidence, (snapshot, seq) != (state.id, state.seq))

        return self._bolt.read(work)

    def query(
        self, text: str, params: Mapping[str, object], *, most: int, seconds: float
    ) -> tuple[list[str], list[list[object]], bool]:
        """Somebody's own Cypher, read only: (columns, at most ``most`` rows, whether there are more). Values are those
        of JSON. Raises UsageError for what the server does not understand, or would have to write for, and for what
        does something else than to read (:mod:`coordination.store.reading`)."""
        only_reads(text)
        return self._bolt.ask(text, params, most=most, seconds=seconds)

    # writing

    def apply(self, changes: ChangeSet, batch: Batch, progress: Progress | None = None) -> ApplyResult:
        if len(changes) >= STAGED_FROM:
            return self._apply_staged(changes, batch, progress)
        tried = False

        async def work(tx: Tx) -> ApplyResult:
            nonlocal tried
            state = await self._turn(tx)
            row = await tx.one(q.NEO_BATCH_BY_ID, {"id": batch.id})
            if row:
                record = record_of(row)
                # Found on a later try of this call: the earlier try was written, its answer was lost.
                return ApplyResult(record.seq, batch.id, record.counts, record.snapshot, repeated=not tried)
            tried = True
            return await self._write(tx, state, changes, batch, progress)

        return self._in_turn(work)

    async def _write(
        self, tx: Tx, state: State, changes: ChangeSet, batch: Batch, progress: Progress | None
    ) -> ApplyResult:
        await _compare(tx, state, changes)
        seq, logged = state.seq + 1, state.logged
        digests: list[str] = []
        copies: list[tuple[int, bytes]] = []
        seal = Seal(state.seal)
        entries: list[dict[str, object]] = []  # of many small steps together
        done, kept, total = 0, 0, max(len(changes), 1)
        left: set[str] = set()
        for op, name, rows, before in changes.steps():
            earlier = await last_versions(tx, name, rows.ids) if op is Op.ADD and state.removals else {}
            versions = versions_after(rows, before, earlier)
            async for part, more in write_rows(tx, op, rows, [seq] * len(rows), versions):
                left |= more
                entries += log_entries(
                    op, rows, before, part,
                    batch=batch.id, first=logged + 1, versions=versions, digests=digests, seal=seal, copies=copies,
                )  # fmt: skip
                done += part.stop - part.start
                if done - kept >= CHUNK or done == len(changes):
                    await tx.rows(q.NEO_INSERT_LOG, {"entries": entries, "seq": seq})
                    entries, kept = [], done
                if progress:
                    await tx.tell(partial(progress, "writing", done, total))
            logged += len(rows)
        if left:
            await tx.rows(cypher.clear(), {"ids": sorted(left)})
        return await _close_batch(tx, state, changes, batch, digests, copies, seal, logged, opens=False)

    def _apply_staged(self, changes: ChangeSet, batch: Batch, progress: Progress | None) -> ApplyResult:
        """A batch too large for one transaction of the server."""
        tried = False

        async def begin(tx: Tx) -> State | ApplyResult:
            state = await self._turn(tx)
            row = await tx.one(q.NEO_BATCH_BY_ID, {"id": batch.id})
            if row:
                record = record_of(row)
                return ApplyResult(record.seq, batch.id, record.counts, record.snapshot, repeated=not tried)
            await _compare(tx, state, changes)
            return state

        self._in_turn(self._turn)
        self._drop_left()
        while True:
            state = self._in_turn(begin)
            if isinstance(state, ApplyResult):
                return state
            removals, seq = state.removals, state.seq + 1

            def earlier(name: str, ids: Sequence[str], removals: int = removals) -> Mapping[str, int]:
                return self._bolt.read(lambda tx: last_versions(tx, name, ids)) if removals else {}

            staged = stage(self._bolt, state, changes, batch, earlier, progress, self._drop)

            async def commit(tx: Tx, staged: Staged = staged, seq: int = seq) -> ApplyResult | None:
                nonlocal tried
                await take_lock(tx)
                now = await self._state(tx)
                row = await tx.one(q.NEO_BATCH_BY_ID, {"id": batch.id})
                if row:
                    record = record_of(row)
                    return ApplyResult(
                        record.seq, batch.id, record.counts, record.snapshot, repeated=not tried
                    )
                if (now.seq, now.seal, now.open) != (seq - 1, staged.under, 0):
                    return None  # another batch came in between
                tried = True
                await _compare(tx, now, changes)
                given = {"token": staged.token, "seq": seq, "after": now.logged}
                await tx.rows(q.NEO_COMMIT_STAGED, given)
                await tx.rows(q.NEO_COMMIT_COPIES, given)
                logged = now.logged + staged.logged
                return await _close_batch(
                    tx, now, changes, batch, staged.digests, staged.copies, staged.seal, logged, opens=True
                )

            try:
                result = self._bolt.write(commit)
            except BaseException:
                with suppress(StoreError):
                    self._drop(staged.token)
                raise
            if result is None:
                self._drop(staged.token)
                continue
            if not result.repeated:
                self._carry_out(seq)
            return result

    def _drop(self, token: str) -> None:
        """Delete what was staged under that token and not committed."""

        async def some(tx: Tx) -> int:
            (many,) = (await tx.one(q.NEO_DROP_STAGED, {"token": token})) or [0]
            return int(str(many))

        while self._bolt.write(some):
            pass

    def _drop_left(self) -> None:
        """Delete what programs that were ended a day ago or longer had staged."""

        async def tokens(tx: Tx) -> list[str]:
            return [str(t) for (t,) in await tx.rows(q.NEO_LEFT_STAGED)]

        for token in self._bolt.read(tokens):
            self._drop(token)

    def set_settings(self, settings: Mapping[str, str], *, at: str = "", author: str = "") -> None:
        async def work(tx: Tx) -> None:
            state = await self._turn(tx)
            known = {str(k): v for k, v in await tx.rows(q.NEO_SETTINGS)}
            new = {k: v for k, v in settings.items() if known.get(k, "") != v}
            for key, value in new.items():
                await tx.rows(
                    q.NEO_SET_SETTING if value else q.NEO_DELETE_SETTING, {"key": key, "value": value}
                )
            when = taken_again(at)
            now = await happened(tx, state, [("setting", k, v, when, author) for k, v in new.items()])
            await tx.rows(q.NEO_SET_STATE, {"state": now.text()})

        self._in_turn(work)

    def sighted(self, inputs: Iterable[tuple[str, str]], at: str) -> None:
        shas = [sha for _, sha in inputs]
        ids = [uuid.uuid4().hex for _ in shas]

        async def work(tx: Tx) -> None:
            state = await self._turn(tx)
            there = {str(row[1]) for row in await tx.rows(q.NEO_ALL_SIGHTINGS)}
            if ids and there.issuperset(ids):
                return  # an earlier try of this call, whose answer was lost
            when = taken_again(at)
            await tx.rows(q.NEO_INSERT_SIGHTING, {"ids": ids, "shas": shas, "at": when})
            new = zip(ids, shas, strict=True)
            now = await happened(tx, state, [("sighting", sha, ident, when, "") for ident, sha in new])
            await tx.rows(q.NEO_SET_STATE, {"state": now.text()})

        self._in_turn(work)

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
                except _UNREADABLE:
                    break
                if snapshot.id == state.id:
                    self._held = (state.seq, snapshot)
                    return snapshot
                base = (since, snapshot)
                time.sleep(0.02 * 2**attempt)
            return self._snapshot_under_lock()

    def _snapshot_under_lock(self) -> Snapshot:
        async def work(tx: Tx) -> tuple[State, Snapshot, list[str], list[str]]:
            await take_lock(tx)
            layout, state = await self._meta(tx)
            held = await hold(tx, layout)
            frames, lost = await written(tx, held)
            missing = [f"{n} {i}" for n, ids in lost.items() for i in ids]
            return state, Snapshot.of(frames), held.names(), missing

        state, snapshot, names, lost = self._bolt.write(work)
        if lost or snapshot.id != state.id:
            raise self._damaged(lost)
        if names and not state.open:
            more = f" and {len(names) - 5} more" if len(names) > 5 else ""
            _LOGGER.warning(
                "Read from the copies in %s, because it was changed behind the program's back: %s%s. "
                "`mnr store repair` puts back what was written.",
                self.url,
                ", ".join(names[:5]),
                more,
            )
        self._held = (state.seq, snapshot)
        return snapshot

    def _damaged(self, lost: Sequence[str]) -> StoreDamaged:
        if not lost:
            return StoreDamaged(
                said("What is in {url} is not what was written.", url=self.url),
                hint=said("Run `mnr store verify` to find the record."),
            )
        some = ", ".join(lost[:5]) + (f" and {len(lost) - 5} more" if len(lost) > 5 else "")
        return StoreDamaged(
            said(
                "{path} is damaged, and holds no copy of what was written of: {records}.",
                path=self.url,
                records=some,
            ),
            hint=said(
                "Restore it from a copy or an export; `mnr store verify` names everything. An answer without these"
                " records could show a gap where there is none."
            ),
        )

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
                    tables[name] = await tx.columns(cypher.read(t), {"part": PART})
        else:
            for name, ids in touched.items():
                some = {"ids": ids, "part": PART}
                tables[name] = await tx.columns(cypher.read_some(SCHEMA[name]), some)
        open_ = await changes_of(tx, state.open) if state.open else []
        return (state.seq if touched is None else after, state, touched, batches, tables, open_)

    def history(self, ref: str) -> list[LogEntry]:
        return [entry_of(r) for r in self._rows(q.NEO_LOG_OF_RECORD, {"id": ref})]

    def batches(self) -> list[BatchRecord]:
        return [record_of(r) for r in self._rows(q.NEO_BATCHES)]

    def log(self, seq: int, brief: bool = False) -> list[LogEntry]:
        text = q.NEO_BRIEF_LOG if brief else q.NEO_LOG_OF_BATCH
        return [entry_of(r) for r in self._rows(text, {"seq": seq})]

    def sightings(self) -> list[tuple[str, str]]:
        return [(str(sha), str(at)) for sha, at in self._rows(q.NEO_SIGHTINGS)]

    def _rows(self, text: str, params: Mapping[str, object] | None = None) -> list[list[object]]:
        async def work(tx: Tx) -> list[list[object]]:
            await self._state(tx)
            return await tx.rows(text, params)

        return self._bolt.read(work)

    def verify(self) -> list[Issue]:
        """Under the lock: nobody writes while everything is read."""

        async def work(tx: Tx) -> list[Issue]:
            await take_lock(tx)
            layout, state = await self._meta(tx)
            if state.open:
                raise _NotYet(state.open)
            meta = await tx.one(q.NEO_META)
            return await findings(tx, state, layout, meta[1] if meta else None)

        try:
            return self._in_turn(work)
        except StoreDamaged as e:
            return [broken(e.message, hint=e.hint)]

    def repair(self, *, at: str = "", author: str = "") -> list[str]:
        self._held = None

        async def work(tx: Tx) -> list[str]:
            await take_lock(tx)
            meta = await tx.one(q.NEO_META)
            assert meta is not None
            if type(meta[0]) is int:
                self._check(meta[0])
            state = _parsed(meta, self.url)
            if state.open:
                raise _NotYet(state.open)
            if meta[0] == 1 and not state.events:
                raise _NotYet
            return await repair(tx, state, at, author, again)

        again = self._bolt.write(partial(remade, url=self.url))
        return self._in_turn(work)


#: (batch number the reading goes on from, state, touched ids or None = all, batch ids by number, rows, entries of a
#: batch that is being carried out)
_Found = tuple[
    int, State, dict[str, list[str]] | None, dict[int, str], dict[str, Table], Sequence[Sequence[object]]
]


class _NotYet(Exception):
    """Something has to be done first: the open batch ``seq`` carried out, or the layout brought up."""

    def __init__(self, seq: int = 0) -> None:
        super().__init__(seq)
        self.seq = seq


def _unreadable(url: str) -> StoreDamaged:
    return StoreDamaged(
        said("What {url} says of itself cannot be read.", url=url),
        hint=said("Run `mnr store repair`, then `mnr store verify`."),
    )


def _parsed(meta: Sequence[object], url: str) -> State:
    try:
        return State.parse(str(meta[2]))
    except (*_UNREADABLE, IndexError) as error:
        raise _unreadable(url) from error


async def _compare(tx: Tx, state: State, changes: ChangeSet) -> None:
    now = await versions_of(tx, state.sums, changes)
    check_versions(
        changes,
        lambda name, ids: {i: now[name][i] for i in ids if i in now[name]},
        digest_of(state.sums),
    )


async def _close_batch(
    tx: Tx,
    state: State,
    changes: ChangeSet,
    batch: Batch,
    digests: list[str],
    copies: Sequence[tuple[int, bytes]],
    seal: Seal,
    logged: int,
    *,
    opens: bool,
) -> ApplyResult:
    """Write the batch and the state after it: the last that a batch writes."""
    batch = batch.timed()
    sums, seq = dict(state.sums), state.seq + 1
    for op, name, rows, before in changes.steps():
        sums[name] = moved(sums.get(name, (0, 0, 0)), op, rows, before)
    for first, packed in copies:
        seal.copy(first, packed)
    counts = changes.counts()
    chain = chain_hash(state.chain, batch, digests)
    snapshot = digest_of(sums)
    told: dict[str, object] = {
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
    sealed = seal.close(list(told.values()), state.events)
    await tx.rows(q.NEO_INSERT_BATCH, {"batch": {**told, "seal": sealed}})
    removals = state.removals + sum(map(len, changes.removed.values()))
    after = State(seq, chain, sums, removals, logged, sealed, state.events, seq if opens else 0)
    await tx.rows(q.NEO_SET_STATE, {"state": after.text()})
    return ApplyResult(seq, batch.id, counts, snapshot)


def _built(found: _Found, base: tuple[int, Snapshot] | None) -> Snapshot:
    _, state, touched, batches, tables, open_ = found
    if touched is None or base is None:
        read = Snapshot.of([frame_of(SCHEMA[name], table, batches) for name, table in tables.items()])
        frames = dict(read.frames)
    else:
        frames = dict(base[1].frames)
        for name, ids in touched.items():
            frames[name] = frames[name].without(ids).concat(frame_of(SCHEMA[name], tables[name], batches))
    if open_:
        frames = overlaid(frames, open_, batches.get(state.open, ""))
    return Snapshot.of(frames)
