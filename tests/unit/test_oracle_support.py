"""Prerequisites, gap list and maturity: the facts of the domain and the example of METHODS 4, worked by
hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.oracle import answers
from tests.oracle.edition import Edition, default_edition
from tests.oracle.maturity import Phase, effective, held_by, hollow, plan_value, to_reach
from tests.oracle.small import small
from tests.oracle.support import supported, unlocks, waiting

EDITION = default_edition()
NUMBERS = [str(n) for n in range(1, 22)]
T = date(2024, 6, 15)


def test_the_dependency_list() -> None:
    """Twice from the text: the needed and the alternative prerequisites, and nothing else carries a
    failure."""
    needed = {b: EDITION.all_of[b] for b in NUMBERS if EDITION.all_of[b]}
    assert needed == {
        "2": ["1"],
        "4": ["3"],
        "5": ["3", "4"],
        "6": ["3"],
        "7": ["3", "4"],
        "8": ["9"],
        "10": ["3"],
        "11": ["4", "9"],
        "12": ["3", "4"],
        "17": ["3"],
    }
    assert {b: EDITION.any_of[b] for b in NUMBERS if EDITION.any_of[b]} == {
        "16": [["3", "19"]],
        "17": [["4", "12"]],
    }
    flows = (
        "1<2 2<4 2<8 2<12 2<14 4<12 4<17 6<4 6<9 6<5 8<4 8<11 9<4 10<5 11<8 12<16 12<9 13<11 13<12 16<12 16<4"
    )
    flows += " 16<17 18<4 18<12 20<4"
    assert {f"{needs}<{gives}" for needs, gives in EDITION.flows} == set(flows.split())
    assert EDITION.duties == ["1", "3", "4", "6", "7", "11", "12", "16", "17"]
    assert [n for n in NUMBERS if EDITION.required[n] == 1] == ["1", "3", "4", "5", "6", "7", "10", "17"]
    assert EDITION.one_is_normal == {"11", "12"}
    assert len(EDITION.seats) == 13


def test_three_layers() -> None:
    """Counting needed prerequisites only: nothing below -> first layer, only first-layer below -> second,
    and so on.

    First layer: the 11 numbers that need nothing (16 needs one of two, and 17's own choice does not change
    its layer: 17 needs 3). 5, 7, 11 and 12 need 4, which needs 3: third.
    """

    def layer(number: str) -> int:
        return 1 + max((layer(r) for r in EDITION.all_of[number]), default=0)

    layers = [[n for n in NUMBERS if layer(n) == level] for level in (1, 2, 3)]
    assert layers == [
        ["1", "3", "9", "13", "14", "15", "16", "18", "19", "20", "21"],
        ["2", "4", "6", "8", "10", "17"],
        ["5", "7", "11", "12"],
    ]
    assert max(layer(n) for n in NUMBERS) == 3


@pytest.mark.parametrize(
    ("lost", "without"),
    [
        ("3", ["4", "5", "6", "7", "10", "11", "12", "17"]),  # 16 is carried by 19
        ("4", ["5", "7", "11", "12", "17"]),  # 12 falls with 4, so 17 has neither of the two
        ("9", ["8", "11"]),
        ("1", ["2"]),
        ("19", []),
        ("12", []),  # 17 is carried by 4
        ("21", []),
    ],
)
def test_waiting(lost: str, without: list[str]) -> None:
    """Facts of the domain: losing 3 disables 8 others; losing 4 disables 5 7 11 12 by need and 17 by choice;
    9 two; 1 one."""
    assert waiting(EDITION, lost) == without


def test_supported_is_three_valued() -> None:
    """Only 3 unknown, all else standing: 1/2 for all that need it; 16 stays 1 through 19."""
    values = supported(EDITION, {n: 0.5 if n == "3" else 1.0 for n in NUMBERS})
    assert [n for n in NUMBERS if values[n] == 0.5] == ["3", "4", "5", "6", "7", "10", "11", "12", "17"]
    assert values["16"] == 1


def test_unlocks() -> None:
    """3 and 9 missing, 4 6 11 standing, the rest unknown. Were 3 to stand, 4 and 6 rise from 0 to 1; 11
    stays 0 (9). Were 9 to stand, nothing rises: 11 still lacks 4's support. 8 does not stand, so it is never
    counted."""
    standing = dict.fromkeys(NUMBERS, 0.5) | {"3": 0.0, "9": 0.0, "4": 1.0, "6": 1.0, "11": 1.0}
    assert unlocks(EDITION, standing, "3") == ["4", "6"]
    assert unlocks(EDITION, standing, "9") == []
    assert unlocks(EDITION, standing | {"3": 1.0}, "9") == ["11"]
    assert unlocks(EDITION, standing, "4") == []  # it stands already


def test_gap_list_order() -> None:
    """MWI: 3 not found, 9 not found, 13 not found, 12 fragile, 18 found by a look, 14 planned.

    Gaps first, by number waiting: 3 (8), 9 (2), 13 (0); then fragile 12, unattributed 18, planned 14. F edges join 9 to
    4 6 12, 13 to 11 12, 12 to 2 4 9 13 16 18, 18 to 4 12, 14 to 2. Of these 12 and 18 stand.

    Rank: nothing that is listed can overtake another (the states and numbers waiting differ), so the best ranks are 1
    to 6. Unknown cells as gaps: 4 (5 waiting) may come before 9, none before 3; before 13 (0 waiting, 1 blocked) may
    come 4 and 1, which have somebody waiting, and those with more blocked (2 4, 8 3, 16 3, 5 2, 6 2, 17 2) or as many
    (10, 11 with a duty; 20, which is level with it then): eleven. All fifteen come before what is no gap. So 9 is third
    at worst, 13 is 1 + 2 + 11 = 14th, 12 1 + 3 + 15.
    """
    looks = [{"capability": c, "outcome": "not_found", "reviewed_on": "2023"} for c in ("13", "9", "3")]
    looks.append({"capability": "18", "outcome": "found", "reviewed_on": "2023"})
    deliveries = [
        {"stakeholder_id": "a", "capability": "12"},
        {"stakeholder_id": "a", "capability": "14", "status": "planned"},
    ]
    answer = answers.gaps(
        small(reviews=looks, deliveries=deliveries, countries=[{"iso3": "KEN"}]), EDITION, T
    )
    columns = ("capability", "state", "blocked", "duties", "rank", "first_whatever")
    assert [tuple(g[k] for k in columns) for g in answer["gaps"]] == [
        ("3", "gap", [], 1, [1, 1], True),
        ("9", "gap", ["12"], 0, [2, 3], True),
        ("13", "gap", ["12"], 0, [3, 14], False),
        ("12", "fragile", ["18"], 1, [4, 19], False),
        ("18", "unattributed", ["12"], 0, [5, 20], False),
        ("14", "planned", [], 0, [6, 21], False),
    ]
    assert [len(g["waiting"]) for g in answer["gaps"]] == [8, 2, 0, 0, 0, 0]
    # Were 3 to stand, 4 would be unknown (nobody looked): 12, which stands, rises from 0 to 1/2.
    assert answer["gaps"][0]["unlocks"] == ["12"]


def test_which_reviews_matter_most() -> None:
    """The same Malawi. Rows that may be among the first three: 3, 9 and 13. 4 may push back 9 and 13 (and an edge
    joins it to 9): 2; 6 may push back 13 and is joined to 9: 2; the other nine of the eleven push back 13: 1 each
    (11 is joined to 13 as well); the rest 0. Then by waiting (1 has one), blocked with unknown ones standing (2 4;
    16 and 8 3; 17 and 5 2; 11 and 10 1; 20 1), duty, order.

    In Kenya nobody looked and nothing is listed: value 0 everywhere. 3 (8), 4 (5), 9 (2), 1 (1 waiting), then by
    F edges: 12 6, 2 5, three each 6 16 8, two each 11 17 5 13 18, one each 10 14 20, none 7 15 19 21.
    """
    looks = [{"capability": c, "outcome": "not_found", "reviewed_on": "2023"} for c in ("13", "9", "3")]
    looks.append({"capability": "18", "outcome": "found", "reviewed_on": "2023"})
    deliveries = [
        {"stakeholder_id": "a", "capability": "12"},
        {"stakeholder_id": "a", "capability": "14", "status": "planned"},
    ]
    tables = small(reviews=looks, deliveries=deliveries, countries=[{"iso3": "KEN"}])
    found = answers.gaps(tables, EDITION, T)["looks"]
    assert [(k["capability"], k["value"]) for k in found if k["country"] == "MWI"] == [
        ("4", 2),
        ("6", 2),
        *((n, 1) for n in ("1", "2", "16", "8", "17", "5", "11", "10", "20")),
        *((n, 0) for n in ("7", "15", "19", "21")),
    ]
    kenya = ["3", "4", "9", "1", "12", "2", "6", "16", "8", "11", "17", "5", "13", "18", "10", "14", "20"]
    kenya += ["7", "15", "19", "21"]
    assert [(k["capability"], k["value"]) for k in found if k["country"] == "KEN"] == [(n, 0) for n in kenya]


# -- maturity


def test_hand_worked_example() -> None:
    """All at 3 but Legislation at 1: everything that needs it, directly or not, works at 1 (hollow 2 each: 3
    - 1); 16 stays 3 through 19. Raising 3 by one lifts it and the eight by one each: 9."""
    own = {n: 1 if n == "3" else 3 for n in NUMBERS}
    eff = effective(EDITION, own)
    assert [n for n in NUMBERS if eff[n] == 1] == ["3", "4", "5", "6", "7", "10", "11", "12", "17"]
    assert eff["16"] == 3
    spans = hollow(EDITION, dict(own))
    assert {n for n in NUMBERS if spans[n] == [2, 2]} == {"4", "5", "6", "7", "10", "11", "12", "17"}
    assert all(spans[n] == [0, 0] for n in ("3", "16", "19"))
    raised = effective(EDITION, {**own, "3": 2})
    assert sum(raised.values()) - sum(eff.values()) == 9
    for n in ("4", "5", "12", "17"):
        assert held_by(EDITION, dict(own), n) == ["3"]
    assert held_by(EDITION, dict(own), "16") == []
    assert to_reach(EDITION, dict(own), "17", 3) == 2  # legislation twice
    assert to_reach(EDITION, dict(own), "16", 4) == 2  # itself once, 19 once
    assert plan_value(EDITION, dict(own), 1)["gain"] == 9
    assert plan_value(EDITION, dict(own), 2) == {"value": 63.0 - 16 - 2 + 18, "gain": 18.0, "cost": 2}


def test_the_example_as_an_answer() -> None:
    looks = [
        {"capability": n, "outcome": "found", "phase": "1" if n == "3" else "3", "reviewed_on": "2023"}
        for n in NUMBERS
    ]
    answer = answers.maturity(small(reviews=looks), EDITION, T)
    cells = {c["capability"]: c for c in answer["cells"]}
    assert cells["12"] == {
        "country": "MWI",
        "capability": "12",
        "phase": 3,
        "effective": [1, 1],
        "hollow": [2, 2],
        "held_by": ["3"],
    }
    assert answer["unlock"][0] == {"country": "MWI", "capability": "3", "gain": 9}
    assert len(answer["unlock"]) == 21


@pytest.mark.parametrize(
    ("looks", "phase"),
    [
        ([("found", "3", "2020")], 3),
        ([("found", "3", "2020"), ("found", "", "2021")], 3),  # the latest that has one
        ([("found", "3", "2020"), ("not_found", "", "2021")], 1),
        ([("not_found", "", "2019"), ("found", "3", "2020")], 3),
        ([("found", "3", "2020"), ("found", "2", "2021")], 2),
        ([("found", "3", "2020"), ("not_found", "", "2020")], 1),  # same day: not_found counts as the later
        ([("unclear", "", "2020")], None),
        ([("not_found", "", "2020")], 1),  # not in place and phase 1 are one thing
        ([("not_found", "", "2020"), ("unclear", "", "2021")], 1),
        ([("found", "", "2020")], None),
        # in place again, nobody says how far: 2 to 4, which is no one phase
        ([("found", "3", "2020"), ("not_found", "", "2021"), ("found", "", "2022")], None),
        ([("not_found", "", "2021"), ("found", "", "2022"), ("unclear", "", "2023")], None),
        ([("found", "", "2020"), ("not_found", "", "2021")], 1),
        ([], None),
    ],
)
def test_own_phase(looks: list[tuple[str, str, str]], phase: int | None) -> None:
    rows = [{"capability": "3", "outcome": o, "phase": p, "reviewed_on": d} for o, p, d in looks]
    answer = answers.maturity(small(reviews=rows), EDITION, T)
    assert next(c["phase"] for c in answer["cells"] if c["capability"] == "3") == phase


def test_what_was_looked_for_and_not_found_holds_down() -> None:
    """The law was looked for and not found, never with a phase: it is at 1. 4 and 12 at 3: hollow by 2 each. Then it
    was found, without a phase: 2 to 4. The effective phase of 4 and 12 is 2 to 3, hollow [0, 3 - 2]."""
    rows = [{"capability": n, "outcome": "found", "phase": "3", "reviewed_on": "2020"} for n in ("4", "12")]
    rows.append({"capability": "3", "outcome": "not_found", "reviewed_on": "2021"})

    def seen() -> list[tuple[int | None, list[int], list[int]]]:
        cells = answers.maturity(small(reviews=rows), EDITION, T)["cells"]
        return [
            (c["phase"], c["effective"], c["hollow"]) for c in cells if c["capability"] in ("3", "4", "12")
        ]

    assert seen() == [(1, [1, 1], [0, 0]), (3, [1, 1], [2, 2]), (3, [1, 1], [2, 2])]
    rows.append({"capability": "3", "outcome": "found", "reviewed_on": "2022"})
    assert seen() == [(None, [2, 4], [0, 2]), (3, [2, 3], [0, 1]), (3, [2, 3], [0, 1])]


def test_missing_phases_give_spans() -> None:
    """Hotline 4 known, 3 known at 2, 4 missing. Upper end of 12: min(4, 2, min(4, 2)) = 2; lower: 4 may be
    1, so 1. hollow = [4 - 2, 4 - 1] = [2, 3]. With nothing known: own [1, 4], effective [1, 4], hollow [0,
    3], not stated."""
    phases: dict[str, Phase] = dict.fromkeys(NUMBERS)
    assert hollow(EDITION, phases)["12"] == [0, 3]
    phases.update({"12": 4, "3": 2})
    assert hollow(EDITION, phases)["12"] == [2, 3]
    assert held_by(EDITION, phases, "12") == ["3"]


def test_held_by_follows_every_branch_at_the_minimum() -> None:
    """3 and 4 both at 1, 9 at 3, 11 at 3: 11 is held by 4 (direct, own phase 1) and by 3 below it. 17 at 3
    with 12 at 3: held by 3 (direct), and its choice (4 or 12) is at 1 as well, through 4 (own 1); 12 itself
    is at 3, only held."""
    own: dict[str, Phase] = {**dict.fromkeys(NUMBERS, 3), "3": 1, "4": 1}
    assert held_by(EDITION, own, "11") == ["3", "4"]
    assert held_by(EDITION, own, "17") == ["3", "4"]
    assert held_by(EDITION, own, "12") == ["3", "4"]


def test_a_choice_that_is_met_holds_nothing() -> None:
    """An invented edition: 4 needs 1, and 2 or 3. 1 and 2 are at 1, 3 and 4 at 4. The choice is met by 3, so
    only 1 holds 4 down, though 2 is at the minimum too."""
    numbers = ["1", "2", "3", "4"]
    edition = Edition(
        id="invented",
        capabilities=numbers,
        domain=dict.fromkeys(numbers, "d"),
        required=dict.fromkeys(numbers, 1),
        all_of={**{n: [] for n in numbers}, "4": ["1"]},
        any_of={**{n: [] for n in numbers}, "4": [["2", "3"]]},
        flows=[],
        duties=[],
        seats=[],
        crosswalk=None,
    )
    own: dict[str, Phase] = {"1": 1, "2": 1, "3": 4, "4": 4}
    assert held_by(edition, own, "4") == ["1"]
    assert held_by(edition, {**own, "3": 1}, "4") == ["1", "2", "3"]
    assert waiting(edition, "1") == ["4"]
    assert waiting(edition, "2") == []


def test_to_reach_takes_the_cheaper_choice() -> None:
    """16 at 1 with 3 at 1 and 19 at 3, asked for 3: itself twice; 19 carries. With 19 at 1 too: two more."""
    own: dict[str, Phase] = dict.fromkeys(NUMBERS, 1)
    assert to_reach(EDITION, own | {"19": 3}, "16", 3) == 2
    assert to_reach(EDITION, own, "16", 3) == 4
    assert to_reach(EDITION, own, "12", 2) == 3  # 3, 4 and itself, once each
    assert to_reach(EDITION, dict.fromkeys(NUMBERS), "21", 1) == 0  # unknown counts as 1


def test_plan_prefers_value_then_least_cost() -> None:
    """All at 1. Budget 1: a raise of any capability that needs nothing gains 1, none more. Raising 3 and 4
    gains 2 and no more either (17 is at 1 itself). A budget that buys nothing costs nothing. Weights can
    make one worth more."""
    own: dict[str, Phase] = dict.fromkeys(NUMBERS, 1)
    assert plan_value(EDITION, own, 0) == {"value": 21.0, "gain": 0.0, "cost": 0}
    assert plan_value(EDITION, own, 1)["gain"] == 1
    dear = plan_value(EDITION, own, 2, cost=lambda n, p: 1 if n == "19" else 3)
    assert dear == {"value": 23.0, "gain": 2.0, "cost": 2}  # 19 twice
    heavy = plan_value(EDITION, own, 2, weight=lambda n: 10.0 if n == "4" else 1.0)
    assert heavy["gain"] == 11  # 3 and 4 once each
