"""Money that runs, money on record without dates, money that may have ended (METHODS 16): the world w08 and smaller
ones, worked by hand. On random worlds it is held against the oracle by ``test_five_hundred_worlds``."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from coordination.analytics.base.facts import facts_of
from coordination.analytics.board.coverage import coverage
from coordination.analytics.money.donors import Donors, donors
from coordination.analytics.plan.plan_money import aside, money_of
from coordination.analytics.plan.statuses import plan_by_status
from coordination.model.snapshot import Snapshot
from coordination.text import money_verdicts
from coordination.text.sentences import Sentence
from graph_schema.edition import edition
from graph_schema.ids import Iso3
from tests.hand_worlds import DAY, expected, facts_of_world
from tests.oracle.small import small
from tests.said import PLAIN, as_json

T = date(2024, 6, 1)
W = "w08-grants"


def say(said: list[Sentence]) -> str:
    return " ".join(PLAIN(s) for s in said)


def test_the_grants_of_a_country_by_hand() -> None:
    """w08: g1 2025 an award of 1,000, g4 2026 a call, g5 2025 to 2027 an award whose recipient stopped in March 2025,
    all run; g2 has no dates; g3 is of 2015; g6 is over. The sum beside MWI is what pays for something there: 1,000. A
    call pays for nothing yet."""
    found: Any = as_json(donors(facts_of_world(W), DAY, ["MWI"]))
    wanted, grants = expected(W), {g["title"]: g for g in found["grants"]}
    assert {t: g["class"] for t, g in grants.items()} == wanted["class"]
    assert found["counts"] == wanted["counts"]
    assert {s["currency"]: s["amount"] for s in found["sums"]} == wanted["sums"]
    assert [t for t, g in grants.items() if g["in_sum"]] == wanted["in_sum"] == ["g1"]
    assert {t: [c["capability"] for c in grants[t]["pays"]] for t in wanted["pays"]} == wanted["pays"]
    assert {t: g["work_ended"] for t, g in grants.items() if g["work_ended"]} == wanted["work_ended"]
    assert {t: g["at_work"] for t, g in grants.items()} == {
        "g1": True,
        "g2": True,
        "g3": True,
        "g4": True,
        "g5": False,
    }
    assert {t: g["amount_kind"] for t, g in grants.items() if g["amount_kind"] != "award"} == {"g4": "call"}


def test_everywhere_an_award_is_in_the_sum_whatever_it_pays_for() -> None:
    """w08 without a country: 1,000 and the 300 of g5 run and are awards."""
    found = donors(facts_of_world(W), DAY)
    assert [(s.currency, s.amount, s.grants) for s in found.sums] == [("EUR", 1300, 2)]


def test_who_pays_there_and_who_is_on_record() -> None:
    """w08: f1 pays for 12; f2 (without dates), f3 (a call) and f4 (the work has ended) are on record; f1 with the grant
    of 2015 too, who pays by another."""
    found = donors(facts_of_world(W), DAY, ["MWI"])
    assert [(p.funders, p.on_record, p.may_have_ended) for p in found.countries] == [
        (("f1",), ("f2", "f3", "f4"), ())
    ]
    assert {(r.capability, r.funder): (r.class_, r.pays, r.at_work, r.work_ended) for r in found.funding} == {
        ("11", "f4"): ("running", False, False, "2025-03-31"),
        ("12", "f1"): ("running", True, True, ""),
        ("12", "f2"): ("undated", False, True, ""),
        ("12", "f3"): ("running", False, True, ""),
    }


def grant(title: str, **more: str) -> dict[str, str]:
    plain = {"funder_id": "f", "recipient_id": "a", "since": "2023", "amount": "100", "currency": "EUR"}
    return {**plain, "title": title, "amount_kind": "award", **more}


#: so that what has no dates of its own is told of within 36 months
SOURCES = [{"source_id": x, "published": "2023"} for x in "st"]


def of(*funding: dict[str, str], countries: list[str] | None = None) -> Donors:
    work = [{"stakeholder_id": "a", "capability": "12"}]
    tables = small(deliveries=work, funding=list(funding), sources=SOURCES)
    return donors(facts_of(Snapshot.from_rows(tables), edition()), T, countries)


def test_only_awards_of_running_grants_are_summed_by_currency() -> None:
    """What is a call, a pledge, in kind, a budget or not said, what has no dates, and an own budget are in no sum. Of a
    grant of which two sources say different kinds it is not said what it is."""
    found = of(
        grant("award"),
        grant("dollars", currency="USD", amount="0.5"),
        *(grant(k, amount_kind=k) for k in ("call", "pledge", "in_kind", "budget")),
        grant("not said", amount_kind=""),
        grant("no dates", since=""),
        grant("own", funder_id="a"),
        grant("two", amount="7"),
        grant("two", amount="7", amount_kind="call", source_id="t"),
    )
    assert [(s.currency, s.amount) for s in found.sums] == [("EUR", 100), ("USD", 0.5)]
    assert as_json(found.counts) == {"running": 8, "undated": 1, "may_have_ended": 0}
    kinds = {g.title: g.amount_kind for g in found.grants}
    assert (kinds["two"], kinds["not said"], kinds["call"]) == (None, None, "call")
    assert {g.title for g in found.grants if not g.pays} == {"call", "pledge", "no dates"}
    assert {g.title: g.class_ for g in found.grants}["own"] is None


def test_a_part_of_a_grant_is_not_added_again() -> None:
    """The part of a whole that is in the sum, and its part; where the whole has no dates, its part is in the sum. One
    whose whole bears its own title is no part of itself."""
    inner = grant("inner", funder_id="a", recipient_id="b", share_of="part")
    chain = of(grant("whole", amount="1000"), grant("part", share_of="whole"), inner)
    assert [(s.amount, s.grants) for s in chain.sums] == [(1000, 1)]
    assert [
        (s.amount, s.grants) for s in of(grant("whole", since=""), grant("part", share_of="whole")).sums
    ] == [(100, 1)]
    assert [s.amount for s in of(grant("same", share_of="same")).sums] == [100]
    # beside MWI the whole pays for nothing, so its part is the sum
    there = of(
        grant("whole", recipient_id="b", amount="1000"), grant("part", share_of="whole"), countries=["MWI"]
    )
    assert [s.amount for s in there.sums] == [100]


def test_an_end_alone_is_a_date() -> None:
    found = of(grant("ends", since="", until="2030"), grant("none", since=""))
    assert {g.title: str(g.class_) for g in found.grants} == {"ends": "running", "none": "undated"}


def test_a_grant_pays_where_its_recipient_has_work() -> None:
    """a supports 13 in MWI and has stopped 4 there; it has planned 8. A grant for MWI that names these pays for 13; one
    for KEN pays for nothing, and nothing is known of a's work there."""
    work = [
        {"stakeholder_id": "a", "capability": "13", "role": "supports"},
        {"stakeholder_id": "a", "capability": "4", "until": "2020-05"},
        {"stakeholder_id": "a", "capability": "8", "status": "planned", "since": "2025"},
    ]
    tables = small(
        countries=[{"iso3": "KEN"}, {"iso3": "MWI"}],
        deliveries=work,
        funding=[
            grant("here", iso3="MWI", capabilities="4;8;13"),
            grant("over", iso3="MWI", capabilities="4"),
            grant("to come", iso3="MWI", capabilities="8"),
            grant("there", iso3="KEN", capabilities="13"),
        ],
    )
    found = donors(facts_of(Snapshot.from_rows(tables), edition()), T)
    told = {g.title: ([c.capability for c in g.pays], g.at_work, g.work_ended) for g in found.grants}
    assert told == {
        "here": (["13"], True, ""),
        "over": ([], False, "2020-05-31"),
        "to come": ([], False, ""),
        "there": ([], False, ""),
    }


