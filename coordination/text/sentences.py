"""Sentences that answers speak in: a template and what fills it, translated and named only when shown.

Analytics never build English text; they return :class:`Sentence`. Command line, reports and dashboard render it
in the language asked for (:mod:`coordination.text.languages`). A template is the English text itself (a gettext msgid)
with ``{placeholders}``; it must be a literal, so that the catalogue's extractor finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NewType, Protocol

from coordination.text.wording import fill, quoted

__all__ = [
    "ENGLISH",
    "Either",
    "Language",
    "Listed",
    "Name",
    "Names",
    "Partial",
    "Quote",
    "Recorded",
    "Say",
    "Sentence",
    "Value",
    "Word",
    "framework_text",
    "sentence",
]


@dataclass(frozen=True, slots=True)
class Name:
    """Something that has a name: ``list`` is countries, stakeholders, capabilities, agreements, sources,
    seats, domains, objectives, means, commitments; ``id`` its key there."""

    list: str
    id: str


class Word(str):
    """A word or text that is itself in the catalogue (the word of a code, for example)."""


class Recorded(str):
    """A text of the data, which no catalogue has. ``others``: code of a language -> the same text recorded in it.

    >>> Recorded("Ask the ministry.", {"fr": "Saisir le ministère."}).within("fr")
    'Saisir le ministère.'
    """

    others: Mapping[str, str]

    def __new__(cls, text: str, others: Mapping[str, str]) -> Recorded:
        made = super().__new__(cls, text)
        made.others = dict(others)
        return made

    def __reduce__(self) -> tuple[type[Recorded], tuple[str, Mapping[str, str]]]:
        return Recorded, (str(self), self.others)

    def within(self, code: str) -> str:
        """The text in a language, else as it was first recorded."""
        return self.others.get(code) or str(self)


def framework_text(text: str) -> Word | Recorded:
    """A text of the framework, which the catalogue has, or of a record that stands in its place."""
    return text if isinstance(text, Recorded) else Word(text)


class Partial(str):
    """A partial ISO date: ``2026``, ``2026-03``, ``2026-03-31``, or "" for none."""


class Either(tuple[Name, ...]):
    """Names of which one would do: listed with *or*."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text``: the template for one or for any number; ``plural``: the one for ``values["n"]`` != 1. A part of
    a list may be a sentence too (``one of {list}``)."""

    text: str
    values: Mapping[str, Value] = field(default_factory=dict)
    plural: str = ""


Quote = NewType("Quote", Sentence)
"""A sentence that tells what a record says."""

Say = Callable[[Sentence], str]  #: puts a sentence into the language asked for


Listed = Name | Sentence
Value = str | int | date | Name | Sequence[Listed]


def sentence(text: str, plural: str = "", /, **values: Value) -> Sentence:
    return Sentence(text, values, plural)


class Names(Protocol):
    """Gives the name shown for a key."""

    def __call__(self, name: Name, /) -> str: ...


def _either_english(parts: Sequence[str]) -> str:
    return _listed_english(parts, "or")


def _listed_english(parts: Sequence[str], word: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _own_name(_iso2: str, own: str) -> str:
    return own


def _fill_english(template: str, values: Mapping[str, str]) -> str:
    return fill("en", template, values)


@dataclass(frozen=True)
class Language:
    """How a language says it: ``gettext``/``ngettext`` of a catalogue, a date format, the list join, the name of a
    country from its two-letter code and the name that the data give it, how a whole number is written, a partial
    ISO date (English leaves it as it is), the list of which one would do, how a template and what is put into
    it meet (:mod:`coordination.text.wording`), and the code under which names of that language are kept."""

    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]
    day: Callable[[date], str]
    join: Callable[[Sequence[str]], str]
    country: Callable[[str, str], str] = _own_name
    number: Callable[[int], str] = "{:,}".format
    partial: Callable[[str], str] = str
    either: Callable[[Sequence[str]], str] = _either_english
    fill: Callable[[str, Mapping[str, str]], str] = _fill_english
    code: str = "en"

    def render(self, s: Sentence, names: Names, cited: Callable[[str], str] = str) -> str:
        """The sentence in words. ``cited``: how what the data say in another language is marked, beside its quotation
        marks."""
        n = s.values.get("n")
        template = (
            self.ngettext(s.text, s.plural, n) if s.plural and isinstance(n, int) else self.gettext(s.text)
        )
        return self.fill(template, {k: self._show(v, names, cited) for k, v in s.values.items()}).strip()

    def has(self, text: Recorded) -> bool:
        """Whether a text of the data is recorded in this language; else a sentence quotes it."""
        return self.code == ENGLISH.code or bool(text.others.get(self.code))

    def word(self, text: str) -> str:
        """A text of the catalogue or, in the language where it was recorded in it, of the data."""
        return text.within(self.code) if isinstance(text, Recorded) else self.gettext(text)

    def _show(self, value: Value, names: Names, cited: Callable[[str], str]) -> str:
        if isinstance(value, Name):
            return names(value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, Recorded) and value and not self.has(value):
            return cited(quoted(self.code, value))
        if isinstance(value, Word | Recorded):
            return self.word(value)
        if isinstance(value, Partial):
            return self.partial(value)
        if isinstance(value, str):
            return value
        if isinstance(value, int):
            return self.number(value)
        parts = [
            self.render(v, names, cited) if isinstance(v, Sentence) else self._show(v, names, cited)
            for v in value
        ]
        return self.either(parts) if isinstance(value, Either) else self.join(parts)


def _join_english(parts: Sequence[str]) -> str:
    return _listed_english(parts, "and")


def _day_english(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


ENGLISH = Language(
    gettext=lambda text: text,
    ngettext=lambda one, many, n: one if n == 1 else many,
    day=_day_english,
    join=_join_english,
)
