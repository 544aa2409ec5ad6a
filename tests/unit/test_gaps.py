"""The order of gaps and how sure it is (METHODS 3), worked by hand; and that a bound holds however the unknown turns
out."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from coordination.analytics.base.support import hand_offs
from coordination.analytics.board.coverage import State, coverage
from coordination.analytics.board.gaps import TOP, Gaps, gaps
from coordination.text.sentences import ENGLISH
from graph_schema.edition import edition
from tests.both import cases, facts
from tests.oracle.small import small
from tests.oracle.world import Tables

T = date(2024, 6, 15)
E = edition()


def looked_at(outcomes: dict[str, str], rest: str = "found") -> Tables:
    """Somebody looked at every capability of MWI and gave this outcome ("" = nobody looked)."""
    given = {n: outcomes.get(n, rest) for n in E.numbers}
    return small(
        reviews=[
            {"capability": n, "outcome": o, "reviewed_on": "2024-01", "reviewer": "r"}
            for n, o in given.items()
            if o
        ]
    )


def listed(tables: Tables) -> Gaps:
    return gaps(coverage(facts(tables), T), ["MWI"])


def test_hand_offs_go_both_ways() -> None:
    """requires.csv, kind F: 17 <- 4 is none; 4 <- 17 and 16 <- 17 are, 10 <- 5 is the only one of 10."""
    flows = hand_offs(E)
    joined = {n: [E.numbers[b] for b in flows[E.index[n]].nonzero()[0]] for n in ("17", "10", "3", "16")}
    assert joined == {"17": ["4", "16"], "10": ["5"], "3": [], "16": ["4", "12", "17"]}
    assert (flows == flows.T).all()
    assert not flows.diagonal().any()


def test_the_order_and_its_bounds() -> None:
    """10 and 17 not found, nobody looked at 16 and 20, the rest found (docs/methods/gaps.md works it out):
    keys (state, -waiting, -blocked, -duty) of 17 between (gap, 0, -1, -1) and (gap, 0, -2, -1), of 10 (gap, 0, -1, 0),
    of the unknown 16 at best (gap, 0, -2, -1), of 20 at best (gap, 0, -1, 0): level with 10, so 10 may be fourth."""
    found = listed(looked_at({"10": "not_found", "17": "not_found", "16": "", "20": ""}))
    first = [(g.capability, g.state, g.blocked, g.rank, g.first_whatever) for g in found.gaps[:3]]
    assert first == [
        ("17", "gap", ("4",), (1, 2), True),
        ("10", "gap", ("5",), (2, 4), False),
        ("3", "unattributed", (), (3, 5), False),
    ]
    assert [(x.capability, x.value) for x in found.looks] == [("16", 3), ("20", 2)]


def test_what_only_the_order_of_the_edition_separates_is_said() -> None:
    """15, 20 and 21 not found, all others found but not attributed: nothing waits for these three, 20 blocks 4, 15 and
    21 block nothing and have no duty across borders. So 20 is first, and 15 and 21 are level: both have the places 2 to
    3, and fit among the first three together."""
    found = listed(looked_at({"15": "not_found", "20": "not_found", "21": "not_found"}))
    assert [(g.capability, g.level_with, g.rank, g.first_whatever) for g in found.gaps[:3]] == [
        ("20", (), (1, 1), True),
        ("15", ("21",), (2, 3), True),
        ("21", ("15",), (2, 3), True),
    ]


def test_what_is_level_shares_its_places_and_none_is_first_where_not_all_fit() -> None:
    """17 blocks 4 and 16, 20 blocks 4; 15 and 21 nothing: 17, then 20, then 15 and 21 on places 3 to 4. Nobody can say
    that 15 is among the first three and 21 is not."""
    found = listed(looked_at(dict.fromkeys(("15", "17", "20", "21"), "not_found")))
    assert [(g.capability, g.rank, g.first_whatever) for g in found.gaps[:4]] == [
        ("17", (1, 1), True),
        ("20", (2, 2), True),
        ("15", (3, 4), False),
        ("21", (3, 4), False),
    ]


def test_the_reasons_for_a_place() -> None:
    """3 is missing: 4, 5, 6, 7, 10, 11, 12 and 17 are in place and rest on it, no hand-off joins it to anything, and it
    is an area of cross-border cooperation (duties.csv)."""
    law = listed(looked_at({"3": "not_found"})).gaps[0]
    why = [
        "If it were in place, these would have their prerequisites again: 4, 5, 6, 7, 10, 11, 12 and 17.",
        "It is an area of cross-border cooperation.",
    ]
    assert [ENGLISH.render(r, lambda name: name.id) for r in law.reasons] == why
    (law, *_rest) = listed(looked_at({"3": "not_found", "20": ""})).gaps
    assert [ENGLISH.render(r, lambda name: name.id) for r in law.reasons] == [
        *why,
        "It is among the first 3 in the order of the gaps, whatever the unknown turns out to be.",
    ]


def test_what_the_unknown_turns_out_to_be_stays_within_the_bounds() -> None:
    """16 turns out a gap: 16 blocks 4 and 12, 17 blocks 4: 16, 17, 10. It stands: 17 (4 and 16), then 10."""
    gap = listed(looked_at({"10": "not_found", "17": "not_found", "16": "not_found", "20": ""}))
    assert [g.capability for g in gap.gaps[:3]] == ["16", "17", "10"]
    stands = listed(looked_at({"10": "not_found", "17": "not_found", "20": ""}))
    assert [(g.capability, g.blocked) for g in stands.gaps[:2]] == [("17", ("4", "16")), ("10", ("5",))]


def test_waiting_comes_before_blocked_and_the_state_before_both() -> None:
    """9: 8 and 11 wait for it; 12: nothing waits, but six hand-offs (2 4 9 13 16 18, of which 9 is a gap: five). 3 has
    eight waiting and is only found."""
    found = listed(looked_at({"9": "not_found", "12": "not_found"}))
    assert [(g.capability, len(g.waiting), len(g.blocked)) for g in found.gaps[:3]] == [
        ("9", 2, 2),  # 4 and 6, not 12
        ("12", 0, 5),
        ("3", 8, 0),
    ]


def test_without_unknown_cells_every_place_is_sure_but_for_what_is_level() -> None:
    """Then the places of what is level are all theirs and nobody else's, and nothing speaks of the unknown."""
    found = listed(looked_at({"10": "not_found"}))
    for place, g in enumerate(found.gaps, 1):
        assert g.rank.low <= place <= g.rank.high
        assert g.rank.high - g.rank.low == len(g.level_with)
        assert g.first_whatever == (g.rank.high <= TOP)
        assert not any("whatever" in r.text for r in g.reasons)
    assert found.looks == ()


