"""Keeping one's own workspace in a real browser: one date corrected, somebody added, a whole country, two people at
once; by mouse, by keyboard, on a phone, in French."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from coordination.workspace.places import new_workspace, workspace_for
from tests.browser.conftest import Walled, names_itself, ready, until, within_its_frame
from tests.browser.judging import serious

POLICE = "Malawi Police Service"


@pytest.fixture(scope="module")
def own(new_home: Callable[..., Path], walled: Walled) -> Iterator[str]:
    """Address of a server over a copy of the register for Malawi."""
    home = new_home("register")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MNR_HOME", str(home))
        source = workspace_for("register")
        new_workspace("malawi", source=source, countries=["MWI"], at="2026-11-25T00:00:00Z").store.close()
        source.store.close()
    with walled.serve(["malawi"], home) as address:
        yield f"{address}/malawi"


@pytest.fixture
def mine(page: Page) -> Page:
    page.set_viewport_size({"width": 1280, "height": 900})
    return page


def take_back(page: Page) -> None:
    """The last thing done is undone, as its message offers."""
    page.locator("#toasts .toast").get_by_role("button", name="Undo").last.click()
    expect(page.locator("#toasts")).to_contain_text("was undone")


def test_one_end_date_takes_three_clicks_and_the_value(mine: Page, own: str) -> None:
    ready(mine, f"{own}/country/MWI")
    mine.locator("#page a", has_text="Compensation").first.click()  # 1: the capability
    panel = mine.locator(".why-panel")
    panel.get_by_role("link", name="Correct").first.click()  # 2
    until = mine.get_by_label("Until (last day)")
    until.fill("2027-06")
    mine.get_by_role("button", name="Save", exact=True).click()  # 3
    expect(mine).to_have_url(re.compile(r"/malawi/country/MWI\?done=\w+&why=10"))
    expect(panel).to_contain_text("ends: Jun 2027")
    take_back(mine)
    expect(panel).not_to_contain_text("ends: Jun 2027")  # the page stays


def test_an_organisation_that_delivers_is_added_with_its_source_on_one_form(mine: Page, own: str) -> None:
    """By keyboard alone, from the board of the country on."""
    ready(mine, f"{own}/country/MWI?why=14")
    mine.locator(".why-panel").get_by_role("link", name="Add who does this").focus()
    mine.keyboard.press("Enter")
    name = mine.get_by_label("Organisation (required)")
    expect(name).to_be_visible()
    name.focus()
    mine.keyboard.type("malawi pol")
    option = mine.get_by_role("option", name=re.compile(f"^{POLICE}"))
    expect(option).to_be_visible()
    mine.keyboard.press("ArrowDown")
    mine.keyboard.press("Enter")
    expect(name).to_have_value(POLICE)
    source = mine.get_by_label("Source (required)")
    source.focus()
    mine.keyboard.type("Visit of the committee")
    mine.get_by_role("button", name="Save", exact=True).focus()
    mine.keyboard.press("Enter")
    expect(mine.locator("#form-problems")).to_be_focused()  # which source is it?
    expect(name).to_have_value(POLICE)
    mine.get_by_label(re.compile("None of these: add .Visit of the committee.")).focus()
    mine.keyboard.press("Space")
    mine.get_by_role("button", name="Save", exact=True).focus()
    mine.keyboard.press("Enter")
    expect(mine.get_by_label("Title (required)")).to_have_value("Visit of the committee")
    mine.get_by_role("button", name="Save", exact=True).focus()
    mine.keyboard.press("Enter")
    expect(mine.locator(".why-panel")).to_contain_text("Visit of the committee")
    expect(mine.locator("#toasts")).to_contain_text("Saved. 2 records changed.")
    take_back(mine)


def test_keys_choose_from_the_list_of_what_was_typed(mine: Page, own: str) -> None:
    """While it is on its way, that of an earlier text is still shown: its first line is another organisation."""
    held: list[Route] = []
    mine.route(re.compile("/pick/stakeholders.*pol"), lambda route: held.append(route))
    ready(mine, f"{own}/record/deliveries?iso3=MWI&capability=14")
    name = mine.get_by_label("Organisation (required)")
    name.focus()
    mine.keyboard.type("malawi")
    options = mine.get_by_role("listbox", name="Organisation").get_by_role("option")
    expect(options.nth(1)).to_be_visible()
    expect(options.first).not_to_contain_text(POLICE)
    mine.keyboard.press("ArrowDown")
    mine.keyboard.type(" police")
    expect(mine.locator("li[role=option][aria-selected=true]")).to_have_count(0)
    until(mine, "0", lambda _: bool(held))
    mine.keyboard.press("ArrowDown")
    mine.keyboard.press("Enter")
    expect(name).to_have_value("malawi police")
    for route in held:
        route.continue_()
    expect(name).to_have_value(POLICE)


def test_an_old_update_is_undone_with_the_one_that_stands_in_its_way(mine: Page, own: str) -> None:
    """On a phone. What stands in the way is shown where the reader is, though the list of updates is at the end."""
    mine.set_viewport_size({"width": 360, "height": 740})
    for year in ("2027", "2028"):
        ready(mine, f"{own}/why/MWI/11")
        mine.get_by_role("link", name="Correct").first.click()
        mine.get_by_label("Until (last day)").fill(year)
        mine.get_by_role("button", name="Save", exact=True).click()
        expect(mine.locator("#toasts")).to_contain_text("Saved.")
    ready(mine, f"{own}/history")
    within_its_frame(mine)
    updates = mine.get_by_role("row").filter(has_text="11 Child Helpline")
    updates.nth(1).get_by_role("button").click()
    mine.get_by_role("dialog").get_by_role("button", name="Continue").click()
    why = mine.get_by_role("heading", name=re.compile("^Update .* cannot be undone yet"))
    expect(why).to_be_focused()
    expect(why).to_be_in_viewport()
    within_its_frame(mine)
    mine.get_by_role("button", name="Undo 1 later update too").click()
    mine.get_by_role("dialog").get_by_role("button", name="Continue").click()
    expect(mine.locator("#toasts")).to_contain_text("was undone")
    ready(mine, f"{own}/why/MWI/11")
    expect(mine.locator("#page")).not_to_contain_text("ends: Dec 202")


def test_a_new_organisation_is_added_from_the_list_of_names(mine: Page, own: str) -> None:
    """By keyboard alone: the last line of the list adds what is typed; its seat is proposed."""
    ready(mine, f"{own}/record/deliveries?iso3=MWI&capability=14")
    name = mine.get_by_label("Organisation (required)", exact=True)
    name.fill("Youth Voice")
    line = mine.get_by_role("option", name="Add “Youth Voice” as a new record")
    expect(line).to_be_visible()
    name.press("ArrowUp")  # up from the field: the last line
    name.press("Enter")
    expect(mine.get_by_label("Full name (required)")).to_have_value("Youth Voice")
    expect(mine.get_by_label("Country of its seat")).to_have_value("MWI")
    mine.get_by_role("button", name=re.compile("^Choose one that is recorded already")).click()
    name.fill(POLICE)
    expect(mine.get_by_role("option", name=re.compile(f"^{POLICE}"))).to_be_visible()
    expect(line).to_have_count(0)  # it is recorded already


def test_two_records_are_one_by_a_click_and_two_again_by_another(mine: Page, own: str) -> None:
    """On a phone, from the menu on: the kept one says under which name it is recorded too; undone by keyboard."""
    mine.set_viewport_size({"width": 360, "height": 800})
    ready(mine, f"{own}/same-organisation")
    within_its_frame(mine)
    pair = mine.locator(".same-pair").first
    keep = pair.get_by_role("button", name="Same: keep").first
    keep.click()
    expect(mine.locator("#toasts")).to_contain_text("Saved. 1 record changed.")
    judged = mine.locator("#judged")
    expect(judged).to_contain_text("the same; kept:")
    undo = judged.get_by_role("button", name="Undo the judgement")
    undo.focus()
    mine.keyboard.press("Enter")
    expect(mine.locator("#toasts")).to_contain_text("The record was removed.")
    expect(judged).to_contain_text("No one has judged yet.")


def test_what_was_typed_and_not_sent_is_offered_again(mine: Page, own: str) -> None:
    address = f"{own}/record/deliveries?iso3=MWI&capability=13"
    ready(mine, address)
    mine.get_by_label("Note", exact=True).fill("half a sentence")
    ready(mine, f"{own}/country/MWI")
    ready(mine, address)
    note = mine.get_by_label("Note", exact=True)
    expect(note).to_have_value("")
    mine.get_by_role("button", name="Restore what I typed").click()
    expect(note).to_have_value("half a sentence")
    ready(mine, address)
    mine.get_by_role("button", name="Discard what I typed").click()
    ready(mine, address)
    expect(mine.locator(".kept-typing")).to_have_count(0)


def test_a_new_organisation_typed_and_not_sent_is_put_back_with_its_fields(mine: Page, own: str) -> None:
    address = f"{own}/record/deliveries?iso3=MWI&capability=13"
    ready(mine, address)
    mine.get_by_label("Organisation (required)").fill("Safe Net")
    mine.get_by_role("button", name=re.compile("^Add an organisation")).click()
    mine.get_by_label("Full name (required)").fill("Safe Net of Malawi")
    ready(mine, address)
    mine.get_by_role("button", name="Restore what I typed").click()
    expect(mine.get_by_label("Full name (required)")).to_have_value("Safe Net of Malawi")
    mine.get_by_role("button", name=re.compile("^Choose one that is recorded already")).click()
    expect(mine.get_by_label("Organisation (required)")).to_have_value("Safe Net")
    ready(mine, address)
    mine.get_by_role("button", name="Discard what I typed").click()


def test_two_browsers_on_one_record(mine: Page, browser: Browser, own: str) -> None:
    ready(mine, f"{own}/why/MWI/11")
    mine.get_by_role("link", name="Correct").first.click()
    expect(mine.get_by_label("Until (last day)")).to_be_visible()
    address = mine.url
    other = browser.new_context().new_page()
    names_itself(other.context)
    ready(other, address)
    other.get_by_label("Until (last day)").fill("2028")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.locator("#toasts")).to_contain_text("Saved.")
    mine.get_by_label("Until (last day)").fill("2029-05")
    mine.get_by_role("button", name="Save", exact=True).click()
    box = mine.locator("#form-problems")
    expect(box).to_be_focused()
    expect(box.locator("tbody tr")).to_have_text(re.compile("Until.*2028.*2029-05"))
    expect(mine.get_by_label("Until (last day)")).to_have_value("2029-05")
    mine.get_by_role("button", name="Save", exact=True).click()
    expect(mine.locator("#toasts")).to_contain_text("Saved.")
    take_back(mine)
    other.get_by_role("button", name="Undo").click()
    expect(other.locator("#toasts")).to_contain_text("was undone")
    other.context.close()


def test_a_country_in_five_minutes_on_a_phone_in_french(mine: Page, own: str) -> None:
    mine.set_viewport_size({"width": 360, "height": 740})
    ready(mine, f"{own}/five-minutes/MWI?lang=fr")
    within_its_frame(mine)
    row = mine.locator("#f-7-says")
    row.get_by_label("Quelqu’un le fait").check()
    row.get_by_label("Organisation (7)", exact=True).fill(POLICE)
    mine.locator("#f-6-says").get_by_label("Nous avons vérifié : personne ne le fait").check()
    within_its_frame(mine)
    mine.get_by_role("button", name="Tout enregistrer").click()
    expect(mine).to_have_url(re.compile(r"/malawi/country/MWI\?done=\w+&lang=fr"))
    expect(mine.locator("#toasts")).to_contain_text("3 fiches modifiées")
    mine.locator("#toasts").get_by_role("button", name="Annuler").click()


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_forms_fit_and_can_be_used_by_everybody(mine: Page, own: str, lang: str) -> None:
    paths = (
        "record", "record/funding", "record/stakeholders/mw-police", "five-minutes/MWI", "national-body/MWI",
    )  # fmt: skip
    for path in paths:
        ready(mine, f"{own}/{path}?lang={lang}")
        if lang == "en":
            assert serious(mine) == [], path
        for width in (360, 1024):
            mine.set_viewport_size({"width": width, "height": 800})
            within_its_frame(mine)


def test_a_national_body_and_its_seats_by_buttons(mine: Page, own: str) -> None:
    """From the board: a body of a new name, then who holds one of its seats, and the seats taken back."""
    ready(mine, f"{own}/country/MWI")
    mine.locator("nav.further").get_by_role("link", name="National body and its seats").click()
    mine.get_by_role("link", name="Add another national body").click()
    body = mine.get_by_label("National body (required)")
    body.fill("Aa Council for Children Online")
    mine.get_by_role("button", name=re.compile("^Add an organisation")).first.click()
    mine.locator("select[name='n.body_id.kind']").select_option("government")
    mine.get_by_role("button", name="Save", exact=True).click()
    expect(mine.locator("#toasts")).to_contain_text("Saved. 2 records changed.")
    ready(mine, f"{own}/national-body/MWI?body=aa-council-for-children-online")
    mine.get_by_role("button", name=re.compile("^Add a source")).click()
    mine.get_by_label("Title (required)").fill("Decree of 2026")
    seat = mine.get_by_role("group", name="Police")
    seat.get_by_label("Someone holds it").check()
    seat.get_by_label("Organisation in the seat").first.fill(POLICE)
    mine.get_by_role("button", name="Save all").click()
    expect(mine.locator("#toasts")).to_contain_text("Saved. 2 records changed.")
    expect(mine).to_have_url(re.compile(r"/meeting/MWI\?body=aa-council-for-children-online&done=\w+#table"))
    held = mine.locator("section[aria-labelledby=table]").get_by_text(POLICE)
    expect(held).not_to_have_count(0)
    take_back(mine)
    expect(held).to_have_count(0)


def test_who_makes_changes_is_asked_once(mine: Page, own: str) -> None:
    """The first change asks; Esc sends nothing; a name is kept, shown in the settings, and stands in the history."""
    mine.context.clear_cookies()
    ready(mine, f"{own}/record/sources")
    mine.get_by_label("Title (required)").fill("Visit to the ministry")
    save = mine.get_by_role("button", name="Save", exact=True)
    save.click()
    who = mine.get_by_role("dialog", name="Who are you?")
    expect(who).to_be_visible()
    mine.keyboard.press("Escape")
    expect(who).to_be_hidden()
    expect(mine.locator("#toasts")).not_to_contain_text("Saved.")
    save.click()
    who.get_by_label("Your name").fill("Grace Banda-Phiri")
    who.get_by_role("button", name="Save with this name").click()
    expect(mine.locator("#toasts")).to_contain_text("Saved.")
    take_back(mine)
    ready(mine, f"{own}/history")
    rows = mine.locator("tbody tr").filter(has_text="Grace Banda-Phiri")
    expect(rows).to_have_count(2)
    ready(mine, f"{own}/settings")
    name = mine.get_by_role("textbox", name="Your name")
    expect(name).to_have_value("Grace Banda-Phiri")
    name.fill("")
    name.press("Tab")
    assert not [c for c in mine.context.cookies() if c["name"] == "by"]
