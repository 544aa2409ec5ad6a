"""A what-if compiles again only what a scenario reaches: every cell is what the whole snapshot says it is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from coordination.analytics.base.facts import Evidence, Facts, facts_of
from coordination.analytics.board.coverage import Coverage, coverage
from coordination.analytics.loss.cascade import what_if
from coordination.analytics.loss.near import reached
from coordination.analytics.loss.scenario import Scenario, scenario_changes
from coordination.model.snapshot import Snapshot
from graph_schema.edition import edition
from tests.ready import shipped
from tests.worlds import days_of, random_world

DAY = date(2026, 11, 25)


def same(one: Coverage, other: Coverage) -> None:
    """All that is told of a cell, but for who does what."""
    for name in ("rule", "n", "s", "rank", "latest", "found_day", "standing2", "supported2"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    for flag, mask in one.flags.items():
        assert np.array_equal(mask, other.flags[flag]), flag
    assert one.signs == other.signs
    for name in ("query", "who", "free"):
        assert np.array_equal(getattr(one.stand_ins, name), getattr(other.stand_ins, name)), name


def scenarios(facts: Facts, rng: random.Random, many: int) -> Iterator[list[str]]:
    """One organisation, several, a delivery, a grant, an organisation that ends later, a provider more."""
    bodies, deliveries, grants = facts.stakeholders, facts.snapshot["deliveries"], facts.snapshot["funding"]
    yield [f"stakeholder:{x}" for x in rng.sample(bodies, min(3, len(bodies)))]
    for _ in range(many):
        who = rng.choice(bodies)
        yield [f"stakeholder:{who}"]
        yield [f"stakeholder:{who}@2027-03"]
        if len(deliveries):
            row = deliveries.row(rng.randrange(len(deliveries)))
            where = f"{row['iso3']}/{row['capability']}"
            yield [f"delivery:{row['stakeholder_id']}/{where}", f"+delivery:{who}/{where}"]
        if len(grants):
            row = grants.row(rng.randrange(len(grants)))
            yield [
                f"funding:{row['funder_id']}/{row['recipient_id']}",
                f"+funding:{who}/{rng.choice(bodies)}",
            ]


@pytest.mark.parametrize("name", ["demo", "register"])
def test_every_cell_of_a_shipped_workspace(name: str) -> None:
    snapshot = shipped(name).snapshot()
    facts = facts_of(snapshot, edition("mnr-2016"))
    cover, partly = coverage(facts, DAY), 0
    for texts in scenarios(facts, random.Random(11), 6):
        asked = Scenario.parse("", texts)
        found = what_if(facts, DAY, asked, cover=cover)
        same(found.then, found.after)
        partly += not reached(facts, scenario_changes(snapshot, asked.changes, DAY)).all()
    assert partly > 10  # otherwise nothing was shown


@pytest.mark.parametrize("seed", range(60))
def test_every_cell_of_a_random_world(seed: int) -> None:
    tables = random_world(seed, ("tiny", "small", "medium")[seed % 3])
    evidence = Evidence.CONFIRMED if seed % 4 == 3 else Evidence.ALL
    facts = facts_of(Snapshot.from_rows(tables), edition("mnr-2016"), evidence)
    rng = random.Random(seed)
    for day in days_of(tables, seed, 1):
        for texts in scenarios(facts, rng, 2):
            found = what_if(facts, day, Scenario.parse("", texts), lose_ground=rng.random() < 0.8)
            same(found.then, found.after)


def test_a_new_organisation_moves_every_position() -> None:
    snapshot = Snapshot.from_rows(random_world(3, "small"))
    facts = facts_of(snapshot, edition("mnr-2016"))
    new = Scenario.parse("", ["+stakeholders?id=0-first&kind=ngo"])
    assert reached(facts, scenario_changes(snapshot, new.changes, DAY)).all()
