"""Finding one's way, in a real browser over both shipped workspaces."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ready


@pytest.mark.parametrize(
    ("workspace", "code", "name", "other"),
    [("demo", "XAA", "Almara", "XAB"), ("register", "MWI", "Malawi", "KEN")],
)
def test_a_country_is_chosen_once_and_kept_by_the_menu(
    page: Page, base: str, workspace: str, code: str, name: str, other: str
) -> None:
    """Chosen on the map, shown by the next pages, changed on one of them, and taken off again."""
    ready(page, f"{base}/{workspace}/map")
    bar = page.locator("#choose-country")
    expect(bar.locator("option:checked")).to_have_text("All countries")
    bar.select_option(label=name)
    expect(page).to_have_url(re.compile(rf"/{workspace}/map\?country={code}"))
    expect(page.locator("#page .chosen-note")).to_contain_text(f"{name} is chosen and marked here.")
    expect(page.locator(f"#page .map a.chosen-place[data-code={code}]").first).to_be_attached()
    menu = page.get_by_role("navigation").first
    menu.get_by_role("link", name="Country board", exact=True).click()
    expect(page).to_have_url(f"{base}/{workspace}/country/{code}")
    expect(page.locator("#page h1")).to_contain_text(f"{name}: ")
    menu.get_by_text("Action", exact=True).click()
    menu.get_by_role("link", name="Meeting", exact=True).click()
    expect(page).to_have_url(f"{base}/{workspace}/meeting/{code}")
    expect(page.locator("#page h1")).to_contain_text(f"{name}: ")
    bar.select_option(value=f"/{workspace}/meeting/{other}")
    expect(page).to_have_url(f"{base}/{workspace}/meeting/{other}")
    expect(page.locator("#page h1")).not_to_contain_text(f"{name}: ")
    menu.get_by_role("link", name="All countries", exact=True).click()
    expect(page.locator("#page tr.chosen-place").first).to_have_attribute("data-key", other)
    bar.select_option(label="All countries")
    expect(page).to_have_url(f"{base}/{workspace}/matrix")
    expect(page.locator("#page .chosen-place")).to_have_count(0)


def test_the_search_of_pages_keeps_the_country_and_the_keyboard_chooses_one(page: Page, base: str) -> None:
    ready(page, f"{base}/demo/matrix")
    page.locator("#choose-country").focus()
    page.keyboard.press("ArrowDown")  # Almara, the first of those about which something is known
    expect(page).to_have_url(f"{base}/demo/matrix?country=XAA")
    # the page drawn for it is there
    page.locator("#palette[data-from*='country=XAA']").wait_for(state="attached")
    page.keyboard.press("Control+k")
    page.locator("#palette-find").fill("plan")
    page.locator("#palette-list").get_by_role("option", name=re.compile("Action plan")).first.click()
    expect(page).to_have_url(re.compile(r"/demo/plan/XAA"))


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_the_choice_of_a_country_fits_the_bar_at_every_width(page: Page, base: str, lang: str) -> None:
    for workspace in ("demo", "register"):
        ready(page, f"{base}/{workspace}/matrix?lang={lang}")
        for width in (360, 1024, 1440):
            page.set_viewport_size({"width": width, "height": 768})
            box = page.locator("#choose-country").bounding_box()
            assert box is not None
            assert box["height"] >= 40
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            if width > 360:
                bar = page.locator(".bar-row").bounding_box()
                assert bar is not None
                assert bar["height"] < 70  # one line


@pytest.mark.parametrize(("workspace", "code"), [("demo", "XAA"), ("register", "MWI")])
def test_who_does_what_where_is_cut_down_counted_and_kept(
    page: Page, base: str, workspace: str, code: str
) -> None:
    """Filters and columns change the table and its totals; the view is kept under a name and opened again; nothing is
    wider than a phone."""
    ready(page, f"{base}/{workspace}/who-does-what?country={code}")
    sentence = page.locator("#page .page-answer")
    whole = sentence.inner_text()
    page.locator("#choose-status").select_option("planned")
    expect(sentence).not_to_have_text(whole)
    page.get_by_text(re.compile(r"^Columns: 9 of 11$")).click()
    page.locator("#column-source").uncheck()
    expect(page).to_have_url(re.compile("columns="))
    expect(page.locator("#page th", has_text="Source")).to_have_count(0)
    page.locator("#favourite-name").fill("Announced")
    page.get_by_role("button", name="Keep this view").click()
    expect(page.locator("#toasts")).to_contain_text("Favourite “Announced” is kept.")
    ready(page, f"{base}/{workspace}/who-does-what")
    page.locator(".favourite-list").get_by_role("link", name="Announced").click()
    expect(page).to_have_url(re.compile(rf"status=planned|country={code}"))
    expect(page.locator("#page th", has_text="Source")).to_have_count(0)
    page.locator(".favourite-list").get_by_role("button", name="Delete").click()
    expect(page.locator(".favourite-list")).to_have_count(0)
    for width in (360, 1024):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    "address", ["register/country/TCD", "register/matrix?country=MWI", "demo/donors/XAA"]
)
def test_a_note_on_a_phone_is_as_wide_as_its_frame_not_squeezed_beside_buttons(
    page: Page, base: str, address: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    ready(page, f"{base}/{address}")
    for note in page.locator("#page .notice").all():
        words = note.locator("span").first.bounding_box()
        assert words is not None
        assert words["width"] >= 240
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize(
    "address",
    [
        "demo/country/XAA",
        "register/matrix?country=MWI",
        "demo/who-does-what?country=XAA",
        "demo/plan/XAA",
        "demo/meeting/XAA",
    ],
)
def test_paper_has_no_words_of_the_screen(page: Page, base: str, address: str) -> None:
    """No button, no field of the bar, no "choose" and no "click"."""
    ready(page, f"{base}/{address}")
    page.emulate_media(media="print")
    shown = page.evaluate(
        """() => [...document.querySelectorAll("button, .button, .bar-row, .screen-only, .chosen-note, .favourites")]
            .filter((e) => e.offsetParent !== null || e.getClientRects().length).length"""
    )
    assert shown == 0
    words = page.locator("#page").inner_text().casefold()
    screen = r"\b(?:click|choose (?:a|an|the|one|another))\b"  # an action may be to choose national terms
    assert not re.search(screen, words), re.findall(f".{{30}}{screen}.{{30}}", words)
    page.emulate_media(media="screen")
