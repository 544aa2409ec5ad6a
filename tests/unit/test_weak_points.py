"""Weak points: each list worked by hand, the promises of the fixes, and against the oracle on random worlds."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import numpy as np
import pytest

from coordination.analytics.base.facts import Evidence, facts_of
from coordination.analytics.board.coverage import coverage
from coordination.analytics.loss.cascade import what_if
from coordination.analytics.loss.scenario import apply_scenario, parse_change
from coordination.analytics.loss.weak_fixes import Candidates
from coordination.analytics.loss.weak_points import WeakPoints, weak_points
from coordination.analytics.loss.weak_records import SoleBridge
from coordination.model.snapshot import Snapshot
from coordination.text.sentences import ENGLISH, Sentence
from coordination.workspace.service import Question
from graph_schema.edition import edition
from tests.oracle import answers
from tests.oracle.edition import default_edition, later_edition
from tests.oracle.small import small
from tests.ready import shipped
from tests.said import as_json
from tests.worlds import AS_OF, days_of, random_world

T = date(2024, 2, 29)
#: Columns of METHODS 12 that the oracle works out.
COLUMNS = {
    "sole_providers": (
        "country",
        "capability",
        "group",
        "by_design",
        "uncounted",
        "successors",
        "candidates",
        "falls",
        "fallen",
    ),
    "continuity": ("country", "capability", "bodies", "rests", "rests_elsewhere", "second"),
    "sole_bridges": ("stakeholder", "pieces", "pairs_cut"),
    "bridge_ties": ("a", "b", "pairs_cut"),
    "sole_funders": ("funder", "cells"),
    "sole_sources": ("source", "cells"),
}

#: what the oracle says of a candidate
CANDIDATE = ("stakeholder", "reason", "part_of_country")


def at(
    tables: dict[str, Any],
    day: date = T,
    evidence: str = "all",
    name: str = "mnr-2016",
    countries: list[str] | None = None,
    statutory: bool = False,
) -> WeakPoints:
    facts = facts_of(Snapshot.from_rows(tables), edition(name), Evidence(evidence))
    return weak_points(facts, day, countries=countries, statutory=statutory)


def provides(who: str, *capabilities: str, **more: str) -> list[dict[str, str]]:
    return [{"stakeholder_id": who, "capability": c, **more} for c in capabilities]


def looked(*capabilities: str, outcome: str = "found") -> list[dict[str, str]]:
    return [
        {"capability": c, "outcome": outcome, "reviewed_on": "2022", "reviewer": "r"} for c in capabilities
    ]


def say(s: Sentence) -> str:
    return ENGLISH.render(s, lambda name: name.id)


# -- sole providers


def test_one_group_by_design_uncounted_or_counted() -> None:
    # 3 needs one provider by design, 9 and 11 need two, but one helpline is normal: nobody looks for others
    tables = small(
        deliveries=[
            *provides("ministry", "3"),
            *provides("carers", "9"),
            *provides("line", "11"),
            *provides("branch", "11"),
            *provides("x", "13"),
            *provides("y", "13"),
        ],
        affiliations=[{"child_id": "branch", "parent_id": "line"}],  # one group of two bodies
    )
    found = [(p.capability, p.group, p.by_design, p.uncounted) for p in at(tables).sole_providers]
    assert found == [
        ("3", ("ministry",), True, False),
        ("9", ("carers",), False, True),
        ("11", ("branch", "line"), False, False),
    ]


def test_what_falls_with_a_sole_provider_falls_wherever_it_works() -> None:
    # the ministry carries 3 in two countries; 4 stands on it in both; 12 in Kenya stands on 3 and 4
    tables = small(
        deliveries=[
            *provides("ministry", "3"),
            *provides("ministry", "3", iso3="KEN"),
            *provides("police", "4"),
            *provides("police", "4", iso3="KEN"),
            *provides("hotline", "12", iso3="KEN"),
        ]
    )
    law = [p for p in at(tables).sole_providers if p.capability == "3"]
    assert [p.country for p in law] == ["KEN", "MWI"]
    assert all(p.falls == (("KEN", "4"), ("KEN", "12"), ("MWI", "4")) for p in law)


def test_what_else_falls_with_a_sole_provider_stands_apart() -> None:
    """care alone provides 9, on which 8 stands (s and t provide it), and 12; with helper it provides 13. Without care
    9 and 12 have nobody, 13 has helper left, and 8 loses what it rests on. Of the row of 9: falls too 12; of 12: 9."""
    tables = small(
        deliveries=[
            *provides("care", "9", "12", "13"),
            *provides("helper", "13"),
            *provides("s", "8"),
            *provides("t", "8"),
        ]
    )
    nine, twelve = at(tables).sole_providers
    assert (nine.capability, nine.fallen, nine.falls) == ("9", (("MWI", "12"),), (("MWI", "8"),))
    assert (twelve.capability, twelve.fallen, twelve.falls) == ("12", (("MWI", "9"),), (("MWI", "8"),))
    answer: dict[str, Any] = as_json(at(tables).points())
    assert answer["sole_providers"][0]["fallen"] == [{"country": "MWI", "capability": "12"}]


def test_the_fix_by_design_and_uncounted() -> None:
    tables = small(deliveries=[*provides("ministry", "3"), *provides("carers", "9")])
    law, carers = at(tables).sole_providers
    assert say(law.fix()) == (
        "One provider is enough. Agree in writing which office of ministry is in charge, and which body takes over "
        "the task if it moves."
    )
    assert say(carers.fix()) == "Review first: it has not been checked whether others also provide 9 in MWI."


def named(tables: dict[str, Any], country: str = "MWI", number: str = "") -> list[tuple[str, str]]:
    """(who, reason) of the candidates of a country's row."""
    row = next(p for p in at(tables).sole_providers if p.country == country and number in ("", p.capability))
    return [(c.stakeholder, str(c.reason)) for c in row.candidates]


