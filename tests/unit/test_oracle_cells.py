"""The oracle's own cells, each expectation worked by hand from METHODS 0 to 2."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.oracle import answers
from tests.oracle.cells import View
from tests.oracle.dates import add_months, end_exclusive, first_day
from tests.oracle.edition import default_edition, later_edition
from tests.oracle.small import small
from tests.oracle.world import Tables, read_world

EDITION = default_edition()
T = date(2024, 6, 15)


def cell(tables: Tables, capability: str = "12", day: date = T, evidence: str = "all") -> dict[str, Any]:
    cells = answers.coverage(tables, EDITION, day, evidence)["cells"]
    return next(c for c in cells if (c["country"], c["capability"]) == ("MWI", capability))


def delivery(who: str, capability: str = "12", **more: str) -> dict[str, str]:
    return {"stakeholder_id": who, "capability": capability, **more}


def look(outcome: str, on: str, capability: str = "12", **more: str) -> dict[str, str]:
    return {"capability": capability, "outcome": outcome, "reviewed_on": on, **more}


# -- dates


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("2016", date(2016, 1, 1), date(2017, 1, 1)),
        ("2016-02", date(2016, 2, 1), date(2016, 3, 1)),
        ("2016-12", date(2016, 12, 1), date(2017, 1, 1)),
        ("2016-02-29", date(2016, 2, 29), date(2016, 3, 1)),
        ("", None, None),
    ],
)
def test_partial_dates(text: str, first: date | None, end: date | None) -> None:
    """A partial date covers its whole year or month; ``until`` is inclusive, so its end is the day after."""
    assert first_day(text) == first
    assert end_exclusive(text) == end


def test_months_clamp_to_the_last_day() -> None:
    """29 February plus twelve months has no 29th: 28 February. 31 March less one month: 29 February 2024."""
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert add_months(date(2024, 6, 15), -36) == date(2021, 6, 15)


# -- when a claim counts


@pytest.mark.parametrize(
    ("claim", "day", "state", "groups"),
    [
        ({"since": "2016"}, date(2016, 1, 1), "fragile", 1),  # since=2016 starts on its first day
        ({"since": "2016"}, date(2015, 12, 31), "planned", 0),  # since later than t: planned
        ({"since": "2010", "until": "2016"}, date(2016, 12, 31), "fragile", 1),  # until is inclusive
        ({"since": "2010", "until": "2016"}, date(2017, 1, 1), "gap", 0),  # and then it has lapsed
        ({"status": "ended", "until": "2030"}, T, "fragile", 1),  # ended with a date: active until then
        ({"status": "ended"}, T, "unknown", 0),  # a finished one-off proves nothing
        ({"status": "planned"}, T, "planned", 0),
        ({"status": "planned", "until": "2020"}, T, "unknown", 0),  # a plan whose time passed: never was
        ({"status": "unknown"}, T, "fragile", 1),
        ({"since": ""}, date(2010, 1, 1), "fragile", 1),  # counts from its source: published 2010
        ({"since": ""}, date(2009, 12, 31), "unknown", 0),
        (
            {"since": "2015", "status": "planned"},
            date(2009, 12, 31),
            "unknown",
            0,
        ),  # a plan nobody had heard of
        ({"since": "2015"}, date(2009, 12, 31), "unknown", 0),
        ({"since": "", "until": "2012"}, date(2009, 6, 1), "unknown", 0),
        ({"since": "", "until": "2008"}, T, "gap", 0),  # heard of in 2010, over since 2008
    ],
)
def test_when_a_claim_counts(claim: dict[str, str], day: date, state: str, groups: int) -> None:
    found = cell(small(deliveries=[delivery("a", **claim)]), day=day)
    assert (found["state"], found["groups"]) == (state, groups)


def test_what_starts_today_is_no_plan() -> None:
    found = cell(small(deliveries=[delivery("a", since="2024-06-15")]))
    assert (found["providers"], found["planned"]) == (["a"], [])


def test_source_without_any_date_counts_always() -> None:
    tables = small(deliveries=[delivery("a", since="")], sources=[{"source_id": "s"}])
    assert cell(tables, day=date(1900, 1, 1))["state"] == "fragile"


def test_retrieved_stands_in_for_published() -> None:
    tables = small(deliveries=[delivery("a", since="")], sources=[{"source_id": "s", "retrieved": "2020-05"}])
    assert cell(tables, day=date(2020, 4, 30))["state"] == "unknown"
    assert cell(tables, day=date(2020, 5, 1))["state"] == "fragile"


def test_supporters_are_shown_and_never_counted() -> None:
    """One provider (fragile: hotlines need two), one supporter; a supporter alone leaves the cell unknown."""
    found = cell(small(deliveries=[delivery("a"), delivery("b", role="supports")]))
    assert (found["state"], found["providers"], found["supporters"]) == ("fragile", ["a"], ["b"])
    assert cell(small(deliveries=[delivery("b", role="supports")]))["state"] == "unknown"


@pytest.mark.parametrize(
    ("rows", "extra", "state", "groups", "stand_ins"),
    [
        ([("a", "provides"), ("b", "stands_in")], {}, "covered", 1, ["b"]),  # n = 1, s = 1, k = 2
        ([("b", "stands_in")], {}, "unknown", 0, ["b"]),  # a successor alone provides nothing
        ([("a", "provides"), ("a", "stands_in")], {}, "fragile", 1, []),  # nobody takes over from oneself
        ([("a", "provides"), ("b", "supports")], {}, "fragile", 1, []),
        # b is a unit of a: it goes with it, so no group without a provider
        ([("a", "provides"), ("b", "stands_in")], {"affiliations": [("b", "a")]}, "fragile", 1, ["b"]),
        # b has the only funder that a has: one group
        ([("a", "provides"), ("b", "stands_in")], {"funding": [("f", "a"), ("f", "b")]}, "fragile", 1, ["b"]),
        # c stands under both p and q as a and b do; as a stand-in it joins no two providers: still two groups
        (
            [("a", "provides"), ("b", "provides"), ("c", "stands_in")],
            {"affiliations": [("a", "p"), ("b", "q"), ("c", "p"), ("c", "q")]},
            "covered",
            2,
            ["c"],
        ),
    ],
)
def test_stand_ins(
    rows: list[tuple[str, str]],
    extra: dict[str, list[tuple[str, str]]],
    state: str,
    groups: int,
    stand_ins: list[str],
) -> None:
    """A hotline needs two, or one and a named successor that does not depend on it."""
    columns = {"affiliations": ("child_id", "parent_id"), "funding": ("funder_id", "recipient_id")}
    more = {t: [dict(zip(columns[t], pair, strict=True)) for pair in pairs] for t, pairs in extra.items()}
    found = cell(small(deliveries=[delivery(who, role=role) for who, role in rows], **more))
    assert (found["state"], found["groups"], found["stand_ins"]) == (state, groups, stand_ins)


def test_what_a_successor_covers_rests_on_the_agreement_too() -> None:
    """a is told by s, the agreement with b by s2. With a second provider c the agreement decides nothing."""
    rows = [delivery("a"), delivery("b", role="stands_in", source_id="s2")]
    tables = small(deliveries=rows, sources=[{"source_id": "s"}, {"source_id": "s2"}])
    assert cell(tables)["sources"] == ["s", "s2"]
    tables = small(deliveries=[*rows, delivery("c")], sources=[{"source_id": "s"}, {"source_id": "s2"}])
    assert cell(tables)["sources"] == ["s"]


def test_confirmed_keeps_verified_rows_only() -> None:
    """a is read in a source, b recalled: two providers for ``all``, one for ``confirmed``."""
    tables = small(deliveries=[delivery("a"), delivery("b", verified="recalled")])
    assert cell(tables)["state"] == "covered"
    assert cell(tables, evidence="confirmed")["state"] == "fragile"


def test_several_sources_are_one_provider() -> None:
    tables = small(
        deliveries=[delivery("a"), delivery("a", source_id="s2")],
        sources=[{"source_id": "s", "published": "2020"}, {"source_id": "s2", "published": "2021"}],
    )
    found = cell(tables)
    assert (found["groups"], found["sources"]) == (1, ["s", "s2"])


# -- independence


def groups_of(tables: Tables, capability: str = "12") -> list[list[str]]:
    return View(read_world(tables, "all"), EDITION).independent_groups("MWI", capability, T)


def test_shared_parent_makes_one_group() -> None:
    """b and c stand under m: with a that is two groups."""
    tables = small(
        deliveries=[delivery(x) for x in "abc"],
        affiliations=[{"child_id": x, "parent_id": "m"} for x in "bc"],
    )
    assert groups_of(tables) == [["a"], ["b", "c"]]


def test_two_parents_join_only_inside_the_cell() -> None:
    """a has tops {x, y}, b {x}, c {y}. b and c share nothing, so without a they are two groups; with a they
    are one."""
    affiliations = [
        {"child_id": "a", "parent_id": "x"},
        {"child_id": "a", "parent_id": "y"},
        {"child_id": "b", "parent_id": "x"},
        {"child_id": "c", "parent_id": "y"},
    ]
    assert groups_of(small(deliveries=[delivery(x) for x in "bc"], affiliations=affiliations)) == [
        ["b"],
        ["c"],
    ]
    assert groups_of(small(deliveries=[delivery(x) for x in "abc"], affiliations=affiliations)) == [
        ["a", "b", "c"]
    ]


def test_cycle_counts_as_one_body() -> None:
    """p and q are above each other: one body, the common top of a (under p) and b (under q)."""
    affiliations = [
        {"child_id": "a", "parent_id": "p"},
        {"child_id": "b", "parent_id": "q"},
        {"child_id": "p", "parent_id": "q"},
        {"child_id": "q", "parent_id": "p"},
    ]
    assert groups_of(small(deliveries=[delivery("a"), delivery("b")], affiliations=affiliations)) == [
        ["a", "b"]
    ]


def test_a_common_middle_without_common_top_is_not_a_root() -> None:
    """a -> m, b -> m, m -> t: the top of both is t, and m's own too: one group with m as well."""
    affiliations = [{"child_id": c, "parent_id": p} for c, p in (("a", "m"), ("b", "m"), ("m", "t"))]
    tables = small(deliveries=[delivery(x) for x in ("a", "b", "m")], affiliations=affiliations)
    assert groups_of(tables) == [["a", "b", "m"]]


