"""The coordination graph by hand: a small world, its nodes, its edges, and what is not in it."""

from __future__ import annotations

from datetime import date

import networkx as nx
import pytest

from coordination.analytics.base.facts import Evidence, facts_of
from coordination.analytics.board.coverage import coverage
from coordination.analytics.graph import whole
from coordination.analytics.graph.whole import REFERENCES, Node, coordination_graph
from coordination.analytics.loss.weak_points import weak_points
from coordination.analytics.network.cooperation import cooperation
from coordination.model.snapshot import Snapshot
from graph_schema.cypher import FRAMEWORK, FRAMEWORK_LINKS
from graph_schema.edition import edition
from graph_schema.schema import SCHEMA
from tests.worlds import AS_OF, random_world

DAY = date(2026, 11, 25)
WORLD = {
    "countries": [
        {"iso3": "XAA", "name": "Almara", "lat": "1.50", "region": "Land", "subregion": "Coast"},
        {"iso3": "XAB", "name": "Besk"},
    ],
    "sources": [
        {"source_id": "s", "title": "Yearbook", "published": "2026"},
        {"source_id": "late", "title": "Next yearbook", "published": "2027"},
    ],
    "stakeholders": [
        {"id": "police", "name": "Police", "kind": "law_enforcement", "home_iso3": "XAA", "source_id": "s"},
        {"id": "line", "name": "Helpline", "kind": "ngo", "home_iso3": "XAA", "sectors": "health;youth"},
        {"id": "net", "name": "Network", "kind": "network_member"},
    ],
    "agreements": [{"id": "crc", "name": "Convention", "kind": "treaty"}],
    "committee_bodies": [{"body_id": "police", "iso3": "XAA"}],
    "committee_seats": [
        {"iso3": "XAA", "body_id": "police", "member_id": "line", "seat": "telecoms", "source_id": "s"},
        {"iso3": "XAA", "body_id": "police", "member_id": "line", "seat": "interior", "source_id": "late"},
    ],
    "work": [
        {
            "stakeholder_id": "line", "iso3": iso3, "objective": "technical-tools", "means": "advocacy", "title": "A",
            "source_id": "s",
        }
        for iso3 in ("XAA", "XAB")
    ],
    "networks": [{"network_id": "net", "duties": "4;12", "operator_id": "line"}],
    "deliveries": [
        {"stakeholder_id": "police", "capability": "4", "iso3": "XAA", "source_id": "s", "verified": "yes"},
        {"stakeholder_id": "line", "capability": "12", "iso3": "XAA", "source_id": "s", "until": "2025"},
        {"stakeholder_id": "line", "capability": "13", "iso3": "XAA", "source_id": "late"},
        {"stakeholder_id": "line", "capability": "14", "iso3": "XAA", "source_id": "s", "status": "planned"},
        {"stakeholder_id": "nobody", "capability": "4", "iso3": "XAA", "source_id": "s"},
    ],
    "reviews": [
        {
            "iso3": "XAB", "capability": "12", "outcome": "not_found", "method": "interview",
            "reviewed_on": "2026-03", "reviewer": "somebody", "source_id": "s",
        },
        {
            "iso3": "XAB", "capability": "12", "outcome": "found", "method": "interview",
            "reviewed_on": "2026-12", "reviewer": "police", "source_id": "s",
        },
    ],
    "ties": [
        {"a_id": "police", "b_id": "line", "kind": "referral", "source_id": "s"},
        {"a_id": "line", "b_id": "police", "kind": "mou", "source_id": "s"},
    ],
    "memberships": [{"member_id": "line", "network_id": "net", "source_id": "s"}],
    "funding": [
        {"funder_id": "net", "recipient_id": "line", "amount": "1200", "capabilities": "12;13", "source_id": "s"}
    ],
}  # fmt: skip


def graph(evidence: Evidence = Evidence.ALL, ident: str = "mnr-2016") -> nx.MultiDiGraph[Node]:
    return coordination_graph(facts_of(Snapshot.from_rows(WORLD), edition(ident), evidence), DAY)


def of_type(g: nx.MultiDiGraph[Node], name: str) -> list[tuple[Node, Node]]:
    return [(a, b) for a, b, d in g.edges(data=True) if d["type"] == name]


