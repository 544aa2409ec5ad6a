"""Who works with whom and who carries what in one country: a table, the same as lanes, ties, hand-offs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from coordination.text import verdicts
from dashboard.backend.context import Context
from dashboard.backend.labels import Labels
from dashboard.backend.world import Cell, World
from dashboard.downloads import svg_export as paper
from dashboard.downloads.declared import Declared
from dashboard.downloads.files import STRICT, File
from dashboard.figures.carriers import carrier_table, marks_legend
from dashboard.figures.lanes import Tie, carriers, lanes
from dashboard.pages import Drawn, Page
from dashboard.pages.partnerships import tables as graph_tables
from dashboard.pages.partnerships import view as graph_view
from dashboard.pages.shared import common, edits, listed, parts
from dashboard.pages.shared.shell import empty, heading
from dashboard.ui.i18n import N_, _, listing, n_, number
from dashboard.ui.theme import Sign
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from dashboard.ui.words import tie_kinds, word
from graph_schema.errors import UsageError

__all__ = ["PAGE", "draw"]

NAME = "partnerships"
CROWDED = 30
Row = Mapping[str, Any]


def _own_ties(world: World, given: Row, code: str) -> list[Row]:
    """Ties that count in this country, or that name no country and have an end that works or sits here."""
    here = {i for i, o in world.organisations.items() if o.home == code}
    for cell in world.board(code):
        here.update((*cell.providers, *cell.supporters, *cell.planned))
    out = []
    for t in given["ties"]:
        if code in t["countries"] or (not any(t["countries"]) and (t["a"] in here or t["b"] in here)):
            out.append(t)
    return out


def _code(context: Context, view: View, world: World) -> str:
    code = common.code_of(world, view, NAME)
    if not code:
        raise UsageError(_("Choose a country."), hint=_("The list above shows those with information."))
    return code


def handoffs(context: Context, view: View) -> dict[str, Any]:
    world = context.world(view)
    code = _code(context, view, world)
    given = context.ask(view, "handoffs")
    keys = ("handoffs", "new_ties", "proofs")
    return {**given, **{k: [r for r in given[k] if r["country"] == code] for k in keys}}


def _of_country(context: Context, view: View) -> dict[str, Any]:
    return {"countries": [_code(context, view, context.world(view))]}


def ties(context: Context, view: View) -> dict[str, Any]:
    world = context.world(view)
    code = _code(context, view, world)
    given = context.ask(view, "partners")
    head = {k: given[k] for k in ("snapshot", "as_of", "edition", "evidence")}
    return {**head, "country": code, "ties": _own_ties(world, given, code)}


def _drawn_ties(rows: list[Row]) -> list[Tie]:
    told = any(r["two_sided"] for r in rows)  # where no tie is stated by both ends, dashes say nothing
    return [Tie(r["a"], r["b"], r["two_sided"] or not told) for r in rows]


def picture(context: Context, view: View) -> str:
    """The lanes as a file."""
    world = context.world(view)
    code = _code(context, view, world)
    cells: dict[str, Cell] = {c.capability: c for c in world.board(code)}
    title = _("{country}: partnerships", country=parts.name_of(world.countries[code]))
    between = ties(context, view)["ties"]
    figure = lanes(
        world.edition,
        cells,
        carriers(cells, world.organisation),
        _drawn_ties(between),
        lambda n: "#" + n,
        lambda o: "#" + o,
        title,
    )
    notes = [_note(), _("Data version {snapshot}.", snapshot=world.snapshot)]
    said = {"cells": [asdict(c) for c in cells.values()], "ties": between}
    label = Labels.of(context, view, STRICT).of_row(said)
    return paper.sheet(figure, title, parts.known_on(world), notes, states=list(Sign), label=label)


def _note() -> str:
    return _(
        "Thick line: the only provider of the capability. Dashed line: announced. Dotted line: "
        "supports, not counted. Arcs at the side: partnerships, solid if stated by both "
        "organisations, dashed if stated by one."
    )


def _cooperation(world: World, view: View, rows: list[Row], code: str) -> Node:
    out: list[list[Child]] = []
    for t in rows:
        said = _("both organisations") if t["two_sided"] else _("one organisation")
        line = h(
            "svg",
            h("path", d="M2 6h40", class_="larc" + ("" if t["two_sided"] else " one")),
            viewBox="0 0 44 12",
            width="44",
            height="12",
            aria_hidden="true",
        )
        out.append(
            [
                common.organisation_link(world, view, t["a"]),
                h("span", line, " ", said, class_="nowrap"),
                common.organisation_link(world, view, t["b"]),
                listing(tie_kinds(t["kinds"])),
                [
                    _("confirmed") if t["confirmed"] else _("not confirmed"),
                    edits.to_records(world, view, "ties", t["claims"], common.called(world, t["a"], t["b"])),
                ],
            ]
        )
    head = [_("Organisation"), _("Stated by"), _("Works with"), _("Details"), _("Evidence")]
    return listed.folded(
        view,
        "ties",
        _("Who works with whom"),
        len(out),
        _("Partnerships in this country, as recorded"),
        [
            listed.listed(view, "ties", head, out, _("Partnerships in this country"))
            if out
            else h("p", _("No partnership is recorded here."))
        ],
        parts.take_away(parts.table_files(view, "ties", _("Partnerships"), country=code)) if out else None,
    )


def _receives(world: World, row: Row) -> str:
    """What a hand-off is called."""
    needs, gives = (parts.capability_name(world, row[k]) for k in ("needs", "gives"))
    return _("{needs} receives from {gives}", needs=needs, gives=gives)


def _place(low: int, high: int) -> str:
    return number(low) if low == high else _("{low} to {high}", low=number(low), high=number(high))


def _new_ties(context: Context, world: World, view: View, given: Row, code: str) -> Node | None:
    rows: list[list[Child]] = []
    for t in given["new_ties"]:
        serves = [
            h(
                "li",
                _receives(world, s),
            )
            for s in t["serves"]
        ]
        ends = [
            [common.organisation_link(world, view, t[x]), common.unread(t[x] not in t["recalled"])]
            for x in "ab"
        ]
        records = edits.records(context, view, t["claims"], common.called(world, t["a"], t["b"]))
        rows.append([*ends, [h("ul", serves), records], _place(*t["rank"])])
    if not rows:
        return None
    proof = next(iter(given["proofs"]), None)
    words = n_(
        "{count} new partnership would cover all hand-offs without one.",
        "{count} new partnerships would cover all hand-offs without one.",
        len(rows),
    )
    if proof and proof["proven"]:
        words += " " + _("This is the smallest possible number.")
    elif proof:
        words += " " + _("At least {least} are needed.", least=number(proof["at_least"]))
    if len(rows) > 1 and all(t["rank"][0] == 1 for t in given["new_ties"]):
        words += " " + _("They cover the same number of hand-offs, so none comes before another.")
    elif len(rows) > 1:
        words += " " + _(
            "Those that cover more hand-offs come first; those that cover the same number share their places."
        )
    head = [_("Partnership between"), _("and"), _("Hand-off covered"), _("Place in the order")]
    return listed.section(
        "new-ties",
        _("Smallest number of new partnerships"),
        len(rows),
        words,
        listed.listed(view, "new-ties", head, rows, _("Partnerships to create")),
        parts.take_away(parts.table_files(view, "new-ties", _("New partnerships"), country=code)),
    )


def _handoffs(context: Context, world: World, view: View, given: Row, code: str) -> Node:
    order = ("not_recorded", "one_side_empty", "unknown")
    shown = [r for state in order for r in given["handoffs"] if r["state"] == state]
    rows: list[list[Child]] = [
        [
            common.cell(world, view, code, r["needs"]),
            common.cell(world, view, code, r["gives"]),
            [word("handoff", r["state"]), edits.records(context, view, r["claims"], _receives(world, r))],
            common.names(world, view, r["needs_by"], r["needs_recalled"]),
            common.names(world, view, r["gives_by"], r["gives_recalled"]),
        ]
        for r in shown
    ]
    count = Counter(r["state"] for r in given["handoffs"])
    told = [
        n_(
            "{count} hand-off is backed by a partnership",
            "{count} hand-offs are backed by a partnership",
            count["linked"],
        ),
        n_(
            "{count} without a recorded partnership",
            "{count} without a recorded partnership",
            count["not_recorded"],
        ),
        n_(
            "{count} without a provider on one side",
            "{count} without a provider on one side",
            count["one_side_empty"],
        )
        if count["one_side_empty"]
        else "",
        n_("{count} is unknown", "{count} are unknown", count["unknown"]) if count["unknown"] else "",
    ]
    head = [
        _("Receiving capability"),
        _("from this capability"),
        _("Partnership"),
        _("Received by"),
        _("Handed over by"),
    ]
    return listed.folded(
        view,
        "handoffs",
        _("Hand-offs without a partnership"),
        len(rows),
        _("{clauses}.", clauses=listing([x for x in told if x])),
        [
            h(
                "p",
                _(
                    '"No partnership recorded" means that both sides have providers, but no partnership '
                    "between them is known."
                ),
                " ",
                _("Unknown: it is not known whether one side has a provider, or no provider is named there."),
                class_="sub",
            ),
            listed.listed(
                view,
                "handoffs",
                head,
                rows,
                _("Hand-offs without a partnership"),
                ids=[f"handoff-{r['needs']}-{r['gives']}" for r in shown],
            )
            if rows
            else h("p", _("Every hand-off is backed by a partnership.")),
        ],
        parts.take_away(
            parts.table_files(view, "handoffs", _("Hand-offs"), country=code),
        ),
    )


def _by_capability(world: World, view: View, cells: list[Cell]) -> Node:
    """What stands in place of lanes on a phone: a capability a line, with those who provide, announce or support it."""
    items = [
        h(
            "li",
            h("p", common.cell(world, view, c.country, c.capability)),
            common.names(world, view, [*c.providers, *c.planned, *c.supporters])
            or h("p", _("Nobody is recorded."), class_="sub"),
            data_key=c.capability,
        )
        for c in cells
    ]
    return h("ul", items, class_="lane-list")


def _verdict(cells: list[Cell]) -> verdicts.Verdict:
    """Who provides what in these cells."""
    provided = [c for c in cells if c.providers]
    who = {p for c in provided for p in c.providers}
    return verdicts.carriers(
        len(who),
        len(provided),
        sum(len(c.providers) == 1 for c in provided),
        len(cells),
        Counter(str(c.sign) for c in cells if not c.providers),
    )


def _everywhere(world: World) -> verdicts.Verdict:
    """Before a country is chosen: of how many something is known."""
    return verdicts.by_country(
        len(world.looked_at), len(world.inhabited), len(world.reviewed), parts.copied_for(world)
    )


def _choose(context: Context, view: View, world: World) -> Drawn:
    as_lanes = view.get("as") == "lanes"
    title = _("Who provides what, as a diagram") if as_lanes else _("Who provides what")
    links = [
        h("li", h("a", parts.name_of(world.countries[c]), href=view.href(NAME, c)))
        for c in parts.by_name(world, world.looked_at)
    ]
    body: Node = (
        h("section", h("h2", _("Choose a country")), h("ul", links, class_="pick"), class_="panel-card")
        if links
        else empty(
            _("No information yet"),
            _("This workspace has no record about any country on this date."),
            h("a", _("See the full map"), href=view.href("map"), class_="button"),
        )
    )
    tree = h(
        "div",
        heading(title, parts.known_on(world), answer=_everywhere(world)),
        graph_view.modes(view, "", "lanes" if as_lanes else ""),
        body,
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def draw(context: Context, view: View) -> Drawn:
    if view.get("as") in graph_view.MODES:
        return graph_view.draw(context, view)
    world = context.world(view)
    code = common.code_of(world, view, NAME)
    if not code:
        return _choose(context, view, world)
    cells: dict[str, Cell] = {c.capability: c for c in world.board(code)}
    found_ties: list[Row] = ties(context, view)["ties"]
    given = handoffs(context, view)
    groups = carriers(cells, world.organisation)
    count = sum(len(own) for own in groups.values())
    country = parts.name_of(world.countries[code])
    title = _("{country}: partnerships", country=country)
    as_lanes = view.get("as") == "lanes"

    def why(n: str) -> str:
        return view.href("why", code, n)

    def about(ident: str) -> str:
        return view.href(NAME, of=ident, **{"as": "ego"})

    if not count:
        main: Child = empty(
            _("No organisation is named here"),
            _("No organisation is known to provide, support or plan anything in this country on this date."),
            h("a", _("Open the board"), href=view.href("country", code), class_="button"),
        )
    else:
        figure: Child = (
            [
                _by_capability(world, view, list(cells.values())),
                h(
                    "div",
                    lanes(world.edition, cells, groups, _drawn_ties(found_ties), why, about, title),
                    class_="scroll lanes-frame",
                    tabindex="0",
                    role="region",
                    aria_label=title,
                ),
            ]
            if as_lanes
            else carrier_table(world.edition, cells, groups, why, about, _("Organisations and capabilities"))
        )
        main = listed.section(
            "carriers",
            _("Who provides what"),
            None,
            None,
            [
                h("p", _note(), class_="sub") if as_lanes else marks_legend(),
                h("p", _("The table is easier to read with so many organisations."), class_="sub")
                if as_lanes and count > CROWDED
                else None,
                figure,
            ],
            parts.take_away(
                parts.picture_files(view, "lanes", _("Who provides what"), country=code),
                parts.table_files(view, "coverage", _("Table"), country=code),
            ),
        )
    lead = parts.known_on(
        world,
        n_("{count} organisation", "{count} organisations", count),
        n_("{count} partnership", "{count} partnerships", len(found_ties)),
    )
    tree = h(
        "div",
        heading(h("bdi", title), lead, common.label(world), answer=_verdict(list(cells.values()))),
        graph_view.modes(view, code, "lanes" if as_lanes else ""),
        main,
        _new_ties(context, world, view, given, code),
        _handoffs(context, world, view, given, code),
        _cooperation(world, view, found_ties, code),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


FILES = {
    "handoffs": File(
        handoffs,
        "handoffs",
        label=STRICT,
        title=N_("Hand-offs"),
        declared=Declared("handoffs", "handoffs", _of_country),
    ),
    "new-ties": File(
        handoffs,
        "new_ties",
        label=STRICT,
        title=N_("Smallest number of new partnerships"),
        declared=Declared("handoffs", "new_ties", _of_country),
    ),
    "ties": File(
        ties,
        "ties",
        title=N_("Who works with whom"),
        declared=Declared("partners", "ties", lambda _context, _view: {}, shown=ties),
    ),
    **graph_tables.FILES,
}
PAGE = Page(
    NAME,
    N_("Partnerships"),
    draw,
    libraries=("dash_cytoscape",),
    group=common.TOGETHER,
    files=FILES,
    pictures={"lanes": picture, "graph": graph_view.picture},
)
