"""What axe finds serious or critical, never asked twice about the same: ``judge.js`` says what is new on a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

__all__ = ["CLEAR", "pale", "pale_of_all", "serious", "serious_of_all"]

_HERE = Path(__file__).parent
_AXE = (_HERE / "vendor" / "axe.min.js").read_text(encoding="utf-8")
_JUDGE = (_HERE / "judge.js").read_text(encoding="utf-8")

#: Axe calls what these rules find minor or moderate, always: nothing of it would be told. The others look at ``fresh``
#: elements only; that of contrast at ``texts``; and what belongs to the whole page, or to what stands beside an
#: element, at all of it.
_RULES = """() => {
    const whole = ['accesskeys', 'p-as-heading'];
    axe.configure({ rules: axe._audit.rules
        .filter((r) => ['minor', 'moderate'].includes(r.impact)).map((r) => ({ id: r.id, enabled: false })) });
    const { dom: { isVisibleToScreenReaders } } = axe.commons, { getNodeFromTree } = axe.utils;
    for (const rule of axe._audit.rules.filter((r) => r.enabled && !whole.includes(r.id))) {
        rule.gather = function () {
            return [...rule.id === 'color-contrast' ? texts : fresh].filter((e) => e.matches(this.selector))
                .map((e) => getNodeFromTree(e))
                .filter((node) => node && (!this.excludeHidden || isVisibleToScreenReaders(node)));
        };
    }
}"""
#: The rule and the first places of what axe found serious or critical, and of what it could not look at for a fault.
_FOUND = """({violations, incomplete}) =>
    [...violations.filter((v) => ['serious', 'critical'].includes(v.impact)), ...incomplete.filter((v) => v.error)]
        .map((v) => [v.error ? `${v.id}: ${v.error.message}` : v.id, v.nodes.slice(0, 4).map((n) => n.target)])"""


class Clear:
    """Names of what axe found clear, on any page; with a file those of all processes of a run."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self._file: Path | None = None
        self._read = 0

    def share(self, file: Path) -> None:
        self._file = file
        file.touch()

    def known(self) -> str:
        """All of them, with spaces between."""
        if self._file:
            with self._file.open("rb") as held:
                held.seek(self._read)
                lines, _, _begun = held.read().rpartition(b"\n")
            if lines:
                self._read += len(lines) + 1
                self.names.update(lines.decode().split())
        return " ".join(self.names)

    def add(self, names: list[str]) -> None:
        self.names.update(names)
        if self._file and names:
            with self._file.open("ab", buffering=0) as held:  # one write, at the end wherever that is by now
                held.write(" ".join(names).encode() + b"\n")


CLEAR = Clear()


def _new(page: Page, *, whole: bool) -> tuple[list[str], int]:
    """Names of what is new on the page, and how many of its texts axe must look at."""
    found: tuple[list[str], int] = page.evaluate(_JUDGE, [None, whole]) or page.evaluate(
        _JUDGE, [CLEAR.known(), whole]
    )
    return found


def _judged(page: Page, fresh: list[str], found: list[Any]) -> None:
    """Remember what was clear; where anything was not, the page is looked at anew."""
    if found:
        page.evaluate("window.knownClear = null")
    else:
        CLEAR.add(fresh)


def _axe(page: Page, where: str, only: str = "") -> list[tuple[str, list[Any]]]:
    """What axe finds serious or critical; it is loaded once for a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
        page.evaluate(_RULES)
    found: list[tuple[str, list[Any]]] = page.evaluate(
        f"axe.run({where}, {{preload: false, resultTypes: ['violations'], {only}}}).then({_FOUND})"
    )
    return [(rule, targets) for rule, targets in found]


def serious(page: Page) -> list[tuple[str, list[Any]]]:
    """What axe finds serious or critical on the page as it stands; its contrast as :func:`pale` looks at it."""
    fresh, _ = _new(page, whole=True)
    found = _axe(page, "document")
    _judged(page, fresh, found)
    return found


def serious_of_all(page: Page) -> list[tuple[str, list[Any]]]:
    """The same of every element without a short cut, but for its contrast (:func:`pale_of_all`)."""
    page.evaluate("window.fresh = new Set(document.querySelectorAll('*')); window.texts = new Set()")
    return _axe(page, "document")


def pale(page: Page) -> list[tuple[str, list[Any]]]:
    """Texts of too little contrast, as axe finds them, among those that no formula and no other text stands for: of the
    thousand texts of a page hardly any."""
    fresh, texts = _new(page, whole=False)
    found = _contrast(page) if texts else []
    _judged(page, fresh, found)
    return found


def pale_of_all(page: Page) -> list[tuple[str, list[Any]]]:
    """The same of every text, without a short cut."""
    page.evaluate("window.texts = new Set(document.body.querySelectorAll('*'))")
    return _contrast(page)


def _contrast(page: Page) -> list[tuple[str, list[Any]]]:
    return _axe(page, "{include: [...texts]}", "runOnly: ['color-contrast']")
