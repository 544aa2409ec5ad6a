"""The networkx object is the graph that Neo4j holds: nodes, edges and properties, read there by plain Cypher.

The queries know nothing of the program: what counts on a day, what is described, what a number of another edition
stands for is said in Cypher once more. Fifty random worlds here, whose answers are those of a file too; both shipped
workspaces in ``tests/integration/test_cypher.py``, which has them in Neo4j.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import networkx as nx

from coordination.analytics.base.facts import Evidence
from coordination.analytics.graph.whole import Node, coordination_graph
from coordination.ingest.plan import plan
from coordination.model.snapshot import Snapshot
from coordination.store.launcher.server import Server
from coordination.store.neo4j import Neo4jStore
from coordination.store.sqlite import SqliteStore
from coordination.workspace.service import Question, Workspace
from graph_schema.schema import SCHEMA
from tests.contract.test_same_answers import answers_without_batch
from tests.contract.test_store import batch
from tests.neo4j_fixture import ask
from tests.worlds import AS_OF, random_world

CLAIMS_OF = {t.label for t in SCHEMA.claims}  #: types of edges that are records
Nodes = dict[Node, dict[str, object]]
Edges = Counter[tuple[object, ...]]

#: What identifies a node, by its type.
KEYS = {
    **dict.fromkeys(["Stakeholder", "Agreement", "Edition", "Domain", "Enabler", "Outcome", "Indicator"], ("id",)),
    **dict.fromkeys(["Threat", "Challenge", "Driver", "Discipline", "Commitment", "Objective", "Means"], ("id",)),
    "Country": ("iso3",), "Source": ("source_id",), "Network": ("network_id",), "CommitteeBody": ("body_id",),
    "Capability": ("number",), "Phase": ("phase",), "Seat": ("seat",), "Duty": ("capability",),
    "Complexity": ("field", "item"), "Cell": ("iso3", "capability"), "Reviewer": ("name",), "Region": ("name",),
    "Service": ("service_id",),
}  # fmt: skip

NODES = """
MATCH (n) WHERE n.`_version` IS NOT NULL OR EXISTS { (n)-[:IN_EDITION]->(:Edition {id: $edition}) }
  OR (n:Edition AND n.id = $edition)
WITH n WHERE none(l IN labels(n) WHERE l STARTS WITH '_')
RETURN labels(n), properties(n)
"""

CELLS = """
MATCH (k:Country), (p:Capability {edition: $edition}) WHERE k.`_version` IS NOT NULL
RETURN k.iso3, p.number
"""

#: What counts on the day, and whose ends are described; what a body or a service that ended takes
#: with it does not. ``x``: the capability of this edition that the cell or the
#: duty stands for.
CLAIMS = """
MATCH (a)-[r]->(b)
WHERE r.`_id` IS NOT NULL
  AND (a.`_version` IS NOT NULL OR a:Reviewer OR a:Indicator)
  AND (b.`_version` IS NOT NULL OR NOT (b:Stakeholder OR b:Country OR b:Agreement OR b:CommitteeBody))
  AND (NOT b:Cell OR EXISTS { (b)-[:IN_COUNTRY]->(k:Country) WHERE k.`_version` IS NOT NULL })
  AND ($evidence = 'all' OR r.verified = 'yes' OR NOT type(r) IN
       ['DELIVERS', 'MEMBER_OF', 'PARTY_TO', 'COOPERATES_WITH', 'FUNDS', 'PART_OF', 'SEAT_ON',
        'ASSESSED'])
