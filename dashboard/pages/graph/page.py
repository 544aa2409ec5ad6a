"""The whole graph: everything connected to one country, or all countries as clusters, as a picture and as lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from coordination.text.connected import Relation
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads import svg_export as paper
from dashboard.downloads.declared import Declared, rows_of
from dashboard.downloads.files import STRICT, File
from dashboard.figures.wholegraph import LAYERS, Look, drawn_of, elements, still
from dashboard.pages import Drawn, Page
from dashboard.pages.corridors.base import instruments, name_of
from dashboard.pages.graph.side import side
from dashboard.pages.partnerships.tools import modes, search
from dashboard.pages.shared import common, listed, parts
from dashboard.pages.shared.graph_stage import buttons, line, stage
from dashboard.pages.shared.shell import heading
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, colon, folded, n_, number
from dashboard.ui.theme import SIGNS, Sign, kind_style
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["NAME", "PAGE", "draw"]

NAME, FILE = "graph", "whole-graph"
MANY = 24  #: hits from which their list scrolls
WHOLE = 6  #: lines of a name in a file: nothing can be opened there
Answer = Mapping[str, Any]
HEADINGS = {
    "capability": N_("Capabilities"),
    "organisation": N_("Organisations"),
    "network": N_("Networks"),
    "agreement": N_("Agreements"),
    "funder": N_("Funders"),
    "country": N_("Other countries"),
    "alone": N_("No connection is recorded"),
}


def relation_words(code: str) -> str:
    """How the first of two nodes is connected to the second."""
    return _(Relation(code).forth.text)


def alone_words(status: str) -> str:
    """What it means that one organisation alone provides a capability of this status."""
    if status == Sign.SINGLE:
        return _("only provider, and that is enough")
    if status == Sign.UNCOUNTED:
        return _("only known provider, other providers not checked")
    return _("only provider")


def _choices(context: Context, view: View) -> dict[str, Any]:
    code = common.code_of(context.world(view), view, NAME)
    return {"country": code} if code else {}


def answer(context: Context, view: View) -> dict[str, Any]:
    return context.ask(view, "connections", **_choices(context, view))


class Names:
    """What the nodes of a graph are called, what they are, and the pages about them."""

    def __init__(self, context: Context, view: View, world: World) -> None:
        self._view, self._world = view, world
        self._instruments = instruments(context, view)

    def full(self, node: str) -> str:
        """The whole name."""
        type_, _sep, key = node.partition(":")
        if type_ == "Cell":
            return parts.capability_name(self._world, key.partition(":")[2])
        if type_ == "Country":
            return parts.name_of(self._world.countries[key]) if key in self._world.countries else key
        if type_ == "Agreement":
            return name_of(self._world, self._instruments, key)
        return self._world.organisation(key).name if key else _("Organisations based in no country")

    def short(self, node: str) -> str:
        """The name for narrow places."""
        type_, _sep, key = node.partition(":")
        if type_ == "Stakeholder":
            org = self._world.organisation(key)
            return org.short or org.name
        return self.full(node)

    def kind(self, node: str) -> str:
        """The kind of an organisation."""
        type_, _sep, key = node.partition(":")
        return self._world.organisation(key).kind if type_ == "Stakeholder" else ""

    def page(self, node: str) -> str:
        """The address of the page about it."""
        type_, _sep, key = node.partition(":")
        if type_ == "Cell":
            return self._view.href("why", *key.split(":"))
        if type_ == "Country":
            return self._view.href(NAME, key)
        if type_ == "Agreement":
            return self._view.href("corridors", "instrument", key)
        return (
            self._view.href("organisation", key)
            if key
            else self._view.href("partnerships", **{"as": "cooperation"})
        )


def hits_of(given: Answer, names: Names, words: str, hidden: Collection[str] = ()) -> list[str]:
    """Nodes of the layers that are drawn whose name holds all the words, in the order of the answer."""
    wanted = folded(words).split()
    if not wanted:
        return []
    return [
        n["node"]
        for n in given["nodes"]
        if n["layer"] not in hidden
        and all(w in folded(f"{names.full(n['node'])} {names.short(n['node'])}") for w in wanted)
    ]


def _hidden(view: View) -> list[str]:
    """Layers that are switched off, as the address says."""
    return [x for x in view.get("hide").split(";") if x in LAYERS]


def _look(context: Context, view: View, world: World, given: Answer) -> Look:
    names, hidden = Names(context, view, world), frozenset(_hidden(view))
    status = {n["node"]: n["status"] for n in given["nodes"]}
    ids = {n["node"] for n in given["nodes"] if given["country"] and n["layer"] not in hidden}
    chosen = view.get("node")
    return Look(
        names.full,
        names.short,
        names.kind,
        (lambda node: view.href(None, node=node, find="")) if given["country"] else names.page,
        lambda head: _(HEADINGS[head]),
        relation_words,
        lambda node: alone_words(status.get(node, "")),
        frozenset(hits_of(given, names, view.get("find"), hidden)),
        chosen if chosen in ids else "",
        hidden,
    )


def _layers(view: View, given: Answer) -> Node:
    """Layers as switches, with how much each holds."""
    hidden = _hidden(view)
    counts = {layer: sum(n["layer"] == layer for n in given["nodes"]) for layer in LAYERS}
    items = []
    for layer in (x for x in LAYERS if counts[x]):
        on = layer not in hidden
        rest = [x for x in hidden if x != layer] if not on else [*hidden, layer]
        items.append(
            h(
                "a",
                h("span", class_="switch-box on" if on else "switch-box", aria_hidden="true"),
                _(HEADINGS[layer]),
                h("span", number(counts[layer]), class_="sub"),
                h("span", colon(), _("shown") if on else _("hidden"), class_="sr"),
                href=view.href(None, hide=";".join(rest), node="", find=view.get("find")),
                class_="layer",
                data_key=layer,
            )
        )
    return h("div", items, class_="layers", role="group", aria_label=_("Layers of the graph"))


def _found(view: View, world: World, names: Names, look: Look, given: Answer) -> Node | None:
    """Everything that the words of the search fit, with its number."""
    words = view.get("find").strip()
    if not words:
        return None
    nodes = [n for n in given["nodes"] if n["node"] in look.hits]
    if not nodes:
        return h(
            "p",
            _("Nothing in the graph is called {words!r}.", words=words[:60]),
            " ",
            _("Try part of the name."),
            class_="notice",
            role="status",
        )
    links = [
        h(
            "a",
            names.full(n["node"]),
            h("span", " ", _(HEADINGS[n["layer"]]), class_="sub"),
            href=look.to(n["node"]),
            id=f"hit-{n['node']}",
            data_node=n["node"],
            data_key=n["node"],
        )
        for n in nodes
    ]
    said = n_("{count} hit, marked in the graph:", "{count} hits, marked in the graph:", len(nodes))
    return h(
        "div",
        h("p", said, role="status"),
        h("div", links, class_="pick many" if len(links) > MANY else "pick"),
        class_="panel-card",
    )


def _tools(view: View, names: Names, given: Answer) -> Node:
    every = sorted({names.full(n["node"]) for n in given["nodes"]}, key=folded)
    return h(
        "section",
        search(view, "find", _("Find in the graph"), view.get("find"), "graph-names", _("Find"), "node"),
        h("datalist", [h("option", value=n, data_key=n) for n in every], id="graph-names"),
        _layers(view, given) if given["country"] else None,
        class_="graph-tools",
        aria_label=_("Contents of the diagram"),
    )


#: (class of a line, the relations that are drawn so)
_LINES: tuple[tuple[str, tuple[Relation, ...]], ...] = (
    ("gway r-provides", (Relation.PROVIDES,)),
    ("gway r-supports", (Relation.SUPPORTS, Relation.STANDS_IN)),
    ("gway r-plans", (Relation.PLANS,)),
    ("gway r-works_with", (Relation.WORKS_WITH,)),
    ("gway r-member_of", (Relation.MEMBER_OF, Relation.PART_OF, Relation.SEAT_ON)),
    ("gway r-pays", (Relation.PAYS,)),
    (
        "gway other",
        (
            Relation.PARTY_TO,
            Relation.SIGNED,
            Relation.RUNS,
            Relation.SERVES,
            Relation.BASED_IN,
            Relation.PARTNERS_IN,
            Relation.WORKS_IN,
        ),
    ),
)


def _ways(joined: Sequence[Answer]) -> list[tuple[str, str]]:
    """(class, words) of the lines that are drawn; relations that look alike stand together."""
    found = {c["relation"] for c in joined}
    out = [("gway alone", _("only provider"))] if any(c["alone"] for c in joined) else []
    for look, relations in _LINES:
        if words := [relation_words(r) for r in relations if r in found]:
            out.append((look, ", ".join(words)))
    return out


def _legend(given: Answer, look: Look) -> Node:
    """Signs, shapes and lines in words."""
    nodes, joined = drawn_of(given, look)
    signs = [s for s in Sign if any(n["status"] == s for n in nodes)]
    kinds = dict.fromkeys(look.kind(n["node"]) for n in nodes if n["node"].startswith("Stakeholder"))
    items: list[Child] = [
        h(
            "li",
            h(
                "svg",
                glyphs.drawn(s, 0, 0, 24),
                viewBox="0 0 24 24",
                width="18",
                height="18",
                aria_hidden="true",
            ),
            " ",
            _(SIGNS[s].word),
            data_key=f"s-{s}",
            data_sign=s,
        )
        for s in signs
    ]
    items += [
        h("li", glyphs.kind(k), " ", _(kind_style(k).word), data_key=f"k-{k}", data_kind=k or "other")
        for k in sorted(kinds)
    ]
    items += [h("li", line(c), " ", w, data_key=c) for c, w in _ways(joined)]
    return h("ul", items, class_="glegend", aria_label=_("What the symbols mean"))


def _node_cell(names: Names, world: World, look: Look, node: str, ident: str = "") -> Child:
    """A node in a table: it opens the facts about it, as the node in the picture does."""
    type_, _sep, key = node.partition(":")
    country, _sep, capability = key.partition(":")
    known = world.cells.get((country, capability)) if type_ == "Cell" else None
    mark = (
        glyphs.symbol(known.sign)
        if known
        else glyphs.kind(names.kind(node))
        if type_ == "Stakeholder"
        else None
    )
    return h(
        "a",
        mark,
        " " if mark else None,
        h("bdi", names.full(node)),
        href=look.to(node),
        class_="ref",
        id=ident or None,
        data_node=node if ident else None,
    )


def _lists(view: View, world: World, names: Names, look: Look, given: Answer) -> Node:
    """The same as tables."""
    nodes, joined = drawn_of(given, look)
    rows = common.Rows(
        nodes,
        lambda n: [
            _node_cell(names, world, look, n["node"], f"row-{n['node']}"),
            _(HEADINGS[n["layer"]]),
            number(n["connected"]) if n["holds"] is None else number(n["holds"]),
        ],
    )
    last = _("Connected to") if given["country"] else _("Organisations")
    ways = common.Rows(
        joined,
        lambda c: [
            _node_cell(names, world, look, c["start"]),
            relation_words(c["relation"]) + (f" ({look.alone(c['end'])})" if c["alone"] else ""),
            _node_cell(names, world, look, c["end"]),
            number(c["count"]),
        ],
    )
    head = [_("From"), _("Connection"), _("To"), _("Records")]
    keep = {"country": given["country"]} if given["country"] else {}
    return h(
        "div",
        h(
            "section",
            h("h2", _("What is there"), h("span", f" {number(len(rows))}", class_="sub")),
            listed.listed(view, "nodes", [_("Name"), _("Layer"), last], rows, _("What is there")),
            parts.take_away(parts.table_files(view, "graph-contents", _("What is there"), **keep)),
            class_="panel-card",
        ),
        h(
            "section",
            h("h2", _("How it is connected"), h("span", f" {number(len(ways))}", class_="sub")),
            listed.listed(view, "ways", head, ways, _("How it is connected"))
            if ways
            else h("p", _("No connection is on record. There may be some."), class_="sub"),
            parts.take_away(parts.table_files(view, "connections", _("How it is connected"), **keep)),
            class_="panel-card",
        ),
        class_="graph-below stack",
    )


def _notes(given: Answer) -> list[str]:
    """What is not drawn, and what that does not prove."""
    out = [_("Only what is recorded is shown. There may be more.")]
    if given["country"]:
        out.append(_("Other countries are those of the same region and those of partners."))
    if given["partners_abroad"]:
        out.append(
            n_(
                "{count} partner in another country stands behind the name of that country.",
                "{count} partners in other countries stand behind the names of those countries.",
                given["partners_abroad"],
            )
        )
    if given["partners_nowhere"]:
        out.append(
            n_(
                "{count} partner is based in no country and is not shown.",
                "{count} partners are based in no country and are not shown.",
                given["partners_nowhere"],
            )
        )
    return out


def _title(world: World, given: Answer) -> str:
    if given["country"]:
        return _("{country}: the whole graph", country=parts.name_of(world.countries[given["country"]]))
    return _("The whole graph, country by country")


def _verdict(context: Context, view: View) -> str:
    """The sentences of the answer."""
    return " ".join(rows_of(context, view, "connections", "nodes", **_choices(context, view)).notes)


def draw(context: Context, view: View) -> Drawn:
    """The page. Raises UsageError for a country that there is not."""
    world = context.world(view)
    given = answer(context, view)
    names, look = Names(context, view, world), _look(context, view, world, given)
    title = _title(world, given)
    keep = {k: v for k, v in (("country", given["country"] or ""), ("hide", view.get("hide"))) if v}
    tree = h(
        "div",
        heading(h("bdi", title), parts.known_on(world), common.label(world), answer=_verdict(context, view)),
        modes(view, given["country"] or "", NAME),
        _tools(view, names, given),
        _found(view, world, names, look, given),
        h("div", still(given, look, title), class_="graph-still"),
        buttons(),
        side(view, world, names, look, given) if look.chosen else None,
        h(
            "div",
            _legend(given, look),
            [h("p", words, class_="sub graph-note") for words in _notes(given)],
            parts.take_away(
                parts.picture_files(view, FILE, _("Diagram"), **keep),
                parts.answer_files(view, FILE, _("Everything"), **keep),
            ),
            class_="graph-foot",
        ),
        _lists(view, world, names, look, given),
        class_="page graph-page whole-graph",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot, (stage(elements(given, look)),))


def picture(context: Context, view: View) -> str:
    """The graph as a file: the same places, drawn here."""
    world = context.world(view)
    given = answer(context, view)
    look = replace(_look(context, view, world, given), most=WHOLE)
    nodes, joined = drawn_of(given, look)
    kinds = dict.fromkeys(look.kind(n["node"]) for n in nodes if n["node"].startswith("Stakeholder"))
    notes = [
        str(FILES[FILE].labelled(context, view)["label"]),
        *_notes(given),
        _("Data version {snapshot}.", snapshot=world.snapshot),
    ]
    title = _title(world, given)
    return paper.sheet(
        still(given, look, title),
        title,
        parts.known_on(world, n_("{count} connection", "{count} connections", len(joined))),
        notes,
        states=[s for s in Sign if any(n["status"] == s for n in nodes)] or None,
        kinds=sorted(kinds),
        ways=_ways(joined),
    )


FILES = {
    FILE: File(answer, label=STRICT, title=N_("Whole graph"), declared=Declared("connections", "", _choices)),
    "graph-contents": File(
        answer,
        "nodes",
        label=STRICT,
        title=N_("What is there"),
        declared=Declared("connections", "nodes", _choices),
    ),
    "connections": File(
        answer,
        "connections",
        label=STRICT,
        title=N_("How it is connected"),
        declared=Declared("connections", "connections", _choices),
    ),
}
PAGE = Page(
    NAME,
    N_("Whole graph"),
    draw,
    libraries=("dash_cytoscape",),
    group=common.TOGETHER,
    files=FILES,
    pictures={FILE: picture},
)
