"""Effective phases, hollow maturity, what holds it back, what lifts most, how few raises reach a phase."""

from __future__ import annotations

import random
from datetime import date
from itertools import product

import numpy as np
import pytest

from coordination.analytics.base.closure import cheapest_raises
from coordination.analytics.base.facts import Evidence, Facts, facts_of
from coordination.analytics.base.support import supported
from coordination.analytics.board.maturity import MaturityCell, maturity, phases_at, to_reach
from coordination.model.snapshot import Snapshot
from coordination.text.sentences import ENGLISH
from graph_schema.edition import BASE_EDITION, Capability, Domain, Edition, Requirement, edition
from graph_schema.errors import UsageError
from tests.oracle import answers
from tests.oracle import maturity as slow
from tests.oracle.edition import default_edition, later_edition
from tests.oracle.small import small
from tests.oracle.world import Tables
from tests.said import as_json
from tests.worlds import AS_OF, SIZES, days_of, random_world

T = date(2024, 6, 1)
NUMBERS = edition().numbers


def phases(given: dict[str, int], country: str = "MWI") -> list[dict[str, str]]:
    """One look per capability with its phase."""
    return [
        {"iso3": country, "capability": n, "outcome": "found", "phase": str(p), "reviewed_on": "2023"}
        for n, p in given.items()
    ]


def facts_with(given: dict[str, int], **tables: list[dict[str, str]]) -> Facts:
    return facts_of(Snapshot.from_rows(small(reviews=phases(given), **tables)), edition())


def cells_of(facts: Facts, country: str = "MWI") -> dict[str, MaturityCell]:
    return {c.capability: c for c in maturity(facts, T).cells if c.country == country}


ALL_AT_3 = dict.fromkeys(NUMBERS, 3) | {"3": 1}


def test_everything_at_3_but_the_law() -> None:
    """All 3 but Legislation 1. What needs the law by AND, at any depth: 4 5 6 7 10 12 17 directly, 11 through 4.
    These are effectively 1, so hollow by 3 - 1 = 2. 16 needs the law or 19, and 19 is 3: it stays 3.
    The law itself has no prerequisite and is not hollow."""
    cells = cells_of(facts_with(ALL_AT_3))
    held = ["4", "5", "6", "7", "10", "11", "12", "17"]
    assert [n for n, c in cells.items() if c.is_hollow] == held
    assert all(cells[n].effective == (1, 1) and cells[n].hollow == (2, 2) for n in held)
    assert all(cells[n].held_by == ("3",) for n in held)
    assert cells["16"].effective == (3, 3)
    assert cells["16"].held_by == ()
    assert cells["3"].effective == (1, 1)
    assert cells["3"].hollow == (0, 0)
    assert cells["3"].held_by == ()


def test_raising_the_law_gains_nine() -> None:
    """The law to 2: itself and the eight above go from 1 to 2, nine in all. Raising any other one: the eight
    are still held at 1, so 0; one without prerequisites (1 9 13 14 15 18 19 20 21) gains itself, 1; 2 needs
    1 (3), 8 needs 9 (3): their own 4 is not carried, 0; 16 at 4 needs the law or 19 at 4: 0."""
    unlock = maturity(facts_with(ALL_AT_3), T).unlock
    rows = [(u.capability, u.gain) for u in unlock if u.country == "MWI"]
    assert rows[0] == ("3", 9)
    assert rows[1:10] == [(n, 1) for n in ("1", "9", "13", "14", "15", "18", "19", "20", "21")]
    zero = ("2", "4", "5", "6", "7", "8", "10", "11", "12", "16", "17")
    assert rows[10:] == [(n, 0) for n in zero]


def test_no_gain_at_the_top_or_where_unknown() -> None:
    """At 4 there is nothing to raise; an unknown phase cannot be raised by one."""
    unlock = maturity(facts_with({"1": 4, "9": 3}), T).unlock
    assert [(u.capability, u.gain) for u in unlock] == [("9", 1)]


def test_unknown_leaves_a_range() -> None:
    """4 is 3, the law unknown [1, 4]: effective 4 is [1, 3], hollow [max(0, 3 - 3), 3 - 1] = [0, 2]: not
    stated. 12 unknown: effective [1, min(4, 4, 3)] = [1, 3], hollow [0, 3], held at its upper end by 4."""
    cells = cells_of(facts_with({"4": 3}))
    assert cells["4"].effective == (1, 3)
    assert cells["4"].hollow == (0, 2)
    assert not cells["4"].is_hollow
    assert cells["12"].phase is None
    assert cells["12"].effective == (1, 3)
    assert cells["12"].hollow == (0, 3)
    assert cells["12"].held_by == ("4",)


