"""The first five minutes, as visible links and fields lead: what is pressed, and how long the machine takes.

No address is written here but the first one. The test counts steps and holds what is seen; the bench tells the time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Milestone", "Stopwatch", "first_five_minutes"]


@dataclass(frozen=True)
class Milestone:
    """``actions``: presses and choices since the start page, ``pages``: pages that were read on the way, ``seen``:
    the words that answer, ``ms``: time of the machine, nobody's reading counted."""

    name: str
    actions: tuple[str, ...]
    pages: int
    seen: str
    ms: float


@dataclass
class Stopwatch:
    """Follows what a person sees on ``page`` and notes each action and its time."""

    page: Any
    base: str
    actions: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    ms: float = 0.0

    def _settled(self, start: float, said: str = "") -> None:
        title = self.page.locator("#page h1")
        title.wait_for()
        self.page.locator("#first").wait_for(state="detached")
        self.ms += (time.perf_counter() - start) * 1000
        if said:
            self.actions.append(said)
        if not self.titles or self.titles[-1] != title.inner_text():
            self.titles.append(title.inner_text())

    def open(self) -> None:
        """The address that the program prints, and nothing behind it."""
        self.actions, self.titles, self.ms = [], [], 0.0
        start = time.perf_counter()
        self.page.goto(self.base)
        self._settled(start)

    def press(self, words: str, heading: str, *, inside: Any = None) -> None:
        """The visible link or button of that name, then wait for the page headed ``heading``."""
        link = (inside or self.page.locator("#app")).get_by_role("link", name=words, exact=True).first
        start = time.perf_counter()
        link.click()
        self.page.get_by_role("heading", level=1, name=heading).wait_for()
        self._settled(start, f"press {words!r}")

    def unfold(self, words: str) -> None:
        """What a button keeps folded; the page stays."""
        self.page.locator("#app summary").filter(has_text=words).first.click()
        self.actions.append(f"unfold {words!r}")

    def choose(self, label: str, words: str, heading: str) -> None:
        """A value of a visible field, then wait for the page headed ``heading``."""
        start = time.perf_counter()
        self.page.get_by_label(label, exact=True).select_option(label=words)
        self.page.get_by_role("heading", level=1, name=heading).wait_for()
        self._settled(start, f"choose {words!r}")

    def reached(self, name: str, seen: str) -> Milestone:
        return Milestone(name, tuple(self.actions), len(self.titles), " ".join(seen.split()), self.ms)


def _hangs_on_one(watch: Stopwatch) -> Milestone:
    watch.open()
    watch.unfold("Date and evidence used for this page")
    watch.choose("Workspace", "Fictional region (invented, read only)", "Fictional region: overview")
    watch.press("Cavella", "Cavella: country board")
    watch.press("Single points of failure", "Cavella: single points of failure")
    row = watch.page.get_by_role("row").filter(has_text="House of Care").first
    return watch.reached("Single points of failure in an invented country", row.inner_text())


def _known_and_missing(watch: Stopwatch) -> Milestone:
    watch.open()
    watch.press("Open the board: Malawi", "Malawi: country board")
    lead = watch.page.locator("#page .lead").inner_text()
    counts = watch.page.locator("#page .count-box").all_inner_texts()
    return watch.reached("What is known and missing in Malawi", "; ".join([lead, *counts]))


def _own_country(watch: Stopwatch) -> Milestone:
    watch.open()
    watch.press("Choose another country", "Choose a country")
    watch.press("Kenya", "Kenya: country board")
    cards = watch.page.locator("#page .card").count()
    return watch.reached("The board of one's own country", f"{cards} capabilities")


def _share(watch: Stopwatch) -> Milestone:
    """The link of the page one is on, in the clipboard (reading it back is the witness's doing, not the user's)."""
    start = time.perf_counter()
    watch.page.get_by_role("button", name="Share").first.click()
    watch.actions.append("press 'Share'")
    watch.page.get_by_role("dialog", name="Share").get_by_role("button", name="Copy the link").click()
    watch.page.get_by_text("The link is copied.").first.wait_for(state="attached")
    watch.ms += (time.perf_counter() - start) * 1000
    watch.actions.append("press 'Copy the link'")
    return watch.reached("A link to share", watch.page.evaluate("navigator.clipboard.readText()"))


def first_five_minutes(page: Any, base: str) -> list[Milestone]:
    """All milestones, the last on the page of the one before. ``page`` may read the clipboard."""
    watch = Stopwatch(page, base)
    return [_hangs_on_one(watch), _known_and_missing(watch), _own_country(watch), _share(watch)]
