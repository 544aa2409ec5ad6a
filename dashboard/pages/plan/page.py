"""What to do, in which order, by whom? The best plan within a budget, a plan of one's own, and what each brings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from coordination.text import plan_verdicts
from dashboard.backend.context import Context
from dashboard.backend.costs import COSTS, costs_of
from dashboard.backend.labels import Labels
from dashboard.backend.plan_steps import Step, item_query, items_of, of_meeting
from dashboard.backend.world import World
from dashboard.downloads.calendar import Day, calendar
from dashboard.downloads.declared import Declared, Own
from dashboard.downloads.files import STRICT, File
from dashboard.pages import Drawn, Page
from dashboard.pages.plan import kept as plan_kept
from dashboard.pages.plan.asked import (
    NAME,
    PHASES,
    ask,
    asked_for,
    budget_of,
    budget_problem,
    choices_of,
    country_of,
    currency_of,
    merged,
    mode_of,
)
from dashboard.pages.plan.files import add_plan_files
from dashboard.pages.plan.filled import NEW, Typed, typed_of, without_typed
from dashboard.pages.plan.parts import (
    before_after,
    boards,
    brings,
    compared,
    cost_form,
    in_unit,
    kept,
    left,
)
from dashboard.pages.plan.start import take_over, work_list
from dashboard.pages.plan.table import add_measure, owners, steps_table
from dashboard.pages.plan.work import Wrong, budget_input, measures, work_section
from dashboard.pages.shared import common, parts
from dashboard.pages.shared.shell import empty, field, heading
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, listing, n_, verdict
from dashboard.ui.tree import Node, h
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = ["PAGE", "draw"]

Row = Mapping[str, Any]


def answer(context: Context, view: View) -> dict[str, Any]:
    """The best plan within the budget of the address."""
    return ask(context, view, own=False)


def own(context: Context, view: View) -> dict[str, Any]:
    """The plan that somebody wrote into the address, with its order check."""
    return ask(context, view, own=True)


def cost_table(context: Context, view: View) -> dict[str, Any]:
    """The costs of the address, empty where nobody gave one, as a file to fill in."""
    world = context.world(view)
    costs = costs_of(view, world.edition.by_number)
    given = context.ask(view, "plan", country=country_of(world, view), budget=0)
    rows = [
        {"capability": c.number, "phase": p, "cost": costs.get((c.number, p))}
        for c in world.edition.capabilities
        for p in range(2, PHASES + 1)
    ]
    return {**{k: given[k] for k in ("snapshot", "as_of", "edition", "evidence")}, "costs": rows}


def _calendar(which: str) -> Any:
    def made(context: Context, view: View) -> str:
        """The last day of every step."""
        world = context.world(view)
        own_ = which == "own"
        given = ask(context, view, own=own_)
        labels = Labels.of(context, view, STRICT)
        country = parts.name_of(world.countries[given["country"]])
        days = []
        for a in merged(given):
            if not a["end"]:
                continue  # nobody set a deadline
            who = a.get("owner") or listing(world.organisation(o).name for o in a["responsible"])
            if a["kind"] == "raise":
                name = parts.capability_name(world, a["capability"])
                key = f"{a['capability']}-{a['to']}"
                title = _(
                    "{country}: {capability} reaches phase {phase}",
                    country=country,
                    capability=name,
                    phase=a["to"],
                )
            else:
                key = f"{a['kind']}-{'-'.join(a['about'])}"
                title = _("{country}: {step}", country=country, step=a["text"])
            days.append(
                Day(
                    f"plan-{world.workspace}-{given['country']}-{key}",
                    date.fromisoformat(a["end"]),
                    title,
                    a["indicator"] + (f"\n{_('Responsible: {names}', names=who)}" if who else ""),
                    labels.of_row(a),
                )
            )
        return calendar(_("{country}: action plan", country=country), world.as_of, days)

    return made


def _add_raise(world: World, view: View, items: list[Step], phases: Mapping[str, int]) -> Node:
    """A select whose choice adds a raise."""
    now = dict(phases)
    for item in items:
        if item.measure is None:
            now[item.capability] = max(now.get(item.capability, 1), item.to)
    options = []
    for n, p in now.items():
        if p < PHASES:
            try:
                query = item_query([*items, Step(n, p, p + 1)])
            except UsageError:
                continue
            words = _("{capability}: {a} → {b}", capability=parts.capability_name(world, n), a=p, b=p + 1)
            options.append(h("option", words, value=view.href(None, **query)))
    add = h(
        "select",
        h("option", _("Choose a step to add"), value=""),
        options,
        id="choose-step",
        name="step",
        value="",
        data_go=True,
    )
    return field(_("Add a step"), add, for_="choose-step")


def _verdict(findings: Mapping[int, list[str]]) -> Node:
    problems = sum(len(v) for v in findings.values())
    if not problems:
        return h("p", glyphs.icon("eye"), " ", _("The order works: each step comes after its prerequisites."))
    return h(
        "p",
        n_("{count} problem with the order.", "{count} problems with the order.", problems),
        class_="problem",
    )


def _costs_of_steps(given: Row, currency: str) -> Node | None:
    """What named steps cost, as far as somebody said so."""
    if given["cost"] is None:
        return None
    total = common.fact(in_unit(given["cost"], currency), _("total cost"))
    return h("div", total, left(given, currency), class_="facts")


def _currency(view: View) -> Node:
    return field(
        _("Currency of the costs"),
        h(
            "input",
            id="choose-currency",
            name="currency",
            type="text",
            maxlength="20",
            value=currency_of(view),
            placeholder=_("for example EUR"),
            autocomplete="off",
            data_query="currency",
        ),
        for_="choose-currency",
    )


def currency_form(view: View) -> Node:
    """The currency of the costs of one's own steps, where no budget stands beside it."""
    return h(
        "form",
        _currency(view),
        class_="filters",
        method="get",
        data_query_form=True,
        aria_label=_("Currency of the costs"),
    )


