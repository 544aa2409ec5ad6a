"""Why a cell has its state: the rule, every reason down to source, batch, file and line. A page, and a panel."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from coordination.text import verdicts
from coordination.text.states import Flag
from dashboard.backend.context import Context
from dashboard.backend.world import Capability, Cell, Need, World
from dashboard.downloads.declared import Declared, rows_of
from dashboard.downloads.declared import cell as words_of
from dashboard.downloads.files import File
from dashboard.figures.board import chips, nobody
from dashboard.pages import Drawn, Page
from dashboard.pages.board import figures
from dashboard.pages.board.obligations import bearing
from dashboard.pages.board.why_next import next_steps, what_ifs
from dashboard.pages.shared import edits, parts
from dashboard.pages.shared.shell import heading
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, colon, n_, number, partial_date
from dashboard.ui.theme import FLAGS, SIGNS, STATES, Sign
from dashboard.ui.tree import Child, Node, h, safe_link, text_of
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = ["PAGE", "draw", "panel"]

Row = Mapping[str, Any]  #: the cells of a reason, by their columns


def _cell(world: World, view: View, code: str, capability: str) -> Cell:
    country = parts.country_of(world, code)
    if capability not in world.edition.by_number:
        raise UsageError(
            _("{number} is not a capability of this framework.", number=capability[:20]),
            hint=_("Choose a capability on the board or in the table of all countries."),
        )
    return world.cells[country.iso3, capability]


def _asked(world: World, view: View) -> dict[str, str]:
    """The cell of the address of a file, as choices of the answer."""
    cell = _cell(world, view, view.get("country"), view.get("capability"))
    return {"country": cell.country, "capability": cell.capability}


def _reasons_of(context: Context, view: View, cell: Cell) -> list[Row]:
    """The reasons of a cell, in their order."""
    found = rows_of(context, view, "explain", "reasons", country=cell.country, capability=cell.capability)
    return list(found.cells().values())


def _of(reasons: Sequence[Row], *parts: str) -> list[Row]:
    """The reasons of these parts, in their order."""
    return [r for r in reasons if r["part"].data in parts]


def _text(reason: Row) -> str:
    return str(reason["text"].texts[0])


def _source(world: World, reason: Row) -> Child:
    ident = reason["source"].data
    source = world.sources.get(ident)
    if source is None:
        return h("p", ident, class_="cite") if ident else None
    title: Node = h("bdi", source.title)
    if source.url and safe_link(source.url):
        title = h("a", title, href=source.url, rel="noopener noreferrer", target="_blank")
    if source.published:
        when = partial_date(source.published)
    else:
        when = (
            _("looked at on {day}, no date", day=partial_date(source.retrieved)) if source.retrieved else ""
        )
    rest = " · ".join(x for x in (source.publisher, when) if x)
    return h("p", title, h("span", f" · {rest}" if rest else "", class_="sub"), class_="cite")


def _place(reason: Row, about: str) -> Node | None:
    """Where the statement stands: file and line, batch, statement; folded, for those who check it."""
    facts: list[Child] = []
    file, line, batch, claim = (reason[key].data for key in ("file", "line", "batch", "claim"))
    if file:
        at = _("{file}, line {line}", file=file, line=number(line)) if line else file
        facts.append(h("li", h("b", _("Row")), " ", at))
    if batch:
        facts.append(h("li", h("b", _("Update")), " ", h("code", batch[:12], title=batch)))
    if claim:
        facts.append(h("li", h("b", _("Record")), " ", h("code", claim[:12], title=claim)))
    if not facts:
        return None
    return h(
        "details",
        h("summary", _("Show the record"), h("span", colon(), about, class_="sr")),
        h("ul", facts, class_="where"),
        class_="where-fold",
    )


#: how wide a source speaks -> its words; it never changes a status
_SCOPES = {
    "general": N_("Its source speaks of violence, children or all ages in general."),
    "part_of_country": N_("Its source speaks of a part of the country only."),
}


def _scopes(context: Context, view: View, reasons: Sequence[Row]) -> dict[str, str]:
    """Id of a record of work among the reasons -> how wide its source speaks, where it says so."""
    claims = {r["claim"].data for r in reasons}
    rows = context.ask(view, "rows", "deliveries", "iso3", view.country)["rows"] if claims else []
    return {r["id"]: r["scope"] for r in rows if r["id"] in claims and r["scope"] in _SCOPES}


def _reasons(context: Context, view: View, title: str, reasons: list[Row], note: str = "") -> Node | None:
    """Statements of one sort, each with its source and its place."""
    if not reasons:
        return None
    world, scopes = context.world(view), _scopes(context, view, reasons)
    types = context.ask(view, "types_of", [r["claim"].data for r in reasons])["types"]

    def item(n: int, r: Row) -> Node:
        said, claim = words_of(context, view, r["text"]), r["claim"].data
        about = text_of(h("p", said))
        correct = (
            edits.open_record(context, view, types[claim], claim, about=about) if claim in types else None
        )
        return h(
            "li",
            h("p", said),
            h("p", _(_SCOPES[scopes[claim]]), class_="sub") if claim in scopes else None,
            _source(world, r),
            _place(r, about),
            h("p", correct, class_="screen-only") if correct else None,
            data_key=f"{n}-{claim}",
        )

    return h(
        "section",
        h("h3", title),
        h("p", note, class_="sub") if note else None,
        h("ul", [item(n, r) for n, r in enumerate(reasons)], class_="reasons"),
    )


def _rests(world: World, view: View, cell: Cell) -> Node | None:
    """What it needs first, and what needs it."""

    def item(n: str, note: str = "", reason: str = "") -> Node:
        other = world.cells[cell.country, n]
        return h(
            "li",
            glyphs.symbol(other.sign),
            h("a", parts.capability_name(world, n), href=view.href("country", cell.country, why=n)),
            h("span", _(SIGNS[other.sign].word), note, class_="sub"),
            h("p", reason, class_="sub") if reason else None,
            data_key=n,
        )

    below = [n for n in world.edition.needs if n.needs == cell.capability]
    above = [n for n in world.edition.needs if n.gives == cell.capability]
    if not below and not above:
        return None
    any_one = _(" · any one of these is enough")

    def said(need: Need) -> str:
        words = _(need.reason) if need.reason else ""
        return _("{reason} (our own assessment)", reason=words) if words and need.derived else words

    return h(
        "section",
        [
            h("h3", _("Prerequisites"), id="rests"),
            h("ul", [item(n.gives, any_one if n.group else "", said(n)) for n in below], class_="orgs"),
        ]
        if below
        else None,
        [h("h3", _("Capabilities that depend on it")), h("ul", [item(n.needs) for n in above], class_="orgs")]
        if above
        else None,
    )


def _assumed(context: Context, view: View, cell: Cell) -> Node | None:
    """What else the status would be if one assumption were another; None where it is firm."""
    found = rows_of(context, view, "assumptions", "cells", countries=[cell.country]).cells()
    row = found.get(f"{cell.country}-{cell.capability}")
    if row is None:
        return None
    changes = " ".join(row["depends"].texts)
    return h("p", _("This status depends on an assumption. {changes}", changes=changes), class_="sub")


def _without_word(rule: str, *words: str) -> str:
    """The rule without the word of its state or sign in front, which stands above it already."""
    rest = re.sub(rf"^({'|'.join(map(re.escape, words))})\s*:\s*", "", rule)
    return rest[:1].upper() + rest[1:]


def _said(flags: tuple[str, ...], texts: list[str], at: int) -> str:
    """The sentence of a flag; the last one, without its base, may have several."""
    own = texts[at:] if at == len(flags) - 1 else texts[at : at + 1]
    return " ".join(own) or _(FLAGS[flags[at]][1])


def _needs(capability: Capability, cell: Cell) -> str | None:
    """How many providers it needs; nothing where the rule of the status says it."""
    if capability.one_is_normal and cell.sign is Sign.FRAGILE:
        return None
    if capability.one_is_normal:
        return _(
            "One national provider is normal for it: it needs a provider, and a successor that has agreed "
            "to take over."
        )
    return n_(
        "It needs {count} independent provider.",
        "It needs {count} independent providers.",
        capability.required,
    )


def body(context: Context, view: View, cell: Cell) -> tuple[list[Child], list[Child]]:
    """Everything about one cell below its title: why it is so, and what to make of it."""
    world, why = context.world(view), _reasons_of(context, view, cell)
    capability = world.edition.by_number[cell.capability]
    style = SIGNS[cell.sign]
    need = _needs(capability, cell)
    texts = [_text(r) for r in _of(why, "flag") if not r["claim"].data]
    rows = [r for r in _of(why, "flag") if r["claim"].data]
    remarks = [
        h(
            "li",
            chips(cell_of(cell, f)),
            h("span", _said(cell.flags, texts, i)),
            data_key=f,
        )
        for i, f in enumerate(cell.flags)
        if f in FLAGS
    ]
    rule, *wider = [*map(_text, _of(why, "rule"))] or [""]
    reasons: list[Child] = [
        h(
            "div",
            glyphs.symbol(cell.sign, "big"),
            h(
                "div",
                h("p", _(style.word), class_="verdict"),
                h(
                    "p",
                    _without_word(rule, _(style.word), _(STATES[cell.state].word))
                    or nobody(cell)
                    or _(style.meaning),
                    class_="sub",
                ),
            ),
            class_=f"verdict-box s-{cell.sign}"
            + (" heavy" if style.heavy else "")
            + (" dashed" if style.dashed else ""),
        ),
        h("p", _(capability.description), " ", need, class_="about")
        if capability.description
        else h("p", need),
        [h("p", text, class_="sub") for text in wider],
        _assumed(context, view, cell),
        h("ul", remarks, class_="remarks") if remarks else None,
        _reasons(context, view, _("Reasons for the warnings"), rows),
        _reasons(context, view, _("Providers"), _of(why, "provider", "group")),
        _reasons(
            context,
            view,
            _("Named to take over"),
            _of(why, "stand_in"),
            _("Counted only where the providers already there are not enough; never as a provider."),
        ),
        _reasons(context, view, _("Announced"), _of(why, "planned")),
        _reasons(context, view, _("Ended"), _of(why, "ended", "once")),
        _reasons(
            context,
            view,
            _("Connected to"),
            _of(why, "connection"),
            _("That a country is connected does not say who uses it, so no status depends on it."),
        ),
        _reasons(context, view, _("Reviews"), _of(why, "look")),
        _reasons(context, view, _("Age of the evidence"), _of(why, "age")),
        _reasons(
            context, view, _("Supporters"), _of(why, "supporter"), _("Shown, but not counted as providers.")
        ),
        bearing(context, view, world, cell),
        figures.bearing(context, view, world, cell),
        None
        if len(why) > len(_of(why, "rule"))
        else h("p", _("There is no record about this yet."), class_="sub"),
    ]
    return reasons, [
        next_steps(context, world, view, cell),
        _rests(world, view, cell),
        what_ifs(context, world, view, cell),
    ]


def cell_of(cell: Cell, flag: str) -> Cell:
    """The same cell with one flag only (for its chip)."""
    return replace(cell, flags=(Flag(flag),))


def explain(context: Context, view: View) -> dict[str, Any]:
    """The reasons of the cell of the address, each with the organisations that it names."""
    asked = _asked(context.world(view), view)
    reasons = rows_of(context, view, "explain", "reasons", **asked).data()
    return {**context.ask(view, "explain", **asked), "reasons": reasons}


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    if len(view.about) < 2:
        raise UsageError(
            _("Reasons are shown for one country and one capability."),
            hint=_("Choose a capability on the board or in the table of all countries."),
        )
    cell = _cell(world, view, view.about[0], view.about[1])
    country = parts.name_of(world.countries[cell.country])
    reasons, further = body(context, view, cell)
    menu = parts.take_away(
        parts.table_files(view, "explain", _("Reasons"), country=cell.country, capability=cell.capability)
    )
    title = _(
        "{capability} in {country}", capability=parts.capability_name(world, cell.capability), country=country
    )
    tree = h(
        "div",
        heading(
            title,
            parts.known_on(world),
            h(
                "a",
                glyphs.icon("back"),
                _("Open the board: {country}", country=country),
                href=view.href("country", cell.country),
                class_="button quiet",
            ),
            answer=verdicts.reason(
                cell.sign,
                cell.groups,
                world.edition.by_number[cell.capability].required,
                looked=(cell.country, cell.capability) in world.looked,
                one_is_normal=world.edition.by_number[cell.capability].one_is_normal,
            ),
        ),
        h(
            "div",
            h("div", reasons, menu, class_="why-body"),
            h("div", further, class_="why-body why-further") if any(further) else None,
            class_="why-columns",
        ),
        class_="page why-page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def panel(context: Context, view: View) -> Node | None:
    """The reasons beside the page, when the address asks for them with ``why``; None when it does not."""
    number_ = view.get("why")
    if not number_ or view.page != "country" or not view.about:
        return None
    world = context.world(view)
    cell = _cell(world, view, view.about[0], number_)
    country = parts.name_of(world.countries[cell.country])
    return h(
        "aside",
        h(
            "div",
            h("h2", parts.capability_name(world, cell.capability), class_="grow", id="why-title"),
            h(
                "a",
                glyphs.icon("close"),
                h("span", _("Close"), class_="sr"),
                href=view.href(None, why=None),
                class_="tool close",
                data_close=True,
            ),
            class_="panel-top",
        ),
        h(
            "p",
            country,
            " · ",
            h("a", _("Open as a full page"), href=view.href("why", cell.country, cell.capability)),
            " · ",
            h("a", _("See on the map"), href=view.href("map", capability=cell.capability)),
            class_="sub",
        ),
        body(context, view, cell),
        class_="why-panel",
        aria_labelledby="why-title",
        data_panel=f"{cell.country}-{cell.capability}",
    )


PAGE = Page(
    "why",
    "",
    draw,
    files={
        "explain": File(
            explain,
            "reasons",
            title=N_("Reasons for the status"),
            declared=Declared("explain", "reasons", lambda context, view: _asked(context.world(view), view)),
        )
    },
)
