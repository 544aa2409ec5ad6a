"""The coordination graph: everything that counts on a day as one graph, for networkx.

:func:`coordination_graph` is a :class:`networkx.MultiDiGraph` for one day, one kind of evidence and one framework
edition. Plain Cypher reads the same nodes, edges and properties from Neo4j; a test of the contract compares them.
Statuses, and the edges that stand for a field, are there as such after ``mnr store derive``.

**A node** is the tuple of its type and what identifies it: ``("Stakeholder", "iwf")``, ``("Cell", "MWI", "12")``. Its
attribute ``type`` says the first again; the others are the fields that are filled.

========================= ================================================================================
Stakeholder, Country,     What is recorded: the fields of its file (``docs/reference/schema.md``). A network and a
Agreement, Network,       national body are organisations too, and stand beside their Stakeholder.
CommitteeBody, Source
Cell                      A capability in a country, every one there is: ``iso3``, ``edition``, ``capability``, and what
                          :func:`~coordination.analytics.board.coverage.coverage` says of it on the day: ``status``,
                          ``independent`` (independent providers), ``required`` (how many it needs), and ``flags`` (the
                          remarks of the board beside it, such as "uncounted": other providers not checked).
Edition, Domain,          The framework edition: the columns of its lists.
Capability, Duty, Seat,
Enabler, Outcome, Phase,
Threat, Challenge,
Driver, Discipline,
Commitment, Objective,
Means, Complexity
Reviewer, Region,         What a record names and nothing describes: who reviewed without being a recorded organisation,
Indicator                 a region (of a country too), a figure.
========================= ================================================================================

**An edge** has the attribute ``type``. An edge that a record states has the id of the record as its key, and the
fields of the record as attributes. One record is one edge: what two sources say stands there twice.

================= ============================ ==============================================================
DELIVERS          Stakeholder -> Cell          ``role`` says how: provides, supports, stands_in
REVIEWED          Stakeholder, Reviewer -> Cell every review up to the day
COOPERATES_WITH   Stakeholder -> Stakeholder   a partnership; its direction means nothing
MEMBER_OF         Stakeholder -> Stakeholder   member -> network
FUNDS             Stakeholder -> Stakeholder   funder -> recipient
PART_OF           Stakeholder -> Stakeholder   unit -> the body above it
PARTY_TO          Stakeholder, Country -> Agreement
SEAT_ON           Stakeholder, Country -> CommitteeBody
PURSUES           Stakeholder -> Objective     by one of the means
LISTED_FOR        Country, Source -> Duty      whether all agreements for it are recorded; every one up to the day
ASSESSED          Country -> Enabler, Outcome  ``finding`` says what was found; every one up to the day
JUDGED            Stakeholder -> Stakeholder   whether the two are one organisation (``verdict``); not of those that are
TAKES_ACTION      Country -> Cell              an own action in place of those of the library; every one, on any day
OBSERVED          Indicator -> Country, Region
REVIEWED_LINK     Stakeholder, Reviewer -> Country whether cases are handed on there; every review up to the day
================= ============================ ==============================================================

The others say what a field of a node says, or how the framework is made. Their key is their type, with a number where
there are several; ``field`` names the field.

================= ============================ ==============================================================
OF, IN_COUNTRY    Cell -> Capability, Country  (IN_COUNTRY also of a CommitteeBody, a Service)
BASED_IN          Stakeholder -> Country       its seat
IS                Network, CommitteeBody -> Stakeholder
RUNS              Stakeholder -> Agreement, Network, Service
SUCCEEDED_BY      Stakeholder -> Stakeholder   who took the place of a body that ended
OPENS             Agreement, Network -> Duty
SUPPORTS          Agreement, Network -> Capability
SAID_IN           what is recorded -> Source   of a claim from where it starts; ``record`` is the id of the claim
IN_REGION         Country -> Region            its region, its subregion, and the one between
OF_SEAT           Stakeholder, Country -> Seat the seat of a SEAT_ON; ``record`` is the id of that record
BY_MEANS          Stakeholder -> Means         the means of a PURSUES; ``record`` likewise
LAID_DOWN_IN      Commitment -> Agreement      the text that makes it
IN_EDITION        an item of the framework -> Edition
IN_DOMAIN         Capability, Outcome -> Domain
REQUIRES          Capability -> Capability     what it needs: ``kind``, ``group``, ``reason``, ``basis``
CARRIES           Capability -> Duty
ANSWERS           Capability -> Threat, Challenge, Driver
ADDRESSES         Discipline -> Capability
TOUCHES           Objective -> Capability
================= ============================ ==============================================================

Values are text, numbers, or tuples of text where a field is a list; a field that is not said is absent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from coordination.analytics.base.facts import Facts, Ints, look_map
from coordination.analytics.board.coverage import coverage
from coordination.model.ends import chosen
from coordination.model.frames import Frame
from graph_schema.cypher import End, framework_links, framework_nodes, key_of
from graph_schema.declare import RecordType
from graph_schema.edition import BASE_EDITION, Edition, edition
from graph_schema.native import native
from graph_schema.schema import SCHEMA
from graph_schema.values import first_day

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["OF_RECORDS", "REFERENCES", "REGIONS", "Attribute", "Node", "Reference", "coordination_graph"]

Node = tuple[str, ...]  #: type, and what identifies a node of that type
Attribute = str | int | float | tuple[str, ...]

#: Ends that no record and no framework list describes: they are there where a claim names them.
_NAMED: Final = frozenset({"Reviewer", "Region", "Indicator"})
#: Claims that count from the day of the review on, whatever else they say.
_REVIEWS: Final = frozenset({"reviews", "link_reviews", "duty_reviews", "assessments", "judgements"})


@dataclass(frozen=True, slots=True)
class Reference:
    """The edge that a field of a node stands for; ``back``: it leads from what is named to the record."""

    type: str
    label: str
    back: bool = False


#: Field of a node -> its edge, of every field that points to something.
REFERENCES: Final[Mapping[str, Reference]] = {
    "home_iso3": Reference("BASED_IN", "Country"),
    "iso3": Reference("IN_COUNTRY", "Country"),
    "network_id": Reference("IS", "Stakeholder"),
    "body_id": Reference("IS", "Stakeholder"),
    "operator_id": Reference("RUNS", "Stakeholder", back=True),
    "successor_id": Reference("SUCCEEDED_BY", "Stakeholder"),
    "duties": Reference("OPENS", "Duty"),
    "capabilities": Reference("SUPPORTS", "Capability"),
    "source_id": Reference("SAID_IN", "Source"),
    "geo_source_id": Reference("SAID_IN", "Source"),
    "income_source_id": Reference("SAID_IN", "Source"),
}
#: Field of a claim -> the edge to what it names, beside the edge of the claim.
OF_RECORDS: Final[Mapping[str, Reference]] = {
    "seat": Reference("OF_SEAT", "Seat"),
    "means": Reference("BY_MEANS", "Means"),
    "source_id": Reference("SAID_IN", "Source"),
}
#: Fields of a country with the name of a region.
REGIONS: Final = ("region", "subregion", "m49_subregion")


def coordination_graph(facts: Facts, as_of: date) -> nx.MultiDiGraph[Node]:
    """Everything that counts on ``as_of`` as a graph: node types, edge types and their attributes stand at the top of
    this module.

    An edge that a record states is there where the record counts that day (METHODS 0) and its ends are described; the
    evidence and the edition are those of ``facts``. Nodes and edges come in the order of their types, then of their
    ids, so that the same records give the same graph. ``graph.graph`` holds ``as_of``, ``edition``, ``evidence`` and
    ``snapshot``.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[Node] = nx.MultiDiGraph(
        as_of=as_of.isoformat(),
        edition=facts.edition.id,
        evidence=str(facts.evidence),
        snapshot=facts.snapshot.id,
    )
    _add_framework(graph, facts.edition)
    for t in SCHEMA.nodes:
        _add_records(graph, facts.snapshot[t.name])
    _add_cells(graph, facts, as_of)
    for t in SCHEMA.nodes:
        _add_references(graph, facts.snapshot[t.name], facts.edition)
    _add_regions(graph, facts.snapshot["countries"])
    for item in facts.edition.lists["commitments"]:
        start, end = ("Commitment", item["id"]), ("Agreement", item["agreement_id"])
        _link(graph, start, end, "LAID_DOWN_IN", field="agreement_id")
    for t in SCHEMA.claims:
        _add_claims(graph, facts, t, as_of)
    return graph


