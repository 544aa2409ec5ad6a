"""What records said before, by the log of a workspace: each version with its words, oldest first.

What was undone never was: an undo leads back to an earlier version, and those after it are left out. Only updates that
changed or removed something are read; what else there is stands in the records of today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from coordination.model.changes import BatchKind, LogEntry, Op
from coordination.model.snapshot import Snapshot
from coordination.model.versions import GONE, Key, Versions, short, shorts
from coordination.store.base import BatchRecord, GraphStore
from coordination.store.moving import rows_from_images

__all__ = ["Version", "versions_of", "versions_read"]


@dataclass(frozen=True, slots=True)
class Version:
    """What a record said at some time; ``digest`` GONE: it was not there. ``until``: when it stopped saying so."""

    digest: str
    values: Mapping[str, str] = field(default_factory=dict)
    until: str = ""


def versions_read(
    store: GraphStore, now: Snapshot, wanted: Callable[[Key], bool]
) -> dict[Key, list[Version]]:
    """The earlier versions of some records, each list with what is there now (or GONE) at its end. Left out are records
    of which there is no earlier version."""
    found: dict[Key, list[Version]] = {}
    for record, entries in _steps(store, wanted):
        undo = record.batch.kind is BatchKind.UNDO
        for entry, before in zip(entries, _before(entries), strict=True):
            key, at = (entry.type, entry.id), record.batch.at
            past = found.setdefault(key, [])
            if before is not None:
                if past and past[-1].digest == before.digest:
                    past.pop()
                past.append(Version(before.digest, before.values, at))
            after = GONE if entry.op is Op.REMOVE else short(entry.digest)
            if undo:
                _lead_back(past, after)
            else:
                past.append(Version(after))
    return {key: past for key, past in found.items() if _ended(past, key, now)}


def versions_of(store: GraphStore, now: Snapshot) -> Versions:
    """The versions of all records as an export carries them, those that were removed too."""
    past = versions_read(store, now, lambda _key: True)
    told: dict[Key, Sequence[str]] = {
        (name, ident): (digest,)
        for name, frame in now.frames.items()
        for ident, digest in zip(frame.ids, shorts(frame), strict=True)
    }
    return told | {key: [v.digest for v in versions] for key, versions in past.items()}


def _steps(
    store: GraphStore, wanted: Callable[[Key], bool]
) -> Iterator[tuple[BatchRecord, Sequence[LogEntry]]]:
    for record in store.batches():
        counts = record.counts
        if record.batch.kind is BatchKind.UNDO or counts.get("changed") or counts.get("removed"):
            yield record, [e for e in store.log(record.seq) if wanted((e.type, e.id))]


def _before(entries: Sequence[LogEntry]) -> list[Version | None]:
    """What each entry says that its record said before."""
    found: list[Version | None] = [None] * len(entries)
    by: dict[str, list[int]] = {}
    for place, e in enumerate(entries):
        if e.before is not None:
            by.setdefault(e.type, []).append(place)
    for name, places in by.items():
        frame = rows_from_images(name, [entries[place].before or {} for place in places])
        for at, (place, digest) in enumerate(zip(places, shorts(frame), strict=True)):
            found[place] = Version(digest, frame.row(at))
    return found


def _lead_back(past: list[Version], after: str) -> None:
    """Forget what an undo took back."""
    earlier = [at for at, v in enumerate(past) if v.digest == after]
    if earlier:
        del past[earlier[-1] :]
        past.append(Version(after))
    elif after == GONE:
        past.clear()
    else:
        past.append(Version(after))


def _ended(past: list[Version], key: Key, now: Snapshot) -> bool:
    """Put what is there now at the end; False where there is nothing earlier."""
    frame = now[key[0]]
    at = frame.position.get(key[1])
    here = GONE if at is None else short(frame.digests[at].tobytes().hex())
    if past and past[-1].digest == here:
        past.pop()
    if at is not None:
        past.append(Version(here, frame.row(at)))
    elif past:
        past.append(Version(GONE))
    return len(past) > 1
