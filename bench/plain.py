"""What a competent analyst writes with networkx, pandas and sets: the peers of the analytics.

Each starts from tables in memory (dates are days already, texts are texts) and gives the part of the answer that
is compared. None of them knows what ours adds (groups, flags, reasons, candidates).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
import pandas as pd

from coordination.analytics.base.facts import Facts
from coordination.analytics.borders.channels import channels_at
from graph_schema.edition import Edition

__all__ = ["Tables", "tables_of"]

Graph: TypeAlias = "nx.Graph[Any]"


@dataclass(frozen=True)
class Tables:
    """The world as an analyst has it: frames of texts, and days as numbers."""

    edition: Edition
    day: int
    countries: tuple[str, ...]
    stakeholders: tuple[str, ...]
    kinds: Mapping[str, str]
    deliveries: pd.DataFrame
    ties: pd.DataFrame
    funding: pd.DataFrame
    parents: Mapping[str, set[str]]
    #: per duty: the parties of each instrument in force
    instruments: Mapping[str, list[set[str]]]
    #: twice the standing of each cell, by (country, capability)
    standing: Mapping[tuple[str, str], int]

    # the cooperation graph

    def graph(self) -> Graph:
        """Built as people build it: from the rows of the table."""
        t = self.ties
        now = t[(t["start"] <= self.day) & (self.day < t["stop"])]
        graph: Graph = nx.Graph()
        graph.add_nodes_from(self.stakeholders)
        graph.add_edges_from(zip(now["a_id"], now["b_id"], strict=True))
        graph.remove_edges_from(list(nx.selfloop_edges(graph)))
        return graph

    def components(self) -> set[frozenset[str]]:
        return {frozenset(c) for c in nx.connected_components(self.graph())}

    def cut_nodes(self) -> set[str]:
        return set(nx.articulation_points(self.graph()))

    def bridges(self) -> set[tuple[str, str]]:
        return {(min(a, b), max(a, b)) for a, b in nx.bridges(self.graph())}

    def core(self) -> dict[str, int]:
        return dict(nx.core_number(self.graph()))

    def degree(self) -> dict[str, int]:
        return dict(self.graph().degree())

    def constraint(self) -> dict[str, float]:
        return dict(nx.constraint(self.graph()))

    def brokerage(self) -> dict[str, int]:
        """Pairs of contacts without a tie of their own."""
        graph = self.graph()
        return {
            v: sum(1 for a, b in combinations(graph[v], 2) if not graph.has_edge(a, b)) for v in graph.nodes
        }

    def betweenness(self) -> dict[str, float]:
        return dict(nx.betweenness_centrality(self.graph()))

    def efficiency(self) -> float:
        return float(nx.global_efficiency(self.graph()))

    # who does what

    def _active(self, day: int) -> pd.DataFrame:
        d = self.deliveries
        return d[(d["role"] == "provides") & (d["start"] <= day) & (day < d["stop"])]

    def counts(self, day: int | None = None) -> pd.Series[int]:
        """Providers of each cell with one."""
        now = self._active(self.day if day is None else day)
        return now.groupby(["iso3", "capability"])["stakeholder_id"].nunique()

    def sole_sources(self) -> set[tuple[str, str]]:
        """Cells with providers that one source alone tells of."""
        n = self._active(self.day).groupby(["iso3", "capability"])["source_id"].nunique()
        return set(n[n == 1].index)

    def providers(self) -> dict[tuple[str, str], set[str]]:
        now = self._active(self.day)
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for s, c, a in zip(now["stakeholder_id"], now["iso3"], now["capability"], strict=True):
            found[c, a].add(s)
        return found

    def _root(self, body: str, roots: dict[str, frozenset[str]]) -> frozenset[str]:
        """The tops above a body: those it reaches that have no parent, or a circle itself."""
        if body not in roots:
            reached, front = {body}, [body]
            while front:
                for p in self.parents.get(front.pop(), ()):
                    if p not in reached:
                        reached.add(p)
                        front.append(p)
            tops = {b for b in reached if not self.parents.get(b)}
            roots[body] = frozenset(tops or {min(reached)})
        return roots[body]

    def _funders(self) -> dict[str, list[tuple[str, str, set[str]]]]:
        f = self.funding
        now = f[(f["start"] <= self.day) & (self.day < f["stop"])]
        found: dict[str, list[tuple[str, str, set[str]]]] = defaultdict(list)
        for who, payer, iso3, which in zip(
            now["recipient_id"], now["funder_id"], now["iso3"], now["capabilities"], strict=True
        ):
            found[who].append((payer, iso3, set(which.split(";")) if which else set()))
        return found

    def groups(self) -> dict[tuple[str, str], int]:
        """Independent groups of providers: one small networkx graph per cell (METHODS 1)."""
        roots: dict[str, frozenset[str]] = {}
        funders = self._funders()
        out = {}
        for (c, a), who in self.providers().items():
            joined: Graph = nx.Graph()
            joined.add_nodes_from(who)
            paid = {
                s: {
                    p
                    for p, iso3, which in funders.get(s, ())
                    if iso3 in ("", c) and (not which or a in which)
                }
                for s in who
            }
            for x, y in combinations(sorted(who), 2):
                if self._root(x, roots) & self._root(y, roots) or (
                    (len(paid[x]) == 1 and paid[x] == paid[y]) or paid[x] == {y} or paid[y] == {x}
                ):
                    joined.add_edge(x, y)
            out[c, a] = nx.number_connected_components(joined)
        return out

    # prerequisites

    def _walk(self, standing: Mapping[str, int]) -> dict[str, int]:
        """Supported values of one country."""
        e = self.edition
        value: dict[int, int] = {}
        for b in e.order:
            v = standing[e.numbers[b]]
            for a in e.all_of[b]:
                v = min(v, value[a])
            for group in e.any_of[b]:
                v = min(v, max(value[a] for a in group))
            value[b] = v
        return {e.numbers[b]: v for b, v in value.items()}

    def _standing(self, country: str) -> dict[str, int]:
        return {n: self.standing[country, n] for n in self.edition.numbers}

    def support(self) -> dict[tuple[str, str], int]:
        return {(c, n): v for c in self.countries for n, v in self._walk(self._standing(c)).items()}

    def gaps(self) -> dict[tuple[str, str], int]:
        """For each cell that does not stand: how many standing ones it would carry, were it to stand."""
        out = {}
        for c in self.countries:
            own = self._standing(c)
            before = self._walk(own)
            for n in self.edition.numbers:
                after = self._walk({**own, n: 2})
                out[c, n] = sum(1 for m in after if m != n and own[m] == 2 and after[m] > before[m])
        return out

    # losses

    def loss(self, body: str, graph: Graph, cells: Graph) -> int:
        """Cells that fall without a body: copies of both graphs without it, everything counted again, as one does
        with networkx."""
        without, left = graph.copy(), cells.copy()
        without.remove_node(body)
        if body in left:
            left.remove_node(body)
        nx.number_connected_components(without)
        fallen = {
            cell
            for cell in cells.nodes
            if isinstance(cell, tuple) and cells.degree(cell) and not left.degree(cell)
        }
        for c in self.countries:
            own = self._standing(c)
            self._walk({n: 0 if (c, n) in fallen else v for n, v in own.items()})
        return len(fallen)

    def cell_graph(self) -> Graph:
        """Providers and cells, joined."""
        graph: Graph = nx.Graph()
        graph.add_nodes_from((c, n) for c in self.countries for n in self.edition.numbers)
        graph.add_edges_from((s, cell) for cell, who in self.providers().items() for s in who)
        return graph

    def sweep_sets(self) -> dict[str, int]:
        """The same with sets, looking only at the cells a body provides: the best that is still short."""
        providers = self.providers()
        own: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for cell, who in providers.items():
            for s in who:
                own[s].append(cell)
        out = {}
        for s, cells in own.items():
            fallen = {cell for cell in cells if len(providers[cell]) == 1}
            for c in {c for c, _ in fallen}:
                self._walk({n: 0 if (c, n) in fallen else v for n, v in self._standing(c).items()})
            out[s] = len(fallen)
        return out

    # across borders, and over time

    def corridors(self) -> dict[str, set[tuple[str, str]]]:
        """Pairs with a channel in force, per duty."""
        return {
            duty: {
                (a, b) for a, b in combinations(self.countries, 2) if any(a in i and b in i for i in lists)
            }
            for duty, lists in self.instruments.items()
        }

    def cliffs(self, days: list[int]) -> list[set[tuple[str, str]]]:
        """Cells that rank lower on the next day of a list than on the one before."""
        needed = {c.number: c.required for c in self.edition.capabilities}
        index = pd.MultiIndex.from_product([self.countries, self.edition.numbers])
        k = np.asarray([needed[n] for _, n in index])
        ranks = []
        for day in days:
            n = self.counts(day).reindex(index, fill_value=0).to_numpy()
            ranks.append(np.where(n >= k, 2, np.minimum(n, 1)))
        return [set(index[after < before]) for before, after in pairwise(ranks)]

    def handoffs(self) -> set[tuple[str, str, str]]:
        """(country, needs, gives) that are linked by one body or by a tie."""
        providers = self.providers()
        t = self.ties
        now = t[(t["start"] <= self.day) & (self.day < t["stop"])]
        tied: dict[str, set[frozenset[str]]] = defaultdict(set)
        for a, b, iso3 in zip(now["a_id"], now["b_id"], now["iso3"], strict=True):
            tied[iso3].add(frozenset((a, b)))
        flows = sorted({(r.needs, r.gives) for r in self.edition.requires if r.kind == "F"})
        found = set()
        for c in self.countries:
            for needs, gives in flows:
                one, other = providers.get((c, needs), set()), providers.get((c, gives), set())
                if one & other or any(
                    frozenset((x, y)) in tied[c] or frozenset((x, y)) in tied[""] for x in one for y in other
                ):
                    found.add((c, needs, gives))
        return found


def tables_of(facts: Facts, as_of: date, standing2: np.ndarray) -> Tables:
    """The analyst's tables of a snapshot. ``standing2``: of each cell, twice."""
    snapshot, t = facts.snapshot, as_of.toordinal()

    def frame(name: str, columns: tuple[str, ...]) -> pd.DataFrame:
        f, life = snapshot[name], facts.life(name)
        data: dict[str, Any] = {c: f[c].texts() for c in columns}
        return pd.DataFrame({**data, "start": life.start, "stop": life.stop})

    affiliations = frame("affiliations", ("child_id", "parent_id"))
    parents: dict[str, set[str]] = defaultdict(set)
    now = affiliations[(affiliations["start"] <= t) & (t < affiliations["stop"])]
    for child, parent in zip(now["child_id"], now["parent_id"], strict=True):
        parents[child].add(parent)
    channels = channels_at(facts, as_of)
    on = (channels.standing == 3) & channels.in_force[:, None]
    names = np.asarray(facts.countries, object)
    people = snapshot["stakeholders"]
    return Tables(
        facts.edition,
        t,
        facts.countries,
        facts.stakeholders,
        dict(zip(people.ids, people["kind"].texts(), strict=True)),
        frame("deliveries", ("stakeholder_id", "iso3", "capability", "role", "source_id")),
        frame("ties", ("a_id", "b_id", "iso3")),
        frame("funding", ("funder_id", "recipient_id", "iso3", "capabilities")),
        parents,
        {
            duty: [set(names[on[i]]) for i in np.flatnonzero(channels.duty[:, d]).tolist()]
            for d, duty in enumerate(facts.edition.duties)
        },
        {
            (c, n): int(standing2[i * facts.K + k])
            for i, c in enumerate(facts.countries)
            for k, n in enumerate(facts.edition.numbers)
        },
    )
