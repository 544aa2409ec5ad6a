"""The derived layer of a graph database: worked out here, from the coordination graph, and written by the store."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from coordination.analytics.base.facts import NEVER, Facts
from coordination.analytics.graph.whole import Node, coordination_graph
from coordination.model.layer import DerivedCell, DerivedTie, Key, Layer
from graph_schema.cypher import DERIVED
from graph_schema.edition import BASE_EDITION, Edition
from graph_schema.errors import UsageError, Verbatim, said
from graph_schema.schema import SCHEMA
from graph_schema.values import first_day

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["layer_of", "only_of_base"]

#: edges of the coordination graph that the records of a graph database do not have as relationships
_WRITTEN = frozenset(DERIVED) - {"WORKS_WITH", "DEPENDS_ON"}
_FIRST = date.min


def layer_of(facts: Facts, as_of: date) -> Layer:
    """The derived layer for a day: what each capability's status is, which fields lead where, who works with whom, and
    between which days each claim counts. Raises UsageError for an edition for which no activities are recorded."""
    if facts.edition.id != BASE_EDITION:
        raise only_of_base()
    graph = coordination_graph(facts, as_of)
    cells = _cells(graph)
    return Layer(
        snapshot=facts.snapshot.id,
        as_of=as_of,
        edition=facts.edition.id,
        evidence=str(facts.evidence),
        cells=cells,
        links=_links(graph),
        ties=_ties(graph),
        needs=_needs(facts.edition, sorted({c.iso3 for c in cells})),
        lives={t.label: _life(facts, t.name) for t in SCHEMA.claims},
    )


def only_of_base() -> UsageError:
    """What is said to who asks for the layer of another edition: its capabilities would all be without providers."""
    return UsageError(
        said(
            "The derived layer is only written for the edition {edition}, for which activities are recorded.",
            edition=Verbatim(BASE_EDITION),
        ),
        hint=said("Leave --edition out."),
    )


def _cells(graph: nx.MultiDiGraph[Node]) -> list[DerivedCell]:
    """All cells of every country of which something is known, unknown ones included."""
    found = [about for node, about in graph.nodes(data=True) if node[0] == "Cell"]
    known = {c["iso3"] for c in found if c["status"] != "unknown"}

    def named(c: dict[str, Any]) -> str:
        country = graph.nodes[("Country", c["iso3"])].get("name", c["iso3"])
        return f"{country}: {c['capability']} {graph.nodes[('Capability', c['capability'])]['name']}"

    return [
        DerivedCell(
            c["iso3"],
            c["capability"],
            named(c),
            c["status"],
            c["independent"],
            c["required"],
            c.get("flags", ()),
        )
        for c in found
        if c["iso3"] in known
    ]


def _links(graph: nx.MultiDiGraph[Node]) -> dict[tuple[str, str, str], list[tuple[Key, Key, str]]]:
    out: dict[tuple[str, str, str], dict[tuple[Key, Key, str], None]] = defaultdict(dict)
    for start, end, about in graph.edges(data=True):
        if about["type"] in _WRITTEN or (about["type"] == "IN_COUNTRY" and start[0] == "CommitteeBody"):
            out[about["type"], start[0], end[0]][start[1:], end[1:], about.get("record", "")] = None
    return {what: list(pairs) for what, pairs in out.items()}


def _ties(graph: nx.MultiDiGraph[Node]) -> list[DerivedTie]:
    records: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for start, end, about in graph.edges(data=True):
        if about["type"] == "COOPERATES_WITH":
            a, b = sorted((start[1], end[1]))
            records[a, b].append(about.get("stated_by") == "both")
    return [DerivedTie(a, b, len(both), any(both)) for (a, b), both in sorted(records.items())]


def _needs(e: Edition, countries: list[str]) -> list[tuple[str, str, str, str]]:
    needs = dict.fromkeys((r.needs, r.gives, r.group) for r in e.requires if r.kind == "P")
    return [(iso3, *need) for iso3 in countries for need in needs]


def _life(facts: Facts, name: str) -> tuple[list[str], list[date], list[date | None]]:
    """(ids, first day, last day) of the claims of a type that count at some time, in the order of their ids."""
    frame = facts.snapshot[name]
    rows = facts.counted(name)
    if "reviewed_on" in frame.type.columns:
        days = {frame.ids[i]: first_day(frame.text("reviewed_on", i)) or _FIRST for i in rows.tolist()}
        return sorted(days), [days[i] for i in sorted(days)], [None] * len(days)
    if "since" not in frame.type.columns:
        ids = sorted(frame.ids[i] for i in rows.tolist())
        return ids, [_FIRST] * len(ids), [None] * len(ids)
    life = facts.life(name)
    rows = rows[np.flatnonzero(life.start[rows] < life.stop[rows])]
    found = {
        frame.ids[i]: (
            date.fromordinal(max(1, int(life.start[i]))),
            None if life.stop[i] >= NEVER else date.fromordinal(int(life.stop[i]) - 1),
        )
        for i in rows.tolist()
    }
    ids = sorted(found)
    return ids, [found[i][0] for i in ids], [found[i][1] for i in ids]