def _own(
    world: World,
    view: View,
    code: str,
    items: list[Step],
    given: Row | None,
    phases: Mapping[str, int] | None,
    typed: Typed,
    stands: str,
) -> Node:
    """``phases``: those reached today, None where no review gives any; ``typed``: what could not be taken; ``stands``:
    whether it is kept."""
    findings: dict[int, list[str]] = {}
    for p in given["check"]["problems"] if given else ():
        findings.setdefault(p["order"], []).append(p["text"])
    top = h(
        "div",
        h("h2", _("Your own plan"), id="own"),
        _papers(view, code, "own", _("Your plan")) if given else None,
        class_="section-top",
    )
    if given is None:
        words = _(
            "No step yet. Add one below, or take a suggested action from the meeting or the single "
            "points of failure."
        )
    else:
        words = stands
    return h(
        "section",
        top,
        h("p", words, class_="sub"),
        [
            _verdict(findings),
            brings(given, currency_of(view))
            if given["actions"]
            else _costs_of_steps(given, currency_of(view)),
            currency_form(view) if phases is None else None,
            steps_table(
                world,
                view,
                given,
                code,
                _("Steps of your plan, in order"),
                items=items,
                findings=findings,
                typed=typed,
            ),
        ]
        if given
        else None,
        h(
            "div",
            _add_raise(world, view, items, phases) if phases is not None else None,
            add_measure(world, view, code, typed.of(NEW)),
            class_="add-steps",
        ),
        owners(world, code),
        class_="panel-card",
    )