def test_what_is_recorded_is_a_node_with_the_fields_that_are_filled() -> None:
    g = graph()
    assert g.nodes["Stakeholder", "line"] == {
        "type": "Stakeholder", "id": "line", "name": "Helpline", "kind": "ngo", "home_iso3": "XAA",
        "sectors": ("health", "youth"),
    }  # fmt: skip
    assert g.nodes["Country", "XAA"] == {
        "type": "Country",
        "iso3": "XAA",
        "name": "Almara",
        "lat": 1.5,
        "region": "Land",
        "subregion": "Coast",
    }
    assert g.graph["as_of"] == "2026-11-25"


def test_every_capability_of_every_country_is_a_cell_with_its_status() -> None:
    g = graph()
    assert sum(n[0] == "Cell" for n in g) == 2 * 21
    # dedicated law enforcement: one is enough, one provides it, and that it is enough is a remark;
    # the helpline ended with 2025 and nobody looked since;
    # in Besk a review found none; nobody has said anything about capability 5
    cells = {n[1:]: d for n, d in g.nodes(data=True) if n[0] == "Cell"}
    assert cells["XAA", "4"] == {
        "type": "Cell", "iso3": "XAA", "edition": "mnr-2016", "capability": "4", "status": "covered",
        "independent": 1, "required": 1, "flags": ("sole_by_design",),
    }  # fmt: skip
    wanted = {("XAA", "12"): "gap", ("XAA", "14"): "planned", ("XAB", "12"): "gap", ("XAB", "5"): "unknown"}
    assert {c: cells[c]["status"] for c in wanted} == wanted
    assert cells["XAA", "12"]["flags"] == ("lapsed",)
    assert "flags" not in cells["XAB", "5"]
    assert ("Capability", "4") in g.successors(("Cell", "XAA", "4"))
    assert ("Country", "XAA") in g.successors(("Cell", "XAA", "4"))


def test_an_edge_is_there_where_its_record_counts_that_day() -> None:
    """Not: what has ended, what is planned, what was first heard later, and whose organisation nobody describes."""
    g = graph()
    assert of_type(g, "DELIVERS") == [(("Stakeholder", "police"), ("Cell", "XAA", "4"))]
    assert of_type(g, "REVIEWED") == [(("Reviewer", "somebody"), ("Cell", "XAB", "12"))]
    assert g.nodes["Reviewer", "somebody"] == {"type": "Reviewer", "name": "somebody"}
    ties = {frozenset(pair) for pair in of_type(g, "COOPERATES_WITH")}
    assert ties == {frozenset({("Stakeholder", "police"), ("Stakeholder", "line")})}
    assert len(of_type(g, "COOPERATES_WITH")) == 2  # two records, one from each end


def test_an_edge_has_the_id_of_its_record_and_its_fields() -> None:
    g = graph()
    ((key, said),) = [(k, d) for _, _, k, d in g.edges(keys=True, data=True) if d["type"] == "FUNDS"]
    funding = Snapshot.from_rows(WORLD)["funding"]
    assert key == funding.ids[0]
    assert said == {
        "type": "FUNDS", "funder_id": "net", "recipient_id": "line", "amount": 1200, "capabilities": ("12", "13"),
        "status": "active", "source_id": "s",
    }  # fmt: skip


def test_fields_that_name_something_are_edges_too() -> None:
    g = graph()
    net, line = ("Network", "net"), ("Stakeholder", "line")
    assert of_type(g, "OPENS") == [(net, ("Duty", "4")), (net, ("Duty", "12"))]
    assert of_type(g, "RUNS") == [(line, net)]
    body, police = ("CommitteeBody", "police"), ("Stakeholder", "police")
    assert of_type(g, "IS") == [(net, ("Stakeholder", "net")), (body, police)]
    said_in = [(a, b, d) for a, b, d in g.edges(data=True) if d["type"] == "SAID_IN"]
    assert [(a, b) for a, b, d in said_in if "record" not in d] == [(police, ("Source", "s"))]
    claims = {(key, a, d["source_id"]) for a, _, key, d in g.edges(keys=True, data=True) if "source_id" in d}
    assert {(d["record"], a, b[1]) for a, b, d in said_in if "record" in d} == claims
    assert g[line]["Country", "XAA"]["BASED_IN"] == {"type": "BASED_IN", "field": "home_iso3"}