@pytest.mark.parametrize(
    ("numbers", "dated", "words"),
    [
        ((0, 2, 0), False, "No grant with a date is on record; 2 are on record without dates."),
        ((0, 1, 0), False, "No grant with a date is on record; 1 is on record without dates."),
        (
            (2, 1, 0),
            True,
            "2 grants are running. 1 grant is on record, without dates: whether it still runs is not known.",
        ),
        (
            (0, 1, 1),
            True,
            "No grant is known to run today. 1 grant is on record, without dates: whether it still runs is not known. "
            "1 grant may have ended: it began more than 36 months ago, and no end and no newer source is recorded. It "
            "is in no sum.",
        ),
        ((0, 0, 0), False, ""),
    ],
)
def test_three_numbers_each_in_a_sentence_of_its_own(
    numbers: tuple[int, int, int], dated: bool, words: str
) -> None:
    assert say(money_verdicts.counts(*numbers, dated=dated)) == words


def test_beside_a_plan_only_awards_that_pay_in_the_country_are_summed() -> None:
    """9 has one provider of two and somebody looked; 3 was not found. a does 9. The award to a pays for 9. A call for 9
    could, and is in no sum; the award for 3 to b, who does nothing, could, and pays for nothing in MWI: in no sum. The
    one without dates is on record. 3 and 9: only 9 is paid for."""
    tables = small(
        sources=SOURCES,
        reviews=[
            {"capability": n, "outcome": o, "reviewed_on": "2023", "method": "desk_review"}
            for n, o in (("9", "found"), ("3", "not_found"))
        ],
        deliveries=[{"stakeholder_id": "a", "capability": "9"}],
        funding=[
            grant("core", iso3="MWI", capabilities="9"),
            grant("call", iso3="MWI", capabilities="9", amount="7000", amount_kind="call"),
            grant("law", iso3="MWI", capabilities="3", recipient_id="b", amount="50"),
            grant("no dates", iso3="MWI", capabilities="9", since="", amount="3"),
        ],
    )
    cover = coverage(facts_of(Snapshot.from_rows(tables), edition()), T)
    money = money_of(cover, plan_by_status(cover, Iso3("MWI")))
    assert [(g.capability, g.title, str(g.paying)) for g in money.grants] == [
        ("3", "law", "could"),
        ("9", "core", "yes"),
        ("9", "call", "could"),
        ("9", "no dates", "undated"),
    ]
    assert [(s.currency, s.pays, s.could, s.grants) for s in money.sums] == [("EUR", 100, 0, 1)]
    assert (money.unfunded, money.undated, money.may_have_ended) == (("3",), 1, 0)
    assert [PLAIN(g.sum_said()) for g in aside(money.grants)] == [
        "EUR\u00a050",
        "EUR\u00a07,000, a call for proposals",
    ]
