"""The fonts that are shipped have every character that a catalogue writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import dashboard
from coordination.text.languages import LANGUAGES

ROOT = Path(dashboard.__file__).parents[1]
WEIGHTS = ("400", "600", "700")


def written() -> set[str]:
    """Every character of the catalogues: the English texts and what they are in other languages, the methods too."""
    files = [*(ROOT / "coordination/locales").rglob("*.po"), *(ROOT / "docs/methods").glob("*.po")]
    assert len(files) == 2 * (len(LANGUAGES) - 1)
    return {c for file in files for c in file.read_text(encoding="utf-8")} - {"\n"}


def has(*files: Path) -> set[str]:
    return {chr(code) for file in files for code in TTFont(file).getBestCmap()}


@pytest.mark.parametrize("weight", WEIGHTS)
def test_browser_and_paper_have_every_character(weight: str) -> None:
    web = (ROOT / "dashboard/assets/fonts").glob(f"*-{weight}-normal.woff2")
    assert written() - has(*web) == set()
    assert written() - has(ROOT / f"dashboard/fonts/NotoSans-{weight}.ttf") == set()
    assert {"\u202f", "\u00a0", "→"} < written()


def test_the_narrow_space_is_narrow() -> None:
    """As wide as the thin space, narrower than the one between words."""
    font = TTFont(ROOT / "dashboard/fonts/NotoSans-400.ttf")
    wide = {c: font["hmtx"][font.getBestCmap()[ord(c)]][0] for c in "\u202f\u2009 "}
    assert wide["\u202f"] == wide["\u2009"] < wide[" "]
