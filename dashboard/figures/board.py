"""The board of one country: domains as columns, a card per capability."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dashboard.backend.world import Cell, Edition, Organisation
from dashboard.figures.tiles import strip
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, listing, number, partial_date
from dashboard.ui.theme import FLAGS, SIGNS, Sign, State
from dashboard.ui.tree import Node, h

__all__ = [
    "CARD_FLAGS",
    "Phase",
    "board",
    "card",
    "chip_words",
    "chips",
    "counts",
    "legend",
    "nobody",
    "phase_mark",
    "takes_over",
]

#: flags worth a chip on a card, most pressing first; the others are said in the panel
CARD_FLAGS = (
    "conflict",
    "expiring",
    "unsupported",
    "hollow",
    "uncounted",
    "stale",
    "undated",
    "unconfirmed",
    "lapsed",
)
#: of a card with their words; the further ones are symbols there, their words are at the pointer and for the ear
BRIEF = 19  #: letters of a name that takes one line on a projector, so that two lines of providers fit below
CHIPS_ON_CARD = 2


def chip_words(cell: Cell, flag: str) -> str:
    """What a chip says; ``expiring`` says when if the date is known."""
    if flag == "expiring" and cell.ends:
        return _("ends {when}", when=partial_date(f"{cell.ends:%Y-%m}"))
    return _(FLAGS[flag][0])


def _chip(cell: Cell, name: str, class_: str = "") -> Node:
    words = chip_words(cell, name)
    return h(
        "span",
        glyphs.flag(name),
        h("span", words, class_="chip-words"),
        class_=f"chip {class_}".strip(),
        data_tip=f"{words}\n{_(FLAGS[name][1])}",
    )


def chips(cell: Cell, most: int | None = None) -> list[Node]:
    """Flag chips in the order of ``CARD_FLAGS``; what each means is at the pointer."""
    order = [f for f in CARD_FLAGS if f in cell.flags]
    if most is None:
        order += [f for f in cell.flags if f not in order and f in FLAGS]
    return [_chip(cell, name) for name in order[:most]]


def _card_chips(cell: Cell) -> Node | None:
    """Every flag of a card: none is left out, however many there are."""
    order = [f for f in CARD_FLAGS if f in cell.flags]
    if not order:
        return None
    small = ["" if i == 0 else "second" if i < CHIPS_ON_CARD else "only" for i in range(len(order))]
    inside = [[_chip(cell, name, look), " "] for name, look in zip(order, small, strict=True)]
    return h("span", inside, class_="chips")


def nobody(cell: Cell) -> str:
    """What a card says where no provider is named."""
    if cell.state is State.GAP:
        return (
            _("It has ended and no successor is known")
            if "lapsed" in cell.flags
            else _("Reviewed: not found")
        )
    if cell.state is State.UNATTRIBUTED:
        return _("Found, but no provider is named")
    if cell.state is State.PLANNED:
        return _("Announced, not running")
    if cell.state is State.DONE_ONCE:
        last = max((d.last for d in cell.done_by if d.last), default=None)
        return _("Nobody on record since {year}", year=last.year) if last else _("Nobody on record today")
    if cell.state is State.SUPPORTED_ONLY:
        return _("Only support is on record")
    if cell.state is State.UNKNOWN:  # it rests on a look only where that was not clear
        return _("The latest review gave no clear result") if cell.sources else _("No information yet")
    return ""


def _names(cell: Cell, organisation: Callable[[str], Organisation], shown: int = 2) -> Node:
    ids = cell.providers or (cell.planned if cell.state is State.PLANNED else ())
    names = [organisation(i) for i in ids]
    if not names:
        return h("p", h("span", nobody(cell), class_="names nobody"), class_="who")
    parts: list[Node | str] = []
    for i, org in enumerate(names[:shown]):
        recalled = org.id in cell.recalled
        parts += [
            ", " if i else "",
            h("bdi", org.short or org.name, class_="recalled" if recalled else ""),
            h("span", " ", _("(not confirmed)"), class_="sr") if recalled else "",
        ]
    more = h("span", f" +{number(len(names) - shown)}", class_="more") if len(names) > shown else None
    return h("p", h("span", parts, class_="names"), more, class_="who")


def takes_over(cell: Cell, organisation: Callable[[str], Organisation]) -> str:
    """Named to take over: X; "" where nobody is."""
    names = [organisation(i) for i in cell.stand_ins]
    return _("named to take over: {names}", names=listing(o.short or o.name for o in names)) if names else ""


def _stand_in(cell: Cell, organisation: Callable[[str], Organisation]) -> Node | None:
    words = takes_over(cell, organisation)
    if not words:
        return None
    return h("p", h("span", words, class_="names"), class_="who takes-over", title=words)


#: nothing is there that prerequisites could support
_NOT_THERE = frozenset({Sign.GAP, Sign.PLANNED})


@dataclass(frozen=True)
class Phase:
    """The phase of its latest review, and the lowest and highest phase that what it needs carries (1 to 4)."""

    phase: int
    low: int
    high: int

    def words(self, sign: Sign) -> str:
        if sign in _NOT_THERE:
            return _("Phase {phase} of 4; it is not in place.", phase=number(self.phase))
        if self.low >= self.phase:
            return _("Phase {phase} of 4, supported by its prerequisites.", phase=number(self.phase))
        if self.high < self.phase:
            return _(
                "Phase {phase} of 4, but its prerequisites support phase {high} only.",
                phase=number(self.phase),
                high=number(self.high),
            )
        return _(
            "Phase {phase} of 4; it is not known whether its prerequisites support it.",
            phase=number(self.phase),
        )


def phase_mark(phase: Phase, sign: Sign) -> Node:
    """Four dots: full as far as it is carried, a ring where it is hollow, faint above its phase."""
    carried = min(phase.phase, phase.high)
    dots = [
        h(
            "circle",
            cx=f"{6 + 11 * i}",
            cy="6",
            r="4",
            class_="phase " + ("have" if i < carried else "hollow" if i < phase.phase else "none"),
        )
        for i in range(4)
    ]
    return h(
        "span",
        h("svg", dots, viewBox="0 0 46 12", class_="phase-dots", aria_hidden="true"),
        h("span", phase.words(sign), class_="sr"),
        class_="phase-mark",
        title=phase.words(sign),
    )


def _number(capability: str, assumed: str) -> Node:
    """The number of a capability; a dashed ring round it where its status is not firm, and at the pointer why."""
    if not assumed:
        return h("span", capability, class_="num")
    title = _("Depends on an assumption")
    return h(
        "span",
        h("span", capability, class_="assumed"),
        h("span", " ", title, class_="sr"),
        class_="num",
        data_tip=f"{title}\n{assumed}",
    )


def card(
    edition: Edition,
    cell: Cell,
    organisation: Callable[[str], Organisation],
    href: str,
    phase: Phase | None = None,
    shown: Sign | None = None,
    assumed: str = "",
) -> Node:
    """One capability: symbol, state word, number of independent providers, phase, name, providers, chips. With
    ``shown`` a card of another sign steps back; ``assumed``: what its status depends on, where it is not firm."""
    capability = edition.by_number[cell.capability]
    style = SIGNS[cell.sign]
    count = f" · {number(cell.groups)}" if cell.groups > 1 else ""
    return h(
        "li",
        h(
            "a",
            h(
                "span",
                glyphs.symbol(cell.sign),
                h("span", _(style.brief or style.word), count, class_="state"),
                phase_mark(phase, cell.sign) if phase else None,
                _number(capability.number, assumed),
                class_="card-top",
            ),
            h("span", _(capability.name), class_="card-name"),
            _names(cell, organisation),
            _stand_in(cell, organisation),
            _card_chips(cell),
            href=href,
            id=f"cell-{cell.country}-{cell.capability}",
            class_=f"card s-{cell.sign}"
            + (" heavy" if style.heavy else "")
            + (" dashed" if style.dashed else "")
            + (" brief" if len(_(capability.name)) <= BRIEF else "")
            + (" back" if shown and cell.sign is not shown else ""),
            data_opens=True,
        ),
        data_key=cell.capability,
    )


def board(
    edition: Edition,
    cells: Mapping[str, Cell],
    organisation: Callable[[str], Organisation],
    href: Callable[[Cell], str],
    phases: Mapping[str, Phase] = MappingProxyType({}),
    shown: Sign | None = None,
    assumed: Mapping[str, str] = MappingProxyType({}),
) -> Node:
    """The whole board. ``cells``: capability number -> cell of this country; ``phases``: those that reviews gave;
    ``shown``: the sign whose cards stand out; ``assumed``: what each status that is not firm depends on."""
    columns = []
    rows = max((len(edition.of_domain(d.id)) for d in edition.domains), default=1)
    for domain in edition.domains:
        own = [cells[c.number] for c in edition.of_domain(domain.id)]
        if not own:
            continue
        columns.append(
            h(
                "section",
                h("h2", _(domain.name), class_="domain-name", id=f"domain-{domain.id}"),
                strip(c.sign for c in own),
                h(
                    "ul",
                    [
                        card(
                            edition,
                            c,
                            organisation,
                            href(c),
                            phases.get(c.capability),
                            shown,
                            assumed.get(c.capability, ""),
                        )
                        for c in own
                    ],
                    class_="cards",
                ),
                class_="domain",
                aria_labelledby=f"domain-{domain.id}",
                data_key=domain.id,
            )
        )
    return h("div", columns, class_="board", style={"--columns": str(len(columns)), "--rows": str(rows)})


def counts(
    numbers: Mapping[Sign, int],
    label: str,
    href: Callable[[Sign], str] | None = None,
    shown: Sign | None = None,
) -> Node:
    """How many cells have each sign, as a row of chips (links where ``href`` is given; ``shown`` is pressed)."""
    out = []
    for state in Sign:
        inside = [
            glyphs.symbol(state),
            h("b", number(numbers[state])),
            _worded(state),
        ]
        box = (
            h(
                "a",
                inside,
                href=href(state),
                class_="count-box",
                aria_current="true" if state is shown else None,
                data_tip=_("Select again to show all cards")
                if state is shown
                else _("Show only these cards"),
            )
            if href
            else h("span", inside, class_="count-box")
        )
        out.append(h("li", box, data_key=state))
    return h("ul", out, class_="counts", aria_label=label)


def _worded(sign: Sign) -> Node:
    """The word of a sign; its brief word where a projector has no room for the long one."""
    style = SIGNS[sign]
    if not style.brief:
        return h("span", _(style.word))
    return h("span", h("span", _(style.word)), class_="word", data_brief=_(style.brief))


def legend(
    states: Iterable[Sign] = tuple(Sign), cells: Iterable[Cell] = (), *, assumed: bool = False
) -> Node:
    """What symbols and words of states mean; with the ``cells`` that are shown, also what their cards say besides;
    ``assumed``: a status that is shown is not firm."""
    shown = list(cells)
    besides: list[tuple[Node, str]] = []
    if any(c.recalled for c in shown):
        besides.append((h("b", "Aa", class_="recalled"), _("recalled: nobody has read it in a source")))
    if any(c.stand_ins for c in shown):
        besides.append(
            (h("b", _("Named to take over")), _("has agreed to step in; not counted as a provider"))
        )
    if assumed:
        besides.append(
            (
                h("b", "12", class_="assumed"),
                _(
                    "depends on an assumption: another status under one other assumption; open the card to see which"
                ),
            )
        )
    return h(
        "ul",
        [
            h(
                "li",
                glyphs.symbol(s),
                h("b", _(SIGNS[s].word)),
                " ",
                h("span", _(SIGNS[s].meaning), class_="sub"),
            )
            for s in states
        ],
        [h("li", sign, " ", h("span", words, class_="sub"), data_key=words) for sign, words in besides],
        class_="legend",
        aria_label=_("What the symbols mean"),
    )
