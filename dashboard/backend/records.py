"""What pages ask about records: one with its versions, those that name another, what may be chosen, what is meant."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import numpy as np

from coordination.model.changes import LogEntry, Op
from coordination.model.name_index import name_index, near_first
from coordination.model.record_names import names_of, record_name
from coordination.model.snapshot import Snapshot
from coordination.text.batch_notes import note_words
from coordination.workspace.editing import digest_now, successor
from coordination.workspace.service import Workspace
from dashboard.ui.i18n import _, folded, language, verdict
from graph_schema.declare import RecordType
from graph_schema.errors import UsageError
from graph_schema.schema import SCHEMA
from graph_schema.values import ListOf

__all__ = [
    "called",
    "choices",
    "country",
    "declared",
    "differing",
    "names_of_both",
    "record",
    "records_of",
    "saved",
    "suggestions",
    "types_of",
]


UPDATES: Final = 60  #: updates of which the records are named
WIDER: Final = 4  #: so many times more records are looked through for those of one country
NEAR: Final = 3  #: countries that may be meant
FEW: Final = 3  #: records of an update that is told by their names


def declared(type_: str) -> RecordType:
    """A type of record. Raises UsageError for one that there is not."""
    if type_ not in SCHEMA:
        raise UsageError(
            _("There is no type of record {type!r}.", type=type_[:40]),
            hint=_("Use the links on the pages."),
        )
    return SCHEMA[type_]


def differing(type_: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(field, before, after) of each field that says something else."""
    pairs = ((c, before.get(c, ""), after.get(c, "")) for c in SCHEMA[type_].columns)
    return [(c, was, now) for c, was, now in pairs if was != now]


def names_of_both(
    service: Workspace, type_: str, before: Mapping[str, str], after: Mapping[str, str]
) -> dict[str, str]:
    """What the records are called that a record names in two versions, in the reader's language."""
    snapshot, code = service.records(), language()
    return names_of(snapshot, type_, before, code) | names_of(snapshot, type_, after, code)


def called(service: Workspace, target: str, ident: str) -> dict[str, Any]:
    """The name of a record, "" where there is none."""
    known = name_index(service.records(), target, language()).records.get(ident)
    return {"name": known.name if known else ""}


def types_of(service: Workspace, claims: Collection[str]) -> dict[str, Any]:
    """Id of a record -> its type; a network is one as an organisation too."""
    snapshot = service.records()
    return {"types": {i: t.name for t in SCHEMA.values() for i in claims if i in snapshot[t.name].position}}


def records_of(service: Workspace, target: str, ident: str) -> dict[str, Any]:
    """Every record that names a record of a type, by type: its id, its values, what it is called."""
    snapshot = service.records()
    out = []
    for t in SCHEMA.values():
        frame = snapshot[t.name]
        named = np.zeros(len(frame), bool)
        for p in t.props:
            if p.ref == target and not isinstance(p.value, ListOf):
                named |= frame[p.name].isin([ident])
        for at in np.flatnonzero(named).tolist():
            values = frame.row(at)
            called = record_name(snapshot, t.name, values, language())
            out.append({"type": t.name, "id": frame.ids[at], "values": values, "called": called})
    return {"records": out}


def choices(service: Workspace, target: str) -> dict[str, Any]:
    """(id, name) of every country, by name, or of every item of a list of the framework, in the reader's language."""
    known = list(name_index(service.records(), target, language()).records.values())
    if target == "countries":
        known.sort(key=lambda k: folded(k.name))
    numbered = target == "capabilities"
    return {"choices": [(k.id, f"{k.id} {k.name}" if numbered else k.name) for k in known]}


