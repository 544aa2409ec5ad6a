"""The coordination graph as a file for other programs: GraphML, or JSON in the node-link form.

Both name a node ``Type:key`` (``Cell:MWI:12``), and an edge by the id of its record, or by its type and a number where
no record states it. GraphML knows one type for each attribute: lists are joined by ``;``, and an attribute that is a
number in one place and text in another is text.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coordination.analytics.graph.whole import Attribute, Node
from coordination.system.files import write_whole
from graph_schema.errors import UsageError, Verbatim, said

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["GRAPH_FILES", "plain", "write_graph"]

Said = dict[str, Attribute]


def _named(node: Node) -> str:
    return ":".join(node)


def plain(graph: nx.MultiDiGraph[Node]) -> nx.MultiDiGraph[str]:
    """The same for writers of networkx such as ``write_gexf``: a node is ``Type:key``, every attribute of one name has
    one type, lists are joined by ``;``."""
    made = _keyed(graph, "")
    _same_types(made)
    return made


def _keyed(graph: nx.MultiDiGraph[Node], tier: str) -> nx.MultiDiGraph[str]:
    """The same with text as nodes, and keys of edges that are each there once."""
    import networkx as nx

    made: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph, tier=tier)
    for node, told in graph.nodes(data=True):
        # other programs call the name of a node its id
        made.add_node(_named(node), **{name: value for name, value in told.items() if name != "id"})
    count: Counter[str] = Counter()
    for start, end, key, told in graph.edges(keys=True, data=True):
        kind = told["type"]
        count[kind] += 1
        unique = key if key.partition(" ")[0] != kind else f"{kind}:{count[kind]}"
        made.add_edge(_named(start), _named(end), unique, **told)
    return made


def _one_type(every: Iterable[Said]) -> None:
    """Make values of one name one type: whole numbers, numbers or text."""
    rows = list(every)
    types: dict[str, set[type]] = {}
    for told in rows:
        for name, value in told.items():
            types.setdefault(name, set()).add(type(value))
    for told in rows:
        for name, value in told.items():
            if types[name] == {int, float}:
                told[name] = float(value)  # type: ignore[arg-type] # a number, as its types say
            elif not types[name] <= {int} and not types[name] <= {float}:
                told[name] = ";".join(value) if isinstance(value, tuple) else str(value)


def _same_types(graph: nx.MultiDiGraph[str]) -> None:
    _one_type(told for _, told in graph.nodes(data=True))
    _one_type(told for _, _, told in graph.edges(data=True))


def _graphml(graph: nx.MultiDiGraph[str]) -> bytes:
    import networkx as nx

    _same_types(graph)
    out = io.BytesIO()
    nx.write_graphml(graph, out)
    return out.getvalue()


def _json(graph: nx.MultiDiGraph[str]) -> bytes:
    import networkx as nx

    data: dict[str, Any] = nx.node_link_data(graph, edges="edges")
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


#: Ending of a file -> what makes its content.
GRAPH_FILES: Final[Mapping[str, Callable[[nx.MultiDiGraph[str]], bytes]]] = {
    ".graphml": _graphml,
    ".json": _json,
}


def write_graph(graph: nx.MultiDiGraph[Node], target: Path, tier: str = "") -> None:
    """Write the graph; ``tier``: its sharing label, kept in the file.

    Raises UsageError for an ending that is not one of :data:`GRAPH_FILES`, and where the file cannot be written.
    """
    if target.suffix not in GRAPH_FILES:
        raise UsageError(
            said("A graph cannot be written as {name}.", name=target.name),
            hint=said("Use one of these endings: {names}.", names=Verbatim(", ".join(GRAPH_FILES))),
        )
    write_whole(target, GRAPH_FILES[target.suffix](_keyed(graph, tier)))
