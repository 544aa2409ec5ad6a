"""The words of the interface in the reader's language.

The language of a request is a context variable, set once by the router from the address (``lang=fr``); texts are
looked up when a page is built, never at import, so one process serves several languages at once. Texts are
English in the code; catalogues, plural rules and tables of names are those of :mod:`coordination.text.languages`.
``N_`` marks a text for the catalogue where it is written down before anybody reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar, Token
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache

from babel.numbers import format_decimal

from coordination.text import languages, wording
from coordination.text.languages import LANGUAGES, Catalogue
from coordination.text.sentences import Language, Name, Sentence
from coordination.text.wording import N_, folded
from graph_schema.languages import said_in

__all__ = [
    "LANGUAGES",
    "N_",
    "_",
    "country_name",
    "day",
    "direction",
    "folded",
    "language",
    "listing",
    "n_",
    "number",
    "partial_date",
    "plural",
    "recorded",
    "reset_language",
    "saying",
    "set_language",
    "told",
    "verdict",
]

_current: ContextVar[str] = ContextVar("language", default="en")


def set_language(code: str) -> Token[str]:
    """Set the language of this context; codes that are not offered become English."""
    return _current.set(code if code in LANGUAGES else "en")


def reset_language(token: Token[str]) -> None:
    """Undo :func:`set_language`."""
    _current.reset(token)


def language() -> str:
    """Code of the language in use."""
    return _current.get()


def recorded(row: Mapping[str, str], column: str = "name") -> str:
    """The name in a record, in the language in use where it is kept in it."""
    return said_in(row, column, language())


def direction() -> str:
    """``rtl`` or ``ltr``."""
    return "rtl" if _locale(language()).character_order == "right-to-left" else "ltr"


def saying() -> Language:
    """How the sentences of answers are said in the language in use; every date as people write it there."""
    return replace(languages.language_for(language()), partial=partial_date)


def verdict(sentences: Iterable[Sentence], called: Callable[[Name], str] = lambda name: name.id) -> str:
    """The sentences with which a page opens, as one text (:mod:`coordination.text.verdicts`); ``called``: what stands
    for a name in them."""
    said = saying()
    return " ".join(said.render(s, called) for s in sentences)


def _catalogue() -> Catalogue:
    return languages.catalogue(language())


_locale = languages.locale


def _(text: str, /, **values: object) -> str:
    """The text in the language in use, with ``{name}`` places filled."""
    found = _catalogue().gettext(text)
    return wording.fill(language(), found, values) if values else found


def told(text: str) -> str:
    """The message or hint of an error in the language in use; what is no text of the catalogue stays as it is."""
    return languages.told(text, language())


def n_(one: str, many: str, count: int, /, **values: object) -> str:
    """Singular or plural form for ``count``; ``{count}`` is formatted as a number."""
    return wording.fill(language(), plural(one, many, count), {"count": number(count), **values})


def plural(one: str, many: str, count: int) -> str:
    """The form for ``count``, unfilled (for sentences whose places are filled elsewhere)."""
    return _catalogue().ngettext(one, many, count)


@lru_cache(maxsize=10_000, typed=True)
def _number(code: str, value: float) -> str:
    return str(format_decimal(value, locale=_locale(code)))


def number(value: float) -> str:
    """A number with the separators of the language."""
    return _number(language(), value)


def day(value: date) -> str:
    """25 November 2026."""
    return languages.long_date(language(), value)


def partial_date(text: str) -> str:
    """A partial ISO date for people: 2016, Mar 2027, 25 Mar 2027; text that is no date stays as it is."""
    return languages.partial_date(language(), text)


def listing(items: Iterable[str]) -> str:
    """a, b and c."""
    return languages.listed(language(), list(items))


def _between(pattern: str) -> str:
    """What stands between the two places of a text."""
    return re.split(r"{\w+}", pattern)[1]


def colon() -> str:
    """What stands between a word and what it introduces, where these are elements and no text."""
    return _between(_("{word}: {rest}"))


def semicolon() -> str:
    """What stands between two things of a list, where these are elements and no text."""
    return _between(_("{one}; {other}"))


@cache
def _country_name(code: str, iso2: str, own: str) -> str:
    return languages.country_name(code, iso2, own)


def country_name(iso2: str, own: str) -> str:
    """Name of a country in the language in use: a name of the user's own making wins, else Babel's."""
    return _country_name(language(), iso2, own)