OPTIONAL MATCH (q:Source {source_id: r.source_id})
WITH a, r, b, q
WHERE CASE WHEN type(r) = 'TAKES_ACTION' THEN true WHEN type(r) IN
           ['REVIEWED', 'REVIEWED_LINK', 'LISTED_FOR', 'ASSESSED', 'JUDGED']
           THEN coalesce(r.reviewed_on, '') <= $day ELSE
    (r.status IN ['active', 'partner', 'party', 'connected', 'unknown'] OR (r.status = 'ended' AND r.until IS NOT NULL))
    AND coalesce(r.since, q.published, q.retrieved, '') <= $day
    AND (r.until IS NULL OR left($day, size(r.until)) <= r.until)
    AND NOT (a:Stakeholder AND left($day, size(coalesce(a.until, ''))) > coalesce(a.until, ''))
    AND NOT ((b:Stakeholder OR b:CommitteeBody) AND left($day, size(coalesce(b.until, ''))) > coalesce(b.until, ''))
    AND NOT (b:CommitteeBody AND EXISTS { (c:Stakeholder {id: b.body_id}) WHERE left($day, size(c.until)) > c.until })
    AND NOT (type(r) = 'DELIVERS' AND r.role <> 'supports' AND EXISTS {
      MATCH (a)-[o:DELIVERS]->(b), (s:Service {service_id: o.service_id})
      WHERE o.role <> 'supports' AND coalesce(r.service_id, o.service_id) = o.service_id
        AND left($day, size(s.until)) > s.until
        AND NOT (EXISTS { (a)-[p:DELIVERS]->(b) WHERE p.service_id = o.service_id AND p.role <> 'supports'
                          AND p.part = 'alone' }
             AND NOT EXISTS { (a)-[p:DELIVERS]->(b) WHERE p.service_id = o.service_id AND p.role <> 'supports'
                              AND p.part <> 'alone' }) })
    END
CALL (r, b) {
  OPTIONAL MATCH (p:Capability {edition: coalesce(b.edition, ''), number: coalesce(b.capability, '')})
  WHERE b:Cell OR b:Duty
  OPTIONAL MATCH (p)-[:MAPS_TO]-(other:Capability {edition: $edition})
  WITH p, other, CASE WHEN EXISTS { (p)-[:MAPS_TO]->(other) } THEN other ELSE p END AS later
  WITH p, CASE WHEN p.edition = $edition THEN p
               WHEN type(r) = 'DELIVERS' OR COUNT { (later)<-[:MAPS_TO]-() } = 1 THEN other END AS x
  RETURN p, x
}
WITH a, r, b, p, x WHERE p IS NULL OR x IS NOT NULL
RETURN type(r), labels(a), properties(a), labels(b), properties(b), x.number, properties(r)
"""

FRAMEWORK = """
MATCH (a)-[r]->(b)
WHERE r.`_id` IS NULL AND EXISTS { (a)-[:IN_EDITION]->(:Edition {id: $edition}) }
  AND (b.edition = $edition OR b.id = $edition)
