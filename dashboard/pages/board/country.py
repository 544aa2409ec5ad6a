"""One country: what is covered, fragile, missing, unknown; and what rests on what."""

from __future__ import annotations

from coordination.text import verdicts
from dashboard.backend.context import Context
from dashboard.backend.world import Cell, Country, Need, World
from dashboard.downloads import svg_export as paper
from dashboard.downloads.declared import rows_of
from dashboard.figures.board import board, counts, legend
from dashboard.figures.boardpicture import board_picture
from dashboard.figures.prerequisites import broken, picture
from dashboard.pages import Drawn, Page
from dashboard.pages.board import country_news, figures, first, lenses
from dashboard.pages.board.assessments import FILES as ASSESSMENTS
from dashboard.pages.board.assessments import assessments
from dashboard.pages.board.obligations import OBLIGATIONS_FILE, STEM, obligations
from dashboard.pages.routes.strip import strip
from dashboard.pages.shared import common, parts
from dashboard.pages.shared.shell import empty, heading
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, listing, n_, number
from dashboard.ui.theme import FLAGS, SIGNS, Sign
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = ["PAGE", "broken_words", "draw"]


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    code = (view.about[0] if view.about else view.get("country")).upper()
    if not code:
        return _choose(world, view)
    country = parts.country_of(world, code)
    name = parts.name_of(country)
    cells: dict[str, Cell] = {c.capability: c for c in world.board(code)}
    here = world.counts(cells.values())
    known = world.known[code]
    title = _("{country}: country board", country=name)
    lead = parts.known_on(
        world,
        n_("{known} of {count} known", "{known} of {count} known", len(cells), known=known),
    )

    phases = country_news.phases_of(context, view, code) if known else {}
    assumed = _assumed(context, view, code) if known else {}
    shown = _shown(view)
    if shown:  # in the title, so that the count is said when the choice is made
        title = _(
            "{title}, shown: {count} {state}", title=title, count=here[shown], state=_(SIGNS[shown].word)
        )

    def why(cell: Cell) -> str:
        return view.href("country", code, why=cell.capability, stop=view.get("stop"), state=shown)

    def only(state: Sign) -> str:
        return view.href("country", code, stop=view.get("stop"), state="" if state is shown else state)

    tree = h(
        "div",
        heading(
            h("bdi", _("{country}: country board", country=name)),
            [lead, _all_cards(view, code, shown, here[shown], len(cells))] if shown else lead,
            answer=verdicts.board(here),
        ),
        None if known or parts.not_copied(world, code) else _notice(world, view, code),
        counts(
            here,
            _("Capabilities by status"),
            only,
            shown,
        ),
        board(world.edition, cells, world.organisation, why, phases, shown, assumed),
        legend(cells=cells.values(), assumed=bool(assumed)),
        strip(context, view, world, code),
        h("p", _phase_words(), class_="sub phase-legend") if phases else None,
        h(
            "div",
            _further(world, view, code),
            parts.take_away(
                parts.picture_files(view, "board", _("Board"), country=code),
                parts.table_files(view, "coverage", _("Board"), country=code),
            ),
            class_="bottom-row",
        ),
        first.first(context, view, world, code) if known else None,
        country_news.news(context, view, world, code) if known else None,
        _needs(world, view, code),
        lenses.lenses(context, view, world, code),
        assessments(context, view, world, code),
        obligations(context, view, world, code),
        figures.figures(context, view, world, code),
        _table(world, view, code),
        class_="page country",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def _assumed(context: Context, view: View, code: str) -> dict[str, str]:
    """Capability -> what its status depends on, of those that are not firm."""
    rows = rows_of(context, view, "assumptions", "cells", countries=[code]).cells().values()
    return {str(r["capability"].data): " ".join(r["depends"].texts) for r in rows}


def _shown(view: View) -> Sign | None:
    """The state whose cards are to stand out (``state`` in the address)."""
    word = view.get("state")
    if word and word not in set(Sign):
        raise UsageError(
            _("{state} is not a status.", state=word[:20]), hint=_("Choose one above the board.")
        )
    return Sign(word) if word else None


def _all_cards(view: View, code: str, shown: Sign, count: int, total: int) -> list[Child]:
    """What is chosen, and the way back to everything."""
    words = n_(
        "{count} of {total} cards is highlighted: {state}.",
        "{count} of {total} cards are highlighted: {state}.",
        count,
        total=number(total),
        state=_(SIGNS[shown].word),
    )
    every = view.href("country", code, stop=view.get("stop"))
    return [" · ", words, " ", h("a", _("Show all cards"), href=every)]


def _phase_words() -> str:
    return _(
        "The four dots show the phase of the latest review that gives one. Filled dots: "
        "supported by its prerequisites. Empty ring: its prerequisites have not reached this "
        "phase. A later review may have cast doubt on it."
    )


def _further(world: World, view: View, code: str) -> Node:
    """The other pages about this country."""
    pages = [
        ("meeting", _("Meeting")),
        ("weak-points", _("Single points of failure")),
        ("partnerships", _("Who provides what")),
        ("cliffs", _("Upcoming end dates")),
        ("plan", _("Action plan")),
        ("verify-next", _("Records to check")),
        ("donors", _("Where support helps most")),
        ("history", _("History")),
        *([("national-body", _("National body and its seats"))] if world.takes_data else []),
    ]
    links = [h("a", words, href=view.href(page, code), class_="button quiet") for page, words in pages]
    links.append(h("a", _("Report"), href=view.href("reports", "country", code), class_="button quiet"))
    return h("nav", links, class_="actions further", aria_label=_("More about this country"))


def _notice(world: World, view: View, code: str) -> Node:
    own = world.takes_data
    return h(
        "p",
        glyphs.icon("eye"),
        h(
            "span",
            _(
                "Nobody has reviewed this country yet. All capabilities are unknown. Unknown does not "
                "mean missing."
            ),
            class_="grow",
        ),
        h(
            "a",
            _("Add what you know"),
            href=view.href("five-minutes" if own else "data", *([code] if own else [])),
            class_="button quiet",
        ),
        class_="notice",
    )


def _needs(world: World, view: View, code: str) -> Node | None:
    """The layered picture, with what is broken today or what falls if one stops (``stop`` in the address)."""
    edition = world.edition
    if not edition.needs:
        return None
    focus = view.get("stop")
    if focus and focus not in edition.by_number:
        raise UsageError(_("{number} is not a capability of this framework.", number=focus[:20]))
    states: dict[str, Sign] = {c.capability: c.sign for c in world.board(code)}

    def stop(number: str) -> str:
        return view.href("country", code, stop="" if number == focus else number) + "#needs"

    def reason(need: Need) -> str:
        return view.href("why", code, need.needs) + "#rests"

    svg, hit = picture(edition, states, stop, focus, reason)
    if focus:
        words: Node = h(
            "p",
            n_(
                "If {name} stopped, {count} other capability would lose a prerequisite (thick lines).",
                "If {name} stopped, {count} other capabilities would lose a prerequisite (thick lines).",
                len(hit),
                name=parts.capability_name(world, focus),
            ),
            " ",
            h("a", _("Show what is missing today"), href=view.href("country", code) + "#needs"),
        )
    else:
        missing, hit = broken(edition.needs, states)
        words = h("p", broken_words(world, missing, hit))
    return h(
        "section",
        h(
            "div",
            h("h2", _("Which capabilities depend on which"), id="needs", class_="grow"),
            parts.take_away(parts.picture_files(view, "needs", _("Diagram"), country=code, stop=focus)),
            class_="section-top",
        ),
        words,
        h(
            "p",
            _("Dashed: any one of them is enough. Dotted: our judgement, to be confirmed."),
            " ",
            h(
                "span",
                _("Choose a box to see what would be lost with it, or a line to see why it is there."),
                class_="screen-only",
            ),
            class_="sub",
        ),
        h(
            "div",
            svg,
            class_="scroll",
            tabindex="0",
            role="region",
            aria_label=_("Which capabilities depend on which"),
        ),
        class_="panel-card needs-card",
    )


def broken_words(world: World, missing: set[str], resting: set[str]) -> str:
    """What the thick lines of the picture mean today: what is ``missing``, and what else is ``resting`` on it."""
    needs = world.edition.needs
    drawn = {n for need in needs for n in (need.needs, need.gives)}

    def named(numbers: set[str]) -> str:
        return listing(n for n in world.edition.by_number if n in numbers)

    if not missing & drawn:
        return _("No capability is known to have a missing prerequisite.")
    first = n_(
        "Of the capabilities shown here, {count} is missing or only planned: {names} (thick lines).",
        "Of the capabilities shown here, {count} are missing or only planned: {names} (thick lines).",
        len(missing & drawn),
        names=named(missing & drawn),
    )
    if not resting:
        return f"{first} " + n_(
            "No other capability is known to depend on it.",
            "No other capability is known to depend on them.",
            len(missing & drawn),
        )
    return f"{first} " + n_(
        "{count} other capability depends on what is missing: {names} (thick lines).",
        "{count} other capabilities depend on what is missing: {names} (thick lines).",
        len(resting),
        names=named(resting),
    )


def needs_svg(context: Context, view: View) -> str:
    """What rests on what in one country, as a file."""
    world = context.world(view)
    country = parts.country_of(world, view.get("country"))
    states: dict[str, Sign] = {c.capability: c.sign for c in world.board(country.iso3)}
    focus = view.get("stop") if view.get("stop") in world.edition.by_number else ""
    figure, _hit = picture(world.edition, states, lambda n: "#" + n, focus)
    notes = [
        _(
            "Dashed line: any one of these prerequisites is enough. Dotted line: our own "
            "assessment, to be confirmed. Thick line: what is missing or would be lost."
        ),
        _("Data version {snapshot}.", snapshot=world.snapshot),
    ]
    title = _("{country}: which capabilities depend on which", country=parts.name_of(country))
    label = parts.label_of(context, view, world.board(country.iso3))
    return paper.sheet(figure, title, parts.known_on(world), notes, states=list(Sign), label=label)


def board_svg(context: Context, view: View) -> str:
    """The board of one country as a file."""
    world = context.world(view)
    country = parts.country_of(world, view.get("country"))
    cells: dict[str, Cell] = {c.capability: c for c in world.board(country.iso3)}
    figure = board_picture(world.edition, cells, world.organisation)
    title = _("{country}: country board", country=parts.name_of(country))
    notes = [_("Data version {snapshot}.", snapshot=world.snapshot)]
    label = parts.label_of(context, view, cells.values())
    return paper.sheet(figure, title, parts.known_on(world), notes, states=list(Sign), label=label)


def _table(world: World, view: View, code: str) -> Node:
    rows = []
    for cell in world.board(code):
        rows.append(
            [
                h(
                    "a",
                    parts.capability_name(world, cell.capability),
                    href=view.href("country", code, why=cell.capability),
                    data_opens=True,
                    id=f"row-{cell.capability}",
                ),
                [glyphs.symbol(cell.sign), " ", _(SIGNS[cell.sign].word)],
                str(cell.groups) if cell.known else "",
                [
                    common.names(world, view, cell.providers),
                    h("p", _("Named to take over"), class_="sub") if cell.stand_ins else None,
                    common.names(world, view, cell.stand_ins),
                ],
                listing(_(FLAGS[f][0]) for f in cell.flags if f in FLAGS),
            ]
        )
    head = [_("Capability"), _("Status"), _("Independent providers"), _("Providers"), _("Warnings")]
    return h(
        "details",
        h("summary", _("Board as a table")),
        parts.table(head, rows, _("All capabilities with their status and providers"), "plain-table"),
        parts.take_away(parts.table_files(view, "coverage", _("Table"), country=code)),
        class_="panel-card fold",
    )


def _small(world: World, view: View, country: Country) -> Node:
    """One country as a small board: how many capabilities there are of each sign, by its symbol."""
    counts = world.counts(world.board(country.iso3))
    return h(
        "li",
        h(
            "div",
            h(
                "a",
                h("bdi", parts.name_of(country)),
                href=view.href("country", country.iso3),
                class_="small-name",
            ),
            parts.sign_counts(counts),
            class_="small-board",
        ),
        data_key=country.iso3,
    )


def _choose(world: World, view: View) -> Drawn:
    title = _("Choose a country")
    groups = []
    for region, members in world.by_subregion():
        known = [c for c in members if world.known[c.iso3]]
        if known:
            items = [_small(world, view, c) for c in sorted(known, key=parts.name_of)]
            groups.append(
                h(
                    "section",
                    h("h2", _(region) or _("No region")),
                    h("ul", items, class_="small-boards"),
                    class_="stack",
                    style={"--n": str(min(5, len(items)))},
                    data_key=region,
                )
            )
    lead = _("Countries with information, in alphabetical order. The list at the top contains all countries.")
    body = (
        [legend(), h("div", groups, class_="regions-flow")]
        if groups
        else empty(
            _("No information yet"),
            _("This workspace has no record about any country on this date."),
            h("a", _("See the full map"), href=view.href("map"), class_="button"),
        )
    )
    tree = h(
        "div",
        heading(
            title,
            lead,
            answer=verdicts.by_country(
                len(world.looked_at), len(world.inhabited), len(world.reviewed), parts.copied_for(world)
            ),
        ),
        body,
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


PAGE = Page(
    "country",
    N_("Country board"),
    draw,
    pictures={"board": board_svg, "needs": needs_svg},
    files={
        STEM: OBLIGATIONS_FILE,
        lenses.STEM: lenses.LENSES_FILE,
        figures.STEM: figures.FIGURES_FILE,
        **ASSESSMENTS,
        **first.FILES,
    },
)
