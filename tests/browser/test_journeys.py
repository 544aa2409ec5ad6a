"""What people do, done with a real browser against a real server over the fictional region and the register."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Watch, ready


def test_from_the_first_page_to_the_reason_of_a_cell_and_its_row(page: Page, base: str) -> None:
    """The committee's way: overview, board, a card, down to file and line."""
    ready(page, f"{base}/demo")
    page.get_by_role("link", name="Open the board: Almara").click()
    expect(page.locator("#page h1")).to_have_text("Almara: country board")
    expect(page.locator("#page h1")).to_be_focused()
    expect(page).to_have_url(f"{base}/demo/country/XAA")
    page.locator("#cell-XAA-12").click()
    panel = page.get_by_role("complementary", name="12 CSEA Hotline")
    expect(panel).to_be_visible()
    expect(page).to_have_url(f"{base}/demo/country/XAA?why=12")
    place = panel.get_by_text(re.compile(r"deliveries\.csv, line \d+")).first
    expect(place).to_be_hidden()
    panel.get_by_text("Show the record").first.click()
    expect(place).to_be_visible()
    expect(panel.get_by_text("Record").first).to_be_visible()
    page.keyboard.press("Escape")  # what was unfolded
    expect(place).to_be_hidden()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(page).to_have_url(f"{base}/demo/country/XAA")
    expect(page.locator("#cell-XAA-12")).to_be_focused()


def test_from_the_map_to_a_country_with_the_keyboard_alone(page: Page, base: str) -> None:
    ready(page, f"{base}/demo/map?capability=12")
    places = page.get_by_role("listbox")
    for _ in range(80):
        page.keyboard.press("Tab")
        if places.evaluate("e => e === document.activeElement"):
            break
    expect(places).to_be_focused()
    expect(places).to_have_attribute("aria-activedescendant", "places-XAA")
    page.keyboard.press("ArrowDown")
    expect(places).to_have_attribute("aria-activedescendant", "places-XAB")
    page.keyboard.press("f")  # Fallowen, by its first letter
    expect(places).to_have_attribute("aria-activedescendant", "places-XAF")
    page.keyboard.press("Home")
    page.keyboard.press("End")
    expect(places).to_have_attribute("aria-activedescendant", "places-XAF")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{base}/demo/country/XAF?why=12")
    expect(page.locator("#page h1")).to_have_text("Fallowen: country board")
    expect(page.locator("#why-title")).to_be_focused()


def test_a_click_on_the_map_leads_to_the_country(page: Page, base: str) -> None:
    ready(page, f"{base}/demo/map?capability=12")
    page.locator("#page svg.map[data-ready]").wait_for()
    page.locator('#page svg.map a[data-code="XAE"] path').click()
    expect(page).to_have_url(f"{base}/demo/country/XAE?why=12")


def test_every_country_of_the_register_is_on_the_map_or_among_the_tiles(page: Page, base: str) -> None:
    """The store has 249 countries, six of them uninhabited: neither tiles nor the list hold these, and
    all others are in the picture."""
    ready(page, f"{base}/register/map")
    page.locator("#page svg.map[data-ready]").wait_for()
    expect(page.locator("#page .tile")).to_have_count(243)
    expect(page.locator("#places [role=option]")).to_have_count(243)
    drawn = page.locator("#page svg.map a").evaluate_all("all => [...new Set(all.map(a => a.dataset.code))]")
    everyone = page.locator("#page .tile").evaluate_all("all => all.map(a => a.dataset.code)")
    assert set(everyone) - set(drawn) == set()


def test_the_list_beside_the_map_can_be_searched(page: Page, base: str) -> None:
    ready(page, f"{base}/register/map")
    page.get_by_role("searchbox", name="Find a country").fill("cote d")
    shown = page.locator("#places li:not([hidden])")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("Ivoire")


