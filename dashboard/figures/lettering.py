"""How wide words are in Noto Sans, for pictures that are laid out before any browser sees them."""

from __future__ import annotations

from functools import cache

__all__ = ["lines", "shortened", "width"]

_NARROW = frozenset("iljtfrI.,:;'|!()[]/ ·’")
_WIDE = frozenset("mwMW@%—")
_BOLD = 1.07


@cache
def _em(letter: str) -> float:
    """The advance of a letter in parts of the font size, rounded up."""
    if letter in _NARROW:
        return 0.33
    if letter in _WIDE:
        return 0.92
    return 0.66 if letter.isupper() else 1.02 if ord(letter) > 0x2E80 else 0.565


def width(text: str, size: float, bold: bool = False) -> float:
    """Width of a text at a font size, in the same units."""
    return sum(map(_em, text)) * size * (_BOLD if bold else 1.0)


def shortened(text: str, most: float, size: float, bold: bool = False) -> str:
    """The text, or its beginning with an ellipsis, no wider than ``most``."""
    if width(text, size, bold) <= most:
        return text
    while text and width(text + "…", size, bold) > most:
        text = text[:-1]
    return text.rstrip(" ,;:") + "…"


def lines(text: str, most: float, size: float, bold: bool = False, limit: int = 0) -> list[str]:
    """Words in lines no wider than ``most``; with ``limit`` the last line that fits ends in an ellipsis."""
    out = [""]
    for word in text.split():
        longer = f"{out[-1]} {word}".strip()
        if out[-1] and width(longer, size, bold) > most:
            out.append(word)
        else:
            out[-1] = longer
    if limit and len(out) > limit:
        out = [*out[: limit - 1], " ".join(out[limit - 1 :])]
    return [shortened(line, most, size, bold) for line in out]
