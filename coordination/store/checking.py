"""Whether a store is what was written: its records, its log, and all that it keeps about itself.

Every store brings its :class:`Books`, read as they are, of whatever kind the values have become; the findings name the
record, the entry, the batch, the setting. The same comparison says which records have to be read from their copies
(:func:`put_right`), so that an answer is made of what was written or not at all.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from coordination.model.changes import Batch, BatchKind, Op
from coordination.model.frames import Frame
from coordination.model.snapshot import TypeSum, digest_of, type_sum
from coordination.store.base import chain_hash
from coordination.store.memory import before_image
from coordination.store.moving import rows_from_images
from coordination.store.sealing import Event, Seal, event_seal, origins, unpack
from graph_schema.declare import RecordType
from graph_schema.errors import Said, StoreDamaged, said
from graph_schema.issues import Issue, Location, Severity
from graph_schema.schema import SCHEMA

__all__ = [
    "SEALED",
    "Books",
    "Difference",
    "Last",
    "Walk",
    "batch_from",
    "broken",
    "check",
    "check_books",
    "compare",
    "image_from",
    "last_entries",
    "put_right",
    "told_by_events",
    "told_by_log",
]

SEALED: Final = 2  #: layout from which provenance, history, settings and batches are sealed
AT_ONCE: Final = 20_000  #: before-images looked at together
_OPS: Final = {str(op): op for op in Op}
_HINT: Final = said("`mnr store repair` restores what was written, where the database has a copy of it")

Raw = Sequence[object]


class Last(NamedTuple):
    """The last entry of a record in the log."""

    number: int
    seq: int
    op: Op
    version: int
    digest: bytes
    origin: bytes


@dataclass(frozen=True)
class Books:
    """``batches``: the columns of each, then its seal; ``log``: number, seq, type, id, op, version, digest, origin,
    before-image of each entry, by number; ``copies``: number of the first entry, seq, packed rows, by number;
    ``state``: seq, chain, seal, events (seal of the last), sums, removals, as the store keeps them."""

    layout: int
    state: Mapping[str, object]
    batches: Sequence[Raw]
    log: Iterable[Raw]
    copies: Iterable[tuple[object, object, object]] = ()
    events: Sequence[tuple[Event, object]] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    sightings: Sequence[tuple[object, object]] = ()


@dataclass
class Difference:
    """Records of a type that are not what the log says: ``changed`` (said otherwise, or from elsewhere), ``gone``,
    ``unknown`` (the log has none of that id)."""

    changed: dict[str, Said] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.changed or self.gone or self.unknown)


def broken(message: str, record: str = "", hint: str = _HINT) -> Issue:
    return Issue("E-HASH", Severity.ERROR, message, Location(), hint=hint, record=record)


def batch_from(row: Raw) -> tuple[int, Batch, dict[str, int]]:
    """(number, batch, counts) of its columns. Raises ValueError, TypeError or KeyError when they cannot be read."""
    seq, ident, kind, at, author, note, inputs, scope, base, counts = map(str, row[:10])
    files = tuple((str(n), str(s)) for n, s in json.loads(inputs))
    labels = tuple(str(s) for s in json.loads(scope))
    tallied = {str(k): int(v) for k, v in json.loads(counts).items()}
    return int(seq), Batch(ident, BatchKind(kind), at, author, note, files, labels, base), tallied


def _readable(e: Raw) -> bool:
    number, seq, name, ident, op, version, digest, origin, before = e
    return (
        type(number) is int
        and type(seq) is int
        and name in SCHEMA
        and isinstance(ident, str)
        and op in _OPS
        and type(version) is int
        and isinstance(digest, bytes)
        and isinstance(origin, bytes)
        and isinstance(before, str)
    )


def last_entries(log: Iterable[Raw]) -> dict[str, dict[str, Last]]:
    """By type and id the last entry of every record, of those entries that can be read."""
    found: dict[str, dict[str, Last]] = {name: {} for name in SCHEMA}
    for e in log:
        if _readable(e):
            number, seq, name, ident, op, version, digest, origin, _ = e
            found[name][ident] = Last(number, seq, _OPS[op], version, digest, origin)  # type: ignore[index,arg-type]
    return found


# records


def compare(
    frame: Frame,
    last: Mapping[str, Last],
    batches: Mapping[int, str],
    *,
    layout: int,
    unsound: Iterable[str] = (),
) -> Difference:
    """The records of a frame (its digests worked out from what they say) against their last entries.

    ``unsound``: ids of records that are there and could not be read into the frame.
    """
    found = Difference()
    name = frame.type.name
    left = {i: e for i, e in last.items() if e.op is not Op.REMOVE}
    files, lines, whose = frame.file.texts(), frame.line.tolist(), frame.batch.texts()
    versions, raw = frame.version.tolist(), frame.digests.tobytes()
    for ident in unsound:
        if left.pop(ident, None) is None and ident not in found.changed:
            found.unknown.append(ident)
            continue
        found.changed[ident] = said("{type} {id} is not what was written", type=name, id=ident)
    for k, ident in enumerate(frame.ids):
        e = left.pop(ident, None)
        if e is None:
            if ident not in found.changed and ident not in found.unknown:
                found.unknown.append(ident)
            continue
        digest = raw[16 * k : 16 * k + 16]
        if digest != e.digest:
            found.changed[ident] = said("{type} {id} is not what was written", type=name, id=ident)
        elif layout >= SEALED:
            where = origins(
                frame.type, e.op, whose[k], (ident,), (versions[k],), (digest,), (files[k],), (lines[k],)
            )
            if where[0] != e.origin or whose[k] != batches.get(e.seq):
                found.changed[ident] = said(
                    "{type} {id} is not what was written: its file, line, update or version",
                    type=name,
                    id=ident,
                )
        elif versions[k] != e.version or whose[k] != batches.get(e.seq):
            found.changed[ident] = said(
                "{type} {id} is not what was written: its file, line, update or version", type=name, id=ident
            )
    found.gone += left
    return found


def put_right(
    frame: Frame,
    different: Difference,
    last: Mapping[str, Last],
    batches: Mapping[int, str],
    copy_at: Callable[[int], tuple[int, bytes] | None],
) -> tuple[Frame, list[str]]:
    """The frame as it was written, and ids of records that no copy gives.

    ``copy_at(number)``: (number of its first entry, packed rows) of the copy that holds that entry, if any. What a
    copy says is taken only where it gives the digest and the origin that the log keeps.
    """
    t = frame.type
    wanted = sorted((last[i].number, i) for i in (*different.changed, *different.gone) if i in last)
    rows: list[Frame] = []
    missing = [i for i in different.changed if i not in last]
    first, held = 0, Frame.empty(t)
    for number, ident in wanted:
        e = last[ident]
        if not first <= number < first + len(held):
            copy = copy_at(number)
            try:
                first, held = (copy[0], unpack(t, copy[1])) if copy else (0, Frame.empty(t))
            except StoreDamaged:
                first, held = 0, Frame.empty(t)
        k = number - first
        batch = batches.get(e.seq, "")
        if not 0 <= k < len(held) or held.ids[k] != ident or held.digests[k].tobytes() != e.digest:
            missing.append(ident)
            continue
        one = held.take(np.asarray([k])).stamped(batch, np.asarray([e.version], np.int32))
        again = origins(
            t, e.op, batch, one.ids, (e.version,), (e.digest,), one.file.texts(), one.line.tolist()
        )
        if again[0] != e.origin:
            missing.append(ident)
            continue
        rows.append(one)
    kept = frame.without([*different.changed, *different.unknown])
    for one in rows:
        kept = kept.concat(one)
    return kept, missing


# everything


def check(
    books: Books, frames: Mapping[str, Frame], unsound: Mapping[str, Iterable[str]] | None = None
) -> list[Issue]:
    """Findings about everything. ``frames``: all records, digests worked out from what they say; ``unsound``: by
    type, ids of records that are there and cannot be read."""
    walk, issues = check_books(books)
    sums: dict[str, TypeSum] = {}
    for name, frame in frames.items():
        bad = (unsound or {}).get(name, ())
        different = compare(frame, walk.last[name], walk.batches, layout=books.layout, unsound=bad)
        issues += _told(name, different)
        sums[name] = type_sum(frame)
    issues += _state(books, walk, sums)
    return list(dict.fromkeys(issues))


def check_books(books: Books) -> tuple[Walk, list[Issue]]:
    """Findings about the log, the batches, the copies and the events, whatever the records say."""
    walk = Walk(books)
    return walk, [*_events(books), *walk.run()]


def _told(name: str, d: Difference) -> Iterator[Issue]:
    for ident, text in d.changed.items():
        yield broken(text, ident)
    for ident in d.gone:
        yield broken(said("{type} {id} (it is gone) is not what was written", type=name, id=ident), ident)
    for ident in d.unknown:
        yield broken(
            said("{type} {id} is not what was written: the program did not add it", type=name, id=ident),
            ident,
        )


class Walk:
    """The log from its first entry to its last, batch by batch."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.sealed = books.layout >= SEALED
        self.last: dict[str, dict[str, Last]] = {name: {} for name in SCHEMA}
        self.batches: dict[int, str] = {}
        self.removals = 0
        self.seq = 0
        self.chain = self.seal = self.snapshot = ""
        #: (number, the entry before it, type, id) of entries whose before-image is not what that one says
        self.unlike: list[tuple[int, Last, str, str]] = []
        self._issues: list[Issue] = []
        self._images: dict[str, list[tuple[int, str, Mapping[str, str], Last]]] = {}
        self._copies = iter(books.copies)
        self._copy = next(self._copies, None)

    def run(self) -> list[Issue]:
        entries = iter(self.books.log)
        here = next(entries, None)
        number = 0
        at = ""
        for row in self.books.batches:
            seq = row[0]
            self.seq += 1
            try:
                read_seq, batch, counts = batch_from(row)
            except (ValueError, TypeError, KeyError, AttributeError):
                read_seq, batch, counts = -1, None, {}
            name = str(row[1]) if batch is None else batch.id
            if batch is not None:
                self.batches[read_seq] = batch.id
                if at and batch.at < at:
                    self._issues.append(_clock(batch.id, batch.at, at))
                at = max(at, batch.at)
            sound = batch is not None and read_seq == self.seq
            digests: list[str] = []
            seal = Seal(self.seal)
            tally: Counter[str] = Counter()
            while here is not None and (here[1] == seq or not isinstance(here[1], int) or here[1] < self.seq):
                number += 1
                if not _readable(here) or here[0] != number or here[1] != seq:
                    self._issues.append(self._entry(here))
                    sound = False
                    if isinstance(here[0], int):
                        number = here[0]
                digest, origin, before = here[6:9]
                digests.append(digest.hex() if isinstance(digest, bytes) else repr(digest))
                seal.entries([_bytes(origin)], [str(before)] if before else [])
                tally[str(here[4])] += 1
                if _readable(here):
                    self._follow(here, name)
                here = next(entries, None)
            self._flush(1)
            while self._copy is not None and self._copy[1] == seq:
                seal.copy(self._copy[0], _bytes(self._copy[2]))
                self._copy = next(self._copies, None)
            if batch is not None:
                sound &= chain_hash(self.chain, batch, digests) == row[11]
                said_counts = {str(op): counts.get(k, 0) for op, k in _COUNTED.items()}
                sound &= said_counts == {op: tally[op] for op in said_counts}
            if self.sealed:
                sound &= seal.close(row[:12], self._events_before(self.seq)) == row[12]
                self.seal = str(row[12])
            self.snapshot, self.chain = str(row[10]), str(row[11])
            if not sound:
                self._issues.append(
                    broken(
                        said("update {batch} ({seq}) is not what was written", batch=name, seq=str(seq)),
                        hint=said("restore the database from a copy, if it matters who wrote what and when"),
                    )
                )
        while here is not None:
            self._issues.append(self._entry(here))
            here = next(entries, None)
        if self._copy is not None:
            self._issues.append(
                broken(said("a copy of rows is not what was written: it belongs to no update"))
            )
        return self._issues

    def _events_before(self, seq: int) -> str:
        seals = [s for e, s in self.books.events if isinstance(e.after, int) and e.after < seq]
        return str(seals[-1]) if seals else ""

    def _entry(self, e: Raw) -> Issue:
        return broken(
            said(
                "entry {number} of the log ({type} {id}) is not what was written",
                number=str(e[0]),
                type=str(e[2]),
                id=str(e[3]),
            ),
            str(e[3]),
        )

    def _follow(self, e: Raw, batch: str) -> None:
        """One entry after the entry of the same record before it."""
        number, seq, name, ident, op_text, version, digest, origin, before = e
        op = _OPS[str(op_text)]
        here = self.last[str(name)]
        previous = here.get(str(ident))
        this = Last(number, seq, op, version, digest, origin)  # type: ignore[arg-type]
        here[str(ident)] = this
        wanted = 1 if previous is None else previous.version + 1
        new = op is Op.ADD
        right = version == wanted and bool(before) != new and bool(digest) == (op is not Op.REMOVE)
        right &= new == (previous is None or previous.op is Op.REMOVE)
        if op is Op.REMOVE:
            self.removals += 1
            if self.sealed:
                right &= origins(SCHEMA[str(name)], op, batch, (str(ident),), (wanted,), ())[0] == origin
        if right and previous is not None and before:
            try:
                image = {str(k): str(v) for k, v in json.loads(str(before)).items()}
                int(image.get("_line", "0"))
                self._images.setdefault(str(name), []).append((this.number, str(ident), image, previous))
                self._flush(AT_ONCE)
            except (ValueError, AttributeError):
                right = False
                self.unlike.append((this.number, previous, str(name), str(ident)))
        if not right:
            self._issues.append(self._entry(e))

    def _flush(self, many: int) -> None:
        """Before-images must say what the entries before them say."""
        for name, waiting in self._images.items():
            if len(waiting) < many:
                continue
            rows = rows_from_images(name, [image for _, _, image, _ in waiting])
            files, lines = rows.file.texts(), rows.line.tolist()
            for k, (number, ident, image, previous) in enumerate(waiting):
                right = rows.ids[k] == ident and rows.digests[k].tobytes() == previous.digest
                whose = self.batches.get(previous.seq, "")
                right &= image.get("_batch") == whose
                if self.sealed:
                    again = origins(
                        rows.type, previous.op, whose, (ident,), (previous.version,), (previous.digest,),
                        (files[k],), (lines[k],),
                    )  # fmt: skip
                    right &= again[0] == previous.origin
                if not right:
                    self._issues.append(self._entry((number, 0, name, ident)))
                    self.unlike.append((number, previous, name, ident))
            waiting.clear()


