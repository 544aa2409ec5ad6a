"""The languages of the program, and the one catalogue behind every text that people read.

English is written in the code. Every other language has a gettext catalogue,
``coordination/locales/<code>/LC_MESSAGES/mnr.po``, that holds the texts of the interface, of the sentences of
answers and of the framework editions; it is read as it is (no compiled copy that could be stale), once per process
and only when that language is asked for. English reads nothing. A text without translation is shown in English;
``python -m tools.generate --check`` makes sure that none is missing.

Dates, numbers, lists, plural rules, writing direction and names of countries come from Babel's tables.

>>> french = language_for("fr")
>>> french.join(["a", "b", "c"]), french.either(["a", "b"])
('a, b et c', 'a ou b')
>>> from datetime import date
>>> french.day(date(2026, 11, 25))
'25 novembre 2026'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import c2py
from importlib.resources import files
from typing import TYPE_CHECKING

from coordination.text import wording
from coordination.text.sentences import ENGLISH, Language
from coordination.text.wording import N_
from graph_schema.edition import translated_texts
from graph_schema.errors import UsageError, said
from graph_schema.languages import OFFERED

if TYPE_CHECKING:
    from babel import Locale

__all__ = [
    "DOMAIN",
    "LANGUAGES",
    "Catalogue",
    "catalogue",
    "country_name",
    "language_for",
    "listed",
    "locale",
    "long_date",
    "partial_date",
    "spoken",
    "told",
]

#: code -> its own name. A language joins when its catalogue is complete (``graph_schema/languages.csv``).
LANGUAGES: dict[str, str] = dict(OFFERED)
#: name of the catalogue files
DOMAIN = "mnr"
#: the language in which the command line speaks of findings and errors
spoken: ContextVar[str] = ContextVar("spoken", default="")


#: Names of the register that Babel's tables do not have, or have in a form that is not used there.
_REGISTER: Mapping[str, str] = {
    "CD": N_("Democratic Republic of the Congo"),
    "CG": N_("Congo"),
    "HK": N_("Hong Kong"),
    "MM": N_("Myanmar"),
    "MO": N_("Macao"),
    "PN": N_("Pitcairn"),
    "PS": N_("Palestine"),
}


def _english_form(n: int) -> int:
    return int(n != 1)


@dataclass(frozen=True)
class Catalogue:
    """``texts``: English text -> its translation, one per plural form; ``form``: number -> which of them."""

    texts: Mapping[str, tuple[str, ...]]
    form: Callable[[int], int] = _english_form

    def gettext(self, text: str) -> str:
        """The translation, else the text itself."""
        found = self.texts.get(text)
        return found[0] if found else text

    def ngettext(self, one: str, many: str, n: int) -> str:
        """The plural form for ``n``, else the English one."""
        found = self.texts.get(one)
        if found and len(found) > 1:
            return found[self.form(n)]
        return one if n == 1 else many


@cache
def catalogue(code: str) -> Catalogue:
    """The catalogue of a language, with what the editions say in it themselves; an empty one for English."""
    path = files("coordination").joinpath("locales", code, "LC_MESSAGES", f"{DOMAIN}.po")
    if code == "en":
        return Catalogue({})
    given = {text: (other,) for text, other in translated_texts(code).items()}
    if not path.is_file():
        return Catalogue(given)
    from babel.messages.pofile import read_po

    with path.open("rb") as stream:
        found = read_po(stream, locale=code)
    texts = {}
    for message in found:
        if not message.id or message.fuzzy:
            continue
        key = message.id if isinstance(message.id, str) else message.id[0]
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if forms and all(forms):
            texts[key] = forms
    return Catalogue({**texts, **given}, c2py(found.plural_expr))


@cache
def locale(code: str) -> Locale:
    """Babel's tables for a language (British dates for English)."""
    from babel import Locale

    return Locale.parse("en_GB" if code == "en" else code)


def _folded(name: str) -> str:
    """A name without case, accents and marks, *saint* and *and* as they are written short."""
    words = re.findall(r"\w+", wording.folded(name).replace(".", ""))
    return " ".join("st" if w == "saint" else w for w in words if w not in ("and", "the"))


@cache
def _english_names(iso2: str) -> frozenset[str]:
    """The English names of a country in Babel's tables, British and American, folded."""
    from babel import Locale

    tables = (Locale.parse(code).territories.get(iso2) for code in ("en", "en_GB"))
    return frozenset(_folded(name) for name in tables if name)


def country_name(code: str, iso2: str, own: str) -> str:
    """Name of a country in a language: a name of the user's own making wins, else that of the language.

    A name counts as the user's own when it is not the English one, whichever way that is spelt, nor the register's.
    English keeps the name of the data.
    """
    iso2 = iso2.upper()
    if own and code == "en":
        return own
    if own and own == _REGISTER.get(iso2):
        return catalogue(code).gettext(own)
    if own and _folded(own) not in _english_names(iso2):
        return own
    return str(locale(code).territories.get(iso2) or own or iso2)


def long_date(code: str, value: date) -> str:
    """25 November 2026."""
    from babel.dates import format_date

    return _first_of_month(code, value, format_date(value, format="long", locale=locale(code)))


def _first_of_month(code: str, value: date, text: str) -> str:
    """French writes the first day of a month as *1er*, which Babel does not."""
    return re.sub(r"^1(?= )", "1er", text) if code == "fr" and value.day == 1 else text


def listed(code: str, parts: Sequence[str], style: str = "standard") -> str:
    """a, b and c; with the style *or*: a, b or c."""
    return wording.listed(str(locale(code)), parts, style)


def told(text: str, code: str = "") -> str:
    """An error or finding in a language, or in that of the command line."""
    code = code or spoken.get() or "en"
    return wording.told(code, text, catalogue(code).gettext, language_for(code).day)


def partial_date(code: str, text: str) -> str:
    """A partial ISO date for people: 2016, Mar 2027, 25 Mar 2027; text that is no date stays as it is."""
    from babel.dates import format_date, format_skeleton

    parts = text.split("-")
    if not all(p.isdigit() for p in parts) or not 2 <= len(parts) <= 3:
        return text
    here = locale(code)
    try:
        day = date(*map(int, parts)) if len(parts) == 3 else date(int(parts[0]), int(parts[1]), 1)
    except ValueError:  # the calendar has no such day
        return text
    if len(parts) == 2:
        return format_skeleton("yMMM", day, locale=here)
    return _first_of_month(code, day, format_date(day, format="medium", locale=here))


@cache
def language_for(code: str) -> Language:
    """How a language says an answer. Raises UsageError for one that is not offered, naming those that are."""
    if code not in LANGUAGES:
        raise UsageError(
            said("There is no language {code!r}.", code=code),
            hint=said(
                "Use one of: {value}.", value=", ".join((f"{c} ({own})" for c, own in LANGUAGES.items()))
            ),
        )
    if code == "en":
        return ENGLISH
    from babel.numbers import format_decimal

    here, words = locale(code), catalogue(code)

    def day(value: date) -> str:
        return long_date(code, value)

    def join(parts: Sequence[str]) -> str:
        return listed(code, parts)

    def either(parts: Sequence[str]) -> str:
        return listed(code, parts, "or")

    def fill(template: str, values: Mapping[str, str]) -> str:
        return wording.fill(code, template, values)

    def country(iso2: str, own: str) -> str:
        return country_name(code, iso2, own)

    def number(value: int) -> str:
        return format_decimal(value, locale=here)

    def partial(text: str) -> str:
        return partial_date(code, text)

    return Language(words.gettext, words.ngettext, day, join, country, number, partial, either, fill, code)