def _link(graph: nx.MultiDiGraph[Node], start: Node, end: Node, type_: str, **said: Attribute) -> None:
    """An edge that no record states, where both ends are there."""
    if start not in graph or end not in graph:
        return
    key, n = type_, 1
    while graph.has_edge(start, end, key):
        n += 1
        key = f"{type_} {n}"
    graph.add_edge(start, end, key, type=type_, **said)


def _add_framework(graph: nx.MultiDiGraph[Node], e: Edition) -> None:
    for label, items in framework_nodes(e):
        key = [k for k in key_of(label) if k != "edition"]
        for item in items:
            node = (label, *(str(item[k]) for k in key))
            graph.add_node(node, type=label, **{k: v for k, v in item.items() if v is not None})
            if label != "Edition":
                _link(graph, node, ("Edition", e.id), "IN_EDITION")
    for link, rows in framework_links(e):
        for row in rows:
            if row["start_edition"] == row["end_edition"] == e.id:
                said = {p: row[p] for p in link.properties if p in row}
                _link(graph, (link.start[0], row["start"]), (link.end[0], row["end"]), link.type, **said)


def _by_id(frame: Frame, rows: Ints | None = None) -> Ints:
    """The rows in the order of their ids."""
    some: list[int] = list(range(len(frame))) if rows is None else rows.tolist()
    return np.asarray(sorted(some, key=frame.ids.__getitem__), np.int64)


