"""Where do we stand, where to begin: what is known, what is missing or fragile where somebody looked, three doors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coordination.text import verdicts
from dashboard.backend.context import Context
from dashboard.backend.world import Gap, LookFirst, World
from dashboard.figures.board import legend
from dashboard.figures.tiles import strip
from dashboard.figures.worldmap import DISCLAIMER, world_map
from dashboard.pages import Drawn, Page
from dashboard.pages.board.worldmap import KNOWN, marks_of
from dashboard.pages.shared import parts
from dashboard.pages.shared.begins import begins
from dashboard.pages.shared.shell import empty, heading
from dashboard.shapes import load
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, listing, n_, number
from dashboard.ui.theme import SIGNS, Sign
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["PAGE", "draw"]

WHOLE = 12  #: countries up to which each is shown whole
SHOWN = 3  # items of a list before "+n"


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    space = context.workspace(view)
    title = _("{workspace}: overview", workspace=_(space.title))
    chosen = view.country if view.country in world.countries else ""
    example = chosen or (space.example_country if space.example_country in world.countries else "")
    if not example and world.looked_at:
        example = world.looked_at[0]
    body: Child
    if not world.looked_at:
        body = empty(
            _("No information yet"),
            _(
                "This workspace has no record about any country on this date. Choose a later date "
                "above, or import what you know: one row per organisation and capability is enough."
            ),
            h("a", _("Add what you know"), href=view.href("data"), class_="button"),
            h("a", _("See all capabilities of a country"), href=view.href("country"), class_="button quiet"),
        )
    else:
        body = [_known(world, view), _doors(world, view, example), _looked(context, world, view)]
    tour = h(
        "button",
        glyphs.icon("eye"),
        _("5-step tour"),
        type="button",
        class_="button quiet",
        data_act="tour",
        data_tour_offer=True,
    )
    tree = h("div", heading(title, _lead(world), tour, answer=_verdict(world)), body, class_="page start")
    return Drawn(title, parts.marked(tree, chosen), world.edition.id, world.snapshot)


def _verdict(world: World) -> verdicts.Verdict:
    """How much is known, and what is missing or depends on one in the countries that were reviewed."""
    found = world.counts(c for code in world.reviewed for c in world.board(code))
    return verdicts.overview(
        len(world.looked_at),
        len(world.inhabited),
        len(world.reviewed),
        found[Sign.GAP],
        found[Sign.FRAGILE],
        found[Sign.UNCOUNTED],
        parts.copied_for(world),
    )


def _lead(world: World) -> str:
    known, empty = sum(world.known.values()), len(world.countries) - len(world.inhabited)
    return parts.known_on(
        world,
        n_(
            "information on {some} of {count} country",
            "information on {some} of {count} countries",
            len(world.inhabited),
            some=number(len(world.looked_at)),
        ),
        *(
            [n_("{count} without inhabitants left out", "{count} without inhabitants left out", empty)]
            if empty
            else []
        ),
        n_(
            "{some} of {count} capability known, all countries together",
            "{some} of {count} capabilities known, all countries together",
            len(world.inhabited) * len(world.edition.capabilities),
            some=number(known),
        ),
    )


def _door(
    icon: str, who: str, question: str, href: str, action: str, more: Child = None, choice: Node | None = None
) -> Node:
    return h(
        "li",
        h("p", h("span", glyphs.icon(icon), class_="door-ico"), h("span", who), class_="door-who"),
        h("p", question, class_="door-question"),
        choice,
        h("p", h("a", action, glyphs.icon("arrow"), href=href, class_="button"), more, class_="actions"),
        class_="door",
        data_key=who,
    )


def _quiet(view: View, page: str, words: str, *about: str) -> Node:
    return h("a", words, href=view.href(page, *about), class_="button quiet")


def _doors(world: World, view: View, example: str) -> Node:
    """Three doors: committee, secretariat, donor."""
    name = parts.name_of(world.countries[example])
    pick = h("a", _("Choose another country"), href=view.href("country", country=""), class_="button quiet")
    return h(
        "section",
        h("h2", _("Where to start"), class_="sr"),
        h(
            "ul",
            _door(
                "people",
                _("For a national committee"),
                _("What is missing or fragile in our country, and what depends on it?"),
                view.href("country", example),
                _("Open the board: {country}", country=name),
                [
                    _quiet(view, "routes", _("From report to rescue"), example),
                    _quiet(view, "meeting", _("Meeting"), example),
                    pick,
                ],
            ),
            _door(
                "ties",
                _("For a network secretariat"),
                _("Who does what, and which partnerships between members are missing?"),
                view.href("network"),
                _("See members and missing partnerships"),
                [
                    _quiet(view, "matrix", _("See all countries and capabilities")),
                    _quiet(view, "map", _("See the map")),
                ],
            ),
            _door(
                "gift",
                _("For a donor"),
                _(
                    "What ends soon, what depends on a single organisation, and where would support help "
                    "most?"
                ),
                view.href("cliffs"),
                _("Upcoming end dates"),
                [
                    h(
                        "a",
                        _("See what is fragile, by country"),
                        href=view.href("matrix", state=Sign.FRAGILE),
                        class_="button quiet",
                    ),
                    _quiet(view, "donors", _("Where support helps most")),
                ],
            ),
            class_="doors",
        ),
    )


def _known(world: World, view: View) -> Node | None:
    shapes = load(world.shapes)
    marks = marks_of(world, view, KNOWN)
    if shapes is None:
        return None
    title = _("How much is known")
    total = len(world.edition.capabilities)
    steps = []
    low = 1
    for step in range(1, 5):
        high = total * step // 4
        steps.append(h("li", h("i", class_=f"swatch q-{step}"), h("span", f"{low}-{high}")))
        low = high + 1
    return h(
        "section",
        h(
            "div",
            h("h2", title, class_="grow"),
            h("a", _("Open the map"), href=view.href("map"), class_="plain"),
            parts.take_away(
                parts.picture_files(view, "map", _("Map"), capability=KNOWN),
                parts.table_files(view, "coverage", _("Statistics")),
            ),
            class_="section-top",
        ),
        h(
            "p",
            _(
                "Number of capabilities, out of {total}, on which there is any information. It does "
                "not measure how well a country performs.",
                total=number(total),
            ),
            class_="sub",
        ),
        h("div", world_map(shapes, marks, title), class_="map-frame"),
        h("ul", h("li", h("i", class_="swatch q-0"), h("span", _("nothing"))), steps, class_="steps row"),
        h("p", DISCLAIMER(shapes), class_="sub"),
        class_="panel-card",
    )


def _looked(context: Context, world: World, view: View) -> Node:
    """Countries at which somebody has looked, with what is missing, what is fragile, and where to look next."""
    title = _("Missing or fragile, in reviewed countries")
    codes = parts.by_name(world, world.reviewed)
    if not codes:
        return h(
            "section",
            h("h2", title),
            empty(
                _("No systematic review yet"),
                _(
                    "There are records about some organisations, but no country review. Only a review can "
                    "show a gap."
                ),
                h("a", _("See all countries and capabilities"), href=view.href("matrix"), class_="button"),
            ),
        )
    worst = {h["country"]: h for h in context.ask(view, "heaviest")["countries"]}
    many = len(codes) > WHOLE
    cards = [_country_card(context, world, view, code, worst.get(code), folded=many) for code in codes]
    return h(
        "section",
        h(
            "div",
            h("h2", title, class_="grow"),
            parts.take_away(parts.table_files(view, "coverage", _("Table"))),
            class_="section-top",
        ),
        h(
            "p",
            n_(
                "{count} country, in alphabetical order. Countries are never ranked here.",
                "{count} countries, in alphabetical order. Countries are never ranked here.",
                len(codes),
            ),
            " " + _("Choose one to see what is missing or fragile there.") if many else None,
            class_="sub",
        ),
        legend((Sign.GAP, Sign.FRAGILE, Sign.UNCOUNTED)) if many else None,
        h("ul", cards, class_="looked many" if many else "looked"),
    )


def _hangs(world: World, view: View, taken: Mapping[str, Any] | None) -> Node | None:
    """What hangs on one organisation, if that is more than one capability."""
    if taken is None or taken["fallen"] < 2:
        return None
    carrier = world.organisation(taken["stakeholder"])
    words = n_(
        "According to the records, {count} capability depends on a single organisation: {name}",
        "According to the records, {count} capabilities depend on a single organisation: {name}",
        taken["fallen"],
        name=carrier.name,
    )
    also = n_(
        "{count} more would lose a prerequisite.",
        "{count} more would lose a prerequisite.",
        taken["unsupported"],
    )
    link = h("a", words, href=view.href("what-if", changes=f"stakeholder:{carrier.id}"))
    rest = h("span", f". {also}", class_="sub") if taken["unsupported"] else None
    return h("p", glyphs.kind(carrier.kind), h("span", link, rest), class_="found")


def _teach(world: World, looks: Sequence[LookFirst]) -> Node | None:
    """The review that teaches most."""
    if not looks:
        return None
    words, first = parts.capability_name(world, looks[0].capability), looks[0]
    if first.waiting:
        words += " " + _("({numbers} depend on it)", numbers=listing(first.waiting))
    elif first.value:
        words += " " + n_(
            "(its review may change the place of {count} of the first gaps)",
            "(its review may change the place of {count} of the first gaps)",
            first.value,
        )
    return _line(_("Of what is unknown, most useful to review next:"), words, Sign.UNKNOWN)


def _line(title: str, words: str, sign: Sign | None = None) -> Node:
    symbol = glyphs.symbol(sign) if sign else None
    return h("p", symbol, h("span", h("b", title), " ", words), class_="found")


def _begins(context: Context, world: World, view: View, code: str) -> list[Child]:
    """What the action plan begins with, as the board and the plan tell it."""
    plan = begins(context, view, code)
    find_out, take_up = (
        listing(parts.capability_name(world, s["capability"]) for s in steps)
        for steps in (plan.find_out(), plan.take_up())
    )
    return [
        _line(_("To find out first:"), find_out, Sign.UNKNOWN)
        if find_out
        else _teach(world, world.looks.get(code, ())),
        _line(_("First in the action plan:"), take_up) if take_up else None,
    ]


def _country_card(
    context: Context, world: World, view: View, code: str, taken: Mapping[str, Any] | None, *, folded: bool
) -> Node:
    """What is missing and fragile in a country, and what to review next; ``folded``: name and statuses first, the rest
    when somebody opens it."""
    country = world.countries[code]
    board = world.board(code)
    name = parts.name_of(country)

    def line(sign: Sign, items: list[Gap]) -> Node | None:
        if not items:
            return None
        links: list[Child] = []
        for i, gap in enumerate(items[:SHOWN]):
            links += [
                ", " if i else "",
                h(
                    "a",
                    parts.capability_name(world, gap.capability),
                    href=view.href("country", code, why=gap.capability),
                ),
            ]
        more = _(" and {count} more", count=number(len(items) - SHOWN)) if len(items) > SHOWN else None
        return h(
            "p", glyphs.symbol(sign), h("span", h("b", _(SIGNS[sign].word)), " ", links, more), class_="found"
        )

    gaps = world.gaps.get(code, ())
    weak = {s: [g for g in gaps if g.sign is s] for s in (Sign.GAP, Sign.FRAGILE, Sign.UNCOUNTED)}
    looks = world.looks.get(code, ())
    nothing = None
    if not any(weak.values()):
        nothing = h("p", _("No gap and no fragile capability is on record."), class_="sub")
    alone = _hangs(world, view, taken)
    known = n_("{known} of {count} known", "{known} of {count} known", len(board), known=world.known[code])
    address = view.href("country", code)
    found: list[Child] = [
        [line(sign, items) for sign, items in weak.items()],
        nothing,
        alone,
        _teach(world, looks) if folded else _begins(context, world, view, code),
    ]
    if folded:
        counts = world.counts(board)
        head = [
            h("h3", h("bdi", name)),
            h("span", known, class_="sub"),
            strip(c.sign for c in board),
            parts.sign_counts({s: counts.get(s, 0) for s in weak}),
        ]
        opens = h("p", h("a", _("Open the board: {country}", country=name), href=address))
        inner: list[Child] = [h("details", h("summary", head), found, opens)]
    else:
        inner = [
            h(
                "div",
                h("h3", h("a", h("bdi", name), href=address), class_="grow"),
                h("span", known, class_="sub"),
                class_="section-top",
            ),
            strip(c.sign for c in board),
            found,
        ]
    return h("li", inner, class_="looked-card", data_key=code)


PAGE = Page("", N_("Overview"), draw)
