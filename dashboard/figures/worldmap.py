"""The map: one state per country as colour, symbol and word, the quality of the evidence as a pattern.

The picture is for the eye and the pointer; its twins carry the same facts for the keyboard and the ear:
:func:`places` (a list box) and :func:`dashboard.figures.tiles.tiles`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.figures.lettering import width
from dashboard.shapes import Shapes
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, folded
from dashboard.ui.theme import EVIDENCE, SIGNS, Evidence, Sign
from dashboard.ui.tree import Node, h

__all__ = ["DISCLAIMER", "Mark", "patterns", "places", "world_map"]

SYMBOL_FROM = 9.5  # free radius, in picture units of a 2000 wide map, from which a symbol is drawn
NAMED_UP_TO = 24  # shapes of a set whose countries are named on the map
NAME_SIZE, NAME_LEAST = 19.0, 12.0
_STEP = 9.0  # spacing of evidence patterns, in picture units


def DISCLAIMER(shapes: Shapes) -> str:
    """What must stand under every map."""
    if shapes.source == "invented":
        return _("A fictional region. Any resemblance to a real place is accidental.")
    return _(
        "Map: Natural Earth, simplified. Borders and names are for orientation only and do not "
        "imply any opinion on the legal status of any territory. Dashed outline: territory "
        "without its own country code in our list. Circles: countries too small to show."
    )


@dataclass(frozen=True)
class Mark:
    """What one country shows: its name, where a click leads, what is said about it.

    ``state`` with ``evidence``, or ``step`` (0 to 4) for a quantity in ``known of N``; ``words`` is the sentence
    that screen readers and the pointer get; ``strip`` the states of several capabilities, if it stands for them.
    """

    code: str
    name: str
    href: str
    words: str
    state: Sign = Sign.UNKNOWN
    evidence: Evidence = Evidence.CONFIRMED
    step: int | None = None
    amount: str = ""
    strip: tuple[Sign, ...] = ()

    @property
    def known(self) -> bool:
        return bool(self.step) if self.step is not None else self.state != Sign.UNKNOWN

    @property
    def patterned(self) -> bool:
        return self.step is None and self.known and self.evidence is not Evidence.CONFIRMED


def patterns(states: Iterable[Sign], step: float = _STEP, prefix: str = "p") -> Node:
    """Stripes (old) and dots (unconfirmed) over the fill of each state."""
    out = []
    for state in states:
        plate = h("rect", x="-1", y="-1", width=f"{step + 2:g}", height=f"{step + 2:g}", class_="pf")
        out.append(
            h(
                "pattern",
                plate,
                h("rect", width=f"{step * 0.3:g}", height=f"{step:g}", class_="pm"),
                id=f"{prefix}-{state}-stale",
                class_=f"s-{state}",
                width=f"{step:g}",
                height=f"{step:g}",
                patternUnits="userSpaceOnUse",
                patternTransform="rotate(45)",
            )
        )
        out.append(
            h(
                "pattern",
                plate,
                h("circle", cx=f"{step / 2:g}", cy=f"{step / 2:g}", r=f"{step * 0.22:g}", class_="pm"),
                id=f"{prefix}-{state}-unconfirmed",
                class_=f"s-{state}",
                width=f"{step:g}",
                height=f"{step:g}",
                patternUnits="userSpaceOnUse",
            )
        )
    return h("defs", out)


def _look(mark: Mark | None) -> tuple[str, str | None]:
    """Classes and the pattern of a country."""
    if mark is None:
        return "land off", None
    if mark.step is not None:
        return f"land q-{mark.step}", None
    if mark.patterned:
        return f"land s-{mark.state}", f"url(#p-{mark.state}-{mark.evidence})"
    return f"land plain s-{mark.state}", None


def _linked(mark: Mark, *inside: Node) -> Node:
    return h(
        "a",
        *inside,
        href=mark.href,
        tabindex="-1",
        data_key=mark.code,
        data_code=mark.code,
        data_tip=f"{mark.name}\n{mark.words}",
    )


def world_map(shapes: Shapes, marks: Mapping[str, Mark], label: str) -> Node:
    """The picture. ``marks``: iso3 -> mark; countries without one are drawn as outside the question."""
    small = shapes.width / 2000
    land: dict[bool, list[Node]] = {False: [], True: []}
    for code in shapes.paths:
        mark = marks.get(code)
        class_, fill = _look(mark)
        path = h("path", d="", data_shape=code, class_=class_, fill=fill)
        land[bool(mark and mark.known)].append(_linked(mark, path) if mark else path)
    dots: dict[bool, list[Node]] = {False: [], True: []}
    for code, (x, y) in shapes.circles.items():
        mark = marks.get(code)
        if mark is None:
            continue
        class_, fill = _look(mark)
        r = (9.0 if mark.known else 6.0) * small
        dot = h("circle", cx=f"{x:g}", cy=f"{y:g}", r=f"{r:g}", class_=f"{class_} spot", fill=fill)
        dots[mark.known].append(_linked(mark, dot))
    return h(
        "svg",
        patterns([s for s in Sign if s is not Sign.UNKNOWN], _STEP * (1 if small == 1 else 0.8)),
        h("path", d="", data_shape="sea", class_="sea"),
        land[False],
        h("path", d="", data_shape="other", class_="land none") if shapes.other else None,
        land[True],
        dots[False],
        dots[True],
        [
            _sign(mark, *shapes.spots[code], len(shapes.paths) <= NAMED_UP_TO)
            for code, mark in marks.items()
            if code in shapes.spots
        ],
        class_="map" if shapes.projection != "none" else "map flat",
        viewBox=f"0 0 {shapes.width:g} {shapes.height:g}",
        aria_hidden="true",
        data_shapes=shapes.address,
        data_label=label,
    )


def _name(mark: Mark, x: float, y: float, free: float) -> Node | None:
    """The name, as large as the free circle around the spot lets it be: names of neighbours cannot meet."""
    size = min(NAME_SIZE, NAME_SIZE * 2 * free * 0.95 / width(mark.name, NAME_SIZE, True))
    if size < NAME_LEAST:
        return None
    look = f"q-{mark.step}" if mark.step is not None else f"on-state s-{mark.state}"
    return h(
        "text",
        mark.name,
        x=f"{x:g}",
        y=f"{y:.1f}",
        class_=f"place-name {look}",
        font_size=f"{size:.1f}",
        data_key=f"n{mark.code}",
    )


def _sign(mark: Mark, x: float, y: float, free: float, named: bool = False) -> Node | None:
    """The symbol (or the number) of a country that has room for it, with its name below if that fits too."""
    if named and (name := _name(mark, x, y + (22 if mark.known else 6), free)):
        return h("g", _sign(mark, x, y - 12, free), name, data_key=f"g{mark.code}")
    if free < SYMBOL_FROM or not mark.known:
        return None
    size = min(free * 1.25, 34.0)
    if mark.step is not None:
        return h(
            "text",
            mark.amount,
            x=f"{x:g}",
            y=f"{y + size * 0.3:.1f}",
            class_=f"amount q-{mark.step}",
            font_size=f"{size * 0.85:.1f}",
            data_key=f"t{mark.code}",
        )
    sign = glyphs.drawn(mark.state, round(x - size / 2, 1), round(y - size / 2, 1), round(size, 1))
    sign[1]["data-key"] = f"t{mark.code}"
    return sign


def places(marks: Iterable[Mark], id: str, label: str) -> Node:
    """The map as a list box: one tab stop, arrows, first letters, Enter. Sorted by name."""
    options = []
    for mark in sorted(marks, key=lambda m: folded(m.name)):
        sign = (
            h("span", mark.amount or "0", class_=f"count q-{mark.step}")
            if mark.step is not None
            else glyphs.symbol(mark.state)
        )
        options.append(
            h(
                "li",
                sign,
                h("bdi", mark.name, class_="grow"),
                h("span", mark.words, class_="sr")
                if mark.step is not None
                else h("span", _state_words(mark), class_="sub"),
                id=f"{id}-{mark.code}",
                role="option",
                aria_selected="false",
                data_href=mark.href,
                data_code=mark.code,
                data_words=mark.name,
            )
        )
    return h(
        "ul",
        options,
        id=id,
        role="listbox",
        tabindex="0",
        aria_label=label,
        data_nav="listbox",
        class_="places",
    )


def _state_words(mark: Mark) -> str:
    words = _(SIGNS[mark.state].word)
    if mark.patterned:
        words += " · " + _(EVIDENCE[mark.evidence])
    return words
