"""What an addition gives: hand-offs that are linked, organisations no longer alone, bridges that are none any more.

The answer of a what-if tells what falls and which capabilities gain; this compares the graph before and after as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coordination.analytics.board.coverage import Coverage
from coordination.analytics.loss.cascade import what_if
from coordination.analytics.loss.scenario import Scenario
from coordination.analytics.network.cooperation import Cooperation, cooperation
from coordination.analytics.network.handoffs import handoffs
from dashboard.backend.context import Context
from dashboard.ui.view import View

__all__ = ["Gains", "gains"]


@dataclass(frozen=True)
class Gains:
    """``handoffs``: (country, needs, gives) linked only afterwards; ``joined``: organisations without a tie before;
    ``bridges``: those that alone joined others before and do not afterwards."""

    handoffs: tuple[tuple[str, str, str], ...] = ()
    joined: tuple[str, ...] = ()
    bridges: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.handoffs or self.joined or self.bridges)


def _linked(cover: Coverage) -> set[tuple[str, str, str]]:
    rows = handoffs(cover.facts, cover.as_of, cover).rows()
    return {(r.country, r.needs, r.gives) for r in rows if r.state == "linked"}


def _alone(graph: Cooperation) -> set[str]:
    return set(graph.names(graph.isolates))


def _bridges(graph: Cooperation) -> set[str]:
    return set(graph.names(graph.cuts.nodes))


def gains(context: Context, view: View, changes: Sequence[str]) -> Gains:
    """Of the changes of a what-if, additions and endings together. Raises UsageError as the what-if does."""

    def made(workspace: Any, question: Any, _lang: str) -> Gains:
        cover = workspace.cover(question)
        found = what_if(
            workspace.facts(question), question.as_of, Scenario.parse("", list(changes)), cover=cover
        )
        before, after = (cooperation(c.facts, question.as_of) for c in (cover, found.after))
        return Gains(
            tuple(sorted(_linked(found.after) - _linked(cover))),
            tuple(sorted(_alone(before) - _alone(after))),
            tuple(sorted(_bridges(before) - _bridges(after))),
        )

    return context.document(view, made)
