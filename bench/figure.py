"""A plot as SVG, written by hand: one row per method, marks along a logarithmic axis of seconds.

It has a background of its own in light and in dark, so it can be read on any page; every mark has a shape as well as
a colour, and the numbers are told on hovering and to a screen reader.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Mark", "plot"]

WIDTH, LEFT, RIGHT, ROW, TOP = 920, 170, 30, 24, 92
STYLE = """
.back{fill:#ffffff}.text{fill:#1b1b1b;font:13px system-ui,sans-serif}.title{font-size:16px;font-weight:600}
.grid{stroke:#d9d9d9}.line{stroke:#9a9a9a;stroke-width:2}
.a{fill:#00639c;stroke:#00639c}.b{fill:#ffffff;stroke:#a63a00;stroke-width:2}.c{fill:#5b3f8f;stroke:#5b3f8f}
.d{fill:#6a6a6a;stroke:#6a6a6a;stroke-width:2}.guess{stroke-dasharray:2 2}
@media (prefers-color-scheme: dark){.back{fill:#161a1d}.text{fill:#f0f0f0}.grid{stroke:#3a4045}.line{stroke:#7d858c}
.a{fill:#6cc3f5;stroke:#6cc3f5}.b{fill:#161a1d;stroke:#ff9d66}.c{fill:#c3a6ff;stroke:#c3a6ff}
.d{fill:#b4b4b4;stroke:#b4b4b4}}
"""


@dataclass(frozen=True)
class Mark:
    """``shape``: circle, square, diamond or tick; ``guess``: extrapolated."""

    seconds: float
    shape: str
    words: str
    guess: bool = False


_CLASS = {"circle": "a", "square": "b", "diamond": "c", "tick": "d"}


def _drawn(m: Mark, x: float, y: float, r: float = 6) -> str:
    kind = f'class="{_CLASS[m.shape]}{" guess" if m.guess else ""}"'
    title = f"<title>{escape(m.words)}</title>"
    match m.shape:
        case "circle":
            return f'<circle {kind} cx="{x:.1f}" cy="{y}" r="{r}">{title}</circle>'
        case "square":
            return f'<rect {kind} x="{x - r:.1f}" y="{y - r}" width="{2 * r}" height="{2 * r}">{title}</rect>'
        case "diamond":
            points = f"{x:.1f},{y - r - 1} {x + r + 1:.1f},{y} {x:.1f},{y + r + 1} {x - r - 1:.1f},{y}"
            return f'<polygon {kind} points="{points}">{title}</polygon>'
    return f'<path {kind} d="M{x:.1f} {y - r - 2}v{2 * r + 4}">{title}</path>'


def _seconds(power: int) -> str:
    if power < -3:
        return f"{10 ** (power + 6)} µs"
    if power < 0:
        return f"{10 ** (power + 3)} ms"
    return f"{10**power:,} s"


def plot(
    title: str, axis: str, legend: Sequence[tuple[str, str]], rows: Sequence[tuple[str, Sequence[Mark]]]
) -> str:
    """``legend``: (shape, words); ``rows``: name and marks, joined by a line. Marks of no time are left out."""
    values = [m.seconds for _, marks in rows for m in marks if m.seconds > 0]
    low = math.floor(math.log10(min(values, default=1e-3)))
    high = max(math.ceil(math.log10(max(values, default=1.0))), low + 1)
    height = TOP + ROW * len(rows) + 52
    bottom = TOP + ROW * len(rows)

    def x(seconds: float) -> float:
        return LEFT + (math.log10(seconds) - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label="{escape(title)}">',
        f"<style>{STYLE}</style>",
        f'<rect class="back" width="{WIDTH}" height="{height}"/>',
        f'<text class="text title" x="16" y="28">{escape(title)}</text>',
    ]
    at = 22.0
    for shape, words in legend:
        out.append(_drawn(Mark(1, shape, words), at, 52))
        out.append(f'<text class="text" x="{at + 14:.0f}" y="57">{escape(words)}</text>')
        at += 34 + 7.1 * len(words)
    for power in range(low, high + 1):
        place = x(10.0**power)
        out.append(f'<path class="grid" d="M{place:.1f} {TOP - 10}V{bottom}"/>')
        out.append(
            f'<text class="text" text-anchor="middle" x="{place:.1f}" y="{bottom + 18}">{_seconds(power)}</text>'
        )
    out.append(
        f'<text class="text" text-anchor="middle" x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{bottom + 42}">'
        f"{escape(axis)}</text>"
    )
    for i, (name, marks) in enumerate(rows):
        y = TOP + ROW * i + 8
        there = [m for m in marks if m.seconds > 0]
        out.append(f'<text class="text" text-anchor="end" x="{LEFT - 14}" y="{y + 4}">{escape(name)}</text>')
        if len(there) > 1:
            ends = [x(m.seconds) for m in there]
            out.append(f'<path class="line" d="M{min(ends):.1f} {y}H{max(ends):.1f}"/>')
        out += [_drawn(m, x(m.seconds), y) for m in there]
    return "\n".join([*out, "</svg>"]) + "\n"
