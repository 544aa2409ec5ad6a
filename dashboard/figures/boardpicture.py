"""The board as a picture (SVG) for files and documents: the same cards, laid out without a browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dashboard.backend.world import Cell, Edition, Organisation
from dashboard.figures.board import CARD_FLAGS, chip_words, nobody, takes_over
from dashboard.figures.lettering import lines, width
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, number
from dashboard.ui.theme import SIGNS, State
from dashboard.ui.tree import Node, h

__all__ = ["board_picture"]

WIDE, GAP_X, GAP_Y, PAD = 1250.0, 12.0, 8.0, 10.0
HEAD, NAME, WHO, CHIP = 30.0, 18.0, 16.0, 24.0


@dataclass(frozen=True)
class _Card:
    """What stands on a card, broken into lines."""

    cell: Cell
    name: list[str]
    who: list[str]
    chips: list[str]

    @property
    def high(self) -> float:
        chips = CHIP if self.chips else 0.0
        return PAD * 2 + HEAD + len(self.name) * NAME + len(self.who) * WHO + chips


def _card(edition: Edition, cell: Cell, organisation: Callable[[str], Organisation], wide: float) -> _Card:
    room = wide - 2 * PAD - 8
    ids = cell.providers or (cell.planned if cell.state is State.PLANNED else ())
    names = [organisation(i).short or organisation(i).name for i in ids]
    more = f" +{number(len(names) - 2)}" if len(names) > 2 else ""
    who = ", ".join(names[:2]) + more if names else nobody(cell)
    over = takes_over(cell, organisation)
    flags = [f for f in CARD_FLAGS if f in cell.flags]
    chips: list[str] = []
    for i, name in enumerate(flags):
        words = chip_words(cell, name)
        rest = [f"+{number(len(flags) - i - 1)}"] if i < len(flags) - 1 else []
        if chips and sum(width(c, 12) + 20 for c in [*chips, words, *rest]) > room + 6:
            chips.append(f"+{number(len(flags) - i)}")  # how many more there are is never left out
            break
        chips.append(words)
    title = _(edition.by_number[cell.capability].name)
    bold = not SIGNS[cell.sign].dashed
    under = [
        *(lines(who, room, 13, limit=2) if who else []),
        *(lines(over, room, 13, limit=2) if over else []),
    ]
    return _Card(cell, lines(title, room, 15, bold, 4), under, chips)


def _text(words: str, x: float, y: float, size: float, class_: str) -> Node:
    return h("text", words, x=f"{x:g}", y=f"{y:g}", font_size=f"{size:g}", class_=class_)


def _drawn(card: _Card, x: float, y: float, wide: float, high: float) -> Node:
    cell, style = card.cell, SIGNS[card.cell.sign]
    dashed = " dash" if style.dashed else ""
    place = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{wide:g}", "height": f"{high:g}", "rx": "10"}
    inside: list[Node] = [h("rect", **place, class_=f"bcard{dashed}")]
    left = x + PAD
    if style.heavy:
        inside.append(
            h(
                "path",
                d=f"M{x + 8:g} {y:g}v{high:g}a8 10 0 0 1-8-10v-{high - 20:g}a8 10 0 0 1 8-10z",
                class_="bedge",
            )
        )
        left += 5
    inside.append(glyphs.drawn(cell.sign, left, y + PAD, 24))
    count = f" · {number(cell.groups)}" if cell.groups > 1 else ""
    inside.append(_text(_(style.brief or style.word) + count, left + 31, y + PAD + 17.5, 14.5, "bname"))
    inside.append(_text(cell.capability, x + wide - PAD, y + PAD + 17, 14, "bnum end"))
    at = y + PAD + HEAD
    for line in card.name:
        at += NAME
        inside.append(_text(line, left, at - 4, 15, "bplain" if style.dashed else "bname"))
    for line in card.who:
        at += WHO
        inside.append(_text(line, left, at - 2, 13, "bnum"))
    spot = left
    for words in card.chips:
        long = width(words, 12) + 14
        inside.append(
            h(
                "rect",
                x=f"{spot:g}",
                y=f"{y + high - PAD - 19:g}",
                width=f"{long:g}",
                height="20",
                rx="5",
                class_="bchip",
            )
        )
        inside.append(_text(words, spot + 7, y + high - PAD - 5, 12, "bplain"))
        spot += long + 6
    return h("g", inside, class_=f"s-{cell.sign}", data_key=cell.capability)


def board_picture(
    edition: Edition, cells: Mapping[str, Cell], organisation: Callable[[str], Organisation]
) -> Node:
    """The board. ``cells``: capability number -> cell of one country. Cards of a row have one height."""
    domains = [(d, edition.of_domain(d.id)) for d in edition.domains]
    domains = [(d, own) for d, own in domains if own]
    wide = (WIDE - GAP_X * (len(domains) - 1)) / max(1, len(domains))
    columns = [[_card(edition, cells[c.number], organisation, wide) for c in own] for _d, own in domains]
    rows = max((len(c) for c in columns), default=0)
    heights = [max((c[r].high for c in columns if r < len(c)), default=0.0) for r in range(rows)]
    titles = [lines(_(d.name), wide - 4, 16, True, 2) for d, _own in domains]
    top = max((len(t) for t in titles), default=1) * 20.0 + 26
    out: list[Node] = []
    for i, column in enumerate(columns):
        x = i * (wide + GAP_X)
        for n, line in enumerate(titles[i]):
            out.append(_text(line, x + 2, top - 30 - 20 * (len(titles[i]) - 1 - n), 16, "bname"))
        bar = (wide - 2 * (len(column) - 1)) / len(column)
        for n, card in enumerate(column):
            place = {"x": f"{x + n * (bar + 2):g}", "y": f"{top - 22:g}", "width": f"{bar:g}"}
            out.append(
                h("rect", **place, height="6", rx="3", class_=f"bbar s-{card.cell.sign}", data_key=str(n))
            )
        out.append(h("rect", x=f"{x:g}", y=f"{top - 12:g}", width=f"{wide:g}", height="3", class_="brule"))
        y = top
        for card, high in zip(column, heights, strict=False):
            out.append(_drawn(card, x, y, wide, high))
            y += high + GAP_Y
    high = top + sum(heights) + GAP_Y * rows
    return h("svg", out, class_="board-picture", viewBox=f"-1 0 {WIDE + 2:g} {high:g}")
