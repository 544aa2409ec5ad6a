"""Who does what, where (3W): every delivery on record as one table that can be cut down, counted and taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from coordination.text import verdicts
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.declared import Declared
from dashboard.downloads.files import File
from dashboard.pages import Drawn, Page
from dashboard.pages.deliveries import favourites
from dashboard.pages.shared import common, edits, parts
from dashboard.pages.shared.shell import choose, empty, field, heading
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, folded, number, partial_date
from dashboard.ui.theme import kind_style
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from dashboard.ui.words import records_of_quality, word
from graph_schema.errors import UsageError

__all__ = ["PAGE", "draw"]

NAME = "who-does-what"
Row = Mapping[str, Any]
STATUSES = ("active", "planned", "lapsed", "ended", "unknown")
ROLES = ("provides", "supports", "stands_in")
QUALITIES = ("confirmed", "stale", "unconfirmed")
#: column -> its heading; the organisation always heads the row
COLUMNS = {
    "country": N_("Country"),
    "capability": N_("Capability"),
    "kind": N_("Type"),
    "role": N_("Role"),
    "status": N_("Status"),
    "since": N_("Since"),
    "until": N_("Until"),
    "quality": N_("Evidence"),
    "source": N_("Source"),
    "basis": N_("What it does"),
    "scope": N_("What the source speaks of"),
}
#: shown where nobody chooses
USUAL = ("country", "capability", "kind", "role", "status", "since", "until", "quality", "source")
_FILTERS = ("capability", "kind", "role", "status", "quality", "find", "of")


def choices(context: Context, view: View) -> dict[str, Any]:
    """The choices of the address as the question takes them."""
    world = context.world(view)
    code = common.code_of(world, view, NAME)

    def one(name: str) -> tuple[str, ...]:
        return (view.get(name),) if view.get(name) else ()

    if view.get("of"):
        world.organisation(view.get("of"))
    return {
        "countries": (code,) if code else (),
        "capabilities": one("capability"),
        "organisations": one("of"),
        "kinds": one("kind"),
        "roles": one("role"),
        "statuses": one("status"),
        "qualities": one("quality"),
        "words": view.get("find"),
    }


def answer(context: Context, view: View) -> dict[str, Any]:
    """The deliveries that the address asks for, with their totals."""
    return context.ask(view, "deliveries", **choices(context, view))


def columns_of(view: View) -> list[str]:
    """The columns that the address chooses, in the order of the table. Raises UsageError for one that there is not."""
    asked = [c for c in view.get("columns").split(";") if c]
    if wrong := next((c for c in asked if c not in COLUMNS), ""):
        raise UsageError(
            _("{column} is no column of this table.", column=wrong[:20]), hint=_("Choose them on the page.")
        )
    return [c for c in COLUMNS if c in (asked or USUAL)]


def _cells(world: World, view: View) -> dict[str, Callable[[Row], Child]]:
    """Column -> what stands in it."""

    def day(text: str) -> str:
        return partial_date(text) if text else ""

    def country(r: Row) -> Child:
        name = parts.name_of(world.countries[r["country"]])
        return h("a", h("bdi", name), href=view.href("country", r["country"]))

    return {
        "country": country,
        "capability": lambda r: common.cell(world, view, r["country"], r["capability"]),
        "kind": lambda r: _(kind_style(r["kind"]).word),
        "role": lambda r: word("role", r["role"]),
        "status": lambda r: word("status", r["status"]),
        "since": lambda r: day(r["since"]),
        "until": lambda r: day(r["until"]),
        "quality": lambda r: h("span", word("quality", r["quality"]), class_="evidence-word"),
        "source": lambda r: common.source(world, r["source"]),
        "basis": lambda r: h("bdi", r["basis"]),
        "scope": lambda r: word("scope", r["scope"]) if r["scope"] else "",
    }


def _filters(world: World, view: View, shown: Sequence[str]) -> Node:
    kinds = sorted({o.kind for o in world.organisations.values() if o.kind})
    ticks = [
        h(
            "label",
            h("input", type="checkbox", value=c, checked=c in shown, data_columns=True, id=f"column-{c}"),
            _(words),
            class_="tick",
            data_key=c,
        )
        for c, words in COLUMNS.items()
    ]
    return h(
        "form",
        field(
            _("Find"),
            h(
                "input",
                id="choose-find",
                name="find",
                type="search",
                value=view.get("find"),
                data_query="find",
                autocomplete="off",
            ),
            for_="choose-find",
        ),
        parts.capability_field(world, view.get("capability"), extra=[("", _("Any capability"))]),
        choose(
            "kind",
            _("Kind of organisation"),
            [("", _("Any kind")), *((k, _(kind_style(k).word)) for k in kinds)],
            view.get("kind"),
        ),
        choose(
            "role",
            _("Role"),
            [("", _("Any role")), *((r, word("role", r)) for r in ROLES)],
            view.get("role"),
        ),
        choose(
            "status",
            _("Status"),
            [("", _("Any status")), *((s, word("status", s)) for s in STATUSES)],
            view.get("status"),
        ),
        choose(
            "quality",
            _("Evidence"),
            [("", _("Any evidence")), *((q, word("quality", q)) for q in QUALITIES)],
            view.get("quality"),
            id="choose-quality",
        ),
        h(
            "details",
            h(
                "summary",
                _("Columns: {count} of {total}", count=number(len(shown)), total=number(len(COLUMNS))),
            ),
            h("fieldset", h("legend", _("Columns"), class_="sr"), ticks, class_="column-ticks"),
            class_="fold columns-fold",
            data_key="columns",
        ),
        class_="filters",
        method="get",
        role="search",
        aria_label=_("Filters"),
        data_query_form=True,
    )


def _totals(totals: Mapping[str, Any]) -> Node:
    """How many there are of what is shown."""
    statuses = [
        h("li", h("b", number(totals["statuses"][s])), " ", h("span", word("status", s)), data_key=s)
        for s in STATUSES
        if totals["statuses"][s]
    ]
    quality = [
        h("li", records_of_quality(q, many), data_key=q)
        for q in QUALITIES
        if (many := totals["qualities"][q])
    ]
    return h("ul", statuses, quality, class_="totals", aria_label=_("Totals of what is shown"))


def draw(context: Context, view: View) -> Drawn:
    """The table, what it is cut down to, and its totals."""
    world = context.world(view)
    code = common.code_of(world, view, NAME)
    shown = columns_of(view)
    given = answer(context, view)
    title = _("Who does what, where")
    if code:
        title = _("{country}: who does what", country=parts.name_of(world.countries[code]))
    cells = _cells(world, view)
    names = {i: folded(o.name) for i, o in world.organisations.items()}
    order = {c.number: i for i, c in enumerate(world.edition.capabilities)}

    def at(r: Row) -> tuple[Any, ...]:
        country = folded(parts.name_of(world.countries[r["country"]]))
        return country, order.get(r["capability"], 0), ROLES.index(r["role"]), names.get(r["stakeholder"], "")

    opened = edits.opener(context, view)

    def about(r: Row) -> str:
        return common.called_at(world, r["stakeholder"], r["country"], r["capability"])

    def line(r: Row) -> list[Child]:
        who = common.organisation_link(world, view, r["stakeholder"])
        return [who, *(cells[c](r) for c in shown), opened("deliveries", r["claim"], about(r))]

    rows = common.Rows(sorted(given["deliveries"], key=at), line)
    address = {n: view.get(n) for n in _FILTERS if view.get(n)} | ({"country": code} if code else {})
    chosen = [n for n in _FILTERS if view.get(n)]
    body: Child = (
        h(
            "section",
            h(
                "div",
                h("h2", _("Activities by country"), class_="grow"),
                parts.take_away(parts.table_files(view, NAME, title, **address)),
                class_="section-top",
            ),
            common.data_table(
                view,
                [_("Organisation"), *(_(COLUMNS[c]) for c in shown), _("Record")],
                rows,
                title,
                class_="deliveries opens",
            ),
            class_="panel-card",
        )
        if given["deliveries"]
        else empty(
            _("No activity fits") if chosen else _("No activity is on record here"),
            _("That does not say that nobody does anything: nobody has written it down yet."),
            h("a", _("Clear the filters"), href=view.href(NAME), class_="button") if chosen else None,
            h("a", _("Add what you know"), href=view.href("data"), class_="button quiet"),
        )
    )
    of = view.get("of")
    only = None
    if of:
        only = h(
            "p",
            h("span", _("Only {name}.", name=world.organisation(of).name), class_="grow"),
            h(
                "a",
                glyphs.icon("ties"),
                _("Show its partners"),
                href=view.href("partnerships", **{"as": "ego", "of": of}),
                class_="button quiet",
            ),
            h("a", _("All organisations"), href=view.href(None, of=""), class_="button quiet"),
            class_="notice chosen-note",
        )
    tree = h(
        "div",
        heading(
            h("bdi", title),
            parts.known_on(world),
            answer=verdicts.deliveries(
                *(given["totals"][k] for k in ("organisations", "countries", "deliveries"))
            ),
        ),
        _filters(world, view, shown),
        only,
        _totals(given["totals"]),
        body,
        favourites.section(context, view, title),
        class_="page who-does-what",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


PAGE = Page(
    NAME,
    N_("Who does what, where"),
    draw,
    group=common.TOGETHER,
    files={NAME: File(answer, "deliveries", declared=Declared("deliveries", "deliveries", choices))},
)
