"""What a country does first: the one list that the board, the overview and the action plan begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from dashboard.backend.context import Context
from dashboard.ui.view import View

__all__ = ["BEGINS", "Begins", "asked", "begins", "parted"]

BEGINS = 3  #: capabilities that are told of each part, more where those after them are level with the last
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Begins:
    """The steps of a plan by status. ``early``: what to find out before all else; ``counted``: what the plan works on;
    ``beside``: what adds nothing by itself."""

    early: Sequence[Row]
    counted: Sequence[Row]
    beside: Sequence[Row]

    def find_out(self) -> list[Row]:
        """The first step of each capability to find out about before all else."""
        return _firsts(self.early)

    def review(self) -> list[Row]:
        """The first reviews beside the plan, where nothing is to be found out before it."""
        return [] if self.early else _firsts([s for s in self.beside if s["serves"] == "review"])[:BEGINS]

    def take_up(self) -> list[Row]:
        """The first step of each capability that comes first, with those that are level with the last of them."""
        firsts = _firsts(self.counted)
        shown = firsts[:BEGINS]
        level = set(shown[-1]["level_with"]) if shown else set()
        return [*shown, *(s for s in firsts[BEGINS:] if s["capability"] in level)]


def _firsts(steps: Sequence[Row]) -> list[Row]:
    """The first step of each capability, as they follow one another."""
    return [next(found) for _, found in groupby(steps, key=lambda s: s["capability"])]


def parted(steps: Sequence[Row]) -> Begins:
    """The steps of a plan by status, parted."""
    counted = [s for s in steps if s["counts"]]
    apart = [s for s in steps if not s["counts"]]
    early = [s for s in apart if counted and s["order"] < counted[0]["order"]]
    return Begins(early, counted, apart[len(early) :])


def asked(code: str) -> dict[str, str]:
    """The choices of the plan by status of a country, without a budget."""
    return {"country": code, "by": "states"}


def begins(context: Context, view: View, code: str) -> Begins:
    """What that plan begins with."""
    return parted(context.ask(view, "plan", **asked(code))["steps"])
