"""What would mend the routes of a country: what stands first in the way of each, with the action of the library for it,
or the hand-off that nobody recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.pages.plan.asked import asked_for
from dashboard.pages.routes import words
from dashboard.pages.routes.drawing import place_of
from dashboard.pages.routes.words import Row
from dashboard.pages.shared import common, edits, parts, todo
from dashboard.ui.i18n import _, colon, listing, n_, number
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["Obstacle", "mend", "obstacles"]


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way first: a station, or the hand-off between it and the station ``other``, either way;
    ``together``: there they work together already."""

    place: str
    capability: str
    other: str = ""
    together: bool = False


def _first(world: World, row: Row) -> Obstacle | None:
    """What stands in the way of a route: its first gap, else where it stops as far as is known; None where nothing
    does, or it lies at the border or in a country that nobody named."""
    steps = {s["step"]: s for s in row["steps"]}

    def at(number: int) -> tuple[str, str]:
        place = place_of(row, steps[number])
        return place, words.carrier(world, place, steps[number]["capabilities"])[0] if place else ""

    stop = row["stops_at"] or {}
    if row["state"] == "other_entrance" and "step" in stop:
        return Obstacle(at(1)[0], steps[1]["capabilities"][0])
    if number := row["gap"] or stop.get("step"):
        return Obstacle(*at(number)) if at(number)[0] else None
    if not stop or at(stop["from"])[0] != at(stop["to"])[0]:
        return None
    place, other = at(stop["to"])
    mine = steps[stop["from"]]["capabilities"]  # those whom the case reaches may stand in
    one = next(n for n in mine if not set(stop["reached"]).isdisjoint(world.cells[place, n].providers))
    met = next(x["state"] for x in row["links"] if (x["from"], x["to"]) == (stop["from"], stop["to"]))
    one, other = sorted((one, other), key=list(world.edition.by_number).index)
    return Obstacle(place, one, other, met == "together")


def obstacles(world: World, rows: Sequence[Row]) -> list[tuple[Obstacle, list[Row]]]:
    """Each first obstacle with its routes: those with most routes to a child first, then those with
    most routes, then in the order of the framework."""
    found: dict[Obstacle, list[Row]] = defaultdict(list)
    for row in rows:
        if obstacle := _first(world, row):
            found[obstacle].append(row)
    order = list(world.edition.by_number)

    def place(item: tuple[Obstacle, list[Row]]) -> tuple[int, int, int]:
        obstacle, own = item
        rescued = sum(r["ends_with"] == "rescue" for r in own)
        return -rescued, -len(own), order.index(obstacle.capability)

    return sorted(found.items(), key=place)


def _handoff(context: Context, view: View, world: World, code: str, one: Obstacle) -> list[Child]:
    """The question, who is on either side, and the way to its row among the hand-offs."""
    pair = {one.capability, one.other}
    rows = context.ask(view, "handoffs", countries=[code])["handoffs"]
    row = next((r for r in rows if {r["needs"], r["gives"]} == pair), None)
    sides = [world.cells[one.place, n].providers for n in (one.capability, one.other)]
    link = None
    if row is not None:
        address = view.href("partnerships", code, rows="handoffs")
        link = h("a", _("Open the hand-off"), href=f"{address}#handoff-{row['needs']}-{row['gives']}")
    return [
        h(
            "p",
            h("b", common.cell(world, view, one.place, one.capability)),
            " ↔ ",
            h("b", common.cell(world, view, one.place, one.other)),
        ),
        h(
            "p",
            _(
                "They work together: do they hand cases over? Then record a partnership for data sharing or referral."
            )
            if one.together
            else _("No hand-off recorded: are they in contact?"),
        ),
        h("div", [common.names(world, view, who) for who in sides], class_="two"),
        h("p", link, edits.add(context, view, "ties", iso3=code), class_="actions"),
    ]


def _waits(one: Obstacle, world: World, rows: Sequence[Row]) -> str:
    """Which routes it stands in the way of. Only a gap stops one; what nobody recorded or knows is a question."""
    names = listing(words.begins(world, r["route"]) for r in rows)
    if one.other:
        return n_(
            "A question of {count} route: {names}.",
            "A question of {count} routes: {names}.",
            len(rows),
            names=names,
        )
    if all(r["state"] == "other_entrance" for r in rows):
        return n_(
            "{count} route gets through from another entrance only: {names}.",
            "{count} routes get through from another entrance only: {names}.",
            len(rows),
            names=names,
        )
    if any(r["state"] == "broken" for r in rows):
        return n_(
            "{count} route stops here: {names}.", "{count} routes stop here: {names}.", len(rows), names=names
        )
    return n_(
        "{count} route is not known from here on: {names}.",
        "{count} routes are not known from here on: {names}.",
        len(rows),
        names=names,
    )


def _step(context: Context, view: View, world: World, one: Obstacle) -> Node | None:
    """The way to the step of the action plan about a station, of the plan by status where the other has none; nothing
    where neither has."""
    for by in ("", "states"):
        there = replace(view, page="plan", about=(one.place,), query={"plan_by": by} if by else {})
        given = context.ask(there, "plan", **asked_for(context, there, own=False))
        rows = given["steps"] or given["actions"]
        step = next((s["order"] for s in rows if s["capability"] == one.capability), None)
        if step is not None:
            break
    else:
        return None
    anchor = f"#work-{step}" if given["steps"] else f"#best-{step}"
    return h(
        "p",
        h(
            "a",
            _("Step {number} of the action plan", number=number(step)),
            h("span", colon(), parts.capability_name(world, one.capability), class_="sr"),
            href=there.href(None) + anchor,
            class_="button quiet",
        ),
        class_="actions",
    )


def mend(context: Context, view: View, world: World, code: str, rows: Sequence[Row]) -> Node | None:
    """The card; None where no route has an obstacle that is known."""
    found = obstacles(world, rows)
    if not found:
        return None
    library = {place: todo.actions(context, view, place) for place in {o.place for o, _rows in found}}
    items = []
    for one, own in found:
        if one.other:
            inside = _handoff(context, view, world, code, one)
        else:
            mine = [x for x in library[one.place] if x["capability"].data == one.capability]
            inside = [
                h("p", h("b", common.cell(world, view, one.place, one.capability, where=one.place != code))),
                *todo.todo(context, world, view, mine, shown=1),
                _step(context, view, world, one) if one.place == code else None,
            ]
        items.append(h("li", inside[0], h("p", _waits(one, world, own), class_="sub"), *inside[1:]))
    intro = _(
        "Of each route its first gap; where it has none, the first station or hand-off in this country of which "
        "nothing is recorded. Those of most routes to a child come first. Behind it there may be another."
    )
    return h(
        "section",
        h("h2", _("What would help"), id="mend"),
        h("p", intro, class_="sub"),
        h(
            "p",
            h(
                "a",
                _("Action plan: {country}", country=parts.name_of(world.countries[code])),
                href=view.href("plan", code),
                class_="button quiet",
            ),
            " ",
            h(
                "span",
                _("The action plan takes all capabilities together, so its order may be another."),
                class_="sub",
            ),
            class_="actions",
        ),
        h("ol", items, class_="first-list"),
        class_="panel-card",
    )
