"""Two journeys in a real browser: the secretariat of a network, and a donor."""

from __future__ import annotations

import csv
import io

from playwright.sync_api import Page, expect

from tests.browser.conftest import ready


def test_the_secretariat_finds_a_missing_tie_drafts_it_and_sees_the_corridor(page: Page, base: str) -> None:
    """Members without a tie are found on the network page; the draft becomes a row for ties.csv."""
    ready(page, base + "/demo")
    page.get_by_text("Cooperation", exact=True).click()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Network", exact=True).click()
    page.get_by_role(
        "link", name="without any partnership with the police, hotline or government bodies known there"
    ).click()
    member = page.get_by_role("rowheader", name="Cavella Children's Watch")
    draft = page.get_by_role("link", name="Draft a partnership with: Police")
    row = page.get_by_role("row").filter(has=member).filter(has=draft).first
    row.get_by_role("link", name="Draft a partnership with: Police").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Cavella Children's Watch: draft a partnership with the Police"
    )
    page.get_by_label("Type of cooperation").select_option("referral")
    expect(page.locator(".row-words")).to_contain_text("referral")
    expect(page.locator("#tie-letter")).to_contain_text("Dear colleagues of Cavella Constabulary")
    page.locator("details.take summary").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Row for ties.csv as CSV").click()
    assert waiting.value.suggested_filename == "ties.csv"
    (drafted,) = csv.DictReader(io.StringIO(waiting.value.path().read_text(encoding="utf-8-sig")))
    assert (drafted["a_id"], drafted["b_id"], drafted["kind"]) == ("c-kids", "c-police", "referral")
    page.get_by_role("link", name="See the cross-border cooperation of Cavella").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Cavella: cross-border cooperation, 4 Dedicated Law Enforcement"
    )
    expect(page.get_by_role("row").filter(has_text="Fallowen")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Type of cooperation")).to_have_value("referral")


def test_a_donor_finds_the_cliff_and_who_else_funds(page: Page, base: str) -> None:
    """December 2027: the hotline of Belorin loses its money; who else pays for it stands on the donors page."""
    ready(page, base + "/demo/cliffs")
    page.locator(".months").get_by_role("link", name="Dec 2027: 2 capabilities weaken").click()
    row = page.get_by_role("row").filter(has_text="Belorin: 12 CSEA Hotline")
    expect(row).to_contain_text("Harbour Fund of the Shore")
    row.get_by_role("link", name="Other funders of the same work").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Belorin: donor view")
    funded = page.locator("tr[id='XAB-12']")
    expect(funded).to_contain_text("Harbour Fund of the Shore")
    expect(funded.locator("td").last).to_have_text("1")  # known funders
    expect(funded).to_be_in_viewport()
    expect(page.get_by_role("heading", name="Who funds what")).to_be_in_viewport()
    page.get_by_role("link", name="Harbour Fund of the Shore").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Fund of the Shore: what it funds")
    expect(page.get_by_role("link", name="Brief", exact=True)).to_have_attribute(
        "href", "/demo/reports/donor/harbour-fund"
    )


def test_an_agreement_opens_its_page_and_the_matrix_is_walked_by_keys(page: Page, base: str) -> None:
    ready(page, base + "/demo/corridors?duty=3")
    page.get_by_role("link", name="Coastal Convention on the Protection of Children Online").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Coastal Convention on the Protection of Children Online"
    )
    page.go_back()
    first = page.locator(".square [data-cell]").first
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Belorin and Cavella: cross-border cooperation"
    )
    page.go_back()
    page.get_by_role("link", name="Almara", exact=True).first.click()
    expect(page.locator("#choose-country option:checked")).to_have_text("Almara")


def test_a_region_opens_its_countries(page: Page, base: str) -> None:
    ready(page, base + "/register/corridors?duty=3")
    table = page.locator("table.regions")
    table.get_by_role("link", name="Eastern Africa and Northern Europe").first.click()
    expect(page.locator("table.square")).to_contain_text("Malawi")
    expect(page.get_by_label("With", exact=True)).to_have_value("Northern Europe")
