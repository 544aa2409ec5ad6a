"""The graph of a country: by hand in the fictional region, and beside the other answers in both workspaces."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import pytest

from coordination.analytics.base.facts import Evidence
from coordination.analytics.network.anchored import anchored
from coordination.answers.asking import ask
from coordination.workspace.service import Question, Workspace
from graph_schema.errors import UsageError
from tests.ready import shipped

Q = Question(date(2026, 11, 25))
COUNTRIES = {"demo": ["XAA", "XAC", "XAD"], "register": ["MWI", "KEN", "USA", "LAO", "PHL"]}


@pytest.fixture(scope="module", params=["demo", "register"])
def any_workspace(request: pytest.FixtureRequest) -> Workspace:
    return shipped(request.param).pinned()


@pytest.fixture(scope="module")
def demo() -> Workspace:
    return shipped("demo").pinned()


def of(w: Workspace, country: str = "") -> dict[str, Any]:
    return ask(w, Q, "connections", **({"country": country} if country else {}))


def said(found: dict[str, Any], node: str) -> set[tuple[str, str, str]]:
    return {
        (c["start"], c["relation"], c["end"]) for c in found["connections"] if node in (c["start"], c["end"])
    }


def test_a_hotline_by_hand(demo: Workspace) -> None:
    """From the files of the region: what it provides, its three partners, the body above it and its network."""
    found, me = of(demo, "XAC"), "Stakeholder:c-hotline"
    partners = ("c-telco", "c-police", "c-house")
    pairs = [sorted((me, f"Stakeholder:{other}")) for other in partners]
    assert {(*sorted((a, b)), r) if r == "works_with" else (a, b, r) for a, r, b in said(found, me)} == {
        (me, "Cell:XAC:12", "provides"),
        (me, "Cell:XAC:16", "provides"),
        (me, "Stakeholder:c-house", "part_of"),
        (me, "Stakeholder:hotline-circle", "member_of"),
        *((a, b, "works_with") for a, b in pairs),
    }
    alone = {(c["start"], c["end"]) for c in found["connections"] if c["alone"]}
    assert (me, "Cell:XAC:12") in alone  # nobody else takes 12
    assert (me, "Cell:XAC:16") not in alone  # CavaNet gives notice too


def test_capabilities_are_those_of_the_board(any_workspace: Workspace) -> None:
    """Every one, with its status; its lines are the providers, supporters and plans that the board names."""
    w = any_workspace
    cover = w.cover(Q)
    cells = {cover.name(i): cover.cell(i) for i in range(len(cover.states))}
    for country in COUNTRIES[w.name]:
        found = of(w, country)
        shown = {n["node"]: n["status"] for n in found["nodes"] if n["layer"] == "capability"}
        assert shown == {f"Cell:{c}:{n}": str(x.sign) for (c, n), x in cells.items() if c == country}
        lines: dict[tuple[str, str], set[str]] = {}
        for c in found["connections"]:
            lines.setdefault((c["end"], c["relation"]), set()).add(c["start"].partition(":")[2])
        for (c, n), cell in cells.items():
            if c == country:
                node = f"Cell:{c}:{n}"
                assert lines.get((node, "provides"), set()) == set(cell.providers), node
                assert lines.get((node, "plans"), set()) == set(cell.planned), node
                assert lines.get((node, "supports"), set()) == set(cell.supporters), node
                assert set(cell.stand_ins) <= lines.get((node, "stands_in"), set()), node


def test_who_works_with_whom_is_that_of_the_partnerships(any_workspace: Workspace) -> None:
    """Both ends in the graph: the partnership is a line. One end here and one abroad: its country is."""
    w = any_workspace
    ties = ask(w, Q, "partners")["ties"]
    for country in COUNTRIES[w.name]:
        found = of(w, country)
        here = {n["node"].partition(":")[2] for n in found["nodes"] if n["node"].startswith("Stakeholder:")}
        lines = {
            frozenset((c["start"].partition(":")[2], c["end"].partition(":")[2]))
            for c in found["connections"]
            if c["relation"] == "works_with"
        }
        assert lines == {frozenset((t["a"], t["b"])) for t in ties if {t["a"], t["b"]} <= here}


def test_gaps_stand_alone(demo: Workspace) -> None:
    """A gap has no provider, and is there all the same."""
    found = of(demo, "XAE")
    gaps = {n["node"] for n in found["nodes"] if n["status"] == "gap"}
    assert len(gaps) == 7
    assert not {c["end"] for c in found["connections"] if c["relation"] == "provides"} & gaps


def test_the_world_is_one_cluster_for_each_country(any_workspace: Workspace) -> None:
    """Together they hold every organisation; a pair of partners from two countries joins these."""
    w = any_workspace
    found = of(w)
    homes = _homes(w)
    assert sum(n["holds"] for n in found["nodes"]) == len(homes)
    joined = {
        frozenset((homes[t["a"]], homes[t["b"]]))
        for t in ask(w, Q, "partners")["ties"]
        if homes[t["a"]] != homes[t["b"]]
    }
    told = {frozenset((c["start"], c["end"])) for c in found["connections"] if c["relation"] == "works_with"}
    assert told == joined


@pytest.mark.parametrize(
    ("edition", "evidence"), [("mnr-2016", Evidence.ALL), ("mnr-2022", Evidence.CONFIRMED)]
)
def test_every_country_answers(any_workspace: Workspace, edition: str, evidence: Evidence) -> None:
    """Also one whose organisations have no partnership, one organisation only, or nothing."""
    w, q = any_workspace, Question(Q.as_of, evidence, edition)
    for country in w.facts(q).countries:
        found = ask(w, q, "connections", country=country)
        assert len({n["node"] for n in found["nodes"]}) == len(found["nodes"])


def _homes(w: Workspace) -> dict[str, str]:
    frame = w.facts(Q).snapshot["stakeholders"]
    homes = {ident: frame.text("home_iso3", i) for i, ident in enumerate(frame.ids)}
    return {ident: f"Country:{home}" if home else "International" for ident, home in homes.items()}


def test_no_name_stands_on_another_and_capabilities_stand_still(any_workspace: Workspace) -> None:
    """Organisations keep the room of their names; a capability has one place for all countries with as much inside."""
    w = any_workspace
    for country in COUNTRIES[w.name]:
        found = of(w, country)
        spots = [(n["x"], n["y"]) for n in found["nodes"] if n["layer"] == "organisation"]
        for one, other in combinations(spots, 2):
            assert abs(one[0] - other[0]) > 90 or abs(one[1] - other[1]) > 45
        assert len({(n["x"], n["y"]) for n in found["nodes"]}) == len(found["nodes"])


def test_places_do_not_depend_on_the_order_of_what_is_told() -> None:
    """The same pairs told in another order are the same picture."""
    pairs = [("a", "1"), ("b", "2"), ("c", "1"), ("a", "b")]
    one = anchored([["1", "2"], ["3"]], ["a", "b", "c", "d"], {}, {}, pairs)
    other = anchored([["1", "2"], ["3"]], ["a", "b", "c", "d"], {}, {}, pairs[::-1])
    for ident, (x, y) in one.xy.items():
        assert other.xy[ident] == pytest.approx((x, y), abs=0.2)
    assert one.xy["d"][1] > max(
        y for ident, (_, y) in one.xy.items() if ident != "d"
    )  # nothing connects it: below


def test_columns_are_never_longer_than_the_ring(any_workspace: Workspace) -> None:
    for country in COUNTRIES[any_workspace.name]:
        found = of(any_workspace, country)
        ring = [n["y"] for n in found["nodes"] if n["layer"] == "capability"]
        aside = [
            n["y"] for n in found["nodes"] if n["layer"] in {"agreement", "network", "country", "funder"}
        ]
        slack = 0.1 * (max(ring) - min(ring)) + 60
        assert min(aside, default=0) > min(ring) - slack
        assert max(aside, default=0) < max(ring) + slack


def test_an_unknown_country_is_named(demo: Workspace) -> None:
    with pytest.raises(UsageError):
        of(demo, "QQQ")
