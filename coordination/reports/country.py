"""The report of one country: board, gaps in order, looks, and the sections of :mod:`coordination.reports.sections`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coordination.analytics.board.explain import Reason as Because
from coordination.analytics.board.gaps import Gaps, LookFirst
from coordination.answers.countries import Countries
from coordination.answers.gaps import ANSWER as GAPS
from coordination.model.access import DERIVED
from coordination.reports.answer_block import answer_block, answer_table
from coordination.reports.document import (
    FLAG_WORDS,
    Block,
    Board,
    Card,
    Counts,
    Document,
    Heading,
    Items,
    Reason,
    Text,
    Words,
    foot_of,
    label_of,
)
from coordination.reports.html import html
from coordination.reports.sections import sections
from coordination.text import verdicts
from coordination.text.sentences import sentence
from coordination.text.states import Sign, State
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import edition
from graph_schema.ids import Iso3

__all__ = ["board", "country_document", "country_report", "gap_blocks", "look_blocks", "source_list"]

_SIGNS = (
    Sign.COVERED,
    Sign.SINGLE,
    Sign.FRAGILE,
    Sign.UNCOUNTED,
    Sign.UNATTRIBUTED,
    Sign.PLANNED,
    Sign.GAP,
    Sign.UNKNOWN,
)
LOOKS = 5  #: capabilities that are named where to look first


def board(w: Workspace, q: Question, country: str, words: Words) -> tuple[Counts, Board, list[str]]:
    """How many of each sign, the cards by domain, and the sources that reasons name, in order."""
    say, e = words.say, edition(q.edition)
    counts = dict.fromkeys(_SIGNS, 0)
    columns: dict[str, list[Card]] = {d.id: [] for d in e.domains}
    used: dict[str, None] = {}
    for c, cell in zip(e.capabilities, w.cover(q).cells([country]), strict=True):
        counts[cell.sign] += 1
        reasons: list[Reason] = []
        for r in w.explanation(q, country, c.number).reasons:
            if r.source:
                used[r.source] = None
            reasons.append(Reason(say(r.text), _place(words, r) if r.claim else ""))
        who = _names(words, cell.providers)
        if cell.state is State.PLANNED:
            who = say(sentence("announced by {who}", who=_names(words, cell.planned)))
        columns[c.domain].append(
            Card(
                words.mark(cell.sign),
                c.number,
                words.capability(c.number).removeprefix(f"{c.number} "),
                who or say(sentence("no provider named")),
                tuple(say(FLAG_WORDS[f]) for f in cell.flags),
                tuple(reasons),
            )
        )
    named = tuple((words.name("domains", d.id), tuple(columns[d.id])) for d in e.domains)
    why = say(sentence("Reasons for the status of each capability"))
    return Counts(tuple((words.mark(s), n) for s, n in counts.items())), Board(named, why), list(used)


def _names(words: Words, idents: Sequence[str], most: int = 3) -> str:
    """The first of these organisations, and how many more there are."""
    names = words.who(idents[:most])
    return f"{names} +{len(idents) - most}" if len(idents) > most else names


def _place(words: Words, r: Because) -> str:
    """Source, file, line and batch of a reason."""
    if r.file:
        text = sentence(
            "{source}; {file} line {line}; update {batch}",
            source=r.source or "",
            file=r.file,
            line=str(r.line),
            batch=r.batch,
        )
    else:
        text = sentence("{source}; update {batch}", source=r.source or "", batch=r.batch)
    return words.say(text)


def source_list(w: Workspace, words: Words, idents: Iterable[str]) -> list[Block]:
    """The sources under their heading: title, publisher, date, address, id."""
    frame, rows = w.snapshot()["sources"], []
    for ident in dict.fromkeys(idents):
        at = frame.position.get(ident)
        parts = [] if at is None else [frame.text(k, at) for k in ("title", "publisher", "published", "url")]
        parts[2:3] = [words.when(p) for p in parts[2:3]]
        rows.append(", ".join(p for p in parts if p) + f" ({ident})" if any(parts) else ident)
    heading = Heading(words.say(sentence("Sources")))
    if not rows:
        return [
            heading,
            Text(words.say(sentence("There is no record about this yet, so there is no source."))),
        ]
    return [heading, Items(tuple(rows), numbered=True)]


def _look(words: Words, row: LookFirst) -> str:
    """A capability to look at, how many wait for it, and how many of the first gaps it may move."""
    capability, waiting, value = words.capability(row.capability), len(row.waiting), row.value
    waits = sentence("{n} waits for it", "{n} wait for it", n=waiting)
    moves = sentence("it may move one of the first gaps", "it may move {n} of the first gaps", n=value)
    said = [words.say(s) for s, n in ((waits, waiting), (moves, value)) if n]
    return f"{capability}: {', '.join(said)}" if said else capability


def look_blocks(found: Gaps, words: Words) -> list[Block]:
    """Where to look first, of an answer about gaps."""
    looks, say = found.looks, words.say
    if not looks:
        return []
    more = len(looks) - LOOKS
    rest = sentence(
        "and one more unknown capability on the board",
        "and {n} more unknown capabilities on the board",
        n=max(more, 0),
    )
    return [
        Heading(say(sentence("What to review first"))),
        Text(say(sentence("These are unknown. Reviewing them would be most useful."))),
        Items((*(_look(words, x) for x in looks[:LOOKS]), *([say(rest)] if more > 0 else []))),
    ]


def gap_blocks(w: Workspace, q: Question, country: str, words: Words) -> list[Block]:
    """What is missing or fragile in order, and where to look first."""
    order = sentence(
        "Gaps first, then what is fragile, what was found without a name, and what is planned; among each, that for "
        "which most others wait, then that which blocks most hand-offs. The place holds however the unknown turns out: "
        "at best, at worst."
    )
    asked = Countries((Iso3(country),))
    listed = answer_table(GAPS, "gaps", w, q, asked).without("country", "duty")
    return [*answer_block(listed, words.say(order)), *look_blocks(GAPS.asked(w, q, asked), words)]


def country_document(w: Workspace, q: Question, country: str, lang: str = "en") -> Document:
    """For the committee of one country (ISO3 code): everything a meeting may ask about."""
    words = Words(w, q)
    say = words.say
    counts, cards, used = board(w, q, country, words)
    label = label_of(w, country, DERIVED)
    lead = say(
        sentence(
            'As of {day}. "Unknown" means that there has been no review, or that it gave no clear '
            "result; it does not mean gap. Countries are never ranked here.",
            day=q.as_of,
        )
    )
    return Document(
        say(sentence("{country}: country board", country=words.country(country))),
        lead,
        (
            counts,
            Heading(say(sentence("Country board"))),
            cards,
            *gap_blocks(w, q, country, words),
            *sections(w, q, country, words),
            *source_list(w, words, used),
        ),
        foot_of(w, q, label),
        f"report-{country}",
        label,
        lang,
        landscape=True,
        verdict=words.verdict(verdicts.board({m.state: n for m, n in counts.rows})),
    )


def country_report(workspace: Workspace, q: Question, country: str) -> str:
    """HTML text of :func:`country_document`. Every cell carries its reasons with source, file and line."""
    return html(country_document(workspace, q, country))
