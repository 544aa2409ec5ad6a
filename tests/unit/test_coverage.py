"""Coverage, worked by hand: one small world per rule, with the derivation in words; and against the oracle."""

from __future__ import annotations

from datetime import date

import pytest

from coordination.analytics.base.facts import Evidence, facts_of
from coordination.analytics.board.coverage import Board, Coverage, Flag, State, add_months, coverage
from coordination.analytics.board.gaps import gaps
from coordination.model.snapshot import Snapshot
from graph_schema.edition import edition
from tests.oracle import answers
from tests.oracle.edition import default_edition, later_edition
from tests.said import as_json, gaps_of
from tests.worlds import AS_OF, days_of, random_world

T = date(2026, 11, 25)
Rows = list[dict[str, str]]


def world(**tables: Rows) -> Snapshot:
    """A world with one country, one source of 2026 and four organisations, and what is given."""
    base: dict[str, Rows] = {
        "countries": [{"iso3": "MWI", "name": "Malawi"}],
        "sources": [
            {"source_id": "s", "title": "Source", "published": "2026-01-15"},
            {"source_id": "old", "title": "Old source", "published": "2019"},
        ],
        "stakeholders": [
            {"id": i, "name": i.upper(), "kind": "ngo", "home_iso3": "MWI"}
            for i in ("a", "b", "c", "fund", "top")
        ],
    }
    return Snapshot.from_rows({**base, **tables})


def delivers(who: str, capability: str = "12", **more: str) -> dict[str, str]:
    row = {
        "stakeholder_id": who,
        "capability": capability,
        "iso3": "MWI",
        "source_id": "s",
        "verified": "yes",
    }
    return {**row, **more}


def look(outcome: str, on: str = "2026-02-01", capability: str = "12", **more: str) -> dict[str, str]:
    row = {
        "iso3": "MWI", "capability": capability, "outcome": outcome, "method": "desk_review",
        "reviewed_on": on, "reviewer": "desk", "source_id": "s",
    }  # fmt: skip
    return {**row, **more}


def at(snapshot: Snapshot, day: date = T, evidence: str = "all", ed: str = "mnr-2016") -> Coverage:
    return coverage(facts_of(snapshot, edition(ed), Evidence(evidence)), day)


def cell(
    snapshot: Snapshot, capability: str = "12", day: date = T, evidence: str = "all"
) -> tuple[str, list[str]]:
    cover = at(snapshot, day, evidence)
    i = cover.index("MWI", capability)
    return str(cover.state(i)), [*cover.flags_at(i)]


def test_two_independent_providers_cover_a_hotline() -> None:
    # capability 12 needs 2; a and b share nothing. Without a law (3 unknown) support is 1/2, so no flag.
    assert cell(world(deliveries=[delivers("a"), delivers("b")])) == ("covered", [])


def test_one_of_two_is_fragile_and_uncounted_until_somebody_looks() -> None:
    # 13 needs two, as schools, police and charities teach
    assert cell(world(deliveries=[delivers("a", "13")]), "13") == ("fragile", ["uncounted"])
    # a look that found it: somebody checked, so the count stands
    seen = [look("found", capability="13")]
    assert cell(world(deliveries=[delivers("a", "13")], reviews=seen), "13") == ("fragile", [])


def test_where_one_is_normal_nobody_asks_for_a_second_and_a_successor_secures_it() -> None:
    # one hotline: fragile, as nobody takes over; not uncounted, as nobody expects a second
    assert cell(world(deliveries=[delivers("a")])) == ("fragile", [])
    # b has agreed to take over: n = 1, s = 1, k = 2, so n + s >= k
    secured = world(deliveries=[delivers("a"), delivers("b", role="stands_in")])
    assert cell(secured) == ("covered", [])
    assert at(secured).cell(at(secured).index("MWI", "12")).stand_ins == ("b",)
    assert at(secured).cell(at(secured).index("MWI", "12")).providers == ("a",)
    assert at(secured).cell(at(secured).index("MWI", "12")).supporters == ()


