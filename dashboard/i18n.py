"""The words of the interface in the reader's language.

The language of a request is a context variable, set once by the router from the address (``lang=fr``); texts are
looked up when a page is built, never at import, so one process serves several languages at once. Texts are
English in the code; catalogues are gettext files under ``dashboard/locales`` (Babel). A text without translation
is shown in English. ``N_`` marks a text for the catalogue where it is written down before anybody reads it.

Country names, dates, numbers and lists come from Babel's tables, shipped with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar, Token
from datetime import date
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

__all__ = [
    "LANGUAGES",
    "N_",
    "_",
    "country_name",
    "day",
    "direction",
    "language",
    "listing",
    "n_",
    "number",
    "partial_date",
    "plural",
    "reset_language",
    "set_language",
]

LOCALES = Path(__file__).parent / "locales"
#: code -> its own name; a language joins when its catalogue is complete.
LANGUAGES: dict[str, str] = {"en": "English"}
_RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}
_current: ContextVar[str] = ContextVar("language", default="en")


def N_(text: str) -> str:
    """Mark ``text`` for the catalogues without translating it here."""
    return text


def set_language(code: str) -> Token[str]:
    """Set the language of this context; codes that are not offered become English."""
    return _current.set(code if code in LANGUAGES else "en")


def reset_language(token: Token[str]) -> None:
    """Undo :func:`set_language`."""
    _current.reset(token)


def language() -> str:
    """Code of the language in use."""
    return _current.get()


def direction() -> str:
    """``rtl`` or ``ltr``."""
    return "rtl" if language() in _RIGHT_TO_LEFT else "ltr"


@cache
def _catalogue(code: str) -> NullTranslations:
    return Translations.load(str(LOCALES), [code], domain="dashboard")


@cache
def _locale(code: str) -> Locale:
    return Locale.parse("en_GB" if code == "en" else code)


def _(text: str, **values: object) -> str:
    """The text in the language in use, with ``{name}`` places filled."""
    found: str = _catalogue(language()).ugettext(text) if text else ""
    return found.format(**values) if values else found


def n_(one: str, many: str, count: int, **values: object) -> str:
    """Singular or plural form for ``count``; ``{count}`` is formatted as a number."""
    return plural(one, many, count).format(count=number(count), **values)


def plural(one: str, many: str, count: int) -> str:
    """The form for ``count``, unfilled (for sentences whose places are filled elsewhere)."""
    return str(_catalogue(language()).ungettext(one, many, count))


def number(value: float) -> str:
    """A number with the separators of the language."""
    return str(format_decimal(value, locale=_locale(language())))


def day(value: date) -> str:
    """25 November 2026."""
    return format_date(value, format="long", locale=_locale(language()))


def partial_date(text: str) -> str:
    """A partial ISO date for people: 2016, Mar 2027, 25 Mar 2027; text that is no date stays as it is."""
    parts = text.split("-")
    if not all(p.isdigit() for p in parts) or len(parts) > 3:
        return text
    here = _locale(language())
    if len(parts) == 1:
        return text
    if len(parts) == 2:
        return format_skeleton("yMMM", date(int(parts[0]), int(parts[1]), 1), locale=here)
    return format_date(date(*map(int, parts)), format="medium", locale=here)


def listing(items: Iterable[str]) -> str:
    """a, b and c."""
    things = list(items)
    return format_list(things, style="standard", locale=_locale(language())) if things else ""


def country_name(iso2: str, own: str) -> str:
    """Name of a country in the language in use: a name of the user's own making wins, else Babel's.

    A name counts as the user's own when it differs from the English one of Babel's table.
    """
    territories = _locale(language()).territories
    if own and own != _locale("en").territories.get(iso2.upper()):
        return own
    return str(territories.get(iso2.upper()) or own or iso2)
