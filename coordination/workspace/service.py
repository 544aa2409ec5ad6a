"""The use cases: what the command line, the dashboard and a notebook call.

>>> from datetime import date
>>> from coordination.workspace.service import Question, Workspace
>>> from coordination.store.memory import MemoryStore
>>> w = Workspace("empty", MemoryStore())
>>> w.cover(Question(date(2026, 11, 25))).states
[]
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from dataclasses import replace as replace_fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from coordination.analytics.base.facts import Evidence, Facts, facts_of
from coordination.analytics.board.coverage import Coverage, covered
from coordination.analytics.board.explain import Explanation, explain
from coordination.model.access import OWNER, Viewer, visible
from coordination.model.changes import ApplyResult, Batch, BatchKind, Became, ChangeSet, LogEntry, batch_id
from coordination.model.frames import Frame
from coordination.model.merged import merged
from coordination.model.name_index import name_index
from coordination.model.naming import recorded_name, short_name
from coordination.model.snapshot import Snapshot
from coordination.store.base import BatchRecord, GraphStore, Progress
from coordination.system.clock import taken_again
from coordination.text.batch_notes import ACCEPTED, APPROVED, JOINT, UNDO, UNDO_MORE, kept_note, stored
from coordination.text.sentences import ENGLISH, Language, Name, Names, Sentence
from coordination.workspace.copying import countries_kept
from graph_schema.edition import BASE_EDITION, edition
from graph_schema.errors import (
    ConflictError,
    DataError,
    NotAllowed,
    StoreDamaged,
    UsageError,
    Verbatim,
    said,
)
from graph_schema.ids import CapabilityNumber
from graph_schema.issues import Issue, Severity, errors_in, sort_issues
from graph_schema.schema import SCHEMA
from graph_schema.values import Iso3, Tier

if TYPE_CHECKING:  # what only writing needs is loaded where something is written
    from coordination.ingest.questions import Choices
    from coordination.ingest.questions import Question as Unclear
    from coordination.ingest.readers import Limits
    from coordination.workspace.editing import Entry
    from coordination.workspace.favourites import FavouriteShelf
    from coordination.workspace.plans import PlanShelf, SavedPlan
    from coordination.workspace.plans_sent import Arriving
    from coordination.workspace.proposals import ProposalBox
    from coordination.workspace.returned import Returned
    from coordination.workspace.scenarios import Shelf
    from coordination.workspace.undoing import Obstacle, Undoing

_CODE = said("Use its ISO code of three letters.")
SHORTEST = 4  #: letters of the start of a batch's id that may name it
CHECKING = said("Checking")  #: what the progress of an import says between reading and writing
Unread = Callable[[Sequence[Issue]], bool]
ATTEMPTS = 5  #: how often an import is planned again when the store changed meanwhile

__all__ = ["ImportOutcome", "Incoming", "Question", "Workspace", "names_in"]


@dataclass(frozen=True)
class Question:
    """What every answer depends on besides the claims."""

    as_of: date
    evidence: Evidence = Evidence.ALL
    edition: str = BASE_EDITION


@dataclass(frozen=True)
class Incoming:
    """Rows by type that come in, with what was found in them. ``scopes`` and ``renew``: what goes unless it comes
    again; ``gone``: ids that go, by type; ``became``: claims that come in the place of others; ``questions``: what
    is not understood yet."""

    frames: Mapping[str, Frame]
    issues: Sequence[Issue] = ()
    scopes: tuple[str, ...] = ()
    renew: frozenset[str] = frozenset()
    gone: Mapping[str, Collection[str]] = field(default_factory=dict)
    became: frozenset[Became] = frozenset()
    questions: tuple[Unclear, ...] = ()
    made_for: Sequence[str] = ()
    """The countries, where it is a copy of some that comes in."""
    returned: Returned | None = None
    """What three versions of each record came to."""


@dataclass(frozen=True)
class ImportOutcome:
    """``result`` is None for a dry run, for findings that stop it, and where nothing would change."""

    changes: ChangeSet
    issues: tuple[Issue, ...]
    result: ApplyResult | None
    inputs: tuple[tuple[str, str], ...]
    questions: tuple[Unclear, ...] = ()
    """What has to be answered before names and dates of the files are understood, and whose word counts."""
    returned: Returned | None = None
    """Where here and the files have another word, and what stays as it is here; None where nothing was compared."""
    plans: tuple[Arriving, ...] = ()
    """Kept plans that came with the files, and are not the same here."""


def names_in(snapshot: Snapshot, edition_id: str, language: Language = ENGLISH) -> Names:
    """Names of the things of a snapshot in ``language``: those of the framework and of countries, and of records as far
    as they are kept in it; a key without one is shown as it is."""
    lists = edition(edition_id).lists
    words = language.gettext
    aims = lists if lists.get("objectives") else edition(BASE_EDITION).lists
    framework = {
        "capabilities": {c["number"]: f"{c['number']} {words(c['name'])}" for c in lists["capabilities"]},
        "seats": {r["seat"]: words(r["name"]) for r in lists["seats"]},
        "domains": {r["id"]: words(r["name"]) for r in lists["domains"]},
        "enablers": {r["id"]: words(r["name"]) for r in lists["enablers"]},
        "outcomes": {r["id"]: words(r["name"]) for r in lists["outcomes"]},
        "objectives": {r["id"]: words(r["name"]) for r in aims["objectives"]},
        "means": {r["id"]: words(r["name"]) for r in aims["means"]},
        "commitments": {r["id"]: words(r["name"]) for r in lists["commitments"]},
        "routes": {r["route"]: words(r["name"]) for r in lists["routes"]},
    }

    def name(n: Name) -> str:
        if n.list in framework:
            return framework[n.list].get(n.id, n.id)
        if n.list != "countries":
            return recorded_name(snapshot, n.list, n.id, language.code)
        frame = snapshot[n.list]
        at = frame.position.get(n.id)
        return (
            n.id if at is None else language.country(frame.text("iso2", at), frame.text("name", at)) or n.id
        )

    return name


@dataclass
class Workspace:
    """One store with a name, as one viewer sees it."""

    name: str
    store: GraphStore
    title: str = ""
    default_tier: Tier = Tier.AMBER
    example_country: str = ""
    as_of: date | None = None
    shapes: str = "world"
    viewer: Viewer = OWNER
    language: Language = field(default=ENGLISH)
    scenario_folder: Path | None = None
    read_only: bool = False
    """It comes with the program: it takes no data, so that what is in it is what was shipped."""
    shipped_notes: frozenset[str] = frozenset()
    """Notes of the batches that came with the program."""
    countries_of: tuple[str, ...] = ()
    """The countries that it was started for, if it was for some."""

    _pin: Snapshot | None = None
    _told: Snapshot | None = None

    @property
    def made_for(self) -> tuple[Iso3, ...] | None:
        """Of a copy of some countries: these; None of a workspace that leaves no country out."""
        self.snapshot()
        return tuple(map(Iso3, self.countries_of)) or None

    # reading

    def snapshot(self) -> Snapshot:
        """What every answer is about: the records, with organisations that were judged to be the same as one."""
        if self._pin is not None:
            return self._pin
        now = self.store.snapshot()
        if now is not self._told:  # an import may have made it a copy, an undo none
            self.countries_of, self._told = countries_kept(self.store), now
        return merged(visible(now, self.viewer, self.default_tier))

    def records(self) -> Snapshot:
        """The records as they are: what is exported, shared and corrected."""
        return self.snapshot().as_recorded

    def pinned(self) -> Workspace:
        """The same workspace, held at what it says now: every part of an answer speaks of one snapshot."""
        return replace_fields(self, _pin=self.snapshot())

    def facts(self, q: Question) -> Facts:
        return facts_of(self.snapshot(), edition(q.edition), q.evidence)

    def cover(self, q: Question) -> Coverage:
        """The coverage object, kept with the snapshot it was worked from."""
        return covered(self.facts(q), q.as_of)

    def header(self, q: Question) -> dict[str, object]:
        return {
            "snapshot": self.snapshot().id,
            "as_of": q.as_of.isoformat(),
            "edition": q.edition,
            "evidence": str(q.evidence),
        }

    def answer(self, q: Question, body: Mapping[str, object]) -> dict[str, object]:
        return {**self.header(q), **body}

    def countries(self, wanted: Sequence[str]) -> list[Iso3] | None:
        """ISO3 codes for what was typed (any case); None for nothing typed. Raises UsageError."""
        if not wanted:
            return None
        return list(dict.fromkeys(self.country(w) for w in wanted))

    def part(self, wanted: Sequence[str]) -> Snapshot:
        """Records that touch some countries, and what those point to; all where none is named. Raises UsageError."""
        from coordination.store.selection import select

        return select(self.records(), self.countries(wanted) or [])

    def country(self, text: str) -> Iso3:
        """ISO3 code of the country that a code or a name in any language stands for. Raises UsageError."""
        if (code := text.strip().upper()) in self.snapshot()[
            "countries"
        ].position:  # names need tables of languages
            return Iso3(code)
        known = name_index(self.snapshot(), "countries", self.language.code)
        if ident := known.find(text).id:
            return Iso3(ident)
        if not known.records:
            raise UsageError(
                said("There is no country {text!r}: the database is still empty.", text=text.strip()),
                hint=said("Import countries.csv first."),
            )
        near = " / ".join(f"{k.id} ({k.name})" for k in known.suggest(text, 3))
        raise UsageError(
            said("There is no country {text!r}.", text=text.strip()),
            hint=said("Did you mean {names}?", names=near) if near else _CODE,
        )

    def names(self, q: Question) -> Names:
        return names_in(self.snapshot(), q.edition, self.language)

    def short_name(self, stakeholder: str, width: int = 44) -> str:
        """The short name of an organisation, else its name cut at a word."""
        name = short_name(self.snapshot(), stakeholder, self.language.code)
        return textwrap.shorten(name, width, placeholder="...")

    def say(self, q: Question) -> Callable[[Sentence], str]:
        names, language = self.names(q), self.language
        return lambda s: language.render(s, names)

    @property
    def scenarios(self) -> Shelf:
        """The scenarios kept with this workspace. Raises NotAllowed, UsageError where it has no place for them."""
        from coordination.workspace.scenarios import Shelf

        if self.viewer.ceiling not in (Tier.AMBER_STRICT, Tier.RED):
            raise NotAllowed(
                said("Scenarios show what could be stopped, so access is limited."),
                hint=said("Ask the owner of this workspace for access."),
            )
        if self.scenario_folder is None:
            raise UsageError(said("This workspace keeps no scenarios."), hint=said("Use one in a file."))
        return Shelf(self.scenario_folder)

    @property
    def plans(self) -> PlanShelf:
        """The plans kept with this workspace, beside its scenarios. Raises NotAllowed, UsageError where it has no place
        for them."""
        from coordination.workspace.plans import PlanShelf

        if self.viewer.ceiling not in (Tier.AMBER_STRICT, Tier.RED):
            raise NotAllowed(
                said("Plans name actions against single points of failure."),
                hint=said("Ask the owner of this workspace for access."),
            )
        if self.scenario_folder is None:
            raise UsageError(
                said("This workspace keeps no plans."), hint=said("Keep the address of the plan page.")
            )
        return PlanShelf(self.scenario_folder.with_suffix(".plans"))

    def released_plans(self) -> list[SavedPlan]:
        """The plans whose unfunded steps donors may see, by name: their owner decided so, whoever reads."""
        from coordination.workspace.plans import PlanShelf

        if self.scenario_folder is None:
            return []
        return [p for p in PlanShelf(self.scenario_folder.with_suffix(".plans")).saved() if p.released]

    @property
    def favourites(self) -> FavouriteShelf:
        """The views kept with this workspace. Raises UsageError where it has no place for them."""
        from coordination.workspace.favourites import FavouriteShelf

        if self.scenario_folder is None:
            raise UsageError(
                said("This workspace keeps no favourites."), hint=said("Keep the address of the page.")
            )
        return FavouriteShelf(self.scenario_folder.with_suffix(".favourites"))

    @property
    def proposals(self) -> ProposalBox:
        """What was proposed for this workspace. Raises UsageError where it has no place for them."""
        from coordination.workspace.proposals import ProposalBox

        if self.scenario_folder is None:
            raise UsageError(
                said("This workspace keeps no proposals."), hint=said("Save the change instead.")
            )
        return ProposalBox(self.scenario_folder.with_suffix(".proposals"))

    def explanation(self, q: Question, country: str, capability: str) -> Explanation:
        """Why a capability has its status. Raises UsageError for a country or a number that does not exist."""
        edition(q.edition).capability(capability)
        return explain(self.cover(q), self.country(country), CapabilityNumber(capability))

    # writing

    def import_files(
        self,
        paths: Sequence[Path],
        *,
        at: str,
        author: str = "",
        note: str = "",
        replace: Sequence[str] = (),
        dry_run: bool = False,
        progress: Progress | None = None,
        limits: Limits | None = None,
        renew: frozenset[str] = frozenset(),
        base: str = "",
        not_personal: Sequence[str] = (),
        worked: Callable[[Mapping[str, Frame]], Mapping[str, Frame]] | None = None,
        choices: Choices | None = None,
    ) -> ImportOutcome:
        """Files to claims, all or nothing. Findings of severity error stop it (they are in ``issues``).

        ``replace``: scopes (``TYPE[:ISO3]``) whose rows go unless the files hold them; ``renew``: ids of
        batches whose rows go unless the files hold them; ``limits``: ``Limits.web()`` for what comes over
        the network, none = the command line's. If the store changes meanwhile, it is planned again;
        with ``base``, the snapshot that was looked at, that raises ConflictError instead. ``not_personal``: what
        is stated to be no personal data (``ingest/personal.py``), kept in the note of the batch. ``worked``: what is
        made of the rows that were read before anything is checked, by type. ``choices``: what was answered to the
        questions of an earlier look at the same files.
        """
        from coordination.ingest.parse import parse
        from coordination.ingest.plan import scopes_of
        from coordination.ingest.readers import read
        from coordination.ingest.understanding import Understanding, prepare
        from coordination.model.headings import CONTENTS, sheet_names
        from coordination.workspace.copying import of_the_files
        from coordination.workspace.kept_answers import remember, used, with_earlier
        from coordination.workspace.plans_sent import arriving, keep
        from coordination.workspace.whose_word import with_plans, with_word

        if not dry_run:
            self.must_be_own()
        also = {**sheet_names(), CONTENTS: CONTENTS}

        def names() -> None:
            prepare(self.store.snapshot(), self.language.code)

        raw = read(paths, known=tuple(SCHEMA), limits=limits, progress=progress, also=also, meanwhile=names)

        inputs = tuple((i.name, i.sha256) for i in raw.inputs)
        names_of_files = {name for name, _ in inputs}
        answers = with_earlier(self, names_of_files, choices)

        def incoming(current: Snapshot) -> Incoming:
            if base and base != visible(current, self.viewer, self.default_tier).id:
                raise ConflictError(
                    said("The workspace has changed since you previewed these files."),
                    hint=said("Check the preview again, then save the files."),
                )
            scopes = scopes_of(replace, raw.tables, current)
            answers.used.clear()
            reading = Understanding(current, answers, self.language.code)
            parsed = parse(raw.tables, current, reading)
            given = parsed.frames if worked is None else worked(parsed.frames)
            made_for, told = of_the_files(raw.made_for, given, current, self.made_for or (), self.language)
            issues = (*raw.issues, *parsed.issues, *told)
            became, asked = parsed.became, reading.questions()
            found = Incoming(given, issues, scopes, renew, parsed.removed, became, asked, made_for)
            if not renew and worked is None:  # what comes with the program is the last word
                found = with_word(found, {**raw.versions, **parsed.versions}, self.store, current, reading)
            found = with_plans(found, plans, (*left_out, *used(answers, inputs[0][0] if inputs else "")))
            gone = {name: set(ids) for name, ids in found.gone.items()}
            for b in found.became:
                gone.setdefault(b.type, set()).add(b.was)
            return replace_fields(found, gone=gone)

        batch = Batch("", BatchKind.IMPORT, at, author, note, inputs)
        plans, left_out = arriving(self, raw.plans, answers)
        outcome = self.take_in(incoming, batch, dry_run, not_personal, progress)
        if not dry_run and not errors_in(outcome.issues):
            keep(self, plans)
            remember(self, names_of_files, answers)
        return replace_fields(outcome, plans=tuple(plans))

    def marked(
        self,
        paths: Sequence[Path],
        outcome: ImportOutcome,
        say: Callable[[str], str],
        limits: Limits | None = None,
    ) -> bytes:
        """Files as a workbook, with what was found in them marked in its cells."""
        from coordination.exchange.marked import Sheet, marked
        from coordination.ingest.readers import read
        from coordination.model.headings import field_names, sheet_names

        raw = read(paths, known=tuple(SCHEMA), limits=limits, also=sheet_names())
        sheets = (
            Sheet(t.file, t.header, field_names(SCHEMA[t.name], t.header), t.columns, t.lines)
            for t in raw.tables
        )
        return marked(sheets, outcome.issues, say)

    def save(
        self,
        entries: Sequence[Entry],
        *,
        at: str,
        author: str = "",
        note: str = "",
        dry_run: bool = False,
        not_personal: Sequence[str] = (),
        unread: Unread | None = None,
    ) -> ImportOutcome:
        """What was filled in on a form, all or nothing, as one batch: new records, corrections, removals. Findings of
        severity error stop it (they are in ``issues``; their file is the type, their line the place among the entries).
        ``unread``: whether findings have to be read before it is written; then nothing is.

        Raises ConflictError for a record that is not what it was when it was opened.
        """
        from coordination.workspace.editing import incoming_of

        if not dry_run:
            self.must_be_own()
        batch = Batch("", BatchKind.EDIT, at, author, note)
        return self.take_in(
            lambda current: incoming_of(entries, current), batch, dry_run, not_personal, unread=unread
        )

    def accept(self, proposal: str, *, at: str, by: str = "") -> ImportOutcome:
        """Save what was proposed, with the name of who proposed it. Findings of severity error stop it. Raises
        ConflictError where a record changed since, or somebody decided already."""
        box = self.proposals
        with box.deciding(proposal) as found:
            note = JOINT.join(filter(None, (found.note, stored(ACCEPTED, who=by) if by else "")))
            outcome = self.save(
                found.entries, at=at, author=found.author, note=note, not_personal=found.not_personal
            )
            if not errors_in(outcome.issues):
                box.accepted(found, at=at, by=by, batch=outcome.result.batch if outcome.result else "")
        return outcome

    def take_in(
        self,
        incoming: Callable[[Snapshot], Incoming],
        batch: Batch,
        dry_run: bool,
        not_personal: Sequence[str] = (),
        progress: Progress | None = None,
        unread: Unread | None = None,
    ) -> ImportOutcome:
        """Check, plan and write what comes in, planned and checked again where the store changed meanwhile."""
        from coordination.ingest.checks import check, dangling, lowered
        from coordination.ingest.personal import Answers, scan
        from coordination.ingest.plan import plan
        from coordination.workspace.copying import is_empty, taken_over

        kept = kept_note(batch.note, not_personal)
        tell = progress or (lambda _what, _done, _total: None)
        for attempt in range(ATTEMPTS):
            chain = self.store.info().chain
            current = self.store.snapshot()
            given = incoming(current)
            tell(CHECKING, 1, 3)
            frames = {name: frame.distinct() for name, frame in given.frames.items()}
            changes = plan(current, frames, given.scopes, given.renew, given.gone)
            issues = [*given.issues, *check(given.frames, current, changes.removed)]
            tell(CHECKING, 2, 3)
            issues += dangling(changes, current)
            issues += lowered(changes, frames, current, given.became, self.default_tier)
            issues += [] if given.renew else self._clock(batch.at)
            issues += scan(changes, current, Answers.read(not_personal), batch.note)
            found = tuple(sort_issues(issues))
            tell(CHECKING, 3, 3)
            if errors_in(found) or dry_run or (unread is not None and unread(found)):
                asked = given.questions
                return ImportOutcome(changes, found, None, batch.inputs, asked, given.returned)
            if not len(changes):
                self.store.sighted(batch.inputs, batch.at)
                return ImportOutcome(changes, found, None, batch.inputs, returned=given.returned)
            ident = batch_id(changes, batch.kind, given.scopes, after=chain)
            written = changes.without_places() if batch.kind is BatchKind.EDIT else changes
            made = replace_fields(batch, id=ident, note=kept, scope=given.scopes, base=changes.base)
            taking = taken_over(self.store, given.made_for, made) if is_empty(current) else nullcontext()
            try:
                with taking:
                    result = self.store.apply(written, made, progress)
                return ImportOutcome(changes, found, result, batch.inputs, returned=given.returned)
            except ConflictError:  # planned again: of a record that somebody has changed it is said then
                if attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")

    def must_be_own(self) -> None:
        """Raises NotAllowed for a workspace that comes with the program."""
        if self.read_only:
            raise NotAllowed(
                said("The workspace {name!r} comes with the program and takes no data.", name=self.name),
                hint=said(
                    "Make a copy for your country and put your data there: {command}",
                    command=Verbatim(f"mnr workspace new NAME --from {self.name} --country ISO3"),
                ),
            )

    def _clock(self, at: str) -> Iterator[Issue]:
        """A clock that stands before the last batch: the order of batches is kept, but their times mislead."""
        last = max((b.batch.at for b in self.store.batches()), default="")
        at = taken_again(at)  # others may have saved since it was taken
        if last and at < last:
            yield Issue(
                "W-CLOCK",
                Severity.WARNING,
                said("the clock shows {at}, before the last update ({last})", at=at, last=last),
                hint=said("set the clock of the computer; this update still comes after that one"),
            )

    def update(self, batch: str) -> BatchRecord:
        """An update by its id or the start of it: four letters, or more. Raises UsageError."""
        records = [b for b in self.store.batches() if b.batch.id.startswith(batch)]
        if len(batch) < SHORTEST or len(records) != 1:
            some = ", ".join(b.batch.id for b in records[:5])
            raise UsageError(
                (
                    said("{batch!r} matches {records} updates, not one.", batch=batch, records=len(records))
                    if len(batch) >= SHORTEST
                    else said("{batch!r} is too short to identify an update.", batch=batch)
                ),
                hint=said("Enter more characters of one of these: {some}.", some=some)
                if some
                else said("`mnr history` lists them."),
            )
        return records[0]

    def undoing(self, batch: str, with_later: bool = False) -> Undoing:
        """What taking an update back would change, and what stands in its way. ``with_later``: together with the later
        ones that stand there. Raises UsageError."""
        from coordination.workspace.undoing import Undoing, alone, lowering, together

        record, now = self.update(batch), self.store.snapshot()
        batches = self.store.batches()
        undos = {b.batch.id for b in batches if b.batch.kind is BatchKind.UNDO}
        changes, obstacles = alone(self.store.log(record.seq), now, self.store.history, undos)
        updates = [record]
        if obstacles and with_later:
            after = {b.seq: b for b in batches if b.seq >= record.seq}
            changes, chosen = together(record.seq, {seq: self.store.log(seq) for seq in after}, now)
            updates = [after[seq] for seq in sorted(chosen)]
            obstacles = obstacles if self._broken(changes) else ()
        return Undoing(changes, obstacles, tuple(updates), tuple(lowering(changes, now, self.default_tier)))

    def undo(
        self, batch: str, *, at: str, author: str = "", with_later: bool = False, approved_by: str = ""
    ) -> ApplyResult:
        """A new update that takes back another one, named by its id or the start of it: four letters, or more.
        ``with_later``: together with the later ones that stand in its way; ``approved_by``: who approved, beside the
        author, that sharing labels become less strict, kept with the update.

        Raises ConflictError where something stands in its way, or a label would become less strict unapproved.
        """
        from coordination.ingest.personal import refuse_personal
        from coordination.workspace.copying import given_up
        from coordination.workspace.undoing import hindered, unapproved

        record = self.update(batch)
        if record.batch.note in self.shipped_notes:
            self.must_be_own()
        chain = self.store.info().chain
        found = self.undoing(record.batch.id, with_later)
        code = self.language.code
        if found.obstacles:
            later = self._later(found.obstacles, record)
            raise hindered(record, found.obstacles, later, self.store.snapshot(), code)
        if any(b.batch.note in self.shipped_notes for b in found.updates):
            self.must_be_own()
        second = approved_by.strip()
        if found.lowered and second.casefold() in ("", author.strip().casefold()):
            raise unapproved(found.lowered, self.store.snapshot(), code)
        ids = tuple(b.batch.id for b in found.updates)
        some = ", ".join(ids[:5])
        note = (
            stored(UNDO, updates=some)
            if len(ids) <= 5
            else stored(UNDO_MORE, updates=some, count=str(len(ids) - 5))
        )
        if found.lowered:
            refuse_personal(second, said("the name"))
            note = kept_note(JOINT.join((note, stored(APPROVED, who=second))), ())
        undone = Batch(
            batch_id(found.changes, BatchKind.UNDO, ids, after=chain),
            BatchKind.UNDO,
            at,
            author,
            note,
            base=found.changes.base,
        )
        with given_up(self.store, ids, undone):
            return self.store.apply(found.changes, undone)

    def _broken(self, changes: ChangeSet) -> bool:
        """Whether something would be named afterwards that is not there."""
        from coordination.ingest.checks import dangling, references

        frames = dict(changes.added)
        for name, c in changes.changed.items():
            frames[name] = frames[name].concat(c.after) if name in frames else c.after
        now = self.store.snapshot()
        return bool([*references(frames, now, changes.removed), *dangling(changes, now)])

    def _later(self, obstacles: Sequence[Obstacle], record: BatchRecord) -> list[BatchRecord]:
        """The later updates that stand in the way, newest first."""
        named = {o.batch for o in obstacles}
        return [b for b in reversed(self.store.batches()) if b.batch.id in named and b.seq > record.seq]

    def verify(self) -> list[Issue]:
        """What is not as it was written, and every record that names one that is not there."""
        from coordination.ingest.checks import references

        found = self.store.verify()
        try:
            snapshot = self.store.snapshot()
        except StoreDamaged as e:  # what was found says more; this says that nothing can be answered
            return [*found, Issue("E-HASH", Severity.ERROR, e.message, hint=e.hint)]
        return found + references(snapshot.frames, snapshot, {})

    def history(self, ref: str) -> list[LogEntry]:
        return self.store.history(ref)


def refuse(outcome: ImportOutcome) -> None:
    """Raise DataError where findings stopped an import."""
    wrong = errors_in(outcome.issues)
    if wrong and outcome.questions:
        from coordination.ingest.questions import not_asked

        left = not_asked(outcome.issues, outcome.questions)
        raise DataError(
            said("Nothing was saved. Questions to answer: {count:,}.", count=len(outcome.questions))
            if not errors_in(left)
            else said(
                "Nothing was saved. Questions to answer: {count:,}; errors to fix: {wrong:,}.",
                count=len(outcome.questions),
                wrong=len(errors_in(left)),
            ),
            hint=said("Run the command again with your answers (--choose)."),
            issues=left,
        )
    if wrong:
        raise DataError(
            said("Nothing was saved: fix {wrong} errors first.", wrong=len(wrong))
            if len(wrong) > 1
            else said("Nothing was saved: fix 1 error first."),
            hint=said("The list above shows file, line and column of each error."),
            issues=outcome.issues,
        )
