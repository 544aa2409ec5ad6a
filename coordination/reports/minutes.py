"""Minutes of a meeting of a national committee: what was decided, by whom, by when, and what it rests on.

People write who was there, who takes what, and in which words; nothing about a person is ever made up here. The
decisions, their reasons, what changed and the seats are answers of the program on the day of the meeting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from coordination.analytics.plan.steps import Decided, Step
from coordination.analytics.time.changed_cells import Move
from coordination.answers import diff
from coordination.answers.asking import ask
from coordination.answers.filled import filled, say_of
from coordination.model.access import DERIVED
from coordination.reports.agenda import Entry, agenda
from coordination.reports.answer_block import answer_block
from coordination.reports.country import source_list
from coordination.reports.document import (
    Block,
    Document,
    Heading,
    Items,
    Table,
    Text,
    foot_of,
    header,
    label_of,
    of_the_copy,
    verdict,
    who,
)
from coordination.reports.seats import seat_section
from coordination.text import plan_verdicts, verdicts
from coordination.text.codes import DECISION_KINDS
from coordination.text.kinds import words_of
from coordination.text.say import Say
from coordination.text.sentences import sentence
from coordination.text.states import Sign
from coordination.workspace.service import Question, Workspace
from graph_schema.actions import Basis
from graph_schema.ids import Iso3

__all__ = ["VERDICTS", "Entry", "Minutes", "minutes_document", "on_the_table"]

#: word in addresses and forms -> what it says
VERDICTS = {"": sentence("Not decided"), **(words_of(Decided) or {})}


@dataclass(frozen=True)
class Minutes:
    """``items``: keys of the decisions on the table, none = those proposed; ``since``: day of the last meeting;
    ``held``: day of this one, "" = the day of the question; ``people``: one a line; ``steps``: of the plan that the
    meeting takes up, ``currency`` of its costs; ``typed``: keys of which the form was filled in: of the others the
    plan says who is responsible, by when and for how much."""

    country: str
    since: date
    items: tuple[str, ...] = ()
    entries: Mapping[str, Entry] = field(default_factory=dict)
    held: str = ""
    place: str = ""
    chair: str = ""
    people: str = ""
    other: str = ""
    next: str = ""
    steps: tuple[Step, ...] = ()
    currency: str = ""
    typed: frozenset[str] = frozenset()

    @property
    def blank(self) -> bool:
        """Nobody entered anything: these are minutes to be filled in."""
        return not (self.entries or self.steps)

    def entry(self, row: Mapping[str, Any]) -> Entry:
        """What the meeting made of an item, else what the plan says of it."""
        found = self.entries.get(row["key"], Entry())
        plan = row["from_plan"]
        if plan is None:
            return found
        decided = replace(found, verdict=found.verdict or plan.verdict)
        return decided if row["key"] in self.typed else replace(plan, verdict=decided.verdict)


def on_the_table(w: Workspace, q: Question, m: Minutes) -> list[dict[str, Any]]:
    """The items of the meeting. Raises UsageError on a step that is none here."""
    answer = ask(w, q, "decisions", country=m.country)
    told = (
        ask(w, q, "plan-progress", country=m.country, steps=m.steps, since=q.as_of)["steps"]
        if m.steps
        else ()
    )
    say = say_of(w, q)
    names = {s.owner: say.name("stakeholders", s.owner) for s in m.steps if s.owner}
    decided = [k for k, e in m.entries.items() if e.decision]
    return agenda(answer, m.steps, told, names, m.currency, m.items, decided)


def _result(say: Say, m: Minutes, e: Entry) -> str:
    """The decision in a word. Of what somebody wrote about, without marking a decision, that is said."""
    if e.decision or not (m.blank or e.written):
        return say(VERDICTS[e.decision])
    return say(sentence("to be filled in") if m.blank else sentence("No decision was marked"))


def _day(say: Say, text: str) -> str:
    """A day in words; text that is none stays as typed."""
    try:
        return say(sentence("{day}", day=date.fromisoformat(text)))
    except ValueError:
        return text


def _resolved(say: Say, title: str, fix: str, e: Entry, by: str) -> str:
    """What the meeting decided, as one sentence; "" where it decided nothing. Of a change it says what it changes."""
    if not e.decision:
        return ""
    if e.verdict == "not-now":
        said = sentence("It was decided not to act on this now: {what}.", what=title)
    elif e.verdict == "change" and e.words:
        said = sentence(
            "It was decided: {words} This changes what was proposed: {fix}", words=_ended(e.words), fix=fix
        )
    elif e.verdict == "change":
        said = sentence(
            "It was decided to act on this with a change that nobody wrote down. What was proposed: {fix}",
            fix=fix,
        )
    else:
        said = sentence("It was decided: {fix}", fix=fix)
    parts = [say(said)]
    if e.verdict != "not-now":
        named = (
            sentence("Responsible: {who}.", who=e.owner)
            if e.owner
            else sentence("Nobody was named as responsible.")
        )
        parts.append(say(named))
        if e.by:
            parts.append(say(sentence("By {day}.", day=by)))
        elif by:
            parts.append(say(sentence("No day was set; proposed: {day}.", day=by)))
    elif e.words:
        parts.append(_ended(e.words))
    return " ".join(parts)


def _ended(text: str) -> str:
    """A text of people as a sentence: on one line, with a point at its end."""
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?", "…")) else line + "."


def _record(lines: Sequence[str], say: Say) -> list[Block]:
    """What the document rests on, at its end: the snapshot is of no use to who reads the first page."""
    return [Heading(say(sentence("About this document"))), *(Text(line) for line in lines)]


def _leads(say: Say, d: Mapping[str, Any]) -> str:
    """The seat that leads, and who holds it."""
    seat = say.name("seats", d["lead"])
    if d["accountable"]:
        return say(sentence("{seat} ({members})", seat=seat, members=who(say, d["accountable"])))
    vacant = sentence("{seat} (seat vacant)", seat=seat)
    return say(vacant if d["seat"] == "empty" else sentence("{seat} (seat not known)", seat=seat))


def _hangs_on(say: Say, d: Mapping[str, Any]) -> str:
    """What the status depends on, and how many records are to be checked: the page of the meeting leads to them."""
    many = len(d["check"])
    check = sentence("Record to check: {list}.", "Records to check: {list}.", n=many, list=many)
    return " ".join([*d["hangs_on"], *([say(check)] if many else [])])


def _first_step(say: Say, d: Mapping[str, Any]) -> str:
    """The first action, and that it is an own one of the workspace."""
    action: str = d["first_step"]
    own = sentence("{action} (own action of this workspace)", action=action)
    return say(own) if d["basis"] == Basis.OWN else action


def _decision(say: Say, number: int, d: Mapping[str, Any], m: Minutes) -> list[Block]:
    """One decision as a table of two columns."""
    e = m.entry(d)
    unknown = say(sentence("not known"))
    put_off = e.verdict == "not-now"  # then nobody is asked by a day that nobody gave
    proposal = say(sentence("{day} (proposed)", day=date.fromisoformat(d["by"]))) if d["by"] else unknown
    by = _day(say, e.by) if e.by else "" if put_off else proposal
    proposed = who(say, d["who"])
    owner = e.owner or (
        say(sentence("not named yet; ask: {who}", who=proposed))
        if proposed
        else say(sentence("not named yet"))
    )
    rows = [
        (say(sentence("Decision")), _result(say, m, e)),
        *([(say(sentence("Reason")), " ".join(d["reasons"]))] if d["reasons"] else []),
        *([(say(sentence("What would change its status")), _hangs_on(say, d))] if d["hangs_on"] else []),
        (say(sentence("Suggested action")), d["fix"]),
        *([(say(sentence("First step")), _first_step(say, d))] if d["first_step"] else []),
        (say(sentence("Responsible")), e.owner if put_off else owner),
        *([(say(sentence("Responsible seat")), _leads(say, d))] if d["lead"] else []),
        (say(sentence("Deadline")), by),
        (say(sentence("Cost")), e.cost or d["cost"] or unknown),
        *([(say(sentence("Grants")), " ".join(d["money"]))] if d["money"] else []),
    ]
    if d["ends"]:
        rows.insert(2, (say(sentence("End date")), _day(say, d["ends"])))
    if e.words:
        agreed = sentence("Text agreed at the meeting") if e.decision else sentence("Text for the minutes")
        rows.append((say(agreed), e.words))
    resolved = _resolved(say, d["title"], d["fix"], e, _day(say, e.by or d["by"]))
    return [
        Text(f"{number}. {d['title']}", "strong"),
        *([Text(resolved)] if resolved else []),
        Table(header(say, sentence("Agenda item"), sentence("Recorded")), tuple(rows), "", (1, 4)),
    ]


def _title_of(say: Say, w: Workspace, q: Question, key: str) -> str:
    """What the key of a decision that is not found any more says: its list and its capability."""
    kind, _dash, about = key.partition("-")
    if kind not in DECISION_KINDS or about not in w.facts(q).edition.index:
        return key
    return say(
        sentence(
            "{capability} ({list})",
            capability=say.name("capabilities", about),
            list=[DECISION_KINDS[kind]],
        )
    )


def _no_longer(say: Say, m: Minutes, number: int, title: str, e: Entry) -> list[Block]:
    """What the meeting made of a decision that is not proposed on today's data: nothing written is lost."""
    rows = (
        (sentence("Decision"), _result(say, m, e)),
        (sentence("Responsible"), e.owner),
        (sentence("Deadline"), _day(say, e.by)),
        (sentence("Cost"), e.cost),
        (sentence("Text agreed at the meeting"), e.words),
    )
    return [
        Text(f"{number}. {title}", "strong"),
        Text(say(sentence("No longer proposed with today's data."))),
        Table(
            header(say, sentence("Agenda item"), sentence("Recorded")),
            tuple((say(point), text) for point, text in rows if text),
            "",
            (1, 4),
        ),
    ]


