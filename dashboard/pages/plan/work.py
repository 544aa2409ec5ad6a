"""What to do first, from the statuses of a country: the steps by capability, what each makes stand, who leads, when it
is done, and what stands beside the plan."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from coordination.answers.filled import Cell, Filled
from dashboard.backend.context import Context
from dashboard.backend.plan_steps import Measure, Step, status_measure
from dashboard.backend.world import World
from dashboard.downloads.declared import cell as words_of
from dashboard.downloads.declared import rows_of
from dashboard.pages.plan.asked import MOST, NAME, asked_for, budget_of
from dashboard.pages.plan.put import put
from dashboard.pages.shared import common, edits, parts, todo
from dashboard.pages.shared.begins import BEGINS, parted
from dashboard.pages.shared.shell import field
from dashboard.ui.i18n import _, listing, n_, number
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["Wrong", "budget_input", "measures", "work_section"]

Row = Mapping[str, Any]
Words = Mapping[str, Cell]


def _groups(steps: Sequence[Row]) -> list[list[Row]]:
    """The steps of each capability, as they follow one another."""
    return [list(found) for _, found in groupby(steps, key=lambda s: (s["capability"], s["counts"]))]


def measures(given: Row) -> list[Step]:
    """The steps to take up, and what is found out before them, as named steps of a plan of one's own: the same actions
    in the same order."""
    plan = parted(given["steps"])
    return [Step.of(status_measure(s)) for s in (*plan.early, *plan.counted)]


def _measures(steps: Sequence[Row]) -> list[Measure]:
    """All actions for the last purpose of a capability: the first alone puts nothing in place."""
    return [status_measure(s) for s in steps if s["serves"] == steps[-1]["serves"]]


def _seat(context: Context, world: World, view: View, row: Row, words: Words) -> Child:
    """The seat that leads, and who holds it."""
    if not row["lead"]:
        return None
    held: Child
    if row["accountable"]:
        links = [common.organisation_link(world, view, i, short=True) for i in row["accountable"]]
        held = h("ul", [h("li", link) for link in links])
    else:
        held = h("p", _("seat vacant") if row["seat"] == "empty" else _("seat not known"), class_="sub")
    return [h("p", words_of(context, view, words["lead"])), held]


def _named(world: World, numbers: Sequence[str]) -> str:
    return listing(parts.capability_name(world, n) for n in numbers)


def _sure(world: World, code: str, counted: Sequence[Row]) -> frozenset[str]:
    """What this plan begins with and is among the first gaps too, whatever the unknown turns out to be. Where nothing
    is unknown there is nothing to say of it."""
    if world.known[code] == len(world.board(code)):
        return frozenset()
    begins = [steps[0] for steps in _groups(counted)][:BEGINS]
    return frozenset(s["capability"] for s in begins if s["first_whatever"])


def _about(
    context: Context,
    world: World,
    view: View,
    code: str,
    steps: Sequence[Row],
    words: Mapping[str, Words],
    sure: Collection[str],
) -> Node:
    """The head of a capability: what for, who might be asked, what it makes stand, the way into a plan of one's own."""
    first = steps[0]
    brings = [n for s in steps for n in s["brings"] if n != first["capability"]]
    purposes = list({s["serves"]: words[str(s["order"])] for s in steps}.values())
    points, who = int(sum(s["points"] for s in steps)), steps[-1]["responsible"]
    name = parts.capability_name(world, first["capability"])
    asked: list[Child] = []
    if who:
        links = [common.organisation_link(world, view, i, short=True) for i in who]
        asked = [
            " · ",
            _("might be asked:"),
            " ",
            [[", " if i else "", link] for i, link in enumerate(links)],
        ]
    return h(
        "div",
        h(
            "div",
            h("p", common.cell(world, view, code, first["capability"]), class_="step-what"),
            h(
                "p",
                [[" · " if i else "", words_of(context, view, w["serves"])] for i, w in enumerate(purposes)],
                " · ",
                n_("{count} point", "{count} points", points),
                asked,
                class_="sub",
            ),
            h(
                "p",
                _("Then these have their prerequisites too: {list}.", list=_named(world, brings)),
                class_="sub",
            )
            if brings
            else None,
            [h("p", h("bdi", r), class_="sub") for r in first["reasons"]],
            edits.hangs_on(view, first, name),
            h(
                "p",
                h(
                    "span",
                    _("among the first three gaps, whatever the unknown turns out to be"),
                    class_="chip",
                ),
            )
            if first["capability"] in sure and first["counts"]
            else None,
            class_="grow",
        ),
        put(world, view, code, _measures(steps), name),
        class_="work-head",
    )


def _line(context: Context, world: World, view: View, head: Sequence[str], s: Row, here: Words) -> Node:
    """A step: what is done, who leads, when it is done, how long it takes."""
    after = [n for n in s["needs"] if n != s["order"] - 1]
    action = words_of(context, view, here["action"] if s["action"] else here["serves"])
    waits = _("after step {list}", list=listing(number(n) for n in after)) if after else None
    step = h(
        "div",
        h("span", number(s["order"]), class_="step-no"),
        h("div", h("p", action, todo.own_mark(s["basis"])), h("p", waits, class_="sub") if waits else None),
        class_="step",
    )
    cells: list[Child] = [
        _seat(context, world, view, s, here),
        words_of(context, view, here["done_when"]),
        words_of(context, view, here["effort"]),
    ]
    return h(
        "tr",
        h("th", step, scope="row", role="rowheader"),
        [h("td", c, role="cell", data_label=head[i], data_key=str(i)) for i, c in enumerate(cells, start=1)],
        role="row",
        id=f"work-{s['order']}",
        data_key=str(s["order"]),
    )