@pytest.mark.parametrize(
    ("funding", "groups"),
    [
        ([("f", "a"), ("f", "b")], [["a", "b"]]),  # (b) all known funders of both are one
        ([("f", "a")], [["a"], ["b"]]),  # b's funders are not known: no dependence is shown
        ([("f", "a"), ("f", "b"), ("g", "b")], [["a"], ["b"]]),  # b has a second one
        ([("a", "b")], [["a", "b"]]),  # (c) a is b's only known funder
        ([("a", "b"), ("b", "b")], [["a"], ["b"]]),  # b's own budget is a second funder
        ([("a", "a"), ("b", "b")], [["a"], ["b"]]),
        ([("a", "a"), ("a", "b")], [["a", "b"]]),
    ],
)
def test_money_makes_dependence(funding: list[tuple[str, str]], groups: list[list[str]]) -> None:
    rows = [{"funder_id": f, "recipient_id": r} for f, r in funding]
    assert groups_of(small(deliveries=[delivery("a"), delivery("b")], funding=rows)) == groups


def test_funders_are_taken_per_cell() -> None:
    """f pays both for 12 in MWI; for 11 it pays only a, so 11 shows two groups; money for KEN does not count
    in MWI."""
    rows = [
        {"funder_id": "f", "recipient_id": "a", "iso3": "MWI"},
        {"funder_id": "f", "recipient_id": "b", "capabilities": "12;4"},
        {"funder_id": "g", "recipient_id": "b", "iso3": "KEN"},
    ]
    tables = small(deliveries=[delivery(x, c) for x in "ab" for c in ("11", "12")], funding=rows)
    assert groups_of(tables, "12") == [["a", "b"]]
    assert groups_of(tables, "11") == [["a"], ["b"]]


