"""Partnerships: measures worked by hand on small graphs, laws, and the oracle."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import numpy as np
import pytest

from coordination.analytics.base.spans import joined
from coordination.analytics.network import keyplayers
from coordination.analytics.network.engine import SimpleGraph
from coordination.analytics.network.keyplayers import KeyPlayers, key_players_negative, key_players_positive
from coordination.analytics.network.measures import ROLES, brokerage, ei, ei_by_kind, fragmentation
from coordination.analytics.network.partners import Partners, partners
from coordination.answers.partners import ANSWER
from coordination.text.sentences import ENGLISH
from graph_schema.errors import LimitError, UsageError
from tests.both import cases, facts
from tests.oracle import answers, graphs
from tests.oracle.small import small
from tests.oracle.world import Tables
from tests.said import as_json

T = date(2024, 6, 15)


def ties(*pairs: str, **more: str) -> list[dict[str, str]]:
    """``ties("ab", "bc")``: a-b and b-c."""
    return [{"a_id": p[0], "b_id": p[1], **more} for p in pairs]


def graph(*pairs: str, n: int | None = None) -> SimpleGraph:
    """The same with nodes a = 0, b = 1 and so on."""
    ends = [(ord(p[0]) - 97, ord(p[1]) - 97) for p in pairs]
    top = max((max(e) for e in ends), default=-1) + 1
    left, right = np.asarray(ends, np.int64).reshape(-1, 2).T
    return SimpleGraph.of(n or top, left, right)


def seen(tables: Tables, **more: bool) -> Partners:
    return partners(facts(tables), T, **more)


# -- ties and their two sides


def test_two_sided_when_both_ends_state_it() -> None:
    """a-b: `both`. a-c: one row says a, another, of another kind, says its b, which is c: both ends have said
    it. a-d: a third party. b-c: b alone, twice. c-d: nobody knows who says so."""
    tables = small(
        ties=[
            *ties("ab", stated_by="both"),
            *ties("ac", stated_by="a"),
            *ties("ac", stated_by="b", kind="mou"),
            *ties("ad", stated_by="third"),
            *ties("bc", stated_by="a"),
            *ties("cb", stated_by="b", kind="mou"),
            *ties("cd"),
        ]
    )
    found = seen(tables)
    assert {(t.a, t.b): t.two_sided for t in found.ties()} == {
        ("a", "b"): True,
        ("a", "c"): True,
        ("a", "d"): False,
        ("b", "c"): False,
        ("c", "d"): False,
    }
    assert [(p.stakeholder, p.degree, p.two_sided) for p in found.rows()] == [
        ("a", 3, 2),
        ("b", 2, 1),
        ("c", 3, 1),
        ("d", 2, 0),
    ]


def test_a_pair_of_ties_is_one() -> None:
    """a-b by two kinds, in two countries, one of them read in a source; one tie with itself, one that ended."""
    tables = small(
        ties=[
            *ties("ab", kind="mou", iso3="MWI", verified="recalled"),
            *ties("ba", kind="referral", iso3="KEN"),
            *ties("aa"),
            *ties("ac", until="2020"),
        ]
    )
    found = seen(tables)
    (tie,) = found.ties()
    assert (tie.a, tie.b, tie.kinds, tie.countries, tie.confirmed) == (
        "a",
        "b",
        ("mou", "referral"),
        ("KEN", "MWI"),
        True,
    )
    assert found.graph.names(found.graph.isolates) == ["c"]
    # nothing is recorded of what c does, so its own record is named
    assert [(x.stakeholder, x.claims) for x in found.found().isolates] == [("c", ("c",))]
    assert [p.degree for p in found.rows()] == [1, 1, 0]


def test_memberships_are_a_layer_of_their_own() -> None:
    """A network of three members: nobody cooperates by that alone; with the layer it is a star around the network,
    not a triangle."""
    tables = small(
        networks=[{"network_id": "net"}],
        memberships=[{"member_id": m, "network_id": "net"} for m in "abc"],
        ties=ties("ab"),
    )
    assert seen(tables).graph.graph.m == 1
    layered = seen(tables, membership=True)
    assert {p.stakeholder: p.degree for p in layered.rows()} == {"a": 2, "b": 2, "c": 1, "net": 3}
    assert [(t.a, t.b) for t in layered.ties()] == [("a", "b")]  # a membership is no tie
    assert sum(p.two_sided for p in layered.rows()) == 0


# -- measures


def test_brokerage_by_kind() -> None:
    """b is tied to a, c, d, e; a-c have a tie of their own. Kinds: a b d ngo, c e police. Pairs of b
    without their own tie: a-d ngo-ngo around an ngo: coordinator. a-e, c-d, d-e: one end is of the kind of b:
    gatekeeper 3. c-e police-police around an ngo: itinerant. With f (industry) tied to b: f-a, f-d gatekeeper;
    f-c, f-e three kinds: liaison."""
    kind = np.asarray([0, 0, 1, 0, 1, 2])  # ngo 0, police 1, industry 2
    four = graph("ab", "bc", "bd", "be", "ac", n=6)
    assert dict(zip(ROLES, brokerage(four, kind)[1].tolist(), strict=True)) == {
        "coordinator": 1,
        "itinerant": 1,
        "gatekeeper": 3,
        "liaison": 0,
    }
    five = graph("ab", "bc", "bd", "be", "ac", "bf", n=6)
    assert dict(zip(ROLES, brokerage(five, kind)[1].tolist(), strict=True)) == {
        "coordinator": 1,
        "itinerant": 1,
        "gatekeeper": 5,
        "liaison": 2,
    }
    assert brokerage(five, kind)[[0, 2, 3, 4, 5]].sum() == 0  # the others: a and c know each other


def test_ei_and_its_expectation() -> None:
    """Kinds: a b c of one, d of another. Ties ab (internal), cd (external): (1 - 1) / 2 = 0. Of the six possible
    pairs three are internal, three external: 0 expected. For the kind of a: 1 internal, 1 external: 0, expected
    3 internal, 3 external: 0. For the kind of d: no pair within, 1 external: 1, expected 3 external: 1."""
    kind = np.asarray([0, 0, 0, 1])
    g = graph("ab", "cd")
    assert ei(g, kind) == (0.0, 0.0)
    assert ei_by_kind(g, kind, 2) == [(0.0, 0.0), (1.0, 1.0)]
    one_kind = np.zeros(3, np.int64)
    assert ei(graph("ab", n=3), one_kind) == (-1.0, -1.0)
    assert ei(graph(n=2), np.asarray([0, 1])) == (None, 1.0)  # no tie: nothing to say; one pair, external


def test_fragmentation() -> None:
    """Path a-b-c and the isolate d: n = 4, 12 ordered pairs. Components 3 and 1: 6 pairs reach each other:
    F = 1 - 6/12 = 0.5. 1/d: four ordered pairs at distance 1, two at 2: 4 + 1 = 5, DF = 1 - 5/12."""
    g = graph("ab", "bc", n=4)
    found = fragmentation(g, g.component)
    assert found.plain == 0.5
    assert found.by_distance == pytest.approx(1 - 5 / 12, abs=1e-9)


def test_constraint_betweenness_and_core_of_a_star() -> None:
    """Centre c with three leaves: all three pairs of leaves pass through it: betweenness 1, leaves 0. Constraint of
    a leaf (1)^2 = 1, of the centre 3 * (1/3)^2 = 1/3. Core 1. An isolate has no constraint."""
    tables = small(ties=ties("ca", "cb", "cd"), stakeholders=[{"id": "z"}])
    rows = {p.stakeholder: p for p in seen(tables).rows()}
    assert rows["c"].constraint == pytest.approx(1 / 3)
    assert (rows["a"].constraint, rows["z"].constraint) == (1.0, None)
    assert (rows["a"].core, rows["z"].core) == (1, 0)
    # five nodes: the centre lies between 3 of the (4 * 3) / 2 = 6 pairs of others
    assert rows["c"].betweenness == pytest.approx(0.5)
    assert ENGLISH.render(rows["c"].reason(), lambda n: n.id) == (
        "c connects 3 pairs of partners that do not work together directly."
    )
    assert ENGLISH.render(rows["z"].reason(), lambda n: n.id) == "z has no recorded partnership."


# -- key players


def key(g: SimpleGraph, size: int) -> tuple[KeyPlayers, KeyPlayers]:
    component = g.component
    return key_players_negative(g, component, size), key_players_positive(g, component, size)


def test_key_players_of_two_stars() -> None:
    """Stars b(a c d) and f(e g), no tie between. One: losing b leaves e-f-g: 1/d = 4 + 1 = 5 of 30 ordered pairs of
    the six left, DF = 1 - 5/30; losing f leaves 6 + 6/2 = 9. From b four are reached in full: 4/7. Two: b and f;
    nothing is left, DF = 1; and all are next to one of them: 1."""
    g = graph("ba", "bc", "bd", "fe", "fg")
    negative, positive = key(g, 1)
    assert (negative.nodes, negative.exact) == ((1,), True)
    assert negative.value == pytest.approx(1 - 5 / 30)
    assert (positive.nodes, positive.value) == ((1,), pytest.approx(4 / 7, abs=1e-6))
    negative, positive = key(g, 2)
    assert (negative.nodes, negative.value) == ((1, 5), 1.0)
    assert (positive.nodes, positive.value) == ((1, 5), 1.0)


def test_key_players_need_not_be_the_highest_one_by_one() -> None:
    """Two hubs with the same leaves: one of them alone changes little, both together leave three isolates:
    DF = 1."""
    g = graph("ac", "ad", "ae", "bc", "bd", "be")
    negative, _ = key(g, 2)
    assert (negative.nodes, negative.value) == ((0, 1), 1.0)


def test_set_larger_than_what_is_tied() -> None:
    """One tie and two isolates, sets of three: after a nothing is left to break, the rest is filled up."""
    negative, positive = key(graph("ab", n=4), 3)
    assert (len(negative.nodes), negative.value) == (3, None)  # one node is left: no pair to speak of
    assert (positive.nodes, positive.value) == ((0, 2, 3), 1.0)


def test_key_player_limits() -> None:
    with pytest.raises(UsageError, match="It is not possible to find a set of 6 key players"):
        key(graph("ab"), 6)
    with pytest.raises(UsageError, match="It is not possible to find a set of -1 key players"):
        partners(facts({}), T, key_players=-1)


def random_graph(seed: int, most: int = 10) -> SimpleGraph:
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, most)), int(rng.integers(0, 16))
    return SimpleGraph.of(n, rng.integers(0, n, m), rng.integers(0, n, m))


def as_oracle(g: SimpleGraph) -> graphs.Graph:
    out: graphs.Graph = {f"{i:02d}": set() for i in range(g.n)}
    for a, b in zip(g.a.tolist(), g.b.tolist(), strict=True):
        out[f"{a:02d}"].add(f"{b:02d}")
        out[f"{b:02d}"].add(f"{a:02d}")
    return out


@pytest.mark.parametrize("block", range(4))
def test_key_players_by_trying_every_set(block: int) -> None:
    """Fifty graphs each. Larger sets where they are few."""
    for seed in range(block * 50, block * 50 + 50):
        every_set(random_graph(seed, 10 if seed < 80 else 7))


def every_set(g: SimpleGraph) -> None:
    for size in range(1, min(g.n, 4) + 1):
        expected = graphs.key_players(as_oracle(g), size)
        negative, positive = key(g, size)
        assert (negative.exact, positive.exact) == (True, True)
        assert (negative.value or 0.0) == pytest.approx(expected["negative"], abs=1e-9)
        assert positive.value == pytest.approx(expected["positive"], abs=2e-6)
        assert len(negative.nodes) == len(positive.nodes) == size


@pytest.mark.parametrize("block", range(4))
def test_key_players_with_bounds_by_trying_every_set(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same graphs, with sets left out whose bounds do not reach the best one known: the same value as the oracle
    finds, and the very set that trying all of them finds first."""
    for seed in range(block * 50, block * 50 + 50):
        g = random_graph(seed, 14)
        for size in range(1, min(g.n, 4) + 1):
            monkeypatch.setattr(keyplayers, "BOUND_FROM", 10**9)
            every = key(g, size)[0]
            monkeypatch.setattr(keyplayers, "BOUND_FROM", 1)
            monkeypatch.setattr(keyplayers, "BOUNDED_AT_A_TIME", 3)
            assert key(g, size)[0] == every
        if g.n < 8:
            every_set(g)


