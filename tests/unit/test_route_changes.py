"""What a what-if does to the routes from report to rescue, and to money that may have ended: worked by hand, against
the oracle on random worlds, and on every surface."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from coordination.analytics.base.facts import Facts
from coordination.analytics.board.coverage import coverage
from coordination.analytics.loss.cascade import WhatIf, what_if
from coordination.analytics.loss.compare import SideBySide
from coordination.analytics.loss.route_changes import changed_routes, reached_countries
from coordination.analytics.loss.routes_then import routes_then
from coordination.analytics.loss.scenario import Scenario, parse_change
from coordination.answers.asking import ask
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import Route, RouteStep
from graph_schema.ids import CapabilityNumber
from tests.both import facts
from tests.oracle import routes as slow_routes
from tests.oracle import whatif as slow
from tests.oracle.cells import View
from tests.oracle.edition import default_edition
from tests.oracle.small import small
from tests.oracle.world import Tables, read_world
from tests.ready import shipped
from tests.said import as_json
from tests.worlds import AS_OF, random_world, removals_of

T = date(2024, 6, 15)


def station(*numbers: str) -> RouteStep:
    return RouteStep(0, tuple(map(CapabilityNumber, numbers)), False, False, "", "", "derived", "")


def with_route(seen: Facts, *stations: RouteStep) -> Facts:
    steps = tuple(replace(s, step=i) for i, s in enumerate(stations, 1))
    return replace(seen, edition=replace(seen.edition, routes=(Route("r", "R", "B", "rescue", steps),)))


def made(tables: Tables, *changes: str, stations: tuple[RouteStep, ...] = ()) -> WhatIf:
    """A what-if with the route hotline (12, or the police) - police (4) - care (8)."""
    seen = with_route(facts(tables), *(stations or (station("12", "4"), station("4"), station("8"))))
    return what_if(seen, T, Scenario.parse("", changes))


def does(who: str, capability: str, **more: str) -> dict[str, str]:
    return {"stakeholder_id": who, "capability": capability, **more}


def tie(a: str, b: str, **more: str) -> dict[str, str]:
    return {"a_id": a, "b_id": b, **more}


#: line - police - care
WAY: dict[str, Any] = {
    "deliveries": [does("line", "12"), does("police", "4"), does("care", "8")],
    "ties": [tie("line", "police"), tie("police", "care")],
}


def rows(found: WhatIf) -> list[dict[str, Any]]:
    return as_json(found.told())["routes"]


def test_without_the_police_it_stops_before_them() -> None:
    """Nobody else provides 4, and the hotline stands: the case stops before the second station. The police also stood
    in at the first station (12 or 4), where the line is left."""
    (r,) = rows(made(small(**WAY), "stakeholder:police"))
    assert (r["country"], r["route"], r["before"], r["after"]) == ("MWI", "r", "open", "broken")
    assert r["stops_before"] is None
    assert r["stops_at"] == {"step": 2}
    assert r["told"] == "It stops before 4: nobody provides it."
    assert r["stations"] == [
        {
            "step": 1,
            "capabilities": ["12", "4"],
            "before": "in_place",
            "after": "in_place",
            "gone": ["police"],
            "come": [],
            "there": ["line"],
        },
        {
            "step": 2,
            "capabilities": ["4"],
            "before": "in_place",
            "after": "gap",
            "gone": ["police"],
            "come": [],
            "there": [],
        },
    ]
    found = as_json(made(small(**WAY), "stakeholder:police").told())
    assert [x["text"] for x in found["rounds"] if x["round"] == 7] == [
        "MWI: 1 route no longer gets through: r."
    ]


def test_without_the_work_of_one_capability_others_are_still_at_the_station() -> None:
    """Of the first station (12 or 4) only the hotline ends: the police stand in and hand on to themselves, so it gets
    through from another entrance. Both have to end for the station to stop."""
    (r,) = rows(made(small(**WAY), "delivery:line/MWI/12"))
    assert (r["before"], r["after"]) == ("open", "other_entrance")
    assert [s["there"] for s in r["stations"]] == [["police"]]
    (r,) = rows(made(small(**WAY), "delivery:line/MWI/12", "delivery:police/MWI/4"))
    assert (r["after"], r["stops_at"]) == ("broken", {"step": 1})


def test_a_partnership_that_ends_changes_no_station() -> None:
    """Without the referral between police and care all stations stand, and no hand-off is on record."""
    (r,) = rows(made(small(**WAY), "tie:police/care"))
    assert (r["before"], r["after"], r["stations"]) == ("open", "not_recorded", [])
    assert r["stops_at"] == {"from": 2, "to": 3, "reached": ["police"]}


def test_routes_of_several_scenarios_side_by_side() -> None:
    """Line - police - care gets through today. Without the police it stops before 4; without the line the police stand
    in at the first station, so it gets through from another entrance; a third body that is joined to nobody changes
    nothing, and without the referral from police to care no hand-off is on record. So two lose the route."""
    wanted = {
        "no police": ["stakeholder:police"],
        "no line": ["stakeholder:line"],
        "one more": ["+stakeholders?id=new&kind=ngo", "+delivery:new/MWI/15"],
        "no referral": ["tie:police/care"],
    }
    tables = small(**WAY)
    compared: Any = as_json(SideBySide([made(tables, *texts) for texts in wanted.values()]).compared())
    (r,) = compared["routes"]
    assert (r["country"], r["route"], r["ends_with"], r["before"]) == ("MWI", "r", "rescue", "open")
    assert r["after"] == ["broken", "other_entrance", "open", "not_recorded"]
    assert r["told"][0] == "It stops before 4: nobody provides it."
    assert r["told"][2] == r["told_before"]
    assert [(s["routes_changed"], s["routes_lost"], s["routes_won"]) for s in compared["scenarios"]] == [
        (1, 1, 0), (1, 0, 0), (0, 0, 0), (1, 1, 0),
    ]  # fmt: skip
    # a scenario that opens it: nobody cares in MWI until a second body takes it up
    few = small(deliveries=WAY["deliveries"][:2], ties=WAY["ties"][:1], stakeholders=[{"id": "care"}])
    opens = made(few, "+delivery:care/MWI/8", "+ties?a_id=police&b_id=care&kind=referral")
    both: Any = as_json(SideBySide([opens, made(few, "tie:line/police")]).compared())
    assert [r["after"][0] for r in both["routes"]] == ["open"]
    assert [(s["routes_lost"], s["routes_won"]) for s in both["scenarios"]] == [(0, 1), (0, 0)]


def test_what_is_added_may_open_a_route() -> None:
    """Nobody cares in MWI; a second body takes it up and has a referral with the police."""
    tables = small(deliveries=WAY["deliveries"][:2], ties=WAY["ties"][:1], stakeholders=[{"id": "care"}])
    found = made(tables, "+delivery:care/MWI/8", "+ties?a_id=police&b_id=care&kind=referral")
    (r,) = rows(found)
    assert (r["before"], r["after"]) == ("unknown", "open")
    assert [s["come"] for s in r["stations"]] == [["care"]]
    told = [x["text"] for x in as_json(found.told())["rounds"] if x["round"] == 7]
    assert told == ["MWI: 1 more route gets through: r."]


def test_who_loses_all_known_money_leaves_the_station_too() -> None:
    """Care is paid by the fund alone. It stops with the fund, unless lost money is replaced."""
    paid = small(**WAY, funding=[{"funder_id": "fund", "recipient_id": "care", "since": "2023"}])
    (r,) = rows(made(paid, "stakeholder:fund"))
    assert (r["after"], [s["gone"] for s in r["stations"]]) == ("broken", [["care"]])
    seen = with_route(facts(paid), station("12", "4"), station("4"), station("8"))
    kept = what_if(seen, T, Scenario.parse("", ["stakeholder:fund"]), lose_ground=False)
    assert rows(kept) == []


def test_who_takes_over_is_at_the_station_then() -> None:
    """The hospital has agreed to take over 8, and no partnership joins it to the police."""
    tables = small(**{**WAY, "deliveries": [*WAY["deliveries"], does("hospital", "8", role="stands_in")]})
    (r,) = rows(made(tables, "stakeholder:care"))
    assert (r["before"], r["after"]) == ("open", "not_recorded")
    assert [(s["gone"], s["come"]) for s in r["stations"]] == [(["care"], ["hospital"])]


def test_more_than_ten_countries_are_counted() -> None:
    """The same three bodies in eleven countries: eleven routes, told in one sentence."""
    codes = ["AGO", "BEN", "BFA", "BWA", "CIV", "CMR", "COD", "ETH", "GHA", "KEN", "MWI"]
    every = [{**d, "iso3": c} for c in codes for d in WAY["deliveries"]]
    found = made(small(deliveries=every, ties=WAY["ties"]), "stakeholder:police")
    assert len(rows(found)) == 11
    told = [x["text"] for x in as_json(found.told())["rounds"] if x["round"] == 7]
    assert told == ["11 routes no longer get through."]


@pytest.mark.parametrize("seed", range(12))
def test_only_countries_that_are_reached_can_change(seed: int) -> None:
    """All countries, tried before and then, have no other change than those that the what-if tries."""
    tables = random_world(seed, "tiny")
    seen = facts(tables)
    for removals in removals_of(tables, seed):
        found = what_if(seen, AS_OF, [parse_change(r) for r in removals], lose_ground=seed % 3 > 0)
        every = changed_routes(coverage(seen, AS_OF), found.after, seen.countries)
        assert found.routes == every
        assert {r.country for r in every} <= set(reached_countries(seen, found.done))
        assert routes_then(found).changed == every


@pytest.mark.parametrize("seed", range(6))
def test_as_the_oracle_on_random_worlds(seed: int) -> None:
    rng, tables = random.Random(seed), random_world(seed, "tiny")
    seen, view = facts(tables), View(read_world(tables, "all"), default_edition())
    every, country = slow_routes.read_routes(view.edition.id), rng.choice(seen.countries)
    removals = rng.choice(removals_of(tables, seed))
    found = as_json(what_if(seen, AS_OF, [parse_change(r) for r in removals]).told())
    words = ("to", "ends_with", "told", "told_before")
    mine = [
        {k: v for k, v in r.items() if k not in words} for r in found["routes"] if r["country"] == country
    ]
    assert mine == slow.routes_changed(view, removals, AS_OF, str(country), every)
    assert found["may_have_ended"] == slow.lost_before(view, found["lost_ground"], AS_OF)


# -- money that may have ended


def old(tables: Tables, *changes: str) -> tuple[list[Any], list[str]]:
    found = as_json(what_if(facts(tables), T, Scenario.parse("", changes)).told())
    said = [x["text"] for x in found["rounds"] if x["round"] == 2 and "may have ended" in x["text"]]
    return [(x["stakeholder"], x["capability"]) for x in found["may_have_ended"]], said


def test_lost_money_may_have_ended_before() -> None:
    """On 15 June 2024 a grant since 2015 without an end, from a source of 2010, may have ended; one since 2023 not.
    a has the old grant for both of its capabilities: two rows, one provider, one sentence. b has both grants from the
    fund: the newer one is lost, so it is not said of b. c has a grant with an end, so it has not ended."""
    work = [does("a", "8"), does("a", "9"), does("b", "8"), does("c", "8")]
    fund = {"funder_id": "fund", "since": "2015"}
    money = [
        {**fund, "recipient_id": "a"},
        {**fund, "recipient_id": "b"},
        {**fund, "recipient_id": "b", "since": "2023", "title": "second"},
        {**fund, "recipient_id": "c", "until": "2025"},
    ]
    rows_, said = old(small(deliveries=work, funding=money), "stakeholder:fund")
    assert rows_ == [("a", "8"), ("a", "9")]
    assert said == [
        "1 provider loses funding that may have ended already. It counts here, because nobody has said that it ended."
    ]
    # where lost money is replaced nobody loses ground; where nothing is lost nothing is said
    assert old(small(deliveries=work, funding=money), "stakeholder:c") == ([], [])


# -- on every surface

Q = Question(date(2026, 11, 25))


@pytest.fixture(scope="module")
def demo() -> Workspace:
    return shipped("demo").pinned()


def test_both_answers_tell_the_same(demo: Workspace) -> None:
    """``mnr routes XAA`` with a change and ``mnr what-if``: the same routes are otherwise, and how they stand then is
    what the first lists."""
    change = ["stakeholder:a-police"]
    through = ask(demo, Q, "what_if", changes=change)
    for choices in ({"changes": change}, {"remove": change}):
        given = ask(demo, Q, "routes", country="XAA", **choices)
        assert given["what_if"] == change
        assert given["changed"] == [r for r in through["routes"] if r["country"] == "XAA"]
        then = {r["route"]: r for r in given["routes"]}
        assert len(then) == 13
        for r in given["changed"]:
            assert (then[r["route"]]["state"], then[r["route"]]["told"]) == (r["after"], r["told"])
    every = ask(demo, Q, "routes", changes=change)
    assert every["changed"] == through["routes"]
    plain = ask(demo, Q, "routes", country="XAA")
    assert (plain["what_if"], plain["changed"]) == ([], [])
    was = {r["route"]: r["state"] for r in plain["routes"]}
    assert all(was[r["route"]] == r["before"] for r in given["changed"])


def test_across_a_border_both_sides_are_tried_before_and_then(demo: Workspace) -> None:
    given = ask(demo, Q, "routes", country="XAA", to="XAB", changes=["agreement:police-almara-belorin"])
    was = {r["route"]: r for r in ask(demo, Q, "routes", country="XAA", to="XAB")["routes"]}
    then = {r["route"]: r for r in given["routes"]}
    assert {r["route"] for r in given["changed"]} == {
        k for k in was if [x["state"] for x in was[k]["links"]] != [x["state"] for x in then[k]["links"]]
    }
