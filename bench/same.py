"""Ours and its peers give the same: compared at a small scale before anything is timed."""

from __future__ import annotations

import numpy as np

from bench.analytics import DAY, MONTHS
from bench.plain import tables_of
from bench.whole import world_of
from coordination.analytics.base.facts import facts_of
from coordination.analytics.board.coverage import Rule, coverage
from coordination.analytics.board.gaps import gaps
from coordination.analytics.borders.corridors import covered_pairs
from coordination.analytics.loss.cascade import sweep, what_if
from coordination.analytics.loss.scenario import Scenario
from coordination.analytics.loss.weak_points import weak_points
from coordination.analytics.network.cooperation import cooperation
from coordination.analytics.network.engine import betweenness, distances, engine_of
from coordination.analytics.network.handoffs import handoffs
from coordination.analytics.network.measures import brokerage
from coordination.analytics.time.cliffs import cliffs
from coordination.model.snapshot import Snapshot
from graph_schema.edition import edition

__all__ = ["agree"]


def _without(snapshot: Snapshot, *names: str) -> Snapshot:
    kept = [f.take(np.zeros(0, np.int64)) if n in names else f for n, f in snapshot.frames.items()]
    return Snapshot.of(kept)


def agree(name: str = "small") -> list[str]:
    """Ours and the peers give the same at a small scale; names of what was compared. Raises AssertionError.

    Those peers that count providers and know nothing of tops and money are compared in the world without these.
    """
    whole = facts_of(world_of(name), edition())
    plain = facts_of(_without(world_of(name), "affiliations", "funding"), edition())
    done: list[str] = []

    def same(what: str, ours: object, peer: object) -> None:
        assert ours == peer, f"{what}: ours {ours!r}, peer {peer!r}"
        done.append(what)

    for facts in (whole, plain):
        cover = coverage(facts, DAY)
        t = tables_of(facts, DAY, cover.standing2)
        graph, names = cooperation(facts, DAY), facts.stakeholders
        g = graph.graph
        label = engine_of(g).components(g)
        parts = {
            frozenset(names[i] for i in np.flatnonzero(label == c).tolist()) for c in range(label.max() + 1)
        }
        same("components", parts, t.components())
        same(
            "cut nodes", {names[i] for i in np.flatnonzero(engine_of(g).cut_nodes(g)).tolist()}, t.cut_nodes()
        )
        ends = np.flatnonzero(engine_of(g).bridges(g)).tolist()
        same("bridges", {(names[g.a[i]], names[g.b[i]]) for i in ends}, t.bridges())
        same("core number", dict(zip(names, engine_of(g).core_number(g).tolist(), strict=True)), t.core())
        same("degree", dict(zip(names, g.degree.tolist(), strict=True)), t.degree())
        same(
            "brokerage",
            dict(zip(names, brokerage(g, g.degree * 0).sum(axis=1).tolist(), strict=True)),
            t.brokerage(),
        )
        for what, one, other in (
            ("constraint", engine_of(g).constraint(g), t.constraint()),
            ("betweenness", betweenness(g).value, t.betweenness()),
        ):
            there = np.asarray([other[s] for s in names])
            assert np.allclose(one, there, rtol=0, atol=1e-9, equal_nan=True), what
            done.append(what)
        near = distances(g).harmonic.sum() / (g.n * (g.n - 1))
        assert abs(near - t.efficiency()) < 1e-9, "efficiency"
        done.append("efficiency")
        cells = np.bincount(cover.groups.node_query, minlength=facts.cells)
        same(
            "coverage",
            {cover.name(c): int(cells[c]) for c in np.flatnonzero(cells).tolist()},
            dict(t.counts()),
        )
        same(
            "independent groups",
            {cover.name(c): int(cover.n[c]) for c in np.flatnonzero(cover.n).tolist()},
            t.groups(),
        )
        same("support", {cover.name(c): int(v) for c, v in enumerate(cover.supported2.tolist())}, t.support())
        listed = gaps(cover).gaps
        peer = t.gaps()
        same("gaps", [len(x.unlocks) for x in listed], [peer[x.country, x.capability] for x in listed])
        provided = {
            cover.name(c) for c in np.flatnonzero(np.isin(cover.rule, [Rule.COVERED, Rule.FRAGILE])).tolist()
        }
        single = {c for s in weak_points(facts, DAY, cover).sole_sources for c in s.cells}
        same("sole sources", single & provided, t.sole_sources())
        pairs = {
            d: {(facts.countries[i], facts.countries[j]) for i, j in np.argwhere(np.triu(m, 1)).tolist()}
            for d, m in covered_pairs(facts, DAY).items()
        }
        same("corridors", pairs, t.corridors())
    falls = sweep(plain, DAY).losses.counts()["fallen"].tolist()
    nodes, sets = t.cell_graph(), t.sweep_sets()
    same("sweep", falls, [t.loss(s, t.graph(), nodes) for s in plain.stakeholders])
    same("sweep, sets", falls, [sets.get(s, 0) for s in plain.stakeholders])
    gone = what_if(plain, DAY, Scenario.parse("", [f"stakeholder:{plain.stakeholders[0]}"]))
    same("what-if", len(gone.loss.fallen), t.loss(plain.stakeholders[0], t.graph(), nodes))
    months = cliffs(plain, DAY, MONTHS).months
    found = [{(c.country, c.capability) for c in m.cells} for m in months]
    same(
        "cliffs, 24 months",
        found,
        t.cliffs([m.start.toordinal() for m in months] + [months[-1].next.toordinal()]),
    )
    audit = handoffs(plain, DAY)
    same(
        "hand-offs",
        {(h.country, h.needs, h.gives) for h in audit.rows() if h.state == "linked"},
        t.handoffs(),
    )
    return done
