"""The cookbook on a real Neo4j: every query gives what the command gives, on both shipped workspaces.

And what the derived layer owes: no record changes by it, it goes with what it is derived from, it says when it is old.
The register is written to Neo4j for the tests of this file alone: whatever else is asked of it there is asked here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, LiteralString, cast

import neo4j
import networkx as nx
import pytest
from click.testing import CliRunner

from coordination.analytics.base.facts import Evidence
from coordination.analytics.graph.whole import coordination_graph
from coordination.answers.asking import ask as answered
from coordination.cli import cli
from coordination.model.layer import KIND_LABELS, STATUS_LABELS
from coordination.store.launcher.server import Server
from coordination.store.memory import MemoryStore
from coordination.store.neo4j import Neo4jStore
from coordination.workspace.deriving import layer_of
from coordination.workspace.places import build_shipped
from coordination.workspace.service import Question, Workspace
from graph_schema.cookbook import cookbook
from graph_schema.cypher import FRAMEWORK
from graph_schema.errors import StoreBusy, UsageError
from graph_schema.neo4j_files import neo4j_files
from graph_schema.schema import SCHEMA
from seed_data import workspaces
from tests.contract.test_coordination_graph import everything, same
from tests.contract.test_same_answers import seeded_answers
from tests.docs.pages import ROOT, blocks
from tests.neo4j_fixture import ask, cleared

DAY = date(2026, 11, 28)
Q = Question(DAY)
Rows = list[dict[str, Any]]
NOTEBOOK = ROOT / "docs" / "how-to" / "notebook.md"


@dataclass
class Shipped:
    """A shipped workspace in Neo4j, with its layer, and the same in memory."""

    name: str
    store: Neo4jStore
    here: Workspace
    memory: Workspace

    def rows(self, query: str, **params: object) -> Rows:
        given = {"day": DAY, "edition": Q.edition, **params}
        columns, rows, more = self.store.query(cookbook()[query].text, given, most=200_000, seconds=120)
        assert not more
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def answer(self, name: str, **choices: object) -> dict[str, Any]:
        return answered(self.memory, Q, name, **choices)


@pytest.fixture(scope="module", params=["demo", "register"])
def shipped(request: pytest.FixtureRequest, neo4j_server: Server) -> Iterator[Shipped]:
    cleared(neo4j_server)
    store = Neo4jStore(neo4j_server.url)
    here = build_shipped(request.param, store)
    memory = build_shipped(request.param, MemoryStore()).pinned()
    store.derive(layer_of(memory.facts(Q), DAY))
    yield Shipped(request.param, store, here, memory)
    store.close()


def test_status(shipped: Shipped) -> None:
    cover = shipped.memory.cover(Q)
    keys = product(cover.facts.countries, cover.facts.edition.numbers)
    states = dict(zip(keys, map(str, cover.states), strict=True))
    known = {country for (country, _), state in states.items() if state != "unknown"}
    rows = shipped.rows("status")
    found = {(r["country"], r["capability"]): r["status"] for r in rows}
    assert found == {key: state for key, state in states.items() if key[0] in known}
    assert "gap" in found.values()
    warnings = {(r["country"], r["capability"]): r["warnings"] for r in rows}
    assert warnings == {key: [str(f) for f in cover.flags_at(cover.index(*key))] for key in found}
    assert [] in warnings.values()
    assert any("uncounted" in w for w in warnings.values())


def test_sole_providers(shipped: Shipped) -> None:
    points = shipped.answer("weak_points", statutory=True)["sole_providers"]
    found = {(r["country"], r["capability"]): set(r["providers"]) for r in shipped.rows("sole-providers")}
    assert found.keys() == {(p["country"], p["capability"]) for p in points}
    for p in points:
        assert set(p["group"]) <= found[p["country"], p["capability"]]


def test_who_provides(shipped: Shipped) -> None:
    """Providers and supporters of every cell of the fullest country."""
    cover = shipped.memory.cover(Q)
    country = {"demo": "XAA", "register": "MWI"}[shipped.name]
    for number in cover.facts.edition.numbers:
        cell = cover.cell(cover.index(country, number))
        rows = shipped.rows("who-provides", iso3=country, capability=number)
        by_role = {role: {r["who"] for r in rows if r["role"] == role} for role in ("provides", "supports")}
        assert by_role == {"provides": set(cell.providers), "supports": set(cell.supporters)}


def test_what_falls(shipped: Shipped) -> None:
    """Of the 25 organisations whose loss takes most: the capabilities that fall."""
    losses = sorted(shipped.answer("sweep")["losses"], key=lambda r: (-r["fallen"], r["stakeholder"]))[:25]
    assert losses[0]["fallen"] > 1
    for loss in losses:
        effect = shipped.answer("what_if", changes=[f"stakeholder:{loss['stakeholder']}"])
        expected = {(r["country"], r["capability"]) for r in effect["fallen"]}
        found = {(r["country"], r["capability"]) for r in shipped.rows("what-falls", who=loss["stakeholder"])}
        assert found == expected, loss["stakeholder"]


def _partnerships(shipped: Shipped) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from((t["a"], t["b"]) for t in shipped.answer("partners")["ties"])
    return graph


def test_shortest_way(shipped: Shipped) -> None:
    graph = _partnerships(shipped)
    names = sorted(graph)[:: max(1, len(graph) // 12)]
    for a, b in product(names, names):
        if a < b:
            found = shipped.rows("shortest-way", a=a, b=b)
            expected = [nx.shortest_path_length(graph, a, b)] if nx.has_path(graph, a, b) else []
            assert [r["steps"] for r in found] == expected


def test_brokers_and_betweenness(shipped: Shipped) -> None:
    graph = _partnerships(shipped)
    found = {r["who"]: (r["partners"], r["pairs_without_partnership"]) for r in shipped.rows("brokers")}
    expected = {}
    for n in graph:
        near = list(graph[n])
        apart = sum(not graph.has_edge(a, b) for i, a in enumerate(near) for b in near[i + 1 :])
        if apart:
            expected[n] = (len(near), apart)
    assert found == expected
    if (
        shipped.name == "demo"
    ):  # some hundred organisations; the register's take the small server of the tests minutes
        between = nx.betweenness_centrality(graph)
        rows = {r["who"]: r["betweenness"] for r in shipped.rows("betweenness")}
        assert rows == pytest.approx({n: b for n, b in between.items() if b > 0})


def test_open_agreements(shipped: Shipped) -> None:
    corridors = shipped.answer("corridors")["corridors"]
    for duty in shipped.memory.facts(Q).edition.duties:
        expected = {
            (c["a"], c["b"]): set(c["instruments"])
            for c in corridors
            if c["duty"] == duty and c["state"] in {"covered", "fragile", "unattributed"}
        }
        found = {(r["a"], r["b"]): set(r["agreements"]) for r in shipped.rows("open-agreements", duty=duty)}
        assert found == {key: names for key, names in expected.items() if names}, duty


def test_members_without_police(shipped: Shipped) -> None:
    network = {"demo": "shore-network", "register": "ecpat-international"}[shipped.name]
    given = shipped.answer("network", network=network)
    expected = {
        t["member"]
        for t in given["ties"]
        if t["counterpart"] == "police" and t["how"] in {"not_recorded", "nobody_known"}
    }
    assert expected
    assert {r["member"] for r in shipped.rows("members-without-police", network=network)} == expected


def test_funding_that_ends(shipped: Shipped) -> None:
    """Grants with an end that is known: of the demo some, of the register those of its two."""
    until = date(2036, 12, 31)
    frame = shipped.memory.snapshot()["funding"]
    life = shipped.memory.facts(Q).life("funding")
    expected = sorted(
        (frame.text("funder_id", i), frame.text("recipient_id", i))
        for i in range(len(frame))
        if life.start[i] <= DAY.toordinal() < life.stop[i] <= until.toordinal() + 1
    )
    rows = shipped.rows("funding-that-ends", until=until.isoformat())
    assert sorted((r["funder"], r["recipient"]) for r in rows) == expected
    assert expected


def test_handoffs_without_partnership(shipped: Shipped) -> None:
    given = shipped.answer("handoffs")["handoffs"]
    expected = {(h["country"], h["needs"], h["gives"]) for h in given if h["state"] == "not_recorded"}
    found = {(r["country"], r["needs"], r["gives"]) for r in shipped.rows("handoffs-without-partnership")}
    assert found == expected
    assert expected


def test_missing_prerequisites(shipped: Shipped) -> None:
    cover = shipped.memory.cover(Q)
    keys = list(product(cover.facts.countries, cover.facts.edition.numbers))
    states: dict[tuple[str, str], str] = dict(zip(keys, map(str, cover.states), strict=True))
    standing = {"covered", "fragile", "unattributed"}
    needs: dict[tuple[str, str], list[str]] = {}
    for r in cover.facts.edition.requires:
        if r.kind == "P":  # of a group any one is enough
            needs.setdefault((r.needs, r.group or r.gives), []).append(r.gives)
    expected = {
        (country, needed, one)
        for country in cover.facts.countries
        for (needed, _group), any_of in needs.items()
        if states[country, needed] in standing and all(states[country, one] == "gap" for one in any_of)
        for one in any_of
    }
    found = {
        (r["country"], r["capability"], m)
        for r in shipped.rows("missing-prerequisites")
        for m in r["missing"]
    }
    assert found == expected


def test_operators_sources_and_names(shipped: Shipped) -> None:
    frames = shipped.memory.snapshot()
    runs = {
        (frames[t].text("operator_id", i), frames[t].ids[i])
        for t in ("agreements", "networks")
        for i in range(len(frames[t]))
        if frames[t].text("operator_id", i)
    }
    assert {(r["operator"], r["runs"]) for r in shipped.rows("operators")} == runs
    country = {"demo": "XAA", "register": "MWI"}[shipped.name]
    publishers = [r["publisher"] for r in shipped.rows("sources-of-status", iso3=country)]
    assert publishers
    assert len(publishers) == len(set(publishers))
    word = "helpline"
    found = shipped.rows("find", words=word)
    assert all(word in (r["name"] or "").lower() for r in found[:3])


def test_what_was_written_and_what_began(shipped: Shipped) -> None:
    batches = shipped.store.batches()
    written = shipped.rows("written-since", since="2000-01-01")
    assert sum(r["records"] for r in written) == sum(b.counts[k] for b in batches for k in b.counts)
    facts, since = shipped.memory.facts(Q), date(2024, 1, 1)
    began, ended = 0, 0
    for t in SCHEMA.claims:
        if "since" not in t.columns or "reviewed_on" in t.columns:
            continue
        life, counted = facts.life(t.name), facts.counted(t.name)
        start, stop, old, now = life.start[counted], life.stop[counted], since.toordinal(), DAY.toordinal()
        began += int(((old < start) & (start <= now) & (now < stop)).sum())
        ended += int(((start <= old) & (old < stop) & (stop <= now)).sum())
    rows = [
        r
        for r in shipped.rows("changed-since", since=since.isoformat())
        if r["what"] not in {"REVIEWED", "REVIEWED_LINK", "LISTED_FOR", "JUDGED"}
    ]
    assert sum(r["move"] == "ended" for r in rows) == ended
    assert sum(r["move"] != "ended" for r in rows) == began


def test_agreements_without_providers(shipped: Shipped) -> None:
    cover = shipped.memory.cover(Q)
    for row in shipped.rows("agreements-without-providers"):
        assert row["countries"] == len(row["which"]) == len(set(row["which"]))
        for iso3 in row["which"]:
            assert cover.cell(cover.index(iso3, row["capability"])).providers == ()


@pytest.mark.parametrize("shipped", ["demo"], indirect=True)  # whose organisations the questions name
def test_five_questions_of_the_notebook(shipped: Shipped, run: Callable[..., Any]) -> None:
    """Its Cypher, as it is printed, gives what the commands give; that networkx does, the page itself asserts."""
    (block,) = [b for b in blocks(NOTEBOOK.read_text(encoding="utf-8")) if b.kind == "cypher"]
    found = []
    for query in block.text.split(";")[:-1]:
        result = run(query, "--format", "json", "--as-of", DAY.isoformat())
        assert result.exit_code == 0, result.output
        found.append([tuple(row.values()) for row in json.loads(result.stdout)["rows"]])
    gaps, single, connectors, route, joined = found
    here = {"countries": ["XAE"]}
    told = shipped.answer("gaps", **here)["gaps"]
    assert {(g["capability"],) for g in told if g["state"] == "gap"} == set(gaps)
    told = shipped.answer("weak_points", statutory=True, **here)["sole_providers"]
    assert {(p["capability"],) for p in told} == set(single)
    told = shipped.answer("weak_points")["sole_bridges"]
    assert {(b["stakeholder"],) for b in told} == set(connectors)
    assert [(who,) for who in shipped.answer("chain", start="a-police", end="e-msw")["nodes"]] == route
    told = shipped.answer("corridors", duties=["7"])["corridors"]
    open_ = {"covered", "fragile", "unattributed"}
    assert {(c["a"], c["b"]) for c in told if c["state"] in open_} == set(joined)
    assert [len(rows) for rows in found] == [7, 10, 20, 6, 3]


def test_the_networkx_object_is_the_graph(shipped: Shipped, neo4j_server: Server) -> None:
    """Every node, edge and property; evidence and edition by themselves: the random worlds."""
    day = workspaces()[shipped.name].as_of
    for q in (Question(day), Question(day, Evidence.CONFIRMED, "mnr-2022")):
        graph = same(neo4j_server, shipped.here, q)
        assert everything(graph) == everything(coordination_graph(shipped.memory.facts(q), q.as_of))


def test_every_command_gives_what_it_gives_of_memory(shipped: Shipped) -> None:
    found, wanted = (seeded_answers(w, shipped.name) for w in (shipped.here, shipped.memory))
    assert [n for n, text in found.items() if text != wanted[n]] == []


def test_every_query_has_a_test() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in cookbook() if f'rows("{name}"' not in text] == []


# ------------------------------------------------------------- the layer
def test_no_record_changes_by_the_layer(shipped: Shipped) -> None:
    assert shipped.store.verify() == []
    assert shipped.store.snapshot().id == shipped.memory.snapshot().id
    state = shipped.store.layer()
    assert state is not None
    assert (state.as_of, state.stale) == (DAY.isoformat(), False)


def test_the_layer_is_that_of_the_coordination_graph(shipped: Shipped, neo4j_server: Server) -> None:
    """Links and statuses, read back, and written again the same."""
    layer = layer_of(shipped.memory.facts(Q), DAY)
    count = "MATCH ()-[r]->() RETURN type(r), count(*) ORDER BY type(r)"
    before = ask(neo4j_server, count)
    shipped.store.derive(layer)
    assert ask(neo4j_server, count) == before
    counted: dict[Any, Any] = dict(map(tuple, before))  # type: ignore[arg-type]
    by_type: dict[str, int] = {}
    for (type_, _start, _end), pairs in layer.links.items():
        by_type[type_] = by_type.get(type_, 0) + len(pairs)
    for type_, many in by_type.items():
        if type_ != "IN_COUNTRY":
            assert counted[type_] == many
    assert counted["WORKS_WITH"] == len(layer.ties)
    assert counted["DEPENDS_ON"] == len(layer.needs)
    kinds = ask(neo4j_server, "MATCH (s:Stakeholder) WHERE size(labels(s)) > 1 RETURN s.kind, count(*)")
    frame = shipped.memory.snapshot()["stakeholders"]
    recorded = [frame.text("kind", i) for i in range(len(frame))]
    assert dict(map(tuple, kinds)) == {k: recorded.count(k) for k in KIND_LABELS if k in recorded}  # type: ignore[arg-type]


def test_fields_of_records_lead_to_what_they_name(shipped: Shipped, neo4j_server: Server) -> None:
    """A seat on a body and the seat that it is, work and the means by which it is done: joined by the record. Regions
    of countries, and the text that lays a commitment down."""
    frames = shipped.memory.snapshot()
    for claim, of, field, label in (
        ("SEAT_ON", "OF_SEAT", "seat", "Seat {seat: r.seat}"),
        ("PURSUES", "BY_MEANS", "means", "Means {id: r.means}"),
        ("DELIVERS", "SAID_IN", "source_id", "Source {source_id: r.source_id}"),
        ("REVIEWED", "SAID_IN", "source_id", "Source {source_id: r.source_id}"),
        ("FUNDS", "SAID_IN", "source_id", "Source {source_id: r.source_id}"),
    ):
        text = (
            f"MATCH (who)-[r:{claim}]->() WHERE r._from <= $day <= r._to "
            f"RETURN count(r), sum(COUNT {{ (who)-[:{of} {{record: r._id}}]->(:{label}) }})"
        )
        ((claims, joined),) = ask(neo4j_server, text, day=DAY)
        assert claims == joined, field
    assert claims  # both workspaces have work
    rows = ask(neo4j_server, "MATCH (k:Country)-[:IN_REGION]->(r:Region) RETURN k.iso3, r.name")
    countries = frames["countries"]
    assert sorted(map(tuple, rows)) == sorted(
        {
            (countries.ids[i], countries.text(f, i))
            for i in range(len(countries))
            for f in ("region", "subregion", "m49_subregion")
            if countries.text(f, i)
        }
    )
    laid = ask(
        neo4j_server, "MATCH (c:Commitment)-[:LAID_DOWN_IN]->(a:Agreement) RETURN c.agreement_id = a.id"
    )
    assert all(same for (same,) in laid)
    assert bool(laid) == (shipped.name == "register")  # the fiction has treaties of its own


@pytest.mark.parametrize("shipped", ["demo"], indirect=True)
def test_one_program_at_a_time_writes_the_layer(shipped: Shipped, neo4j_server: Server) -> None:
    """A second one is refused; one that was killed is heard no more, and another takes over from it."""
    layer = layer_of(shipped.memory.facts(Q), DAY)
    ask(neo4j_server, "CREATE (:MnrDeriving {name: 'layer', token: 'other', at: timestamp()})")
    with pytest.raises(StoreBusy, match="Another program is writing the derived layer"):
        shipped.store.derive(layer)
    assert shipped.store.layer() is not None  # untouched
    ask(neo4j_server, "MATCH (d:MnrDeriving) SET d.at = timestamp() - 121000")
    shipped.store.derive(layer)
    assert ask(neo4j_server, "MATCH (d:MnrDeriving) RETURN count(d)") == [[0]]
    state = shipped.store.layer()
    assert state is not None
    assert not state.stale


@pytest.mark.parametrize("shipped", ["demo"], indirect=True)
def test_a_layer_that_is_taken_over_is_not_written_on(shipped: Shipped, neo4j_server: Server) -> None:
    layer = layer_of(shipped.memory.facts(Q), DAY)

    def lose(_what: str, _done: int, _of: int) -> None:
        ask(neo4j_server, "MATCH (d:MnrDeriving) SET d.token = 'other'")

    with pytest.raises(StoreBusy, match="Another program is writing"):
        shipped.store.derive(layer, lose)
    assert shipped.store.layer() is None
    ask(neo4j_server, "MATCH (d:MnrDeriving) DELETE d")
    shipped.store.derive(layer)


EXAMPLES = {
    "demo": {"iso3": "XAA", "capability": "12", "who": "a-police", "agreement": "coast-convention", "a": "a-police",
             "b": "c-house", "network": "shore-network"},
    "register": {"iso3": "MWI", "capability": "12", "who": "iwf", "agreement": "budapest"},
}  # fmt: skip


def _unknown(server: Server, text: str, params: dict[str, Any]) -> list[str]:
    """What the server says of labels, types and properties that it does not have."""
    with neo4j.GraphDatabase.driver(server.uri, auth=("neo4j", server.password)) as driver:
        _, summary, _ = driver.execute_query(cast("LiteralString", text), params)
        return [
            s.status_description for s in summary.gql_status_objects if s.gql_status[:3] in {"01N", "02N"}
        ]


def test_search_phrases_and_panels_run(shipped: Shipped, neo4j_server: Server) -> None:
    """Of Bloom and NeoDash, as they are written; a panel gives what the cookbook gives. The fiction has no record of
    some kinds, so only the register is asked whether the server misses a name; panels are asked of the fiction."""
    given = {**EXAMPLES["register"], **EXAMPLES[shipped.name]}
    made = neo4j_files()
    for template in json.loads(made["bloom/perspective.json"])["templates"]:
        params = {p["name"].removeprefix("$"): given[p["name"].removeprefix("$")] for p in template["params"]}
        assert ask(neo4j_server, template["cypher"], **params), template["text"]
        if shipped.name == "register":
            assert _unknown(neo4j_server, template["cypher"], params) == [], template["text"]
    if shipped.name == "register":
        return
    dashboard = json.loads(made["neodash/dashboard.json"])
    told = {**dashboard["settings"]["parameters"], **{f"neodash_{n}": v for n, v in given.items()}}
    told["neodash_day"] = DAY.isoformat()
    panels = [r for page in dashboard["pages"] for r in page["reports"] if r["type"] == "table"]
    assert len(panels) == len(cookbook()) - 1
    by_title = {q.title: name for name, q in cookbook().items()}
    for panel in panels:
        asked = {n: v for n, v in told.items() if f"${n}" in panel["query"]}
        plain = {n.removeprefix("neodash_"): v for n, v in asked.items()} | {"day": DAY}
        expected = [list(r.values()) for r in shipped.rows(by_title[panel["title"]], **plain)]
        assert len(ask(neo4j_server, panel["query"], **asked)) == len(expected), panel["title"]


@pytest.mark.parametrize("shipped", ["demo"], indirect=True)
def test_the_parameters_of_browser_are_values(shipped: Shipped, neo4j_server: Server) -> None:
    """The server works out each of them, as Browser asks it to; the day is a day and no text."""
    lines = neo4j_files()["browser/parameters.cypher"].splitlines()[1:]
    asked = dict(line.removeprefix(":param ").split(" => ") for line in lines)
    ((*values,),) = ask(neo4j_server, f"RETURN {', '.join(f'{v} AS {n}' for n, v in asked.items())}")
    assert [type(v).__name__ for v in values] == ["Date", *["str"] * (len(asked) - 1)]
    assert set(asked) == {"day", "edition"} | {p for q in cookbook().values() for p in q.parameters}


def test_a_status_is_a_label(shipped: Shipped, neo4j_server: Server) -> None:
    rows = ask(neo4j_server, "MATCH (c:Cell) WHERE c.status IS NOT NULL RETURN c.status, labels(c)")
    assert {(s, frozenset(map(str, labels))) for s, labels in rows} == {  # type: ignore[call-overload]
        (s, frozenset({"Cell", STATUS_LABELS[str(s)]})) for s, _ in rows
    }
    assert ask(neo4j_server, "MATCH (c:Gap) WHERE c.status <> 'gap' RETURN count(c)") == [[0]]


def test_second_labels_are_no_labels_of_records() -> None:
    second = [*KIND_LABELS.values(), *STATUS_LABELS.values()]
    assert not set(second) & ({t.label for t in SCHEMA.values()} | {label for label, _ in FRAMEWORK.values()})
    assert len(set(second)) == len(second)


def test_days_of_claims_are_those_of_the_answers(shipped: Shipped, neo4j_server: Server) -> None:
    """The relationships that count on a day by ``_from`` and ``_to`` are those that count there."""
    facts = shipped.memory.facts(Q)
    for day in (date(2016, 6, 1), date(2021, 1, 1), DAY):
        for name in ("deliveries", "ties", "funding", "memberships", "agreement_parties"):
            rows = facts.counted(name)
            active = int(facts.life(name).active(day.toordinal())[rows].sum())
            text = f"MATCH ()-[r:{SCHEMA[name].label}]->() WHERE r._from <= $day <= r._to RETURN count(r)"
            assert ask(neo4j_server, text, day=day) == [[active]]


@pytest.mark.parametrize("shipped", ["demo"], indirect=True)
def test_the_layer_of_another_edition_is_refused(shipped: Shipped, run: Callable[..., Any]) -> None:
    """All its capabilities would be without providers: activities are recorded for the first edition."""
    before = shipped.store.layer()
    with pytest.raises(
        UsageError, match="only written for the edition mnr-2016, for which activities are recorded"
    ):
        raise run("--edition", "mnr-2022", command=("store", "derive")).exception
    assert shipped.store.layer() == before


def test_both_days_of_every_type_of_claim_have_an_index(shipped: Shipped, neo4j_server: Server) -> None:
    """And the server can read by it. Whether it does of itself, and whether it seeks or reads on, is for its planner:
    it goes by what it last counted in the index, which may be nothing yet."""
    ask(neo4j_server, "CALL db.awaitIndexes(120)")
    there = "SHOW INDEXES YIELD entityType, type, state, labelsOrTypes, properties"
    found = ask(neo4j_server, f"{there} WHERE entityType = 'RELATIONSHIP' AND type = 'RANGE' AND state = 'ONLINE' "
                "AND properties[0] IN ['_from', '_to'] RETURN labelsOrTypes, properties")  # fmt: skip
    assert sorted((*types, *fields) for types, fields in found) == sorted(  # type: ignore[misc]
        (t.label, field) for t in SCHEMA.claims for field in ("_from", "_to")
    )
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=("neo4j", neo4j_server.password)) as driver:
        for field in ("_from", "_to"):
            index = f"USING INDEX r:DELIVERS({field})"
            text = f"EXPLAIN MATCH ()-[r:DELIVERS]->() {index} WHERE r.{field} > $day RETURN count(r)"
            _, summary, _ = driver.execute_query(cast("LiteralString", text), {"day": DAY})
            assert "RelationshipIndex" in str(summary.plan), field


def test_what_is_removed_takes_its_part_of_the_layer_with_it(
    neo4j_url: str, neo4j_server: Server, tmp_path: Path
) -> None:
    """An organisation that provides something alone and works with another, imported, derived, undone."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "sources.csv").write_text("source_id,title,published\ns1,S,2020\n", encoding="utf-8")
    (folder / "countries.csv").write_text("iso3,name\nXXA,Aland\n", encoding="utf-8")
    rows = ("a,A,ngo,XXA,s1", "b,B,ngo,XXA,s1")
    text = "id,name,kind,home_iso3,source_id\n" + "\n".join(rows) + "\n"
    (folder / "stakeholders.csv").write_text(text, encoding="utf-8")
    deliveries = "stakeholder_id,capability,iso3,role,status,source_id\na,12,XXA,provides,active,s1\n"
    (folder / "deliveries.csv").write_text(deliveries, encoding="utf-8")
    (folder / "ties.csv").write_text(
        "a_id,b_id,kind,status,source_id\na,b,referral,active,s1\n", encoding="utf-8"
    )
    store = Neo4jStore(neo4j_url)
    store.prepare()
    workspace = Workspace("w", store)
    outcome = workspace.import_files([folder], at="2026-11-28T00:00:00Z", author="t")
    assert outcome.result is not None
    store.derive(layer_of(workspace.facts(Q), DAY))
    nodes = "MATCH (n:Stakeholder|Cell|Source) RETURN count(n)"
    assert ask(neo4j_server, nodes) == [[2 + 21 + 1]]
    assert ask(neo4j_server, "MATCH (:Ngo)-[r:WORKS_WITH]->(:Ngo) RETURN r.weight") == [[1]]
    workspace.undo(outcome.result.batch, at="2026-11-28T00:00:01Z", author="t")
    state = store.layer()
    assert state is not None
    assert state.stale
    assert ask(neo4j_server, "MATCH (n:Stakeholder|Source) RETURN count(n)") == [[0]]
    assert ask(neo4j_server, "MATCH (c:Cell {capability: '12'}) RETURN count(c)") == [[0]]
    store.derive(layer_of(workspace.facts(Q), DAY))
    assert ask(neo4j_server, nodes) == [[0]]
    assert store.verify() == []
    # what is taken back gives the same records, but not what was derived from them
    again = workspace.import_files([folder], at="2026-11-28T00:00:02Z", author="t")
    assert again.result is not None
    workspace.undo(again.result.batch, at="2026-11-28T00:00:03Z", author="t")
    state = store.layer()
    assert state is not None
    assert (state.snapshot == store.snapshot().id, state.stale) == (True, True)
    store.close()


