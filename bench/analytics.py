"""Every method at one scale: ours, the peer people would write, the engine's own bare call, one pass over the arrays.

*ours* starts from a compiled snapshot, as every answer does, and asks for another day each time, so that nothing of
the answer itself is at hand. *codes*: ours with the ties of the day as two arrays of positions, which is where the
*bare* call of the engine starts. *bound*: the rows of that type counted once.
"""

from __future__ import annotations

import gc
import json
import signal
import sys
import time
import tracemalloc
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import numpy as np
import rustworkx as rx
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from bench.measure import Sample, timed
from bench.plain import Tables, tables_of
from bench.whole import SCALES, world_of
from coordination.analytics.base.facts import Facts, facts_of
from coordination.analytics.base.support import supported
from coordination.analytics.board.coverage import add_months, coverage
from coordination.analytics.board.gaps import gaps
from coordination.analytics.borders.channels import channels_at
from coordination.analytics.borders.corridors import corridors
from coordination.analytics.loss.cascade import sweep, what_if
from coordination.analytics.loss.scenario import Scenario
from coordination.analytics.loss.weak_points import weak_points
from coordination.analytics.network.cooperation import active_ties, cooperation
from coordination.analytics.network.engine import Ints, SimpleGraph, betweenness, distances, engine_of
from coordination.analytics.network.handoffs import handoffs
from coordination.analytics.network.measures import brokerage
from coordination.analytics.plan.statuses import plan_by_status
from coordination.analytics.time.cliffs import cliffs
from coordination.answers.asking import ask
from coordination.store.memory import MemoryStore
from coordination.system.collector import look_seldom
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import edition

__all__ = ["DAY", "GRAPH", "LIMIT", "MONTHS", "OUTSIDE", "PEERS", "answers", "measure"]

DAY = date(2026, 11, 25)
LIMIT = 60.0  #: seconds of the processor that a peer may take
LEAST = 1e-6  #: seconds of the processor that are told apart
SAMPLED = 20  #: losses of the plain sweep that are measured where there are more
MONTHS = 24
#: Measures of the graph to which the aims apply; the others of the graph take all shortest paths.
GRAPH = ("degree", "components", "cut nodes", "bridges", "core number", "constraint", "brokerage")
OUTSIDE = ("betweenness", "efficiency")
#: What each peer is.
PEERS: Mapping[str, str] = {
    **dict.fromkeys(
        ("degree", "components", "cut nodes", "bridges", "core number", "constraint"), "networkx"
    ),
    "brokerage": "networkx, pairs of neighbours",
    **dict.fromkeys(OUTSIDE, "networkx"),
    "coverage": "pandas groupby, nunique",
    "independent groups": "one networkx graph per cell",
    "support": "a walk per country over dicts",
    "gaps": "a walk per cell over dicts",
    "sole sources": "pandas groupby, nunique",
    "sweep": "networkx: copy, remove, count again",
    "sweep, sets": "sets, only the cells of the one who goes",
    "what-if": "networkx: copy, remove, count again",
    "corridors": "sets, pair by pair",
    "cliffs, 24 months": "pandas groupby per month",
    "hand-offs": "sets per country",
}


@dataclass(frozen=True)
class Way:
    """``rows``: the array that the bound counts. ``prepare``: makes the peer, of which what it needs is no part of
    the time."""

    ours: Callable[[date], object]
    peer: Callable[[], object] | None = None
    codes: Callable[[SimpleGraph | tuple[int, Ints, Ints]], object] | None = None
    bare: Callable[[int, Ints, Ints], object] | None = None
    rows: str = "deliveries"
    prepare: Callable[[], Callable[[], object]] | None = None
    times: float = 1.0  #: how many peers make one answer, where only some are measured


def _rx(n: int, a: Ints, b: Ints) -> rx.PyGraph[None, None]:
    graph: rx.PyGraph[None, None] = rx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * n)
    graph.add_edges_from_no_data(list(zip(a.tolist(), b.tolist(), strict=True)))
    return graph


