"""A real server and a real Chromium. A missing browser is a failure with a sentence, never a skip.

``MNR_BROWSER_SLOW=6`` runs the tests as on a machine whose processor is six times slower: what fails then is a race.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from dashboard.web.command import running_server
from dashboard.web.screenshots import FLAGS, browser_path
from seed_data import workspaces

AS_OF = date(2026, 11, 25)
SLOW = float(os.environ.get("MNR_BROWSER_SLOW", "1"))
PATIENCE = 15_000 * max(SLOW, 1)
#: Chromium tells a refusal by the content security policy on the console already; this names what was refused.
_REFUSED = """document.addEventListener("securitypolicyviolation", (e) =>
  console.error(`refused by policy: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`))"""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def base(new_home: Callable[..., Path]) -> Iterator[str]:
    """Address of a server over both shipped workspaces, with the date held still."""
    names = ["register", "demo"]
    with running_server(names, AS_OF, new_home(*names)) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        path = browser_path()
    except SystemExit as error:
        pytest.fail(str(error))
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=path, args=list(FLAGS))
        yield found
        found.close()


@dataclass
class Watch:
    """What the browser noticed: console lines, failed requests, requests to another origin than ``base``."""

    base: str
    console: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    allowed: tuple[str, ...] = ()

    def troubles(self) -> list[str]:
        every = [*self.console, *self.failed, *self.elsewhere]
        return [line for line in every if not any(a in line for a in self.allowed)]

    def begin(self, base: str) -> None:
        """As new, for that server."""
        for told in (self.console, self.failed, self.elsewhere):
            told.clear()
        self.base, self.allowed = base, ()

    def on(self, page: Page) -> None:
        page.add_init_script(_REFUSED)
        page.on("console", lambda m: self.console.append(f"{m.type}: {m.text}"))
        page.on("pageerror", lambda e: self.console.append(f"error: {e}"))
        # a request that is under way when a page is left is aborted by the browser: no failure
        page.on(
            "requestfailed",
            lambda r: (
                None if r.failure == "net::ERR_ABORTED" else self.failed.append(f"{r.url}: {r.failure}")
            ),
        )
        page.on(
            "request",
            lambda r: (
                None if r.url.startswith((self.base, "data:", "blob:")) else self.elsewhere.append(r.url)
            ),
        )


@pytest.fixture(scope="session")
def one_watch(base: str) -> Watch:
    return Watch(base)


@pytest.fixture
def watch(one_watch: Watch, base: str) -> Watch:
    """What the browser notices of :func:`page`; a test may say what is allowed, and which server it is with."""
    one_watch.begin(base)
    return one_watch


@pytest.fixture(scope="session")
def one_page(browser: Browser, one_watch: Watch) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    found = context.new_page()
    one_watch.on(found)
    yield found
    context.close()


@pytest.fixture
def page(one_page: Page, watch: Watch) -> Iterator[Page]:
    """A page; the test fails if the console says anything, a request fails or leaves the origin.

    It is one for all tests, for what the browser has read and compiled (our scripts, axe) then serves the next: half of
    a visit. Each begins as in a new window: nothing is stored, nothing emulated, no request caught."""
    one_page.set_viewport_size({"width": 1440, "height": 900})
    one_page.emulate_media(media="null", color_scheme="light", forced_colors="none")
    one_page.mouse.move(0, 0)
    yield one_page
    told = watch.troubles()
    one_page.unroute_all(behavior="ignoreErrors")
    one_page.context.set_offline(False)
    if one_page.url.startswith("http"):
        one_page.goto(urljoin(one_page.url, "/healthz"))  # of the same origin, and stores nothing
        one_page.evaluate("localStorage.clear(); sessionStorage.clear()")
    one_page.context.clear_cookies()
    assert told == []


@pytest.fixture
def context(page: Page) -> BrowserContext:
    """That of :func:`page`, for what is beside it."""
    return page.context


def slowed(page: Page) -> None:
    """Take the processor away from the page, if asked for."""
    if SLOW > 1:
        page.set_default_timeout(30_000 * SLOW)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW})


def ready(page: Page, address: str) -> None:
    """Open an address and wait until the scripts have taken over and the page itself is there."""
    slowed(page)
    page.goto(address)
    page.locator("#page h1, #page h2").first.wait_for()
    page.locator("#first").wait_for(state="detached")
    page.locator("[data-job]").wait_for(state="detached", timeout=60_000)


def until(page: Page, script: str, wanted: Callable[[Any], bool]) -> None:
    """Ask the page again and again until the answer is as wanted: nothing waits longer than it must, and a slow
    machine is waited for."""
    for _ in range(int(PATIENCE / 50)):
        if wanted(page.evaluate(script)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{script} stays {page.evaluate(script)!r}")


VENDOR = Path(__file__).parent / "vendor"
AXE = (VENDOR / "axe.min.js").read_text(encoding="utf-8")


#: Axe calls what these rules find minor or moderate, always: nothing of it would be told. And its rule of contrast,
#: half of its time, looks at ``texts`` only.
_MILD = """() => {
    axe.configure({ rules: axe._audit.rules
        .filter((r) => ['minor', 'moderate'].includes(r.impact)).map((r) => ({ id: r.id, enabled: false })) });
    const contrast = axe._audit.rules.find((r) => r.id === 'color-contrast'), matches = contrast.matches;
    contrast.matches = function (node, ...more) { return texts.has(node) && matches.call(this, node, ...more); };
}"""
#: Texts that can be seen and are for axe to judge, into ``texts``; returns their pairs of colours (the text's own;
#: those that lie under it), and how many texts. A plain colour on plain ones has the contrast that WCAG's formula
#: gives it: where that is enough, nothing is left to judge. One text stands for all of its pair. Texts that are placed
#: out of the flow without a ground of their own stand over anything: each; but what is turned upside down stays where
#: it is.
_PAIRS = """(clear) => {
    const moved = (transform) => !['none', 'matrix(-1, 0, 0, -1, 0, 0)'].includes(transform);
    const known = new Map([[null, { under: [], veil: '', placed: false, shown: true }]]);
    const about = (e) => {
        if (!known.has(e)) {
            const on = about(e.parentElement), s = getComputedStyle(e), ground = s.backgroundColor;
            const veil = [s.opacity, s.filter, s.mixBlendMode].join();
            const plain = s.backgroundImage === 'none', hides = plain && /^rgb\\(/.test(ground);
            const own = plain ? (/, 0\\)$/.test(ground) ? [] : [ground]) : [s.backgroundImage + ground];
            known.set(e, {
                veil: veil === '1,none,normal' ? on.veil : on.veil + veil + on.under,
                under: hides ? [ground] : on.under.concat(own),
                placed: !hides && (on.placed || ['absolute', 'fixed'].includes(s.position) || moved(s.transform)),
                shown: on.shown && s.clipPath === 'none',
            });
        }
        return known.get(e);
    };
    const mixed = (below, colour) => {
        const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
        return [r, g, b].map((v, i) => v * a + below[i] * (1 - a));
    };
    const light = (rgb) => rgb.map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0.05);
    const enough = (under, colour, large) => {
        if (!/^rgb\\(/.test(under[0]) || ![...under, colour].every((c) => /^rgba?\\(/.test(c))) return false;
        const ground = under.reduce(mixed, [0, 0, 0]), pair = [light(ground), light(mixed(ground, colour))];
        return Math.max(...pair) / Math.min(...pair) >= (large ? 3.01 : 4.51);
    };
    const seen = new Set(clear), fresh = [];
    window.texts = new Set();
    for (const e of document.body.querySelectorAll('*')) {
        const said = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
        const field = e.matches('input:not([type=radio], [type=checkbox]), select, textarea');
        if (!(said || field) || !e.checkVisibility()) continue;
        const { under, veil, placed, shown } = about(e), s = getComputedStyle(e);
        if (!shown) continue;
        const size = parseFloat(s.fontSize), large = size >= 24 || (size >= 18.66 && s.fontWeight >= 700);
        const pair = [veil, under.join(), s.color, s.webkitTextFillColor, large, s.textShadow].join(';');
        if (placed) texts.add(e);
        if (seen.has(pair)) continue;
        seen.add(pair);
        const plain = !veil && s.textShadow === 'none' && s.webkitTextFillColor === s.color;
        if (plain && enough(under, s.color, large)) continue;
        texts.add(e);
        fresh.push(pair);
    }
    return [fresh, texts.size];
}"""
#: Pairs of colours that axe found clear, on any page, where no formula tells.
_CLEAR: set[str] = set()


def _axe(page: Page, where: str, only: str = "") -> list[tuple[str, list[Any]]]:
    """What axe finds serious or critical; it is loaded once for a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
        page.evaluate(_MILD)
    found = page.evaluate(f"axe.run({where}, {{preload: false, resultTypes: ['violations'], {only}}})")
    return [
        (v["id"], [n["target"] for n in v["nodes"]][:4])
        for v in found["violations"]
        if v["impact"] in {"serious", "critical"}
    ]


def serious(page: Page) -> list[tuple[str, list[Any]]]:
    """What axe finds serious or critical on the page as it stands; its contrast as :func:`pale` looks at it."""
    fresh, _ = page.evaluate(_PAIRS, list(_CLEAR))
    found = _axe(page, "document")
    if not found:
        _CLEAR.update(fresh)
    return found


def pale(page: Page) -> list[tuple[str, list[Any]]]:
    """Texts of too little contrast, as axe finds them, among those that no formula and no other text stands for: of the
    thousand texts of a page hardly any."""
    fresh, texts = page.evaluate(_PAIRS, list(_CLEAR))
    found = _contrast(page) if texts else []
    if not found:
        _CLEAR.update(fresh)
    return found


def pale_of_all(page: Page) -> list[tuple[str, list[Any]]]:
    """The same of every text, without a short cut."""
    page.evaluate("window.texts = new Set(document.body.querySelectorAll('*'))")
    return _contrast(page)


def _contrast(page: Page) -> list[tuple[str, list[Any]]]:
    return _axe(page, "{include: [...texts]}", "runOnly: ['color-contrast']")


#: cells of tables and what leads on, drawn but too small to be seen or hit
SQUEEZED = """() => [...document.querySelectorAll('#page td, #page th, #page a, #page button')].filter(e => {
    if (!e.checkVisibility() || e.closest('.sr, caption, [aria-hidden=true], svg')) return false;
    for (let a = e; a.id !== 'page'; a = a.parentElement) if (getComputedStyle(a).clipPath !== 'none') return false;
    const r = e.getBoundingClientRect();
    return e.textContent.trim() && (r.width < 8 || r.height < 8);
}).slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""


#: what scrolls but holds things placed out of the flow would carry them out of the page
_LOOSE = """() => [...document.querySelectorAll('body *')].filter(e => {
    const s = getComputedStyle(e);
    return /auto|scroll/.test(s.overflowY + s.overflowX) && s.position === 'static' && e.querySelector('.sr, caption');
}).map(e => e.className)"""


def within_its_frame(page: Page) -> None:
    """As wide as the window at most; no blank length below the foot: the document is as high as what is drawn; and
    nothing that can be read is drawn without a size (cells of the register were one pixel wide, and no page of the
    region told)."""
    width, wide, end, drawn, squeezed, loose = page.evaluate(
        "[innerWidth, document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight,"
        " Math.max(innerHeight, document.querySelector('#app').getBoundingClientRect().bottom + scrollY),"
        f" ({SQUEEZED})(), ({_LOOSE})()]"
    )
    assert wide <= 0, width
    assert abs(end - drawn) <= 2, width
    assert squeezed == [], width
    assert loose == [], width


REGISTER_DAY = workspaces()["register"].as_of


def on_its_day(address: str) -> str:
    """The address of a page as of the day for which its data were put together: the reviews of the register came three
    days after the day on which this server answers."""
    if not address.startswith("/register") or "as_of=" in address:
        return address
    return f"{address}{'&' if '?' in address else '?'}as_of={REGISTER_DAY}"


def examine(page: Page, address: str) -> None:
    """One visit of a page: within its frame at 1440, 1024 and 360, nothing serious for axe at the widest and at the
    narrowest (cards), in light; in dark, which changes colours only, enough contrast."""
    ready(page, address)
    for width in (1440, 1024, 360):
        page.set_viewport_size({"width": width, "height": 800})
        within_its_frame(page)
        if width == 1024:
            continue
        assert serious(page) == [], f"light, {width}"
        page.emulate_media(color_scheme="dark")
        assert pale(page) == [], f"dark, {width}"
        page.emulate_media(color_scheme="light")
