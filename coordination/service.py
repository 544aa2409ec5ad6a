"""The use cases: what the command line, the dashboard and a notebook call.

>>> from datetime import date
>>> from coordination.service import Question, Workspace
>>> from coordination.store.memory import MemoryStore
>>> w = Workspace("empty", MemoryStore())
>>> w.coverage(Question(date(2026, 11, 25)))["cells"]
[]
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from coordination.access import OWNER, Viewer, visible
from coordination.analytics.coverage import Coverage, coverage
from coordination.analytics.explain import Explanation, explain
from coordination.analytics.facts import Evidence, Facts, Ints, facts_of
from coordination.analytics.gaps import Gaps, gaps
from coordination.changes import ApplyResult, Batch, BatchKind, Changed, ChangeSet, LogEntry, Op, batch_id
from coordination.frames import Frame
from coordination.ingest.checks import check
from coordination.ingest.parse import parse
from coordination.ingest.plan import parse_scope, plan
from coordination.ingest.readers import Limits, read
from coordination.sentences import ENGLISH, Language, Name, Names, Sentence
from coordination.snapshot import Snapshot
from coordination.store.base import GraphStore, Progress
from coordination.store.moving import rows_from_images
from graph_schema.edition import BASE_EDITION, edition
from graph_schema.errors import ConflictError, DataError, UsageError
from graph_schema.issues import Issue, Location, Severity, errors_in, sort_issues
from graph_schema.schema import SCHEMA
from graph_schema.values import Tier

__all__ = ["ImportOutcome", "Question", "Workspace", "names_in"]


@dataclass(frozen=True)
class Question:
    """What every answer depends on besides the claims."""

    as_of: date
    evidence: Evidence = Evidence.ALL
    edition: str = BASE_EDITION


@dataclass(frozen=True)
class ImportOutcome:
    """``result`` is None for a dry run, for findings that stop it, and where nothing would change."""

    changes: ChangeSet
    issues: tuple[Issue, ...]
    result: ApplyResult | None
    inputs: tuple[tuple[str, str], ...]

    def as_answer(self) -> dict[str, object]:
        def row(name: str, frame: Frame, i: int) -> dict[str, object]:
            return {
                "type": name,
                "id": frame.ids[i],
                "file": frame.file.vocab[frame.file.codes[i]],
                "line": int(frame.line[i]),
                "values": {k: v for k, v in frame.row(i).items() if v},
            }

        changed = []
        for name, c in self.changes.changed.items():
            for i in range(len(c.after)):
                was = {k: v for k, v in c.before.row(i).items() if v}
                changed.append({**row(name, c.after, i), "before": was})
        return {
            "added": [row(n, f, i) for n, f in self.changes.added.items() for i in range(len(f))],
            "changed": changed,
            "removed": [row(n, f, i) for n, f in self.changes.removed.items() for i in range(len(f))],
            "issues": [i.as_dict() for i in self.issues],
            "batch": self.result.batch if self.result else None,
        }


def names_in(snapshot: Snapshot, edition_id: str) -> Names:
    """Names of the things of a snapshot; a key without one is shown as it is."""
    columns = {
        "countries": "name",
        "stakeholders": "name",
        "agreements": "name",
        "sources": "title",
    }
    lists = edition(edition_id).lists
    numbered = {c["number"]: f"{c['number']} {c['name']}" for c in lists["capabilities"]}
    framework = {
        "capabilities": numbered,
        "seats": {r["seat"]: r["name"] for r in lists["seats"]},
        "domains": {r["id"]: r["name"] for r in lists["domains"]},
    }

    def name(n: Name) -> str:
        if n.list in framework:
            return framework[n.list].get(n.id, n.id)
        frame = snapshot[n.list]
        at = frame.position.get(n.id)
        return n.id if at is None else frame.text(columns[n.list], at) or n.id

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

    # reading

    def snapshot(self) -> Snapshot:
        return visible(self.store.snapshot(), self.viewer, self.default_tier)

    def facts(self, q: Question) -> Facts:
        return facts_of(self.snapshot(), edition(q.edition), q.evidence)

    def cover(self, q: Question) -> Coverage:
        """The coverage object, kept with the snapshot it was worked from."""
        facts = self.facts(q)
        key = ("coverage", q.edition, q.evidence, q.as_of)
        return facts.snapshot.derived(key, lambda _: coverage(facts, q.as_of))

    def header(self, q: Question) -> dict[str, object]:
        return {
            "snapshot": self.snapshot().id,
            "as_of": q.as_of.isoformat(),
            "edition": q.edition,
            "evidence": str(q.evidence),
        }

    def answer(self, q: Question, body: Mapping[str, object]) -> dict[str, object]:
        return {**self.header(q), **body}

    def countries(self, wanted: Sequence[str]) -> list[str] | None:
        """ISO3 codes for what was typed (any case); None for nothing typed. Raises UsageError."""
        if not wanted:
            return None
        return [self.country(w) for w in wanted]

    def country(self, text: str) -> str:
        from rapidfuzz import fuzz, process

        frame = self.snapshot()["countries"]
        if text.upper() in frame.position:
            return text.upper()
        names = {n.casefold(): i for n, i in zip(frame["name"].texts(), frame.ids, strict=True)}
        if text.casefold() in names:
            return names[text.casefold()]
        if not names:
            raise UsageError(
                f"There is no country {text!r}: the store has none yet.", hint="Import countries.csv first."
            )
        near = process.extract(text.casefold(), list(names), scorer=fuzz.WRatio, limit=3, score_cutoff=60)
        hint = "Did you mean " + " or ".join(f"{names[n]} ({n.title()})" for n, *_ in near) + "?"
        raise UsageError(
            f"There is no country {text!r}.", hint=hint if near else "Use its ISO code of three letters."
        )

    def names(self, q: Question) -> Names:
        return names_in(self.snapshot(), q.edition)

    def short_name(self, stakeholder: str, width: int = 44) -> str:
        """The short name of an organisation, else its name cut at a word."""
        frame = self.snapshot()["stakeholders"]
        at = frame.position.get(stakeholder)
        if at is None:
            return stakeholder
        name = frame.text("short_name", at) or frame.text("name", at)
        return textwrap.shorten(name, width, placeholder="...")

    def say(self, q: Question) -> Callable[[Sentence], str]:
        names, language = self.names(q), self.language
        return lambda s: language.render(s, names)

    # answers (METHODS 12)

    def coverage(self, q: Question, countries: Sequence[str] = ()) -> dict[str, object]:
        cover = self.cover(q)
        return self.answer(q, {"cells": list(cover.cells(self.countries(countries)))})

    def gaps(self, q: Question, countries: Sequence[str] = ()) -> dict[str, object]:
        found: Gaps = gaps(self.cover(q), self.countries(countries))
        return self.answer(q, found.as_answer())

    def explanation(self, q: Question, country: str, capability: str) -> Explanation:
        edition(q.edition).capability(capability)
        return explain(self.cover(q), self.country(country), capability)

    def explain(self, q: Question, country: str, capability: str) -> dict[str, object]:
        return self.answer(q, self.explanation(q, country, capability).as_answer(self.say(q)))

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
    ) -> ImportOutcome:
        """Files to claims, all or nothing. Findings of severity error stop it (they are in ``issues``).

        ``limits``: ``Limits.web()`` for what comes over the network; none = the command line's.
        """
        for text in replace:
            parse_scope(text)
        raw = read(paths, known=tuple(SCHEMA), limits=limits, progress=progress)
        inputs = tuple((i.name, i.sha256) for i in raw.inputs)
        parsed = parse(raw.tables)
        current = self.store.snapshot()
        issues = [*raw.issues, *parsed.issues, *check(parsed.frames, current)]
        frames = {name: frame.distinct() for name, frame in parsed.frames.items()}
        changes = plan(current, frames, replace)
        issues += _dangling(changes, current)
        found = tuple(sort_issues(issues))
        if errors_in(found) or dry_run:
            return ImportOutcome(changes, found, None, inputs)
        if not len(changes):
            self.store.sighted(inputs, at)
            return ImportOutcome(changes, found, None, inputs)
        scope = tuple(replace)
        batch = Batch(
            batch_id(changes, BatchKind.IMPORT, scope),
            BatchKind.IMPORT,
            at,
            author,
            note,
            inputs,
            scope,
            changes.base,
        )
        return ImportOutcome(changes, found, self.store.apply(changes, batch, progress), inputs)

    def undo(self, batch: str, *, at: str, author: str = "") -> ApplyResult:
        """A new batch that takes back another one. Raises ConflictError where a record changed since."""
        record = next((b for b in self.store.batches() if b.batch.id.startswith(batch)), None)
        if record is None:
            raise UsageError(f"There is no batch {batch!r}.", hint="`mnr history` lists them.")
        changes = _reverse(self.store.log(record.seq), self.store.snapshot())
        undone = Batch(
            batch_id(changes, BatchKind.UNDO, (record.batch.id,)),
            BatchKind.UNDO,
            at,
            author,
            f"undo of {record.batch.id}",
            base=changes.base,
        )
        return self.store.apply(changes, undone)

    def history(self, ref: str) -> list[LogEntry]:
        return self.store.history(ref)


def _dangling(changes: ChangeSet, current: Snapshot) -> Iterator[Issue]:
    """Records that something else still names must not be removed."""
    for name, gone in changes.removed.items():
        if SCHEMA[name].is_claim:
            continue
        lost = set(gone.ids)
        for other, frame in current.frames.items():
            removed_here = changes.removed.get(other)
            rest = frame.without(removed_here.ids) if removed_here is not None else frame
            for p in rest.type.props:
                if p.ref != name or not len(rest):
                    continue
                hit = rest[p.name].isin(lost)
                if hit.any():
                    first = rest.text(p.name, int(hit.argmax()))
                    yield Issue(
                        "E-STILL-NAMED",
                        Severity.ERROR,
                        f"{name} {first} cannot be removed: {int(hit.sum())} rows of {other} name it",
                        Location(),
                        first,
                        f"remove those rows too (--replace {other}), or keep it",
                    )


def _reverse(entries: Sequence[LogEntry], now: Snapshot) -> ChangeSet:
    """What takes back these changes, provided nothing came after them."""
    added: dict[str, list[Mapping[str, str]]] = {}
    changed: dict[str, list[tuple[str, Mapping[str, str]]]] = {}
    removed: dict[str, list[str]] = {}
    clashes = []
    for e in entries:
        at = now[e.type].position.get(e.id)
        there = at is not None
        digest = now[e.type].digests[at].tobytes().hex() if at is not None else ""
        if e.op is Op.REMOVE:
            if there:
                clashes.append(f"{e.type} {e.id} has been added again")
            elif e.before is not None:
                added.setdefault(e.type, []).append(e.before)
        elif not there or digest != e.digest:
            clashes.append(f"{e.type} {e.id} has changed since")
        elif e.op is Op.ADD:
            removed.setdefault(e.type, []).append(e.id)
        elif e.before is not None:
            changed.setdefault(e.type, []).append((e.id, e.before))
    if clashes:
        more = f" and {len(clashes) - 5} more" if len(clashes) > 5 else ""
        raise ConflictError(
            "This batch cannot be taken back: " + "; ".join(clashes[:5]) + more + ".",
            hint="Undo the later batches first.",
        )
    return ChangeSet(
        {name: rows_from_images(name, images) for name, images in added.items()},
        {
            name: Changed(
                before=now[name].take(_at(now[name], [i for i, _ in pairs])),
                after=rows_from_images(name, [image for _, image in pairs]),
            )
            for name, pairs in changed.items()
        },
        {name: now[name].take(_at(now[name], ids)) for name, ids in removed.items()},
        now.id,
    )


def _at(frame: Frame, ids: Sequence[str]) -> Ints:
    return np.asarray([frame.position[i] for i in ids], np.int64)


def refuse(outcome: ImportOutcome) -> None:
    """Raise DataError where findings stopped an import."""
    wrong = errors_in(outcome.issues)
    if wrong:
        raise DataError(
            f"Nothing was written: {len(wrong)} findings must be mended first.",
            hint="Each stands above with file, line and column.",
            issues=outcome.issues,
        )
