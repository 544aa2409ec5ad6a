"""What is new in a workspace and what needs somebody's eye: records saved since a day, what ends soon, what has grown
old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final

from coordination.analytics.base.facts import Mask
from coordination.analytics.board.deliveries import Delivery
from coordination.analytics.time.attention import Ending, about, concerns, endings, grown_old, homes_of
from coordination.answers.countries import Countries
from coordination.answers.declare import Answer, Option, Table
from coordination.model.access import OWNER
from coordination.model.changes import LogEntry, Op
from coordination.model.record_names import record_name
from coordination.store.base import BatchRecord
from coordination.text.batch_notes import note_words
from coordination.text.records import Column, Key
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import CapabilityNumber, ClaimId, FrameworkText, Iso3, SourceId, StakeholderId
from graph_schema.schema import SCHEMA

__all__ = ["ANSWER", "DAYS", "EACH", "Change", "News", "Since"]

DAYS: Final = 30  #: how far back it looks where no day is given
MONTHS: Final = 6
EACH: Final = 50  #: records of an update that are named one by one; of a larger one they are counted


@dataclass(frozen=True, slots=True)
class Since(Countries):
    """Since when, how far ahead, and where."""

    since: Annotated[
        date | None,
        Option(
            sentence("Saved on this day or later, as YYYY-MM-DD; else in the 30 days before."), metavar="DAY"
        ),
    ] = None
    months: Annotated[int, Option(sentence("How many months ahead ends are listed."), least=1, most=120)] = (
        MONTHS
    )


@dataclass(frozen=True, slots=True)
class Change:
    """A record that was saved, or so many of a type in a large update (then without name and id)."""

    at: Annotated[str, Key("moment in UTC"), Column(sentence("When"))]
    what: Annotated[Op, Key("what was done"), Column(sentence("What"))]
    type: Annotated[FrameworkText, Key("type of record"), Column(sentence("Type of record"))]
    about: Annotated[str, Key("name of the record"), Column(sentence("Record"))]
    records: Annotated[int, Key("how many"), Column(sentence("Records"))]
    author: Annotated[str, Key("who saved it"), Column(sentence("By"))]
    note: Annotated[Sentence, Key("note of the update"), Column(sentence("Note"))]
    batch: Annotated[str, Key("ID of the update"), Column(sentence("Update"), in_files=True)]
    name: Annotated[str, Key("name of its type in files"), Column(sentence("File"), in_files=True)]
    record: Annotated[ClaimId | None, Key(absent=""), Column(sentence("ID of the record"), in_files=True)]


@dataclass(frozen=True, slots=True)
class End:
    """A record whose last day comes."""

    last: Annotated[date, Key("last day"), Column(sentence("Last day"))]
    type: Annotated[FrameworkText, Key("type of record"), Column(sentence("Type of record"))]
    about: Annotated[str, Key("name of the record"), Column(sentence("Record"))]
    name: Annotated[str, Key("name of its type in files"), Column(sentence("File"), in_files=True)]
    record: Annotated[ClaimId, Key("ID of the record"), Column(sentence("ID of the record"), in_files=True)]


@dataclass(frozen=True, slots=True)
class Old:
    """Work of which the newest word is old."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    stakeholder: Annotated[StakeholderId, Column(sentence("Organisation"))]
    source: Annotated[SourceId, Column(sentence("Source"))]
    record: Annotated[ClaimId, Key("ID of the record"), Column(sentence("ID of the record"), in_files=True)]


@dataclass(frozen=True)
class News:
    """What was saved since ``since``, what ends, what has grown old."""

    since: Annotated[date, Key("the first day looked at")]
    changes: Annotated[tuple[Change, ...], Key("newest first")]
    ends: Annotated[tuple[End, ...], Key("by last day")]
    stale: Annotated[tuple[Old, ...], Key("work that goes on by a source older than 36 months")]


