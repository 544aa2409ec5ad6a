"""Parts of one service are one provider (METHODS 1 d), and what ends with a body or a service that ended, by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from coordination.analytics.base.services import parts_at
from coordination.analytics.board.coverage import Board, coverage
from coordination.analytics.board.explain import explain
from coordination.text.sentences import ENGLISH
from tests.both import facts
from tests.oracle.small import small
from tests.said import as_json

AS_OF = date(2026, 12, 1)
PORTAL = {"service_id": "portal", "name": "Portal", "kind": "portal", "operator_id": "iwf"}


def delivers(who: str, iso3: str, part: str = "", capability: str = "12", **more: str) -> dict[str, str]:
    row = {
        "stakeholder_id": who,
        "capability": capability,
        "iso3": iso3,
        "service_id": "portal",
        "part": part,
    }
    return {**row, **more}


def cells(
    as_of: date = AS_OF, evidence: str = "all", **tables: list[dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    known = facts(small(**tables), evidence)
    board: Any = as_json(Board(tuple(coverage(known, as_of).cells())))
    return {f"{c['country']}/{c['capability']}": c for c in board["cells"]}


def told(found: dict[str, dict[str, Any]], key: str) -> tuple[str, int, bool]:
    cell = found[key]
    return cell["state"], cell["groups"], "shared" in cell["flags"]


PORTALS = {
    "services": [PORTAL],
    "deliveries": [
        delivers("iwf", "MWI", "needed"),
        delivers("host", "MWI"),
        delivers("iwf", "KEN", "needed"),
        delivers("own", "KEN", "alone"),
        delivers("p", "NAM", "alone"),
        delivers("q", "NAM", "alone"),
    ],
}


def test_the_world_of_the_portal() -> None:
    """World w01. MWI: the operator and a host of whom nothing is said are one. KEN: own can do it without the
    others, so
    the two are independent. NAM: both can."""
    found = cells(**PORTALS)
    assert told(found, "MWI/12") == ("fragile", 1, True)
    assert told(found, "KEN/12") == ("covered", 2, False)
    assert told(found, "NAM/12") == ("covered", 2, False)
    assert found["MWI/12"]["services"] == [
        {
            "service": "portal",
            "parts": [{"stakeholder": "host", "part": ""}, {"stakeholder": "iwf", "part": "needed"}],
        }
    ]


def test_one_provider_more_never_makes_a_cell_weaker() -> None:
    """A third body of the same portal, of which nothing is said, joins neither of two that do it alone."""
    third = [*PORTALS["deliveries"], delivers("host", "NAM")]
    assert told(cells(services=[PORTAL], deliveries=third), "NAM/12") == ("covered", 3, False)


@pytest.mark.parametrize(
    ("said", "groups"),
    [
        (["alone", ""], 2),  # an empty row says nothing
        (["alone", "helps"], 1),  # rows that disagree: not said
        (["alone", "alone"], 2),
        (["", ""], 1),
    ],
)
def test_what_several_rows_say_of_a_part(said: list[str], groups: int) -> None:
    rows = [delivers("host", "MWI", part, source_id=f"s{i}") for i, part in enumerate(said)]
    sources = [{"source_id": "s0", "published": "2020"}, {"source_id": "s1", "published": "2021"}]
    found = cells(services=[PORTAL], sources=sources, deliveries=[delivers("iwf", "MWI"), *rows])
    assert found["MWI/12"]["groups"] == groups


def test_the_operator_is_needed_where_its_rows_do_not_say() -> None:
    found = cells(services=[PORTAL], deliveries=[delivers("iwf", "MWI"), delivers("host", "MWI", "helps")])
    assert found["MWI/12"]["services"][0]["parts"] == [
        {"stakeholder": "host", "part": "helps"},
        {"stakeholder": "iwf", "part": "needed"},
    ]


def test_a_row_that_nobody_checked_says_too_that_a_service_is_shared() -> None:
    """Under confirmed evidence host provides by another, checked row; that it is a part of the portal stays known."""
    rows = [
        delivers("iwf", "MWI"),
        delivers("host", "MWI", verified="recalled", source_id="t"),
        delivers("host", "MWI", service_id=""),
    ]
    sources = [{"source_id": "t", "published": "2020"}]
    found = cells(evidence="confirmed", services=[PORTAL], sources=sources, deliveries=rows)
    assert told(found, "MWI/12") == ("fragile", 1, True)


@pytest.mark.parametrize(
    ("tie", "groups"),
    [
        ({}, 1),
        ({"iso3": "MWI", "capability": "12"}, 1),
        ({"iso3": "KEN"}, 2),
        ({"capability": "11"}, 2),
        ({"until": "2025"}, 2),
        ({"kind": "referral"}, 2),
    ],
)
def test_a_partnership_of_two_that_work_only_together(tie: dict[str, str], groups: int) -> None:
    rows = [delivers("a", "MWI", service_id=""), delivers("b", "MWI", service_id="")]
    ties = [{"a_id": "a", "b_id": "b", "kind": "one_service", **tie}]
    found = cells(deliveries=rows, ties=ties)
    assert found["MWI/12"]["groups"] == groups
    assert ("shared" in found["MWI/12"]["flags"]) is (groups == 1)


def test_who_stands_in_as_a_part_of_the_providers_service_is_no_successor() -> None:
    """The portal's other part has agreed to take over: it would stop with it. Alone, it is one."""
    for part, state in (("", "fragile"), ("alone", "covered")):
        rows = [
            delivers("iwf", "MWI", "needed"),
            delivers("host", "MWI", part, role="stands_in"),
        ]
        assert cells(services=[PORTAL], deliveries=rows)["MWI/12"]["state"] == state


