"""The map without geography: every country the same size, by subregion. The same facts, every one readable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dashboard.backend.world import Country
from dashboard.figures.lettering import lines, shortened
from dashboard.figures.worldmap import Mark, patterns
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, n_, number
from dashboard.ui.theme import Sign
from dashboard.ui.tree import Node, h

__all__ = ["strip", "tile_picture", "tiles"]


WIDE = 8  #: tiles in a row of a large subregion
NAMED_UP_TO = 24  #: tiles of so few countries bear their names, not their codes


def strip(states: Iterable[object]) -> Node:
    """One short bar per capability, in edition order."""
    return h("span", [h("i", class_=f"s-{s}") for s in states], class_="strip", aria_hidden="true")


def _tile(mark: Mark, first: bool, named: bool) -> Node:
    if mark.step is not None:
        body: Node = h("span", mark.amount or "0", class_="tile-n")
        look = f"q-{mark.step}"
    elif mark.strip:
        body, look = strip(mark.strip), f"s-{mark.state} strips"
    else:
        body = glyphs.symbol(mark.state, bare=True)
        look = f"s-{mark.state}" + (f" e-{mark.evidence}" if mark.patterned else "")
    return h(
        "li",
        h(
            "a",
            h("bdi", mark.name, class_="tile-c") if named else h("span", mark.code, class_="tile-c"),
            " ",
            body,
            href=mark.href,
            class_=f"tile {look}",
            aria_label=f"{mark.name if named else mark.code} {mark.amount} {mark.code if named else mark.name}: "
            f"{mark.words}".replace("  ", " "),
            data_tip=f"{mark.name}\n{mark.words}",
            data_code=mark.code,
            data_cell=True,
            tabindex="0" if first else "-1",
        ),
        data_key=mark.code,
    )


def tiles(groups: Iterable[tuple[str, list[Country]]], marks: Mapping[str, Mark]) -> Node:
    """Tiles under their subregion, with how many are known in each; one tab stop, arrow keys inside."""
    out = []
    first = True
    named = len(marks) <= NAMED_UP_TO
    for name, members in groups:
        shown = [marks[c.iso3] for c in members if c.iso3 in marks]
        if not shown:
            continue
        known = sum(m.known for m in shown)
        row = []
        for mark in shown:
            row.append(_tile(mark, first, named))
            first = False
        words = n_(
            "{known} of {count} country known",
            "{known} of {count} countries known",
            len(shown),
            known=number(known),
        )
        out.append(
            h(
                "section",
                h("h3", _(name) or _("No region"), " ", h("span", f"({words})", class_="sub")),
                h(
                    "ul",
                    row,
                    class_="tile-row named" if named else "tile-row",
                    data_row=True,
                    style={"--n": str(WIDE if len(row) > 20 else min(6, len(row)))},
                ),
                class_="tile-group",
                data_key=name or "-",
            )
        )
    return h("div", out, class_="tiles", data_nav="grid")


_SHEET, _TILE, _STEP, _NAMED = 1250.0, 44.0, 48.0, 132.0


def _square(mark: Mark, x: float, y: float, wide: float) -> Node:
    """One tile of the picture: code (or name), and the number, the symbol or the bars below it."""
    place = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{wide:g}", "height": f"{_TILE:g}", "rx": "7"}
    middle = f"{x + wide / 2:g}"
    words = mark.code if wide == _TILE else shortened(mark.name, wide - 8, 12.5, True)
    code = {"x": middle, "y": f"{y + 15:g}", "font_size": "12.5"}
    if mark.step is not None:
        look = f"q-{mark.step}"
        class_ = f"amount {look}" if mark.step else "bnum bmiddle"
        return h(
            "g",
            h("rect", **place, class_=f"{look} land"),
            h("text", words, **code, class_=class_),
            h("text", mark.amount or "0", **{**code, "y": f"{y + 35:g}"}, class_=class_),
            data_key=mark.code,
        )
    if mark.strip:
        each = (wide - 8) / len(mark.strip)
        bars = [
            h(
                "rect",
                x=f"{x + 4 + i * each:g}",
                y=f"{y + 22:g}",
                width=f"{each - 1:g}",
                height="16",
                rx="2",
                class_=f"bbar s-{s}",
            )
            for i, s in enumerate(mark.strip)
        ]
        box = h("rect", **place, class_=f"bcard s-{mark.state}")
        return h("g", box, h("text", words, **code, class_="bplain bmiddle"), bars, data_key=mark.code)
    state = mark.state
    dashed = " dash" if not mark.known else ""
    evidence = None
    if mark.patterned:
        strip = {"x": f"{x + 1:g}", "y": f"{y + 38:g}", "width": f"{wide - 2:g}", "height": "5"}
        evidence = h("rect", **strip, fill=f"url(#p-{state}-{mark.evidence})")
    return h(
        "g",
        h("rect", **place, class_=f"sf{dashed} s-{state}"),
        h("text", mark.code, **code, class_=f"bmid s-{state}"),
        glyphs.drawn(state, x + 13, y + 19, 18, plate=False),
        evidence,
        data_key=mark.code,
    )


def tile_picture(groups: Iterable[tuple[str, list[Country]]], marks: Mapping[str, Mark]) -> Node:
    """The tiles as a picture (SVG) for files: subregions beside each other as they fit."""
    out: list[Node] = [patterns([s for s in Sign if s is not Sign.UNKNOWN], 5.0)]
    x = y = deep = 0.0
    wide_tile = _NAMED if len(marks) <= NAMED_UP_TO else _TILE
    step = wide_tile + 4
    for name, members in groups:
        shown = [marks[c.iso3] for c in members if c.iso3 in marks]
        if not shown:
            continue
        across = WIDE if len(shown) > 20 else max(3, min(6, len(shown)))
        wide = across * step
        if x and x + wide > _SHEET:
            x, y, deep = 0.0, y + deep + 16, 0.0
        heads = lines(_(name) or _("No region"), wide, 14, True, 2)
        inside = [
            h("text", line, x=f"{x:g}", y=f"{y + 16 + 17 * i:g}", font_size="14", class_="bname")
            for i, line in enumerate(heads)
        ]
        top = y + 8 + 17 * len(heads) + 4
        for i, mark in enumerate(shown):
            inside.append(_square(mark, x + i % across * step, top + i // across * _STEP, wide_tile))
        out.append(h("g", inside, data_key=name or "-"))
        deep = max(deep, top - y + ((len(shown) - 1) // across + 1) * _STEP)
        x += wide + 28
    return h("svg", out, class_="tile-picture", viewBox=f"0 0 {_SHEET:g} {y + deep:g}")
