"""Dates as people write them in spreadsheets."""

from __future__ import annotations

import re
from typing import Final

from graph_schema.values import BadValue, PartialDate

__all__ = ["DAY_FIRST", "MONTH_FIRST", "iso_date"]

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"

_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})[./-]([0-9]{1,2})(?:[./-]([0-9]{1,2}))?")
_MONTH: Final = re.compile(r"([0-9]{1,2})[./-]([0-9]{4})")


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
    return _real(f"{month_only[2]}-{int(month_only[1]):02}", text) if month_only else text


def _real(written: str, text: str) -> str:
    """The date, if the calendar has it; else what was written."""
    try:
        return PartialDate().parse(written)
    except BadValue:
        return text
