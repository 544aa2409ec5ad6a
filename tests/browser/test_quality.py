"""Accessibility, weight, width, paper: measured on every page. How long anything takes is told by `make bench-ui`."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Watch, examine, on_its_day, ready
from tests.browser.judging import pale, pale_of_all, serious, serious_of_all

PAGES = {
    "overview": "/demo",
    "overview of the register": "/register",
    "choice of a country": "/register/country",
    "board": "/demo/country/XAA",
    "board with reasons": "/demo/country/XAA?why=12",
    "board without anything known": "/register/country/ATA",
    "what falls": "/demo/country/XAA?stop=3",
    "map of a capability": "/register/map?capability=12",
    "map of a domain": "/demo/map?capability=victim",
    "map of what is known": "/register/map",
    "map of a capability of the region": "/demo/map?capability=12",
    "board of the register": "/register/country/MWI",
    "board of one known": "/register/country/ZAF?why=12",
    "choice of a country of the region": "/demo/country",
    "matrix": "/register/matrix",
    "matrix of the region": "/demo/matrix",
    "matrix, empty": "/demo/matrix?find=zzz",
    "reasons": "/demo/why/XAA/4",
    "error": "/demo/country/QQQ",
}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_nothing_serious_and_nothing_too_wide(page: Page, base: str, watch: Watch, path: str) -> None:
    if path == PAGES["error"]:
        watch.allowed = ("(Bad Request)",)
    examine(page, base + on_its_day(path))


PALE = """<!doctype html><html lang="en"><title>Pale</title><style>
  body { background: #fff; color: #111 } .ground { background: #eee } .grey { color: #999 } .clear { opacity: .3 }
  #above { position: absolute; bottom: 0; color: #222 } @media (max-width: 500px) { .card { background: #333 } }
  @media (prefers-color-scheme: dark) { body { background: #111; color: #eee } .grey { color: #444 } }
</style><main><h1>Pale</h1><p class="card">Right</p><p class="grey" id="first">Pale</p><p class="grey">Pale as well</p>
<div class="ground"><p class="grey" id="other">Pale on another ground</p></div><p class="clear" id="clear">Veiled</p>
<p id="above">Above</p></main>"""


def test_one_text_of_each_pair_of_colours_stands_for_all_of_them(page: Page) -> None:
    """What dark makes pale (a text on a light ground, one above all others), and a ground of cards, are new pairs; what
    was found pale is found again."""
    page.goto("about:blank")  # without a policy
    page.set_content(PALE)

    def found() -> list[list[str]]:
        return sorted(target for _, nodes in pale(page) for target in nodes)

    assert found() == [["#clear"], ["#first"], ["#other"]]
    page.emulate_media(color_scheme="dark")
    assert found() == [["#above"], ["#clear"], ["#first"]]
    page.set_viewport_size({"width": 400, "height": 800})
    assert found() == [["#above"], ["#clear"], ["#first"]]
    page.emulate_media(color_scheme="light")
    assert found() == [["#clear"], ["#first"], ["#other"], [".card"]]
    assert [rule for rule, _ in serious(page)] == ["color-contrast"]
    page.evaluate("document.querySelectorAll('.card, .grey, #clear').forEach(e => e.remove())")
    assert (found(), serious(page)) == ([], [])
    page.emulate_media(color_scheme="dark")
    assert found() == [["#above"]]
    page.evaluate("above.style.color = '#ddd'")
    assert found() == []


@pytest.mark.parametrize(
    "path", ["/demo/country/XAA?why=12", "/demo/weak-points/XAC", "/register/map?capability=12"]
)
def test_every_text_is_as_clear_as_one_of_its_pair(page: Page, base: str, path: str) -> None:
    """What spares axe a text, held to axe on the pages of most colours: all of their texts, in light and in dark; and
    where colours are taken away, both find it."""
    ready(page, base + on_its_day(path))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert (pale(page), pale_of_all(page)) == ([], [])
    page.emulate_media(color_scheme="light")
    page.evaluate(
        "document.querySelectorAll('#page *').forEach((e) => { e.style.color = '#777'; })"
    )  # 4.48 on white
    assert [rule for rule, _ in pale(page)] == [rule for rule, _ in pale_of_all(page)] == ["color-contrast"]


@pytest.mark.parametrize(
    ("path", "width"), [("/demo/country/XAA?why=12", 1440), ("/demo/weak-points/XAC", 360)]
)
def test_every_element_is_as_right_as_one_of_its_kind(page: Page, base: str, path: str, width: int) -> None:
    """What spares axe an element, held to axe on the pages of most kinds: all of their elements."""
    page.set_viewport_size({"width": width, "height": 800})
    ready(page, base + on_its_day(path))
    assert (serious(page), serious_of_all(page)) == ([], [])


#: the rule of axe that finds it -> what is made wrong, in a page where all was right and one row stands for another
BREAKS = {
    "aria-allowed-attr": "last('p').setAttribute('aria-checked', 'true')",
    "aria-command-name": "last('[role=button]').textContent = ' '",
    "aria-hidden-focus": "last('tr').lastElementChild.setAttribute('aria-hidden', 'true')",
    "aria-input-field-name": "last('[role=listbox]').removeAttribute('aria-label')",
    "aria-required-children": "last('[role=option]').setAttribute('role', 'row')",
    "aria-required-attr": "last('p').setAttribute('role', 'slider')",
    "aria-roles": "last('tr a').setAttribute('role', 'nonsense')",
    "aria-valid-attr": "last('tr a').setAttribute('aria-nonsense', '1')",
    "aria-valid-attr-value": "last('tr a').setAttribute('aria-expanded', 'perhaps')",
    "autocomplete-valid": "last('input').setAttribute('autocomplete', 'nonsense')",
    "avoid-inline-spacing": "last('p').style.setProperty('letter-spacing', '0.01em', 'important')",
    "button-name": "last('button').textContent = ''",
    "definition-list": "last('dl').append(last('p'))",
    "dlitem": "document.querySelector('main').append(last('dd'))",
    "document-title": "document.title = ''",
    "html-has-lang": "document.documentElement.lang = ''",
    "image-alt": "last('img').removeAttribute('alt')",
    "label": "last('label').textContent = ''",
    "label-content-name-mismatch": "last('button').setAttribute('aria-label', 'Something else')",
    "link-name": "last('tr a').textContent = ' '",
    "list": "last('ul').append(last('p'))",
    "listitem": "document.querySelector('main').append(last('li'))",
    "nested-interactive": "last('button').append(last('tr a'))",
    "scrollable-region-focusable": "last('.frame').style.height = '20px'",
    "select-name": "last('select').removeAttribute('aria-label')",
    "summary-name": "last('summary').textContent = ''",
    "svg-img-alt": "last('svg').removeAttribute('aria-label')",
    "td-headers-attr": "last('td').setAttribute('headers', 'nobody')",
    "valid-lang": "last('p').lang = 'nonsense'",
}
RIGHT = """<!doctype html><html lang="en"><title>Right</title><style>
  body { background: #fff; color: #000 } .frame { overflow: auto; height: 100px } .frame p { color: #000 }
  a { color: #00c }
</style><main><h1 id="told">Right</h1><p aria-describedby="told">Words with <a href="#told">a link</a> in them.</p>
<p>More words with <a href="#told">a link</a> in them.</p><table><caption>Table</caption>
<tr><th scope="col">One</th><th scope="col">Two</th></tr>
<tr><th scope="row">A</th><td><a href="/a">Open</a></td></tr>
<tr><th scope="row">B</th><td><a href="/b">Open</a></td></tr>
</table><ul><li>One</li><li>Two</li></ul><dl><dt>One</dt><dd>Two</dd></dl><button type="button">Do it</button>
<div role="button" tabindex="0">Do that</div><div role="listbox" aria-label="Places" tabindex="0"><div role="option"
  aria-selected="true">Here</div></div><label for="field">Field</label><input id="field" autocomplete="name">
<select aria-label="Choice"><option>One</option></select><details><summary>More</summary>Words</details>
<img alt="" src="data:,"><svg role="img" aria-label="A picture"></svg><div class="frame"><p>Words</p></div></main>"""


def test_what_is_made_wrong_is_found_where_all_else_was_judged_before(page: Page) -> None:
    """One rule of axe after the other: what breaks it is new, however well all that stands around it is known."""
    page.goto("about:blank")  # without a policy
    found = {}
    for rule, broken in BREAKS.items():
        page.set_content(RIGHT)
        assert serious(page) == [], rule
        page.evaluate(
            f"(() => {{ const last = (s) => [...document.querySelectorAll(s)].at(-1); {broken} }})()"
        )
        found[rule] = {name for name, _ in serious(page)}
    assert {rule: names for rule, names in found.items() if rule not in names} == {}


@pytest.mark.parametrize(
    "path", ["/register", "/demo/country/XAA", "/register/map?capability=12", "/register/matrix"]
)
def test_a_first_visit_is_light(browser: Browser, base: str, path: str) -> None:
    """At most 500 kB over the wire on a cold visit, everything counted (DASHBOARD, Speed)."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda e: sizes.append(e["encodedDataLength"]))
    ready(page, base + on_its_day(path))
    page.wait_for_load_state("networkidle")
    context.close()
    assert 50_000 < sum(sizes) <= 500_000


def test_the_board_fits_a_projector(page: Page, base: str) -> None:
    """At 1024 x 768 six columns stand beside each other, none cut off, and the whole board is on the screen."""
    page.set_viewport_size({"width": 1024, "height": 768})
    ready(page, f"{base}/demo/country/XAA")
    boxes = page.locator("#page .domain").evaluate_all(
        "all => all.map(d => { const r = d.getBoundingClientRect(); return [r.left, r.right, r.top]; })"
    )
    assert len(boxes) == 6
    assert len({round(top) for _, _, top in boxes}) == 1
    assert all(left >= 0 and right <= 1024 for left, right, _ in boxes)
    bottom = page.locator("#page .board").evaluate("board => board.getBoundingClientRect().bottom")
    assert bottom <= 768


def test_controls_are_large_enough(page: Page, base: str) -> None:
    """Fields, buttons and cards are at least 40 px high (DASHBOARD, Look); tiles and cells are denser by design."""
    ready(page, f"{base}/demo/country/XAA?why=12")
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, select, input:not([type=hidden]), .button, .card, .export')]
            .filter(e => e.offsetParent !== null && e.getBoundingClientRect().height < 40)
            .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_paper_has_the_board_on_its_first_page(page: Page, base: str) -> None:
    """A4 landscape: the board on page 1, the prerequisites on page 2, no more than that."""
    ready(page, f"{base}/demo/country/XAA")
    data = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", data)) == 2
    width, height = (float(v) for v in re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", data).groups())  # type: ignore[union-attr]
    assert (round(width), round(height)) == (842, 595)


def test_forced_colours_keep_states_apart(page: Page, base: str) -> None:
    """With forced colours symbols keep their plates and cards keep an edge."""
    page.emulate_media(forced_colors="active")
    ready(page, f"{base}/demo/country/XAA")
    edges = page.locator("#page .card").evaluate_all(
        "all => all.map(c => getComputedStyle(c).borderTopStyle)"
    )
    fills = page.locator("#page .count-box .sym use").evaluate_all(
        "all => new Set(all.map(u => getComputedStyle(u).getPropertyValue('--fill'))).size"
    )
    assert "none" not in edges
    assert fills == 7  # eight signs: one is enough has the fill of covered, and a symbol of its own


def test_right_to_left_mirrors_the_board(page: Page, base: str, watch: Watch) -> None:
    """Only logical properties: with dir=rtl the first domain stands at the right and the heavy edge at the right."""
    ready(page, f"{base}/demo/country/XAA")
    page.evaluate("document.documentElement.dir = 'rtl'")
    lefts = page.locator("#page .domain").evaluate_all("all => all.map(d => d.getBoundingClientRect().left)")
    assert lefts == sorted(lefts, reverse=True)
    heavy = page.locator("#page .card.heavy").first
    assert heavy.evaluate("e => getComputedStyle(e).borderRightWidth") == "7px"