def test_seats_means_regions_and_texts_are_edges_too() -> None:
    """The second seat is first heard of in 2027. Two records of work by one means are two edges, each with its
    record."""
    g = graph()
    line, rows = ("Stakeholder", "line"), Snapshot.from_rows(WORLD)
    assert of_type(g, "OF_SEAT") == [(line, ("Seat", "telecoms"))]
    assert g[line]["Seat", "telecoms"]["OF_SEAT"]["record"] in rows["committee_seats"].ids
    assert of_type(g, "BY_MEANS") == [(line, ("Means", "advocacy"))] * 2
    assert {d["record"] for _, _, d in g.edges(data=True) if d["type"] == "BY_MEANS"} == set(rows["work"].ids)
    almara = ("Country", "XAA")
    assert of_type(g, "IN_REGION") == [(almara, ("Region", "Land")), (almara, ("Region", "Coast"))]
    assert of_type(g, "LAID_DOWN_IN") == [(("Commitment", "crc"), ("Agreement", "crc"))]


def test_confirmed_evidence_leaves_out_what_nobody_read() -> None:
    g = graph(Evidence.CONFIRMED)
    assert len(of_type(g, "DELIVERS")) == 1
    assert of_type(g, "COOPERATES_WITH") == of_type(g, "MEMBER_OF") == []
    assert len(of_type(g, "REVIEWED")) == 1  # reviews are not filtered


def test_another_edition_has_its_own_cells_and_framework() -> None:
    later = edition("mnr-2022")
    g = graph(ident=later.id)
    assert {n[2] for n in g if n[0] == "Cell"} == set(later.numbers)
    ((_, cell),) = of_type(g, "DELIVERS")
    assert cell == ("Cell", "XAA", later.from_base["4"])


def test_the_requirements_are_those_of_the_edition() -> None:
    found = [d["kind"] for _, _, d in graph().edges(data=True) if d["type"] == "REQUIRES"]
    assert len(found) == len(edition().lists["requires"])


def test_the_same_records_give_the_same_graph_in_any_order() -> None:
    turned = {name: rows[::-1] for name, rows in WORLD.items()}
    other = coordination_graph(facts_of(Snapshot.from_rows(turned), edition()), DAY)
    assert list(other.nodes(data=True)) == list(graph().nodes(data=True))
    assert list(other.edges(keys=True, data=True)) == list(graph().edges(keys=True, data=True))


def test_every_field_that_points_to_something_has_its_edge() -> None:
    assert {p.name for t in SCHEMA.nodes for p in t.props if p.ref} == set(REFERENCES)


def test_the_text_of_the_module_names_every_type() -> None:
    assert whole.__doc__ is not None
    words = set(whole.__doc__.replace(",", " ").split())
    labels = {t.label for t in SCHEMA.values()} | {label for label, _ in FRAMEWORK.values()}
    links = {link.type for link in FRAMEWORK_LINKS} - {"MAPS_TO"}  # leads to another edition
    assert labels | links | {r.type for r in REFERENCES.values()} | {"OF", "IN_EDITION"} <= words


@pytest.mark.parametrize("seed", range(30))
def test_what_the_answers_count_is_read_off_the_graph(seed: int) -> None:
    """Providers of a cell are its neighbours by DELIVERS, the cooperation graph is the simple view of COOPERATES_WITH,
    and its cut nodes are the single connectors."""
    evidence = Evidence.CONFIRMED if seed % 3 == 0 else Evidence.ALL
    world = Snapshot.from_rows(random_world(seed, "small"))
    facts = facts_of(world, edition("mnr-2022" if seed % 5 == 0 else "mnr-2016"), evidence)
    g, cover = coordination_graph(facts, AS_OF), coverage(facts, AS_OF)
    provides: dict[Node, set[str]] = {n: set() for n in g if n[0] == "Cell"}
    for who, cell, said in g.edges(data=True):
        if said["type"] == "DELIVERS" and said["role"] == "provides":
            provides[cell].add(who[1])
    for i, providers in enumerate(provides.values()):
        assert sorted(providers) == sorted(cover.providers(i))
    partners: nx.Graph[str] = nx.Graph()
    partners.add_nodes_from(n[1] for n in g if n[0] == "Stakeholder")
    partners.add_edges_from((a[1], b[1]) for a, b in of_type(g, "COOPERATES_WITH") if a != b)
    whole_day = cooperation(facts, AS_OF).to_networkx()
    assert set(partners) == set(whole_day)
    assert {frozenset(e) for e in partners.edges} == {frozenset(e) for e in whole_day.edges}
    connectors = [b.stakeholder for b in weak_points(facts, AS_OF).sole_bridges]
    assert connectors == sorted(nx.articulation_points(partners))
