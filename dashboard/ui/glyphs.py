"""Symbols of states (signs), flags and kinds of organisation, drawn in a box of 24 units.

In pages a symbol is a reference to the sprite that the shell carries (:func:`sprite`); in a picture that leaves
the page it is drawn whole (:func:`drawn`).
"""

from __future__ import annotations

import math
from functools import cache

from dashboard.ui.theme import SIGNS, Sign, State, kind_style
from dashboard.ui.tree import Node, h, to_html

__all__ = ["drawn", "flag", "icon", "kind", "kind_shape", "mask", "sprite", "symbol"]

# class "si" = filled with the ink of the state, "sl" = line in the ink of the state
_SYMBOLS: dict[str, list[tuple[str, dict[str, str]]]] = {
    "cross": [("path", {"class": "sl thick", "d": "M7 7l10 10M17 7L7 17"})],
    "dot": [("circle", {"class": "si", "cx": "12", "cy": "12", "r": "4.4"})],
    "dots": [
        ("circle", {"class": "si", "cx": "7.4", "cy": "12", "r": "3.7"}),
        ("circle", {"class": "si", "cx": "16.6", "cy": "12", "r": "3.7"}),
    ],
    "ringed": [
        ("circle", {"class": "si", "cx": "12", "cy": "12", "r": "3.4"}),
        ("circle", {"class": "sl", "cx": "12", "cy": "12", "r": "7.4"}),
    ],
    "one-of": [
        ("circle", {"class": "si", "cx": "7.4", "cy": "12", "r": "3.9"}),
        ("circle", {"class": "sl dashes", "cx": "16.4", "cy": "12", "r": "3.2"}),
    ],
    "person": [
        ("circle", {"class": "sl", "cx": "12", "cy": "8.6", "r": "3.4"}),
        ("path", {"class": "sl", "d": "M5.8 19.2c.4-3.7 2.9-5.6 6.2-5.6s5.8 1.9 6.2 5.6"}),
    ],
    "clock": [
        ("circle", {"class": "sl", "cx": "12", "cy": "12", "r": "7"}),
        ("path", {"class": "sl", "d": "M12 7.8V12l3 2.2"}),
    ],
    "once": [
        ("path", {"class": "sl", "d": "M4.6 12.6l3.4 3.4 6-8"}),
        ("path", {"class": "sl", "d": "M18.6 7v10"}),
    ],
    "helped": [
        ("circle", {"class": "sl dashes", "cx": "8.2", "cy": "12", "r": "3.8"}),
        ("path", {"class": "sl", "d": "M17.4 8.8v6.4M14.2 12h6.4"}),
    ],
    "query": [
        ("path", {"class": "sl", "d": "M8.9 9.3a3.2 3.2 0 1 1 4.9 2.7c-1.3.8-1.8 1.4-1.8 2.7"}),
        ("circle", {"class": "si", "cx": "12", "cy": "17.6", "r": "1.25"}),
    ],
}
_FLAGS: dict[str, str] = {
    "stale": "M3 9l6-6M3 13L13 3M7 13l6-6",
    "undated": "M3.5 4h9v9h-9zM3.5 7h9M6 2.5v3M10 2.5v3",
    "unconfirmed": "M3.6 4h.8M7.6 4h.8M11.6 4h.8M3.6 8h.8M7.6 8h.8M11.6 8h.8M3.6 12h.8M7.6 12h.8M11.6 12h.8",
    "expiring": "M4.5 3h7M4.5 13h7M5.5 3c0 3 2.5 3.4 2.5 5s-2.5 2-2.5 5M10.5 3c0 3-2.5 3.4-2.5 5s2.5 2 2.5 5",
    "hollow": "M3.5 3.5h9v9h-9zM6 8h4",
    "unsupported": "M8 2.5v6M5 5.5l3-3 3 3M3 12.5h2M7 12.5h2M11 12.5h2",
    "conflict": "M3 5.5h10M10.5 3L13 5.5M13 10.5H3M5.5 13L3 10.5",
    "lapsed": "M3 8h7M10 4v8M13 4v8",
    "uncounted": "M3.5 8h9M8 3.5l.01 0M8 12.5l.01 0",
    "sole_by_design": "M8 3v10M5.5 5L8 3M5.5 13h5",
}
_ICONS: dict[str, str] = {
    "arrow": "M3 8h10M9.5 4.5L13 8l-3.5 3.5",
    "back": "M13 8H3M6.5 4.5L3 8l3.5 3.5",
    "close": "M4 4l8 8M12 4l-8 8",
    "down": "M8 3v8M4.5 7.5L8 11l3.5-3.5M3 13.5h10",
    "link": "M6.5 9.5l3-3M7 4.5l1.2-1.2a2.6 2.6 0 0 1 3.7 3.7L10.7 8.2M9 11.5l-1.2 1.2a2.6 2.6 0 0 1-3.7-3.7l1.2-1.2",
    "sun": "M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 1 0 0-5.6M8 1.5v1.4M8 13.1v1.4M1.5 8h1.4M13.1 8h1.4"
    "M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1",
    "moon": "M12.8 9.6A5.4 5.4 0 0 1 6.4 3.2a5.4 5.4 0 1 0 6.4 6.4z",
    "auto": "M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11",
    "menu": "M3 4.5h10M3 8h10M3 11.5h10",
    "print": "M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z",
    "table": "M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 6.5v6",
    "eye": "M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8zM8 6.2a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 1 0 0-3.6",
    "plus": "M8 3v10M3 8h10",
    "find": "M7 2.8a4.2 4.2 0 1 0 0 8.4a4.2 4.2 0 1 0 0-8.4M10.2 10.2l3.3 3.3",
    "help": "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12M6.3 6.4a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.9.7-.9 1.3M8 11.3h.01",
    "people": "M5.6 2.8a2.1 2.1 0 1 0 0 4.2a2.1 2.1 0 1 0 0-4.2M1.8 13.2c.2-2.6 1.7-4.1 3.8-4.1s3.6 1.5 3.8 4.1"
    "M10.6 3.4a1.8 1.8 0 0 1 0 3.5M11.2 9.3c1.7.2 2.8 1.6 3 3.9",
    "ties": "M8 2.2a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 1 0 0-3.6M3.6 10.2a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 1 0 0-3.6"
    "M12.4 10.2a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 1 0 0-3.6M7.1 5.6l-2.6 4.8M8.9 5.6l2.6 4.8M5.4 12h5.2",
    "gift": "M2.5 6.3h11v2.4h-11zM3.5 8.7h9v4.8h-9zM8 6.3v7.2M8 6.3c-2 0-3.4-.8-3.4-2.1c0-.9.7-1.4 1.4-1.4"
    "c1.3 0 2 1.7 2 3.5c0-1.8.7-3.5 2-3.5c.7 0 1.4.5 1.4 1.4c0 1.3-1.4 2.1-3.4 2.1",
    "key": "M2.5 5h11v6h-11zM5 8h6M4.8 6.6h.01M7 6.6h.01M9 6.6h.01M11.2 6.6h.01",
}