def test_hollow_is_stated_in_spite_of_the_unknown() -> None:
    """12 is 4, 4 is 2, the law unknown: effective 12 is at most min(4, 4, 2) = 2, so hollow by 2 at least and
    by 4 - 1 = 3 at most."""
    cell = cells_of(facts_with({"12": 4, "4": 2}))["12"]
    assert cell.hollow == (2, 3)
    assert cell.is_hollow
    assert cell.held_by == ("4",)


def test_held_by_alternatives() -> None:
    """16 is 3 and needs the law or 19. Law 1, 19 1: the best of the two is 1, both hold it. Law 1, 19 2: the
    best is 2, held by 19 alone; raising the law to 2 would not lift it. 19 at 3 carries it."""
    assert cells_of(facts_with({"16": 3, "3": 1, "19": 1}))["16"].held_by == ("3", "19")
    cell = cells_of(facts_with({"16": 3, "3": 1, "19": 2}))["16"]
    assert cell.effective == (2, 2)
    assert cell.held_by == ("19",)
    assert cells_of(facts_with({"16": 3, "3": 1, "19": 3}))["16"].held_by == ()


def test_held_by_goes_through_what_is_held_itself() -> None:
    """5 needs 3 and 4, 4 needs 3. Own: 5 is 4, 4 is 4, 3 is 2. 4 is effectively 2 though its own phase is 4: not
    4 but the law is named."""
    assert cells_of(facts_with({"5": 4, "4": 4, "3": 2}))["5"].held_by == ("3",)


def test_not_found_later_makes_it_1() -> None:
    """Phase 3 in 2020, not found in 2022: 1. An unclear look in 2023 changes nothing. A found one of 2024 without a
    phase says that it is there again: 2 to 4, no phase. Before 2022 it was 3; before 2020 nobody knew."""
    looks = [
        {"capability": "9", "outcome": "found", "phase": "3", "reviewed_on": "2020"},
        {"capability": "9", "outcome": "not_found", "reviewed_on": "2022"},
        {"capability": "9", "outcome": "unclear", "reviewed_on": "2023"},
        {"capability": "9", "outcome": "found", "reviewed_on": "2024"},
    ]
    facts = facts_of(Snapshot.from_rows(small(reviews=looks)), edition())
    years = (2019, 2021, 2022, 2023, 2024)
    at = {y: maturity(facts, date(y, 6, 1)).cells[NUMBERS.index("9")] for y in years}
    assert {y: c.phase for y, c in at.items()} == {2019: None, 2021: 3, 2022: 1, 2023: 1, 2024: None}
    # 9 needs nothing, so what it carries is what it is
    assert {y: c.effective for y, c in at.items()} == {
        2019: (1, 4),
        2021: (3, 3),
        2022: (1, 1),
        2023: (1, 1),
        2024: (2, 4),
    }


def test_not_found_is_phase_1_whether_or_not_a_phase_was_ever_given() -> None:
    """A law that was looked for and not found leaves the hotline at 3 as hollow as a law at phase 1 does: 12 < 3, so
    12 is carried to 1, hollow by 2. An older phase of the law changes nothing."""
    hotline = {"capability": "12", "outcome": "found", "phase": "3", "reviewed_on": "2023"}
    police = {**hotline, "capability": "4"}
    law = {"capability": "3", "outcome": "not_found", "reviewed_on": "2023"}
    old = {"capability": "3", "outcome": "found", "phase": "3", "reviewed_on": "2020"}
    for looks in ([hotline, police, law], [hotline, police, law, old]):
        found = cells_of(facts_of(Snapshot.from_rows(small(reviews=looks)), edition()))
        assert (found["3"].phase, found["3"].effective) == (1, (1, 1))
        assert (found["12"].effective, found["12"].hollow, found["12"].held_by) == ((1, 1), (2, 2), ("3",))


def test_found_again_without_a_phase_is_at_least_2() -> None:
    """The law not found in 2022, found in 2023 without a phase: 2 to 4. 12 at 4 is then hollow by 0 to 2."""
    looks = [
        {"capability": "3", "outcome": "not_found", "reviewed_on": "2022"},
        {"capability": "3", "outcome": "found", "reviewed_on": "2023"},
        *({"capability": n, "outcome": "found", "phase": "4", "reviewed_on": "2023"} for n in ("4", "12")),
    ]
    found = cells_of(facts_of(Snapshot.from_rows(small(reviews=looks)), edition()))
    assert (found["3"].phase, found["3"].effective) == (None, (2, 4))
    assert found["12"].hollow == (0, 2)