def _changes(w: Workspace, since: date, codes: Collection[str] | None) -> Iterator[Change]:
    """Newest first."""
    snapshot = w.records()
    homes = homes_of(snapshot)
    all_of_it = w.viewer == OWNER
    here: dict[str, Mask] = {}

    def wanted(entry: LogEntry) -> bool:
        """Whether it is about one of the countries, and of a record that the viewer may read."""
        frame = snapshot[entry.type]
        at = frame.position.get(entry.id)
        if at is None:  # it is above what the viewer may read, or may have been
            return all_of_it and (
                codes is None or not concerns(entry.type, entry.before or {}, homes).isdisjoint(codes)
            )
        if codes is None:
            return True
        if entry.type not in here:
            here[entry.type] = about(frame, codes, homes)
        return bool(here[entry.type][at])

    for record in reversed(w.store.batches()):
        if record.batch.at[:10] < since.isoformat():
            continue
        large = sum(record.counts.values()) > EACH
        entries = w.store.log(record.seq, brief=large)
        if large and codes is not None and any(e.id not in snapshot[e.type].position for e in entries):
            entries = w.store.log(record.seq)  # what is gone is about what it said
        rows = entries if codes is None and all_of_it else [e for e in entries if wanted(e)]
        yield from _told(w, record, rows)


def _told(w: Workspace, record: BatchRecord, rows: list[LogEntry]) -> Iterator[Change]:
    b, note = record.batch, note_words(record.batch.note)
    if len(rows) <= EACH:
        for e in rows:
            frame = w.records()[e.type]
            at = frame.position.get(e.id)
            values = frame.row(at) if at is not None else (e.before or {})
            called = record_name(w.records(), e.type, values, w.language.code) or e.id
            title = FrameworkText(SCHEMA[e.type].title)
            yield Change(b.at, e.op, title, called, 1, b.author, note, b.id, e.type, ClaimId(e.id))
        return
    for (op, type_), count in sorted(
        Counter((e.op, e.type) for e in rows).items(), key=lambda x: (-x[1], x[0])
    ):
        title = FrameworkText(SCHEMA[type_].title)
        yield Change(b.at, op, title, "", count, b.author, note, b.id, type_, None)


def _end(w: Workspace, e: Ending) -> End:
    frame = w.snapshot()[e.type]
    called = record_name(w.snapshot(), e.type, frame.row(frame.position[e.id]), w.language.code)
    return End(e.last, FrameworkText(SCHEMA[e.type].title), called, e.type, ClaimId(e.id))


def _old(d: Delivery) -> Old:
    return Old(d.country, d.capability, d.stakeholder, d.source, d.claim)


def ask(w: Workspace, q: Question, asked: Since) -> News:
    """What is new and what needs somebody's eye on the day asked about."""
    codes = w.countries(asked.countries)
    since = asked.since or q.as_of - timedelta(days=DAYS)
    facts = w.facts(q)
    return News(
        since,
        tuple(_changes(w, since, codes)),
        tuple(_end(w, e) for e in endings(facts, q.as_of, asked.months, codes)),
        tuple(map(_old, grown_old(facts, q.as_of, codes))),
    )


ANSWER = Answer(
    name="news",
    title=sentence("What is new, what ends soon, and what has grown old."),
    ask=ask,
    options=Since,
    result=News,
    tables={
        "changes": Table(
            row=Change,
            rows=lambda found: found.changes,
            key=("batch", "what", "name", "record"),
            title=sentence("Saved since then"),
            empty=sentence("Nothing was saved since then."),
        ),
        "ends": Table(
            row=End,
            rows=lambda found: found.ends,
            key=("name", "record"),
            title=sentence("Ends soon"),
            empty=sentence("Nothing is known to end in these months. Most ends are not known."),
        ),
        "stale": Table(
            row=Old,
            rows=lambda found: found.stale,
            key=("record",),
            title=sentence("Sources older than 36 months"),
            empty=sentence("No current work is known from such an old source only."),
        ),
    },
    example=Since(countries=(Iso3("XAA"),), since=date(2026, 11, 1)),
)