def test_a_stand_in_under_the_same_roof_secures_nothing() -> None:
    # a and b stand under top: they are one group, which has a provider, so s = 0
    under = [{"child_id": c, "parent_id": "top", "source_id": "s"} for c in "ab"]
    rows = [delivers("a"), delivers("b", role="stands_in")]
    assert cell(world(deliveries=rows, affiliations=under)) == ("fragile", [])
    # c is outside: s = 1
    assert cell(world(deliveries=[*rows, delivers("c", role="stands_in")], affiliations=under)) == (
        "covered",
        [],
    )
    # b between a and c: all three one group
    chain = [*under, {"child_id": "c", "parent_id": "b", "source_id": "s"}]
    assert cell(world(deliveries=[*rows, delivers("c", role="stands_in")], affiliations=chain)) == (
        "fragile",
        [],
    )


def test_a_stand_in_never_makes_two_providers_one() -> None:
    # a under p, b under top, and the stand-in c under both: a and b count as two all the same; c is with them, s = 0
    rows = [delivers("a"), delivers("b"), delivers("c", role="stands_in")]
    above = [("a", "fund"), ("b", "top"), ("c", "fund"), ("c", "top")]
    affiliations = [{"child_id": c, "parent_id": p, "source_id": "s"} for c, p in above]
    cover = at(world(deliveries=rows, affiliations=affiliations))
    i = cover.index("MWI", "12")
    assert (cover.n[i], cover.s[i], str(cover.state(i))) == (2, 0, "covered")


def test_a_stand_in_alone_leaves_the_state_as_it_is() -> None:
    waits = delivers("b", role="stands_in")
    assert cell(world(deliveries=[waits])) == ("unknown", [])
    assert cell(world(deliveries=[waits], reviews=[look("not_found")])) == ("gap", [])
    # a stand-in that is announced, is over or was once does nothing either
    for more in ({"status": "planned"}, {"until": "2025"}, {"status": "ended"}):
        assert cell(world(deliveries=[delivers("b", role="stands_in", **more)])) == ("unknown", [])


def test_who_provides_and_stands_in_is_a_provider() -> None:
    both = [delivers("a"), delivers("a", role="stands_in", source_id="old")]
    assert cell(world(deliveries=both)) == ("fragile", [])
    assert at(world(deliveries=both)).others(at(world(deliveries=both)).index("MWI", "12"), "stands_in") == []


def test_the_end_of_a_stand_in_is_known_ahead() -> None:
    # T = 2026-11-25. c has agreed until June 2027: from July on a is alone, so the cell ranks lower within a year
    rows = [delivers("a"), delivers("c", role="stands_in", until="2027-06")]
    assert cell(world(deliveries=rows)) == ("covered", ["expiring"])
    # its money may end: its agreement counts, not its money
    paid = [{"funder_id": "fund", "recipient_id": "c", "until": "2027-03", "source_id": "s"}]
    rows = [delivers("a"), delivers("c", role="stands_in")]
    assert cell(world(deliveries=rows, funding=paid)) == ("covered", [])


def test_the_sources_of_a_secured_cell_are_those_of_the_provider_and_of_its_successor() -> None:
    rows = [delivers("a"), delivers("b", role="stands_in", source_id="old")]
    cover = at(world(deliveries=rows))
    assert cover.sources(cover.index("MWI", "12")) == ["old", "s"]
    # two providers need no successor: what is said of one decides nothing
    cover = at(world(deliveries=[*rows, delivers("c")]))
    assert cover.sources(cover.index("MWI", "12")) == ["s"]
    # the provider was read of in 2019 (older than 36 months at T), the successor in 2026: what is
    # known of who provides it is old
    rows = [delivers("a", source_id="old"), delivers("b", role="stands_in")]
    assert cell(world(deliveries=rows)) == ("covered", ["stale"])
    assert cell(world(deliveries=rows[:1])) == ("fragile", ["stale"])


