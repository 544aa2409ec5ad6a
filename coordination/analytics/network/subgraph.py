"""A part of the cooperation graph to look at (METHODS 8): of some countries, or around one organisation.

Nodes are positions in ``facts.stakeholders``. A tie belongs to a country if it names it, or if it names none and one
of its ends sits or works there. What is not recorded is not drawn, and is never said not to exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from coordination.analytics.base.facts import Facts
from coordination.analytics.network.cooperation import Cooperation, cooperation, local_to
from coordination.analytics.network.engine import Ints, Mask, SimpleGraph, engine_of
from coordination.analytics.network.partners import Partners, PartnerTie
from graph_schema.errors import UsageError, said

__all__ = ["Part", "around", "marks", "part_of", "position", "whole"]

MOST_AROUND = 500  #: organisations that a view around one draws at most


@dataclass(frozen=True, eq=False)
class Part:
    """``nodes``: those with a tie in it, ascending; ``rows``: its pairs by ids; ``alone``: organisations of the
    countries without a tie; ``level``, ``parent``: of each node in a view around one (-1 = the root);
    ``more``: ties of each node that are not drawn."""

    facts: Facts
    nodes: Ints
    rows: tuple[PartnerTie, ...]
    alone: tuple[str, ...] = ()
    level: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    parent: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    more: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    @cached_property
    def ids(self) -> list[str]:
        return [self.facts.stakeholders[i] for i in self.nodes.tolist()]

    @cached_property
    def ends(self) -> tuple[Ints, Ints]:
        """Ends of each of ``rows`` as places in ``nodes``."""
        at = {s: i for i, s in enumerate(self.ids)}
        return (
            np.asarray([at[t.a] for t in self.rows], np.int64),
            np.asarray([at[t.b] for t in self.rows], np.int64),
        )

    @cached_property
    def graph(self) -> SimpleGraph:
        return SimpleGraph.of(len(self.nodes), *self.ends)

    @cached_property
    def cut(self) -> Mask:
        """Nodes whose loss would break a piece of this part."""
        return engine_of(self.graph).cut_nodes(self.graph)

    @cached_property
    def bridge(self) -> Mask:
        """Of ``rows``: ties whose loss would separate their ends."""
        found = engine_of(self.graph).bridges(self.graph)
        return found[self.graph.edge_at(np.column_stack(self.ends))] if len(self.rows) else found


def position(facts: Facts, ident: str) -> int:
    """Where a stakeholder stands. Raises UsageError for one that there is not."""
    at = facts.stakeholder_at.get(ident, -1)
    if at < 0:
        raise UsageError(
            said("There is no organisation {ident!r}.", ident=ident[:60]),
            hint=said("Use the ID of an organisation on record."),
        )
    return at


def all_ties(facts: Facts, as_of: date) -> tuple[PartnerTie, ...]:
    """Every pair joined by an active tie, worked out once."""
    key = ("ties of the graph", facts.edition.id, facts.evidence, as_of)

    def make(_: object) -> tuple[PartnerTie, ...]:
        empty = np.zeros(len(facts.stakeholders), np.int64)
        return tuple(Partners(facts, as_of, whole(facts, as_of), 0, ("",), empty).ties())

    return facts.snapshot.derived(key, make)


def whole(facts: Facts, as_of: date) -> Cooperation:
    """The cooperation graph of the day, worked out once."""
    key = ("cooperation", facts.edition.id, facts.evidence, as_of)
    return facts.snapshot.derived(key, lambda _: cooperation(facts, as_of))


def part_of(
    facts: Facts,
    as_of: date,
    countries: Sequence[str] = (),
    also: Iterable[str] = (),
    pairs: Iterable[tuple[str, str]] = (),
) -> Part:
    """The graph of some countries, or of everything.

    ``also``, ``pairs``: organisations, and pairs that a tie joins, which are drawn in any case.
    """
    every = all_ties(facts, as_of)
    if countries:
        wanted, here = set(countries), local_to(facts, as_of, countries)
        besides = {tuple(sorted(p)) for p in pairs}
        rows = tuple(
            t
            for t in every
            if wanted & set(t.countries)
            or (t.a, t.b) in besides
            or (not t.countries and (here[facts.stakeholder_at[t.a]] or here[facts.stakeholder_at[t.b]]))
        )
    else:
        here, rows = np.ones(len(facts.stakeholders), bool), every
    drawn = np.zeros(len(facts.stakeholders), bool)
    drawn[[facts.stakeholder_at[s] for t in rows for s in (t.a, t.b)]] = True
    drawn[[position(facts, s) for s in also]] = True
    alone = tuple(facts.stakeholders[i] for i in np.flatnonzero(here & ~drawn).tolist())
    return Part(facts, np.flatnonzero(drawn), rows, alone)


def around(facts: Facts, as_of: date, centre: str, depth: int = 1, opened: Sequence[str] = ()) -> Part:
    """One organisation, those within ``depth`` ties of it, and the partners of those ``opened``.

    At most :data:`MOST_AROUND` are drawn, the nearest first and among them by id; ``more`` counts what each lacks.
    Raises UsageError for an organisation that there is not or a depth outside 1 to 3.
    """
    if not 1 <= depth <= 3:
        raise UsageError(
            said("A distance of {depth} steps cannot be shown.", depth=depth), hint=said("Use 1, 2 or 3.")
        )
    root, graph = position(facts, centre), whole(facts, as_of).graph
    wide = {position(facts, s) for s in opened}
    near = engine_of(graph).near(graph)
    level, parent = {root: 0}, {root: -1}
    queue = [root]
    for node in queue:
        if level[node] >= depth and node not in wide:
            continue
        for other in near(node):
            if other not in level and len(level) < MOST_AROUND:
                level[other], parent[other] = level[node] + 1, node
                queue.append(other)
    nodes = np.asarray(sorted(level), np.int64)
    place = {n: i for i, n in enumerate(nodes.tolist())}
    shown = set(place)
    at = facts.stakeholder_at
    rows = tuple(t for t in all_ties(facts, as_of) if at[t.a] in shown and at[t.b] in shown)
    drawn = np.zeros(len(nodes), np.int64)
    for t in rows:
        drawn[place[at[t.a]]] += 1
        drawn[place[at[t.b]]] += 1
    return Part(
        facts,
        nodes,
        rows,
        level=np.asarray([level[n] for n in nodes.tolist()], np.int64),
        parent=np.asarray([place.get(parent[n], -1) for n in nodes.tolist()], np.int64),
        more=graph.degree[nodes] - drawn,
    )


def marks(part: Part, as_of: date) -> tuple[list[bool], list[bool]]:
    """(of each node, of each tie): whether its loss would break the whole graph of the day, not only this part."""
    full = whole(part.facts, as_of)
    cuts, n, at = full.cuts, full.graph.n, part.facts.stakeholder_at
    bridges = set((full.graph.a[cuts.ties] * n + full.graph.b[cuts.ties]).tolist())
    ends = (sorted((at[t.a], at[t.b])) for t in part.rows)
    return cuts.cut[part.nodes].tolist(), [a * n + b in bridges for a, b in ends]
