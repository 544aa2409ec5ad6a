"""What-ifs and single points of the oracle, worked by hand from METHODS 5 and 6."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.oracle import answers
from tests.oracle.cells import View
from tests.oracle.edition import default_edition
from tests.oracle.small import small
from tests.oracle.whatif import after_removal
from tests.oracle.world import Tables, read_world

EDITION = default_edition()
T = date(2024, 6, 15)


def delivery(who: str, capability: str, **more: str) -> dict[str, str]:
    return {"stakeholder_id": who, "capability": capability, **more}


def what_if(tables: Tables, *removals: str, lose_ground: bool = True) -> dict[str, Any]:
    return answers.what_if(tables, EDITION, T, "all", list(removals), lose_ground)


def numbers(rows: list[dict[str, Any]]) -> list[str]:
    return [row["capability"] for row in rows]


def state_after(tables: Tables, capability: str, *removals: str) -> str:
    view = View(after_removal(read_world(tables, "all"), removals, T), EDITION)
    return view.state("MWI", capability, T).state


CHAIN = small(
    deliveries=[
        delivery("gov", "3"),
        delivery("police", "4"),
        delivery("h1", "12"),
        delivery("h2", "12"),
        delivery("firm", "17"),
        delivery("csr", "19"),
        delivery("csr", "16"),
    ]
)


def test_losing_the_law() -> None:
    """gov alone stands for 3. 4 needs 3; 12 needs 3 and 4; 17 needs 3, and 4 or 12: all three stood fully
    supported and fall to 0. 16 is carried by 19. Nothing else stands, so nothing else is listed."""
    found = what_if(CHAIN, "stakeholder:gov")
    assert found["fallen"] == [{"country": "MWI", "capability": "3"}]
    assert found["unsupported"] == [
        {"country": "MWI", "capability": "4", "because": ["3"], "before": 1.0, "after": 0.0},
        {"country": "MWI", "capability": "12", "because": ["3", "4"], "before": 1.0, "after": 0.0},
        {"country": "MWI", "capability": "17", "because": ["3", "4", "12"], "before": 1.0, "after": 0.0},
    ]
    assert (found["also_removed"], found["lost_ground"], found["pieces"]) == ([], [], [])


def test_losing_the_hotlines_is_carried_by_the_police() -> None:
    """17 needs 4 or 12: with 4 standing nothing falls but 12 itself. Losing one of two hotlines: nothing at
    all."""
    found = what_if(CHAIN, "stakeholder:h1", "stakeholder:h2")
    assert (numbers(found["fallen"]), found["unsupported"]) == (["12"], [])
    assert what_if(CHAIN, "stakeholder:h1")["fallen"] == []


def test_what_was_unsupported_before_is_not_listed() -> None:
    """9 was found missing, so 11 (which needs 4 and 9) was at 0 before; losing 4 takes nothing from it."""
    tables = small(
        deliveries=[delivery("gov", "3"), delivery("police", "4"), delivery("line", "11")],
        reviews=[{"capability": "9", "outcome": "not_found", "reviewed_on": "2023"}],
    )
    assert what_if(tables, "stakeholder:police")["unsupported"] == []


def test_unknown_prerequisite_falls_from_a_half() -> None:
    """Nobody looked at 3: 4 is supported by 1/2. Take the police unit: 7, which stands, falls from 1/2 to
    0."""
    tables = small(deliveries=[delivery("police", "4"), delivery("ministry", "7")])
    assert what_if(tables, "stakeholder:police")["unsupported"] == [
        {"country": "MWI", "capability": "7", "because": ["4"], "before": 0.5, "after": 0.0}
    ]


def test_units_go_with_their_last_parent() -> None:
    """unit is part of m only, desk of unit only: both go. joint has a second parent and stays."""
    affiliations = [
        {"child_id": "unit", "parent_id": "m"},
        {"child_id": "desk", "parent_id": "unit"},
        {"child_id": "joint", "parent_id": "m"},
        {"child_id": "joint", "parent_id": "x"},
    ]
    tables = small(
        affiliations=affiliations, deliveries=[delivery(b, "12") for b in ("unit", "desk", "joint")]
    )
    found = what_if(tables, "stakeholder:m")
    assert (found["also_removed"], found["fallen"]) == (["desk", "unit"], [])
    assert what_if(tables, "stakeholder:m", "stakeholder:x")["also_removed"] == ["desk", "joint", "unit"]


def test_losing_ground() -> None:
    """f is the only known funder of h1 for 12, and pays h2 beside g. When f goes, h1 stops at 12 (but not at
    13, for which its funder is g); with the option off it goes on."""
    funding = [
        {"funder_id": "f", "recipient_id": "h1", "capabilities": "12"},
        {"funder_id": "g", "recipient_id": "h1", "capabilities": "13"},
    ]
    tables = small(deliveries=[delivery("h1", "12"), delivery("h1", "13")], funding=funding)
    found = what_if(tables, "stakeholder:f")
    assert found["lost_ground"] == [{"stakeholder": "h1", "country": "MWI", "capability": "12"}]
    assert numbers(found["fallen"]) == ["12"]
    off = what_if(tables, "stakeholder:f", lose_ground=False)
    assert (off["lost_ground"], off["fallen"]) == ([], [])
    assert numbers(what_if(tables, "funding:f/h1")["fallen"]) == ["12"]
    second = [*funding, {"funder_id": "own", "recipient_id": "h1"}]
    tables = small(deliveries=[delivery("h1", "12")], funding=second)
    assert what_if(tables, "stakeholder:f")["lost_ground"] == []


@pytest.mark.parametrize(
    ("claim", "before", "after"),
    [
        ({"since": "2015"}, "fragile", "gap"),  # ends at t: it lapsed
        ({"since": "2024-06-15"}, "fragile", "gap"),  # starts at t: it ends, it is not dropped
        ({"since": "2025"}, "planned", "unknown"),
        ({"status": "planned"}, "planned", "unknown"),
        ({"since": "2015", "until": "2018"}, "gap", "gap"),  # over already: its end is not moved
        ({"status": "ended"}, "unknown", "unknown"),  # a finished one-off is no lapse
    ],
)
def test_what_removal_does_to_a_claim(claim: dict[str, str], before: str, after: str) -> None:
    tables = small(deliveries=[delivery("a", "12", **claim)])
    assert state_after(tables, "12") == before
    assert state_after(tables, "12", "stakeholder:a") == after
    assert state_after(tables, "12", "delivery:a/MWI/12") == after
    assert state_after(tables, "12", "delivery:a/MWI/13") == before


def test_what_was_heard_today_ends_today() -> None:
    """Without ``since``, and its source is of the day itself."""
    source = {"source_id": "s", "published": "2024-06-15"}
    tables = small(deliveries=[delivery("a", "12", since="")], sources=[source])
    assert (state_after(tables, "12"), state_after(tables, "12", "stakeholder:a")) == ("fragile", "gap")


@pytest.mark.parametrize("seen", ["2020", "2024-06-15"])
def test_no_look_rebuts_what_a_scenario_ends(seen: str) -> None:
    """The law was looked at, also on the very day, and found. Without the ministry it is gone all the same, and with
    it what rests on it."""
    looks = [{"capability": "3", "outcome": "found", "reviewed_on": seen}]
    tables = small(deliveries=[delivery("gov", "3"), delivery("police", "4")], reviews=looks)
    assert state_after(tables, "3", "stakeholder:gov") == "gap"
    assert numbers(what_if(tables, "stakeholder:gov")["unsupported"]) == ["4"]


def test_the_operator_takes_its_agreements_and_networks_along() -> None:
    """icpo runs the data base (an agreement) and the network; the network runs a pact, and desk is its unit. All go
    with icpo, round after round; the pact alone goes alone; own runs itself and goes only when it is named."""
    tables = small(
        agreements=[
            {"id": "base", "duties": "7", "operator_id": "icpo"},
            {"id": "pact", "duties": "4", "operator_id": "net"},
            {"id": "other", "duties": "4"},
        ],
        agreement_parties=[{"agreement_id": a, "iso3": c} for a in ("base", "pact") for c in ("KEN", "MWI")],
        networks=[
            {"network_id": "net", "duties": "12", "operator_id": "icpo"},
            {"network_id": "own", "operator_id": "own"},
        ],
        memberships=[{"member_id": m, "network_id": "net"} for m in ("k", "m")],
        stakeholders=[{"id": "k", "home_iso3": "KEN"}],
        affiliations=[{"child_id": "desk", "parent_id": "net"}],
        deliveries=[delivery("desk", "13")],
    )
    found = what_if(tables, "stakeholder:icpo")
    assert (found["also_ended"], found["also_removed"]) == (["base", "net", "pact"], ["desk"])
    assert [d["duty"] for d in found["duties_lost"]] == ["4", "7", "12"]
    assert numbers(found["fallen"]) == ["13"]
    named = what_if(tables, "stakeholder:icpo", "agreement:base", "stakeholder:net")
    assert (named["also_ended"], named["also_removed"]) == (["pact"], ["desk"])
    assert what_if(tables, "stakeholder:own")["also_ended"] == []
    # the network as a channel alone: it loses its members, what it runs goes on
    closed = what_if(tables, "network:net")
    assert (closed["also_ended"], [d["duty"] for d in closed["duties_lost"]]) == ([], ["12"])


def test_who_has_agreed_to_take_over_takes_over() -> None:
    """b stands in for a's hotline: without a the cell is taken over, not fallen, and 17, which rests on it, stands (4
    was looked for and not found). desk, a unit of a, goes with it and takes over nothing; c has a's only funder, so it
    stood in a's group: when it is left alone it does not take over."""
    looks = [{"capability": "4", "outcome": "not_found", "reviewed_on": "2023"}]
    law = [delivery("gov", "3"), delivery("a", "12"), delivery("firm", "17")]

    def without_a(*names: str, **more: list[dict[str, str]]) -> dict[str, Any]:
        successors = [delivery(name, "12", role="stands_in") for name in names]
        return what_if(small(deliveries=[*law, *successors], reviews=looks, **more), "stakeholder:a")

    found = without_a("b")
    assert found["taken_over"] == [{"country": "MWI", "capability": "12", "by": ["b"]}]
    assert found["fallen"] == []
    unit = without_a("desk", affiliations=[{"child_id": "desk", "parent_id": "a"}])
    assert (unit["taken_over"], numbers(unit["fallen"]), unit["also_removed"]) == ([], ["12"], ["desk"])
    money = [{"funder_id": "f", "recipient_id": r} for r in ("a", "c")]
    assert (
        without_a("c", funding=money)["taken_over"],
        numbers(without_a("c", funding=money)["fallen"]),
    ) == (
        [],
        ["12"],
    )
    both = without_a("b", "c", funding=money)
    assert both["taken_over"] == [{"country": "MWI", "capability": "12", "by": ["b"]}]