def test_sentences() -> None:
    cells = cells_of(facts_with(ALL_AT_3))
    say = {n: ENGLISH.render(c.why(), lambda name: f"<{name.id}>") for n, c in cells.items()}
    assert say["12"] == ("<12> is at phase 3, but its prerequisites support phase 1 only. Held back by: <3>.")
    assert say["9"] == "<9> is at phase 3, and its prerequisites support it."
    cells = cells_of(facts_with({"4": 3}))
    say = {n: ENGLISH.render(c.why(), lambda name: f"<{name.id}>") for n, c in cells.items()}
    assert say["4"] == "<4> is at phase 3; it is not known whether its prerequisites support it."
    assert say["9"] == "No maturity review has set a phase for <9>."


def test_countries() -> None:
    """Named countries only, in ISO3 order; one that is not there is refused by name."""
    facts = facts_with({"3": 2}, countries=[{"iso3": "KEN"}, {"iso3": "ZWE"}])
    assert {c.country for c in maturity(facts, T).cells} == {"KEN", "MWI", "ZWE"}
    assert [c.country for c in maturity(facts, T, ["ZWE", "KEN"]).cells[::21]] == ["KEN", "ZWE"]
    with pytest.raises(UsageError, match="XXX"):
        maturity(facts, T, ["XXX"])


def test_empty_store() -> None:
    facts = facts_of(Snapshot.from_rows({}), edition())
    assert as_json(maturity(facts, T)) == {"cells": [], "unlock": []}


# -- fewest raises


@pytest.mark.parametrize(
    ("target", "phase", "total", "raised"),
    [
        ("3", 2, 1, ["3"]),
        ("12", 2, 3, ["3", "4", "12"]),  # the law, the police who need it, the hotline
        ("17", 2, 3, ["3", "4", "17"]),  # 4 is needed as one of two; 12 would need 4 anyway
        ("16", 2, 2, ["3", "16"]),  # law or 19 at the same price: the first in edition order
        ("12", 4, 9, ["3", "4", "12"]),  # three raises each
        ("11", 3, 8, ["3", "9", "4", "11"]),  # 3, 4, 9 and 11 by two each
    ],
)
def test_fewest_raises_from_nothing(target: str, phase: int, total: int, raised: list[str]) -> None:
    """Nobody gave a phase: all count as 1, and the answer says so."""
    reach = to_reach(facts_with({}), T, "MWI", target, phase)
    assert reach.total == total
    assert [r.capability for r in reach.raises] == raised
    assert set(reach.assumed) == set(raised)


def test_fewest_raises_uses_what_is_there() -> None:
    """16 to 3 with law 1 and 19 at 3: only 16 itself, from 1 to 3, two raises. With 19 at 2: 19 by one is
    cheaper than the law by two."""
    reach = to_reach(facts_with({"3": 1, "19": 3, "16": 1}), T, "MWI", "16", 3)
    assert [(r.capability, r.start, r.to) for r in reach.raises] == [("16", 1, 3)]
    assert reach.assumed == ()
    reach = to_reach(facts_with({"3": 1, "19": 2, "16": 1}), T, "MWI", "16", 3)
    assert as_json(reach) == {
        "country": "MWI",
        "capability": "16",
        "phase": 3,
        "raises": [{"capability": "19", "from": 2, "to": 3}, {"capability": "16", "from": 1, "to": 3}],
        "total": 3,
        "assumed": [],
    }


def test_reached_already() -> None:
    assert to_reach(facts_with(dict.fromkeys(NUMBERS, 2)), T, "MWI", "12", 2).total == 0


def test_refusals() -> None:
    facts = facts_with({})
    with pytest.raises(UsageError, match="Phase 5"):
        to_reach(facts, T, "MWI", "3", 5)
    with pytest.raises(UsageError, match="99"):
        to_reach(facts, T, "MWI", "99", 2)
    with pytest.raises(UsageError, match="KEN"):
        to_reach(facts, T, "KEN", "3", 2)


def small_edition(rng: random.Random, k: int) -> Edition:
    """An invented edition: later capabilities need earlier ones, all or any of a group."""
    numbers = [str(n) for n in range(1, k + 1)]
    requires = []
    for b in range(1, k):
        for a in range(b):
            draw = rng.random()
            group = "" if draw < 0.25 else rng.choice("xy") if draw < 0.6 else None
            if group is not None:
                requires.append(Requirement(numbers[b], numbers[a], "P", group, "r", "guidance"))
    return Edition(
        "invented", "Invented", 2000, (Domain("d", 1, "D"),),
        tuple(Capability(n, "d", n, "", 1) for n in numbers), tuple(requires), (), (), (), {},
    )  # fmt: skip


