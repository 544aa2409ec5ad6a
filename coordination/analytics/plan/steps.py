"""A step of a plan as somebody writes it.

``12:1-2`` takes a capability from a phase to a later one; ``provider/9/counsel-trust/2027-02-25/5000`` is a named step
(:mod:`coordination.analytics.plan.measures`). Behind either, ``@2027-03-01`` is the day on which it starts,
``!agreed`` what a meeting decided about it, and ``~Ministry of Justice`` who is responsible, an organisation or any
words. A step so written stands in an address, on a command line and in the file of a plan.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from coordination.analytics.plan.measures import LONGEST, Decided, Measure, MeasureKind
from graph_schema.errors import UsageError, said

__all__ = ["OWNER_LENGTH", "Decided", "Step"]

OWNER_LENGTH: Final = 60  #: letters of who is responsible
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)  #: days on which a step may start
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RAISE: Final = re.compile(r"([0-9A-Za-z.-]{1,20}):([1-4])-([1-4])")


@dataclass(frozen=True, slots=True)
class Step:
    """A raise of ``capability`` from phase ``start`` to phase ``to``, with ``first`` and ``last`` day (None = to be
    worked out); or a ``measure``, which raises no phase (capability and phases are then empty). ``owner``: who is
    responsible, by id, name or in any words; "" = whom the records say; ``decided``: what a meeting decided about it,
    None = nothing."""

    capability: str
    start: int
    to: int
    first: date | None = None
    last: date | None = None
    measure: Measure | None = None
    owner: str = ""
    decided: Decided | None = None

    @staticmethod
    def of(measure: Measure) -> Step:
        return Step("", 0, 0, measure=measure)

    def __str__(self) -> str:
        what = self.measure.text if self.measure else f"{self.capability}:{self.start}-{self.to}"
        first = f"@{self.first.isoformat()}" if self.first else ""
        decided = f"!{self.decided}" if self.decided else ""
        return what + first + decided + (f"~{self.owner}" if self.owner else "")

    @staticmethod
    def read(text: str) -> Step:
        """``Step.read(str(step)) == step`` for every step without a last day. Raises UsageError."""
        rest, _tilde, owner = text.strip().partition("~")
        rest, _bang, decided = rest.partition("!")
        what, at, day = rest.partition("@")
        if match := _RAISE.fullmatch(what):
            made = Step(match[1], int(match[2]), int(match[3]))
        elif "/" in what or what in set(MeasureKind):
            made = Step.of(Measure.parse(what))
        else:
            raise UsageError(
                said("{text!r} is not a step.", text=text[:60]),
                hint=said(
                    "Write CAPABILITY:FROM-TO with phases from 1 to 4, such as 12:1-2, or a specific step, such as "
                    "provider/9/counsel-trust."
                ),
            )
        return (made.starting(day) if at else made).owned(owner).deciding(decided)

    def deciding(self, word: str) -> Step:
        """The same, with what a meeting decided about it; "" = nothing. Raises UsageError on another word."""
        if word and word not in set(Decided):
            raise UsageError(
                said("{word!r} is no decision about a step.", word=word[:20]),
                hint=said("Use one of: {known}.", known=", ".join(Decided)),
            )
        return replace(self, decided=Decided(word) if word else None)

    @property
    def about(self) -> tuple[str, ...]:
        """What it is about, whoever is asked or responsible and whenever: its kind and what that is of."""
        m = self.measure
        return (str(m.kind), *m.about) if m else ("raise", self.capability, str(self.start), str(self.to))

    def starting(self, day: str) -> Step:
        """The same, starting on this day; "" = when the order of the plan lets it. Raises UsageError where it is no
        day, or a day after the deadline."""
        if not day:
            return replace(self, first=None)
        first = None
        if _DAY.fullmatch(day):
            with suppress(ValueError):
                first = date.fromisoformat(day)
        if first is None or not EARLIEST <= first <= LATEST:
            raise UsageError(
                said("{day} is not a date.", day=day[:20]),
                hint=said("Write year, month and day: 2027-03-01."),
            )
        if self.measure and self.measure.by and self.measure.by < first:
            raise UsageError(
                said(
                    "The step would start on {first}, after its deadline, {by}.",
                    first=first,
                    by=self.measure.by,
                ),
                hint=said("Choose an earlier start or a later deadline."),
            )
        return replace(self, first=first)

    def owned(self, owner: str) -> Step:
        """The same, with who is responsible; "" = whom the records say. Raises UsageError where the words cannot stand
        in an address."""
        words = " ".join(owner.split())
        if len(words) > OWNER_LENGTH or not words.isprintable() or set(words) & set(";~"):
            raise UsageError(
                said("{words!r} cannot be named as responsible.", words=words[:40]),
                hint=said("Use at most {most} letters, without ; and ~.", most=OWNER_LENGTH),
            )
        return replace(self, owner=words)

    def fitting(self) -> Step:
        """The same, with no more of those asked than an address can hold."""
        out = self
        while out.measure and out.measure.who and len(str(out)) > LONGEST:
            out = replace(out, measure=replace(out.measure, who=out.measure.who[:-1]))
        return out
