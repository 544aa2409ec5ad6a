"""What an import says in JSON: what changes in the records, what was found wrong, and what must be answered first.

An import changes a workspace, so it is no answer to a question and has no day; but its keys are the fields of
:class:`Imported`, as those of an answer are, and its JSON Schema is made of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

from coordination.ingest.questions import HERE, THEIRS
from coordination.model.frames import Frame
from coordination.text.kinds import Json
from coordination.text.records import Key, fields_of, kind_of, said_in
from coordination.text.say import Say
from coordination.text.sentences import ENGLISH
from coordination.workspace.plans_sent import Arrives
from coordination.workspace.returned import Why
from graph_schema.issues import Issue, Severity

if TYPE_CHECKING:
    from coordination.ingest.questions import Question as Unclear
    from coordination.workspace.service import ImportOutcome

__all__ = ["Imported", "imported", "json_of", "schema"]

R = TypeVar("R", bound="Row")

_SOME: Final[Mapping[str, Json]] = {"minLength": 1}
_FROM_0: Final[Mapping[str, Json]] = {"minimum": 0}
_FROM_1: Final[Mapping[str, Json]] = {"minimum": 1}
_CODE: Final[Mapping[str, Json]] = {"pattern": "^[EWI]-[A-Z0-9-]+$"}
_SEVERITY: Final[Mapping[str, Json]] = {"enum": [str(s) for s in Severity]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A record that is added or removed."""

    type: Annotated[str, Key("record type", more=_SOME)]
    id: Annotated[str, Key("id of the record", more=_SOME)]
    file: Annotated[str, Key("file it came from")]
    line: Annotated[int, Key("physical line in the file, header = 1", more=_FROM_0)]
    values: Annotated[Mapping[str, str], Key("filled fields")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed(Row):
    """A record that says something else than before."""

    before: Annotated[Mapping[str, str], Key("filled fields until now")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stayed(Row):
    """A record that was changed here since the file was made, and not in the file: it stays as it is here."""

    here: Annotated[Mapping[str, str], Key("filled fields here, which stay; none where it was removed here")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested(Row):
    """A record of which somebody has to say, or has said, whose word counts."""

    why: Annotated[str, Key("why that has to be said", more={"enum": [str(w) for w in Why]})]
    then: Annotated[
        Mapping[str, str], Key("filled fields when both had the same version; none where that is not known")
    ]
    here: Annotated[Mapping[str, str], Key("filled fields here; none where it was removed here")]
    answer: Annotated[
        str,
        Key(
            "theirs = values come in; here = what is here stays; empty = not answered yet",
            more={"enum": ["", THEIRS, HERE]},
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A kept plan that came with the files, and is not the same here."""

    name: Annotated[str, Key("its name", more=_SOME)]
    country: Annotated[str, Key("ISO3 code of its country", more=_SOME)]
    what: Annotated[str, Key("what becomes of it", more={"enum": [str(a) for a in Arrives]})]
    answer: Annotated[
        str, Key("whose counts, of both; empty = not answered", more={"enum": ["", THEIRS, HERE]})
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An error, a warning or a note, at its place in a file."""

    code: Annotated[str, Key("code of the finding, see the reference", more=_CODE)]
    severity: Annotated[str, Key("error stops the import", more=_SEVERITY)]
    file: Annotated[str, Key("file")]
    line: Annotated[int, Key("physical line, header = 1; 0 = the file itself", more=_FROM_0)]
    column: Annotated[str, Key("column")]
    value: Annotated[str, Key("what stands there")]
    message: Annotated[str, Key("what is wrong", more=_SOME)]
    hint: Annotated[str, Key("what to do")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A record that a text may mean."""

    id: Annotated[str, Key("id of the record", more=_SOME)]
    name: Annotated[str, Key("its name")]
    further: Annotated[str, Key("what tells it from others, such as its country")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question about a name or a date of the files."""

    kind: Annotated[
        str,
        Key(
            "record type or list of the framework that the text should name; dates = the order of day and month in a "
            "file",
            more=_SOME,
        ),
    ]
    text: Annotated[str, Key("as it is written; for dates the file")]
    rows: Annotated[int, Key("rows that have it", more=_FROM_1)]
    file: Annotated[str, Key("file of the first of them")]
    line: Annotated[int, Key("its line, header = 1", more=_FROM_0)]
    column: Annotated[str, Key("its column")]
    candidates: Annotated[tuple[Candidate, ...], Key("records that may be meant, the likeliest first")]
    may_be_new: Annotated[bool, Key("a new record of that name can be made")]
    kinds: Annotated[tuple[str, ...], Key("kinds of a new record, of which one must be chosen")]
    countries: Annotated[tuple[str, ...], Key("countries of the rows")]
    example: Annotated[str, Key("a date that can be read in two ways")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What changes with an import, saved or not."""

    added: Annotated[tuple[Row, ...], Key("rows that are new")]
    changed: Annotated[tuple[Changed, ...], Key("rows that say something else than before")]
    removed: Annotated[
        tuple[Row, ...], Key("rows taken away (only with --replace, or where somebody chose so)")
    ]
    stays: Annotated[
        tuple[Stayed, ...],
        Key("rows that say what their records said when the file was made; they change nothing"),
    ]
    contested: Annotated[
        tuple[Contested, ...],
        Key("records that were changed here and in the file; --choose or --both says whose word counts"),
    ]
    plans: Annotated[tuple[Plan, ...], Key("kept plans that came with the files, and are not the same here")]
    issues: Annotated[tuple[Found, ...], Key("errors first, then by file, line and column")]
    questions: Annotated[
        tuple[Asked, ...],
        Key("what must be answered before the names and dates of the files are understood; --choose answers"),
    ]
    batch: Annotated[str | None, Key("id of the batch; null where nothing was written", absent=None)]


def imported(outcome: ImportOutcome, told: Callable[[str], str] = str) -> Imported:
    """What an import says. ``told``: a message in the language of the reader."""
    changes, back = outcome.changes, outcome.returned
    return Imported(
        added=tuple(_row(Row, n, f, i) for n, f in changes.added.items() for i in range(len(f))),
        changed=tuple(
            _row(Changed, name, c.after, i, before=_filled(c.before, i))
            for name, c in changes.changed.items()
            for i in range(len(c.after))
        ),
        removed=tuple(_row(Row, n, f, i) for n, f in changes.removed.items() for i in range(len(f))),
        stays=tuple(
            Stayed(type=s.type, id=s.id, file=s.file, line=s.line, values=_said(s.theirs), here=_said(s.mine))
            for s in (back.stays if back else ())
        ),
        contested=tuple(
            Contested(
                type=c.type,
                id=c.id,
                file=c.file,
                line=c.line,
                values=_said(c.theirs),
                why=str(c.why),
                then=_said(c.then),
                here=_said(c.mine),
                answer=c.answer,
            )
            for c in (back.conflicts if back else ())
        ),
        plans=tuple(
            Plan(name=p.plan.name, country=p.plan.country, what=str(p.what), answer=p.answer)
            for p in outcome.plans
        ),
        issues=tuple(_found(issue, told) for issue in outcome.issues),
        questions=tuple(map(_asked, outcome.questions)),
        batch=outcome.result.batch if outcome.result else None,
    )


def json_of(found: Imported) -> dict[str, Json]:
    """The JSON of an import. It names nothing, so it is the same in every language."""
    return said_in(found, fields_of(Imported), Say(ENGLISH, lambda name: name.id))


def schema() -> dict[str, Json]:
    """The JSON Schema of an import."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:mnr:answer:import",
        "title": "mnr import, with or without --dry-run: what changes, and every finding",
        "description": 'Keys that stand under "required" are always there; further keys may be added.',
        **kind_of(Imported).shape(),
    }


def _filled(frame: Frame, i: int) -> dict[str, str]:
    return _said(frame.row(i))


def _said(row: Mapping[str, str]) -> dict[str, str]:
    return {k: v for k, v in row.items() if v}


def _row(of: Callable[..., R], name: str, frame: Frame, i: int, **more: object) -> R:
    return of(
        type=name,
        id=frame.ids[i],
        file=frame.file.vocab[frame.file.codes[i]],
        line=int(frame.line[i]),
        values=_filled(frame, i),
        **more,
    )


def _found(issue: Issue, told: Callable[[str], str]) -> Found:
    return Found(
        code=issue.code,
        severity=str(issue.severity),
        file=issue.location.file,
        line=issue.location.line,
        column=issue.location.column,
        value=issue.value,
        message=told(issue.message),
        hint=told(issue.hint),
    )


def _asked(question: Unclear) -> Asked:
    return Asked(
        kind=question.kind,
        text=question.text,
        rows=question.rows,
        file=question.place.file,
        line=question.place.line,
        column=question.place.column,
        candidates=tuple(Candidate(id=k.id, name=k.name, further=k.further) for k in question.candidates),
        may_be_new=question.may_be_new,
        kinds=question.kinds,
        countries=question.countries,
        example=question.example,
    )
