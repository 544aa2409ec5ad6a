"""Frames of a graph while it is moved: how many the browser draws in a second."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Any

__all__ = ["Frames", "frames"]

SECONDS = 2.0
#: Waits for a drawn graph, then moves it back and forth, and counts the frames that the browser gives.
_MOVE = """(ms) => new Promise((done, failed) => {
  const patience = performance.now() + 60000;
  const found = () => [...document.querySelectorAll("*")].find((e) => e._cyreg && e._cyreg.cy);
  const begin = () => {
    const place = found();
    if (!place || place._cyreg.cy.elements().length === 0) {
      if (performance.now() > patience) failed(new Error("no graph was drawn"));
      else setTimeout(begin, 50);
      return;
    }
    const cy = place._cyreg.cy, there = performance.now();
    let count = 0, start = 0;
    const step = (now) => {
      start = start || now;
      if (now - start >= ms) {
        done({ elements: cy.elements().length, there, rate: (count * 1000) / (now - start) });
        return;
      }
      cy.panBy({ x: Math.floor((now - start) / 500) % 2 ? -3 : 3, y: 1 });
      count += 1;
      requestAnimationFrame(step);
    };
    setTimeout(() => requestAnimationFrame(step), 500);
  };
  begin();
})"""


@dataclass(frozen=True)
class Frames:
    """``elements`` that the graph holds, ms from asking for the page until they are there, frames a second."""

    page: str
    wanted: int
    elements: int
    there_ms: float
    rate: float
    ours: bool = False


def frames(
    browser: Any, page_name: str, address: str, wanted: int, repeats: int, *, ours: bool = False
) -> Frames:
    """Medians over fresh visits. Raises the browser's error when no graph comes within a minute."""
    rows = []
    for _ in range(repeats):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto(address)
        rows.append(page.evaluate(_MOVE, SECONDS * 1000))
        context.close()
    return Frames(
        page_name,
        wanted,
        int(rows[0]["elements"]),
        statistics.median(r["there"] for r in rows),
        statistics.median(r["rate"] for r in rows),
        ours,
    )
