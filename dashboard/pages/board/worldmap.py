"""The world: one capability, one domain, or how much is known at all."""

from __future__ import annotations

from coordination.text import verdicts
from dashboard.backend.context import Context
from dashboard.backend.world import Cell, World, evidence_of
from dashboard.downloads import svg_export as paper
from dashboard.figures.board import counts
from dashboard.figures.tiles import tile_picture, tiles
from dashboard.figures.worldmap import DISCLAIMER, Mark, places, world_map
from dashboard.pages import Drawn, Page
from dashboard.pages.shared import parts
from dashboard.pages.shared.shell import heading
from dashboard.shapes import load
from dashboard.ui.i18n import N_, _, n_, number
from dashboard.ui.ids import Id
from dashboard.ui.theme import EVIDENCE, SIGNS, Evidence, Sign
from dashboard.ui.tree import Node, h
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = ["KNOWN", "PAGE", "draw", "marks_of", "weakest"]

KNOWN = "known"
#: weakest first; a domain shows the weakest state that is known in it
WEAKEST = (
    Sign.GAP,
    Sign.PLANNED,
    Sign.FRAGILE,
    Sign.UNCOUNTED,
    Sign.UNATTRIBUTED,
    Sign.SINGLE,
    Sign.COVERED,
    Sign.DONE_ONCE,
    Sign.SUPPORTED_ONLY,
    Sign.UNKNOWN,
)
STEPS = 4


def weakest(cells: list[Cell]) -> Sign:
    """The sign of the weakest state known among the cells; unknown only if nothing is known."""
    return min((c.sign for c in cells), key=WEAKEST.index)


