"""Beside a graph: the facts of one organisation, the chain between two, or what holds the picture together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.figures.graphs import Look, across, degrees_of, kinds_of
from dashboard.pages.money import amounts as money
from dashboard.pages.partnerships.scope import AROUND, COOPERATION, NAME, Scope, named
from dashboard.pages.shared import common, parts
from dashboard.pages.shared.graph_stage import line
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, folded, n_
from dashboard.ui.theme import kind_style
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from dashboard.ui.words import tie_kinds

__all__ = ["counted", "legend", "side"]

Answer = Mapping[str, Any]
LONG_LIST = 12


def _partners(world: World, given: Answer, ident: str) -> list[tuple[str, Answer]]:
    out = [(t["b"] if t["a"] == ident else t["a"], t) for t in given["ties"] if ident in (t["a"], t["b"])]
    return sorted(out, key=lambda p: folded(world.organisation(p[0]).name))


def _more(items: list[Node], words: str) -> Child:
    """A list; what is beyond :data:`LONG_LIST` stands in a fold."""
    if len(items) <= LONG_LIST + 2:
        return h("ul", items)
    return [
        h("ul", items[:LONG_LIST]),
        h(
            "details",
            h("summary", words),
            h("ul", items[LONG_LIST:]),
            class_="fold",
        ),
    ]


def _carries(world: World, view: View, scope: Scope, ident: str) -> Node | None:
    """The cells it provides, those of the country of the page first; the ones it alone carries are named so."""
    cells = [c for c in world.cells.values() if ident in c.providers]
    if not cells:
        return None
    cells.sort(
        key=lambda c: (c.country != scope.code, c.country, list(world.edition.by_number).index(c.capability))
    )
    items = [
        h(
            "li",
            common.cell(world, view, c.country, c.capability, where=c.country != scope.code),
            h("span", " · ", _("single provider"), class_="sub") if c.providers == (ident,) else None,
            data_key=f"{c.country}-{c.capability}",
        )
        for c in cells
    ]
    return h(
        "div",
        h("h3", n_("Provides {count} capability", "Provides {count} capabilities", len(items))),
        h("p", _("Select one to see its reasons and sources."), class_="sub"),
        _more(items, n_("{count} more", "{count} more", len(items) - LONG_LIST)),
    )


def _actions(world: World, view: View, scope: Scope, node: Answer | None, ident: str) -> Node:
    org = world.organisation(ident)
    links: list[Child] = [
        common.what_if_link(view, [f"stakeholder:{ident}"], _("What if this ends?"), org.name)
    ]
    if not (scope.mode == AROUND and scope.of.ident == ident):
        links.append(
            h(
                "a",
                _("Show its partners"),
                href=view.href(NAME, **{"as": AROUND, "of": ident}),
                class_="button quiet",
            )
        )
    if scope.mode == AROUND and node is not None:
        opened = [x for x in scope.opened if x != ident]
        if node.get("more") and ident not in scope.opened:
            query = common.change_query([*scope.opened, ident], "open")
            words = n_("Show {count} more partner", "Show {count} more partners", node["more"])
            links.append(
                h("a", words, href=view.href(None, **query), class_="button quiet", data_expand=ident)
            )
        elif ident in scope.opened:
            query = common.change_query(opened, "open")
            links.append(h("a", _("Hide its partners"), href=view.href(None, **query), class_="button quiet"))
    links.append(
        h(
            "a",
            _("Find the connection to another organisation"),
            href=view.href(NAME, **{"as": COOPERATION, "from": ident, "country": scope.code}) + "#way",
            class_="button quiet",
        )
    )
    return h("p", links, class_="actions")


def _money(context: Context, world: World, view: View, ident: str) -> Node | None:
    """The grants that it receives and gives, each with amount and period."""
    grants = context.ask(view, "donors")["grants"]
    own = [g for g in grants if g["recipient"] == ident != g["funder"]]
    gives = [g for g in grants if g["funder"] == ident != g["recipient"]]
    if not own and not gives:
        return None

    def item(g: Answer, other: str) -> Node:
        said = " · ".join(x for x in (g["title"], money.amount(g), money.period(g)) if x)
        return h(
            "li",
            h("a", common.organisation(world, g[other]), href=view.href("donors", funder=g["funder"])),
            h("span", " ", said, class_="sub"),
        )

    def part(title: str, rows: list[Answer], other: str) -> list[Child]:
        if not rows:
            return []
        items = [item(g, other) for g in rows]
        total = h("p", money.sums_text(rows), class_="sub") if len(rows) > 1 else None
        return [
            h("h3", title),
            total,
            _more(items, n_("{count} more", "{count} more", len(items) - LONG_LIST)),
        ]

    return h("div", part(_("Grants to it"), own, "funder"), part(_("Grants from it"), gives, "recipient"))


def _facts(context: Context, world: World, view: View, scope: Scope, given: Answer, look: Look) -> Node:
    """The selected organisation."""
    ident = scope.node
    org = world.organisation(ident)
    node = next((n for n in given["nodes"] if n["stakeholder"] == ident), None)
    home = parts.name_of(world.countries[org.home]) if org.home in world.countries else ""
    partners = _partners(world, given, ident)
    degrees = degrees_of(given)
    two = sum(t["two_sided"] for _other, t in partners)
    words: list[Child] = []
    if node is None:
        words.append(
            h(
                "p",
                _("No partnership of this organisation is recorded here. It may have some."),
                class_="notice",
            )
        )
    else:
        said = n_("{count} partnership here", "{count} partnerships here", len(partners))
        words.append(
            h(
                "p",
                said
                + ", "
                + n_("{count} stated by both organisations.", "{count} stated by both organisations.", two),
            )
        )
        if node["cut"]:
            words.append(
                h(
                    "p",
                    _("Connector: without it, parts of the network would be cut off from each other."),
                    class_="gmark",
                )
            )
    items = [
        h(
            "li",
            h("a", common.organisation(world, other), href=look.to_node(other)),
            h(
                "span",
                " · ",
                _("both organisations") if t["two_sided"] else _("one organisation"),
                class_="sub",
            ),
            h("span", " · ", _("only connection"), class_="sub") if across(t, degrees) else None,
            data_key=other,
        )
        for other, t in partners
    ]
    return h(
        "aside",
        h(
            "div",
            h("h2", h("bdi", org.name), class_="grow"),
            h(
                "a",
                glyphs.icon("close"),
                h("span", _("Close"), class_="sr"),
                href=view.href(None, node="", find=""),
                class_="tool",
                data_close=True,
            ),
            class_="section-top",
        ),
        h("p", glyphs.kind(org.kind), " ", " · ".join(x for x in (_(kind_style(org.kind).word), home) if x)),
        words,
        _actions(world, view, scope, node, ident),
        h(
            "div",
            h("h3", _("Works with")),
            _more(items, n_("{count} more", "{count} more", len(items) - LONG_LIST)),
        )
        if items
        else None,
        _carries(world, view, scope, ident),
        _money(context, world, view, ident),
        class_="panel-card graph-side",
        aria_label=org.name,
        data_panel=f"graph-{ident}",
        data_graph_node=ident,
    )


def _chain(world: World, view: View, scope: Scope, given: Answer, look: Look) -> Node | None:
    """The way between two in words; where none is recorded, that is what it says."""
    way = given.get("chain")
    if not way:
        return None
    one, other = named(world, scope, way["from"]), named(world, scope, way["to"])
    nodes = way["nodes"]
    if not nodes:
        said: list[Child] = [
            h("p", _("No recorded partnerships connect {one} and {other}.", one=one, other=other)),
            h(
                "p",
                _("They may be in contact all the same: nobody has recorded it."),
                class_="sub",
            ),
        ]
    else:
        steps = len(nodes) - 1
        words = (
            _("{one} and {other} work together directly.", one=one, other=other)
            if steps == 1
            else n_(
                "{start} reaches {other} in {count} step.",
                "{start} reaches {other} in {count} steps.",
                steps,
                start=one,
                other=other,
            )
        )
        ties = {frozenset((t["a"], t["b"])): t for t in given["ties"]}
        items = []
        for i, ident in enumerate(nodes):
            tie = ties.get(frozenset(nodes[i : i + 2])) if i + 1 < len(nodes) else None
            items.append(
                h(
                    "li",
                    h("a", common.organisation(world, ident), href=look.to_node(ident)),
                    h(
                        "span",
                        " ".join(
                            [
                                ", ".join(tie_kinds(tie["kinds"])),
                                "·",
                                _("both organisations") if tie["two_sided"] else _("one organisation"),
                            ]
                        ),
                        class_="sub chain-step",
                    )
                    if tie
                    else None,
                    data_key=ident,
                )
            )
        said = [
            h("p", words, class_="gsaid"),
            h("ol", items, class_="chain"),
            h(
                "p",
                n_(
                    "This is the only shortest connection.",
                    "{count} connections are equally short; this is one of them.",
                    way["ways"],
                ),
                class_="sub",
            ),
        ]
    return h(
        "aside",
        h(
            "div",
            h("h2", _("Connection between the two organisations"), class_="grow"),
            h(
                "a",
                glyphs.icon("close"),
                h("span", _("Close"), class_="sr"),
                href=view.href(None, **{"from": "", "to": ""}),
                class_="tool",
            ),
            class_="section-top",
        ),
        said,
        class_="panel-card graph-side",
        aria_label=_("Connection between the two organisations"),
    )


def _summary(world: World, given: Answer, look: Look) -> Node:
    """What to look at first."""
    cut = sorted(
        (n for n in given["nodes"] if n["cut"]),
        key=lambda n: (-n["degree"], folded(world.organisation(n["stakeholder"]).name)),
    )
    items = [
        h(
            "li",
            h("a", common.organisation(world, n["stakeholder"]), href=look.to_node(n["stakeholder"])),
            h("span", " · ", n_("{count} partnership", "{count} partnerships", n["degree"]), class_="sub"),
            data_key=n["stakeholder"],
        )
        for n in cut
    ]
    degrees = degrees_of(given)
    bridges = [t for t in given["ties"] if across(t, degrees)]
    ways = [
        h(
            "li",
            h("a", common.organisation(world, t["a"], short=True), href=look.to_node(t["a"])),
            " – ",
            h("a", common.organisation(world, t["b"], short=True), href=look.to_node(t["b"])),
            data_key=f"{t['a']}-{t['b']}",
        )
        for t in bridges
    ]
    one = sum(not t["two_sided"] for t in given["ties"])
    return h(
        "aside",
        h("h2", _("Key connections")),
        h(
            "p",
            n_(
                "{count} partnership is the only connection between two groups.",
                "{count} partnerships are each the only connection between two groups.",
                len(bridges),
            ),
            " ",
            n_(
                "{count} partnership is stated by one organisation only.",
                "{count} partnerships are stated by one organisation only.",
                one,
            ),
        ),
        h(
            "div",
            h("h3", _("Connectors: without them, parts of the network would be cut off")),
            _more(items, n_("{count} more", "{count} more", len(items) - LONG_LIST)),
        )
        if items
        else h("p", _("There is no single connector here.")),
        h(
            "details",
            h("summary", _("Partnerships that are the only connection")),
            h("ul", ways),
            class_="fold",
        )
        if ways
        else None,
        h(
            "p",
            _("Select an organisation in the diagram or in the table below to see its details."),
            class_="sub screen-only",
        ),
        class_="panel-card graph-side",
        aria_label=_("Key connections"),
    )


def side(context: Context, world: World, view: View, scope: Scope, given: Answer, look: Look) -> Node:
    """The one that fits the address."""
    if scope.node and scope.node in world.organisations:
        return _facts(context, world, view, scope, given, look)
    return _chain(world, view, scope, given, look) or _summary(world, given, look)


def legend(given: Answer, look: Look) -> Node:
    """Shapes, lines and marks in words."""
    kinds = kinds_of(given, look)
    items: list[Child] = [
        h("li", glyphs.kind(k), " ", _(kind_style(k).word), data_key=f"k-{k}", data_kind=k or "other")
        for k in kinds
    ]
    ring = h(
        "svg",
        h("circle", cx="9", cy="9", r="7", class_="gnode cut"),
        viewBox="0 0 18 18",
        width="18",
        height="18",
        aria_hidden="true",
    )
    lines = [
        ("gtie", _("stated by both organisations")),
        ("gtie one", _("stated by one organisation")),
        ("gtie bridge", _("only connection")),
    ]
    if look.missing:
        lines.append(("gtie missing", _("partnership that would cover a hand-off")))
    if look.chain:
        lines.append(("gtie lit", _("connection between the two")))
    items += [h("li", line(c), " ", w, data_key=c) for c, w in lines]
    items.append(h("li", ring, " ", _("connector"), data_key="cut"))
    if any(n.get("more") for n in given["nodes"]):
        items.append(h("li", _("Dashed ring: has partners that are not shown"), data_key="more"))
    if given["bubbles"]:
        items.append(
            h(
                "li",
                _("Large circle: a group and its number of organisations; select it to open"),
                data_key="bubble",
            )
        )
    return h("ul", items, class_="glegend", aria_label=_("What the symbols mean"))


def counted(given: Answer) -> str:
    """12 organisations with ties."""
    return n_(
        "{count} organisation with partnerships",
        "{count} organisations with partnerships",
        len(given["nodes"]),
    )