def _properties(frame: Frame, rows: Ints) -> Iterator[dict[str, Attribute]]:
    """What each of the rows says, without what it does not say."""
    names, columns = [], []
    for p in frame.type.props:
        convert, column = native(p), frame[p.name]
        values = [convert(v) if v else None for v in column.vocab]
        names.append(p.name)
        columns.append(
            [
                tuple(v) if isinstance(v, list) else v
                for v in map(values.__getitem__, column.codes[rows].tolist())
            ]
        )
    for row in zip(*columns, strict=True):
        yield {n: v for n, v in zip(names, row, strict=True) if v is not None}


def _add_records(graph: nx.MultiDiGraph[Node], frame: Frame) -> None:
    rows, label = _by_id(frame), frame.type.label
    for i, said in zip(rows.tolist(), _properties(frame, rows), strict=True):
        graph.add_node((label, frame.ids[i]), type=label, **said)


def _add_cells(graph: nx.MultiDiGraph[Node], facts: Facts, as_of: date) -> None:
    """Every capability in every country, on its capability and its country."""
    cover = coverage(facts, as_of)
    independent, required = cover.n.tolist(), facts.required.tolist()
    cells = ((c, number) for c in facts.countries for number in facts.edition.numbers)
    for i, (country, number) in enumerate(cells):
        node = ("Cell", country, number)
        graph.add_node(
            node,
            type="Cell",
            iso3=country,
            edition=facts.edition.id,
            capability=number,
            status=str(cover.states[i]),
            independent=independent[i],
            required=required[i],
            **({"flags": tuple(map(str, flags))} if (flags := cover.flags_at(i)) else {}),
        )
        _link(graph, node, ("Capability", number), "OF")
        _link(graph, node, ("Country", country), "IN_COUNTRY")


