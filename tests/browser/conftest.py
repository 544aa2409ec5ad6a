"""A real server and a real Chromium, both without a network. A missing browser fails with a sentence: never a skip.

The browser finds no host but this machine. The servers of these tests run with a hook that refuses, and writes down,
every attempt to look up or reach another one.

``MNR_BROWSER_SLOW=6`` runs the tests as on a machine whose processor is six times slower: what fails then is a race.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Frame, Page, expect, sync_playwright

from dashboard.web.command import running_server
from dashboard.web.screenshots import FLAGS, browser_path
from seed_data import workspaces
from tests.browser.judging import CLEAR, pale, serious

AS_OF = date(2026, 11, 25)
SLOW = float(os.environ.get("MNR_BROWSER_SLOW", "1"))
PATIENCE = 15_000 * max(SLOW, 1)
#: Chromium tells a refusal by the content security policy on the console already; this names what was refused.
_REFUSED = """document.addEventListener("securitypolicyviolation", (e) =>
  console.error(`refused by policy: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`))"""
#: The name of a window outlives its pages: it holds the origins from which this test has read. What another left there
#: is forgotten before anything of the first page runs; a visit of another page for it would be half of a visit's cost.
_FORGETS = """(() => {
    const seen = window.name.split(" ");
    if (window !== window.top || !location.protocol.startsWith("http") || seen.includes(location.origin)) return;
    localStorage.clear();
    sessionStorage.clear();
    window.name = [...seen, location.origin].join(" ");
})()"""
#: The last page of a test does nothing any more, and is empty: what the next emulates is not drawn on it.
_ENDS = """() => {
    window.name = "";
    window.stop();
    for (let last = setTimeout(() => 0); last; last--) clearTimeout(last);
    window.requestAnimationFrame = () => 0;
    window.fetch = () => new Promise(() => 0);
    document.open();
    document.close();
}"""
expect.set_options(timeout=PATIENCE)


#: The whole world is unknown to Chromium, by name and by number.
_WALL = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
#: Audit hooks see what any Python code does; this one is read when the server's interpreter starts.
HOOK = """
import sys

HERE = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "", None}

def refuse(event, arguments):
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in HERE:
        with open(FILE, "a") as out:
            out.write(f"{event} {host}\\n")
        raise OSError(f"the network is off: {event} {host}")

sys.addaudithook(refuse)
"""


@dataclass(frozen=True)
class Walled:
    """Servers without a network, and the file in which they note that they wanted one."""

    folder: Path

    @contextmanager
    def serve(self, names: Sequence[str], home: Path) -> Iterator[str]:
        """A server over these workspaces of a home folder, with the date held still."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PYTHONPATH", str(self.folder))
            server = running_server(names, AS_OF, home)
            address = server.__enter__()
        try:
            yield address
        finally:
            server.__exit__(None, None, None)

    def attempts(self) -> list[str]:
        """What was tried since it was last asked."""
        tried = self.folder / "tried"
        if not tried.exists():
            return []
        found = tried.read_text().splitlines()
        tried.unlink()
        return found


@pytest.fixture(scope="session")
def walled(tmp_path_factory: pytest.TempPathFactory) -> Walled:
    folder = tmp_path_factory.mktemp("walled")
    (folder / "sitecustomize.py").write_text(
        HOOK.replace("FILE", repr(str(folder / "tried"))), encoding="utf-8"
    )
    return Walled(folder)