def _step(known: int, total: int) -> int:
    """0 = nothing, else 1 to 4 by quarters of the capabilities."""
    return 0 if not known else min(STEPS, 1 + (known * STEPS - 1) // total)


def marks_of(world: World, view: View, chosen: str) -> dict[str, Mark]:
    """What every country shows for a capability number, a domain id or ``known``."""
    out = {}
    total = len(world.edition.capabilities)
    board = view.template("country")
    cell_of = view.template("country", why=chosen)
    for code, country in world.inhabited.items():
        name = parts.name_of(country)
        if chosen == KNOWN:
            known = world.known[code]
            words = n_(
                "{known} of {count} capabilities known",
                "{known} of {count} capabilities known",
                total,
                known=known,
            )
            out[code] = Mark(code, name, board(code), words, step=_step(known, total), amount=str(known))
        elif chosen in world.edition.by_number:
            cell = world.cells[code, chosen]
            out[code] = Mark(
                code,
                name,
                cell_of(code),
                parts.cell_words(cell),
                cell.sign,
                evidence_of(cell),
            )
        else:
            cells = [world.cells[code, c.number] for c in world.edition.of_domain(chosen)]
            known = sum(c.known for c in cells)
            state = weakest(cells)
            words = n_("{known} of {count} known", "{known} of {count} known", len(cells), known=known)
            if known:
                words = _("lowest known status: {state}; {known}", state=_(SIGNS[state].word), known=words)
            out[code] = Mark(
                code,
                name,
                board(code),
                words,
                state,
                Evidence.CONFIRMED,
                strip=tuple(c.sign for c in cells),
            )
    return out


def subject(world: World, view: View) -> tuple[str, str]:
    """(what is chosen, its title). Without a choice: how much is known."""
    chosen = view.get("capability", KNOWN)
    if chosen == KNOWN:
        return KNOWN, _("Map: how much is known")
    if chosen in world.edition.by_number:
        return chosen, _("Map: {capability}", capability=parts.capability_name(world, chosen))
    for domain in world.edition.domains:
        if domain.id == chosen:
            return chosen, _("Map: {domain}", domain=_(domain.name))
    raise UsageError(
        _("{chosen} is neither a capability nor a domain of this framework.", chosen=chosen[:40]),
        hint=_("Choose one in the list on the map page."),
    )


def _sheet(context: Context, view: View, as_tiles: bool) -> str:
    """The map of the address, or its tiles, as a file."""
    world = context.world(view)
    shapes = load(world.shapes)
    chosen, title = subject(world, view)
    marks = marks_of(world, view, chosen)
    notes = [_("Data version {snapshot}.", snapshot=world.snapshot)]
    if as_tiles:
        figure = tile_picture(world.by_subregion(), marks)
    elif shapes is None:
        raise UsageError(_("This workspace has no map."), hint=_("Use the tiles on the map page."))
    else:
        figure, notes = world_map(shapes, marks, title), [DISCLAIMER(shapes), *notes]
    numbers = (
        [chosen] if chosen in world.edition.by_number else [c.number for c in world.edition.capabilities]
    )
    return paper.sheet(
        figure,
        title,
        parts.known_on(world, _("no ranking; unknown does not mean gap")),
        notes,
        shapes=None if as_tiles else shapes,
        states=None if chosen == KNOWN else list(Sign),
        evidence=chosen in world.edition.by_number,
        label=parts.label_of(context, view, (world.cells[c, n] for c in marks for n in numbers)),
    )


def map_svg(context: Context, view: View) -> str:
    return _sheet(context, view, False)


def tiles_svg(context: Context, view: View) -> str:
    return _sheet(context, view, True)


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    chosen, title = subject(world, view)
    marks = marks_of(world, view, chosen)
    shapes = load(world.shapes)
    extra = [(KNOWN, _("How much is known"))] + [
        (d.id, _("Domain: {name}", name=_(d.name))) for d in world.edition.domains
    ]
    lead = {
        KNOWN: _(
            "Colour and number: capabilities with information. They do not measure how well a "
            "country performs."
        ),
    }.get(chosen) or (
        _(
            "Colour and symbol: status. One national provider is normal for this capability: fragile means "
            "that no successor is recorded. No ranking; unknown is not a gap."
        )
        if chosen in world.edition.by_number and world.edition.by_number[chosen].one_is_normal
        else _(
            "Colour and symbol: status. Pattern: quality of the evidence. No ranking; unknown does "
            "not mean gap."
        )
        if chosen in world.edition.by_number
        else _(
            "Colour and symbol: the lowest known status in this domain. No ranking; unknown does "
            "not mean gap."
        )
    )
    query = {"capability": chosen}
    picture: list[Node | None] = []
    if shapes is not None:
        picture = [
            h("div", world_map(shapes, marks, title), class_="map-frame"),
            h(
                "div",
                h("p", DISCLAIMER(shapes), class_="sub grow"),
                parts.take_away(
                    parts.picture_files(view, "map", _("Map"), **query),
                    parts.table_files(view, "coverage", _("Statistics"), **query),
                ),
                class_="bottom-row",
            ),
        ]
    tree = h(
        "div",
        heading(
            title,
            h("span", parts.known_on(world), h("br"), lead),
            parts.capability_field(world, chosen, extra=extra),
            answer=_verdict(world, chosen, marks),
        ),
        parts.chosen_note(world, view),
        h(
            "div",
            h("figure", picture, aria_label=title, class_="map-figure") if picture else None,
            h(
                "aside",
                _key(world, chosen, marks),
                _list(marks),
                class_="map-side",
                aria_label=_("Legend and list"),
            ),
            class_="map-grid" if picture else "map-grid no-map",
        ),
        h(
            "section",
            h(
                "div",
                h("h2", _("Same data, all countries the same size"), class_="grow"),
                parts.take_away(
                    parts.picture_files(view, "tiles", _("Tiles"), **query),
                    parts.table_files(view, "coverage", _("Statistics"), **query),
                ),
                class_="section-top",
            ),
            tiles(world.by_subregion(), marks),
            class_="tiles-section",
        ),
        class_="page world",
    )
    tree = parts.marked(tree, view.country)
    return Drawn(title, tree, world.edition.id, world.snapshot)


def _verdict(world: World, chosen: str, marks: dict[str, Mark]) -> verdicts.Verdict:
    """What the map shows, in numbers of countries."""
    if chosen == KNOWN:
        return verdicts.by_country(
            len(world.looked_at), len(world.inhabited), len(world.reviewed), parts.copied_for(world)
        )
    tally = dict.fromkeys(Sign, 0)
    for mark in marks.values():
        tally[mark.state] += 1
    if chosen in world.edition.by_number:
        return verdicts.capability_map(tally)
    weak = tally[Sign.FRAGILE] + tally[Sign.UNCOUNTED]
    return verdicts.domain_map(len(marks), tally[Sign.GAP], weak, tally[Sign.UNKNOWN])


def _key(world: World, chosen: str, marks: dict[str, Mark]) -> Node:
    """How to read the map, with how many countries there are of each kind."""
    if chosen == KNOWN:
        total = len(world.edition.capabilities)
        numbers = [0] * (STEPS + 1)
        for mark in marks.values():
            numbers[mark.step or 0] += 1
        items = []
        low = 1
        for step in range(STEPS + 1):
            if step == 0:
                words = _("no information")
            else:
                high = total * step // STEPS
                words = _("{low} to {high} of {total} known", low=low, high=high, total=total)
                low = high + 1
            items.append(
                h("li", h("i", class_=f"swatch q-{step}"), h("b", number(numbers[step])), h("span", words))
            )
        return h("div", h("h2", _("How to read it")), h("ul", items, class_="steps"), class_="panel-card key")
    tally = dict.fromkeys(Sign, 0)
    for mark in marks.values():
        tally[mark.state] += 1
    evidence = None
    if chosen in world.edition.by_number:
        rows = []
        for kind in Evidence:
            swatches = [
                h("i", class_=f"swatch s-{s}" + ("" if kind is Evidence.CONFIRMED else f" e-{kind}"))
                for s in (Sign.COVERED, Sign.FRAGILE)
            ]
            rows.append(h("li", swatches, h("span", _(EVIDENCE[kind]))))
        evidence = [h("h3", _("Evidence")), h("ul", rows, class_="evidence")]
    return h(
        "div",
        h("h2", _("How to read it")),
        counts(tally, _("Countries by status")),
        evidence,
        class_="panel-card key",
    )


def _list(marks: dict[str, Mark]) -> Node:
    return h(
        "div",
        h("h2", _("All countries")),
        h("label", _("Find a country"), for_="find-place", class_="sr"),
        h(
            "input",
            id="find-place",
            type="search",
            placeholder=_("Find a country"),
            data_filter=f"#{Id.PLACES}",
            autocomplete="off",
        ),
        places(marks.values(), Id.PLACES, _("Countries; arrow keys move, Enter opens")),
        class_="panel-card place-list",
    )


PAGE = Page("map", N_("Map"), draw, pictures={"map": map_svg, "tiles": tiles_svg})
