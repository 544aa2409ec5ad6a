"""Records as forms show and save them: one record with its versions, what is being filled in, choices, suggestions.

What was filled in and could not be saved yet waits in memory for some hours, so that nothing typed is lost and a
browser without scripts gets the same page as one with them.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final

import numpy as np
from werkzeug.datastructures import MultiDict

from coordination.model.changes import LogEntry, Op
from coordination.model.name_index import name_index
from coordination.model.record_names import names_of, record_name
from coordination.system.settings import settings_from
from coordination.workspace.editing import Entry, digest_now, successor
from coordination.workspace.later import bring_in, later_of, origin_of
from coordination.workspace.service import ImportOutcome, Workspace
from dashboard.backend.filled import Filled, Made, doubts_of, entries, mark, open_new, read, settle, words_of
from dashboard.backend.survey import of_survey, survey
from dashboard.ui.i18n import _, language
from graph_schema.errors import ConflictError, DataError, UsageError
from graph_schema.issues import errors_in
from graph_schema.schema import SCHEMA
from graph_schema.values import ListOf

__all__ = ["QUESTIONS", "Forms", "Saved", "read_mark"]

#: what pages ask beside the declared answers
QUESTIONS: Final = frozenset(
    {"called", "choices", "filled", "later", "proposals", "record", "records_of", "types_of", "undoing"}
)
PUT_BACK: Final = "put-back"  #: what a browser asks that sends what it kept, to see it on the form again
WAITING: Final = 200  #: forms that wait
HOURS: Final = 8
STATED: Final = 50  #: statements that something is no personal data
#: fields that the next record of the same kind begins with
_KEPT: Final = ("source_id", "verified", "iso3", "capability", "edition", "reviewed_on", "method", "reviewer")


@dataclass(frozen=True)
class Saved:
    """What became of a form: the batch that it was saved as, the word under which it waits, or the proposal."""

    batch: str = ""
    type: str = ""
    id: str = ""
    waits: str = ""
    changes: int = 0
    next: Mapping[str, str] = field(default_factory=dict)
    proposed: str = ""
    opened: str = ""
    """Of a form that waits: the field below which others were opened."""


@dataclass
class Forms:
    """``services``: the workspaces of one program."""

    services: Mapping[str, Workspace]
    _waiting: dict[str, tuple[str, float, Filled]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    # asking

    def answer(self, workspace: str, question: str, *about: Any) -> dict[str, Any]:
        """The answer to one of :data:`QUESTIONS`."""
        if question == "record":
            return self.record(workspace, *map(str, about))
        if question == "choices":
            return {"choices": self.choices(workspace, str(about[0]))}
        if question == "called":
            target, ident = map(str, about)
            known = name_index(self.services[workspace].records(), target, language()).records.get(ident)
            return {"name": known.name if known else ""}
        if question == "later":
            return self.later(workspace)
        if question == "proposals":
            return {"proposals": self.proposals(workspace)}
        if question == "undoing":
            return self.undoing(workspace, str(about[0]))
        if question == "types_of":
            return {"types": self.types_of(workspace, about[0])}
        if question == "records_of":
            return {"records": self.records_of(workspace, *map(str, about))}
        filled = self.waiting(workspace, *map(str, about))
        return {"filled": filled, "names": self.names(workspace, filled)}

    def origin_stamp(self, workspace: str) -> str:
        """The data of the workspace that this one was copied from, "" for none that is open."""
        origin = origin_of(self.services[workspace])
        return self.services[origin].snapshot().id if origin in self.services else ""

    def proposals_stamp(self, workspace: str) -> tuple[tuple[str, int], ...]:
        """Another value whenever a proposal was made or decided."""
        service = self.services[workspace]
        folder = service.proposals.folder if service.scenario_folder is not None else None
        if folder is None or not folder.is_dir():
            return ()
        return tuple(sorted((p.name, p.stat().st_mtime_ns) for p in folder.glob("*.json")))

    def proposals(self, workspace: str) -> list[dict[str, Any]]:
        """What was proposed, those that wait first; each record with its fields before and after."""
        service = self.services[workspace]
        if service.scenario_folder is None:
            return []
        snapshot = service.records()

        def entry(e: Entry) -> dict[str, Any]:
            frame = snapshot[e.type]
            at = frame.position.get(e.id) if e.id else None
            before = frame.row(at) if at is not None else {}
            after = {**before, **e.values}
            names = names_of(snapshot, e.type, before, language()) | names_of(
                snapshot, e.type, after, language()
            )
            said = [
                (c, before.get(c, ""), after.get(c, ""))
                for c in SCHEMA[e.type].columns
                if before.get(c, "") != after.get(c, "") and not e.removed
            ]
            return {
                "type": e.type,
                "id": e.id,
                "removed": e.removed,
                "called": record_name(snapshot, e.type, before or after, language()),
                "moved": bool(e.id) and digest_now(snapshot, e.type, e.id) != e.was,
                "names": names,
                "fields": said,
            }

        return [
            {
                **{k: str(v) for k, v in asdict(replace(p, entries=())).items() if k != "entries"},
                "entries": [entry(e) for e in p.entries],
            }
            for p in service.proposals.all()
        ]

    def later(self, workspace: str) -> dict[str, Any]:
        """What changed since in the workspace that this one was copied from; of none that is open, nothing."""
        service = self.services[workspace]
        origin = origin_of(service)
        if origin not in self.services:
            return {"origin": "", "title": "", "rows": [], "clashes": []}
        source, snapshot = self.services[origin], service.snapshot()
        found, outcome = later_of(service, source), bring_in(service, source, at=_now(), dry_run=True)

        def row(type_: str, what: str, before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, Any]:
            names = names_of(source.snapshot(), type_, after, language())
            names |= names_of(snapshot, type_, before, language())
            named = snapshot if before else source.snapshot()
            fields = [
                (c, before.get(c, ""), after.get(c, ""))
                for c in SCHEMA[type_].columns
                if before and after and before.get(c, "") != after.get(c, "")
            ]
            called = record_name(named, type_, before or after, language())
            return {"type": type_, "what": what, "called": called, "names": names, "fields": fields}

        rows = []
        for name, frame in outcome.changes.added.items():
            rows += [row(name, "added", {}, frame.row(i)) for i in range(len(frame))]
        for name, c in outcome.changes.changed.items():
            rows += [row(name, "changed", c.before.row(i), c.after.row(i)) for i in range(len(c.after))]
        for name, frame in outcome.changes.removed.items():
            rows += [row(name, "removed", frame.row(i), {}) for i in range(len(frame))]
        return {
            "origin": origin,
            "title": source.title,
            "rows": rows,
            "clashes": [row(k.type, str(k.why), k.mine, k.theirs) for k in found.clashes],
        }

    def bring_in(self, workspace: str) -> tuple[str, int]:
        """Take these changes in; returns the batch and how many there are. Raises DataError where findings stop it."""
        service = self.services[workspace]
        source = self.services[origin_of(service)]
        outcome = bring_in(service, source, at=_now(), author=settings_from().author)
        _refuse(outcome)
        return (outcome.result.batch if outcome.result else ""), len(outcome.changes)

    def accept(self, workspace: str, ident: str) -> tuple[str, int]:
        """Save a proposal; returns the batch and the number of changes. Raises ConflictError, DataError."""
        author = settings_from().author
        outcome = self.services[workspace].accept(ident, at=_now(), by=author)
        _refuse(outcome)
        return (outcome.result.batch if outcome.result else ""), len(outcome.changes)

    def reject(self, workspace: str, ident: str, reason: str) -> None:
        """Raises UsageError without a reason, ConflictError where somebody decided already."""
        service = self.services[workspace]
        service.must_be_own()
        service.proposals.reject(ident, reason, at=_now(), by=settings_from().author)

    def undoing(self, workspace: str, batch: str) -> dict[str, Any]:
        """What undoing an update would change, and each record that stands in its way with the later update."""
        service = self.services[workspace]
        record, found = service.update(batch), service.undoing(batch)
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
                    "note": later.batch.note if later else "",
                }
            )
        return {"batch": record.batch.id, "counts": found.changes.counts(), "obstacles": rows}

    def types_of(self, workspace: str, claims: Collection[str]) -> dict[str, str]:
        """Id of a claim -> the type of record that it is."""
        snapshot = self.services[workspace].records()
        return {i: t.name for t in SCHEMA.claims for i in claims if i in snapshot[t.name].position}

    def records_of(self, workspace: str, target: str, ident: str) -> list[dict[str, Any]]:
        """Every record that names a record of a type, by type: its id, its values, what it is called."""
        snapshot = self.services[workspace].records()
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
        return out

    def choices(self, workspace: str, target: str) -> list[tuple[str, str]]:
        """(id, name) of every country, or of every item of a list of the framework, in the reader's language."""
        known = name_index(self.services[workspace].records(), target, language()).records.values()
        numbered = target == "capabilities"
        return [(k.id, f"{k.id} {k.name}" if numbered else k.name) for k in known]

    def suggestions(self, workspace: str, target: str, text: str, limit: int = 8) -> list[dict[str, str]]:
        """Records of a type that may be meant, the likeliest first."""
        if target not in SCHEMA:
            raise UsageError(_("There is nothing to choose from."), hint=_("Use the links on the pages."))
        snapshot = self.services[workspace].records()
        places = name_index(snapshot, "countries", language()).records
        found = name_index(snapshot, target, language()).suggest(text, limit)
        return [
            {"id": k.id, "name": k.name, "more": places[k.further].name if k.further in places else ""}
            for k in found
        ]

    def record(self, workspace: str, type_: str, ident: str) -> dict[str, Any]:
        """A record: its values, the names of what it points to, its digest, the one that took its place, and its
        versions, newest first. Raises UsageError where there is none and never was."""
        service = self.services[workspace]
        snapshot = service.records()
        if type_ not in SCHEMA:
            raise UsageError(
                _("There is no type of record {type!r}.", type=type_[:40]),
                hint=_("Use the links on the pages."),
            )
        frame = snapshot[type_]
        at = frame.position.get(ident)
        log = [e for e in service.history(ident) if e.type == type_]
        if at is None and not log:
            raise UsageError(
                _("There is no such record here."), hint=_("It may have been removed in another workspace.")
            )
        values = frame.row(at) if at is not None else {}
        last = log[-1].before if log and log[-1].before else {}
        return {
            "type": type_,
            "id": ident,
            "there": at is not None,
            "became": successor(service, type_, ident) if at is None else "",
            "values": values or {k: v for k, v in last.items() if k in SCHEMA[type_].columns},
            "was": digest_now(snapshot, type_, ident),
            "called": record_name(snapshot, type_, values or last, language()),
            "names": names_of(snapshot, type_, values or last, language()),
            "file": frame.file.vocab[frame.file.codes[at]] if at is not None else "",
            "line": int(frame.line[at]) if at is not None else 0,
            "versions": _versions(service, log, values, type_),
        }

    def waiting(self, workspace: str, word: str, type_: str = "") -> Filled:
        """A form about a record of a type that waits; "" = a survey. Raises UsageError where there is none any more."""
        with self._lock:
            found = self._waiting.get(word)
        if found is None or found[0] != workspace or found[2].type != type_:
            raise UsageError(
                _("This form is no longer available."),
                hint=_("Forms are kept for {hours} hours. Fill it in again.", hours=HOURS),
            )
        return found[2]

    def names(self, workspace: str, filled: Filled) -> dict[str, str]:
        """What the records are called that the form of one record names, and those that it names now."""
        if filled.now is None:
            return {}
        snapshot = self.services[workspace].records()
        mine = {name: filled.value(name) for name in filled.fields}
        return names_of(snapshot, filled.type, filled.now, language()) | names_of(
            snapshot, filled.type, mine, language()
        )

    # doing

    def submit(self, workspace: str, type_: str, form: MultiDict[str, str]) -> Saved:
        """Save what was filled in, or keep it with what is wrong in it. Raises UsageError for a type there is not,
        NotAllowed for a workspace that takes no data."""
        if type_ not in SCHEMA:
            raise UsageError(
                _("There is no type of record {type!r}.", type=type_[:40]),
                hint=_("Use the links on the pages."),
            )
        service = self.services[workspace]
        service.must_be_own()
        filled = read(Filled.of(SCHEMA[type_], id=form.get("id", ""), was=form.get("was", "")), form)
        if opened := self._opened(filled, form.get("then", "")):
            return Saved(waits=self._keep(workspace, filled), opened=opened)
        snapshot = service.records()
        opened = settle(filled, snapshot)
        made = entries(filled, snapshot)
        propose = form.get("then") == "propose"
        outcome = None if opened else self.attempt(service, filled, made, form, propose=propose)
        if outcome is None:
            return Saved(id=filled.id, waits=self._keep(workspace, filled), opened=opened)
        if propose:
            told = [m.entry for m in made]
            author = settings_from().author
            kept_ = service.proposals.add(
                told,
                at=_now(),
                author=author,
                note=filled.remark[:200],
                not_personal=form.getlist("not_personal")[:STATED],
            )
            return Saved(proposed=kept_.id)
        added = outcome.changes.added.get(type_)
        ident = added.ids[0] if added is not None and len(added) == 1 else filled.id
        kept = {k: v for k, v in made[-1].entry.values.items() if k in _KEPT and v}
        batch = outcome.result.batch if outcome.result else ""
        return Saved(batch, type_, ident, changes=len(outcome.changes), next=kept)

    def survey(self, workspace: str, iso3: str, form: MultiDict[str, str]) -> Saved:
        """Save what a survey says of every capability of a country, or keep it with what is wrong in it."""
        service = self.services[workspace]
        service.must_be_own()
        snapshot = service.records()
        service.country(iso3)
        filled = survey(form)
        if opened := self._opened(filled, form.get("then", "")):
            return Saved(waits=self._keep(workspace, filled), opened=opened)
        made, opened = of_survey(filled, snapshot, iso3)
        outcome = None
        if made and not opened and not filled.wrong.get(""):
            outcome = self.attempt(service, filled, made, form)
        if outcome is None:
            return Saved(waits=self._keep(workspace, filled), opened=opened)
        return Saved(outcome.result.batch if outcome.result else "", changes=len(outcome.changes))

    @staticmethod
    def _opened(filled: Filled, then: str) -> str:
        """The field for which a button asked: for the fields of a new record, or for its name instead; the first one of
        a form that is only to be seen again; "" for none."""
        if then == PUT_BACK:
            return next(iter(filled.fields))
        what, _colon, name = then.partition(":")
        if what not in {"new", "pick"} or name not in dict(filled.picks):
            return ""
        if what == "new":
            open_new(filled, name)
        else:
            filled.new.pop(name, None)
        return name

    def attempt(
        self,
        service: Workspace,
        filled: Filled,
        made: Sequence[Made],
        form: MultiDict[str, str],
        *,
        propose: bool = False,
    ) -> ImportOutcome | None:
        """Save what a form says, or with ``propose`` only see that it could be; None where it cannot be yet, and then
        the form says why."""
        stated = form.getlist("not_personal")[:STATED]
        outcome = self._try(service, filled, made, stated, dry_run=True)
        if outcome is None:
            return None
        mark(filled, made, outcome.issues, stated=stated)
        doubts = doubts_of(outcome.issues, made)
        filled.doubts = () if form.get("doubts", "") == read_mark(doubts) else doubts
        if filled.wrong or filled.personal or filled.doubts:
            return None
        if propose:
            return outcome
        outcome = self._try(service, filled, made, stated, dry_run=False)
        if outcome is not None and errors_in(outcome.issues):  # somebody changed something in between
            mark(filled, made, outcome.issues, stated=stated)
            return None
        return outcome

    def _try(
        self,
        service: Workspace,
        filled: Filled,
        made: Sequence[Made],
        stated: Sequence[str],
        *,
        dry_run: bool,
    ) -> ImportOutcome | None:
        """The outcome of saving; None, and the form says it, where somebody changed the record meanwhile."""
        try:
            return service.save(
                [m.entry for m in made],
                at=_now(),
                author=settings_from().author,
                note=filled.remark[:200],
                dry_run=dry_run,
                not_personal=stated,
            )
        except ConflictError as e:
            snapshot = service.records()
            filled.id = successor(
                service, filled.type, filled.id
            )  # "": what is typed can be saved as a new one
            at = snapshot[filled.type].position.get(filled.id)
            filled.now = snapshot[filled.type].row(at) if at is not None else {}
            filled.was = digest_now(snapshot, filled.type, filled.id)
            filled.mark("", _(e.title))
            return None

    def remove(self, workspace: str, type_: str, ident: str, was: str) -> str:
        """Take a record out; returns the batch. Raises ConflictError where it changed or something still names it."""
        service = self.services[workspace]
        outcome = service.save(
            [Entry(type_, id=ident, was=was, removed=True)], at=_now(), author=settings_from().author
        )
        wrong = errors_in(outcome.issues)
        if wrong:
            raise ConflictError(
                _("This record cannot be removed: others name it."), hint=_("Remove or correct those first.")
            )
        return outcome.result.batch if outcome.result else ""

    def _keep(self, workspace: str, filled: Filled) -> str:
        word = secrets.token_urlsafe(12)
        now = time.monotonic()
        with self._lock:
            old = [k for k, (_space, at, _filled) in self._waiting.items() if now - at > HOURS * 3600]
            rest = [k for k in self._waiting if k not in old]
            for key in [*old, *rest[: max(0, len(rest) - WAITING + 1)]]:
                del self._waiting[key]
            self._waiting[word] = (workspace, now, filled)
        return word


