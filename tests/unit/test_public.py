"""Public figures: the partition, the steps, and attacks that try to read one country off a figure or off the
difference of two releases."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import product

import pytest

from coordination.analytics.base.facts import Evidence, Facts, facts_of
from coordination.analytics.board.public import (
    MIN_COUNTRIES,
    Release,
    Share,
    partition_of,
    release,
    release_day,
    share,
)
from coordination.model.snapshot import Snapshot
from coordination.text.sentences import ENGLISH
from graph_schema.edition import edition
from graph_schema.errors import DataError, UsageError
from tests.oracle.world import Tables
from tests.said import as_json

DAY = date(2024, 1, 1)
LATER = date(2024, 7, 1)
Rows = list[dict[str, str]]


def countries(**subregions: int) -> Rows:
    """``Region_Between_Sub=3``: three countries there."""
    rows: Rows = []
    for name, n in subregions.items():
        region, between, sub = ([*name.split("_"), "", ""])[:3]
        for _ in range(n):
            iso3 = f"X{len(rows):02d}"
            rows.append(
                {"iso3": iso3, "name": iso3, "region": region, "m49_subregion": between, "subregion": sub}
            )
    return rows


def world(rows: Rows, there: Iterable[str] = (), missing: Iterable[str] = (), number: str = "9") -> Tables:
    """Countries; in some, one organisation delivers ``number``; in others a look did not find it."""
    return {
        "countries": rows,
        "sources": [{"source_id": "s", "title": "S", "published": "2020"}],
        "stakeholders": [{"id": "org", "name": "Org", "kind": "ngo"}],
        "deliveries": [
            {"stakeholder_id": "org", "capability": number, "iso3": c, "since": "2020", "source_id": "s"}
            for c in there
        ],
        "reviews": [
            {
                "iso3": c, "capability": number, "outcome": "not_found", "method": "desk_review",
                "reviewed_on": "2022", "reviewer": "desk", "source_id": "s",
            }
            for c in missing
        ],
    }  # fmt: skip


def facts(tables: Tables, evidence: Evidence = Evidence.ALL, ed: str = "mnr-2016") -> Facts:
    return facts_of(Snapshot.from_rows(tables), edition(ed), evidence)


# -- the partition


def sizes(**subregions: int) -> dict[str, int]:
    found = partition_of(Snapshot.from_rows({"countries": countries(**subregions)}))
    return {p.name: len(p.countries) for p in found.parts} | {"out": len(found.left_out)}


def test_large_subregions_stay() -> None:
    assert sizes(A_L_S=5, A_L_T=9, B_M_U=6) == {"S": 5, "T": 9, "U": 6, "out": 0}


def test_small_ones_merge_near_first() -> None:
    """S has 2. T (9) shares its M49 subregion L; V (5) only its region. S goes to T, though V is smaller."""
    assert sizes(A_L_S=2, A_L_T=9, A_K_V=5) == {"S, T": 11, "V": 5, "out": 0}


def test_small_ones_merge_with_the_smallest() -> None:
    """Smallest first: S (1) goes to T (2), the smallest near it: 3, still too small; the next smallest is U (4):
    7. V stays."""
    assert sizes(A_L_S=1, A_L_T=2, A_L_U=4, A_L_V=8) == {"S, T, U": 7, "V": 8, "out": 0}


def test_region_when_nothing_is_near() -> None:
    assert sizes(A_L_S=2, A_K_T=3) == {"S, T": 5, "out": 0}


def test_never_across_regions() -> None:
    """Region B has one country and no neighbour in its region: nothing is published about it. Countries without
    a region are left out too."""
    assert sizes(A_L_S=5, B=1) == {"S": 5, "out": 1}
    rows = [*countries(A_L_S=5), {"iso3": "YYY", "name": "Y"}]
    found = partition_of(Snapshot.from_rows({"countries": rows}))
    assert found.left_out == ("YYY",)
    assert sizes(A_L_S=4) == {"out": 4}


@pytest.mark.parametrize("block", range(4))
def test_parts_are_disjoint_and_large(block: int) -> None:
    """Random lists, fifty each: every country in one part or left out, none twice, five or more in each; the order
    of rows does not matter."""
    for seed in range(block * 50, block * 50 + 50):
        disjoint_and_large(random.Random(seed))


def disjoint_and_large(rng: random.Random) -> None:
    names = [f"{r}_{b}_{s}" for r in "AB" for b in "KL" for s in "ST"]
    rows = countries(**{n: rng.randint(0, 7) for n in names})
    found = partition_of(Snapshot.from_rows({"countries": rows}))
    listed = [c for p in found.parts for c in p.countries] + list(found.left_out)
    assert sorted(listed) == sorted(r["iso3"] for r in rows)
    assert len({p.name for p in found.parts}) == len(found.parts)
    assert all(len(p.countries) >= MIN_COUNTRIES for p in found.parts)
    rng.shuffle(rows)
    assert partition_of(Snapshot.from_rows({"countries": rows})) == found


# -- a release


def test_a_release_by_hand() -> None:
    """Six countries. 9 is there in 4, missing in 1, unknown in 1. A third of six is 2: 4 is neither below a third
    nor above two thirds (some); 1 is below (few). Every other capability is unknown in 6 (most)."""
    rows = countries(A_L_S=6)
    made = release(facts(world(rows, ["X00", "X01", "X02", "X03"], ["X04"])), DAY)
    nine = next(f for f in made.figures if f.capability == "9")
    assert (nine.there, nine.missing, nine.unknown) == (Share.SOME, Share.FEW, Share.FEW)
    assert all(
        (f.there, f.missing, f.unknown) == (Share.FEW, Share.FEW, Share.MOST)
        for f in made.figures
        if f.capability != "9"
    )
    assert [ENGLISH.render(s, lambda n: f"<{n.id}>") for s in nine.sentences()] == [
        "<9> is there in some of the 6 countries of S."
    ]
    assert len(made.figures) == 21


def test_a_record_reads_back() -> None:
    made = release(facts(world(countries(A_L_S=6, B=1), ["X00"])), DAY)
    told = {**as_json(made), "edition": made.edition}
    assert Release.from_answer(told) == made
    for broken in ({}, {**told, "release": "soon"}, {**told, "parts": 3}):
        with pytest.raises(DataError, match="not the record"):
            Release.from_answer(broken)


def test_release_days() -> None:
    assert release_day(date(2024, 6, 30)) == DAY
    assert release_day(LATER) == LATER
    tables = world(countries(A_L_S=6))
    with pytest.raises(UsageError, match="not a release date"):
        release(facts(tables), date(2024, 3, 1))


def test_a_release_is_made_once() -> None:
    tables = world(countries(A_L_S=6))
    first = release(facts(tables), DAY)
    with pytest.raises(UsageError, match="exists"):
        release(facts(tables), DAY, [first])
    with pytest.raises(UsageError, match="exists"):
        release(facts(tables), date(2023, 7, 1), [first])
    assert release(facts(tables), LATER, [first]).day == LATER


def test_no_choice_of_evidence_or_edition() -> None:
    tables = world(countries(A_L_S=6))
    with pytest.raises(UsageError, match="all evidence"):
        release(facts(tables, Evidence.CONFIRMED), DAY)
    first = release(facts(tables), DAY)
    with pytest.raises(UsageError, match="mnr-2016"):
        release(facts(tables, ed="mnr-2022"), LATER, [first])


def test_the_partition_of_the_first_release_holds() -> None:
    """Five countries; then one leaves the list and one joins. The parts stay the five: the one that left counts as
    unknown, the new one is not published."""
    rows = countries(A_L_S=5)
    first = release(facts(world(rows, ["X00", "X01", "X02", "X03"])), DAY)
    assert first.figures[8].there is Share.MOST  # 4 of 5
    later = [*rows[1:], {**rows[0], "iso3": "X99"}]
    second = release(facts(world(later, ["X01", "X02", "X03", "X99"])), LATER, [first])
    assert second.partition == first.partition
    assert second.figures[8].there is Share.SOME  # 3 of 5: X99 is not counted


def test_no_countries() -> None:
    made = release(facts({}), DAY)
    assert (made.figures, made.partition.parts) == ((), ())


# -- attacks

STATES = ("there", "missing", "unknown")
Triple = tuple[Share, Share, Share]


def published(states: Iterable[str]) -> Triple:
    """What a release says about one capability of one part whose countries are in these states."""
    known = list(states)
    there, missing, unknown = (share(known.count(s), len(known)) for s in STATES)
    return there, missing, unknown


def test_the_attacker_knows_what_a_release_says() -> None:
    """The attacks below work on ``published``; it is what a real release says, for every world of five
    countries."""
    rows = countries(A_L_S=5)
    names = [r["iso3"] for r in rows]
    for states in product(STATES, repeat=5):
        pairs = list(zip(names, states, strict=True))
        tables = world(
            rows, [c for c, s in pairs if s == "there"], [c for c, s in pairs if s == "missing"], "9"
        )
        nine = next(f for f in release(facts(tables), DAY).figures if f.capability == "9")
        assert (nine.there, nine.missing, nine.unknown) == published(states)


@pytest.mark.parametrize("n", [5, 6, 7])
def test_one_release_excludes_nothing(n: int) -> None:
    """Every world of n countries: in the worlds that fit a release, each country is in each state somewhere."""
    possible: dict[Triple, set[tuple[int, str]]] = defaultdict(set)
    for states in product(STATES, repeat=n):
        possible[published(states)].update(enumerate(states))
    assert all(len(seen) == n * len(STATES) for seen in possible.values())


@pytest.mark.parametrize("n", range(5, 61))
def test_one_release_excludes_nothing_in_larger_parts(n: int) -> None:
    """The same by counts (a figure depends on nothing else): whatever is published, some world that fits has at
    least one country in each state, and by symmetry it can be any."""
    fits: dict[Triple, list[bool]] = defaultdict(lambda: [False] * 3)
    for there in range(n + 1):
        for missing in range(n + 1 - there):
            counts = (there, missing, n - there - missing)
            triple = tuple(share(c, n) for c in counts)
            fits[triple] = [old or c > 0 for old, c in zip(fits[triple], counts, strict=True)]  # type: ignore[index]
    assert all(all(seen) for seen in fits.values())


def test_difference_of_two_releases() -> None:
    """Every pair of worlds of five countries. In the pairs that fit two releases, each country may have made each
    of the nine moves; so no difference says what one country did."""
    worlds = [(w, published(w)) for w in product(STATES, repeat=5)]
    moves: dict[tuple[Triple, Triple], set[tuple[int, str, str]]] = defaultdict(set)
    for (before, a), (after, b) in product(worlds, repeat=2):
        moves[a, b].update(zip(range(5), before, after, strict=True))
    assert all(len(seen) == 5 * 9 for seen in moves.values())


def test_difference_when_the_attacker_knows_that_one_country_moved() -> None:
    """Side knowledge: exactly one country changed between two releases. Whatever is seen, it may be any of the five:
    the difference does not say which."""
    suspects: dict[tuple[Triple, Triple], set[int]] = defaultdict(set)
    for before in product(STATES, repeat=5):
        for c, new in product(range(5), STATES):
            if new != before[c]:
                after = (*before[:c], new, *before[c + 1 :])
                suspects[published(before), published(after)].add(c)
    assert suspects
    assert all(seen == set(range(5)) for seen in suspects.values())


def test_the_attack_works_where_filters_are_free() -> None:
    """The same attack with teeth: were five countries and the same five with a sixth both published, some answers would
    give the sixth away (few of five, some of six: the sixth is there). That is what the fixed partition stops."""
    sixth: dict[tuple[Triple, Triple], set[str]] = defaultdict(set)
    for states in product(STATES, repeat=6):
        sixth[published(states[:5]), published(states)].add(states[5])
    given_away = {pair: seen for pair, seen in sixth.items() if len(seen) == 1}
    assert given_away
    assert (Share.FEW, Share.SOME) in {(a[0], b[0]) for a, b in given_away}


@pytest.mark.parametrize("seed", range(12))
def test_no_set_of_releases_cuts_out_a_country(seed: int) -> None:
    """Random lists of countries that change from release to release: the sets about which something is said, their
    unions and differences never hold between one and four countries."""
    rng = random.Random(seed)
    rows = countries(**{f"{r}_K_{s}": rng.randint(1, 7) for r in "AB" for s in "STU"})
    series: list[Release] = []
    for year in range(2018, 2024):
        kept = [r for r in rows if rng.random() < 0.9]
        new = [{**rng.choice(rows), "iso3": f"Y{year % 100}"}]
        series.append(release(facts(world([*kept, *new])), date(year, 1, 1), series))
    sets = {frozenset(p.countries) for r in series for p in r.partition.parts}
    for a, b in product(sets, repeat=2):
        assert len(a - b) == 0 or len(a - b) >= MIN_COUNTRIES
        assert a == b or not a & b


@pytest.mark.parametrize("seed", range(12))
def test_who_is_who_does_not_matter(seed: int) -> None:
    """Two countries of a part swap everything that is said about them: the release is the same, byte for byte."""
    rng = random.Random(seed)
    rows = countries(A_L_S=rng.randint(5, 9), A_L_T=5)
    names = [r["iso3"] for r in rows]
    tables = world(rows, rng.sample(names, 5), rng.sample(names, 4), str(rng.randint(1, 21)))
    part = rng.choice(release(facts(tables), DAY).partition.parts)
    a, b = rng.sample(part.countries, 2)
    swap = {a: b, b: a}
    swapped = {
        name: [
            {**r, "iso3": swap.get(r["iso3"], r["iso3"])} if name in ("deliveries", "reviews") else r
            for r in t
        ]
        for name, t in tables.items()
    }
    assert release(facts(swapped), DAY) == release(facts(tables), DAY)
