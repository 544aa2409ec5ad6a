"""A grid of states as a picture (SVG) for files: rows by name under their groups, columns with turned words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.figures.lettering import lines, shortened
from dashboard.figures.worldmap import patterns
from dashboard.ui import glyphs
from dashboard.ui.theme import Evidence, Sign, State
from dashboard.ui.tree import Node, h

__all__ = ["Square", "grid"]

WIDE, ROW, GROUP, TURNED = 1250.0, 26.0, 30.0, 190.0


@dataclass(frozen=True)
class Square:
    """What a cell shows: its state, the quality of its evidence, or a ``text`` in place of the symbol."""

    state: State | Sign
    evidence: Evidence = Evidence.CONFIRMED
    text: str = ""


def _column_head(words: str, x: float, wide: float, at: int) -> Node:
    own = lines(words, TURNED - 12, 12.5, limit=2 if wide >= 30 else 1)
    inside = [
        h("text", line, x="0", y=f"{n * 14 - (len(own) - 1) * 7 + 4:g}", font_size="12.5", class_="bplain")
        for n, line in enumerate(own)
    ]
    return h(
        "g",
        inside,
        transform=f"translate({x + wide / 2:g} {TURNED - 6:g}) rotate(-90)",
        data_key=f"h{at}",
    )


def grid(
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]],
    columns: Sequence[tuple[str, str]],
    square: Callable[[str, str], Square | None],
    heads: float = 210.0,
) -> Node:
    """The picture. ``groups``: (words, rows) with rows and columns as (key, words); ``square(row, column)`` is None
    where nothing stands (a country with itself). ``heads``: width of the words of a row."""
    wide = min(46.0, (WIDE - heads) / max(1, len(columns)))
    size = min(20.0, wide - 4)
    out: list[Node] = [patterns([s for s in Sign if s is not Sign.UNKNOWN], 5.0)]
    for i, (_key, words) in enumerate(columns):
        out.append(_column_head(words, heads + i * wide, wide, i))
    y = TURNED
    for group, rows in groups:
        if group:
            out.append(h("text", group, x="0", y=f"{y + 20:g}", font_size="13", class_="bgroup"))
            y += GROUP
        for key, words in rows:
            name = shortened(words, heads - 10, 13.5)
            line: list[Node] = [h("text", name, x="4", y=f"{y + 18:g}", font_size="13.5", class_="bplain")]
            for i, (column, _words) in enumerate(columns):
                found = square(key, column)
                if found is not None:
                    line += _square(found, heads + i * wide, y, wide, size)
            rule = {"x": "0", "y": f"{y + ROW - 0.5:g}", "width": f"{heads + wide * len(columns):g}"}
            line.append(h("rect", **rule, height="0.5", class_="bline"))
            out.append(h("g", line, data_key=f"{group}-{key}"))
            y += ROW
    return h("svg", out, class_="grid-picture", viewBox=f"0 0 {WIDE:g} {y + 2:g}")


def _square(found: Square, x: float, y: float, wide: float, size: float) -> list[Node]:
    known = found.state != State.UNKNOWN
    place = {"x": f"{x + 1:g}", "y": f"{y + 1:g}", "width": f"{wide - 2:g}", "height": f"{ROW - 2:g}"}
    out: list[Node] = []
    if known:
        out.append(h("rect", **place, rx="3", class_=f"sf s-{found.state}"))
    if known and found.evidence is not Evidence.CONFIRMED:
        strip = {**place, "y": f"{y + ROW - 6:g}", "height": "5"}
        out.append(h("rect", **strip, fill=f"url(#p-{found.state}-{found.evidence})"))
    if found.text:
        middle = f"{x + wide / 2:g}"
        out.append(
            h(
                "text",
                found.text,
                x=middle,
                y=f"{y + 18:g}",
                font_size="13",
                class_=f"bmid s-{found.state}",
            )
        )
    else:
        out.append(glyphs.drawn(found.state, x + (wide - size) / 2, y + (ROW - size) / 2, size, plate=False))
    return out
