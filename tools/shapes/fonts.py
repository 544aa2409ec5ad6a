"""Complete the shipped web fonts and make ``dashboard/fonts/NotoSans-*.ttf`` of them for pictures on paper (needs
fonttools).

    python tools/shapes/fonts.py

The narrow no-break space of French and the arrow between before and after are not in the subsets that Noto Sans comes
in: the space is as wide as the thin one, the arrow is drawn with the thickness of the hyphen. Browsers read the woff2
files in ``dashboard/assets/fonts``; the SVG renderer reads TrueType only. Latin and extended Latin are merged into one
file per weight.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parents[2] / "dashboard"
THIN, NARROW, HYPHEN, ARROW = 0x2009, 0x202F, 0x2010, 0x2192


def _add(font: TTFont, code: int, width: int, pen: TTGlyphPen) -> None:
    name = f"uni{code:04X}"
    glyph = pen.glyph()
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"].glyphs[name] = glyph
    font["glyf"].glyphOrder = font.getGlyphOrder()
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (width, getattr(glyph, "xMin", 0))
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name


def _arrow(thick: int) -> TTGlyphPen:
    """An arrow to the right, 1000 wide, around the middle of the figures."""
    pen, half, middle = TTGlyphPen(None), thick / 2, 357
    # upper edge of the shaft, head, lower edge; clockwise as TrueType fills
    points = [(80, half), (754, half), (580, 190), (580 + thick * 1.4, 190), (920, 0)]
    outline = [*points, *((x, -y) for x, y in reversed(points[:-1]))]
    for n, (x, y) in enumerate(outline):
        (pen.lineTo if n else pen.moveTo)((round(x), round(middle + y)))
    pen.closePath()
    return pen


def complete(path: Path) -> None:
    """Give a font of basic Latin what it lacks."""
    font = TTFont(path, recalcTimestamp=False)
    have = font.getBestCmap()
    if NARROW not in have:
        _add(font, NARROW, font["hmtx"][have[THIN]][0], TTGlyphPen(None))
    if ARROW not in have:
        hyphen = font["glyf"][have.get(HYPHEN, have[ord("-")])]
        _add(font, ARROW, 1000, _arrow(hyphen.yMax - hyphen.yMin))
    font.save(path)


def main() -> int:
    for weight in (400, 600, 700):
        complete(HERE / "assets" / "fonts" / f"noto-sans-latin-{weight}-normal.woff2")
        with tempfile.TemporaryDirectory() as folder:
            parts = []
            for script in ("latin", "latin-ext"):
                font = TTFont(HERE / "assets" / "fonts" / f"noto-sans-{script}-{weight}-normal.woff2")
                font.flavor = None
                for table in ("GSUB", "GPOS", "GDEF"):
                    if table in font:
                        del font[table]
                part = Path(folder) / f"{script}.ttf"
                font.save(part)
                parts.append(str(part))
            merged = Merger().merge(parts)
            out = HERE / "fonts" / f"NotoSans-{weight}.ttf"
            merged["head"].modified = merged["head"].created
            merged.recalcTimestamp = False
            merged.save(out)
            print(out.name, out.stat().st_size)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
