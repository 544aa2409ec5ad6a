"""What to do, in which order, by whom? The best plan within a budget, a plan of one's own, and what each brings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.context import Context
from dashboard.figures import glyphs
from dashboard.files import File
from dashboard.i18n import N_, _, listing, n_, number, partial_date
from dashboard.pages import Drawn, Page, common, parts
from dashboard.shell import empty, field, heading
from dashboard.tree import Child, Node, h
from dashboard.view import View
from dashboard.world import World
from graph_schema.errors import UsageError

__all__ = ["PAGE", "draw", "steps_of"]

NAME = "plan"
BUDGET, MOST, PHASES = 3, 60, 4
Row = Mapping[str, Any]
Step = tuple[str, int, int]
_STEP = re.compile(r"(\d{1,3}):([1-4])-([1-4])")

_ROLES = {
    "responsible": N_("Responsible"),
    "accountable": N_("Accountable"),
    "consulted": N_("Consulted"),
    "informed": N_("Informed"),
}


def _budget(view: View) -> int:
    text = view.get("budget")
    if not text:
        return BUDGET
    if not text.isdecimal() or not 0 <= int(text) <= MOST:
        raise UsageError(
            _("A budget is a whole number from 0 to {most}.", most=MOST),
            hint=_("One raise of one phase costs one."),
        )
    return int(text)


def steps_of(world: World, view: View) -> list[Step]:
    """The own plan of an address: texts as ``12:1-2`` joined by semicolons. Raises UsageError with the one that is
    not readable."""
    out: list[Step] = []
    for text in view.get("steps").split(";"):
        if not text.strip():
            continue
        match = _STEP.fullmatch(text.strip())
        if match is None or match[1] not in world.edition.by_number:
            raise UsageError(
                _("{step} is not a step.", step=text[:20]),
                hint=_("Write capability, phase and next phase: 12:1-2."),
            )
        out.append((match[1], int(match[2]), int(match[3])))
    return out


def _text(steps: Sequence[Step]) -> str:
    return ";".join(f"{n}:{a}-{b}" for n, a, b in steps)


def _country(world: World, view: View) -> str:
    code = common.code_of(world, view, NAME)
    if not code:
        raise UsageError(_("Choose a country."), hint=_("A plan is for one country."))
    return code


def answer(context: Context, view: View) -> dict[str, Any]:
    """The best plan within the budget of the address."""
    world = context.world(view)
    return context.ask(view, "plan", _country(world, view), _budget(view))


def own(context: Context, view: View) -> dict[str, Any]:
    """The plan that somebody wrote into the address, with its order check."""
    world = context.world(view)
    return context.ask(view, "plan", _country(world, view), None, steps=steps_of(world, view))


def _actions(world: World, view: View, given: Row, code: str) -> Node:
    rows: list[list[Child]] = []
    for a in given["actions"]:
        roles: list[Child] = []
        for key, words in _ROLES.items():
            who = a[key]
            missing = key in a["missing"]
            if not who and not missing:
                continue
            roles.append(
                h(
                    "li",
                    h("span", _(words), class_="sub"),
                    " ",
                    [[", " if i else "", common.organisation(world, s)] for i, s in enumerate(who[:4])]
                    if who
                    else h("span", _("nobody yet"), class_="chip"),
                    f" +{number(len(who) - 4)}" if len(who) > 4 else "",
                )
            )
        rows.append(
            [
                [number(a["order"]), ". ", common.cell(world, view, code, a["capability"])],
                _("{a} → {b}", a=a["from"], b=a["to"]),
                _("{start} to {end}", start=partial_date(a["start"]), end=partial_date(a["end"])),
                number(a["cost"]),
                h("ul", roles),
            ]
        )
    head = [_("Action"), _("Phase"), _("When"), _("Cost"), _("Who")]
    return common.data_table(view, head, rows, _("Actions in the order in which they can be done"))


def _brings(given: Row) -> Node:
    gain = given["value"] - given["before"]
    return h(
        "div",
        common.fact(int(given["before"]), _("phases in effect today")),
        common.fact(int(given["value"]), _("phases in effect afterwards")),
        common.fact(int(gain), _("gained")),
        common.fact(int(given["cost"]), _("spent")),
        class_="facts",
    )


def _phases(given: Row) -> dict[str, int]:
    out: dict[str, int] = {}
    for a in given["actions"]:
        out[a["capability"]] = max(out.get(a["capability"], 0), a["to"])
    return out


def _dots(now: int | None, then: int) -> Node:
    """Four dots: filled = reached today, ringed = reached by the plan."""
    dots = []
    for p in range(1, PHASES + 1):
        what = "have" if now is not None and p <= now else "will" if p <= then else "none"
        dots.append(h("circle", cx=f"{p * 16 - 6:g}", cy="8", r="5.5", class_=f"phase {what}"))
    words = _("not reviewed") if now is None else _("phase {now}", now=now)
    if then > (now or 0):
        words += " → " + str(then)
    return h("span", h("svg", dots, viewBox="0 0 68 16", class_="phases", aria_hidden="true"), " ", words)


def _before_after(
    context: Context, view: View, world: World, code: str, plans: Sequence[tuple[str, Row]]
) -> Node:
    """Phases of every capability today and after each plan."""
    now = {c["capability"]: c["phase"] for c in context.ask(view, "maturity", [code])["cells"]}
    reached = [(words, _phases(given)) for words, given in plans]
    rows: list[list[Child]] = []
    for c in world.edition.capabilities:
        today = now.get(c.number)
        line: list[Child] = [common.cell(world, view, code, c.number), _dots(today, 0)]
        line += [_dots(today, then.get(c.number, 0)) for _words, then in reached]
        if any(c.number in then for _words, then in reached):
            rows.append(line)
    head = [_("Capability"), _("Today"), *(words for words, _given in plans)]
    return h(
        "section",
        h("h2", _("Before and after")),
        common.data_table(view, head, rows, _("Capabilities that a plan raises; phases 1 to 4"))
        if rows
        else h("p", _("No plan raises anything.")),
        class_="panel-card",
    )


def _moves(view: View, steps: list[Step], i: int) -> Node:
    """Up, down and out, as addresses."""

    def link(icon: str, words: str, changed: list[Step]) -> Node:
        return h(
            "a",
            icon,
            h("span", words, class_="sr"),
            href=view.href(None, steps=_text(changed)),
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
            value=view.href(None, steps=_text([*steps, (n, p, p + 1)])),
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
        [_brings(given), _actions(world, view, given, code)] if given and given["actions"] else None,
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


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    code = common.code_of(world, view, NAME)
    if not code:
        return _choose(context, view, world)
    budget, steps = _budget(view), steps_of(world, view)
    best = answer(context, view)
    mine = own(context, view) if steps else None
    title = _("{country}: what to do, in which order", country=parts.name_of(world.countries[code]))
    taken = _text([(a["capability"], a["from"], a["to"]) for a in best["actions"]])
    budget_field = h(
        "form",
        field(
            _("Budget: raises of one phase"),
            h(
                "input",
                id="choose-budget",
                name="budget",
                type="number",
                min="0",
                max=str(MOST),
                value=str(budget),
                data_query="budget",
            ),
            for_="choose-budget",
        ),
        class_="filters",
        method="get",
        data_query_form=True,
        aria_label=_("Budget"),
    )
    assumed = [parts.capability_name(world, n) for n in best["assumed"]]
    few = listing(assumed[:4]) + (f" +{number(len(assumed) - 4)}" if len(assumed) > 4 else "")
    choice = {"country": code, "budget": view.get("budget")}
    plans: list[tuple[str, Row]] = [(_("Best plan"), best)]
    if mine:
        plans.append((_("Your plan"), mine))
    tree = h(
        "div",
        heading(h("bdi", title), parts.known_on(world), common.country_choice(world, view, NAME, code)),
        h(
            "section",
            h("h2", _("The best plan for this budget")),
            budget_field,
            _brings(best),
            [h("p", h("bdi", t), class_="sub") for t in best["notes"]],
            h("p", _("Not reviewed, counted as phase 1: {names}.", names=few), class_="sub")
            if assumed
            else None,
            _actions(world, view, best, code)
            if best["actions"]
            else h("p", _("Within this budget there is nothing to do.")),
            h(
                "p",
                h(
                    "a",
                    _("Take it as your own plan"),
                    href=view.href(None, steps=taken),
                    class_="button quiet",
                ),
            )
            if taken and len(taken) <= 200
            else None,
            class_="panel-card",
        ),
        _own(context, view, world, code, steps, mine),
        _before_after(context, view, world, code, plans),
        common.downloads(view, "best-plan", (_("Best plan"), "best-plan"), **choice),
        parts.exports(
            (_("Your plan as CSV"), view.href("download", "own-plan.csv", country=code, steps=_text(steps))),
            (
                _("Your plan as JSON"),
                view.href("download", "own-plan.json", country=code, steps=_text(steps)),
            ),
        )
        if steps
        else None,
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


FILES = {"best-plan": File(answer, "actions"), "own-plan": File(own, "actions")}
PAGE = Page(NAME, N_("Plan"), draw, group=common.ACTION, files=FILES)
