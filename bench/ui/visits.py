"""A page opened in a real browser: what went over the wire, and when the first meaningful picture stood."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from bench.ui.processor import BROWSER, spent, stamps
from dashboard.web.screenshots import FLAGS, browser_path

__all__ = ["LINE", "Target", "Visit", "chromium", "visits", "walks"]

#: Simulated 3G: 1.6 Mbit/s, 150 ms.
LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 200_000}
WAIT_MS = 120_000
#: Notes when enough of what makes the picture has been drawn, and when scripts have taken over.
_NOTE = """
(() => {
  const wanted = %s;
  const seen = (window.benchSeen = {});
  const enough = (q) => document.querySelectorAll(q.selector).length >= q.least;
  const look = () => {
    for (const [name, q] of Object.entries(wanted))
      if (!(name in seen) && enough(q)) {
        seen[name] = 0;
        requestAnimationFrame(() => setTimeout(() => (seen[name] = performance.now())));
      }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributeFilter: ["data-ready"] });
  document.addEventListener("DOMContentLoaded", look);
})();
"""
_SEEN = """(names) => new Promise((done, failed) => {
  const patience = setTimeout(() => failed(new Error("not all was drawn: " + JSON.stringify(window.benchSeen))), 60000);
  const look = () => {
    if (!names.every((n) => window.benchSeen[n])) setTimeout(look, 15);
    else {
      clearTimeout(patience);
      done(window.benchSeen);
    }
  };
  look();
})"""


@dataclass(frozen=True)
class Target:
    """``picture``: what must have been drawn ``least`` times; ``ready``: what is there when scripts have taken over
    ("" = the picture itself)."""

    name: str
    address: str
    picture: str
    least: int = 1
    ready: str = ""
    ours: bool = False


@dataclass(frozen=True)
class Visit:
    """``way``: cold, warm (visited before), or 3G cold and warm. Medians: kB as sent, requests that reached the
    server, ms from asking for the page to its picture, and to its being ready to be worked with; ms of processor time
    that the browser took for all of it."""

    page: str
    way: str
    kb: float
    requests: float
    picture_ms: float
    ready_ms: float
    browser_ms: float
    ours: bool


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser of the tests and of the screenshots."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def _one(context: Any, target: Target, slow: bool) -> tuple[float, int, float, float, float]:
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    session = context.new_cdp_session(page)
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda e: sizes.append(e["encodedDataLength"]))
    session.send("Network.enable")
    if slow:
        session.send("Network.emulateNetworkConditions", LINE)
    wanted = {"picture": {"selector": target.picture, "least": target.least}}
    if target.ready:
        wanted["ready"] = {"selector": target.ready, "least": 1}
    page.add_init_script(_NOTE % json.dumps(wanted))
    before = stamps(*BROWSER)
    page.goto(target.address, wait_until="commit")
    seen = page.evaluate(_SEEN, list(wanted))
    page.wait_for_load_state("networkidle")
    used = spent(before, *BROWSER) * 1000
    page.close()
    sent = [s for s in sizes if s > 0]
    picture = float(seen["picture"])
    return sum(sent) / 1000, len(sent), picture, max(picture, float(seen.get("ready", 0))), used


def walks(browser: Any, target: Target, addresses: Sequence[str]) -> list[float]:
    """For pages whose filters load a page: ms until the picture of each address, caches warm."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    _one(context, target, slow=False)
    took = [_one(context, replace(target, address=a), slow=False)[2] for a in addresses]
    context.close()
    return took


def visits(browser: Any, target: Target, repeats: int, *, slow: bool = True) -> list[Visit]:
    """Cold and warm, on this machine's own line and on a ``slow`` one. The server has answered this page before."""
    found: dict[str, list[tuple[float, int, float, float, float]]] = {}
    first = browser.new_context()
    _one(first, target, slow=False)
    first.close()
    for _ in range(repeats):
        for throttled, line in ((False, ""), (True, "3G "))[: 1 + slow]:
            context = browser.new_context()
            found.setdefault(f"{line}cold", []).append(_one(context, target, throttled))
            found.setdefault(f"{line}warm", []).append(_one(context, target, throttled))
            context.close()
    return [_median(target, way, rows) for way, rows in found.items()]


def _median(target: Target, way: str, rows: Sequence[tuple[float, int, float, float, float]]) -> Visit:
    kb, requests, picture, ready, used = (statistics.median(column) for column in zip(*rows, strict=True))
    return Visit(target.name, way, kb, requests, picture, ready, used, target.ours)