def test_the_matrix_filters_without_loading_the_page_again(page: Page, base: str) -> None:
    """Rows shown after filtering are those of the file that the same page gives to take away."""
    ready(page, f"{base}/register/matrix")
    page.evaluate("window.stillHere = true")
    page.get_by_label("With a capability that is").select_option("gap")
    expect(page).to_have_url(f"{base}/register/matrix?state=gap")
    rows = page.locator("#page tr[data-row]")
    answer = page.request.get(f"{base}/register/download/coverage.json").json()
    wanted = {c["country"] for c in answer["cells"] if c["state"] == "gap"}
    page.locator('#page [data-cell][tabindex="0"]').focus()
    page.keyboard.press("Control+End")  # far rows are drawn when they are needed
    expect(rows).to_have_count(len(wanted))
    page.get_by_label("Region").select_option("Africa")
    expect(page).to_have_url(f"{base}/register/matrix?region=Africa&state=gap")
    expect(page.locator("#page tr[data-row]", has_text="Malawi")).to_have_count(1)
    expect(page.locator("#page tr[data-row]", has_text="Thailand")).to_have_count(0)
    page.get_by_role("searchbox", name="Find a country").fill("nowhere")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="No country matches these filters")).to_be_visible()
    page.get_by_role("link", name="Clear the filters").click()
    expect(page).to_have_url(f"{base}/register/matrix")
    assert page.evaluate("window.stillHere") is True


def test_the_matrix_is_walked_with_arrow_keys_and_one_tab_stop(page: Page, base: str) -> None:
    ready(page, f"{base}/demo/matrix")
    cells = page.locator("#page [data-cell]")
    expect(page.locator('#page [data-cell][tabindex="0"]')).to_have_count(1)
    first = page.locator('#page [data-cell][tabindex="0"]')
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused == "/demo/country/XAB?why=2"
    page.keyboard.press("Control+End")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/demo/country/XAF?why=21"
    expect(page.locator('#page [data-cell][tabindex="0"]')).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{base}/demo/country/XAF?why=21")
    assert cells is not None


def test_far_rows_of_the_matrix_are_drawn_when_they_are_needed(page: Page, base: str) -> None:
    """243 of the countries are inhabited: the table says so, and holds those near to what is seen, those that a key
    leads to, and all of them on paper."""
    ready(page, f"{base}/register/matrix?show=all")
    rows = page.locator("#page tr[data-row]")
    groups = page.locator("#page .mx-region").count() + page.locator("#page [data-waiting]").count()
    expect(page.locator("#page table.mx")).to_have_attribute("aria-rowcount", str(2 + groups + 243))
    assert rows.count() < 150
    page.locator("#page .mx-frame").evaluate("frame => frame.scrollTo(0, frame.scrollHeight)")
    expect(page.locator("#page tbody").last.locator("tr[data-row]")).not_to_have_count(0)
    ready(page, f"{base}/register/matrix?show=all")
    page.locator('#page [data-cell][tabindex="0"]').focus()
    page.keyboard.press("Control+End")
    expect(rows).to_have_count(243)
    expect(page.locator("#page tr[data-row]").last.locator("a").last).to_be_focused()
    ready(page, f"{base}/register/matrix?show=all")
    assert rows.count() < 150
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(rows).to_have_count(243)


def test_the_back_button_goes_back_and_forward_again(page: Page, base: str) -> None:
    ready(page, f"{base}/demo")
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.locator("#page h1")).to_have_text("Map: how much is known")
    page.get_by_label("Capability").select_option("12")
    expect(page.locator("#page h1")).to_have_text("Map: 12 CSEA Hotline")
    page.go_back()
    expect(page.locator("#page h1")).to_have_text("Map: how much is known")
    expect(page.get_by_label("Capability")).to_have_value("known")
    page.go_back()
    expect(page.locator("#page h1")).to_have_text("Fictional region: overview")
    page.go_forward()
    expect(page.locator("#page h1")).to_have_text("Map: how much is known")


