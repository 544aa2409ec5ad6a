"""From other pages into the plan: the button beside a fix, and the bar that says what the plan holds by now."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.backend.plan_steps import (
    Measure,
    Step,
    carried,
    item_query,
    items_of,
    plan_country,
    same,
    together_at_end,
)
from dashboard.backend.world import World
from dashboard.pages.shared import parts
from dashboard.ui.i18n import _, colon, n_, number
from dashboard.ui.tree import Node, h
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = ["plan_bar", "put", "put_typed"]


_TICK, _PLUS = "M3 8.5l3.4 3.5L13 4.5", "M8 3v10M3 8h10"


def _icon(path: str) -> Node:
    return h("svg", h("path", d=path, class_="il"), class_="ico", viewBox="0 0 16 16", aria_hidden="true")


def _items(world: World, view: View, code: str) -> list[Step]:
    """The steps that the address carries for the plan of this country."""
    return items_of(view, world.edition.by_number) if plan_country(view) == code else []


def put(world: World, view: View, code: str, measures: Sequence[Measure], about: str = "") -> Node:
    """A link that puts measures into the plan of a country and stays on the page; where all are in the plan already,
    the way there. ``about`` completes the words for those who hear them out of place."""
    items, steps = _items(world, view, code), [Step.of(m) for m in measures]
    places = [next((i for i, item in enumerate(items) if same(item, step)), -1) for step in steps]
    more = [step for step, at in zip(steps, places, strict=True) if at < 0]
    tail = h("span", colon(), about, class_="sr") if about else None
    if not more:
        first = min(places) + 1
        return h(
            "a",
            _icon(_TICK),
            n_(
                "Added to the plan: step {number}",
                "Added to the plan: {count} steps, from step {number}",
                len(places),
                number=number(first),
            ),
            tail,
            href=view.href("plan", code, **item_query(items)) + f"#step-{first}",
            class_="button quiet in-plan",
        )
    try:
        query = item_query([*items, *more])
    except UsageError as full:
        return h("span", full.message, class_="sub")
    country = {} if view.about == (code,) else {"plan": code}
    return h(
        "a",
        _icon(_PLUS),
        _("Add to the plan")
        if len(more) == 1
        else n_("Add {count} step to the plan", "Add {count} steps to the plan", len(more)),
        tail,
        href=view.href(None, **country, **query),
        class_="button quiet put",
    )


def put_typed(steps: Sequence[int], about: str, add: str, open_: str) -> Node:
    """The same as a button of a form, so that what was typed into it goes along. ``steps``: the numbers that the plan
    has of it; ``add``, ``open_``: where the form is sent to put it in, and to go to the plan."""
    words = (
        n_(
            "Added to the plan: step {number}",
            "Added to the plan: {count} steps, from step {number}",
            len(steps),
            number=number(steps[0]),
        )
        if steps
        else _("Add to the plan")
    )
    return h(
        "button",
        _icon(_TICK if steps else _PLUS),
        words,
        h("span", colon(), about, class_="sr"),
        type="submit",
        formaction=open_ if steps else add,
        formnovalidate=True,
        class_="button quiet " + ("in-plan" if steps else "put"),
    )


def plan_bar(world: World, view: View, sent_to: str = "") -> Node:
    """What the plan holds by now, at the foot of the window, with the way there and back; out of sight while it is
    empty. ``sent_to``: where the form around it is sent on the way, so that what was typed goes along."""
    code = plan_country(view)
    items = _items(world, view, code) if code in world.countries and carried(view) else []
    words = n_(
        "The plan for {country} holds {count} step.",
        "The plan for {country} holds {count} steps.",
        len(items),
        country=parts.name_of(world.countries[code]) if items else "",
    )
    last = together_at_end(items)
    left = items[: len(items) - last]
    way = (
        h(
            "button",
            _("Open the plan"),
            type="submit",
            formaction=sent_to,
            formnovalidate=True,
            class_="button",
        )
        if sent_to
        else h(
            "a",
            _("Open the plan"),
            href=view.href("plan", code, **item_query(items)) + f"#step-{len(items)}",
            class_="button",
        )
    )
    inner = [
        h("span", _icon(_TICK), " ", words, class_="grow"),
        way,
        h(
            "a",
            _("Undo"),
            h(
                "span",
                colon(),
                n_("the last step was removed", "the last {count} steps were removed", last),
                class_="sr",
            ),
            href=view.href(None, **(item_query(left) | ({} if left else {"plan": ""}))),
            class_="button quiet",
        ),
    ]
    return h("div", inner if items else None, class_="plan-bar", role="status", hidden=not items)
