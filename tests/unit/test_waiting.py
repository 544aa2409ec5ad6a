"""Long answers say how far they are, and stop where somebody asks them to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Event

import numpy as np
import pytest

from bench.whole import world_of
from coordination.analytics.base.facts import Facts, facts_of
from coordination.analytics.loss.cascade import sweep
from coordination.analytics.network.engine import SimpleGraph, betweenness, distances
from coordination.analytics.network.handoffs import handoffs
from coordination.analytics.network.keyplayers import key_players_negative, key_players_positive
from coordination.analytics.plan.planning import plan
from coordination.system.interruptible import beside
from coordination.system.progress import Cancelled, watched
from graph_schema.edition import edition

T = date(2026, 11, 25)
FACTS: Facts = facts_of(world_of("small"), edition())


def wheel(spokes: int) -> SimpleGraph:
    """A ring around a hub: nobody is more than two steps away."""
    rim = np.arange(spokes)
    return SimpleGraph.of(
        spokes + 1,
        np.concatenate([rim, rim]),
        np.concatenate([(rim + 1) % spokes, np.full(spokes, spokes)]),
    )


#: distances over 1,301 nodes take three batches of 512 sources, shortest paths 21 of 64
WHEEL = wheel(1_300)
#: a ring of 40: its 780 pairs and its 9,880 triples are all tried
SMALL = SimpleGraph.of(40, np.arange(40), (np.arange(40) + 1) % 40)

WORK: dict[str, tuple[Callable[[], object], str]] = {
    "betweenness": (lambda: betweenness(WHEEL), "Calculating shortest connections"),
    "efficiency": (lambda: distances(WHEEL), "Calculating distances"),
    "key players, negative": (
        lambda: key_players_negative(SMALL, np.zeros(40, np.int64), 3),
        "Trying sets of key players",
    ),
    "key players, positive": (
        lambda: key_players_positive(SMALL, np.zeros(40, np.int64), 3),
        "Trying sets of key players",
    ),
    "new ties": (lambda: handoffs(FACTS, T).audit(), "Calculating the smallest number of new partnerships"),
    "plan": (lambda: plan(FACTS, T, FACTS.countries[0], 6, even_unknown=True), "Calculating the best plan"),
    "sweep": (lambda: sweep(FACTS, T).swept(full=True), "Removing one organisation after another"),
}


@pytest.mark.parametrize("name", WORK)
def test_it_says_how_far_it_is(name: str) -> None:
    work, words = WORK[name]
    told: list[tuple[str, int, int]] = []
    with watched(lambda *step: told.append(step)):
        work()
    mine = [(done, total) for what, done, total in told if what == words]
    assert len(mine) >= 2
    assert mine[0][0] == 0
    assert all(0 <= done <= total for done, total in mine)


@pytest.mark.parametrize("name", WORK)
def test_it_stops_when_asked(name: str) -> None:
    work, words = WORK[name]
    heard = 0

    def stop(what: str, _done: int, _total: int) -> None:
        nonlocal heard
        heard += what == words
        if heard == 2:
            raise Cancelled("Somebody asked to stop.")

    with watched(stop), pytest.raises(Cancelled):
        work()
    assert heard == 2  # nothing was worked out after it


def test_nobody_waits_for_work_that_cannot_be_interrupted() -> None:
    """The work ends when ``done`` is set, which happens only after the wait was given up."""
    done, told = Event(), 0

    def tell() -> None:
        nonlocal told
        told += 1
        if told == 3:
            raise Cancelled("Somebody asked to stop.")

    with pytest.raises(Cancelled):
        beside(lambda: done.wait(60), tell)
    assert told == 3
    done.set()


def test_an_error_of_the_work_reaches_whoever_waits() -> None:
    with pytest.raises(ZeroDivisionError):
        beside(lambda: 1 // 0, lambda: None)


def test_being_watched_changes_no_answer() -> None:
    plain = betweenness(WHEEL).value
    with watched(lambda *_: None):
        assert np.array_equal(betweenness(WHEEL).value, plain)
    # of all 1,301 * 1,300 / 2 pairs, the hub stands between those rim nodes that are not neighbours; of those two
    # steps apart on the rim one path of two runs through it
    others = 1_300 * 1_299 // 2 - 1_300
    assert plain[1_300] == pytest.approx((others - 1_300 / 2) / (1_300 * 1_299 / 2), abs=1e-12)
