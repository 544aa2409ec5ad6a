"""Two tabs of one browser: different workspaces, dates and languages do not disturb each other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Watch, ready


@pytest.fixture
def other(context: BrowserContext, watch: Watch, page: Page) -> Iterator[Page]:
    """A second tab beside ``page``, with the same cookies and the same watch."""
    found = context.new_page()
    watch.on(found)
    yield found
    found.close()


def test_two_workspaces_and_two_days_stay_apart(page: Page, other: Page, base: str) -> None:
    ready(page, f"{base}/demo/country/XAA?as_of=2025-06-30")
    ready(other, f"{base}/register/country/MWI?evidence=confirmed")
    page.locator("#app .bar-fold summary").click()
    page.get_by_label("Evidence", exact=True).select_option("confirmed")
    expect(page.locator("#page .lead")).to_contain_text("30 June 2025")
    expect(page.locator("#page .lead")).to_contain_text("confirmed evidence only")
    other.locator("#app .bar-fold summary").click()
    other.get_by_label("Evidence", exact=True).select_option("")
    expect(other.locator("#page .lead")).not_to_contain_text("confirmed evidence only")
    expect(other.locator("#page h1")).to_have_text("Malawi: country board")
    expect(other.locator("#page .lead")).to_contain_text("25 November 2026")
    # the first is where it was, and stays there when it is loaded again
    for _ in range(2):
        expect(page).to_have_url(f"{base}/demo/country/XAA?as_of=2025-06-30&evidence=confirmed")
        expect(page.locator("#page h1")).to_have_text("Almara: country board")
        expect(page.locator("#page .lead")).to_contain_text("30 June 2025")
        page.reload()
        page.locator("#first").wait_for(state="detached")


def test_a_language_is_chosen_for_one_tab(page: Page, other: Page, base: str) -> None:
    ready(page, f"{base}/demo/country/XAA?lang=fr")
    ready(other, f"{base}/demo/country/XAA")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    other.locator("#cell-XAA-12").click()
    expect(other.locator("html")).to_have_attribute("lang", "en")
    expect(other.locator("#why-title")).to_have_text("12 CSEA Hotline")
    page.reload()
    page.locator("#first").wait_for(state="detached")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(other.locator("html")).to_have_attribute("lang", "en")


def test_going_back_in_one_tab_moves_that_tab(page: Page, other: Page, base: str) -> None:
    """Each tab has its own way back; the link opened in a new tab begins one."""
    ready(page, f"{base}/demo")
    page.get_by_role("link", name="Open the board: Almara").click()
    expect(page.locator("#page h1")).to_have_text("Almara: country board")
    ready(other, page.url)
    other.get_by_role("link", name="Single points of failure").first.click()
    expect(other.locator("#page h1")).to_have_text("Almara: single points of failure")
    page.go_back()
    expect(page.locator("#page h1")).to_have_text("Fictional region: overview")
    expect(other.locator("#page h1")).to_have_text("Almara: single points of failure")
    other.go_back()
    expect(other.locator("#page h1")).to_have_text("Almara: country board")
    page.go_forward()
    expect(page.locator("#page h1")).to_have_text("Almara: country board")
