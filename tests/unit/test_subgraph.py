"""Parts of the cooperation graph: by hand on a small drawing, and against networkx on random worlds.

The drawing (x--y: tie, one-sided unless said)::

    a == b (both ends)      b -- c in KEN      c -- d      d -- e      b -- e      f alone, g -- h
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from coordination.analytics.base.facts import Facts, facts_of
from coordination.analytics.network import graph_clusters as bubbles
from coordination.analytics.network import subgraph
from coordination.analytics.network.chain import chain
from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from graph_schema.edition import edition
from graph_schema.errors import UsageError
from graph_schema.schema import SCHEMA

AS_OF = date(2026, 11, 25)
PAIRS = [("a", "b", ""), ("b", "c", "KEN"), ("c", "d", ""), ("d", "e", ""), ("b", "e", ""), ("g", "h", "")]


def facts(pairs: list[tuple[str, str, str]] = PAIRS, ids: str | list[str] = "abcdefgh") -> Facts:
    rows: dict[str, list[dict[str, str]]] = {
        "countries": [{"iso3": "KEN", "name": "Kenya"}, {"iso3": "MWI", "name": "Malawi"}],
        "stakeholders": [
            {
                "id": i,
                "name": f"Organisation {i}",
                "kind": "ngo" if n % 2 else "government",
                "home_iso3": "MWI" if i in {"f", "g"} else "",
            }
            for n, i in enumerate(ids)
        ],
        "ties": [
            {
                "a_id": a,
                "b_id": b,
                "kind": "referral",
                "iso3": c,
                "since": "2020",
                "stated_by": "both" if (a, b) == ("a", "b") else "a",
                "source_id": "s",
                "verified": "yes",
            }
            for a, b, c in pairs
        ],
        "sources": [{"id": "s", "title": "A source", "published": "2020-01-01"}],
    }
    frames = {
        name: Frame.from_rows(SCHEMA[name], rows[name]) if name in rows else Frame.empty(SCHEMA[name])
        for name in SCHEMA
    }
    return facts_of(Snapshot.of(frames), edition("mnr-2016"))


def test_everything_holds_those_with_a_tie_and_names_those_without() -> None:
    part = subgraph.part_of(facts(), AS_OF)
    assert part.ids == list("abcdegh")
    assert part.alone == ("f",)
    assert [(t.a, t.b) for t in part.rows if t.two_sided] == [("a", "b")]


def test_a_country_holds_ties_that_name_it_and_those_of_its_own_that_name_none() -> None:
    """Kenya: only b-c names it. Malawi: g sits there and g-h names no country; f sits there and has no tie."""
    assert subgraph.part_of(facts(), AS_OF, ["KEN"]).ids == ["b", "c"]
    malawi = subgraph.part_of(facts(), AS_OF, ["MWI"])
    assert malawi.ids == ["g", "h"]
    assert malawi.alone == ("f",)


def test_what_holds_parts_together() -> None:
    """b carries a to the rest, so b is a cut node and a-b a bridge; g-h is a bridge; the square b-c-d-e has none."""
    part = subgraph.part_of(facts(), AS_OF)
    assert [i for i, cut in zip(part.ids, part.cut.tolist(), strict=True) if cut] == ["b"]
    bridges = [(t.a, t.b) for t, x in zip(part.rows, part.bridge.tolist(), strict=True) if x]
    assert bridges == [("a", "b"), ("g", "h")]


def test_around_one_goes_as_far_as_asked_and_opens_one_more() -> None:
    """Around a: one step is b. Two steps: c and e. With b opened at one step: the same."""
    one = subgraph.around(facts(), AS_OF, "a")
    assert one.ids == ["a", "b"]
    assert one.more.tolist() == [0, 2]
    two = subgraph.around(facts(), AS_OF, "a", 2)
    assert (two.ids, two.level.tolist()) == (["a", "b", "c", "e"], [0, 1, 2, 2])
    opened = subgraph.around(facts(), AS_OF, "a", 1, ["b"])
    assert opened.ids == two.ids
    assert opened.more.tolist() == [0, 0, 1, 1]
    cut, bridge = subgraph.marks(one, AS_OF)
    assert (cut, bridge) == ([False, True], [True])


def test_the_shortest_chain_and_how_many_are_as_short() -> None:
    """a-b-c-d and a-b-e-d both take three steps; by id the way through c comes first."""
    found = chain(facts(), AS_OF, "a", "d")
    assert found.nodes == ("a", "b", "c", "d")
    assert found.ways == 2
    assert chain(facts(), AS_OF, "a", "b").nodes == ("a", "b")


@pytest.mark.parametrize("end", ["f", "g"])
def test_no_chain_is_said_as_none(end: str) -> None:
    found = chain(facts(), AS_OF, "a", end)
    assert (found.nodes, found.ways) == ((), 0)


def test_unknown_organisations_and_depths_are_refused() -> None:
    with pytest.raises(UsageError, match="no organisation 'zz'"):
        chain(facts(), AS_OF, "a", "zz")
    with pytest.raises(UsageError, match="two different organisations"):
        chain(facts(), AS_OF, "a", "a")
    with pytest.raises(UsageError, match="distance of 9 steps"):
        subgraph.around(facts(), AS_OF, "a", 9)


@pytest.mark.parametrize("seed", range(6))
def test_chains_are_those_of_networkx(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ids = [f"o{i:02d}" for i in range(30)]
    pairs = sorted({tuple(sorted(rng.choice(ids, 2, replace=False))) for _ in range(34)})
    made = facts([(str(a), str(b), "") for a, b in pairs], ids)
    graph: nx.Graph[str] = nx.Graph([(str(a), str(b)) for a, b in pairs])
    graph.add_nodes_from(ids)
    for a, b in [(ids[i], ids[j]) for i, j in rng.choice(30, (20, 2)) if i != j]:
        found = chain(made, AS_OF, a, b)
        if not nx.has_path(graph, a, b):
            assert found.nodes == ()
            continue
        every = list(nx.all_shortest_paths(graph, a, b))
        assert list(found.nodes) in every
        assert found.ways == len(every)


# -- pictures


def many(n: int) -> Facts:
    """Circles of ten organisations, each tied to the next circle."""
    ids = [f"o{i:04d}" for i in range(n)]
    pairs = [(ids[i], ids[i // 10 * 10 + (i + 1) % 10], "") for i in range(n)]
    pairs += [(ids[i], ids[(i + 10) % n], "") for i in range(0, n, 10)]
    return facts(pairs, ids)


def test_a_small_part_is_drawn_whole() -> None:
    picture = bubbles.drawn(subgraph.part_of(facts(), AS_OF))
    assert picture.by == "none"
    assert all(picture.shown)
    assert len(picture.links) == 6


def test_a_crowded_part_is_drawn_as_bubbles_that_open() -> None:
    part = subgraph.part_of(many(600), AS_OF)
    picture = bubbles.drawn(part)
    assert picture.by == "community"
    assert not any(picture.shown)
    assert sum(len(b.members) for b in picture.bubbles) == 600
    first = picture.bubbles[0]
    opened = bubbles.drawn(part, opened=[first.id])
    assert {i for i, s in zip(part.ids, opened.shown, strict=True) if s} == set(first.members)
    assert next(b for b in opened.bubbles if b.id == first.id).open
    # a tie that crosses from an open bubble is a link between a node and a bubble
    assert any(a.startswith("@") != b.startswith("@") for a, b, *_ in opened.links)


def test_never_more_than_two_thousand_things() -> None:
    """3,000 organisations by kind: two bubbles of 1,500. Both are asked to open, neither can."""
    part = subgraph.part_of(many(3000), AS_OF)
    picture = bubbles.drawn(part, "kind", opened=["ngo", "government"])
    assert set(picture.held) == {"ngo", "government"}
    assert len(picture.bubbles) + sum(picture.shown) + len(picture.links) <= bubbles.MOST
    whole = bubbles.drawn(part, "none")
    assert whole.by == "community"
    assert len(whole.bubbles) + sum(whole.shown) + len(whole.links) <= bubbles.MOST


def test_every_tie_is_counted_once_in_the_links_and_bubbles() -> None:
    part = subgraph.part_of(many(600), AS_OF)
    picture = bubbles.drawn(part, "kind")
    assert sum(n for *_, n, _two in picture.links) + sum(b.ties for b in picture.bubbles) == len(part.rows)


def test_the_bubbles_of_a_chain_are_open() -> None:
    part = subgraph.part_of(many(600), AS_OF)
    way = chain(part.facts, AS_OF, "o0000", "o0020")
    picture = bubbles.drawn(part, lit=way.nodes)
    shown = {i for i, s in zip(part.ids, picture.shown, strict=True) if s}
    assert set(way.nodes) <= shown
    assert all(pair for pair in pairwise(way.nodes))


def test_an_unknown_grouping_is_refused() -> None:
    with pytest.raises(UsageError, match="Grouping by 'colour'"):
        bubbles.drawn(subgraph.part_of(facts(), AS_OF), "colour")