# -- states


def test_required_providers() -> None:
    """Legislation is single by design (1 suffices); a hotline needs two."""
    tables = small(deliveries=[delivery("a", "3"), delivery("a", "12")])
    assert cell(tables, "3")["state"] == "covered"
    assert cell(tables, "3")["flags"] == ["sole_by_design"]  # its one source is of 2010: a law does not age
    assert cell(tables, "12")["state"] == "fragile"


@pytest.mark.parametrize(
    ("looks", "ended", "state", "lapsed"),
    [
        ([look("found", "2020")], "", "unattributed", False),
        ([look("found", "2020", phase="2")], "", "unattributed", False),
        ([look("found", "2020", phase="1")], "", "gap", False),
        ([look("not_found", "2020")], "", "gap", False),
        ([look("unclear", "2020")], "", "unknown", False),
        ([look("not_found", "2019"), look("found", "2020")], "", "unattributed", False),
        ([look("found", "2025")], "", "unknown", False),  # a look made after t is not known at t
        ([], "2018", "gap", True),
        ([look("found", "2018-06")], "2018", "gap", True),  # ended (31 December) after the look
        ([look("found", "2019")], "2018", "done_once", False),  # look on the day it was over
        ([look("found", "2019", method="interview")], "2018", "unattributed", False),
        ([look("found", "2019", phase="1")], "2018", "gap", False),  # a found look after the end: rule 6
        ([look("not_found", "2020")], "2018", "gap", True),  # rule 5 before rule 6
        ([look("unclear", "2020")], "2018", "gap", True),
        ([look("found", "2019"), look("unclear", "2020")], "2018", "unknown", False),
        ([look("found", "2019"), look("not_found", "2020")], "2018", "gap", False),
    ],
)
def test_looks_and_lapses(looks: list[dict[str, str]], ended: str, state: str, lapsed: bool) -> None:
    deliveries = [delivery("a", since="2015", until=ended)] if ended else []
    found = cell(small(deliveries=deliveries, reviews=looks))
    assert found["state"] == state
    assert ("lapsed" in found["flags"]) == lapsed


