"""Pictures as files: the figure of a page with its title, date, legend and sources, as SVG or PNG.

The same builder as on screen, with the colours of the light scheme written in. PNG by resvg with the fonts that are
shipped, so a picture looks the same on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import resvg_py

from dashboard.shapes import Shapes
from dashboard.ui import glyphs
from dashboard.ui.i18n import _
from dashboard.ui.theme import EVIDENCE, SIGNS, Evidence, Sign, State, kind_style, light_values
from dashboard.ui.tree import Child, Node, find, h, to_svg

__all__ = ["png", "sheet", "style"]

_HERE = Path(__file__).parent.parent
FONTS = sorted(str(p) for p in (_HERE / "fonts").glob("*.ttf"))
MARGIN = 32.0
_SHEETS = ("picture.css", "further-picture.css")
PNG_WIDTH, PNG_MOST = 2000, 4000


@cache
def style() -> str:
    """Picture rules with the light colours in place of variables."""
    values = light_values()
    text = "".join((_HERE / "assets" / name).read_text(encoding="utf-8") for name in _SHEETS)
    rules = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    out = ["text{font-family:'Noto Sans',sans-serif}"]
    for rule in re.findall(r"[^{}]+\{[^{}]*\}", rules):
        selector, body = (part.strip() for part in rule.rstrip("}").split("{"))
        if not re.search(r"var\(--(?:fill|sink|edge|mark|tint)\)", body):
            out.append(f"{selector}{{{_filled(body, values)}}}")
            continue
        for state in Sign:
            own = {
                k: values[f"{state}-{v}"]
                for k, v in {
                    "fill": "fill",
                    "sink": "ink",
                    "edge": "edge",
                    "mark": "mark",
                    "tint": "tint",
                }.items()
            }
            text = _filled(body, {**values, **own})
            out.append(f".s-{state} {selector}{{{text}}}")
            out.append(f".s-{state}{selector}{{{text}}}")
    return "".join(out)


def _filled(body: str, values: dict[str, str]) -> str:
    return re.sub(r"var\(--([\w-]+)\)", lambda m: values[m.group(1)], " ".join(body.split()))


def _lines(text: str, width: float, size: float) -> list[str]:
    """Words broken into lines of about ``width`` units at font size ``size`` (Noto Sans: 0.53 em a letter)."""
    most = max(20, int(width / (size * 0.53)))
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > most and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _paragraph(
    text: str, x: float, y: float, width: float, size: float, class_: str
) -> tuple[list[Node], float]:
    out = []
    for line in _lines(text, width, size):
        y += size * 1.4
        out.append(h("text", line, x=f"{x:g}", y=f"{y:g}", font_size=f"{size:g}", fill=class_))
    return out, y


def _legend(
    states: Sequence[tuple[State | Sign, str]], x: float, y: float, unit: float, evidence: bool
) -> tuple[list[Node], float]:
    out: list[Node] = []
    size = 20 * unit
    at = x
    for state, word in states:
        out.append(glyphs.drawn(state, at, y, size))
        out.append(
            h(
                "text",
                word,
                x=f"{at + size * 1.3:g}",
                y=f"{y + size * 0.76:g}",
                font_size=f"{15 * unit:g}",
                fill="#1B2430",
            )
        )
        at += size * 1.3 + len(word) * 8.6 * unit + 26 * unit
    y += size
    if evidence:
        at, y = x, y + 12 * unit
        for kind in Evidence:
            for state in (Sign.COVERED, Sign.FRAGILE):
                fill = SIGNS[state].light.fill if kind is Evidence.CONFIRMED else f"url(#p-{state}-{kind})"
                out.append(
                    h(
                        "rect",
                        x=f"{at:g}",
                        y=f"{y:g}",
                        width=f"{size * 1.5:g}",
                        height=f"{size:g}",
                        rx="3",
                        fill=fill,
                    )
                )
                at += size * 1.7
            word = _(EVIDENCE[kind])
            out.append(
                h(
                    "text",
                    word,
                    x=f"{at:g}",
                    y=f"{y + size * 0.76:g}",
                    font_size=f"{15 * unit:g}",
                    fill="#1B2430",
                )
            )
            at += len(word) * 8.2 * unit + 30 * unit
        y += size
    return out, y


def _kinds(kinds: Sequence[str], x: float, y: float, width: float, unit: float) -> tuple[list[Node], float]:
    """Shapes and colours of kinds of organisations."""
    marks = [
        ({"viewBox": "0 0 24 24", "fill": kind_style(k).colour}, glyphs.kind_shape(k), _(kind_style(k).word))
        for k in kinds
    ]
    return _marks(marks, x, y, width, unit, 20)


def _ways(
    ways: Sequence[tuple[str, str]], x: float, y: float, width: float, unit: float
) -> tuple[list[Node], float]:
    """Lines by their class, with what they mean."""
    marks = [
        ({"viewBox": "0 0 44 20"}, h("path", d="M1 10H43", class_=class_), words) for class_, words in ways
    ]
    return _marks(marks, x, y, width, unit, 44)


def _marks(
    marks: Sequence[tuple[dict[str, str], Child, str]],
    x: float,
    y: float,
    width: float,
    unit: float,
    wide: float,
) -> tuple[list[Node], float]:
    """Small pictures ``wide`` units wide and 20 high, each with its words, in as many rows as they need."""
    out: list[Node] = []
    size, at = 20 * unit, x
    for about, mark, word in marks:
        beside = (wide + 6) * unit
        all_ = beside + len(word) * 8.6 * unit + 26 * unit
        if at > x and at + all_ > x + width:
            at, y = x, y + size * 1.4
        place = {"x": f"{at:g}", "y": f"{y:g}", "width": f"{wide * unit:g}", "height": f"{size:g}"}
        out.append(h("svg", mark, **about, **place))
        words = {"x": f"{at + beside:g}", "y": f"{y + size * 0.76:g}", "font_size": f"{15 * unit:g}"}
        out.append(h("text", word, fill="#1B2430", **words))
        at += all_
    return out, y + size


def sheet(
    picture: Node,
    title: str,
    under: str,
    notes: list[str],
    *,
    shapes: Shapes | None = None,
    states: Sequence[State | Sign | tuple[State | Sign, str]] | None = None,
    evidence: bool = False,
    kinds: Sequence[str] = (),
    ways: Sequence[tuple[str, str]] = (),
    label: str = "",
) -> str:
    """One SVG file: title, the line under it, the picture, legend, notes. Returns its text.

    ``states``: the legend, each state with its own words or with those given; ``kinds``: of organisations, whose
    shapes are explained; ``ways``: lines by their class, with what they mean; ``label``: the handling label.
    """
    width, height = (float(v) for v in str(picture[1]["viewBox"]).split()[2:])
    unit = width / 1250
    margin = MARGIN * unit
    head, y = _paragraph(title, margin, margin * 0.4, width, 30 * unit, "#1B2430")
    for node in head:
        node[1]["font-weight"] = "700"
    sub, y = _paragraph(under, margin, y + 2 * unit, width, 17 * unit, "#52606F")
    inner = [
        picture[0],
        {
            **picture[1],
            "x": f"{margin:g}",
            "y": f"{y + 16 * unit:g}",
            "width": f"{width:g}",
            "height": f"{height:g}",
        },
        *picture[2:],
    ]
    y += 16 * unit + height + 18 * unit
    legend: list[Node] = []
    if states:
        named = [s if isinstance(s, tuple) else (s, _(SIGNS[Sign(s)].word)) for s in states]
        legend, y = _legend(named, margin, y, unit, evidence)
        y += 6 * unit
    if kinds:
        shown, y = _kinds(kinds, margin, y, width, unit)
        legend, y = [*legend, *shown], y + 6 * unit
    if ways:
        shown, y = _ways(ways, margin, y, width, unit)
        legend, y = [*legend, *shown], y + 6 * unit
    foot: list[Node] = []
    if label:
        notes = [_("Sharing label: {label}", label=label), *notes]
    for note in notes:
        lines, y = _paragraph(note, margin, y + 2 * unit, width, 14 * unit, "#52606F")
        foot += lines
    total_w, total_h = width + 2 * margin, y + margin * 0.8
    defs = find(inner, "defs")
    page = h(
        "svg",
        defs,
        h("rect", width=f"{total_w:g}", height=f"{total_h:g}", fill="#FFFFFF"),
        head,
        sub,
        inner,
        legend,
        foot,
        viewBox=f"0 0 {total_w:g} {total_h:g}",
        width=f"{total_w:g}",
        height=f"{total_h:g}",
    )
    return to_svg(page, shapes.outline if shapes else lambda name: "", style())


def png(svg: str) -> bytes:
    """A PNG of 2,000 px width, up to 4,000 where the picture is as wide as that. Only the shipped fonts are used."""
    wide = re.search(r'<svg[^>]* width="([0-9.]+)', svg)
    data = resvg_py.svg_to_bytes(
        svg_string=svg,
        width=min(PNG_MOST, max(PNG_WIDTH, round(float(wide[1])) if wide else 0)),
        font_files=FONTS,
        skip_system_fonts=True,
        font_family="Noto Sans",
        sans_serif_family="Noto Sans",
    )
    return bytes(data)