RETURN type(r), labels(a), properties(a), labels(b), properties(b), properties(r)
"""

#: What a field stands for: by its name, who is joined to whom.
FIELDS = {
    "home_iso3": ("BASED_IN", "MATCH (a:Stakeholder), (b:Country {iso3: a.home_iso3})"),
    "iso3": ("IN_COUNTRY", "MATCH (a:CommitteeBody|Service), (b:Country {iso3: a.iso3})"),
    "network_id": ("IS", "MATCH (a:Network), (b:Stakeholder {id: a.network_id})"),
    "body_id": ("IS", "MATCH (a:CommitteeBody), (b:Stakeholder {id: a.body_id})"),
    "operator_id": ("RUNS", "MATCH (b:Agreement|Network|Service), (a:Stakeholder {id: b.operator_id})"),
    "successor_id": ("SUCCEEDED_BY", "MATCH (a:Stakeholder), (b:Stakeholder {id: a.successor_id})"),
    "source_id": ("SAID_IN", "MATCH (a) MATCH (b:Source {source_id: a.source_id}) WHERE a <> b"),
    "geo_source_id": ("SAID_IN", "MATCH (a:Country), (b:Source {source_id: a.geo_source_id})"),
    "income_source_id": ("SAID_IN", "MATCH (a:Country), (b:Source {source_id: a.income_source_id})"),
}
REGIONS = """
MATCH (k:Country) WHERE k.`_version` IS NOT NULL
UNWIND ['region', 'subregion', 'm49_subregion'] AS field WITH k, field, k[field] AS name WHERE name IS NOT NULL
RETURN k.iso3, field, name
"""
COMMITMENTS = """
MATCH (a:Commitment {edition: $edition}) MATCH (b:Agreement {id: a.agreement_id}) WHERE b.`_version` IS NOT NULL
RETURN a.id, b.id
"""
DUTIES = """
MATCH (a:Agreement|Network) WHERE a.`_version` IS NOT NULL UNWIND {field} AS number
MATCH (p:Capability {{edition: 'mnr-2016', number: number}})-[:MAPS_TO*0..1]->(x:Capability {{edition: $edition}})
{duty}
RETURN DISTINCT labels(a), properties(a), x.number
"""


def said(properties: Mapping[str, object]) -> dict[str, object]:
    """Without what is there for the store alone; lists as the graph has them."""
    return {k: tuple(v) if isinstance(v, list) else v for k, v in properties.items() if not k.startswith("_")}


def node(labels: object, properties: object, number: object = None) -> Node:
    assert isinstance(labels, list)
    assert isinstance(properties, dict)
    (label,) = (name for name in labels if name in KEYS)  # the derived layer gives second ones
    return (label, *(str(properties[k] if k != "capability" or not number else number) for k in KEYS[label]))


def frozen(properties: Mapping[str, object]) -> frozenset[tuple[str, object]]:
    return frozenset(said(properties).items())


def read(server: Server, q: Question) -> tuple[Nodes, Edges]:
    """The graph of the question as Cypher gives it. Edges: (start, end, id of the record, type, what is said)."""
    asked = {"day": q.as_of.isoformat(), "edition": q.edition, "evidence": str(q.evidence)}
    nodes: Nodes = {}
    edges: Edges = Counter()
    for labels, properties in ask(server, NODES, **asked):
        assert isinstance(properties, dict)
        nodes[node(labels, properties)] = said(properties)
    for iso3, number in ask(server, CELLS, **asked):
        cell = ("Cell", str(iso3), str(number))
        nodes[cell] = {"iso3": iso3, "capability": number, "edition": q.edition}
        for kind, end in (("OF", ("Capability", str(number))), ("IN_COUNTRY", ("Country", str(iso3)))):
            edges[cell, end, "", kind, frozenset()] += 1
    for kind, a, a_said, b, b_said, number, properties in ask(server, CLAIMS, **asked):
        assert isinstance(properties, dict)
        start, end = node(a, a_said), node(b, b_said, number)
        for there, described in ((start, a_said), (end, b_said)):
            if there[0] in ("Reviewer", "Region", "Indicator"):
                nodes[there] = said(described)  # type: ignore[arg-type]
        edges[start, end, properties["_id"], kind, frozen(properties)] += 1
        for of, named_by, label in (
            ("OF_SEAT", "seat", "Seat"),
            ("BY_MEANS", "means", "Means"),
            ("SAID_IN", "source_id", "Source"),
        ):
            named = (label, str(properties.get(named_by)))
            if named in nodes:
                of_record = frozenset({("field", named_by), ("record", properties["_id"])})
                edges[start, named, "", of, of_record] += 1
    for kind, a, a_said, b, b_said, properties in ask(server, FRAMEWORK, **asked):
        edges[node(a, a_said), node(b, b_said), "", kind, frozen(properties)] += 1  # type: ignore[arg-type]
    for field, (kind, match) in FIELDS.items():
        for a, a_said, b, b_said in ask(
            server,
            f"{match} {'AND' if 'WHERE' in match else 'WHERE'} a.`_version` IS NOT NULL AND b.`_version` IS NOT NULL "
            "RETURN labels(a), properties(a), labels(b), properties(b)",
        ):
            edges[node(a, a_said), node(b, b_said), "", kind, frozenset({("field", field)})] += 1
    for kind, field, label, duty in (
        ("OPENS", "duties", "Duty", "MATCH (:Duty {edition: $edition, capability: x.number})"),
        ("SUPPORTS", "capabilities", "Capability", ""),
    ):
        for a, a_said, number in ask(server, DUTIES.format(field=f"a.{field}", duty=duty), **asked):
            edges[node(a, a_said), (label, str(number)), "", kind, frozenset({("field", field)})] += 1
    for iso3, of_country, name in ask(server, REGIONS, **asked):
        region, told = ("Region", str(name)), frozenset({("field", of_country)})
        nodes[region] = {"name": name}
        edges[("Country", str(iso3)), region, "", "IN_REGION", told] += 1
    for commitment, agreement in ask(server, COMMITMENTS, **asked):
        laid, told = ("Agreement", str(agreement)), frozenset({("field", "agreement_id")})
        edges[("Commitment", str(commitment)), laid, "", "LAID_DOWN_IN", told] += 1
    return nodes, edges


def plain(graph: nx.MultiDiGraph[Node]) -> tuple[Nodes, Edges]:
    """The same of the networkx object, without what is worked out: the status of cells and its flags."""
    worked_out = {"type", "status", "independent", "required", "flags"}
    nodes = {
        n: {k: v for k, v in d.items() if k not in (worked_out if n[0] == "Cell" else {"type"})}
        for n, d in graph.nodes(data=True)
    }
    edges: Edges = Counter()
    for a, b, key, d in graph.edges(keys=True, data=True):
        told = {k: v for k, v in d.items() if k != "type"}
        edges[a, b, key if d["type"] in CLAIMS_OF else "", d["type"], frozen(told)] += 1
    return nodes, edges


def same(server: Server, w: Workspace, q: Question) -> nx.MultiDiGraph[Node]:
    graph = coordination_graph(w.facts(q), q.as_of)
    (nodes, edges), (nodes_there, edges_there) = plain(graph), read(server, q)
    assert nodes == nodes_there
    assert set(edges) - set(edges_there) == set()
    assert set(edges_there) - set(edges) == set()
    assert edges == edges_there
    return graph


def everything(graph: nx.MultiDiGraph[Node]) -> Iterable[object]:
    return [list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))]


def test_fifty_random_worlds(neo4j_server: Server, neo4j_url: str, tmp_path: Path) -> None:
    """One after the other in the same store, so that what is removed is gone from the graph and the answers too."""
    store, file = Neo4jStore(neo4j_url), SqliteStore(tmp_path / "store.sqlite")
    for one in (store, file):
        one.prepare()
    here, there = Workspace("worlds", store), Workspace("worlds", file)
    for seed in range(50):
        world = Snapshot.from_rows(random_world(seed, "tiny" if seed % 4 else "small"))
        changes = plan(store.snapshot(), world.frames, tuple(SCHEMA))
        said = batch(changes, f"world {seed}", after=store.info().chain)
        for one in (store, file):
            one.apply(changes, said)
        evidence = Evidence.CONFIRMED if seed % 3 == 0 else Evidence.ALL
        q = Question(AS_OF, evidence, "mnr-2022" if seed % 5 == 0 else "mnr-2016")
        graph = same(neo4j_server, here, q)
        assert everything(graph) == everything(coordination_graph(there.facts(q), q.as_of)), seed
        # Answers are worked out from the snapshot alone: where that is the same, a few of them are enough.
        assert store.snapshot().id == file.snapshot().id == world.id, seed
        if seed % 4 == 0:
            country = sorted(world["countries"].ids)[0]
            answers, others = (answers_without_batch(w, q, country) for w in (here, there))
            assert answers == others, seed
    for one in (store, file):
        one.close()