_COUNTED: Final = {Op.ADD: "added", Op.CHANGE: "changed", Op.REMOVE: "removed"}


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else repr(value).encode()


def _clock(batch: str, at: str, before: str) -> Issue:
    return Issue(
        "W-CLOCK",
        Severity.WARNING,
        said(
            "update {batch} has the time {at}, earlier than one before it ({before})",
            batch=batch,
            at=at,
            before=before,
        ),
        hint=said("their order is that of their numbers: a clock was behind, or the later one came with the program"),
    )  # fmt: skip


def _events(books: Books) -> Iterator[Issue]:
    if books.layout < SEALED:
        return
    seal = ""
    settings: dict[str, str] = {}
    sightings: list[tuple[str, str]] = []
    for number, (e, kept) in enumerate(books.events, 1):
        if event_seal(seal, e) != kept or e.number != number:
            yield broken(
                said("entry {number} of the events ({kind} {key}) is not what was written",
                     number=str(e.number), kind=str(e.kind), key=str(e.key)),
                hint=said("look at the settings of the workspace and set again what is wrong"),
            )  # fmt: skip
        seal = str(kept)
        if e.kind == "setting":
            settings[e.key] = e.value
        elif e.kind == "sighting":
            sightings.append((e.key, e.at))
    settings = {k: v for k, v in settings.items() if v}
    for key in sorted({*settings, *map(str, books.settings)}):
        if settings.get(key) != books.settings.get(key):
            yield broken(said("the setting {key} is not what was written", key=key))
    if [tuple(s) for s in books.sightings] != sightings:
        yield broken(said("the list of files that were offered again is not what was written"))