def test_money_gone_leaves_the_agreement() -> None:
    """a provides for f's money and b stands in, with f's money too beside its own: f goes, a stops, b takes over."""
    tables = small(
        deliveries=[delivery("a", "12"), delivery("b", "12", role="stands_in")],
        funding=[{"funder_id": x, "recipient_id": y} for x, y in (("f", "a"), ("f", "b"), ("b", "b"))],
    )
    found = what_if(tables, "stakeholder:f")
    assert found["lost_ground"] == [{"stakeholder": "a", "country": "MWI", "capability": "12"}]
    assert found["taken_over"] == [{"country": "MWI", "capability": "12", "by": ["b"]}]


def test_an_older_end_is_not_moved() -> None:
    """Ended 2018, found again in 2020: exists, nobody named. Removing the body of 2018 must not make it a
    gap of today."""
    look = {"capability": "12", "outcome": "found", "reviewed_on": "2020"}
    tables = small(deliveries=[delivery("a", "12", until="2018")], reviews=[look])
    assert state_after(tables, "12", "stakeholder:a") == "unattributed"


def test_pieces() -> None:
    """a - b - c with d - e apart: without b the first component falls into a and c. Without a it only
    shrinks. Without the tie b-c it falls into a-b and c."""
    ties = [{"a_id": x, "b_id": y} for x, y in ("ab", "bc", "de")]
    tables = small(ties=ties)
    assert what_if(tables, "stakeholder:b")["pieces"] == [["a"], ["c"]]
    assert what_if(tables, "stakeholder:a")["pieces"] == []
    assert what_if(tables, "tie:c/b")["pieces"] == [["a", "b"], ["c"]]
    assert what_if(tables, "stakeholder:b", "tie:d/e")["pieces"] == [["a"], ["c"], ["d"], ["e"]]


