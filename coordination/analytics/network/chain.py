"""The shortest chain of partnerships from one organisation to another (METHODS 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from coordination.analytics.base.facts import Facts
from coordination.analytics.network.engine import engine_of
from coordination.analytics.network.subgraph import position, whole
from coordination.text.records import Key
from graph_schema.errors import UsageError, said
from graph_schema.ids import StakeholderId

__all__ = ["Chain", "chain"]


@dataclass(frozen=True, slots=True)
class Chain:
    """Who stands between two organisations, each a partner of the next."""

    start: Annotated[StakeholderId, Key("the organisation at one end", name="from")]
    end: Annotated[StakeholderId, Key("the organisation at the other end", name="to")]
    nodes: Annotated[
        tuple[StakeholderId, ...],
        Key("organisations from end to end; empty where no recorded partnerships connect the two"),
    ]
    ways: Annotated[
        int, Key("how many chains are as short; the one given is the first by ids", more={"minimum": 0})
    ]


def chain(facts: Facts, as_of: date, start: str, end: str) -> Chain:
    """Breadth-first over every recorded tie of the day. Raises UsageError for an organisation there is not, and for
    one that is at both ends."""
    a, b = position(facts, start), position(facts, end)
    if a == b:
        raise UsageError(said("A chain of partnerships needs two different organisations."))
    graph = whole(facts, as_of).graph
    near, steps = engine_of(graph).near(graph), engine_of(graph).steps_from(graph, b)
    if a not in steps:
        return Chain(StakeholderId(start), StakeholderId(end), (), 0)
    ways = {b: 1}
    for node in sorted((n for n in steps if n != b), key=steps.__getitem__):
        ways[node] = sum(ways[n] for n in near(node) if steps[n] == steps[node] - 1)
        if node == a:
            break
    nodes = [a]
    while nodes[-1] != b:
        nodes.append(min(n for n in near(nodes[-1]) if steps[n] == steps[nodes[-1]] - 1))
    return Chain(
        StakeholderId(start), StakeholderId(end), tuple(facts.stakeholders[n] for n in nodes), ways[a]
    )
