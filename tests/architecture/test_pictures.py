"""The pictures that are kept with the project: few, light, and those that are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.web.screenshots import CHOSEN, PAGES, as_shipped

KEPT = Path(__file__).parents[2] / "docs" / "screenshots"


def test_the_pictures_kept_are_those_named_and_weigh_little() -> None:
    """`make screenshots` makes them anew; every version of each stays in the history of the project for good."""
    named = {
        f"{'' if workspace == 'demo' else workspace + '-'}{page}-{size}.png"
        for workspace, sizes in CHOSEN.items()
        for size, pages in sizes.items()
        for page in pages.split()
    }
    assert {page for sizes in CHOSEN.values() for pages in sizes.values() for page in pages.split()} <= set(
        PAGES
    )
    assert {path.name for path in KEPT.iterdir()} == named
    assert len(named) <= 60
    assert sum(path.stat().st_size for path in KEPT.iterdir()) <= 6_000_000


@pytest.mark.slow
def test_pictures_show_what_is_shipped_whatever_a_home_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of a home that an earlier version had built once showed its register."""
    monkeypatch.setenv("MNR_HOME", str(tmp_path))
    with as_shipped("demo") as base:
        assert base.startswith("http://127.0.0.1:")
    assert list(tmp_path.iterdir()) == []
