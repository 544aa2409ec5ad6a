"""The clock of the program: the time of now, which whoever waits for a lock takes again.

What is saved has the time at which it is saved. An import may read for minutes, and whoever is second waits for who is
first: a time that was taken before would stand behind the time of what came in between.
"""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["Moment", "now", "taken_again"]


class Moment(str):
    """A time of now, as a text. One that was given (a test, a history that is copied) is a plain text and stays."""

    __slots__ = ()


def now() -> Moment:
    """UTC, to the second."""
    return Moment(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def taken_again(at: str) -> str:
    """The time by now, of a :class:`Moment`; any other text as it is."""
    return str(now()) if isinstance(at, Moment) else at