# ------------------------------------------------------------- the command
@pytest.fixture
def run(
    shipped: Shipped, neo4j_server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Any]:
    monkeypatch.setenv("MNR_HOME", str(tmp_path))
    monkeypatch.setenv("MNR_STORE", neo4j_server.url)
    monkeypatch.setenv("COLUMNS", "200")

    def asked(*arguments: str, command: tuple[str, ...] = ("cypher",)) -> Any:
        return CliRunner().invoke(cli, [*command, *arguments])

    return asked


@pytest.mark.parametrize("shipped", ["demo"], indirect=True)
def test_the_command_gives_json_csv_and_a_table(run: Callable[..., Any]) -> None:
    query = "UNWIND $names AS x RETURN x, size(x) AS long, $day AS day, [x, 'b'] AS list"
    given = ("-p", 'names:=["a;", "[red]=1"]', "--as-of", "2026-11-28")
    found = json.loads(run(query, *given, "--format", "json").stdout)
    assert found["columns"] == ["x", "long", "day", "list"]
    assert found["rows"][1] == {"x": "[red]=1", "long": 7, "day": "2026-11-28", "list": ["[red]=1", "b"]}
    assert run(query, *given, "--format", "csv").stdout.splitlines()[0] == "x,long,day,list"
    assert "[red]=1" in run(query, *given, "--format", "table").stdout


