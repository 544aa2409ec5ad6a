"""Days for a calendar program: iCalendar text (RFC 5545), written here because it is a dozen lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["Day", "calendar"]


@dataclass(frozen=True)
class Day:
    """One all-day entry. ``key`` makes its identity, so that a second import replaces the first; ``label`` is its
    handling label, said in its words and as its category."""

    key: str
    on: date
    title: str
    words: str = ""
    label: str = ""


def _escaped(text: str) -> str:
    for old, new in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(old, new)
    return text


def _folded(line: str) -> str:
    """Lines of at most 75 octets; a continued line starts with a space."""
    out, now, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > 75:
            out.append(now)
            now, size = " ", 1
        now += letter
        size += octets
    return "\r\n".join([*out, now])


def calendar(name: str, stamp: date, days: Iterable[Day]) -> str:
    """The text of a calendar file. ``stamp``: the day for which the entries were worked out."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//MNR coordination graph//EN",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    for d in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_escaped(d.key)}@mnr-coordination-graph",
            f"DTSTAMP:{stamp:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{d.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{d.on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(d.title)}",
            f"DESCRIPTION:{_escaped(chr(10).join(x for x in (d.words, d.label) if x))}",
            *([f"CATEGORIES:{_escaped(d.label)}"] if d.label else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "\r\n".join(map(_folded, [*lines, "END:VCALENDAR"])) + "\r\n"