def test_single_by_design() -> None:
    # a statute, a national body or a connection: one is enough, and there is no second to ask for
    for number in ("1", "3", "4", "5", "6", "7", "10", "17"):
        assert cell(world(deliveries=[delivers("a", number)]), number)[0] == "covered"
    for number in ("2", "8", "9", "11", "12", "13", "14", "15", "16", "18", "19", "20", "21"):
        assert cell(world(deliveries=[delivers("a", number)]), number)[0] == "fragile"
    # in mnr-2022 the united 16 (takedown and reporting) keeps the two of its wider half
    one = world(deliveries=[delivers("a", "17")])
    cover = at(one, ed="mnr-2022")
    assert str(cover.state(cover.index("MWI", "16"))) == "fragile"


def test_one_is_enough_where_one_is_by_design() -> None:
    assert cell(world(deliveries=[delivers("a", "3")]), "3") == ("covered", ["sole_by_design"])


def test_supporters_are_shown_and_never_counted() -> None:
    snapshot = world(deliveries=[delivers("a", role="supports"), delivers("b", role="supports")])
    assert cell(snapshot)[0] == "unknown"
    cover = at(snapshot)
    assert cover.cell(cover.index("MWI", "12")).supporters == ("a", "b")


def test_several_sources_about_one_delivery_are_one_provider() -> None:
    snapshot = world(deliveries=[delivers("a"), delivers("a", source_id="old")])
    cover = at(snapshot)
    assert cover.n[cover.index("MWI", "12")] == 1


def test_a_shared_top_makes_one_group() -> None:
    # a and b both stand under top, through different chains: a < c < top and b < top
    affiliations = [
        {"child_id": "a", "parent_id": "c", "kind": "part_of", "source_id": "s"},
        {"child_id": "c", "parent_id": "top", "kind": "hosted_by", "source_id": "s"},
        {"child_id": "b", "parent_id": "top", "kind": "operated_by", "source_id": "s"},
    ]
    snapshot = world(deliveries=[delivers("a"), delivers("b")], affiliations=affiliations)
    assert cell(snapshot)[0] == "fragile"


def test_the_parent_itself_and_its_unit_are_one_group() -> None:
    affiliation = {"child_id": "a", "parent_id": "b", "kind": "part_of", "source_id": "s"}
    assert cell(world(deliveries=[delivers("a"), delivers("b")], affiliations=[affiliation]))[0] == "fragile"


def test_a_circle_of_parents_counts_as_one_body() -> None:
    circle = [
        {"child_id": "a", "parent_id": "b", "kind": "part_of", "source_id": "s"},
        {"child_id": "b", "parent_id": "a", "kind": "part_of", "source_id": "s"},
    ]
    assert cell(world(deliveries=[delivers("a"), delivers("b")], affiliations=circle))[0] == "fragile"


def test_the_same_only_funder_makes_one_group_and_a_second_funder_parts_them() -> None:
    only = [{"funder_id": "fund", "recipient_id": who, "source_id": "s"} for who in ("a", "b")]
    both = [delivers("a"), delivers("b")]
    assert cell(world(deliveries=both, funding=only))[0] == "fragile"
    more = [*only, {"funder_id": "top", "recipient_id": "b", "source_id": "s"}]
    assert cell(world(deliveries=both, funding=more))[0] == "covered"
    # money for another capability says nothing about this one: each then has one known funder again
    elsewhere = [*only, {"funder_id": "top", "recipient_id": "b", "capabilities": "3", "source_id": "s"}]
    assert cell(world(deliveries=both, funding=elsewhere))[0] == "fragile"


def test_the_only_funder_of_another_provider_is_not_independent_of_it() -> None:
    pays = [{"funder_id": "a", "recipient_id": "b", "source_id": "s"}]
    assert cell(world(deliveries=[delivers("a"), delivers("b")], funding=pays))[0] == "fragile"


def test_found_without_a_name_is_unattributed() -> None:
    assert cell(world(reviews=[look("found")])) == ("unattributed", [])
    assert cell(world(reviews=[look("found", phase="2")])) == ("unattributed", [])


