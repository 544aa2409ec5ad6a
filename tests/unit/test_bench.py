"""The bench runs, its contenders take and count the same; how fast they are is no test."""

from __future__ import annotations

import json
import platform

import pytest

from bench.__main__ import _sizes
from bench.cases import CASES
from bench.cover import measure
from bench.measure import exponent
from bench.report import as_json, as_markdown
from bench.world import columns_of, snapshot_of


def test_import_takes_the_same_rows_by_every_way() -> None:
    # the case itself compares rows and organisations of all four databases, and fails where they differ
    case = CASES["import"]((300,), 1)
    assert case is not None
    assert [(r.size, r.against) for r in case.rows] == [(300, ""), *[(300, "mnr import")] * 3]
    assert all(r.sample.seconds > 0 and r.sample.cpu > 0 and r.sample.peak_mb > 5 for r in case.rows)
    page = as_markdown([case], 1)
    assert "| 300 | **mnr import** |" in page
    assert platform.node() not in page
    answer = json.loads(as_json([case], 1))
    assert len(answer["cases"][0]["rows"]) == 4


def test_coverage_counts_the_same_providers_by_every_way() -> None:
    found = measure(2_000, 1)
    assert set(found) == {"first", "ours", "pandas_text", "pandas_codes", "bincount"}


def test_the_world_is_the_same_each_time_and_no_claim_is_there_twice() -> None:
    world = snapshot_of(1_200)
    assert world.id == snapshot_of(1_200).id
    assert len(world["deliveries"]) == 1_200
    assert {name: len(next(iter(c.values()))) for name, c in columns_of(1_200).items()} == {
        name: len(frame) for name, frame in world.frames.items() if len(frame)
    }


def test_the_exponent_of_a_square_is_two() -> None:
    # 3 n^2 for n = 10, 100, 1000: on logarithms a line with slope 2
    assert exponent({10: 300.0, 100: 30_000.0, 1_000: 3_000_000.0}) == pytest.approx(2.0)


def test_sizes_as_people_write_them() -> None:
    assert _sizes("1M,10k,250") == (250, 10_000, 1_000_000)
