"""The cooperation graph: what counts as a tie, layers, and where it breaks."""

from __future__ import annotations

from datetime import date

import networkx as nx
import numpy as np
import pytest

from coordination.analytics.base.facts import Evidence, facts_of
from coordination.analytics.network.cooperation import (
    MEMBERSHIP,
    TIE,
    Cooperation,
    cooperation,
    pieces_between,
)
from coordination.model.snapshot import Snapshot
from graph_schema.edition import edition
from tests.oracle import graphs as oracle
from tests.oracle.small import small
from tests.oracle.world import read_world
from tests.worlds import days_of, random_world

T = date(2024, 2, 29)


def at(tables: dict, day: date = T, evidence: str = "all", **more: object) -> Cooperation:
    facts = facts_of(Snapshot.from_rows(tables), edition(), Evidence(evidence))
    return cooperation(facts, day, **more)  # type: ignore[arg-type]


def edges(found: Cooperation) -> list[tuple[str, str, int]]:
    return list(
        zip(found.names(found.graph.a), found.names(found.graph.b), found.layer.tolist(), strict=True)
    )


def test_ties_of_either_direction_and_any_kind_are_one() -> None:
    ties = [
        {"a_id": "b", "b_id": "a"},
        {"a_id": "a", "b_id": "b", "kind": "mou"},
        {"a_id": "c", "b_id": "c"},  # with oneself: none
        {"a_id": "a", "b_id": "c", "status": "planned"},  # not yet
        {"a_id": "b", "b_id": "c", "until": "2024-02-28"},  # over the day before
        {"a_id": "d", "b_id": "c", "until": "2024-02-29"},  # its last day
    ]
    found = at(small(ties=ties))
    assert edges(found) == [("a", "b", TIE), ("c", "d", TIE)]
    assert found.component.tolist() == [0, 0, 1, 1]


def test_rows_of_the_same_two_stand_side_by_side_in_the_order_of_the_table() -> None:
    # positions by id: a 0, b 1, c 2; by the smaller, then the larger; the two of a and b as they stand in the table
    ties = [
        {"a_id": "c", "b_id": "b"},
        {"a_id": "b", "b_id": "a", "kind": "mou"},
        {"a_id": "c", "b_id": "a"},
        {"a_id": "a", "b_id": "b"},
    ]
    facts = facts_of(Snapshot.from_rows(small(ties=ties)), edition(), Evidence("all"))
    a, b, rows, life = facts.joining("ties", "a_id", "b_id")
    pairs = [
        (facts.stakeholders[x], facts.stakeholders[y]) for x, y in zip(a.tolist(), b.tolist(), strict=True)
    ]
    assert sorted(pairs[:2]) == [("a", "b"), ("b", "a")]
    assert pairs[2:] == [("c", "a"), ("c", "b")]
    assert rows[0] < rows[1]
    column = facts.snapshot["ties"]["a_id"].texts()
    assert [column[r] for r in rows.tolist()] == [x for x, _ in pairs]
    assert len(life.start) == 4


def test_confirmed_keeps_only_ties_read_in_a_source() -> None:
    tables = small(ties=[{"a_id": "a", "b_id": "b", "verified": "recalled"}])
    assert edges(at(tables)) == [("a", "b", TIE)]
    assert edges(at(tables, evidence="confirmed")) == []


def test_membership_keeps_the_network_as_a_node() -> None:
    members = [{"member_id": m, "network_id": "net"} for m in ("a", "b", "c")]
    tables = small(
        stakeholders=[{"id": "net", "kind": "network"}],
        ties=[{"a_id": "a", "b_id": "net"}],
        networks=[{"network_id": "net"}],
        memberships=members,
    )
    assert edges(at(tables)) == [("a", "net", TIE)]
    both = at(tables, membership=True)
    # three members are three edges to the network, not three edges between them
    assert edges(both) == [("a", "net", TIE | MEMBERSHIP), ("b", "net", MEMBERSHIP), ("c", "net", MEMBERSHIP)]


def test_networkx_has_the_ids_and_the_layers() -> None:
    tables = small(ties=[{"a_id": "a", "b_id": "b"}], stakeholders=[{"id": "alone"}])
    graph = at(tables).to_networkx()
    assert sorted(graph) == ["a", "alone", "b"]
    assert graph.edges["a", "b"] == {"tie": True, "membership": False}
    assert list(nx.isolates(graph)) == ["alone"]


def test_isolates_and_what_is_left_out() -> None:
    tables = small(ties=[{"a_id": "a", "b_id": "b"}, {"a_id": "b", "b_id": "c"}])
    found = at(tables, without=["b"])
    assert found.names(found.isolates) == ["a", "c"]
    assert found.component.tolist() == [0, -1, 2]
    assert "b" not in found.to_networkx()
    assert found.joined(np.array([0, 0]), np.array([1, 2])).tolist() == [False, False]


def test_pieces_of_a_component_that_breaks_and_no_others() -> None:
    # a-b-c breaks without b; d-e does not
    tables = small(ties=[{"a_id": x, "b_id": y} for x, y in (("a", "b"), ("b", "c"), ("c", "f"), ("d", "e"))])
    assert pieces_between(at(tables), at(tables, without=["b"])) == [["c", "f"], ["a"]]
    assert pieces_between(at(tables), at(tables, without=["d"])) == []
    assert pieces_between(at(tables), at(tables)) == []


@pytest.mark.parametrize("seed", range(40))
def test_the_oracle_agrees(seed: int) -> None:
    tables = random_world(seed, "medium" if seed % 8 == 7 else "small")
    for day in days_of(tables, seed, 2):
        for evidence in ("all", "confirmed"):
            found = at(tables, day, evidence)
            plain = oracle.cooperation(read_world(tables, evidence), day)
            ties = [(a, b) for a in plain for b in sorted(plain[a]) if a < b]
            assert [(a, b) for a, b, _ in edges(found)] == ties
            assert found.names(found.isolates) == [s for s in sorted(plain) if not plain[s]]