def test_who_works_on_it_already_comes_first_and_must_not_depend_on_the_provider() -> None:
    # 8 in MWI: board alone. Five support it and do social work (9) there: helper; unit, which stands under the
    # board; payee, with the same only funder; payer, who pays the board alone; past, which has stopped. Only helper
    # counts
    helpers = ("helper", "unit", "payee", "payer")
    tables = small(
        deliveries=[
            *provides("board", "8"),
            *(row for s in helpers for row in provides(s, "9")),
            *({"stakeholder_id": s, "capability": "8", "role": "supports"} for s in helpers),
            {"stakeholder_id": "past", "capability": "8", "role": "supports", "until": "2020"},
        ],
        affiliations=[{"child_id": "unit", "parent_id": "board"}],
        funding=[{"funder_id": "payer", "recipient_id": s} for s in ("board", "payee")],
        reviews=looked("8"),
    )
    assert named(tables) == [("helper", "supports")]
    (row,) = at(tables).sole_providers
    assert say(row.fix()) == (
        "Ask helper to provide 8 in MWI as well: active on it there already, and not known to depend on board."
    )
    assert say(row.candidates[0].why()) == "helper supports it there already."


@pytest.mark.parametrize(
    ("home", "does", "asked"),
    [
        ("MWI", [("9", "MWI")], True),  # of the country, and it cares for children there
        ("MWI", [], False),  # trains, and does nothing like it
        ("MWI", [("9", "KEN")], False),  # does something like it, elsewhere
        ("MWI", [("13", "MWI")], False),  # teaching is nothing like social work
        ("USA", [("9", "MWI")], False),  # from abroad, and at work in this country alone
        ("USA", [("9", "MWI"), ("13", "KEN")], True),  # from abroad, and international
        ("USA", [("9", "KEN"), ("13", "UGA")], False),  # international, and provides nothing here
        ("", [("9", "MWI")], True),  # of no country, and cares for children here
    ],
)
def test_a_supporter_is_of_the_country_or_international_and_does_similar_work(
    home: str, does: list[tuple[str, str]], asked: bool
) -> None:
    # 8 in MWI: board alone; helper (an NGO, as board is) supports it. 9 is what 8 can be taken up from
    tables = small(
        stakeholders=[{"id": "helper", "home_iso3": home}],
        deliveries=[
            *provides("board", "8"),
            {"stakeholder_id": "helper", "capability": "8", "role": "supports"},
            *(row for n, c in does for row in provides("helper", n, iso3=c)),
        ],
        reviews=looked("8"),
    )
    row = next(p for p in at(tables).sole_providers if (p.country, p.capability) == ("MWI", "8"))
    assert ("helper" in {c.stakeholder for c in row.candidates}) is asked
    slow = answers.weak_points(tables, default_edition(), T)["sole_providers"]
    same = next(r for r in slow if (r["country"], r["capability"]) == ("MWI", "8"))
    assert [c["stakeholder"] for c in same["candidates"]] == [c.stakeholder for c in row.candidates]


def test_who_makes_the_law_runs_no_hotline() -> None:
    # 16 in MWI: host alone, and 17 is near to it. state makes the law (3) and with it 17; office carries 17 alone. In
    # Kenya and Uganda offices provide 16. 17 itself can be taken up from the law: there the state is asked
    bodies = [{"id": s, "kind": "government"} for s in ("state", "office")]
    bodies += [{"id": f"o-{c}", "kind": "government", "home_iso3": c} for c in ("KEN", "UGA")]
    abroad = [row for c in ("KEN", "UGA") for row in provides(f"o-{c}", "16", "17", iso3=c)]
    rows = [*provides("host", "16"), *provides("state", "3", "17"), *provides("office", "17")]
    tables = small(stakeholders=bodies, deliveries=[*rows, *abroad], reviews=looked("16"))
    assert named(tables, number="16") == [("office", "kind")]
    cover = coverage(
        facts_of(
            Snapshot.from_rows(small(stakeholders=bodies, deliveries=[*provides("state", "3"), *abroad])),
            edition(),
        ),
        T,
    )
    (found,) = Candidates(cover).for_cells(np.asarray([cover.index("MWI", "17")])).values()
    assert [c.stakeholder for c in found] == ["state"]


@pytest.mark.parametrize("scope", ["general", "part_of_country"])
def test_what_is_general_or_of_a_part_is_a_question(scope: str) -> None:
    # 9 in MWI: board alone, everything on record is wider or of a part. With one record that is not, it is none
    wide = {**provides("board", "9")[0], "scope": scope}
    (row,) = at(small(deliveries=[wide], reviews=looked("9"))).sole_providers
    assert (row.wider, row.open, row.asked) == (True, True, ())
    assert say(row.fix()) == "Review first: ask board what is covered in MWI, and who else provides 9."
    exact = {**wide, "scope": "", "source_id": "s2"}
    (row,) = at(
        small(deliveries=[wide, exact], sources=[{"source_id": "s2"}], reviews=looked("9"))
    ).sole_providers
    assert (row.wider, row.open) == (False, False)


def test_other_work_is_no_qualification() -> None:
    # 11 in MWI: line alone. In Kenya and Uganda NGOs provide 11, in Kenya an authority too. care (an NGO) and award
    # (an authority, provides 10, compensation) are at home in MWI. An NGO provides 11 in two other countries, an
    # authority in one; who cares for children (8) could take up a helpline, who compensates or sends social workers
    # (9) could not: only care is asked. far does police work, guest is at home in Kenya
    tables = small(
        stakeholders=[
            {"id": "award", "kind": "government"},
            {"id": "helpdesk", "kind": "government", "home_iso3": "KEN"},
            {"id": "guest", "home_iso3": "KEN"},
            {"id": "line-ken", "home_iso3": "KEN"},
            {"id": "line-uga", "home_iso3": "UGA"},
        ],
        deliveries=[
            *provides("line", "11"),
            *provides("care", "8"),
            *provides("award", "10"),
            *provides("far", "4"),
            *provides("guest", "9"),
            *provides("line-ken", "11", iso3="KEN"),
            *provides("helpdesk", "11", iso3="KEN"),
            *provides("line-uga", "11", iso3="UGA"),
        ],
    )
    assert named(tables, number="11") == [("care", "kind")]
    row = next(p for p in at(tables).sole_providers if (p.country, p.capability) == ("MWI", "11"))
    (care,) = row.candidates
    assert (care.kind, care.places, care.works_on) == ("ngo", ("KEN", "UGA"), (("MWI", "8"),))
    assert say(care.why()) == (
        "care does similar work there, and organisations of its kind (NGO) provide it in 2 other countries, among "
        "them KEN and UGA."
    )
    assert say(row.fix()) == (
        "One provider is normal, but a successor is needed. Ask care about being the "
        "successor of line: doing similar work in the country, of a type that "
        "usually provides this in other countries, and not known to depend on line."
    )


