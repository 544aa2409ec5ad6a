"""From report to rescue: worked by hand, against the oracle on random worlds, and laws that hold between answers."""

from __future__ import annotations

import gc
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from coordination.analytics.base.facts import Facts
from coordination.analytics.routes.routes import routes
from coordination.analytics.routes.terms import RouteStatus
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import Route, RouteStep, edition, wrong_routes
from graph_schema.errors import UsageError
from graph_schema.ids import CapabilityNumber
from tests.both import facts
from tests.oracle import behind
from tests.oracle import routes as slow
from tests.oracle.cells import View
from tests.oracle.corridors import corridors as slow_corridors
from tests.oracle.edition import default_edition
from tests.oracle.small import small
from tests.oracle.world import Tables, read_world
from tests.ready import shipped
from tests.said import as_json, records_of

T = date(2024, 6, 15)
#: What the oracle says of a route; the rest is words.
KEYS = (
    *("country", "to", "route", "ends_with", "tried", "state", "stops_at", "gap", "steps", "links", "alone"),
    "cut",
)
STEP = ("step", "capabilities", "state", "providers")


def plain(found: Any) -> list[dict[str, Any]]:
    """Routes with the keys that the oracle has."""
    rows = [{k: r[k] for k in KEYS} for r in as_json(found)["routes"]]
    for row in rows:
        row["steps"] = [{k: s[k] for k in STEP} for s in row["steps"]]
        row["links"] = [{k: v for k, v in link.items() if k != "claims"} for link in row["links"]]
    return rows


def station(*numbers: str, optional: bool = False, abroad: bool = False) -> RouteStep:
    capabilities = tuple(map(CapabilityNumber, numbers))
    return RouteStep(0, capabilities, optional, abroad, "", "", "derived", "")


def along(*stations: RouteStep) -> Route:
    """A route of these stations."""
    return Route("r", "R", "B", "rescue", tuple(replace(s, step=i) for i, s in enumerate(stations, 1)))


def tried(tables: Tables, *stations: RouteStep, to: str = "", evidence: str = "all") -> RouteStatus:
    """The route of these stations in MWI."""
    seen = with_routes(facts(tables, evidence), along(*stations))
    (found,) = routes(seen, T, ["MWI"], to).routes
    return found


def with_routes(seen: Facts, *those: Route) -> Facts:
    return replace(seen, edition=replace(seen.edition, routes=those))


def does(who: str, capability: str, **more: str) -> dict[str, str]:
    return {"stakeholder_id": who, "capability": capability, **more}


def tie(a: str, b: str, **more: str) -> dict[str, str]:
    return {"a_id": a, "b_id": b, **more}


def not_found(capability: str) -> dict[str, str]:
    return {"capability": capability, "outcome": "not_found", "reviewed_on": "2020", "reviewer": "x"}


HOTLINE, POLICE, CARE = station("12"), station("4"), station("8")
THREE = [does("line", "12"), does("police", "4"), does("care", "8")]


def test_a_chain_of_ties_gets_through_and_each_organisation_of_it_closes_it() -> None:
    """line - police - care, nobody beside them: each alone closes it, so the cut is 1."""
    w = small(deliveries=THREE, ties=[tie("line", "police"), tie("care", "police")])
    r = tried(w, HOTLINE, POLICE, CARE)
    assert (r.state, r.stops_at, r.gap, r.cut) == ("open", None, None, 1)
    assert r.alone == ("care", "line", "police")
    assert [(x.start, x.end, x.pairs) for x in r.links] == [
        (1, 2, (("line", "police"),)),
        (2, 3, (("police", "care"),)),
    ]


