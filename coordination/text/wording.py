"""How a text of the catalogue is filled and told: quotation marks, numbers, and the joint between a word and a name.

A template knows nothing of the name that is put into it. French leaves out a vowel before a vowel (*de* and *ONU* make
*d’ONU*), Spanish changes *y* before *i* and *o* before *o*; both are done here, only where a word of the template and
what is put in meet. French sets an article before a whole day, not before a year. English sets one before some
countries (*in the Philippines*), only behind *in*, *of*, *for* and the like: a title names the country alone.

``{code!r}`` stands in the quotation marks of the language, ``{count:,}`` is grouped as it groups
numbers. English reads no tables for this.

>>> fill("fr", "les listes de {name}, et que {name}", {"name": "INHOPE"})
'les listes d’INHOPE, et qu’INHOPE'
>>> fill("es", "{a} y {b}", {"a": "España", "b": "India"})
'España e India'
>>> fill("fr", "de {since} à {until}", {"since": "2025", "until": "31 déc. 2029"})
'de 2025 au 31 déc. 2029'
>>> fill("en", "Who works on it in {country}? {country}: nobody.", {"country": "Philippines"})
'Who works on it in the Philippines? Philippines: nobody.'
>>> fill("en", "There is no page {page!r}.", {"page": "x"})
'There is no page “x”.'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from string import Formatter
from typing import Final

from graph_schema.errors import Said, Verbatim

__all__ = ["N_", "fill", "folded", "joint", "listed", "quoted", "told"]

_QUOTES: Final[Mapping[str, tuple[str, str]]] = {"fr": ("«\u202f", "\u202f»"), "es": ("«", "»")}
_BLANK: Final = "[ \u00a0\u202f]"
#: French words that lose their vowel before another one
_ELIDED: Final = re.compile(
    rf"(?<!\w)(?:[dlnsjmt]|qu|jusqu|lorsqu|puisqu|quoiqu)e{_BLANK}$|(?<!\w)la{_BLANK}$", re.IGNORECASE
)
#: begins with a vowel, as ONU and Estonie do: a word of two letters or more; not before h, which may be sounded, nor
#: before what nobody reads aloud, as the id of an update (a3f9)
_VOWEL: Final = re.compile(
    r"(?!(?:onz|oui|ouistiti|uhlan|ulul)\w*)(?!(?-i:[a-z]*\d))[aeiouœæ][\w’'-]", re.IGNORECASE
)
#: a whole day (31 déc. 2029), before which *de* and *à* take their article; not before a month or a year
_DAY: Final = re.compile(rf"\d{{1,2}}(?:er)?{_BLANK}[^\W\d_]{{3,}}\.?{_BLANK}\d{{4}}(?!\d)")
_BEFORE_DAY: Final = re.compile(rf"(?<!\w)(?P<word>de|à)(?={_BLANK}$)", re.IGNORECASE)
_WITH_ARTICLE: Final = {"de": "du", "De": "Du", "à": "au", "À": "Au"}
_Y: Final = re.compile(rf"(?<!\w)y(?={_BLANK}$)")
_O: Final = re.compile(rf"(?<!\w)o(?={_BLANK}$)")
#: sounds like i, but for the ia and ie of hiato and hielo (an abbreviation such as IA is spelt out)
_I_SOUND: Final = re.compile(r"h?i(?![ae])|(?-i:I[AE](?![a-z]))", re.IGNORECASE)
#: sounds like o, in figures too: ocho, ochenta, once, once mil
_O_SOUND: Final = re.compile(r"h?o|8|11(?:[.,\u202f\u00a0 ]?\d{3})*(?!\d)", re.IGNORECASE)
#: a country that English sets an article before; what surrounds a name in a sentence is looked through
_THE: Final = re.compile(
    r"\W*(?:United (?:Kingdom|States|Arab Emirates)|Netherlands|Philippines|Gambia|Bahamas|Maldives|Comoros|Isle of Man"
    r"|(?:[\w.&() -]+ )?(?:Islands|Republic|Territor(?:y|ies))|Democratic Republic of the Congo)(?!\s*\w)[^\w]*"
)
_BEFORE_THE: Final = re.compile(r"(?<!\w)(?:in|of|from|to|for|with|by|outside|into) $")
#: a template that has to be looked at: quoted or grouped places, or a place after a word that may change
_LOOKED_AT: Final = re.compile(r"!r\}|:,\}")
_MEETS: Final = {
    "en": re.compile(
        r"(?<!\w)(?:in|of|from|to|for|with|by|outside|into) \{(?:country|countries|home|place|where|other)\}"
    ),
    "fr": re.compile(rf"(?:e|la|à){_BLANK}\{{", re.IGNORECASE),
    "es": re.compile(rf"(?<!\w)[yo]{_BLANK}\{{"),
}


def N_(text: str) -> str:
    """Mark ``text`` for the catalogues without translating it here."""
    return text


def folded(text: str) -> str:
    """A text as a search compares it and as names stand in order: without case and accents.

    >>> sorted(["Espagne", "Zambie", "Émirats arabes unis"], key=folded)
    ['Émirats arabes unis', 'Espagne', 'Zambie']
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.casefold().replace("œ", "oe").replace("æ", "ae").replace("’", "'")


