"""What a scenario does beside the rounds (METHODS 6): cells that rank lower without falling, cells whose state differs
otherwise, corridors that open, and what has not happened by the day asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np

from coordination.analytics.board.coverage import Coverage, State
from coordination.analytics.loss.scenario import Add, Change, End
from coordination.text.records import HIDDEN, Key
from coordination.text.sentences import Name, Sentence, sentence
from graph_schema.ids import CapabilityNumber, Cell, Iso3
from graph_schema.values import end_exclusive, first_day

__all__ = ["Aside", "Shift", "aside_of", "shows_from"]


@dataclass(frozen=True, slots=True)
class Shift:
    """A cell in another state. ``unsecured``: it has the providers it had, and nobody is left who would take over;
    ``normal``: one national body is normal there, so a named successor would secure it as a second provider does."""

    country: Iso3
    capability: CapabilityNumber
    before: Annotated[State, Key("state before")]
    after: Annotated[State, Key("state afterwards")]
    providers: Annotated[int, Key("independent providers afterwards", more={"minimum": 0})]
    needed: Annotated[int, Key("independent providers needed", more={"minimum": 1})]
    unsecured: Annotated[bool, HIDDEN] = False
    normal: Annotated[bool, HIDDEN] = False

    def sentence(self) -> Sentence:
        """What has become of the cell."""
        cell = {
            "country": Name("countries", self.country),
            "capability": Name("capabilities", self.capability),
        }
        if self.unsecured:
            return sentence(
                "{country}: {capability} becomes fragile: nobody is left who has agreed to take over.", **cell
            )
        if self.providers and self.normal:
            return sentence(
                "{country}: {capability} becomes fragile: {n} independent provider is left, and nobody is named who "
                "takes over.",
                "{country}: {capability} becomes fragile: {n} independent providers are left, and nobody is named who "
                "takes over.",
                n=self.providers,
                **cell,
            )
        if self.providers:
            return sentence(
                "{country}: {capability} becomes fragile: {n} independent provider remains, and "
                "{needed} are needed.",
                "{country}: {capability} becomes fragile: {n} independent providers remain, and "
                "{needed} are needed.",
                n=self.providers,
                needed=self.needed,
                **cell,
            )
        if self.after == State.PLANNED:
            return sentence("{country}: {capability} is then planned.", **cell)
        if self.before == State.PLANNED:
            return sentence("{country}: {capability} is no longer planned.", **cell)
        return sentence("{country}: {capability} then has another status.", **cell)


@dataclass(frozen=True, slots=True)
class Aside:
    """``lowered``: cells that rank lower and have a provider still; ``gained``: cells that rank higher; ``changed``:
    other cells in another state, none of them fallen (a plan that goes, or comes)."""

    lowered: tuple[Shift, ...]
    gained: tuple[Cell, ...]
    changed: tuple[Shift, ...]

    @property
    def cells(self) -> set[Cell]:
        """All of them."""
        return {*self.gained, *(Cell(x.country, x.capability) for x in (*self.lowered, *self.changed))}

    def sentences(self) -> Iterator[Sentence]:
        for shift in self.lowered:
            yield shift.sentence()
        for country, number in self.gained:
            yield sentence(
                "{country}: {capability} has more independent providers, or successors, than before.",
                country=Name("countries", country),
                capability=Name("capabilities", number),
            )
        for shift in self.changed:
            yield shift.sentence()


def aside_of(before: Coverage, after: Coverage) -> Aside:
    """Both of the same countries and edition."""
    required = before.facts.required
    # as many independent providers, or named successors, as it needs
    was, now = (np.where(c.n > 0, np.minimum(c.n + c.s, required), 0) for c in (before, after))

    def shifts(cells: Sequence[int]) -> tuple[Shift, ...]:
        return tuple(
            Shift(
                *before.name(c),
                before.states[c],
                after.states[c],
                int(after.n[c]),
                int(required[c]),
                bool(after.n[c] and after.n[c] == before.n[c] and after.s[c] < before.s[c]),
                bool(after.facts.one_is_normal[c]),
            )
            for c in cells
        )

    lower = np.flatnonzero((now < was) & (now > 0)).tolist()
    same = np.flatnonzero(now == was).tolist()
    return Aside(
        shifts(lower),
        tuple(before.name(c) for c in np.flatnonzero(now > was).tolist()),
        shifts([c for c in same if before.states[c] != after.states[c]]),
    )


def shows_from(change: Change, as_of: date) -> date | None:
    """The first day on which a change shows, where that is after the day asked about."""
    if isinstance(change, End):
        day = end_exclusive(change.until)
    else:
        day = first_day(dict(change.row).get("since", "")) if isinstance(change, Add) else None
    return day if day is not None and day > as_of else None