def test_bounds_of_key_players_by_hand() -> None:
    """A path a-b-c-d. Ordered pairs at distance 1, 2, 3: 6, 4, 2; sum of 1/distance 6 + 2 + 2/3 = 26/3.

    b: as an end, twice 1/1 + 1/1 + 1/2 = 5; between a-c (1/2, twice) and a-d (1/3, twice) = 5/3; together 20/3.
    a: as an end, twice 1 + 1/2 + 1/3 = 11/3; between nobody.
    Without b there is c-d alone, 2: it takes 20/3, just the bound. Without a there is b-c-d, 4 + 1 = 5: 11/3 as well.
    """
    g = graph("ab", "bc", "cd")
    (part,), _ = keyplayers._parts(g, np.zeros(4, np.int64))
    bound = dict(zip(part.nodes.tolist(), part.at_most.tolist(), strict=True))
    assert bound == pytest.approx({0: 11 / 3, 1: 20 / 3, 2: 20 / 3, 3: 11 / 3})


@pytest.mark.parametrize("seed", range(100))
def test_no_set_takes_more_than_its_bounds(seed: int) -> None:
    g = random_graph(seed, 12)
    component = joined(g.n, g.a, g.b)
    for part in keyplayers._parts(g, component)[0]:
        whole = part.harmonic_left(np.zeros((1, 0), np.int64))[0]
        for size in range(1, min(part.n, 4) + 1):
            sets = np.asarray(list(combinations(range(part.n), size)))
            takes = whole - part.harmonic_left(sets)
            assert (takes <= part.at_most[sets].sum(axis=1) + 1e-9).all()


