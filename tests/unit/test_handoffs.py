"""Hand-offs and the fewest new ties: worked by hand, by exhaustive search, and against the oracle."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coordination.analytics.network import hitting
from coordination.analytics.network.handoffs import Handoff, Handoffs, NewTie, handoffs
from coordination.analytics.network.hitting import greedy, smallest_hitting_set
from coordination.answers.handoffs import ANSWER
from coordination.text.sentences import ENGLISH
from graph_schema.errors import UsageError
from tests.both import cases, facts
from tests.oracle import answers
from tests.oracle.handoffs import joins
from tests.oracle.small import small
from tests.oracle.world import Tables
from tests.said import as_json, records_of

T = date(2024, 6, 15)


def does(who: str, capability: str, **more: str) -> dict[str, str]:
    return {"stakeholder_id": who, "capability": capability, **more}


def audit(tables: Tables, **more: int) -> Handoffs:
    return handoffs(facts(tables), T, **more)


def edge(tables: Tables, needs: str = "9", gives: str = "4") -> Handoff | None:
    return next((h for h in audit(tables).rows() if (h.needs, h.gives) == (needs, gives)), None)


#: Child protection (9) needs to hear from the police (4) when a child is at risk.
BOTH = [does("care", "9"), does("police", "4")]


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({"deliveries": BOTH}, "not_recorded"),
        # one organisation does both
        ({"deliveries": [does("one", "9"), does("one", "4")]}, "linked"),
        # a tie, whichever way round it is written, of this country or of none
        ({"deliveries": BOTH, "ties": [{"a_id": "police", "b_id": "care"}]}, "linked"),
        ({"deliveries": BOTH, "ties": [{"a_id": "care", "b_id": "police", "iso3": "MWI"}]}, "linked"),
        ({"deliveries": BOTH, "ties": [{"a_id": "care", "b_id": "police", "iso3": "KEN"}]}, "not_recorded"),
        ({"deliveries": BOTH, "ties": [{"a_id": "care", "b_id": "police", "until": "2020"}]}, "not_recorded"),
        (
            {"deliveries": BOTH, "ties": [{"a_id": "care", "b_id": "police", "status": "planned"}]},
            "not_recorded",
        ),
        ({"deliveries": BOTH, "ties": [{"a_id": "care", "b_id": "third"}]}, "not_recorded"),
        # same root: one under the other, or both under a third
        ({"deliveries": BOTH, "affiliations": [{"child_id": "care", "parent_id": "police"}]}, "linked"),
        (
            {
                "deliveries": BOTH,
                "affiliations": [{"child_id": i, "parent_id": "ministry"} for i in ("care", "police")],
            },
            "linked",
        ),
        (
            {
                "deliveries": BOTH,
                "affiliations": [{"child_id": "care", "parent_id": "ministry", "until": "2020"}],
            },
            "not_recorded",
        ),
        # one side has nobody: what is known of its cell decides
        ({"deliveries": [does("care", "9")]}, "unknown"),
        ({"deliveries": [does("care", "9"), does("police", "4", status="planned")]}, "one_side_empty"),
        ({"deliveries": [does("care", "9"), does("police", "4", until="2020")]}, "one_side_empty"),
        (
            {
                "deliveries": [does("care", "9")],
                "reviews": [{"capability": "4", "outcome": "not_found", "reviewed_on": "2024"}],
            },
            "one_side_empty",
        ),
        (
            {
                "deliveries": [does("care", "9")],
                "reviews": [{"capability": "4", "outcome": "found", "reviewed_on": "2024"}],
            },
            "unknown",  # unattributed: it exists, nobody is named
        ),
        ({"deliveries": [does("police", "4"), does("care", "9", until="2020")]}, "one_side_empty"),
        # neither side has anybody: nothing to hand over
        ({"deliveries": [does("care", "9", until="2020")]}, None),
    ],
)
def test_states(given: dict[str, list[dict[str, str]]], state: str | None) -> None:
    found = edge(small(**given))
    assert (found and found.state) == state


def test_ties_that_link_are_listed_with_both_sides() -> None:
    """Two carers, two police bodies; care-police and house-police have ties, care-house is within one side."""
    tables = small(
        deliveries=[*BOTH, does("house", "9"), does("customs", "4")],
        ties=[
            {"a_id": "police", "b_id": "care"},
            {"a_id": "house", "b_id": "police"},
            {"a_id": "care", "b_id": "house"},
        ],
    )
    found = edge(tables)
    assert found is not None
    assert found.ties == (("care", "police"), ("house", "police"))
    assert (found.needs_by, found.gives_by) == (("care", "house"), ("customs", "police"))
    assert found.reason == "Police alert child protection when a child is at risk."


def test_the_records_behind_a_hand_off_and_a_new_tie() -> None:
    """Child protection by care; police by police, by the review that found nothing, by nobody. With a tie: the two
    activities and the tie; below one ministry: the two activities and both affiliations; without either the two
    activities alone, and the same two behind the tie that is proposed. Of 12, police provides nothing behind it."""

    def behind(**more: list[dict[str, str]]) -> list[str]:
        seen = facts(small(**{"deliveries": BOTH, **more}))
        (row,) = (h for h in handoffs(seen, T).rows() if (h.needs, h.gives) == ("9", "4"))
        return [x.split(":")[0] for x in records_of(row.claims, seen.snapshot)]

    works = ["deliveries", "deliveries"]
    assert behind() == works
    assert behind(ties=[{"a_id": "police", "b_id": "care"}]) == [*works, "ties"]
    under = [{"child_id": i, "parent_id": "ministry"} for i in ("care", "police")]
    assert behind(affiliations=under) == ["affiliations", "affiliations", *works]
    looked = [{"capability": "4", "outcome": "not_found", "reviewed_on": "2024"}]
    assert behind(deliveries=BOTH[:1], reviews=looked) == ["deliveries", "reviews"]
    seen = facts(small(deliveries=[*BOTH, does("police", "12")]))
    new = next(n for n in handoffs(seen, T).audit().new_ties if n.serves[0].both == ("9", "4"))
    assert len(new.claims) == len({n for flow in new.serves for n in flow.both})


def flows(tie: NewTie) -> tuple[tuple[str, str], ...]:
    return tuple((f.needs, f.gives) for f in tie.serves)


def new_ties(found: Handoffs) -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
    return [(n.a, n.b, flows(n)) for n in found.audit().new_ties]


def test_one_tie_can_serve_several_handoffs() -> None:
    """police (4), hotline (12) and care (9). Open flows: 4<12 (police, hotline), 9<4 (care, police), 12<9
    (hotline, care): each pair of organisations serves one, so three ties. With one body doing 9 and 12, 4<12 and
    9<4 are both served by the one tie to the police, and 12<9 is linked: one tie."""
    three = audit(small(deliveries=[*BOTH, does("hotline", "12")]))
    assert new_ties(three) == [
        ("hotline", "police", (("4", "12"),)),
        ("care", "police", (("9", "4"),)),
        ("care", "hotline", (("12", "9"),)),
    ]
    # each covers one: level, in the order of the edition
    assert [n.rank for n in three.audit().new_ties] == [(1, 3)] * 3
    one = audit(small(deliveries=[does("police", "4"), does("home", "9"), does("home", "12")]))
    assert new_ties(one) == [("home", "police", (("4", "12"), ("9", "4")))]
    assert [(p.ties, p.at_least) for p in one.audit().proofs] == [(1, 1)]


def test_who_covers_most_comes_first_and_equals_share_their_places() -> None:
    """One body does 9 and 12, the police 4: one tie covers 4<12 and 9<4. Compensation (10) of `a` receives from the
    courts (5) of `b`, and media (20) of `c` from the police: one hand-off each. So the first is alone at place 1, and
    two share 2 and 3; by their ids `a` and `b` would have been first. In KEN the same, counted apart."""
    work = [("police", "4"), ("home", "9"), ("home", "12"), ("a", "10"), ("b", "5"), ("c", "20")]
    rows = [does(who, n, iso3=iso3) for iso3 in ("MWI", "KEN") for who, n in work]
    wanted = [
        ((1, 1), "home", "police", (("4", "12"), ("9", "4"))),
        ((2, 3), "a", "b", (("10", "5"),)),
        ((2, 3), "c", "police", (("20", "4"),)),
    ]
    new = audit(small(deliveries=rows)).audit().new_ties
    assert [n.country for n in new] == ["KEN"] * 3 + ["MWI"] * 3
    assert [(n.rank, n.a, n.b, flows(n)) for n in new] == wanted * 2
    (note,) = ANSWER.tables["new_ties"].notes(audit(small(deliveries=rows)).audit())
    assert "those that cover the same number share their places" in ENGLISH.render(note, lambda n: n.id)


def test_among_equals_the_organisation_at_home_then_by_id() -> None:
    """Two police bodies would do: `aaa-police` sits in KEN, `zzz-police` in MWI. The tie goes to the one at home;
    with both at home to the first by id."""
    deliveries = [does("care", "9"), does("aaa-police", "4"), does("zzz-police", "4")]
    abroad = [{"id": "aaa-police", "home_iso3": "KEN"}, {"id": "zzz-police"}, {"id": "care"}]
    assert new_ties(audit(small(deliveries=deliveries, stakeholders=abroad))) == [
        ("care", "zzz-police", (("9", "4"),))
    ]
    assert new_ties(audit(small(deliveries=deliveries))) == [("aaa-police", "care", (("9", "4"),))]


def test_countries_are_worked_out_apart() -> None:
    """The same two bodies in two countries, joined by a tie that speaks of KEN: linked there, open in MWI."""
    tables = small(
        deliveries=[*BOTH, *(does(i, n, iso3="KEN") for i, n in (("care", "9"), ("police", "4")))],
        ties=[{"a_id": "care", "b_id": "police", "iso3": "KEN"}],
    )
    found = audit(tables)
    assert [(h.country, h.state) for h in found.rows() if (h.needs, h.gives) == ("9", "4")] == [
        ("KEN", "linked"),
        ("MWI", "not_recorded"),
    ]
    assert [n.country for n in found.audit().new_ties] == ["MWI"]


def test_nothing_at_all() -> None:
    assert as_json(handoffs(facts({}), T).audit()) == {"handoffs": [], "new_ties": [], "proofs": []}


# -- the smallest set


def smallest(serves: np.ndarray) -> tuple[int, int]:
    """(size, most rows served in total) of the smallest sets, by trying all."""
    columns, rows = serves.shape
    for size in range(rows + 1):
        served = [serves[list(c)] for c in combinations(range(columns), size)]
        totals = [int(s.sum()) for s in served if s.any(axis=0).all()]
        if totals:
            return size, max(totals)
    raise AssertionError("some row is served by nothing")


tables_of_bits = st.tuples(st.integers(1, 9), st.integers(1, 7)).flatmap(lambda s: arrays(bool, s))


@given(tables_of_bits)
@settings(max_examples=500, deadline=None)
def test_smallest_by_trying_all(bits: np.ndarray) -> None:
    """Size as by exhaustive search, proven; every row served; among the smallest, most served in total; no
    larger than greedy; the answer does not depend on how often a column is repeated."""
    serves = np.vstack([bits, np.eye(bits.shape[1], dtype=bool)])  # so that every row can be served
    found = smallest_hitting_set(serves)
    size, total = smallest(serves)
    assert (len(found.chosen), found.proven) == (size, True)
    assert serves[found.chosen].any(axis=0).all()
    assert int(serves[found.chosen].sum()) == total
    assert size <= len(greedy(serves))
    again = smallest_hitting_set(np.vstack([serves, serves]))
    assert again.chosen.tolist() == found.chosen.tolist()


@given(tables_of_bits)
@settings(max_examples=200, deadline=None)
def test_the_solver_gives_what_trying_all_gives(bits: np.ndarray) -> None:
    serves = np.vstack([bits, np.eye(bits.shape[1], dtype=bool)])
    with pytest.MonkeyPatch.context() as patched:
        tried = smallest_hitting_set(serves)
        patched.setattr(hitting, "FEW", 0)
        found = smallest_hitting_set(serves)
    assert found.proven
    assert len(found.chosen) == len(tried.chosen) == tried.at_least
    assert serves[found.chosen].sum() == serves[tried.chosen].sum()


def test_of_equally_good_sets_the_earliest() -> None:
    """Rows a b c d; the columns ab, bc, cd, da in a ring. Two opposite ones serve all: ab and cd, or bc and da."""
    ring = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 0, 0, 1]], bool)
    assert smallest_hitting_set(ring).chosen.tolist() == [0, 2]
    assert smallest_hitting_set(ring[[1, 0, 2, 3]]).chosen.tolist() == [
        0,
        3,
    ]  # places 0 + 3 = 1 + 2: with the first


def test_blocks_are_solved_apart() -> None:
    """Two triangles that share nothing (each needs two of its three columns): four columns, and the bound is
    the sum of the two bounds."""
    triangle = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], bool)
    found = smallest_hitting_set(np.kron(np.eye(2, dtype=bool), triangle))
    assert found.chosen.tolist() == [0, 1, 3, 4]
    assert found.at_least == 4


def test_greedy_is_beaten() -> None:
    """Greedy takes the column of four first and then needs two more; the two halves do it alone."""
    serves = np.array([[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1], [0, 1, 1, 1, 1, 0]], bool)
    assert greedy(serves) == [0, 1, 2]
    assert smallest_hitting_set(serves).chosen.tolist() == [0, 1]


def test_unproven_says_so() -> None:
    """With no search at all the greedy set stands, and the gap is stated: no smaller set than at_least."""
    rng = np.random.default_rng(1)
    serves = rng.random((120, 40)) < 0.08
    serves[rng.integers(0, 120, 40), np.arange(40)] = True
    quick = smallest_hitting_set(serves, nodes=1, seconds=0.05)
    assert serves[quick.chosen].any(axis=0).all()
    assert quick.at_least <= len(quick.chosen) <= len(greedy(serves))
    longer = smallest_hitting_set(serves, seconds=300.0)  # to the end, on a slow machine too
    assert quick.at_least <= len(longer.chosen) <= len(quick.chosen)
    assert longer.proven
    assert not quick.proven


def test_what_cannot_be_served_is_refused() -> None:
    with pytest.raises(UsageError, match="cannot be linked by a partnership"):
        smallest_hitting_set(np.array([[True, False]]))


def test_proof_of_a_gap_is_told() -> None:
    """Proofs say how many are proposed and how many it takes at least; a sentence tells the difference."""
    tables = small(deliveries=[*BOTH, does("hotline", "12")])
    found = audit(tables).audit()
    (proof,) = found.proofs
    assert (proof.ties, proof.at_least, proof.proven) == (3, 3, True)
    notes = ANSWER.tables["new_ties"].notes
    (placed,) = notes(found)
    assert ENGLISH.render(placed, lambda n: n.id).endswith("so none comes before another.")
    doubted = replace(found, proofs=(replace(proof, at_least=2, proven=False),))
    _, note = notes(doubted)
    said = ENGLISH.render(note, lambda n: n.id)
    assert said.startswith("MWI: 3 new partnerships are proposed. At least 2 are needed")


# -- the oracle


@pytest.mark.parametrize("seed", range(6))
def test_as_the_oracle(seed: int) -> None:
    for case in cases(seed, "small" if seed % 3 else "tiny"):
        expected = answers.handoffs(case.tables, case.edition, case.day, case.evidence)
        audited = handoffs(case.facts, case.day).audit()
        found = [
            {
                "country": h.country,
                "needs": h.needs,
                "gives": h.gives,
                "state": h.state,
                "ties": [list(t) for t in h.ties],
            }
            for h in audited.handoffs
        ]
        assert found == expected["handoffs"], str(case)
        # which smallest set is free: the number is not, nor what each tie serves
        per_country = Counter(n.country for n in audited.new_ties)
        assert per_country == Counter(n["country"] for n in expected["new_ties"]), str(case)
        assert {p.country: p.at_least for p in audited.proofs} == dict(per_country)
        view = answers.view_of(case.tables, case.edition, case.evidence)
        for country in per_country:
            open_flows = [
                (h.needs, h.gives)
                for h in audited.handoffs
                if h.country == country and h.state == "not_recorded"
            ]
            served: set[tuple[str, str]] = set()
            many = [len(n.serves) for n in audited.new_ties if n.country == country]
            assert many == sorted(many, reverse=True)
            for tie in (n for n in audited.new_ties if n.country == country):
                level = [i for i, m in enumerate(many, 1) if m == len(tie.serves)]
                assert tie.rank == (level[0], level[-1])
                assert tie.a < tie.b
                assert list(flows(tie)) == [
                    f for f in open_flows if joins(view, country, *f, tie.a, tie.b, case.day)
                ]
                served |= set(flows(tie))
            assert served == set(open_flows)


@pytest.mark.parametrize("seed", range(6))
def test_new_ties_close_every_open_handoff(seed: int) -> None:
    """Write the proposed ties down as ties: nothing is left not_recorded, and nothing else has changed."""
    for case in cases(seed):
        audited = handoffs(case.facts, case.day).audit()
        before = {(h.country, h.needs, h.gives): h.state for h in audited.handoffs}
        made = [
            {
                "a_id": n.a,
                "b_id": n.b,
                "kind": "referral",
                "iso3": n.country,
                "since": case.day.isoformat(),
                "status": "active",
                "verified": "yes",
                "source_id": "src-0",
            }
            for n in audited.new_ties
        ]
        tables = {**case.tables, "ties": [*case.tables["ties"], *made]}
        after = handoffs(facts(tables, case.evidence, case.edition.id), case.day)
        assert {(h.country, h.needs, h.gives): h.state for h in after.rows()} == {
            k: "linked" if s == "not_recorded" else s for k, s in before.items()
        }
        assert after.audit().new_ties == ()