def test_duties_lost() -> None:
    """One agreement and one network both cover 4 for KEN and MWI; only together do they take the duty with
    them."""
    tables = small(
        agreements=[{"id": "mou", "duties": "4;11"}],
        agreement_parties=[{"agreement_id": "mou", "iso3": c} for c in ("MWI", "KEN")],
        networks=[{"network_id": "net", "duties": "4"}],
        memberships=[{"member_id": m, "network_id": "net"} for m in ("k", "m")],
        stakeholders=[{"id": "k", "home_iso3": "KEN"}],
    )
    eleven = {"a": "KEN", "b": "MWI", "duty": "11"}
    four = {"a": "KEN", "b": "MWI", "duty": "4"}
    assert what_if(tables, "agreement:mou")["duties_lost"] == [eleven]
    assert what_if(tables, "stakeholder:net")["duties_lost"] == []
    assert what_if(tables, "agreement:mou", "membership:k/net")["duties_lost"] == [four, eleven]
    assert what_if(tables, "party:mou/KEN", "stakeholder:m")["duties_lost"] == [four, eleven]


def test_sweep_is_one_what_if_each() -> None:
    losses = answers.sweep(CHAIN, EDITION, T)["losses"]
    assert [row["stakeholder"] for row in losses] == ["csr", "firm", "gov", "h1", "h2", "police"]
    assert numbers(losses[0]["fallen"]) == ["16", "19"]
    assert losses[2]["unsupported"] == what_if(CHAIN, "stakeholder:gov")["unsupported"]