def test_a_deep_link_holds_everything(page: Page, base: str) -> None:
    ready(page, f"{base}/demo/country/XAA?why=19&evidence=confirmed&as_of=2025-06-30&edition=mnr-2016")
    expect(page.locator("#choose-as_of")).to_have_value("2025-06-30")
    expect(page.locator("#choose-evidence")).to_have_value("confirmed")
    expect(page.locator("#page .lead")).to_contain_text("30 June 2025")
    expect(page.locator("#page .lead")).to_contain_text("confirmed evidence only")
    expect(page.locator("#why-title")).to_have_text("19 Corporate Social Responsibility")
    assert page.title() == "Almara: country board · Fictional region · 30 June 2025"
    page.reload()
    expect(page.locator("#why-title")).to_have_text("19 Corporate Social Responsibility")


def test_changing_date_and_evidence_keeps_the_page_the_focus_and_the_other_choices(
    page: Page, base: str
) -> None:
    ready(page, f"{base}/demo/country/XAA")
    page.evaluate("window.stillHere = true")
    page.locator("#app .bar-fold summary").click()
    evidence = page.locator("#choose-evidence")
    evidence.focus()
    evidence.select_option("confirmed")
    expect(page.locator("#page .lead")).to_contain_text("confirmed evidence only")
    expect(evidence).to_be_focused()
    page.locator("#choose-as_of").fill("2024-01-01")
    page.locator("#choose-as_of").dispatch_event("change")
    expect(page).to_have_url(re.compile(r"as_of=2024-01-01"))
    expect(page).to_have_url(re.compile(r"evidence=confirmed"))
    expect(page.locator("#page .lead")).to_contain_text("1 January 2024")
    assert page.evaluate("window.stillHere") is True


def test_another_edition_has_other_domains(page: Page, base: str) -> None:
    """The later edition dissolves Media and Communications; nothing counts on six domains."""
    ready(page, f"{base}/demo/country/XAA")
    expect(page.locator("#page .domain")).to_have_count(6)
    page.locator("#app .bar-fold summary").click()
    page.get_by_label("Framework").select_option("mnr-2022")
    expect(page.locator("#page .lead")).to_contain_text("framework 2022")
    expect(page.get_by_role("heading", name="Media and Communications")).to_have_count(0)


def test_what_falls_if_one_stops(page: Page, base: str) -> None:
    """Without 3 Legislation: 4 5 6 7 10 11 12 17 lose a prerequisite (16 can stand on 19): eight."""
    ready(page, f"{base}/demo/country/XAA")
    page.locator("#need-3").click()
    expect(page).to_have_url(re.compile(r"stop=3"))
    expect(page.get_by_text("If 3 Legislation stopped, 8 other capabilities would lose")).to_be_visible()
    expect(page.locator("#page .pnode.hit")).to_have_count(9)
    hit = page.locator("#page .pnode.hit").evaluate_all("all => all.map(a => a.id.slice(5))")
    assert sorted(hit, key=int) == ["3", "4", "5", "6", "7", "10", "11", "12", "17"]


#: how a file of the board says what a card shows
WORDS = {
    "gap": "Gap",
    "fragile": "Fragile",
    "uncounted": "Other providers not checked",
    "single": "One provider is enough",
    "unattributed": "Found, provider not named",
    "planned": "Planned",
    "covered": "Covered",
    "unknown": "Unknown",
}