def test_a_tie_that_does_not_carry_cases_says_that_they_work_together() -> None:
    """line - police by an agreement, police - care by a referral: a chain, but nobody recorded that the hotline hands
    cases to the police. With a referral between them too it gets through, whatever else joins them. police and line
    under one ministry need no tie."""
    loose = tie("line", "police", kind="mou")
    w = small(deliveries=THREE, ties=[loose, tie("care", "police")])
    r = tried(w, HOTLINE, POLICE, CARE)
    assert (r.state, r.gap, r.cut) == ("together", None, 1)
    assert r.alone == ("care", "line", "police")
    assert as_json(r)["stops_at"] == {"from": 1, "to": 2, "reached": ["line"]}
    assert [(str(x.state), x.pairs, x.together) for x in r.links] == [
        ("together", (), (("line", "police"),)),
        ("linked", (("police", "care"),), ()),
    ]
    assert as_json(r)["told"] == (
        "Those on the way work together up to the end, but nobody recorded that cases are handed over from 12 to 4: "
        "ask them."
    )
    both = small(deliveries=THREE, ties=[loose, tie("line", "police"), tie("care", "police")])
    assert tried(both, HOTLINE, POLICE, CARE).state == "open"
    under = [{"child_id": who, "parent_id": "ministry"} for who in ("line", "police")]
    assert tried(small(**{**w, "affiliations": under}), HOTLINE, POLICE, CARE).state == "open"


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("data_sharing", "open"),
        ("referral", "open"),
        ("mou", "together"),
        ("joint_programme", "together"),
        ("training", "together"),
        ("member_of_body", "together"),
        ("other", "together"),
    ],
)
def test_which_ties_carry_cases(kind: str, state: str) -> None:
    w = small(deliveries=THREE[:2], ties=[tie("line", "police", kind=kind)])
    assert tried(w, HOTLINE, POLICE).state == state


def test_only_one_of_two_providers_is_joined_by_a_tie_that_carries() -> None:
    """12 is provided by line and web. line shares data with the police, web trains them: a case that line takes gets
    through, so the route is open; web is listed as who only works with the police. If line only trains them too,
    nobody hands over: only the loss of the police closes it."""
    rows = [*THREE[:2], does("web", "12")]
    w = small(deliveries=rows, ties=[tie("line", "police"), tie("web", "police", kind="training")])
    r = tried(w, HOTLINE, POLICE)
    assert r.state == "open"
    (link,) = r.links
    assert (link.pairs, link.together) == ((("line", "police"),), (("web", "police"),))
    w = small(deliveries=rows, ties=[tie(x, "police", kind="training") for x in ("line", "web")])
    r = tried(w, HOTLINE, POLICE)
    assert (r.state, r.cut, r.alone) == ("together", 1, ("police",))


def test_a_gap_is_where_it_stops() -> None:
    """Nobody provides 8 and a review found nothing; the hand-off before is on record."""
    w = small(deliveries=THREE[:2], ties=[tie("line", "police")], reviews=[not_found("8")])
    r = tried(w, HOTLINE, POLICE, CARE)
    assert (r.state, r.gap, r.cut, r.alone) == ("broken", 3, None, ())
    assert as_json(r)["stops_at"] == {"step": 3}
    assert as_json(r)["told"] == "It stops before 8: nobody provides it."


def test_what_is_only_announced_does_not_carry_a_case() -> None:
    """A plan has standing 0: the route stops there."""
    w = small(
        deliveries=[*THREE[:2], does("care", "8", status="planned", since="2025")],
        ties=[tie("line", "police")],
    )
    r = tried(w, HOTLINE, POLICE, CARE)
    assert (r.state, r.gap) == ("broken", 3)
    assert "announced" in as_json(r)["told"]


def test_a_hand_over_that_nobody_recorded_is_no_break() -> None:
    w = small(deliveries=THREE, ties=[tie("line", "police")])
    r = tried(w, HOTLINE, POLICE, CARE)
    assert (r.state, r.gap) == ("not_recorded", None)
    assert as_json(r)["stops_at"] == {"from": 2, "to": 3, "reached": ["police"]}


def test_a_station_that_may_be_passed_over_is_not_said_to_be_in_place() -> None:
    """12 - (7) - 4 - 8: a review found nobody for 7, which may be passed over; 4 and 8 are not joined."""
    w = small(deliveries=THREE, ties=[tie("line", "police")], reviews=[not_found("7")])
    r = tried(w, HOTLINE, station("7", optional=True), POLICE, CARE)
    assert as_json(r)["told"] == (
        "All stations that it needs are in place. No hand-off from 4 to 8 is recorded: are they in contact?"
    )
    r = tried(w, HOTLINE, POLICE, CARE, station("9", abroad=True))
    assert as_json(r)["told"].startswith("All stations that it needs in this country are in place.")