def suggestions(
    service: Workspace, target: str, text: str, limit: int = 8, *, near: str = ""
) -> list[dict[str, str]]:
    """Records of a type that may be meant, the likeliest first; those of the country ``near`` before others. Who is
    called just so is among them, of whatever country."""
    if target not in SCHEMA:
        raise UsageError(_("There is nothing to choose from."), hint=_("Use the links on the pages."))
    snapshot = service.records()
    places = name_index(snapshot, "countries", language()).records
    index = name_index(snapshot, target, language())
    found = near_first(index.suggest(text, WIDER * limit if near else limit), near)
    exact = index.find(text)
    so = [k for k in found[limit:] if exact.whole and k.id in exact.ids][: limit // 2]
    found = [*found[: limit - len(so)], *so]
    return [
        {"id": k.id, "name": k.name, "more": places[k.further].name if k.further in places else ""}
        for k in found
    ]


def country(service: Workspace, text: str) -> dict[str, Any]:
    """The code of the country that a text names in any language ("" for none), and the countries that it is like."""
    there = service.snapshot()["countries"].position
    if text.upper() in there:  # names need tables of languages
        return {"id": text.upper(), "near": []}
    known = name_index(service.snapshot(), "countries", language())
    found = known.find(text).id
    near = [] if found else known.suggest(text, NEAR)
    return {"id": found, "near": [{"id": k.id, "name": k.name} for k in near]}


def record(service: Workspace, type_: str, ident: str) -> dict[str, Any]:
    """A record: its values, the names of what it points to, its digest, the one that took its place, and its
    versions, newest first. Raises UsageError where there is none and never was."""
    snapshot, columns = service.records(), declared(type_).columns
    frame = snapshot[type_]
    at = frame.position.get(ident)
    log = [e for e in service.history(ident) if e.type == type_]
    if at is None and not log:
        raise UsageError(
            _("There is no such record here."),
            hint=_("It may have been removed, or it is in another workspace."),
        )
    values = frame.row(at) if at is not None else {}
    last = log[-1].before if log and log[-1].before else {}
    return {
        "type": type_,
        "id": ident,
        "there": at is not None,
        "became": successor(service, type_, ident) if at is None else "",
        "values": values or {k: v for k, v in last.items() if k in columns},
        "was": digest_now(snapshot, type_, ident),
        "called": record_name(snapshot, type_, values or last, language()),
        "names": names_of(snapshot, type_, values or last, language()),
        "file": frame.file.vocab[frame.file.codes[at]] if at is not None else "",
        "line": int(frame.line[at]) if at is not None else 0,
        "versions": _versions(service, log, values, type_),
    }


def saved(service: Workspace) -> dict[str, Any]:
    """Id of an update -> what the records are called that it added, changed or removed: the newest updates that are
    about few records."""
    snapshot, out = service.records(), {}
    for b in service.store.batches()[-UPDATES:]:
        if 0 < sum(b.counts.values()) <= FEW:
            out[b.batch.id] = [_called(service, snapshot, e) for e in service.store.log(b.seq)]
    return {"saved": out}


def _called(service: Workspace, snapshot: Snapshot, e: LogEntry) -> dict[str, str]:
    """A record of the history as it is called now, or was when it was there last."""
    frame = snapshot[e.type]
    at = frame.position.get(e.id)
    values = frame.row(at) if at is not None else e.before or service.history(e.id)[-1].before or {}
    return {"type": e.type, "id": e.id, "called": record_name(snapshot, e.type, values, language())}


def _versions(
    service: Workspace, log: Sequence[LogEntry], values: Mapping[str, str], type_: str
) -> list[dict[str, Any]]:
    """Each change of a record with who made it and what each field said before and after, newest first."""
    batches = {b.batch.id: b.batch for b in service.store.batches()}
    columns = SCHEMA[type_].columns
    out = []
    for at, e in enumerate(log):
        before = {k: v for k, v in (e.before or {}).items() if k in columns}
        after: Mapping[str, str] = {}
        if e.op is not Op.REMOVE:
            after = (log[at + 1].before or {}) if at + 1 < len(log) else values
        batch = batches.get(e.batch)
        out.append(
            {
                "batch": e.batch,
                "at": e.at,
                "op": str(e.op),
                "author": batch.author if batch else "",
                "note": verdict([note_words(batch.note)]) if batch else "",
                "kind": str(batch.kind) if batch else "",
                "names": names_of_both(service, type_, before, after),
                "fields": differing(type_, before, after),
            }
        )
    return out[::-1]
