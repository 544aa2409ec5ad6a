"""Bringing later changes of the workspace that one was copied from: what changed there comes in, what was changed here
stays, and where both changed, the own word wins and is listed.

What a record said when it was copied is known from the history of the copy, so three versions are compared: that one,
the one there now, and the own one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from coordination.model.changes import Batch, BatchKind, LogEntry, Op
from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from coordination.store.selection import select
from coordination.text.batch_notes import FROM, LATER, stored
from coordination.workspace.service import ImportOutcome, Incoming, Workspace
from graph_schema.edition import FRAMEWORK_LISTS
from graph_schema.errors import UsageError, Verbatim, said
from graph_schema.schema import SCHEMA

__all__ = ["Clash", "Later", "Why", "bring_in", "copied", "later", "later_of", "notes_of", "origin_of"]

Key = tuple[str, str]  #: type and id of a record


class Why(StrEnum):
    """Why a later change does not come in."""

    BOTH_CHANGED = "both_changed"
    REMOVED_HERE = "removed_here"  #: it was changed there
    REMOVED_THERE = "removed_there"  #: it was changed here
    LACKS = "lacks"  #: it names a record that is not here


@dataclass(frozen=True)
class Clash:
    """A record on which both have another word than when it was copied; the own one stays."""

    type: str
    id: str
    why: Why
    mine: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Later:
    """``rows`` to take in and ids that go (``gone``), by type, and where the own word stays."""

    rows: Mapping[str, Frame]
    gone: Mapping[str, set[str]]
    clashes: tuple[Clash, ...]


def notes_of(origin: str) -> tuple[str, str]:
    """The notes of the updates that came from a workspace: the copy itself, and later changes."""
    return stored(FROM, workspace=origin), stored(LATER, workspace=origin)


def copied(entries: Iterable[LogEntry]) -> dict[Key, str]:
    """What came from the other workspace, by the entries of those updates, oldest first: record -> digest then."""
    base: dict[Key, str] = {}
    for e in entries:
        if e.op is Op.REMOVE:
            base.pop((e.type, e.id), None)
        else:
            base[e.type, e.id] = e.digest
    return base


def later(theirs: Snapshot, mine: Snapshot, base: Mapping[Key, str]) -> Later:
    """What to take in of ``theirs`` (the part that belongs here), given what was copied."""
    there, here = _digests(theirs), _digests(mine)
    take: set[Key] = set()
    gone: set[Key] = set()
    clashes: dict[Key, Why] = {}
    for key in {**base, **there}:
        then, now, own = base.get(key), there.get(key), here.get(key)
        if own == now or now == then:
            continue  # the same already, or nothing changed there
        if own == then:
            (gone if now is None else take).add(key)
        else:
            clashes[key] = (
                Why.REMOVED_THERE if now is None else Why.REMOVED_HERE if own is None else Why.BOTH_CHANGED
            )
    _whole(take, gone, clashes, theirs, mine)
    rows = {
        name: theirs[name].take(np.asarray([theirs[name].position[i] for i in sorted(ids)], np.int64))
        for name in SCHEMA
        if (ids := {i for t, i in take if t == name})
    }
    left = {name: ids for name in SCHEMA if (ids := {i for t, i in gone if t == name})}
    told = [Clash(t, i, why, _row(mine[t], i), _row(theirs[t], i)) for (t, i), why in sorted(clashes.items())]
    return Later(rows, left, tuple(told))


def _whole(take: set[Key], gone: set[Key], clashes: dict[Key, Why], theirs: Snapshot, mine: Snapshot) -> None:
    """Nothing that is named goes, and nothing comes that names what is not here."""
    here = set(_digests(mine))
    changed = True
    while changed:
        changed = False
        stays = (here - gone) | take
        for key in sorted(take):
            if any(other not in stays for other in _named(key, theirs)):
                take.discard(key)
                clashes[key] = Why.LACKS
                changed = True
        needed = {
            other for key in (here - gone) | take for other in _named(key, theirs if key in take else mine)
        }
        if kept := gone & needed:
            gone -= kept
            changed = True


def _named(key: Key, snapshot: Snapshot) -> Iterator[Key]:
    """The records that a record points to."""
    frame = snapshot[key[0]]
    at = frame.position[key[1]]
    for p in frame.type.props:
        if p.ref and p.ref not in FRAMEWORK_LISTS:
            yield from ((p.ref, i) for i in frame.text(p.name, at).split(";") if i)


def _digests(snapshot: Snapshot) -> dict[Key, str]:
    return {
        (name, i): frame.digests[at].tobytes().hex()
        for name, frame in snapshot.frames.items()
        for at, i in enumerate(frame.ids)
    }


def _row(frame: Frame, ident: str) -> dict[str, str]:
    at = frame.position.get(ident)
    return {} if at is None else frame.row(at)


def origin_of(w: Workspace) -> str:
    """The name of the workspace that one was copied from; "" for none."""
    first = next((b.batch.note for b in w.store.batches()), "")
    return first.removeprefix("from ") if first.startswith("from ") else ""


def later_of(w: Workspace, source: Workspace) -> Later:
    """What changed since in the workspace that one was copied from. Raises UsageError for another one."""
    if not origin_of(w) or source.name != origin_of(w):
        raise UsageError(
            said("{name} was not copied from {source}.", name=Verbatim(w.name), source=Verbatim(source.name)),
            hint=said("Only a copy of a workspace can bring in its later changes."),
        )
    notes = notes_of(source.name)
    seqs = [b.seq for b in w.store.batches() if b.batch.note in notes]
    base = copied(e for seq in seqs for e in w.store.log(seq))
    return later(select(source.records(), w.countries_of), w.records(), base)


def bring_in(
    w: Workspace, source: Workspace, *, at: str, author: str = "", dry_run: bool = False
) -> ImportOutcome:
    """Take in the later changes of the workspace that one was copied from; the own word stays where both changed.
    Findings of severity error stop it."""
    if not dry_run:
        w.must_be_own()
    batch = Batch("", BatchKind.IMPORT, at, author, notes_of(source.name)[1])

    def incoming(_current: Snapshot) -> Incoming:
        found = later_of(w, source)
        return Incoming(found.rows, gone=found.gone)

    return w.take_in(incoming, batch, dry_run)
