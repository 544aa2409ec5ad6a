"""What is kept in a workspace, and how it changes: counts, templates, preview of a file, taking in, taking back.

A file that was sent waits in a folder of this process until it is taken in, replaced by newer ones (:data:`WAITING`)
or older than :data:`HOURS`; nothing is written to a store before somebody has seen the preview. What was previewed
must still be what is taken in: a store that moved meanwhile refuses, and the preview is looked at again.
"""

from __future__ import annotations

import contextvars
import filecmp
import os
import secrets
import shutil
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from coordination.cli.doctor import findings
from coordination.exchange.templates import workbook
from coordination.ingest.checks import CHECKS
from coordination.ingest.manifests import is_called_so
from coordination.ingest.personal import PERSONAL_CODES
from coordination.ingest.questions import AGAIN, ALL, BOTH, CELL, ROW, Choices, key_for, not_asked
from coordination.ingest.readers import PACKAGE, Limits
from coordination.model.changes import ChangeSet
from coordination.model.frames import Frame
from coordination.model.headings import sheet_names
from coordination.model.record_names import names_of, record_name
from coordination.model.snapshot import Snapshot
from coordination.system.clock import now
from coordination.system.progress import Cancelled, step, watched
from coordination.system.settings import settings_from
from coordination.workspace.past import versions_of
from coordination.workspace.places import new_workspace
from coordination.workspace.service import ImportOutcome, Workspace
from dashboard.backend.contested import contested
from dashboard.backend.filled import by_label
from dashboard.backend.forms import Forms
from dashboard.backend.records import differing
from dashboard.backend.served import Served
from dashboard.backend.who import by
from dashboard.ui.i18n import N_, _, language, n_, saying, told
from graph_schema.declare import RecordType
from graph_schema.errors import ConflictError, DataError, LimitError, NotAllowed, UsageError
from graph_schema.issues import Issue, Location, Severity, alike, errors_in
from graph_schema.schema import FIRST, SCHEMA

__all__ = ["ANSWERS", "HOURS", "ROWS", "WAITING", "Keeping", "Sent", "template"]

WAITING = 8  #: uploads that wait at a time
FILES = 30  #: files of one upload: an export has one for each type of record, and two beside them
HOURS = 1.0
ROWS = 40  #: rows of each kind that a preview shows
FINDINGS = 200
FILLED = 60_000  #: rows of a workbook that a page gives
QUESTIONS = 200  #: answers kept for one upload
CORRECTIONS = 2_000  #: cells and rows of one
CHARACTERS = 500  #: of a question or an answer
STOPS = 60.0  #: seconds given to an import to come to its next step
PATIENCE = 20.0  #: seconds that one more waits for its turn
IMPORTS = 2  #: files looked at or taken in at a time
ENDINGS = (".csv", ".tsv", ".xlsx", ".jsonl")
_FOLDER = "mnr-uploads-"
#: findings about one cell, and about rows, that can be mended here
_OF_CELLS = frozenset({"E-VALUE", "E-WORD", "E-DATE", "E-NUMBER", "E-ID", "E-URL", "E-EMPTY"})
_OF_ROWS = _OF_CELLS | {"E-TOO-LONG", "E-CONTROL"} | {c.code for c in CHECKS} | frozenset(PERSONAL_CODES)
_WHOLE = 120  #: characters of a cell that a finding shows whole
#: questions that are answered here
ANSWERS = frozenset({"kept", "about", "preview", "taken"})


class Sent(Protocol):
    """A file as a form sends it."""

    filename: str | None

    def save(self, dst: str) -> None: ...


@dataclass(eq=False)
class Taking:
    """Files being taken in, in a thread of their own, so that a page can show how far it is and stop it."""

    workspace: str
    ready: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)
    at: tuple[str, int, int] = ("", 0, 0)
    result: tuple[str, int] = ("", 0)
    fault: BaseException | None = None

    def watch(self, what: str, done: int, total: int) -> None:
        """Progress of the work. Raises Cancelled when it is to stop; what was written is rolled back then."""
        self.at = (what, done, total)
        if self.stop.is_set():
            raise Cancelled(
                _("Stopped. Nothing was saved."), hint=_("The files are still here. You can save them again.")
            )