def test_shared_costs_are_paid_once() -> None:
    """4 needs (2 or 3) and (1 or 3). 1, 2 cost 2 each, 3 costs 3. Group by group 2 and 1 are cheapest (2 each,
    4 in all); together 3 alone serves both groups for 3."""
    e = small_edition(random.Random(0), 4)
    rows = [("4", "2", "x"), ("4", "3", "x"), ("4", "1", "y"), ("4", "3", "y")]
    needs = tuple(Requirement(b, a, "P", g, "r", "guidance") for b, a, g in rows)
    e = Edition(e.id, e.name, e.year, e.domains, e.capabilities, needs, (), (), (), {})
    assert cheapest_raises(e, 3, lambda a: [2, 2, 3, 0][a]) == {2, 3}


def test_cheapest_set_equals_trying_every_set() -> None:
    """500 invented editions of up to 7 capabilities: least cost over all subsets that carry the target."""
    rng = random.Random(7)
    for _ in range(500):
        e = small_edition(rng, rng.randint(1, 7))
        k = len(e.capabilities)
        price = [rng.choice([0, 1, 1, 2, 5]) for _ in range(k)]
        b = rng.randrange(k)
        chosen = cheapest_raises(e, b, lambda a, p=price: p[a])  # type: ignore[misc]
        sets = [s for s in product((0, 1), repeat=k) if supported(e, np.array(s))[b]]
        assert supported(e, np.array([int(a in chosen) for a in range(k)]))[b] == 1
        assert sum(price[a] for a in chosen) == min(sum(np.array(price) * s) for s in sets)


# -- laws, and the independent oracle


def test_laws() -> None:
    """eff <= m; lower ends <= upper ends; raising any phase lowers no effective phase and lifts its own gain."""
    rng = np.random.default_rng(3)
    for e in (edition(), edition("mnr-2022")):
        k = len(e.capabilities)
        low = rng.integers(1, 5, (300, k))
        high = np.minimum(4, low + rng.integers(0, 3, (300, k)))
        eff_low, eff_high = supported(e, low), supported(e, high)
        assert (eff_low <= low).all()
        assert (eff_high <= high).all()
        assert (eff_low <= eff_high).all()
        for a in range(k):
            raised = low.copy()
            raised[:, a] = np.minimum(4, raised[:, a] + 1)
            assert (supported(e, raised) >= eff_low).all()


def without_other_editions(tables: Tables) -> Tables:
    """Looks of mnr-2022 restated in mnr-2016 where a number stands alone in both (all but 16, which unites 16 and
    17): the oracle reads a crosswalk only forwards."""
    rows = [
        {**r, "edition": BASE_EDITION} if r.get("edition") == "mnr-2022" else r
        for r in tables["reviews"]
        if (r.get("edition"), r["capability"]) != ("mnr-2022", "16")
    ]
    return {**tables, "reviews": rows}


@pytest.mark.parametrize("seed", range(6))
def test_equals_the_oracle(seed: int) -> None:
    size = list(SIZES)[seed % 3]
    tables = random_world(seed, size)
    base = without_other_editions(tables)
    snapshot = Snapshot.from_rows(tables)
    for i, day in enumerate(days_of(tables, seed)):
        evidence = "confirmed" if i == 2 else "all"
        for there in (default_edition(), later_edition()):
            known = base if there.id == BASE_EDITION else tables
            facts = facts_of(snapshot, edition(there.id), Evidence(evidence))
            assert as_json(maturity(facts, day)) == answers.maturity(known, there, day, evidence)


@pytest.mark.parametrize("seed", range(0, 60, 12))
def test_fewest_raises_equal_the_oracle(seed: int) -> None:
    """Every target and phase of one country, against trying every assignment of phases."""
    tables = random_world(seed, "medium")
    facts = facts_of(Snapshot.from_rows(tables), edition())
    view = answers.view_of(without_other_editions(tables), default_edition())
    country = facts.countries[0]
    given = {n: slow.own_phase(view, country, n, AS_OF) for n in NUMBERS}
    known = [p if isinstance(p, int) else 0 for p in given.values()]  # [2, 4] is no phase
    assert known == phases_at(facts, AS_OF)[2][:21].tolist()
    for b in NUMBERS:
        for p in (2, 3, 4):
            reach = to_reach(facts, AS_OF, country, b, p)
            assert reach.total == slow.to_reach(default_edition(), given, b, p)
