"""From report to rescue: does a case get through, where does it stop, and who could close the way?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.labels import Labels
from dashboard.backend.world import World
from dashboard.downloads import svg_export as paper
from dashboard.downloads.declared import Declared, rows_of
from dashboard.downloads.files import STRICT, File
from dashboard.figures.worldmap import DISCLAIMER, Mark, world_map
from dashboard.pages import Drawn, Page
from dashboard.pages.corridors import base
from dashboard.pages.routes import words
from dashboard.pages.routes.drawing import LINKS, drawn, place_of, rescue, the_others
from dashboard.pages.routes.mend import mend
from dashboard.pages.routes.words import NAME, STATES, Row
from dashboard.pages.shared import common, edits, listed, parts
from dashboard.pages.shared.shell import heading
from dashboard.shapes import load
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, colon, n_, number
from dashboard.ui.theme import SIGNS, Sign
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.edition import edition

__all__ = ["PAGE", "draw"]


def _to(world: World, view: View) -> str:
    """The other country, "" for none."""
    code = view.get("to")
    return parts.country_of(world, code).iso3 if code else ""


def _choices(context: Context, view: View) -> dict[str, Any]:
    world = context.world(view)
    code, to = common.code_of(world, view, NAME), _to(world, view)
    return {"country": code or None, "to": to if to != code else ""}


def answer(context: Context, view: View) -> dict[str, Any]:
    return context.ask(view, "routes", **_choices(context, view))


def _split(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """(routes to a child, the others)."""
    return [r for r in rows if r["ends_with"] == "rescue"], [r for r in rows if r["ends_with"] != "rescue"]


def _line(look: str) -> Node:
    """A hand-off as the picture draws it, for the legend."""
    ask = [
        h("circle", cx="18", cy="9", r="7", class_="rask"),
        h("text", "?", x="18", y="13", class_="raskq small"),
    ]
    return h(
        "svg",
        h("path", d="M1 9h36", class_=f"rline {look}"),
        h("path", d="M36 3.5l8 5.5l-8 5.5z", class_=f"rtip {look}"),
        ask if look == "not_recorded" else None,
        viewBox="0 0 46 18",
        width="46",
        height="18",
        aria_hidden="true",
    )


def _legend() -> Node:
    items = [h("li", _line(look), " ", _(said), data_key=look) for look, said in LINKS.items()]
    return h(
        "ul",
        items,
        h(
            "li",
            _("A tall station takes cases from several routes. A low one may be passed over."),
            class_="sub",
        ),
        class_="glegend",
        aria_label=_("What the symbols mean"),
    )


def _chosen(view: View, rows: Sequence[Row]) -> Row:
    """The route that is shown station by station: the one chosen, else the first that stops, else the first."""
    named = [r for r in rows if r["route"] == view.get("way")]
    return next(iter([*named, *(r for r in _split(rows)[0] if r["state"] == "broken"), *rows]))


def _pick(world: World, rows: Sequence[Row], chosen: Row) -> Node:
    """The choice of the route, with how each stands."""

    def options(some: Sequence[Row]) -> list[Node]:
        return [
            h("option", f"{words.begins(world, r['route'])}: {_(STATES[r['state']][1])}", value=r["route"])
            for r in some
        ]

    first, others = _split(rows)
    return h(
        "div",
        h("label", _("Route"), for_="choose-way"),
        h(
            "select",
            h("optgroup", options(first), label=_("Routes to a child")) if first else None,
            h("optgroup", options(others), label=_("Other routes")) if others else None,
            id="choose-way",
            name="way",
            value=chosen["route"],
            data_query="way",
        ),
        class_="field",
    )


def _station(context: Context, world: World, view: View, row: Row, step: Row) -> Node:
    place = place_of(row, step)
    if not place:
        shown: list[Child] = [
            glyphs.symbol(Sign.UNKNOWN),
            h("b", parts.capability_name(world, step["capabilities"][0])),
        ]
        return h(
            "li",
            h("p", shown, class_="rs-name"),
            h("p", _("In another country: choose it below."), class_="sub"),
            class_="rstep s-unknown",
            data_key=str(step["step"]),
        )
    own, sign = words.carrier(world, place, step["capabilities"])
    stops = row["state"] == "broken" and row["gap"] == step["step"]
    others = [n for n in step["capabilities"] if n != own]
    also = [n for n in others if world.cells[place, n].providers]
    others = [n for n in others if n not in also]
    who = world.cells[place, own].providers
    there = [(w, n) for n in (own, *also) for w in world.cells[place, n].providers]
    changes = list(dict.fromkeys(c for w, n in there for c in common.work(context, view, w, place, n)))
    abroad = [parts.name_of(world.countries[place])] if step["place"] == "abroad" else []
    return h(
        "li",
        h(
            "p",
            glyphs.symbol(sign),
            h("b", _("Stops here"), " ") if stops else None,
            h("a", parts.capability_name(world, own), href=view.href("why", place, own)),
            h("span", " ", " · ".join([_(SIGNS[sign].word), *abroad]), class_="sub"),
            class_="rs-name",
        ),
        common.names(world, view, who, step["recalled"]),
        [
            [
                h("p", _("Can also be done by:"), " ", common.cell(world, view, place, n), class_="sub"),
                common.names(world, view, world.cells[place, n].providers, step["recalled"]),
            ]
            for n in also
        ],
        h("p", step["handoff"], class_="sub") if step["handoff"] else None,
        h(
            "p",
            _("Can also be done by:"),
            " ",
            [[", " if i else "", common.cell(world, view, place, n)] for i, n in enumerate(others)],
            class_="sub",
        )
        if others
        else None,
        h("p", _("A case may pass this station over."), class_="sub") if step["optional"] else None,
        edits.records(context, view, step["claims"], common.cell_name(world, place, own)),
        common.what_if_link(
            view, changes, _("What if this station stops?"), parts.capability_name(world, own)
        )
        if changes
        else None,
        class_=f"rstep s-{sign}" + (" stops" if stops else "") + (" passed" if step["optional"] else ""),
        data_key=str(step["step"]),
    )


def _handoff(context: Context, world: World, view: View, link: Row, around: bool) -> Node:
    """The hand-off to the next station; ``around``: over the one between."""
    pairs = (link["pairs"] or link["together"])[:6]
    items = [
        h(
            "li",
            common.organisation_link(world, view, a, short=True),
            [" → " if link["pairs"] else " – ", common.organisation_link(world, view, b, short=True)]
            if a != b
            else None,
            data_key=f"{a}-{b}",
        )
        for a, b in pairs
    ]
    said = {
        "linked": _("Handed on"),
        "together": _("They work together; nobody recorded that cases are handed over"),
        "others": _(
            "Others hand on here. Those whom the case reaches have no hand-off on record: are they in "
            "contact?"
        ),
        "not_recorded": _("No hand-off recorded: are they in contact?"),
        "unknown": _("Not known whether it is handed on"),
        "abroad": _("In another country"),
    }[link["state"]]
    return h(
        "li",
        h("p", _line(drawn(link["state"])), " ",
          _("Without the station between: {said}", said=said) if around else said),
        h("ul", items, class_="plain-list") if items else None,
        edits.records(
            context,
            view,
            link["claims"],
            _("Hand-off from station {a} to station {b}", a=number(link["from"]), b=number(link["to"])),
        ),
        class_="rlink",
        data_key=f"{link['from']}>{link['to']}",
    )  # fmt: skip


def _stations(context: Context, world: World, view: View, row: Row) -> Node:
    """The route downwards, one station below the other."""
    out = []
    skipped = {s["step"] for s in row["steps"] if s["optional"] and s["state"] == "gap"}
    for step in row["steps"]:
        out += [
            _handoff(context, world, view, link, link["to"] > link["from"] + 1)
            for link in row["links"]
            if link["to"] == step["step"] and not skipped & {link["from"], link["to"]}
        ]
        out.append(_station(context, world, view, row, step))
    return h("ol", out, class_="rsteps")


def _way(context: Context, world: World, view: View, rows: Sequence[Row]) -> Node:
    row = _chosen(view, rows)
    return h(
        "section",
        h("h2", _("One route, station by station")),
        _pick(world, rows, row),
        h("h3", glyphs.symbol(words.SIGN_OF[row["state"]]), " ", words.titled(world, row["route"])),
        h("p", row["told"], class_="strong"),
        _stations(context, world, view, row),
        class_="panel-card rway-card",
        id="way",
    )


def _table(world: World, view: View, rows: Sequence[Row]) -> Node:
    body = common.Rows(
        rows,
        lambda r: [
            words.begins(world, r["route"]),
            h("a", words.name(world, r["route"]), href=view.href(None, way=r["route"]) + "#way"),
            words.ends(r["ends_with"]),
            [glyphs.symbol(words.SIGN_OF[r["state"]]), " ", _(STATES[r["state"]][1])],
            r["told"],
        ],
    )
    head = [_("Begins with"), _("Route"), _("Ends with"), _("Status"), _("What happens")]
    return listed.listed(view, "routes", head, body, _("Routes"), first=20)


def _other_country(world: World, view: View, code: str, to: str) -> Node:
    known = parts.by_name(world, (c for c in world.looked_at if c != code))
    options = [h("option", parts.name_of(world.countries[c]), value=c) for c in known]
    return h(
        "div",
        h("label", _("If the case leads to"), for_="choose-to"),
        h(
            "select",
            h("option", _("No other country"), value=""),
            options,
            id="choose-to",
            name="to",
            value=to,
            data_query="to",
        ),
        class_="field",
    )


def _doors(context: Context, world: World, view: View, code: str, to: str) -> list[Child]:
    """How the two countries can work together on each area that a route may cross the border with."""
    given = context.ask(view, "corridors", between=(code, to))
    names = base.instruments(context, view)
    items = []
    count = 0
    for r in given["corridors"]:
        state, said, _meaning = base.LOOKS[base.look(world, r)]
        count += state.value == "covered"
        items.append(
            h(
                "li",
                h("p", glyphs.symbol(state), " ", h("b", parts.capability_name(world, r["duty"]))),
                h("p", _(said)),
                base.through(world, view, names, r["instruments"]),
                data_key=r["duty"],
            )
        )
    href = view.href(base.NAME, *sorted((code, to)))
    return [
        h("p", n_("{n} of {total} doors is open.", "{n} of {total} doors are open.", count, n=number(count),
                  total=number(len(items)))),
        h("ul", items, class_="doors"),
        h("p", h("a", _("Why each is open or not"), href=href, class_="button quiet")),
    ]  # fmt: skip


def _across(context: Context, world: World, view: View, code: str, to: str, rows: Sequence[Row]) -> Node:
    crossing = [r for r in rows if any(s["place"] == "abroad" for s in r["steps"])]
    said = [
        h(
            "li",
            glyphs.symbol(words.SIGN_OF[r["state"]]),
            " ",
            h("b", words.name(world, r["route"])),
            " ",
            h("span", r["told"], class_="sub"),
            data_key=r["route"],
        )
        for r in crossing
    ]
    return h(
        "section",
        h("h2", _("Across the border")),
        _other_country(world, view, code, to),
        h("ul", said, class_="plain-list"),
        _doors(context, world, view, code, to)
        if to
        else h(
            "p",
            _("Only the part in this country was tried. Choose the other country to try the rest."),
            class_="sub",
        ),
        class_="panel-card",
        id="across",
    )


def _figure(svg: Node, title: str) -> Node:
    return h("div", svg, class_="scroll routes-scroll", tabindex="0", role="region", aria_label=title)


def _of_country(context: Context, view: View, world: World, code: str) -> Drawn:
    given = answer(context, view)
    rows = given["routes"]
    to = _choices(context, view)["to"]
    title = _("{country}: from report to rescue", country=parts.name_of(world.countries[code]))
    first, others = _split(rows)
    keep = {"country": code, "to": to}
    said = " ".join(rows_of(context, view, NAME, NAME, **_choices(context, view)).notes[:1])
    tree = h(
        "div",
        heading(h("bdi", title), parts.known_on(world), common.label(world), answer=said),
        h(
            "section",
            h("h2", _("Routes to a child")),
            _figure(rescue(world, view, first, title), title),
            _legend(),
            parts.take_away(
                parts.picture_files(view, NAME, _("Diagram"), **keep),
                parts.answer_files(view, NAME, _("Everything"), **keep),
            ),
            class_="panel-card wide-only",
        )
        if first
        else None,
        mend(context, view, world, code, rows),
        _way(context, world, view, rows),
        h(
            "section",
            h("h2", _("All routes")),
            _table(world, view, rows),
            parts.take_away(
                parts.table_files(view, "routes-list", _("Routes"), **keep),
                parts.table_files(view, "route-stations", _("Stations"), **keep),
                parts.table_files(view, "route-handoffs", _("Hand-offs"), **keep),
            ),
            class_="panel-card",
        ),
        h(
            "section",
            h("h2", _("Other routes")),
            h("p", _("They do not answer whether a report reaches a child."), class_="sub"),
            _figure(the_others(world, view, others, _("Other routes")), _("Other routes")),
            parts.take_away(parts.picture_files(view, "other-routes", _("Diagram"), **keep)),
            class_="panel-card wide-only",
        )
        if others
        else None,
        _across(context, world, view, code, to, rows),
        class_="page routes-page stack",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


# -- all countries: the map


def _route_of(world: World, view: View) -> str:
    every = [r.id for r in edition(world.edition.id).routes]
    return view.get("way") if view.get("way") in every else every[0]


def _marks(world: World, view: View, rows: Sequence[Row], route: str) -> dict[str, Mark]:
    out = {}
    for r in rows:
        if r["route"] == route and r["country"] in world.inhabited:
            sign, said, _meaning = STATES[r["state"]]
            name, href = (
                parts.name_of(world.countries[r["country"]]),
                view.href(NAME, r["country"], way=route),
            )
            out[r["country"]] = Mark(r["country"], name, href, f"{_(said)}. {r['told']}", sign)
    return out


def _map_choice(world: World, view: View, route: str) -> Node:
    options = [h("option", _(r.name), value=r.id) for r in edition(world.edition.id).routes]
    return h(
        "div",
        h("label", _("Route"), for_="choose-way"),
        h("select", options, id="choose-way", name="way", value=route, data_query="way"),
        class_="field",
    )


def _map_key(marks: Mapping[str, Mark]) -> Node:
    items = [
        h(
            "li",
            glyphs.symbol(sign),
            h("b", number(sum(m.state == sign for m in marks.values()))),
            " ",
            _(said),
            h("span", colon(), _(meaning), class_="sub"),
            data_key=state,
        )
        for state, (sign, said, meaning) in STATES.items()
    ]
    return h("ul", items, class_="legend", aria_label=_("What the symbols mean"))


def _map_said(marks: Mapping[str, Mark]) -> str:
    known = sum(m.state != Sign.UNKNOWN for m in marks.values())
    open_ = sum(m.state == Sign.COVERED for m in marks.values())
    return n_(
        "It is known of {known} of {count} country; in {open} it gets through.",
        "It is known of {known} of {count} countries; in {open} it gets through.",
        len(marks),
        known=number(known),
        open=number(open_),
    )


def _of_all(context: Context, view: View, world: World) -> Drawn:
    route = _route_of(world, view)
    marks = _marks(world, view, answer(context, view)["routes"], route)
    title = _("Map: does a report get through?")
    shapes = load(world.shapes)
    body = common.Rows(
        parts.by_name(world, (c for c, m in marks.items() if m.state != Sign.UNKNOWN)),
        lambda c: [
            h("a", h("bdi", marks[c].name), href=marks[c].href),
            [glyphs.symbol(marks[c].state), " ", marks[c].words],
        ],
    )
    tree = h(
        "div",
        heading(
            title,
            parts.known_on(world, _("no ranking; unknown does not mean gap")),
            _map_choice(world, view, route),
            answer=f"{words.name(world, route)}. {_map_said(marks)}",
        ),
        parts.chosen_note(world, view),
        h(
            "figure",
            h("div", world_map(shapes, marks, title), class_="map-frame"),
            h("p", DISCLAIMER(shapes), class_="sub"),
            class_="map-figure",
            aria_label=title,
        )
        if shapes is not None
        else None,
        _map_key(marks),
        h(
            "section",
            h("h2", _("Countries of which it is known")),
            listed.listed(
                view, "known", [_("Country"), _("Status")], body, _("Countries of which it is known")
            ),
            parts.take_away(
                parts.picture_files(view, "routes-map", _("Map"), way=route),
                parts.table_files(view, "routes-list", _("Routes")),
            ),
            class_="panel-card",
        ),
        class_="page world",
    )
    return Drawn(title, parts.marked(tree, view.country), world.edition.id, world.snapshot)


def draw(context: Context, view: View) -> Drawn:
    """The page of a country, or the map of all. Raises UsageError for a country that there is not."""
    world = context.world(view)
    code = common.code_of(world, view, NAME)
    return _of_country(context, view, world, code) if code else _of_all(context, view, world)


def _sheet(context: Context, view: View, to_a_child: bool) -> str:
    world = context.world(view)
    code = parts.country_of(world, view.get("country")).iso3
    rows = _split(answer(context, view)["routes"])[0 if to_a_child else 1]
    title = _("{country}: from report to rescue", country=parts.name_of(world.countries[code]))
    draws = rescue if to_a_child else the_others
    notes = [
        *(f"{_(said)}: {_(meaning)}." for _sign, said, meaning in STATES.values()),
        _("Dashed line: no hand-off recorded, which is no break. Dotted line: not known."),
        _("Data version {snapshot}.", snapshot=world.snapshot),
    ]
    label = Labels.of(context, view, STRICT).of_row({"routes": rows})
    return paper.sheet(
        draws(world, view, rows, title), title, parts.known_on(world), notes, states=list(Sign), label=label
    )


def _picture(context: Context, view: View) -> str:
    return _sheet(context, view, True)


def _other_picture(context: Context, view: View) -> str:
    return _sheet(context, view, False)


def _map_picture(context: Context, view: View) -> str:
    world = context.world(view)
    route = _route_of(world, view)
    found = answer(context, view)["routes"]
    marks = _marks(world, view, found, route)
    shapes = load(world.shapes)
    assert shapes is not None
    title = _("Map: does a report get through?")
    notes = [DISCLAIMER(shapes), _("Data version {snapshot}.", snapshot=world.snapshot)]
    under = parts.known_on(world, words.name(world, route), _("no ranking; unknown does not mean gap"))
    label = Labels.of(context, view, STRICT).of_row({"routes": found})
    return paper.sheet(world_map(shapes, marks, title), title, under, notes, shapes=shapes, label=label)


def _flat(context: Context, view: View) -> dict[str, Any]:
    """The answer with the stations and hand-offs of all routes as lists of their own."""
    given = answer(context, view)

    def every(key: str) -> list[dict[str, Any]]:
        return [{"country": r["country"], "route": r["route"], **x} for r in given["routes"] for x in r[key]]

    return {**given, "steps": every("steps"), "links": every("links")}


def _file(table: str, title: str) -> File:
    return File(_flat, table, label=STRICT, title=title, declared=Declared(NAME, table, _choices))


FILES = {
    NAME: File(
        answer, label=STRICT, title=N_("From report to rescue"), declared=Declared(NAME, "", _choices)
    ),
    "routes-list": _file("routes", N_("Routes")),
    "route-stations": _file("steps", N_("Stations")),
    "route-handoffs": _file("links", N_("Hand-offs")),
}
PAGE = Page(
    NAME,
    N_("From report to rescue"),
    draw,
    group=common.TOGETHER,
    files=FILES,
    pictures={NAME: _picture, "other-routes": _other_picture, "routes-map": _map_picture},
)
