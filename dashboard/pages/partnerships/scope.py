"""What a graph of the partnerships page is about, read off its address, and the answer to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.world import Organisation, World
from dashboard.figures.graphs import Look
from dashboard.pages.shared import common, parts
from dashboard.ui.i18n import _, folded
from dashboard.ui.theme import kind_style
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = [
    "AROUND",
    "COOPERATION",
    "NAME",
    "Found",
    "Scope",
    "found",
    "look_of",
    "named",
    "scope_of",
    "title_of",
]

NAME = "partnerships"
AROUND, COOPERATION = "ego", "cooperation"
FEW = 100  #: as coordination.analytics.network.graph_clusters: above it bubbles are closed unless opened


@dataclass(frozen=True)
class Found:
    """What words typed in a field mean: ``ident`` of the organisation of that name, and ``candidates``: all (others)
    that the words fit."""

    words: str
    ident: str = ""
    candidates: tuple[Organisation, ...] = ()


def found(world: World, words: str) -> Found:
    """The organisation meant: by id, by its whole name or short name, else by parts of its name if only one fits."""
    text = words.strip()
    if not text or text in world.organisations:
        return Found(text, text)
    low = folded(text)
    whole = [o for o in world.organisations.values() if low in map(folded, o.names)]
    fits = [
        o
        for o in world.organisations.values()
        if all(w in folded(" ".join((*o.names, o.id))) for w in low.split())
    ]
    fits.sort(key=lambda o: (folded(o.name), o.id))
    if len(whole) == 1:
        return Found(text, whole[0].id, tuple(o for o in fits if o.id != whole[0].id))
    if len(fits) == 1:
        return Found(text, fits[0].id)
    return Found(text, "", tuple(fits))


@dataclass(frozen=True)
class Scope:
    """``mode``: around one, or cooperation; ``code``: a country; ``region``: one, or a subregion; neither = everything.

    ``node``: the organisation whose facts are shown; ``of``: the one in the middle; ``start``, ``end``: the two ends
    of a chain; ``seek``: what was typed in the search field."""

    mode: str
    code: str = ""
    region: str = ""
    of: Found = field(default_factory=lambda: Found(""))
    depth: int = 1
    by: str = ""
    node: str = ""
    seek: Found = field(default_factory=lambda: Found(""))
    start: Found = field(default_factory=lambda: Found(""))
    end: Found = field(default_factory=lambda: Found(""))
    opened: tuple[str, ...] = ()
    shut: tuple[str, ...] = ()

    @property
    def between(self) -> tuple[str, str] | None:
        if self.start.ident and self.end.ident and self.start.ident != self.end.ident:
            return self.start.ident, self.end.ident
        return None


def scope_of(world: World, view: View) -> Scope:
    """Raises UsageError for a depth, country or region that there is not."""
    around = view.get("as") == AROUND  # its partners are everywhere
    code = "" if around else common.code_of(world, view, NAME)
    region = "" if code else view.get("region")
    if region and not any(c.lies_in(region) for c in world.countries.values()):
        raise UsageError(
            _("{region} is not a region of this workspace.", region=region[:40]),
            hint=_("Choose one from the list above the diagram."),
        )
    depth = view.get("depth", "1")
    if depth not in {"1", "2", "3"}:
        raise UsageError(
            _("A distance of {depth} steps cannot be shown.", depth=depth[:10]), hint=_("Choose 1, 2 or 3.")
        )
    seek = found(world, view.get("find"))
    return Scope(
        AROUND if around else COOPERATION,
        code,
        region,
        found(world, view.get("of")),
        int(depth),
        view.get("by"),
        seek.ident or view.get("node"),
        seek,
        found(world, view.get("from")),
        found(world, view.get("to")),
        tuple(common.changes_of(view, "open")),
        tuple(common.changes_of(view, "shut")),
    )


def missing_ties(context: Context, view: View, scope: Scope) -> list[Mapping[str, Any]]:
    """The fewest ties that would link the hand-offs of a country that are not recorded."""
    if not scope.code or scope.mode == AROUND:
        return []
    given = context.ask(view, "handoffs")
    return [t for t in given["new_ties"] if t["country"] == scope.code]


def ask(context: Context, view: View, world: World, scope: Scope) -> dict[str, Any]:
    """The answer to draw."""
    if scope.mode == AROUND:
        return context.ask(view, "graph", centre=scope.of.ident, depth=scope.depth, opened=scope.opened)
    countries: list[str] = [scope.code] if scope.code else []
    if scope.region:
        countries = [c.iso3 for c in world.countries.values() if c.lies_in(scope.region)]
    pairs = [(t["a"], t["b"]) for t in missing_ties(context, view, scope)]
    return context.ask(
        view,
        "graph",
        countries=countries,
        by=scope.by,
        opened=scope.opened,
        shut=scope.shut,
        between=scope.between,
        missing=pairs,
    )


def bubble_name(
    world: World, given: Mapping[str, Any], bubble: Mapping[str, Any], labels: Mapping[str, str]
) -> str:
    """The words of a bubble. ``labels``: names of organisations whose short name several have."""
    name = bubble["name"]
    if given["by"] == "kind":
        return _(kind_style("" if name == "-" else name).word)
    if given["by"] == "country":
        return parts.name_of(world.countries[name]) if name in world.countries else _("No country named")
    org = world.organisation(name)
    known = labels.get(org.id) or org.short or org.name
    return known if len(bubble["members"]) == 1 else _("{name} and its partners", name=known)


def look_of(context: Context, view: View, world: World, scope: Scope, given: Mapping[str, Any]) -> Look:
    """Names and addresses of what is drawn."""
    crowded = len(given["nodes"]) > FEW or bool((given.get("chain") or {}).get("nodes"))
    now = {b["bubble"] for b in given["bubbles"] if b["open"]}
    name = "open" if crowded else "shut"
    listed = [x for x in (scope.opened if crowded else scope.shut) if crowded or x]

    def to_bubble(ident: str) -> str:
        adds = (ident not in now) if crowded else (ident in now)
        rest = [x for x in listed if x != ident]
        query = common.change_query([*rest, ident] if adds else rest, name)
        return view.href(None, **query)

    chain = (given.get("chain") or {}).get("nodes", ())
    labels = {} if scope.code else labels_of(world, [n["stakeholder"] for n in given["nodes"]])
    return Look(
        world.organisation,
        lambda b: bubble_name(world, given, b, labels),
        lambda ident: view.href(None, node=ident, find=""),
        to_bubble,
        tuple(chain),
        scope.of.ident if scope.mode == AROUND else "",
        tuple((t["a"], t["b"]) for t in missing_ties(context, view, scope)),
        labels,
    )


def labels_of(world: World, drawn: Iterable[str]) -> dict[str, str]:
    """Short names that several organisations of a mixed graph have, with their country: Police, Almara."""
    short: dict[str, list[Organisation]] = {}
    for org in map(world.organisation, drawn):
        short.setdefault(folded(org.short or org.name), []).append(org)
    return {
        org.id: _(
            "{name}, {country}", name=org.short or org.name, country=parts.name_of(world.countries[org.home])
        )
        for same in short.values()
        if len({o.home for o in same}) > 1
        for org in same
        if org.home in world.countries
    }


def named(world: World, scope: Scope, ident: str) -> str:
    """The whole name of an organisation, with its country in a graph of several where the name does not say it."""
    org = world.organisation(ident)
    country = world.countries.get(org.home)
    if scope.code or country is None or parts.name_of(country) in org.name:
        return org.name
    return _("{name} ({country})", name=org.name, country=parts.name_of(country))


def place_of(world: World, scope: Scope) -> str:
    """The country or region in words, "" for everything."""
    return parts.name_of(world.countries[scope.code]) if scope.code else _(scope.region)


def title_of(world: World, scope: Scope) -> str:
    if scope.mode == AROUND:
        if not scope.of.ident:
            return _("One organisation")
        return _("{name} and its partners", name=world.organisation(scope.of.ident).name)
    if scope.between:
        one, other = (named(world, scope, i) for i in scope.between)
        return _("Connection from {one} to {other}", one=one, other=other)
    place = place_of(world, scope)
    return _("{place}: who works with whom", place=place) if place else _("Who works with whom")