def test_a_way_only_from_an_alternative_of_the_first_station_is_told() -> None:
    """A child calls the helpline (11), where the hotline (12) can stand in. line, the hotline, hands on; phone, the
    helpline, hands on to nobody. Once phone and line are partners it is still only line; once phone and the police
    are, the helpline gets through too."""
    w = [*THREE, does("phone", "11")]
    ties = [tie("line", "police"), tie("care", "police")]
    child = station("11", "12")
    r = tried(small(deliveries=w, ties=ties), child, POLICE, CARE)
    assert (r.state, r.cut) == ("other_entrance", 1)
    assert as_json(r)["told"] == (
        "It gets through, but only from 12. No recorded hand-off leads to the end from 11."
    )
    assert as_json(r)["stops_at"] == {"from": 1, "to": 2, "reached": ["phone"]}
    assert [(str(x.state), x.pairs) for x in r.links] == [
        ("others", (("line", "police"),)),  # the child has called phone
        ("linked", (("police", "care"),)),
    ]
    r = tried(small(deliveries=w, ties=[*ties, tie("phone", "line")]), child, POLICE, CARE)
    assert "only from 12" in as_json(r)["told"]
    assert r.state == "other_entrance"
    loose = tie("phone", "police", kind="mou")  # phone works with the police; line is the one that hands on
    r = tried(small(deliveries=w, ties=[*ties, loose]), child, POLICE, CARE)
    assert (r.state, [str(x.state) for x in r.links]) == ("other_entrance", ["together", "linked"])
    r = tried(small(deliveries=w, ties=[*ties, tie("phone", "police")]), child, POLICE, CARE)
    assert r.state == "open"
    assert as_json(r)["told"].startswith("It gets through. Each of 2 organisations")


def test_where_nobody_takes_calls_a_way_from_the_hotline_is_from_another_entrance() -> None:
    """A review found no helpline (11): the hotline (12) takes the case, and every hand-off after it is made. What the
    route lacks is its own entrance, station 1."""
    w = small(
        deliveries=THREE, ties=[tie("line", "police"), tie("care", "police")], reviews=[not_found("11")]
    )
    r = tried(w, station("11", "12"), POLICE, CARE)
    assert (r.state, as_json(r)["stops_at"]) == ("other_entrance", {"step": 1})
    assert [str(x.state) for x in r.links] == ["linked", "linked"]


def test_those_of_another_entrance_only_work_together() -> None:
    """line and the police have an agreement, police hand on to care; phone, the helpline, has no partner."""
    w = small(
        deliveries=[*THREE, does("phone", "11")],
        ties=[tie("line", "police", kind="mou"), tie("care", "police")],
    )
    r = tried(w, station("11", "12"), POLICE, CARE)
    assert r.state == "together"
    assert as_json(r)["told"] == (
        "Those on the way work together up to the end, but only from 12. Nobody recorded that cases are handed over "
        "from 11 to 4: ask them."
    )
    assert as_json(r)["stops_at"] == {"from": 1, "to": 2, "reached": ["phone"]}
    assert [str(x.state) for x in r.links] == ["others", "linked"]


def test_one_organisation_that_stands_in_at_two_stations_hands_on_to_itself_alone() -> None:
    """13 - 9, or 4 in its place - 4: school tells ward, who provides 9. unit provides 4, so it stands at both of the
    last stations, but the case never reached it: no hand-off from 9 to 4 is recorded."""
    w = small(
        deliveries=[does("school", "13"), does("ward", "9"), does("unit", "4")], ties=[tie("school", "ward")]
    )
    r = tried(w, station("13"), station("9", "4"), POLICE)
    assert r.state == "not_recorded"
    assert as_json(r)["stops_at"] == {"from": 2, "to": 3, "reached": ["ward"]}
    assert as_json(r)["told"].endswith("No hand-off from 9 to 4 is recorded: are they in contact?")
    assert [(str(x.state), x.pairs) for x in r.links] == [
        ("linked", (("school", "ward"),)),
        ("others", (("unit", "unit"),)),
    ]


def test_what_is_reached_only_by_working_together_is_handed_on_no_surer() -> None:
    """line hands on to p and works with q; q hands on to care, p to nobody. The case that is handed over ends at p."""
    w = small(
        deliveries=[*THREE[::2], does("p", "4"), does("q", "4")],
        ties=[tie("line", "p"), tie("line", "q", kind="mou"), tie("q", "care")],
    )
    r = tried(w, HOTLINE, POLICE, CARE)
    assert (r.state, as_json(r)["stops_at"]) == ("together", {"from": 2, "to": 3, "reached": ["p"]})
    assert [str(x.state) for x in r.links] == ["linked", "together"]


def test_what_nobody_reviewed_is_not_known_and_no_stop() -> None:
    w = small(deliveries=THREE[:2], ties=[tie("line", "police")])
    r = tried(w, HOTLINE, POLICE, CARE)
    assert (r.state, r.gap) == ("unknown", None)
    assert as_json(r)["stops_at"] == {"step": 3}
    assert as_json(r)["told"].startswith("Not known where it stops")


