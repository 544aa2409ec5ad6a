"""Seats of national bodies: worked by hand and against the oracle."""

from __future__ import annotations

from datetime import date

import pytest

from coordination.analytics.board.seats import seats
from coordination.text.sentences import ENGLISH
from tests.both import cases, facts
from tests.oracle import answers
from tests.oracle.small import small
from tests.said import as_json

T = date(2024, 6, 15)


def sits(who: str, seat: str, **more: str) -> dict[str, str]:
    return {"body_id": "council", "member_id": who, "seat": seat, **more}


def test_filled_empty_unknown() -> None:
    """The list of `council` is whole. Police sits on `police` (said by two sources: once) and a second body too;
    the ministry left the seat `interior` in 2020, health comes in 2030: both empty, like the rest of the thirteen.
    `board` has one known member and nobody says that its list is whole: twelve seats unknown."""
    tables = small(
        committee_bodies=[
            {"body_id": "council", "seats_complete": "yes"},
            {"body_id": "board", "iso3": "KEN", "seats_complete": "no"},
        ],
        committee_seats=[
            sits("police", "police"),
            sits("police", "police", source_id="t"),
            sits("customs", "police"),
            sits("ministry", "interior", until="2020"),
            sits("health", "health", since="2030"),
            {**sits("ngo", "ngo"), "body_id": "board", "iso3": "KEN"},
        ],
        countries=[{"iso3": "UGA"}],
    )
    found = seats(facts(tables), T)
    held = {(s.body, s.seat): s.members for s in found.seats if s.state == "filled"}
    assert held == {("board", "ngo"): ("ngo",), ("council", "police"): ("customs", "police")}
    empty = [s for s in found.seats if s.state == "empty"]
    unknown = [s for s in found.seats if s.state == "unknown"]
    assert ({s.body for s in empty}, len(empty)) == ({"council"}, 12)
    assert ({s.body for s in unknown}, len(unknown)) == ({"board"}, 12)
    assert [s.body for s in found.seats] == ["board"] * 13 + ["council"] * 13  # KEN before MWI
    assert [s.seat for s in found.seats[:3]] == ["interior", "justice", "social_welfare"]
    assert found.without_body == ("UGA",)  # not the same as having none


def test_sentences() -> None:
    tables = small(
        committee_bodies=[{"body_id": "council", "seats_complete": "yes"}, {"body_id": "x"}],
        committee_seats=[sits("a", "ngo"), sits("b", "ngo")],
    )
    said = {
        (s.body, s.seat): ENGLISH.render(s.reason(), lambda n: n.id) for s in seats(facts(tables), T).seats
    }
    assert said["council", "ngo"] == "ngo on council: a and b."
    assert said["council", "faith"] == "faith on council: vacant. The list of its members is complete."
    assert said["x", "faith"].startswith("faith on x: unknown.")


def test_a_seat_whose_holder_is_not_confirmed_is_not_empty() -> None:
    """The list of `council` is whole; police is recalled on `police`, read on `ngo`, and sat on `faith` until 2020.
    With every row: two filled, eleven empty. Confirmed rows alone: `ngo` filled, `police` unknown, eleven empty."""
    tables = small(
        committee_bodies=[{"body_id": "council", "seats_complete": "yes"}],
        committee_seats=[
            sits("police", "police", verified="recalled"),
            sits("police", "ngo"),
            sits("police", "faith", verified="recalled", until="2020"),
        ],
    )
    found = {s.seat: s for s in seats(facts(tables, "confirmed"), T).seats}
    assert (found["police"].state, found["police"].members) == ("unknown", ())
    assert found["police"].unconfirmed == ("police",)
    assert ENGLISH.render(found["police"].reason(), lambda n: n.id) == (
        "police on council: unknown. police is said to hold it, but this is not confirmed."
    )
    assert (found["ngo"].state, found["faith"].state) == ("filled", "empty")
    assert sum(s.state == "empty" for s in found.values()) == 11
    assert {s.state for s in seats(facts(tables), T).seats} == {"filled", "empty"}


def test_of_a_country_only_its_bodies() -> None:
    tables = small(
        committee_bodies=[{"body_id": "council"}, {"body_id": "board", "iso3": "KEN"}],
        countries=[{"iso3": "UGA"}, {"iso3": "ZMB"}],
    )
    found = seats(facts(tables), T, ["KEN", "UGA"])
    assert ({s.body for s in found.seats}, found.without_body) == ({"board"}, ("UGA",))


def test_nothing_at_all() -> None:
    assert as_json(seats(facts({}), T)) == {"seats": [], "without_body": []}


@pytest.mark.parametrize("seed", range(6))
def test_as_the_oracle(seed: int) -> None:
    for case in cases(seed, ("tiny", "small", "medium")[seed % 3], days=3):
        expected = answers.seats(case.tables, case.edition, case.day, case.evidence)["seats"]
        assert as_json(seats(case.facts, case.day))["seats"] == expected, str(case)