PART = {"scope": "part_of_country"}
#: 11 in MWI: line alone; NGOs provide it in Kenya and Uganda too, and who cares for children (8) could take it up
HELPLINES: list[dict[str, str]] = [
    *provides("line", "11"),
    *provides("line-ken", "11", iso3="KEN"),
    *provides("line-uga", "11", iso3="UGA"),
]
#: The same of care (8), for which anybody may be asked who works in a part of the country.
CARERS = [{**row, "capability": "8"} for row in HELPLINES]
FOREIGN = [{"id": "line-ken", "home_iso3": "KEN"}, {"id": "line-uga", "home_iso3": "UGA"}]


def test_who_works_in_a_part_of_the_country_is_proposed_last() -> None:
    # a-north and b-south care in a part of the country; c-mixed in a part by one record and in the whole country by
    # another (it supports 9); d-all in the whole country. The first two come last and are not asked
    tables = small(
        stakeholders=FOREIGN,
        deliveries=[
            *CARERS,
            *provides("a-north", "11", **PART),
            *provides("b-south", "11", **PART),
            *provides("c-mixed", "11", **PART),
            *provides("c-mixed", "9", role="supports"),
            *provides("d-all", "11"),
        ],
        reviews=looked("8"),
    )
    row = next(p for p in at(tables).sole_providers if (p.country, p.capability) == ("MWI", "8"))
    assert [(c.stakeholder, c.part_of_country) for c in row.candidates] == [
        ("c-mixed", False),
        ("d-all", False),
        ("a-north", True),
        ("b-south", True),
    ]
    assert row.asked == ("c-mixed", "d-all")
    assert "part of the country" not in say(row.fix())
    assert say(row.candidates[2].why()).endswith(" It works in a part of the country only.")
    slow = answers.weak_points(tables, default_edition(), T)["sole_providers"]
    same = next(r for r in slow if (r["country"], r["capability"]) == ("MWI", "8"))
    assert [(c["stakeholder"], c["part_of_country"]) for c in same["candidates"]] == [
        (c.stakeholder, c.part_of_country) for c in row.candidates
    ]


def test_where_all_work_in_a_part_the_sentence_says_so() -> None:
    parts = [*provides("a-north", "11", **PART), *provides("b-south", "11", **PART)]
    for some, words in (
        (
            parts[:1],
            "It works in a part of the country only: ask whether it could do this for the whole country.",
        ),
        (
            parts,
            "They work in a part of the country only: ask whether they could do this for the whole country.",
        ),
    ):
        tables = small(stakeholders=FOREIGN, deliveries=[*CARERS, *some], reviews=looked("8"))
        row = next(p for p in at(tables).sole_providers if (p.country, p.capability) == ("MWI", "8"))
        assert row.asked == tuple(r["stakeholder_id"] for r in some)
        assert say(row.fix()).endswith(f"and not known to depend on line. {words}")


def test_a_better_reason_in_a_part_comes_after_a_weaker_one_in_the_whole_country() -> None:
    # 8 in MWI: board alone. helper supports it and does social work (9), both in a part; school, at home in MWI,
    # provides 8 in Kenya and nothing here, so nothing of it is of a part: its weaker reason comes first
    tables = small(
        deliveries=[
            *provides("board", "8"),
            *provides("helper", "8", role="supports", **PART),
            *provides("helper", "9", **PART),
            *provides("school", "8", iso3="KEN"),
        ],
        reviews=looked("8"),
    )
    row = next(p for p in at(tables).sole_providers if (p.country, p.capability) == ("MWI", "8"))
    assert [(c.stakeholder, str(c.reason), c.part_of_country) for c in row.candidates] == [
        ("school", "elsewhere", False),
        ("helper", "supports", True),
    ]
    slow = answers.weak_points(tables, default_edition(), T)["sole_providers"]
    same = next(r for r in slow if (r["country"], r["capability"]) == ("MWI", "8"))
    assert [c["stakeholder"] for c in same["candidates"]] == ["school", "helper"]


def test_who_has_agreed_to_take_over_stays_first() -> None:
    # north cares in a part of the country and has agreed to take over: that is a reason of its own
    tables = small(
        stakeholders=FOREIGN,
        deliveries=[
            *HELPLINES,
            *provides("north", "8", **PART),
            *provides("north", "11", role="stands_in"),
            *provides("whole", "8"),
        ],
    )
    row = next(p for p in at(tables).sole_providers if (p.country, p.capability) == ("MWI", "11"))
    assert [(c.stakeholder, str(c.reason)) for c in row.candidates] == [
        ("north", "stands_in"),
        ("whole", "kind"),
    ]


def test_nobody_of_one_state_is_asked_for_a_national_helpline() -> None:
    # Australia 11: Parkerville works in one state; two others care for children in the whole country
    w = shipped("register").pinned()
    q = Question(date(2026, 11, 25))
    rows = weak_points(w.facts(q), q.as_of, w.cover(q), ["AUS"]).sole_providers
    (row,) = [p for p in rows if p.capability == "11"]
    assert "parkerville-au" not in [c.stakeholder for c in row.candidates]
    assert row.asked


@pytest.mark.parametrize(("others", "asked"), [(8, ["care"]), (9, [])])
def test_a_kind_must_be_usual_and_no_exception(others: int, asked: list[str]) -> None:
    # 11 in MWI: line alone, and care (an NGO) works on 8. Elsewhere NGOs run the helpline in two countries, offices in
    # the others: 2 of 8 is a quarter, 2 of 9 is less. MWI itself, where an NGO does, counts on neither side
    abroad = {f"h{i}": ("ngo" if i < 2 else "government", f"XA{'ABCDEFGHI'[i]}") for i in range(others)}
    tables = small(
        stakeholders=[{"id": s, "kind": kind, "home_iso3": c} for s, (kind, c) in abroad.items()],
        deliveries=[
            *provides("line", "11"),
            *provides("care", "8"),
            *(row for s, (_, c) in abroad.items() for row in provides(s, "11", iso3=c)),
        ],
    )
    assert named(tables, number="11") == [(s, "kind") for s in asked]
    slow = answers.weak_points(tables, default_edition(), T)["sole_providers"]
    row = next(r for r in slow if (r["country"], r["capability"]) == ("MWI", "11"))
    assert row["candidates"] == [
        {"stakeholder": s, "reason": "kind", "part_of_country": False} for s in asked
    ]


