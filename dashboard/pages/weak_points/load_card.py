"""The picture of who carries what on its pages: what can be chosen, what is lost with it, what to do, the same as a
table, its files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.labels import Labels
from dashboard.backend.world import World
from dashboard.downloads import svg_export as paper
from dashboard.downloads.declared import Own
from dashboard.downloads.files import STRICT, File
from dashboard.pages.shared import common, listed, parts, todo
from dashboard.pages.weak_points import load
from dashboard.pages.weak_points.load import Choice, Effect, Load
from dashboard.ui.i18n import N_, _, n_
from dashboard.ui.theme import KINDS, Sign
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["LOAD_FILE", "load_svg", "section"]

STEM = "load"
#: what an action of the library serves where somebody carries a capability alone
_RELIEF = ("second_provider", "name_successor")


def _asked(context: Context, view: View) -> tuple[str, list[Load], Choice]:
    """(the country, "" for a funder everywhere; the loads; what is chosen) of an address."""
    funder = view.get("funder")
    if funder:
        return "", load.of_funder(context, view, funder), Choice(funder=funder)
    code = common.code_of(context.world(view), view, "weak-points")
    loads = load.of_country(context, view, code) if code else []
    return code, loads, Choice.of(view, loads)


def _title() -> str:
    return _("Who provides what, and who pays for it")


def _words(code: str, loads: Sequence[Load], shown: Sequence[Load]) -> list[str]:
    """How the picture is read, and what it does not show."""
    out = [_("The wider an organisation, the more capabilities depend on it.")]
    if code and not any(x.funders for x in loads):
        out.append(_("No grant to them is recorded. That does not say that nobody pays."))
    left = {(x.country, x.capability) for x in loads} - {(x.country, x.capability) for x in shown}
    if left:
        out.append(
            n_(
                "{count} capability that it also pays for is not drawn: it would stay as it is.",
                "{count} capabilities that it also pays for are not drawn: they would stay as they are.",
                len(left),
            )
        )
    return out


def _cells(world: World, view: View, words: str, places: Iterable[tuple[str, str]], home: str) -> Child:
    order = {c.number: i for i, c in enumerate(world.edition.capabilities)}
    rows = [{"country": c, "capability": n} for c, n in sorted(places, key=lambda p: (p[0], order[p[1]]))]
    return h("div", h("p", words, class_="sub"), common.cells(world, view, rows, home)) if rows else None


def _lost(world: World, view: View, code: str, hit: Effect) -> list[Child]:
    """What is lost, weaker, without a prerequisite, closed."""
    lost = hit.lost(world)
    weaker = [p for p in hit.then if p not in lost]
    channels = n_("{count} cross-border channel closes", "{count} cross-border channels close", hit.duties)
    abroad = n_(
        "{count} capability in another country is lost or loses a prerequisite",
        "{count} capabilities in other countries are lost or lose a prerequisite",
        hit.elsewhere,
    )
    nothing = _("No capability is known to be lost or to become weaker.")
    return [
        _cells(world, view, _("Lost:"), lost, code),
        _cells(world, view, _("Weaker:"), weaker, code),
        _cells(world, view, _("Loses a prerequisite:"), hit.shaky, code),
        h(
            "div",
            h("p", channels, class_="sub") if hit.duties else None,
            h("p", abroad, class_="sub") if hit.elsewhere else None,
        )
        if hit.duties or hit.elsewhere
        else None,
        None if hit.then or hit.shaky else h("p", nothing),
    ]


def _relief(context: Context, world: World, view: View, code: str, choice: Choice) -> list[Child]:
    """What to do: of each capability that is carried alone the suggested action and the first of the library, of a
    funder its own."""
    weak = context.ask(view, "weak_points", **({"countries": [code]} if code else {}))
    if choice.funder:
        return [h("p", h("bdi", r["fix"])) for r in weak["sole_funders"] if r["funder"] == choice.funder]
    library = todo.actions(context, view, code)
    out: list[Child] = []
    for r in weak["sole_providers"]:
        if tuple(r["group"]) != choice.group:
            continue
        rows = [x for x in library if x["capability"].data == r["capability"] and x["serves"].data in _RELIEF]
        steps = todo.todo(context, world, view, rows, shown=1)
        out.append(
            h("li", common.cell(world, view, code, r["capability"]), h("p", h("bdi", r["fix"])), steps)
        )
    return [h("ul", out, class_="relief")] if out else []


def _heading(world: World, choice: Choice) -> str:
    """What is assumed."""
    if choice.funder:
        return _("If the funding from {name} ended", name=load.name_of(world, (choice.funder,)))
    return _("If {name} stopped", name=load.name_of(world, choice.group))


def _chosen(context: Context, world: World, view: View, code: str, choice: Choice, hit: Effect) -> Node:
    """What is lost with what is chosen, and what to do."""
    who = choice.group or (choice.funder,)
    name = load.name_of(world, who)
    relief = _relief(context, world, view, code, choice)
    ways = [
        common.what_if_link(view, [f"stakeholder:{i}" for i in who], about=name),
        h("a", _("Choose nothing"), href=view.href(None, load="") + f"#{STEM}", class_="button quiet")
        if code
        else None,
    ]
    return h(
        "div",
        h("h3", _heading(world, choice), id="load-chosen"),
        h("div", _lost(world, view, code, hit), class_="load-lost"),
        [h("h3", _("Suggested action")), relief] if relief else None,
        h("p", ways, class_="actions"),
        class_="load-chosen",
    )


def _funders(world: World, view: View, one: load.Load) -> Child:
    """Who pays, those whose grants may have ended apart."""
    if not one.funders:
        return h("span", _("No funder recorded"), class_="sub")
    return [
        common.names(world, view, [f for f in one.funders if f not in one.old]),
        common.names(world, view, one.old),
        h("p", _("may have ended"), class_="sub") if one.old else None,
    ]


def _table(world: World, view: View, code: str, loads: Sequence[Load]) -> Node:
    rows: list[list[Child]] = [
        [
            common.cell(world, view, x.country, x.capability, where=not code),
            common.names(world, view, x.group),
            _("yes") if x.sole else _("no"),
            _funders(world, view, x),
        ]
        for x in loads
    ]
    head = [_("Capability"), _("Organisation"), _("Depends on it alone"), _("Funders")]
    return listed.listed(view, STEM, head, rows, _title())


def section(context: Context, view: View) -> Node | None:
    """The card; None where nothing is known to depend on one."""
    world = context.world(view)
    code, loads, choice = _asked(context, view)
    if not loads:
        return None
    hit = load.effect(context, view, choice, code)
    shown = load.drawn_one_by_one(loads, hit)
    about = {"country": code, "funder": view.get("funder"), "load": view.get("load")}

    def href(key: str) -> str:
        on = view.get("load") == key
        return view.href(None, load="" if on else key) + f"#{STEM}"

    picture = load.drawing(world, view, loads, choice, hit, code, href=href if code else None)
    choose = _("Choose an organisation or a funder to see what would be lost if it stopped.")
    return listed.section(
        STEM,
        _title(),
        None,
        " ".join([*_words(code, loads, shown), *([choose] if code else [])]),
        [
            _chosen(context, world, view, code, choice, hit) if choice else None,
            h(
                "div",
                picture,
                class_="scroll flow-frame",
                tabindex="0",
                role="region",
                aria_label=_title(),
            )
            if shown
            else None,
            h(
                "details",
                h("summary", _("Show as a table")),
                _table(world, view, code, loads),
                class_="fold",
                open=listed.whole(view, STEM),
            ),
        ],
        parts.take_away(
            *([parts.picture_files(view, STEM, _("Picture"), **about)] if shown else []),
            parts.table_files(view, STEM, _("Table"), **about),
        ),
    )


def load_svg(context: Context, view: View) -> str:
    """The picture as a file."""
    world = context.world(view)
    code, loads, choice = _asked(context, view)
    hit = load.effect(context, view, choice, code)
    who = world.organisation(choice.funder).name if choice.funder else ""
    about = parts.name_of(world.countries[code]) if code else who
    title = _("{about}: who provides what, and who pays for it", about=about) if about else _title()
    notes = _words(code, loads, load.drawn_one_by_one(loads, hit))
    if choice:
        notes.insert(0, _heading(world, choice))
    signs = {world.cells[x.country, x.capability].sign for x in loads} | set(hit.then.values())
    kinds = {world.organisation(i).kind for x in loads for i in (*x.group, *x.funders)}
    return paper.sheet(
        load.drawing(world, view, loads, choice, hit, code),
        title,
        parts.known_on(world),
        [*notes, _("Data version {snapshot}.", snapshot=world.snapshot)],
        states=[s for s in Sign if s in signs],
        kinds=[k for k in KINDS if k in kinds],
        label=Labels.of(context, view, STRICT).of_row({"loads": load.rows_of(loads)}),
    )


def _answer(context: Context, view: View) -> dict[str, Any]:
    """The picture as an answer."""
    world = context.world(view)
    _code, loads, _choice = _asked(context, view)
    head = {"snapshot": world.snapshot, "as_of": world.as_of.isoformat(), "edition": world.edition.id}
    return {**head, "evidence": world.evidence, "loads": load.rows_of(loads)}


LOAD_FILE = File(
    _answer,
    "loads",
    label=STRICT,
    title=N_("Who provides what, and who pays for it"),
    declared=Own((load.CARRIED,), _answer),
)