# -- single points


def test_sole_providers() -> None:
    """3 and 4 hang on one body by design, 12 on two hotlines of one parent: one group. Taking both hotlines
    leaves 17 supported by 4. Of hotlines one is normal, so it is not uncounted; 13 is: one provider, and nobody looked.
    Losing gov: 4, 12 and 17 fall."""
    tables = small(
        deliveries=[
            delivery("gov", "3"),
            delivery("police", "4"),
            delivery("h1", "12"),
            delivery("h2", "12"),
            delivery("school", "13"),
            delivery("firm", "17"),
        ],
        affiliations=[{"child_id": h, "parent_id": "top"} for h in ("h1", "h2")],
    )
    rows = answers.weak_points(tables, EDITION, T)["sole_providers"]
    short = [(r["capability"], r["group"], r["by_design"], r["uncounted"], numbers(r["falls"])) for r in rows]
    assert short == [
        ("3", ["gov"], True, False, ["4", "12", "17"]),
        ("4", ["police"], True, False, ["12", "17"]),
        ("12", ["h1", "h2"], False, False, []),
        ("13", ["school"], False, True, []),
        ("17", ["firm"], True, False, []),
    ]


def who_else(tables: Tables, number: str) -> list[tuple[str, str]]:
    rows = answers.weak_points(tables, EDITION, T)["sole_providers"]
    row = next(r for r in rows if (r["country"], r["capability"]) == ("MWI", number))
    return [(c["stakeholder"], c["reason"]) for c in row["candidates"]]


def test_who_might_be_the_second_provider() -> None:
    """School lessons (13) rest on a in Malawi; they can be taken up from work with children (14). s stands in; h helps
    and works with children, g only helps; m is Malawian and gives lessons in Kenya; n is an NGO of Malawi that works
    with children and offenders (14, 15), and NGOs give lessons in Kenya and Uganda; c is one too, of children (14
    alone), and nobody asks it; k does 15 alone; o is a firm that works with children, but no firm gives lessons
    anywhere; x gives lessons in Kenya, the same subregion, and trains journalists in Malawi (20); w does the first and
    nothing in Malawi; z gives lessons in two countries of another subregion. desk is a unit of a. v does what x does
    and is of the UN, which is not asked to give lessons."""
    homes = {"x": "KEN", "w": "KEN", "z": "GHA"}
    tables = small(
        countries=[
            {"iso3": "MWI", "subregion": "Eastern"},
            {"iso3": "KEN", "subregion": "Eastern"},
            {"iso3": "UGA", "subregion": "Eastern"},
            {"iso3": "GHA", "subregion": "Western"},
            {"iso3": "NGA", "subregion": "Western"},
        ],
        stakeholders=[
            *({"id": i, "home_iso3": "MWI"} for i in ("a", "s", "h", "g", "m", "n", "c", "k", "desk")),
            {"id": "o", "kind": "industry", "home_iso3": "MWI"},
            *({"id": i, "home_iso3": c} for i, c in homes.items()),
            {"id": "v", "kind": "un_agency", "home_iso3": "KEN"},
        ],
        deliveries=[
            delivery("a", "13"),
            delivery("s", "13", role="stands_in"),
            *(delivery(i, "13", role="supports") for i in ("h", "g", "desk")),
            *(delivery(i, n) for i in ("h", "n", "o", "desk") for n in ("14", "15")),
            delivery("m", "13", iso3="KEN"),
            delivery("u", "13", iso3="UGA"),
            delivery("c", "14"),
            delivery("k", "15"),
            *(row for i in ("x", "v") for row in (delivery(i, "13", iso3="KEN"), delivery(i, "20"))),
            delivery("w", "13", iso3="KEN"),
            delivery("w", "20", iso3="GHA"),
            delivery("z", "13", iso3="GHA"),
            delivery("z", "13", iso3="NGA"),
        ],
        affiliations=[{"child_id": "desk", "parent_id": "a"}],
    )
    next(row for row in tables["stakeholders"] if row["id"] == "u")["home_iso3"] = "UGA"
    assert who_else(tables, "13") == [
        ("s", "stands_in"),
        ("h", "supports"),
        ("m", "elsewhere"),
        ("n", "kind"),
        ("x", "subregion"),
    ]


