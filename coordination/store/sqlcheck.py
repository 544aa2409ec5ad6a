"""Whether a SQLite store is what was written; reading what was written where it is not, and putting it back."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot, digest_of, type_sum
from coordination.store import queries as q
from coordination.store.base import STORE_VERSION
from coordination.store.checking import (
    SEALED,
    Books,
    Difference,
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
from coordination.store.sealing import Event
from coordination.store.sqlfile import (
    damaged,
    framework_rows,
    happened,
    mark,
    marks,
    meta_of,
    missing_tables,
    sums_of,
    upgrade,
    version_of,
    whole,
    write_framework,
)
from coordination.store.sqllog import raw_log
from coordination.store.sqlrows import Found, columns_there, read_soundly
from graph_schema import sql
from graph_schema.errors import said
from graph_schema.issues import Issue, Location, Severity
from graph_schema.schema import SCHEMA

__all__ = ["from_copies", "repair", "verified"]

_LOGGER: Final = logging.getLogger("coordination.store")


def from_copies(c: sqlite3.Connection, path: Path, wanted: str) -> Snapshot:
    """Everything as it was written, from the copies where the rows are something else now."""
    batches, found, different = _differences(c)
    last = last_entries(_log(c))
    frames, lost = [], list[str]()
    for name, f in found.items():
        frame, missing = put_right(
            f.frame, different[name], last[name], batches, lambda n: c.execute(q.COPY_AT, (n,)).fetchone()
        )
        frames.append(frame)
        lost += [f"{name} {ident}" for ident in missing]
    snapshot = Snapshot.of(frames)
    if lost or snapshot.id != wanted:
        damaged(path, lost)
    names = [f"{n} {i}" for n, d in different.items() for i in (*d.changed, *d.gone, *d.unknown)]
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    _LOGGER.warning(
        "Read from the copies in %s, because it was changed behind the program's back: %s%s. "
        "`mnr store repair` puts back what was written.",
        path,
        ", ".join(names[:5]) or "what it says of itself",
        more,
    )
    return snapshot


def _log(c: sqlite3.Connection) -> Iterable[Sequence[object]]:
    return raw_log(c, sealed=version_of(meta_of(c)) >= SEALED)


def _differences(
    c: sqlite3.Connection,
) -> tuple[dict[int, str], dict[str, Found], dict[str, Difference]]:
    """Batch ids by number; by type what the table holds, and how that differs from the log."""
    c.text_factory = _any_text
    batches = {n: str(ident) for n, ident in c.execute(q.BATCH_IDS)}
    layout = version_of(meta_of(c))
    last = last_entries(_log(c))
    found, different = {}, {}
    for name, t in SCHEMA.items():
        found[name] = read_soundly(c, t, batches, columns_there(c, t))
        different[name] = compare(
            found[name].frame, last[name], batches, layout=layout, unsound=found[name].unsound_ids
        )
    return batches, found, different


def verified(c: sqlite3.Connection) -> Iterator[Issue]:
    """Every finding about the file and what is in it. The layout is not newer than this program's."""
    yield from _integrity(c)
    c.text_factory = _any_text
    meta = meta_of(c)
    layout = version_of(meta)
    missing = [name for name in missing_tables(c) if layout in (0, STORE_VERSION) and name not in SCHEMA]
    for name in missing:
        yield broken(said("the table {name} is missing", name=name))
    if missing:
        return
    if layout >= SEALED or layout == 0:
        yield from _meta_keys(c, meta)
    if layout == 0:
        layout = STORE_VERSION
    if layout < SEALED:
        yield _old_layout(layout)
    yield from _strange(c, layout)
    batches = {n: str(ident) for n, ident in c.execute(q.BATCH_IDS)}
    found = {t.name: read_soundly(c, t, batches, columns_there(c, t)) for t in SCHEMA.values()}
    yield from check(
        _books(c, meta, layout),
        {name: f.frame for name, f in found.items()},
        {name: f.unsound_ids for name, f in found.items()},
    )