def test_nothing_known() -> None:
    """No rows, every look of value 0, then by what waits: 3 (eight), 4 (five), 9 (two)."""
    found = listed(small())
    assert found.gaps == ()
    assert [(x.capability, x.value) for x in found.looks[:3]] == [("3", 0), ("4", 0), ("9", 0)]


@pytest.mark.parametrize("seed", range(12))
def test_bounds_hold_in_every_world(seed: int) -> None:
    """Up to four unknown cells of a country are filled in every way; each row stays within its bounds."""
    for case in cases(seed, "tiny"):
        cover = coverage(case.facts, case.day)
        e, k = case.facts.edition, case.facts.K
        for c, iso3 in enumerate(case.facts.countries):
            states = list(cover.states[c * k : (c + 1) * k])
            bounds = {g.capability: g.rank for g in gaps(cover, [iso3]).gaps}
            unknown = [a for a, s in enumerate(states) if s is State.UNKNOWN]
            for ways in product((State.GAP, State.COVERED), repeat=min(len(unknown), 4)):
                # the others stay unknown: they neither stand nor are listed
                turned = dict(zip(unknown, ways, strict=False))
                filled = [turned.get(a, s) for a, s in enumerate(states)]
                stands = [s in (State.COVERED, State.FRAGILE, State.UNATTRIBUTED) for s in filled]
                order = [State.GAP, State.FRAGILE, State.UNATTRIBUTED, State.PLANNED]
                waits = {x.capability: len(x.waiting) for x in gaps(cover, [iso3]).gaps}
                waits |= {x.capability: len(x.waiting) for x in gaps(cover, [iso3]).looks}
                rows = sorted(
                    (
                        order.index(s),
                        -waits[e.numbers[a]],
                        -sum(stands[b] for b in hand_offs(e)[a].nonzero()[0]),
                        -int(e.numbers[a] in e.duties),
                        a,
                    )
                    for a, s in enumerate(filled)
                    if s in order
                )
                for row in rows:
                    #: however those that are level are put
                    first = 1 + sum(other[:-1] < row[:-1] for other in rows)
                    last = sum(other[:-1] <= row[:-1] for other in rows)
                    low, high = bounds.get(e.numbers[row[-1]], (1, len(rows)))
                    assert low <= first <= last <= high, (str(case), iso3, e.numbers[row[-1]])