def test_a_reading_of_what_has_ended_says_that_it_was_done_once() -> None:
    """Rule 3b and 3c of METHODS 2: a desk review without a phase, and somebody provided it who has stopped, or only
    support is on record. Whether it has an end (2025) or was a one-off makes no difference, nor who checked the row; an
    official review, an interview or a phase says more."""
    done = [delivers("a", until="2025")]
    once = [delivers("a", status="ended")]
    helps = [delivers("b", role="supports"), delivers("c", role="supports", until="2025")]
    reading = [look("found", "2026-01-01")]
    for rows in (done, once, [{**done[0], "verified": "recalled"}], done + helps):
        assert cell(world(deliveries=rows, reviews=reading))[0] == "done_once"
        assert cell(world(deliveries=rows, reviews=reading), evidence="confirmed")[0] == "done_once"
    for row in helps:
        assert cell(world(deliveries=[row], reviews=reading)) == ("supported_only", [])
    more = (
        look("found", "2026-01-01", method="interview"),
        look("found", "2026-01-01", method="self_assessment"),
        look("found", "2026-01-01", phase="2"),
    )
    for rows in (done, once, helps):
        assert all(cell(world(deliveries=rows, reviews=[said]))[0] == "unattributed" for said in more)
    # it decides nothing beside a plan, and does not answer an end after it
    planned = delivers("p", status="planned")
    assert cell(world(deliveries=[planned, *done], reviews=reading))[0] == "planned"
    assert cell(world(deliveries=[planned], reviews=[more[0]]))[0] == "unattributed"
    assert cell(world(deliveries=[delivers("a", until="2026-02")], reviews=reading), day=date(2026, 6, 1)) == (
        "gap",
        ["lapsed"],
    )


def test_found_at_phase_one_is_a_gap() -> None:
    assert cell(world(reviews=[look("found", phase="1")])) == ("gap", [])


def test_not_found_is_a_gap_and_unclear_is_unknown() -> None:
    assert cell(world(reviews=[look("not_found")])) == ("gap", [])
    assert cell(world(reviews=[look("unclear")])) == ("unknown", [])


def test_nobody_looked_is_unknown_and_never_stale() -> None:
    assert cell(world()) == ("unknown", [])


def test_planned_stands_before_an_older_not_found() -> None:
    snapshot = world(deliveries=[delivers("a", status="planned")], reviews=[look("not_found")])
    assert cell(snapshot) == ("planned", [])


def test_a_start_ahead_is_planned_until_its_day() -> None:
    snapshot = world(deliveries=[delivers("a", since="2026-12")])
    assert cell(snapshot)[0] == "planned"
    assert cell(snapshot, day=date(2026, 12, 1))[0] == "fragile"
    # its source is of 15 January 2026: on new year's day nobody had heard of it
    assert cell(snapshot, day=date(2026, 1, 1))[0] == "unknown"


def test_ended_with_a_date_lapses_and_a_later_look_mends_it() -> None:
    ended = [delivers("a", until="2025")]
    # 2025 lasts through 31 December
    assert (
        cell(world(deliveries=[delivers("a", since="2020", until="2025")]), day=date(2025, 12, 31))[0]
        == "fragile"
    )
    assert cell(world(deliveries=ended)) == ("gap", ["lapsed"])
    later = look("found", "2026-01-01", method="official_review")  # says more than a finished row
    assert cell(world(deliveries=ended, reviews=[later]))[0] == "unattributed"
    assert cell(world(deliveries=ended, reviews=[look("found", "2026-01-01")]))[0] == "done_once"
    assert cell(world(deliveries=ended, reviews=[look("found", "2025-12-31")]))[0] == "gap"


def test_a_finished_one_off_proves_no_gap() -> None:
    assert cell(world(deliveries=[delivers("a", status="ended")])) == ("unknown", ["lapsed"])


def test_the_latest_look_counts_and_ties_go_to_the_better_method() -> None:
    assert cell(world(reviews=[look("found", "2024"), look("not_found", "2025")]))[0] == "gap"
    same_day = [look("not_found"), look("found", method="official_review")]
    assert cell(world(reviews=same_day))[0] == "unattributed"
    # same day, same method: not_found goes before found
    assert cell(world(reviews=[look("not_found", reviewer="z"), look("found", reviewer="a")]))[0] == "gap"


