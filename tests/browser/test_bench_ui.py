"""The bench of the dashboard runs and tells the truth about small numbers; how fast anything is is no test."""

from __future__ import annotations

import json
import platform
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page

from bench.ui.callbacks import ANSWERED, Question, percentile, replayed, summed
from bench.ui.frames import Frames
from bench.ui.report import aims, as_json, as_markdown
from bench.ui.run import QUICK, Bench, Found, _dates, _filters, weigh
from bench.ui.visits import Visit
from bench.ui.world import GRAPHS, NAME, columns
from bench.ui.world import QUICK as SMALL
from tests.browser.conftest import ready


def test_a_visit_is_weighed(tmp_path: Path) -> None:
    """A small world, one page after the other: a first visit weighs more than the next, the picture comes before
    the page is ready."""
    bench = Bench(QUICK, tmp_path, peers=False)
    with ThreadPoolExecutor(
        1
    ) as beside:  # a thread has one browser at a time, and this one may have that of others
        beside.submit(weigh, bench).result()
    found = {(v.page, v.way): v for v in bench.found.visits}
    assert {way for _, way in found} == {"cold", "warm"}
    assert {page for page, _ in found} == {"start", "board of a country"}
    for page in ("start", "board of a country"):
        cold, warm = found[page, "cold"], found[page, "warm"]
        assert cold.kb > warm.kb > 1
        assert cold.requests > warm.requests >= 1
        assert 0 < cold.picture_ms <= cold.ready_ms
        assert cold.browser_ms > 0


def test_the_95th_percentile_is_the_nearest_rank() -> None:
    # of 1..20 the smallest value that at least 19 (95 of 100) do not exceed is 19; of one value it is that value
    assert percentile(list(range(20, 0, -1)), 0.95) == 19
    assert percentile([7.0], 0.95) == 7.0
    took = summed("x", ANSWERED, [4.0, 1.0, 3.0, 2.0])
    assert (took.count, took.p50, took.p95) == (4, 2.5, 4.0)


def test_viewers_are_answered_and_errors_are_not_counted_as_answers(base: str) -> None:
    asked = [Question("GET", "/healthz"), Question("GET", "/demo/download/coverage.json")]
    took = replayed("health", base, asked, 3, 0.5, pause=(0.0, 0.01))
    assert took.viewers == 3
    assert took.count >= 3
    assert took.server_ms > 0
    with pytest.raises(RuntimeError, match="/demo/nopage was answered with 404"):
        replayed("missing", base, [Question("GET", "/demo/nopage")], 1, 0.2, pause=(0.0, 0.0))


def test_the_fields_that_the_bench_changes_are_there(page: Page, base: str) -> None:
    """On the pages of the register: a field that moves leaves the bench without an answer."""
    found: dict[str, list[str]] = {}
    for change in (*_filters(base, 1), *_dates(base, 1)):
        found.setdefault(change.address.replace(f"/{NAME}/", "/register/"), []).append(change.element)
    for address, fields in found.items():
        ready(page, address)
        assert [f for f in fields if page.locator(f).count() != 1] == [], address


def test_the_world_is_the_same_each_time() -> None:
    world, again = columns(SMALL), columns(SMALL)
    assert {n: {k: c.texts() for k, c in t.items()} for n, t in world.items()} == {
        n: {k: c.texts() for k, c in t.items()} for n, t in again.items()
    }
    pairs = list(zip(world["ties"]["a_id"].texts(), world["ties"]["b_id"].texts(), strict=True))
    assert len(set(pairs)) == len(pairs) == SMALL.ties
    assert all(a != b for a, b in pairs)
    # 600 deliveries, six to an organisation, make 100 and one more; with 200 ties about 300 elements
    one = columns(GRAPHS[300])
    assert len(one["stakeholders"]["id"]) == 101
    assert set(one["deliveries"]["iso3"].texts()) == {"MWI"}


def test_the_page_says_plainly_what_is_missed() -> None:
    found = Found(QUICK)
    found.visits = [
        Visit("board of a country", "cold", 600.0, 20, 400.0, 900.0, 500.0, True),
        Visit("board of a country", "warm", 20.0, 5, 300.0, 700.0, 500.0, True),
        Visit("bare Dash, DataTable", "cold", 438.0, 15, 900.0, 900.0, 500.0, False),
    ]
    found.times = [summed("filters", ANSWERED, [10.0, 20.0], ours=True)]
    found.frames = [Frames("partnerships", 300, 296, 1000.0, 55.0, True)]
    assert [(a.limit, a.met) for a in aims(found)] == [(500, False), (1000, True), (200, True)]
    page = as_markdown(found)
    assert "| kB over the wire, first visit: board of a country | 600 | 500 | **no** |" in page
    assert "| **partnerships** | 300 | 296 | 1,000 | 55 |" in page
    assert "Datasette could not be set up" in page
    assert platform.node() not in page
    assert len(json.loads(as_json(found))["aims"]) == 3
