"""What to do, in which order, by whom? The best plan within a budget, a plan of one's own, and what each brings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dashboard.calendar import Day, calendar
from dashboard.context import Context
from dashboard.costs import costs_of
from dashboard.figures import glyphs
from dashboard.files import File
from dashboard.i18n import N_, _, listing, n_, number
from dashboard.labels import Labels
from dashboard.pages import Drawn, Page, common, parts
from dashboard.pages.plan_asked import (
    MOST,
    NAME,
    PHASES,
    Step,
    ask,
    budget_of,
    choices_of,
    country_of,
    step_query,
    steps_of,
)
from dashboard.pages.plan_parts import actions, before_after, boards, brings, compared, cost_form
from dashboard.plan_files import add_plan_files
from dashboard.shell import empty, field, heading
from dashboard.tree import Child, Node, h
from dashboard.view import View
from dashboard.world import World

__all__ = ["PAGE", "draw", "steps_of"]

Row = Mapping[str, Any]


def answer(context: Context, view: View) -> dict[str, Any]:
    """The best plan within the budget of the address."""
    return ask(context, view, own=False)


def own(context: Context, view: View) -> dict[str, Any]:
    """The plan that somebody wrote into the address, with its order check."""
    return ask(context, view, own=True)


def cost_table(context: Context, view: View) -> dict[str, Any]:
    """The costs of the address, and 1 where nobody gave one, as a file to fill in."""
    world = context.world(view)
    costs = costs_of(view, world.edition.by_number)
    given = context.ask(view, "plan", country_of(world, view), 0)
    rows = [
        {"capability": c.number, "phase": p, "cost": costs.get((c.number, p), 1)}
        for c in world.edition.capabilities
        for p in range(2, PHASES + 1)
    ]
    return {**{k: given[k] for k in ("snapshot", "as_of", "edition", "evidence")}, "costs": rows}


def _calendar(which: str) -> Any:
    def made(context: Context, view: View) -> str:
        """The last day of every step."""
        world = context.world(view)
        given = ask(context, view, own=which == "own")
        labels = Labels.of(context, view)
        country = parts.name_of(world.countries[given["country"]])
        days = []
        for a in given["actions"]:
            name = parts.capability_name(world, a["capability"])
            who = listing(world.organisation(o).name for o in a["responsible"])
            days.append(
                Day(
                    f"plan-{world.workspace}-{given['country']}-{a['capability']}-{a['to']}",
                    date.fromisoformat(a["end"]),
                    _(
                        "{country}: {capability} at phase {phase}",
                        country=country,
                        capability=name,
                        phase=a["to"],
                    ),
                    a["indicator"] + (f"\n{_('Responsible: {names}', names=who)}" if who else ""),
                    labels.of_row(a),
                )
            )
        return calendar(_("{country}: action plan", country=country), world.as_of, days)

    return made


def _moves(view: View, steps: list[Step], i: int) -> Node:
    """Up, down and out, as addresses."""

    def link(icon: str, words: str, changed: list[Step]) -> Node:
        return h(
            "a",
            icon,
            h("span", words, class_="sr"),
            href=view.href(None, **step_query(changed)),
            class_="tool",
        )

    said = f"{steps[i][0]}:{steps[i][1]}-{steps[i][2]}"
    up = [*steps[: i - 1], steps[i], steps[i - 1], *steps[i + 1 :]] if i else []
    down = [*steps[:i], steps[i + 1], steps[i], *steps[i + 2 :]] if i + 1 < len(steps) else []
    return h(
        "span",
        link("↑", _("Earlier: {step}", step=said), up) if up else None,
        link("↓", _("Later: {step}", step=said), down) if down else None,
        link("×", _("Take out: {step}", step=said), [s for j, s in enumerate(steps) if j != i]),
    )


def _own(context: Context, view: View, world: World, code: str, steps: list[Step], given: Row | None) -> Node:
    check = given["check"] if given else {}
    by_order: dict[int, list[str]] = {}
    for p in check.get("problems", ()):
        by_order.setdefault(p["order"], []).append(p["text"])
    items = [
        h(
            "li",
            h(
                "div",
                h("b", number(i + 1), ". "),
                parts.capability_name(world, n),
                " ",
                h("span", _("phase {a} → {b}", a=a, b=b), class_="sub"),
                [h("p", h("bdi", t), class_="problem") for t in by_order.get(i + 1, ())],
            ),
            _moves(view, steps, i),
            data_key=f"{i}-{n}",
        )
        for i, (n, a, b) in enumerate(steps)
    ]
    now = {c["capability"]: c["phase"] or 1 for c in context.ask(view, "maturity", [code])["cells"]}
    for n, _a, b in steps:
        now[n] = max(now.get(n, 1), b)
    options = [
        h(
            "option",
            _("{capability}: {a} → {b}", capability=parts.capability_name(world, n), a=p, b=p + 1),
            value=view.href(None, **step_query([*steps, (n, p, p + 1)])),
        )
        for n, p in now.items()
        if p < PHASES
    ]
    add = h(
        "select",
        h("option", _("Choose a step to add"), value=""),
        options,
        id="choose-step",
        name="step",
        value="",
        data_go=True,
    )
    problems = sum(len(v) for v in by_order.values())
    verdict: Child = None
    if steps and not problems:
        verdict = h(
            "p", glyphs.icon("eye"), " ", _("The order works: every step has what it needs before it.")
        )
    elif problems:
        verdict = h(
            "p",
            n_("{count} step stands too early.", "{count} findings about the order.", problems),
            class_="problem",
        )
    return h(
        "section",
        h("h2", _("A plan of your own"), id="own"),
        h("p", _("Its steps are in the address: copy the link to keep it or to send it."), class_="sub"),
        h("ol", items, class_="chosen-list") if items else h("p", _("No step yet.")),
        verdict,
        field(_("Add a step"), add, for_="choose-step"),
        [brings(given), actions(world, view, given, code)] if given and given["actions"] else None,
        _papers(view, code, "own", _("Your plan")) if given else None,
        class_="panel-card",
    )


def _choose(context: Context, view: View, world: World) -> Drawn:
    title = _("What to do, in which order?")
    tree = h(
        "div",
        heading(title, parts.known_on(world), common.country_choice(world, view, NAME, "")),
        empty(
            _("A plan is for one country"),
            _(
                "Choose one above. The plan starts from the phases of its latest review; without one, from phase 1."
            ),
            *[
                h("a", parts.name_of(world.countries[c]), href=view.href(NAME, c), class_="button quiet")
                for c in (world.reviewed or world.looked_at)[:6]
            ],
        ),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def _best(world: World, view: View, code: str, best: Row) -> Node:
    budget = budget_of(view)
    own_costs = bool(costs_of(view, world.edition.by_number))
    taken = [(a["capability"], a["from"], a["to"]) for a in best["actions"]]
    words = _("Budget, in the unit of your costs") if own_costs else _("Budget: raises of one phase")
    budget_field = h(
        "form",
        field(
            words,
            h(
                "input",
                id="choose-budget",
                name="budget",
                type="number",
                min="0",
                max=None if own_costs else str(MOST),
                value="" if budget is None else str(budget),
                placeholder=_("no limit") if own_costs else None,
                data_query="budget",
            ),
            for_="choose-budget",
        ),
        class_="filters",
        method="get",
        data_query_form=True,
        aria_label=_("Budget"),
    )
    take = view.href(None, **step_query(taken))
    return h(
        "section",
        h("h2", _("The best plan for this budget")),
        budget_field,
        brings(best),
        [h("p", h("bdi", t), class_="sub") for t in best["notes"]],
        actions(world, view, best, code)
        if best["actions"]
        else h("p", _("Within this budget there is nothing to do.")),
        h("p", h("a", _("Take it as your own plan"), href=take, class_="button quiet")) if taken else None,
        _papers(view, code, "best", _("Best plan")),
        class_="panel-card",
    )


def _papers(view: View, code: str, which: str, words: str) -> Node:
    """A plan as Word and as a workbook, its table in every format, its days for a calendar."""
    choices = choices_of(view)
    links = tuple(
        (
            format_,
            _("{what} as {format}", what=words, format=format_),
            view.href("plan-paper", f"{code}.{ending}", which=which, **choices),
        )
        for ending, format_ in (
            ("docx", _("Word")),
            ("xlsx", _("Excel, five sheets")),
            ("html", _("HTML to print")),
        )
    )
    return parts.take_away(
        parts.Files(_("As a document"), links),
        parts.dated_files(view, f"{which}-plan", words, country=code, **choices),
    )


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    code = common.code_of(world, view, NAME)
    if not code:
        return _choose(context, view, world)
    steps = steps_of(world, view)
    best = answer(context, view)
    mine = own(context, view) if steps else None
    title = _("{country}: what to do, in which order", country=parts.name_of(world.countries[code]))
    plans: list[tuple[str, Row]] = [(_("Best plan"), best)]
    if mine:
        plans.append((_("Your plan"), mine))
    now = {c["capability"]: c["phase"] or 1 for c in context.ask(view, "maturity", [code])["cells"]}
    after = _("After your plan") if mine else _("After the best plan")
    tree = h(
        "div",
        heading(h("bdi", title), parts.known_on(world), common.country_choice(world, view, NAME, code)),
        _best(world, view, code, best),
        _own(context, view, world, code, steps, mine),
        h(
            "section",
            h("h2", _("Your plan beside the best one")),
            compared(world, best, mine),
            class_="panel-card",
        )
        if mine
        else None,
        h(
            "section",
            h("h2", _("Before and after")),
            boards(world, code, mine or best, after),
            h(
                "p",
                _(
                    "Framed: what differs, with the phase then in effect. A gap that is raised reads unattributed: who "
                    "will do it is not known yet."
                ),
                class_="sub",
            ),
            before_after(context, view, world, code, plans),
            class_="panel-card",
        ),
        cost_form(world, view, code, now),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


FILES = {
    "best-plan": File(answer, "actions", calendar=_calendar("best")),
    "own-plan": File(own, "actions", calendar=_calendar("own")),
    "plan-costs": File(cost_table, "costs"),
}
PAGE = Page(NAME, N_("Plan"), draw, group=common.ACTION, files=FILES, register=add_plan_files)
