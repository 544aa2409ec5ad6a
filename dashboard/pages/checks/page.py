"""Which records to check next: a to-do list per country, what would change, and a letter to each organisation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from dash import Dash

from coordination.text import country_verdicts
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.declared import Declared
from dashboard.downloads.files import File
from dashboard.pages import Drawn, Page
from dashboard.pages.checks.letters import LETTER, add_letters, letter, letters
from dashboard.pages.shared import common, edits, listed, parts
from dashboard.pages.shared.shell import choose, empty, heading
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, colon, folded, listing, number
from dashboard.ui.theme import SIGNS, Sign
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from dashboard.ui.words import word

__all__ = ["PAGE", "draw"]

NAME = "verify-next"
Row = Mapping[str, Any]


def _choices(context: Context, view: View) -> dict[str, Any]:
    code = common.code_of(context.world(view), view, NAME)
    given = {"countries": (code,) if code else (), "network": view.get("network")}
    return {name: value for name, value in given.items() if value}


def answer(context: Context, view: View) -> dict[str, Any]:
    """The records to check of the country and the network of the address, or of all."""
    return context.ask(view, NAME, **_choices(context, view))


def _listed(rows: Sequence[Row], world: World) -> list[tuple[str, Row]]:
    """(country, row): a row stands in the list of every country in which it changes a status, countries by name."""
    codes = {c["country"] for r in rows for c in r["cells"]}
    return [
        (code, r)
        for code in parts.by_name(world, codes)
        for r in rows
        if any(c["country"] == code for c in r["cells"])
    ]


def _changes(world: World, view: View, code: str, row: Row) -> Node:
    """The statuses that would be others, each leading to its reasons."""
    items = [
        h(
            "li",
            h(
                "a",
                parts.capability_name(world, c["capability"]),
                href=view.href("why", code, c["capability"]),
            ),
            h(
                "span",
                " ",
                glyphs.symbol(world.cells[code, c["capability"]].sign),
                " ",
                _(SIGNS[world.cells[code, c["capability"]].sign].word),
                " → ",
                glyphs.symbol(Sign(c["to"])),
                " ",
                _(SIGNS[Sign(c["to"])].word),
                class_="becomes",
            ),
            data_key=c["capability"],
        )
        for c in row["cells"]
        if c["country"] == code
    ]
    return h("ul", items, class_="plain-list")


def _table(context: Context, world: World, view: View, rows: Sequence[tuple[str, Row]], one: bool) -> Node:
    opened = edits.opener(context, view)

    def line(item: tuple[str, Row]) -> list[Child]:
        code, r = item
        country = h("a", parts.name_of(world.countries[code]), href=view.href(NAME, code))
        ask = h(
            "a",
            _("Letter"),
            h("span", colon(), world.organisation(r["organisation"]).name, class_="sr"),
            href=view.href(NAME, code, **{LETTER: r["organisation"]}) + "#letter",
        )
        return [
            [
                h("bdi", r["what"]),
                h("p", common.organisation_link(world, view, r["organisation"]), class_="sub"),
            ],
            *([] if one else [country]),
            _changes(world, view, code, r),
            listing(word("doubt", w) for w in r["why"]),
            common.source(world, r["source"]) if r["source"] else _("not recorded"),
            [h("p", opened(r["type"], r["claim"], r["what"])), h("p", ask)],
        ]

    head = [
        _("What is recorded"),
        *([] if one else [_("Country")]),
        _("Status if it is wrong"),
        _("Why check it"),
        _("Source"),
        _("To do"),
    ]
    return common.data_table(view, head, common.Rows(rows, line), _("Records to check next"), class_="checks")


def _by_country(world: World, view: View, rows: Sequence[tuple[str, Row]]) -> Node:
    """How much there is to check in each country, in the order of their names: no ranking."""
    count = Counter(code for code, _r in rows)
    statuses = Counter(
        code
        for code, _n in {
            (code, c["capability"]) for code, r in rows for c in r["cells"] if c["country"] == code
        }
    )
    lines = common.Rows(
        list(count),
        lambda code: [
            h("a", parts.name_of(world.countries[code]), href=view.href(NAME, code)),
            number(count[code]),
            number(statuses[code]),
        ],
    )
    head = [_("Country"), _("Records to check"), _("Statuses that depend on them")]
    return h(
        "section",
        h("h2", _("By country")),
        listed.listed(view, "countries", head, lines, _("By country")),
        class_="panel-card",
    )


def _networks(context: Context, view: View, world: World) -> Node | None:
    """The choice of a network, whose members are asked; None where no network is recorded."""
    known = [r["id"] for r in context.ask(view, "rows", "networks")["rows"]]
    if not known:
        return None
    known.sort(key=lambda n: (folded(world.organisation(n).name), n))
    options = [("", _("Everybody")), *((n, world.organisation(n).name) for n in known)]
    return choose("network", _("Members of"), options, view.get("network"))


def _nothing(world: World, view: View, code: str) -> Node:
    """Nothing to check: where somebody is recorded, and where nobody is."""
    if code and not world.known[code]:
        return empty(
            _("No record to check"),
            _("Nothing is on record about this country, so there is nothing to check yet."),
            h("a", _("Add what you know"), href=view.href("data"), class_="button"),
        )
    return empty(
        _("No status depends on an unchecked or old record"),
        _("This does not mean that the records are complete: what nobody has written down is not here."),
        h("a", _("See the sources"), href=view.href("sources"), class_="button quiet"),
    )


def draw(context: Context, view: View) -> Drawn:
    """The list of a country or of all. Raises UsageError for a country that there is not."""
    world = context.world(view)
    code = common.code_of(world, view, NAME)
    found = answer(context, view)["rows"]
    rows = _listed(found, world)
    title = _("Records to check")
    if code:
        title = _("{country}: records to check", country=parts.name_of(world.countries[code]))
    cells = {(c["country"], c["capability"]) for r in found for c in r["cells"]}
    keep = {"country": code, "network": view.get("network")}
    asked = {r["organisation"] for r in found}
    body: Child = [letter(context, view, world, code, asked), _nothing(world, view, code)]
    if rows:
        body = [
            h(
                "section",
                h(
                    "div",
                    h("h2", _("To do, most useful first"), class_="grow"),
                    parts.take_away(
                        parts.table_files(view, NAME, _("Records to check"), **keep),
                    ),
                    h("button", _("Print"), type="button", class_="button quiet", data_act="print"),
                    class_="section-top",
                ),
                _table(context, world, view, rows, bool(code)),
                class_="panel-card",
            ),
            letter(context, view, world, code, asked),
            _by_country(world, view, rows) if not code else None,
            letters(world, view, NAME, code, found),
        ]
    tree = h(
        "div",
        heading(
            h("bdi", title),
            parts.known_on(world, _("activities, funding and affiliations, not reviews")),
            _networks(context, view, world),
            answer=country_verdicts.checks(len(found), len(cells), len(asked)),
        ),
        parts.chosen_note(world, view) if not code else None,
        body,
        class_="page checks-page stack",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def _register(app: Dash, context: Context) -> None:
    add_letters(app, context)


PAGE = Page(
    NAME,
    N_("Records to check"),
    draw,
    group=common.ACTION,
    files={NAME: File(answer, "rows", declared=Declared(NAME, "rows", _choices))},
    register=_register,
)
