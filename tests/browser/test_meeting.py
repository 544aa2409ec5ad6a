"""The meeting in a real browser: nothing typed is lost, each step is taken back, minutes come, scripts or not."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch, ready

XAB = "/demo/meeting/XAB"


def words_of(data: bytes) -> str:
    made = docx.Document(io.BytesIO(data))
    cells = [c.text for t in made.tables for r in t.rows for c in r.cells]
    return "\n".join([p.text for p in made.paragraphs] + cells)


def open_first(page: Page) -> None:
    page.locator("#d-owner-missing-3").locator("xpath=ancestor::details").locator("summary").first.click()


def test_what_is_typed_stays_over_a_reload_and_goes_into_the_minutes(
    page: Page, base: str, watch: Watch
) -> None:
    watch.allowed = (
        "/demo/minutes/XAB.docx",
    )  # a browser reports a form answered by a file as an aborted page
    ready(page, base + XAB)
    page.get_by_label("Agreed").first.check()
    expect(page).to_have_url(base + XAB + "?v.missing-3=agreed")
    page.locator("#d-owner-missing-3").fill("Ministry of Justice")
    page.locator("#d-people").fill("Somebody\nSomebody else")
    expect(page.locator("[data-draft-state]")).to_have_text("What you type is saved in this browser.")
    assert "Somebody" not in page.url
    page.reload()
    page.locator("#first").wait_for(state="detached")
    expect(page.locator("#d-owner-missing-3")).to_have_value("Ministry of Justice")
    expect(page.locator("#d-people")).to_have_value("Somebody\nSomebody else")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the minutes (Word)").last.click()
    path = download.value.path()
    assert download.value.suggested_filename == "minutes-XAB-2026-11-25.docx"
    words = words_of(path.read_bytes())
    for said in (
        "Somebody else",
        "Ministry of Justice",
        "Agreed",
        "3 Legislation: reviewed, and only at the first stage",
    ):
        assert said in words
    expect(page.locator("#d-people")).to_have_value("Somebody\nSomebody else")  # the page stays as it is


def test_each_step_can_be_taken_back(page: Page, base: str) -> None:
    ready(page, base + XAB)
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_hidden()
    page.locator("#d-chair").fill("One")
    page.locator("#d-chair").blur()
    page.get_by_label("Not now").first.check()
    expect(page).to_have_url(base + XAB + "?v.missing-3=not-now")
    page.locator("#d-chair").fill("Two")
    page.locator("#d-chair").blur()
    undo.click()
    expect(page.locator("#d-chair")).to_have_value("One")
    undo.click()
    expect(page).to_have_url(base + XAB)
    undo.click()
    expect(page.locator("#d-chair")).to_have_value("")
    expect(undo).to_be_hidden()


def test_start_afresh_can_be_taken_back_too(page: Page, base: str) -> None:
    ready(page, base + XAB)
    page.locator("#d-people").fill("Somebody")
    page.locator("#d-people").blur()
    page.get_by_role("button", name="Clear the form").click()
    expect(page.locator("#d-people")).to_have_value("")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#d-people")).to_have_value("Somebody")


def test_a_draft_belongs_to_one_country(page: Page, base: str) -> None:
    ready(page, base + XAB)
    page.locator("#d-people").fill("Of Belorin")
    page.locator("#choose-country").select_option(label="Cavella")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cavella: meeting")
    expect(page.locator("#d-people")).to_have_value("")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Belorin: meeting")
    expect(page.locator("#d-people")).to_have_value("Of Belorin")


def test_by_keyboard_a_verdict_and_enter_takes_nothing_away(page: Page, base: str) -> None:
    ready(page, base + XAB)
    page.locator("#v-missing-3-open").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(base + XAB + "?v.missing-3=agreed")
    expect(page.locator("#v-missing-3-agreed")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(base + XAB + "?v.missing-3=change")
    expect(page.get_by_label("What should change")).to_be_visible()
    page.locator("#d-chair").focus()
    page.keyboard.type("The chair")
    page.keyboard.press("Enter")
    expect(page.locator("#d-chair")).to_have_value("The chair")
    expect(page).to_have_url(base + XAB + "?v.missing-3=change")


def test_a_next_meeting_before_this_one_is_told_at_its_field(page: Page, base: str, watch: Watch) -> None:
    watch.allowed = ("/demo/minutes/XAB.docx",)
    ready(page, base + XAB)
    page.locator("#d-held").fill("2027-02-25")
    page.locator("#d-next").fill("2027-02-24")
    take = page.get_by_role("button", name="Download the minutes (Word)").last
    take.click()
    expect(page.locator("#d-next-wrong")).to_have_text(
        "The next meeting cannot be before this one. Correct one of the two dates."
    )
    expect(page.locator("#d-next")).to_be_focused()
    page.locator("#d-next").fill("2027-03-24")
    expect(page.locator("#d-next-wrong")).to_have_text("")
    with page.expect_download():
        take.click()


def test_without_scripts_the_form_alone_makes_the_minutes(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(base + XAB)
    page.locator("#v-missing-3-change").check(force=True)
    page.locator("summary", has_text="Responsible").first.click()
    page.locator("#d-words-missing-3").fill("in two readings")
    page.locator("#d-people").fill("Somebody")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the minutes (Word)").last.click()
    words = words_of(download.value.path().read_bytes())
    for said in ("Agreed with a change", "in two readings", "Somebody"):
        assert said in words
    context.close()


def test_a_decision_goes_into_the_plan_and_the_meeting_goes_on(page: Page, base: str) -> None:
    ready(page, base + XAB + "?v.missing-3=agreed")
    first = page.locator("article").first
    first.get_by_role("button", name="Add to the plan").click()
    expect(first.get_by_role("button", name="Added to the plan: step 1")).to_be_visible()
    expect(page.locator("#v-missing-3-agreed")).to_be_checked()
    expect(page.get_by_role("heading", level=1)).to_have_text("Belorin: meeting")
    page.get_by_role("link", name=re.compile("^Undo")).click()
    expect(page).to_have_url(base + XAB + "?v.missing-3=agreed")
    expect(page.locator(".plan-bar")).to_be_hidden()


def test_who_is_responsible_goes_to_the_plan_and_comes_back_changed(page: Page, base: str) -> None:
    """The last word counts, and the one before is one *Undo* away: typed in the meeting, changed in the plan, back."""
    ready(page, base + XAB + "?v.missing-3=agreed")
    first, who = page.locator("article").first, page.locator("#d-owner-missing-3")
    who.fill("The drafting group")
    page.locator("#d-cost-missing-3").fill("EUR 1200")
    first.get_by_role("button", name="Add to the plan").click()
    page.locator("#first").wait_for(state="detached")
    expect(first.get_by_role("button", name="Added to the plan: step 1")).to_be_visible()
    expect(who).to_have_value("The drafting group")
    who.fill("The ministry")  # after it went into the plan
    page.get_by_role("button", name="Open the plan").click()
    page.locator("#first").wait_for(state="detached")
    step = page.locator("#step-1")
    expect(step).to_contain_text("Agreed")
    row = page.get_by_role("row").filter(has=step)
    expect(row).to_contain_text("The ministry")
    row.locator("summary", has_text="Change responsible").click()
    row.get_by_label("Responsible (empty: as proposed)").fill("The justice ministry")
    row.get_by_role("button", name="Change", exact=True).click()
    page.locator("#first").wait_for(state="detached")
    expect(page.get_by_role("row").filter(has=step)).to_contain_text("The justice ministry")
    page.get_by_role("link", name="Take the plan to the meeting").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Belorin: meeting")
    expect(who).to_have_value("The justice ministry")
    expect(page.locator("#d-cost-missing-3")).to_have_value("EUR 1200")
    expect(page.locator("#v-missing-3-agreed")).to_be_checked()
    page.locator(".meeting-minutes").get_by_role("button", name="Undo").click()
    expect(who).to_have_value("The ministry")


def test_costs_of_ones_own_change_the_plan(page: Page, base: str) -> None:
    ready(page, base + "/demo/plan/XAB?steps=3:1-2")
    expect(page.locator(".mini-tile.changed")).to_have_count(9)
    page.locator("summary", has_text="Your own costs").click()
    page.get_by_label("Cost of 3 Legislation, phase 2").fill("5")
    page.get_by_role("button", name="Use these costs").click()
    page.locator("#first").wait_for(state="detached")
    expect(page).to_have_url(base + "/demo/plan/XAB?costs=3%3A2%3D5&steps=3%3A1-2")
    expect(page.locator(".fact", has_text="total cost").first).to_have_text("5total cost")
    expect(page.locator("#toasts")).to_contain_text("1 cost is used.")


def test_a_file_of_costs_that_cannot_be_used_loses_nothing(page: Page, base: str, tmp_path: Path) -> None:
    """The page stays and says which line is wrong; mended, the file is taken."""
    file = tmp_path / "our.csv"
    file.write_text("Our costs\ncapability;phase;cost\n3;2;five\n", encoding="utf-8")
    ready(page, base + "/demo/plan/XAB")
    page.locator("summary", has_text="Your own costs").click()
    page.get_by_label("Cost of 3 Legislation, phase 3").fill("8")
    page.get_by_label("Or upload a file").set_input_files(file)
    page.get_by_role("button", name="Use these costs").click()
    expect(page.locator("#toasts .wrong")).to_contain_text(
        "Nothing was taken from our.csv. Line 3, cost: cost is not a number."
    )
    expect(page).to_have_url(base + "/demo/plan/XAB")
    expect(page.get_by_label("Cost of 3 Legislation, phase 3")).to_have_value("8")
    file.write_text("Our costs\ncapability;phase;cost\n3;2;5,50\n", encoding="utf-8")
    page.get_by_label("Or upload a file").set_input_files(file)
    page.get_by_role("button", name="Use these costs").click()
    expect(page).to_have_url(base + "/demo/plan/XAB?costs=3%3A2%3D5.5")
    expect(page.locator("#toasts")).to_contain_text("1 cost is used. The column names are in line 2")


def test_a_donor_takes_a_brief(page: Page, base: str) -> None:
    ready(page, base + "/demo/reports")
    page.get_by_role("link", name="Donor").click()
    page.locator("#choose-about").select_option(label="Beacon Foundation of the Shore")
    expect(page.locator("#paper-title")).to_have_text("Brief for donors: Beacon Foundation of the Shore")
    with page.expect_download() as download:
        page.get_by_role("link", name="Donor as Word").click()
    assert "Quay Shelter" in words_of(download.value.path().read_bytes())