def _plate(state: State | Sign) -> Node:
    style = SIGNS[Sign(state)]
    if style.dashed or style.edged:
        look = "sf dash" if style.dashed else "sf edged"
        return h("rect", x="1.5", y="1.5", width="21", height="21", rx="4.5", class_=look)
    return h("rect", width="24", height="24", rx="5", class_="sf")


def _parts(state: State | Sign) -> list[Node]:
    return [h(tag, **attributes) for tag, attributes in _SYMBOLS[SIGNS[Sign(state)].symbol]]


def sprite() -> Node:
    """Every symbol once, out of sight; pages refer to it."""
    symbols = [h("symbol", _plate(s), _parts(s), id=f"g-{s}", viewBox="0 0 24 24") for s in Sign]
    symbols += [h("symbol", _parts(s), id=f"b-{s}", viewBox="0 0 24 24") for s in Sign]
    for name, path in [*_FLAGS.items(), *_ICONS.items()]:
        symbols.append(h("symbol", h("path", d=path, class_="il"), id=f"i-{name}", viewBox="0 0 16 16"))
    return h("svg", symbols, class_="sprite", aria_hidden="true", width="0", height="0")


def symbol(state: State | Sign, class_: str = "", bare: bool = False) -> Node:
    """The symbol of a state, on its plate unless ``bare``; its word must stand beside it or in a label."""
    return h(
        "svg",
        h("use", href=f"#{'b' if bare else 'g'}-{state}"),
        class_=f"sym s-{state} {class_}".strip(),
        viewBox="0 0 24 24",
        aria_hidden="true",
    )