def test_no_court_is_asked_for_an_image_database() -> None:
    # 7 in MWI has nobody; police, court and ministry support it, as one of each kind provides it in Ghana
    kinds = {"court": "judiciary", "ministry": "government", "police": "law_enforcement"}
    tables = small(
        stakeholders=[
            *({"id": s, "kind": kind} for s, kind in kinds.items()),
            *({"id": f"g-{s}", "kind": kind, "home_iso3": "GHA"} for s, kind in kinds.items()),
        ],
        deliveries=[
            *(row for s in kinds for row in provides(f"g-{s}", "7", iso3="GHA")),
            *({"stakeholder_id": s, "capability": "7", "role": "supports"} for s in kinds),
        ],
    )
    cover = coverage(facts_of(Snapshot.from_rows(tables), edition()), T)
    (found,) = Candidates(cover).for_cells(np.asarray([cover.index("MWI", "7")])).values()
    assert [c.stakeholder for c in found] == ["ministry", "police"]


def test_at_home_here_and_doing_it_abroad_comes_before_the_subregion() -> None:
    # 13 in MWI: school alone. expat is at home in MWI and teaches in Ghana. In the subregion of MWI (KEN, UGA) one
    # teaches in KEN alone; two in both and cares for children in MWI; three in both, and nothing in MWI. west teaches
    # in GHA, elsewhere
    tables = small(
        countries=[
            {"iso3": "MWI", "subregion": "Eastern Africa"},
            {"iso3": "KEN", "subregion": "Eastern Africa"},
            {"iso3": "UGA", "subregion": "Eastern Africa"},
            {"iso3": "GHA", "subregion": "Western Africa"},
        ],
        stakeholders=[{"id": s, "home_iso3": "KEN"} for s in ("one", "two", "three", "west")],
        deliveries=[
            *provides("school", "13"),
            *provides("expat", "13", iso3="GHA"),
            *provides("one", "13", iso3="KEN"),
            *provides("two", "13", iso3="KEN"),
            *provides("two", "13", iso3="UGA"),
            *provides("two", "8"),
            *provides("three", "13", iso3="KEN"),
            *provides("three", "13", iso3="UGA"),
            *provides("west", "13", iso3="GHA"),
        ],
        reviews=looked("13"),
    )
    assert named(tables, number="13") == [("expat", "elsewhere"), ("two", "subregion")]
    row = next(p for p in at(tables).sole_providers if (p.country, p.capability) == ("MWI", "13"))
    assert [c.places for c in row.candidates] == [("GHA",), ("KEN", "UGA")]


def test_the_state_alone_makes_law_and_police() -> None:
    # 4 in MWI has nobody (so more than stand-ins are named): ministry supports it and is of the state; advisers are
    # not; police-ken is of the state, and not at home. The same of 8, for which anybody of the country who does social
    # work (9) may be asked. In Ghana one of each of their kinds provides both
    abroad = {"g-gov": "government", "g-ngo": "ngo", "g-police": "law_enforcement"}
    tables = small(
        stakeholders=[
            {"id": "ministry", "kind": "government"},
            {"id": "police-ken", "kind": "law_enforcement", "home_iso3": "KEN"},
            *({"id": s, "kind": kind, "home_iso3": "GHA"} for s, kind in abroad.items()),
        ],
        deliveries=[
            *(row for s in abroad for row in provides(s, "4", "8", iso3="GHA")),
            *(row for s in ("ministry", "advisers", "police-ken") for row in provides(s, "9")),
            *(
                {"stakeholder_id": s, "capability": c, "role": "supports"}
                for s in ("ministry", "advisers", "police-ken")
                for c in ("4", "8")
            ),
        ],
    )
    facts = facts_of(Snapshot.from_rows(tables), edition())
    cover = coverage(facts, T)
    cells = np.asarray([cover.index("MWI", n) for n in ("4", "8")])
    found = Candidates(cover).for_cells(cells)
    assert [c.stakeholder for c in found[int(cells[0])]] == ["ministry"]
    assert [c.stakeholder for c in found[int(cells[1])]] == ["advisers", "ministry"]


def test_support_of_a_kind_that_provides_it_nowhere_is_no_qualification() -> None:
    # 11 in MWI: line, an NGO, alone. telecom (industry) carries its calls, charity (an NGO, as line is) and office
    # (a government body, as the helpline of Kenya is) support it too; backup (industry) has signed to stand in.
    # all three care for children (8), too: the kind of telecom provides something, and 11 nowhere
    kinds = {"telecom": "industry", "backup": "industry", "office": "government"}
    bodies = [
        *({"id": s, "kind": kind} for s, kind in kinds.items()),
        {"id": "line-ken", "kind": "government", "home_iso3": "KEN"},
    ]
    rows = [
        *provides("line", "11"),
        *provides("line-ken", "11", iso3="KEN"),
        *(row for s in ("telecom", "charity", "office") for row in provides(s, "8")),
        *(
            {"stakeholder_id": s, "capability": "11", "role": "supports"}
            for s in ("telecom", "charity", "office")
        ),
    ]
    able = [("charity", "supports"), ("office", "supports")]
    assert named(small(stakeholders=bodies, deliveries=rows), number="11") == able
    signed = {"stakeholder_id": "backup", "capability": "11", "role": "stands_in"}
    tables = small(stakeholders=bodies, deliveries=[*rows, signed])
    assert named(tables, number="11") == [("backup", "stands_in"), *able]


def test_where_one_is_enough_only_who_agreed_is_named() -> None:
    # 3 needs one: helper supports it, and nobody asks for a second
    rows = [*provides("ministry", "3"), {"stakeholder_id": "helper", "capability": "3", "role": "supports"}]
    assert named(small(deliveries=rows)) == []
    waits = {"stakeholder_id": "cabinet", "capability": "3", "role": "stands_in"}
    assert named(small(deliveries=[*rows, waits])) == [("cabinet", "stands_in")]


