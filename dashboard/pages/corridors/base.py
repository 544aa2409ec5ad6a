"""What the pages about corridors share: looks of a corridor, names of instruments and links to them, the legend."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.pages.shared import parts
from dashboard.pages.shared.shell import field
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, partial_date, recorded
from dashboard.ui.theme import State
from dashboard.ui.tree import Child, Node, h, safe_link
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = [
    "LOOKS",
    "NAME",
    "Row",
    "chosen_duty",
    "duties_of",
    "instrument",
    "instruments",
    "legend",
    "list_day",
    "look",
    "name_of",
    "pair_form",
    "pair_of",
    "source_of",
    "stated",
    "through",
]

NAME = "corridors"
Row = Mapping[str, Any]

#: state of a corridor -> (symbol, words, meaning). Open is only where the work is done on both sides too: "unnamed" =
#: an agreement binds both, and a side is found without a name; "no_hands" = of a side nobody is known to do it
LOOKS: dict[str, tuple[State, str, str]] = {
    "covered": (
        State.COVERED,
        N_("Open"),
        N_("an agreement or network in force covers both countries, and both have a provider"),
    ),
    "unnamed": (
        State.UNATTRIBUTED,
        N_("Agreement, provider not named"),
        N_(
            "an agreement exists; the capability is in place in both countries, but in at least "
            "one no provider is named"
        ),
    ),
    "no_hands": (
        State.FRAGILE,
        N_("Agreement, no provider known"),
        N_("an agreement exists, but in one country no provider is known"),
    ),
    "signed_only": (
        State.PLANNED,
        N_("Signed, not in force"),
        N_("one country has only signed, or the agreement is not in force yet"),
    ),
    "gap": (
        State.GAP,
        N_("No agreement"),
        N_("a source says that the list of agreements is complete, and none includes both"),
    ),
    "unknown": (
        State.UNKNOWN,
        N_("Not known"),
        N_("a list may not be complete, or nobody has stated that every agreement is recorded"),
    ),
}


def look(world: World, row: Row | None) -> str:
    """The key of ``LOOKS`` for a corridor; None = nothing is said about it."""
    if row is None:
        return "unknown"
    if row["state"] != "covered" or row["hands"]:
        return str(row["state"])
    sides = {world.cells.states[row[side], row["duty"]] for side in ("a", "b")}
    bare = sides - {State.COVERED, State.FRAGILE}
    return "unnamed" if bare == {State.UNATTRIBUTED} else "no_hands"


def duties_of(world: World) -> list[str]:
    """Capabilities with a duty across borders, in edition order."""
    return [c.number for c in world.edition.capabilities if c.duty]


def chosen_duty(world: World, view: View) -> str:
    """The duty of the address, else a common one. Raises UsageError for what is none."""
    duties = duties_of(world)
    chosen = view.get("duty") or next((d for d in ("12", "4") if d in duties), duties[0] if duties else "")
    if chosen not in duties:
        raise UsageError(
            _("{number} is not an area of cross-border cooperation.", number=chosen[:20]),
            hint=_("Choose an area from the list."),
        )
    return chosen


def pair_of(world: World, a: str, b: str) -> tuple[str, str]:
    """Two different countries, in the order of their codes."""
    one, other = sorted((parts.country_of(world, a).iso3, parts.country_of(world, b).iso3))
    if one == other:
        raise UsageError(
            _("Cross-border cooperation needs two different countries."), hint=_("Choose another country.")
        )
    return one, other


def instruments(context: Context, view: View) -> dict[str, str]:
    """Names of agreements; a network has the name of its organisation."""
    return {r["id"]: recorded(r) for r in context.ask(view, "rows", "agreements")["rows"]}


def name_of(world: World, names: Mapping[str, str], ident: str) -> str:
    return names.get(ident) or world.organisation(ident).name


def instrument(world: World, view: View, names: Mapping[str, str], ident: str) -> Node:
    """The name of an agreement or network, leading to its page."""
    return h("a", h("bdi", name_of(world, names, ident)), href=view.href(NAME, "instrument", ident))


def through(
    world: World,
    view: View,
    names: Mapping[str, str],
    idents: Sequence[str],
    beside: Callable[[Sequence[str], str], Child] | None = None,
) -> Node | str:
    """Agreements and networks as a list of links; what is recorded twice, as an agreement and as a network of the same
    name, stands once. ``beside``: (ids of that name, the name) -> what stands below its link."""
    once: dict[str, list[str]] = {}
    for i in idents:
        once.setdefault(name_of(world, names, i).casefold(), []).append(i)
    items = [
        h(
            "li",
            instrument(world, view, names, same[0]),
            beside(same, name_of(world, names, same[0])) if beside else None,
            data_key=same[0],
        )
        for same in once.values()
    ]
    return h("ul", items) if items else ""


def legend() -> Node:
    items = [
        h("li", glyphs.symbol(s), h("b", _(w)), " ", h("span", _(m), class_="sub"))
        for s, w, m in LOOKS.values()
    ]
    return h("ul", items, class_="legend", aria_label=_("What the symbols mean"))


#: how somebody looked at the list of agreements -> who states it
METHODS = {
    "official_review": N_("stated by an official review of {day}, on {source}"),
    "interview": N_("stated in an interview of {day}, on {source}"),
    "self_assessment": N_("stated by a self-assessment of {day}, on {source}"),
    "desk_review": N_("stated by a desk review of {day}, on {source}"),
}


def list_day(world: World, published: str, source: str) -> str:
    """Of which day a list of parties is: when its source was published, else when it was read; "" = nobody says."""
    if published:
        return _("on the list of {when}", when=partial_date(published))
    read = world.sources[source].retrieved if source in world.sources else ""
    return _("by the list read on {when}", when=partial_date(read)) if read else ""


def source_of(world: World, ident: str) -> Child:
    """The title of a source, leading to it where it has an address."""
    source = world.sources.get(ident)
    if source is None:
        return ident
    title: Node = h("bdi", source.title)
    if source.url and safe_link(source.url):
        title = h("a", title, href=source.url, rel="noopener noreferrer", target="_blank")
    return title


def _by_whom(world: World, row: Row) -> Node:
    """Who looked, when, how and on what; the source leads to what was read."""
    words = _(METHODS[row["method"]], day=partial_date(row["reviewed_on"]), source="\0")
    before, _gap, after = words.partition("\0")
    return h("span", " (", before, source_of(world, row["source"]), after, ").", class_="sub")


def stated(world: World, rows: Sequence[Row], *, duty: bool) -> Node:
    """Who states, and when, whether all agreements and networks are recorded; ``duty``: several duties, so each is
    named."""
    items = [
        h(
            "li",
            h("b", parts.capability_name(world, r["duty"]), ": ") if duty else None,
            parts.name_of(world.countries[r["country"]])
            if r["country"] in world.countries
            else _("every country"),
            ": ",
            h("b", _("all are recorded") if r["instruments_complete"] else _("others may be missing")),
            _by_whom(world, r),
            data_key=r["claim"],
        )
        for r in rows
    ]
    return h(
        "div",
        h("h3", _("Is every agreement and network recorded?")),
        h("ul", items)
        if items
        else h(
            "p",
            _('No source says that the list is complete, so no pair is shown as "No agreement".'),
            class_="sub",
        ),
        class_="stated",
    )


def pair_form(world: World, view: View, a: str = "", b: str = "") -> Node:
    """Two countries to choose; the form leads to their page, and is not sent before both are chosen."""
    options = [
        h("option", parts.name_of(world.countries[c]), value=c) for c in parts.by_name(world, world.countries)
    ]

    def side(name: str, label: str, value: str) -> Node:
        key = f"choose-{name}"
        none = None if value else h("option", _("Choose a country"), value="")
        select = h("select", none, options, id=key, name=name, value=value, data_query=name, required=True)
        return field(label, select, for_=key)

    return h(
        "form",
        side("a", _("Country"), a),
        side("b", _("Second country"), b),
        h("button", _("Show these two countries"), class_="button quiet"),
        class_="filters",
        method="get",
        data_query_form=True,
        aria_label=_("Choose two countries"),
    )