@dataclass(frozen=True)
class Upload:
    """Files that wait, and what was answered to the questions about them."""

    workspace: str
    paths: tuple[Path, ...]
    at: float
    answers: Mapping[str, str] = field(default_factory=dict)
    carried: int = 0
    """Answers that were given when files of these names were sent before."""


def _plain_name(given: str) -> str:
    """The last part of a file's name, as the findings will call it. Raises UsageError for a kind not taken."""
    name = "".join(c for c in Path(given.replace("\\", "/")).name if c.isprintable() and c not in '<>:"|?*')
    name = name.lstrip(".")[-100:]
    while len(name.encode()) > 200:  # file systems count bytes
        name = name[1:]
    if not (name.lower().endswith(ENDINGS) or name == PACKAGE or is_called_so(name)):
        raise UsageError(
            _("The file {name} is not accepted.", name=name or "?"),
            hint=_("Send CSV, Excel (.xlsx) or JSON Lines (.jsonl) files."),
        )
    return name


def _type_of(file: str) -> RecordType | None:
    """What type of record a file or sheet holds, by its name; None where its rows say so."""
    name = file.rpartition("#")[2] if "#" in file else Path(file).stem
    return SCHEMA.get(name) or SCHEMA.get(sheet_names().get(name.casefold(), ""))


def _label(place: Location) -> str:
    """What the column of a place is called, "" for none."""
    type_, column = _type_of(place.file), place.column
    return _(type_.prop(column).label) if type_ and column in type_.columns else column


def _finding(issue: Issue) -> dict[str, Any]:
    """A finding, with the column as people call it."""
    place = issue.location
    message, hint = (
        by_label(text, _type_of(place.file), place.column) for text in (issue.message, issue.hint)
    )
    return {
        **issue.as_dict(),
        "message": message,
        "hint": hint,
        "label": _label(place),
        "cell": _is_cell(issue),
        "row": issue.severity is Severity.ERROR and place.line > 0 and issue.code in _OF_ROWS,
    }


def _is_cell(issue: Issue) -> bool:
    """Whether a finding is about the whole of one cell, so that another text can stand in its place."""
    type_, column = _type_of(issue.location.file), issue.location.column
    if issue.severity is not Severity.ERROR or type_ is None or column not in type_.columns:
        return False
    single = issue.code in _OF_CELLS or (
        issue.code in _OF_ROWS - set(PERSONAL_CODES) and ";" not in issue.value
    )
    return issue.location.line > 0 and single and len(issue.value) < _WHOLE


def template(service: Workspace, name: str) -> bytes:
    """A file to fill in: ``TYPE.csv``, ``template.xlsx`` with the first sheets, ``template-all.xlsx`` with all; or one
    with what is recorded, ``filled.xlsx`` and ``filled-ISO3.xlsx``. Raises UsageError, LimitError."""
    kind, _dash, part = name.removesuffix(".xlsx").partition("-")
    if name.endswith(".csv") and name.removesuffix(".csv") in SCHEMA:
        return (",".join(SCHEMA[name.removesuffix(".csv")].columns) + "\n").encode()
    blank = {"template.xlsx": FIRST, "template-all.xlsx": tuple(SCHEMA)}
    if name in blank:
        return workbook(service.records(), code=language(), kinds=blank[name])
    if not name.endswith(".xlsx") or kind != "filled":
        raise UsageError(
            _("There is no template {name}.", name=name[:40]), hint=_("Use the links on the page.")
        )
    filled = service.part([part] if part else [])
    rows = sum(filled.counts().values())
    if rows > FILLED:
        raise LimitError(
            _("A workbook with {count} rows is too large for a page.", count=rows),
            hint=_("Use the command `mnr schema template FILE.xlsx --filled`."),
        )
    label = f"TLP:{service.default_tier}"
    records = service.records()
    versions = versions_of(service.store, records)
    return workbook(records, code=language(), kinds=FIRST, filled=filled, label=label, versions=versions)


