"""Can two countries work together on a duty? Country x country for one duty, a page per pair, per agreement, and what
runs out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from coordination.answers.corridors import Coverage
from coordination.answers.declare import Table
from coordination.text import verdicts
from coordination.text.sentences import sentence
from dashboard.backend.context import Context
from dashboard.backend.labels import Labels
from dashboard.backend.world import World
from dashboard.downloads.calendar import Day, calendar
from dashboard.downloads.declared import Declared, Own
from dashboard.downloads.files import File
from dashboard.pages import Drawn, Page
from dashboard.pages.corridors import instrument
from dashboard.pages.corridors import lists as corridor_lists
from dashboard.pages.corridors import matrix as corridor_matrix
from dashboard.pages.corridors import pair as corridor_pair
from dashboard.pages.corridors.base import (
    NAME,
    chosen_duty,
    duties_of,
    instruments,
    legend,
    name_of,
    pair_form,
    pair_of,
    stated,
)
from dashboard.pages.corridors.base import instrument as instrument_link
from dashboard.pages.corridors.lists import on_lists
from dashboard.pages.corridors.matrix import MOST, Scope
from dashboard.pages.shared import common, listed, parts
from dashboard.pages.shared.shell import choose, empty, heading
from dashboard.ui.i18n import N_, _, folded, n_, number, partial_date
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["PAGE", "draw", "instruments"]


_ROLES = {
    ("agreement",): sentence("agreement"),
    ("network",): sentence("network"),
    ("agreement", "network"): sentence("agreement and network"),
}


def answer(context: Context, view: View) -> dict[str, Any]:
    """The corridors of the address: of a pair (``a``, ``b``), else of one duty (and of one ``country``)."""
    world = context.world(view)
    given = context.ask(view, "corridors", **_choices(context, view))
    if view.get("a") and view.get("b"):
        return given
    code = view.get("country") and parts.country_of(world, view.get("country")).iso3
    if not code and not view.get("region"):
        return given
    scope = corridor_matrix.scope_of(world, view, given["corridors"])
    kept = {(min(code, c), max(code, c)) for c in scope.across} if code else scope.pairs
    return {**given, "corridors": [r for r in given["corridors"] if (r["a"], r["b"]) in kept]}


def _choices(context: Context, view: View) -> dict[str, Any]:
    """The choices of the address: a pair, else one duty."""
    world = context.world(view)
    a, b = view.get("a"), view.get("b")
    return {"between": pair_of(world, a, b)} if a and b else {"duties": (chosen_duty(world, view),)}


def _country(view: View, world: World) -> str:
    """The country of the address, "" for all."""
    return parts.country_of(world, view.get("country")).iso3 if view.get("country") else ""


def _of_country(context: Context, view: View) -> dict[str, Any]:
    return {"country": _country(view, context.world(view))}


def expiries(context: Context, view: View) -> dict[str, Any]:
    """What runs out: of the ``country`` of the address, or everything."""
    code = _country(view, context.world(view))
    return context.ask(view, "expiries", country=code) if code else context.ask(view, "expiries")


def expiry_calendar(context: Context, view: View) -> str:
    names = instruments(context, view)
    world = context.world(view)
    labels = Labels.of(context, view)
    days = [
        Day(
            f"expiry-{r['instrument']}-{r['country']}-{r['last']}",
            date.fromisoformat(r["last"]),
            _("End date of {name}", name=name_of(world, names, r["instrument"])),
            _(
                "Areas of cooperation: {duties}",
                duties=", ".join(parts.capability_name(world, d) for d in r["duties"]),
            ),
            labels.of_row(r),
        )
        for r in expiries(context, view)["expiries"]
    ]
    return calendar(_("Agreements that expire"), world.as_of, days)


def _expiring(context: Context, view: View, world: World, code: str) -> Node:
    names = instruments(context, view)
    given = expiries(context, view)["expiries"]
    rows: list[list[Child]] = [
        [
            partial_date(r["last"]),
            [instrument_link(world, view, names, r["instrument"]), common.recalled(r)],
            parts.name_of(world.countries[r["country"]])
            if r["country"] in world.countries
            else _("all of it"),
            h("ul", [h("li", parts.capability_name(world, d)) for d in r["duties"]]),
            n_("{count} pair", "{count} pairs", r["only"]),
            common.what_if_link(
                view, [f"agreement:{r['instrument']}"], about=name_of(world, names, r["instrument"])
            )
            if r["kind"] == "agreement"
            else common.what_if_link(
                view,
                [f"party:{r['instrument']}/{r['country']}"],
                about=name_of(world, names, r["instrument"]),
            )
            if r["kind"] == "party"
            else "",
        ]
        for r in given
    ]
    head = [
        _("Last day"),
        _("What ends"),
        _("Parties concerned"),
        _("Areas of cooperation"),
        _("Channels then lost"),
        _("Run a what-if"),
    ]
    title = (
        _("{country}: agreements that expire within 24 months", country=parts.name_of(world.countries[code]))
        if code
        else _("Agreements that expire within 24 months, all regions")
        if view.get("region")
        else _("Agreements that expire within 24 months")
    )
    return listed.section(
        "expiries",
        title,
        len(rows),
        _("Agreements and memberships with a known end"),
        listed.listed(view, "expiries", head, rows, title)
        if rows
        else h("p", _("No agreement on record ends within the next 24 months.")),
        parts.take_away(parts.dated_files(view, "expiries", _("Upcoming end dates"), country=code))
        if rows
        else None,
    )


def reach(context: Context, view: View) -> dict[str, Any]:
    """What each agreement or network opens: those that bind the ``country`` of the address, or all. A network that is
    recorded as an agreement of the same name too stands once, with both ``roles``."""
    world = context.world(view)
    given = context.ask(view, "corridors", duties=(chosen_duty(world, view),))
    code = _country(view, world)
    own = {r["instrument"] for r in on_lists(context, view, code) if r["binds"]} if code else None
    names = instruments(context, view)
    once: dict[str, dict[str, Any]] = {}
    for r in given["reach"]:
        if own is not None and r["instrument"] not in own:
            continue
        role = "agreement" if r["instrument"] in names else "network"
        key = folded(name_of(world, names, r["instrument"]))
        if key not in once:
            once[key] = {**r, "roles": [role]}
            continue
        first = once[key]
        both = {first["instrument"], r["instrument"]}
        once[key] = {
            **first,
            "instrument": first["instrument"] if first["instrument"] in names else r["instrument"],
            "duties": list(dict.fromkeys([*first["duties"], *r["duties"]])),
            "countries": max(first["countries"], r["countries"]),
            "pairs": max(first["pairs"], r["pairs"]),
            "only": _only(context, view, [*first["duties"], *r["duties"]], both),
            "roles": sorted({*first["roles"], role}),
        }
    for r in context.ask(view, "agreements", country=code)["instruments"] if code else ():
        if not r["duties"]:
            key = folded(name_of(world, names, r["instrument"]))
            row = {"instrument": r["instrument"], "duties": [], "countries": r["countries"]}
            once.setdefault(key, {**row, "pairs": 0, "only": 0, "roles": ["agreement"]})
    return {**{k: v for k, v in given.items() if k != "corridors"}, "reach": list(once.values())}


def _opened(given: Mapping[str, Any]) -> Iterator[Coverage]:
    for r in given["reach"]:
        yield Coverage(
            instrument=r["instrument"],
            kind=_ROLES[tuple(r["roles"])],
            duties=tuple(r["duties"]),
            countries=r["countries"],
            pairs=r["pairs"],
            only=r["only"],
        )


REACH = Table(
    row=Coverage,
    rows=_opened,
    key=("instrument",),
    title=sentence("Coverage of each agreement and network"),
    empty=sentence("No agreement or network in force is recorded."),
)


def _only(context: Context, view: View, duties: list[str], idents: set[str]) -> int:
    """Corridors of these duties that nothing but these opens."""
    return sum(
        r["state"] == "covered" and bool(r["instruments"]) and set(r["instruments"]) <= idents
        for duty in dict.fromkeys(duties)
        for r in context.ask(view, "corridors", duties=(duty,))["corridors"]
    )


def _reach(context: Context, view: View, world: World, code: str) -> Node:
    names = instruments(context, view)
    given = reach(context, view)["reach"]
    rows: list[list[Child]] = [
        [
            [
                instrument_link(world, view, names, r["instrument"]),
                h("p", _("an agreement and a network"), class_="sub") if len(r["roles"]) > 1 else None,
            ],
            h("ul", [h("li", parts.capability_name(world, d)) for d in r["duties"]])
            if r["duties"]
            else h("span", _("none: it obliges at home and opens no channel"), class_="sub"),
            number(r["countries"]),
            number(r["pairs"]) if r["duties"] else "",
            number(r["only"]) if r["duties"] else "",
        ]
        for r in sorted(given, key=lambda r: folded(name_of(world, names, r["instrument"])))
    ]
    head = [
        _("Agreement or network"),
        _("Areas of cooperation"),
        _("Countries"),
        _("Channels it covers"),
        _("Covered by nothing else"),
    ]
    title = (
        _("{country}: agreements and networks it takes part in", country=parts.name_of(world.countries[code]))
        if code
        else _("Coverage of each agreement and network, all regions")
        if view.get("region")
        else _("Coverage of each agreement and network")
    )
    words = (
        _(
            "Every agreement that binds it on this day, and the networks that open channels; the numbers are of all "
            "their countries."
        )
        if code
        else _("In alphabetical order. Open one to see its parties and areas of cooperation.")
    )
    return listed.section(
        "reach",
        title,
        len(rows),
        words,
        listed.listed(view, "reach", head, rows, title)
        if rows
        else h(
            "p",
            _("No agreement or network is on record for this country on this date.")
            if code
            else _("None is recorded."),
        ),
        parts.take_away(
            parts.table_files(
                view, "reach", _("Agreements and networks"), duty=view.get("duty"), country=code
            )
        ),
    )


def _filters(world: World, view: View, duty: str, scope: Scope) -> Node:
    options = [(d, parts.capability_name(world, d)) for d in duties_of(world)]
    regions = parts.regions(
        world, {*world.looked_at, *(c for pair in scope.rows for c in pair)} & world.countries.keys()
    )
    every = [("", _("All regions")), *regions]
    return h(
        "div",
        choose("duty", _("Area of cooperation"), options, duty),
        choose("region", _("Region"), every, view.get("region")) if len(regions) > 1 else None,
        choose("with", _("With"), [("", _("Show the same region")), *regions], view.get("with"))
        if view.get("region") and len(regions) > 1
        else None,
        class_="filters",
    )


def _main(context: Context, view: View, world: World, duty: str, scope: Scope) -> Node:
    code = view.get("country")
    if code:
        code = parts.country_of(world, code).iso3
        names = instruments(context, view)
        return h(
            "div",
            corridor_matrix.symbols(scope.counts(_with(scope, code))),
            corridor_matrix.of_country(scope, view, duty, code, names),
            class_="stack",
        )
    many = max(len(scope.down), len(scope.across)) > MOST and scope.down == scope.across
    groups = corridor_matrix.groups_of(world, scope.down)
    fits = not many or len(groups) < 2
    cut = fits and many
    shown = Scope(world, scope.down[:MOST], scope.across[:MOST], scope.rows) if cut else scope
    return h(
        "div",
        corridor_matrix.symbols(scope.counts(scope.pairs)),
        corridor_matrix.square(shown, view, duty) if fits else corridor_matrix.grouped(scope, view, duty),
        h(
            "p",
            _(
                "The first {count} countries in alphabetical order. Choose one or two countries.",
                count=number(MOST),
            ),
            class_="sub",
        )
        if cut
        else None,
        h(
            "p",
            _("Open pairs of all pairs, region by region; the colour shows the share that is open."),
            " ",
            h("span", _("Choose a field to see its countries."), class_="screen-only"),
            class_="sub",
        )
        if not fits
        else None,
        class_="stack",
    )


def _small(view: View, scope: Scope) -> bool:
    """Whether the matrix leaves room beside it."""
    return not view.get("country") and len(scope.across) <= corridor_matrix.FEW


def _with(scope: Scope, code: str) -> set[tuple[str, str]]:
    """The pairs of one country with those that stand across."""
    return {(min(code, c), max(code, c)) for c in scope.across if c != code}


def _verdict(scope: Scope, code: str) -> verdicts.Verdict:
    """Between how many pairs of countries, or between one country (``code``) and how many others, the channel is open,
    and how the others look."""
    pairs = _with(scope, code) if code else scope.pairs
    found = scope.counts(pairs)
    return verdicts.channels(
        len(pairs),
        found["covered"],
        found["unnamed"] + found["no_hands"],
        found["signed_only"],
        found["gap"],
        found["unknown"],
        of_country=bool(code),
    )


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    if view.about[:1] == ("instrument",) and len(view.about) == 2:
        return instrument.draw(context, view, world, view.about[1])
    about = view.about if len(view.about) >= 2 else (view.get("a"), view.get("b"))
    if about[0] and about[1]:
        return corridor_pair.draw(context, view, world, *pair_of(world, about[0], about[1]))
    duty = chosen_duty(world, view)
    given = context.ask(view, "corridors", duties=(duty,))
    scope = corridor_matrix.scope_of(world, view, given["corridors"])
    of = view.get("country")
    name = parts.capability_name(world, duty)
    title = (
        _(
            "{country}: cross-border cooperation, {duty}",
            country=parts.name_of(parts.country_of(world, of)),
            duty=name,
        )
        if of
        else _("Cross-border cooperation: {duty}", duty=name)
    )
    choice = {k: view.get(k) for k in ("region", "with", "country")}
    main: Node = (
        h(
            "section",
            _main(context, view, world, duty, scope),
            h(
                "div",
                legend(),
                stated(world, given["duty_reviews"], duty=False),
                h(
                    "div",
                    h("h2", _("Two countries, all areas of cooperation")),
                    pair_form(world, view, view.get("a"), view.get("b")),
                    class_="pair-box",
                ),
                parts.take_away(
                    parts.picture_files(view, NAME, _("All countries"), duty=duty, **choice),
                    parts.table_files(
                        view, NAME, _("Channels for this area of cooperation"), duty=duty, **choice
                    ),
                ),
                class_="corridor-side",
            ),
            class_="panel-card corridor-card" + (" beside" if _small(view, scope) else ""),
        )
        if scope.pairs or view.get("country")
        else h(
            "div",
            empty(
                _("No pair of countries to show"),
                _("Cross-border cooperation is shown for two countries that both have information."),
                h("a", _("All regions"), href=view.href(NAME, duty=duty, country=""), class_="button"),
            ),
            pair_form(world, view, view.get("a"), view.get("b")),
            class_="stack",
        )
    )
    tree = h(
        "div",
        heading(
            title,
            parts.known_on(world, _("countries in alphabetical order, no ranking")),
            answer=_verdict(scope, _country(view, world)),
        ),
        _filters(world, view, duty, scope),
        main,
        _reach(context, view, world, _country(view, world)),
        corridor_lists.section(context, view, world, _country(view, world)),
        _expiring(context, view, world, _country(view, world)),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


FILES = {
    NAME: File(
        answer,
        "corridors",
        title=N_("Cross-border cooperation"),
        declared=Declared("corridors", "corridors", _choices, answer),
    ),
    "expiries": File(
        expiries,
        "expiries",
        expiry_calendar,
        title=N_("Agreements that expire"),
        declared=Declared("expiries", "expiries", _of_country),
    ),
    "reach": File(
        reach, "reach", title=N_("Coverage of each agreement and network"), declared=Own((REACH,), reach)
    ),
    "only-listed": File(
        corridor_lists.answer,
        "listed",
        title=N_("Listed, but not a party"),
        declared=Declared("agreements", "parties", _of_country, corridor_lists.shown),
    ),
    "instrument-list": File(
        instrument.parties_of,
        "parties",
        title=N_("Parties and members"),
        declared=Declared("agreements", "parties", instrument.chosen),
    ),
    "not-parties": File(
        instrument.outside_of,
        "not_parties",
        title=N_("Countries that are not a party"),
        declared=Declared("agreements", "not_parties", instrument.chosen),
    ),
    "instrument-corridors": File(
        instrument.corridors_of,
        "corridors",
        title=N_("Channels it covers"),
        declared=Declared("corridors", "corridors", instrument.corridor_choices, instrument.corridors_of),
    ),
}
PAGE = Page(
    NAME,
    N_("Cross-border cooperation"),
    draw,
    group=common.TOGETHER,
    files=FILES,
    pictures={NAME: corridor_matrix.picture},
)
