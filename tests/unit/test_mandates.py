"""What the state does by a mandate is no single point of failure (METHODS 5): by hand, and against the oracle."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from coordination.analytics.base.facts import facts_of
from coordination.analytics.board.coverage import coverage
from coordination.analytics.board.mandates import Mandates
from coordination.analytics.loss.cascade import sweep, what_if
from coordination.analytics.loss.scenario import parse_change
from coordination.analytics.loss.weak_fixes import Candidates
from coordination.analytics.loss.weak_points import weak_points
from coordination.analytics.meeting.decisions import Kind, decisions
from coordination.analytics.plan.statuses import plan_by_status
from coordination.model.snapshot import Snapshot
from coordination.text.sentences import ENGLISH, Sentence
from graph_schema.actions import Serves
from graph_schema.edition import edition
from graph_schema.ids import Iso3
from tests.hand_worlds import DAY, expected, facts_of_world, tables_of_world
from tests.oracle import weak as slow_weak
from tests.oracle.answers import view_of
from tests.oracle.edition import default_edition
from tests.oracle.mandates import carried
from tests.oracle.small import small
from tests.said import as_json
from tests.worlds import AS_OF, random_world

W = "w04-statutory"


def say(s: Sentence) -> str:
    return ENGLISH.render(s, lambda name: name.id)


def test_bodies_of_the_state_stand_apart() -> None:
    """w04, by hand: 11 (a contracted charity) and 13 (a government body that does it of its own accord) are single
    points; the law, the police, the council and the ministry rest on mandates. What rests on the law: 4 needs it, 11
    needs 4. Only of 20, no duty of the state by its nature, could another provider be sought."""
    found: Any = as_json(weak_points(facts_of_world(W), DAY).points())
    wanted = expected(W)
    assert [r["capability"] for r in found["sole_providers"]] == wanted["sole_providers"] == ["11", "13"]
    told = {r["capability"]: {"bodies": r["bodies"], "rests": r["rests"]} for r in found["continuity"]}
    assert told == wanted["continuity"]
    assert [r["capability"] for r in found["continuity"] if r["second"]] == ["20"]
    assert all(
        r["questions"] == ["mandate", "online", "posts", "budget", "office"] for r in found["continuity"]
    )
    assert all("successor" not in r["fix"] and "take over" not in r["fix"] for r in found["continuity"])
    cover = coverage(facts_of_world(W), DAY)
    assert {n: str(cover.state(cover.index("MWI", n))) for n in wanted["state"]} == wanted["state"]


def test_with_statutory_they_are_shown_and_still_nobody_is_to_take_over() -> None:
    every = weak_points(facts_of_world(W), DAY, statutory=True).sole_providers
    assert [(p.capability, p.statutory) for p in every] == [
        ("3", True),
        ("4", True),
        ("9", True),
        ("11", False),
        ("13", False),
        ("20", True),
    ]
    assert say(every[0].advice) == (
        "This depends on the mandate of gov; the text is not on record. Ask: which text is it, does it name online "
        "exploitation, are the posts filled, is there a budget line?"
    )


def test_a_sweep_and_the_heaviest_leave_out_whom_a_mandate_carries() -> None:
    facts = facts_of_world(W)
    found: Any = as_json(sweep(facts, DAY).swept(full=False))["losses"]
    assert [x["stakeholder"] for x in found] == expected(W)["sweep"] == ["ipo", "line"]
    every: Any = as_json(sweep(facts, DAY).swept(full=False, statutory=True))["losses"]
    assert [x["stakeholder"] for x in every] == ["council", "gov", "ipo", "line", "min", "police"]
    assert [h.stakeholder for h in sweep(facts, DAY).heaviest()] == ["ipo"]


def test_a_removal_by_name_is_computed_and_says_that_it_is_a_mandate() -> None:
    facts, mandate = (
        facts_of_world(W),
        "This depends on a mandate; it ends if the mandate or its budget does.",
    )
    for who, told in (("police", True), ("line", False), ("ipo", False)):
        made = what_if(facts, DAY, [parse_change(f"stakeholder:{who}")])
        assert made.loss.fallen
        assert (mandate in [say(s) for _, s in made.sentences()]) == told


def test_no_meeting_is_told_that_one_body_of_the_state_is_a_risk() -> None:
    facts = facts_of_world(W)
    cover = coverage(facts, DAY)
    told = decisions(cover, weak_points(facts, DAY, cover), "MWI").told()
    ones = [d for d in [*told.decisions, *told.further] if d.kind == "one"]
    assert {d.capability for d in ones} <= {"11", "13"}
    words = " ".join(say(r) for d in [*told.decisions, *told.further] for r in d.reasons)
    assert not any(f"If {who} stops" in words for who in ("gov", "police", "council", "min"))


def law(**more: str) -> dict[str, str]:
    return {"stakeholder_id": "p", "capability": "13", **more}


@pytest.mark.parametrize(
    ("rows", "kind", "home", "by_mandate"),
    [
        ([law()], "government", "MWI", True),  # the kind says so
        ([law()], "government", "KEN", False),  # of another state
        ([law()], "ngo", "MWI", False),
        ([law(mandate="statutory")], "ngo", "KEN", True),  # the row says so
        ([law(mandate="voluntary")], "government", "MWI", False),
        ([law(mandate="contracted")], "government", "MWI", False),
        ([law(mandate="statutory"), law(source_id="t")], "ngo", "MWI", True),  # an empty row says nothing
        ([law(mandate="statutory"), law(mandate="voluntary", source_id="t")], "government", "MWI", False),
        (
            [law(role="supports", mandate="statutory", source_id="t"), law()],
            "ngo",
            "MWI",
            False,
        ),  # of another role
    ],
)
def test_who_is_statutory(rows: list[dict[str, str]], kind: str, home: str, by_mandate: bool) -> None:
    tables = small(
        deliveries=rows,
        stakeholders=[{"id": "p", "kind": kind, "home_iso3": home}],
        sources=[{"source_id": "t", "publisher": "P", "published": "2010"}],
    )
    found = weak_points(facts_of(Snapshot.from_rows(tables), edition("mnr-2016")), DAY)
    assert bool(found.continuity) == by_mandate
    assert bool(found.sole_providers) == (not by_mandate)


def test_where_the_rows_say_it_nobody_else_is_sought() -> None:
    tables = small(deliveries=[law(mandate="statutory"), {"stakeholder_id": "q", "capability": "20"}])
    tables["stakeholders"] = [{**r, "kind": "government"} for r in tables["stakeholders"]]
    found = weak_points(facts_of(Snapshot.from_rows(tables), edition("mnr-2016")), DAY).continuity
    assert [(c.capability, c.second) for c in found] == [("13", False), ("20", True)]


def test_a_text_is_named_only_where_the_records_name_it() -> None:
    tables = small(
        deliveries=[law(mandate="statutory", source_id="act")], sources=[{"source_id": "act", "kind": "law"}]
    )
    (found,) = weak_points(facts_of(Snapshot.from_rows(tables), edition("mnr-2016")), DAY).continuity
    assert found.texts == ("act",)
    assert say(found.advice) == (
        "The mandate of p depends on act. Ask: does it name online exploitation, are the posts filled, is there a "
        "budget line?"
    )


def test_its_own_budget_is_no_single_funder_but_another_body_s_is() -> None:
    own = {"funder_id": "p", "recipient_id": "p"}
    for funder, listed in (("p", []), ("f", ["f"])):
        tables = small(
            deliveries=[law()],
            funding=[{**own, "funder_id": funder}],
            stakeholders=[{"id": "p", "kind": "government", "home_iso3": "MWI"}],
        )
        found = weak_points(facts_of(Snapshot.from_rows(tables), edition("mnr-2016")), DAY)
        assert [f.funder for f in found.sole_funders] == listed


def test_an_empty_list_says_that_it_speaks_of_organisations_outside_the_state() -> None:
    from coordination.answers.weak_points import ANSWER

    assert say(ANSWER.tables["sole_providers"].empty) == (
        "No organisation outside the state is the only provider here."
    )
    found = weak_points(facts_of(Snapshot.from_rows({}), edition("mnr-2016")), DAY)
    assert found.continuity == ()


@pytest.mark.parametrize("seed", range(60))
def test_the_oracle_agrees_where_rows_speak_of_mandates(seed: int) -> None:
    tables, dice = random_world(seed, "tiny"), random.Random(f"mandates-{seed}")
    for row in tables.get("deliveries", []):
        if dice.random() < 0.4:
            row["mandate"] = dice.choice(["statutory", "statutory", "contracted", "voluntary"])
    facts = facts_of(Snapshot.from_rows(tables), edition("mnr-2016"))
    view = view_of(tables, default_edition(), "all")
    found: Any = as_json(weak_points(facts, AS_OF).points())
    slow = slow_weak.weak_points(view, AS_OF)
    for key, kept in (
        ("sole_providers", ("country", "capability", "group")),
        ("continuity", ("country", "capability", "bodies", "rests", "rests_elsewhere", "second")),
        ("sole_funders", ("funder", "cells")),
    ):
        mine, theirs = ([{k: r[k] for k in kept} for r in some[key]] for some in (found, slow))
        assert mine == theirs
    bodies = Mandates.of(coverage(facts, AS_OF)).bodies
    mine_, theirs_ = ([bool(x) for x in bodies], [carried(view, s, AS_OF) for s in facts.stakeholders])
    assert mine_ == theirs_


def test_nobody_is_sought_beside_a_body_with_a_mandate() -> None:
    """w04, by hand: only of 11 (a charity), 13 and 20 (no duty of the state by its nature) others are sought.
    With a university of the council, 9 has two bodies and one group: it is the council's duty all the same. A contract
    of the council takes the mandate away."""
    seeks = {Serves.SECOND_PROVIDER, Serves.NAME_SUCCESSOR}

    def sought(tables: Any) -> dict[str, list[str]]:
        cover = coverage(facts_of(Snapshot.from_rows(tables), edition("mnr-2016")), DAY)
        found: dict[str, list[str]] = {}
        for step in plan_by_status(cover, Iso3("MWI")).steps:
            if step.serves in seeks:
                found.setdefault(step.capability, []).append(str(step.serves))
        told = decisions(cover, weak_points(cover.facts, DAY, cover), "MWI").found
        assert {d.capability for d in told if d.kind is Kind.ONE} <= set(found)
        return {n: sorted(set(serves)) for n, serves in found.items()}

    tables = tables_of_world(W)
    wanted = {n: [p] for n, p in expected(W)["purposes"].items() if p != "continuity"}
    assert sought(tables) == wanted
    univ = {**tables["stakeholders"][0], "id": "univ", "name": "University", "kind": "academia"}
    row = next(r for r in tables["deliveries"] if r["capability"] == "9")
    joined = {
        **tables,
        "stakeholders": [*tables["stakeholders"], univ],
        "deliveries": [*tables["deliveries"], {**row, "stakeholder_id": "univ"}],
        "affiliations": [
            {"child_id": "univ", "parent_id": row["stakeholder_id"], "source_id": row["source_id"]}
        ],
    }
    assert sought(joined) == wanted
    paid = [{**r, "mandate": "contracted"} if r is row else r for r in tables["deliveries"]]
    assert sought({**tables, "deliveries": paid})["9"] == ["second_provider"]


def test_who_may_be_asked() -> None:
    """w06, by hand: of 11, for which national bodies alone are asked, nat and not arp of one district; of 9, a duty of
    the state, nobody: no body of the state works there on anything near."""
    cover = coverage(facts_of_world("w06-asked"), DAY)
    eleven, nine = (cover.index("KEN", n) for n in ("11", "9"))
    found = Candidates(cover).for_cells(np.asarray([eleven, nine]))
    told = [{"stakeholder": c.stakeholder, "reason": str(c.reason)} for c in found[eleven]]
    wanted = expected("w06-asked")
    assert told == wanted["candidates_11"]
    assert [c.stakeholder for c in found[nine]] == wanted["candidates_9"]
