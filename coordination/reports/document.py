"""A document before it has a form: title, blocks, foot. Word, HTML and the preview on a page draw the same one.

Every text in it is already in the reader's language. What it rests on (snapshot, day, edition, evidence, version of
the program, handling label) stands in :attr:`Document.foot` and on every page of every form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np

from coordination.answers.copied import of_countries
from coordination.model.access import tier_of_rows
from coordination.model.frames import Frame
from coordination.text.say import Say
from coordination.text.sentences import Sentence, Word, sentence
from coordination.text.states import FLAG_WORDS, SIGN_SYMBOL, STATE_WORDS
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import edition
from graph_schema.ids import Iso3
from graph_schema.schema import SCHEMA
from graph_schema.values import Tier

__all__ = [
    "Block",
    "Board",
    "Card",
    "Cell",
    "Counts",
    "Document",
    "FLAG_WORDS",
    "Heading",
    "Items",
    "Mark",
    "Reason",
    "STATE_WORDS",
    "Table",
    "Text",
    "capabilities",
    "day",
    "foot_of",
    "header",
    "label_of",
    "mark",
    "of_the_copy",
    "program_version",
    "section",
    "told",
    "verdict",
    "who",
]

_TIERS = tuple(Tier)


@dataclass(frozen=True, slots=True)
class Mark:
    """A state (a sign on a board) with its symbol and word, and what it is the state of ("" = the state alone)."""

    state: str
    word: str
    text: str = ""

    @property
    def symbol(self) -> str:
        return SIGN_SYMBOL[self.state]


Cell: TypeAlias = str | Mark


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. ``look``: plain, lead (muted), strong."""

    text: str
    look: str = "plain"


@dataclass(frozen=True, slots=True)
class Items:
    rows: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``empty`` is said where there are no rows; ``widths``: shares of the columns, none = equal."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of each."""

    rows: tuple[tuple[Mark, int], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a cell has its state, and where that is written."""

    text: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One capability on a board. ``who``: providers in words."""

    mark: Mark
    number: str
    name: str
    who: str
    flags: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """Domains with their cards. ``why``: the title over their reasons where a form cannot fold these into the cards."""

    columns: tuple[tuple[str, tuple[Card, ...]], ...]
    why: str = ""


Block: TypeAlias = Heading | Text | Items | Table | Counts | Board


@dataclass(frozen=True, slots=True)
class Document:
    """``stem`` names its file; ``label``: the handling label, "" = none; ``foot``: what it rests on, in lines."""

    title: str
    lead: str
    blocks: tuple[Block, ...]
    foot: tuple[str, ...]
    stem: str
    label: str = ""
    lang: str = "en"
    landscape: bool = False
    verdict: str = ""  #: the answer in a sentence, as on the page

    @property
    def right_to_left(self) -> bool:
        return self.lang in {"ar", "fa", "he", "ur"}


def verdict(say: Say, sentences: Iterable[Sentence]) -> str:
    """The sentences with which a document opens (:mod:`coordination.text.verdicts`)."""
    return " ".join(map(say, sentences))


def told(say: Say, text: str, confirmed: bool) -> str:
    """A text that rests on rows; marked in words where none of them was read in a source."""
    return text if confirmed else say(sentence("{text} (recalled, not confirmed)", text=text))


def who(say: Say, idents: Iterable[str], recalled: Collection[str] = ()) -> str:
    """Organisations; those of whom it was not read in a source (``recalled``) say so."""
    return say.listed([told(say, say.name("stakeholders", i), i not in recalled) for i in idents])


def capabilities(say: Say, numbers: Iterable[str]) -> str:
    """Capabilities by their names."""
    return say.listed([say.name("capabilities", n) for n in numbers])


def day(say: Say, text: str) -> str:
    """A day written as ISO text, in words."""
    return say(sentence("{day}", day=date.fromisoformat(text)))


def mark(say: Say, state: str, text: str = "") -> Mark:
    """The mark of a state, with what it is the state of."""
    return Mark(state, say(STATE_WORDS[state]), text)


def header(say: Say, *sentences: Sentence) -> tuple[str, ...]:
    """The words at the head of a table."""
    return tuple(map(say, sentences))


def of_the_copy(w: Workspace, say: Say, country: str) -> list[Block]:
    """Of a copy of some countries: that this one is not in it, or that the original may name others whom to ask."""
    return [Text(say(text)) for text in of_countries(w, [Iso3(country)], asks_whom=True)]


def section(
    say: Say,
    title: Sentence,
    intro: Sentence,
    heads: Sequence[Sentence],
    rows: Iterable[Sequence[str]],
    empty: Sentence,
    widths: tuple[float, ...] = (),
) -> list[Block]:
    """A heading, the sentence ``intro`` where there are rows, and a table."""
    table = Table(header(say, *heads), tuple(tuple(r) for r in rows), say(empty), widths)
    lead = [Text(say(intro), "lead")] if table.rows else []
    return [Heading(say(title)), *lead, table]


def program_version() -> str:
    """The version of the installed program."""
    from importlib.metadata import version  # not for every command: only what is printed or filed names it

    return version("mnr-coordination-graph")


def _speaks_of(frame: Frame, country: str) -> np.ndarray:
    """Rows that speak of a country ("" = all), or of no one country. Shape (n,)."""
    column = next((c for c in ("iso3", "home_iso3") if c in frame.columns), "")
    if not country or not column:
        return np.ones(len(frame), bool)
    return frame[column].per_value(lambda v: v in ("", country), "bool")


def label_of(w: Workspace, country: str = "", least: Tier = Tier.CLEAR) -> str:
    """The strictest label among the rows that speak of a country ("" = all rows), the workspace's default for rows
    without one, and ``least``; as ``TLP:...``."""
    rank = {str(t): i for i, t in enumerate(_TIERS)}
    most = max(rank[least], rank[w.default_tier])
    frames = w.snapshot().frames
    here = {name: _speaks_of(frame, country) for name, frame in frames.items()}
    if country:  # whoever is named by a row about the country is in the document too, wherever its home is
        named = {
            code
            for name, frame in frames.items()
            for prop in SCHEMA[name].props
            if prop.ref == "stakeholders" and prop.name in frame.columns
            for code in frame[prop.name].take(np.flatnonzero(here[name])).texts()
        }
        here["stakeholders"] |= np.asarray([i in named for i in frames["stakeholders"].ids], bool)
    for name, frame in frames.items():
        high = tier_of_rows(frame, w.default_tier)[here[name]]
        if len(high):
            most = max(most, int(high.max()))
    return f"TLP:{_TIERS[most]}"


def foot_of(w: Workspace, q: Question, label: str = "") -> tuple[str, ...]:
    """What the document rests on."""
    say, given = w.say(q), edition(q.edition)
    lines = [
        say(
            sentence(
                "As of {day}; workspace: {workspace}; framework: {edition}; evidence: {evidence}.",
                day=q.as_of,
                workspace=Word(w.title or w.name),
                edition=Word(given.name),
                evidence=say(_EVIDENCE[str(q.evidence)]),
            )
        ),
        say(
            sentence(
                "Data version {snapshot}; program version {version}.",
                snapshot=w.snapshot().id,
                version=program_version(),
            )
        ),
    ]
    if label:
        lines.append(say(sentence("Sharing label: {label}.", label=label)))
    return tuple(lines)


_EVIDENCE = {
    "all": sentence("all, confirmed or not"),
    "confirmed": sentence("only records checked against a source"),
}