def _changes(w: Workspace, q: Question, m: Minutes, say: Say) -> list[Block]:
    """What changed in the country since the last meeting."""
    head = Heading(say(sentence("What changed since {day}", day=m.since)))
    if m.since >= q.as_of:
        return [head, Text(say(sentence("The date of the last meeting must be before this meeting.")))]
    found = diff.ANSWER.asked(w, q, diff.Since(m.since, (Iso3(m.country),)))
    moved = [f"{c.country}-{c.capability}" for c in found.cells if c.move is not Move.SAME]
    table = filled(diff.ANSWER.tables["cells"], found, say_of(w, q)).only(moved).without("country")
    empty = say(sentence("According to what is known today, no capability changed status."))
    return [head, *answer_block(replace(table, empty=empty))[1:]]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _people(m: Minutes, say: Say) -> Iterable[Block]:
    yield Heading(say(sentence("Present")))
    people = _lines(m.people)
    yield Items(people) if people else Text(say(sentence("No names were entered.")))
    if m.chair:
        yield Text(say(sentence("Chair: {chair}", chair=m.chair)))
    if m.place:
        yield Text(say(sentence("Place: {place}", place=m.place)))


def _verdict(w: Workspace, q: Question, m: Minutes, rows: Sequence[Mapping[str, Any]]) -> verdicts.Verdict:
    """The sentence of the meeting's page: decisions proposed and taken, what is missing, what has too few providers."""
    signs = Counter(c.sign for c in w.cover(q).cells([m.country]))
    taken = sum(bool(m.entry(row).decision) for row in rows)
    return plan_verdicts.meeting(
        len(rows), taken, signs[Sign.GAP], signs[Sign.FRAGILE], signs[Sign.UNCOUNTED]
    )


