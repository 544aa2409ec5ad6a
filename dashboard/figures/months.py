"""The months ahead as bars (SVG) for files: how many cells rank lower, and whether an agreement ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.figures.lettering import lines
from dashboard.i18n import number, partial_date
from dashboard.tree import Node, h

__all__ = ["Month", "months"]

WIDE, TALL, FOOT, HEAD = 1250.0, 150.0, 46.0, 26.0
_LINK = (
    "M6.5 9.5l3-3M7 4.5l1.2-1.2a2.6 2.6 0 0 1 3.7 3.7L10.7 8.2M9 11.5l-1.2 1.2a2.6 2.6 0 0 1-3.7-3.7l1.2-1.2"
)


@dataclass(frozen=True)
class Month:
    """``month`` as 2027-03; ``cells`` that rank lower after it; ``agreements`` that end in it."""

    month: str
    cells: int
    agreements: int


def months(given: Sequence[Month]) -> Node:
    """One bar a month; the number stands on it, a chain link where an agreement ends."""
    most = max((m.cells for m in given), default=0) or 1
    step = WIDE / max(1, len(given))
    base = HEAD + TALL
    out: list[Node] = []
    for i, m in enumerate(given):
        middle = (i + 0.5) * step
        inside: list[Node] = [
            h(
                "rect",
                x=f"{i * step + 2:g}",
                y=f"{base:g}",
                width=f"{step - 4:g}",
                height="2",
                class_="brule" if m.cells or m.agreements else "bline",
            )
        ]
        top = base
        if m.cells:
            high = 10 + (TALL - 10) * m.cells / most
            top = base - high
            wide = min(30.0, step - 10)
            place = {"x": f"{middle - wide / 2:g}", "y": f"{top:g}", "width": f"{wide:g}"}
            inside.append(h("rect", **place, height=f"{high:g}", rx="4", class_="bbar s-fragile"))
            inside.append(
                h(
                    "text",
                    number(m.cells),
                    x=f"{middle:g}",
                    y=f"{top - 7:g}",
                    font_size="15",
                    class_="bname bmiddle",
                )
            )
        if m.agreements:
            lift = top - (26 if m.cells else 6)
            inside.append(
                h(
                    "g",
                    h("path", d=_LINK, class_="blink"),
                    transform=f"translate({middle - 9:g} {lift - 18:g}) scale(1.15)",
                )
            )
        for n, words in enumerate(lines(partial_date(m.month), step - 2, 12)):
            inside.append(
                h(
                    "text",
                    words,
                    x=f"{middle:g}",
                    y=f"{base + 18 + 14 * n:g}",
                    font_size="12",
                    class_="bnum bmiddle",
                )
            )
        out.append(h("g", inside, data_key=m.month))
    return h("svg", out, class_="month-picture", viewBox=f"0 -24 {WIDE:g} {base + FOOT + 24:g}")
