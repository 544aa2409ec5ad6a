"""What a committee should decide today: the order by hand, and each list on a small world worked by hand."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from coordination.analytics.base.facts import Evidence, facts_of
from coordination.analytics.board.coverage import coverage
from coordination.analytics.loss.weak_points import weak_points
from coordination.analytics.meeting.decisions import Decision, Decisions, Kind, choose, decisions
from coordination.analytics.plan.decision_ends import ending_grants
from coordination.analytics.plan.statuses import plan_by_status
from coordination.model.snapshot import Snapshot
from coordination.text.codes import DECISION_KINDS
from coordination.text.kinds import words_of
from coordination.text.sentences import ENGLISH, Sentence, sentence
from graph_schema.edition import edition
from graph_schema.ids import Iso3
from tests.both import facts as facts_at
from tests.oracle import unfunded as slow_unfunded
from tests.oracle.cells import View
from tests.oracle.edition import default_edition
from tests.oracle.small import small
from tests.oracle.world import read_world
from tests.unit.test_maturity import without_other_editions
from tests.worlds import days_of, random_world

T = date(2024, 3, 1)


def say(s: Sentence) -> str:
    return ENGLISH.render(s, lambda name: name.id)


def at(tables: dict[str, Any], country: str = "MWI", day: date = T) -> Decisions:
    facts = facts_of(Snapshot.from_rows(tables), edition("mnr-2016"), Evidence.ALL)
    cover = coverage(facts, day)
    return decisions(cover, weak_points(facts, day, cover), country)


def one(kind: Kind, number: str, stake: int, ends: date | None = None, last: bool = False) -> Decision:
    """A candidate with so many capabilities at stake."""
    empty = sentence("x")
    return Decision(
        kind, "MWI", number, "", "", empty, (), empty, (), T, ends, None, ("0",) * stake, last=last
    )


def keys(found: tuple[Decision, ...]) -> list[str]:
    return [d.key for d in found]


def provides(who: str, *capabilities: str, **more: str) -> list[dict[str, str]]:
    return [{"stakeholder_id": who, "capability": c, **more} for c in capabilities]


def looked(*capabilities: str, outcome: str = "found", phase: str = "") -> list[dict[str, str]]:
    return [
        {"capability": c, "outcome": outcome, "phase": phase, "reviewed_on": "2023", "reviewer": "r"}
        for c in capabilities
    ]


# -- the order


def test_a_list_speaks_twice_only_when_the_others_have_nothing_more() -> None:
    # best of each list: ending 1, missing 5, one 3; by what is at stake 5, 3, 1. Then the second of missing, 4,
    # though it has more at stake than two that came before.
    found = choose(
        [
            one(Kind.MISSING, "1", 5),
            one(Kind.MISSING, "2", 4),
            one(Kind.ONE, "3", 3),
            one(Kind.ENDING, "4", 1, date(2024, 9, 30)),
        ]
    )
    assert keys(found) == ["missing-1", "one-3", "ending-4", "missing-2"]


def test_equals_stand_by_what_ends_first_then_by_list() -> None:
    found = choose(
        [one(Kind.LOOK, "1", 2), one(Kind.ONE, "2", 2), one(Kind.ENDING, "3", 2, date(2024, 9, 30))]
    )
    assert keys(found) == ["ending-3", "one-2", "look-1"]


def test_a_capability_is_taken_up_once() -> None:
    # 3 is the best of both lists: it is taken up as what ends, and the next of the other list comes in its place
    found = choose(
        [
            one(Kind.ENDING, "3", 2, date(2024, 9, 30)),
            one(Kind.ONE, "3", 2),
            one(Kind.ONE, "9", 1),
        ]
    )
    assert keys(found) == ["ending-3", "one-9"]


def test_where_one_is_enough_by_design_stands_last_in_its_list() -> None:
    # the law (eight rest on it) needs one by design: nothing is to be mended there but a stand-in
    found = choose([one(Kind.ONE, "3", 9, last=True), one(Kind.ONE, "9", 3)])
    assert keys(found) == ["one-9", "one-3"]
    # and in its round: a look with one at stake comes before it
    found = choose([one(Kind.ONE, "3", 9, last=True), one(Kind.LOOK, "20", 1)])
    assert keys(found) == ["look-20", "one-3"]


# -- the three, from the plan by status


def test_the_three_follow_the_plan_and_what_ends_has_a_place() -> None:
    # In place: 2 and 4. Of the gaps 3 and 13 are on the way of a report to a child: every route needs the law, one
    # begins in a school. The law moves itself, 4 and 12 that the plan makes (3), 13 itself and a hand-off with 12
    # (1.5). 14 is on no route. 12 waits for the law, and is no candidate yet. Of 9, the first to be found out, nothing
    # is decided where something ends. Of the two providers of 2 one stops at the end of April 2024, before the next
    # meeting on 1 June: what ends is first, then the plan.
    tables = small(
        deliveries=[*provides("a", "2", until="2024-04"), *provides("b", "2")],
        reviews=[*looked("3", "12", "13", "14", outcome="not_found"), *looked("4")],
    )
    found = at(tables)
    assert keys(found.found[:3]) == ["ending-2", "missing-3", "missing-13"]
    assert "missing-12" not in keys(found.found)
    # after the next meeting it is the last of the three
    later = {
        **tables,
        "deliveries": [{**d, "until": "2024-12"} if d.get("until") else d for d in tables["deliveries"]],
    }
    assert keys(at(later).found[:3]) == ["missing-3", "missing-13", "ending-2"]


def test_a_second_review_comes_before_what_no_route_leads_through() -> None:
    """All but 8, 9 and 14 have two providers. Of 9, which all routes to a child lead through, nobody is named: the one
    review. 8 has one provider, recorded in general: a review, and the end of those routes. 14 has one provider and is
    on no route. So 9, 8, 14. Were 8 recorded for the country, its second provider came before 14 all the same."""
    others = [n for n in edition("mnr-2016").numbers if n not in {"8", "9", "14"}]
    tables = small(
        deliveries=[
            *provides("u", *others),
            *provides("v", *others),
            *provides("a", "14"),
            *provides("b", "8", scope="general"),
        ],
        reviews=looked("8", "9", "14"),
    )
    found = at(tables)
    assert keys(found.found[:3]) == ["look-9", "look-8", "one-14"]
    plain = {**tables, "deliveries": [{**d, "scope": ""} for d in tables["deliveries"]]}
    assert keys(at(plain).found[:3]) == ["look-9", "one-8", "one-14"]


def test_the_first_step_who_leads_and_what_is_first_whatever() -> None:
    # 3 is a gap and all others are unknown. For none of them do as many wait: whatever they are, 3 is first
    tables = small(
        reviews=looked("3", outcome="not_found"),
        committee_bodies=[{"body_id": "nb", "seats_complete": "yes"}],
        committee_seats=[{"body_id": "nb", "seat": "justice", "member_id": "moj"}],
    )
    law = at(tables).told().decisions[0]
    assert (law.key, law.lead, law.accountable, law.first_whatever) == (
        "missing-3",
        "justice",
        ("moj",),
        True,
    )
    action = next(a for a in edition("mnr-2016").actions if a.id == "a03-establish-1")
    assert law.first_step == action.action
    # a funder is in no step of the plan
    paid = small(
        deliveries=[*provides("a", "13"), *provides("b", "13")],
        funding=[{"funder_id": "fund", "recipient_id": who} for who in ("a", "b")],
        reviews=looked("13"),
    )
    told = at(paid).told()
    (funder,) = [d for d in (*told.decisions, *told.further) if d.key == "one-fund"]
    assert (funder.first_step, funder.lead, funder.seat, funder.accountable) == (None, None, None, ())


# -- the lists


def test_of_a_country_nobody_knows_the_looks_that_teach_most() -> None:
    # waiting of 3 are eight, of 4 five (5 7 11 12 17), of 9 two (8 11): METHODS 3
    found = at(small(countries=[{"iso3": "KEN"}]), "KEN")
    first = found.found[:3]
    assert keys(first) == ["look-3", "look-4", "look-9"]
    assert [len(d.at_stake) for d in first] == [9, 6, 3]
    assert (
        say(first[2].reasons[0])
        == "Without a review, it is not known whether these have their prerequisites: 8 and 11."
    )
    order = keys(found.found)
    # nothing waits for any of these; hand-offs join 2 to five others and 6 and 8 to three; 6 is a duty across borders
    assert order.index("look-2") < order.index("look-6") < order.index("look-8")
    assert first[0].cost is None
    assert first[0].who == ()  # no national body is recorded: nobody is invented


def test_where_nobody_lives_nothing_is_decided_until_something_is_known() -> None:
    """Antarctica is in no count and no tile; a delivery there makes it a country like others."""
    found = at(small(countries=[{"iso3": "ATA"}]), "ATA")
    assert (found.found, found.told().nobody) == ((), True)
    nothing = coverage(
        facts_of(Snapshot.from_rows(small(countries=[{"iso3": "ATA"}])), edition("mnr-2016")), T
    )
    plan = plan_by_status(nothing, Iso3("ATA"))
    assert plan.steps == ()
    assert [say(s) for s in plan.summary()] == [
        "Nobody lives there, and nothing is known of it: there is nothing to plan."
    ]
    there = [{"stakeholder_id": "a", "capability": "4", "iso3": "ATA"}]
    known = at(small(countries=[{"iso3": "ATA"}], deliveries=there), "ATA")
    assert known.found
    assert not known.told().nobody


def test_what_is_missing_and_can_start() -> None:
    # 3 and 12 are gaps. 12 needs 3, which is a gap itself: no hotline before the law. 5 stands and needs 3 and 4,
    # of which nobody knows 4: with the law 5 would rise from 0 to one half, so it is at stake with 3.
    tables = small(
        deliveries=provides("court", "5"),
        reviews=[*looked("3", "12", outcome="not_found"), *looked("5")],
    )
    found = at(tables).found
    assert [d.key for d in found if d.kind is Kind.MISSING] == ["missing-3"]
    (law,) = [d for d in found if d.key == "missing-3"]
    assert law.at_stake == ("3", "5")
    assert say(law.title) == "3: reviewed, and no provider found"
    assert say(law.reasons[0]) == "It has no prerequisite: it can start now."  # 3 rests on nothing
    assert law.by == date(2024, 6, 1)  # the next quarterly meeting
    assert law.who == ()  # no candidate: nobody supports 3, and no body of the state works in its domain
    assert say(law.fix) == "Name an organisation that will take it up; no candidate is known."


def test_what_is_announced_can_be_taken_up_by_asking_who_announced_it() -> None:
    """3 was found, and 6 needs it alone: what moj announced can start. 7 needs 4, which was not found: what the police
    announced there waits."""
    tables = small(
        deliveries=[*provides("moj", "6", status="planned"), *provides("police", "7", status="planned")],
        reviews=[*looked("3"), *looked("4", outcome="not_found")],
    )
    found = {d.key: d for d in at(tables).found}
    announced = found["missing-6"]
    assert say(announced.title) == "6: announced, not running yet"
    assert say(announced.reasons[0]) == "All that it needs is on record: it can start now."
    assert say(announced.fix) == "It was announced: ask moj how far it is and when it starts."
    assert (announced.who, announced.state) == (("moj",), "planned")
    assert announced.measure.text == "provider/6/moj/2024-06-01"
    assert "missing-7" not in found


def test_who_works_near_a_gap_is_asked() -> None:
    # univ does research (2, the domain of 3): no reason to ask it about the law. The ministry supports the law already,
    # and is of a kind that makes law elsewhere
    helps = {"stakeholder_id": "ministry", "capability": "3", "role": "supports"}
    made = {"stakeholder_id": "cabinet", "capability": "3", "iso3": "KEN"}
    tables = small(
        countries=[{"iso3": "KEN", "name": "Kenya"}],
        stakeholders=[
            {"id": "ministry", "kind": "government"},
            {"id": "cabinet", "kind": "government", "home_iso3": "KEN"},
        ],
        deliveries=[*provides("univ", "2"), helps, made],
        reviews=looked("3", outcome="not_found"),
    )
    (law,) = [d for d in at(tables).found if d.key == "missing-3"]
    assert law.who == ("ministry",)
    assert say(law.fix) == "Ask ministry to provide it: already active on it in this country."


def test_what_falls_beside_is_named_and_at_stake() -> None:
    # works alone provides 9 and 13; 8 rests on 9
    tables = small(
        deliveries=[*provides("works", "9", "13"), *provides("care", "8")], reviews=looked("8", "9", "13")
    )
    found = {d.key: d for d in at(tables).found}
    assert found["one-9"].at_stake == ("9", "13", "8")
    assert found["one-13"].at_stake == ("13", "9", "8")
    assert [say(r) for r in found["one-9"].reasons] == [
        "If works stops, no provider is known for it, nor for: 13.",
        "These then lose a prerequisite: 8.",
    ]


def test_one_that_is_counted_hangs_on_one_and_one_that_is_not_is_looked_at() -> None:
    # 9 was looked at: its one provider carries 8, which stands on 9 alone. 13 was never looked at.
    tables = small(
        deliveries=[*provides("works", "9"), *provides("care", "8"), *provides("school", "13")],
        reviews=looked("9", "8"),
    )
    found = {d.key: d for d in at(tables).found}
    assert found["one-9"].at_stake == ("9", "8")
    assert say(found["one-9"].reasons[0]) == "If works stops, these lose a prerequisite: 8."
    assert found["one-9"].who == (
        "works",
    )  # no candidate (the same domain alone is none): who does it is asked
    assert say(found["look-13"].title) == "13: one provider is known, others have not been checked"
    assert "one-13" not in found


def test_a_group_of_two_is_spoken_of_as_two() -> None:
    # works alone pays teams: the two that provide 9 are one group, and 8 stands on 9; 14 has another such pair, and
    # nothing stands on it
    tables = small(
        deliveries=[
            *(row for who in ("works", "teams") for row in provides(who, "9")),
            *(row for who in ("school", "class") for row in provides(who, "14")),
            *provides("care", "8"),
        ],
        funding=[
            {"funder_id": "works", "recipient_id": "teams"},
            {"funder_id": "school", "recipient_id": "class"},
        ],
        reviews=looked("9", "8", "14"),
    )
    found = {d.key: d for d in at(tables).found}
    assert say(found["one-9"].reasons[0]) == "If teams and works stop, these lose a prerequisite: 8."
    assert say(found["one-14"].reasons[0]) == "If class and school stop, no provider is known."


def test_money_that_ends_with_its_known_cost() -> None:
    # two provide 9; the only known money of one ends on 30 April 2024, before the next meeting on 1 June
    tables = small(
        deliveries=[*provides("a", "9"), *provides("b", "9")],
        funding=[
            {
                "funder_id": "fund",
                "recipient_id": "b",
                "iso3": "MWI",
                "capabilities": "9",
                "amount": "5000",
                "currency": "EUR",
                "since": "2020",
                "until": "2024-04",
            }
        ],
    )
    (ends,) = [d for d in at(tables).found if d.kind is Kind.ENDING]
    assert (ends.key, ends.ends, ends.by) == ("ending-9", date(2024, 4, 30), date(2024, 4, 30))
    assert ends.cost is not None
    assert say(ends.cost) == "The grant that ends: 5,000 EUR."
    assert ends.who == ("fund",)
    assert ends.at_stake == ("9",)  # one provider is left: fragile, but it stands
    assert say(ends.reasons[-1]) == "There are fewer independent providers left than needed."
    assert len(ends.claims) == 1


def test_work_that_ends_takes_what_rests_on_it_along() -> None:
    # 9 ends on 31 December 2024 and nobody else does it; 8 stands on it. Its cost is not known.
    tables = small(deliveries=[*provides("a", "9", until="2024"), *provides("c", "8")])
    (ends,) = [d for d in at(tables).found if d.kind is Kind.ENDING]
    assert (ends.ends, ends.by) == (date(2024, 12, 31), date(2024, 6, 1))
    assert ends.at_stake == ("9", "8")
    assert ends.cost is None
    assert ends.who == ("a",)


def test_a_fall_in_two_steps_is_told_to_its_end() -> None:
    # 9 needs two: a stops at the end of February, b at the end of May; c's 8 rests on 9 alone
    tables = small(
        deliveries=[
            *provides("a", "9", until="2024-02"),
            *provides("b", "9", until="2024-05"),
            *provides("c", "8"),
            *provides("d", "8"),
        ]
    )
    (ends,) = [d for d in at(tables, day=date(2024, 1, 15)).found if d.kind is Kind.ENDING]
    assert ends.ends == date(2024, 2, 29)
    assert ends.at_stake == ("9", "8")
    words = [say(r) for r in ends.reasons]
    assert words[1] == "There are fewer independent providers left than needed."
    assert words[-1] == "These then lose a prerequisite: 8."
    assert len(words) == 4  # each step with its cause
    assert ends.who == ("a", "b")


def test_a_membership_that_ends_is_put_on_the_table() -> None:
    # a network with a complete list joins MWI and KEN for 12; MWI's member leaves at the end of August 2024
    tables = small(
        networks=[{"network_id": "net", "duties": "12", "capabilities": "12"}],
        memberships=[
            {"member_id": "m", "network_id": "net", "until": "2024-08"},
            {"member_id": "k", "network_id": "net"},
        ],
        stakeholders=[{"id": "net", "kind": "network"}, {"id": "k", "home_iso3": "KEN"}],
    )
    (ends,) = [d for d in at(tables).found if d.kind is Kind.ENDING]
    assert (ends.about, ends.at_stake, ends.ends) == ("net", ("12",), date(2024, 8, 31))
    assert ends.sources == ("s",)


def test_an_agreement_that_ends_counts_where_nothing_else_joins_the_two() -> None:
    # police of two countries, until 31 May 2024; a second memorandum joins them for 11 only, so 4 is lost
    tables = small(
        agreements=[
            {
                "id": "memo",
                "duties": "4;11",
                "capabilities": "4;11",
                "expires": "2024-05",
                "in_force": "2020",
            },
            {"id": "lines", "duties": "11", "capabilities": "11", "in_force": "2020"},
        ],
        agreement_parties=[
            {"agreement_id": "memo", "iso3": "MWI", "stakeholder_id": "mw-police"},
            {"agreement_id": "memo", "iso3": "KEN"},
            {"agreement_id": "lines", "iso3": "MWI"},
            {"agreement_id": "lines", "iso3": "KEN"},
        ],
    )
    (ends,) = [d for d in at(tables).found if d.kind is Kind.ENDING]
    assert ends.key == "ending-memo"
    assert ends.at_stake == ("4",)
    assert ends.who == ("mw-police",)
    assert (ends.ends, ends.by) == (date(2024, 5, 31), date(2024, 5, 31))
    words = say(ends.reasons[1])
    assert words == "After that, no other agreement or network is known to connect MWI with KEN for: 4."


def test_a_funder_on_whom_everything_hangs() -> None:
    tables = small(
        deliveries=[*provides("a", "13"), *provides("b", "13"), *provides("c", "14")],
        funding=[{"funder_id": "fund", "recipient_id": who} for who in ("a", "b")],
        reviews=looked("13", "14"),
    )
    found = {d.key: d for d in at(tables).found}
    assert found["one-fund"].at_stake == ("13",)
    assert found["one-fund"].who == ("a", "b")
    assert found["one-fund"].capability == ""
    assert say(found["one-fund"].title) == "13: a single known funder, fund"
    assert say(found["one-fund"].reasons[0]) == (
        "All known providers of these have no other known funder: 13."
    )


def test_an_unclear_look_is_not_told_as_no_look() -> None:
    # 3 was looked at, and the look was not clear: unknown, but not for want of a look. 4 was not looked at.
    found = {d.key: d for d in at(small(reviews=looked("3", outcome="unclear"))).found}
    assert say(found["look-3"].title) == "3: the latest review gave no clear result"
    assert say(found["look-4"].title) == "4: not reviewed"
    assert found["look-3"].sources


def test_what_rests_on_something_unknown_is_not_told_to_stand() -> None:
    # 4 rests on 3 alone, at which nobody looked: known to be missing is nothing, known to stand is nothing either
    found = {d.key: d for d in at(small(reviews=looked("4", outcome="not_found"))).found}
    assert say(found["missing-4"].reasons[0]) == (
        "Nothing that it needs is known to be missing. It depends on the answer about 3."
    )


def test_a_grant_of_which_two_sources_speak_is_counted_once() -> None:
    # one grant, 5000 EUR by one source and 4000 EUR by another; a second one of 70 USD
    grant = {
        "funder_id": "fund", "recipient_id": "b", "iso3": "MWI", "capabilities": "9", "since": "2020",
        "until": "2024-04",
    }  # fmt: skip
    snapshot = Snapshot.from_rows(
        small(
            deliveries=provides("b", "9"),
            funding=[
                {**grant, "amount": "5000", "currency": "EUR"},
                {**grant, "amount": "4000", "currency": "EUR", "source_id": "t"},
                {**grant, "amount": "70", "currency": "USD", "title": "second"},
            ],
        )
    )
    claims = sorted(snapshot["funding"].ids, key=snapshot["funding"].position.__getitem__)
    said = ending_grants(snapshot, claims)
    assert said is not None
    head, tail = "The grants that end: ", "."
    parts = say(said).removeprefix(head).removesuffix(tail).split(") and ")
    assert parts == ["(4,000 EUR and 5,000 EUR: sources differ", "70 USD"]


def test_an_instrument_is_blamed_for_its_own_duties_and_parties_alone() -> None:
    # two agreements end on one day: memo joins MWI and KEN for 4, lines MWI and TZA for 11. Each loses its own; a
    # country that has only signed memo loses nothing.
    tables = small(
        countries=[{"iso3": c} for c in ("MWI", "KEN", "TZA", "ZMB")],
        agreements=[
            {"id": "memo", "duties": "4", "capabilities": "4", "expires": "2024-05", "in_force": "2020"},
            {"id": "lines", "duties": "11", "capabilities": "11", "expires": "2024-05", "in_force": "2020"},
        ],
        agreement_parties=[
            {"agreement_id": "memo", "iso3": "MWI"},
            {"agreement_id": "memo", "iso3": "KEN"},
            {"agreement_id": "memo", "iso3": "ZMB", "status": "signatory"},
            {"agreement_id": "lines", "iso3": "MWI"},
            {"agreement_id": "lines", "iso3": "TZA"},
        ],
    )
    ends = {d.key: say(d.reasons[1]) for d in at(tables).found if d.kind is Kind.ENDING}
    assert ends == {
        "ending-memo": "After that, no other agreement or network is known to connect MWI with KEN for: 4.",
        "ending-lines": "After that, no other agreement or network is known to connect MWI with TZA for: 11.",
    }
    assert not [d for d in at(tables, "ZMB").found if d.kind is Kind.ENDING]
    assert not [d for d in at(tables, "KEN").found if d.key == "ending-lines"]


def test_a_kind_of_decision_has_one_name() -> None:
    """The command says what the page says."""
    assert words_of(Kind) is DECISION_KINDS
    assert say(DECISION_KINDS["one"]) == "Depends on a single organisation or funder"


def test_what_several_provide_in_general_is_reviewed_as_in_the_plan() -> None:
    """14 by a and b, both in general; 13 by c and d, of which one says nothing of the kind. The plan begins with the
    review of 14, and so does the meeting; who provides it is asked first."""
    general = {"scope": "general"}
    tables = small(
        reviews=looked("13", "14"),
        deliveries=[
            *(row for who in "ab" for row in provides(who, "14", **general)),
            *provides("c", "13", **general),
            *provides("d", "13"),
        ],
    )
    told = at(tables).told()
    rows = {d.key: d for d in (*told.decisions, *told.further)}
    assert say(rows["look-14"].title) == "14: recorded only in general"
    assert say(rows["look-14"].fix) == (
        "Review first: ask a and b what is covered in MWI, and who else provides 14."
    )
    assert (rows["look-14"].who, rows["look-14"].state) == (("a", "b"), "covered")
    assert "look-13" not in rows


def test_who_provides_it_is_asked_where_a_review_names_nobody() -> None:
    """14 and 15 were found, and nobody is named: s supports 14 and may know; of 15 the committee would be asked, if one
    were recorded."""
    tables = small(
        reviews=looked("14", "15"),
        deliveries=[{"stakeholder_id": "s", "capability": "14", "role": "supports"}],
    )
    told = at(tables).told()
    rows = {d.key: d for d in (*told.decisions, *told.further)}
    asked = rows["look-14"]
    assert say(asked.title) == "14: found, provider not named"
    assert [say(r) for r in asked.reasons] == ["The latest review found it, but no provider is named."]
    assert say(asked.fix) == "Ask who provides it today, and record the provider with its source."
    assert (asked.who, rows["look-15"].who) == (("s",), ())
    assert (asked.measure, asked.at_stake) == ("look/14/s/2024-06-01", ("14",))


def test_what_nobody_confirmed_is_asked_in_place_of_which_office_is_in_charge() -> None:
    """For 3 and 7 one is enough. Of 7 only an unconfirmed record speaks: without it nothing is known. 9 has one known
    provider, unconfirmed, and nobody has checked for others: that is asked already."""
    tables = small(
        reviews=looked("3"),
        deliveries=[
            *provides("law", "3"),
            *provides("police", "7", verified="recalled"),
            *provides("care", "9", verified="recalled"),
        ],
    )
    found = {d.key: d for d in at(tables).found if d.capability in {"3", "7", "9"}}
    assert say(found["look-7"].title) == "7: no record of it is confirmed"
    assert say(found["look-7"].fix) == "Ask police whether this is so, and record the source."
    assert say(found["look-9"].title) == "9: one provider is known, others have not been checked"
    assert set(found) == {"one-3", "look-7", "look-9"}


def test_the_grants_that_pay_for_a_decision_and_those_that_could() -> None:
    """9 has one provider, a, and nobody else (a review): f pays a for 9 until the end of 2024, g pays it for anything,
    without an amount; h gives b money for the country, who does nothing here: it could. old began in 2010 and nobody
    has told of it since: it may have ended, and pays for nothing. Without h nobody could pay for 13 either, which is
    said; of the review of 14, and of 3, of which one is enough, nothing is."""
    paid: dict[str, Any] = {
        "reviews": looked("9", "13") + looked("3"),
        "deliveries": [*provides("a", "9"), *provides("c", "13"), *provides("d", "14"), *provides("e", "3")],
        "stakeholders": [{"id": "b"}],
        "sources": [{"source_id": "s", "published": "2024"}, {"source_id": "long", "published": "2010"}],
        "funding": [
            {
                "funder_id": "f",
                "recipient_id": "a",
                "iso3": "MWI",
                "capabilities": "9",
                "amount": "5000",
                "currency": "EUR",
                "since": "2024",
                "until": "2024-12-31",
            },
            {"funder_id": "g", "recipient_id": "a", "since": "2024"},
            {
                "funder_id": "h",
                "recipient_id": "b",
                "iso3": "MWI",
                "amount": "7",
                "since": "2024",
            },
            {"funder_id": "old", "recipient_id": "a", "since": "2010", "source_id": "long"},
        ],
    }
    agenda = at(small(**paid)).told()
    told = {d.key: d for d in (*agenda.decisions, *agenda.further)}
    assert [(g.funder, g.pays) for g in told["one-9"].grants] == [("f", True), ("g", True), ("h", False)]
    assert [say(x) for x in told["one-9"].money] == [
        "Grants that pay for it: f to a (EUR\u00a05,000; until 2024-12-31) and g to a (no amount recorded; no end "
        "recorded).",
        "Grants that could pay for it: h to b (7, currency not recorded; no end recorded).",
    ]
    agenda = at(small(**{**paid, "funding": [g for g in paid["funding"] if g["funder_id"] != "h"]})).told()
    without = {d.key: d for d in (*agenda.decisions, *agenda.further)}
    assert [say(x) for x in without["one-13"].money] == ["No recorded grant pays for it."]
    assert without["look-14"].money == without["one-3"].money == ()


def test_a_sentence_names_three_grants_and_how_many_more() -> None:
    many = [{"funder_id": f, "recipient_id": "a", "since": "2024"} for f in "pqrst"]
    tables = small(reviews=looked("9"), deliveries=provides("a", "9"), funding=many)
    (nine,) = [d for d in at(tables).told().decisions if d.capability == "9"]
    assert "r to a (no amount recorded; no end recorded) and 2 other grants." in say(nine.money[0])
    assert len(nine.grants) == 5


@pytest.mark.parametrize("seed", range(60))
def test_grants_pay_for_a_decision_where_the_plain_definition_says_so(seed: int) -> None:
    """By the slow working of who pays for what, which knows grants that may have ended."""
    tables = without_other_editions(random_world(seed, "tiny"))
    day = random.Random(seed).choice(days_of(tables, seed))
    seen = facts_at(tables)
    cover, view = coverage(seen, day), View(read_world(tables, "all"), default_edition())
    for country in seen.countries:
        given, paid = (
            decisions(cover, weak_points(seen, day, cover), country).told(),
            slow_unfunded.paid(view, country, day),
        )
        for d in (*given.decisions, *given.further):
            assert any(g.pays for g in d.grants) == (d.capability in paid), (country, d.key)
            assert not any(g.may_have_ended for g in d.grants)