def test_downloads_are_the_same_facts_as_the_page(page: Page, base: str, context: BrowserContext) -> None:
    ready(page, f"{base}/demo/country/XAA")
    menu = page.locator("details.take").first
    menu.locator("summary").click()
    with page.expect_download() as waited:
        page.get_by_role("link", name="Board as CSV").click()
    path = waited.value.path()
    text = path.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    shown = page.locator("#page .card").evaluate_all(
        "all => all.map(a => [a.id, [...a.classList].find(c => c.startsWith('s-')).slice(2)])"
    )
    said = {f"cell-{r['Country (id)']}-{r['Capability (id)']}": r["Status"] for r in rows}
    assert said == {cell: WORDS[sign] for cell, sign in shown}
    assert waited.value.suggested_filename == "coverage-demo-XAA-2026-11-25.csv"
    with page.expect_download() as waited:
        page.get_by_role("link", name="Board as JSON").click()
    data = json.loads(waited.value.path().read_text(encoding="utf-8"))
    stated = {f"cell-{c['country']}-{c['capability']}": c["state"] for c in data["cells"]}
    assert stated == {
        cell: {"single": "covered", "uncounted": "fragile"}.get(sign, sign) for cell, sign in shown
    }
    with page.expect_download() as waited:
        page.get_by_role("link", name="Board as PNG").click()
    assert waited.value.path().read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    with page.expect_download() as waited:
        page.get_by_role("link", name="Board as Excel").click()
    assert waited.value.path().read_bytes()[:2] == b"PK"
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    menu.locator("summary").press("Enter")
    expect(page.get_by_role("button", name="Copy the link (for this computer)").first).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(menu).not_to_have_attribute("open", "")


def test_colours_and_keys(page: Page, base: str) -> None:
    ready(page, f"{base}/demo")
    page.get_by_role("button", name="Dark").click()
    dark = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(dark) == "rgb(18, 22, 28)"
    page.reload()
    page.locator("#page h1").wait_for()
    assert page.evaluate(dark) == "rgb(18, 22, 28)"
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nowhere", 404, "There is no workspace “nowhere” here"),
        ("/demo/nopage", 404, "There is no page “nopage”."),
        ("/demo/country/QQQ", 400, "QQQ is not a country of this workspace"),
        ("/demo/map?capability=99", 400, "99 is neither a capability nor a domain"),
        ("/demo?as_of=yesterday", 400, "as_of=“yesterday” is not a date"),
        ("/demo?edition=mnr-1999", 400, "There is no framework edition"),
    ],
)
def test_wrong_addresses_say_what_is_wrong(
    page: Page, base: str, watch: Watch, path: str, status: int, words: str
) -> None:
    watch.allowed = (f"status of {status}",)
    answer = page.goto(base + path)
    assert answer is not None
    assert answer.status == status
    page.locator("#first").wait_for(state="detached")
    expect(page.locator("#page")).to_contain_text(words)
    expect(page.locator("#page")).not_to_contain_text("Traceback")


def test_a_server_that_stops_answering_is_told(page: Page, base: str, watch: Watch) -> None:
    watch.allowed = ("_dash-update-component", "ERR_FAILED", "Failed to fetch", "Callback failed")
    ready(page, f"{base}/demo")
    page.route("**/_dash-update-component*", lambda route: route.abort())
    page.get_by_role("link", name="All countries", exact=True).click()
    expect(page.locator("#trouble")).to_contain_text("The server did not answer")
    page.unroute("**/_dash-update-component*")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#page h1")).to_have_text("All countries")
    expect(page.locator("#trouble")).to_be_hidden()


def test_the_pages_can_be_read_without_scripts(browser_without_scripts: Page, base: str) -> None:
    page = browser_without_scripts
    page.goto(f"{base}/demo/country/XAA?why=12")
    for _ in range(20):  # a busy machine takes longer than a moment: without scripts, a link asks again
        again = page.get_by_role("link", name="Check whether it is ready")
        if not again.count():
            break
        again.click()
    expect(page.locator("h1")).to_have_text("Almara: country board")
    expect(page.locator(".card")).to_have_count(21)
    expect(page.get_by_role("complementary", name="12 CSEA Hotline")).to_be_visible()
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.locator("h1")).to_have_text("Map: how much is known")


@pytest.fixture
def browser_without_scripts(browser: object) -> object:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    yield context.new_page()
    context.close()