@dataclass
class Keeping:
    """What the data and settings pages ask and do, for the workspaces of one program."""

    services: Mapping[str, Workspace]
    forms: Forms = field(init=False)
    _uploads: dict[str, Upload] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _places: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(IMPORTS))
    _folder: Path | None = None
    _taking: dict[str, Taking] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.forms = Forms(self.services)

    # asking

    def answer(self, workspace: str, question: str, *about: Any) -> dict[str, Any]:
        """The answer to one of :data:`ANSWERS`."""
        if question == "preview":
            return self.preview(workspace, str(about[0]))
        if question == "taken":
            return self.taken(workspace, str(about[0]))
        return self.about(workspace) if question == "about" else self.kept(workspace)

    def kept(self, workspace: str) -> dict[str, Any]:
        """Record types in the order of the declaration, with what they are and how many rows there are."""
        counts = self.services[workspace].records().counts()
        return {
            "types": [
                {
                    "type": t.name,
                    "doc": t.doc,
                    "rows": counts[t.name],
                    "claim": t.is_claim,
                    "columns": len(t.columns),
                    "needed": [p.name for p in t.props if p.required],
                }
                for t in SCHEMA.values()
            ]
        }

    def about(self, workspace: str) -> dict[str, Any]:
        """The program, the store of this workspace, and what ``mnr doctor`` finds."""
        info = self.services[workspace].store.info()
        return {
            "version": version("mnr-coordination-graph"),
            "python": sys.version.split()[0],
            "snapshot": info.snapshot,
            "store": info.kind,
            "server": info.server,
            "where": info.url,
            "home": str(settings_from().home),
            "rows": sum(info.counts.values()),
            "batches": info.seq,
            "findings": [{"good": good, "text": text} for good, text in findings()],
        }

    def start(self, name: str, title: str, origin: str, country: str) -> Workspace:
        """Make a workspace of one's own and serve it. Raises UsageError."""
        if origin and origin not in self.services:
            raise UsageError(
                _("There is no workspace {name!r} here.", name=origin[:40]),
                hint=_("Use the form on the page."),
            )
        source = self.services[origin] if origin else None
        countries = [country] if origin and country else []
        new_workspace(
            name, title=title[:120], source=source, countries=countries, at=now(), author=by()
        ).store.close()
        if isinstance(self.services, Served):
            self.services.add(name)
        return self.services[name]

    # sending

    def receive(self, workspace: str, files: Sequence[Sent]) -> str:
        """Keep the files that were sent; returns the word under which they wait."""
        if self.services[workspace].read_only:
            raise NotAllowed(
                _("This workspace comes with the program and takes no data."),
                hint=_("Make a copy for your country on the page of workspaces; your data go there."),
            )
        named = [(f, _plain_name(f.filename)) for f in files if f.filename]
        if not named:
            raise UsageError(_("No file was chosen."), hint=_("Choose one or more files, then preview them."))
        names = [name.lower() for _file, name in named]
        if len(names) > FILES:
            raise LimitError(
                _("{count} files at once are too many.", count=len(names)),
                hint=_("Send at most {count}, or put the tables into one workbook.", count=FILES),
            )
        if len(set(names)) < len(names):
            raise UsageError(
                _("Two of these files have the same name."),
                hint=_("Give each file the name of its own table."),
            )
        with self._lock:
            if self._folder is None:
                _sweep()
                self._folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-"))
                weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
            ident = secrets.token_urlsafe(12)
            home = self._folder / ident
            home.mkdir()
        paths = [home / name for _file, name in named]
        try:
            for (file, _name), path in zip(named, paths, strict=True):
                file.save(str(path))
        except BaseException:  # what was saved of it goes, whatever stopped the rest
            shutil.rmtree(home, ignore_errors=True)
            raise
        with self._lock:
            answers = self._answered_before(workspace, paths)
            self._uploads[ident] = Upload(workspace, tuple(paths), time.monotonic(), answers, len(answers))
            self._tidy()
        return ident

    def _answered_before(self, workspace: str, paths: Sequence[Path]) -> dict[str, str]:
        """What was answered about files of these names that still wait; what was said of cells and rows only where a
        file is the same."""
        names = {p.name: p for p in paths}
        for upload in reversed(list(self._uploads.values())):
            before = {p.name: p for p in upload.paths}
            if upload.workspace == workspace and before.keys() & names.keys():
                same = all(
                    name in names and filecmp.cmp(path, names[name], shallow=False)
                    for name, path in before.items()
                )
                of_place = (f"{CELL}:", f"{ROW}:")
                return {k: a for k, a in upload.answers.items() if same or not k.startswith(of_place)}
        return {}

    def _tidy(self) -> None:
        old = [k for k, u in self._uploads.items() if time.monotonic() - u.at > HOURS * 3600]
        rest = [k for k in self._uploads if k not in old]
        for key in [*old, *rest[: max(0, len(rest) - WAITING)]]:
            _remove(self._uploads.pop(key).paths)

    def discard(self, workspace: str, ident: str) -> None:
        """Throw away files that wait."""
        with self._lock:
            if ident in self._uploads and self._uploads[ident].workspace == workspace:
                _remove(self._uploads.pop(ident).paths)

    def _waiting(self, workspace: str, ident: str) -> Upload:
        with self._lock:
            self._tidy()
            found = self._uploads.get(ident)
        if found is None or found.workspace != workspace:
            raise UsageError(
                _("These files are no longer available."),
                hint=_("Send them again. Files are kept for one hour."),
            )
        return found

    def answered(self, workspace: str, ident: str, answers: Mapping[str, str]) -> int:
        """Keep answers to questions about files that wait; returns how many there are now. Raises LimitError."""
        upload = self._waiting(workspace, ident)
        before = upload.answers
        if key_for(BOTH, ALL) in answers:  # it counts for those too that were answered before
            before = {key: a for key, a in before.items() if not key.startswith(f"{BOTH}:")}
        kept = {**before, **answers}
        mended = sum(key.startswith((f"{CELL}:", f"{ROW}:")) for key in kept)
        if (
            len(kept) - mended > QUESTIONS
            or mended > CORRECTIONS
            or any(len(x) > CHARACTERS for pair in answers.items() for x in pair)
        ):
            raise LimitError(
                _("These are too many answers, or too long ones."),
                hint=_("Write the names in the file as the workspace has them, and send it again."),
            )
        with self._lock:
            self._uploads[ident] = replace(upload, answers=kept)
        return len(kept)

    def forget(self, workspace: str, ident: str, *, every: bool = False) -> None:
        """Forget the corrections of cells, and which rows are left out; with ``every`` all answers, also earlier."""
        upload = self._waiting(workspace, ident)
        left = {k: a for k, a in upload.answers.items() if not k.startswith((f"{CELL}:", f"{ROW}:"))}
        with self._lock:
            self._uploads[ident] = replace(upload, answers={AGAIN: "yes"} if every else left, carried=0)

    def _import(
        self,
        workspace: str,
        ident: str,
        *,
        dry_run: bool,
        note: str = "",
        base: str = "",
        not_personal: Sequence[str] = (),
    ) -> ImportOutcome:
        upload = self._waiting(workspace, ident)
        if not self._places.acquire(timeout=PATIENCE):
            raise LimitError(
                _("Other files are being read. Wait a moment."), hint=_("Try again in a moment.")
            )
        try:
            service = replace(self.services[workspace], language=saying())
            return service.import_files(
                upload.paths,
                at=now(),
                author=by(),
                note=note,
                dry_run=dry_run,
                progress=_step,
                limits=Limits.web(),
                base=base,
                not_personal=not_personal,
                choices=Choices(upload.answers),
            )
        finally:
            self._places.release()

    # looking and changing

    def preview(self, workspace: str, ident: str) -> dict[str, Any]:
        """What taking in would do, and every finding; nothing is written."""
        base, answers = self.services[workspace].snapshot().id, self._waiting(workspace, ident).answers
        outcome = self._import(workspace, ident, dry_run=True)
        issues = not_asked(outcome.issues, outcome.questions)
        found = alike(issues)
        changes = outcome.changes
        shown = _Shown(self.services[workspace].records(), changes)
        return {
            "base": base,
            "files": [p.name for p in self._waiting(workspace, ident).paths],
            "counts": [
                {
                    "type": name,
                    "added": len(changes.added.get(name, ())),
                    "changed": len(changes.changed[name].after) if name in changes.changed else 0,
                    "removed": len(changes.removed.get(name, ())),
                }
                for name in SCHEMA
                if any(name in kind for kind in (changes.added, changes.changed, changes.removed))
            ],
            "added": list(shown.rows(changes.added)),
            "changed": list(shown.differences()),
            "removed": list(shown.rows(changes.removed)),
            "total": len(changes),
            "errors": len(errors_in(issues)),
            "personal": [
                {"statement": f"{i.code}:{i.location.file}:{i.location.line}", **_finding(i)}
                for i in errors_in(issues)
                if i.code in PERSONAL_CODES
            ],
            "questions": [
                {
                    "key": q.key,
                    "asked": q.asked(),
                    **q.as_dict(),
                    "label": _label(q.place),
                    "answer": answers.get(q.key, ""),
                }
                for q in outcome.questions[:QUESTIONS]
                if q.kind != BOTH
            ],
            **contested(self.services[workspace].records(), outcome),
            "findings": [{**_finding(i), "lines": lines} for i, lines in found[:FINDINGS]],
            "answered_before": any(i.code == "I-ANSWERED" for i in issues)
            or bool(self._waiting(workspace, ident).carried),
            "corrected": sum(key.startswith(f"{CELL}:") for key in answers),
            "left_out": sum(key.startswith(f"{ROW}:") and bool(a) for key, a in answers.items()),
            "found": len(found),
        }

    def marked(self, workspace: str, ident: str) -> bytes:
        """Files that wait, as a workbook with what is wrong marked in its cells."""
        outcome = self._import(workspace, ident, dry_run=True)
        return self.services[workspace].marked(
            self._waiting(workspace, ident).paths, outcome, told, Limits.web()
        )

    def begin(
        self, workspace: str, ident: str, base: str, note: str = "", not_personal: Sequence[str] = ()
    ) -> Taking:
        """Start :meth:`take_in` in a thread of its own; :meth:`taken` waits for it and shows how far it is."""
        self._waiting(workspace, ident)
        with self._lock:
            present = self._taking.get(ident)
            if present is not None and not present.ready.is_set():
                return present
            for key in [k for k, t in self._taking.items() if t.ready.is_set()][:-WAITING]:
                del self._taking[key]
            made = self._taking[ident] = Taking(workspace)

        def work() -> None:
            try:
                with watched(made.watch):
                    made.result = self.take_in(workspace, ident, base, note, not_personal)
            except BaseException as fault:  # raised again by whoever waits (taken)
                made.fault = fault
            made.ready.set()

        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(work,), name=f"import-{ident}", daemon=True).start()
        return made

    def taken(self, workspace: str, ident: str) -> dict[str, Any]:
        """Waits until files that are being taken in are in; raises what stopped them. Stopping here stops that."""
        with self._lock:
            taking = self._taking.get(ident)
        if taking is None or taking.workspace != workspace:
            raise UsageError(
                _("These files are no longer available."), hint=_("The History page shows what was saved.")
            )
        while not taking.ready.wait(0.1):
            try:
                step(*taking.at)
            except Cancelled:  # what was written before it could stop is written, and is said
                taking.stop.set()
                if not taking.ready.wait(STOPS) or taking.fault is not None:
                    raise
        if taking.fault is not None:
            raise taking.fault
        return {"batch": taking.result[0], "changes": taking.result[1]}

    def take_in(
        self, workspace: str, ident: str, base: str, note: str = "", not_personal: Sequence[str] = ()
    ) -> tuple[str, int]:
        """Write what was previewed; returns the batch and the number of changes. ``not_personal``: findings of which
        somebody states that they are no personal data.

        Raises ConflictError if the workspace changed since the preview, DataError where findings stop it.
        """
        if base != self.services[workspace].snapshot().id:
            raise ConflictError(
                _("The workspace has changed since you previewed these files."),
                hint=_("Check the preview again, then save the files."),
            )
        stated = list(dict.fromkeys(not_personal))[:FINDINGS]
        remark = note.strip()[:200]
        outcome = self._import(workspace, ident, dry_run=False, note=remark, base=base, not_personal=stated)
        wrong = errors_in(outcome.issues)
        if wrong:
            raise DataError(
                n_(
                    "Nothing was saved: fix {count} error first.",
                    "Nothing was saved: fix {count} errors first.",
                    len(wrong),
                ),
                hint=_("The preview shows each error with its file, line and column.")
                if any(i.location.file for i in wrong)
                else _("The note: {what}.", what=told(wrong[0].message)),
                issues=outcome.issues,
            )
        self.discard(workspace, ident)
        return (outcome.result.batch if outcome.result else ""), len(outcome.changes)

    def take_back(self, workspace: str, batch: str, with_later: bool = False, approved_by: str = "") -> str:
        """Undo a batch; returns the batch that does so. ``with_later``: later ones that stand in its way too;
        ``approved_by``: who approved less strict sharing labels. Raises ConflictError where something stands in its
        way."""
        made = self.services[workspace].undo(
            batch, at=now(), author=by(), with_later=with_later, approved_by=approved_by[:80]
        )
        return made.batch


