"""Dates as people write them in spreadsheets."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from coordination.text.languages import locale
from coordination.text.wording import folded
from graph_schema.errors import Said, Verbatim, said
from graph_schema.languages import ENGLISH, OTHERS
from graph_schema.values import BadValue, PartialDate

__all__ = ["DAY_FIRST", "MONTH_FIRST", "iso_date", "no_such_day", "what_lacks"]

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"

_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})[./-]([0-9]{1,2})(?:[./-]([0-9]{1,2}))?")
_MONTH: Final = re.compile(r"([0-9]{1,2})[./-]([0-9]{4})")

_DAY: Final = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|o|\.)?"
_NAME: Final = r"(?P<month>[a-z]{3,})\.?"
_YEAR: Final = r"(?P<year>[0-9]{4})"
#: dates whose month is a word, without case and accents
_IN_WORDS: Final = tuple(
    map(
        re.compile,
        (
            rf"(?:{_DAY}(?: of| de)?[ /-])?{_NAME}(?:,? (?:of |del? )?|[/-]){_YEAR}",  # 1er mars 2018, mars 2018
            rf"{_NAME} {_DAY},? {_YEAR}",  # March 1, 2018
            rf"{_YEAR}[ /-]{_NAME}(?:[ /-]{_DAY})?",  # 2018-Mar-01
        ),
    )
)
#: a month in words alone, or with two digits that may be its year or its day
_NO_YEAR: Final = re.compile(
    rf"(?:(?P<before>[0-9]{{1,2}})(?: de)?[ /-])?{_NAME}(?:(?: (?:del? )?|[/-])'?(?P<behind>[0-9]{{2}}))?"
)


def iso_date(text: str, order: str) -> str:
    """A date as ISO writes it; "" where day and month cannot be told apart; the text where it is none that is known."""
    text = text.strip()
    last = _YEAR_LAST.fullmatch(text)
    if last:
        one, two, year = int(last[1]), int(last[2]), last[3]
        if one > 12 or one == two or (order == DAY_FIRST and two <= 12):
            day, month = one, two
        elif two > 12 or order == MONTH_FIRST:
            month, day = one, two
        else:
            return ""
        return _real(f"{year}-{month:02}-{day:02}", text)
    first = _YEAR_FIRST.fullmatch(text)
    if first:
        return _real("-".join([first[1], *(f"{int(x):02}" for x in first.groups()[1:] if x)]), text)
    month_only = _MONTH.fullmatch(text)
    return _real(f"{month_only[2]}-{int(month_only[1]):02}", text) if month_only else _in_words(text)


def _in_words(text: str) -> str:
    """A date whose month is a word, as ISO writes it; else the text."""
    plain = _plain(text)
    for form in _IN_WORDS:
        found = form.fullmatch(plain)
        if found and (month := _month(found["month"])):
            day = f"-{int(found['day']):02}" if found["day"] else ""
            return _real(f"{found['year']}-{month:02}{day}", text)
    return text


def what_lacks(text: str) -> Said | None:
    """What to write in place of a month in words whose year is not given in full; None for any other text."""
    found = _NO_YEAR.fullmatch(_plain(text))
    month = _month(found["month"]) if found else 0
    if not found or not month:
        return None
    number = Verbatim(f"{month:02}")
    if not (found["before"] or found["behind"]):
        return said("this is a month without its year; write it as YYYY-{month}", month=number)
    return said(
        "this may be a month with its year or with its day; write YYYY-{month}, the year in four digits, or a day as "
        "YYYY-MM-DD",
        month=number,
    )


def no_such_day(text: str) -> Said | None:
    """What the calendar does not have in a date that is written in numbers: its month, or its day; None for any other
    text."""
    text = text.strip()
    if last := _YEAR_LAST.fullmatch(text):
        one, two, year = int(last[1]), int(last[2]), last[3]
        # the larger number is the day: 31/13 and 13/31 have no month 13
        month, day = (
            (two, one) if two <= 12 < one else (one, two) if one <= 12 else (min(one, two), max(one, two))
        )
    elif first := _YEAR_FIRST.fullmatch(text):
        year, month, day = first[1], int(first[2]), int(first[3] or 1)
    elif month_only := _MONTH.fullmatch(text):
        year, month, day = month_only[2], int(month_only[1]), 1
    else:
        return None
    if not 1 <= month <= 12:
        return said("there is no month {month}", month=month)
    if _real(f"{year}-{month:02}-{day:02}", "") or not _real(f"{year}-{month:02}", ""):
        return None
    return said("{month} has no day {day}", month=Verbatim(f"{year}-{month:02}"), day=day)


def _plain(text: str) -> str:
    return " ".join(folded(text).split())


@cache
def _month(word: str) -> int:
    """The month that a word names or begins in the languages of the program; 0 where none or several are."""
    names = (
        (number, _plain(name))
        for code in (ENGLISH, *OTHERS)
        for number, name in locale(code).months["format"]["wide"].items()
    )
    found = {number for number, name in names if name.startswith(word)}
    return found.pop() if len(found) == 1 else 0


def _real(written: str, text: str) -> str:
    """The date, if the calendar has it; else what was written."""
    try:
        return PartialDate().parse(written)
    except BadValue:
        return text