@pytest.mark.parametrize("shipped", ["demo"], indirect=True)
def test_the_command_reads_only_and_within_bounds(run: Callable[..., Any]) -> None:
    for query in (
        "CREATE (n:X)",
        "MATCH (s:Stakeholder) SET s.note = 'x'",
        "MATCH (n) DETACH DELETE n",
        "CREATE INDEX x FOR (n:X) ON (n.x)",
    ):
        with pytest.raises(UsageError, match="writes"):
            raise run(query).exception
    with pytest.raises(UsageError, match="does not understand"):
        raise run("MATCH (n RETURN n").exception
    with pytest.raises(StoreBusy, match=r"stopped after 0\.5 seconds"):
        raise run(
            "UNWIND range(1, 100000000) AS x WITH x WHERE x % 2 = 3 RETURN count(x)", "--seconds", "0.5"
        ).exception
    cut = run("UNWIND range(1, 5) AS x RETURN x", "--rows", "2", "--format", "json")
    assert (json.loads(cut.stdout)["more"], len(json.loads(cut.stdout)["rows"])) == (True, 2)
    assert "There are more rows than 2" in cut.stderr


@pytest.mark.parametrize("shipped", ["demo"], indirect=True)
def test_the_command_says_what_is_missing(run: Callable[..., Any], shipped: Shipped) -> None:
    with pytest.raises(UsageError, match="needs a value for iso3, capability") as missing:
        raise run("who-provides").exception
    assert "-p iso3=MWI -p capability=12" in missing.value.hint
    with pytest.raises(UsageError, match="no query 'nothing'"):
        raise run("nothing").exception
    with pytest.raises(UsageError, match="not a parameter"):
        raise run("status", "-p", "x").exception
    with pytest.raises(UsageError, match="not JSON"):
        raise run("status", "-p", "x:=[").exception
    for query in ("status", "sole-providers"):
        with pytest.raises(UsageError, match="only written for the edition mnr-2016"):
            raise run(query, "--edition", "mnr-2022").exception
    for value in ("x:=9223372036854775808", 'x:="\\ud800"'):
        with pytest.raises(UsageError, match="cannot hold"):
            raise run("RETURN $x", "-p", value).exception
    with pytest.raises(UsageError, match="not JSON"):
        raise run("RETURN $x", "-p", "x:=" + "[" * 100_000).exception
    assert json.loads(run("RETURN 0.0/0.0 AS x", "--format", "json").stdout)["rows"] == [{"x": "nan"}]
    with pytest.raises(UsageError, match="does not understand"):
        raise run("find", "-p", "words=a(").exception
    assert "Statuses in the derived layer are those of" in run("status", "--as-of", "2025-01-01").stderr
    shipped.store.set_settings({"note": "x"})
    assert "records have changed" not in run("status", "--as-of", DAY.isoformat()).stderr


def test_the_list_needs_no_workspace(tmp_path: Path) -> None:
    def listed(form: str) -> str:
        env = {"MNR_HOME": str(tmp_path), "MNR_LANG": "fr", "COLUMNS": "200"}
        return CliRunner().invoke(cli, ["cypher", "--format", form], env=env).stdout

    found = json.loads(listed("json"))["queries"]
    assert [q["name"] for q in found] == list(cookbook())
    assert found[0]["answers"] != cookbook()[found[0]["name"]].title  # said in French
    assert all(name in listed("table") for name in cookbook())
    assert listed("csv").startswith("name,answers,parameters,command")
