"""Questions about a spreadsheet, answered on the page by keyboard alone, also on a narrow screen and in French."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from coordination.workspace.places import new_workspace, workspace_for
from tests.browser.conftest import Walled, ready, within_its_frame
from tests.browser.judging import serious

MESSY = (
    "Organisation,Capability,Country,Role,Since,Source\n"
    "national police of ALMARA,7,Almara,Provides,13/04/2021,almara-council-2025\n"
    "Hope Line,12,almara,provides,03/04/2021,almara-council-2025\n"
    "hope line,4,XAA,supports,2021,almara-council-2025\n"
)


@pytest.fixture(scope="module")
def own(new_home: Callable[..., Path], walled: Walled) -> Iterator[str]:
    home = new_home("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MNR_HOME", str(home))
        new_workspace("mine", source=workspace_for("demo"), at="2026-11-25T00:00:00Z").store.close()
    with walled.serve(["mine"], home) as address:
        yield address


def test_one_upload_is_enough(page: Page, own: str, tmp_path: Path) -> None:
    """Tab and arrow keys only, after the file was chosen; 360 pixels wide."""
    file = tmp_path / "deliveries.csv"
    file.write_text(MESSY, encoding="utf-8")
    page.set_viewport_size({"width": 360, "height": 740})
    ready(page, own + "/mine/data")
    within_its_frame(page)
    page.get_by_label("Files: CSV, Excel or JSON Lines").set_input_files(file)
    page.get_by_role("button", name="Preview the changes").press("Enter")
    expect(page.get_by_role("heading", name="2 questions")).to_be_visible()
    within_its_frame(page)
    assert serious(page) == []
    who = page.get_by_role("group", name="Which organisation is “Hope Line”? Rows: 2")
    who.get_by_label("It is").focus()
    page.keyboard.type("A new record")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # opens what a new organisation needs
    expect(who.get_by_label("Country of its seat")).to_have_value("XAA")
    kind = who.get_by_label("Kind")
    expect(kind).to_have_value("")  # nobody guesses it
    kind.focus()
    page.keyboard.type("NGO")
    expect(kind).to_have_value("ngo")
    within_its_frame(page)
    assert serious(page) == []
    order = page.get_by_role("group", name="Is the first number of 03/04/2021")
    order.get_by_label("The first number is").focus()
    page.keyboard.type("the day")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="questions")).to_have_count(0)
    expect(page.get_by_role("row").filter(has_text="hope-line").first).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="2021-04-03")).to_be_visible()
    page.get_by_role("button", name="Save to the workspace").press("Enter")
    expect(page.locator(".toast")).to_contain_text("4 changes saved")
    page.wait_for_load_state("networkidle")


def test_the_questions_in_french(page: Page, own: str, tmp_path: Path) -> None:
    file = tmp_path / "Qui fait quoi.csv"
    file.write_text(
        "Organisation,Capacité,Pays,Source\nEspoir,12,Almara,almara-council-2025\n", encoding="utf-8"
    )
    page.set_viewport_size({"width": 360, "height": 740})
    ready(page, own + "/mine/data?lang=fr")
    within_its_frame(page)
    page.locator("#send-files").set_input_files(file)
    page.get_by_role("button", name="Prévisualiser").or_(
        page.locator("form[action*='/do/send'] button")
    ).first.click()
    expect(page.get_by_role("group", name="Quelle organisation est")).to_be_visible()
    expect(page.get_by_role("button", name="Utiliser ces réponses")).to_be_visible()
    assert serious(page) == []
