"""Agreements and networks that bind a country: worked by hand. Five hundred worlds stand in ``tests/property``."""

from __future__ import annotations

from datetime import date

import pytest

from coordination.analytics.borders.agreements import Agreements, agreements
from coordination.answers.agreements import bindings_of, parties_of
from graph_schema.errors import UsageError
from graph_schema.ids import PartialDay
from tests.both import facts
from tests.oracle.small import small
from tests.oracle.world import Tables

T = date(2024, 6, 15)


def party(agreement: str, iso3: str, **more: str) -> dict[str, str]:
    return {"agreement_id": agreement, "iso3": iso3, **more}


def region() -> Tables:
    """``crc`` obliges KEN and MWI at home; ``pact`` opens 4 for UGA and MWI, whose row is recalled; ``treaty`` waits
    for its text; ``fund`` is about money; ``line`` is a network for 12, ``club`` one without a duty."""
    return small(
        agreements=[
            {"id": "crc", "duties": "", "kind": "treaty", "in_force": "1990", "parties_complete": "no"},
            {"id": "pact", "duties": "4", "kind": "mou"},
            {"id": "treaty", "duties": "3", "kind": "treaty"},
            {"id": "fund", "duties": "", "kind": "funding"},
        ],
        agreement_parties=[
            party("crc", "MWI"),
            party("crc", "KEN"),
            party("pact", "MWI", verified="recalled"),
            party("pact", "UGA"),
            party("treaty", "MWI"),
            party("fund", "MWI"),
        ],
        networks=[{"network_id": "line", "duties": "12"}, {"network_id": "club"}],
        memberships=[{"member_id": "m", "network_id": n} for n in ("line", "club")],
        countries=[{"iso3": "KEN"}, {"iso3": "UGA"}],
    )


def ids(found: Agreements) -> list[str]:
    return [b.instrument for b in found.instruments]


def test_what_binds_a_country() -> None:
    """MWI: the convention that obliges at home, the network and the pact. The treaty is not in force, the fund is about
    money, the club opens no channel: none of them is listed. UGA is bound by the pact alone."""
    found = agreements(facts(region()), T, "MWI")
    assert ids(found) == ["crc", "line", "pact"]
    assert [(b.duties, b.countries, b.confirmed) for b in found.instruments] == [
        ((), 2, True),
        (("12",), 1, True),
        (("4",), 2, False),  # its row is recalled
    ]
    assert [b.list_complete for b in found.instruments] == [False, True, True]
    assert ids(agreements(facts(region()), T, "UGA")) == ["pact"]
    (crc, *_) = bindings_of(found)
    assert (crc.list_complete, crc.recalled) == (None, ())  # nobody says that the list is whole: not a no


def test_a_row_that_does_not_bind_stays_on_the_list_and_says_why() -> None:
    found = agreements(facts(region()), T, "MWI")
    assert [(r.instrument, str(r.hold), r.binds) for r in found.listed] == [
        ("club", "binds", True),
        ("crc", "binds", True),
        ("fund", "binds", True),
        ("line", "binds", True),
        ("pact", "binds", True),
        ("treaty", "not_in_force", False),
    ]


def test_under_confirmed_evidence_a_recalled_row_does_not_bind() -> None:
    found = agreements(facts(region(), "confirmed"), T, "MWI")
    assert ids(found) == ["crc", "line"]
    assert [str(r.hold) for r in found.listed if r.instrument == "pact"] == ["unconfirmed"]


def test_one_that_is_named_stands_with_its_whole_list_also_where_it_binds_nobody() -> None:
    seen = facts(region())
    treaty = agreements(seen, T, instrument="treaty")
    (bond,) = treaty.instruments
    assert (bond.in_force, bond.duties, bond.countries, bond.confirmed) == (False, ("3",), 0, None)
    assert [(r.country, r.binds) for r in treaty.listed] == [("MWI", False)]
    pact = agreements(seen, T, instrument="pact")
    assert [(p.country, str(p.verified)) for p in parties_of(pact)] == [("MWI", "recalled"), ("UGA", "yes")]
    (money,) = agreements(seen, T, instrument="fund").instruments
    assert (str(money.kind), money.countries) == ("funding", 1)
    (club,) = agreements(seen, T, instrument="club").instruments
    assert (club.agreement, club.kind, club.in_force) == (False, None, True)


def test_without_a_country_all_that_are_recorded_are_listed_in_force_or_not() -> None:
    found = agreements(facts(region()), T)
    assert ids(found) == ["crc", "line", "pact", "treaty"]
    assert {b.confirmed for b in found.instruments} == {None}


def test_an_id_that_is_neither_is_refused() -> None:
    with pytest.raises(UsageError, match="no agreement or network 'nothing'"):
        agreements(facts(region()), T, instrument="nothing")


def test_an_empty_world_has_none() -> None:
    assert agreements(facts({}), T) == Agreements((), (), (), None, PartialDay(""))
