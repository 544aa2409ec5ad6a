"""What stands around the pages, in a real browser: palette, tour, help, messages, settings, long answers, way in."""

from __future__ import annotations

import csv
import io
import re
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from werkzeug.serving import make_server

from coordination.system.progress import step
from coordination.workspace.places import new_workspace, workspace_for
from dashboard.backend.context import Context
from dashboard.pages import Drawn, all_pages
from dashboard.pages import Page as OurPage
from dashboard.pages.shared.shell import heading
from dashboard.ui.view import View
from dashboard.web.app import create_app
from graph_schema.schema import SCHEMA
from tests.browser.conftest import Walled, Watch, ready
from tests.browser.judging import serious
from tests.dashboard.worlds import FixedAnswers


def width(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.fixture(params=[(1440, "light"), (360, "dark")], ids=["1440 light", "360 dark"])
def shaped(page: Page, request: pytest.FixtureRequest) -> Page:
    """A page on a wide light and on a narrow dark screen."""
    wide, scheme = request.param
    page.set_viewport_size({"width": wide, "height": 800})
    page.emulate_media(color_scheme=scheme)
    return page


# -- palette ------------------------------------------------------------------------------------------------


def chosen(page: Page) -> Locator:
    return page.locator('#palette-list [aria-selected="true"]')


def test_the_palette_goes_to_a_country_by_keyboard(shaped: Page, base: str) -> None:
    ready(shaped, base + "/register?evidence=confirmed")
    shaped.keyboard.press("Control+k")
    field = shaped.get_by_role("combobox", name="Search or run a command")
    expect(field).to_be_focused()
    shaped.keyboard.type("malawi")
    expect(chosen(shaped)).to_contain_text("Malawi")
    assert serious(shaped) == []
    assert width(shaped) <= shaped.viewport_size["width"]  # type: ignore[index]
    first = field.get_attribute("aria-activedescendant")
    shaped.keyboard.press("ArrowDown")
    expect(field).not_to_have_attribute("aria-activedescendant", str(first))
    shaped.keyboard.press("ArrowUp")
    expect(field).to_have_attribute("aria-activedescendant", str(first))
    shaped.keyboard.press("Enter")
    expect(shaped.get_by_role("heading", level=1)).to_have_text("Malawi: country board")
    assert shaped.url == base + "/register/country/MWI?evidence=confirmed"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("cote d’ivoire", "Côte d'Ivoire"),
        ("hotline", "12 CSEA Hotline"),
        ("TURKIYE", "Türkiye"),
        ("dark", "Dark colours"),
        ("zzzz", ""),
    ],
)
def test_the_palette_finds_with_and_without_accents(page: Page, base: str, typed: str, words: str) -> None:
    ready(page, base + "/register")
    page.get_by_role("button", name="Go to").click()
    expect(page.locator("#palette-list li").first).to_be_visible()
    page.keyboard.type(typed)
    if words:
        expect(page.locator("#palette-list")).to_contain_text(words)
    else:
        expect(page.locator("#palette-note")).to_contain_text(
            "No result. Try one word or part of a word: a page"
        )
        page.keyboard.press("Enter")
        expect(page.locator("#palette")).to_be_visible()


@pytest.mark.parametrize(
    ("lang", "typed", "cell"),
    [
        ("", "malawi hotline", "MWI/12"),
        ("", "Hotline in Malawi", "MWI/12"),
        ("", "kenya helpline", "KEN/11"),
        ("", "cote d'ivoire helpline", "CIV/11"),
        ("fr", "malawi hotline", "MWI/12"),
        ("fr", "ligne d’écoute Kenya", "KEN/11"),
        ("es", "línea de ayuda Filipinas", "PHL/11"),
    ],
)
def test_country_and_capability_are_searched_together(
    page: Page, base: str, lang: str, typed: str, cell: str
) -> None:
    ready(page, base + "/register" + (f"?lang={lang}" if lang else ""))
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-list li").first).to_be_visible()
    page.keyboard.type(typed)
    expect(chosen(page)).to_contain_text(f" {cell[4:]} ")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/register/why/{cell}"))