def test_a_successor_is_named_and_its_cell_comes_after_those_without() -> None:
    # 8 and 9: care alone; trust has agreed to take over 8. Without care nobody is left for 9; 8 is taken over
    rows = [
        *provides("care", "8", "9"),
        {"stakeholder_id": "trust", "capability": "8", "role": "stands_in"},
        *provides("x", "3", iso3="UGA"),
    ]
    found = at(small(deliveries=rows)).sole_providers
    assert [(p.country, p.capability, p.successors) for p in found] == [
        ("MWI", "9", ()),
        ("MWI", "8", ("trust",)),
        ("UGA", "3", ()),
    ]
    assert found[1].fallen == (("MWI", "9"),)
    assert found[0].fallen == ()
    assert say(found[1].fix()) == (
        "trust has agreed to take over from care. Keep the agreement in force, and make sure that it can take over "
        "from one day to the next."
    )
    answer: Any = as_json(at(small(deliveries=rows)).points())
    assert answer["sole_providers"][1]["candidates"] == [
        {
            "stakeholder": "trust",
            "reason": "stands_in",
            "why": "trust has agreed to take over.",
            "kind": "ngo",
            "places": [],
            "works_on": [],
            "part_of_country": False,
        }
    ]


def test_money_that_ends_takes_nothing_where_a_successor_waits() -> None:
    # one fund pays the hotline of 12 alone; 3 and 4 stand. Were it to end, the regulator takes over: nothing falls
    rows = [*provides("care", "9"), *provides("home", "8")]
    money = [{"funder_id": "fund", "recipient_id": "care"}]
    (row,) = at(small(deliveries=rows, funding=money)).sole_funders
    assert row.falls == (("MWI", "8"),)
    waits = {"stakeholder_id": "trust", "capability": "9", "role": "stands_in"}
    (row,) = at(small(deliveries=[*rows, waits], funding=money)).sole_funders
    assert row.falls == ()


def test_where_nobody_is_known_the_fix_says_so() -> None:
    tables = small(deliveries=[*provides("hotline", "12"), *provides("school", "13")], reviews=looked("13"))
    line, school = at(tables).sole_providers
    assert say(line.fix()) == (
        "One provider is normal, but no successor is known. Ask hotline who could take over, and agree it in writing "
        "with that organisation."
    )
    assert say(school.fix()) == (
        "No second provider of 13 is known in MWI that does not depend on school. Ask school who else does this work."
    )


# -- sole bridges


PATH = [{"a_id": a, "b_id": b} for a, b in (("a", "m"), ("m", "n"), ("n", "b"), ("b", "c"))]


def test_bridges_with_their_pieces_and_pairs() -> None:
    # a - m - n - b - c: without m a is alone, 1 x 3 pairs; without n two and two, 4 pairs; without b 3 x 1
    found = at(small(ties=PATH, stakeholders=[{"id": "alone"}]))
    assert [(s.stakeholder, s.pieces, s.pairs_cut) for s in found.sole_bridges] == [
        ("b", (("a", "m", "n"), ("c",)), 3),
        ("m", (("b", "c", "n"), ("a",)), 3),
        ("n", (("a", "m"), ("b", "c")), 4),
    ]
    # tie a-m parts 1 from 4, m-n 2 from 3, and so on
    assert [(t.a, t.b, t.pairs_cut) for t in found.bridge_ties] == [
        ("a", "m", 4),
        ("b", "c", 4),
        ("b", "n", 6),
        ("m", "n", 6),
    ]
    assert [(i.stakeholder, i.claims) for i in found.isolates] == [
        ("alone", ("alone",))
    ]  # it does nothing here


def test_a_new_tie_is_sought_where_a_hand_off_is_missing() -> None:
    # 4 needs reports from 12 (a flow): c provides 12, a provides 4, no tie between them is known
    found = at(small(ties=PATH, deliveries=[*provides("a", "4"), *provides("c", "12")]))
    middle = next(s for s in found.sole_bridges if s.stakeholder == "n")
    assert [(p.a, p.b, p.handoff) for p in middle.proposals] == [("a", "c", ("MWI", "4", "12"))]
    assert say(middle.fix()) == (
        "A partnership between a and c would keep the others connected without n. They have a "
        "hand-off in MWI: 4 receives from 12."
    )
    tie = next(t for t in found.bridge_ties if (t.a, t.b) == ("m", "n"))
    assert (
        say(tie.fix()) == "A partnership between a and c would be a second connection between the two groups."
    )


STAR = [{"a_id": "hub", "b_id": x} for x in ("a", "b", "d")] + [{"a_id": "b", "b_id": "c"}]


def hub_of(**tables: Any) -> SoleBridge:
    return next(s for s in at(small(ties=STAR, **tables)).sole_bridges if s.stakeholder == "hub")


def test_without_a_hand_off_nobody_is_named() -> None:
    # a star of three arms: without the middle three pieces, so two ties. Nobody has anything to hand over
    hub = hub_of()
    assert hub.pieces == (("b", "c"), ("a",), ("d",))
    assert (hub.new_ties, hub.ties_needed) == ((), 2)
    assert say(hub.fix()) == (
        "2 new partnerships would keep the others connected without hub. The records suggest "
        "no pair of organisations that has something to hand over."
    )
    # a - m, m - n: nobody is named for a second way beside m - n either; before, a and n stood there
    tie = next(t for t in at(small(ties=PATH[:2])).bridge_ties if (t.a, t.b) == ("m", "n"))
    assert (tie.new_tie, tie.only_two) == (None, False)
    assert say(tie.fix()) == (
        "One new partnership would be a second connection between the two sides. The records "
        "suggest no pair of organisations that has something to hand over."
    )


def test_two_of_one_network_have_something_to_hand_over() -> None:
    # c and d are members of the network today, a was until 2020: one of the two ties has a name
    members = [{"member_id": s, "network_id": "net"} for s in "cd"]
    members.append({"member_id": "a", "network_id": "net", "until": "2020"})
    hub = hub_of(networks=[{"network_id": "net"}], memberships=members)
    assert [(p.a, p.b, p.handoff, p.network) for p in hub.proposals] == [("c", "d", None, "net")]
    assert say(hub.fix()) == (
        "2 new partnerships would keep the others connected without hub. The first: c and d, "
        "both members of net."
    )


def test_a_hand_off_in_one_country_only() -> None:
    # 12 and 4 are joined by a hand-off, but a provides 4 in Malawi and d 12 in Kenya: nothing to hand over
    here, there = {"stakeholder_id": "a", "capability": "4"}, {"stakeholder_id": "d", "capability": "12"}
    assert hub_of(deliveries=[here, {**there, "iso3": "KEN"}]).new_ties == ()
    assert [(p.a, p.b) for p in hub_of(deliveries=[here, there]).proposals] == [("a", "d")]


