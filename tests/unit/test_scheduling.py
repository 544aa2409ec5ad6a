"""How tests are dealt out to processes: every test once, a file's tests together, waiting and computing by turns."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.scheduling import MOST, OTHERS, QUICK, SECONDS, TOGETHER, VOLUME, deal, dealt, shares_of, volume


class Id(str):
    """The id of a test, as pytest keeps it."""

    @classmethod
    def parse(cls, text: str) -> Id:
        return cls(text)


class Item(SimpleNamespace):
    """As much of a collected test as is looked at."""

    @property
    def nodeid(self) -> str:
        return str(self._id)

    def get_closest_marker(self, name: str) -> Any:
        return self.marks.get(name)


def item(nodeid: str, *fixtures: str, group: str = "", **params: object) -> Any:
    marks = {"xdist_group": SimpleNamespace(args=(group,))} if group else {}
    return Item(_id=Id(nodeid), fixturenames=fixtures, callspec=SimpleNamespace(params=params), marks=marks)


def test_a_file_is_a_share_a_large_one_is_cut_and_neo4j_is_one() -> None:
    most = int(MOST / OTHERS)
    many = [item(f"tests/unit/test_many.py::t{n}") for n in range(most + 1)]
    few = [item("tests/unit/test_few.py::a"), item("tests/unit/test_few.py::b", "neo4j_server")]
    contract = [item(f"tests/contract/test_store.py::a[{s}]", store=s) for s in ("memory", "neo4j")]
    given = [item(f"tests/faults/test_{f}.py::a", group="server") for f in "ab"]
    shares = shares_of([*many, *few, *contract, *given])
    assert {name: len(held) for name, held in shares.items()} == {
        "tests/unit/test_many.py 0": most,
        "tests/unit/test_many.py 1": 1,
        "tests/unit/test_few.py 0": 1,
        "neo4j": 2,
        "tests/contract/test_store.py 0": 1,
        "server": 2,
    }


def test_what_one_works_out_for_the_next_is_one_share() -> None:
    pages = [item(f"tests/dashboard/test_{f}.py::t{n}", "shipped") for f in "ab" for n in range(9)]
    asked = [item(f"{file}::t") for file in TOGETHER["asking/answers"]]
    own = [item("tests/dashboard/test_a.py::own"), item("tests/unit/test_a.py::t", "shipped")]
    shares = shares_of([*pages, *asked, *own])
    assert {name: len(held) for name, held in shares.items()} == {
        "asking/pages": 18,
        "asking/answers": len(asked),
        "tests/dashboard/test_a.py 0": 1,
        "tests/unit/test_a.py 0": 1,
    }


@pytest.mark.parametrize("file", [file for files in TOGETHER.values() for file in files])
def test_what_stands_together_is_there(request: pytest.FixtureRequest, file: str) -> None:
    assert (Path(request.config.rootpath) / file).is_file()


def test_the_first_worlds_of_a_test_are_always_tried_and_the_others_are_its_volume() -> None:
    each = [
        item(f"tests/unit/test_a.py::t[{engine}-{seed}]", engine=engine, seed=seed)
        for engine in ("one", "other")
        for seed in range(100, 104)
    ]
    blocks = [item(f"tests/unit/test_a.py::many[{n}]", block=n) for n in range(3)]
    left_out = [i.nodeid for i in volume([*each, *blocks, item("tests/unit/test_a.py::none")])]
    assert (QUICK["block"], QUICK["seed"]) == (1, 1)
    assert left_out == [
        *(f"tests/unit/test_a.py::t[{x}-{n}]" for x in ("one", "other") for n in (101, 102, 103)),
        "tests/unit/test_a.py::many[1]",
        "tests/unit/test_a.py::many[2]",
    ]


def test_what_fills_neo4j_comes_late_and_what_takes_its_layout_away_last() -> None:
    tests = [
        item("tests/integration/test_a.py::bare", "bare_server", "neo4j_server"),
        item("tests/integration/test_a.py::full", "shipped", "neo4j_server"),
        item("tests/integration/test_a.py::one", "neo4j_server"),
        item("tests/integration/test_b.py::two", "neo4j_server"),
    ]
    assert [i.nodeid.rpartition(":")[2] for i in shares_of(tests)["neo4j"]] == ["one", "two", "full", "bare"]


def test_waiting_and_computing_take_turns() -> None:
    shares = shares_of(
        [
            *(
                item(f"tests/unit/test_{f}.py::t{n}")
                for f, k in (("a", 1), ("b", 3), ("c", 2))
                for n in range(k)
            ),
            *(item(f"tests/browser/test_{f}.py::t{n}") for f, k in (("x", 1), ("y", 2)) for n in range(k)),
            *(item(f"tests/unit/test_a.py::n{n}", "neo4j_server") for n in range(2)),
        ]
    )
    assert dealt(shares) == [
        "neo4j",
        "tests/unit/test_b.py 0",
        "tests/browser/test_y.py 0",
        "tests/unit/test_c.py 0",
        "tests/browser/test_x.py 0",
        "tests/unit/test_a.py 0",
    ]


def test_no_test_is_lost_and_each_knows_its_share() -> None:
    items = [
        item(f"tests/{where}/test_{f}.py::t{n}")
        for where in ("unit", "browser")
        for f in "ab"
        for n in range(50)
    ]
    before = sorted(i.nodeid for i in items)
    deal(items)
    assert sorted(i.nodeid.rpartition("@")[0] for i in items) == before
    names = [i.nodeid.rpartition("@")[2] for i in items]
    # each share in one piece
    assert len(set(names)) == 1 + sum(a != b for a, b in pairwise(names))


def test_few_that_take_long_come_before_many_that_do_not() -> None:
    few = [item("tests/property/test_five_hundred_worlds.py::a")]
    many = [item(f"tests/unit/test_a.py::t{n}") for n in range(10)]
    assert dealt(shares_of([*many, *few])) == [
        "tests/property/test_five_hundred_worlds.py 0",
        "tests/unit/test_a.py 0",
    ]


@pytest.mark.parametrize("start", SECONDS)
def test_what_takes_long_is_there(request: pytest.FixtureRequest, start: str) -> None:
    """A file that was renamed would come last without a word."""
    if start.startswith("tests/"):
        assert (Path(request.config.rootpath) / start).exists()


@pytest.mark.parametrize("where", VOLUME)
def test_what_is_volume_is_there(request: pytest.FixtureRequest, where: str) -> None:
    """A test that was renamed would be among the quick ones without a word."""
    file, _, name = where.partition("::")
    text = (Path(request.config.rootpath) / file).read_text(encoding="utf-8")
    assert f"def {name}(" in text or not name


def test_of_a_test_that_is_named_those_parameters_are_volume_and_of_a_file_too() -> None:
    files, near = "tests/dashboard/test_files.py", "tests/unit/test_near.py"
    pictures = f"{files}::test_pictures_come_over_the_server_with_their_label"
    each = [f"{pictures}[a-svg]", f"{pictures}[a-png]", f"{near}::any[register]", f"{near}::any[demo]"]
    assert [i.nodeid for i in volume([item(ident) for ident in each])] == each[1:3]


def test_the_controller_is_told_the_share(request: pytest.FixtureRequest) -> None:
    """In a parallel run the id of a test ends in its share; if it does not, every test is dealt out alone."""
    parallel = hasattr(request.config, "workerinput")
    assert ("@tests/unit/test_scheduling.py " in request.node.nodeid) == parallel