def test_the_palette_finds_a_plan_that_was_kept_a_moment_ago(page: Page, base: str) -> None:
    """The list was read before the plan was kept, and is read again."""
    ready(page, base + "/demo/plan/XAA?steps=21:1-2;look/14")
    page.keyboard.press("Control+k")
    page.keyboard.type("autumn of 2027")
    expect(page.locator("#palette-note")).to_contain_text("No result.")
    page.keyboard.press("Escape")
    page.get_by_label("Name", exact=True).fill("Autumn of 2027")
    page.get_by_role("button", name="Keep this plan").click()
    expect(page.get_by_text("Plan “Autumn of 2027” is kept.")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("autumn of 2027")
    expect(chosen(page)).to_contain_text("Autumn of 2027")
    page.keyboard.press("Enter")
    expect(page.locator("#palette")).to_be_hidden()
    assert "plan_name=Autumn+of+2027" in page.url
    page.get_by_role("button", name=re.compile("^Delete.*Autumn of 2027")).click()
    expect(page.get_by_text("Plan “Autumn of 2027” is deleted.")).to_be_visible()


def test_the_palette_does_things_and_gives_the_focus_back(page: Page, base: str) -> None:
    ready(page, base + "/demo")
    opener = page.get_by_role("button", name="Go to")
    opener.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    expect(opener).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("dark colours")
    expect(chosen(page)).to_contain_text("Dark colours")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.keyboard.press("Control+k")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_hidden()


# -- tour ---------------------------------------------------------------------------------------------------


def test_the_tour_has_five_steps_and_is_remembered(shaped: Page, base: str) -> None:
    ready(shaped, base + "/demo")
    offer = shaped.get_by_role("button", name="5-step tour")
    offer.click()
    card = shaped.get_by_role("region", name="Start with the overview")
    titles = []
    for number in range(1, 6):
        card = shaped.locator("#tour")
        expect(card).to_contain_text(f"Step {number} of 5")
        expect(card.locator("h2")).to_be_focused()
        titles.append(card.locator("h2").inner_text())
        assert serious(shaped) == []
        assert width(shaped) <= shaped.viewport_size["width"]  # type: ignore[index]
        shaped.keyboard.press("Tab")
        expect(card.get_by_role("button", name="Done" if number == 5 else "Next")).to_be_focused()
        shaped.keyboard.press("Enter")
    assert len(set(titles)) == 5
    expect(card).to_be_hidden()
    expect(shaped.locator("#toasts")).to_contain_text("The tour has ended")
    ready(shaped, base + "/demo")
    expect(offer).to_be_hidden()
    ready(shaped, base + "/demo/help")
    shaped.get_by_role("button", name="5-step tour").click()
    expect(shaped.locator("#tour")).to_contain_text("Step 1 of 5")


def test_the_tour_ends_with_escape_at_any_step_and_does_not_cover_the_page(page: Page, base: str) -> None:
    ready(page, base + "/demo/help")
    page.get_by_role("button", name="5-step tour").click()
    expect(page.locator("#tour")).to_contain_text("Step 1 of 5")
    page.locator("#tour").get_by_role("button", name="Next").click()
    expect(page.locator("#tour")).to_contain_text("Step 2 of 5")
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.locator("#tour")).to_be_hidden()
    page.go_back()
    expect(page.get_by_role("heading", name="Open a country board")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#tour")).to_be_hidden()
    ready(page, base + "/demo/country/XAA")
    expect(page.locator("#tour")).to_be_hidden()


# -- help and keys ------------------------------------------------------------------------------------------


def test_help_is_searched_while_typing_without_a_request(page: Page, base: str) -> None:
    ready(page, base + "/demo/country/XAA")
    page.get_by_role("link", name="Help with this page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Help: Country board")
    page.get_by_role("link", name="See all help topics").click()
    page.get_by_label("Search in the help").focus()
    expect(page.get_by_label("Search in the help")).to_be_focused()
    page.context.set_offline(True)
    page.keyboard.type("independent providers")
    hits = page.locator("#help-list li:visible")
    expect(hits.filter(has_text="Providers that are not known to share a parent body")).to_be_visible()
    assert hits.count() < 40
    page.keyboard.type(" zzz")
    expect(page.get_by_text("No result. Try one word")).to_be_visible()
    page.context.set_offline(False)


def test_the_question_mark_lists_the_keys(shaped: Page, base: str) -> None:
    ready(shaped, base + "/demo/matrix")
    shaped.keyboard.press("?")
    keys = shaped.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys).to_contain_text("Ctrl K")
    assert serious(shaped) == []
    shaped.keyboard.press("Escape")
    expect(keys).to_be_hidden()


