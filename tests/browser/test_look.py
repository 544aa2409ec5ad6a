"""What only a browser can see of the look of the pages: what is drawn where, on wide and narrow screens, with forced
colours and on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.pages import all_pages
from dashboard.ui.i18n import LANGUAGES
from dashboard.ui.view import parse
from dashboard.web.screenshots import EXAMPLES, pages_of
from tests.browser.conftest import Watch, on_its_day, ready, visit, within_its_frame
from tests.browser.judging import serious
from tests.browser.test_further_pages import PAGES as FURTHER
from tests.browser.test_graphs import PAGES as GRAPHS
from tests.browser.test_quality import PAGES as EXAMINED

_EXAMINED = {*EXAMINED.values(), *FURTHER.values(), *GRAPHS.values()}
#: Every page of both workspaces that is examined nowhere else; those that have no example, of the region.
OTHERS = {
    f"{workspace}-{name}": address
    for workspace in EXAMPLES
    for name, path in pages_of(workspace).items()
    if (address := f"/{workspace}/{path}".rstrip("/")) not in _EXAMINED
}
OTHERS |= {
    f"demo-{page.name}": f"/demo/{page.name}"
    for page in all_pages()
    if page.name not in {parse(address).page for address in (*_EXAMINED, *OTHERS.values())}
}


@pytest.mark.parametrize("address", OTHERS.values(), ids=OTHERS.keys())
def test_a_page_keeps_within_its_frame(page: Page, base: str, watch: Watch, address: str) -> None:
    if address.endswith("QQQ"):
        watch.allowed = ("(Bad Request)",)
    visit(page, base + on_its_day(address))
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 800})
        within_its_frame(page)


def test_the_map_of_the_world_ends_with_its_foot(page: Page, base: str) -> None:
    """The list of 249 countries scrolls inside its card, and so does what is only for the ear in it."""
    page.set_viewport_size({"width": 1440, "height": 900})
    ready(page, f"{base}/register/map")
    foot = page.locator("footer.foot").evaluate("e => e.getBoundingClientRect().bottom + scrollY")
    assert page.evaluate("document.documentElement.scrollHeight") <= foot + 2


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_numbers_of_the_legend_stay_in_their_boxes(page: Page, base: str, code: str) -> None:
    ready(page, f"{base}/register/map?capability=12&lang={code}")
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 900})
        out = page.evaluate(
            """() => [...document.querySelectorAll('#page .key .count-box')].filter(box => {
                const end = box.getBoundingClientRect().right;
                const card = box.closest('.key').getBoundingClientRect().right;
                return end > card - 8 || [...box.children].some(c => c.getBoundingClientRect().right > end - 1);
            }).map(b => b.textContent)"""
        )
        assert out == [], width


# -- the head on a narrow screen


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_the_head_of_a_narrow_screen_is_two_lines(page: Page, base: str, code: str) -> None:
    """Brand, pages, search and help; the country, and what the answers rest on, with the present choice."""
    page.set_viewport_size({"width": 360, "height": 740})
    ready(page, f"{base}/demo/country/XAA?lang={code}")
    assert page.locator("header.top").evaluate("e => e.getBoundingClientRect().height") <= 96
    assert "2026" in page.locator(".bar-fold summary").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    expect(page.locator("nav.pages")).to_be_hidden()
    expect(page.locator("#app #bar")).to_be_hidden()


def test_records_of_a_hand_off_stand_in_one_line_on_a_narrow_screen(page: Page, base: str) -> None:
    """Below the text of the hand-off, beside each other: all links of one begin at the same height."""
    page.set_viewport_size({"width": 360, "height": 740})
    ready(page, f"{base}/demo/routes/XAA?way=r01-public-hotline")
    tops = page.locator(".rlink .records").evaluate_all(
        "all => all.map(p => new Set([...p.querySelectorAll('a')].map(a => a.getBoundingClientRect().top)).size)"
    )
    assert tops
    assert set(tops) == {1}


def test_both_folds_of_the_head_open_and_a_page_closes_them(page: Page, base: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    ready(page, f"{base}/demo/country/XAA")
    page.locator(".bar-fold summary").click()
    expect(page.get_by_label("Evidence", exact=True)).to_be_visible()
    page.locator(".pages-fold summary").click()
    expect(page.get_by_role("button", name="Dark")).to_be_visible()
    page.get_by_role("navigation", name="Pages").get_by_text("Reference").click()
    page.get_by_role("link", name="Sources", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sources")
    expect(page.locator("nav.pages")).to_be_hidden()


def test_the_head_of_a_narrow_screen_opens_without_scripts(browser: Browser, base: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}/demo/country/XAA")
    page.locator(".pages-fold summary").click()
    expect(page.get_by_role("link", name="All countries", exact=True)).to_be_visible()
    page.locator(".bar-fold summary").click()
    expect(page.get_by_label("As of")).to_be_visible()
    context.close()


def test_the_day_stands_in_the_language_of_the_reader(page: Page, base: str) -> None:
    """Until somebody types: then the browser's own writing is there."""
    page.set_viewport_size({"width": 1440, "height": 900})
    ready(page, f"{base}/demo?lang=fr")
    page.locator("#app .bar-fold summary").click()
    words = page.locator("#app .bar .day-words")
    expect(words).to_have_text("25 nov. 2026")
    expect(words).to_be_visible()
    page.locator("#choose-as_of").focus()
    expect(words).to_be_hidden()