def test_a_hand_off_that_others_make_already_counts_after_one_that_nobody_makes() -> None:
    # a and p provide 4, b 12, d 16; b - p are tied, so 4 has what it needs of 12. Nothing links 12 and 16, or 16 and 4:
    # b with d (12 needs 16), a with d (16 needs 4) come before a with b (4 needs 12)
    deliveries = [*provides("a", "4"), *provides("p", "4"), *provides("b", "12"), *provides("d", "16")]
    found = at(small(ties=[*STAR, {"a_id": "b", "b_id": "p"}], deliveries=deliveries))
    hub = next(s for s in found.sole_bridges if s.stakeholder == "hub")
    assert [(p.a, p.b) for p in hub.proposals] == [("b", "d"), ("a", "d")]
    alone = hub_of(deliveries=[*provides("a", "4"), *provides("b", "4"), *provides("b", "12")])
    assert [(p.a, p.b, p.handoff) for p in alone.proposals] == [
        ("a", "b", ("MWI", "4", "12"))
    ]  # b does both: linked


def test_bodies_of_one_state_come_last_and_are_asked_first_whether_they_have_the_tie() -> None:
    # a: police of Malawi, 4; b: a ministry of Malawi, 12; d: an NGO, 12. Four needs 12: a and d, then a and b
    kinds = [{"id": "a", "kind": "law_enforcement"}, {"id": "b", "kind": "government"}]
    work = [*provides("a", "4"), *provides("b", "12"), *provides("d", "12")]
    hub = hub_of(stakeholders=kinds, deliveries=work)
    assert [(p.a, p.b, p.one_state) for p in hub.proposals] == [("a", "d", False), ("a", "b", True)]
    only = hub_of(stakeholders=kinds, deliveries=[*provides("a", "4"), *provides("b", "12")])
    assert say(only.fix()) == (
        "2 new partnerships would keep the others connected without hub. The first: a and b, "
        "public bodies of one country with a hand-off in MWI (4 receives from 12). Ask first "
        "whether it already exists."
    )


def test_a_pair_alone_needs_a_third() -> None:
    (tie,) = at(small(ties=[{"a_id": "a", "b_id": "b"}])).bridge_ties
    assert tie.new_tie is None
    assert say(tie.fix()) == (
        "a and b work only with each other. A partnership of either with a third organisation "
        "would connect them to the rest."
    )


def test_hand_offs_that_hang_on_one_tie() -> None:
    # 12 -> 4 in Malawi is linked by a-c alone. In Kenya both providers also stand under one top.
    tables = small(
        ties=[{"a_id": "a", "b_id": "c"}, {"a_id": "k", "b_id": "l"}],
        deliveries=[
            *provides("a", "4"),
            *provides("c", "12"),
            *provides("k", "4", iso3="KEN"),
            *provides("l", "12", iso3="KEN"),
        ],
        affiliations=[{"child_id": x, "parent_id": "top"} for x in "kl"],
    )
    found = {(t.a, t.b): t.falls for t in at(tables).bridge_ties}
    assert found == {("a", "c"): (("MWI", "4", "12"),), ("k", "l"): ()}


# -- sole funders


def test_a_sole_funder_pays_everybody_there_alone() -> None:
    tables = small(
        deliveries=[*provides("x", "12", "13"), *provides("y", "12"), *provides("z", "14")],
        funding=[
            {"funder_id": "fund", "recipient_id": "x"},
            {"funder_id": "fund", "recipient_id": "y", "capabilities": "12"},
            {"funder_id": "fund", "recipient_id": "z"},
            {"funder_id": "other", "recipient_id": "z"},
        ],
    )
    # 12: x and y, both only by fund; 13: x only by fund; 14: z has two funders
    (row,) = at(tables).sole_funders
    assert (row.funder, row.cells, row.providers) == ("fund", (("MWI", "12"), ("MWI", "13")), ("x", "y"))
    assert row.others == ("other",)
    assert say(row.fix()) == (
        "Ask x and y who else funds them. If nobody does, ask other, who already fund providers there."
    )


def test_a_provider_without_known_funders_makes_the_funder_partial() -> None:
    tables = small(
        deliveries=[*provides("x", "12"), *provides("y", "12")],
        funding=[{"funder_id": "fund", "recipient_id": "x"}],
    )
    found = at(tables)
    assert found.sole_funders == ()
    (part,) = found.partial_funders
    assert (part.funder, part.country, part.capability, part.share) == ("fund", "MWI", "12", 0.5)


def test_what_falls_when_the_money_ends() -> None:
    # fund alone pays the ministry for 3; the police provide 4, which stands on 3
    tables = small(
        deliveries=[*provides("ministry", "3"), *provides("police", "4")],
        funding=[{"funder_id": "fund", "recipient_id": "ministry"}],
    )
    (row,) = at(tables).sole_funders
    assert row.falls == (("MWI", "4"),)
    assert say(row.fix()) == "Ask ministry who else pays them; no other funder is known there."


def test_who_pays_itself_is_no_donor_and_its_own_budget_has_its_own_words() -> None:
    # 12: x pays itself, nobody else pays it: its own budget. 13: fund alone pays y. x pays nobody but itself, so it
    # is no one to ask for 13; for 12 fund is, which pays others there
    tables = small(
        deliveries=[*provides("x", "12"), *provides("y", "13")],
        funding=[{"funder_id": "x", "recipient_id": "x"}, {"funder_id": "fund", "recipient_id": "y"}],
    )
    fund, own = at(tables).sole_funders
    assert (fund.funder, fund.others, fund.own_budget) == ("fund", (), False)
    assert say(fund.fix()) == "Ask y who else pays them; no other funder is known there."
    assert (own.funder, own.others, own.own_budget) == ("x", ("fund",), True)
    assert say(own.fix()) == (
        "x pays for this from its own budget. Ask how long this budget is guaranteed. If it "
        "is not, ask fund, who already fund providers there."
    )
    # alone in the world with its budget
    (own,) = at(small(deliveries=provides("x", "12"), funding=tables["funding"][:1])).sole_funders
    assert say(own.fix()) == (
        "x pays for this from its own budget. Ask how long this budget is guaranteed; no "
        "other funder is known there."
    )
    # x pays for its own work and alone for that of z: z is asked, not x
    tables = small(
        deliveries=[*provides("x", "12"), *provides("z", "14")],
        funding=[{"funder_id": "x", "recipient_id": "x"}, {"funder_id": "x", "recipient_id": "z"}],
    )
    (both,) = at(tables).sole_funders
    assert (both.own_budget, both.others) == (False, ())
    assert say(both.fix()) == "Ask z who else pays them; no other funder is known there."