def _books(c: sqlite3.Connection, meta: Mapping[str, str], layout: int) -> Books:
    state: dict[str, object] = dict(meta)
    for key in ("seq", "removals"):
        number = whole(meta.get(key))
        state[key] = meta.get(key, 0) if number is None else number
    state["sums"] = sums_of(meta)
    sealed = layout >= SEALED
    return Books(
        layout,
        state,
        c.execute(q.SEALED_BATCHES if sealed else q.BATCHES).fetchall(),
        raw_log(c, sealed=sealed),
        c.cursor().execute(q.COPIES) if sealed else (),
        [_event(row) for row in c.execute(q.EVENTS)] if sealed else (),
        {_text(k): v for k, v in c.execute(q.SETTINGS)},
        c.execute(q.SIGHTINGS).fetchall(),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else repr(value)


def _event(row: Sequence[object]) -> tuple[Event, object]:
    number, after, *said_of_it = row[:7]
    kind, key, value, at, author = map(_text, said_of_it)
    return Event(number, after, kind, key, value, at, author), row[7]  # type: ignore[arg-type]


def repair(c: sqlite3.Connection, at: str, author: str) -> list[str]:
    """Put back what was written, from the copies, the log and the events; the names of what was put back."""
    done: list[str] = []
    for name, statement in missing_tables(c).items():
        c.execute(statement)
        done.append(f"the table {name}")
    for kind, name in _acting(c):  # first, or it would act on what is put back
        c.execute(q.drop(kind, name))
        done.append(f"the {kind} {name} (taken away)")
    if 0 < version_of(meta_of(c)) < STORE_VERSION:
        upgrade(c)
        done = []  # a table that an older layout did not have is none that is put back
    batches, found, different = _differences(c)
    last = last_entries(raw_log(c, sealed=True))
    numbers = {ident: n for n, ident in batches.items()}
    for name, f in found.items():
        d = different[name]
        if not d:
            continue
        whole, missing = put_right(
            f.frame, d, last[name], batches, lambda n: c.execute(q.COPY_AT, (n,)).fetchone()
        )
        back = [i for i in (*d.changed, *d.gone) if i not in missing]
        at_place = dict(zip(f.frame.ids, f.places, strict=True))
        gone = [at_place[i] for i in (*back, *d.unknown) if i in at_place]
        strange = [ident for _, ident in f.unsound if ident not in last[name]]
        gone += [place for place, ident in f.unsound if ident in back or ident in strange]
        c.executemany(sql.delete_place(f.frame.type), [(n,) for n in gone])
        _insert(c, whole.take(whole.find(back)), numbers)
        done += [f"{name} {i}" for i in dict.fromkeys((*back, *d.unknown))]
    done += _restore_befores(c, batches)
    done += [*_restore_settings(c), *_restore_state(c)]
    done += _restore_indexes(c)
    if [tuple(r) for r in c.execute(q.FRAMEWORK)] != framework_rows():
        write_framework(c)
        done.append("the framework lists")
    if done:
        happened(c, [("repair", "", str(len(done)), at, author)])
    return done


def _acting(c: sqlite3.Connection) -> list[tuple[str, str]]:
    """(kind, name) of every trigger, and of views that stand where a table of this program would. A view under
    another name harms nothing: people may read the file with their own SQL."""
    return [
        (str(kind), str(name))
        for kind, name in c.execute(q.STRANGE).fetchall()
        if kind == "trigger" or str(name).startswith("_") or name in SCHEMA
    ]


def _missing_indexes(c: sqlite3.Connection) -> dict[str, str]:
    """Name of each index that is not there -> the statement that makes it."""
    wanted = {f"ux_{t.name}": sql.create_index(t) for t in SCHEMA.values() if columns_there(c, t)}
    wanted |= dict(zip(("_log_id", "_log_seq"), q.CREATE_LOG_INDEXES, strict=True))
    there = {str(name) for (name,) in c.execute(q.INDEX_NAMES)}
    return {name: statement for name, statement in wanted.items() if name not in there}


def _strange(c: sqlite3.Connection, layout: int) -> Iterator[Issue]:
    """What acts in the file beside this program, and what no longer guards it."""
    for kind, name in _acting(c):
        yield broken(
            said(
                "the {kind} {name} is none of this program: it may change what is written",
                kind=kind,
                name=name,
            )
        )
    for name in sorted(_missing_indexes(c)) if layout >= SEALED else ():
        yield broken(said("the index {name} is missing", name=name))


def _restore_indexes(c: sqlite3.Connection) -> list[str]:
    done = []
    for name, statement in sorted(_missing_indexes(c).items()):
        c.execute(statement)
        done.append(f"the index {name}")
    return done


def _insert(c: sqlite3.Connection, rows: Frame, numbers: Mapping[str, int]) -> None:
    t = rows.type
    raw = rows.digests.tobytes()
    blobs = [raw[i : i + 16] for i in range(0, len(raw), 16)]
    book = (
        blobs,
        rows.file.texts(),
        rows.line.tolist(),
        [numbers[b] for b in rows.batch.texts()],
        rows.version.tolist(),
    )
    fields = [rows[x].texts() for x in t.columns]
    c.executemany(sql.insert(t), zip(rows.ids, *fields, *book, strict=True))


def _restore_befores(c: sqlite3.Connection, batches: Mapping[int, str]) -> list[str]:
    """Before-images that are not what the entries before them say, from the copies of those."""
    walk = Walk(_books(c, meta_of(c), STORE_VERSION))
    walk.run()
    done = []
    for number, previous, name, ident in walk.unlike:
        copy = c.execute(q.COPY_AT, (previous.number,)).fetchone()
        image = image_from(copy, previous, SCHEMA[name], ident, batches)
        if image is not None:
            c.execute(q.SET_BEFORE, (json.dumps(image, ensure_ascii=False), number))
            done.append(f"entry {number} of the log ({name} {ident})")
    return done


def _restore_settings(c: sqlite3.Connection) -> list[str]:
    """Settings and the files offered again, where the events say otherwise."""
    books = _books(c, meta_of(c), STORE_VERSION)
    told = told_by_events(books)
    done: list[str] = []
    if told is None:
        return done
    settings, sightings = told
    if dict(books.settings) != settings:
        c.execute(q.DELETE_SETTINGS)
        c.executemany(q.SET_SETTING, list(settings.items()))
        done.append("the settings")
    if [tuple(s) for s in books.sightings] != sightings:
        c.execute(q.DELETE_SIGHTINGS)
        c.executemany(q.INSERT_SIGHTING, sightings)
        done.append("the list of files that were offered again")
    return done


def _restore_state(c: sqlite3.Connection) -> list[str]:
    """What the store says of itself, where the log, the batches and the events are whole and say otherwise."""
    kept = meta_of(c)
    told = told_by_log(_books(c, kept, STORE_VERSION))
    if told is None:
        return []
    seq, chain, seal, snapshot, events, removals = told
    batches = dict(c.execute(q.BATCH_IDS).fetchall())
    frames = [read_soundly(c, t, batches, columns_there(c, t)).frame for t in SCHEMA.values()]
    right = {f.type.name: type_sum(f) for f in frames}
    if digest_of(right) != snapshot:
        return []
    have = sums_of(kept)
    same = have is not None and {n: s for n, s in have.items() if s[0]} == {
        n: s for n, s in right.items() if s[0]
    }
    meta = {
        **marks(),
        "seq": str(seq),
        "chain": chain,
        "seal": seal,
        "events": events,
        "removals": str(removals),
        "sums": kept["sums"] if same else json.dumps(right),
    }
    if meta == kept:
        return []
    c.execute(q.DELETE_META)
    c.executemany(q.SET_META, list(meta.items()))
    return ["what the store says of itself"]


def _integrity(c: sqlite3.Connection) -> Iterator[Issue]:
    """What SQLite itself finds wrong with the file."""
    for (text,) in c.execute(q.INTEGRITY):
        if text != "ok":
            yield broken(
                said("the file is damaged: {text}", text=str(text)),
                hint=said("restore it from a copy or an export"),
            )


def _old_layout(layout: int) -> Issue:
    return Issue(
        "I-LAYOUT",
        Severity.INFO,
        said("layout {version} keeps no hash of files, lines, history and settings", version=layout),
        Location(),
        hint=said("`mnr store migrate` adds them"),
    )


def _meta_keys(c: sqlite3.Connection, meta: Mapping[str, str]) -> Iterator[Issue]:
    """Marks of the layout and of the framework lists, against what is there."""
    wanted = {"version", "seq", "chain", "seal", "events", "sums", "removals", "columns", "framework"}
    wrong = set(meta) ^ wanted
    if "version" in meta and not version_of(meta):
        wrong.add("version")
    tables = {t.name: sorted(there) for t in SCHEMA.values() if (there := columns_there(c, t))}
    if meta.get("columns") not in (mark(tables), None):
        wrong.add("columns")
    lists = c.execute(q.FRAMEWORK).fetchall()
    shipped = marks()["framework"] if lists == framework_rows() else mark(lists)
    if meta.get("framework") not in (shipped, None):
        yield broken(said("the framework lists are not what was written"))
    for key in sorted(wrong):
        yield broken(said("what the database says of itself ({key}) is not what was written", key=key))


def _any_text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
