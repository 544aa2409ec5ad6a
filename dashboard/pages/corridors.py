"""Can two countries work together on a duty? Country x country for one duty, a page per pair, what runs out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dashboard.calendar import Day, calendar
from dashboard.context import Context
from dashboard.figures import glyphs
from dashboard.files import File
from dashboard.i18n import N_, _, n_, number, partial_date
from dashboard.pages import Drawn, Page, common, parts
from dashboard.shell import choose, empty, heading
from dashboard.theme import State
from dashboard.tree import Child, Node, h
from dashboard.view import View
from dashboard.world import World
from graph_schema.errors import UsageError

__all__ = ["PAGE", "draw"]

NAME = "corridors"
MOST = 40
Row = Mapping[str, Any]

#: state of a corridor -> (symbol, words, meaning); "no_hands" = open, but a side has nobody to do it
LOOKS: dict[str, tuple[State, str, str]] = {
    "covered": (State.COVERED, N_("Open"), N_("an agreement or network in force binds both")),
    "no_hands": (
        State.UNATTRIBUTED,
        N_("Open without hands"),
        N_("bound, but a side has no provider for the duty"),
    ),
    "signed_only": (
        State.PLANNED,
        N_("Signed only"),
        N_("a side has only signed, or it is not in force yet"),
    ),
    "gap": (State.GAP, N_("Closed"), N_("every list is whole, and none has both")),
    "unknown": (State.UNKNOWN, N_("Unknown"), N_("a list is not whole, or nothing is recorded")),
}


def look(row: Row | None) -> str:
    if row is None:
        return "unknown"
    return "no_hands" if row["state"] == "covered" and not row["hands"] else str(row["state"])


def _duties(world: World) -> list[str]:
    return [c.number for c in world.edition.capabilities if c.duty]


def _duty(world: World, view: View) -> str:
    duties = _duties(world)
    chosen = view.get("duty") or next((d for d in ("12", "4") if d in duties), duties[0] if duties else "")
    if chosen not in duties:
        raise UsageError(
            _("{number} is not a duty across borders.", number=chosen[:20]),
            hint=_("Choose one in the list of duties."),
        )
    return chosen


def instruments(context: Context, view: View) -> dict[str, str]:
    """Names of agreements; a network has the name of its organisation."""
    return {r["id"]: r["name"] for r in context.ask(view, "rows", "agreements")["rows"]}


def answer(context: Context, view: View) -> dict[str, Any]:
    """The corridors of the address: of a pair (``a``, ``b``), else of one duty."""
    world = context.world(view)
    a, b = view.get("a"), view.get("b")
    if a and b:
        return context.ask(view, "corridors", _pair(world, a, b))
    given = context.ask(view, "corridors")
    duty = _duty(world, view)
    return {**given, "corridors": [r for r in given["corridors"] if r["duty"] == duty]}


def expiries(context: Context, view: View) -> dict[str, Any]:
    return context.ask(view, "expiries")


def _pair(world: World, a: str, b: str) -> tuple[str, str]:
    one, other = sorted((parts.country_of(world, a).iso3, parts.country_of(world, b).iso3))
    if one == other:
        raise UsageError(_("A corridor joins two different countries."), hint=_("Choose another one."))
    return one, other


def _last(text: str) -> date:
    return date.fromisoformat(text)


def expiry_calendar(context: Context, view: View) -> str:
    names = instruments(context, view)
    world = context.world(view)
    days = [
        Day(
            f"expiry-{r['instrument']}-{r['country']}-{r['last']}",
            _last(r["last"]),
            _("Last day of {name}", name=_name(world, names, r["instrument"])),
            _("Duties: {duties}", duties=", ".join(parts.capability_name(world, d) for d in r["duties"])),
        )
        for r in expiries(context, view)["expiries"]
    ]
    return calendar(_("Agreements that run out"), world.as_of, days)


def _name(world: World, names: Mapping[str, str], ident: str) -> str:
    return names.get(ident) or world.organisation(ident).name


def _legend() -> Node:
    items = [
        h("li", glyphs.symbol(s), h("b", _(w)), " ", h("span", _(m), class_="sub"))
        for s, w, m in LOOKS.values()
    ]
    return h("ul", items, class_="legend", aria_label=_("What the symbols mean"))


def _matrix(world: World, view: View, rows: list[Row], codes: list[str], duty: str) -> Node:
    by_pair = {(r["a"], r["b"]): r for r in rows}
    names = {c: parts.name_of(world.countries[c]) for c in codes}
    head = h(
        "tr",
        h("th", _("Country"), scope="col", class_="corner"),
        [h("th", h("span", names[c], class_="turned"), scope="col", data_key=c) for c in codes],
    )
    body = []
    for a in codes:
        line: list[Node] = []
        for b in codes:
            if a == b:
                line.append(h("td", class_="even", data_key=b))
                continue
            pair = (min(a, b), max(a, b))
            what = look(by_pair.get(pair))
            state, words, _meaning = LOOKS[what]
            said = _("{a} and {b}: {state}", a=names[a], b=names[b], state=_(words))
            inner = h(
                "a",
                glyphs.symbol(state, bare=True),
                h("span", said, class_="sr"),
                href=view.href(NAME, *pair),
                title=said,
            )
            line.append(h("td", inner, class_=f"cellstate s-{state}", data_key=b))
        title = h("a", h("bdi", names[a]), href=view.href("country", a))
        body.append(h("tr", h("th", title, scope="row"), line, data_key=a))
    caption = _("{duty}: every pair of countries shown", duty=parts.capability_name(world, duty))
    return h(
        "div",
        h("table", h("caption", caption), h("thead", head), h("tbody", body), class_="grid-table square"),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def _pair_form(world: World, view: View, a: str = "", b: str = "") -> Node:
    """Two countries to choose; the form leads to their page."""
    codes = sorted(world.countries, key=lambda c: parts.name_of(world.countries[c]).casefold())
    options = [("", _("Choose a country")), *((c, parts.name_of(world.countries[c])) for c in codes)]
    return h(
        "form",
        choose("a", _("One country"), options, a),
        choose("b", _("The other"), options, b),
        h("button", _("Show the pair"), class_="button quiet"),
        class_="filters",
        method="get",
        data_query_form=True,
        aria_label=_("A pair of countries"),
    )


def _expiring(context: Context, view: View, world: World) -> Node:
    names = instruments(context, view)
    given = expiries(context, view)["expiries"]
    rows: list[list[Child]] = [
        [
            partial_date(r["last"]),
            h("bdi", _name(world, names, r["instrument"])),
            parts.name_of(world.countries[r["country"]])
            if r["country"] in world.countries
            else _("the whole of it"),
            h("ul", [h("li", parts.capability_name(world, d)) for d in r["duties"]]),
            n_("{count} pair", "{count} pairs", r["only"]),
            common.what_if_link(
                view, [f"agreement:{r['instrument']}"], about=_name(world, names, r["instrument"])
            )
            if r["kind"] == "agreement"
            else "",
        ]
        for r in given
    ]
    head = [_("Last day"), _("What ends"), _("For whom"), _("Duties"), _("Open only through it"), _("Try it")]
    return h(
        "section",
        h("h2", _("What runs out within 24 months"), id="expiries"),
        common.data_table(view, head, rows, _("Agreements and memberships with a known end"))
        if rows
        else h("p", _("No end of an agreement is recorded for the next 24 months.")),
        parts.exports(
            (_("For a calendar (.ics)"), view.href("download", "expiries.ics")),
            (_("Expiries as CSV"), view.href("download", "expiries.csv")),
        ),
        class_="panel-card",
    )


def _reach(context: Context, view: View, world: World, given: Row) -> Node:
    names = instruments(context, view)
    rows: list[list[Child]] = [
        [
            h("bdi", _name(world, names, r["instrument"])),
            h("ul", [h("li", parts.capability_name(world, d)) for d in r["duties"]]),
            number(r["countries"]),
            number(r["pairs"]),
            number(r["only"]),
        ]
        for r in given["reach"]
    ]
    head = [_("Agreement or network"), _("Duties"), _("Countries"), _("Corridors"), _("Only through it")]
    return h(
        "details",
        h("summary", _("What each agreement or network opens ({count})", count=number(len(rows)))),
        common.data_table(view, head, rows, _("By name of the record")),
        class_="panel-card fold",
    )


def _pair_page(context: Context, view: View, world: World, a: str, b: str) -> Drawn:
    given = context.ask(view, "corridors", (a, b))
    names = instruments(context, view)
    one, other = (parts.name_of(world.countries[c]) for c in (a, b))
    title = _("{a} and {b}: duties across borders", a=one, b=other)
    why = {r["duty"]: r["text"] for r in given["reasons"]}
    rows: list[list[Child]] = []
    for r in given["corridors"]:
        state, words, _meaning = LOOKS[look(r)]
        via = r.get("via", [])
        through = [h("li", h("bdi", _name(world, names, i))) for i in r["instruments"]]
        rows.append(
            [
                parts.capability_name(world, r["duty"]),
                [glyphs.symbol(state), " ", _(words)],
                [
                    h("bdi", why.get(r["duty"], "")),
                    h(
                        "p",
                        _(
                            "Both have one with: {names}.",
                            names=", ".join(parts.name_of(world.countries[c]) for c in via),
                        ),
                    )
                    if via
                    else None,
                ],
                h("ul", through) if through else "",
                h("ul", [h("li", common.cell(world, view, c, r["duty"], where=True)) for c in (a, b)]),
            ]
        )
    head = [_("Duty"), _("State"), _("Why"), _("Through"), _("Hands on both sides")]
    tree = h(
        "div",
        heading(
            h("bdi", title),
            parts.known_on(world),
            h("a", glyphs.icon("back"), _("All pairs"), href=view.href(NAME), class_="button quiet"),
        ),
        _pair_form(world, view, a, b),
        h(
            "section",
            common.data_table(view, head, rows, _("Every duty across borders")),
            class_="panel-card",
        ),
        _legend(),
        common.downloads(view, NAME, (_("This pair"), NAME), a=a, b=b),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    about = view.about if len(view.about) >= 2 else (view.get("a"), view.get("b"))
    if about[0] and about[1]:
        return _pair_page(context, view, world, *_pair(world, about[0], about[1]))
    duty = _duty(world, view)
    given = answer(context, view)
    rows: list[Row] = given["corridors"]
    region = view.get("region")
    speaking = sorted(
        (c for c in world.looked_at if not region or world.countries[c].region == region),
        key=lambda c: parts.name_of(world.countries[c]).casefold(),
    )
    codes = speaking[:MOST]
    shown = set(codes)
    here = [r for r in rows if r["a"] in shown and r["b"] in shown]
    counts: dict[str, int] = dict.fromkeys(LOOKS, 0)
    for r in here:
        counts[look(r)] += 1
    pairs = len(codes) * (len(codes) - 1) // 2
    counts["unknown"] = pairs - sum(v for k, v in counts.items() if k != "unknown")
    title = _("Corridors: {duty}", duty=parts.capability_name(world, duty))
    regions = sorted({world.countries[c].region for c in world.looked_at if world.countries[c].region})
    options = [(d, parts.capability_name(world, d)) for d in _duties(world)]
    filters = h(
        "div",
        choose("duty", _("Duty"), options, duty),
        choose("region", _("Region"), [("", _("All regions")), *((r, r) for r in regions)], region)
        if len(regions) > 1
        else None,
        class_="filters",
    )
    main: Node = (
        h(
            "section",
            h(
                "div",
                [
                    h(
                        "span",
                        glyphs.symbol(LOOKS[k][0]),
                        h("b", number(v)),
                        h("span", _(LOOKS[k][1])),
                        class_="count-box",
                    )
                    for k, v in counts.items()
                ],
                class_="counts",
            ),
            _matrix(world, view, here, codes, duty),
            h(
                "p",
                _(
                    "The first {count} countries by name are shown; choose a region or a pair.",
                    count=number(MOST),
                ),
                class_="sub",
            )
            if len(speaking) > MOST
            else None,
            _legend(),
            class_="panel-card",
        )
        if len(codes) > 1
        else empty(
            _("There is no pair to show"),
            _("A corridor joins two countries about which something is known."),
            h("a", _("All regions"), href=view.href(NAME, duty=duty), class_="button"),
        )
    )
    tree = h(
        "div",
        heading(title, parts.known_on(world, _("countries by name, no ranking")), filters),
        main,
        h("section", h("h2", _("Two countries, every duty")), _pair_form(world, view, view.get("a"), view.get("b")), class_="panel-card"),
        _expiring(context, view, world),
        _reach(context, view, world, given),
        common.downloads(view, NAME, (_("Corridors of this duty"), NAME), duty=duty),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


FILES = {NAME: File(answer, "corridors"), "expiries": File(expiries, "expiries", expiry_calendar)}
PAGE = Page(NAME, N_("Corridors"), draw, group=common.TOGETHER, files=FILES)
