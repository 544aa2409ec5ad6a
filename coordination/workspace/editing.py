"""What somebody filled in on a form, as rows that come into a workspace: a new record, a correction, a removal.

A claim is identified by what it says and its source, so a correction of one of these takes out the old record and puts
in another; everything else is changed in place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coordination.ingest.parse import parse
from coordination.ingest.readers import RawTable
from coordination.ingest.written_dates import iso_date
from coordination.model.changes import BatchKind, Became, Op
from coordination.model.frames import Column, Frame
from coordination.model.snapshot import Snapshot
from coordination.workspace.service import Incoming, Workspace
from graph_schema.declare import Prop
from graph_schema.errors import ConflictError, UsageError, Verbatim, said
from graph_schema.issues import Issue, Location, Severity
from graph_schema.schema import SCHEMA
from graph_schema.values import PartialDate

__all__ = ["EDIT_CODES", "Entry", "digest_now", "incoming_of", "successor"]

#: Findings of this step, with the sentence the reference shows.
EDIT_CODES: Mapping[str, str] = {
    "E-THERE": "A new record says what one that is already there says.",
}


@dataclass(frozen=True)
class Entry:
    """One record as it was filled in: ``values`` by field, those not named stay as they are (empty in a new record).

    ``id``: the record that is corrected, "" = a new one; ``was``: its digest when it was opened; ``removed``: it goes.
    """

    type: str
    values: Mapping[str, str] = field(default_factory=dict)
    id: str = ""
    was: str = ""
    removed: bool = False


def digest_now(current: Snapshot, type_: str, ident: str) -> str:
    """The digest of a record, which is another one whenever it says something else; "" where there is none."""
    at = current[type_].position.get(ident)
    return "" if at is None else current[type_].digests[at].tobytes().hex()


def successor(w: Workspace, type_: str, ident: str) -> str:
    """The record that is there now in the place of a claim that a form corrected in what identifies it, once or more
    often; "" where it was removed."""
    there = w.records()[type_].position
    edits = {b.seq for b in w.store.batches() if b.batch.kind is BatchKind.EDIT}
    while ident not in there:
        last = [e for e in w.history(ident) if e.type == type_][-1:]
        beside = [e for e in w.store.log(last[0].seq) if e.type == type_] if last else []
        if [e.op for e in beside] != [Op.REMOVE, Op.ADD] or last[0].seq not in edits:
            return ""
        ident = beside[1].id
    return ident


def incoming_of(entries: Sequence[Entry], current: Snapshot) -> Incoming:
    """The rows of ``entries``. Raises UsageError for a type or a field that does not exist, ConflictError for a record
    that is not what it was when it was opened."""
    for e in entries:
        if e.type not in SCHEMA:
            raise UsageError(
                said("There is no type of record {type!r}.", type=e.type),
                hint=said("Use one of: {value}.", value=Verbatim(", ".join(SCHEMA))),
            )
        unknown = sorted(set(e.values) - set(SCHEMA[e.type].columns))
        if unknown:
            raise UsageError(
                said("{type} has no field {name!r}.", type=Verbatim(e.type), name=unknown[0]),
                hint=said("the fields are: {fields}", fields=Verbatim(", ".join(SCHEMA[e.type].columns))),
            )
        if e.id and not e.was and e.id not in current[e.type].position:
            raise ConflictError(
                said("There is no record {id} among the {type}.", id=Verbatim(e.id), type=Verbatim(e.type)),
                hint=said("Nothing was changed. It may have been removed: the history of updates says so."),
            )
        if e.id and digest_now(current, e.type, e.id) != e.was:
            raise ConflictError(
                said("This record was changed by someone else after you opened it."),
                hint=said("Compare the two versions, then save yours again or keep theirs."),
            )
    lines = {id(e): n for n, e in enumerate(entries, 1)}
    tables = []
    for name, t in SCHEMA.items():
        own = [e for e in entries if e.type == name and not e.removed]
        if own:
            filled = [_filled(e, current) for e in own]
            columns = [Column.encode([_typed(p, row.get(p.name, "")) for row in filled]) for p in t.props]
            tables.append(RawTable(name, name, t.columns, columns, [lines[id(e)] for e in own]))
    parsed = parse(tables, current)
    becomes = {id(e): _id_of(parsed.frames.get(e.type), lines[id(e)]) for e in entries}
    gone: dict[str, set[str]] = {}
    for e in entries:
        if e.id and (e.removed or becomes[id(e)] not in ("", e.id)):
            gone.setdefault(e.type, set()).add(e.id)
    there: list[Issue] = []
    for e in entries:
        new = becomes[id(e)]
        if new != e.id and new in current[e.type].position and new not in gone.get(e.type, ()):
            there.append(_already(e, lines[id(e)]))
    for e in entries:  # one that takes the place of another stays
        gone.get(e.type, set()).discard(becomes[id(e)])
    became = frozenset(
        Became(e.type, e.id, becomes[id(e)]) for e in entries if e.id and becomes[id(e)] not in ("", e.id)
    )
    return Incoming(parsed.frames, (*parsed.issues, *there), gone=gone, became=became)


def _filled(e: Entry, current: Snapshot) -> Mapping[str, str]:
    frame = current[e.type]
    at = frame.position.get(e.id) if e.id else None
    return dict(e.values) if at is None else {**frame.row(at), **e.values}


def _typed(p: Prop, text: str) -> str:
    """What was typed, with a date as ISO writes it where it can be read: March 2021, 03/2021."""
    text = text.strip()
    return (iso_date(text, "") or text) if text and isinstance(p.value, PartialDate) else text


def _id_of(frame: Frame | None, line: int) -> str:
    """The id of the row that came from an entry; "" where it could not be read."""
    if frame is None:
        return ""
    return next((i for i, n in zip(frame.ids, frame.line.tolist(), strict=True) if n == line), "")


def _already(e: Entry, line: int) -> Issue:
    return Issue(
        "E-THERE",
        Severity.ERROR,
        said("this is already recorded"),
        Location(e.type, line),
        hint=said("correct the record that is there, or name another source"),
    )