def _state(books: Books, walk: Walk, sums: Mapping[str, TypeSum]) -> Iterator[Issue]:
    """What the store says of itself as a whole."""
    kept = books.state
    said_sums = kept.get("sums")
    wanted: dict[str, object] = {"seq": walk.seq, "chain": walk.chain, "removals": walk.removals}
    if books.layout >= SEALED:
        last = [s for _, s in books.events]
        wanted |= {"seal": walk.seal, "events": last[-1] if last else ""}
    for key, value in wanted.items():
        if kept.get(key) != value:
            yield broken(said("what the database says of itself ({key}) is not what was written", key=key))
    names = [n for n in sums if sums[n][0] or (isinstance(said_sums, Mapping) and n in said_sums)]
    if (
        not isinstance(said_sums, Mapping)
        or any(said_sums.get(n) != sums[n] for n in names)
        or any(n not in sums for n in said_sums)
    ):
        yield broken(said("the sum over all records is not what was written"))


# putting back


def told_by_events(books: Books) -> tuple[dict[str, str], list[tuple[str, str]]] | None:
    """(settings, files offered again) from the events; None where these are not what was written."""
    seal = ""
    settings: dict[str, str] = {}
    sightings: list[tuple[str, str]] = []
    for e, kept in books.events:
        if event_seal(seal, e) != kept:
            return None
        seal = str(kept)
        if e.kind == "setting":
            settings[e.key] = e.value
        elif e.kind == "sighting":
            sightings.append((e.key, e.at))
    return {k: v for k, v in settings.items() if v}, sightings