def test_what_is_in_place_without_a_name_is_not_known_either() -> None:
    found = {"capability": "8", "outcome": "found", "reviewed_on": "2020", "reviewer": "x"}
    r = tried(
        small(deliveries=THREE[:2], ties=[tie("line", "police")], reviews=[found]), HOTLINE, POLICE, CARE
    )
    assert r.state == "unknown"
    assert "the provider is not named" in as_json(r)["told"]


def test_one_organisation_in_two_stations_needs_no_tie_and_one_top_joins_two() -> None:
    """``unit`` takes reports and investigates; ``unit`` and ``ward`` are parts of ``house``."""
    w = small(
        deliveries=[does("unit", "12"), does("unit", "4"), does("ward", "8")],
        affiliations=[{"child_id": who, "parent_id": "house"} for who in ("unit", "ward")],
    )
    r = tried(w, HOTLINE, POLICE, CARE)
    assert (r.state, r.cut, r.alone) == ("open", 1, ("unit", "ward"))  # all of one root: one organisation
    assert r.units == (("unit", "ward"),)


def test_some_hand_on_at_each_station_and_yet_no_chain_exists() -> None:
    """line hands to p, q hands to care: some hand on at 1-2 and at 2-3, and nobody leads from line to care."""
    w = small(
        deliveries=[*THREE[::2], does("p", "4"), does("q", "4")], ties=[tie("line", "p"), tie("q", "care")]
    )
    r = tried(w, HOTLINE, POLICE, CARE)
    assert [x.state for x in r.links] == ["linked", "others"]
    assert r.state == "not_recorded"
    assert as_json(r)["stops_at"] == {"from": 2, "to": 3, "reached": ["p"]}


def test_a_station_that_may_be_passed_over_breaks_nothing() -> None:
    """Nobody has image databases: police hand on to care themselves. With them unknown it is the same."""
    w = small(deliveries=THREE, ties=[tie("line", "police"), tie("care", "police")])
    images = station("7", optional=True)
    r = tried(w, HOTLINE, POLICE, images, CARE)
    assert (r.state, r.cut) == ("open", 1)
    assert [(x.start, x.end, str(x.state)) for x in r.links] == [
        (1, 2, "linked"), (2, 3, "unknown"), (2, 4, "linked"), (3, 4, "unknown"),
    ]  # fmt: skip
    gap = {**w, "reviews": small(reviews=[not_found("7")])["reviews"]}
    assert tried(gap, HOTLINE, POLICE, images, CARE).state == "open"


def test_where_only_an_unknown_station_to_pass_over_could_join_it_is_not_known() -> None:
    """Police and care have no tie. Whoever has image databases might join them: unknown. Nobody has: not recorded."""
    w = small(deliveries=THREE, ties=[tie("line", "police")])
    images = station("7", optional=True)
    assert tried(w, HOTLINE, POLICE, images, CARE).state == "unknown"
    gap = {**w, "reviews": small(reviews=[not_found("7")])["reviews"]}
    assert tried(gap, HOTLINE, POLICE, images, CARE).state == "not_recorded"


def test_an_alternative_carries_a_step() -> None:
    w = small(deliveries=[does("police", "4"), does("care", "8")], ties=[tie("police", "care")])
    r = tried(w, station("12", "4"), CARE)
    assert (r.state, r.steps[0].providers) == ("other_entrance", ("police",))
    hotline = small(
        deliveries=THREE, ties=[tie("police", "care")]
    )  # in the second station it is as good as any
    assert tried(hotline, station("4", "12"), station("9", "8")).state == "open"
    one = small(deliveries=THREE[2:], reviews=[not_found("12")])
    assert tried(one, station("12", "4"), CARE).state == "unknown"  # 4 was never reviewed
    both = small(deliveries=THREE[2:], reviews=[not_found("12"), not_found("4")])
    assert tried(both, station("12", "4"), CARE).state == "broken"


def test_two_ways_side_by_side_need_two_losses() -> None:
    """Two lines, two police units, all joined, two houses: any two of one layer close it."""
    deliveries = [
        does(f"{w}{i}", n) for w, n in (("line", "12"), ("police", "4"), ("care", "8")) for i in "12"
    ]
    ties = [
        tie(f"{a}{i}", f"{b}{j}")
        for a, b in (("line", "police"), ("police", "care"))
        for i in "12"
        for j in "12"
    ]
    r = tried(small(deliveries=deliveries, ties=ties), HOTLINE, POLICE, CARE)
    assert (r.state, r.cut, r.alone) == ("open", 2, ())


