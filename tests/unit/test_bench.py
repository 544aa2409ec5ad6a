"""The bench runs, its contenders take and count the same; how fast they are is no test."""

from __future__ import annotations

import json
import platform
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench.__main__ import _sizes, main
from bench.analytics import PEERS
from bench.analytics import measure as methods
from bench.cases import CASES, Aim, Case
from bench.cover import measure
from bench.figure import Mark, plot
from bench.measure import Sample, exponent
from bench.report import as_json, as_markdown, with_those_before
from bench.same import agree
from bench.scales import aims, growth, peer_of
from bench.scales_report import page, pictures
from bench.whole import SCALES, world_of
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


def test_a_preview_takes_every_row_and_asks_nothing() -> None:
    # the case itself fails where a row is missing or a name is asked about
    case = CASES["preview"]((300,), 1)
    assert case is not None
    assert [(r.size, r.contender, r.against) for r in case.rows] == [
        (300, "preview", ""),
        (300, "calamine, cells only", "preview"),
    ]


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


def test_a_part_that_is_run_alone_takes_its_own_place() -> None:
    before = [Case("import", "t", "n"), Case("edit", "t", "n"), Case("coverage", "t", "n")]
    for case in before:
        case.add(10, "ours", Sample(1.0, 2.0))
        case.aims.append(Aim("fast enough", 1.0, 2.0))
    again, new = Case("edit", "t", "n"), Case("preview", "t", "n")
    again.add(10, "ours", Sample(0.5, 0.6, 7.0))
    found = with_those_before([again, new], as_json(before, 3))
    assert found == [before[0], again, before[2], new]


def test_sizes_as_people_write_them() -> None:
    assert _sizes("1M,10k,250") == (250, 10_000, 1_000_000)


def test_ours_and_every_peer_give_the_same() -> None:
    assert set(agree("small")) == set(PEERS)


@pytest.mark.parametrize("name", ["small", "national"])
def test_a_world_has_as_many_of_everything_as_its_scale_says(name: str) -> None:
    world, scale = world_of(name), SCALES[name]
    assert world.id == world_of(name).id
    rows = {n: len(world[n]) for n in ("countries", "stakeholders", "deliveries", "ties", "agreements")}
    wanted = (scale.countries, scale.organisations, scale.deliveries, scale.ties, scale.agreements)
    assert tuple(rows.values()) == wanted


def test_every_method_is_measured_in_every_way_it_has() -> None:
    found = methods("small", 1, 5.0, ["gaps"])
    assert set(found["methods"]) == set(PEERS)
    assert found["claims"] == 360
    for name, ways in found["methods"].items():
        assert {"ours", "bound"} <= set(ways)
        assert ("peer" in ways) == (name != "gaps")
    assert {"codes", "bare"} <= set(found["methods"]["cut nodes"])


def results() -> dict[str, object]:
    """Three scales of 10, 100 and 1,000 claims. Ours takes as long as there are claims; networkx the square of it at
    the first two scales and was not run at the third; the engine takes a half of ours."""

    def methods_at(claims: int, squared: bool) -> dict[str, object]:
        def sample(cpu: float) -> dict[str, float]:
            return {"seconds": cpu, "cpu": cpu, "peak_mb": 1.0}

        return {
            m: {
                "ours": sample(claims), "codes": sample(claims), "bare": sample(claims / 2), "bound": sample(0.1),
                **({"peer": sample(claims**2)} if squared else {}),
            }
            for m in PEERS
        }  # fmt: skip

    return {
        "machine": {
            "cores": "2", "system": "Linux", "architecture": "x", "python": "3", "numpy": "2", "scipy": "1",
            "pandas": "3", "networkx": "3", "rustworkx": "0",
        },
        "repeats": 1,
        "peer_seconds": 60.0,
        "scales": [
            {"scale": name, "claims": claims, "peak_mb": 5.0, "methods": methods_at(claims, claims < 1_000)}
            for name, claims in (("national", 10), ("today", 100), ("far", 1_000))
        ],
        "answers": {"today": {"coverage": {"seconds": 0.5, "cpu": 0.5, "json_mb": 1.0}}},
    }  # fmt: skip


def test_a_quick_run_writes_results_page_and_plots(tmp_path: Path) -> None:
    assert main(["analytics", "--quick", "--out", str(tmp_path)]) == 0
    found = json.loads((tmp_path / "bench" / "results-analytics.json").read_text())
    assert [s["scale"] for s in found["scales"]] == ["small"]
    assert "sweep --full" in found["answers"]["small"]
    text = (tmp_path / "docs" / "bench-analytics.md").read_text()
    assert "| `mnr coverage` |" in text
    assert platform.node() not in text
    for name in ("bench-analytics.svg", "bench-analytics-growth.svg"):
        assert f"({name})" in text
        assert (tmp_path / "docs" / name).stat().st_size > 3_000


def test_what_was_not_run_is_extrapolated_and_says_so() -> None:
    """100 times as long for ten times the claims: 1,000,000 s at 1,000 claims. Ours grows in proportion: b = 1."""
    found = results()
    assert peer_of(found, "bridges", 100) == (10_000.0, 1.0, False)
    seconds, memory, guess = peer_of(found, "bridges", 1_000) or (0.0, 0.0, False)
    assert seconds == pytest.approx(1e6)
    assert memory == pytest.approx(10.0)
    assert guess
    assert growth(found, "bridges") == pytest.approx(1.0)
    assert "(extrapolated)" in page(found)


def test_aims_are_judged_on_both_sides() -> None:
    """networkx takes 100 times ours in the sweep (500 wanted); a measure of the graph takes 100 s (1 wanted)."""
    by_text = {a.text: a for a in aims(results())}
    assert not by_text["sweep: networkx / ours, today's world, at least 500"].met
    assert not by_text["bridges: seconds of the processor, today's world, at most 1"].met
    assert by_text["`mnr coverage`: seconds of the processor, today's world, at most 1"].met
    assert by_text["bridges: growth from today's world to far future, at most 1.15"].met
    assert "| sweep: networkx / ours, today's world | 100 | at least 500 | **no** |" in page(results())


def test_plots_are_well_formed_and_readable_in_light_and_dark() -> None:
    for text in pictures(results()).values():
        root = ElementTree.fromstring(text)
        words = " ".join(root.itertext())
        assert "prefers-color-scheme: dark" in words
        assert "processor time" in words
        assert all(m in words for m in PEERS)


def test_marks_stand_where_the_axis_says() -> None:
    """From 1 ms to 1 s are three steps of ten over 720 pixels from 170: 10 ms stands a third along, at 410."""
    marks = [Mark(0.001, "tick", "a"), Mark(0.01, "circle", "b"), Mark(1, "square", "c")]
    text = plot("T", "seconds", [], [("m", marks)])
    assert 'cx="410.0"' in text
    assert ">10 ms</text>" in text
