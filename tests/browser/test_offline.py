"""With the network off everything works: the browser reaches its origin only, the server reaches nobody.

All tests with a browser run so (``conftest.py``): each visit of theirs, and with them every page, is one with the
network off. Here is what they rest on, and what they do not look at. The policy of the pages is never violated.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page

from dashboard.pages import all_pages
from dashboard.ui.view import parse
from dashboard.web.screenshots import EXAMPLES, pages_of
from tests.browser.conftest import HOOK, Watch, ready, until, visit
from tests.browser.test_further_pages import PAGES as FURTHER
from tests.browser.test_graphs import PAGES as GRAPHS
from tests.browser.test_look import OTHERS
from tests.browser.test_quality import PAGES as EXAMINED


def test_every_page_is_among_those_visited_with_the_network_off() -> None:
    """Those that are examined and those that keep within their frame: both workspaces, every kind of page."""
    visited = {*EXAMINED.values(), *FURTHER.values(), *GRAPHS.values(), *OTHERS.values()}
    for workspace in EXAMPLES:
        assert {f"/{workspace}/{path}".rstrip("/") for path in pages_of(workspace).values()} <= visited
    assert {page.name for page in all_pages()} <= {parse(address).page for address in visited}


def test_the_browser_finds_no_other_host(browser: Browser) -> None:
    """By name or by number: what the wall of these tests is made of."""
    page = browser.new_page()
    for address in ("https://elsewhere.example/", "http://192.0.2.1/"):
        with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
            page.goto(address)
    page.close()


#: each way in which a page may ask for something
ASKS = """(address) => {
    new Image().src = `${address}image`;
    fetch(`${address}fetch`, { mode: "no-cors" }).catch(() => 0);
    navigator.sendBeacon(`${address}beacon`, "");
    for (const [tag, told] of Object.entries({
        script: { src: "script" }, iframe: { src: "frame" }, video: { src: "video" },
        link: { rel: "prefetch", href: "prefetch" },
    })) {
        const [field, end] = Object.entries(told).at(-1);
        document.body.append(Object.assign(document.createElement(tag), told, { [field]: address + end }));
    }
}"""


def test_what_a_page_asks_of_another_host_is_told(page: Page, watch: Watch) -> None:
    """A page without a policy: all that it asks for fails, and the watch of every test says so."""
    watch.allowed = ("elsewhere.example", "ERR_NAME_NOT_RESOLVED")
    page.goto("about:blank")
    page.set_content("<!doctype html><title>Free</title><body></body>")
    page.evaluate(ASKS, "https://elsewhere.example/")
    wanted = ("image", "fetch", "beacon", "script", "frame", "video", "prefetch")

    def told(_: object) -> bool:
        return all(any(f"elsewhere.example/{w}:" in line for line in watch.failed) for w in wanted)

    until(page, "() => 0", told)


def test_letters_come_from_the_server_of_the_page(page: Page, base: str) -> None:
    visit(page, f"{base}/demo")
    assert page.evaluate("document.fonts.check('16px \"Noto Sans\"')") is True
    faces = page.evaluate("[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family)")
    assert any("Noto Sans" in f for f in faces)


def test_what_can_be_taken_away_comes_with_the_network_off(page: Page, base: str) -> None:
    """Every file that the board offers: tables, pictures, documents."""
    ready(page, f"{base}/demo/country/XAA")
    links = page.locator("#page a[href*='/download/'], #page a[href*='/picture/']")
    hrefs = sorted({str(link.get_attribute("href")) for link in links.all()})
    endings = {href.split("?")[0].rsplit(".", 1)[-1] for href in hrefs}
    assert {"csv", "png", "svg"} <= endings
    for href in hrefs:
        answer = page.request.get(base + href)
        assert answer.status == 200, href
        assert len(answer.body()) > 100, href


def test_a_violation_of_the_policy_would_be_seen(page: Page, base: str, watch: Watch) -> None:
    """The trap itself: an inline script and a picture from elsewhere are refused and told."""
    watch.allowed = ("refused by policy", "Content Security Policy", "elsewhere.example")
    ready(page, f"{base}/demo")
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.harm = 1";
          const picture = document.createElement("img");
          picture.src = "https://elsewhere.example/x.png";
          document.body.append(script, picture);
        }"""
    )
    wanted = ("script-src", "img-src https://elsewhere.example")

    def told(_: object) -> bool:
        return all(any("refused by policy" in x and w in x for x in watch.console) for w in wanted)

    until(page, "() => 0", told)  # the browser tells it in its own time
    assert page.evaluate("() => window.harm") is None


def test_a_server_that_wants_the_network_would_be_seen(tmp_path: Path) -> None:
    """The hook itself, in an interpreter of its own."""
    tried = tmp_path / "tried"
    (tmp_path / "sitecustomize.py").write_text(HOOK.replace("FILE", repr(str(tried))), encoding="utf-8")
    text = "import socket; socket.create_connection(('elsewhere.example', 80))"
    done = subprocess.run(
        [sys.executable, "-c", text],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "the network is off" in done.stderr
    assert tried.read_text() == "socket.getaddrinfo elsewhere.example\n"
