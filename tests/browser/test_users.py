"""What the three users come for, whole, by visible links: committee, secretariat, donor; wide, narrow, dark, keys only.

Expected facts are those of the stories of the fictional region (seed_data/demo/README.md and stories.toml), which are
worked by hand from its rows.
"""

from __future__ import annotations

import csv
import io
import re

import docx
import pytest
from playwright.sync_api import Download, Locator, Page, expect

from tests.browser.conftest import Watch, ready


def headed(page: Page, words: str | re.Pattern[str]) -> None:
    """The page of that heading is there, drawn and whole."""
    expect(page.locator("#page h1")).to_have_text(words)
    page.locator("[data-job]").wait_for(state="detached")


def menu(page: Page, group: str, name: str) -> None:
    """Open a menu of the bar and choose a page; on a narrow screen the pages are folded away first."""
    fold = page.locator(".pages-fold > summary")
    if fold.is_visible():
        fold.click()
    page.locator("nav summary", has_text=group).click()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name=name, exact=True).click()


def taken(page: Page, link: Locator) -> Download:
    """What a link or button gives to take away."""
    with page.expect_download() as waited:
        link.click()
    return waited.value


def words_of(got: Download) -> str:
    """Everything that a Word file says, tables included."""
    assert got.suggested_filename.endswith(".docx")
    document = docx.Document(str(got.path()))
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


@pytest.fixture
def visitor(page: Page, request: pytest.FixtureRequest) -> Page:
    """A page as wide and as light as the test asks."""
    width, scheme = getattr(request, "param", None) or (1280, "light")
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    return page


def within(page: Page) -> None:
    """Nothing scrolls sideways."""
    size = page.viewport_size
    assert size is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


# -- the committee


def test_committee_from_three_fragile_capabilities_to_the_minutes(
    visitor: Page, base: str, watch: Watch
) -> None:
    """Belorin, a tall house without a ground floor: fragile are 11, 12, 14, 15 and 18 (of 17 one is enough),
    legislation is missing."""
    page = visitor
    ready(page, f"{base}/demo")
    page.locator("#page").get_by_role("link", name="Belorin", exact=True).first.click()
    headed(page, "Belorin: country board")
    fragile = page.locator("#page .card.s-fragile").evaluate_all("all => all.map((c) => c.id)")
    assert set(fragile) == {f"cell-XAB-{n}" for n in (11, 12, 14, 15, 18)}

    # what falls with the only hotline
    page.locator("#page").get_by_role("link", name="Single points of failure", exact=True).click()
    headed(page, "Belorin: single points of failure")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="12 CSEA Hotline")).first
    row.get_by_role("link", name="Run a what-if").click()
    expect(page.locator("#page .page-answer")).to_have_text("1 capability is lost and 1 becomes fragile.")
    expect(page.locator("#page .rounds")).to_contain_text("12 CSEA Hotline")

    # the table of the meeting: the fix of what rests on one goes into the plan, and the meeting goes on
    menu(page, "Action", "Meeting")  # of the country that was chosen
    headed(page, "Belorin: meeting")
    first = page.get_by_role("article", name=re.compile("^3 Legislation"))
    fragile_one = page.get_by_role(
        "article", name=re.compile("^12 CSEA Hotline depends on a single organisation")
    )
    fragile_one.get_by_role("button", name="Add to the plan").click()
    expect(fragile_one.get_by_role("button", name="Added to the plan: step 1")).to_be_visible()
    expect(page.get_by_text("The plan for Belorin holds 1 step.")).to_be_visible()
    page.get_by_role("button", name="Open the plan").click()
    headed(page, "Belorin: action plan")
    row = page.locator("#step-1")
    expect(row).to_contain_text("12 CSEA Hotline")
    expect(row).to_be_in_viewport()
    deep = page.url
    page.get_by_role("link", name="Take the plan to the meeting").click()
    headed(page, "Belorin: meeting")
    expect(fragile_one.get_by_role("button", name="Added to the plan: step 1")).to_be_visible()

    # decide, and take the minutes away
    first.get_by_label("Agreed", exact=True).check()
    expect(page).to_have_url(re.compile("agreed"))
    expect(first.get_by_label("Agreed", exact=True)).to_be_checked()
    page.get_by_label("Chair", exact=True).fill("The chair of the council")
    watch.allowed = (
        "XAB.docx",
    )  # a form whose answer is kept as a file ends no page: Chromium tells that it stopped
    got = taken(page, page.get_by_role("button", name="Download the minutes (Word)").last)
    words = words_of(got)
    for wanted in ("Belorin", "3 Legislation", "Agreed", "The chair of the council"):
        assert wanted in words

    # a link from a mail opens the plan as it was left
    ready(page, deep)
    headed(page, "Belorin: action plan")
    expect(page.locator("#step-1")).to_contain_text("12 CSEA Hotline")


# -- the secretariat


