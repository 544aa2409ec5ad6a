"""Who does what, where: worked by hand, on the invented region, and against the slow reading of random worlds."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import date

import pytest

from coordination.analytics.board.deliveries import Progress, Quality, deliveries
from graph_schema.errors import UsageError
from graph_schema.values import Role, Scope
from tests.both import Case, cases, facts
from tests.oracle.age import is_old
from tests.oracle.cells import View
from tests.oracle.small import small
from tests.oracle.world import Claim, read_world

DAY = date(2024, 6, 1)


def does(who: str, capability: str = "12", **more: str) -> dict[str, str]:
    return {"stakeholder_id": who, "capability": capability, **more}


def test_every_status_is_that_of_the_day() -> None:
    """On 1 June 2024. a runs; b ended with May; c is announced; a begins 13 in July; a finished one-off of 2023 without
    an end has ended; a plan for the time to March was never carried out. The source of the small world is of 2010, so
    older than 36 months."""
    found = deliveries(
        facts(
            small(
                deliveries=[
                    does("a"),
                    does("b", until="2024-05"),
                    does("c", status="planned"),
                    does("a", "13", since="2024-07"),
                    does("b", "13", status="ended", since="2023"),
                    does("c", "13", status="planned", until="2024-03"),
                ]
            )
        ),
        DAY,
    )
    assert [(r.capability, r.stakeholder, r.status) for r in found.deliveries] == [
        ("12", "a", "active"),
        ("12", "b", "ended"),
        ("12", "c", "planned"),
        ("13", "a", "planned"),
        ("13", "b", "ended"),
        ("13", "c", "lapsed"),
    ]
    assert asdict(found.totals) == {
        "deliveries": 6,
        "organisations": 3,
        "countries": 1,
        "capabilities": 2,
        "statuses": {"active": 1, "planned": 2, "lapsed": 1, "ended": 2, "unknown": 0},
        "qualities": {"confirmed": 0, "stale": 6, "unconfirmed": 0},
    }


def test_choices_cut_the_rows_down_and_a_wrong_one_is_named() -> None:
    known = facts(
        small(deliveries=[does("a"), does("b", role="supports"), does("a", "13", verified="recalled")])
    )
    assert [r.stakeholder for r in deliveries(known, DAY, roles=(Role.SUPPORTS,)).deliveries] == ["b"]
    assert [r.capability for r in deliveries(known, DAY, qualities=(Quality.UNCONFIRMED,)).deliveries] == [
        "13"
    ]
    assert len(deliveries(known, DAY, organisations=("a",)).deliveries) == 2
    assert deliveries(known, DAY, words="nobody of that name").deliveries == ()
    assert deliveries(known, DAY, countries=("QQQ",)).deliveries == ()
    assert deliveries(known, DAY, statuses=(Progress.ENDED,)).deliveries == ()
    with pytest.raises(UsageError, match="'99' is not a choice for capability"):
        deliveries(known, DAY, capabilities=("99",))


def test_how_wide_the_source_of_each_speaks() -> None:
    """As the record says it; empty where it does not."""
    found = deliveries(facts(small(deliveries=[does("a"), does("b", scope="part_of_country")])), DAY)
    assert [(r.stakeholder, r.scope) for r in found.deliveries] == [("a", None), ("b", Scope.PART_OF_COUNTRY)]


def _status(claim: Claim, day: date) -> str:
    """Read row by row, without the intervals of the program."""
    if claim.dropped is not None and claim.dropped <= day:
        return ""  # the body that it names ended before it began
    if claim.active(day):
        return "active"
    if claim.planned(day):
        return "planned"
    if not claim.started(day):
        return ""
    if claim.status == "planned":
        return "lapsed" if claim.over(day) else ""  # announced by a source of later
    return "ended" if claim.over(day) or claim.one_off(day) else "unknown"


@pytest.mark.parametrize("seed", range(6))
def test_every_row_is_that_of_the_slow_reading(seed: int) -> None:
    """The rows of every cell with their status and their evidence, all countries and capabilities."""
    for case in cases(seed):
        _compare(case)


def _compare(case: Case) -> None:
    world = read_world(case.tables, case.evidence)
    view = View(world, case.edition)
    wanted: Counter[tuple[str, ...]] = Counter()
    for country in sorted(r["iso3"] for r in case.tables["countries"]):
        for capability in case.edition.capabilities:
            for role in ("provides", "supports", "stands_in"):
                for claim in view.deliveries(country, capability, role):
                    status = _status(claim, case.day)
                    old = is_old(view, claim, capability, case.day)
                    evidence = "stale" if old else "confirmed"
                    evidence = evidence if claim.verified else "unconfirmed"
                    if status:
                        wanted[country, capability, claim.get("stakeholder_id"), role, status, evidence] += 1
    found = deliveries(case.facts, case.day)
    got = Counter(
        (r.country, r.capability, r.stakeholder, r.role, r.status, r.quality) for r in found.deliveries
    )
    assert got == wanted, str(case)
