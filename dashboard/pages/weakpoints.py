"""What hangs on one: sole providers, sole bridges, sole funders, sole sources, each with what falls and a fix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.context import Context
from dashboard.files import STRICT, File
from dashboard.i18n import N_, _, n_, number
from dashboard.pages import Drawn, Page, common, parts
from dashboard.pages.parts import Files
from dashboard.shell import empty, heading
from dashboard.tree import Child, Node, h
from dashboard.view import View
from dashboard.world import World

__all__ = ["PAGE", "draw"]

NAME = "weak-points"
Row = Mapping[str, Any]


def answer(context: Context, view: View) -> dict[str, Any]:
    """The four lists, cut to the country of the address: rows about it, and bridges at home or at work in it."""
    world = context.world(view)
    code = common.code_of(world, view, NAME)
    given = context.ask(view, "weak_points")
    return _of_country(world, given, code) if code else given


def _of_country(world: World, given: Row, code: str) -> dict[str, Any]:
    here = {i for i, o in world.organisations.items() if o.home == code}
    for cell in world.board(code):
        here.update(cell.providers, cell.supporters)

    def own(rows: list[Row]) -> list[Row]:
        return [r for r in rows if r.get("country") == code]

    def cut(rows: list[Row]) -> list[Row]:
        kept = [{**r, "cells": own(r["cells"]), "falls": own(r["falls"])} for r in rows]
        return [r for r in kept if r["cells"]]

    return {
        **given,
        "sole_providers": own(given["sole_providers"]),
        "sole_bridges": [r for r in given["sole_bridges"] if r["stakeholder"] in here],
        "bridge_ties": [r for r in given["bridge_ties"] if r["a"] in here or r["b"] in here],
        "sole_funders": cut(given["sole_funders"]),
        "sole_sources": cut(given["sole_sources"]),
        "partial_funders": own(given["partial_funders"]),
        "isolates": [i for i in given["isolates"] if i in here],
    }


def _nothing() -> Node:
    return h("span", _("nothing else"), class_="sub")


def _providers(world: World, view: View, code: str, rows: list[Row]) -> Node:
    if code:  # a ranking is within one country
        rows = sorted(rows, key=lambda r: -len(r["falls"]))
    out: list[list[Child]] = []
    for r in rows:
        home, who = r["country"], list(r["group"])
        marks = [
            h("span", _("single by design"), class_="chip") if r["by_design"] else None,
            h("span", _("not counted"), class_="chip", title=_("nobody has checked for others"))
            if r["uncounted"]
            else None,
        ]
        out.append(
            [
                [
                    common.cell(world, view, home, r["capability"], where=not code),
                    h("div", marks, class_="chips"),
                ],
                common.names(world, who),
                common.cells(world, view, r["falls"], home) or _nothing(),
                h("span", h("bdi", r["fix"]), class_="fix"),
                common.what_if_link(
                    view,
                    [f"stakeholder:{i}" for i in who],
                    about=world.organisation(who[0]).name if who else "",
                ),
            ]
        )
    head = [_("Capability"), _("The only provider"), _("What falls with it"), _("Cheapest fix"), _("Try it")]
    return common.data_table(view, head, out, _("Cells with one independent provider"))


def _bridges(world: World, view: View, rows: list[Row]) -> Node:
    out: list[list[Child]] = []
    for r in rows:
        pieces = sorted((len(p) for p in r["pieces"]), reverse=True)
        out.append(
            [
                common.organisation(world, r["stakeholder"]),
                n_("{count} pair cut off", "{count} pairs cut off", r["pairs_cut"]),
                _("{sizes} organisations", sizes=" + ".join(number(p) for p in pieces)),
                common.cells(world, view, r["falls"]) or _nothing(),
                h("span", h("bdi", r["fix"]), class_="fix"),
                common.what_if_link(
                    view, [f"stakeholder:{r['stakeholder']}"], about=world.organisation(r["stakeholder"]).name
                ),
            ]
        )
    head = [_("Bridge"), _("Without it"), _("Pieces left"), _("What falls"), _("Cheapest fix"), _("Try it")]
    return common.data_table(view, head, out, _("Organisations that alone join others"))


def _bridge_ties(world: World, view: View, rows: list[Row]) -> Node:
    out: list[list[Child]] = [
        [
            [common.organisation(world, r["a"]), " – ", common.organisation(world, r["b"])],
            n_("{count} pair cut off", "{count} pairs cut off", r["pairs_cut"]),
            h("span", h("bdi", r["fix"]), class_="fix"),
            common.what_if_link(view, [f"tie:{r['a']}/{r['b']}"], about=world.organisation(r["a"]).name),
        ]
        for r in rows
    ]
    head = [_("Tie"), _("Without it"), _("Cheapest fix"), _("Try it")]
    table = common.data_table(view, head, out, _("Ties that alone join two sides"))
    return h(
        "details",
        h("summary", _("The same for single ties ({count})", count=number(len(rows)))),
        table,
        class_="fold",
    )


def _funders(world: World, view: View, code: str, rows: list[Row]) -> Node:
    out: list[list[Child]] = [
        [
            common.organisation(world, r["funder"]),
            common.cells(world, view, r["cells"], code),
            common.cells(world, view, r["falls"], code) or _nothing(),
            h("span", h("bdi", r["fix"]), class_="fix"),
            common.what_if_link(
                view, [f"stakeholder:{r['funder']}"], about=world.organisation(r["funder"]).name
            ),
        ]
        for r in rows
    ]
    head = [_("Funder"), _("The only one in"), _("What falls besides"), _("Cheapest fix"), _("Try it")]
    return common.data_table(view, head, out, _("Cells all of whose providers have one known funder"))


def _sources(world: World, view: View, code: str, rows: list[Row]) -> Node:
    out: list[list[Child]] = [
        [
            h("bdi", world.sources[r["source"]].title if r["source"] in world.sources else r["source"]),
            common.cells(world, view, r["cells"][:8], code),
            number(len(r["cells"])),
            h("span", h("bdi", r["fix"]), class_="fix"),
        ]
        for r in rows
    ]
    head = [_("Publisher"), _("Says alone"), _("Cells"), _("Cheapest fix")]
    return common.data_table(
        view, head, out, _("What is known from one publisher only; the first eight cells")
    )


def _section(key: str, title: str, words: str, count: int, body: Child, *menu: Files) -> Node:
    top = h(
        "div",
        h("h2", title, " ", h("span", number(count), class_="sub"), id=key),
        parts.take_away(*menu) if count else None,
        class_="section-top",
    )
    return h(
        "section",
        top,
        h("p", words, class_="sub"),
        body if count else h("p", _("None is known on this date.")),
        class_="panel-card",
    )


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    code = common.code_of(world, view, NAME)
    given = answer(context, view)
    name = parts.name_of(world.countries[code]) if code else ""
    title = _("{country}: what hangs on one", country=name) if code else _("What hangs on one")
    lists = [len(given[k]) for k in ("sole_providers", "sole_bridges", "sole_funders", "sole_sources")]
    choice = {"country": code}
    body: Child
    if not any(lists) and not given["bridge_ties"]:
        body = empty(
            _("Nothing is known to hang on one"),
            _("That may be because nobody has looked: a weak point shows only where providers are named."),
            h("a", _("See the whole region"), href=view.href(NAME), class_="button") if code else None,
            h("a", _("Open the matrix"), href=view.href("matrix"), class_="button quiet"),
        )
    else:
        body = [
            h(
                "nav",
                common.fact(lists[0], _("rest on one provider"), "#providers"),
                common.fact(lists[1], _("alone join others"), "#bridges"),
                common.fact(lists[2], _("funders pay alone"), "#funders"),
                common.fact(lists[3], _("publishers speak alone"), "#sources"),
                class_="contents",
                aria_label=_("The four lists"),
            ),
            _section(
                "providers",
                _("Sole providers"),
                _("One independent provider is known. Organisations that depend on each other count as one."),
                lists[0],
                _providers(world, view, code, given["sole_providers"]),
                parts.table_files(view, "sole-providers", _("Sole providers"), **choice),
            ),
            _section(
                "bridges",
                _("Sole bridges"),
                _("Without them, others who work together would no longer be joined by any way."),
                lists[1] or len(given["bridge_ties"]),
                [
                    _bridges(world, view, given["sole_bridges"]) if lists[1] else None,
                    _bridge_ties(world, view, given["bridge_ties"]) if given["bridge_ties"] else None,
                ],
                parts.table_files(view, "sole-bridges", _("Sole bridges"), **choice),
                parts.table_files(view, "bridge-ties", _("Single ties"), **choice),
            ),
            _section(
                "funders",
                _("Sole funders"),
                _("Every provider of the cell has known funders, and all of them are this one."),
                lists[2],
                _funders(world, view, code, given["sole_funders"]),
                parts.table_files(view, "sole-funders", _("Sole funders"), **choice),
            ),
            _section(
                "sources",
                _("Sole sources"),
                _("What decides the state of the cell comes from one publisher."),
                lists[3],
                _sources(world, view, code, given["sole_sources"]),
                parts.table_files(view, "sole-sources", _("Sole sources"), **choice),
            ),
            parts.take_away(parts.answer_files(view, NAME, _("Everything"), **choice)),
        ]
    lead = parts.known_on(world, _("in the order of country and capability, no ranking of countries"))
    tools = [common.label(world), common.country_choice(world, view, NAME, code, _("All countries"))]
    tree = h("div", heading(h("bdi", title), lead, *tools), body, class_="page")
    return Drawn(title, tree, world.edition.id, world.snapshot)


FILES = {
    NAME: File(answer, label=STRICT, title=N_("What hangs on one")),
    "sole-providers": File(answer, "sole_providers", label=STRICT, title=N_("Sole providers")),
    "sole-bridges": File(answer, "sole_bridges", label=STRICT, title=N_("Sole bridges")),
    "bridge-ties": File(answer, "bridge_ties", label=STRICT, title=N_("Single ties that join two sides")),
    "sole-funders": File(answer, "sole_funders", label=STRICT, title=N_("Sole funders")),
    "sole-sources": File(answer, "sole_sources", label=STRICT, title=N_("Sole sources")),
}
PAGE = Page(NAME, N_("Weak points"), draw, group=common.RISKS, files=FILES)