def _csr(n: int, a: Ints, b: Ints) -> csr_array:
    matrix = csr_array((np.ones(2 * len(a)), (np.concatenate([a, b]), np.concatenate([b, a]))), shape=(n, n))
    matrix.data[:] = 1  # parallel ties are one
    return matrix


def _bare_constraint(n: int, a: Ints, b: Ints) -> object:
    ties = _csr(n, a, b)
    degree = np.maximum(np.diff(ties.indptr), 1)
    share = csr_array(
        (1 / np.repeat(degree, np.diff(ties.indptr)), ties.indices, ties.indptr), shape=ties.shape
    )
    return (share + share @ share).multiply(ties).power(2).sum(axis=1)


def _bare_brokerage(n: int, a: Ints, b: Ints) -> object:
    ties = _csr(n, a, b)
    degree = np.diff(ties.indptr)
    return degree * (degree - 1) // 2 - (ties @ ties).multiply(ties).sum(axis=1) // 2


def _ways(facts: Facts, tables: Tables | None) -> dict[str, Way]:
    """``tables`` None: without peers."""
    people = facts.snapshot["stakeholders"]
    of = dict(zip(people.ids, people["kind"].texts(), strict=True))
    place = {k: i for i, k in enumerate(sorted(set(of.values())))}
    kind = np.asarray([place[of[s]] for s in facts.stakeholders], np.int64)

    def graph(
        name: str, call: Callable[[SimpleGraph], object], bare: Callable[[int, Ints, Ints], object]
    ) -> Way:
        return Way(
            lambda day: call(cooperation(facts, day).graph),
            None if tables is None else getattr(tables, name),
            lambda made: call(made if isinstance(made, SimpleGraph) else SimpleGraph.of(*made)),
            bare,
            "ties",
        )

    def peer(name: str, *arguments: object) -> Callable[[], object] | None:
        return None if tables is None else partial(getattr(tables, name), *arguments)

    at = coverage(facts, DAY)
    standing = at.standing2.reshape(-1, facts.K)
    middle = facts.stakeholders[len(facts.stakeholders) // 2]
    losses = min(SAMPLED, len(facts.stakeholders))

    def plain_sweep() -> Callable[[], object]:
        assert tables is not None
        whole, cells = tables.graph(), tables.cell_graph()
        some = facts.stakeholders[:: len(facts.stakeholders) // losses][:losses]
        loss = tables.loss
        return lambda: [loss(s, whole, cells) for s in some]

    def plain_loss() -> object:
        assert tables is not None
        return tables.loss(middle, tables.graph(), tables.cell_graph())

    starts = [DAY, *(add_months(DAY.replace(day=1), m) for m in range(1, MONTHS + 1))]
    return {
        "degree": graph("degree", lambda g: g.degree, lambda n, a, b: np.diff(_csr(n, a, b).indptr)),
        "components": graph(
            "components",
            lambda g: engine_of(g).components(g),
            lambda n, a, b: connected_components(_csr(n, a, b), directed=False),
        ),
        "cut nodes": graph(
            "cut_nodes",
            lambda g: engine_of(g).cut_nodes(g),
            lambda n, a, b: rx.articulation_points(_rx(n, a, b)),
        ),
        "bridges": graph(
            "bridges", lambda g: engine_of(g).bridges(g), lambda n, a, b: rx.bridges(_rx(n, a, b))
        ),
        "core number": graph(
            "core", lambda g: engine_of(g).core_number(g), lambda n, a, b: rx.core_number(_rx(n, a, b))
        ),
        "constraint": graph("constraint", lambda g: engine_of(g).constraint(g), _bare_constraint),
        "brokerage": graph("brokerage", lambda g: brokerage(g, kind), _bare_brokerage),
        "betweenness": graph(
            "betweenness", betweenness, lambda n, a, b: rx.betweenness_centrality(_rx(n, a, b))
        ),
        "efficiency": graph("efficiency", distances, lambda n, a, b: None),
        "coverage": Way(lambda day: coverage(facts, day), peer("counts")),
        "independent groups": Way(lambda day: coverage(facts, day).groups.n, peer("groups")),
        "support": Way(lambda _: supported(facts.edition, standing), peer("support"), rows="cells"),
        "gaps": Way(lambda _: gaps(at), peer("gaps"), rows="cells"),
        "sole sources": Way(lambda day: weak_points(facts, day).sole_sources, peer("sole_sources")),
        "what-if": Way(
            lambda day: what_if(facts, day, Scenario.parse("", [f"stakeholder:{middle}"])),
            None if tables is None else plain_loss,
        ),
        "sweep": Way(
            lambda day: sweep(facts, day).losses.counts(),
            prepare=None if tables is None else plain_sweep,
            times=len(facts.stakeholders) / losses,
        ),
        "sweep, sets": Way(lambda day: sweep(facts, day).losses.counts(), peer("sweep_sets")),
        "corridors": Way(
            lambda day: corridors(facts, day).state, peer("corridors"), rows="agreement_parties"
        ),
        "cliffs, 24 months": Way(
            lambda day: cliffs(facts, day, MONTHS), peer("cliffs", [d.toordinal() for d in starts])
        ),
        "hand-offs": Way(lambda day: handoffs(facts, day).state, peer("handoffs")),
    }


def _bound(facts: Facts, rows: str) -> Callable[[], object]:
    if rows == "ties":
        a, b, _ = active_ties(facts, DAY)
        return lambda: np.bincount(np.concatenate([a, b]), minlength=len(facts.stakeholders))
    if rows == "agreement_parties":
        on = (channels_at(facts, DAY).standing == 3).astype(np.float32)
        return lambda: on.T @ on
    if rows == "cells":
        value = np.zeros(facts.cells, np.int64)
        return lambda: np.bincount(value)
    cell = facts.deliveries.cell
    return lambda: np.bincount(cell, minlength=facts.cells)


def _peak(call: Callable[[], object]) -> float:
    """Most memory held at a time by one call, in MB."""
    gc.collect()
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


class _TooLong(Exception):
    """A peer has had its processor time."""


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raises _TooLong after that much processor time, where the system can tell."""

    end = time.process_time() + seconds

    def stop(*_: object) -> None:
        left = end - time.process_time()
        if left <= 0:
            raise _TooLong
        signal.setitimer(signal.ITIMER_REAL, max(left, 0.1))

    # by the clock, and asked again: a timer of processor time makes that time itself coarse
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _few(call: Callable[[], object], repeats: int) -> Sample:
    """Quick ones more often, slow ones once."""
    found = timed(call, 1)
    if found.cpu < 0.5:
        found = timed(call, max(repeats, min(15, int(0.1 / max(found.cpu, 1e-4)))))
    return replace(found, cpu=max(found.cpu, LEAST))


def _peer(way: Way, seconds: float) -> dict[str, object]:
    """``stopped``: it took more than these seconds."""
    try:
        with _at_most(seconds):
            call = way.peer if way.prepare is None else way.prepare()
            assert call is not None
            sample = _few(call, 1)
    except _TooLong:
        return {"stopped": seconds * way.times}
    memory = _peak(call) if sample.cpu < 0.5 else 0.0
    made = Sample(sample.seconds * way.times, sample.cpu * way.times, memory)
    return {**asdict(made), "sampled": way.times > 1}


def measure(name: str, repeats: int, seconds: float = LIMIT, skip: Collection[str] = ()) -> dict[str, Any]:
    """Every method at one scale. ``seconds``: of the processor for each peer; ``skip``: peers that would take too
    long; "peers": all of them; "outside": our own measures that need all shortest paths."""
    snapshot = world_of(name)
    facts = facts_of(snapshot, edition())
    cover = coverage(facts, DAY)
    tables = None if "peers" in skip else tables_of(facts, DAY, cover.standing2)
    a, b, _ = active_ties(facts, DAY)
    gc.collect()
    gc.freeze()
    out: dict[str, Any] = {}
    for method, way in _ways(facts, tables).items():
        if "outside" in skip and method in OUTSIDE:
            continue
        print(method, file=sys.stderr, flush=True)
        days = iter(DAY - timedelta(days=i) for i in range(10_000))
        found: dict[str, Any] = {"ours": asdict(_few(lambda: way.ours(next(days)), repeats))}  # noqa: B023
        found["ours"]["peak_mb"] = _peak(lambda: way.ours(DAY))  # noqa: B023
        if way.codes is not None and way.bare is not None and method != "efficiency":
            codes, bare = way.codes, way.bare
            found["codes"] = asdict(_few(lambda: codes((len(facts.stakeholders), a, b)), repeats))  # noqa: B023
            found["bare"] = asdict(_few(lambda: bare(len(facts.stakeholders), a, b), repeats))  # noqa: B023
        found["bound"] = asdict(_few(_bound(facts, way.rows), repeats))
        if (way.peer or way.prepare) and method not in skip:
            found["peer"] = _peer(way, seconds)
        out[method] = found
    scale = SCALES[name]
    return {
        "scale": name,
        "claims": scale.claims,
        "rows": {n: len(f) for n, f in snapshot.frames.items() if len(f)},
        "methods": out,
    }


def answers(name: str, repeats: int) -> dict[str, dict[str, float]]:
    """Every answer as a command or a page gets it, from a compiled snapshot, another day each time: the median of
    seconds and of processor time, and the size as JSON in MB."""
    look_seldom()
    w = Workspace("bench", MemoryStore(), _pin=world_of(name))
    country = w.facts(Question(DAY)).countries[0]
    body = w.facts(Question(DAY)).stakeholders[0]
    year = timedelta(days=365)
    asked: dict[str, Callable[[Question], object]] = {
        "coverage": lambda q: ask(w, q, "coverage"),
        "gaps": lambda q: ask(w, q, "gaps"),
        "assumptions": lambda q: ask(w, q, "assumptions"),
        "verify-next": lambda q: ask(w, q, "verify-next"),
        "explain": lambda q: ask(w, q, "explain", country=country, capability="12"),
        "maturity": lambda q: ask(w, q, "maturity"),
        "weak-points": lambda q: ask(w, q, "weak-points"),
        "what-if": lambda q: ask(w, q, "what-if", changes=[f"stakeholder:{body}"]),
        "sweep": lambda q: ask(w, q, "sweep"),
        "sweep --full": lambda q: ask(w, q, "sweep", full=True),
        "corridors": lambda q: ask(w, q, "corridors"),
        "corridors --duty 12": lambda q: ask(w, q, "corridors", duties=["12"]),
        "corridors --between": lambda q: ask(w, q, "corridors", between=(country, w.facts(q).countries[1])),
        "handoffs": lambda q: ask(w, q, "handoffs"),
        "routes": lambda q: ask(w, q, "routes"),
        "seats": lambda q: ask(w, q, "seats"),
        "cliffs": lambda q: ask(w, q, "cliffs"),
        "expiries": lambda q: ask(w, q, "expiries"),
        "diff": lambda q: ask(w, q, "diff", since=q.as_of - year),
        "donors": lambda q: ask(w, q, "donors"),
        "network": lambda q: ask(w, q, "network"),
        "public": lambda q: ask(w, q, "public"),
        "partners --no-paths": lambda q: ask(w, q, "partners", no_paths=True),
        "partners": lambda q: ask(w, q, "partners"),
        "plan": lambda q: ask(w, q, "plan", country=country, budget=6, by="phases"),
        "plan --by states": lambda q: ask(w, q, "plan", country=country, by="states"),
        "plan --by states, each country": lambda q: [
            plan_by_status(w.cover(q), c).value_today.numerator for c in w.facts(q).countries
        ],
    }
    gc.collect()
    gc.freeze()
    out = {}
    for command, call in asked.items():
        days = iter(DAY - timedelta(days=i) for i in range(10_000))
        size = len(json.dumps(call(Question(next(days)))))
        sample = timed(lambda: call(Question(next(days))), repeats)  # noqa: B023
        out[command] = {"seconds": sample.seconds, "cpu": sample.cpu, "json_mb": size / 1e6}
    return out