# -- messages and settings ----------------------------------------------------------------------------------


def test_a_copied_link_is_said_and_the_message_goes(browser: Browser, base: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    ready(page, base + "/demo/map")
    page.get_by_role("button", name="Share").click()
    share = page.get_by_role("dialog", name="Share")
    expect(share).to_contain_text("works on this computer only")
    expect(share.get_by_role("link", name="Bundle")).to_be_visible()
    share.get_by_role("button", name="Copy the link").click()
    share.get_by_role("button", name="Close").click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("The link is copied. It works on this computer only.")
    assert page.locator("#toasts").get_attribute("role") == "status"
    assert page.evaluate("navigator.clipboard.readText()") == base + "/demo/map"
    toast.get_by_role("button", name="Close").click()
    expect(toast).to_have_count(0)
    context.close()


def test_settings_stay(shaped: Page, base: str) -> None:
    ready(shaped, base + "/demo/settings")
    before = shaped.get_by_label("Animations").bounding_box()
    shaped.get_by_label("Size of the text").select_option("130")
    shaped.get_by_role("combobox", name="Colours").select_option("dark")
    shaped.get_by_label("Animations").select_option("less")
    shaped.get_by_label("First page").select_option("/demo/matrix")
    expect(shaped.locator(".toast")).to_contain_text("Saved in this browser.")
    assert serious(shaped) == []
    assert width(shaped) <= shaped.viewport_size["width"]  # type: ignore[index]
    shaped.goto(base + "/")
    assert shaped.url == base + "/demo/matrix"
    root = shaped.locator("html")
    for name, value in (("theme", "dark"), ("size", "130"), ("motion", "less")):
        expect(root).to_have_attribute(f"data-{name}", value)
    ready(shaped, base + "/demo/settings")
    expect(shaped.get_by_label("Size of the text")).to_have_value("130")
    after = shaped.get_by_label("Animations").bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] / before["height"] == pytest.approx(1.3, abs=0.03)


# -- long answers -------------------------------------------------------------------------------------------

STEPS, PAUSE = 1200, 0.05


class Slow(NamedTuple):
    """A server with a page that takes a minute, or until ``end`` is set: a slow machine has time to look at it."""

    address: str
    end: threading.Event