@pytest.mark.parametrize("width", [1024, 1440])
def test_the_head_begins_where_the_page_begins(page: Page, base: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    ready(page, f"{base}/demo/country/XAA")
    starts = page.evaluate(
        "['.brand', '.bar-row select', '#page h1'].map(s => document.querySelector(s).getBoundingClientRect().left)"
    )
    assert max(starts) - min(starts) <= 1


# -- forced colours


@pytest.fixture
def forced(page: Page) -> Page:
    page.emulate_media(forced_colors="active")
    return page


def test_forced_colours_show_what_is_chosen(forced: Page, base: str) -> None:
    """One tab with an edge that is not the ground's, selects with an arrow, one segment and one scheme filled."""
    ready(forced, f"{base}/demo/partnerships/XAA")
    ground, tabs = forced.evaluate(
        """() => [getComputedStyle(document.body).backgroundColor,
            [...document.querySelectorAll('#app .pages > ul > li > a, #app .menu-name')].map(a =>
            [a.textContent, getComputedStyle(a).borderTopColor, getComputedStyle(a).borderBottomColor])]"""
    )
    assert [words for words, _top, end in tabs if end != ground] == ["Cooperation"]
    assert all(top == ground for _words, top, _end in tabs)
    assert forced.locator("#choose-evidence").evaluate("e => getComputedStyle(e).appearance") == "auto"
    for group in ("#page .switch a", "#app .themes .tool"):
        grounds = forced.locator(group).evaluate_all(
            "all => all.map(a => getComputedStyle(a).backgroundColor)"
        )
        assert len([g for g in grounds if grounds.count(g) == 1]) == 1, group


# -- segments


def test_segments_have_whole_borders_on_a_narrow_screen(page: Page, base: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    ready(page, f"{base}/demo/partnerships/XAA")
    edges = page.locator("#page .switch a").evaluate_all(
        "all => all.map(a => getComputedStyle(a).borderInlineStartWidth)"
    )
    assert len(edges) > 2
    assert set(edges) == {"1px"}


# -- frames that scroll sideways


def test_a_frame_that_scrolls_sideways_shows_it(page: Page, base: str) -> None:
    """The picture of prerequisites is wider than a phone: its frame has a shade at the edge."""
    page.set_viewport_size({"width": 360, "height": 740})
    ready(page, f"{base}/demo/country/XAA")
    frame = page.locator("#page .needs-card .scroll")
    wide, shown = frame.evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert wide > shown
    assert re.search(
        r"scroll.*local|local.*scroll", frame.evaluate("e => getComputedStyle(e).backgroundAttachment")
    )


# -- the board


@pytest.mark.parametrize("country", ["AUS", "GTM", "KEN", "LKA", "MEX", "TZA"])
def test_no_name_is_cut_on_the_card_of_a_country_with_many_providers(
    page: Page, base: str, country: str
) -> None:
    """Short names are made for this: two of them have room on every card of a wide screen."""
    page.set_viewport_size({"width": 1440, "height": 900})
    ready(page, f"{base}/register/country/{country}?as_of=2026-12-03")
    cut = page.evaluate(
        """() => [...document.querySelectorAll('#page .who .names')]
            .filter(n => n.scrollHeight > n.clientHeight + 1).map(n => n.textContent)"""
    )
    assert cut == []


@pytest.mark.parametrize("code", list(LANGUAGES))
@pytest.mark.parametrize("country", ["demo/country/XAA", "demo/country/XAE", "register/country/THA"])
def test_a_projector_shows_every_flag_and_every_phase(page: Page, base: str, country: str, code: str) -> None:
    """1024 x 768: the whole board is on the screen, and nothing of a card lies outside it."""
    page.set_viewport_size({"width": 1024, "height": 768})
    ready(page, base + on_its_day(f"/{country}?lang={code}"))
    assert page.locator("#page .board").evaluate("e => e.getBoundingClientRect().bottom") <= 768
    out = page.evaluate(
        """() => [...document.querySelectorAll('#page .card')].filter(card => {
            const edge = card.getBoundingClientRect();
            return [...card.querySelectorAll('.chip, .num, .phase-mark, .card-name')].some(e => {
                const r = e.getBoundingClientRect();
                return !r.width || r.left < edge.left || r.right > edge.right - 3 || r.bottom > edge.bottom - 1;
            });
        }).map(card => card.id)"""
    )
    assert out == []


def test_the_second_flag_is_a_symbol_with_its_words(page: Page, base: str) -> None:
    """Almara, 8: ends in June 2027 and ahead of its prerequisites (the finding of a clipped chip)."""
    page.set_viewport_size({"width": 1024, "height": 768})
    ready(page, f"{base}/demo/country/XAA")
    chip = page.locator("#cell-XAA-8 .chip").nth(1)
    expect(chip).to_have_text("ahead of prerequisites")
    assert chip.evaluate("e => e.getBoundingClientRect().width") < 30
    chip.hover()
    expect(page.locator("#tip")).to_contain_text(
        "A maturity review gave it a higher phase than its prerequisites have reached."
    )


def test_a_count_above_the_board_is_a_choice_of_cards(page: Page, base: str) -> None:
    """Almara: 9 12 19 20 are fragile; of 18 one is known and nobody has looked for others; 11 has a successor."""
    ready(page, f"{base}/demo/country/XAA")
    chip = page.locator("#page .count-box", has_text="Fragile")
    chip.click()
    expect(page).to_have_url(re.compile("state=fragile"))
    expect(chip).to_have_attribute("aria-current", "true")
    expect(page.locator("#page .card:not(.back)")).to_have_count(4)
    expect(page.locator("#live")).to_contain_text("shown: 4 Fragile")
    assert serious(page) == []
    chip.click()
    expect(page.locator("#page .card.back")).to_have_count(0)
    assert "state=" not in page.url


# -- paper


def _paper(page: Page, address: str) -> int:
    """How many pages of paper an address takes."""
    ready(page, address)
    data = page.pdf(prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page[^s]", data))


def test_pictures_do_not_push_their_heading_over_empty_pages(page: Page, base: str) -> None:
    """Lanes: picture on the first page, then the three lists; eight pages it was, three of them empty."""
    assert _paper(page, f"{base}/demo/partnerships/XAA?as=lanes") <= 4
    assert _paper(page, f"{base}/demo") <= 2


def test_paper_shows_no_doors_and_no_cut_words(page: Page, base: str) -> None:
    page.set_viewport_size({"width": 1032, "height": 710})
    ready(page, f"{base}/demo")
    page.emulate_media(media="print")
    expect(page.locator("#page .doors")).to_be_hidden()
    for address in ("/demo/country/XAA", "/demo/country/XAE?lang=es"):
        page.emulate_media(media="screen")
        ready(page, base + address)
        page.emulate_media(media="print")
        cut = page.evaluate(
            """() => [...document.querySelectorAll('#page .card')].filter(card => {
                const edge = card.getBoundingClientRect().right;
                const names = card.querySelector('.names.nobody');
                return card.querySelector('.num').getBoundingClientRect().right > edge - 3 ||
                    (names && names.scrollHeight > names.clientHeight + 2);
            }).map(card => card.id)"""
        )
        assert cut == []


# -- the matrix


@pytest.mark.parametrize("address", ["demo/matrix", "register/matrix", "register/matrix?show=all"])
def test_every_drawn_cell_of_the_matrix_has_a_size(page: Page, base: str, address: str) -> None:
    """A place kept for rows that are not drawn yet must not make columns: cells of the register were one pixel wide,
    and no state was to be seen. 16 px hold a symbol."""
    page.set_viewport_size({"width": 360, "height": 800})  # as most pages are examined wide first
    ready(page, base + on_its_day(f"/{address}"))
    for width in (360, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        cells = page.locator("#page .mx .c a").evaluate_all(
            "all => all.map(a => a.getBoundingClientRect()).map(r => [r.width, r.height])"
        )
        assert len(cells) >= 21
        assert min(wide for wide, _high in cells) >= 16
        assert min(high for _wide, high in cells) >= 24
    states = page.locator("#page .mx .c:not(.s-unknown) a").first
    assert states.evaluate("a => getComputedStyle(a).backgroundColor") != "rgba(0, 0, 0, 0)"


# -- findings of a walk


def test_an_apostrophe_in_a_turned_head_stands_like_the_letters(page: Page, base: str) -> None:
    """In vertical writing a typographic apostrophe is set upright, with a gap on either side, unless told otherwise:
    the head was then far longer than the same words with a plain one."""
    ready(page, f"{base}/demo/matrix?lang=fr")
    heads = page.locator("#page .turn")
    assert any("\u2019" in words for words in heads.all_inner_texts())
    longer = heads.evaluate_all(
        """all => all.filter(e => e.textContent.includes('\u2019')).map(e => {
            const size = () => { e.style.maxInlineSize = 'none'; e.style.whiteSpace = 'nowrap';
                return e.getBoundingClientRect().height; };
            const typographic = size();
            e.innerHTML = e.innerHTML.replaceAll('\u2019', "'");
            return typographic - size();
        })"""
    )
    assert longer
    assert max(longer) < 8
    ready(page, f"{base}/demo/partnerships/XAB?lang=fr")
    turned = page.locator("#page .turned").first
    assert turned.evaluate("e => getComputedStyle(e).textOrientation") == "sideways"


def test_a_funder_and_the_link_beside_it_do_not_run_together(page: Page, base: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    ready(page, f"{base}/demo/cliffs")
    gaps = page.locator("#page a", has_text="Other funders of the same work").evaluate_all(
        """all => all.map(a => {
            const before = a.parentElement.previousElementSibling.getClientRects();
            const name = before[before.length - 1], link = a.getClientRects()[0];
            return Math.max(link.left - name.right, link.top - name.bottom + 2);
        })"""
    )
    assert gaps
    assert min(gaps) >= 2


def test_the_size_of_a_graph_is_chosen_beside_it_on_a_phone(page: Page, base: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    ready(page, f"{base}/demo/partnerships?as=ego&of=c-house&depth=2&node=c-hotline")
    zoom = page.locator("#page .graph-zoom, .graph-zoom").last.bounding_box()
    stage = page.locator(".graph-stage").bounding_box()
    assert zoom is not None
    assert stage is not None
    assert zoom["y"] + zoom["height"] <= stage["y"]
