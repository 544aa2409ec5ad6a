"""The report of one country: board, gaps in order, looks, and the sections of :mod:`coordination.reports.sections`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from coordination.analytics.board.assumptions import assumptions, depends_on
from coordination.analytics.board.explain import Reason as Because
from coordination.analytics.board.gaps import Gaps, LookFirst
from coordination.answers.actions import ANSWER as ACTIONS
from coordination.answers.actions import Asked as Doing
from coordination.answers.countries import Countries
from coordination.answers.figures import ANSWER as FIGURES
from coordination.answers.figures import Asked as Figured
from coordination.answers.filled import filled, say_of
from coordination.answers.gaps import ANSWER as GAPS
from coordination.answers.routes import ANSWER as ROUTES
from coordination.answers.routes import Asked as Way
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
    foot_of,
    label_of,
    mark,
    of_the_copy,
    verdict,
    who,
)
from coordination.reports.html import html
from coordination.reports.sections import sections
from coordination.text import verdicts
from coordination.text.say import Say
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
    Sign.DONE_ONCE,
    Sign.SUPPORTED_ONLY,
    Sign.GAP,
    Sign.UNKNOWN,
)
LOOKS = 5  #: capabilities that are named where to look first


def board(w: Workspace, q: Question, country: str, say: Say) -> tuple[Counts, Board, list[str]]:
    """How many of each sign, the cards by domain, and the sources that reasons name, in order."""
    e = edition(q.edition)
    counts: dict[Sign, int] = dict.fromkeys(_SIGNS, 0)
    columns: dict[str, list[Card]] = {d.id: [] for d in e.domains}
    used: dict[str, None] = {}
    assumed = assumptions(w.cover(q), [country]).cells
    for c, cell, assumption in zip(e.capabilities, w.cover(q).cells([country]), assumed, strict=True):
        counts[cell.sign] += 1
        reasons: list[Reason] = []
        for r in w.explanation(q, country, c.number).reasons:
            if r.source:
                used[r.source] = None
            reasons.append(Reason(say(r.text), _place(say, r) if r.claim else ""))
        depends = depends_on(assumption)
        if depends:
            reasons.append(
                Reason(
                    say(
                        sentence(
                            "This status depends on an assumption. {changes}",
                            changes=" ".join(map(say, depends)),
                        )
                    )
                )
            )
        who = _names(say, cell.providers)
        if cell.state is State.PLANNED:
            who = say(sentence("announced by {who}", who=_names(say, cell.planned)))
        columns[c.domain].append(
            Card(
                mark(say, cell.sign),
                c.number,
                say.name("capabilities", c.number).removeprefix(f"{c.number} "),
                who or say(sentence("no provider named")),
                (
                    *(say(FLAG_WORDS[f]) for f in cell.flags),
                    *([say(sentence("depends on an assumption"))] if depends else []),
                ),
                tuple(reasons),
            )
        )
    named = tuple((say.name("domains", d.id), tuple(columns[d.id])) for d in e.domains)
    why = say(sentence("Reasons for the status of each capability"))
    return Counts(tuple((mark(say, s), n) for s, n in counts.items())), Board(named, why), list(used)


def _names(say: Say, idents: Sequence[str], most: int = 3) -> str:
    """The first of these organisations, and how many more there are."""
    names = who(say, idents[:most])
    return f"{names} +{len(idents) - most}" if len(idents) > most else names


def _place(say: Say, r: Because) -> str:
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
    return say(text)


def source_list(w: Workspace, say: Say, idents: Iterable[str]) -> list[Block]:
    """The sources under their heading: title, publisher, date, address, id."""
    frame, rows = w.snapshot()["sources"], []
    for ident in dict.fromkeys(idents):
        at = frame.position.get(ident)
        parts = [] if at is None else [frame.text(k, at) for k in ("title", "publisher", "published", "url")]
        parts[2:3] = [say.when(p) for p in parts[2:3]]
        rows.append(", ".join(p for p in parts if p) + f" ({ident})" if any(parts) else ident)
    heading = Heading(say(sentence("Sources")))
    if not rows:
        return [
            heading,
            Text(say(sentence("There is no record about this yet, so there is no source."))),
        ]
    return [heading, Items(tuple(rows), numbered=True)]


def _look(say: Say, row: LookFirst) -> str:
    """A capability to look at, how many wait for it, and how many of the first gaps it may move."""
    capability, waiting, value = say.name("capabilities", row.capability), len(row.waiting), row.value
    waits = sentence("{n} waits for it", "{n} wait for it", n=waiting)
    moves = sentence(
        "its review may change the place of one of the first gaps",
        "its review may change the places of {n} of the first gaps",
        n=value,
    )
    said = [say(s) for s, n in ((waits, waiting), (moves, value)) if n]
    return f"{capability}: {', '.join(said)}" if said else capability


def look_blocks(found: Gaps, say: Say) -> list[Block]:
    """Where to look first, of an answer about gaps."""
    looks, say = found.looks, say
    if not looks:
        return []
    more = len(looks) - LOOKS
    rest = sentence(
        "and one more of which this is not known",
        "and {n} more of which this is not known",
        n=max(more, 0),
    )
    return [
        Heading(say(sentence("What to review first"))),
        Text(
            say(
                sentence(
                    "Whether these are provided today is not known. Reviewing them would be most useful."
                )
            )
        ),
        Items((*(_look(say, x) for x in looks[:LOOKS]), *([say(rest)] if more > 0 else []))),
    ]


def gap_blocks(w: Workspace, q: Question, country: str, say: Say) -> list[Block]:
    """What is missing or fragile in order, and where to look first."""
    order = sentence(
        "Gaps first, then what is fragile, what was found without a named provider, and what is planned; "
        "in each group, that on which most others depend, then that which blocks most hand-offs."
    )
    asked = Countries((Iso3(country),))
    listed = answer_table(GAPS, "gaps", w, q, asked).without("country", "duty")
    return [*answer_block(listed, say(order)), *look_blocks(GAPS.asked(w, q, asked), say)]


def figure_blocks(w: Workspace, q: Question, country: str, say: Say) -> list[Block]:
    """The figures that bear on what is listed as missing or fragile; nothing where there is none."""
    listed = {g.capability for g in GAPS.asked(w, q, Countries((Iso3(country),))).gaps}
    found = FIGURES.asked(w, q, Figured(Iso3(country)))
    table = filled(FIGURES.tables["figures"], found, say)
    beside = table.only({f.claim for f in found.figures if listed.intersection(f.capabilities)})
    if not beside.rows:
        return []
    beside = replace(beside, title=say(sentence("Figures about what is missing or fragile")))
    return answer_block(
        beside.without("country"),
        say(sentence("Which figure belongs to which capability is our own reading.")),
    )


def route_blocks(w: Workspace, q: Question, country: str, say: Say) -> list[Block]:
    """Whether a case gets through from a report to a child, and where the other routes stop."""
    listed = answer_table(ROUTES, "routes", w, q, Way(Iso3(country)))
    said = " ".join(listed.notes[:1])
    intro = sentence("A hand-off that nobody recorded is no break, and what nobody reviewed is not known.")
    table = replace(listed, title=say(sentence("From report to rescue")), notes=listed.notes[1:])
    return answer_block(table.without("country", "tried", "alone", "cut"), f"{said} {say(intro)}".strip())


def own_blocks(w: Workspace, q: Question, country: str, say: Say) -> list[Block]:
    """The own actions of the country with those of the library that they replace; nothing where it has none."""
    asked = Doing(Iso3(country))
    if not ACTIONS.asked(w, q, asked).own:
        return []
    intro = sentence(
        "What this country does in place of the action library. An action of the library that is not used stands below "
        "the one that replaces it."
    )
    return answer_block(answer_table(ACTIONS, "own", w, q, asked).without("country"), say(intro))


def country_document(w: Workspace, q: Question, country: str, lang: str = "en") -> Document:
    """For the committee of one country (ISO3 code): everything a meeting may ask about."""
    say = say_of(w, q)
    counts, cards, used = board(w, q, country, say)
    label = label_of(w, country, DERIVED)
    lead = say(
        sentence(
            'As of {day}. "Unknown" means that there has been no review, or that it gave no clear '
            "result; it does not mean gap. Countries are never ranked here.",
            day=q.as_of,
        )
    )
    return Document(
        say(sentence("{country}: country board", country=say.name("countries", country))),
        lead,
        (
            *of_the_copy(w, say, country),
            counts,
            Heading(say(sentence("Country board"))),
            cards,
            *route_blocks(w, q, country, say),
            *gap_blocks(w, q, country, say),
            *own_blocks(w, q, country, say),
            *figure_blocks(w, q, country, say),
            *sections(w, q, country, say),
            *source_list(w, say, used),
        ),
        foot_of(w, q, label),
        f"report-{country}",
        label,
        lang,
        landscape=True,
        verdict=verdict(say, verdicts.board({m.state: n for m, n in counts.rows})),
    )


def country_report(workspace: Workspace, q: Question, country: str) -> str:
    """HTML text of :func:`country_document`. Every cell carries its reasons with source, file and line."""
    return html(country_document(workspace, q, country))
