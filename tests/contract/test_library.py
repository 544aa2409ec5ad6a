"""The library says what the commands say: its functions over networkx are the definitions of two answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import networkx as nx
import pytest

import coordination as mnr
from coordination.answers.asking import ask
from coordination.model.snapshot import Snapshot
from coordination.store.memory import MemoryStore
from coordination.workspace.service import Question, Workspace
from graph_schema.errors import MnrError
from tests.ready import shipped
from tests.worlds import AS_OF, random_world

DAY = date(2026, 11, 25)


def holds(region: mnr.Workspace, day: date) -> None:
    """Gaps, single providers, connectors and only connections are those of the answers."""
    w, q, graph = region.service, Question(day), region.graph(day)
    asked = [g for g in ask(w, q, "gaps")["gaps"] if g["state"] == "gap"]
    assert set(mnr.gaps(graph)) == {(g["country"], g["capability"]) for g in asked}
    weak = ask(w, q, "weak-points")
    groups = {(p["country"], p["capability"]): set(p["group"]) for p in weak["sole_providers"]}
    groups |= {(p["country"], p["capability"]): set(p["bodies"]) for p in weak["continuity"]}
    assert mnr.sole_providers(graph) == groups
    assert mnr.connectors(graph) == {b["stakeholder"] for b in weak["sole_bridges"]}
    assert mnr.only_connections(graph) == {(t["a"], t["b"]) for t in weak["bridge_ties"]}


@pytest.mark.parametrize("name", ["demo", "register"])
def test_a_shipped_workspace(name: str) -> None:
    holds(mnr.Workspace(shipped(name)), DAY)


@pytest.mark.parametrize("seed", range(50))
def test_a_random_world(seed: int) -> None:
    world = Snapshot.from_rows(random_world(seed, ("tiny", "small")[seed % 2]))
    holds(mnr.Workspace(Workspace("random", MemoryStore(), _pin=world)), AS_OF)


def test_a_graph_by_hand() -> None:
    """a - b - c - d and b - d: without b, a loses the others; a - b is its only connection."""
    graph: nx.MultiDiGraph[tuple[str, ...]] = nx.MultiDiGraph()
    for who in "abcd":
        graph.add_node(("Stakeholder", who), type="Stakeholder")
    for x, y in ("ab", "bc", "cd", "bd", "bd"):
        graph.add_edge(("Stakeholder", x), ("Stakeholder", y), type="COOPERATES_WITH")
    assert mnr.connectors(graph) == {"b"}
    assert mnr.only_connections(graph) == {("a", "b")}


@pytest.fixture(scope="module")
def region() -> mnr.Workspace:
    return mnr.Workspace(shipped("demo"))


def test_graphs_of_several_days_are_those_of_each_day(region: mnr.Workspace) -> None:
    days = ["2022-11-25", date(2024, 11, 25)]
    for day, graph in region.graphs(days).items():
        assert nx.utils.graphs_equal(graph, region.graph(day))


def test_a_partnership_said_twice_weighs_two(region: mnr.Workspace) -> None:
    graph, simple = region.graph(DAY), region.partnerships(DAY)
    said = [1 for *_, edge in graph.edges(data=True) if edge["type"] == "COOPERATES_WITH"]
    assert simple.size(weight="weight") == len(said)


def test_who_provides_what_has_two_kinds_of_nodes(region: mnr.Workspace) -> None:
    found = region.providers(DAY)
    top = {node for node, said in found.nodes(data=True) if said["bipartite"] == 0}
    assert nx.bipartite.is_bipartite_node_set(found, top)
    assert found.degree[("Cell", "XAE", "12")] == 0  # nobody provides it, and it is there


def test_writers_of_networkx_take_the_plain_graph(region: mnr.Workspace, tmp_path: Path) -> None:
    graph = mnr.plain(region.graph(DAY))
    nx.write_gexf(graph, tmp_path / "region.gexf")
    nx.write_graphml(graph, tmp_path / "region.graphml")
    read = nx.read_gexf(tmp_path / "region.gexf"), nx.read_graphml(tmp_path / "region.graphml")
    assert {g.number_of_nodes() for g in read} == {graph.number_of_nodes()}
    assert read[1].nodes["Cell:XAE:12"]["name"] == "Estoria: 12 CSEA Hotline"


def test_a_frame_knows_the_region_of_a_country_and_lists(region: mnr.Workspace) -> None:
    board = region.frame("coverage", DAY, table="cells", lists=True)
    row = board[(board.country_id == "XAA") & (board.capability_id == "11")].iloc[0]
    countries = region.service.snapshot()["countries"]
    assert row.region == countries.text("region", countries.position["XAA"])
    assert row.providers_id == ("a-helpline",)
    text = region.frame("coverage", DAY, table="cells")
    assert str(text.providers_id.dtype) == "string"


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda r: r.ask("gaps", DAY, country="XAE"), "Use one of: countries"),
        (lambda r: r.ask("gabs", DAY), "does not exist"),
        (lambda r: r.ask("gaps", "25/11/2026"), "Write it as"),
        (lambda r: r.ask("gaps", DAY, evidence="some"), "Use one of: all, confirmed"),
        (lambda r: r.graph(DAY, edition="mnr-1"), "Use one of: mnr-2016"),
        (lambda r: r.frame("gaps", DAY, table="cells"), "gaps"),
        (lambda r: mnr.open("no-such"), "mnr workspace new"),
    ],
)
def test_what_is_wrong_is_told_with_what_there_is(region: mnr.Workspace, wrong: object, hint: str) -> None:
    with pytest.raises(MnrError) as told:
        wrong(region)  # type: ignore[operator]
    assert hint in str(told.value)


def test_every_name_is_there_and_no_other() -> None:
    assert all(getattr(mnr, name) for name in mnr.__all__)
    assert mnr.__version__
    with pytest.raises(AttributeError):
        mnr.nothing  # type: ignore[attr-defined]  # noqa: B018