@pytest.fixture(scope="session", autouse=True)
def _judged_together(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What one process of a run found clear, the others need not judge."""
    own = tmp_path_factory.getbasetemp()
    CLEAR.share((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "judged-clear")


@pytest.fixture(scope="session")
def base(new_home: Callable[..., Path], walled: Walled) -> Iterator[str]:
    """Address of a server over both shipped workspaces."""
    names = ["register", "demo"]
    with walled.serve(names, new_home(*names)) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        path = browser_path()
    except SystemExit as error:
        pytest.fail(str(error))
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=path, args=[*FLAGS, _WALL])
        yield found
        found.close()


@dataclass
class Watch:
    """What the browser noticed: console lines and failed requests. One to another host is both: there is none
    (``test_offline.py``). To be told of every request would be a tenth of a visit."""

    console: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    allowed: tuple[str, ...] = ()
    heard: bool = False
    """The test has opened something: until then the console is that of the page before."""

    def troubles(self) -> list[str]:
        every = [*self.console, *self.failed]
        return [line for line in every if not any(a in line for a in self.allowed)]

    def begin(self) -> None:
        """As new."""
        self.console.clear()
        self.failed.clear()
        self.allowed, self.heard = (), False

    def opened(self, frame: Frame) -> None:
        self.heard = self.heard or frame.parent_frame is None

    def says(self, line: str) -> None:
        if self.heard:
            self.console.append(line)

    def on(self, page: Page) -> None:
        page.add_init_script(_REFUSED)
        page.on("framenavigated", self.opened)
        page.on("console", lambda m: self.says(f"{m.type}: {m.text}"))
        page.on("pageerror", lambda e: self.says(f"error: {e}"))
        # a request that is under way when a page is left is aborted by the browser: no failure
        page.on(
            "requestfailed",
            lambda r: (
                None if r.failure == "net::ERR_ABORTED" else self.failed.append(f"{r.url}: {r.failure}")
            ),
        )


@pytest.fixture(scope="session")
def one_watch() -> Watch:
    return Watch()


@pytest.fixture
def watch(one_watch: Watch) -> Watch:
    """What the browser notices of :func:`page`; a test may say what is allowed."""
    one_watch.begin()
    return one_watch


def names_itself(context: BrowserContext) -> None:
    """The browser of somebody who has said who they are, so that nothing is asked before what a test saves."""
    context.add_cookies([{"name": "by", "value": "Ada", "url": "http://127.0.0.1"}])


@pytest.fixture(scope="session")
def one_page(browser: Browser, one_watch: Watch) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    found = context.new_page()
    one_watch.on(found)
    found.add_init_script(_FORGETS)
    yield found
    context.close()


@pytest.fixture
def page(one_page: Page, watch: Watch, walled: Walled) -> Iterator[Page]:
    """A page; the test fails if the console says anything, a request fails or leaves the origin, or the server wants
    the network.

    It is one for all tests, for what the browser has read and compiled (our scripts, axe) then serves the next: half of
    a visit. Each begins as in a new window: nothing is stored, nothing emulated, no request caught."""
    one_page.set_viewport_size({"width": 1440, "height": 900})
    one_page.emulate_media(media="null", color_scheme="light", forced_colors="none")
    one_page.mouse.move(0, 0)
    names_itself(one_page.context)
    yield one_page
    told = watch.troubles() + walled.attempts()
    one_page.unroute_all(behavior="ignoreErrors")
    one_page.context.set_offline(False)
    try:
        one_page.evaluate(_ENDS)
    except Error:  # it was on its way to another page
        one_page.goto("about:blank")
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


#: a heading of the page, where neither the first paint nor the progress of a long answer is there any more
_READY = "body:not(:has(#first, [data-job])) #page :is(h1, h2)"


def ready(page: Page, address: str) -> None:
    """Open an address and wait until the scripts have taken over and the page itself is there."""
    slowed(page)
    page.goto(address)
    page.locator(_READY).first.wait_for(timeout=60_000 * max(SLOW, 1))


def visit(page: Page, address: str) -> None:
    """Open an address of which all is well: no page of an error, no word that the server was silent."""
    ready(page, address)
    assert page.locator("#page .trouble-page, #trouble:not([hidden])").count() == ("/country/QQQ" in address)


def until(page: Page, script: str, wanted: Callable[[Any], bool]) -> None:
    """Ask the page again and again until the answer is as wanted: nothing waits longer than it must, and a slow
    machine is waited for."""
    for _ in range(int(PATIENCE / 50)):
        if wanted(page.evaluate(script)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{script} stays {page.evaluate(script)!r}")


#: cells of tables and what leads on, drawn but too small to be seen or hit
SQUEEZED = """() => {
    const cut = new Map([[document.getElementById('page'), false]]);
    const clipped = (e) => {
        if (!cut.has(e)) cut.set(e, getComputedStyle(e).clipPath !== 'none' || clipped(e.parentElement));
        return cut.get(e);
    };
    return [...document.querySelectorAll('#page td, #page th, #page a, #page button')].filter(e => {
        const r = e.getBoundingClientRect();
        return (r.width < 8 || r.height < 8) && e.textContent.trim() && e.checkVisibility()
            && !e.closest('.sr, caption, [aria-hidden=true], svg') && !clipped(e);
    }).slice(0, 5).map(e => e.outerHTML.slice(0, 120));
}"""


#: what scrolls but holds things placed out of the flow would carry them out of the page
_LOOSE = """() => {
    const around = new Set();
    for (const placed of document.querySelectorAll('body .sr, body caption'))
        for (let e = placed.parentElement; e !== document.body && !around.has(e); e = e.parentElement) around.add(e);
    return [...around].filter(e => {
        const s = getComputedStyle(e);
        return /auto|scroll/.test(s.overflowY + s.overflowX) && s.position === 'static';
    }).map(e => e.className);
}"""


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
    narrowest (cards), in light; in dark, which changes colours only, enough contrast. Light to dark and back once: each
    change draws the whole page anew."""

    def look(width: int) -> None:
        page.set_viewport_size({"width": width, "height": 800})
        within_its_frame(page)

    visit(page, address)
    look(1440)
    assert serious(page) == [], "light, 1440"
    page.emulate_media(color_scheme="dark")
    assert pale(page) == [], "dark, 1440"
    look(1024)
    look(360)
    assert pale(page) == [], "dark, 360"
    page.emulate_media(color_scheme="light")
    assert serious(page) == [], "light, 360"
