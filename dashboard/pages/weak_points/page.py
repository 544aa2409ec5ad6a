"""What hangs on one: sole providers, sole bridges, sole funders, sole sources, each with what falls and a fix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from coordination.text import verdicts
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.declared import Declared
from dashboard.downloads.files import STRICT, File
from dashboard.pages import Drawn, Page
from dashboard.pages.plan.put import plan_bar
from dashboard.pages.shared import common, parts
from dashboard.pages.shared.parts import Files
from dashboard.pages.shared.shell import empty, heading
from dashboard.pages.weak_points import lists as weak_lists
from dashboard.pages.weak_points import load_card
from dashboard.ui.i18n import N_, _, number, plural
from dashboard.ui.theme import Sign
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["PAGE", "draw"]

NAME = "weak-points"
Row = Mapping[str, Any]


def choices(context: Context, view: View) -> dict[str, Any]:
    """The country of the address, if it names one."""
    code = common.code_of(context.world(view), view, NAME)
    return {"countries": [code]} if code else {}


def answer(context: Context, view: View) -> dict[str, Any]:
    """The four lists."""
    return context.ask(view, "weak_points", **choices(context, view))


def _file(name: str, title: str) -> File:
    """One of the lists as a file."""
    return File(answer, name, label=STRICT, title=title, declared=Declared("weak-points", name, choices))


def _section(
    view: View, key: str, title: str, words: str, count: int, body: Child, *menu: Files, folded: bool
) -> Node:
    """One list: its name and how many, what it means, its rows. ``folded``: opened by its name or by the address."""
    name = h("h2", title, " ", h("span", number(count), class_="sub"), id=key)
    inside = [
        h(
            "div",
            h("p", words, class_="sub grow"),
            parts.take_away(*menu) if count else None,
            class_="section-top",
        ),
        body if count else h("p", _("Nothing on record on this date.")),
    ]
    if not folded:
        return h("section", name, inside, class_="panel-card")
    return h(
        "details",
        h("summary", name),
        h("div", inside, class_="weak-inside"),
        class_="panel-card weak-fold",
        open=view.get("list") in (key, "ties" if key == "bridges" else key),
        data_key=key,
    )


def _jump(world: World, view: View, rows: Sequence[Row]) -> Node:
    """To the page of each country, by name, with how much of it rests on one."""
    counts = Counter(r["country"] for r in rows)
    named = sorted((parts.name_of(world.countries[c]), c) for c in counts)
    links = [
        h(
            "a",
            name,
            " ",
            h("span", number(counts[c]), class_="sub"),
            href=view.href(NAME, c),
            class_="jump",
            data_key=c,
        )
        for name, c in named
    ]
    return h("nav", links, class_="jumps", aria_label=_("Country by country"))


def _facts(view: View, lists: list[int]) -> Node:
    words = (
        (
            "providers",
            plural(
                "capability depends on a single provider",
                "capabilities depend on a single provider",
                lists[0],
            ),
        ),
        (
            "bridges",
            plural("organisation is a single connector", "organisations are single connectors", lists[1]),
        ),
        ("funders", plural("single funder", "single funders", lists[2])),
        ("sources", plural("publisher is the only source", "publishers are the only source", lists[3])),
    )
    return h(
        "nav",
        [
            common.fact(n, said, f"{view.href(None, list='' if key == 'providers' else key)}#{key}")
            for n, (key, said) in zip(lists, words, strict=True)
        ],
        class_="contents",
        aria_label=_("The four lists"),
    )


def _lists(
    context: Context, view: View, world: World, code: str, given: Row, lists: list[int]
) -> list[Node | None]:
    choice = {"country": code}
    ties = given["bridge_ties"]
    losses = weak_lists.Losses.of(context, view, code)
    fragile = _(
        "Capabilities that would only become fragile are not listed here. Run the what-if of a "
        "row to see them."
    )
    return [
        _facts(view, lists),
        load_card.section(context, view) if code else None,
        h("p", fragile, class_="sub") if any(lists[:3]) else None,
        _section(
            view,
            "providers",
            _("Single providers"),
            _(
                "Only one independent provider is known. Organisations that are not independent of "
                "each other count as one."
            ),
            lists[0],
            [
                None if code else _jump(world, view, given["sole_providers"]),
                weak_lists.providers(world, view, code, given["sole_providers"], losses),
            ],
            parts.table_files(view, "sole-providers", _("Single providers"), **choice),
            folded=False,
        ),
        _section(
            view,
            "mandates",
            _("What depends on a mandate of the state"),
            _(
                "Bodies of the state do this by their mandate. It ends if the mandate or its budget does, so nobody is "
                "asked to take over."
            ),
            len(given["continuity"]),
            weak_lists.mandates(world, view, code, given["continuity"]),
            parts.table_files(view, "continuity", _("What depends on a mandate of the state"), **choice),
            folded=True,
        ),
        _section(
            view,
            "bridges",
            _("Single connectors"),
            _(
                "Without them, organisations that work together today would lose all contact. Counted is the whole "
                "network on record, other countries too: a copy that holds fewer records counts fewer."
            ),
            lists[1] or len(ties),
            [
                weak_lists.bridges(world, view, code, given["sole_bridges"], losses) if lists[1] else None,
                weak_lists.bridge_ties(world, view, code, ties) if ties else None,
            ],
            parts.table_files(view, "sole-bridges", _("Single connectors"), **choice),
            parts.table_files(view, "bridge-ties", _("Only connections"), **choice),
            folded=True,
        ),
        _section(
            view,
            "funders",
            _("Single funders"),
            _("All known providers of these capabilities have this funder and no other known funder."),
            lists[2],
            weak_lists.funders(world, view, code, given["sole_funders"]),
            parts.table_files(view, "sole-funders", _("Single funders"), **choice),
            folded=True,
        ),
        _section(
            view,
            "sources",
            _("Single publishers"),
            _("Everything that decides the status comes from one publisher."),
            lists[3],
            weak_lists.sources(context, world, view, code, given["sole_sources"]),
            parts.table_files(view, "sole-sources", _("Single publishers"), **choice),
            folded=True,
        ),
    ]


def _verdict(world: World, given: Row, code: str) -> verdicts.Verdict:
    """How many single points of failure of each kind."""
    single = given["sole_providers"]
    cells = (world.cells.get((r["country"], r["capability"])) for r in single)
    uncounted = sum(c is not None and c.sign is Sign.UNCOUNTED for c in cells)
    return verdicts.single_points(
        len(single),
        uncounted,
        len(given["sole_bridges"]),
        len(given["sole_funders"]),
        len(given["sole_sources"]),
        country=bool(code),
    )


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    code = common.code_of(world, view, NAME)
    given = answer(context, view)
    name = parts.name_of(world.countries[code]) if code else ""
    title = _("{country}: single points of failure", country=name) if code else _("Single points of failure")
    lists = [len(given[k]) for k in ("sole_providers", "sole_bridges", "sole_funders", "sole_sources")]
    body: Child
    everything: Node | None = None
    if not any(lists) and not given["bridge_ties"] and not given["continuity"]:
        body = empty(
            _("No single point of failure is on record"),
            _(
                "This may be because there has been no review. Single points of failure can only be "
                "found where providers are named."
            ),
            h("a", _("See the whole region"), href=view.href(NAME, country=""), class_="button")
            if code
            else None,
            h("a", _("Open the table of all countries"), href=view.href("matrix"), class_="button quiet"),
        )
    else:
        body = _lists(context, view, world, code, given, lists)
        everything = parts.take_away(parts.answer_files(view, NAME, _("Everything"), country=code))
    order = (
        _(
            "checked weaknesses first, then those where other providers are not checked, then those where one "
            "provider is enough; in each group by how much would be lost, then by capability number"
        )
        if code
        else _("by country, then by capability number; countries are never ranked")
    )
    tools = [
        common.label(world),
        everything,
    ]
    tree = h(
        "div",
        heading(h("bdi", title), parts.known_on(world, order), *tools, answer=_verdict(world, given, code)),
        body,
        plan_bar(world, view),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


FILES = {
    NAME: File(
        answer,
        label=STRICT,
        title=N_("Single points of failure"),
        declared=Declared("weak-points", "", choices),
    ),
    "sole-providers": _file("sole_providers", N_("Single providers")),
    "continuity": _file("continuity", N_("What depends on a mandate of the state")),
    "sole-bridges": _file("sole_bridges", N_("Single connectors")),
    "bridge-ties": _file("bridge_ties", N_("Partnerships that are the only connection")),
    "sole-funders": _file("sole_funders", N_("Single funders")),
    "sole-sources": _file("sole_sources", N_("Single publishers")),
    "load": load_card.LOAD_FILE,
}
PAGE = Page(
    NAME,
    N_("Single points of failure"),
    draw,
    group=common.RISKS,
    files=FILES,
    pictures={"load": load_card.load_svg},
    asks_whom=True,
)
