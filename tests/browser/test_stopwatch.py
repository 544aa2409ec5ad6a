"""The first five minutes, counted in actions and pages, not in seconds; `make bench-ui` tells the machine's time.

The steps are those of :mod:`bench.ui.journey`: from the start page, by visible links and fields only.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from bench.ui.journey import Milestone, first_five_minutes
from tests.browser.conftest import Watch, slowed


@pytest.fixture(scope="module")
def reached(browser: Browser, base: str) -> dict[str, Milestone]:
    """Every milestone, walked once in a browser that has never been here."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    watch = Watch()
    watch.on(page)
    slowed(page)
    found = first_five_minutes(page, base)
    expect(page.locator("#trouble")).to_be_hidden()
    context.close()
    assert watch.troubles() == []
    return {m.name: m for m in found}


def test_what_hangs_on_one_organisation_is_four_actions_away(reached: dict[str, Milestone]) -> None:
    """What answers rest on, workspace, country, weak points. Cavella's story (seed_data/demo/stories.toml): one house
    runs the hotline, the helpline and the child protection staff; support end to end rests on the last."""
    found = reached["Single points of failure in an invented country"]
    assert len(found.actions) <= 4
    assert found.pages <= 4
    assert "House of Care" in found.seen
    for capability in ("9 Child Protection Workforce", "11 Child Helpline", "12 CSEA Hotline"):
        assert capability in found.seen


def test_malawi_is_one_action_away(reached: dict[str, Milestone]) -> None:
    """Known, missing and unknown at one glance, and together all 21."""
    found = reached["What is known and missing in Malawi"]
    assert len(found.actions) == 1
    counts = {word: int(n) for n, word in re.findall(r"; (\d+) ([^;]+?)(?=;|$)", found.seen)}
    known = re.search(r"(\d+) of 21 known", found.seen)
    assert known is not None
    assert {"Gap", "Fragile", "Covered", "Unknown"} <= set(counts)
    assert sum(counts.values()) == 21
    assert int(known[1]) == 21 - counts["Unknown"]


def test_the_own_country_is_two_actions_away(reached: dict[str, Milestone]) -> None:
    found = reached["The board of one's own country"]
    assert len(found.actions) <= 2
    assert found.seen == "21 capabilities"


def test_sharing_is_two_actions_more(reached: dict[str, Milestone], base: str) -> None:
    own, found = reached["The board of one's own country"], reached["A link to share"]
    assert len(found.actions) == len(own.actions) + 2
    assert found.seen == f"{base}/register/country/KEN"