def _step(what: str, done: int, total: int) -> None:
    """Progress of reading (the name of a file) and of writing, for whoever watches."""
    step(N_("Saving") if what == "writing" else what, done, total)


def _sweep() -> None:
    """Remove what a server left that was killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*-*"):
        owner = folder.name.removeprefix(_FOLDER).partition("-")[0]
        try:
            os.kill(int(owner), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (ValueError, PermissionError):
            continue


def _remove(paths: Collection[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
    for folder in {p.parent for p in paths}:
        folder.rmdir()


@dataclass(frozen=True)
class _Shown:
    """The first rows of each kind of change, as a page shows them; ``snapshot``: what is recorded now."""

    snapshot: Snapshot
    changes: ChangeSet

    def rows(self, frames: Mapping[str, Frame]) -> Iterable[dict[str, Any]]:
        for name, frame in frames.items():
            for i in range(min(len(frame), ROWS)):
                values = {k: v for k, v in frame.row(i).items() if v}
                yield {
                    "type": name,
                    "id": frame.ids[i],
                    "file": frame.file.vocab[frame.file.codes[i]],
                    "line": int(frame.line[i]),
                    "values": values,
                    "names": self._names(name, values),
                }

    def differences(self) -> Iterable[dict[str, Any]]:
        """Changed rows with the fields that differ: (field, was, becomes)."""
        for name, change in self.changes.changed.items():
            for i, row in enumerate(self.rows({name: change.after})):
                before = change.before.row(i)
                called = record_name(self.snapshot, name, before, language())
                names = self._names(name, before) | row["names"]
                yield {
                    **row,
                    "called": called,
                    "names": names,
                    "fields": differing(name, before, change.after.row(i)),
                }

    def _names(self, type_: str, values: Mapping[str, str]) -> dict[str, str]:
        """What the records are called that a row names, those included that come with it."""
        out = names_of(self.snapshot, type_, values, language())
        for p in SCHEMA[type_].props:
            new = self.changes.added.get(p.ref)
            if new is None or not SCHEMA[p.ref].naming:
                continue
            for ident in values.get(p.name, "").split(";"):
                if ident in new.position:
                    out[f"{p.name} {ident}"] = new.text(SCHEMA[p.ref].naming, new.position[ident])
        return out