def test_four_that_all_do_everything_are_more_than_three() -> None:
    r = tried(small(deliveries=[does(f"x{i}", n) for n in ("12", "4") for i in "1234"]), HOTLINE, POLICE)
    assert (r.cut, r.alone) == (4, ())


def test_a_tie_of_another_country_or_of_another_day_joins_nobody() -> None:
    for more in ({"iso3": "KEN"}, {"until": "2020"}, {"since": "2025"}, {"status": "planned"}):
        assert tried(
            small(deliveries=THREE[:2], ties=[tie("line", "police", **more)]), HOTLINE, POLICE
        ).state == ("not_recorded")
    ties = [tie("line", "police", iso3="MWI")]
    assert tried(small(deliveries=THREE[:2], ties=ties), HOTLINE, POLICE).state == "open"


def test_recalled_rows_do_not_count_where_confirmed_ones_are_asked_for() -> None:
    ties = [tie("line", "police", verified="recalled")]
    w = small(deliveries=THREE[:2], ties=ties)
    assert tried(w, HOTLINE, POLICE).state == "open"
    assert tried(w, HOTLINE, POLICE, evidence="confirmed").state == "not_recorded"


# -- across the border


def across(**more: Any) -> Tables:
    """A line at home and one in KEN with police beside it."""
    return small(
        deliveries=[does("line", "12"), does("kline", "12", iso3="KEN"), does("kpolice", "4", iso3="KEN")],
        ties=[tie("kline", "kpolice", iso3="KEN")],
        **more,
    )


ACROSS = (HOTLINE, station("12", abroad=True), station("4", abroad=True))
BOTH = [{"agreement_id": "circle", "iso3": c} for c in ("MWI", "KEN")]
CIRCLE = [{"id": "circle", "duties": "12", "in_force": "2000"}]


def test_without_a_second_country_only_the_part_at_home_is_tried() -> None:
    r = tried(across(), *ACROSS)
    assert (r.state, r.tried, r.to, r.stops_at) == ("unknown", "home", None, None)
    assert [s.state for s in r.steps] == ["in_place", "abroad", "abroad"]
    assert {x.state for x in r.links} == {"abroad"}


def test_one_station_tried_is_not_known_and_a_gap_is_said() -> None:
    r = tried(small(reviews=[not_found("12")]), *ACROSS)
    assert (r.state, r.gap) == ("unknown", 1)
    assert as_json(r)["told"] == "Its only station in this country is a gap: nobody provides 12."


@pytest.mark.parametrize(("parties", "state", "link"), [
    (BOTH, "open", "linked"),
    ([BOTH[0], {**BOTH[1], "status": "signatory"}], "not_recorded", "not_recorded"),
    ([BOTH[0], {**BOTH[1], "status": "unknown"}], "unknown", "unknown"),
    ([], "unknown", "unknown"),
])  # fmt: skip
def test_the_channel_is_the_tie(parties: list[dict[str, str]], state: str, link: str) -> None:
    """A circle of hotlines with both; one has only signed; one is not clear; no list, and nobody says it is whole."""
    r = tried(across(agreements=CIRCLE, agreement_parties=parties), *ACROSS, to="KEN")
    assert (r.state, r.links[0].state, r.tried) == (state, link, "whole")


def test_no_agreement_is_said_only_where_somebody_states_that_all_are_recorded() -> None:
    stated = [{"duty": "12", "reviewed_on": "2020", "instruments_complete": "yes"}]
    w = across(agreements=CIRCLE, agreement_parties=BOTH[:1], duty_reviews=stated)
    assert tried(w, *ACROSS, to="KEN").state == "not_recorded"


def test_the_records_behind_a_hand_off_across_the_border() -> None:
    """Both on the list of the circle: the two rows of the list. Only one side listed: nothing joins them, and the
    statement that all are recorded says so. The link in Kenya has its partnership."""
    stated = [{"duty": "12", "reviewed_on": "2020", "instruments_complete": "yes"}]
    for parties, said in ((BOTH, ["agreement_parties"] * 2), (BOTH[:1], ["duty_reviews"])):
        seen = facts(across(agreements=CIRCLE, agreement_parties=parties, duty_reviews=stated))
        (found,) = routes(with_routes(seen, along(*ACROSS)), T, ["MWI"], "KEN").routes
        told = [[x.split(":")[0] for x in records_of(i.claims, seen.snapshot)] for i in found.links]
        assert told == [said, ["ties"]]


