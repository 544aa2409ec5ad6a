"""Above a graph: its four views, what it is about, the search fields, the way between two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.backend.world import World
from dashboard.pages.partnerships.scope import AROUND, COOPERATION, NAME, Found, Scope
from dashboard.pages.shared import common, parts
from dashboard.pages.shared.shell import choose, field
from dashboard.ui.i18n import N_, _, folded, n_
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["missed", "modes", "search", "suggestions", "tools"]

MANY = 24  #: hits from which their list scrolls
SUGGESTED = 400  #: names offered while typing
BY = {
    "": N_("Automatic"),
    "none": N_("Do not group"),
    "community": N_("By close cooperation"),
    "kind": N_("By type of organisation"),
    "country": N_("Countries"),
}
Answer = Mapping[str, Any]


def modes(view: View, code: str, now: str) -> Node:
    """The views of who works with whom: four of one page, and the whole graph."""
    about = (code,) if code else ()

    def link(mode: str) -> str:
        return view.href(NAME, *about, **{"as": mode})

    return common.switch(
        _("Views of this page"),
        (_("Table"), link(""), now == ""),
        (_("Who provides what"), link("lanes"), now == "lanes"),
        (_("Who works with whom"), link(COOPERATION), now == COOPERATION),
        (_("One organisation"), link(AROUND), now == AROUND),
        (_("Whole graph"), view.href("graph", *about), now == "graph"),
    )


def suggestions(world: World, idents: list[str], key: str) -> Node:
    names = sorted({world.organisation(i).name for i in idents[:SUGGESTED]}, key=folded)
    return h("datalist", [h("option", value=n, data_key=n) for n in names], id=key)


def _keep(view: View, *drop: str) -> list[Node]:
    """Choices of the address that a form must not lose."""
    return [
        h("input", type="hidden", name=k, value=v) for k, v in sorted(view.query.items()) if k not in drop
    ]


def search(view: View, name: str, label: str, value: str, suggestions: str, button: str, *drop: str) -> Node:
    key = f"graph-{name}"
    return h(
        "form",
        field(
            label,
            h(
                "input",
                id=key,
                name=name,
                type="search",
                value=value,
                list=suggestions,
                autocomplete="off",
                data_query=name,
            ),
            for_=key,
        ),
        _keep(view, name, *drop),
        h("button", button, class_="button quiet"),
        class_="graph-form",
        method="get",
        data_query_form=True,
        data_drop=" ".join(drop) or None,
    )


def _place(world: World, view: View, scope: Scope) -> Node:
    """A select of everything, regions with their subregions, and countries."""
    keep = {"as": COOPERATION, "by": view.get("by"), "country": ""}
    regions = parts.regions(world, world.countries)
    codes = parts.by_name(world, {*world.looked_at, *([scope.code] if scope.code else [])})
    every = view.href(NAME, **keep)
    value = (
        view.href(NAME, scope.code, **keep)
        if scope.code
        else view.href(NAME, **keep, region=scope.region)
        if scope.region
        else every
    )
    return h(
        "div",
        h("label", _("Country or region"), for_="choose-place"),
        h(
            "select",
            h("option", _("Everything in this workspace"), value=every),
            h(
                "optgroup",
                [h("option", words, value=view.href(NAME, **keep, region=r)) for r, words in regions],
                label=_("By region"),
            )
            if len(regions) > 1
            else None,
            h(
                "optgroup",
                [
                    h("option", parts.name_of(world.countries[c]), value=view.href(NAME, c, **keep))
                    for c in codes
                ],
                label=_("Countries"),
            ),
            id="choose-place",
            name="place",
            value=value,
            data_go=True,
        ),
        class_="field",
    )


def _way(world: World, view: View, scope: Scope) -> Node:
    """From one to another."""
    inputs = []
    for name, label, words in (
        ("from", _("From"), scope.start),
        ("to", _("To"), scope.end),
    ):
        key = f"graph-{name}"
        inputs.append(
            field(
                label,
                h(
                    "input",
                    id=key,
                    name=name,
                    type="search",
                    value=world.organisations[words.ident].name
                    if words.ident in world.organisations
                    else words.words,
                    list="graph-names",
                    autocomplete="off",
                ),
                for_=key,
            )
        )
    return h(
        "form",
        inputs,
        _keep(view, "from", "to", "node", "find"),
        h("button", _("Show the connection"), class_="button quiet"),
        id="way",
        class_="graph-form",
        method="get",
        aria_label=_("Connection between two organisations"),
        data_query_form=True,
        data_drop="node find",
    )


def tools(world: World, view: View, scope: Scope, given: Answer) -> Node:
    names = [n["stakeholder"] for n in sorted(given["nodes"], key=lambda n: -n["degree"])]
    found = search(
        view, "find", _("Find an organisation"), view.get("find"), "graph-names", _("Find"), "node", "rows"
    )
    first: list[Child]
    if scope.mode == AROUND:
        options = [("", _("1 step")), ("2", _("2 steps")), ("3", _("3 steps"))]
        first = [
            choose("depth", _("Distance"), options, "" if scope.depth == 1 else str(scope.depth)),
            search(
                view,
                "of",
                _("Organisation in the centre"),
                "",
                "graph-all",
                _("Show"),
                "node",
                "find",
                "rows",
                "open",
                "open2",
                "open3",
                "open4",
            ),
            suggestions(world, sorted(world.organisations), "graph-all"),
        ]
    else:
        first = [
            _place(world, view, scope),
            choose("by", _("Group organisations"), [(k, _(w)) for k, w in BY.items()], view.get("by")),
        ]
    return h(
        "section",
        first,
        found,
        _way(world, view, scope) if scope.mode == COOPERATION else None,
        suggestions(world, names, "graph-names"),
        class_="graph-tools",
        aria_label=_("Contents of the diagram"),
    )


def missed(world: World, view: View, name: str, words: Found) -> Node | None:
    """Words that mean nobody, or several: all who could be meant, with their number."""
    if not words.words or (words.ident and not words.candidates):
        return None
    if not words.candidates:
        return h(
            "p",
            _("No organisation found for {words!r}.", words=words.words[:60]),
            " ",
            _("Try part of the name."),
            class_="notice",
            role="status",
        )
    links = [
        h(
            "a",
            common.organisation(world, o.id),
            href=view.href(None, **({"node": o.id, "find": ""} if name == "find" else {name: o.id})),
            data_key=o.id,
        )
        for o in words.candidates
    ]
    return h(
        "div",
        h(
            "p",
            n_(
                "{count} organisation fits {words!r}. Which one?",
                "{count} organisations fit {words!r}. Which one?",
                len(links),
                words=words.words[:60],
            )
            if not words.ident
            else n_(
                "{name} is shown. {count} other organisation fits {words!r}.",
                "{name} is shown. {count} other organisations fit {words!r}.",
                len(links),
                name=world.organisation(words.ident).name,
                words=words.words[:60],
            ),
            role="status",
        ),
        h("div", links, class_="pick many" if len(links) > MANY else "pick"),
        class_="panel-card",
    )