# -- of some countries


def test_of_a_country_only_what_is_there() -> None:
    # fund alone pays m for 3 in Malawi and k for 3 in Kenya; other pays only k2, in Kenya. m and k each carry the 4
    # of their country. In Malawi nobody else pays, so only m is asked, and nobody is proposed.
    tables = small(
        stakeholders=[{"id": s, "home_iso3": "KEN"} for s in ("k", "k2", "kpol", "far", "far2", "far3")],
        deliveries=[
            *provides("m", "3"),
            *provides("mpol", "4"),
            *provides("k", "3", iso3="KEN"),
            *provides("kpol", "4", iso3="KEN"),
            *provides("k2", "13", iso3="KEN"),
            *provides("k2", "14", iso3="KEN", source_id="t"),
        ],
        funding=[
            {"funder_id": "fund", "recipient_id": "m"},
            {"funder_id": "fund", "recipient_id": "k"},
            {"funder_id": "other", "recipient_id": "k2"},
            {"funder_id": "more", "recipient_id": "k2"},
        ],
        sources=[
            {"source_id": "s", "publisher": "P", "published": "2010"},
            {"source_id": "t", "publisher": "Q", "published": "2010"},
        ],
        # two rows: a - m - b in Malawi, far - far2 - far3 in Kenya; and k2, who sits in Kenya, alone with nobody
        ties=[
            {"a_id": "a", "b_id": "m"},
            {"a_id": "m", "b_id": "b"},
            {"a_id": "far", "b_id": "far2"},
            {"a_id": "far2", "b_id": "far3"},
        ],
    )
    whole, here = at(tables), at(tables, countries=["MWI"])
    (row,) = whole.sole_funders
    assert (row.cells, row.others) == ((("KEN", "3"), ("MWI", "3")), ("more", "other"))
    assert say(row.fix()) == (
        "Ask k and m who else funds them. If nobody does, ask more or other, who already fund "
        "providers there."
    )
    (row,) = here.sole_funders
    assert (row.cells, row.falls, row.providers) == ((("MWI", "3"),), (("MWI", "4"),), ("m",))
    assert say(row.fix()) == "Ask m who else pays them; no other funder is known there."
    assert [s.stakeholder for s in whole.sole_bridges] == ["far2", "m"]
    assert [s.stakeholder for s in here.sole_bridges] == ["m"]
    assert [(t.a, t.b) for t in here.bridge_ties] == [("a", "m"), ("b", "m")]
    assert {p.country for p in here.sole_providers} == {"MWI"}
    assert [(s.source, s.cells) for s in here.sole_sources] == [("P", (("MWI", "3"), ("MWI", "4")))]
    assert "k2" in {i.stakeholder for i in whole.isolates}
    assert "k2" not in {i.stakeholder for i in here.isolates}


def test_of_a_country_no_connection_of_a_guest_with_somebody_elsewhere() -> None:
    # guest sits in Kenya and works in Malawi, as guest2 does. Its connections with m (sits in Malawi) and guest2 (works
    # there) are of Malawi; the one with far, who sits and works in Kenya alone, is not
    tables = small(
        stakeholders=[{"id": s, "home_iso3": "KEN"} for s in ("guest", "guest2", "far")],
        deliveries=[*provides("guest", "13"), *provides("guest2", "14"), *provides("far", "13", iso3="KEN")],
        ties=[{"a_id": "guest", "b_id": s} for s in ("m", "guest2", "far")],
    )
    assert [t.b for t in at(tables, countries=["MWI"]).bridge_ties] == ["guest2", "m"]
    found = at(tables, countries=["KEN"]).bridge_ties
    assert [(t.a, t.b) for t in found] == [("far", "guest"), ("guest", "guest2"), ("guest", "m")]


def test_what_falls_elsewhere_is_left_out_of_the_answer_of_a_country() -> None:
    # the ministry carries 3 in both countries, the 4 of each stands on it. The record keeps what falls in both; the
    # answer of one country says what falls there
    tables = small(
        deliveries=[
            *provides("ministry", "3"),
            *provides("ministry", "3", iso3="KEN"),
            *provides("police", "4"),
            *provides("kpol", "4", iso3="KEN"),
        ],
        ties=[{"a_id": "ministry", "b_id": s} for s in ("police", "kpol")],
    )
    here = at(tables, countries=["MWI"])
    assert here.sole_providers[0].falls == (("KEN", "4"), ("MWI", "4"))
    answer: dict[str, Any] = as_json(here.points())
    falls = [c for key in ("sole_providers", "sole_bridges") for r in answer[key] for c in r["falls"]]
    assert {c["country"] for c in falls} == {"MWI"}
    assert {"country": "MWI", "capability": "4"} in falls


@pytest.mark.parametrize("seed", range(20))
def test_every_row_of_a_country_is_a_row_of_the_whole(seed: int) -> None:
    tables = random_world(seed, "small")
    facts = at(tables, AS_OF).facts
    country = random.Random(seed).choice(facts.countries)
    whole: dict[str, Any] = as_json(at(tables, AS_OF).points())
    here: dict[str, Any] = as_json(at(tables, AS_OF, countries=[country]).points())

    def own(cells: list[dict[str, str]]) -> list[dict[str, str]]:
        return [c for c in cells if c["country"] == country]

    for key in ("sole_providers", "partial_funders"):
        rows = [r for r in whole[key] if r["country"] == country]
        assert here[key] == [
            {k: own(v) if k in ("falls", "fallen") else v for k, v in r.items()} for r in rows
        ]
    for key, name in (("sole_funders", "funder"), ("sole_sources", "source")):
        rows = [(r[name], own(r["cells"]), own(r["falls"])) for r in whole[key]]
        assert [(r[name], r["cells"], r["falls"]) for r in here[key]] == [r for r in rows if r[1]]
    of_all = {r["stakeholder"]: r for r in whole["sole_bridges"]}
    for r in here["sole_bridges"]:
        assert {**of_all[r["stakeholder"]], "falls": own(of_all[r["stakeholder"]]["falls"])} == r
    local = {i for i, s in enumerate(tables["stakeholders"]) if s["home_iso3"] == country}
    bridges = {r["stakeholder"] for r in here["sole_bridges"]}
    assert {tables["stakeholders"][i]["id"] for i in local} & set(of_all) <= bridges