def _plain(text: str) -> str:
    """The beginning of a text without accents and without marks that are not seen."""
    seen = (c for c in unicodedata.normalize("NFD", text[:40]) if unicodedata.category(c)[0] not in "MC")
    return "".join(seen)


def joint(code: str, before: str, after: str) -> str:
    """``before`` as it reads where ``after`` follows it."""
    if code == "en":
        if _BEFORE_THE.search(before) and _THE.fullmatch(after):
            return before + "the "
    elif code == "fr":
        if (found := _ELIDED.search(before)) and _VOWEL.match(_plain(after)):
            return before[: found.end() - 2] + "’"
        if (found := _BEFORE_DAY.search(before)) and _DAY.match(after):
            return before[: found.start()] + _WITH_ARTICLE[found["word"]] + before[found.end() :]
    elif code == "es":
        start = _plain(after)
        if (found := _Y.search(before)) and _I_SOUND.match(start):
            return before[: found.start()] + "e" + before[found.end() :]
        if (found := _O.search(before)) and _O_SOUND.match(start):
            return before[: found.start()] + "u" + before[found.end() :]
    return before


def quoted(code: str, text: str) -> str:
    """A text in the quotation marks of a language; characters that cannot be shown are spelt out."""
    left, right = _QUOTES.get(code, ("“", "”"))
    return left + "".join(c if c.isprintable() else repr(c)[1:-1] for c in text) + right


def _grouped(code: str, value: int) -> str:
    if code == "en":
        return f"{value:,}"
    from babel.numbers import format_decimal

    return str(format_decimal(value, locale=code))


@cache
def _is_plain(code: str, template: str) -> bool:
    meets = _MEETS.get(code)
    return not _LOOKED_AT.search(template) and not (meets and meets.search(template))


def fill(code: str, template: str, values: Mapping[str, object]) -> str:
    """The text of a template in a language, with its places filled."""
    if _is_plain(code, template):
        return template.format(**values)
    out = ""
    formatter = Formatter()
    for literal, name, spec, conversion in formatter.parse(template):
        out += literal
        if name is None:
            continue
        value, _ = formatter.get_field(name, (), values)
        if conversion == "r":
            shown = quoted(code, str(value))
        elif spec == "," and isinstance(value, int):
            shown = _grouped(code, value)
        else:
            shown = formatter.format_field(formatter.convert_field(value, conversion), spec or "")
        out = (joint(code, out, shown) if literal else out) + shown
    return out


def listed(code: str, parts: Sequence[str], style: str = "standard") -> str:
    """a, b and c; ``style`` *or*: a, b or c. ``code``: of one of Babel's locales."""
    if len(parts) < 2:
        return "".join(parts)
    from babel.lists import format_list

    mark = "\0"
    before, _, after = format_list([*parts[:-1], mark], style=style, locale=code).partition(mark)  # type: ignore[arg-type]
    return joint(code, before, parts[-1]) + parts[-1] + after


def told(code: str, text: str, gettext: Callable[[str], str], day: Callable[[date], str]) -> str:
    """A text made by :func:`~graph_schema.errors.said` in a language; what is no text of the catalogue stays.
    ``day``: how a date is written there."""
    if isinstance(text, Verbatim) or not text:
        return str(text)
    if not isinstance(text, Said):
        return gettext(text)
    if not text.values:
        return gettext(text.template)
    kept = {name for _, name, _, how in Formatter().parse(text.template) if how == "r"}
    values: dict[str, object] = {}
    for name, value in text.values.items():
        if isinstance(value, date):
            values[name] = day(value)
        elif isinstance(value, str) and name not in kept:
            values[name] = told(code, value, gettext, day)
        else:
            values[name] = value
    return fill(code, gettext(text.template), values).strip()