@pytest.fixture
def slow(page: Page) -> Iterator[Slow]:
    """The server of a slow page, and a browser before it."""
    end = threading.Event()

    def draw(_context: Context, _view: View) -> Drawn:
        for i in range(STEPS):
            step("Weighing plans", i, STEPS)
            if end.wait(PAUSE):
                break
        return Drawn("Slow", heading("The slow page is here"))

    pages = [*all_pages(), OurPage("slow", "Slow", draw)]
    app = create_app(FixedAnswers(), lambda: date(2026, 11, 25), pages)
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    page.set_viewport_size({"width": 360, "height": 740})
    yield Slow(f"http://127.0.0.1:{server.port}", end)
    end.set()
    page.goto("about:blank")
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_a_long_answer_shows_progress_and_then_the_page(page: Page, slow: Slow) -> None:
    page.goto(slow.address + "/small")
    page.locator("#first").wait_for(state="detached")
    page.locator(".pages-fold summary").click()
    page.get_by_role("link", name="Slow").click()
    bar = page.get_by_role("progressbar")
    expect(bar).to_be_visible()
    expect(page.locator("[data-job-what]")).to_have_text("Weighing plans")
    expect(page.locator("[data-job-left]")).to_contain_text("left")
    assert serious(page) == []
    assert width(page) <= 360
    first = bar.get_attribute("value")
    expect(bar).not_to_have_attribute("value", str(first))
    slow.end.set()
    expect(page.get_by_role("heading", level=1)).to_have_text("The slow page is here")


def test_a_long_answer_is_stopped_and_started_again(page: Page, slow: Slow) -> None:
    page.goto(slow.address + "/small/slow")
    page.locator("#first").wait_for(state="detached")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The calculation was stopped")
    page.get_by_role("button", name="Start again").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.locator(".pages-fold summary").click()
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    page.go_back()
    slow.end.set()
    expect(page.get_by_role("heading", level=1)).to_have_text("The slow page is here")


def test_the_bar_stays_open_while_a_long_answer_is_awaited(page: Page, slow: Slow) -> None:
    """And the field that asked keeps the focus: on a slow machine the answer of any page is a long one."""
    page.goto(slow.address + "/small/slow")
    page.locator("#first").wait_for(state="detached")
    page.locator(".bar-fold summary").click()
    evidence = page.get_by_label("Evidence", exact=True)
    evidence.focus()
    evidence.select_option("confirmed")
    expect(page).to_have_url(slow.address + "/small/slow?evidence=confirmed")
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(evidence).to_be_focused()
    slow.end.set()
    expect(page.get_by_role("heading", level=1)).to_have_text("The slow page is here")
    expect(evidence).to_be_focused()


# -- the way in ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own(new_home: Callable[..., Path], walled: Walled) -> Iterator[str]:
    """A server of its own over the invented region and a copy of it: what is written here is seen by no other test."""
    home = new_home("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MNR_HOME", str(home))
        new_workspace("mine", source=workspace_for("demo"), at="2026-11-25T00:00:00Z").store.close()
    with walled.serve(["demo", "mine"], home) as address:
        yield address


