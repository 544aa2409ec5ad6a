"""Trends: counts and moves worked by hand, and against the states of the oracle on three days of random worlds."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from coordination.analytics.time.trends import MOST_DAYS, days_back, trend
from graph_schema.errors import UsageError
from tests.both import facts
from tests.oracle.cells import View
from tests.oracle.edition import default_edition, later_edition
from tests.oracle.small import small
from tests.oracle.world import read_world
from tests.said import as_json
from tests.unit.test_maturity import without_other_editions
from tests.worlds import AS_OF, random_world


def does(who: str, number: str, **more: str) -> dict[str, str]:
    return {"stakeholder_id": who, "capability": number, **more}


# -- the days


def test_days_go_back_from_the_last() -> None:
    """Back from 31 August in steps of three months: 31 May, 28 February (29 in a leap year), 30 November."""
    assert days_back(date(2023, 11, 1), date(2024, 8, 31), 3) == [
        date(2023, 11, 30), date(2024, 2, 29), date(2024, 5, 31), date(2024, 8, 31),
    ]  # fmt: skip
    assert days_back(date(2024, 1, 1), date(2024, 1, 1), 1) == [date(2024, 1, 1)]
    # the first day lies after the one that the step would reach: it is not asked about
    assert days_back(date(2023, 12, 1), date(2024, 8, 31), 3)[0] == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("first", "last", "months", "says"),
    [
        (date(2024, 2, 1), date(2024, 1, 1), 1, "2024-02-01 is after 2024-01-01"),
        (date(2024, 1, 1), date(2024, 2, 1), 0, "A step of 0 months"),
        (date(1990, 1, 1), date(2024, 1, 1), 1, "more than 120 days"),
    ],
)
def test_a_row_of_days_that_is_none(first: date, last: date, months: int, says: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        days_back(first, last, months)
    assert caught.value.hint


def test_as_many_days_as_there_may_be() -> None:
    assert len(days_back(date(2014, 2, 1), date(2024, 1, 1), 1)) == MOST_DAYS


# -- by hand


def test_a_country_over_three_years() -> None:
    """On 1 January of 2022, 2023, 2024.

    12 (k = 2): a since 2015, b since mid 2022, a until mid 2023: fragile, covered, fragile.
    3 (k = 1): not found in 2021, found in 2023: gap, gap, unattributed.
    9: first looked at in 2022 (not found): unknown, gap, gap: learned once.
    6: planned by c from a source of 2022 on: unknown, planned, planned: learned.
    The other 17 stay unknown. 12: better, then worse; 3 better in the second step.
    """
    looks = [
        {"capability": "3", "outcome": "not_found", "reviewed_on": "2021", "reviewer": "r"},
        {"capability": "3", "outcome": "found", "reviewed_on": "2023-06", "reviewer": "r"},
        {"capability": "9", "outcome": "not_found", "reviewed_on": "2022-03", "reviewer": "r"},
    ]
    tables = small(
        deliveries=[
            does("a", "12", until="2023-06"),
            does("b", "12", since="2022-06"),
            does("c", "6", status="planned", source_id="later"),
        ],
        reviews=looks,
        sources=[{"source_id": "later", "published": "2022-05"}],
    )
    days = [date(y, 1, 1) for y in (2022, 2023, 2024)]
    answer: Any = as_json(trend(facts(tables), days).told())
    states = ("covered", "fragile", "unattributed", "planned", "gap", "unknown")
    assert [tuple(r[s] for s in states) for r in answer["trend"]] == [
        (0, 1, 0, 0, 1, 19),
        (1, 0, 0, 1, 2, 17),
        (0, 1, 1, 1, 1, 17),
    ]
    moves = ("better", "worse", "learned", "lost_sight")
    assert [tuple(r[m] for m in moves) for r in answer["trend"]] == [
        (None, None, None, None),
        (1, 0, 2, 0),
        (1, 1, 0, 0),
    ]
    assert [
        (c["capability"], c["day"][:4], c["before"], c["after"], c["move"]) for c in answer["changes"]
    ] == [
        ("3", "2024", "gap", "unattributed", "better"),
        ("6", "2023", "unknown", "planned", "learned"),
        ("9", "2023", "unknown", "gap", "learned"),
        ("12", "2023", "fragile", "covered", "better"),
        ("12", "2024", "covered", "fragile", "worse"),
    ]


def test_a_rise_that_is_none_of_the_countrys_making_says_so() -> None:
    """12 (k = 2). a and b live on one funder until the end of 2022 and count as one; after that nobody knows what pays
    them, and they count apart: fragile, covered. 16 (k = 2): b is first heard of in 2022, since when nobody says."""
    tables = small(
        deliveries=[
            does("a", "12"),
            does("b", "12"),
            does("c", "16"),
            does("d", "16", since="", source_id="later"),
        ],
        funding=[{"funder_id": "fund", "recipient_id": w, "until": "2022"} for w in ("a", "b")],
        sources=[{"source_id": "later", "published": "2022-05"}],
    )
    answer: Any = as_json(trend(facts(tables), [date(2022, 1, 1), date(2023, 1, 1)]).told())
    assert [
        (c["capability"], c["move"], c["money_ended"], c["first_recorded"]) for c in answer["changes"]
    ] == [
        ("12", "better", ["a", "b"], []),
        ("16", "better", [], ["d"]),
    ]


def test_only_the_countries_asked_about() -> None:
    tables = small(deliveries=[does("a", "12"), does("a", "12", iso3="KEN")])
    seen = facts(tables)
    some: Any = as_json(trend(seen, [AS_OF], ["KEN"]).told())
    every: Any = as_json(trend(seen, [AS_OF]).told())
    assert [r["country"] for r in every["trend"]] == ["KEN", "MWI"]
    assert some["trend"] == [r for r in every["trend"] if r["country"] == "KEN"]


def test_nothing_at_all() -> None:
    assert as_json(trend(facts({}), [AS_OF]).told()) == {
        "days": [AS_OF.isoformat()], "trend": [], "changes": [],
    }  # fmt: skip


# -- against the oracle

RANK = ["unknown", "gap", "planned", "unattributed", "fragile", "covered"]


def move(before: str, after: str) -> str:
    if before == "unknown":
        return "learned"
    if after == "unknown":
        return "lost_sight"
    if before not in RANK or after not in RANK:
        return "corrected"  # from or to done once or supported only
    return "better" if RANK.index(after) > RANK.index(before) else "worse"


@pytest.mark.parametrize("block", range(4))
def test_states_and_moves_by_the_oracle(block: int) -> None:
    """Fifty worlds each: three days a year apart, edition and evidence take turns."""
    days = days_back(date(2022, 1, 1), AS_OF, 12)
    assert len(days) == 3
    for seed in range(3000 + block * 50, 3050 + block * 50):
        there = later_edition() if seed % 3 == 0 else default_edition()
        tables, evidence = random_world(seed, "tiny"), ("all", "confirmed")[seed % 2]
        known = without_other_editions(tables) if there.id == "mnr-2016" else tables
        view = View(read_world(known, evidence), there)
        answer: Any = as_json(trend(facts(tables, evidence, there.id), days).told())
        counted, changed = [], []
        for c in view.world.countries:
            states = [[view.state(c, n, d).state for n in there.capabilities] for d in days]
            for d, now in enumerate(states):
                moved = Counter(move(b, a) for b, a in zip(states[d - 1], now, strict=True) if d and a != b)
                counted.append((c, days[d].isoformat(), Counter(now), moved))
            for i, n in enumerate(there.capabilities):
                changed += [
                    (c, n, days[d].isoformat(), states[d - 1][i], states[d][i])
                    for d in (1, 2)
                    if states[d - 1][i] != states[d][i]
                ]
        found = [
            (
                r["country"],
                r["day"],
                Counter({s: r[s] for s in RANK if r[s]}),
                Counter({m: r[m] for m in ("better", "worse", "learned", "lost_sight") if r[m]}),
            )
            for r in answer["trend"]
        ]
        assert found == counted, seed
        keys = ("country", "capability", "day", "before", "after")
        assert [tuple(r[k] for k in keys) for r in answer["changes"]] == changed, seed