def read_mark(doubts: Sequence[str]) -> str:
    """What stands in a form for doubts that were read."""
    return blake2b("\x1f".join(doubts).encode(), digest_size=8).hexdigest() if doubts else ""


def _refuse(outcome: ImportOutcome) -> None:
    """Raises DataError with the first finding that stopped it: a page without a form shows one."""
    for issue in errors_in(outcome.issues):
        words, hint = words_of(issue)
        raise DataError(words, hint=hint)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _versions(
    service: Workspace, log: Sequence[LogEntry], values: Mapping[str, str], type_: str
) -> list[dict[str, Any]]:
    """Each change of a record with who made it and what each field said before and after, newest first."""
    batches = {b.batch.id: b.batch for b in service.store.batches()}
    snapshot, columns = service.records(), SCHEMA[type_].columns
    out = []
    for at, e in enumerate(log):
        before = {k: v for k, v in (e.before or {}).items() if k in columns}
        after: Mapping[str, str] = {}
        if e.op is not Op.REMOVE:
            after = (log[at + 1].before or {}) if at + 1 < len(log) else values
        names = names_of(snapshot, type_, before, language()) | names_of(snapshot, type_, after, language())
        batch = batches.get(e.batch)
        out.append(
            {
                "batch": e.batch,
                "at": e.at,
                "op": str(e.op),
                "author": batch.author if batch else "",
                "note": batch.note if batch else "",
                "kind": str(batch.kind) if batch else "",
                "names": names,
                "fields": [
                    (c, before.get(c, ""), after.get(c, ""))
                    for c in columns
                    if before.get(c, "") != after.get(c, "")
                ],
            }
        )
    return out[::-1]
