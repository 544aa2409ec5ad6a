"""The graph views of the partnerships page: around one organisation, and the cooperation graph with a way between two.

The interactive graph stands beside the tree of the page (``Drawn.extra``); the style sheet puts it between controls and
tables. The same picture as SVG is part of the tree: it is the first paint, what is printed, and what needs no script.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordination.text import verdicts
from dashboard.backend.context import Context
from dashboard.backend.labels import Labels
from dashboard.backend.world import World
from dashboard.downloads import svg_export as paper
from dashboard.downloads.files import STRICT
from dashboard.figures.graphs import elements, kinds_of, still
from dashboard.pages import Drawn
from dashboard.pages.partnerships.scope import (
    AROUND,
    COOPERATION,
    NAME,
    Scope,
    ask,
    look_of,
    place_of,
    scope_of,
    title_of,
)
from dashboard.pages.partnerships.side import counted, legend, side
from dashboard.pages.partnerships.tables import answer, below, file_links
from dashboard.pages.partnerships.tools import missed, modes, search, suggestions, tools
from dashboard.pages.shared import common, parts
from dashboard.pages.shared.graph_stage import buttons, stage
from dashboard.pages.shared.shell import empty, heading
from dashboard.ui.i18n import _, n_, number
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from dashboard.ui.words import COUNTERPARTS

__all__ = ["MODES", "draw", "modes", "picture"]

MODES = (AROUND, COOPERATION)
Answer = Mapping[str, Any]


def _notes(given: Answer) -> list[Child]:
    out: list[Child] = []
    if given["left_out"]:
        out.append(
            n_(
                "{count} thin line between groups is hidden to keep the diagram readable.",
                "{count} thin lines between groups are hidden to keep the diagram readable.",
                given["left_out"],
            )
        )
    if given["held"]:
        out.append(
            n_(
                "{count} group stays closed: the diagram can show 2,000 items at most.",
                "{count} groups stay closed: the diagram can show 2,000 items at most.",
                len(given["held"]),
            )
        )
    return [h("p", words, class_="sub graph-note") for words in out]


def _lead(world: World, given: Answer) -> str:
    two = sum(t["two_sided"] for t in given["ties"])
    return parts.known_on(
        world,
        counted(given),
        n_("{count} partnership", "{count} partnerships", len(given["ties"])),
        _("of which {count} stated by both organisations", count=number(two)),
    )


def _verdict(world: World, scope: Scope, given: Answer) -> verdicts.Verdict:
    """How many work together, or how many partners one has."""
    if scope.mode == AROUND:
        own = scope.of.ident
        return verdicts.around(
            world.organisation(own).name, sum(own in (t["a"], t["b"]) for t in given["ties"])
        )
    if way := given.get("chain"):
        return verdicts.way(max(0, len(way["nodes"]) - 1))
    joined = {end for t in given["ties"] for end in (t["a"], t["b"])}
    return verdicts.cooperation(len(joined), len(given["ties"]), len(given.get("untied", ())))


def _choose_one(context: Context, view: View, world: World, scope: Scope) -> Drawn:
    """Nobody is in the middle yet."""
    title = title_of(world, scope)
    given = context.ask(view, "graph")
    best = sorted(given["nodes"], key=lambda n: (-n["degree"], n["stakeholder"]))[:24]
    links = [
        h(
            "a",
            common.organisation(world, n["stakeholder"]),
            h("span", n_("{count} partnership", "{count} partnerships", n["degree"]), class_="sub"),
            href=view.href(None, of=n["stakeholder"]),
            data_key=n["stakeholder"],
        )
        for n in best
    ]
    body: Child = (
        h(
            "section",
            h("h2", _("Organisations with the most recorded partnerships")),
            h("div", links, class_="pick"),
            class_="panel-card",
        )
        if links
        else empty(
            _("No partnership is recorded yet"),
            _("It is not recorded who works with whom here. There may be partnerships all the same."),
            h("a", _("Source of the statistics"), href=view.href("sources"), class_="button"),
        )
    )
    tree = h(
        "div",
        heading(title, parts.known_on(world), answer=verdicts.organisation_choice()),
        modes(view, scope.code, scope.mode),
        h(
            "section",
            search(
                view, "of", _("Find an organisation"), view.get("of"), "graph-all", _("Show its partners")
            ),
            suggestions(world, sorted(world.organisations), "graph-all"),
            class_="panel-card",
        ),
        missed(world, view, "of", scope.of),
        body,
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def _drafts(context: Context, view: View, ident: str) -> list[Node]:
    """Ways to draft the ties that an organisation lacks as a member of a network."""
    rows = context.ask(view, "rows", "memberships", "member_id", ident)["rows"]
    for network in sorted({r["network_id"] for r in rows}):
        lacking = [
            t["counterpart"]
            for t in context.ask(view, "network", network=network)["ties"]
            if t["member"] == ident and t["state"] == "not_recorded"
        ]
        if lacking:
            return [
                h(
                    "a",
                    _("Draft a partnership with: {counterpart}", counterpart=_(COUNTERPARTS[c])),
                    href=view.href("network", "tie", ident, c, network=network),
                    class_="button",
                    data_key=c,
                )
                for c in lacking
            ]
    return []


def _no_tie(context: Context, view: View, world: World, scope: Scope) -> Drawn:
    """Somebody is in the middle, and no tie of theirs is recorded."""
    title, org = title_of(world, scope), world.organisation(scope.of.ident)
    there = (
        h(
            "a",
            _("Who works with whom in this country"),
            href=view.href(NAME, org.home),
            class_="button quiet",
        )
        if org.home in world.countries
        else None
    )
    tree = h(
        "div",
        heading(
            h("bdi", title),
            parts.known_on(world),
            common.label(world),
            answer=verdicts.around(world.organisation(scope.of.ident).name, 0),
        ),
        modes(view, scope.code, scope.mode),
        empty(
            _("No partnership of {name} is recorded", name=org.name),
            _("It is not recorded who works with it. It may have partners all the same."),
            *_drafts(context, view, org.id),
            there,
        ),
        h(
            "section",
            search(
                view, "of", _("Find an organisation"), "", "graph-all", _("Show its partners"), "node", "find"
            ),
            suggestions(world, sorted(world.organisations), "graph-all"),
            class_="panel-card",
        ),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def draw(context: Context, view: View) -> Drawn:
    """The page with ``as=ego`` or ``as=cooperation``."""
    world = context.world(view)
    scope = scope_of(world, view)
    if scope.mode == AROUND and not scope.of.ident:
        return _choose_one(context, view, world, scope)
    given = ask(context, view, world, scope)
    if scope.mode == AROUND and not given["ties"]:
        return _no_tie(context, view, world, scope)
    look = look_of(context, view, world, scope, given)
    title = title_of(world, scope)
    misses = [
        missed(world, view, "find", scope.seek),
        missed(world, view, "from", scope.start),
        missed(world, view, "to", scope.end),
    ]
    top = heading(
        h("bdi", title), _lead(world, given), common.label(world), answer=_verdict(world, scope, given)
    )
    if not given["nodes"]:
        place = place_of(world, scope) or _(world.title)
        body = empty(
            _("No partnership is recorded here"),
            _(
                "It is not recorded who works with whom in {place}. There may be partnerships all the same.",
                place=place,
            ),
            h(
                "a",
                _("Everything in this workspace"),
                href=view.href(NAME, **{"as": COOPERATION, "country": ""}),
                class_="button",
            ),
        )
        tree = h(
            "div",
            top,
            modes(view, scope.code, scope.mode),
            tools(world, view, scope, given),
            misses,
            body,
            below(world, view, scope, given, look),
            class_="page",
        )
        return Drawn(title, tree, world.edition.id, world.snapshot)
    tree = h(
        "div",
        top,
        modes(view, scope.code, scope.mode),
        tools(world, view, scope, given),
        misses,
        h("div", still(given, look, title), class_="graph-still"),
        buttons(),
        side(context, world, view, scope, given, look),
        h(
            "div",
            legend(given, look),
            _notes(given),
            file_links(view, scope),
            class_="graph-foot",
        ),
        below(world, view, scope, given, look),
        class_="page graph-page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot, (stage(elements(given, look)),))


def picture(context: Context, view: View) -> str:
    """The graph as a file: the same positions, drawn here."""
    world = context.world(view)
    scope = scope_of(world, view)
    given = answer(context, view)
    look = look_of(context, view, world, scope, given)
    title = title_of(world, scope)
    notes = [
        _(
            "Solid line: stated by both organisations. Dashed line: stated by one. Thick orange "
            "line: the only connection between two groups. Orange ring: a connector."
        ),
        _("Only recorded partnerships are shown. There may be others."),
        _("Data version {snapshot}.", snapshot=world.snapshot),
    ]
    drawn = still(given, look, title)
    label = Labels.of(context, view, STRICT).of_row(given)
    return paper.sheet(drawn, title, _lead(world, given), notes, kinds=kinds_of(given, look), label=label)