# -- sole sources


def test_a_sole_source_is_one_publisher_behind_a_known_cell() -> None:
    tables = small(
        sources=[
            {"source_id": "p1", "publisher": "Ministry", "published": "2020"},
            {"source_id": "p2", "publisher": "Ministry", "published": "2021"},
            {"source_id": "w", "publisher": "Watch", "published": "2020"},
            {"source_id": "nameless", "published": "2020"},
        ],
        deliveries=[
            *provides("a", "3", source_id="p1"),
            *provides("a", "4", source_id="p1"),
            *provides("b", "4", source_id="p2"),  # two documents, one publisher
            *provides("a", "12", source_id="p1"),
            *provides("b", "12", source_id="w"),  # two publishers
            *provides("c", "13", source_id="nameless"),  # no publisher: the source itself
            *provides("c", "14", source_id="w", role="supports"),  # decides nothing
        ],
        reviews=[{**r, "source_id": "w"} for r in looked("15", outcome="not_found")]
        + [{**r, "source_id": "w"} for r in looked("16", outcome="unclear")],  # leaves it unknown
    )
    found = at(tables).sole_sources
    assert [(s.source, s.cells) for s in found] == [
        ("Ministry", (("MWI", "3"), ("MWI", "4"))),
        ("Watch", (("MWI", "15"),)),
        ("nameless", (("MWI", "13"),)),
    ]
    # if nothing were known of 3 and 4, it would no longer be sure that 12 has what it stands on
    assert [s.falls for s in found] == [(("MWI", "12"),), (), ()]
    assert say(found[0].fix()) == "Look for a second publisher: Ministry is the only source."


def test_an_empty_store_has_no_weak_points() -> None:
    answer = as_json(at({}).points())
    assert list(answer) == [*COLUMNS, "partial_funders", "isolates"]
    assert not any(answer.values())


# -- promises of the fixes


@pytest.mark.parametrize("seed", range(40))
def test_a_candidate_makes_two_and_new_ties_remove_the_bridge(seed: int) -> None:
    tables = random_world(seed, "tiny" if seed % 3 else "small")
    for i, row in enumerate(tables["countries"]):
        row["subregion"] = "East" if i % 2 else ""
    found = at(tables, AS_OF)
    facts = found.facts
    rng = random.Random(seed)
    with_candidates = [p for p in found.sole_providers if p.candidates]
    for p in rng.sample(with_candidates, min(4, len(with_candidates))):
        for c in p.candidates:
            change = parse_change(f"+delivery:{c.stakeholder}/{p.country}/{p.capability}")
            after = coverage(facts_of(apply_scenario(facts.snapshot, [change], AS_OF), facts.edition), AS_OF)
            assert after.n[after.index(p.country, p.capability)] == 2
    for bridge in found.sole_bridges:
        assert len(bridge.new_ties) <= bridge.ties_needed == len(bridge.pieces) - 1
        if len(bridge.new_ties) < bridge.ties_needed:
            continue  # the rest has no name
        changes = [parse_change(f"+tie:{p.a}/{p.b}") for p in bridge.proposals]
        better = apply_scenario(facts.snapshot, changes, AS_OF)
        left = weak_points(facts_of(better, facts.edition), AS_OF).graph
        assert bridge.stakeholder not in left.names(left.cuts.nodes)
    for tie in found.bridge_ties:
        if tie.new_tie is None:
            continue
        better = apply_scenario(
            facts.snapshot, [parse_change(f"+tie:{tie.new_tie.a}/{tie.new_tie.b}")], AS_OF
        )
        again = weak_points(facts_of(better, facts.edition), AS_OF)
        assert (tie.a, tie.b) not in {(t.a, t.b) for t in again.bridge_ties}


@pytest.mark.parametrize("seed", range(40))
def test_what_falls_is_what_the_what_if_says(seed: int) -> None:
    tables = random_world(seed, "tiny" if seed % 3 else "small")
    # with what bodies of the state pay of their own, which hangs on no funder
    found = at(tables, AS_OF, statutory=True)
    facts, cover = found.facts, found.cover
    for p in found.sole_providers[:4]:
        lost = what_if(facts, AS_OF, [parse_change(f"stakeholder:{s}") for s in p.group], cover=cover).loss
        assert p.falls == tuple((u.country, u.capability) for u in lost.unsupported)
        assert p.fallen == tuple(c for c in lost.fallen if c != (p.country, p.capability))
    for f in found.sole_funders:
        paid = {(r["funder_id"], r["recipient_id"]) for r in tables["funding"] if r["funder_id"] == f.funder}
        changes = [parse_change(f"funding:{a}/{b}") for a, b in sorted(paid)]
        lost = what_if(facts, AS_OF, changes, cover=cover).loss
        over = [(x.country, x.capability) for x in lost.taken_over]
        assert sorted(f.cells) == sorted([*lost.fallen, *over])
        assert f.falls == tuple((u.country, u.capability) for u in lost.unsupported)
    for b in found.sole_bridges[:4]:
        lost = what_if(facts, AS_OF, [parse_change(f"stakeholder:{b.stakeholder}")], cover=cover).loss
        assert set(b.falls) == {*lost.fallen, *((u.country, u.capability) for u in lost.unsupported)}


@pytest.mark.parametrize("seed", range(8))
def test_the_oracle_agrees(seed: int) -> None:
    tables = random_world(seed, ("tiny", "small", "small", "medium")[seed % 4])
    tables["reviews"] = [r for r in tables["reviews"] if r["edition"] != "mnr-2022"]
    evidence = ("all", "confirmed")[seed % 2]
    name, oracle = (("mnr-2016", default_edition()), ("mnr-2022", later_edition()))[seed // 2 % 2]
    for day in days_of(tables, seed, 1):
        found: dict[str, Any] = as_json(at(tables, day, evidence, name).points())
        for row in found["sole_providers"]:
            row["candidates"] = [{k: c[k] for k in CANDIDATE} for c in row["candidates"]]
        expected = answers.weak_points(tables, oracle, day, evidence)
        mine, theirs = (
            {k: [{c: row[c] for c in columns} for row in a[k]] for k, columns in COLUMNS.items()}
            for a in (found, expected)
        )
        assert mine == theirs
