"""Files that come back: what was changed there comes in, what was changed here meanwhile stays, and where both changed,
somebody says which word counts.

Three versions of each record are compared: what it said when the file was made, what it says here, and what the file
says. The first is known by the versions that an export carries (:mod:`coordination.model.versions`) and by the log:
it is the last that both have. A field that is in the file what it was then was not touched, so it never changes what
stands here; taking *theirs* lays the fields that were touched there over the record of here.

A file that says nothing of its versions (somebody's own table) is taken as new words, unless a field would go back to
what the record said here earlier: then that is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from coordination.ingest.questions import ALL, BOTH, HERE, THEIRS, Choices
from coordination.model.changes import Became
from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from coordination.model.versions import GONE, Key, Versions, short
from coordination.workspace.past import Version
from graph_schema.edition import FRAMEWORK_LISTS

__all__ = ["Conflict", "Returned", "Stays", "Why", "returned"]

Row = Mapping[str, str]
#: the earlier versions of the records of which it is true
Past = Callable[[Callable[[Key], bool]], Mapping[Key, Sequence[Version]]]


class Why(StrEnum):
    """Why somebody has to say whose word counts."""

    BOTH_CHANGED = "both_changed"
    REMOVED_HERE = "removed_here"  #: it is in the file
    REMOVED_THERE = "removed_there"  #: it was changed here
    NO_COMMON = "no_common"  #: no version is known that both had
    GOES_BACK = (
        "goes_back"  #: a field would say again what it said here earlier, and the file names no version
    )


@dataclass(frozen=True, slots=True)
class Stays:
    """A record that was changed, or removed, here since the file was made, and not there; ``theirs``: the words of
    the file, which are those of then."""

    type: str
    id: str
    file: str
    line: int
    mine: Row
    theirs: Row


@dataclass(frozen=True, slots=True)
class Conflict:
    """A record of which somebody has to say whether the word of the file or that of here counts.

    ``then``: what it said when both had the same, empty where that is not known; ``mine``: what it says here, empty
    where it was removed; ``theirs``: what it says if theirs is taken, empty where it goes. ``since``: where ``why``
    says that the file goes back, when the record said so here last. ``answer``: what was chosen, "" = nothing yet.
    """

    type: str
    id: str
    why: Why
    file: str
    line: int
    then: Row
    mine: Row
    theirs: Row
    since: str = ""
    answer: str = ""

    @property
    def text(self) -> str:
        """What an answer names it by."""
        return f"{self.type}/{self.id}"


@dataclass(frozen=True)
class Returned:
    """``frames``: the rows to take in; ``gone``: ids that go, by type; ``went_there``: records that were removed there
    and not changed here; ``became``: claims that come in the place of others."""

    frames: Mapping[str, Frame]
    gone: Mapping[str, set[str]] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    stays: tuple[Stays, ...] = ()
    went_there: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    became: frozenset[Became] = frozenset()


def returned(
    frames: Mapping[str, Frame],
    current: Snapshot,
    past: Past,
    versions: Versions,
    became: frozenset[Became],
    choices: Choices,
) -> Returned:
    """What to take in of files. ``past``: earlier versions of some records, asked for only where they matter;
    ``versions``: those that the files carry."""
    return _Comparing(frames, current, past, versions, became, choices).result()


class _Comparing:
    def __init__(
        self,
        frames: Mapping[str, Frame],
        current: Snapshot,
        past: Past,
        versions: Versions,
        became: frozenset[Became],
        choices: Choices,
    ) -> None:
        self._frames = {name: frame.distinct() for name, frame in frames.items() if len(frame)}
        self._given = frames
        self._current, self._versions, self._choices = current, versions, choices
        self._was = {(b.type, b.now): b.was for b in became}
        self._became = set(became)
        self._conflicts: list[Conflict] = []
        self._stays: list[Stays] = []
        self._rows: dict[
            str, dict[str, Row | None]
        ] = {}  # instead of what a file says; None = the row does not count
        self._gone: dict[str, set[str]] = {}
        self._went: dict[str, list[str]] = {}
        self._differ = {name: list(self._differing(name)) for name in self._frames}
        self._past = self._read(past)

    def _read(self, past: Past) -> Mapping[Key, Sequence[Version]]:
        """The earlier versions of what differs here and there, or is only there."""
        ids = {name: {was for _, was in rows} for name, rows in self._differ.items()}
        removed = {key for key, found in self._versions.items() if found[-1] == GONE}

        def wanted(key: Key) -> bool:
            return key[1] in ids.get(key[0], ()) or key in removed

        return past(wanted) if removed or any(ids.values()) else {}

    def _differing(self, name: str) -> Iterator[tuple[str, str]]:
        """Rows of a type that say something else than what stands here, or are not here: their ids, and those here."""
        frame, now, given = self._frames[name], self._current[name], self._given[name]
        ids = [self._was.get((name, i), i) for i in frame.ids] if self._was else frame.ids
        at = now.find(ids)
        same = np.zeros(len(frame), bool)
        if len(now):
            same = (now.digests[at] == frame.digests).all(axis=1) & (at >= 0)
        twice = _contradicted(given) if given.repeats else set()  # of these is told elsewhere
        for row in np.flatnonzero(~same).tolist():
            if frame.ids[row] not in twice:
                yield frame.ids[row], ids[row]

    def result(self) -> Returned:
        for name, rows in self._differ.items():
            now = self._current[name]
            for ident, was in rows:
                if (name, was) not in self._past and (name, was) not in self._versions:
                    continue
                if was in now.position:
                    self._here(name, ident, was)
                elif (name, was) in self._past:
                    self._not_here(name, ident)
        for key, digests in self._versions.items():
            if digests[-1] == GONE:
                self._removed_there(key, digests)
        self._needed()
        return Returned(
            {name: self._made(frame) for name, frame in self._given.items()},
            self._gone,
            tuple(self._conflicts),
            tuple(self._stays),
            {name: tuple(ids) for name, ids in self._went.items()},
            frozenset(self._became),
        )

    # one record

    def _here(self, name: str, ident: str, was: str) -> None:
        """A row of a record that is here."""
        frame, now = self._frames[name], self._current[name]
        row, at = frame.position[ident], now.position[was]
        theirs, mine = frame.row(row), now.row(at)
        past = self._past.get((name, was)) or [Version(short(now.digests[at].tobytes().hex()), mine)]
        carried = self._versions.get((name, was), ())
        then = _base(past, {*carried, short(frame.digests[row].tobytes().hex())}) if carried else None
        if then is not None:
            touched = [k for k in theirs if theirs[k] not in (then.values[k], mine[k])]
            if not touched:
                self._keep(name, ident, was, mine)
            elif then.digest != past[-1].digest:
                merged = {**mine, **{k: theirs[k] for k in touched}}
                self._ask(name, ident, was, Why.BOTH_CHANGED, then.values, mine, merged)
        elif carried:
            self._ask(name, ident, was, Why.NO_COMMON, {}, mine, theirs)
        else:
            earlier = [
                v
                for v in past[:-1]
                if any(theirs[k] != mine[k] and theirs[k] == v.values.get(k, "") for k in theirs)
                and v.digest != GONE
            ]
            if earlier:
                since = earlier[-1].until
                self._ask(name, ident, was, Why.GOES_BACK, {}, mine, theirs, since)

    def _not_here(self, name: str, ident: str) -> None:
        """A row of a record that was here and was removed."""
        frame, past = self._frames[name], self._past[name, ident]
        row = frame.position[ident]
        theirs, carried = frame.row(row), self._versions.get((name, ident), ())
        then = _base(past, {*carried, short(frame.digests[row].tobytes().hex())}) if carried else None
        if then is not None and all(theirs[k] == then.values[k] for k in theirs):
            self._keep(name, ident, ident, {})
            return
        since = next((v.until for v in reversed(past) if v.digest != GONE), "")
        self._ask(name, ident, ident, Why.REMOVED_HERE, then.values if then else {}, {}, theirs, since)

    def _removed_there(self, key: Key, digests: Sequence[str]) -> None:
        """A record that was removed there, and has no row."""
        name, ident = key
        now = self._current[name]
        if ident not in now.position or (name in self._frames and ident in self._frames[name].position):
            return
        mine = now.row(now.position[ident])
        here = short(now.digests[now.position[ident]].tobytes().hex())
        past = self._past.get(key) or [Version(here, mine)]
        then = _base(past, set(digests))
        if then is None:
            return
        if then.digest == here:
            self._went.setdefault(name, []).append(ident)
            return
        conflict = self._chosen(Conflict(name, ident, Why.REMOVED_THERE, "", 0, then.values, mine, {}))
        if conflict.answer == THEIRS:
            self._gone.setdefault(name, set()).add(ident)

    # what becomes of it

    def _keep(self, name: str, ident: str, was: str, mine: Row) -> None:
        file, line = self._place(name, ident)
        theirs = self._frames[name].row(self._frames[name].position[ident])
        self._stays.append(Stays(name, was, file, line, mine, theirs))
        self._put(name, ident, was, mine or None)

    def _ask(
        self, name: str, ident: str, was: str, why: Why, then: Row, mine: Row, theirs: Row, since: str = ""
    ) -> None:
        found = self._chosen(Conflict(name, was, why, *self._place(name, ident), then, mine, theirs, since))
        if found.answer == THEIRS:
            self._put(name, ident, ident, theirs)
        else:
            self._put(name, ident, was, mine or None)

    def _chosen(self, conflict: Conflict) -> Conflict:
        answer = self._choices.to(BOTH, conflict.text) or self._choices.to(BOTH, ALL)
        found = replace(conflict, answer=answer if answer in (THEIRS, HERE) else "")
        self._conflicts.append(found)
        return found

    def _put(self, name: str, ident: str, was: str, row: Row | None) -> None:
        """Take another row in place of that of a file. One that stays what it is here replaces no claim."""
        self._rows.setdefault(name, {})[ident] = row
        if was != ident:
            self._became.discard(Became(name, was, ident))

    def _place(self, name: str, ident: str) -> tuple[str, int]:
        frame = self._frames[name]
        at = frame.position[ident]
        return frame.file.text(at), int(frame.line[at])

    def _needed(self) -> None:
        """What was removed here and is as it was there: asked about where a row that comes in names it."""
        left = {(s.type, s.id): s for s in self._stays if not s.mine}
        named = set(self._names(left)) if left else set()
        for key in sorted(named):
            s = left[key]
            self._stays.remove(s)
            del self._rows[s.type][s.id]
            self._ask(s.type, s.id, s.id, Why.REMOVED_HERE, s.theirs, {}, s.theirs)

    def _names(self, left: Collection[Key]) -> Iterator[Key]:
        for name, frame in self._frames.items():
            put = self._rows.get(name, {})
            for p in frame.type.props:
                if not p.ref or p.ref in FRAMEWORK_LISTS or not any(kind == p.ref for kind, _ in left):
                    continue
                for at, ident in enumerate(frame.ids):
                    if ident not in put:
                        yield from (
                            (p.ref, part)
                            for part in frame.text(p.name, at).split(";")
                            if (p.ref, part) in left
                        )

    def _made(self, frame: Frame) -> Frame:
        """The rows of a type as they are taken in."""
        put = self._rows.get(frame.type.name)
        if not put:
            return frame
        rest = frame.take(np.fromiter((i not in put for i in frame.ids), bool, count=len(frame)))
        rows = {i: row for i, row in put.items() if row is not None}
        if not rows:
            return rest
        at = frame.find(list(rows))
        other = Frame.from_rows(frame.type, list(rows.values()))
        return rest.concat(replace(other, file=frame.file.take(at), line=frame.line[at]))


def _contradicted(frame: Frame) -> set[str]:
    """Ids that stand in several rows which say different things."""
    first: dict[str, int] = {}
    found = set()
    for row, ident in enumerate(frame.ids):
        if (frame.digests[first.setdefault(ident, row)] != frame.digests[row]).any():
            found.add(ident)
    return found


def _base(past: Sequence[Version], known: Collection[str]) -> Version | None:
    """The last version that both have."""
    return next((v for v in reversed(past) if v.digest in known and v.digest != GONE), None)