def minutes_document(w: Workspace, q: Question, m: Minutes, lang: str = "en") -> Document:
    """The minutes as they can be sent round. Raises UsageError for a country the store does not have."""
    say = say_of(w, q)
    on_table = on_the_table(w, q, m)
    decided: list[Block] = []
    overview, resolutions = [], []
    for n, d in enumerate(on_table, 1):
        e = m.entry(d)
        decided += _decision(say, n, d, m)
        if resolved := _resolved(say, d["title"], d["fix"], e, _day(say, e.by or d["by"])):
            resolutions.append(f"{n}. {resolved}")
        overview.append((str(n), d["title"], _result(say, m, e), e.owner or "-"))
    shown = {d["key"] for d in on_table}
    gone = {k: e for k, e in m.entries.items() if k not in shown and (e.decision or e.written)}
    for n, (key, e) in enumerate(gone.items(), 1 + len(on_table)):
        title = _title_of(say, w, q, key)
        decided += _no_longer(say, m, n, title, e)
        if resolved := _resolved(say, title, title, e, _day(say, e.by)):
            resolutions.append(f"{n}. {resolved}")
        overview.append((str(n), title, _result(say, m, e), e.owner or "-"))
    held = _day(say, m.held) if m.held else say(sentence("{day}", day=q.as_of))
    label = label_of(w, m.country, DERIVED)
    foot = foot_of(w, q, label)
    after: list[Block] = []
    if m.other:
        after += [Heading(say(sentence("Other business"))), *(Text(line) for line in _lines(m.other))]
    if m.next:
        after += [Text(say(sentence("Next meeting: {day}", day=_day(say, m.next))), "strong")]
    used = sorted({s for d in on_table for s in d["sources"]})
    return Document(
        say(
            sentence(
                "{country}: minutes of the meeting of {day}",
                country=say.name("countries", m.country),
                day=held,
            )
        ),
        say(
            sentence(
                "National committee. Draft, to be confirmed at the next meeting. The participants "
                "wrote the list of people present, the decisions, the responsible organisations and "
                "the agreed text. The program supplied titles, reasons, suggested actions, changes and "
                "seats, and any date or cost left empty."
            )
        ),
        (
            *_people(m, say),
            Heading(say(sentence("Decisions taken"))),
            *([Items(tuple(resolutions))] if resolutions else []),
            Table(
                header(say, sentence("#"), sentence("Decision"), sentence("Result"), sentence("Responsible")),
                tuple(overview),
                say(sentence("No decision was on the agenda.")),
                (1, 8, 3, 4),
            ),
            Heading(say(sentence("Details of each decision"))),
            *decided,
            *of_the_copy(w, say, m.country),
            *after,
            *_changes(w, q, m, say),
            *seat_section(w, q, m.country, say),
            *source_list(w, say, used),
            *_record([line for line in foot if w.snapshot().id in line], say),
        ),
        tuple(line for line in foot if w.snapshot().id not in line),
        f"minutes-{m.country}",
        label,
        lang,
        verdict=verdict(say, _verdict(w, q, m, on_table)),
    )