def _table(
    context: Context,
    world: World,
    view: View,
    code: str,
    steps: Sequence[Row],
    words: Mapping[str, Words],
    caption: str,
    sure: Collection[str] = (),
) -> Node:
    """The steps below the capability that they are for."""
    head = [_("Step"), _("Responsible"), _("Done when"), _("Time needed")]
    bodies = []
    for found in _groups(steps):
        about = _about(context, world, view, code, found, words, sure)
        top = h(
            "tr",
            h("th", about, scope="rowgroup", colspan=str(len(head)), role="rowheader"),
            role="row",
            class_="group-row",
        )
        lines = [_line(context, world, view, head, s, words[str(s["order"])]) for s in found]
        bodies.append(h("tbody", top, lines, role="rowgroup", data_key=str(found[0]["order"])))
    columns = h("tr", [h("th", c, scope="col", role="columnheader") for c in head], role="row")
    return h(
        "div",
        h(
            "table",
            h("caption", caption),
            h("thead", columns, role="rowgroup"),
            bodies,
            class_="data steps-table work-table",
            role="table",
        ),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def _money(context: Context, world: World, view: View, code: str, found: Filled) -> Node:
    """The grants beside the steps, what nobody pays for, and the sums."""
    rows = [
        [
            common.cell(world, view, code, str(r["capability"].data)),
            *(words_of(context, view, r[name]) for name in ("pays", "funder", "recipient", "title", "until")),
            [words_of(context, view, r["amount"]), " ", words_of(context, view, r["currency"])],
        ]
        for r in found.cells().values()
    ]
    head = [
        _("Capability"),
        _("Pays for it already"),
        _("Funder"),
        _("Recipient"),
        _("Grant"),
        _("Until"),
        _("Amount"),
    ]
    return h(
        "section",
        h("h2", _("Funding for the plan")),
        [h("p", h("bdi", note)) for note in found.notes],
        common.data_table(view, head, rows, found.title) if rows else h("p", found.empty),
        class_="panel-card",
    )


class Wrong(NamedTuple):
    """A budget that cannot be taken: what was typed, and what is wrong with it ("" = nothing)."""

    typed: str
    words: str

    def said(self) -> Node | None:
        """The reason, beside the field."""
        return (
            h("p", self.words, id="budget-wrong", class_="field-wrong", role="alert") if self.words else None
        )


def budget_input(budget: Decimal | int | None, wrong: Wrong, empty: str | None) -> Node:
    """The field of a budget; what cannot be taken stays in it. ``empty``: what an empty one means."""
    told = {"aria_invalid": "true", "aria_describedby": "budget-wrong"} if wrong.words else {}
    return h(
        "input",
        id="choose-budget",
        name="budget",
        type="text" if wrong.words else "number",
        min="0",
        step="any",
        max=str(MOST),
        value=wrong.typed if wrong.words else "" if budget is None else str(budget),
        placeholder=empty,
        data_query="budget",
        **told,
    )


def _budget(view: View, wrong: Wrong) -> Node:
    return h(
        "form",
        field(
            _("Budget in points"),
            budget_input(budget_of(view, "states"), wrong, _("no limit")),
            wrong.said(),
            for_="choose-budget",
        ),
        class_="filters",
        method="get",
        data_query_form=True,
        aria_label=_("Budget"),
    )


def _facts(given: Row) -> Node:
    """In place before and after, secured, points."""
    then = int(given["value"] - given["secured"] / 2)
    return h(
        "div",
        common.fact(int(given["value_today"]), _("in place with prerequisites today")),
        common.fact(then, _("after the plan")),
        common.fact(given["secured"], _("no longer depend on one provider")),
        common.fact(int(given["points"]), n_("point", "points", int(given["points"]))),
        class_="facts",
    )


def work_section(
    context: Context,
    view: View,
    world: World,
    code: str,
    given: Row,
    papers: Node,
    take: Node | None,
    wrong: Wrong,
) -> Node:
    """The plan by status. ``papers``: its files; ``take``: the way into a plan of one's own;
    ``wrong``: what is wrong with the budget of the address."""
    choices = asked_for(context, view, own=False)
    words = rows_of(context, view, NAME, "work", **choices).cells()
    plan = parted(given["steps"])
    early, counted, beside = plan.early, plan.counted, plan.beside
    section = h(
        "section",
        h("div", h("h2", _("What to do first")), papers, class_="section-top"),
        h("div", _budget(view, wrong), _facts(given) if counted else None, class_="budget-row"),
        [
            h("h3", _("Find out first")),
            _table(context, world, view, code, early, words, _("Find out first")),
            h("h3", _("Then take up")),
        ]
        if early
        else None,
        _table(
            context,
            world,
            view,
            code,
            counted,
            words,
            _("Steps in a workable order"),
            _sure(world, code, counted),
        )
        if counted
        else None,
        take,
        [h("p", h("bdi", t), class_="sub") for t in given["notes"]],
        h(
            "details",
            h(
                "summary",
                n_(
                    "{count} step outside the plan: renewals, providers to be named, reviews",
                    "{count} steps outside the plan: renewals, providers to be named, reviews",
                    len(beside),
                ),
            ),
            _table(context, world, view, code, beside, words, _("Steps outside the plan")),
            class_="fold",
            open=not counted,
        )
        if beside
        else None,
        class_="panel-card",
    )
    money = rows_of(context, view, NAME, "money", **choices)
    worked = counted or any(s["serves"] == "renew" for s in beside)
    return h("div", section, _money(context, world, view, code, money) if worked else None, class_="stack")
