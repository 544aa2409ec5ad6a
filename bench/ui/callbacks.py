"""Filter changes: how long until the page shows the answer, alone in a real browser, and with many viewers.

Many viewers are the questions that the browser asked, replayed over plain HTTP by threads, each with its own
connection and a pause between questions as of somebody who reads.
"""

from __future__ import annotations

import http.client
import math
import random
import statistics
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bench.ui.processor import SERVERS, spent, stamps

__all__ = [
    "ANSWERED",
    "DRAWN",
    "Alone",
    "Change",
    "Question",
    "Times",
    "alone",
    "percentile",
    "replayed",
    "summed",
]

PAUSE = (2.0, 8.0)  #: seconds between two questions of one viewer
STAGGER = 1.0  #: viewers arrive within this time
TIMEOUT = 60.0
ANSWERED, DRAWN = "answered", "drawn"
#: Sets a field, and waits until something below the frame has changed and a frame has been drawn; answers that time
#: and that of the request in between.
_CHANGE = """([field, value, frame]) => new Promise((done, failed) => {
  const element = document.querySelector(field), place = document.querySelector(frame);
  if (!element) { failed(new Error("no field " + field)); return; }
  const patience = setTimeout(() => failed(new Error("nothing changed after " + field + " = " + value)), 30000);
  const start = performance.now();
  const watching = new MutationObserver(() => {
    if (place.querySelector("[data-job]")) return; // progress of what takes long is no answer yet
    watching.disconnect();
    clearTimeout(patience);
    requestAnimationFrame(() => setTimeout(() => {
      const asked = performance.getEntriesByType("resource").filter((e) => e.name.includes("_dash-update-component"));
      done([performance.now() - start, asked.length ? asked[asked.length - 1].duration : 0]);
    }));
  });
  performance.clearResourceTimings();
  watching.observe(place, { childList: true, subtree: true, characterData: true });
  if (value === null) element.click();
  else {
    element.value = value;
    element.dispatchEvent(new Event("change", { bubbles: true }));
  }
})"""


@dataclass(frozen=True)
class Change:
    """A page, and values that one of its fields takes one after the other; ``element`` "" = the values are selectors
    of what is pressed."""

    address: str
    element: str
    values: tuple[str, ...]

    def steps(self) -> list[tuple[str, str | None]]:
        """(selector, value), None = press it."""
        return [(self.element, v) if self.element else (v, None) for v in self.values]


@dataclass(frozen=True)
class Question:
    """One request as the browser sent it."""

    method: str
    path: str
    body: str = ""


@dataclass(frozen=True)
class Times:
    """Milliseconds of ``count`` answers; ``until``: answered (the request alone) or drawn. ``load``: requests a
    second in all; ``server_ms``: processor time of the server for one of them (0 = not counted)."""

    what: str
    until: str
    viewers: int
    count: int
    p50: float
    p95: float
    load: float = 0.0
    server_ms: float = 0.0
    ours: bool = False


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of all do not exceed (nearest rank). ``values`` is not empty."""
    ranked = sorted(values)
    return ranked[max(math.ceil(len(ranked) * share), 1) - 1]


def summed(
    what: str,
    until: str,
    ms: Sequence[float],
    *,
    viewers: int = 1,
    load: float = 0.0,
    server_ms: float = 0.0,
    ours: bool = False,
) -> Times:
    """Median and 95th percentile."""
    return Times(
        what, until, viewers, len(ms), statistics.median(ms), percentile(ms, 0.95), load, server_ms, ours
    )


@dataclass
class Alone:
    """Milliseconds of each change: until the frame that shows its answer, and of the callback in between as the
    browser saw it; and what was asked of the server."""

    drawn: list[float] = field(default_factory=list)
    callback: list[float] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)


def alone(browser: Any, changes: Sequence[Change], frame: str, ready: str) -> Alone:
    """Make the changes in a real browser.

    Raises RuntimeError if a change loads the page again.
    """
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    found = Alone()

    def note(request: Any) -> None:
        if "_dash-update-component" in request.url:
            found.asked.append(Question(request.method, urlsplit(request.url).path, request.post_data or ""))

    for change in changes:
        page.goto(change.address)
        page.locator(ready).first.wait_for()
        page.locator(change.steps()[0][0]).wait_for(state="attached")  # it may stand in a closed fold
        page.wait_for_load_state("networkidle")
        page.evaluate("() => { window.benchStays = true; }")
        page.on("request", note)
        for element, value in change.steps():
            drawn, callback = page.evaluate(_CHANGE, [element, value, frame])
            found.drawn.append(drawn)
            found.callback.append(callback)
            page.wait_for_load_state("networkidle")
        page.remove_listener("request", note)
        if page.evaluate("() => window.benchStays") is not True:
            raise RuntimeError(f"{change.address} was loaded again by {change.element}")
    context.close()
    return found


def _ask(connection: http.client.HTTPConnection, question: Question) -> int:
    """Status of the answer. A connection that the server closed while nobody spoke is opened again, as browsers do."""
    headers = {"Accept-Encoding": "br, gzip", "Content-Type": "application/json"}
    for left in (1, 0):
        try:
            connection.request(question.method, question.path, question.body or None, headers)
            answer = connection.getresponse()
            break
        except ConnectionError:
            connection.close()
            if not left:
                raise
    answer.read()
    return answer.status


def _viewer(
    base: str, questions: Sequence[Question], seed: int, until: float, pause: tuple[float, float]
) -> list[float]:
    """Asks on and on, from another place in the list than others, until the time is over."""
    chance = random.Random(seed)
    place = urlsplit(base)
    took: list[float] = []
    time.sleep(chance.random() * min(STAGGER, pause[1]))
    at = chance.randrange(len(questions))
    with closing(http.client.HTTPConnection(place.hostname or "", place.port, timeout=TIMEOUT)) as connection:
        while not took or time.monotonic() < until:
            asked = questions[at % len(questions)]
            start = time.perf_counter()
            status = _ask(connection, asked)
            if status >= 400:
                raise RuntimeError(f"{asked.path} was answered with {status}")
            took.append((time.perf_counter() - start) * 1000)
            at += 1
            time.sleep(chance.uniform(*pause))
    return took


def replayed(
    what: str,
    base: str,
    questions: Sequence[Question],
    viewers: int,
    seconds: float,
    *,
    pause: tuple[float, float] = PAUSE,
    ours: bool = False,
) -> Times:
    """``viewers`` ask the same server for ``seconds``. Raises RuntimeError if an answer is an error."""
    every: list[float] = []
    wrong: list[BaseException] = []
    start, before = time.monotonic(), stamps(*SERVERS)

    def run(seed: int) -> None:
        try:
            every.extend(_viewer(base, questions, seed, start + seconds, pause))
        except (OSError, RuntimeError, http.client.HTTPException) as error:
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(seed,)) for seed in range(viewers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(f"{len(wrong)} of {viewers} viewers were not answered: {wrong[0]}") from wrong[0]
    used = spent(before, *SERVERS) * 1000 / len(every)
    load = len(every) / (time.monotonic() - start)
    return summed(what, ANSWERED, every, viewers=viewers, load=load, server_ms=used, ours=ours)
