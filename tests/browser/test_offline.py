"""With the network off everything works: the browser reaches its origin only, the server reaches nobody.

The server of these tests runs with a hook that refuses, and writes down, every attempt to look up or reach a host
that is not this machine. The policy of the pages is never violated.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from dashboard.pages import all_pages
from dashboard.web.command import running_server
from dashboard.web.screenshots import pages_of
from tests.browser.conftest import AS_OF, Watch, ready, until

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
class Alone:
    """A server without a network, and the file in which it notes that it wanted one."""

    base: str
    tried: Path

    def attempts(self) -> list[str]:
        return self.tried.read_text().splitlines() if self.tried.exists() else []


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    folder = tmp_path_factory.mktemp("alone")
    tried = folder / "tried"
    (folder / "sitecustomize.py").write_text(HOOK.replace("FILE", repr(str(tried))), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))
        with running_server(["register", "demo"], AS_OF, folder / "home") as base:
            yield Alone(base, tried)


@pytest.fixture
def walled(browser: Browser, alone: Alone, watch: Watch) -> Iterator[Page]:
    """A page whose requests to anywhere else are cut; the test fails if there was one, or any trouble."""

    def cut(route: Route) -> None:
        if route.request.url.startswith(alone.base):
            route.continue_()
        else:
            route.abort("internetdisconnected")

    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.route("**/*", cut)
    page = context.new_page()
    watch.base = alone.base
    watch.on(page)
    yield page
    context.close()
    assert watch.troubles() == []
    assert alone.attempts() == []


def addresses() -> list[str]:
    """Every page there is, about something where there is an example; errors are tested elsewhere."""
    about = pages_of()
    names = {path.split("/")[0].split("?")[0] for path in about.values()}
    bare = [page.name for page in all_pages() if page.name not in names]
    return [f"/demo/{path}".rstrip("/") for path in [*about.values(), *bare] if path != about["error"]]


def test_every_page_works_with_the_network_off(walled: Page, alone: Alone) -> None:
    for address in addresses():
        ready(walled, alone.base + address)
        assert walled.locator("#page .trouble-page").count() == 0, address
        expect(walled.locator("#trouble")).to_be_hidden()
    assert walled.evaluate("document.fonts.check('16px \"Noto Sans\"')") is True
    faces = walled.evaluate("[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family)")
    assert any("Noto Sans" in f for f in faces)


def test_what_can_be_taken_away_comes_with_the_network_off(walled: Page, alone: Alone) -> None:
    """Every file that the board offers: tables, pictures, documents."""
    ready(walled, f"{alone.base}/demo/country/XAA")
    links = walled.locator("#page a[href*='/download/'], #page a[href*='/picture/']")
    hrefs = sorted({str(link.get_attribute("href")) for link in links.all()})
    endings = {href.split("?")[0].rsplit(".", 1)[-1] for href in hrefs}
    assert {"csv", "png", "svg"} <= endings
    for href in hrefs:
        answer = walled.request.get(alone.base + href)
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
