"""Every further question of METHODS 12, asked of a workspace: one function per command and page.

Each takes a workspace and a question and returns the answer with its header; the numbers come from the
analytics, the sentences are rendered in the workspace's language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from itertools import pairwise

from coordination.analytics.loss.cascade import sweep as sweep_of
from coordination.analytics.loss.weak_points import weak_points as weak_points_of
from coordination.analytics.meeting.decisions import decisions as decisions_of
from coordination.analytics.network.graph_clusters import as_answer as picture_as_answer
from coordination.analytics.network.graph_clusters import drawn, drawn_around
from coordination.analytics.network.subgraph import around, chain, marks, part_of
from coordination.analytics.time.changed_cells import CellChanges, cell_changes
from coordination.text.records import fields_of, said_in
from coordination.text.say import Say
from coordination.workspace.service import Question, Workspace

Answer = dict[str, object]

__all__ = [
    "Answer",
    "changed",
    "decisions",
    "favourites",
    "graph",
    "heaviest",
    "plans",
    "scenarios",
]


def heaviest(w: Workspace, q: Question) -> Answer:
    """For each country the stakeholder whose loss takes most there, of the sweep."""
    found = sweep_of(w.facts(q), q.as_of, cover=w.cover(q)).heaviest()
    return w.answer(q, {"countries": [asdict(h) for h in found]})


def decisions(w: Workspace, q: Question, country: str) -> Answer:
    """What a national committee could decide: the three proposed, and the further ones in their order."""
    cover, iso3 = w.cover(q), w.country(country)
    found = decisions_of(cover, weak_points_of(w.facts(q), q.as_of, cover, [iso3]), iso3)
    return w.answer(q, found.as_answer(w.say(q)))


def changed(w: Workspace, q: Question, since: date, countries: Sequence[str] = ()) -> Answer:
    """The cells of :mod:`coordination.answers.diff` alone, of all countries or of these."""
    facts, some = w.facts(q), w.countries(countries)
    found = cell_changes(facts, min(since, q.as_of), facts, max(since, q.as_of), some)
    told = found.mirrored() if since > q.as_of else found
    return w.answer(q, said_in(told, fields_of(CellChanges), Say(w.language, w.names(q))))


def graph(
    w: Workspace,
    q: Question,
    *,
    countries: Sequence[str] = (),
    centre: str = "",
    depth: int = 1,
    opened: Sequence[str] = (),
    shut: Sequence[str] = (),
    by: str = "",
    between: tuple[str, str] | None = None,
    missing: Sequence[tuple[str, str]] = (),
) -> Answer:
    """The cooperation graph to draw: nodes with positions (in lengths of a tie), ties, bubbles, and a chain.

    ``countries``: only what counts there; ``centre``: only what is within ``depth`` ties of it and beside those
    ``opened``; ``by``: bubbles (none, community, kind, country), of which ``opened`` are open and ``shut`` are not;
    ``between``: two organisations whose shortest chain is wanted; ``missing``: pairs drawn as ties to be made.
    """
    facts = w.facts(q)
    if centre:
        part = around(facts, q.as_of, centre, depth, opened)
        frame = w.snapshot()["stakeholders"]
        picture = drawn_around(part, dict(zip(frame.ids, frame["kind"].texts(), strict=True)))
        cut, bridge = marks(part, q.as_of)
        return w.answer(q, picture_as_answer(picture, cut, bridge) | {"chain": None})
    way = chain(facts, q.as_of, *between) if between else None
    lit = way.nodes if way and way.nodes else between or ()
    also = [*(s for pair in missing for s in pair), *lit]
    pairs = list(pairwise(lit)) if way and way.nodes else []
    part = part_of(facts, q.as_of, w.countries(countries) or (), also, pairs)
    picture = drawn(part, by, opened, shut, lit)
    body = picture_as_answer(picture, part.cut.tolist(), part.bridge.tolist())
    return w.answer(q, body | {"chain": way.as_answer() if way else None})


def favourites(w: Workspace, q: Question) -> Answer:
    """The views kept with the workspace, by name. Raises UsageError where it keeps none."""
    return w.answer(q, {"favourites": [f.as_row() for f in w.favourites.saved()]})


def plans(w: Workspace, q: Question) -> Answer:
    """The plans kept with the workspace by name, those that were deleted, and files that cannot be read.

    Raises NotAllowed for a viewer who may not see them, UsageError where the workspace keeps none.
    """
    shelf = w.plans
    return w.answer(
        q,
        {
            "plans": [p.as_row() for p in shelf.saved()],
            "deleted": [p.name for p in shelf.deleted()],
            "broken": [path.name for path, _ in shelf.broken()],
        },
    )


def scenarios(w: Workspace, q: Question) -> Answer:
    """The scenarios kept with the workspace by name, those that were deleted, and files that cannot be read.

    Raises NotAllowed for a viewer who may not see them, UsageError where the workspace keeps none.
    """
    shelf = w.scenarios
    return w.answer(
        q,
        {
            "scenarios": [s.as_row() for s in shelf.saved()],
            "deleted": [s.name for s in shelf.deleted()],
            "broken": [path.name for path, _ in shelf.broken()],
        },
    )
