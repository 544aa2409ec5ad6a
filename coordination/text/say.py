"""What a value is in words: pieces of text, each with what it names. A surface turns pieces into links, colours, cells.

>>> from coordination.text.sentences import ENGLISH
>>> say = Say(ENGLISH, lambda name: {"XAA": "Almara"}.get(name.id, name.id))
>>> [(p.text, p.to) for p in say.pieces(sentence("In {where} nobody.", where=Name("countries", "XAA")))]
[('In ', None), ('Almara', Name(list='countries', id='XAA')), (' nobody.', None)]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from coordination.text.languages import partial_date
from coordination.text.sentences import ENGLISH, Language, Name, Names, Partial, Sentence, sentence

__all__ = ["SENTENCE_ENDS", "Piece", "Say", "plain"]

SENTENCE_ENDS: Final = (".", "!", "?")
#: around a name that is put into a sentence: characters for private use, which no text of ours holds and the rules of
#: elision look through
_OPEN, _SHUT, _CITED, _FIRST = "\ue000", "\ue001", "\ue002", 0xE100
_NAMED: Final = re.compile(f"{_OPEN}(.)(.*?){_SHUT}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """``to``: what the text names; ``state``: the state (or sign of a board) whose symbol stands before it; ``cited``:
    what the data say, in the language in which they were recorded (English)."""

    text: str
    to: Name | None = None
    state: str = ""
    cited: bool = False


def plain(pieces: Iterable[Piece]) -> str:
    """Their text alone."""
    return "".join(p.text for p in pieces)


def _at_home_everywhere(_stakeholder: str) -> str:
    return ""


@dataclass(frozen=True)
class Say:
    """How things are said in one language. ``home_of``: the country of an organisation ("" = of none); ``home``: the
    country that is spoken of, which is not named again behind its organisations."""

    language: Language
    names: Names
    home_of: Callable[[str], str] = _at_home_everywhere
    home: str = ""

    def __post_init__(self) -> None:
        if self.language is ENGLISH:  # which leaves partial dates as they are
            object.__setattr__(self, "language", replace(ENGLISH, partial=partial(partial_date, "en")))

    def __call__(self, text: Sentence) -> str:
        return self.language.render(text, self.names)

    def at(self, iso3: str) -> Say:
        """The same where a country is spoken of."""
        return self if iso3 == self.home else replace(self, home=iso3)

    def word(self, text: str) -> str:
        """A text of the catalogue, or of the data where it is recorded in several languages."""
        return self.language.word(text)

    def name(self, list_: str, ident: str) -> str:
        """The name of a thing; the id where it has none."""
        return self.names(Name(list_, ident))

    def organisation(self, ident: str) -> str:
        """Its name, with its country unless that is spoken of or part of the name."""
        name, iso3 = self.name("stakeholders", ident), self.home_of(ident)
        if iso3 in ("", self.home):
            return name
        country = self.name("countries", iso3)
        return name if country in name else f"{name} ({country})"

    def when(self, text: str) -> str:
        """A partial date in words."""
        return self(sentence("{day}", day=Partial(text)))

    def marked(self, pieces: Iterable[Piece]) -> tuple[Piece, ...]:
        """What was not read in a source, with the words that say so."""
        before, _, after = self(sentence("{text} (recalled, not confirmed)", text=_OPEN)).partition(_OPEN)
        return (*([Piece(before)] if before else []), *pieces, Piece(after))

    def listed(self, parts: Sequence[str], most: int = 0, *, sentences: bool = False) -> str:
        """One after the other; with ``most`` the first of them and how many more there are. ``sentences``: a space
        alone stands behind each that is whole."""
        if most and len(parts) > most + 1:
            more = self(sentence("{n} more", "{n} more", n=len(parts) - most))
            parts = [*parts[:most], more]
        out = parts[0] if parts else ""
        for part in parts[1:]:
            whole = sentences and out.endswith(SENTENCE_ENDS)
            out = f"{out} {part}" if whole else self(sentence("{one}; {other}", one=out, other=part))
        return out

    def pieces(self, text: Sentence) -> list[Piece]:
        """A sentence, cut where it names something and where it cites the data."""
        named: list[Name] = []

        def marked(name: Name) -> str:
            named.append(name)
            return f"{_OPEN}{chr(_FIRST + len(named) - 1)}{self.names(name)}{_SHUT}"

        def cited(words: str) -> str:
            return f"{_OPEN}{_CITED}{words}{_SHUT}"

        words, out, at = self.language.render(text, marked, cited), list[Piece](), 0
        for found in _NAMED.finditer(words):
            if found.start() > at:
                out.append(Piece(words[at : found.start()]))
            if found[1] == _CITED:
                out.append(Piece(found[2], cited=True))
            else:
                out.append(Piece(found[2], to=named[ord(found[1]) - _FIRST]))
            at = found.end()
        if at < len(words) or not out:
            out.append(Piece(words[at:]))
        return out