def told_by_log(books: Books) -> tuple[int, str, str, str, str, int] | None:
    """(number of the last batch, chain, seal, snapshot id, seal of the last event, removals) from the batches, the log
    and the events; None where these are not what was written."""
    walk = Walk(books)
    if any(i.severity is Severity.ERROR for i in walk.run()) or told_by_events(books) is None:
        return None
    events = str(books.events[-1][1]) if books.events else ""
    return walk.seq, walk.chain, walk.seal, walk.snapshot or digest_of({}), events, walk.removals


def image_from(
    copy: tuple[int, bytes] | None, e: Last, t: RecordType, ident: str, batches: Mapping[int, str]
) -> dict[str, str] | None:
    """The before-image of a record that was as the entry ``e`` says, from the copy that holds it."""
    if copy is None:
        return None
    try:
        rows = unpack(t, copy[1])
    except StoreDamaged:
        return None
    k = e.number - copy[0]
    if not 0 <= k < len(rows) or rows.ids[k] != ident or rows.digests[k].tobytes() != e.digest:
        return None
    batch = batches.get(e.seq, "")
    one = rows.take(np.asarray([k])).stamped(batch, np.asarray([e.version], np.int32))
    where = origins(t, e.op, batch, one.ids, (e.version,), (e.digest,), one.file.texts(), one.line.tolist())
    return before_image(one, 0) if where[0] == e.origin else None