def test_expiring_sees_the_end_of_a_delivery_and_of_its_money() -> None:
    two = [delivers("a", until="2027-03"), delivers("b")]
    assert cell(world(deliveries=two))[1] == ["expiring"]
    # 13 months ahead is too far
    assert cell(world(deliveries=[delivers("a", until="2027-12"), delivers("b")]))[1] == []
    # b has one known funder now and none from April: it is counted out
    money = [{"funder_id": "fund", "recipient_id": "b", "until": "2027-03", "source_id": "s"}]
    assert cell(world(deliveries=[delivers("a"), delivers("b")], funding=money))[1] == ["expiring"]
    # somebody else starts in time
    three = [*two, delivers("c", since="2027-02")]
    assert cell(world(deliveries=three))[1] == []


def test_unsupported_a_hotline_without_a_law() -> None:
    both = [delivers("a"), delivers("b")]
    assert cell(world(deliveries=both, reviews=[look("not_found", capability="3")]))[1] == ["unsupported"]


def test_stale_unconfirmed_conflict() -> None:
    # 2019-01-01 is more than 36 months before
    assert (
        "stale" in cell(world(deliveries=[delivers("a", source_id="old"), delivers("b", source_id="old")]))[1]
    )
    recalled = [delivers("a", verified="recalled"), delivers("b", verified="recalled")]
    assert cell(world(deliveries=recalled))[1] == ["unconfirmed"]
    assert cell(world(deliveries=recalled), evidence="confirmed")[0] == "unknown"
    told = [
        delivers("a", since="2020"),
        delivers("b"),
        delivers("a", since="2020", until="2024", source_id="old"),
    ]
    assert cell(world(deliveries=told))[1] == ["conflict"]
    assert (
        "conflict" in cell(world(deliveries=[delivers("a"), delivers("b")], reviews=[look("not_found")]))[1]
    )


def test_hollow_when_the_law_is_at_phase_one() -> None:
    reviews = [look("found", phase="3"), look("found", phase="1", capability="3")]
    # effective phase of 12 is at most that of 3, which is 1; its own is 3: hollow by 2
    assert "hollow" in cell(world(reviews=reviews))[1]


def test_in_the_later_edition_16_and_17_are_one_and_looks_at_them_do_not_carry_over() -> None:
    snapshot = world(
        deliveries=[delivers("a", "16"), delivers("b", "17")], reviews=[look("not_found", capability="17")]
    )
    cover = at(snapshot, ed="mnr-2022")
    i = cover.index("MWI", "16")
    assert cover.providers(i) == ["a", "b"]
    assert str(cover.state(i)) == "covered"
    assert cover.looks_at(i).size == 0


def test_every_country_and_capability_is_there_unknown_included() -> None:
    cover = at(world())
    assert [c.state for c in cover.cells()] == [State.UNKNOWN] * len(edition().capabilities)
    assert coverage(facts_of(Snapshot.of({}), edition()), T).cells.__self__.rule.size == 0  # type: ignore[attr-defined]


def test_months_end_where_the_month_ends() -> None:
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2026, 11, 25), 12) == date(2027, 11, 25)
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 3, 31), -13) == date(2025, 2, 28)


def test_flags_are_all_documented() -> None:
    assert {str(f) for f in Flag} == {
        "conflict", "expiring", "hollow", "lapsed", "shared", "sole_by_design", "stale", "unconfirmed", "uncounted",
        "undated", "unsupported",
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_the_oracle_agrees(seed: int) -> None:
    tables = random_world(seed, "medium" if seed == 5 else "small")
    snapshot = Snapshot.from_rows(tables)
    for day in (AS_OF, *days_of(tables, seed, 1)):
        for evidence in ("all", "confirmed"):
            for name, oracle in (("mnr-2016", default_edition()), ("mnr-2022", later_edition())):
                cover = at(snapshot, day, evidence, name)
                assert as_json(Board(tuple(cover.cells()))) == answers.coverage(tables, oracle, day, evidence)
                assert gaps_of(gaps(cover), snapshot) == answers.gaps(tables, oracle, day, evidence)
