"""The flags of a cell, each expectation worked by hand from METHODS 2."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.oracle import answers
from tests.oracle.edition import default_edition
from tests.oracle.small import small
from tests.oracle.world import Tables
from tests.worlds import AS_OF, random_world

EDITION = default_edition()
T = date(2024, 6, 15)


def cell(tables: Tables, capability: str = "12", day: date = T, evidence: str = "all") -> dict[str, Any]:
    cells = answers.coverage(tables, EDITION, day, evidence)["cells"]
    return next(c for c in cells if (c["country"], c["capability"]) == ("MWI", capability))


def delivery(who: str, capability: str = "12", **more: str) -> dict[str, str]:
    return {"stakeholder_id": who, "capability": capability, **more}


def look(outcome: str, on: str, capability: str = "12", **more: str) -> dict[str, str]:
    return {"capability": capability, "outcome": outcome, "reviewed_on": on, **more}


def test_uncounted() -> None:
    """One known, k = 2, nobody looked. A look takes the flag away; k = 1 never has it; nor a hotline, of which one is
    normal."""
    assert "uncounted" in cell(small(deliveries=[delivery("a", "13")]), "13")["flags"]
    seen = small(deliveries=[delivery("a", "13")], reviews=[look("found", "2020", "13")])
    assert "uncounted" not in cell(seen, "13")["flags"]
    assert "uncounted" not in cell(small(deliveries=[delivery("a", "3")]), "3")["flags"]
    assert "uncounted" not in cell(small(deliveries=[delivery("a", "12")]))["flags"]


@pytest.mark.parametrize(
    ("rows", "funding", "expires"),
    [
        ([{"until": "2024-12"}], [], True),  # over on 2025-01-01, within twelve months
        ([{"until": "2025-06-14"}], [], True),  # over on 2025-06-15, the last day of the window
        ([{"until": "2025-06-15"}], [], False),  # over one day too late
        ([{"until": "2024-06-15"}], [], True),  # over tomorrow
        ([{}], [{"until": "2024-12"}], True),  # money known now and none then
        ([{}], [{"until": "2024-12"}, {"since": "2024-08", "title": "next"}], False),  # new money follows
        ([{}], [{"until": "2024-12"}, {"since": "2025-03", "title": "next"}], True),  # a break between
    ],
)
def test_expiring(rows: list[dict[str, str]], funding: list[dict[str, str]], expires: bool) -> None:
    """One provider a of a hotline (fragile); the rank falls to 0 when it ends or its money does."""
    tables = small(
        deliveries=[delivery("a", **row) for row in rows],
        funding=[{"funder_id": "f", "recipient_id": "a", **row} for row in funding],
    )
    assert ("expiring" in cell(tables)["flags"]) == expires


def test_a_known_start_saves_a_cell() -> None:
    """a ends with 2024; b starts on 1 January 2025 (known today): on no day is there less than one. With b
    starting a day later there is a day without any."""
    both = [delivery("a", until="2024"), delivery("b", since="2025")]
    assert "expiring" not in cell(small(deliveries=both))["flags"]
    late = [delivery("a", until="2024"), delivery("b", since="2025-01-02")]
    assert "expiring" in cell(small(deliveries=late))["flags"]


@pytest.mark.parametrize(
    ("stand_in", "expires"),
    [
        ({}, False),  # a provides, b stands in: covered, also in a year
        ({"until": "2024-12"}, True),  # the agreement with b runs out: fragile then
        ({"until": "2025-06-15"}, False),
    ],
)
def test_a_successor_that_runs_out(stand_in: dict[str, str], expires: bool) -> None:
    """Money is no matter: b has had its only funder go with 2024 and is still named."""
    tables = small(
        deliveries=[delivery("a"), delivery("b", role="stands_in", **stand_in)],
        funding=[{"funder_id": "f", "recipient_id": "b", "until": "2024"}],
    )
    found = cell(tables)
    assert (found["state"], "expiring" in found["flags"]) == ("covered", expires)


def test_flags_look_at_providers_only() -> None:
    """The stand-in is recalled, contradicted and over: none of it is a flag of the cell."""
    rows = [delivery("a"), delivery("b", role="stands_in", verified="recalled", until="2020")]
    assert cell(small(deliveries=rows))["flags"] == ["stale"]  # the one source is of 2010
    assert cell(small(deliveries=rows[1:]))["flags"] == []  # a successor that was is no lapse
    assert cell(small(deliveries=rows[1:]))["state"] == "unknown"


def test_losing_a_second_funder_can_merge_two_groups() -> None:
    """a has funders f and g, b has f: independent (covered). When g stops, all known funders of both are f:
    one group, so the cell ranks lower though both go on."""
    tables = small(
        deliveries=[delivery("a"), delivery("b")],
        funding=[
            {"funder_id": "f", "recipient_id": "a"},
            {"funder_id": "f", "recipient_id": "b"},
            {"funder_id": "g", "recipient_id": "a", "until": "2024"},
        ],
    )
    found = cell(tables)
    assert (found["state"], "expiring" in found["flags"]) == ("covered", True)


@pytest.mark.parametrize(
    ("published", "looks", "stale"),
    [
        ("2021-06-15", [], False),  # exactly 36 months old
        ("2021-06-14", [], True),
        ("2020", [], True),
        ("2021", [], False),  # December 2021 is not 36 months ago
        ("", [], False),  # no dated evidence: never stale
        ("2010", [look("unclear", "2023", method="interview")], False),  # somebody looked since
    ],
)
def test_stale(published: str, looks: list[dict[str, str]], stale: bool) -> None:
    sources = [{"source_id": "s", "published": published}]
    tables = small(deliveries=[delivery("a")], reviews=looks, sources=sources)
    assert ("stale" in cell(tables)["flags"]) == stale


def test_unconfirmed() -> None:
    assert "unconfirmed" in cell(small(deliveries=[delivery("a", verified="recalled")]))["flags"]
    both = [delivery("a", verified="recalled"), delivery("b")]
    assert "unconfirmed" not in cell(small(deliveries=both))["flags"]
    assert "unconfirmed" not in cell(small())["flags"]


@pytest.mark.parametrize(
    ("second", "conflict"),
    [
        ({"until": "2020"}, True),  # the other source says over at the end of 2020, after the start 2015
        ({"since": "2010", "until": "2014"}, False),  # an earlier spell: over before this one began
        (
            {"until": "2014", "since": ""},
            False,
        ),  # exclusive end 2015-01-01 is not after the start on that day
        ({"status": "ended"}, False),  # over without an end
        ({"until": "2030"}, False),
    ],
)
def test_conflict_between_sources(second: dict[str, str], conflict: bool) -> None:
    tables = small(
        deliveries=[delivery("a"), delivery("a", source_id="s2", **second)],
        sources=[{"source_id": "s", "published": "2010"}, {"source_id": "s2", "published": "2010"}],
    )
    assert ("conflict" in cell(tables)["flags"]) == conflict


def test_conflict_with_a_look() -> None:
    """A provider is known and the latest look found nothing: still fragile, in conflict."""
    found = cell(small(deliveries=[delivery("a")], reviews=[look("not_found", "2023", method="interview")]))
    assert (found["state"], found["flags"]) == ("fragile", ["conflict"])


@pytest.mark.parametrize("seed", range(6))
def test_expiring_on_every_single_day(seed: int) -> None:
    """Looking at each of the 366 days in turn gives what looking at the days on which something changes
    gives."""
    view = answers.view_of(random_world(seed, "tiny"), EDITION)
    for country in view.world.countries:
        for number in ("1", "4", "12", "13"):
            today = view.rank(country, number, AS_OF, AS_OF)
            days = [AS_OF + timedelta(days=n) for n in range(1, 366)]  # to 28 February 2025, a year later
            lower = any(view.rank(country, number, day, AS_OF) < today for day in days)
            assert view.expiring(country, number, AS_OF) == lower