def _choose(context: Context, view: View, world: World) -> Drawn:
    title = _("Action plan: what to do, in which order?")
    tree = h(
        "div",
        heading(title, parts.known_on(world), answer=plan_verdicts.plan_choice()),
        empty(
            _("Choose a country for the plan"),
            _(
                "The plan starts from the statuses of the capabilities, or from the phases of the latest maturity "
                "review where most are known."
            ),
            *[
                h("a", parts.name_of(world.countries[c]), href=view.href(NAME, c), class_="button quiet")
                for c in (world.reviewed or world.looked_at)[:6]
            ],
        ),
        plan_kept.section(context, view, world, "", carries=False),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def _best(world: World, view: View, code: str, items: list[Step], best: Row, wrong: Wrong) -> Node:
    budget = budget_of(view)
    own_costs = bool(costs_of(view, world.edition.by_number))
    words = _("Budget, in the unit of your costs") if own_costs else _("Budget: number of phase steps")
    budget_field = h(
        "form",
        field(
            words,
            budget_input(budget, wrong, _("no limit") if own_costs else None),
            wrong.said(),
            for_="choose-budget",
        ),
        _currency(view),
        class_="filters",
        method="get",
        data_query_form=True,
        aria_label=_("Budget"),
    )
    return h(
        "section",
        h(
            "div",
            h(
                "h2",
                _("An order of work for this budget")
                if best["range"]
                else _("The best plan for this budget"),
            ),
            _papers(view, code, "best", _("Best plan")),
            class_="section-top",
        ),
        h("div", budget_field, brings(best, currency_of(view)), class_="budget-row"),
        [h("p", h("bdi", t), class_="sub") for t in best["notes"]],
        h(
            "p",
            _(
                "The best plan is the one that adds the most phases. A phase counts only where the "
                "prerequisites have reached it too. Every capability counts the same; politics and staff "
                "are not considered."
            ),
            class_="sub",
        )
        if not best["range"]
        else None,
        steps_table(world, view, best, code, _("Steps in a workable order")) if best["actions"] else None,
        take_over(view, items, [Step(a["capability"], a["from"], a["to"]) for a in best["actions"]]),
        class_="panel-card",
    )


def _papers(view: View, code: str, which: str, words: str, *, by_status: bool = False) -> Node:
    """A plan as Word and as a workbook, its table in every format; one with days for a calendar too."""
    choices = choices_of(view)
    links = tuple(
        (
            format_,
            _("{what} as {format}", what=words, format=format_),
            view.href("plan-paper", f"{code}.{ending}", which=which, **choices),
        )
        for ending, format_ in (
            ("docx", _("Word")),
            ("xlsx", _("Excel") if by_status else _("Excel (5 sheets)")),
            ("html", _("HTML to print")),
        )
    )
    table = (
        parts.table_files(view, "status-plan", words, country=code, **choices)
        if by_status
        else parts.dated_files(view, f"{which}-plan", words, country=code, **choices)
    )
    return parts.take_away(parts.Files(_("Download the plan"), links), table)


def _back(view: View, code: str, items: list[Step]) -> Node | None:
    """To the pages from which steps come, with the plan."""
    if not items:
        return None
    query = item_query(items)
    names = ("budget", "currency", "plan_by", "plan_name", *(k for k in view.query if k.startswith("costs")))
    meets = {n: view.get(n) for n in names if view.get(n)} | of_meeting(view) | query
    return h(
        "nav",
        h(
            "a",
            _("Take the plan to the meeting"),
            href=view.href("meeting", code, **meets),
            class_="button quiet",
        ),
        h(
            "a",
            _("Go to Single points of failure"),
            href=view.href("weak-points", code, **query),
            class_="button quiet",
        ),
        class_="actions",
        aria_label=_("Where steps come from"),
    )


def _before_after(
    context: Context, view: View, world: World, code: str, best: Row | None, mine: Row | None
) -> Node | None:
    given = mine or best
    if given is None:
        return None
    plans: list[tuple[str, Row]] = [(_("Best plan"), best)] if best else []
    if mine:
        plans.append((_("Your plan"), mine))
    if mine:
        words = _("After your plan")
    else:  # what rests on too few known phases is not called the best
        words = _("After this order of work") if given["range"] else _("After the best plan")
    return h(
        "section",
        h("h2", _("Before and after")),
        boards(world, code, given, words),
        h(
            "p",
            _(
                "Frames show what differs. The number is the phase then reached; it counts from 1 if "
                'no phase was set. A gap that is closed reads "Found, provider not named", because '
                "the provider is not known yet. If a step names a provider, the capability is shown "
                "with that provider."
            ),
            class_="sub",
        ),
        kept(world, view, code, mine) if mine else None,
        before_after(context, view, world, code, plans),
        class_="panel-card",
    )


def _after_status(world: World, code: str, given: Row) -> Node | None:
    """The board before and after the steps of a plan by status; nothing where it has none that count."""
    if not any(s["counts"] for s in given["steps"]):
        return None
    return h(
        "section",
        h("h2", _("Before and after")),
        boards(world, code, given, _("After the plan")),
        h(
            "p",
            _(
                "Frames show what differs. What the plan puts in place, or gives a second provider, has "
                "one independent provider more. An unknown capability that it takes to be in place is "
                "shown without a provider. Steps outside the plan change no status."
            ),
            class_="sub",
        ),
        class_="panel-card",
    )


def _modes(context: Context, view: View, code: str, mode: str) -> Node | None:
    """From the plan by status to that by phase and back, where some phase is known."""
    other = "phases" if mode == "states" else "states"
    if other == "phases" and context.ask(view, NAME, country=code, budget=0, by="phases")["why_none"]:
        return None
    words = _("Plan by phase of maturity") if other == "phases" else _("Plan by status")
    return h("a", words, href=view.href(None, plan_by=other, budget=""), class_="button quiet")


def _opening_by_phase(world: World, given: Row, own_steps: int, reviewed: int) -> str:
    """How many steps a plan by phase has, and which is the first."""
    steps, total = given["actions"], len(world.edition.capabilities)
    said = plan_verdicts.plan(len(steps), own_steps, reviewed, total, plan_verdicts.first_of(steps))
    return verdict(said, lambda name: parts.capability_name(world, name.id))


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    code = common.code_of(world, view, NAME)
    if not code:
        return _choose(context, view, world)
    items = items_of(view, world.edition.by_number)
    typed, view = typed_of(world, items, view), without_typed(view)
    wrong = Wrong(view.get("budget"), budget_problem(view))
    if wrong.words:  # the plan is drawn without it, and the field says why
        view = view.with_query(budget="")
    mode = mode_of(context, view, code)
    reached = {c["capability"]: c["phase"] for c in context.ask(view, "maturity", countries=[code])["cells"]}
    costs_of(view, world.edition.by_number)
    phases = {n: p or 1 for n, p in reached.items()}
    given = answer(context, view)
    by_phase = mode == "phases"
    mine = own(context, view) if items else None
    title = _("{country}: action plan", country=parts.name_of(world.countries[code]))
    stands = plan_kept.standing(context, view, code) if mine else ""
    own_part = _own(world, view, code, items, mine, phases if by_phase else None, typed, stands)
    best_part = (
        _best(world, view, code, items, given, wrong)
        if by_phase
        else work_section(
            context,
            view,
            world,
            code,
            given,
            _papers(view, code, "best", _("Best plan"), by_status=True),
            take_over(view, items, measures(given)),
            wrong,
        )
    )
    opens = given["begins_with"] or given["summary"]
    comes_to = " ".join(s for s in given["summary"] if s not in opens)
    if (
        mine and not by_phase
    ):  # what is said there is of the plan that is proposed, not of the one that stands first
        comes_to = _("The proposed plan: {words}", words=" ".join((*opens, comes_to)).strip())
        opens = [n_("Your own plan has {count} step.", "Your own plan has {count} steps.", len(items))]
    best = given if by_phase else None
    listed = work_list(context, view, world, code) if best else None
    tree = h(
        "div",
        heading(
            h("bdi", title),
            [comes_to, h("br"), parts.known_on(world)] if comes_to else parts.known_on(world),
            common.label(world),
            _modes(context, view, code, mode),
            None if mine else plan_kept.way(context, view, code),
            _back(view, code, items),
            answer=_opening_by_phase(world, given, len(items), sum(p is not None for p in reached.values()))
            if by_phase
            else " ".join(opens),
        ),
        [own_part, plan_kept.section(context, view, world, code, carries=True), best_part]
        if mine
        else [best_part, own_part, plan_kept.section(context, view, world, code, carries=False)],
        h(
            "details",
            h("summary", _("Or start from the gaps and the capabilities to review")),
            listed,
            class_="panel-card fold",
        )
        if listed
        else None,
        h(
            "section",
            h("h2", _("Your plan compared with the best plan")),
            compared(world, best, mine, currency_of(view)),
            class_="panel-card",
        )
        if mine and mine["actions"] and best
        else None,
        _before_after(context, view, world, code, best, mine)
        if by_phase or mine
        else _after_status(world, code, given),
        cost_form(world, view, code, phases) if best else None,
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


FILES = {
    "best-plan": File(
        answer,
        "actions",
        calendar=_calendar("best"),
        label=STRICT,
        title=N_("Action plan"),
        declared=Declared(NAME, "steps", lambda context, view: asked_for(context, view, own=False)),
    ),
    "status-plan": File(
        answer,
        "steps",
        label=STRICT,
        title=N_("Action plan"),
        declared=Declared(NAME, "work", lambda context, view: asked_for(context, view, own=False)),
    ),
    "own-plan": File(
        own,
        "steps",
        calendar=_calendar("own"),
        label=STRICT,
        title=N_("Your plan"),
        declared=Declared(NAME, "steps", lambda context, view: asked_for(context, view, own=True)),
    ),
    "plan-costs": File(
        cost_table, "costs", title=N_("Costs of the steps"), declared=Own((COSTS,), cost_table)
    ),
}
PAGE = Page(
    NAME,
    N_("Action plan"),
    draw,
    group=common.ACTION,
    files=FILES,
    register=add_plan_files,
    asks_whom=True,
)
