"""Make ``dashboard/fonts/NotoSans-*.ttf`` for pictures on paper from the shipped web fonts (needs fonttools).

    python tools/shapes/fonts.py

Browsers read the woff2 files in ``dashboard/assets/fonts``; the SVG renderer reads TrueType only. Latin and
extended Latin are merged into one file per weight.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parents[2] / "dashboard"


def main() -> int:
    for weight in (400, 600, 700):
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
