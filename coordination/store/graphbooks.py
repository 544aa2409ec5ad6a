"""Whether a graph is what was written; reading what was written where it is not, and putting it back.

Everything is read under the writers' lock. What people add with names of their own (labels, types and properties that
the program does not declare) is no part of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from coordination.model.changes import Op
from coordination.model.frames import Frame
from coordination.model.snapshot import digest_of, type_sum
from coordination.store import queries as q
from coordination.store.base import STORE_VERSION
from coordination.store.bolt import Tx
from coordination.store.checking import (
    SEALED,
    Books,
    Difference,
    Last,
    Walk,
    broken,
    check,
    compare,
    image_from,
    last_entries,
    put_right,
    told_by_events,
    told_by_log,
)
from coordination.store.graphframework import framework_differs, write_framework
from coordination.store.graphlayout import layout_mark
from coordination.store.graphrows import PART, Table, read_soundly, write_rows
from coordination.store.graphstate import State
from coordination.store.graphstrange import strangers, take_away
from coordination.store.sealing import Event, event_seal
from graph_schema import cypher
from graph_schema.cypher import End
from graph_schema.edition import BASE_EDITION
from graph_schema.errors import said
from graph_schema.issues import Issue, Location, Severity
from graph_schema.schema import SCHEMA

__all__ = [
    "Held",
    "books_of",
    "findings",
    "happened",
    "hold",
    "raw_log",
    "repair",
    "written",
]


@dataclass(frozen=True)
class Held:
    """All that is needed to say what was written: ``frames`` as they are (digests worked out), ``unsound`` ids that
    could not be read, by type; how they differ from the log; the last entry of each record."""

    layout: int
    batches: Mapping[int, str]
    frames: Mapping[str, Frame]
    unsound: Mapping[str, Sequence[str]]
    last: Mapping[str, Mapping[str, Last]]
    different: Mapping[str, Difference]

    def names(self) -> list[str]:
        """Every record that is not what was written."""
        return [f"{n} {i}" for n, d in self.different.items() for i in (*d.changed, *d.gone, *d.unknown)]


async def hold(tx: Tx, layout: int, books: Books | None = None) -> Held:
    """Read all records, and the log where ``books`` do not hold it."""
    batches = _ids(books.batches if books else await tx.rows(q.NEO_BATCHES))
    frames, unsound = await _records(tx, batches)
    last = last_entries(books.log if books else await raw_log(tx))
    different = {n: compare(frames[n], last[n], batches, layout=layout, unsound=unsound[n]) for n in SCHEMA}
    return Held(layout, batches, frames, unsound, last, different)


def _ids(batches: Iterable[Sequence[object]]) -> dict[int, str]:
    """Ids of batches by number, of those that have a number."""
    return {row[0]: str(row[1]) for row in batches if type(row[0]) is int}


async def _records(tx: Tx, batches: Mapping[int, str]) -> tuple[dict[str, Frame], dict[str, list[str]]]:
    """By type all records, digests worked out from what they say, and ids of those that cannot be read."""
    known = _Known(batches)
    frames: dict[str, Frame] = {}
    unsound: dict[str, list[str]] = {}
    for name, t in SCHEMA.items():
        table: Table = await tx.columns(cypher.read(t), {"part": PART})
        frames[name], unsound[name] = read_soundly(t, table, known)
    return frames, unsound


class _Known(dict[int, str]):
    def get(self, key: object, default: object = "") -> str:
        return super().get(key, "") if isinstance(key, int) else ""


async def written(tx: Tx, held: Held) -> tuple[dict[str, Frame], dict[str, list[str]]]:
    """By type the records as they were written, and ids of those that no copy gives."""
    wanted = {
        held.last[n][i].number
        for n, d in held.different.items()
        for i in (*d.changed, *d.gone)
        if i in held.last[n]
    }
    copies: dict[int, tuple[int, bytes]] = {}
    for number in sorted(wanted) if held.layout >= SEALED else ():
        row = await tx.one(q.NEO_COPY_AT, {"number": number})
        if row and type(row[0]) is int and isinstance(row[1], bytes | bytearray):
            copies[number] = (row[0], bytes(row[1]))
    frames, lost = {}, {}
    for name, frame in held.frames.items():
        frames[name], lost[name] = put_right(
            frame, held.different[name], held.last[name], held.batches, copies.get
        )
    return frames, lost


# what the store keeps about itself


async def raw_log(tx: Tx) -> list[tuple[object, ...]]:
    """Every entry, one by one: number, seq, type, id, op, version, digest, origin, before-image."""
    found: list[tuple[object, ...]] = []
    for row in await tx.rows(q.NEO_RAW_LOG):
        number, seq, name, op, *lists = row
        ids, versions, digests, origins, befores = (
            [] if v is None else v if isinstance(v, list) else [v] for v in lists
        )
        for k in range(max(map(len, (ids, versions, digests, origins, befores)), default=0)):
            found.append(
                (
                    number + k if type(number) is int else number,
                    seq,
                    name,
                    _at(ids, k),
                    op,
                    _at(versions, k),
                    _raw(_at(digests, k)),
                    _raw(_at(origins, k, "")),
                    _at(befores, k, ""),
                )
            )
    return found


def _at(values: Sequence[object], k: int, missing: object = None) -> object:
    return values[k] if k < len(values) else missing


def _raw(text: object) -> object:
    """Bytes of their hexadecimal text; what is none stays as it is."""
    try:
        return bytes.fromhex(text) if isinstance(text, str) and text == text.lower() else text
    except ValueError:
        return text


async def books_of(tx: Tx, state: State, layout: int) -> Books:
    """The log, the batches, the events and the state, as they are."""
    sealed = layout >= SEALED
    events = [_event(row) for row in await tx.rows(q.NEO_EVENTS)] if sealed else []
    return Books(
        layout,
        {
            "seq": state.seq,
            "chain": state.chain,
            "seal": state.seal,
            "events": state.events,
            "removals": state.removals,
            "sums": state.sums,
        },
        await tx.rows(q.NEO_SEALED_BATCHES if sealed else q.NEO_BATCHES),
        await raw_log(tx),
        [(f, s, r) for f, s, r in await tx.rows(q.NEO_COPIES)] if sealed else (),
        events,
        {_text(k): v for k, v in await tx.rows(q.NEO_SETTINGS)},
        [(sha, at) for sha, at in await tx.rows(q.NEO_SIGHTINGS)],
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else repr(value)


def _event(row: Sequence[object]) -> tuple[Event, object]:
    number, after, *told = row[:7]
    kind, key, value, at, author = map(_text, told)
    return Event(number, after, kind, key, value, at, author), row[7]  # type: ignore[arg-type]


async def happened(tx: Tx, state: State, events: Iterable[tuple[str, str, str, str, str]]) -> State:
    """Write (kind, key, value, at, author) of each as an event; the state with the seal of the last."""
    number, seal = (await tx.one(q.NEO_LAST_EVENT)) or [0, ""]
    for kind, key, value, at, author in events:
        e = Event(int(str(number)) + 1, state.seq, kind, key, value, at, author)
        number, seal = e.number, event_seal(str(seal), e)
        told = {"number": e.number, "after": e.after, "kind": kind, "key": key, "value": value}
        await tx.rows(q.NEO_INSERT_EVENT, {"event": {**told, "at": at, "author": author, "seal": seal}})
    return replace(state, events=str(seal))


# verify


async def findings(tx: Tx, state: State, layout: int, mark: object) -> list[Issue]:
    """Every finding about everything; under the lock."""
    issues: list[Issue] = []
    if layout < SEALED:
        text = said("layout {version} keeps no hash of files, lines, history and settings", version=layout)
        issues.append(
            Issue("I-LAYOUT", Severity.INFO, text, Location(), hint=said("`mnr store migrate` adds them"))
        )
    books = await books_of(tx, state, layout)
    frames, unsound = await _records(tx, _ids(books.batches))
    issues += check(books, frames, unsound)
    if layout >= SEALED:
        if state.logged != len(list(books.log)):
            issues.append(
                broken(said("what the database says of itself ({key}) is not what was written", key="logged"))
            )
        issues += await _sightings(tx, books)
        if mark != layout_mark():
            issues.append(
                broken(
                    said("what the database says of itself ({key}) is not what was written", key="layout"),
                    hint=said("`mnr store migrate` writes the framework lists of this program"),
                )
            )
        elif await framework_differs(tx):
            issues.append(broken(said("the framework lists are not what was written")))
    if layout >= SEALED:
        issues += [broken(s.told, s.key) for s in await strangers(tx)]
    for name, ids in (await _misplaced(tx, frames)).items():
        issues += [
            broken(said("{type} {id} does not connect what it names", type=name, id=ident), ident)
            for ident in ids
        ]
    for row in await tx.rows(cypher.lost_cells()):
        where = "/".join(map(str, row))
        issues.append(
            broken(said("the cell {cell} is not connected to its capability and its country", cell=where))
        )
    return list(dict.fromkeys(issues))


async def _sightings(tx: Tx, books: Books) -> list[Issue]:
    """Number and id of each, which the list itself does not tell."""
    wanted = [(n, e.value) for n, e in enumerate(e for e, _ in books.events if e.kind == "sighting")]
    kept = [(row[0], row[1]) for row in await tx.rows(q.NEO_ALL_SIGHTINGS)]
    if [k for k in kept if k not in wanted] or len(kept) != len(wanted):
        return [broken(said("the list of files that were offered again is not what was written"))]
    return []


async def _misplaced(tx: Tx, frames: Mapping[str, Frame]) -> dict[str, list[str]]:
    """By type, claims whose nodes are not those that their fields name."""
    keys = cypher.end_keys()
    types = {t.label: t for t in SCHEMA.claims}
    starts = {t.label: [cypher.end_of(at) for at in t.starts] for t in SCHEMA.claims}
    stops = {t.label: [cypher.end_of(at) for at in t.ends] for t in SCHEMA.claims}
    found: dict[str, list[str]] = {t.name: [] for t in SCHEMA.claims}
    async for label, ident, a, said_a, b, said_b in tx.stream(cypher.ends(), {"keys": keys}):
        kind = str(label)
        frame = frames[types[kind].name]
        at = frame.position.get(str(ident))
        if at is None:
            continue
        row = frame.row(at)
        if not _names(starts[kind], a, keys, said_a, row) or not _names(stops[kind], b, keys, said_b, row):
            found[types[kind].name].append(str(ident))
    return found


def _names(
    ends: Sequence[End], labels: object, keys: Sequence[str], said: object, row: Mapping[str, str]
) -> bool:
    assert isinstance(labels, list)
    assert isinstance(said, list)
    properties = dict(zip(keys, said, strict=True))
    return any(
        e.label in labels
        and all(
            properties.get(k) == (row[f] if f else BASE_EDITION) for k, f in zip(e.key, e.fields, strict=True)
        )
        for e in ends
    )


# putting back


async def repair(tx: Tx, state: State, at: str, author: str, again: Sequence[str] = ()) -> list[str]:
    """Put back what was written, from the copies, the log and the events; the names of what was put back, after those
    of what was put back ``again`` already."""
    done = [*again, *await take_away(tx)]
    books = await books_of(tx, state, STORE_VERSION)
    held = await hold(tx, STORE_VERSION, books)
    frames, lost = await written(tx, held)
    for name, d in held.different.items():
        t = SCHEMA[name]
        back = [i for i in (*d.changed, *d.gone) if i not in lost[name]]
        if gone := [*d.unknown, *(i for i in d.changed if i not in held.last[name])]:
            (left,) = (await tx.one(cypher.delete(t), {"ids": gone})) or [[]]
            await tx.rows(cypher.clear(), {"ids": left})
        done += await _write_back(tx, held, frames[name], back)
        done += [f"{name} {i}" for i in d.unknown]
    for name, ids in (await _misplaced(tx, frames)).items():
        done += await _write_back(tx, held, frames[name], [i for i in ids if i not in lost[name]])
    done += [name for name in await take_away(tx) if name not in done]  # on which claims hung until now
    done += await _restore_befores(tx, books)
    done += await _restore_settings(tx, books)
    if await framework_differs(tx) or await tx.rows(cypher.lost_cells()):
        await write_framework(tx)
        await tx.rows(cypher.rehang_cells())
        done.append("the framework lists")
    now, restored = await _restored_state(tx, state)
    done += restored
    if done:
        now = await happened(tx, now, [("repair", "", str(len(done)), at, author)])
    await tx.rows(q.NEO_SET_STATE, {"state": now.text()})
    await tx.rows(q.NEO_SET_LAYOUT, {"layout": layout_mark(), "version": STORE_VERSION})
    return done


async def _write_back(tx: Tx, held: Held, frame: Frame, ids: Sequence[str]) -> list[str]:
    rows = frame.take(frame.find(list(ids)))
    if not len(rows):
        return []
    numbers = {ident: n for n, ident in held.batches.items()}
    seqs = [numbers[b] for b in rows.batch.texts()]
    async for _, left in write_rows(tx, Op.ADD, rows, seqs, rows.version.tolist(), again=True):
        if left:
            await tx.rows(cypher.clear(), {"ids": sorted(left)})
    return [f"{frame.type.name} {i}" for i in rows.ids]


async def _restore_befores(tx: Tx, books: Books) -> list[str]:
    walk = Walk(books)
    walk.run()
    done = []
    for number, previous, name, ident in walk.unlike:
        row = await tx.one(q.NEO_COPY_AT, {"number": previous.number})
        copy = (int(str(row[0])), bytes(row[1])) if row and isinstance(row[1], bytes | bytearray) else None
        image = image_from(copy, previous, SCHEMA[name], ident, walk.batches)
        if image is None:
            continue
        for first, _, _, _, ids, _, _, _, befores in await tx.rows(q.NEO_RAW_LOG):
            assert isinstance(ids, list)
            if isinstance(first, int) and first <= number < first + len(ids) and isinstance(befores, list):
                befores[number - first] = json.dumps(image, ensure_ascii=False)
                await tx.rows(q.NEO_SET_BEFORES, {"number": first, "befores": befores})
                done.append(f"entry {number} of the log ({name} {ident})")
    return done


async def _restore_settings(tx: Tx, books: Books) -> list[str]:
    told = told_by_events(books)
    done: list[str] = []
    if told is None:
        return done
    settings, _ = told
    if dict(books.settings) != settings:
        await tx.rows(q.NEO_DELETE_SETTINGS)
        for key, value in settings.items():
            await tx.rows(q.NEO_SET_SETTING, {"key": key, "value": value})
        done.append("the settings")
    wanted = [
        (n, e.value, e.key, e.at) for n, e in enumerate(e for e, _ in books.events if e.kind == "sighting")
    ]
    if [tuple(row) for row in await tx.rows(q.NEO_ALL_SIGHTINGS)] != wanted:
        await tx.rows(q.NEO_DELETE_SIGHTINGS)
        for number, ident, sha, at in wanted:
            await tx.rows(q.NEO_MAKE_SIGHTING, {"id": ident, "number": number, "sha": sha, "at": at})
        done.append("the list of files that were offered again")
    return done


async def _restored_state(tx: Tx, state: State) -> tuple[State, list[str]]:
    """The state as the log, the batches and the events say it, where these are whole."""
    books = await books_of(tx, state, STORE_VERSION)
    told = told_by_log(books)
    if told is None:
        return state, []
    seq, chain, seal, snapshot, events, removals = told
    held = await hold(tx, STORE_VERSION, books)
    right = {n: type_sum(f) for n, f in held.frames.items() if len(f)}
    if digest_of(right) != snapshot:
        return state, []
    now = State(seq, chain, right, removals, len(list(books.log)), seal, events)
    same = replace(state, sums={}) == replace(now, sums={}) and _filled(state) == right
    return (state, []) if same else (now, ["what the store says of itself"])


def _filled(state: State) -> dict[str, tuple[int, int, int]]:
    return {n: s for n, s in state.sums.items() if s[0]}