@pytest.mark.parametrize(
    "visitor", [(1280, "light"), (360, "dark")], indirect=True, ids=["wide", "phone, dark"]
)
def test_secretariat_from_a_member_without_a_tie_to_the_corridor(visitor: Page, base: str) -> None:
    """Cavella Children's Watch works with no police, hotline or ministry, though all three are known there."""
    page = visitor
    ready(page, f"{base}/demo")
    menu(page, "Cooperation", "Network")
    headed(page, "Network: Shore Children's Network")
    within(page)
    lonely = page.locator("section#lonely")
    row = lonely.get_by_role("row").filter(has_text="Cavella Children's Watch")
    row.get_by_role("link", name=re.compile("^Draft a partnership with: Police")).click()
    headed(page, "Cavella Children's Watch: draft a partnership with the Police")
    within(page)
    page.get_by_label("Type of cooperation").select_option(label="referral")
    expect(page).to_have_url(re.compile("kind=referral"))
    expect(page.locator(".row-words")).to_contain_text("referral")
    page.locator("#page summary", has_text="Download").click()
    got = taken(page, page.get_by_role("link", name="Row for ties.csv as CSV"))
    (drafted,) = csv.DictReader(io.StringIO(got.path().read_text("utf-8-sig")))
    assert [drafted[k] for k in ("a_id", "b_id", "kind", "iso3")] == ["c-kids", "c-police", "referral", "XAC"]
    page.get_by_role("link", name="See the cross-border cooperation of Cavella").click()
    headed(page, "Cavella: cross-border cooperation, 4 Dedicated Law Enforcement")
    expect(page).to_have_url(re.compile(r"/demo/corridors\?country=XAC&duty=4"))
    within(page)
    page.go_back()
    headed(page, "Cavella Children's Watch: draft a partnership with the Police")
    expect(page.get_by_label("Type of cooperation")).to_have_value("referral")


# -- the donor


def press_by_keys(page: Page, name: str | re.Pattern[str], most: int = 250) -> None:
    """Tab until the thing of that name has the focus and can be seen to have it; then Enter."""
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.locator("*:focus")
        if here.count() and _named(here, name):
            assert here.evaluate("e => e.matches(':focus-visible')")
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} cannot be reached with the Tab key")


def _named(here: Locator, name: str | re.Pattern[str]) -> bool:
    words = " ".join(here.evaluate("e => e.getAttribute('aria-label') || e.innerText").split())
    return bool(name.search(words)) if isinstance(name, re.Pattern) else words == name


@pytest.mark.parametrize("visitor", [(1280, "dark")], indirect=True, ids=["dark"])
def test_donor_from_the_cliff_to_the_brief_by_keys_alone(visitor: Page, base: str) -> None:
    """In Almara the yearly study of risk is paid by one grant, of the Harbour Fund, that ends in December 2026; the
    same fund pays hotlines in Belorin and Fallowen (funding.csv, three rows)."""
    page = visitor
    ready(page, f"{base}/demo")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 28)"
    press_by_keys(page, "Risks")
    press_by_keys(page, "Upcoming end dates")
    headed(page, "Upcoming end dates")
    row = page.get_by_role("row").filter(has_text="Almara: 2 Research, Analysis and Monitoring")
    expect(row).to_contain_text("Harbour Fund of the Shore")

    # who else funds it, at the place of that capability
    press_by_keys(page, "Other funders of the same work", 400)
    headed(page, "Almara: donor view")
    expect(page).to_have_url(f"{base}/demo/donors/XAA?rows=funding#XAA-2")
    press_by_keys(page, "Harbour Fund of the Shore")
    headed(page, "Harbour Fund of the Shore: what it funds")
    for cell in ("Almara: 2 Research", "Belorin: 12 CSEA Hotline", "Fallowen: 12 CSEA Hotline"):
        expect(page.locator("#page")).to_contain_text(cell)

    # the brief, as a document
    press_by_keys(page, "Brief")
    headed(page, "Report for: Donor")
    with page.expect_download() as waited:
        press_by_keys(page, "Donor as Word")
    brief = words_of(waited.value)
    for wanted in ("Harbour Fund of the Shore", "Almara", "2 Research, Analysis and Monitoring"):
        assert wanted in brief


# -- what every journey rests on


def test_a_choice_keeps_the_focus_and_what_is_open(visitor: Page, base: str) -> None:
    """A field of the page keeps the focus when its answer comes, and what somebody opened stays open."""
    page = visitor
    ready(page, f"{base}/demo/matrix")
    state = page.get_by_label("With a capability that is")
    state.focus()
    state.select_option("gap")
    expect(page.locator("#page tr[data-row]", has_text="Almara")).to_have_count(1)
    expect(page.locator("html")).not_to_have_attribute("data-busy", "")
    expect(state).to_be_focused()
    expect(page.locator('#page [data-cell][tabindex="0"]')).to_have_count(1)

    ready(page, f"{base}/demo/network/tie/c-kids/police")
    page.locator("#page summary", has_text="Download").click()
    row = page.get_by_role("link", name="Row for ties.csv as CSV")
    expect(row).to_be_visible()
    page.get_by_label("Type of cooperation").select_option(label="referral")
    expect(row).to_have_attribute("href", re.compile("kind=referral"))
    # another page begins with everything closed
    page.get_by_role("link", name="The network", exact=True).first.click()
    headed(page, "Network: Shore Children's Network")
    expect(page.locator("#page details[open]")).to_have_count(0)
