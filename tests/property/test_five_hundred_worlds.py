"""The net under everything: every method on 500 random worlds, each against the slow oracle, and the laws.

A world is seen once: on one of its days, with one kind of evidence, in one edition (all of them take turns by seed).
Worlds are small, so that the whole net takes about a minute of processor time; the tests of each method look
at fewer, larger worlds from every side. What the oracle does not know (key players, names of communities, new ties,
plans on invented tasks, donors, members, releases) has its 500 beside the method.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from coordination.analytics.base.facts import Facts, facts_of
from coordination.analytics.base.providers import Funds
from coordination.analytics.base.support import supported
from coordination.analytics.board.assumptions import assumptions
from coordination.analytics.board.coverage import Board, Coverage, coverage
from coordination.analytics.board.explain import explain
from coordination.analytics.board.figures import figures
from coordination.analytics.board.gaps import gaps
from coordination.analytics.board.lenses import Lens, lenses
from coordination.analytics.board.maturity import maturity, phases_at, to_reach
from coordination.analytics.board.may_have_ended import may_have_ended
from coordination.analytics.board.seats import seats
from coordination.analytics.board.verify_next import verify_next
from coordination.analytics.borders.agreements import agreements
from coordination.analytics.borders.corridors import corridors, covered_pairs
from coordination.analytics.borders.obligations import obligations
from coordination.analytics.loss.cascade import sweep, what_if
from coordination.analytics.loss.scenario import (
    apply_changes,
    apply_scenario,
    inverse,
    parse_change,
    scenario_changes,
)
from coordination.analytics.loss.weak_points import weak_points
from coordination.analytics.money.donors import donors
from coordination.analytics.network.chain import chain
from coordination.analytics.network.handoffs import handoffs
from coordination.analytics.network.partners import partners
from coordination.analytics.plan.check import check_plan
from coordination.analytics.plan.planning import plan
from coordination.analytics.plan.progress import progress
from coordination.analytics.plan.statuses import plan_by_status
from coordination.analytics.plan.steps import Step
from coordination.analytics.plan.unfunded import paid_for, unfunded_of
from coordination.analytics.routes.routes import routes
from coordination.analytics.time.cliffs import cliffs
from graph_schema.edition import BASE_EDITION, edition
from tests.both import facts as facts_at
from tests.oracle import assumptions as slow_assumptions
from tests.oracle import behind as slow_behind
from tests.oracle import corridors as slow_corridors
from tests.oracle import coverage as slow_coverage
from tests.oracle import graphs as slow_graphs
from tests.oracle import handoffs as slow_handoffs
from tests.oracle import maturity as slow_maturity
from tests.oracle import money as slow_money
from tests.oracle import routes as slow_routes
from tests.oracle import statuses as slow_statuses
from tests.oracle import support as slow_support
from tests.oracle import timeline as slow_timeline
from tests.oracle import unfunded as slow_unfunded
from tests.oracle import verify_next as slow_verify_next
from tests.oracle import weak as slow_weak
from tests.oracle import whatif as slow_whatif
from tests.oracle.cells import View
from tests.oracle.edition import default_edition, later_edition
from tests.oracle.world import Tables, read_world, spelled
from tests.said import as_json, gaps_of, months_of, records_of
from tests.unit.test_library import words
from tests.unit.test_maturity import without_other_editions
from tests.unit.test_verify_next import known, told
from tests.worlds import days_of, random_world, removals_of

FIRST, BLOCKS, WORLDS = 20_000, 50, 10
Answer = dict[str, Any]


#: what the oracle says of a candidate
CANDIDATE = ("stakeholder", "reason", "part_of_country")


@dataclass(frozen=True)
class Seen:
    """A world, how the program sees it, and how the oracle does (it knows the tables ``known``)."""

    seed: int
    tables: Tables
    known: Tables
    evidence: str
    facts: Facts
    cover: Coverage
    view: View
    day: date
    rng: random.Random


def seen(seed: int) -> Seen:
    rng = random.Random(seed)
    tables = random_world(seed, "small" if seed % 10 == 0 else "tiny")
    there = later_edition() if seed % 3 == 0 else default_edition()
    evidence = ("all", "confirmed")[seed % 2]
    day = rng.choice(days_of(tables, seed))
    facts = facts_at(tables, evidence, there.id)
    # the oracle follows the crosswalk one way only
    known = without_other_editions(tables) if there.id == BASE_EDITION else tables
    view = View(read_world(known, evidence), there)
    return Seen(seed, tables, known, evidence, facts, coverage(facts, day), view, day, rng)


def check_cells(w: Seen) -> None:
    assert as_json(Board(tuple(w.cover.cells()))) == slow_coverage.coverage(w.view, w.day)
    assert gaps_of(gaps(w.cover), w.facts.snapshot) == slow_support.gaps(w.view, w.day)
    assert as_json(maturity(w.facts, w.day)) == slow_maturity.maturity(w.view, w.day)


def check_assumptions(w: Seen) -> None:
    """Every status under each change."""
    expected = slow_assumptions.assumptions(w.known, w.view.edition, w.day, w.evidence, w.view)
    assert as_json(assumptions(w.cover)) == expected


def check_verify_next(w: Seen) -> None:
    """Up to five doubtful units of each world left out by a full recount, taken by chance (all of them: beside the
    method). Of how many rows a unit is made is not compared: random worlds have some twice, which are one record."""
    edition, rng = w.view.edition, random.Random(w.seed)
    every = slow_verify_next.units_of(w.known, edition, w.day, w.evidence)
    only = rng.sample(every, min(5, len(every)))
    found = [r for r in told(verify_next(w.cover), w.facts) if (r["type"], r["about"]) in only]
    expected = slow_verify_next.verify_next(w.known, edition, w.day, w.evidence, only)
    mine, theirs = (sorted(known({**r, "rows": 0}) for r in rows) for rows in (found, expected))
    assert mine == theirs


def check_weak_points(w: Seen) -> None:
    columns = {
        "sole_providers": (
            *("country", "capability", "group", "by_design", "uncounted", "successors", "falls", "fallen"),
            "candidates",
        ),
        "continuity": ("country", "capability", "bodies", "rests", "rests_elsewhere", "second"),
        "sole_bridges": ("stakeholder", "pieces", "pairs_cut", "named"),
        "bridge_ties": ("a", "b", "pairs_cut", "named"),
        "sole_funders": ("funder", "cells"),
        "sole_sources": ("source", "cells"),
    }
    found: Answer = as_json(weak_points(w.facts, w.day, w.cover).points())
    expected = slow_weak.weak_points(w.view, w.day)
    useful = slow_weak.hand_overs(w.view, w.day)
    for bridge in (*found["sole_bridges"], *found["bridge_ties"]):
        bridge["named"] = len(bridge["new_ties"])
        assert {(min(pair), max(pair)) for pair in bridge["new_ties"]} <= useful
    mine, theirs = (
        {k: [{c: row[c] for c in kept} for row in a[k]] for k, kept in columns.items()}
        for a in (found, expected)
    )
    for row in mine["sole_providers"]:
        row["candidates"] = [{k: c[k] for k in CANDIDATE} for c in row["candidates"]]
    assert mine == theirs


def plain(answer: Answer) -> Answer:
    """The columns of METHODS 12 alone."""
    columns = ("removed", "also_removed", "also_ended", "lost_ground", "taken_over", "fallen", "unsupported")
    kept = {k: answer[k] for k in (*columns, "duties_lost", "pieces")}
    told = ("country", "capability", "because", "before", "after")
    kept["unsupported"] = [{k: u[k] for k in told} for u in answer["unsupported"]]
    return kept


def aside(answer: Answer) -> Answer:
    """What else changes its state."""
    keys = ("country", "capability", "before", "after")
    shifts = {k: [{c: row[c] for c in keys} for row in answer[k]] for k in ("lowered", "changed")}
    return {**shifts, "gained": answer["gained"]}


def routed(row: Answer) -> Answer:
    """A route that changes, without what only words say."""
    return {k: v for k, v in row.items() if k not in ("to", "ends_with", "told", "told_before")}


def check_what_if(w: Seen) -> None:
    """One organisation alone: its entry of the sweep, the oracle (and in every fourth world its what-if); then
    several changes at once."""
    lose = w.seed % 5 != 0
    losses: Any = as_json(
        sweep(w.facts, w.day, lose_ground=lose, cover=w.cover).swept(full=True, statutory=True)
    )["losses"]
    who = w.rng.choice(w.facts.stakeholders)
    texts = [f"stakeholder:{who}"]
    expected = slow_whatif.what_if(w.view, texts, w.day, lose)
    listed = [plain(row) for row in losses if row["stakeholder"] == who]
    # a sweep lists those whose loss takes something away
    assert listed == [expected] * any(v for k, v in expected.items() if k != "removed")
    if w.seed % 4 == 0:
        single = what_if(w.facts, w.day, [parse_change(texts[0])], lose_ground=lose, cover=w.cover)
        assert plain(as_json(single.loss)) == expected
    removals = w.rng.choice(removals_of(w.tables, w.seed))
    made = what_if(w.facts, w.day, [parse_change(r) for r in removals], lose_ground=lose, cover=w.cover)
    found = as_json(made.told())
    assert plain(found) == slow_whatif.what_if(w.view, removals, w.day, lose)
    assert aside(found) == slow_whatif.shifts(w.view, removals, w.day, lose)
    old = slow_whatif.lost_before(w.view, found["lost_ground"], w.day)
    assert found["may_have_ended"] == old
    if w.seed % 5 == 0:
        country = w.rng.choice(w.facts.countries)
        every = slow_routes.read_routes(w.view.edition.id)
        told = [routed(r) for r in found["routes"] if r["country"] == country]
        assert told == slow_whatif.routes_changed(w.view, removals, w.day, str(country), every, lose)


def check_corridors(w: Seen) -> None:
    keys = ("a", "b", "duty", "state", "instruments", "incomplete", "hands")
    pair = (w.facts.countries[-1], w.facts.countries[0])
    for between in (None, pair):
        found: Answer = as_json(corridors(w.facts, w.day, between).listed())
        expected = slow_corridors.corridors(w.view, w.day, between)
        mine, theirs = ([{k: r[k] for k in keys} for r in a["corridors"]] for a in (found, expected))
        assert mine == theirs
    # the records behind each channel of the pair
    for r in corridors(w.facts, w.day, pair).rows():
        mine = records_of(r.claims or (), w.facts.snapshot)
        assert mine == slow_behind.of_channel(w.view, r.a, r.b, r.duty, r.state, w.day)
    # the law: symmetric, nobody with oneself
    state = corridors(w.facts, w.day).state
    assert (state == state.transpose(0, 2, 1)).all()
    for joined in covered_pairs(w.facts, w.day).values():
        assert (joined == joined.T).all()
        assert not joined.diagonal().any()


def check_agreements(w: Seen) -> None:
    for country in w.facts.countries:
        found = agreements(w.facts, w.day, country)
        told = [
            {
                "instrument": b.instrument,
                "agreement": b.agreement,
                "duties": set(b.duties),
                "countries": b.countries,
            }
            for b in found.instruments
        ]
        assert told == slow_corridors.binding(w.view, country, w.day)


def check_obligations(w: Seen) -> None:
    """Treaties and conventions; what else is recorded is told by tests of the method."""
    kinds = ("treaty", "regional_convention")
    treaties = {i for i, a in w.view.world.agreements.items() if a.get("kind") in kinds}
    for country in w.facts.countries:
        found = obligations(w.facts, w.day, country).undertakings
        told = {u.undertaking: str(u.standing) for u in found if u.agreement in treaties}
        assert told == slow_corridors.standings(w.view, country, w.day)


def check_lenses(w: Seen) -> None:
    """Each linked capability is in the list of its state, for every item of the three lists of answers.csv."""
    lists = {
        "missing": ("gap", "planned"),
        "fragile": ("fragile",),
        "in_place": ("covered", "unattributed"),
        "unknown": ("unknown", "done_once", "supported_only"),
    }
    country = w.facts.countries[0]
    states = {n: w.view.state(country, n, w.day).state for n in w.view.edition.capabilities}
    for i in lenses(w.cover, country, (Lens.THREAT, Lens.CHALLENGE, Lens.DRIVER)).items:
        rows = w.facts.edition.lists["answers"]
        own = {r["capability"] for r in rows if (r["target_kind"], r["target"]) == (i.by, i.item)}
        for name, kinds in lists.items():
            assert set(getattr(i, name)) == {n for n in own if states[n] in kinds}


def check_figures(w: Seen) -> None:
    """The rows of the table that are of the country, or of a region it lies in, and of no later year."""
    places = {r["iso3"]: r for r in w.tables["countries"]}
    for country in w.facts.countries[:2]:
        around = {places[country].get(f) for f in ("region", "subregion", "m49_subregion")} - {"", None}
        rows = [
            r
            for r in w.tables.get("indicators", [])
            if r["iso3"] == country or (not r["iso3"] and r.get("region") in around)
        ]
        wanted = sorted((r["indicator_id"], r["source_id"]) for r in rows if int(r["year"]) <= w.day.year)
        assert sorted((f.indicator, f.source) for f in figures(w.facts, w.day, country).figures) == wanted


def check_handoffs(w: Seen) -> None:
    """States, ties and records; as many new ties as the exhaustive search of the oracle needs, no more, no fewer."""
    expected = slow_handoffs.handoffs(w.view, w.day)
    audited = handoffs(w.facts, w.day, w.cover)
    assert [(h.country, h.needs, h.gives, h.state, [list(t) for t in h.ties]) for h in audited.rows()] == [
        (h["country"], h["needs"], h["gives"], h["state"], h["ties"]) for h in expected["handoffs"]
    ]
    needed = Counter(n["country"] for n in expected["new_ties"])
    new = audited.audit().new_ties
    assert Counter(n.country for n in new) == needed
    for h in audited.rows():
        mine = records_of(h.claims, w.facts.snapshot)
        assert mine == slow_behind.of_handoff(w.view, h.country, h.needs, h.gives, w.day)
    for n in new:
        both = {x for flow in n.serves for x in flow.both}
        work = [c for who in (n.a, n.b) for c in slow_behind.of_work(w.view, n.country, who, both, w.day)]
        assert records_of(n.claims, w.facts.snapshot) == sorted({spelled(c.table, c.row) for c in work})


def check_routes(w: Seen) -> None:
    """The routes of the edition from one country into another, in every fifth world (500 dense ones stand beside the
    method)."""
    if w.seed % 5:
        return
    every = slow_routes.read_routes(w.view.edition.id)
    to, country = w.facts.countries[0], w.facts.countries[-1]
    found: Answer = as_json(routes(w.facts, w.day, [country], to, w.cover))
    keys = ("route", "state", "stops_at", "gap", "alone", "cut")
    expected = slow_routes.routes(w.view, w.day, country, to, every)
    mine, theirs = ([{k: r[k] for k in keys} for r in rows] for rows in (found["routes"], expected))
    assert mine == theirs
    mine, theirs = (
        [(x["from"], x["to"], x["state"]) for r in rows for x in r["links"]]
        for rows in (found["routes"], expected)
    )
    assert mine == theirs


def check_partners(w: Seen) -> None:
    found: Answer = as_json(partners(w.facts, w.day).found())
    expected = slow_graphs.partners(w.view.world, w.day)
    assert found["ei"] == expected["ei"]
    for mine, theirs in zip(found["isolates"], expected["isolates"], strict=True):
        assert mine["stakeholder"] == theirs["stakeholder"]
        if theirs["does"]:
            assert records_of(mine["claims"], w.facts.snapshot) == theirs["does"]
        else:
            assert mine["claims"] == [mine["stakeholder"]]
    assert found["components"] == expected["components"]
    for name in ("fragmentation", "distance_fragmentation"):
        assert found[name] == pytest.approx(expected[name], abs=1e-9)
    for mine, theirs in zip(found["stakeholders"], expected["stakeholders"], strict=True):
        for name in ("stakeholder", "degree", "core", "brokerage"):
            assert mine[name] == theirs[name], name
        for name in ("betweenness", "constraint"):
            assert mine[name] == pytest.approx(theirs[name], abs=1e-9), name


def check_chain(w: Seen) -> None:
    """Between two organisations: as many steps as the oracle finds, each to a partner."""
    graph = slow_graphs.cooperation(w.view.world, w.day)
    if len(graph) > 1:
        start, end = w.rng.sample(sorted(graph), 2)
        nodes = chain(w.facts, w.day, start, end).nodes
        assert len(nodes) - 1 == slow_graphs.distances(graph, start).get(end, -1)
        assert all(b in graph[a] for a, b in pairwise(nodes))


def check_time(w: Seen) -> None:
    assert months_of(cliffs(w.facts, w.day, 6)) == slow_timeline.cliffs(w.view, w.day, 6)["months"]
    assert as_json(seats(w.facts, w.day))["seats"] == slow_timeline.seats(w.view, w.day)["seats"]


def check_best_plan(w: Seen) -> None:
    """One country and one raise, every one tried, in every twentieth world (invented tasks have 500 of their own);
    the fewest raises to a target."""
    country = w.rng.choice(w.facts.countries)
    phases = {n: slow_maturity.own_phase(w.view, country, n, w.day) for n in w.view.edition.capabilities}
    if w.seed % 20 == 0:
        best = slow_maturity.plan_value(w.view.edition, phases, 1)
        found = plan(w.facts, w.day, country, 1, even_unknown=True)
        assert [float(x) for x in (found.value, found.gain, found.cost)] == [
            best[k] for k in ("value", "gain", "cost")
        ]
        assert check_plan(w.facts, w.day, country, found.steps()).ok
    number, phase = w.rng.choice(w.facts.edition.numbers), w.rng.choice([2, 3])
    fewest = slow_maturity.to_reach(w.view.edition, phases, number, phase)
    assert to_reach(w.facts, w.day, country, number, phase).total == fewest


def check_plan_by_status(w: Seen) -> None:
    """One country and few points, so that every affordable set can be tried (invented tasks have 500 of their own)."""
    country, budget = w.rng.choice(w.facts.countries), w.rng.choice([1, 2])
    found, expected = (
        plan_by_status(w.cover, country, budget),
        slow_statuses.plan(w.view, country, w.day, budget),
    )
    assert [float(x) for x in (found.value_today, found.best.value, found.best.points)] == [
        float(expected[k]) for k in ("value_today", "value", "points")
    ]
    counted = [(s.capability, str(s.serves), words(s)) for s in found.counted]
    assert counted == [s[:3] for s in expected["steps"] if s[3]]


def check_grants_that_may_have_ended(w: Seen) -> None:
    funds, frame = Funds.of(w.facts), w.facts.snapshot["funding"]
    found = {frame.ids[int(funds.row[f])] for f in may_have_ended(w.facts, w.day)}
    old = slow_money.may_have_ended(w.view, w.day)
    parts = (*slow_money.GRANT, "source_id")
    assert sorted(tuple(frame.text(k, frame.position[i]) for k in parts) for i in found) == sorted(
        tuple(c.get(k) for k in parts) for c in old
    )
    given = donors(w.facts, w.day)
    assert {i for g in given.grants if g.may_have_ended for i in g.claims} == found
    for row in (*given.ends, *given.leaves, *given.dependence, *given.funding):
        assert row.may_have_ended == found.issuperset(row.claims)


def check_unfunded(w: Seen) -> None:
    """Of invented steps of one country those that are not done and that no grant pays for; and what grants pay for."""
    country = w.rng.choice(w.facts.countries)
    check_grants_that_may_have_ended(w)
    assert set(paid_for(w.facts, w.day, country)) == slow_unfunded.paid(w.view, str(country), w.day)
    since, numbers, bodies = w.day - timedelta(days=200), w.facts.edition.numbers, w.facts.stakeholders
    written: list[slow_unfunded.Written] = [("look", (w.rng.choice(numbers),), ()) for _ in range(3)]
    written += [("provider", (w.rng.choice(numbers),), (w.rng.choice(bodies),)) for _ in range(3)]
    if len(bodies) > 1:
        written.append(("tie", tuple(w.rng.sample(bodies, 2)), ()))
    steps = [Step.read("/".join(filter(None, (k, ",".join(a), ",".join(o))))) for k, a, o in written]
    now = progress(w.cover, w.cover, country, steps, since).steps
    paid = paid_for(w.facts, w.day, country)
    found = unfunded_of(zip(now, steps, strict=True), {}, paid, "")
    assert [s.order for s in found] == slow_unfunded.unfunded(w.view, str(country), w.day, since, written)


def check_reasons(w: Seen) -> None:
    """The explanation of a cell is of that cell, and every source its rule rests on is among its reasons."""
    cell = w.rng.randrange(w.facts.cells)
    country, number = w.cover.name(cell)
    found = explain(w.cover, country, number)
    expected = w.view.state(country, number, w.day)
    assert str(found.state) == expected.state
    assert set(expected.sources) <= {r.source for r in found.reasons}


# -- laws


def undo_is_the_same_snapshot(w: Seen) -> None:
    snapshot = w.facts.snapshot
    removals = w.rng.choice(removals_of(w.tables, w.seed))
    organisation = w.tables["stakeholders"][0]["id"]
    add = f"+delivery:{organisation}/{w.facts.countries[0]}/12"
    changes = [*(parse_change(r) for r in removals), parse_change(add)]
    planned = scenario_changes(snapshot, changes, w.day)
    changed = apply_changes(snapshot, planned)
    assert changed.id != snapshot.id
    assert apply_changes(changed, inverse(planned)).id == snapshot.id, w.seed


def one_more_provider_never_hurts(w: Seen) -> None:
    """One provider that depends on nobody: no standing and no support sinks, its own cell has one group more;
    taken away again, nothing rises. In every second world."""
    if w.seed % 2:
        return
    country, number = w.rng.choice(w.facts.countries), w.rng.choice(edition().numbers)
    new = [
        parse_change("+stakeholders?id=newcomer&kind=ngo"),
        parse_change(f"+delivery:newcomer/{country}/{number}"),
    ]
    richer = facts_of(apply_scenario(w.facts.snapshot, new, w.day), w.facts.edition, w.facts.evidence)
    after = coverage(richer, w.day)
    assert ((after.n - w.cover.n) >= 0).all(), w.seed
    assert int((after.n - w.cover.n).sum()) <= 1
    assert ((after.standing2 - w.cover.standing2) >= 0).all()
    assert ((after.supported2 - w.cover.supported2) >= 0).all()
    lost = what_if(richer, w.day, [parse_change("stakeholder:newcomer")], cover=after)
    assert (lost.after.supported2 <= after.supported2).all()
    if not lost.loss.taken_over:  # where somebody stood by, the newcomer has made successors providers
        assert lost.after.n.tolist() == w.cover.n.tolist()


def raises_never_lower(w: Seen) -> None:
    """eff <= m at both ends; one phase more, anywhere, lowers no effective phase."""
    low, high, _ = phases_at(w.facts, w.day)
    k = w.facts.K
    low, high = low.reshape(-1, k), high.reshape(-1, k)
    eff = supported(w.facts.edition, low)
    assert (eff <= low).all()
    assert (supported(w.facts.edition, high) <= high).all()
    raised = low.copy()
    a = w.rng.randrange(k)
    raised[:, a] = np.minimum(4, raised[:, a] + 1)
    assert (supported(w.facts.edition, raised) >= eff).all()


# -- every one of them on every world


CHECKS = {
    "cells": check_cells,
    "assumptions": check_assumptions,
    "records to check": check_verify_next,
    "weak points": check_weak_points,
    "what-if": check_what_if,
    "corridors": check_corridors,
    "agreements": check_agreements,
    "obligations": check_obligations,
    "lenses": check_lenses,
    "figures": check_figures,
    "handoffs": check_handoffs,
    "partners": check_partners,
    "time": check_time,
    "plan": check_best_plan,
    "plan by status": check_plan_by_status,
    "unfunded": check_unfunded,
    "reasons": check_reasons,
    "undo": undo_is_the_same_snapshot,
    "one more provider": one_more_provider_never_hurts,
    "raises": raises_never_lower,
    "chain": check_chain,
    "routes": check_routes,
}


@pytest.mark.parametrize("block", range(BLOCKS))
def test_every_method_on_every_world(block: int) -> None:
    for seed in range(FIRST + block * WORLDS, FIRST + (block + 1) * WORLDS):
        w = seen(seed)
        for name, check in CHECKS.items():
            try:
                check(w)
            except AssertionError as wrong:
                raise AssertionError(
                    f"{name}, world {seed}, {w.day}, {w.view.edition.id}: {wrong}"
                ) from wrong