def test_the_sentence_says_what_is_on_record_and_what_is_not() -> None:
    cover = coverage(facts(small(**PORTALS)), AS_OF)
    reasons = [
        ENGLISH.render(r.text, lambda n: n.id)
        for r in explain(cover, "MWI", "12").reasons
        if r.part == "group"
    ]
    assert reasons[0] == (
        "host and iwf run it together (portal) and count as one: that one can do it without the others is not on "
        "record."
    )
    assert sorted(reasons[1:]) == ["host is a part of portal.", "iwf is a part of portal."]


def test_parts_with_their_operators() -> None:
    """Who runs a service without a row there is told apart; of a partnership of two, the end without a row."""
    rows = [delivers("host", "MWI"), delivers("a", "MWI", capability="11", service_id="")]
    tables = small(
        services=[PORTAL], deliveries=rows, ties=[{"a_id": "a", "b_id": "b", "kind": "one_service"}]
    )
    known = facts(tables)
    by_cell = parts_at(known, AS_OF.toordinal())
    found = {
        known.edition.numbers[cell % known.K]: [
            (s.service, s.operators, [p.stakeholder for p in s.parts]) for s in of
        ]
        for cell, of in by_cell.items()
    }
    assert found == {"11": [("", ("b",), ["a"])], "12": [("portal", ("iwf",), ["host"])]}


# -- what ended


def test_a_service_that_ended_ends_its_parts_but_those_that_do_it_alone() -> None:
    """Until 2025: host, of whom nothing is said, and helper are over since 2026; own, alone, provides on."""
    ended = {**PORTAL, "until": "2025"}
    rows = [delivers("host", "MWI"), delivers("helper", "KEN", "helps"), delivers("own", "NAM", "alone")]
    found = cells(services=[ended], deliveries=rows)
    assert {k: found[k]["state"] for k in ("MWI/12", "KEN/12", "NAM/12")} == {
        "MWI/12": "gap",
        "KEN/12": "gap",
        "NAM/12": "fragile",
    }
    assert cells(date(2025, 12, 31), services=[ended], deliveries=rows)["MWI/12"]["state"] == "fragile"


def test_a_row_without_a_service_says_nothing_against_the_end() -> None:
    rows = [delivers("host", "MWI"), delivers("host", "MWI", service_id="", source_id="t")]
    sources = [{"source_id": "t", "published": "2020"}]
    found = cells(services=[{**PORTAL, "until": "2025"}], sources=sources, deliveries=rows)
    assert found["MWI/12"]["state"] == "gap"


def test_a_body_that_ended_ends_what_names_it() -> None:
    """Old ended with 2024: what it does is over, what it plans is dropped, what it finished stays, and so does a
    look."""
    old = {"id": "old", "until": "2024"}
    rows = [
        {"stakeholder_id": "old", "capability": "8"},
        {"stakeholder_id": "old", "capability": "9", "status": "planned", "since": "2027"},
        {"stakeholder_id": "old", "capability": "11", "since": "2026"},
        {"stakeholder_id": "old", "capability": "13", "status": "ended", "since": "2020"},
        {"stakeholder_id": "old", "capability": "14"},
    ]
    look = {"capability": "14", "outcome": "found", "reviewed_on": "2025-06", "method": "official_review"}
    tables = {"stakeholders": [old], "deliveries": rows, "reviews": [look]}
    found = cells(**tables)
    assert {n: found[f"MWI/{n}"]["state"] for n in ("8", "9", "11", "13", "14")} == {
        "8": "gap",
        "9": "unknown",
        "11": "unknown",
        "13": "unknown",
        "14": "unattributed",
    }
    assert "lapsed" in found["MWI/8"]["flags"]
    then = cells(date(2024, 12, 31), **tables)
    assert [then[f"MWI/{n}"]["state"] for n in ("8", "14")] == ["fragile", "fragile"]


def test_who_belongs_to_a_body_that_ended_belongs_to_it_no_more() -> None:
    """Two units of a body that ended were one provider; since then they are two."""
    rows = [{"stakeholder_id": who, "capability": "8"} for who in ("one", "two")]
    above = [{"child_id": who, "parent_id": "old"} for who in ("one", "two")]
    tables = {"stakeholders": [{"id": "old", "until": "2024"}], "deliveries": rows, "affiliations": above}
    assert cells(**tables)["MWI/8"]["groups"] == 2
    assert cells(date(2024, 6, 1), **tables)["MWI/8"]["groups"] == 1
