"""Partial dates, as METHODS 0 reads them: ``since=2016`` starts 2016-01-01, ``until=2016`` lasts to the end
of 2016."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import cache

__all__ = ["add_months", "end_exclusive", "first_day", "month_after", "month_start"]


@cache
def first_day(text: str) -> date | None:
    """First day a partial date can mean; ``""`` -> None."""
    if text == "":
        return None
    parts = [int(p) for p in text.split("-")]
    while len(parts) < 3:
        parts.append(1)
    return date(parts[0], parts[1], parts[2])


@cache
def end_exclusive(text: str) -> date | None:
    """First day on which an inclusive ``until`` is over: ``2016`` -> 2017-01-01; ``""`` -> None (open)."""
    if text == "":
        return None
    parts = [int(p) for p in text.split("-")]
    if len(parts) == 1:
        return date(parts[0] + 1, 1, 1)
    if len(parts) == 2:
        return month_after(date(parts[0], parts[1], 1))
    return date(parts[0], parts[1], parts[2]) + timedelta(days=1)


def month_start(day: date) -> date:
    return date(day.year, day.month, 1)


def month_after(day: date) -> date:
    """First day of the month after the one ``day`` lies in."""
    return date(day.year + 1, 1, 1) if day.month == 12 else date(day.year, day.month + 1, 1)


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later (or earlier); the last day of the month where it has no such day."""
    index = day.year * 12 + (day.month - 1) + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