def test_greedy_is_labelled_and_never_better(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a million sets the search is greedy with swaps: never above the exact value, and it says so. For sets
    of one it is the same."""
    exact = [(s, size, key(random_graph(s, 14), size)) for s in range(40) for size in (1, 2, 3)]
    monkeypatch.setattr(keyplayers, "EXACT_SETS", 0)
    for seed, size, (negative, positive) in exact:
        g = random_graph(seed, 14)
        if g.n < size:
            continue
        rough = key(g, size)
        assert (rough[0].value or 0) <= (negative.value or 0) + 1e-9
        assert (rough[1].value or 0) <= (positive.value or 0) + 1e-6
        assert not (g.m and rough[0].exact)
        if size == 1:
            assert (rough[0].value, rough[1].value) == (negative.value, positive.value)


def test_too_large_a_component_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyplayers, "MOST_WORK", 10)
    with pytest.raises(LimitError, match="too many to find key players"):
        key(graph("ab", "bc", "cd", "de", "ef", "fg"), 2)


# -- the whole answer


def test_order_of_components() -> None:
    """Largest first; of equal ones the one with the smaller first id."""
    tables = small(ties=ties("yz", "xy", "ab", "cd"), stakeholders=[{"id": "m"}])
    found = seen(tables)
    assert found.components == [["x", "y", "z"], ["a", "b"], ["c", "d"], ["m"]]
    assert {p.stakeholder: p.component for p in found.rows()}["y"] == 0


def test_communities_of_two_cliques() -> None:
    """Two cliques of four joined by one tie: two communities. 13 ties, 6 within each half, degrees sum to 13 per
    half: modularity = 2 * (6/13 - (13/26)^2)."""
    halves = ["".join(p) for half in ("abcd", "wxyz") for p in combinations(half, 2)]
    found, value = seen(small(ties=ties(*halves, "dw"), stakeholders=[{"id": "n"}])).communities()
    assert [c.members for c in found] == [("a", "b", "c", "d"), ("w", "x", "y", "z")]
    assert value == pytest.approx(2 * (6 / 13 - 0.25))


def test_how_many_partnerships_cross_kinds_is_said() -> None:
    """ab and bc within one kind, cd across: 1 of 3, an E-I index of (1 - 2) / 3. Of the six pairs of four organisations
    three are with d: by chance a half."""
    kinds = [{"id": i, "kind": "government" if i == "d" else "ngo"} for i in "abcd"]
    found = partners(facts(small(ties=ties("ab", "bc", "cd"), stakeholders=kinds)), T).found()
    said = [ENGLISH.render(n, lambda name: name.id) for n in ANSWER.tables["stakeholders"].notes(found)]
    assert said[-1] == (
        "Of all partnerships, 33 percent are between organisations of different kinds. "
        "By chance it would be 50 percent."
    )
    nobody = partners(facts({}), T).found()
    assert list(ANSWER.tables["stakeholders"].notes(nobody)) == []


def test_nothing_at_all() -> None:
    answer = as_json(partners(facts({}), T, key_players=2).found())
    assert answer == {
        "stakeholders": [],
        "betweenness_exact": True,
        "components": [],
        "isolates": [],
        "ei": {"value": None, "expected": None, "kinds": []},
        "fragmentation": None,
        "distance_fragmentation": None,
        "key_players": {},
        "ties": [],
    }
    assert partners(facts({}), T).communities() == ([], 0.0)


@pytest.mark.parametrize("seed", range(6))
def test_as_the_oracle(seed: int) -> None:
    for case in cases(seed, ("small", "tiny", "small", "medium")[seed % 4]):
        if case.edition.id != "mnr-2016":
            continue  # the graph does not depend on the edition
        expected = answers.partners(case.tables, case.edition, case.day, case.evidence)
        found = partners(case.facts, case.day)
        answer = as_json(found.found())
        assert answer["components"] == expected["components"], str(case)
        alone = [[x["stakeholder"] for x in given["isolates"]] for given in (answer, expected)]
        assert alone[0] == alone[1]
        assert answer["ei"] == expected["ei"]
        for name in ("fragmentation", "distance_fragmentation"):
            assert answer[name] == pytest.approx(expected[name], abs=1e-9)
        listed = list(found.ties())
        for mine, theirs in zip(found.rows(), expected["stakeholders"], strict=True):
            assert mine.stakeholder == theirs["stakeholder"]
            assert (mine.degree, mine.core) == (theirs["degree"], theirs["core"]), str(case)
            assert dict(zip(ROLES, mine.brokerage, strict=True)) == theirs["brokerage"]
            assert found.components[mine.component] == theirs["component"]
            assert mine.betweenness == pytest.approx(theirs["betweenness"], abs=1e-9)
            assert mine.constraint == pytest.approx(theirs["constraint"], abs=1e-9)
            own = [t for t in listed if mine.stakeholder in (t.a, t.b)]
            assert (len(own), sum(t.two_sided for t in own)) == (mine.degree, mine.two_sided)


@pytest.mark.parametrize("block", range(4))
def test_brokerage_sums_to_open_pairs(block: int) -> None:
    """Over all roles: pairs of contacts without a tie of their own, counted one by one; and by role as the oracle
    counts them. Fifty graphs each."""
    for seed in range(block * 50, block * 50 + 50):
        open_pairs(seed)


def open_pairs(seed: int) -> None:
    g = random_graph(seed, 14)
    kind = np.random.default_rng(seed).integers(0, 3, g.n)
    near = as_oracle(g)
    names = sorted(near)
    found = brokerage(g, kind)
    for i, node in enumerate(names):
        pairs = [(a, c) for a, c in combinations(sorted(near[node]), 2) if c not in near[a]]
        assert found[i].sum() == len(pairs)
        by_kind = {name: str(k) for name, k in zip(names, kind.tolist(), strict=True)}
        assert dict(zip(ROLES, found[i].tolist(), strict=True)) == graphs.brokerage(near, by_kind, node)


def test_without_shortest_paths_everything_else_is_the_same() -> None:
    tables = small(ties=ties("ab", "bc"))
    whole = as_json(partners(facts(tables), T).found())
    quick = as_json(partners(facts(tables), T, paths=False).found())
    assert quick["betweenness_exact"] is None
    assert quick["distance_fragmentation"] is None
    rows = quick["stakeholders"]
    assert isinstance(rows, list)
    assert [r["betweenness"] for r in rows] == [None] * len(rows)
    left_out = {"betweenness_exact", "distance_fragmentation", "stakeholders"}
    assert {k: v for k, v in quick.items() if k not in left_out} == {
        k: v for k, v in whole.items() if k not in left_out
    }
