"""Corridors of the oracle: each state once and each of its conditions, from METHODS 7."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.oracle import answers
from tests.oracle.edition import default_edition, later_edition
from tests.oracle.small import small
from tests.oracle.world import Tables

EDITION = default_edition()
T = date(2024, 6, 15)


def corridor(tables: Tables, duty: str = "4", evidence: str = "all") -> dict[str, Any]:
    rows = answers.corridors(tables, EDITION, T, evidence, between=("MWI", "KEN"))["corridors"]
    return next(r for r in rows if r["duty"] == duty)


def pact(*statuses: str, parties: list[dict[str, str]] | None = None, **more: str) -> Tables:
    """Agreement m for duty 4 with KEN and MWI in the given statuses; somebody states that the instruments for 4 are all
    recorded, for every country."""
    rows = [{"iso3": c, "status": s} for c, s in zip(("KEN", "MWI"), statuses, strict=False) if s]
    return small(
        agreements=[{"id": "m", "duties": "4", "capabilities": "4;12", **more}],
        agreement_parties=[{"agreement_id": "m", **row} for row in (parties or rows)],
        countries=[{"iso3": "KEN"}, {"iso3": "UGA"}],
        duty_reviews=[{"duty": "4", "reviewed_on": "2020", "instruments_complete": "yes"}],
    )


@pytest.mark.parametrize(
    ("tables", "state"),
    [
        (pact("party", "connected"), "covered"),
        (pact("active", "partner"), "covered"),
        (pact("party", "signatory"), "signed_only"),
        (pact("invited", "signatory"), "signed_only"),
        (pact("party", "party", in_force="2025"), "signed_only"),  # not in force yet
        (pact("party", "party", in_force="2024-06-15"), "covered"),
        (pact("party", "party", adopted="2020"), "covered"),  # a memorandum runs from its signing
        (pact("party", "party", adopted="2020", kind="treaty"), "signed_only"),  # a treaty does not
        (pact("party", "party", kind="regional_convention"), "signed_only"),
        (pact("party", "party", in_force="2020", kind="treaty"), "covered"),
        (pact("party", "party", adopted="2025"), "signed_only"),
        (pact("party", "", parties_complete="yes"), "gap"),
        (pact("party", "", parties_complete="no"), "unknown"),
        (pact("party", "", parties_complete=""), "unknown"),
        (pact("party", "unknown"), "unknown"),  # listed, but nobody knows how
        (pact("unknown", ""), "gap"),  # the other side is surely not on it
        (pact("party", "party", expires="2024-06-14"), "gap"),  # expired: no instrument is left
        (pact("party", "party", expires="2024-06-15"), "covered"),  # its last day
        (pact("party", "party", kind="funding"), "gap"),  # money opens no channel
        (pact("party", "party", duties="7"), "gap"),  # it supports 4 but opens no channel for it
        (pact("party", "ended"), "gap"),
    ],
)
def test_states(tables: Tables, state: str) -> None:
    assert corridor(tables)["state"] == state


YES, NO = {"instruments_complete": "yes"}, {"instruments_complete": "no"}


@pytest.mark.parametrize(
    ("stated", "state"),
    [
        ([], "unknown"),  # nobody says that all papers are recorded: another may cover the two
        ([{**YES}], "gap"),
        ([{**NO}], "unknown"),
        ([{**YES, "iso3": "KEN"}], "unknown"),  # nobody says so of Malawi
        ([{**YES, "iso3": "KEN"}, {**YES, "iso3": "MWI"}], "gap"),
        ([{**YES, "duty": "7"}], "unknown"),  # of another duty
        ([{**YES, "reviewed_on": "2024-06-15"}], "gap"),  # said on the day
        ([{**YES, "reviewed_on": "2024-06-16"}], "unknown"),  # not said yet
        ([{**YES, "verified": ""}], "gap"),
        ([{**NO}, {**YES, "reviewed_on": "2021"}], "gap"),  # the later day counts
        (
            [{**YES, "iso3": "KEN"}, {**NO, "reviewed_on": "2021"}],
            "unknown",
        ),  # also over the one that names it
        ([{**YES}, {**NO, "method": "interview"}], "unknown"),  # same day: the better method
        ([{**NO}, {**YES, "method": "interview"}], "gap"),
        ([{**YES}, {**NO, "iso3": "KEN"}], "unknown"),  # same method: the one that names the country
        ([{**NO}, {**YES, "iso3": "KEN"}, {**YES, "iso3": "MWI"}], "gap"),
        ([{**YES}, {**NO, "source_id": "z"}], "unknown"),  # then no before yes
    ],
)
def test_a_gap_needs_a_statement_for_both(stated: list[dict[str, str]], state: str) -> None:
    """m has a whole list with Kenya alone."""
    tables = pact("party", "")
    tables["sources"].append({"source_id": "z"})
    row = {"duty": "4", "iso3": "", "reviewed_on": "2020", "method": "desk_review", "source_id": "s"}
    tables["duty_reviews"] = [{**row, **one} for one in stated]
    assert corridor(tables)["state"] == state
    assert corridor(tables, evidence="confirmed")["state"] == state


def test_no_instrument_at_all_is_a_gap_where_all_are_recorded() -> None:
    """For 7 nothing is recorded; for 4 neither, but there somebody states that this is all."""
    tables = pact("party", "")
    tables["agreements"] = []
    assert (corridor(tables, "4")["state"], corridor(tables, "7")["state"]) == ("gap", "unknown")


def test_a_statement_passes_to_another_edition_one_to_one_only() -> None:
    """All instruments for 17 are recorded; the united 16 of the later edition is more than 17: unknown there."""
    tables = pact("party", "", duties="4;17")
    row = {"duty": "17", "iso3": "", "reviewed_on": "2020", "method": "desk_review", "source_id": "s", **YES}
    tables["duty_reviews"].append(row)
    rows = answers.corridors(tables, later_edition(), T, "all", between=("KEN", "MWI"))["corridors"]
    assert {r["duty"]: r["state"] for r in rows if r["duty"] in ("4", "16")} == {"4": "gap", "16": "unknown"}


def test_best_instrument_wins() -> None:
    """Signed under one, in force under another: covered, and only the covering one is named. With the second
    list incomplete and lacking KEN: signed_only still holds. A complete and an incomplete list without both:
    unknown."""
    tables = pact("party", "signatory")
    tables["agreements"].append({"id": "n", "kind": "mou", "duties": "4", "parties_complete": "no"})
    tables["agreement_parties"] += [
        {"agreement_id": "n", "iso3": "MWI", "status": "party", "verified": "yes", "source_id": "s"}
    ]
    assert corridor(tables)["state"] == "signed_only"
    tables["agreement_parties"] += [
        {"agreement_id": "n", "iso3": "KEN", "status": "party", "verified": "yes", "source_id": "s"}
    ]
    assert (corridor(tables)["state"], corridor(tables)["instruments"]) == ("covered", ["n"])
    neither = pact("party", "")
    neither["agreements"].append({"id": "n", "kind": "mou", "duties": "4", "parties_complete": "no"})
    assert (corridor(neither)["state"], corridor(neither)["incomplete"]) == ("unknown", ["n"])


def test_bodies_count_for_their_country_or_home() -> None:
    """A party row with a country counts for it; without, for the home of the body; an international body for
    none."""
    parties = [{"iso3": "KEN"}, {"stakeholder_id": "mw-police"}]
    assert corridor(pact(parties=parties))["state"] == "covered"
    tables = pact(parties=[{"iso3": "KEN"}, {"stakeholder_id": "world-body"}])
    next(s for s in tables["stakeholders"] if s["id"] == "world-body")["home_iso3"] = ""
    assert corridor(tables)["state"] == "gap"
    acting = [{"iso3": "KEN", "stakeholder_id": "mw-police"}, {"iso3": "MWI"}]
    assert corridor(pact(parties=acting))["state"] == "covered"


def test_networks() -> None:
    """Two hotlines of one network, homes KEN and MWI. Unknown membership of one: unknown. Left in 2020:
    gap."""
    stakeholders = [{"id": "k", "home_iso3": "KEN"}, {"id": "m", "home_iso3": "MWI"}]

    def with_status(**status: str) -> Tables:
        members = [{"member_id": "k", "network_id": "net"}, {"member_id": "m", "network_id": "net", **status}]
        return small(
            networks=[{"network_id": "net", "duties": "12"}],
            memberships=members,
            stakeholders=stakeholders,
            duty_reviews=[{"duty": "12", "reviewed_on": "2020", **YES}],
        )

    assert corridor(with_status(), "12")["state"] == "covered"
    assert corridor(with_status(status="partner"), "12")["state"] == "covered"
    assert corridor(with_status(status="unknown"), "12")["state"] == "unknown"
    assert corridor(with_status(until="2020"), "12")["state"] == "gap"
    assert corridor(with_status(), "4")["state"] == "unknown"  # no instrument recorded for it


def test_hands() -> None:
    """An instrument without hands is none: both sides need a provider of the duty."""
    tables = pact("party", "party")
    assert corridor(tables)["hands"] is False
    row = {"capability": "4", "role": "provides", "since": "2015", "verified": "yes", "source_id": "s"}
    for who, country in (("a", "KEN"), ("b", "MWI")):
        tables["stakeholders"].append({"id": who, "kind": "ngo", "home_iso3": country})
        tables["deliveries"].append({"stakeholder_id": who, "iso3": country, **row})
    assert corridor(tables)["hands"] is True


def test_unknown_pairs_are_left_out_unless_asked_for() -> None:
    """KEN-MWI covered for 4; UGA is on no list of that (whole) agreement: gap with both. Nothing is known of
    the other eight duties, so three rows without asking, nine with; a < b whatever the order asked."""
    tables = pact("party", "party")
    rows = answers.corridors(tables, EDITION, T)["corridors"]
    assert [(r["a"], r["b"], r["duty"], r["state"]) for r in rows] == [
        ("KEN", "MWI", "4", "covered"),
        ("KEN", "UGA", "4", "gap"),
        ("MWI", "UGA", "4", "gap"),
    ]
    asked = answers.corridors(tables, EDITION, T, "all", between=("MWI", "KEN"))["corridors"]
    assert [(r["a"], r["b"]) for r in asked] == [("KEN", "MWI")] * 9


def test_later_edition_unites_duties() -> None:
    """An agreement for 17 is one for the united 16 of the later edition."""
    tables = pact("party", "party", duties="17")
    rows = answers.corridors(tables, later_edition(), T)["corridors"]
    here = [(r["duty"], r["state"]) for r in rows if r["b"] == "MWI"]
    assert here == [("4", "gap"), ("16", "covered")]  # for 4 there is none, and all are recorded
