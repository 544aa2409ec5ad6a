"""The pages beyond the board in a real browser: axe, width, console, and the ways from one to the next."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import examine, on_its_day, ready

PAGES = {
    "weak points": "/demo/weak-points",
    "weak points of a country": "/demo/weak-points/XAC",
    "weak points, one chosen": "/demo/weak-points/XAC?load=c-house%3Bc-outreach",
    "weak points, empty": "/register/weak-points/ATA",
    "what-if": "/demo/what-if?changes=stakeholder:c-house&find=police",
    "two what-ifs": "/demo/what-if?changes=stakeholder:harbour-fund&with=stakeholder:c-house",
    "what-if, empty": "/register/what-if",
    "cliffs": "/demo/cliffs",
    "same organisation": "/demo/same-organisation",
    "same organisation, register": "/register/same-organisation",
    "news": "/demo/news/XAA?since=2020-01-01",
    "news of the register": "/register/news/MWI",
    "partnerships": "/demo/partnerships/XAA",
    "lanes": "/register/partnerships/MWI?as=lanes",
    "weak points of the register": "/register/weak-points/KEN",
    "what-if of the register": "/register/what-if?changes=stakeholder:iwf",
    "cliffs of the register": "/register/cliffs",
    "donors of the register": "/register/donors",
    "donors of a country of the register": "/register/donors/MWI",
    "a funder of the register": "/register/donors?funder=end-violence-fund",
    "network of the region": "/demo/network",
    "history of the register": "/register/history/MWI",
    "sources of the register": "/register/sources",
    "choice for partnerships": "/register/partnerships",
    "corridors": "/register/corridors",
    "pair": "/demo/corridors/XAB/XAC",
    "regions": "/register/corridors?duty=3",
    "a country and its corridors": "/register/corridors?duty=4&country=MWI",
    "instrument": "/demo/corridors/instrument/coast-convention",
    "an agreement and who is no party to it": "/register/corridors/instrument/acrwc?rows=all",
    "a board by driver": "/register/country/MWI?lens=driver",
    "reasons with obligations": "/register/why/MWI/3",
    "a missing tie": "/demo/network/tie/c-kids/police",
    "records to check": "/demo/verify-next/XAD",
    "records to check of the register, with a letter": "/register/verify-next/MWI?letter=tithandizane-116",
    "records to check of all countries": "/register/verify-next",
    "routes": "/demo/routes/XAC?to=XAB",
    "the order of the gaps": "/register/country/KEN?rows=gaps",
    "the action library": "/register/framework?open=actions&actions=12",
    "routes of the register": "/register/routes/MWI",
    "the map of routes": "/demo/routes",
    "the whole graph": "/demo/graph/XAA",
    "the whole graph of the register": "/register/graph/MWI?node=Stakeholder:yoneco",
    "all countries as clusters": "/register/graph",
    "an organisation": "/demo/organisation/c-house",
    "an organisation of the register": "/register/organisation/iwf",
    "an organisation of a country": "/register/organisation/yoneco",
    "an organisation nobody knows much of": "/register/organisation/5rights",
    "donors of a country": "/demo/donors/XAA",
    "a funder": "/demo/donors?funder=harbour-fund",
    "network": "/register/network",
    "plan": "/demo/plan/XAB?budget=2&steps=12:3-4;3:1-2",
    "plan with costs": "/demo/plan/XAB?costs=3:2=5&budget=9",
    "plan without phases": "/register/plan/MWI",
    "plan with named steps": "/demo/plan/XAC?steps=provider/9/c-counsel/2027-02-25;15:1-2;look/2",
    "what-if of an addition": "/demo/what-if?changes=%2Btie:c-kids/c-police&steps=look/2&plan=XAC",
    "meeting": "/demo/meeting/XAA?v.one-9=change&since=2022-01-01",
    "meeting, seats unknown": "/demo/meeting/XAC",
    "meeting, nothing known": "/register/meeting/ATA",
    "choice for a meeting": "/register/meeting",
    "reports": "/demo/reports",
    "report of a country": "/demo/reports/country/XAC",
    "brief of a donor": "/demo/reports/donor/beacon-foundation",
    "report with long addresses": "/register/reports/country/MWI",
    "brief of a real donor": "/register/reports/donor/end-violence-fund",
    "report to be chosen": "/register/reports/plan",
    "donors": "/demo/donors",
    "framework": "/register/framework",
    "sources": "/demo/sources",
    "history": "/demo/history",
    "data": "/demo/data",
    "help": "/register/help",
    "article": "/demo/help/corridors",
    "methods": "/demo/methods/coverage",
    "settings": "/demo/settings",
}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_nothing_serious_nothing_too_wide_and_a_quiet_console(page: Page, base: str, path: str) -> None:
    examine(page, base + on_its_day(path))


def test_a_menu_leads_to_its_pages_by_mouse_and_keyboard(page: Page, base: str) -> None:
    ready(page, base + "/demo")
    page.get_by_text("Risks", exact=True).click()
    page.get_by_role("link", name="Single points of failure").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Single points of failure")
    page.locator("summary", has_text="Action").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Meeting: what do we decide today?")


def test_a_menu_closes_when_the_keyboard_leaves_it_and_by_escape(page: Page, base: str) -> None:
    ready(page, base + "/demo")
    together = page.locator('.pages li[data-key="Cooperation"] details')
    together.locator("summary").press("Enter")
    expect(together).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    expect(together).to_have_attribute("open", "")  # still within it
    page.locator('.pages li[data-key="Reference"] summary').focus()
    expect(together).not_to_have_attribute("open", "")
    together.locator("summary").press("Enter")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")
    expect(together).not_to_have_attribute("open", "")
    expect(together.locator("summary")).to_be_focused()


def test_a_weak_point_opens_as_a_what_if_and_back(page: Page, base: str) -> None:
    ready(page, base + "/demo/weak-points/XAC")
    row = page.get_by_role("row").filter(has_text="9 Child Protection Workforce").first
    row.get_by_role("link", name="Run a what-if").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What if House of Care and Outreach Teams of Cavella end?"
    )
    expect(page.locator(".chosen-list li")).to_have_count(2)
    page.get_by_role("link", name=re.compile("^Remove .*Outreach Teams of Cavella")).click()
    expect(page.locator(".chosen-list li")).to_have_count(1)
    page.go_back()
    expect(page.locator(".chosen-list li")).to_have_count(2)


def test_one_is_chosen_in_the_picture_of_who_carries_what(page: Page, base: str) -> None:
    """By keyboard; the address alone brings it back, and choosing it again takes it back."""
    ready(page, base + "/demo/weak-points/XAC")
    page.locator('#load a[data-key="c-telco"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator("#load-chosen")).to_have_text("If CavaNet stopped")
    expect(page.locator('#load a[data-key="c-telco"]')).to_have_class(re.compile("gone"))
    page.reload()
    expect(page.locator("#load-chosen")).to_have_text("If CavaNet stopped")
    page.locator('#load a[data-key="c-telco"]').click()
    expect(page.locator("#load-chosen")).to_have_count(0)


def test_an_organisation_is_found_and_taken_away(page: Page, base: str) -> None:
    ready(page, base + "/demo/what-if")
    page.get_by_label("Find an organisation").fill("harbour fund")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Harbour Fund of the Shore").click()
    expect(page.locator(".rounds")).to_contain_text("loses all its known funders")


def test_a_pair_of_countries_is_chosen_in_a_form(page: Page, base: str) -> None:
    ready(page, base + "/demo/corridors")
    pair = page.get_by_role("form", name="Choose two countries")
    pair.get_by_label("Country", exact=True).select_option("XAB")
    pair.get_by_label("Second country").select_option("XAC")
    pair.get_by_role("button", name="Show these two countries").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Belorin and Cavella: cross-border cooperation")


def test_what_is_chosen_before_the_scripts_take_over_is_kept(page: Page, base: str) -> None:
    """The first paint is readable and usable; nothing done in it is lost when the scripts take over."""
    ready(
        page, base + "/demo/corridors"
    )  # answers are kept: the next first paint is the page, not its progress
    held: list[Route] = []
    page.route("**/_dash-layout", lambda route: held.append(route))
    page.goto(base + "/demo/corridors", wait_until="commit")
    page.locator("#first [id='choose-a']").select_option("XAB")
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    page.locator("#first").wait_for(state="detached")
    pair = page.get_by_role("form", name="Choose two countries")
    expect(pair.get_by_label("Country", exact=True)).to_have_value("XAB")
    pair.get_by_label("Second country").select_option("XAC")
    page.get_by_role("button", name="Show these two countries").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Belorin and Cavella: cross-border cooperation")


def test_a_choice_that_no_address_holds_yet_outlives_the_next_drawing(page: Page, base: str) -> None:
    """As when it was made before the scripts took over: the page drawn for the second choice leaves the first."""
    ready(page, base + "/demo/corridors")
    pair = page.get_by_role("form", name="Choose two countries")
    page.evaluate("document.getElementById('choose-a').value = 'XAB'")
    drawn = page.evaluate_handle(
        "() => ({ done: new Promise((d) => document.addEventListener('mnr:drawn', () => d(1), { once: true })) })"
    )
    pair.get_by_label("Second country").select_option("XAC")
    drawn.evaluate("(it) => it.done")
    expect(pair.get_by_label("Second country")).to_have_value("XAC")
    expect(pair.get_by_label("Country", exact=True)).to_have_value("XAB")


def test_steps_of_a_plan_are_added_and_checked(page: Page, base: str) -> None:
    ready(page, base + "/demo/plan/XAB?budget=1")
    page.get_by_label("Add a step").select_option(label="3 Legislation: 1 → 2")
    expect(page.get_by_text("The order works")).to_be_visible()
    expect(page.locator(".step[id]")).to_have_count(1)


def test_a_fix_goes_into_the_plan_is_changed_moved_and_taken_back(page: Page, base: str) -> None:
    """From a row of the weak points; back and forward undo and redo, and the address alone brings it all back."""
    ready(page, base + "/demo/weak-points/XAC")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="12 CSEA Hotline"))
    row.get_by_role("link", name="Add to the plan").click()
    expect(row.get_by_role("link", name="Added to the plan: step 1")).to_be_visible()
    page.go_back()
    expect(row.get_by_role("link", name="Add to the plan")).to_be_visible()
    page.go_forward()
    row.get_by_role("link", name="Added to the plan: step 1").click()
    expect(page.locator("#step-1")).to_be_in_viewport()
    page.get_by_label("Add a step").select_option(label="15 Offender Support Systems: 1 → 2")
    expect(page.locator(".step[id]")).to_have_count(2)
    page.get_by_role("link", name="Move step 2 up").click()
    expect(page.locator("#step-1")).to_contain_text("15 Offender Support Systems")
    page.locator("#step-2 summary").click()
    page.locator("#step-2").get_by_label("Cost").fill("40")
    page.locator("#step-2").get_by_label("Organisations asked").select_option(label="Quay Shelter")
    page.locator("#step-2").get_by_role("button", name="Change").click()
    page.locator("#first").wait_for(state="detached")
    expect(page.locator("#step-2")).to_contain_text(
        "Agree in writing who replaces Quay Shelter if needed: 12 CSEA Hotline."
    )
    ready(page, page.url)
    expect(page.locator(".step[id]")).to_have_count(2)
    page.get_by_role("link", name="Remove step 1").click()
    expect(page.locator(".step[id]")).to_have_count(1)


def test_a_named_step_is_added_where_no_review_gives_a_phase(page: Page, base: str) -> None:
    ready(page, base + "/register/plan/MWI")
    page.locator("summary", has_text="Add a specific step").click()
    page.locator("#new-kind").select_option(label="Review")
    page.locator("#new-about").select_option(label="19 Corporate Social Responsibility")
    page.get_by_role("button", name="Add the step").click()
    page.locator("#first").wait_for(state="detached")
    expect(page.locator("#step-1")).to_contain_text(
        "Name who will review 19 Corporate Social Responsibility."
    )
    page.locator("summary", has_text="outside the plan").click()
    expect(page.get_by_text("Added to the plan: step 1")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/demo/weak-points/XAC", "Single providers as CSV"),
        ("/demo/weak-points/XAC", "Single providers as Excel"),
        ("/demo/cliffs", "Table as Calendar (.ics)"),
        ("/demo/partnerships/XAA", "Who provides what as PNG"),
        ("/demo/plan/XAB", "Best plan as CSV"),
        ("/register/framework?open=threats", "Threats as Excel"),
    ],
)
def test_files_can_be_taken_away(page: Page, base: str, path: str, words: str) -> None:
    ready(page, base + path)
    link = page.get_by_role("link", name=words, exact=True, include_hidden=True).first
    link.locator("xpath=ancestor::details[1]/summary").click()
    with page.expect_download() as waiting:
        link.click()
    assert waiting.value.path().stat().st_size > 100
