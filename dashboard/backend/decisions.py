"""What somebody decides about, shown record by record first: a proposal, later changes of the original, an undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from coordination.model.record_names import names_of, record_name
from coordination.system.clock import now
from coordination.text.batch_notes import note_words
from coordination.workspace import later as original
from coordination.workspace.editing import Entry, digest_now
from coordination.workspace.service import ImportOutcome, Workspace
from dashboard.backend.filled import words_of
from dashboard.backend.records import differing, names_of_both
from dashboard.backend.who import by
from dashboard.ui.i18n import language, verdict
from graph_schema.errors import DataError
from graph_schema.issues import errors_in

__all__ = [
    "accept",
    "bring_in",
    "later",
    "origin_stamp",
    "proposals",
    "proposals_stamp",
    "reject",
    "undoing",
]

Services = Mapping[str, Workspace]


def proposals_stamp(service: Workspace) -> tuple[tuple[str, int], ...]:
    """Another value whenever a proposal was made or decided."""
    folder = service.proposals.folder if service.scenario_folder is not None else None
    if folder is None or not folder.is_dir():
        return ()
    return tuple(sorted((p.name, p.stat().st_mtime_ns) for p in folder.glob("*.json")))


def origin_stamp(services: Services, workspace: str) -> str:
    """The data of the workspace that one was copied from, "" for none that is open."""
    origin = original.origin_of(services[workspace])
    return services[origin].snapshot().id if origin in services else ""


def proposals(service: Workspace) -> dict[str, Any]:
    """What was proposed, those that wait first; each record with its fields before and after."""
    if service.scenario_folder is None:
        return {"proposals": []}
    made = [
        {
            **{k: str(v) for k, v in asdict(replace(p, entries=())).items() if k != "entries"},
            "entries": [_proposed(service, e) for e in p.entries],
        }
        for p in service.proposals.all()
    ]
    return {"proposals": made}


def _proposed(service: Workspace, e: Entry) -> dict[str, Any]:
    """One record of a proposal, with its fields before and after."""
    snapshot = service.records()
    frame = snapshot[e.type]
    at = frame.position.get(e.id) if e.id else None
    before = frame.row(at) if at is not None else {}
    after = {**before, **e.values}
    return {
        "type": e.type,
        "id": e.id,
        "removed": e.removed,
        "called": record_name(snapshot, e.type, before or after, language()),
        "moved": bool(e.id) and digest_now(snapshot, e.type, e.id) != e.was,
        "names": names_of_both(service, e.type, before, after),
        "fields": [] if e.removed else differing(e.type, before, after),
    }


def later(services: Services, workspace: str) -> dict[str, Any]:
    """What changed since in the workspace that this one was copied from; of none that is open, nothing."""
    service = services[workspace]
    origin = original.origin_of(service)
    if origin not in services:
        return {"origin": "", "title": "", "rows": [], "clashes": []}
    source, snapshot = services[origin], service.snapshot()
    found = original.later_of(service, source)
    changes = original.bring_in(service, source, at=now(), dry_run=True).changes

    def row(type_: str, what: str, before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, Any]:
        names = names_of(source.snapshot(), type_, after, language())
        names |= names_of(snapshot, type_, before, language())
        named = snapshot if before else source.snapshot()
        fields = differing(type_, before, after) if before and after else []
        called = record_name(named, type_, before or after, language())
        return {"type": type_, "what": what, "called": called, "names": names, "fields": fields}

    rows = []
    for name, frame in changes.added.items():
        rows += [row(name, "added", {}, frame.row(i)) for i in range(len(frame))]
    for name, c in changes.changed.items():
        rows += [row(name, "changed", c.before.row(i), c.after.row(i)) for i in range(len(c.after))]
    for name, frame in changes.removed.items():
        rows += [row(name, "removed", frame.row(i), {}) for i in range(len(frame))]
    return {
        "origin": origin,
        "title": source.title,
        "rows": rows,
        "clashes": [row(k.type, str(k.why), k.mine, k.theirs) for k in found.clashes],
    }


def bring_in(services: Services, workspace: str) -> tuple[str, int]:
    """Take in the later changes of the original; returns the batch and how many there are. Raises DataError."""
    service = services[workspace]
    source = services[original.origin_of(service)]
    outcome = original.bring_in(service, source, at=now(), author=by())
    _refuse(outcome)
    return (outcome.result.batch if outcome.result else ""), len(outcome.changes)


def accept(service: Workspace, ident: str) -> tuple[str, int]:
    """Save a proposal; returns the batch and the number of changes. Raises ConflictError, DataError."""
    outcome = service.accept(ident, at=now(), by=by())
    _refuse(outcome)
    return (outcome.result.batch if outcome.result else ""), len(outcome.changes)


def reject(service: Workspace, ident: str, reason: str) -> None:
    """Raises UsageError without a reason, ConflictError where somebody decided already."""
    service.must_be_own()
    service.proposals.reject(ident, reason, at=now(), by=by())


def undoing(service: Workspace, batch: str) -> dict[str, Any]:
    """What undoing an update would change, each record that stands in its way with the later update, and the records
    whose sharing label would become less strict (together with the later updates, where some stand in the way)."""
    record, found = service.update(batch), service.undoing(batch)
    whole = service.undoing(batch, with_later=True) if found.obstacles else found
    batches = {b.batch.id: b for b in service.store.batches()}
    rows = []
    for o in found.obstacles:
        later = batches.get(o.batch)
        rows.append(
            {
                "type": o.type,
                "id": o.id,
                "why": str(o.why),
                "called": record_name(service.records(), o.type, o.values, language()),
                "batch": later.batch.id if later and later.seq > record.seq else "",
                "at": later.batch.at if later else "",
                "author": later.batch.author if later else "",
                "note": verdict([note_words(later.batch.note)]) if later else "",
            }
        )
    default = str(service.default_tier)
    lowered = [
        {
            "type": x.type,
            "id": x.id,
            "called": record_name(service.records(), x.type, x.values, language()),
            "was": x.was or default,
            "becomes": x.becomes or default,
        }
        for x in whole.lowered
    ]
    return {
        "batch": record.batch.id,
        "counts": found.changes.counts(),
        "obstacles": rows,
        "lowered": lowered,
    }


def _refuse(outcome: ImportOutcome) -> None:
    """Raises DataError with the first finding that stopped it: a page without a form shows one."""
    for issue in errors_in(outcome.issues):
        words, hint = words_of(issue)
        raise DataError(words, hint=hint)