def test_one_organisation_at_both_stations_has_its_activities_behind_it() -> None:
    seen = facts(small(deliveries=[does("one", "12"), does("one", "4"), does("one", "9")]))
    (found,) = routes(with_routes(seen, along(HOTLINE, POLICE)), T, ["MWI"]).routes
    rows = records_of(found.links[0].claims, seen.snapshot)
    assert len(rows) == 2
    assert all("capability=12" in r or "capability=4" in r for r in rows)


def test_two_countries_are_two() -> None:
    with pytest.raises(UsageError):
        tried(across(), *ACROSS, to="MWI")
    with pytest.raises(UsageError):
        tried(across(), *ACROSS, to="QQQ")


# -- random worlds


def dense_world(rng: random.Random) -> tuple[Tables, list[Route]]:
    """Few organisations that do much, in two countries, with ties, parents and channels; two routes through them."""
    bodies, numbers = "abcdefg", ["4", "7", "8", "9", "11", "12"]
    deliveries = [
        does(rng.choice(bodies), n, iso3=iso3, status=rng.choice(["active", "active", "active", "planned"]))
        for iso3 in ("MWI", "KEN")
        for n in numbers
        for _ in range(rng.randint(0, 3))
    ]
    ties = [
        tie(
            *rng.sample(bodies, 2),
            iso3=rng.choice(["", "MWI", "KEN"]),
            kind=rng.choice(["referral", "data_sharing", "referral", "mou"]),
        )
        for _ in range(rng.randint(0, 9))
    ]
    affiliations = [
        {"child_id": c, "parent_id": p} for c, p in (rng.sample(bodies, 2) for _ in range(rng.randint(0, 2)))
    ]
    looks = [
        {**not_found(n), "iso3": iso3, "outcome": rng.choice(["not_found", "unclear", "found"])}
        for iso3 in ("MWI", "KEN")
        for n in numbers
        if rng.random() < 0.5
    ]
    instruments = [
        {
            "id": f"i{k}",
            "duties": ";".join(rng.sample(["4", "7", "11", "12"], 2)),
            "in_force": rng.choice(["2000", "2030"]),
        }
        for k in range(2)
    ]
    parties = [
        {"agreement_id": a["id"], "iso3": c, "status": rng.choice(["party", "party", "signatory", "unknown"])}
        for a in instruments
        for c in ("MWI", "KEN")
        if rng.random() < 0.8
    ]
    stated = [
        {"duty": d, "reviewed_on": "2020", "instruments_complete": "yes"}
        for d in ("4", "12")
        if rng.random() < 0.5
    ]
    tables = small(
        deliveries=deliveries,
        ties=ties,
        affiliations=affiliations,
        reviews=looks,
        agreements=instruments,
        agreement_parties=parties,
        duty_reviews=stated,
        stakeholders=[{"id": b} for b in bodies],
        countries=[{"iso3": c} for c in ("MWI", "KEN", "UGA")],
    )
    return _once(tables), [_random_route(rng, k, numbers) for k in range(3)]


def _once(tables: Tables) -> Tables:
    """Each claim once: rows of one key count as one."""
    keys = {"deliveries": ("stakeholder_id", "capability", "iso3"), "affiliations": ("child_id", "parent_id")}
    for name, key in keys.items():
        tables[name] = list({tuple(r[k] for k in key): r for r in tables[name]}.values())
    tables["ties"] = list({(*sorted((r["a_id"], r["b_id"])), r["iso3"]): r for r in tables["ties"]}.values())
    return tables


def _random_route(rng: random.Random, k: int, numbers: list[str]) -> Route:
    count = rng.randint(2, 5)
    border = rng.randint(1, count) if k else count
    stations = [
        station(
            *rng.sample(numbers, rng.choice([1, 1, 2])),
            optional=0 < i < count - 1 and rng.random() < 0.4,
            abroad=i >= border,
        )
        for i in range(count)
    ]
    return replace(along(*stations), id=f"r{k}")


def as_slow(those: list[Route]) -> list[slow.Route]:
    return [
        slow.Route(
            r.id,
            r.ends_with,
            tuple(slow.Station(tuple(s.capabilities), s.optional, s.abroad) for s in r.steps),
        )
        for r in those
    ]


def check_records(seen: Facts, view: View, those: Sequence[RouteStatus]) -> None:
    """Of a hand-off within a country what joins its pairs, or what one organisation does at both stations; across a
    border what decides the channel."""
    for r in those:
        place = {s.step: r.country if s.place == "home" else r.to for s in r.steps}
        numbers = {s.step: s.capabilities for s in r.steps}
        who = {s.step: s.providers for s in r.steps}
        for link in r.links:
            here, there, expected = place[link.start], place[link.end], list[str]()
            if here and here == there:
                pairs = (*link.pairs, *link.together)
                expected = behind.of_link(view, here, pairs, numbers[link.start] + numbers[link.end], T)
            elif here and there and who[link.start] and who[link.end]:
                expected = channels_of(view, r.country, str(r.to), numbers[link.start], numbers[link.end])
            assert records_of(link.claims, seen.snapshot) == expected


