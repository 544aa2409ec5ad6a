"""Why a cell has its state: the rule, every reason down to source, batch, file and line. A page, and a panel."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from coordination.text import verdicts
from coordination.text.states import Flag
from dashboard.backend.context import Context
from dashboard.backend.world import Cell, Need, Reason, Why, World
from dashboard.downloads.files import File
from dashboard.figures.board import chips, nobody
from dashboard.pages import Drawn, Page
from dashboard.pages.board.why_next import next_steps, what_ifs
from dashboard.pages.shared import parts
from dashboard.pages.shared.shell import heading
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, n_, number, partial_date
from dashboard.ui.theme import FLAGS, SIGNS, STATES
from dashboard.ui.tree import Child, Node, h, safe_link
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = ["PAGE", "draw", "panel"]


def _cell(world: World, view: View, code: str, capability: str) -> Cell:
    country = parts.country_of(world, code)
    if capability not in world.edition.by_number:
        raise UsageError(
            _("{number} is not a capability of this framework.", number=capability[:20]),
            hint=_("Choose a capability on the board or in the table of all countries."),
        )
    return world.cells[country.iso3, capability]


def _source(world: World, reason: Reason) -> Child:
    source = world.sources.get(reason.source)
    if source is None:
        return h("p", reason.source, class_="cite") if reason.source else None
    title: Node = h("bdi", source.title)
    if source.url and safe_link(source.url):
        title = h("a", title, href=source.url, rel="noopener noreferrer", target="_blank")
    if source.published:
        when = partial_date(source.published)
    else:
        when = _("consulted on {day}", day=partial_date(source.retrieved)) if source.retrieved else ""
    rest = " · ".join(x for x in (source.publisher, when) if x)
    return h("p", title, h("span", f" · {rest}" if rest else "", class_="sub"), class_="cite")


def _place(reason: Reason) -> Node | None:
    """Where the statement stands: file and line, batch, statement; folded, for those who check it."""
    facts: list[Child] = []
    if reason.file:
        line = (
            _("{file}, line {line}", file=reason.file, line=number(reason.line))
            if reason.line
            else reason.file
        )
        facts.append(h("li", h("b", _("Row")), " ", line))
    if reason.batch:
        facts.append(h("li", h("b", _("Update")), " ", h("code", reason.batch[:12], title=reason.batch)))
    if reason.claim:
        facts.append(h("li", h("b", _("Record")), " ", h("code", reason.claim[:12], title=reason.claim)))
    if not facts:
        return None
    return h(
        "details", h("summary", _("Show the record")), h("ul", facts, class_="where"), class_="where-fold"
    )


def _reasons(world: World, title: str, reasons: list[Reason], note: str = "") -> Node | None:
    """Statements of one sort, each with its source and its place."""
    if not reasons:
        return None
    items = []
    for n, r in enumerate(reasons):
        mark = glyphs.kind(world.organisation(r.who).kind) if r.who else None
        items.append(
            h("li", h("p", mark, h("bdi", r.text)), _source(world, r), _place(r), data_key=f"{n}-{r.claim}")
        )
    return h(
        "section",
        h("h3", title),
        h("p", note, class_="sub") if note else None,
        h("ul", items, class_="reasons"),
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


def _without_word(rule: str, word: str) -> str:
    """The rule without the word of its state in front, which stands above it already."""
    rest = re.sub(rf"^{re.escape(word)}\s*:\s*", "", rule)
    return rest[:1].upper() + rest[1:]


def _said(flags: tuple[str, ...], texts: list[str], at: int) -> str:
    """The sentence of a flag; the last one, without its base, may have several."""
    own = texts[at:] if at == len(flags) - 1 else texts[at : at + 1]
    return " ".join(own) or _(FLAGS[flags[at]][1])


def body(context: Context, world: World, view: View, cell: Cell, why: Why) -> tuple[list[Child], list[Child]]:
    """Everything about one cell below its title: why it is so, and what to make of it."""
    capability = world.edition.by_number[cell.capability]
    style = SIGNS[cell.sign]
    need = n_(
        "It needs {count} independent provider.",
        "It needs {count} independent providers.",
        capability.required,
    )
    texts = [r.text for r in why.of("flag") if not r.claim]
    rows = [r for r in why.of("flag") if r.claim]
    remarks = [
        h(
            "li",
            chips(cell_of(cell, f)),
            h("span", _said(why.flags, texts, i)),
            data_key=f,
        )
        for i, f in enumerate(why.flags)
        if f in FLAGS
    ]
    rule = next((r.text for r in why.of("rule")), "")
    reasons: list[Child] = [
        h(
            "div",
            glyphs.symbol(cell.sign, "big"),
            h(
                "div",
                h("p", _(style.word), class_="verdict"),
                h(
                    "p",
                    _without_word(rule, _(STATES[cell.state].word)) or nobody(cell) or _(style.meaning),
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
        h("ul", remarks, class_="remarks") if remarks else None,
        _reasons(world, _("Reasons for the warnings"), rows),
        _reasons(world, _("Providers"), why.of("provider", "group")),
        _reasons(
            world,
            _("Named to take over"),
            why.of("stand_in"),
            _("Counted only where one who is there is not enough; never as a provider."),
        ),
        _reasons(world, _("Announced"), why.of("planned")),
        _reasons(world, _("Ended"), why.of("ended", "once")),
        _reasons(world, _("Reviews"), why.of("look")),
        _reasons(world, _("Supporters"), why.of("supporter"), _("Shown, but not counted as providers.")),
        None
        if len(why.reasons) > len(why.of("rule"))
        else h("p", _("There is no record about this yet."), class_="sub"),
    ]
    return reasons, [
        next_steps(world, view, cell),
        _rests(world, view, cell),
        what_ifs(context, world, view, cell),
    ]


def cell_of(cell: Cell, flag: str) -> Cell:
    """The same cell with one flag only (for its chip)."""
    return replace(cell, flags=(Flag(flag),))


def explain(context: Context, view: View) -> dict[str, Any]:
    """The reasons of the cell of the address as records, with source, batch, file and line."""
    world = context.world(view)
    cell = _cell(world, view, view.get("country"), view.get("capability"))
    why = context.why(view, cell.country, cell.capability)
    return {
        "snapshot": world.snapshot,
        "as_of": world.as_of.isoformat(),
        "edition": world.edition.id,
        "evidence": world.evidence,
        "country": why.country,
        "capability": why.capability,
        "state": str(why.state),
        "rule": why.rule,
        "flags": list(why.flags),
        "reasons": [
            {
                "country": why.country,
                "capability": why.capability,
                "part": r.part,
                "text": r.text,
                "who": r.who,
                "claim": r.claim,
                "source": r.source,
                "batch": r.batch,
                "file": r.file,
                "line": r.line or None,
            }
            for r in why.reasons
        ],
    }


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    if len(view.about) < 2:
        raise UsageError(
            _("Reasons are shown for one country and one capability."),
            hint=_("Choose a capability on the board or in the table of all countries."),
        )
    cell = _cell(world, view, view.about[0], view.about[1])
    why = context.why(view, cell.country, cell.capability)
    country = parts.name_of(world.countries[cell.country])
    reasons, further = body(context, world, view, cell, why)
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
    why = context.why(view, cell.country, cell.capability)
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
        body(context, world, view, cell, why),
        class_="why-panel",
        aria_labelledby="why-title",
        data_panel=f"{cell.country}-{cell.capability}",
    )


PAGE = Page("why", "", draw, files={"explain": File(explain, "reasons", title=N_("Reasons for the status"))})
