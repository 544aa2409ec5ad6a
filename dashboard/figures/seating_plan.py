"""Who is at the table: the seats of a national body around a round table, as a picture and as its list.

A seat is told by a sign, a shape and a word: tick on a full disc = filled, cross in a ring = empty (the list of the
body is whole), question mark in a dashed ring = unknown. Unknown is never drawn as empty.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dashboard.ui.i18n import N_, _, number
from dashboard.ui.theme import State
from dashboard.ui.tree import Child, Node, h

__all__ = ["SEAT_WORDS", "Seat", "seat_list", "seat_mark", "table_round"]

SEAT_WORDS = {"filled": N_("filled"), "empty": N_("vacant"), "unknown": N_("unknown")}
#: state of a seat -> state whose colours it takes
_COLOURS = {"filled": State.COVERED, "empty": State.GAP, "unknown": State.UNKNOWN}
WIDE, HIGH = 640.0, 450.0
_RX, _RY = 150.0, 148.0
_DISC = 15.0
_LINE, _LINES = 19, 3  #: letters of a line of a label, and its lines at most


@dataclass(frozen=True)
class Seat:
    """``state``: filled, empty or unknown; ``members``: ids of who holds it."""

    id: str
    name: str
    state: str
    members: tuple[str, ...] = ()


def _lines(text: str) -> list[str]:
    """A name in a few lines."""
    words, lines = text.split(), [""]
    for w in words:
        if lines[-1] and len(lines[-1]) + len(w) + 1 > _LINE and len(lines) < _LINES:
            lines.append("")
        lines[-1] = f"{lines[-1]} {w}".strip()
    return lines


def _sign(state: str) -> list[Node]:
    """The sign in a box around 0, 0."""
    r = f"{_DISC:g}"
    if state == "filled":
        return [h("circle", r=r, class_="sf"), h("path", d="M-6 0.5l4 4.5 8-9.5", class_="sl")]
    if state == "empty":
        return [
            h("circle", r=r, class_="seat-ring"),
            h("path", d="M-5 -5l10 10M5 -5l-10 10", class_="seat-ring thin"),
        ]
    return [
        h("circle", r=r, class_="seat-ring open"),
        h("text", "?", y="6", class_="seat-query"),
    ]


def seat_mark(state: str) -> Node:
    """The sign of a seat in a line of text; its word must stand beside it."""
    return h(
        "svg",
        h("g", _sign(state), class_=f"s-{_COLOURS[state]}", transform="translate(17 17)"),
        viewBox="0 0 34 34",
        class_="seat-mark",
        aria_hidden="true",
    )


def _label(seat: Seat, x: float, y: float, across: float, down: float) -> Node:
    """The name outside the ring: beside its sign, or above and below at the two ends of the table."""
    lines = _lines(_(seat.name))
    gap = _DISC + 8
    if abs(across) < 0.22:
        anchor, tx = "middle", x
        ty = y + gap + 12 if down > 0 else y - gap - 17 * (len(lines) - 1)
    else:
        anchor, tx = ("start", x + gap) if across > 0 else ("end", x - gap)
        ty = y + 5 - 8.5 * (len(lines) - 1)
    spans = [h("tspan", line, x=f"{tx:g}", dy="17" if i else "0") for i, line in enumerate(lines)]
    return h(
        "text",
        spans,
        x=f"{tx:g}",
        y=f"{ty:g}",
        text_anchor=anchor,
        class_="seat-name" + (" strong" if seat.state != "filled" else ""),
    )


def table_round(seats: Sequence[Seat], title: str) -> Node:
    """The picture. ``title`` says what it shows; the words of every seat are in its list twin."""
    held = sum(s.state == "filled" for s in seats)
    cx, cy = WIDE / 2, HIGH / 2
    drawn: list[Node] = []
    for i, seat in enumerate(seats):
        turn = 2 * math.pi * i / max(len(seats), 1)
        across, down = math.sin(turn), -math.cos(turn)
        x, y = cx + _RX * across, cy + _RY * down
        drawn.append(
            h(
                "g",
                h(
                    "g",
                    _sign(seat.state),
                    class_=f"s-{_COLOURS[seat.state]}",
                    transform=f"translate({x:.1f} {y:.1f})",
                ),
                _label(seat, round(x, 1), round(y, 1), across, down),
                data_tip=f"{_(seat.name)}\n{_(SEAT_WORDS[seat.state])}",
                data_key=seat.id,
            )
        )
    return h(
        "svg",
        h("ellipse", cx=f"{cx:g}", cy=f"{cy:g}", rx="104", ry="98", class_="round-table"),
        h(
            "text",
            _("{held} of {all}", held=number(held), all=number(len(seats))),
            x=f"{cx:g}",
            y=f"{cy + 4:g}",
            text_anchor="middle",
            class_="round-count",
        ),
        h(
            "text",
            _("seats known to be filled"),
            x=f"{cx:g}",
            y=f"{cy + 28:g}",
            text_anchor="middle",
            class_="pname",
        ),
        drawn,
        viewBox=f"0 0 {WIDE:g} {HIGH:g}",
        role="img",
        aria_label=title,
        class_="table-round",
    )


def seat_list(seats: Iterable[Seat], who: Callable[[str], Child]) -> Node:
    """The same in words: seat, state, who holds it."""
    items = [
        h(
            "li",
            seat_mark(s.state),
            h(
                "span",
                h("b", _(s.name)),
                h("span", " ", _(SEAT_WORDS[s.state]), class_="sub"),
                h("span", [[", " if i else " · ", who(m)] for i, m in enumerate(s.members)], class_="sub")
                if s.members
                else None,
            ),
            data_key=s.id,
        )
        for s in seats
    ]
    return h("ul", items, class_="seat-list", aria_label=_("Seats, their status and who holds them"))