def channels_of(view: View, home: str, to: str, before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The records of the channels for the duties of the step before, else of the step after: of the open ones, else of
    all."""
    states = {r["duty"]: r["state"] for r in slow_corridors(view, T, (home, to))["corridors"]}
    asked = [n for n in before if n in states] or [n for n in after if n in states]
    asked = [n for n in asked if states[n] == "covered"] or asked
    a, b = sorted((home, to))
    return sorted({x for n in asked for x in behind.of_channel(view, a, b, n, states[n], T)})


def test_five_hundred_dense_worlds() -> None:
    """Every third at home alone, the others with a second country; every state comes up often."""
    seen = Counter[str]()
    for seed in range(500):
        tables, those = dense_world(random.Random(seed))
        view = View(read_world(tables, "all"), default_edition())
        compiled = with_routes(facts(tables), *those)
        to = ("", "KEN", "KEN")[seed % 3]
        told = routes(compiled, T, ["MWI"], to)
        found = plain(told)
        check_records(compiled, view, told.routes)
        assert found == slow.routes(view, T, "MWI", to, as_slow(those)), (seed, to)
        seen.update(r["state"] for r in found)
        seen.update(f"cut {r['cut']}" for r in found if r["cut"])
        seen.update(f"hand-off {x['state']}" for r in found for x in r["links"])
    least = {
        "open": 100,
        "other_entrance": 20,
        "together": 10,
        "broken": 100,
        "not_recorded": 100,
        "unknown": 100,
        "cut 1": 100,
        "cut 2": 50,
        "cut 3": 5,
        "hand-off linked": 100,
        "hand-off together": 40,
        "hand-off others": 40,
        "hand-off not_recorded": 100,
    }
    assert {k: seen[k] for k, n in least.items() if seen[k] < n} == {}


ORDER = {"broken": 0, "unknown": 1, "not_recorded": 1, "together": 2, "other_entrance": 3, "open": 4}
WAYS = {"open", "other_entrance", "together"}  #: states of a route that has a chain


def test_one_more_tie_or_provider_never_closes_a_route() -> None:
    """An open route stays open and needs no fewer losses; a broken one is broken by no tie and mended by no tie."""
    for seed in range(50):
        rng = random.Random(seed)
        tables, those = dense_world(rng)
        before = routes(with_routes(facts(tables), *those), T, ["MWI"]).routes
        more = small(
            ties=[tie("a", "new"), tie("b", "c")], deliveries=[does("new", rng.choice(["4", "8", "12"]))]
        )
        tied = _once({**tables, "ties": tables["ties"] + [{**r, "iso3": "MWI"} for r in more["ties"][1:]]})
        after = routes(with_routes(facts(tied), *those), T, ["MWI"]).routes
        for one, other in zip(before, after, strict=True):
            assert ORDER[other.state] >= ORDER[one.state]
            assert (one.state == "broken") <= (other.state in ("broken",))
            assert (other.cut or 0) >= (one.cut or 0)
        richer = {**tables, "deliveries": tables["deliveries"] + more["deliveries"]}
        richer["stakeholders"] = [*tables["stakeholders"], {"id": "new", "kind": "ngo", "home_iso3": "MWI"}]
        grown = routes(with_routes(facts(richer), *those), T, ["MWI"]).routes
        for one, other in zip(before, grown, strict=True):
            assert (one.state == "open") <= (other.state == "open")
            assert (other.cut or 0) >= (one.cut or 0)


def test_what_closes_a_route_closes_it() -> None:
    """Without an organisation of ``alone`` (and its root) no chain is left; without any other one is."""
    for seed in range(50):
        tables, those = dense_world(random.Random(seed))
        for r in routes(with_routes(facts(tables), *those), T, ["MWI"]).routes:
            if r.state not in WAYS:
                continue
            route = next(x for x in those if x.id == r.route)
            everybody = {p for s in r.steps for p in s.providers}
            for unit in (*r.units, *((p,) for p in sorted(everybody - set(r.alone)))):
                kept = {
                    **tables,
                    "deliveries": [d for d in tables["deliveries"] if d["stakeholder_id"] not in unit],
                }
                (left,) = routes(with_routes(facts(kept), route), T, ["MWI"]).routes
                assert (left.state in WAYS) == (unit not in r.units), (seed, unit)


# -- the shipped workspaces


@pytest.fixture(scope="module")
def register() -> Workspace:
    return shipped("register").pinned()


def test_routes_of_the_editions_are_whole() -> None:
    """13 routes and 54 steps; the later edition has 16 where the first has 17."""
    one, later = edition("mnr-2016").routes, edition("mnr-2022").routes
    assert (len(one), sum(len(r.steps) for r in one)) == (13, 54)
    assert [r.id for r in one] == [r.id for r in later]
    for a, b in zip(one, later, strict=True):
        for s, t in zip(a.steps, b.steps, strict=True):
            assert [{"17": "16"}.get(n, n) for n in s.capabilities] == list(t.capabilities)
    assert sum(r.ends_with == "rescue" for r in one) == 7


def test_what_a_route_cannot_be_is_said() -> None:
    one = edition("mnr-2016")
    good = one.routes[0]
    first = good.steps[0]
    assert list(wrong_routes(one)) == []
    for bad, words in (
        (replace(good, ends_with="arrest"), "ends with 'arrest'"),
        (replace(good, steps=(replace(first, basis="said"), *good.steps[1:])), "has the basis 'said'"),
        (replace(good, steps=(replace(first, basis="source", source=""), *good.steps[1:])), "the source ''"),
        (replace(good, steps=(replace(first, step=7), *good.steps[1:])), "not numbered 1, 2, 3"),
        (replace(good, steps=(replace(first, stage="court"), *good.steps[1:])), "no stage 'court'"),
    ):
        (told,) = wrong_routes(replace(one, routes=(bad, *one.routes[1:])))
        assert words in told


def test_stages_lead_on() -> None:
    """A route of rescue goes from column to column of the picture, never back."""
    for ident in ("mnr-2016", "mnr-2022"):
        place = {row["id"]: i for i, row in enumerate(edition(ident).lists["stages"])}
        for r in edition(ident).routes:
            if r.ends_with == "rescue":
                assert all(place[a.stage] < place[b.stage] for a, b in pairwise(r.steps)), r.id
            else:
                assert {s.stage for s in r.steps} == {""}


def test_a_step_is_in_place_exactly_where_the_board_names_a_provider(register: Workspace) -> None:
    q = Question(date(2026, 11, 28))
    cover = register.cover(q)
    for r in routes(register.facts(q), q.as_of, ["MWI", "KEN", "GBR", "TON"], cover=cover).routes:
        for s in r.steps:
            if s.place == "home":
                cells = [cover.cell(cover.index(r.country, n)) for n in s.capabilities]
                assert set(s.providers) == {p for c in cells for p in c.providers}
                assert (s.state == "gap") == all(c.state in ("gap", "planned") for c in cells)


def test_a_route_is_never_handed_on_where_it_stops(register: Workspace) -> None:
    """Sentence, list and picture say the same: the hand-off that is asked about is made by nobody whom the case
    reaches, and what is drawn as made before it has somebody who makes it."""
    q = Question(date(2026, 11, 28))
    found = as_json(routes(register.facts(q), q.as_of))["routes"]
    stopped = [r for r in found if "from" in (r["stops_at"] or {})]
    assert len(stopped) > 100
    for r in stopped:
        stop, there = r["stops_at"], r["country"]
        (link,) = [x for x in r["links"] if (x["from"], x["to"]) == (stop["from"], stop["to"])]
        assert link["state"] not in ("linked", "abroad"), (there, r["route"])
        assert not {p for p, _q in link["pairs"]} & set(stop["reached"]), (there, r["route"])


def test_a_country_of_which_nothing_is_known_stops_nowhere(register: Workspace) -> None:
    q = Question(date(2026, 11, 28))
    found = routes(register.facts(q), q.as_of, ["TON"]).routes
    assert {r.state for r in found} == {"unknown"}
    assert all(r.gap is None for r in found)


def test_nothing_is_left_to_the_collector(register: Workspace) -> None:
    """Thousands of trials for all countries: each goes by itself, or the collector takes a third of the time."""
    seen, day = register.facts(Question(date(2026, 11, 28))), date(2026, 11, 28)
    routes(seen, day)
    gc.freeze()  # only what comes after it is looked at: a process of tests holds millions of objects
    gc.disable()
    try:
        found = routes(seen, day).routes
        assert {r.state for r in found} >= {"open", "broken", "unknown"}
        assert gc.collect() == 0
    finally:
        gc.enable()
