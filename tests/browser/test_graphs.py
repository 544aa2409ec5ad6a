"""Graphs in a real browser: a click, the search, the keyboard, opening, the way between two, colours, and speed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import examine, on_its_day, ready, until

PAGES = {
    "cooperation": "/demo/partnerships?as=cooperation",
    "cooperation of a country": "/demo/partnerships/XAA?as=cooperation&node=a-police",
    "bubbles": "/register/partnerships?as=cooperation&by=kind",
    "around one": "/demo/partnerships?as=ego&of=c-house&depth=2&node=c-hotline",
    "choice of the one": "/demo/partnerships?as=ego",
    "way": "/demo/partnerships?as=cooperation&from=a-police&to=c-house",
    "no ties": "/register/partnerships/ATA?as=cooperation",
    "cascade": "/demo/what-if?changes=stakeholder:a-police",
}
#: where a node is on the screen, in pixels of the window
SPOT = """id => {
  const box = document.getElementById('graph').getBoundingClientRect();
  const at = document.getElementById('graph')._cyreg.cy.getElementById(id).renderedPosition();
  return [box.x + at.x, box.y + at.y];
}"""


def graph(page: Page, address: str) -> None:
    """Open an address and wait until its graph can be used."""
    ready(page, address)
    page.locator("#graph[data-ready]").wait_for()


def spot(page: Page, ident: str) -> tuple[float, float]:
    """Where a node is, once the graph has come to rest."""
    page.locator("#graph").scroll_into_view_if_needed()
    before: list[float] = []
    for _ in range(40):
        now: list[float] = page.evaluate(SPOT, ident)
        if now == before:
            break
        before = now
        page.wait_for_timeout(200)
    return before[0], before[1]


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_nothing_serious_nothing_too_wide_and_a_quiet_console(page: Page, base: str, path: str) -> None:
    examine(page, base + on_its_day(path))


def test_a_click_on_a_node_opens_its_facts_and_the_address_holds_it(page: Page, base: str) -> None:
    graph(page, base + "/demo/partnerships?as=cooperation")
    page.mouse.click(*spot(page, "c-house"))
    expect(page.locator(".graph-side h2")).to_have_text("House of Care")
    assert "node=c-house" in page.url
    until(
        page,
        "document.getElementById('graph')._cyreg.cy.$('.chosen').map(n => n.id())",
        lambda found: found == ["c-house"],
    )
    page.keyboard.press("Escape")
    expect(page.locator(".graph-side h2")).to_have_text("Key connections")
    page.go_back()
    expect(page.locator(".graph-side h2")).to_have_text("House of Care")
    page.reload()
    page.locator("#graph[data-ready]").wait_for()
    expect(page.locator(".graph-side h2")).to_have_text("House of Care")


def test_choosing_moves_no_node_and_keeps_the_view(page: Page, base: str) -> None:
    graph(page, base + "/demo/partnerships?as=cooperation")
    page.get_by_role("button", name="Zoom in").click()
    look = """(() => { const cy = document.getElementById('graph')._cyreg.cy;
      return [cy.zoom(), cy.nodes().map(n => [n.id(), n.position()])]; })()"""
    until(
        page,
        "document.getElementById('graph')._cyreg.cy.$('node.org').length",
        lambda count: count > 0,
    )
    before = page.evaluate(look)
    middle = page.evaluate(
        """() => { const cy = document.getElementById('graph')._cyreg.cy;
        const far = n => Math.hypot(n.renderedPosition().x - cy.width() / 2, n.renderedPosition().y - cy.height() / 2);
        return cy.$('node.org').min(far).ele.id(); }"""
    )
    page.mouse.click(*spot(page, middle))
    expect(page.locator(f"#graph[data-chosen='{middle}']")).to_be_visible()
    assert page.evaluate(look) == before


def test_words_stand_at_the_pointer(page: Page, base: str) -> None:
    graph(page, base + "/demo/partnerships?as=cooperation")
    page.mouse.move(*spot(page, "c-house"))
    expect(page.locator(".graph-tip")).to_contain_text("House of Care")
    expect(page.locator(".graph-tip")).to_contain_text("partnerships")
    page.mouse.move(5, 5)
    expect(page.locator(".graph-tip")).to_be_hidden()


def test_the_search_finds_a_node_and_brings_it_into_sight(page: Page, base: str) -> None:
    graph(page, base + "/register/partnerships?as=cooperation")
    page.get_by_label("Find an organisation").fill("INTERPOL")
    page.keyboard.press("Enter")
    expect(page.locator(".graph-side h2")).to_have_text("INTERPOL")
    expect(page.locator("#graph[data-chosen='interpol']")).to_be_visible()
    seen = page.evaluate(
        """() => { const cy = document.getElementById('graph')._cyreg.cy;
        const at = cy.getElementById('interpol').renderedPosition();
        return at.x > 0 && at.y > 0 && at.x < cy.width() && at.y < cy.height() && cy.zoom() > 0.6; }"""
    )
    assert seen


def test_by_keyboard_a_row_of_the_table_opens_the_facts_and_escape_leads_back(page: Page, base: str) -> None:
    graph(page, base + "/demo/partnerships?as=cooperation&rows=all")
    rows = page.locator("#page a[data-node]")
    nodes = page.evaluate("document.getElementById('graph')._cyreg.cy.$('node.org').length")
    expect(rows).to_have_count(nodes)
    rows.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".graph-side h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".graph-side[data-panel]")).to_have_count(0)
    expect(page.locator("#page a[data-node]").first).to_be_focused()


def test_a_partner_is_unfolded_by_a_double_click_and_by_its_link(page: Page, base: str) -> None:
    graph(page, base + "/demo/partnerships?as=ego&of=c-house&node=c-hotline")
    count = "document.getElementById('graph')._cyreg.cy.nodes().length"
    before = page.evaluate(count)
    page.get_by_role("link", name="more partner").click()
    page.wait_for_url("**open=c-hotline**")
    expect(page.get_by_role("link", name="Hide its partners")).to_be_visible()
    expect(page.locator(f"#graph[data-ready]:not([data-nodes='{before}'])")).to_be_visible()
    assert page.evaluate(count) > before
    page.get_by_role("link", name="Hide its partners").click()
    expect(page.get_by_role("link", name="more partner")).to_be_visible()
    page.locator(f"#graph[data-ready][data-nodes='{before}']").wait_for()
    page.mouse.dblclick(*spot(page, "c-hotline"))
    page.wait_for_url("**open=c-hotline**")


def test_the_way_between_two_is_shown_from_names(page: Page, base: str) -> None:
    graph(page, base + "/demo/partnerships?as=cooperation")
    page.get_by_label("From", exact=True).fill("Children's Cyber Unit, Almara")
    page.get_by_label("To", exact=True).fill("Cavella Constabulary")
    page.get_by_role("button", name="Show the connection").click()
    expect(page.locator(".gsaid")).to_contain_text("reaches Cavella Constabulary in 2 steps.")
    expect(page.locator("ol.chain > li")).to_have_count(3)
    expect(page.locator("#graph[data-lit='3']")).to_be_visible()


def test_a_bubble_opens_by_a_click_and_by_keyboard(page: Page, base: str) -> None:
    graph(page, base + "/demo/partnerships?as=cooperation&by=country&shut=XAA")
    members = "document.getElementById('graph')._cyreg.cy.$id('a-police').length"
    assert page.evaluate(members) == 0
    page.mouse.click(*spot(page, "@XAA"))
    expect(page).to_have_url(f"{base}/demo/partnerships?as=cooperation&by=country")
    expect(page.locator("#graph[data-open~='@XAA']")).to_be_visible()
    assert page.evaluate(members) > 0
    link = page.get_by_role("link", name="Close Almara").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**shut=XAA**")


def test_colours_follow_the_scheme_of_the_page(page: Page, base: str) -> None:
    graph(page, base + "/demo/partnerships?as=cooperation")
    ink = "document.getElementById('graph')._cyreg.cy.$('node.org').first().style('color')"
    light = page.evaluate(ink)
    page.get_by_role("button", name="Dark").click()
    until(page, ink, lambda colour: colour != light)
    page.get_by_role("button", name="Light").click()
    until(page, ink, lambda colour: colour == light)


def test_the_wheel_moves_the_page_and_buttons_the_graph(page: Page, base: str) -> None:
    graph(page, base + "/demo/partnerships?as=cooperation")
    zoom = "document.getElementById('graph')._cyreg.cy.zoom()"
    before = page.evaluate(zoom)
    page.mouse.move(*spot(page, "c-house"))
    page.mouse.wheel(0, 240)
    until(page, "window.scrollY", lambda y: y > 0)
    assert page.evaluate(zoom) == before
    page.get_by_role("button", name="Zoom in").click()
    assert page.evaluate(zoom) > before
    page.get_by_role("button", name="Show all").click()
    assert page.evaluate(zoom) == pytest.approx(before, rel=0.02)


def test_before_and_without_scripts_the_picture_is_there(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for _ in range(40):  # the first answer of a workspace may take longer than a page waits
        page.goto(base + "/demo/partnerships?as=cooperation")
        if page.locator(".gstill a").count():
            break
        page.wait_for_timeout(500)
    expect(page.locator(".gstill a").first).to_be_visible()
    page.locator(".gstill a[data-key='c-house'] circle.gnode").click()
    expect(page.locator(".graph-side h2")).to_have_text("House of Care")
    context.close()


def test_other_pages_do_not_load_the_library_of_graphs(page: Page, base: str) -> None:
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    ready(page, base + "/demo/weak-points")
    assert not [u for u in asked if "dash_cytoscape" in u]
    page.goto(base + "/demo/partnerships?as=cooperation")
    page.locator("#graph[data-ready]").wait_for()
    assert [u for u in asked if "dash_cytoscape" in u]


def test_a_scenario_is_kept_and_deleted_with_a_way_back(page: Page, base: str) -> None:
    ready(page, base + "/demo/what-if?changes=stakeholder:c-house")
    expect(page.locator("svg.cascade a").first).to_be_visible()
    page.get_by_label("Name", exact=True).fill("House of Care closes")
    page.get_by_role("button", name="Save this scenario").click()
    expect(page.get_by_text("Scenario “House of Care closes” was saved.")).to_be_visible()
    page.get_by_role("button", name="House of Care closes").click()
    expect(page.get_by_text("Scenario “House of Care closes” was deleted.")).to_be_visible()
    expect(page.get_by_role("button", name="House of Care closes")).to_have_count(0)
    page.get_by_role("button", name="Undo").last.click()
    expect(page.get_by_text("Scenario “House of Care closes” was restored.")).to_be_visible()
    expect(page.get_by_role("button", name="House of Care closes")).to_be_visible()


@pytest.mark.parametrize("ending", ["PNG", "SVG"])
def test_the_graph_can_be_taken_away(page: Page, base: str, ending: str) -> None:
    graph(page, base + "/demo/partnerships/XAA?as=cooperation")
    page.locator("#page .take-head").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=f"Partnerships diagram as {ending}", exact=True).click()
    assert waiting.value.path().stat().st_size > 2000


def test_a_new_search_takes_the_place_of_the_old_one(page: Page, base: str) -> None:
    graph(page, base + "/demo/partnerships?as=cooperation&node=a-police")
    page.get_by_label("Find an organisation").fill("House of Care")
    page.get_by_label("Find an organisation").press("Enter")
    expect(page.locator(".graph-side h2")).to_have_text("House of Care")
    assert "node=" not in page.url


def test_the_whole_graph_is_chosen_from_switched_and_searched(page: Page, base: str) -> None:
    """A click opens the facts of a capability; a layer that is switched off leaves the others where they are; all hits
    are marked."""
    graph(page, base + on_its_day("/demo/graph/XAA"))
    where = "document.getElementById('graph')._cyreg.cy.getElementById('Cell:XAA:12').position()"
    before = page.evaluate(where)
    page.mouse.click(*spot(page, "Cell:XAA:12"))
    expect(page.locator(".graph-side h2")).to_have_text("12 CSEA Hotline")
    expect(page.locator(".graph-side").get_by_role("link", name="What if this stops?")).to_be_visible()
    page.locator(".graph-side [data-close]").click()
    expect(page.locator(".graph-side")).to_have_count(0)
    page.locator("a.layer", has_text="Agreements").click()
    expect(page.locator("a.layer", has_text="Agreements")).to_contain_text("hidden")
    until(
        page,
        "document.getElementById('graph')._cyreg.cy.$('node.agreement').length",
        lambda found: found == 0,
    )
    assert page.evaluate(where) == before
    page.get_by_label("Find in the graph").fill("police")
    page.keyboard.press("Enter")
    until(page, "document.getElementById('graph')._cyreg.cy.$('node.hit').length", lambda n: n == 2)