def mask(state: Sign) -> str:
    """SVG text of the symbol in black, to be used as a mask."""
    parts = "".join(to_html(part) for part in _parts(state))
    for class_, look in (
        ('class="sl thick"', 'fill="none" stroke="#000" stroke-width="3.2" stroke-linecap="round"'),
        (
            'class="sl dashes"',
            'fill="none" stroke="#000" stroke-width="1.8" stroke-dasharray="2.4 1.7"',
        ),
        ('class="sl"', 'fill="none" stroke="#000" stroke-width="2.2" stroke-linecap="round"'),
        ('class="si"', 'fill="#000"'),
    ):
        parts = parts.replace(class_, look)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{parts}</svg>'


def icon(name: str, class_: str = "") -> Node:
    """A small line drawing in the colour of the text."""
    return h(
        "svg",
        h("use", href=f"#i-{name}"),
        class_=f"ico {class_}".strip(),
        viewBox="0 0 16 16",
        aria_hidden="true",
    )


def flag(name: str) -> Node | None:
    """The drawing of a flag, if it has one."""
    return icon(name) if name in _FLAGS else None


def drawn(state: State | Sign, x: float, y: float, size: float, plate: bool = True) -> Node:
    """The symbol drawn whole with its upper left corner at x, y (for pictures that leave the page)."""
    return h(
        "g",
        _plate(state) if plate else None,
        _parts(state),
        class_=f"sym s-{state}",
        transform=f"translate({x:g} {y:g}) scale({size / 24:g})",
    )


@cache
def _polygon(sides: int, turn: float, r: float = 9.5, inner: float = 0.0) -> str:
    points = []
    steps = sides * 2 if inner else sides
    for i in range(steps):
        radius = inner if inner and i % 2 else r
        angle = math.radians(turn + 360 * i / steps)
        points.append(f"{12 + radius * math.sin(angle):.1f},{12 - radius * math.cos(angle):.1f}")
    return " ".join(points)


def kind_shape(name: str) -> Node:
    """The shape of a kind of organisation in a box of 24 units, filled with ``--kind``."""
    shape = kind_style(name).shape
    if shape in {"circle", "ring"}:
        return h("circle", cx="12", cy="12", r="8.5", class_="kf" if shape == "circle" else "kl")
    if shape == "square":
        return h("rect", x="4", y="4", width="16", height="16", rx="3", class_="kf")
    if shape == "bar":
        return h("rect", x="3", y="8", width="18", height="8", rx="2", class_="kf")
    if shape == "plus":
        return h("path", d="M9 3h6v6h6v6h-6v6H9v-6H3V9h6z", class_="kf")
    if shape == "drop":
        return h("path", d="M12 3c4 5 6 7.5 6 11a6 6 0 0 1-12 0c0-3.5 2-6 6-11z", class_="kf")
    if shape == "book":
        return h("path", d="M3 5c4-1 7 0 9 2c2-2 5-3 9-2v14c-4-1-7 0-9 2c-2-2-5-3-9-2z", class_="kf")
    if shape == "arch":
        return h("path", d="M5 21V11a7 7 0 0 1 14 0v10z", class_="kf")
    points = {
        "diamond": _polygon(4, 0),
        "hexagon": _polygon(6, 30),
        "pentagon": _polygon(5, 0),
        "triangle": _polygon(3, 0, 10.5),
        "star": _polygon(5, 0, 10.5, 4.6),
    }[shape]
    return h("polygon", points=points, class_="kf")


def kind(name: str) -> Node:
    """The mark of a kind, for use in text; its word must stand beside it."""
    return h("svg", kind_shape(name), class_=f"kind k-{name}", viewBox="0 0 24 24", aria_hidden="true")
