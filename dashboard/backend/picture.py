"""The cooperation graph as a picture: what pages ask for that is no answer, because it says where things are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from coordination.analytics.network.chain import Chain, chain
from coordination.analytics.network.graph_clusters import Picture, drawn, drawn_around, lists_of
from coordination.analytics.network.subgraph import around, marks, part_of
from coordination.model.snapshot import Snapshot
from coordination.text.records import fields_of, said_in
from coordination.text.say import Say
from coordination.workspace.service import Question, Workspace

__all__ = ["picture"]


def picture(
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
) -> dict[str, object]:
    """Nodes with positions (in lengths of a tie), ties, bubbles, and a chain.

    ``countries``: only what counts there; ``centre``: only what is within ``depth`` ties of it and beside those
    ``opened``; ``by``: bubbles (none, community, kind, country), of which ``opened`` are open and ``shut`` are not;
    ``between``: two organisations whose shortest chain is wanted; ``missing``: pairs drawn as ties to be made.
    """
    facts = w.facts(q)
    if centre:
        part = around(facts, q.as_of, centre, depth, opened)
        frame = w.snapshot()["stakeholders"]
        found = drawn_around(part, dict(zip(frame.ids, frame["kind"].texts(), strict=True)))
        cut, bridge = marks(part, q.as_of)
        return w.answer(q, lists_of(found, cut, bridge) | {"chain": None})
    way = chain(facts, q.as_of, *between) if between else None
    lit = way.nodes if way and way.nodes else between or ()
    also = [*(s for pair in missing for s in pair), *lit]
    pairs = list(pairwise(lit)) if way and way.nodes else []
    chosen = tuple(w.countries(countries) or ())

    def laid_out(_: Snapshot) -> Picture:
        return drawn(part_of(facts, q.as_of, chosen, also, pairs), by, opened, shut, lit)

    # kept: a reader goes from node to node, and from one language to another, on the same picture
    told_apart = (chosen, tuple(also), tuple(pairs), by, tuple(opened), tuple(shut), tuple(lit))
    found = w.snapshot().derived(("dashboard.picture", q, told_apart), laid_out)
    body = lists_of(found, found.part.cut.tolist(), found.part.bridge.tolist())
    told = said_in(way, fields_of(Chain), Say(w.language, w.names(q))) if way else None
    return w.answer(q, body | {"chain": told})
