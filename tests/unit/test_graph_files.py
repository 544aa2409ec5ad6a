"""The coordination graph as a file: what another library reads in it is what was there."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from click.testing import CliRunner

from coordination.analytics.base.facts import facts_of
from coordination.analytics.graph.whole import Node, coordination_graph
from coordination.cli import cli
from coordination.exchange.graphs import GRAPH_FILES, write_graph
from coordination.model.snapshot import Snapshot
from graph_schema.edition import edition
from graph_schema.errors import UsageError
from tests.unit.test_coordination_graph import WORLD
from tests.worlds import AS_OF, random_world


def graph_of(seed: int) -> nx.MultiDiGraph[Node]:
    return coordination_graph(facts_of(Snapshot.from_rows(random_world(seed, "small")), edition()), AS_OF)


def small() -> nx.MultiDiGraph[Node]:
    return coordination_graph(facts_of(Snapshot.from_rows(WORLD), edition()), date(2026, 11, 25))


@pytest.mark.parametrize("seed", range(5))
def test_igraph_reads_every_node_and_edge_of_graphml(seed: int, tmp_path: Path) -> None:
    graph = graph_of(seed)
    write_graph(graph, tmp_path / "g.graphml")
    import igraph  # brings matplotlib along: not for each process that collects this file

    library: Any = igraph
    read = library.Graph.Read_GraphML(str(tmp_path / "g.graphml"))
    assert Counter(v["id"] for v in read.vs) == Counter(":".join(n) for n in graph)
    names = read.vs["id"]
    found = Counter((names[e.source], names[e.target], e["type"]) for e in read.es)
    assert found == Counter((":".join(a), ":".join(b), d["type"]) for a, b, d in graph.edges(data=True))
    edges = ElementTree.parse(tmp_path / "g.graphml").iter("{http://graphml.graphdrawing.org/xmlns}edge")
    assert len({e.attrib["id"] for e in edges}) == graph.number_of_edges()


def test_attributes_come_back_lists_as_text_and_numbers_as_numbers(tmp_path: Path) -> None:
    write_graph(small(), tmp_path / "g.graphml", "AMBER")
    read = nx.read_graphml(tmp_path / "g.graphml")
    assert read.nodes["Stakeholder:line"] == {
        "type": "Stakeholder", "name": "Helpline", "kind": "ngo", "home_iso3": "XAA", "sectors": "health;youth",
    }  # fmt: skip
    assert read.nodes["Country:XAA"]["lat"] == 1.5
    (funds,) = (d for _, _, d in read.edges(data=True) if d["type"] == "FUNDS")
    assert (funds["amount"], funds["capabilities"]) == (1200, "12;13")
    assert (read.graph["as_of"], read.graph["tier"]) == ("2026-11-25", "AMBER")


def test_json_is_the_node_link_form(tmp_path: Path) -> None:
    graph = small()
    write_graph(graph, tmp_path / "g.json")
    read = nx.node_link_graph(json.loads((tmp_path / "g.json").read_text("utf-8")), edges="edges")
    assert isinstance(read, nx.MultiDiGraph)
    assert [*read] == [":".join(n) for n in graph]
    assert read.nodes["Stakeholder:line"]["sectors"] == ["health", "youth"]
    funding = Snapshot.from_rows(WORLD)["funding"].ids[0]
    assert read["Stakeholder:net"]["Stakeholder:line"][funding]["amount"] == 1200


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    for ending in GRAPH_FILES:
        one, two = tmp_path / f"one{ending}", tmp_path / f"two{ending}"
        write_graph(small(), one)
        write_graph(small(), two)
        assert one.read_bytes() == two.read_bytes()


def test_another_ending_says_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        write_graph(small(), tmp_path / "g.gexf")
    assert (
        str(error.value) == "A graph cannot be written as g.gexf. Use one of these endings: .graphml, .json."
    )
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_the_graph_of_its_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MNR_HOME", str(tmp_path))
    told = {}
    for evidence in ("all", "confirmed"):
        asked = ["--store", "demo", "--as-of", "2026-11-25", "--evidence", evidence]
        done = CliRunner().invoke(cli, ["graph", str(tmp_path / "g.json"), *asked])
        assert done.exit_code == 0, done.output
        told[evidence] = json.loads((tmp_path / "g.json").read_text("utf-8"))
    assert told["all"]["graph"]["evidence"] == "all"
    # the region is CLEAR; how many providers a capability has is for those who need it
    assert told["all"]["graph"]["tier"] == "AMBER+STRICT"
    many = {k: len(v["edges"]) for k, v in told.items()}
    assert many["all"] > many["confirmed"]
