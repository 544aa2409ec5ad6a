"""Hand-offs, new ties, cliffs and seats of the oracle, worked by hand from METHODS 8 and 9."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from tests.oracle import answers
from tests.oracle.cells import View
from tests.oracle.edition import default_edition
from tests.oracle.handoffs import fewest_ties, smallest_by_subsets
from tests.oracle.small import small
from tests.oracle.world import Tables, read_world

EDITION = default_edition()
T = date(2024, 6, 15)


def delivery(who: str, capability: str, **more: str) -> dict[str, str]:
    return {"stakeholder_id": who, "capability": capability, **more}


def edge(tables: Tables, needs: str = "9", gives: str = "4") -> dict[str, Any] | None:
    rows = answers.handoffs(tables, EDITION, T)["handoffs"]
    return next((r for r in rows if (r["needs"], r["gives"]) == (needs, gives)), None)


def state(tables: Tables) -> str | None:
    row = edge(tables)
    return None if row is None else str(row["state"])


BOTH = [delivery("care", "9"), delivery("police", "4")]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"deliveries": BOTH}, "not_recorded"),
        ({"deliveries": [delivery("one", "9"), delivery("one", "4")]}, "linked"),
        ({"deliveries": BOTH, "ties": [{"a_id": "police", "b_id": "care"}]}, "linked"),
        ({"deliveries": BOTH, "ties": [{"a_id": "police", "b_id": "care", "iso3": "MWI"}]}, "linked"),
        ({"deliveries": BOTH, "ties": [{"a_id": "police", "b_id": "care", "iso3": "KEN"}]}, "not_recorded"),
        ({"deliveries": BOTH, "ties": [{"a_id": "police", "b_id": "care", "until": "2020"}]}, "not_recorded"),
        ({"deliveries": BOTH, "ties": [{"a_id": "police", "b_id": "x"}]}, "not_recorded"),
        ({"deliveries": BOTH, "affiliations": [{"child_id": "care", "parent_id": "police"}]}, "linked"),
        ({"deliveries": [delivery("care", "9")]}, "unknown"),  # nobody looked for a police unit
        ({"deliveries": []}, None),
        ({"deliveries": [delivery("care", "9"), delivery("p", "4", status="planned")]}, "one_side_empty"),
        ({"deliveries": [delivery("care", "9"), delivery("p", "4", until="2020")]}, "one_side_empty"),
    ],
)
def test_states(given: dict[str, Any], expected: str | None) -> None:
    assert state(small(**given)) == expected


@pytest.mark.parametrize(
    ("outcome", "expected"), [("not_found", "one_side_empty"), ("found", "unknown"), ("unclear", "unknown")]
)
def test_a_look_at_the_empty_side(outcome: str, expected: str) -> None:
    """Nobody there: gap. Somebody there, not named: who should be tied to whom is unknown."""
    look = {"capability": "4", "outcome": outcome, "reviewed_on": "2023"}
    assert state(small(deliveries=[delivery("care", "9")], reviews=[look])) == expected


def test_ties_are_named() -> None:
    row = edge(
        small(
            deliveries=[*BOTH, delivery("care2", "9")],
            ties=[{"a_id": "police", "b_id": "care"}, {"a_id": "care", "b_id": "police", "kind": "mou"}],
        )
    )
    assert row is not None
    assert row["ties"] == [["care", "police"]]


def test_one_tie_can_serve_several() -> None:
    """care gives 9 and 11, police 4, h 12, s 8. F edges with providers on both sides: 9<4 care-police; 12<9
    h-care; 4<12 police-h; 8<4 s-police; 8<11 and 11<8 s-care, one tie for both. Five different pairs, none
    can stand in for another: five ties for six hand-offs."""
    tables = small(
        deliveries=[
            delivery("care", "9"),
            delivery("care", "11"),
            delivery("police", "4"),
            delivery("h", "12"),
            delivery("s", "8"),
        ]
    )
    answer = answers.handoffs(tables, EDITION, T)
    open_ones = [(r["needs"], r["gives"]) for r in answer["handoffs"] if r["state"] == "not_recorded"]
    assert open_ones == [("4", "12"), ("8", "4"), ("8", "11"), ("9", "4"), ("11", "8"), ("12", "9")]
    assert [(t["a"], t["b"]) for t in answer["new_ties"]] == [
        ("care", "h"),
        ("care", "police"),
        ("care", "s"),
        ("h", "police"),
        ("police", "s"),
    ]
    twice = next(t for t in answer["new_ties"] if (t["a"], t["b"]) == ("care", "s"))
    assert twice["serves"] == [{"needs": "8", "gives": "11"}, {"needs": "11", "gives": "8"}]


def test_a_body_with_two_roles_saves_a_tie() -> None:
    """8 by x and s, 9 by x and c, 4 by p. 8<4 and 9<4 are both served by one tie p-x; p-s or p-c would serve
    one."""
    rows = [
        delivery("x", "8"),
        delivery("x", "9"),
        delivery("s", "8"),
        delivery("c", "9"),
        delivery("p", "4"),
    ]
    new = answers.handoffs(small(deliveries=rows), EDITION, T)["new_ties"]
    assert [(t["a"], t["b"]) for t in new] == [("p", "x")]


@pytest.mark.parametrize("seed", range(25))
def test_search_against_all_subsets(seed: int) -> None:
    """The branching search against trying every set of pairs, on random providers of 2, 4, 8, 9, 11, 12."""
    rng = random.Random(seed)
    rows = [
        delivery(who, n)
        for n in ("2", "4", "8", "9", "11", "12")
        for who in rng.sample("abcdef", rng.randint(1, 3))
    ]
    view = View(read_world(small(deliveries=rows), "all"), EDITION)
    found = answers.handoffs(small(deliveries=rows), EDITION, T)["handoffs"]
    edges = [(r["needs"], r["gives"]) for r in found if r["state"] == "not_recorded"]
    choices = [
        {
            (min(a, b), max(a, b))
            for a in view.providers("MWI", needs, T)
            for b in view.providers("MWI", gives, T)
        }
        for needs, gives in edges
    ]
    assert len(fewest_ties(view, "MWI", edges, T)) == smallest_by_subsets(choices, len(edges))


# -- cliffs


def test_cliffs() -> None:
    """From 15 June 2024: a and b carry 12 (covered). b ends with 2024: in 2024-12 the cell drops to fragile.
    a's only grant ends on 10 March 2025: on 1 April nobody is left: 2025-03, donor f. 3 ends today: over on
    the 16th, so the first month. The memorandum's last day is 31 January 2025."""
    tables = small(
        deliveries=[
            delivery("a", "12"),
            delivery("b", "12", until="2024"),
            delivery("g", "3", until="2024-06-15"),
        ],
        funding=[{"funder_id": "f", "recipient_id": "a", "capabilities": "12", "until": "2025-03-10"}],
        agreements=[{"id": "m", "expires": "2025-01"}],
    )
    months = answers.cliffs(tables, EDITION, T)["months"]
    assert [m["month"] for m in months][:2] == ["2024-06", "2024-07"]
    assert (len(months), months[-1]["month"]) == (24, "2026-05")
    full = {m["month"]: m for m in months if m["cells"] or m["donors"] or m["agreements"]}
    assert sorted(full) == ["2024-06", "2024-12", "2025-01", "2025-03"]
    assert [(c["capability"], c["before"], c["after"]) for c in full["2024-06"]["cells"]] == [("3", 2, 0)]
    assert [(c["capability"], c["before"], c["after"]) for c in full["2024-12"]["cells"]] == [("12", 2, 1)]
    assert [(c["capability"], c["before"], c["after"]) for c in full["2025-03"]["cells"]] == [("12", 1, 0)]
    assert (full["2024-12"]["donors"], full["2025-03"]["donors"]) == ([], ["f"])
    assert full["2025-01"]["agreements"] == ["m"]