def _add_references(graph: nx.MultiDiGraph[Node], frame: Frame, e: Edition) -> None:
    """The edges that fields of records stand for."""
    for p in frame.type.props:
        if not p.ref:
            continue
        reference = REFERENCES[p.name]
        for i in _by_id(frame).tolist():
            node = (frame.type.label, frame.ids[i])
            named = filter(None, frame.text(p.name, i).split(";"))
            if p.ref == "capabilities":
                named = filter(None, dict.fromkeys(e.from_base.get(n, "") for n in named))
            for key in named:
                there = (reference.label, key)
                start, end = (there, node) if reference.back else (node, there)
                _link(graph, start, end, reference.type, field=p.name)


def _add_regions(graph: nx.MultiDiGraph[Node], countries: Frame) -> None:
    """The regions that countries name, with their countries."""
    for i in _by_id(countries).tolist():
        for field in REGIONS:
            if name := countries.text(field, i):
                region = ("Region", name)
                graph.add_node(region, type="Region", name=name)
                _link(graph, ("Country", countries.ids[i]), region, "IN_REGION", field=field)


def _counting(facts: Facts, t: RecordType, as_of: date) -> Ints:
    """The records of a type that count on the day."""
    rows = facts.counted(t.name)
    if t.name in _REVIEWS:
        day = facts.snapshot[t.name]["reviewed_on"].per_value(
            lambda text: found.toordinal() if (found := first_day(text)) else 0, "int64"
        )
        return rows[(day <= as_of.toordinal())[rows]]
    if "status" not in t.columns:  # an own action has no days
        return rows
    return rows[facts.life(t.name).active(as_of.toordinal())[rows]]


def _add_claims(graph: nx.MultiDiGraph[Node], facts: Facts, t: RecordType, as_of: date) -> None:
    frame = facts.snapshot[t.name]
    rows = _by_id(frame, _counting(facts, t, as_of))
    known = {n.label: frozenset(facts.snapshot[n.name].ids) for n in SCHEMA.nodes}
    starts, ends = (
        _nodes_of(facts.edition, frame, *chosen(side, frame, known), rows) for side in (t.starts, t.ends)
    )
    for i, start, end, said in zip(rows.tolist(), starts, ends, _properties(frame, rows), strict=True):
        if all(node in graph or node[0] in _NAMED for node in (start, end)):
            for node in (start, end):
                if node not in graph:
                    graph.add_node(node, type=node[0], **{key_of(node[0])[0]: node[1]})
            graph.add_edge(start, end, frame.ids[i], type=t.label, **said)
            for field, to in OF_RECORDS.items():
                if field in said:
                    named = (to.label, str(said[field]))
                    _link(graph, start, named, to.type, field=field, record=frame.ids[i])


def _nodes_of(e: Edition, frame: Frame, ends: list[End], choice: Ints, rows: Ints) -> Iterator[Node]:
    """The node at one side of each of the rows: of this edition, where it is one of a framework."""
    numbers = _numbers(e, frame)
    for i in rows.tolist():
        end = ends[int(choice[i])]
        at = {k: frame.text(f, i) for k, f in zip(end.key, end.fields, strict=True) if f}
        if "capability" in at:
            at["capability"] = numbers(at.get("edition", ""), at["capability"])
        yield (end.label, *(v for k, v in at.items() if k != "edition"))


def _numbers(e: Edition, frame: Frame) -> Callable[[str, str], str]:
    """What a capability that a claim names, in the edition it names, is called in ``e``; empty where it has no place
    there. What is provided for several becomes one; what was reviewed stands only where it stands alone."""
    if frame.type.name == "deliveries":
        return lambda _, number: e.from_base.get(number, "")
    maps: dict[str, Mapping[str, str]] = {}

    def number_in(other: str, number: str) -> str:
        ident = other or BASE_EDITION
        if ident not in maps:
            maps[ident] = look_map(edition(ident), e)
        return maps[ident].get(number, "")

    return number_in
