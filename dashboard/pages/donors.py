"""Where does one more provider change most, who funds what, and what hangs on one purse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.context import Context
from dashboard.files import STRICT, File
from dashboard.i18n import N_, _, n_, number, partial_date
from dashboard.pages import Drawn, Page, common, parts
from dashboard.shell import empty, heading
from dashboard.theme import STATES, State
from dashboard.tree import Child, Node, h
from dashboard.view import View
from dashboard.world import World

__all__ = ["PAGE", "draw"]

NAME = "donors"
Row = Mapping[str, Any]


def answer(context: Context, view: View) -> dict[str, Any]:
    code = common.code_of(context.world(view), view, NAME)
    return context.ask(view, "donors", [code]) if code else context.ask(view, "donors")


def _where(world: World, view: View, rows: list[Row], code: str) -> Node:
    out: list[list[Child]] = []
    for r in rows:
        become = State(r["becomes"])
        out.append(
            [
                common.cell(world, view, r["country"], r["capability"], where=not code),
                [_(STATES[State(r["state"])].word), " → ", _(STATES[become].word)],
                number(r["gain"]),
                h("bdi", r["why"]),
                _("yes") if r["duties"] else "",
            ]
        )
    head = [
        _("Capability"),
        _("With one more provider"),
        _("Capabilities that gain"),
        _("Why"),
        _("Duty across borders"),
    ]
    words = (
        _("In the order in which one more provider changes most")
        if code
        else _("Grouped by country; within a country what changes most comes first")
    )
    return common.data_table(view, head, out, words)


def _funding(world: World, view: View, rows: list[Row], code: str) -> Node:
    out: list[list[Child]] = [
        [
            common.organisation(world, r["funder"]),
            common.cell(world, view, r["country"], r["capability"], where=not code),
            common.names(world, r["recipients"]),
            partial_date(r["until"]) if r["until"] else _("open"),
        ]
        for r in sorted(rows, key=lambda r: world.organisation(r["funder"]).name.casefold())
    ]
    head = [_("Funder"), _("Pays for"), _("Through"), _("Until")]
    return common.data_table(view, head, out, _("By name of the funder"))


def _leaves(world: World, view: View, rows: list[Row], code: str) -> Node:
    out: list[list[Child]] = []
    for r in sorted(rows, key=lambda r: world.organisation(r["funder"]).name.casefold()):
        lost = [x for x in r["cells"] if not code or x["country"] == code]
        if not lost:
            continue
        cells = [
            h(
                "li",
                common.cell(world, view, x["country"], x["capability"], where=not code),
                " ",
                h(
                    "span",
                    n_(
                        "{before} → {count} independent provider",
                        "{before} → {count} independent providers",
                        x["after"],
                        before=x["before"],
                    ),
                    class_="sub",
                ),
            )
            for x in lost
        ]
        out.append(
            [
                common.organisation(world, r["funder"]),
                h("ul", cells),
                common.names(world, dict.fromkeys(x["stakeholder"] for x in r["lost"])),
                common.what_if_link(
                    view, [f"stakeholder:{r['funder']}"], about=world.organisation(r["funder"]).name
                ),
            ]
        )
    head = [_("If this funder leaves"), _("Cells that lose"), _("Who loses all money"), _("Try it")]
    return (
        common.data_table(view, head, out, _("By name of the funder"))
        if out
        else h("p", _("No cell loses a provider."))
    )


def _dependence(world: World, view: View, rows: list[Row], code: str) -> Node:
    out: list[list[Child]] = [
        [
            common.cell(world, view, r["country"], r["capability"], where=not code),
            common.organisation(world, r["funder"]),
            n_(
                "{part} of {count} provider",
                "{part} of {count} providers",
                r["providers"],
                part=number(len(r["only"])),
            ),
            common.names(world, r["only"]),
        ]
        for r in rows
    ]
    head = [_("Capability"), _("Funder"), _("Have no other known money"), _("Who")]
    return common.data_table(
        view, head, out, _("Cells in which a funder is the only known one of a provider")
    )


def _section(key: str, title: str, words: str, count: int, body: Node) -> Node:
    return h(
        "section",
        h("h2", title, " ", h("span", number(count), class_="sub"), id=key),
        h("p", words, class_="sub"),
        body if count else h("p", _("None is known on this date.")),
        class_="panel-card",
    )


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    code = common.code_of(world, view, NAME)
    given = answer(context, view)
    country = parts.name_of(world.countries[code]) if code else ""
    title = (
        _("{country}: where does support change most?", country=country)
        if code
        else _("Where does support change most?")
    )
    choice = {"country": code}
    parts_of = [
        (
            "where",
            _("One more provider"),
            _("What changes if one more independent provider joins, and nothing else does."),
            _where,
        ),
        ("funding", _("Who funds what"), _("Active funding, own budgets included."), _funding),
        (
            "leaves",
            _("If a funder leaves"),
            _("Providers all of whose known funders are gone stop there."),
            _leaves,
        ),
        (
            "dependence",
            _("Dependence"),
            _("The part of the providers of a cell with one known funder."),
            _dependence,
        ),
    ]
    if not any(given[k] for k, *_rest in parts_of):
        body: Child = empty(
            _("Nothing is known to support here"),
            _("Where nobody has looked, the first thing to support is a look."),
            h("a", _("Where a look teaches most"), href=view.href(""), class_="button"),
        )
    else:
        body = [
            h(
                "nav",
                [common.fact(len(given[k]), words, f"#{k}") for k, words, *_rest in parts_of],
                class_="contents",
                aria_label=_("Lists"),
            ),
            [
                _section(k, words, more, len(given[k]), make(world, view, given[k], code))
                for k, words, more, make in parts_of
            ],
        ]
    tree = h(
        "div",
        heading(
            h("bdi", title),
            parts.known_on(world, _("no ranking of countries")),
            common.label(world),
            common.country_choice(world, view, NAME, code, _("All countries")),
        ),
        body,
        common.downloads(
            view,
            NAME,
            (_("One more provider"), "one-more-provider"),
            (_("Who funds what"), "funding"),
            (_("Dependence"), "dependence"),
            **choice,
        ),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


FILES = {
    NAME: File(answer, label=STRICT),
    "one-more-provider": File(answer, "where", label=STRICT),
    "funding": File(answer, "funding", label=STRICT),
    "dependence": File(answer, "dependence", label=STRICT),
}
PAGE = Page(NAME, N_("Donors"), draw, group=common.ACTION, files=FILES)