def rows(*given: dict[str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, SCHEMA["stakeholders"].columns)
    writer.writeheader()
    writer.writerows(given)
    return out.getvalue().encode()


def test_a_file_is_looked_at_taken_in_and_taken_back(page: Page, own: str, tmp_path: Path) -> None:
    new = {"id": "new-one", "name": "A New One", "kind": "ngo", "home_iso3": "XAA"}
    good, bad = tmp_path / "stakeholders.csv", tmp_path / "bad" / "stakeholders.csv"
    bad.parent.mkdir()
    good.write_bytes(rows(new))
    bad.write_bytes(rows({**new, "kind": "nonsense"}))
    ready(page, own + "/mine/data")
    before = int(page.get_by_text("rows in this workspace").inner_text().split()[0])
    more = page.get_by_text(f"{before + 1} rows in this workspace")
    page.get_by_label("Files: CSV, Excel or JSON Lines").set_input_files(bad)
    page.get_by_role("button", name="Preview the changes").click()
    expect(page.get_by_text("Nothing can be saved yet.")).to_be_visible()
    wrong = page.get_by_role("row").filter(has_text="is not one of the known words")
    expect(wrong).to_contain_text("line 2")
    expect(wrong.get_by_role("textbox")).to_have_value("nonsense")
    assert serious(page) == []
    page.get_by_role("button", name="Discard").click()
    page.get_by_label("Files: CSV, Excel or JSON Lines").set_input_files(good)
    page.get_by_role("button", name="Preview the changes").click()
    page.get_by_label("Note for the history").fill("from the meeting")
    page.get_by_role("button", name="Save to the workspace").click()
    expect(more).to_be_visible()
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast").last).to_contain_text("was undone.")
    expect(page.get_by_text(f"{before} rows in this workspace")).to_be_visible()  # the page stays
    page.get_by_role("link", name="Saved updates").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("History")
    expect(page.get_by_role("row").filter(has_text="from the meeting")).to_be_visible()
    # the undo is taken back too, this time from its row, after a question
    page.get_by_role("row").filter(has_text="undo of").get_by_role("button").first.click()
    question = page.get_by_role("dialog", name="Undo update")
    expect(question).to_be_visible()
    assert serious(page) == []
    question.get_by_role("button", name="Cancel").click()
    expect(question).to_be_hidden()
    page.get_by_role("row").filter(has_text="undo of").get_by_role("button").first.click()
    question.get_by_role("button", name="Continue").click()
    expect(page.locator(".toast").last).to_contain_text("was undone.")
    expect(page.get_by_role("row").filter(has_text="undo of")).to_have_count(2)
    page.keyboard.press("Control+k")
    page.keyboard.type("data")
    expect(chosen(page)).to_contain_text("Data and import")
    page.keyboard.press("Enter")
    expect(more).to_be_visible()
    page.wait_for_load_state("networkidle")


def test_templates_can_be_taken_away(page: Page, base: str) -> None:
    ready(page, base + "/demo/data")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Blank workbook (.xlsx)").click()
    assert waiting.value.suggested_filename == "template.xlsx"
    assert waiting.value.path().stat().st_size > 5000


def test_a_file_that_takes_long_says_so_and_one_that_cannot_be_made_says_why(
    page: Page, base: str, watch: Watch
) -> None:
    watch.allowed = ("400", "ERR_FAILED", "ERR_ABORTED")
    ready(page, base + "/demo/matrix")
    link = page.locator("#page a[download]").first
    held: list[Route] = []
    page.route("**/download/**", lambda route: held.append(route))
    page.locator("#page details:has(a[download]) > summary").first.click()
    with page.expect_download() as waiting:
        link.click()
        expect(page.locator(".toast")).to_contain_text("Preparing the file.")
        held[0].continue_()
    assert waiting.value.path().stat().st_size > 100
    assert waiting.value.suggested_filename.endswith("-demo-2026-11-25.csv")
    expect(page.locator(".toast")).to_have_count(0)
    page.unroute("**/download/**")
    link.evaluate("a => { a.href = '/demo/download/none.csv'; }")
    link.click()
    expect(page.locator(".toast")).to_contain_text("There is no file")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_workspace_is_made_on_its_page_and_opens_on_the_board(page: Page, own: str) -> None:
    """From the data page of what takes no data, by the form, to the board of the country; it stands in the bar."""
    ready(page, own + "/demo/data")
    page.get_by_role("link", name="Make a copy for your country").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Workspaces")
    assert serious(page) == []
    name, short = (
        page.get_by_label("Name of the workspace"),
        page.get_by_label("Short name for addresses"),
    )
    name.fill("  ")
    short.fill("no space")
    page.get_by_role("button", name="Make the workspace").click()
    expect(page.get_by_text("Enter a name, for example")).to_be_visible()
    expect(page.get_by_text("Enter a short name.")).to_be_visible()
    expect(name).to_be_focused()
    assert serious(page) == []
    name.fill("Committee of Almara")
    expect(page.get_by_text("Enter a name, for example")).to_be_hidden()
    short.fill("almara")
    page.get_by_label("Only data about").select_option("XAA")
    page.get_by_role("button", name="Make the workspace").click()
    expect(page).to_have_url(own + "/almara/country/XAA")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Almara")
    offered = page.locator("select[name=workspace] option")
    expect(offered).to_have_text(
        ["Fictional region (invented, read only)", "mine (yours)", "Committee of Almara (yours)"]
    )