def test_where_one_is_enough_nobody_is_sought_but_a_successor() -> None:
    """Compensation (10) is one national body by nature: h helps and is not named, s has agreed to take over."""
    rows = [delivery("a", "10"), delivery("h", "10", role="supports")]
    assert who_else(small(deliveries=rows), "10") == []
    rows.append(delivery("s", "10", role="stands_in"))
    assert who_else(small(deliveries=rows), "10") == [("s", "stands_in")]


def test_those_with_a_successor_come_last() -> None:
    rows = [delivery("a", "2"), delivery("s", "2", role="stands_in"), delivery("a", "13")]
    found = answers.weak_points(small(deliveries=rows), EDITION, T)["sole_providers"]
    assert [(r["capability"], r["successors"]) for r in found] == [("13", []), ("2", ["s"])]


@pytest.mark.parametrize(
    ("more", "node", "tie"),
    [
        ({}, 0, 0),
        ({"deliveries": [delivery("a", "4"), delivery("c", "12")]}, 1, 1),  # 4 hears from 12
        ({"deliveries": [delivery("a", "12"), delivery("c", "4")]}, 1, 1),  # the other way round
        ({"deliveries": [delivery("a", "4"), delivery("c", "12", iso3="KEN")]}, 0, 0),  # in no one country
        ({"deliveries": [delivery("a", "4"), delivery("c", "3")]}, 0, 0),  # no F edge joins 4 and 3
        ({"memberships": [{"member_id": m, "network_id": "n"} for m in ("a", "c")]}, 1, 1),  # one network
        ({"deliveries": [delivery("a", "4"), delivery("b", "12")]}, 0, 0),  # b itself is the way
    ],
)
def test_a_mend_is_named_only_for_a_pair_with_something_to_hand_over(
    more: dict[str, list[dict[str, str]]], node: int, tie: int
) -> None:
    """a - b - c: without b, and without a - b, the rest falls apart; a - c would mend both."""
    tables = small(ties=[{"a_id": x, "b_id": y} for x, y in ("ab", "bc")], **more)
    found = answers.weak_points(tables, EDITION, T)
    assert [r["named"] for r in found["sole_bridges"]] == [node]
    assert next(r["named"] for r in found["bridge_ties"] if r["a"] == "a") == tie


def test_sole_funders() -> None:
    """f is all known money of both providers of 12; 11 has a provider whose money is not known; 13 has a
    second funder."""
    funding = [{"funder_id": "f", "recipient_id": r} for r in ("a", "b", "c")]
    funding.append({"funder_id": "g", "recipient_id": "c"})
    deliveries = [delivery("a", "12"), delivery("b", "12"), delivery("a", "11"), delivery("x", "11")]
    tables = small(deliveries=[*deliveries, delivery("c", "13")], funding=funding)
    assert answers.weak_points(tables, EDITION, T)["sole_funders"] == [
        {"funder": "f", "cells": [{"country": "MWI", "capability": "12"}]}
    ]


def test_sole_sources() -> None:
    """12 rests on two sources of one publisher, 11 on two publishers, 13 on one without a publisher (itself
    named), 14 on a look. An unclear look leaves 15 unknown: left out."""
    sources = [
        {"source_id": "s", "publisher": "P"},
        {"source_id": "s2", "publisher": "P"},
        {"source_id": "s3", "publisher": "Q"},
        {"source_id": "s4", "publisher": ""},
    ]
    deliveries = [delivery("a", n, source_id=s) for n, s in (("12", "s"), ("11", "s"), ("13", "s4"))]
    deliveries += [delivery("b", "12", source_id="s2"), delivery("b", "11", source_id="s3")]
    looks = [
        {"capability": "14", "outcome": "not_found", "reviewed_on": "2023", "source_id": "s3"},
        {"capability": "15", "outcome": "unclear", "reviewed_on": "2023"},
    ]
    tables = small(deliveries=deliveries, reviews=looks, sources=sources)
    assert answers.weak_points(tables, EDITION, T)["sole_sources"] == [
        {"source": "P", "cells": [{"country": "MWI", "capability": "12"}]},
        {"source": "Q", "cells": [{"country": "MWI", "capability": "14"}]},
        {"source": "s4", "cells": [{"country": "MWI", "capability": "13"}]},
    ]
