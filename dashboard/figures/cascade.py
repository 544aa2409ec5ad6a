"""What a loss does, as a picture: one column for each round, arrows from the reason to what follows from it.

Drawn here and not in the browser: rounds have an order, so the columns are the layout, and the same picture stands on
paper. Where there is too much to name, cells of one country stand as one box with their number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.figures.lettering import lines
from dashboard.figures.ways import channel, way
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, n_
from dashboard.ui.theme import SIGNS, Sign, kind_style
from dashboard.ui.tree import Node, h

__all__ = ["BEFORE", "Box", "Names", "boxes_of", "cascade", "links"]

Answer = Mapping[str, Any]
NAMED = 24  #: cells that are named one by one; beyond, they are counted by country or by capability
#: a box (no wider than WIDE; narrower where there are many columns, so that all stand on a screen), and what is
#: between boxes; SHEET is the width that the page has for it
WIDE, NARROW, HIGH, ROOM, BETWEEN, TOP, SHEET = 214.0, 150.0, 92.0, 14.0, 42.0, 56.0, 1360.0
NAME_SIZE, UNDER_SIZE, EDGE = 14.0, 12.5, 12.0
#: columns: what the first rests on, cells that fall or become weaker, cells that lose what they rest on (by step),
#: and what is not a cell
BEFORE, FALLS, UNSUPPORTED, LAST_STEP, ENDS, TIES = -1, 3, 4, 8, 9, 10
TITLES = {
    BEFORE: N_("Who stands behind it"),
    0: N_("What ends"),
    1: N_("Closes too"),
    2: N_("Loses its funding"),
    FALLS: N_("No known provider left"),
    UNSUPPORTED: N_("Loses a prerequisite"),
    ENDS: N_("Channels between countries that close"),
    TIES: N_("Cooperation"),
}


@dataclass(frozen=True)
class Names:
    """What things are called, and where they lead ("" = nowhere); ``providers``: of a cell, before anything ends."""

    organisation: Callable[[str], str]
    home: Callable[[str], str]
    kind: Callable[[str], str]
    country: Callable[[str], str]
    capability: Callable[[str], str]
    change: Callable[[str], str]
    to_cell: Callable[[str, str], str]
    to_organisation: Callable[[str], str]
    to_duty: Callable[[str], str]
    providers: Callable[[str, str], Iterable[str]] = lambda _country, _number: ()


@dataclass
class Box:
    """One thing of a round. ``mark``: a state, a kind of organisation or a flag; ``after``: keys of its reasons."""

    key: str
    column: int
    words: str
    under: str = ""
    href: str = ""
    state: Sign | None = None
    kind: str | None = None
    flag: str = ""
    after: list[str] = field(default_factory=list)
    row: float = 0.0


def _ended(texts: Sequence[str], names: Names) -> list[Box]:
    out = []
    for text in texts:
        kind, _colon, rest = text.partition(":")
        ident = rest.partition("@")[0]
        who = ident.split("/")[0]
        is_org = kind == "stakeholder"
        out.append(
            Box(
                text,
                0,
                names.organisation(ident) if is_org else names.change(text),
                names.home(ident) if is_org else "",
                href=names.to_organisation(who) if is_org else "",
                kind=names.kind(who) if is_org or kind == "delivery" else None,
            )
        )
    return out


class _Because:
    """The reasons that the answer gives, as keys of boxes."""

    def __init__(self, given: Answer) -> None:
        self._rows = given["reasons"]

    def of(self, number: int, **about: str) -> list[str]:
        """Why something follows in a round."""
        found = [
            r["because"]
            for r in self._rows
            if r["round"] == number and all(r.get(k) == v for k, v in about.items())
        ]
        return [text for texts in found for text in texts]

    def unit(self, key: str, seen: frozenset[str] = frozenset()) -> list[str]:
        """What was asked to go above a unit, or above what is operated: those between stand in the same column."""
        out = []
        kind, _colon, ident = key.partition(":")
        for text in self.of(1, **{kind: ident}):
            if text in seen:
                continue
            above, _colon, who = text.partition(":")
            between = above in ("stakeholder", "network") and self.of(1, **{above: who})
            out += self.unit(text, seen | {text}) if between else [text]
        return out

    def operated(self) -> list[str]:
        """What ends because its operator is gone, as keys of boxes."""
        return [
            f"{kind}:{r[kind]}"
            for r in self._rows
            if r["round"] == 1
            for kind in ("agreement", "network")
            if kind in r
        ]


def boxes_of(given: Answer, names: Names) -> list[Box]:
    """Every box with its reasons: what has ended by the day, and what the answer says follows from it."""
    late = {x["change"] for x in given["later"]}
    why = _Because(given)
    out = _ended([text for text in given["removed"] if text not in late], names)
    for ident in given["also_removed"]:
        out.append(
            Box(
                f"stakeholder:{ident}",
                1,
                names.organisation(ident),
                names.home(ident),
                href=names.to_organisation(ident),
                kind=names.kind(ident),
                after=why.unit(f"stakeholder:{ident}"),
            )
        )
    for key in why.operated():
        kind, _colon, ident = key.partition(":")
        org = kind == "network"
        out.append(
            Box(
                key,
                1,
                names.organisation(ident) if org else names.change(key),
                href=names.to_organisation(ident) if org else "",
                kind=names.kind(ident) if org else None,
                after=why.unit(key),
            )
        )
    for who in dict.fromkeys(x["stakeholder"] for x in given["lost_ground"]):
        count = sum(x["stakeholder"] == who for x in given["lost_ground"])
        where = names.home(who)
        words = n_("for {count} capability", "for {count} capabilities", count)
        out.append(
            Box(
                f"ground:{who}",
                2,
                names.organisation(who),
                f"{where} · {words}" if where else words,
                href=names.to_organisation(who),
                kind=names.kind(who),
                after=why.of(2, stakeholder=who),
            )
        )
    cells = sum(len(given[k]) for k in ("fallen", "lowered", "changed", "unsupported"))
    out += _cells(given, names, why, _counted(given) if cells > NAMED else "")
    out += _ends(given, names, why)
    known = {b.key for b in out}
    for b in out:
        b.after = [k for k in dict.fromkeys(b.after) if k in known and k != b.key]
    return out


def _counted(given: Answer) -> str:
    """By what many cells are counted: by country, or by capability where fewer of these are touched."""
    rows = [r for k in ("fallen", "lowered", "changed", "unsupported") for r in given[k]]
    countries, capabilities = ({r[k] for r in rows} for k in ("country", "capability"))
    return "capability" if len(capabilities) < len(countries) else "country"


def _cells(given: Answer, names: Names, why: _Because, counted: str) -> list[Box]:
    """Cells that fall and cells that become weaker, each in the state it has then, and cells that lose what they rest
    on (by the step in which they do): all that the sentence above the picture counts. ``counted``: those of one column,
    state and country (or capability) are one box; "" = every cell has its own."""
    place: dict[tuple[str, str], str] = {}
    boxes: dict[str, Box] = {}
    members: dict[str, list[str]] = {}

    def add(
        country: str,
        number: str,
        column: int,
        after: Iterable[str],
        state: Sign | None,
        weaker: bool = False,
    ) -> None:
        part = number if counted == "capability" else country
        key = (
            ":".join((*(["weaker"] if weaker else []), str(column), part, *([state] if state else [])))
            if counted
            else f"{'weaker:' if weaker else ''}{country}/{number}"
        )
        if not weaker:  # what becomes weaker still stands, and carries what rests on it
            place[country, number] = key
        members.setdefault(key, []).append(country if counted == "capability" else number)
        box = boxes.setdefault(
            key,
            Box(
                key,
                column,
                names.country(country) if counted == "country" else names.capability(number),
                "" if counted else names.country(country),
                "" if counted else names.to_cell(country, number),
                state,
                flag="weaker" if weaker else "" if state else "unsupported",
            ),
        )
        box.after += after

    then = {(r["country"], r["capability"]): Sign(r["after"]) for r in given["signs"]}
    for r in given["fallen"]:
        country, number = r["country"], r["capability"]
        reasons = why.of(3, country=country, capability=number)
        add(country, number, FALLS, reasons, then[country, number])
    under: dict[str, str] = {}
    for r in (*given["lowered"], *(r for r in given["changed"] if r["after"] != Sign.PLANNED)):
        country, number = r["country"], r["capability"]
        add(country, number, FALLS, _gone(given, names, country, number), then[country, number], weaker=True)
        if "needed" in r:
            words = _("{count} of {needed} left", count=r["providers"], needed=r["needed"])
            under[f"weaker:{country}/{number}"] = f"{words} · {names.country(country)}"
    for r in sorted(given["unsupported"], key=lambda r: int(r["round"])):
        country, number = r["country"], r["capability"]
        reasons = [place[country, n] for n in r["because"] if (country, n) in place]
        add(country, number, min(LAST_STEP, FALLS + int(r["round"])), reasons, None)
    for key, words in under.items():
        if key in boxes:
            boxes[key].under = words
    for key, parts in members.items() if counted else ():
        boxes[key].under = (
            n_("{count} country", "{count} countries", len(parts))
            if counted == "capability"
            else n_("{count} capability", "{count} capabilities", len(parts))
        )
    return list(boxes.values())


def _gone(given: Answer, names: Names, country: str, number: str) -> list[str]:
    """What has ended among those who provide a cell, as keys of boxes."""
    who = set(names.providers(country, number))
    out = [f"stakeholder:{i}" for i in given["also_removed"] if i in who]
    for text in given["removed"]:
        kind, _colon, rest = text.partition(":")
        ident = rest.partition("@")[0]
        named = ident.split("/")
        if (kind == "stakeholder" and ident in who) or (
            kind == "delivery" and named[1:] == [country, number]
        ):
            out.append(text)
    lost = [x for x in given["lost_ground"] if (x["country"], x["capability"]) == (country, number)]
    return out + [f"ground:{x['stakeholder']}" for x in lost]


def links(pairs: Sequence[tuple[str, str]], country: Callable[[str], str]) -> str:
    """What ends between countries, as one line: from the country that all of the pairs share, if there is one."""
    shared = set(pairs[0]).intersection(*pairs)
    if len(shared) == 1 or len(pairs) == 1:
        one = min(shared)
        return n_(
            "{country} loses its link with {count} country",
            "{country} loses its link with {count} countries",
            len(pairs),
            country=country(one),
        )
    return n_("{count} pair of countries", "{count} pairs of countries", len(pairs))


def _ends(given: Answer, names: Names, why: _Because) -> list[Box]:
    """Duties across borders that end, and what becomes of cooperation."""
    out = []
    by_duty: dict[str, list[tuple[str, str]]] = {}
    for r in given["duties_lost"]:
        by_duty.setdefault(r["duty"], []).append((r["a"], r["b"]))
    for duty, pairs in by_duty.items():
        under = links(pairs, names.country)
        reasons = why.of(5, capability=duty)
        out.append(
            Box(f"duty:{duty}", ENDS, names.capability(duty), under, names.to_duty(duty), after=reasons)
        )
    if given["pieces"]:
        words = n_(
            "splits into {count} separate group", "splits into {count} separate groups", len(given["pieces"])
        )
        out.append(Box("pieces", TIES, _("Cooperation"), words, after=why.of(6)))
    return out


def _placed(boxes: list[Box]) -> list[int]:
    """Columns in use. Gives every box its row: near its reasons, so that arrows cross less."""
    columns: dict[int, list[Box]] = {}
    for b in boxes:
        columns.setdefault(b.column, []).append(b)
    order = sorted(columns)
    high = max(len(c) for c in columns.values())
    at: dict[str, float] = {}
    for column in order:
        own = columns[column]
        middle = {
            b.key: sum(at[k] for k in b.after if k in at) / len([k for k in b.after if k in at])
            if any(k in at for k in b.after)
            else high / 2
            for b in own
        }
        if column:
            own.sort(key=lambda b: (round(middle[b.key], 3), b.under, b.key))
        first = (high - len(own)) / 2
        if (
            column == TIES
        ):  # apart from the rest, so that its arrow from far does not seem to come from a neighbour
            first = high
        for i, b in enumerate(own):
            b.row = first + i
            at[b.key] = b.row
    return order


def _drawn(box: Box, x: float, y: float, wide: float) -> Node:
    if box.state is not None:
        mark: Node | None = glyphs.drawn(box.state, x + 9, y + HIGH / 2 - 12, 24)
    elif box.kind is not None:
        mark = h(
            "g",
            glyphs.kind_shape(box.kind),
            transform=f"translate({x + 9:g} {y + HIGH / 2 - 12:g})",
            class_=f"k-{box.kind}" if box.kind else None,
            fill=kind_style(box.kind).colour,
        )
    else:
        mark = None
    start = x + (40 if mark is not None else 11)
    room = x + wide - 7 - start
    names = lines(box.words, room, NAME_SIZE, True, 3) or [box.words]
    texts = [
        *names,
        *(lines(box.under, room, UNDER_SIZE, False, min(3, 5 - len(names))) if box.under else []),
    ]
    base = y + HIGH / 2 + 5 - 8.5 * (len(texts) - 1)
    state = _(SIGNS[box.state].word) if box.state is not None else ""
    said = " · ".join(x for x in (box.words, box.under, state) if x)
    inner = [
        h("title", said),
        h(
            "rect",
            x=f"{x:g}",
            y=f"{y:g}",
            width=f"{wide:g}",
            height=f"{HIGH:g}",
            rx="8",
            class_="cbox" + (" falls" if box.state is Sign.GAP else " weak" if box.flag else ""),
        ),
        mark,
        [
            h(
                "text",
                line,
                x=f"{start:g}",
                y=f"{base + 17 * i:g}",
                class_="cname" if i < len(names) else "cunder",
            )
            for i, line in enumerate(texts)
        ],
    ]
    if box.href:
        return h("a", inner, href=box.href, data_key=box.key)
    return h("g", inner, data_key=box.key)


def _title(column: int, boxes: Sequence[Box]) -> str:
    """The words over a column; where something becomes weaker, not all of it falls."""
    weaker = {b.flag == "weaker" for b in boxes if b.column == column}
    if column == FALLS and True in weaker:
        return _("Is lost or becomes weaker") if False in weaker else _("Becomes weaker")
    return _(TITLES.get(column, TITLES[UNSUPPORTED]))


def cascade(boxes: list[Box], aria: str) -> Node | None:
    """The picture, or None where nothing follows."""
    if not any(b.column for b in boxes):
        return None
    order = _placed(boxes)
    count = len(order)
    box = max(NARROW, min(WIDE, (SHEET - 2 * EDGE - (count - 1) * BETWEEN) / count))
    left = {column: EDGE + i * (box + BETWEEN) for i, column in enumerate(order)}
    step = HIGH + ROOM
    spot = {b.key: (left[b.column], TOP + b.row * step) for b in boxes}
    at = {b.key: order.index(b.column) for b in boxes}
    arrows = []
    for b in boxes:
        x, y = spot[b.key]
        for key in b.after:
            u, v = spot[key]
            start, end = (u + box, v + HIGH / 2), (x - 9, y + HIGH / 2)
            over = order[at[key] + 1 : at[b.key]]
            stand = [(spot[o.key][1], spot[o.key][1] + HIGH) for o in boxes if o.column in over]
            high = channel((start[1], end[1]), stand, ROOM) if over else None
            lane = (left[over[0]] - 4, left[over[-1]] + box + 4, high) if high is not None else None
            arrows.append(
                h(
                    "g",
                    h("path", d=way(start, end, lane), class_="carrow" + (" far" if over else "")),
                    h(
                        "path",
                        d=f"M{end[0]:g} {end[1] - 5:g}L{end[0] + 9:g} {end[1]:g}L{end[0]:g} {end[1] + 5:g}z",
                        class_="chead",
                    ),
                    data_key=f"{key}>{b.key}",
                )
            )
    heads = [
        h(
            "g",
            [
                h("text", line, x=f"{left[c]:g}", y=f"{18 + 17 * i:g}", class_="ctitle")
                for i, line in enumerate(lines(_title(c, boxes), box + 16, NAME_SIZE, True, 2))
            ],
            data_key=f"head-{c}",
        )
        for c in order
    ]
    wide = 2 * EDGE + count * box + (count - 1) * BETWEEN
    tall = TOP + (max(b.row for b in boxes) + 1) * step + 8
    return h(
        "svg",
        heads,
        arrows,
        [_drawn(b, *spot[b.key], box) for b in boxes],
        viewBox=f"0 0 {wide:g} {tall:g}",
        width=f"{wide:g}",
        height=f"{tall:g}",
        class_="cascade",
        role="group",
        aria_label=aria,
    )