def test_latest_look_order() -> None:
    """Same day: the more official method; then not_found before unclear before found; then the lower
    phase."""
    day = "2020-05-01"
    official = [look("not_found", day), look("found", day, method="official_review")]
    assert cell(small(reviews=official))["state"] == "unattributed"
    assert cell(small(reviews=[look("found", day), look("not_found", day)]))["state"] == "gap"
    assert cell(small(reviews=[look("unclear", day), look("not_found", day)]))["state"] == "gap"
    assert cell(small(reviews=[look("found", day), look("unclear", day)]))["state"] == "unknown"
    lower = [look("found", day, phase="3"), look("found", day, phase="1", reviewer="z")]
    assert cell(small(reviews=lower))["state"] == "gap"
    later = [look("not_found", "2020", method="official_review"), look("found", "2020-02")]
    assert cell(small(reviews=later))["state"] == "unattributed"  # 2020 starts on 1 January


def test_a_plan_is_not_a_gap() -> None:
    """Rule 4 stands before 5 and 6; rule 3 before 4, unless the look is a desk review without a phase."""
    plan = delivery("a", status="planned")
    assert cell(small(deliveries=[plan], reviews=[look("not_found", "2020")]))["state"] == "planned"
    assert cell(small(deliveries=[plan], reviews=[look("found", "2020")]))["state"] == "planned"
    assert cell(small(deliveries=[plan], reviews=[look("found", "2020", phase="2")]))["state"] == "unattributed"
    found = cell(small(deliveries=[plan, delivery("b", until="2018")]))
    assert (found["state"], found["planned"], found["flags"]) == ("planned", ["a"], ["stale"])


def test_one_off_marks_an_unknown_cell() -> None:
    found = cell(small(deliveries=[delivery("a", status="ended")]))
    assert (found["state"], found["flags"], found["sources"]) == ("unknown", ["lapsed"], [])


def test_every_country_and_capability_is_listed() -> None:
    """Two countries, 21 capabilities: 42 cells, numbers sorted as numbers, all unknown without a row."""
    tables = small(countries=[{"iso3": "KEN"}])
    cells = answers.coverage(tables, EDITION, T)["cells"]
    assert len(cells) == 42
    assert [c["capability"] for c in cells[:21]] == [str(n) for n in range(1, 22)]
    assert {c["state"] for c in cells} == {"unknown"}
    assert cells[0]["country"] == "KEN"
    assert all(c["flags"] == [] for c in cells)


# -- the later edition


def test_many_to_one_unites_providers_and_drops_looks() -> None:
    """16 and 17 of the first edition are 16 of the later one: a (16) and b (17) are two providers there. A
    look at 16 does not pass (two numbers meet there); a look at 12 does; a look at the later edition's own
    16 counts."""
    later = later_edition()
    rows = [delivery("a", "16"), delivery("b", "17")]

    def at(tables: Tables, number: str) -> dict[str, Any]:
        return next(c for c in answers.coverage(tables, later, T)["cells"] if c["capability"] == number)

    assert at(small(deliveries=rows), "16")["providers"] == ["a", "b"]
    assert at(small(deliveries=rows), "16")["state"] == "covered"
    looks = [look("not_found", "2020", "16"), look("not_found", "2020", "12")]
    assert at(small(reviews=looks), "16")["state"] == "unknown"
    assert at(small(reviews=looks), "12")["state"] == "gap"
    own = [look("not_found", "2020", "16", edition="mnr-2022")]
    assert at(small(reviews=own), "16")["state"] == "gap"
    assert (
        cell(small(reviews=own), "16")["state"] == "unknown"
    )  # the first edition is not reached from the later
    assert len(answers.coverage(small(), later, T)["cells"]) == 20
