"""Communities and their names: worked by hand, and against slow counting on random worlds."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest

from coordination.analytics.network.communities import Community, Does, communities, deeds, named
from coordination.analytics.network.cooperation import cooperation
from coordination.text.sentences import ENGLISH
from tests.both import facts
from tests.oracle.small import small
from tests.oracle.world import Tables, read_world
from tests.worlds import AS_OF, random_world

T = date(2024, 6, 15)


def ties(*pairs: str) -> list[dict[str, str]]:
    return [{"a_id": p[0], "b_id": p[1]} for p in pairs]


def seen(tables: Tables) -> tuple[list[Community], float]:
    return communities(cooperation(facts(tables), T), T)


def called(c: Community) -> str:
    return ENGLISH.render(c.name(), lambda n: n.id)


def does(who: str, number: str, **more: str) -> list[dict[str, Any]]:
    return [{"stakeholder_id": w, "capability": number, **more} for w in who]


def test_two_circles_named_by_hand() -> None:
    """Circles of four, {a b c d} all tied and {w x y z} all but w-x, one tie d-w between: N = 8, s = 4.

    12: a b c: 3 of 8, by chance 4 * 3/8 = 1.5, excess 1.5. 16: a provides, b supports: 2, chance 1, excess 1.
    13: all eight: excess 0, names nobody. 4: a and w: one each, chance 1: excess 0. 11: x y: 2, chance 1.
    9: x alone: excess 1 - 1/2 = 1/2, but one of four is not what they do. 10: ended, what was done once names
    nobody. 14: the isolate n: no part of this.
    Homes: a b c d in MWI; w x in KEN and y z in ZMB: half of four is not more than half.
    Inside, each of a b c d has three ties: a is first. w and x have two (the one to d does not count), y z three.
    """
    first = ["".join(p) for p in combinations("abcd", 2)]
    second = ["wy", "wz", "xy", "xz", "yz"]
    tables = small(
        stakeholders=[
            *({"id": i, "home_iso3": "KEN"} for i in "wx"),
            *({"id": i, "home_iso3": "ZMB"} for i in "yz"),
            {"id": "n"},
        ],
        ties=ties(*first, *second, "dw"),
        deliveries=[
            *does("abc", "12"),
            *does("a", "16"),
            *does("b", "16", role="supports"),
            *does("abcdwxyz", "13"),
            *does("aw", "4"),
            *does("xy", "11"),
            *does("x", "9"),
            *does("abcd", "10", until="2020"),
            *does("n", "14"),
        ],
    )
    found, _ = seen(tables)
    assert found == [
        Community(("a", "b", "c", "d"), (Does("12", 3, 1.5), Does("16", 2, 1.0)), "MWI", "a"),
        Community(("w", "x", "y", "z"), (Does("11", 2, 1.0),), "", "y"),
    ]
    assert [called(c) for c in found] == ["12 and 16 in MWI, around a", "11, around y"]


def test_in_a_community_of_few_one_is_enough() -> None:
    """Two pairs, N = 4. 4: a alone: 1, chance 2 * 1/4 = 1/2: just half a member above. c and d do nothing; both
    are at home in MWI, of a and b only a (b says no country)."""
    tables = small(
        ties=ties("ab", "cd"), deliveries=does("a", "4"), stakeholders=[{"id": "b", "home_iso3": ""}]
    )
    found, value = seen(tables)
    assert [called(c) for c in found] == ["4, around a", "MWI, around c"]
    # two ties, one in each: 1/2 - (2/4)^2 = 1/4 each
    assert value == pytest.approx(0.5)


def test_at_most_three_capabilities_the_most_over_chance_first_then_edition_order() -> None:
    """Two pairs again; a and b both do 9, a does 1 and 20, b does 3: excess 1 for 9, 1/2 for 1, 3 and 20."""
    tables = small(
        ties=ties("ab", "cd"),
        deliveries=[*does("ab", "9"), *does("a", "20"), *does("a", "1"), *does("b", "3")],
    )
    assert [d.capability for d in seen(tables)[0][0].does] == ["9", "1", "3"]


def test_without_deed_and_country_it_is_called_after_its_centre() -> None:
    tables = small(ties=ties("ab"), stakeholders=[{"id": i, "home_iso3": ""} for i in "ab"])
    assert [called(c) for c in seen(tables)[0]] == ["Around a"]


def test_groups_of_any_kind_can_be_named() -> None:
    """The same rule for groups that somebody else made: all of MWI, as one."""
    graph = cooperation(facts(small(ties=ties("ab", "bc"), deliveries=does("abc", "4"))), T)
    (one,) = named(graph, T, [["c", "a", "b"]])
    # all three of N = 3 do 4: nothing above chance
    assert one == Community(("a", "b", "c"), (), "MWI", "b")


def test_nothing_at_all() -> None:
    assert seen({}) == ([], 0.0)
    assert seen(small(stakeholders=[{"id": "a"}])) == ([], 0.0)


def slow(tables: Tables, groups: list[tuple[str, ...]], evidence: str) -> list[tuple[Any, ...]]:
    """Members one by one, in fractions."""
    world = read_world(tables, evidence)
    pairs = {
        frozenset((c.get("a_id"), c.get("b_id")))
        for c in world.active("ties", AS_OF)
        if c.get("a_id") != c.get("b_id")
    }
    tied = {s for pair in pairs for s in pair}
    done = {
        (c.get("stakeholder_id"), c.get("capability"))
        for c in world.active("deliveries", AS_OF)
        if c.get("role") != "stands_in"  # who has agreed to take over does not carry it out
    }
    numbers = [str(n) for n in range(1, 22)]
    out: list[tuple[Any, ...]] = []
    for group in groups:
        found = []
        for at, k in enumerate(numbers):
            here = sum((s, k) in done for s in group)
            expected = Fraction(len(group) * sum((s, k) in done for s in tied), len(tied))
            if here - expected >= Fraction(1, 2) and here >= (1 if len(group) <= 3 else 2):
                found.append((expected - here, at, k, here, expected))
        homes = [world.home(s) for s in group]
        country = next((h for h in homes if 2 * homes.count(h) > len(group)), "")
        inside = {s: sum(s in p and p <= set(group) for p in pairs) for s in group}
        centre = min(group, key=lambda s: (-inside[s], s))
        out.append((tuple((k, here, e) for _, _, k, here, e in sorted(found)[:3]), country, centre))
    return out


@pytest.mark.parametrize("block", range(4))
def test_names_by_slow_counting(block: int) -> None:
    """Fifty worlds each; names of the communities, and of the whole graph cut in two halves by id."""
    for seed in range(block * 50, block * 50 + 50):
        tables = random_world(seed, "tiny" if seed % 5 else "small")
        evidence = ("all", "confirmed")[seed % 2]
        graph = cooperation(facts(tables, evidence), AS_OF)
        found, value = communities(graph, AS_OF)
        tied = sorted(s for c in found for s in c.members)
        assert len(tied) == len(set(tied)) == int((graph.graph.degree > 0).sum()), seed
        assert -0.5 <= value <= 1
        halves = [h for h in (tied[::2], tied[1::2]) if h]
        for group in ([*found], named(graph, AS_OF, halves)):
            wanted = slow(tables, [c.members for c in group], evidence)
            for c, (said, country, centre) in zip(group, wanted, strict=True):
                assert (c.country, c.centre) == (country, centre), seed
                assert tuple((d.capability, d.members) for d in c.does) == tuple(x[:2] for x in said), seed
                assert [d.expected for d in c.does] == pytest.approx([float(e) for _, _, e in said])


def test_deeds_are_of_the_day_and_the_edition() -> None:
    tables = small(deliveries=[*does("a", "20"), *does("b", "4", since="2030")])
    at = facts(tables)
    assert [
        (at.stakeholders[i], at.edition.numbers[k]) for i, k in zip(*deeds(at, T).nonzero(), strict=True)
    ] == [("a", "20")]
