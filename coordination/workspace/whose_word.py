"""What an import asks and tells of files that come back: whose word counts, what stays, what was removed there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from coordination.ingest.called import fields
from coordination.ingest.parse import capped
from coordination.ingest.questions import BOTH, HERE, KEEP, MISSING, REMOVE, THEIRS, THERE, Question
from coordination.ingest.understanding import Understanding
from coordination.model.name_index import Known
from coordination.model.record_names import record_name
from coordination.model.snapshot import Snapshot
from coordination.model.versions import Versions
from coordination.store.base import GraphStore
from coordination.workspace.past import versions_read
from coordination.workspace.plans_sent import Arriving, asked_of_plans
from coordination.workspace.returned import Conflict, Stays, Why, returned
from coordination.workspace.service import Incoming
from graph_schema.errors import Said, Verbatim, said
from graph_schema.issues import Issue, Location, Severity, in_ranges
from graph_schema.schema import SCHEMA

__all__ = ["WORD_CODES", "why_words", "with_plans", "with_word"]

WORD_CODES: Final[Mapping[str, str]] = {
    "E-WHOSE-WORD": "A record was changed here and in the file, or a field would go back to what it said earlier; "
    "whose word counts has to be said.",
    "I-ANSWERED": "Answers are used that were given when a file of that name came before.",
    "W-PLAN": "A kept plan that comes with the files cannot be taken; it is left out.",
    "I-STAYS": "Rows say what their records said when the file was made; what was changed here since stays.",
}
_LISTED = 200  #: questions at a time
_NAMED = 8  #: records that are named of those removed


def why_words(conflict: Conflict) -> Said:
    """Why somebody has to say whose word counts."""
    day = Verbatim(conflict.since[:10])
    match conflict.why:
        case Why.BOTH_CHANGED:
            return said("changed here and in the file since the file was made")
        case Why.REMOVED_HERE:
            return (
                said("removed here on {day}; the file has it", day=day)
                if conflict.since
                else said("removed here; the file has it")
            )
        case Why.REMOVED_THERE:
            return said("removed where the file comes from; changed here since")
        case Why.NO_COMMON:
            return said("different here and in the file, and no version is known that both had")
        case Why.GOES_BACK:
            return said(
                "the file does not say from which version it was made, and would bring back what was recorded here "
                "until {day}",
                day=day,
            )


def with_word(
    given: Incoming, versions: Versions, store: GraphStore, current: Snapshot, reading: Understanding
) -> Incoming:
    """What comes in of files, where three versions of each record are compared; with what is to be asked and told.
    ``versions``: those that the files carry."""
    choices, code = reading.answers, reading.code
    past = partial(versions_read, store, current)
    found = returned(given.frames, current, past, versions, given.became, choices)
    open_ = [c for c in found.conflicts if not c.answer]
    questions = [_question(c, current, code) for c in open_[:_LISTED]]
    issues = [*_stays(found.stays), *capped(_issue(c, current, code) for c in open_)]
    gone = {name: {*ids} for name, ids in given.gone.items()}
    for name, ids in found.gone.items():
        gone.setdefault(name, set()).update(ids)
    for name, left in found.went_there.items():
        text = f"{THERE}{name}"
        answer = choices.to(MISSING, text)
        if answer == REMOVE:
            gone.setdefault(name, set()).update(left)
        elif answer != KEEP:
            questions.append(_removed(name, left, current, code))
            issues.append(_not_said(name, text, len(left)))
    return replace(
        given,
        frames=found.frames,
        became=found.became,
        gone=gone,
        issues=(*given.issues, *issues),
        questions=(*given.questions, *questions),
        returned=found,
    )


def with_plans(given: Incoming, plans: Sequence[Arriving], issues: Sequence[Issue]) -> Incoming:
    """What comes in, with what is to be asked and told of the plans that come with it."""
    questions, open_ = asked_of_plans(plans)
    return replace(given, issues=(*given.issues, *issues, *open_), questions=(*given.questions, *questions))


def _name(conflict: Conflict, current: Snapshot, code: str) -> str:
    return record_name(current, conflict.type, conflict.mine or conflict.theirs or conflict.then, code)


def _fields(conflict: Conflict) -> Said:
    """The fields that differ, as people call them."""
    t = SCHEMA[conflict.type]
    return fields(p for p in t.props if conflict.mine.get(p.name, "") != conflict.theirs.get(p.name, ""))


def _question(c: Conflict, current: Snapshot, code: str) -> Question:
    both = c.mine and c.theirs
    words = (
        said(
            "{record}: {why}. Which counts, theirs or what is here? Fields: {fields}",
            record=Verbatim(_name(c, current, code)),
            why=why_words(c),
            fields=_fields(c),
        )
        if both
        else said(
            "{record}: {why}. Which counts, theirs or what is here?",
            record=Verbatim(_name(c, current, code)),
            why=why_words(c),
        )
    )
    return Question(BOTH, c.text, 1, Location(c.file, c.line), tuple(_sides(c)), words=words)


def _sides(c: Conflict) -> Iterator[Known]:
    """What each side says of the fields that differ."""
    differ = [k for k in SCHEMA[c.type].columns if c.mine.get(k, "") != c.theirs.get(k, "")]
    for side, row in ((THEIRS, c.theirs), (HERE, c.mine)):
        yield Known(side, "; ".join(f"{k}: {row[k]}" for k in differ if row.get(k)) if row else "")


def _issue(c: Conflict, current: Snapshot, code: str) -> Issue:
    return Issue(
        "E-WHOSE-WORD",
        Severity.ERROR,
        said("{record}: {why}", record=Verbatim(_name(c, current, code)), why=why_words(c)),
        Location(c.file, c.line),
        c.text,
        said(
            "say which counts: {theirs}, {here}, or for all of them --both theirs or --both here",
            theirs=Verbatim(f"--choose {c.text}={THEIRS}"),
            here=Verbatim(f"--choose {c.text}={HERE}"),
        ),
        record=c.id,
    )


def _stays(stays: Sequence[Stays]) -> Iterator[Issue]:
    """One finding for each file."""
    by: dict[str, list[int]] = {}
    for s in stays:
        by.setdefault(s.file, []).append(s.line)
    for file, lines in by.items():
        yield Issue(
            "I-STAYS",
            Severity.INFO,
            said(
                "rows that say what their records said when the file was made: {count:,}; what was changed here since "
                "stays",
                count=len(lines),
            ),
            Location(file, min(lines)),
            hint=said("lines {lines}", lines=in_ranges(sorted(lines))),
        )


def _removed(name: str, ids: Sequence[str], current: Snapshot, code: str) -> Question:
    frame = current[name]
    known = tuple(
        Known(i, record_name(current, name, frame.row(frame.position[i]), code)) for i in ids[:_NAMED]
    )
    words = said(
        "Records of {type} were removed where the file comes from. Remove them here too? Rows: {rows:,}",
        type=Verbatim(name),
        rows=len(ids),
    )
    return Question(MISSING, f"{THERE}{name}", len(ids), Location(), known, words=words)


def _not_said(name: str, text: str, count: int) -> Issue:
    return Issue(
        "E-ROWS-MISSING",
        Severity.ERROR,
        said(
            "{type}: records that were removed where the file comes from: {count:,}",
            type=Verbatim(name),
            count=count,
        ),
        Location(),
        text,
        said(
            "say whether their records are removed ({remove}) or kept ({keep})",
            remove=Verbatim(f"{text}={REMOVE}"),
            keep=Verbatim(f"{text}={KEEP}"),
        ),
    )
