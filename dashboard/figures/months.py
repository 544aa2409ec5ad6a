"""The months ahead as bars: how many capabilities get weaker, by what is left of them, and whether an agreement ends.

:func:`strip` is the row of links of the page, :func:`months` the same as SVG for files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coordination.text.states import Sign
from dashboard.figures.lettering import lines
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, n_, number, partial_date
from dashboard.ui.theme import SIGNS
from dashboard.ui.tree import Child, Node, h

__all__ = ["LEFT", "Month", "legend", "months", "strip"]

WIDE, TALL, FOOT, HEAD, AXIS = 1250.0, 150.0, 46.0, 26.0, 44.0
_LINK = (
    "M6.5 9.5l3-3M7 4.5l1.2-1.2a2.6 2.6 0 0 1 3.7 3.7L10.7 8.2M9 11.5l-1.2 1.2a2.6 2.6 0 0 1-3.7-3.7l1.2-1.2"
)
#: what is left of a capability -> its look and words, the worst below
LEFT: tuple[tuple[Sign, str], ...] = (
    (Sign.GAP, N_("no provider left")),
    (Sign.FRAGILE, N_("fewer providers left than needed")),
    (Sign.UNCOUNTED, SIGNS[Sign.UNCOUNTED].word),
)


@dataclass(frozen=True)
class Month:
    """``month`` as 2027-03; capabilities that get weaker after it: ``nobody`` is left of them, ``fewer`` than they
    need, or one beside whom nobody looked for others (``unchecked``); ``agreements`` that end in it."""

    month: str
    nobody: int
    fewer: int
    unchecked: int
    agreements: int

    @property
    def count(self) -> int:
        return self.nobody + self.fewer + self.unchecked

    def parts(self) -> list[tuple[Sign, int]]:
        """What is left -> how many, the worst first."""
        counts = (self.nobody, self.fewer, self.unchecked)
        return [(s, n) for (s, _w), n in zip(LEFT, counts, strict=True) if n]

    def said(self) -> str:
        """Jun 2027: 2 capabilities get weaker, nobody is left of 1."""
        words = n_(
            "{month}: {count} capability weakens",
            "{month}: {count} capabilities weaken",
            self.count,
            month=partial_date(self.month),
        )
        if self.nobody:
            words += ", " + n_("no provider left for {count}", "no provider left for {count}", self.nobody)
        if self.agreements:
            words += ", " + n_("{count} agreement ends", "{count} agreements end", self.agreements)
        return words


def _most(given: Sequence[Month]) -> int:
    return max((m.count for m in given), default=0) or 1


def _ticks(most: int) -> list[int]:
    """Whole numbers at the side: all of a few, else three."""
    return list(range(most + 1)) if most <= 4 else [0, most // 2, most]


def legend() -> Node:
    """What the bars are made of."""
    items: list[Child] = [h("li", glyphs.symbol(state), h("span", _(words))) for state, words in LEFT]
    items.append(h("li", glyphs.icon("link"), h("span", _("an agreement ends"))))
    return h("ul", items, class_="legend", aria_label=_("What the bars show"))


def strip(given: Sequence[Month], href: str = "#m-") -> Node:
    """A bar a month, made of what is left; each that is not empty leads to its part of the table (``href``)."""
    most = _most(given)
    items = []
    for m in given:
        said = m.said()
        stack = [
            h("span", glyphs.symbol(state, bare=True), class_=f"bar-part s-{state}", style={"--n": str(n)})
            for state, n in reversed(m.parts())
        ]
        inner: list[Child] = [
            h("span", glyphs.icon("link"), class_="bar-agreement") if m.agreements else None,
            h("span", number(m.count), class_="bar-no") if m.count else None,
            h("span", stack, class_="bar-stack") if stack else None,
            h("span", partial_date(m.month), class_="bar-month"),
            h("span", said, class_="sr"),
        ]
        items.append(
            h(
                "li",
                h("a", inner, href=href + m.month, title=said)
                if m.count or m.agreements
                else h("span", inner, title=said),
                data_key=m.month,
            )
        )
    axis = [
        h("span", number(t), style={"--at": f"{t / most:.3f}"}, data_key=str(t))
        for t in (_ticks(most) if any(m.count for m in given) else [])
    ]
    return h(
        "div",
        h("p", _("Capabilities that weaken after each month"), class_="sub axis-title"),
        h("div", axis, class_="month-axis", aria_hidden="true"),
        h("ol", items, class_="months ahead", aria_label=_("The next 24 months")),
        class_="month-frame",
        style={"--most": str(most)},
    )


def months(given: Sequence[Month]) -> Node:
    """One bar a month with its number on it, a chain link where an agreement ends, an axis with its words."""
    most = _most(given)
    step = (WIDE - AXIS) / max(1, len(given))
    base = HEAD + TALL
    out: list[Node] = [
        h(
            "text",
            _("Capabilities that weaken after each month"),
            x="0",
            y="-34",
            font_size="14",
            class_="bgroup",
        )
    ]
    for t in _ticks(most):
        y = base - TALL * t / most
        rule = {"x": f"{AXIS:g}", "y": f"{y:g}", "width": f"{WIDE - AXIS:g}", "height": "1"}
        out.append(h("rect", **rule, class_="bline"))
        out.append(h("text", number(t), x=f"{AXIS - 8:g}", y=f"{y + 5:g}", font_size="13", class_="bnum end"))
    for i, m in enumerate(given):
        middle = AXIS + (i + 0.5) * step
        inside: list[Node] = []
        top = base
        for state, n in m.parts():
            high = TALL * n / most
            top -= high
            wide = min(30.0, step - 10)
            place = {"x": f"{middle - wide / 2:g}", "y": f"{top:g}", "width": f"{wide:g}"}
            inside.append(h("rect", **place, height=f"{high:g}", class_=f"bbar s-{state}"))
            size = min(18.0, high - 4, wide - 4)
            if size >= 9:
                spot = (middle - size / 2, top + (high - size) / 2)
                inside.append(glyphs.drawn(state, *spot, size, plate=False))
        if m.count:
            at = {"x": f"{middle:g}", "y": f"{top - 7:g}"}
            inside.append(h("text", number(m.count), **at, font_size="15", class_="bname bmiddle"))
        if m.agreements:
            lift = top - (26 if m.count else 6)
            inside.append(
                h(
                    "g",
                    h("path", d=_LINK, class_="blink"),
                    transform=f"translate({middle - 9:g} {lift - 18:g}) scale(1.15)",
                )
            )
        for n, words in enumerate(lines(partial_date(m.month), step - 2, 12)):
            at = {"x": f"{middle:g}", "y": f"{base + 18 + 14 * n:g}"}
            inside.append(h("text", words, **at, font_size="12", class_="bnum bmiddle"))
        out.append(h("g", inside, data_key=m.month))
    return h("svg", out, class_="month-picture", viewBox=f"0 -52 {WIDE:g} {base + FOOT + 52:g}")