def test_a_cliff_needs_to_be_standing_before() -> None:
    """c starts in 2025 and ends with 2025: its month is 2025-12 though it does not stand today. A grant that
    starts after today and ends does not count its receiver out: no known funders today."""
    rows = [delivery("c", "12", since="2025", until="2025"), delivery("d", "13")]
    money = [{"funder_id": "f", "recipient_id": "d", "since": "2024-09", "until": "2024-12"}]
    months = answers.cliffs(small(deliveries=rows, funding=money), EDITION, T)["months"]
    assert [m["month"] for m in months if m["cells"]] == ["2025-12"]


# -- seats


def test_seats() -> None:
    """Thirteen seats a body. police is held (twice, two sources: one member); interior by one whose time is
    over. An empty seat is empty only where the list is whole."""
    seats = [
        {"body_id": "com", "member_id": "p", "seat": "police"},
        {"body_id": "com", "member_id": "p", "seat": "police", "source_id": "s2"},
        {"body_id": "com", "member_id": "i", "seat": "interior", "until": "2020"},
    ]

    def states(whole: str) -> dict[str, tuple[str, list[str]]]:
        tables = small(
            committee_bodies=[{"body_id": "com", "seats_complete": whole}],
            committee_seats=seats,
            sources=[{"source_id": "s"}, {"source_id": "s2"}],
        )
        rows = answers.seats(tables, EDITION, T)["seats"]
        assert len(rows) == 13
        return {r["seat"]: (r["state"], r["members"]) for r in rows}

    assert states("yes")["police"] == ("filled", ["p"])
    assert states("yes")["interior"] == ("empty", [])
    assert states("no")["interior"] == ("unknown", [])
    assert states("")["faith"] == ("unknown", [])
